//! The file of one who is rated, for those who rate: every reading is recorded, and shown to the person.

use super::{
    Asks, NAME, Of, Said, Wrong, organ,
    organ::{ballot_form, ballot_of, ballots_table},
    rating_name, ratings, written,
};
use crate::{
    App,
    desk::{
        Desk, Typed,
        frame::{LONGEST, done},
    },
    sent::Form,
    session::Officer,
    site,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event as Fact, Kept,
    evaluation::{Appeal, Blemish, Event, Of as About, Outcome, Person, PersonId, Tasks},
};
use dienhong_journal::Seal;
use dienhong_look::{
    Markup, figure, form, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::{Ask, NotDone};
use std::sync::Arc;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((cycle, person)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::new(&desk, &cycle) else { return desk.missing() };
    let Some(known) = known(&of, &person) else { return desk.missing() };
    if let Err(turned_away) = enters(&of, &known).await {
        return turned_away;
    }
    page(&desk, (&cycle, &person), StatusCode::OK, &Typed::new(), None)
}

/// A person whose file this officer may see.
fn known(of: &Of, id: &str) -> Option<Arc<Person>> {
    of.cycle.person(&PersonId::from(id)).filter(|_| of.may_see()).cloned()
}

/// Nobody sees a file of another before that is recorded; the own one is elsewhere.
async fn enters(of: &Of<'_>, person: &Person) -> Result<(), Response> {
    let desk = of.desk;
    if person.officer.as_ref() == Some(&desk.officer.id) {
        return Err(desk.to(&format!("/desk/evaluation/mine/{}", of.cycle.id)));
    }
    read(of, &person.id).await.map_err(|why| {
        let body = desk.trouble(Some(&why));
        desk.page(StatusCode::SERVICE_UNAVAILABLE, desk.speech.t("evaluation.title"), &body)
    })
}

/// That this officer read the file.
async fn read(of: &Of<'_>, person: &PersonId) -> Result<(), String> {
    let event = Event::FileRead { cycle: of.cycle.id.clone(), person: person.clone() };
    let ask = Ask {
        act: dienhong_node::fresh_id(),
        by: of.desk.officer.by(),
        body: of.acting(&event),
        command: Command::Record(vec![Fact::Evaluation(event)]),
        seals: Vec::new(),
    };
    match done(&of.desk.app, ask).await {
        Ok(_) => Ok(()),
        // Of a file that was struck nothing more is recorded.
        Err(NotDone::Refused(why))
            if matches!(why.code, "evaluation.read_already" | "evaluation.unknown_person") =>
        {
            Ok(())
        }
        Err(NotDone::Refused(why)) => Err(of.desk.refused(&why)),
        Err(why) => Err(of.desk.speech.tell("desk.not_done", &[("why", &why.to_string())])),
    }
}

fn page(
    desk: &Desk,
    (cycle, person): (&str, &str),
    status: StatusCode,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Response {
    let speech = &desk.speech;
    let Some(of) = Of::new(desk, cycle) else { return desk.missing() };
    let Some(person) = known(&of, person) else { return desk.missing() };
    let asks = Asks { desk, typed, wrong, action: of.person_url(&person.id) };
    let body = html! {
        (part::head(&person.name, None))
        p { a href=(of.organ_url(&person.organ)) { (organ_name(&of, &person)) } " · " a href=(of.url("")) { (of.cycle.name) } }
        (desk.trouble(asks.general()))
        @if let Some(reason) = &person.struck {
            p { b { (speech.tell("evaluation.struck", &[("reason", reason)])) } }
        }
        (file(&of, &person))
        @if of.prepares() && person.counts() {
            (part::section("record", &speech.t("evaluation.to_record"), &forms(&of, &asks, &person)))
        }
        @if of.deciding().is_some() && person.appeals.iter().any(|appeal| appeal.answered.is_none()) {
            (part::section("answer", &speech.t("evaluation.do_answer"), &answer_form(&of, &asks)))
        }
    };
    desk.page(status, person.name.clone(), &body)
}

fn organ_name(of: &Of, person: &Person) -> String {
    of.cycle.organ(&person.organ).map_or_else(String::new, |organ| organ.name.clone())
}

/// The words under a seal, for those who may read them.
fn words(of: &Of, seal: &Seal) -> String {
    let kept: Option<String> = of.desk.app.kept(seal);
    kept.unwrap_or_else(|| of.desk.speech.t("evaluation.words_lost"))
}

fn tasks(of: &Of, tasks: Option<&Tasks>) -> Markup {
    let speech = &of.desk.speech;
    html! {
        @if let Some(tasks) = tasks {
            @let facts = [("assigned", speech.n(tasks.assigned)), ("done", speech.n(tasks.done)),
                ("on_time", speech.n(tasks.on_time)), ("beyond", speech.n(tasks.beyond))];
            br; (speech.tell("evaluation.tasks_told", &facts.each_ref().map(|(name, fact)| (*name, fact.as_str()))))
        }
    }
}

/// All that stands in a file, the same for the person and for those who rate.
pub(super) fn file(of: &Of, person: &Person) -> Markup {
    let speech = &of.desk.speech;
    let when = |at| site::when(&of.desk.view.state.node, at);
    let (name, organ_label, post, group, months, decided) = (
        speech.t("evaluation.field_name"),
        speech.t("evaluation.organ"),
        speech.t("evaluation.field_post"),
        speech.t("evaluation.field_group"),
        speech.t("evaluation.field_months"),
        speech.t("evaluation.decided"),
    );
    let mut rows: Vec<(&str, Markup)> = vec![
        (&name, html! { (person.name) }),
        (&organ_label, html! { (organ_name(of, person)) }),
        (
            &post,
            html! { (person.post) @if person.leads { " · " (speech.t("evaluation.leads_yes")) } },
        ),
        (&group, html! { (person.group) }),
        (
            &months,
            html! { (person.months) @if !of.cycle.worked_enough(of.rules, person) { " · " b { (speech.t("evaluation.too_few_months")) } } },
        ),
    ];
    rows.push((&decided, outcomes(of, person)));
    html! {
        (figure::particulars(&rows))
        (part::section("report", &speech.t("evaluation.phase_self_report"), &html! {
            @if person.reports.is_empty() { p { (speech.t("evaluation.no_report")) } }
            @for report in person.reports.iter().rev() {
                p {
                    b { (speech.tell("evaluation.scored", &[("score", &written(speech, report.score))])) } " · " (when(report.at))
                    (tasks(of, report.tasks.as_ref()))
                    br; (words(of, &report.sealed))
                }
            }
        }))
        @if !person.facts.is_empty() {
            (part::section("facts", &speech.t("evaluation.facts"), &html! { ul { @for fact in &person.facts {
                li { (speech.t(&format!("evaluation.fact_{}", fact.fact.name()))) ", " (site::day(fact.on)) ", " (fact.document) }
            } } }))
        }
        (part::section("comments", &speech.t("evaluation.phase_comments"), &html! {
            @if person.comments.is_empty() { p { (speech.t("evaluation.no_comment")) } }
            @for comment in &person.comments {
                p { b { (comment.by_body) } ", " (comment.document) " · " (when(comment.at)) br; (words(of, &comment.sealed)) }
            }
        }))
        (part::section("proposals", &speech.t("evaluation.phase_proposal"), &html! {
            @if person.proposals.is_empty() { p { (speech.t("evaluation.no_proposal")) } }
            @for proposal in person.proposals.iter().rev() {
                p {
                    b { (rating_name(speech, proposal.rating)) } ", "
                    (speech.tell("evaluation.scored", &[("score", &written(speech, proposal.score))])) ", "
                    (proposal.document) " · " (when(proposal.at))
                    (tasks(of, proposal.tasks.as_ref()))
                }
            }
        }))
        @if !person.ballots.is_empty() { (ballots_table(of, "ballots", &person.ballots)) }
        (part::section("appeals", &speech.t("evaluation.appeals"), &html! {
            @if person.appeals.is_empty() { p { (speech.t("evaluation.no_appeal")) } }
            @for appeal in &person.appeals { (told(of, appeal)) }
        }))
        (part::section("readers", &speech.t("evaluation.readers"), &readers(of, person)))
    }
}

/// Every decision on somebody, the last first: what was corrected stays to be seen.
fn outcomes(of: &Of, person: &Person) -> Markup {
    let speech = &of.desk.speech;
    let told = |(number, outcome): &(u16, Outcome)| {
        let decision = of.cycle.decision(*number);
        html! {
            div {
                @match outcome {
                    Outcome::Unrated(why) => (speech.t(&format!("evaluation.unrated_{}", why.name()))),
                    Outcome::Rated { rating, score, .. } => {
                        b { (rating_name(speech, *rating)) } " (" (speech.tell("evaluation.scored", &[("score", &written(speech, *score))])) ")"
                    }
                }
                @if let Some(decision) = decision {
                    ", " (decision.document) ", " (site::day(decision.on))
                    @if let Some((_, reason)) = &decision.corrects { " · " (speech.tell("evaluation.because", &[("reason", reason)])) }
                }
            }
        }
    };
    html! {
        @if person.outcomes.is_empty() { (organ::outcome(speech, person)) }
        @for outcome in person.outcomes.iter().rev() { (told(outcome)) }
    }
}

fn told(of: &Of, appeal: &Appeal) -> Markup {
    let speech = &of.desk.speech;
    html! {
        p { (speech.tell("evaluation.appealed_on", &[("day", &site::day(appeal.on))])) br; (words(of, &appeal.sealed)) }
        @match &appeal.answered {
            None => p { b { (speech.t("evaluation.unanswered")) } },
            Some((on, document, upheld, sealed)) => p {
                (speech.tell("evaluation.answered_on", &[("day", &site::day(*on)), ("document", document)])) " "
                b { (speech.t(if *upheld { "evaluation.upheld" } else { "evaluation.not_upheld" })) }
                br; (words(of, sealed))
            },
        }
    }
}

fn readers(of: &Of, person: &Person) -> Markup {
    let speech = &of.desk.speech;
    if person.readers.is_empty() {
        return html! { p { (speech.t("evaluation.no_reader")) } };
    }
    let state = &of.desk.view.state;
    let name = |by: &dienhong_core::people::By| match by {
        dienhong_core::people::By::Officer(id) => {
            state.people.officer(id).map_or_else(|| id.to_string(), |known| known.name.clone())
        }
        other => other.to_string(),
    };
    let row = |(by, at): &(dienhong_core::people::By, dienhong_journal::Millis)| {
        vec![html! { (name(by)) }, html! { (site::when(&state.node, *at)) }]
    };
    html! { (Table {
        id: "readers-table".into(),
        caption: speech.t("evaluation.readers_caption"),
        columns: vec![Column::words(speech.t("evaluation.reader")), Column::words(speech.t("evaluation.when"))],
        rows: person.readers.iter().rev().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

/// A report on one's own work, by the person or for one without an account.
pub(super) fn report_form(of: &Of, asks: &Asks, person: &Person) -> Markup {
    let step = "report";
    let report = person.report();
    asks.folded(
        step,
        form::Weight::Jade,
        &html! {
            (asks.score(step, report.map(|report| report.score)))
            (asks.tasks(step, of.cycle.law, report.and_then(|report| report.tasks.as_ref())))
            (asks.field(step, "words", form::Kind::Long, ""))
        },
    )
}

pub(super) fn appeal_form(of: &Of, asks: &Asks) -> Markup {
    let step = "appeal";
    asks.folded(
        step,
        form::Weight::Plain,
        &html! {
            (asks.field(step, "on", form::Kind::Date, &of.today.to_string()))
            (asks.field(step, "words", form::Kind::Long, ""))
        },
    )
}

/// Whether the person may still report: before a proposal, before the decision.
pub(super) fn may_report(of: &Of, person: &Person) -> bool {
    let decided = of.cycle.organ(&person.organ).is_none_or(|organ| organ.rating().is_some());
    !decided && person.proposal().is_none()
}

pub(super) fn may_appeal(person: &Person) -> bool {
    person.outcome().is_some() && person.appeals.iter().all(|appeal| appeal.answered.is_some())
}

fn forms(of: &Of, asks: &Asks, person: &Person) -> Markup {
    let speech = &of.desk.speech;
    let decided = of.cycle.organ(&person.organ).is_none_or(|organ| organ.rating().is_some());
    let proposal = person.proposal();
    let score = proposal.map(|p| p.score).or_else(|| person.report().map(|report| report.score));
    let rating = score.map(|score| of.cycle.best(of.rules, person, score, None));
    let rating = proposal.map(|proposal| proposal.rating).or(rating);
    let stands = proposal.and_then(|p| p.tasks.as_ref());
    let stands = stands.or_else(|| person.report().and_then(|report| report.tasks.as_ref()));
    let facts = Blemish::ALL.map(|fact| {
        (fact.name().to_owned(), speech.t(&format!("evaluation.fact_{}", fact.name())))
    });
    html! {
        @if may_report(of, person) { (report_form(of, asks, person)) }
        @if !decided {
            (asks.folded("comment", form::Weight::Plain, &html! {
                (asks.field("comment", "by_body", form::Kind::Text, ""))
                (asks.document("comment"))
                (asks.field("comment", "words", form::Kind::Long, ""))
            }))
            (asks.folded("propose", form::Weight::Jade, &html! {
                (asks.score("propose", score))
                (asks.tasks("propose", of.cycle.law, stands))
                (asks.select("propose", "rating", &speech.t("evaluation.rating"), &ratings(speech), rating.map_or("good", |rating| rating.name())))
                (asks.document("propose"))
            }))
            (ballot_form(asks, "ballot"))
        }
        (asks.folded("fact", form::Weight::Plain, &html! {
            (asks.select("fact", "fact", &speech.t("evaluation.fact"), &facts, ""))
            (asks.field("fact", "on", form::Kind::Date, ""))
            (asks.document("fact"))
        }))
        @if may_appeal(person) { (appeal_form(of, asks)) }
        @if !decided {
            (asks.folded("strike", form::Weight::Grave, &html! { (asks.field("strike", "reason", form::Kind::Text, "")) }))
        }
    }
}

fn answer_form(of: &Of, asks: &Asks) -> Markup {
    let (speech, step) = (&of.desk.speech, "answer");
    let ways = [("no", "evaluation.not_upheld"), ("yes", "evaluation.upheld")]
        .map(|(value, key)| (value.to_owned(), speech.t(key)));
    asks.folded(
        step,
        form::Weight::Jade,
        &html! {
            (asks.field(step, "on", form::Kind::Date, &of.today.to_string()))
            (asks.document(step))
            (asks.select(step, "upheld", &speech.t("evaluation.answer"), &ways, "no"))
            (asks.field(step, "words", form::Kind::Long, ""))
        },
    )
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((cycle, person)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::new(&desk, &cycle) else { return desk.missing() };
    let Some(known) = known(&of, &person) else { return desk.missing() };
    if let Err(turned_away) = enters(&of, &known).await {
        return turned_away;
    }
    let again = |status, wrong: Wrong| page(&desk, (&cycle, &person), status, &typed, Some(&wrong));
    let (event, kept) = match asked(&of, &known, &typed) {
        Ok(asked) => asked,
        Err(wrong) => return again(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    match of.ask(&typed, event, kept).await {
        Ok(()) => desk.to(&format!("/desk/evaluation/{cycle}/people/{person}")),
        Err(wrong) => again(StatusCode::CONFLICT, wrong),
    }
}

/// What a form records of a person, with what opens its seals.
pub(super) fn asked(of: &Of, person: &Person, typed: &Typed) -> Result<(Event, Vec<Kept>), Wrong> {
    let said = Said { desk: of.desk, typed };
    said.fits(&[("document", LONGEST), ("reason", LONGEST), ("by_body", NAME)])?;
    let (cycle, id) = (of.cycle.id.clone(), person.id.clone());
    let law = of.cycle.law;
    let plain = |event| Ok((event, Vec::new()));
    match said.text("step") {
        "report" => {
            let (score, tasks) = (said.score("score")?, said.tasks(law)?);
            let (sealed, kept) = said.sealed("words")?;
            Ok((Event::SelfReported { cycle, person: id, score, tasks, sealed }, vec![kept]))
        }
        "comment" => {
            let (by_body, document) = (said.filled("by_body")?, said.filled("document")?);
            let (sealed, kept) = said.sealed("words")?;
            Ok((Event::Commented { cycle, person: id, by_body, document, sealed }, vec![kept]))
        }
        "propose" => plain(Event::Proposed {
            cycle,
            person: id,
            score: said.score("score")?,
            rating: said.rating("rating")?,
            tasks: said.tasks(law)?,
            document: said.filled("document")?,
        }),
        "ballot" => {
            let (ballot, document) = (ballot_of(&said)?, said.filled("document")?);
            plain(Event::Balloted { cycle, of: About::Person(id), ballot, document })
        }
        "fact" => {
            let fact = Blemish::ALL.into_iter().find(|fact| fact.name() == said.text("fact"));
            let Some(fact) = fact else { return said.no("fact", "setup.nothing_chosen") };
            let (on, document) = (said.date("on")?, said.filled("document")?);
            plain(Event::FactRecorded { cycle, person: id, fact, on, document })
        }
        "strike" => {
            plain(Event::PersonStruck { cycle, person: id, reason: said.filled("reason")? })
        }
        "appeal" => {
            let on = said.date("on")?;
            let (sealed, kept) = said.sealed("words")?;
            let appeal = u16::try_from(person.appeals.len() + 1).unwrap_or(u16::MAX);
            Ok((Event::Appealed { cycle, person: id, appeal, on, sealed }, vec![kept]))
        }
        "answer" => {
            let open = person.appeals.iter().position(|appeal| appeal.answered.is_none());
            let appeal = open.and_then(|at| u16::try_from(at + 1).ok()).unwrap_or(0);
            let (on, document) = (said.date("on")?, said.filled("document")?);
            let upheld = said.text("upheld") == "yes";
            let (sealed, kept) = said.sealed("words")?;
            let event =
                Event::AppealAnswered { cycle, person: id, appeal, on, document, upheld, sealed };
            Ok((event, vec![kept]))
        }
        _ => Err((None, of.desk.speech.t("setup.nothing_chosen"))),
    }
}
