//! Words as people type them.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case without diacritics, runs of anything else than letters and digits as one space:
/// «Hạc Thành», «hac  thanh» and decomposed spellings become the same `hac thanh`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match letter {
            // The one Vietnamese letter that does not decompose.
            'đ' => out.push('d'),
            c if c.is_alphanumeric() => out.push(c),
            _ if out.is_empty() || out.ends_with(' ') => (),
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}
