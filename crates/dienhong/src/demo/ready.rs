//! The last steps before the polls, as invented communes took them: most in time, some late, a few not.

use super::{
    NoDemo, Simulated,
    setup::{OPEN, of_team, team},
};
use dienhong_core::{
    Command, Date, Event,
    election::{AreaId, ElectionId},
    people::{BodyId, By, OfficerId},
    readiness::{self, Evidence, Office, Owing, Person},
    rules::Clock,
    units::UnitId,
};
use dienhong_node::{Ask, Node};
use dienhong_simulation::{Night, Reference};
use std::collections::BTreeMap;

/// What is done on which day before election day, in each area or once in the commune.
const STEPS: [(&str, i64, bool); 5] = [
    ("lists_posted", -16, true),
    ("ballots_delivered", -13, true),
    ("seals_delivered", -13, false),
    ("drill_held", -7, false),
    ("boxes_checked", -1, true),
];

pub fn steps(
    node: &Node,
    clock: &Simulated,
    reference: &Reference,
    night: &Night,
    elections: &[ElectionId],
) -> Result<(), NoDemo> {
    let ask = |what: &'static str, events: Vec<readiness::Event>| {
        let command = Command::Record(events.into_iter().map(Event::Readiness).collect());
        let by = By::Officer(OfficerId::from("head-38"));
        let body = Some(BodyId::from("uybc-38"));
        let ask = Ask { by, body, command, ..Ask::node(Vec::new()) };
        node.ask(ask).map(drop).map_err(|why| NoDemo::Step { what, why })
    };
    ask("the members of teams", members(night))?;
    let mut areas: BTreeMap<&str, Vec<Owing>> = BTreeMap::new();
    for area in &night.areas {
        let owing = Owing::Area(AreaId::from(area.code.as_str()));
        areas.entry(&area.commune).or_default().push(owing);
    }
    for (step, day, in_areas) in STEPS {
        clock.set(day, 17 * 60);
        let mut events = Vec::new();
        for (at, commune) in reference.communes().iter().enumerate() {
            // Invented, and the same each time: of every 29 communes one has not held its drill.
            if step == "drill_held" && at % 29 == 11 {
                continue;
            }
            let places = match in_areas {
                true => areas.get(commune.code.as_str()).cloned().unwrap_or_default(),
                false => vec![Owing::Unit(UnitId::from(commune.code.as_str()))],
            };
            if places.is_empty() {
                continue;
            }
            let evidence = Evidence {
                document: Some(format!("Biên bản {}/BB-UBBC (mô phỏng)", at + 1)),
                ..Evidence::default()
            };
            let stated = |election: &ElectionId| readiness::Event::StepDone {
                election: election.clone(),
                step: step.into(),
                places: places.clone(),
                on: before(day),
                evidence: evidence.clone(),
            };
            events.extend(elections.iter().map(stated));
        }
        ask("the steps", events)?;
    }
    Ok(())
}

fn before(day: i64) -> Date {
    Date::constant(2026, 3, 15).saturating_add(jiff::Span::new().days(day))
}

/// The teams of the one commune that can be tried: head, secretary, nine more, two shifts.
fn members(night: &Night) -> Vec<readiness::Event> {
    let mut events = Vec::new();
    for area in night.areas.iter().filter(|area| area.commune == OPEN) {
        let body = team(&area.code);
        let mut named = |member: u16, person, office| {
            events.push(readiness::Event::MemberNamed {
                body: body.clone(),
                member,
                person,
                office,
                from: before(-43),
                replaces: None,
                namesake: None,
            });
        };
        named(1, Person::Officer(of_team(&area.code, "head")), Office::Head);
        named(2, Person::Officer(of_team(&area.code, "secretary")), Office::Secretary);
        for member in 3..=11 {
            let name = format!("Uỷ viên {member} tổ {} (mô phỏng)", area.code);
            named(member, Person::Name(name), Office::Member);
        }
        let shift = |from: u16, until: u16, members: Vec<u16>| {
            let hour = |hour: u16| Clock::new(hour * 60).unwrap_or(Clock::MIDNIGHT);
            readiness::Event::ShiftSet {
                body: body.clone(),
                day: before(0),
                from: hour(from),
                until: hour(until),
                members,
            }
        };
        events.push(shift(6, 13, (1..=6).collect()));
        events.push(shift(13, 20, [1, 2].into_iter().chain(7..=11).collect()));
    }
    events
}
