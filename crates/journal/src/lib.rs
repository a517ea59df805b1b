//! The journal of Diên Hồng: what a record is, how it is sealed, and the tree over all of them.
//!
//! Pure: no IO, no clock, no randomness; it builds for `wasm32-unknown-unknown`, so that the node, the
//! verifier and a citizen's browser read a log with the same code.
//!
//! - [`canonical`]: RFC 8785 JSON, the only form in which a value is hashed or stored.
//! - [`record`]: one official fact, at most 65,535 bytes; [`closed`]: one that shows only its seal.
//! - [`seal`]: a value that may be opened later.
//! - [`tree`], [`tiles`], [`checkpoint`]: RFC 6962 tree, C2SP `tlog-tiles`, `tlog-checkpoint`, `signed-note`.
//! - [`cosignature`], [`witness`]: C2SP `tlog-cosignature` and `tlog-witness`; [`split`]: two signed histories, proved.
//! - [`proof`]: C2SP `tlog-proof`, a receipt that needs no network; [`tiled`]: proofs from the tiles of a log.
//! - [`chain`]: the rules that bind records; [`storage`]: the port through which bytes are kept; [`journal`]: one writer over it.
//!
//! A record is *sequenced* when its batch is durable, *integrated* when its leaf is in the tree, and
//! *published* when a signed checkpoint covers it.

pub mod canonical;
pub mod chain;
pub mod checkpoint;
pub mod closed;
pub mod cosignature;
mod hash;
pub mod journal;
mod millis;
pub mod proof;
pub mod record;
mod scan;
pub mod seal;
pub mod split;
pub mod storage;
pub mod tiled;
pub mod tiles;
pub mod tree;
pub mod witness;

pub use chain::{Chain, Fault, Read, Why};
pub use hash::{BadHex, Hash};
pub use journal::{Act, Appended, Draft, Failed, Journal, Snapshot, Visibility};
pub use millis::{BadInstant, Millis};
pub use record::{Broken, Leaf, MAX_RECORD, Record};
pub use seal::{Opening, Salt, Seal};
pub use storage::{Batch, Memory, Storage};
pub use tree::Tree;

#[cfg(test)]
mod tests;
