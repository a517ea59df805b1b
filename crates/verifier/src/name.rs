//! Identifiers as parts of paths.

use dienhong_journal::Hash;
use std::fmt::Write;

/// `id` as one part of a path: letters, digits, `-`, `_` and `~` stay, a dot stays behind another
/// character, every other byte becomes `%` and two digits. No identifier can leave its folder.
pub fn segment(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for (place, byte) in id.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
        if plain || (byte == b'.' && place > 0) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02x}");
        }
    }
    out
}

/// The path of a blob: `blobs/ab/abcdef…`.
pub fn blob_path(name: &Hash) -> String {
    let digits = name.to_string();
    let shelf: String = digits.chars().take(2).collect();
    format!("blobs/{shelf}/{digits}")
}

/// The identifier that [`segment`] wrote so.
pub fn unsegment(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    let id = String::from_utf8(bytes).ok()?;
    (segment(&id) == part).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::{segment, unsegment};

    #[test]
    fn an_identifier_never_leaves_its_folder() {
        for id in
            ["na-2026", "14758~2025-07-01", "..", "../../x", "a/b", ".", "", "Hạc Thành", "%2f"]
        {
            let part = segment(id);
            assert!(!part.contains('/') && !part.starts_with('.'), "{part}");
            assert_eq!(unsegment(&part).as_deref(), Some(id));
        }
        assert_eq!(segment("14758-003"), "14758-003");
        assert_eq!(unsegment("%61"), None);
    }
}
