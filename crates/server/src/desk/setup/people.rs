//! Who acts where: somebody is hired, gets a password, or a role ends.

use super::{
    super::{Desk, Typed, frame, password::history},
    import::{given, rules},
    staff::{Hired, Person, Staff, kind_name},
};
use crate::{App, sent::Form, session::Officer, sign_in};
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    people::{self, Body, BodyId, OfficerId, Place, Right},
    text::fold,
};
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::{collections::BTreeMap, sync::Arc};

/// The most bodies on one page.
const MOST: usize = 40;

#[derive(serde::Deserialize)]
pub(in super::super) struct Asked {
    #[serde(default)]
    q: String,
}

pub(in super::super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let typed = Typed::from([("q".to_owned(), asked.q)]);
    page(&desk, StatusCode::OK, &typed, &html! {}, None)
}

/// The right by which this officer may change who acts in a body.
fn right<'a>(desk: &Desk, body: &'a Body) -> Option<(Right, Place<'a>)> {
    let unit = Place::of(body.unit.as_ref());
    let ways = [(Right::KeepSystem, Place::Node), (Right::Appoint, unit)];
    ways.into_iter().find(|(right, place)| desk.may(*right, *place))
}

/// Who holds what in each body.
fn holders(desk: &Desk) -> BTreeMap<BodyId, Vec<(OfficerId, String)>> {
    let people = &desk.view.state.people;
    let mut held: BTreeMap<BodyId, Vec<(OfficerId, String)>> = BTreeMap::new();
    for officer in people.officers() {
        for (body, roles) in people.seats(&officer.id) {
            let all = roles.iter().map(|role| (officer.id.clone(), role.clone()));
            held.entry(body.id.clone()).or_default().extend(all);
        }
    }
    held
}

fn page(
    desk: &Desk,
    status: StatusCode,
    typed: &Typed,
    above: &Markup,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let people = &desk.view.state.people;
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let held = holders(desk);
    let wanted = fold(said("q"));
    let matches = |body: &Body| {
        let who = held.get(&body.id).into_iter().flatten();
        let names = who.filter_map(|(id, _)| Some(fold(&people.officer(id)?.name)));
        wanted.is_empty()
            || fold(&body.name).contains(&wanted)
            || names.into_iter().any(|name| name.contains(&wanted))
    };
    let mine = people.bodies().filter(|body| right(desk, body).is_some() && matches(body));
    let mut bodies: Vec<&Arc<Body>> = mine.take(MOST + 1).collect();
    let more = bodies.len() > MOST;
    bodies.truncate(MOST);
    let title = speech.t("setup.people");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        (above)
        (hire(desk, typed))
        (part::section("bodies", &speech.t("setup.bodies"), &html! {
            form method="get" action=(speech.url("/desk/setup/people")) {
                (form::Field { name: "q", label: &speech.t("setup.find_people"), value: said("q"), ..form::Field::default() })
                (form::button(form::Weight::Plain, &speech.t("setup.find")))
            }
            @if bodies.is_empty() { (part::empty(&speech.t("setup.no_bodies"), None)) }
            @for body in &bodies {
                (table(desk, body, held.get(&body.id).map_or(&[][..], Vec::as_slice)))
            }
            @if more { p { (speech.tell("setup.more_bodies", &[("count", &MOST.to_string())])) } }
        }))
    };
    desk.page(status, title, &body)
}

/// The people of one body, each with what may be done.
fn table(desk: &Desk, body: &Body, held: &[(OfficerId, String)]) -> Markup {
    let speech = &desk.speech;
    let action = speech.url("/desk/setup/people");
    let row = |(id, role): &(OfficerId, String)| {
        let officer = desk.view.state.people.officer(id);
        let (name, office) =
            officer.map_or(("", ""), |officer| (officer.name.as_str(), officer.office.as_str()));
        let logins = desk.app.desk.logins(id.as_str()).unwrap_or_default();
        let password = if logins.is_empty() { "setup.give_login" } else { "setup.new_password" };
        let given = desk.app.desk.passwords_given(id.as_str()).unwrap_or_default();
        let common = html! {
            (desk.stamps())
            (form::hidden("officer", id.as_str()))
            (form::hidden("body", body.id.as_str()))
            (form::hidden("role", role))
        };
        vec![
            html! { (name) " " small { (office) } },
            html! { (speech.t(&format!("desk.role_{role}"))) },
            html! { (logins.join(", ")) (history(desk, &given)) },
            html! { (part::more(&speech.t("setup.change"), &html! {
                form method="post" action=(action) {
                    (common) (form::hidden("step", "password"))
                    @if logins.is_empty() {
                        (form::Field { name: "login", id: Some(&format!("login-{id}-{role}")), label: &speech.t("setup.col_login"), required: true, ..form::Field::default() })
                    } @else { (form::hidden("login", &logins[0])) }
                    (form::button(form::Weight::Plain, &speech.t(password)))
                }
                form method="post" action=(action) {
                    (common) (form::hidden("step", "end"))
                    (form::Field { name: "reason", id: Some(&format!("reason-{id}-{role}")), label: &speech.t("desk.reason"), hint: Some(&speech.t("setup.end_hint")), required: true, ..form::Field::default() })
                    (form::button(form::Weight::Grave, &speech.t("setup.end_role")))
                }
            })) },
        ]
    };
    html! { (Table {
        id: format!("body-{}", body.id),
        caption: body.name.clone(),
        columns: vec![
            Column::words(speech.t("setup.col_person")),
            Column::words(speech.t("setup.col_role")),
            Column::words(speech.t("setup.col_login")),
            Column::words(speech.t("desk.col_do")),
        ],
        rows: held.iter().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

/// The form by which somebody comes to hold a role.
fn hire(desk: &Desk, typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let Some(rules) = rules(desk, None) else { return html! {} };
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let labels: Vec<(String, String)> = rules
        .people
        .roles
        .keys()
        .map(|role| (role.clone(), speech.t(&format!("desk.role_{role}"))))
        .collect();
    let picks: Vec<form::Pick> = labels
        .iter()
        .map(|(role, label)| form::Pick {
            value: role,
            label,
            picked: said("role") == role,
            ..form::Pick::default()
        })
        .collect();
    let field = |name: &'static str, required: bool| {
        let hint = format!("setup.hint_{name}");
        let hint = speech.knows(&hint).then(|| speech.t(&hint));
        html! { (form::Field {
            name, label: &speech.t(&format!("setup.col_{name}")), value: said(name),
            hint: hint.as_deref(), required, ..form::Field::default()
        }) }
    };
    let kinds = rules.people.bodies.iter().map(|kind| (kind.clone(), kind_name(*speech, kind)));
    let none = (String::new(), speech.t("setup.kind_of_role"));
    let kinds: Vec<(String, String)> = std::iter::once(none).chain(kinds).collect();
    let filled = !said("person").is_empty();
    part::section(
        "hire",
        &speech.t("setup.hire"),
        &html! {
            details open[filled] {
                summary { (speech.t("setup.hire_open")) }
                form method="post" action=(speech.url("/desk/setup/people")) {
                    (desk.stamps())
                    (form::hidden("step", "hire"))
                    (field("person", true))
                    (field("office", true))
                    (form::select("role", &speech.t("setup.col_role"), &picks, None))
                    (field("unit", false))
                    (field("area", false))
                    (field("charge", false))
                    (form::select("body_kind", &speech.t("setup.col_body_kind"), &frame::picks(&kinds, said("body_kind")), None))
                    (field("body", false))
                    (field("login", false))
                    (form::button(form::Weight::Strong, &speech.t("setup.hire_do")))
                }
            }
        },
    )
}

pub(in super::super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let no = |status, why: &str| page(&desk, status, &typed, &html! {}, Some(why));
    if !desk.sent(&typed) {
        return no(StatusCode::FORBIDDEN, &desk.speech.t("desk.form_is_old"));
    }
    match typed.get("step").map_or("", String::as_str) {
        "hire" => hired(&desk, &typed).await,
        "end" => ended(&desk, &typed).await,
        "password" => password(&desk, &typed).await,
        _ => desk.missing(),
    }
}

fn refused(desk: &Desk, typed: &Typed, why: &str) -> Response {
    page(desk, StatusCode::CONFLICT, typed, &html! {}, Some(why))
}

async fn hired(desk: &Desk, typed: &Typed) -> Response {
    let speech = &desk.speech;
    let said = |name: &str| typed.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let Some(rules) = rules(desk, None) else { return desk.missing() };
    let login = match said("login").map(|login| free(desk, login)).transpose() {
        Ok(login) => login,
        Err(why) => return refused(desk, typed, &why),
    };
    let person = Person {
        name: said("person").unwrap_or_default(),
        office: said("office").unwrap_or_default(),
        role: said("role").unwrap_or_default(),
        unit: said("unit"),
        area: said("area"),
        charge: said("charge"),
        kind: said("body_kind"),
        body: said("body"),
    };
    let given = given(desk, &rules, None, "");
    let (officer, events) = match Staff::default().hire(&given, &person) {
        Ok(hired) => hired,
        Err((_, code, facts)) => return refused(desk, typed, &speech.told(code, &facts)),
    };
    let rows: Vec<(u32, Event)> = events.iter().cloned().map(|event| (0, event)).collect();
    let ways = super::tables::Of::People.places(&given, &rows);
    let way = ways.iter().find(|(right, place)| desk.may(*right, *place)).or(ways.first());
    let Some(way) = way.copied() else { return desk.missing() };
    match desk.asked(typed, way, Command::Record(events), Vec::new()).await {
        Err(why) => refused(desk, typed, &why),
        // The page before showed the password.
        Ok(false) => done(desk, "setup.done_before", &[]).await,
        Ok(true) => {
            let name = person.name.to_owned();
            let hired = login.map(|login| Hired { officer, name, login });
            done(desk, "setup.people_done", hired.as_slice()).await
        }
    }
}

/// The page again, with what was just done above it.
async fn done(desk: &Desk, said: &str, hired: &[Hired]) -> Response {
    let slips = accounts(desk, hired).await;
    let above = html! {
        (part::notice(part::Tone::Done, &desk.speech.t(said), &html! {}))
        (slips)
    };
    let fresh = Desk { view: desk.app.node.view(), ..desk.clone() };
    page(&fresh, StatusCode::OK, &Typed::new(), &above, None)
}

/// The login as it is kept, when it is one and nobody signs in under it yet.
fn free(desk: &Desk, said: &str) -> Result<String, String> {
    let login = sign_in::login(said).ok_or_else(|| desk.speech.t("setup.login_unreadable"))?;
    match desk.app.desk.account(&login) {
        Ok(None) => Ok(login),
        _ => Err(desk.speech.tell("setup.login_taken", &[("found", &login)])),
    }
}

async fn ended(desk: &Desk, typed: &Typed) -> Response {
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let body = BodyId::from(said("body"));
    let Some(of) = desk.view.state.people.body(&body).cloned() else { return desk.missing() };
    let Some(way) = right(desk, &of) else { return desk.missing() };
    let event = people::Event::RoleEnded {
        officer: OfficerId::from(said("officer")),
        role: said("role").to_owned(),
        body,
        reason: said("reason").to_owned(),
    };
    let command = Command::Record(vec![Event::People(event)]);
    match desk.ask(typed, way, command, Vec::new()).await {
        Ok(()) => done(desk, "setup.people_done", &[]).await,
        Err(why) => refused(desk, typed, &why),
    }
}

/// A first or a new password, for somebody over whose body this officer appoints.
async fn password(desk: &Desk, typed: &Typed) -> Response {
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let people = &desk.view.state.people;
    let officer = OfficerId::from(said("officer"));
    let login = said("login");
    // Over all of the person's bodies: a password opens every one of them.
    let mut seats = people.seats(&officer).peekable();
    let reached = seats.peek().is_some() && seats.all(|(body, _)| right(desk, body).is_some());
    let Some(known) = people.officer(&officer).filter(|_| reached) else {
        return refused(desk, typed, &desk.speech.t("people.no_right"));
    };
    let own = desk.app.desk.logins(officer.as_str()).unwrap_or_default();
    let login = match own.into_iter().find(|own| own == login) {
        Some(own) => Ok(own),
        None => free(desk, login),
    };
    match login {
        Ok(login) => {
            let hired = Hired { officer: known.id.clone(), name: known.name.clone(), login };
            done(desk, "setup.people_done", &[hired]).await
        }
        Err(why) => refused(desk, typed, &why),
    }
}

/// Gives each of them a password that is shown this once, to be cut into slips. Whoever prints the slips knows
/// the passwords: they are good for choosing another, and who gave them is noted.
pub(super) async fn accounts(desk: &Desk, hired: &[Hired]) -> Markup {
    let speech = &desk.speech;
    let mut slips: Vec<(String, String, String)> = Vec::new();
    for Hired { officer, name, login } in hired {
        let password = spoken();
        let (by, at) = (desk.officer.id.as_str(), desk.app.now());
        let put = match sign_in::hashed(&desk.app, password.clone()).await {
            Some(hash) => {
                desk.app.desk.give_password((login, officer.as_str()), &hash, by, at).ok()
            }
            None => None,
        };
        let shown = match put {
            Some(true) => password,
            // Somebody took the name while this was being done.
            Some(false) => speech.tell("setup.login_taken", &[("found", login)]),
            None => speech.t("setup.no_password"),
        };
        slips.push((name.clone(), login.clone(), shown));
    }
    html! {
        @if !slips.is_empty() {
            (part::section("slips", &speech.t("setup.slips"), &html! {
                p { (speech.t("setup.slips_about")) }
                (Table {
                    id: "slip-table".into(),
                    caption: speech.t("setup.slips"),
                    columns: vec![
                        Column::words(speech.t("setup.col_person")),
                        Column::words(speech.t("setup.col_login")),
                        Column::words(speech.t("setup.password")),
                    ],
                    rows: slips.iter().map(|(name, login, password)| vec![
                        html! { (name) }, html! { code { (login) } }, html! { code { (password) } },
                    ]).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
            }))
        }
    }
}

/// Sixteen hexadecimal digits in groups of four: 64 bits, easy to read aloud.
fn spoken() -> String {
    let digits = dienhong_node::fresh_id();
    let groups: Vec<String> = digits
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    groups.join("-")
}
