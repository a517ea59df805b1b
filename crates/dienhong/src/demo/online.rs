//! The council's online vote of confidence from its trustees' keys to its proven result: the pages' own code, with the
//! trustees and the voters in this program.

use super::{
    NoDemo, Stage,
    surveyed::{ONLINE, ONLINE_PEOPLE},
    voted::{Room, count},
};
use crate::ballots::random;
use belenios::{
    ballot::Booth,
    credential::{Credential, make},
    group::Ed25519,
};
use dienhong_booth::{Sorry, trustee};
use dienhong_core::{
    Command, Event,
    people::By,
    vote::{self, ChannelId, Vote, VoteId},
};
use dienhong_node::{Ask, NotDone};
use dienhong_server::{App, archive_of, box_acts};
use std::sync::Arc;

const TRUSTEES: u16 = 3;
const NEEDED: u16 = 2;

/// How many members have voted, and of the first some twice.
const VOTED: usize = 28;
const TWICE: usize = 2;

/// How many of them trust each person much and little; the rest are confident.
const GIVEN: [(usize, usize); ONLINE_PEOPLE.len()] = [(19, 2), (14, 5), (9, 8)];

/// A step of the round that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotHeld {
    #[error(transparent)]
    Node(#[from] NotDone),
    #[error("{0}")]
    Box(String),
    #[error(transparent)]
    Browser(#[from] Sorry),
    #[error(transparent)]
    Ballot(#[from] belenios::Refused),
}

/// Where the round is held, and by whom.
struct Round<'a> {
    app: &'a App,
    room: &'a Room<'a>,
    id: VoteId,
}

/// A trustee's browser: what it keeps.
struct Holder {
    number: u16,
    seed: String,
    public: String,
    share: String,
}

/// Holds the vote.
///
/// # Errors
/// [`NoDemo`]
pub fn held(stage: &Stage) -> Result<(), NoDemo> {
    let sender = super::sender::Sender::new(stage);
    let room = Room::of_council(&sender);
    let round = Round { app: &stage.app, room: &room, id: VoteId::from(ONLINE) };
    round.held().map_err(NoDemo::Online)
}

impl Round<'_> {
    fn held(&self) -> Result<(), NotHeld> {
        let holders = self.keys()?;
        let uuid = box_acts::uuid(self.app, &self.id);
        let (private, public) = make::<Ed25519, _>(&uuid, &[1; 30], &mut random())?;
        self.calls(|app, vote| box_acts::registers(app, vote, &public))?;
        self.calls(box_acts::prepares)?;
        let present = [(ChannelId::from("1"), count(VOTED as u16))].into();
        let vote = self.id.clone();
        self.calls(|_, _| {
            Ok(vote::Event::Opened { vote, summoned: count(30), present, until: None })
        })?;
        self.cast(&private)?;
        let vote = self.id.clone();
        self.calls(|_, _| Ok(vote::Event::Closed { vote }))?;
        self.calls(box_acts::sums)?;
        for holder in holders.iter().take(NEEDED.into()) {
            let archive = archive_of(self.app.node.blobs(), &*self.vote()?).ok_or_else(damaged)?;
            let made = trustee::decryption(&archive, &holder.seed, Some(&holder.share))?;
            self.sends(holder.number, made.share.as_bytes())?;
        }
        self.calls(box_acts::opens)?;
        let declare = vote::Command::Declare { vote: self.id.clone(), known: Vec::new() };
        self.ask(By::Officer(self.room.calls.clone()), Command::Vote(declare))
    }

    /// The ceremony in which the key is made: two of three will suffice.
    fn keys(&self) -> Result<Vec<Holder>, NotHeld> {
        const GROUP: &str = "Ed25519";
        let threshold = usize::from(NEEDED);
        let mut holders = Vec::new();
        for number in 1..=TRUSTEES {
            let made = trustee::new_seed(GROUP)?;
            self.sends(number, made.public.as_bytes())?;
            let (seed, public) = (made.secret.to_string(), made.public.clone());
            holders.push(Holder { number, seed, public, share: String::new() });
        }
        let certificates: Vec<String> = holders.iter().map(|of| of.public.clone()).collect();
        for of in &holders {
            let polynomial = trustee::polynomial(GROUP, &certificates, threshold, &of.seed)?;
            self.sends(of.number, polynomial.as_bytes())?;
        }
        for of in &mut holders {
            let inbox = box_acts::inbox(self.app, &*self.vote()?, of.number);
            let inbox =
                inbox.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(damaged)?;
            of.share = trustee::key_share(GROUP, &certificates, threshold, &of.seed, &inbox)?;
            self.sends(of.number, of.share.as_bytes())?;
        }
        Ok(holders)
    }

    /// Each member's ballot; the first change their minds and come back to it.
    fn cast(&self, private: &[Credential]) -> Result<(), NotHeld> {
        let prepared = self.vote()?.ballots.prepared.clone().ok_or_else(damaged)?;
        let election = self.app.node.blobs().get(&prepared.election).ok().flatten();
        let booth = Booth::<Ed25519>::new(&election.ok_or_else(damaged)?)?;
        let level = |voter: usize, person: usize, (high, low): (usize, usize)| {
            // Who trusts one much need not trust the next.
            let place = (voter + 11 * person) % VOTED;
            match place {
                place if place < high => vec![1, 0, 0],
                place if place < VOTED - low => vec![0, 1, 0],
                _ => vec![0, 0, 1],
            }
        };
        let first = (0..TWICE).map(|voter| (voter, vec![vec![0, 1, 0]; GIVEN.len()]));
        let all = (0..VOTED).map(|voter| {
            let of = GIVEN.iter().enumerate();
            (voter, of.map(|(person, given)| level(voter, person, *given)).collect())
        });
        for (voter, choices) in first.chain(all) {
            let credential = private.get(voter).ok_or_else(damaged)?;
            let ballot = booth.vote(credential, &choices, &mut random())?;
            let event = box_acts::casts(self.app, &*self.vote()?, &ballot);
            let event = event.map_err(|why| NotHeld::Box(format!("{why:?}")))?;
            self.ask(By::Voter, Command::Record(vec![Event::Vote(event)]))?;
        }
        Ok(())
    }

    fn vote(&self) -> Result<Arc<Vote>, NotHeld> {
        self.app.node.view().state.vote.get(&self.id).cloned().ok_or_else(damaged)
    }

    /// The secretary does something to the vote.
    fn calls(
        &self,
        act: impl FnOnce(&App, &Vote) -> Result<vote::Event, String>,
    ) -> Result<(), NotHeld> {
        let event = act(self.app, &*self.vote()?).map_err(NotHeld::Box)?;
        let command = Command::Record(vec![Event::Vote(event)]);
        self.ask(By::Officer(self.room.calls.clone()), command)
    }

    /// A trustee's browser sends what is due.
    fn sends(&self, trustee: u16, message: &[u8]) -> Result<(), NotHeld> {
        let event = box_acts::sends(self.app, &*self.vote()?, trustee, message);
        let event = event.map_err(NotHeld::Box)?;
        self.ask(By::Guest, Command::Record(vec![Event::Vote(event)]))
    }

    fn ask(&self, by: By, command: Command) -> Result<(), NotHeld> {
        let body = matches!(by, By::Officer(_)).then(|| self.room.body.clone());
        let act = dienhong_node::fresh_id();
        self.app.node.ask(Ask { act, by, body, command, seals: Vec::new() })?;
        Ok(())
    }
}

fn damaged() -> NotHeld {
    NotHeld::Box("a file of the box is missing".to_owned())
}
