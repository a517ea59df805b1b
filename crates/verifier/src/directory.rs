use crate::{
    Files, NotRead,
    files::{bare, within},
};
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Published files in a directory.
#[derive(Debug, Clone)]
pub struct Directory(pub PathBuf);

impl Directory {
    fn walk(&self, path: &str, into: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(self.0.join(path))? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_str().ok_or_else(|| io::Error::other("a name is not UTF-8"))?;
            let path = format!("{path}/{name}");
            if entry.file_type()?.is_dir() {
                self.walk(&path, into)?;
            } else {
                into.push(path);
            }
        }
        Ok(())
    }
}

impl Files for Directory {
    async fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, NotRead> {
        let path = bare(path);
        let below = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\\');
        if !path.split('/').all(below) || Path::new(path).is_absolute() {
            return Err(NotRead { path: path.to_owned(), why: "not a path within".to_owned() });
        }
        match some(&self.0.join(path), most) {
            Ok(bytes) => within(path, bytes.len() as u64, most).map(|()| Some(bytes)),
            Err(why) if missing(&why) => Ok(None),
            Err(why) => Err(NotRead { path: path.to_owned(), why: why.to_string() }),
        }
    }

    fn list(&self, folder: &str) -> Result<Option<Vec<String>>, NotRead> {
        let mut paths = Vec::new();
        match self.walk(folder, &mut paths) {
            Ok(()) => {}
            Err(why) if missing(&why) => {}
            Err(why) => return Err(NotRead { path: folder.to_owned(), why: why.to_string() }),
        }
        paths.sort_unstable();
        Ok(Some(paths))
    }
}

/// One byte more than allowed at most, which tells that there is more. A pipe or a device is no file of ours,
/// and would not end.
fn some(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::ErrorKind::NotFound.into());
    }
    if !about.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len().min(most)).unwrap_or_default());
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file where a folder should be is as good as nothing there.
fn missing(why: &io::Error) -> bool {
    matches!(why.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
