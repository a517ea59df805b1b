//! One writer over a storage.
//!
//! Opening reads and checks every record; a single bad one refuses the start and is named. Appending an
//! act is all or nothing, several acts may share one transaction, and an answer of success means durable.

use crate::{
    Batch, Hash, Millis, Record, Salt, Storage, Tree,
    chain::{Chain, Fault, Read, Why},
    checkpoint::Checkpoint,
    closed::{NotOpened, Opening},
    record::{Broken, Data, Parts},
    tree::{BadTree, Edge},
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Private keys that begin so belong to the journal itself.
const OWN_KEYS: &str = "closed/";

/// Who may read a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Visibility {
    #[default]
    Public,
    /// Only number, time, body and a seal are public. The salt is fresh and random.
    Closed { salt: Salt },
}

/// A record before it has a number and a time.
#[derive(Debug, Clone)]
pub struct Draft {
    pub body: Option<String>,
    pub unit: Option<String>,
    pub by: String,
    pub kind: String,
    pub data: Data,
    pub visibility: Visibility,
}

/// What one command brings about: all of it or nothing.
#[derive(Debug, Clone)]
pub struct Act {
    /// Never used before in this journal.
    pub id: String,
    /// What the clock says.
    pub at: Millis,
    /// At least one.
    pub drafts: Vec<Draft>,
    /// Private values to keep with it. Keys beginning with `closed/` are the journal's own.
    pub keep: Vec<(String, Vec<u8>)>,
    /// Private keys to delete with it.
    pub forget: Vec<String>,
}

/// An act that is durable: *sequenced* and *integrated*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    pub act: String,
    /// The records, numbered one after another; whole also where they are closed.
    pub records: Vec<Record>,
    /// How many milliseconds the clock was behind the record before; then that record's time was repeated.
    pub clock_behind: u64,
}

/// A saved edge of the tree: a cache that is checked against the records, never believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    pub edge: Edge,
    pub root: Hash,
}

/// Why a journal was not opened, read or appended to. `E` is the storage's own error.
#[derive(Debug, thiserror::Error)]
pub enum Failed<E: std::error::Error + 'static> {
    #[error("{0}")]
    Fault(#[from] Fault),
    #[error("{0}")]
    Storage(#[source] E),
    #[error("the act \"{act}\" is refused: {why}")]
    Refused { act: String, why: Refused },
    #[error("the snapshot of {size} records does not fit the journal: {why}")]
    Snapshot { size: u64, why: BadSnapshot },
    #[error("a write failed before; open the journal again to see what was kept")]
    Stopped,
}

/// Why an act is refused. Nothing of it, nor of those in the same call, was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("it has no records")]
    Empty,
    #[error("an act of this id is in the journal already")]
    Used,
    #[error("the key \"{key}\" is the journal's own")]
    OwnKey { key: String },
    #[error("its record {seq} would not be good: {why}")]
    Record { seq: u64, why: Box<Why> },
}

/// Why a snapshot is not one of this journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSnapshot {
    #[error("{0}")]
    Tree(#[from] BadTree),
    #[error("its edge gives another root than it says")]
    Root,
    #[error("the records give another edge")]
    Edge,
    #[error("it ends inside an act")]
    InsideAct,
}

/// A checkpoint was asked for at a size where there may be none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCheckpoint {
    #[error("{0}")]
    Tree(#[from] BadTree),
    #[error("size {size} is inside an act")]
    InsideAct { size: u64 },
}

/// The journal: the only writer of its storage.
#[derive(Debug)]
pub struct Journal<S: Storage> {
    storage: S,
    chain: Chain,
    stopped: bool,
}

impl<S: Storage> Journal<S> {
    /// Opens and checks every record.
    pub fn open(storage: S) -> Result<Self, Failed<S::Error>> {
        Self::replay(storage, None, |_| {})
    }

    /// Opens, checks every record, gives each (closed ones opened) to `each` in order, and checks `snapshot`.
    /// What `each` was given counts only when this answers `Ok`.
    pub fn replay(
        storage: S,
        snapshot: Option<&Snapshot>,
        mut each: impl FnMut(&Record),
    ) -> Result<Self, Failed<S::Error>> {
        let mut chain = Chain::default();
        let length = storage.len().map_err(Failed::Storage)?;
        // A callback cannot stop the reading: after the first failure the rest is passed over.
        let mut result = Ok(());
        let read = storage.read(0..length, &mut |seq, bytes| {
            if result.is_ok() {
                result = take(&storage, &mut chain, seq, bytes).map(|record| each(&record));
            }
        });
        read.map_err(Failed::Storage)?;
        result?;
        let journal = Self::over(storage, chain)?;
        if let Some(snapshot) = snapshot {
            check(&journal.chain, snapshot)
                .map_err(|why| Failed::Snapshot { size: snapshot.edge.size(), why })?;
        }
        Ok(journal)
    }

    /// The journal over a storage whose records the caller has taken into `chain`, all of them.
    pub fn over(storage: S, chain: Chain) -> Result<Self, Failed<S::Error>> {
        let length = storage.len().map_err(Failed::Storage)?;
        if chain.len() != length {
            return Err(Fault { seq: chain.len(), why: Why::Lost { length } }.into());
        }
        Ok(Self { storage, chain, stopped: false })
    }

    /// How many records there are.
    pub fn len(&self) -> u64 {
        self.chain.len()
    }

    pub fn is_empty(&self) -> bool {
        self.chain.is_empty()
    }

    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    pub fn tree(&self) -> &Tree {
        self.chain.tree()
    }

    pub fn storage(&self) -> &S {
        &self.storage
    }

    /// Gives the storage back.
    pub fn into_storage(self) -> S {
        self.storage
    }

    /// Appends one act; see [`Journal::append_all`].
    pub fn append(&mut self, act: Act) -> Result<Appended, Failed<S::Error>> {
        let id = act.id.clone();
        match self.append_all(vec![act])?.pop() {
            Some(appended) => Ok(appended),
            None => Err(Failed::Refused { act: id, why: Refused::Empty }),
        }
    }

    /// Group commit: appends several acts in one transaction. When one is refused, none is written.
    ///
    /// # Errors
    /// As [`Journal::commit`], and [`Failed::Refused`] for the first act that is not good.
    pub fn append_all(&mut self, acts: Vec<Act>) -> Result<Vec<Appended>, Failed<S::Error>> {
        let mut plan = self.plan();
        let mut done = Vec::with_capacity(acts.len());
        for act in acts {
            let id = act.id.clone();
            done.push(plan.add(act).map_err(|why| Failed::Refused { act: id, why })?);
        }
        self.commit(plan)?;
        Ok(done)
    }

    /// A batch that goes on where the journal ends now.
    pub fn plan(&self) -> Plan {
        let batch = Batch { first: self.len(), ..Batch::default() };
        Plan { at: self.chain.at(), batch, used: HashSet::new() }
    }

    /// Writes a whole plan in one transaction. Success means durable.
    ///
    /// A storage error leaves unknown what was kept; from then on every append is refused until the
    /// journal is opened again.
    ///
    /// # Errors
    /// [`Failed`]; also where one of its acts is in the journal already, or it was made for another end.
    pub fn commit(&mut self, plan: Plan) -> Result<(), Failed<S::Error>> {
        if self.stopped {
            return Err(Failed::Stopped);
        }
        if let Some(act) = plan.used.iter().find(|act| self.chain.has_act(act)) {
            return Err(Failed::Refused { act: act.clone(), why: Refused::Used });
        }
        let batch = plan.batch;
        if batch.records.is_empty() {
            return Ok(());
        }
        self.stopped = true;
        self.storage.append(&batch).map_err(Failed::Storage)?;
        for bytes in &batch.records {
            let key = Opening::key(self.chain.len());
            let kept = || batch.keep.iter().find(|(name, _)| *name == key);
            self.chain.take(bytes, || kept().and_then(|(_, b)| Opening::from_bytes(b).ok()))?;
        }
        self.stopped = false;
        Ok(())
    }

    /// The record of this number, opened when it is closed.
    pub fn record(&self, seq: u64) -> Result<Record, Failed<S::Error>> {
        let length = self.len();
        let mut found = None;
        if seq < length {
            let read =
                self.storage.read(seq..seq + 1, &mut |_, bytes| found = Some(bytes.to_vec()));
            read.map_err(Failed::Storage)?;
        }
        let bytes = found.ok_or(Fault { seq, why: Why::Lost { length } })?;
        open_leaf(&self.storage, seq, &bytes)
    }

    /// The checkpoint of the first `size` records, to be signed. Never inside an act.
    pub fn checkpoint(&self, origin: &str, size: u64) -> Result<Checkpoint, NoCheckpoint> {
        let root = self.tree().root_at(size)?;
        if !self.chain.is_end(size) {
            return Err(NoCheckpoint::InsideAct { size });
        }
        Ok(Checkpoint { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// A snapshot of the journal as it is.
    pub fn snapshot(&self) -> Result<Snapshot, BadTree> {
        let edge = self.tree().edge_at(self.len())?;
        let root = edge.root();
        Ok(Snapshot { edge, root })
    }
}

/// A batch in the making: acts that share one transaction, each already in the bytes that it will have.
#[derive(Debug)]
pub struct Plan {
    at: Millis,
    batch: Batch,
    used: HashSet<String>,
}

impl Plan {
    /// Adds one act, all of it or nothing: what is refused leaves the plan as it was.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn add(&mut self, act: Act) -> Result<Appended, Refused> {
        if act.drafts.is_empty() {
            return Err(Refused::Empty);
        }
        let mut keys = act.keep.iter().map(|(key, _)| key).chain(&act.forget);
        if let Some(key) = keys.find(|key| key.starts_with(OWN_KEYS)) {
            return Err(Refused::OwnKey { key: key.clone() });
        }
        if self.used.contains(&act.id) {
            return Err(Refused::Used);
        }
        let (length, kept, before) = (self.batch.records.len(), self.batch.keep.len(), self.at);
        self.at = self.at.max(act.at);
        let mut records = Vec::with_capacity(act.drafts.len());
        for draft in act.drafts {
            match self.record(&act.id, draft) {
                Ok(record) => records.push(record),
                Err(why) => {
                    self.batch.records.truncate(length);
                    self.batch.keep.truncate(kept);
                    self.at = before;
                    return Err(why);
                }
            }
        }
        // A later act of the same batch has the last word on a key.
        for (key, bytes) in act.keep {
            self.batch.forget.retain(|forgotten| *forgotten != key);
            self.batch.keep.push((key, bytes));
        }
        self.batch.forget.extend(act.forget);
        self.used.insert(act.id.clone());
        let clock_behind = before.get().saturating_sub(act.at.get());
        Ok(Appended { act: act.id, records, clock_behind })
    }

    fn record(&mut self, act: &str, draft: Draft) -> Result<Record, Refused> {
        let seq = self.batch.first + self.batch.records.len() as u64;
        let refused = |why: Broken| Refused::Record { seq, why: Box::new(Why::Broken(why)) };
        let Draft { body, unit, by, kind, data, visibility } = draft;
        let parts = Parts {
            seq,
            act: act.into(),
            at: self.at,
            body: body.map(Into::into),
            unit: unit.map(Into::into),
            by: by.into(),
            kind: kind.into(),
            data,
        };
        let bytes = Record::new(parts).encode().map_err(refused)?;
        // Read back, so that what is written can be read and what is answered is canonical.
        let record = Record::decode(&bytes).map_err(refused)?;
        let leaf = match visibility {
            Visibility::Public => bytes,
            Visibility::Closed { salt } => {
                let (leaf, opening) = record.close(salt).map_err(refused)?;
                self.batch.keep.push((Opening::key(seq), opening.to_bytes()));
                leaf.encode().map_err(refused)?
            }
        };
        self.batch.records.push(leaf);
        Ok(record)
    }
}

fn take<S: Storage>(
    storage: &S,
    chain: &mut Chain,
    seq: u64,
    bytes: &[u8],
) -> Result<Record, Failed<S::Error>> {
    take_read(storage, chain, seq, Read::of(bytes))
}

/// Takes the leaf that was read from `storage` as number `seq` into `chain`, opened when it is closed.
pub fn take_read<S: Storage>(
    storage: &S,
    chain: &mut Chain,
    seq: u64,
    read: Result<Read, Broken>,
) -> Result<Record, Failed<S::Error>> {
    if seq != chain.len() {
        return Err(Fault { seq: chain.len(), why: Why::Hole { next: seq } }.into());
    }
    let read = read.map_err(|why| Fault { seq, why: why.into() })?;
    let mut trouble = None;
    let opening = || match opening_of(storage, seq) {
        Ok(opening) => opening,
        Err(error) => {
            trouble = Some(error);
            None
        }
    };
    let record = chain.take_read(read, opening)?;
    if let Some(error) = trouble {
        return Err(error);
    }
    record.ok_or(Failed::Fault(Fault { seq, why: Why::NoOpening }))
}

/// As [`take_read`], of a closed leaf by somebody who does not open it.
pub fn take_closed<E: std::error::Error>(
    chain: &mut Chain,
    seq: u64,
    read: Result<Read, Broken>,
) -> Result<(), Failed<E>> {
    if seq != chain.len() {
        return Err(Fault { seq: chain.len(), why: Why::Hole { next: seq } }.into());
    }
    let read = read.map_err(|why| Fault { seq, why: why.into() })?;
    chain.take_read(read, || None)?;
    Ok(())
}

fn opening_of<S: Storage>(storage: &S, seq: u64) -> Result<Option<Opening>, Failed<S::Error>> {
    let bytes = storage.private(&Opening::key(seq)).map_err(Failed::Storage)?;
    let opening = bytes.map(|bytes| Opening::from_bytes(&bytes)).transpose();
    opening.map_err(|error: NotOpened| Fault { seq, why: error.into() }.into())
}

fn open_leaf<S: Storage>(storage: &S, seq: u64, bytes: &[u8]) -> Result<Record, Failed<S::Error>> {
    let fault = |why: Why| Fault { seq, why };
    match crate::Leaf::decode(bytes).map_err(|error| fault(error.into()))? {
        crate::Leaf::Open(record) => Ok(record),
        crate::Leaf::Closed(leaf) => {
            let opening = opening_of(storage, seq)?.ok_or(fault(Why::NoOpening))?;
            Ok(leaf.open(&opening).map_err(|error| fault(error.into()))?)
        }
    }
}

fn check(chain: &Chain, snapshot: &Snapshot) -> Result<(), BadSnapshot> {
    snapshot.edge.check()?;
    if snapshot.edge.root() != snapshot.root {
        return Err(BadSnapshot::Root);
    }
    let size = snapshot.edge.size();
    if chain.tree().edge_at(size)? != snapshot.edge {
        return Err(BadSnapshot::Edge);
    }
    if chain.is_end(size) { Ok(()) } else { Err(BadSnapshot::InsideAct) }
}
