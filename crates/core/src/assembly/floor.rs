//! The floor: who speaks, who waits, and why in this order.
//!
//! By the rule `kind, quota, site_turns, person_turns, site_seconds` nobody waits for ever, whatever the others do:
//! asking again, points of order, going to other sites, speaking for no time at all. Of somebody who has had `P` turns,
//! at a site with `T`, at most
//!
//! ```text
//! U + A + Σ max(0, T + A + 1 − Tₛ)   over the other sites s
//! A =     Σ max(0, P + 1 − Pₚ)       over the others p who are, or may come, to the same site
//! ```
//! words of others come first, where `U` are the first points of order and the first interventions on the item that
//! the others have not yet had: two of each at most. A quota adds `⌈seconds / 10⌉` for each site. Absent: what the
//! chair decides against the rule, which is recorded with its reason.

use super::{FloorRule, ItemId, Key, Kind, Meeting, Per, Scope, SiteId};
use dienhong_journal::Millis;
use imbl::{OrdMap, OrdSet};
use std::cmp::Reverse;

/// Somebody who waits for the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub delegate: u32,
    pub kind: Kind,
    /// When it was asked; at a cut-off site, when it happened.
    pub at: Millis,
    /// Where the chair has put it, and why.
    pub placed: Option<(u16, String)>,
}

/// How often and how long somebody has spoken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spoke {
    pub turns: u32,
    pub millis: u64,
}

impl Spoke {
    /// What a quota is charged with: who speaks often and hardly at all uses it up, too.
    fn charged(self) -> u64 {
        self.millis.max(u64::from(self.turns) * SHORTEST)
    }

    /// Whole seconds.
    pub fn seconds(self) -> u64 {
        self.millis / 1000
    }
}

/// The least that a turn takes of a quota, in milliseconds.
const SHORTEST: u64 = 10_000;

/// Turns and times of sites, groups and people.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns {
    pub sites: OrdMap<SiteId, Spoke>,
    pub groups: OrdMap<String, Spoke>,
    pub people: OrdMap<u32, Spoke>,
    /// Who has had a point of order or an intervention before speeches.
    pub urgent: OrdSet<(u32, Kind)>,
}

impl Turns {
    /// Those who are counted for a speech: the site where it is held, the group, the person.
    fn of(&mut self, speech: &Speech, group: Option<&str>, mut count: impl FnMut(&mut Spoke)) {
        count(self.people.entry(speech.delegate).or_default());
        count(self.sites.entry(speech.site.clone()).or_default());
        if let Some(group) = group {
            count(self.groups.entry(group.to_owned()).or_default());
        }
    }
}

/// One turn at the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    pub delegate: u32,
    /// Where they were when it began: its turn and time are this site's, wherever they go.
    pub site: SiteId,
    pub item: ItemId,
    pub kind: Kind,
    pub given: Millis,
    /// With what was added.
    pub seconds: u32,
    /// The clock stands since then.
    pub paused: Option<Millis>,
    /// For how long it stood before, in milliseconds.
    pub rested: u64,
    pub ended: Option<Millis>,
    /// Why before others.
    pub reason: Option<String>,
}

/// What is left of a speech, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    Of(u64),
    /// It is over for so long.
    Over(u64),
}

impl Speech {
    /// How long it has taken, without pauses, in milliseconds.
    pub fn spent(&self, now: Millis) -> u64 {
        // One that ends while the clock stands has taken no more than until then.
        let until = self.paused.or(self.ended).unwrap_or(now);
        until.get().saturating_sub(self.given.get()).saturating_sub(self.rested)
    }

    pub fn left(&self, now: Millis) -> Left {
        let (spent, all) = (self.spent(now), u64::from(self.seconds) * 1000);
        match all.checked_sub(spent) {
            Some(left) if left > 0 => Left::Of(left),
            _ => Left::Over(spent - all),
        }
    }

    /// When it is over by itself, where the rule stops it.
    pub fn stops(&self, rule: &FloorRule) -> Option<Millis> {
        let grace = rule.hard_stop?;
        if self.paused.is_some() {
            return None;
        }
        let length = (u64::from(self.seconds) + u64::from(grace)) * 1000;
        Some(Millis::new(self.given.get() + self.rested + length))
    }

    /// Whether nobody has to end it any more.
    pub fn is_over(&self, rule: &FloorRule, now: Millis) -> bool {
        self.ended.is_some() || self.stops(rule).is_some_and(|stops| stops <= now)
    }
}

/// Why somebody stands where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The first by the rule.
    First,
    /// Has more of this than who stands just before: `ahead` there, `own` here.
    More { key: Key, ahead: u64, own: u64 },
    /// Is alike in all, and asked later.
    Later,
    /// The chair put them here, for this reason.
    Placed(String),
}

/// A place in the queue, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub place: usize,
    pub asked: Asked,
    /// The values of the rule's keys.
    pub values: Vec<(Key, u64)>,
    pub because: Because,
}

impl Meeting {
    fn turns(&self) -> &Turns {
        match self.floor.scope {
            Scope::Item => &self.turns_on_item,
            Scope::Meeting => &self.turns,
        }
    }

    /// What is left of a quota, in milliseconds. None: there is no quota.
    pub fn quota_left(&self, delegate: u32) -> Option<u64> {
        let quota = self.floor.quota?;
        let (mine, items) = match quota.carries_over {
            true => (&self.turns, self.items_begun),
            false => (&self.turns_on_item, 1),
        };
        let spoke = match quota.per {
            Per::Site => mine.sites.get(self.site_of(delegate)?).copied().unwrap_or_default(),
            Per::Group => self.group_spoke(mine, delegate),
        };
        let all = u64::from(quota.seconds) * 1000 * u64::from(items.max(1));
        Some(all.saturating_sub(spoke.charged()))
    }

    /// The group of somebody, if they are of one.
    fn group_of(&self, delegate: u32) -> Option<&str> {
        self.delegates.get(&delegate).map(|of| of.group.as_str()).filter(|group| !group.is_empty())
    }

    /// How a group has spoken. Who is of none stands for themselves: nobody is first for ever without one.
    fn group_spoke(&self, turns: &Turns, delegate: u32) -> Spoke {
        let spoke = match self.group_of(delegate) {
            Some(group) => turns.groups.get(group),
            None => turns.people.get(&delegate),
        };
        spoke.copied().unwrap_or_default()
    }

    /// How often and how long somebody has spoken, as the rule counts it.
    pub fn spoke(&self, delegate: u32) -> Spoke {
        self.turns().people.get(&delegate).copied().unwrap_or_default()
    }

    fn value(&self, key: Key, asked: &Asked) -> u64 {
        let turns = self.turns();
        let site = || {
            let site = self.site_of(asked.delegate).and_then(|site| turns.sites.get(site));
            site.copied().unwrap_or_default()
        };
        match key {
            Key::Kind => self.urgency(asked) as u64,
            Key::Quota => u64::from(self.quota_left(asked.delegate) == Some(0)),
            Key::FirstTime => u64::from(self.spoke(asked.delegate).turns > 0),
            Key::SiteTurns => u64::from(site().turns),
            Key::SiteSeconds => site().seconds(),
            Key::PersonTurns => u64::from(self.spoke(asked.delegate).turns),
            Key::PersonSeconds => self.spoke(asked.delegate).seconds(),
            Key::GroupTurns => u64::from(self.group_spoke(turns, asked.delegate).turns),
            Key::Listed => u64::from(asked.delegate),
        }
    }

    /// As what somebody's request stands in the queue. On each item the first point of order and the first
    /// intervention of a person come before speeches; those after them wait as speeches do, and count as turns.
    fn urgency(&self, asked: &Asked) -> Kind {
        match self.turns_on_item.urgent.contains(&(asked.delegate, asked.kind)) {
            true => Kind::Speech,
            false => asked.kind,
        }
    }

    /// Those who wait on an item, in the order in which they get the floor, each with the reason.
    pub fn queue(&self, item: &ItemId) -> Vec<Place> {
        let Some(waiting) = self.waiting.get(item) else { return Vec::new() };
        let keyed = |asked: &Asked| {
            let values: Vec<(Key, u64)> =
                self.floor.order.iter().map(|key| (*key, self.value(*key, asked))).collect();
            (values, asked.clone())
        };
        let (placed, mut free): (Vec<_>, Vec<_>) =
            waiting.values().map(keyed).partition(|(_, asked)| asked.placed.is_some());
        let order = |(values, asked): &(Vec<(Key, u64)>, Asked)| {
            let values: Vec<u64> = values.iter().map(|(_, value)| *value).collect();
            (values, asked.at, asked.delegate)
        };
        free.sort_by_cached_key(order);
        let mut line: Vec<(Vec<(Key, u64)>, Asked)> = free;
        let mut placed = placed;
        placed.sort_by_key(|(_, asked)| {
            (asked.placed.as_ref().map(|(place, _)| *place), Reverse(asked.at))
        });
        for one in placed {
            let place = one.1.placed.as_ref().map_or(1, |(place, _)| usize::from(*place));
            line.insert(place.saturating_sub(1).min(line.len()), one);
        }
        let mut out: Vec<Place> = Vec::with_capacity(line.len());
        for (at, (values, asked)) in line.into_iter().enumerate() {
            let by_rule = |place: &&Place| place.asked.placed.is_none();
            let because = match (&asked.placed, out.iter().rev().find(by_rule)) {
                (Some((_, reason)), _) => Because::Placed(reason.clone()),
                (None, None) => Because::First,
                (None, Some(ahead)) => why(&ahead.values, &values),
            };
            out.push(Place { place: at + 1, asked, values, because });
        }
        out
    }

    /// Counts the turn of a speech that begins: who has the floor has had it.
    pub(super) fn begins(&mut self, speech: &Speech) {
        let urgent = (speech.delegate, speech.kind);
        let free =
            speech.kind != Kind::Speech && self.turns_on_item.urgent.insert(urgent).is_none();
        if free {
            return;
        }
        let group = self.group_of(speech.delegate).map(str::to_owned);
        for turns in [&mut self.turns, &mut self.turns_on_item] {
            let turn = |spoke: &mut Spoke| spoke.turns = spoke.turns.saturating_add(1);
            turns.of(speech, group.as_deref(), turn);
        }
    }

    /// Ends a speech and counts its time.
    pub(super) fn finish(&mut self, mut speech: Speech, now: Millis) {
        let ended = speech.stops(&self.floor).map_or(now, |stops| stops.min(now));
        let millis = Speech { ended: Some(ended), ..speech.clone() }.spent(now);
        speech.ended = Some(ended);
        if speech.kind != Kind::PointOfOrder {
            let group = self.group_of(speech.delegate).map(str::to_owned);
            for turns in [&mut self.turns, &mut self.turns_on_item] {
                let time = |spoke: &mut Spoke| spoke.millis = spoke.millis.saturating_add(millis);
                turns.of(&speech, group.as_deref(), time);
            }
        }
        self.speeches.push_back(std::sync::Arc::new(speech));
    }
}

/// In what somebody differs from the last before them whom the rule put there.
fn why(ahead: &[(Key, u64)], own: &[(Key, u64)]) -> Because {
    let differs = ahead.iter().zip(own).find(|((_, ahead), (_, own))| ahead != own);
    match differs {
        Some(((key, ahead), (_, own))) if own > ahead => {
            Because::More { key: *key, ahead: *ahead, own: *own }
        }
        _ => Because::Later,
    }
}
