use crate::{
    App, Speech, answer, public,
    session::{self, COOKIE, Officer},
};
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use axum::{
    Form, Router,
    extract::{Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use dienhong_look::{form, part};
use dienhong_store::Session;
use maud::html;
use serde::Deserialize;
use std::sync::Arc;

/// Wrong passwords in a row before an account waits.
const FREE_TRIES: u32 = 5;
/// How long it waits first; each further wrong password doubles it, up to an hour.
const FIRST_WAIT: u64 = 30_000;
const LONGEST_WAIT: u64 = 3_600_000;
/// A night at the desk.
const SESSION: u64 = 14 * 3_600_000;

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

#[derive(Deserialize)]
struct Typed {
    login: String,
    password: String,
    #[serde(default)]
    to: String,
}

/// Real time, even where the node's clock is simulated: who guesses passwords does so in real time.
pub(crate) fn now() -> u64 {
    (dienhong_node::system_clock())().get()
}

async fn ask(State(app): State<Arc<App>>, uri: Uri, Query(To { to }): Query<To>) -> Response {
    let (speech, path) = Speech::split(uri.path());
    page(&app, speech, path, StatusCode::OK, "", &to, None)
}

fn page(
    app: &App,
    speech: Speech,
    path: &str,
    status: StatusCode,
    login: &str,
    to: &str,
    wrong: Option<String>,
) -> Response {
    let view = app.node.view();
    let title = speech.t("site.nav_sign_in");
    let body = html! {
        (part::head(&title, None))
        @if let Some(wrong) = &wrong { (part::notice(part::Tone::Error, wrong, &html! {})) }
        form method="post" action=(speech.url("/sign-in")) {
            (form::hidden("to", to))
            (form::Field {
                name: "login", label: &speech.t("site.login"), value: login, required: true,
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

async fn take(State(app): State<Arc<App>>, uri: Uri, Form(typed): Form<Typed>) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let (path, to) = (path.to_owned(), typed.to.clone());
    let login = typed.login.trim().to_lowercase();
    // Hashing takes as long as it is meant to: not on a thread that others wait for.
    let (desk, name) = (app.clone(), login.clone());
    let checked = tokio::task::spawn_blocking(move || check(&desk, &name, &typed.password)).await;
    match checked.unwrap_or(Checked::Failed) {
        Checked::Right => {}
        Checked::Wrong => {
            let wrong = Some(speech.t("site.wrong_password"));
            return page(&app, speech, &path, StatusCode::UNPROCESSABLE_ENTITY, &login, &to, wrong);
        }
        Checked::Locked { minutes } => {
            let wrong = speech.tell("site.locked_out", &[("minutes", &minutes.to_string())]);
            return page(
                &app,
                speech,
                &path,
                StatusCode::TOO_MANY_REQUESTS,
                &login,
                &to,
                Some(wrong),
            );
        }
        Checked::Failed => {
            let wrong = Some(speech.t("site.cannot_now"));
            return page(&app, speech, &path, StatusCode::SERVICE_UNAVAILABLE, &login, &to, wrong);
        }
    }
    let token = dienhong_node::random_hex();
    let until = now() + SESSION;
    let csrf = dienhong_node::random_hex();
    let session = Session { token: session::kept(&token), login, csrf, until };
    if app.desk.put_session(&session, now()).is_err() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let cookie =
        format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}", SESSION / 1000);
    // Only a path of this site: never another's.
    let local = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
    let to = speech.url(if local { &to } else { "/desk" });
    ([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response()
}

enum Checked {
    Right,
    Wrong,
    Locked { minutes: u64 },
    Failed,
}

fn check(app: &App, login: &str, password: &str) -> Checked {
    let Ok(account) = app.desk.account(login) else { return Checked::Failed };
    let Some(account) = account else {
        // As long as for a name that is known: the time does not tell which names are.
        let _known = hash_password(password);
        return Checked::Wrong;
    };
    let wait = account.locked_until.saturating_sub(now());
    if wait > 0 {
        return Checked::Locked { minutes: wait.div_ceil(60_000) };
    }
    let right = PasswordHash::new(&account.password)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    let (failures, until) = match right {
        true => (0, 0),
        false => {
            let failures = account.failures + 1;
            let doubled = failures.saturating_sub(FREE_TRIES).min(12);
            let wait = (FIRST_WAIT << doubled).min(LONGEST_WAIT);
            (failures, if failures >= FREE_TRIES { now() + wait } else { 0 })
        }
    };
    if app.desk.set_failures(login, failures, until).is_err() {
        return Checked::Failed;
    }
    if right { Checked::Right } else { Checked::Wrong }
}

/// The argon2id hash of a password, with a fresh salt, as a PHC string.
///
/// # Errors
/// Says why it cannot be hashed.
pub fn hash_password(password: &str) -> Result<String, String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|why| why.to_string())
}

#[derive(Deserialize)]
struct Leave {
    csrf: String,
}

async fn leave(
    State(app): State<Arc<App>>,
    officer: Officer,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let speech = Speech::split(parts.uri.path()).0;
    let form = axum::body::to_bytes(body, 4096).await.unwrap_or_default();
    let sent = form_of::<Leave>(&form).is_some_and(|form| officer.sent(&form.csrf));
    if sent && let Some(token) = session::token(&parts) {
        // A session that could not be ended ends by itself.
        let _ended = app.desk.end_session(&session::kept(token));
    }
    let gone = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    ([(header::SET_COOKIE, gone)], Redirect::to(&speech.url("/"))).into_response()
}

fn form_of<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_urlencoded::from_bytes(bytes).ok()
}
