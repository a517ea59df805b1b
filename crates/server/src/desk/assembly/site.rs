//! The console of a site: its list, its line, who asks for the floor. What is done while the line is lost is kept in
//! the browser with the time at which it happened, and comes when the line is back.

use super::{Desk, LONGEST, Of, Said, Sent, asked, is_open};
use crate::{App, desk::asks::Asks, meetings::Sees, sent::Form, session::Officer};
use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    Command, Event,
    assembly::{
        self, Delegate, Event as A, Held, HeldAct, ItemId, Kind, Mark, MeetingId, OfSite, Outcome,
        Presence, Reply, SiteId, Step, Test,
    },
    vote::{self, Part},
};
use dienhong_journal::Millis;
use dienhong_look::{Markup, form, html, part};
use dienhong_node::Ask;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most acts that one outbox brings at once.
const MOST: usize = 5_000;

fn found<'a>(desk: &'a Desk, id: &str, site: &str) -> Option<(Of<'a>, Arc<OfSite>)> {
    let of = Of::find(desk, id)?;
    let site = of.meeting.sites.get(&SiteId::from(site))?.clone();
    let keeps = site.site.secretary.as_ref() == Some(&desk.officer.id);
    (keeps || of.sees() == Some(Sees::Runs)).then_some((of, site))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, site)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    match found(&desk, &id, &site) {
        Some((of, _)) => page(&of, &site, StatusCode::OK, &Sent::default()),
        None => desk.missing(),
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, site)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some((of, known)) = found(&desk, &id, &site) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let command = command(&of, &known, &mut sent);
    let to = of.path(&format!("/sites/{site}"));
    asked(&desk, &id, sent, command, &to, |of, status, sent| page(of, &site, status, sent)).await
}

fn page(of: &Of, id: &str, status: StatusCode, sent: &Sent) -> Response {
    let (desk, meeting) = (of.desk, &of.meeting);
    let site = SiteId::from(id);
    let Some(known) = meeting.sites.get(&site) else { return desk.missing() };
    let hall = of.hall();
    let rest = format!("/sites/{id}");
    let asks = Asks { desk, action: of.url(&rest), words: "meeting", sent };
    let live = format!(
        "/live/meetings/{}?lang={}&since={}",
        meeting.id,
        desk.speech.lang(),
        desk.view.size
    );
    let title = format!("{} · {}", known.site.name, meeting.plan.title);
    let open = is_open(meeting);
    let words = html! {
        span hidden data-outbox=(of.url(&format!("{rest}/outbox"))) data-key=(format!("{}.{id}", meeting.id))
            data-act=(dienhong_node::fresh_id()) data-csrf=(desk.officer.csrf)
            data-said-kept=(of.t("outbox_kept")) data-said-sent=(of.t("outbox_sent")) data-said-cut=(of.t("outbox_cut")) {}
    };
    let body = html! {
        (part::head_in(desk.speech.names(), &known.site.name, Some(&html! { span lang="vi" { (meeting.plan.title) } })))
        (of.tabs(&rest))
        (desk.trouble(sent.refused.as_deref()))
        div data-live=(live) data-push=(format!("s{id}")) data-now=(hall.now().get()) {
            p.lost role="status" data-lost=(of.t("line_lost_here")) {}
            (words)
            p.draft role="status" aria-live="polite" data-outbox-says {}
            (part::live_part("line", None, &line(of, known, &asks)))
            div.two {
                div {
                    h2 { (of.t("roll_call")) }
                    (part::live_part("roll", None, &roll(of, known, open)))
                }
                div {
                    div #floor aria-live="polite" { (hall.floor()) }
                    h2 { (of.t("agenda")) }
                    div #agenda { (hall.agenda()) }
                }
            }
        }
        @if meeting.step() == Step::Planned {
            (part::section("before", &of.t("before"), &html! {
                (asks.folded("reply", form::Weight::Plain, &html! {
                    (asks.tick("reply", "coming", &of.t("reply_coming"), true))
                    (asks.text("reply", "note"))
                }))
                (asks.folded("test", form::Weight::Plain, &html! {
                    p.hint { (of.t("test_about")) }
                    (asks.tick("test", "sound", &of.t("test_sound"), false))
                    (asks.tick("test", "picture", &of.t("test_picture"), false))
                    (asks.tick("test", "heard", &of.t("test_heard"), false))
                }))
            }))
        }
        @for (at, taken) in known.returned.iter().rev() {
            (part::section("returned", &hall.tell("returned", &[("at", &hall.when(*at))]), &html! {
                ul { @for one in taken.iter() { li {
                    (hall.clock(one.happened)) " · " (of.word("act", &one.act)) " · " (hall.who(one.delegate)) " · "
                    @match &one.outcome {
                        Outcome::Merged => { "✓ " (of.word("outcome", "merged")) },
                        Outcome::Late => { "◷ " (of.word("outcome", "late")) },
                        Outcome::Refused(code) => { "▲ " (of.word("outcome", "refused")) ": " (desk.speech.t(code)) },
                    }
                } } }
            }))
        }
        script type="module" src=(dienhong_look::assets::href("outbox.js")) {}
    };
    desk.page(status, title, &body)
}

/// How the line of the site stands, and what its secretary says of it.
fn line(of: &Of, site: &OfSite, asks: &Asks) -> Markup {
    let hall = of.hall();
    html! {
        p role="status" {
            (hall.tell("site_here", &[("here", &site.here.heads.to_string()), ("expected", &site.expected.heads.to_string())])) " · " (hall.quorum())
        }
        @match site.lost() {
            Some(lost) => {
                (part::notice(part::Tone::Look, &hall.tell("site_lost", &[("since", &hall.clock(lost))]), &html! { p { (of.t("site_lost_about")) } }))
                (asks.form("line_back", form::Weight::Strong, &html! {}))
            }
            None if of.meeting.opened.is_some() && is_open(&of.meeting) => {
                details { summary { (of.t("line")) } (asks.form("line_lost", form::Weight::Plain, &html! {})) }
            }
            None => {}
        }
    }
}

/// The list of the site: who is there, with one press each, and who asks for the floor.
fn roll(of: &Of, site: &OfSite, open: bool) -> Markup {
    let hall = of.hall();
    let meeting = &of.meeting;
    let rest = format!("/sites/{}", site.site.id);
    let listed: Vec<&Arc<Delegate>> = meeting.listed_at(&site.site.id).collect();
    let arrived = meeting.seen.iter().filter(|(number, seen)| {
        seen.presence == Presence::Here
            && seen.site == site.site.id
            && meeting.delegates.get(*number).is_some_and(|of| of.site != site.site.id)
    });
    let arrived: Vec<&Arc<Delegate>> =
        arrived.filter_map(|(number, _)| meeting.delegates.get(number)).collect();
    let waiting = meeting.current.as_ref().and_then(|item| meeting.waiting.get(item));
    let press = |step: &str, fields: &[(&str, &str)], weight, label: &str, number: u32| {
        html! {
            form.press method="post" action=(of.url(&rest)) data-held=(step) {
                (of.desk.stamps())
                (form::hidden("step", step))
                (form::hidden(&format!("{step}.delegate"), &number.to_string()))
                @for (name, value) in fields { (form::hidden(&format!("{step}.{name}"), value)) }
                (form::button(weight, label))
            }
        }
    };
    let item = meeting.current.as_ref().map_or("", |item| item.as_str());
    let vote = hall.open_vote();
    let person = |delegate: &Delegate| {
        let number = delegate.number;
        let here = hall.is_here(number) && meeting.site_of(number) == Some(&site.site.id);
        let waits = waiting.is_some_and(|of| of.contains_key(&number));
        html! {
            li.here[here] {
                span.n { (number) }
                div {
                    b lang="vi" { (delegate.name) }
                    @if !delegate.seat.is_empty() { " " small { (hall.tell("your_seat", &[("seat", &delegate.seat)])) } }
                    small { span lang="vi" { (delegate.office) } " · " (hall.presence(number))
                        @if let Some(seen) = meeting.seen.get(&number).filter(|seen| !seen.reason.is_empty()) { " (" span lang="vi" { (seen.reason) } ")" } }
                }
                div.acts {
                    @if open && !here { (press("mark", &[("presence", "here")], form::Weight::Jade, &of.t("mark_here"), number)) }
                    @if open && here {
                        @if waits { (press("unask", &[("item", item)], form::Weight::Plain, &of.t("withdraw_do"), number)) }
                        @else if meeting.current.is_some() { (press("ask", &[("item", item), ("kind", "speech")], form::Weight::Plain, &of.t("ask_speech"), number)) }
                        @if let Some(vote) = vote.as_ref().filter(|vote| vote.voters.contains_key(&number)) { (answers(of, &rest, vote, number)) }
                        (press("mark", &[("presence", "left")], form::Weight::Plain, &of.t("mark_left"), number))
                    }
                    @if open && !here {
                        details {
                            summary { (of.t("mark_more")) }
                            form method="post" action=(of.url(&rest)) data-held="mark" {
                                (of.desk.stamps())
                                (form::hidden("step", "mark"))
                                (form::hidden("mark.delegate", &number.to_string()))
                                @let id = format!("reason-{number}");
                                (form::Field { name: "mark.reason", id: Some(&id), label: &of.t("reason"), ..form::Field::default() })
                                div.actions {
                                    (form::button_as(form::Weight::Plain, &of.word("presence", "excused"), "mark.presence", "excused"))
                                    (form::button_as(form::Weight::Plain, &of.word("presence", "absent"), "mark.presence", "absent"))
                                    (form::button_as(form::Weight::Plain, &of.t("mark_moved"), "mark.presence", "moved"))
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        @if listed.is_empty() { (part::empty(&of.t("missing_delegates"), None)) }
        ol.roll { @for delegate in &listed { (person(delegate)) } @for delegate in &arrived { (person(delegate)) } }
        @if open {
            form method="post" action=(of.url(&rest)) data-held="mark" {
                (of.desk.stamps())
                (form::hidden("step", "mark"))
                (form::Field { name: "mark.delegate", label: &of.t("mark_number"), kind: form::Kind::Digits, ..form::Field::default() })
                (form::hidden("mark.presence", "here"))
                (form::button(form::Weight::Plain, &of.t("mark_here")))
            }
        }
    }
}

/// The answers of somebody at this site who votes by name, as written down by its secretary.
fn answers(of: &Of, rest: &str, vote: &vote::Vote, number: u32) -> Markup {
    let Some(question) = vote.call.questions.first() else { return html! {} };
    let names = crate::votes::boxes(&of.desk.speech, question);
    let said = vote.answers.get(&(0, number)).and_then(|parts| parts.first());
    html! {
        @if let Some(mark) = said.and_then(|part| part.marks.first()) {
            span.kind { "✓ " (names.get(usize::from(*mark)).cloned().unwrap_or_default()) }
        }
        form.press method="post" action=(of.url(rest)) data-held="answer" {
            (of.desk.stamps())
            (form::hidden("step", "answer"))
            (form::hidden("answer.delegate", &number.to_string()))
            (form::hidden("answer.vote", vote.id.as_str()))
            @for (at, name) in names.iter().enumerate() { (form::button_as(form::Weight::Plain, name, "answer.mark", &at.to_string())) }
        }
    }
}

fn presence(text: &str) -> Option<(Presence, bool)> {
    if text == "moved" {
        return Some((Presence::Here, true));
    }
    let found = Presence::ALL.into_iter().find(|one| one.name() == text)?;
    Some((found, false))
}

/// What a form asks for. None: something cannot be read, told at its field, or there is no such form.
fn command(of: &Of, site: &OfSite, sent: &mut Sent) -> Option<Command> {
    let desk = of.desk;
    let (meeting, here) = (of.meeting.id.clone(), site.site.id.clone());
    let now = desk.now();
    let mut said = Said::new(desk, sent);
    let event = match said.step.as_str() {
        "mark" => {
            let delegate: u32 = said.number("delegate")?;
            let (presence, moved) = presence(&said.raw("presence"))?;
            let reason = said.text("reason", LONGEST);
            let site = Some(here).filter(|_| presence == Presence::Here);
            let mark = Mark { delegate, presence, site, reason, moved };
            A::Marked { meeting, marks: vec![mark], happened: None }
        }
        "ask" => {
            let delegate: u32 = said.number("delegate")?;
            let kind = said.raw("kind");
            let about = Kind::ALL.into_iter().find(|one| one.name() == kind)?;
            let item = ItemId::from(said.raw("item").as_str());
            A::FloorAsked { meeting, item, delegate, about, happened: None }
        }
        "unask" => {
            let delegate: u32 = said.number("delegate")?;
            let item = ItemId::from(said.raw("item").as_str());
            A::FloorWithdrawn { meeting, item, delegate }
        }
        "answer" => {
            let seat: u32 = said.number("delegate")?;
            let mark: u16 = said.number("mark")?;
            let vote = desk.view.state.vote.get(&said.raw("vote").as_str().into())?;
            let weight = vote.voters.get(&seat)?.weight;
            let parts = vec![Part { weight, marks: vec![mark] }];
            let vote = vote.id.clone();
            let event = vote::Event::Answered { vote, question: 0, seat, parts };
            return Some(Command::Record(vec![Event::Vote(event)]));
        }
        "reply" => {
            let reply = Reply { coming: said.ticked("coming"), note: said.text("note", LONGEST) };
            A::Replied { meeting, site: here, reply }
        }
        "test" => {
            let test = Test {
                sound: said.ticked("sound"),
                picture: said.ticked("picture"),
                heard: said.ticked("heard"),
            };
            A::LineTested { meeting, site: here, test }
        }
        "line_lost" => A::LineLost { meeting, site: here, since: now },
        "line_back" => A::LineBack { meeting, site: here },
        _ => return None,
    };
    Some(Command::Record(vec![Event::Assembly(event)]))
}

/// What a browser kept while the line was lost.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outbox {
    csrf: String,
    /// The id of this delivery: sent twice, it is taken once.
    act: String,
    /// Since when nothing came through, in milliseconds.
    lost: u64,
    acts: Vec<Brought>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
enum Brought {
    Mark {
        happened: u64,
        delegate: u32,
        presence: String,
        #[serde(default)]
        reason: String,
    },
    Ask {
        happened: u64,
        item: String,
        delegate: u32,
        kind: String,
    },
    Unask {
        happened: u64,
        item: String,
        delegate: u32,
    },
    Answer {
        happened: u64,
        vote: String,
        delegate: u32,
        mark: u16,
    },
}

#[derive(Debug, Serialize)]
struct Answered {
    done: bool,
    says: String,
}

fn told(status: StatusCode, done: bool, says: String) -> Response {
    (status, Json(Answered { done, says })).into_response()
}

/// Takes in what a site did while it was cut off.
pub(super) async fn outbox(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, site)): Path<(String, String)>,
    Json(outbox): Json<Outbox>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let Some((of, known)) = found(&desk, &id, &site) else {
        return told(StatusCode::NOT_FOUND, false, speech.t("site.missing"));
    };
    let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let sound = (16..=64).contains(&outbox.act.len()) && outbox.act.bytes().all(plain);
    if !desk.officer.sent(&outbox.csrf) || !sound || outbox.acts.len() > MOST {
        return told(StatusCode::FORBIDDEN, false, speech.t("desk.form_is_old"));
    }
    let (meeting, site) = (MeetingId::from(id.as_str()), known.site.id.clone());
    let body = of.body();
    // The node's clock decides: what a browser's clock says is kept within what can be true.
    let now = desk.now();
    let first = known.lines.last().and_then(|line| line.back).unwrap_or(of.meeting.at);
    let said = Millis::new(outbox.lost.clamp(first.get().min(now.get()), now.get()));
    let lost = known.lost().unwrap_or(said);
    if known.lost().is_none() {
        let event = A::LineLost { meeting: meeting.clone(), site: site.clone(), since: lost };
        let ask = Ask {
            act: derived(&outbox.act, "lost"),
            by: desk.officer.by(),
            body: body.clone(),
            command: Command::Record(vec![Event::Assembly(event)]),
            seals: Vec::new(),
        };
        if let Err(why) = undone(&desk, ask).await {
            return told(StatusCode::CONFLICT, false, why);
        }
    }
    let acts: Option<Vec<Held>> =
        outbox.acts.into_iter().map(|brought| held(&desk, &site, brought, (lost, now))).collect();
    let Some(acts) = acts else {
        return told(StatusCode::UNPROCESSABLE_ENTITY, false, speech.t("desk.form_is_old"));
    };
    let command = Command::Assembly(assembly::Command::Return { meeting, site, acts });
    let ask = Ask {
        act: derived(&outbox.act, "back"),
        by: desk.officer.by(),
        body,
        command,
        seals: Vec::new(),
    };
    match undone(&desk, ask).await {
        Ok(()) => told(StatusCode::OK, true, speech.t("meeting.outbox_sent")),
        Err(why) => told(StatusCode::CONFLICT, false, why),
    }
}

/// One delivery is two acts: that the line was lost, and what it brought.
fn derived(act: &str, what: &str) -> String {
    let hash = dienhong_journal::Hash::of(format!("{act}/{what}").as_bytes());
    hash.to_string()[..32].to_owned()
}

async fn undone(desk: &Desk, ask: Ask) -> Result<(), String> {
    use dienhong_node::NotDone;
    match crate::desk::done(&desk.app, ask).await {
        Ok(_) | Err(NotDone::DoneAlready) => Ok(()),
        Err(NotDone::Refused(refusal)) => Err(desk.refused(&refusal)),
        Err(other) => Err(desk.speech.tell("desk.not_done", &[("why", &other.to_string())])),
    }
}

fn held(
    desk: &Desk,
    site: &SiteId,
    brought: Brought,
    (lost, now): (Millis, Millis),
) -> Option<Held> {
    let at = |happened: u64| Millis::new(happened.clamp(lost.get(), now.get()));
    Some(match brought {
        Brought::Mark { happened, delegate, presence: text, reason } => {
            let (presence, moved) = presence(&text)?;
            let site = Some(site.clone()).filter(|_| presence == Presence::Here);
            let reason = crate::nfc(reason.chars().take(LONGEST).collect());
            let mark = Mark { delegate, presence, site, reason, moved };
            Held { happened: at(happened), act: HeldAct::Mark(mark) }
        }
        Brought::Ask { happened, item, delegate, kind } => {
            let about = Kind::ALL.into_iter().find(|one| one.name() == kind)?;
            let item = ItemId::from(item.as_str());
            Held { happened: at(happened), act: HeldAct::Ask { item, delegate, about } }
        }
        Brought::Unask { happened, item, delegate } => {
            let item = ItemId::from(item.as_str());
            Held { happened: at(happened), act: HeldAct::Withdraw { item, delegate } }
        }
        Brought::Answer { happened, vote, delegate, mark } => {
            let vote = desk.view.state.vote.get(&vote.as_str().into())?;
            let weight = vote.voters.get(&delegate).map_or(1u16.into(), |voter| voter.weight);
            let parts = vec![Part { weight, marks: vec![mark] }];
            let vote = vote.id.clone();
            let act = HeldAct::Answer { vote, line: 0, seat: delegate, parts };
            Held { happened: at(happened), act }
        }
    })
}
