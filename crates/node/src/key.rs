use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// The node's signing key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    #[error("{path}: {source}", path = path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{path} is not 64 hexadecimal digits", path = .0.display())]
    Form(PathBuf),
}

/// The secret that checkpoints are signed with: 64 hexadecimal digits in `node.key`, which only its
/// owner may read. Made on the first start.
///
/// # Errors
/// [`NoKey`]
pub fn load(directory: &Path) -> Result<[u8; 32], NoKey> {
    let path = directory.join("node.key");
    let failed = |source| NoKey::File { path: path.clone(), source };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(missing) if missing.kind() == ErrorKind::NotFound => {
            let text = hex::encode(crate::random::<32>());
            create(&path)
                .and_then(|mut file| {
                    file.write_all(text.as_bytes())?;
                    file.sync_all()?;
                    File::open(directory)?.sync_all()
                })
                .map_err(failed)?;
            text
        }
        Err(other) => return Err(failed(other)),
    };
    let mut key = [0; 32];
    let read = hex::decode_to_slice(text.trim(), &mut key);
    read.map(|()| key).map_err(|_| NoKey::Form(path))
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
