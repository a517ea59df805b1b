//! What the rules say of personnel: the steps of a nomination as far as figures decide them, and what is looked
//! at before somebody is appointed.

use crate::{Date, confidence::FromRule, count::Count, election::Sex, ratio::Ratio, rules::Source};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The conferences of a nomination, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationRules {
    /// Who must be present, of those summoned.
    pub quorum: FromRule,
    /// Over this share of those summoned, whether they came or not.
    pub over: Ratio,
    pub steps: Vec<StepRule>,
    /// The steps for somebody from outside. Empty: nobody is nominated so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<StepRule>,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRule {
    /// Who confers; the pack's words say it: `key_cadres`.
    pub id: String,
    /// Whether the figures are made known at the conference itself.
    pub announced: bool,
    #[serde(default, skip_serializing_if = "Takes::is_agreement")]
    pub takes: Takes,
    /// The purpose under which it votes. None: it agrees, and minutes say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    pub source: Source,
}

/// What a conference does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// Agrees on a list.
    #[default]
    Agrees,
    /// Each introduces one person.
    Introduces,
    /// Says what it thinks; all go on.
    Opinion,
    /// Chooses one.
    Chooses,
}

impl Takes {
    fn is_agreement(&self) -> bool {
        *self == Takes::Agrees
    }
}

/// What one somebody was given, in the order of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub name: String,
    pub votes: Count,
}

/// Who goes on from a step, and why. Places are those of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    pub places: Vec<usize>,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The one with the most is over the share.
    OverHalf,
    /// Nobody is: the first two go on.
    TopTwo,
    /// Nobody is, and several are equal at the second place: all of them go on, and that is told.
    TopTwoWithTieFlag,
}

impl Reason {
    /// As the pack's words name it.
    pub fn name(self) -> &'static str {
        match self {
            Reason::OverHalf => "over_half",
            Reason::TopTwo => "top_two",
            Reason::TopTwoWithTieFlag => "top_two_with_tie",
        }
    }
}

/// Who is chosen in the last step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub place: Option<usize>,
    /// The head's choice decided between two: all differing opinions are reported.
    pub report_differences: bool,
}

impl NominationRules {
    /// Who goes on from a step in which each of those present introduces one person.
    pub fn pass(&self, summoned: Count, votes: &[Count]) -> Passed {
        let mut places: Vec<usize> = (0..votes.len()).collect();
        let of = |place: &usize| votes.get(*place).copied().unwrap_or_default();
        places.sort_by_key(|place| std::cmp::Reverse(of(place)));
        if let Some(first) = places.first()
            && self.over.exceeded_by(of(first), summoned)
        {
            return Passed { places: vec![*first], reason: Reason::OverHalf };
        }
        let second = places.get(1).map(of).unwrap_or_default();
        let on: Vec<usize> = places.into_iter().filter(|place| of(place) >= second).collect();
        let reason = if on.len() > 2 { Reason::TopTwoWithTieFlag } else { Reason::TopTwo };
        Passed { places: on, reason }
    }

    /// Who is chosen by the last ballot: whoever is over the share; where two have exactly the share
    /// each, the one whom the head prefers.
    pub fn choose(&self, summoned: Count, votes: &[Count], head: Option<usize>) -> Chosen {
        let over = votes.iter().position(|&votes| self.over.exceeded_by(votes, summoned));
        if over.is_some() {
            return Chosen { place: over, report_differences: false };
        }
        let exactly = |votes: Count| !summoned.is_zero() && !self.over.missed_by(votes, summoned);
        let tied: Vec<usize> = (0..votes.len())
            .filter(|&place| votes.get(place).is_some_and(|&votes| exactly(votes)))
            .collect();
        let place = head.filter(|head| tied.len() == 2 && tied.contains(head));
        Chosen { place, report_differences: place.is_some() }
    }
}

/// What is looked at beside the ballots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonnelRules {
    /// For how many posts somebody may stand in planning lists at once.
    pub most_posts: MostRule,
    /// Terms in one post, one after another.
    pub most_terms: MostRule,
    /// Years of a full term.
    pub term_years: MostRule,
    pub retirement: RetirementRule,
    /// Working days in which a request for a nomination is decided.
    pub decide_within: MostRule,
    /// Working days from the approval in which a nomination is finished.
    pub finish_within: MostRule,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MostRule {
    pub most: u16,
    pub source: Source,
}

/// The age of retirement, which rises from year to year until it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetirementRule {
    pub from_year: i16,
    /// By sex.
    pub ages: BTreeMap<Sex, RisingAge>,
    pub source: Source,
}

/// Months of life: so many in the first year, so many more each year, no more than these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RisingAge {
    pub months: u16,
    pub yearly: u16,
    pub at_most: u16,
}

/// No age rises for longer: rules that say so are not followed for ever.
const MOST_YEARS: i16 = 60;

impl RetirementRule {
    /// The day on which who was born on this day reaches the age that holds in that very year.
    pub fn day(&self, born: Date, sex: Sex) -> Option<Date> {
        let age = self.ages.get(&sex)?;
        let on = |months: u32| born.checked_add(jiff::Span::new().months(i64::from(months))).ok();
        let mut months = u32::from(age.months);
        for later in 0..MOST_YEARS {
            let day = on(months)?;
            if day.year() <= self.from_year.saturating_add(later) {
                return Some(day);
            }
            months = (months + u32::from(age.yearly)).min(u32::from(age.at_most));
        }
        on(months)
    }
}

/// The working day that is so many after this one: Saturdays and Sundays are none. Holidays are not known here.
pub fn working_day_after(day: Date, days: u16) -> Date {
    use jiff::civil::Weekday::{Saturday, Sunday};
    let (mut day, mut left) = (day, days);
    while left > 0 {
        let Ok(next) = day.tomorrow() else { return day };
        day = next;
        if !matches!(day.weekday(), Saturday | Sunday) {
            left -= 1;
        }
    }
    day
}
