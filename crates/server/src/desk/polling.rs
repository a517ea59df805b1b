use super::{
    Desk, Typed,
    frame::{LONGEST, too_long},
    number,
    sheet::Wrong,
};
use crate::{App, sent::Form, session::Officer, site};
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Date, Event,
    election::{self, Area, AreaId, ElectionId},
    people::{Place, Right},
    rules::Clock,
    units::UnitId,
};
use dienhong_journal::Millis;
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::{collections::BTreeSet, sync::Arc};

/// Polling day: areas open and close, units report how many have voted.
pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, StatusCode::OK, &Sent::default())
}

/// A form that came back: what it said, what is wrong at its fields, and why it was refused.
#[derive(Default)]
struct Sent<'a> {
    typed: Typed,
    wrong: Wrong,
    refused: Option<&'a str>,
}

impl Sent<'_> {
    /// Whether it was the form with these hidden fields: only that one is filled in again.
    fn is(&self, fields: &[(&str, &str)]) -> bool {
        fields.iter().all(|(name, value)| self.value(name) == *value)
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", |text| text.trim())
    }
}

/// The units in which this officer reports.
fn units(desk: &Desk) -> BTreeSet<UnitId> {
    let seats = desk.view.state.people.seats(&desk.officer.id);
    seats.filter_map(|(body, _)| body.unit.clone()).collect()
}

fn page(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let units = units(desk);
    let areas: Vec<&Arc<Area>> = units
        .iter()
        .flat_map(|unit| state.election.areas_of(unit))
        .filter(|area| desk.may(Right::ReportTurnout, Place::Area(&area.id, None)))
        .collect();
    let title = speech.t("desk.to_polling");
    let when =
        |at: Option<Millis>| at.map_or_else(|| "–".to_owned(), |at| site::when(&state.node, at));
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
            html! {
                @if let (Some("close"), Some(stopped)) = (step, area.interrupted()) {
                    p { b { (speech.tell("areas.stopped_since", &[("when", &when(Some(stopped.at)))])) } }
                } @else if let Some(step) = step { (button(desk, step, area, sent)) }
                @if step == Some("close") { (pause(desk, area, sent)) }
            },
        ]
    };
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused))
        @for unit in &units {
            @if desk.may(Right::ReportTurnout, Place::Unit(unit)) { (report(desk, unit, sent)) }
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

/// Opens or closes an area; when somebody writes it down later, he says at which hour it happened.
fn button(desk: &Desk, step: &str, area: &Area, sent: &Sent) -> Markup {
    let speech = &desk.speech;
    let back = sent.is(&[("step", step), ("area", area.id.as_str())]);
    let value = |name: &str| if back { sent.value(name) } else { "" };
    let id = |name: &str| format!("{name}-{}", area.id);
    html! {
        form method="post" action=(speech.url("/desk/polling")) {
            (desk.stamps())
            (form::hidden("step", step))
            (form::hidden("area", area.id.as_str()))
            details open[back] {
                summary { (speech.t("desk.happened_more")) }
                (form::Field {
                    name: "happened", id: Some(&id("happened")), label: &speech.t("desk.happened"),
                    value: value("happened"), hint: Some(&speech.t("desk.happened_hint")),
                    error: sent.wrong.get("happened").filter(|_| back).map(String::as_str), ..form::Field::default()
                })
                @if step == "close" {
                    (form::Field {
                        name: "reason", id: Some(&id("reason")), label: &speech.t("desk.reason_if_late"),
                        value: value("reason"), ..form::Field::default()
                    })
                }
            }
            (form::button(form::Weight::Plain, &speech.t(&format!("desk.{step}_area"))))
        }
    }
}

/// Says that the vote of an open area was stopped, or that it goes on.
fn pause(desk: &Desk, area: &Area, sent: &Sent) -> Markup {
    let speech = &desk.speech;
    let step = if area.interrupted().is_some() { "resume" } else { "interrupt" };
    let back = sent.is(&[("step", step), ("area", area.id.as_str())]);
    let value = |name: &str| if back { sent.value(name) } else { "" };
    let wrong = |name: &str| sent.wrong.get(name).filter(|_| back).map(String::as_str);
    let id = |name: &str| format!("{step}-{name}-{}", area.id);
    let field = |name, label: &str, hint: Option<&str>| {
        html! { (form::Field {
            name, id: Some(&id(name)), label, value: value(name), hint, error: wrong(name),
            ..form::Field::default()
        }) }
    };
    html! {
        details open[back] {
            summary { (speech.t(&format!("areas.{step}_more"))) }
            form method="post" action=(speech.url("/desk/polling")) {
                (desk.stamps())
                (form::hidden("step", step))
                (form::hidden("area", area.id.as_str()))
                (field("happened", &speech.t("desk.happened"), Some(&speech.t("desk.happened_hint"))))
                @if step == "interrupt" {
                    (field("reason", &speech.t("areas.why"), None))
                    (field("seals", &speech.t("areas.seals"), Some(&speech.t("areas.seals_hint"))))
                } @else {
                    (field("document", &speech.t("areas.document"), None))
                }
                (form::button(form::Weight::Plain, &speech.t(&format!("areas.{step}"))))
            }
        }
    }
}

/// The form in which a unit reports its turnout.
fn report(desk: &Desk, unit: &UnitId, sent: &Sent) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let held: BTreeSet<&ElectionId> =
        state.election.areas_of(unit).flat_map(|area| area.constituencies.keys()).collect();
    let name = state.units.get(unit).map_or_else(String::new, |unit| unit.name.clone());
    let hour =
        state.rules_at(desk.view.at).map(|rules| rules.local(desk.view.at).clock.minutes() / 60);
    let hour = hour.map_or_else(|_| String::new(), |hour| format!("{hour:02}:00"));
    html! {
        @for election in held.iter().filter_map(|id| state.election.get(id)) {
            @let voters = state.election.voters_of(unit, &election.id).unwrap_or_default();
            @let last = state.election.turnout(&election.id, unit).last();
            @let back = sent.is(&[("step", "turnout"), ("election", election.id.as_str()), ("unit", unit.as_str())]);
            @let value = |name: &str| if back { sent.value(name) } else { "" };
            @let wrong = |name: &str| sent.wrong.get(name).filter(|_| back).map(String::as_str);
            @let id = |name: &str| format!("{name}-{}-{unit}", election.id);
            (part::section(&id("report"), &format!("{name} · {}", election.name), &html! {
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
                    (form::Field {
                        name: "hour", id: Some(&id("hour")), label: &speech.t("desk.hour"),
                        value: if back { sent.value("hour") } else { &hour }, error: wrong("hour"), required: true, ..form::Field::default()
                    })
                    (form::Field {
                        name: "voted", id: Some(&id("voted")), label: &speech.t("site.col_voted"), value: value("voted"),
                        kind: form::Kind::Count, error: wrong("voted"), required: true, ..form::Field::default()
                    })
                    (form::Field {
                        name: "reason", id: Some(&id("reason")), label: &speech.t("desk.reason_if_lower"), value: value("reason"),
                        ..form::Field::default()
                    })
                    (form::button(form::Weight::Strong, &speech.t("desk.report")))
                }
            }))
        }
    }
}

/// The instant at which a clock by the legal hour showed `hour` on the day when this area votes.
fn instant(desk: &Desk, area: &AreaId, hour: Clock) -> Option<Millis> {
    let state = &desk.view.state;
    let area = state.election.area(area)?;
    let days = area.constituencies.keys().filter_map(|id| Some(state.election.get(id)?.day));
    let day = area.early.as_ref().map(|early| early.day).or_else(|| days.max())?;
    let rules = state.rules_at(desk.view.at).ok()?;
    let since = i64::from((day - Date::constant(1970, 1, 1)).get_days()) * 24 * 60;
    let minutes = since + i64::from(hour.minutes()) - i64::from(rules.utc_offset_minutes);
    Some(Millis::new(u64::try_from(minutes).ok()? * 60_000))
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let mut sent = Sent { typed, ..Sent::default() };
    let reason = Some(sent.value("reason").to_owned()).filter(|reason| !reason.is_empty());
    let area = AreaId::from(sent.value("area"));
    let unit = UnitId::from(sent.value("unit"));
    let hour = |name: &str| match sent.value(name) {
        "" => Ok(None),
        hour => Clock::try_from(hour.to_owned()).map(Some).map_err(|_| speech.t("desk.no_hour")),
    };
    let happened = hour("happened").map(|hour| hour.and_then(|hour| instant(&desk, &area, hour)));
    let step = sent.value("step").to_owned();
    let said = ["reason", "seals", "document"];
    let long = said
        .iter()
        .filter_map(|&name| Some((name.to_owned(), too_long(speech, sent.value(name), LONGEST)?)));
    let long: Wrong = long.collect();
    if !long.is_empty() {
        sent.wrong = long;
        return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    }
    let (place, event) = match (step.as_str(), happened) {
        ("open" | "close" | "interrupt" | "resume", Err(why)) => {
            sent.wrong.insert("happened".into(), why);
            return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
        }
        ("open", Ok(happened)) => {
            let event = election::Event::AreaOpened { area: area.clone(), happened };
            (Place::Area(&area, None), event)
        }
        ("close", Ok(happened)) => {
            let event = election::Event::AreaClosed { area: area.clone(), happened, reason };
            (Place::Area(&area, None), event)
        }
        ("interrupt", Ok(happened)) => {
            let (reason, seals) = (reason.unwrap_or_default(), sent.value("seals").to_owned());
            let event =
                election::Event::VotingInterrupted { area: area.clone(), happened, reason, seals };
            (Place::Area(&area, None), event)
        }
        ("resume", Ok(happened)) => {
            let document = Some(sent.value("document").to_owned()).filter(|text| !text.is_empty());
            let event = election::Event::VotingResumed { area: area.clone(), happened, document };
            (Place::Area(&area, None), event)
        }
        ("turnout", _) => {
            let voted = number::count(&speech, sent.value("voted"));
            let hour = hour("hour").and_then(|hour| hour.ok_or_else(|| speech.t("desk.no_hour")));
            let (voted, hour) = match (voted, hour) {
                (Ok(voted), Ok(hour)) => (voted, hour),
                (voted, hour) => {
                    let all = [("voted", voted.err()), ("hour", hour.err())];
                    let wrong = all.into_iter().filter_map(|(name, why)| Some((name.into(), why?)));
                    sent.wrong = wrong.collect();
                    return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
                }
            };
            let roll = desk.view.state.election.roll_of(&unit);
            let election = ElectionId::from(sent.value("election"));
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
    match desk.ask(&sent.typed, (Right::ReportTurnout, place), command, Vec::new()).await {
        Ok(()) => desk.to("/desk/polling"),
        Err(why) => page(&desk, StatusCode::CONFLICT, &Sent { refused: Some(&why), ..sent }),
    }
}
