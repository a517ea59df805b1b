#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Briefing on documents: who has it from whom, figures up the tree, what is late, and that no small figure is recorded.

mod common;
mod met;
mod office;

use common::*;
use dienhong_core::{
    Command, Event, State,
    briefing::{
        self, AllOf, Article, Attached, Audience, Briefing, Event as B, Figures, Plan, Question,
        SessionPlan, Sum, Why, owing,
    },
    count::Count,
    people::BodyId,
    vote::Document,
};
use dienhong_journal::Hash;
use met::Met;
use proptest::prelude::*;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// An organisation of the province, or of commune 1 or 2, each with one secretary of its name.
const BODIES: [(&str, &str); 5] =
    [("top", "38"), ("dept", "38"), ("c1", "1"), ("c1-b", "1"), ("c2", "2")];

fn who(body: &str) -> Who {
    Who { officer: format!("sec-{body}"), body: body.into() }
}

fn other(body: &str) -> Who {
    Who { officer: format!("other-{body}"), body: body.into() }
}

fn of(event: B) -> Event {
    Event::Briefing(event)
}

fn offices() -> Night {
    let mut night = Night::kept(dienhong_packs::rules("vn").unwrap());
    for (id, unit) in BODIES {
        let body = body(id, "organisation", Some(unit), None);
        night.staff(Some(keeper()), &body, &who(id).officer, "secretary");
        night.staff(Some(keeper()), &body, &other(id).officer, "secretary");
    }
    let council = body("hd", "council", Some("1"), None);
    night.staff(Some(keeper()), &council, &who("hd").officer, "secretary");
    night.staff(Some(keeper()), &council, "plain", "member");
    night.at("2026-06-01 08:00");
    night
}

fn plan(closed: bool) -> Plan {
    Plan {
        document: Document { number: "12-NQ/MP".into(), on: day("2026-05-20") },
        issuer: "Ban Thường vụ (mô phỏng)".into(),
        title: "Nghị quyết mô phỏng".into(),
        due: day("2026-06-30"),
        closed,
    }
}

fn opened(change: fn(&mut Plan)) -> Event {
    let mut plan = plan(false);
    change(&mut plan);
    of(B::Opened { briefing: "b".into(), plan })
}

fn file(name: &str, restricted: bool) -> Attached {
    let blob = Hash::of(name.as_bytes());
    Attached { blob, media: "application/pdf".into(), bytes: 900, restricted }
}

fn article(number: &str, file: Option<Attached>) -> Event {
    let article = Article {
        number: number.into(),
        heading: "Nhiệm vụ".into(),
        text: "Mỗi đơn vị báo cáo.".into(),
        file,
    };
    of(B::ArticleAdded { briefing: "b".into(), article })
}

fn question() -> Question {
    Question {
        text: "Hạn báo cáo là khi nào?".into(),
        options: vec!["Hằng tháng".into(), "Hằng quý".into()],
        right: 2,
        explanation: "Điều 1".into(),
    }
}

fn quiz(change: fn(&mut Question)) -> Event {
    let mut question = question();
    change(&mut question);
    of(B::QuizSet { briefing: "b".into(), questions: vec![question] })
}

fn ids(bodies: &[&str]) -> Vec<BodyId> {
    bodies.iter().map(|body| BodyId::from(*body)).collect()
}

fn sent(bodies: &[&str], due: &str) -> Event {
    of(B::Sent { briefing: "b".into(), bodies: ids(bodies), all: None, due: day(due) })
}

fn send(audience: Audience, due: &str) -> Command {
    let (briefing, due) = ("b".into(), day(due));
    Command::Briefing(briefing::Command::Send { briefing, audience, due })
}

fn all_of(kind: &str, unit: &str) -> Audience {
    Audience::All(AllOf { kind: kind.into(), unit: unit.into() })
}

fn figures(required: u64, excused: u64, seen: u64, attended: u64, acknowledged: u64) -> Figures {
    let [required, excused, seen, attended, acknowledged] =
        [required, excused, seen, attended, acknowledged].map(n);
    Figures { required, excused, seen, attended, acknowledged }
}

/// As a node is asked: few people leave no figure.
fn state(body: &str, figures: Figures) -> Command {
    let (briefing, body) = ("b".into(), body.into());
    Command::Briefing(briefing::Command::State { briefing, body, figures })
}

/// As a record says it.
fn stated(body: &str, figures: Option<Figures>) -> Event {
    of(B::ProgressStated { briefing: "b".into(), body: body.into(), figures })
}

fn session(bodies: &[&str], change: fn(&mut SessionPlan)) -> Event {
    let mut plan = SessionPlan {
        on: day("2026-06-10"),
        from: clock("08:00"),
        place: Some("Hội trường".into()),
        meeting: None,
        bodies: ids(bodies),
    };
    change(&mut plan);
    of(B::SessionPlanned { briefing: "b".into(), session: "s".into(), plan })
}

fn held(present: Option<u64>) -> Event {
    of(B::SessionHeld { briefing: "b".into(), session: "s".into(), present: present.map(n) })
}

fn carried(body: &str, text: Option<&str>, file: Option<Attached>) -> Event {
    let (body, text) = (body.into(), text.map(str::to_owned));
    of(B::CarriedOut { briefing: "b".into(), body, text, document: None, file })
}

fn reviewed(name: &str, fit: bool, note: Option<&str>) -> Event {
    let (blob, note) = (Hash::of(name.as_bytes()), note.map(str::to_owned));
    of(B::FileReviewed { briefing: "b".into(), blob, fit, note })
}

fn closed(on: &str) -> Event {
    of(B::Closed { briefing: "b".into(), on: day(on), reason: None })
}

/// Opened with one article and sent to the department and commune 1.
fn begun() -> Night {
    let mut night = offices();
    for event in [opened(|_| {}), article("1", None), sent(&["dept", "c1"], "2026-06-20")] {
        night.record(&who("top"), event).unwrap();
    }
    night
}

fn found(night: &Night) -> Arc<Briefing> {
    night.state.briefing.get(&"b".into()).unwrap().clone()
}

fn sums(night: &Night) -> BTreeMap<BodyId, Sum> {
    night.state.sums(&found(night))
}

#[test]
fn a_document_goes_down_the_tree_and_the_figures_come_up_level_by_level() {
    let mut night = begun();
    // Commune 1 sends it to its council, with an earlier day.
    night.record(&who("c1"), sent(&["hd"], "2026-06-15")).unwrap();
    let up = |body: &str| -> Vec<String> {
        found(&night).upwards(&body.into()).map(|of| of.body.to_string()).collect()
    };
    assert_eq!(up("hd"), ["hd", "c1", "top"]);
    night.ask(&who("dept"), state("dept", figures(100, 10, 90, 60, 80))).unwrap();
    night.ask(&who("c1"), state("c1", figures(20, 0, 20, 20, 20))).unwrap();
    night.ask(&who("hd"), state("hd", figures(30, 5, 10, 0, 9))).unwrap();
    let all = sums(&night);
    let told = |body: &str| {
        let sum = all[&body.into()];
        (sum.bodies, sum.stated, sum.complete, sum.figures.unwrap())
    };
    assert_eq!(told("c1"), (2, 2, 1, figures(50, 5, 30, 20, 29)));
    assert_eq!(told("top"), (3, 3, 1, figures(150, 15, 120, 80, 109)));
    // A later statement counts, and alone.
    night.ask(&who("hd"), state("hd", figures(30, 5, 25, 0, 25))).unwrap();
    assert_eq!(sums(&night)[&"c1".into()].figures, Some(figures(50, 5, 45, 20, 45)));
}

#[test]
fn all_bodies_of_a_kind_in_a_unit_are_those_that_do_not_have_it_yet() {
    let mut night = begun();
    let events = night.ask(&who("top"), send(all_of("organisation", "38"), "2026-06-30")).unwrap();
    let Event::Briefing(B::Sent { bodies, all, .. }) = &events[0] else { unreachable!() };
    assert_eq!(*bodies, ids(&["c1-b", "c2"]));
    assert!(all.is_some());
    let found = found(&night);
    assert_eq!(found.recipient(&"c2".into()).unwrap().from, Some("top".into()));
    assert!(found.recipient(&"hd".into()).is_none(), "the council is of another kind");
}

#[test]
fn what_few_people_read_is_in_no_record_and_owed_no_more_once_it_is_stated() {
    let mut night = begun();
    // Four of seven are required and not excused.
    for given in [figures(4, 0, 1, 1, 1), figures(7, 3, 1, 1, 1), figures(0, 0, 0, 0, 0)] {
        let events = night.ask(&who("c1"), state("c1", given)).unwrap();
        assert_eq!(events, [stated("c1", None)]);
    }
    night.ask(&who("dept"), state("dept", figures(5, 0, 2, 1, 1))).unwrap();
    let sum = sums(&night)[&"top".into()];
    assert_eq!((sum.few, sum.figures), (1, Some(figures(5, 0, 2, 1, 1))));
    let owed: Vec<_> = owing(&night.state, &found(&night), night.now);
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].body, "dept".into());
    // The same of a session.
    night.record(&who("top"), session(&["dept"], |_| {})).unwrap();
    night.at("2026-06-10 10:00");
    let (briefing, session) = ("b".into(), "s".into());
    let hold = briefing::Command::Hold { briefing, session, present: n(4) };
    assert_eq!(night.ask(&who("top"), Command::Briefing(hold)).unwrap(), [held(None)]);
}

#[test]
fn who_owes_is_told_with_the_days_left_and_what_is_stated_late_is_marked() {
    let mut night = begun();
    night.ask(&who("dept"), state("dept", figures(10, 0, 5, 5, 5))).unwrap();
    let owed = |night: &Night| -> Vec<(String, i32, bool)> {
        let all = owing(&night.state, &found(night), night.now).into_iter();
        all.map(|of| (of.body.to_string(), of.left, of.why == Why::NotStated)).collect()
    };
    assert_eq!(owed(&night), [("dept".into(), 19, false), ("c1".into(), 19, true)]);
    // The last day is not late; the next one is.
    night.at("2026-06-20 23:59");
    assert_eq!(owed(&night)[1].1, 0);
    night.ask(&who("dept"), state("dept", figures(10, 0, 9, 9, 9))).unwrap();
    night.at("2026-06-21 00:00");
    assert_eq!(owed(&night)[1].1, -1);
    night.ask(&who("c1"), state("c1", figures(10, 0, 10, 0, 10))).unwrap();
    let of_now = found(&night);
    let late = |body: &str| {
        let of = of_now.recipient(&body.into()).unwrap();
        night.state.stated_late(&of_now, of, of.last().unwrap())
    };
    assert_eq!((late("dept"), late("c1")), (false, true));
    assert_eq!(sums(&night)[&"top".into()].late, 1);
    // Late as it is, it counts.
    assert_eq!(sums(&night)[&"top".into()].figures, Some(figures(20, 0, 19, 9, 19)));
}

#[test]
fn after_the_close_nothing_is_owed_and_what_comes_counts_as_late() {
    let mut night = begun();
    night.at("2026-06-10 08:00");
    night.record(&who("top"), closed("2026-06-10")).unwrap();
    assert!(owing(&night.state, &found(&night), night.now).is_empty());
    night.ask(&who("c1"), state("c1", figures(10, 0, 10, 0, 10))).unwrap();
    assert_eq!(sums(&night)[&"top".into()].late, 0, "on the day itself it is in time");
    night.at("2026-06-11 08:00");
    night.ask(&who("dept"), state("dept", figures(10, 0, 10, 0, 10))).unwrap();
    let sum = sums(&night)[&"top".into()];
    assert_eq!((sum.late, sum.complete), (1, 2));
}

#[test]
fn who_is_late_sends_it_on_with_the_day_that_was() {
    let mut night = begun();
    night.at("2026-06-25 08:00");
    assert_eq!(
        night.record(&who("c1"), sent(&["hd"], "2026-06-19")),
        Err("briefing.due_in_the_past")
    );
    night.record(&who("c1"), sent(&["hd"], "2026-06-20")).unwrap();
    let owed = owing(&night.state, &found(&night), night.now);
    assert_eq!(owed.last().unwrap().left, -5);
}

#[test]
fn a_file_is_public_once_another_found_it_fit_and_never_when_it_is_restricted_or_the_briefing_closed()
 {
    let shown =
        |night: &Night| -> Vec<Hash> { night.state.shown_scans().map(|scan| scan.blob).collect() };
    for is_closed in [false, true] {
        let mut night = offices();
        let plan = plan(is_closed);
        night.record(&who("top"), of(B::Opened { briefing: "b".into(), plan })).unwrap();
        night.record(&who("top"), article("1", Some(file("open", false)))).unwrap();
        night.record(&who("top"), article("2", Some(file("kept", true)))).unwrap();
        assert!(shown(&night).is_empty());
        night.record(&other("top"), reviewed("open", true, None)).unwrap();
        let public = if is_closed { Vec::new() } else { vec![Hash::of(b"open")] };
        assert_eq!(shown(&night), public);
        assert!(night.state.briefing.keeps_back(&Hash::of(b"kept")));
        assert_eq!(night.state.briefing.keeps_back(&Hash::of(b"open")), is_closed);
        // The same file restricted elsewhere is shown no more.
        night.record(&who("top"), sent(&["c1"], "2026-06-20")).unwrap();
        night.record(&who("c1"), carried("c1", Some("Xong"), Some(file("open", true)))).unwrap();
        assert!(shown(&night).is_empty());
    }
}

#[test]
fn all_records_of_a_briefing_are_closed_or_none() {
    for is_closed in [false, true] {
        let mut night = offices();
        let before = night.records.len();
        let (top, plan) = (who("top"), plan(is_closed));
        for event in [
            of(B::Opened { briefing: "b".into(), plan }),
            article("1", Some(file("open", false))),
            quiz(|_| {}),
            sent(&["c1"], "2026-06-20"),
            session(&["c1"], |_| {}),
        ] {
            night.record(&top, event).unwrap();
        }
        night.ask(&who("c1"), state("c1", figures(10, 0, 1, 1, 1))).unwrap();
        night.record(&who("c1"), carried("c1", Some("Xong"), None)).unwrap();
        night.record(&other("top"), reviewed("open", true, None)).unwrap();
        night.record(&top, closed("2026-06-01")).unwrap();
        let mut state = State::default();
        for (at, (head, event)) in night.records.iter().enumerate() {
            if at >= before {
                assert_eq!(event.closed(&state), is_closed, "{}", event.kind());
            }
            state.apply(head, event);
        }
    }
}

/// Twelve organisations, each able to send to any other.
static TWELVE: LazyLock<Night> = LazyLock::new(|| {
    let mut night = Night::kept(dienhong_packs::rules("vn").unwrap());
    for number in 0..12 {
        let id = format!("o{number}");
        let body = body(&id, "organisation", Some("38"), None);
        night.staff(Some(keeper()), &body, &who(&id).officer, "secretary");
    }
    night.at("2026-06-01 08:00");
    night.record(&who("o0"), opened(|_| {})).unwrap();
    night.record(&who("o0"), article("1", None)).unwrap();
    night
});

fn some_figures() -> impl Strategy<Value = Figures> {
    let parts = (0u64..=1000, 0u64..=1000, 0u64..=1000, 0u64..=1000);
    (0u64..300, parts).prop_map(|(required, (excused, seen, attended, acknowledged))| {
        let excused = required * excused / 1000;
        let base = required - excused;
        let part = |share: u64| base * share / 1000;
        figures(required, excused, part(seen), part(attended), part(acknowledged))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_sums_up_any_tree_are_those_over_its_leaves_and_no_part_is_above_its_base(
        parents in prop::collection::vec(any::<prop::sample::Index>(), 11),
        said in prop::collection::vec(prop::option::of(some_figures()), 12),
        again in prop::collection::vec(any::<bool>(), 12),
    ) {
        let mut night = TWELVE.clone();
        let parent: Vec<usize> =
            (1..12).map(|child| parents[child - 1].index(child)).collect();
        for (child, parent) in (1..12).zip(&parent) {
            let event = sent(&[&format!("o{child}")], "2026-06-30");
            night.record(&who(&format!("o{parent}")), event).unwrap();
        }
        for (number, said) in said.iter().enumerate() {
            let (id, Some(said)) = (format!("o{number}"), said) else { continue };
            if again[number] {
                night.ask(&who(&id), state(&id, figures(9, 0, 9, 9, 9))).unwrap();
            }
            night.ask(&who(&id), state(&id, *said)).unwrap();
        }
        let all = sums(&night);
        let under = |number: usize, above: usize| {
            let mut at = number;
            loop {
                if at == above { return true; }
                if at == 0 { return false; }
                at = parent[at - 1];
            }
        };
        for above in 0..12 {
            let sum = all[&BodyId::from(format!("o{above}").as_str())];
            let own = || (0..12).filter(|number| under(*number, above));
            let shown = || own().filter_map(|number| said[number]).filter(|of| of.base() >= n(5));
            let total = |of: fn(&Figures) -> Count| shown().map(|figures| of(&figures).get()).sum::<u64>();
            let figures = sum.figures.unwrap();
            prop_assert_eq!(figures.required.get(), total(|of| of.required));
            prop_assert_eq!(figures.excused.get(), total(|of| of.excused));
            prop_assert_eq!(figures.seen.get(), total(|of| of.seen));
            prop_assert_eq!(figures.attended.get(), total(|of| of.attended));
            prop_assert_eq!(figures.acknowledged.get(), total(|of| of.acknowledged));
            prop_assert_eq!(figures.base().get(), total(|of| of.base()));
            for part in [figures.seen, figures.attended, figures.acknowledged] {
                prop_assert!(part <= figures.base());
            }
            let few = own().filter(|number| said[*number].is_some_and(|of| of.base() < n(5)));
            prop_assert_eq!(sum.few, few.count());
            prop_assert_eq!(sum.bodies, own().filter(|number| *number != 0).count());
        }
        // Whoever is complete owes nothing, and nobody else is left out.
        let owed = owing(&night.state, &found(&night), night.now).len();
        let whole = all[&"o0".into()];
        prop_assert_eq!(owed + whole.complete, whole.bodies);
    }
}

#[test]
fn a_tree_as_deep_as_a_journal_goes_stops_nothing() {
    let mut night = begun();
    let head = |body: &str, night: &Night| {
        let (head, _) = night.records.last().unwrap().clone();
        dienhong_core::Head { body: Some(body.into()), ..head }
    };
    let mut before = "c1".to_owned();
    for number in 0..20_000 {
        let next = format!("x{number}");
        let head = head(&before, &night);
        night.state.apply(&head, &sent(&[&next, "top", &before], "2026-06-20"));
        before = next;
    }
    assert_eq!(sums(&night)[&"top".into()].bodies, 20_002);
    assert!(found(&night).is_under(&before.as_str().into(), &"top".into()));
}

#[test]
fn every_refusal_is_met() {
    let mut met = Met::default();
    let mut night = offices();
    let (top, c1) = (who("top"), who("c1"));
    let mut rules = dienhong_packs::rules("vn").unwrap();
    rules.briefing = None;
    let mut elsewhere = Night::kept(rules);
    let organisation = body("top", "organisation", Some("38"), None);
    elsewhere.staff(Some(keeper()), &organisation, &top.officer, "secretary");
    met.refuses("briefing.not_here", &elsewhere, |n| n.record(&top, opened(|_| {})));
    let mut says = |code, night: &Night, who: &Who, event: Event| {
        met.refuses(code, night, |n| n.record(who, event));
    };
    says("briefing.title_missing", &night, &top, opened(|plan| plan.title = " ".into()));
    says("briefing.issuer_missing", &night, &top, opened(|plan| plan.issuer = String::new()));
    says("briefing.document_missing", &night, &top, opened(|p| p.document.number = "".into()));
    says("briefing.day_in_the_future", &night, &top, opened(|p| p.document.on = day("2026-06-02")));
    says("briefing.due_in_the_past", &night, &top, opened(|plan| plan.due = day("2026-05-31")));
    let plain = Who { officer: "plain".into(), body: "hd".into() };
    says("people.no_right", &night, &plain, opened(|_| {}));
    says("briefing.unknown", &night, &top, article("1", None));
    night.record(&top, opened(|_| {})).unwrap();
    says("briefing.opened_twice", &night, &top, opened(|_| {}));
    says("briefing.opened_twice", &night, &c1, opened(|_| {}));

    says("briefing.no_articles", &night, &top, sent(&["c1"], "2026-06-20"));
    says("briefing.article_incomplete", &night, &top, article(" ", None));
    says("briefing.another_body", &night, &c1, article("1", None));
    let picture = Attached { media: "text/html".into(), ..file("x", false) };
    says("briefing.not_a_file", &night, &top, article("1", Some(picture)));
    night.record(&top, article("1", Some(file("open", false)))).unwrap();
    night.record(&top, article("2", Some(file("kept", true)))).unwrap();
    says("briefing.article_twice", &night, &top, article("1", None));
    let mut long = night.clone();
    for number in 3..=500 {
        long.record(&top, article(&number.to_string(), None)).unwrap();
    }
    says("briefing.too_many_articles", &long, &top, article("501", None));

    says("briefing.question_unsound", &night, &top, quiz(|of| of.text = " ".into()));
    says("briefing.question_unsound", &night, &top, quiz(|of| of.right = 3));
    says("briefing.question_unsound", &night, &top, quiz(|of| of.right = 0));
    says("briefing.question_unsound", &night, &top, quiz(|of| of.options[1] = "Hằng tháng".into()));
    says("briefing.question_unsound", &night, &top, quiz(|of| of.options.truncate(1)));
    says("briefing.question_unsound", &night, &top, quiz(|of| of.explanation.clear()));
    let none = of(B::QuizSet { briefing: "b".into(), questions: Vec::new() });
    says("briefing.questions_out_of_range", &night, &top, none);
    night.record(&top, quiz(|_| {})).unwrap();
    says("briefing.quiz_twice", &night, &top, quiz(|_| {}));

    says("briefing.unknown_file", &night, &other("top"), reviewed("?", true, None));
    says("briefing.reviewed_by_who_brought_it", &night, &top, reviewed("open", true, None));
    says("people.no_right", &night, &c1, reviewed("open", true, None));
    says("briefing.is_restricted", &night, &other("top"), reviewed("kept", true, None));
    says("briefing.note_missing", &night, &other("top"), reviewed("open", false, Some(" ")));
    night.record(&other("top"), reviewed("open", false, Some("Có tên người"))).unwrap();

    says("briefing.bodies_out_of_range", &night, &top, sent(&[], "2026-06-20"));
    says("briefing.unknown_body", &night, &top, sent(&["?"], "2026-06-20"));
    says("briefing.not_below", &night, &top, sent(&["top"], "2026-06-20"));
    says("briefing.not_below", &night, &top, sent(&["keepers"], "2026-06-20"));
    says("briefing.received_twice", &night, &top, sent(&["c1", "c1"], "2026-06-20"));
    says("briefing.due_after_the_senders", &night, &top, sent(&["c1"], "2026-07-01"));
    says("briefing.due_in_the_past", &night, &top, sent(&["c1"], "2026-05-31"));
    says("briefing.not_received", &night, &c1, sent(&["hd"], "2026-06-20"));
    says("briefing.not_received", &night, &c1, stated("c1", None));
    says("briefing.not_received", &night, &c1, carried("c1", Some("Xong"), None));
    let all = |unit: &str, bodies: &[&str]| {
        let all = Some(AllOf { kind: "organisation".into(), unit: unit.into() });
        of(B::Sent { briefing: "b".into(), bodies: ids(bodies), all, due: day("2026-06-20") })
    };
    says("briefing.audience_differs", &night, &top, all("1", &["c1"]));
    says("briefing.audience_differs", &night, &top, all("1", &["c1-b", "c1"]));
    says("briefing.unit_not_below", &night, &top, all("?", &[]));
    says("briefing.bodies_out_of_range", &night, &top, all("3", &[]));
    night.record(&top, all("1", &["c1", "c1-b"])).unwrap();
    says("briefing.is_sent", &night, &top, article("3", None));
    says("briefing.received_twice", &night, &top, sent(&["c1"], "2026-06-20"));
    says("briefing.not_below", &night, &c1, sent(&["c2"], "2026-06-20"));
    says("briefing.unit_not_below", &night, &c1, all("2", &["c2"]));
    says("briefing.due_after_the_senders", &night, &c1, sent(&["hd"], "2026-06-21"));

    says("briefing.another_body", &night, &top, stated("c1", None));
    says("briefing.another_body", &night, &top, carried("c1", Some("Xong"), None));
    let state_of = |figures| stated("c1", Some(figures));
    says("briefing.too_few_to_show", &night, &c1, state_of(figures(5, 1, 0, 0, 0)));
    says("briefing.excused_exceed_required", &night, &c1, state_of(figures(5, 6, 0, 0, 0)));
    says("briefing.more_than_base", &night, &c1, state_of(figures(9, 1, 9, 0, 0)));
    says("briefing.more_than_base", &night, &c1, state_of(figures(9, 1, 0, 9, 0)));
    says("briefing.more_than_base", &night, &c1, state_of(figures(9, 1, 0, 0, 9)));
    says("briefing.figures_out_of_range", &night, &c1, state_of(figures(100_001, 0, 0, 0, 0)));
    says("briefing.nothing_said", &night, &c1, carried("c1", Some(" "), None));

    says("briefing.place_missing", &night, &top, session(&["c1"], |plan| plan.place = None));
    says("briefing.bodies_out_of_range", &night, &top, session(&[], |_| {}));
    says("briefing.not_received", &night, &top, session(&["c2"], |_| {}));
    says("briefing.not_received", &night, &c1, session(&["c1-b"], |_| {}));
    says("briefing.body_twice", &night, &top, session(&["c1", "c1"], |_| {}));
    says("briefing.unknown_session", &night, &top, held(Some(9)));
    night.record(&top, session(&["top", "c1"], |_| {})).unwrap();
    says("briefing.session_twice", &night, &top, session(&["c1"], |_| {}));
    says("briefing.session_not_begun", &night, &top, held(Some(9)));
    night.at("2026-06-10 08:00");
    says("briefing.another_body", &night, &c1, held(Some(9)));
    says("briefing.too_few_to_show", &night, &top, held(Some(4)));
    says("briefing.figures_out_of_range", &night, &top, held(Some(100_001)));
    night.record(&top, held(Some(9))).unwrap();
    says("briefing.held_twice", &night, &top, held(Some(9)));

    says("briefing.another_body", &night, &c1, closed("2026-06-10"));
    says("briefing.day_in_the_future", &night, &top, closed("2026-06-11"));
    says("briefing.closed_before_opened", &night, &top, closed("2026-05-31"));
    night.record(&top, closed("2026-06-09")).unwrap();
    says("briefing.closed_twice", &night, &top, closed("2026-06-09"));
    says("briefing.is_closed", &night, &c1, sent(&["hd"], "2026-06-20"));
    says("briefing.is_closed", &night, &top, session(&["c1"], |_| {}));
    met.refuses("briefing.unknown", &night, |n| {
        let (briefing, body) = ("?".into(), "c1".into());
        let figures = Figures::default();
        n.ask(&c1, Command::Briefing(briefing::Command::State { briefing, body, figures }))
    });
    met.refuses("briefing.more_than_base", &night, |n| {
        n.ask(&c1, state("c1", figures(2, 0, 3, 0, 0)))
    });
    met.all_of("briefing");
}
