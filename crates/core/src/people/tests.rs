#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use super::*;
use crate::{rules::PeopleRules, units};

/// A node with a province and two communes, its keeper, and one commune's committee.
struct Node {
    rules: PeopleRules,
    units: units::Units,
    people: People,
}

fn officer(id: &str) -> OfficerId {
    OfficerId(id.into())
}

fn body(id: &str) -> BodyId {
    BodyId(id.into())
}

fn unit(code: &str) -> units::UnitId {
    units::UnitId::of(code, None)
}

fn team(id: &str, of: &str) -> Event {
    let (name, kind) = ("Tổ bầu cử số 1".into(), "polling_team".into());
    Event::BodyFormed { body: Body { id: body(id), name, kind, unit: Some(unit(of)) } }
}

fn registered(id: &str) -> Event {
    let officer = Officer { id: officer(id), name: "Lan".into(), office: "Thư ký".into() };
    Event::OfficerRegistered { officer }
}

fn granted(who: &str, role: &str, of: &str) -> Event {
    Event::RoleGranted { officer: officer(who), role: role.into(), body: body(of) }
}

impl Node {
    fn begins() -> Node {
        let rules = dienhong_packs::rules("vn").unwrap().people;
        // The packs crate is built against its own copy of `core` in tests: text crosses.
        let rules = serde_json::from_value(serde_json::to_value(rules).unwrap()).unwrap();
        let mut known = units::Units::default();
        for (code, kind, parent) in
            [("38", "province", None), ("1", "ward", Some("38")), ("2", "ward", Some("38"))]
        {
            let written = format!(
                r#"{{"id":"{code}","code":"{code}","name":"n","short_name":"n","kind":"{kind}"}}"#
            );
            let bare: units::Unit = serde_json::from_str(&written).unwrap();
            let registered = units::Unit { parent: parent.map(unit), ..bare };
            known.apply(&units::Event::Registered { unit: Box::new(registered) });
        }
        let mut node = Node { rules, units: known, people: People::default() };
        let keepers = Body {
            id: body("keepers"),
            name: "Quản trị".into(),
            kind: "system".into(),
            unit: None,
        };
        let first = [
            Event::BodyFormed { body: keepers },
            registered("keeper"),
            granted("keeper", "system_keeper", "keepers"),
        ];
        for event in first {
            node.ask(&By::Node, None, event).unwrap();
        }
        let committee = Body {
            id: body("committee-1"),
            name: "Uỷ ban bầu cử".into(),
            kind: "commune_committee".into(),
            unit: Some(unit("1")),
        };
        for event in [
            Event::BodyFormed { body: committee },
            registered("chair"),
            granted("chair", "commune_committee", "committee-1"),
        ] {
            node.asks("keeper", "keepers", event).unwrap();
        }
        node
    }

    fn asks(&mut self, who: &str, of: &str, event: Event) -> Result<(), &'static str> {
        self.ask(&By::Officer(officer(who)), Some(&body(of)), event)
    }

    fn ask(&mut self, by: &By, of: Option<&BodyId>, event: Event) -> Result<(), &'static str> {
        let context = (&self.rules, &self.units);
        lawful(&self.people, context, (by, of), &event).map_err(|refusal| refusal.code)?;
        self.people.apply(&event);
        Ok(())
    }

    fn may(&self, who: &str, of: &str, right: Right, code: &str) -> bool {
        let context = (&self.rules, &self.units);
        self.people.may(context, (&officer(who), &body(of)), right, Some(&unit(code)))
    }
}

#[test]
fn a_commune_committee_forms_teams_in_its_own_commune_only() {
    let mut node = Node::begins();
    node.asks("chair", "committee-1", team("team-1", "1")).unwrap();
    assert_eq!(node.asks("chair", "committee-1", team("team-2", "2")), Err("people.no_right"));
    assert_eq!(node.asks("chair", "committee-1", team("team-38", "38")), Err("people.no_right"));
}

#[test]
fn a_role_gives_its_rights_in_the_unit_of_its_body_until_it_ends() {
    let mut node = Node::begins();
    node.asks("chair", "committee-1", team("team-1", "1")).unwrap();
    node.asks("chair", "committee-1", registered("lan")).unwrap();
    node.asks("chair", "committee-1", granted("lan", "polling_team", "team-1")).unwrap();
    assert!(node.may("lan", "team-1", Right::SignMinutes, "1"));
    assert!(!node.may("lan", "team-1", Right::SignMinutes, "2"));
    assert!(!node.may("lan", "team-1", Right::PublishMinutes, "1"));
    assert!(!node.may("lan", "committee-1", Right::SignMinutes, "1"));
    let ended = |reason: &str| Event::RoleEnded {
        officer: officer("lan"),
        role: "polling_team".into(),
        body: body("team-1"),
        reason: reason.into(),
    };
    assert_eq!(node.asks("chair", "committee-1", ended(" ")), Err("people.reason_missing"));
    node.asks("chair", "committee-1", ended("ứng cử")).unwrap();
    assert!(!node.may("lan", "team-1", Right::SignMinutes, "1"));
    assert_eq!(node.asks("chair", "committee-1", ended("x")), Err("people.role_not_held"));
}

#[test]
fn the_node_names_only_its_first_keeper() {
    let mut node = Node::begins();
    assert_eq!(node.ask(&By::Node, None, registered("another")), Err("people.no_right"));
    assert_eq!(node.ask(&By::Guest, None, registered("another")), Err("people.no_right"));
}

#[test]
fn an_officer_acts_only_for_a_body_in_which_he_holds_a_role() {
    let mut node = Node::begins();
    assert_eq!(node.asks("chair", "keepers", team("team-2", "2")), Err("people.no_right"));
    assert_eq!(node.asks("nobody", "committee-1", team("team-1", "1")), Err("people.no_right"));
}

#[test]
fn each_broken_rule_is_refused_by_name() {
    let refused = |event: Event| Node::begins().asks("keeper", "keepers", event).unwrap_err();
    assert_eq!(refused(team("keepers", "1")), "people.body_formed_twice");
    assert_eq!(refused(team("team-9", "9")), "people.unknown_unit");
    assert_eq!(refused(registered("chair")), "people.officer_registered_twice");
    assert_eq!(refused(granted("chair", "emperor", "keepers")), "people.unknown_role");
    assert_eq!(refused(granted("who", "system_keeper", "keepers")), "people.unknown_officer");
    assert_eq!(refused(granted("chair", "system_keeper", "nowhere")), "people.unknown_body");
    let elsewhere = granted("chair", "polling_team", "keepers");
    assert_eq!(refused(elsewhere), "people.role_not_of_this_body");
    let twice = granted("chair", "commune_committee", "committee-1");
    assert_eq!(refused(twice), "people.role_granted_twice");
    let named = |change: &dyn Fn(&mut Body)| {
        let Event::BodyFormed { mut body } = team("new", "1") else { unreachable!() };
        change(&mut body);
        refused(Event::BodyFormed { body })
    };
    assert_eq!(named(&|b| b.name = " ".into()), "people.nameless");
    assert_eq!(named(&|b| b.kind = "junta".into()), "people.unknown_kind_of_body");
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
