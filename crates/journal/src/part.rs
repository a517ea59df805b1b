//! A part of a log: the records of one unit, with the proof that all of them are in the tree.
//!
//! A commune's check needs a few hundred records of a nation's journal. Tiles would give them with as many
//! bundles; a part gives them alone. It is made from the tree and not signed: it proves itself against a
//! checkpoint. It cannot prove that no record of the unit was left out; only who reads all of the log can.
//!
//! ```text
//! dienhong part v1 ⏎  unit ⏎  size ⏎  count ⏎  ⏎
//! count × (number as u64, length as u16, the record's bytes)   hashes of 32 bytes
//! ```
//! The unit is empty for the records that concern all. Numbers are big-endian.

use crate::{
    Hash,
    tree::{BadTree, Tree, leaf_hash, verify_inclusions},
};

const HEAD: &str = "dienhong part v1";

/// What is wrong with a part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPart {
    #[error("it does not begin as a part does: line {line} is not {what}")]
    Head { line: usize, what: &'static str },
    #[error("it ends inside entry {entry}")]
    Cut { entry: u64 },
    #[error("{bytes} bytes follow the entries, which is no number of hashes")]
    Hashes { bytes: usize },
    #[error("it is of {found} records, the checkpoint of {expected}")]
    Size { found: u64, expected: u64 },
    #[error("{0}")]
    Proof(#[from] BadTree),
}

/// The records of one unit in a log of `size` records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// None: what concerns all.
    pub unit: Option<String>,
    pub size: u64,
    /// Numbers, rising, and bytes.
    pub entries: Vec<(u64, Vec<u8>)>,
    pub proof: Vec<Hash>,
}

impl Part {
    /// The part of these entries, rising by their numbers, proved in the tree's first `size` leaves.
    ///
    /// # Errors
    /// [`BadTree`] when one of them lies beyond, or they do not rise.
    pub fn of(
        tree: &Tree,
        size: u64,
        unit: Option<String>,
        entries: Vec<(u64, Vec<u8>)>,
    ) -> Result<Part, BadTree> {
        let numbers: Vec<u64> = entries.iter().map(|(number, _)| *number).collect();
        let proof = tree.inclusions(&numbers, size)?;
        Ok(Part { unit, size, entries, proof })
    }

    pub fn encode(&self) -> Vec<u8> {
        let unit = self.unit.as_deref().unwrap_or_default();
        let head = format!("{HEAD}\n{unit}\n{}\n{}\n\n", self.size, self.entries.len());
        let mut bytes = head.into_bytes();
        for (number, entry) in &self.entries {
            // Records are at most 65,535 bytes.
            let length = u16::try_from(entry.len()).unwrap_or(u16::MAX);
            bytes.extend(number.to_be_bytes());
            bytes.extend(length.to_be_bytes());
            bytes.extend(entry);
        }
        self.proof.iter().for_each(|hash| bytes.extend(hash.0));
        bytes
    }

    /// Reads a part; what it says is believed only after [`Part::verify`].
    ///
    /// # Errors
    /// [`BadPart`]
    pub fn decode(bytes: &[u8]) -> Result<Part, BadPart> {
        let bad = |line, what| BadPart::Head { line, what };
        let mut rest = bytes;
        let mut line = |number, what| {
            let end = rest.iter().take(200).position(|byte| *byte == b'\n');
            let (line, after) =
                end.and_then(|end| rest.split_at_checked(end)).ok_or(bad(number, what))?;
            rest = after.get(1..).unwrap_or_default();
            std::str::from_utf8(line).map_err(|_| bad(number, what))
        };
        if line(1, HEAD)? != HEAD {
            return Err(bad(1, HEAD));
        }
        let unit = line(2, "a unit")?;
        let number = |text: &str| text.parse::<u64>().ok().filter(|n| n.to_string() == text);
        let size = number(line(3, "a size")?).ok_or(bad(3, "a size"))?;
        let count = number(line(4, "a count")?).ok_or(bad(4, "a count"))?;
        if !line(5, "empty")?.is_empty() {
            return Err(bad(5, "empty"));
        }
        let mut entries = Vec::new();
        for entry in 0..count {
            let cut = BadPart::Cut { entry };
            let (number, after) = rest.split_first_chunk().ok_or(cut.clone())?;
            let (length, after) = after.split_first_chunk().ok_or(cut.clone())?;
            let length = usize::from(u16::from_be_bytes(*length));
            let (bytes, after) = after.split_at_checked(length).ok_or(cut)?;
            entries.push((u64::from_be_bytes(*number), bytes.to_vec()));
            rest = after;
        }
        let (hashes, left) = rest.as_chunks::<32>();
        if !left.is_empty() {
            return Err(BadPart::Hashes { bytes: rest.len() });
        }
        let proof = hashes.iter().map(|hash| Hash(*hash)).collect();
        let unit = (!unit.is_empty()).then(|| unit.to_owned());
        Ok(Part { unit, size, entries, proof })
    }

    /// Checks that every entry is in the log of `size` records with this root.
    ///
    /// # Errors
    /// [`BadPart`]
    pub fn verify(&self, size: u64, root: &Hash) -> Result<(), BadPart> {
        if self.size != size {
            return Err(BadPart::Size { found: self.size, expected: size });
        }
        let hashed = |(number, entry): &(u64, Vec<u8>)| (*number, leaf_hash(entry));
        let leaves: Vec<(u64, Hash)> = self.entries.iter().map(hashed).collect();
        Ok(verify_inclusions(&self.proof, &leaves, size, root)?)
    }
}
