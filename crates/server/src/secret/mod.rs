//! The electronic box of a vote over HTTP: what a voter's and a trustee's browser ask, and what everybody may see of it.
//!
//! No identity comes here. A voter holds a credential that the registrar made elsewhere; a trustee a link, of which the
//! node keeps the hash. Ballots, keys and shares are public as they are.

pub mod acts;
pub(crate) mod boxes;

use crate::{
    App, LANGUAGES, Speech, answer,
    cache::Kept,
    desk::done,
    public::{self, missing},
    session::Visitor,
    site::{booth, trustee, when},
};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use boxes::{Archived, Messages};
use dienhong_ballotbox::Refused;
use dienhong_core::{
    Command, Event,
    people::By,
    refusal::Refusal,
    vote::{self, KeyStep, Step, Vote, Way},
};
use dienhong_journal::Hash;
use dienhong_node::{Ask, NotDone};
use dienhong_store::Blobs;
use dienhong_verifier::{ballot_box, unsegment};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// The longest message of a trustee: ten thousand slots under encryption.
const MOST_OF_TRUSTEE: usize = 16 << 20;

pub(crate) fn routes() -> Router<Arc<App>> {
    let pages = LANGUAGES.iter().fold(Router::new(), |routes, (_, at)| {
        routes
            .route(&format!("{at}/votes/{{vote}}/booth"), get(show_booth))
            .route(&format!("{at}/votes/{{vote}}/trustees/{{number}}"), get(show_trustee))
    });
    pages
        .route("/votes/{vote}/election.json", get(election))
        .route("/votes/{vote}/archive.bel", get(archive))
        .route("/votes/{vote}/ballots", post(cast))
        .route("/votes/{vote}/ballots/{tracker}", get(ballot))
        .route("/votes/{vote}/trustees/certificates.json", get(certificates))
        .route("/votes/{vote}/trustees/{number}/inbox.json", get(inbox))
        .route("/votes/{vote}/trustees/{number}/share.json", get(share))
        .route("/votes/{vote}/trustees/{number}/{task}", post(wrote))
}

/// A vote that has a box, unless its records are closed.
fn boxed(app: &App, id: &str) -> Option<Arc<Vote>> {
    let view = app.node.view();
    let vote = view.state.vote.get(&id.into())?;
    (vote.call.has(Way::Online) && !vote.call.closed).then(|| vote.clone())
}

/// The archive of a vote's box, as far as the vote has come. None: it is not prepared, or a file is damaged.
pub fn archive_of(blobs: &Blobs, vote: &Vote) -> Option<Vec<u8>> {
    Archived::of(blobs, vote).map(|all| all.parts().archive())
}

fn not_there() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// A file of JSON, or nothing.
fn file(bytes: Option<Vec<u8>>) -> Response {
    bytes.map_or_else(not_there, |bytes| answer::bytes("application/json", bytes))
}

fn refused(status: StatusCode, code: &str, sentence: &str) -> Response {
    let body = json!({ "refused": code, "sentence": sentence }).to_string();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// The language of who asks by script: that of the page it is on.
fn speech(headers: &HeaderMap) -> Speech {
    let from = headers.get(header::REFERER).and_then(|from| from.to_str().ok()).unwrap_or("");
    let path = from.splitn(4, '/').nth(3).map_or_else(String::new, |path| format!("/{path}"));
    Speech::split(&path).0
}

async fn election(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let prepared = boxed(&app, &id).and_then(|vote| vote.ballots.prepared.clone());
    file(prepared.and_then(|prepared| app.node.blobs().get(&prepared.election).ok().flatten()))
}

/// The archive as any Belenios tool reads it, as far as the vote has come.
async fn archive(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // A verifier asks by the name of the file.
    let vote = boxed(&app, &id).or_else(|| boxed(&app, &unsegment(&id)?));
    let Some(vote) = vote else { return not_there() };
    let name = format!("attachment; filename=\"{}.bel\"", acts::uuid(&app, &vote.id));
    // Trustees and auditors must not be given what stood a moment ago.
    let (shares, opened) = (vote.ballots.shares.len(), vote.ballots.opened.is_some());
    let key = format!("{}#{:?}{shares}{opened}", uri.path(), vote.ballots.summed.is_some());
    let made = public::kept(&app, &key, move |app, view| {
        let archive = archive_of(app.node.blobs(), view.state.vote.get(&vote.id)?)?;
        Some(Kept::new("application/x-tar", archive))
    });
    match made.await {
        None => not_there(),
        Some(file) => {
            let mut answer = file.answer(&headers);
            if let Ok(name) = name.parse() {
                answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            }
            answer
        }
    }
}

/// A ballot of the box by its tracker. Base64 has slashes; a path has them encoded.
async fn ballot(
    State(app): State<Arc<App>>,
    Path((id, tracker)): Path<(String, String)>,
) -> Response {
    let Some(vote) = boxed(&app, &id) else { return not_there() };
    let Some(cast) = vote.ballots.cast.get(&tracker) else { return not_there() };
    let counts = vote.ballots.counts(&tracker);
    let Some(bytes) = app.node.blobs().get(&cast.blob).ok().flatten() else { return not_there() };
    let ballot = String::from_utf8_lossy(&bytes);
    let said =
        json!({ "tracker": tracker, "at": cast.at.get(), "counts": counts, "ballot": ballot });
    file(Some(said.to_string().into_bytes()))
}

/// Takes a ballot: all of its proofs first, then what is in the box, then the journal. Success means durable. What
/// was begun is ended although who asked has gone: what is in memory would else never be in the journal.
async fn cast(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let speech = speech(&headers);
    let Some(vote) = boxed(&app, &id) else { return not_there() };
    // Before proofs are checked for nothing; the journal asks again.
    let view = app.node.view();
    if let Err(refusal) = view.state.in_time(&vote, app.at(&view)) {
        return refused(StatusCode::CONFLICT, refusal.code, &speech.refusal(&refusal));
    }
    let taken = tokio::spawn(take(app.clone(), vote.clone(), speech, body));
    taken.await.unwrap_or_else(|_| {
        app.boxes.drop(&vote.id);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

async fn take(app: Arc<App>, vote: Arc<Vote>, speech: Speech, body: Bytes) -> Response {
    let (checking, of) = (app.clone(), vote.clone());
    let checked = tokio::task::spawn_blocking(move || acts::casts(&checking, &of, &body));
    let event = match checked.await {
        Ok(Ok(event)) => event,
        Ok(Err(Some(why))) => {
            let status = match why {
                Refused::AlreadyCast => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            return refused(status, why.code(), &sentence(speech, &why));
        }
        Ok(Err(None)) | Err(_) => {
            app.boxes.drop(&vote.id);
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let tracker = match &event {
        vote::Event::BallotCast { tracker, .. } => tracker.clone(),
        _ => String::new(),
    };
    match asked(&app, By::Voter, vec![event]).await {
        Ok(at) => file(Some(json!({ "tracker": tracker, "at": at }).to_string().into_bytes())),
        Err(why) => {
            app.boxes.drop(&vote.id);
            not_done(speech, why)
        }
    }
}

fn sentence(speech: Speech, why: &Refused) -> String {
    let key = why.code();
    match why {
        Refused::TooLarge { most } => speech.tell(key, &[("most", &most.to_string())]),
        _ => speech.t(key),
    }
}

/// Records what somebody did who is no officer. Answers when, in milliseconds.
pub(crate) async fn asked(app: &App, by: By, events: Vec<vote::Event>) -> Result<u64, NotDone> {
    let command = Command::Record(events.into_iter().map(Event::Vote).collect());
    let act = dienhong_node::fresh_id();
    let ask = Ask { act, by, body: None, command, seals: Vec::new() };
    done(app, ask).await.map(|done| done.at.get())
}

fn not_done(speech: Speech, why: NotDone) -> Response {
    match why {
        NotDone::Refused(refusal) => {
            refused(StatusCode::CONFLICT, refusal.code, &speech.refusal(&refusal))
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn show_booth(
    State(app): State<Arc<App>>,
    _visitor: Visitor,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let Some(vote) = boxed(&app, &id) else { return missing(&app, speech, path) };
    let Some(prepared) = &vote.ballots.prepared else { return missing(&app, speech, path) };
    let view = app.node.view();
    let questions = ballot_box::asked(&vote.call);
    let at = format!("/votes/{}", vote.id);
    let closes = match vote.until() {
        Some(until) => when(&view.state.node, until),
        None => speech.t("ballots.until_closed"),
    };
    let shown = booth::Booth {
        at: &at,
        name: &vote.call.title,
        questions: &questions,
        closes: &closes,
        open: vote.takes_answers(app.at(&view)),
        fingerprint: &prepared.fingerprint,
    };
    let site = public::site(&app, &view, speech, path, None);
    // What the reader types there stays there.
    let keep = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "same-origin")];
    (keep, Html(site.booth(&shown).into_string())).into_response()
}

#[derive(Deserialize)]
struct Key {
    #[serde(default)]
    key: String,
}

/// The trustee to whom this link was given.
fn holder(app: &App, vote: &Vote, number: u16, token: &str) -> bool {
    let hash = Hash::of(token.as_bytes()).to_string();
    let known = app.desk.link(&room(vote), &hash).ok().flatten();
    known == Some(u32::from(number))
}

/// The links of a vote's trustees, among the node's working data.
pub(crate) fn room(vote: &Vote) -> String {
    format!("trustees/{}", vote.id)
}

/// What a trustee is to do now.
fn task(vote: &Vote, number: u16) -> trustee::Task {
    use trustee::Task;
    let of = &vote.ballots;
    let closed = vote.step() == Step::Closed && of.opened.is_none();
    if closed && of.summed.is_some() && !of.shares.contains_key(&number) {
        return Task::Decryption;
    }
    match of.awaits().filter(|step| of.wrote(number, *step).is_none()) {
        Some(KeyStep::Key) => Task::Key,
        Some(KeyStep::Certificate) => Task::Certificate,
        Some(KeyStep::Polynomial) => Task::Polynomial,
        Some(KeyStep::Share) => Task::Share,
        None => Task::Wait,
    }
}

async fn show_trustee(
    State(app): State<Arc<App>>,
    Path((id, number)): Path<(String, u16)>,
    uri: Uri,
    Query(Key { key }): Query<Key>,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let vote = boxed(&app, &id).filter(|vote| holder(&app, vote, number, &key));
    let Some(vote) = vote else { return missing(&app, speech, path) };
    let Some(trustees) = vote.ballots.trustees.clone() else { return missing(&app, speech, path) };
    let name = usize::from(number).checked_sub(1).and_then(|at| trustees.names.get(at));
    let Some(name) = name else { return missing(&app, speech, path) };
    let first =
        vote.ballots.wrote(number, trustees.steps().first().copied().unwrap_or(KeyStep::Key));
    let public = first.and_then(|wrote| app.node.blobs().get(&wrote.blob).ok().flatten());
    let public = public.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let at = format!("/votes/{}", vote.id);
    let shown = trustee::Trustee {
        at: &at,
        vote: &vote.call.title,
        number: number.into(),
        name,
        group: ballot_box::group(trustees.group),
        threshold: trustees.threshold.map(|needed| (needed.into(), trustees.names.len())),
        task: task(&vote, number),
        public: public.as_deref().unwrap_or_default(),
        csrf: &key,
    };
    let view = app.node.view();
    let page = public::site(&app, &view, speech, path, None).trustee(&shown);
    answer::private(StatusCode::OK, page)
}

async fn certificates(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let messages = boxed(&app, &id).and_then(|vote| Messages::of(&app, &vote));
    let listed = |messages: Messages| {
        let texts = messages.first.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        serde_json::to_vec(&texts.collect::<Vec<_>>()).ok()
    };
    file(messages.and_then(listed))
}

/// What a trustee receives from all others, sealed for it.
async fn inbox(State(app): State<Arc<App>>, Path((id, number)): Path<(String, u16)>) -> Response {
    let inbox = tokio::task::spawn_blocking(move || acts::inbox(&app, &*boxed(&app, &id)?, number));
    file(inbox.await.ok().flatten())
}

/// What a trustee sent last in the ceremony: its own share, sealed for itself.
async fn share(State(app): State<Arc<App>>, Path((id, number)): Path<(String, u16)>) -> Response {
    let wrote = boxed(&app, &id).and_then(|vote| {
        let wrote = vote.ballots.wrote(number, KeyStep::Share)?;
        app.node.blobs().get(&wrote.blob).ok().flatten()
    });
    file(wrote)
}

/// Takes a message of a trustee, once it is what the protocol demands.
async fn wrote(
    State(app): State<Arc<App>>,
    Path((id, number, what)): Path<(String, u16, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let speech = speech(&headers);
    let token = headers.get("x-csrf").and_then(|token| token.to_str().ok()).unwrap_or("");
    let vote = boxed(&app, &id).filter(|vote| holder(&app, vote, number, token));
    let Some(vote) = vote else {
        let code = "vote.unknown_trustee";
        let refusal = Refusal::new(code).with("trustee", number);
        return refused(StatusCode::FORBIDDEN, code, &speech.refusal(&refusal));
    };
    let due = task(&vote, number);
    if due.name() != what || body.len() > MOST_OF_TRUSTEE {
        let refusal = Refusal::new("vote.ceremony_out_of_order");
        return refused(StatusCode::CONFLICT, refusal.code, &speech.refusal(&refusal));
    }
    let (checking, of) = (app.clone(), vote.clone());
    let taken = tokio::task::spawn_blocking(move || acts::sends(&checking, &of, number, &body));
    let event = match taken.await {
        Ok(Ok(event)) => event,
        Ok(Err(why)) => {
            let sentence = speech.tell("ballots.message_wrong", &[("why", &why)]);
            return refused(StatusCode::UNPROCESSABLE_ENTITY, "ballots.message_wrong", &sentence);
        }
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    match asked(&app, By::Guest, vec![event]).await {
        Ok(at) => file(Some(json!({ "done": true, "at": at }).to_string().into_bytes())),
        Err(why) => not_done(speech, why),
    }
}
