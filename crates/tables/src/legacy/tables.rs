//! Code tables of the encodings Vietnam used before Unicode.
//!
//! TCVN3 (the ABC fonts, `.VnTime`) is TCVN 5712:1993 from 0xA1 up, without the capitals that carry
//! a tone: those came from a font of capitals (`.VnTimeH`) under the codes of the small letters.
//! VNI-Windows writes a letter, then a mark that is itself a Latin-1 letter.

/// TCVN3: the code and the letter it stands for.
#[rustfmt::skip]
pub(super) const TCVN3: &[(u8, char)] = &[
    (0xA1, 'Ă'), (0xA2, 'Â'), (0xA3, 'Ê'), (0xA4, 'Ô'), (0xA5, 'Ơ'), (0xA6, 'Ư'), (0xA7, 'Đ'),
    (0xA8, 'ă'), (0xA9, 'â'), (0xAA, 'ê'), (0xAB, 'ô'), (0xAC, 'ơ'), (0xAD, 'ư'), (0xAE, 'đ'),
    (0xB5, 'à'), (0xB6, 'ả'), (0xB7, 'ã'), (0xB8, 'á'), (0xB9, 'ạ'), (0xBB, 'ằ'), (0xBC, 'ẳ'),
    (0xBD, 'ẵ'), (0xBE, 'ắ'), (0xC6, 'ặ'), (0xC7, 'ầ'), (0xC8, 'ẩ'), (0xC9, 'ẫ'), (0xCA, 'ấ'),
    (0xCB, 'ậ'), (0xCC, 'è'), (0xCE, 'ẻ'), (0xCF, 'ẽ'), (0xD0, 'é'), (0xD1, 'ẹ'), (0xD2, 'ề'),
    (0xD3, 'ể'), (0xD4, 'ễ'), (0xD5, 'ế'), (0xD6, 'ệ'), (0xD7, 'ì'), (0xD8, 'ỉ'), (0xDC, 'ĩ'),
    (0xDD, 'í'), (0xDE, 'ị'), (0xDF, 'ò'), (0xE1, 'ỏ'), (0xE2, 'õ'), (0xE3, 'ó'), (0xE4, 'ọ'),
    (0xE5, 'ồ'), (0xE6, 'ổ'), (0xE7, 'ỗ'), (0xE8, 'ố'), (0xE9, 'ộ'), (0xEA, 'ờ'), (0xEB, 'ở'),
    (0xEC, 'ỡ'), (0xED, 'ớ'), (0xEE, 'ợ'), (0xEF, 'ù'), (0xF1, 'ủ'), (0xF2, 'ũ'), (0xF3, 'ú'),
    (0xF4, 'ụ'), (0xF5, 'ừ'), (0xF6, 'ử'), (0xF7, 'ữ'), (0xF8, 'ứ'), (0xF9, 'ự'), (0xFA, 'ỳ'),
    (0xFB, 'ỷ'), (0xFC, 'ỹ'), (0xFD, 'ý'), (0xFE, 'ỵ'),
];

/// Windows-1258 where it differs from Latin-1; its tones are marks that combine.
#[rustfmt::skip]
pub(super) const WINDOWS_1258: &[(u8, char)] = &[
    (0x80, '\u{20AC}'), (0x82, '\u{201A}'), (0x83, '\u{0192}'), (0x84, '\u{201E}'),
    (0x85, '\u{2026}'), (0x86, '\u{2020}'), (0x87, '\u{2021}'), (0x88, '\u{02C6}'),
    (0x89, '\u{2030}'), (0x8B, '\u{2039}'), (0x8C, '\u{0152}'), (0x91, '\u{2018}'),
    (0x92, '\u{2019}'), (0x93, '\u{201C}'), (0x94, '\u{201D}'), (0x95, '\u{2022}'),
    (0x96, '\u{2013}'), (0x97, '\u{2014}'), (0x98, '\u{02DC}'), (0x99, '\u{2122}'),
    (0x9B, '\u{203A}'), (0x9C, '\u{0153}'), (0x9F, '\u{0178}'), (0xC3, '\u{0102}'),
    (0xCC, '\u{0300}'), (0xD0, '\u{0110}'), (0xD2, '\u{0309}'), (0xD5, '\u{01A0}'),
    (0xDD, '\u{01AF}'), (0xDE, '\u{0303}'), (0xE3, '\u{0103}'), (0xEC, '\u{0301}'),
    (0xF0, '\u{0111}'), (0xF2, '\u{0323}'), (0xF5, '\u{01A1}'), (0xFD, '\u{01B0}'),
    (0xFE, '\u{20AB}'),
];

/// VNI letters that stand alone, small; the capitals are those 0x20 below.
#[rustfmt::skip]
pub(super) const VNI_ALONE: &[(char, char)] = &[
    ('ô', 'ơ'), ('ö', 'ư'), ('ñ', 'đ'), ('í', 'í'), ('ì', 'ì'), ('æ', 'ỉ'), ('ó', 'ĩ'), ('ò', 'ị'),
    ('î', 'ỵ'),
];

/// VNI marks after any of `a e o u y ô ö`: the combining tone.
#[rustfmt::skip]
pub(super) const VNI_TONES: &[(char, &str)] = &[
    ('ù', "\u{0301}"), ('ø', "\u{0300}"), ('û', "\u{0309}"), ('õ', "\u{0303}"), ('ï', "\u{0323}"),
];

/// VNI marks after `a e o`: a circumflex, with its tone.
#[rustfmt::skip]
pub(super) const VNI_CIRCUMFLEX: &[(char, &str)] = &[
    ('â', "\u{0302}"), ('á', "\u{0302}\u{0301}"), ('à', "\u{0302}\u{0300}"),
    ('å', "\u{0302}\u{0309}"), ('ã', "\u{0302}\u{0303}"), ('ä', "\u{0302}\u{0323}"),
];

/// VNI marks after `a` alone: a breve, with its tone.
#[rustfmt::skip]
pub(super) const VNI_BREVE: &[(char, &str)] = &[
    ('ê', "\u{0306}"), ('é', "\u{0306}\u{0301}"), ('è', "\u{0306}\u{0300}"),
    ('ú', "\u{0306}\u{0309}"), ('ü', "\u{0306}\u{0303}"), ('ë', "\u{0306}\u{0323}"),
];
