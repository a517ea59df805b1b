//! Numbers of people and of papers. A count is never negative, never a float, never overflows.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of voters, ballots or votes, at most [`Count::MAX`].
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u64", into = "u64")]
pub struct Count(u64);

impl Count {
    pub const ZERO: Count = Count(0);
    /// Above any number of voters on earth: a larger figure is a slip of the hand.
    pub const MAX: u64 = 9_999_999_999;

    pub fn get(self) -> u64 {
        self.0
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or none when it is beyond counting.
    pub fn sum(counts: impl IntoIterator<Item = Count>) -> Option<Count> {
        let mut counts = counts.into_iter();
        let sum = counts.try_fold(0u64, |sum, count| sum.checked_add(count.0))?;
        Count::try_from(sum).ok()
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is more than can be counted here")]
pub struct TooMany(u64);

impl TryFrom<u64> for Count {
    type Error = TooMany;
    fn try_from(n: u64) -> Result<Count, TooMany> {
        if n > Count::MAX { Err(TooMany(n)) } else { Ok(Count(n)) }
    }
}

impl From<Count> for u64 {
    fn from(count: Count) -> u64 {
        count.0
    }
}

impl From<u16> for Count {
    fn from(n: u16) -> Count {
        Count(u64::from(n))
    }
}
