//! What a node gives to everybody as files: tiles of hashes, bundles of entries, the signed checkpoint.
//!
//! One thread follows the node. What it has written is the journal as C2SP `tlog-tiles` wants it, in the node's
//! own public folder and, where there is one, in an object store: any web server or CDN can hold the same
//! files. Tiles come first and the checkpoint last, so that whoever reads a checkpoint finds all that it names.
//!
//! A node whose history is not the one that it has published stops publishing and says so.

mod part;
mod publisher;
mod shelf;
mod witnesses;

pub use part::{NoPart, part};
pub use publisher::{NotPublished, Published, Publisher};
pub use shelf::{NotShelved, Shelf, gzipped};
pub use witnesses::{Witnessed, checkpoint};
