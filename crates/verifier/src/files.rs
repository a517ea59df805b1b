use std::collections::BTreeMap;

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

/// Where the published files are. Paths are relative, with `/`, such as `tile/0/000`.
pub trait Files {
    /// The bytes of a file; none: there is no such file.
    ///
    /// # Errors
    /// [`NotRead`]
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, NotRead>;

    /// The paths of all files below `folder`, in order; none: this source cannot list.
    ///
    /// # Errors
    /// [`NotRead`]
    fn list(&self, folder: &str) -> Result<Option<Vec<String>>, NotRead> {
        let _ = folder;
        Ok(None)
    }
}

impl Files for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, NotRead> {
        Ok(self.get(path).cloned())
    }

    fn list(&self, folder: &str) -> Result<Option<Vec<String>>, NotRead> {
        let below = format!("{folder}/");
        Ok(Some(self.keys().filter(|path| path.starts_with(&below)).cloned().collect()))
    }
}
