//! One's own file: what stands in it, who else read it, and one's answer.

use super::{Asks, Said, Sent, field, files, fresh};
use crate::{App, desk::Desk, sent::Form, session::Officer};
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event, Kept,
    personnel::{self, Person},
};
use dienhong_journal::Opening;
use dienhong_look::{form, html, part};
use std::sync::Arc;

/// The most characters of an answer.
const ANSWER: usize = 8_000;

fn own(desk: &Desk) -> Option<Arc<Person>> {
    desk.view.state.personnel.of_officer(&desk.officer.id).cloned()
}

pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let title = t("my_file");
    let asks = Asks { desk, action: speech.url("/desk/me"), words: "personnel", sent };
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        @match own(desk) {
            None => (part::empty(&t("no_own_file"), None)),
            Some(person) => {
                p { (t("own_about")) }
                p lang="vi" { b { (person.about.name) } }
                (files::contents(desk, &person))
                (part::section("answer", &t("answer"), &asks.form("answer", form::Weight::Strong, &asks.long("answer", "text"))))
            }
        }
    };
    desk.page(status, title, &body)
}

pub(super) async fn answer(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(person) = own(&desk) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let mut said = Said::new(&desk, &mut sent);
    let text = said.needed("text", ANSWER);
    if said.step != "answer" {
        return desk.missing();
    }
    if !said.is_sound() {
        return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    }
    let Ok(kept) = Kept::of(&Opening { value: text, salt: dienhong_node::salt() }) else {
        sent.refused = Some(desk.speech.t("desk.no_record"));
        return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let event = personnel::Event::FileAnswered { person: person.id.clone(), sealed: kept.seal };
    let command = Command::Seal(vec![Event::Personnel(event)], vec![kept]);
    // It is filed with the body that keeps the file, in the person's own name.
    let body = Some(person.body.clone());
    match desk.asked_at(&mut sent, body, command, |refusal| field(refusal, "answer")).await {
        true => desk.to("/desk/me"),
        false => page(&fresh(&desk), StatusCode::CONFLICT, &sent),
    }
}
