use super::Event;
use crate::{
    Head,
    code::Code,
    election::{AreaId, ElectionId},
    people::By,
};
use dienhong_journal::{Hash, Millis, Opening, Seal};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Words for all, or under a seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    Public(String),
    Sealed(Seal),
}

/// A photograph. It stays with the node; its hash is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    pub blob: Hash,
    pub media: String,
    pub bytes: u64,
}

/// What an objection is about. Chosen, so that the list tells something while the words are sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The order of opening, voting, sealing or counting.
    Procedure,
    /// Somebody could see or press how one votes.
    Secrecy,
    /// Whether a ballot counts, and for whom.
    Ballot,
    /// What was written down is not what was counted.
    Figures,
    /// The observer was kept from seeing.
    Access,
    Other,
}

impl Ground {
    pub const ALL: [Ground; 6] = [
        Ground::Procedure,
        Ground::Secrecy,
        Ground::Ballot,
        Ground::Figures,
        Ground::Access,
        Ground::Other,
    ];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Ground::Procedure => "procedure",
            Ground::Secrecy => "secrecy",
            Ground::Ballot => "ballot",
            Ground::Figures => "figures",
            Ground::Access => "access",
            Ground::Other => "other",
        }
    }
}

/// Somebody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub at: Millis,
    pub by: By,
    pub words: Words,
    /// What was sealed and has been laid open since.
    pub opened: Option<String>,
}

impl Said {
    fn new(head: &Head, words: &Words) -> Said {
        Said { at: head.at, by: head.by.clone(), words: words.clone(), opened: None }
    }

    /// As all may read it.
    pub fn public(&self) -> Option<&str> {
        match &self.words {
            Words::Public(text) => Some(text),
            Words::Sealed(_) => self.opened.as_deref(),
        }
    }

    /// The seal that nobody has opened yet.
    pub fn sealed(&self) -> Option<&Seal> {
        match &self.words {
            Words::Sealed(seal) if self.opened.is_none() => Some(seal),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: Code,
    pub area: AreaId,
    pub election: Option<ElectionId>,
    pub happened: Millis,
    pub said: Said,
    pub photos: Vec<Photo>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub said: Said,
    pub document: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    pub id: Code,
    pub area: AreaId,
    pub election: ElectionId,
    pub ground: Ground,
    pub said: Said,
    pub answer: Option<Answer>,
}

/// All notes and objections.
#[derive(Debug, Default, Clone)]
pub struct Observations {
    notes: OrdMap<Code, Arc<Note>>,
    objections: OrdMap<Code, Arc<Objection>>,
    /// The codes of each area, oldest first.
    by_area: OrdMap<AreaId, Vector<Code>>,
}

impl Observations {
    pub fn note(&self, code: &Code) -> Option<&Arc<Note>> {
        self.notes.get(code)
    }

    pub fn objection(&self, code: &Code) -> Option<&Arc<Objection>> {
        self.objections.get(code)
    }

    pub fn notes(&self) -> impl Iterator<Item = &Arc<Note>> {
        self.notes.values()
    }

    pub fn objections(&self) -> impl Iterator<Item = &Arc<Objection>> {
        self.objections.values()
    }

    pub fn notes_of(&self, area: &AreaId) -> impl Iterator<Item = &Arc<Note>> {
        self.codes(area).filter_map(|code| self.note(code))
    }

    pub fn objections_of(&self, area: &AreaId) -> impl Iterator<Item = &Arc<Objection>> {
        self.codes(area).filter_map(|code| self.objection(code))
    }

    fn codes(&self, area: &AreaId) -> impl Iterator<Item = &Code> {
        self.by_area.get(area).into_iter().flatten()
    }

    /// The words of an area under this seal that nobody has opened yet.
    pub(super) fn under(&self, area: &AreaId, opening: &Opening<String>) -> Option<&Said> {
        let notes = self.notes_of(area).map(|note| &note.said);
        let objections = self.objections_of(area);
        let spoken = objections
            .flat_map(|known| [Some(&known.said), known.answer.as_ref().map(|given| &given.said)]);
        let mut all = notes.chain(spoken.flatten());
        let seal = opening.seal().ok()?;
        all.find(|said| said.sealed() == Some(&seal))
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::Noted { note, area, election, happened, text, photos } => {
                let noted = Note {
                    id: note.clone(),
                    area: area.clone(),
                    election: election.clone(),
                    happened: *happened,
                    said: Said::new(head, text),
                    photos: photos.clone(),
                };
                self.by_area.entry(area.clone()).or_default().push_back(note.clone());
                self.notes.insert(note.clone(), Arc::new(noted));
            }
            Event::Objected { objection, area, election, ground, text } => {
                let objected = Objection {
                    id: objection.clone(),
                    area: area.clone(),
                    election: election.clone(),
                    ground: *ground,
                    said: Said::new(head, text),
                    answer: None,
                };
                self.by_area.entry(area.clone()).or_default().push_back(objection.clone());
                self.objections.insert(objection.clone(), Arc::new(objected));
            }
            Event::Answered { objection, document, text } => {
                if let Some(known) = self.objections.get_mut(objection) {
                    let (said, document) = (Said::new(head, text), document.clone());
                    Arc::make_mut(known).answer = Some(Answer { said, document });
                }
            }
            Event::Opened { area, opening } => self.open(area, opening),
        }
    }

    fn open(&mut self, area: &AreaId, opening: &Opening<String>) {
        let Ok(seal) = opening.seal() else { return };
        let open = |said: &mut Said| {
            if said.sealed() == Some(&seal) {
                said.opened = Some(opening.value.clone());
            }
        };
        for code in self.by_area.get(area).cloned().into_iter().flatten() {
            if let Some(note) = self.notes.get_mut(&code) {
                open(&mut Arc::make_mut(note).said);
            }
            if let Some(objection) = self.objections.get_mut(&code) {
                let objection = Arc::make_mut(objection);
                open(&mut objection.said);
                if let Some(answer) = &mut objection.answer {
                    open(&mut answer.said);
                }
            }
        }
    }
}
