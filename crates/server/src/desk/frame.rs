use crate::{
    App, Speech, answer, public,
    session::{Officer, user},
};
use axum::{
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use dienhong_core::{
    Command, Date,
    election::{Election, ElectionId},
    people::{BodyId, Place, Right},
    refusal::Refusal,
    tally::Sheet,
};
use dienhong_journal::{Hash, Millis, Opening};
use dienhong_look::{Link, Markup, form, part};
use dienhong_node::{Ask, Done, NotDone, View};
use maud::html;
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::oneshot;

use super::sheet::Wrong;
pub(crate) use crate::sent::Typed;

/// The most characters of a reason or another text that becomes part of a record.
pub(crate) const LONGEST: usize = 2_000;

/// A file that was kept: its blob, what it is, and how long.
pub(crate) struct KeptFile {
    pub blob: Hash,
    pub media: &'static str,
    pub bytes: u64,
}

/// A form as it came back: what was typed, what is wrong with which field, and with all of it.
#[derive(Default)]
pub(crate) struct Sent {
    pub typed: Typed,
    pub wrong: Wrong,
    pub refused: Option<String>,
}

impl Sent {
    pub fn of(typed: Typed) -> Sent {
        Sent { typed, ..Sent::default() }
    }

    pub fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", |text| text.trim())
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.wrong.get(name).map(String::as_str)
    }
}

/// Why an act was not done: the sentence, and the refusal when a rule forbids it.
pub(crate) struct Undone {
    said: String,
    refusal: Option<Refusal>,
}

impl From<String> for Undone {
    fn from(said: String) -> Undone {
        Undone { said, refusal: None }
    }
}

/// One request of an officer: who, in which language, and the node as it stood when it began.
#[derive(Clone)]
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
        let record = self.app.last_act(&self.officer.id);
        let body = html! {
            (body)
            @if let Some(record) = record {
                p { small {
                    a href=(self.speech.url(&format!("/receipts/{record}"))) {
                        (self.speech.tell("receipt.mine", &[("record", &record.to_string())]))
                    }
                } }
            }
        };
        answer::private(status, site.dress(title, crumbs, &body, true))
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
        way: (Right, Place<'_>),
        command: Command,
        seals: Vec<Opening<Sheet>>,
    ) -> Result<(), String> {
        self.asked(typed, way, command, seals).await.map(|_now| ())
    }

    /// As [`Desk::ask`]; answers whether it was done now, or before by the very same form.
    ///
    /// # Errors
    /// The sentence to show.
    pub async fn asked(
        &self,
        typed: &Typed,
        (right, place): (Right, Place<'_>),
        command: Command,
        seals: Vec<Opening<Sheet>>,
    ) -> Result<bool, String> {
        let body = self.officer.acting(&self.view, right, place);
        let by = self.officer.by();
        self.asked_as(typed, |act| Ask { act, by, body, command, seals }).await
    }

    /// Asks for the act of this form.
    ///
    /// # Errors
    /// The sentence to show.
    pub async fn asked_as(
        &self,
        typed: &Typed,
        ask: impl FnOnce(String) -> Ask,
    ) -> Result<bool, String> {
        self.put(typed, ask).await.map_err(|undone| undone.said)
    }

    /// Asks as `body` for what this form says. What a rule forbids is told at the field that `field` names.
    pub async fn asked_at(
        &self,
        sent: &mut Sent,
        body: Option<BodyId>,
        command: Command,
        field: impl Fn(&Refusal) -> Option<String>,
    ) -> bool {
        let by = self.officer.by();
        let ask = |act| Ask { act, by, body, command, seals: Vec::new() };
        let Err(undone) = self.put(&sent.typed, ask).await else { return true };
        match undone.refusal.as_ref().and_then(field) {
            Some(field) => drop(sent.wrong.insert(field, undone.said)),
            None => sent.refused = Some(undone.said),
        }
        false
    }

    async fn put(&self, typed: &Typed, ask: impl FnOnce(String) -> Ask) -> Result<bool, Undone> {
        let Some(act) = act(typed).filter(|_| self.sent(typed)) else {
            return Err(self.speech.t("desk.form_is_old").into());
        };
        match done(&self.app, ask(act)).await {
            Ok(done) => {
                self.app.acted(&self.officer.id, done.first);
                Ok(true)
            }
            // Sent twice: it was done the first time.
            Err(NotDone::DoneAlready) => Ok(false),
            Err(NotDone::Refused(refusal)) => {
                Err(Undone { said: self.refused(&refusal), refusal: Some(refusal) })
            }
            Err(NotDone::NotARecord(_) | NotDone::NotCanonical(_)) => {
                Err(self.speech.t("desk.no_record").into())
            }
            Err(other) => {
                Err(self.speech.tell("desk.not_done", &[("why", &other.to_string())]).into())
            }
        }
    }

    /// Keeps a file as a blob: durable before a record names it, and not on a thread that others wait for.
    ///
    /// # Errors
    /// The sentence to show.
    pub async fn keep(&self, bytes: Bytes) -> Result<Hash, String> {
        let app = self.app.clone();
        self.kept(move || app.node.blobs().put(&bytes).map_err(|why| why.to_string())).await
    }

    /// As [`Desk::keep`], of what `made` makes of a file: what it is, and the bytes. None: it made nothing of it.
    ///
    /// # Errors
    /// The sentence to show.
    pub async fn keep_made(
        &self,
        made: impl FnOnce() -> Option<(&'static str, Bytes)> + Send + 'static,
    ) -> Result<Option<KeptFile>, String> {
        let app = self.app.clone();
        let put = move || {
            let Some((media, bytes)) = made() else { return Ok(None) };
            let blob = app.node.blobs().put(&bytes).map_err(|why| why.to_string())?;
            Ok(Some(KeptFile { blob, media, bytes: bytes.len() as u64 }))
        };
        self.kept(put).await
    }

    async fn kept<T: Send + 'static>(
        &self,
        put: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, String> {
        let put = tokio::task::spawn_blocking(put).await.unwrap_or_else(|why| Err(why.to_string()));
        put.map_err(|why| self.speech.tell("desk.not_done", &[("why", &why)]))
    }

    /// How late it is.
    pub fn now(&self) -> Millis {
        self.app.at(&self.view)
    }

    /// Today by the legal clock.
    pub fn today(&self) -> Option<Date> {
        let now = self.now();
        Some(self.view.state.rules_at(now).ok()?.local(now).day)
    }

    /// The election of this id.
    pub fn election(&self, id: &str) -> Option<Arc<Election>> {
        self.view.state.election.get(&ElectionId::from(id)).cloned()
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

/// The act that a form asks for: its nonce and all that it sent. The same form sent twice is one act; one that
/// was gone back to and corrected is another. The session's secret is in it, so that nobody can try out what
/// figures an act's public id stands for.
fn act(typed: &Typed) -> Option<String> {
    let nonce = typed.get("act")?;
    let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if !(16..=64).contains(&nonce.len()) || !nonce.bytes().all(plain) {
        return None;
    }
    let fields: BTreeMap<&String, &String> = typed.iter().collect();
    let sent = serde_urlencoded::to_string(fields).ok()?;
    Some(Hash::of(sent.as_bytes()).to_string()[..32].to_owned())
}

/// One of several, by value and words, the chosen one picked.
pub(crate) fn picks<'a>(all: &'a [(impl AsRef<str>, String)], chosen: &str) -> Vec<form::Pick<'a>> {
    let pick = |(value, label): &'a (_, String)| {
        let value: &'a str = AsRef::<str>::as_ref(value);
        form::Pick { value, label, picked: value == chosen, ..form::Pick::default() }
    };
    all.iter().map(pick).collect()
}

/// What the form of this step said in a field, when it is the one that came back.
pub(crate) fn said_in<'a>(typed: &'a Typed, step: &str, name: &str) -> &'a str {
    let mine = typed.get("step").is_some_and(|sent| sent == step);
    typed.get(name).filter(|_| mine).map_or("", String::as_str)
}

/// Whether every text that was typed fits into a record: the field of one that does not says so itself.
pub(crate) fn all_fit(speech: Speech, typed: &Typed) -> bool {
    typed.values().all(|text| too_long(speech, text, LONGEST).is_none())
}

/// The sentence about a text that is too long to be part of a record.
pub(crate) fn too_long(speech: Speech, text: &str, most: usize) -> Option<String> {
    let length = text.trim().chars().count();
    let facts = [("length", speech.many(length)), ("most", speech.many(most))];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    (length > most).then(|| speech.tell("desk.text_too_long", &facts))
}

/// Asks, and waits without holding a thread.
pub(crate) async fn done(app: &App, ask: Ask) -> Result<Done, NotDone> {
    let (answer, answered) = oneshot::channel();
    // Who asked may have gone: what was done is done.
    app.node.send(ask, move |done| drop(answer.send(done)));
    answered.await.unwrap_or(Err(NotDone::Stopped))
}
