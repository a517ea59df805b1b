#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod keys;

use crate::{Ask, Clock, Node, NotDone, NotOpened, Start};
use dienhong_core::{
    Event,
    count::Count,
    election::{AreaId, ElectionId},
    node,
    people::{self, Officer, OfficerId},
    tally::{self, Figures, Sheet},
};
use dienhong_journal::{
    Act, Draft, Journal, Millis, Opening, Seal, Storage, Visibility,
    canonical::{self, NotCanonical},
    record::data_of,
};
use dienhong_store::Sqlite;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, mpsc},
};

fn clock() -> Clock {
    Arc::new(|| Millis::new(1_773_507_600_000))
}

fn begin(folder: &Path) -> Node {
    let start = Start { origin: "test.example".into(), name: "Nút thử".into(), simulated: true };
    let node = Node::open(folder, Some(start), clock()).unwrap();
    let rules = Box::new(dienhong_packs::rules("vn").unwrap());
    let adopted = node::Event::Adopted { rules, files: BTreeMap::new() };
    node.ask(Ask::node(vec![Event::Node(adopted)])).unwrap();
    node
}

fn officer(id: &str, office: &str) -> Ask {
    let officer = Officer { id: OfficerId::from(id), name: "Thử".into(), office: office.into() };
    Ask::node(vec![Event::People(people::Event::OfficerRegistered { officer })])
}

#[test]
fn an_unknown_kind_refuses_to_start_and_names_the_record() {
    let folder = tempfile::tempdir().unwrap();
    drop(begin(folder.path()));
    let mut journal =
        Journal::open(Sqlite::open(folder.path().join("journal.sqlite")).unwrap()).unwrap();
    let draft = Draft {
        body: None,
        unit: None,
        by: "node".into(),
        kind: "weather.observed".into(),
        data: data_of(&1).unwrap(),
        visibility: Visibility::Public,
    };
    let at = Millis::new(1_773_507_600_000);
    let (drafts, keep, forget) = (vec![draft], Vec::new(), Vec::new());
    journal.append(Act { id: "later".into(), at, drafts, keep, forget }).unwrap();
    drop(journal);
    let why = Node::open(folder.path(), None, clock()).err().unwrap();
    assert!(matches!(why, NotOpened::Record { seq: 3, .. }), "{why}");
    assert!(why.to_string().contains("weather.observed"), "{why}");
}

#[test]
fn an_act_of_the_same_id_is_done_once_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    let ask = Ask { act: "0011".into(), ..officer("a", "thư ký") };
    node.ask(ask.clone()).unwrap();
    assert!(matches!(node.ask(ask.clone()), Err(NotDone::DoneAlready)));
    let size = node.view().size;
    drop(node);
    let node = Node::open(folder.path(), None, clock()).unwrap();
    assert!(matches!(node.ask(ask), Err(NotDone::DoneAlready)));
    assert_eq!(node.view().size, size);
}

#[test]
fn a_record_that_would_be_no_good_is_refused_alone() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    // The writer waits in the first answer, so that all of the others share a batch.
    let (go, held) = mpsc::channel::<()>();
    node.send(officer("first", "x"), move |_| {
        // Ends when the other end is dropped.
        let _held = held.recv();
    });
    let (answers, answered) = mpsc::channel();
    let too_long = "x".repeat(70_000);
    let asks = [("a", "x"), ("b", too_long.as_str()), ("c", "e\u{301}"), ("d", "x")];
    for (id, office) in asks {
        let answers = answers.clone();
        node.send(officer(id, office), move |done| answers.send((id, done)).unwrap());
    }
    drop((answers, go));
    let done: Vec<_> = answered.into_iter().collect();
    let of = |id: &str| &done.iter().find(|(of, _)| *of == id).unwrap().1;
    assert!(of("a").is_ok() && of("d").is_ok(), "{done:?}");
    assert!(matches!(of("b"), Err(NotDone::NotARecord(_))), "{done:?}");
    assert!(matches!(of("c"), Err(NotDone::NotCanonical(NotCanonical::NotNfc { .. }))), "{done:?}");
    let view = node.view();
    assert_eq!(view.size, 6);
    let knows = |id: &str| view.state.people.officer(&OfficerId::from(id)).is_some();
    assert!(knows("a") && !knows("b") && !knows("c") && knows("d"));
    assert_eq!(node.reader().unwrap().len().unwrap(), 6);
}

#[test]
fn opening_again_gives_the_same_root() {
    let folder = tempfile::tempdir().unwrap();
    let node = begin(folder.path());
    for id in ["a", "b", "c"] {
        node.ask(officer(id, "thư ký")).unwrap();
    }
    let before = node.view();
    drop(node);
    let after = Node::open(folder.path(), None, clock()).unwrap().view();
    assert_eq!((before.size, before.root, before.at), (after.size, after.root, after.at));
}

#[test]
fn a_clock_that_runs_back_repeats_the_last_time() {
    let folder = tempfile::tempdir().unwrap();
    drop(begin(folder.path()));
    let early: Clock = Arc::new(|| Millis::new(1_000));
    let node = Node::open(folder.path(), None, early).unwrap();
    assert_eq!(node.ask(officer("a", "x")).unwrap().at, Millis::new(1_773_507_600_000));
}

/// A journal in which the entry under this seal was made, with what was kept under the seal's key.
fn with_entry(folder: &Path, seal: Seal, kept: Option<Vec<u8>>) {
    drop(begin(folder));
    let mut journal = Journal::open(Sqlite::open(folder.join("journal.sqlite")).unwrap()).unwrap();
    let event = tally::Event::Entered {
        election: ElectionId::from("na-2026"),
        area: AreaId::from("1-001"),
        sealed: seal,
    };
    let event = Event::Tally(event);
    let draft = Draft {
        body: None,
        unit: None,
        by: "officer:lan".into(),
        kind: event.kind().into(),
        data: event.data().unwrap(),
        visibility: Visibility::Public,
    };
    let (drafts, at) = (vec![draft], Millis::new(1_773_507_600_000));
    let keep = kept.map(|bytes| (crate::vault::key(&seal), bytes)).into_iter().collect();
    journal.append(Act { id: "entry".into(), at, drafts, keep, forget: Vec::new() }).unwrap();
}

fn opening(voters: u64) -> Opening<Sheet> {
    let count = |n: u64| Count::try_from(n).unwrap();
    let figures = Figures {
        voters_total: count(voters),
        took_part: count(voters),
        issued: count(voters),
        returned: count(voters),
        valid: count(voters),
        invalid: count(0),
        votes: vec![count(voters)],
        stacks: None,
        invalid_by_ground: None,
        inventory: None,
    };
    Opening {
        value: Sheet { figures, explanations: BTreeMap::new(), reason: None },
        salt: crate::salt(),
    }
}

#[test]
fn what_a_seal_holds_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let opening = opening(7);
    let seal = opening.seal().unwrap();
    with_entry(folder.path(), seal, Some(canonical::to_vec(&opening).unwrap()));
    for _ in 0..2 {
        let node = Node::open(folder.path(), None, clock()).unwrap();
        assert_eq!(node.opening(&seal).unwrap().value, opening.value);
        assert!(node.unopened().is_empty());
    }
}

#[test]
fn an_opening_that_is_lost_or_of_another_seal_is_named_and_the_node_starts() {
    let other = canonical::to_vec(&opening(8)).unwrap();
    for kept in [None, Some(b"{".to_vec()), Some(other)] {
        let folder = tempfile::tempdir().unwrap();
        let seal = opening(7).seal().unwrap();
        with_entry(folder.path(), seal, kept);
        let node = Node::open(folder.path(), None, clock()).unwrap();
        assert!(node.opening(&seal).is_none());
        let [lost] = node.unopened() else { panic!("{:?}", node.unopened()) };
        assert_eq!((lost.seal, lost.area.as_str()), (seal, "1-001"));
        let said = lost.to_string();
        assert!(said.contains("na-2026") && said.contains(&seal.to_string()), "{said}");
    }
}
