use crate::{
    App, Speech, answer, public,
    session::{Officer, user},
};
use axum::{
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use dienhong_core::{
    Command,
    people::{Place, Right},
    refusal::Refusal,
    tally::Sheet,
};
use dienhong_journal::Opening;
use dienhong_look::{Link, Markup, part};
use dienhong_node::{Ask, Done, NotDone, View};
use maud::html;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::oneshot;

/// What a form sent, by field.
pub(crate) type Typed = HashMap<String, String>;

/// One request of an officer: who, in which language, and the node as it stood when it began.
pub(crate) struct Desk {
    pub app: Arc<App>,
    pub officer: Officer,
    pub view: Arc<View>,
    pub speech: Speech,
    pub path: String,
}

impl Desk {
    pub fn new(app: Arc<App>, officer: Officer, uri: &Uri) -> Desk {
        let (speech, path) = Speech::split(uri.path());
        let (view, path) = (app.node.view(), path.to_owned());
        Desk { app, officer, view, speech, path }
    }

    /// A page of the desk.
    pub fn page(&self, status: StatusCode, title: String, body: &Markup) -> Response {
        let user = user(&self.view, &self.officer, &self.speech);
        let site = public::site(&self.app, &self.view, self.speech, &self.path, Some(user));
        let crumbs = match self.path.as_str() {
            "/desk" => Vec::new(),
            _ => vec![Link::new(self.speech.t("site.nav_desk"), self.speech.url("/desk"))],
        };
        answer::private(status, site.dress(title, crumbs, body, true))
    }

    pub fn shown(&self, title: String, body: &Markup) -> Response {
        self.page(StatusCode::OK, title, body)
    }

    pub fn missing(&self) -> Response {
        public::missing(&self.app, self.speech, &self.path)
    }

    /// The page that was asked for, after something was done there.
    pub fn to(&self, path: &str) -> Response {
        Redirect::to(&self.speech.url(path)).into_response()
    }

    /// Hidden fields of every form: the session's token and the act's id.
    pub fn stamps(&self) -> Markup {
        html! {
            (dienhong_look::form::hidden("csrf", &self.officer.csrf))
            (dienhong_look::form::hidden("act", &dienhong_node::fresh_id()))
        }
    }

    /// Whether a form of this session sent it.
    pub fn sent(&self, typed: &Typed) -> bool {
        typed.get("csrf").is_some_and(|csrf| self.officer.sent(csrf))
    }

    /// Asks the node for it, as the first of this officer's bodies that may.
    ///
    /// # Errors
    /// The sentence to show.
    pub async fn ask(
        &self,
        typed: &Typed,
        (right, place): (Right, Place<'_>),
        command: Command,
        seals: Vec<Opening<Sheet>>,
    ) -> Result<(), String> {
        if !self.sent(typed) {
            return Err(self.speech.t("desk.form_is_old"));
        }
        let body = self.officer.acting(&self.view, right, place);
        let ask = Ask {
            act: typed
                .get("act")
                .filter(|act| !act.is_empty())
                .cloned()
                .unwrap_or_else(dienhong_node::fresh_id),
            by: self.officer.by(),
            body,
            command,
            seals,
        };
        match done(&self.app, ask).await {
            // Sent twice: it was done the first time.
            Ok(_) | Err(NotDone::DoneAlready) => Ok(()),
            Err(NotDone::Refused(refusal)) => Err(self.refused(&refusal)),
            Err(other) => Err(self.speech.tell("desk.not_done", &[("why", &other.to_string())])),
        }
    }

    pub fn refused(&self, refusal: &Refusal) -> String {
        self.speech.refusal(refusal)
    }

    pub fn may(&self, right: Right, place: Place) -> bool {
        self.officer.acting(&self.view, right, place).is_some()
    }

    /// The sentence of something refused, as a notice.
    pub fn trouble(&self, wrong: Option<&str>) -> Markup {
        html! {
            @if let Some(wrong) = wrong {
                (part::notice(part::Tone::Error, &self.speech.t("desk.not_done_title"), &html! { p { (wrong) } }))
            }
        }
    }
}

/// Asks, and waits without holding a thread.
pub(crate) async fn done(app: &App, ask: Ask) -> Result<Done, NotDone> {
    let (answer, answered) = oneshot::channel();
    // Who asked may have gone: what was done is done.
    app.node.send(ask, move |done| drop(answer.send(done)));
    answered.await.unwrap_or(Err(NotDone::Stopped))
}
