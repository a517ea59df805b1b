use super::Event;
use crate::{
    Date, Head,
    count::Count,
    election::{Candidate, ElectionId},
    ids::id,
    people::By,
    units::UnitId,
};
use dienhong_journal::{Hash, Millis};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

id! {
    /// One who is proposed in one election. It says nothing about the person.
    PersonId
}

/// Who proposes somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposer {
    SelfNominated,
    /// The body that introduces.
    Introduced(String),
}

/// What one body shall introduce.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub body: String,
    pub introduces: Count,
    /// Of these at least.
    pub women: Count,
    pub minority: Count,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    pub at: Millis,
    pub parts: Vec<Part>,
    pub document: String,
    pub reason: Option<String>,
}

/// What a consultation round said of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voted {
    pub person: PersonId,
    pub agree: Count,
    pub against: Count,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub at: Millis,
    pub on: Date,
    pub present: Count,
    pub figures: Vec<Voted>,
    pub document: String,
    pub minutes: Option<Hash>,
    pub reason: Option<String>,
}

/// Where voters met about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingPlace {
    Residence,
    Work,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    pub place: MeetingPlace,
    pub unit: UnitId,
    pub on: Date,
    pub present: Count,
    pub agree: Count,
    pub against: Count,
    pub document: String,
    pub minutes: Option<Hash>,
}

/// What kind of objection it is: each has a procedure of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Complaint,
    Denunciation,
    /// Something in the dossier is to be looked at.
    Verification,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    pub about: About,
    pub received: Date,
    /// When, by which document, and whether it was found to be right.
    pub answered: Option<(Date, String, bool)>,
}

/// One who is proposed, and all that happened to the proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nominee {
    pub id: PersonId,
    pub at: Millis,
    pub candidate: Arc<Candidate>,
    pub by: Proposer,
    pub meetings: Vec<Meeting>,
    pub objections: Vec<Objection>,
    /// Document and reason.
    pub withdrawn: Option<(String, String)>,
    pub constituency: Option<u16>,
}

/// One change of a list, for whoever looked at it before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub by: By,
    /// The kind of the record.
    pub kind: &'static str,
    pub person: Option<PersonId>,
}

/// The nomination of one election.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Every version, the latest last.
    pub structures: Vec<Arc<Structure>>,
    pub people: OrdMap<PersonId, Arc<Nominee>>,
    /// By round, every version, the latest last.
    pub rounds: BTreeMap<u16, Vec<Arc<Round>>>,
    pub changes: Vector<Change>,
}

impl List {
    pub fn person(&self, id: &PersonId) -> Option<&Arc<Nominee>> {
        self.people.get(id)
    }

    pub fn round(&self, round: u16) -> Option<&Arc<Round>> {
        self.rounds.get(&round)?.last()
    }

    /// Those who have not withdrawn.
    pub fn standing(&self) -> impl Iterator<Item = &Arc<Nominee>> {
        self.people.values().filter(|nominee| nominee.withdrawn.is_none())
    }

    /// Those who shall stand in a constituency.
    pub fn of_constituency(&self, number: u16) -> impl Iterator<Item = &Arc<Nominee>> {
        self.standing().filter(move |nominee| nominee.constituency == Some(number))
    }

    /// How often it has changed: who changes it says how far he looked.
    pub fn version(&self) -> usize {
        self.changes.len()
    }
}

/// The nominations of all elections.
#[derive(Debug, Default, Clone)]
pub struct Nominations(OrdMap<ElectionId, Arc<List>>);

impl Nominations {
    pub fn of(&self, election: &ElectionId) -> Option<&Arc<List>> {
        self.0.get(election)
    }

    pub fn apply(&mut self, head: &Head, event: &Event) {
        let list = Arc::make_mut(self.0.entry(event.election().clone()).or_default());
        let person = match event {
            Event::StructureSet { .. } | Event::RoundHeld { .. } => None,
            Event::Proposed { person, .. }
            | Event::MeetingHeld { person, .. }
            | Event::ObjectionRecorded { person, .. }
            | Event::ObjectionAnswered { person, .. }
            | Event::Withdrawn { person, .. }
            | Event::Assigned { person, .. } => Some(person.clone()),
        };
        let (by, kind) = (head.by.clone(), event.kind());
        list.changes.push_back(Change { by, kind, person });
        match event {
            Event::StructureSet { parts, document, reason, .. } => {
                list.structures.push(Arc::new(Structure {
                    at: head.at,
                    parts: parts.clone(),
                    document: document.clone(),
                    reason: reason.clone(),
                }));
            }
            Event::Proposed { person, candidate, by, .. } => {
                // What is proposed twice was not lawful: the first stays.
                list.people.entry(person.clone()).or_insert_with(|| {
                    Arc::new(Nominee {
                        id: person.clone(),
                        at: head.at,
                        candidate: Arc::new((**candidate).clone()),
                        by: by.clone(),
                        meetings: Vec::new(),
                        objections: Vec::new(),
                        withdrawn: None,
                        constituency: None,
                    })
                });
            }
            Event::RoundHeld { round, on, present, figures, document, minutes, reason, .. } => {
                list.rounds.entry(*round).or_default().push(Arc::new(Round {
                    at: head.at,
                    on: *on,
                    present: *present,
                    figures: figures.clone(),
                    document: document.clone(),
                    minutes: *minutes,
                    reason: reason.clone(),
                }));
            }
            Event::MeetingHeld {
                person,
                place,
                unit,
                on,
                present,
                agree,
                against,
                document,
                minutes,
                ..
            } => {
                let meeting = Meeting {
                    place: *place,
                    unit: unit.clone(),
                    on: *on,
                    present: *present,
                    agree: *agree,
                    against: *against,
                    document: document.clone(),
                    minutes: *minutes,
                };
                change(list, person, |nominee| nominee.meetings.push(meeting));
            }
            Event::ObjectionRecorded { person, about, received, .. } => {
                let objection = Objection { about: *about, received: *received, answered: None };
                change(list, person, |nominee| nominee.objections.push(objection));
            }
            Event::ObjectionAnswered { person, objection, on, document, upheld, .. } => {
                let answer = (*on, document.clone(), *upheld);
                change(list, person, |nominee| {
                    let place = usize::from(*objection).checked_sub(1);
                    if let Some(one) = place.and_then(|place| nominee.objections.get_mut(place)) {
                        one.answered = Some(answer);
                    }
                });
            }
            Event::Withdrawn { person, document, reason, .. } => {
                let withdrawn = Some((document.clone(), reason.clone()));
                change(list, person, |nominee| nominee.withdrawn = withdrawn);
            }
            Event::Assigned { person, constituency, .. } => {
                change(list, person, |nominee| nominee.constituency = Some(*constituency));
            }
        }
    }
}

fn change(list: &mut List, person: &PersonId, change: impl FnOnce(&mut Nominee)) {
    if let Some(nominee) = list.people.get_mut(person) {
        change(Arc::make_mut(nominee));
    }
}
