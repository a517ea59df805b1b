//! What an officer reads for a body in which he sits.

use super::ROOM;
use crate::{
    App,
    desk::Desk,
    readers::{Done, Reading, officer_key},
    sent::{Form, Typed},
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::briefing::{Briefing, Recipient};
use dienhong_look::Markup;
use std::sync::Arc;

fn found(desk: &Desk, id: &str, body: &str) -> Option<(Arc<Briefing>, Arc<Recipient>)> {
    let state = &desk.view.state;
    let of = state.briefing.get(&id.into()).filter(|of| of.is_sent())?;
    let own = of.recipient(&body.into())?;
    state.people.sits(&desk.officer.id, &own.body).then(|| (of.clone(), own.clone()))
}

fn reading<'a>(desk: &'a Desk, (of, own): &'a (Arc<Briefing>, Arc<Recipient>)) -> Reading<'a> {
    Reading {
        app: &desk.app,
        view: &desk.view,
        speech: desk.speech,
        of,
        own,
        key: officer_key(&desk.officer.id),
        action: desk.speech.url(&format!("{ROOM}/{}/read/{}", of.id, own.body)),
        stamps: desk.stamps(),
        account: true,
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = found(&desk, &id, &body) else { return desk.missing() };
    page(&desk, &found, StatusCode::OK, &Typed::new(), None, None)
}

fn page(
    desk: &Desk,
    found: &(Arc<Briefing>, Arc<Recipient>),
    status: StatusCode,
    typed: &Typed,
    wrong: Option<(&str, &str)>,
    quiz: Option<&Markup>,
) -> Response {
    match reading(desk, found).body(typed, wrong, quiz) {
        Ok(body) => desk.page(status, found.0.plan.title.clone(), &body),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = found(&desk, &id, &body) else { return desk.missing() };
    if !desk.sent(&typed) {
        return page(&desk, &found, StatusCode::FORBIDDEN, &typed, None, None);
    }
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    match reading(&desk, &found).take(&typed) {
        Ok(Some(Done::Yes)) => desk.to(&format!("{ROOM}/{id}/read/{body}")),
        Ok(Some(Done::Quiz(result))) => {
            page(&desk, &found, StatusCode::OK, &typed, None, Some(&result))
        }
        Ok(Some(Done::Wrong(field, why))) => {
            page(&desk, &found, unfit, &typed, Some((field, &why)), None)
        }
        Ok(None) => desk.missing(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
