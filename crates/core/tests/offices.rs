#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Votes of confidence and personnel: what follows from declared votes, and that nothing of it is public.

mod common;
mod met;
mod office;

use common::*;
use dienhong_core::{
    Command, Event,
    confidence::{self, Consequence, Ground, Levels},
    personnel::{self, Act, Decision, Discipline, Origin, Reason},
    vote,
};
use met::Met;
use office::*;

#[path = "offices/confidence.rs"]
mod of_confidence;
#[path = "offices/congress.rs"]
mod of_congress;
#[path = "offices/personnel.rs"]
mod of_personnel;

/// The council is seated; no vote has been held.
fn council() -> Night {
    let mut night = Night::vietnam();
    seat_the_council(&mut night);
    night.at("2026-06-01 08:00");
    night
}

fn of_people(event: personnel::Event) -> Event {
    Event::Personnel(event)
}

fn of_rounds(event: confidence::Event) -> Event {
    Event::Confidence(event)
}

/// A round of which all have reported; it is 21 days later.
fn reported_round(kind: &str) -> Night {
    let mut night = council();
    night.record(&secretary(), opened("r", kind)).unwrap();
    report_all(&mut night, "r", "2026-06-01");
    night.ask(&secretary(), survey("r", "v")).unwrap();
    night.at("2026-06-22 08:00");
    night
}

#[test]
fn a_survey_gives_each_person_three_counts_over_the_rules_base_and_what_follows() {
    let mut night = reported_round("assembly");
    hold(&mut night, "v", 60, &marks(60, &[&[40, 15, 5], &[10, 18, 31], &[10, 10, 40]]));
    let round = night.state.confidence.get(&"r".into()).unwrap().clone();
    let given = night.state.survey_given(&round).unwrap();
    let told: Vec<_> =
        given.iter().map(|of| (of.levels, of.invalid, of.base, of.consequence)).collect();
    let levels =
        |high, confident, low| Levels { high: n(high), confident: n(confident), low: n(low) };
    assert_eq!(
        told,
        [
            (levels(40, 15, 5), n(0), n(60), Consequence::None),
            // Over the ballots returned, those invalid on the line included: 31 of 60 is over a half.
            (levels(10, 18, 31), n(1), n(60), Consequence::Moderate),
            // From two thirds on, exactly two thirds included.
            (levels(10, 10, 40), n(0), n(60), Consequence::Severe),
        ]
    );
    // The order is that of the paper.
    let ids: Vec<_> = given.iter().map(|of| of.subject.id.as_str()).collect();
    assert_eq!(ids, ["p-1", "p-2", "p-3"]);
}

#[test]
fn a_second_vote_is_lost_by_more_than_half_only() {
    for (against, lost) in [(30, false), (31, true)] {
        let mut night = reported_round("assembly");
        hold(&mut night, "v", 60, &marks(60, &[&[40, 15, 5], &[10, 18, 32], &[10, 10, 40]]));
        let second = confidence::Command::Second {
            round: "r".into(),
            person: "p-2".into(),
            ground: Ground::Survey,
            document: document("2026-06-22"),
            ask: ask("w"),
            members: n(60),
        };
        night.ask(&secretary(), Command::Confidence(second)).unwrap();
        hold(&mut night, "w", 60, &marks(60, &[&[60 - against, against]]));
        let round = night.state.confidence.get(&"r".into()).unwrap().clone();
        let (_, vote) = night.state.second_vote(&round, "p-2").unwrap();
        assert_eq!(night.state.second_given(&round, vote).unwrap().lost, lost);
        let relief = of_rounds(confidence::Event::ReliefProposed {
            round: "r".into(),
            person: "p-2".into(),
            document: document("2026-06-22"),
        });
        let answer = night.record(&secretary(), relief).map(drop);
        assert_eq!(answer, if lost { Ok(()) } else { Err("confidence.no_ground") });
    }
}

#[test]
fn all_records_of_a_partys_round_are_closed_and_none_of_an_assemblys() {
    for (kind, closed) in [("party", true), ("assembly", false)] {
        let mut night = reported_round(kind);
        hold(&mut night, "v", 60, &marks(60, &[&[40, 15, 5], &[10, 18, 31], &[10, 10, 40]]));
        let mut state = dienhong_core::State::default();
        let mut seen = 0;
        for (head, event) in &night.records {
            if matches!(event, Event::Confidence(_) | Event::Vote(_)) {
                assert_eq!(event.closed(&state), closed, "{kind}: {}", event.kind());
                seen += 1;
            }
            state.apply(head, event);
        }
        assert!(seen > 10, "{seen}");
    }
}

/// Of 50 summoned; who stands on the paper is in the order of the list.
fn five_steps(night: &mut Night) {
    for (number, id) in (1u16..).zip(["a", "b", "c"]) {
        night.record(&personnel_officer(), noted(id, number)).unwrap();
    }
    night.record(&personnel_officer(), sought("n", Origin::Local, &["a", "b"])).unwrap();
    night.ask(&personnel_officer(), end("n", &["a", "b"], None, None)).unwrap();
    night.ask(&personnel_officer(), begin("n", "n-2", &[])).unwrap();
}

#[test]
fn a_nomination_goes_through_five_conferences_and_what_was_kept_back_is_let_go_at_the_end() {
    let mut night = council();
    five_steps(&mut night);
    // Nobody has more than half of those summoned: both go on.
    hold(&mut night, "n-2", 50, &names(45, &[25, 20]));
    let ended = night.ask(&personnel_officer(), end("n", &[], None, None)).unwrap();
    let Event::Personnel(personnel::Event::StepEnded { passed, reason, .. }) = &ended[0] else {
        panic!("{ended:?}")
    };
    assert_eq!((passed.clone(), *reason), (people(&["a", "b"]), Some(Reason::TopTwo)));
    // Another is introduced and has more than half: that is explained.
    night.ask(&personnel_officer(), begin("n", "n-3", &["c"])).unwrap();
    hold(&mut night, "n-3", 12, &names(12, &[2, 3, 7]));
    let differs = end("n", &[], None, None);
    let refused = night.ask(&personnel_officer(), differs);
    assert_eq!(refused, Err("personnel.explanation_missing"));
    night.ask(&personnel_officer(), end("n", &[], None, Some("Đúng chuyên môn hơn"))).unwrap();
    // Opinions eliminate nobody.
    night.ask(&personnel_officer(), begin("n", "n-4", &[])).unwrap();
    hold(&mut night, "n-4", 50, &names(40, &[1]));
    night.ask(&personnel_officer(), end("n", &[], None, None)).unwrap();
    night.ask(&personnel_officer(), begin("n", "n-5", &[])).unwrap();
    hold(&mut night, "n-5", 12, &names(10, &[7]));
    let released = |night: &Night, id: &str| {
        night.state.vote.get(&id.into()).unwrap().step() == vote::Step::Released
    };
    assert!(!released(&night, "n-2"));
    let last = night.ask(&personnel_officer(), end("n", &[], None, None)).unwrap();
    assert_eq!(last.len(), 5, "the end, and four votes let go: {last:?}");
    assert!(["n-2", "n-3", "n-4", "n-5"].iter().all(|id| released(&night, id)));
    let nomination = night.state.personnel.nomination(&"n".into()).unwrap();
    assert_eq!(night.state.chosen(nomination), Some(&"c".into()));
    assert!(night.state.next_step(nomination).is_none());
}

#[test]
fn half_and_half_is_the_heads_choice_and_what_was_thought_otherwise_is_told() {
    let mut night = council();
    for (number, id) in (1u16..).zip(["a", "b"]) {
        night.record(&personnel_officer(), noted(id, number)).unwrap();
    }
    night.record(&personnel_officer(), sought("n", Origin::Outside, &["a", "b"])).unwrap();
    for _agreement in 0..2 {
        night.ask(&personnel_officer(), end("n", &["a", "b"], None, None)).unwrap();
    }
    night.ask(&personnel_officer(), begin("n", "n-3", &[])).unwrap();
    hold(&mut night, "n-3", 12, &names(12, &[6, 6]));
    let answers = [
        (None, None, Ok(vec![])),
        (Some("b"), None, Err("personnel.explanation_missing")),
        (Some("b"), Some("Sáu ý kiến chọn người kia"), Ok(people(&["b"]))),
    ];
    for (head, why, expected) in answers {
        let mut night = night.clone();
        let ended = night.ask(&personnel_officer(), end("n", &[], head, why));
        let passed = ended.map(|_| {
            let nomination = night.state.personnel.nomination(&"n".into()).unwrap();
            nomination.ended.last().unwrap().passed.clone()
        });
        assert_eq!(passed, expected);
    }
}

#[test]
fn every_record_of_personnel_is_closed() {
    let mut night = council();
    five_steps(&mut night);
    hold(&mut night, "n-2", 50, &names(45, &[30, 10]));
    night.ask(&personnel_officer(), end("n", &[], None, None)).unwrap();
    let mut state = dienhong_core::State::default();
    for (head, event) in &night.records {
        if matches!(event, Event::Personnel(_) | Event::Vote(_)) {
            assert!(event.closed(&state), "{}", event.kind());
        }
        state.apply(head, event);
    }
}

#[test]
fn conditions_are_facts_of_the_file_and_the_day() {
    let mut night = council();
    night.record(&personnel_officer(), noted("a", 1)).unwrap();
    night.record(&personnel_officer(), listed("l", "Trưởng phòng", &["a"])).unwrap();
    let decided = |from: &str, until: &str, act| {
        of_people(personnel::Event::Decided {
            person: "a".into(),
            decision: Box::new(Decision {
                act,
                post: "Trưởng phòng".into(),
                from: day(from),
                until: Some(day(until)),
                document: document("2016-01-01"),
                nomination: None,
                reason: None,
            }),
        })
    };
    let of = |night: &Night, on: &str| {
        let person = night.state.personnel.person(&"a".into()).unwrap();
        let all =
            night.state.conditions(person, "Trưởng phòng", Some(&"l".into()), day(on), night.now);
        all.iter().map(|of| (of.id, of.met)).collect::<Vec<_>>()
    };
    let (yes, no) = (Some(true), Some(false));
    let fit = |term, terms, discipline| {
        [
            ("age", None),
            ("full_term", term),
            ("terms", terms),
            ("planned", yes),
            ("discipline", discipline),
        ]
    };
    // Born on 10 May 1975, a man reaches 62 on 10 May 2037.
    assert_eq!(of(&night, "2026-06-01"), fit(yes, yes, yes));
    assert_eq!(of(&night, "2032-05-10"), fit(yes, yes, yes));
    assert_eq!(of(&night, "2032-05-11"), fit(no, yes, yes));
    night
        .record(&personnel_officer(), decided("2016-01-01", "2021-01-01", Act::Appointed))
        .unwrap();
    assert_eq!(of(&night, "2026-06-01"), fit(yes, yes, yes));
    night
        .record(&personnel_officer(), decided("2021-01-01", "2026-01-01", Act::Reappointed))
        .unwrap();
    assert_eq!(of(&night, "2026-06-01"), fit(yes, no, yes));
    let discipline = Discipline {
        measure: "Khiển trách".into(),
        from: day("2026-06-01"),
        until: Some(day("2027-05-31")),
        document: document("2026-05-30"),
    };
    let disciplined = personnel::Event::Disciplined { person: "a".into(), discipline };
    night.record(&personnel_officer(), of_people(disciplined)).unwrap();
    assert_eq!(of(&night, "2026-05-31"), fit(yes, no, yes));
    assert_eq!(of(&night, "2027-05-31"), fit(yes, no, no));
    assert_eq!(of(&night, "2027-06-01"), fit(yes, no, yes));
}

#[test]
fn working_days_leave_out_saturdays_and_sundays() {
    // 1 May 2026 is a Friday.
    for (from, days, expected) in [
        ("2026-05-01", 0, "2026-05-01"),
        ("2026-05-01", 1, "2026-05-04"),
        ("2026-05-04", 10, "2026-05-18"),
    ] {
        assert_eq!(personnel::working_day_after(day(from), days), day(expected));
    }
}

#[test]
fn every_refusal_of_these_modules_is_met() {
    let mut met = Met::default();
    of_confidence::refusals(&mut met);
    of_personnel::refusals(&mut met);
    of_congress::refusals(&mut met);
    met.all_of("confidence");
    met.all_of("personnel");
    met.all_of("congress");
}
