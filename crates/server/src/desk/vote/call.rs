//! The form by which a body is asked. Questions are added one after another; until the vote is called,
//! all of it is in the form itself.

use super::{asks_for, written};
use crate::{
    App, Speech,
    desk::{
        Desk,
        frame::{LONGEST, Sent, picks, too_long},
        number,
    },
    sent::Form,
    session::Officer,
    votes::{self, purpose},
};
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    count::Count,
    people::{Body, BodyId},
    refusal::Refusal,
    text::{fold, spelled},
    vote::{
        self, After, Answers, Base, Call, Channel, ChannelId, Choice, Document, Met, Method,
        Question, Step, Threshold, Vote, VoteId, VoteRule, Way,
    },
};
use dienhong_look::{Markup, form, html, part};
use std::{collections::BTreeSet, sync::Arc};

/// The most questions that one form holds.
const QUESTIONS: usize = 30;

/// The kinds of questions, as the form names them.
const KINDS: [&str; 4] = ["yes_no", "choose", "levels", "ranked"];

/// What may be asked for instead of what the rule says: over or from which share.
const THRESHOLDS: [&str; 5] = ["over:1/2", "from:1/2", "over:2/3", "from:2/3", "from:3/4"];

const BASES: [Base; 6] = [
    Base::TotalMembers,
    Base::Summoned,
    Base::Present,
    Base::BallotsIssued,
    Base::BallotsReturned,
    Base::Valid,
];

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    /// The vote that this one goes on from.
    #[serde(default)]
    after: String,
}

/// The bodies for which this officer may call votes.
fn bodies(desk: &Desk) -> Vec<Arc<Body>> {
    let seats = desk.view.state.people.seats(&desk.officer.id);
    let may = |body: &&Arc<Body>| votes::calls(&desk.view, &desk.officer.id, &body.id);
    seats.map(|(body, _)| body).filter(may).cloned().collect()
}

pub(super) async fn new(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let before = desk.view.state.vote.get(&VoteId::from(asked.after.as_str()));
    let before = before.filter(|before| votes::calls(&desk.view, &desk.officer.id, &before.body));
    let mut sent = Sent::default();
    match before {
        Some(before) if before.step() >= Step::Declared => prefill(&desk, before, &mut sent),
        _ => {
            let mut put = |name: &str, value: &str| {
                sent.typed.insert(name.to_owned(), value.to_owned());
            };
            put("questions", "1");
            put("q0.kind", "yes_no");
            put("q0.abstain", "yes");
        }
    }
    page(&desk, StatusCode::OK, &sent)
}

/// What an earlier vote asked, as the form would say it; of a choice, those who are not elected yet.
fn prefill(desk: &Desk, before: &Vote, sent: &mut Sent) {
    let call = &before.call;
    let mut put = |name: &str, value: String| drop(sent.typed.insert(name.to_owned(), value));
    put("after", before.id.to_string());
    put("body", before.body.to_string());
    put("title", desk.speech.tell("vote.second_title", &[("title", &call.title)]));
    put("purpose", call.purpose.clone());
    put("members", call.members.to_string());
    for (name, document) in [("decision", &call.decision), ("charter", &call.charter)] {
        if let Some(document) = document {
            put(&format!("{name}.number"), document.number.clone());
            put(&format!("{name}.on"), document.on.to_string());
        }
    }
    if let Some(most) = call.most_proxies {
        put("charter.proxies", most.to_string());
    }
    let way = call.channels.first().map_or(Way::Paper, |channel| channel.way);
    put("way", way.name().to_owned());
    let line = |channel: &Channel| match channel.way == way {
        true => channel.name.clone(),
        false => format!("{}; {}", channel.name, channel.way.name()),
    };
    put("channels", call.channels.iter().map(line).collect::<Vec<_>>().join("\n"));
    put("questions", call.questions.len().to_string());
    let lines = |all: &mut dyn Iterator<Item = &Choice>| {
        let line = |choice: &Choice| match &choice.note {
            Some(note) => format!("{}; {note}", choice.name),
            None => choice.name.clone(),
        };
        all.map(line).collect::<Vec<_>>().join("\n")
    };
    for (at, question) in call.questions.iter().enumerate() {
        let outcome = before.declared.as_ref().and_then(|declared| {
            declared.outcomes.iter().find(|of| usize::from(of.question) == at)
        });
        let elected: BTreeSet<u16> =
            outcome.into_iter().flat_map(|of| of.elected.iter().copied()).collect();
        // Where the last seats fell to equals, only they are asked about again.
        let tied: BTreeSet<u16> =
            outcome.into_iter().flat_map(|of| of.tied.iter().copied()).collect();
        let open = |(at, _): &(u16, &Choice)| {
            if tied.is_empty() { !elected.contains(at) } else { tied.contains(at) }
        };
        let seats_left = |seats: u16| {
            let left = usize::from(seats).saturating_sub(elected.len()).max(1);
            left.to_string()
        };
        let mut say = |name: &str, value: String| put(&format!("q{at}.{name}"), value);
        say("text", question.text.clone());
        if let Some(passes) = question.passes {
            let met = if passes.met == Met::Over { "over" } else { "from" };
            say("passes", format!("{met}:{}", passes.share));
            say("base", passes.base.name().to_owned());
        }
        match &question.answers {
            Answers::YesNo { abstain } => {
                say("kind", "yes_no".into());
                if *abstain {
                    say("abstain", "yes".into());
                }
            }
            Answers::Choose { options, at_least, at_most, seats } => {
                say("kind", "choose".into());
                let left: Vec<&Choice> =
                    (0u16..).zip(options).filter(open).map(|(_, of)| of).collect();
                let most = usize::from(*at_most).min(left.len()).max(1);
                say("options", lines(&mut left.into_iter()));
                say("at_least", usize::from(*at_least).min(most).to_string());
                say("at_most", most.to_string());
                say("seats", seats_left(*seats));
            }
            Answers::Levels { levels, people } => {
                say("kind", "levels".into());
                say("levels", levels.join("\n"));
                say("options", lines(&mut people.iter()));
            }
            Answers::Ranked { options, seats, method } => {
                say("kind", "ranked".into());
                let left: Vec<&Choice> =
                    (0u16..).zip(options).filter(open).map(|(_, of)| of).collect();
                say("options", lines(&mut left.into_iter()));
                say("seats", seats_left(*seats));
                say(
                    "method",
                    if *method == Method::Stv { "stv".into() } else { "condorcet".into() },
                );
            }
        }
    }
}

/// The rules of the purposes on the day of the request; confidence is voted on in rounds, which call their votes.
fn rules(desk: &Desk) -> Vec<(String, VoteRule)> {
    let Ok(rules) = desk.view.state.rules_at(desk.view.at) else { return Vec::new() };
    let in_rounds = |name: &str| rules.confidence.as_ref().is_some_and(|of| of.asks(name));
    let all = rules.votes.iter().filter(|(name, _)| !in_rounds(name));
    all.map(|(name, rule)| (name.clone(), rule.clone())).collect()
}

fn ways(speech: &Speech, ways: &[Way]) -> String {
    let named = ways.iter().map(|way| speech.t(&format!("vote.way_{}", way.name())));
    named.collect::<Vec<_>>().join(", ")
}

fn count(sent: &Sent) -> usize {
    sent.value("questions").parse().unwrap_or(0).min(QUESTIONS)
}

fn page(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let title = t("new");
    let bodies = bodies(desk);
    if bodies.is_empty() {
        let body = part::empty(&t("no_body"), None);
        return desk.page(StatusCode::FORBIDDEN, title, &body);
    }
    let named: Vec<(String, String)> =
        bodies.iter().map(|body| (body.id.to_string(), body.name.clone())).collect();
    let rules = rules(desk);
    let purposes: Vec<(String, String)> = rules
        .iter()
        .map(|(name, rule)| {
            let lawful = ways(speech, &rule.ways);
            (name.clone(), format!("{} ({lawful}; {})", purpose(speech, name), rule.source.article))
        })
        .collect();
    let all_ways = Way::ALL.map(|way| (way.name(), t(&format!("way_{}", way.name()))));
    let field = |name: &str, label: &str, hint: Option<&str>, kind, required| {
        html! { (form::Field {
            name, label, hint, kind, required, value: sent.value(name), error: sent.error(name),
            ..form::Field::default()
        }) }
    };
    let text = form::Kind::Text;
    let questions = count(sent);
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        form method="post" action=(speech.url("/desk/votes/new")) {
            (desk.stamps())
            (form::hidden("questions", &questions.to_string()))
            (form::hidden("after", sent.value("after")))
            // What the Enter key sends: it looks at the form and calls nothing.
            button type="submit" name="step" value="check" hidden { (t("check")) }
            @if bodies.len() > 1 {
                (form::select("body", &t("body"), &picks(&named, sent.value("body")), sent.error("body")))
            } @else { (form::hidden("body", &named[0].0)) p { b { (named[0].1) } } }
            (field("title", &t("title"), Some(&t("title_hint")), text, true))
            (form::select("purpose", &t("purpose"), &picks(&purposes, sent.value("purpose")), sent.error("purpose")))
            (part::more(&t("purposes_more"), &html! {
                dl.particulars {
                    @for (name, rule) in &rules {
                        div {
                            dt { (purpose(speech, name)) }
                            dd {
                                (speech.tell("vote.lawful_ways", &[("ways", &ways(speech, &rule.ways))]))
                                @if !rule.ways_by_decision.is_empty() {
                                    " " (speech.tell("vote.ways_by_decision", &[("ways", &ways(speech, &rule.ways_by_decision))]))
                                }
                                @if let Some(quorum) = rule.quorum { " " (t("quorum")) ": " (votes::said_threshold(speech, quorum)) "." }
                                @if let Some(passes) = rule.passes { " " (t("passes")) ": " (votes::said_threshold(speech, passes)) "." }
                                " " @if rule.is_closed() { (t("rule_closed")) } @else { (t("rule_public")) }
                                " " cite { (rule.source.article) }
                            }
                        }
                    }
                }
            }))
            @if !sent.value("after").is_empty() {
                (field("after.reason", &t("after_reason"), Some(&t("after_reason_hint")), form::Kind::Long, true))
            }
            @for at in 0..questions { (question(desk, sent, at)) }
            @if let Some(why) = sent.error("questions") { p.wrong #questions-error { (why) } }
            @if questions < QUESTIONS {
                p { (t("add_question")) }
                p.actions {
                    @for kind in KINDS {
                        (form::button_as(form::Weight::Plain, &t(&format!("add_{kind}")), "step", &format!("add.{kind}")))
                    }
                }
            }
            (form::group(&t("where"), &html! {
                (form::choice("way", &t("way"), &picks(&all_ways, sent.value("way")), sent.error("way")))
                (field("channels", &t("channels"), Some(&t("channels_hint")), form::Kind::Long, false))
            }))
            (field("members", &t("members"), Some(&t("members_hint")), form::Kind::Count, true))
            details open[["decision", "charter"].iter().any(|of| ["number", "on", "proxies"].iter().any(|part| {
                let name = format!("{of}.{part}");
                !sent.value(&name).is_empty() || sent.error(&name).is_some()
            }))] {
                summary { (t("documents")) }
                (form::group(&t("decision"), &html! {
                    p.hint { (t("decision_hint")) }
                    (field("decision.number", &t("document_number"), None, text, false))
                    (field("decision.on", &t("document_on"), None, form::Kind::Date, false))
                }))
                (form::group(&t("charter"), &html! {
                    p.hint { (t("charter_hint")) }
                    (field("charter.number", &t("document_number"), None, text, false))
                    (field("charter.on", &t("document_on"), None, form::Kind::Date, false))
                    (field("charter.proxies", &t("most_proxies"), Some(&t("most_proxies_hint")), form::Kind::Digits, false))
                }))
            }
            p.hint { (t("call_about")) }
            (form::button_as(form::Weight::Strong, &t("call"), "step", "call"))
        }
    };
    desk.page(status, title, &body)
}

/// The fields of one question, by its kind.
fn question(desk: &Desk, sent: &Sent, at: usize) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let name = |part: &str| format!("q{at}.{part}");
    let kind = sent.value(&name("kind")).to_owned();
    let field = |part: &str, label: &str, hint: Option<&str>, kind| {
        let name = name(part);
        html! { (form::Field {
            name: &name, label, hint, kind, value: sent.value(&name), error: sent.error(&name),
            ..form::Field::default()
        }) }
    };
    let digits = form::Kind::Digits;
    let methods = ["stv", "condorcet"].map(|method| (method, t(&format!("method_{method}"))));
    let mut passes = vec![(String::new(), t("passes_as_rule"))];
    passes.extend(THRESHOLDS.iter().map(|said| {
        let (met, share) = said.split_once(':').unwrap_or_default();
        ((*said).to_owned(), speech.tell(&format!("vote.share_{met}"), &[("share", share)]))
    }));
    let bases = BASES.map(|base| (base.name(), t(&format!("base_{}", base.name()))));
    let options = match kind.as_str() {
        "levels" => ("people", "people_hint"),
        _ => ("options", "options_hint"),
    };
    let legend = [("number", (at + 1).to_string()), ("kind", t(&format!("kind_{kind}")))];
    let legend = legend.each_ref().map(|(name, said)| (*name, said.as_str()));
    form::group(
        &speech.tell("vote.question_number", &legend),
        &html! {
            (form::hidden(&name("kind"), &kind))
            (field("text", &t("question"), Some(&t("question_hint")), form::Kind::Long))
            @if kind == "yes_no" {
                (form::tick(&name("abstain"), &t("with_abstain"), sent.value(&name("abstain")) == "yes", None))
            } @else {
                (field("options", &t(options.0), Some(&t(options.1)), form::Kind::Long))
            }
            @if kind == "choose" {
                (field("at_least", &t("at_least"), None, digits))
                (field("at_most", &t("at_most"), None, digits))
            }
            @if kind == "levels" { (field("levels", &t("levels"), Some(&t("levels_hint")), form::Kind::Long)) }
            @if kind == "choose" || kind == "ranked" { (field("seats", &t("seats"), None, digits)) }
            @if kind == "ranked" {
                (form::choice(&name("method"), &t("method"), &picks(&methods, sent.value(&name("method"))), sent.error(&name("method"))))
            }
            @if kind == "yes_no" || kind == "choose" {
                (form::select(&name("passes"), &t("passes"), &picks(&passes, sent.value(&name("passes"))), sent.error(&name("passes"))))
                (form::select(&name("base"), &t("base"), &picks(&bases, sent.value(&name("base"))), None))
            }
            (form::button_as(form::Weight::Plain, &t("drop_question"), "step", &format!("drop.{at}")))
        },
    )
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    if let Some(kind) = step.strip_prefix("add.").filter(|kind| KINDS.contains(kind)) {
        add(&desk, &mut sent, kind);
        return page(&desk, StatusCode::OK, &sent);
    }
    if let Some(at) = step.strip_prefix("drop.").and_then(|at| at.parse().ok()) {
        remove(&mut sent, at);
        return page(&desk, StatusCode::OK, &sent);
    }
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let body = BodyId::from(sent.value("body"));
    let Some((id, call)) = read(&desk, &mut sent, &body) else { return page(&desk, unfit, &sent) };
    if step != "call" {
        return page(&desk, StatusCode::OK, &sent);
    }
    let event = vote::Event::Called { vote: id.clone(), call };
    let command = Command::Record(vec![Event::Vote(event)]);
    match desk.asked_at(&mut sent, Some(body), command, field).await {
        true => desk.to(&format!("/desk/votes/{id}")),
        false => page(&desk, StatusCode::CONFLICT, &sent),
    }
}

fn add(desk: &Desk, sent: &mut Sent, kind: &str) {
    let at = count(sent);
    if at >= QUESTIONS {
        return;
    }
    let mut put = |name: String, value: String| drop(sent.typed.insert(name, value));
    put("questions".into(), (at + 1).to_string());
    put(format!("q{at}.kind"), kind.to_owned());
    match kind {
        "yes_no" => put(format!("q{at}.abstain"), "yes".into()),
        "levels" => {
            put(format!("q{at}.levels"), desk.speech.t("vote.levels_usual").replace("; ", "\n"))
        }
        _ => {}
    }
}

/// Takes a question out; those behind it move up.
fn remove(sent: &mut Sent, out: usize) {
    let all = count(sent);
    if out >= all {
        return;
    }
    let moved = |name: &str| {
        let (at, rest) = name.strip_prefix('q')?.split_once('.')?;
        let at: usize = at.parse().ok()?;
        Some((at, rest.to_owned()))
    };
    let typed = std::mem::take(&mut sent.typed);
    for (name, value) in typed {
        match moved(&name) {
            Some((at, _)) if at == out => {}
            Some((at, rest)) if at > out => {
                drop(sent.typed.insert(format!("q{}.{rest}", at - 1), value))
            }
            _ => drop(sent.typed.insert(name, value)),
        }
    }
    sent.typed.insert("questions".into(), (all - 1).to_string());
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal) -> Option<String> {
    let at = refusal.facts.get("question").and_then(|n| n.parse::<usize>().ok());
    let of = |part: &str| at.map_or("questions".to_owned(), |n| format!("q{}.{part}", n - 1));
    Some(match refusal.code {
        "vote.title_missing" => "title".into(),
        "vote.unknown_purpose" => "purpose".into(),
        "vote.members_out_of_range" => "members".into(),
        "vote.no_weights_here" | "vote.weights_by_name_only" | "vote.weight_needs_charter" => {
            "charter.number".into()
        }
        "vote.document_missing" => "decision.number".into(),
        "vote.document_in_the_future" => "decision.on".into(),
        "vote.way_needs_decision" | "vote.way_not_lawful" => "way".into(),
        "vote.channels_out_of_range"
        | "vote.channel_twice"
        | "vote.channel_nameless"
        | "vote.secret_and_open"
        | "vote.one_box_only" => "channels".into(),
        "vote.questions_out_of_range" => "questions".into(),
        "vote.question_missing" => of("text"),
        "vote.options_out_of_range" | "vote.option_twice" | "vote.option_nameless" => of("options"),
        "vote.marks_out_of_range" => of("seats"),
        "vote.levels_out_of_range" => of("levels"),
        "vote.ranked_online" => "way".into(),
        "vote.reason_missing" => "after.reason".into(),
        "people.no_right" => "body".into(),
        _ => return None,
    })
}

/// What the form says; what it cannot say is told at its field.
fn read(desk: &Desk, sent: &mut Sent, body: &BodyId) -> Option<(VoteId, Call)> {
    let speech = desk.speech;
    let missing = || speech.t("vote.missing");
    for (name, text) in &sent.typed {
        if let Some(why) = too_long(speech, text, 4 * LONGEST) {
            sent.wrong.insert(name.clone(), why);
        }
    }
    let title = sent.value("title").to_owned();
    if title.is_empty() {
        sent.wrong.insert("title".into(), missing());
    } else if let Some(why) = too_long(speech, &title, 300) {
        sent.wrong.insert("title".into(), why);
    }
    let purpose = sent.value("purpose").to_owned();
    let rules = rules(desk);
    let rule = rules.iter().find(|(name, _)| *name == purpose).map(|(_, rule)| rule);
    if rule.is_none() {
        sent.wrong.insert("purpose".into(), speech.t("vote.choose"));
    }
    let members = match number::count(&speech, sent.value("members")) {
        Ok(members) => members,
        Err(why) => {
            sent.wrong.insert("members".into(), why);
            Count::ZERO
        }
    };
    let channels = channels(&speech, sent);
    let [decision, charter] = ["decision", "charter"].map(|name| document(&speech, sent, name));
    let most_proxies = match sent.value("charter.proxies") {
        "" => None,
        said => said.parse::<u16>().ok().or_else(|| {
            sent.wrong.insert("charter.proxies".into(), speech.t("vote.no_number"));
            None
        }),
    };
    let questions: Vec<Option<Question>> =
        (0..count(sent)).map(|at| ask(desk, sent, body, at)).collect();
    if questions.is_empty() {
        sent.wrong.insert("questions".into(), speech.t("vote.no_question"));
    }
    let after = match sent.value("after") {
        "" => None,
        before => {
            Some(After { vote: before.into(), reason: sent.value("after.reason").to_owned() })
        }
    };
    if after.as_ref().is_some_and(|after| after.reason.is_empty()) {
        sent.wrong.insert("after.reason".into(), missing());
    }
    if !sent.wrong.is_empty() {
        return None;
    }
    let id = id(&title, sent.value("act"));
    let call = Call {
        title,
        purpose,
        questions: questions.into_iter().collect::<Option<_>>()?,
        channels: channels?,
        members,
        closed: rule.is_some_and(VoteRule::is_closed),
        decision,
        charter,
        most_proxies,
        after,
    };
    Some((id, call))
}

/// An id that tells what it is about. The form's own nonce is in it: the same form sent twice is one vote.
fn id(title: &str, act: &str) -> VoteId {
    let words = fold(title);
    let plain: String =
        words.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(40).collect();
    let nonce: String = act.chars().filter(char::is_ascii_alphanumeric).take(6).collect();
    VoteId::from(format!("{}-{nonce}", plain.trim_matches('-')).as_str())
}

fn document(speech: &Speech, sent: &mut Sent, name: &str) -> Option<Document> {
    let (number, on) = (format!("{name}.number"), format!("{name}.on"));
    let said = (sent.value(&number).to_owned(), sent.value(&on).to_owned());
    match (said.0.is_empty(), said.1.parse()) {
        (true, _) if said.1.is_empty() => None,
        (false, Ok(on)) => Some(Document { number: said.0, on }),
        (true, _) => {
            sent.wrong.insert(number, speech.t("vote.missing"));
            None
        }
        (false, Err(_)) => {
            sent.wrong.insert(on, speech.t("vote.no_day"));
            None
        }
    }
}

/// The places, one a line; without any, one place that is called after its way.
fn channels(speech: &Speech, sent: &mut Sent) -> Option<Vec<Channel>> {
    let chosen = Way::ALL.into_iter().find(|way| way.name() == sent.value("way"));
    let Some(chosen) = chosen else {
        sent.wrong.insert("way".into(), speech.t("vote.choose"));
        return None;
    };
    let lines = sent.value("channels").to_owned();
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        let name = Speech::of("vi").t(&format!("vote.place_{}", chosen.name()));
        return Some(vec![Channel { id: ChannelId::from("1"), name, way: chosen }]);
    }
    let mut all = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let (name, way) = match line.rsplit_once(';') {
            None => (*line, chosen),
            Some((name, said)) => match Way::ALL.into_iter().find(|way| asks_for(*way, said)) {
                Some(way) => (name.trim(), way),
                None => {
                    let facts = [("line", (at + 1).to_string()), ("found", said.trim().to_owned())];
                    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
                    sent.wrong.insert("channels".into(), speech.tell("vote.no_way", &facts));
                    return None;
                }
            },
        };
        let id = ChannelId::from((at + 1).to_string().as_str());
        all.push(Channel { id, name: name.to_owned(), way });
    }
    Some(all)
}

/// One question of the form.
fn ask(desk: &Desk, sent: &mut Sent, body: &BodyId, at: usize) -> Option<Question> {
    let speech = desk.speech;
    let name = |part: &str| format!("q{at}.{part}");
    let said = |sent: &Sent, part: &str| sent.value(&name(part)).to_owned();
    let number = |sent: &mut Sent, part: &str| match said(sent, part).parse::<u16>() {
        Ok(number) => Some(number),
        Err(_) => {
            sent.wrong.insert(name(part), speech.t("vote.no_number"));
            None
        }
    };
    let text = said(sent, "text");
    if text.is_empty() {
        sent.wrong.insert(name("text"), speech.t("vote.missing"));
    }
    let kind = said(sent, "kind");
    let choices = choices(desk, body, &said(sent, "options"));
    if kind != "yes_no" && choices.is_empty() {
        sent.wrong.insert(name("options"), speech.t("vote.missing"));
    }
    let answers = match kind.as_str() {
        "yes_no" => Answers::YesNo { abstain: said(sent, "abstain") == "yes" },
        "choose" => {
            let (least, most) = (number(sent, "at_least"), number(sent, "at_most"));
            let seats = number(sent, "seats");
            Answers::Choose { options: choices, at_least: least?, at_most: most?, seats: seats? }
        }
        "levels" => {
            let levels = written(&said(sent, "levels"));
            Answers::Levels { levels, people: choices }
        }
        "ranked" => {
            let method = match said(sent, "method").as_str() {
                "stv" => Some(Method::Stv),
                "condorcet" => Some(Method::Condorcet),
                _ => {
                    sent.wrong.insert(name("method"), speech.t("vote.choose"));
                    None
                }
            };
            let seats = number(sent, "seats");
            Answers::Ranked { options: choices, seats: seats?, method: method? }
        }
        _ => return None,
    };
    let passes = match said(sent, "passes").split_once(':') {
        Some((met, share)) if kind == "yes_no" || kind == "choose" => {
            let base = said(sent, "base");
            let base = BASES.into_iter().find(|known| known.name() == base)?;
            let met = if met == "over" { Met::Over } else { Met::From };
            Some(Threshold { share: share.parse().ok()?, met, base })
        }
        _ => None,
    };
    Some(Question { text, answers, passes })
}

/// Options, one a line: name; note. Somebody of the body by that name is meant himself, so that who is voted
/// on does not count the votes.
fn choices(desk: &Desk, body: &BodyId, lines: &str) -> Vec<Choice> {
    let known = &desk.view.state.people;
    let mut taken = BTreeSet::new();
    let mut choice = |(at, line): (usize, String)| {
        let (name, note) = match line.split_once(';') {
            Some((name, note)) => (name.trim().to_owned(), Some(note.trim().to_owned())),
            None => (line, None),
        };
        let own = spelled(&name);
        let same = |officer: &&Arc<dienhong_core::people::Officer>| {
            spelled(&officer.name) == own
                && known.seats(&officer.id).any(|(seat, _)| seat.id == *body)
        };
        let mut own = known.officers().filter(same);
        let own = match (own.next(), own.next()) {
            (Some(one), None) => Some(one.id.to_string()),
            _ => None,
        };
        let id = own.filter(|id| taken.insert(id.clone())).unwrap_or_else(|| (at + 1).to_string());
        Choice { id, name, note: note.filter(|note| !note.is_empty()) }
    };
    written(lines).into_iter().enumerate().map(&mut choice).collect()
}
