use crate::{
    App, Speech, answer,
    sent::{Filed, Form, Typed},
    sign_in,
};
use axum::{
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{Method, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use dienhong_core::people::{Body, BodyId, By, OfficerId};
use dienhong_journal::Hash;
use dienhong_look::shell::User;
use dienhong_node::View;
use maud::html;
use std::{convert::Infallible, sync::Arc};

/// The cookie that holds a session's token.
pub(crate) const COOKIE: &str = "dienhong";

/// Where one's own password is chosen.
pub(crate) const PASSWORD: &str = "/desk/password";

/// Where one's own passkeys are.
pub(crate) const PASSKEYS: &str = "/desk/passkeys";

/// Who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Officer {
    pub id: OfficerId,
    pub login: String,
    /// The session, as it is kept.
    pub session: String,
    /// What forms carry, so that no other site can send them.
    pub csrf: String,
    /// Somebody else has seen the password: nothing is done before another is chosen.
    pub lent: bool,
}

/// Whoever asks for a page, signed in or not.
pub(crate) struct Visitor(Option<Officer>);

impl Visitor {
    pub fn officer(&self) -> Option<&Officer> {
        self.0.as_ref()
    }
}

impl Officer {
    pub fn by(&self) -> By {
        By::Officer(self.id.clone())
    }

    /// Whether a form of this session sent it.
    pub fn sent(&self, csrf: &str) -> bool {
        // Hashes are compared, so that the time tells nothing of the token.
        Hash::of(csrf.as_bytes()) == Hash::of(self.csrf.as_bytes())
    }

    /// The body for which this officer would do something there: the first that gives the right.
    pub fn acting(
        &self,
        view: &View,
        right: dienhong_core::people::Right,
        place: dienhong_core::people::Place,
    ) -> Option<BodyId> {
        let rules = view.state.rules_at(view.at).ok()?;
        let bodies = view.state.people.seats(&self.id).map(|(body, _)| body);
        let may = |body: &&Arc<Body>| view.state.may(rules, (&self.id, &body.id), right, place);
        bodies.into_iter().find(may).map(|body| body.id.clone())
    }
}

/// The token as it is kept: whoever reads the desk's file cannot sign in with it.
pub(crate) fn kept(token: &str) -> String {
    Hash::of(token.as_bytes()).to_string()
}

/// The session's token among the request's cookies.
fn token(parts: &Parts) -> Option<&str> {
    let cookies = parts.headers.get_all(header::COOKIE).iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
    let mut named = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    named.find(|(name, _)| *name == COOKIE).map(|(_, token)| token)
}

fn officer(parts: &Parts, app: &App) -> Option<Officer> {
    if let Some(known) = parts.extensions.get::<Officer>() {
        return Some(known.clone());
    }
    let session = kept(token(parts)?);
    let (known, account) = app.desk.session(&session, sign_in::now()).ok()??;
    Some(Officer {
        id: account.officer.as_str().into(),
        login: account.login,
        session,
        csrf: known.csrf,
        lent: account.lent,
    })
}

/// Path and query without the language.
fn here(uri: &Uri) -> (Speech, &str) {
    Speech::split(uri.path_and_query().map_or("/", |all| all.as_str()))
}

/// Stands before the desk: a form whose session has ended is not lost. Its fields are shown again with the
/// sign-in, and can be sent once more after it.
pub(crate) async fn signed_in(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let officer = officer(&parts, &app);
    let lost = officer.is_none() && parts.method == Method::POST;
    if let Some(officer) = officer {
        parts.extensions.insert(officer);
    }
    if !lost {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let request = Request::from_parts(parts.clone(), body);
    let (speech, to) = here(&parts.uri);
    let kind = parts.headers.get(header::CONTENT_TYPE).map_or(&[][..], |kind| kind.as_bytes());
    let filed = kind.starts_with(b"multipart/");
    let fields = match filed {
        true => Filed::from_request(request, &app).await.map(|filed| filed.typed),
        false => Form::from_request(request, &app).await.map(|Form(typed)| typed),
    };
    match fields {
        // What another site made up is not put into this officer's mouth; nor is a password shown.
        Ok(_) if answer::foreign(&parts.headers) || to.starts_with(PASSWORD) => {
            sign_in::ended(&app, speech, to, filed, Typed::new())
        }
        Ok(fields) => sign_in::ended(&app, speech, to, filed, fields),
        Err(refused) => refused,
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Visitor(officer(parts, app)))
    }
}

impl FromRequestParts<Arc<App>> for Officer {
    type Rejection = Response;

    /// Whoever is not signed in is asked to, and comes back here.
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let (speech, to) = here(&parts.uri);
        let first = |path: &str| {
            let query = serde_urlencoded::to_string([("to", to)]).unwrap_or_default();
            Redirect::to(&speech.url(&format!("{path}?{query}"))).into_response()
        };
        match officer(parts, app) {
            None => Err(first("/sign-in")),
            Some(officer) if officer.lent && to.split('?').next() != Some(PASSWORD) => {
                Err(first(PASSWORD))
            }
            Some(officer) => Ok(officer),
        }
    }
}

/// Who is signed in, for the page's frame, with the form to leave.
pub(crate) fn user(view: &View, officer: &Officer, speech: &Speech) -> User {
    let known = view.state.people.officer(&officer.id);
    let leave = html! {
        form.inline method="post" action=(speech.url("/sign-out")) {
            (dienhong_look::form::hidden("csrf", &officer.csrf))
            button.quiet type="submit" { (speech.t("site.sign_out")) }
        }
    };
    User {
        name: known.map_or_else(|| officer.id.to_string(), |known| known.name.clone()),
        office: known.map(|known| known.office.clone()).unwrap_or_default(),
        leave: Some(leave),
    }
}
