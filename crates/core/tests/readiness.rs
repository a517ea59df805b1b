#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Steps before a poll and the members of its bodies: what is refused, what is shown, what is late.

mod common;
mod met;

use common::*;
use dienhong_core::{
    Event,
    count::Count,
    election::Candidate,
    readiness::{self, Evidence, Finding, Office, Owing, Person, Standing},
};
use met::Met;

fn evidence() -> Evidence {
    Evidence { document: Some("Biên bản 5".into()), ..Evidence::default() }
}

fn done(step: &str, owing: Owing, on: &str) -> Event {
    done_in(step, vec![owing], on)
}

fn done_in(step: &str, places: Vec<Owing>, on: &str) -> Event {
    let (election, step, on, evidence) = (NA.into(), step.into(), day(on), evidence());
    Event::Readiness(readiness::Event::StepDone { election, step, places, on, evidence })
}

fn undone(step: &str, owing: Owing, reason: &str) -> Event {
    let (election, step, reason) = (NA.into(), step.into(), reason.into());
    Event::Readiness(readiness::Event::StepWithdrawn { election, step, owing, reason })
}

/// Names a member of the team of [`AREA`].
fn named(member: u16, name: &str, office: Office) -> readiness::Event {
    readiness::Event::MemberNamed {
        body: format!("team-{AREA}").as_str().into(),
        member,
        person: Person::Name(name.into()),
        office,
        from: day("2026-02-01"),
        replaces: None,
        namesake: None,
    }
}

fn changed(mut event: readiness::Event, change: impl FnOnce(&mut readiness::Event)) -> Event {
    change(&mut event);
    Event::Readiness(event)
}

fn ended(member: u16, on: &str, reason: &str) -> Event {
    let (body, on, reason) = (team_id(), day(on), reason.into());
    Event::Readiness(readiness::Event::MemberEnded { body, member, on, reason })
}

fn shift(on: &str, from: &str, until: &str, members: &[u16]) -> Event {
    let (body, day, members) = (team_id(), day(on), members.to_vec());
    let (from, until) = (clock(from), clock(until));
    Event::Readiness(readiness::Event::ShiftSet { body, day, from, until, members })
}

fn explained(document: &str, reason: &str) -> Event {
    let (body, document, reason) = (team_id(), document.into(), reason.into());
    Event::Readiness(readiness::Event::SizeExplained { body, document, reason })
}

const AREA: &str = "1-01";

fn team_id() -> dienhong_core::people::BodyId {
    format!("team-{AREA}").as_str().into()
}

fn area_owing() -> Owing {
    Owing::Area(AREA.into())
}

#[test]
fn every_refusal_about_steps_and_members_is_met() {
    let mut met = Met::default();
    of_steps(&mut met);
    of_members(&mut met);
    met.all_of("readiness");
}

fn of_steps(met: &mut Met) {
    let mut night = Night::vietnam();
    let of = commune(1);
    let posted = || done("lists_posted", area_owing(), "2026-02-27");
    met.refuses("people.no_right", &night, |n| n.record(&commune(2), posted()));
    met.refuses("election.unknown", &night, |n| {
        n.record(&of, changed_election(posted(), "na-2031"))
    });
    met.refuses("readiness.no_such_step", &night, |n| {
        n.record(&of, done("ballots_counted_twice", area_owing(), "2026-02-27"))
    });
    // A deadline that nobody owes a step for.
    met.refuses("readiness.no_such_step", &night, |n| {
        n.record(&of, done("dossiers_in", area_owing(), "2026-02-27"))
    });
    met.refuses("readiness.not_owed_here", &night, |n| {
        n.record(&of, done("lists_posted", Owing::Unit("1".into()), "2026-02-27"))
    });
    met.refuses("readiness.not_owed_here", &night, |n| {
        n.record(&province(), done("boards_formed", Owing::Constituency(9), "2026-02-27"))
    });
    met.refuses("readiness.in_the_future", &night, |n| {
        n.record(&of, done("lists_posted", area_owing(), "2026-03-15"))
    });
    met.refuses("readiness.evidence_missing", &night, |n| {
        let mut event = posted();
        if let Event::Readiness(readiness::Event::StepDone { evidence, .. }) = &mut event {
            *evidence = Evidence { note: Some(" ".into()), ..Evidence::default() };
        }
        n.record(&of, event)
    });
    let areas = |of: &[&str]| of.iter().map(|&area| Owing::Area(area.into())).collect();
    met.refuses("readiness.no_place", &night, |n| {
        n.record(&of, done_in("lists_posted", Vec::new(), "2026-02-27"))
    });
    met.refuses("readiness.done_twice", &night, |n| {
        n.record(&of, done_in("lists_posted", areas(&["1-01", "1-01"]), "2026-02-27"))
    });
    met.refuses("readiness.places_of_several_units", &night, |n| {
        n.record(&province(), done_in("lists_posted", areas(&["1-01", "2-01"]), "2026-02-27"))
    });
    let back = |reason| undone("lists_posted", area_owing(), reason);
    met.refuses("readiness.not_stated", &night, |n| n.record(&of, back("Nhầm")));
    night.record(&of, posted()).unwrap();
    met.refuses("readiness.done_twice", &night, |n| n.record(&of, posted()));
    met.refuses("readiness.reason_missing", &night, |n| n.record(&of, back(" ")));
    night.record(&of, back("Nhầm khu vực")).unwrap();
    met.refuses("readiness.not_stated", &night, |n| n.record(&of, back("Nhầm")));
    // Taken back, it is stated again; both stay.
    night.record(&of, posted()).unwrap();
    let said = night.state.readiness.statements(&NA.into(), &area_owing(), "lists_posted");
    assert_eq!(said.iter().map(|one| one.withdrawn.is_some()).collect::<Vec<_>>(), [true, false]);
}

fn changed_election(mut event: Event, to: &str) -> Event {
    if let Event::Readiness(readiness::Event::StepDone { election, .. }) = &mut event {
        *election = to.into();
    }
    event
}

fn of_members(met: &mut Met) {
    let mut night = Night::vietnam();
    let of = commune(1);
    let name = |member, name, office| Event::Readiness(named(member, name, office));
    met.refuses("people.no_right", &night, |n| {
        n.record(&commune(2), name(1, "Lê Thị A", Office::Head))
    });
    met.refuses("people.unknown_body", &night, |n| {
        n.record(
            &of,
            changed(named(1, "Lê Thị A", Office::Head), |event| {
                if let readiness::Event::MemberNamed { body, .. } = event {
                    *body = "nobody".into();
                }
            }),
        )
    });
    met.refuses("people.unknown_officer", &night, |n| {
        n.record(
            &of,
            changed(named(1, "", Office::Head), |event| {
                if let readiness::Event::MemberNamed { person, .. } = event {
                    *person = Person::Officer("nobody".into());
                }
            }),
        )
    });
    met.refuses("readiness.nameless", &night, |n| n.record(&of, name(1, " ", Office::Head)));
    met.refuses("readiness.member_out_of_order", &night, |n| {
        n.record(&of, name(2, "Lê Thị A", Office::Head))
    });
    // Candidate 1 of both elections in this area; another case and spacing is the same name.
    met.refuses("readiness.candidate_in_body", &night, |n| {
        n.record(&of, name(1, "ỨNG cử  viên 1", Office::Head))
    });
    met.refuses("readiness.reason_missing", &night, |n| {
        n.record(
            &of,
            changed(named(1, "Ứng cử viên 1", Office::Head), |event| {
                if let readiness::Event::MemberNamed { namesake, .. } = event {
                    *namesake = Some(String::new());
                }
            }),
        )
    });
    night.record(&of, name(1, "Lê Thị A", Office::Head)).unwrap();
    met.refuses("readiness.head_stands", &night, |n| {
        n.record(&of, name(2, "Lê Thị B", Office::Head))
    });
    night.record(&of, name(2, "Lê Thị B", Office::Secretary)).unwrap();
    met.refuses("readiness.unknown_member", &night, |n| {
        n.record(&of, ended(3, "2026-02-10", "Ốm"))
    });
    met.refuses("readiness.ended_before_it_began", &night, |n| {
        n.record(&of, ended(1, "2026-01-31", "Ốm"))
    });
    met.refuses("readiness.reason_missing", &night, |n| n.record(&of, ended(1, "2026-02-10", "")));
    let replacing = |before| {
        changed(named(3, "Lê Thị C", Office::Head), |event| {
            if let readiness::Event::MemberNamed { replaces, .. } = event {
                *replaces = Some(before);
            }
        })
    };
    met.refuses("readiness.place_is_taken", &night, |n| n.record(&of, replacing(1)));
    night.record(&of, ended(1, "2026-02-10", "Ứng cử")).unwrap();
    met.refuses("readiness.member_has_left", &night, |n| {
        n.record(&of, ended(1, "2026-02-11", "Ốm"))
    });
    night.record(&of, replacing(1)).unwrap();
    met.refuses("readiness.place_is_taken", &night, |n| {
        n.record(
            &of,
            changed(named(4, "Lê Thị D", Office::Member), |event| {
                if let readiness::Event::MemberNamed { replaces, .. } = event {
                    *replaces = Some(1);
                }
            }),
        )
    });
    let on = "2026-03-15";
    met.refuses("readiness.shift_ends_before_it_begins", &night, |n| {
        n.record(&of, shift(on, "13:00", "13:00", &[2]))
    });
    met.refuses("readiness.shift_without_members", &night, |n| {
        n.record(&of, shift(on, "07:00", "13:00", &[]))
    });
    met.refuses("readiness.member_has_left", &night, |n| {
        n.record(&of, shift(on, "07:00", "13:00", &[1]))
    });
    met.refuses("readiness.not_on_duty", &night, |n| {
        n.record(&of, shift(on, "07:00", "13:00", &[2, 2]))
    });
    met.refuses("readiness.not_on_duty", &night, |n| {
        n.record(&of, shift("2026-01-31", "07:00", "13:00", &[2]))
    });
    night.record(&of, shift(on, "07:00", "13:00", &[2, 3])).unwrap();
    met.refuses("readiness.document_missing", &night, |n| n.record(&of, explained("", "Ít dân")));
    met.refuses("readiness.reason_missing", &night, |n| n.record(&of, explained("QĐ 7", "")));
}

fn stands(night: &Night, today: &str, step: &str, owing: &Owing) -> Standing<'static> {
    let rules = night.state.node.rules_on(day("2026-03-15")).unwrap();
    let duties = night.state.duties(night.election(NA), rules, day(today), None);
    let found = duties.iter().find(|d| d.deadline.rule.id == step && d.owing == *owing);
    match &found.unwrap().standing {
        Standing::Done { on, late, .. } => Standing::Done { on: *on, late: *late, stated: None },
        Standing::Late => Standing::Late,
        Standing::Ahead => Standing::Ahead,
    }
}

#[test]
fn a_step_is_late_only_after_its_day_and_late_for_ever_when_it_was_done_late() {
    let mut night = Night::vietnam();
    let of = area_owing();
    // Lists are posted sixteen days before: on 27 February.
    assert_eq!(stands(&night, "2026-02-27", "lists_posted", &of), Standing::Ahead);
    assert_eq!(stands(&night, "2026-02-28", "lists_posted", &of), Standing::Late);
    night.record(&commune(1), done("lists_posted", of.clone(), "2026-02-27")).unwrap();
    let in_time = Standing::Done { on: day("2026-02-27"), late: false, stated: None };
    assert_eq!(stands(&night, "2026-03-01", "lists_posted", &of), in_time);
    night.record(&commune(1), undone("lists_posted", of.clone(), "Ngày sai")).unwrap();
    night.record(&commune(1), done("lists_posted", of.clone(), "2026-03-01")).unwrap();
    let late = Standing::Done { on: day("2026-03-01"), late: true, stated: None };
    assert_eq!(stands(&night, "2026-03-01", "lists_posted", &of), late);
}

#[test]
fn what_the_journal_shows_nobody_states_again() {
    let night = Night::vietnam();
    let shown = Standing::Done { on: day("2026-01-05"), late: false, stated: None };
    for (step, owing) in [
        ("teams_formed", area_owing()),
        ("rolls_posted", area_owing()),
        ("lists_announced", Owing::Constituency(2)),
    ] {
        assert_eq!(stands(&night, "2026-03-14", step, &owing), shown, "{step}");
    }
    // On 5 January the committees and boards were late by a calendar that began in November.
    for (step, owing) in [
        ("committees_formed", Owing::Whole),
        ("committees_formed", Owing::Unit("2".into())),
        ("boards_formed", Owing::Constituency(1)),
    ] {
        let late = Standing::Done { on: day("2026-01-05"), late: true, stated: None };
        assert_eq!(stands(&night, "2026-03-14", step, &owing), late, "{step}");
    }
    let mut fresh = Night::vietnam();
    fresh.set_area("3-02", None).unwrap();
    let new = Owing::Area("3-02".into());
    assert_eq!(stands(&fresh, "2026-03-14", "teams_formed", &new), Standing::Late);
    assert_eq!(stands(&fresh, "2026-01-05", "rolls_posted", &new), Standing::Ahead);
}

#[test]
fn each_unit_has_its_own_part_of_all_duties() {
    let night = Night::vietnam();
    let rules = night.state.node.rules_on(day("2026-03-15")).unwrap();
    let today = day("2026-03-14");
    let election = night.election(NA);
    let all = night.state.duties(election, rules, today, None);
    let of = |unit: &str| night.state.duties(election, rules, today, Some(&unit.into())).len();
    let units = night.state.units_voting(election);
    assert_eq!(units, ["1", "2", "3"].map(Into::into).into());
    // Constituency 2 lies in commune 3 alone, constituency 1 and the whole in the province.
    assert_eq!(all.len(), of("1") + of("2") + of("3") + of("38"));
    assert!(of("38") > 0 && of("1") > of("2"));
}

#[test]
fn a_body_of_another_size_is_shown_and_not_refused() {
    let mut night = Night::vietnam();
    let rules = night.state.node.rules_on(day("2026-03-15")).unwrap().clone();
    let body = night.state.people.body(&team_id()).unwrap().clone();
    let findings = |night: &Night| -> Vec<String> {
        let today = day("2026-03-14");
        let said = |finding: &Finding| match finding {
            Finding::Nobody => "nobody".to_owned(),
            Finding::Headless => "headless".to_owned(),
            Finding::Size { members, .. } => format!("size {members}"),
            Finding::Candidate { member, constituency, number, .. } => {
                format!("candidate {member} {constituency}/{number}")
            }
        };
        night.state.staffing_findings(&rules, &body, today).iter().map(said).collect()
    };
    assert_eq!(findings(&night), ["nobody"]);
    let name = |n: u16, office| Event::Readiness(named(n, &format!("Lê Thị {n}"), office));
    night.record(&commune(1), name(1, Office::Member)).unwrap();
    assert_eq!(findings(&night), ["headless", "size 1"]);
    night.record(&commune(1), name(2, Office::Head)).unwrap();
    for member in 3..=11 {
        night.record(&commune(1), name(member, Office::Member)).unwrap();
    }
    assert_eq!(findings(&night), Vec::<String>::new());
    night.record(&commune(1), ended(11, "2026-03-14", "Ốm")).unwrap();
    assert_eq!(findings(&night), ["size 10"]);
    let rule = night.state.size_rule(&rules, &body).unwrap();
    assert_eq!(Count::from(rule.at_least), n(11));
}

#[test]
fn who_is_a_member_when_the_list_comes_out_is_found_by_name_and_must_go() {
    let mut night = Night::vietnam();
    let rules = night.state.node.rules_on(day("2026-03-15")).unwrap().clone();
    // A list that is not official yet refuses nobody: an election of its own.
    night.call("na-x", "NA", dienhong_core::election::Stage::First, None, "2026-03-15").unwrap();
    night.set("na-x", 1, 1, &["1"]).unwrap();
    let board = body(
        "board-x",
        "constituency_board",
        Some("38"),
        Some(dienhong_core::people::Charge::Constituency { election: "na-x".into(), number: 1 }),
    );
    night.staff(Some(province()), &board, "board-x", "constituency_board");
    let member = |number: u16, namesake: Option<&str>| {
        Event::Readiness(readiness::Event::MemberNamed {
            body: "board-x".into(),
            member: number,
            person: Person::Name("Trần Văn Mô Phỏng".into()),
            office: if number == 1 { Office::Head } else { Office::Member },
            from: day("2026-01-05"),
            replaces: None,
            namesake: namesake.map(str::to_owned),
        })
    };
    night.record(&province(), member(1, None)).unwrap();
    for (place, name) in (1..).zip(["Trần Văn Mô Phỏng", "Người B", "Người C"]) {
        let who = Candidate { name: name.into(), ..candidate(place) };
        night.list("na-x", 1, place, who).unwrap();
    }
    let of = night.state.people.body(&"board-x".into()).unwrap().clone();
    let found = |night: &Night| {
        let findings = night.state.staffing_findings(&rules, &of, day("2026-03-14"));
        let is = |finding: &Finding| matches!(finding, Finding::Candidate { member: 1, .. });
        findings.iter().any(is)
    };
    assert!(!found(&night));
    night.announce_list("na-x", 1, None).unwrap();
    assert!(found(&night));
    // One of the same name comes in only as another person.
    assert_eq!(night.record(&province(), member(2, None)), Err("readiness.candidate_in_body"));
    night.record(&province(), member(2, Some("Căn cước khác"))).unwrap();
    let (body, on, reason) = ("board-x".into(), day("2026-03-14"), "Ứng cử".into());
    let left = readiness::Event::MemberEnded { body, member: 1, on, reason };
    night.record(&province(), Event::Readiness(left)).unwrap();
    assert!(!found(&night));
}

#[test]
fn who_owes_is_read_as_it_is_written() {
    for owing in [
        Owing::Whole,
        Owing::Constituency(12),
        Owing::Unit("14797".into()),
        Owing::Area("14797-001".into()),
    ] {
        assert_eq!(Owing::read(&owing.to_string()), Some(owing));
    }
    for text in ["", "all", "constituency/", "constituency/-1", "seat/1"] {
        assert_eq!(Owing::read(text), None, "{text}");
    }
}
