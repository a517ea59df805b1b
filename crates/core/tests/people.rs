#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Who may do what, and where.

mod common;

use common::*;
use dienhong_core::{
    Event,
    people::{self, By, Charge, Place, Right},
    units::UnitId,
};

fn forms(night: &mut Night, by: &Who, body: people::Body) -> Answer {
    night.record(by, Event::People(people::Event::BodyFormed { body }))
}

fn may(night: &Night, who: &Who, right: Right, place: Place) -> bool {
    let rules = night.state.rules_at(night.now).unwrap();
    let (officer, body) = (who.officer.as_str().into(), who.body.as_str().into());
    night.state.may(rules, (&officer, &body), right, place)
}

#[test]
fn a_commune_committee_forms_teams_in_its_own_commune_only() {
    let mut night = Night::vietnam();
    let team = |id, unit| body(id, "polling_team", Some(unit), None);
    forms(&mut night, &commune(1), team("new-1", "1")).unwrap();
    assert_eq!(forms(&mut night, &commune(1), team("new-2", "2")), Err("people.no_right"));
    assert_eq!(forms(&mut night, &commune(1), team("new-38", "38")), Err("people.no_right"));
}

#[test]
fn a_commune_committee_forms_no_board_whose_charge_reaches_beyond_its_commune() {
    let mut night = Night::vietnam();
    let charge = Charge::Constituency { election: NA.into(), number: 1 };
    let board = |unit| body("own-board", "constituency_board", Some(unit), Some(charge.clone()));
    let refused = forms(&mut night, &commune(1), board("1"));
    assert_eq!(refused, Err("people.charge_beyond_unit"));
    assert_eq!(forms(&mut night, &commune(1), board("38")), Err("people.no_right"));
    forms(&mut night, &province(), board("38")).unwrap();
}

#[test]
fn a_commune_committee_acts_only_in_its_commune() {
    let night = Night::vietnam();
    let (own, other, area) = (UnitId::from("1"), UnitId::from("2"), area("2-01"));
    assert!(may(&night, &commune(1), Right::ReportTurnout, Place::Unit(&own)));
    assert!(!may(&night, &commune(1), Right::ReportTurnout, Place::Unit(&other)));
    assert!(!may(&night, &commune(1), Right::PublishMinutes, Place::Area(&area, None)));
    assert!(!may(&night, &commune(1), Right::PrepareElection, Place::Unit(&"38".into())));
    assert!(!may(&night, &commune(1), Right::Appoint, Place::Node));
}

#[test]
fn the_province_reaches_all_its_communes() {
    let night = Night::vietnam();
    for unit in ["38", "1", "2", "3"] {
        assert!(may(&night, &province(), Right::Appoint, Place::Unit(&unit.into())), "{unit}");
    }
}

#[test]
fn a_board_reaches_its_constituency_and_the_count_of_its_election_there() {
    let night = Night::vietnam();
    let (na, pc, of_one, of_two) = (NA.into(), PC.into(), area("1-01"), area("3-01"));
    let publishes = |place| may(&night, &board(1), Right::PublishMinutes, place);
    assert!(publishes(Place::Area(&of_one, Some(&na))));
    assert!(!publishes(Place::Area(&of_one, Some(&pc))), "another election");
    assert!(!publishes(Place::Area(&of_one, None)), "the area itself");
    assert!(!publishes(Place::Area(&of_two, Some(&na))), "another constituency");
    assert!(!publishes(Place::Unit(&"1".into())));
    let records = |place| may(&night, &board(1), Right::RecordResult, place);
    assert!(records(Place::Constituency(&na, 1)));
    assert!(!records(Place::Constituency(&na, 2)));
    assert!(!records(Place::Constituency(&pc, 1)));
}

#[test]
fn a_team_reaches_all_elections_of_its_area_and_nothing_else() {
    let night = Night::vietnam();
    let (na, pc, own, next) = (NA.into(), PC.into(), area("1-01"), area("1-02"));
    let enters = |place| may(&night, &team("1-01", 1), Right::EnterMinutes, place);
    assert!(enters(Place::Area(&own, Some(&na))) && enters(Place::Area(&own, Some(&pc))));
    assert!(enters(Place::Area(&own, None)));
    assert!(!enters(Place::Area(&next, Some(&na))), "the next area of the same commune");
    assert!(!enters(Place::Unit(&"1".into())));
    assert!(!may(&night, &team("1-01", 1), Right::PublishMinutes, Place::Area(&own, Some(&na))));
}

#[test]
fn a_role_gives_its_rights_until_it_ends() {
    let mut night = Night::vietnam();
    let (own, lan) = (area("1-01"), team("1-01", 1));
    let signs = |night: &Night| may(night, &lan, Right::SignMinutes, Place::Area(&own, None));
    assert!(signs(&night));
    let ended = people::Event::RoleEnded {
        officer: lan.officer.as_str().into(),
        role: "polling_team".into(),
        body: lan.body.as_str().into(),
        reason: "Ứng cử".into(),
    };
    night.record(&commune(1), Event::People(ended)).unwrap();
    assert!(!signs(&night));
}

#[test]
fn an_officer_acts_only_for_a_body_in_which_he_holds_a_role() {
    let mut night = Night::vietnam();
    let borrowed = Who { body: "keepers".into(), ..commune(1) };
    let team = body("new", "polling_team", Some("1"), None);
    assert_eq!(forms(&mut night, &borrowed, team.clone()), Err("people.no_right"));
    let nobody = Who { officer: "nobody".into(), ..commune(1) };
    assert_eq!(forms(&mut night, &nobody, team), Err("people.no_right"));
}

#[test]
fn the_node_names_only_its_first_keeper() {
    let mut night = Night::vietnam();
    let another = Event::People(registered("another"));
    let answer = night.ask_as(None, dienhong_core::Command::Record(vec![another]));
    assert_eq!(answer, Err("people.no_right"));
}

#[test]
fn when_nobody_holds_a_role_any_more_the_node_names_a_keeper_again() {
    let mut night = Night::begun(dienhong_packs::rules("vn").unwrap());
    let keepers = body("keepers", "system", None, None);
    night.staff(None, &keepers, "keeper", "system_keeper");
    let ended = people::Event::RoleEnded {
        officer: "keeper".into(),
        role: "system_keeper".into(),
        body: "keepers".into(),
        reason: "Nghỉ hưu".into(),
    };
    night.record(&keeper(), Event::People(ended)).unwrap();
    night.staff(None, &keepers, "next", "system_keeper");
}

#[test]
fn who_a_record_is_by_is_written_in_one_way() {
    for text in ["officer:k3x9", "node", "voter", "guest"] {
        assert_eq!(By::try_from(text.to_owned()).unwrap().to_string(), text);
    }
    for text in ["", "officer:", "Node", "admin"] {
        assert!(By::try_from(text.to_owned()).is_err(), "{text}");
    }
}
