//! C2SP `tlog-cosignature`: a witness's word that it saw a checkpoint and that it follows from all it saw before.
//!
//! What is signed is a line `cosignature/v1`, a line `time …` and the text of the checkpoint. The signature in the
//! note begins with that time, in seconds since 1970, as a big-endian u64.

use crate::checkpoint::{BadNote, Note, SignatureLine, key_of, parse_vkey, vkey};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::{fmt, str::FromStr};

/// The byte that says a timestamped Ed25519 cosignature in keys of signed notes.
const COSIGNATURE: u8 = 4;

/// The last time that a cosignature may name.
const LAST: u64 = i64::MAX as u64;

/// The key of a witness; written as `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl WitnessKey {
    /// The key of the witness `name` from the 32 bytes of an Ed25519 public key.
    ///
    /// # Errors
    /// [`BadNote`]
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, BadNote> {
        let (id, key) = key_of(name, COSIGNATURE, public)?;
        Ok(Self { name: name.to_owned(), id, key })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256(name, newline, kind, key).
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Whether `line` says that it is by this witness.
    pub fn claims(&self, line: &SignatureLine) -> bool {
        self.id == line.id && self.name == line.name
    }

    /// When this witness cosigned the note: the latest time, should it have done so more than once; none: it did not.
    ///
    /// # Errors
    /// [`BadNote`] when a line claims to be by this witness and is not.
    pub fn verify(&self, note: &Note) -> Result<Option<u64>, BadNote> {
        let mut latest = None;
        for line in note.signatures().iter().filter(|line| self.claims(line)) {
            latest = latest.max(Some(self.time(note.text(), line)?));
        }
        Ok(latest)
    }

    fn time(&self, text: &str, line: &SignatureLine) -> Result<u64, BadNote> {
        let forged = || BadNote::Forged(self.name.clone());
        let (time, signature) = line.signature.split_first_chunk().ok_or_else(forged)?;
        let time = u64::from_be_bytes(*time);
        if time > LAST {
            return Err(BadNote::Time(self.name.clone()));
        }
        let signature = Signature::from_slice(signature).map_err(|_| forged())?;
        let good = self.key.verify_strict(message(text, time).as_bytes(), &signature);
        good.map(|()| time).map_err(|_| forged())
    }
}

impl fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&vkey(&self.name, self.id, COSIGNATURE, &self.key))
    }
}

impl FromStr for WitnessKey {
    type Err = BadNote;

    fn from_str(text: &str) -> Result<Self, BadNote> {
        let (name, id, key) = parse_vkey(text, COSIGNATURE)?;
        Ok(Self { name, id, key })
    }
}

/// A key that cosigns. `Debug` does not show the secret.
#[derive(Clone)]
pub struct WitnessSigner {
    public: WitnessKey,
    key: SigningKey,
}

impl fmt::Debug for WitnessSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WitnessSigner({})", self.public)
    }
}

impl WitnessSigner {
    /// A cosigner of `name` with the 32 secret bytes of an Ed25519 key.
    ///
    /// # Errors
    /// [`BadNote`]
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, BadNote> {
        let key = SigningKey::from_bytes(secret);
        Ok(Self { public: WitnessKey::new(name, key.verifying_key().as_bytes())?, key })
    }

    /// The public half.
    pub fn key(&self) -> &WitnessKey {
        &self.public
    }

    /// The signature line, with its newline, that says: at `time`, seconds since 1970, this text was the newest
    /// that we saw of its log. Whoever calls this has checked that.
    pub fn cosign(&self, text: &str, time: u64) -> String {
        let mut signature = time.to_be_bytes().to_vec();
        signature.extend(self.key.sign(message(text, time).as_bytes()).to_bytes());
        let WitnessKey { name, id, .. } = &self.public;
        SignatureLine { name: name.clone(), id: *id, signature }.to_string()
    }
}

fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}
