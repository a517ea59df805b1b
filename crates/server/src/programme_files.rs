//! Tasks as files: a workbook, and a calendar of deadlines.

use crate::{
    App, Speech,
    cache::Kept,
    programmes::{Told, all_of},
    public, site,
    workbook::{self, KIND},
};
use axum::{
    Router,
    extract::{Path, State as Shared},
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, NaiveDate, Utc};
use dienhong_core::{
    Date, State,
    programme::{Followed, Lists, ProgrammeId, Shelf},
};
use dienhong_journal::Millis;
use dienhong_node::View;
use dienhong_verifier::open_data::{Cell, Sheet};
use icalendar::{Calendar, Component, Event, EventLike};
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<App>> {
    ["", "/en"].into_iter().fold(Router::new(), |routes, at| {
        routes
            .route(&format!("{at}/programmes/{{id}}/tasks.xlsx"), get(book))
            .route(&format!("{at}/programmes/{{id}}/tasks.ics"), get(dates))
    })
}

/// Of what a file tells.
pub(crate) struct Of<'a> {
    pub speech: Speech,
    pub state: &'a State,
    pub now: Millis,
    pub lists: Vec<&'a Lists>,
    /// What the calendar is called.
    pub name: String,
}

impl Of<'_> {
    fn tasks(&self) -> impl Iterator<Item = Followed> {
        let ids = self.lists.iter().flat_map(|list| all_of(list));
        self.state.followed(ids, self.now)
    }

    fn mark(&self) -> String {
        let mark = site::mark(&self.state.node, &self.speech);
        mark.map_or_else(String::new, |mark| format!("{mark}: "))
    }

    /// The tasks as a workbook. None: more than a sheet can hold.
    pub fn workbook(&self) -> Option<Vec<u8>> {
        let (speech, state) = (&self.speech, self.state);
        let told = Told { speech, state, now: self.now, at_desk: false };
        let keys = [
            "content",
            "owner",
            "with",
            "giver",
            "result",
            "first_due",
            "due",
            "step",
            "standing",
            "done_on",
            "percent",
            "parts_count",
            "parts_of_them_done",
            "origin",
            "origin_on",
            "point",
        ];
        let columns = keys.map(|key| told.t(&format!("col_{key}"))).to_vec();
        let row = |of: Followed| -> Vec<Cell> {
            let (task, given) = (&of.task, &of.task.given);
            let text = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
            let number = |number: u64| Cell::Figure(number.to_string());
            let with: Vec<String> = given.with.iter().map(|body| told.body_name(body)).collect();
            let origin = given.origin.as_ref();
            vec![
                text(format!("{}{}", self.mark(), given.content)),
                text(told.body_name(&given.owner)),
                text(with.join("; ")),
                text(told.body_name(&task.giver)),
                text(given.result.clone()),
                text(site::day(given.due)),
                text(site::day(task.due)),
                text(told.t(&format!("step_{}", task.step.name()))),
                text(told.t(&format!("standing_{}", of.standing.name()))),
                text(task.done_on().map_or_else(String::new, site::day)),
                task.percent().map_or(Cell::Empty, |percent| number(percent.into())),
                number(of.roll_up.parts),
                number(of.roll_up.done),
                text(origin.map_or_else(String::new, |origin| origin.document.number.clone())),
                text(origin.map_or_else(String::new, |origin| site::day(origin.document.on))),
                origin
                    .and_then(|origin| origin.point)
                    .map_or(Cell::Empty, |point| number(point.into())),
            ]
        };
        let rows = self.tasks().map(row).collect();
        workbook::book([Sheet { name: "tasks", columns, rows }]).ok()
    }

    /// The deadlines of open tasks for one's own calendar.
    pub fn calendar(&self) -> Option<String> {
        let speech = &self.speech;
        let told = Told { speech, state: self.state, now: self.now, at_desk: false };
        let made = DateTime::<Utc>::from_timestamp_millis(i64::try_from(self.now.get()).ok()?)?;
        let started = self.state.node.started.as_ref();
        let origin = started.map_or("", |started| started.origin.as_str());
        let mut calendar = Calendar::new();
        let mark = self.mark();
        calendar.name(&format!("{mark}{}", self.name));
        for of in self.tasks().filter(|of| !of.task.is_done() && !of.task.is_ended()) {
            let (task, given) = (&of.task, &of.task.given);
            let about = format!("{} · {}", told.body_name(&given.owner), given.result);
            let event = Event::new()
                .uid(&format!("{}@{origin}", task.id))
                .timestamp(made)
                .all_day(naive(task.due)?)
                .summary(&format!("{mark}{}", given.content))
                .description(&about)
                .done();
            calendar.push(event);
        }
        Some(calendar.done().to_string())
    }
}

fn naive(day: Date) -> Option<NaiveDate> {
    let (month, date) = (u32::try_from(day.month()).ok()?, u32::try_from(day.day()).ok()?);
    NaiveDate::from_ymd_opt(day.year().into(), month, date)
}

/// A workbook that a browser keeps.
pub(crate) fn kept(bytes: Vec<u8>) -> Response {
    let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"nhiem-vu.xlsx\"");
    ([(header::CONTENT_TYPE, KIND), name], bytes).into_response()
}

pub(crate) const CALENDAR: &str = "text/calendar; charset=utf-8";

/// The file of a public programme.
fn public_file<'a>(view: &'a View, id: &str, speech: Speech) -> Option<Of<'a>> {
    let state = &view.state;
    let of = state.programme.get(&ProgrammeId::from(id)).filter(|of| !of.plan.closed)?;
    let lists = vec![state.programme.list(&Shelf::Programme(of.id.clone()))];
    Some(Of { speech, state, now: view.at, lists, name: of.plan.title.clone() })
}

async fn book(
    Shared(app): Shared<Arc<App>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let made = public::kept(&app, uri.path(), move |_, view| {
        Some(Kept::new(KIND, public_file(view, &id, speech)?.workbook()?))
    });
    made.await.map_or_else(|| public::missing(&app, speech, path), |file| file.answer(&headers))
}

async fn dates(
    Shared(app): Shared<Arc<App>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (speech, path) = Speech::split(uri.path());
    let made = public::kept(&app, uri.path(), move |_, view| {
        Some(Kept::new(CALENDAR, public_file(view, &id, speech)?.calendar()?))
    });
    made.await.map_or_else(|| public::missing(&app, speech, path), |file| file.answer(&headers))
}
