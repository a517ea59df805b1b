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

/// A refusal with nothing to add.
pub(crate) fn refuse<T>(code: &'static str) -> Result<T, Refusal> {
    Err(Refusal::new(code))
}

/// Refuses a text that says nothing.
pub(crate) fn said(code: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { refuse(code) } else { Ok(()) }
}
