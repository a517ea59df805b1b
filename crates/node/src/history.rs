use dienhong_core::{
    Event, Head,
    election::{self, AreaId, ElectionId},
    people::{self, BodyId, By, OfficerId},
    units::{self, UnitId},
};
use imbl::{HashMap, Vector};

/// What a record is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    Node,
    Unit(UnitId),
    Body(BodyId),
    Officer(OfficerId),
    Election(ElectionId),
    Constituency(ElectionId, u16),
    Area(AreaId),
    Minutes(ElectionId, AreaId),
}

/// Which records are about what. An index: the records themselves stay in the store.
#[derive(Debug, Default, Clone)]
pub struct History {
    records: HashMap<Subject, Vector<u64>>,
}

impl History {
    /// The numbers of the records about `subject`, oldest first.
    pub fn of(&self, subject: &Subject) -> impl DoubleEndedIterator<Item = u64> + '_ {
        self.records.get(subject).into_iter().flatten().copied()
    }

    pub(crate) fn take(&mut self, seq: u64, head: &Head, event: &Event) {
        for subject in subjects(head, event) {
            self.records.entry(subject).or_default().push_back(seq);
        }
    }
}

fn subjects(head: &Head, event: &Event) -> Vec<Subject> {
    let mut subjects = about(event);
    if let By::Officer(officer) = &head.by {
        subjects.push(Subject::Officer(officer.clone()));
    }
    subjects
}

fn about(event: &Event) -> Vec<Subject> {
    use election::Event as E;
    match event {
        Event::Node(_) => vec![Subject::Node],
        Event::Unit(units::Event::Registered { unit }) => vec![Subject::Unit(unit.id.clone())],
        Event::Unit(units::Event::Closed { unit, .. }) => vec![Subject::Unit(unit.clone())],
        Event::People(people::Event::BodyFormed { body }) => vec![Subject::Body(body.id.clone())],
        Event::People(people::Event::OfficerRegistered { officer }) => {
            vec![Subject::Officer(officer.id.clone())]
        }
        Event::People(
            people::Event::RoleGranted { officer, body, .. }
            | people::Event::RoleEnded { officer, body, .. },
        ) => vec![Subject::Body(body.clone()), Subject::Officer(officer.clone())],
        Event::Tally(event) => {
            let (election, area) = event.minutes();
            vec![Subject::Minutes(election.clone(), area.clone())]
        }
        Event::Election(event) => match event {
            E::Called { election, .. }
            | E::PollEnded { election }
            | E::ResultAnnounced { election, .. } => vec![Subject::Election(election.clone())],
            E::ConstituencySet { election, constituency, .. }
            | E::CandidateListed { election, constituency, .. }
            | E::ListAnnounced { election, constituency, .. }
            | E::CandidateWithdrawn { election, constituency, .. }
            | E::ResultRecorded { election, constituency, .. }
            | E::TieDecided { election, constituency, .. }
            | E::StatusConfirmed { election, constituency, .. } => {
                vec![Subject::Constituency(election.clone(), *constituency)]
            }
            E::AreaSet { area, unit, .. } => {
                vec![Subject::Area(area.clone()), Subject::Unit(unit.clone())]
            }
            E::AreaAssigned { area, .. }
            | E::RollStated { area, .. }
            | E::AreaOpened { area, .. }
            | E::AreaClosed { area, .. } => vec![Subject::Area(area.clone())],
            E::TurnoutReported { unit, .. } => vec![Subject::Unit(unit.clone())],
            E::AreaAnnulled { election, area, .. } => {
                vec![Subject::Minutes(election.clone(), area.clone()), Subject::Area(area.clone())]
            }
        },
    }
}
