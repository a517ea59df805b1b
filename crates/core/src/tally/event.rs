use super::{SetAside, Sheet};
use crate::{
    State,
    election::{AreaId, ElectionId},
    events::events,
    units::UnitId,
};
use dienhong_journal::{Hash, Opening, Seal};

events! {
    /// What has happened to minutes.
    pub enum Event {
        /// An officer typed the sheet from the paper.
        "tally.entered" => Entered { election: ElectionId, area: AreaId, sealed: Seal },
        /// The two entries differ, and one who typed typed his own again.
        "tally.corrected" => Corrected {
            election: ElectionId,
            area: AreaId,
            sealed: Seal,
            /// His own entry, which this one replaces.
            replaces: Seal,
        },
        /// The two entries differ; a third officer looked at the paper again. The sheet under the seal
        /// says why.
        "tally.settled" => Settled { election: ElectionId, area: AreaId, sealed: Seal },
        /// Both entries are set aside; they stay in the journal.
        "tally.restarted" => Restarted { election: ElectionId, area: AreaId, why: SetAside },
        /// One of the polling team signs the figures under this seal.
        "tally.signed" => Signed { election: ElectionId, area: AreaId, sealed: Seal },
        /// A photograph or scan of the paper. It is public when the figures are.
        "tally.scan_attached" => ScanAttached {
            election: ElectionId,
            area: AreaId,
            blob: Hash,
            media: String,
            bytes: u64,
        },
        /// The figures, with all that opens what was sealed before, in the order of the records.
        "tally.published" => Published {
            election: ElectionId,
            area: AreaId,
            version: u16,
            openings: Vec<Opening<Sheet>>,
        },
        /// What was published is found wrong: the minutes are made again, as a new version.
        "tally.reopened" => Reopened {
            election: ElectionId,
            area: AreaId,
            reason: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            document: Option<String>,
        },
    }
}

impl Event {
    pub fn minutes(&self) -> (&ElectionId, &AreaId) {
        match self {
            Event::Entered { election, area, .. }
            | Event::Corrected { election, area, .. }
            | Event::Settled { election, area, .. }
            | Event::Restarted { election, area, .. }
            | Event::Signed { election, area, .. }
            | Event::ScanAttached { election, area, .. }
            | Event::Published { election, area, .. }
            | Event::Reopened { election, area, .. } => (election, area),
        }
    }

    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        Some(state.election.area(self.minutes().1)?.unit.clone())
    }
}
