//! The node's key: named in the journal, changed without a moment at which none would sign.

use super::{begin, clock};
use crate::{Change, NoKey, Node, NotOpened, NotRotated, key, rotate};
use dienhong_core::{
    Event,
    node::{self, KeyChange},
    people::{self, OfficerId},
};
use dienhong_journal::{
    Act, Draft, Journal, Millis, Visibility,
    checkpoint::{Checkpoint, Verifier},
};
use dienhong_store::{Sqlite, secret};
use std::{fs, path::Path};

const ROTATED: Change = Change { why: KeyChange::Rotated, stolen_since: None };

fn named(node: &Node) -> Vec<(String, KeyChange)> {
    let view = node.view();
    view.state.node.keys().map(|key| (key.key.clone(), key.why)).collect()
}

fn signs(node: &Node) -> String {
    let (view, signer) = (node.view(), node.signer());
    let note = view.checkpoint(signer).unwrap();
    Checkpoint::verify(&note, signer.verifier()).unwrap();
    signer.verifier().to_string()
}

/// Files of keys, in order.
fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("node.key"));
    names.sort();
    names
}

#[test]
fn a_node_names_its_first_key_when_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    assert_eq!(named(&node), [(signs(&node), KeyChange::First)]);
    drop(node);
    // And once only.
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert_eq!(named(&node).len(), 1);
}

#[test]
fn an_older_journal_names_its_key_at_its_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(Sqlite::open(folder.path().join("journal.sqlite")).unwrap());
    let (origin, name) = ("test.example".into(), "Thử".into());
    let started = Event::Node(node::Event::Started { origin, name, simulated: true });
    let draft = Draft {
        body: None,
        unit: None,
        by: "node".into(),
        kind: started.kind().into(),
        data: started.data().unwrap(),
        visibility: Visibility::Public,
    };
    let (drafts, keep, forget) = (vec![draft], Vec::new(), Vec::new());
    let at = Millis::new(1_773_507_600_000);
    journal.as_mut().unwrap().append(Act { id: "a".into(), at, drafts, keep, forget }).unwrap();
    drop(journal);
    secret::create(&folder.path().join("node.key"), &[7; 32], None).unwrap();
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert_eq!(named(&node), [(signs(&node), KeyChange::First)]);
}

#[test]
fn a_key_that_the_journal_does_not_name_signs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    drop(begin(folder.path()));
    let path = folder.path().join("node.key");
    fs::remove_file(&path).unwrap();
    let why = Node::open(folder.path(), None, clock()).err().unwrap();
    assert!(matches!(why, NotOpened::Key(NoKey::Missing(_))), "{why}");
    secret::create(&path, &[7; 32], None).unwrap();
    let why = Node::open(folder.path(), None, clock()).err().unwrap();
    assert!(matches!(why, NotOpened::Key(NoKey::Another { .. })), "{why}");
    // A lost key is replaced by one that the journal names.
    let change = Change { why: KeyChange::Lost, stolen_since: None };
    let key = rotate(folder.path(), clock(), None, change, None).unwrap();
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert_eq!(signs(&node), key.to_string());
    assert_eq!(named(&node).last().unwrap().1, KeyChange::Lost);
}

#[test]
fn another_key_signs_and_the_old_one_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    let old = signs(&node);
    // Who runs it holds the journal: its key is not changed under its hands.
    assert!(rotate(folder.path(), clock(), None, ROTATED, None).is_err());
    drop(node);
    let key = rotate(folder.path(), clock(), None, ROTATED, Some("một câu dài")).unwrap();
    assert_eq!(files(folder.path()), ["node.key"]);
    let why = Node::open(folder.path(), None, clock()).err().unwrap();
    assert!(matches!(why, NotOpened::Key(NoKey::Secret(_))), "{why}");
    let opens = |path: &Path| Ok(secret::read(path, Some("một câu dài"))?);
    let node = Node::open_with(folder.path(), None, clock(), &opens).unwrap();
    assert_eq!(signs(&node), key.to_string());
    let both = [(old, KeyChange::First), (key.to_string(), KeyChange::Rotated)];
    assert_eq!(named(&node), both);
}

#[test]
fn a_change_that_is_cut_short_leaves_the_key_that_the_journal_names() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    let (old, main) = (signs(&node), folder.path().join("node.key"));
    drop(node);
    // Killed before the record: the prepared key is nobody's.
    let prepared = key::prepare(folder.path(), "test.example", None).unwrap();
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert_eq!(signs(&node), old);
    drop(node);
    let before = fs::read(&main).unwrap();
    let key = rotate(folder.path(), clock(), None, ROTATED, None).unwrap();
    assert_ne!(key, *prepared.verifier());
    assert_eq!(files(folder.path()), ["node.key"], "what was left behind goes");
    // Killed after the record, before the new key took its place.
    let beside = folder.path().join(format!("node.key.{:08x}", key.id()));
    fs::rename(&main, &beside).unwrap();
    fs::write(&main, before).unwrap();
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert_eq!(signs(&node), key.to_string());
    assert_eq!(files(folder.path()), ["node.key"]);
    drop(node);
    assert_eq!(signs(&Node::open(folder.path(), None, clock()).unwrap()), key.to_string());
}

#[test]
fn a_refused_change_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    let old = signs(&node);
    drop(node);
    let again = Change { why: KeyChange::First, stolen_since: None };
    let why = rotate(folder.path(), clock(), None, again, None).unwrap_err();
    assert!(why.to_string().contains("node.key_first_is_once"), "{why}");
    let undated = Change { why: KeyChange::Stolen, stolen_since: None };
    let why = rotate(folder.path(), clock(), None, undated, None).unwrap_err();
    assert!(why.to_string().contains("node.key_stolen_since_missing"), "{why}");
    assert_eq!(files(folder.path()), ["node.key"]);
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert_eq!((signs(&node), named(&node).len()), (old, 1));
}

#[test]
fn a_key_is_changed_by_who_keeps_the_system() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    let officer = |id: &str| {
        let (id, name, office) = (OfficerId::from(id), "Thử".into(), "thử".into());
        people::Event::OfficerRegistered { officer: people::Officer { id, name, office } }
    };
    let body = people::Body {
        id: "keepers".into(),
        name: "Ban".into(),
        kind: "system".into(),
        unit: None,
        charge: None,
    };
    let grant = |id: &str| people::Event::RoleGranted {
        officer: id.into(),
        role: "system_keeper".into(),
        body: "keepers".into(),
    };
    let events = [people::Event::BodyFormed { body }, officer("a"), officer("b"), grant("a")];
    node.ask(crate::Ask::node(events.into_iter().map(Event::People).collect())).unwrap();
    drop(node);
    let by = |id: Option<&str>| {
        let id = id.map(OfficerId::from);
        rotate(folder.path(), clock(), id.as_ref(), ROTATED, None)
    };
    assert!(matches!(by(Some("b")), Err(NotRotated::NoKeeper(_))));
    let key: Verifier = by(None).unwrap();
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert_eq!(signs(&node), key.to_string());
    let last = node.reader().unwrap().record(node.view().size - 1).unwrap().unwrap();
    assert!(String::from_utf8_lossy(&last).contains("\"by\":\"officer:a\""));
}
