use super::Event;
use crate::{Date, Head, ids::id, text::fold};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use smol_str::format_smolstr;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

id! {
    /// What names a unit for ever. Codes and names come back; this does not.
    UnitId
}

impl UnitId {
    /// A unit that stands is known by its code; one that had ended by the time it was first written
    /// down by code and last day, `14758~2025-07-01`, so that its successor may bear the code.
    pub fn of(code: &str, to: Option<Date>) -> UnitId {
        UnitId(to.map_or_else(|| code.into(), |to| format_smolstr!("{code}~{to}")))
    }
}

/// A province, commune or hamlet, from its first day to its last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub id: UnitId,
    /// The statistics office's code. Several units may bear it, one at a time within a level.
    pub code: String,
    /// As it is written, with its kind: «Phường Hạc Thành».
    pub name: String,
    /// The name alone: «Hạc Thành».
    pub short_name: String,
    /// The id of one of the pack's kinds: `ward`.
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
    /// The first day. None: longer than these records know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The day from which it is no more. None: it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<Predecessor>,
}

/// A unit that went into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predecessor {
    pub unit: UnitId,
    /// Whether all of it went there, or a part.
    pub whole: bool,
}

impl Unit {
    pub fn stands_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}

/// How a question found a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    Code,
    Name,
    /// By the name or code of this unit, which went into it.
    Former(UnitId),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub unit: Arc<Unit>,
    pub by: Match,
}

/// More levels than any society has: a journal that goes deeper was not lawful.
const DEEPEST: usize = 32;

/// All units, standing and ended.
#[derive(Debug, Default, Clone)]
pub struct Units {
    by_id: OrdMap<UnitId, Arc<Unit>>,
    /// By code, and by folded name with and without its kind.
    by_word: OrdMap<String, Vec<UnitId>>,
    successors: OrdMap<UnitId, Vec<UnitId>>,
    children: OrdMap<UnitId, Vec<UnitId>>,
}

impl Units {
    pub fn get(&self, id: &UnitId) -> Option<&Arc<Unit>> {
        self.by_id.get(id)
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Unit>> {
        self.by_id.values()
    }

    /// What followed `id`, in the order registered.
    pub fn successors(&self, id: &UnitId) -> impl Iterator<Item = &Arc<Unit>> {
        self.successors.get(id).into_iter().flatten().filter_map(|id| self.get(id))
    }

    pub fn children(&self, id: &UnitId) -> impl Iterator<Item = &Arc<Unit>> {
        self.children.get(id).into_iter().flatten().filter_map(|id| self.get(id))
    }

    /// Whether `id` is `ancestor` or lies in it.
    pub fn lies_in(&self, id: &UnitId, ancestor: &UnitId) -> bool {
        self.upwards(id).any(|unit| unit.id == *ancestor)
    }

    /// The unit itself and those in which it lies, from the lowest up.
    pub fn upwards(&self, id: &UnitId) -> impl Iterator<Item = &Arc<Unit>> {
        let parent = |unit: &&Arc<Unit>| unit.parent.as_ref().and_then(|id| self.get(id));
        std::iter::successors(self.get(id), parent).take(DEEPEST)
    }

    /// The lowest unit in which all of these lie. None: there is none, or one of them is not known.
    pub fn common<'a>(&self, units: impl IntoIterator<Item = &'a UnitId>) -> Option<UnitId> {
        let mut units = units.into_iter();
        let mut above: Vec<&UnitId> = self.upwards(units.next()?).map(|unit| &unit.id).collect();
        for unit in units {
            above.retain(|ancestor| self.lies_in(unit, ancestor));
        }
        above.first().map(|unit| (*unit).clone())
    }

    /// The units standing on `day` that a code or a name means: with or without diacritics and kind,
    /// and by the code or name of a unit that went into them. Best first.
    pub fn find(&self, question: &str, day: Date) -> Vec<Found> {
        let mut found: BTreeMap<UnitId, Match> = BTreeMap::new();
        let mut followed: BTreeSet<UnitId> = BTreeSet::new();
        let word = fold(question);
        for named in self.by_word.get(&word).into_iter().flatten().filter_map(|id| self.get(id)) {
            if named.stands_on(day) {
                let by = if fold(&named.code) == word { Match::Code } else { Match::Name };
                better(&mut found, &named.id, by);
            } else {
                self.heirs(&named.id, day, &mut followed, &mut found);
            }
        }
        let found = found.into_iter();
        let unit = |(id, by)| self.get(&id).cloned().map(|unit| Found { unit, by });
        let mut found: Vec<Found> = found.filter_map(unit).collect();
        found.sort_by(|a, b| a.by.cmp(&b.by));
        found
    }

    /// Follows `id` to what stands on `day`. Histories have no circle: what is registered names only
    /// predecessors and parents that are known, once.
    /// One that was `followed` before is not followed again.
    fn heirs(
        &self,
        former: &UnitId,
        day: Date,
        followed: &mut BTreeSet<UnitId>,
        found: &mut BTreeMap<UnitId, Match>,
    ) {
        let mut ended = vec![former.clone()];
        while let Some(id) = ended.pop() {
            for heir in self.successors(&id) {
                if heir.stands_on(day) {
                    better(found, &heir.id, Match::Former(former.clone()));
                } else if followed.insert(heir.id.clone()) {
                    ended.push(heir.id.clone());
                }
            }
        }
    }

    pub(crate) fn apply(&mut self, _head: &Head, event: &Event) {
        self.take(event);
    }

    /// As the state of a node takes it in; for a register that stands alone.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Registered { unit } => self.register(unit),
            Event::Closed { unit, to, .. } => {
                if let Some(closed) = self.by_id.get_mut(unit) {
                    Arc::make_mut(closed).to = Some(*to);
                }
            }
        }
    }

    /// What is registered twice, or names what is not known, was not lawful: it is reported, and
    /// makes no circle here.
    fn register(&mut self, unit: &Unit) {
        if self.by_id.contains_key(&unit.id) {
            return;
        }
        let mut unit = unit.clone();
        unit.parent = unit.parent.filter(|parent| self.by_id.contains_key(parent));
        unit.predecessors.retain(|before| self.by_id.contains_key(&before.unit));
        let words = [fold(&unit.code), fold(&unit.name), fold(&unit.short_name)];
        let words: BTreeSet<String> = words.into();
        for word in words {
            self.by_word.entry(word).or_default().push(unit.id.clone());
        }
        for predecessor in &unit.predecessors {
            self.successors.entry(predecessor.unit.clone()).or_default().push(unit.id.clone());
        }
        if let Some(parent) = &unit.parent {
            self.children.entry(parent.clone()).or_default().push(unit.id.clone());
        }
        self.by_id.insert(unit.id.clone(), Arc::new(unit));
    }
}

fn better(found: &mut BTreeMap<UnitId, Match>, id: &UnitId, by: Match) {
    let kept = found.entry(id.clone()).or_insert_with(|| by.clone());
    if by < *kept {
        *kept = by;
    }
}
