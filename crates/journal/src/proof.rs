//! C2SP `tlog-proof`: a receipt that proves without a network that a leaf is in a log.
//!
//! It holds the leaf's number, its path to the root and the signed checkpoint with its cosignatures. The extra line
//! of ours holds the hash of the leaf; it proves nothing by itself, it only says which leaf is meant.

use crate::{
    Hash,
    checkpoint::{BadNote, Checkpoint, Note, Verifier},
    tree::{BadTree, verify_inclusion},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fmt, str::FromStr};

const FORM: &str = "c2sp.org/tlog-proof@v1";

/// No path from a leaf to a root is longer, as sizes are u64.
const MOST_HASHES: usize = 64;

/// No receipt of ours comes near; longer texts are not looked at.
pub const MAX_PROOF: usize = 64 * 1024;

/// What is wrong with a receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadProof {
    #[error("it is longer than 64 KiB")]
    TooLong,
    #[error("line {line} is not {what}")]
    Line { line: usize, what: &'static str },
    #[error("the part of the address is not percent-encoded text")]
    Fragment,
    #[error("its checkpoint: {0}")]
    Note(#[from] BadNote),
    #[error("its path: {0}")]
    Tree(#[from] BadTree),
}

/// A receipt; displayed as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What the log adds. Not signed by anybody.
    pub extra: Option<Vec<u8>>,
    /// The number of the leaf, from 0.
    pub index: u64,
    /// From the leaf's neighbour to the root's child.
    pub hashes: Vec<Hash>,
    /// The checkpoint with its signatures.
    pub note: Note,
}

impl Proof {
    /// A receipt for `leaf`, which says its hash.
    pub fn new(leaf: &Hash, index: u64, hashes: Vec<Hash>, note: Note) -> Self {
        Self { extra: Some(leaf.0.to_vec()), index, hashes, note }
    }

    /// The hash of the leaf that the receipt says it is for; none: it does not say it in our way.
    pub fn leaf(&self) -> Option<Hash> {
        self.extra.as_deref()?.try_into().ok().map(Hash)
    }

    /// The checkpoint, when `log` has signed it and `leaf` is in its tree where the receipt says.
    ///
    /// # Errors
    /// [`BadProof`]
    pub fn verify(&self, leaf: &Hash, log: &Verifier) -> Result<Checkpoint, BadProof> {
        let checkpoint = Checkpoint::of(&self.note, log)?;
        verify_inclusion(&self.hashes, self.index, checkpoint.size, leaf, &checkpoint.root)?;
        Ok(checkpoint)
    }

    /// The receipt as the part of an address after `#`, which browsers keep to themselves.
    pub fn to_fragment(&self) -> String {
        let text = self.to_string();
        let mut fragment = String::with_capacity(text.len() * 5 / 4);
        for byte in text.bytes() {
            // What no messenger takes for the end of an address, and no form for a space.
            if byte.is_ascii_alphanumeric() || b"-._~/=@".contains(&byte) {
                fragment.push(char::from(byte));
            } else {
                fragment.push('%');
                fragment.push_str(&hex::encode_upper([byte]));
            }
        }
        fragment
    }

    /// Reads what [`to_fragment`](Proof::to_fragment) writes, with its `#` or without.
    ///
    /// # Errors
    /// [`BadProof`]
    pub fn from_fragment(fragment: &str) -> Result<Self, BadProof> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        if fragment.len() > 3 * MAX_PROOF {
            return Err(BadProof::TooLong);
        }
        let mut bytes = Vec::with_capacity(fragment.len());
        let mut rest = fragment.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if byte != b'%' {
                bytes.push(byte);
                continue;
            }
            let (digits, after) = after.split_first_chunk::<2>().ok_or(BadProof::Fragment)?;
            let mut decoded = [0];
            hex::decode_to_slice(digits, &mut decoded).map_err(|_| BadProof::Fragment)?;
            bytes.extend(decoded);
            rest = after;
        }
        String::from_utf8(bytes).map_err(|_| BadProof::Fragment)?.parse()
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FORM}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", STANDARD.encode(hash.0))?;
        }
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for Proof {
    type Err = BadProof;

    /// Strict: only what [`Display`](fmt::Display) writes is read.
    fn from_str(text: &str) -> Result<Self, BadProof> {
        if text.len() > MAX_PROOF {
            return Err(BadProof::TooLong);
        }
        let bad = |line, what| BadProof::Line { line, what };
        let (head, note) = text.split_once("\n\n").ok_or(bad(1, "followed by a checkpoint"))?;
        let mut lines = (1..).zip(head.split('\n')).peekable();
        if lines.next() != Some((1, FORM)) {
            return Err(bad(1, "that of a tlog-proof of version 1"));
        }
        let mut extra = None;
        if let Some((_, base64)) =
            lines.peek().and_then(|(n, line)| Some((*n, line.strip_prefix("extra ")?)))
        {
            let bytes = STANDARD.decode(base64).map_err(|_| bad(2, "base64 after «extra»"))?;
            extra = Some(bytes);
            lines.next();
        }
        let (at, line) = lines.next().ok_or(bad(2, "the number of the leaf"))?;
        let index = line.strip_prefix("index ").and_then(number);
        let index = index.ok_or(bad(at, "the number of the leaf"))?;
        let hashes = hashes(lines, MOST_HASHES, BadProof::at)?;
        let note = Note::parse(note)?;
        note.text().parse::<Checkpoint>()?;
        Ok(Self { extra, index, hashes, note })
    }
}

impl BadProof {
    fn at(line: usize, what: &'static str) -> Self {
        Self::Line { line, what }
    }
}

/// A number in decimal without zeroes before it.
pub(crate) fn number(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|number: &u64| number.to_string() == digits)
}

/// The hash in a line of base64.
pub(crate) fn hash_line(line: &str) -> Option<Hash> {
    STANDARD.decode(line).ok()?.try_into().ok().map(Hash)
}

/// Numbered lines of one hash each, no more than `most`.
pub(crate) fn hashes<'t, E>(
    lines: impl Iterator<Item = (usize, &'t str)>,
    most: usize,
    bad: impl Fn(usize, &'static str) -> E,
) -> Result<Vec<Hash>, E> {
    let mut hashes = Vec::new();
    for (at, line) in lines {
        if hashes.len() == most {
            return Err(bad(at, "wanted: there are too many hashes"));
        }
        hashes.push(hash_line(line).ok_or_else(|| bad(at, "a hash of 32 bytes in base64"))?);
    }
    Ok(hashes)
}
