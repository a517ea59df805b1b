use super::{
    Decision, Discipline, ListId, Meeting, NominationId, Opened, Particulars, PersonId, Plan,
    Reason, Removal,
};
use crate::{
    Date, Head, State,
    events::events,
    people::BodyId,
    units::UnitId,
    vote::{Document, VoteId},
};
use dienhong_journal::Seal;

events! {
    /// What has happened in personnel. Every record is closed.
    pub enum Event {
        /// Somebody has a file here, or what it says first is another now.
        "personnel.person_noted" => PersonNoted {
            person: PersonId,
            about: Box<Particulars>,
            /// Over [`super::Private`]. None: as before.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            sealed: Option<Seal>,
        },
        "personnel.disciplined" => Disciplined { person: PersonId, discipline: Discipline },
        /// Appointed, moved, gone: what a decision document says.
        "personnel.decided" => Decided { person: PersonId, decision: Box<Decision> },
        /// People who are planned for a post.
        "personnel.list_opened" => ListOpened { list: ListId, plan: Plan },
        /// The yearly look at a list: each who stands in it is kept or removed.
        "personnel.list_reviewed" => ListReviewed {
            list: ListId,
            year: i16,
            kept: Vec<PersonId>,
            added: Vec<PersonId>,
            removed: Vec<Removal>,
            document: Document,
        },
        /// Somebody is sought for a post.
        "personnel.nomination_opened" => NominationOpened {
            nomination: NominationId,
            opened: Box<Opened>,
        },
        /// A conference votes on these, in the order of the paper: recorded in one act with the vote.
        "personnel.step_begun" => StepBegun {
            nomination: NominationId,
            /// From 1.
            step: u16,
            people: Vec<PersonId>,
            vote: VoteId,
        },
        /// Who goes on from a conference.
        "personnel.step_ended" => StepEnded {
            nomination: NominationId,
            step: u16,
            /// Of a conference that does not vote.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            meeting: Option<Meeting>,
            passed: Vec<PersonId>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<Reason>,
            /// Whom the head prefers where two have half each.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            head: Option<PersonId>,
            /// Why it differs from the step before, or what was thought otherwise.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            explanation: Option<String>,
            document: Document,
        },
        "personnel.nomination_ended" => NominationEnded {
            nomination: NominationId,
            reason: String,
            document: Document,
        },
        /// Somebody else read a person's file: at most once a reader and day.
        "personnel.file_read" => FileRead { person: PersonId, on: Date },
        /// The person answers what stands in the own file.
        "personnel.file_answered" => FileAnswered { person: PersonId, sealed: Seal },
    }
}

impl Event {
    /// The body that keeps what it is about. None: who acts for a body begins it.
    pub(super) fn body<'a>(&self, state: &'a State) -> Option<&'a BodyId> {
        let known = &state.personnel;
        match self {
            Event::PersonNoted { person, .. }
            | Event::Disciplined { person, .. }
            | Event::Decided { person, .. }
            | Event::FileRead { person, .. }
            | Event::FileAnswered { person, .. } => known.person(person).map(|of| &of.body),
            Event::ListOpened { list, .. } | Event::ListReviewed { list, .. } => {
                known.list(list).map(|of| &of.body)
            }
            Event::NominationOpened { nomination, .. }
            | Event::StepBegun { nomination, .. }
            | Event::StepEnded { nomination, .. }
            | Event::NominationEnded { nomination, .. } => {
                known.nomination(nomination).map(|of| &of.body)
            }
        }
    }

    /// All belongs to the unit of the body that keeps it.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let body = self.body(state).or(head.body.as_ref())?;
        state.people.body(body)?.unit.clone()
    }
}
