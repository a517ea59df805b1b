#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Meetings at many sites: a conference from its convening to its end, who is there, who speaks and why, what a
//! site that was cut off brings back, and every refusal.

mod common;
mod met;
mod office;

use common::{Night, Who, blob, kinds, n};
use dienhong_core::{
    Command, Event, State,
    assembly::{
        Because, Event as G, HeldAct, Key, Kind, Left, Mark, Meeting, Outcome, Per, Plan, Presence,
        Quota, Reach, SiteId, Step, Visibility, Words,
    },
    people::By,
    vote,
};
use dienhong_journal::Millis;
use met::Met;
use office::{meeting::*, secretary};

#[path = "assembly/floor.rs"]
mod floor;
#[path = "assembly/order.rs"]
mod order;
#[path = "assembly/refusals.rs"]
mod refusals;
#[path = "assembly/returns.rs"]
mod returns;
#[path = "assembly/votes.rs"]
mod votes;

fn says(night: &mut Night, who: &Who, events: impl IntoIterator<Item = G>) {
    for event in events {
        tell(night, who, event).unwrap();
    }
}

#[test]
fn a_conference_goes_from_its_convening_to_its_end() {
    let mut night = prepared(|_| {});
    let (sec, chair) = (secretary(), chair());
    assert_eq!(meeting(&night).step(), Step::Planned);
    says(&mut night, &sec, [here(1..=11), marked([mark(12, Presence::Excused)])]);
    night.at("2026-06-01 09:00");
    says(&mut night, &chair, [opened(), begun("a")]);
    says(&mut night, &sec, [asked("a", 4, Kind::Speech)]);
    seconds(&mut night, 1);
    says(&mut night, &sec, [asked("a", 1, Kind::Speech)]);
    says(&mut night, &chair, [speaks(4, 300)]);
    minutes(&mut night, 4);
    by_link(&mut night, stops()).unwrap();
    says(&mut night, &chair, [speaks(1, 300), stops()]);
    night.ask(&sec, put_vote("a", "v")).unwrap();
    night.record(&sec, Event::Vote(answers("v", 1, 0))).unwrap();
    night.record(&sec, Event::Vote(vote::Event::Closed { vote: "v".into() })).unwrap();
    let until = Millis::new(night.now.get() + 900_000);
    says(
        &mut night,
        &chair,
        [
            noted(1, Some("a"), "Thống nhất như dự thảo"),
            ended("a"),
            G::Recessed { meeting: id(), until },
            G::WentOn { meeting: id() },
            begun("a-1"),
            ended("a-1"),
            begun("b"),
            ended("b"),
            G::Closed { meeting: id() },
        ],
    );
    let meeting = meeting(&night);
    assert_eq!(meeting.step(), Step::Closed);
    assert_eq!(meeting.quorate.iter().map(|(_, enough)| *enough).collect::<Vec<_>>(), [true]);
    let spoke: Vec<_> =
        meeting.speeches.iter().map(|of| (of.delegate, of.spent(night.now))).collect();
    assert_eq!(spoke, [(4, 240_000), (1, 0)]);
    let replayed = replay(&night);
    assert_eq!(
        format!("{:?}", replayed.assembly.get(&id())),
        format!("{:?}", night.state.assembly.get(&id()))
    );
}

/// The fold of all that happened, each record lawful where it stands.
fn replay(night: &Night) -> State {
    let mut state = State::default();
    for (head, event) in &night.records {
        assert_eq!(state.lawful(head, event), Ok(()), "{}", event.kind());
        state.apply(head, event);
    }
    state
}

fn enough(night: &Night) -> bool {
    meeting(night).is_quorate()
}

#[test]
fn enough_are_there_by_people_and_by_sites_and_a_lost_line_counts_for_nobody() {
    let mut night = prepared(|plan| plan.quorum = Some(quorum("1/2")));
    let sec = secretary();
    let come = |night: &mut Night, numbers: &[u32]| {
        tell(night, &secretary(), here(numbers.iter().copied())).unwrap();
        let coming = meeting(night).coming();
        (coming.here.heads, coming.sites_here, coming.enough)
    };
    // More than half of twelve people, and two of four sites only.
    assert_eq!(come(&mut night, &[1, 2, 3, 4, 5, 6]), (6, 2, false));
    // Seven, but the third site has one of three.
    assert_eq!(come(&mut night, &[7]), (7, 2, false));
    assert_eq!(come(&mut night, &[8]), (8, 3, true));
    night.at("2026-06-01 09:00");
    says(&mut night, &chair(), [opened(), begun("a"), asked("a", 1, Kind::Speech)]);
    let start = night.now;
    minutes(&mut night, 5);
    let gone = lost(&night, "xa-2", 0);
    says(&mut night, &site_keeper(2), [gone]);
    assert!(!enough(&night));
    assert_eq!(tell(&mut night, &chair(), speaks(1, 60)), Err("assembly.no_quorum"));
    assert_eq!(night.ask(&sec, put_vote("a", "v")), Err("assembly.no_quorum"));
    minutes(&mut night, 5);
    says(&mut night, &site_keeper(2), [back("xa-2")]);
    assert!(enough(&night));
    says(&mut night, &chair(), [speaks(1, 60), stops()]);
    night.ask(&sec, put_vote("a", "v")).unwrap();
    let minute = |of: Millis| (of.get() - start.get()) / 60_000;
    let told: Vec<_> = meeting(&night).quorate.iter().map(|(at, of)| (minute(*at), *of)).collect();
    assert_eq!(told, [(0, true), (5, false), (10, true)]);
    // One who leaves breaks it, too.
    says(&mut night, &sec, [marked([mark(8, Presence::Left)])]);
    assert!(!enough(&night));
}

#[test]
fn guests_take_part_and_do_not_count() {
    let mut night = prepared(|_| {});
    let coming = |night: &Night| meeting(night).coming();
    assert_eq!(coming(&night).expected.heads, 12);
    let six = here([1, 2, 3, 4, 5, 6, 13]);
    says(&mut night, &secretary(), [six]);
    assert_eq!((coming(&night).here.heads, coming(&night).enough), (6, false));
    says(&mut night, &secretary(), [here([7]), opened(), begun("a")]);
    says(&mut night, &secretary(), [asked("a", 13, Kind::Speech), speaks(13, 60), stops()]);
    night.ask(&secretary(), put_vote("a", "v")).unwrap_err();
    says(&mut night, &secretary(), [here([8])]);
    night.ask(&secretary(), put_vote("a", "v")).unwrap();
    let voters = &night.state.vote.get(&"v".into()).unwrap().voters;
    assert_eq!(voters.keys().copied().collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
}

#[test]
fn two_who_act_at_once_do_not_undo_each_other() {
    let mut night = on(|_| {});
    says(&mut night, &secretary(), [asked("a", 1, Kind::Speech), asked("a", 4, Kind::Speech)]);
    // Both saw the same page: the second is told what has happened.
    says(&mut night, &chair(), [speaks(1, 60)]);
    assert_eq!(tell(&mut night, &secretary(), speaks(4, 60)), Err("assembly.somebody_speaks"));
    says(&mut night, &secretary(), [noted(1, None, "Khai mạc")]);
    let second = tell(&mut night, &chair(), noted(1, None, "Khai mạc"));
    assert_eq!(second, Err("assembly.note_number_differs"));
    let passed = || G::ChairPassed {
        meeting: id(),
        to: deputy().officer.as_str().into(),
        reason: "Rớt mạng".into(),
    };
    says(&mut night, &deputy(), [passed()]);
    assert_eq!(tell(&mut night, &secretary(), passed()), Err("assembly.has_the_chair"));
    // Who passed the chair on runs nothing any more; who took it does.
    assert_eq!(
        tell(&mut night, &chair(), stops()),
        Ok(vec![of(stops())]),
        "stops their own speech"
    );
    assert_eq!(tell(&mut night, &chair(), speaks(4, 60)), Err("assembly.does_not_run_it"));
    says(&mut night, &deputy(), [speaks(4, 60)]);
}

#[test]
fn nobody_is_at_two_sites() {
    let mut night = on(|_| {});
    let counts = |night: &Night| {
        let at = |site: &str| meeting(night).sites[&SiteId::from(site)].here.heads;
        (at("xa-1"), at("xa-2"))
    };
    assert_eq!(
        tell(&mut night, &site_keeper(2), at(4, "xa-2", false)),
        Err("assembly.is_elsewhere")
    );
    says(&mut night, &site_keeper(2), [at(4, "xa-2", true)]);
    assert_eq!(counts(&night), (2, 4));
    assert_eq!(meeting(&night).site_of(4), Some(&"xa-2".into()));
    // Where they are listed they are not marked as gone: they are elsewhere.
    let gone = || Mark { site: Some("xa-1".into()), ..mark(4, Presence::Absent) };
    assert_eq!(tell(&mut night, &site_keeper(1), marked([gone()])), Err("assembly.is_elsewhere"));
    // Nor does who keeps another site mark away who is there.
    let away = Mark { site: Some("xa-2".into()), ..mark(10, Presence::Left) };
    assert_eq!(tell(&mut night, &site_keeper(2), marked([away])), Err("assembly.is_elsewhere"));
    by_link(&mut night, marked([mark(4, Presence::Left)])).unwrap();
    assert_eq!(counts(&night), (2, 3));
    says(&mut night, &site_keeper(1), [here([4])]);
    assert_eq!(counts(&night), (3, 3));
}

#[test]
fn items_are_numbered_from_the_top_as_the_plan_says() {
    let numbers = |night: &Night| {
        let agenda = meeting(night).agenda();
        agenda.iter().map(|(number, of)| format!("{number} {}", of.item.id)).collect::<Vec<_>>()
    };
    let mut night = prepared(|_| {});
    assert_eq!(numbers(&night), ["Mục I a", "Mục I.1 a-1", "Mục II b"]);
    says(
        &mut night,
        &secretary(),
        [
            item("a-2", |item| item.parent = Some("a".into())),
            item("a-2-1", |item| item.parent = Some("a-2".into())),
            G::AgendaOrdered {
                meeting: id(),
                order: ["b", "a-2", "a-1", "a", "a-2-1"].map(Into::into).into(),
            },
        ],
    );
    assert_eq!(
        numbers(&night),
        ["Mục I b", "Mục II a", "Mục II.1 a-2", "Mục II.1.1 a-2-1", "Mục II.2 a-1"]
    );
    let plain = prepared(|plan| plan.numbering = dienhong_core::assembly::Numbering::default());
    assert_eq!(numbers(&plain), ["1 a", "1.1 a-1", "2 b"]);
    let mut many = prepared(|plan| plan.numbering.prefix = String::new());
    for at in 3..=49 {
        says(&mut many, &secretary(), [item(&format!("i-{at:02}"), |_| {})]);
    }
    let at = |place: usize| numbers(&many)[place].clone();
    assert_eq!(
        (at(4), at(9), at(14), at(41), at(49)),
        (
            "IV i-04".into(),
            "IX i-09".into(),
            "XIV i-14".into(),
            "XLI i-41".into(),
            "XLIX i-49".into(),
        )
    );
}

#[test]
fn a_site_goes_on_by_itself_once_the_meeting_is_closed() {
    let mut night = on(|_| {});
    let goes_on = |kind: &str| {
        let continues = Some(continues(M, "xa-1"));
        let follows = Some(id());
        G::Convened { meeting: "xa".into(), plan: Plan { continues, follows, ..plan(kind) } }
    };
    assert_eq!(tell(&mut night, &secretary(), goes_on("briefing")), Err("assembly.still_goes_on"));
    says(&mut night, &secretary(), [ended("a"), G::Closed { meeting: id() }, goes_on("briefing")]);
    let own = night.state.assembly.continued(&id()).map(|of| of.id.clone()).collect::<Vec<_>>();
    assert_eq!(own, ["xa".into()]);
}

#[test]
fn all_records_of_a_meeting_are_closed_or_none_and_nothing_public_rests_on_a_closed_one() {
    for closed in [false, true] {
        let mut night = on(|plan| plan.closed = closed);
        let hidden = item("b", |item| item.visibility = Visibility::Hidden);
        assert_eq!(tell(&mut night, &secretary(), hidden).is_ok(), closed, "open words");
        says(&mut night, &chair(), [ended("a"), G::Closed { meeting: id() }]);
        let mut state = State::default();
        for (head, event) in &night.records {
            if matches!(event, Event::Assembly(_)) {
                assert_eq!(event.closed(&state), closed, "{}", event.kind());
            }
            state.apply(head, event);
        }
        for public in [true, false] {
            let mut night = night.clone();
            let next = |follows, continues| G::Convened {
                meeting: "next".into(),
                plan: Plan { closed: !public, follows, continues, ..plan("conference") },
            };
            let ways = [next(Some(id()), None), next(None, Some(continues(M, "xa-1")))];
            for way in ways {
                let answer = tell(&mut night.clone(), &secretary(), way).map(drop);
                let refused = closed && public;
                let expected = if refused { Err("assembly.rests_on_closed") } else { Ok(()) };
                assert_eq!(answer, expected, "{closed} {public}");
            }
            // A vote is as public as the meeting in which it is taken.
            night.at("2026-06-02 08:00");
        }
    }
}

#[test]
fn what_is_told_to_those_who_meet_alone_is_sealed_in_a_public_meeting() {
    let mut night = on(|_| {});
    let sealed = |item: &mut dienhong_core::assembly::Item| {
        (item.visibility, item.title) = (Visibility::Internal, Words::Sealed(office::salted(1)));
    };
    says(&mut night, &secretary(), [item("s", sealed)]);
    let note = |item: Option<&str>, words| G::Noted {
        meeting: id(),
        number: 1,
        item: item.map(Into::into),
        note: dienhong_core::assembly::Note::Said,
        words,
    };
    let (open, seal) = (|| Words::Open("Đã nói".into()), || Words::Sealed(office::salted(2)));
    let differs = Err("assembly.words_not_sealed_alike");
    let fits = |event| tell(&mut night.clone(), &secretary(), event).map(drop);
    assert_eq!(fits(note(Some("s"), open())), differs);
    assert_eq!(fits(note(Some("s"), seal())), Ok(()));
    assert_eq!(fits(note(Some("a"), seal())), differs);
    assert_eq!(fits(note(None, open())), Ok(()));
}

#[test]
fn a_paper_that_was_withdrawn_may_be_given_again_and_withdrawn_again() {
    let mut night = prepared(|_| {});
    let given = || G::PaperGiven { meeting: id(), paper: refusals::paper(|_| {}) };
    let withdrawn =
        || G::PaperWithdrawn { meeting: id(), blob: blob(), reason: "Nhầm bản".into() };
    says(&mut night, &secretary(), [given(), withdrawn(), given(), withdrawn()]);
    assert!(meeting(&night).papers.iter().all(|given| given.withdrawn.is_some()));
}

#[test]
fn the_scene_of_the_whole_night_has_every_kind_of_record_in_public_and_not() {
    let mut night = Night::vietnam();
    office::seat_the_council(&mut night);
    let before = night.records.len();
    everything(&mut night);
    let mut state = State::default();
    let mut seen = [std::collections::BTreeSet::new(), std::collections::BTreeSet::new()];
    for (at, (head, event)) in night.records.iter().enumerate() {
        if at >= before && event.kind().starts_with("assembly.") {
            seen[usize::from(event.closed(&state))].insert(event.kind());
        }
        state.apply(head, event);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(
        seen[0].len(),
        kinds(&night).iter().filter(|of| of.starts_with("assembly.")).count()
    );
}
