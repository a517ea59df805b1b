//! The yearly evaluation: bands of a score, facts that lower a rating, and the cap on the best.

use crate::{count::Count, refusal::Refusal, rules::Source};
use serde::{Deserialize, Serialize};

/// The four ratings, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    Excellent,
    Good,
    Completed,
    NotCompleted,
}

/// A score of at most 100 points, exact to a millionth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u32);

impl Score {
    const POINT: u32 = 1_000_000;

    /// Reads `89.99`.
    ///
    /// # Errors
    /// `evaluation.not_a_score`
    pub fn read(text: &str) -> Result<Score, Refusal> {
        let not = || Refusal::new("evaluation.not_a_score").with("score", text);
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(part, 6) {
            return Err(not());
        }
        let whole: u32 = whole.parse().map_err(|_| not())?;
        let part: u32 = format!("{part:0<6}").parse().map_err(|_| not())?;
        let score = Score(whole * Score::POINT + part);
        if score.0 > 100 * Score::POINT { Err(not()) } else { Ok(score) }
    }
}

/// From how many points on a score lies in which band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandRule {
    pub excellent_from: u8,
    pub good_from: u8,
    pub completed_from: u8,
    pub source: Source,
}

/// Over which number the cap is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapBase {
    /// Those who are rated good in the end, the excellent not among them.
    GoodFinal,
    /// The good and the excellent together.
    GoodOrBetter,
}

/// How many may be excellent, in a unit and in each group of peers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapRule {
    /// Of a hundred of the base; what is over a whole person is cut off.
    pub percent: u8,
    pub base: CapBase,
    pub source: Source,
}

/// The ratings of a unit, or of a group of peers in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rated {
    pub good: Count,
    pub excellent: Count,
}

impl Rated {
    fn base(self, base: CapBase) -> u64 {
        match base {
            CapBase::GoodFinal => self.good.get(),
            CapBase::GoodOrBetter => self.good.get() + self.excellent.get(),
        }
    }
}

impl CapRule {
    /// The most who may be excellent.
    pub fn most(&self, rated: Rated) -> Count {
        self.most_by(rated, self.base)
    }

    /// As [`CapRule::most`], were the cap taken over another number: what if.
    pub fn most_by(&self, rated: Rated, base: CapBase) -> Count {
        let most = rated.base(base) * u64::from(self.percent) / 100;
        Count::try_from(most).unwrap_or_default()
    }

    pub fn keeps(&self, rated: Rated) -> bool {
        rated.excellent <= self.most(rated)
    }
}

/// What lowers a rating whatever the score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// A reprimand or more in the year.
    pub disciplined: bool,
    /// For something done in office.
    pub duty_related: bool,
}

/// The yearly evaluation of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRules {
    pub bands: BandRule,
    pub cap: CapRule,
    /// Who was disciplined for something done in office has not completed the year's tasks.
    pub discipline: Source,
}

impl EvaluationRules {
    /// The band in which a score lies.
    pub fn band(&self, score: Score) -> Rating {
        let from = |points: u8| score.0 >= u32::from(points) * Score::POINT;
        if from(self.bands.excellent_from) {
            Rating::Excellent
        } else if from(self.bands.good_from) {
            Rating::Good
        } else if from(self.bands.completed_from) {
            Rating::Completed
        } else {
            Rating::NotCompleted
        }
    }

    /// The rating by a score, after the facts of the year.
    pub fn rating(&self, score: Score, facts: Facts) -> Rating {
        match facts.disciplined && facts.duty_related {
            true => Rating::NotCompleted,
            false => self.band(score),
        }
    }
}
