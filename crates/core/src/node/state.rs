use super::Event;
use crate::{Date, Head, people::By, rules::Rules};
use dienhong_journal::{Hash, Millis};
use serde::{Deserialize, Serialize};
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
    keys: imbl::Vector<Arc<Key>>,
    witnesses: imbl::Vector<Arc<Witness>>,
    program: Option<Arc<Program>>,
    rehearsal: Option<Arc<RehearsalOf>>,
}

/// The last part of a rehearsal's name: who follows logs knows by it that there is nothing to follow.
pub const PRACTICE: &str = "dien-tap";

/// Whether a log of this name is a rehearsal.
pub fn is_practice(origin: &str) -> bool {
    origin.split('/').any(|part| part == PRACTICE)
}

/// The node whose set-up is practised on, as its journal was when it was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalOf {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

/// Why a key signs from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyChange {
    /// The journal had none before.
    First,
    /// As planned; nothing happened to the one before.
    Rotated,
    /// The one before cannot be used any more.
    Lost,
    /// The one before may be in other hands: what it signed since then proves nothing by itself.
    Stolen,
}

impl KeyChange {
    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            KeyChange::First => "first",
            KeyChange::Rotated => "rotated",
            KeyChange::Lost => "lost",
            KeyChange::Stolen => "stolen",
        }
    }
}

/// A key that signs checkpoints from its record on, until the next is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// A C2SP verifier key: `name+id+base64`.
    pub key: String,
    pub why: KeyChange,
    /// Of the key before it.
    pub stolen_since: Option<Millis>,
    pub at: Millis,
}

/// Somebody else who cosigns what this node has shown him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// A C2SP cosignature key: `name+id+base64`.
    pub key: String,
    pub operator: String,
    pub url: String,
    pub at: Millis,
}

/// The verifier that citizens are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub version: String,
    pub verifier: Hash,
    pub at: Millis,
}

/// A file whose rows were taken in one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub at: Millis,
    pub by: By,
    pub table: String,
    pub blob: Hash,
    pub rows: u32,
    /// Cells that the file did not say.
    pub mended: u32,
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

    /// Every key that ever signed, oldest first.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Arc<Key>> {
        self.keys.iter()
    }

    /// The key in force. None: a journal older than such records.
    pub fn key(&self) -> Option<&Arc<Key>> {
        self.keys.last()
    }

    /// The witnesses in force.
    pub fn witnesses(&self) -> impl Iterator<Item = &Arc<Witness>> {
        self.witnesses.iter()
    }

    /// A witness in force.
    pub fn witness(&self, key: &str) -> Option<&Arc<Witness>> {
        self.witnesses().find(|witness| witness.key == key)
    }

    /// Whose set-up this node practises on. None: it is no rehearsal.
    pub fn rehearsal(&self) -> Option<&Arc<RehearsalOf>> {
        self.rehearsal.as_ref()
    }

    /// The program in force.
    pub fn program(&self) -> Option<&Arc<Program>> {
        self.program.as_ref()
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
            Event::FileImported { table, blob, rows, mended } => {
                let (at, by, table) = (head.at, head.by.clone(), table.clone());
                let imported =
                    Imported { at, by, table, blob: *blob, rows: *rows, mended: *mended };
                self.imports.push_back(Arc::new(imported));
            }
            Event::KeyNamed { key, why, stolen_since } => {
                let (at, key) = (head.at, key.clone());
                let named = Key { key, why: *why, stolen_since: *stolen_since, at };
                self.keys.push_back(Arc::new(named));
            }
            Event::WitnessNamed { key, operator, url } => {
                let (key, operator, url) = (key.clone(), operator.clone(), url.clone());
                let named = Witness { key, operator, url, at: head.at };
                self.witnesses.push_back(Arc::new(named));
            }
            Event::RehearsalBegun { of, size, root } => {
                let (origin, size, root) = (of.clone(), *size, *root);
                self.rehearsal = Some(Arc::new(RehearsalOf { origin, size, root }));
            }
            Event::WitnessEnded { key, .. } => self.witnesses.retain(|w| w.key != *key),
            Event::ProgramPublished { version, verifier } => {
                let version = version.clone();
                let published = Program { version, verifier: *verifier, at: head.at };
                self.program = Some(Arc::new(published));
            }
        }
    }
}
