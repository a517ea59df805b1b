//! A link of one's own for each reader without an account: shown this once; the node keeps only hashes.

use super::Own;
use crate::{
    App,
    desk::Desk,
    readers::room,
    sent::Form,
    session::{self, Officer},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_look::{Markup, form, html, part};
use dienhong_store::Listed;
use maud::PreEscaped;
use qrcode::{QrCode, render::svg};
use std::sync::Arc;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(own) = Own::find(&desk, &id, &body) else { return desk.missing() };
    page(&desk, &own, StatusCode::OK, None, &html! {})
}

fn page(
    desk: &Desk,
    own: &Own,
    status: StatusCode,
    refused: Option<&str>,
    slips: &Markup,
) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let readers = desk.app.desk.readers(own.body.id.as_str()).unwrap_or_default();
    let given = desk.app.desk.links(&room(&own.of.id, &own.body.id)).unwrap_or_default();
    let facts = [("given", speech.many(given)), ("readers", speech.many(readers.len()))];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    let body = html! {
        (part::head_in(speech.names(), &own.of.plan.title, None))
        (own.tabs(desk, "tab_people"))
        (desk.trouble(refused))
        (part::section("links", &t("links"), &html! {
            p { (t("links_about")) }
            p { (speech.tell("briefing.links_given", &facts)) }
            @if readers.is_empty() { (part::empty(&t("no_readers"), None)) } @else {
                form method="post" action=(speech.url(&own.path("/links"))) {
                    (desk.stamps())
                    (form::tick("sure", &t("links_sure"), false, None))
                    (form::button(form::Weight::Strong, &t("links_do")))
                }
            }
        }))
        (slips)
    };
    desk.page(status, t("links"), &body)
}

pub(super) async fn make(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(own) = Own::find(&desk, &id, &body) else { return desk.missing() };
    let none = html! {};
    if !desk.sent(&typed) {
        let why = desk.speech.t("desk.form_is_old");
        return page(&desk, &own, StatusCode::FORBIDDEN, Some(&why), &none);
    }
    if typed.get("sure").is_none_or(|sure| sure != "yes") {
        let why = desk.speech.t("briefing.links_not_sure");
        return page(&desk, &own, StatusCode::UNPROCESSABLE_ENTITY, Some(&why), &none);
    }
    let readers = desk.app.desk.readers(own.body.id.as_str()).unwrap_or_default();
    let made: Vec<(Listed, String)> =
        readers.into_iter().map(|reader| (reader, dienhong_node::random_hex())).collect();
    let kept: Vec<(u32, String)> =
        made.iter().map(|(reader, token)| (reader.number, session::kept(token))).collect();
    if let Err(why) = desk.app.desk.put_links(&room(&own.of.id, &own.body.id), &kept) {
        let why = desk.speech.tell("desk.not_done", &[("why", &why.to_string())]);
        return page(&desk, &own, StatusCode::INTERNAL_SERVER_ERROR, Some(&why), &none);
    }
    let slips = slips(&desk, &own, &made);
    page(&desk, &own, StatusCode::OK, None, &slips)
}

/// Slips to be printed and cut: the name, the link in words and as a picture.
fn slips(desk: &Desk, own: &Own, made: &[(Listed, String)]) -> Markup {
    let speech = &desk.speech;
    let home = desk.app.home();
    part::section(
        "slips",
        &speech.t("briefing.slips"),
        &html! {
            p.hint { (speech.t("briefing.slips_hint")) }
            ul.slips {
                @for (reader, token) in made {
                    @let path = speech.url(&format!("/briefings/{}/reader/{}/{token}", own.of.id, own.body.id));
                    @let link = format!("{home}{path}");
                    li.slip {
                        p { b { (reader.number) } " " span lang="vi" { (reader.name) } }
                        p { span lang="vi" { (own.of.plan.title) } }
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
