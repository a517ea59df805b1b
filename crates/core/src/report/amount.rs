//! Figures as reports have them: signed, of a fixed number of decimals, whole numbers inside.

use serde::{Deserialize, Serialize};

/// So many of the smallest part of a unit: `12345` of an indicator with one decimal is 1.234,5.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "i64", into = "i64")]
pub struct Amount(i64);

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAmount {
    #[error("this is not a number written as 1.234,5")]
    Unreadable,
    /// It has more decimals than its indicator.
    #[error("this number has too many decimals")]
    TooFine,
    #[error("this is more than can be counted here")]
    TooLarge,
}

impl Amount {
    pub const ZERO: Amount = Amount(0);
    /// What a record can carry.
    pub const MAX: i64 = (1 << 53) - 1;

    /// None: beyond what can be counted.
    pub fn new(parts: i128) -> Option<Amount> {
        let parts = i64::try_from(parts).ok()?;
        (parts.unsigned_abs() <= Amount::MAX.unsigned_abs()).then_some(Amount(parts))
    }

    pub fn get(self) -> i64 {
        self.0
    }

    pub(super) fn wide(self) -> i128 {
        i128::from(self.0)
    }

    /// The sum, or none when it is beyond counting.
    pub fn sum(amounts: impl IntoIterator<Item = Amount>) -> Option<Amount> {
        Amount::new(amounts.into_iter().map(Amount::wide).sum())
    }

    /// What was typed the Vietnamese way, `-1.234,5`: dots or blanks between thousands, a comma before the decimals.
    /// Dots that do not stand between thousands are no slip to be guessed at.
    ///
    /// # Errors
    /// [`NoAmount`]
    pub fn read(text: &str, decimals: u8) -> Result<Amount, NoAmount> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let (whole, fine) = match text.split_once(',') {
            Some((whole, fine)) => (whole, fine),
            None => (text, "0"),
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let groups: Vec<&str> = whole.split(['.', ' ', '\u{a0}', '\u{202f}']).collect();
        let grouped = groups.len() == 1
            || (groups.first().is_some_and(|first| first.len() <= 3)
                && groups.iter().skip(1).all(|group| group.len() == 3));
        if !grouped || !groups.iter().all(|group| digits(group)) || !digits(fine) {
            return Err(NoAmount::Unreadable);
        }
        let fine = fine.trim_end_matches('0');
        if fine.len() > usize::from(decimals) {
            return Err(NoAmount::TooFine);
        }
        let all = format!("{}{fine:0<1$}", groups.concat(), usize::from(decimals));
        let parts: i128 = all.parse().map_err(|_| NoAmount::TooLarge)?;
        Amount::new(if negative { -parts } else { parts }).ok_or(NoAmount::TooLarge)
    }

    /// `-1234.5` for machines: no thousands, a point.
    pub fn plain(self, decimals: u8) -> String {
        self.written(decimals, "", ".")
    }

    /// With these signs between thousands and before the decimals: `-1.234,5`.
    pub fn written(self, decimals: u8, between: &str, point: &str) -> String {
        let decimals = usize::from(decimals);
        let digits = format!("{:0>1$}", self.0.unsigned_abs(), decimals + 1);
        let (whole, fine) = digits.split_at(digits.len() - decimals);
        let mut out = String::with_capacity(digits.len() * 2);
        if self.0 < 0 {
            out.push('-');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                out.push_str(between);
            }
            out.push(digit);
        }
        if !fine.is_empty() {
            out.push_str(point);
            out.push_str(fine);
        }
        out
    }
}

impl From<Amount> for i64 {
    fn from(amount: Amount) -> i64 {
        amount.0
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is beyond what can be counted here")]
pub struct TooLarge(i64);

impl TryFrom<i64> for Amount {
    type Error = TooLarge;
    fn try_from(parts: i64) -> Result<Amount, TooLarge> {
        Amount::new(i128::from(parts)).ok_or(TooLarge(parts))
    }
}

pub(super) fn ten(power: u8) -> i128 {
    10i128.pow(u32::from(power))
}

/// `above / below`, halves away from zero. None: nothing is below.
pub(super) fn divided(above: i128, below: i128) -> Option<i128> {
    if below == 0 {
        return None;
    }
    let (size, base) = (above.checked_abs()?, below.checked_abs()?);
    let halves = size.checked_mul(2)?.checked_add(base)?;
    let rounded = halves / base.checked_mul(2)?;
    Some(if (above < 0) == (below < 0) { rounded } else { -rounded })
}

/// How much more, or less, than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub difference: Amount,
    pub decimals: u8,
    /// Hundredths of a percent of what was before, halves away from zero. None: it was nothing.
    pub basis_points: Option<i64>,
}

/// What changed from `before` to `now`, each with its decimals. None: beyond counting.
pub fn change(now: (Amount, u8), before: (Amount, u8)) -> Option<Change> {
    let decimals = now.1.max(before.1);
    let fine = |(amount, of): (Amount, u8)| amount.wide() * ten(decimals - of);
    let (now, before) = (fine(now), fine(before));
    let difference = now - before;
    let share = divided(difference * 10_000, before.abs());
    let basis_points = share.and_then(|share| i64::try_from(share).ok());
    Some(Change { difference: Amount::new(difference)?, decimals, basis_points })
}
