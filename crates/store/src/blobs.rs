//! Blobs: bytes in files named by their SHA-256, such as `blobs/ab/abcdef…`.

use crate::StoreError;
use dienhong_journal::Hash;
use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// Distinguishes the temporary files of one process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A directory of blobs. Writing the same bytes twice keeps them once.
#[derive(Debug, Clone)]
pub struct Blobs {
    root: PathBuf,
}

impl Blobs {
    /// Opens or makes the directory `blobs` within `directory`.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        let directory = directory.as_ref();
        let root = directory.join("blobs");
        fs::create_dir_all(&root).map_err(StoreError::file(&root))?;
        sync(directory)?;
        Ok(Self { root })
    }

    /// Where the blob of this name is, whether or not it is there.
    pub fn path(&self, name: &Hash) -> PathBuf {
        let digits = name.to_string();
        self.root.join(&digits[..2]).join(digits)
    }

    /// Keeps `bytes` and answers their name. Durable when this answers `Ok`.
    pub fn put(&self, bytes: &[u8]) -> Result<Hash, StoreError> {
        let name = Hash::of(bytes);
        let path = self.path(&name);
        let shelf = path.parent().unwrap_or(&self.root);
        // A file cut short by another program is written anew. One that is whole was synced before it
        // got its name, but whoever wrote it may have died before that name was durable.
        if matches!(self.get(&name), Ok(Some(_))) {
            sync(shelf)?;
            sync(&self.root)?;
            return Ok(name);
        }
        fs::create_dir_all(shelf).map_err(StoreError::file(shelf))?;
        sync(&self.root)?;
        let unique = format!(".{}-{}.tmp", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let temporary = shelf.join(unique);
        let written = File::create(&temporary)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&temporary, &path));
        if let Err(source) = written {
            // It may not even be there; what went wrong first is what matters.
            let _gone = fs::remove_file(&temporary);
            return Err(StoreError::File { path, source });
        }
        sync(shelf)?;
        Ok(name)
    }

    /// The bytes of the blob, checked against its name; `None` when it is not there.
    pub fn get(&self, name: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::File { path, source }),
        };
        let found = Hash::of(&bytes);
        if found == *name {
            Ok(Some(bytes))
        } else {
            Err(StoreError::Damaged { name: *name, found })
        }
    }
}

/// Makes the names in a directory durable.
fn sync(directory: &Path) -> Result<(), StoreError> {
    File::open(directory).and_then(|d| d.sync_all()).map_err(StoreError::file(directory))
}
