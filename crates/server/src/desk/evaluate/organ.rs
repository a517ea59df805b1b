//! One office: how it stands against the cap, what if, and the decision on everybody in it.

use super::{Asks, Of, Said, Wrong, rating_name, ratings, select, written};
use crate::{
    App, Speech,
    desk::{Desk, Typed, frame::LONGEST},
    sent::Form,
    session::Officer,
    site,
};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    evaluation::{
        Ballot, CapBase, CapLine, Event, Of as About, Organ, OrganId, Outcome, Person, PersonId,
        Phase, Rating, Unrated,
    },
    nomination::order_key,
};
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::Arc};

/// What if the cap were taken over another number, or somebody rated otherwise. Nothing of it is recorded.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WhatIf {
    #[serde(default)]
    base: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    rating: String,
}

const BASES: [(&str, CapBase); 2] =
    [("good_final", CapBase::GoodFinal), ("good_or_better", CapBase::GoodOrBetter)];

pub(super) fn base_name(base: CapBase) -> &'static str {
    match base {
        CapBase::GoodFinal => "good_final",
        CapBase::GoodOrBetter => "good_or_better",
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((cycle, organ)): Path<(String, String)>,
    Query(asked): Query<WhatIf>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, (&cycle, &organ), StatusCode::OK, &Typed::new(), None, &asked)
}

/// In the order of lists: who leads first, then by name.
pub(super) fn ordered(of: &Of, organ: &OrganId) -> Vec<Arc<Person>> {
    let mut people: Vec<Arc<Person>> = of.cycle.people_of(organ).cloned().collect();
    people.sort_by_cached_key(|person| (!person.leads, order_key(&person.name), person.id.clone()));
    people
}

fn page(
    desk: &Desk,
    (cycle, organ): (&str, &str),
    status: StatusCode,
    typed: &Typed,
    wrong: Option<&Wrong>,
    asked: &WhatIf,
) -> Response {
    let speech = &desk.speech;
    let Some(of) = Of::new(desk, cycle) else { return desk.missing() };
    if !of.may_see() {
        let body = part::empty(&speech.t("people.no_right"), None);
        return desk.page(StatusCode::FORBIDDEN, of.cycle.name.clone(), &body);
    }
    let Some(organ) = of.cycle.organ(&OrganId::from(organ)).cloned() else { return desk.missing() };
    let people = ordered(&of, &organ.id);
    let asks = Asks { desk, typed, wrong, action: of.organ_url(&organ.id) };
    let rule = &of.rules.cap.of(&organ);
    let lines = of.cycle.caps(rule, rule.base, &organ, &BTreeMap::new());
    let decided = organ.rating();
    let list =
        Link::new(speech.t("evaluation.list"), format!("{}/list.pdf", of.organ_url(&organ.id)));
    let body = html! {
        (part::head(&organ.name, None))
        p { a href=(of.url("")) { (of.cycle.name) } " · " (speech.tell("evaluation.at_level", &[("level", &organ.level.to_string())])) }
        (desk.trouble(asks.general()))
        @match decided {
            Some(rating) => p { b { (speech.tell("evaluation.organ_rated", &[("rating", &rating_name(speech, rating))])) } },
            None => p { (speech.t("evaluation.not_decided_yet")) },
        }
        (part::section("people", &speech.t("evaluation.people"), &people_table(&of, &people)))
        (part::section("cap", &speech.t("evaluation.cap"), &html! {
            p { (speech.tell("evaluation.cap_about", &[("percent", &rule.percent.to_string()),
                ("base", &speech.t(&format!("evaluation.base_{}", base_name(rule.base))))])) " " small { (rule.source.article) } }
            @if let Some((document, on)) = &organ.raised {
                p { (speech.tell("evaluation.cap_is_raised", &[("document", document), ("day", &site::day(*on))])) }
            }
            (caps_table(speech, "cap-table", &speech.t("evaluation.cap_now"), &lines))
            @if let Some(raised) = rule.raised.as_ref().filter(|_| of.deciding().is_some() && organ.raised.is_none()) {
                p.hint { (speech.tell("evaluation.raise_about", &[("percent", &raised.percent.to_string())])) " " small { (raised.source.article) } }
                (asks.folded("raise", form::Weight::Plain, &html! {
                    (asks.document("raise"))
                    (asks.field("raise", "on", form::Kind::Date, &of.today.to_string()))
                }))
            }
        }))
        @if !people.is_empty() {
            (part::section("what-if", &speech.t("evaluation.what_if"), &what_if(&of, &organ, &people, asked)))
        }
        @if of.prepares() && decided.is_none() {
            (part::section("ballot", &speech.t("evaluation.ballots"), &ballot_form(&asks, "ballot")))
        }
        @if !organ.ballots.is_empty() { (ballots_table(&of, "organ-ballots", &organ.ballots)) }
        @if of.deciding().is_some() && !people.is_empty() {
            @match decided {
                None => (part::section("decide", &speech.t("evaluation.do_decide"), &decision(&of, &asks, &people))),
                Some(rating) => (part::section("correct", &speech.t("evaluation.correct"), &correction(&of, &asks, &people, rating))),
            }
        }
        (part::links(&[(list, Some(speech.t("evaluation.for_officers")))]))
    };
    desk.page(status, organ.name.clone(), &body)
}

/// What was decided, as readers write it; a dash before.
pub(super) fn outcome(speech: &Speech, person: &Person) -> String {
    match person.outcome() {
        None => "–".to_owned(),
        Some(Outcome::Unrated(why)) => speech.t(&format!("evaluation.unrated_{}", why.name())),
        Some(Outcome::Rated { rating, .. }) => rating_name(speech, *rating),
    }
}

fn people_table(of: &Of, people: &[Arc<Person>]) -> Markup {
    let speech = &of.desk.speech;
    if people.is_empty() {
        return part::empty(&speech.t("evaluation.nobody"), None);
    }
    let row = |person: &Arc<Person>| {
        let report = person.report().map(|report| written(speech, report.score));
        let proposal = person.proposal();
        let agreed = of.rules.ballot.as_ref().zip(person.ballot());
        let agreed = agreed.map(|(rule, ballot)| match ballot.agreed(rule) {
            Some(rating) => rating_name(speech, rating),
            None => speech.t("evaluation.no_majority"),
        });
        let dash = || "–".to_owned();
        vec![
            html! {
                a href=(of.person_url(&person.id)) { (person.name) } br;
                small { (person.post) @if person.leads { " · " (speech.t("evaluation.leads_yes")) } }
            },
            html! { (person.group) },
            html! { (report.unwrap_or_else(dash)) },
            html! {
                @match proposal {
                    None => "–",
                    Some(proposal) => {
                        (rating_name(speech, proposal.rating)) " (" (written(speech, proposal.score)) ")"
                        (beside_the_ballot(of, person, proposal.rating))
                    }
                }
            },
            html! { (agreed.unwrap_or_else(dash)) },
            html! { (outcome(speech, person)) },
        ]
    };
    html! { (Table {
        id: "people-table".into(),
        caption: speech.t("evaluation.people_caption"),
        columns: vec![
            Column::words(speech.t("evaluation.field_name")),
            Column::words(speech.t("evaluation.field_group")),
            Column::figures(speech.t("evaluation.own_score")),
            Column::words(speech.t("evaluation.proposed")),
            Column::words(speech.t("evaluation.by_ballot")),
            Column::words(speech.t("evaluation.decided")),
        ],
        rows: people.iter().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

/// Where the ballot says something else than the proposal: who decides should know.
fn beside_the_ballot(of: &Of, person: &Person, proposed: Rating) -> Markup {
    let agreed = of.rules.ballot.as_ref().zip(person.ballot());
    let agreed = agreed.and_then(|(rule, ballot)| ballot.agreed(rule));
    html! { @if agreed.is_some_and(|agreed| agreed != proposed) {
        br; b { (of.desk.speech.t("evaluation.differs_from_ballot")) }
    } }
}

pub(super) fn caps_table(speech: &Speech, id: &str, caption: &str, lines: &[CapLine]) -> Markup {
    let row = |line: &CapLine| {
        vec![
            html! { (line.group.clone().unwrap_or_else(|| speech.t("evaluation.whole_organ"))) },
            html! { (speech.n(line.people)) },
            html! { (speech.n(line.rated.good)) },
            html! { (speech.n(line.rated.excellent)) },
            html! { (speech.n(line.base)) },
            html! { (speech.n(line.most)) },
            html! {
                @if !line.excess.is_zero() { b { (speech.tell("evaluation.excess", &[("count", &speech.n(line.excess))])) } }
                @else if line.allows_nobody() { (speech.t("evaluation.cap_is_zero")) }
                @else { (speech.t("evaluation.within_cap")) }
            },
        ]
    };
    html! { (Table {
        id: id.into(),
        caption: caption.into(),
        columns: vec![
            Column::words(speech.t("evaluation.scope")),
            Column::figures(speech.t("evaluation.people")),
            Column::figures(speech.t("evaluation.rating_good")),
            Column::figures(speech.t("evaluation.rating_excellent")),
            Column::figures(speech.t("evaluation.col_base")),
            Column::figures(speech.t("evaluation.col_most")),
            Column::words(speech.t("site.col_state")),
        ],
        rows: lines.iter().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

fn what_if(of: &Of, organ: &Organ, people: &[Arc<Person>], asked: &WhatIf) -> Markup {
    let speech = &of.desk.speech;
    let rule = &of.rules.cap;
    let found = BASES.iter().find(|(name, _)| *name == asked.base);
    let base = found.map_or(rule.base, |(_, base)| *base);
    let chosen = people.iter().find(|person| person.id.as_str() == asked.person);
    let rating = Rating::read(&asked.rating);
    let mut other = BTreeMap::new();
    if let (Some(person), Some(rating)) = (chosen, rating) {
        other.insert(person.id.clone(), Some(rating));
    }
    let tried = found.is_some() || !other.is_empty();
    let lines = of.cycle.caps(rule, base, organ, &other);
    let bases =
        BASES.map(|(name, _)| (name.to_owned(), speech.t(&format!("evaluation.base_{name}"))));
    let nobody = (String::new(), speech.t("evaluation.nobody_else"));
    let who = std::iter::once(nobody)
        .chain(people.iter().map(|person| (person.id.to_string(), person.name.clone())));
    let who: Vec<(String, String)> = who.collect();
    let said = match (chosen, rating) {
        (Some(person), Some(rating)) => speech.tell(
            "evaluation.what_if_person",
            &[("name", &person.name), ("rating", &rating_name(speech, rating))],
        ),
        _ => speech.t("evaluation.what_if_nobody"),
    };
    html! {
        p { (speech.t("evaluation.what_if_about")) }
        form method="get" action={ (of.organ_url(&organ.id)) "#what-if" } {
            (select("if-base", "base", &speech.t("evaluation.col_base"), &bases, base_name(base), None))
            (select("if-person", "person", &speech.t("evaluation.person"), &who, &asked.person, None))
            (select("if-rating", "rating", &speech.t("evaluation.rating"), &ratings(speech), &asked.rating, None))
            (form::button(form::Weight::Plain, &speech.t("evaluation.try")))
        }
        @if tried {
            p role="status" { (said) " " (speech.t("evaluation.nothing_recorded")) }
            (caps_table(speech, "if-table", &speech.t("evaluation.what_if_caption"), &lines))
        }
    }
}

/// The figures of a ballot.
pub(super) fn ballot_form(asks: &Asks, step: &str) -> Markup {
    let speech = &asks.desk.speech;
    let figure = |name: &str| asks.field(step, name, form::Kind::Count, "");
    asks.folded(step, form::Weight::Plain, &html! {
        @for name in ["summoned", "present", "issued", "returned", "valid", "invalid"] { (figure(name)) }
        (form::group(&speech.t("evaluation.votes"), &html! {
            @for rating in Rating::ALL {
                @let name = format!("votes_{}", rating.name());
                (form::Field {
                    name: &name, id: Some(&format!("{step}-{name}")), kind: form::Kind::Count,
                    label: &rating_name(speech, rating), value: asks.said(step, &name),
                    error: asks.error(step, &name), ..form::Field::default()
                })
            }
        }))
        (asks.document(step))
    })
}

/// What a form says of a ballot.
pub(super) fn ballot_of(said: &Said) -> Result<Ballot, Wrong> {
    let mut votes = BTreeMap::new();
    for rating in Rating::ALL {
        votes.insert(rating, said.count(&format!("votes_{}", rating.name()))?);
    }
    Ok(Ballot {
        summoned: said.count("summoned")?,
        present: said.count("present")?,
        issued: said.count("issued")?,
        returned: said.count("returned")?,
        valid: said.count("valid")?,
        invalid: said.count("invalid")?,
        votes,
    })
}

pub(super) fn ballots_table(
    of: &Of,
    id: &str,
    ballots: &[(dienhong_journal::Millis, Ballot, String)],
) -> Markup {
    let speech = &of.desk.speech;
    let rule = of.rules.ballot.as_ref();
    let row = |(at, ballot, document): &(dienhong_journal::Millis, Ballot, String)| {
        let base = rule.and_then(|rule| ballot.base(rule)).unwrap_or_default();
        let agreed = rule.and_then(|rule| ballot.agreed(rule));
        let mut cells = vec![
            html! { (document) br; small { (site::when(&of.desk.view.state.node, *at)) } },
            html! { (speech.n(ballot.summoned)) },
            html! { (speech.n(ballot.present)) },
            html! { (speech.n(ballot.issued)) },
            html! { (speech.n(ballot.returned)) },
            html! { (speech.n(ballot.valid)) "/" (speech.n(ballot.invalid)) },
        ];
        cells.extend(Rating::ALL.map(|rating| {
            let votes = ballot.votes.get(&rating).copied().unwrap_or_default();
            html! { (speech.n(votes)) " (" (speech.share(votes, base)) ")" }
        }));
        cells.push(html! { (agreed.map_or_else(|| speech.t("evaluation.no_majority"), |rating| rating_name(speech, rating))) });
        cells
    };
    let mut columns = vec![Column::words(speech.t("desk.document"))];
    for name in ["summoned", "present", "issued", "returned", "valid_invalid"] {
        columns.push(Column::figures(speech.t(&format!("evaluation.field_{name}"))));
    }
    columns.extend(Rating::ALL.map(|rating| Column::figures(rating_name(speech, rating))));
    columns.push(Column::words(speech.t("evaluation.by_ballot")));
    html! {
        (Table {
            id: id.into(),
            caption: speech.t("evaluation.ballots"),
            columns,
            rows: ballots.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        })
        @if let Some(rule) = rule {
            p { small { (speech.tell("evaluation.ballot_rule", &[("over", &rule.over.to_string()),
                ("base", &speech.t(&format!("evaluation.ballot_base_{}", ballot_base(rule.base))))])) " " (rule.source.article) } }
        }
    }
}

fn ballot_base(base: dienhong_core::vote::Base) -> &'static str {
    use dienhong_core::vote::Base;
    match base {
        Base::TotalMembers | Base::Summoned => "summoned",
        Base::Present => "present",
        Base::BallotsIssued => "issued",
        Base::BallotsReturned => "returned",
        Base::Valid => "valid",
    }
}

/// What may be chosen for somebody: a rating, or why there is none.
fn outcomes(speech: &Speech) -> Vec<(String, String)> {
    let unrated = Unrated::ALL.map(|why| {
        (why.name().to_owned(), speech.t(&format!("evaluation.unrated_{}", why.name())))
    });
    ratings(speech).into_iter().chain(unrated).collect()
}

/// What stands of somebody: what is decided, or else proposed, with its score.
fn stands(person: &Person) -> (String, String) {
    match (person.outcome(), person.proposal()) {
        (Some(Outcome::Unrated(why)), _) => (why.name().to_owned(), String::new()),
        (Some(Outcome::Rated { rating, score, .. }), _) => {
            (rating.name().to_owned(), score.to_string())
        }
        (None, Some(proposal)) => (proposal.rating.name().to_owned(), proposal.score.to_string()),
        (None, None) => {
            let score = person.report().map(|report| report.score.to_string());
            (Rating::Good.name().to_owned(), score.unwrap_or_default())
        }
    }
}

/// A rating and a score for each.
fn lines(asks: &Asks, step: &str, people: &[Arc<Person>]) -> Markup {
    let speech = &asks.desk.speech;
    let all = outcomes(speech);
    let line = |person: &Arc<Person>| {
        let (rating, score) = stands(person);
        let names = ["rating", "score"].map(|name| format!("{name}:{}", person.id));
        let [rated, scored] = names.each_ref().map(String::as_str);
        let shown = match speech.lang() {
            "vi" => score.replace('.', ","),
            _ => score,
        };
        form::group(
            &format!("{} · {}", person.name, person.group),
            &html! {
                (asks.select(step, rated, &speech.t("evaluation.rating"), &all, &rating))
                (form::Field {
                    name: scored, id: Some(&format!("{step}-{scored}")), label: &speech.t("evaluation.field_score"),
                    value: asks.value(step, scored, &shown), error: asks.error(step, scored),
                    ..form::Field::default()
                })
            },
        )
    };
    html! { @for person in people { (line(person)) } }
}

fn decision(of: &Of, asks: &Asks, people: &[Arc<Person>]) -> Markup {
    let (speech, step) = (&of.desk.speech, "decide");
    let due = of.cycle.dues.get(&Phase::Decision).copied().map(site::day).unwrap_or_default();
    html! {
        p { (speech.tell("evaluation.decide_about", &[("due", &due)])) }
        (asks.folded(step, form::Weight::Strong, &html! {
            (asks.document(step))
            (asks.field(step, "on", form::Kind::Date, &of.today.to_string()))
            (asks.select(step, "organ_rating", &speech.t("evaluation.organ_rating"), &ratings(speech), "good"))
            (lines(asks, step, people))
        }))
    }
}

fn correction(of: &Of, asks: &Asks, people: &[Arc<Person>], rating: Rating) -> Markup {
    let (speech, step) = (&of.desk.speech, "correct");
    let all = of.cycle.decisions.iter().enumerate();
    let told = all.filter(|(at, decision)| {
        let number = u16::try_from(at + 1).unwrap_or(u16::MAX);
        let of_people = people.iter().flat_map(|person| &person.outcomes);
        decision.corrects.is_some() && of_people.clone().any(|(of, _)| *of == number)
    });
    html! {
        p { (speech.t("evaluation.correct_about")) }
        @for (_, decision) in told {
            @if let Some((number, reason)) = &decision.corrects {
                p { (speech.tell("evaluation.corrected", &[
                    ("document", &decision.document), ("day", &site::day(decision.on)),
                    ("before", of.cycle.decision(*number).map_or("", |before| before.document.as_str())), ("reason", reason),
                ])) }
            }
        }
        (asks.folded(step, form::Weight::Grave, &html! {
            (asks.document(step))
            (asks.field(step, "on", form::Kind::Date, &of.today.to_string()))
            (asks.field(step, "reason", form::Kind::Text, ""))
            (asks.select(step, "organ_rating", &speech.t("evaluation.organ_rating"), &ratings(speech), rating.name()))
            (lines(asks, step, people))
        }))
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((cycle, organ)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::new(&desk, &cycle) else { return desk.missing() };
    let again = |status, wrong: Wrong| {
        page(&desk, (&cycle, &organ), status, &typed, Some(&wrong), &WhatIf::default())
    };
    // What is typed of people is not looked at for others.
    if !of.may_see() {
        return again(StatusCode::FORBIDDEN, (None, desk.speech.t("people.no_right")));
    }
    let id = OrganId::from(organ.as_str());
    let Some(known) = of.cycle.organ(&id).cloned() else { return desk.missing() };
    let event = match asked(&of, &known, &typed) {
        Ok(event) => event,
        Err(wrong) => return again(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    match of.ask(&typed, event, Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/evaluation/{cycle}/organs/{organ}")),
        Err(wrong) => again(StatusCode::CONFLICT, wrong),
    }
}

fn asked(of: &Of, organ: &Organ, typed: &Typed) -> Result<Event, Wrong> {
    let said = Said { desk: of.desk, typed };
    said.fits(&[("document", LONGEST), ("reason", LONGEST)])?;
    let cycle = of.cycle.id.clone();
    match said.text("step") {
        "ballot" => {
            let (ballot, document) = (ballot_of(&said)?, said.filled("document")?);
            Ok(Event::Balloted { cycle, of: About::Organ(organ.id.clone()), ballot, document })
        }
        "raise" => {
            let (document, on) = (said.filled("document")?, said.date("on")?);
            Ok(Event::CapRaised { cycle, organ: organ.id.clone(), document, on })
        }
        "decide" => {
            let rating = said.rating("organ_rating")?;
            let mut people = BTreeMap::new();
            for person in of.cycle.people_of(&organ.id) {
                people.insert(person.id.clone(), decided(&said, person)?);
            }
            Ok(Event::Decided {
                cycle,
                decision: of.cycle.next_decision(),
                document: said.filled("document")?,
                on: said.date("on")?,
                organs: [(organ.id.clone(), rating)].into(),
                people,
            })
        }
        "correct" => {
            let rating = said.rating("organ_rating")?;
            let changed = organ.rating() != Some(rating);
            let organs = changed.then(|| (organ.id.clone(), rating)).into_iter().collect();
            let mut people: BTreeMap<PersonId, Outcome> = BTreeMap::new();
            for person in of.cycle.people_of(&organ.id) {
                let outcome = decided(&said, person)?;
                if person.outcome() != Some(&outcome) {
                    people.insert(person.id.clone(), outcome);
                }
            }
            Ok(Event::Corrected {
                cycle,
                decision: of.cycle.next_decision(),
                corrects: stands_in(of, organ, &people, changed),
                document: said.filled("document")?,
                on: said.date("on")?,
                reason: said.filled("reason")?,
                organs,
                people,
            })
        }
        _ => Err((None, of.desk.speech.t("setup.nothing_chosen"))),
    }
}

/// The last decision in which any of what changes stands.
fn stands_in(
    of: &Of,
    organ: &Organ,
    people: &BTreeMap<PersonId, Outcome>,
    with_organ: bool,
) -> u16 {
    let last = people.keys().filter_map(|id| Some(of.cycle.person(id)?.outcomes.last()?.0));
    let own = organ.ratings.last().map(|(decision, _)| *decision).filter(|_| with_organ);
    last.chain(own).max().unwrap_or(0)
}

/// What the form decides of one person. The tasks are those that were appraised.
fn decided(said: &Said, person: &Person) -> Result<Outcome, Wrong> {
    let [rated, scored] = ["rating", "score"].map(|name| format!("{name}:{}", person.id));
    let chosen = said.text(&rated);
    if let Some(why) = Unrated::ALL.into_iter().find(|why| why.name() == chosen) {
        return Ok(Outcome::Unrated(why));
    }
    let (rating, score) = (said.rating(&rated)?, said.score(&scored)?);
    let tasks = match person.outcome() {
        Some(Outcome::Rated { tasks, .. }) => *tasks,
        _ => person.proposal().and_then(|proposal| proposal.tasks),
    };
    Ok(Outcome::Rated { rating, score, tasks })
}
