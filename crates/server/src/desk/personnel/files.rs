//! Files of people. Who opens one of somebody else is written down first, once a day.

use super::{
    Asks, Said, Sent, body_choices, field, fresh, id_of, managed, manages, people_of, rooms,
    warning,
};
use crate::{
    App,
    desk::{
        Desk,
        asks::SHORT,
        frame::{LONGEST, done},
    },
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
    Command, Event, Kept,
    election::Sex,
    people::{BodyId, By, OfficerId},
    personnel::{self, Act, Decision, Discipline, Particulars, Person, PersonId, Private},
};
use dienhong_journal::Opening;
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::{Ask, fresh_id};
use std::sync::Arc;

/// What only the seal of a file holds.
const PRIVATE: [&str; 4] = ["membership", "ethnicity", "faith", "health"];

pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index(&desk, StatusCode::OK, &Sent::default())
}

fn index(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let own = managed(desk);
    if own.is_empty() {
        return desk.missing();
    }
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let people = people_of(desk, |body| own.iter().any(|of| of.id == *body));
    let row = |person: &Arc<Person>| {
        vec![
            super::person_link(desk, &person.id),
            html! { (day(person.about.born)) },
            html! { span lang="vi" { (person.about.post) } },
        ]
    };
    let asks = Asks { desk, action: speech.url("/desk/personnel"), words: "personnel", sent };
    let title = t("title");
    let body = html! {
        (part::head(&title, None))
        (rooms(desk, "/desk/personnel"))
        (warning(desk))
        (desk.trouble(sent.refused.as_deref()))
        @if people.is_empty() { (part::empty(&t("no_files"), None)) } @else {
            (Table {
                id: "files".into(),
                caption: t("files_caption"),
                columns: vec![Column::words(t("name")), Column::words(t("born")), Column::words(t("post"))],
                rows: people.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
        (part::section("add", &t("add"), &asks.folded("add", form::Weight::Strong, &html! {
            (asks.select("add", "body", &body_choices(&own)))
            (particulars_fields(&asks, "add", None))
            (private_fields(&asks, "add", &Private::default()))
        })))
    };
    desk.page(status, title, &body)
}

fn particulars_fields(asks: &Asks, step: &str, about: Option<&Particulars>) -> Markup {
    let speech = &asks.desk.speech;
    let fresh = |of: fn(&Particulars) -> String| about.map(of).unwrap_or_default();
    let male = about.is_none_or(|about| about.sex == Sex::Male);
    let mut sexes = SEXES.map(|(_, name, key)| (name.to_owned(), speech.t(key)));
    if !male {
        sexes.reverse();
    }
    let officer =
        fresh(|about| about.officer.as_ref().map(ToString::to_string).unwrap_or_default());
    html! {
        (asks.field(step, "name", form::Kind::Text, &fresh(|about| about.name.clone())))
        (asks.field(step, "born", form::Kind::Date, &fresh(|about| about.born.to_string())))
        (asks.select(step, "sex", &sexes))
        (asks.field(step, "post", form::Kind::Text, &fresh(|about| about.post.clone())))
        (asks.field(step, "officer", form::Kind::Text, &officer))
    }
}

const SEXES: [(Sex, &str, &str); 2] =
    [(Sex::Male, "male", "setup.male"), (Sex::Female, "female", "setup.female")];

fn private_fields(asks: &Asks, step: &str, known: &Private) -> Markup {
    let speech = &asks.desk.speech;
    let fresh = [&known.membership, &known.ethnicity, &known.faith, &known.health];
    form::group(
        &speech.t("personnel.private"),
        &html! {
            p.hint { (speech.t("personnel.private_about")) }
            @for (name, fresh) in PRIVATE.iter().zip(fresh) { (asks.field(step, name, form::Kind::Text, fresh)) }
        },
    )
}

/// What a form says of somebody, with what is to be sealed.
fn read(said: &mut Said) -> Option<(Particulars, Private)> {
    let name = said.needed("name", SHORT);
    let born = said.date("born");
    let sex = said.raw("sex");
    let sex = SEXES.iter().find(|(_, name, _)| *name == sex).map(|(sex, ..)| *sex);
    if sex.is_none() {
        said.wrong("sex", said.desk.speech.t("asks.choose"));
    }
    let post = said.text("post", SHORT);
    let officer = said.text("officer", SHORT);
    let officer = Some(officer).filter(|id| !id.is_empty());
    let officer = officer.map(|id| OfficerId::from(id.as_str()));
    if officer.as_ref().is_some_and(|id| said.desk.view.state.people.officer(id).is_none()) {
        said.wrong("officer", said.desk.speech.t("personnel.no_such_officer"));
    }
    let [membership, ethnicity, faith, health] = PRIVATE.map(|name| said.text(name, LONGEST));
    let private = Private { membership, ethnicity, faith, health };
    let about = Particulars { name, born: born?, sex: sex?, post, officer };
    said.is_sound().then_some((about, private))
}

/// The record of somebody's particulars, with what opens its seal.
fn noted(person: PersonId, about: Particulars, private: Private) -> Option<Command> {
    let kept = match private == Private::default() {
        true => None,
        false => Some(Kept::of(&Opening { value: private, salt: dienhong_node::salt() }).ok()?),
    };
    let sealed = kept.as_ref().map(|kept| kept.seal);
    let event = personnel::Event::PersonNoted { person, about: Box::new(about), sealed };
    Some(Command::Seal(vec![Event::Personnel(event)], kept.into_iter().collect()))
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let person = PersonId::from(id_of(&sent, "p").as_str());
    let mut said = Said::new(&desk, &mut sent);
    let body = BodyId::from(said.raw("body").as_str());
    // A new file never takes the place of one that is there.
    let taken = desk.view.state.personnel.person(&person).is_some();
    if said.step != "add" || !manages(&desk, &body) || taken {
        return desk.missing();
    }
    let read = read(&mut said);
    let command = read.and_then(|(about, private)| noted(person.clone(), about, private));
    let Some(command) = command else {
        return index(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    match desk.asked_at(&mut sent, Some(body), command, |refusal| field(refusal, "add")).await {
        true => desk.to(&format!("/desk/personnel/people/{person}")),
        false => index(&fresh(&desk), StatusCode::CONFLICT, &sent),
    }
}

/// A file that this officer manages. It is not shown before it is written down that it was read.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(person) = found(&desk, &id) else { return desk.missing() };
    if person.is(&desk.officer.by()) {
        return desk.to("/desk/me");
    }
    let desk = match reads(&desk, &person).await {
        Ok(now) => now,
        Err(trouble) => return trouble,
    };
    let Some(person) = found(&desk, &id) else { return desk.missing() };
    page(&desk, &person, StatusCode::OK, &Sent::default())
}

fn found(desk: &Desk, id: &str) -> Option<Arc<Person>> {
    let person = desk.view.state.personnel.person(&PersonId::from(id))?;
    manages(desk, &person.body).then(|| person.clone())
}

/// Writes down that this officer reads the file, once a day, and says how the node stands then.
///
/// # Errors
/// The page that says so, when it could not be written.
async fn reads(desk: &Desk, person: &Person) -> Result<Desk, Response> {
    let refused = || {
        let title = desk.speech.t("personnel.not_shown");
        let trouble = desk.trouble(Some(&desk.speech.t("personnel.reading_not_written")));
        desk.page(StatusCode::SERVICE_UNAVAILABLE, title, &trouble)
    };
    let Some(on) = desk.today() else { return Err(refused()) };
    let by = desk.officer.by();
    if person.readings.iter().any(|known| known.by == by && known.on == on) {
        return Ok(desk.clone());
    }
    let event = personnel::Event::FileRead { person: person.id.clone(), on };
    let ask = Ask {
        act: fresh_id(),
        by: by.clone(),
        body: Some(person.body.clone()),
        command: Command::Record(vec![Event::Personnel(event)]),
        seals: Vec::new(),
    };
    let _answer = done(&desk.app, ask).await;
    // Two pages asked for at once: one of them wrote it down.
    let now = fresh(desk);
    let written =
        now.view.state.personnel.person(&person.id).is_some_and(|person| {
            person.readings.iter().any(|known| known.by == by && known.on == on)
        });
    if written { Ok(now) } else { Err(refused()) }
}

/// What stands in a file, for who manages it and for the person.
pub(super) fn contents(desk: &Desk, person: &Person) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let about = &person.about;
    let private: Option<Private> = person.sealed.as_ref().and_then(|seal| desk.app.kept(seal));
    let node = &desk.view.state.node;
    let row = |key: &str, value: &str| html! { div { dt { (t(key)) } dd lang="vi" { (value) } } };
    let answers = person.answers.iter().rev();
    html! {
        dl.particulars {
            (row("born", &day(about.born)))
            (row("sex", &speech.t(if about.sex == Sex::Male { "setup.male" } else { "setup.female" })))
            (row("post", &about.post))
        }
        @if let Some(private) = private {
            (part::section("private", &t("private"), &html! {
                p.hint { (t("private_about")) }
                dl.particulars {
                    @for (key, value) in PRIVATE.iter().zip([&private.membership, &private.ethnicity, &private.faith, &private.health]) {
                        @if !value.is_empty() { (row(key, value)) }
                    }
                }
            }))
        }
        (part::section("history", &t("history"), &html! {
            @let events = happened(desk, person);
            @if events.is_empty() { (part::empty(&t("no_history"), None)) } @else { (part::timeline(&events)) }
        }))
        (part::section("answers", &t("answers"), &html! {
            @if person.answers.is_empty() { (part::empty(&t("no_answers"), None)) }
            @for answer in answers {
                p { time { (when(node, answer.at)) } }
                @match desk.app.kept::<String>(&answer.sealed) {
                    Some(text) => @for line in text.lines() { p lang="vi" { (line) } },
                    None => (part::notice(part::Tone::Look, &t("answer_lost"), &html! {})),
                }
            }
        }))
        (part::section("readings", &t("readings"), &html! {
            p { (t("readings_about")) }
            @if person.readings.is_empty() { (part::empty(&t("no_readings"), None)) }
            ul {
                @for reading in person.readings.iter().rev() {
                    li { (day(reading.on)) ": " span lang="vi" { (reader(desk, &reading.by)) } }
                }
            }
        }))
    }
}

fn reader(desk: &Desk, by: &By) -> String {
    let By::Officer(id) = by else { return by.to_string() };
    let known = desk.view.state.people.officer(id);
    known.map_or_else(|| id.to_string(), |of| format!("{}, {}", of.name, of.office))
}

/// Decisions, discipline, lists and nominations, newest first.
fn happened(desk: &Desk, person: &Person) -> Vec<part::Event> {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let event = |on: dienhong_core::Date, what: Markup, who: &str| {
        let told = part::Event { at: on.to_string(), shown: day(on), who: who.to_owned(), what };
        (on, told)
    };
    let tell = |key: &str, facts: &[(&str, &str)]| speech.tell(&format!("personnel.{key}"), facts);
    let mut all = Vec::new();
    for decision in &person.decisions {
        let until = decision.until.map(day).unwrap_or_default();
        let act = speech.t(&format!("personnel.act_{}", decision.act.name()));
        let what = html! {
            (act) ": " span lang="vi" { (decision.post) }
            @if !until.is_empty() { " " (tell("until_day", &[("day", &until)])) }
            @if let Some(reason) = &decision.reason { br; span lang="vi" { (reason) } }
        };
        all.push(event(decision.from, what, &decision.document.number));
    }
    for of in &person.disciplines {
        let until = of.until.map(day).unwrap_or_default();
        let what = html! {
            (speech.t("personnel.discipline")) ": " span lang="vi" { (of.measure) }
            @if !until.is_empty() { " " (tell("until_day", &[("day", &until)])) }
        };
        all.push(event(of.from, what, &of.document.number));
    }
    for list in state.personnel.lists() {
        let plan = &list.plan;
        if plan.people.contains(&person.id) {
            let what = html! { (tell("planned_for", &[("post", &plan.post)])) };
            all.push(event(plan.document.on, what, &plan.document.number));
        }
        for review in &list.reviews {
            let removed = review.removed.iter().find(|of| of.person == person.id);
            let what = match (review.added.contains(&person.id), removed) {
                (true, _) => html! { (tell("planned_for", &[("post", &plan.post)])) },
                (false, Some(of)) => html! {
                    (tell("taken_off", &[("post", &plan.post)])) ": " span lang="vi" { (of.reason) }
                },
                (false, None) => continue,
            };
            all.push(event(review.document.on, what, &review.document.number));
        }
    }
    for nomination in state.personnel.nominations() {
        let opened = &nomination.opened;
        if opened.people.contains(&person.id) {
            let what = html! { (tell("considered_for", &[("post", &opened.post)])) };
            all.push(event(opened.policy.on, what, &opened.policy.number));
        }
        if state.chosen(nomination) == Some(&person.id)
            && let Some(last) = nomination.ended.last()
        {
            let what = html! { (tell("chosen_for", &[("post", &opened.post)])) };
            all.push(event(last.document.on, what, &last.document.number));
        }
    }
    all.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    all.into_iter().map(|(_, told)| told).collect()
}

fn page(desk: &Desk, person: &Person, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("personnel.{key}"));
    let state = &desk.view.state;
    let action = speech.url(&format!("/desk/personnel/people/{}", person.id));
    let asks = Asks { desk, action, words: "personnel", sent };
    let acts = Act::ALL.map(|act| (act.name().to_owned(), t(&format!("act_{}", act.name()))));
    let chosen = state.personnel.nominations().filter(|of| state.chosen(of) == Some(&person.id));
    let chosen = chosen.map(|of| (of.id.to_string(), of.opened.post.clone()));
    let nominations: Vec<(String, String)> =
        std::iter::once((String::new(), t("no_nomination"))).chain(chosen).collect();
    let private: Option<Private> = person.sealed.as_ref().and_then(|seal| desk.app.kept(seal));
    let title = person.about.name.clone();
    let today = desk.today();
    let looked_at =
        today.map(|today| state.conditions(person, &person.about.post, None, today, desk.view.at));
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        (rooms(desk, ""))
        (warning(desk))
        (desk.trouble(sent.refused.as_deref()))
        (contents(desk, person))
        @if let Some(all) = looked_at.filter(|all| !all.is_empty()) {
            (part::section("conditions", &t("conditions"), &html! {
                p { (t("conditions_about")) }
                (super::conditions(desk, &all))
            }))
        }
        (part::section("acts", &t("acts"), &html! {
            (asks.folded("decide", form::Weight::Strong, &html! {
                (asks.select("decide", "act", &acts))
                (asks.text("decide", "post"))
                (asks.date("decide", "from"))
                (asks.field("decide", "until", form::Kind::Date, ""))
                (asks.select("decide", "nomination", &nominations))
                (asks.text("decide", "reason"))
                (asks.document("decide"))
            }))
            (asks.folded("discipline", form::Weight::Plain, &html! {
                (asks.text("discipline", "measure"))
                (asks.date("discipline", "from"))
                (asks.field("discipline", "until", form::Kind::Date, ""))
                (asks.document("discipline"))
            }))
            (asks.folded("note", form::Weight::Plain, &html! {
                (particulars_fields(&asks, "note", Some(&person.about)))
                (private_fields(&asks, "note", &private.unwrap_or_default()))
            }))
        }))
    };
    desk.page(status, title, &body)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(person) = found(&desk, &id) else { return desk.missing() };
    // Nobody writes in the own file but the answer.
    if person.is(&desk.officer.by()) {
        return desk.missing();
    }
    // What is refused shows the file again.
    let desk = match reads(&desk, &person).await {
        Ok(now) => now,
        Err(trouble) => return trouble,
    };
    let mut sent = Sent::of(typed);
    let mut said = Said::new(&desk, &mut sent);
    let step = said.step.clone();
    let of = person.id.clone();
    let command = match step.as_str() {
        "note" => read(&mut said).and_then(|(about, private)| noted(of, about, private)),
        "decide" => decision(&mut said).map(|decision| {
            let event = personnel::Event::Decided { person: of, decision: Box::new(decision) };
            Command::Record(vec![Event::Personnel(event)])
        }),
        "discipline" => discipline(&mut said).map(|discipline| {
            let event = personnel::Event::Disciplined { person: of, discipline };
            Command::Record(vec![Event::Personnel(event)])
        }),
        _ => return desk.missing(),
    };
    let Some(command) = command.filter(|_| sent.wrong.is_empty()) else {
        return page(&desk, &person, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let body = Some(person.body.clone());
    match desk.asked_at(&mut sent, body, command, |refusal| field(refusal, &step)).await {
        true => desk.to(&format!("/desk/personnel/people/{}", person.id)),
        false => page(&fresh(&desk), &person, StatusCode::CONFLICT, &sent),
    }
}

fn decision(said: &mut Said) -> Option<Decision> {
    let act = said.one_of("act", &Act::ALL, Act::name);
    let post = said.needed("post", SHORT);
    let from = said.date("from");
    let until = said.date_if_any("until");
    let nomination = said.raw("nomination");
    let nomination = Some(nomination).filter(|id| !id.is_empty()).map(|id| id.as_str().into());
    let reason = Some(said.text("reason", LONGEST)).filter(|reason| !reason.is_empty());
    let document = said.document();
    let (act, from, document) = (act?, from?, document?);
    Some(Decision { act, post, from, until, document, nomination, reason })
}

fn discipline(said: &mut Said) -> Option<Discipline> {
    let measure = said.needed("measure", SHORT);
    let from = said.date("from");
    let until = said.date_if_any("until");
    let document = said.document();
    Some(Discipline { measure, from: from?, until, document: document? })
}
