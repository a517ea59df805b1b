use super::{Desk, Typed};
use crate::{App, sent::Form, session::Officer, site};
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    count::Count,
    election::{self, Area, AreaId, ElectionId},
    people::{Place, Right},
    rules::Clock,
    units::UnitId,
};
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::{collections::BTreeSet, sync::Arc};

/// Polling day: areas open and close, units report how many have voted.
pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, StatusCode::OK, &Typed::new(), None)
}

/// The units in which this officer reports.
fn units(desk: &Desk) -> BTreeSet<UnitId> {
    let seats = desk.view.state.people.seats(&desk.officer.id);
    seats.filter_map(|(body, _)| body.unit.clone()).collect()
}

fn page(desk: &Desk, status: StatusCode, typed: &Typed, refused: Option<&str>) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let units = units(desk);
    let areas: Vec<&Arc<Area>> = units
        .iter()
        .flat_map(|unit| state.election.areas_of(unit))
        .filter(|area| desk.may(Right::ReportTurnout, Place::Area(&area.id, None)))
        .collect();
    let title = speech.t("desk.to_polling");
    let when = |at: Option<dienhong_journal::Millis>| {
        at.map_or_else(|| "–".to_owned(), |at| site::when(&state.node, at))
    };
    let row = |area: &&Arc<Area>| {
        let step = match (area.opened, area.closed) {
            (None, _) => Some("open"),
            (Some(_), None) => Some("close"),
            _ => None,
        };
        vec![
            html! { (area.name) " " small { (area.id) } },
            html! { (when(area.opened)) },
            html! { (when(area.closed)) },
            html! { @if let Some(step) = step { (button(desk, step, area)) } },
        ]
    };
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        @for unit in &units {
            @if desk.may(Right::ReportTurnout, Place::Unit(unit)) { (report(desk, unit, typed)) }
        }
        (part::section("areas", &speech.t("site.areas"), &html! { (Table {
            id: "polling-areas".into(),
            caption: speech.t("site.areas"),
            columns: vec![
                Column::words(speech.t("site.col_area")),
                Column::words(speech.t("desk.col_opened")),
                Column::words(speech.t("desk.col_closed")),
                Column::words(speech.t("desk.col_do")),
            ],
            rows: areas.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }))
    };
    desk.page(status, title, &body)
}

fn button(desk: &Desk, step: &str, area: &Area) -> Markup {
    html! {
        form.inline method="post" action=(desk.speech.url("/desk/polling")) {
            (desk.stamps())
            (form::hidden("step", step))
            (form::hidden("area", area.id.as_str()))
            (form::button(form::Weight::Plain, &desk.speech.t(&format!("desk.{step}_area"))))
        }
    }
}

/// The form in which a unit reports its turnout.
fn report(desk: &Desk, unit: &UnitId, typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let held: BTreeSet<&ElectionId> =
        state.election.areas_of(unit).flat_map(|area| area.constituencies.keys()).collect();
    let name = state.units.get(unit).map_or_else(String::new, |unit| unit.name.clone());
    let hour =
        state.rules_at(desk.view.at).map(|rules| rules.local(desk.view.at).clock.minutes() / 60);
    let hour = hour.map_or_else(|_| String::new(), |hour| format!("{hour:02}:00"));
    let value = |name: &str| typed.get(name).cloned().unwrap_or_default();
    html! {
        @for election in held.iter().filter_map(|id| state.election.get(id)) {
            @let voters = state.election.voters_of(unit, &election.id).unwrap_or_default();
            @let last = state.election.turnout(&election.id, unit).last();
            (part::section(&format!("report-{}", election.id), &format!("{name} · {}", election.name), &html! {
                p { (speech.tell("desk.turnout_so_far", &[
                    ("voted", &last.map_or_else(|| "–".into(), |last| speech.n(last.voted))),
                    ("hour", &last.map_or_else(|| "–".into(), |last| last.hour.to_string())),
                    ("voters", &speech.n(voters)),
                    ("roll", &state.election.roll_of(unit).to_string()),
                ])) }
                form method="post" action=(speech.url("/desk/polling")) {
                    (desk.stamps())
                    (form::hidden("step", "turnout"))
                    (form::hidden("election", election.id.as_str()))
                    (form::hidden("unit", unit.as_str()))
                    (form::Field { name: "hour", id: Some(&format!("hour-{}", election.id)), label: &speech.t("desk.hour"), value: &hour, required: true, ..form::Field::default() })
                    (form::Field { name: "voted", id: Some(&format!("voted-{}", election.id)), label: &speech.t("site.col_voted"), value: &value("voted"), kind: form::Kind::Count, required: true, ..form::Field::default() })
                    (form::Field { name: "reason", id: Some(&format!("reason-{}", election.id)), label: &speech.t("desk.reason_if_lower"), value: &value("reason"), ..form::Field::default() })
                    (form::button(form::Weight::Strong, &speech.t("desk.report")))
                }
            }))
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let text = |name: &str| typed.get(name).map_or("", |text| text.trim()).to_owned();
    let reason = Some(text("reason")).filter(|reason| !reason.is_empty());
    let area = AreaId::from(text("area").as_str());
    let unit = UnitId::from(text("unit").as_str());
    let (place, event) = match text("step").as_str() {
        "open" => {
            let event = election::Event::AreaOpened { area: area.clone(), happened: None };
            (Place::Area(&area, None), event)
        }
        "close" => {
            let event = election::Event::AreaClosed { area: area.clone(), happened: None, reason };
            (Place::Area(&area, None), event)
        }
        "turnout" => {
            let digits: String = text("voted").chars().filter(char::is_ascii_digit).collect();
            let voted = digits.parse().ok().and_then(|n: u64| Count::try_from(n).ok());
            let hour = Clock::try_from(text("hour")).ok();
            let (Some(voted), Some(hour)) = (voted, hour) else {
                let why = speech.t("desk.turnout_unreadable");
                return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(&why));
            };
            let roll = desk.view.state.election.roll_of(&unit);
            let election = ElectionId::from(text("election").as_str());
            let unit_id = unit.clone();
            let event = election::Event::TurnoutReported {
                election,
                unit: unit_id,
                hour,
                voted,
                roll,
                reason,
            };
            (Place::Unit(&unit), event)
        }
        _ => return desk.missing(),
    };
    let command = Command::Record(vec![Event::Election(event)]);
    match desk.ask(&typed, (Right::ReportTurnout, place), command, Vec::new()).await {
        Ok(()) => desk.to("/desk/polling"),
        Err(why) => page(&desk, StatusCode::CONFLICT, &typed, Some(&why)),
    }
}
