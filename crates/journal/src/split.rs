//! A split view: two checkpoints that one log has signed and that cannot belong to one history.
//!
//! The file proves it to anybody without a network. Two checkpoints of one size with different roots need nothing more.
//! Of two sizes it holds what the larger tree begins with, and the proof of that: the log has signed something
//! else for the smaller size.

use crate::{
    Hash,
    checkpoint::{BadNote, Checkpoint, Note, Verifier},
    proof::{hash_line, hashes},
    tree::{BadTree, verify_consistency},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fmt, str::FromStr};

const FORM: &str = "dienhong split-view v1";

/// No consistency proof is longer, as sizes are u64.
const MOST_HASHES: usize = 65;

/// The longest file of evidence that is read.
pub const MAX_EVIDENCE: usize = 128 * 1024;

/// What is wrong with evidence, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEvidence {
    #[error("it is longer than 128 KiB")]
    TooLong,
    #[error("line {line} is not {what}")]
    Line { line: usize, what: &'static str },
    #[error("it is not written in the one way there is")]
    Form,
    #[error("it is about the key {found}, not {expected}")]
    OtherKey { found: String, expected: String },
    #[error("a checkpoint: {0}")]
    Note(#[from] BadNote),
    #[error("the checkpoints are in one history as far as this shows")]
    OneHistory,
    #[error("the proof of what the larger tree begins with: {0}")]
    Tree(#[from] BadTree),
}

/// What the larger tree begins with, where the two sizes differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The root that the larger tree had at the smaller size.
    pub root: Hash,
    /// The consistency proof from there to the larger root.
    pub proof: Vec<Hash>,
}

/// Two checkpoints of one log that contradict each other; displayed as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    log: Verifier,
    /// The smaller of the two, or either.
    first: Note,
    second: Note,
    beginning: Option<Beginning>,
}

/// What evidence shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub first: Checkpoint,
    pub second: Checkpoint,
    /// The root that the second tree has at the size of the first.
    pub other: Hash,
}

impl Evidence {
    /// Evidence from two notes in any order. `beginning` is asked for what the larger tree begins with, given the two
    /// sizes, when they differ. None: the two are in one history.
    ///
    /// # Errors
    /// [`BadEvidence`], also when what `beginning` answers does not lead to the larger root.
    pub fn make(
        log: &Verifier,
        one: &Note,
        other: &Note,
        beginning: impl FnOnce(u64, u64) -> Option<Beginning>,
    ) -> Result<Option<Self>, BadEvidence> {
        let (one_says, other_says) = (Checkpoint::of(one, log)?, Checkpoint::of(other, log)?);
        let ordered = one_says.size <= other_says.size;
        let (first, second) = if ordered { (one, other) } else { (other, one) };
        let sizes = (one_says.size.min(other_says.size), one_says.size.max(other_says.size));
        let beginning = if sizes.0 == sizes.1 { None } else { beginning(sizes.0, sizes.1) };
        let (log, first, second) = (log.clone(), first.clone(), second.clone());
        let evidence = Self { log, first, second, beginning };
        match evidence.shown() {
            Ok(_) => Ok(Some(evidence)),
            Err(BadEvidence::OneHistory) => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// The key that signed both.
    pub fn log(&self) -> &Verifier {
        &self.log
    }

    /// What it shows. With `known`, the key as the body gave it: that it is about this log.
    ///
    /// # Errors
    /// [`BadEvidence`] when it proves nothing.
    pub fn verify(&self, known: Option<&Verifier>) -> Result<Shown, BadEvidence> {
        if let Some(known) = known
            && *known != self.log
        {
            let (found, expected) = (self.log.to_string(), known.to_string());
            return Err(BadEvidence::OtherKey { found, expected });
        }
        self.shown()
    }

    fn shown(&self) -> Result<Shown, BadEvidence> {
        let first = Checkpoint::of(&self.first, &self.log)?;
        let second = Checkpoint::of(&self.second, &self.log)?;
        let other = match &self.beginning {
            None if first.size == second.size => second.root,
            // Nothing shows what the larger one begins with.
            None => return Err(BadEvidence::OneHistory),
            Some(_) if first.size >= second.size => return Err(BadEvidence::Form),
            Some(Beginning { root, proof }) => {
                verify_consistency(proof, first.size, second.size, root, &second.root)?;
                *root
            }
        };
        if first.root == other {
            return Err(BadEvidence::OneHistory);
        }
        Ok(Shown { first, second, other })
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FORM}\nlog {}", self.log)?;
        if let Some(Beginning { root, proof }) = &self.beginning {
            writeln!(f, "begins {}", STANDARD.encode(root.0))?;
            for hash in proof {
                writeln!(f, "{}", STANDARD.encode(hash.0))?;
            }
        }
        write!(f, "\n{}\n{}", self.first, self.second)
    }
}

impl FromStr for Evidence {
    type Err = BadEvidence;

    /// Strict: only what [`Display`](fmt::Display) writes is read.
    fn from_str(text: &str) -> Result<Self, BadEvidence> {
        if text.len() > MAX_EVIDENCE {
            return Err(BadEvidence::TooLong);
        }
        let bad = |line, what| BadEvidence::Line { line, what };
        // A checkpoint has no empty line, so there are five blocks: this, and each text with its signatures.
        let blocks: Vec<&str> = text.splitn(6, "\n\n").collect();
        let [head, first, first_signed, second, second_signed] = blocks.as_slice() else {
            return Err(BadEvidence::Form);
        };
        let mut lines = (1..).zip(head.split('\n'));
        if lines.next() != Some((1, FORM)) {
            return Err(bad(1, "that of a split view of version 1"));
        }
        let log = lines.next().and_then(|(_, line)| line.strip_prefix("log "));
        let log: Verifier = log.ok_or(bad(2, "the key of the log"))?.parse()?;
        let beginning = match lines.next() {
            None => None,
            Some((at, line)) => {
                let root = line.strip_prefix("begins ").and_then(hash_line);
                let root = root.ok_or(bad(at, "«begins» and a root in base64"))?;
                Some(Beginning { root, proof: hashes(lines, MOST_HASHES, bad)? })
            }
        };
        let first = Note::parse(&format!("{first}\n\n{first_signed}\n"))?;
        let second = Note::parse(&format!("{second}\n\n{second_signed}"))?;
        let evidence = Self { log, first, second, beginning };
        if evidence.to_string() == text { Ok(evidence) } else { Err(BadEvidence::Form) }
    }
}
