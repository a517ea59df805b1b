use crate::{
    Clock, View,
    vault::{self, Vault},
};
use arc_swap::ArcSwap;
use dienhong_core::{
    Command, Decided, Event, Head, State,
    people::{BodyId, By},
    refusal::Refusal,
    tally::{self, Sheet},
};
use dienhong_journal::{
    Act, Draft, Journal, Millis, Opening, Seal, Visibility, canonical::NotCanonical, journal::Plan,
};
use dienhong_store::Sqlite;
use std::{
    collections::HashSet,
    sync::{Arc, mpsc},
};

/// The most commands that share one transaction: more would let the first wait too long.
const MAX_BATCH: usize = 512;

/// What somebody asks of the node.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The id of the act. A form that is sent twice carries the same one, and is done once.
    pub act: String,
    pub by: By,
    pub body: Option<BodyId>,
    pub command: Command,
    /// What the command seals, to be kept until it is laid open.
    pub seals: Vec<Opening<Sheet>>,
}

impl Ask {
    /// The node's own act.
    #[must_use]
    pub fn node(events: Vec<Event>) -> Ask {
        Ask {
            act: crate::fresh_id(),
            by: By::Node,
            body: None,
            command: Command::Record(events),
            seals: Vec::new(),
        }
    }
}

/// What was done: durable, and in the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub at: Millis,
    /// The number of the first record, and how many there are.
    pub first: u64,
    pub records: usize,
}

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotDone {
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error("this was done already")]
    DoneAlready,
    #[error("{0}")]
    NotCanonical(#[from] NotCanonical),
    /// A record of it would be no good: it is too long, or holds what no record may.
    #[error("{0}")]
    NotARecord(#[from] dienhong_journal::journal::Refused),
    #[error("it could not be written down: {0}")]
    NotWritten(Arc<str>),
    #[error("the node has stopped")]
    Stopped,
}

pub(crate) struct Job {
    pub ask: Ask,
    pub answer: Box<dyn FnOnce(Result<Done, NotDone>) + Send>,
}

pub(crate) struct Writer {
    journal: Journal<Sqlite>,
    view: Arc<ArcSwap<View>>,
    vault: Arc<Vault>,
    clock: Clock,
    /// The clock is behind the last record, and that was said.
    behind: bool,
}

/// One command of a batch, decided but not yet durable.
struct Planned {
    done: Done,
    kept: Vec<(Seal, Opening<Sheet>)>,
    opened: Vec<Seal>,
}

impl Writer {
    pub fn new(
        journal: Journal<Sqlite>,
        view: Arc<ArcSwap<View>>,
        vault: Arc<Vault>,
        clock: Clock,
    ) -> Writer {
        Writer { journal, view, vault, clock, behind: false }
    }

    /// Works until nobody can ask any more.
    pub fn run(mut self, jobs: &mpsc::Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let more = jobs.try_iter().take(MAX_BATCH - 1);
            let batch: Vec<Job> = std::iter::once(first).chain(more).collect();
            self.take(batch);
        }
    }

    fn take(&mut self, jobs: Vec<Job>) {
        let mut view = View::clone(&self.view.load());
        let mut plan = self.journal.plan();
        let mut used = HashSet::new();
        let mut batch = Vec::new();
        for Job { ask, answer } in jobs {
            let id = ask.act.clone();
            if self.journal.chain().has_act(&id) || used.contains(&id) {
                answer(Err(NotDone::DoneAlready));
                continue;
            }
            match self.decide(&mut view, &mut plan, ask) {
                Err(why) => answer(Err(why)),
                Ok(decided) => {
                    used.insert(id);
                    batch.push((decided, answer));
                }
            }
        }
        if batch.is_empty() {
            return;
        }
        if let Err(why) = self.journal.commit(plan) {
            // What was decided on top of the old state is forgotten with this copy of it.
            let why: Arc<str> = why.to_string().into();
            for (_, answer) in batch {
                answer(Err(NotDone::NotWritten(why.clone())));
            }
            return;
        }
        view.tree = self.journal.tree().clone();
        view.root = view.tree.root();
        for (decided, _) in &mut batch {
            for (seal, opening) in decided.kept.drain(..) {
                self.vault.keep(seal, opening);
            }
            for seal in &decided.opened {
                self.vault.forget(seal);
            }
        }
        self.view.store(Arc::new(view));
        for (decided, answer) in batch {
            answer(Ok(decided.done));
        }
    }

    /// Decides, plans the records in the bytes that they will have, and applies to the copy. When it is
    /// refused, by whatever rule, nothing of it is planned or applied, and the others go on.
    fn decide(&mut self, view: &mut View, plan: &mut Plan, ask: Ask) -> Result<Planned, NotDone> {
        let Ask { act, by, body, command, seals } = ask;
        let at = self.now(view.at);
        let head = Head { at, by, body, unit: None };
        let private = match &command {
            Command::Seal(_, kept) => kept.clone(),
            _ => Vec::new(),
        };
        let events = view.state.decide(&head, command)?;
        if events.is_empty() {
            return Err(Refusal::new("record.nothing_asked").into());
        }
        verify(&view.state, &head, &events)?;
        let drafts = events.iter().map(|decided| draft(&head, decided));
        let drafts = drafts.collect::<Result<Vec<_>, _>>()?;
        let (mut kept, mut keep) = (Vec::new(), Vec::new());
        for opening in seals {
            let (seal, bytes) = opening.sealed()?;
            keep.push((vault::key(&seal), bytes));
            kept.push((seal, opening));
        }
        // No record will lay these open: they are not held in memory.
        keep.extend(private.into_iter().map(|kept| (vault::key(&kept.seal), kept.opening)));
        let opened: Vec<Seal> =
            events.iter().flat_map(|decided| opened(&view.state, &decided.event)).collect();
        let forget = opened.iter().map(vault::key).collect();
        plan.add(Act { id: act, at, drafts, keep, forget })?;
        let done = Done { at, first: view.size, records: events.len() };
        for decided in &events {
            let head = Head { unit: decided.unit.clone(), ..head.clone() };
            view.state.apply(&head, &decided.event);
            // The leaf of a closed record shows no unit.
            let unit = decided.unit.as_ref().filter(|_| !decided.closed);
            view.history.take(view.size, unit, &decided.event);
            view.size += 1;
        }
        view.at = at;
        Ok(Planned { done, kept, opened })
    }

    /// The time of the next record: never before `last`. A clock that has run back is told of once, until it
    /// has caught up.
    fn now(&mut self, last: Millis) -> Millis {
        let now = (self.clock)();
        let behind = now < last;
        if behind && !self.behind {
            let by = last.get() - now.get();
            eprintln!("the clock says {now}, {by} ms before the last record: its time is repeated");
        }
        self.behind = behind;
        now.max(last)
    }
}

/// That the officers' own signatures in these events are good: what is journalled has been verified.
fn verify(state: &State, head: &Head, events: &[Decided]) -> Result<(), Refusal> {
    let asserted = |event| matches!(event, &Event::Tally(tally::Event::Asserted { .. }));
    if !events.iter().any(|decided| asserted(&decided.event)) {
        return Ok(());
    }
    let mut after = state.clone();
    for Decided { unit, event, .. } in events {
        verified(&after, event)?;
        after.apply(&Head { unit: unit.clone(), ..head.clone() }, event);
    }
    Ok(())
}

/// That an officer's own signature is good, where `event` rests on one.
pub(crate) fn verified(state: &State, event: &Event) -> Result<(), Refusal> {
    match state.signed(event) {
        Some(signed) if !dienhong_passkeys::good(&signed) => {
            Err(Refusal::new("tally.assertion_forged"))
        }
        _ => Ok(()),
    }
}

fn draft(head: &Head, decided: &Decided) -> Result<Draft, NotCanonical> {
    let Decided { unit, event, closed } = decided;
    Ok(Draft {
        body: head.body.as_ref().map(ToString::to_string),
        unit: unit.as_ref().map(ToString::to_string),
        by: head.by.to_string(),
        kind: event.kind().to_owned(),
        data: event.data()?,
        visibility: match closed {
            true => Visibility::Closed { salt: crate::salt() },
            false => Visibility::Public,
        },
    })
}

/// The seals that an event lays open.
fn opened(state: &State, event: &Event) -> Vec<Seal> {
    let Event::Tally(tally::Event::Published { election, area, .. }) = event else {
        return Vec::new();
    };
    let minutes = state.tally.minutes(election, area);
    minutes.entries.iter().map(|entry| entry.sealed).collect()
}
