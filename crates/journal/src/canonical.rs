//! Canonical JSON: RFC 8785, and narrower still.
//!
//! No null, no fraction, no integer of 2^53 or more, no text outside Unicode NFC. What is left has
//! exactly one form in bytes, in every language that a second implementation may be written in.

use serde::Serialize;
use serde_json::Value;
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
    // Where it is wrong is asked only when it is: every record comes by here.
    if fine(value) { Ok(()) } else { walk(value, &mut String::new()) }
}

fn fine(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) => true,
        Value::Number(number) => {
            let size = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
            size.is_some_and(|size| size < BOUND)
        }
        Value::String(text) => is_nfc(text),
        Value::Array(items) => items.iter().all(fine),
        Value::Object(fields) => fields.iter().all(|(name, field)| is_nfc(name) && fine(field)),
    }
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

fn unwritable(error: impl std::fmt::Display) -> NotCanonical {
    NotCanonical::Unwritable { why: error.to_string() }
}

fn walk(value: &Value, at: &mut String) -> Result<(), NotCanonical> {
    let here = || at.clone();
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
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| within(at, &format!("[{index}]"), |at| walk(item, at))),
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
            let step = if at.is_empty() { name.clone() } else { format!(".{name}") };
            within(at, &step, |at| {
                if !is_nfc(name) {
                    return Err(NotCanonical::NameNotNfc { at: at.clone() });
                }
                walk(field, at)
            })
        }),
    }
}

fn within<R>(at: &mut String, step: &str, then: impl FnOnce(&mut String) -> R) -> R {
    let length = at.len();
    at.push_str(step);
    let result = then(at);
    at.truncate(length);
    result
}
