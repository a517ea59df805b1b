use crate::{
    State,
    election::{AreaId, ElectionId},
    events::events,
    tally::Figures,
    units::UnitId,
};
use dienhong_journal::Seal;
use std::collections::{BTreeMap, BTreeSet};

events! {
    /// What has happened to groups of small areas.
    pub enum Event {
        /// The candidates' figures of these areas are shown together alone. Numbers count from 1 and are used once.
        "grouping.formed" => Formed {
            election: ElectionId,
            constituency: u16,
            group: u16,
            areas: BTreeSet<AreaId>,
        },
        /// The group is no more: others are formed of its areas.
        "grouping.dissolved" => Dissolved { election: ElectionId, constituency: u16, group: u16 },
        /// What the minutes of a group add up to.
        "grouping.published" => Published {
            election: ElectionId,
            constituency: u16,
            group: u16,
            version: u16,
            /// The entry that counts in each of its areas.
            sealed: BTreeMap<AreaId, Seal>,
            figures: Box<Figures>,
            /// Why a later version replaces the one before.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
    }
}

impl Event {
    pub fn election(&self) -> &ElectionId {
        match self {
            Event::Formed { election, .. }
            | Event::Dissolved { election, .. }
            | Event::Published { election, .. } => election,
        }
    }

    pub fn constituency(&self) -> u16 {
        match self {
            Event::Formed { constituency, .. }
            | Event::Dissolved { constituency, .. }
            | Event::Published { constituency, .. } => *constituency,
        }
    }

    /// The number of the group.
    pub fn group(&self) -> u16 {
        match self {
            Event::Formed { group, .. }
            | Event::Dissolved { group, .. }
            | Event::Published { group, .. } => *group,
        }
    }

    /// The lowest unit in which all areas of the group lie: whoever checks one of their communes reads it.
    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        let areas = match self {
            Event::Formed { areas, .. } => areas,
            Event::Dissolved { election, constituency, group }
            | Event::Published { election, constituency, group, .. } => {
                &state.grouping.group(election, *constituency, *group)?.areas
            }
        };
        let known = areas.iter().filter_map(|area| state.election.area(area));
        state.units.common(known.map(|area| &area.unit))
    }
}
