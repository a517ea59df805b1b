//! JSON in its only form: compact, keys in the order of the specification, nothing unknown, no null.

use crate::refused::{Object, Refused, Why};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn read<'a, T: Deserialize<'a>>(object: &Object, bytes: &'a [u8]) -> Result<T, Refused> {
    serde_json::from_slice(bytes)
        .map_err(|why| Refused::new(object.clone(), Why::Json(why.to_string())))
}

/// As [`read`], and the bytes must be those that writing it gives.
pub(crate) fn read_canonical<'a, T>(object: &Object, bytes: &'a [u8]) -> Result<T, Refused>
where
    T: Deserialize<'a> + Serialize,
{
    let value: T = read(object, bytes)?;
    if write(&value) == bytes {
        Ok(value)
    } else {
        Err(Refused::new(object.clone(), Why::NotCanonical))
    }
}

/// Compact JSON. Types of this crate have no maps with other keys than strings, so that it cannot fail.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A text that is borrowed from the JSON where it stands there without escapes.
pub(crate) type Text<'a> = Cow<'a, str>;

/// A count or a weight: a JSON number below 2^30 and a JSON string from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(pub u64);

const STRING_FROM: u64 = 1 << 30;

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0 < STRING_FROM { to.serialize_u64(self.0) } else { to.collect_str(&self.0) }
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Weight, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(u64),
            Text(String),
        }
        match Either::deserialize(from)? {
            Either::Number(n) if n < STRING_FROM => Ok(Weight(n)),
            Either::Number(n) => Err(D::Error::custom(format!("{n} is written as a string"))),
            Either::Text(text) => match text.parse::<u64>() {
                Ok(n) if n >= STRING_FROM && n.to_string() == text => Ok(Weight(n)),
                _ => Err(D::Error::custom(format!("«{text}» is no number from 2^30"))),
            },
        }
    }
}
