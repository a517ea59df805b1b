//! Records: one official fact each.
//!
//! A leaf of the log is an open [`Record`] or the [`ClosedLeaf`] of a closed one. Reading is strict: bytes
//! are a record only if encoding what they say gives the same bytes.

use crate::{
    Millis,
    canonical::{self, NotCanonical},
    closed::ClosedLeaf,
    scan::Scan,
    tiles,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::{Value, value::RawValue};
use smol_str::SmolStr;

/// The longest record in bytes: what a bundle of entries can hold. Larger things are blobs, named by SHA-256.
pub const MAX_RECORD: usize = tiles::MAX_ENTRY;

/// The version of the form of records.
pub const VERSION: u64 = 1;

/// The kind that only closed leaves have.
pub const CLOSED: &str = "closed";

const FIELDS: [&str; 9] = ["act", "at", "body", "by", "data", "kind", "seq", "unit", "v"];
const NEEDED: [&str; 7] = ["act", "at", "by", "data", "kind", "seq", "v"];
const CLOSED_FIELDS: [&str; 6] = ["at", "body", "data", "kind", "seq", "v"];
const CLOSED_NEEDED: [&str; 5] = ["at", "data", "kind", "seq", "v"];

/// Why bytes are no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("it has {bytes} bytes, more than 65535")]
    TooLong { bytes: usize },
    #[error("it is not JSON: {why}")]
    NotJson { why: String },
    #[error("it is not an object")]
    NotAnObject,
    #[error("it has an unknown field \"{name}\"")]
    UnknownField { name: String },
    #[error("it lacks the field \"{name}\"")]
    Missing { name: &'static str },
    #[error("its field \"{name}\" is empty")]
    Empty { name: &'static str },
    #[error("its version is {found}, not 1")]
    Version { found: String },
    #[error("{0}")]
    Content(#[from] NotCanonical),
    #[error("its bytes are not the canonical form: they differ from byte {byte} on")]
    NotCanonical { byte: usize },
    #[error("a field is not of its type: {why}")]
    Type { why: String },
    #[error("it is closed: only its seal is here")]
    Closed,
    #[error("the kind \"closed\" is not for open records")]
    NotOpen,
}

/// A record: its head and the data of its event.
///
/// `data` is decoded into typed events elsewhere. Two records are equal when their `data` are the same
/// text; what [`Record::decode`] gives is canonical.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its number, which is that of its leaf; the first is 0.
    pub seq: u64,
    /// Shared by the records of one command; they follow one another.
    pub act: SmolStr,
    /// When the node says it was appended; never before the record before it.
    pub at: Millis,
    /// The deciding body, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<SmolStr>,
    /// The administrative unit it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<SmolStr>,
    /// `officer:<random id>`, `node`, `voter` or `guest`.
    pub by: SmolStr,
    /// Such as `tally.entered`.
    pub kind: SmolStr,
    pub data: Data,
    v: Version,
}

/// JSON as it is written in a record: read already, not taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data(Box<str>);

impl Data {
    pub fn get(&self) -> &str {
        &self.0
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| Self(raw.into()))
    }
}

/// The number 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
struct Version(u64);

impl TryFrom<u64> for Version {
    type Error = Broken;

    fn try_from(found: u64) -> Result<Self, Broken> {
        if found == VERSION {
            Ok(version())
        } else {
            Err(Broken::Version { found: found.to_string() })
        }
    }
}

impl From<Version> for u64 {
    fn from(version: Version) -> Self {
        version.0
    }
}

fn version() -> Version {
    Version(VERSION)
}

/// `value` as the `data` of a record: canonical JSON.
pub fn data_of<T: Serialize + ?Sized>(value: &T) -> Result<Data, NotCanonical> {
    canonical::to_string(value).map(|text| Data(text.into()))
}

/// The parts of a record, for [`Record::new`].
#[derive(Debug, Clone)]
pub struct Parts {
    pub seq: u64,
    pub act: SmolStr,
    pub at: Millis,
    pub body: Option<SmolStr>,
    pub unit: Option<SmolStr>,
    pub by: SmolStr,
    pub kind: SmolStr,
    pub data: Data,
}

impl Record {
    /// A record of these parts; not yet checked, [`Record::encode`] does that.
    pub fn new(parts: Parts) -> Self {
        let Parts { seq, act, at, body, unit, by, kind, data } = parts;
        Self { seq, act, at, body, unit, by, kind, data, v: version() }
    }

    /// Reads an open record of the plainest form in one pass. None: [`Leaf::decode`] shall look closer.
    fn plain(bytes: &[u8]) -> Option<Self> {
        let (mut act, mut at, mut body, mut unit, mut by) = (None, None, None, None, None);
        let (mut data, mut kind, mut seq, mut v) = (None, None, None, None);
        let mut known = true;
        Scan::object(bytes, |name, value| match name {
            "act" => act = Scan::unquoted(value),
            "at" => at = Scan::unquoted(value),
            "body" => body = Some(value),
            "by" => by = Scan::unquoted(value),
            "data" => data = Some(value),
            "kind" => kind = Scan::unquoted(value),
            "seq" => seq = Some(value),
            "unit" => unit = Some(value),
            "v" => v = Some(value),
            _ => known = false,
        })?;
        let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(SmolStr::new);
        let text = |value: &str| Scan::unquoted(value).map(SmolStr::new);
        let data = data.filter(|data| *data != "\"\"")?;
        let kind = some(kind).filter(|kind| kind != CLOSED)?;
        // What is missing, or there and of another type, is not for here.
        let body = body.map_or(Some(None), |body| text(body).map(Some))?;
        let unit = unit.map_or(Some(None), |unit| text(unit).map(Some))?;
        let (act, by, at) = (some(act)?, some(by)?, at?.parse().ok()?);
        if !known || v != Some("1") {
            return None;
        }
        let parts = Parts {
            seq: seq?.parse().ok()?,
            act,
            at,
            body,
            unit,
            by,
            kind,
            data: Data(data.into()),
        };
        Some(Self::new(parts))
    }

    /// The canonical bytes. Fails on what [`Record::decode`] would refuse.
    pub fn encode(&self) -> Result<Vec<u8>, Broken> {
        if self.kind == CLOSED {
            return Err(Broken::NotOpen);
        }
        for (name, text) in [("act", &self.act), ("by", &self.by), ("kind", &self.kind)] {
            if text.is_empty() {
                return Err(Broken::Empty { name });
            }
        }
        short(canonical::to_vec(self)?)
    }

    /// Reads an open record, strictly.
    pub fn decode(bytes: &[u8]) -> Result<Self, Broken> {
        match Leaf::decode(bytes)? {
            Leaf::Open(record) => Ok(record),
            Leaf::Closed(_) => Err(Broken::Closed),
        }
    }
}

pub(crate) fn short(bytes: Vec<u8>) -> Result<Vec<u8>, Broken> {
    if bytes.len() > MAX_RECORD { Err(Broken::TooLong { bytes: bytes.len() }) } else { Ok(bytes) }
}

/// What a leaf of the log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    Open(Record),
    Closed(ClosedLeaf),
}

impl Leaf {
    /// Reads the bytes of a leaf, strictly.
    pub fn decode(bytes: &[u8]) -> Result<Self, Broken> {
        if bytes.len() > MAX_RECORD {
            return Err(Broken::TooLong { bytes: bytes.len() });
        }
        Record::plain(bytes).map_or_else(|| Self::closely(bytes), |record| Ok(Self::Open(record)))
    }

    /// Reads by writing again what was read; says what is wrong.
    pub(crate) fn closely(bytes: &[u8]) -> Result<Self, Broken> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| Broken::NotJson { why: error.to_string() })?;
        let Value::Object(fields) = &value else { return Err(Broken::NotAnObject) };
        canonical::check(&value)?;
        match fields.get("v") {
            None => return Err(Broken::Missing { name: "v" }),
            Some(v) if v.as_u64() == Some(VERSION) => {}
            Some(v) => return Err(Broken::Version { found: v.to_string() }),
        }
        let closed = fields.get("kind").is_some_and(|kind| kind == CLOSED);
        let (known, needed): (&[&str], &[&'static str]) =
            if closed { (&CLOSED_FIELDS, &CLOSED_NEEDED) } else { (&FIELDS, &NEEDED) };
        if let Some(name) = fields.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(Broken::UnknownField { name: name.clone() });
        }
        if let Some(name) = needed.iter().find(|name| !fields.contains_key(**name)) {
            return Err(Broken::Missing { name });
        }
        for name in needed {
            if fields.get(*name).is_some_and(|field| field == "") {
                return Err(Broken::Empty { name });
            }
        }
        let own = canonical::value_to_vec(&value)?;
        if own != bytes {
            let same = own.iter().zip(bytes).take_while(|(a, b)| a == b).count();
            return Err(Broken::NotCanonical { byte: same });
        }
        let wrong = |error: serde_json::Error| Broken::Type { why: error.to_string() };
        if closed {
            serde_json::from_slice(bytes).map(Self::Closed).map_err(wrong)
        } else {
            serde_json::from_slice(bytes).map(Self::Open).map_err(wrong)
        }
    }

    pub fn seq(&self) -> u64 {
        match self {
            Self::Open(record) => record.seq,
            Self::Closed(leaf) => leaf.seq,
        }
    }

    pub fn at(&self) -> Millis {
        match self {
            Self::Open(record) => record.at,
            Self::Closed(leaf) => leaf.at,
        }
    }
}
