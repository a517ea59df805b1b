//! The pages of votes outside the desk: what everybody sees, who answers with a link of his own or signed in,
//! the display of the room, and files.

use crate::{
    App, Speech, answer,
    cache::Kept,
    papers, public,
    sent::Form,
    session::{self, Visitor, user},
    site::{self, Site, vote_files},
    votes::{self, NOTHING, audience, marks_of},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use dienhong_core::{
    Command, Event,
    node::Node,
    people::{BodyId, By},
    vote::{self, Audience, Part, Step, Vote, Voter},
};
use dienhong_journal::{Hash, Millis};
use dienhong_look::{Markup, form, html, part};
use dienhong_node::{Ask, NotDone, View};
use std::sync::Arc;

/// How often the display of an open vote tells the time anew, in seconds.
const REFRESH: u64 = 30;

pub(crate) fn routes() -> Router<Arc<App>> {
    crate::LANGUAGES
        .iter()
        .fold(Router::new(), |routes, (_, at)| {
            let at = |path: &str| format!("{at}{path}");
            routes
                .route(&at("/votes/{id}"), get(show))
                .route(&at("/votes/{id}/answer"), post(answered))
                .route(&at("/votes/{id}/screen"), get(screen))
                .route(&at("/votes/{id}/seat/{token}"), get(seat).post(seat_answered))
        })
        .route("/votes/{id}/data.json", get(data))
        .route("/votes/{id}/data.csv", get(data))
        .route("/votes/{id}/notice.pdf", get(notice))
}

fn found(view: &View, id: &str) -> Option<Arc<Vote>> {
    view.state.vote.get(&id.into()).cloned()
}

/// Who is signed in, with a password of his own.
fn officer(visitor: &Visitor) -> Option<&session::Officer> {
    visitor.officer().filter(|officer| !officer.lent)
}

/// The page of a vote: for everybody the public one; who sits in the body sees it as the body does, and who votes
/// by name answers here.
async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let vote = found(&view, &id).filter(|vote| !vote.call.closed || officer(&visitor).is_some());
    let Some(vote) = vote else { return public::missing(&app, speech, path) };
    let Some(officer) = officer(&visitor) else {
        return public::page(State(app), visitor, uri, headers).await;
    };
    let Some(seen) = audience(&view, Some(&officer.id), &vote) else {
        return public::missing(&app, speech, path);
    };
    page(&app, &view, (speech, path), officer, &vote, (seen, StatusCode::OK, None))
}

fn page(
    app: &App,
    view: &View,
    (speech, path): (Speech, &str),
    officer: &session::Officer,
    vote: &Vote,
    (seen, status, wrong): (Audience, StatusCode, Option<&str>),
) -> Response {
    let open: votes::Opener = &|seal| app.opening(seal);
    let figures = votes::figures(view, vote, seen, open);
    let stamps = html! { (form::hidden("csrf", &officer.csrf)) (form::hidden("act", &dienhong_node::fresh_id())) };
    let action = speech.url(&format!("/votes/{}/answer", vote.id));
    let own: Vec<&Arc<Voter>> =
        votes::own_seats(vote, &officer.id).filter_map(|seat| vote.voters.get(&seat)).collect();
    let above = html! {
        @if let Some(wrong) = wrong { (part::notice(part::Tone::Error, &speech.t("desk.not_done_title"), &html! { p { (wrong) } })) }
        @for voter in own { (booth((speech, &view.state.node, app.at(view)), vote, voter, &action, &stamps)) }
    };
    let site = public::site(app, view, speech, path, Some(user(view, officer, &speech)));
    let records: site::Records = &|seq| app.record(seq);
    let site = Site { records, ..site };
    answer::private(status, site.vote_of(vote, figures.as_ref(), &above))
}

/// The questions for one voter, each with its answers as buttons, and what he answered last.
pub(crate) fn booth(
    (speech, node, now): (Speech, &Node, Millis),
    vote: &Vote,
    voter: &Voter,
    action: &str,
    stamps: &Markup,
) -> Markup {
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let open = vote.takes_answers(now);
    let says = match (open, vote.until()) {
        (true, Some(until)) => {
            speech.tell("vote.open_until", &[("until", &site::when(node, until))])
        }
        (true, None) => t("open_now"),
        (false, Some(until)) if vote.step() == Step::Open => {
            speech.tell("vote.time_ended", &[("until", &site::when(node, until))])
        }
        (false, _) => t("not_open_now"),
    };
    let title =
        speech.tell("vote.your_seat", &[("seat", &voter.seat.to_string()), ("name", &voter.name)]);
    let rows = vote.call.rows();
    part::section(
        &format!("own-{}", voter.seat),
        &title,
        &html! {
            p role="status" aria-live="polite" { (says) }
            @for (at, row) in rows.iter().enumerate() {
                @if let Some(question) = vote.call.questions.get(row.question) {
                    @let names = votes::boxes(&speech, question);
                    @let line = u16::try_from(at).unwrap_or(u16::MAX);
                    @let parts = vote.answers.get(&(line, voter.seat)).map(|parts| parts.as_slice()).unwrap_or_default();
                    @let said = votes::said_parts(&speech, &names, parts, voter);
                    (form::group(&votes::line_name(question, row), &html! {
                        @if row.person.is_some() { p.hint lang="vi" { (question.text) } }
                        @if !said.is_empty() { p role="status" { "✓ " (t("you_said")) ": " b { (said) } } }
                        @if open {
                            form method="post" action=(action) {
                                (stamps)
                                (form::hidden("line", &at.to_string()))
                                (form::hidden("seat", &voter.seat.to_string()))
                                @if row.marks == (1, 1) && !question.is_ranked() {
                                    p.actions.by-name {
                                        @for (place, name) in names.iter().enumerate() {
                                            (form::button_as(form::Weight::Plain, name, "marks", &(place + 1).to_string()))
                                        }
                                    }
                                } @else {
                                    ol { @for name in &names { li lang="vi" { (name) } } }
                                    @let id = format!("marks-{at}");
                                    (form::Field {
                                        name: "marks", id: Some(&id), label: &t("marks"), required: true,
                                        hint: Some(&t(if question.is_ranked() { "order_hint" } else { "marks_hint" })),
                                        ..form::Field::default()
                                    })
                                    (form::button(form::Weight::Strong, &t("answer_do")))
                                }
                            }
                        }
                    }))
                }
            }
            @if voter.weight != dienhong_core::count::Count::from(1) { p { small { (speech.tell("vote.weight_whole", &[("weight", &speech.n(voter.weight))])) } } }
        },
    )
}

/// One answer as a form of a booth says it.
pub(crate) fn said(
    speech: Speech,
    vote: &Vote,
    voter: &Voter,
    typed: &crate::sent::Typed,
) -> Result<Event, String> {
    let value = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let line: u16 = value("line").parse().map_err(|_| speech.t("desk.form_is_old"))?;
    let rows = vote.call.rows();
    let boxes = rows.get(usize::from(line)).map_or(0, |row| row.boxes);
    let marks = marks_of(value("marks"), boxes).filter(|marks| !marks.is_empty());
    let marks = marks.ok_or_else(|| speech.t("vote.marks_hint"))?;
    let parts = vec![Part { weight: voter.weight, marks }];
    let (vote, seat) = (vote.id.clone(), voter.seat);
    Ok(Event::Vote(vote::Event::Answered { vote, question: line, seat, parts }))
}

/// The act of this form: its nonce with all that it says, so that the same form sent twice is one act.
pub(crate) fn act(typed: &crate::sent::Typed, secret: &str) -> String {
    let mut fields: Vec<(&String, &String)> = typed.iter().collect();
    fields.sort_unstable();
    let sent = serde_urlencoded::to_string(fields).unwrap_or_default();
    Hash::of(format!("{secret}\n{sent}").as_bytes()).to_string()[..32].to_owned()
}

pub(crate) async fn put(
    app: &App,
    speech: Speech,
    (by, body): (By, Option<BodyId>),
    act: String,
    event: Event,
) -> Result<(), String> {
    let command = Command::Record(vec![event]);
    let ask = Ask { act, by, body, command, seals: Vec::new() };
    match crate::desk::done(app, ask).await {
        Ok(_) | Err(NotDone::DoneAlready) => Ok(()),
        Err(NotDone::Refused(refusal)) => Err(speech.refusal(&refusal)),
        Err(other) => Err(speech.tell("desk.not_done", &[("why", &other.to_string())])),
    }
}

/// Somebody signed in answers for his own seat.
async fn answered(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let path = path.trim_end_matches("/answer");
    let (Some(officer), Some(vote)) = (officer(&visitor), found(&view, &id)) else {
        return public::missing(&app, speech, path);
    };
    let Some(seen) = audience(&view, Some(&officer.id), &vote) else {
        return public::missing(&app, speech, path);
    };
    let no = |status, why: &str| {
        page(&app, &view, (speech, path), officer, &vote, (seen, status, Some(why)))
    };
    if !typed.get("csrf").is_some_and(|csrf| officer.sent(csrf)) {
        return no(StatusCode::FORBIDDEN, &speech.t("desk.form_is_old"));
    }
    let seat = typed.get("seat").and_then(|seat| seat.parse::<u32>().ok());
    let own = |seat: &u32| votes::own_seats(&vote, &officer.id).any(|own| own == *seat);
    let Some(voter) = seat.filter(own).and_then(|seat| vote.voters.get(&seat)) else {
        return no(StatusCode::FORBIDDEN, &speech.t("people.no_right"));
    };
    let event = match said(speech, &vote, voter, &typed) {
        Ok(event) => event,
        Err(why) => return no(StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    match put(&app, speech, (officer.by(), None), act(&typed, &officer.csrf), event).await {
        Ok(()) => Redirect::to(&speech.url(path)).into_response(),
        Err(why) => no(StatusCode::CONFLICT, &why),
    }
}

/// The seat that a link opens.
/// The links of a vote's seats, among the node's working data.
pub(crate) fn seats(vote: &Vote) -> String {
    format!("seats/{}", vote.id)
}

fn seat_of(app: &App, vote: &Vote, token: &str) -> Option<Arc<Voter>> {
    let seat = app.desk.link(&seats(vote), &session::kept(token)).ok()??;
    vote.voters.get(&seat).cloned()
}

/// A delegate's own page, on his phone.
async fn seat(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, token)): Path<(String, String)>,
) -> Response {
    seat_page(&app, &uri, &id, &token, StatusCode::OK, None)
}

fn seat_page(
    app: &App,
    uri: &Uri,
    id: &str,
    token: &str,
    status: StatusCode,
    wrong: Option<&str>,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let opened = found(&view, id).and_then(|vote| Some((seat_of(app, &vote, token)?, vote)));
    let Some((voter, vote)) = opened else { return public::missing(app, speech, path) };
    // Whoever votes sees what the body sees.
    let figures = votes::figures(&view, &vote, Audience::Body, &|seal| app.opening(seal));
    let stamps = form::hidden("act", &dienhong_node::fresh_id());
    let site = public::site(app, &view, speech, path, None);
    let inside = html! {
        (part::live_part("booth", None, &html! {
            (booth((speech, &view.state.node, app.at(&view)), &vote, &voter, &speech.url(path), &stamps))
            @if let Some(figures) = &figures { (site.vote_figures(&vote, figures)) }
        }))
    };
    let body = html! {
        (part::head_in(Some("vi"), &vote.call.title, None))
        @if let Some(wrong) = wrong { (part::notice(part::Tone::Error, &speech.t("desk.not_done_title"), &html! { p { (wrong) } })) }
        (part::Live { url: &format!("/live/votes?since={}", view.size), lost: &speech.t("site.line_lost"), body: inside })
        p.hint { (speech.t("vote.seat_about")) }
    };
    let page = site.dress(vote.call.title.clone(), Vec::new(), &body, true);
    answer::private(status, page)
}

async fn seat_answered(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path((id, token)): Path<(String, String)>,
    headers: HeaderMap,
    Form(typed): Form,
) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let opened = found(&view, &id).and_then(|vote| Some((seat_of(&app, &vote, &token)?, vote)));
    let Some((voter, vote)) = opened else { return public::missing(&app, speech, path) };
    let no = |status, why: &str| seat_page(&app, &uri, &id, &token, status, Some(why));
    // The link alone is the key: no page of another site sends it on for its holder.
    if answer::foreign(&headers) || typed.get("act").is_none_or(|act| act.len() < 16) {
        return no(StatusCode::FORBIDDEN, &speech.t("desk.form_is_old"));
    }
    let event = match said(speech, &vote, &voter, &typed) {
        Ok(event) => event,
        Err(why) => return no(StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    match put(&app, speech, (By::Voter, None), act(&typed, &token), event).await {
        Ok(()) => Redirect::to(&speech.url(path)).into_response(),
        Err(why) => no(StatusCode::CONFLICT, &why),
    }
}

/// The display for everybody.
async fn screen(State(app): State<Arc<App>>, uri: Uri, Path(id): Path<String>) -> Response {
    let view = app.node.view();
    let (speech, path) = Speech::split(uri.path());
    let site = public::site(&app, &view, speech, path, None);
    let Some(vote) = site.public_vote(&id) else { return public::missing(&app, speech, path) };
    let figures = votes::figures(&view, vote, Audience::Public, NOTHING);
    let now = app.at(&view);
    on_screen(vote, site.vote_screen(vote, figures.as_ref(), now), now)
}

/// A display: while voting goes on it comes anew, so that the time on it is right without a script.
pub(crate) fn on_screen(vote: &Vote, page: Markup, now: Millis) -> Response {
    let mut shown = answer::private(StatusCode::OK, page);
    if vote.step() == Step::Open {
        // When the time is over it says so at once.
        let left = vote.until().map(|until| until.get().saturating_sub(now.get()).div_ceil(1000));
        let refresh = left.filter(|left| *left > 0).map_or(REFRESH, |left| REFRESH.min(left));
        let refresh = HeaderValue::from(refresh);
        shown.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
    }
    shown
}

/// The files of a vote for programs.
async fn data(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let name = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    let kind = if name.ends_with(".csv") { "text/csv; charset=utf-8" } else { "application/json" };
    let made = public::kept(&app, uri.path(), move |_, view| {
        let vote = found(view, &id)?;
        let files = vote_files(view, &vote);
        let (_, file) = files.into_iter().find(|(known, _)| *known == name)?;
        Some(Kept::new(kind, file))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

/// The notice of a result, once everybody may see it.
async fn notice(
    State(app): State<Arc<App>>,
    uri: Uri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let made = public::kept(&app, uri.path(), move |app, view| {
        let vote = found(view, &id).filter(|vote| !vote.call.closed)?;
        let figures = votes::figures(view, &vote, Audience::Public, NOTHING)?;
        let records: site::Records = &|seq| app.record(seq);
        let desk = papers::Desk { view, records, home: app.home() };
        let pdf = desk.vote_notice(&vote, &figures)?;
        Some(Kept::new("application/pdf", pdf))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}
