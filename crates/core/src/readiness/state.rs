use super::Event;
use crate::{
    Date, Head,
    election::{self, AreaId, ElectionId},
    people::{self, BodyId, By, Charge, OfficerId},
    rules::Clock,
    units::UnitId,
};
use dienhong_journal::{Hash, Millis};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{collections::BTreeMap, fmt, sync::Arc};

/// Who owes a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owing {
    /// The election as a whole: who runs it in its unit.
    Whole,
    Constituency(u16),
    Unit(UnitId),
    Area(AreaId),
}

impl fmt::Display for Owing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owing::Whole => f.write_str("whole"),
            Owing::Constituency(number) => write!(f, "constituency/{number}"),
            Owing::Unit(unit) => write!(f, "unit/{unit}"),
            Owing::Area(area) => write!(f, "area/{area}"),
        }
    }
}

impl Owing {
    /// As it was written; none when it says nobody.
    pub fn read(text: &str) -> Option<Owing> {
        match text.split_once('/') {
            None => (text == "whole").then_some(Owing::Whole),
            Some(("constituency", number)) => number.parse().ok().map(Owing::Constituency),
            Some(("unit", unit)) => Some(Owing::Unit(unit.into())),
            Some(("area", area)) => Some(Owing::Area(area.into())),
            Some(_) => None,
        }
    }
}

/// What shows that a step was done: at least one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// A file that the node keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Evidence {
    pub fn is_empty(&self) -> bool {
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|t| t.trim().is_empty());
        blank(&self.document) && blank(&self.note) && self.blob.is_none()
    }
}

/// Somebody said that a step was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub at: Millis,
    pub by: By,
    pub on: Date,
    pub evidence: Evidence,
    /// When and why it was taken back.
    pub withdrawn: Option<(Millis, String)>,
}

/// What a member is in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    Head,
    DeputyHead,
    Secretary,
    Member,
}

impl Office {
    pub const ALL: [Office; 4] =
        [Office::Head, Office::DeputyHead, Office::Secretary, Office::Member];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Office::Head => "head",
            Office::DeputyHead => "deputy_head",
            Office::Secretary => "secretary",
            Office::Member => "member",
        }
    }
}

/// Who a member is: an officer of this node, or a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    Officer(OfficerId),
    Name(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: Person,
    pub office: Office,
    pub from: Date,
    pub replaces: Option<u16>,
    pub namesake: Option<String>,
    pub ended: Option<Ended>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub on: Date,
    pub reason: String,
}

impl Member {
    pub fn serves_on(&self, day: Date) -> bool {
        self.from <= day && self.ended.as_ref().is_none_or(|ended| day < ended.on)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    pub until: Clock,
    pub members: Vec<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    pub document: String,
    pub reason: String,
}

/// The members of a body and their shifts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staffing {
    /// All who ever were; the first has number 1.
    pub members: Vec<Member>,
    /// By day and beginning.
    pub shifts: BTreeMap<(Date, Clock), Shift>,
    /// The decision that allows another size.
    pub explained: Option<Explained>,
}

impl Staffing {
    pub fn member(&self, number: u16) -> Option<&Member> {
        self.members.get(usize::from(number).checked_sub(1)?)
    }

    /// Those who have not left, with their numbers.
    pub fn standing(&self) -> impl Iterator<Item = (u16, &Member)> {
        (1..).zip(&self.members).filter(|(_, member)| member.ended.is_none())
    }
}

/// What a body was formed for, as far as steps ask.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seat {
    Unit(UnitId),
    Constituency(ElectionId, u16),
    Area(AreaId),
}

/// One step of one election, owed by one.
type Key = (ElectionId, Owing, SmolStr);

/// What was done and who was named.
#[derive(Debug, Default, Clone)]
pub struct Readiness {
    steps: OrdMap<Key, Arc<Vec<Statement>>>,
    /// When the first body of a kind was formed there.
    formed: OrdMap<(Seat, SmolStr), Millis>,
    listed: OrdMap<(ElectionId, u16), Millis>,
    bodies: OrdMap<BodyId, Arc<Staffing>>,
}

impl Readiness {
    /// All that was said of a step, the latest last.
    pub fn statements(&self, election: &ElectionId, owing: &Owing, step: &str) -> &[Statement] {
        let key = (election.clone(), owing.clone(), SmolStr::new(step));
        self.steps.get(&key).map_or(&[], |all| all.as_slice())
    }

    /// What was said and not taken back.
    pub fn statement(
        &self,
        election: &ElectionId,
        owing: &Owing,
        step: &str,
    ) -> Option<&Statement> {
        self.statements(election, owing, step).last().filter(|last| last.withdrawn.is_none())
    }

    /// The members of a body, when any was ever named.
    pub fn staffing(&self, body: &BodyId) -> Option<&Arc<Staffing>> {
        self.bodies.get(body)
    }

    pub(super) fn formed(&self, seat: Seat, kind: &str) -> Option<Millis> {
        self.formed.get(&(seat, SmolStr::new(kind))).copied()
    }

    pub(super) fn listed(&self, election: &ElectionId, number: u16) -> Option<Millis> {
        self.listed.get(&(election.clone(), number)).copied()
    }

    /// Remembers when what other modules record showed a step: [`crate::rules::Shown`]. The first time
    /// counts; when a roll was stated, the area itself knows.
    pub(crate) fn see(&mut self, head: &Head, event: &crate::Event) {
        match event {
            crate::Event::People(people::Event::BodyFormed { body }) => {
                let seat = match (&body.charge, &body.unit) {
                    (Some(Charge::Area(area)), _) => Seat::Area(area.clone()),
                    (Some(Charge::Constituency { election, number }), _) => {
                        Seat::Constituency(election.clone(), *number)
                    }
                    (None, Some(unit)) => Seat::Unit(unit.clone()),
                    (None, None) => return,
                };
                self.formed.entry((seat, SmolStr::new(&body.kind))).or_insert(head.at);
            }
            crate::Event::Election(election::Event::ListAnnounced {
                election,
                constituency,
                ..
            }) => {
                self.listed.entry((election.clone(), *constituency)).or_insert(head.at);
            }
            _ => {}
        }
    }

    pub fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::StepDone { election, step, places, on, evidence } => {
                for owing in places {
                    let key = (election.clone(), owing.clone(), SmolStr::new(step));
                    Arc::make_mut(self.steps.entry(key).or_default()).push(Statement {
                        at: head.at,
                        by: head.by.clone(),
                        on: *on,
                        evidence: evidence.clone(),
                        withdrawn: None,
                    });
                }
            }
            Event::StepWithdrawn { election, step, owing, reason } => {
                let key = (election.clone(), owing.clone(), SmolStr::new(step));
                let last = self.steps.get_mut(&key).and_then(|all| Arc::make_mut(all).last_mut());
                if let Some(last) = last {
                    last.withdrawn = Some((head.at, reason.clone()));
                }
            }
            Event::MemberNamed { body, person, office, from, replaces, namesake, .. } => {
                self.staffed(body).members.push(Member {
                    person: person.clone(),
                    office: *office,
                    from: *from,
                    replaces: *replaces,
                    namesake: namesake.clone(),
                    ended: None,
                });
            }
            Event::MemberEnded { body, member, on, reason } => {
                let place = usize::from(*member).checked_sub(1);
                let members = &mut self.staffed(body).members;
                if let Some(member) = place.and_then(|place| members.get_mut(place)) {
                    member.ended = Some(Ended { on: *on, reason: reason.clone() });
                }
            }
            Event::ShiftSet { body, day, from, until, members } => {
                let shift = Shift { until: *until, members: members.clone() };
                self.staffed(body).shifts.insert((*day, *from), shift);
            }
            Event::SizeExplained { body, document, reason } => {
                let (document, reason) = (document.clone(), reason.clone());
                self.staffed(body).explained = Some(Explained { document, reason });
            }
        }
    }

    fn staffed(&mut self, body: &BodyId) -> &mut Staffing {
        Arc::make_mut(self.bodies.entry(body.clone()).or_default())
    }
}
