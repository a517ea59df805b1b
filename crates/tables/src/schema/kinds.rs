//! From the text of a cell to the value of its kind, or a code and what it is about.

use super::{CodePattern, IsoDate, Kind, number};
use crate::Facts;
use dienhong_core::text::fold;
use std::fmt;

/// What a good cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Code(String),
    Count(u64),
    Date(IsoDate),
    Year(u16),
    /// The value of the choice, not how it was written.
    Choice(String),
    /// Digits, and a point before decimals.
    Decimal(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) | Value::Code(text) | Value::Choice(text) | Value::Decimal(text) => {
                f.write_str(text)
            }
            Value::Count(count) => count.fmt(f),
            Value::Date(date) => date.fmt(f),
            Value::Year(year) => year.fmt(f),
        }
    }
}

type Refused = (&'static str, Facts);

/// `text` is trimmed and not empty.
pub(super) fn read(kind: &Kind, text: &str) -> Result<Value, Refused> {
    let shown: String = text.chars().take(60).collect();
    let found = || Facts::from([("found", shown.clone())]);
    let with = |name, fact: String| {
        let mut facts = found();
        facts.insert(name, fact);
        facts
    };
    match kind {
        Kind::Text { max } => within(text, *max).map(|()| Value::Text(text.to_owned())),
        Kind::Code(pattern) => code(*pattern, &number::plain(text), &found).map(Value::Code),
        Kind::Count { max } => number::count(text, *max).map(Value::Count).map_err(|code| {
            let facts =
                if code == "table.too_large" { with("max", max.to_string()) } else { found() };
            (code, facts)
        }),
        Kind::Date => {
            IsoDate::parse(text).map(Value::Date).ok_or_else(|| ("table.bad_date", found()))
        }
        Kind::YearOrDate => IsoDate::parse_year(text)
            .map(Value::Year)
            .or_else(|| IsoDate::parse(text).map(Value::Date))
            .ok_or_else(|| ("table.bad_date", found())),
        Kind::Choice(choices) => {
            let wanted = fold(text);
            choices
                .iter()
                .find(|choice| {
                    std::iter::once(&choice.value)
                        .chain(&choice.aliases)
                        .any(|written| written.trim() == text || fold(written) == wanted)
                })
                .map(|choice| Value::Choice(choice.value.clone()))
                .ok_or_else(|| {
                    let values: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
                    ("table.unknown_choice", with("choices", values.join(", ")))
                })
        }
        Kind::Decimal => number::decimal(text).map(Value::Decimal).map_err(|code| (code, found())),
    }
}

fn within(text: &str, max: usize) -> Result<(), Refused> {
    let length = text.chars().count();
    if length <= max {
        return Ok(());
    }
    let facts = Facts::from([("length", length.to_string()), ("max", max.to_string())]);
    Err(("table.too_long", facts))
}

fn code(pattern: CodePattern, text: &str, found: &dyn Fn() -> Facts) -> Result<String, Refused> {
    let good = match pattern {
        CodePattern::Digits { min, max } => {
            (min..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        }
        CodePattern::Ident { max } => {
            within(text, max)?;
            text.starts_with(|c: char| c.is_ascii_alphanumeric())
                && text.ends_with(|c: char| c.is_ascii_alphanumeric())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        }
    };
    if good {
        return Ok(text.to_owned());
    }
    let mut facts = found();
    if matches!(pattern, CodePattern::Ident { .. }) {
        return Err(("table.bad_ident", facts));
    }
    if let CodePattern::Digits { min, max } = pattern {
        facts.extend([("min", min.to_string()), ("max", max.to_string())]);
    }
    Err(("table.bad_code", facts))
}
