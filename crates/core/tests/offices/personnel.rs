//! The refusals of personnel.

use super::*;
use dienhong_core::{
    personnel::{Event as P, Meeting, Particulars, Removal},
    vote::Event as V,
};

type About = fn(&mut Particulars);

fn with(person: &str, change: About) -> Event {
    let mut about = particulars(1);
    change(&mut about);
    of_people(P::PersonNoted { person: person.into(), about: Box::new(about), sealed: None })
}

fn decided(change: fn(&mut Decision)) -> Event {
    let mut decision = Decision {
        act: Act::Appointed,
        post: "Trưởng phòng".into(),
        from: day("2026-06-01"),
        until: Some(day("2031-06-01")),
        document: document("2026-06-01"),
        nomination: None,
        reason: None,
    };
    change(&mut decision);
    of_people(P::Decided { person: "a".into(), decision: Box::new(decision) })
}

fn reviewed(year: i16, kept: &[&str], added: &[&str], removed: &[(&str, &str)]) -> Event {
    let removal = |(person, reason): &(&str, &str)| Removal {
        person: (*person).into(),
        reason: (*reason).into(),
    };
    of_people(P::ListReviewed {
        list: "l".into(),
        year,
        kept: people(kept),
        added: people(added),
        removed: removed.iter().map(removal).collect(),
        document: document("2026-05-30"),
    })
}

fn ended(step: u16, meeting: Option<(u64, u64)>, passed: &[&str]) -> Event {
    let meeting =
        meeting.map(|(summoned, present)| Meeting { summoned: n(summoned), present: n(present) });
    of_people(P::StepEnded {
        nomination: "n".into(),
        step,
        meeting,
        passed: people(passed),
        reason: None,
        head: None,
        explanation: None,
        document: document("2026-05-30"),
    })
}

fn begun(step: u16, ids: &[&str], vote: &str) -> Event {
    let (nomination, vote) = ("n".into(), vote.into());
    of_people(P::StepBegun { nomination, step, people: people(ids), vote })
}

fn over(reason: &str) -> Event {
    let (nomination, reason) = ("n".into(), reason.into());
    of_people(P::NominationEnded { nomination, reason, document: document("2026-05-30") })
}

pub fn refusals(met: &mut Met) {
    files(met);
    lists(met);
    nominations(met);
}

fn files(met: &mut Met) {
    let mut night = council();
    let per = personnel_officer();
    met.refuses("people.no_right", &night, |n| n.record(&secretary(), noted("a", 1)));
    let society = Night::society();
    met.refuses("personnel.not_here", &society, |n| n.record(&keeper(), noted("a", 1)));
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&per, event));
    };
    says("personnel.nameless", &night, with("a", |about| about.name = " ".into()));
    says("personnel.day_in_the_future", &night, with("a", |about| about.born = day("2026-06-01")));
    says("people.unknown_officer", &night, with("a", |about| about.officer = Some("x".into())));
    says("personnel.unknown_person", &night, decided(|_| {}));
    night.record(&per, with("a", |about| about.officer = Some("hd-1".into()))).unwrap();
    says(
        "personnel.officer_has_a_file",
        &night,
        with("b", |about| {
            about.officer = Some("hd-1".into());
        }),
    );
    // The same officer in the same file again is no matter.
    night.record(&per, with("a", |about| about.officer = Some("hd-1".into()))).unwrap();
    says("personnel.post_missing", &night, decided(|of| of.post = String::new()));
    says("personnel.days_out_of_order", &night, decided(|of| of.until = Some(of.from)));
    says("personnel.document_missing", &night, decided(|of| of.document.number = " ".into()));
    says("personnel.day_in_the_future", &night, decided(|of| of.document.on = day("2026-06-02")));
    says("personnel.unknown_nomination", &night, decided(|of| of.nomination = Some("n".into())));
    let discipline = |measure: &str, until: &str| {
        let discipline = Discipline {
            measure: measure.into(),
            from: day("2026-06-01"),
            until: Some(day(until)),
            document: document("2026-05-30"),
        };
        of_people(P::Disciplined { person: "a".into(), discipline })
    };
    says("personnel.measure_missing", &night, discipline("", "2027-06-01"));
    says("personnel.days_out_of_order", &night, discipline("Khiển trách", "2026-05-31"));
    let read = |on: &str| of_people(P::FileRead { person: "a".into(), on: day(on) });
    says("personnel.another_day", &night, read("2026-05-31"));
    night.record(&per, read("2026-06-01")).unwrap();
    says("personnel.read_today", &night, read("2026-06-01"));
    night.at("2026-06-02 08:00");
    night.record(&per, read("2026-06-02")).unwrap();
    let answer = || of_people(P::FileAnswered { person: "a".into(), sealed: salted(8) });
    says("personnel.not_your_file", &night, answer());
    night.record(&member(1), answer()).unwrap();
    // Who manages personnel and has a file does not read it as another's.
    night.staff(
        Some(keeper()),
        &body(COUNCIL, "council", Some("38"), None),
        "p-2",
        "personnel_officer",
    );
    let second = Who { officer: "p-2".into(), body: COUNCIL.into() };
    night.record(&per, with("o", |about| about.officer = Some("p-2".into()))).unwrap();
    let own = of_people(P::FileRead { person: "o".into(), on: day("2026-06-02") });
    met.refuses("personnel.own_file", &night, |n| n.record(&second, own));
    // Another body of the same unit keeps its own files.
    let of = body("other", "organisation", Some("38"), None);
    night.staff(Some(keeper()), &of, "per-3", "personnel_officer");
    let third = Who { officer: "per-3".into(), body: "other".into() };
    met.refuses("personnel.another_body", &night, |n| n.record(&third, read("2026-06-02")));
    met.refuses("personnel.another_body", &night, |n| {
        n.record(&third, listed("x", "Trưởng phòng", &["a"]))
    });
}

fn lists(met: &mut Met) {
    let mut night = council();
    let per = personnel_officer();
    for (number, id) in (1u16..).zip(["a", "b", "c"]) {
        night.record(&per, noted(id, number)).unwrap();
    }
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&per, event));
    };
    says("personnel.post_missing", &night, listed("l", "", &["a"]));
    says("personnel.people_out_of_range", &night, listed("l", "Trưởng phòng", &[]));
    says("personnel.person_twice", &night, listed("l", "Trưởng phòng", &["a", "a"]));
    says("personnel.unknown_person", &night, listed("l", "Trưởng phòng", &["z"]));
    says("personnel.unknown_list", &night, reviewed(2026, &["a"], &[], &[]));
    night.record(&per, listed("l", "Trưởng phòng", &["a", "b"])).unwrap();
    says("personnel.opened_twice", &night, listed("l", "Trưởng phòng", &["a"]));
    // At most three posts.
    for list in ["l-2", "l-3"] {
        night.record(&per, listed(list, list, &["a"])).unwrap();
    }
    says("personnel.too_many_posts", &night, listed("l-4", "Thứ tư", &["b", "a"]));
    says("personnel.reviewed_twice", &night, reviewed(2027, &["a", "b"], &[], &[]));
    says("personnel.review_leaves_out", &night, reviewed(2026, &["a"], &[], &[]));
    says("personnel.review_leaves_out", &night, reviewed(2026, &["a", "b"], &[], &[("b", "x")]));
    says("personnel.review_leaves_out", &night, reviewed(2026, &["a", "b", "c"], &[], &[]));
    says("personnel.reason_missing", &night, reviewed(2026, &["a"], &[], &[("b", " ")]));
    says("personnel.person_twice", &night, reviewed(2026, &["a", "b"], &["a"], &[]));
    night.record(&per, reviewed(2026, &["a"], &["c"], &[("b", "Chuyển công tác")])).unwrap();
    says("personnel.reviewed_twice", &night, reviewed(2026, &["a", "c"], &[], &[]));
    let standing = &night.state.personnel.list(&"l".into()).unwrap().people;
    assert_eq!(**standing, people(&["a", "c"]));
}

fn nominations(met: &mut Met) {
    let mut night = council();
    let per = personnel_officer();
    for (number, id) in (1u16..).zip(["a", "b", "c"]) {
        night.record(&per, noted(id, number)).unwrap();
    }
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&per, event));
    };
    let late = |change: fn(&mut personnel::Opened)| {
        let Event::Personnel(P::NominationOpened { nomination, mut opened }) =
            sought("n", Origin::Local, &["a", "b"])
        else {
            unreachable!()
        };
        change(&mut opened);
        of_people(P::NominationOpened { nomination, opened })
    };
    says("personnel.post_missing", &night, late(|of| of.post = " ".into()));
    says("personnel.unknown_list", &night, late(|of| of.list = Some("x".into())));
    says("personnel.people_out_of_range", &night, late(|of| of.people.clear()));
    says("personnel.days_out_of_order", &night, late(|of| of.asked = day("2026-05-21")));
    says("personnel.day_in_the_future", &night, late(|of| of.policy.on = day("2026-06-02")));
    says("personnel.unknown_nomination", &night, over("x"));
    night.record(&per, late(|_| {})).unwrap();
    says("personnel.opened_twice", &night, late(|_| {}));
    says("personnel.not_this_step", &night, ended(2, Some((12, 9)), &["a"]));
    says("personnel.meeting_missing", &night, ended(1, None, &["a"]));
    says("personnel.no_quorum", &night, ended(1, Some((12, 7)), &["a"]));
    says("personnel.no_quorum", &night, ended(1, Some((12, 13)), &["a"]));
    says("personnel.passed_differs", &night, ended(1, Some((12, 9)), &["c"]));
    says("personnel.people_out_of_range", &night, ended(1, Some((12, 9)), &[]));
    says("personnel.step_does_not_vote", &night, begun(1, &["a", "b"], "v"));
    says("personnel.reason_missing", &night, over(" "));
    let mut given_up = night.clone();
    given_up.record(&per, over("Không còn nhu cầu")).unwrap();
    says("personnel.no_step_left", &given_up, ended(1, Some((12, 9)), &["a"]));
    night.record(&per, ended(1, Some((12, 9)), &["a", "b"])).unwrap();
    says("personnel.vote_not_declared", &night, ended(2, None, &["a", "b"]));
    says("personnel.paper_differs", &night, begun(2, &["b", "a"], "v"));
    says("personnel.paper_differs", &night, begun(2, &["a", "b", "c"], "v"));
    says("vote.unknown", &night, begun(2, &["a", "b"], "v"));
    met.refuses("personnel.paper_differs", &night, |n| n.ask(&per, begin("n", "v", &["c"])));
    night.ask(&per, begin("n", "v", &[])).unwrap();
    // Who has a file on the paper does not count it.
    let mut linked = night.clone();
    linked.record(&per, with("a", |about| about.officer = Some("hd-1".into()))).unwrap();
    let members = (1..=3).map(|of| member(of).officer.as_str().into()).collect();
    let chosen = V::CommitteeChosen { vote: "v".into(), channel: "hall".into(), members };
    met.refuses("vote.committee_stands_itself", &linked, |n| n.record(&per, Event::Vote(chosen)));
    met.refuses("personnel.begun_twice", &night, |n| n.ask(&per, begin("n", "w", &[])));
    // What was annulled is voted on again.
    let mut again = night.clone();
    let annulled = V::Annulled { vote: "v".into(), reason: "Thiếu phiếu".into() };
    again.record(&per, Event::Vote(annulled)).unwrap();
    let mut called = |change: fn(&mut vote::Call), code| {
        met.refuses(code, &again, |n| {
            let head = dienhong_core::Head {
                at: n.now,
                by: dienhong_core::people::By::Officer("hd-per".into()),
                body: Some(COUNCIL.into()),
                unit: None,
            };
            let decided = n.state.decide(&head, begin("n", "w", &[])).unwrap();
            let mut events: Vec<Event> = decided.into_iter().map(|of| of.event).collect();
            if let Some(Event::Vote(V::Called { call, .. })) = events.first_mut() {
                change(call);
            }
            n.ask(&per, Command::Record(events))
        });
    };
    called(|call| call.purpose = "nomination_announced".into(), "personnel.vote_differs");
    called(
        |call| {
            if let vote::Answers::Choose { at_most, .. } = &mut call.questions[0].answers {
                *at_most = 2;
            }
        },
        "personnel.vote_differs",
    );
    again.ask(&per, begin("n", "w", &[])).unwrap();

    hold(&mut night, "v", 50, &names(45, &[30, 10]));
    met.refuses("personnel.passed_differs", &night, |n| {
        n.record(&per, ended(2, None, &["a", "b"]))
    });
    night.ask(&per, end("n", &[], None, None)).unwrap();
    night.ask(&per, begin("n", "v-3", &["c"])).unwrap();
    hold(&mut night, "v-3", 12, &names(12, &[3, 9]));
    met.refuses("personnel.explanation_missing", &night, |n| {
        n.ask(&per, end("n", &[], None, Some(" ")))
    });
    night.ask(&per, end("n", &[], None, Some("Nhiều kinh nghiệm hơn"))).unwrap();
    for (step, figures) in [("v-4", names(40, &[30])), ("v-5", names(12, &[12]))] {
        night.ask(&per, begin("n", step, &[])).unwrap();
        hold(&mut night, step, if step == "v-4" { 50 } else { 12 }, &figures);
        night.ask(&per, end("n", &[], None, None)).unwrap();
    }
    met.refuses("personnel.no_step_left", &night, |n| n.ask(&per, begin("n", "v-6", &[])));
    met.refuses("personnel.no_step_left", &night, |n| n.record(&per, over("x")));
    // It chose c.
    let decision = |person: &str| {
        let Event::Personnel(P::Decided { mut decision, .. }) = decided(|_| {}) else {
            unreachable!()
        };
        decision.nomination = Some("n".into());
        of_people(P::Decided { person: person.into(), decision })
    };
    met.refuses("personnel.not_the_one_chosen", &night, |n| n.record(&per, decision("a")));
    night.record(&per, decision("c")).unwrap();
    assert_eq!(night.state.personnel.person(&"c".into()).unwrap().about.post, "Trưởng phòng");
}
