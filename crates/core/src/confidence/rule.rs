//! What the rules make of the figures of a survey on three levels.
//!
//! Over what a share is taken is a field of the rule, never a constant: bodies have changed it, and a
//! percentage without its base says nothing.

use crate::{count::Count, percent::Percent, ratio::Ratio, rules::Source, vote::Base};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The levels of a survey, in the order of the paper.
pub const LEVELS: [&str; 3] = ["high", "confident", "low"];

/// The levels of a vote of confidence.
pub const TWO_LEVELS: [&str; 2] = ["confident", "not_confident"];

/// What somebody was given, level by level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    pub high: Count,
    pub confident: Count,
    pub low: Count,
}

impl Levels {
    /// High, confident and low over `base`, each by itself: together they need not be the whole, as
    /// lines may be invalid. None: the base is zero, or one is more than the base.
    pub fn shares(&self, base: Count) -> Option<[Percent; 3]> {
        let share = |level: Count| Percent::of(level, base).filter(|_| level <= base);
        let [high, confident, low] = self.all().map(share);
        Some([high?, confident?, low?])
    }

    /// In the order of the paper.
    pub fn all(&self) -> [Count; 3] {
        [self.high, self.confident, self.low]
    }
}

/// What the rules make of a share of «low».
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    None,
    /// May resign; else a confidence vote, or another post.
    Moderate,
    /// Is relieved of the post.
    Severe,
}

impl Consequence {
    /// As the pack's words name it.
    pub fn name(self) -> &'static str {
        match self {
            Consequence::None => "none",
            Consequence::Moderate => "moderate",
            Consequence::Severe => "severe",
        }
    }
}

/// A survey on three levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyRule {
    pub base: Base,
    /// «Low» strictly over this share.
    pub moderate_over: Ratio,
    /// «Low» from this share on, the share itself included.
    pub severe_from: Ratio,
    /// The purpose under which it is voted on. None: such surveys are counted here, not held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The purpose of a vote of confidence that may follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// The year of a term in which it is held. Another year is shown, not refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_of_term: Option<u16>,
    pub source: Source,
}

impl SurveyRule {
    pub fn consequence(&self, low: Count, base: Count) -> Consequence {
        if !base.is_zero() && !self.severe_from.missed_by(low, base) {
            Consequence::Severe
        } else if self.moderate_over.exceeded_by(low, base) {
            Consequence::Moderate
        } else {
            Consequence::None
        }
    }
}

/// A vote on two levels: more than a share without confidence, and relief is considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoLevelRule {
    pub over: Ratio,
    pub source: Source,
}

/// A share that is enough when it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FromRule {
    pub from: Ratio,
    pub source: Source,
}

impl FromRule {
    /// Whether `part` of `whole` is enough. Of nobody, nothing is.
    pub fn is_met(&self, part: Count, whole: Count) -> bool {
        !whole.is_zero() && !self.from.missed_by(part, whole)
    }
}

/// How long before the vote the members have the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportsRule {
    pub days_before: u16,
    pub source: Source,
}

/// The votes of confidence of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceRules {
    /// Who must be present, of those summoned.
    pub quorum: FromRule,
    /// By kind of survey: `party`, `assembly`.
    pub surveys: BTreeMap<String, SurveyRule>,
    pub vote: TwoLevelRule,
    /// Who may demand a confidence vote, as a share of all members, by kind of body.
    pub demanded_by: BTreeMap<String, FromRule>,
    /// Whether these purposes are voted on in rounds only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rounds_only: bool,
    /// None: the reports may be given out on the day of the vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<ReportsRule>,
}

impl ConfidenceRules {
    /// Whether a purpose is voted on in rounds only.
    pub fn asks(&self, purpose: &str) -> bool {
        let known = |of: &Option<String>| of.as_deref() == Some(purpose);
        self.rounds_only
            && self.surveys.values().any(|survey| known(&survey.purpose) || known(&survey.then))
    }
}

/// A line counts when exactly one of its boxes is marked; whether the paper is signed changes nothing.
pub fn line_is_valid(boxes_marked: Count) -> bool {
    boxes_marked.get() == 1
}
