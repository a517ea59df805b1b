//! What a site that was cut off brings back.

use super::*;

fn outcomes(night: &Night, site: &str) -> Vec<(String, u32, Outcome)> {
    let of = &meeting(night).sites[&SiteId::from(site)];
    let (_, taken) = of.returned.last().unwrap();
    taken.iter().map(|one| (one.act.clone(), one.delegate, one.outcome.clone())).collect()
}

fn told(act: &str, delegate: u32, outcome: Outcome) -> (String, u32, Outcome) {
    (act.into(), delegate, outcome)
}

fn refused(code: &str) -> Outcome {
    Outcome::Refused(code.into())
}

fn ask(delegate: u32, item: &str) -> HeldAct {
    HeldAct::Ask { item: item.into(), delegate, about: Kind::Speech }
}

#[test]
fn twelve_minutes_of_a_discussion_come_back_merged_late_or_refused() {
    let mut night = on(|_| {});
    says(&mut night, &site_keeper(2), [asked("a", 7, Kind::Speech)]);
    let cut_off = lost(&night, "xa-2", 10);
    says(&mut night, &secretary(), [cut_off]);
    let before = Millis::new(night.now.get() - 60_000);
    let first = night.now;
    minutes(&mut night, 3);
    says(&mut night, &chair(), [asked("a", 1, Kind::Speech), speaks(1, 120)]);
    minutes(&mut night, 2);
    says(&mut night, &chair(), [stops()]);
    let second = night.now;
    // The main site heard by telephone that one has left.
    says(&mut night, &secretary(), [marked([mark(9, Presence::Left)])]);
    minutes(&mut night, 7);
    let acts = vec![
        held(first, ask(8, "a")),
        held(second, ask(9, "a")),
        held(first, HeldAct::Mark(mark(9, Presence::Here))),
        held(second, HeldAct::Mark(mark(8, Presence::Left))),
        held(second, HeldAct::Withdraw { item: "a".into(), delegate: 7 }),
        held(second, HeldAct::Withdraw { item: "a".into(), delegate: 7 }),
        held(second, ask(7, "a")),
        held(before, HeldAct::Withdraw { item: "a".into(), delegate: 7 }),
        held(before, ask(8, "b")),
        held(second, ask(99, "a")),
        held(second, ask(4, "b")),
    ];
    night.ask(&site_keeper(2), returned("xa-2", acts)).unwrap();
    assert_eq!(
        outcomes(&night, "xa-2"),
        [
            told("ask", 8, Outcome::Late),
            told("ask", 9, refused("assembly.is_not_here")),
            told("mark", 9, refused("assembly.marked_since")),
            told("mark", 8, Outcome::Merged),
            told("withdraw", 7, Outcome::Merged),
            told("withdraw", 7, refused("assembly.does_not_wait")),
            told("ask", 7, Outcome::Merged),
            told("withdraw", 7, refused("assembly.did_not_happen_then")),
            told("ask", 8, refused("assembly.did_not_happen_then")),
            told("ask", 99, refused("assembly.unknown_delegate")),
            told("ask", 4, refused("assembly.does_not_run_it")),
        ]
    );
    let meeting = meeting(&night);
    assert_eq!(meeting.sites[&SiteId::from("xa-2")].lost(), None);
    // Who asked while the others did not hear it stands by the time of asking.
    let times: Vec<_> =
        meeting.queue(&"a".into()).iter().map(|of| (of.asked.delegate, of.asked.at)).collect();
    assert_eq!(times, [(8, first), (7, second)]);
    replay(&night);
}

#[test]
fn answers_and_marks_of_a_vote_come_back_while_it_is_open_and_are_refused_afterwards() {
    let mut night = on(|_| {});
    night.ask(&secretary(), put_vote("a", "v")).unwrap();
    minutes(&mut night, 1);
    let cut_off = lost(&night, "xa-2", 0);
    says(&mut night, &secretary(), [cut_off]);
    let then = night.now;
    let answer = |seat| HeldAct::Answer {
        vote: "v".into(),
        line: 0,
        seat,
        parts: vec![common::votes::marks(1, &[0])],
    };
    minutes(&mut night, 12);
    let acts = || vec![held(then, answer(7)), held(then, answer(4)), held(then, answer(99))];
    let mut in_time = night.clone();
    in_time.ask(&site_keeper(2), returned("xa-2", acts())).unwrap();
    assert_eq!(
        outcomes(&in_time, "xa-2"),
        [
            told("answer", 7, Outcome::Merged),
            // Of another site.
            told("answer", 4, refused("people.no_right")),
            told("answer", 99, refused("vote.unknown_seat")),
        ]
    );
    let answers = |night: &Night| night.state.vote.get(&"v".into()).unwrap().answers.len();
    assert_eq!(answers(&in_time), 1);
    let closed = vote::Event::Closed { vote: "v".into() };
    night.record(&secretary(), Event::Vote(closed)).unwrap();
    night.ask(&site_keeper(2), returned("xa-2", acts())).unwrap();
    assert_eq!(outcomes(&night, "xa-2")[0], told("answer", 7, refused("vote.not_now")));
    assert_eq!(answers(&night), 0);
}

#[test]
fn a_mark_from_before_a_vote_that_was_opened_meanwhile_is_late() {
    let mut night = on(|_| {});
    says(&mut night, &secretary(), [marked([mark(9, Presence::Left)])]);
    minutes(&mut night, 1);
    let cut_off = lost(&night, "xa-2", 0);
    says(&mut night, &secretary(), [cut_off]);
    let then = night.now;
    minutes(&mut night, 2);
    night.ask(&secretary(), put_vote("a", "v")).unwrap();
    let acts = vec![held(then, HeldAct::Mark(mark(9, Presence::Here)))];
    night.ask(&site_keeper(2), returned("xa-2", acts)).unwrap();
    assert_eq!(outcomes(&night, "xa-2"), [told("mark", 9, Outcome::Late)]);
}

#[test]
fn acts_of_two_outages_come_back_together_even_when_the_line_is_back_already() {
    let mut night = on(|_| {});
    let mut times = Vec::new();
    for _outage in 0..2 {
        let cut_off = lost(&night, "xa-2", 0);
        says(&mut night, &secretary(), [cut_off]);
        minutes(&mut night, 1);
        times.push(night.now);
        minutes(&mut night, 1);
        says(&mut night, &secretary(), [back("xa-2")]);
        minutes(&mut night, 1);
        // In between everybody heard it.
        times.push(night.now);
        minutes(&mut night, 1);
    }
    let act = |at: usize, of| held(times[at], ask(of, "a"));
    let acts = vec![act(0, 7), act(1, 8), act(2, 8), act(3, 9)];
    night.ask(&site_keeper(2), returned("xa-2", acts)).unwrap();
    let then = || refused("assembly.did_not_happen_then");
    let merged = || Outcome::Merged;
    let all: Vec<_> = outcomes(&night, "xa-2").into_iter().map(|of| of.2).collect();
    assert_eq!(all, [merged(), then(), merged(), then()]);
}
