use crate::{
    App, Speech, answer,
    session::{Visitor, user},
    site::Site,
};
use axum::{
    Router,
    extract::{Path, Query, State},
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use dienhong_journal::Hash;
use dienhong_look::{assets, part};
use dienhong_verifier::open_data;
use maud::html;
use serde::Deserialize;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/assets/{*name}", get(asset))
        .route("/units", get(units))
        .route("/en/units", get(units))
        .route("/checkpoint", get(checkpoint))
        .route("/log.vkey", get(vkey))
        .route("/blobs/{hash}", get(blob))
        .route("/documents/{election}/{*rest}", get(crate::papers::paper))
        .route("/open-data/{*path}", get(open_data))
        .route("/live/{election}", get(crate::live::follow))
}

/// A public page. For those signed in it is made each time: the frame names them.
pub(crate) async fn page(State(app): State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let view = app.node.view();
    let make = |signed: Option<dienhong_look::shell::User>| {
        let site = Site {
            view: &view,
            atlas: app.atlas.as_ref(),
            records: &|seq| app.record(seq),
            speech,
            path,
            user: signed,
            live: true,
        };
        site.page().map(|page| Bytes::from(page.into_string()))
    };
    let made = match visitor.officer() {
        Some(officer) => make(Some(user(&view, officer, &speech))),
        None => app.cache.get(uri.path(), view.size, || make(None)),
    };
    let cache = if visitor.officer().is_some() { "no-store" } else { "no-cache" };
    match made {
        Some(page) => ([(header::CACHE_CONTROL, cache)], Html(page)).into_response(),
        None => missing(&app, speech, path),
    }
}

pub(crate) fn missing(app: &App, speech: Speech, path: &str) -> Response {
    let view = app.node.view();
    let site = site(app, &view, speech, path, None);
    let body = html! {
        (part::head(&speech.t("site.missing"), None))
        (part::empty(&speech.t("site.missing_about"), Some(&dienhong_look::Link::new(speech.t("site.home"), speech.url("/")))))
    };
    let page = site.dress(speech.t("site.missing"), Vec::new(), &body, true);
    (StatusCode::NOT_FOUND, Html(page.into_string())).into_response()
}

pub(crate) fn site<'a>(
    app: &'a App,
    view: &'a dienhong_node::View,
    speech: Speech,
    path: &'a str,
    user: Option<dienhong_look::shell::User>,
) -> Site<'a> {
    // Pages made through this show no history.
    Site { view, atlas: app.atlas.as_ref(), records: &|_| None, speech, path, user, live: true }
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    q: String,
}

async fn units(
    State(app): State<Arc<App>>,
    uri: Uri,
    Query(Question { q }): Query<Question>,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let view = app.node.view();
    let question: String = q.chars().take(200).collect();
    Html(site(&app, &view, speech, path, None).places_found(&question).into_string())
        .into_response()
}

async fn asset(Path(name): Path<String>) -> Response {
    match assets::asset(&name) {
        Some(asset) => {
            let keep =
                if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
            let headers = [
                (header::CONTENT_TYPE, asset.mime),
                (header::CACHE_CONTROL, keep),
                (header::ETAG, asset.etag),
            ];
            (headers, asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn checkpoint(State(app): State<Arc<App>>) -> Response {
    match app.node.view().checkpoint(app.node.signer()) {
        Ok(note) => answer::bytes("text/plain; charset=utf-8", note),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn vkey(State(app): State<Arc<App>>) -> Response {
    answer::bytes("text/plain; charset=utf-8", format!("{}\n", app.node.signer().verifier()))
}

/// The same files as in the public copy, as the count stands now.
async fn open_data(State(app): State<Arc<App>>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/').to_owned();
    let view = app.node.view();
    let key = uri.path().to_owned();
    let made = tokio::task::spawn_blocking(move || {
        let kind = open_data::media_type(&path);
        let file =
            app.cache.get(&key, view.size, || open_data::file(&view.state, &path).map(Bytes::from));
        file.map(|bytes| (kind, bytes))
    });
    match made.await {
        Ok(Some((kind, bytes))) => answer::bytes(kind, bytes),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A scan, once its minutes are published.
async fn blob(State(app): State<Arc<App>>, Path(hash): Path<String>) -> Response {
    let Ok(hash) = hash.parse::<Hash>() else { return StatusCode::NOT_FOUND.into_response() };
    let view = app.node.view();
    let public = view.state.tally.begun().any(|(_, _, minutes)| {
        minutes.versions.iter().any(|version| version.scans.contains(&hash))
    });
    if !public {
        return StatusCode::NOT_FOUND.into_response();
    }
    scan(&app, &hash)
}

/// The bytes of a scan, told apart by how they begin.
pub(crate) fn scan(app: &App, hash: &Hash) -> Response {
    match app.node.blobs().get(hash) {
        Ok(Some(bytes)) => answer::bytes(kind(&bytes).unwrap_or("application/octet-stream"), bytes),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What a scan is, by its first bytes: what a browser claims is not believed.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        _ => None,
    }
}
