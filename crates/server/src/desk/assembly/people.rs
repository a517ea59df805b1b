//! Who is invited: a list as people send it, looked at before it is taken; and who is replaced.

use super::{Desk, LONGEST, Of, SHORT, Said, Sent, asked, is_open, plan::ROWS};
use crate::{App, desk::asks::Asks, sent::Filed, session::Officer};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    assembly::{Delegate, Event as A, Meeting, SiteId},
    count::Count,
    text::fold,
};
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column as Heading, Narrow, Table as Shown},
};
use dienhong_tables::{Choice, Column, FileName, GoodRow, Kind, Schema, Table};
use std::{collections::BTreeMap, sync::Arc};

/// How many delegates a page shows.
const PAGE: usize = 200;
/// How many rows of a file are shown before it is taken.
const SAMPLE: usize = 30;

#[derive(serde::Deserialize, Default)]
pub(in super::super) struct Asked {
    #[serde(default)]
    page: usize,
    #[serde(default)]
    q: String,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Query(query): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, &Sent::default(), &query, &html! {})
}

fn form_name(meeting: &Meeting) -> String {
    format!("delegates/{}", meeting.id)
}

/// The columns of a list, by the headings that people give them.
fn schema() -> Schema {
    let text = || Kind::Text { max: SHORT };
    let yes = Choice::new("yes", &["x", "có", "khách mời", "guest", "1"]);
    let no = Choice::new("no", &["", "không", "đại biểu", "no", "0"]);
    Schema::new(vec![
        Column::new("number", &["Số", "STT", "Số thứ tự", "Number"], Kind::Count { max: 99_999 }),
        Column::new("name", &["Họ và tên", "Họ tên", "Tên", "Name"], text()).required(),
        Column::new("office", &["Chức vụ", "Office", "Post"], text()),
        Column::new("site", &["Điểm cầu", "Đơn vị", "Site"], text()).required(),
        Column::new("group", &["Đoàn", "Tổ", "Nhóm", "Group"], text()),
        Column::new("seat", &["Ghế", "Chỗ ngồi", "Số ghế", "Seat"], text()),
        Column::new("guest", &["Khách mời", "Guest"], Kind::Choice(vec![yes, no])),
        Column::new(
            "weight",
            &["Số phiếu", "Cổ phần", "Weight"],
            Kind::Count { max: 9_999_999_999 },
        ),
        Column::new("login", &["Tài khoản", "Login"], text()),
    ])
    .unique(&["number"])
}

/// A row of a file, and what it would become or why it cannot.
struct Row {
    line: u32,
    shown: Vec<String>,
    read: Result<Delegate, String>,
    /// Somebody has this number already.
    known: bool,
}

fn look(of: &Of, called: &str, bytes: &[u8]) -> Result<Vec<Row>, String> {
    let speech = &of.desk.speech;
    let table = Table::read(bytes, FileName(called))
        .map_err(|why| speech.told(why.code(), &why.facts()))?;
    let schema = schema();
    let checked = schema.check(&table);
    if let Some(found) = checked
        .findings
        .iter()
        .find(|found| found.column.is_empty() || found.line <= table.heading_line)
    {
        return Err(speech.told(found.code, &found.facts));
    }
    let sites: BTreeMap<String, SiteId> = of
        .meeting
        .sites()
        .flat_map(|of| {
            [
                (fold(&of.site.name), of.site.id.clone()),
                (fold(of.site.id.as_str()), of.site.id.clone()),
            ]
        })
        .collect();
    let mut next = of.meeting.delegates.keys().next_back().map_or(1, |last| last + 1);
    let mut rows: Vec<Row> = Vec::new();
    for row in &checked.rows {
        let shown = schema
            .columns
            .iter()
            .map(|column| row.get(&column.name).map_or_else(String::new, ToString::to_string));
        let shown = shown.collect();
        let read = read(of, row, &sites, &mut next);
        let known =
            read.as_ref().is_ok_and(|of_row| of.meeting.delegates.contains_key(&of_row.number));
        rows.push(Row { line: row.line, shown, read, known });
    }
    for found in &checked.findings {
        let why = speech.told(found.code, &found.facts);
        match rows.iter_mut().find(|row| row.line == found.line) {
            Some(row) => row.read = Err(why),
            None => {
                rows.push(Row { line: found.line, shown: Vec::new(), read: Err(why), known: false })
            }
        }
    }
    rows.sort_by_key(|row| row.line);
    Ok(rows)
}

fn read(
    of: &Of,
    row: &GoodRow,
    sites: &BTreeMap<String, SiteId>,
    next: &mut u32,
) -> Result<Delegate, String> {
    let speech = &of.desk.speech;
    let text = |name: &str| row.get(name).map_or_else(String::new, ToString::to_string);
    let site = sites.get(&fold(&text("site"))).cloned();
    let site = site.ok_or_else(|| speech.tell("meeting.row_site", &[("site", &text("site"))]))?;
    let number = match text("number").parse::<u32>() {
        Ok(number) if number > 0 => number,
        _ => {
            let number = *next;
            *next += 1;
            number
        }
    };
    let login = text("login");
    let officer = match login.is_empty() {
        true => None,
        false => {
            let account = of.desk.app.desk.account(&login).ok().flatten();
            let unknown = || speech.t("meeting.no_such_officer");
            Some(account.ok_or_else(unknown)?.officer.as_str().into())
        }
    };
    let weight = text("weight").parse::<u64>().ok().and_then(|n| Count::try_from(n).ok());
    Ok(Delegate {
        number,
        name: text("name"),
        office: text("office"),
        site,
        group: text("group"),
        seat: text("seat"),
        guest: text("guest") == "yes",
        weight: weight.unwrap_or(Count::from(1)),
        officer,
    })
}

/// The rows of a file with their state, and the button that takes them.
fn preview(of: &Of, rows: &[Row]) -> Markup {
    let speech = &of.desk.speech;
    let bad = rows.iter().filter(|row| row.read.is_err()).count();
    let state = |row: &Row| match (&row.read, row.known) {
        (Err(why), _) => html! { "▲ " b { (why) } },
        (Ok(_), true) => html! { (of.t("row_known")) },
        (Ok(_), false) => html! { "✓ " (of.t("row_new")) },
    };
    let ordered = rows
        .iter()
        .filter(|row| row.read.is_err())
        .chain(rows.iter().filter(|row| row.read.is_ok()));
    let cells = |row: &Row| {
        let cell =
            |at: usize| html! { span lang="vi" { (row.shown.get(at).map_or("", String::as_str)) } };
        vec![html! { (row.line) }, state(row), cell(0), cell(1), cell(2), cell(3), cell(4), cell(5)]
    };
    let facts = [("rows", speech.many(rows.len())), ("bad", speech.many(bad))];
    let facts: Vec<(&str, &str)> =
        facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
    let names = ["line", "row_state", "number", "name", "office", "site", "group", "seat"];
    html! {
        (part::section("preview", &of.t("preview"), &html! {
            p role="status" { (speech.tell("meeting.preview_about", &facts)) }
            (Shown {
                id: "rows".into(),
                caption: speech.tell("meeting.preview_caption", &[("most", &SAMPLE.to_string())]),
                columns: names.iter().map(|name| Heading::words(of.t(name))).collect(),
                rows: ordered.take(SAMPLE.max(bad.min(SAMPLE))).map(cells).collect(),
                foot: None,
                narrow: Narrow::Scroll,
            })
            @if bad == 0 && !rows.is_empty() {
                form method="post" action=(of.url("/delegates")) {
                    (of.desk.stamps())
                    (form::hidden("step", "take"))
                    (form::button(form::Weight::Strong, &speech.tell("meeting.take_do", &[("rows", &speech.many(rows.len()))])))
                }
            } @else { p { (of.t("mend_first")) } }
        }))
    }
}

fn page(of: &Of, status: StatusCode, sent: &Sent, asked: &Asked, above: &Markup) -> Response {
    let (desk, meeting) = (of.desk, &of.meeting);
    let speech = &desk.speech;
    let hall = of.hall();
    let asks = Asks { desk, action: of.url("/delegates"), words: "meeting", sent };
    let wanted = fold(&asked.q);
    let fits = |of: &&Arc<Delegate>| wanted.is_empty() || fold(&of.name).contains(&wanted);
    let found: Vec<&Arc<Delegate>> = meeting.delegates.values().filter(fits).collect();
    let from = asked.page * PAGE;
    let row = |of: &&Arc<Delegate>| {
        vec![
            html! { (of.number) },
            html! { span lang="vi" { (of.name) } @if of.guest { " " small { (hall.t("guest")) } } },
            html! { span lang="vi" { (of.office) } },
            html! { span lang="vi" { (hall.site_name(&of.site)) } },
            html! { span lang="vi" { (of.group) } },
            html! { (of.seat) },
            html! { (hall.presence(of.number)) },
        ]
    };
    let choices: Vec<(String, String)> =
        meeting.sites().map(|of| (of.site.id.to_string(), of.site.name.clone())).collect();
    let link = |page: usize| {
        let query = serde_urlencoded::to_string([("page", &page.to_string()), ("q", &asked.q)]);
        let url = format!("{}?{}", of.url("/delegates"), query.unwrap_or_default());
        Link::new((page + 1).to_string(), url)
    };
    let before = asked.page.checked_sub(1).map(link);
    let after = (from + PAGE < found.len()).then(|| link(asked.page + 1));
    let title = of.t("tab_delegates");
    let names = ["number", "name", "office", "site", "group", "seat", "presence"];
    let body = html! {
        (part::head(&title, Some(&html! { span lang="vi" { (meeting.plan.title) } })))
        (of.tabs("/delegates"))
        (desk.trouble(sent.refused.as_deref()))
        (above)
        p { (speech.tell("meeting.listed", &[("delegates", &speech.many(meeting.delegates.len()))])) }
        form.inline method="get" action=(of.url("/delegates")) role="search" {
            (form::Field { name: "q", label: &of.t("find_delegate"), value: &asked.q, ..form::Field::default() })
            (form::button(form::Weight::Plain, &of.t("find_do")))
        }
        @if !found.is_empty() {
            (Shown {
                id: "delegates-table".into(),
                caption: title.clone(),
                columns: names.iter().map(|name| Heading::words(of.t(name))).collect(),
                rows: found.iter().skip(from).take(PAGE).map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
            @if before.is_some() || after.is_some() {
                (part::pages(&title, &(asked.page + 1).to_string(), before.as_ref(), after.as_ref()))
            }
        }
        @if is_open(meeting) {
            (part::section("import", &of.t("import"), &html! {
                @if choices.is_empty() { (part::empty(&of.t("missing_sites"), Some(&Link::new(of.t("sites"), of.url("#sites"))))) } @else {
                    form method="post" action=(of.url("/delegates")) enctype="multipart/form-data" {
                        (desk.stamps())
                        (form::hidden("step", "look"))
                        (form::file("look.file", &of.t("list_file"), &of.t("list_hint"), ".csv,.xlsx", sent.error("look.file")))
                        (asks.long("look", "list"))
                        (form::button(form::Weight::Strong, &of.t("look_do")))
                    }
                }
            }))
            @if !meeting.delegates.is_empty() {
                (asks.folded("replace", form::Weight::Plain, &html! {
                    (asks.field("replace", "number", form::Kind::Digits, ""))
                    (asks.text("replace", "name"))
                    (asks.text("replace", "office"))
                    (asks.select("replace", "site", &choices))
                    (asks.text("replace", "reason"))
                }))
            }
        }
        @if !meeting.replaced.is_empty() {
            (part::section("replaced", &of.t("replaced"), &html! {
                ul { @for (at, old, reason) in &meeting.replaced {
                    li { (hall.when(*at)) ": " (old.number) " " del lang="vi" { (old.name) } " (" span lang="vi" { (reason) } ")" }
                } }
            }))
        }
    };
    desk.page(status, title, &body)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    filed: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::run(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(filed.typed);
    let (name, officer) = (form_name(&of.meeting), desk.officer.id.to_string());
    let plain = |of: &Of, status, sent: &Sent| page(of, status, sent, &Asked::default(), &html! {});
    match sent.value("step") {
        "look" => {
            let pasted = sent.value("look.list").replace(';', "\t");
            let (called, bytes) = match filed.file {
                Some(file) => (file.name, file.bytes.to_vec()),
                None => ("danh-sach.csv".to_owned(), pasted.into_bytes()),
            };
            let kept = desk.app.desk.put_upload(&officer, &name, &called, &bytes);
            if let Err(why) = kept {
                sent.refused =
                    Some(desk.speech.tell("desk.not_done", &[("why", &why.to_string())]));
                return plain(&of, StatusCode::INTERNAL_SERVER_ERROR, &sent);
            }
            match look(&of, &called, &bytes) {
                Ok(rows) => {
                    let bad = rows.iter().any(|row| row.read.is_err()) || rows.is_empty();
                    let status =
                        if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
                    page(&of, status, &sent, &Asked::default(), &preview(&of, &rows))
                }
                Err(why) => {
                    sent.wrong.insert("look.file".into(), why);
                    plain(&of, StatusCode::UNPROCESSABLE_ENTITY, &sent)
                }
            }
        }
        "take" => {
            let kept = desk.app.desk.upload(&officer, &name).ok().flatten();
            let rows = kept.and_then(|(called, bytes)| look(&of, &called, &bytes).ok());
            let read: Result<Vec<Delegate>, String> =
                rows.unwrap_or_default().into_iter().map(|row| row.read).collect();
            let Some(delegates) = read.ok().filter(|all| !all.is_empty()) else {
                sent.refused = Some(of.t("look_again"));
                return plain(&of, StatusCode::CONFLICT, &sent);
            };
            let listed = |rows: &[Delegate]| {
                let delegates = rows.to_vec();
                Event::Assembly(A::DelegatesListed { meeting: of.meeting.id.clone(), delegates })
            };
            let command = Command::Record(delegates.chunks(ROWS).map(listed).collect());
            let to = of.path("/delegates");
            asked(&desk, &id, sent, Some(command), &to, plain).await
        }
        "replace" => {
            let command = replace(&of, &mut sent);
            let to = of.path("/delegates");
            asked(&desk, &id, sent, command, &to, plain).await
        }
        _ => desk.missing(),
    }
}

/// Somebody else comes instead of who has a number.
fn replace(of: &Of, sent: &mut Sent) -> Option<Command> {
    let mut said = Said::new(of.desk, sent);
    let number: Option<u32> = said.number("number");
    let name = said.needed("name", SHORT);
    let office = said.text("office", SHORT);
    let site = SiteId::from(said.needed("site", SHORT).as_str());
    let reason = said.needed("reason", LONGEST);
    let known = of.meeting.delegates.get(&number?);
    if known.is_none() {
        said.wrong("number", of.t("no_such_number"));
    }
    let delegate = Delegate { name, office, site, officer: None, ..(**known?).clone() };
    let event = A::DelegateReplaced { meeting: of.meeting.id.clone(), delegate, reason };
    Some(Command::Record(vec![Event::Assembly(event)]))
}
