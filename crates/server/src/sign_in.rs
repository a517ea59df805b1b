use crate::{
    App, Speech, answer, public,
    sent::{Form, Typed, nfc},
    session::{self, COOKIE, Officer},
};
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use axum::{
    Router,
    extract::{FromRequestParts, Query, State},
    http::{HeaderMap, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use dienhong_look::{Markup, form, part};
use dienhong_store::{Patience, Session};
use maud::html;
use serde::Deserialize;
use std::{
    convert::Infallible,
    sync::{Arc, LazyLock},
    time::Duration,
};

/// Wrong passwords for one login from one address: who mistypes five times waits, longer each time.
const HERE: Patience = Patience { free: 5, first: 30_000, longest: 3_600_000 };
/// For one login from anywhere. An outsider may not lock an officer out, so that the wait stays short: it
/// holds those who guess from many places to one guess a minute.
const ANYWHERE: Patience = Patience { free: 100, first: 15_000, longest: 60_000 };
/// From one address for any login. A whole office may stand behind one.
const ANYBODY: Patience = Patience { free: 300, first: 15_000, longest: 600_000 };
/// How long a sign-in waits for its turn at hashing.
const QUEUE: Duration = Duration::from_secs(15);
/// A night at the desk.
const SESSION: u64 = 14 * 3_600_000;
/// The longest login, and the longest password that is looked at.
const LONGEST_LOGIN: usize = 40;
const LONGEST_PASSWORD: usize = 1_000;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", get(ask).post(take))
        .route("/en/sign-in", get(ask).post(take))
        .route("/sign-out", post(leave))
        .route("/en/sign-out", post(leave))
}

#[derive(Deserialize)]
struct To {
    #[serde(default)]
    to: String,
}

/// A login as it is kept and looked for: in lower case, of letters, digits and `. _ -`. None: no login.
pub fn login(said: &str) -> Option<String> {
    let login = said.trim().to_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    (!login.is_empty() && login.len() <= LONGEST_LOGIN && login.chars().all(plain)).then_some(login)
}

/// Real time, even where the node's clock is simulated: who guesses passwords does so in real time.
pub(crate) fn now() -> u64 {
    (dienhong_node::system_clock())().get()
}

/// A page of this site to go to, such as `/desk?q=1`: never another site's.
fn local(to: &str) -> Option<&str> {
    let printable = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (to.starts_with('/') && !to.starts_with("//") && printable).then_some(to)
}

async fn ask(State(app): State<Arc<App>>, uri: Uri, Query(To { to }): Query<To>) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let typed = Typed::from([("to".to_owned(), to)]);
    page(&app, speech, path, StatusCode::OK, &typed, None)
}

/// What a form keeps that was sent after its session had ended: where it goes, how, and its fields.
const KEPT: &str = "kept";
const KEPT_FILED: &str = "kept-filed";
const KEPT_FIELD: &str = "kept.";

/// The answer to a form whose session has ended: the sign-in, holding what was typed.
pub(crate) fn ended(
    app: &App,
    speech: Speech,
    to: &str,
    filed: bool,
    mut fields: Typed,
) -> Response {
    fields.remove("csrf");
    let mut typed = Typed::from([("to".to_owned(), to.to_owned())]);
    if !fields.is_empty() {
        typed.insert(KEPT.to_owned(), to.to_owned());
        typed.extend(filed.then(|| (KEPT_FILED.to_owned(), "yes".to_owned())));
        typed.extend(fields.into_iter().map(|(name, text)| (format!("{KEPT_FIELD}{name}"), text)));
    }
    let key =
        if typed.contains_key(KEPT) { "site.session_ended_kept" } else { "site.session_ended" };
    page(app, speech, "/sign-in", StatusCode::UNAUTHORIZED, &typed, Some(speech.t(key)))
}

/// The fields that were kept, in a fixed order.
fn kept(typed: &Typed) -> Vec<(&str, &str)> {
    let mut kept: Vec<(&str, &str)> = typed
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix(KEPT_FIELD)?, text.as_str())))
        .collect();
    kept.sort_unstable();
    kept
}

fn page(
    app: &App,
    speech: Speech,
    path: &str,
    status: StatusCode,
    typed: &Typed,
    wrong: Option<String>,
) -> Response {
    let view = app.node.view();
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let title = speech.t("site.nav_sign_in");
    let body = html! {
        (part::head(&title, None))
        @if let Some(wrong) = &wrong { (part::notice(part::Tone::Error, wrong, &html! {})) }
        form method="post" action=(speech.url("/sign-in")) {
            (form::hidden("to", said("to")))
            @if !said(KEPT).is_empty() {
                @for name in [KEPT, KEPT_FILED] { (form::hidden(name, said(name))) }
                @for (name, text) in kept(typed) { (form::hidden(&format!("{KEPT_FIELD}{name}"), text)) }
            }
            (form::Field {
                name: "login", label: &speech.t("site.login"), value: said("login"), required: true,
                focus: true, autocomplete: Some("username"), ..form::Field::default()
            })
            (form::Field {
                name: "password", label: &speech.t("site.password"), kind: form::Kind::Password,
                required: true, ..form::Field::default()
            })
            (form::button(form::Weight::Strong, &title))
        }
        p { small { (speech.t("site.password_help")) } }
    };
    let site = public::site(app, &view, speech, path, None);
    answer::private(status, site.dress(title, Vec::new(), &body, true))
}

/// The address from which a request came.
pub(crate) struct Address(pub String);

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Address(answer::address(parts)))
    }
}

async fn take(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
    Address(address): Address,
    Form(mut typed): Form,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    if answer::foreign(&headers) {
        typed.remove(KEPT);
    }
    let password = typed.remove("password").unwrap_or_default();
    let said = typed.get("login").map_or("", String::as_str).to_owned();
    let checked = check(&app, &said, &address, password).await;
    let again = |status, why| page(&app, speech, path, status, &typed, Some(why));
    let lent = match checked {
        Checked::Right { lent } => lent,
        Checked::Wrong => {
            return again(StatusCode::UNPROCESSABLE_ENTITY, speech.t("site.wrong_password"));
        }
        Checked::Locked { minutes } => {
            let wrong = speech.tell("site.locked_out", &[("minutes", &minutes.to_string())]);
            return again(StatusCode::TOO_MANY_REQUESTS, wrong);
        }
        Checked::Failed => {
            return again(StatusCode::SERVICE_UNAVAILABLE, speech.t("site.cannot_now"));
        }
    };
    let token = dienhong_node::random_hex();
    let csrf = dienhong_node::random_hex();
    let login = login(&said).unwrap_or_default();
    let session =
        Session { token: session::kept(&token), login, csrf: csrf.clone(), until: now() + SESSION };
    if app.desk.put_session(&session, now()).is_err() {
        return again(StatusCode::SERVICE_UNAVAILABLE, speech.t("site.cannot_now"));
    }
    let cookie = [(header::SET_COOKIE, cookie(&headers, &token, SESSION / 1000))];
    if let Some(to) = typed.get(KEPT).and_then(|to| local(to)).filter(|_| !lent) {
        return (cookie, resend(&app, speech, to, &typed, &csrf)).into_response();
    }
    let to = typed.get("to").and_then(|to| local(to)).unwrap_or("/desk");
    (cookie, Redirect::to(&speech.url(to))).into_response()
}

/// Only over https where the page came so.
fn cookie(headers: &HeaderMap, token: &str, seconds: u64) -> String {
    let by = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    let secure =
        if by.is_some_and(|by| by.eq_ignore_ascii_case("https")) { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// What was typed before the session ended, to be sent by whoever is signed in now.
fn resend(app: &App, speech: Speech, to: &str, typed: &Typed, csrf: &str) -> Response {
    let view = app.node.view();
    let title = speech.t("site.signed_in_again");
    let filed = typed.get(KEPT_FILED).is_some_and(|filed| !filed.is_empty());
    let body: Markup = html! {
        (part::head(&title, None))
        (part::notice(part::Tone::Done, &speech.t("site.kept"), &html! { p { (speech.t("site.kept_about")) } }))
        form method="post" action=(speech.url(to)) enctype=[filed.then_some("multipart/form-data")] {
            (form::hidden("csrf", csrf))
            @for (name, text) in kept(typed) { (form::hidden(name, text)) }
            (form::button(form::Weight::Strong, &speech.t("site.send_again")))
        }
    };
    let site = public::site(app, &view, speech, "/sign-in", None);
    answer::private(StatusCode::OK, site.dress(title, Vec::new(), &body, true))
}

pub(crate) enum Checked {
    Right { lent: bool },
    Wrong,
    Locked { minutes: u64 },
    Failed,
}

/// Checks a password when it is its turn. A name that nobody has is treated like any other: it takes as long,
/// says the same, and waits as long.
pub(crate) async fn check(app: &Arc<App>, said: &str, address: &str, password: String) -> Checked {
    let turn = tokio::time::timeout(QUEUE, app.hashing.clone().acquire_owned()).await;
    let Ok(Ok(turn)) = turn else { return Checked::Failed };
    // What cannot be a login is counted under one name, so that it fills no table.
    let login = login(said).unwrap_or_else(|| "-".to_owned());
    let (app, address) = (app.clone(), address.to_owned());
    // Hashing takes as long as it is meant to: not on a thread that others wait for.
    let checked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        verify(&app, &login, &address, &password)
    });
    checked.await.unwrap_or(Checked::Failed)
}

/// What a password is checked against where there is no account.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_password(&dienhong_node::random_hex()).unwrap_or_default());

fn verify(app: &App, login: &str, address: &str, password: &str) -> Checked {
    let counters = [(login, address, HERE), (login, "", ANYWHERE), ("", address, ANYBODY)];
    match app.desk.attempt(&counters, now()) {
        Ok(None) => {}
        Ok(Some(until)) => {
            return Checked::Locked { minutes: until.saturating_sub(now()).div_ceil(60_000) };
        }
        Err(_) => return Checked::Failed,
    }
    let Ok(account) = app.desk.account(login) else { return Checked::Failed };
    let hash = account.as_ref().map_or(NOBODY.as_str(), |account| account.password.as_str());
    let right = password.len() <= LONGEST_PASSWORD
        && PasswordHash::new(hash).is_ok_and(|hash| {
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        });
    match account.filter(|_| right) {
        None => Checked::Wrong,
        Some(account) => match app.desk.succeeded(login, address, now()) {
            Ok(()) => Checked::Right { lent: account.lent },
            Err(_) => Checked::Failed,
        },
    }
}

/// The argon2id hash of a password, with a fresh salt, as a PHC string.
///
/// # Errors
/// Says why it cannot be hashed.
pub fn hash_password(password: &str) -> Result<String, String> {
    let hash = Argon2::default().hash_password(nfc(password.to_owned()).as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|why| why.to_string())
}

/// Hashes when it is its turn. None: not now.
pub(crate) async fn hashed(app: &App, password: String) -> Option<String> {
    let turn = app.hashing.clone().acquire_owned().await.ok()?;
    let hash = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        hash_password(&password)
    });
    hash.await.ok()?.ok()
}

async fn leave(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
    visitor: session::Visitor,
    Form(typed): Form,
) -> Response {
    let speech = Speech::split(uri.path()).0;
    let sent = |officer: &&Officer| typed.get("csrf").is_some_and(|csrf| officer.sent(csrf));
    if let Some(officer) = visitor.officer().filter(sent) {
        // A session that could not be ended ends by itself.
        let _ended = app.desk.end_session(&officer.session);
    } else if visitor.officer().is_some() {
        return Redirect::to(&speech.url("/desk")).into_response();
    }
    ([(header::SET_COOKIE, cookie(&headers, "", 0))], Redirect::to(&speech.url("/")))
        .into_response()
}
