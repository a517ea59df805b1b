use super::{Call, ChannelId, Line, Outcome, Part, Sheet, VoteId, Voter};
use crate::{State, count::Count, events::events, people::OfficerId, units::UnitId};
use dienhong_journal::{Hash, Millis, Opening, Seal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

events! {
    /// What has happened to a vote of a body.
    pub enum Event {
        /// The body is asked: what, in which ways, and over whom shares are taken.
        "vote.called" => Called { vote: VoteId, call: Call },
        /// People who vote by name. Those of earlier records stay.
        "vote.voters_listed" => VotersListed { vote: VoteId, voters: Vec<Voter> },
        /// Who counts one channel; the first named heads the committee.
        "vote.committee_chosen" => CommitteeChosen {
            vote: VoteId,
            channel: ChannelId,
            members: Vec<OfficerId>,
        },
        /// So many papers were printed for a channel. A later record counts.
        "vote.papers_printed" => PapersPrinted { vote: VoteId, channel: ChannelId, printed: Count },
        /// Voting begins with so many summoned and, channel by channel, so many there.
        "vote.opened" => Opened {
            vote: VoteId,
            summoned: Count,
            present: BTreeMap<ChannelId, Count>,
            /// Until when answers are taken, where that is said beforehand.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            until: Option<Millis>,
        },
        /// Until when answers are taken is set, or set anew, while the vote is open.
        "vote.time_set" => TimeSet { vote: VoteId, until: Millis, reason: String },
        /// So many are at a channel now: others have come, or have left.
        "vote.presence_restated" => PresenceRestated {
            vote: VoteId,
            channel: ChannelId,
            present: Count,
            reason: String,
        },
        /// Somebody votes elsewhere than the list had it. Names nobody in a secret vote.
        "vote.channel_switched" => ChannelSwitched {
            vote: VoteId,
            from: ChannelId,
            to: ChannelId,
            /// The seat, of who votes by name.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seat: Option<u32>,
            /// The public credential that votes no more, of who leaves the network.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            credential: Option<String>,
            reason: String,
        },
        /// A voter answers a question by name; the last answer before the vote closes counts.
        "vote.answered" => Answered {
            vote: VoteId,
            question: u16,
            seat: u32,
            /// For whom what part of the weight is cast. Together no more than the weight.
            parts: Vec<Part>,
        },
        "vote.closed" => Closed { vote: VoteId },
        /// One of the committee typed a channel's figures from the papers.
        "vote.sheet_entered" => SheetEntered { vote: VoteId, channel: ChannelId, sealed: Seal },
        /// Both entries of a channel are set aside, and the papers are looked at again.
        "vote.sheets_set_aside" => SheetsSetAside {
            vote: VoteId,
            channel: ChannelId,
            reason: String,
        },
        /// The head of the committee signs the two equal entries.
        "vote.sheet_signed" => SheetSigned { vote: VoteId, channel: ChannelId, sealed: Seal },
        /// All channels are added up; what was sealed is laid open, and what follows is stated.
        "vote.declared" => Declared {
            vote: VoteId,
            openings: Vec<Opened>,
            outcomes: Vec<Outcome>,
        },
        /// What was kept back until the last step may be seen.
        "vote.released" => Released { vote: VoteId },
        /// All channels that were counted by hand are counted again.
        "vote.recount_ordered" => RecountOrdered { vote: VoteId, reason: String },
        "vote.annulled" => Annulled { vote: VoteId, reason: String },
        /// How the keys of the electronic ballot box are to be made.
        "vote.trustees_named" => TrusteesNamed {
            vote: VoteId,
            group: Group,
            names: Vec<String>,
            /// None: all of them are needed.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            threshold: Option<u16>,
        },
        /// A trustee's browser sent its next message of the key ceremony.
        "vote.trustee_wrote" => TrusteeWrote {
            vote: VoteId,
            /// From 1, in the order in which they are named.
            trustee: u16,
            step: KeyStep,
            blob: Hash,
        },
        /// The public halves of the credentials, which the registrar made on a computer of their own.
        "vote.credentials_registered" => CredentialsRegistered {
            vote: VoteId,
            blob: Hash,
            credentials: Count,
        },
        /// Key and credentials are complete: this is the election that browsers encrypt for.
        "vote.box_prepared" => BoxPrepared {
            vote: VoteId,
            election: Hash,
            trustees: Hash,
            /// The protocol's own hash of the election.
            fingerprint: String,
        },
        /// A ballot is in the box. It replaces an earlier one of the same credential.
        "vote.ballot_cast" => BallotCast {
            vote: VoteId,
            blob: Hash,
            tracker: String,
            credential: String,
        },
        /// The ballots that count, added up under encryption.
        "vote.ballots_summed" => BallotsSummed { vote: VoteId, blob: Hash, ballots: Count },
        /// A trustee's part of the decryption, with its proof.
        "vote.decryption_shared" => DecryptionShared { vote: VoteId, trustee: u16, blob: Hash },
        /// The sum is decrypted and proven.
        "vote.box_opened" => BoxOpened { vote: VoteId, blob: Hash, lines: Vec<Line> },
    }
}

/// The group in which the electronic ballot box computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    Ed25519,
    #[serde(rename = "BELENIOS-2048")]
    Belenios2048,
}

/// Messages of a key ceremony, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStep {
    /// A public key with its proof, where all trustees are needed.
    Key,
    /// Where a threshold is enough: a certificate, shares for the others, and what comes of them.
    Certificate,
    Polynomial,
    Share,
}

/// The entries of a channel, laid open in the order of the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    pub channel: ChannelId,
    pub entries: Vec<Opening<Sheet>>,
}

impl Event {
    pub fn vote(&self) -> &VoteId {
        match self {
            Event::Called { vote, .. }
            | Event::VotersListed { vote, .. }
            | Event::CommitteeChosen { vote, .. }
            | Event::PapersPrinted { vote, .. }
            | Event::Opened { vote, .. }
            | Event::TimeSet { vote, .. }
            | Event::PresenceRestated { vote, .. }
            | Event::ChannelSwitched { vote, .. }
            | Event::Answered { vote, .. }
            | Event::Closed { vote }
            | Event::SheetEntered { vote, .. }
            | Event::SheetsSetAside { vote, .. }
            | Event::SheetSigned { vote, .. }
            | Event::Declared { vote, .. }
            | Event::Released { vote }
            | Event::RecountOrdered { vote, .. }
            | Event::Annulled { vote, .. }
            | Event::TrusteesNamed { vote, .. }
            | Event::TrusteeWrote { vote, .. }
            | Event::CredentialsRegistered { vote, .. }
            | Event::BoxPrepared { vote, .. }
            | Event::BallotCast { vote, .. }
            | Event::BallotsSummed { vote, .. }
            | Event::DecryptionShared { vote, .. }
            | Event::BoxOpened { vote, .. } => vote,
        }
    }

    /// A vote belongs to the unit of the body that called it.
    pub(crate) fn unit(&self, state: &State, head: &crate::Head) -> Option<UnitId> {
        let body = match self {
            Event::Called { .. } => head.body.as_ref(),
            _ => state.vote.get(self.vote()).map(|vote| &vote.body),
        };
        state.people.body(body?)?.unit.clone()
    }

    /// Whether its record is closed: all of a vote's are, or none.
    pub(crate) fn closed(&self, state: &State) -> bool {
        match self {
            Event::Called { call, .. } => call.closed,
            _ => state.vote.get(self.vote()).is_some_and(|vote| vote.call.closed),
        }
    }
}
