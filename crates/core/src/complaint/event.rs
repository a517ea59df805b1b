use super::{Lodged, Outcome, Subject};
use crate::{Date, State, code::Code, events::events, units::UnitId};
use dienhong_journal::Seal;

events! {
    /// What has happened to complaints.
    pub enum Event {
        /// Somebody complains. Who, and in which words, is under the seal.
        "complaint.received" => Received {
            complaint: Code,
            subject: Subject,
            /// The day on which it came in: on paper it may be before the record.
            received: Date,
            how: Lodged,
            /// Who has to settle it: one of the pack's instances for this subject.
            instance: String,
            sealed: Seal,
        },
        /// Whose turn it is has settled it. Names no private person.
        "complaint.decided" => Decided {
            complaint: Code,
            document: String,
            outcome: Outcome,
            reason: String,
            on: Date,
        },
        /// Who complains turns to the next instance.
        "complaint.appealed" => Appealed { complaint: Code, to: String, on: Date },
        /// Who complains takes it back.
        "complaint.withdrawn" => Withdrawn { complaint: Code, reason: String },
    }
}

impl Event {
    pub fn complaint(&self) -> &Code {
        match self {
            Event::Received { complaint, .. }
            | Event::Decided { complaint, .. }
            | Event::Appealed { complaint, .. }
            | Event::Withdrawn { complaint, .. } => complaint,
        }
    }

    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        match self {
            Event::Received { subject, .. } => subject.unit(state),
            other => state.complaint.get(other.complaint())?.subject.unit(state),
        }
    }
}
