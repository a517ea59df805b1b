//! Percentages as they are printed: two decimals, half up, computed on whole numbers.
//!
//! They are for reading. No threshold is ever tested on one: see [`crate::ratio::Ratio`].

use crate::count::Count;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Hundredths of a percent: `9962` is printed `99.62`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent(u64);

impl Percent {
    pub const WHOLE: Percent = Percent(10_000);

    /// `floor(10000 * part / base + 1/2)`, or none when nothing is the base.
    pub fn of(part: Count, base: Count) -> Option<Percent> {
        let (part, base) = (u128::from(part.get()), u128::from(base.get()));
        let halves = (20_000 * part + base).checked_div(2 * base)?;
        u64::try_from(halves).ok().map(Percent)
    }

    /// The percentages of the parts of one whole, made to total exactly 100.
    ///
    /// What rounding leaves over goes to the largest part, the first of equals (DOMAIN 2.10: that
    /// the total is 100 is asked; where the residual goes is our choice). None when all are zero.
    pub fn of_whole(parts: &[Count]) -> Option<Vec<Percent>> {
        let base = Count::sum(parts.iter().copied())?;
        let mut percents: Vec<Percent> =
            parts.iter().map(|&part| Percent::of(part, base)).collect::<Option<_>>()?;
        let total: u64 = percents.iter().map(|percent| percent.0).sum();
        let largest = parts.iter().enumerate().rev().max_by_key(|(_, part)| **part)?.0;
        let carrier = percents.get_mut(largest)?;
        carrier.0 = (carrier.0 + Percent::WHOLE.0).checked_sub(total)?;
        Some(percents)
    }

    /// As basis points: 9962 for 99.62.
    pub fn basis_points(self) -> u64 {
        self.0
    }

    pub fn total(percents: &[Percent]) -> Percent {
        Percent(percents.iter().map(|percent| percent.0).sum())
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a percentage with exactly two decimals, such as 99.62")]
pub struct NotAPercent(String);

impl FromStr for Percent {
    type Err = NotAPercent;
    fn from_str(text: &str) -> Result<Percent, NotAPercent> {
        let not = || NotAPercent(text.to_owned());
        let (whole, hundredths) = text.split_once('.').ok_or_else(not)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if hundredths.len() != 2 || whole.is_empty() || !digits(whole) || !digits(hundredths) {
            return Err(not());
        }
        let whole: u64 = whole.parse().map_err(|_| not())?;
        let hundredths: u64 = hundredths.parse().map_err(|_| not())?;
        whole.checked_mul(100).and_then(|n| n.checked_add(hundredths)).map(Percent).ok_or_else(not)
    }
}

impl TryFrom<String> for Percent {
    type Error = NotAPercent;
    fn try_from(text: String) -> Result<Percent, NotAPercent> {
        text.parse()
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> String {
        percent.to_string()
    }
}
