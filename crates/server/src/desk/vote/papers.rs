//! Ballots, minutes and notices of a vote, to be printed.

use super::{Of, UNFIT};
use crate::{
    App,
    desk::{
        Desk,
        frame::{Sent, picks},
        number,
        papers::PRINTING,
    },
    papers::{self, VoteOrder},
    sent::Typed,
    session::Officer,
};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use dienhong_core::vote::{Audience, ChannelId, Way};
use dienhong_documents::{Press, VotePapers};
use dienhong_look::{form, html, part};
use std::sync::Arc;

const FORMS: [&str; 3] = ["vote_ballot", "vote_minutes", "vote_notice"];

fn found<'a>(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
    Of::find(desk, id).filter(|of| of.audience == Audience::Committee)
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Query(typed): Query<Typed>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, &Sent::of(typed))
}

fn page(of: &Of, status: StatusCode, sent: &Sent) -> Response {
    let speech = &of.desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let forms: Vec<(&str, String)> =
        FORMS.iter().map(|form| (*form, t(&format!("form_{form}")))).collect();
    let channels =
        of.vote.call.channels.iter().map(|channel| (channel.id.to_string(), channel.name.clone()));
    let channels: Vec<(String, String)> =
        std::iter::once((String::new(), t("all_places"))).chain(channels).collect();
    let sheets: Vec<(&str, String)> = ["1", "2"].iter().map(|n| (*n, (*n).to_owned())).collect();
    let field = |name: &'static str, label: &str, hint: Option<&str>| {
        html! { (form::Field {
            name, label, hint, kind: form::Kind::Digits, value: sent.value(name), error: sent.error(name), ..form::Field::default()
        }) }
    };
    let title = t("to_papers");
    let known = of.figures().is_some();
    let body = html! {
        (part::head(&title, None))
        (of.back())
        p { (t("papers_about")) }
        @if !known { p { (t("papers_blank")) } }
        form method="get" action=(of.url("/papers/print")) {
            (form::select("form", &t("form"), &picks(&forms, sent.value("form")), sent.error("form")))
            (form::select("channel", &t("place"), &picks(&channels, sent.value("channel")), sent.error("channel")))
            (form::group(&t("only_ballots"), &html! {
                (field("count", &t("how_many"), None))
                (field("from", &t("first_number"), Some(&t("first_number_hint"))))
                (form::select("per_sheet", &t("per_sheet"), &picks(&sheets, sent.value("per_sheet")), sent.error("per_sheet")))
            }))
            (form::button(form::Weight::Strong, &t("print")))
        }
    };
    of.desk.page(status, title, &body)
}

pub(super) async fn print(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Query(typed): Query<Typed>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let Some(papers) = asked(&of, &mut sent) else { return page(&of, UNFIT, &sent) };
    let _turn = PRINTING.acquire().await;
    let printed = tokio::task::spawn_blocking(move || Press::shared().vote(&papers)).await;
    match printed {
        Ok(Ok(pdf)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"bieu-quyet.pdf\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, pdf).into_response()
        }
        Ok(Err(why)) => {
            eprintln!("papers of a vote: {why}");
            sent.wrong.insert("form".into(), of.desk.speech.t("papers.not_printed"));
            page(&of, StatusCode::INTERNAL_SERVER_ERROR, &sent)
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What was asked for, as facts to print. None: told at its field.
fn asked(of: &Of, sent: &mut Sent) -> Option<VotePapers> {
    let speech = of.desk.speech;
    let form = FORMS.into_iter().find(|form| *form == sent.value("form")).unwrap_or_default();
    let channel = match sent.value("channel") {
        "" => None,
        id => match of.vote.call.channel(&ChannelId::from(id)) {
            Some(channel) => Some(channel),
            None => {
                let facts = [("channel", id)];
                let why = speech.tell("vote.unknown_channel", &facts);
                sent.wrong.insert("channel".into(), why);
                return None;
            }
        },
    };
    let mut number = |name: &str, usual: u64| match sent.value(name) {
        "" => usual,
        text => match number::count(&speech, text) {
            Ok(count) => count.get(),
            Err(why) => {
                sent.wrong.insert(name.to_owned(), why);
                usual
            }
        },
    };
    let (count, from, per_sheet) = (number("count", 4), number("from", 1), number("per_sheet", 1));
    // A ballot is paper: where nobody votes on paper there is none.
    if form == "vote_ballot" && !of.vote.call.has(Way::Paper) {
        sent.wrong.insert("form".into(), speech.t("vote.no_papers_there"));
    }
    if !sent.wrong.is_empty() {
        return None;
    }
    let figures = of.figures();
    let order = VoteOrder { form, channel, figures: figures.as_ref(), count, from, per_sheet };
    let records: crate::site::Records = &|seq| of.desk.app.record(seq);
    let desk = papers::Desk { view: &of.desk.view, records, home: of.desk.app.home() };
    match desk.vote_papers(&of.vote, &order) {
        Ok(papers) => Some(papers),
        Err(why) => {
            sent.wrong.insert(why.field().to_owned(), why.said(&speech));
            None
        }
    }
}
