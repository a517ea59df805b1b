use std::{collections::BTreeMap, future::Future};

/// The SHA-256 of every page and every file of open data, as `sha256sum` writes it.
///
/// It says which pages there are, and shows damage in them. Whoever can change a page can change it
/// too: what protects figures is that they are recomputed.
pub const MANIFEST: &str = "files.sha256";

/// A file could not be read, which is not the same as its not being there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {why}")]
pub struct NotRead {
    pub path: String,
    pub why: String,
}

/// What a source of files must be for one thread to read ahead of another. A browser has one thread.
#[cfg(not(target_arch = "wasm32"))]
pub trait Shared: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> Shared for T {}
#[cfg(target_arch = "wasm32")]
pub trait Shared {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> Shared for T {}

/// Where the published files are. Paths are relative, with `/`, such as `tile/0/000`; a `?` and what
/// follows it is for servers that make a file when they are asked.
pub trait Files: Shared {
    /// The bytes of a file; none: there is no such file.
    ///
    /// # Errors
    /// [`NotRead`], also for a file that is longer than `most` bytes: none of ours is.
    fn read(&self, path: &str, most: u64)
    -> impl Future<Output = Result<Option<Vec<u8>>, NotRead>>;

    /// The paths of all files below `folder`, in order; none: this source cannot list.
    ///
    /// # Errors
    /// [`NotRead`]
    fn list(&self, folder: &str) -> Result<Option<Vec<String>>, NotRead> {
        let _ = folder;
        Ok(None)
    }

    /// Will be read soon, at most `most` bytes of it: a source far away may begin to fetch it.
    fn soon(&self, path: &str, most: u64) {
        let _ = (path, most);
    }
}

impl Files for BTreeMap<String, Vec<u8>> {
    async fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, NotRead> {
        let found = self.get(bare(path));
        found
            .map(|bytes| within(path, bytes.len() as u64, most).map(|()| bytes.clone()))
            .transpose()
    }

    fn list(&self, folder: &str) -> Result<Option<Vec<String>>, NotRead> {
        let below = format!("{folder}/");
        Ok(Some(self.keys().filter(|path| path.starts_with(&below)).cloned().collect()))
    }
}

/// The path without what is meant for servers.
pub(crate) fn bare(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

/// Whether a file of so many bytes is taken.
pub(crate) fn within(path: &str, bytes: u64, most: u64) -> Result<(), NotRead> {
    if bytes <= most {
        return Ok(());
    }
    Err(NotRead { path: path.to_owned(), why: format!("it has {bytes} bytes, more than {most}") })
}

/// The most bytes of each kind of file that are read.
pub(crate) mod most {
    /// A checkpoint with its cosignatures, a key.
    pub const NOTE: u64 = 64 << 10;
    /// 256 hashes of 32 bytes.
    pub const TILE: u64 = 8 << 10;
    /// 256 entries of 65,535 bytes with their lengths.
    pub const BUNDLE: u64 = 256 * (2 + 65_535);
    /// The records of one unit, or of what concerns all.
    pub const PART: u64 = 256 << 20;
    /// A scan: more than a node takes.
    pub const BLOB: u64 = 32 << 20;
    /// Open data of a nation.
    pub const DATA: u64 = 512 << 20;
    pub const PAGE: u64 = 16 << 20;
    pub const MANIFEST: u64 = 256 << 20;
}
