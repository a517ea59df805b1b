//! What is done to a box, each as the record that it becomes: messages, ballots and shares are checked first, and kept.
//!
//! All of it takes time and reads files: a server does it away from the threads that others wait for.

use super::{
    boxes::{self, Archived, Messages},
    task,
};
use crate::{App, site::trustee::Task};
use belenios::ballot::credential_of;
use dienhong_ballotbox::{
    Refused,
    keeping::{self, Message},
};
use dienhong_core::{
    count::Count,
    vote::{Event, KeyStep, Line, Vote, VoteId},
};
use dienhong_journal::Hash;
use dienhong_verifier::ballot_box;
use std::sync::PoisonError;

fn damaged() -> String {
    "a file of the box is missing or damaged".to_owned()
}

fn said(why: impl ToString) -> String {
    why.to_string()
}

fn put(app: &App, bytes: &[u8]) -> Result<Hash, String> {
    app.node.blobs().put(bytes).map_err(said)
}

/// The protocol's identifier of a vote of this node: what its voters' credentials are made for.
pub fn uuid(app: &App, vote: &VoteId) -> String {
    ballot_box::uuid(app.node.signer().verifier().name(), vote)
}

/// What a trustee receives from all others in the second round, sealed for it. None: not all have sent theirs.
pub fn inbox(app: &App, vote: &Vote, trustee: u16) -> Option<Vec<u8>> {
    let trustees = vote.ballots.trustees.as_ref()?;
    let all = Messages::of(app, vote)?.keys(trustees).inboxes().ok()?;
    all.into_iter().nth(usize::from(trustee).checked_sub(1)?)
}

/// A trustee sends what is due from it now.
///
/// # Errors
/// Says what is wrong with the message.
pub fn sends(app: &App, vote: &Vote, trustee: u16, body: &[u8]) -> Result<Event, String> {
    let due = task(vote, trustee);
    if due == Task::Decryption {
        let all = Archived::of(app.node.blobs(), vote).ok_or_else(damaged)?;
        all.parts().takes_share(&all.counted(), (trustee.into(), body)).map_err(said)?;
        let (vote, blob) = (vote.id.clone(), put(app, body)?);
        return Ok(Event::DecryptionShared { vote, trustee, blob });
    }
    let (message, step) = match due {
        Task::Key => (Message::Key(body), KeyStep::Key),
        Task::Certificate => (Message::Certificate(body), KeyStep::Certificate),
        Task::Polynomial => (Message::Polynomial(trustee.into(), body), KeyStep::Polynomial),
        Task::Share => (Message::Share(trustee.into(), body), KeyStep::Share),
        Task::Decryption | Task::Wait => return Err("nothing is due from it now".to_owned()),
    };
    let trustees = vote.ballots.trustees.as_ref().ok_or_else(damaged)?;
    let messages = Messages::of(app, vote).ok_or_else(damaged)?;
    messages.keys(trustees).takes(message).map_err(said)?;
    Ok(Event::TrusteeWrote { vote: vote.id.clone(), trustee, step, blob: put(app, body)? })
}

/// The registrar hands in the public halves of the credentials, which are read as the election will read them.
///
/// # Errors
/// Says what is wrong with the list.
pub fn registers(app: &App, vote: &Vote, list: &[u8]) -> Result<Event, String> {
    let trustees = vote.ballots.trustees.as_ref().ok_or_else(damaged)?;
    let list = list.trim_ascii_end();
    let credentials =
        keeping::credentials(ballot_box::group(trustees.group), list).map_err(said)?;
    let credentials = Count::try_from(credentials).map_err(said)?;
    let (vote, blob) = (vote.id.clone(), put(app, list)?);
    Ok(Event::CredentialsRegistered { vote, blob, credentials })
}

/// The election is made of the trustees' keys and of what is asked.
///
/// # Errors
/// Says what is missing.
pub fn prepares(app: &App, vote: &Vote) -> Result<Event, String> {
    let trustees = vote.ballots.trustees.as_ref().ok_or_else(damaged)?;
    let messages = Messages::of(app, vote).ok_or_else(damaged)?;
    let (list, _) = vote.ballots.credentials.ok_or_else(damaged)?;
    let list = app.node.blobs().get(&list).ok().flatten().ok_or_else(damaged)?;
    let uuid = uuid(app, &vote.id);
    let named = (vote.call.title.as_str(), uuid.as_str());
    let made = messages.keys(trustees).elects(named, &ballot_box::asked(&vote.call), &list);
    let made = made.map_err(said)?;
    Ok(Event::BoxPrepared {
        vote: vote.id.clone(),
        election: put(app, &made.election)?,
        trustees: put(app, &made.trustees)?,
        fingerprint: made.fingerprint,
    })
}

/// A ballot goes into the box in memory. Who does not get the record into the journal then drops that box.
///
/// # Errors
/// Why it is not taken; none: the fault is the node's, and the box is dropped.
pub fn casts(app: &App, vote: &Vote, ballot: &[u8]) -> Result<Event, Option<Refused>> {
    let open = app.boxes.of(app, &vote.id).ok_or(None)?;
    let verified = open.gate.verify(ballot).map_err(Some)?;
    let credential = credential_of(ballot).ok_or(None)?;
    open.admit(&verified).map_err(Some)?;
    // It is in the box in memory, and will not be in the journal.
    let blob = put(app, ballot).inspect_err(|_| app.boxes.drop(&vote.id)).map_err(|_| None)?;
    let (vote, tracker) = (vote.id.clone(), verified.tracker);
    Ok(Event::BallotCast { vote, blob, tracker, credential })
}

/// What counts is added up under encryption, in the order of the journal.
///
/// # Errors
/// When a file is damaged.
pub fn sums(app: &App, vote: &Vote) -> Result<Event, String> {
    // A box of its own, not the one in memory: what counts is what the journal has.
    let open = boxes::made(app, vote).ok_or_else(damaged)?;
    app.boxes.drop(&vote.id);
    let all = Archived::of(app.node.blobs(), vote).ok_or_else(damaged)?;
    let inside = open.inside.into_inner().unwrap_or_else(PoisonError::into_inner);
    let ballots = all.parts().ballots.iter().map(Vec::as_slice);
    let sum = open.gate.add_up(&inside, ballots).map_err(said)?;
    Ok(Event::BallotsSummed {
        vote: vote.id.clone(),
        blob: put(app, &sum.tally)?,
        ballots: Count::try_from(sum.ballots).map_err(said)?,
    })
}

/// The sum is decrypted with the shares that are there; everything is verified again first.
///
/// # Errors
/// Says what is wrong or missing.
pub fn opens(app: &App, vote: &Vote) -> Result<Event, String> {
    let all = Archived::of(app.node.blobs(), vote).ok_or_else(damaged)?;
    let (result, counts) = all.parts().opened().map_err(said)?;
    let line = |counts: Vec<u64>| {
        let votes = counts.into_iter().map(Count::try_from).collect::<Result<_, _>>();
        Ok(Line { votes: votes.map_err(said)?, ..Line::default() })
    };
    let lines = counts.into_iter().map(line).collect::<Result<_, String>>()?;
    Ok(Event::BoxOpened { vote: vote.id.clone(), blob: put(app, &result)?, lines })
}
