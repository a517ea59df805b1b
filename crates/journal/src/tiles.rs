//! C2SP `tlog-tiles`: the files in which a log is published.
//!
//! A tile of level L and number N holds up to 256 hashes: those of the complete subtrees of 256^L leaves
//! from number 256·N on. The last tile of a level may be partial; its path says how many it holds.
//! An entry bundle holds the entries of one tile of level 0, each after its length as a big-endian u16.

use crate::{Hash, tree::Tree};
use std::{fmt, str::FromStr};

/// Hashes in a full tile, entries in a full bundle.
pub const WIDTH: u64 = 256;

/// The longest entry in bytes, as its length is a u16.
pub const MAX_ENTRY: usize = u16::MAX as usize;

/// What is wrong with a tile, a bundle or a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTile {
    #[error("\"{0}\" is not the path of a tile")]
    Path(String),
    #[error("entry {index} has {bytes} bytes, more than 65535")]
    EntryTooLong { index: usize, bytes: usize },
    #[error("entry {index} of the bundle says {said} bytes, {left} are left")]
    Cut { index: usize, said: usize, left: usize },
    #[error("the bundle ends inside the length of entry {index}")]
    CutLength { index: usize },
    #[error("the bundle holds {found} entries, its path says {expected}")]
    Count { found: usize, expected: usize },
    #[error("a tile of {expected} hashes has {} bytes, this one has {bytes}", expected * 32)]
    Size { bytes: usize, expected: usize },
    #[error("the tree has no {tile} yet")]
    NotYet { tile: Tile },
}

/// Which rows of tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Hashes, level 0 to 63.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// One tile; displayed as its path, such as `tile/0/x001/234.p/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    pub level: Level,
    pub number: u64,
    /// 1 to 256; below 256 the tile is partial.
    pub width: u16,
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Level::Hashes(level) => write!(f, "tile/{level}/")?,
            Level::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.number % 1000];
        let mut rest = self.number / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups.iter().skip(1).rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if u64::from(self.width) < WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl FromStr for Tile {
    type Err = BadTile;

    /// Strict: only the path that [`Display`](fmt::Display) writes is read.
    fn from_str(path: &str) -> Result<Self, BadTile> {
        let bad = || BadTile::Path(path.to_owned());
        let rest = path.strip_prefix("tile/").ok_or_else(bad)?;
        let (level, rest) = rest.split_once('/').ok_or_else(bad)?;
        let level = match level {
            "entries" => Level::Entries,
            digits => Level::Hashes(digits.parse().ok().filter(|l| *l < 64).ok_or_else(bad)?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| bad())?),
            None => (rest, 256),
        };
        let digits = number.replace("/", "").replace('x', "");
        let tile = Self { level, number: digits.parse().map_err(|_| bad())?, width };
        if (1..=256).contains(&width) && tile.to_string() == path { Ok(tile) } else { Err(bad()) }
    }
}

impl Tile {
    /// The tiles of the log of `new` leaves that the log of `old` leaves had not, entry bundles first.
    /// To publish: write these, then the checkpoint.
    pub fn since(old: u64, new: u64) -> Vec<Self> {
        let mut tiles = row(Level::Entries, old, new);
        for level in 0..8u8 {
            let shift = 8 * u32::from(level);
            tiles.extend(row(Level::Hashes(level), old >> shift, new >> shift));
        }
        tiles
    }

    /// The bytes of a tile of hashes: `width` times 32 bytes.
    pub fn hashes(&self, tree: &Tree) -> Result<Vec<u8>, BadTile> {
        let not_yet = || BadTile::NotYet { tile: *self };
        let Level::Hashes(level) = self.level else { return Err(not_yet()) };
        let from = self.number.checked_mul(WIDTH).ok_or_else(not_yet)?;
        let hashes = tree.row(8 * u32::from(level), from..from + u64::from(self.width));
        Ok(hashes.ok_or_else(not_yet)?.iter().flat_map(|hash| hash.0).collect())
    }

    /// The hashes in the bytes of this tile.
    pub fn parse_hashes(&self, bytes: &[u8]) -> Result<Vec<Hash>, BadTile> {
        let expected = usize::from(self.width);
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.len() != expected || !rest.is_empty() {
            return Err(BadTile::Size { bytes: bytes.len(), expected });
        }
        Ok(hashes.iter().map(|hash| Hash(*hash)).collect())
    }

    /// The entries in the bytes of this bundle; exactly as many as the path says.
    pub fn parse_entries<'b>(&self, bytes: &'b [u8]) -> Result<Vec<&'b [u8]>, BadTile> {
        let entries = decode_bundle(bytes)?;
        let (found, expected) = (entries.len(), usize::from(self.width));
        if found == expected { Ok(entries) } else { Err(BadTile::Count { found, expected }) }
    }
}

/// The tiles of one row that change when it grows from `old` to `new` items.
fn row(level: Level, old: u64, new: u64) -> Vec<Tile> {
    if old >= new {
        return Vec::new();
    }
    let width = |number: u64| (new - number * WIDTH).min(WIDTH) as u16;
    (old / WIDTH..new.div_ceil(WIDTH))
        .map(|number| Tile { level, number, width: width(number) })
        .collect()
}

/// The bytes of an entry bundle.
pub fn encode_bundle<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, BadTile> {
    let mut bytes = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len())
            .map_err(|_| BadTile::EntryTooLong { index, bytes: entry.len() })?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries in the bytes of a bundle of any width.
pub fn decode_bundle(bytes: &[u8]) -> Result<Vec<&[u8]>, BadTile> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let index = entries.len();
        let (length, after) = rest.split_first_chunk().ok_or(BadTile::CutLength { index })?;
        let said = usize::from(u16::from_be_bytes(*length));
        let cut = BadTile::Cut { index, said, left: after.len() };
        let (entry, after) = after.split_at_checked(said).ok_or(cut)?;
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}
