//! People: which body a row means, and the events by which somebody comes to act in it.

use super::tables::{Given, Read, Wrong, text, unit_of, wrong};
use crate::{LANGUAGES, Speech, sign_in::login};
use dienhong_core::{
    Event, State,
    election::{AreaId, ElectionId},
    people::{self, Body, BodyId, Charge, Officer, OfficerId},
    rules::Rules,
    text::fold,
    units::UnitId,
};
use dienhong_tables::{Choice, Facts, GoodRow};
use std::collections::BTreeSet;

/// More passwords than this take too long to make in one go.
const MOST_LOGINS: usize = 500;

/// Somebody who shall sign in.
pub(super) struct Hired {
    pub officer: OfficerId,
    pub name: String,
    /// As it is kept.
    pub login: String,
}

/// The roles as choices, under their ids and their names in each language.
pub(super) fn roles(rules: &Rules) -> Vec<Choice> {
    let said = |role: &str| -> Vec<String> {
        LANGUAGES.iter().map(|(lang, _)| Speech::of(lang).t(&format!("desk.role_{role}"))).collect()
    };
    let roles = rules.people.roles.keys();
    roles.map(|role| Choice { value: role.clone(), aliases: said(role) }).collect()
}

/// The kinds of bodies as choices, under their ids and their names in each language.
pub(super) fn kinds(rules: &Rules) -> Vec<Choice> {
    let said =
        |kind: &str| LANGUAGES.iter().map(|(lang, _)| kind_name(Speech::of(lang), kind)).collect();
    let kinds = rules.people.bodies.iter();
    kinds.map(|kind| Choice { value: kind.clone(), aliases: said(kind) }).collect()
}

/// What a kind of body is called, wherever it acts.
pub(super) fn kind_name(speech: Speech, kind: &str) -> String {
    speech.t(&format!("setup.kind_{kind}"))
}

/// One person as a form or a row says it.
#[derive(Default)]
pub(super) struct Person<'a> {
    pub name: &'a str,
    pub office: &'a str,
    pub role: &'a str,
    /// Code or name of the unit; none: the whole node.
    pub unit: Option<&'a str>,
    /// A polling area: the person is of its team.
    pub area: Option<&'a str>,
    /// `na-2026/1`: the person is of the board of a constituency.
    pub charge: Option<&'a str>,
    /// Which of several kinds the body is, where the role is held in more than one.
    pub kind: Option<&'a str>,
    /// What the body is called, if it is to be formed; of several known ones, which.
    pub body: Option<&'a str>,
}

/// Bodies formed by rows above count as if they were known.
#[derive(Default)]
pub(super) struct Staff {
    formed: Vec<Body>,
}

impl Staff {
    /// The events by which this person comes to hold the role: at most three.
    pub fn hire(
        &mut self,
        given: &Given,
        person: &Person,
    ) -> Result<(OfficerId, Vec<Event>), Wrong> {
        let (unit, charge) = whereabouts(given, person)?;
        let rule = given.rules.people.roles.get(person.role);
        let kinds = rule
            .map(|rule| &rule.bodies)
            .ok_or_else(|| wrong("role", "people.unknown_role", person.role))?;
        // A charge says enough; without one it is the unit's own body.
        let fits = |body: &Body| {
            let same = body.charge == charge && (charge.is_some() || body.unit == unit);
            same && kinds.contains(&body.kind)
        };
        let of_kind = |body: &Body| person.kind.is_none_or(|kind| body.kind == kind);
        let named = |body: &Body| person.body.is_some_and(|name| fold(name) == fold(&body.name));
        let find = |meant: &dyn Fn(&Body) -> bool| {
            let known = given.state.people.bodies().map(|body| &**body).chain(&self.formed);
            let mut known = known.filter(|body| fits(body) && of_kind(body));
            known.find(|body| meant(body)).map(|body| body.id.clone())
        };
        // Who says kind and name of a body that is not there wants another one.
        let another = person.kind.is_some() && person.body.is_some();
        let known = find(&named).or_else(|| if another { None } else { find(&|_| true) });
        let mut events = Vec::new();
        let body = match known {
            Some(body) => body,
            None => {
                let kind = match person.kind {
                    Some(kind) => Some(kind.to_owned()).filter(|kind| kinds.contains(kind)),
                    None => only_kind(kinds),
                };
                let kind = kind.ok_or_else(|| wrong("body", "setup.which_body", person.role))?;
                let body = Body {
                    id: BodyId::from(dienhong_node::fresh_id().as_str()),
                    name: person.body.map_or_else(|| called(given, &kind, person), str::to_owned),
                    kind,
                    unit,
                    charge,
                };
                self.formed.push(body.clone());
                let id = body.id.clone();
                events.push(people::Event::BodyFormed { body });
                id
            }
        };
        let officer = Officer {
            id: OfficerId::from(dienhong_node::fresh_id().as_str()),
            name: person.name.to_owned(),
            office: person.office.to_owned(),
        };
        let id = officer.id.clone();
        events.push(people::Event::OfficerRegistered { officer });
        let role = person.role.to_owned();
        events.push(people::Event::RoleGranted { officer: id.clone(), role, body });
        Ok((id, events.into_iter().map(Event::People).collect()))
    }
}

/// The kind of body to form for a role: only where there is no choice.
fn only_kind(kinds: &BTreeSet<String>) -> Option<String> {
    let mut kinds = kinds.iter();
    kinds.next().filter(|_| kinds.next().is_none()).cloned()
}

/// «Uỷ ban bầu cử Phường Hạc Thành».
fn called(given: &Given, kind: &str, person: &Person) -> String {
    let unit = person.unit.and_then(|said| unit_of(given.state, said, given.today, None).ok());
    let unit = unit.and_then(|unit| Some(given.state.units.get(&unit)?.name.clone()));
    let place = [person.area.map(str::to_owned), person.charge.map(str::to_owned), unit];
    let place = place.into_iter().flatten().next().unwrap_or_default();
    let first = LANGUAGES.first().map_or("vi", |(lang, _)| *lang);
    let named = Speech::of(first).tell(&format!("setup.body_{kind}"), &[("place", &place)]);
    named.trim().to_owned()
}

fn whereabouts(given: &Given, person: &Person) -> Result<(Option<UnitId>, Option<Charge>), Wrong> {
    if let Some(said) = person.area {
        let id = AreaId::from(said);
        let area = given.state.election.area(&id);
        let area = area.ok_or_else(|| wrong("area", "setup.no_such_area", said))?;
        return Ok((Some(area.unit.clone()), Some(Charge::Area(id))));
    }
    if let Some(said) = person.charge {
        let unknown = || wrong("charge", "setup.no_such_constituency", said);
        let (election, number) = said.split_once('/').ok_or_else(unknown)?;
        let election = ElectionId::from(election);
        let number: u16 = number.parse().map_err(|_| unknown())?;
        given.state.election.constituency(&election, number).ok_or_else(unknown)?;
        let unit = given.state.election.get(&election).map(|election| election.unit.clone());
        return Ok((unit, Some(Charge::Constituency { election, number })));
    }
    let unit = person.unit.map(|said| unit_of(given.state, said, given.today, None)).transpose()?;
    Ok((unit, None))
}

/// The unit whose people these events are about: that of the first body they name.
pub(super) fn unit<'a>(state: &'a State, events: &'a [(u32, Event)]) -> Option<&'a UnitId> {
    let body_unit = |event: &'a Event| match event {
        Event::People(people::Event::BodyFormed { body }) => Some(body.unit.as_ref()),
        Event::People(people::Event::RoleGranted { body, .. }) => {
            state.people.body(body).map(|body| body.unit.as_ref())
        }
        _ => None,
    };
    events.iter().find_map(|(_, event)| body_unit(event)).flatten()
}

pub(super) fn read(given: &Given, rows: &[GoodRow]) -> Read {
    let mut read = Read::default();
    let mut staff = Staff::default();
    let mut logins: BTreeSet<String> = BTreeSet::new();
    for row in rows {
        let say = |column| text(row, column);
        let person = Person {
            name: say("person").unwrap_or_default(),
            office: say("office").unwrap_or_default(),
            role: say("role").unwrap_or_default(),
            unit: say("unit"),
            area: say("area"),
            charge: say("charge"),
            kind: say("body_kind"),
            body: say("body"),
        };
        let login = say("login").map(|said| login(said).ok_or(said)).transpose();
        let login = match login {
            Ok(login) => login,
            Err(said) => {
                read.bad(row.line, wrong("login", "setup.login_unreadable", said));
                continue;
            }
        };
        if let Some(login) = &login
            && !logins.insert(login.clone())
        {
            read.bad(row.line, wrong("login", "setup.login_taken", login));
            continue;
        }
        if logins.len() > MOST_LOGINS {
            let facts = Facts::from([("max", MOST_LOGINS.to_string())]);
            read.bad(row.line, ("login", "setup.too_many_logins", facts));
            break;
        }
        match staff.hire(given, &person) {
            Ok((officer, events)) => {
                read.events.extend(events.into_iter().map(|event| (row.line, event)));
                let name = person.name.to_owned();
                read.hired.extend(login.map(|login| Hired { officer, name, login }));
            }
            Err(wrong) => read.bad(row.line, wrong),
        }
    }
    read
}
