//! One page that says in plain words what a witness is and what this one has seen.

use super::seen::{Log, Seen};
use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};
use dienhong_server::Speech;
use jiff::{Timestamp, tz::Offset};
use maud::{DOCTYPE, Markup, html};
use std::sync::atomic::Ordering;

/// Legible without anything else being loaded.
const STYLE: &str = "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}\
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid #767676}\
    code{overflow-wrap:anywhere}.split{border-left:.4rem solid #a40000;padding-left:.8rem}a{color:#003f8a}";

pub(super) fn page(seen: &Seen, lang: &str) -> Response {
    let speech = Speech::of(lang);
    let (other, elsewhere) = if lang == "vi" { ("en", "/en") } else { ("vi", "/") };
    let key = seen.signer.key();
    let title = speech.tell("witness.title", &[("name", key.name())]);
    let page = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (STYLE) }
            }
            body {
                p { a href=(elsewhere) lang=(other) hreflang=(other) { (speech.t("witness.other_language")) } }
                main {
                    h1 { (title) }
                    p { (speech.t("witness.about")) }
                    p { (speech.t("witness.limit")) }
                    h2 { (speech.t("witness.key")) }
                    p { code { (key) } }
                    h2 { (speech.t("witness.logs")) }
                    @for log in seen.logs() { (followed(&speech, log)) }
                }
            }
        }
    };
    let headers = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
    ];
    (headers, Html(page.into_string())).into_response()
}

fn followed(speech: &Speech, log: &Log) -> Markup {
    let last = log.last();
    let refused = log.refused.load(Ordering::Relaxed);
    html! {
        section {
            h3 { (log.key.name()) }
            table {
                tr { th scope="row" { (speech.t("witness.records")) } td {
                    @match &last {
                        Some(last) => (speech.many(usize::try_from(last.checkpoint.size).unwrap_or(usize::MAX))),
                        None => (speech.t("witness.never")),
                    }
                } }
                @if let Some(last) = &last {
                    tr { th scope="row" { (speech.t("witness.when")) } td { (when(last.time)) } }
                    tr { th scope="row" { (speech.t("witness.checkpoint")) } td {
                        a href={ "/" (log.name) "/checkpoint" } { code { (last.checkpoint.root) } }
                    } }
                }
                tr { th scope="row" { (speech.t("witness.log_key")) } td { code { (log.key) } } }
            }
            @if refused > 0 {
                p { (speech.tell("witness.refused", &[("count", &speech.many(usize::try_from(refused).unwrap_or(usize::MAX)))])) }
            }
            @if log.evidence().is_some() {
                p class="split" { strong { (speech.t("witness.split")) } " "
                    a href={ "/" (log.name) "/evidence" } { (speech.t("witness.evidence")) } }
            }
        }
    }
}

/// `19:42 15/03/2026`, in the time of Vietnam.
fn when(seconds: u64) -> String {
    let at = i64::try_from(seconds).ok().and_then(|s| Timestamp::from_second(s).ok());
    let local = at.map(|at| Offset::constant(7).to_datetime(at));
    local.map_or_else(|| "–".to_owned(), |at| at.strftime("%H:%M %d/%m/%Y").to_string())
}
