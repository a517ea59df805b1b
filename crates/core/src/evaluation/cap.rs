use super::{CapBase, CapRule, Cycle, Organ, Person, PersonId, Rated, Rating};
use crate::count::Count;
use std::collections::BTreeMap;

/// How an office, or a group of similar duties in it, stands against the cap on the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapLine {
    /// None: the whole office.
    pub group: Option<String>,
    pub people: Count,
    pub rated: Rated,
    /// The number over which the cap is taken, and how many it allows.
    pub base: Count,
    pub most: Count,
    /// How many are excellent beyond it.
    pub excess: Count,
}

impl CapLine {
    fn of(
        rule: &CapRule,
        base: CapBase,
        group: Option<&str>,
        ratings: &[Option<Rating>],
    ) -> CapLine {
        let count = |wanted: Rating| {
            let of = ratings.iter().filter(|rating| **rating == Some(wanted));
            Count::try_from(of.count() as u64).unwrap_or_default()
        };
        let rated = Rated { good: count(Rating::Good), excellent: count(Rating::Excellent) };
        let most = rule.most_by(rated, base);
        let excess = rated.excellent.get().saturating_sub(most.get());
        CapLine {
            group: group.map(str::to_owned),
            people: Count::try_from(ratings.len() as u64).unwrap_or_default(),
            rated,
            base: rated.over(base),
            most,
            excess: Count::try_from(excess).unwrap_or_default(),
        }
    }

    /// Nobody can be excellent, although somebody is good: who decides should know.
    pub fn allows_nobody(&self) -> bool {
        self.most.is_zero() && !self.rated.good.is_zero()
    }
}

impl Cycle {
    /// The lines of an office: the whole first, then each group. `base`: over which number; `other`: ratings as
    /// they would be, what if.
    pub fn caps(
        &self,
        rule: &CapRule,
        base: CapBase,
        organ: &Organ,
        other: &BTreeMap<PersonId, Option<Rating>>,
    ) -> Vec<CapLine> {
        let rule = &rule.of(organ);
        let rating = |person: &Person| match other.get(&person.id) {
            Some(rating) => *rating,
            None => person.rating(),
        };
        let mut groups: BTreeMap<&str, Vec<Option<Rating>>> = BTreeMap::new();
        let mut whole = Vec::new();
        for person in self.people_of(&organ.id) {
            let rating = rating(person);
            whole.push(rating);
            groups.entry(&person.group).or_default().push(rating);
        }
        let mut lines = vec![CapLine::of(rule, base, None, &whole)];
        lines.extend(groups.iter().map(|(name, all)| CapLine::of(rule, base, Some(name), all)));
        lines
    }
}
