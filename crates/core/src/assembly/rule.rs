//! What a pack says of a kind of meeting: how many must be there, and how the floor is given.

use crate::{
    refusal::{Refusal, refuse},
    rules::Source,
    vote::Threshold,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssemblyRules {
    /// By kind of meeting: `briefing`, `conference`.
    pub kinds: BTreeMap<String, MeetingRule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingRule {
    /// None: however many are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
    /// How the floor is given until the chair sets another rule.
    pub floor: FloorRule,
    /// The body's own charter may give those who meet weights.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weights: bool,
    pub source: Source,
}

/// Enough of the people, and enough of the sites. A site whose line is lost is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quorum {
    /// Of all delegates who are listed, by weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegates: Option<Threshold>,
    /// When a site counts as there: of its own delegates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_site: Option<Threshold>,
    /// Of all sites that have delegates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sites: Option<Threshold>,
}

impl Quorum {
    /// Whether this asks no less than `law`.
    pub fn is_at_least(&self, law: &Quorum) -> bool {
        let pairs =
            [(self.delegates, law.delegates), (self.at_site, law.at_site), (self.sites, law.sites)];
        pairs.iter().all(|(own, law)| match (own, law) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(law)) => own.is_at_least(law),
        })
    }

    /// Whether its shares are shares.
    pub(super) fn is_sound(&self) -> bool {
        let all = [self.delegates, self.at_site, self.sites];
        all.iter().flatten().all(|of| of.share.is_a_share())
    }
}

/// In which order the floor is given, and for how long: data, so that everybody can say why somebody waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorRule {
    /// The first key in which two differ decides; then who asked first, then the number in the list.
    pub order: Vec<Key>,
    /// Over what turns and times are counted.
    pub scope: Scope,
    /// How long a speech is, in seconds.
    pub seconds: u32,
    /// How many seconds before its end the speaker is warned.
    pub warn: u32,
    /// How long after its end the speech is over by itself. None: the chair ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_stop: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// Who still waits when an item ends waits on in the next one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carries_over: bool,
}

/// What two who wait are compared by: the smaller goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Points of order before interventions before speeches: of each person the first of each on an item.
    Kind,
    /// Whose site or group has time left before others. A turn takes ten seconds of it at least.
    Quota,
    /// Who has not spoken before who has.
    FirstTime,
    SiteTurns,
    SiteSeconds,
    PersonTurns,
    PersonSeconds,
    /// Who is of no group stands for themselves.
    GroupTurns,
    /// The number in the list of delegates: a fixed order.
    Listed,
}

impl Key {
    pub const ALL: [Key; 9] = [
        Key::Kind,
        Key::Quota,
        Key::FirstTime,
        Key::SiteTurns,
        Key::SiteSeconds,
        Key::PersonTurns,
        Key::PersonSeconds,
        Key::GroupTurns,
        Key::Listed,
    ];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Key::Kind => "kind",
            Key::Quota => "quota",
            Key::FirstTime => "first_time",
            Key::SiteTurns => "site_turns",
            Key::SiteSeconds => "site_seconds",
            Key::PersonTurns => "person_turns",
            Key::PersonSeconds => "person_seconds",
            Key::GroupTurns => "group_turns",
            Key::Listed => "listed",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Item,
    Meeting,
}

/// How long all of one site or group may speak on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    pub per: Per,
    pub seconds: u32,
    /// What one item leaves is there in the next.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carries_over: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Site,
    Group,
}

impl FloorRule {
    /// Whether it can be followed.
    ///
    /// # Errors
    /// `assembly.floor_rule_out_of_range`
    pub(super) fn check(&self) -> Result<(), Refusal> {
        const LONGEST: u32 = 4 * 3600;
        let different: BTreeSet<Key> = self.order.iter().copied().collect();
        let times = (10..=LONGEST).contains(&self.seconds)
            && self.warn < self.seconds
            && self.hard_stop.is_none_or(|grace| grace <= LONGEST)
            && self.quota.is_none_or(|quota| (10..=24 * 3600).contains(&quota.seconds));
        match times && different.len() == self.order.len() {
            true => Ok(()),
            false => refuse("assembly.floor_rule_out_of_range"),
        }
    }
}
