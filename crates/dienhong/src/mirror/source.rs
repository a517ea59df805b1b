//! The files of the node that is followed.

use super::NotMirrored;
use dienhong_journal::{
    checkpoint::{Note, Verifier},
    tiles::{Level, MAX_ENTRY, Tile, WIDTH, decode_bundle, encode_bundle},
};
use dienhong_web::Web;

/// A checkpoint with a hundred signatures is shorter.
const MOST_NOTE: u64 = 64 * 1024;

#[derive(Debug, Clone)]
pub(super) struct Source(pub Web);

impl Source {
    /// The bytes of a small text that every copy has.
    async fn text(&self, path: &'static str) -> Result<String, NotMirrored> {
        let bytes = self.0.get(path, MOST_NOTE).await?;
        let none = || NotMirrored::NoCopy { url: self.0.base().to_owned(), path };
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
        if let Some(bytes) = self.0.get(&path, most).await? {
            return Ok(bytes);
        }
        let missing = || NotMirrored::Missing { path: path.clone() };
        let full = Tile { width: 256, ..*tile };
        let whole = if full == *tile { None } else { self.0.get(&full.to_string(), most).await? };
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
