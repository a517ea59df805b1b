//! The draft of the minutes: what the records tell, each sentence beside the record it came from.

use super::{Desk, Of};
use crate::{App, minutes::Minutes, session::Officer};
use axum::{
    extract::{Path, State},
    http::Uri,
    response::Response,
};
use dienhong_look::{html, part};
use std::sync::Arc;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    let hall = of.hall();
    let sections = Minutes::new(&desk.app, &desk.view, &of.meeting).sections();
    let title = of.t("to_minutes");
    let body = html! {
        (part::head(&title, Some(&html! { span lang="vi" { (of.meeting.plan.title) } })))
        (of.tabs("/minutes"))
        p.hint { (of.t("minutes_about")) }
        @for (at, section) in sections.iter().enumerate() {
            (part::section_in(Some("vi"), &format!("part-{at}"), &section.heading, &html! {
                @if section.sentences.is_empty() { p.hint { "–" } }
                ol.minutes {
                    @for sentence in &section.sentences {
                        li {
                            span lang="vi" { (sentence.text) }
                            @if let (Some(record), false) = (sentence.record, of.meeting.plan.closed) {
                                " " a href=(desk.speech.url(&format!("/receipts/{record}"))) title=(of.t("minutes_record")) { "№ " (record) }
                            } @else if let Some(at) = sentence.at { " " small { (hall.clock(at)) } }
                        }
                    }
                }
            }))
        }
        (part::section("tasks", &of.t("tasks"), &html! {
            @if let Some(tasks) = of.tasks_of(&of.meeting.id, &of.t("tasks")) { (tasks) }
            p { a.button href=(desk.speech.url("/desk/programmes")) { (of.t("give_tasks")) } }
        }))
    };
    desk.shown(title, &body)
}
