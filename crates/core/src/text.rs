//! Words as people type them.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case without diacritics, runs of anything else than letters and digits as one space:
/// «Hạc Thành», «hac  thanh» and decomposed spellings become the same `hac thanh`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Marks go after the lower case, which may bring one of its own: «İ».
    let letters = text.nfd().flat_map(char::to_lowercase);
    for letter in letters.filter(|&c| !is_combining_mark(c)) {
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

/// A name as it is spelled, whatever keyboard it came from: small letters, one blank between words. Diacritics stay:
/// «Hùng» and «Hưng» are two people.
pub fn spelled(text: &str) -> String {
    let words =
        text.split_whitespace().map(|word| word.nfc().flat_map(char::to_lowercase).collect());
    words.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{fold, spelled};

    #[test]
    fn two_spellings_are_one_name_and_two_names_are_two() {
        assert_eq!(spelled(" Nguyễn  Văn HÙNG "), "nguyễn văn hùng");
        assert_ne!(spelled("Nguyễn Văn Hùng"), spelled("Nguyễn Văn Hưng"));
    }

    #[test]
    fn what_people_type_is_folded_to_bare_words() {
        assert_eq!(fold("ĐƯỜNG Ngoằn  Ngoèo"), "duong ngoan ngoeo");
        assert_eq!(fold(" (Số) thứ-tự: "), "so thu tu");
        assert_eq!(fold("İ"), "i");
        assert_eq!(fold("…"), "");
    }
}
