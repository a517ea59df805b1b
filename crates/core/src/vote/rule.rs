//! What a pack says of one purpose of voting: which ways are lawful, what is enough, and who sees it when.

use crate::{count::Count, ratio::Ratio, rules::Source};
use serde::{Deserialize, Serialize};

/// How people vote at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Each answer stands beside a name.
    Named,
    /// Raised hands are counted.
    Hands,
    /// Secret, on paper, counted by a tally committee.
    Paper,
    /// Secret, encrypted in the voter's browser.
    Online,
}

impl Way {
    pub const ALL: [Way; 4] = [Way::Named, Way::Hands, Way::Paper, Way::Online];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Way::Named => "named",
            Way::Hands => "hands",
            Way::Paper => "paper",
            Way::Online => "online",
        }
    }

    pub fn is_secret(self) -> bool {
        matches!(self, Way::Paper | Way::Online)
    }

    /// Whether people count what came, and two of them write it down.
    pub fn is_counted_by_hand(self) -> bool {
        matches!(self, Way::Hands | Way::Paper)
    }
}

/// Over what a share is taken. Always shown beside a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    TotalMembers,
    Summoned,
    Present,
    BallotsIssued,
    BallotsReturned,
    Valid,
}

impl Base {
    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Base::TotalMembers => "total_members",
            Base::Summoned => "summoned",
            Base::Present => "present",
            Base::BallotsIssued => "ballots_issued",
            Base::BallotsReturned => "ballots_returned",
            Base::Valid => "valid",
        }
    }
}

/// How many were asked and how many papers came back. Who did not state a number left it out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turnout {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_members: Option<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summoned: Option<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<Count>,
    pub issued: Count,
    pub returned: Count,
    pub invalid: Count,
}

impl Turnout {
    /// The number that `base` means. None: it was not stated, or more papers are invalid than came back.
    pub fn base(&self, base: Base) -> Option<Count> {
        match base {
            Base::TotalMembers => self.total_members,
            Base::Summoned => self.summoned,
            Base::Present => self.present,
            Base::BallotsIssued => Some(self.issued),
            Base::BallotsReturned => Some(self.returned),
            Base::Valid => {
                let valid = self.returned.get().checked_sub(self.invalid.get())?;
                Count::try_from(valid).ok()
            }
        }
    }
}

/// A share that must be passed, or reached, of a stated number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub share: Ratio,
    /// `over`: exactly the share is not enough. `from`: it is.
    pub met: Met,
    pub base: Base,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    Over,
    From,
}

impl Threshold {
    /// Whether this asks no less than `law` of the same number.
    pub fn is_at_least(&self, law: &Threshold) -> bool {
        let over = self.met == Met::Over || law.met == Met::From || self.share != law.share;
        self.base == law.base && self.share.is_at_least(law.share) && over
    }

    /// Whether `part` is enough. Of nobody, nothing is.
    pub fn is_met(&self, part: Count, whole: Count) -> bool {
        match self.met {
            Met::Over => self.share.exceeded_by(part, whole),
            Met::From => !whole.is_zero() && !self.share.missed_by(part, whole),
        }
    }
}

/// Who may see figures. The later includes the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The tally committees, and who called the vote.
    Committee,
    /// Whoever sits in the body that votes.
    Body,
    Public,
}

/// How far a vote has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    Counted,
    Declared,
    /// Who called it has let go what was kept back until the last step.
    Released,
}

/// From when on somebody sees the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    pub to: Audience,
    pub from: Moment,
}

/// One purpose of voting: a resolution, a survey of confidence, a step of a nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteRule {
    /// Lawful as they stand.
    pub ways: Vec<Way>,
    /// Lawful where a decision of the body itself is recorded by its number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways_by_decision: Vec<Way>,
    /// How many must be present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Threshold>,
    /// What is enough, where the vote itself states nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passes: Option<Threshold>,
    /// Who sees figures, and from when. To the public never: its records are closed.
    pub shown: Vec<Shown>,
    /// The body's own charter may give voters weights, and let one vote for another.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weights: bool,
    pub source: Source,
}

impl VoteRule {
    /// Whether nothing of such a vote is ever public.
    pub fn is_closed(&self) -> bool {
        !self.shown.iter().any(|shown| shown.to == Audience::Public)
    }

    /// Whether `audience` sees figures when a vote has come as far as `moment`.
    pub fn shows(&self, audience: Audience, moment: Moment) -> bool {
        self.shown.iter().any(|shown| shown.to >= audience && shown.from <= moment)
    }

    /// Whether a vote may be held in this way; `decided`: the body's decision is recorded.
    pub fn allows(&self, way: Way, decided: bool) -> bool {
        self.ways.contains(&way) || (decided && self.ways_by_decision.contains(&way))
    }
}
