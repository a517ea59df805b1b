use super::{
    Delegate, FloorRule, Item, ItemId, Kind, Mark, MeetingId, Note, Paper, Plan, Reply, Site,
    SiteId, Taken, Test, Words,
};
use crate::{
    Head, State,
    events::events,
    people::{BodyId, OfficerId},
    units::UnitId,
    vote::VoteId,
};
use dienhong_journal::{Hash, Millis};

events! {
    /// What has happened to a meeting.
    pub enum Event {
        /// A body will meet.
        "assembly.convened" => Convened { meeting: MeetingId, plan: Plan },
        /// The plan is another one, before the meeting opens; why.
        "assembly.replanned" => Replanned { meeting: MeetingId, plan: Plan, reason: String },
        /// The meeting will not be held.
        "assembly.called_off" => CalledOff { meeting: MeetingId, reason: String },
        /// A site takes part. A later record of the same id counts.
        "assembly.site_set" => SiteSet { meeting: MeetingId, site: Site },
        "assembly.site_dropped" => SiteDropped { meeting: MeetingId, site: SiteId, reason: String },
        /// Who is invited. Those of earlier records stay; the same number is listed anew until the meeting opens.
        "assembly.delegates_listed" => DelegatesListed {
            meeting: MeetingId,
            delegates: Vec<Delegate>,
        },
        /// Somebody else has this number, or takes part from elsewhere.
        "assembly.delegate_replaced" => DelegateReplaced {
            meeting: MeetingId,
            delegate: Delegate,
            reason: String,
        },
        /// An item of the agenda. A later record of the same id counts; a new one stands last.
        "assembly.item_set" => ItemSet { meeting: MeetingId, item: Item },
        "assembly.item_dropped" => ItemDropped { meeting: MeetingId, item: ItemId, reason: String },
        /// All items in a new order.
        "assembly.agenda_ordered" => AgendaOrdered { meeting: MeetingId, order: Vec<ItemId> },
        /// Sites were sent the invitation.
        "assembly.invited" => Invited { meeting: MeetingId, sites: Vec<SiteId> },
        "assembly.replied" => Replied { meeting: MeetingId, site: SiteId, reply: Reply },
        /// A site's line was tried before the meeting.
        "assembly.line_tested" => LineTested { meeting: MeetingId, site: SiteId, test: Test },
        "assembly.paper_given" => PaperGiven { meeting: MeetingId, paper: Paper },
        "assembly.paper_withdrawn" => PaperWithdrawn {
            meeting: MeetingId,
            blob: Hash,
            reason: String,
        },
        "assembly.opened" => Opened { meeting: MeetingId },
        "assembly.recessed" => Recessed { meeting: MeetingId, until: Millis },
        "assembly.went_on" => WentOn { meeting: MeetingId },
        "assembly.closed" => Closed { meeting: MeetingId },
        /// Who is there, who is excused, who is missing. A later mark counts.
        "assembly.marked" => Marked {
            meeting: MeetingId,
            marks: Vec<Mark>,
            /// At a site that was cut off: when.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            happened: Option<Millis>,
        },
        /// Nothing comes from a site any more, since when.
        "assembly.line_lost" => LineLost { meeting: MeetingId, site: SiteId, since: Millis },
        "assembly.line_back" => LineBack { meeting: MeetingId, site: SiteId },
        /// What a site that was cut off did meanwhile, and what became of it.
        "assembly.returned" => Returned { meeting: MeetingId, site: SiteId, taken: Vec<Taken> },
        "assembly.item_begun" => ItemBegun { meeting: MeetingId, item: ItemId },
        "assembly.item_ended" => ItemEnded { meeting: MeetingId, item: ItemId },
        "assembly.chair_passed" => ChairPassed {
            meeting: MeetingId,
            to: OfficerId,
            reason: String,
        },
        /// The floor is given by another rule from now on.
        "assembly.floor_ruled" => FloorRuled { meeting: MeetingId, rule: FloorRule },
        "assembly.floor_asked" => FloorAsked {
            meeting: MeetingId,
            item: ItemId,
            delegate: u32,
            about: Kind,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            happened: Option<Millis>,
        },
        "assembly.floor_withdrawn" => FloorWithdrawn {
            meeting: MeetingId,
            item: ItemId,
            delegate: u32,
        },
        /// The chair puts somebody who waits at another place.
        "assembly.floor_placed" => FloorPlaced {
            meeting: MeetingId,
            item: ItemId,
            delegate: u32,
            place: u16,
            reason: String,
        },
        /// Somebody speaks now, so many seconds. Who is not the first of the queue: why.
        "assembly.floor_given" => FloorGiven {
            meeting: MeetingId,
            delegate: u32,
            seconds: u32,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        "assembly.floor_paused" => FloorPaused { meeting: MeetingId },
        "assembly.floor_resumed" => FloorResumed { meeting: MeetingId },
        "assembly.floor_extended" => FloorExtended { meeting: MeetingId, seconds: u32 },
        "assembly.floor_ended" => FloorEnded { meeting: MeetingId },
        /// A vote of the body that meets is taken on the item.
        "assembly.vote_put" => VotePut { meeting: MeetingId, item: ItemId, vote: VoteId },
        /// What the minutes shall say.
        "assembly.noted" => Noted {
            meeting: MeetingId,
            /// From 1.
            number: u32,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            item: Option<ItemId>,
            note: Note,
            words: Words,
        },
        /// A note is taken back, or says something else.
        "assembly.note_changed" => NoteChanged {
            meeting: MeetingId,
            number: u32,
            /// None: it stands no more.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            words: Option<Words>,
            reason: String,
        },
    }
}

impl Event {
    pub fn meeting(&self) -> &MeetingId {
        match self {
            Event::Convened { meeting, .. }
            | Event::Replanned { meeting, .. }
            | Event::CalledOff { meeting, .. }
            | Event::SiteSet { meeting, .. }
            | Event::SiteDropped { meeting, .. }
            | Event::DelegatesListed { meeting, .. }
            | Event::DelegateReplaced { meeting, .. }
            | Event::ItemSet { meeting, .. }
            | Event::ItemDropped { meeting, .. }
            | Event::AgendaOrdered { meeting, .. }
            | Event::Invited { meeting, .. }
            | Event::Replied { meeting, .. }
            | Event::LineTested { meeting, .. }
            | Event::PaperGiven { meeting, .. }
            | Event::PaperWithdrawn { meeting, .. }
            | Event::Opened { meeting }
            | Event::Recessed { meeting, .. }
            | Event::WentOn { meeting }
            | Event::Closed { meeting }
            | Event::Marked { meeting, .. }
            | Event::LineLost { meeting, .. }
            | Event::LineBack { meeting, .. }
            | Event::Returned { meeting, .. }
            | Event::ItemBegun { meeting, .. }
            | Event::ItemEnded { meeting, .. }
            | Event::ChairPassed { meeting, .. }
            | Event::FloorRuled { meeting, .. }
            | Event::FloorAsked { meeting, .. }
            | Event::FloorWithdrawn { meeting, .. }
            | Event::FloorPlaced { meeting, .. }
            | Event::FloorGiven { meeting, .. }
            | Event::FloorPaused { meeting }
            | Event::FloorResumed { meeting }
            | Event::FloorExtended { meeting, .. }
            | Event::FloorEnded { meeting }
            | Event::VotePut { meeting, .. }
            | Event::Noted { meeting, .. }
            | Event::NoteChanged { meeting, .. } => meeting,
        }
    }

    /// The body that meets. None: who acts for a body convenes it.
    pub(super) fn body<'a>(&self, state: &'a State) -> Option<&'a BodyId> {
        state.assembly.get(self.meeting()).map(|of| &of.body)
    }

    /// It belongs to the unit of the body that meets.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let body = self.body(state).or(head.body.as_ref())?;
        state.people.body(body)?.unit.clone()
    }

    /// Whether its record is closed: all of a meeting's are, or none.
    pub(crate) fn closed(&self, state: &State) -> bool {
        match (self, state.assembly.get(self.meeting())) {
            (_, Some(known)) => known.plan.closed,
            (Event::Convened { plan, .. }, None) => plan.closed,
            (_, None) => false,
        }
    }
}
