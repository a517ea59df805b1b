#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Motions: the lines of a text, what amendments make of it in any order, how it is decided, and every refusal.

mod common;
mod met;
mod office;

use common::*;
use dienhong_core::{
    Event,
    motion::{
        Decision, Event as E, How, Motion, Part, Place, Step, Take, lines, normal, overlap,
        text_with,
    },
    people::By,
    vote,
};
use met::Met;
use office::{motions::*, *};
use proptest::prelude::*;

fn council() -> Night {
    let mut night = Night::vietnam();
    seat_the_council(&mut night);
    night.at("2026-06-01 08:00");
    night
}

/// A motion is admitted; one vote was carried and one was not.
fn admitted() -> Night {
    let mut night = council();
    voted(&mut night, "yes", 40, 5);
    voted(&mut night, "no", 5, 40);
    night.record(&secretary(), moved("m", |_| {})).unwrap();
    night.record(&secretary(), of(E::Admitted { motion: "m".into() })).unwrap();
    night
}

fn motion<'a>(night: &'a Night, id: &str) -> &'a Motion {
    night.state.motion.get(&id.into()).unwrap()
}

fn adopts(amendment: &str, how: How) -> Event {
    of(E::AmendmentAdopted { motion: "m".into(), amendment: amendment.into(), how })
}

#[test]
fn lines_hold_as_many_whole_words_as_fit_and_a_paragraph_begins_a_line() {
    let told = |text: &str, width| {
        let all = lines(text, width);
        all.into_iter()
            .map(|line| format!("{}{}", line.text, if line.ends() { "¶" } else { "" }))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("một hai ba bốn", 7), ["một hai", "ba bốn¶"]);
    assert_eq!(told("một hai\n\n  ba \t bốn\n", 90), ["một hai¶", "ba bốn¶"]);
    assert_eq!(told("a 12345678901234 b", 5), ["a", "12345", "67890", "1234", "b¶"]);
    assert_eq!(told("", 90), Vec::<String>::new());
    assert_eq!(told("abcde", 5), ["abcde¶"]);
    // Characters are counted, not bytes.
    assert_eq!(told("ữữữữữ ữ", 5), ["ữữữữữ", "ữ¶"]);
    let all = lines(TEXT, 90);
    assert_eq!(all.len(), 5);
    assert!(all.iter().all(|line| line.text.chars().count() <= 90));
}

fn part(place: Place, text: &str) -> Part<'_> {
    Part { place, text }
}

#[test]
fn words_are_put_in_taken_out_and_changed_at_their_lines() {
    // Lines: 1 «một hai», 2 «ba bốn» ¶, 3 «năm sáu», 4 «bảy» ¶.
    let all = lines("một hai ba bốn\nnăm sáu bảy", 7);
    let with = |parts: &[Part]| text_with(&all, parts);
    assert_eq!(with(&[]), "một hai ba bốn\nnăm sáu bảy");
    assert_eq!(with(&[part(at(2, 2), "BỐN")]), "một hai BỐN\nnăm sáu bảy");
    assert_eq!(with(&[part(at(1, 1), "")]), "ba bốn\nnăm sáu bảy");
    assert_eq!(with(&[part(at(1, 2), "")]), "năm sáu bảy");
    assert_eq!(with(&[part(at(3, 4), "")]), "một hai ba bốn");
    assert_eq!(with(&[part(at(1, 4), "")]), "");
    // Out of the middle, over the end of a paragraph: what is left runs on.
    assert_eq!(with(&[part(at(2, 3), "")]), "một hai bảy");
    assert_eq!(with(&[part(at(2, 3), "X\nY")]), "một hai X\nY bảy");
    let after = |line| Place::After { line };
    assert_eq!(with(&[part(after(0), "X")]), "X\nmột hai ba bốn\nnăm sáu bảy");
    assert_eq!(with(&[part(after(1), "X")]), "một hai X ba bốn\nnăm sáu bảy");
    assert_eq!(with(&[part(after(2), "X")]), "một hai ba bốn\nX\nnăm sáu bảy");
    assert_eq!(with(&[part(after(4), "X")]), "một hai ba bốn\nnăm sáu bảy\nX");
    assert_eq!(with(&[part(at(1, 2), "A"), part(after(2), "X")]), "A\nX\nnăm sáu bảy");
    assert_eq!(with(&[part(at(1, 2), ""), part(after(2), "X")]), "X\nnăm sáu bảy");
    // A word that was cut is whole again, and not cut for what comes between.
    let cut = lines("1234567890 x", 5);
    assert_eq!(text_with(&cut, &[]), "1234567890 x");
    assert_eq!(text_with(&cut, &[part(after(1), "y")]), "12345 y 67890 x");
    assert_eq!(text_with(&cut, &[part(at(2, 2), "")]), "12345 x");
}

#[test]
fn amendments_of_the_same_words_overlap() {
    let after = |line| Place::After { line };
    for (a, b, expected) in [
        (at(1, 2), at(2, 3), true),
        (at(1, 2), at(3, 4), false),
        (at(1, 4), at(2, 3), true),
        (at(2, 3), after(1), false),
        (at(2, 3), after(2), true),
        (at(2, 3), after(3), false),
        (after(2), after(2), true),
        (after(2), after(3), false),
    ] {
        assert_eq!((overlap(a, b), overlap(b, a)), (expected, expected), "{a:?} {b:?}");
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec("([a-zơựĐ]{1,12} {0,2}){0,14}", 0..5).prop_map(|of| of.join("\n"))
}

/// Amendments of which no two overlap, however many were thought of.
fn amendments() -> impl Strategy<Value = Vec<(Place, String)>> {
    let place = (any::<bool>(), 1u16..30, 0u16..4).prop_map(|(range, from, more)| match range {
        true => Place::Lines { from, to: from + more },
        false => Place::After { line: from - 1 },
    });
    let text = "([A-Z]{1,4} ?){0,5}(\n[A-Z]{1,3}){0,2}";
    prop::collection::vec((place, text), 0..8).prop_map(|all| {
        let mut kept: Vec<(Place, String)> = Vec::new();
        for (place, text) in all {
            if !kept.iter().any(|(known, _)| overlap(*known, place)) {
                kept.push((place, text));
            }
        }
        kept
    })
}

proptest! {
    #[test]
    fn amendments_that_do_not_overlap_make_the_same_text_in_any_order(
        (text, (kept, shuffled)) in (
            texts(),
            amendments().prop_flat_map(|kept| (Just(kept.clone()), Just(kept).prop_shuffle())),
        ),
        width in 4u16..40,
    ) {
        let all = lines(&text, width);
        let with = |of: &[(Place, String)]| {
            let parts: Vec<Part> =
                of.iter().map(|(place, text)| Part { place: *place, text }).collect();
            text_with(&all, &parts)
        };
        prop_assert_eq!(with(&kept), with(&shuffled));
        // Words outside of what is amended stay, in their order, and all words that came stand there.
        let touched = |number: u16| kept.iter().any(|(place, _)| {
            matches!(place, Place::Lines { from, to } if (*from..=*to).contains(&number))
        });
        let made = with(&kept);
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let stays: String =
            all.iter().filter(|line| !touched(line.number)).map(|of| letters(&of.text)).collect();
        let lower: String = letters(&made).chars().filter(|c| !c.is_ascii_uppercase()).collect();
        prop_assert_eq!(lower, letters(&stays).replace(|c: char| c.is_ascii_uppercase(), ""));
        let last = u16::try_from(all.len()).unwrap();
        let came: usize = kept
            .iter()
            .filter(|(place, _)| match place {
                Place::Lines { from, .. } => *from <= last,
                Place::After { line } => *line <= last,
            })
            .map(|(_, text)| text.chars().filter(char::is_ascii_uppercase).count())
            .sum();
        prop_assert_eq!(made.chars().filter(char::is_ascii_uppercase).count(), came);
        prop_assert_eq!(normal(&made), made);
    }

    #[test]
    fn the_lines_of_a_text_are_the_text(text in texts(), width in 1u16..100) {
        let all = lines(&text, width);
        prop_assert_eq!(text_with(&all, &[]), normal(&text));
        prop_assert!(all.iter().all(|line| line.text.chars().count() <= usize::from(width)));
        prop_assert!(all.iter().all(|line| !line.text.is_empty()));
    }
}

#[test]
fn the_text_now_has_what_was_accepted_and_adopted_and_nothing_else() {
    let mut night = admitted();
    let sec = secretary();
    for (id, place, text) in [
        ("a", at(1, 1), "MỘT"),
        ("b", at(5, 5), ""),
        ("c", Place::After { line: 2 }, "BA"),
        ("d", at(3, 3), "BỐN"),
    ] {
        night.record(&sec, amended("m", id, place, text)).unwrap();
    }
    let own = |amendment: &str| ("m".into(), amendment.into());
    let (motion_id, amendment) = own("a");
    night.record(&sec, of(E::AmendmentAccepted { motion: motion_id, amendment })).unwrap();
    night.record(&sec, adopts("c", by_vote("yes"))).unwrap();
    let (motion_id, amendment) = own("b");
    let rejected = E::AmendmentRejected { motion: motion_id, amendment, how: by_vote("no") };
    night.record(&sec, of(rejected)).unwrap();
    let now = motion(&night, "m").text_now();
    assert!(now.starts_with("MỘT ") && now.contains("\nBA\n") && now.contains("Điều 3."), "{now}");
    assert!(!now.contains("BỐN"), "{now}");
    let taken: Vec<Take> = motion(&night, "m").amendments.iter().map(|of| of.take).collect();
    assert_eq!(taken, [Take::Accepted, Take::Rejected, Take::Adopted, Take::Open]);
}

#[test]
fn a_decision_holds_while_its_vote_says_so_and_is_taken_again_once_it_is_opened() {
    let mut night = admitted();
    let sec = secretary();
    let rejected = E::Rejected { motion: "m".into(), how: by_vote("no") };
    night.record(&sec, of(rejected)).unwrap();
    let holds = |night: &Night| night.state.upholds(motion(night, "m").decided.as_ref().unwrap());
    assert!(holds(&night));
    // Another declares it null: who declared may not.
    let per = personnel_officer();
    let annulled = vote::Event::Annulled { vote: "no".into(), reason: "Sai thể thức".into() };
    night.record(&per, Event::Vote(annulled)).unwrap();
    assert!(!holds(&night));
    let reopened =
        E::Reopened { motion: "m".into(), amendment: None, reason: "Huỷ biểu quyết".into() };
    night.record(&sec, of(reopened)).unwrap();
    assert_eq!(motion(&night, "m").step, Step::Admitted);
    night.record(&sec, of(E::Adopted { motion: "m".into(), how: by_vote("yes") })).unwrap();
    assert!(holds(&night) && motion(&night, "m").reopened.len() == 1);
    let by = By::Node;
    let by_consent = Decision { at: night.now, by, adopted: false, how: consent() };
    assert!(night.state.upholds(&by_consent));
}

#[test]
fn of_a_closed_motion_every_record_is_closed_and_it_may_rest_on_a_public_vote() {
    let mut night = admitted();
    let sec = secretary();
    night.record(&sec, moved("c", |moved| moved.closed = true)).unwrap();
    night.record(&sec, of(E::Admitted { motion: "c".into() })).unwrap();
    for id in ["m", "c"] {
        let how = by_vote("yes");
        night.record(&sec, of(E::Adopted { motion: id.into(), how })).unwrap();
    }
    let mut state = dienhong_core::State::default();
    for (head, event) in &night.records {
        if let Event::Motion(own) = event {
            let closed = own.motions()[0].as_str() == "c";
            assert_eq!(event.closed(&state), closed, "{}", event.kind());
        }
        state.apply(head, event);
    }
}

#[test]
fn every_refusal_of_motions_is_met() {
    let mut met = Met::default();
    let sec = secretary();
    let mut without = dienhong_packs::rules("vn").unwrap();
    without.motion = None;
    let mut bare = Night::kept(without);
    seat_the_council(&mut bare);
    met.refuses("motion.not_here", &bare, |n| n.record(&sec, moved("m", |_| {})));
    let night = council();
    met.refuses("people.no_right", &night, |n| n.record(&member(1), moved("m", |_| {})));
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("motion.title_missing", &night, moved("m", |moved| moved.title = " ".into()));
    says("motion.mover_missing", &night, moved("m", |moved| moved.by = "".into()));
    says("motion.text_missing", &night, moved("m", |moved| moved.text = "\n ".into()));
    says("motion.text_too_long", &night, moved("m", |moved| moved.text = "ộ ".repeat(7_501)));
    says("motion.width_differs", &night, moved("m", |moved| moved.width = 80));
    let admit = |id: &str| of(E::Admitted { motion: id.into() });
    says("motion.unknown", &night, admit("m"));

    let mut night = admitted();
    let other = body("other", "council", Some("38"), None);
    night.staff(Some(keeper()), &other, "sec-2", "secretary");
    let stranger = Who { officer: "sec-2".into(), body: "other".into() };
    met.refuses("motion.another_body", &night, |n| n.record(&stranger, admit("m")));
    let mut elsewhere = night.clone();
    elsewhere.record(&stranger, moved("o", |_| {})).unwrap();
    elsewhere.record(&stranger, admit("o")).unwrap();
    let mut says = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    says("motion.moved_twice", &night, moved("m", |_| {}));
    says("motion.not_now", &night, admit("m"));
    let reason = String::new;
    says("motion.not_now", &night, of(E::NotAdmitted { motion: "m".into(), reason: reason() }));
    says(
        "motion.reason_missing",
        &night,
        of(E::Withdrawn { motion: "m".into(), reason: reason() }),
    );
    let reopen = |amendment: Option<&str>, reason: &str| {
        let amendment = amendment.map(Into::into);
        of(E::Reopened { motion: "m".into(), amendment, reason: reason.into() })
    };
    says("motion.not_now", &night, reopen(None, "x"));

    // By what it is decided.
    let adopt = |how: How| of(E::Adopted { motion: "m".into(), how });
    let reject = |how: How| of(E::Rejected { motion: "m".into(), how });
    says("motion.reason_missing", &night, adopt(How::Consent { reason: " ".into() }));
    says("motion.unknown_vote", &night, adopt(by_vote("x")));
    says("motion.vote_differs", &night, adopt(How::Vote { vote: "yes".into(), question: 1 }));
    says("motion.outcome_differs", &night, adopt(by_vote("no")));
    says("motion.outcome_differs", &night, reject(by_vote("yes")));
    let mut called = night.clone();
    let mut open = called.state.vote.get(&"yes".into()).unwrap().call.as_ref().clone();
    called
        .record(&sec, Event::Vote(vote::Event::Called { vote: "open".into(), call: open.clone() }))
        .unwrap();
    says("motion.vote_not_declared", &called, adopt(by_vote("open")));
    open.questions[0].answers = vote::Answers::Choose {
        options: ["a", "b", "c"]
            .map(|id| vote::Choice { id: id.into(), name: id.into(), note: None })
            .into(),
        at_least: 0,
        at_most: 1,
        seats: 1,
    };
    open.purpose = "officers".into();
    called
        .record(&sec, Event::Vote(vote::Event::Called { vote: "who".into(), call: open }))
        .unwrap();
    hold(&mut called, "who", 45, &marks(45, &[&[40, 5, 0]]));
    says("motion.vote_differs", &called, adopt(by_vote("who")));
    let of_others = of(E::DecidedTogether {
        motions: ["m".into(), "o".into()].into(),
        adopted: true,
        how: consent(),
    });
    says("motion.another_body", &elsewhere, of_others);

    // Amendments.
    let lines_of = |place, text: &str| amended("m", "a", place, text);
    for place in [at(0, 1), at(2, 1), at(1, 6), Place::After { line: 6 }] {
        says("motion.lines_out_of_range", &night, lines_of(place, "x"));
    }
    says("motion.text_missing", &night, lines_of(Place::After { line: 1 }, "\n"));
    says("motion.text_too_long", &night, lines_of(at(1, 1), &"ộ".repeat(15_001)));
    let own = motion(&night, "m").lines[2].text.clone();
    says("motion.changes_nothing", &night, lines_of(at(3, 3), &format!(" {own}\n")));
    for (by, reason, code) in
        [("", "x", "motion.mover_missing"), ("x", " ", "motion.reason_missing")]
    {
        let event = E::Amended {
            motion: "m".into(),
            amendment: "a".into(),
            place: at(1, 1),
            text: "x".into(),
            reason: reason.into(),
            by: by.into(),
        };
        says(code, &night, of(event));
    }
    let accept = |id: &str| of(E::AmendmentAccepted { motion: "m".into(), amendment: id.into() });
    says("motion.unknown_amendment", &night, accept("a"));
    let sec = secretary();
    night.record(&sec, lines_of(at(1, 2), "x")).unwrap();
    says("motion.amended_twice", &night, lines_of(at(3, 3), "x"));
    says("motion.amendments_are_open", &night, adopt(by_vote("yes")));
    says("motion.amendment_is_open", &night, reopen(Some("a"), "x"));
    night.record(&sec, amended("m", "b", at(2, 3), "y")).unwrap();
    night.record(&sec, accept("a")).unwrap();
    says("motion.amendment_decided", &night, accept("a"));
    says("motion.amendments_overlap", &night, accept("b"));
    says("motion.amendments_overlap", &night, adopts("b", consent()));
    says("motion.reason_missing", &night, reopen(Some("a"), ""));
    let withdrawn =
        E::AmendmentWithdrawn { motion: "m".into(), amendment: "b".into(), reason: reason() };
    says("motion.reason_missing", &night, of(withdrawn));
    let mut many = night.clone();
    for number in 0..498 {
        let id = format!("n-{number}");
        many.record(&sec, amended("m", &id, at(1, 1), "z")).unwrap();
    }
    says("motion.too_many_amendments", &many, amended("m", "last", at(1, 1), "z"));
    // Nothing is left to adopt.
    let mut bare = admitted();
    bare.record(&sec, lines_of(at(1, 5), "")).unwrap();
    bare.record(&sec, accept("a")).unwrap();
    says("motion.text_missing", &bare, adopt(by_vote("yes")));

    // Several at once.
    let together = |ids: &[&str]| {
        let motions = ids.iter().map(|id| (*id).into()).collect();
        of(E::DecidedTogether { motions, adopted: true, how: consent() })
    };
    says("motion.block_out_of_range", &night, together(&["m"]));
    says("motion.named_twice", &night, together(&["m", "m"]));
    let mut mixed = admitted();
    says("motion.unknown", &mixed, together(&["m", "x"]));
    mixed.record(&sec, moved("c", |moved| moved.closed = true)).unwrap();
    mixed.record(&sec, admit("c")).unwrap();
    says("motion.closed_differs", &mixed, together(&["m", "c"]));
    mixed.record(&sec, moved("n", |_| {})).unwrap();
    says("motion.not_now", &mixed, together(&["m", "n"]));

    // A public motion does not rest on a closed vote.
    let mut hidden = admitted();
    let mut call = hidden.state.vote.get(&"yes".into()).unwrap().call.as_ref().clone();
    let rules = dienhong_packs::rules("vn").unwrap();
    let (purpose, _) = rules
        .votes
        .iter()
        .find(|(id, rule)| {
            rule.is_closed() && rule.allows(vote::Way::Paper, false) && id.as_str() != "confidence"
        })
        .unwrap();
    (call.purpose, call.closed) = (purpose.clone(), true);
    hidden.record(&sec, Event::Vote(vote::Event::Called { vote: "secret".into(), call })).unwrap();
    met.refuses("motion.vote_is_closed", &hidden, |n| n.record(&sec, adopt(by_vote("secret"))));
    met.all_of("motion");
}

#[test]
fn a_whole_life_of_motions_is_lawful() {
    let mut night = council();
    motions::everything(&mut night);
    let own = motion(&night, "m-1");
    assert_eq!(own.step, Step::Adopted);
    assert!(own.text_now().contains("Báo cáo được công khai."));
    let first = own.amendment(&"a-1".into()).unwrap();
    assert_eq!(own.overlapping(first).count(), 0, "the other one was rejected");
}
