//! A node with a council of one unit, whose clerk calls a secret vote through the network.
#![allow(dead_code, reason = "each test file uses a part of it")]

use dienhong_core::{
    Event, node,
    people::{self, By, Officer},
    units::{self, Unit},
    vote::{self, Call, Channel, Document, Question, VoteId, Way},
};
use dienhong_node::{Ask, Node, Start, system_clock};
use std::path::Path;

pub const VOTE: &str = "v1";
/// Who calls votes; the council's records name this officer.
pub const CLERK: &str = "clerk";
const COUNCIL: &str = "council";

/// A new node in a folder, with the council and its clerk.
pub fn sits(folder: &Path) -> Node {
    let start = Start {
        origin: "council.example/2026".into(),
        name: "Hội đồng (mô phỏng)".into(),
        simulated: true,
    };
    let node = Node::open(folder, Some(start), system_clock()).unwrap();
    let mut rules = Box::new(dienhong_packs::rules("vn").unwrap());
    // Here confidence is voted on without a round.
    rules.confidence.as_mut().unwrap().rounds_only = false;
    let unit = Unit {
        id: "38".into(),
        code: "38".into(),
        name: "Tỉnh thử (mô phỏng)".into(),
        short_name: "Thử".into(),
        kind: "province".into(),
        parent: None,
        from: None,
        to: None,
        predecessors: Vec::new(),
    };
    let body = people::Body {
        id: COUNCIL.into(),
        name: "Hội đồng thử (mô phỏng)".into(),
        kind: "council".into(),
        unit: Some("38".into()),
        charge: None,
    };
    let officer =
        Officer {
            id: CLERK.into(), name: "Thư ký (mô phỏng)".into(), office: "Thư ký".into()
        };
    let granted = people::Event::RoleGranted {
        officer: CLERK.into(),
        role: "secretary".into(),
        body: COUNCIL.into(),
    };
    for event in [
        Event::Node(node::Event::Adopted { rules, files: Default::default() }),
        Event::Unit(units::Event::Registered { unit: Box::new(unit) }),
        Event::People(people::Event::BodyFormed { body }),
        Event::People(people::Event::OfficerRegistered { officer }),
        Event::People(granted),
    ] {
        node.ask(Ask::node(vec![event])).unwrap();
    }
    node
}

/// The clerk calls a vote of so many members, by the council's decision through the network.
pub fn calls(node: &Node, purpose: &str, question: Question, members: usize) {
    let net = Channel { id: "net".into(), name: "Qua mạng".into(), way: Way::Online };
    let number = "12/NQ-HĐND".into();
    let call = Call {
        title: format!("{} (mô phỏng)", question.text),
        purpose: purpose.into(),
        questions: vec![question],
        channels: vec![net],
        members: count(members),
        closed: false,
        decision: Some(Document { number, on: "2025-01-02".parse().unwrap() }),
        charter: None,
        most_proxies: None,
        after: None,
    };
    tells(node, vote::Event::Called { vote: VOTE.into(), call });
}

/// What the clerk records of the vote.
pub fn tells(node: &Node, event: vote::Event) {
    let ask = Ask {
        by: By::Officer(CLERK.into()),
        body: Some(COUNCIL.into()),
        ..Ask::node(vec![Event::Vote(event)])
    };
    node.ask(ask).unwrap();
}

/// All members are there, and the vote is open.
pub fn opens(node: &Node, members: usize) {
    let present = [("net".into(), count(members))].into();
    tells(node, vote::Event::Opened { vote: of(), summoned: count(members), present, until: None });
}

pub fn of() -> VoteId {
    VOTE.into()
}

pub fn count(number: usize) -> dienhong_core::count::Count {
    (number as u64).try_into().unwrap()
}
