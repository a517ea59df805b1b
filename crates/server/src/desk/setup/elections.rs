//! Elections before they are held: one is called, its lists become official, somebody leaves a list.

use super::super::{Desk, Typed, frame::picks};
use crate::{App, sent::Form, session::Officer, site};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Date, Event,
    count::Count,
    election::{self, AreaId, Basis, Constituency, Election, ElectionId, How, Stage, Withdrawn},
    people::{Place, Right},
    rules::Vacancy,
    units::UnitId,
};
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// What a by-election states of the body's vacancy: `months` is asked, the others in pairs.
const VACANCY: [&str; 5] = ["months_left", "initial", "missing", "statutory", "sitting"];

const WAYS: [(&str, Withdrawn); 3] =
    [("withdrew", Withdrawn::Withdrew), ("died", Withdrawn::Died), ("removed", Withdrawn::Removed)];

pub(in super::super) async fn call(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    form_page(&desk, StatusCode::OK, &Typed::new(), None, None)
}

/// The form in which an election is called; `wrong` is a field and what is wrong with it.
fn form_page(
    desk: &Desk,
    status: StatusCode,
    typed: &Typed,
    wrong: Option<(&str, &str)>,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let rules = super::import::rules(desk, None);
    let kinds: Vec<(String, String)> = rules
        .iter()
        .flat_map(|rules| rules.elections.keys())
        .map(|kind| (kind.clone(), speech.t(&format!("setup.kind_{}", kind.to_lowercase()))))
        .collect();
    let kinds = picks(&kinds, said("kind"));
    let stages =
        Stage::ALL.map(|stage| (stage.name(), speech.t(&format!("setup.stage_{}", stage.name()))));
    let stages = picks(&stages, said("stage"));
    let firsts = state.election.all().filter(|election| election.stage == Stage::First);
    let firsts = firsts.map(|election| (election.id.as_str(), election.name.clone()));
    let none = std::iter::once(("", speech.t("setup.no_parent")));
    let parents: Vec<(&str, String)> = none.chain(firsts).collect();
    let parents = picks(&parents, said("parent"));
    let field = |name: &'static str, kind: form::Kind| {
        let hint = format!("setup.hint_{name}");
        let hint = speech.knows(&hint).then(|| speech.t(&hint));
        let error = wrong.filter(|(field, _)| *field == name).map(|(_, why)| why);
        html! { (form::Field {
            name, kind, label: &speech.t(&format!("setup.col_{name}")), value: said(name),
            hint: hint.as_deref(), error, required: true, ..form::Field::default()
        }) }
    };
    let title = speech.t("setup.call");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        form method="post" action=(speech.url("/desk/setup/elections")) {
            (desk.stamps())
            (form::select("kind", &speech.t("setup.col_election_kind"), &kinds, None))
            (field("election_name", form::Kind::Text))
            (field("election_id", form::Kind::Text))
            (field("day", form::Kind::Date))
            (field("unit", form::Kind::Text))
            (field("election_basis", form::Kind::Text))
            (part::more(&speech.t("setup.further"), &html! {
                (form::choice("stage", &speech.t("setup.stage"), &stages, None))
                (form::select("parent", &speech.t("setup.parent"), &parents, wrong.filter(|(f, _)| *f == "parent").map(|(_, why)| why)))
            }))
            (part::more(&speech.t("setup.by_election"), &html! {
                p { (speech.t("setup.by_election_about")) }
                @for name in VACANCY {
                    (form::Field {
                        name, kind: form::Kind::Digits, label: &speech.t(&format!("setup.col_{name}")), value: said(name),
                        error: wrong.filter(|(field, _)| *field == name).map(|(_, why)| why), ..form::Field::default()
                    })
                }
            }))
            (form::button(form::Weight::Strong, &speech.t("setup.call_do")))
        }
    };
    desk.page(status, title, &body)
}

/// Whether an election can be called this in addresses: `na-2026`.
pub(in super::super) fn is_an_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=40).contains(&id.len()) && id.chars().all(plain)
}

pub(in super::super) async fn take_call(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let no = |field: &str, key: &str| {
        let why = speech.tell(key, &[("found", said(field))]);
        form_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some((field, &why)), None)
    };
    let id = said("election_id");
    if !is_an_id(id) {
        return no("election_id", "setup.bad_id");
    }
    if said("election_name").is_empty() {
        return no("election_name", "table.missing_value");
    }
    let Ok(day) = said("day").parse::<Date>() else { return no("day", "table.bad_date") };
    let state = &desk.view.state;
    let unit = match super::tables::unit_of(state, said("unit"), day, None) {
        Ok(unit) => unit,
        Err((_, code, _)) => return no("unit", code),
    };
    if said("election_basis").is_empty() {
        return no("election_basis", "election.basis_missing");
    }
    let vacancy = match vacancy(&typed) {
        Ok(vacancy) => vacancy,
        Err((field, key)) => return no(field, key),
    };
    let stage = Stage::ALL.into_iter().find(|stage| stage.name() == said("stage"));
    let parent = Some(said("parent")).filter(|parent| !parent.is_empty());
    let election = ElectionId::from(id);
    let event = Event::Election(election::Event::Called {
        election: election.clone(),
        election_kind: said("kind").to_owned(),
        name: said("election_name").to_owned(),
        day,
        unit: unit.clone(),
        stage: stage.unwrap_or(Stage::First),
        parent: parent.map(ElectionId::from),
        vacancy,
        basis: Basis { how: How::Stated, text: said("election_basis").to_owned() },
    });
    let way = (Right::PrepareElection, Place::Unit(&unit));
    match desk.ask(&typed, way, Command::Record(vec![event]), Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/setup/elections/{election}")),
        Err(why) => form_page(&desk, StatusCode::CONFLICT, &typed, None, Some(&why)),
    }
}

/// What was vacant, as far as the form says; none when it says nothing of it. The error is a field and what
/// is wrong with it.
fn vacancy(typed: &Typed) -> Result<Option<Vacancy>, (&'static str, &'static str)> {
    let count = |name: &'static str| match typed.get(name).map_or("", |text| text.trim()) {
        "" => Ok(None),
        text => match text.parse::<u16>() {
            Ok(count) => Ok(Some(Count::from(count))),
            Err(_) => Err((name, "table.not_a_number")),
        },
    };
    let [months, initial, missing, statutory, sitting] = VACANCY.map(count);
    let pair = |whole: Option<Count>, part: Option<Count>, fields: [&'static str; 2]| match (
        whole, part,
    ) {
        (Some(whole), Some(part)) if part <= whole => Ok(Some((whole, part))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err((fields[1], "setup.part_over_whole")),
        (Some(_), None) => Err((fields[1], "table.missing_value")),
        (None, Some(_)) => Err((fields[0], "table.missing_value")),
    };
    let missing = pair(initial?, missing?, ["initial", "missing"])?;
    let newly_formed = pair(statutory?, sitting?, ["statutory", "sitting"])?;
    match months? {
        Some(months_left) => Ok(Some(Vacancy { months_left, missing, newly_formed })),
        None if missing.is_none() && newly_formed.is_none() => Ok(None),
        None => Err(("months_left", "table.missing_value")),
    }
}

pub(in super::super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(election): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    match desk.election(&election) {
        Some(election) => page(&desk, &election, StatusCode::OK, &Typed::new(), None),
        None => desk.missing(),
    }
}

fn page(
    desk: &Desk,
    election: &Election,
    status: StatusCode,
    typed: &Typed,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let action = speech.url(&format!("/desk/setup/elections/{}", election.id));
    let unit = |id: &UnitId| state.units.get(id).map_or_else(String::new, |unit| unit.name.clone());
    let row = |of: &Arc<Constituency>| {
        let units: Vec<String> = of.members.iter().map(|member| unit(&member.unit)).collect();
        let number = of.number.to_string();
        vec![
            html! { a href=(speech.url(&format!("/elections/{}/constituencies/{number}", election.id))) { (number) } },
            html! { (of.seats) },
            html! { (of.candidates.len()) },
            html! { (of.areas.len()) },
            html! { (units.join(", ")) },
            html! { @match &of.announced {
                Some(document) => { (speech.t("setup.official")) " " small { (document) } }
                None if of.candidates.is_empty() => (speech.t("setup.no_list"))
                None => (announce(desk, &action, Some(of.number), said("document"))),
            } },
        ]
    };
    let open = election.constituencies.values().filter(|of| of.announced.is_none());
    let open = open.filter(|of| !of.candidates.is_empty()).count();
    let import = |table: &str| {
        let url = format!("/desk/setup/import/{table}?election={}", election.id);
        let about = speech.t(&format!("setup.about_{table}"));
        (Link::new(speech.t(&format!("setup.import_{table}")), speech.url(&url)), Some(about))
    };
    let public =
        Link::new(speech.t("desk.see_page"), speech.url(&format!("/elections/{}", election.id)));
    let body = html! {
        (part::head(&election.name, None))
        p { (site::day(election.day)) " · " (unit(&election.unit)) " · " (election.basis.text) }
        (desk.trouble(refused))
        (part::links(&[import("constituencies"), import("candidates"), import("areas"), import("rolls"), (public, None)]))
        (part::section("lists", &speech.t("setup.lists"), &html! {
            @if election.constituencies.is_empty() { (part::empty(&speech.t("setup.no_constituencies"), None)) }
            @else { (Table {
                id: "list-table".into(),
                caption: speech.t("setup.lists"),
                columns: vec![
                    Column::figures(speech.t("setup.col_constituency")),
                    Column::figures(speech.t("setup.col_seats")),
                    Column::figures(speech.t("setup.candidates")),
                    Column::figures(speech.t("site.areas")),
                    Column::words(speech.t("setup.units")),
                    Column::words(speech.t("setup.list")),
                ],
                rows: election.constituencies.values().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            }) }
            @if open > 1 { (announce(desk, &action, None, said("document"))) }
        }))
        (leave(desk, &action, election, typed))
        @if election.stage != Stage::First { (assign(desk, &action, typed)) }
    };
    desk.page(status, election.name.clone(), &body)
}

/// The form that makes one list official, or all that are not yet.
fn announce(desk: &Desk, action: &str, number: Option<u16>, document: &str) -> Markup {
    let speech = &desk.speech;
    let (which, label) = match number {
        Some(number) => (number.to_string(), speech.t("setup.announce")),
        None => (String::new(), speech.t("setup.announce_all")),
    };
    let (id, waiver) = (format!("document-{which}"), format!("waiver-{which}"));
    part::more(
        &label,
        &html! {
            form method="post" action=(action) {
                (desk.stamps())
                (form::hidden("step", "announce"))
                (form::hidden("constituency", &which))
                (form::Field { name: "document", id: Some(&id), label: &speech.t("desk.document"), value: document, required: true, ..form::Field::default() })
                (form::Field { name: "waiver", id: Some(&waiver), label: &speech.t("setup.waiver"), hint: Some(&speech.t("setup.waiver_hint")), ..form::Field::default() })
                (form::button(form::Weight::Jade, &label))
            }
        },
    )
}

/// The form by which a candidate leaves an official list.
fn leave(desk: &Desk, action: &str, election: &Election, typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let official = election.constituencies.values().filter(|of| of.announced.is_some());
    let listed: Vec<(String, String)> = official
        .flat_map(|of| {
            (1u16..).zip(&of.candidates).filter(|(_, listed)| listed.withdrawn.is_none()).map(
                move |(number, listed)| {
                    let value = format!("{}/{number}", of.number);
                    (value.clone(), format!("{value} · {}", listed.candidate.name))
                },
            )
        })
        .collect();
    if listed.is_empty() {
        return html! {};
    }
    let who = picks(&listed, said("candidate"));
    let ways = WAYS.map(|(way, _)| (way, speech.t(&format!("setup.way_{way}"))));
    let ways = picks(&ways, said("how"));
    part::section(
        "leave",
        &speech.t("setup.leaves"),
        &html! {
            (part::more(&speech.t("setup.leaves_open"), &html! {
                form method="post" action=(action) {
                    (desk.stamps())
                    (form::hidden("step", "withdraw"))
                    (form::select("candidate", &speech.t("setup.who_leaves"), &who, None))
                    (form::choice("how", &speech.t("setup.how_leaves"), &ways, None))
                    (form::Field { name: "document", id: Some("leave-document"), label: &speech.t("desk.document"), value: said("document"), required: true, ..form::Field::default() })
                    (form::Field { name: "reason", label: &speech.t("desk.reason"), hint: Some(&speech.t("desk.reason_hint")), value: said("reason"), required: true, ..form::Field::default() })
                    (form::button(form::Weight::Grave, &speech.t("setup.leaves_do")))
                }
            }))
        },
    )
}

/// The form by which areas vote once more: in a re-election or a supplementary one.
fn assign(desk: &Desk, action: &str, typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    part::section(
        "assign",
        &speech.t("setup.assign"),
        &html! {
            form method="post" action=(action) {
                (desk.stamps())
                (form::hidden("step", "assign"))
                (form::Field { name: "constituency", label: &speech.t("setup.col_constituency"), value: said("constituency"), kind: form::Kind::Digits, required: true, ..form::Field::default() })
                (form::Field { name: "areas", label: &speech.t("setup.assign_areas"), hint: Some(&speech.t("setup.assign_hint")), value: said("areas"), kind: form::Kind::Long, ..form::Field::default() })
                (form::button(form::Weight::Plain, &speech.t("setup.assign_do")))
            }
        },
    )
}

pub(in super::super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(election): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(election) = desk.election(&election) else { return desk.missing() };
    let id = election.id.clone();
    let Some(events) = asked(&desk, &election, &typed) else {
        let why = desk.speech.t("setup.nothing_chosen");
        return page(&desk, &election, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(&why));
    };
    let events = events.into_iter().map(Event::Election).collect();
    let way = (Right::PrepareElection, Place::Unit(&election.unit));
    match desk.ask(&typed, way, Command::Record(events), Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/setup/elections/{id}")),
        Err(why) => page(&desk, &election, StatusCode::CONFLICT, &typed, Some(&why)),
    }
}

/// What a form of the election's page asks for; none when it chose nothing.
fn asked(desk: &Desk, election: &Election, typed: &Typed) -> Option<Vec<election::Event>> {
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let id = &election.id;
    let document = || said("document").to_owned();
    let events: Vec<election::Event> = match said("step") {
        "announce" => {
            let one: Option<u16> = said("constituency").parse().ok();
            let waiver = Some(said("waiver").to_owned()).filter(|waiver| !waiver.is_empty());
            let open = election.constituencies.values().filter(|of| match one {
                Some(number) => of.number == number,
                None => of.announced.is_none() && !of.candidates.is_empty(),
            });
            open.map(|of| election::Event::ListAnnounced {
                election: id.clone(),
                constituency: of.number,
                document: document(),
                waiver: waiver.clone(),
            })
            .collect()
        }
        "withdraw" => {
            let (constituency, number) = said("candidate").split_once('/')?;
            let (_, how) = WAYS.iter().find(|(way, _)| *way == said("how"))?;
            vec![election::Event::CandidateWithdrawn {
                election: id.clone(),
                constituency: constituency.parse().ok()?,
                number: number.parse().ok()?,
                how: *how,
                document: document(),
                reason: said("reason").to_owned(),
            }]
        }
        "assign" => {
            let constituency: u16 = said("constituency").parse().ok()?;
            let named = said("areas").split([',', ';', '\n', ' ']).map(str::trim);
            let named: Vec<AreaId> =
                named.filter(|area| !area.is_empty()).map(AreaId::from).collect();
            // None named: all that voted there the first time.
            let first = election.parent.as_ref();
            let first = first.and_then(|p| desk.view.state.election.constituency(p, constituency));
            let areas = match named.is_empty() {
                true => first.into_iter().flat_map(|of| of.areas.iter().cloned()).collect(),
                false => named,
            };
            let assign =
                |area| election::Event::AreaAssigned { area, election: id.clone(), constituency };
            areas.into_iter().map(assign).collect()
        }
        _ => return None,
    };
    Some(events).filter(|events| !events.is_empty())
}
