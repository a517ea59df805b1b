use crate::{App, Speech};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{StatusCode, header, request::Parts},
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

/// Who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Officer {
    pub id: OfficerId,
    /// What forms carry, so that no other site can send them.
    pub csrf: String,
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
pub(crate) fn token(parts: &Parts) -> Option<&str> {
    let cookies = parts.headers.get_all(header::COOKIE).iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
    let mut named = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    named.find(|(name, _)| *name == COOKIE).map(|(_, token)| token)
}

fn officer(parts: &Parts, app: &App) -> Option<Officer> {
    let token = kept(token(parts)?);
    let (session, account) = app.desk.session(&token, crate::sign_in::now()).ok()??;
    Some(Officer { id: account.officer.as_str().into(), csrf: session.csrf })
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
        officer(parts, app).ok_or_else(|| {
            let (speech, path) = Speech::split(parts.uri.path());
            if parts.method == axum::http::Method::GET {
                Redirect::to(&speech.url(&format!("/sign-in?to={path}"))).into_response()
            } else {
                // What was typed stays in the browser; signing in elsewhere and sending again works.
                (StatusCode::UNAUTHORIZED, speech.t("site.session_ended")).into_response()
            }
        })
    }
}

impl OptionalFromRequestParts<Arc<App>> for Officer {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Option<Self>, Infallible> {
        Ok(officer(parts, app))
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
