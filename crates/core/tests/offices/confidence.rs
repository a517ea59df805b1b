//! The refusals of votes of confidence.

use super::*;
use dienhong_core::{
    confidence::{Event as C, Plan, Why},
    people,
    rules::Rules,
    vote::{Answers, Event as V},
};

type Change = fn(&mut Plan);

fn with(change: Change) -> Event {
    let mut plan = plan("assembly");
    change(&mut plan);
    of_rounds(C::RoundOpened { round: "r".into(), plan: Box::new(plan) })
}

fn second(person: &str, ground: Ground, on: &str) -> Command {
    Command::Confidence(confidence::Command::Second {
        round: "r".into(),
        person: person.into(),
        ground,
        document: document(on),
        ask: ask("w"),
        members: super::n(60),
    })
}

fn left(person: &str, number: &str, on: &str) -> Event {
    let document = vote::Document { number: number.into(), on: day(on) };
    let person = person.into();
    of_rounds(C::SubjectLeft { round: "r".into(), person, why: Why::LeftPost, document })
}

fn resigned(person: &str) -> Event {
    let document = document("2026-06-01");
    of_rounds(C::Resigned { round: "r".into(), person: person.into(), document })
}

fn relief(person: &str) -> Event {
    let document = document("2026-06-01");
    of_rounds(C::ReliefProposed { round: "r".into(), person: person.into(), document })
}

fn read() -> Event {
    of_rounds(C::ReportsRead { round: "r".into() })
}

fn on_paper(members: u64) -> Event {
    of_rounds(C::ReadersStated { round: "r".into(), members: n(members) })
}

/// The survey is called with a paper that somebody changed.
/// What calling the round's vote records, the call changed: the vote, and the round's own record.
fn changed(night: &Night, change: impl FnOnce(&mut vote::Call)) -> Vec<Event> {
    let head = dienhong_core::Head {
        at: night.now,
        by: people::By::Officer("hd-sec".into()),
        body: Some(COUNCIL.into()),
        unit: None,
    };
    let decided = night.state.decide(&head, survey("r", "v")).unwrap().into_iter();
    let mut events: Vec<Event> = decided.map(|decided| decided.event).collect();
    if let Some(Event::Vote(V::Called { call, .. })) = events.first_mut() {
        change(call);
    }
    events
}

fn changed_call(night: &mut Night, change: impl FnOnce(&mut vote::Call)) -> Answer {
    let events = changed(night, change);
    night.ask(&secretary(), Command::Record(events))
}

pub fn refusals(met: &mut Met) {
    opening(met);
    reporting(met);
    following(met);
}

fn opening(met: &mut Met) {
    let mut night = council();
    let sec = secretary();
    let mut opens = |code, night: &Night, event: Event| {
        met.refuses(code, night, |n| n.record(&sec, event));
    };
    opens("confidence.title_missing", &night, with(|plan| plan.title = " ".into()));
    opens("confidence.not_held_here", &night, with(|plan| plan.kind = "club".into()));
    opens("confidence.is_public", &night, with(|plan| plan.closed = true));
    opens("confidence.is_closed", &night, with(|plan| plan.kind = "party".into()));
    opens("confidence.unknown_assembly", &night, with(|plan| plan.assembly = Some("X".into())));
    opens("confidence.year_out_of_range", &night, with(|plan| plan.year_of_term = 0));
    opens("confidence.year_out_of_range", &night, with(|plan| plan.year = 2025));
    opens("confidence.people_out_of_range", &night, with(|plan| plan.subjects.clear()));
    opens("confidence.person_nameless", &night, with(|plan| plan.subjects[1].post = "".into()));
    opens("confidence.person_nameless", &night, with(|plan| plan.excluded[0].name = "".into()));
    opens("confidence.person_twice", &night, with(|plan| plan.subjects[1].id = "p-1".into()));
    opens("confidence.document_missing", &night, with(|plan| plan.document.number = "".into()));
    opens(
        "confidence.day_in_the_future",
        &night,
        with(|plan| {
            plan.document.on = day("2026-06-02");
        }),
    );
    opens("confidence.unknown_round", &night, read());
    met.refuses("people.no_right", &night, |n| n.record(&member(1), opened("r", "assembly")));
    // Rules that count surveys and hold none, as packs were before.
    let mut rules: Rules = dienhong_packs::rules("vn").unwrap();
    let surveys = rules.confidence.as_mut().unwrap();
    surveys.surveys.values_mut().for_each(|rule| rule.purpose = None);
    let mut before = Night::begun(rules);
    let body = body(COUNCIL, "council", None, None);
    before.staff(None, &body, "hd-sec", "secretary");
    before.at("2026-06-01 08:00");
    met.refuses("confidence.not_held_here", &before, |n| {
        n.record(&secretary(), opened("r", "assembly"))
    });
    night.record(&secretary(), opened("r", "assembly")).unwrap();
    met.refuses("confidence.opened_twice", &night, |n| {
        n.record(&secretary(), opened("r", "assembly"))
    });
}

fn reporting(met: &mut Met) {
    let mut night = council();
    let sec = secretary();
    night.record(&sec, opened("r", "assembly")).unwrap();
    // A secretary of another body of the same unit.
    let of = body("other", "council", Some("38"), None);
    night.staff(Some(keeper()), &of, "sec-2", "secretary");
    let stranger = Who { officer: "sec-2".into(), body: "other".into() };
    met.refuses("confidence.another_body", &night, |n| n.record(&stranger, reported("r", "p-1")));
    met.refuses("confidence.unknown_person", &night, |n| n.record(&sec, reported("r", "p-9")));
    met.refuses("confidence.unknown_person", &night, |n| {
        n.record(&sec, left("p-9", "1", "2026-06-01"))
    });
    met.refuses("confidence.document_missing", &night, |n| {
        n.record(&sec, left("p-1", " ", "2026-06-01"))
    });
    let mut one = night.clone();
    one.record(&sec, left("p-1", "1", "2026-06-01")).unwrap();
    met.refuses("confidence.unknown_person", &one, |n| n.record(&sec, reported("r", "p-1")));
    one.record(&sec, left("p-2", "1", "2026-06-01")).unwrap();
    met.refuses("confidence.people_out_of_range", &one, |n| {
        n.record(&sec, left("p-3", "1", "2026-06-01"))
    });
    met.refuses("confidence.report_missing", &night, |n| {
        n.record(&sec, given_out("r", "2026-06-01"))
    });
    met.refuses("confidence.report_missing", &night, |n| n.ask(&sec, survey("r", "v")));
    met.refuses("people.no_right", &night, |n| n.record(&member(1), reported("r", "p-1")));
    met.refuses("confidence.reports_not_given_out", &night, |n| n.record(&member(1), read()));
    for subject in subjects() {
        night.record(&sec, reported("r", &subject.id)).unwrap();
    }
    met.refuses("confidence.reports_not_given_out", &night, |n| n.ask(&sec, survey("r", "v")));
    met.refuses("confidence.day_in_the_future", &night, |n| {
        n.record(&sec, given_out("r", "2026-06-02"))
    });
    night.record(&sec, given_out("r", "2026-06-01")).unwrap();
    met.refuses("confidence.reports_are_out", &night, |n| {
        n.record(&sec, given_out("r", "2026-06-01"))
    });
    met.refuses("confidence.reports_are_out", &night, |n| n.record(&sec, reported("r", "p-1")));
    met.refuses("confidence.not_a_member", &night, |n| n.record(&stranger, read()));
    met.refuses("confidence.not_a_member", &night, |n| {
        n.ask_as(None, Command::Record(vec![read()]))
    });
    night.record(&member(1), read()).unwrap();
    met.refuses("confidence.read_twice", &night, |n| n.record(&member(1), read()));
    met.refuses("confidence.readers_over_members", &night, |n| n.record(&sec, on_paper(60)));
    night.record(&sec, on_paper(59)).unwrap();
    met.refuses("confidence.readers_over_members", &night, |n| n.record(&member(2), read()));

    met.refuses("confidence.vote_differs", &night, |n| {
        changed_call(n, |call| {
            if let Answers::Levels { people, .. } = &mut call.questions[0].answers {
                people.swap(0, 1);
            }
        })
    });
    met.refuses("confidence.vote_differs", &night, |n| {
        changed_call(n, |call| {
            if let Answers::Levels { levels, .. } = &mut call.questions[0].answers {
                levels.pop();
            }
        })
    });
    met.refuses("confidence.vote_differs", &night, |n| {
        changed_call(n, |call| call.purpose = "officers".into())
    });
    let unknown = C::VoteCalled { round: "r".into(), vote: "nowhere".into() };
    met.refuses("vote.unknown", &night, |n| n.record(&sec, of_rounds(unknown)));
    let mut alone = night.clone();
    let called = changed(&night, |_| {}).remove(0);
    alone.record(&sec, called).unwrap();
    night.ask(&sec, survey("r", "v")).unwrap();
    met.refuses("confidence.called_twice", &night, |n| n.ask(&sec, survey("r", "v-2")));
    met.refuses("confidence.called_twice", &night, |n| {
        n.record(&sec, left("p-1", "1", "2026-06-01"))
    });
    let channel = || vote::ChannelId::from("hall");
    let members = (1..=3).map(|of| member(of).officer.as_str().into()).collect();
    let chosen = V::CommitteeChosen { vote: "v".into(), channel: channel(), members };
    let printed = V::PapersPrinted { vote: "v".into(), channel: channel(), printed: n(60) };
    let present = [(channel(), n(60))].into();
    let opens = V::Opened { vote: "v".into(), summoned: n(60), present, until: None };
    let opens = Event::Vote(opens);
    for event in [chosen, printed].map(Event::Vote) {
        night.record(&sec, event.clone()).unwrap();
        alone.record(&sec, event).unwrap();
    }
    // A survey that no round has called never opens.
    alone.at("2026-06-21 08:00");
    met.refuses("confidence.outside_a_round", &alone, |n| n.record(&sec, opens.clone()));
    // 20 days are not over on the 20th.
    night.at("2026-06-20 23:00");
    met.refuses("confidence.reports_too_late", &night, |n| n.record(&sec, opens.clone()));
    night.at("2026-06-21 08:00");
    night.record(&sec, opens).unwrap();
}

fn following(met: &mut Met) {
    let mut night = reported_round("assembly");
    let sec = secretary();
    met.refuses("confidence.not_declared", &night, |n| n.record(&sec, resigned("p-2")));
    met.refuses("confidence.not_declared", &night, |n| {
        n.ask(&sec, second("p-2", Ground::Survey, "2026-06-01"))
    });
    met.refuses("confidence.unknown_person", &night, |n| {
        n.ask(&sec, second("p-9", Ground::Survey, "2026-06-01"))
    });
    // A third of all may demand it before the survey too.
    met.refuses("confidence.too_few_signed", &night, |n| {
        n.ask(&sec, second("p-1", Ground::Members { signed: super::n(19) }, "2026-06-01"))
    });
    met.refuses("confidence.too_few_signed", &night, |n| {
        n.ask(&sec, second("p-1", Ground::Members { signed: super::n(61) }, "2026-06-01"))
    });
    let nameless = Ground::Body { name: " ".into() };
    met.refuses("confidence.body_missing", &night, |n| {
        n.ask(&sec, second("p-1", nameless, "2026-06-01"))
    });
    met.refuses("confidence.day_in_the_future", &night, |n| {
        n.ask(&sec, second("p-1", Ground::Members { signed: super::n(20) }, "2026-07-01"))
    });
    let mut demanded = night.clone();
    let by_a_third = second("p-1", Ground::Members { signed: super::n(20) }, "2026-06-01");
    demanded.ask(&sec, by_a_third.clone()).unwrap();
    met.refuses("vote.called_twice", &demanded, |n| n.ask(&sec, by_a_third));
    let again = Command::Confidence(confidence::Command::Second {
        round: "r".into(),
        person: "p-1".into(),
        ground: Ground::Members { signed: super::n(20) },
        document: document("2026-06-01"),
        ask: ask("w-2"),
        members: super::n(60),
    });
    met.refuses("confidence.called_twice", &demanded, |n| n.ask(&sec, again));
    let party = reported_round("party");
    met.refuses("confidence.members_demand_nothing", &party, |n| {
        n.ask(&sec, second("p-1", Ground::Members { signed: super::n(60) }, "2026-06-01"))
    });
    // The survey's own vote is no second one.
    let same = C::SecondVoteCalled {
        round: "r".into(),
        person: "p-1".into(),
        vote: "v".into(),
        ground: Ground::Members { signed: n(20) },
        document: document("2026-06-01"),
    };
    met.refuses("confidence.vote_differs", &night, |n| n.record(&sec, of_rounds(same)));

    hold(&mut night, "v", 60, &marks(60, &[&[40, 15, 5], &[10, 18, 31], &[10, 10, 40]]));
    met.refuses("confidence.no_ground", &night, |n| n.record(&sec, resigned("p-1")));
    met.refuses("confidence.no_ground", &night, |n| n.record(&sec, relief("p-2")));
    met.refuses("confidence.no_ground", &night, |n| {
        n.ask(&sec, second("p-3", Ground::Survey, "2026-06-01"))
    });
    night.record(&sec, resigned("p-2")).unwrap();
    met.refuses("confidence.taken_twice", &night, |n| n.record(&sec, resigned("p-2")));
    night.record(&sec, relief("p-3")).unwrap();
    met.refuses("confidence.taken_twice", &night, |n| n.record(&sec, relief("p-3")));
}
