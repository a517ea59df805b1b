//! «Hồ sơ đánh giá của tôi»: what is said of oneself, one's own report, and the appeal.

use super::{Asks, Of, Wrong, organ, period, person};
use crate::{
    App,
    desk::{Desk, Typed},
    sent::Form,
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::evaluation::Person;
use dienhong_look::{Link, html, part};
use std::sync::Arc;

pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = &desk.speech;
    let files = desk.view.state.evaluation.files_of(&desk.officer.id);
    let links: Vec<(Link, Option<String>)> = files
        .map(|(cycle, own)| {
            let url = speech.url(&format!("/desk/evaluation/mine/{}", cycle.id));
            let about =
                format!("{} · {}", period(speech, cycle.period), organ::outcome(speech, own));
            (Link::new(cycle.name.clone(), url), Some(about))
        })
        .collect();
    let title = speech.t("evaluation.mine");
    let body = html! {
        (part::head(&title, None))
        @if links.is_empty() { (part::empty(&speech.t("evaluation.none_of_mine"), None)) }
        (part::links(&links))
    };
    desk.shown(title, &body)
}

/// One's own file in a cycle.
fn own(of: &Of) -> Option<Arc<Person>> {
    let officer = &of.desk.officer.id;
    let own = |person: &&Arc<Person>| person.officer.as_ref() == Some(officer) && person.counts();
    of.cycle.people.values().find(own).cloned()
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(cycle): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, &cycle, StatusCode::OK, &Typed::new(), None)
}

fn page(
    desk: &Desk,
    cycle: &str,
    status: StatusCode,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Response {
    let speech = &desk.speech;
    let Some(of) = Of::new(desk, cycle) else { return desk.missing() };
    let Some(own) = own(&of) else { return desk.missing() };
    let action = speech.url(&format!("/desk/evaluation/mine/{cycle}"));
    let asks = Asks { desk, typed, wrong, action };
    let title = speech.t("evaluation.mine");
    let body = html! {
        (part::head(&title, None))
        p { (of.cycle.name) " · " (period(speech, of.cycle.period)) }
        (desk.trouble(asks.general()))
        @if person::may_report(&of, &own) { (person::report_form(&of, &asks, &own)) }
        @if person::may_appeal(&own) { (person::appeal_form(&of, &asks)) }
        (person::file(&of, &own))
    };
    desk.page(status, title, &body)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(cycle): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::new(&desk, &cycle) else { return desk.missing() };
    let Some(own) = own(&of) else { return desk.missing() };
    let again = |status, wrong: Wrong| page(&desk, &cycle, status, &typed, Some(&wrong));
    // Of one's own file one reports and appeals; the rest is others' to say.
    let step = typed.get("step").map_or("", String::as_str);
    if !matches!(step, "report" | "appeal") {
        return again(StatusCode::FORBIDDEN, (None, desk.speech.t("people.no_right")));
    }
    let (event, kept) = match person::asked(&of, &own, &typed) {
        Ok(asked) => asked,
        Err(wrong) => return again(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    match of.ask(&typed, event, kept).await {
        Ok(()) => desk.to(&format!("/desk/evaluation/mine/{cycle}")),
        Err(wrong) => again(StatusCode::CONFLICT, wrong),
    }
}
