//! Recomputes a published node from its public files, and says exactly where it differs.
//!
//! Pure over a source of [`Files`]: a directory, a web site, memory. The citizen's browser runs the
//! same code as `dienhong verify`. Nothing here believes the node: what it published is compared
//! with what follows from its records.
//!
//! - [`ballot_box`]: the archive of an electronic vote against the records.
//! - [`figures`]: every published figure of a state by its path, and what it is the sum of.
//! - [`open_data`]: the files of open data that follow from a state, byte for byte.
//! - [`pages`]: the figures that a page claims.
//! - [`verify`]: all of it together, or one unit, constituency or area.
//! - [`words`]: what was found, in sentences.

pub mod ballot_box;
#[cfg(not(target_arch = "wasm32"))]
mod directory;
pub mod figures;
mod files;
mod name;
pub mod open_data;
pub mod pages;
mod report;
mod verify;
pub mod words;

#[cfg(not(target_arch = "wasm32"))]
pub use directory::Directory;
pub use files::{Files, MANIFEST, NotRead, Shared};
pub use name::{blob_path, segment, unsegment};
pub use report::{Counted, Difference, NotChecked, Place, Report, What, Witnessed};
#[cfg(not(target_arch = "wasm32"))]
pub use verify::verify_here;
pub use verify::{
    Ask, Minutes, Origin, PART_OF_ALL, Part, Progress, Scope, Seen, Signatures, Unreadable,
    Verified, part_of, part_path, verify,
};
