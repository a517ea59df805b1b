//! Whether a word could be a Vietnamese syllable. Lenient on spelling rules (`k` before `a`),
//! strict on which vowels stand together: that is what a wrong encoding breaks.

use unicode_normalization::UnicodeNormalization;

#[rustfmt::skip]
const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
    "p", "ph", "q", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// Vowels that may end a syllable.
const OPEN: &[&str] = &[
    "a", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ia", "ya", "ua", "ưa", "oa", "oe", "uê",
    "uy", "uya", "uơ", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "iu", "oi", "ôi", "ơi",
    "ui", "ưi", "ưu", "iêu", "yêu", "uôi", "ươi", "ươu", "oai", "oay", "oao", "oeo", "uây", "uyu",
    "uêu",
];

/// Vowels that may stand before a consonant.
const CLOSED: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "iê", "yê", "uô", "ươ", "oa", "oă",
    "oe", "uâ", "uê", "uy", "uyê", "oo",
];

#[rustfmt::skip]
const CODAS: &[(&str, bool)] = &[
    ("ch", true), ("c", true), ("p", true), ("t", true), ("ng", false), ("nh", false),
    ("n", false), ("m", false),
];

/// Whether `word` reads as one Vietnamese syllable.
pub(super) fn is_syllable(word: &str) -> bool {
    let (mut tone, mut tones) = (None, 0);
    let bare: String = word
        .chars()
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|&c| {
            let is_tone = matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            if is_tone {
                tone = Some(c);
                tones += 1;
            }
            !is_tone
        })
        .nfc()
        .collect();
    let stops = matches!(tone, Some('\u{301}' | '\u{323}'));
    let rhymes = |rhyme: &str| {
        OPEN.contains(&rhyme)
            || CODAS.iter().any(|&(coda, stop)| {
                rhyme.strip_suffix(coda).is_some_and(|v| CLOSED.contains(&v) && (!stop || stops))
            })
    };
    tones <= 1 && ONSETS.iter().any(|onset| bare.strip_prefix(onset).is_some_and(rhymes))
}
