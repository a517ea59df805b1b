//! Vietnamese without its diacritics, for matching what people type to what was meant.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, without diacritics; `đ` becomes `d`.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// A heading [`fold`]ed, its words parted by one space and nothing else.
pub fn heading_key(heading: &str) -> String {
    let folded = fold(heading);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
