use super::{CongressId, Delegate, ListId, Nominee, Plan, Seats, What};
use crate::{
    Head, State,
    events::events,
    people::BodyId,
    units::UnitId,
    vote::{Document, VoteId},
};

events! {
    /// What has happened to congresses. Every record is closed.
    pub enum Event {
        /// A body will meet with so many delegates of these units.
        "congress.opened" => Opened { congress: CongressId, plan: Plan },
        /// How many each unit sends, as the rule gives it.
        "congress.allotted" => Allotted {
            congress: CongressId,
            seats: Vec<Seats>,
            document: Document,
        },
        /// Whom a unit sends.
        "congress.delegates_named" => DelegatesNamed {
            congress: CongressId,
            /// From 1, as the plan lists the units.
            unit: u16,
            delegates: Vec<Delegate>,
            document: Document,
        },
        /// Whether somebody is a delegate. A later record counts.
        "congress.mandate_examined" => MandateExamined {
            congress: CongressId,
            delegate: String,
            confirmed: bool,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// So many are to be elected.
        "congress.list_opened" => ListOpened {
            congress: CongressId,
            list: ListId,
            what: What,
            name: String,
            seats: u16,
        },
        "congress.nominated" => Nominated {
            congress: CongressId,
            list: ListId,
            nominee: Nominee,
        },
        "congress.withdrew" => Withdrew {
            congress: CongressId,
            list: ListId,
            nominee: String,
            reason: String,
        },
        /// A round of voting on a list: recorded in one act with the vote.
        "congress.round_called" => RoundCalled {
            congress: CongressId,
            list: ListId,
            vote: VoteId,
        },
    }
}

impl Event {
    pub fn congress(&self) -> &CongressId {
        match self {
            Event::Opened { congress, .. }
            | Event::Allotted { congress, .. }
            | Event::DelegatesNamed { congress, .. }
            | Event::MandateExamined { congress, .. }
            | Event::ListOpened { congress, .. }
            | Event::Nominated { congress, .. }
            | Event::Withdrew { congress, .. }
            | Event::RoundCalled { congress, .. } => congress,
        }
    }

    /// The body that holds it. None: who acts for a body begins it.
    pub(super) fn body<'a>(&self, state: &'a State) -> Option<&'a BodyId> {
        state.congress.get(self.congress()).map(|of| &of.body)
    }

    /// It belongs to the unit of the body that holds it.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let body = self.body(state).or(head.body.as_ref())?;
        state.people.body(body)?.unit.clone()
    }
}
