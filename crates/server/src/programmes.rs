//! Work programmes and tasks as pages show them, to everybody and at the desk.

use crate::{
    Speech,
    site::{calendar, day, evidence, when},
};
use dienhong_core::{
    Date, State,
    people::BodyId,
    programme::{
        self, Carried, Counts, Followed, Item, Lists, Plan, Programme, Report, Shelf, Standing,
        Step, Task, TaskId, month_days,
    },
};
use dienhong_journal::{Hash, Millis};
use dienhong_look::{
    Link, Markup, chart, figure, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// The tasks of one page of a list, and of one day of a calendar.
pub(crate) const PAGE: usize = 100;
const OF_DAY: usize = 50;

/// The most bodies that one picture or table compares, and the most overdue tasks that a report names.
const MOST_BODIES: usize = 300;
const DRAWN: usize = 20;
const NAMED: usize = 100;

/// Who is told, about what, as it stands when.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub speech: &'a Speech,
    pub state: &'a State,
    pub now: Millis,
    /// Whether links lead to the desk, where what is closed is shown too.
    pub at_desk: bool,
}

/// The sign of a standing.
fn sign(standing: Standing) -> figure::State {
    match standing {
        Standing::NotDue | Standing::Cancelled => figure::State::Awaited,
        Standing::InTime => figure::State::Counting,
        Standing::Overdue => figure::State::Differs,
        Standing::DoneInTime => figure::State::Final,
        Standing::DoneLate => figure::State::Corrected,
    }
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Roman numerals of quarters, as offices write them.
const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

/// `2026-03` as year and month.
pub(crate) fn month_of(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    let read = (year.parse().ok()?, month.parse().ok()?);
    (month.len() == 2 && month_days(read.0, read.1).is_some()).then_some(read)
}

/// `q1` to `q4`, or `year`.
pub(crate) fn quarter_of(text: &str) -> Option<Option<u8>> {
    match text {
        "year" => Some(None),
        "q1" => Some(Some(1)),
        "q2" => Some(Some(2)),
        "q3" => Some(Some(3)),
        "q4" => Some(Some(4)),
        _ => None,
    }
}

/// As [`quarter_of`] reads it.
pub(crate) fn quarter_name(quarter: Option<u8>) -> String {
    quarter.map_or_else(|| "year".to_owned(), |quarter| format!("q{quarter}"))
}

/// For which spans of time a programme has a report.
pub(crate) fn reports_of(plan: &Plan) -> Vec<Option<u8>> {
    match plan.quarter {
        Some(quarter) => vec![Some(quarter)],
        None => std::iter::once(None).chain((1..=4).map(Some)).collect(),
    }
}

/// The months in which something of a list is due.
pub(crate) fn months_of(list: &Lists) -> Vec<(i16, i8)> {
    let mut all: Vec<(i16, i8)> = list
        .days(Date::MIN..=Date::MAX, Date::MIN, 0)
        .map(|(due, _)| (due.year(), due.month()))
        .collect();
    all.dedup();
    all
}

impl Told<'_> {
    pub fn t(&self, key: &str) -> String {
        self.speech.t(&format!("programme.{key}"))
    }

    fn tell(&self, key: &str, facts: &[(&str, String)]) -> String {
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        self.speech.tell(&format!("programme.{key}"), &facts)
    }

    fn n(&self, number: u64) -> String {
        self.speech.many(count(number))
    }

    /// A share of a whole as readers see it.
    fn share(&self, part: u64, whole: u64) -> String {
        let count = |number| dienhong_core::count::Count::try_from(number).unwrap_or_default();
        self.speech.share(count(part), count(whole))
    }

    pub fn url(&self, path: &str) -> String {
        match self.at_desk {
            true => self.speech.url(&format!("/desk{path}")),
            false => self.speech.url(path),
        }
    }

    /// Today by the legal clock, and how many days are near.
    pub fn clock(&self) -> (Date, u16) {
        let rules = self.state.rules_at(self.now).ok();
        let near = rules.and_then(|rules| Some(rules.programme.as_ref()?.near_days));
        (rules.map_or(Date::MIN, |rules| rules.local(self.now).day), near.unwrap_or(0))
    }

    pub fn task_url(&self, task: &Task) -> String {
        match self.at_desk {
            true => self.speech.url(&format!("/desk/tasks/{}", task.id)),
            false => self.speech.url(&format!("/programmes/{}/tasks/{}", task.programme, task.id)),
        }
    }

    fn named(&self, text: &str) -> Markup {
        html! { span lang=[self.speech.names()] { (text) } }
    }

    pub fn body_name(&self, body: &BodyId) -> String {
        self.state.people.body(body).map_or_else(|| body.to_string(), |body| body.name.clone())
    }

    fn body(&self, body: &BodyId) -> Markup {
        self.named(&self.body_name(body))
    }

    fn bodies(&self, bodies: &[BodyId]) -> Markup {
        let names: Vec<String> = bodies.iter().map(|body| self.body_name(body)).collect();
        self.named(&names.join("; "))
    }

    pub fn period(&self, year: i16, quarter: Option<u8>) -> String {
        let numeral = quarter.and_then(|of| QUARTERS.get(usize::from(of).wrapping_sub(1)));
        match numeral {
            None => self.tell("period_year", &[("year", year.to_string())]),
            Some(quarter) => {
                let facts = [("year", year.to_string()), ("quarter", (*quarter).to_owned())];
                self.tell("period_quarter", &facts)
            }
        }
    }

    fn month_name(&self, (year, month): (i16, i8)) -> String {
        self.tell("month", &[("year", year.to_string()), ("month", month.to_string())])
    }

    pub fn standing(&self, standing: Standing) -> Markup {
        figure::badge(sign(standing), &self.t(&format!("standing_{}", standing.name())))
    }

    fn when(&self, at: Millis) -> String {
        when(&self.state.node, at)
    }

    /// The deadline, and the ones before it struck through.
    fn due(&self, task: &Task) -> Markup {
        html! {
            @for moved in task.extensions.iter().filter(|moved| moved.is_granted()) {
                del { (day(moved.before)) } " "
            }
            (day(task.due))
        }
    }

    /// What a meeting is called.
    fn meeting(&self, id: &str) -> String {
        let known = self.state.assembly.get(&id.into());
        known.map_or_else(|| id.to_owned(), |meeting| meeting.plan.title.clone())
    }

    /// Tasks as a table, a row each.
    pub fn tasks(&self, id: &str, caption: &str, tasks: &[Followed]) -> Markup {
        let row = |of: &Followed| {
            let task = &of.task;
            let (content, rolled) = (&task.given.content, of.roll_up);
            vec![
                html! { a href=(self.task_url(task)) { (self.named(content)) } },
                self.body(&task.given.owner),
                self.due(task),
                self.standing(of.standing),
                html! {
                    (self.t(&format!("step_{}", task.step.name())))
                    @if let Some(percent) = task.percent() { " · " (percent) "%" }
                    @if task.asked().is_some() && !task.is_done() { br; small { (self.t("extension_waits")) } }
                    @if rolled.parts > 0 { br; small { (self.parts_done(of)) } }
                },
            ]
        };
        html! { (Table {
            id: id.to_owned(),
            caption: caption.to_owned(),
            columns: ["content", "owner", "due", "standing", "step"].map(|key| Column::words(self.t(key))).to_vec(),
            rows: tasks.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }

    fn parts_done(&self, of: &Followed) -> String {
        let rolled = of.roll_up;
        self.tell("parts_done", &[("done", self.n(rolled.done)), ("parts", self.n(rolled.parts))])
    }

    /// How many of each standing, one row for each of these, with a picture of the first ones.
    pub fn board(
        &self,
        id: &str,
        caption: &str,
        first: &str,
        rows: &[(String, Counts)],
        mark: Option<&str>,
    ) -> Markup {
        let legend: Vec<String> =
            Standing::ALL.map(|standing| self.t(&format!("standing_{}", standing.name()))).to_vec();
        let stack = |(name, counts): &(String, Counts)| chart::Stack {
            name: name.clone(),
            parts: Standing::ALL.map(|standing| counts.of(standing)).to_vec(),
            shown: self.n(counts.total()),
        };
        let stacks: Vec<chart::Stack> = rows.iter().take(DRAWN).map(stack).collect();
        let (picture, about) = (format!("{id}-picture"), self.t("board_about"));
        let mut columns = vec![Column::words(first.to_owned())];
        columns.extend(legend.iter().cloned().map(Column::figures));
        columns.push(Column::figures(self.t("all")));
        let row = |(name, counts): &(String, Counts)| {
            let mut cells = vec![self.named(name)];
            cells.extend(Standing::ALL.map(|of| html! { (self.n(counts.of(of))) }));
            cells.push(html! { (self.n(counts.total())) });
            cells
        };
        html! {
            @if rows.iter().any(|(_, counts)| counts.total() > 0) {
                (chart::stacks(&chart::About {
                    id: &picture,
                    title: caption,
                    description: &about,
                    simulated: mark,
                    lang: self.speech.lang(),
                }, &stacks, &legend, caption))
            }
            (Table {
                id: id.to_owned(),
                caption: caption.to_owned(),
                columns,
                rows: rows.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Scroll,
            })
        }
    }

    /// The rule behind the words of standings.
    pub fn rule(&self) -> Markup {
        let Some(rule) = self.state.programme_rules(self.now) else { return html! {} };
        let facts = [("days", rule.near_days.to_string())];
        html! {
            p.article {
                (self.tell("rule", &facts)) " " (self.t(&format!("rule_{}", rule.done_when.name()))) " "
                cite { (rule.source.article) } " " small { (self.speech.t(calendar::sure(rule.source.sure))) }
            }
        }
    }

    /// What a programme is, in particulars.
    pub fn particulars(&self, of: &Programme) -> Markup {
        let row = |key: &str, value: Markup| html! { div { dt { (self.t(key)) } dd { (value) } } };
        html! {
            dl.particulars {
                (row("body", self.body(&of.body)))
                (row("period", html! { (self.period(of.plan.year, of.plan.quarter)) }))
                @match &of.issued {
                    Some((_, document)) => (row("issued_by", html! { (self.named(&document.number)) " · " (day(document.on)) })),
                    None => (row("issued_by", html! { (self.t("not_issued_yet")) })),
                }
            }
            @if of.plan.closed { p.hint { (self.t("closed_about")) } }
        }
    }

    /// The items of a programme with how they stand, and what amendments changed.
    pub fn items(&self, of: &Programme) -> Markup {
        let (today, near) = self.clock();
        let state = |item: &Item| -> Markup {
            let own = Carried { programme: of.id.clone(), item: item.id.clone() };
            let on = self.state.programme.carried_to(&own);
            html! {
                @match of.done.get(&item.id) {
                    Some(done) => {
                        (self.standing(if done.on <= item.due { Standing::DoneInTime } else { Standing::DoneLate }))
                        br; small { (self.named(&done.document.number)) " · " (day(done.on)) }
                    }
                    None if on.is_some() => { (self.t("carried_on")) }
                    None => (self.standing(match (item.due - today).get_days() {
                        ..0 => Standing::Overdue,
                        left if left <= i32::from(near) => Standing::InTime,
                        _ => Standing::NotDue,
                    })),
                }
                @let list = self.state.programme.list(&Shelf::Item(of.id.clone(), item.id.clone()));
                @if !list.is_empty() {
                    @let counts = list.all(today, near);
                    br; small { (self.tell("item_tasks", &[("done", self.n(counts.done())), ("all", self.n(counts.standing()))])) }
                }
            }
        };
        let row = |item: &&Arc<Item>| {
            vec![
                html! {
                    (self.named(&item.content))
                    @if let Some(from) = &item.carried {
                        br; small { (self.t("carried_from")) " " (self.programme_link(from)) }
                    }
                },
                html! {
                    (self.body(&item.lead))
                    @if !item.with.is_empty() { br; small { (self.t("with")) ": " (self.bodies(&item.with)) } }
                },
                self.named(&item.form),
                html! { (day(item.due)) },
                self.named(&item.authority),
                state(item),
            ]
        };
        let items = of.in_order();
        html! {
            @if items.is_empty() { (part::empty(&self.t("items_none"), None)) } @else {
                (Table {
                    id: "items".into(),
                    caption: self.t("items_caption"),
                    columns: ["item", "lead", "form", "submitted_by", "authority", "standing"].map(|key| Column::words(self.t(key))).to_vec(),
                    rows: items.iter().map(row).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
            }
            @if !of.amendments.is_empty() { (self.amendments(of)) }
        }
    }

    fn programme_link(&self, from: &Carried) -> Markup {
        let known = self.state.programme.get(&from.programme);
        html! {
            @match known {
                Some(known) => a href=(self.url(&format!("/programmes/{}", known.id))) { (self.period(known.plan.year, known.plan.quarter)) },
                None => (from.programme),
            }
        }
    }

    fn amendments(&self, of: &Programme) -> Markup {
        html! {
            h3 { (self.t("amendments")) }
            @for change in &of.amendments {
                @let before = |id: &programme::ItemId| change.before.iter().find(|item| item.id == *id);
                p {
                    b { (self.tell("amendment_number", &[("number", change.number.to_string())])) } " · "
                    (self.named(&change.document.number)) " · " (day(change.document.on)) ": " (self.named(&change.reason))
                }
                ul {
                    @for id in &change.set {
                        @match (before(id), of.items.get(id)) {
                            (Some(old), now) => li {
                                (self.t("changed")) ": " del { (self.named(&old.content)) " (" (day(old.due)) ")" }
                                @if let Some(now) = now { " " (self.named(&now.content)) " (" (day(now.due)) ")" }
                            },
                            (None, Some(now)) => li { (self.t("added")) ": " (self.named(&now.content)) " (" (day(now.due)) ")" },
                            (None, None) => {},
                        }
                    }
                    @for old in change.removed.iter().filter_map(before) {
                        li { (self.t("removed")) ": " del { (self.named(&old.content)) " (" (day(old.due)) ")" } }
                    }
                }
            }
        }
    }

    /// How the tasks of a programme stand: all of it by quarter, and by owner.
    pub fn boards(&self, of: &Programme, mark: Option<&str>) -> Markup {
        let (today, near) = self.clock();
        let list = self.state.programme.list(&Shelf::Programme(of.id.clone()));
        if list.is_empty() {
            return part::empty(&self.t("no_tasks"), None);
        }
        let spans = reports_of(&of.plan).into_iter().filter_map(|quarter| {
            let (from, to) = programme::days_of(of.plan.year, quarter)?;
            Some((self.period(of.plan.year, quarter), list.counts(from..=to, today, near)))
        });
        let mut spans: Vec<(String, Counts)> = spans.collect();
        spans.insert(0, (self.t("all_tasks"), list.all(today, near)));
        let owners = self.state.programme.by_owner(&of.id);
        let owners = owners.map(|(body, list)| (self.body_name(body), list.all(today, near)));
        let mut owners: Vec<(String, Counts)> = owners.collect();
        // Where most is overdue is looked at first.
        owners
            .sort_by_key(|(name, of)| (std::cmp::Reverse(of.of(Standing::Overdue)), name.clone()));
        let cut = owners.len() > MOST_BODIES;
        owners.truncate(MOST_BODIES);
        html! {
            (self.board("by-quarter", &self.t("by_quarter"), &self.t("period"), &spans, mark))
            (self.board("by-owner", &self.t("by_owner"), &self.t("owner"), &owners, mark))
            @if cut { p { small { (self.tell("only_first", &[("most", self.speech.many(MOST_BODIES))])) } } }
            (self.rule())
        }
    }

    /// The ways into a programme: its lists, months and reports.
    pub fn ways(&self, of: &Programme) -> Markup {
        let list = self.state.programme.list(&Shelf::Programme(of.id.clone()));
        let at = format!("/programmes/{}", of.id);
        let to = |label: String, path: &str| Link::new(label, self.url(&format!("{at}/{path}")));
        let mut links = Vec::new();
        if !list.open.is_empty() {
            let words = self.tell("to_open", &[("count", self.speech.many(list.open.len()))]);
            links.push((to(words, "open/1"), None));
        }
        if !list.closed.is_empty() {
            let words = self.tell("to_done", &[("count", self.speech.many(list.closed.len()))]);
            links.push((to(words, "done/1"), None));
        }
        for quarter in reports_of(&of.plan) {
            let period = self.period(of.plan.year, quarter);
            let path = format!("reports/{}", quarter_name(quarter));
            links.push((to(self.tell("to_report", &[("period", period)]), &path), None));
        }
        let months: Vec<Link> = months_of(list)
            .into_iter()
            .map(|(year, month)| {
                to(self.month_name((year, month)), &format!("months/{year:04}-{month:02}"))
            })
            .collect();
        html! {
            (part::links(&links))
            @if !months.is_empty() { (part::tabs(&self.t("months"), &months)) }
        }
    }

    /// A page of a programme's tasks by their deadlines. None: there is no such page.
    pub fn page(&self, of: &Programme, open: bool, number: usize) -> Option<Markup> {
        let list = self.state.programme.list(&Shelf::Programme(of.id.clone()));
        let set = if open { &list.open } else { &list.closed };
        let pages = set.len().div_ceil(PAGE).max(1);
        if !(1..=pages).contains(&number) {
            return None;
        }
        let ids = set.iter().skip((number - 1) * PAGE).take(PAGE).map(|(_, id)| id);
        let tasks: Vec<Followed> = self.state.followed(ids, self.now).collect();
        let key = if open { "open" } else { "done" };
        let to = |number: usize| self.url(&format!("/programmes/{}/{key}/{number}", of.id));
        let before = (number > 1).then(|| Link::new(self.t("page_before"), to(number - 1)));
        let after = (number < pages).then(|| Link::new(self.t("page_after"), to(number + 1)));
        let here = [("page", self.speech.many(number)), ("pages", self.speech.many(pages))];
        Some(html! {
            @if tasks.is_empty() { (part::empty(&self.t("no_tasks"), None)) } @else {
                (self.tasks("tasks", &self.t(&format!("list_{key}")), &tasks))
                (part::pages(&self.t("pages"), &self.tell("page_of", &here), before.as_ref(), after.as_ref()))
            }
        })
    }

    /// The days of a month on which tasks of a list are due.
    pub fn month(&self, list: &Lists, (year, month): (i16, i8)) -> Option<Markup> {
        let (today, near) = self.clock();
        let (from, to) = month_days(year, month)?;
        let row = |(due, counts): (Date, Counts)| {
            let ids = list.open_in(due..=due).chain(list.closed_in(due..=due)).take(OF_DAY);
            let tasks: Vec<Followed> = self.state.followed(ids, self.now).collect();
            let more = count(counts.total()).saturating_sub(tasks.len());
            vec![
                html! { (self.t(&format!("weekday_{}", due.weekday().to_monday_one_offset()))) ", " (day(due)) },
                html! { (self.n(counts.total())) },
                html! {
                    ul {
                        @for of in &tasks {
                            li {
                                a href=(self.task_url(&of.task)) { (self.named(&of.task.given.content)) }
                                " · " (self.body(&of.task.given.owner)) " · "
                                (self.t(&format!("standing_{}", of.standing.name())))
                            }
                        }
                        @if more > 0 { li { (self.tell("and_more", &[("count", self.speech.many(more))])) } }
                    }
                },
            ]
        };
        let rows: Vec<Vec<Markup>> = list.days(from..=to, today, near).map(row).collect();
        Some(html! {
            @if rows.is_empty() { (part::empty(&self.t("no_tasks"), None)) } @else {
                (Table {
                    id: "month".into(),
                    caption: self.tell("month_caption", &[("month", self.month_name((year, month)))]),
                    columns: vec![Column::words(self.t("day")), Column::figures(self.t("count")), Column::words(self.t("tasks"))],
                    rows,
                    foot: None,
                    narrow: Narrow::Stack,
                })
            }
        })
    }

    /// A report drafted from records alone: each sentence has its numbers from them.
    pub fn report(
        &self,
        of: &Programme,
        quarter: Option<u8>,
        mark: Option<&str>,
    ) -> Option<Markup> {
        let report = programme::report(self.state, of, quarter, NAMED, self.now)?;
        let sentences = self.sentences(of, quarter, &report);
        let mut owners = report.by_owner.clone();
        owners.truncate(MOST_BODIES);
        let owners: Vec<(String, Counts)> =
            owners.into_iter().map(|(body, counts)| (self.body_name(&body), counts)).collect();
        Some(html! {
            p.hint { (self.t("report_about")) }
            (part::section("draft", &self.t("report_draft"), &html! {
                @for sentence in &sentences { p { (sentence) } }
            }))
            @if !owners.is_empty() {
                (part::section("owners", &self.t("by_owner"), &html! {
                    (self.board("by-owner", &self.t("by_owner"), &self.t("owner"), &owners, mark))
                    ul {
                        @for (name, counts) in owners.iter().filter(|(_, counts)| counts.standing() > 0) {
                            li { (self.tell("report_owner", &[
                                ("body", name.clone()),
                                ("done", self.n(counts.done())),
                                ("all", self.n(counts.standing())),
                                ("share", self.share(counts.done(), counts.standing())),
                                ("late", self.n(counts.of(Standing::DoneLate))),
                                ("overdue", self.n(counts.of(Standing::Overdue))),
                            ])) }
                        }
                    }
                }))
            }
            @if !report.overdue.is_empty() {
                (part::section("overdue", &self.t("report_overdue"), &self.tasks("overdue-tasks", &self.t("report_overdue"), &report.overdue)))
                @if report.tasks.of(Standing::Overdue) > report.overdue.len() as u64 {
                    p { small { (self.tell("only_first", &[("most", self.speech.many(NAMED))])) } }
                }
            }
            (self.rule())
        })
    }

    fn sentences(&self, of: &Programme, quarter: Option<u8>, report: &Report) -> Vec<String> {
        let (tasks, period) = (&report.tasks, self.period(of.plan.year, quarter));
        let n = |number: u64| self.n(number);
        let mut all = Vec::new();
        if report.items > 0 {
            all.push(self.tell(
                "report_items",
                &[
                    ("period", period.clone()),
                    ("body", self.body_name(&of.body)),
                    ("items", n(report.items)),
                    ("done", n(report.items_done)),
                    ("share", self.share(report.items_done, report.items)),
                    ("in_time", n(report.items_in_time)),
                ],
            ));
            if report.items_carried_in + report.items_carried_on > 0 {
                all.push(self.tell(
                    "report_carried",
                    &[("in", n(report.items_carried_in)), ("on", n(report.items_carried_on))],
                ));
            }
        }
        if !of.amendments.is_empty() {
            let number = of.amendments.len() as u64;
            all.push(self.tell("report_amended", &[("count", n(number))]));
        }
        if tasks.total() == 0 {
            all.push(self.tell("report_no_tasks", &[("period", period)]));
            return all;
        }
        all.push(self.tell(
            "report_tasks",
            &[
                ("period", period),
                ("all", n(tasks.standing())),
                ("done", n(tasks.done())),
                ("share", self.share(tasks.done(), tasks.standing())),
                ("in_time", n(tasks.of(Standing::DoneInTime))),
                ("late", n(tasks.of(Standing::DoneLate))),
            ],
        ));
        all.push(self.tell(
            "report_open",
            &[
                ("overdue", n(tasks.of(Standing::Overdue))),
                ("in_time", n(tasks.of(Standing::InTime))),
                ("not_due", n(tasks.of(Standing::NotDue))),
            ],
        ));
        all.push(self.tell(
            "report_changes",
            &[
                ("extended", n(report.extended)),
                ("returned", n(report.returned)),
                ("cancelled", n(tasks.of(Standing::Cancelled))),
            ],
        ));
        all
    }

    /// A task: what it is, how it stands, and all that happened to it. `file` shows a file of a submission.
    pub fn task(&self, task: &Arc<Task>, file: &dyn Fn(&Hash) -> Markup) -> Markup {
        let given = &task.given;
        let (today, near) = self.clock();
        let row = |key: &str, value: Markup| html! { div { dt { (self.t(key)) } dd { (value) } } };
        let programme = self.state.programme.get(&task.programme);
        let parent = given.parent.as_ref().and_then(|id| self.state.programme.task(id));
        html! {
            p { (self.standing(task.standing(today, near))) " " (self.t(&format!("step_{}", task.step.name()))) }
            dl.particulars {
                (row("owner", self.body(&given.owner)))
                @if !given.with.is_empty() { (row("with", self.bodies(&given.with))) }
                (row("giver", self.body(&task.giver)))
                (row("due", self.due(task)))
                (row("result", self.named(&given.result)))
                @if let Some(origin) = self.origin(task) { (row("origin", origin)) }
                @if let Some(of) = programme {
                    (row("programme", html! { a href=(self.url(&format!("/programmes/{}", of.id))) { (self.named(&of.plan.title)) } }))
                    @if let Some(item) = given.item.as_ref().and_then(|id| of.items.get(id)) { (row("item", self.named(&item.content))) }
                }
                @if let Some(parent) = parent {
                    (row("part_of", html! { a href=(self.task_url(parent)) { (self.named(&parent.given.content)) } }))
                }
            }
            (self.parts(task))
            (self.moves(task))
            (self.submissions(task, file))
            @if !task.notes.is_empty() {
                (part::section("notes", &self.t("notes"), &html! {
                    ul { @for note in task.notes.iter().rev() {
                        li { (self.when(note.at)) ": " (self.named(&note.note)) @if let Some(percent) = note.percent { " (" (percent) "%)" } }
                    } }
                }))
            }
        }
    }

    /// Where a task comes from; a part comes from where its whole does.
    fn origin(&self, task: &Task) -> Option<Markup> {
        let mut of = task;
        // No deeper than a task can be divided.
        for _ in 0..=u8::MAX {
            if let Some(origin) = &of.given.origin {
                let document = &origin.document;
                let point = origin
                    .point
                    .map(|point| self.tell("origin_point", &[("point", point.to_string())]));
                return Some(html! {
                    (self.named(&document.number)) " · " (day(document.on))
                    @if let Some(point) = point { ", " (point) }
                    @if let Some(meeting) = &origin.meeting { " · " (self.tell("origin_meeting", &[("meeting", self.meeting(meeting))])) }
                });
            }
            of = self.state.programme.task(of.given.parent.as_ref()?)?;
        }
        None
    }

    fn parts(&self, task: &Arc<Task>) -> Markup {
        let parts: Vec<Followed> = self.state.followed(task.parts.iter(), self.now).collect();
        if parts.is_empty() {
            return html! {};
        }
        let rolled = self.state.programme.roll_up(task);
        let facts = [("done", self.n(rolled.done)), ("parts", self.n(rolled.parts))];
        part::section(
            "parts",
            &self.t("parts"),
            &html! {
                (figure::progress(rolled.done, rolled.parts, &self.tell("parts_done", &facts)))
                (self.tasks("parts-table", &self.t("parts"), &parts))
            },
        )
    }

    /// What was declined, upheld, extended and cancelled, and why.
    fn moves(&self, task: &Task) -> Markup {
        let upheld = |at: usize| task.upheld.get(at);
        let any = !task.declined.is_empty()
            || !task.extensions.is_empty()
            || task.cancelled.is_some()
            || task.accepted.is_some();
        html! {
            @if any {
                (part::section("moves", &self.t("moves"), &html! { ul {
                    @for (at, (when, reason)) in task.declined.iter().enumerate() {
                        li { (self.when(*when)) ": " (self.t("was_declined")) ": " (self.named(reason)) }
                        @if let Some((when, reason)) = upheld(at) { li { (self.when(*when)) ": " (self.t("was_upheld")) ": " (self.named(reason)) } }
                    }
                    @if let Some(at) = task.accepted { li { (self.when(at)) ": " (self.t("was_accepted")) } }
                    @for moved in &task.extensions {
                        li {
                            (self.when(moved.at)) ": "
                            (self.tell("was_asked", &[("before", day(moved.before)), ("until", day(moved.until))]))
                            ": " (self.named(&moved.reason)) " – "
                            @match &moved.answered {
                                None => (self.t("extension_waits")),
                                Some((at, None)) => { (self.t("was_granted")) " (" (self.when(*at)) ")" }
                                Some((at, Some(reason))) => { (self.t("was_refused")) " (" (self.when(*at)) "): " (self.named(reason)) }
                            }
                        }
                    }
                    @if let Some(cancelled) = &task.cancelled {
                        li { (self.when(cancelled.at)) ": " (self.t("was_cancelled")) ": " (self.named(&cancelled.reason)) }
                    }
                } }))
            }
        }
    }

    fn submissions(&self, task: &Task, file: &dyn Fn(&Hash) -> Markup) -> Markup {
        html! {
            @if !task.submissions.is_empty() {
                (part::section("submissions", &self.t("submissions"), &html! {
                    @for sent in task.submissions.iter().rev() {
                        p { b { (self.when(sent.at)) } ": " (self.named(&sent.result)) }
                        ul {
                            @if let Some(document) = &sent.document { li { (self.t("document")) ": " (self.named(&document.number)) " · " (day(document.on)) } }
                            @for blob in &sent.files { li { (file(blob)) } }
                            @if let Some(why) = &sent.despite { li { (self.t("was_despite")) ": " (self.named(why)) } }
                            @if let Some((at, why)) = &sent.returned { li { (self.t("was_returned")) " (" (self.when(*at)) "): " (self.named(why)) } }
                        }
                    }
                    @if let Some(approved) = &task.approved {
                        p { b { (self.when(approved.at)) } ": " (self.t("was_approved")) @if let Some(note) = &approved.note { ": " (self.named(note)) } }
                    }
                }))
            }
        }
    }

    /// A file of a public programme's submission, as everybody sees it.
    pub fn public_file(&self, task: &Task, blob: &Hash) -> Markup {
        let unit = self.state.people.body(&task.given.owner).and_then(|body| body.unit.as_ref());
        match unit {
            Some(unit) => evidence::file(self.speech, self.state.evidence.of(unit), blob),
            None => part::hash(&blob.to_string()),
        }
    }
}

/// Whether somebody may still do something to a task.
pub(crate) fn is_live(task: &Task) -> bool {
    !matches!(task.step, Step::Approved | Step::Cancelled)
}

/// Ids of a list's tasks: open first, then done.
pub(crate) fn all_of(list: &Lists) -> impl Iterator<Item = &TaskId> {
    list.open.iter().chain(list.closed.iter()).map(|(_, id)| id)
}
