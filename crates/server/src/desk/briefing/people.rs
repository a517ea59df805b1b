//! The people of one's own unit: how far each has come, whom to remind, what they ask. Only the secretary of the body
//! sees this page; what it states for the records is figures.

use super::{Own, field};
use crate::{
    App,
    desk::{
        Desk,
        asks::{Asks, SHORT, Said},
        frame::{LONGEST, Sent},
    },
    readers::{officer_key, reader_key},
    sent::Form,
    session::Officer,
    site::{self, briefing::told},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    Command,
    briefing::{self, Figures},
    count::Count,
};
use dienhong_journal::Millis;
use dienhong_look::{
    Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_store::{Asked, Mark, Reading, StoreError};
use std::{collections::BTreeMap, sync::Arc};

/// The most people that one page lists, and that one form adds.
const MOST: usize = 1_000;

/// Somebody of the unit who is to read.
struct Person {
    key: String,
    name: String,
    /// The number of who has no account.
    number: Option<u32>,
    reading: Reading,
}

impl Person {
    fn lacks(&self) -> bool {
        !self.reading.excused && self.reading.acknowledged.is_none()
    }
}

/// Everybody who is to read: officers who hold a role in the body, and those whom its secretary added.
fn people(desk: &Desk, own: &Own) -> Result<Vec<Person>, StoreError> {
    let tables = &desk.app.desk;
    let (briefing, body) = (own.of.id.as_str(), own.body.id.as_str());
    let readings: BTreeMap<String, Reading> = tables.readings((briefing, body))?;
    let state = &desk.view.state;
    let sits = state.people.officers().filter(|of| state.people.sits(&of.id, &own.body.id));
    let officers = sits.map(|of| (officer_key(&of.id), of.name.clone(), None));
    let readers = tables.readers(body)?.into_iter();
    let readers = readers.map(|of| (reader_key(of.number), of.name, Some(of.number)));
    let person = |(key, name, number): (String, String, Option<u32>)| {
        let reading = readings.get(&key).copied().unwrap_or_default();
        Person { key, name, number, reading }
    };
    let mut all: Vec<Person> = officers.chain(readers).map(person).collect();
    // Those who lack something come first; within that, the order stays.
    all.sort_by_key(|of| !of.lacks());
    Ok(all)
}

fn figures(people: &[Person]) -> Figures {
    let count = |counts: &dyn Fn(&Person) -> bool| {
        let counted = people.iter().filter(|of| counts(of)).count();
        Count::try_from(counted as u64).unwrap_or_default()
    };
    let asked = |of: &Person| !of.reading.excused;
    Figures {
        required: count(&|_| true),
        excused: count(&|of| of.reading.excused),
        seen: count(&|of| asked(of) && of.reading.seen.is_some()),
        attended: count(&|of| asked(of) && of.reading.attended.is_some()),
        acknowledged: count(&|of| asked(of) && of.reading.acknowledged.is_some()),
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(own) = Own::find(&desk, &id, &body) else { return desk.missing() };
    page(&desk, &own, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, own: &Own, status: StatusCode, sent: &Sent) -> Response {
    match made(desk, own, sent) {
        Ok(body) => desk.page(status, own.of.plan.title.clone(), &body),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn made(desk: &Desk, own: &Own, sent: &Sent) -> Result<Markup, StoreError> {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let people = people(desk, own)?;
    let place = (own.of.id.as_str(), own.body.id.as_str());
    let asked = desk.app.desk.questions(place)?;
    let action = speech.url(&own.path("/people"));
    let asks = Asks { desk, action: action.clone(), words: "briefing", sent };
    let figures = figures(&people);
    let rules = desk.view.state.briefing_rules(desk.view.at);
    let least = rules.map(|rules| rules.show_from).unwrap_or_default();
    let lacking = people.iter().filter(|of| of.lacks()).count();
    let removable: Vec<(String, String)> =
        people.iter().filter_map(|of| Some((of.number?.to_string(), of.name.clone()))).collect();
    Ok(html! {
        (own.head(desk, "tab_people", sent))
        p.hint { (t("people_about")) }
        (part::section("state", &t("state_title"), &html! {
            p { (told(speech, &figures)) }
            @if figures.base() < least { p { (speech.tell("briefing.few_about", &[("least", &speech.n(least))])) } }
            (asks.form("state", form::Weight::Strong, &html! {}))
            p.hint { (t("state_about")) }
        }))
        (part::section("people", &t("people"), &html! {
            @if people.is_empty() { (part::empty(&t("nobody"), None)) } @else {
                p { (speech.tell("briefing.lacking", &[("count", &speech.many(lacking)), ("people", &speech.many(people.len()))])) }
                form method="post" action=(action) {
                    (desk.stamps())
                    (form::hidden("step", "mark"))
                    (table(desk, &people))
                    @if people.len() > MOST { p { small { (speech.tell("briefing.people_more", &[("count", &speech.many(people.len() - MOST))])) } } }
                    p.actions {
                        (form::button_as(form::Weight::Strong, &t("mark_remind"), "mark", "remind"))
                        (form::button_as(form::Weight::Plain, &t("mark_attended"), "mark", "attended"))
                        (form::button_as(form::Weight::Plain, &t("mark_acknowledged"), "mark", "acknowledged"))
                        (form::button_as(form::Weight::Plain, &t("mark_excused"), "mark", "excused"))
                        (form::button_as(form::Weight::Plain, &t("mark_required"), "mark", "required"))
                        @if lacking > 0 { (form::button_as(form::Weight::Plain, &t("mark_remind_all"), "mark", "remind_all")) }
                    }
                    p.hint { (t("mark_about")) }
                }
            }
        }))
        (part::section("readers", &t("readers_title"), &html! {
            p { (t("readers_about")) }
            p { a href=(speech.url(&own.path("/links"))) { (t("links")) } }
            (asks.folded("readers", form::Weight::Strong, &asks.long("readers", "names")))
            @if !removable.is_empty() {
                (asks.folded("remove", form::Weight::Grave, &asks.select("remove", "reader", &removable)))
            }
        }))
        (part::section("questions", &t("questions"), &html! {
            @if asked.is_empty() { p { (t("nothing_asked")) } }
            @for asked in &asked { (question(desk, &asks, &people, asked)) }
        }))
    })
}

fn table(desk: &Desk, people: &[Person]) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let when = |at: Option<u64>| {
        at.map_or_else(|| "–".to_owned(), |at| site::when(&desk.view.state.node, Millis::new(at)))
    };
    let row = |(at, of): (usize, &Person)| {
        let id = format!("p-{at}");
        let reading = &of.reading;
        vec![
            html! {
                input id=(id) type="checkbox" name={ "p." (of.key) } value="yes";
                " " label for=(id) lang=[speech.names()] { (of.name) }
                @if of.number.is_some() { " " small { (t("by_link")) } }
                @if reading.excused { " " small { (t("is_excused")) } }
            },
            html! { (when(reading.seen)) },
            html! { (when(reading.attended)) },
            html! { (when(reading.acknowledged)) },
            html! { (when(reading.reminded)) },
        ]
    };
    html! { (Table {
        id: "people-table".into(),
        caption: t("people_caption"),
        columns: vec![
            Column::words(t("col_person")),
            Column::words(t("col_seen")),
            Column::words(t("col_attended")),
            Column::words(t("col_acknowledged")),
            Column::words(t("col_reminded")),
        ],
        rows: people.iter().take(MOST).enumerate().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

/// One question with its answer, or with the form for it. What others see names nobody.
fn question(desk: &Desk, asks: &Asks, people: &[Person], asked: &Asked) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("briefing.{key}"));
    let who = people.iter().find(|of| of.key == asked.reader);
    let who = who.map_or_else(|| t("somebody"), |of| of.name.clone());
    let step = format!("answer-{}", asked.id);
    let name = |field: &str| format!("{step}.{field}");
    let (answer, words) = (name("answer"), name("shown"));
    let came_back = asks.sent.value("step") == step;
    let value = |field: &str, fresh: &str| match asks.sent.typed.get(field) {
        Some(typed) if came_back => typed.clone(),
        _ => fresh.to_owned(),
    };
    let answered = value(&answer, asked.answer.as_deref().unwrap_or_default());
    let shown = value(&words, asked.shown.as_deref().unwrap_or(&asked.text));
    html! {
        div {
            p { b { (who) } " · " (site::when(&desk.view.state.node, Millis::new(asked.at))) }
            p { (asked.text) }
            @if let Some(answer) = &asked.answer { p { b { (t("answer")) ": " } (answer) } }
            @if asked.shown.is_some() { p { small { (t("is_shown")) } } }
            details open[came_back] {
                summary { (t("answer_it")) }
                form method="post" action=(asks.action) {
                    (desk.stamps())
                    (form::hidden("step", &step))
                    (form::Field {
                        name: &answer, label: &t("answer"), kind: form::Kind::Long, value: &answered,
                        error: asks.sent.error(&answer), ..form::Field::default()
                    })
                    (asks.tick(&step, "publish", &t("publish"), asked.shown.is_some()))
                    (form::Field {
                        name: &words, label: &t("shown_words"), kind: form::Kind::Long, value: &shown,
                        hint: Some(&t("shown_hint")), error: asks.sent.error(&words), ..form::Field::default()
                    })
                    (form::button(form::Weight::Plain, &t("answer_do")))
                }
            }
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(own) = Own::find(&desk, &id, &body) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&desk, &own, StatusCode::FORBIDDEN, &sent);
    }
    if sent.value("step") == "state" {
        return state(&desk, &own, sent).await;
    }
    match noted(&desk, &own, &mut sent) {
        Ok(true) => desk.to(&own.path("/people")),
        Ok(false) if sent.wrong.is_empty() && sent.refused.is_none() => desk.missing(),
        Ok(false) => page(&desk, &own, StatusCode::UNPROCESSABLE_ENTITY, &sent),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Puts the figures of now into the records.
async fn state(desk: &Desk, own: &Own, mut sent: Sent) -> Response {
    let Ok(people) = people(desk, own) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (briefing, body) = (own.of.id.clone(), own.body.id.clone());
    let figures = figures(&people);
    let command =
        Command::Briefing(briefing::Command::State { briefing, body: body.clone(), figures });
    match desk.asked_at(&mut sent, Some(body), command, |refusal| field(refusal, "state")).await {
        true => desk.to(&own.path("/people")),
        false => page(desk, own, StatusCode::CONFLICT, &sent),
    }
}

/// What a form changes of the working data. False: something is wrong, told at its field, or there is no such form.
fn noted(desk: &Desk, own: &Own, sent: &mut Sent) -> Result<bool, StoreError> {
    let tables = &desk.app.desk;
    let (briefing, body) = (own.of.id.as_str(), own.body.id.as_str());
    let place = (briefing, body);
    let now = desk.now().get();
    let t = |key: &str| desk.speech.t(&format!("briefing.{key}"));
    let step = sent.value("step").to_owned();
    match step.as_str() {
        "mark" => {
            let people = people(desk, own)?;
            let what = sent.value("mark").to_owned();
            let mark = match what.as_str() {
                "remind" | "remind_all" => Mark::Reminded,
                "attended" => Mark::Attended,
                "acknowledged" => Mark::Acknowledged,
                "excused" => Mark::Excused,
                "required" => Mark::Required,
                _ => return Ok(false),
            };
            let all = what == "remind_all";
            let ticked = |of: &&Person| all || sent.value(&format!("p.{}", of.key)) == "yes";
            let mut chosen: Vec<&Person> = people.iter().filter(ticked).collect();
            // Nobody is reminded of what is done.
            if mark == Mark::Reminded {
                chosen.retain(|of| of.lacks());
            }
            if chosen.is_empty() {
                sent.refused = Some(t("nobody_chosen"));
                return Ok(false);
            }
            for of in chosen {
                tables.mark_reading(place, &of.key, mark, now)?;
            }
        }
        "readers" => {
            let mut said = Said::new(desk, sent);
            let lines = said.lines("names", MOST);
            let names: Vec<String> = lines.into_iter().map(|(_, parts)| parts.join("; ")).collect();
            if names.is_empty() {
                said.wrong("names", desk.speech.t("asks.missing"));
            }
            if names.iter().any(|name| name.chars().count() > SHORT) {
                said.wrong("names", t("name_too_long"));
            }
            if !said.is_sound() {
                return Ok(false);
            }
            // The same form sent twice, or a name typed again, adds nobody twice.
            let known = tables.readers(body)?;
            let mut new: Vec<String> = Vec::new();
            for name in names {
                if !new.contains(&name) && known.iter().all(|of| of.name != name) {
                    new.push(name);
                }
            }
            tables.add_readers(body, &new)?;
        }
        "remove" => {
            let mut said = Said::new(desk, sent);
            let Some(number) = said.number::<u32>("reader") else { return Ok(false) };
            tables.remove_reader(body, number, &reader_key(number))?;
        }
        _ => {
            let Some(id) = step.strip_prefix("answer-").and_then(|id| id.parse::<i64>().ok())
            else {
                return Ok(false);
            };
            let mut said = Said::new(desk, sent);
            let answer = said.needed("answer", LONGEST);
            let shown = match said.ticked("publish") {
                true => Some(said.needed("shown", LONGEST)),
                false => None,
            };
            if !said.is_sound() {
                return Ok(false);
            }
            return tables.answer_about(place, id, &answer, shown.as_deref());
        }
    }
    Ok(true)
}
