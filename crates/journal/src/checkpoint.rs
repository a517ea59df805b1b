//! C2SP `tlog-checkpoint` and `signed-note`, with Ed25519.
//!
//! A note is a text that ends with a newline, an empty line, and lines `— name base64(key id ‖ signature)`.
//! A checkpoint is a note whose text is an origin, a size and a root.

use crate::Hash;
use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::{fmt, str::FromStr};

/// The byte that says Ed25519 in keys of signed notes.
const ED25519: u8 = 1;

/// The most signature lines that are read; more is somebody's trick.
const MOST_SIGNATURES: usize = 100;

/// What is wrong with a key, a note or a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNote {
    #[error("\"{0}\" cannot be the name of a key: it is empty or has a space or a plus")]
    Name(String),
    #[error("\"{0}\" is not a verifier key of the form name+id+base64")]
    Key(String),
    #[error("the verifier key of {0} is of another kind than is needed here")]
    Kind(String),
    #[error("the id in the verifier key of {0} is not that of its key")]
    KeyId(String),
    #[error("the text of the note is empty, has no newline at its end or has a control character")]
    Text,
    #[error("the note has no signatures after an empty line")]
    NoSignatures,
    #[error("signature line {line} of the note cannot be read")]
    Line { line: usize },
    #[error("the note has more than 100 signatures")]
    TooMany,
    #[error("the signature of {0} does not fit the note")]
    Forged(String),
    #[error("the cosignature of {0} names a time past the end of time")]
    Time(String),
    #[error("nobody we know has signed the note")]
    Unknown,
    #[error("line {line} of the checkpoint is not {what}")]
    Checkpoint { line: usize, what: &'static str },
    #[error("the checkpoint is of \"{found}\", not of \"{expected}\"")]
    Origin { found: String, expected: String },
}

/// A key that verifies notes; written as `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl Verifier {
    /// A verifier of `name` with the 32 bytes of an Ed25519 public key.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, BadNote> {
        let (id, key) = key_of(name, ED25519, public)?;
        Ok(Self { name: name.to_owned(), id, key })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256(name, newline, kind, key).
    pub fn id(&self) -> u32 {
        self.id
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&vkey(&self.name, self.id, ED25519, &self.key))
    }
}

impl FromStr for Verifier {
    type Err = BadNote;

    fn from_str(text: &str) -> Result<Self, BadNote> {
        let (name, id, key) = parse_vkey(text, ED25519)?;
        Ok(Self { name, id, key })
    }
}

/// A key as `name+id+base64(kind ‖ key)`.
pub(crate) fn vkey(name: &str, id: u32, kind: u8, key: &VerifyingKey) -> String {
    let mut bytes = vec![kind];
    bytes.extend(key.as_bytes());
    format!("{name}+{id:08x}+{}", STANDARD.encode(bytes))
}

/// Reads what [`vkey`] writes, of this kind only.
pub(crate) fn parse_vkey(text: &str, wanted: u8) -> Result<(String, u32, VerifyingKey), BadNote> {
    let bad = || BadNote::Key(text.to_owned());
    // The base64 may have pluses of its own; name and id may not.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(said), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(bad());
    };
    check_name(name)?;
    let key = STANDARD.decode(key).map_err(|_| bad())?;
    let (kind, key) = key.split_first().ok_or_else(bad)?;
    if *kind != wanted {
        return Err(BadNote::Kind(name.to_owned()));
    }
    let (id, key) = key_of(name, wanted, key.try_into().map_err(|_| bad())?)?;
    if said != format!("{id:08x}") {
        return Err(BadNote::KeyId(name.to_owned()));
    }
    Ok((name.to_owned(), id, key))
}

/// The key and its id: the first four bytes of SHA-256(name, newline, kind, key).
pub(crate) fn key_of(
    name: &str,
    kind: u8,
    public: &[u8; 32],
) -> Result<(u32, VerifyingKey), BadNote> {
    check_name(name)?;
    let key =
        VerifyingKey::from_bytes(public).map_err(|_| BadNote::Key(STANDARD.encode(public)))?;
    let hash = Hash::of_parts(&[name.as_bytes(), b"\n", &[kind], public]);
    Ok((u32::from_be_bytes([hash.0[0], hash.0[1], hash.0[2], hash.0[3]]), key))
}

/// A key that signs notes. `Debug` does not show the secret.
#[derive(Clone)]
pub struct Signer {
    verifier: Verifier,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier)
    }
}

impl Signer {
    /// A signer of `name` with the 32 secret bytes of an Ed25519 key.
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, BadNote> {
        let key = SigningKey::from_bytes(secret);
        Ok(Self { verifier: Verifier::new(name, key.verifying_key().as_bytes())?, key })
    }

    /// The public half.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The signature line for `text`, with its newline.
    fn line(&self, text: &str) -> String {
        let signature = self.key.sign(text.as_bytes()).to_bytes().to_vec();
        let Verifier { name, id, .. } = &self.verifier;
        SignatureLine { name: name.clone(), id: *id, signature }.to_string()
    }
}

fn check_name(name: &str) -> Result<(), BadNote> {
    let wrong = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.contains(wrong) {
        Err(BadNote::Name(name.to_owned()))
    } else {
        Ok(())
    }
}

fn check_text(text: &str) -> Result<(), BadNote> {
    let control = text.chars().any(|c| c.is_control() && c != '\n');
    if control || !text.ends_with('\n') { Err(BadNote::Text) } else { Ok(()) }
}

/// One signature line: whose it says it is, the id of the key, and the signature's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    pub name: String,
    pub id: u32,
    pub signature: Vec<u8>,
}

/// With its newline.
impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend(&self.signature);
        writeln!(f, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

impl FromStr for SignatureLine {
    type Err = BadNote;

    /// With its newline or without.
    fn from_str(text: &str) -> Result<Self, BadNote> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        signature_line(line).ok_or(BadNote::Line { line: 1 })
    }
}

/// A note with its signatures, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// Signs `text`, which ends with a newline, with each signer in turn.
pub fn sign(text: &str, signers: &[&Signer]) -> Result<String, BadNote> {
    check_text(text)?;
    let lines: String = signers.iter().map(|signer| signer.line(text)).collect();
    Ok(format!("{text}\n{lines}"))
}

impl Note {
    /// Reads a note without verifying it.
    pub fn parse(note: &str) -> Result<Self, BadNote> {
        check_text(note)?;
        // The last empty line parts text and signatures.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(BadNote::NoSignatures)?;
        if lines.is_empty() {
            return Err(BadNote::NoSignatures);
        }
        let text = format!("{text}\n");
        check_text(&text)?;
        let mut signatures = Vec::new();
        for (index, line) in lines.split_terminator('\n').enumerate() {
            if index == MOST_SIGNATURES {
                return Err(BadNote::TooMany);
            }
            signatures.push(signature_line(line).ok_or(BadNote::Line { line: index + 1 })?);
        }
        Ok(Self { text, signatures })
    }

    /// What was signed; not to be believed before [`Note::verify`].
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// The note with one more signature; as it was when it has that one already.
    ///
    /// # Errors
    /// [`BadNote::TooMany`]
    pub fn with(mut self, line: SignatureLine) -> Result<Self, BadNote> {
        if !self.signatures.contains(&line) {
            if self.signatures.len() >= MOST_SIGNATURES {
                return Err(BadNote::TooMany);
            }
            self.signatures.push(line);
        }
        Ok(self)
    }

    /// The note with those signatures only that `keep` wants.
    #[must_use]
    pub fn only(mut self, keep: impl FnMut(&SignatureLine) -> bool) -> Self {
        self.signatures.retain(keep);
        self
    }

    /// Which of `known` have signed, without repetition. A signature by another key is passed over; one that names a
    /// known key and does not fit, or a note that no known key has signed, is an error.
    pub fn verify<'k>(&self, known: &'k [Verifier]) -> Result<Vec<&'k Verifier>, BadNote> {
        let mut by: Vec<&Verifier> = Vec::new();
        for line in &self.signatures {
            let Some(key) = known.iter().find(|k| k.id == line.id && k.name == line.name) else {
                continue;
            };
            let good = Signature::from_slice(&line.signature)
                .and_then(|signature| key.key.verify_strict(self.text.as_bytes(), &signature));
            if good.is_err() {
                return Err(BadNote::Forged(line.name.clone()));
            }
            if !by.contains(&key) {
                by.push(key);
            }
        }
        if by.is_empty() { Err(BadNote::Unknown) } else { Ok(by) }
    }
}

/// The whole note, byte for byte as it was read.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| line.fmt(f))
    }
}

fn signature_line(line: &str) -> Option<SignatureLine> {
    let (name, base64) = line.strip_prefix("— ")?.split_once(' ')?;
    check_name(name).ok()?;
    let bytes = STANDARD.decode(base64).ok()?;
    let (id, signature) = bytes.split_first_chunk()?;
    if signature.is_empty() {
        return None;
    }
    let id = u32::from_be_bytes(*id);
    Some(SignatureLine { name: name.to_owned(), id, signature: signature.to_vec() })
}

/// The body of a checkpoint: origin, size, root and extension lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Names the log; a line without a newline, by custom a URL without its scheme.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    pub root: Hash,
    /// Lines that are neither empty nor known here; kept as they are.
    pub extensions: Vec<String>,
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = BadNote;

    fn from_str(text: &str) -> Result<Self, BadNote> {
        let bad = |line, what| BadNote::Checkpoint { line, what };
        check_text(text)?;
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let origin = lines.next().filter(|o| !o.is_empty()).ok_or(bad(1, "an origin"))?;
        let said = lines.next().unwrap_or_default();
        let size: u64 = said.parse().map_err(|_| bad(2, "a size"))?;
        if said != size.to_string() {
            return Err(bad(2, "a size"));
        }
        let root = lines.next().and_then(|line| STANDARD.decode(line).ok());
        let root = root.and_then(|bytes| bytes.try_into().ok()).map(Hash);
        let root = root.ok_or(bad(3, "a root of 32 bytes in base64"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if let Some(empty) = extensions.iter().position(String::is_empty) {
            return Err(bad(4 + empty, "an extension: it is empty"));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }
}

impl Checkpoint {
    /// The signed note of this checkpoint. Its text is read back first, so that what is signed can be read.
    pub fn sign(&self, signers: &[&Signer]) -> Result<String, BadNote> {
        let text = self.to_string();
        let read: Self = text.parse()?;
        if read != *self {
            return Err(BadNote::Text);
        }
        sign(&text, signers)
    }

    /// The checkpoint in `note` when `log`, whose name is the origin, has signed it.
    pub fn verify(note: &str, log: &Verifier) -> Result<Self, BadNote> {
        Self::of(&Note::parse(note)?, log)
    }

    /// As [`Checkpoint::verify`], of a note that is read already.
    pub fn of(note: &Note, log: &Verifier) -> Result<Self, BadNote> {
        note.verify(std::slice::from_ref(log))?;
        let checkpoint: Self = note.text().parse()?;
        if checkpoint.origin != log.name {
            return Err(BadNote::Origin { found: checkpoint.origin, expected: log.name.clone() });
        }
        Ok(checkpoint)
    }
}
