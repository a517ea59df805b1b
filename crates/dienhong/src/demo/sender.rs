//! Acts of many officers, sent one after another without waiting for each answer.

use super::{NoDemo, Stage};
use dienhong_core::{
    Command, Event,
    people::{BodyId, By, OfficerId},
    tally::Sheet,
};
use dienhong_journal::Opening;
use dienhong_node::{Ask, NotDone};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// How many asks may wait for the writer at a time.
const IN_FLIGHT: usize = 512;

/// Sends without waiting for each answer; the first refusal is kept.
pub struct Sender<'a> {
    stage: &'a Stage,
    waiting: Arc<AtomicUsize>,
    trouble: Arc<Mutex<Option<NotDone>>>,
}

impl<'a> Sender<'a> {
    pub fn new(stage: &'a Stage) -> Sender<'a> {
        Sender { stage, waiting: Arc::default(), trouble: Arc::default() }
    }

    /// Of one's own file, nobody acts for a body.
    pub fn send(
        &self,
        by: OfficerId,
        body: impl Into<Option<BodyId>>,
        command: Command,
        seals: Vec<Opening<Sheet>>,
    ) {
        while self.waiting.load(Ordering::Relaxed) >= IN_FLIGHT {
            thread::sleep(Duration::from_micros(200));
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let (waiting, trouble) = (self.waiting.clone(), self.trouble.clone());
        let ask = Ask {
            act: dienhong_node::fresh_id(),
            by: By::Officer(by),
            body: body.into(),
            command,
            seals,
        };
        self.stage.app.node.send(ask, move |done| {
            if let Err(why) = done {
                trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
            }
            waiting.fetch_sub(1, Ordering::Relaxed);
        });
    }

    pub fn ask(&self, by: &OfficerId, body: &BodyId, command: Command) {
        self.send(by.clone(), body.clone(), command, Vec::new());
    }

    pub fn record(&self, by: OfficerId, body: BodyId, event: Event) {
        self.send(by, body, Command::Record(vec![event]), Vec::new());
    }

    /// Waits until all is answered.
    pub fn settle(&self, what: &'static str) -> Result<(), NoDemo> {
        while self.waiting.load(Ordering::Relaxed) > 0 {
            thread::sleep(Duration::from_micros(200));
        }
        match self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(why) => Err(NoDemo::Step { what, why }),
            None => Ok(()),
        }
    }
}
