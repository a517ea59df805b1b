use crate::{App, Speech, public};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use dienhong_look::part;
use maud::{Markup, html};
use std::{net::SocketAddr, sync::Arc};

/// What browsers are told about every answer.
const RULES: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

pub(crate) async fn harden(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    for (name, value) in RULES {
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}

/// What the framework refuses by itself, it refuses in English, and for programs. People are told in their
/// language, on a page.
pub(crate) async fn speak(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let answer = next.run(request).await;
    let status = answer.status();
    let key = match status {
        StatusCode::BAD_REQUEST
        | StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::UNSUPPORTED_MEDIA_TYPE => "site.unreadable",
        StatusCode::PAYLOAD_TOO_LARGE => "site.too_large",
        StatusCode::METHOD_NOT_ALLOWED => "site.not_so",
        _ => return answer,
    };
    // What we said ourselves stays: a page, or an answer to a script of ours.
    let kind = answer.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if kind.starts_with(b"text/html") || kind.starts_with(b"application/json") {
        return answer;
    }
    let (speech, path) = Speech::split(&path);
    let view = app.node.view();
    let title = speech.t("desk.not_done_title");
    let body = html! {
        (part::head(&title, None))
        (part::notice(part::Tone::Error, &speech.t(key), &html! { p { (speech.t("site.go_back")) } }))
    };
    let page = public::site(&app, &view, speech, path, None).dress(title, Vec::new(), &body, true);
    let mut spoken = private(status, page);
    if let Some(allow) = answer.headers().get(header::ALLOW) {
        spoken.headers_mut().insert(header::ALLOW, allow.clone());
    }
    spoken
}

/// Whether a page of another site sent this. Browsers say so themselves; what says nothing is no browser.
pub(crate) fn foreign(headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (said("sec-fetch-site"), said("origin"), said("host")) {
        (Some(from), ..) => from != "same-origin",
        (None, Some(origin), Some(host)) => {
            origin.split_once("://").is_none_or(|(_, origin)| origin != host)
        }
        (None, Some(_), None) => true,
        (None, None, _) => false,
    }
}

/// Where a request came from. Only a proxy on this machine is believed when it names another.
pub(crate) fn address(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let proxied = peer.is_none_or(|peer| peer.is_loopback());
    let said = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let said = said.and_then(|all| all.rsplit(',').next()?.trim().parse().ok());
    let address = said.filter(|_| proxied).or(peer);
    address.map_or_else(|| "-".to_owned(), |address: std::net::IpAddr| address.to_string())
}

/// A page for one reader only.
pub(crate) fn private(status: StatusCode, page: Markup) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page.into_string())).into_response()
}

/// Bytes with a kind, for everybody.
pub(crate) fn bytes(kind: &'static str, bytes: impl Into<axum::body::Body>) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], bytes.into())
        .into_response()
}

/// A file for one reader only. What a browser would run is handed over to be saved.
pub(crate) fn private_file(bytes: Vec<u8>) -> Response {
    let kind = crate::public::kind(&bytes);
    let keep = (header::CACHE_CONTROL, "no-store");
    match kind {
        Some(kind) => ([(header::CONTENT_TYPE, kind), keep], bytes).into_response(),
        None => {
            let save = (header::CONTENT_DISPOSITION, "attachment");
            let kind = (header::CONTENT_TYPE, "application/octet-stream");
            ([kind, keep, save], bytes).into_response()
        }
    }
}
