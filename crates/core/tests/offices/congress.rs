//! Congresses: how seats are shared out, rounds, and every refusal.

use super::*;
use dienhong_core::{
    Head,
    congress::{self, Delegate, Event as G, Nominee, Plan, Seats, Surplus, Unit, What, allot},
    people::By,
    vote::Event as V,
};
use proptest::prelude::*;

fn of(event: G) -> Event {
    Event::Congress(event)
}

fn plan() -> Plan {
    let unit = |(name, members): (&str, u64)| Unit { name: name.into(), members: n(members) };
    Plan {
        title: "Đại hội (mô phỏng)".into(),
        delegates: 10,
        units: [("Chi hội A", 53), ("Chi hội B", 30), ("Chi hội C", 17)].map(unit).into(),
        document: document("2026-05-20"),
    }
}

pub fn opened(change: impl FnOnce(&mut Plan)) -> Event {
    let mut plan = plan();
    change(&mut plan);
    of(G::Opened { congress: "g".into(), plan })
}

pub fn allotted(seats: &[u16]) -> Event {
    let seats = (1..).zip(seats).map(|(unit, delegates)| Seats { unit, delegates: *delegates });
    let (congress, document) = ("g".into(), document("2026-05-20"));
    of(G::Allotted { congress, seats: seats.collect(), document })
}

pub fn sent(unit: u16, ids: &[&str]) -> Event {
    let delegate = |id: &&str| Delegate {
        id: (*id).into(),
        name: format!("Đại biểu {id} (mô phỏng)"),
    };
    of(G::DelegatesNamed {
        congress: "g".into(),
        unit,
        delegates: ids.iter().map(delegate).collect(),
        document: document("2026-05-20"),
    })
}

pub fn examined(delegate: &str, confirmed: bool, reason: Option<&str>) -> Event {
    let (congress, delegate, reason) = ("g".into(), delegate.into(), reason.map(str::to_owned));
    of(G::MandateExamined { congress, delegate, confirmed, reason })
}

pub fn list(id: &str, what: What, seats: u16) -> Event {
    let name = "Ban chấp hành".into();
    of(G::ListOpened { congress: "g".into(), list: id.into(), what, name, seats })
}

pub fn nominated(list: &str, id: &str) -> Event {
    let nominee = Nominee {
        id: id.into(),
        name: format!("Người ứng cử {id} (mô phỏng)"),
        by: "Chi hội A".into(),
    };
    of(G::Nominated { congress: "g".into(), list: list.into(), nominee })
}

pub fn withdrew(list: &str, id: &str, reason: &str) -> Event {
    let (congress, reason) = ("g".into(), reason.into());
    of(G::Withdrew { congress, list: list.into(), nominee: id.into(), reason })
}

pub fn round(list: &str, vote: &str, reason: Option<&str>) -> Command {
    let ask = vote::Ask {
        vote: vote.into(),
        title: "Bầu cử tại đại hội (mô phỏng)".into(),
        text: "Chọn người".into(),
        channels: vec![hall()],
        decision: None,
    };
    let (congress, list, reason) = ("g".into(), list.into(), reason.map(str::to_owned));
    Command::Congress(congress::Command::Round { congress, list, ask, reason })
}

const DELEGATES: [&[&str]; 3] =
    [&["d-1", "d-2", "d-3", "d-4", "d-5"], &["d-6", "d-7", "d-8"], &["d-9", "d-10"]];

/// Ten delegates, all of them confirmed.
pub fn convene(night: &mut Night) {
    let sec = secretary();
    night.record(&sec, opened(|_| {})).unwrap();
    night.record(&sec, allotted(&[5, 3, 2])).unwrap();
    for (unit, ids) in (1..).zip(DELEGATES) {
        night.record(&sec, sent(unit, ids)).unwrap();
        for id in ids {
            night.record(&sec, examined(id, true, None)).unwrap();
        }
    }
}

/// A presidium by show of hands' own paper, and officers in two rounds.
pub fn elect(night: &mut Night) {
    let sec = secretary();
    night.record(&sec, list("p", What::Presidium, 2)).unwrap();
    for id in ["d-1", "d-2"] {
        night.record(&sec, nominated("p", id)).unwrap();
    }
    night.ask(&sec, round("p", "g-p", None)).unwrap();
    hold(night, "g-p", 10, &of_ten(&[10, 9]));
    night.record(&sec, list("o", What::Officers, 4)).unwrap();
    for id in ["c-1", "c-2", "c-3", "c-4", "c-5", "c-6"] {
        night.record(&sec, nominated("o", id)).unwrap();
    }
    night.record(&sec, withdrew("o", "c-6", "Xin rút")).unwrap();
    night.ask(&sec, round("o", "g-1", None)).unwrap();
    hold(night, "g-1", 10, &of_ten(&[9, 8, 5, 5, 3]));
    night.ask(&sec, round("o", "g-2", Some("Còn thiếu hai người"))).unwrap();
    hold(night, "g-2", 10, &of_ten(&[8, 7, 5]));
}

/// Ten papers, each valid, with these marks by name.
fn of_ten(votes: &[u64]) -> vote::Sheet {
    vote::Sheet {
        issued: n(10),
        returned: n(10),
        invalid: n(0),
        lines: vec![vote::Line {
            invalid: n(0),
            votes: votes.iter().copied().map(n).collect(),
            rankings: Vec::new(),
        }],
    }
}

#[test]
fn delegates_are_shared_out_by_the_largest_remainder_after_one_each() {
    let of = |total, fixed, members: &[u64]| {
        allot(total, fixed, &members.iter().copied().map(n).collect::<Vec<_>>())
    };
    // 7 left: 3.71, 2.10, 1.19 of them.
    assert_eq!(of(10, 1, &[53, 30, 17]), Some(vec![5, 3, 2]));
    assert_eq!(of(10, 0, &[53, 30, 17]), Some(vec![5, 3, 2]));
    // Equal remainders: the larger unit, then the first.
    assert_eq!(of(1, 0, &[10, 10]), Some(vec![1, 0]));
    assert_eq!(of(3, 1, &[10, 10]), Some(vec![2, 1]));
    for (total, fixed, members) in
        [(2, 1, &[1, 1, 1][..]), (5, 0, &[0, 0][..]), (5, 0, &[][..]), (5, 30_000, &[1, 1, 1][..])]
    {
        assert_eq!(of(total, fixed, members), None);
    }
}

proptest! {
    #[test]
    fn all_seats_are_given_and_nobody_is_more_than_one_off_the_share(
        members in prop::collection::vec(0u64..5_000, 1..40),
        total in 40u16..2_000,
        fixed in 0u16..=1,
    ) {
        let counts: Vec<_> = members.iter().copied().map(n).collect();
        let all: u64 = members.iter().sum();
        prop_assume!(all > 0);
        let seats = allot(total, fixed, &counts).unwrap();
        prop_assert_eq!(seats.iter().map(|seats| u64::from(*seats)).sum::<u64>(), u64::from(total));
        let rest = u64::from(total) - u64::from(fixed) * members.len() as u64;
        for (seats, of) in seats.iter().zip(&members) {
            let more = u64::from(*seats) - u64::from(fixed);
            prop_assert!(more == of * rest / all || more == of * rest / all + 1);
        }
    }
}

#[test]
fn a_list_has_more_nominees_than_seats_by_no_more_than_the_share() {
    let rule = Surplus { at_least: 1, at_most: "3/10".parse().unwrap() };
    for (nominees, seats, allowed) in [
        (1, 1, false),
        (2, 1, true),
        (3, 1, false),
        (10, 10, false),
        (11, 10, true),
        (13, 10, true),
        (14, 10, false),
        (9, 10, false),
    ] {
        assert_eq!(rule.allows(n(nominees), seats), allowed, "{nominees} for {seats}");
    }
}

#[test]
fn who_is_not_elected_in_a_first_round_stands_in_the_second_for_the_seats_that_are_left() {
    let mut night = council();
    convene(&mut night);
    elect(&mut night);
    let congress = night.state.congress.get(&"g".into()).unwrap().clone();
    let elected = |list: &str| {
        let list = &congress.lists[&congress::ListId::from(list)];
        night.state.elected_to(list)
    };
    assert_eq!(elected("p"), (vec!["d-1".into(), "d-2".into()], 0));
    let officers = ["c-1", "c-2", "c-3", "c-4"].map(str::to_owned).to_vec();
    assert_eq!(elected("o"), (officers, 0));
    let second = night.state.vote.get(&"g-2".into()).unwrap();
    assert_eq!(second.call.after.as_ref().unwrap().vote, "g-1".into());
    assert_eq!(second.call.members, n(10));
}

#[test]
fn every_record_of_a_congress_is_closed_and_its_votes_are_as_their_purpose_says() {
    let mut night = council();
    convene(&mut night);
    elect(&mut night);
    let mut state = dienhong_core::State::default();
    for (head, event) in &night.records {
        match event {
            Event::Congress(_) => assert!(event.closed(&state), "{}", event.kind()),
            Event::Vote(_) => assert!(!event.closed(&state), "{}", event.kind()),
            _ => {}
        }
        state.apply(head, event);
    }
}

/// A round is called with a paper that somebody changed.
fn changed(night: &mut Night, change: fn(&mut vote::Call)) -> Answer {
    let by = By::Officer(secretary().officer.as_str().into());
    let head = Head { at: night.now, by, body: Some(COUNCIL.into()), unit: None };
    let decided = night.state.decide(&head, round("o", "g-1", None)).unwrap();
    let mut events: Vec<Event> = decided.into_iter().map(|decided| decided.event).collect();
    if let Some(Event::Vote(V::Called { call, .. })) = events.first_mut() {
        change(call);
    }
    night.ask(&secretary(), Command::Record(events))
}

pub fn refusals(met: &mut Met) {
    let mut night = council();
    let sec = secretary();
    let society = Night::society();
    met.refuses("congress.not_here", &society, |n| n.record(&keeper(), opened(|_| {})));
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("congress.title_missing", &night, opened(|plan| plan.title = " ".into()));
    says("congress.units_out_of_range", &night, opened(|plan| plan.units.clear()));
    says("congress.nameless", &night, opened(|plan| plan.units[0].name = String::new()));
    says("congress.seats_out_of_range", &night, opened(|plan| plan.delegates = 0));
    says("congress.seats_out_of_range", &night, opened(|plan| plan.delegates = 5_001));
    says("congress.document_missing", &night, opened(|plan| plan.document.number = "".into()));
    says(
        "congress.day_in_the_future",
        &night,
        opened(|plan| {
            plan.document.on = day("2026-06-02");
        }),
    );
    says("congress.unknown", &night, allotted(&[5, 3, 2]));
    let mut few = night.clone();
    few.record(&sec, opened(|plan| plan.delegates = 2)).unwrap();
    says("congress.cannot_be_allotted", &few, allotted(&[1, 1, 0]));
    night.record(&sec, opened(|_| {})).unwrap();
    says("congress.opened_twice", &night, opened(|_| {}));
    says("congress.allotment_differs", &night, allotted(&[6, 2, 2]));
    says("congress.allotment_differs", &night, allotted(&[5, 3]));
    says("congress.not_allotted", &night, sent(1, DELEGATES[0]));
    met.refuses("people.no_right", &night, |n| n.record(&member(1), allotted(&[5, 3, 2])));
    let other = body("other", "council", Some("38"), None);
    night.staff(Some(keeper()), &other, "sec-2", "secretary");
    let stranger = Who { officer: "sec-2".into(), body: "other".into() };
    met.refuses("congress.another_body", &night, |n| n.record(&stranger, allotted(&[5, 3, 2])));
    night.record(&sec, allotted(&[5, 3, 2])).unwrap();
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("congress.not_allotted", &night, sent(0, DELEGATES[0]));
    says("congress.not_allotted", &night, sent(4, DELEGATES[0]));
    says("congress.delegates_differ", &night, sent(1, &["d-1"]));
    says("congress.person_twice", &night, sent(1, &["d-1", "d-2", "d-3", "d-4", "d-4"]));
    says("congress.nameless", &night, sent(1, &["d-1", "d-2", "d-3", "d-4", ""]));
    night.record(&sec, sent(1, DELEGATES[0])).unwrap();
    says("congress.delegates_are_named", &night, sent(1, DELEGATES[0]));
    says("congress.delegates_are_named", &night, allotted(&[5, 3, 2]));
    says("congress.unknown_delegate", &night, examined("d-9", true, None));
    says("congress.reason_missing", &night, examined("d-1", false, Some(" ")));
    for id in DELEGATES[0] {
        night.record(&sec, examined(id, *id != "d-5", Some("Đã kiểm tra"))).unwrap();
    }
    says("congress.unknown_list", &night, nominated("o", "c-1"));
    says(
        "congress.nameless",
        &night,
        of(G::ListOpened {
            congress: "g".into(),
            list: "o".into(),
            what: What::Officers,
            name: " ".into(),
            seats: 2,
        }),
    );
    says("congress.seats_out_of_range", &night, list("o", What::Officers, 0));
    night.record(&sec, list("o", What::Officers, 1)).unwrap();
    says("congress.opened_twice", &night, list("o", What::Officers, 1));
    says("congress.nameless", &night, nominated("o", ""));
    night.record(&sec, nominated("o", "c-1")).unwrap();
    says("congress.person_twice", &night, nominated("o", "c-1"));
    says("congress.unknown_nominee", &night, withdrew("o", "c-9", "x"));
    says("congress.reason_missing", &night, withdrew("o", "c-1", " "));
    met.refuses("congress.nominees_out_of_range", &night, |n| n.ask(&sec, round("o", "g-1", None)));
    night.record(&sec, nominated("o", "c-2")).unwrap();
    met.refuses("congress.vote_differs", &night, |n| {
        changed(n, |call| call.members = super::n(10))
    });
    met.refuses("congress.vote_differs", &night, |n| {
        changed(n, |call| {
            if let vote::Answers::Choose { options, .. } = &mut call.questions[0].answers {
                options.swap(0, 1);
            }
        })
    });
    let called = G::RoundCalled { congress: "g".into(), list: "o".into(), vote: "x".into() };
    met.refuses("vote.unknown", &night, |n| n.record(&sec, of(called)));
    night.ask(&sec, round("o", "g-1", None)).unwrap();
    met.refuses("congress.round_is_called", &night, |n| n.record(&sec, nominated("o", "c-3")));
    met.refuses("congress.round_is_called", &night, |n| n.record(&sec, withdrew("o", "c-1", "x")));
    met.refuses("congress.round_is_called", &night, |n| n.ask(&sec, round("o", "g-2", None)));
    hold(&mut night, "g-1", 4, &names(4, &[3, 1]));
    met.refuses("congress.nobody_to_elect", &night, |n| n.ask(&sec, round("o", "g-2", Some("x"))));
}
