//! Before the polls open: legal steps are shown to be done, bodies have their members.

mod body;
mod unit;

use super::Desk;
use crate::{App, session::Officer, site::readiness::Tallied};
use axum::{Router, extract::State, http::Uri, response::Response, routing::get};
use dienhong_core::{
    Date,
    election::Election,
    people::{Place, Right},
    rules::Rules,
    units::UnitId,
};
use dienhong_look::{
    Link, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at("/desk/readiness"), get(show))
        .route(&at("/desk/readiness/bodies/{body}"), get(body::show).post(body::take))
        .route(&at("/desk/readiness/{election}/{unit}"), get(unit::show).post(unit::take))
}

/// The rules of an election's day, and what day it is by them now.
fn rules(desk: &Desk, election: &Election) -> Option<(Arc<Rules>, Date)> {
    let rules = desk.view.state.node.rules_on(election.day)?.clone();
    let today = rules.local(desk.now()).day;
    Some((rules, today))
}

/// Whether this officer may state steps and name members there.
fn prepares(desk: &Desk, unit: &UnitId) -> bool {
    desk.may(Right::PrepareElection, Place::Unit(unit))
}

/// Each unit of this officer's with how far its steps are, what is late first.
async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let title = speech.t("readiness.title");
    let elections: Vec<Arc<Election>> =
        desk.view.state.election.all().filter(|e| e.ended.is_none()).cloned().collect();
    let body = html! {
        (part::head(&title, None))
        p { (speech.t("readiness.desk_about")) }
        @for election in &elections { (of(&desk, election)) }
        @if elections.is_empty() { (part::empty(&speech.t("readiness.no_election"), None)) }
    };
    desk.shown(title, &body)
}

fn of(desk: &Desk, election: &Election) -> dienhong_look::Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let Some((rules, today)) = rules(desk, election) else { return html! {} };
    let units = crate::site::readiness::units(state, election);
    let own = units.into_iter().filter(|unit| prepares(desk, unit));
    let mut rows: Vec<(UnitId, Tallied)> = own
        .map(|unit| {
            let all = Tallied::of(&state.duties(election, &rules, today, Some(&unit)));
            (unit, all)
        })
        .collect();
    rows.sort_by_key(|(unit, all)| (std::cmp::Reverse(all.late), unit.clone()));
    let name = |unit: &UnitId| state.units.get(unit).map_or_else(String::new, |u| u.name.clone());
    let row = |(unit, all): &(UnitId, Tallied)| {
        vec![
            html! { a href=(speech.url(&format!("/desk/readiness/{}/{unit}", election.id))) { (name(unit)) } },
            html! { (speech.many(all.done)) "/" (speech.many(all.all())) },
            html! { (speech.many(all.late)) },
        ]
    };
    let public = Link::new(
        speech.t("desk.see_page"),
        speech.url(&format!("/elections/{}/readiness", election.id)),
    );
    part::section(
        election.id.as_str(),
        &election.name,
        &html! {
            @if rows.is_empty() { (part::empty(&speech.t("desk.no_role"), None)) }
            @else { (Table {
                id: format!("units-{}", election.id),
                caption: speech.t("readiness.your_units"),
                columns: vec![
                    Column::words(speech.t("site.col_unit")),
                    Column::figures(speech.t("readiness.col_done")),
                    Column::figures(speech.t("readiness.col_late")),
                ],
                rows: rows.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            }) }
            (part::links(&[(public, None)]))
        },
    )
}
