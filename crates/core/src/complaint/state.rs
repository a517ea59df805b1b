use super::{Event, Topic};
use crate::{
    Date, Head, State,
    code::Code,
    election::{AreaId, Election, ElectionId},
    people::{By, Place},
    units::UnitId,
};
use dienhong_journal::{Millis, Seal};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a complaint is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    Roll {
        area: AreaId,
    },
    Candidate {
        election: ElectionId,
        constituency: u16,
        /// None: the list as a whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u16>,
    },
    Result {
        election: ElectionId,
        constituency: u16,
    },
    Count {
        election: ElectionId,
        area: AreaId,
    },
}

impl Subject {
    pub fn topic(&self) -> Topic {
        match self {
            Subject::Roll { .. } => Topic::Roll,
            Subject::Candidate { .. } => Topic::Candidate,
            Subject::Result { .. } => Topic::Result,
            Subject::Count { .. } => Topic::Count,
        }
    }

    /// Whether the node knows what it is about.
    pub(super) fn is_known(&self, state: &State) -> bool {
        let elections = &state.election;
        match self {
            Subject::Roll { area } => elections.area(area).is_some(),
            Subject::Candidate { election, constituency, number } => {
                let of = elections.constituency(election, *constituency);
                of.is_some_and(|of| {
                    let listed = 1..=of.candidates.len();
                    number.is_none_or(|number| listed.contains(&usize::from(number)))
                })
            }
            Subject::Result { election, constituency } => {
                elections.constituency(election, *constituency).is_some()
            }
            Subject::Count { election, area } => {
                elections.area(area).is_some_and(|area| area.constituency(election).is_some())
            }
        }
    }

    /// The election whose rules and days hold for it. A roll serves every poll of its area: the next one.
    pub(super) fn election<'a>(&self, state: &'a State, day: Date) -> Option<&'a Arc<Election>> {
        match self {
            Subject::Candidate { election, .. }
            | Subject::Result { election, .. }
            | Subject::Count { election, .. } => state.election.get(election),
            Subject::Roll { area } => {
                let held = state.election.area(area)?.constituencies.keys();
                let held = held.filter_map(|id| state.election.get(id));
                held.min_by_key(|election| {
                    let past = election.day < day;
                    let since = (election.day - day).get_days();
                    (past, since.abs())
                })
            }
        }
    }

    /// Whether it belongs to what is told of `election`.
    pub fn concerns(&self, state: &State, of: &ElectionId) -> bool {
        match self {
            Subject::Candidate { election, .. }
            | Subject::Result { election, .. }
            | Subject::Count { election, .. } => election == of,
            Subject::Roll { area } => {
                state.election.area(area).is_some_and(|area| area.constituency(of).is_some())
            }
        }
    }

    pub fn area(&self) -> Option<&AreaId> {
        match self {
            Subject::Roll { area } | Subject::Count { area, .. } => Some(area),
            Subject::Candidate { .. } | Subject::Result { .. } => None,
        }
    }

    /// Where who takes and settles it must have the right to.
    pub fn place(&self) -> Place<'_> {
        match self {
            Subject::Roll { area } => Place::Area(area, None),
            Subject::Count { election, area } => Place::Area(area, Some(election)),
            Subject::Candidate { election, constituency, .. }
            | Subject::Result { election, constituency } => {
                Place::Constituency(election, *constituency)
            }
        }
    }

    pub(super) fn unit(&self, state: &State) -> Option<UnitId> {
        match self {
            Subject::Roll { area } | Subject::Count { area, .. } => {
                Some(state.election.area(area)?.unit.clone())
            }
            Subject::Candidate { election, constituency, .. }
            | Subject::Result { election, constituency } => {
                let of = state.election.constituency(election, *constituency)?;
                state.units.common(of.members.iter().map(|member| &member.unit))
            }
        }
    }
}

/// How a complaint came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lodged {
    InPerson,
    ByPost,
    Electronically,
    /// Told to the team, which wrote it down.
    AtTheTable,
}

impl Lodged {
    pub const ALL: [Lodged; 4] =
        [Lodged::InPerson, Lodged::ByPost, Lodged::Electronically, Lodged::AtTheTable];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Lodged::InPerson => "in_person",
            Lodged::ByPost => "by_post",
            Lodged::Electronically => "electronically",
            Lodged::AtTheTable => "at_the_table",
        }
    }
}

/// What came of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Upheld,
    /// Some of it was right.
    Partly,
    Rejected,
    /// It is not one that may be taken: another way, another body, not his to raise.
    NotAdmissible,
}

impl Outcome {
    pub const ALL: [Outcome; 4] =
        [Outcome::Upheld, Outcome::Partly, Outcome::Rejected, Outcome::NotAdmissible];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Upheld => "upheld",
            Outcome::Partly => "partly",
            Outcome::Rejected => "rejected",
            Outcome::NotAdmissible => "not_admissible",
        }
    }
}

/// What the seal of a complaint holds. No record ever lays it open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub who: String,
    /// Where the answer is sent to.
    pub contact: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub at: Millis,
    pub on: Date,
    pub document: String,
    pub outcome: Outcome,
    pub reason: String,
}

/// A complaint before one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub instance: String,
    pub since: Date,
    pub decided: Option<Decision>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub at: Millis,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub id: Code,
    pub subject: Subject,
    pub received: Date,
    pub how: Lodged,
    pub sealed: Seal,
    /// When it was recorded, and by whom.
    pub at: Millis,
    pub by: By,
    /// Before whom it has been, the first first.
    pub turns: Vec<Turn>,
    pub withdrawn: Option<Withdrawal>,
}

/// How a complaint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Open,
    Decided(Outcome),
    Withdrawn,
}

impl Complaint {
    /// Before whom it lies, or lay last.
    pub fn turn(&self) -> Option<&Turn> {
        self.turns.last()
    }

    pub fn standing(&self) -> Standing {
        match (&self.withdrawn, self.turn().and_then(|turn| turn.decided.as_ref())) {
            (Some(_), _) => Standing::Withdrawn,
            (None, Some(decision)) => Standing::Decided(decision.outcome),
            (None, None) => Standing::Open,
        }
    }

    /// Whether it is, or was, settled after the day `due`.
    pub fn is_late(&self, due: Option<Date>, today: Date) -> bool {
        let Some(due) = due else { return false };
        match (self.standing(), self.turn().and_then(|turn| turn.decided.as_ref())) {
            (Standing::Open, _) => today > due,
            (_, Some(decision)) => decision.on > due,
            (_, None) => false,
        }
    }
}

/// All complaints, by code.
#[derive(Debug, Default, Clone)]
pub struct Complaints {
    by_code: OrdMap<Code, Arc<Complaint>>,
}

impl Complaints {
    pub fn get(&self, code: &Code) -> Option<&Arc<Complaint>> {
        self.by_code.get(code)
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Complaint>> {
        self.by_code.values()
    }

    /// Those told of with this election, by the day on which they came in.
    pub fn of<'a>(&'a self, state: &State, election: &ElectionId) -> Vec<&'a Arc<Complaint>> {
        let mut all: Vec<_> =
            self.all().filter(|known| known.subject.concerns(state, election)).collect();
        all.sort_by(|a, b| (a.received, a.at, &a.id).cmp(&(b.received, b.at, &b.id)));
        all
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        if let Event::Received { complaint, subject, received, how, instance, sealed } = event {
            let turn = Turn { instance: instance.clone(), since: *received, decided: None };
            let received = Complaint {
                id: complaint.clone(),
                subject: subject.clone(),
                received: *received,
                how: *how,
                sealed: *sealed,
                at: head.at,
                by: head.by.clone(),
                turns: vec![turn],
                withdrawn: None,
            };
            self.by_code.insert(complaint.clone(), Arc::new(received));
            return;
        }
        let Some(known) = self.by_code.get_mut(event.complaint()) else { return };
        let known = Arc::make_mut(known);
        match event {
            Event::Received { .. } => {}
            Event::Decided { document, outcome, reason, on, .. } => {
                let (document, reason) = (document.clone(), reason.clone());
                let (at, on, outcome) = (head.at, *on, *outcome);
                if let Some(turn) = known.turns.last_mut() {
                    turn.decided = Some(Decision { at, on, document, outcome, reason });
                }
            }
            Event::Appealed { to, on, .. } => {
                known.turns.push(Turn { instance: to.clone(), since: *on, decided: None });
            }
            Event::Withdrawn { reason, .. } => {
                known.withdrawn = Some(Withdrawal { at: head.at, reason: reason.clone() });
            }
        }
    }
}
