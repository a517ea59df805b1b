//! The ballot boxes that are in use, in memory: rebuilt from the journal and its blobs whenever they are not there.

use crate::App;
use dienhong_ballotbox::{
    BallotBox, Gate, Refused, Verified,
    keeping::{Keys, Parts},
};
use dienhong_core::vote::{KeyStep, Vote, VoteId};
use dienhong_journal::Hash;
use dienhong_store::Blobs;
use dienhong_verifier::ballot_box;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// By vote. A box that a ballot was put into and the journal then refused is thrown away: the next one who asks
/// has it made anew.
#[derive(Default)]
pub(crate) struct Boxes(Mutex<HashMap<VoteId, Arc<Open>>>);

/// A box that takes ballots.
pub(crate) struct Open {
    pub gate: Gate,
    pub inside: Mutex<BallotBox>,
    /// How many credentials were revoked when it was made.
    revoked: usize,
}

impl Open {
    /// Takes a ballot in, or says why not. Who did not get it into the journal afterwards drops the box.
    pub fn admit(&self, ballot: &Verified) -> Result<(), Refused> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.admits(ballot)?;
        inside.put(ballot.clone());
        Ok(())
    }
}

impl Boxes {
    /// The box of a vote that is prepared, as the journal stands now. None: it is not, or its files are damaged.
    pub fn of(&self, app: &App, vote: &VoteId) -> Option<Arc<Open>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let view = app.node.view();
        let vote = view.state.vote.get(vote)?;
        let revoked = vote.ballots.revoked.len();
        if let Some(known) = all.get(&vote.id).filter(|known| known.revoked == revoked) {
            return Some(known.clone());
        }
        let made = Arc::new(made(app, vote)?);
        all.insert(vote.id.clone(), made.clone());
        Some(made)
    }

    pub fn drop(&self, vote: &VoteId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(vote);
    }
}

/// The box as the journal has it. None: the vote is not prepared, or a file is damaged.
pub(crate) fn made(app: &App, vote: &Vote) -> Option<Open> {
    let prepared = vote.ballots.prepared.as_ref()?;
    let (credentials, _) = vote.ballots.credentials?;
    let blob = |hash: &Hash| app.node.blobs().get(hash).ok().flatten();
    let mut gate = Gate::new(&blob(&prepared.election)?, &blob(&credentials)?).ok()?;
    let mut inside = BallotBox::default();
    for tracker in &vote.ballots.order {
        let cast = vote.ballots.cast.get(tracker)?;
        inside.put(gate.read_again(&blob(&cast.blob)?).ok()?);
    }
    for credential in &vote.ballots.revoked {
        gate.revoke(credential);
    }
    Some(Open { gate, inside: Mutex::new(inside), revoked: vote.ballots.revoked.len() })
}

/// The messages of the key ceremony, by kind, in the order of the trustees.
#[derive(Default)]
pub(crate) struct Messages {
    pub first: Vec<Vec<u8>>,
    pub polynomials: Vec<Vec<u8>>,
    pub shares: Vec<Vec<u8>>,
}

impl Messages {
    /// None: a file is damaged.
    pub fn of(app: &App, vote: &Vote) -> Option<Messages> {
        let trustees = vote.ballots.trustees.as_ref()?;
        let mut all = Messages::default();
        for number in 1..=trustees.count() {
            for step in trustees.steps() {
                let Some(wrote) = vote.ballots.wrote(number, *step) else { continue };
                let bytes = app.node.blobs().get(&wrote.blob).ok().flatten()?;
                match step {
                    KeyStep::Key | KeyStep::Certificate => all.first.push(bytes),
                    KeyStep::Polynomial => all.polynomials.push(bytes),
                    KeyStep::Share => all.shares.push(bytes),
                }
            }
        }
        Some(all)
    }

    pub fn keys<'a>(&'a self, trustees: &dienhong_core::vote::Trustees) -> Keys<'a> {
        Keys {
            group: ballot_box::group(trustees.group),
            threshold: trustees.threshold.map(usize::from),
            first: &self.first,
            polynomials: &self.polynomials,
            shares: &self.shares,
        }
    }
}

/// Everything that the archive of a vote is made of, read from the node's blobs.
pub(crate) struct Archived {
    time: u64,
    election: Vec<u8>,
    trustees: Vec<u8>,
    credentials: Vec<u8>,
    ballots: Vec<Vec<u8>>,
    /// Of each ballot, whether it is the last of its credential.
    counts: Vec<bool>,
    sum: Option<(Vec<u8>, u64)>,
    shares: Vec<(usize, Vec<u8>)>,
    result: Option<Vec<u8>>,
}

impl Archived {
    /// None: the box is not prepared, or a file is damaged.
    pub fn of(blobs: &Blobs, vote: &Vote) -> Option<Archived> {
        let ballots = &vote.ballots;
        let blob = |hash: &Hash| blobs.get(hash).ok().flatten();
        let prepared = ballots.prepared.as_ref()?;
        let cast = |tracker: &String| blob(&ballots.cast.get(tracker)?.blob);
        let shares = ballots.shares.iter();
        Some(Archived {
            time: vote.at.get() / 1000,
            election: blob(&prepared.election)?,
            trustees: blob(&prepared.trustees)?,
            credentials: blob(&ballots.credentials?.0)?,
            ballots: ballots.order.iter().map(cast).collect::<Option<_>>()?,
            counts: ballots.order.iter().map(|tracker| ballots.counts(tracker)).collect(),
            sum: match ballots.summed {
                Some((hash, count)) => Some((blob(&hash)?, count.get())),
                None => None,
            },
            shares: shares
                .map(|(number, hash)| Some((usize::from(*number), blob(hash)?)))
                .collect::<Option<_>>()?,
            result: match &ballots.opened {
                Some((hash, _)) => Some(blob(hash)?),
                None => None,
            },
        })
    }

    /// The ballots that count.
    pub fn counted(&self) -> Vec<&[u8]> {
        let all = self.ballots.iter().zip(&self.counts);
        all.filter(|(_, counts)| **counts).map(|(ballot, _)| ballot.as_slice()).collect()
    }

    pub fn parts(&self) -> Parts<'_> {
        Parts {
            time: self.time,
            election: &self.election,
            trustees: &self.trustees,
            credentials: &self.credentials,
            ballots: &self.ballots,
            sum: self.sum.as_ref().map(|(sum, count)| (sum.as_slice(), *count, *count)),
            shares: &self.shares,
            result: self.result.as_deref(),
        }
    }
}
