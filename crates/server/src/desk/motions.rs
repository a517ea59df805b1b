//! Motions at the desk of who conducts a body's meetings: moved, admitted, amended by lines, decided.

use super::{
    Desk,
    asks::{Asks, SHORT, Said, at_field, bodies, body_choices, id_of},
    frame::{LONGEST, Sent},
};
use crate::{
    App,
    sent::Form,
    session::Officer,
    site::motions::{self, Look},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
    routing::get,
};
use dienhong_core::{
    Command, Event as Fact,
    motion::{
        Amendment, AmendmentId, Event, How, Motion, MotionId, Moved, Place, Step, Take, normal,
    },
    people::{Body, BodyId, Right},
    refusal::Refusal,
};
use dienhong_look::{Markup, form, html, part};
use dienhong_verifier::segment;
use std::sync::Arc;

const ROOM: &str = "/desk/motions";

/// The most characters of a text that a form takes; the rules say less.
const TEXT: usize = 20_000;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at(ROOM), get(index).post(take))
        .route(&at(&format!("{ROOM}/{{motion}}")), get(show).post(act))
}

/// At which field a refusal is shown. Steps of one amendment bear its number behind a dash.
fn field(refusal: &Refusal, step: &str) -> Option<String> {
    let names = [
        ("title_missing", "heading"),
        ("mover_missing", "mover"),
        ("text_missing", "text"),
        ("text_too_long", "text"),
        ("changes_nothing", "text"),
        ("lines_out_of_range", "from"),
        ("unknown_vote", "vote"),
        ("vote_differs", "vote"),
        ("vote_is_closed", "vote"),
        ("vote_not_declared", "vote"),
        ("outcome_differs", "vote"),
        ("block_out_of_range", "motions"),
        ("closed_differs", "motions"),
    ];
    at_field(refusal, step, &names)
}

fn own(desk: &Desk) -> Vec<Arc<Body>> {
    bodies(desk, Right::ConductMeetings)
}

async fn index(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    list(&desk, StatusCode::OK, &Sent::default())
}

/// The motions before this officer's bodies, the newest first.
fn before(desk: &Desk, own: &[Arc<Body>]) -> Vec<Arc<Motion>> {
    let all = desk.view.state.motion.all();
    let mut all: Vec<Arc<Motion>> =
        all.filter(|of| own.iter().any(|body| body.id == of.body)).cloned().collect();
    all.sort_by_key(|of| (std::cmp::Reverse(of.at), of.id.clone()));
    all
}

fn list(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let own = own(desk);
    if own.is_empty() || desk.view.state.motion_rules(desk.view.at).is_none() {
        return desk.missing();
    }
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("motion.{key}"));
    let motions = before(desk, &own);
    let admitted: Vec<&Arc<Motion>> =
        motions.iter().filter(|of| of.step == Step::Admitted).collect();
    let asks = Asks { desk, action: speech.url(ROOM), words: "motion", sent };
    let title = t("title");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        @if motions.is_empty() { (part::empty(&t("none"), None)) }
        ul.links {
            @for motion in &motions {
                li {
                    a href=(speech.url(&format!("{ROOM}/{}", motion.id))) lang=[speech.names()] { (motion.moved.title) }
                    " " (motions::step(speech, motion.step))
                    small { span lang=[speech.names()] { (motion.moved.by) } @if motion.moved.closed { " · " (t("is_closed")) } }
                }
            }
        }
        (asks.folded("move", form::Weight::Strong, &html! {
            (asks.select("move", "body", &body_choices(&own)))
            (asks.text("move", "heading"))
            (asks.text("move", "mover"))
            (asks.text("move", "meeting"))
            (asks.text("move", "item"))
            (asks.long("move", "text"))
            (asks.tick("move", "closed", &t("make_closed"), false))
        }))
        @if admitted.len() > 1 {
            (asks.folded("together", form::Weight::Plain, &html! {
                (form::group(&t("together_motions"), &html! {
                    @if let Some(error) = sent.error("together.motions") { p.wrong id="together.motions-error" { (error) } }
                    @for motion in &admitted { (asks.tick("together", &format!("take-{}", motion.id), &motion.moved.title, false)) }
                }))
                (asks.select("together", "outcome", &outcomes(desk)))
                (how_fields(desk, &asks, "together", &own))
            }))
        }
    };
    desk.page(status, title, &body)
}

fn outcomes(desk: &Desk) -> Vec<(String, String)> {
    ["adopted", "rejected"]
        .map(|outcome| (outcome.to_owned(), desk.speech.t(&format!("motion.step_{outcome}"))))
        .into()
}

/// By what it is decided: a question of a declared vote of the body, or consent with its reason.
fn how_fields(desk: &Desk, asks: &Asks, step: &str, own: &[Arc<Body>]) -> Markup {
    let mut votes = vec![(String::new(), desk.speech.t("motion.no_vote"))];
    let declared = desk.view.state.vote.all().filter(|vote| {
        vote.declared.is_some()
            && vote.annulled.is_none()
            && own.iter().any(|body| body.id == vote.body)
    });
    for vote in declared {
        let outcomes = vote.declared.as_ref().map(|of| of.outcomes.clone()).unwrap_or_default();
        for outcome in outcomes {
            let Some(carried) = outcome.carried else { continue };
            let word = if carried { "motion.carried" } else { "motion.not_carried" };
            let number = (u32::from(outcome.question) + 1).to_string();
            let facts = [
                ("title", vote.call.title.as_str()),
                ("number", &number),
                ("outcome", &desk.speech.t(word)),
            ];
            votes.push((
                format!("{}/{}", outcome.question, vote.id),
                desk.speech.tell("motion.vote_choice", &facts),
            ));
        }
    }
    html! {
        (asks.select(step, "vote", &votes))
        (asks.text(step, "reason"))
    }
}

/// What the fields of [`how_fields`] say.
fn how(said: &mut Said) -> Option<How> {
    let (vote, reason) = (said.raw("vote"), said.text("reason", LONGEST));
    if vote.is_empty() {
        if reason.is_empty() {
            said.wrong("reason", said.desk.speech.t("motion.vote_or_reason"));
        }
        return Some(How::Consent { reason });
    }
    let read = vote.split_once('/').and_then(|(question, vote)| {
        Some(How::Vote { vote: vote.into(), question: question.parse().ok()? })
    });
    if read.is_none() {
        said.wrong("vote", said.desk.speech.t("asks.choose"));
    }
    read
}

async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let own = own(&desk);
    let width = desk.view.state.motion_rules(desk.view.at).map(|rules| rules.line);
    let Some(width) = width.filter(|_| !own.is_empty()) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let motion = MotionId::from(id_of(&sent, "m").as_str());
    let mut said = Said::new(&desk, &mut sent);
    let step = said.step.clone();
    let (event, body, to) = match step.as_str() {
        "move" => {
            let body = BodyId::from(said.needed("body", SHORT).as_str());
            let title = said.needed("heading", SHORT);
            let by = said.needed("mover", SHORT);
            let any = |text: String| Some(text).filter(|text| !text.is_empty());
            let (meeting, item) = (any(said.text("meeting", SHORT)), any(said.text("item", SHORT)));
            let text = normal(&said.needed("text", TEXT));
            let closed = said.ticked("closed");
            let moved = Box::new(Moved { title, text, by, meeting, width, item, closed });
            let to = format!("{ROOM}/{motion}");
            (Some(Event::Moved { motion, moved }), Some(body), to)
        }
        "together" => {
            let taken: Vec<Arc<Motion>> = before(&desk, &own)
                .into_iter()
                .filter(|of| said.ticked(&format!("take-{}", of.id)))
                .collect();
            if taken.len() < 2 {
                said.wrong("motions", desk.speech.t("motion.choose_two"));
            }
            let adopted = said.raw("outcome") == "adopted";
            let how = how(&mut said);
            let body = taken.first().map(|of| of.body.clone());
            let motions = taken.iter().map(|of| of.id.clone()).collect();
            let event = how.map(|how| Event::DecidedTogether { motions, adopted, how });
            (event, body, ROOM.to_owned())
        }
        _ => return desk.missing(),
    };
    let Some(event) = event.filter(|_| sent.wrong.is_empty()) else {
        return list(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let command = Command::Record(vec![Fact::Motion(event)]);
    match desk.asked_at(&mut sent, body, command, |refusal| field(refusal, &step)).await {
        true => desk.to(&to),
        false => list(&desk, StatusCode::CONFLICT, &sent),
    }
}

/// A motion before one of this officer's bodies.
fn found(desk: &Desk, id: &str) -> Option<Arc<Motion>> {
    let of = desk.view.state.motion.get(&MotionId::from(id))?;
    own(desk).iter().any(|body| body.id == of.body).then(|| of.clone())
}

async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    page(&desk, &of, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, of: &Motion, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("motion.{key}"));
    let look = Look { state: &desk.view.state, speech, motion: of, at_desk: true };
    let action = speech.url(&format!("{ROOM}/{}", of.id));
    let asks = Asks { desk, action, words: "motion", sent };
    let own = own(desk).into_iter().filter(|body| body.id == of.body).collect::<Vec<_>>();
    let below = |amendment: &Amendment| amendment_forms(desk, of, amendment, &asks, &own);
    let title = of.moved.title.clone();
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        @if of.moved.closed { p.hint { (t("is_closed")) } }
        @else { p { a href=(speech.url(&format!("/motions/{}", segment(of.id.as_str())))) { (t("to_public")) } } }
        (desk.trouble(sent.refused.as_deref()))
        (look.particulars())
        (part::section("decide", &t("decide"), &html! {
            @if of.step == Step::Moved {
                (asks.form("admit", form::Weight::Strong, &html! {}))
                (asks.folded("not_admit", form::Weight::Grave, &asks.text("not_admit", "reason")))
            }
            @if of.step == Step::Admitted {
                (asks.folded("adopt", form::Weight::Jade, &how_fields(desk, &asks, "adopt", &own)))
                (asks.folded("reject", form::Weight::Grave, &how_fields(desk, &asks, "reject", &own)))
            }
            @if of.step.is_open() { (asks.folded("withdraw", form::Weight::Grave, &asks.text("withdraw", "reason"))) }
            @else { (asks.folded("reopen", form::Weight::Grave, &asks.text("reopen", "reason"))) }
        }))
        (part::section("text", &t("text"), &html! {
            (look.lines())
            @if of.step.is_open() {
                (asks.folded("amend", form::Weight::Strong, &html! {
                    (asks.select("amend", "kind", &[("lines".to_owned(), t("kind_lines")), ("after".to_owned(), t("kind_after"))]))
                    (asks.field("amend", "from", form::Kind::Digits, ""))
                    (asks.field("amend", "to", form::Kind::Digits, ""))
                    (asks.long("amend", "text"))
                    (asks.text("amend", "reason"))
                    (asks.text("amend", "mover"))
                }))
            }
        }))
        (part::section("amendments", &t("amendments"), &look.amendments(&below)))
        (part::section("comparison", &t("comparison"), &look.comparison()))
    };
    desk.page(status, title, &body)
}

/// What can be done with an amendment now. Its number stands behind each step, so that what was typed comes back
/// where it was.
fn amendment_forms(
    desk: &Desk,
    of: &Motion,
    amendment: &Amendment,
    asks: &Asks,
    own: &[Arc<Body>],
) -> Markup {
    if !of.step.is_open() {
        return html! {};
    }
    let step = |name: &str| format!("{name}-{}", amendment.number);
    let form = |name: &str, weight: form::Weight, body: &Markup| {
        let step = step(name);
        let label = desk.speech.t(&format!("motion.{name}"));
        let sends = desk.speech.t(&format!("motion.{name}_do"));
        html! {
            details open[asks.sent.value("step") == step] {
                summary { (label) }
                form method="post" action=(asks.action) {
                    (desk.stamps())
                    (form::hidden("step", &step))
                    (body)
                    (form::button(weight, &sends))
                }
            }
        }
    };
    let reason = |name: &str| asks.text(&step(name), "reason");
    html! {
        @if amendment.take == Take::Open {
            (form("accept_amendment", form::Weight::Jade, &html! {}))
            @if of.step == Step::Admitted {
                (form("adopt_amendment", form::Weight::Jade, &how_fields(desk, asks, &step("adopt_amendment"), own)))
                (form("reject_amendment", form::Weight::Grave, &how_fields(desk, asks, &step("reject_amendment"), own)))
            }
            (form("withdraw_amendment", form::Weight::Grave, &reason("withdraw_amendment")))
        } @else {
            (form("reopen_amendment", form::Weight::Grave, &reason("reopen_amendment")))
        }
    }
}

async fn act(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    let Some(event) = event(&desk, &of, &mut sent).filter(|_| sent.wrong.is_empty()) else {
        return match sent.wrong.is_empty() {
            true => desk.missing(),
            false => page(&desk, &of, StatusCode::UNPROCESSABLE_ENTITY, &sent),
        };
    };
    let command = Command::Record(vec![Fact::Motion(event)]);
    let body = Some(of.body.clone());
    if desk.asked_at(&mut sent, body, command, |refusal| field(refusal, &step)).await {
        return desk.to(&format!("{ROOM}/{}", of.id));
    }
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match found(&now, &id) {
        Some(of) => page(&now, &of, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

/// What a form asks for. None: something cannot be read, told at its field, or there is no such form.
fn event(desk: &Desk, of: &Motion, sent: &mut Sent) -> Option<Event> {
    let fresh = AmendmentId::from(id_of(sent, "a").as_str());
    let mut said = Said::new(desk, sent);
    let motion = of.id.clone();
    let step = said.step.clone();
    let (name, number) = match step.rsplit_once('-') {
        Some((name, number)) => (name, Some(number)),
        None => (step.as_str(), None),
    };
    if let Some(number) = number {
        let known = of.amendments.iter().find(|known| known.number.to_string() == number)?;
        let amendment = known.id.clone();
        return match name {
            "accept_amendment" => Some(Event::AmendmentAccepted { motion, amendment }),
            "adopt_amendment" => {
                Some(Event::AmendmentAdopted { motion, amendment, how: how(&mut said)? })
            }
            "reject_amendment" => {
                Some(Event::AmendmentRejected { motion, amendment, how: how(&mut said)? })
            }
            "withdraw_amendment" => {
                let reason = said.needed("reason", LONGEST);
                Some(Event::AmendmentWithdrawn { motion, amendment, reason })
            }
            "reopen_amendment" => {
                let reason = said.needed("reason", LONGEST);
                Some(Event::Reopened { motion, amendment: Some(amendment), reason })
            }
            _ => None,
        };
    }
    match name {
        "admit" => Some(Event::Admitted { motion }),
        "not_admit" => Some(Event::NotAdmitted { motion, reason: said.needed("reason", LONGEST) }),
        "withdraw" => Some(Event::Withdrawn { motion, reason: said.needed("reason", LONGEST) }),
        "adopt" => Some(Event::Adopted { motion, how: how(&mut said)? }),
        "reject" => Some(Event::Rejected { motion, how: how(&mut said)? }),
        "reopen" => {
            let reason = said.needed("reason", LONGEST);
            Some(Event::Reopened { motion, amendment: None, reason })
        }
        "amend" => {
            let after = said.raw("kind") == "after";
            let from = said.number("from");
            let to = match after || said.raw("to").is_empty() {
                true => from,
                false => said.number("to"),
            };
            let text = said.text("text", TEXT);
            let reason = said.needed("reason", LONGEST);
            let by = said.needed("mover", SHORT);
            let (from, to): (u16, u16) = (from?, to?);
            let place = if after { Place::After { line: from } } else { Place::Lines { from, to } };
            let text = normal(&text);
            Some(Event::Amended { motion, amendment: fresh, place, text, reason, by })
        }
        _ => None,
    }
}
