//! Thresholds as the law states them: exact fractions, compared by whole numbers.

use crate::count::Count;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A fraction such as `1/2`, written so in rules. The part below is never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio {
    above: u32,
    below: u32,
}

impl Ratio {
    /// Whether `part` is strictly more than this share of `whole`: exactly the share is not.
    pub fn exceeded_by(self, part: Count, whole: Count) -> bool {
        self.scaled(part) > self.share(whole)
    }

    /// Whether `part` is strictly less than this share of `whole`.
    pub fn missed_by(self, part: Count, whole: Count) -> bool {
        self.scaled(part) < self.share(whole)
    }

    /// Whether it is more than nothing and no more than the whole.
    pub fn is_a_share(self) -> bool {
        0 < self.above && self.above <= self.below
    }

    /// Whether it is as large as another one, or larger.
    pub fn is_at_least(self, other: Ratio) -> bool {
        let across = |a: u32, b: u32| u64::from(a) * u64::from(b);
        across(self.above, other.below) >= across(other.above, self.below)
    }

    fn scaled(self, part: Count) -> u128 {
        u128::from(part.get()) * u128::from(self.below)
    }

    fn share(self, whole: Count) -> u128 {
        u128::from(whole.get()) * u128::from(self.above)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a fraction such as 1/2")]
pub struct NotARatio(String);

impl FromStr for Ratio {
    type Err = NotARatio;
    fn from_str(text: &str) -> Result<Ratio, NotARatio> {
        let not = || NotARatio(text.to_owned());
        let (above, below) = text.split_once('/').ok_or_else(not)?;
        let (above, below) = (above.parse().map_err(|_| not())?, below.parse().map_err(|_| not())?);
        if below == 0 { Err(not()) } else { Ok(Ratio { above, below }) }
    }
}

impl TryFrom<String> for Ratio {
    type Error = NotARatio;
    fn try_from(text: String) -> Result<Ratio, NotARatio> {
        text.parse()
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> String {
        ratio.to_string()
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.above, self.below)
    }
}
