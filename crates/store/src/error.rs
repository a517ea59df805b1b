//! What can go wrong with a store.

use dienhong_journal::Hash;
use std::{io, path::PathBuf};

/// Why a store was not opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("another process has the journal {} open for writing", path.display())]
    InUse { path: PathBuf },
    #[error("{} is not a journal of Diên Hồng: its application id is {found:#010x}", path.display())]
    OtherApplication { path: PathBuf, found: i32 },
    #[error("{} is a journal in form {found}, this program knows form {known}", path.display())]
    OtherVersion { path: PathBuf, found: i32, known: i32 },
    #[error("SQLite keeps {} in the mode \"{found}\" instead of WAL", path.display())]
    NotWal { path: PathBuf, found: String },
    #[error("the batch begins with record {first}, the journal goes on with {next}")]
    Gap { first: u64, next: u64 },
    #[error("{0} is too large a number for a record")]
    TooLarge(u64),
    #[error("the journal was opened for reading only")]
    ReadOnly,
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("the blob {name} is damaged: its bytes have the hash {found}")]
    Damaged { name: Hash, found: Hash },
}

impl StoreError {
    /// Names the file with which `source` came.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
