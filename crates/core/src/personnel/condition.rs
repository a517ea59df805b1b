//! What is looked at before somebody is appointed, as facts: what the rule asks, what the file says, and whether
//! the one meets the other. No sum is made of them, and nobody is compared with anybody.

use super::{ListId, Person};
use crate::{Date, State};
use dienhong_journal::Millis;
use std::collections::BTreeMap;

/// One thing that is looked at. The pack's words say it with these facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub id: &'static str,
    /// None: a fact of which no rule asks anything here.
    pub met: Option<bool>,
    pub facts: BTreeMap<&'static str, String>,
    pub article: Option<String>,
}

impl State {
    /// What the file of somebody says for a post on a day. `list`: where they would have to be planned.
    pub fn conditions(
        &self,
        person: &Person,
        post: &str,
        list: Option<&ListId>,
        on: Date,
        at: Millis,
    ) -> Vec<Condition> {
        let Some(rules) = self.personnel_rules(at) else { return Vec::new() };
        let about = &person.about;
        let mut all = Vec::new();
        let mut add = |id, met, facts: &[(&'static str, String)], article: Option<&String>| {
            let facts = facts.iter().cloned().collect();
            all.push(Condition { id, met, facts, article: article.cloned() });
        };
        add("age", None, &[("years", years(about.born, on).to_string())], None);
        let term = i64::from(rules.term_years.most);
        let ends = on.saturating_add(jiff::Span::new().years(term));
        if let Some(retires) = rules.retirement.day(about.born, about.sex) {
            let facts = [("ends", ends.to_string()), ("retires", retires.to_string())];
            add("full_term", Some(ends <= retires), &facts, Some(&rules.retirement.source.article));
        }
        let (held, most) = (person.terms(post), usize::from(rules.most_terms.most));
        let facts = [("held", held.to_string()), ("most", most.to_string())];
        add("terms", Some(held < most), &facts, Some(&rules.most_terms.source.article));
        if let Some(list) = list {
            let stands = self.personnel.list(list).is_some_and(|of| of.people.contains(&person.id));
            add("planned", Some(stands), &[], None);
        }
        match person.disciplined_on(on) {
            None => add("discipline", Some(true), &[], None),
            Some(of) => {
                let facts =
                    [("measure", of.measure.clone()), ("document", of.document.number.clone())];
                add("discipline", Some(false), &facts, None);
            }
        }
        all
    }
}

/// Whole years of life on a day.
fn years(born: Date, on: Date) -> i16 {
    let birthday = (on.month(), on.day()) >= (born.month(), born.day());
    on.year().saturating_sub(born.year()).saturating_sub(i16::from(!birthday))
}
