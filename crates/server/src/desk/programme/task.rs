//! A task: all that happened to it, and what its giver and its owner may do next.

use super::{
    TASKS, acts_for, askable,
    book::{crumb, given_lines, of_line, task_lines},
    choices, field, is_concerned, p, sees_task, told,
};
use crate::{
    App,
    desk::{
        Desk,
        asks::{Asks, SHORT, Said, id_of},
        evidence,
        frame::{LONGEST, Sent},
        look,
    },
    programmes::is_live,
    public,
    sent::{Filed, Form},
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    people::{BodyId, Place, Right},
    programme::{self, Event as P, Given, Step, Task, TaskId},
};
use dienhong_journal::Hash;
use dienhong_look::{Markup, form, html, part};
use std::sync::{Arc, atomic::AtomicUsize};

/// Steps of the owner; all others are the giver's.
const OWNERS: [&str; 6] = ["accept", "decline", "progress", "extend", "submit", "divide"];

fn found(desk: &Desk, id: &str) -> Option<Arc<Task>> {
    let task = desk.view.state.programme.task(&TaskId::from(id))?;
    sees_task(desk, task).then(|| task.clone())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(task) = found(&desk, &id) else { return desk.missing() };
    page(&desk, &task, StatusCode::OK, &Sent::default())
}

/// A file that was submitted, for those whom the task concerns: it may name private persons.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, hash)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let known = || {
        let (task, hash) = (found(&desk, &id)?, hash.parse::<Hash>().ok()?);
        let task = Some(task).filter(|task| is_concerned(&desk, task))?;
        task.submissions.iter().any(|sent| sent.files.contains(&hash)).then_some(hash)
    };
    match known() {
        Some(hash) => public::scan(&desk.app, &hash),
        None => desk.missing(),
    }
}

fn page(desk: &Desk, task: &Arc<Task>, status: StatusCode, sent: &Sent) -> Response {
    let (speech, told) = (&desk.speech, told(desk));
    let state = &desk.view.state;
    let is_public = state.shows_programme(&task.programme);
    let concerned = is_concerned(desk, task);
    let show_file = |blob: &Hash| {
        let open = speech.url(&format!("{TASKS}/{}/files/{blob}", task.id));
        let unit = state.people.body(&task.given.owner).and_then(|body| body.unit.as_ref());
        html! {
            @if concerned { a href=(open) { (told.t("open_file")) } " · " }
            @match unit.filter(|_| is_public) {
                // Whoever looks files through in that unit does it from here.
                Some(unit) if desk.may(Right::ManageTasks, Place::Unit(unit)) => (evidence::file(desk, unit, blob)),
                _ if is_public => (told.public_file(task, blob)),
                _ => (part::hash(&blob.to_string())),
            }
        }
    };
    let action = speech.url(&format!("{TASKS}/{}", task.id));
    let asks = Asks { desk, action, words: "programme", sent };
    let title = task.given.content.clone();
    let back = crumb(desk);
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        p { a href=(back.url) { (back.label) } " · " a href=(speech.url(TASKS)) { (told.t("to_tasks")) } }
        (desk.trouble(sent.refused.as_deref()))
        @if !is_public { p.hint { (told.t("closed_about")) } }
        (told.task(task, &show_file))
        @if is_public { p { a href=(speech.url(&format!("/programmes/{}/tasks/{}", task.programme, task.id))) { (told.t("to_public")) } } }
        @if acts_for(desk, &task.given.owner) { (owners(desk, task, &asks, is_public)) }
        @if acts_for(desk, &task.giver) && is_live(task) { (givers(desk, task, &asks)) }
    };
    desk.page(status, title, &body)
}

fn reason(asks: &Asks, step: &str) -> Markup {
    asks.long(step, "reason")
}

/// What the owner may do now.
fn owners(desk: &Desk, task: &Task, asks: &Asks, is_public: bool) -> Markup {
    let told = told(desk);
    let (today, _) = told.clock();
    let (plain, strong) = (form::Weight::Plain, form::Weight::Strong);
    let works = task.step.is_under_way();
    let new = task.step == Step::Assigned;
    let deeper =
        desk.view.state.programme_rules(desk.view.at).is_some_and(|rule| task.depth < rule.depth);
    html! {
        @if new || works {
            (part::section("own", &told.t("owner_acts"), &html! {
                @if new {
                    (asks.form("accept", form::Weight::Jade, &html! {}))
                    (asks.folded("decline", plain, &reason(asks, "decline")))
                }
                @if works {
                    (submit_form(desk, task, asks, is_public))
                    (asks.folded("progress", plain, &html! {
                        (asks.long("progress", "note"))
                        (asks.field("progress", "percent", form::Kind::Digits, ""))
                    }))
                }
                @if today <= task.due && task.asked().is_none() {
                    (asks.folded("extend", plain, &html! {
                        (asks.field("extend", "until", form::Kind::Date, ""))
                        (reason(asks, "extend"))
                    }))
                } @else if today > task.due { p.hint { (told.t("too_late_to_extend")) } }
                @if works && deeper {
                    (asks.folded("divide", strong, &html! {
                        p { (told.t("parts_about")) }
                        (given_lines(asks, "divide"))
                    }))
                }
            }))
        }
    }
}

/// What is submitted: in words, by a document, by a file.
fn submit_form(desk: &Desk, task: &Task, asks: &Asks, is_public: bool) -> Markup {
    let speech = &desk.speech;
    let told = told(desk);
    let open = desk.view.state.programme.roll_up(task).open();
    let error = |name: &str| asks.sent.error(name);
    let said = |name: &str| asks.sent.value(name);
    html! {
        details open[asks.sent.value("step") == "submit" || asks.sent.typed.is_empty()] {
            summary { (told.t("submit")) }
            form method="post" enctype="multipart/form-data" action={ (asks.action) "/submit" } {
                (desk.stamps())
                (form::hidden("step", "submit"))
                (asks.long("submit", "result"))
                (asks.document_or_none())
                @if is_public { (evidence::asks(speech, "submit", said, error)) } @else {
                    (form::file("file", &told.t("file"), &told.t("file_hint"), ".pdf,.jpg,.jpeg,.png,.webp", error("file")))
                }
                @if open > 0 { (asks.long("submit", "despite")) }
                (form::button(form::Weight::Strong, &told.t("submit_do")))
            }
        }
    }
}

impl Asks<'_> {
    /// The number and the day of a document that shows a result, when there is one.
    fn document_or_none(&self) -> Markup {
        html! { (self.text("submit", "document")) (self.date("submit", "on")) }
    }
}

/// What the giver may do now.
fn givers(desk: &Desk, task: &Task, asks: &Asks) -> Markup {
    let told = told(desk);
    let (today, _) = told.clock();
    let plain = form::Weight::Plain;
    html! {
        (part::section("give", &told.t("giver_acts"), &html! {
            @if task.step == Step::Submitted {
                (asks.form("approve", form::Weight::Jade, &asks.long("approve", "comment")))
                (asks.folded("return", plain, &reason(asks, "return")))
            }
            @if task.asked().is_some() && task.step != Step::Submitted {
                @if today <= task.due { (asks.form("grant", form::Weight::Jade, &html! {})) } @else { p.hint { (told.t("too_late_to_extend")) } }
                (asks.folded("refuse", plain, &reason(asks, "refuse")))
            }
            @if task.step == Step::Declined {
                (asks.folded("uphold", plain, &reason(asks, "uphold")))
            }
            @if matches!(task.step, Step::Declined | Step::Assigned) && task.given.parent.is_none() {
                (asks.folded("elsewhere", plain, &html! {
                    (asks.select("elsewhere", "owner", &choices(&askable(desk, Some(&task.giver)))))
                    (asks.field("elsewhere", "due", form::Kind::Date, &task.due.to_string()))
                    (reason(asks, "elsewhere"))
                }))
            }
            (asks.folded("cancel", form::Weight::Grave, &reason(asks, "cancel")))
        }))
    }
}

/// Asks for it as the body of its step, and shows the page again where it cannot be done.
async fn ask(
    desk: &Desk,
    task: &Task,
    mut sent: Sent,
    command: Command,
    numbers: &[usize],
) -> Response {
    let step = sent.value("step").to_owned();
    let owner = OWNERS.contains(&step.as_str());
    let body = if owner { &task.given.owner } else { &task.giver };
    if !acts_for(desk, body) {
        return desk.missing();
    }
    let row = AtomicUsize::new(0);
    let field = |refusal: &_| field(refusal, &step, &row);
    if desk.asked_at(&mut sent, Some(body.clone()), command, field).await {
        return desk.to(&format!("{TASKS}/{}", task.id));
    }
    of_line(desk, &mut sent, &step, row.into_inner(), numbers);
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match found(&now, task.id.as_str()) {
        Some(task) => page(&now, &task, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
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
    let Some(task) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let command = command(&desk, &task, &mut sent).filter(|_| sent.wrong.is_empty());
    let Some((command, numbers)) = command else {
        return match sent.wrong.is_empty() {
            true => desk.missing(),
            false => page(&desk, &task, StatusCode::UNPROCESSABLE_ENTITY, &sent),
        };
    };
    ask(&desk, &task, sent, command, &numbers).await
}

fn command(desk: &Desk, of: &Task, sent: &mut Sent) -> Option<(Command, Vec<usize>)> {
    let fresh = id_of(sent, "t");
    let mut said = Said::new(desk, sent);
    let task = of.id.clone();
    let record = |events: Vec<P>| Command::Record(events.into_iter().map(p).collect());
    let one = |event: P| Some((record(vec![event]), Vec::new()));
    match said.step.as_str() {
        "accept" => one(P::TaskAccepted { task }),
        "decline" => one(P::TaskDeclined { task, reason: said.needed("reason", LONGEST) }),
        "uphold" => one(P::TaskUpheld { task, reason: said.needed("reason", LONGEST) }),
        "progress" => {
            let note = said.needed("note", LONGEST);
            let percent = match said.raw("percent").as_str() {
                "" => None,
                _ => said.number("percent"),
            };
            one(P::TaskProgressed { task, note, percent })
        }
        "extend" => {
            let (until, reason) = (said.date("until"), said.needed("reason", LONGEST));
            one(P::ExtensionAsked { task, until: until?, reason })
        }
        "grant" => {
            // None is asked any more: the rule says so.
            let until = of.asked().map_or(of.due, |asked| asked.until);
            one(P::ExtensionGranted { task, until })
        }
        "refuse" => one(P::ExtensionRefused { task, reason: said.needed("reason", LONGEST) }),
        "return" => one(P::TaskReturned { task, reason: said.needed("reason", LONGEST) }),
        "approve" => {
            let note = Some(said.text("comment", LONGEST)).filter(|note| !note.is_empty());
            let approve = programme::Command::Approve { tasks: vec![task], note };
            Some((Command::Programme(approve), Vec::new()))
        }
        "cancel" => one(P::TaskCancelled { task, reason: said.needed("reason", LONGEST) }),
        "elsewhere" => {
            let owner = BodyId::from(said.needed("owner", SHORT).as_str());
            let (due, reason) = (said.date("due"), said.needed("reason", LONGEST));
            let given = Given { owner, due: due?, ..(*of.given).clone() };
            let with = given.with.iter().filter(|body| **body != given.owner).cloned().collect();
            let given = Box::new(Given { with, ..given });
            let (programme, new) = (of.programme.clone(), TaskId::from(fresh.as_str()));
            Some((
                record(vec![
                    P::TaskCancelled { task, reason },
                    P::TaskGiven { programme, task: new, given },
                ]),
                Vec::new(),
            ))
        }
        "divide" => {
            let read = task_lines(desk, &of.given.owner, &mut said);
            let numbers = read.iter().map(|(number, _)| *number).collect();
            let given = |(number, (mut given, _)): (usize, (Given, Option<u16>))| {
                given.parent = Some(of.id.clone());
                let task = TaskId::from(format!("{fresh}-{number}").as_str());
                P::TaskGiven { programme: of.programme.clone(), task, given: Box::new(given) }
            };
            Some((record(read.into_iter().map(given).collect()), numbers))
        }
        _ => None,
    }
}

/// The result of a task, with a file when one comes along.
pub(super) async fn submit(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(task) = found(&desk, &id).filter(|task| acts_for(&desk, &task.given.owner)) else {
        return desk.missing();
    };
    let mut sent = Sent::of(typed);
    sent.typed.insert("step".into(), "submit".into());
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&desk, &task, StatusCode::FORBIDDEN, &sent);
    }
    let mut said = Said::new(&desk, &mut sent);
    let result = said.needed("result", LONGEST);
    let document = match said.raw("document").is_empty() {
        true => None,
        false => said.document(),
    };
    let despite = Some(said.text("despite", LONGEST)).filter(|why| !why.is_empty());
    if document.is_none() && file.is_none() {
        said.wrong("document", desk.speech.t("programme.evidence_missing"));
    }
    let is_public = desk.view.state.shows_programme(&task.programme);
    let unit = desk.view.state.people.body(&task.given.owner).and_then(|body| body.unit.clone());
    let private = match (&file, is_public) {
        (Some(file), true) => match evidence::private(&desk.speech, &sent.typed, file) {
            Ok(private) => private,
            Err((field, why)) => {
                sent.wrong.insert(field.to_owned(), why);
                true
            }
        },
        _ => true,
    };
    if file.is_some() && is_public && unit.is_none() {
        sent.wrong.insert("file".into(), desk.speech.t("programme.file_needs_unit"));
    }
    if !sent.wrong.is_empty() {
        return page(&desk, &task, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    }
    let (mut files, mut brought) = (Vec::new(), Vec::new());
    if let Some(file) = file {
        let kept = match unit.as_ref().filter(|_| is_public) {
            Some(unit) => evidence::bring(&desk, unit, file, private).await,
            None => look::keep(&desk, file.bytes).await.map(|kept| (kept.blob, None)),
        };
        match kept {
            Ok((blob, event)) => {
                // The same words with another file are another act.
                sent.typed.insert("file".into(), blob.to_string());
                files.push(blob);
                if let Some(Event::Evidence(event)) = event {
                    brought.push(event);
                }
            }
            Err(why) => {
                sent.wrong.insert("file".into(), why);
                return page(&desk, &task, StatusCode::UNPROCESSABLE_ENTITY, &sent);
            }
        }
    }
    let submit = programme::Command::Submit {
        task: task.id.clone(),
        result,
        document,
        brought,
        files,
        despite,
    };
    ask(&desk, &task, sent, Command::Programme(submit), &[]).await
}
