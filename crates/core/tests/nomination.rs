#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! From proposal to list: what is refused, what two at once do, the order of lists, and their shares.

mod common;
mod met;

use common::*;
use dienhong_core::{
    Command, Date, Event,
    election::{self, Candidate, Sex, Stage},
    nomination::{self, About, MeetingPlace, Part, PersonId, Proposer, Voted, quotas},
};
use met::Met;
use std::collections::BTreeMap;

/// An election that has its constituencies and nobody on a list.
const NEW: &str = "na-new";

/// On 14 January: constituency 1 with one seat in communes 1 and 2, constituency 2 in commune 3.
fn begun() -> Night {
    let mut night = Night::prepared();
    night.at("2026-01-14 09:00");
    night.call(NEW, "NA", Stage::First, None, "2026-03-15").unwrap();
    night.set(NEW, 1, 1, &["1", "2"]).unwrap();
    night.set(NEW, 2, 1, &["3"]).unwrap();
    night
}

fn person(name: &str, born: Option<i16>) -> Candidate {
    let born = born.map(|year| Date::new(year, 1, 1).unwrap());
    let biography = BTreeMap::from([("ethnicity".to_owned(), "Kinh".to_owned())]);
    Candidate { name: name.into(), born, sex: Some(Sex::Female), biography }
}

fn proposed(id: &str, candidate: Candidate) -> nomination::Event {
    let (election, person, by) = (NEW.into(), id.into(), Proposer::Introduced("Hội thử".into()));
    nomination::Event::Proposed { election, person, candidate: Box::new(candidate), by }
}

fn voted(id: &str, agree: u64, against: u64) -> Voted {
    Voted { person: id.into(), agree: n(agree), against: n(against) }
}

fn held(round: u16, version: u16, on: &str, figures: Vec<Voted>) -> nomination::Event {
    nomination::Event::RoundHeld {
        election: NEW.into(),
        round,
        version,
        on: day(on),
        present: n(50),
        figures,
        document: format!("Biên bản hiệp thương {round}"),
        minutes: None,
        reason: (version > 1).then(|| "Ghi sót".to_owned()),
    }
}

fn met_with(id: &str, unit: &str, on: &str, agree: u64, document: &str) -> nomination::Event {
    nomination::Event::MeetingHeld {
        election: NEW.into(),
        person: id.into(),
        place: MeetingPlace::Residence,
        unit: unit.into(),
        on: day(on),
        present: n(80),
        agree: n(agree),
        against: n(3),
        document: document.into(),
        minutes: None,
    }
}

fn objection(id: &str, objection: u16, received: &str) -> nomination::Event {
    let (election, person, about) = (NEW.into(), id.into(), About::Complaint);
    let received = day(received);
    nomination::Event::ObjectionRecorded { election, person, objection, about, received }
}

fn answered(id: &str, objection: u16, on: &str, document: &str) -> nomination::Event {
    let (election, person, on) = (NEW.into(), id.into(), day(on));
    let document = document.into();
    let upheld = false;
    nomination::Event::ObjectionAnswered { election, person, objection, on, document, upheld }
}

fn withdrawn(id: &str, document: &str, reason: &str) -> nomination::Event {
    let (election, person) = (NEW.into(), id.into());
    let (document, reason) = (document.into(), reason.into());
    nomination::Event::Withdrawn { election, person, document, reason }
}

fn assigned(id: &str, constituency: u16) -> nomination::Event {
    let (election, person, document) = (NEW.into(), id.into(), "Nghị quyết 5".into());
    nomination::Event::Assigned { election, person, constituency, document }
}

fn part(introduces: u64, women: u64) -> Part {
    Part { body: "Hội thử".into(), introduces: n(introduces), women: n(women), minority: n(1) }
}

fn structure(version: u16, parts: Vec<Part>) -> nomination::Event {
    nomination::Event::StructureSet {
        election: NEW.into(),
        version,
        parts,
        document: "Thông báo 3".into(),
        reason: (version > 1).then(|| "Điều chỉnh".to_owned()),
    }
}

fn tell(night: &mut Night, event: nomination::Event) -> Answer {
    night.record(&province(), Event::Nomination(event))
}

fn list(night: &mut Night, constituency: u16, seen: usize) -> Answer {
    let command = nomination::Command::List { election: NEW.into(), constituency, seen };
    night.ask(&province(), Command::Nomination(command))
}

fn version(night: &Night) -> usize {
    night.state.nomination.of(&NEW.into()).map_or(0, |list| list.version())
}

#[test]
fn every_refusal_about_nomination_is_met() {
    let mut met = Met::default();
    of_proposals(&mut met);
    of_rounds(&mut met);
    of_people(&mut met);
    of_lists(&mut met);
    met.all_of("nomination");
}

fn of_proposals(met: &mut Met) {
    let mut night = begun();
    let someone = || person("Lê Thị Mô Phỏng", Some(1980));
    met.refuses("people.no_right", &night, |n| {
        n.record(&commune(1), Event::Nomination(proposed("p1", someone())))
    });
    met.refuses("nomination.nameless", &night, |n| tell(n, proposed(" ", someone())));
    met.refuses("election.nameless", &night, |n| tell(n, proposed("p1", person(" ", None))));
    met.refuses("election.too_young", &night, |n| {
        tell(n, proposed("p1", person("Lê Thị Trẻ", Some(2006))))
    });
    met.refuses("election.unknown_biography", &night, |n| {
        let mut who = someone();
        who.biography.insert("health".into(), "tốt".into());
        tell(n, proposed("p1", who))
    });
    tell(&mut night, proposed("p1", someone())).unwrap();
    met.refuses("nomination.proposed_twice", &night, |n| {
        tell(n, proposed("p1", person("Người khác", None)))
    });
    // Of one name and birth date, or without one: only what the list says can tell them apart.
    met.refuses("nomination.not_told_apart", &night, |n| tell(n, proposed("p2", someone())));
    met.refuses("nomination.not_told_apart", &night, |n| {
        tell(n, proposed("p2", person("Lê Thị Mô Phỏng", None)))
    });
    let mut elsewhere = someone();
    elsewhere.biography.insert("residence".into(), "Xã 2".into());
    tell(&mut night, proposed("p2", elsewhere)).unwrap();
    tell(&mut night, proposed("p3", person("Lê Thị Mô Phỏng", Some(1981)))).unwrap();
    met.refuses("nomination.too_late", &night, |n| {
        n.at("2026-03-15 08:00");
        tell(n, proposed("p4", person("Người muộn", Some(1980))))
    });
    let mut further = Night::closed();
    further.annul_and_call_again();
    met.refuses("nomination.not_in_a_further_poll", &further, |n| {
        let mut event = proposed("p1", someone());
        if let nomination::Event::Proposed { election, .. } = &mut event {
            *election = "na-again".into();
        }
        tell(n, event)
    });
    met.refuses("nomination.structure_is_empty", &night, |n| tell(n, structure(1, Vec::new())));
    met.refuses("nomination.part_beyond_whole", &night, |n| {
        tell(n, structure(1, vec![part(3, 4)]))
    });
    met.refuses("nomination.nameless", &night, |n| {
        let nameless = Part { body: " ".into(), ..part(3, 1) };
        tell(n, structure(1, vec![nameless]))
    });
    met.refuses("nomination.version_out_of_order", &night, |n| {
        tell(n, structure(2, vec![part(3, 1)]))
    });
    tell(&mut night, structure(1, vec![part(3, 1)])).unwrap();
    met.refuses("nomination.reason_missing", &night, |n| {
        let mut event = structure(2, vec![part(3, 2)]);
        if let nomination::Event::StructureSet { reason, .. } = &mut event {
            *reason = None;
        }
        tell(n, event)
    });
}

trait Again {
    fn annul_and_call_again(&mut self);
}

impl Again for Night {
    fn annul_and_call_again(&mut self) {
        self.call("na-again", "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
    }
}

fn of_rounds(met: &mut Met) {
    let mut night = begun();
    tell(&mut night, proposed("p1", person("Lê Thị Mô Phỏng", Some(1980)))).unwrap();
    let first = |figures| held(1, 1, "2026-01-10", figures);
    met.refuses("nomination.in_the_future", &night, |n| {
        tell(n, held(1, 1, "2026-01-15", Vec::new()))
    });
    for round in [0, 2, 4] {
        met.refuses("nomination.round_out_of_order", &night, |n| {
            tell(n, held(round, 1, "2026-01-10", Vec::new()))
        });
    }
    met.refuses("nomination.unknown_person", &night, |n| tell(n, first(vec![voted("p9", 1, 1)])));
    met.refuses("nomination.counted_twice", &night, |n| {
        tell(n, first(vec![voted("p1", 30, 1), voted("p1", 30, 1)]))
    });
    met.refuses("nomination.more_than_present", &night, |n| {
        tell(n, first(vec![voted("p1", 40, 11)]))
    });
    met.refuses("nomination.document_missing", &night, |n| {
        let mut event = first(Vec::new());
        if let nomination::Event::RoundHeld { document, .. } = &mut event {
            document.clear();
        }
        tell(n, event)
    });
    tell(&mut night, first(vec![voted("p1", 40, 10)])).unwrap();
    met.refuses("nomination.round_out_of_order", &night, |n| {
        tell(n, held(2, 1, "2026-01-09", Vec::new()))
    });
    tell(&mut night, held(2, 1, "2026-01-12", vec![voted("p1", 45, 5)])).unwrap();
    // A first round corrected may not come after the second.
    met.refuses("nomination.round_out_of_order", &night, |n| {
        tell(n, held(1, 2, "2026-01-13", Vec::new()))
    });
    tell(&mut night, held(1, 2, "2026-01-11", vec![voted("p1", 41, 9)])).unwrap();
    let list = night.state.nomination.of(&NEW.into()).unwrap();
    assert_eq!(list.round(1).unwrap().figures, [voted("p1", 41, 9)]);
    assert_eq!(list.rounds[&1].len(), 2);
}

fn of_people(met: &mut Met) {
    let mut night = begun();
    tell(&mut night, proposed("p1", person("Lê Thị Mô Phỏng", Some(1980)))).unwrap();
    let meeting = |unit, on, agree, document| met_with("p1", unit, on, agree, document);
    met.refuses("election.unknown_unit", &night, |n| {
        tell(n, meeting("9", "2026-01-12", 70, "BB 1"))
    });
    met.refuses("nomination.in_the_future", &night, |n| {
        tell(n, meeting("1", "2026-01-15", 70, "BB 1"))
    });
    met.refuses("nomination.more_than_present", &night, |n| {
        tell(n, meeting("1", "2026-01-12", 78, "BB 1"))
    });
    met.refuses("nomination.document_missing", &night, |n| {
        tell(n, meeting("1", "2026-01-12", 70, " "))
    });
    tell(&mut night, meeting("1", "2026-01-12", 77, "BB 1")).unwrap();
    met.refuses("nomination.objection_out_of_order", &night, |n| {
        tell(n, objection("p1", 2, "2026-01-10"))
    });
    met.refuses("nomination.unknown_objection", &night, |n| {
        tell(n, answered("p1", 1, "2026-01-12", "CV 1"))
    });
    tell(&mut night, objection("p1", 1, "2026-01-10")).unwrap();
    met.refuses("nomination.answered_before_received", &night, |n| {
        tell(n, answered("p1", 1, "2026-01-09", "CV 1"))
    });
    met.refuses("nomination.document_missing", &night, |n| {
        tell(n, answered("p1", 1, "2026-01-12", ""))
    });
    tell(&mut night, answered("p1", 1, "2026-01-12", "CV 1")).unwrap();
    met.refuses("nomination.answered_twice", &night, |n| {
        tell(n, answered("p1", 1, "2026-01-13", "CV 2"))
    });
    met.refuses("nomination.unknown_person", &night, |n| tell(n, withdrawn("p9", "Đơn", "Ốm")));
    met.refuses("nomination.document_missing", &night, |n| tell(n, withdrawn("p1", "", "Ốm")));
    met.refuses("nomination.reason_missing", &night, |n| tell(n, withdrawn("p1", "Đơn", " ")));
    tell(&mut night, withdrawn("p1", "Đơn", "Ốm")).unwrap();
    for event in [
        withdrawn("p1", "Đơn", "Ốm"),
        assigned("p1", 1),
        met_with("p1", "1", "2026-01-13", 70, "BB 2"),
    ] {
        met.refuses("nomination.has_withdrawn", &night, |n| tell(n, event));
    }
}

fn of_lists(met: &mut Met) {
    let mut night = begun();
    for (id, name) in [("p1", "Lê Thị Đào"), ("p2", "Bùi Văn An"), ("p3", "Lê Văn Án")] {
        tell(&mut night, proposed(id, person(name, Some(1980)))).unwrap();
    }
    met.refuses("election.unknown_constituency", &night, |n| tell(n, assigned("p1", 3)));
    met.refuses("nomination.nobody_assigned", &night, |n| {
        let seen = version(n);
        list(n, 1, seen)
    });
    met.refuses("election.unknown_constituency", &night, |n| {
        let seen = version(n);
        list(n, 3, seen)
    });
    for id in ["p1", "p2", "p3"] {
        tell(&mut night, assigned(id, 1)).unwrap();
    }
    met.refuses("nomination.assigned_there_already", &night, |n| tell(n, assigned("p1", 1)));
    // Whoever looked before the last assignment is told whom it concerned.
    let seen = version(&night) - 1;
    met.refuses("nomination.list_changed", &night, |n| list(n, 1, seen));
    let seen = version(&night);
    list(&mut night, 1, seen).unwrap();
    met.refuses("nomination.listed_already", &night, |n| list(n, 1, seen));
    for event in [withdrawn("p1", "Đơn", "Ốm"), assigned("p1", 2)] {
        met.refuses("nomination.listed_already", &night, |n| tell(n, event));
    }
    tell(&mut night, proposed("p4", person("Lê Thị Muộn", Some(1980)))).unwrap();
    met.refuses("nomination.listed_already", &night, |n| tell(n, assigned("p4", 1)));
    let of = night.state.election.constituency(&NEW.into(), 1).unwrap();
    let names: Vec<&str> = of.candidates.iter().map(|l| l.candidate.name.as_str()).collect();
    assert_eq!(names, ["Bùi Văn An", "Lê Văn Án", "Lê Thị Đào"]);
}

#[test]
fn of_two_who_change_one_list_the_later_learns_what_changed_and_loses_nothing() {
    let mut night = begun();
    let change = |seen, id: &str, name: &str| {
        let events = vec![Event::Nomination(proposed(id, person(name, Some(1980))))];
        let command = nomination::Command::Change { election: NEW.into(), seen, events };
        Command::Nomination(command)
    };
    night.ask(&province(), change(0, "p1", "Lê Thị Trước")).unwrap();
    let head = dienhong_core::Head {
        at: night.now,
        by: dienhong_core::people::By::Officer("chair".into()),
        body: Some("committee".into()),
        unit: None,
    };
    let refusal = night.state.decide(&head, change(0, "p2", "Lê Thị Sau")).unwrap_err();
    assert_eq!(refusal.code, "nomination.list_changed");
    assert_eq!(
        (refusal.facts["changes"].as_str(), refusal.facts["names"].as_str()),
        ("1", "Lê Thị Trước")
    );
    night.ask(&province(), change(1, "p2", "Lê Thị Sau")).unwrap();
    assert_eq!(version(&night), 2);
}

#[test]
fn shares_of_the_list_are_exact_and_what_is_not_said_counts_as_not() {
    let rules = dienhong_packs::rules("vn").unwrap();
    let rule = &rules.elections["NA"].list;
    let make = |women: usize, men: usize, unsaid: usize, others: usize| -> Vec<Candidate> {
        let one = |sex: Option<Sex>| Candidate { sex, ..person("Người", None) };
        let women = std::iter::repeat_n(Some(Sex::Female), women);
        let men = std::iter::repeat_n(Some(Sex::Male), men);
        let all = women.chain(men).chain(std::iter::repeat_n(None, unsaid));
        let mut all: Vec<Candidate> = all.map(one).collect();
        for candidate in all.iter_mut().take(others) {
            candidate.biography.insert("ethnicity".into(), "Mường".into());
        }
        all
    };
    let found = |all: &[Candidate]| -> Vec<(String, u64, u64, u64, bool)> {
        let of = quotas(rule, all.iter()).into_iter();
        of.map(|q| (q.rule.id.clone(), q.part.get(), q.whole.get(), q.unknown.get(), q.is_met()))
            .collect()
    };
    let women = |part, whole, unknown, met| ("women".to_owned(), part, whole, unknown, met);
    let minority = |part, whole, met| ("minority".to_owned(), part, whole, 0, met);
    // 7 of 20 is 35 %, exactly; 6 are not.
    assert_eq!(found(&make(7, 13, 0, 4)), [women(7, 20, 0, true), minority(4, 20, true)]);
    assert_eq!(found(&make(6, 14, 0, 3)), [women(6, 20, 0, false), minority(3, 20, false)]);
    // 9 of 50 is 18 %. Those of whom nothing is said stay in the whole.
    assert_eq!(found(&make(17, 30, 3, 9)), [women(17, 50, 3, false), minority(9, 50, true)]);
    assert_eq!(found(&[]), [women(0, 0, 0, false), minority(0, 0, false)]);
}

#[test]
fn among_equal_names_the_older_stands_first() {
    let mut night = begun();
    for (id, born) in [("a", 1985), ("b", 1970), ("c", 1990)] {
        tell(&mut night, proposed(id, person("Lê Thị Hoà", Some(born)))).unwrap();
        tell(&mut night, assigned(id, 2)).unwrap();
    }
    let seen = version(&night);
    let listed = list(&mut night, 2, seen).unwrap();
    let years: Vec<i16> = listed
        .iter()
        .map(|event| match event {
            Event::Election(election::Event::CandidateListed { candidate, .. }) => {
                candidate.born.unwrap().year()
            }
            other => unreachable!("{other:?}"),
        })
        .collect();
    assert_eq!(years, [1970, 1985, 1990]);
    let of = night.state.nomination.of(&NEW.into()).unwrap();
    assert!(of.person(&PersonId::from("a")).unwrap().constituency == Some(2));
}
