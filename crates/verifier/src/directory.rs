use crate::{Files, NotRead};
use std::{
    fs, io,
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
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, NotRead> {
        let within = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\\');
        if !path.split('/').all(within) || Path::new(path).is_absolute() {
            return Err(NotRead { path: path.to_owned(), why: "not a path within".to_owned() });
        }
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
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

/// A file where a folder should be is as good as nothing there.
fn missing(why: &io::Error) -> bool {
    matches!(why.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
