//! Numbers as they are written in Vietnam: a point or a space between thousands, a comma before
//! decimals. What could be either is refused.

/// Why a cell is not the number asked for, as a stable code.
type Code = &'static str;

/// Digits from the full-width forms of East Asian keyboards made plain; minus signs made one.
pub(super) fn plain(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            '\u{FF10}'..='\u{FF19}' => char::from_digit(u32::from(c) - 0xFF10, 10).unwrap_or(c),
            '\u{2212}' | '\u{2013}' | '\u{FF0D}' => '-',
            '\u{A0}' | '\u{202F}' | '\u{2009}' => ' ',
            c => c,
        })
        .collect()
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits of a whole number, thousands joined.
fn whole(text: &str) -> Option<String> {
    if all_digits(text) {
        return Some(text.to_owned());
    }
    let separator = if text.contains('.') { '.' } else { ' ' };
    let mut groups = text.split(separator);
    let first = groups.next()?;
    let led = all_digits(first) && first.len() <= 3 && !first.starts_with('0');
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|group| group.len() == 3 && all_digits(group));
    (led && grouped && !rest.is_empty()).then(|| format!("{first}{}", rest.concat()))
}

/// A whole number: `1234`, `1.234`, `1 234`.
pub(super) fn count(text: &str, max: u64) -> Result<u64, Code> {
    let text = positive(text)?;
    let digits = whole(&text).ok_or("table.not_a_number")?;
    let number = digits.parse().map_err(|_| "table.too_large")?;
    if number > max { Err("table.too_large") } else { Ok(number) }
}

/// A number with decimals, made plain: `1.234,5` gives `1234.5`.
///
/// A single point before three digits could part thousands or decimals: it is refused.
pub(super) fn decimal(text: &str) -> Result<String, Code> {
    unsigned(&positive(text)?)
}

/// The text made plain. A number with one minus sign before it is told apart from what is no number.
fn positive(text: &str) -> Result<String, Code> {
    let text = plain(text);
    match text.strip_prefix('-') {
        None => Ok(text),
        Some(rest) if unsigned(rest.trim_start()).is_ok() => Err("table.negative"),
        Some(_) => Err("table.not_a_number"),
    }
}

fn unsigned(text: &str) -> Result<String, Code> {
    const DIGITS: usize = 30;
    if text.len() > DIGITS {
        return Err("table.too_long");
    }
    if let Some((before, after)) = text.split_once(',') {
        let before = whole(before).filter(|_| all_digits(after)).ok_or("table.not_a_number")?;
        return Ok(format!("{before}.{after}"));
    }
    match text.split_once('.') {
        Some((before, after)) if all_digits(before) && all_digits(after) => {
            let ambiguous = after.len() == 3 && whole(text).is_some();
            if ambiguous { Err("table.ambiguous_number") } else { Ok(text.to_owned()) }
        }
        _ => whole(text).ok_or("table.not_a_number"),
    }
}
