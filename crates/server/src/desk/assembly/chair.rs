//! The chair's console: who speaks, who comes next and why, the agenda, the vote, the sites. Made for one hand:
//! what is needed most often is one button, what is rare is folded away.

use super::{
    Desk, LONGEST, Of, SHORT, Said, Sent, asked, instant, is_open,
    prepare::{is_open_on, words},
};
use crate::{
    App,
    desk::asks::{Asks, id_of},
    meetings::Hall,
    sent::Form,
    session::Officer,
    votes,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    assembly::{
        self, Event as A, FloorRule, ItemId, Key, Note, Place, PutVote, Scope, SiteId, Step, Words,
    },
    people::OfficerId,
    rules::Clock,
    vote::{self, Answers, Question},
};
use dienhong_look::{Markup, form, html, part};
use std::{collections::BTreeMap, sync::Arc};

/// What one press adds to a speech, in seconds.
const MORE: u32 = 120;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, &Sent::default())
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let command = command(&of, &mut sent);
    let to = of.path("/chair");
    asked(&desk, &id, sent, command, &to, page).await
}

/// One press: a form with nothing to fill in.
fn press(
    of: &Of,
    step: &str,
    fields: &[(&str, &str)],
    weight: form::Weight,
    label: &str,
) -> Markup {
    html! {
        form.press method="post" action=(of.url("/chair")) {
            (of.desk.stamps())
            (form::hidden("step", step))
            @for (name, value) in fields { (form::hidden(&format!("{step}.{name}"), value)) }
            (form::button(weight, label))
        }
    }
}

fn page(of: &Of, status: StatusCode, sent: &Sent) -> Response {
    let (desk, meeting) = (of.desk, &of.meeting);
    let hall = of.hall();
    let asks = Asks { desk, action: of.url("/chair"), words: "meeting", sent };
    let live = format!("/live/meetings/{}?whole=true&since={}", meeting.id, desk.view.size);
    let title = meeting.plan.title.clone();
    let body = html! {
        (part::head_in(desk.speech.names(), &title, Some(&html! { span #standing data-part="" { (hall.quorum()) } })))
        (of.tabs("/chair"))
        (desk.trouble(sent.refused.as_deref()))
        div data-live=(live) data-now=(hall.now().get()) {
            p.lost role="status" data-lost=(desk.speech.t("site.line_lost")) {}
            div.chair {
                div {
                    (part::live_part("now", None, &html! { (hall.speaking()) (hall.now_on()) (floor_buttons(of, &hall)) }))
                    (part::live_part("vote", None, &open_votes(of, &hall)))
                    (part::live_part("sites", None, &hall.sites(&|id: &SiteId| Some(of.url(&format!("/sites/{id}"))))))
                }
                div {
                    h2 { (of.t("queue")) }
                    (part::live_part("queue", None, &hall.queue(&|place: &Place| place_acts(of, &hall, place))))
                    h2 { (of.t("agenda")) }
                    (part::live_part("items", None, &items(of, &hall)))
                }
            }
        }
        (more(of, &hall, &asks))
        (of.promised())
    };
    desk.page(status, title, &body)
}

/// What may be done about who speaks.
fn floor_buttons(of: &Of, hall: &Hall) -> Markup {
    let meeting = &of.meeting;
    let turn = meeting.speaking.as_ref().filter(|turn| !turn.is_over(&meeting.floor, hall.now()));
    let Some(turn) = turn else { return html! {} };
    html! {
        div.actions {
            (press(of, "end", &[], form::Weight::Strong, &of.t("end_do")))
            @if turn.paused.is_some() { (press(of, "resume", &[], form::Weight::Plain, &of.t("resume_do"))) }
            @else { (press(of, "pause", &[], form::Weight::Plain, &of.t("pause_do"))) }
            (press(of, "extend", &[("seconds", &MORE.to_string())], form::Weight::Plain, &of.t("extend_do")))
        }
    }
}

/// What may be done about somebody who waits: the first is called, others with a reason.
fn place_acts(of: &Of, hall: &Hall, place: &Place) -> Markup {
    let number = place.asked.delegate.to_string();
    let first = of.meeting.current.as_ref().map(|item| of.meeting.queue(item)).and_then(|line| {
        let can = |place: &Place| {
            let site = of.meeting.site_of(place.asked.delegate);
            let site = site.and_then(|site| of.meeting.sites.get(site));
            hall.is_here(place.asked.delegate) && site.is_some_and(|of| of.lost().is_none())
        };
        line.iter().find(|place| can(place)).map(|place| place.asked.delegate)
    });
    if first == Some(place.asked.delegate) {
        return press(of, "give", &[("delegate", &number)], form::Weight::Jade, &of.t("give_do"));
    }
    html! {
        details {
            summary { (of.t("before_others")) }
            form method="post" action=(of.url("/chair")) {
                (of.desk.stamps())
                (form::hidden("give.delegate", &number))
                (form::hidden("put.delegate", &number))
                @let id = format!("reason-{number}");
                (form::Field { name: "reason", id: Some(&id), label: &of.t("reason"), ..form::Field::default() })
                @let id = format!("place-{number}");
                (form::Field { name: "put.place", id: Some(&id), label: &of.t("put_place"), kind: form::Kind::Digits, value: "1", ..form::Field::default() })
                div.actions {
                    (form::button_as(form::Weight::Plain, &of.t("give_now"), "step", "give"))
                    (form::button_as(form::Weight::Plain, &of.t("put_do"), "step", "put"))
                }
            }
        }
    }
}

/// The agenda with the one next step at each item.
fn items(of: &Of, hall: &Hall) -> Markup {
    let meeting = &of.meeting;
    let open = meeting.step() == Step::Open;
    html! {
        ol.agenda {
            @for (number, item) in meeting.agenda() {
                @let on = meeting.current.as_ref() == Some(&item.item.id);
                @let id = item.item.id.as_str();
                li.now[on] aria-current=[on.then_some("step")] {
                    span.n { (number) }
                    span { span lang="vi" { (hall.title(&item.item).unwrap_or_default()) }
                        @if item.has_begun() { small { (hall.tell("item_took", &[("time", &crate::meetings::minutes(item.took(hall.now())))])) } } }
                    span {
                        @if on { (press(of, "item_end", &[("item", id)], form::Weight::Strong, &of.t("item_end_do"))) }
                        @else if open && meeting.current.is_none() { (press(of, "item_begin", &[("item", id)], form::Weight::Plain, &of.t("item_begin_do"))) }
                    }
                }
            }
        }
        @if open && meeting.current.is_none() { (press(of, "close", &[], form::Weight::Grave, &of.t("close_do"))) }
        @if meeting.step() == Step::Recess { (press(of, "go_on", &[], form::Weight::Strong, &of.t("go_on_do"))) }
        @if meeting.step() == Step::Closed {
            p { a.button.strong href=(of.url("/minutes")) { (of.t("to_minutes")) } }
        }
    }
}

/// The votes on the item that is on.
fn open_votes(of: &Of, hall: &Hall) -> Markup {
    let all = hall.votes();
    html! {
        @for vote in all.iter().take(1) {
            section.vote-now {
                (hall.vote_standing(vote))
                @if vote.step() == vote::Step::Open { (press(of, "vote_close", &[("vote", vote.id.as_str())], form::Weight::Strong, &of.t("vote_close_do"))) }
                @if vote.step() == vote::Step::Counted { (press(of, "vote_declare", &[("vote", vote.id.as_str())], form::Weight::Jade, &of.t("vote_declare_do"))) }
                p { a href=(of.desk.speech.url(&format!("/desk/votes/{}", vote.id))) { (of.t("vote_page")) } }
            }
        }
    }
}

/// What is rarer: a vote, a note, a break, another rule, another chair.
fn more(of: &Of, hall: &Hall, asks: &Asks) -> Markup {
    let meeting = &of.meeting;
    if !is_open(meeting) {
        return html! {};
    }
    let rules = of.desk.view.state.rules_at(hall.now()).ok();
    let purposes: Vec<(String, String)> = rules
        .into_iter()
        .flat_map(|rules| rules.votes.iter())
        .filter(|(_, rule)| {
            rule.allows(vote::Way::Named, false) && rule.is_closed() == meeting.plan.closed
        })
        .map(|(id, _)| (id.clone(), votes::purpose(&of.desk.speech, id)))
        .collect();
    let notes: Vec<(String, String)> =
        Note::ALL.map(|note| (note.name().to_owned(), of.word("note", note.name()))).into();
    let standing: Vec<(String, String)> = meeting
        .standing_notes()
        .map(|(number, note)| {
            let text = note.words.as_ref().and_then(|words| hall.words(words)).unwrap_or_default();
            (number.to_string(), format!("{number}. {}", text.chars().take(60).collect::<String>()))
        })
        .collect();
    let chairs: Vec<(String, String)> = std::iter::once(&meeting.plan.chair)
        .chain(&meeting.plan.deputies)
        .filter(|id| **id != meeting.chair)
        .filter_map(|id| of.desk.view.state.people.officer(id))
        .map(|officer| (officer.id.to_string(), officer.name.clone()))
        .collect();
    let open = meeting.step() == Step::Open;
    let on = open && meeting.current.is_some();
    html! {
        div.folds {
            @if on && !purposes.is_empty() {
                (asks.folded("vote", form::Weight::Strong, &html! {
                    (asks.select("vote", "purpose", &purposes))
                    (asks.long("vote", "question"))
                    (asks.tick("vote", "abstain", &of.t("with_abstain"), true))
                    (asks.field("vote", "until", form::Kind::Text, ""))
                    p.hint { (of.t("vote_about")) }
                }))
            }
            @if open {
                (asks.folded("note", form::Weight::Plain, &html! {
                    (asks.select("note", "sort", &notes))
                    (asks.long("note", "words"))
                }))
                @if !standing.is_empty() {
                    (asks.folded("change", form::Weight::Plain, &html! {
                        (asks.select("change", "number", &standing))
                        (asks.long("change", "words"))
                        (asks.text("change", "reason"))
                    }))
                }
                (asks.folded("call", form::Weight::Plain, &html! {
                    (asks.field("call", "delegate", form::Kind::Digits, ""))
                    (asks.text("call", "reason"))
                }))
                (asks.folded("recess", form::Weight::Plain, &asks.text("recess", "until")))
            }
            (asks.folded("rule", form::Weight::Plain, &rule_form(of, asks)))
            @if !chairs.is_empty() {
                (asks.folded("pass", form::Weight::Plain, &html! {
                    (asks.select("pass", "to", &chairs))
                    (asks.text("pass", "reason"))
                }))
            }
        }
        @if !standing.is_empty() {
            (part::section("notes", &of.t("notes"), &html! {
                ol.notes { @for (number, note) in meeting.standing_notes() {
                    li value=(number) {
                        span.kind { (of.word("note", note.note.name())) } " "
                        span lang="vi" { (note.words.as_ref().and_then(|words| hall.words(words)).unwrap_or_default()) }
                        small { (hall.clock(note.at)) }
                    }
                } }
            }))
        }
    }
}

/// How the floor is given: the order as keys one after another, times and quota.
fn rule_form(of: &Of, asks: &Asks) -> Markup {
    let rule = &of.meeting.floor;
    let order: Vec<&str> = rule.order.iter().map(|key| key.name()).collect();
    let scopes = [("meeting", "scope_meeting"), ("item", "scope_item")]
        .map(|(value, key)| (value.to_owned(), of.t(key)));
    let quota = rule.quota.map(|quota| quota.seconds.to_string()).unwrap_or_default();
    html! {
        p.hint { (of.t("rule_about")) }
        ul.hint { @for key in Key::ALL { li { code { (key.name()) } ": " (of.word("key", key.name())) } } }
        (asks.field("rule", "order", form::Kind::Text, &order.join(", ")))
        (asks.select("rule", "scope", &scopes))
        (asks.field("rule", "seconds", form::Kind::Digits, &rule.seconds.to_string()))
        (asks.field("rule", "warn", form::Kind::Digits, &rule.warn.to_string()))
        (asks.field("rule", "hard_stop", form::Kind::Digits, &rule.hard_stop.map(|of| of.to_string()).unwrap_or_default()))
        (asks.field("rule", "quota", form::Kind::Digits, &quota))
        (asks.tick("rule", "quota_carries", &of.t("quota_carries"), rule.quota.is_some_and(|of| of.carries_over)))
        (asks.tick("rule", "carries", &of.t("carries"), rule.carries_over))
    }
}

fn record(event: A) -> Option<Command> {
    Some(Command::Record(vec![Event::Assembly(event)]))
}

/// What a form asks for. None: something cannot be read, told at its field, or there is no such form.
fn command(of: &Of, sent: &mut Sent) -> Option<Command> {
    let (desk, meeting) = (of.desk, &of.meeting);
    let id = meeting.id.clone();
    let vote = vote::VoteId::from(id_of(sent, "v").as_str());
    // The reason stands once beside two buttons.
    let reason = sent.value("reason").to_owned();
    let mut said = Said::new(desk, sent);
    let item = ItemId::from(said.raw("item").as_str());
    match said.step.as_str() {
        "item_begin" => record(A::ItemBegun { meeting: id, item }),
        "item_end" => record(A::ItemEnded { meeting: id, item }),
        "close" => record(A::Closed { meeting: id }),
        "go_on" => record(A::WentOn { meeting: id }),
        "recess" => {
            let text = said.raw("until");
            let clock = Clock::try_from(text);
            let until = clock.ok().and_then(|clock| instant(desk, desk.today()?, clock));
            if until.is_none() {
                said.wrong("until", desk.speech.t("vote.no_time"));
            }
            record(A::Recessed { meeting: id, until: until? })
        }
        "give" => {
            let delegate: u32 = said.number("delegate")?;
            let reason = Some(reason).filter(|reason| !reason.is_empty());
            record(A::FloorGiven { meeting: id, delegate, seconds: meeting.floor.seconds, reason })
        }
        "call" => {
            let delegate: u32 = said.number("delegate")?;
            let reason = Some(said.needed("reason", LONGEST));
            record(A::FloorGiven { meeting: id, delegate, seconds: meeting.floor.seconds, reason })
        }
        "put" => {
            let delegate: u32 = said.number("delegate")?;
            let place: u16 = said.number("place")?;
            let item = meeting.current.clone()?;
            record(A::FloorPlaced { meeting: id, item, delegate, place, reason })
        }
        "pause" => record(A::FloorPaused { meeting: id }),
        "resume" => record(A::FloorResumed { meeting: id }),
        "extend" => record(A::FloorExtended { meeting: id, seconds: said.number("seconds")? }),
        "end" => record(A::FloorEnded { meeting: id }),
        "pass" => {
            let to = OfficerId::from(said.needed("to", SHORT).as_str());
            let reason = said.needed("reason", LONGEST);
            record(A::ChairPassed { meeting: id, to, reason })
        }
        "rule" => {
            let rule = rule(&mut said, &meeting.floor)?;
            record(A::FloorRuled { meeting: id, rule })
        }
        "note" => {
            let note = said.one_of("sort", &Note::ALL, Note::name);
            let text = said.needed("words", LONGEST);
            let item = meeting.current.clone();
            let (words, kept) = sealed_as(of, item.as_ref(), text)?;
            let number = meeting.notes.keys().next_back().map_or(1, |last| last + 1);
            let event = A::Noted { meeting: id, number, item, note: note?, words };
            Some(Command::Seal(vec![Event::Assembly(event)], kept))
        }
        "change" => {
            let number: u32 = said.number("number")?;
            let text = said.text("words", LONGEST);
            let reason = said.needed("reason", LONGEST);
            let known = meeting.notes.get(&number)?;
            let (words, kept) = match text.is_empty() {
                true => (None, Vec::new()),
                false => {
                    let (words, kept) = sealed_as(of, known.item.as_ref(), text)?;
                    (Some(words), kept)
                }
            };
            let event = A::NoteChanged { meeting: id, number, words, reason };
            Some(Command::Seal(vec![Event::Assembly(event)], kept))
        }
        "vote" => {
            let purpose = said.needed("purpose", SHORT);
            let text = said.needed("question", LONGEST);
            let clock = said.raw("until");
            let until = match clock.is_empty() {
                true => None,
                false => {
                    let read = Clock::try_from(clock).ok();
                    let at = read.and_then(|clock| instant(desk, desk.today()?, clock));
                    if at.is_none() {
                        said.wrong("until", desk.speech.t("vote.no_time"));
                    }
                    Some(at?)
                }
            };
            let answers = Answers::YesNo { abstain: said.ticked("abstain") };
            let item = meeting.current.clone()?;
            let question = Question { text: text.clone(), answers, passes: None };
            let put = PutVote {
                meeting: id,
                item,
                vote,
                title: text.lines().next().unwrap_or_default().chars().take(SHORT).collect(),
                purpose,
                questions: vec![question],
                until,
                charter: None,
                proxies: BTreeMap::new(),
                most_proxies: None,
            };
            Some(Command::Assembly(assembly::Command::PutVote(Box::new(put))))
        }
        "vote_close" => {
            let vote = said.needed("vote", SHORT).as_str().into();
            Some(Command::Record(vec![Event::Vote(vote::Event::Closed { vote })]))
        }
        "vote_declare" => {
            let vote = said.needed("vote", SHORT).as_str().into();
            Some(Command::Vote(vote::Command::Declare { vote, known: Vec::new() }))
        }
        _ => None,
    }
}

/// Words as open as the item that they are about.
fn sealed_as(
    of: &Of,
    item: Option<&ItemId>,
    text: String,
) -> Option<(Words, Vec<dienhong_core::Kept>)> {
    let item = item.and_then(|id| of.meeting.items.get(id));
    let open = item.is_none_or(|item| is_open_on(&of.meeting, item.item.visibility));
    let (words, kept) = words(text, open)?;
    Some((words, kept.into_iter().collect()))
}

/// The rule of the floor as the form says it.
fn rule(said: &mut Said, now: &FloorRule) -> Option<FloorRule> {
    let text = said.raw("order");
    let names = text.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty());
    let read: Option<Vec<Key>> =
        names.map(|name| Key::ALL.into_iter().find(|key| key.name() == name)).collect();
    if read.is_none() {
        said.wrong("order", said.desk.speech.t("meeting.unknown_key"));
    }
    let seconds = said.number("seconds");
    let warn = said.number("warn");
    let some = |said: &mut Said, name: &str| match said.raw(name).is_empty() {
        true => Some(None),
        false => said.number::<u32>(name).map(Some),
    };
    let hard_stop = some(said, "hard_stop");
    let quota = some(said, "quota");
    let carries_over = said.ticked("quota_carries");
    let per = now.quota.map_or(assembly::Per::Site, |quota| quota.per);
    Some(FloorRule {
        order: read?,
        scope: if said.raw("scope") == "item" { Scope::Item } else { Scope::Meeting },
        seconds: seconds?,
        warn: warn?,
        hard_stop: hard_stop?,
        quota: quota?.map(|seconds| assembly::Quota { per, seconds, carries_over }),
        carries_over: said.ticked("carries"),
    })
}
