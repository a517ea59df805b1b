use dienhong_core::{
    Event,
    election::{self, AreaId, ElectionId},
    units::{self, UnitId},
};
use imbl::HashMap;
use std::sync::Arc;

/// What a record is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    Unit(UnitId),
    Election(ElectionId),
    Constituency(ElectionId, u16),
    Area(AreaId),
    Minutes(ElectionId, AreaId),
}

/// Which records are about what. An index: the records themselves stay in the store.
#[derive(Debug, Default, Clone)]
pub struct History {
    /// Few for each: short lists that are copied when one grows cost less than trees.
    records: HashMap<Subject, Arc<Vec<u64>>>,
}

impl History {
    /// The numbers of the records about `subject`, oldest first.
    pub fn of(&self, subject: &Subject) -> impl DoubleEndedIterator<Item = u64> + '_ {
        self.records.get(subject).into_iter().flat_map(|all| all.iter()).copied()
    }

    pub(crate) fn take(&mut self, seq: u64, event: &Event) {
        for subject in about(event) {
            let all = Arc::make_mut(self.records.entry(subject).or_default());
            // When a journal is replayed, closed records come after the open ones.
            let at = all.partition_point(|&known| known < seq);
            all.insert(at, seq);
        }
    }
}

fn about(event: &Event) -> Vec<Subject> {
    use election::Event as E;
    match event {
        Event::Node(_) | Event::People(_) => Vec::new(),
        Event::Unit(units::Event::Registered { unit }) => vec![Subject::Unit(unit.id.clone())],
        Event::Unit(units::Event::Closed { unit, .. }) => vec![Subject::Unit(unit.clone())],
        Event::Tally(event) => {
            let of =
                |election: &ElectionId| Subject::Minutes(election.clone(), event.area().clone());
            event.elections().map(of).collect()
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
