use crate::{
    App, Speech, answer,
    cache::{Kept, takes_gzip},
    session::{Visitor, user},
    site::{self, Papers, Site},
};
use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use dienhong_core::code::Code;
use dienhong_journal::{Hash, tiles::Tile};
use dienhong_look::{Markup, assets, part, shell::User};
use dienhong_node::View;
use dienhong_verifier::{open_data, part_of};
use maud::html;
use serde::Deserialize;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/assets/{*name}", get(asset))
        .route("/units", get(units))
        .route("/en/units", get(units))
        .route("/complaints/find", get(find))
        .route("/en/complaints/find", get(find))
        .route("/checkpoint", get(checkpoint))
        .route("/log.vkey", get(vkey))
        .route("/tile/{*path}", get(tile))
        .route("/part/{name}", get(part))
        .route("/receipts/{seq}", get(crate::receipt::show))
        .route("/en/receipts/{seq}", get(crate::receipt::show))
        .route("/blobs/{hash}", get(blob))
        .route("/documents/{election}/results.xlsx", get(crate::workbook::show))
        .route("/documents/{election}/{*rest}", get(crate::papers::paper))
        .route("/open-data/{*path}", get(open_data))
        .route("/reports/{round}/summary.csv", get(reports))
        .route("/api/openapi.json", get(described))
        .route("/feeds/corrections.atom", get(corrections))
        .route("/en/feeds/corrections.atom", get(corrections))
        .route("/elections/{election}/calendar.ics", get(calendar))
        .route("/en/elections/{election}/calendar.ics", get(calendar))
        .route("/live/{election}", get(crate::live::follow))
}

/// A public page. For those signed in it is made each time: the frame names them.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    if let Some(officer) = visitor.officer() {
        let view = app.node.view();
        let signed = Some(user(&view, officer, &speech));
        return match shown(&app, &view, uri.path(), signed) {
            Some(page) => answer::private(StatusCode::OK, page),
            None => missing(&app, speech, path),
        };
    }
    let asked = uri.path().to_owned();
    let made = kept(&app, uri.path(), move |app, view| {
        let page = shown(app, view, &asked, None)?;
        Some(Kept::new("text/html; charset=utf-8", page.into_string()))
    });
    made.await.map_or_else(|| missing(&app, speech, path), |page| page.answer(&headers))
}

/// The page at an address, with its history.
fn shown(app: &App, view: &View, path: &str, signed: Option<User>) -> Option<Markup> {
    let (speech, path) = Speech::split(path);
    let records: site::Records = &|seq| app.record(seq);
    let published = app.publisher.published();
    let witnessed = published.as_ref().as_ref().map_or(&[][..], |published| &published.witnessed);
    Site { records, witnessed, ..site(app, view, speech, path, signed) }.page()
}

/// What everybody may have, made at most once for each state of the journal, and never on a thread
/// that others wait for.
pub(crate) async fn kept(
    app: &Arc<App>,
    key: &str,
    make: impl FnOnce(&App, &View) -> Option<Kept> + Send + 'static,
) -> Option<Kept> {
    let view = app.node.view();
    if let Some(page) = app.cache.ready(key, view.size) {
        return Some(page);
    }
    let (app, key) = (app.clone(), key.to_owned());
    let made =
        tokio::task::spawn_blocking(move || app.cache.get(&key, view.size, || make(&app, &view)));
    // A page that could not be made is not there.
    made.await.ok().flatten()
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
    view: &'a View,
    speech: Speech,
    path: &'a str,
    user: Option<User>,
) -> Site<'a> {
    // Pages made through this show no history.
    let (atlas, papers) = (app.atlas.as_ref(), Papers::All);
    let (records, live): (site::Records, bool) = (&|_| None, true);
    Site { view, witnessed: &[], atlas, records, speech, path, user, live, papers }
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

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
}

/// The page of a code, however it was copied.
async fn find(
    State(app): State<Arc<App>>,
    uri: Uri,
    Query(Typed { code }): Query<Typed>,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    match Code::read(&code) {
        Some(code) => Redirect::to(&speech.url(&format!("/complaints/{code}"))).into_response(),
        None => missing(&app, speech, path),
    }
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

/// The last one that was published, of which every tile can be had.
async fn checkpoint(State(app): State<Arc<App>>) -> Response {
    match app.publisher.published().as_ref() {
        Some(published) => answer::bytes("text/plain; charset=utf-8", published.note.clone()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn vkey(State(app): State<Arc<App>>) -> Response {
    answer::bytes("text/plain; charset=utf-8", format!("{}\n", app.node.signer().verifier()))
}

/// What a tile says never changes, nor what a partial one of its width does.
async fn tile(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.parse::<Tile>().is_err() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = (header::CONTENT_TYPE, "application/octet-stream");
    let keep = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    let vary = (header::VARY, "accept-encoding");
    if takes_gzip(&headers)
        && let Ok(Some(small)) = app.shelf.get(&format!("{path}.gz")).await
    {
        let encoded = (header::CONTENT_ENCODING, "gzip");
        return ([kind, keep, vary, encoded], small).into_response();
    }
    match app.shelf.get(path).await {
        Ok(Some(bytes)) => ([kind, keep, vary], bytes).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The summary of a public round of reports.
async fn reports(
    State(app): State<Arc<App>>,
    Path(round): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let made = kept(&app, uri.path(), move |_, view| {
        let round = view.state.report.get(&round.as_str().into())?;
        let round = Some(round).filter(|round| !round.plan.closed)?;
        Some(Kept::new("text/csv; charset=utf-8", site::reports::csv(&view.state, round)))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

/// The deadlines of an election for one's own calendar.
async fn calendar(
    State(app): State<Arc<App>>,
    Path(election): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let made = kept(&app, uri.path(), move |_, view| {
        let election = view.state.election.get(&election.as_str().into())?;
        Some(Kept::new("text/calendar; charset=utf-8", site::ics(view, election, speech)?))
    });
    made.await.map_or_else(|| missing(&app, speech, path), |file| file.answer(&headers))
}

#[derive(Deserialize)]
struct OfSize {
    size: Option<u64>,
}

/// The records of one unit with their proofs, as of the size asked for.
async fn part(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(OfSize { size }): Query<OfSize>,
    headers: HeaderMap,
) -> Response {
    let Some(unit) = part_of(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let now = app.publisher.published().as_ref().as_ref().map_or(0, |published| published.size);
    let size = size.unwrap_or(now);
    let key = format!("/part/{name}?size={size}");
    let made = kept(&app, &key, move |app, view| {
        let part = app.part(view, unit.as_ref(), size)?;
        Some(Kept::new("application/octet-stream", part.encode()))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

/// The same files as in the public copy, as the count stands now.
async fn open_data(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/').to_owned();
    let made = kept(&app, uri.path(), move |_, view| {
        Some(Kept::new(open_data::media_type(&path), open_data::file(&view.state, &path)?))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

/// What programs may read, for programs.
async fn described(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let made = kept(&app, "/api/openapi.json", |app, view| {
        Some(Kept::new("application/json", site::described(view, app.home())))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

/// What was corrected, for readers' programs.
async fn corrections(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().to_owned();
    let made = kept(&app, uri.path(), move |app, view| {
        let (speech, path) = Speech::split(&path);
        let feed = site(app, view, speech, path, None).corrections_feed(app.home());
        Some(Kept::new("application/atom+xml; charset=utf-8", feed))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

/// A scan on which somebody has found nothing private; of minutes, once they are published.
async fn blob(State(app): State<Arc<App>>, Path(hash): Path<String>) -> Response {
    let Ok(hash) = hash.parse::<Hash>() else { return StatusCode::NOT_FOUND.into_response() };
    if !app.node.view().state.shown_scans().any(|scan| scan.blob == hash) {
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
