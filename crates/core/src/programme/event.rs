use super::{Given, Item, ItemId, Plan, ProgrammeId, TaskId};
use crate::{Date, Head, State, events::events, people::BodyId, units::UnitId, vote::Document};
use dienhong_journal::Hash;

events! {
    /// What has happened to work programmes and tasks.
    pub enum Event {
        /// A body keeps a programme of work, or a book of tasks, for a year or a quarter.
        "programme.opened" => Opened { programme: ProgrammeId, plan: Plan },
        /// One item as it stands now. Only before the programme is issued.
        "programme.item_set" => ItemSet { programme: ProgrammeId, item: Box<Item> },
        "programme.issued" => Issued { programme: ProgrammeId, document: Document },
        /// What changes after it was issued.
        "programme.amended" => Amended {
            programme: ProgrammeId,
            /// From 1, without a gap.
            number: u16,
            reason: String,
            document: Document,
            /// New items, and items as they stand from now on.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            set: Vec<Item>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            removed: Vec<ItemId>,
        },
        /// What the programme asked for was submitted.
        "programme.item_done" => ItemDone {
            programme: ProgrammeId,
            item: ItemId,
            on: Date,
            document: Document,
        },
        "programme.task_given" => TaskGiven {
            programme: ProgrammeId,
            task: TaskId,
            given: Box<Given>,
        },
        "programme.task_accepted" => TaskAccepted { task: TaskId },
        /// The owner gives it back.
        "programme.task_declined" => TaskDeclined { task: TaskId, reason: String },
        /// The giver gives the same task to the same owner once more.
        "programme.task_upheld" => TaskUpheld { task: TaskId, reason: String },
        "programme.task_progressed" => TaskProgressed {
            task: TaskId,
            note: String,
            /// From 0 to 100.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            percent: Option<u8>,
        },
        "programme.extension_asked" => ExtensionAsked {
            task: TaskId,
            until: Date,
            reason: String,
        },
        /// The day that was asked for is the deadline now.
        "programme.extension_granted" => ExtensionGranted { task: TaskId, until: Date },
        "programme.extension_refused" => ExtensionRefused { task: TaskId, reason: String },
        "programme.task_submitted" => TaskSubmitted {
            task: TaskId,
            /// The day by the legal clock.
            on: Date,
            result: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            document: Option<Document>,
            /// Files that show it: of a public programme, files of the owner's unit.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            files: Vec<Hash>,
            /// Why it is done although parts of it are open.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            despite: Option<String>,
        },
        "programme.task_returned" => TaskReturned { task: TaskId, reason: String },
        "programme.task_approved" => TaskApproved {
            task: TaskId,
            /// The day by the legal clock.
            on: Date,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            note: Option<String>,
        },
        "programme.task_cancelled" => TaskCancelled { task: TaskId, reason: String },
    }
}

impl Event {
    /// The programme that it names itself: records of a task name the task.
    pub fn programme(&self) -> Option<&ProgrammeId> {
        match self {
            Event::Opened { programme, .. }
            | Event::ItemSet { programme, .. }
            | Event::Issued { programme, .. }
            | Event::Amended { programme, .. }
            | Event::ItemDone { programme, .. }
            | Event::TaskGiven { programme, .. } => Some(programme),
            _ => None,
        }
    }

    /// The task that it is about.
    pub fn task(&self) -> Option<&TaskId> {
        match self {
            Event::TaskGiven { task, .. }
            | Event::TaskAccepted { task }
            | Event::TaskDeclined { task, .. }
            | Event::TaskUpheld { task, .. }
            | Event::TaskProgressed { task, .. }
            | Event::ExtensionAsked { task, .. }
            | Event::ExtensionGranted { task, .. }
            | Event::ExtensionRefused { task, .. }
            | Event::TaskSubmitted { task, .. }
            | Event::TaskReturned { task, .. }
            | Event::TaskApproved { task, .. }
            | Event::TaskCancelled { task, .. } => Some(task),
            Event::Opened { .. }
            | Event::ItemSet { .. }
            | Event::Issued { .. }
            | Event::Amended { .. }
            | Event::ItemDone { .. } => None,
        }
    }

    /// A task's records belong to the unit of its owner, so that a commune's own records hold its tasks; those of a
    /// programme to the unit of the body that keeps it.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let unit = |body: &BodyId| state.people.body(body)?.unit.clone();
        let known = &state.programme;
        if let Event::TaskGiven { given, .. } = self {
            return unit(&given.owner);
        }
        if let Some(task) = self.task() {
            return unit(&known.task(task)?.given.owner);
        }
        let programme = self.programme().and_then(|id| known.get(id));
        unit(programme.map(|of| &of.body).or(head.body.as_ref())?)
    }

    /// Whether its record is closed: as its programme is.
    pub(crate) fn closed(&self, state: &State) -> bool {
        let known = &state.programme;
        if let Event::Opened { plan, .. } = self {
            return plan.closed;
        }
        let of_task = || self.task().and_then(|task| known.task(task)).map(|task| &task.programme);
        let programme = self.programme().or_else(of_task).and_then(|id| known.get(id));
        programme.is_some_and(|programme| programme.plan.closed)
    }

    /// Bodies that lead or help may lie in other units.
    pub(crate) fn rests_on_others(&self) -> bool {
        matches!(self, Event::ItemSet { .. } | Event::Amended { .. } | Event::TaskGiven { .. })
    }
}
