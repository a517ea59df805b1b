//! A file is looked at first: each row that cannot be taken is shown with why, and its cell asked for again.
//! Only a file without any such row is taken, whole, in one act, with the file as evidence.

use super::{
    super::{Desk, Typed},
    staff::Hired,
    tables::{Given, Of, civil},
};
use crate::{
    App, LANGUAGES, Speech,
    sent::{File, Filed},
    session::Officer,
    site,
};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use dienhong_core::{
    Command, Event, Head,
    election::{self, Election},
    node,
    people::{BodyId, Place, Right},
    rules::Rules,
};
use dienhong_journal::Hash;
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column, Narrow, Table as Shown},
};
use dienhong_tables::{Choice, FileName, Kind, Table, Value, write_csv};
use std::{collections::BTreeMap, sync::Arc};

/// The most bad rows, and rows to come, that a page shows.
const MOST: usize = 200;
const SAMPLE: usize = 12;

#[derive(serde::Deserialize)]
pub(in super::super) struct Asked {
    #[serde(default)]
    pub election: String,
}

/// What a file or a form is read against, as the node stands now.
pub(super) fn given<'a>(
    desk: &'a Desk,
    rules: &'a Rules,
    election: Option<&'a Election>,
    basis: &'a str,
) -> Given<'a> {
    let today = rules.local(desk.now()).day;
    Given { state: &desk.view.state, rules, today, election, basis, speech: desk.speech }
}

/// The rules that hold now, or on the day of an election.
pub(super) fn rules(desk: &Desk, election: Option<&Election>) -> Option<Arc<Rules>> {
    let node = &desk.view.state.node;
    let at = desk.now();
    let rules = match election {
        Some(election) => node.rules_on(election.day),
        None => node.rules_at(at),
    };
    rules.cloned()
}

fn form_name(of: Of) -> String {
    format!("import/{}", of.name())
}

pub(in super::super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(table): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::named(&table) else { return desk.missing() };
    let typed = Typed::from([("election".to_owned(), asked.election)]);
    page(&desk, of, StatusCode::OK, &typed, &html! {}, None)
}

/// The headings of a table as an empty CSV file, to be filled in.
pub(in super::super) async fn template(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(table): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let table = table.strip_suffix(".csv").unwrap_or(&table);
    let election = desk.election(&asked.election);
    let (Some(of), Some(rules)) = (Of::named(table), rules(&desk, election.as_deref())) else {
        return desk.missing();
    };
    let schema = of.schema(&given(&desk, &rules, election.as_deref(), ""));
    let columns = schema.columns.iter().map(|column| heading(column).to_owned()).collect();
    let name = format!("attachment; filename=\"{}.csv\"", of.name());
    let file = write_csv(&Table { columns, ..Table::default() });
    (
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, name.as_str()),
        ],
        file,
    )
        .into_response()
}

pub(super) fn heading(column: &dienhong_tables::Column) -> &str {
    column.aliases.first().unwrap_or(&column.name)
}

/// The form that sends a file, under what came of the last one.
fn page(
    desk: &Desk,
    of: Of,
    status: StatusCode,
    typed: &Typed,
    above: &Markup,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let elections: Vec<Arc<Election>> =
        desk.view.state.election.all().filter(|e| e.ended.is_none()).cloned().collect();
    let election = desk.election(said("election")).or_else(|| elections.first().cloned());
    let election = election.filter(|_| of.of_election());
    let title = speech.t(&format!("setup.import_{}", of.name()));
    let picks: Vec<form::Pick> = elections
        .iter()
        .map(|one| form::Pick {
            value: one.id.as_str(),
            label: &one.name,
            picked: election.as_ref().is_some_and(|chosen| chosen.id == one.id),
            ..form::Pick::default()
        })
        .collect();
    let query = election.as_ref().map_or_else(String::new, |e| format!("?election={}", e.id));
    let template = speech.url(&format!("/desk/setup/template/{}.csv{query}", of.name()));
    // A roll is of the areas of an election, though a file of rolls names none.
    let whole = election.as_ref().or(elections.first()).filter(|_| of != Of::People);
    let whole = whole
        .map(|e| speech.url(&format!("/desk/setup/export/{}.csv?election={}", of.name(), e.id)));
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        (above)
        (part::section("send", &speech.t("setup.send"), &html! {
            p { (speech.t(&format!("setup.about_{}", of.name()))) }
            form method="post" enctype="multipart/form-data"
                action=(speech.url(&format!("/desk/setup/import/{}", of.name()))) {
                (desk.stamps())
                (form::hidden("step", "look"))
                @if of.of_election() { (form::select("election", &speech.t("desk.col_election"), &picks, None)) }
                @if of.needs_basis() {
                    (form::Field {
                        name: "basis", label: &speech.t("setup.basis"), value: said("basis"),
                        hint: Some(&speech.t("setup.basis_hint")), ..form::Field::default()
                    })
                }
                (form::file("file", &speech.t("setup.file"), &speech.t("setup.file_hint"), ".csv,.tsv,.txt,.xlsx", None))
                div.actions {
                    (form::button(form::Weight::Strong, &speech.t("setup.look")))
                    (form::link_button(form::Weight::Plain, &speech.t("setup.template"), &template))
                    @if let Some(whole) = &whole {
                        (form::link_button(form::Weight::Plain, &speech.t("setup.export"), whole))
                    }
                }
            }
        }))
        (columns(desk, of, election.as_deref()))
    };
    desk.page(status, title, &body)
}

/// What the file should hold, column by column.
fn columns(desk: &Desk, of: Of, election: Option<&Election>) -> Markup {
    let speech = &desk.speech;
    let Some(rules) = rules(desk, election) else { return html! {} };
    let schema = of.schema(&given(desk, &rules, election, ""));
    let row = |column: &dienhong_tables::Column| {
        let hint = format!("setup.hint_{}", column.name);
        vec![
            html! { (heading(column)) },
            html! { (speech.t(if column.required { "setup.required" } else { "setup.optional" })) },
            html! { @if speech.knows(&hint) { (speech.t(&hint)) } },
        ]
    };
    part::section(
        "columns",
        &speech.t("setup.columns"),
        &html! { (Shown {
            id: "column-table".into(),
            caption: speech.t("setup.columns_about"),
            columns: vec![
                Column::words(speech.t("setup.column")),
                Column::words(speech.t("setup.needed")),
                Column::words(speech.t("setup.how")),
            ],
            rows: schema.columns.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) },
    )
}

pub(in super::super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(table): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let Some(of) = Of::named(&table) else { return desk.missing() };
    let again = |status, why: &str| page(&desk, of, status, &typed, &html! {}, Some(why));
    if !desk.sent(&typed) {
        return again(StatusCode::FORBIDDEN, &speech.t("desk.form_is_old"));
    }
    // Before the file is looked at, or kept.
    if !of.rights().iter().any(|&right| super::gives(&desk, right)) {
        return again(StatusCode::FORBIDDEN, &speech.t("people.no_right"));
    }
    let election = typed.get("election").and_then(|id| desk.election(id));
    if of.of_election() && election.is_none() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, &speech.t("setup.no_election"));
    }
    let (owner, name) = (desk.officer.id.to_string(), form_name(of));
    let step = typed.get("step").map_or("", String::as_str);
    let (taking, mending) = (step == "take", step == "mend");
    let mends = mends(&typed);
    let file = match taking || mending {
        true => desk.app.desk.upload(&owner, &name).ok().flatten(),
        false => file.map(|File { name, bytes }| (name, Vec::from(bytes))),
    };
    let Some((called, bytes)) = file.map(|(called, bytes)| (called, Bytes::from(bytes))) else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, &speech.t("desk.no_file"));
    };
    let Some(rules) = rules(&desk, election.as_deref()) else { return desk.missing() };
    let basis = typed.get("basis").map_or("", |text| text.trim());
    // A large file is work for a second or two: not on a thread that others wait for.
    let looked = {
        let (desk, rules, election) = (desk.clone(), rules.clone(), election.clone());
        let (basis, called, bytes) = (basis.to_owned(), called.clone(), bytes.clone());
        let mends = mends.clone();
        tokio::task::spawn_blocking(move || {
            let given = given(&desk, &rules, election.as_deref(), &basis);
            (Hash::of(&bytes), look(&desk, of, &given, &called, &bytes, &mends))
        })
    };
    let Ok((blob, looked)) = looked.await else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, &speech.t("setup.file_unreadable"));
    };
    // What is taken is what was looked at, also when another tab has sent another file since.
    if (taking || mending) && typed.get("blob") != Some(&blob.to_string()) {
        return again(StatusCode::CONFLICT, &speech.t("setup.another_file"));
    }
    // Only what can be taken, or mended so that it can, is kept until it is.
    if !taking
        && !mending
        && (looked.bad.is_empty() || looked.asks())
        && let Err(why) = desk.app.desk.put_upload(&owner, &name, &called, &bytes)
    {
        let why = speech.tell("desk.not_done", &[("why", &why.to_string())]);
        return again(StatusCode::INTERNAL_SERVER_ERROR, &why);
    }
    if !looked.bad.is_empty() {
        let status = if taking { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        let above = preview(&desk, of, &typed, &called, &blob, &looked);
        return page(&desk, of, status, &typed, &above, None);
    }
    let given = given(&desk, &rules, election.as_deref(), basis);
    let Some((right, place)) = looked.place(&desk, of, &given) else {
        return again(StatusCode::FORBIDDEN, &speech.t("people.no_right"));
    };
    if !taking {
        let above = preview(&desk, of, &typed, &called, &blob, &looked);
        return page(&desk, of, StatusCode::OK, &typed, &above, None);
    }
    if let Err(why) = desk.keep(bytes).await {
        return again(StatusCode::INTERNAL_SERVER_ERROR, &why);
    }
    let (rows, mended) = (looked.rows, looked.mended);
    let imported = node::Event::FileImported { table: of.name().into(), blob, rows, mended };
    let mut events = vec![Event::Node(imported)];
    events.extend(looked.events.iter().map(|(_, event)| event.clone()));
    match desk.asked(&typed, (right, place), Command::Record(events), Vec::new()).await {
        Err(why) => again(StatusCode::CONFLICT, &why),
        Ok(now) => {
            // What stays behind is replaced by the next file.
            let _dropped = desk.app.desk.drop_upload(&owner, &name);
            // Who was hired before has a password: the page before showed it.
            let hired = if now { looked.hired.as_slice() } else { &[] };
            taken(&desk, of, &typed, rows, hired).await
        }
    }
}

/// What an officer wrote where the file does not say it, by line and column.
type Mends = BTreeMap<(u32, String), String>;

/// Before the name of a field that mends a cell: `fix.12.born`.
const FIX: &str = "fix.";

fn mends(typed: &Typed) -> Mends {
    let one = |(name, text): (&String, &String)| {
        let (line, column) = name.strip_prefix(FIX)?.split_once('.')?;
        Some(((line.parse().ok()?, column.to_owned()), text.trim().to_owned()))
    };
    typed.iter().filter_map(one).take(MOST).collect()
}

/// A row that cannot be taken, and why.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct BadRow {
    /// 0: the file as a whole.
    line: u32,
    heading: String,
    why: String,
    /// The cell that can be written anew, by its column, and what stands in it.
    cell: Option<(String, String)>,
}

impl BadRow {
    fn whole(line: u32, heading: String, why: String) -> BadRow {
        BadRow { line, heading, why, cell: None }
    }
}

/// What a file holds, looked at as if it were taken now.
#[derive(Default)]
struct Looked {
    rows: u32,
    events: Vec<(u32, Event)>,
    bad: Vec<BadRow>,
    more: usize,
    /// Cells that were written anew.
    mended: u32,
    notes: Vec<String>,
    headings: Vec<String>,
    sample: Vec<(u32, Vec<String>)>,
    hired: Vec<Hired>,
}

impl Looked {
    /// Whether writing some cells anew could be all that is needed.
    fn asks(&self) -> bool {
        self.more == 0 && self.bad.len() <= MOST && self.bad.iter().any(|bad| bad.cell.is_some())
    }

    /// The right and place for which one of this officer's bodies may take it.
    fn place<'a>(&'a self, desk: &Desk, of: Of, given: &'a Given) -> Option<(Right, Place<'a>)> {
        let places = of.places(given, &self.events);
        places.into_iter().find(|(right, place)| desk.may(*right, *place))
    }
}

fn look(desk: &Desk, of: Of, given: &Given, called: &str, bytes: &[u8], mends: &Mends) -> Looked {
    let speech = &desk.speech;
    let tell = |code: &str, facts: &BTreeMap<&'static str, String>| speech.told(code, facts);
    let mut table = match Table::read(bytes, FileName(called)) {
        Ok(table) => table,
        Err(why) => {
            let bad = vec![BadRow::whole(0, String::new(), tell(why.code(), &why.facts()))];
            return Looked { bad, ..Looked::default() };
        }
    };
    let schema = of.schema(given);
    let named = |name: &str| {
        let column = schema.columns.iter().find(|column| column.name == name);
        column.map_or_else(|| name.to_owned(), |column| heading(column).to_owned())
    };
    let written = |((line, column), text): (&(u32, String), &String)| {
        schema.mend(&mut table, *line, column, text)
    };
    let mended = mends.iter().map(written).filter(|&mended| mended).count();
    let checked = schema.check(&table);
    let read = of.read(given, &checked);
    let mut looked = Looked {
        rows: u32::try_from(checked.rows.len()).unwrap_or(u32::MAX),
        more: checked.more,
        mended: u32::try_from(mended).unwrap_or(u32::MAX),
        notes: table.notes.iter().map(|note| tell(note.code, &note.facts)).collect(),
        ..Looked::default()
    };
    if !checked.ignored.is_empty() {
        let columns = checked.ignored.join("; ");
        looked.notes.push(speech.tell("setup.ignored", &[("columns", &columns)]));
    }
    let bad = |line, column: &str, why| {
        let cell = schema.cell(&table, line, column);
        let cell = cell.map(|text| (column.to_owned(), text.to_owned()));
        BadRow { line, heading: named(column), why, cell }
    };
    let found = checked.findings.iter().map(|f| bad(f.line, &f.column, tell(f.code, &f.facts)));
    looked.bad.extend(found);
    looked.bad.extend(read.bad.iter().map(|b| bad(b.line, b.column, tell(b.code, &b.facts))));
    // A cell that was written anew stays open to be written once more.
    let kept = mends.keys().filter_map(|(line, column)| {
        let text = schema.cell(&table, *line, column)?;
        let why = speech.tell("setup.mended", &[("found", text)]);
        Some((*line, named(column), why))
    });
    looked.notes.extend(kept.map(|(line, heading, why)| format!("{line} · {heading}: {why}")));
    looked.notes.extend(alike(*speech, &read.events));
    looked.headings = schema.columns.iter().map(|column| heading(column).to_owned()).collect();
    looked.sample = checked
        .rows
        .iter()
        .take(SAMPLE)
        .map(|row| {
            let cell = |column: &dienhong_tables::Column| {
                let Some(value) = row.get(&column.name) else { return String::new() };
                let said = value.to_string();
                match (&column.kind, value) {
                    (Kind::Choice(choices), _) => spoken(speech, choices, &said).unwrap_or(said),
                    (_, Value::Date(day)) => civil(*day).map_or(said, site::day),
                    _ => said,
                }
            };
            (row.line, schema.columns.iter().map(cell).collect())
        })
        .collect();
    (looked.events, looked.hired) = (read.events, read.hired);
    for Hired { login, .. } in &looked.hired {
        if matches!(desk.app.desk.account(login), Ok(Some(_)) | Err(_)) {
            let why = speech.tell("setup.login_taken", &[("found", login)]);
            looked.bad.push(BadRow::whole(0, named("login"), why));
        }
    }
    let place = looked.place(desk, of, given);
    let body = place.and_then(|(right, place)| desk.officer.acting(&desk.view, right, place));
    match body {
        Some(body) => {
            let refused = rehearse(desk, body, &looked.events);
            let whole = |(line, why)| BadRow::whole(line, String::new(), why);
            looked.bad.extend(refused.into_iter().map(whole));
        }
        None if looked.events.is_empty() => {}
        None => {
            looked.bad.push(BadRow::whole(0, String::new(), speech.t("people.no_right")));
        }
    }
    looked.bad.sort();
    looked
}

/// Candidates of one constituency with equal names: allowed, and told, so that nobody mixes them up.
fn alike(speech: Speech, events: &[(u32, Event)]) -> Vec<String> {
    let mut lines: BTreeMap<(u16, &str), Vec<String>> = BTreeMap::new();
    for (line, event) in events {
        if let Event::Election(election::Event::CandidateListed {
            constituency, candidate, ..
        }) = event
        {
            let same = lines.entry((*constituency, candidate.name.as_str())).or_default();
            same.push(line.to_string());
        }
    }
    let twice = lines.into_iter().filter(|(_, lines)| lines.len() > 1);
    let said = |((_, name), lines): ((u16, &str), Vec<String>)| {
        speech.tell("setup.alike", &[("name", name), ("lines", &lines.join(", "))])
    };
    twice.map(said).collect()
}

/// How the reader's language says a choice: its aliases stand in the order of the languages.
fn spoken(speech: &Speech, choices: &[Choice], value: &str) -> Option<String> {
    let at = LANGUAGES.iter().position(|(lang, _)| *lang == speech.lang())?;
    let choice = choices.iter().find(|choice| choice.value == value)?;
    choice.aliases.get(at).cloned()
}

/// Asks of every row whether it would be lawful, and goes on after one that is not.
fn rehearse(desk: &Desk, body: BodyId, events: &[(u32, Event)]) -> Vec<(u32, String)> {
    let mut state = desk.view.state.clone();
    let at = desk.now();
    let head = Head { at, by: desk.officer.by(), body: Some(body), unit: None };
    let mut refused: Vec<(u32, String)> = Vec::new();
    for (line, event) in events {
        let head = Head { unit: event.unit(&state, &head), ..head.clone() };
        match state.lawful(&head, event) {
            Ok(()) => state.apply(&head, event),
            // A row of several events is refused once.
            Err(_) if refused.last().is_some_and(|(last, _)| last == line) => {}
            Err(why) => refused.push((*line, desk.refused(&why))),
        }
    }
    refused
}

/// What would be taken, or each row that stands in the way.
fn preview(
    desk: &Desk,
    of: Of,
    typed: &Typed,
    called: &str,
    blob: &Hash,
    looked: &Looked,
) -> Markup {
    let speech = &desk.speech;
    let bad = looked.bad.len() + looked.more;
    let facts = [
        ("file", called.to_owned()),
        ("rows", speech.many(looked.rows as usize)),
        ("bad", speech.many(bad)),
    ];
    let facts: Vec<(&str, &str)> =
        facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
    let good = bad == 0 && looked.rows > 0;
    let tone = if good { part::Tone::Done } else { part::Tone::Error };
    let key = if good { "setup.looks_good" } else { "setup.looks_bad" };
    let kept =
        |name: &&String| matches!(name.as_str(), "election" | "basis") || name.starts_with(FIX);
    let mut hidden: Vec<(&String, &String)> = typed.iter().filter(|(name, _)| kept(name)).collect();
    hidden.sort();
    let asks = looked.asks();
    let shown: Vec<String> = looked.bad.iter().filter_map(BadRow::field).collect();
    let action = speech.url(&format!("/desk/setup/import/{}", of.name()));
    html! {
        (part::notice(tone, &speech.tell(key, &facts), &html! {
            p { (speech.t(&format!("{key}_next"))) }
            @for note in &looked.notes { p { small { (note) } } }
        }))
        @if !looked.bad.is_empty() {
            (part::section("bad", &speech.t("setup.bad_rows"), &html! {
                @if asks {
                    p { (speech.t("setup.mend_about")) }
                    form method="post" enctype="multipart/form-data" action=(action) {
                        (desk.stamps())
                        (form::hidden("step", "mend"))
                        (form::hidden("blob", &blob.to_string()))
                        @for (name, value) in hidden.iter().filter(|(name, _)| !shown.contains(name)) { (form::hidden(name, value)) }
                        (bad_rows(desk, looked, true))
                        (form::button(form::Weight::Strong, &speech.t("setup.mend")))
                    }
                } @else { (bad_rows(desk, looked, false)) }
                @if bad > MOST { p { (speech.tell("setup.more_bad", &[("count", &speech.many(bad - MOST))])) } }
            }))
        }
        @if !looked.sample.is_empty() {
            (part::section("sample", &speech.t("setup.sample"), &html! { (Shown {
                id: "sample-rows".into(),
                caption: speech.tell("setup.sample_about", &facts),
                columns: std::iter::once(Column::figures(speech.t("setup.line")))
                    .chain(looked.headings.iter().map(Column::words)).collect(),
                rows: looked.sample.iter().map(|(line, cells)| {
                    std::iter::once(html! { (line) }).chain(cells.iter().map(|cell| html! { (cell) })).collect()
                }).collect(),
                foot: None,
                narrow: Narrow::Scroll,
            }) }))
        }
        @if good {
            form method="post" enctype="multipart/form-data" action=(action) {
                (desk.stamps())
                (form::hidden("step", "take"))
                (form::hidden("blob", &blob.to_string()))
                @for (name, value) in &hidden { (form::hidden(name, value)) }
                div.actions {
                    (form::button(form::Weight::Strong, &speech.tell("setup.take", &facts)))
                    (form::link_button(form::Weight::Plain, &speech.t("setup.leave"), &speech.url("/desk/setup")))
                }
            }
        }
    }
}

impl BadRow {
    /// The field that writes its cell anew.
    fn field(&self) -> Option<String> {
        self.cell.as_ref().map(|(column, _)| format!("{FIX}{}.{column}", self.line))
    }
}

/// Each row that stands in the way, with a field for its cell where that is `asked`.
fn bad_rows(desk: &Desk, looked: &Looked, asked: bool) -> Markup {
    let speech = &desk.speech;
    let mut columns = vec![
        Column::figures(speech.t("setup.line")),
        Column::words(speech.t("setup.column")),
        Column::words(speech.t("setup.why")),
    ];
    if asked {
        columns.push(Column::words(speech.t("setup.mend_cell")));
    }
    let row = |bad: &BadRow| {
        let mut cells = vec![
            html! { @if bad.line == 0 { "–" } @else { (bad.line) } },
            html! { (bad.heading) },
            html! { (bad.why) },
        ];
        if asked {
            let label = format!("{} {} · {}", speech.t("setup.line"), bad.line, bad.heading);
            let value = bad.cell.as_ref().map_or("", |(_, text)| text.as_str());
            cells.push(html! { @if let Some(field) = bad.field() {
                input type="text" name=(field) value=(value) aria-label=(label);
            } });
        }
        cells
    };
    html! { (Shown {
        id: "bad-rows".into(),
        caption: speech.t("setup.bad_rows_about"),
        columns,
        rows: looked.bad.iter().take(MOST).map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

/// It was taken; where to go next, and the passwords that are shown this once.
async fn taken(desk: &Desk, of: Of, typed: &Typed, rows: u32, hired: &[Hired]) -> Response {
    let speech = &desk.speech;
    let title = speech.t("setup.taken");
    let slips = super::people::accounts(desk, hired).await;
    let next = match typed.get("election").filter(|_| of.of_election()) {
        Some(election) => format!("/desk/setup/elections/{election}"),
        None => "/desk/setup".to_owned(),
    };
    let said = speech.tell("setup.taken_rows", &[("rows", &speech.many(rows as usize))]);
    let body = html! {
        (part::head(&title, None))
        (part::notice(part::Tone::Done, &said, &html! { p { (speech.t("setup.taken_about")) } }))
        (slips)
        (part::links(&[(Link::new(speech.t("setup.go_on"), speech.url(&next)), None)]))
    };
    desk.shown(title, &body)
}
