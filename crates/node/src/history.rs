use dienhong_core::{
    Event,
    assembly::MeetingId,
    briefing::BriefingId,
    code::Code,
    complaint,
    confidence::RoundId,
    election::{self, AreaId, ElectionId},
    evaluation::CycleId,
    grouping,
    motion::MotionId,
    observation,
    programme::{ProgrammeId, TaskId},
    report,
    units::{self, UnitId},
    vote::{self, VoteId},
};
use imbl::{HashMap, Vector};
use std::sync::Arc;

/// What a record is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    Unit(UnitId),
    Election(ElectionId),
    Constituency(ElectionId, u16),
    Area(AreaId),
    Minutes(ElectionId, AreaId),
    /// A complaint, a note or an objection.
    Code(Code),
    Vote(VoteId),
    /// What is public of an evaluation.
    Evaluation(CycleId),
    Round(RoundId),
    /// What is public of a meeting, or closed: who may read a record decides.
    Meeting(MeetingId),
    /// Of a programme itself: records of its tasks are about the task.
    Programme(ProgrammeId),
    Task(TaskId),
    /// A briefing whose records are public.
    Briefing(BriefingId),
    /// A round of periodic reports.
    Reports(report::RoundId),
    Motion(MotionId),
}

/// Which records are about what. An index: the records themselves stay in the store.
#[derive(Debug, Default, Clone)]
pub struct History {
    /// Few for each: short lists that are copied when one grows cost less than trees.
    records: HashMap<Subject, Arc<Vec<u64>>>,
    /// The records of each unit; under none, those that concern all.
    units: HashMap<Option<UnitId>, Vector<u64>>,
}

impl History {
    /// The numbers of the records about `subject`, oldest first.
    pub fn of(&self, subject: &Subject) -> impl DoubleEndedIterator<Item = u64> + '_ {
        self.records.get(subject).into_iter().flat_map(|all| all.iter()).copied()
    }

    /// The numbers of a unit's own records, rising; without a unit, of those that concern all.
    pub fn of_unit(&self, unit: Option<&UnitId>) -> impl DoubleEndedIterator<Item = u64> + '_ {
        self.units.get(&unit.cloned()).into_iter().flatten().copied()
    }

    /// The units that have records of their own, and none for what concerns all.
    pub fn units(&self) -> impl Iterator<Item = Option<&UnitId>> {
        self.units.keys().map(Option::as_ref)
    }

    pub(crate) fn take(&mut self, seq: u64, unit: Option<&UnitId>, event: &Event) {
        let own = self.units.entry(unit.cloned()).or_default();
        match own.back() {
            // When a journal is replayed, closed records come after the open ones.
            Some(last) if *last > seq => own.insert_ord(seq),
            _ => own.push_back(seq),
        }
        for subject in about(event) {
            let all = Arc::make_mut(self.records.entry(subject).or_default());
            let at = all.partition_point(|&known| known < seq);
            all.insert(at, seq);
        }
    }
}

fn about(event: &Event) -> Vec<Subject> {
    use election::Event as E;
    match event {
        Event::Node(_)
        | Event::People(_)
        | Event::Readiness(_)
        | Event::Nomination(_)
        | Event::Evidence(_)
        | Event::Personnel(_)
        | Event::Congress(_) => Vec::new(),
        Event::Assembly(event) => vec![Subject::Meeting(event.meeting().clone())],
        // What is closed is told nowhere.
        Event::Evaluation(event) if event.is_closed() => Vec::new(),
        Event::Evaluation(event) => vec![Subject::Evaluation(event.cycle().clone())],
        Event::Unit(units::Event::Registered { unit }) => vec![Subject::Unit(unit.id.clone())],
        Event::Unit(units::Event::Closed { unit, .. }) => vec![Subject::Unit(unit.clone())],
        Event::Complaint(event) => {
            let own = Subject::Code(event.complaint().clone());
            let complaint::Event::Received { subject, .. } = event else { return vec![own] };
            let about = match subject {
                complaint::Subject::Roll { area } => Subject::Area(area.clone()),
                complaint::Subject::Count { election, area } => {
                    Subject::Minutes(election.clone(), area.clone())
                }
                complaint::Subject::Candidate { election, constituency, .. }
                | complaint::Subject::Result { election, constituency } => {
                    Subject::Constituency(election.clone(), *constituency)
                }
            };
            vec![own, about]
        }
        Event::Observation(event) => match event {
            observation::Event::Noted { note, area, .. } => {
                vec![Subject::Code(note.clone()), Subject::Area(area.clone())]
            }
            observation::Event::Objected { objection, election, area, .. } => {
                vec![
                    Subject::Code(objection.clone()),
                    Subject::Minutes(election.clone(), area.clone()),
                ]
            }
            observation::Event::Answered { objection, .. } => {
                vec![Subject::Code(objection.clone())]
            }
            observation::Event::Opened { area, .. } => vec![Subject::Area(area.clone())],
        },
        // Ballots have a list of their own, and are many.
        Event::Vote(vote::Event::BallotCast { .. }) => Vec::new(),
        Event::Vote(event) => vec![Subject::Vote(event.vote().clone())],
        Event::Grouping(event) => {
            let of = |area: &AreaId| Subject::Minutes(event.election().clone(), area.clone());
            let areas = match event {
                grouping::Event::Formed { areas, .. } => areas.iter().map(of).collect(),
                grouping::Event::Published { sealed, .. } => sealed.keys().map(of).collect(),
                grouping::Event::Dissolved { .. } => Vec::new(),
            };
            let whole = Subject::Constituency(event.election().clone(), event.constituency());
            std::iter::once(whole).chain(areas).collect()
        }
        Event::Briefing(event) => vec![Subject::Briefing(event.briefing().clone())],
        Event::Confidence(event) => vec![Subject::Round(event.round().clone())],
        Event::Programme(event) => {
            let task = event.task().cloned().map(Subject::Task);
            let programme = event.programme().cloned().map(Subject::Programme);
            vec![task.or(programme)].into_iter().flatten().collect()
        }
        Event::Report(event) => event.round().cloned().map(Subject::Reports).into_iter().collect(),
        Event::Motion(event) => event.motions().iter().cloned().map(Subject::Motion).collect(),
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
            | E::FurtherPollReported { election, constituency, .. }
            | E::FurtherPollDeclined { election, constituency, .. }
            | E::StatusConfirmed { election, constituency, .. } => {
                vec![Subject::Constituency(election.clone(), *constituency)]
            }
            E::AreaSet { area, unit, .. } => {
                vec![Subject::Area(area.clone()), Subject::Unit(unit.clone())]
            }
            E::AreaAssigned { area, .. }
            | E::RollStated { area, .. }
            | E::AreaDescribed { area, .. }
            | E::VotingInterrupted { area, .. }
            | E::VotingResumed { area, .. }
            | E::AreaOpened { area, .. }
            | E::AreaClosed { area, .. } => vec![Subject::Area(area.clone())],
            E::TurnoutReported { unit, .. } => vec![Subject::Unit(unit.clone())],
            E::AreaAnnulled { election, area, .. } => {
                vec![Subject::Minutes(election.clone(), area.clone()), Subject::Area(area.clone())]
            }
        },
    }
}
