use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// Puts `bytes` at `path` in the place of what was there, as a whole or not at all; durable when this answers `Ok`.
/// One process at a time writes to a path. The folder is there already.
///
/// # Errors
/// Those of the disk; what was there is whole.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let temporary = folder.join(format!(".{name}.tmp"));
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    File::open(folder)?.sync_all()
}
