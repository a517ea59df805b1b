//! Lists of tasks of one body, a page at a time by their deadlines, and the same as files.

use super::{PROGRAMMES, TASKS, own, sees, told};
use crate::{
    App,
    desk::Desk,
    programme_files::{CALENDAR, Of, kept},
    programmes::{PAGE, month_of, months_of},
    session::Officer,
    site,
};
use axum::{
    extract::{Query, State},
    http::Uri,
    response::{IntoResponse, Response},
};
use dienhong_core::{
    people::{Body, BodyId},
    programme::{Followed, Key, Keys, Lists, ProgrammeId, Shelf, TaskId},
};
use dienhong_look::{Link, Markup, form, html, part};
use std::{ops::Bound, sync::Arc};

/// What a reader may ask for, in the order of the tabs.
const LISTS: [&str; 7] =
    ["open", "to_take_up", "given_open", "to_answer", "helping", "done", "given_done"];

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    body: String,
    #[serde(default)]
    list: String,
    /// The last task of the page before: its day and its id.
    #[serde(default)]
    after: String,
    #[serde(default)]
    month: String,
    /// For files: of one programme instead of a body.
    #[serde(default)]
    programme: String,
}

impl Asked {
    /// The body whose tasks are asked for, when this officer manages them; the first one when none is named.
    fn body<'a>(&self, bodies: &'a [Arc<Body>]) -> Option<&'a Arc<Body>> {
        match self.body.as_str() {
            "" => bodies.first(),
            id => bodies.iter().find(|body| body.id.as_str() == id),
        }
    }

    fn which(&self) -> &'static str {
        LISTS.into_iter().find(|list| *list == self.list).unwrap_or("open")
    }
}

fn shelf(which: &str, body: &BodyId) -> Shelf {
    match which {
        "given_open" | "given_done" | "to_answer" => Shelf::Giver(body.clone()),
        "helping" => Shelf::Helper(body.clone()),
        _ => Shelf::Owner(body.clone()),
    }
}

fn set<'a>(lists: &'a Lists, which: &str) -> &'a Keys {
    match which {
        "done" | "given_done" => &lists.closed,
        "to_answer" => &lists.for_giver,
        "to_take_up" => &lists.for_owner,
        _ => &lists.open,
    }
}

/// `2026-04-20~t-12`.
fn key_of(text: &str) -> Option<Key> {
    let (due, id) = text.split_once('~')?;
    Some((due.parse().ok()?, TaskId::from(id)))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let bodies = own(&desk);
    let Some(body) = asked.body(&bodies) else { return desk.missing() };
    let (speech, told) = (&desk.speech, told(&desk));
    let state = &desk.view.state;
    let which = asked.which();
    let lists = state.programme.list(&shelf(which, &body.id));
    let (today, near) = told.clock();
    let to = |rest: &str| speech.url(&format!("{TASKS}?body={}{rest}", body.id));
    let tab = |list: &&str| {
        let of = state.programme.list(&shelf(list, &body.id));
        let label =
            format!("{} ({})", told.t(&format!("tab_{list}")), speech.many(set(of, list).len()));
        Link::new(label, to(&format!("&list={list}")))
            .current(*list == which && asked.month.is_empty())
    };
    let tabs: Vec<Link> = LISTS.iter().map(tab).collect();
    let months: Vec<Link> = months_of(state.programme.list(&Shelf::Owner(body.id.clone())))
        .into_iter()
        .map(|(year, month)| {
            let name = format!("{year:04}-{month:02}");
            let label = speech.tell(
                "programme.month",
                &[("year", &year.to_string()), ("month", &month.to_string())],
            );
            Link::new(label, to(&format!("&month={name}"))).current(asked.month == name)
        })
        .collect();
    let inside = match month_of(&asked.month) {
        Some(month) => {
            let own = state.programme.list(&Shelf::Owner(body.id.clone()));
            told.month(own, month).unwrap_or_default()
        }
        None => listed(&desk, &asked, which, lists, &to),
    };
    let own = state.programme.list(&Shelf::Owner(body.id.clone())).all(today, near);
    let given = state.programme.list(&Shelf::Giver(body.id.clone())).all(today, near);
    let rows = [(told.t("tab_owned"), own), (told.t("tab_given"), given)];
    let mark = site::mark(&state.node, speech);
    let title = told.t("to_tasks");
    let page = html! {
        (part::head(&title, None))
        p { b { (body.name) } " · " a href=(speech.url(PROGRAMMES)) { (told.t("title")) } }
        @if bodies.len() > 1 { (chooser(&desk, &bodies, body)) }
        (told.board("standing", &told.t("boards"), &told.t("tasks"), &rows, mark.as_deref()))
        (part::tabs(&told.t("lists"), &tabs))
        (inside)
        @if !months.is_empty() { (part::section("months", &told.t("calendar"), &part::tabs(&told.t("months"), &months))) }
        p {
            a href=(speech.url(&format!("{TASKS}.xlsx?body={}", body.id))) { (told.t("to_xlsx")) } " · "
            a href=(speech.url(&format!("{TASKS}.ics?body={}", body.id))) { (told.t("to_ics")) }
        }
        (told.rule())
    };
    desk.shown(title, &page)
}

fn chooser(desk: &Desk, bodies: &[Arc<Body>], chosen: &Body) -> Markup {
    let pick = |body: &'_ Arc<Body>| (body.id.to_string(), body.name.clone());
    let all: Vec<(String, String)> = bodies.iter().map(pick).collect();
    let picks: Vec<form::Pick> = all
        .iter()
        .map(|(value, label)| form::Pick {
            value,
            label,
            picked: value == chosen.id.as_str(),
            ..form::Pick::default()
        })
        .collect();
    html! {
        form method="get" action=(desk.speech.url(TASKS)) {
            (form::select("body", &desk.speech.t("programme.body"), &picks, None))
            (form::button(form::Weight::Plain, &desk.speech.t("programme.choose_do")))
        }
    }
}

/// One page of a list. What is done is told from the last on.
fn listed(
    desk: &Desk,
    asked: &Asked,
    which: &str,
    lists: &Lists,
    to: &dyn Fn(&str) -> String,
) -> Markup {
    let told = told(desk);
    let set = set(lists, which);
    let after = key_of(&asked.after);
    let backwards = matches!(which, "done" | "given_done");
    let keys: Vec<&Key> = match (backwards, after) {
        (false, None) => set.iter().take(PAGE + 1).collect(),
        (false, Some(after)) => {
            set.range((Bound::Excluded(after), Bound::Unbounded)).take(PAGE + 1).collect()
        }
        (true, None) => set.iter().rev().take(PAGE + 1).collect(),
        (true, Some(before)) => set.range(..before).rev().take(PAGE + 1).collect(),
    };
    let more = keys.len() > PAGE;
    let keys: Vec<&Key> = keys.into_iter().take(PAGE).collect();
    let next = keys.last().filter(|_| more).map(|(due, id)| {
        Link::new(told.t("page_after"), to(&format!("&list={which}&after={due}~{id}")))
    });
    let first = (!asked.after.is_empty())
        .then(|| Link::new(told.t("page_first"), to(&format!("&list={which}"))));
    let ids = keys.iter().map(|(_, id)| id);
    let tasks: Vec<Followed> = desk.view.state.followed(ids, desk.now()).collect();
    let caption = told.t(&format!("tab_{which}"));
    html! {
        @if tasks.is_empty() { (part::empty(&told.t("no_tasks"), None)) } @else {
            (told.tasks("list", &caption, &tasks))
            @if next.is_some() || first.is_some() {
                (part::pages(&told.t("pages"), &caption, first.as_ref(), next.as_ref()))
            }
        }
    }
}

/// What a file tells: the tasks of a programme, or all that a body owns and gave.
fn of_file<'a>(desk: &'a Desk, asked: &Asked) -> Option<Of<'a>> {
    let state = &desk.view.state;
    let (speech, now) = (desk.speech, desk.now());
    if !asked.programme.is_empty() {
        let of = state.programme.get(&ProgrammeId::from(asked.programme.as_str()))?;
        let of = Some(of).filter(|of| sees(desk, of))?;
        let lists = vec![state.programme.list(&Shelf::Programme(of.id.clone()))];
        return Some(Of { speech, state, now, lists, name: of.plan.title.clone() });
    }
    let bodies = own(desk);
    let body = asked.body(&bodies)?;
    let lists = vec![state.programme.list(&Shelf::Owner(body.id.clone()))];
    Some(Of { speech, state, now, lists, name: body.name.clone() })
}

pub(super) async fn workbook(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let made = {
        let desk = desk.clone();
        tokio::task::spawn_blocking(move || of_file(&desk, &asked).and_then(|of| of.workbook()))
    };
    made.await.ok().flatten().map_or_else(|| desk.missing(), kept)
}

pub(super) async fn calendar(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(file) = of_file(&desk, &asked).and_then(|of| of.calendar()) else {
        return desk.missing();
    };
    ([(axum::http::header::CONTENT_TYPE, CALENDAR)], file).into_response()
}
