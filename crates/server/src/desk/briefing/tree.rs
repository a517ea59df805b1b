//! Who has it from whom and how far each has come, for those above; and who still owes.

use super::{ROOM, file_link, own_bodies, stands_above};
use crate::{
    App,
    desk::Desk,
    readers::days,
    session::Officer,
    site::{
        briefing::{Tree, body_name, told},
        day,
    },
};
use axum::{
    extract::{Path, State},
    http::Uri,
    response::Response,
};
use dienhong_core::{
    briefing::{Attached, Briefing, Why, owing},
    people::BodyId,
};
use dienhong_look::{
    Link, Markup, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// The most units that the list of those who owe names.
const MOST: usize = 200;

pub(super) async fn show(
    state: State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
) -> Response {
    show_page(state, officer, uri, Path((id, body, 1))).await
}

pub(super) async fn show_page(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body, page)): Path<(String, String, usize)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let found = desk.view.state.briefing.get(&id.as_str().into()).cloned();
    let body = BodyId::from(body.as_str());
    let found = found.filter(|of| stands_above(&desk, of, &body));
    let Some(of) = found else { return desk.missing() };
    let Some(recipient) = of.recipient(&body) else { return desk.missing() };
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let url = |body: &BodyId, page: usize| {
        let page = if page > 1 { format!("/{page}") } else { String::new() };
        speech.url(&format!("{ROOM}/{}/tree/{body}{page}", of.id))
    };
    let file = |file: &Attached| file_link(&desk, &of, file);
    let tree = Tree { speech: *speech, state: &desk.view.state, of: &of, url: &url, file: &file };
    let back = own_bodies(&desk).into_iter().find(|own| of.is_under(&body, &own.id));
    let title = body_name(&desk.view.state, &body);
    let shown = html! {
        (part::head_in(speech.names(), &of.plan.title, None))
        @if let Some(own) = back {
            (part::tabs(&t("title"), &[
                Link::new(t("tab_send"), speech.url(&format!("{ROOM}/{}/units/{}", of.id, own.id))),
                Link::new(t("tab_people"), speech.url(&format!("{ROOM}/{}/units/{}/people", of.id, own.id))),
                Link::new(t("tab_tree"), speech.url(&format!("{ROOM}/{}/tree/{}", of.id, own.id))).current(own.id == body),
            ]))
        }
        h2 lang=[speech.names()] { (title) }
        (tree.chain(&body))
        (part::section("progress", &t("progress"), &tree.level(&body, page)))
        (part::section("owing", &t("owing"), &owed(&desk, &of, &body, &url)))
        (part::section("stated", &t("stated"), &tree.stated(recipient)))
        (part::section("sessions", &t("sessions"), &tree.sessions()))
        (part::section("carried", &t("carried_out"), &tree.carried_out(&body)))
    };
    desk.shown(of.plan.title.clone(), &shown)
}

/// Who below has not stated, or not everything, with the days left.
fn owed(
    desk: &Desk,
    of: &Briefing,
    body: &BodyId,
    url: &impl Fn(&BodyId, usize) -> String,
) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let mut all = owing(&desk.view.state, of, desk.now());
    all.retain(|owing| of.is_under(&owing.body, body));
    // The most pressing first.
    all.sort_by_key(|owing| owing.left);
    let row = |owing: &dienhong_core::briefing::Owing| {
        vec![
            html! { a href=(url(&owing.body, 1)) lang=[speech.names()] { (body_name(&desk.view.state, &owing.body)) } },
            html! { (day(owing.due)) },
            html! { (days(speech, owing.left)) },
            html! { @match &owing.why {
                Why::NotStated => (t("not_stated")),
                Why::Incomplete(figures) => (told(speech, figures)),
            } },
        ]
    };
    html! {
        @if all.is_empty() { p { (t("nothing_owed")) } } @else {
            (Table {
                id: "owed".into(),
                caption: speech.tell("briefing.owing_caption", &[("count", &speech.many(all.len()))]),
                columns: vec![
                    Column::words(t("col_unit")),
                    Column::words(t("col_due")),
                    Column::words(t("col_left")),
                    Column::words(t("col_why")),
                ],
                rows: all.iter().take(MOST).map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
            @if all.len() > MOST { p { small { (speech.tell("briefing.owing_more", &[("count", &speech.many(all.len() - MOST))])) } } }
        }
    }
}
