//! Days of the calendar as people write them.

use super::number::plain;
use std::fmt;

/// A day that exists. Prints as `yyyy-mm-dd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoDate {
    year: u16,
    month: u8,
    day: u8,
}

/// Years that a register can speak of.
const YEARS: std::ops::RangeInclusive<u16> = 1800..=2200;

impl IsoDate {
    /// The day, when there is one, from 1800 to 2200.
    pub fn new(year: u16, month: u8, day: u8) -> Option<IsoDate> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            1..=12 => 31,
            _ => 0,
        };
        (YEARS.contains(&year) && (1..=days).contains(&day)).then_some(IsoDate { year, month, day })
    }

    pub fn year(self) -> u16 {
        self.year
    }

    pub fn month(self) -> u8 {
        self.month
    }

    pub fn day(self) -> u8 {
        self.day
    }

    /// `d/m/yyyy` (or with `-` or `.`), `yyyy-mm-dd`, also with midnight after it.
    pub(super) fn parse(text: &str) -> Option<IsoDate> {
        let text = plain(text);
        let text = text.strip_suffix("T00:00:00").unwrap_or(&text);
        let separator = text.chars().find(|c| "/-.".contains(*c))?;
        let parts: Vec<&str> = text.split(separator).collect();
        let [first, middle, last] = parts.as_slice() else { return None };
        let (year, day) =
            if first.len() == 4 && separator == '-' { (first, last) } else { (last, first) };
        if year.len() != 4 {
            return None;
        }
        IsoDate::new(digits(year)?, short(middle)?, short(day)?)
    }

    /// A year alone.
    pub(super) fn parse_year(text: &str) -> Option<u16> {
        let text = plain(text);
        let year = digits(&text).filter(|_| text.len() == 4)?;
        YEARS.contains(&year).then_some(year)
    }
}

fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn short(text: &str) -> Option<u8> {
    digits(text).filter(|_| text.len() <= 2).and_then(|number| u8::try_from(number).ok())
}

impl fmt::Display for IsoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
