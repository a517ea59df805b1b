use super::{SetAside, Sheet};
use crate::{
    State,
    election::{AreaId, Ballots, ElectionId},
    events::events,
    people::passkey::Assertion,
    units::UnitId,
};
use dienhong_journal::{Hash, Opening, Seal, canonical};
use serde::{Deserialize, Serialize};

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
        /// Who signed these figures signs them again, with a key of his own: one touch for all elections
        /// of the area.
        "tally.asserted" => Asserted {
            area: AreaId,
            /// In the order of their elections.
            minutes: Vec<SealedMinutes>,
            assertion: Assertion,
        },
        /// A photograph or scan of the paper. It is public when the figures are, and when somebody has
        /// found nothing private on it.
        "tally.scan_attached" => ScanAttached {
            election: ElectionId,
            area: AreaId,
            blob: Hash,
            media: String,
            bytes: u64,
        },
        /// Somebody other than who brought a scan looked whether a voter's name or number stands on it.
        /// Unless the last look found it fit, nobody but officers sees it.
        "tally.scan_reviewed" => ScanReviewed {
            election: ElectionId,
            area: AreaId,
            blob: Hash,
            fit: bool,
            /// What is on it, when it is not fit. Names nobody.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            note: Option<String>,
        },
        /// A copy of a scan on which what is private is covered. The original stays closed.
        "tally.scan_redacted" => ScanRedacted {
            election: ElectionId,
            area: AreaId,
            original: Hash,
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
        /// The voters and ballots of an area in which few voted. Its candidates' figures stay sealed: they are shown
        /// only together with those of other areas.
        "tally.published_in_part" => PublishedInPart {
            election: ElectionId,
            area: AreaId,
            version: u16,
            /// The entry that counts.
            sealed: Seal,
            ballots: Ballots,
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

/// Figures under seal of one election.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedMinutes {
    pub election: ElectionId,
    pub sealed: Seal,
}

/// What a passkey signs: SHA-256 of the hashes of these minutes, one after another; the hash of each is
/// SHA-256 of the canonical JSON of `{"area":…,"election":…,"sealed":…}`. None: an id that no record
/// could hold.
pub fn challenge(area: &AreaId, minutes: &[SealedMinutes]) -> Option<Hash> {
    #[derive(Serialize)]
    struct Named<'a> {
        area: &'a AreaId,
        election: &'a ElectionId,
        sealed: &'a Seal,
    }
    let hash = |SealedMinutes { election, sealed }: &SealedMinutes| {
        let named = canonical::to_vec(&Named { area, election, sealed });
        named.ok().map(|bytes| Hash::of(&bytes))
    };
    let hashes = minutes.iter().map(hash).collect::<Option<Vec<Hash>>>()?;
    let parts: Vec<&[u8]> = hashes.iter().map(|hash| hash.0.as_slice()).collect();
    Some(Hash::of_parts(&parts))
}

impl Event {
    pub fn area(&self) -> &AreaId {
        match self {
            Event::Entered { area, .. }
            | Event::Corrected { area, .. }
            | Event::Settled { area, .. }
            | Event::Restarted { area, .. }
            | Event::Signed { area, .. }
            | Event::Asserted { area, .. }
            | Event::ScanAttached { area, .. }
            | Event::ScanReviewed { area, .. }
            | Event::ScanRedacted { area, .. }
            | Event::Published { area, .. }
            | Event::PublishedInPart { area, .. }
            | Event::Reopened { area, .. } => area,
        }
    }

    /// The elections whose minutes it touches: one, but for an assertion.
    pub fn elections(&self) -> impl Iterator<Item = &ElectionId> {
        let (one, many) = match self {
            Event::Entered { election, .. }
            | Event::Corrected { election, .. }
            | Event::Settled { election, .. }
            | Event::Restarted { election, .. }
            | Event::Signed { election, .. }
            | Event::ScanAttached { election, .. }
            | Event::ScanReviewed { election, .. }
            | Event::ScanRedacted { election, .. }
            | Event::Published { election, .. }
            | Event::PublishedInPart { election, .. }
            | Event::Reopened { election, .. } => (Some(election), [].as_slice()),
            Event::Asserted { minutes, .. } => (None, minutes.as_slice()),
        };
        one.into_iter().chain(many.iter().map(|minutes| &minutes.election))
    }

    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        Some(state.election.area(self.area())?.unit.clone())
    }
}
