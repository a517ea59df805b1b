//! Numbers as readers of a language expect them. Integers only: nothing is rounded here.

/// The thousands mark and the decimal mark of a language.
fn marks(lang: &str) -> (char, char) {
    if lang == "en" || lang.starts_with("en-") { (',', '.') } else { ('.', ',') }
}

/// `1.234.567`; in English `1,234,567`.
pub fn number(n: u64, lang: &str) -> String {
    let digits = n.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(marks(lang).0);
        }
        shown.push(digit);
    }
    shown
}

/// Basis points as a percentage: 9962 is `99,62%`; in English `99.62%`.
pub fn percent(bp: u32, lang: &str) -> String {
    format!("{}{}{:02}%", number(u64::from(bp / 100), lang), marks(lang).1, bp % 100)
}

/// Basis points as a length for SVG and nothing else: 9962 is `99.62%`, and never over `100%`.
pub(crate) fn length(bp: u32) -> String {
    let bp = bp.min(10_000);
    format!("{}.{:02}%", bp / 100, bp % 100)
}

/// A hash in groups of four, four groups to a line, so that two people can read it aloud.
pub fn groups(hash: &str) -> Vec<String> {
    let letters: Vec<char> = hash.chars().filter(|c| !c.is_whitespace()).collect();
    letters.chunks(4).map(|four| four.iter().collect()).collect()
}
