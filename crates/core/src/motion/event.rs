use super::{AmendmentId, How, MotionId, Moved, Place};
use crate::{Head, State, events::events, people::BodyId, units::UnitId};

events! {
    /// What has happened to motions.
    pub enum Event {
        /// Somebody moves that a body adopts this text.
        "motion.moved" => Moved { motion: MotionId, moved: Box<Moved> },
        /// It is taken up.
        "motion.admitted" => Admitted { motion: MotionId },
        "motion.not_admitted" => NotAdmitted { motion: MotionId, reason: String },
        /// By the mover.
        "motion.withdrawn" => Withdrawn { motion: MotionId, reason: String },
        "motion.adopted" => Adopted { motion: MotionId, how: How },
        "motion.rejected" => Rejected { motion: MotionId, how: How },
        /// The body takes several motions at once, all with one outcome.
        "motion.decided_together" => DecidedTogether {
            motions: Vec<MotionId>,
            adopted: bool,
            how: How,
        },
        /// What was decided of a motion, or of one of its amendments, does not hold: it is open again.
        "motion.reopened" => Reopened {
            motion: MotionId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            amendment: Option<AmendmentId>,
            reason: String,
        },
        /// Somebody moves other words for a place in the text.
        "motion.amended" => Amended {
            motion: MotionId,
            amendment: AmendmentId,
            place: Place,
            /// The new words; without any, the lines go.
            #[serde(default, skip_serializing_if = "String::is_empty")]
            text: String,
            reason: String,
            /// Who moves it, as the minutes name them.
            by: String,
        },
        /// The mover takes it over.
        "motion.amendment_accepted" => AmendmentAccepted {
            motion: MotionId,
            amendment: AmendmentId,
        },
        "motion.amendment_adopted" => AmendmentAdopted {
            motion: MotionId,
            amendment: AmendmentId,
            how: How,
        },
        "motion.amendment_rejected" => AmendmentRejected {
            motion: MotionId,
            amendment: AmendmentId,
            how: How,
        },
        "motion.amendment_withdrawn" => AmendmentWithdrawn {
            motion: MotionId,
            amendment: AmendmentId,
            reason: String,
        },
    }
}

impl Event {
    /// The motions that it is about.
    pub fn motions(&self) -> &[MotionId] {
        match self {
            Event::DecidedTogether { motions, .. } => motions,
            Event::Moved { motion, .. }
            | Event::Admitted { motion }
            | Event::NotAdmitted { motion, .. }
            | Event::Withdrawn { motion, .. }
            | Event::Adopted { motion, .. }
            | Event::Rejected { motion, .. }
            | Event::Reopened { motion, .. }
            | Event::Amended { motion, .. }
            | Event::AmendmentAccepted { motion, .. }
            | Event::AmendmentAdopted { motion, .. }
            | Event::AmendmentRejected { motion, .. }
            | Event::AmendmentWithdrawn { motion, .. } => std::slice::from_ref(motion),
        }
    }

    /// The body before which they are. None: who acts for a body begins it.
    pub(super) fn body<'a>(&self, state: &'a State) -> Option<&'a BodyId> {
        self.motions().iter().find_map(|id| Some(&state.motion.get(id)?.body))
    }

    /// It belongs to the unit of the body before which the motion is.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let body = self.body(state).or(head.body.as_ref())?;
        state.people.body(body)?.unit.clone()
    }

    /// Whether its record is closed: all of a motion's are, or none.
    pub(crate) fn closed(&self, state: &State) -> bool {
        match self {
            Event::Moved { moved, .. } => moved.closed,
            _ => {
                let mut motions = self.motions().iter().filter_map(|id| state.motion.get(id));
                motions.any(|motion| motion.moved.closed)
            }
        }
    }
}
