//! Roots and proofs of a published log from its tiles alone, without the tree.
//!
//! Nothing here is trusted: a root that follows from the tiles is compared with a signed one, and a proof is verified.

use crate::{
    Hash,
    tiles::{BadTile, Level, Tile, WIDTH},
    tree::{BadTree, consistency_ranges, inclusion_ranges, node_hash, range_hash},
};
use std::{collections::HashMap, ops::Range};

/// How many tiles are kept at hand: a proof needs two or three of each level.
const KEPT: usize = 64;

/// Why a proof could not be had.
#[derive(Debug, thiserror::Error)]
pub enum NoProof<E> {
    #[error(transparent)]
    Asked(BadTree),
    #[error("{tile}: {why}")]
    Tile { tile: Tile, why: BadTile },
    #[error("{tile} is not there")]
    Missing { tile: Tile },
    #[error(transparent)]
    Read(E),
}

/// The tiles of a log of `size` leaves. `read` answers the bytes of a tile; none: it is not there.
#[derive(Debug)]
pub struct Tiled<R> {
    size: u64,
    read: R,
    kept: HashMap<Tile, Vec<Hash>>,
}

impl<R, E> Tiled<R>
where
    R: FnMut(&Tile) -> Result<Option<Vec<u8>>, E>,
{
    pub fn new(size: u64, read: R) -> Self {
        Self { size, read, kept: HashMap::new() }
    }

    /// The root over the first `size` leaves.
    ///
    /// # Errors
    /// [`NoProof`]
    pub fn root_at(&mut self, size: u64) -> Result<Hash, NoProof<E>> {
        self.within(size)?;
        self.range(0..size)
    }

    /// The proof that leaf `index` is among the first `size`.
    ///
    /// # Errors
    /// [`NoProof`]
    pub fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, NoProof<E>> {
        self.within(size)?;
        if index >= size {
            return Err(NoProof::Asked(BadTree::NoLeaf { index, size }));
        }
        inclusion_ranges(index, size).into_iter().map(|range| self.range(range)).collect()
    }

    /// The proof that the first `new` leaves begin with the first `old`.
    ///
    /// # Errors
    /// [`NoProof`]
    pub fn consistency(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, NoProof<E>> {
        self.within(new)?;
        if old > new {
            return Err(NoProof::Asked(BadTree::Backwards { old, new }));
        }
        consistency_ranges(old, new).into_iter().map(|range| self.range(range)).collect()
    }

    fn within(&self, asked: u64) -> Result<(), NoProof<E>> {
        let size = self.size;
        if asked <= size { Ok(()) } else { Err(NoProof::Asked(BadTree::Beyond { asked, size })) }
    }

    fn range(&mut self, range: Range<u64>) -> Result<Hash, NoProof<E>> {
        range_hash(range.start, range.end, &mut |level, number| self.node(level, number))
    }

    /// The hash of the complete subtree of 2^`level` leaves with this number: a tile holds every eighth level.
    fn node(&mut self, level: u32, number: u64) -> Result<Hash, NoProof<E>> {
        let (row, above) = (level / 8, level % 8);
        let first = number << above;
        let tile = self.tile(row, first / WIDTH);
        let hashes = self.hashes(tile)?;
        let from = usize::try_from(first % WIDTH).unwrap_or(usize::MAX);
        let below = hashes.get(from..).and_then(|rest| rest.get(..1 << above));
        let mut row = below.ok_or(NoProof::Missing { tile })?.to_vec();
        while row.len() > 1 {
            row = row.as_chunks::<2>().0.iter().map(|[l, r]| node_hash(l, r)).collect();
        }
        row.first().copied().ok_or(NoProof::Missing { tile })
    }

    /// The tile of a row with this number, as wide as this log has it.
    fn tile(&self, row: u32, number: u64) -> Tile {
        let all = self.size >> (8 * row);
        let width = all.saturating_sub(number.saturating_mul(WIDTH)).clamp(1, WIDTH);
        let level = Level::Hashes(u8::try_from(row).unwrap_or(u8::MAX));
        Tile { level, number, width: u16::try_from(width).unwrap_or(256) }
    }

    fn hashes(&mut self, tile: Tile) -> Result<&[Hash], NoProof<E>> {
        if !self.kept.contains_key(&tile) {
            let bytes = (self.read)(&tile).map_err(NoProof::Read)?;
            let bytes = bytes.ok_or(NoProof::Missing { tile })?;
            let hashes = tile.parse_hashes(&bytes).map_err(|why| NoProof::Tile { tile, why })?;
            if self.kept.len() >= KEPT {
                self.kept.clear();
            }
            self.kept.insert(tile, hashes);
        }
        Ok(self.kept.get(&tile).map_or(&[], Vec::as_slice))
    }
}
