use super::{Fields, Subject};
use dienhong_core::State;
use std::collections::HashMap;

/// Figures of one state by path. What was computed once for a subject is kept.
pub struct Lookup<'a> {
    state: &'a State,
    known: HashMap<String, Option<Fields>>,
}

impl<'a> Lookup<'a> {
    pub fn new(state: &'a State) -> Lookup<'a> {
        Lookup { state, known: HashMap::new() }
    }

    /// The figure at `path`. None: there is none.
    pub fn figure(&mut self, path: &str) -> Option<String> {
        if path.starts_with("confidence/") {
            return super::confidence::figure(self.state, path);
        }
        let (subject, field) = path.rsplit_once('/')?;
        if !self.known.contains_key(subject) {
            let found = Subject::find(self.state, subject);
            let fields = found.map(|found| found.fields(self.state));
            self.known.insert(subject.to_owned(), fields);
        }
        let fields = self.known.get(subject)?.as_ref()?;
        fields.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    }
}
