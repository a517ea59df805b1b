use super::Desk;
use crate::{
    App, Speech,
    rehearsal::{AnswerKey, Score, counted, score},
    session::Officer,
};
use axum::{extract::State, http::Uri, response::Response};
use dienhong_core::people::{Place, Right};
use dienhong_look::{
    Markup, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// What the teams of a rehearsal have caught: by team, in the order of the areas.
pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let Some(of) = desk.view.state.node.rehearsal().cloned() else { return desk.missing() };
    let title = speech.t("rehearsal.title");
    let folder = desk.app.folder.clone();
    let read = tokio::task::spawn_blocking(move || AnswerKey::read(&folder)).await;
    let shown = match read {
        Ok(Ok(key)) => scored(&desk, &key),
        Ok(Err(why)) => {
            html! { p { (speech.tell("rehearsal.no_answers", &[("why", &why.to_string())])) } }
        }
        Err(why) => {
            html! { p { (speech.tell("rehearsal.no_answers", &[("why", &why.to_string())])) } }
        }
    };
    let size = dienhong_look::number::number(of.size, speech.lang());
    let body = html! {
        (part::head(&title, None))
        p { (speech.tell("rehearsal.of", &[("origin", &of.origin), ("size", &size)])) }
        p { (speech.t("rehearsal.about")) }
        (shown)
    };
    desk.shown(title, &body)
}

fn scored(desk: &Desk, key: &AnswerKey) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let (teams, all) = score(state, key);
    // Who still types is not told which paper is wrong.
    if all.published < all.papers && !desk.may(Right::KeepSystem, Place::Node) {
        return html! { p { (speech.t("rehearsal.not_yet")) } };
    }
    let named = |id| state.election.area(id).map_or_else(String::new, |area| area.name.clone());
    let rows = teams.iter().map(|(id, one)| row(speech, &format!("{} ({id})", named(id)), one));
    let mut columns = vec![Column::words(speech.t("site.col_area"))];
    let names = all.numbers().map(|(name, _)| name).into_iter().chain(["pace"]);
    columns.extend(names.map(|name| Column::figures(speech.t(&format!("rehearsal.{name}")))));
    let caught = speech.n(counted(all.caught()));
    let planted = speech.n(counted(all.planted));
    html! {
        p { b { (speech.tell("rehearsal.caught", &[("caught", &caught), ("planted", &planted)])) } }
        (Table {
            id: "rehearsal".into(),
            caption: speech.t("rehearsal.title"),
            columns,
            rows: rows.collect(),
            foot: Some(row(speech, &speech.t("rehearsal.all"), &all)),
            narrow: Narrow::Stack,
        })
    }
}

fn row(speech: &Speech, name: &str, s: &Score) -> Vec<Markup> {
    let pace = s.pace().map_or_else(
        || "–".to_owned(),
        |pace| {
            let minutes = speech.n(counted(pace.div_ceil(60)));
            speech.tell("rehearsal.minutes", &[("minutes", &minutes)])
        },
    );
    let mut cells = vec![html! { (name) }];
    cells.extend(s.numbers().map(|(_, n)| html! { (speech.n(counted(n))) }));
    cells.push(html! { (pace) });
    cells
}
