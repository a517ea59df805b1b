//! What follows from what bodies stated: sums up the tree, what is late, and who still owes.

use super::{Briefing, Figures, Recipient, Stated};
use crate::{Date, State, people::BodyId};
use dienhong_journal::Millis;
use std::collections::BTreeMap;

/// A body with all below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// How many bodies were sent it: all of these owe figures. Who opened it owes none.
    pub bodies: usize,
    pub stated: usize,
    /// Those whose people are fewer than may be shown: they are not in the figures.
    pub few: usize,
    /// Those who stated last after their day.
    pub late: usize,
    /// Those of whom nothing is owed any more.
    pub complete: usize,
    /// Of all who stated some. None: beyond counting.
    pub figures: Option<Figures>,
}

impl Sum {
    const NONE: Sum =
        Sum { bodies: 0, stated: 0, few: 0, late: 0, complete: 0, figures: Some(Figures::NONE) };

    fn plus(self, other: &Sum) -> Sum {
        Sum {
            bodies: self.bodies + other.bodies,
            stated: self.stated + other.stated,
            few: self.few + other.few,
            late: self.late + other.late,
            complete: self.complete + other.complete,
            figures: self.figures.zip(other.figures).and_then(|(own, other)| own.plus(&other)),
        }
    }
}

impl Figures {
    const NONE: Figures = {
        use crate::count::Count;
        let zero = Count::ZERO;
        Figures { required: zero, excused: zero, seen: zero, attended: zero, acknowledged: zero }
    };
}

/// What a body owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    pub body: BodyId,
    pub due: Date,
    /// Days that are left; negative: by how many it is late.
    pub left: i32,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    NotStated,
    /// Not all who are counted have acknowledged.
    Incomplete(Figures),
}

impl Stated {
    /// Whether nothing is owed after it. Of few people nothing more is said, so nothing more is asked.
    fn is_complete(&self) -> bool {
        self.figures.is_none_or(|figures| figures.is_complete())
    }
}

impl State {
    /// Whether something was stated after its day, or after the briefing was closed.
    pub fn stated_late(&self, briefing: &Briefing, of: &Recipient, stated: &Stated) -> bool {
        let Ok(rules) = self.rules_at(stated.at) else { return false };
        let day = rules.local(stated.at).day;
        day > of.due || briefing.ended.as_ref().is_some_and(|ended| day > ended.on)
    }

    /// What a body says of its own people, those below it left out.
    pub fn own_sum(&self, briefing: &Briefing, of: &Recipient) -> Sum {
        let last = of.last();
        let told = |yes: bool| usize::from(yes);
        // Who opened it owes no figures, but may state some.
        let owes = of.from.is_some();
        Sum {
            bodies: told(owes),
            stated: told(owes && last.is_some()),
            few: told(last.is_some_and(|stated| stated.figures.is_none())),
            late: told(last.is_some_and(|stated| self.stated_late(briefing, of, stated))),
            complete: told(owes && last.is_some_and(Stated::is_complete)),
            figures: Some(last.and_then(|stated| stated.figures).unwrap_or(Figures::NONE)),
        }
    }

    /// Every body with all below it. Without recursion: nobody knows how deep a journal goes.
    pub fn sums(&self, briefing: &Briefing) -> BTreeMap<BodyId, Sum> {
        let mut sums: BTreeMap<BodyId, Sum> = BTreeMap::new();
        for of in briefing.recipients().rev() {
            let below = sums.get(&of.body).copied().unwrap_or(Sum::NONE);
            let all = self.own_sum(briefing, of).plus(&below);
            if let Some(from) = &of.from {
                let above = sums.entry(from.clone()).or_insert(Sum::NONE);
                *above = above.plus(&all);
            }
            sums.insert(of.body.clone(), all);
        }
        sums
    }
}

/// Who has not stated, or not everything, with the days left; in the order in which they got it. Of a closed
/// briefing nobody owes anything.
pub fn owing(state: &State, briefing: &Briefing, now: Millis) -> Vec<Owing> {
    let Ok(rules) = state.rules_at(now) else { return Vec::new() };
    if briefing.ended.is_some() {
        return Vec::new();
    }
    let today = rules.local(now).day;
    let of = |of: &std::sync::Arc<Recipient>| {
        of.from.as_ref()?;
        let why = match of.last() {
            None => Why::NotStated,
            Some(stated) => Why::Incomplete(stated.figures.filter(|of| !of.is_complete())?),
        };
        let left = (of.due - today).get_days();
        Some(Owing { body: of.body.clone(), due: of.due, left, why })
    };
    briefing.recipients().filter_map(of).collect()
}
