use super::{Desk, number, sheet::Wrong};
use crate::{
    App,
    sent::{Form, Typed},
    session::Officer,
    site::area_day,
};
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    election::{self, Area, AreaId, AreaKind},
    people::{Place, Right},
};
use dienhong_look::{Markup, form, html, part};
use serde::Deserialize;
use std::sync::Arc;

/// The most areas on one page.
const SHOWN: usize = 60;

/// The longest name of a place.
const PLACE: usize = 200;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    unit: String,
    /// The one that is to be described.
    #[serde(default)]
    area: String,
}

/// What kind each area is, where one votes there, and whether the law finds it too small or too large.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(Asked { unit, area }): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let chosen = Typed::from([("chosen".to_owned(), area.trim().to_owned())]);
    page(&desk, StatusCode::OK, unit.trim(), &chosen, &Wrong::default(), None)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let value = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let area = AreaId::from(value("area"));
    let Some(known) = desk.view.state.election.area(&area).cloned() else { return desk.missing() };
    let mut wrong = Wrong::default();
    let kind = AreaKind::ALL.into_iter().find(|kind| kind.name() == value("kind"));
    if kind.is_none() {
        wrong.insert("kind".into(), desk.speech.t("areas.no_kind"));
    }
    let boxes = match value("boxes") {
        "" => Ok(0),
        text => number::count(&desk.speech, text).and_then(|n| {
            u16::try_from(n.get()).map_err(|_| desk.speech.t("desk.number_too_large"))
        }),
    };
    if let Err(why) = &boxes {
        wrong.insert("boxes".into(), why.clone());
    }
    if let Some(why) = super::frame::too_long(desk.speech, value("place"), PLACE) {
        wrong.insert("place".into(), why);
    }
    let unit = known.unit.to_string();
    let (Some(area_kind), Ok(mobile_boxes), true) = (kind, boxes, wrong.is_empty()) else {
        return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &unit, &typed, &wrong, None);
    };
    let place = Some(value("place").to_owned()).filter(|place| !place.is_empty());
    let event = election::Event::AreaDescribed { area, area_kind, mobile_boxes, place };
    let command = Command::Record(vec![Event::Election(event)]);
    let way = (Right::PrepareElection, Place::Unit(&known.unit));
    match desk.ask(&typed, way, command, Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/areas?unit={unit}")),
        Err(why) => page(&desk, StatusCode::CONFLICT, &unit, &typed, &wrong, Some(&why)),
    }
}

fn page(
    desk: &Desk,
    status: StatusCode,
    unit: &str,
    typed: &Typed,
    wrong: &Wrong,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let may = |area: &&Arc<Area>| {
        (unit.is_empty() || area.unit.as_str() == unit)
            && desk.may(Right::PrepareElection, Place::Unit(&area.unit))
    };
    let areas: Vec<&Arc<Area>> = desk.view.state.election.areas().filter(may).collect();
    let title = speech.t("areas.title");
    let shown = speech.many(SHOWN.min(areas.len()));
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        p { (speech.t("areas.about")) }
        @if areas.len() > SHOWN || !unit.is_empty() {
            p { (speech.tell("areas.more", &[("shown", &shown), ("all", &speech.many(areas.len()))])) }
            form method="get" action=(speech.url("/desk/areas")) {
                (form::Field { name: "unit", id: Some("of-unit"), label: &speech.t("areas.unit"), value: unit, ..form::Field::default() })
                (form::button(form::Weight::Plain, &speech.t("areas.filter")))
            }
        }
        @if areas.is_empty() { (part::empty(&speech.t("areas.none"), None)) }
        @let chosen = typed.get("area").or(typed.get("chosen"));
        @if let Some(area) = areas.iter().find(|area| chosen.is_some_and(|id| id == area.id.as_str())) {
            (one(desk, area, typed, wrong))
        }
        ul {
            @for area in areas.iter().take(SHOWN) {
                li {
                    a href=(speech.url(&format!("/desk/areas?unit={unit}&area={}", area.id))) {
                        (area.name) " (" (area.id) ")"
                    }
                    " · " (speech.t(area_day::kind(area.kind)))
                    @if let Some(place) = &area.place { " · " (place) }
                    (area_day::size(speech, &desk.view.state, area))
                }
            }
        }
    };
    desk.page(status, title, &body)
}

fn one(desk: &Desk, area: &Area, typed: &Typed, wrong: &Wrong) -> Markup {
    let speech = &desk.speech;
    let back = typed.get("area").is_some_and(|id| id == area.id.as_str());
    let value = |name: &str, known: String| match typed.get(name).filter(|_| back) {
        Some(typed) => typed.trim().to_owned(),
        None => known,
    };
    let wrong = |name: &str| wrong.get(name).filter(|_| back).map(String::as_str);
    let kind = value("kind", area.kind.name().into());
    let labels = AreaKind::ALL.map(|kind| speech.t(area_day::kind(kind)));
    let picks: Vec<form::Pick> = AreaKind::ALL
        .iter()
        .zip(&labels)
        .map(|(one, label)| form::Pick {
            value: one.name(),
            label,
            hint: None,
            picked: one.name() == kind,
        })
        .collect();
    let place = value("place", area.place.clone().unwrap_or_default());
    let boxes = value("boxes", area.mobile_boxes.to_string());
    let id = |name: &str| format!("{name}-{}", area.id);
    part::section(
        &id("area"),
        &format!("{} ({})", area.name, area.id),
        &html! {
            (area_day::size(speech, &desk.view.state, area))
            @if area.opened.is_some() {
                p { (speech.t(area_day::kind(area.kind))) " · " (place) }
            } @else {
                form method="post" action=(speech.url("/desk/areas")) {
                    (desk.stamps())
                    (form::hidden("area", area.id.as_str()))
                    (form::choice("kind", &speech.t("areas.kind"), &picks, wrong("kind")))
                    (form::Field { name: "place", id: Some(&id("place")), label: &speech.t("areas.place"),
                        value: &place, error: wrong("place"), ..form::Field::default() })
                    (form::Field { name: "boxes", id: Some(&id("boxes")), label: &speech.t("areas.boxes"),
                        value: &boxes, kind: form::Kind::Digits, error: wrong("boxes"), ..form::Field::default() })
                    (form::button(form::Weight::Plain, &speech.t("areas.save")))
                }
            }
        },
    )
}
