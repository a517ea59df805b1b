//! The set-up of one node in another: units, elections, lists with invented candidates, areas, rolls,
//! bodies and officers. No credential, no vote, no candidate's name.

use super::{NotRehearsed, origin};
use dienhong_core::{
    Command, Date, Event, State,
    election::{self, Candidate, Election, Stage},
    node,
    people::{self, Body, BodyId, By, Charge, Officer, OfficerId, Right},
    rules::Rules,
    units,
};
use dienhong_journal::Millis;
use dienhong_node::{Ask, Node, Start, View, key};
use dienhong_server::{App, hash_password};
use dienhong_store::secret;
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

/// Who keeps a rehearsal, and the body he keeps it in.
const KEEPER: &str = "dien-tap";

/// The elections that can be practised: first ones, whose lists are official.
pub(super) fn elections(state: &State) -> impl Iterator<Item = &Arc<Election>> {
    state.election.all().filter(|election| election.stage == Stage::First && !election.is_further())
}

/// Makes the node in an empty folder; answers the password of all its accounts.
pub(super) fn node(view: &View, folder: &Path) -> Result<String, NotRehearsed> {
    let state = &view.state;
    let started = state.node.started.as_ref();
    let of = started.map_or("", |started| started.origin.as_str());
    let name = started.map_or("", |started| started.name.as_str());
    let first = elections(state).map(|election| election.day).min();
    let rules = first.and_then(|day| state.node.rules_on(day)).ok_or(NotRehearsed::Nothing)?;
    let eve = eve(first.unwrap_or_default(), rules);
    key::make(folder, None)?;
    let start =
        Start { origin: origin(of), name: format!("Diễn tập · {name}"), simulated: true };
    let opens = |path: &Path| Ok(secret::read(path, None)?);
    let node = Node::open_with(folder, Some(start), Arc::new(move || eve), &opens)?;
    let ask = |what: &'static str, events: Vec<Event>| match events.is_empty() {
        true => Ok(()),
        false => {
            node.ask(Ask::node(events)).map(drop).map_err(|why| NotRehearsed::Step { what, why })
        }
    };
    let adopted: Vec<Event> = state
        .node
        .rules()
        .map(|rules| {
            let files = BTreeMap::new();
            Event::Node(node::Event::Adopted { rules: Box::new((**rules).clone()), files })
        })
        .collect();
    let begun = node::Event::RehearsalBegun { of: of.to_owned(), size: view.size, root: view.root };
    ask("the rules", adopted)?;
    ask("the rehearsal", vec![Event::Node(begun)])?;
    ask("the units", units(state))?;
    for election in elections(state) {
        ask("the election", called(election))?;
    }
    ask("the areas", areas(state))?;
    let (bodies, officers, grants) = people(state);
    ask("the bodies", bodies)?;
    ask("the officers", officers)?;
    let keepers = keeper(rules).ok_or(NotRehearsed::Nothing)?;
    ask("the keeper", keepers.map(Event::People).into())?;
    if !grants.is_empty() {
        let granted = Ask {
            by: By::Officer(OfficerId::from(KEEPER)),
            body: Some(BodyId::from(KEEPER)),
            command: Command::Record(grants),
            ..Ask::node(Vec::new())
        };
        node.ask(granted).map_err(|why| NotRehearsed::Step { what: "the roles", why })?;
    }
    accounts(node, folder, state)
}

/// Eight in the morning of the day before the first election.
fn eve(day: Date, rules: &Rules) -> Millis {
    let since = i64::from((day - Date::constant(1970, 1, 1)).get_days()) - 1;
    let minutes = since * 24 * 60 + 8 * 60 - i64::from(rules.utc_offset_minutes);
    Millis::new(u64::try_from(minutes).unwrap_or(0) * 60_000)
}

/// Parents before their children; those that are no more are closed again.
fn units(state: &State) -> Vec<Event> {
    let mut all: Vec<_> = state.units.all().collect();
    let depth = |unit: &units::Unit| {
        let above = std::iter::successors(unit.parent.as_ref(), |id| {
            state.units.get(id).and_then(|unit| unit.parent.as_ref())
        });
        above.take(32).count()
    };
    // What went into another is named by it, so that it comes first within its level.
    all.sort_by_key(|unit| (depth(unit), unit.to.is_none(), unit.from));
    all.into_iter()
        .map(|unit| Event::Unit(units::Event::Registered { unit: Box::new((**unit).clone()) }))
        .collect()
}

fn called(election: &Election) -> Vec<Event> {
    let id = &election.id;
    let called = election::Event::Called {
        election: id.clone(),
        election_kind: election.kind.clone(),
        name: election.name.clone(),
        day: election.day,
        unit: election.unit.clone(),
        stage: Stage::First,
        parent: None,
        vacancy: None,
        basis: election.basis.clone(),
    };
    let mut events = vec![called];
    for of in election.constituencies.values() {
        events.push(election::Event::ConstituencySet {
            election: id.clone(),
            constituency: of.number,
            seats: of.seats,
            seats_basis: of.seats_basis.clone(),
            members: of.members.clone(),
        });
        let Some(document) = &of.announced else { continue };
        for number in (1..).take(of.candidates.len()) {
            events.push(election::Event::CandidateListed {
                election: id.clone(),
                constituency: of.number,
                number,
                candidate: Box::new(invented(of.number, number)),
            });
        }
        // A list that was allowed to be short stays so; the rest is as the law asks.
        events.push(election::Event::ListAnnounced {
            election: id.clone(),
            constituency: of.number,
            document: format!("{document} (mô phỏng)"),
            waiver: of.waiver.clone(),
        });
    }
    events.into_iter().map(Event::Election).collect()
}

/// A candidate who says that nobody bears the name, older than any age that a law asks.
pub(super) fn invented(constituency: u16, number: u16) -> Candidate {
    let letter =
        char::from(b'A' + u8::try_from((constituency.saturating_sub(1)) % 26).unwrap_or(0));
    let round = constituency.saturating_sub(1) / 26;
    let round = if round == 0 { String::new() } else { round.to_string() };
    let month = i8::try_from(number % 12).unwrap_or(0) + 1;
    let year = 1960 + i16::try_from(number % 20).unwrap_or(0);
    Candidate {
        name: format!("Ứng cử viên {letter}{round}{number}"),
        born: Some(Date::constant(year, month, 1)),
        sex: None,
        biography: BTreeMap::new(),
    }
}

fn areas(state: &State) -> Vec<Event> {
    let mut events = Vec::new();
    for area in state.election.areas() {
        let held = |id: &election::ElectionId| elections(state).any(|election| election.id == *id);
        let constituencies: BTreeMap<_, _> = area
            .constituencies
            .iter()
            .filter(|(id, _)| held(id))
            .map(|(id, number)| (id.clone(), *number))
            .collect();
        if constituencies.is_empty() {
            continue;
        }
        events.push(election::Event::AreaSet {
            area: area.id.clone(),
            unit: area.unit.clone(),
            name: area.name.clone(),
            constituencies: constituencies.clone(),
            // All practise on one day.
            early: None,
        });
        events.push(election::Event::AreaDescribed {
            area: area.id.clone(),
            area_kind: area.kind,
            mobile_boxes: area.mobile_boxes,
            place: area.place.clone(),
        });
        let Some(roll) = area.rolls.last() else { continue };
        let voters = roll.voters.iter().filter(|(id, _)| constituencies.contains_key(*id));
        events.push(election::Event::RollStated {
            area: area.id.clone(),
            version: 1,
            voters: voters.map(|(id, count)| (id.clone(), *count)).collect(),
            men: roll.men,
            women: roll.women,
            added_on_day: dienhong_core::count::Count::ZERO,
            reason: None,
        });
    }
    events.into_iter().map(Event::Election).collect()
}

/// Bodies, officers and what they hold, as it stands.
fn people(state: &State) -> (Vec<Event>, Vec<Event>, Vec<Event>) {
    let kept = |body: &Body| match &body.charge {
        None => true,
        Some(Charge::Area(area)) => state.election.area(area).is_some_and(|area| {
            area.constituencies.keys().any(|id| elections(state).any(|e| e.id == *id))
        }),
        Some(Charge::Constituency { election, .. }) => {
            elections(state).any(|known| known.id == *election)
        }
    };
    let bodies: Vec<&Arc<Body>> = state.people.bodies().filter(|body| kept(body)).collect();
    let formed = bodies
        .iter()
        .map(|body| Event::People(people::Event::BodyFormed { body: (***body).clone() }));
    let registered = state.people.officers().map(|officer| {
        Event::People(people::Event::OfficerRegistered { officer: (**officer).clone() })
    });
    let mut grants = Vec::new();
    for officer in state.people.officers() {
        for (body, roles) in state.people.seats(&officer.id).filter(|(body, _)| kept(body)) {
            grants.extend(roles.iter().map(|role| {
                let (officer, role, body) = (officer.id.clone(), role.clone(), body.id.clone());
                Event::People(people::Event::RoleGranted { officer, role, body })
            }));
        }
    }
    (formed.collect(), registered.collect(), grants)
}

fn keeper(rules: &Rules) -> Option<[people::Event; 3]> {
    let mut roles = rules.people.roles.iter();
    let (role, rule) = roles.find(|(_, role)| role.rights.contains(&Right::KeepSystem))?;
    let (officer, body) = (OfficerId::from(KEEPER), BodyId::from(KEEPER));
    let name = "Ban tổ chức diễn tập".to_owned();
    let kind = rule.bodies.first()?.clone();
    let formed = Body { id: body.clone(), name: name.clone(), kind, unit: None, charge: None };
    let known = Officer { id: officer.clone(), name: name.clone(), office: name };
    Some([
        people::Event::BodyFormed { body: formed },
        people::Event::OfficerRegistered { officer: known },
        people::Event::RoleGranted { officer, role: role.clone(), body },
    ])
}

/// An account for everybody who holds a role, with one password that is changed when it is first
/// used; the list of who signs in as what.
fn accounts(node: Node, folder: &Path, state: &State) -> Result<String, NotRehearsed> {
    let said = |why: String| NotRehearsed::Accounts(why);
    let password = dienhong_node::fresh_id();
    let hash = hash_password(&password).map_err(said)?;
    let app = App::new(node, folder, None)?;
    let mut list = csv::Writer::from_writer(Vec::new());
    let mut row = |login: &str, name: &str, bodies: &str| {
        list.write_record([login, name, bodies]).map_err(|why| said(why.to_string()))
    };
    row("login", "name", "bodies")?;
    let give = |login: &str, officer: &OfficerId| {
        let given = app.desk.give_password((login, officer.as_str()), &hash, "rehearse", app.now());
        given.map_err(|why| said(why.to_string()))
    };
    give(KEEPER, &OfficerId::from(KEEPER))?;
    row(KEEPER, "Ban tổ chức diễn tập", "")?;
    let seated = state.people.officers().filter(|o| state.people.seats(&o.id).next().is_some());
    for (number, officer) in (1..).zip(seated) {
        let login = format!("can-bo-{number:04}");
        give(&login, &officer.id)?;
        let bodies: Vec<&str> =
            state.people.seats(&officer.id).map(|(body, _)| body.name.as_str()).collect();
        row(&login, &officer.name, &bodies.join("; "))?;
    }
    let list = list.into_inner().map_err(|why| said(why.to_string()))?;
    let path = folder.join("accounts.csv");
    // So that a spreadsheet reads the letters right.
    let bytes = ["\u{feff}".as_bytes(), &list].concat();
    fs::write(&path, bytes).map_err(|why| NotRehearsed::File { path, why })?;
    Ok(password)
}
