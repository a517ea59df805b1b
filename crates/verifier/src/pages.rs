//! The figures that a page claims: `<data value="…" data-figure="path">shown</data>`.
//!
//! Reads tags as browsers do, as far as figures need it. Numbers outside such marks are no claims.

use crate::{
    figures::Lookup,
    report::{Difference, What},
};
use serde::Deserialize;

/// A figure that a page claims.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Claim {
    pub path: String,
    pub value: Option<String>,
    /// What readers see, without tags.
    pub shown: String,
}

/// So many things that begin like tags and are none, and a page is no page of ours: reading on could take for ever.
const MOST_BROKEN: usize = 16;

/// What a figure shows is read no further than this.
const MOST_SHOWN: usize = 4096;

/// Every claim of a page in its order, and how many `<data>` claim nothing or cannot be read.
pub fn claims(html: &str) -> (Vec<Claim>, usize) {
    let mut claims = Vec::new();
    let (mut unmarked, mut broken) = (0, 0);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = after(comment, "-->");
            continue;
        }
        let Some((tag, behind)) = Tag::read(rest) else {
            let letter = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
            broken += usize::from(letter);
            unmarked += usize::from(
                letter && rest.len() >= 5 && rest.as_bytes()[1..5].eq_ignore_ascii_case(b"data"),
            );
            if broken > MOST_BROKEN {
                return (claims, unmarked + 1);
            }
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        rest = behind;
        if matches!(tag.name.as_str(), "script" | "style" | "textarea" | "title") {
            rest = after_ascii(rest, &format!("</{}", tag.name));
            continue;
        }
        match tag.attribute("data-figure") {
            Some(path) => {
                let value = tag.attribute("value").map(str::to_owned);
                let shown = text_until(rest, &format!("</{}", tag.name));
                claims.push(Claim { path: path.to_owned(), value, shown });
            }
            None if tag.name == "data" => unmarked += 1,
            None => {}
        }
    }
    (claims, unmarked)
}

/// How the claims of the page at `path` differ from the figures; and how many claims it has.
pub fn compare(path: &str, html: &str, figures: &mut Lookup) -> (usize, Vec<Difference>) {
    let (claims, unmarked) = claims(html);
    let found = claims.iter().filter_map(|claim| differs(path, claim, figures));
    let mut differences: Vec<Difference> = found.collect();
    if unmarked > 0 {
        let malformed = Difference::file(What::Malformed, path).field("data-figure");
        differences.push(malformed.values(unmarked, 0));
    }
    (claims.len(), differences)
}

/// How a claim of the page at `path` differs from its figure.
pub fn differs(path: &str, claim: &Claim, figures: &mut Lookup) -> Option<Difference> {
    let value = claim.value.as_deref().unwrap_or_default();
    let difference = |what| Difference::file(what, path).field(&claim.path);
    let Some(recomputed) = figures.figure(&claim.path) else {
        return Some(difference(What::UnknownFigure).values(value, ""));
    };
    if claim.value.as_deref() != Some(&recomputed) {
        return Some(difference(What::Figure).values(value, &recomputed));
    }
    (!shows(claim, value)).then(|| difference(What::Shown).values(&claim.shown, value))
}

/// Whether the reader sees the digits of the value, whatever stands between them: `1.234`, `99,62%`.
/// Where the value is a word, or the number of a candidate, words stand for it.
fn shows(claim: &Claim, value: &str) -> bool {
    let field = claim.path.rsplit_once('/').map_or("", |(_, field)| field);
    if field.starts_with("elected.") || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let shown: String = claim.shown.chars().filter(char::is_ascii_digit).collect();
    let bare = |digits: &str| {
        let bare = digits.trim_start_matches('0');
        (if bare.is_empty() && !digits.is_empty() { "0" } else { bare }).to_owned()
    };
    bare(&shown) == bare(value)
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The first of an attribute, as browsers take it.
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The opening tag with which `text` begins, and what follows it.
    fn read(text: &str) -> Option<(Tag, &str)> {
        let inner = text.strip_prefix('<')?;
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = inner.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))?;
        let (name, mut rest) = inner.split_at_checked(end)?;
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(behind) = rest.strip_prefix('>') {
                return Some((Tag { name: name.to_ascii_lowercase(), attributes }, behind));
            }
            let end = rest
                .char_indices()
                .position(|(at, c)| {
                    c.is_ascii_whitespace() || matches!(c, '>' | '/') || (c == '=' && at > 0)
                })
                .and_then(|nth| rest.char_indices().nth(nth))?
                .0;
            let (attribute, behind) = rest.split_at_checked(end)?;
            let spaced = behind.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let (value, behind) = match spaced.strip_prefix('=') {
                None => ("", behind),
                Some(value) => {
                    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
                    match value.chars().next()? {
                        quote @ ('"' | '\'') => value.get(1..)?.split_once(quote)?,
                        _ => {
                            let end = |c: char| c.is_ascii_whitespace() || c == '>';
                            value.split_at_checked(value.find(end)?)?
                        }
                    }
                }
            };
            attributes.push((attribute.to_ascii_lowercase(), unescape(value)));
            rest = behind;
        }
    }
}

fn after<'t>(text: &'t str, mark: &str) -> &'t str {
    text.split_once(mark).map_or("", |(_, after)| after)
}

/// What begins with `mark` in any case of its letters.
fn after_ascii<'t>(text: &'t str, mark: &str) -> &'t str {
    find_ascii(text, mark).and_then(|at| text.get(at..)).unwrap_or("")
}

fn find_ascii(text: &str, mark: &str) -> Option<usize> {
    let fits = |window: &[u8]| window.eq_ignore_ascii_case(mark.as_bytes());
    text.as_bytes().windows(mark.len()).position(fits)
}

/// The words up to the closing tag that begins with `end`.
fn text_until(text: &str, end: &str) -> String {
    let text = text.get(..text.floor_char_boundary(MOST_SHOWN)).unwrap_or(text);
    let inner = find_ascii(text, end).and_then(|at| text.get(..at)).unwrap_or(text);
    let mut words = String::new();
    let mut within = false;
    for c in inner.chars() {
        match c {
            '<' => within = true,
            '>' if within => within = false,
            _ if !within => words.push(c),
            _ => {}
        }
    }
    unescape(&words)
}

/// The entities that pages of figures have.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let named = behind.split_once(';').and_then(|(name, after)| Some((entity(name)?, after)));
        match named {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, claims, shows};

    fn claim(path: &str, value: &str, shown: &str) -> Claim {
        Claim { path: path.into(), value: Some(value.into()), shown: shown.into() }
    }

    #[test]
    fn claims_are_read_as_browsers_read_them() {
        let html = "<!-- <data value=1 data-figure=no> --><script>'<data data-figure=x>'</script>\
            <p><data value=\"1234\" data-figure='e/a&amp;b/valid'>1.<b>234</b></data> \
            <DATA data-figure=x value=7 >7</DATA><data value=3>3</data><i data-figure=y>4</i>";
        let (found, unmarked) = claims(html);
        let no_value = Claim { value: None, ..claim("y", "", "4") };
        let expected = [claim("e/a&b/valid", "1234", "1.234"), claim("x", "7", "7"), no_value];
        assert_eq!(found, expected);
        assert_eq!(unmarked, 1);
    }

    #[test]
    fn what_is_shown_has_the_digits_of_the_value() {
        for (value, shown) in
            [("1234", "1.234"), ("9962", "99,62%"), ("50", "0,50%"), ("0", "0,00%")]
        {
            assert!(shows(&claim("e/valid", value, shown), value), "{shown}");
        }
        assert!(!shows(&claim("e/valid", "1234", "1.235"), "1234"));
        assert!(!shows(&claim("e/valid", "0", "–"), "0"));
        assert!(shows(&claim("e/elected.1", "3", "Ứng cử viên A3"), "3"));
        assert!(shows(&claim("e/progress", "final", "Chính thức"), "final"));
    }

    #[test]
    fn nonsense_is_read_to_its_end() {
        for html in [
            "<",
            "<data",
            "<data value",
            "<data value=",
            "<data value=\"",
            "&#xffffffff;<a =>",
            "<!--",
            "<script>",
        ] {
            let _ = claims(html);
        }
    }
}
