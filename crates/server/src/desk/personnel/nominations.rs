//! Nominations of a body, and how one is opened.

use super::{
    Asks, Said, Sent, body_choices, fresh, id_of, managed, manages, people_of, record, rooms,
    ticked, ticks, warning,
};
use crate::{
    App,
    desk::{Desk, asks::SHORT},
    sent::Form,
    session::Officer,
};
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    people::BodyId,
    personnel::{self, Nomination, NominationId, Opened, Origin},
    vote::Document,
};
use dienhong_look::{Link, form, html, part};
use std::sync::Arc;

pub(super) const ROOM: &str = "/desk/personnel/nominations";

pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index(&desk, StatusCode::OK, &Sent::default())
}

/// How far a nomination has come, in words.
pub(super) fn standing(desk: &Desk, nomination: &Nomination) -> String {
    let speech = &desk.speech;
    let state = &desk.view.state;
    if nomination.closed.is_some() {
        return speech.t("personnel.given_up");
    }
    if let Some(chosen) = state.chosen(nomination) {
        return speech.tell("personnel.has_chosen", &[("name", &super::name_of(desk, chosen))]);
    }
    match state.next_step(nomination) {
        None => speech.t("personnel.nobody_chosen"),
        Some(rule) => {
            let step = nomination.next().to_string();
            let what = speech.t(&format!("personnel.step_{}", rule.id));
            speech.tell("personnel.at_step", &[("step", &step), ("what", &what)])
        }
    }
}

fn index(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let own = managed(desk);
    if own.is_empty() {
        return desk.missing();
    }
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let state = &desk.view.state.personnel;
    let links: Vec<(Link, Option<String>)> = state
        .nominations()
        .filter(|nomination| own.iter().any(|of| of.id == nomination.body))
        .map(|nomination| {
            let url = speech.url(&format!("{ROOM}/{}", nomination.id));
            (Link::new(nomination.opened.post.clone(), url), Some(standing(desk, nomination)))
        })
        .collect();
    let asks = Asks { desk, action: speech.url(ROOM), words: "personnel", sent };
    let people = people_of(desk, |body| own.iter().any(|of| of.id == *body));
    let origins = Origin::ALL.map(|of| (of.name().to_owned(), t(&format!("origin_{}", of.name()))));
    let lists = state.lists().filter(|list| own.iter().any(|of| of.id == list.body));
    let lists = lists.map(|list| (list.id.to_string(), list.plan.post.clone()));
    let lists: Vec<(String, String)> =
        std::iter::once((String::new(), t("no_list"))).chain(lists).collect();
    let title = t("nominations");
    let body = html! {
        (part::head(&title, None))
        (rooms(desk, ROOM))
        (warning(desk))
        (desk.trouble(sent.refused.as_deref()))
        @if links.is_empty() { (part::empty(&t("no_nominations"), None)) }
        (part::links(&links))
        (part::section("nominate", &t("nominate"), &asks.folded("nominate", form::Weight::Strong, &html! {
            (asks.select("nominate", "body", &body_choices(&own)))
            (asks.text("nominate", "post"))
            (asks.select("nominate", "origin", &origins))
            (asks.select("nominate", "planned_in", &lists))
            (ticks(&asks, "nominate", &t("considered"), &people))
            (asks.date("nominate", "asked"))
            (asks.text("nominate", "document"))
            (asks.date("nominate", "on"))
        })))
    };
    desk.page(status, title, &body)
}

pub(super) async fn open(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let nomination = NominationId::from(id_of(&sent, "n").as_str());
    let mut said = Said::new(&desk, &mut sent);
    let body = BodyId::from(said.raw("body").as_str());
    if said.step != "nominate" || !manages(&desk, &body) {
        return desk.missing();
    }
    let post = said.needed("post", SHORT);
    let origin = said.one_of("origin", &Origin::ALL, Origin::name);
    let list = Some(said.raw("planned_in")).filter(|id| !id.is_empty());
    let list = list.map(|id| id.as_str().into());
    let people = ticked(&said, &people_of(&desk, |of| *of == body));
    let asked = said.date("asked");
    let policy: Option<Document> = said.document();
    let read = origin.zip(asked).zip(policy).filter(|_| sent.wrong.is_empty());
    let Some(((origin, asked), policy)) = read else {
        return index(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let opened = Box::new(Opened { post, origin, list, people, asked, policy });
    let event = personnel::Event::NominationOpened { nomination: nomination.clone(), opened };
    match record(&desk, &mut sent, body, vec![event], "nominate").await {
        true => desk.to(&format!("{ROOM}/{nomination}")),
        false => index(&fresh(&desk), StatusCode::CONFLICT, &sent),
    }
}
