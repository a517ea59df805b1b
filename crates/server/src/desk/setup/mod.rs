//! Before the polls open: elections, tables from files, people.

mod elections;
mod export;
mod import;
mod people;
mod staff;
mod tables;
mod witnesses;

use super::Desk;
use crate::{App, session::Officer, site};
use axum::{Router, extract::State, http::Uri, response::Response, routing::get};
use dienhong_core::{
    Date, State as Facts,
    node::Imported,
    people::{By, Right},
    units::UnitId,
};
use dienhong_look::{
    Link, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;
use tables::ALL;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    let election = at("/desk/setup/elections/{election}");
    Router::new()
        .route(&at("/desk/setup"), get(show))
        .route(&at("/desk/setup/elections"), get(elections::call).post(elections::take_call))
        .route(&election, get(elections::show).post(elections::take))
        .route(&at("/desk/setup/import/{table}"), get(import::show).post(import::take))
        .route(&at("/desk/setup/template/{table}"), get(import::template))
        .route(&at("/desk/setup/export/{table}"), get(export::file))
        .route(&at("/desk/setup/people"), get(people::show).post(people::take))
        .route(&at("/desk/setup/witnesses"), get(witnesses::show).post(witnesses::take))
}

pub(super) use elections::is_an_id;

/// Whether a role of this officer gives the right, in whatever place.
pub(super) fn gives(desk: &Desk, right: Right) -> bool {
    let Some(rules) = import::rules(desk, None) else { return false };
    let mut seats = desk.view.state.people.seats(&desk.officer.id);
    seats.any(|(_, roles)| roles.iter().any(|role| rules.people.gives(role, right)))
}

/// The one unit that a text means on a day; else the code of what is wrong with it.
pub(super) fn unit_of(state: &Facts, said: &str, day: Date) -> Result<UnitId, &'static str> {
    tables::unit_of(state, said, day, None).map_err(|(_, code, _)| code)
}

/// The most files that the page tells of.
const MOST: usize = 30;

async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let state = &desk.view.state;
    let may = |right| gives(&desk, right);
    let (keeps, appoints) = (may(Right::KeepSystem), may(Right::Appoint));
    let prepares = may(Right::PrepareElection);
    let title = speech.t("desk.to_setup");
    let mut links = Vec::new();
    if prepares {
        links.push((
            Link::new(speech.t("setup.call"), speech.url("/desk/setup/elections")),
            Some(speech.t("setup.call_about")),
        ));
    }
    if keeps || appoints {
        links.push((
            Link::new(speech.t("setup.people"), speech.url("/desk/setup/people")),
            Some(speech.t("setup.people_about")),
        ));
    }
    if keeps {
        links.push((
            Link::new(speech.t("setup.witnesses"), speech.url("/desk/setup/witnesses")),
            Some(speech.t("setup.witnesses_about")),
        ));
    }
    let files: Vec<(Link, Option<String>)> = ALL
        .into_iter()
        .filter(|of| of.rights().iter().any(|&right| may(right)))
        .map(|of| {
            let url = speech.url(&format!("/desk/setup/import/{}", of.name()));
            let about = speech.t(&format!("setup.about_{}", of.name()));
            (Link::new(speech.t(&format!("setup.import_{}", of.name())), url), Some(about))
        })
        .collect();
    let elections: Vec<(Link, Option<String>)> = state
        .election
        .all()
        .map(|election| {
            let url = speech.url(&format!("/desk/setup/elections/{}", election.id));
            let of = election.constituencies.len();
            let about = speech.tell(
                "setup.election_about",
                &[
                    ("day", &site::day(election.day)),
                    ("constituencies", &speech.many(of)),
                    ("areas", &speech.many(election.areas as usize)),
                ],
            );
            (Link::new(election.name.clone(), url), Some(about))
        })
        .collect();
    let row = |imported: &Arc<Imported>| {
        let who = match &imported.by {
            By::Officer(id) => {
                state.people.officer(id).map_or_else(|| id.to_string(), |o| o.name.clone())
            }
            by => by.to_string(),
        };
        vec![
            html! { (site::when(&state.node, imported.at)) },
            html! { (speech.t(&format!("setup.import_{}", imported.table))) },
            html! { (speech.many(imported.rows as usize))
            @if imported.mended > 0 { br; small { (speech.tell("setup.mended_cells", &[("count", &speech.many(imported.mended as usize))])) } } },
            html! { (who) },
            html! { (part::more(&speech.t("setup.file_hash"), &part::hash(&imported.blob.to_string()))) },
        ]
    };
    let body = html! {
        (part::head(&title, None))
        @if links.is_empty() && files.is_empty() { (part::empty(&speech.t("desk.no_role"), None)) }
        (part::links(&links))
        @if !elections.is_empty() {
            (part::section("elections", &speech.t("setup.elections"), &part::links(&elections)))
        }
        @if !files.is_empty() {
            (part::section("files", &speech.t("setup.from_files"), &html! {
                p { (speech.t("setup.from_files_about")) }
                (part::links(&files))
            }))
        }
        @if !state.node.imports.is_empty() {
            (part::section("imports", &speech.t("setup.imports"), &html! { (Table {
                id: "import-table".into(),
                caption: speech.t("setup.imports_about"),
                columns: vec![
                    Column::words(speech.t("setup.when")),
                    Column::words(speech.t("setup.what")),
                    Column::figures(speech.t("setup.rows")),
                    Column::words(speech.t("setup.who")),
                    Column::words(speech.t("setup.file")),
                ],
                rows: state.node.imports.iter().rev().take(MOST).map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            }) }))
        }
    };
    desk.shown(title, &body)
}
