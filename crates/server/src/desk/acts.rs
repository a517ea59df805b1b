//! All acts: the journal as officials and observers read it, a page at a time, from the newest to the oldest.
//!
//! The journal of a nation has millions of records. A page reads no more than a few thousand, by number, and a
//! file goes out while it is read.

use super::Desk;
use crate::{App, session::Officer};
use axum::{
    body::Body,
    extract::{Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use dienhong_core::{Date, Event, NotUnderstood, people::Right, text::fold, units::UnitId};
use dienhong_journal::{Record, Storage};
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::mpsc;

/// The acts of one page, and the most records that are read to find them.
const PAGE: usize = 50;
const MOST_READ: usize = 5_000;

/// The most lines of a file.
const MOST_LINES: usize = 100_000;

/// How many records are read at a time for a file.
const CHUNK: u64 = 1_000;

/// Any of these lets an officer look: who observes, and who does more than that.
pub(super) const RIGHTS: &[Right] = &[
    Right::Observe,
    Right::KeepSystem,
    Right::Appoint,
    Right::PrepareElection,
    Right::SettleMinutes,
    Right::PublishMinutes,
    Right::RecordResult,
    Right::AnnounceResult,
];

#[derive(Debug, Clone, Default, serde::Deserialize, serde::Serialize)]
pub(super) struct Asked {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    officer: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    day: String,
    /// Only records below this number, or for a file from it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<u64>,
}

/// Which records are asked for.
#[derive(Debug, Clone, Default)]
struct Filter {
    /// As `by` is written in records.
    by: Option<BTreeSet<String>>,
    kind: Option<String>,
    /// None: any; of `None`, what concerns all.
    unit: Option<Option<UnitId>>,
    day: Option<Date>,
}

/// A field that says nothing that can be looked for: its name, and the sentence.
type Wrong = (&'static str, String);

impl Filter {
    fn read(desk: &Desk, asked: &Asked) -> Result<Filter, Wrong> {
        let state = &desk.view.state;
        let wrong = |name: &'static str, key: &str, found: &str| {
            let found: String = found.chars().take(100).collect();
            (name, desk.speech.tell(key, &[("found", &found)]))
        };
        let mut filter = Filter::default();
        let said = asked.officer.trim();
        if !said.is_empty() {
            let sought = fold(said);
            let named = state.people.officers().filter(|officer| {
                officer.id.as_str() == said || fold(&officer.name).contains(&sought)
            });
            let mut by: BTreeSet<String> =
                named.map(|officer| format!("officer:{}", officer.id)).collect();
            if ["node", "voter", "guest"].contains(&said) {
                by.insert(said.to_owned());
            }
            if by.is_empty() {
                return Err(wrong("officer", "acts.no_officer", said));
            }
            filter.by = Some(by);
        }
        let said = asked.kind.trim();
        if !said.is_empty() {
            let unknown = matches!(Event::decode(said, "{}"), Err(NotUnderstood::Kind(_)));
            let group = said.bytes().all(|byte| byte.is_ascii_lowercase());
            if unknown && !group {
                return Err(wrong("kind", "acts.no_kind", said));
            }
            filter.kind = Some(if unknown { format!("{said}.") } else { said.to_owned() });
        }
        let said = asked.unit.trim();
        if said == "-" {
            filter.unit = Some(None);
        } else if !said.is_empty() {
            let unit = UnitId::from(said);
            if state.units.get(&unit).is_none() {
                return Err(wrong("unit", "acts.no_unit", said));
            }
            filter.unit = Some(Some(unit));
        }
        let said = asked.day.trim();
        if !said.is_empty() {
            let day = said.parse().map_err(|_| wrong("day", "acts.no_day", said))?;
            filter.day = Some(day);
        }
        Ok(filter)
    }

    fn takes(&self, record: &Record) -> bool {
        let kind = |asked: &String| {
            if asked.ends_with('.') {
                record.kind.starts_with(asked)
            } else {
                record.kind == *asked
            }
        };
        let unit =
            |asked: &Option<UnitId>| record.unit.as_deref() == asked.as_ref().map(UnitId::as_str);
        self.by.as_ref().is_none_or(|by| by.contains(record.by.as_str()))
            && self.kind.as_ref().is_none_or(kind)
            && self.unit.as_ref().is_none_or(unit)
    }

    /// The numbers of the day's records, as records follow one another in time: all, when no day is asked for.
    fn span(&self, desk: &Desk) -> (u64, u64) {
        let (size, day) = (desk.view.size, self.day);
        let Some((day, rules)) = day.zip(desk.view.state.rules_at(desk.view.at).ok()) else {
            return (0, size);
        };
        let first = |late: &dyn Fn(Date) -> bool| {
            let (mut low, mut high) = (0, size);
            while low < high {
                let middle = low + (high - low) / 2;
                match desk.app.record(middle) {
                    Some(record) if !late(rules.local(record.at).day) => low = middle + 1,
                    _ => high = middle,
                }
            }
            low
        };
        (first(&|on| on >= day), first(&|on| on > day))
    }

    /// The numbers that may fit, from the newest: a unit's own are known.
    fn numbers<'d>(
        &'d self,
        desk: &'d Desk,
        (low, high): (u64, u64),
    ) -> Box<dyn Iterator<Item = u64> + 'd> {
        match &self.unit {
            None => Box::new((low..high).rev()),
            Some(unit) => {
                let own = desk.view.history.of_unit(unit.as_ref()).rev();
                Box::new(own.skip_while(move |n| *n >= high).take_while(move |n| *n >= low))
            }
        }
    }
}

fn may(desk: &Desk) -> bool {
    RIGHTS.iter().any(|&right| super::setup::gives(desk, right))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    if !may(&desk) {
        return desk.missing();
    }
    // Records are read from the disk: not on a thread that others wait for.
    let page = tokio::task::spawn_blocking(move || page(&desk, &asked));
    page.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn page(desk: &Desk, asked: &Asked) -> Response {
    let filter = match Filter::read(desk, asked) {
        Ok(filter) => filter,
        Err(wrong) => {
            let body = html! { (questions(desk, asked, Some(&wrong))) };
            return framed(desk, StatusCode::UNPROCESSABLE_ENTITY, &body);
        }
    };
    let (low, high) = filter.span(desk);
    let high = high.min(asked.from.unwrap_or(u64::MAX));
    let mut shown: Vec<Record> = Vec::new();
    let (mut read, mut next) = (0, None);
    for number in filter.numbers(desk, (low, high)) {
        if shown.len() == PAGE || read == MOST_READ {
            next = Some(number + 1);
            break;
        }
        read += 1;
        shown.extend(desk.app.record(number).filter(|record| filter.takes(record)));
    }
    let speech = &desk.speech;
    let links =
        |from: Option<u64>| speech.url(&address("/desk/acts", &Asked { from, ..asked.clone() }));
    let newest = asked.from.map(|_| Link::new(speech.t("acts.newest"), links(None)));
    let older = next.map(|from| Link::new(speech.t("acts.earlier"), links(Some(from))));
    let ends = shown.first().map(|r| r.seq).zip(shown.last().map(|r| r.seq));
    let number = |n: u64| dienhong_look::number::number(n, speech.lang());
    let here = ends.map_or_else(String::new, |(last, first)| {
        let facts =
            [("last", number(last)), ("first", number(first)), ("size", number(desk.view.size))];
        speech.tell("acts.here", &facts.each_ref().map(|(name, fact)| (*name, fact.as_str())))
    });
    let none = match &next {
        Some(_) => speech.tell("acts.none_here", &[("count", &speech.many(read))]),
        None => speech.t("acts.none"),
    };
    let file = speech.url(&address("/desk/acts.csv", &Asked { from: None, ..asked.clone() }));
    let most = speech.many(MOST_LINES);
    let body = html! {
        p { (speech.t("acts.about")) }
        (questions(desk, asked, None))
        @if shown.is_empty() { (part::empty(&none, older.as_ref())) }
        @else {
            (table(desk, &shown))
            (part::pages(&speech.t("acts.pages"), &here, newest.as_ref(), older.as_ref()))
        }
        (part::links(&[(Link::new(speech.t("acts.csv"), file), Some(speech.tell("acts.csv_about", &[("most", &most)])))]))
    };
    framed(desk, StatusCode::OK, &body)
}

fn framed(desk: &Desk, status: StatusCode, body: &Markup) -> Response {
    let title = desk.speech.t("acts.title");
    let body = html! { (part::head(&title, None)) (body) };
    desk.page(status, title, &body)
}

fn address(path: &str, asked: &Asked) -> String {
    // Plain texts and a number: this always succeeds.
    let query = serde_urlencoded::to_string(asked).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn questions(desk: &Desk, asked: &Asked, wrong: Option<&Wrong>) -> Markup {
    let speech = &desk.speech;
    let error = |name: &str| wrong.filter(|(at, _)| *at == name).map(|(_, why)| why.as_str());
    let field = |name: &'static str, value: &str, kind: form::Kind, hint: bool| {
        let (label, about) =
            (speech.t(&format!("acts.{name}")), speech.t(&format!("acts.{name}_hint")));
        html! {
            (form::Field {
                name, label: &label, value, kind, error: error(name),
                hint: hint.then_some(about.as_str()), ..form::Field::default()
            })
        }
    };
    html! {
        form method="get" action=(speech.url("/desk/acts")) role="search" {
            (field("officer", &asked.officer, form::Kind::Text, true))
            (field("kind", &asked.kind, form::Kind::Text, true))
            (field("unit", &asked.unit, form::Kind::Text, true))
            (field("day", &asked.day, form::Kind::Date, false))
            (form::button(form::Weight::Strong, &speech.t("acts.show")))
        }
    }
}

fn table(desk: &Desk, records: &[Record]) -> Markup {
    let speech = &desk.speech;
    let site = crate::public::site(&desk.app, &desk.view, desk.speech, &desk.path, None);
    let row = |record: &Record| {
        let (who, what) = site.act(record);
        let receipt = speech.url(&format!("/receipts/{}", record.seq));
        vec![
            html! { a href=(receipt) { (record.seq) } },
            html! { time datetime=(record.at) { (site.when(record.at)) } },
            html! { (who) },
            html! { (what) " " small { code { (record.kind) } } },
            html! { (place(desk, record)) },
        ]
    };
    html! {
        (Table {
            id: "acts".to_owned(),
            caption: speech.t("acts.caption"),
            columns: vec![
                Column::figures(speech.t("acts.record")),
                Column::words(speech.t("acts.when")),
                Column::words(speech.t("acts.who")),
                Column::words(speech.t("acts.what")),
                Column::words(speech.t("acts.where")),
            ],
            rows: records.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        })
    }
}

fn place(desk: &Desk, record: &Record) -> String {
    let Some(id) = record.unit.as_deref() else { return desk.speech.t("acts.everywhere") };
    let unit = desk.view.state.units.get(&UnitId::from(id));
    unit.map_or_else(|| id.to_owned(), |unit| unit.name.clone())
}

/// The acts that fit, oldest first, as CSV: sent while they are read.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    if !may(&desk) {
        return desk.missing();
    }
    let filter = match Filter::read(&desk, &asked) {
        Ok(filter) => filter,
        Err((_, why)) => return (StatusCode::UNPROCESSABLE_ENTITY, why).into_response(),
    };
    let (send, mut sent) = mpsc::channel::<Bytes>(4);
    // Whoever goes away in between closes the channel, and the reading ends.
    tokio::task::spawn_blocking(move || write(&desk, &asked, &filter, &send));
    let lines = futures_util::stream::poll_fn(move |context| {
        sent.poll_recv(context).map(|bytes| bytes.map(Ok::<Bytes, std::convert::Infallible>))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"acts.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(lines)).into_response()
}

/// None: nobody listens any more, or the journal cannot be read just now.
fn write(desk: &Desk, asked: &Asked, filter: &Filter, send: &mpsc::Sender<Bytes>) -> Option<()> {
    // A connection of its own: pages are not held up.
    let reader = desk.app.node.reader().ok()?;
    let site = crate::public::site(&desk.app, &desk.view, desk.speech, &desk.path, None);
    let simulated = desk.view.state.node.simulated().to_string();
    let mut out = "\u{feff}".to_owned();
    line(
        &mut out,
        &[
            "record",
            "at",
            "local",
            "kind",
            "unit",
            "unit_name",
            "by",
            "who",
            "what",
            "act",
            "next",
            "simulated",
        ],
    );
    let (low, high) = filter.span(desk);
    let mut low = low.max(asked.from.unwrap_or(0));
    let mut lines = 0;
    while low < high {
        let mut records: Vec<Record> = Vec::new();
        let end = high.min(low + CHUNK);
        let mut take = |_: u64, bytes: &[u8]| {
            records.extend(Record::decode(bytes).ok().filter(|record| filter.takes(record)));
        };
        reader.read(low..end, &mut take).ok()?;
        low = end;
        for record in records {
            lines += 1;
            let last = lines == MOST_LINES;
            let (who, what) = site.act(&record);
            line(
                &mut out,
                &[
                    &record.seq.to_string(),
                    &record.at.to_string(),
                    &site.when(record.at),
                    &record.kind,
                    record.unit.as_deref().unwrap_or_default(),
                    &place(desk, &record),
                    &record.by,
                    &who,
                    &what,
                    &record.act,
                    &if last { (record.seq + 1).to_string() } else { String::new() },
                    &simulated,
                ],
            );
            if last {
                low = high;
                break;
            }
        }
        send.blocking_send(Bytes::from(std::mem::take(&mut out))).ok()?;
    }
    if !out.is_empty() {
        send.blocking_send(Bytes::from(out)).ok()?;
    }
    Some(())
}

/// One line of CSV; no spreadsheet runs what somebody wrote.
fn line(out: &mut String, cells: &[&str]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        let bare = cell.trim_start_matches('\'').trim_start();
        let runs = cell.starts_with(['\t', '\r', '\n']) || bare.starts_with(['=', '+', '-', '@']);
        out.push('"');
        if runs {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_what_was_written_and_runs_nothing() {
        let mut out = String::new();
        line(&mut out, &["a\"b", "=1", "c,d", ""]);
        assert_eq!(out, "\"a\"\"b\",\"'=1\",\"c,d\",\"\"\r\n");
    }

    #[test]
    fn an_address_carries_what_was_asked() {
        let asked = Asked { officer: "Lan & Minh".into(), from: Some(7), ..Asked::default() };
        assert_eq!(address("/desk/acts", &asked), "/desk/acts?officer=Lan+%26+Minh&from=7");
        assert_eq!(address("/desk/acts", &Asked::default()), "/desk/acts");
    }
}
