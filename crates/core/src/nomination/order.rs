use super::Nominee;
use std::{cmp::Reverse, sync::Arc};
use unicode_normalization::UnicodeNormalization;

/// The letters in the order of the Vietnamese alphabet, foreign ones where they stand in Latin's.
const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// The five tone marks in the order of dictionaries: huyền, hỏi, ngã, sắc, nặng. No mark comes first.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// A word for comparing: its letters, and only where all are the same its tones.
type Word = (Vec<usize>, Vec<usize>);

fn word(text: &str) -> Word {
    let mut letters = Vec::new();
    let mut tones = Vec::new();
    for letter in text.nfc().flat_map(char::to_lowercase) {
        let parts = std::iter::once(letter).nfd();
        let mut tone = 0;
        let mut bare = String::new();
        for part in parts {
            match TONES.iter().position(|mark| *mark == part) {
                Some(at) => tone = at + 1,
                None => bare.push(part),
            }
        }
        let bare = bare.nfc().next().unwrap_or(letter);
        // What no Vietnamese name has comes after, in the order of Unicode.
        let other = LETTERS.len() + usize::try_from(u32::from(bare)).unwrap_or(usize::MAX / 2);
        letters.push(LETTERS.chars().position(|known| known == bare).unwrap_or(other));
        tones.push(tone);
    }
    (letters, tones)
}

/// How names follow each other on a list: by given name, then family name, then the names between.
pub fn order_key(name: &str) -> Vec<(Vec<usize>, Vec<usize>)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (given, others) = words.split_last().map_or((None, &[][..]), |(g, o)| (Some(*g), o));
    given.into_iter().chain(others.iter().copied()).map(word).collect()
}

/// In the order of the official list (DOMAIN 2.10: alphabetical by given name). Between equal names the
/// older comes first; then the order in which they were proposed decides nothing but stays the same.
pub fn legal_order(nominees: &mut [Arc<Nominee>]) {
    nominees.sort_by_cached_key(|nominee| {
        let born = nominee.candidate.born;
        (order_key(&nominee.candidate.name), Reverse(born.is_some()), born, nominee.id.clone())
    });
}

#[cfg(test)]
mod tests {
    use super::order_key;

    #[test]
    fn names_follow_each_other_as_in_a_vietnamese_dictionary() {
        let sorted = [
            "Trần Thị An",
            "Nguyễn Văn Án",
            "Lê Ăn",
            "Phạm Thị Ân",
            "Lê Thị Bình",
            "Lê Thị Dung",
            "Lê Thị Đào",
            "Bùi Thị Hoà",
            "Lê Anh Hoà",
            "Lê Văn Hoà",
            "Lê Văn Hoá",
            "Lê Văn Hoạ",
            "Mai Ơn",
            "Lê Thị Uyên",
            "Lê Văn Ưng",
            "Mai",
        ];
        let mut names = sorted.to_vec();
        names.reverse();
        // «Mai» alone is a given name.
        names.sort_by_key(|name| order_key(name));
        let mut expected = sorted.to_vec();
        let mai = expected.pop().unwrap_or_default();
        expected.insert(12, mai);
        assert_eq!(names, expected);
    }

    #[test]
    fn decomposed_spelling_and_case_change_no_order() {
        assert_eq!(order_key("LÊ  THỊ HOÀ"), order_key("Le\u{302} Thi\u{323} Hoa\u{300}"));
    }
}
