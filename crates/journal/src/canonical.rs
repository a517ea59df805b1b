//! Canonical JSON: RFC 8785, and narrower still.
//!
//! No null, no fraction, no integer of 2^53 or more, no text outside Unicode NFC. What is left has
//! exactly one form in bytes, in every language that a second implementation may be written in.

use serde::Serialize;
use serde_json::Value;
use std::fmt;
use unicode_normalization::is_nfc;

/// Integers lie strictly between minus and plus this bound.
pub const BOUND: u64 = 1 << 53;

/// Why a value has no canonical form. `at` is a path such as `data.figures[3]`; empty for the value itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    #[error("there is a null at \"{at}\"; leave the field out instead")]
    Null { at: String },
    #[error("the number {number} at \"{at}\" is not a whole number")]
    Fraction { at: String, number: String },
    #[error("the number {number} at \"{at}\" is not below 2^53")]
    TooBig { at: String, number: String },
    #[error("the text at \"{at}\" is not in Unicode NFC")]
    NotNfc { at: String },
    #[error("the name of the field \"{at}\" is not in Unicode NFC")]
    NameNotNfc { at: String },
    #[error("the value cannot be written as JSON: {why}")]
    Unwritable { why: String },
}

/// The canonical bytes of `value`.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    let value = serde_json::to_value(value).map_err(unwritable)?;
    check(&value)?;
    value_to_vec(&value)
}

/// The canonical form of `value` as text; the same bytes as [`to_vec`].
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, NotCanonical> {
    String::from_utf8(to_vec(value)?).map_err(unwritable)
}

/// Whether every part of `value` has a canonical form.
pub fn check(value: &Value) -> Result<(), NotCanonical> {
    walk(value, &At::Value)
}

/// Writes a value that has been checked.
pub(crate) fn value_to_vec(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::with_capacity(512);
    write(value, &mut out)?;
    Ok(out)
}

/// Fields in the order of their UTF-16; texts and whole numbers as `serde_json` writes them, which is as
/// RFC 8785 asks. The general writer, which a test holds against this one, takes four times as long.
fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (at, (name, field)) in fields.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, name).map_err(unwritable)?;
                out.push(b':');
                write(field, out)?;
            }
            out.push(b'}');
        }
        plain => serde_json::to_writer(out, plain).map_err(unwritable)?,
    }
    Ok(())
}

fn unwritable(error: impl fmt::Display) -> NotCanonical {
    NotCanonical::Unwritable { why: error.to_string() }
}

/// Where in a value one is: written out only when something is wrong there.
enum At<'a> {
    Value,
    Field(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Value => Ok(()),
            At::Field(At::Value, name) => f.write_str(name),
            At::Field(up, name) => write!(f, "{up}.{name}"),
            At::Item(up, index) => write!(f, "{up}[{index}]"),
        }
    }
}

fn walk(value: &Value, at: &At) -> Result<(), NotCanonical> {
    let here = || at.to_string();
    match value {
        Value::Null => Err(NotCanonical::Null { at: here() }),
        Value::Bool(_) => Ok(()),
        Value::Number(number) => match number.as_u64().or(number.as_i64().map(i64::unsigned_abs)) {
            Some(size) if size < BOUND => Ok(()),
            Some(_) => Err(NotCanonical::TooBig { at: here(), number: number.to_string() }),
            None => Err(NotCanonical::Fraction { at: here(), number: number.to_string() }),
        },
        Value::String(text) if is_nfc(text) => Ok(()),
        Value::String(_) => Err(NotCanonical::NotNfc { at: here() }),
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| walk(item, &At::Item(at, index)))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
            let at = At::Field(at, name);
            if !is_nfc(name) {
                return Err(NotCanonical::NameNotNfc { at: at.to_string() });
            }
            walk(field, &at)
        }),
    }
}
