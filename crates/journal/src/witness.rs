//! C2SP `tlog-witness`: what a log asks of a witness, and what the witness answers.
//!
//! [`decide`] is the whole judgement. Whoever serves it keeps what was cosigned last, durably, before it answers.

use crate::{
    Hash,
    checkpoint::{BadNote, Checkpoint, Note, Verifier},
    proof::{hashes, number},
    tree::{BadTree, empty_root, verify_consistency},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fmt, str::FromStr};

/// The most hashes of a proof that a request may carry.
const MOST_HASHES: usize = 63;

/// The longest request that is read: a proof, and a checkpoint with many signatures.
pub const MAX_REQUEST: usize = 64 * 1024;

/// The type of an answer that tells the size last cosigned.
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRequest {
    #[error("it is longer than 64 KiB")]
    TooLong,
    #[error("line {line} is not {what}")]
    Line { line: usize, what: &'static str },
    #[error("the checkpoint: {0}")]
    Note(#[from] BadNote),
    #[error("the checkpoint has {new} leaves, fewer than the {old} it follows")]
    Backwards { old: u64, new: u64 },
}

/// Asks a witness to cosign `note`, which follows a checkpoint of `old` leaves. Displayed as its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The size that the witness cosigned last, as the log believes; 0: never.
    pub old: u64,
    /// That the tree of the note begins with that of `old` leaves.
    pub proof: Vec<Hash>,
    pub note: Note,
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.proof {
            writeln!(f, "{}", STANDARD.encode(hash.0))?;
        }
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for Request {
    type Err = BadRequest;

    fn from_str(text: &str) -> Result<Self, BadRequest> {
        if text.len() > MAX_REQUEST {
            return Err(BadRequest::TooLong);
        }
        let bad = |line, what| BadRequest::Line { line, what };
        let (head, note) = text.split_once("\n\n").ok_or(bad(1, "followed by a checkpoint"))?;
        let mut lines = (1..).zip(head.split('\n'));
        let old = lines.next().and_then(|(_, line)| number(line.strip_prefix("old ")?));
        let old = old.ok_or(bad(1, "«old» and a size"))?;
        let proof = hashes(lines, MOST_HASHES, bad)?;
        Ok(Self { old, proof, note: Note::parse(note)? })
    }
}

impl Request {
    /// The checkpoint as it is written; nobody has checked who signed it.
    ///
    /// # Errors
    /// [`BadRequest`]
    pub fn checkpoint(&self) -> Result<Checkpoint, BadRequest> {
        Ok(self.note.text().parse()?)
    }
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Keep this as the latest, durably; then cosign the text of the note.
    Cosign(Checkpoint),
    Malformed(BadRequest),
    /// The log's own key has not signed it.
    Unsigned(BadNote),
    /// A log that this witness does not follow.
    Unknown(String),
    /// The request follows another size than the one cosigned last.
    Conflict {
        size: u64,
    },
    /// Signed by the log, and no continuation of what it signed before.
    Inconsistent(BadTree),
}

impl Answer {
    /// The status over HTTP.
    pub fn status(&self) -> u16 {
        match self {
            Self::Cosign(_) => 200,
            Self::Malformed(_) => 400,
            Self::Unsigned(_) => 403,
            Self::Unknown(_) => 404,
            Self::Conflict { .. } => 409,
            Self::Inconsistent(_) => 422,
        }
    }
}

/// Judges `request` for a witness that follows the log with the key `known` and cosigned `last` of it. Nobody else may
/// judge for the same log until what this answers is kept.
pub fn decide(last: Option<(u64, Hash)>, known: &Verifier, request: &Request) -> Answer {
    let checkpoint = match request.checkpoint() {
        Ok(checkpoint) => checkpoint,
        Err(why) => return Answer::Malformed(why),
    };
    if checkpoint.origin != known.name() {
        return Answer::Unknown(checkpoint.origin);
    }
    if let Err(why) = Checkpoint::of(&request.note, known) {
        return Answer::Unsigned(why);
    }
    let (old, new) = (request.old, checkpoint.size);
    if old > new {
        return Answer::Malformed(BadRequest::Backwards { old, new });
    }
    let (size, root) = last.unwrap_or_else(|| (0, empty_root()));
    if old != size {
        return Answer::Conflict { size };
    }
    if new == 0 && checkpoint.root != empty_root() {
        let (found, expected) = (checkpoint.root, empty_root());
        return Answer::Inconsistent(BadTree::Root { found, expected });
    }
    match verify_consistency(&request.proof, old, new, &root, &checkpoint.root) {
        Ok(()) => Answer::Cosign(checkpoint),
        Err(why) => Answer::Inconsistent(why),
    }
}
