use super::{About, MeetingPlace, Part, PersonId, Proposer, Voted};
use crate::{
    Date, State,
    count::Count,
    election::{Candidate, ElectionId},
    events::events,
    units::UnitId,
};
use dienhong_journal::Hash;

events! {
    /// What has happened on the way to the lists of an election.
    pub enum Event {
        /// How many each body shall introduce. Each setting is a new version.
        "nomination.structure_set" => StructureSet {
            election: ElectionId,
            version: u16,
            parts: Vec<Part>,
            document: String,
            /// Why a later version replaces the one before.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// Somebody is proposed, with what the official list will say.
        "nomination.proposed" => Proposed {
            election: ElectionId,
            person: PersonId,
            candidate: Box<Candidate>,
            by: Proposer,
        },
        /// A consultation round, as its minutes say. Each statement is a new version.
        "nomination.round_held" => RoundHeld {
            election: ElectionId,
            round: u16,
            version: u16,
            on: Date,
            present: Count,
            figures: Vec<Voted>,
            document: String,
            /// The minutes as a file that the node keeps.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            minutes: Option<Hash>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// Voters met, where the person lives or works.
        "nomination.meeting_held" => MeetingHeld {
            election: ElectionId,
            person: PersonId,
            place: MeetingPlace,
            unit: UnitId,
            on: Date,
            present: Count,
            agree: Count,
            against: Count,
            document: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            minutes: Option<Hash>,
        },
        /// Somebody objected: that it was received, never what it says.
        "nomination.objection_recorded" => ObjectionRecorded {
            election: ElectionId,
            person: PersonId,
            /// From 1 without gaps, for each person.
            objection: u16,
            about: About,
            received: Date,
        },
        "nomination.objection_answered" => ObjectionAnswered {
            election: ElectionId,
            person: PersonId,
            objection: u16,
            on: Date,
            document: String,
            /// Whether it was found to be right.
            upheld: bool,
        },
        /// The person stands no more, before the list: after it, that is the election's record.
        "nomination.withdrawn" => Withdrawn {
            election: ElectionId,
            person: PersonId,
            document: String,
            reason: String,
        },
        /// In which constituency the person shall stand.
        "nomination.assigned" => Assigned {
            election: ElectionId,
            person: PersonId,
            constituency: u16,
            document: String,
        },
    }
}

impl Event {
    pub fn election(&self) -> &ElectionId {
        match self {
            Event::StructureSet { election, .. }
            | Event::Proposed { election, .. }
            | Event::RoundHeld { election, .. }
            | Event::MeetingHeld { election, .. }
            | Event::ObjectionRecorded { election, .. }
            | Event::ObjectionAnswered { election, .. }
            | Event::Withdrawn { election, .. }
            | Event::Assigned { election, .. } => election,
        }
    }

    /// Nomination is the whole election's; an assignment belongs where the constituency lies.
    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        if let Event::Assigned { election, constituency, .. } = self {
            let members = &state.election.constituency(election, *constituency)?.members;
            return state.units.common(members.iter().map(|member| &member.unit));
        }
        Some(state.election.get(self.election())?.unit.clone())
    }
}
