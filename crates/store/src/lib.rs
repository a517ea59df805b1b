//! Where bytes live: the journal in SQLite, blobs in files.
//!
//! [`Sqlite`] keeps records and private values, one transaction a batch, durable when it answers.
//! [`Blobs`] keeps what is too large for a record, each named by its SHA-256; [`secret`] keeps keys.
//! Neither understands what it keeps: the journal checks that.

mod blobs;
mod briefing;
mod desk;
mod durable;
mod error;
pub mod secret;
mod sqlite;

pub use blobs::Blobs;
pub use briefing::{Asked, In, Listed, Mark, QuizCounts, Reading};
pub use desk::{Account, Desk, Given, Patience, Session};
pub use durable::replace;
pub use error::StoreError;
pub use sqlite::{Reader, Sqlite};

#[cfg(test)]
mod tests;
