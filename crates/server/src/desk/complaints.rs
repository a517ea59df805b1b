use super::{
    Desk,
    frame::{LONGEST, Sent, picks, too_long},
    sheet::Wrong,
};
use crate::{
    App, public,
    sent::Form,
    session::Officer,
    site::{day, when},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Date, Event, Kept,
    code::Code,
    complaint::{self, Complaint, Instance, Letter, Lodged, Outcome, Standing, Subject, Topic},
    election::{AreaId, ElectionId},
    people::{BodyId, Right},
    refusal::Refusal,
};
use dienhong_journal::Opening;
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// The most characters of a name or an address, and of what somebody writes.
const SHORT: usize = 300;
const LETTER: usize = 8_000;

/// The most complaints that one page lists.
const MOST: usize = 200;

fn settles(desk: &Desk, subject: &Subject) -> bool {
    desk.may(Right::SettleComplaints, subject.place())
}

/// The first of this officer's bodies that records what `instance` does there.
fn acting(desk: &Desk, instance: &Instance, subject: &Subject) -> Option<BodyId> {
    let state = &desk.view.state;
    let rules = state.rules_at(desk.view.at).ok()?;
    let mut bodies = state.people.seats(&desk.officer.id).map(|(body, _)| body);
    let may =
        |id| state.may(rules, (&desk.officer.id, id), Right::SettleComplaints, subject.place());
    let found = bodies.find(|body| instance.bodies.contains(&body.kind) && may(&body.id));
    found.map(|body| body.id.clone())
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal.code {
        "complaint.too_late" | "complaint.received_in_the_future" => "received",
        "complaint.nothing_announced"
        | "complaint.nothing_counted"
        | "complaint.not_taken_here"
        | "people.no_right"
        | "complaint.not_this_body" => "about",
        "complaint.unknown_subject" => "number",
        "complaint.document_missing" => "document",
        "complaint.reason_missing" => "reason",
        "complaint.day_out_of_order" | "complaint.appeal_too_late" => "on",
        _ => return None,
    })
}

async fn ask(desk: &Desk, sent: &mut Sent, body: Option<BodyId>, command: Command) -> bool {
    desk.asked_at(sent, body, command, |refusal| field(refusal).map(str::to_owned)).await
}

pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::default();
    if let Some(today) = desk.today() {
        sent.typed.insert("received".into(), today.to_string());
    }
    page(&desk, StatusCode::OK, &sent)
}

fn page(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let mut all: Vec<&Arc<Complaint>> =
        state.complaint.all().filter(|known| settles(desk, &known.subject)).collect();
    all.sort_by_key(|known| (known.standing() != Standing::Open, state.complaint_due(known)));
    let today = desk.today();
    let site = public::site(&desk.app, &desk.view, desk.speech, &desk.path, None);
    let row = |known: &&Arc<Complaint>| {
        let due = state.complaint_due(known);
        let late = today.is_some_and(|today| known.is_late(due, today));
        vec![
            html! { a href=(speech.url(&format!("/desk/complaints/{}", known.id))) { (known.id.written()) } },
            site.about(&known.subject),
            html! { (day(known.received)) },
            html! { (due.map_or_else(|| "–".to_owned(), day)) @if late { br; b { (speech.t("complaint.late")) } } },
            site.complaint_standing(known),
        ]
    };
    let title = speech.t("complaint.to_desk");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        @if all.is_empty() { (part::empty(&speech.t("complaint.none"), None)) } @else {
            (Table {
                id: "complaints".into(),
                caption: title.clone(),
                columns: vec![
                    Column::words(speech.t("complaint.code")),
                    Column::words(speech.t("complaint.about")),
                    Column::words(speech.t("complaint.received")),
                    Column::words(speech.t("complaint.due_column")),
                    Column::words(speech.t("complaint.state")),
                ],
                rows: all.iter().take(MOST).map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
        (part::section("new", &speech.t("complaint.new"), &new(desk, sent)))
    };
    desk.page(status, title, &body)
}

fn new(desk: &Desk, sent: &Sent) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("complaint.{key}"));
    let elections: Vec<_> = desk.view.state.election.all().collect();
    let elections: Vec<form::Pick> = elections
        .iter()
        .map(|known| form::Pick {
            value: known.id.as_str(),
            label: &known.name,
            picked: sent.value("election") == known.id.as_str(),
            ..form::Pick::default()
        })
        .collect();
    let topics = Topic::ALL.map(|about| (about.name(), t(&format!("about_{}", about.name()))));
    let ways = Lodged::ALL.map(|how| (how.name(), t(&format!("how_{}", how.name()))));
    let kinds = ["complaint", "denunciation"].map(|kind| (kind, t(&format!("kind_{kind}"))));
    let short = |name: &'static str, label: &str, hint: Option<&str>, required: bool| {
        html! { (form::Field {
            name, label, hint, required, value: sent.value(name), error: sent.error(name),
            ..form::Field::default()
        }) }
    };
    html! {
        form method="post" action=(speech.url("/desk/complaints")) {
            (desk.stamps())
            (form::choice("kind", &t("kind"), &picks(&kinds, sent.value("kind")), sent.error("kind")))
            (form::choice("about", &t("about"), &picks(&topics, sent.value("about")), sent.error("about")))
            (form::select("election", &t("election"), &elections, sent.error("election")))
            (short("area", &t("area"), Some(&t("area_hint")), false))
            (short("constituency", &t("constituency"), Some(&t("constituency_hint")), false))
            (short("number", &t("number"), Some(&t("number_hint")), false))
            (form::Field {
                name: "received", label: &t("received"), kind: form::Kind::Date, required: true,
                value: sent.value("received"), error: sent.error("received"), ..form::Field::default()
            })
            (form::choice("how", &t("how"), &picks(&ways, sent.value("how")), sent.error("how")))
            (form::group(&t("sealed"), &html! {
                p.hint { (t("sealed_hint")) }
                (short("who", &t("who"), None, true))
                (short("contact", &t("contact"), None, false))
                (form::Field {
                    name: "text", label: &t("text"), kind: form::Kind::Long, required: true,
                    value: sent.value("text"), error: sent.error("text"), ..form::Field::default()
                })
            }))
            (form::button(form::Weight::Strong, &t("take")))
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent { typed, ..Sent::default() };
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    if sent.value("kind") == "denunciation" {
        // Not even the draft of it goes back into a page.
        let why = desk.speech.t("complaint.denunciation_not_here");
        let wrong = [("kind".to_owned(), why)].into_iter().collect();
        return page(&desk, unfit, &Sent { wrong, ..Sent::default() });
    }
    let Some((subject, received, how, letter)) = read(&desk, &mut sent) else {
        return page(&desk, unfit, &sent);
    };
    let state = &desk.view.state;
    let rule = state.complaint_rule(&subject, received);
    // The instance before which this officer sits; else the first, and who asks is told that he may not.
    let instances = rule.map_or(&[][..], |(_, rule, _)| rule.instances.as_slice());
    let own = instances.iter().find_map(|of| Some((of, acting(&desk, of, &subject)?)));
    let (instance, body) = match own {
        Some((instance, body)) => (instance.id.clone(), Some(body)),
        None => {
            let first = instances.first().map(|first| first.id.clone());
            let body = desk.officer.acting(&desk.view, Right::SettleComplaints, subject.place());
            (first.unwrap_or_default(), body)
        }
    };
    let opening = Opening { value: letter, salt: dienhong_node::salt() };
    let kept = match Kept::of(&opening) {
        Ok(kept) => kept,
        Err(_) => {
            sent.wrong.insert("text".into(), desk.speech.t("desk.no_record"));
            return page(&desk, unfit, &sent);
        }
    };
    let code = Code::of(dienhong_node::random());
    let event = complaint::Event::Received {
        complaint: code.clone(),
        subject,
        received,
        how,
        instance,
        sealed: kept.seal,
    };
    let command = Command::Seal(vec![Event::Complaint(event)], vec![kept]);
    match ask(&desk, &mut sent, body, command).await {
        true => desk.to(&format!("/desk/complaints/{code}")),
        false => page(&desk, StatusCode::CONFLICT, &sent),
    }
}

/// What the form says; what it cannot say is told at its field.
fn read(desk: &Desk, sent: &mut Sent) -> Option<(Subject, Date, Lodged, Letter)> {
    let speech = desk.speech;
    let state = &desk.view.state.election;
    let mut wrong = Wrong::new();
    let t = |key: &str| speech.t(&format!("complaint.{key}"));
    if sent.value("kind") != "complaint" {
        wrong.insert("kind".into(), t("choose"));
    }
    let about = Topic::ALL.into_iter().find(|about| about.name() == sent.value("about"));
    let how = Lodged::ALL.into_iter().find(|how| how.name() == sent.value("how"));
    if about.is_none() {
        wrong.insert("about".into(), t("choose"));
    }
    if how.is_none() {
        wrong.insert("how".into(), t("choose"));
    }
    let received = sent.value("received").parse::<Date>().ok();
    if received.is_none() {
        wrong.insert("received".into(), t("no_day"));
    }
    let election = ElectionId::from(sent.value("election"));
    let area = AreaId::from(sent.value("area"));
    let number = |name: &str| sent.value(name).parse::<u16>().ok();
    let constituency =
        number("constituency").filter(|&number| state.constituency(&election, number).is_some());
    let known = state.area(&area);
    let subject = match about {
        None => None,
        Some(Topic::Roll) => {
            if known.is_none() {
                wrong.insert("area".into(), t("no_area"));
            }
            known.map(|_| Subject::Roll { area })
        }
        Some(Topic::Count) => {
            let of = known.filter(|known| known.constituency(&election).is_some());
            if of.is_none() {
                wrong.insert("area".into(), t("no_area"));
            }
            of.map(|_| Subject::Count { election, area })
        }
        Some(about @ (Topic::Candidate | Topic::Result)) => {
            if constituency.is_none() {
                wrong.insert("constituency".into(), t("no_constituency"));
            }
            let listed = number("number");
            if about == Topic::Candidate && listed.is_none() && !sent.value("number").is_empty() {
                wrong.insert("number".into(), t("no_number"));
            }
            constituency.map(|constituency| match about {
                Topic::Candidate => Subject::Candidate { election, constituency, number: listed },
                _ => Subject::Result { election, constituency },
            })
        }
    };
    for (name, most, needed) in
        [("who", SHORT, true), ("contact", SHORT, false), ("text", LETTER, true)]
    {
        if needed && sent.value(name).is_empty() {
            wrong.insert(name.into(), t("missing"));
        } else if let Some(why) = too_long(speech, sent.value(name), most) {
            wrong.insert(name.into(), why);
        }
    }
    let said = |name: &str| sent.value(name).to_owned();
    let letter = Letter { who: said("who"), contact: said("contact"), text: said("text") };
    let ready = wrong.is_empty();
    sent.wrong = wrong;
    match (subject, received, how) {
        (Some(subject), Some(received), Some(how)) if ready => {
            Some((subject, received, how, letter))
        }
        _ => None,
    }
}

/// A complaint that this officer may settle.
fn found(desk: &Desk, code: &str) -> Option<Arc<Complaint>> {
    let known = desk.view.state.complaint.get(&Code::read(code)?)?;
    settles(desk, &known.subject).then(|| known.clone())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(code): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(known) = found(&desk, &code) else { return desk.missing() };
    one(&desk, &known, StatusCode::OK, &Sent::default())
}

fn one(desk: &Desk, known: &Complaint, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("complaint.{key}"));
    let state = &desk.view.state;
    let site = public::site(&desk.app, &desk.view, desk.speech, &desk.path, None);
    let letter: Option<Letter> = desk.app.kept(&known.sealed);
    let title = speech.tell("complaint.one", &[("code", &known.id.written())]);
    let rule = state.complaint_rule(&known.subject, known.received);
    let next = known.turn().and_then(|turn| rule?.1.next(&turn.instance));
    let item = |key: &str, value: &Markup| html! { div { dt { (t(key)) } dd { (value) } } };
    let public = format!("{}{}", desk.app.home(), speech.url(&format!("/complaints/{}", known.id)));
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        (part::section("receipt", &t("receipt"), &html! {
            p { (t("receipt_give")) }
            p.big { b { (known.id.written()) } }
            p { (public) }
        }))
        dl.particulars {
            (item("about", &site.about(&known.subject)))
            (item("state", &site.complaint_standing(known)))
            (item("received", &html! { (day(known.received)) " · " (t(&format!("how_{}", known.how.name()))) }))
            (item("recorded", &html! { (when(&state.node, known.at)) }))
            (item("due_column", &html! { (state.complaint_due(known).map_or_else(|| "–".to_owned(), day)) }))
            @if let Some(turn) = known.turn() { (item("before", &html! { (t(&format!("instance_{}", turn.instance))) })) }
            @for decision in known.turns.iter().filter_map(|turn| turn.decided.as_ref()) {
                (item("document", &html! { (decision.document) " · " (day(decision.on)) }))
                (item("reason", &html! { (decision.reason) }))
            }
        }
        (part::section("letter", &t("sealed"), &html! {
            @match letter {
                Some(letter) => dl.particulars {
                    (item("who", &html! { (letter.who) }))
                    (item("contact", &html! { (letter.contact) }))
                    (item("text", &html! { (letter.text) }))
                },
                None => (part::notice(part::Tone::Look, &t("letter_lost"), &html! {})),
            }
        }))
        @if known.standing() == Standing::Open {
            (part::section("decide", &t("decide"), &decide(desk, known, sent)))
            (part::section("withdraw", &t("withdraw"), &reasoned(desk, known, "withdraw", sent)))
        }
        @if let Some(next) = next {
            @if known.withdrawn.is_none() {
                (part::section("appeal", &t("appeal"), &html! {
                    p { (t(&format!("instance_{}", next.id))) " · " cite { (next.source.article) } }
                    form method="post" action=(speech.url(&format!("/desk/complaints/{}", known.id))) {
                        (desk.stamps())
                        (form::hidden("step", "appeal"))
                        (on(desk, "appeal", sent))
                        (form::button(form::Weight::Plain, &t("appeal_do")))
                    }
                }))
            }
        }
    };
    desk.page(status, title, &body)
}

/// The day on which it happened.
fn on(desk: &Desk, step: &str, sent: &Sent) -> Markup {
    let back = sent.value("step") == step;
    let fresh = desk.today().map(|today| today.to_string()).unwrap_or_default();
    let id = format!("on-{step}");
    html! { (form::Field {
        name: "on", id: Some(&id), label: &desk.speech.t("complaint.on"), kind: form::Kind::Date, required: true,
        value: if back { sent.value("on") } else { &fresh }, error: sent.error("on").filter(|_| back),
        ..form::Field::default()
    }) }
}

fn reasoned(desk: &Desk, known: &Complaint, step: &str, sent: &Sent) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("complaint.{key}"));
    let back = sent.value("step") == step;
    let id = format!("reason-{step}");
    html! {
        form method="post" action=(desk.speech.url(&format!("/desk/complaints/{}", known.id))) {
            (desk.stamps())
            (form::hidden("step", step))
            (form::Field {
                name: "reason", id: Some(&id), label: &t("reason"), hint: Some(&t("reason_hint")),
                kind: form::Kind::Long, required: true, value: if back { sent.value("reason") } else { "" },
                error: sent.error("reason").filter(|_| back), ..form::Field::default()
            })
            (form::button(form::Weight::Plain, &t(&format!("{step}_do"))))
        }
    }
}

fn decide(desk: &Desk, known: &Complaint, sent: &Sent) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("complaint.{key}"));
    let back = sent.value("step") == "decide";
    let value = |name: &str| if back { sent.value(name) } else { "" };
    let outcomes = Outcome::ALL.map(|of| (of.name(), t(&format!("outcome_{}", of.name()))));
    html! {
        form method="post" action=(desk.speech.url(&format!("/desk/complaints/{}", known.id))) {
            (desk.stamps())
            (form::hidden("step", "decide"))
            (form::choice("outcome", &t("outcome"), &picks(&outcomes, value("outcome")), sent.error("outcome").filter(|_| back)))
            (form::Field {
                name: "document", label: &t("document"), required: true, value: value("document"),
                error: sent.error("document").filter(|_| back), ..form::Field::default()
            })
            (form::Field {
                name: "reason", id: Some("reason-decide"), label: &t("reason"), hint: Some(&t("reason_hint")), kind: form::Kind::Long,
                required: true, value: value("reason"), error: sent.error("reason").filter(|_| back), ..form::Field::default()
            })
            (on(desk, "decide", sent))
            (form::button(form::Weight::Strong, &t("decide_do")))
        }
    }
}

pub(super) async fn settle(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(code): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(known) = found(&desk, &code) else { return desk.missing() };
    let mut sent = Sent { typed, ..Sent::default() };
    let t = |key: &str| desk.speech.t(&format!("complaint.{key}"));
    let step = sent.value("step").to_owned();
    let complaint = known.id.clone();
    let rule = desk.view.state.complaint_rule(&known.subject, known.received);
    let rule = rule.map(|(_, rule, _)| rule);
    let turn = known.turn().map_or("", |turn| turn.instance.as_str());
    let here = rule.and_then(|rule| rule.instance(turn));
    let next = rule.and_then(|rule| rule.next(turn));
    let reason = sent.value("reason").to_owned();
    let document = sent.value("document").to_owned();
    for (name, text, most) in [("reason", &reason, LONGEST), ("document", &document, SHORT)] {
        if let Some(why) = too_long(desk.speech, text, most) {
            sent.wrong.insert(name.into(), why);
        }
    }
    let on = sent.value("on").parse::<Date>().ok();
    if on.is_none() && step != "withdraw" {
        sent.wrong.insert("on".into(), t("no_day"));
    }
    let outcome = Outcome::ALL.into_iter().find(|of| of.name() == sent.value("outcome"));
    if outcome.is_none() && step == "decide" {
        sent.wrong.insert("outcome".into(), t("choose"));
    }
    if !sent.wrong.is_empty() {
        return one(&desk, &known, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    }
    let (instance, event) = match (step.as_str(), outcome, on) {
        ("decide", Some(outcome), Some(on)) => {
            (here, complaint::Event::Decided { complaint, document, outcome, reason, on })
        }
        ("appeal", _, Some(on)) => {
            let to = next.map(|next| next.id.clone()).unwrap_or_default();
            (next, complaint::Event::Appealed { complaint, to, on })
        }
        ("withdraw", ..) => (here, complaint::Event::Withdrawn { complaint, reason }),
        _ => return desk.missing(),
    };
    let body = instance.and_then(|instance| acting(&desk, instance, &known.subject));
    let acts = desk.officer.acting(&desk.view, Right::SettleComplaints, known.subject.place());
    let command = Command::Record(vec![Event::Complaint(event)]);
    match ask(&desk, &mut sent, body.or(acts), command).await {
        true => desk.to(&format!("/desk/complaints/{}", known.id)),
        false => one(&desk, &known, StatusCode::CONFLICT, &sent),
    }
}
