//! Files of the steps.

use super::Failed;
use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Write};
use std::path::Path;

pub fn read(path: &Path) -> Result<Vec<u8>, Failed> {
    fs::read(path).map_err(Failed::of(path))
}

/// The file without the newline at its end that an editor or a shell may have left.
pub fn read_trimmed(path: &Path) -> Result<Vec<u8>, Failed> {
    read(path).map(|bytes| bytes.trim_ascii_end().to_vec())
}

pub fn read_text(path: &Path) -> Result<String, Failed> {
    let text = String::from_utf8(read_trimmed(path)?);
    text.map_err(|_| Failed::Sentence(format!("{}: is no text", path.display())))
}

/// One JSON value a line, as belenios-tool keeps several in a file.
pub fn read_lines(path: &Path) -> Result<Vec<Vec<u8>>, Failed> {
    let bytes = read(path)?;
    Ok(bytes
        .split(|b| *b == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .map(<[u8]>::to_vec)
        .collect())
}

pub fn slices(lines: &[Vec<u8>]) -> Vec<&[u8]> {
    lines.iter().map(Vec::as_slice).collect()
}

pub fn open(path: &Path) -> Result<BufReader<File>, Failed> {
    File::open(path).map(BufReader::new).map_err(Failed::of(path))
}

pub fn folder(path: &Path) -> Result<(), Failed> {
    fs::create_dir_all(path).map_err(Failed::of(path))
}

/// Writes a new file: what is there already is never replaced.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    write_new(path, bytes, &mut OpenOptions::new())
}

/// Writes a new file that only its owner can read.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    write_new(path, bytes, &mut options)
}

fn write_new(path: &Path, bytes: &[u8], options: &mut OpenOptions) -> Result<(), Failed> {
    let mut file = options.write(true).create_new(true).open(path).map_err(Failed::of(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Failed::of(path))
}

/// Adds to the end of an archive that was read to its end just before.
pub fn append(path: &Path, length: u64, bytes: &[u8]) -> Result<(), Failed> {
    let mut file = OpenOptions::new().append(true).open(path).map_err(Failed::of(path))?;
    let now = file.metadata().map_err(Failed::of(path))?.len();
    if now != length {
        return Err(Failed::Sentence(format!(
            "{}: has grown meanwhile; ask again",
            path.display()
        )));
    }
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Failed::of(path))
}

pub fn length(path: &Path) -> Result<u64, Failed> {
    fs::metadata(path).map(|metadata| metadata.len()).map_err(Failed::of(path))
}

/// Writes to a file, or to the standard output when there is none.
pub fn give(to: Option<&Path>, bytes: &[u8]) -> Result<(), Failed> {
    match to {
        Some(path) => write(path, &[bytes, b"\n"].concat()),
        None => Ok(std::io::stdout().write_all(&[bytes, b"\n"].concat())?),
    }
}
