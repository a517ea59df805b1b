//! The rules that bind one record to those before it; the node and the verifier ask the same.

use crate::{
    Hash, Millis, Record,
    closed::{NotOpened, Opening},
    record::{Broken, Leaf},
    tree::{Tree, leaf_hash},
};
use smol_str::SmolStr;
use std::collections::HashSet;

/// Which record is bad, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record {seq}: {why}")]
pub struct Fault {
    pub seq: u64,
    pub why: Why,
}

/// Why a record cannot stand where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("it is missing, the next one there is {next}")]
    Hole { next: u64 },
    #[error("it is missing, though the journal has {length} records")]
    Lost { length: u64 },
    #[error("{0}")]
    Broken(#[from] Broken),
    #[error("it says that it is number {said}")]
    Number { said: u64 },
    #[error("its time {at} is before {before}, that of the record before it")]
    TimeRunsBack { at: Millis, before: Millis },
    #[error("its act \"{act}\" had already ended")]
    ActAgain { act: SmolStr },
    #[error("it is closed and its opening is missing")]
    NoOpening,
    #[error("{0}")]
    NotOpened(#[from] NotOpened),
}

/// The records so far: their tree, last time and acts. Costs about 100 bytes a record.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    tree: Tree,
    at: Millis,
    act: Option<SmolStr>,
    acts: HashSet<SmolStr>,
    /// The numbers with which acts begin, rising.
    starts: Vec<u64>,
}

/// A leaf read and hashed by itself, which any thread may do. What binds it to the leaves before it is
/// for [`Chain::take_read`] to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    leaf: Leaf,
    hash: Hash,
}

impl Read {
    /// Reads the bytes of a leaf, strictly.
    pub fn of(bytes: &[u8]) -> Result<Read, Broken> {
        Ok(Read { leaf: Leaf::decode(bytes)?, hash: leaf_hash(bytes) })
    }

    pub fn leaf(&self) -> &Leaf {
        &self.leaf
    }

    /// The record, unless it is closed.
    pub fn record(&self) -> Option<&Record> {
        match &self.leaf {
            Leaf::Open(record) => Some(record),
            Leaf::Closed(_) => None,
        }
    }
}

impl Chain {
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// How many records were taken.
    pub fn len(&self) -> u64 {
        self.tree.size()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The time of the last record; the epoch when there is none.
    pub fn at(&self) -> Millis {
        self.at
    }

    /// Whether an act of this id is in the chain.
    pub fn has_act(&self, act: &str) -> bool {
        self.acts.contains(act)
    }

    /// Whether the first `size` records end with an act.
    pub fn is_end(&self, size: u64) -> bool {
        size == self.len() || self.starts.binary_search(&size).is_ok()
    }

    /// The largest size up to `size` at which an act ends.
    pub fn end_before(&self, size: u64) -> u64 {
        if size >= self.len() {
            return self.len();
        }
        let after = self.starts.partition_point(|start| *start <= size);
        if after == 0 { 0 } else { self.starts[after - 1] }
    }

    /// Takes the next leaf and answers its record. `opening` is asked for when it is closed; without one,
    /// its record and act stay unknown. On a fault the chain is as it was.
    pub fn take(
        &mut self,
        bytes: &[u8],
        opening: impl FnOnce() -> Option<Opening>,
    ) -> Result<Option<Record>, Fault> {
        let read = Read::of(bytes).map_err(|why| Fault { seq: self.len(), why: why.into() })?;
        self.take_read(read, opening)
    }

    /// As [`Chain::take`], where the leaf was read before.
    pub fn take_read(
        &mut self,
        read: Read,
        opening: impl FnOnce() -> Option<Opening>,
    ) -> Result<Option<Record>, Fault> {
        let seq = self.len();
        let (at, hash) = (read.leaf.at(), read.hash);
        let record = self.fits(read.leaf, opening).map_err(|why| Fault { seq, why })?;
        if let Some(record) = &record
            && self.act.as_ref() != Some(&record.act)
        {
            self.starts.push(seq);
            self.acts.insert(record.act.clone());
            self.act = Some(record.act.clone());
        }
        self.at = at;
        self.tree.push(hash);
        Ok(record)
    }

    fn fits(
        &self,
        leaf: Leaf,
        opening: impl FnOnce() -> Option<Opening>,
    ) -> Result<Option<Record>, Why> {
        if leaf.seq() != self.len() {
            return Err(Why::Number { said: leaf.seq() });
        }
        if leaf.at() < self.at {
            return Err(Why::TimeRunsBack { at: leaf.at(), before: self.at });
        }
        let record = match leaf {
            Leaf::Open(record) => Some(record),
            Leaf::Closed(closed) => opening().map(|opening| closed.open(&opening)).transpose()?,
        };
        if let Some(record) = &record
            && self.act.as_ref() != Some(&record.act)
            && self.has_act(&record.act)
        {
            return Err(Why::ActAgain { act: record.act.clone() });
        }
        Ok(record)
    }
}
