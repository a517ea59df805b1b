//! Why something may not be done: a stable code and the facts. Sentences live in the pack's words.

use std::collections::BTreeMap;

/// A refusal to act. `code` is stable, such as `count.unknown_kind`; `facts` name what it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} {facts:?}")]
pub struct Refusal {
    pub code: &'static str,
    pub facts: BTreeMap<&'static str, String>,
}

impl Refusal {
    pub fn new(code: &'static str) -> Refusal {
        Refusal { code, facts: BTreeMap::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl ToString) -> Refusal {
        self.facts.insert(name, fact.to_string());
        self
    }
}
