#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Work programmes and tasks: a whole life, every refusal, and that lists and sums never disagree with the tasks.

mod common;
mod met;
mod office;

use common::*;
use dienhong_core::{
    Command, Date, Event, State, evidence,
    people::BodyId,
    programme::{
        self, Carried, Counts, DoneWhen, Event as P, Followed, Given, Item, Origin, Plan, Shelf,
        Standing, Step, Task, TaskId, days_of,
    },
    rules::Rules,
    units::UnitId,
};
use met::Met;
use office::{COUNCIL, document, secretary};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn rules() -> Rules {
    dienhong_packs::rules("vn").unwrap()
}

fn of(body: &str) -> Who {
    Who { officer: format!("{body}-sec"), body: body.into() }
}

/// A council of the province, and organisations of the province and its communes, each with a secretary.
fn offices_by(rules: Rules) -> Night {
    let mut night = Night::kept(rules);
    let council = body(COUNCIL, "council", Some("38"), None);
    night.staff(Some(keeper()), &council, "hd-sec", "secretary");
    night.staff(Some(keeper()), &council, "hd-1", "member");
    for (id, unit) in [("so-a", "38"), ("so-b", "38"), ("xa-1", "1"), ("xa-2", "2")] {
        let body = body(id, "organisation", Some(unit), None);
        night.staff(Some(keeper()), &body, &of(id).officer, "secretary");
    }
    night.at("2026-04-01 08:00");
    night
}

fn offices() -> Night {
    offices_by(rules())
}

fn p(event: P) -> Event {
    Event::Programme(event)
}

fn opened(id: &str, change: impl FnOnce(&mut Plan)) -> Event {
    let mut plan = Plan {
        title: "Chương trình công tác quý II (mô phỏng)".into(),
        year: 2026,
        quarter: Some(2),
        done_when: DoneWhen::Submitted,
        closed: false,
    };
    change(&mut plan);
    p(P::Opened { programme: id.into(), plan })
}

fn an_item(id: &str, change: impl FnOnce(&mut Item)) -> Item {
    let mut item = Item {
        id: id.into(),
        content: "Báo cáo tình hình kinh tế - xã hội".into(),
        lead: "so-a".into(),
        with: vec!["so-b".into()],
        form: "Báo cáo".into(),
        due: day("2026-05-20"),
        authority: "Thường trực HĐND".into(),
        carried: None,
    };
    change(&mut item);
    item
}

fn item(programme: &str, id: &str, change: impl FnOnce(&mut Item)) -> Event {
    p(P::ItemSet { programme: programme.into(), item: Box::new(an_item(id, change)) })
}

fn issued(programme: &str) -> Event {
    p(P::Issued { programme: programme.into(), document: document("2026-04-01") })
}

fn amended(number: u16, set: Vec<Item>, removed: &[&str]) -> Event {
    p(P::Amended {
        programme: "p".into(),
        number,
        reason: "Điều chỉnh".into(),
        document: document("2026-04-01"),
        set,
        removed: removed.iter().map(|id| (*id).into()).collect(),
    })
}

fn item_done(programme: &str, id: &str, on: &str) -> Event {
    let (programme, item, document) = (programme.into(), id.into(), document("2026-04-01"));
    p(P::ItemDone { programme, item, on: day(on), document })
}

fn origin() -> Option<Origin> {
    let meeting = Some("giao-ban-12".into());
    Some(Origin { document: document("2026-04-01"), point: Some(3), meeting })
}

fn given(id: &str, change: impl FnOnce(&mut Given)) -> Event {
    let mut given = Given {
        content: "Rà soát công trình chậm tiến độ".into(),
        owner: "xa-1".into(),
        with: Vec::new(),
        due: day("2026-04-20"),
        result: "Báo cáo".into(),
        origin: origin(),
        item: None,
        parent: None,
    };
    change(&mut given);
    p(P::TaskGiven { programme: "p".into(), task: id.into(), given: Box::new(given) })
}

fn part(id: &str, parent: &str, owner: &str, due: &str) -> Event {
    given(id, |given| {
        given.parent = Some(parent.into());
        given.owner = owner.into();
        given.due = day(due);
        given.origin = None;
    })
}

fn accepted(task: &str) -> Event {
    p(P::TaskAccepted { task: task.into() })
}

fn declined(task: &str, reason: &str) -> Event {
    p(P::TaskDeclined { task: task.into(), reason: reason.into() })
}

fn upheld(task: &str, reason: &str) -> Event {
    p(P::TaskUpheld { task: task.into(), reason: reason.into() })
}

fn progressed(task: &str, note: &str, percent: Option<u8>) -> Event {
    p(P::TaskProgressed { task: task.into(), note: note.into(), percent })
}

fn asked(task: &str, until: &str, reason: &str) -> Event {
    p(P::ExtensionAsked { task: task.into(), until: day(until), reason: reason.into() })
}

fn granted(task: &str, until: &str) -> Event {
    p(P::ExtensionGranted { task: task.into(), until: day(until) })
}

fn extension_refused(task: &str, reason: &str) -> Event {
    p(P::ExtensionRefused { task: task.into(), reason: reason.into() })
}

fn submitted(task: &str, on: &str, change: impl FnOnce(&mut P)) -> Event {
    let mut event = P::TaskSubmitted {
        task: task.into(),
        on: day(on),
        result: "Đã rà soát xong".into(),
        document: Some(document("2026-04-01")),
        files: Vec::new(),
        despite: None,
    };
    change(&mut event);
    p(event)
}

fn despite(event: &mut P) {
    if let P::TaskSubmitted { despite, .. } = event {
        *despite = Some("Phần còn lại chuyển sang quý sau".into());
    }
}

fn returned(task: &str, reason: &str) -> Event {
    p(P::TaskReturned { task: task.into(), reason: reason.into() })
}

fn approved(task: &str, on: &str) -> Event {
    p(P::TaskApproved { task: task.into(), on: day(on), note: None })
}

fn cancelled(task: &str, reason: &str) -> Event {
    p(P::TaskCancelled { task: task.into(), reason: reason.into() })
}

fn task<'a>(night: &'a Night, id: &str) -> &'a Task {
    night.state.programme.task(&TaskId::from(id)).unwrap()
}

fn standing(night: &Night, id: &str) -> Standing {
    let rules = night.state.rules_at(night.now).unwrap();
    let near = rules.programme.as_ref().unwrap().near_days;
    task(night, id).standing(rules.local(night.now).day, near)
}

/// A programme with one item, in which a task is given.
fn with_a_task() -> Night {
    let mut night = offices();
    let sec = secretary();
    night.record(&sec, opened("p", |_| {})).unwrap();
    night.record(&sec, item("p", "i", |_| {})).unwrap();
    night.record(&sec, given("t", |given| given.item = Some("i".into()))).unwrap();
    night
}

#[test]
fn a_task_is_accepted_extended_submitted_returned_and_approved_and_its_old_deadline_is_kept() {
    let mut night = with_a_task();
    let (sec, own) = (secretary(), of("xa-1"));
    night.record(&own, declined("t", "Không đúng chức năng")).unwrap();
    assert_eq!(task(&night, "t").step, Step::Declined);
    night.record(&sec, upheld("t", "Đúng theo phân công")).unwrap();
    night.record(&own, accepted("t")).unwrap();
    night.record(&own, progressed("t", "Đã có số liệu", Some(40))).unwrap();
    night.record(&own, asked("t", "2026-04-30", "Chờ số liệu")).unwrap();
    night.record(&sec, extension_refused("t", "Chưa đủ lý do")).unwrap();
    night.record(&own, asked("t", "2026-04-28", "Chờ số liệu thống kê")).unwrap();
    // Until the end of the last day.
    night.at("2026-04-20 23:59");
    night.record(&sec, granted("t", "2026-04-28")).unwrap();
    let of_task = task(&night, "t");
    assert_eq!((of_task.due, of_task.given.due), (day("2026-04-28"), day("2026-04-20")));
    assert_eq!(of_task.extensions.iter().filter(|of| of.is_granted()).count(), 1);
    assert_eq!(of_task.extensions[1].before, day("2026-04-20"));
    assert_eq!(of_task.percent(), Some(40));
    night.at("2026-04-27 10:00");
    night.record(&own, submitted("t", "2026-04-27", |_| {})).unwrap();
    assert_eq!(standing(&night, "t"), Standing::DoneInTime);
    night.record(&sec, returned("t", "Thiếu phụ lục")).unwrap();
    assert_eq!(standing(&night, "t"), Standing::InTime);
    night.at("2026-04-29 00:00");
    assert_eq!(standing(&night, "t"), Standing::Overdue);
    night.record(&own, submitted("t", "2026-04-29", |_| {})).unwrap();
    assert_eq!(standing(&night, "t"), Standing::DoneLate);
    night.at("2026-05-05 09:00");
    night.record(&sec, approved("t", "2026-05-05")).unwrap();
    assert_eq!(
        (standing(&night, "t"), task(&night, "t").step),
        (Standing::DoneLate, Step::Approved)
    );
    check(&night);
}

#[test]
fn a_deadline_ends_at_midnight_by_the_clock_of_the_pack() {
    let mut night = with_a_task();
    for (at, expected) in [
        ("2026-04-12 23:59", Standing::NotDue),
        ("2026-04-13 00:00", Standing::InTime),
        ("2026-04-20 23:59", Standing::InTime),
        ("2026-04-21 00:00", Standing::Overdue),
    ] {
        night.at(at);
        assert_eq!(standing(&night, "t"), expected, "{at}");
    }
}

#[test]
fn where_only_approval_ends_a_task_a_submission_does_not_stop_the_clock() {
    let mut rules = rules();
    rules.programme.as_mut().unwrap().done_when = DoneWhen::Approved;
    let mut night = offices_by(rules);
    let (sec, own) = (secretary(), of("xa-1"));
    night.record(&sec, opened("p", |plan| plan.done_when = DoneWhen::Approved)).unwrap();
    night.record(&sec, given("t", |_| {})).unwrap();
    night.record(&own, accepted("t")).unwrap();
    night.record(&own, submitted("t", "2026-04-01", |_| {})).unwrap();
    night.at("2026-04-21 08:00");
    assert_eq!(standing(&night, "t"), Standing::Overdue);
    check(&night);
    night.record(&sec, approved("t", "2026-04-21")).unwrap();
    assert_eq!(standing(&night, "t"), Standing::DoneLate);
    check(&night);
}

#[test]
fn a_task_is_divided_and_is_not_submitted_while_parts_are_open_without_a_reason() {
    let mut night = offices();
    let sec = secretary();
    night.record(&sec, opened("p", |_| {})).unwrap();
    night.record(&sec, given("t", |given| given.owner = "so-a".into())).unwrap();
    let (lead, one, two) = (of("so-a"), of("xa-1"), of("xa-2"));
    night.record(&lead, accepted("t")).unwrap();
    night.record(&lead, part("t-1", "t", "xa-1", "2026-04-10")).unwrap();
    night.record(&lead, part("t-2", "t", "xa-2", "2026-04-20")).unwrap();
    night.record(&lead, part("t-3", "t", "so-b", "2026-04-20")).unwrap();
    night.record(&lead, cancelled("t-3", "Không cần nữa")).unwrap();
    let rolled = |night: &Night| {
        let all = night.state.programme.roll_up(task(night, "t"));
        (all.done, all.parts, all.cancelled)
    };
    assert_eq!(rolled(&night), (0, 2, 1));
    for (who, id) in [(&one, "t-1"), (&two, "t-2")] {
        night.record(who, accepted(id)).unwrap();
    }
    night.record(&one, submitted("t-1", "2026-04-01", |_| {})).unwrap();
    assert_eq!(rolled(&night), (1, 2, 1));
    let whole = submitted("t", "2026-04-01", |_| {});
    assert_eq!(night.record(&lead, whole.clone()), Err("programme.parts_are_open"));
    assert!(night.clone().record(&lead, submitted("t", "2026-04-01", despite)).is_ok());
    night.record(&two, submitted("t-2", "2026-04-01", |_| {})).unwrap();
    night.record(&lead, whole).unwrap();
    // The owner of the whole, and nobody above, answers for its parts.
    assert_eq!(night.record(&sec, approved("t-1", "2026-04-01")), Err("programme.not_the_giver"));
    night.record(&lead, approved("t-1", "2026-04-01")).unwrap();
    check(&night);
}

#[test]
fn an_item_that_was_not_done_goes_on_in_the_next_quarter_once_and_amendments_are_numbered() {
    let mut night = offices();
    let sec = secretary();
    night.record(&sec, opened("old", |plan| plan.quarter = Some(1))).unwrap();
    night.record(&sec, item("old", "i", |item| item.due = day("2026-03-20"))).unwrap();
    night.record(&sec, item("old", "j", |item| item.due = day("2026-03-21"))).unwrap();
    night.record(&sec, item_done("old", "j", "2026-03-20")).unwrap();
    night.record(&sec, opened("p", |_| {})).unwrap();
    let from = |item: &str| Some(Carried { programme: "old".into(), item: item.into() });
    night.record(&sec, item("p", "c", |item| item.carried = from("i"))).unwrap();
    // It may still be corrected.
    night.record(&sec, item("p", "c", |item| item.carried = from("i"))).unwrap();
    let twice = item("p", "d", |item| item.carried = from("i"));
    assert_eq!(night.record(&sec, twice), Err("programme.carried_twice"));
    night.record(&sec, item("p", "i", |_| {})).unwrap();
    night.record(&sec, issued("p")).unwrap();
    let later = an_item("i", |item| item.due = day("2026-06-30"));
    night.record(&sec, amended(1, vec![later], &["c"])).unwrap();
    let of = night.state.programme.get(&"p".into()).unwrap().clone();
    assert_eq!(of.items.len(), 1);
    let before: Vec<_> = of.amendments[0].before.iter().map(|item| item.due).collect();
    assert_eq!(before, [day("2026-05-20"), day("2026-05-20")]);
    let old = night.state.programme.get(&"old".into()).unwrap();
    let report = programme::report(&night.state, old, Some(1), 10, night.now).unwrap();
    let figures = (report.items, report.items_done, report.items_in_time, report.items_carried_on);
    assert_eq!(figures, (2, 1, 1, 1));
}

#[test]
fn a_meeting_opens_with_what_the_last_one_promised() {
    let mut night = with_a_task();
    let (sec, own) = (secretary(), of("xa-1"));
    let other = given("u", |given| {
        given.due = day("2026-04-05");
        given.owner = "so-a".into();
    });
    let elsewhere = given("v", |given| {
        given.origin.as_mut().unwrap().meeting = Some("giao-ban-13".into());
    });
    for event in [other, elsewhere] {
        night.record(&sec, event).unwrap();
    }
    night.record(&own, accepted("t")).unwrap();
    night.record(&own, submitted("t", "2026-04-01", |_| {})).unwrap();
    night.at("2026-04-10 08:00");
    let told = |of: Vec<Followed>| -> Vec<(String, Standing)> {
        of.into_iter().map(|of| (of.task.id.to_string(), of.standing)).collect()
    };
    let promised = programme::promised(&night.state, "giao-ban-12", night.now);
    let expected =
        [("u".to_owned(), Standing::Overdue), ("t".to_owned(), Standing::DoneInTime)].to_vec();
    assert_eq!(told(promised), expected);
    let (promised, all, overdue) =
        programme::opens_with(&night.state, &COUNCIL.into(), Some("giao-ban-12"), 5, night.now);
    assert_eq!((told(promised), all.total(), overdue.len()), (expected, 3, 1));
    assert!(programme::promised(&night.state, "giao-ban-1", night.now).is_empty());
    let owed = programme::reminders(&night.state, &"so-a".into(), 5, night.now);
    assert_eq!((owed.counts.of(Standing::Overdue), owed.to_take_up, owed.first.len()), (1, 1, 1));
    let owed = programme::reminders(&night.state, &COUNCIL.into(), 5, night.now);
    assert_eq!((owed.counts.total(), owed.to_answer), (0, 1));
    check(&night);
}

#[test]
fn records_of_a_closed_programme_are_closed_and_those_of_another_are_not() {
    for closed in [true, false] {
        let mut night = offices();
        let (sec, own) = (secretary(), of("xa-1"));
        night.record(&sec, opened("p", |plan| plan.closed = closed)).unwrap();
        night.record(&sec, item("p", "i", |_| {})).unwrap();
        night.record(&sec, issued("p")).unwrap();
        night.record(&sec, given("t", |_| {})).unwrap();
        night.record(&own, accepted("t")).unwrap();
        let mut state = State::default();
        let mut seen = 0;
        for (head, event) in &night.records {
            if let Event::Programme(_) = event {
                assert_eq!(event.closed(&state), closed, "{}", event.kind());
                seen += 1;
            }
            state.apply(head, event);
        }
        assert_eq!(seen, 5);
        let shown = night.state.programme.list(&Shelf::Shown("xa-1".into()));
        assert_eq!(shown.is_empty(), closed);
    }
}

#[test]
fn a_tasks_records_belong_to_the_unit_of_its_owner() {
    let mut night = with_a_task();
    night.record(&of("xa-1"), accepted("t")).unwrap();
    let units: Vec<_> = night
        .records
        .iter()
        .filter(|(_, event)| matches!(event, Event::Programme(_)))
        .map(|(head, _)| head.unit.clone().unwrap())
        .collect();
    assert_eq!(units, ["38", "38", "1", "1"].map(UnitId::from));
}

#[test]
fn quarters_have_their_days() {
    for (quarter, from, to) in [
        (None, "2026-01-01", "2026-12-31"),
        (Some(1), "2026-01-01", "2026-03-31"),
        (Some(4), "2026-10-01", "2026-12-31"),
    ] {
        assert_eq!(days_of(2026, quarter), Some((day(from), day(to))));
    }
    assert_eq!((days_of(2026, Some(0)), days_of(2026, Some(5))), (None, None));
}

#[test]
fn every_refusal_is_met() {
    let mut met = Met::default();
    refusals_of_programmes(&mut met);
    refusals_of_giving(&mut met);
    refusals_of_tasks(&mut met);
    met.all_of("programme");
}

fn refusals_of_programmes(met: &mut Met) {
    let sec = secretary();
    let mut without = rules();
    without.programme = None;
    let without = offices_by(without);
    met.refuses("programme.not_here", &without, |n| n.record(&sec, opened("p", |_| {})));
    let open = programme::Command::Open {
        programme: "p".into(),
        title: "x".into(),
        year: 2026,
        quarter: None,
        closed: false,
    };
    met.refuses("programme.not_here", &without, |n| n.ask(&sec, Command::Programme(open)));
    let mut night = offices();
    let member = Who { officer: "hd-1".into(), body: COUNCIL.into() };
    met.refuses("people.no_right", &night, |n| n.record(&member, opened("p", |_| {})));
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("programme.title_missing", &night, opened("p", |plan| plan.title = " ".into()));
    says("programme.too_long", &night, opened("p", |plan| plan.title = "ă".repeat(4_001)));
    says("programme.year_out_of_range", &night, opened("p", |plan| plan.year = 26));
    says("programme.quarter_out_of_range", &night, opened("p", |plan| plan.quarter = Some(5)));
    let other = opened("p", |plan| plan.done_when = DoneWhen::Approved);
    says("programme.done_when_differs", &night, other);
    says("programme.unknown", &night, item("p", "i", |_| {}));
    night.record(&sec, opened("p", |_| {})).unwrap();
    says("programme.opened_twice", &night, opened("p", |_| {}));
    says("programme.content_missing", &night, item("p", "i", |item| item.content = "".into()));
    says("programme.unknown_body", &night, item("p", "i", |item| item.lead = "?".into()));
    says("programme.unknown_body", &night, item("p", "i", |item| item.with = vec!["?".into()]));
    says("programme.outside_the_unit", &night, item("p", "i", |item| item.lead = "keepers".into()));
    says("programme.body_twice", &night, item("p", "i", |item| item.with = vec!["so-a".into()]));
    let many = item("p", "i", |item| item.with = vec!["so-b".into(); 51]);
    says("programme.too_many", &night, many);
    let late = item("p", "i", |item| item.due = day("2026-07-01"));
    says("programme.due_outside_the_period", &night, late);
    says("programme.no_items", &night, issued("p"));
    says("programme.unknown_item", &night, item_done("p", "i", "2026-04-01"));
    says("programme.not_issued", &night, amended(1, Vec::new(), &[]));
    met.refuses("programme.another_body", &night, |n| {
        n.record(&of("so-a"), item("p", "i", |_| {}))
    });
    carries(met, &mut night.clone());
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    for id in ["i", "j"] {
        night.record(&sec, item("p", id, |_| {})).unwrap();
    }
    let document = |number: &str, on: &str| {
        let document = dienhong_core::vote::Document { number: number.into(), on: day(on) };
        p(P::Issued { programme: "p".into(), document })
    };
    says("programme.document_missing", &night, document(" ", "2026-04-01"));
    says("programme.day_in_the_future", &night, document("1/QĐ", "2026-04-02"));
    says("programme.day_in_the_future", &night, item_done("p", "j", "2026-04-02"));
    night.record(&sec, item_done("p", "j", "2026-04-01")).unwrap();
    says("programme.item_is_done", &night, item_done("p", "j", "2026-04-01"));
    says("programme.item_is_done", &night, item("p", "j", |_| {}));
    night.record(&sec, issued("p")).unwrap();
    says("programme.is_issued", &night, issued("p"));
    says("programme.is_issued", &night, item("p", "k", |_| {}));
    says("programme.number_differs", &night, amended(2, Vec::new(), &["i"]));
    says("programme.changes_nothing", &night, amended(1, Vec::new(), &[]));
    says("programme.unknown_item", &night, amended(1, Vec::new(), &["?"]));
    says("programme.item_is_done", &night, amended(1, Vec::new(), &["j"]));
    let same = an_item("i", |_| {});
    says("programme.item_twice", &night, amended(1, vec![same.clone(), same], &[]));
    let mut unexplained = amended(1, Vec::new(), &["i"]);
    if let Event::Programme(P::Amended { reason, .. }) = &mut unexplained {
        reason.clear();
    }
    says("programme.reason_missing", &night, unexplained);
}

fn carries(met: &mut Met, night: &mut Night) {
    let sec = secretary();
    night.record(&sec, opened("old", |plan| plan.quarter = Some(1))).unwrap();
    for id in ["i", "j"] {
        night.record(&sec, item("old", id, |item| item.due = day("2026-03-20"))).unwrap();
    }
    night.record(&sec, item_done("old", "j", "2026-03-20")).unwrap();
    let from = |programme: &str, id: &str| {
        let carried = Carried { programme: programme.into(), item: id.into() };
        item("p", "c", |item| item.carried = Some(carried))
    };
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("programme.unknown", night, from("?", "i"));
    says("programme.unknown_item", night, from("old", "?"));
    says("programme.item_is_done", night, from("old", "j"));
    night.record(&sec, item("p", "i", |_| {})).unwrap();
    says("programme.not_from_before", night, from("p", "i"));
    night
        .record(
            &sec,
            opened("shut", |plan| {
                plan.quarter = Some(1);
                plan.closed = true;
            }),
        )
        .unwrap();
    night.record(&sec, item("shut", "i", |item| item.due = day("2026-03-20"))).unwrap();
    says("programme.rests_on_a_closed_one", night, from("shut", "i"));
    night.record(&sec, from("old", "i")).unwrap();
    let carried = Some(Carried { programme: "old".into(), item: "i".into() });
    says("programme.carried_twice", night, item("p", "d", |item| item.carried = carried));
}

fn refusals_of_giving(met: &mut Met) {
    let sec = secretary();
    let mut night = with_a_task();
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("programme.given_twice", &night, given("t", |_| {}));
    says("programme.content_missing", &night, given("u", |given| given.content = " ".into()));
    says("programme.result_missing", &night, given("u", |given| given.result = " ".into()));
    says("programme.unknown_body", &night, given("u", |given| given.owner = "?".into()));
    says("programme.outside_the_unit", &night, given("u", |given| given.owner = "keepers".into()));
    let yesterday = given("u", |given| given.due = day("2026-03-31"));
    says("programme.due_in_the_past", &night, yesterday);
    says("programme.unknown_item", &night, given("u", |given| given.item = Some("?".into())));
    says("programme.origin_missing", &night, given("u", |given| given.origin = None));
    let nowhere = given("u", |given| given.origin.as_mut().unwrap().meeting = Some(" ".into()));
    says("programme.meeting_missing", &night, nowhere);
    let undated = given("u", |given| {
        given.origin.as_mut().unwrap().document.on = day("2026-04-02");
    });
    says("programme.day_in_the_future", &night, undated);
    met.refuses("programme.another_body", &night, |n| n.record(&of("so-a"), given("u", |_| {})));
    // Parts: of what one's own body owns and has taken up, not later than the whole, not too deep.
    let own = of("xa-1");
    met.refuses("programme.unknown_task", &night, |n| {
        n.record(&own, part("u", "?", "xa-1", "2026-04-20"))
    });
    met.refuses("programme.not_the_owner", &night, |n| {
        n.record(&sec, part("u", "t", "xa-1", "2026-04-20"))
    });
    met.refuses("programme.task_is_not_under_way", &night, |n| {
        n.record(&own, part("u", "t", "xa-1", "2026-04-20"))
    });
    night.record(&own, accepted("t")).unwrap();
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&own, event));
    };
    says("programme.due_after_the_whole", &night, part("u", "t", "xa-1", "2026-04-21"));
    says("programme.outside_the_unit", &night, part("u", "t", "xa-2", "2026-04-20"));
    let sourced = given("u", |given| given.parent = Some("t".into()));
    says("programme.origin_is_the_parents", &night, sourced);
    let with_item = given("u", |given| {
        (given.parent, given.origin, given.item) = (Some("t".into()), None, Some("i".into()));
    });
    says("programme.part_of_another_programme", &night, with_item);
    let mut parent = "t".to_owned();
    for depth in 1..=3 {
        let id = format!("t-{depth}");
        night.record(&own, part(&id, &parent, "xa-1", "2026-04-20")).unwrap();
        night.record(&own, accepted(&id)).unwrap();
        parent = id;
    }
    met.refuses("programme.too_deep", &night, |n| {
        n.record(&own, part("t-4", "t-3", "xa-1", "2026-04-20"))
    });
}

fn refusals_of_tasks(met: &mut Met) {
    let (sec, own) = (secretary(), of("xa-1"));
    let mut night = with_a_task();
    met.refuses("programme.unknown_task", &night, |n| n.record(&own, accepted("?")));
    met.refuses("programme.not_the_owner", &night, |n| n.record(&sec, accepted("t")));
    met.refuses("programme.not_the_giver", &night, |n| n.record(&own, cancelled("t", "x")));
    met.refuses("people.no_right", &night, |n| {
        n.record(&Who { officer: "hd-1".into(), body: COUNCIL.into() }, cancelled("t", "x"))
    });
    let mut owner = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&own, event));
    };
    owner("programme.reason_missing", &night, declined("t", " "));
    owner("programme.task_is_not_under_way", &night, progressed("t", "x", None));
    owner("programme.task_is_not_under_way", &night, submitted("t", "2026-04-01", |_| {}));
    owner("programme.not_later", &night, asked("t", "2026-04-20", "x"));
    owner("programme.reason_missing", &night, asked("t", "2026-04-21", ""));
    let mut giver = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    giver("programme.task_is_not_declined", &night, upheld("t", "x"));
    giver("programme.task_is_not_submitted", &night, approved("t", "2026-04-01"));
    giver("programme.task_is_not_submitted", &night, returned("t", "x"));
    giver("programme.no_extension_asked", &night, granted("t", "2026-04-21"));
    giver("programme.no_extension_asked", &night, extension_refused("t", "x"));
    giver("programme.reason_missing", &night, cancelled("t", ""));
    night.record(&own, accepted("t")).unwrap();
    night.record(&own, asked("t", "2026-04-25", "Chờ")).unwrap();
    let mut owner = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&own, event));
    };
    owner("programme.task_is_not_new", &night, accepted("t"));
    owner("programme.task_is_not_new", &night, declined("t", "x"));
    owner("programme.note_missing", &night, progressed("t", " ", None));
    owner("programme.percent_out_of_range", &night, progressed("t", "x", Some(101)));
    owner("programme.extension_is_asked", &night, asked("t", "2026-04-26", "x"));
    owner("programme.day_differs", &night, submitted("t", "2026-03-31", |_| {}));
    let change = |change: fn(&mut P)| submitted("t", "2026-04-01", change);
    owner(
        "programme.result_missing",
        &night,
        change(|event| {
            if let P::TaskSubmitted { result, .. } = event {
                result.clear();
            }
        }),
    );
    owner(
        "programme.evidence_missing",
        &night,
        change(|event| {
            if let P::TaskSubmitted { document, .. } = event {
                *document = None;
            }
        }),
    );
    let with_a_file = || {
        change(|event| {
            if let P::TaskSubmitted { files, .. } = event {
                files.push(blob());
            }
        })
    };
    owner("programme.unknown_file", &night, with_a_file());
    let mut brought = night.clone();
    let file = evidence::Event::Brought {
        unit: "1".into(),
        blob: blob(),
        media: "image/jpeg".into(),
        bytes: 9,
        private: false,
    };
    brought.record(&own, Event::Evidence(file)).unwrap();
    brought.record(&own, with_a_file()).unwrap();
    let mut giver = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    giver("programme.extension_differs", &night, granted("t", "2026-04-24"));
    giver("programme.reason_missing", &night, extension_refused("t", " "));
    // After the deadline a later day is neither asked nor granted.
    let mut late = night.clone();
    late.at("2026-04-21 00:00");
    giver("programme.deadline_has_passed", &late, granted("t", "2026-04-25"));
    late.record(&sec, extension_refused("t", "Quá hạn")).unwrap();
    met.refuses("programme.deadline_has_passed", &late, |n| {
        n.record(&own, asked("t", "2026-04-25", "x"))
    });
    let mut parts = night.clone();
    parts.record(&own, part("t-1", "t", "xa-1", "2026-04-15")).unwrap();
    met.refuses("programme.due_after_the_whole", &parts, |n| {
        n.record(&own, asked("t-1", "2026-04-22", "x"))
    });
    met.refuses("programme.parts_are_open", &parts, |n| {
        n.record(&own, submitted("t", "2026-04-01", |_| {}))
    });
    night.record(&own, submitted("t", "2026-04-01", |_| {})).unwrap();
    met.refuses("programme.reason_missing", &night, |n| n.record(&sec, returned("t", "")));
    met.refuses("programme.day_differs", &night, |n| n.record(&sec, approved("t", "2026-03-31")));
    night.record(&sec, approved("t", "2026-04-01")).unwrap();
    met.refuses("programme.task_is_ended", &night, |n| n.record(&sec, cancelled("t", "x")));
}

/// All lists, sums and roll-ups say what a walk over every task says.
fn check(night: &Night) {
    let (state, now) = (&night.state, night.now);
    let rules = state.rules_at(now).unwrap();
    let (today, near) = (rules.local(now).day, rules.programme.as_ref().unwrap().near_days);
    let mut walked: BTreeMap<Shelf, Vec<&Task>> = BTreeMap::new();
    for task in state.programme.tasks() {
        let task: &Task = task;
        let (given, programme) = (&task.given, task.programme.clone());
        let mut shelves = vec![
            Shelf::Programme(programme.clone()),
            Shelf::Part(programme.clone(), given.owner.clone()),
            Shelf::Owner(given.owner.clone()),
            Shelf::Giver(task.giver.clone()),
        ];
        if !state.programme.get(&programme).unwrap().plan.closed {
            shelves.push(Shelf::Shown(given.owner.clone()));
        }
        shelves.extend(given.with.iter().cloned().map(Shelf::Helper));
        shelves.extend(given.item.clone().map(|item| Shelf::Item(programme.clone(), item)));
        let meeting = given.origin.as_ref().and_then(|origin| origin.meeting.as_deref());
        shelves.extend(meeting.map(|meeting| Shelf::Meeting(meeting.into())));
        for shelf in shelves {
            walked.entry(shelf).or_default().push(task);
        }
        let parts: Vec<&Task> = state
            .programme
            .tasks()
            .map(|of| &**of)
            .filter(|of| of.given.parent.as_ref() == Some(&task.id))
            .collect();
        let rolled = state.programme.roll_up(task);
        let live = parts.iter().filter(|of| of.step != Step::Cancelled);
        assert_eq!(rolled.parts, live.clone().count() as u64);
        assert_eq!(rolled.done, live.filter(|of| of.is_done()).count() as u64);
        assert_eq!(rolled.cancelled + rolled.parts, parts.len() as u64);
    }
    for (shelf, tasks) in &walked {
        let list = state.programme.list(shelf);
        let mut counts = Counts::default();
        tasks.iter().for_each(|task| counts.add(task.standing(today, near), 1));
        assert_eq!(list.all(today, near), counts, "{shelf:?}");
        assert_eq!(counts.total(), tasks.len() as u64);
        let keys = |keep: &dyn Fn(&Task) -> bool| -> BTreeSet<(Date, TaskId)> {
            let kept = tasks.iter().filter(|task| keep(task));
            kept.map(|task| (task.due, task.id.clone())).collect()
        };
        let open = |task: &Task| {
            !matches!(
                task.standing(today, near),
                Standing::DoneInTime | Standing::DoneLate | Standing::Cancelled
            )
        };
        let all = |set: &imbl::OrdSet<(Date, TaskId)>| set.iter().cloned().collect::<BTreeSet<_>>();
        assert_eq!(all(&list.open), keys(&open));
        assert_eq!(all(&list.closed), keys(&|task| !open(task)));
        assert_eq!(
            all(&list.for_owner),
            keys(&|task| matches!(task.step, Step::Assigned | Step::Returned))
        );
        let asks = |task: &Task| {
            task.asked().is_some()
                && !matches!(task.step, Step::Submitted | Step::Approved | Step::Cancelled)
        };
        assert_eq!(
            all(&list.for_giver),
            keys(&|task| asks(task) || matches!(task.step, Step::Submitted | Step::Declined))
        );
        // The quarters of all years add up to all, and days to quarters.
        let mut sum = Counts::default();
        for (_, of) in list.days(Date::MIN..=Date::MAX, today, near) {
            Standing::ALL.iter().for_each(|standing| sum.add(*standing, of.of(*standing)));
        }
        assert_eq!(sum, counts);
    }
    // What a programme has is what its owners have together.
    for programme in state.programme.all() {
        let whole = state.programme.list(&Shelf::Programme(programme.id.clone()));
        let parts: usize =
            state.programme.by_owner(&programme.id).map(|(_, list)| list.len()).sum();
        assert_eq!(whole.len(), parts);
    }
}

const TASKS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const OWNERS: [&str; 4] = ["so-a", "so-b", "xa-1", "xa-2"];

/// Something that somebody may try, lawful or not.
fn tried(night: &Night, what: u8, at: usize, owner: usize, days: i16) -> Event {
    let id = TASKS[at % TASKS.len()];
    let rules = night.state.rules_at(night.now).unwrap();
    let today = rules.local(night.now).day;
    let later = today.saturating_add(jiff::Span::new().days(i64::from(days)));
    let owner = OWNERS[owner % OWNERS.len()];
    let (on, later) = (today.to_string(), later.to_string());
    let until = night
        .state
        .programme
        .task(&id.into())
        .and_then(|task| Some(task.asked()?.until))
        .unwrap_or(today);
    match what {
        0 | 1 => given(id, |given| {
            given.owner = owner.into();
            given.due = day(&later);
            given.with = vec![BodyId::from(OWNERS[(at + 1) % 4])];
            given.with.retain(|body| *body != given.owner);
            given.item = (days % 2 == 0).then(|| "i".into());
            let meeting = (days % 3 == 0).then(|| "giao-ban-12".to_owned());
            given.origin.as_mut().unwrap().meeting = meeting;
        }),
        2 | 3 => part(id, TASKS[(at + 1 + usize::from(days.unsigned_abs())) % 6], owner, &later),
        4 | 5 => accepted(id),
        6 => declined(id, "x"),
        7 => upheld(id, "x"),
        8 => progressed(id, "x", Some(50)),
        9 => asked(id, &later, "x"),
        10 => granted(id, &until.to_string()),
        11 => extension_refused(id, "x"),
        12 | 13 => submitted(id, &on, |_| {}),
        14 => submitted(id, &on, despite),
        15 => returned(id, "x"),
        16 => approved(id, &on),
        _ => cancelled(id, "x"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_tasks_lists_and_sums_say_what_the_tasks_say(
        steps in prop::collection::vec((0u8..18, 0usize..6, 0usize..4, 0i16..30, 0u64..4), 1..120),
        closed in any::<bool>(),
    ) {
        let mut night = offices();
        night.record(&secretary(), opened("p", |plan| plan.closed = closed)).unwrap();
        night.record(&secretary(), item("p", "i", |_| {})).unwrap();
        let mut done = 0;
        for (what, at, owner, days, hours) in steps {
            night.now = dienhong_journal::Millis::new(night.now.get() + hours * 6 * 3_600_000);
            let event = tried(&night, what, at, owner, days);
            // Whoever may: the council, or one of the others.
            let who = std::iter::once(secretary()).chain(OWNERS.iter().map(|body| of(body)));
            for who in who.collect::<Vec<_>>() {
                if night.record(&who, event.clone()).is_ok() {
                    done += 1;
                    break;
                }
            }
        }
        check(&night);
        prop_assert!(done <= 120);
        // What was never lawful is taken in all the same, and lists agree.
        let records = night.records.clone();
        for (head, event) in records.iter().rev() {
            night.state.apply(head, event);
        }
        check(&night);
    }
}

/// Five years of tasks, measured: `cargo test -p dienhong-core --test programme -- --ignored --nocapture`.
#[test]
#[ignore = "takes a while; prints how long questions take among 200,000 tasks"]
fn a_meeting_opens_among_two_hundred_thousand_tasks() {
    let mut night = offices();
    night.record(&secretary(), opened("p", |_| {})).unwrap();
    let head = night.records.last().unwrap().0.clone();
    let begun = std::time::Instant::now();
    let first = day("2021-04-01");
    for at in 0..200_000_i64 {
        let id = format!("t-{at}");
        let event = given(&id, |given| {
            given.due = first.saturating_add(jiff::Span::new().days(at % 1_830));
            given.owner = OWNERS[usize::try_from(at % 4).unwrap()].into();
            given.origin.as_mut().unwrap().meeting = Some(format!("m-{}", at / 100));
        });
        night.state.apply(&head, &event);
        if at % 10 != 0 {
            for event in
                [accepted(&id), submitted(&id, "2026-04-01", |_| {}), approved(&id, "2026-04-01")]
            {
                night.state.apply(&head, &event);
            }
        }
    }
    println!("applied in {:?}", begun.elapsed());
    let state = &night.state;
    let time = |what: &str, ask: &dyn Fn() -> usize| {
        let begun = std::time::Instant::now();
        let found = ask();
        println!("{what}: {found} in {:?}", begun.elapsed());
    };
    time("opens_with", &|| {
        let of = programme::opens_with(state, &COUNCIL.into(), Some("m-1990"), 100, night.now);
        of.0.len() + of.2.len()
    });
    time("reminders", &|| programme::reminders(state, &"xa-1".into(), 20, night.now).first.len());
    let of = state.programme.get(&"p".into()).unwrap();
    time("report", &|| {
        let report = programme::report(state, of, Some(2), 100, night.now).unwrap();
        usize::try_from(report.tasks.total()).unwrap()
    });
    time("clone", &|| state.clone().programme.list(&Shelf::Programme("p".into())).len());
}
