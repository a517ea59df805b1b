#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Periodic reports: who owes, what the totals are and from where, when a summary holds, and every refusal.

mod common;
mod met;
mod office;

use common::*;
use dienhong_core::{
    Command, Event,
    report::{
        Amount, Change, Event as E, Evidence, NoAmount, Period, Round, Standing, Sum, Total, change,
    },
};
use met::Met;
use office::{COUNCIL, member, reports, reports::*, seat_the_council, secretary};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A template stands; nobody owes anything.
fn office() -> Night {
    let mut night = Night::vietnam();
    seat_the_council(&mut night);
    form_the_offices(&mut night);
    night.at("2026-06-01 08:00");
    night.record(&secretary(), template_set(1, |_| {})).unwrap();
    night
}

/// A round is open until 20 June.
fn asked() -> Night {
    let mut night = office();
    night.record(&secretary(), opened("r", |_| {})).unwrap();
    night
}

/// All three have filed, and all is taken.
fn reported() -> Night {
    let mut night = asked();
    for (body, figures) in
        [("so-a", [1_000, 333, 5]), ("xa-1", [500, 100, 6]), ("xa-2", [20, 7, 7])]
    {
        night.record(&filer(body), of(filed("r", body, 1, figures))).unwrap();
        night.record(&secretary(), taken("r", body, 1)).unwrap();
    }
    night
}

fn round<'a>(night: &'a Night, id: &str) -> &'a Round {
    night.state.report.get(&id.into()).unwrap()
}

fn total(night: &Night, indicator: &str) -> Sum {
    let all = round(night, "r").totals();
    all.into_iter().find(|sum| sum.indicator == indicator).unwrap()
}

#[test]
fn numbers_are_read_the_vietnamese_way_and_never_guessed() {
    for (text, decimals, parts) in [
        ("1.234,5", 1, 12_345),
        ("1234,5", 1, 12_345),
        (" 1 234 567 ", 0, 1_234_567),
        ("1.234.567", 0, 1_234_567),
        ("-12", 2, -1_200),
        ("\u{2212} 0,05", 2, -5),
        ("0", 3, 0),
        ("7,500", 1, 75),
        ("007", 0, 7),
        ("9.007.199.254.740.991", 0, Amount::MAX),
    ] {
        assert_eq!(Amount::read(text, decimals), Ok(amount(parts)), "{text}");
    }
    for text in [
        "", "-", "1.5", "12.34", "1,234.5", "1,2,3", "1.2345", ",5", "5,", "1e3", "١٢", "1..234",
        "abc", "1.234.56", "+1",
    ] {
        assert_eq!(Amount::read(text, 3), Err(NoAmount::Unreadable), "{text}");
    }
    assert_eq!(Amount::read("1,234", 0), Err(NoAmount::TooFine));
    assert_eq!(Amount::read("1,25", 1), Err(NoAmount::TooFine));
    assert_eq!(Amount::read("9.007.199.254.740.992", 0), Err(NoAmount::TooLarge));
    assert_eq!(Amount::read(&"9".repeat(60), 0), Err(NoAmount::TooLarge));
    assert_eq!(amount(-123_456).written(1, ".", ","), "-12.345,6");
    assert_eq!(amount(5).written(2, ".", ","), "0,05");
    assert_eq!(amount(-5).plain(3), "-0.005");
    assert_eq!(amount(1_234_567).written(0, ",", "."), "1,234,567");
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(parts in -Amount::MAX..=Amount::MAX, decimals in 0u8..=3) {
        let written = amount(parts).written(decimals, ".", ",");
        prop_assert_eq!(Amount::read(&written, decimals), Ok(amount(parts)));
    }

    #[test]
    fn the_order_of_taking_changes_no_total_and_the_total_is_the_sum(
        figures in prop::collection::vec((-9_000i64..9_000, -9_000i64..9_000, 0i64..100), 3),
        order in Just(vec![0usize, 1, 2]).prop_shuffle(),
    ) {
        let mut night = asked();
        for at in order {
            let (body, (a, b, c)) = (OWING[at].0, figures[at]);
            night.record(&filer(body), of(filed("r", body, 1, [a, b, c]))).unwrap();
            night.record(&secretary(), taken("r", body, 1)).unwrap();
        }
        let sum = |of: fn(&(i64, i64, i64)) -> i64| figures.iter().map(of).sum::<i64>();
        let planned = sum(|of| of.0);
        prop_assert_eq!(total(&night, "planned").total, Some(amount(planned)));
        prop_assert_eq!(total(&night, "spent").total, Some(amount(sum(|of| of.1))));
        prop_assert_eq!(total(&night, "share").total.is_none(), planned == 0);
        prop_assert_eq!(total(&night, "rate").total, None);
    }

    #[test]
    fn a_change_is_exact_and_its_share_rounds_halves_away_from_zero(
        now in -100_000i64..100_000, before in -100_000i64..100_000,
    ) {
        let change = change((amount(now), 1), (amount(before), 1)).unwrap();
        prop_assert_eq!(change.difference, amount(now - before));
        match change.basis_points {
            None => prop_assert_eq!(before, 0),
            Some(share) => {
                // Twice the error is no more than what one point is.
                let error = (now - before) * 10_000 - share * before.abs();
                prop_assert!(2 * error.abs() <= before.abs());
            }
        }
    }
}

#[test]
fn figures_of_other_decimals_are_compared_exactly() {
    let of = |now: (i64, u8), before: (i64, u8)| {
        let Change { difference, decimals, basis_points } =
            change((amount(now.0), now.1), (amount(before.0), before.1)).unwrap();
        (difference.get(), decimals, basis_points)
    };
    // 1,5 after 1,250; half a point more is rounded up.
    assert_eq!(of((15, 1), (1_250, 3)), (250, 3, Some(2_000)));
    assert_eq!(of((20_001, 0), (20_000, 0)), (1, 0, Some(1)));
    assert_eq!(of((19_999, 0), (20_000, 0)), (-1, 0, Some(-1)));
    assert_eq!(of((5, 0), (0, 2)), (500, 2, None));
    assert_eq!(of((5, 0), (-10, 0)), (15, 0, Some(15_000)));
}

#[test]
fn a_report_that_is_not_there_is_late_the_day_after_it_is_due_and_owed_until_it_is_filed() {
    let mut night = asked();
    night.at("2026-06-20 23:59");
    let owing = |night: &Night, body: &str| night.state.reports_owing(&body.into(), night.now);
    let late = |night: &Night, body: &str| {
        night.state.report_is_late(round(night, "r"), &body.into(), night.now)
    };
    assert!(!owing(&night, "xa-1")[0].late && !late(&night, "xa-1"));
    night.record(&filer("so-a"), of(filed("r", "so-a", 1, [1, 1, 1]))).unwrap();
    night.at("2026-06-21 00:00");
    assert!(owing(&night, "xa-1")[0].late && late(&night, "xa-1"));
    assert!(!late(&night, "so-a") && owing(&night, "so-a").is_empty());
    night.record(&filer("xa-1"), of(filed("r", "xa-1", 1, [1, 1, 1]))).unwrap();
    assert!(late(&night, "xa-1"), "it came late, and that stays");
    assert_eq!(round(&night, "r").standing(&"xa-1".into()), Standing::Filed);
    night.record(&secretary(), returned("r", "xa-1", 1, "Thiếu số liệu")).unwrap();
    assert_eq!(owing(&night, "xa-1")[0].standing, Standing::Returned);
    let (due, reason) = (day("2026-06-25"), "Gia hạn".into());
    night.record(&secretary(), of(E::DueSet { round: "r".into(), due, reason })).unwrap();
    assert!(!late(&night, "xa-1") && !owing(&night, "xa-2")[0].late);
    let cancelled = E::RoundCancelled { round: "r".into(), reason: "Thôi".into() };
    night.record(&secretary(), of(cancelled)).unwrap();
    assert!(owing(&night, "xa-2").is_empty());
}

#[test]
fn a_total_says_from_which_reports_it_comes_and_a_ratio_is_taken_over_the_totals() {
    let mut night = reported();
    let planned = total(&night, "planned");
    assert_eq!(planned.total, Some(amount(1_520)));
    assert_eq!(planned.from, OWING.map(|(id, _)| id.into()));
    // 44,0 of 152,0: 28,947… %.
    assert_eq!(total(&night, "share").total, Some(amount(2_895)));
    let mut fewer = corrected(filed("r", "so-a", 2, [1_000, 0, 5]), "Sai");
    if let E::Filed { values, missing, .. } = &mut fewer {
        values.remove("spent");
        missing.insert("spent".into(), "Chưa quyết toán".into());
    }
    night.record(&filer("so-a"), of(fewer)).unwrap();
    night.record(&secretary(), taken("r", "so-a", 2)).unwrap();
    let spent = total(&night, "spent");
    assert_eq!((spent.total, spent.without), (Some(amount(107)), vec!["so-a".into()]));
    // Over those alone that give both: 10,7 of 52,0.
    assert_eq!(total(&night, "share").total, Some(amount(2_058)));
}

#[test]
fn a_corrected_report_counts_once_it_is_taken_and_marks_the_summary_until_it_is_stated_again() {
    let mut night = reported();
    let sec = secretary();
    night.ask(&sec, summarise("r")).unwrap();
    assert!(round(&night, "r").changed_since().is_empty());
    let again = corrected(filed("r", "xa-1", 2, [500, 140, 6]), "Cộng nhầm");
    night.record(&filer("xa-1"), of(again)).unwrap();
    assert_eq!(total(&night, "spent").total, Some(amount(440)), "not taken yet");
    assert_eq!(round(&night, "r").corrections().collect::<Vec<_>>(), [&"xa-1".into()]);
    assert_eq!(round(&night, "r").totals_filed()[1].total, Some(amount(480)));
    assert!(round(&night, "r").changed_since().is_empty());
    night.record(&sec, taken("r", "xa-1", 2)).unwrap();
    assert_eq!(round(&night, "r").changed_since(), [&"xa-1".into()]);
    assert_eq!(total(&night, "spent").total, Some(amount(480)));
    night.ask(&sec, summarise("r")).unwrap();
    assert!(round(&night, "r").changed_since().is_empty());
    let of_then: Vec<_> =
        round(&night, "r").summaries.iter().map(|of| of.totals["spent"].get()).collect();
    assert_eq!(of_then, [440, 480], "what was stated before stays");
    // What comes back counts no more, and marks it too; the version before counts again.
    night.record(&sec, returned("r", "xa-1", 2, "Sai biểu")).unwrap();
    assert_eq!(round(&night, "r").changed_since(), [&"xa-1".into()]);
    assert_eq!(total(&night, "spent").total, Some(amount(440)));
    let versions = round(&night, "r").versions(&"xa-1".into()).count();
    assert_eq!(versions, 2);
}

#[test]
fn a_round_keeps_the_version_of_the_template_on_which_it_was_opened() {
    let mut night = asked();
    night.record(&secretary(), template_set(2, |form| form.indicators.truncate(1))).unwrap();
    assert_eq!(round(&night, "r").form.indicators.len(), 4);
    night.record(&filer("xa-1"), of(filed("r", "xa-1", 1, [1, 1, 1]))).unwrap();
}

#[test]
fn of_a_closed_round_every_record_is_closed_and_of_another_none() {
    let mut night = asked();
    night.record(&secretary(), opened("c", |plan| plan.closed = true)).unwrap();
    for round in ["r", "c"] {
        night.record(&filer("xa-1"), of(filed(round, "xa-1", 1, [1, 1, 1]))).unwrap();
        night.record(&secretary(), taken(round, "xa-1", 1)).unwrap();
        night.ask(&secretary(), summarise(round)).unwrap();
    }
    let mut state = dienhong_core::State::default();
    for (head, event) in &night.records {
        if let Event::Report(own) = event {
            let closed = own.round().is_some_and(|round| round.as_str() == "c");
            assert_eq!(event.closed(&state), closed, "{}", event.kind());
            assert_eq!(head.unit, Some("38".into()), "it belongs to who collects");
        }
        state.apply(head, event);
    }
}

#[test]
fn figures_go_up_to_the_day_of_the_rule() {
    let rules = dienhong_packs::rules("vn").unwrap().report.unwrap();
    let of = |quarter, month| Period { year: 2026, quarter, month }.up_to(&rules);
    assert_eq!(of(None, None), Some(day("2026-12-14")));
    assert_eq!(of(Some(1), None), Some(day("2026-03-14")));
    assert_eq!(of(None, Some(2)), Some(day("2026-02-14")));
    assert_eq!(of(Some(5), None), None);
    assert_eq!(of(Some(1), Some(1)), None);
    let to_the_end = dienhong_packs::rules("generic").unwrap().report.unwrap();
    let february = Period { year: 2028, quarter: None, month: Some(2) };
    assert_eq!(february.up_to(&to_the_end), Some(day("2028-02-29")));
}

#[test]
fn every_refusal_of_reports_is_met() {
    let mut met = Met::default();
    let sec = secretary();
    let mut without = dienhong_packs::rules("vn").unwrap();
    without.report = None;
    let mut bare = Night::kept(without);
    seat_the_council(&mut bare);
    met.refuses("report.not_here", &bare, |n| n.record(&sec, template_set(1, |_| {})));
    let mut none = Night::vietnam();
    seat_the_council(&mut none);
    form_the_offices(&mut none);
    none.at("2026-06-01 08:00");
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("report.title_missing", &none, template_set(1, |form| form.title = " ".into()));
    says("report.version_differs", &none, template_set(2, |_| {}));
    says("report.version_differs", &none, template_set(0, |_| {}));
    says(
        "report.form_out_of_range",
        &none,
        template_set(1, |form| {
            (form.indicators, form.sections) = (Vec::new(), Vec::new());
        }),
    );
    says(
        "report.form_out_of_range",
        &none,
        template_set(1, |form| form.indicators = vec![form.indicators[0].clone(); 101]),
    );
    says("report.nameless", &none, template_set(1, |form| form.indicators[0].id = "".into()));
    says("report.nameless", &none, template_set(1, |form| form.sections[0].name = " ".into()));
    says(
        "report.named_twice",
        &none,
        template_set(1, |form| form.sections[0].id = "planned".into()),
    );
    says(
        "report.definition_missing",
        &none,
        template_set(1, |form| form.indicators[0].definition = "".into()),
    );
    says("report.unit_missing", &none, template_set(1, |form| form.indicators[0].unit = "".into()));
    says(
        "report.decimals_out_of_range",
        &none,
        template_set(1, |form| form.indicators[0].decimals = 4),
    );
    for (of, over) in [("spent", "spent"), ("spent", "rate"), ("x", "spent"), ("share", "spent")] {
        let total = Total::Ratio { of: of.into(), over: over.into(), percent: false };
        says(
            "report.ratio_of_unknown",
            &none,
            template_set(1, |form| form.indicators[2].total = total),
        );
    }
    says("report.unknown_template", &none, opened("r", |_| {}));

    let night = office();
    let closed =
        E::TemplateSet { template: "t".into(), version: 2, form: form().into(), closed: true };
    says("report.closed_differs", &night, of(closed));
    says("report.title_missing", &night, opened("r", |plan| plan.title = "".into()));
    says("report.version_differs", &night, opened("r", |plan| plan.version = 2));
    says("report.version_differs", &night, opened("r", |plan| plan.version = 0));
    says("report.period_out_of_range", &night, opened("r", |plan| plan.period.quarter = Some(5)));
    says("report.period_out_of_range", &night, opened("r", |plan| plan.period.month = Some(1)));
    says("report.due_in_the_past", &night, opened("r", |plan| plan.due = day("2026-05-31")));
    says("report.bodies_out_of_range", &night, opened("r", |plan| plan.owed_by.clear()));
    says("report.unknown_body", &night, opened("r", |plan| plan.owed_by.push("x".into())));
    says("report.body_twice", &night, opened("r", |plan| plan.owed_by.push("xa-1".into())));
    says("report.body_elsewhere", &night, opened("r", |plan| plan.owed_by.push("keepers".into())));
    says("report.unknown_round", &night, opened("r", |plan| plan.previous = Some("x".into())));
    says("report.unknown_round", &night, taken("x", "xa-1", 1));
    met.refuses("people.no_right", &night, |n| n.record(&member(1), opened("r", |_| {})));
    let filing = filer("so-a");
    met.refuses("report.another_body", &night, |n| n.record(&filing, template_set(2, |_| {})));
    met.refuses("report.another_body", &night, |n| n.record(&filing, opened("r", |_| {})));
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    let mut hidden = night.clone();
    let form_of = || Box::new(form());
    let secret = E::TemplateSet { template: "s".into(), version: 1, form: form_of(), closed: true };
    hidden.record(&sec, of(secret)).unwrap();
    says("report.template_is_closed", &hidden, opened("r", |plan| plan.template = "s".into()));

    let mut night = asked();
    says("report.opened_twice", &night, opened("r", |_| {}));
    for change in [
        |plan: &mut dienhong_core::report::Plan| plan.period.year = 2026,
        |plan: &mut dienhong_core::report::Plan| plan.period.year = 2025,
        |plan: &mut dienhong_core::report::Plan| plan.period.quarter = None,
    ] {
        let later = opened("r2", |plan| {
            plan.previous = Some("r".into());
            change(plan);
        });
        says("report.previous_differs", &night, later);
    }
    let mut after = night.clone();
    let next = opened("r2", |plan| {
        (plan.previous, plan.period.quarter) = (Some("r".into()), Some(2));
    });
    after.record(&sec, next).unwrap();
    let due = |due: &str, reason: &str| {
        of(E::DueSet { round: "r".into(), due: day(due), reason: reason.into() })
    };
    says("report.due_in_the_past", &night, due("2026-05-31", "x"));
    says("report.changes_nothing", &night, due("2026-06-20", "x"));
    says("report.reason_missing", &night, due("2026-06-21", " "));
    let cancel = |reason: &str| of(E::RoundCancelled { round: "r".into(), reason: reason.into() });
    says("report.reason_missing", &night, cancel(""));
    says("report.nothing_filed", &night, taken("r", "xa-1", 1));
    met.refuses("report.nothing_taken", &night, |n| n.ask(&sec, summarise("r")));
    let mut gone = night.clone();
    gone.record(&sec, cancel("x")).unwrap();
    met.refuses("report.is_cancelled", &gone, |n| n.record(&sec, cancel("x")));

    // What a report may say.
    let one = || filed("r", "xa-1", 1, [1, 2, 3]);
    let who = filer("xa-1");
    met.refuses("report.another_body", &night, |n| n.record(&sec, of(one())));
    met.refuses("report.not_owed", &night, |n| n.record(&sec, of(filed("r", COUNCIL, 1, [1; 3]))));
    let mut says = |code, night: &Night, change: &dyn Fn(&mut E)| {
        let mut event = one();
        change(&mut event);
        met.refuses(code, night, |n| n.record(&who, of(event)));
    };
    macro_rules! with {
        ($field:ident, $change:expr) => {
            &|event: &mut E| {
                if let E::Filed { $field, .. } = event {
                    ($change)($field);
                }
            }
        };
    }
    type Values = BTreeMap<String, Amount>;
    type Words = BTreeMap<String, String>;
    says("report.version_differs", &night, with!(version, |at: &mut u16| *at = 2));
    says(
        "report.unknown_indicator",
        &night,
        with!(values, |of: &mut Values| {
            of.insert("x".into(), amount(1));
        }),
    );
    says(
        "report.figure_follows",
        &night,
        with!(values, |of: &mut Values| {
            of.insert("share".into(), amount(1));
        }),
    );
    says(
        "report.figure_missing",
        &night,
        with!(values, |of: &mut Values| {
            of.remove("rate");
        }),
    );
    says("report.figure_missing", &night, &|event| {
        if let E::Filed { values, missing, .. } = event {
            values.remove("rate");
            missing.insert("rate".into(), " ".into());
        }
    });
    says(
        "report.figure_and_reason",
        &night,
        with!(missing, |of: &mut Words| drop(of.insert("rate".into(), "x".into()))),
    );
    says(
        "report.unknown_section",
        &night,
        with!(texts, |of: &mut Words| drop(of.insert("x".into(), "x".into()))),
    );
    says("report.text_missing", &night, with!(texts, |of: &mut Words| of.clear()));
    says(
        "report.text_too_long",
        &night,
        with!(texts, |of: &mut Words| drop(of.insert("limits".into(), "ộ".repeat(15_000)))),
    );
    let shown = |name: &str, number: Option<(&str, &str)>| Evidence {
        name: name.into(),
        document: number.map(|(number, on)| dienhong_core::vote::Document {
            number: number.into(),
            on: day(on),
        }),
        blob: None,
    };
    for (code, evidence) in [
        ("report.nameless", vec![shown("", Some(("1", "2026-06-01")))]),
        ("report.evidence_empty", vec![shown("x", None)]),
        ("report.document_missing", vec![shown("x", Some((" ", "2026-06-01")))]),
        ("report.day_in_the_future", vec![shown("x", Some(("1", "2026-06-02")))]),
        ("report.evidence_out_of_range", vec![shown("x", Some(("1", "2026-06-01"))); 21]),
    ] {
        says(code, &night, &|event| {
            if let E::Filed { evidence: own, .. } = event {
                own.clone_from(&evidence);
            }
        });
    }
    night.record(&who, of(one())).unwrap();
    says("report.version_differs", &night, &|_| {});
    says("report.changes_nothing", &night, with!(version, |at: &mut u16| *at = 2));

    // Taken and returned.
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("report.version_differs", &night, taken("r", "xa-1", 2));
    says("report.reason_missing", &night, returned("r", "xa-1", 1, " "));
    let mut own = night.clone();
    own.record(&sec, opened("own", |plan| plan.owed_by = vec![COUNCIL.into()])).unwrap();
    own.record(&sec, of(filed("own", COUNCIL, 1, [1; 3]))).unwrap();
    says("report.takes_own", &own, taken("own", COUNCIL, 1));
    let mut back = night.clone();
    back.record(&sec, returned("r", "xa-1", 1, "x")).unwrap();
    says("report.is_returned", &back, taken("r", "xa-1", 1));
    says("report.is_returned", &back, returned("r", "xa-1", 1, "x"));
    night.record(&sec, taken("r", "xa-1", 1)).unwrap();
    says("report.taken_twice", &night, taken("r", "xa-1", 1));
    met.refuses("report.reason_missing", &night, |n| {
        n.record(&who, of(filed("r", "xa-1", 2, [9, 9, 9])))
    });

    // Totals.
    let stated = |planned: i64| {
        of(E::Summarised {
            round: "r".into(),
            from: [("xa-1".into(), 1)].into(),
            totals: [("planned", planned), ("spent", 2), ("share", 20_000)]
                .map(|(id, parts)| (id.to_owned(), amount(parts)))
                .into(),
        })
    };
    met.refuses("report.totals_differ", &night, |n| n.record(&sec, stated(2)));
    night.record(&sec, stated(1)).unwrap();
    met.refuses("report.summarised_twice", &night, |n| n.ask(&sec, summarise("r")));
    let mut huge = night.clone();
    for (body, version) in [("xa-1", 2), ("xa-2", 1)] {
        let event = corrected(filed("r", body, version, [Amount::MAX, 1, 1]), "x");
        huge.record(&filer(body), of(event)).unwrap();
        huge.record(&sec, taken("r", body, version)).unwrap();
    }
    met.refuses("report.total_out_of_range", &huge, |n| n.ask(&sec, summarise("r")));
    met.all_of("report");
}

#[test]
fn a_whole_life_of_reports_is_lawful() {
    let mut night = Night::vietnam();
    seat_the_council(&mut night);
    night.at("2026-06-01 08:00");
    reports::everything(&mut night);
    let round = round(&night, "r-1");
    assert_eq!(round.standing(&"xa-1".into()), Standing::Missing);
    assert_eq!(round.totals()[1].total, Some(amount(975)));
    let command: Command = summarise("r-1");
    assert_eq!(night.ask(&secretary(), command), Err("report.summarised_twice"));
}
