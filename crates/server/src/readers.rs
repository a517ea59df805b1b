//! The page on which one person reads a document, acknowledges it, asks about it, and answers a quiz: at the desk, or
//! with a link of his own. What a person does here is working data that this person and the secretary of the unit see.

use crate::{
    App, LANGUAGES, Speech, answer, public,
    sent::{Form, Typed},
    session,
    site::{self, briefing as shown},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use dienhong_core::{
    briefing::{Attached, Briefing, BriefingId, Question, Recipient},
    count::Count,
    people::{BodyId, OfficerId},
};
use dienhong_journal::Hash;
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::View;
use dienhong_store::{Mark, StoreError};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// The most characters of a question.
pub(crate) const ASKED: usize = 2_000;

/// The forms of quizzes that were counted last, by their nonces, so that none is counted twice. A nonce is of a form
/// and of nobody, and is kept nowhere else.
static COUNTED: LazyLock<Mutex<VecDeque<String>>> = LazyLock::new(Mutex::default);
const FORMS: usize = 20_000;

pub(crate) fn routes() -> Router<Arc<App>> {
    LANGUAGES.iter().fold(Router::new(), |routes, (_, at)| {
        let here = format!("{at}/briefings/{{id}}/reader/{{body}}/{{token}}");
        routes
            .route(&here, get(show).post(take))
            .route(&format!("{here}/files/{{hash}}"), get(open_file))
    })
}

/// The links of a body's readers of a briefing, among the node's working data.
pub(crate) fn room(briefing: &BriefingId, body: &BodyId) -> String {
    format!("briefing-{briefing}-{body}")
}

/// How a person is named in the working data.
pub(crate) fn officer_key(officer: &OfficerId) -> String {
    format!("officer:{officer}")
}

pub(crate) fn reader_key(number: u32) -> String {
    format!("reader:{number}")
}

/// One person with one document.
pub(crate) struct Reading<'a> {
    pub app: &'a App,
    pub view: &'a View,
    pub speech: Speech,
    pub of: &'a Briefing,
    pub own: &'a Recipient,
    /// The person in the working data.
    pub key: String,
    /// Where forms are sent.
    pub action: String,
    pub stamps: Markup,
    /// Whether an account opens it: only then restricted files do.
    pub account: bool,
}

/// What came of a form.
pub(crate) enum Done {
    /// To be shown anew.
    Yes,
    /// A quiz: what is right, for this one answer, which nobody keeps.
    Quiz(Markup),
    /// The field, and why not.
    Wrong(&'static str, String),
}

impl Reading<'_> {
    fn t(&self, key: &str) -> String {
        self.speech.t(&format!("briefing.{key}"))
    }

    fn place(&self) -> (&str, &str) {
        (self.of.id.as_str(), self.own.body.as_str())
    }

    fn now(&self) -> u64 {
        self.app.at(self.view).get()
    }

    /// Days until the last day; negative: since it.
    fn left(&self) -> i32 {
        let now = self.app.at(self.view);
        let today = self.view.state.rules_at(now).map(|rules| rules.local(now).day);
        today.map_or(0, |today| (self.own.due - today).get_days())
    }

    fn file(&self, file: &Attached) -> Markup {
        match file.restricted && !self.account {
            true => shown::file_kept(&self.speech, file),
            false => {
                html! { a href={ (self.action) "/files/" (file.blob) } { (self.t("open_file")) } }
            }
        }
    }

    /// All that this person sees. `wrong`: the field that was wrong and why, with what was typed.
    ///
    /// # Errors
    /// Those of the working data.
    pub fn body(
        &self,
        typed: &Typed,
        wrong: Option<(&str, &str)>,
        quiz: Option<&Markup>,
    ) -> Result<Markup, StoreError> {
        let desk = &self.app.desk;
        let reading = desk.reading(self.place(), &self.key)?;
        let speech = &self.speech;
        let error = |name: &str| wrong.filter(|(at, _)| *at == name).map(|(_, why)| why);
        let when = |at: u64| site::when(&self.view.state.node, dienhong_journal::Millis::new(at));
        let owes = reading.acknowledged.is_none() && !reading.excused;
        Ok(html! {
            (part::head_in(speech.names(), &self.of.plan.title, None))
            @if let (Some(at), true) = (reading.reminded, owes) {
                (part::notice(part::Tone::Look, &self.t("reminded_title"), &html! { p { (speech.tell("briefing.reminded_at", &[("when", &when(at))])) } }))
            }
            (shown::particulars(speech, &self.view.state, self.of, self.own.due))
            @if owes { p { (days(speech, self.left())) } }
            @if reading.excused { p { (self.t("you_are_excused")) } }
            p.hint { (self.t("privacy")) }
            @if reading.seen.is_none() {
                p { (speech.tell("briefing.has_articles", &[("count", &speech.many(self.of.articles.len()))])) }
                (self.form("read", form::Weight::Strong, &html! {}))
            } @else {
                (part::section("articles", &self.t("articles"), &shown::articles(speech, self.of, &|file| self.file(file))))
                (part::section("acknowledge", &self.t("acknowledgement"), &html! {
                    @match reading.acknowledged {
                        Some(at) => p role="status" { "✓ " (speech.tell("briefing.you_acknowledged", &[("when", &when(at))])) },
                        None => (self.form("acknowledge", form::Weight::Jade, &form::tick("sure", &self.t("sure"), false, error("sure")))),
                    }
                }))
            }
            (part::section("sessions", &self.t("sessions"), &self.sessions(reading.attended)))
            (part::section("questions", &self.t("questions"), &self.questions(typed, &error)?))
            @if let Some(questions) = &self.of.quiz {
                (part::section("quiz", &self.t("quiz"), &self.quiz(questions, typed, &error, quiz)?))
            }
        })
    }

    fn form(&self, step: &str, weight: form::Weight, body: &Markup) -> Markup {
        html! {
            form method="post" action=(self.action) {
                (self.stamps)
                (form::hidden("step", step))
                (body)
                (form::button(weight, &self.t(&format!("{step}_do"))))
            }
        }
    }

    fn sessions(&self, attended: Option<u64>) -> Markup {
        let sessions = self.of.sessions_of(&self.own.body);
        let lang = self.speech.names();
        let begun = sessions.iter().any(|session| {
            let now = self.app.at(self.view);
            self.view.state.rules_at(now).is_ok_and(|rules| {
                let local = rules.local(now);
                (local.day, local.clock) >= (session.plan.on, session.plan.from)
            })
        });
        html! {
            @if sessions.is_empty() { p { (self.t("no_session")) } }
            ul {
                @for session in &sessions {
                    li {
                        (session.plan.from) " " (site::day(session.plan.on))
                        @if let Some(place) = &session.plan.place { " · " span lang=[lang] { (place) } }
                        @if let Some(meeting) = &session.plan.meeting { " · " (self.t("meeting")) " " (meeting) }
                    }
                }
            }
            @if attended.is_some() { p role="status" { "✓ " (self.t("you_attended")) } }
            @else if begun { (self.form("attended", form::Weight::Plain, &html! {})) }
        }
    }

    fn questions<'e>(
        &self,
        typed: &Typed,
        error: &impl Fn(&str) -> Option<&'e str>,
    ) -> Result<Markup, StoreError> {
        let own = self.app.desk.questions_by(self.place(), &self.key)?;
        let all = self.app.desk.questions_shown(self.place())?;
        let text = typed.get("question").map_or("", String::as_str);
        let text = if error("question").is_some() { text } else { "" };
        Ok(html! {
            @for asked in &own {
                div {
                    p { b { (self.t("you_asked")) ": " } (asked.text) }
                    @match &asked.answer {
                        Some(answer) => p { b { (self.t("answer")) ": " } (answer) },
                        None => p { small { (self.t("not_answered")) } },
                    }
                }
            }
            @if !all.is_empty() {
                h3 { (self.t("answered_for_all")) }
                dl { @for (question, answer) in &all { dt { (question) } dd { (answer) } } }
            }
            (self.form("ask", form::Weight::Plain, &html! {
                (form::Field {
                    name: "question", label: &self.t("question"), kind: form::Kind::Long, value: text,
                    hint: Some(&self.t("question_hint")), error: error("question"), ..form::Field::default()
                })
            }))
        })
    }

    fn quiz<'e>(
        &self,
        questions: &[Question],
        typed: &Typed,
        error: &impl Fn(&str) -> Option<&'e str>,
        result: Option<&Markup>,
    ) -> Result<Markup, StoreError> {
        let lang = self.speech.names();
        Ok(html! {
            p { (self.t("quiz_voluntary")) }
            @if let Some(result) = result { (result) } @else {
                @if let Some(why) = error("quiz") { (part::notice(part::Tone::Error, why, &html! {})) }
                (self.form("quiz", form::Weight::Plain, &html! {
                    @for (number, question) in (1..).zip(questions) {
                        @let name = format!("q{number}");
                        @let said = typed.get(&name).map_or("", String::as_str);
                        @let values: Vec<String> = (1..=question.options.len()).map(|at| at.to_string()).collect();
                        @let picks: Vec<_> = values.iter().zip(&question.options)
                            .map(|(value, label)| form::Pick { value, label, picked: said == value, ..form::Pick::default() }).collect();
                        div lang=[lang] { (form::choice(&name, &format!("{number}. {}", question.text), &picks, None)) }
                    }
                }))
            }
            (self.totals(questions)?)
        })
    }

    /// How all who answered did, as far as it is shown.
    fn totals(&self, questions: &[Question]) -> Result<Markup, StoreError> {
        let counts = self.app.desk.quiz_counts(self.of.id.as_str())?;
        Ok(quiz_totals(&self.speech, questions, &counts, &self.least()))
    }

    fn least(&self) -> String {
        let rules = self.view.state.briefing_rules(self.of.at);
        self.speech.n(rules.map(|rules| rules.show_from).unwrap_or_default())
    }

    /// Does what a form of this person asks for. None: there is no such form.
    ///
    /// # Errors
    /// Those of the working data.
    pub fn take(&self, typed: &Typed) -> Result<Option<Done>, StoreError> {
        let value = |name: &str| typed.get(name).map_or("", |text| text.trim());
        let desk = &self.app.desk;
        let (place, now) = (self.place(), self.now());
        let marks = |mark| desk.mark_reading(place, &self.key, mark, now).map(|()| Some(Done::Yes));
        match value("step") {
            "read" => marks(Mark::Seen),
            "acknowledge" => {
                if desk.reading(place, &self.key)?.seen.is_none() {
                    return Ok(Some(Done::Wrong("sure", self.t("open_first"))));
                }
                match value("sure") {
                    "yes" => marks(Mark::Acknowledged),
                    _ => Ok(Some(Done::Wrong("sure", self.t("not_sure")))),
                }
            }
            "attended" => match self.of.sessions_of(&self.own.body).is_empty() {
                true => Ok(None),
                false => marks(Mark::Attended),
            },
            "ask" => {
                let text = value("question");
                if text.is_empty() {
                    return Ok(Some(Done::Wrong("question", self.speech.t("asks.missing"))));
                }
                if text.chars().count() > ASKED {
                    let length = self.speech.many(text.chars().count());
                    let facts = [("length", length.as_str()), ("most", &self.speech.many(ASKED))];
                    return Ok(Some(Done::Wrong(
                        "question",
                        self.speech.tell("desk.text_too_long", &facts),
                    )));
                }
                desk.ask_about(place, &self.key, text, now)?;
                Ok(Some(Done::Yes))
            }
            "quiz" => self.answered(typed),
            _ => Ok(None),
        }
    }

    fn answered(&self, typed: &Typed) -> Result<Option<Done>, StoreError> {
        let Some(questions) = &self.of.quiz else { return Ok(None) };
        let mut answers = Vec::new();
        for (number, question) in (1u32..).zip(questions.iter()) {
            let said = typed.get(&format!("q{number}")).and_then(|said| said.parse::<u32>().ok());
            let fits = |said: &u32| (1..=question.options.len()).contains(&(*said as usize));
            match said.filter(fits) {
                Some(said) => answers.push((number, said)),
                None => {
                    let facts = [("number", number.to_string())];
                    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
                    let why = self.speech.tell("briefing.quiz_unanswered", &facts);
                    return Ok(Some(Done::Wrong("quiz", why)));
                }
            }
        }
        if typed.get("act").is_some_and(|nonce| is_new(nonce)) {
            let rules = self.view.state.briefing_rules(self.of.at);
            let least = rules.map_or(1, |rules| rules.show_from.get());
            self.app.desk.count_quiz(self.of.id.as_str(), &answers, least)?;
        }
        let lang = self.speech.names();
        let right =
            questions.iter().zip(&answers).filter(|(of, said)| u32::from(of.right) == said.1);
        let right = right.count();
        let facts =
            [("right", self.speech.many(right)), ("all", self.speech.many(questions.len()))];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        let option = |of: &Question, at: u32| {
            let at = usize::try_from(at).ok().and_then(|at| at.checked_sub(1));
            at.and_then(|at| of.options.get(at)).cloned().unwrap_or_default()
        };
        Ok(Some(Done::Quiz(html! {
            div role="status" {
                p { b { (self.speech.tell("briefing.quiz_right", &facts)) } " " (self.t("quiz_not_kept")) }
                ol {
                    @for (of, (_, said)) in questions.iter().zip(&answers) {
                        li lang=[lang] {
                            (of.text) br;
                            @if *said == u32::from(of.right) { "✓ " (option(of, *said)) }
                            @else { "✗ " (option(of, *said)) br; "✓ " (option(of, of.right.into())) }
                            br; small { (of.explanation) }
                        }
                    }
                }
            }
        })))
    }
}

/// Whether this form was not counted yet.
fn is_new(nonce: &str) -> bool {
    if !(16..=64).contains(&nonce.len()) {
        return false;
    }
    let mut counted = COUNTED.lock().unwrap_or_else(PoisonError::into_inner);
    if counted.iter().any(|known| known == nonce) {
        return false;
    }
    if counted.len() >= FORMS {
        counted.pop_front();
    }
    counted.push_back(nonce.to_owned());
    true
}

/// The totals of a quiz, once enough have answered.
pub(crate) fn quiz_totals(
    speech: &Speech,
    questions: &[Question],
    counts: &dienhong_store::QuizCounts,
    least: &str,
) -> Markup {
    if counts.people == 0 {
        return html! { p.hint { (speech.tell("briefing.quiz_waits", &[("least", least)])) } };
    }
    let n = |count: u64| Count::try_from(count).unwrap_or_default();
    let people = n(counts.people);
    let lang = speech.names();
    let options: BTreeMap<(u32, u32), &str> = (1u32..)
        .zip(questions)
        .flat_map(|(number, question)| {
            let options = (1u32..).zip(&question.options);
            options.map(move |(at, option)| ((number, at), option.as_str()))
        })
        .collect();
    let row = |((number, at), option): (&(u32, u32), &&str)| {
        let count = n(counts.options.get(&(*number, *at)).copied().unwrap_or_default());
        let right = usize::try_from(*number - 1)
            .ok()
            .and_then(|at| questions.get(at))
            .is_some_and(|of| u32::from(of.right) == *at);
        vec![
            html! { (number) "." (at) " " span lang=[lang] { (option) } @if right { " ✓" } },
            html! { (speech.n(count)) },
            html! { (speech.share(count, people)) },
        ]
    };
    html! {
        (Table {
            id: "quiz-totals".into(),
            caption: speech.tell("briefing.quiz_totals", &[("people", &speech.n(people))]),
            columns: vec![
                Column::words(speech.t("briefing.col_option")),
                Column::figures(speech.t("briefing.col_count")),
                Column::figures(speech.t("briefing.col_share")),
            ],
            rows: options.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        })
    }
}

/// «Còn 5 ngày», «Hôm nay là hạn cuối», «Đã quá hạn 3 ngày».
pub(crate) fn days(speech: &Speech, left: i32) -> String {
    let days = speech.many(usize::try_from(left.unsigned_abs()).unwrap_or_default());
    let key = match left {
        0 => "briefing.due_today",
        1.. => "briefing.days_left",
        _ => "briefing.days_late",
    };
    speech.tell(key, &[("days", &days)])
}

/// A file for one person: no copy of it stays on the way.
pub(crate) fn private_file(app: &App, hash: &Hash) -> Response {
    let mut file = public::scan(app, hash);
    file.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    file
}

struct Linked {
    of: Arc<Briefing>,
    own: Arc<Recipient>,
    number: u32,
}

/// Whose link it is. Somebody who was taken off the list has none any more.
fn linked(app: &App, view: &View, id: &str, body: &str, token: &str) -> Option<Linked> {
    let of = view.state.briefing.get(&id.into()).filter(|of| of.is_sent())?.clone();
    let own = of.recipient(&body.into())?.clone();
    let number = app.desk.link(&room(&of.id, &own.body), &session::kept(token)).ok()??;
    app.desk.reader(body, number).ok()??;
    Some(Linked { of, own, number })
}

async fn show(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, body, token)): Path<(String, String, String)>,
) -> Response {
    page(&app, &uri, (&id, &body, &token), StatusCode::OK, (&Typed::new(), None, None))
}

type Back<'a> = (&'a Typed, Option<(&'a str, &'a str)>, Option<&'a Markup>);

fn page(
    app: &App,
    uri: &Uri,
    (id, body, token): (&str, &str, &str),
    status: StatusCode,
    (typed, wrong, quiz): Back,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let Some(linked) = linked(app, &view, id, body, token) else {
        return public::missing(app, speech, path);
    };
    let Ok(inside) = reading(app, &view, speech, path, &linked).body(typed, wrong, quiz) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let all = html! {
        (inside)
        p.hint { (speech.t("briefing.link_about")) }
    };
    let site = public::site(app, &view, speech, path, None);
    let page = site.dress(linked.of.plan.title.clone(), Vec::new(), &all, true);
    answer::private(status, page)
}

fn reading<'a>(
    app: &'a App,
    view: &'a View,
    speech: Speech,
    path: &str,
    linked: &'a Linked,
) -> Reading<'a> {
    Reading {
        app,
        view,
        speech,
        of: &linked.of,
        own: &linked.own,
        key: reader_key(linked.number),
        action: speech.url(path),
        stamps: form::hidden("act", &dienhong_node::fresh_id()),
        account: false,
    }
}

async fn take(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, body, token)): Path<(String, String, String)>,
    headers: HeaderMap,
    Form(typed): Form,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let Some(linked) = linked(&app, &view, &id, &body, &token) else {
        return public::missing(&app, speech, path);
    };
    // The link alone is the key: no page of another site sends it on for its holder.
    if answer::foreign(&headers) {
        return public::missing(&app, speech, path);
    }
    let place = (id.as_str(), body.as_str(), token.as_str());
    match reading(&app, &view, speech, path, &linked).take(&typed) {
        Ok(Some(Done::Yes)) => Redirect::to(&speech.url(path)).into_response(),
        Ok(Some(Done::Quiz(result))) => {
            page(&app, &uri, place, StatusCode::OK, (&typed, None, Some(&result)))
        }
        Ok(Some(Done::Wrong(field, why))) => {
            let wrong = Some((field, why.as_str()));
            page(&app, &uri, place, StatusCode::UNPROCESSABLE_ENTITY, (&typed, wrong, None))
        }
        Ok(None) => public::missing(&app, speech, path),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// An article's file that is not restricted.
async fn open_file(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, body, token, hash)): Path<(String, String, String, String)>,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let linked = linked(&app, &view, &id, &body, &token);
    let file = linked.zip(hash.parse::<Hash>().ok()).filter(|(linked, hash)| {
        let mut files = linked.of.articles.iter().filter_map(|article| article.file.as_ref());
        // What one calls restricted is so for all.
        let private = linked.of.files.get(hash).is_none_or(|scan| scan.private);
        !private && files.any(|file| file.blob == *hash)
    });
    match file {
        Some((_, hash)) => private_file(&app, &hash),
        None => public::missing(&app, speech, path),
    }
}
