use super::{AreaId, AreaKind, Basis, Candidate, Early, ElectionId, Member, Stage, Withdrawn};
use crate::{
    Date, State,
    count::Count,
    events::events,
    rules::{Clock, Vacancy},
    tally::Figures,
    units::UnitId,
};
use dienhong_journal::Millis;
use std::collections::BTreeMap;

events! {
    /// What has happened in elections.
    pub enum Event {
        "election.called" => Called {
            election: ElectionId,
            /// One of the pack's kinds of elections: `NA`.
            election_kind: String,
            name: String,
            day: Date,
            /// The unit that votes.
            unit: UnitId,
            stage: Stage,
            /// The election that this one repeats or completes.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            parent: Option<ElectionId>,
            /// What is vacant in mid-term, when this is a by-election.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            vacancy: Option<Vacancy>,
            basis: Basis,
        },
        "election.constituency_set" => ConstituencySet {
            election: ElectionId,
            constituency: u16,
            seats: u16,
            seats_basis: Basis,
            members: Vec<Member>,
        },
        "election.candidate_listed" => CandidateListed {
            election: ElectionId,
            constituency: u16,
            /// The place on the list, from 1 without gaps.
            number: u16,
            candidate: Box<Candidate>,
        },
        /// The list is official: from here on it only changes by withdrawals.
        "election.list_announced" => ListAnnounced {
            election: ElectionId,
            constituency: u16,
            document: String,
            /// The decision that allows a list shorter than the law asks.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            waiver: Option<String>,
        },
        /// A candidate leaves the list after it was announced: the name stays, with the reason.
        "election.candidate_withdrawn" => CandidateWithdrawn {
            election: ElectionId,
            constituency: u16,
            number: u16,
            how: Withdrawn,
            document: String,
            reason: String,
        },
        "election.area_set" => AreaSet {
            area: AreaId,
            unit: UnitId,
            name: String,
            /// The constituency to which it belongs, for each election held there.
            constituencies: BTreeMap<ElectionId, u16>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            early: Option<Early>,
        },
        /// What kind of area it is and where one votes there. Said anew when it changes, until it opens.
        "election.area_described" => AreaDescribed {
            area: AreaId,
            area_kind: AreaKind,
            /// Boxes that are taken to those who cannot come.
            #[serde(default, skip_serializing_if = "is_zero")]
            mobile_boxes: u16,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            place: Option<String>,
        },
        /// The area votes in one election more: a re-election, a supplementary one.
        "election.area_assigned" => AreaAssigned {
            area: AreaId,
            election: ElectionId,
            constituency: u16,
        },
        /// The roll of an area as it stands. Each statement is a new version.
        "election.roll_stated" => RollStated {
            area: AreaId,
            version: u16,
            /// Entitled to vote, by election.
            voters: BTreeMap<ElectionId, Count>,
            men: Count,
            women: Count,
            /// Of these, entered on election day itself.
            added_on_day: Count,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        "election.area_opened" => AreaOpened {
            area: AreaId,
            /// When it was, if the record came later.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            happened: Option<Millis>,
        },
        "election.area_closed" => AreaClosed {
            area: AreaId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            happened: Option<Millis>,
            /// Needed when it closed after the latest legal hour.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// Something stopped the vote: boxes and papers were sealed at once.
        "election.voting_interrupted" => VotingInterrupted {
            area: AreaId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            happened: Option<Millis>,
            reason: String,
            /// The numbers of the seals, and who keeps what is sealed.
            seals: String,
        },
        "election.voting_resumed" => VotingResumed {
            area: AreaId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            happened: Option<Millis>,
            /// What the board decided, where it decided in writing.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            document: Option<String>,
        },
        /// So many had voted in the unit by the hour.
        "election.turnout_reported" => TurnoutReported {
            election: ElectionId,
            unit: UnitId,
            hour: Clock,
            voted: Count,
            /// How many statements of rolls the unit had made by then: the roll it stands on.
            roll: u32,
            /// Why it is lower than before.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// No area of this election may still vote: figures may be published.
        "election.poll_ended" => PollEnded { election: ElectionId },
        /// The result of a constituency, as its board found it.
        "election.result_recorded" => ResultRecorded {
            election: ElectionId,
            constituency: u16,
            version: u16,
            figures: Box<Figures>,
            /// By their numbers on the list, in the order of the result.
            elected: Vec<u16>,
            /// Why a later version replaces the one before.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// Between whom the law cannot choose, somebody did.
        "election.tie_decided" => TieDecided {
            election: ElectionId,
            constituency: u16,
            /// Who decided: a body, or «lot drawn in public».
            decided_by: String,
            document: String,
            reason: String,
            /// All who are tied, by their numbers: the decision is on this tie and no other.
            between: Vec<u16>,
            elected: Vec<u16>,
        },
        "election.result_announced" => ResultAnnounced { election: ElectionId, document: String },
        /// Whether one who was elected has the status of a deputy.
        "election.status_confirmed" => StatusConfirmed {
            election: ElectionId,
            constituency: u16,
            number: u16,
            confirmed: bool,
            document: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// The board reports that a constituency must vote once more, and for what: Điều 79, Điều 80.
        "election.further_poll_reported" => FurtherPollReported {
            election: ElectionId,
            constituency: u16,
            stage: Stage,
            /// Those that shall vote again, where not all do.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            areas: Vec<AreaId>,
            document: String,
        },
        /// Seats stay empty: whoever may call a supplementary poll decided that there is none.
        "election.further_poll_declined" => FurtherPollDeclined {
            election: ElectionId,
            constituency: u16,
            document: String,
            reason: String,
        },
        /// The result of an area is void; a re-election there gives a new one.
        "election.area_annulled" => AreaAnnulled {
            election: ElectionId,
            area: AreaId,
            document: String,
            reason: String,
        },
    }
}

impl Event {
    /// What concerns an area belongs to the area's unit; what concerns a constituency to the lowest unit in
    /// which all of it lies, so that a commune's check need not read the candidates of a whole country.
    /// The rest concerns all.
    pub(crate) fn unit(&self, state: &State) -> Option<UnitId> {
        let of = |election: &ElectionId, number: u16| {
            common(state, &state.election.constituency(election, number)?.members)
        };
        match self {
            Event::AreaSet { unit, .. } | Event::TurnoutReported { unit, .. } => Some(unit.clone()),
            Event::AreaAssigned { area, .. }
            | Event::RollStated { area, .. }
            | Event::AreaOpened { area, .. }
            | Event::AreaClosed { area, .. }
            | Event::AreaDescribed { area, .. }
            | Event::VotingInterrupted { area, .. }
            | Event::VotingResumed { area, .. }
            | Event::AreaAnnulled { area, .. } => Some(state.election.area(area)?.unit.clone()),
            Event::ConstituencySet { members, .. } => common(state, members),
            Event::CandidateListed { election, constituency, .. }
            | Event::ListAnnounced { election, constituency, .. }
            | Event::CandidateWithdrawn { election, constituency, .. }
            | Event::ResultRecorded { election, constituency, .. }
            | Event::TieDecided { election, constituency, .. }
            | Event::FurtherPollReported { election, constituency, .. }
            | Event::FurtherPollDeclined { election, constituency, .. }
            | Event::StatusConfirmed { election, constituency, .. } => of(election, *constituency),
            Event::Called { .. } | Event::PollEnded { .. } | Event::ResultAnnounced { .. } => None,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u16) -> bool {
    *number == 0
}

fn common(state: &State, members: &[Member]) -> Option<UnitId> {
    state.units.common(members.iter().map(|member| &member.unit))
}
