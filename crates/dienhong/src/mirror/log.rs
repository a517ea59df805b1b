//! Entries and tiles, each checked against what is signed before it is kept.
//!
//! The row of hashes over full bundles is small, and with the last bundle it leads to the signed root. So it is read
//! first; from then on every bundle is checked when it comes, and tiles of hashes are made of what was checked.

use super::{NotMirrored, place::Place, source::Source};
use dienhong_journal::{
    Hash, Tree,
    checkpoint::Checkpoint,
    split::Beginning,
    tiled::Tiled,
    tiles::{Level, Tile, WIDTH},
    tree::{Edge, leaf_hash},
};
use std::convert::Infallible;
use tokio::task::JoinSet;

/// More than ten times the election of a nation.
pub(crate) const MOST_RECORDS: u64 = 1 << 28;

/// How many bundles are asked for at a time.
const AT_ONCE: usize = 8;

/// A bundle that was checked, and the hashes of its leaves.
#[derive(Debug)]
struct Bundle {
    tile: Tile,
    bytes: Vec<u8>,
    leaves: Vec<Hash>,
}

/// A log as far as its signed root shows it.
#[derive(Debug)]
pub(crate) struct Shown {
    size: u64,
    /// Its leaves are the hashes over full bundles.
    row: Tree,
    last: Option<Bundle>,
}

/// Reads the row of `checkpoint`, and its last bundle where that is not full.
pub(crate) async fn shown(source: &Source, checkpoint: &Checkpoint) -> Result<Shown, NotMirrored> {
    let (size, full) = (checkpoint.size, checkpoint.size / WIDTH);
    let mut row = Tree::new();
    for number in 0..full.div_ceil(WIDTH) {
        let tile = tile(Level::Hashes(1), number, full);
        let bytes = source.tile(&tile).await?;
        let bad = |why: &dyn std::fmt::Display| malformed(&tile, why);
        tile.parse_hashes(&bytes).map_err(|why| bad(&why))?.into_iter().for_each(|h| row.push(h));
    }
    let last = match size % WIDTH {
        0 => None,
        _ => Some(bundle(source, tile(Level::Entries, full, size)).await?),
    };
    let leaves = last.as_ref().map_or(&[][..], |last| &last.leaves);
    if root(&row, leaves, size)? == checkpoint.root {
        Ok(Shown { size, row, last })
    } else {
        Err(NotMirrored::NotSigned {
            path: Tile { width: 256, ..tile(Level::Hashes(1), 0, 1) }.to_string(),
        })
    }
}

/// The tile of a row with so many items.
fn tile(level: Level, number: u64, items: u64) -> Tile {
    let width = items.saturating_sub(number * WIDTH).min(WIDTH);
    Tile { level, number, width: u16::try_from(width).unwrap_or(256) }
}

fn malformed(tile: &Tile, why: &dyn std::fmt::Display) -> NotMirrored {
    NotMirrored::Malformed { path: tile.to_string(), why: why.to_string() }
}

async fn bundle(source: &Source, tile: Tile) -> Result<Bundle, NotMirrored> {
    let bytes = source.tile(&tile).await?;
    let entries = tile.parse_entries(&bytes).map_err(|why| malformed(&tile, &why))?;
    let leaves = entries.into_iter().map(leaf_hash).collect();
    Ok(Bundle { tile, bytes, leaves })
}

/// The root of so many leaves, of which full bundles are in `row` and the rest begins `leaves`.
fn root(row: &Tree, leaves: &[Hash], size: u64) -> Result<Hash, NotMirrored> {
    let (full, rest) = (size / WIDTH, usize::try_from(size % WIDTH).unwrap_or(usize::MAX));
    let short = || NotMirrored::NotSigned { path: "checkpoint".to_owned() };
    let mut after = Edge::default();
    leaves.get(..rest).ok_or_else(short)?.iter().for_each(|leaf| after.push(*leaf));
    let before = row.edge_at(full).map_err(|_| short())?;
    let hashes = [before.hashes(), after.hashes()].concat();
    Ok(Edge::new(size, hashes).map_err(|_| short())?.root())
}

impl Shown {
    /// A full bundle, checked against the row.
    async fn bundle(source: Source, number: u64, expected: Hash) -> Result<Bundle, NotMirrored> {
        let bundle = bundle(&source, tile(Level::Entries, number, u64::MAX)).await?;
        if over(&bundle.leaves) == expected {
            Ok(bundle)
        } else {
            Err(NotMirrored::NotSigned { path: bundle.tile.to_string() })
        }
    }

    fn expected(&self, number: u64) -> Option<Hash> {
        self.row.hash(0, number)
    }

    /// What this log begins with at `old` leaves, and the proof of that.
    pub async fn beginning(&self, source: &Source, old: u64) -> Result<Beginning, NotMirrored> {
        // The only bundle whose inside matters beside the last: that in which the old log ended.
        let number = old / WIDTH;
        let fetched = match self.expected(number) {
            Some(expected) => Some(Self::bundle(source.clone(), number, expected).await?),
            None => None,
        };
        let bundles = [fetched.as_ref(), self.last.as_ref()];
        let read = |tile: &Tile| -> Result<Option<Vec<u8>>, Infallible> {
            Ok(match tile.level {
                Level::Hashes(0) => bundles.iter().flatten().find_map(|bundle| {
                    let here = bundle.tile.number == tile.number;
                    here.then(|| bundle.leaves.iter().flat_map(|leaf| leaf.0).collect())
                }),
                _ => self.above(tile),
            })
        };
        let mut tiles = Tiled::new(self.size, read);
        let root = tiles.root_at(old).map_err(NotMirrored::own)?;
        let proof = tiles.consistency(old, self.size).map_err(NotMirrored::own)?;
        Ok(Beginning { root, proof })
    }

    /// The bytes of a tile above the leaves: the same tile one level lower over the row.
    fn above(&self, tile: &Tile) -> Option<Vec<u8>> {
        let Level::Hashes(level) = tile.level else { return None };
        Tile { level: Level::Hashes(level.checked_sub(1)?), ..*tile }.hashes(&self.row).ok()
    }

    /// Keeps every bundle and tile that a log of `old` leaves had not. Nothing that an older checkpoint needs is
    /// touched. What lies here already from a look that was cut short is checked and not fetched again.
    pub(super) async fn take(
        &self,
        source: &Source,
        place: &Place,
        old: u64,
    ) -> Result<(), NotMirrored> {
        let mut numbers = old / WIDTH..self.size / WIDTH;
        let mut asked = JoinSet::new();
        loop {
            while asked.len() < AT_ONCE
                && let Some(number) = numbers.next()
            {
                let Some(expected) = self.expected(number) else { continue };
                let tile = tile(Level::Entries, number, u64::MAX);
                match place
                    .read(&tile.to_string())?
                    .and_then(|bytes| checked(tile, bytes, expected))
                {
                    Some(bundle) => keep(place, &bundle)?,
                    None => {
                        asked.spawn(Self::bundle(source.clone(), number, expected));
                    }
                }
            }
            match asked.join_next().await {
                None => break,
                Some(Ok(bundle)) => keep(place, &bundle?)?,
                Some(Err(why)) => return Err(NotMirrored::own(why)),
            }
        }
        if let Some(last) = &self.last {
            keep(place, last)?;
        }
        for tile in Tile::since(old, self.size) {
            if let Some(bytes) = self.above(&tile) {
                place.write(&tile.to_string(), &bytes)?;
            }
        }
        Ok(())
    }
}

/// The hash over the leaves of a full bundle.
fn over(leaves: &[Hash]) -> Hash {
    let mut edge = Edge::default();
    leaves.iter().for_each(|leaf| edge.push(*leaf));
    edge.root()
}

fn checked(tile: Tile, bytes: Vec<u8>, expected: Hash) -> Option<Bundle> {
    let leaves: Vec<Hash> = tile.parse_entries(&bytes).ok()?.into_iter().map(leaf_hash).collect();
    (over(&leaves) == expected).then_some(Bundle { tile, bytes, leaves })
}

/// The entries, and the tile of their hashes.
fn keep(place: &Place, Bundle { tile, bytes, leaves }: &Bundle) -> Result<(), NotMirrored> {
    let hashes: Vec<u8> = leaves.iter().flat_map(|leaf| leaf.0).collect();
    let below = Tile { level: Level::Hashes(0), ..*tile };
    place.write(&tile.to_string(), bytes)?;
    Ok(place.write(&below.to_string(), &hashes)?)
}
