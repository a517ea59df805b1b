//! Where a body prepares a briefing, sends it down, plans sessions and says what it did.

use super::{Own, field, file_link, may_look};
use crate::{
    App,
    desk::{
        Desk,
        asks::{Asks, SHORT, Said, id_of},
        frame::{LONGEST, Sent},
        look,
    },
    public,
    readers::quiz_totals,
    sent::{File, Filed},
    session::Officer,
    site::briefing::{self as shown, Tree},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    briefing::{
        self, AllOf, Article, Attached, Audience, Event as B, Question, SessionId, SessionPlan,
    },
    people::{Body, BodyId},
    rules::Clock,
    units::UnitId,
    vote::Document,
};
use dienhong_journal::Hash;
use dienhong_look::{Markup, form, html, part};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The most bodies that stand on the page to be ticked; others are typed.
const TICKS: usize = 200;

/// The most characters of an article, and lines of a quiz or of bodies that are typed.
const ARTICLE: usize = 12_000;
const LINES: usize = 1_000;

const FILES: &str = ".pdf,.jpg,.jpeg,.png,.webp";

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(own) = Own::find(&desk, &id, &body) else { return desk.missing() };
    page(&desk, &own, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, own: &Own, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let asks = Asks { desk, action: speech.url(&own.path("")), words: "briefing", sent };
    let file = |file: &Attached| file_link(desk, &own.of, file);
    let url =
        |body: &BodyId, _: usize| speech.url(&format!("{}/{}/tree/{body}", super::ROOM, own.of.id));
    let of = &own.of;
    let tree = Tree { speech: *speech, state: &desk.view.state, of, url: &url, file: &file };
    let prepares = own.is_root() && !of.is_sent() && of.ended.is_none();
    let body = html! {
        (own.head(desk, "tab_send", sent))
        (tree.chain(&own.body.id))
        (part::section("articles", &t("articles"), &html! {
            @if of.articles.is_empty() { p { (t("no_article")) } }
            (shown::articles(speech, of, &file))
            @if prepares {
                (with_file(&asks, "article", form::Weight::Strong, &html! {
                    (asks.field("article", "number", form::Kind::Text, &(of.articles.len() + 1).to_string()))
                    (asks.text("article", "heading"))
                    (asks.long("article", "text"))
                    (file_fields(&asks, "article"))
                }))
            }
        }))
        @if of.ended.is_none() && !of.articles.is_empty() { (part::section("send", &t("send_title"), &sending(desk, own, &asks))) }
        (part::section("sessions", &t("sessions"), &html! {
            (tree.sessions())
            @if of.ended.is_none() {
                (asks.folded("plan_session", form::Weight::Plain, &html! {
                    (asks.date("plan_session", "on"))
                    (asks.field("plan_session", "from", form::Kind::Text, "08:00"))
                    (asks.text("plan_session", "place"))
                    (asks.text("plan_session", "meeting"))
                    (asks.long("plan_session", "others"))
                }))
            }
            @let to_hold = to_hold(desk, own);
            @if !to_hold.is_empty() {
                (asks.folded("hold", form::Weight::Plain, &html! {
                    (asks.select("hold", "session", &to_hold))
                    (asks.count("hold", "present"))
                }))
            }
        }))
        (part::section("quiz", &t("quiz"), &quiz(desk, own, &asks)))
        (part::section("carried", &t("carried_out"), &html! {
            (tree.carried_out(&own.body.id))
            (with_file(&asks, "carry", form::Weight::Plain, &html! {
                (asks.long("carry", "text"))
                (asks.text("carry", "document"))
                (asks.field("carry", "on", form::Kind::Date, ""))
                (file_fields(&asks, "carry"))
            }))
        }))
        (looking(desk, own, &asks))
        @if own.is_root() && of.ended.is_none() {
            (part::section("close", &t("close"), &asks.folded("close", form::Weight::Grave, &html! {
                p { (t("close_about")) }
                (asks.date("close", "on"))
                (asks.text("close", "reason"))
            })))
        }
    };
    desk.page(status, of.plan.title.clone(), &body)
}

/// A folded form that may bring a file.
fn with_file(asks: &Asks, step: &str, weight: form::Weight, body: &Markup) -> Markup {
    let t = |key: &str| asks.desk.speech.t(&format!("briefing.{key}"));
    html! {
        details open[asks.sent.value("step") == step] {
            summary { (t(step)) }
            form method="post" action=(asks.action) enctype="multipart/form-data" {
                (asks.desk.stamps())
                (form::hidden("step", step))
                (body)
                (form::button(weight, &t(&format!("{step}_do"))))
            }
        }
    }
}

fn file_fields(asks: &Asks, step: &str) -> Markup {
    let speech = &asks.desk.speech;
    let name = format!("{step}.file");
    html! {
        (form::file(&name, &speech.t("briefing.file"), &speech.t("briefing.file_hint"), FILES, asks.sent.error(&name)))
        (asks.tick(step, "restricted", &speech.t("briefing.restricted"), false))
    }
}

/// To whom it may be sent: bodies to tick or to type, or all of a kind in a unit.
fn sending(desk: &Desk, own: &Own, asks: &Asks) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let may = candidates(desk, own);
    let due = own.own.due.to_string();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for body in &may {
        *kinds.entry(&body.kind).or_default() += 1;
    }
    let kinds: Vec<(String, String)> = kinds
        .into_iter()
        .map(|(kind, count)| {
            let key = format!("setup.kind_{kind}");
            let name = if speech.knows(&key) { speech.t(&key) } else { kind.to_owned() };
            (kind.to_owned(), format!("{name} ({})", speech.many(count)))
        })
        .collect();
    let units = units(desk, own);
    html! {
        @if own.of.articles.is_empty() { p { (t("no_article")) } }
        @if may.is_empty() { p { (t("nobody_below")) } } @else {
            (asks.folded("send", form::Weight::Strong, &html! {
                (form::group(&t("bodies"), &html! {
                    @for body in may.iter().take(TICKS) { (asks.tick("send", &format!("to-{}", body.id), &body.name, false)) }
                }))
                (asks.long("send", "others"))
                (asks.field("send", "due", form::Kind::Date, &due))
            }))
            (asks.folded("send_all", form::Weight::Plain, &html! {
                (asks.select("send_all", "kind", &kinds))
                @if !units.is_empty() { (asks.select("send_all", "unit", &units)) }
                (asks.field("send_all", "due", form::Kind::Date, &due))
            }))
        }
    }
}

fn candidates(desk: &Desk, own: &Own) -> Vec<Arc<Body>> {
    desk.view.state.may_be_sent(&own.of, &own.body).cloned().collect()
}

/// The unit of a body and those right below it; of one that has none, the highest.
fn units(desk: &Desk, own: &Own) -> Vec<(String, String)> {
    let units = &desk.view.state.units;
    let tops: Vec<_> = match &own.body.unit {
        Some(unit) => units.get(unit).into_iter().collect(),
        None => units.all().filter(|unit| unit.parent.is_none()).collect(),
    };
    let all = tops.iter().flat_map(|top| std::iter::once(*top).chain(units.children(&top.id)));
    all.map(|unit| (unit.id.to_string(), unit.name.clone())).collect()
}

/// The sessions that this body planned, that have begun, and of which nothing is said yet.
fn to_hold(desk: &Desk, own: &Own) -> Vec<(String, String)> {
    let now = desk.now();
    let Ok(rules) = desk.view.state.rules_at(now) else { return Vec::new() };
    let local = rules.local(now);
    let sessions = own.of.sessions.values().filter(|session| {
        session.body == own.body.id
            && session.held.is_none()
            && (session.plan.on, session.plan.from) <= (local.day, local.clock)
    });
    let name = |session: &Arc<briefing::Session>| {
        let place = session.plan.place.as_ref().or(session.plan.meeting.as_ref());
        let place = place.cloned().unwrap_or_default();
        let on = crate::site::day(session.plan.on);
        (session.id.to_string(), format!("{} {on} · {place}", session.plan.from))
    };
    sessions.map(name).collect()
}

fn quiz(desk: &Desk, own: &Own, asks: &Asks) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let lang = speech.names();
    let rules = desk.view.state.briefing_rules(own.of.at);
    let least = speech.n(rules.map(|rules| rules.show_from).unwrap_or_default());
    html! {
        p { (t("quiz_voluntary")) }
        @match &own.of.quiz {
            Some(questions) => {
                @let counts = desk.app.desk.quiz_counts(own.of.id.as_str()).unwrap_or_default();
                ol {
                    @for question in questions.iter() {
                        li lang=[lang] {
                            (question.text)
                            ul { @for (at, option) in (1..).zip(&question.options) { li { (option) @if at == question.right { " ✓" } } } }
                            small { (question.explanation) }
                        }
                    }
                }
                (quiz_totals(speech, questions, &counts, &least))
            },
            None => {
                p { (t("no_quiz")) }
                @if own.is_root() && own.of.ended.is_none() {
                    (asks.folded("set_quiz", form::Weight::Plain, &asks.long("set_quiz", "questions")))
                }
            },
        }
    }
}

/// Files that wait for somebody to look them through before all may see them.
fn looking(desk: &Desk, own: &Own, asks: &Asks) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let mut seen: BTreeSet<Hash> = BTreeSet::new();
    let files: Vec<Hash> = own
        .of
        .files
        .iter()
        .filter(|scan| scan.looked.is_none() && may_look(desk, &own.of, &scan.blob))
        .map(|scan| scan.blob)
        .filter(|blob| seen.insert(*blob))
        .take(100)
        .collect();
    let name = |blob: &Hash| {
        let mut articles = own.of.articles.iter();
        let article = articles
            .find(|of| of.file.as_ref().is_some_and(|file| file.blob == *blob))
            .map(|of| speech.tell("briefing.article_number", &[("number", &of.number)]));
        let body = own.of.brought_by(blob).map(|body| shown::body_name(&desk.view.state, body));
        let letters: String = blob.to_string().chars().take(8).collect();
        format!("{} · {letters}", article.or(body).unwrap_or_default())
    };
    let choices: Vec<(String, String)> =
        files.iter().map(|blob| (blob.to_string(), name(blob))).collect();
    html! {
        @if !choices.is_empty() {
            (part::section("look", &t("look_title"), &html! {
                p { (t("look_about")) }
                ul {
                    @for (blob, name) in &choices {
                        li { a href=(speech.url(&format!("{}/{}/files/{blob}", super::ROOM, own.of.id))) { (name) } }
                    }
                }
                (asks.folded("look", form::Weight::Plain, &html! {
                    (asks.select("look", "blob", &choices))
                    (asks.tick("look", "fit", &t("fit"), false))
                    (asks.text("look", "note"))
                }))
            }))
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(own) = Own::find(&desk, &id, &body) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&desk, &own, StatusCode::FORBIDDEN, &sent);
    }
    let file = match file {
        Some(file) if matches!(step.as_str(), "article" | "carry") => {
            attached(&desk, &own, &mut sent, file).await
        }
        _ => None,
    };
    let command = match sent.wrong.is_empty() {
        true => command(&desk, &own, &mut sent, file),
        false => None,
    };
    let Some(command) = command.filter(|_| sent.wrong.is_empty()) else {
        return match sent.wrong.is_empty() {
            true => desk.missing(),
            false => page(&desk, &own, StatusCode::UNPROCESSABLE_ENTITY, &sent),
        };
    };
    let acting = Some(own.body.id.clone());
    if desk.asked_at(&mut sent, acting, command, |refusal| field(refusal, &step)).await {
        return desk.to(&own.path(""));
    }
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match Own::find(&now, &id, &body) {
        Some(own) => page(&now, &own, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

/// Keeps the file of a form. What stays with officers elsewhere is not taken into a record that all may read.
async fn attached(desk: &Desk, own: &Own, sent: &mut Sent, file: File) -> Option<Attached> {
    let mut said = Said::new(desk, sent);
    let restricted = said.ticked("restricted");
    if public::kind(&file.bytes).is_none() {
        said.wrong("file", desk.speech.t("scan.unfit_file"));
        return None;
    }
    let kept = match look::keep(desk, file.bytes).await {
        Ok(kept) => kept,
        Err(why) => {
            said.wrong("file", why);
            return None;
        }
    };
    let open = !restricted && !own.of.plan.closed;
    if open && desk.view.state.briefing.keeps_back(&kept.blob) {
        said.wrong("file", desk.speech.t("briefing.file_kept_back"));
        return None;
    }
    Some(Attached { blob: kept.blob, media: kept.media.to_owned(), bytes: kept.bytes, restricted })
}

/// What a form asks for. None: something cannot be read, told at its field, or there is no such form.
fn command(desk: &Desk, own: &Own, sent: &mut Sent, file: Option<Attached>) -> Option<Command> {
    let session_id = SessionId::from(id_of(sent, "s").as_str());
    let mut said = Said::new(desk, sent);
    let briefing = own.of.id.clone();
    let record = |event: B| Some(Command::Record(vec![Event::Briefing(event)]));
    match said.step.as_str() {
        "article" => {
            let number = said.needed("number", 20);
            let heading = said.needed("heading", SHORT);
            let text = said.needed("text", ARTICLE);
            let article = Article { number, heading, text, file };
            record(B::ArticleAdded { briefing, article })
        }
        "set_quiz" => {
            let questions = questions(desk, &mut said);
            record(B::QuizSet { briefing, questions })
        }
        "send" => {
            // Whether they have it already is not asked here: the same form sent twice is one act.
            let ticked = |name: &String| Some(name.strip_prefix("send.to-")?.to_owned());
            let ticked: BTreeSet<String> = said.sent.typed.keys().filter_map(ticked).collect();
            let mut bodies: Vec<BodyId> =
                ticked.iter().map(|id| BodyId::from(id.as_str())).collect();
            let state = &desk.view.state;
            let below = |body: &&Arc<Body>| state.lies_below(body, &own.body);
            let may: Vec<Arc<Body>> = state.people.bodies().filter(below).cloned().collect();
            for id in typed(desk, &mut said, &may) {
                if !bodies.contains(&id) {
                    bodies.push(id);
                }
            }
            if bodies.is_empty() {
                said.wrong("others", desk.speech.t("asks.choose"));
            }
            let due = said.date("due")?;
            let audience = Audience::These(bodies);
            Some(Command::Briefing(briefing::Command::Send { briefing, audience, due }))
        }
        "send_all" => {
            let kind = said.needed("kind", SHORT);
            let unit = UnitId::from(said.needed("unit", SHORT).as_str());
            let due = said.date("due")?;
            let audience = Audience::All(AllOf { kind, unit });
            Some(Command::Briefing(briefing::Command::Send { briefing, audience, due }))
        }
        "plan_session" => {
            let on = said.date("on");
            let from = Clock::try_from(said.raw("from")).ok();
            if from.is_none() {
                said.wrong("from", desk.speech.t("briefing.no_time"));
            }
            let some = |text: String| Some(text).filter(|text| !text.is_empty());
            let place = some(said.text("place", SHORT));
            let meeting = some(said.text("meeting", SHORT));
            let below = own.of.recipients().filter(|of| own.of.is_under(&of.body, &own.body.id));
            let below: Vec<Arc<Body>> =
                below.filter_map(|of| desk.view.state.people.body(&of.body).cloned()).collect();
            let named = typed(desk, &mut said, &below);
            // Nobody named: all who have it from here.
            let bodies = match named.is_empty() {
                true => below.into_iter().map(|body| body.id.clone()).collect(),
                false => named,
            };
            let (on, from) = on.zip(from)?;
            let plan = SessionPlan { on, from, place, meeting, bodies };
            record(B::SessionPlanned { briefing, session: session_id, plan })
        }
        "hold" => {
            let session = SessionId::from(said.needed("session", SHORT).as_str());
            let present = said.count("present");
            Some(Command::Briefing(briefing::Command::Hold { briefing, session, present }))
        }
        "carry" => {
            let text = Some(said.text("text", LONGEST)).filter(|text| !text.is_empty());
            let number = said.text("document", SHORT);
            let document = match number.is_empty() {
                true => None,
                false => Some(Document { number, on: said.date("on")? }),
            };
            let body = own.body.id.clone();
            record(B::CarriedOut { briefing, body, text, document, file })
        }
        "look" => {
            let blob = said.raw("blob").parse::<Hash>().ok()?;
            let fit = said.ticked("fit");
            let note = Some(said.text("note", LONGEST)).filter(|note| !fit && !note.is_empty());
            record(B::FileReviewed { briefing, blob, fit, note })
        }
        "close" => {
            let on = said.date("on");
            let reason = Some(said.text("reason", LONGEST)).filter(|reason| !reason.is_empty());
            record(B::Closed { briefing, on: on?, reason })
        }
        _ => None,
    }
}

/// The bodies that were typed, one a line, by name or id, out of these.
fn typed(desk: &Desk, said: &mut Said, among: &[Arc<Body>]) -> Vec<BodyId> {
    let mut found = Vec::new();
    for (line, parts) in said.lines("others", LINES) {
        let name = parts.join("; ").to_lowercase();
        let mut fits = among
            .iter()
            .filter(|body| body.id.as_str() == name || body.name.to_lowercase() == name);
        match (fits.next(), fits.next()) {
            (Some(body), None) if !found.contains(&body.id) => found.push(body.id.clone()),
            (Some(_), None) => {}
            _ => {
                let line = line.to_string();
                let why = desk.speech.tell("briefing.no_such_body", &[("line", &line)]);
                said.wrong("others", why);
            }
        }
    }
    found
}

/// The questions of a quiz, one a line: question; options, the right one with a star; explanation.
fn questions(desk: &Desk, said: &mut Said) -> Vec<Question> {
    let mut questions = Vec::new();
    for (line, parts) in said.lines("questions", 50) {
        let [text, options @ .., explanation] = parts.as_slice() else {
            said.wrong_line("questions", line);
            continue;
        };
        let mut right = (1u16..).zip(options).filter(|(_, option)| option.starts_with('*'));
        let (Some((right, _)), None) = (right.next(), right.next()) else {
            said.wrong_line("questions", line);
            continue;
        };
        let option = |option: &String| option.trim_start_matches('*').trim().to_owned();
        questions.push(Question {
            text: text.clone(),
            options: options.iter().map(option).collect(),
            right,
            explanation: explanation.clone(),
        });
    }
    if questions.is_empty() {
        said.wrong("questions", desk.speech.t("asks.missing"));
    }
    questions
}
