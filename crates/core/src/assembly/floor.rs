//! The floor: who speaks, who waits, and why in this order.

use super::{FloorRule, ItemId, Key, Kind, Meeting, Per, Scope};
use dienhong_journal::Millis;
use imbl::OrdMap;
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
    fn plus(&mut self, turn: bool, millis: u64) {
        self.turns = self.turns.saturating_add(u32::from(turn));
        self.millis = self.millis.saturating_add(millis);
    }

    /// Whole seconds.
    pub fn seconds(self) -> u64 {
        self.millis / 1000
    }
}

/// Turns and times of sites, groups and people.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns {
    pub sites: OrdMap<super::SiteId, Spoke>,
    pub groups: OrdMap<String, Spoke>,
    pub people: OrdMap<u32, Spoke>,
}

/// One turn at the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    pub delegate: u32,
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
        let until = self.ended.or(self.paused).unwrap_or(now);
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
            Per::Site => mine.sites.get(self.site_of(delegate)?),
            Per::Group => mine.groups.get(&self.delegates.get(&delegate)?.group),
        };
        let all = u64::from(quota.seconds) * 1000 * u64::from(items.max(1));
        Some(all.saturating_sub(spoke.copied().unwrap_or_default().millis))
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
        let group = || {
            let of = self.delegates.get(&asked.delegate);
            of.and_then(|of| turns.groups.get(&of.group)).copied().unwrap_or_default()
        };
        match key {
            Key::Kind => asked.kind as u64,
            Key::Quota => u64::from(self.quota_left(asked.delegate) == Some(0)),
            Key::FirstTime => u64::from(self.spoke(asked.delegate).turns > 0),
            Key::SiteTurns => u64::from(site().turns),
            Key::SiteSeconds => site().seconds(),
            Key::PersonTurns => u64::from(self.spoke(asked.delegate).turns),
            Key::PersonSeconds => self.spoke(asked.delegate).seconds(),
            Key::GroupTurns => u64::from(group().turns),
            Key::Listed => u64::from(asked.delegate),
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

    /// Ends a speech and counts it.
    pub(super) fn finish(&mut self, mut speech: Speech, now: Millis) {
        let ended = speech.stops(&self.floor).map_or(now, |stops| stops.min(now));
        let millis = Speech { ended: Some(ended), ..speech.clone() }.spent(now);
        speech.ended = Some(ended);
        let (turn, counts) = (speech.kind == Kind::Speech, speech.kind != Kind::PointOfOrder);
        let site = self.site_of(speech.delegate).cloned();
        let group = self.delegates.get(&speech.delegate).map(|of| of.group.clone());
        for turns in [&mut self.turns, &mut self.turns_on_item] {
            if !counts {
                break;
            }
            turns.people.entry(speech.delegate).or_default().plus(turn, millis);
            if let Some(site) = &site {
                turns.sites.entry(site.clone()).or_default().plus(turn, millis);
            }
            if let Some(group) = group.as_ref().filter(|group| !group.is_empty()) {
                turns.groups.entry(group.clone()).or_default().plus(turn, millis);
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
