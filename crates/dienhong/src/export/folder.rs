//! A folder that appears as a whole or not at all.

use dienhong_journal::Hash;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A folder in the making, beside the one that it will replace.
pub(super) struct Folder {
    /// Holds `public`, and whatever else is needed until then.
    temporary: TempDir,
    root: PathBuf,
    /// How many files it has, and the hashes of those that were asked for.
    pub files: u64,
    hashes: BTreeMap<String, Hash>,
}

impl Folder {
    /// Begins one that will become `out`.
    pub fn begin(out: &Path) -> io::Result<Folder> {
        let nameless = || io::Error::new(io::ErrorKind::InvalidInput, "it has no name of its own");
        let name = out.file_name().ok_or_else(nameless)?.to_string_lossy();
        let temporary = tempfile::Builder::new()
            .prefix(&format!(".{name}.partial-"))
            .tempdir_in(beside(out))?;
        let root = temporary.path().join("public");
        fs::create_dir(&root)?;
        Ok(Folder { temporary, root, files: 0, hashes: BTreeMap::new() })
    }

    /// A place for what is needed only while the folder is made.
    pub fn workplace(&self) -> &Path {
        self.temporary.path()
    }

    pub fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let within = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\\');
        if !path.split('/').all(within) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("the path {path}")));
        }
        let file = self.root.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, bytes)?;
        self.files += 1;
        Ok(())
    }

    /// As [`Folder::write`]; the file will stand in the list of hashes.
    pub fn write_listed(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.write(path, bytes)?;
        self.hashes.insert(path.to_owned(), Hash::of(bytes));
        Ok(())
    }

    /// The list of hashes, as `sha256sum` writes and reads it.
    pub fn list(&self) -> String {
        self.hashes.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect()
    }

    /// Makes everything durable and puts it in the place of `out`.
    pub fn finish(self, out: &Path) -> io::Result<()> {
        sync(&self.root)?;
        let old = self.temporary.path().join("old");
        let replaces = fs::symlink_metadata(out).is_ok();
        if replaces {
            fs::rename(out, &old)?;
        }
        if let Err(why) = fs::rename(&self.root, out) {
            if replaces {
                fs::rename(&old, out)?;
            }
            return Err(why);
        }
        File::open(beside(out))?.sync_all()?;
        self.temporary.close()
    }
}

fn beside(out: &Path) -> &Path {
    out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Files first, then the folders that name them.
fn sync(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            sync(&entry?.path())?;
        }
    }
    File::open(path)?.sync_all()
}
