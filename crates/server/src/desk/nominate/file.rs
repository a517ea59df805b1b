//! Proposals from a file. What a row lacks is asked for, not refused: the row comes back with a field to
//! fill in, and everything else that the file said stays as it was.

use super::{Of, acts, change, page, stamps};
use crate::{
    App, LANGUAGES, Speech,
    desk::{Desk, Typed},
    sent::{File, Filed},
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use bytes::Bytes;
use dienhong_core::{
    Command, Event, node,
    nomination::{self, PersonId},
    people::{Place, Right},
    text::fold,
};
use dienhong_journal::Hash;
use dienhong_look::{Markup, form, html, part};
use dienhong_tables::{Column, FileName, Kind, Schema, Table, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The fields of a biography that a proposal may not lack.
pub(super) const MUST: [&str; 2] = ["ethnicity", "residence"];

/// The most people of one file.
const ROWS: usize = 500;

/// Under which a file waits until its rows are complete.
const UPLOAD: &str = "nomination";

/// One person as the file or the form says: text by field.
type Row = BTreeMap<String, String>;

/// What is wrong with a row, by field.
type Missing = BTreeMap<String, String>;

/// The form that sends a file.
pub(super) fn form(of: &Of) -> Markup {
    let speech = &of.desk.speech;
    part::more(
        &speech.t("nomination.from_file"),
        &html! {
            p { (speech.t("nomination.from_file_about")) }
            p { small { (columns(of).iter().map(|name| heading(speech, name)).collect::<Vec<_>>().join("; ")) } }
            form method="post" enctype="multipart/form-data" action={ (of.action()) "/file" } {
                (stamps(of))
                (form::hidden("step", "look"))
                (form::file("file", &speech.t("setup.file"), &speech.t("setup.file_hint"), ".csv,.tsv,.txt,.xlsx", None))
                (form::button(form::Weight::Plain, &speech.t("setup.look")))
            }
        },
    )
}

/// The columns in the order of the form.
fn columns(of: &Of) -> Vec<String> {
    let mut all = ["candidate", "born", "sex"].map(str::to_owned).to_vec();
    all.extend(of.fields());
    all.extend(["introduced_by", "election"].map(str::to_owned));
    all
}

fn heading(speech: &Speech, name: &str) -> String {
    match name {
        "introduced_by" => speech.t("nomination.introduced_by"),
        "election" => speech.t("desk.col_election"),
        _ => speech.t(&format!("setup.col_{name}")),
    }
}

/// Every column takes any text here: what is wrong is asked for afterwards.
fn schema(of: &Of) -> Schema {
    let column = |name: &String| {
        let mut all: Vec<String> = Vec::new();
        for (lang, _) in LANGUAGES {
            let speech = Speech::of(lang);
            all.extend(speech.headings(heading(&speech, name), &format!("setup.also_{name}")));
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        Column::new(name, &all, Kind::Text { max: 1_000 })
    };
    Schema::new(columns(of).iter().map(column).collect())
}

/// The rows of a file; else the sentence of why there are none.
fn rows(of: &Of, file: &File) -> Result<(Vec<Row>, Vec<String>), String> {
    let speech = &of.desk.speech;
    let table = Table::read(&file.bytes, FileName(&file.name))
        .map_err(|why| speech.told(why.code(), &why.facts()))?;
    let checked = schema(of).check(&table);
    if let Some(first) = checked.findings.first() {
        let why = speech.told(first.code, &first.facts);
        return Err(
            speech.tell("nomination.bad_line", &[("line", &first.line.to_string()), ("why", &why)])
        );
    }
    let read = |row: &dienhong_tables::GoodRow| -> Row {
        let text = |(name, value): (&String, &Value)| match value {
            Value::Text(text) => Some((name.clone(), text.trim().to_owned())),
            _ => None,
        };
        row.values.iter().filter_map(text).collect()
    };
    let found: Vec<Row> = checked.rows.iter().map(read).collect();
    if found.is_empty() {
        return Err(speech.t("nomination.no_rows"));
    }
    if found.len() > ROWS {
        let facts = [("rows", speech.many(found.len())), ("most", speech.many(ROWS))];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        return Err(speech.tell("nomination.too_many_rows", &facts));
    }
    let ignored = match checked.ignored.is_empty() {
        true => Vec::new(),
        false => {
            vec![speech.tell("setup.ignored", &[("columns", &checked.ignored.join("; "))])]
        }
    };
    Ok((found, ignored))
}

/// The rows as the form sends them again, filled in.
fn again(of: &Of, typed: &Typed) -> Vec<Row> {
    let count: usize = typed.get("rows").and_then(|rows| rows.parse().ok()).unwrap_or(0);
    let names = columns(of);
    let row = |at: usize| -> Row {
        let field = |name: &String| {
            let said = typed.get(&format!("r{at}.{name}"))?.trim();
            (!said.is_empty()).then(|| (name.clone(), said.to_owned()))
        };
        names.iter().filter_map(field).collect()
    };
    (0..count.min(ROWS)).map(row).collect()
}

/// How many cells the form says otherwise than the file: what was filled in, changed, added or left out.
fn mended(file: &[Row], sent: &[Row]) -> u32 {
    let none = Row::new();
    let differs = |at: usize| {
        let said = file.get(at).map(plain).unwrap_or_default();
        let sent = sent.get(at).unwrap_or(&none);
        let names: BTreeSet<&String> = said.keys().chain(sent.keys()).collect();
        let value = |row: &Row, name: &str| row.get(name).filter(|text| !text.is_empty()).cloned();
        names.iter().filter(|name| value(&said, name) != value(sent, name)).count()
    };
    let all: usize = (0..file.len().max(sent.len())).map(differs).sum();
    u32::try_from(all).unwrap_or(u32::MAX)
}

/// Days and sexes as people write them become as the form writes them; the rest stays.
fn plain(row: &Row) -> Row {
    let mut row = row.clone();
    if let Some(born) = row.get("born") {
        let table = Table {
            columns: vec!["born".into()],
            rows: vec![dienhong_tables::Row { line: 1, cells: vec![born.clone()] }],
            ..Table::default()
        };
        let checked = Schema::new(vec![Column::new("born", &[], Kind::Date)]).check(&table);
        let value = checked.rows.first().and_then(|row| row.get("born")).cloned();
        if let Some(Value::Date(day)) = value {
            row.insert("born".into(), day.to_string());
        }
    }
    let said = row.get("sex").map(|sex| fold(sex));
    for (value, key) in [("female", "setup.female"), ("male", "setup.male")] {
        let is = |lang: &str| Some(fold(&Speech::of(lang).t(key))) == said;
        if said.as_deref() == Some(value) || LANGUAGES.iter().any(|(lang, _)| is(lang)) {
            row.insert("sex".into(), value.into());
        }
    }
    row
}

/// The first thing that a row lacks or says wrongly, else the event it becomes.
fn read(of: &Of, row: &Row) -> Result<nomination::Event, Missing> {
    let speech = &of.desk.speech;
    let plain = plain(row);
    let mut missing = Missing::new();
    if let Some(said) = row.get("election") {
        let named = [of.election.id.as_str(), of.election.name.as_str()];
        if !named.iter().any(|name| fold(name) == fold(said)) {
            let facts = [("found", said.as_str()), ("election", of.election.name.as_str())];
            missing.insert("election".into(), speech.tell("nomination.other_election", &facts));
        }
    }
    // Each field alone, so that all that is missing is asked for at once.
    let mut filled = plain.clone();
    let read = loop {
        let said = |name: &str| filled.get(name).cloned().unwrap_or_default();
        match acts::candidate(of, said) {
            Ok(read) => break read,
            Err((field, why)) => {
                let stand_in = match field.as_str() {
                    "born" => "1970-01-01",
                    "sex" => "female",
                    _ => "x",
                };
                if missing.insert(field.clone(), why).is_some() {
                    return Err(missing);
                }
                filled.insert(field, stand_in.into());
            }
        }
    };
    if !missing.is_empty() {
        return Err(missing);
    }
    let (candidate, by) = read;
    let (election, person) = (of.election.id.clone(), PersonId::from(acts::person_id().as_str()));
    Ok(nomination::Event::Proposed { election, person, candidate: Box::new(candidate), by })
}

/// Rows of equal names, in the file or on the list: allowed, and pointed out.
fn equal_names(of: &Of, rows: &[Row]) -> Vec<String> {
    let speech = &of.desk.speech;
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(name) = row.get("candidate") {
            lines.entry(name).or_default().push((at + 1).to_string());
        }
    }
    let known: BTreeSet<&str> =
        of.list().standing().map(|nominee| nominee.candidate.name.as_str()).collect();
    let tell = |(name, lines): (&str, Vec<String>)| {
        let facts = [("name", name.to_owned()), ("rows", lines.join(", "))];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        match (known.contains(name), lines.len() > 1) {
            (true, _) => Some(speech.tell("nomination.known_name", &facts)),
            (false, true) => Some(speech.tell("nomination.equal_names", &facts)),
            (false, false) => None,
        }
    };
    lines.into_iter().filter_map(tell).collect()
}

/// Every row: what is complete goes along unseen, what is not has its fields to fill in.
fn preview(of: &Of, typed: &Typed, blob: &str, rows: &[Row], notes: &[String]) -> Markup {
    let speech = &of.desk.speech;
    let read: Vec<Result<nomination::Event, Missing>> =
        rows.iter().map(|row| read(of, row)).collect();
    let asked = read.iter().filter(|read| read.is_err()).count();
    let names = columns(of);
    // A list of another election is another list: no field mends it.
    let foreign = read.iter().filter_map(|read| read.as_ref().err()?.get("election")).next();
    let version = match typed.get("seen") {
        Some(seen) if foreign.is_none() => seen.clone(),
        _ => of.list().version().to_string(),
    };
    let row = |at: usize, row: &Row, read: &Result<nomination::Event, Missing>| {
        let none = Missing::new();
        let missing = read.as_ref().err().unwrap_or(&none);
        let value = |name: &str| row.get(name).map_or("", String::as_str);
        let field = |name: &str, why: &str| {
            let (id, label) = (format!("r{at}.{name}"), heading(speech, name));
            let kind = if name == "born" { form::Kind::Date } else { form::Kind::Text };
            // A day that cannot be read is shown as it was, to be typed again.
            let shown = format!("{why} {}", value(name));
            html! { (form::Field {
                name: &id, label: &label, kind, error: Some(shown.trim()),
                value: if name == "born" { "" } else { value(name) },
                ..form::Field::default()
            }) }
        };
        let hidden = html! {
            @for name in names.iter().filter(|name| !missing.contains_key(*name)) {
                @if let Some(value) = row.get(name) { (form::hidden(&format!("r{at}.{name}"), value)) }
            }
        };
        html! {
            (hidden)
            @if !missing.is_empty() {
                (form::group(&speech.tell("nomination.row", &[("row", &(at + 1).to_string()), ("name", value("candidate"))]), &html! {
                    @for (name, why) in missing {
                        @if name == "sex" {
                            (form::choice(&format!("r{at}.sex"), &speech.t("setup.col_sex"), &[
                                form::Pick { value: "female", label: &speech.t("setup.female"), ..form::Pick::default() },
                                form::Pick { value: "male", label: &speech.t("setup.male"), ..form::Pick::default() },
                            ], Some(why)))
                        } @else { (field(name, why)) }
                    }
                }))
            }
        }
    };
    let count = [("count", speech.many(rows.len())), ("asked", speech.many(asked))];
    let count = count.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    part::section(
        "file",
        &speech.t("nomination.file_looked_at"),
        &html! {
            p { (speech.tell("nomination.rows_found", &count)) }
            @if let Some(why) = foreign {
                (part::notice(part::Tone::Error, &speech.t("nomination.other_list"), &html! { p { (why) } }))
            }
            @for note in notes.iter().chain(&equal_names(of, rows)) {
                (part::notice(part::Tone::Look, &speech.t("nomination.look"), &html! { p { (note) } }))
            }
            @if foreign.is_none() {
                form method="post" enctype="multipart/form-data" action={ (of.action()) "/file" } {
                    (of.desk.stamps())
                    (form::hidden("seen", &version))
                    (form::hidden("step", "take"))
                    (form::hidden("blob", blob))
                    (form::hidden("rows", &rows.len().to_string()))
                    @for (at, (one, read)) in rows.iter().zip(&read).enumerate() { (row(at, one, read)) }
                    (form::button(form::Weight::Strong, &speech.tell("nomination.take_rows", &count)))
                }
            }
        },
    )
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(election): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(known) = desk.election(&election) else { return desk.missing() };
    let Some(of) = Of::new(&desk, &known) else { return desk.missing() };
    let no = |status, why: String| {
        page(&desk, &election, status, &Typed::new(), None, Some(&(None, why)))
    };
    // Before the file is looked at, or kept.
    if !desk.sent(&typed) {
        return no(StatusCode::FORBIDDEN, desk.speech.t("desk.form_is_old"));
    }
    if !of.may() {
        return no(StatusCode::FORBIDDEN, desk.speech.t("people.no_right"));
    }
    let owner = desk.officer.id.to_string();
    let taking = typed.get("step").is_some_and(|step| step == "take");
    let (rows, notes, bytes, mended) = match taking {
        false => {
            let Some(file) = file else {
                return no(StatusCode::UNPROCESSABLE_ENTITY, desk.speech.t("desk.no_file"));
            };
            let (rows, notes) = match rows(&of, &file) {
                Ok(read) => read,
                Err(why) => return no(StatusCode::UNPROCESSABLE_ENTITY, why),
            };
            if let Err(why) = desk.app.desk.put_upload(&owner, UPLOAD, &file.name, &file.bytes) {
                return no(StatusCode::INTERNAL_SERVER_ERROR, why.to_string());
            }
            (rows.iter().map(plain).collect(), notes, file.bytes, 0)
        }
        true => {
            let kept = desk.app.desk.upload(&owner, UPLOAD).ok().flatten();
            let Some((name, bytes)) = kept else {
                return no(StatusCode::UNPROCESSABLE_ENTITY, desk.speech.t("desk.no_file"));
            };
            let (sent, file) = (again(&of, &typed), File { name, bytes: Bytes::from(bytes) });
            let mended = match rows(&of, &file) {
                Ok((read, _)) => mended(&read, &sent),
                Err(why) => return no(StatusCode::UNPROCESSABLE_ENTITY, why),
            };
            (sent, Vec::new(), file.bytes, mended)
        }
    };
    let blob = Hash::of(&bytes);
    let shown = |status, why: Option<String>| {
        let above = preview(&of, &typed, &blob.to_string(), &rows, &notes);
        let wrong = why.map(|why| (None, why));
        page(&desk, &election, status, &Typed::new(), Some(&above), wrong.as_ref())
    };
    if rows.is_empty() {
        return no(StatusCode::UNPROCESSABLE_ENTITY, desk.speech.t("nomination.no_rows"));
    }
    let read: Vec<Result<nomination::Event, Missing>> =
        rows.iter().map(|row| read(&of, row)).collect();
    if !taking {
        return shown(StatusCode::OK, None);
    }
    // What is taken is what was looked at, also when another tab has sent another file since.
    if typed.get("blob") != Some(&blob.to_string()) {
        return no(StatusCode::CONFLICT, desk.speech.t("setup.another_file"));
    }
    let Ok(events) = read.into_iter().collect::<Result<Vec<_>, _>>() else {
        return shown(StatusCode::UNPROCESSABLE_ENTITY, None);
    };
    if let Err(why) = desk.keep(bytes).await {
        return shown(StatusCode::INTERNAL_SERVER_ERROR, Some(why));
    }
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let imported =
        node::Event::FileImported { table: "nominations".into(), blob, rows: count, mended };
    let mut facts = vec![Event::Node(imported)];
    facts.extend(events.into_iter().map(Event::Nomination));
    let Some(command) = change(&of, &typed, facts) else {
        return shown(StatusCode::CONFLICT, Some(desk.speech.t("desk.form_is_old")));
    };
    let way = (Right::PrepareElection, Place::Unit(&known.unit));
    match desk.ask(&typed, way, Command::Nomination(command), Vec::new()).await {
        Ok(()) => {
            // What stays behind is replaced by the next file.
            let _dropped = desk.app.desk.drop_upload(&owner, UPLOAD);
            desk.to(&format!("/desk/nomination/{election}"))
        }
        Err(why) => shown_again(&of, &typed, &blob, &rows, &why),
    }
}

/// After a refusal: the rows are still there, and from now on the list is seen as it stands.
fn shown_again(of: &Of, typed: &Typed, blob: &Hash, rows: &[Row], why: &str) -> Response {
    let mut typed = typed.clone();
    typed.insert(
        "seen".into(),
        of.desk
            .app
            .node
            .view()
            .state
            .nomination
            .of(&of.election.id)
            .map_or(0, |list| list.version())
            .to_string(),
    );
    let above = preview(of, &typed, &blob.to_string(), rows, &[]);
    let wrong = (None, why.to_owned());
    let election = of.election.id.as_str();
    page(of.desk, election, StatusCode::CONFLICT, &Typed::new(), Some(&above), Some(&wrong))
}
