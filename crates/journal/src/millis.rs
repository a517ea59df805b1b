//! Instants: UTC, milliseconds, written in exactly one way.

use crate::hash::parsed;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A text is not an instant in the one form that records use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an instant of the form 2026-03-15T12:42:07.310Z")]
pub struct BadInstant(pub String);

/// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds, up to the end of the year 9999.
///
/// Serialised as `2026-03-15T12:42:07.310Z`: always three decimals, always `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(u64);

const DAY: u64 = 86_400_000;

impl Millis {
    /// 9999-12-31T23:59:59.999Z, the last instant that four digits of a year can write.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// `milliseconds` after the epoch. What lies beyond [`Millis::MAX`] becomes `MAX`.
    pub const fn new(milliseconds: u64) -> Self {
        if milliseconds > Self::MAX.0 { Self::MAX } else { Self(milliseconds) }
    }

    /// Milliseconds since the epoch.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// Days since the epoch of a date of the Gregorian calendar, for years from 1970.
fn days(year: u64, month: u64, day: u64) -> u64 {
    // Years begin in March, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let month = if month > 2 { month - 3 } else { month + 9 };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// Year, month and day of a count of days since the epoch.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.0 / DAY);
        let rest = self.0 % DAY;
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
        let (second, milli) = (rest / 1000 % 60, rest % 1000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

impl FromStr for Millis {
    type Err = BadInstant;

    fn from_str(text: &str) -> Result<Self, BadInstant> {
        let bad = || BadInstant(text.to_owned());
        let Ok(bytes) = <&[u8; 24]>::try_from(text.as_bytes()) else { return Err(bad()) };
        let form = b"0000-00-00T00:00:00.000Z";
        let fits = |(form, byte): (&u8, &u8)| match form {
            b'0' => byte.is_ascii_digit(),
            mark => mark == byte,
        };
        if !form.iter().zip(bytes).all(fits) {
            return Err(bad());
        }
        let number = |from: usize, to: usize| {
            bytes[from..to].iter().fold(0u64, |sum, b| sum * 10 + u64::from(b - b'0'))
        };
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
        let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day)
        {
            return Err(bad());
        }
        let days = days(year, month, day);
        // 31 April would be 1 May.
        if date(days) != (year, month, day) || hour > 23 || minute > 59 || second > 59 {
            return Err(bad());
        }
        let time = hour * 3_600_000 + minute * 60_000 + second * 1000 + number(20, 23);
        Ok(Self(days * DAY + time))
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}
