//! The Merkle tree of RFC 6962: roots of every size, inclusion and consistency proofs.
//!
//! [`Tree`] keeps the hash of every complete subtree, 64 bytes a leaf: a hundred thousand records are 6 MB.
//! Verification needs no tree: see [`verify_inclusion`] and [`verify_consistency`].

use crate::Hash;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a proof, an edge or a question to the tree has wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTree {
    #[error("the tree has {size} leaves, {asked} were asked for")]
    Beyond { asked: u64, size: u64 },
    #[error("leaf {index} is not within the first {size}")]
    NoLeaf { index: u64, size: u64 },
    #[error("a tree of {new} leaves cannot follow one of {old}")]
    Backwards { old: u64, new: u64 },
    #[error("the proof has {found} hashes where {expected} belong")]
    Length { found: usize, expected: usize },
    #[error("the proof leads to root {found}, not to {expected}")]
    Root { found: Hash, expected: Hash },
}

/// The hash of a leaf: SHA-256 of 0x00 and the bytes of the entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash::of_parts(&[&[0], entry])
}

/// The hash of a node: SHA-256 of 0x01, the left and the right hash.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(&[&[1], &left.0, &right.0])
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// The complete subtrees of a tree, largest first: all that is needed to go on appending and to know the root.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    size: u64,
    hashes: Vec<Hash>,
}

impl Edge {
    /// An edge from elsewhere: it has one hash for each bit of `size` that is one.
    pub fn new(size: u64, hashes: Vec<Hash>) -> Result<Self, BadTree> {
        let edge = Self { size, hashes };
        edge.check()?;
        Ok(edge)
    }

    /// Whether the count of hashes fits the size; to be asked of an edge that was deserialised.
    pub fn check(&self) -> Result<(), BadTree> {
        let expected = self.size.count_ones() as usize;
        let found = self.hashes.len();
        if found == expected { Ok(()) } else { Err(BadTree::Length { found, expected }) }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    pub fn root(&self) -> Hash {
        let mut hashes = self.hashes.iter().rev();
        match hashes.next() {
            None => empty_root(),
            Some(last) => hashes.fold(*last, |right, left| node_hash(left, &right)),
        }
    }

    /// Takes the next leaf in.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.hashes.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.hashes.push(hash);
        self.size += 1;
    }
}

/// A tree in memory, appended leaf by leaf.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// `levels[l][i]` is the hash of the complete subtree over leaves `i * 2^l .. (i + 1) * 2^l`.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty tree with room for so many leaves.
    pub fn with_room(leaves: usize) -> Self {
        let rooms = std::iter::successors(Some(leaves), |room| (*room > 1).then(|| room / 2));
        Self { levels: rooms.map(Vec::with_capacity).collect() }
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Appends the hash of a leaf, as [`leaf_hash`] makes it.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            if row.len() % 2 == 1 {
                return;
            }
            hash = node_hash(&row[row.len() - 2], &row[row.len() - 1]);
        }
    }

    /// The hashes of complete subtrees of 2^`level` leaves, from left to right.
    pub fn level(&self, level: u32) -> &[Hash] {
        self.levels.get(level as usize).map_or(&[], Vec::as_slice)
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        self.range(0, self.size())
    }

    /// The root that the tree had when it had `size` leaves.
    pub fn root_at(&self, size: u64) -> Result<Hash, BadTree> {
        self.within(size)?;
        Ok(self.range(0, size))
    }

    /// The edge that the tree had when it had `size` leaves.
    pub fn edge_at(&self, size: u64) -> Result<Edge, BadTree> {
        self.within(size)?;
        let mut hashes = Vec::new();
        let mut from = 0;
        for level in (0..u64::BITS).rev().filter(|bit| size >> bit & 1 == 1) {
            hashes.push(self.range(from, from + (1 << level)));
            from += 1 << level;
        }
        Ok(Edge { size, hashes })
    }

    /// The proof that leaf `index` is in the tree of the first `size` leaves: hashes from the leaf to the root.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, BadTree> {
        self.within(size)?;
        if index >= size {
            return Err(BadTree::NoLeaf { index, size });
        }
        Ok(self.hashes(&inclusion_ranges(index, size)))
    }

    /// The proof that the tree of `new` leaves begins with the tree of `old` leaves. Empty when `old` is 0 or `new`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, BadTree> {
        self.within(new)?;
        if old > new {
            return Err(BadTree::Backwards { old, new });
        }
        Ok(self.hashes(&consistency_ranges(old, new)))
    }

    fn hashes(&self, ranges: &[Range<u64>]) -> Vec<Hash> {
        ranges.iter().map(|range| self.range(range.start, range.end)).collect()
    }

    fn within(&self, asked: u64) -> Result<(), BadTree> {
        let size = self.size();
        if asked <= size { Ok(()) } else { Err(BadTree::Beyond { asked, size }) }
    }

    /// The hash over leaves `from..to`, where `from` is where a subtree of RFC 6962 begins.
    fn range(&self, from: u64, to: u64) -> Hash {
        let count = to - from;
        if count == 0 {
            return empty_root();
        }
        if count.is_power_of_two() {
            let level = count.trailing_zeros();
            return self.levels[level as usize][(from >> level) as usize];
        }
        let middle = from + split(count);
        node_hash(&self.range(from, middle), &self.range(middle, to))
    }
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The subtrees whose hashes prove that leaf `index` is among `size` leaves, from the leaf to the root.
pub(crate) fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut from, mut to) = (0, size);
    let mut ranges = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The subtrees whose hashes prove that `new` leaves begin with `old`, which are no more. None when `old` is 0 or `new`.
pub(crate) fn consistency_ranges(old: u64, new: u64) -> Vec<Range<u64>> {
    if old == 0 {
        return Vec::new();
    }
    let (mut from, mut to) = (0, new);
    let mut ranges = Vec::new();
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
        }
    }
    if from != 0 {
        ranges.push(from..to);
    }
    ranges.reverse();
    ranges
}

/// The hash over leaves `from..to`, where `from` is where a subtree of RFC 6962 begins; `node` answers the hash of
/// a complete subtree by its level and number.
pub(crate) fn range_hash<E>(
    from: u64,
    to: u64,
    node: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Hash, E> {
    let count = to - from;
    if count == 0 {
        return Ok(empty_root());
    }
    if count.is_power_of_two() {
        let level = count.trailing_zeros();
        return node(level, from >> level);
    }
    let middle = from + split(count);
    Ok(node_hash(&range_hash(from, middle, node)?, &range_hash(middle, to, node)?))
}

/// Checks that `leaf` is number `index` in the tree of `size` leaves with this `root`.
pub fn verify_inclusion(
    proof: &[Hash],
    index: u64,
    size: u64,
    leaf: &Hash,
    root: &Hash,
) -> Result<(), BadTree> {
    if index >= size {
        return Err(BadTree::NoLeaf { index, size });
    }
    // Up to the point where the paths to this leaf and to the last one part, each level gives a hash;
    // above it, only those levels where the path turns left.
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let border = index.checked_shr(inner).unwrap_or(0).count_ones();
    let expected = (inner + border) as usize;
    if proof.len() != expected {
        return Err(BadTree::Length { found: proof.len(), expected });
    }
    let (below, above) = proof.split_at(inner as usize);
    let mut found = *leaf;
    for (level, hash) in below.iter().enumerate() {
        let right = index >> level & 1 == 1;
        found = if right { node_hash(hash, &found) } else { node_hash(&found, hash) };
    }
    found = above.iter().fold(found, |right, left| node_hash(left, &right));
    same_root(found, root)
}

/// Checks that the tree of `new` leaves begins with that of `old` leaves.
pub fn verify_consistency(
    proof: &[Hash],
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), BadTree> {
    if old > new {
        return Err(BadTree::Backwards { old, new });
    }
    if old == 0 || old == new {
        if !proof.is_empty() {
            return Err(BadTree::Length { found: proof.len(), expected: 0 });
        }
        return if old == 0 {
            same_root(*old_root, &empty_root())
        } else {
            same_root(*old_root, new_root)
        };
    }
    // RFC 9162, 2.1.4.2. The first hash is the largest complete subtree at the end of the old tree;
    // it is the old root itself when `old` is a power of two.
    let expected = consistency_length(old, new);
    if proof.len() != expected {
        return Err(BadTree::Length { found: proof.len(), expected });
    }
    let mut rest = proof.iter();
    let seed = if old.is_power_of_two() {
        *old_root
    } else {
        match rest.next() {
            Some(hash) => *hash,
            None => return Err(BadTree::Length { found: 0, expected }),
        }
    };
    let mut left_node = old - 1;
    let mut right_node = new - 1;
    while left_node & 1 == 1 {
        left_node >>= 1;
        right_node >>= 1;
    }
    let (mut found_old, mut found_new) = (seed, seed);
    for hash in rest {
        if left_node & 1 == 1 || left_node == right_node {
            found_old = node_hash(hash, &found_old);
            found_new = node_hash(hash, &found_new);
            while left_node & 1 == 0 && left_node != 0 {
                left_node >>= 1;
                right_node >>= 1;
            }
        } else {
            found_new = node_hash(&found_new, hash);
        }
        left_node >>= 1;
        right_node >>= 1;
    }
    same_root(found_old, old_root)?;
    same_root(found_new, new_root)
}

/// How many hashes a consistency proof has, for `0 < old < new`.
fn consistency_length(old: u64, new: u64) -> usize {
    let (mut from, mut to) = (0, new);
    let mut length = 0;
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            to = middle
        } else {
            from = middle
        }
        length += 1;
    }
    length + usize::from(from != 0)
}

fn same_root(found: Hash, expected: &Hash) -> Result<(), BadTree> {
    if found == *expected { Ok(()) } else { Err(BadTree::Root { found, expected: *expected }) }
}
