//! Sealed values: what may not be known yet, or not by all.
//!
//! A record carries a [`Seal`]; the [`Opening`] (value and salt) is kept privately and may be published
//! later, or be deleted, after which nobody can find the value by guessing.

use crate::{
    Hash,
    canonical::{self, NotCanonical},
    hash::{BadHex, parsed, unhex},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// SHA-256 of a salt followed by the canonical bytes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seal(pub crate::Hash);

impl Seal {
    /// The seal over bytes that are canonical already.
    pub fn of_bytes(salt: &Salt, canonical: &[u8]) -> Self {
        Self(Hash::of_parts(&[&salt.0, canonical]))
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// 32 random bytes, fresh for each seal; 64 lowercase hexadecimal digits in JSON. `Debug` does not show them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl FromStr for Salt {
    type Err = BadHex;

    fn from_str(text: &str) -> Result<Self, BadHex> {
        unhex(text).map(Self)
    }
}

impl Serialize for Salt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

/// A value with the salt that sealed it: `{"value":…,"salt":"…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening<T> {
    pub value: T,
    pub salt: Salt,
}

impl<T: Serialize> Opening<T> {
    /// The seal that this opening opens. Fails when the value has no canonical form.
    pub fn seal(&self) -> Result<Seal, NotCanonical> {
        Ok(Seal::of_bytes(&self.salt, &canonical::to_vec(&self.value)?))
    }

    /// The seal, and the canonical bytes of this opening, from one canonical form of the value.
    pub fn sealed(&self) -> Result<(Seal, Vec<u8>), NotCanonical> {
        let value = canonical::to_vec(&self.value)?;
        let seal = Seal::of_bytes(&self.salt, &value);
        // `salt` comes before `value`, and its digits need no escapes.
        let salt = hex::encode(self.salt.0);
        let bytes = [br#"{"salt":""#, salt.as_bytes(), br#"","value":"#, &value, b"}"].concat();
        Ok((seal, bytes))
    }

    /// Whether this opening opens `seal`.
    pub fn opens(&self, seal: &Seal) -> bool {
        self.seal().is_ok_and(|own| own == *seal)
    }
}
