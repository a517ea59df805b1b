//! The storage port: what the journal asks of the place where bytes live.

use std::{collections::BTreeMap, convert::Infallible, ops::Range};

/// What is written in one transaction: all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// The number of the first record; it MUST be the length of the storage.
    pub first: u64,
    /// The bytes of consecutive leaves.
    pub records: Vec<Vec<u8>>,
    /// Private values to keep, such as openings of seals; a key that is there already is replaced.
    pub keep: Vec<(String, Vec<u8>)>,
    /// Private keys to delete, after `keep` was done; one that is not there is no error.
    pub forget: Vec<String>,
}

/// Keeps records and private values. It understands neither: whether they are good is the journal's to say.
pub trait Storage {
    type Error: std::error::Error + Send + Sync + 'static;

    /// One more than the number of the last record; 0 when there is none.
    fn len(&self) -> Result<u64, Self::Error>;

    fn is_empty(&self) -> Result<bool, Self::Error> {
        Ok(self.len()? == 0)
    }

    /// Gives each record of `range` that is there, in order of its number. A hole is skipped, not an error.
    fn read(&self, range: Range<u64>, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), Self::Error>;

    /// A private value.
    fn private(&self, key: &str) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Writes a batch. When this answers `Ok` the batch MUST survive the loss of power; when it answers
    /// an error, nothing of it may have been kept unless the storage can no longer be asked.
    fn append(&mut self, batch: &Batch) -> Result<(), Self::Error>;
}

/// Storage in memory, for tests and for reading a log from elsewhere. Its fields are open so that a test can damage it.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pub records: BTreeMap<u64, Vec<u8>>,
    pub private: BTreeMap<String, Vec<u8>>,
}

impl Storage for Memory {
    type Error = Infallible;

    fn len(&self) -> Result<u64, Infallible> {
        Ok(self.records.last_key_value().map_or(0, |(seq, _)| seq + 1))
    }

    fn read(&self, range: Range<u64>, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), Infallible> {
        if !range.is_empty() {
            self.records.range(range).for_each(|(seq, bytes)| each(*seq, bytes));
        }
        Ok(())
    }

    fn private(&self, key: &str) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.private.get(key).cloned())
    }

    fn append(&mut self, batch: &Batch) -> Result<(), Infallible> {
        self.records.extend((batch.first..).zip(batch.records.iter().cloned()));
        self.private.extend(batch.keep.iter().cloned());
        for key in &batch.forget {
            self.private.remove(key);
        }
        Ok(())
    }
}
