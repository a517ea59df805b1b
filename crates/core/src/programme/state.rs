use super::{
    DoneWhen, Event, Lists, ProgrammeRules, Shelf,
    lists::{Fate, Place},
};
use crate::{Date, Head, State, ids::id, people::BodyId, vote::Document};
use dienhong_journal::{Hash, Millis};
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

id! {
    /// A work programme, or a book of tasks.
    ProgrammeId
}

id! {
    /// An item of a programme.
    ItemId
}

id! {
    /// A task, or a part of one. Unique in the node.
    TaskId
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub title: String,
    pub year: i16,
    /// From 1 to 4. None: of the whole year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarter: Option<u8>,
    /// As the rule says on the day on which it is opened.
    pub done_when: DoneWhen,
    /// Whether every record of it, of its items and of its tasks is closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// The item of an earlier programme that goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    pub programme: ProgrammeId,
    pub item: ItemId,
}

/// What a programme plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: ItemId,
    pub content: String,
    /// The body that leads.
    pub lead: BodyId,
    /// The bodies that help.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<BodyId>,
    /// In which form it is submitted: a report, a draft decision.
    pub form: String,
    /// By when it is submitted.
    pub due: Date,
    /// Who decides on it.
    pub authority: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
}

/// Where a task comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Such as the notice of a meeting's conclusions.
    pub document: Document,
    /// The point of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<u16>,
    /// The meeting of this node in which it was born, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
}

/// What was asked of whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub content: String,
    /// The body that answers for it.
    pub owner: BodyId,
    /// The bodies that help.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<BodyId>,
    /// The last day, to its end by the legal clock.
    pub due: Date,
    /// The product that is expected.
    pub result: String,
    /// Of a part: none, it is that of the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The item of the programme that it carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The task of which it is a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<TaskId>,
}

/// What was submitted for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub at: Millis,
    pub on: Date,
    pub document: Document,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub at: Millis,
    pub number: u16,
    pub reason: String,
    pub document: Document,
    /// The items that are new or changed.
    pub set: Vec<ItemId>,
    /// As the changed and removed ones stood before.
    pub before: Vec<Arc<Item>>,
    pub removed: Vec<ItemId>,
}

#[derive(Debug, Clone)]
pub struct Programme {
    pub id: ProgrammeId,
    pub body: BodyId,
    pub plan: Arc<Plan>,
    pub at: Millis,
    pub issued: Option<(Millis, Document)>,
    /// Those that stand.
    pub items: OrdMap<ItemId, Arc<Item>>,
    pub done: OrdMap<ItemId, Arc<Done>>,
    pub amendments: Vec<Arc<Amendment>>,
}

impl Programme {
    /// The items in the order of their days.
    pub fn in_order(&self) -> Vec<&Arc<Item>> {
        let mut all: Vec<&Arc<Item>> = self.items.values().collect();
        all.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        all
    }
}

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Assigned,
    Declined,
    Accepted,
    InProgress,
    Submitted,
    Returned,
    Approved,
    Cancelled,
}

impl Step {
    pub const ALL: [Step; 8] = [
        Step::Assigned,
        Step::Declined,
        Step::Accepted,
        Step::InProgress,
        Step::Submitted,
        Step::Returned,
        Step::Approved,
        Step::Cancelled,
    ];

    /// Its stem in words and files.
    pub fn name(self) -> &'static str {
        match self {
            Step::Assigned => "assigned",
            Step::Declined => "declined",
            Step::Accepted => "accepted",
            Step::InProgress => "in_progress",
            Step::Submitted => "submitted",
            Step::Returned => "returned",
            Step::Approved => "approved",
            Step::Cancelled => "cancelled",
        }
    }

    /// Whether the owner works on it.
    pub fn is_under_way(self) -> bool {
        matches!(self, Step::Accepted | Step::InProgress | Step::Returned)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub at: Millis,
    pub note: String,
    pub percent: Option<u8>,
}

/// A later day that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub at: Millis,
    /// The deadline when it was asked: what it was before, if it was granted.
    pub before: Date,
    pub until: Date,
    pub reason: String,
    /// When it was answered; with a reason: refused.
    pub answered: Option<(Millis, Option<String>)>,
}

impl Extension {
    pub fn is_granted(&self) -> bool {
        matches!(self.answered, Some((_, None)))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub at: Millis,
    pub on: Date,
    pub result: String,
    pub document: Option<Document>,
    pub files: Vec<Hash>,
    pub despite: Option<String>,
    /// When and why it was returned.
    pub returned: Option<(Millis, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    pub at: Millis,
    pub on: Date,
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    pub at: Millis,
    pub reason: String,
}

/// How many parts a task has, and how many of them are done. Cancelled parts are neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RollUp {
    pub parts: u64,
    pub done: u64,
    pub cancelled: u64,
}

impl RollUp {
    pub fn open(&self) -> u64 {
        self.parts - self.done
    }
}

#[derive(Debug, Clone)]
pub struct Task {
    pub id: TaskId,
    pub programme: ProgrammeId,
    pub giver: BodyId,
    pub given: Arc<Given>,
    pub at: Millis,
    /// The deadline as it is now; the first one stands in `given`.
    pub due: Date,
    pub step: Step,
    pub done_when: DoneWhen,
    /// 0: it is no part of another.
    pub depth: u8,
    pub parts: Vec<TaskId>,
    pub accepted: Option<Millis>,
    /// When and why it was declined, and upheld: the second of each pair.
    pub declined: Vec<(Millis, String)>,
    pub upheld: Vec<(Millis, String)>,
    pub notes: Vec<Note>,
    pub extensions: Vec<Extension>,
    pub submissions: Vec<Submission>,
    pub approved: Option<Approval>,
    pub cancelled: Option<Cancellation>,
}

impl Task {
    /// The extension that waits for an answer.
    pub fn asked(&self) -> Option<&Extension> {
        self.extensions.last().filter(|asked| asked.answered.is_none())
    }

    /// How far the owner says it has come, the last time that he said it.
    pub fn percent(&self) -> Option<u8> {
        self.notes.iter().rev().find_map(|note| note.percent)
    }

    /// What was submitted and not returned.
    pub fn submission(&self) -> Option<&Submission> {
        self.submissions.last().filter(|submission| submission.returned.is_none())
    }

    /// The day on which it was done, as its programme counts it. None: it is not, or was cancelled.
    pub fn done_on(&self) -> Option<Date> {
        match (self.done_when, self.step) {
            (DoneWhen::Submitted, Step::Submitted | Step::Approved) => {
                self.submission().map(|submission| submission.on)
            }
            (DoneWhen::Approved, Step::Approved) => self.approved.as_ref().map(|of| of.on),
            _ => None,
        }
    }

    /// Whether it is done, as its programme counts it.
    pub fn is_done(&self) -> bool {
        self.done_on().is_some()
    }

    /// Whether nothing more is to happen to it.
    pub fn is_ended(&self) -> bool {
        matches!(self.step, Step::Approved | Step::Cancelled)
    }

    pub(super) fn place(&self) -> Place {
        let fate = match (self.step, self.done_on()) {
            (Step::Cancelled, _) => Fate::Cancelled,
            (_, None) => Fate::Open,
            (_, Some(on)) if on <= self.due => Fate::DoneInTime,
            _ => Fate::DoneLate,
        };
        let asks = self.asked().is_some() && !self.is_ended() && self.step != Step::Submitted;
        Place {
            due: self.due,
            fate,
            for_giver: asks || matches!(self.step, Step::Submitted | Step::Declined),
            for_owner: matches!(self.step, Step::Assigned | Step::Returned),
        }
    }

    fn apply(&mut self, head: &Head, event: &Event) {
        let at = head.at;
        match event {
            Event::TaskAccepted { .. } => {
                self.step = Step::Accepted;
                self.accepted = Some(at);
            }
            Event::TaskDeclined { reason, .. } => {
                self.step = Step::Declined;
                self.declined.push((at, reason.clone()));
            }
            Event::TaskUpheld { reason, .. } => {
                self.step = Step::Assigned;
                self.upheld.push((at, reason.clone()));
            }
            Event::TaskProgressed { note, percent, .. } => {
                if self.step == Step::Accepted {
                    self.step = Step::InProgress;
                }
                self.notes.push(Note { at, note: note.clone(), percent: *percent });
            }
            Event::ExtensionAsked { until, reason, .. } => {
                let (before, until, reason) = (self.due, *until, reason.clone());
                self.extensions.push(Extension { at, before, until, reason, answered: None });
            }
            Event::ExtensionGranted { until, .. } => {
                if let Some(asked) = self.extensions.last_mut() {
                    asked.answered = Some((at, None));
                }
                self.due = *until;
            }
            Event::ExtensionRefused { reason, .. } => {
                if let Some(asked) = self.extensions.last_mut() {
                    asked.answered = Some((at, Some(reason.clone())));
                }
            }
            Event::TaskSubmitted { on, result, document, files, despite, .. } => {
                self.step = Step::Submitted;
                self.submissions.push(Submission {
                    at,
                    on: *on,
                    result: result.clone(),
                    document: document.clone(),
                    files: files.clone(),
                    despite: despite.clone(),
                    returned: None,
                });
            }
            Event::TaskReturned { reason, .. } => {
                self.step = Step::Returned;
                if let Some(submission) = self.submissions.last_mut() {
                    submission.returned = Some((at, reason.clone()));
                }
            }
            Event::TaskApproved { on, note, .. } => {
                self.step = Step::Approved;
                self.approved = Some(Approval { at, on: *on, note: note.clone() });
            }
            Event::TaskCancelled { reason, .. } => {
                self.step = Step::Cancelled;
                self.cancelled = Some(Cancellation { at, reason: reason.clone() });
            }
            Event::Opened { .. }
            | Event::ItemSet { .. }
            | Event::Issued { .. }
            | Event::Amended { .. }
            | Event::ItemDone { .. }
            | Event::TaskGiven { .. } => {}
        }
    }
}

static NONE: std::sync::LazyLock<Lists> = std::sync::LazyLock::new(Lists::default);

/// The programmes and tasks of all bodies, with the lists in which tasks stand.
#[derive(Debug, Default, Clone)]
pub struct Programmes {
    all: OrdMap<ProgrammeId, Arc<Programme>>,
    of_body: OrdMap<BodyId, Vec<ProgrammeId>>,
    tasks: OrdMap<TaskId, Arc<Task>>,
    shelves: OrdMap<Shelf, Arc<Lists>>,
    /// Where an item that was not done went on.
    carried: OrdMap<Carried, Carried>,
    /// Files with which results were submitted.
    files: OrdSet<Hash>,
}

impl Programmes {
    /// Whether a file shows the result of a task.
    pub fn names(&self, blob: &Hash) -> bool {
        self.files.contains(blob)
    }

    pub fn get(&self, id: &ProgrammeId) -> Option<&Arc<Programme>> {
        self.all.get(id)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Programme>> {
        self.all.values()
    }

    /// Those that a body keeps, in the order in which they were opened.
    pub fn of_body(&self, body: &BodyId) -> impl DoubleEndedIterator<Item = &Arc<Programme>> {
        self.of_body.get(body).into_iter().flatten().filter_map(|id| self.get(id))
    }

    pub fn task(&self, id: &TaskId) -> Option<&Arc<Task>> {
        self.tasks.get(id)
    }

    /// Every task. For checks and files; a page reads a list.
    pub fn tasks(&self) -> impl Iterator<Item = &Arc<Task>> {
        self.tasks.values()
    }

    /// The list of what these tasks have in common.
    pub fn list(&self, shelf: &Shelf) -> &Lists {
        self.shelves.get(shelf).map_or(&NONE, |lists| lists)
    }

    /// The bodies that own tasks of a programme, each with its list.
    pub fn by_owner<'a>(
        &'a self,
        programme: &'a ProgrammeId,
    ) -> impl Iterator<Item = (&'a BodyId, &'a Lists)> {
        let first = Shelf::Part(programme.clone(), BodyId::from(""));
        self.shelves
            .range(first..)
            .map_while(move |(shelf, lists)| match shelf {
                Shelf::Part(of, body) if of == programme => Some((body, &**lists)),
                _ => None,
            })
            .filter(|(_, lists)| !lists.is_empty())
    }

    /// Where an item went on.
    pub fn carried_to(&self, from: &Carried) -> Option<&Carried> {
        self.carried.get(from)
    }

    /// How far the parts of a task have come: what they say themselves.
    pub fn roll_up(&self, task: &Task) -> RollUp {
        let mut all = RollUp::default();
        for part in task.parts.iter().filter_map(|id| self.task(id)) {
            match part.step {
                Step::Cancelled => all.cancelled += 1,
                _ => {
                    all.parts += 1;
                    all.done += u64::from(part.is_done());
                }
            }
        }
        all
    }

    /// The shelves on which a task stands: they never change in its life.
    pub(super) fn shelves_of(&self, task: &Task) -> Vec<Shelf> {
        let given = &task.given;
        let (programme, owner) = (|| task.programme.clone(), || given.owner.clone());
        let mut all = vec![
            Shelf::Programme(programme()),
            Shelf::Part(programme(), owner()),
            Shelf::Owner(owner()),
            Shelf::Giver(task.giver.clone()),
        ];
        if self.get(&task.programme).is_some_and(|of| !of.plan.closed) {
            all.push(Shelf::Shown(owner()));
        }
        all.extend(given.item.clone().map(|item| Shelf::Item(programme(), item)));
        all.extend(given.with.iter().cloned().map(Shelf::Helper));
        let meeting = given.origin.as_ref().and_then(|origin| origin.meeting.as_deref());
        all.extend(meeting.map(|meeting| Shelf::Meeting(SmolStr::from(meeting))));
        // A journal that was never lawful may name a body twice.
        all.sort();
        all.dedup();
        all
    }

    fn shelve(&mut self, task: &Task, before: Option<Place>) {
        let place = task.place();
        if before == Some(place) {
            return;
        }
        for shelf in self.shelves_of(task) {
            let lists = Arc::make_mut(self.shelves.entry(shelf).or_default());
            if let Some(before) = before {
                lists.take(&task.id, before);
            }
            lists.put(&task.id, place);
        }
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::Opened { programme, plan } => self.open(head, programme, plan),
            Event::TaskGiven { programme, task, given } => {
                self.give(head, programme, task, given);
            }
            _ => {
                if let Event::TaskSubmitted { files, .. } = event {
                    self.files.extend(files.iter().copied());
                }
                if let Some(id) = event.task() {
                    let Some(known) = self.tasks.get_mut(id) else { return };
                    let before = known.place();
                    Arc::make_mut(known).apply(head, event);
                    let now = known.clone();
                    self.shelve(&now, Some(before));
                } else if let Some(known) = event.programme().and_then(|id| self.all.get_mut(id)) {
                    let carried = Arc::make_mut(known).apply(head, event);
                    for (from, to) in carried {
                        self.carried.insert(from, to);
                    }
                }
            }
        }
    }

    fn open(&mut self, head: &Head, id: &ProgrammeId, plan: &Plan) {
        let Some(body) = head.body.clone().filter(|_| !self.all.contains_key(id)) else { return };
        self.of_body.entry(body.clone()).or_default().push(id.clone());
        let new = Programme {
            id: id.clone(),
            body,
            plan: Arc::new(plan.clone()),
            at: head.at,
            issued: None,
            items: OrdMap::new(),
            done: OrdMap::new(),
            amendments: Vec::new(),
        };
        self.all.insert(id.clone(), Arc::new(new));
    }

    fn give(&mut self, head: &Head, programme: &ProgrammeId, id: &TaskId, given: &Given) {
        let Some(giver) = head.body.clone().filter(|_| !self.tasks.contains_key(id)) else {
            return;
        };
        let Some(done_when) = self.get(programme).map(|of| of.plan.done_when) else { return };
        let mut depth = 0;
        if let Some(parent) = given.parent.as_ref().and_then(|id| self.tasks.get_mut(id)) {
            let parent = Arc::make_mut(parent);
            parent.parts.push(id.clone());
            depth = parent.depth.saturating_add(1);
        }
        let task = Task {
            id: id.clone(),
            programme: programme.clone(),
            giver,
            given: Arc::new(given.clone()),
            at: head.at,
            due: given.due,
            step: Step::Assigned,
            done_when,
            depth,
            parts: Vec::new(),
            accepted: None,
            declined: Vec::new(),
            upheld: Vec::new(),
            notes: Vec::new(),
            extensions: Vec::new(),
            submissions: Vec::new(),
            approved: None,
            cancelled: None,
        };
        self.shelve(&task, None);
        self.tasks.insert(id.clone(), Arc::new(task));
    }
}

impl Programme {
    /// Answers which items of others go on in which of its own.
    fn apply(&mut self, head: &Head, event: &Event) -> Vec<(Carried, Carried)> {
        let own = |item: &Item, id: &ProgrammeId| {
            let to = Carried { programme: id.clone(), item: item.id.clone() };
            item.carried.clone().map(|from| (from, to))
        };
        match event {
            Event::ItemSet { item, .. } => {
                self.items.insert(item.id.clone(), Arc::new((**item).clone()));
                own(item, &self.id).into_iter().collect()
            }
            Event::Issued { document, .. } => {
                self.issued = Some((head.at, document.clone()));
                Vec::new()
            }
            Event::Amended { number, reason, document, set, removed, .. } => {
                let changed = set.iter().map(|item| &item.id).chain(removed);
                let before = changed.filter_map(|id| self.items.get(id).cloned()).collect();
                for id in removed {
                    self.items.remove(id);
                }
                for item in set {
                    self.items.insert(item.id.clone(), Arc::new(item.clone()));
                }
                self.amendments.push(Arc::new(Amendment {
                    at: head.at,
                    number: *number,
                    reason: reason.clone(),
                    document: document.clone(),
                    set: set.iter().map(|item| item.id.clone()).collect(),
                    before,
                    removed: removed.clone(),
                }));
                set.iter().filter_map(|item| own(item, &self.id)).collect()
            }
            Event::ItemDone { item, on, document, .. } => {
                let done = Done { at: head.at, on: *on, document: document.clone() };
                self.done.insert(item.clone(), Arc::new(done));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

impl State {
    pub fn programme_rules(&self, at: Millis) -> Option<&ProgrammeRules> {
        self.rules_at(at).ok()?.programme.as_ref()
    }

    /// Whether everybody may see a programme.
    pub fn shows_programme(&self, id: &ProgrammeId) -> bool {
        self.programme.get(id).is_some_and(|of| !of.plan.closed)
    }
}
