//! What is sent and printed before a meeting: a link of one's own for each delegate, the calendar entry, the
//! sheet on which people sign that they came.

use super::{Desk, Of};
use crate::{
    App,
    meetings::{Hall, seats},
    papers,
    sent::Form,
    session::{self, Officer},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use dienhong_core::assembly::Meeting;
use dienhong_look::{Markup, form, html, part};
use icalendar::{Calendar, Component, Event, EventLike};
use maud::PreEscaped;
use qrcode::{QrCode, render::svg};
use std::sync::Arc;

pub(super) async fn links(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, None, &html! {})
}

fn page(of: &Of, status: StatusCode, refused: Option<&str>, made: &Markup) -> Response {
    let speech = &of.desk.speech;
    let given = of.desk.app.desk.links(&seats(&of.meeting.id)).unwrap_or_default();
    let title = of.t("tab_links");
    let all = of.meeting.delegates.len();
    let body = html! {
        (part::head(&title, Some(&html! { span lang="vi" { (of.meeting.plan.title) } })))
        (of.tabs("/links"))
        (of.desk.trouble(refused))
        p { (of.t("links_about")) }
        p { (speech.tell("meeting.links_given", &[("given", &speech.many(given)), ("all", &speech.many(all))])) }
        @if all == 0 { (part::empty(&of.t("missing_delegates"), None)) } @else {
            form method="post" action=(of.url("/links")) {
                (of.desk.stamps())
                (form::tick("sure", &of.t("links_sure"), false, None))
                (form::button(form::Weight::Strong, &of.t("links_make")))
            }
        }
        (made)
    };
    of.desk.page(status, title, &body)
}

pub(super) async fn make_links(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    if !desk.sent(&typed) {
        let why = desk.speech.t("desk.form_is_old");
        return page(&of, StatusCode::FORBIDDEN, Some(&why), &html! {});
    }
    if typed.get("sure").is_none_or(|sure| sure != "yes") {
        let why = desk.speech.t("vote.not_sure");
        return page(&of, StatusCode::UNPROCESSABLE_ENTITY, Some(&why), &html! {});
    }
    let made: Vec<(u32, String)> =
        of.meeting.delegates.keys().map(|of| (*of, dienhong_node::random_hex())).collect();
    let kept: Vec<(u32, String)> =
        made.iter().map(|(number, token)| (*number, session::kept(token))).collect();
    if let Err(why) = desk.app.desk.put_links(&seats(&of.meeting.id), &kept) {
        let why = desk.speech.tell("desk.not_done", &[("why", &why.to_string())]);
        return page(&of, StatusCode::INTERNAL_SERVER_ERROR, Some(&why), &html! {});
    }
    let cards = cards(&of, &made);
    page(&of, StatusCode::OK, None, &cards)
}

/// Cards to be printed and cut: number, name, site, the link in words and as a picture.
fn cards(of: &Of, made: &[(u32, String)]) -> Markup {
    let speech = &of.desk.speech;
    let hall = of.hall();
    let home = of.desk.app.home();
    part::section(
        "slips",
        &speech.t("vote.slips"),
        &html! {
            p.hint { (speech.t("vote.slips_hint")) }
            ul.slips {
                @for (number, token) in made {
                    @let path = speech.url(&format!("/meetings/{}/seat/{token}", of.meeting.id));
                    @let link = format!("{home}{path}");
                    li.slip {
                        p { b { (number) } " " (hall.who(*number)) }
                        p lang="vi" { (of.meeting.plan.title) }
                        @if let Ok(code) = QrCode::new(link.as_bytes()) {
                            div.qr aria-hidden="true" { (PreEscaped(code.render::<svg::Color>().min_dimensions(140, 140).build())) }
                        }
                        p { a href=(path) { code { (link) } } }
                    }
                }
            }
        },
    )
}

/// The meeting as an entry of a calendar, with where it is followed.
fn ics(of: &Hall) -> Option<String> {
    let meeting = of.meeting;
    let instant = |at: dienhong_journal::Millis| {
        DateTime::<Utc>::from_timestamp_millis(i64::try_from(at.get()).ok()?)
    };
    let begins = instant(meeting.plan.begins)?;
    let hours = i64::from(meeting.minutes().max(60));
    let ends = match meeting.plan.ends {
        Some(ends) => instant(ends)?,
        None => begins.checked_add_signed(chrono::Duration::minutes(hours))?,
    };
    let origin = of.view.state.node.started.as_ref().map_or("", |of| of.origin.as_str());
    let mark = crate::site::mark(&of.view.state.node, &of.speech);
    let mark = mark.map_or_else(String::new, |mark| format!("{mark}: "));
    let home = of.app.map_or("", App::home);
    let link = format!("{home}{}", of.speech.url(&format!("/meetings/{}/me", meeting.id)));
    let mut calendar = Calendar::new();
    calendar.name(&format!("{mark}{}", meeting.plan.title));
    let agenda: Vec<String> = meeting
        .agenda()
        .into_iter()
        .filter_map(|(number, item)| Some(format!("{number} {}", of.title(&item.item)?)))
        .collect();
    let event = Event::new()
        .uid(&format!("{}@{origin}", meeting.id))
        .timestamp(instant(of.view.at)?)
        .starts(begins)
        .ends(ends)
        .summary(&format!("{mark}{}", meeting.plan.title))
        .location(&meeting.plan.place)
        .url(&link)
        .description(&format!("{}\n{link}", agenda.join("\n")))
        .done();
    calendar.push(event);
    Some(calendar.done().to_string())
}

pub(super) async fn calendar(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let made = Of::run(&desk, &id).and_then(|of| ics(&of.hall()));
    match made {
        Some(file) => {
            let save = (header::CONTENT_DISPOSITION, "attachment; filename=\"meeting.ics\"");
            ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), save], file).into_response()
        }
        None => desk.missing(),
    }
}

/// The sheet on which people sign, site by site.
pub(super) async fn slips(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    let (app, meeting, view) = (desk.app.clone(), of.meeting.clone(), desk.view.clone());
    let made = move || sheet(&app, &view, &meeting);
    let made = tokio::task::spawn_blocking(made).await.ok().flatten();
    match made {
        Some(pdf) => ([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response(),
        None => desk.missing(),
    }
}

fn sheet(app: &App, view: &dienhong_node::View, meeting: &Meeting) -> Option<Vec<u8>> {
    let records: crate::site::Records = &|seq| app.record(seq);
    papers::Desk { view, records, home: app.home() }.sign_in_sheet(meeting)
}
