//! One nomination: its conferences one after another, each with its vote, and who goes on.

use super::{
    Asks, Said, Sent, conditions, field, fresh, id_of, manages, name_of, names_of,
    nominations::{ROOM, standing},
    people_of, person_link, rooms, ticked, ticks, warning,
};
use crate::{
    App, Speech,
    desk::{Desk, asks::SHORT, frame::LONGEST},
    sent::Form,
    session::Officer,
    site::{calendar, day},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Date, Event,
    personnel::{
        self, Ended, Meeting, Nomination, NominationId, Person, PersonId, StepRule, Takes,
        working_day_after,
    },
    vote::{Ask, Audience, VoteId},
};
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

fn found(desk: &Desk, id: &str) -> Option<Arc<Nomination>> {
    let nomination = desk.view.state.personnel.nomination(&NominationId::from(id))?;
    manages(desk, &nomination.body).then(|| nomination.clone())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(nomination) = found(&desk, &id) else { return desk.missing() };
    page(&desk, &nomination, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, nomination: &Nomination, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let state = &desk.view.state;
    let opened = &nomination.opened;
    let action = speech.url(&format!("{ROOM}/{}", nomination.id));
    let asks = Asks { desk, action, words: "personnel", sent };
    let title = opened.post.clone();
    let today = desk.today();
    let rules = state.nomination_steps(nomination);
    let open = state.next_step(nomination).is_some();
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        (rooms(desk, ""))
        (warning(desk))
        (desk.trouble(sent.refused.as_deref()))
        p { b { (standing(desk, nomination)) } }
        dl.particulars {
            div { dt { (t("origin")) } dd { (t(&format!("origin_{}", opened.origin.name()))) } }
            div { dt { (t("policy")) } dd { span lang="vi" { (opened.policy.number) } " · " (day(opened.policy.on)) } }
            @if let Some(list) = opened.list.as_ref().and_then(|list| state.personnel.list(list)) {
                div { dt { (t("planned_in")) } dd { a href=(speech.url(&format!("/desk/personnel/planning/{}", list.id))) lang="vi" { (list.plan.post) } } }
            }
            (deadlines(desk, nomination, today))
        }
        (part::section("people", &t("considered"), &html! {
            p { (t("conditions_about")) }
            @for id in &opened.people {
                @if let (Some(person), Some(today)) = (state.personnel.person(id), today) {
                    h3 { (person_link(desk, id)) }
                    // What stands in a file is not shown before it is written down that it was read.
                    @if !person.readings.iter().any(|known| known.by == desk.officer.by() && known.on == today) {
                        p { small { (t("open_the_file_first")) } }
                    } @else { (conditions(desk, &state.conditions(person, &opened.post, opened.list.as_ref(), today, desk.view.at))) }
                }
            }
        }))
        (part::section("steps", &t("steps"), &html! {
            @for (at, rule) in rules.iter().enumerate() {
                (one(desk, nomination, at, rule))
            }
        }))
        @if open {
            (part::section("next", &t("next"), &next(desk, nomination, &asks)))
        }
    };
    desk.page(status, title, &body)
}

/// By which days it is to be decided and finished, and whether it was.
fn deadlines(desk: &Desk, nomination: &Nomination, today: Option<Date>) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let Some((rules, today)) = state.personnel_rules(nomination.at).zip(today) else {
        return html! {};
    };
    let opened = &nomination.opened;
    let decided_by = working_day_after(opened.asked, rules.decide_within.most);
    let finished_by = working_day_after(opened.policy.on, rules.finish_within.most);
    let ended = state.next_step(nomination).is_none();
    let last = nomination.ended.last().filter(|_| ended).map(|ended| ended.document.on);
    let line = |key: &str, by: Date, done: Option<Date>, rule: &personnel::MostRule| {
        let late = done.unwrap_or(today) > by;
        let facts = [("day", day(by)), ("days", rule.most.to_string())];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        html! {
            div {
                dt { (speech.t(&format!("personnel.{key}"))) }
                dd {
                    (speech.tell("personnel.by_day", &facts)) " "
                    @if late { b { (speech.t("personnel.late")) } " " }
                    cite { (rule.source.article) } " " small { (speech.t(calendar::sure(rule.source.sure))) }
                }
            }
        }
    };
    html! {
        (line("decide_by", decided_by, Some(opened.policy.on), &rules.decide_within))
        (line("finish_by", finished_by, last, &rules.finish_within))
        div { dt {} dd { small { (speech.t("personnel.no_holidays")) } } }
    }
}

/// One conference: what it does by which article, its vote, and who went on.
fn one(desk: &Desk, nomination: &Nomination, at: usize, rule: &StepRule) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let ended = nomination.ended.get(at);
    let here = at == nomination.ended.len();
    let begun = nomination.begun.as_ref().filter(|_| here);
    let vote = ended.and_then(|ended| ended.vote.as_ref()).or(begun.map(|begun| &begun.vote));
    html! {
        h3 { (at + 1) ". " (t(&format!("step_{}", rule.id))) }
        p {
            (t(&format!("takes_{}", takes(rule.takes)))) " "
            @if rule.purpose.is_some() {
                @if rule.announced { (t("announced")) } @else { (t("kept_back")) }
            }
            " " cite { (rule.source.article) } " " small { (speech.t(calendar::sure(rule.source.sure))) }
        }
        @if let Some(vote) = vote { (ballots(desk, vote)) }
        @if let Some(ended) = ended { (outcome(desk, ended)) }
        @else if !here { p.hint { (t("later")) } }
    }
}

fn takes(takes: Takes) -> &'static str {
    match takes {
        Takes::Agrees => "agrees",
        Takes::Introduces => "introduces",
        Takes::Opinion => "opinion",
        Takes::Chooses => "chooses",
    }
}

/// The vote of a conference, with its figures as soon as who manages personnel may see them.
fn ballots(desk: &Desk, id: &VoteId) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let state = &desk.view.state;
    let Some(vote) = state.vote.get(id) else { return html! {} };
    let shown = state.shows_figures(vote, Audience::Committee);
    let figures = vote.declared.as_ref().filter(|_| shown).zip(vote.begun.as_ref());
    let options = vote.call.questions.first().map(|question| &question.answers);
    let options = match options {
        Some(dienhong_core::vote::Answers::Choose { options, .. }) => options.as_slice(),
        _ => &[],
    };
    html! {
        p { a href=(speech.url(&format!("/desk/votes/{id}"))) { (t("the_vote")) } ": "
            (speech.t(&format!("confidence.vote_{}", vote.step().name()))) }
        @if let Some((declared, begun)) = figures {
            @let line = declared.total.lines.first();
            (Table {
                id: format!("figures-{id}"),
                caption: speech.tell("personnel.figures_caption", &[("summoned", &speech.n(begun.summoned))]),
                columns: vec![Column::words(t("name")), Column::figures(t("votes")), Column::figures(t("share"))],
                rows: options.iter().enumerate().map(|(at, option)| {
                    let votes = line.and_then(|line| line.votes.get(at)).copied().unwrap_or_default();
                    vec![
                        html! { span lang="vi" { (option.name) } },
                        html! { (speech.n(votes)) },
                        html! { (speech.share(votes, begun.summoned)) },
                    ]
                }).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
    }
}

fn outcome(desk: &Desk, ended: &Ended) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    html! {
        @if let Some(meeting) = ended.meeting {
            @let facts = [("present", speech.n(meeting.present)), ("summoned", speech.n(meeting.summoned))];
            p { (speech.tell("personnel.met_with", &facts.each_ref().map(|(name, fact)| (*name, fact.as_str())))) }
        }
        p {
            @if ended.passed.is_empty() { (t("nobody_went_on")) } @else {
                (t("went_on")) ": " b lang="vi" { (names_of(desk, &ended.passed)) }
            }
            @if let Some(reason) = ended.reason { " (" (t(&format!("reason_{}", reason.name()))) ")" }
            " · " span lang="vi" { (ended.document.number) } " · " (day(ended.document.on))
        }
        @if let Some(head) = &ended.head {
            p { (speech.tell("personnel.head_chose", &[("name", &name_of(desk, head))])) }
        }
        @if let Some(explanation) = &ended.explanation {
            p { (t("explanation")) ": " span lang="vi" { (explanation) } }
        }
    }
}

/// What is to be done in the step that is next.
fn next(desk: &Desk, nomination: &Nomination, asks: &Asks) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let state = &desk.view.state;
    let Some(rule) = state.next_step(nomination) else { return html! {} };
    let vote = nomination.begun.as_ref().and_then(|begun| state.vote.get(&begun.vote));
    let vote = vote.filter(|vote| vote.annulled.is_none());
    let declared = vote.is_some_and(|vote| vote.declared.is_some());
    let candidates: Vec<Arc<Person>> = nomination
        .candidates()
        .iter()
        .filter_map(|id| state.personnel.person(id).cloned())
        .collect();
    let again = state
        .nomination_steps(nomination)
        .iter()
        .take(nomination.ended.len())
        .any(|before| before.takes == Takes::Introduces);
    html! {
        p { (speech.tell("personnel.next_is", &[("step", &nomination.next().to_string()), ("what", &t(&format!("step_{}", rule.id)))])) }
        @if rule.purpose.is_none() {
            (asks.folded("end", form::Weight::Strong, &html! {
                (asks.count("end", "summoned"))
                (asks.count("end", "present"))
                (ticks(asks, "end", &t("agreed_on"), &candidates))
                (asks.document("end"))
            }))
        } @else if vote.is_none() {
            (asks.folded("begin", form::Weight::Strong, &html! {
                p { (t("on_paper")) ": " b lang="vi" { (names_of(desk, nomination.candidates())) } }
                @if rule.takes == Takes::Introduces && again {
                    (ticks(asks, "begin", &t("others"), &others(desk, nomination)))
                }
                (asks.count("begin", "members"))
                (asks.field("begin", "halls", form::Kind::Long, &speech.t("confidence.hall_name")))
            }))
        } @else if !declared {
            p { (t("wait_for_vote")) }
        } @else {
            (asks.folded("end", form::Weight::Strong, &html! {
                p { (t("follows")) }
                @if rule.takes == Takes::Chooses {
                    @let none = std::iter::once((String::new(), t("no_tie")));
                    @let all: Vec<(String, String)> = none.chain(candidates.iter().map(|of| (of.id.to_string(), of.about.name.clone()))).collect();
                    (asks.select("end", "head", &all))
                }
                (asks.long("end", "explanation"))
                (asks.document("end"))
            }))
        }
        (asks.folded("give_up", form::Weight::Grave, &html! {
            (asks.text("give_up", "reason"))
            (asks.document("give_up"))
        }))
    }
}

/// Those who are not considered yet.
fn others(desk: &Desk, nomination: &Nomination) -> Vec<Arc<Person>> {
    let mut people = people_of(desk, |body| *body == nomination.body);
    people.retain(|person| !nomination.candidates().contains(&person.id));
    people
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(nomination) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    let command = match step.as_str() {
        "begin" => begin(&desk, &nomination, &mut sent),
        "end" => end(&desk, &nomination, &mut sent),
        "give_up" => give_up(&desk, &nomination, &mut sent),
        _ => return desk.missing(),
    };
    let Some(command) = command.filter(|_| sent.wrong.is_empty()) else {
        return page(&desk, &nomination, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let body = Some(nomination.body.clone());
    if desk.asked_at(&mut sent, body, command, |refusal| field(refusal, &step)).await {
        return desk.to(&format!("{ROOM}/{}", nomination.id));
    }
    let now = fresh(&desk);
    match found(&now, &id) {
        Some(nomination) => page(&now, &nomination, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

fn begin(desk: &Desk, nomination: &Nomination, sent: &mut Sent) -> Option<Command> {
    let vote = VoteId::from(id_of(sent, "n").as_str());
    let mut said = Said::new(desk, sent);
    let channels = said.halls();
    let members = said.count("members");
    let others = ticked(&said, &others(desk, nomination));
    // The paper's words are Vietnamese, as all papers are.
    let words = Speech::of("vi");
    let rule = desk.view.state.next_step(nomination)?;
    let title = words.tell(
        "personnel.vote_title",
        &[
            ("post", &nomination.opened.post),
            ("step", &nomination.next().to_string()),
            ("what", &words.t(&format!("personnel.step_{}", rule.id))),
        ],
    );
    let text = words.t("personnel.vote_question");
    let ask = Ask { vote, title, text, channels, decision: None };
    let nomination = nomination.id.clone();
    Some(Command::Personnel(personnel::Command::Begin { nomination, ask, members, others }))
}

fn end(desk: &Desk, nomination: &Nomination, sent: &mut Sent) -> Option<Command> {
    let rule = desk.view.state.next_step(nomination)?;
    let state = &desk.view.state.personnel;
    let mut said = Said::new(desk, sent);
    let (mut meeting, mut agreed) = (None, Vec::new());
    if rule.purpose.is_none() {
        let (summoned, present) = (said.count("summoned"), said.count("present"));
        meeting = Some(Meeting { summoned, present });
        let people: Vec<Arc<Person>> =
            nomination.candidates().iter().filter_map(|id| state.person(id).cloned()).collect();
        agreed = ticked(&said, &people);
    }
    let head = Some(said.text("head", SHORT)).filter(|id| !id.is_empty());
    let head = head.map(|id| PersonId::from(id.as_str()));
    let explanation = Some(said.text("explanation", LONGEST)).filter(|text| !text.is_empty());
    let document = said.document()?;
    let nomination = nomination.id.clone();
    let end = personnel::Command::End { nomination, meeting, agreed, head, explanation, document };
    Some(Command::Personnel(end))
}

fn give_up(desk: &Desk, nomination: &Nomination, sent: &mut Sent) -> Option<Command> {
    let mut said = Said::new(desk, sent);
    let reason = said.needed("reason", LONGEST);
    let document = said.document()?;
    let nomination = nomination.id.clone();
    let event = personnel::Event::NominationEnded { nomination, reason, document };
    Some(Command::Record(vec![Event::Personnel(event)]))
}
