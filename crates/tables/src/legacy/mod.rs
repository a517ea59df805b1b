//! Recognising by name the Vietnamese encodings from before Unicode.
//!
//! They are never read silently: the caller is told which one it looks like and can show the person
//! how the text would come out. Recognition counts the words that become Vietnamese syllables.

mod syllable;
mod tables;

use crate::Unreadable;
use syllable::is_syllable;
use unicode_normalization::UnicodeNormalization;

/// An encoding from before Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// TCVN 5712 as in the ABC fonts (`.VnTime`).
    Tcvn3,
    /// VNI-Windows (`VNI-Times`).
    Vni,
    /// The Vietnamese code page of Windows.
    Windows1258,
}

impl Encoding {
    pub const ALL: [Encoding; 3] = [Encoding::Tcvn3, Encoding::Vni, Encoding::Windows1258];

    pub fn name(self) -> &'static str {
        match self {
            Encoding::Tcvn3 => "TCVN3",
            Encoding::Vni => "VNI",
            Encoding::Windows1258 => "Windows-1258",
        }
    }

    pub fn named(name: &str) -> Option<Encoding> {
        Encoding::ALL.into_iter().find(|encoding| encoding.name() == name)
    }
}

/// How the bytes of a text file would read in `encoding`, for a person to judge.
///
/// Bytes that are UTF-8 already are taken for legacy text that was typed as Latin-1. Of a workbook,
/// decode a cell with [`decode_text`].
pub fn decode_legacy(bytes: &[u8], encoding: Encoding) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => decode_text(text, encoding),
        Err(_) => decode_text(&latin1(bytes), encoding),
    }
}

/// How text typed as Latin-1 would read in `encoding`. Characters outside Latin-1 stay.
pub fn decode_text(text: &str, encoding: Encoding) -> String {
    match encoding {
        Encoding::Tcvn3 => text.chars().map(|c| mapped(c, tables::TCVN3)).collect(),
        Encoding::Windows1258 => {
            text.chars().map(|c| mapped(c, tables::WINDOWS_1258)).nfc().collect()
        }
        Encoding::Vni => vni(text),
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn mapped(c: char, table: &[(u8, char)]) -> char {
    let found = u8::try_from(c).ok().and_then(|code| table.iter().find(|(from, _)| *from == code));
    found.map_or(c, |&(_, letter)| letter)
}

fn vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut base = ' ';
    for c in text.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        if let Some(marks) = vni_marks(base, small) {
            out.push_str(marks);
            base = ' ';
            continue;
        }
        match tables::VNI_ALONE.iter().find(|(from, _)| *from == small) {
            Some(&(_, letter)) if c == small => out.push(letter),
            Some(&(_, letter)) => out.extend(letter.to_uppercase()),
            None => out.push(c),
        }
        base = small;
    }
    out.nfc().collect()
}

fn vni_marks(base: char, mark: char) -> Option<&'static str> {
    let within = |table: &[(char, &'static str)]| {
        table.iter().find(|(from, _)| *from == mark).map(|&(_, marks)| marks)
    };
    let tone = if "aeouyôö".contains(base) { within(tables::VNI_TONES) } else { None };
    let circumflex = || if "aeo".contains(base) { within(tables::VNI_CIRCUMFLEX) } else { None };
    let breve = || if base == 'a' { within(tables::VNI_BREVE) } else { None };
    tone.or_else(circumflex).or_else(breve)
}

/// Words that tell: those with a letter of ASCII and a character of the upper half of Latin-1.
fn telling_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic() && c < '\u{A1}').filter(|word| {
        word.contains(|c: char| c.is_ascii_alphabetic()) && word.contains(|c: char| c >= '\u{A1}')
    })
}

/// How many telling words of `text` are syllables when read in `encoding`, and as they stand.
fn tally(text: &str, encoding: Encoding) -> (usize, usize, usize) {
    let (mut read, mut standing, mut all) = (0, 0, 0);
    for word in telling_words(text) {
        all += 1;
        read += usize::from(is_syllable(&decode_text(word, encoding)));
        standing += usize::from(is_syllable(word));
    }
    (read, standing, all)
}

/// Bytes that are not UTF-8, broken on `line`: the encoding in which most words are syllables.
pub(crate) fn in_bytes(bytes: &[u8], line: u32) -> Option<Unreadable> {
    const LOOKED_AT: usize = 1 << 20;
    let text = latin1(bytes.get(..LOOKED_AT).unwrap_or(bytes));
    let mut best: Option<(usize, Encoding)> = None;
    for encoding in Encoding::ALL {
        let (read, _, all) = tally(&text, encoding);
        if read * 5 >= all * 3 && read > best.map_or(0, |(most, _)| most) {
            best = Some((read, encoding));
        }
    }
    let (_, encoding) = best?;
    let broken = bytes
        .split(|&byte| byte == b'\n')
        .find(|bytes| std::str::from_utf8(bytes).is_err())
        .map(latin1)
        .unwrap_or_default();
    Some(refusal(encoding, line, &broken))
}

/// Cells of Unicode text that is legacy text typed as Latin-1 (`Nguyeãn`, `NguyÔn`).
///
/// A cell counts when it holds nothing beyond Latin-1, most of its telling words become syllables,
/// and more of them than as they stand: a foreign name or a name of the highlands does not.
pub(crate) fn in_cells<'a>(cells: impl Iterator<Item = (u32, &'a str)>) -> Option<Unreadable> {
    let mut found: [(usize, Option<(u32, &str)>); 2] = [(0, None); 2];
    let candidates = [Encoding::Tcvn3, Encoding::Vni];
    for (line, cell) in cells {
        if cell.is_ascii() || cell.contains(|c: char| c > '\u{FF}') {
            continue;
        }
        for (encoding, (words, first)) in candidates.into_iter().zip(&mut found) {
            let (read, standing, all) = tally(cell, encoding);
            if read > standing && read * 3 >= all * 2 {
                *words += read - standing;
                first.get_or_insert((line, cell));
            }
        }
    }
    let [(tcvn3, _), (vni, _)] = found;
    let chosen = usize::from(vni > tcvn3);
    let (line, cell) = found[chosen].1?;
    Some(refusal(candidates[chosen], line, cell))
}

fn refusal(encoding: Encoding, line: u32, sample: &str) -> Unreadable {
    const SHOWN: usize = 120;
    let decoded = decode_text(sample.trim(), encoding);
    let sample_decoded = decoded.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    Unreadable::LegacyEncoding { name: encoding.name(), line, sample_decoded }
}
