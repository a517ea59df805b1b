//! The files of the node that is followed.

use super::NotMirrored;
use dienhong_journal::{
    checkpoint::{Note, Verifier},
    tiles::{Level, MAX_ENTRY, Tile, WIDTH, decode_bundle, encode_bundle},
};
use dienhong_web::{NotFetched, Web};
use std::{fs, io, path::PathBuf};

/// A checkpoint with a hundred signatures is shorter.
const MOST_NOTE: u64 = 64 * 1024;

/// A site, or a folder that holds the same files.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Web(Web),
    Folder(PathBuf),
}

impl Source {
    /// What is said to be at `place`: an address of a site, or a folder.
    pub fn of(place: &str) -> Result<Self, NotFetched> {
        if place.contains("://") {
            Web::new(place).map(Self::Web)
        } else {
            Ok(Self::Folder(PathBuf::from(place)))
        }
    }

    /// The bytes of a file, when they are no more than `most`; none: there is no such file.
    pub async fn get(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, NotMirrored> {
        let folder = match self {
            Self::Web(web) => return Ok(web.get(path, most).await?),
            Self::Folder(folder) => folder,
        };
        let bad = |why: String| NotMirrored::Malformed { path: path.to_owned(), why };
        let file = folder.join(path);
        let read = fs::metadata(&file).and_then(|about| match about.len() > most {
            true => Err(io::Error::other(format!("longer than {most} bytes"))),
            false => fs::read(&file),
        });
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(bad(why.to_string())),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Web(web) => web.base().to_owned(),
            Self::Folder(folder) => folder.display().to_string(),
        }
    }

    /// The bytes of a small text that every copy has.
    async fn text(&self, path: &'static str) -> Result<String, NotMirrored> {
        let bytes = self.get(path, MOST_NOTE).await?;
        let none = || NotMirrored::NoCopy { url: self.name(), path };
        let text = String::from_utf8(bytes.ok_or_else(none)?);
        text.map_err(|why| NotMirrored::Malformed { path: path.to_owned(), why: why.to_string() })
    }

    /// The key that is published with the log: to be believed only where nothing better is known.
    pub async fn key(&self) -> Result<Verifier, NotMirrored> {
        Ok(self.text("log.vkey").await?.trim_end().parse()?)
    }

    pub async fn checkpoint(&self) -> Result<Note, NotMirrored> {
        Ok(Note::parse(&self.text("checkpoint").await?)?)
    }

    /// The bytes of a tile or a bundle. Once a tile is full its partial forms may go; then it is cut out of that.
    pub async fn tile(&self, tile: &Tile) -> Result<Vec<u8>, NotMirrored> {
        let most = match tile.level {
            Level::Hashes(_) => WIDTH * 32,
            Level::Entries => WIDTH * (MAX_ENTRY as u64 + 2),
        };
        let path = tile.to_string();
        if let Some(bytes) = self.get(&path, most).await? {
            return Ok(bytes);
        }
        let missing = || NotMirrored::Missing { path: path.clone() };
        let full = Tile { width: 256, ..*tile };
        let whole = if full == *tile { None } else { self.get(&full.to_string(), most).await? };
        cut(tile, &whole.ok_or_else(missing)?).ok_or_else(missing)
    }
}

/// The beginning of a full tile.
fn cut(tile: &Tile, whole: &[u8]) -> Option<Vec<u8>> {
    let width = usize::from(tile.width);
    match tile.level {
        Level::Hashes(_) => Some(whole.get(..width * 32)?.to_vec()),
        Level::Entries => encode_bundle(decode_bundle(whole).ok()?.get(..width)?).ok(),
    }
}
