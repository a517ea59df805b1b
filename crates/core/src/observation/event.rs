use super::{Ground, Photo, Words};
use crate::{
    State,
    code::Code,
    election::{AreaId, ElectionId},
    events::events,
    units::UnitId,
};
use dienhong_journal::{Millis, Opening};

events! {
    /// What observers did.
    pub enum Event {
        /// An observer noted something.
        "observation.noted" => Noted {
            note: Code,
            area: AreaId,
            /// None: the area as a whole.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            election: Option<ElectionId>,
            happened: Millis,
            text: Words,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            photos: Vec<Photo>,
        },
        /// An observer objects at the count: somebody has to answer.
        "observation.objected" => Objected {
            objection: Code,
            area: AreaId,
            election: ElectionId,
            ground: Ground,
            text: Words,
        },
        /// The team or a board answers an objection.
        "observation.answered" => Answered {
            objection: Code,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            document: Option<String>,
            text: Words,
        },
        /// Who sealed words lays them open.
        "observation.opened" => Opened { area: AreaId, opening: Opening<String> },
    }
}

impl Event {
    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        Some(state.election.area(self.area(state)?)?.unit.clone())
    }

    pub fn area<'a>(&'a self, state: &'a State) -> Option<&'a AreaId> {
        match self {
            Event::Noted { area, .. }
            | Event::Objected { area, .. }
            | Event::Opened { area, .. } => Some(area),
            Event::Answered { objection, .. } => {
                Some(&state.observation.objection(objection)?.area)
            }
        }
    }
}
