#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use super::*;
use crate::{Date, rules::UnitRules};

const REFORM: &str = "2025-07-01";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Two communes became one that took a name of theirs, as Các Sơn did on 1 July 2025.
struct Country {
    rules: UnitRules,
    units: Units,
}

impl Country {
    fn reformed() -> Country {
        let rules = serde_json::from_str(
            r#"{"levels":[{"id":"province","kinds":[{"id":"province","written":"Tỉnh"}]},
                {"id":"commune","kinds":[{"id":"ward","written":"Phường"},
                                         {"id":"rural_commune","written":"Xã"}]}]}"#,
        );
        let mut country = Country { rules: rules.unwrap(), units: Units::default() };
        let reform = Some(day(REFORM));
        country.register(unit("38", "Tỉnh", "Thanh Hoá", None, None)).unwrap();
        country.register(unit("16624", "Xã", "Anh Sơn", None, reform)).unwrap();
        country.register(unit("16630", "Xã", "Các Sơn", None, reform)).unwrap();
        country.register(heir()).unwrap();
        country
    }

    fn register(&mut self, unit: Unit) -> Result<(), &'static str> {
        self.ask(Event::Registered { unit: Box::new(unit) })
    }

    fn ask(&mut self, event: Event) -> Result<(), &'static str> {
        fits(&self.units, &self.rules, &event).map_err(|refusal| refusal.code)?;
        self.units.take(&event);
        Ok(())
    }

    fn find(&self, question: &str, on: &str) -> Vec<(String, Match)> {
        let found = self.units.find(question, day(on)).into_iter();
        found.map(|found| (found.unit.id.to_string(), found.by)).collect()
    }
}

fn unit(code: &str, kind: &str, name: &str, from: Option<Date>, to: Option<Date>) -> Unit {
    let kinds = [("Tỉnh", "province"), ("Xã", "rural_commune"), ("Phường", "ward")];
    Unit {
        id: UnitId::of(code, to),
        code: code.into(),
        name: format!("{kind} {name}"),
        short_name: name.into(),
        kind: kinds.iter().find(|(written, _)| *written == kind).unwrap().1.into(),
        parent: (kind != "Tỉnh").then(|| UnitId::of("38", None)),
        from,
        to,
        predecessors: vec![],
    }
}

fn heir() -> Unit {
    let whole = |code| Predecessor { unit: UnitId::of(code, Some(day(REFORM))), whole: true };
    Unit {
        predecessors: vec![whole("16624"), whole("16630")],
        ..unit("16624", "Xã", "Các Sơn", Some(day(REFORM)), None)
    }
}

fn former(code: &str) -> Match {
    Match::Former(UnitId::of(code, Some(day(REFORM))))
}

#[test]
fn a_unit_is_found_by_code_and_by_name_with_or_without_diacritics_and_kind() {
    let country = Country::reformed();
    for question in ["Xã Các Sơn", "cac son", "CÁC  SƠN", "Ca\u{301}c So\u{31b}n"] {
        assert_eq!(country.find(question, "2026-03-15"), [("16624".into(), Match::Name)]);
    }
    assert_eq!(country.find("16624", "2026-03-15"), [("16624".into(), Match::Code)]);
    assert_eq!(country.find("Atlantis", "2026-03-15"), []);
    assert_eq!(country.find("", "2026-03-15"), []);
}

#[test]
fn a_unit_is_found_by_the_name_it_bore_before_the_reform() {
    let country = Country::reformed();
    assert_eq!(country.find("anh son", "2026-03-15"), [("16624".into(), former("16624"))]);
    assert_eq!(country.find("16630", "2026-03-15"), [("16624".into(), former("16630"))]);
    let before = country.find("anh son", "2025-06-30");
    assert_eq!(before, [("16624~2025-07-01".into(), Match::Name)]);
}

#[test]
fn on_its_last_day_a_unit_is_no_more_and_its_heir_stands() {
    let country = Country::reformed();
    assert_eq!(country.find("các sơn", "2025-06-30"), [("16630~2025-07-01".into(), Match::Name)]);
    assert_eq!(country.find("các sơn", REFORM), [("16624".into(), Match::Name)]);
}

#[test]
fn a_commune_lies_in_its_province() {
    let units = Country::reformed().units;
    let id = |code| UnitId::of(code, None);
    assert!(units.lies_in(&id("16624"), &id("38")) && units.lies_in(&id("38"), &id("38")));
    assert!(!units.lies_in(&id("38"), &id("16624")));
    assert_eq!(units.children(&id("38")).count(), 3);
}

#[test]
fn each_broken_rule_is_refused_by_name() {
    let refused = |change: &dyn Fn(&mut Unit)| {
        let mut new = unit("99999", "Xã", "Mới", Some(day(REFORM)), None);
        change(&mut new);
        Country::reformed().register(new).unwrap_err()
    };
    assert_eq!(refused(&|u| u.id = UnitId::of("38", None)), "unit.registered_twice");
    assert_eq!(refused(&|u| u.short_name = " ".into()), "unit.nameless");
    assert_eq!(refused(&|u| u.kind = "parish".into()), "unit.unknown_kind");
    assert_eq!(refused(&|u| u.to = u.from), "unit.ends_before_it_begins");
    assert_eq!(refused(&|u| u.parent = Some(UnitId::of("1", None))), "unit.unknown_parent");
    assert_eq!(refused(&|u| u.parent = Some(UnitId::of("16624", None))), "unit.parent_not_above");
    let whole = |code| vec![Predecessor { unit: UnitId::of(code, None), whole: true }];
    assert_eq!(refused(&|u| u.predecessors = whole("1")), "unit.unknown_predecessor");
    assert_eq!(refused(&|u| u.predecessors = whole("16624")), "unit.predecessor_still_stands");
}

#[test]
fn a_unit_is_closed_once_with_a_reason_and_not_before_it_began() {
    let close = |to: &str, reason: &str| Event::Closed {
        unit: UnitId::of("16624", None),
        to: day(to),
        reason: reason.into(),
    };
    let mut country = Country::reformed();
    assert_eq!(country.ask(close("2030-01-01", "")), Err("unit.reason_missing"));
    assert_eq!(country.ask(close(REFORM, "sáp nhập")), Err("unit.ends_before_it_begins"));
    country.ask(close("2030-01-01", "sáp nhập")).unwrap();
    assert_eq!(country.ask(close("2031-01-01", "sáp nhập")), Err("unit.already_closed"));
    assert_eq!(country.find("các sơn", "2030-01-01"), []);
    let unknown =
        Event::Closed { unit: UnitId::of("1", None), to: day(REFORM), reason: "x".into() };
    assert_eq!(country.ask(unknown), Err("unit.unknown"));
}
