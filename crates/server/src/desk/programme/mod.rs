//! Work programmes and tasks at the desk: what one's own bodies plan, give, owe and answer for.

mod book;
mod lines;
mod list;
mod task;

use super::{Desk, asks::bodies};
use crate::{App, programmes::Told};
use axum::{
    Router,
    routing::{get, post},
};
use dienhong_core::{
    Date, Event,
    people::{Body, BodyId, Right},
    programme::{self, Event as P, Programme, Standing, Task},
    refusal::Refusal,
};
use dienhong_look::{Markup, html, part};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const PROGRAMMES: &str = "/desk/programmes";
const TASKS: &str = "/desk/tasks";

/// How many tasks the first page of the desk names.
const REMINDED: usize = 8;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    let programme = |rest: &str| at(&format!("{PROGRAMMES}{rest}"));
    let task = |rest: &str| at(&format!("{TASKS}{rest}"));
    Router::new()
        .route(&programme(""), get(book::list).post(book::open))
        .route(&programme("/{id}"), get(book::show).post(book::take))
        .route(&programme("/{id}/{view}/{which}"), get(book::view))
        .route(&task(""), get(list::show))
        .route(&task(".xlsx"), get(list::workbook))
        .route(&task(".ics"), get(list::calendar))
        .route(&task("/{id}"), get(task::show).post(task::take))
        .route(&task("/{id}/submit"), post(task::submit))
        .route(&task("/{id}/files/{hash}"), get(task::file))
}

fn told(desk: &Desk) -> Told<'_> {
    Told { speech: &desk.speech, state: &desk.view.state, now: desk.now(), at_desk: true }
}

/// The bodies for which this officer manages tasks.
fn own(desk: &Desk) -> Vec<Arc<Body>> {
    bodies(desk, Right::ManageTasks)
}

fn acts_for(desk: &Desk, body: &BodyId) -> bool {
    own(desk).iter().any(|own| own.id == *body)
}

fn sits(desk: &Desk, body: &BodyId) -> bool {
    desk.view.state.people.sits(&desk.officer.id, body)
}

/// Whether this officer sees a programme here: who sits in its body, and of a public one who manages any tasks.
fn sees(desk: &Desk, of: &Programme) -> bool {
    sits(desk, &of.body) || (!of.plan.closed && !own(desk).is_empty())
}

/// Whether this officer sits in a body that has to do with a task: that of its programme too.
fn is_concerned(desk: &Desk, task: &Task) -> bool {
    let given = &task.given;
    let programme = desk.view.state.programme.get(&task.programme).map(|of| &of.body);
    let bodies = [&task.giver, &given.owner].into_iter().chain(&given.with).chain(programme);
    bodies.into_iter().any(|body| sits(desk, body))
}

/// Whether this officer sees a task here: whom it concerns, and who sees its programme.
fn sees_task(desk: &Desk, task: &Task) -> bool {
    let programme = desk.view.state.programme.get(&task.programme);
    is_concerned(desk, task) || programme.is_some_and(|of| sees(desk, of))
}

/// The bodies that can be asked: their unit is that of `giver` or lies in it, and somebody can answer for them.
/// Without a giver: wherever they are.
fn askable(desk: &Desk, giver: Option<&BodyId>) -> Vec<Arc<Body>> {
    let state = &desk.view.state;
    let Ok(rules) = state.rules_at(desk.view.at) else { return Vec::new() };
    let roles = rules.people.roles.values();
    let kinds: Vec<&String> = roles
        .filter(|role| role.rights.contains(&Right::ManageTasks))
        .flat_map(|role| &role.bodies)
        .collect();
    let giver = giver.and_then(|giver| state.people.body(giver));
    let inside = |body: &Body| match giver.map(|giver| giver.unit.as_ref()) {
        None | Some(None) => true,
        Some(Some(own)) => body.unit.as_ref().is_some_and(|unit| state.units.lies_in(unit, own)),
    };
    let all = state.people.bodies();
    let mut all: Vec<Arc<Body>> =
        all.filter(|body| kinds.contains(&&body.kind) && inside(body)).cloned().collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn choices(bodies: &[Arc<Body>]) -> Vec<(String, String)> {
    super::asks::body_choices(bodies)
}

/// With nothing chosen first.
fn or_none(desk: &Desk, mut all: Vec<(String, String)>) -> Vec<(String, String)> {
    all.insert(0, (String::new(), desk.speech.t("programme.not_chosen")));
    all
}

/// A day as people type it in lines: `2026-04-20` or `20/04/2026`.
fn day_of(text: &str) -> Option<Date> {
    let typed = || {
        let mut parts = text.split('/');
        let mut next = || parts.next().and_then(|part| part.trim().parse::<i16>().ok());
        let (day, month, year) = (next()?, next()?, next()?);
        let none = parts.next().is_none();
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| none)
    };
    text.trim().parse().ok().or_else(typed)
}

fn p(event: P) -> Event {
    Event::Programme(event)
}

/// The field of a step that a refusal is about. What concerns one line of several is told at the lines, and `row` says
/// which record it was, from 1.
fn field(refusal: &Refusal, step: &str, row: &AtomicUsize) -> Option<String> {
    let (_, what) = refusal.code.split_once('.')?;
    row.store(
        refusal.facts.get("row").and_then(|row| row.parse().ok()).unwrap_or(0),
        Ordering::Relaxed,
    );
    let lines = matches!(step, "set_items" | "give_many" | "divide");
    let name = match what {
        "document_missing" | "origin_missing" | "evidence_missing" => "document",
        "day_in_the_future" if step == "item_done" => "done_on",
        "day_in_the_future" => "on",
        "reason_missing" => "reason",
        "not_here" | "another_body" | "unknown" | "not_issued" | "unknown_task" => return None,
        _ if lines => "lines",
        "title_missing" => "heading",
        "year_out_of_range" => "year",
        "quarter_out_of_range" => "quarter",
        "content_missing" | "too_long" => "content",
        "unknown_body" | "outside_the_unit" if step == "set_item" => "lead",
        "unknown_body" | "outside_the_unit" => "owner",
        "body_twice" => "with",
        "due_outside_the_period" | "due_in_the_past" => "due",
        "due_after_the_whole" | "not_later" | "deadline_has_passed" if step == "extend" => "until",
        "result_missing" => "result",
        "meeting_missing" => "meeting",
        "note_missing" => "note",
        "percent_out_of_range" => "percent",
        "parts_are_open" => "despite",
        "item_is_done" | "unknown_item" => "item",
        "changes_nothing" => "lines",
        _ => return None,
    };
    Some(format!("{step}.{name}"))
}

/// On the first page of the desk: what this officer's bodies owe, and who waits for them.
pub(super) fn reminders(desk: &Desk) -> Markup {
    let told = told(desk);
    let owed: Vec<_> = own(desk)
        .into_iter()
        .map(|body| {
            let owed = programme::reminders(&desk.view.state, &body.id, REMINDED, desk.now());
            (body, owed)
        })
        .filter(|(_, owed)| !owed.first.is_empty() || owed.to_take_up > 0 || owed.to_answer > 0)
        .collect();
    if owed.is_empty() {
        return html! {};
    }
    let n = |number: u64| desk.speech.many(usize::try_from(number).unwrap_or(usize::MAX));
    part::section(
        "tasks",
        &told.t("reminders"),
        &html! {
            @for (at, (body, owed)) in owed.iter().enumerate() {
                @let list = |which: &str| desk.speech.url(&format!("{TASKS}?body={}&list={which}", body.id));
                h3 { (body.name) }
                ul {
                    @for (count, key, which) in [
                        (owed.counts.of(Standing::Overdue), "are_overdue", "open"),
                        (owed.counts.of(Standing::InTime), "are_near", "open"),
                        (owed.to_take_up as u64, "to_take_up", "to_take_up"),
                        (owed.to_answer as u64, "to_answer", "to_answer"),
                    ] {
                        @if count > 0 {
                            li { a href=(list(which)) { (desk.speech.tell(&format!("programme.{key}"), &[("count", &n(count))])) } }
                        }
                    }
                }
                @if !owed.first.is_empty() { (told.tasks(&format!("near-{at}"), &told.t("near"), &owed.first)) }
            }
        },
    )
}
