//! Bytes to text: UTF-8, with or without a mark, or UTF-16 with one. Nothing is guessed.

use crate::{Unreadable, legacy};
use std::borrow::Cow;

/// Text, and the encoding it came in.
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub utf16: bool,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Unreadable> {
    let decoded = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest)?,
        _ => utf8(bytes)?,
    };
    match decoded.text.find('\0') {
        Some(at) => Err(Unreadable::NotText { line: line_at(&decoded.text.as_bytes()[..at]) }),
        None => Ok(decoded),
    }
}

fn utf8(bytes: &[u8]) -> Result<Decoded<'_>, Unreadable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), utf16: false }),
        Err(broken) => {
            let line = line_at(&bytes[..broken.valid_up_to()]);
            Err(legacy::in_bytes(bytes, line).unwrap_or(Unreadable::NotUtf8 { line }))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Decoded<'_>, Unreadable> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for decoded in char::decode_utf16(pairs.iter().copied().map(unit)) {
        match decoded {
            Ok(c) => text.push(c),
            Err(_) => return Err(Unreadable::NotUtf16 { line: line_at(text.as_bytes()) }),
        }
    }
    if odd.is_empty() {
        Ok(Decoded { text: Cow::Owned(text), utf16: true })
    } else {
        Err(Unreadable::NotUtf16 { line: line_at(text.as_bytes()) })
    }
}

/// The line that comes after these bytes: one more than the line ends in them.
pub(crate) fn line_at(before: &[u8]) -> u32 {
    let ends = before
        .iter()
        .enumerate()
        .filter(|&(at, &byte)| {
            byte == b'\n' || (byte == b'\r' && before.get(at + 1) != Some(&b'\n'))
        })
        .count();
    u32::try_from(ends).unwrap_or(u32::MAX).saturating_add(1)
}
