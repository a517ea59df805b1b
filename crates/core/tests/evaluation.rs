#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Evaluations of people: what is refused, how the cap and the board are taken, what stays closed.

mod common;
mod met;

use common::*;
use dienhong_core::{
    Command, Event, State,
    evaluation::{
        self, Ballot, Blemish, CapBase, Cycle, Event as E, Facts, Law, Of, Outcome, Period, Phase,
        Rating, Score, Standing, Tasks, Totals, Unrated,
    },
    rules::Rules,
    vote::Base,
};
use dienhong_journal::{Hash, Seal};
use met::Met;
use std::collections::BTreeMap;

const YEAR: &str = "1-2025";

/// Prepares evaluations in commune 1.
fn org() -> Who {
    Who { officer: "org".into(), body: "raters".into() }
}

/// Decides there.
fn boss() -> Who {
    Who { officer: "boss".into(), body: "raters".into() }
}

fn seal() -> Seal {
    Seal(Hash::of(b"words"))
}

fn score(text: &str) -> Score {
    Score::read(text).unwrap()
}

fn opened(cycle: &str, law: Law, quarter: Option<u8>) -> E {
    let due = |phase, text: &str| (phase, day(text));
    E::CycleOpened {
        cycle: cycle.into(),
        name: "Đánh giá năm 2025".into(),
        unit: "1".into(),
        body: "raters".into(),
        period: Period { year: 2025, quarter },
        law,
        dues: [
            due(Phase::SelfReport, "2026-01-10"),
            due(Phase::Comments, "2026-01-15"),
            due(Phase::Proposal, "2026-01-20"),
            due(Phase::Ballot, "2026-01-20"),
            due(Phase::Decision, "2026-01-25"),
            due(Phase::Appeal, "2026-02-10"),
        ]
        .into(),
    }
}

fn organ(cycle: &str, id: &str, level: u8, parent: Option<&str>) -> E {
    let (cycle, organ, name) = (cycle.into(), id.into(), format!("Phòng {id}"));
    E::OrganListed { cycle, organ, name, level, parent: parent.map(Into::into) }
}

fn listed(cycle: &str, of: &str, id: &str, change: impl FnOnce(&mut E)) -> E {
    let mut event = E::PersonListed {
        cycle: cycle.into(),
        organ: of.into(),
        person: id.into(),
        name: format!("Người {id}"),
        post: "Chuyên viên".into(),
        group: "chuyên viên".into(),
        leads: false,
        months: 12,
        officer: None,
    };
    if let E::PersonListed { .. } = &event {
        change(&mut event);
    }
    event
}

fn same(_: &mut E) {}

fn leads(event: &mut E) {
    if let E::PersonListed { leads, group, .. } = event {
        (*leads, *group) = (true, "lãnh đạo".into());
    }
}

fn worked(months_worked: u8) -> impl FnOnce(&mut E) {
    move |event| {
        if let E::PersonListed { months, .. } = event {
            *months = months_worked;
        }
    }
}

fn account(id: &str) -> impl FnOnce(&mut E) + '_ {
    move |event| {
        if let E::PersonListed { officer, .. } = event {
            *officer = Some(id.into());
        }
    }
}

fn reported(person: &str, points: &str) -> E {
    let (cycle, person) = (YEAR.into(), person.into());
    E::SelfReported { cycle, person, score: score(points), tasks: None, sealed: seal() }
}

fn proposed(person: &str, points: &str, rating: Rating) -> E {
    let (cycle, person, document) = (YEAR.into(), person.into(), "TTr 5".into());
    E::Proposed { cycle, person, score: score(points), rating, tasks: None, document }
}

fn rated(rating: Rating, points: &str) -> Outcome {
    Outcome::Rated { rating, score: score(points), tasks: None }
}

fn decided(number: u16, of: &str, whole: Rating, people: &[(String, Outcome)]) -> E {
    E::Decided {
        cycle: YEAR.into(),
        decision: number,
        document: "QĐ 9".into(),
        on: day("2026-01-20"),
        organs: [(of.into(), whole)].into(),
        people: people.iter().map(|(id, outcome)| (id.as_str().into(), *outcome)).collect(),
    }
}

fn corrected(number: u16, corrects: u16, people: &[(&str, Outcome)]) -> E {
    E::Corrected {
        cycle: YEAR.into(),
        decision: number,
        corrects,
        document: "QĐ 10".into(),
        on: day("2026-01-22"),
        reason: "Cộng nhầm".into(),
        organs: BTreeMap::new(),
        people: people.iter().map(|(id, outcome)| ((*id).into(), *outcome)).collect(),
    }
}

fn ballot(votes: [u64; 4]) -> Ballot {
    let valid = n(votes.iter().sum());
    Ballot {
        summoned: n(20),
        present: n(18),
        issued: n(18),
        returned: n(valid.get() + 1),
        valid,
        invalid: n(1),
        votes: Rating::ALL.into_iter().zip(votes.map(n)).collect(),
    }
}

/// Commune 1 with a body that rates.
fn staffed() -> Night {
    staffed_by(dienhong_packs::rules("vn").unwrap())
}

fn staffed_by(rules: Rules) -> Night {
    let mut night = Night::kept(rules);
    let raters = body("raters", "evaluation_body", Some("1"), None);
    night.staff(Some(keeper()), &raters, "org", "evaluator");
    night.staff(Some(keeper()), &raters, "boss", "rating_authority");
    night.record(&keeper(), Event::People(registered("own"))).unwrap();
    night.at("2026-01-06 08:00");
    night
}

/// A cycle with one office of `people` people and another one in it; p1 leads, p2 has an account.
fn begun(people: usize) -> Night {
    begun_by(dienhong_packs::rules("vn").unwrap(), people)
}

fn begun_by(rules: Rules, people: usize) -> Night {
    let mut night = staffed_by(rules);
    let mut record = |event| night.record(&org(), Event::Evaluation(event)).unwrap();
    record(opened(YEAR, Law::State, None));
    record(organ(YEAR, "a", 1, None));
    record(organ(YEAR, "b", 2, Some("a")));
    for number in 1..=people {
        let id = format!("p{number}");
        record(match number {
            1 => listed(YEAR, "a", &id, leads),
            2 => listed(YEAR, "a", &id, account("own")),
            _ => listed(YEAR, "a", &id, same),
        });
    }
    night
}

fn cycle(state: &State) -> &Cycle {
    state.evaluation.cycle(&YEAR.into()).unwrap()
}

/// Everybody good by 80 points, but those named.
fn all_good(people: usize, other: &[(usize, Outcome)]) -> Vec<(String, Outcome)> {
    let outcome = |number: usize| {
        let found = other.iter().find(|(at, _)| *at == number);
        found.map_or(rated(Rating::Good, "80"), |(_, outcome)| *outcome)
    };
    (1..=people).map(|number| (format!("p{number}"), outcome(number))).collect()
}

#[test]
fn every_refusal_about_evaluations_is_met() {
    let mut met = Met::default();
    of_cycles(&mut met);
    of_people(&mut met);
    of_files(&mut met);
    of_decisions(&mut met);
    of_appeals(&mut met);
    of_totals(&mut met);
    of_caps(&mut met);
    assert_eq!(Score::read("100.1").unwrap_err().code, "evaluation.not_a_score");
    met.0.insert("evaluation.not_a_score");
    met.all_of("evaluation");
}

fn of_cycles(met: &mut Met) {
    let night = staffed();
    let open = |change: fn(&mut E)| {
        let mut event = opened(YEAR, Law::State, None);
        change(&mut event);
        Event::Evaluation(event)
    };
    met.refuses("people.no_right", &night, |n| n.record(&boss(), open(|_| ())));
    met.refuses("people.no_right", &night, |n| n.record(&keeper(), open(|_| ())));
    met.refuses("evaluation.nameless", &night, |n| {
        n.record(
            &org(),
            open(|event| {
                if let E::CycleOpened { name, .. } = event {
                    *name = " ".into()
                }
            }),
        )
    });
    met.refuses("people.unknown_body", &night, |n| {
        n.record(
            &org(),
            open(|event| {
                if let E::CycleOpened { body, .. } = event {
                    *body = "nobody".into()
                }
            }),
        )
    });
    met.refuses("election.unknown_unit", &night, |n| {
        n.record(
            &org(),
            open(|event| {
                if let E::CycleOpened { unit, .. } = event {
                    *unit = "none".into()
                }
            }),
        )
    });
    for (year, quarter) in [(1999, None), (2025, Some(0)), (2025, Some(5))] {
        let mut event = opened(YEAR, Law::State, None);
        if let E::CycleOpened { period, .. } = &mut event {
            *period = Period { year, quarter };
        }
        met.refuses("evaluation.no_such_period", &night, |n| {
            n.record(&org(), Event::Evaluation(event))
        });
    }
    met.refuses("evaluation.phase_missing", &night, |n| {
        n.record(
            &org(),
            open(|event| {
                if let E::CycleOpened { dues, .. } = event {
                    dues.remove(&Phase::Decision);
                }
            }),
        )
    });
    met.refuses("evaluation.phases_out_of_order", &night, |n| {
        n.record(
            &org(),
            open(|event| {
                if let E::CycleOpened { dues, .. } = event {
                    dues.insert(Phase::Comments, day("2026-01-09"));
                }
            }),
        )
    });
    met.refuses("evaluation.unknown", &night, |n| {
        n.record(&org(), Event::Evaluation(organ(YEAR, "a", 1, None)))
    });
    let mut small = Night::society();
    let event = opened(YEAR, Law::State, None);
    // The small society rates nobody: its rules give nobody the right either.
    met.refuses("election.unknown_unit", &small, |n| n.record(&keeper(), Event::Evaluation(event)));
    let mut rules = dienhong_packs::rules("vn").unwrap();
    rules.evaluation = None;
    small = Night::kept(rules);
    let raters = body("raters", "evaluation_body", Some("1"), None);
    small.staff(Some(keeper()), &raters, "org", "evaluator");
    met.refuses("evaluation.not_rated_here", &small, |n| n.record(&org(), open(|_| ())));
    let night = begun(0);
    met.refuses("evaluation.opened_twice", &night, |n| n.record(&org(), open(|_| ())));
    let refused = |met: &mut Met, code, event| {
        met.refuses(code, &night, |n| n.record(&org(), Event::Evaluation(event)));
    };
    refused(met, "evaluation.organ_twice", organ(YEAR, "a", 1, None));
    refused(met, "evaluation.unknown_organ", organ(YEAR, "c", 2, Some("x")));
    refused(met, "evaluation.level_out_of_order", organ(YEAR, "c", 1, Some("a")));
    refused(met, "evaluation.level_out_of_order", organ(YEAR, "c", 0, None));
}

fn of_people(met: &mut Met) {
    let night = begun(3);
    let refused = |met: &mut Met, code, event| {
        met.refuses(code, &night, |n| n.record(&org(), Event::Evaluation(event)));
    };
    refused(met, "evaluation.person_twice", listed(YEAR, "a", "p1", same));
    refused(met, "evaluation.unknown_organ", listed(YEAR, "x", "p9", same));
    refused(met, "evaluation.months_beyond_period", listed(YEAR, "a", "p9", worked(13)));
    refused(met, "people.unknown_officer", listed(YEAR, "a", "p9", account("nobody")));
    refused(met, "evaluation.officer_twice", listed(YEAR, "a", "p9", account("own")));
    refused(
        met,
        "evaluation.nameless",
        listed(YEAR, "a", "p9", |event| {
            if let E::PersonListed { group, .. } = event {
                *group = " ".into();
            }
        }),
    );
    let strike = |person: &str, reason: &str| E::PersonStruck {
        cycle: YEAR.into(),
        person: person.into(),
        reason: reason.into(),
    };
    refused(met, "evaluation.reason_missing", strike("p3", " "));
    refused(met, "evaluation.unknown_person", strike("p9", "Nhầm"));
    let mut struck = night.clone();
    struck.record(&org(), Event::Evaluation(strike("p2", "Nhầm"))).unwrap();
    met.refuses("evaluation.unknown_person", &struck, |n| {
        n.record(&org(), Event::Evaluation(reported("p2", "80")))
    });
    // The account is free again.
    struck.record(&org(), Event::Evaluation(listed(YEAR, "b", "p9", account("own")))).unwrap();
}

fn of_files(met: &mut Met) {
    let night = begun(3);
    let refused = |met: &mut Met, code, who: &Who, event| {
        met.refuses(code, &night, |n| n.record(who, Event::Evaluation(event)));
    };
    let fact = |person: &str, on: &str, document: &str| E::FactRecorded {
        cycle: YEAR.into(),
        person: person.into(),
        fact: Blemish::Discipline,
        on: day(on),
        document: document.into(),
    };
    refused(met, "evaluation.in_the_future", &org(), fact("p3", "2026-01-07", "QĐ"));
    refused(met, "evaluation.document_missing", &org(), fact("p3", "2025-06-01", " "));
    refused(met, "people.no_right", &boss(), fact("p3", "2025-06-01", "QĐ"));
    // The person reports for himself, and for nobody else.
    let own = Who { officer: "own".into(), body: "nothing".into() };
    refused(met, "people.no_right", &own, reported("p3", "80"));
    let mut reports = night.clone();
    reports.record(&own, Event::Evaluation(reported("p2", "80"))).unwrap();
    reports.record(&org(), Event::Evaluation(proposed("p2", "80", Rating::Good))).unwrap();
    met.refuses("evaluation.proposed_already", &reports, |n| {
        n.record(&own, Event::Evaluation(reported("p2", "90")))
    });
    refused(met, "evaluation.above_band", &org(), proposed("p3", "89.999999", Rating::Excellent));
    let balloted = |ballot, document: &str| E::Balloted {
        cycle: YEAR.into(),
        of: Of::Person("p3".into()),
        ballot,
        document: document.into(),
    };
    let odd = Ballot { present: n(21), ..ballot([9, 5, 0, 0]) };
    refused(met, "evaluation.ballot_does_not_add_up", &org(), balloted(odd, "BB"));
    refused(met, "evaluation.document_missing", &org(), balloted(ballot([9, 5, 0, 0]), ""));
    // An officer who is rated too says nothing of himself as others.
    let mut also = night.clone();
    also.record(&org(), Event::Evaluation(listed(YEAR, "b", "p9", account("org")))).unwrap();
    met.refuses("evaluation.own_file", &also, |n| {
        n.record(&org(), Event::Evaluation(proposed("p9", "80", Rating::Good)))
    });
    let read =
        |person: &str| Event::Evaluation(E::FileRead { cycle: YEAR.into(), person: person.into() });
    met.refuses("evaluation.own_file", &also, |n| n.record(&org(), read("p9")));
    met.refuses("people.no_right", &also, |n| n.record(&own, read("p3")));
    also.record(&org(), read("p3")).unwrap();
    met.refuses("evaluation.read_already", &also, |n| n.record(&org(), read("p3")));
    also.record(&boss(), read("p3")).unwrap();
    also.at("2026-01-07 00:01");
    also.record(&org(), read("p3")).unwrap();
    assert_eq!(cycle(&also.state).person(&"p3".into()).unwrap().readers.len(), 3);
    // Under the Party's rules the tasks count.
    let mut party = staffed();
    let mut record = |event| party.record(&org(), Event::Evaluation(event)).unwrap();
    record(opened("d", Law::Party, Some(1)));
    record(organ("d", "a", 1, None));
    record(listed("d", "a", "p1", worked(3)));
    let report = |tasks| {
        Event::Evaluation(E::SelfReported {
            cycle: "d".into(),
            person: "p1".into(),
            score: score("95"),
            tasks,
            sealed: seal(),
        })
    };
    met.refuses("evaluation.tasks_missing", &party, |n| n.record(&org(), report(None)));
    let odd = Tasks { assigned: n(4), done: n(5), on_time: n(4), beyond: n(1) };
    met.refuses("evaluation.tasks_do_not_add_up", &party, |n| n.record(&org(), report(Some(odd))));
}

fn of_decisions(met: &mut Met) {
    let mut night = begun(6);
    night.at("2026-01-25 08:00");
    let decides = |met: &mut Met, code, event| {
        met.refuses(code, &night, |n| n.record(&boss(), Event::Evaluation(event)));
    };
    let all = all_good(6, &[]);
    let good = |number| decided(number, "a", Rating::Good, &all);
    met.refuses("people.no_right", &night, |n| n.record(&org(), Event::Evaluation(good(1))));
    // Another body of the unit has the right, but is not the one named.
    let mut other = night.clone();
    let more = body("others", "evaluation_body", Some("1"), None);
    other.staff(Some(keeper()), &more, "second", "rating_authority");
    let second = Who { officer: "second".into(), body: "others".into() };
    met.refuses("evaluation.not_this_body", &other, |n| {
        n.record(&second, Event::Evaluation(good(1)))
    });
    decides(met, "evaluation.decision_out_of_order", good(2));
    decides(met, "evaluation.person_left_out", decided(1, "a", Rating::Good, &all[1..]));
    let beyond: Vec<_> =
        all.iter().cloned().chain([("x".into(), rated(Rating::Good, "80"))]).collect();
    decides(met, "evaluation.unknown_person", decided(1, "a", Rating::Good, &beyond));
    let mut nothing = good(1);
    if let E::Decided { organs, .. } = &mut nothing {
        organs.clear();
    }
    decides(met, "evaluation.nothing_decided", nothing);
    let unrated = all_good(6, &[(3, Outcome::Unrated(Unrated::FewMonths))]);
    decides(met, "evaluation.worked_long_enough", decided(1, "a", Rating::Good, &unrated));
    let best = rated(Rating::Excellent, "95");
    decides(
        met,
        "evaluation.leader_above_unit",
        decided(1, "a", Rating::Good, &all_good(6, &[(1, best)])),
    );
    // Five are good: one may be excellent in the unit, none among the leaders, of whom nobody is good.
    decides(
        met,
        "evaluation.over_the_cap",
        decided(1, "a", Rating::Excellent, &all_good(6, &[(1, best)])),
    );
    let low = all_good(6, &[(3, rated(Rating::Good, "69.9"))]);
    decides(met, "evaluation.above_band", decided(1, "a", Rating::Good, &low));
    met.refuses("evaluation.not_decided", &night, |n| {
        n.record(&boss(), Event::Evaluation(corrected(1, 0, &[("p3", best)])))
    });
    let mut done = night.clone();
    done.record(&boss(), Event::Evaluation(good(1))).unwrap();
    let after = |met: &mut Met, code, event| {
        met.refuses(code, &done, |n| n.record(&boss(), Event::Evaluation(event)));
    };
    after(met, "evaluation.decided_already", good(2));
    after(met, "evaluation.nothing_corrected", corrected(2, 1, &[]));
    after(met, "evaluation.stands_elsewhere", corrected(2, 2, &[("p3", best)]));
    let both = [("p3", best), ("p4", best)];
    after(met, "evaluation.over_the_cap", corrected(2, 1, &both));
    met.refuses("evaluation.decided_already", &done, |n| {
        n.record(&org(), Event::Evaluation(proposed("p3", "80", Rating::Good)))
    });
}

fn of_appeals(met: &mut Met) {
    let mut night = begun(5);
    let own = Who { officer: "own".into(), body: "nothing".into() };
    let appeal = |number, on: &str| {
        Event::Evaluation(E::Appealed {
            cycle: YEAR.into(),
            person: "p2".into(),
            appeal: number,
            on: day(on),
            sealed: seal(),
        })
    };
    let answer = |number, on: &str| {
        Event::Evaluation(E::AppealAnswered {
            cycle: YEAR.into(),
            person: "p2".into(),
            appeal: number,
            on: day(on),
            document: "CV 3".into(),
            upheld: true,
            sealed: seal(),
        })
    };
    met.refuses("evaluation.not_decided", &night, |n| n.record(&own, appeal(1, "2026-01-06")));
    night.at("2026-02-12 08:00");
    let good = decided(1, "a", Rating::Good, &all_good(5, &[]));
    night.record(&boss(), Event::Evaluation(good)).unwrap();
    met.refuses("evaluation.appeal_out_of_order", &night, |n| {
        n.record(&own, appeal(2, "2026-02-01"))
    });
    met.refuses("evaluation.appeal_too_late", &night, |n| n.record(&own, appeal(1, "2026-02-11")));
    met.refuses("evaluation.unknown_appeal", &night, |n| {
        n.record(&boss(), answer(1, "2026-02-12"))
    });
    night.record(&own, appeal(1, "2026-02-10")).unwrap();
    met.refuses("evaluation.appeal_open", &night, |n| n.record(&own, appeal(2, "2026-02-10")));
    met.refuses("evaluation.answered_before_filed", &night, |n| {
        n.record(&boss(), answer(1, "2026-02-09"))
    });
    night.record(&boss(), answer(1, "2026-02-12")).unwrap();
    met.refuses("evaluation.answered_twice", &night, |n| {
        n.record(&boss(), answer(1, "2026-02-12"))
    });
}

fn publish(reason: Option<&str>) -> Command {
    let (cycle, document) = (YEAR.into(), "TB 4".into());
    let reason = reason.map(str::to_owned);
    Command::Evaluation(evaluation::Command::PublishTotals { cycle, document, reason })
}

/// An office with outstanding results has a higher cap once a decision says so.
fn of_caps(met: &mut Met) {
    let raised = || {
        Event::Evaluation(E::CapRaised {
            cycle: YEAR.into(),
            organ: "a".into(),
            document: "09/QĐ-UBND".into(),
            on: day("2026-01-05"),
        })
    };
    // Of the five who do not lead four are good: a fifth of them is nobody, a quarter is one.
    let best = all_good(6, &[(3, rated(Rating::Excellent, "95"))]);
    let decided = || Event::Evaluation(decided(1, "a", Rating::Excellent, &best));
    let mut night = begun(6);
    night.at("2026-01-25 08:00");
    met.refuses("evaluation.over_the_cap", &night, |n| n.record(&boss(), decided()));
    met.refuses("people.no_right", &night, |n| n.record(&org(), raised()));
    night.record(&boss(), raised()).unwrap();
    met.refuses("evaluation.cap_raised_already", &night, |n| n.record(&boss(), raised()));
    night.record(&boss(), decided()).unwrap();
    let stated = night.ask(&boss(), publish(None)).unwrap();
    assert!(matches!(&stated[0], Event::Evaluation(E::TotalsPublished { totals, .. })
        if (totals[0].excellent, totals[0].most) == (n(1), n(1))));
    let mut rules = dienhong_packs::rules("vn").unwrap();
    rules.evaluation.as_mut().unwrap().cap.raised = None;
    met.refuses("evaluation.cap_is_fixed", &begun_by(rules, 6), |n| n.record(&boss(), raised()));
}

fn of_totals(met: &mut Met) {
    let mut night = begun(7);
    met.refuses("evaluation.nothing_to_publish", &night, |n| n.ask(&boss(), publish(None)));
    night.at("2026-01-25 08:00");
    let one = all_good(7, &[(3, rated(Rating::Excellent, "95"))]);
    night.record(&boss(), Event::Evaluation(decided(1, "a", Rating::Good, &one))).unwrap();
    let stated = night.clone().ask(&boss(), publish(None)).unwrap();
    let Event::Evaluation(E::TotalsPublished { totals, left_out, .. }) = &stated[0] else {
        unreachable!("totals")
    };
    assert_eq!(*left_out, 1, "the second office has nobody");
    assert_eq!((totals[0].people, totals[0].excellent, totals[0].most), (n(7), n(1), n(1)));
    let said = |change: fn(&mut Totals)| {
        let mut event = stated[0].clone();
        if let Event::Evaluation(E::TotalsPublished { totals, .. }) = &mut event {
            change(&mut totals[0]);
        }
        event
    };
    // What everybody can check is refused without the closed records too.
    met.refuses("evaluation.totals_do_not_add_up", &night, |n| {
        n.record(&boss(), said(|of| of.good = n_of(4)))
    });
    met.refuses("evaluation.totals_do_not_add_up", &night, |n| {
        n.record(&boss(), said(|of| of.base = CapBase::GoodOrBetter))
    });
    met.refuses("evaluation.over_the_cap", &night, |n| {
        n.record(
            &boss(),
            said(|of| {
                (of.excellent, of.good) = (n_of(2), n_of(5));
            }),
        )
    });
    met.refuses("evaluation.too_few_to_publish", &night, |n| {
        n.record(
            &boss(),
            said(|of| {
                (of.people, of.excellent, of.good, of.most) = (n_of(2), n_of(0), n_of(2), n_of(0));
            }),
        )
    });
    night.ask(&boss(), publish(None)).unwrap();
    met.refuses("evaluation.version_out_of_order", &night, |n| {
        n.record(&boss(), stated[0].clone())
    });
    met.refuses("evaluation.reason_missing", &night, |n| n.ask(&boss(), publish(None)));
    night.ask(&boss(), publish(Some("Sửa quyết định"))).unwrap();
}

fn n_of(count: u64) -> dienhong_core::count::Count {
    n(count)
}

#[test]
fn the_best_rating_follows_from_score_facts_months_and_tasks() {
    let rules = dienhong_packs::rules("vn").unwrap().evaluation.unwrap();
    let none = Facts::default();
    let best = |points: &str, facts, tasks: Option<Tasks>, enough| {
        rules.best(score(points), facts, tasks.as_ref(), enough)
    };
    assert_eq!(best("90", none, None, true), Rating::Excellent);
    assert_eq!(best("89.999999", none, None, true), Rating::Good);
    assert_eq!(best("90", none, None, false), Rating::Good);
    let disciplined = Facts { disciplined: true, ..none };
    assert_eq!(best("95", disciplined, None, true), Rating::Good);
    for facts in [
        Facts { duty_related: true, ..disciplined },
        Facts { degraded: true, ..none },
        Facts { unit_handled: true, ..none },
    ] {
        assert_eq!(best("95", facts, None, true), Rating::NotCompleted);
    }
    let tasks = |assigned, done, on_time, beyond| {
        Some(Tasks { assigned: n(assigned), done: n(done), on_time: n(on_time), beyond: n(beyond) })
    };
    assert_eq!(best("95", none, tasks(10, 10, 10, 3), true), Rating::Excellent);
    assert_eq!(best("95", none, tasks(10, 10, 10, 2), true), Rating::Good);
    assert_eq!(best("95", none, tasks(10, 10, 8, 3), true), Rating::Completed);
    assert_eq!(best("95", none, tasks(10, 10, 7, 3), true), Rating::NotCompleted);
    assert_eq!(best("95", none, tasks(10, 9, 9, 3), true), Rating::NotCompleted);
}

#[test]
fn a_score_has_one_way_of_writing() {
    for text in ["0", "89.5", "100", "70.000001"] {
        assert_eq!(score(text).to_string(), text);
        let written = serde_json::to_string(&score(text)).unwrap();
        assert_eq!(serde_json::from_str::<Score>(&written).unwrap(), score(text));
    }
    for text in ["\"089.5\"", "\"89.50\"", "\"89,5\"", "89.5"] {
        assert!(serde_json::from_str::<Score>(text).is_err(), "{text}");
    }
}

#[test]
fn a_ballot_chooses_by_strictly_more_than_half_of_its_base() {
    let rules = dienhong_packs::rules("vn").unwrap().evaluation.unwrap();
    let rule = rules.ballot.unwrap();
    assert_eq!(rule.base, Base::Summoned);
    assert_eq!(ballot([11, 3, 0, 0]).agreed(&rule), Some(Rating::Excellent));
    assert_eq!(ballot([10, 4, 0, 0]).agreed(&rule), None, "exactly half is not more");
}

#[test]
fn what_if_changes_the_cap_and_records_nothing() {
    let mut night = begun(6);
    for number in 1..=6 {
        let id = format!("p{number}");
        let event = proposed(&id, "95", if number == 3 { Rating::Excellent } else { Rating::Good });
        night.record(&org(), Event::Evaluation(event)).unwrap();
    }
    let of = cycle(&night.state);
    let rules = night.state.evaluation_rules(of).unwrap();
    let organ = of.organ(&"a".into()).unwrap();
    let lines = |base, other: &BTreeMap<_, _>| of.caps(&rules.cap, base, organ, other);
    let now = lines(CapBase::GoodFinal, &BTreeMap::new());
    // The unit: five good, one excellent. The specialists: four good, one excellent, none allowed.
    assert_eq!((now[0].base, now[0].most, now[0].excess), (n(5), n(1), n(0)));
    let group = now.iter().find(|line| line.group.as_deref() == Some("chuyên viên")).unwrap();
    assert_eq!((group.base, group.most, group.excess), (n(4), n(0), n(1)));
    let wider = lines(CapBase::GoodOrBetter, &BTreeMap::new());
    let group = wider.iter().find(|line| line.group.as_deref() == Some("chuyên viên")).unwrap();
    assert_eq!((group.base, group.most, group.excess), (n(5), n(1), n(0)));
    let less = lines(CapBase::GoodFinal, &[("p4".into(), Some(Rating::Completed))].into());
    assert_eq!((less[0].base, less[0].most, less[0].excess), (n(4), n(0), n(1)));
}

#[test]
fn the_board_puts_what_is_late_first_and_rolls_up_by_level() {
    let mut night = begun(3);
    night.record(&org(), Event::Evaluation(listed(YEAR, "b", "q1", same))).unwrap();
    night.record(&org(), Event::Evaluation(reported("q1", "80"))).unwrap();
    let of = cycle(&night.state);
    let before = of.board(day("2026-01-10"));
    assert!(before.iter().all(|row| row.cells[&Phase::SelfReport].standing != Standing::Late));
    let after = of.board(day("2026-01-11"));
    assert_eq!(after[0].organ.id, "a".into(), "it lacks three reports");
    assert_eq!(after[0].cells[&Phase::SelfReport].standing, Standing::Late);
    assert_eq!(after[1].cells[&Phase::SelfReport].standing, Standing::Done);
    assert_eq!(after[1].cells[&Phase::Appeal].standing, Standing::Nothing);
    let levels = Cycle::levels(&after);
    assert_eq!(levels[&1].phases[&Phase::SelfReport], (0, 3, 1));
    assert_eq!(levels[&2].phases[&Phase::SelfReport], (1, 1, 0));
}

#[test]
fn all_about_a_person_is_closed_and_the_rest_is_checked_without_it() {
    let mut night = begun(7);
    night.at("2026-01-25 08:00");
    let one = all_good(7, &[(3, rated(Rating::Excellent, "95"))]);
    night.record(&boss(), Event::Evaluation(decided(1, "a", Rating::Good, &one))).unwrap();
    let swap = [("p3", rated(Rating::Good, "95")), ("p4", rated(Rating::Excellent, "90"))];
    let low = corrected(2, 1, &swap);
    night.record(&boss(), Event::Evaluation(low)).unwrap();
    night.ask(&boss(), publish(None)).unwrap();
    let of = cycle(&night.state);
    let p3 = of.person(&"p3".into()).unwrap();
    assert_eq!(p3.outcomes.len(), 2, "what was corrected stays");
    assert_eq!(of.decision(2).unwrap().corrects.as_ref().unwrap().0, 1);
    // Who has the public records alone finds every one of them lawful.
    let mut public = State::default();
    let mut closed = 0;
    for (head, event) in &night.records {
        if event.closed(&public) {
            closed += 1;
            assert!(matches!(event, Event::Evaluation(_)));
            continue;
        }
        public.lawful(head, event).unwrap();
        public.apply(head, event);
    }
    assert!(closed >= 8, "{closed}");
    let known = cycle(&public);
    assert!(known.people.is_empty() && known.decisions.is_empty());
    assert_eq!(known.published.len(), 1);
}
