//! Closed records: the log shows that something was done, when and by which body, and a seal over the rest.
//!
//! The seal is SHA-256 of a salt and the record's own canonical bytes, so that an [`Opening`] is just those
//! bytes after the 32 of the salt, and the hash of the opening's bytes is the seal.

use crate::{
    Hash, Millis, Record, Salt, Seal, canonical,
    record::{Broken, CLOSED, VERSION, short},
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Why an opening does not open a leaf.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    #[error("the opening has {bytes} bytes; a salt alone has 32")]
    Short { bytes: usize },
    #[error("the opening gives the seal {found}, the leaf has {expected}")]
    Seal { found: Hash, expected: Hash },
    #[error("the record in the opening is broken: {0}")]
    Broken(#[from] Broken),
    #[error("the record in the opening differs from its leaf in \"{field}\"")]
    Differs { field: &'static str },
}

/// What the public sees of a closed record:
/// `{"at":…,"body":…,"data":{"seal":"…"},"kind":"closed","seq":…,"v":1}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedLeaf {
    pub seq: u64,
    pub at: Millis,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<SmolStr>,
    data: Sealed,
    kind: String,
    v: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    seal: Seal,
}

impl ClosedLeaf {
    pub fn seal(&self) -> Seal {
        self.data.seal
    }

    /// The canonical bytes of the leaf.
    pub fn encode(&self) -> Result<Vec<u8>, Broken> {
        short(canonical::to_vec(self)?)
    }

    /// The record that `opening` shows, when it is the one this leaf seals.
    pub fn open(&self, opening: &Opening) -> Result<Record, NotOpened> {
        let (found, expected) = (opening.seal(), self.seal());
        if found != expected {
            return Err(NotOpened::Seal { found: found.0, expected: expected.0 });
        }
        let record = Record::decode(&opening.record)?;
        let differs = |field| Err(NotOpened::Differs { field });
        if record.seq != self.seq {
            return differs("seq");
        }
        if record.at != self.at {
            return differs("at");
        }
        if record.body != self.body {
            return differs("body");
        }
        Ok(record)
    }
}

impl Record {
    /// The public leaf of this record when it is closed, sealed with a fresh `salt`.
    pub fn closed_leaf(&self, salt: &Salt) -> Result<ClosedLeaf, Broken> {
        Ok(self.close(*salt)?.0)
    }

    /// The public leaf and the opening to keep.
    pub fn close(&self, salt: Salt) -> Result<(ClosedLeaf, Opening), Broken> {
        let opening = Opening { salt, record: self.encode()? };
        let leaf = ClosedLeaf {
            seq: self.seq,
            at: self.at,
            body: self.body.clone(),
            data: Sealed { seal: opening.seal() },
            kind: CLOSED.to_owned(),
            v: VERSION,
        };
        Ok((leaf, opening))
    }
}

/// What opens a closed leaf. `record` holds the canonical bytes of the whole record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub salt: Salt,
    pub record: Vec<u8>,
}

impl Opening {
    pub fn seal(&self) -> Seal {
        Seal::of_bytes(&self.salt, &self.record)
    }

    /// The key under which the journal keeps the opening of record `seq`, until somebody publishes it.
    pub fn key(seq: u64) -> String {
        format!("closed/{seq}")
    }

    /// The 32 bytes of the salt, then the record.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.salt.0, self.record.as_slice()].concat()
    }

    /// Reads what [`Opening::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotOpened> {
        let (salt, record) =
            bytes.split_first_chunk().ok_or(NotOpened::Short { bytes: bytes.len() })?;
        Ok(Self { salt: Salt(*salt), record: record.to_vec() })
    }
}
