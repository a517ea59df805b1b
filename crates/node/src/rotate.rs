//! Another key signs from now on.

use crate::{
    Ask, Clock, Node, NotDone, NotOpened, View,
    key::{self, NoKey},
    node::{journal_file, replay},
};
use dienhong_core::{
    Command, Event,
    node::{self, KeyChange},
    people::{BodyId, By, OfficerId, Place, Right},
};
use dienhong_journal::{Millis, checkpoint::Verifier};
use dienhong_store::Sqlite;
use std::path::Path;

/// Why the key stays the same.
#[derive(Debug, thiserror::Error)]
pub enum NotRotated {
    #[error(transparent)]
    Node(#[from] NotOpened),
    #[error(transparent)]
    Key(#[from] NoKey),
    #[error("«{0}» does not keep the system")]
    NoKeeper(OfficerId),
    #[error("several officers keep the system; say which one changes the key: {0}")]
    WhichKeeper(String),
    #[error("the change was not recorded: {0}")]
    NotRecorded(#[from] NotDone),
}

/// Why another key signs.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    pub why: KeyChange,
    /// Since when the one before may have been in other hands.
    pub stolen_since: Option<Millis>,
}

/// Gives the node in `directory`, which does not run, a new key, and names it in the journal as `officer`.
/// The old key is not needed, and gone when the record is durable.
///
/// # Errors
/// [`NotRotated`]; the old key signs then.
pub fn rotate(
    directory: &Path,
    clock: Clock,
    officer: Option<&OfficerId>,
    change: Change,
    passphrase: Option<&str>,
) -> Result<Verifier, NotRotated> {
    let file = journal_file(directory);
    if !file.exists() {
        return Err(NotOpened::Empty(directory.to_owned()).into());
    }
    let (journal, view) = replay(Sqlite::open(&file).map_err(NotOpened::Store)?, None)?;
    let Some(started) = view.state.node.started.clone() else {
        return Err(NotOpened::Empty(directory.to_owned()).into());
    };
    let (by, body) = keeper(&view, officer)?;
    key::settle(directory, &view.state.node)?;
    let signer = key::prepare(directory, &started.origin, passphrase)?;
    let named = signer.verifier().clone();
    let node = Node::over(directory, journal, view, signer, clock)?;
    let Change { why, stolen_since } = change;
    let event = node::Event::KeyNamed { key: named.to_string(), why, stolen_since };
    let command = Command::Record(vec![Event::Node(event)]);
    let ask = Ask { by, body, command, ..Ask::node(Vec::new()) };
    if let Err(why) = node.ask(ask) {
        // What was not written down may still be there after all: the journal is asked, not this answer.
        drop(node);
        let (_, view) = replay(Sqlite::open(&file).map_err(NotOpened::Store)?, None)?;
        if view.state.node.key().is_none_or(|key| key.key != named.to_string()) {
            key::abandon(directory, &named);
        }
        return Err(why.into());
    }
    key::settle(directory, &node.view().state.node)?;
    Ok(named)
}

/// Who changes the key, and for which body. Where nobody holds a role yet, the node itself.
fn keeper(view: &View, officer: Option<&OfficerId>) -> Result<(By, Option<BodyId>), NotRotated> {
    let (state, people) = (&view.state, &view.state.people);
    if people.is_unstaffed() {
        return Ok((By::Node, None));
    }
    let rules = state.rules_at(view.at).map_err(NotDone::Refused)?;
    let seat = |id: &OfficerId| {
        let mut bodies = people.seats(id).map(|(body, _)| body.id.clone());
        bodies.find(|body| state.may(rules, (id, body), Right::KeepSystem, Place::Node))
    };
    if let Some(id) = officer {
        let body = seat(id).ok_or_else(|| NotRotated::NoKeeper(id.clone()))?;
        return Ok((By::Officer(id.clone()), Some(body)));
    }
    let keepers = people.officers().filter_map(|officer| Some((&officer.id, seat(&officer.id)?)));
    let keepers: Vec<(&OfficerId, BodyId)> = keepers.collect();
    match keepers.as_slice() {
        [(id, body)] => Ok((By::Officer((*id).clone()), Some(body.clone()))),
        all => {
            let ids: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
            Err(NotRotated::WhichKeeper(ids.join(", ")))
        }
    }
}
