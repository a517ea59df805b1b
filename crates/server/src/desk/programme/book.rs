//! A programme: its items, what was issued and amended, and the tasks that are given in it.

use super::{
    PROGRAMMES, acts_for, askable, choices, field, lines,
    lines::{Names, read},
    or_none, own, p, sees, told,
};
use crate::{
    App,
    desk::{
        Desk,
        asks::{Asks, SHORT, Said, body_choices, id_of},
        frame::{LONGEST, Sent},
    },
    sent::Form,
    session::Officer,
    site::{self, programmes::programme_view},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command,
    people::BodyId,
    programme::{
        self, Carried, Event as P, Given, Item, ItemId, Origin, Programme, ProgrammeId, days_of,
    },
};
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::{Arc, atomic::AtomicUsize};

/// The most items of earlier programmes that are offered to go on.
const OFFERED: usize = 200;

/// The most programmes of one body that are listed.
const LISTED: usize = 200;

pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index(&desk, StatusCode::OK, &Sent::default())
}

fn index(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let bodies = own(desk);
    let state = &desk.view.state;
    if bodies.is_empty() || state.programme_rules(desk.view.at).is_none() {
        return desk.missing();
    }
    let (speech, told) = (&desk.speech, told(desk));
    let (today, near) = told.clock();
    let row = |of: &Arc<Programme>| {
        let list = state.programme.list(&programme::Shelf::Programme(of.id.clone()));
        let counts = list.all(today, near);
        vec![
            html! { a href=(speech.url(&format!("{PROGRAMMES}/{}", of.id))) { span lang="vi" { (of.plan.title) } } @if of.plan.closed { br; small { (told.t("is_closed")) } } },
            html! { (told.body_name(&of.body)) },
            html! { (told.period(of.plan.year, of.plan.quarter)) },
            html! { (speech.many(of.items.len())) },
            html! { (speech.many(usize::try_from(counts.standing()).unwrap_or(0))) },
            html! { (speech.many(usize::try_from(counts.of(programme::Standing::Overdue)).unwrap_or(0))) },
        ]
    };
    let kept = bodies.iter().flat_map(|body| state.programme.of_body(&body.id).rev().take(LISTED));
    let rows: Vec<Vec<Markup>> = kept.map(row).collect();
    let asks = Asks { desk, action: speech.url(PROGRAMMES), words: "programme", sent };
    let quarters: Vec<(String, String)> = std::iter::once((String::new(), told.t("whole_year")))
        .chain(
            (1..=4u8).map(|quarter| (quarter.to_string(), told.t(&format!("quarter_{quarter}")))),
        )
        .collect();
    let year = desk.today().map(|today| today.year().to_string()).unwrap_or_default();
    let title = told.t("title");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        p { a href=(speech.url(super::TASKS)) { (told.t("to_tasks")) } }
        @if rows.is_empty() { (part::empty(&told.t("none"), None)) } @else {
            (Table {
                id: "programmes".into(),
                caption: title.clone(),
                columns: vec![
                    Column::words(told.t("name")),
                    Column::words(told.t("body")),
                    Column::words(told.t("period")),
                    Column::figures(told.t("items")),
                    Column::figures(told.t("tasks")),
                    Column::figures(told.t("standing_overdue")),
                ],
                rows,
                foot: None,
                narrow: Narrow::Stack,
            })
        }
        (part::section("open", &told.t("open"), &asks.folded("open", form::Weight::Strong, &html! {
            (asks.select("open", "body", &body_choices(&bodies)))
            (asks.text("open", "heading"))
            (asks.field("open", "year", form::Kind::Digits, &year))
            (asks.select("open", "quarter", &quarters))
            (asks.tick("open", "closed", &told.t("closed_tick"), false))
        })))
        (told.rule())
    };
    desk.page(status, title, &body)
}

pub(super) async fn open(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    if sent.value("step") != "open" {
        return desk.missing();
    }
    let id = ProgrammeId::from(id_of(&sent, "p").as_str());
    let mut said = Said::new(&desk, &mut sent);
    let body = BodyId::from(said.needed("body", SHORT).as_str());
    let title = said.needed("heading", SHORT);
    let year = said.number("year");
    let quarter = match said.raw("quarter").as_str() {
        "" => None,
        _ => said.number("quarter"),
    };
    let closed = said.ticked("closed");
    let Some(year) = year.filter(|_| said.is_sound()) else {
        return index(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let open = programme::Command::Open { programme: id.clone(), title, year, quarter, closed };
    let (row, command) = (AtomicUsize::new(0), Command::Programme(open));
    let field = |refusal: &_| field(refusal, "open", &row);
    match desk.asked_at(&mut sent, Some(body), command, field).await {
        true => desk.to(&format!("{PROGRAMMES}/{id}")),
        false => index(&desk, StatusCode::CONFLICT, &sent),
    }
}

fn found(desk: &Desk, id: &str) -> Option<Arc<Programme>> {
    let of = desk.view.state.programme.get(&ProgrammeId::from(id))?;
    sees(desk, of).then(|| of.clone())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    page(&desk, &of, StatusCode::OK, &Sent::default())
}

/// A list, a month or a report of a programme.
pub(super) async fn view(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, view, which)): Path<(String, String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let mark = site::mark(&desk.view.state.node, &desk.speech);
    let told = told(&desk);
    let Some((title, inside)) = programme_view(&told, &of, &view, &which, mark.as_deref()) else {
        return desk.missing();
    };
    let back = desk.speech.url(&format!("{PROGRAMMES}/{id}"));
    let body = html! {
        (part::head(&title, None))
        p { a href=(back) { span lang="vi" { (of.plan.title) } } }
        (inside)
    };
    desk.shown(title, &body)
}

fn page(desk: &Desk, of: &Programme, status: StatusCode, sent: &Sent) -> Response {
    let (speech, told) = (&desk.speech, told(desk));
    let mark = site::mark(&desk.view.state.node, speech);
    let action = speech.url(&format!("{PROGRAMMES}/{}", of.id));
    let asks = Asks { desk, action, words: "programme", sent };
    let keeps = acts_for(desk, &of.body);
    let title = of.plan.title.clone();
    let file = |kind: &str| speech.url(&format!("{}.{kind}?programme={}", super::TASKS, of.id));
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        (desk.trouble(sent.refused.as_deref()))
        (told.particulars(of))
        @if !of.plan.closed { p { a href=(speech.url(&format!("/programmes/{}", of.id))) { (told.t("to_public")) } } }
        (part::section("items-section", &told.t("items"), &html! {
            (told.items(of))
            @if keeps { (planning(desk, of, &asks)) }
        }))
        (part::section("giving", &told.t("tasks"), &html! {
            (told.boards(of, mark.as_deref()))
            (told.ways(of))
            p { a href=(file("xlsx")) { (told.t("to_xlsx")) } " · " a href=(file("ics")) { (told.t("to_ics")) } }
            @if keeps { (giving(desk, of, &asks)) }
        }))
    };
    desk.page(status, title, &body)
}

/// What can be done to the items.
fn planning(desk: &Desk, of: &Programme, asks: &Asks) -> Markup {
    let told = told(desk);
    let leads = choices(&askable(desk, Some(&of.body)));
    let open = of.in_order().into_iter().filter(|item| !of.done.contains_key(&item.id));
    let open: Vec<(String, String)> =
        open.map(|item| (item.id.to_string(), item.content.clone())).collect();
    let plain = form::Weight::Plain;
    html! {
        @if of.issued.is_none() {
            (asks.folded("set_item", plain, &html! {
                @if !open.is_empty() { (asks.select("set_item", "item", &or_none(desk, open.clone()))) }
                (asks.long("set_item", "content"))
                (asks.select("set_item", "lead", &leads))
                (asks.long("set_item", "with"))
                (asks.text("set_item", "form"))
                (asks.field("set_item", "due", form::Kind::Date, ""))
                (asks.text("set_item", "authority"))
            }))
            (asks.folded("set_items", plain, &asks.field("set_items", "lines", form::Kind::Long, "")))
            @let before = unfinished(desk, of);
            @if !before.is_empty() {
                (asks.folded("carry", plain, &html! {
                    p { (told.t("carry_about")) }
                    @for (from, item) in &before {
                        @let name = carried_name(from);
                        (form::group(&item.content, &html! {
                            (asks.tick("carry", &format!("take-{name}"), &told.t("carry_this"), false))
                            @let due = format!("carry.due-{name}");
                            (form::Field {
                                name: &due, label: &told.t("carry_due"), kind: form::Kind::Date,
                                value: asks.sent.value(&due), error: asks.sent.error(&due), ..form::Field::default()
                            })
                        }))
                    }
                }))
            }
            @if !of.items.is_empty() { (asks.folded("issue", form::Weight::Strong, &asks.document("issue"))) }
        } @else if !open.is_empty() || of.issued.is_some() {
            (asks.folded("amend", plain, &html! {
                (asks.long("amend", "reason"))
                (asks.document("amend"))
                (asks.select("amend", "item", &or_none(desk, open.clone())))
                (asks.field("amend", "due", form::Kind::Date, ""))
                (asks.long("amend", "content"))
                (asks.select("amend", "remove", &or_none(desk, open.clone())))
                (asks.long("amend", "lines"))
            }))
        }
        @if !open.is_empty() {
            (asks.folded("item_done", plain, &html! {
                (asks.select("item_done", "item", &open))
                (asks.date("item_done", "done_on"))
                (asks.document("item_done"))
            }))
        }
    }
}

fn carried_name(from: &Carried) -> String {
    format!("{}-{}", from.programme, from.item)
}

/// The items of earlier programmes of the same body that were neither done nor carried on.
fn unfinished(desk: &Desk, of: &Programme) -> Vec<(Carried, Arc<Item>)> {
    let known = &desk.view.state.programme;
    let start = |of: &Programme| days_of(of.plan.year, of.plan.quarter).map(|days| days.0);
    let before = known
        .of_body(&of.body)
        .rev()
        .filter(|before| start(before) < start(of) && (of.plan.closed || !before.plan.closed));
    let items = before.flat_map(|before| {
        let open = before.in_order().into_iter().filter(|item| !before.done.contains_key(&item.id));
        open.map(|item| {
            let from = Carried { programme: before.id.clone(), item: item.id.clone() };
            (from, item.clone())
        })
        .collect::<Vec<_>>()
    });
    items.filter(|(from, _)| known.carried_to(from).is_none()).take(OFFERED).collect()
}

/// The forms that give tasks.
fn giving(desk: &Desk, of: &Programme, asks: &Asks) -> Markup {
    let owners = choices(&askable(desk, Some(&of.body)));
    let items: Vec<(String, String)> =
        of.in_order().into_iter().map(|item| (item.id.to_string(), item.content.clone())).collect();
    // A public programme rests on no closed meeting.
    let held = desk
        .view
        .state
        .assembly
        .all()
        .rev()
        .filter(|meeting| meeting.body == of.body && (of.plan.closed || !meeting.plan.closed));
    let meetings: Vec<(String, String)> =
        std::iter::once((String::new(), desk.speech.t("programme.no_meeting")))
            .chain(held.map(|meeting| (meeting.id.to_string(), meeting.plan.title.clone())))
            .collect();
    let origin = |step: &str| {
        html! { (asks.document(step)) (asks.select(step, "meeting", &meetings)) }
    };
    html! {
        (asks.folded("give", form::Weight::Strong, &html! {
            (asks.long("give", "content"))
            (asks.select("give", "owner", &owners))
            (asks.long("give", "with"))
            (asks.field("give", "due", form::Kind::Date, ""))
            (asks.text("give", "result"))
            (origin("give"))
            (asks.field("give", "point", form::Kind::Digits, ""))
            @if !items.is_empty() { (asks.select("give", "item", &or_none(desk, items))) }
        }))
        (asks.folded("give_many", form::Weight::Plain, &html! {
            (given_lines(asks, "give_many"))
            (origin("give_many"))
        }))
    }
}

/// The field of lines of tasks, with its own hint.
pub(super) fn given_lines(asks: &Asks, step: &str) -> Markup {
    let (name, speech) = (format!("{step}.lines"), &asks.desk.speech);
    let (label, hint) = (speech.t("programme.task_lines"), speech.t("programme.task_lines_hint"));
    html! { (form::Field {
        name: &name, label: &label, hint: Some(&hint), kind: form::Kind::Long,
        value: asks.sent.typed.get(&name).map_or("", String::as_str), error: asks.sent.error(&name), ..form::Field::default()
    }) }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id).filter(|of| acts_for(&desk, &of.body)) else {
        return desk.missing();
    };
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    let Some((events, numbers)) = events(&desk, &of, &mut sent).filter(|_| sent.wrong.is_empty())
    else {
        return match sent.wrong.is_empty() {
            true => desk.missing(),
            false => page(&desk, &of, StatusCode::UNPROCESSABLE_ENTITY, &sent),
        };
    };
    let command = Command::Record(events.into_iter().map(p).collect());
    let row = AtomicUsize::new(0);
    let field = |refusal: &_| field(refusal, &step, &row);
    if desk.asked_at(&mut sent, Some(of.body.clone()), command, field).await {
        return desk.to(&format!("{PROGRAMMES}/{id}"));
    }
    of_line(&desk, &mut sent, &step, row.into_inner(), &numbers);
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match found(&now, &id) {
        Some(of) => page(&now, &of, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

/// Says which line a refusal is about.
pub(super) fn of_line(desk: &Desk, sent: &mut Sent, step: &str, row: usize, numbers: &[usize]) {
    let number = row.checked_sub(1).and_then(|row| numbers.get(row));
    let (Some(number), Some(why)) = (number, sent.wrong.get_mut(&format!("{step}.lines"))) else {
        return;
    };
    *why = desk.speech.tell("programme.of_line", &[("line", &number.to_string()), ("why", why)]);
}

type Read = Option<(Vec<P>, Vec<usize>)>;

/// What a form states, with the numbers of the lines that they come from. None: something cannot be read, told at its
/// field, or there is no such form.
fn events(desk: &Desk, of: &Programme, sent: &mut Sent) -> Read {
    let prefix = id_of(sent, "i");
    let mut said = Said::new(desk, sent);
    let programme = of.id.clone();
    let one = |event: P| Some((vec![event], Vec::new()));
    match said.step.as_str() {
        "set_item" => {
            let replaced = said.raw("item");
            let known = of.items.get(&ItemId::from(replaced.as_str()));
            let id = known.map_or_else(|| ItemId::from(prefix.as_str()), |item| item.id.clone());
            let content = said.needed("content", LONGEST);
            let lead = BodyId::from(said.needed("lead", SHORT).as_str());
            let with = helpers(desk, &mut said);
            let (form, due) = (said.needed("form", SHORT), said.date("due"));
            let authority = said.text("authority", SHORT);
            let carried = known.and_then(|item| item.carried.clone());
            let due = due?;
            let item = Item { id, content, lead, with, form, due, authority, carried };
            one(P::ItemSet { programme, item: Box::new(item) })
        }
        "set_items" => {
            let read = item_lines(desk, of, &mut said, &prefix, true);
            let (numbers, items): (Vec<usize>, Vec<Item>) = read.into_iter().unzip();
            let set = |item| P::ItemSet { programme: programme.clone(), item: Box::new(item) };
            Some((items.into_iter().map(set).collect(), numbers))
        }
        "carry" => {
            let mut events = Vec::new();
            for (at, (from, item)) in unfinished(desk, of).into_iter().enumerate() {
                let name = carried_name(&from);
                if !said.ticked(&format!("take-{name}")) {
                    continue;
                }
                let Some(due) = said.date(&format!("due-{name}")) else { continue };
                let id = ItemId::from(format!("{prefix}-{at}").as_str());
                let item = Item { id, due, carried: Some(from), ..(*item).clone() };
                events.push(P::ItemSet { programme: programme.clone(), item: Box::new(item) });
            }
            if events.is_empty() && said.is_sound() {
                said.sent.refused = Some(desk.speech.t("programme.carry_none"));
                said.wrong("none", String::new());
            }
            Some((events, Vec::new()))
        }
        "issue" => one(P::Issued { programme, document: said.document()? }),
        "amend" => {
            let reason = said.needed("reason", LONGEST);
            let document = said.document();
            let lines = item_lines(desk, of, &mut said, &prefix, false);
            let mut set: Vec<Item> = lines.into_iter().map(|(_, item)| item).collect();
            let (due, content) = (said.date_if_any("due"), said.text("content", LONGEST));
            if let Some(item) = of.items.get(&ItemId::from(said.raw("item").as_str())) {
                let content = Some(content).filter(|content| !content.is_empty());
                let content = content.unwrap_or_else(|| item.content.clone());
                let due = due.unwrap_or(item.due);
                set.push(Item { content, due, ..(**item).clone() });
            }
            let removed = Some(said.raw("remove")).filter(|id| !id.is_empty());
            let removed = removed.map(|id| ItemId::from(id.as_str())).into_iter().collect();
            let number = u16::try_from(of.amendments.len() + 1).ok()?;
            let document = document?;
            one(P::Amended { programme, number, reason, document, set, removed })
        }
        "item_done" => {
            let item = ItemId::from(said.needed("item", SHORT).as_str());
            let (on, document) = (said.date("done_on"), said.document());
            one(P::ItemDone { programme, item, on: on?, document: document? })
        }
        "give" => {
            let id = prefix.replacen('i', "t", 1);
            let content = said.needed("content", LONGEST);
            let owner = BodyId::from(said.needed("owner", SHORT).as_str());
            let with = helpers(desk, &mut said);
            let (due, result) = (said.date("due"), said.needed("result", LONGEST));
            let point = match said.raw("point").as_str() {
                "" => None,
                _ => said.number("point"),
            };
            let origin = origin(&mut said, point);
            let item = Some(said.raw("item")).filter(|item| !item.is_empty());
            let item = item.map(|item| ItemId::from(item.as_str()));
            let (due, origin) = (due?, Some(origin?));
            let given = Given { content, owner, with, due, result, origin, item, parent: None };
            one(P::TaskGiven { programme, task: id.as_str().into(), given: Box::new(given) })
        }
        "give_many" => {
            let id = prefix.replacen('i', "t", 1);
            let shared = origin(&mut said, None);
            let read = task_lines(desk, &of.body, &mut said);
            let shared = shared?;
            let numbers = read.iter().map(|(number, _)| *number).collect();
            let given = |(number, (mut given, point)): (usize, (Given, Option<u16>))| {
                given.origin = Some(Origin { point, ..shared.clone() });
                let task = format!("{id}-{number}").as_str().into();
                P::TaskGiven { programme: programme.clone(), task, given: Box::new(given) }
            };
            Some((read.into_iter().map(given).collect(), numbers))
        }
        _ => None,
    }
}

fn origin(said: &mut Said, point: Option<u16>) -> Option<Origin> {
    let meeting = Some(said.text("meeting", SHORT)).filter(|meeting| !meeting.is_empty());
    Some(Origin { document: said.document()?, point, meeting })
}

/// The bodies that help, by name.
fn helpers(desk: &Desk, said: &mut Said) -> Vec<BodyId> {
    let text = said.text("with", LONGEST);
    if text.is_empty() {
        return Vec::new();
    }
    Names::of(desk, None).all(&text).unwrap_or_else(|unknown| {
        let why = desk.speech.tell("programme.body_not_found", &[("text", &unknown)]);
        said.wrong("with", why);
        Vec::new()
    })
}

/// Lines of items: content; lead; due; form; authority.
fn item_lines(
    desk: &Desk,
    of: &Programme,
    said: &mut Said,
    prefix: &str,
    needed: bool,
) -> Vec<(usize, Item)> {
    let names = Names::of(desk, Some(&of.body));
    read(said, needed, |line| {
        let content = line.needed(0);
        let (lead, due) = (line.body(1, &names), line.day(2));
        Some(Item {
            id: format!("{prefix}-{}", line.number).as_str().into(),
            content,
            lead: lead?,
            with: Vec::new(),
            form: line.part(3),
            due: due?,
            authority: line.part(4),
            carried: None,
        })
    })
}

/// Lines of tasks: content; owner; due; result; point.
pub(super) fn task_lines(
    desk: &Desk,
    giver: &BodyId,
    said: &mut Said,
) -> Vec<(usize, (Given, Option<u16>))> {
    let names = Names::of(desk, Some(giver));
    lines::read(said, true, |line| {
        let content = line.needed(0);
        let (owner, due) = (line.body(1, &names), line.day(2));
        let (result, point) = (line.needed(3), line.number_if_any(4));
        let (owner, due) = (owner?, due?);
        let (with, origin, item, parent) = (Vec::new(), None, None, None);
        Some((Given { content, owner, with, due, result, origin, item, parent }, point))
    })
}

/// Where one comes from a task: the programmes of this desk.
pub(super) fn crumb(desk: &Desk) -> Link {
    Link::new(desk.speech.t("programme.title"), desk.speech.url(PROGRAMMES))
}
