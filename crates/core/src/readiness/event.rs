use super::{Evidence, Office, Owing, Person, members::unit_of};
use crate::{
    Date, State, election::ElectionId, events::events, people::BodyId, rules::Clock, units::UnitId,
};

events! {
    /// What has happened on the way to a poll.
    pub enum Event {
        /// A step of the calendar was taken, in these places of one unit.
        "readiness.step_done" => StepDone {
            election: ElectionId,
            step: String,
            places: Vec<Owing>,
            on: Date,
            evidence: Evidence,
        },
        /// It was stated wrongly: the statement stays, with why it does not count.
        "readiness.step_withdrawn" => StepWithdrawn {
            election: ElectionId,
            step: String,
            owing: Owing,
            reason: String,
        },
        /// Somebody becomes a member of a body, as its minutes name him.
        "readiness.member_named" => MemberNamed {
            body: BodyId,
            /// From 1 without gaps, for ever.
            member: u16,
            person: Person,
            office: Office,
            from: Date,
            /// Whose place he takes, who has left.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            replaces: Option<u16>,
            /// Why one who bears a candidate's name is another person.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            namesake: Option<String>,
        },
        "readiness.member_ended" => MemberEnded {
            body: BodyId,
            member: u16,
            on: Date,
            reason: String,
        },
        /// Who is on duty from when until when. One that begins at the same time replaces it.
        "readiness.shift_set" => ShiftSet {
            body: BodyId,
            day: Date,
            from: Clock,
            until: Clock,
            members: Vec<u16>,
        },
        /// A decision allows the body another size than the rules.
        "readiness.size_explained" => SizeExplained {
            body: BodyId,
            document: String,
            reason: String,
        },
    }
}

impl Event {
    /// A step belongs to the unit of who owes it, a member to the unit of his body.
    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        match self {
            Event::StepDone { election, places, .. } => state.unit_owing(election, places.first()?),
            Event::StepWithdrawn { election, owing, .. } => state.unit_owing(election, owing),
            Event::MemberNamed { body, .. }
            | Event::MemberEnded { body, .. }
            | Event::ShiftSet { body, .. }
            | Event::SizeExplained { body, .. } => {
                unit_of(state, state.people.body(body)?).cloned()
            }
        }
    }
}
