use super::Event;
use crate::{Date, Head, people::By, rules::Rules};
use dienhong_journal::{Hash, Millis};
use std::{collections::BTreeMap, sync::Arc};

/// How the journal began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    pub origin: String,
    pub name: String,
    pub simulated: bool,
}

#[derive(Debug, Default, Clone)]
pub struct Node {
    pub started: Option<Arc<Started>>,
    /// By first day; rules of the same day: the later adopted hold.
    adopted: Vec<Arc<Rules>>,
    /// Words and forms of the packs adopted, by path.
    pub files: BTreeMap<String, Hash>,
    /// Files whose rows were taken, in their order.
    pub imports: imbl::Vector<Arc<Imported>>,
}

/// A file whose rows were taken in one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub at: Millis,
    pub by: By,
    pub table: String,
    pub blob: Hash,
    pub rows: u32,
}

impl Node {
    pub fn simulated(&self) -> bool {
        self.started.as_ref().is_some_and(|started| started.simulated)
    }

    pub fn rules(&self) -> impl Iterator<Item = &Arc<Rules>> {
        self.adopted.iter()
    }

    /// The rules that hold on `day`.
    pub fn rules_on(&self, day: Date) -> Option<&Arc<Rules>> {
        self.adopted.iter().rev().find(|rules| rules.valid_from <= day)
    }

    /// The rules that hold at the instant `at`, by their own legal clock.
    pub fn rules_at(&self, at: Millis) -> Option<&Arc<Rules>> {
        self.adopted.iter().rev().find(|rules| rules.valid_from <= rules.local(at).day)
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::Started { origin, name, simulated } => {
                let (origin, name) = (origin.clone(), name.clone());
                self.started = Some(Arc::new(Started { origin, name, simulated: *simulated }));
            }
            Event::Adopted { rules, files } => {
                self.adopted.push(Arc::new((**rules).clone()));
                self.adopted.sort_by_key(|rules| rules.valid_from);
                self.files.extend(files.clone());
            }
            Event::FileImported { table, blob, rows } => {
                let (at, by, table) = (head.at, head.by.clone(), table.clone());
                let imported = Imported { at, by, table, blob: *blob, rows: *rows };
                self.imports.push_back(Arc::new(imported));
            }
        }
    }
}
