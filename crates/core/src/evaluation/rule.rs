use super::Organ;
use crate::{count::Count, ratio::Ratio, refusal::Refusal, rules::Source, vote::Base};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The four ratings, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    Excellent,
    Good,
    Completed,
    NotCompleted,
}

impl Rating {
    pub const ALL: [Rating; 4] =
        [Rating::Excellent, Rating::Good, Rating::Completed, Rating::NotCompleted];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Rating::Excellent => "excellent",
            Rating::Good => "good",
            Rating::Completed => "completed",
            Rating::NotCompleted => "not_completed",
        }
    }

    /// As it was written; none: no rating.
    pub fn read(name: &str) -> Option<Rating> {
        Rating::ALL.into_iter().find(|rating| rating.name() == name)
    }
}

/// A score of at most 100 points, exact to a millionth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Score(u32);

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a score such as 89.5")]
pub struct NotAScore(String);

impl TryFrom<String> for Score {
    type Error = NotAScore;
    fn try_from(text: String) -> Result<Score, NotAScore> {
        // Only the one way of writing is right: this also refuses «089.50».
        let read = Score::read(&text).ok();
        read.filter(|score| score.to_string() == text).ok_or(NotAScore(text))
    }
}

impl From<Score> for String {
    fn from(score: Score) -> String {
        score.to_string()
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / Score::POINT, self.0 % Score::POINT);
        match part {
            0 => write!(f, "{whole}"),
            part => write!(f, "{whole}.{}", format!("{part:06}").trim_end_matches('0')),
        }
    }
}

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
    /// Of an office whose results are outstanding, once a decision says so. None: there is no exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<RaisedCap>,
    pub source: Source,
}

/// A higher cap, by decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaisedCap {
    pub percent: u8,
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
    /// The number over which a cap is taken.
    pub fn over(self, base: CapBase) -> Count {
        Count::try_from(self.base(base)).unwrap_or_default()
    }

    fn base(self, base: CapBase) -> u64 {
        match base {
            CapBase::GoodFinal => self.good.get(),
            CapBase::GoodOrBetter => self.good.get() + self.excellent.get(),
        }
    }
}

impl CapRule {
    /// The rule as it holds for an office.
    pub fn of(&self, organ: &Organ) -> CapRule {
        let raised = self.raised.as_ref().filter(|_| organ.raised.is_some());
        CapRule { percent: raised.map_or(self.percent, |raised| raised.percent), ..self.clone() }
    }

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
    /// It was concluded that the person shows signs of degradation.
    pub degraded: bool,
    /// A unit led by the person was handled for corruption or waste.
    pub unit_handled: bool,
}

/// The tasks of a year or a quarter, where ratings ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tasks {
    pub assigned: Count,
    pub done: Count,
    /// Of these in time and of the quality asked for.
    pub on_time: Count,
    /// Of these beyond what was asked for.
    pub beyond: Count,
}

impl Tasks {
    pub fn adds_up(&self) -> bool {
        !self.assigned.is_zero()
            && self.done <= self.assigned
            && self.on_time <= self.done
            && self.beyond <= self.done
    }
}

/// What the tasks must show for a rating, beside the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskRule {
    /// The best: all in time, and from this share on beyond what was asked for.
    pub beyond_from: Ratio,
    /// Completed: all done, late at most this share.
    pub late_at_most: Ratio,
    pub source: Source,
}

impl TaskRule {
    fn allows(&self, rating: Rating, tasks: &Tasks) -> bool {
        let late = Count::try_from(tasks.assigned.get().saturating_sub(tasks.on_time.get()));
        let all_in_time = tasks.on_time == tasks.assigned;
        match rating {
            Rating::Excellent => {
                all_in_time && !self.beyond_from.missed_by(tasks.beyond, tasks.assigned)
            }
            Rating::Good => all_in_time,
            Rating::Completed => {
                let late = late.unwrap_or_default();
                tasks.done == tasks.assigned && !self.late_at_most.exceeded_by(late, tasks.assigned)
            }
            Rating::NotCompleted => true,
        }
    }
}

/// Which rating a ballot of a body gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotRule {
    /// Strictly more than this share.
    pub over: Ratio,
    pub base: Base,
    pub source: Source,
}

/// Who worked fewer months in the year is not rated among the best.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthsRule {
    pub at_least: u8,
    pub source: Source,
}

/// The fewest people of a unit whose totals are published: of fewer, totals tell about each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishRule {
    pub people: u16,
    pub source: Source,
}

/// The yearly evaluation of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRules {
    pub bands: BandRule,
    pub cap: CapRule,
    /// Who was disciplined for something done in office has not completed the year's tasks; nor who shows
    /// signs of degradation, or leads a unit that was handled for corruption or waste.
    pub discipline: Source,
    /// Any other discipline in the year keeps from the best rating. None: it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any_discipline: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<MonthsRule>,
    /// Who leads a unit is not rated above it. None: that is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaders: Option<Source>,
    /// For ratings under the Party's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<TaskRule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballot: Option<BallotRule>,
    /// None: totals of any unit may be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<PublishRule>,
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
        let in_office = facts.disciplined && facts.duty_related;
        match in_office || facts.degraded || facts.unit_handled {
            true => Rating::NotCompleted,
            false => self.band(score),
        }
    }

    /// The best rating that may be given: by the score, the facts of the year, the tasks where they count, and
    /// whether the person worked long enough.
    pub fn best(
        &self,
        score: Score,
        facts: Facts,
        tasks: Option<&Tasks>,
        worked_enough: bool,
    ) -> Rating {
        let by_score = self.rating(score, facts);
        let blemished = facts.disciplined && self.any_discipline.is_some();
        let allows = |rating: &Rating| {
            let by_tasks = match (&self.tasks, tasks) {
                (Some(rule), Some(tasks)) => rule.allows(*rating, tasks),
                _ => true,
            };
            let among_the_best = worked_enough && !blemished;
            *rating >= by_score && by_tasks && (*rating != Rating::Excellent || among_the_best)
        };
        Rating::ALL.into_iter().find(allows).unwrap_or(Rating::NotCompleted)
    }
}
