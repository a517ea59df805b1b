//! The archive of an election, `<uuid>.bel`: an append-only list of entries, and the chain of events in it.
//!
//! An entry is a header of 512 bytes in the oldest tar form, and its content filled up with zeros to a
//! multiple of 512. The first is named `BELENIOS`; every other is named by the SHA-256 of its content:
//! `<hex>.data.json` for payloads, `<hex>.event.json` for events. An event names the one before it, so the
//! last event's hash stands for the whole archive.

use crate::hash::sha256;
use crate::json;
#[cfg(feature = "std")]
use crate::refused::{Object, Refused, Why, need};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

pub const BLOCK: usize = 512;
const HEADER_NAME: &str = "BELENIOS";

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventType {
    Setup,
    Ballot,
    EndBallots,
    EncryptedTally,
    Shuffle,
    EndShuffles,
    PartialDecryption,
    Result,
}

/// A link of the chain. Hashes are in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    pub height: u64,
    #[serde(rename = "type")]
    pub kind: EventType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
}

/// The payload of the first event: what the election consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    pub election: String,
    pub trustees: String,
    pub credentials: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    version: u32,
    timestamp: String,
}

/// The parts of a tar header that differ from entry to entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub name: String,
    pub size: u64,
    pub time: u64,
}

impl Head {
    pub fn write(&self) -> [u8; BLOCK] {
        let mut block = [0; BLOCK];
        let mut put =
            |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
        put(0, &self.name);
        put(100, "0000644");
        put(108, "0000000");
        put(116, "0000000");
        put(124, &format!("{:011o}", self.size));
        put(136, &format!("{:011o}", self.time));
        put(148, "        ");
        put(156, "0");
        let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }

    #[cfg(feature = "std")]
    /// None when it is not byte for byte what [`Head::write`] gives.
    pub fn read(block: &[u8; BLOCK]) -> Option<Head> {
        let text = |from: usize, to: usize| {
            let field = &block[from..to];
            let end = field.iter().position(|b| *b == 0).unwrap_or(field.len());
            core::str::from_utf8(&field[..end]).ok()
        };
        let octal = |from, to| u64::from_str_radix(text(from, to)?, 8).ok();
        let (size, time) = (octal(124, 136)?, octal(136, 148)?);
        // 11 octal digits
        let fits = size < 1 << 33 && time < 1 << 33;
        let head = Head { name: text(0, 100)?.to_string(), size, time };
        (fits && head.write() == *block).then_some(head)
    }

    /// How many zeros follow the content.
    pub fn padding(&self) -> usize {
        (BLOCK - (self.size % BLOCK as u64) as usize) % BLOCK
    }
}

#[cfg(feature = "std")]
/// What an entry is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Data([u8; 32]),
    Event([u8; 32]),
}

#[cfg(feature = "std")]
impl Entry {
    pub fn of(name: &str) -> Option<Entry> {
        let (hex, kind) = name.split_once('.')?;
        let mut hash = [0; 32];
        let lower = !hex.bytes().any(|b| b.is_ascii_uppercase());
        (lower && hex::decode_to_slice(hex, &mut hash).is_ok()).then_some(())?;
        match kind {
            "data.json" => Some(Entry::Data(hash)),
            "event.json" => Some(Entry::Event(hash)),
            _ => None,
        }
    }
}

#[cfg(feature = "std")]
/// Reads the content of the first entry: the time that every entry carries, in seconds since 1970.
pub(crate) fn read_header(head: &Head, content: &[u8]) -> Result<u64, Refused> {
    let object = &Object::Header;
    need(head.name == HEADER_NAME, object, || Why::Wrong("the first entry is not named BELENIOS"))?;
    let header: Header = json::read_canonical(object, content)?;
    need(header.version == 1, object, || {
        Why::Unsupported(
            "it is of another archive version than 1, which this program does not read yet",
        )
    })?;
    let time =
        header.timestamp.parse::<u64>().ok().filter(|time| time.to_string() == header.timestamp);
    let time = time.ok_or_else(|| Refused::wrong(object.clone(), "its timestamp is no number"))?;
    need(time == head.time, object, || Why::Wrong("its timestamp is not that of its entry"))?;
    Ok(time)
}

/// The chain of events by the hashes of their payloads: who has these needs no content to know what stands for the
/// whole archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    height: u64,
    /// SHA-256 of the last event, in hexadecimal.
    last: Option<String>,
}

/// An event, for who writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// A payload that only names others.
    names: Option<Vec<u8>>,
    event: Vec<u8>,
    /// Of the event, in hexadecimal.
    hash: String,
}

impl Chain {
    /// SHA-256 of the last event, in hexadecimal. None: nothing has happened yet.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    fn event(&mut self, kind: EventType, payload: Option<String>) -> Link {
        let event =
            json::write(&Event { parent: self.last.take(), height: self.height, kind, payload });
        let hash = hex::encode(sha256(&event));
        self.last = Some(hash.clone());
        self.height += 1;
        Link { names: None, event, hash }
    }

    fn naming(&mut self, kind: EventType, names: Vec<u8>) -> Link {
        let link = self.event(kind, Some(hex::encode(sha256(&names))));
        Link { names: Some(names), ..link }
    }

    /// The election's parameters, its trustees and its credentials.
    pub fn setup(&mut self, [election, trustees, credentials]: [&[u8; 32]; 3]) -> Link {
        let setup = Setup {
            election: hex::encode(election),
            trustees: hex::encode(trustees),
            credentials: hex::encode(credentials),
        };
        self.naming(EventType::Setup, json::write(&setup))
    }

    pub fn ballot(&mut self, ballot: &[u8; 32]) -> Link {
        self.event(EventType::Ballot, Some(hex::encode(ballot)))
    }

    pub fn end_ballots(&mut self) -> Link {
        self.event(EventType::EndBallots, None)
    }

    pub fn encrypted_tally(&mut self, tally: &[u8; 32], ballots: u64, weight: u64) -> Link {
        use crate::{json::Weight, tally::Sizes};
        let encrypted_tally = hex::encode(tally);
        let sizes =
            Sizes { num_tallied: Weight(ballots), total_weight: Weight(weight), encrypted_tally };
        self.naming(EventType::EncryptedTally, json::write(&sizes))
    }

    pub fn partial_decryption(&mut self, owner: usize, partial: &[u8; 32]) -> Link {
        let owned = crate::tally::Owned { owner, payload: hex::encode(partial) };
        self.naming(EventType::PartialDecryption, json::write(&owned))
    }

    pub fn result(&mut self, result: &[u8; 32]) -> Link {
        self.event(EventType::Result, Some(hex::encode(result)))
    }
}

/// Where an archive's chain stands: enough to add to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    time: u64,
    chain: Chain,
}

impl Writer {
    /// Begins an archive: its first entry. `time` is in seconds since 1970.
    pub fn begin(time: u64, to: &mut Vec<u8>) -> Writer {
        let writer = Writer { time, chain: Chain::default() };
        let header = json::write(&Header { version: 1, timestamp: time.to_string() });
        writer.entry(HEADER_NAME.to_string(), &header, to);
        writer
    }

    /// Goes on after an event of this height and hash.
    pub fn after(time: u64, height: u64, last: &[u8; 32]) -> Writer {
        let chain = Chain { height: height + 1, last: Some(hex::encode(last)) };
        Writer { time, chain }
    }

    fn entry(&self, name: String, content: &[u8], to: &mut Vec<u8>) {
        let head = Head { name, size: content.len() as u64, time: self.time };
        to.extend_from_slice(&head.write());
        to.extend_from_slice(content);
        to.resize(to.len() + head.padding(), 0);
    }

    fn data(&self, content: &[u8], to: &mut Vec<u8>) -> [u8; 32] {
        let hash = sha256(content);
        self.entry(format!("{}.data.json", hex::encode(hash)), content, to);
        hash
    }

    fn link(&self, link: &Link, to: &mut Vec<u8>) {
        if let Some(names) = &link.names {
            self.data(names, to);
        }
        self.entry(format!("{}.event.json", link.hash), &link.event, to);
    }

    pub fn setup(
        &mut self,
        election: &[u8],
        trustees: &[u8],
        credentials: &[u8],
        to: &mut Vec<u8>,
    ) {
        let [election, trustees, credentials] =
            [election, trustees, credentials].map(|payload| self.data(payload, to));
        let link = self.chain.setup([&election, &trustees, &credentials]);
        self.link(&link, to);
    }

    pub fn ballot(&mut self, ballot: &[u8], to: &mut Vec<u8>) {
        let payload = self.data(ballot, to);
        let link = self.chain.ballot(&payload);
        self.link(&link, to);
    }

    pub fn end_ballots(&mut self, to: &mut Vec<u8>) {
        let link = self.chain.end_ballots();
        self.link(&link, to);
    }

    pub fn encrypted_tally(&mut self, tally: &[u8], ballots: u64, weight: u64, to: &mut Vec<u8>) {
        let payload = self.data(tally, to);
        let link = self.chain.encrypted_tally(&payload, ballots, weight);
        self.link(&link, to);
    }

    pub fn partial_decryption(&mut self, owner: usize, partial: &[u8], to: &mut Vec<u8>) {
        let payload = self.data(partial, to);
        let link = self.chain.partial_decryption(owner, &payload);
        self.link(&link, to);
    }

    pub fn result(&mut self, result: &[u8], to: &mut Vec<u8>) {
        let payload = self.data(result, to);
        let link = self.chain.result(&payload);
        self.link(&link, to);
    }
}
