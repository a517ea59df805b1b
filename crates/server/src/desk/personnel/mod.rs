//! Personnel at the desk: files of people, planning lists, nominations. For those who manage personnel of their own
//! body; nothing of it is on any public page, in any export or any part. Everybody who has a file reads it at
//! `/desk/me` and sees who else did.

mod files;
mod lists;
mod me;
mod nominations;
mod steps;

use super::{
    Desk,
    asks::{Asks, Said, at_field, bodies, body_choices, id_of},
    frame::Sent,
};
use crate::App;
use axum::{Router, routing::get};
use dienhong_core::{
    Command, Event,
    people::{BodyId, Right},
    personnel::{self, Condition, Person, PersonId},
    refusal::Refusal,
};
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::Arc;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at("/desk/personnel"), get(files::list).post(files::add))
        .route(&at("/desk/personnel/people/{person}"), get(files::show).post(files::take))
        .route(&at("/desk/personnel/planning"), get(lists::list).post(lists::open))
        .route(&at("/desk/personnel/planning/{list}"), get(lists::show).post(lists::review))
        .route(&at("/desk/personnel/nominations"), get(nominations::list).post(nominations::open))
        .route(&at("/desk/personnel/nominations/{id}"), get(steps::show).post(steps::take))
        .route(&at("/desk/me"), get(me::show).post(me::answer))
}

/// Whether this officer has a file of the own.
pub(super) fn has_a_file(desk: &Desk) -> bool {
    desk.view.state.personnel.of_officer(&desk.officer.id).is_some()
}

/// The bodies whose personnel this officer manages.
fn managed(desk: &Desk) -> Vec<Arc<dienhong_core::people::Body>> {
    bodies(desk, Right::ManagePersonnel)
}

fn manages(desk: &Desk, body: &BodyId) -> bool {
    managed(desk).iter().any(|of| of.id == *body)
}

/// The files of these bodies, by name.
fn people_of(desk: &Desk, of: impl Fn(&BodyId) -> bool) -> Vec<Arc<Person>> {
    let people = desk.view.state.personnel.people();
    let mut people: Vec<Arc<Person>> = people.filter(|person| of(&person.body)).cloned().collect();
    people.sort_by(|a, b| (&a.about.name, &a.id).cmp(&(&b.about.name, &b.id)));
    people
}

fn name_of(desk: &Desk, id: &PersonId) -> String {
    let person = desk.view.state.personnel.person(id);
    person.map_or_else(|| id.to_string(), |person| person.about.name.clone())
}

fn names_of(desk: &Desk, ids: &[PersonId]) -> String {
    ids.iter().map(|id| name_of(desk, id)).collect::<Vec<_>>().join(", ")
}

fn person_link(desk: &Desk, id: &PersonId) -> Markup {
    html! { a href=(desk.speech.url(&format!("/desk/personnel/people/{id}"))) lang="vi" { (name_of(desk, id)) } }
}

/// The rooms of personnel.
fn rooms(desk: &Desk, here: &str) -> Markup {
    let speech = &desk.speech;
    let link = |key: &str, path: &str| {
        Link::new(speech.t(&format!("personnel.{key}")), speech.url(path)).current(here == path)
    };
    part::tabs(
        &speech.t("personnel.rooms"),
        &[
            link("files", "/desk/personnel"),
            link("lists", "/desk/personnel/planning"),
            link("nominations", "/desk/personnel/nominations"),
        ],
    )
}

/// What is said above every page of personnel.
fn warning(desk: &Desk) -> Markup {
    html! { p.hint { (desk.speech.t("personnel.closed_about")) } }
}

/// A tick for each of these people.
fn ticks(asks: &Asks, step: &str, legend: &str, people: &[Arc<Person>]) -> Markup {
    form::group(
        legend,
        &html! {
            @for person in people {
                (asks.tick(step, &format!("person-{}", person.id), &format!("{} · {}", person.about.name, person.about.post), false))
            }
            @if let Some(why) = asks.sent.error(&format!("{step}.people")) { p.wrong { (why) } }
        },
    )
}

/// Those of these people who were ticked, in the order in which they are listed.
fn ticked(said: &Said, people: &[Arc<Person>]) -> Vec<PersonId> {
    let of = |person: &&Arc<Person>| said.ticked(&format!("person-{}", person.id));
    people.iter().filter(of).map(|person| person.id.clone()).collect()
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal, step: &str) -> Option<String> {
    at_field(
        refusal,
        step,
        &[
            ("nameless", "name"),
            ("measure_missing", "measure"),
            ("officer_has_a_file", "officer"),
            ("people_out_of_range", "people"),
            ("person_twice", "people"),
            ("too_many_posts", "people"),
            ("review_leaves_out", "people"),
            ("reviewed_twice", "year"),
            ("explanation_missing", "explanation"),
            ("no_quorum", "present"),
            ("not_the_one_chosen", "nomination"),
            ("days_out_of_order", "until"),
        ],
    )
}

/// Facts of a file beside what the rules ask: each with a word, none of them a score.
fn conditions(desk: &Desk, all: &[Condition]) -> Markup {
    let speech = &desk.speech;
    let told = |of: &Condition| {
        let facts: Vec<(&str, String)> = of
            .facts
            .iter()
            .map(|(name, fact)| {
                (*name, fact.parse().map_or_else(|_| fact.clone(), crate::site::day))
            })
            .collect();
        let facts: Vec<(&str, &str)> =
            facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
        let key = match of.met {
            Some(false) => format!("personnel.condition_{}_not", of.id),
            _ => format!("personnel.condition_{}", of.id),
        };
        speech.tell(&key, &facts)
    };
    let word = |met: Option<bool>| match met {
        None => speech.t("personnel.a_fact"),
        Some(true) => speech.t("personnel.met"),
        Some(false) => speech.t("personnel.not_met"),
    };
    html! {
        ul {
            @for of in all {
                li { b { (word(of.met)) } ": " (told(of)) @if let Some(article) = &of.article { " " cite { (article) } } }
            }
        }
    }
}

/// Asks as `body` for facts as they are stated.
async fn record(
    desk: &Desk,
    sent: &mut Sent,
    body: BodyId,
    events: Vec<personnel::Event>,
    step: &str,
) -> bool {
    let command = Command::Record(events.into_iter().map(Event::Personnel).collect());
    desk.asked_at(sent, Some(body), command, |refusal| field(refusal, step)).await
}

/// The desk as the node stands now, after something was refused.
fn fresh(desk: &Desk) -> Desk {
    Desk { view: desk.app.node.view(), ..desk.clone() }
}
