//! Answers by name while a vote is open: the secretary writes down who says what, one at a time or many at once.

use super::{Of, UNFIT};
use crate::{
    App,
    desk::{Desk, frame::Sent, number},
    sent::Form,
    session::Officer,
    votes::{self, marks_of},
};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    count::Count,
    vote::{self, Part, Question, Row, Step, Voter, Way},
};
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::Arc;

#[derive(Default, serde::Deserialize)]
pub(super) struct Asked {
    /// The line of the paper, from 1.
    #[serde(default)]
    line: Option<u16>,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let line = asked.line.unwrap_or(1).saturating_sub(1);
    page(&of, StatusCode::OK, line, &Sent::default())
}

/// A vote by name that this officer calls.
fn found<'a>(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
    Of::find(desk, id).filter(|of| of.calls() && of.vote.call.has(Way::Named))
}

/// The line of the paper of this number, from 0, with its question.
fn asked<'v>(of: &'v Of, line: u16) -> Option<(Row<'v>, &'v Question)> {
    let row = of.vote.call.rows().into_iter().nth(usize::from(line))?;
    let question = of.vote.call.questions.get(row.question)?;
    Some((row, question))
}

fn page(of: &Of, status: StatusCode, line: u16, sent: &Sent) -> Response {
    let desk = of.desk;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let vote = &of.vote;
    let Some((row, question)) = asked(of, line) else { return desk.missing() };
    let title = t("answers");
    let rows = vote.call.rows();
    let tabs: Vec<Link> = (0u16..)
        .zip(&rows)
        .filter_map(|(at, row)| {
            let name = votes::line_name(vote.call.questions.get(row.question)?, row);
            let short: String = name.chars().take(40).collect();
            let url = of.url(&format!("/answers?line={}", at + 1));
            Some(Link::new(format!("{}. {short}", at + 1), url).current(at == line))
        })
        .collect();
    let answered = vote
        .voters
        .keys()
        .filter(|seat| vote.answers.get(&(line, **seat)).is_some_and(|parts| !parts.is_empty()))
        .count();
    let boxes = votes::boxes(speech, question);
    let quick = row.marks == (1, 1) && !question.is_ranked();
    let count = [("answered", speech.many(answered)), ("seats", speech.many(vote.voters.len()))];
    let count = count.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    let open = vote.step() == Step::Open;
    let seats = html! {
        p role="status" aria-live="polite" { b { (speech.tell("vote.answered_of", &count)) } }
        @if !open { (part::empty(&t("not_open"), Some(&Link::new(t("back"), of.url(""))))) } @else {
            form method="post" action=(of.url("/answers")) {
                (desk.stamps())
                (form::hidden("line", &line.to_string()))
                // The Enter key in a field of a seat answers nothing by itself.
                button type="submit" name="answer" value="" hidden { (t("check")) }
                @if quick {
                    (form::group(&t("many_at_once"), &html! {
                        p.hint { (t("many_at_once_hint")) }
                        p.actions {
                            @for (place, name) in boxes.iter().enumerate() {
                                (form::button_as(form::Weight::Plain, &speech.tell("vote.rest_say", &[("answer", name)]), "answer", &format!("rest:{place}")))
                                (form::button_as(form::Weight::Plain, &speech.tell("vote.ticked_say", &[("answer", name)]), "answer", &format!("ticked:{place}")))
                            }
                        }
                    }))
                } @else {
                    ol { @for name in &boxes { li lang="vi" { (name) } } }
                    p.hint { (t(if question.is_ranked() { "order_hint" } else { "marks_hint" })) }
                }
                @if let Some(why) = sent.error("answer") { p.wrong role="alert" { (why) } }
                ul.seats {
                    @for voter in vote.voters.values() { (seat(of, sent, line, voter, &boxes, quick)) }
                }
            }
        }
    };
    let body = html! {
        (part::head(&title, None))
        (of.back())
        (desk.trouble(sent.refused.as_deref()))
        @if rows.len() > 1 { (part::tabs(&t("lines"), &tabs)) }
        h2 lang="vi" { (votes::line_name(question, &row)) }
        (part::Live { url: &format!("/live/desk?since={}", desk.view.size), lost: &speech.t("site.line_lost"), body: part::live_part("seats", None, &seats) })
    };
    desk.page(status, title, &body)
}

/// One seat: who, what was answered, and the buttons that answer.
fn seat(of: &Of, sent: &Sent, line: u16, voter: &Voter, boxes: &[String], quick: bool) -> Markup {
    let speech = &of.desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let number = voter.seat;
    let parts =
        of.vote.answers.get(&(line, number)).map(|parts| parts.as_slice()).unwrap_or_default();
    let said = votes::said_parts(speech, boxes, parts, voter);
    let split = voter.weight != Count::from(1);
    let field = |name: &str, label: &str| {
        html! { (form::Field {
            name, label, kind: form::Kind::Digits, value: sent.value(name), error: sent.error(name), ..form::Field::default()
        }) }
    };
    html! {
        li.seat id={ "seat-" (number) } {
            div.who {
                @if quick { input type="checkbox" id={ "t-" (number) } name={ "t." (number) } value="yes" checked[sent.value(&format!("t.{number}")) == "yes"]; }
                label for={ "t-" (number) } { b { (number) } " " span lang="vi" { (voter.name) } }
                @if split { " · " (speech.tell("vote.weight_of", &[("weight", &speech.n(voter.weight))])) }
                @for proxy in &voter.proxies { br; small { (t("for_whom")) " " span lang="vi" { (proxy.of) } " (" (speech.n(proxy.weight)) ")" } }
                @if !said.is_empty() { " " b.said { "✓ " (said) } }
            }
            @if quick {
                p.actions {
                    @for (place, name) in boxes.iter().enumerate() {
                        @let chosen = parts.iter().any(|part| part.marks.iter().any(|mark| usize::from(*mark) == place));
                        button.button.jade[chosen] type="submit" name="answer" value={ "seat:" (number) ":" (place) } aria-pressed=[chosen.then_some("true")]
                            aria-label={ (number) " " (voter.name) ": " (name) } { (name) }
                    }
                    @if !parts.is_empty() {
                        button.quiet type="submit" name="answer" value={ "clear:" (number) } { (t("take_back")) }
                    }
                }
                @if split {
                    details open[boxes.iter().enumerate().any(|(place, _)| sent.error(&format!("w.{number}.{place}")).is_some())] {
                        summary { (t("split")) }
                        @for (place, name) in boxes.iter().enumerate() { (field(&format!("w.{number}.{place}"), name)) }
                        (form::button_as(form::Weight::Plain, &t("split_do"), "answer", &format!("split:{number}")))
                    }
                }
            } @else {
                (field(&format!("m.{number}"), &t("marks")))
                (form::button_as(form::Weight::Plain, &t("write_down"), "answer", &format!("marks:{number}")))
            }
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let line = sent.value("line").parse().unwrap_or(0);
    let Some(events) = events(&of, &mut sent, line) else {
        return page(&of, UNFIT, line, &sent);
    };
    let body = Some(of.vote.body.clone());
    let command = Command::Record(events);
    let at = |refusal: &dienhong_core::refusal::Refusal| {
        refusal.code.starts_with("vote.").then(|| "answer".to_owned())
    };
    match desk.asked_at(&mut sent, body, command, at).await {
        true => desk.to(&format!("{}/answers?line={}", of.path(), line + 1)),
        false => {
            let fresh = Desk { view: desk.app.node.view(), ..desk.clone() };
            let Some(of) = found(&fresh, &id) else { return desk.missing() };
            page(&of, StatusCode::CONFLICT, line, &sent)
        }
    }
}

/// The answers that a button stands for. None: it stands for none, told on the page.
fn events(of: &Of, sent: &mut Sent, line: u16) -> Option<Vec<Event>> {
    let speech = &of.desk.speech;
    let vote = &of.vote;
    let (row, question) = asked(of, line)?;
    let answer = sent.value("answer").to_owned();
    let mut words = answer.split(':');
    let what = words.next().unwrap_or_default();
    let number = |word: Option<&str>| word.and_then(|word| word.parse::<u32>().ok());
    let event = |voter: &Voter, parts: Vec<Part>| {
        let (seat, vote) = (voter.seat, vote.id.clone());
        Event::Vote(vote::Event::Answered { vote, question: line, seat, parts })
    };
    let whole = |voter: &Voter, place: u16| {
        event(voter, vec![Part { weight: voter.weight, marks: vec![place] }])
    };
    let voter = |seat: Option<u32>| vote.voters.get(&seat?).cloned();
    let made = match what {
        "rest" | "ticked" => {
            let place = u16::try_from(number(words.next())?).ok()?;
            let meant = |voter: &&Arc<Voter>| match what {
                "rest" => {
                    vote.answers.get(&(line, voter.seat)).is_none_or(|parts| parts.is_empty())
                }
                _ => sent.value(&format!("t.{}", voter.seat)) == "yes",
            };
            let all: Vec<Event> =
                vote.voters.values().filter(meant).map(|voter| whole(voter, place)).collect();
            if all.is_empty() {
                sent.wrong.insert("answer".into(), speech.t("vote.nobody_meant"));
                return None;
            }
            all
        }
        "seat" => {
            let voter = voter(number(words.next()))?;
            vec![whole(&voter, u16::try_from(number(words.next())?).ok()?)]
        }
        "clear" => vec![event(&*voter(number(words.next()))?, Vec::new())],
        "split" => {
            let voter = voter(number(words.next()))?;
            let mut parts = Vec::new();
            for place in 0..row.boxes {
                let name = format!("w.{}.{place}", voter.seat);
                if sent.value(&name).is_empty() {
                    continue;
                }
                match number::count(speech, sent.value(&name)) {
                    Ok(weight) if weight.is_zero() => {}
                    Ok(weight) => {
                        parts.push(Part { weight, marks: vec![u16::try_from(place).ok()?] })
                    }
                    Err(why) => drop(sent.wrong.insert(name, why)),
                }
            }
            if !sent.wrong.is_empty() {
                return None;
            }
            vec![event(&voter, parts)]
        }
        "marks" => {
            let voter = voter(number(words.next()))?;
            let name = format!("m.{}", voter.seat);
            let marks = match marks_of(sent.value(&name), row.boxes) {
                Some(marks) => marks,
                None => {
                    let key =
                        if question.is_ranked() { "vote.order_hint" } else { "vote.marks_hint" };
                    sent.wrong.insert(name, speech.t(key));
                    return None;
                }
            };
            vec![event(&voter, vec![Part { weight: voter.weight, marks }])]
        }
        _ => return None,
    };
    Some(made)
}
