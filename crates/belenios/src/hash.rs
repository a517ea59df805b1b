//! SHA-256 as the protocol uses it.

use crate::group::{Group, Scalar};
use alloc::string::String;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 in base64 without padding, 43 characters: the fingerprint of an election or of public
/// credentials, and the tracker of a ballot.
pub fn fingerprint(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(sha256(bytes))
}

/// The same of a hash that is known.
pub fn fingerprint_of(hash: &[u8; 32]) -> String {
    STANDARD_NO_PAD.encode(hash)
}

/// What a challenge hashes: a prefix that ends with `|`, then the texts of elements joined by commas.
#[derive(Clone)]
pub(crate) struct Challenge(Sha256);

impl Challenge {
    pub fn new(prefix: &[&str]) -> Challenge {
        let mut hash = Sha256::new();
        prefix.iter().for_each(|part| hash.update(part));
        Challenge(hash)
    }

    pub fn of<G: Group>(mut self, texts: &[String]) -> G::Scalar {
        for (i, text) in texts.iter().enumerate() {
            if i > 0 {
                self.0.update(b",");
            }
            self.0.update(text);
        }
        G::Scalar::from_digest(&self.0.finalize().into())
    }
}
