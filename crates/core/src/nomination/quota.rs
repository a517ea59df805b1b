use crate::{
    count::Count,
    election::Candidate,
    rules::{ListRule, QuotaRule, Trait},
};

/// How a list stands against a share that the law asks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota<'a> {
    pub rule: &'a QuotaRule,
    pub part: Count,
    pub whole: Count,
    /// Of whom it is not said: they are in the whole and not in the part.
    pub unknown: Count,
}

impl Quota<'_> {
    /// Whether the share is reached: exactly it is enough. Nobody listed reaches nothing.
    pub fn is_met(&self) -> bool {
        !self.whole.is_zero() && !self.rule.at_least.missed_by(self.part, self.whole)
    }
}

/// The shares of all who are on a list, never of those who are elected.
pub fn quotas<'a, 'c>(
    rule: &'a ListRule,
    listed: impl Iterator<Item = &'c Candidate> + Clone,
) -> Vec<Quota<'a>> {
    let count = |n: usize| Count::try_from(n as u64).unwrap_or_default();
    let of = |rule: &'a QuotaRule| {
        let said = listed.clone().map(|candidate| has(&rule.of, candidate));
        let part = said.clone().filter(|said| *said == Some(true)).count();
        let unknown = said.clone().filter(Option::is_none).count();
        Quota { rule, part: count(part), whole: count(said.count()), unknown: count(unknown) }
    };
    rule.quotas.iter().map(of).collect()
}

/// None: it is not said.
fn has(of: &Trait, candidate: &Candidate) -> Option<bool> {
    match of {
        Trait::Sex(sex) => candidate.sex.map(|own| own == *sex),
        Trait::Other { field, than } => {
            let said = candidate.biography.get(field)?.trim();
            let same = |name: &String| name.to_lowercase() == said.to_lowercase();
            (!said.is_empty()).then(|| !than.iter().any(same))
        }
    }
}
