//! A link of one's own for each seat: who has it answers for that seat. The links are shown this once; the
//! node keeps only their hashes.

use super::Of;
use crate::{
    App,
    desk::Desk,
    sent::Form,
    session::{self, Officer},
    votes_pages::seats,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::vote::{Step, Way};
use dienhong_look::{Markup, form, html, part};
use maud::PreEscaped;
use qrcode::{QrCode, render::svg};
use std::sync::Arc;

fn found<'a>(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
    let of = Of::find(desk, id)?;
    (of.calls() && of.vote.call.has(Way::Named) && of.vote.step() <= Step::Open).then_some(of)
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, None, &html! {})
}

fn page(of: &Of, status: StatusCode, refused: Option<&str>, slips: &Markup) -> Response {
    let speech = &of.desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let given = of.desk.app.desk.links(&seats(&of.vote)).unwrap_or_default();
    let title = t("to_links");
    let body = html! {
        (part::head(&title, None))
        (of.back())
        (of.desk.trouble(refused))
        p { (t("links_about")) }
        p { (speech.tell("vote.links_given", &[("given", &speech.many(given)), ("seats", &speech.many(of.vote.voters.len()))])) }
        @if of.vote.voters.is_empty() { (part::empty(&t("no_voters"), None)) } @else {
            form method="post" action=(of.url("/links")) {
                (of.desk.stamps())
                (form::tick("sure", &t("links_sure"), false, None))
                (form::button(form::Weight::Strong, &t("links_make")))
            }
        }
        (slips)
    };
    of.desk.page(status, title, &body)
}

pub(super) async fn make(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    if !desk.sent(&typed) {
        return page(
            &of,
            StatusCode::FORBIDDEN,
            Some(&desk.speech.t("desk.form_is_old")),
            &html! {},
        );
    }
    if typed.get("sure").is_none_or(|sure| sure != "yes") {
        return page(&of, super::UNFIT, Some(&desk.speech.t("vote.not_sure")), &html! {});
    }
    let made: Vec<(u32, String)> =
        of.vote.voters.keys().map(|seat| (*seat, dienhong_node::random_hex())).collect();
    let kept: Vec<(u32, String)> =
        made.iter().map(|(seat, token)| (*seat, session::kept(token))).collect();
    if let Err(why) = desk.app.desk.put_links(&seats(&of.vote), &kept) {
        let why = desk.speech.tell("desk.not_done", &[("why", &why.to_string())]);
        return page(&of, StatusCode::INTERNAL_SERVER_ERROR, Some(&why), &html! {});
    }
    let slips = slips(&of, &made);
    page(&of, StatusCode::OK, None, &slips)
}

/// Slips to be printed and cut: seat, name, the link in words and as a picture.
fn slips(of: &Of, made: &[(u32, String)]) -> Markup {
    let speech = &of.desk.speech;
    let home = of.desk.app.home();
    part::section(
        "slips",
        &speech.t("vote.slips"),
        &html! {
            p.hint { (speech.t("vote.slips_hint")) }
            ul.slips {
                @for (seat, token) in made {
                    @let path = speech.url(&format!("/votes/{}/seat/{token}", of.vote.id));
                    @let link = format!("{home}{path}");
                    li.slip {
                        p { b { (seat) } " " span lang="vi" { (of.vote.voters.get(seat).map_or("", |voter| voter.name.as_str())) } }
                        p { span lang="vi" { (of.vote.call.title) } }
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
