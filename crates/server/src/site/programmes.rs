//! Work programmes and their tasks as everybody may see them: those that are not closed.

use super::{Shown, Site};
use crate::programmes::{
    self, PAGE, Told, month_of, months_of, quarter_name, quarter_of, reports_of,
};
use dienhong_core::{
    State,
    people::BodyId,
    programme::{Programme, ProgrammeId, Shelf, TaskId},
};
use dienhong_look::{
    Link, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::{Subject, View};
use std::sync::Arc;

/// The most programmes that one page lists.
const MOST: usize = 1_000;

/// The programmes that everybody sees, the latest period first.
pub(crate) fn shown(state: &State) -> Vec<&Arc<Programme>> {
    let mut all: Vec<&Arc<Programme>> =
        state.programme.all().filter(|of| !of.plan.closed).collect();
    all.sort_by_key(|of| std::cmp::Reverse((of.plan.year, of.plan.quarter, of.at, of.id.clone())));
    all
}

/// The addresses of all public pages of programmes.
pub(super) fn paths(view: &View) -> Vec<String> {
    let state = &view.state;
    let mut paths = Vec::new();
    let mut bodies: Vec<&BodyId> = Vec::new();
    for of in shown(state) {
        let at = format!("/programmes/{}", of.id);
        let list = state.programme.list(&Shelf::Programme(of.id.clone()));
        for (key, set) in [("open", &list.open), ("done", &list.closed)] {
            let pages = set.len().div_ceil(PAGE).max(1);
            paths.extend((1..=pages).map(|page| format!("{at}/{key}/{page}")));
        }
        let months = months_of(list).into_iter();
        paths.extend(months.map(|(year, month)| format!("{at}/months/{year:04}-{month:02}")));
        let reports = reports_of(&of.plan).into_iter();
        paths.extend(reports.map(|quarter| format!("{at}/reports/{}", quarter_name(quarter))));
        paths.extend(programmes::all_of(list).map(|task| format!("{at}/tasks/{task}")));
        bodies.extend(state.programme.by_owner(&of.id).map(|(body, _)| body));
        paths.push(at);
    }
    if !paths.is_empty() {
        paths.push("/programmes".to_owned());
    }
    bodies.sort();
    bodies.dedup();
    paths.extend(bodies.into_iter().map(|body| format!("/programmes/bodies/{body}")));
    paths
}

impl Site<'_> {
    fn programmes_told(&self) -> Told<'_> {
        Told { speech: &self.speech, state: &self.view.state, now: self.view.at, at_desk: false }
    }

    fn public_programme(&self, id: &str) -> Option<&Arc<Programme>> {
        self.view.state.programme.get(&ProgrammeId::from(id)).filter(|of| !of.plan.closed)
    }

    fn programmes_link(&self) -> Link {
        Link::new(self.speech.t("programme.title"), self.speech.url("/programmes"))
    }

    fn programme_crumbs(&self, of: &Programme) -> Vec<Link> {
        let url = self.speech.url(&format!("/programmes/{}", of.id));
        vec![self.programmes_link(), Link::new(of.plan.title.clone(), url).lang(self.names())]
    }

    /// All public programmes.
    pub(super) fn programmes(&self) -> Shown {
        let told = self.programmes_told();
        let title = told.t("title");
        let (today, near) = told.clock();
        let row = |of: &&Arc<Programme>| {
            let list = self.view.state.programme.list(&Shelf::Programme(of.id.clone()));
            let counts = list.all(today, near);
            vec![
                html! { a href=(self.speech.url(&format!("/programmes/{}", of.id))) { (self.named(&of.plan.title)) } },
                self.named(&told.body_name(&of.body)),
                html! { (told.period(of.plan.year, of.plan.quarter)) },
                html! { (self.speech.many(of.items.len())) },
                html! { (self.speech.many(usize::try_from(counts.standing()).unwrap_or(0))) },
                html! { (self.speech.many(usize::try_from(counts.done()).unwrap_or(0))) },
            ]
        };
        let all = shown(&self.view.state);
        let columns = vec![
            Column::words(told.t("name")),
            Column::words(told.t("body")),
            Column::words(told.t("period")),
            Column::figures(told.t("items")),
            Column::figures(told.t("tasks")),
            Column::figures(told.t("tasks_done")),
        ];
        let body = html! {
            (part::head(&title, Some(&self.as_of())))
            p { (told.t("about")) }
            @if all.is_empty() { (part::empty(&told.t("none"), None)) } @else {
                (Table {
                    id: "programmes".into(),
                    caption: title.clone(),
                    columns,
                    rows: all.iter().take(MOST).map(row).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
            }
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    /// One programme: its items, how its tasks stand, and the ways on.
    pub(super) fn programme(&self, id: &str) -> Option<Shown> {
        let of = self.public_programme(id)?;
        let told = self.programmes_told();
        let mark = self.mark();
        let body = html! {
            (part::head_in(self.names(), &of.plan.title, Some(&self.as_of())))
            (told.particulars(of))
            (part::section("items-section", &told.t("items"), &told.items(of)))
            (part::section("boards", &told.t("boards"), &html! {
                (told.boards(of, mark.as_deref()))
                (told.ways(of))
                @if self.live {
                    p {
                        a href=(self.speech.url(&format!("/programmes/{id}/tasks.xlsx"))) { (told.t("to_xlsx")) } " · "
                        a href=(self.speech.url(&format!("/programmes/{id}/tasks.ics"))) { (told.t("to_ics")) }
                    }
                }
            }))
            (self.history(&[Subject::Programme(of.id.clone())]))
        };
        Some(Shown { title: of.plan.title.clone(), crumbs: vec![self.programmes_link()], body })
    }

    /// A page under a programme: `open/1`, `done/1`, `months/2026-03`, `reports/q1`, `tasks/…`.
    pub(super) fn of_programme(&self, id: &str, view: &str, which: &str) -> Option<Shown> {
        if id == "bodies" {
            return None;
        }
        let of = self.public_programme(id)?;
        let told = self.programmes_told();
        let crumbs = self.programme_crumbs(of);
        if view == "tasks" {
            let task = self.view.state.programme.task(&TaskId::from(which))?;
            if task.programme != of.id {
                return None;
            }
            let title = task.given.content.clone();
            let body = html! {
                (part::head_in(self.names(), &title, Some(&self.as_of())))
                (told.task(task, &|blob| told.public_file(task, blob)))
                (self.history(&[Subject::Task(task.id.clone())]))
            };
            return Some(Shown { title, crumbs, body });
        }
        let (title, inside) = programme_view(&told, of, view, which, self.mark().as_deref())?;
        let body = html! {
            (part::head_in(None, &title, Some(&self.as_of())))
            p { (self.named(&of.plan.title)) }
            (inside)
        };
        Some(Shown { title, crumbs, body })
    }

    /// What one body has of all public programmes: the open tasks, and how all stand.
    pub(super) fn tasks_of_body(&self, id: &str) -> Option<Shown> {
        let body = BodyId::from(id);
        let told = self.programmes_told();
        let list = self.view.state.programme.list(&Shelf::Shown(body.clone()));
        if list.is_empty() {
            return None;
        }
        let (today, near) = told.clock();
        let open = list.open.iter().take(PAGE).map(|(_, id)| id);
        let open: Vec<_> = self.view.state.followed(open, self.view.at).collect();
        let title = told.body_name(&body);
        let rows = [(told.t("all_tasks"), list.all(today, near))];
        let inside = html! {
            (part::head_in(self.names(), &title, Some(&self.as_of())))
            (told.board("standing", &told.t("boards"), &told.t("tasks"), &rows, self.mark().as_deref()))
            @if !open.is_empty() { (told.tasks("tasks", &told.t("list_open"), &open)) }
            @if list.open.len() > PAGE { p { small { (self.speech.tell("programme.only_first", &[("most", &self.speech.many(PAGE))])) } } }
            (told.rule())
        };
        Some(Shown { title, crumbs: vec![self.programmes_link()], body: inside })
    }
}

/// One view of a programme, with its title: a list, a month, a report.
pub(crate) fn programme_view(
    told: &Told,
    of: &Programme,
    view: &str,
    which: &str,
    mark: Option<&str>,
) -> Option<(String, dienhong_look::Markup)> {
    let list = told.state.programme.list(&Shelf::Programme(of.id.clone()));
    match view {
        "open" | "done" => {
            let number = which.parse().ok().filter(|number: &usize| number.to_string() == which)?;
            let page = told.page(of, view == "open", number)?;
            Some((told.t(&format!("list_{view}")), page))
        }
        "months" => {
            let month = month_of(which)?;
            Some((told.t("calendar"), told.month(list, month)?))
        }
        "reports" => {
            let quarter =
                quarter_of(which).filter(|of_plan| reports_of(&of.plan).contains(of_plan))?;
            let period = told.period(of.plan.year, quarter);
            let title = told.speech.tell("programme.report_title", &[("period", &period)]);
            Some((title, told.report(of, quarter, mark)?))
        }
        _ => None,
    }
}
