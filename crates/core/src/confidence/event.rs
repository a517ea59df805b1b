use super::{Ground, Plan, RoundId, Why};
use crate::{
    Date, Head, State,
    count::Count,
    events::events,
    units::UnitId,
    vote::{Document, VoteId},
};
use dienhong_journal::{Hash, Seal};

events! {
    /// What has happened to rounds of votes of confidence.
    pub enum Event {
        /// A body will say how much confidence it has in these people.
        "confidence.round_opened" => RoundOpened { round: RoundId, plan: Box<Plan> },
        /// Somebody of the round is not voted on after all.
        "confidence.subject_left" => SubjectLeft {
            round: RoundId,
            person: String,
            why: Why,
            document: Document,
        },
        /// A report by one of those voted on; a later one takes its place. Its words are under the seal.
        "confidence.report_filed" => ReportFiled {
            round: RoundId,
            person: String,
            sealed: Seal,
            /// The signed paper as a file, for members only.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            blob: Option<Hash>,
        },
        /// The members have all reports from this day on.
        "confidence.reports_given_out" => ReportsGivenOut { round: RoundId, on: Date },
        /// A member says that he has read them.
        "confidence.reports_read" => ReportsRead { round: RoundId },
        /// So many members said so on paper. A later record counts.
        "confidence.readers_stated" => ReadersStated { round: RoundId, members: Count },
        /// This vote is the round's: recorded in one act with the vote.
        "confidence.vote_called" => VoteCalled { round: RoundId, vote: VoteId },
        /// After the survey somebody resigned.
        "confidence.resigned" => Resigned { round: RoundId, person: String, document: Document },
        /// A vote on two levels about one person: recorded in one act with the vote.
        "confidence.second_vote_called" => SecondVoteCalled {
            round: RoundId,
            person: String,
            vote: VoteId,
            ground: Ground,
            document: Document,
        },
        /// The body that introduced somebody asks to relieve them of the post.
        "confidence.relief_proposed" => ReliefProposed {
            round: RoundId,
            person: String,
            document: Document,
        },
    }
}

impl Event {
    pub fn round(&self) -> &RoundId {
        match self {
            Event::RoundOpened { round, .. }
            | Event::SubjectLeft { round, .. }
            | Event::ReportFiled { round, .. }
            | Event::ReportsGivenOut { round, .. }
            | Event::ReportsRead { round }
            | Event::ReadersStated { round, .. }
            | Event::VoteCalled { round, .. }
            | Event::Resigned { round, .. }
            | Event::SecondVoteCalled { round, .. }
            | Event::ReliefProposed { round, .. } => round,
        }
    }

    /// A round belongs to the unit of the body that opened it.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let body = match self {
            Event::RoundOpened { .. } => head.body.as_ref(),
            _ => state.confidence.get(self.round()).map(|round| &round.body),
        };
        state.people.body(body?)?.unit.clone()
    }

    /// Whether its record is closed: all of a round's are, or none.
    pub(crate) fn closed(&self, state: &State) -> bool {
        match self {
            Event::RoundOpened { plan, .. } => plan.closed,
            _ => state.confidence.get(self.round()).is_some_and(|round| round.plan.closed),
        }
    }
}
