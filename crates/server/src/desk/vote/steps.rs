//! What the forms of a vote's page ask for.

use super::{Of, UNFIT, one};
use crate::{
    App,
    desk::{
        Desk,
        frame::{LONGEST, Sent, too_long},
        number,
    },
    sent::Form,
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    people::OfficerId,
    refusal::Refusal,
    rules::{Clock, Local},
    vote::{self, Channel, ChannelId, Sheet},
};
use dienhong_journal::{Millis, Opening};
use std::{collections::BTreeMap, sync::Arc};

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::find(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    if step == "look" {
        read_open(&of, &mut sent);
        return one::page(&of, if sent.wrong.is_empty() { StatusCode::OK } else { UNFIT }, &sent);
    }
    for (name, text) in &sent.typed {
        if let Some(why) = too_long(desk.speech, text, LONGEST) {
            sent.wrong.insert(name.clone(), why);
        }
    }
    if !sent.wrong.is_empty() {
        return one::page(&of, UNFIT, &sent);
    }
    let Some(command) = command(&of, &mut sent, &step) else {
        return match sent.wrong.is_empty() && sent.refused.is_none() {
            true => desk.missing(),
            false => one::page(&of, UNFIT, &sent),
        };
    };
    let body = Some(of.vote.body.clone());
    let at = |refusal: &Refusal| field(refusal, &step);
    match desk.asked_at(&mut sent, body, command, at).await {
        true => desk.to(&of.path()),
        false => {
            let fresh = Desk { view: desk.app.node.view(), ..desk.clone() };
            let Some(of) = Of::find(&fresh, &id) else { return desk.missing() };
            one::page(&of, StatusCode::CONFLICT, &sent)
        }
    }
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal, step: &str) -> Option<String> {
    Some(match refusal.code {
        "vote.reason_missing" => "reason".into(),
        "vote.committee_too_small" | "vote.committee_stands_itself" => "members".into(),
        "vote.summoned_over_members" | "vote.present_over_summoned" | "vote.no_quorum" => {
            "summoned".into()
        }
        "vote.time_is_past" => "until".into(),
        "vote.switch_not_there" | "vote.nobody_there" | "vote.papers_too_few"
            if step == "switch" =>
        {
            "to".into()
        }
        "vote.switch_names_a_seat" | "vote.unknown_seat" | "vote.has_voted" if step == "switch" => {
            "seat".into()
        }
        _ => return None,
    })
}

/// What a step asks for. None: something is missing, told at its field, or there is no such step.
fn command(of: &Of, sent: &mut Sent, step: &str) -> Option<Command> {
    let vote = of.vote.id.clone();
    let record = |event| Some(Command::Record(vec![Event::Vote(event)]));
    let reason = sent.value("reason").to_owned();
    let (what, channel) = step.split_once('.').unwrap_or((step, ""));
    let channel = of.vote.call.channel(&ChannelId::from(channel)).cloned();
    if SURE.contains(&what) && sent.value("sure") != "yes" {
        sent.wrong.insert("sure".into(), of.desk.speech.t("vote.not_sure"));
        return None;
    }
    match (what, channel) {
        ("committee", Some(channel)) => record(committee(of, sent, &channel)?),
        ("printed", Some(channel)) => {
            let name = format!("printed.{}", channel.id);
            let printed = count(of, sent, &name)?;
            record(vote::Event::PapersPrinted { vote, channel: channel.id, printed })
        }
        ("open", _) => record(read_open(of, sent)?),
        ("switch", _) => {
            let (from, to) = (sent.value("from").into(), sent.value("to").into());
            let seat = sent.value("seat");
            let seat = match (seat.is_empty(), seat.parse()) {
                (true, _) => None,
                (false, Ok(seat)) => Some(seat),
                (false, Err(_)) => {
                    sent.wrong.insert("seat".into(), of.desk.speech.t("vote.no_number"));
                    return None;
                }
            };
            record(vote::Event::ChannelSwitched { vote, from, to, seat, credential: None, reason })
        }
        ("presence", Some(channel)) => {
            let name = format!("presence.{}", channel.id);
            let present = count(of, sent, &name)?;
            record(vote::Event::PresenceRestated { vote, channel: channel.id, present, reason })
        }
        ("time", _) => {
            let until = until(of, sent)?;
            if until.is_none() {
                sent.wrong.insert("until".into(), of.desk.speech.t("vote.no_time"));
            }
            record(vote::Event::TimeSet { vote, until: until?, reason })
        }
        ("close", _) => record(vote::Event::Closed { vote }),
        ("aside", Some(channel)) => {
            record(vote::Event::SheetsSetAside { vote, channel: channel.id, reason })
        }
        ("sign", Some(channel)) => {
            let known = openings(of, Some(&channel.id));
            Some(Command::Vote(vote::Command::Sign { vote, channel: channel.id, known }))
        }
        ("declare", _) => {
            Some(Command::Vote(vote::Command::Declare { vote, known: openings(of, None) }))
        }
        ("release", _) => record(vote::Event::Released { vote }),
        ("recount", _) => record(vote::Event::RecountOrdered { vote, reason }),
        ("annul", _) => record(vote::Event::Annulled { vote, reason }),
        _ => None,
    }
}

/// What cannot be taken back is asked for twice.
const SURE: [&str; 8] =
    ["open", "close", "aside", "sign", "declare", "release", "recount", "annul"];

/// What opens the entries of one channel, or of all.
fn openings(of: &Of, only: Option<&ChannelId>) -> Vec<Opening<Sheet>> {
    let counted = of.vote.counting.iter();
    let counted = counted.filter(|(channel, _)| only.is_none_or(|only| only == *channel));
    let entries = counted.flat_map(|(_, counting)| &counting.entries);
    entries.filter_map(|entry| of.desk.app.opening(&entry.sealed)).collect()
}

fn count(of: &Of, sent: &mut Sent, name: &str) -> Option<dienhong_core::count::Count> {
    match number::count(&of.desk.speech, sent.value(name)) {
        Ok(count) => Some(count),
        Err(why) => {
            sent.wrong.insert(name.to_owned(), why);
            None
        }
    }
}

/// The head first, then whoever else is ticked.
fn committee(of: &Of, sent: &mut Sent, channel: &Channel) -> Option<vote::Event> {
    let head = OfficerId::from(sent.value("head"));
    let people = &of.desk.view.state.people;
    if people.officer(&head).is_none() {
        sent.wrong.insert("members".into(), of.desk.speech.t("vote.no_head"));
        return None;
    }
    let ticked = |officer: &OfficerId| sent.typed.contains_key(&format!("m.{officer}"));
    let others = people.officers().map(|officer| &officer.id);
    let others = others.filter(|officer| **officer != head && ticked(officer)).cloned();
    let members = std::iter::once(head.clone()).chain(others).collect();
    let (vote, channel) = (of.vote.id.clone(), channel.id.clone());
    Some(vote::Event::CommitteeChosen { vote, channel, members })
}

/// Summoned and present; every number that is none is told at its field.
fn read_open(of: &Of, sent: &mut Sent) -> Option<vote::Event> {
    let summoned = count(of, sent, "summoned");
    let mut present = BTreeMap::new();
    for channel in &of.vote.call.channels {
        if let Some(there) = count(of, sent, &format!("present.{}", channel.id)) {
            present.insert(channel.id.clone(), there);
        }
    }
    let until = until(of, sent)?;
    let all = present.len() == of.vote.call.channels.len();
    let vote = of.vote.id.clone();
    all.then_some(vote::Event::Opened { vote, summoned: summoned?, present, until })
}

/// Until when answers are taken, by the legal clock: today, where no day is said. The inner none: nothing is said.
fn until(of: &Of, sent: &mut Sent) -> Option<Option<Millis>> {
    let (clock, day) = (sent.value("until").to_owned(), sent.value("until_day").to_owned());
    if clock.is_empty() && day.is_empty() {
        return Some(None);
    }
    let now = of.desk.now();
    let rules = of.desk.view.state.rules_at(now).ok()?;
    let today = rules.local(now).day;
    let (clock, day) =
        (Clock::try_from(clock), if day.is_empty() { Ok(today) } else { day.parse() });
    for (field, wrong, why) in
        [("until", clock.is_err(), "vote.no_time"), ("until_day", day.is_err(), "table.bad_date")]
    {
        if wrong {
            sent.wrong.insert(field.into(), of.desk.speech.t(why));
        }
    }
    let instant = rules.instant(Local { day: day.ok()?, clock: clock.ok()? });
    if instant.is_none() {
        sent.wrong.insert("until_day".into(), of.desk.speech.t("table.bad_date"));
    }
    instant.map(Some)
}
