//! The forms of a round, and what each asks for.

use super::{Asks, Of, Said, Sent, at_field, id_of, page};
use crate::{
    App,
    desk::{Desk, asks::SHORT},
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
    confidence::{self, Consequence, Excluded, Ground, Plan, Subject, Why},
    count::Count,
    people::{BodyId, OfficerId},
    refusal::Refusal,
    vote::{Ask, VoteId},
};
use dienhong_look::{Markup, form, html, part};
use std::sync::Arc;

/// The most people of a form.
const PEOPLE: usize = 500;

/// At which field a refusal is shown.
pub(super) fn field(refusal: &Refusal, step: &str) -> Option<String> {
    at_field(
        refusal,
        step,
        &[
            ("title_missing", "heading"),
            ("not_held_here", "kind"),
            ("unknown_assembly", "assembly"),
            ("year_out_of_range", "year_of_term"),
            ("people_out_of_range", "subjects"),
            ("person_nameless", "subjects"),
            ("person_twice", "subjects"),
            ("unknown_person", "person"),
            ("readers_over_members", "members"),
            ("too_few_signed", "signed"),
            ("members_demand_nothing", "ground"),
            ("no_ground", "person"),
            ("taken_twice", "person"),
            ("body_missing", "by"),
        ],
    )
}

/// The plan that the form says; what it cannot say is told at its field.
pub(super) fn plan(desk: &Desk, sent: &mut Sent) -> Option<(BodyId, Plan)> {
    let state = &desk.view.state;
    let mut said = Said::new(desk, sent);
    let body = said.needed("body", SHORT);
    let kind = said.needed("kind", SHORT);
    let title = said.needed("heading", SHORT);
    let (year, year_of_term) = (said.number("year"), said.number("year_of_term"));
    let assembly = Some(said.raw("assembly")).filter(|assembly| !assembly.is_empty());
    let members = said.count("members");
    let mut subjects = Vec::new();
    for (line, parts) in said.lines("subjects", PEOPLE) {
        match parts.as_slice() {
            [name, post] if !name.is_empty() && !post.is_empty() => {
                let id = format!("p-{}", subjects.len() + 1);
                subjects.push(Subject { id, name: name.clone(), post: post.clone() });
            }
            [name, post, officer] if !name.is_empty() && !post.is_empty() => {
                if state.people.officer(&OfficerId::from(officer.as_str())).is_none() {
                    said.wrong_line("subjects", line);
                }
                let (id, name) = (officer.clone(), name.clone());
                subjects.push(Subject { id, name, post: post.clone() });
            }
            _ => said.wrong_line("subjects", line),
        }
    }
    let whys = Why::ALL.map(|why| (why, desk.speech.t(&format!("confidence.why_{}", why.name()))));
    let mut excluded = Vec::new();
    for (line, parts) in said.lines("excluded", PEOPLE) {
        let why = parts.get(2).and_then(|said| {
            let said = said.to_lowercase();
            whys.iter().find(|(why, words)| words.to_lowercase() == said || why.name() == said)
        });
        match (parts.as_slice(), why) {
            ([name, post, _], Some((why, _))) => {
                excluded.push(Excluded { name: name.clone(), post: post.clone(), why: *why });
            }
            _ => said.wrong_line("excluded", line),
        }
    }
    let document = said.document();
    let sound = said.is_sound();
    // What the rule of its vote demands, so that nobody need know it.
    let rules = state.rules_at(desk.view.at).ok();
    let purpose = rules.and_then(|rules| {
        let purpose = rules.confidence.as_ref()?.surveys.get(&kind)?.purpose.as_ref()?;
        rules.votes.get(purpose)
    });
    let closed = purpose.is_some_and(|rule| rule.is_closed());
    let (year, year_of_term, document) = (year?, year_of_term?, document?);
    let plan = Plan {
        kind,
        title,
        year,
        year_of_term,
        assembly,
        members,
        subjects,
        excluded,
        document,
        closed,
    };
    sound.then(|| (BodyId::from(body.as_str()), plan))
}

/// What may be done now, by this officer: the strong one is what is next.
pub(super) fn forms(of: &Of, sent: &Sent) -> Markup {
    let Of { desk, round } = of;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let asks = Asks { desk, action: of.action(), words: "confidence", sent };
    let state = &desk.view.state;
    let survey = state.survey(round);
    let calls = of.calls();
    let named = |subject: &Subject| (subject.id.clone(), subject.name.clone());
    let people: Vec<(String, String)> = round.subjects().map(named).collect();
    let all_filed = round.subjects().all(|of| round.reports.contains_key(&of.id));
    let out = round.given_out.is_some();
    let whys = Why::ALL.map(|why| (why.name().to_owned(), t(&format!("why_{}", why.name()))));
    let weight = |next: bool| if next { form::Weight::Strong } else { form::Weight::Plain };
    let given = of.given();
    let after = |least: Consequence| -> Vec<(String, String)> {
        let given = given.iter().flatten();
        given.filter(|of| of.consequence >= least).map(|of| named(of.subject)).collect()
    };
    let lost: Vec<(String, String)> = round
        .plan
        .subjects
        .iter()
        .filter(|subject| {
            let second = state.second_vote(round, &subject.id);
            let given = second.filter(|(_, vote)| of.shows(vote));
            let given = given.and_then(|(_, vote)| state.second_given(round, vote));
            given.is_some_and(|given| given.lost)
        })
        .map(named)
        .collect();
    let mut relieved = after(Consequence::Severe);
    relieved.extend(lost);
    let halls = || {
        html! {
            (asks.field("survey", "halls", form::Kind::Long, &t("hall_name")))
            (asks.field("survey", "members", form::Kind::Count, &speech.n(round.plan.members)))
        }
    };
    html! {
        @if of.to_read() {
            (part::section("read", &t("read"), &html! {
                p { (t("read_about")) }
                (asks.form("read", form::Weight::Strong, &html! {}))
            }))
        }
        @if !out && (calls || of.own().is_some()) { (report_form(of, &asks, &people)) }
        @if calls {
            (part::section("acts", &t("acts"), &html! {
                @if !out {
                    (asks.folded("given_out", weight(all_filed), &asks.date("given_out", "on")))
                }
                @if out { (asks.folded("readers", weight(false), &asks.count("readers", "members"))) }
                @if survey.is_none() {
                    @if out { (asks.folded("survey", weight(true), &halls())) }
                    (asks.folded("left", weight(false), &html! {
                        (asks.select("left", "person", &people))
                        (asks.select("left", "why", &whys))
                        (asks.document("left"))
                    }))
                }
                @let resigned = after(Consequence::Moderate);
                @if !resigned.is_empty() {
                    (asks.folded("resigned", weight(false), &html! {
                        (asks.select("resigned", "person", &resigned))
                        (asks.document("resigned"))
                    }))
                }
                (asks.folded("second", weight(false), &second_form(of, &asks)))
                @if !relieved.is_empty() {
                    (asks.folded("relief", weight(false), &html! {
                        (asks.select("relief", "person", &relieved))
                        (asks.document("relief"))
                    }))
                }
            }))
        }
    }
}

/// Who reports, in which words, and the signed paper.
fn report_form(of: &Of, asks: &Asks, people: &[(String, String)]) -> Markup {
    let desk = of.desk;
    let t = |key: &str| desk.speech.t(&format!("confidence.{key}"));
    let own: Vec<(String, String)> = match of.own() {
        Some(own) if !of.calls() => vec![(own.id.clone(), own.name.clone())],
        _ => people.to_vec(),
    };
    let file_error = asks.sent.error("report.file");
    part::section(
        "report",
        &t("report"),
        &html! {
            p { (t("report_about")) }
            details open[asks.sent.value("step") == "report"] {
                summary { (t("report_file_one")) }
                form method="post" enctype="multipart/form-data" action={ (of.action()) "/report" } {
                    (desk.stamps())
                    (form::hidden("step", "report"))
                    (asks.select("report", "person", &own))
                    (asks.long("report", "text"))
                    (form::file("report.file", &t("file"), &t("file_hint"), ".pdf,.jpg,.jpeg,.png,.webp", file_error))
                    (form::button(form::Weight::Plain, &t("report_do")))
                }
            }
        },
    )
}

fn second_form(of: &Of, asks: &Asks) -> Markup {
    let Of { desk, round } = of;
    let t = |key: &str| desk.speech.t(&format!("confidence.{key}"));
    let people = round.plan.subjects.iter().map(|of| (of.id.clone(), of.name.clone()));
    let people: Vec<(String, String)> = people.collect();
    let grounds = GROUNDS.map(|id| (id.to_owned(), t(&format!("ground_{id}"))));
    let rules = desk.view.state.rules_at(round.at).ok();
    let demanded = rules.and_then(|rules| {
        let rules = rules.confidence.as_ref()?;
        rules.demanded_by.get(round.plan.assembly.as_ref()?)
    });
    html! {
        @if let Some(rule) = demanded {
            (part::article(&desk.speech.tell("confidence.demanded_by", &[("share", &rule.from.to_string())]), &rule.source.article, None))
        }
        (asks.select("second", "person", &people))
        (asks.select("second", "ground", &grounds))
        (asks.count("second", "signed"))
        (asks.text("second", "by"))
        (asks.document("second"))
        (asks.field("second", "halls", form::Kind::Long, &t("hall_name")))
        (asks.field("second", "members", form::Kind::Count, &desk.speech.n(round.plan.members)))
    }
}

const GROUNDS: [&str; 3] = ["survey", "members", "body"];

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
    match command(&of, &mut sent) {
        Some(command) => of.done(sent, command, &step).await,
        None if sent.wrong.is_empty() => desk.missing(),
        None => page(&of, StatusCode::UNPROCESSABLE_ENTITY, &sent),
    }
}

/// What a form asks for. None: something cannot be read, told at its field, or there is no such form.
fn command(of: &Of, sent: &mut Sent) -> Option<Command> {
    use confidence::Event as E;
    let Of { desk, round } = of;
    let vote = VoteId::from(id_of(sent, "v").as_str());
    let round_id = round.id.clone();
    let mut said = Said::new(desk, sent);
    let step = said.step.clone();
    let record = |event| Some(Command::Record(vec![Event::Confidence(event)]));
    let command = match step.as_str() {
        "read" => record(E::ReportsRead { round: round_id }),
        "given_out" => {
            said.date("on").and_then(|on| record(E::ReportsGivenOut { round: round_id, on }))
        }
        "readers" => {
            let members = said.count("members");
            record(E::ReadersStated { round: round_id, members })
        }
        "left" => {
            let person = said.needed("person", SHORT);
            let why = said.one_of("why", &Why::ALL, Why::name);
            let document = said.document();
            why.zip(document).and_then(|(why, document)| {
                record(E::SubjectLeft { round: round_id, person, why, document })
            })
        }
        "resigned" => {
            let person = said.needed("person", SHORT);
            let document = said.document();
            document.and_then(|document| record(E::Resigned { round: round_id, person, document }))
        }
        "relief" => {
            let person = said.needed("person", SHORT);
            let document = said.document();
            document.and_then(|document| {
                record(E::ReliefProposed { round: round_id, person, document })
            })
        }
        "survey" => {
            let (ask, members) = ask(of, &mut said, vote, "confidence.question");
            let round = round_id;
            Some(Command::Confidence(confidence::Command::Survey { round, ask, members }))
        }
        "second" => {
            let person = said.needed("person", SHORT);
            let ground = ground(&mut said);
            let document = said.document();
            let (ask, members) = ask(of, &mut said, vote, "confidence.second_question");
            ground.zip(document).map(|(ground, document)| {
                let round = round_id;
                Command::Confidence(confidence::Command::Second {
                    round,
                    person,
                    ground,
                    document,
                    ask,
                    members,
                })
            })
        }
        _ => None,
    };
    let sound = said.is_sound();
    command.filter(|_| sound)
}

fn ground(said: &mut Said) -> Option<Ground> {
    match said.raw("ground").as_str() {
        "survey" => Some(Ground::Survey),
        "members" => Some(Ground::Members { signed: said.count("signed") }),
        "body" => Some(Ground::Body { name: said.needed("by", SHORT) }),
        _ => {
            said.wrong("ground", said.desk.speech.t("asks.choose"));
            None
        }
    }
}

/// How it is voted on, and by how many: on paper, in these halls. The paper's words are Vietnamese, as all papers are.
fn ask(of: &Of, said: &mut Said, vote: VoteId, question: &str) -> (Ask, Count) {
    let channels = said.halls();
    let members = said.count("members");
    let text = crate::Speech::of("vi").t(question);
    let title = of.round.plan.title.clone();
    (Ask { vote, title, text, channels, decision: None }, members)
}
