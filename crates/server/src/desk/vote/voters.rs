//! Who votes by name: from a file, or typed line by line. What was read is looked at before it is taken.

use super::{Of, UNFIT, written};
use crate::{
    App, LANGUAGES, Speech,
    desk::{Desk, frame::Sent},
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
    Command, Event,
    count::Count,
    people::OfficerId,
    text::{fold, spelled},
    vote::{self, Channel, Proxy, Step, Voter, Way},
};
use dienhong_journal::Hash;
use dienhong_look::{
    Markup, form, html, part,
    table::{Column as Shown, Narrow, Table as Lines},
};
use dienhong_tables::{Column, FileName, Kind, Row, Schema, Table, Value};
use std::sync::Arc;

/// The voters of one record: it stays well below the largest that a journal takes.
const BATCH: usize = 100;

/// The rows that a preview shows.
const SAMPLE: usize = 50;

/// The most characters of a name.
const NAME: usize = 200;

const COLUMNS: [&str; 5] = ["seat", "name", "channel", "weight", "proxies"];

/// What was read: the voters, and what is wrong in which line.
struct Read {
    voters: Vec<Voter>,
    wrong: Vec<String>,
    notes: Vec<String>,
}

fn found<'a>(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
    let of = Of::find(desk, id)?;
    (of.calls() && of.vote.call.has(Way::Named)).then_some(of)
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, &Sent::default(), &html! {})
}

fn page(of: &Of, status: StatusCode, sent: &Sent, above: &Markup) -> Response {
    let speech = &of.desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let title = t("list_voters");
    let open = of.vote.step() == Step::Prepared;
    let row = |voter: &Arc<Voter>| row(of, voter);
    let body = html! {
        (part::head(&title, None))
        (of.back())
        (of.desk.trouble(sent.refused.as_deref()))
        (above)
        @if open {
            (part::section("file", &t("from_file"), &html! {
                p { (t("voters_columns")) ": " (COLUMNS.map(|name| t(&format!("col_{name}"))).join("; ")) "." }
                form method="post" enctype="multipart/form-data" action=(of.url("/voters")) {
                    (of.desk.stamps())
                    (form::hidden("step", "look"))
                    (form::file("file", &speech.t("setup.file"), &speech.t("setup.file_hint"), ".csv,.tsv,.txt,.xlsx", sent.error("file")))
                    (form::button(form::Weight::Strong, &speech.t("setup.look")))
                }
            }))
            (part::section("lines", &t("from_lines"), &html! {
                form method="post" enctype="multipart/form-data" action=(of.url("/voters")) {
                    (of.desk.stamps())
                    (form::hidden("step", "look"))
                    (form::Field {
                        name: "lines", label: &t("lines_label"), hint: Some(&t("lines_hint")), kind: form::Kind::Long,
                        value: sent.typed.get("lines").map_or("", String::as_str), error: sent.error("lines"), ..form::Field::default()
                    })
                    (form::button(form::Weight::Plain, &speech.t("setup.look")))
                }
            }))
        }
        @if of.vote.voters.is_empty() { (part::empty(&t("no_voters"), None)) } @else {
            (table("voters", &t("listed_now"), of, of.vote.voters.values().map(row).collect()))
        }
    };
    of.desk.page(status, title, &body)
}

fn row(of: &Of, voter: &Voter) -> Vec<Markup> {
    let speech = &of.desk.speech;
    let channel = of.vote.call.channel(&voter.channel).map_or("", |channel| channel.name.as_str());
    let proxies: Vec<String> = voter
        .proxies
        .iter()
        .map(|proxy| format!("{} ({})", proxy.of, speech.n(proxy.weight)))
        .collect();
    vec![
        html! { (voter.seat) },
        html! { span lang="vi" { (voter.name) } @if voter.officer.is_some() { " " small { (speech.t("vote.is_officer")) } } },
        html! { span lang="vi" { (channel) } },
        html! { (speech.n(voter.weight)) },
        html! { span lang="vi" { (proxies.join("; ")) } },
    ]
}

fn table(id: &str, caption: &str, of: &Of, rows: Vec<Vec<Markup>>) -> Markup {
    let t = |name: &str| of.desk.speech.t(&format!("vote.col_{name}"));
    html! { (Lines {
        id: id.to_owned(),
        caption: caption.to_owned(),
        columns: vec![
            Shown::figures(t("seat")),
            Shown::words(t("name")),
            Shown::words(t("channel")),
            Shown::figures(t("weight")),
            Shown::words(t("proxies")),
        ],
        rows,
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

fn schema() -> Schema {
    let column = |name: &&str| {
        let mut all: Vec<String> = Vec::new();
        for (lang, _) in LANGUAGES {
            let speech = Speech::of(lang);
            all.push(speech.t(&format!("vote.col_{name}")));
            all.extend(
                speech
                    .t(&format!("vote.also_{name}"))
                    .split(';')
                    .map(|said| said.trim().to_owned()),
            );
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        match *name {
            "seat" => Column::new(name, &all, Kind::Count { max: 1_000_000 }).required(),
            "name" => Column::new(name, &all, Kind::Text { max: NAME }).required(),
            "weight" => Column::new(name, &all, Kind::Count { max: Count::MAX }),
            _ => Column::new(name, &all, Kind::Text { max: 2_000 }),
        }
    };
    Schema::new(COLUMNS.iter().map(column).collect()).unique(&["seat"])
}

/// Lines as a table: cells parted by semicolons, without a seat numbered on.
fn typed_table(of: &Of, text: &str) -> Table {
    let known = of.vote.voters.keys().max().copied().unwrap_or(0);
    let row = |(at, line): (usize, String)| {
        let mut cells: Vec<String> = line.split(';').map(|cell| cell.trim().to_owned()).collect();
        let numbered = cells
            .first()
            .is_some_and(|first| !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit()));
        if !numbered {
            cells.insert(0, (u64::from(known) + at as u64 + 1).to_string());
        }
        // Whatever stands behind the weight are proxies.
        let proxies = cells.split_off(cells.len().min(4)).join("; ");
        cells.resize(4, String::new());
        cells.push(proxies);
        Row { line: u32::try_from(at + 1).unwrap_or(u32::MAX), cells }
    };
    let columns = COLUMNS.map(|name| of.desk.speech.t(&format!("vote.col_{name}"))).to_vec();
    Table {
        columns,
        rows: written(text).into_iter().enumerate().map(row).collect(),
        ..Table::default()
    }
}

/// The voters that a table names.
fn read(of: &Of, table: &Table) -> Read {
    let speech = &of.desk.speech;
    let checked = schema().check(table);
    let tell = |line: u32, why: &str| {
        speech.tell("vote.bad_line", &[("line", &line.to_string()), ("why", why)])
    };
    let mut wrong: Vec<String> = checked
        .findings
        .iter()
        .map(|finding| tell(finding.line, &speech.told(finding.code, &finding.facts)))
        .collect();
    let notes = match checked.ignored.is_empty() {
        true => Vec::new(),
        false => vec![speech.tell("setup.ignored", &[("columns", &checked.ignored.join("; "))])],
    };
    let mut voters = Vec::new();
    for row in &checked.rows {
        let text = |name: &str| match row.get(name) {
            Some(Value::Text(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        let number = |name: &str| match row.get(name) {
            Some(Value::Count(number)) => Some(*number),
            _ => None,
        };
        match voter(
            of,
            number("seat"),
            &text("name"),
            &text("channel"),
            number("weight"),
            &text("proxies"),
        ) {
            Ok(voter) => voters.push(voter),
            Err(why) => wrong.push(tell(row.line, &why)),
        }
    }
    Read { voters, wrong, notes }
}

fn voter(
    of: &Of,
    seat: Option<u64>,
    name: &str,
    channel: &str,
    weight: Option<u64>,
    proxies: &str,
) -> Result<Voter, String> {
    let speech = &of.desk.speech;
    let seat =
        seat.and_then(|seat| u32::try_from(seat).ok()).ok_or_else(|| speech.t("vote.no_number"))?;
    let named: Vec<&Channel> =
        of.vote.call.channels.iter().filter(|channel| channel.way == Way::Named).collect();
    let meant =
        |known: &&&Channel| fold(&known.name) == fold(channel) || known.id.as_str() == channel;
    let found = match (named.as_slice(), channel.is_empty()) {
        ([only], true) => Some(*only),
        _ => named.iter().find(meant).copied(),
    };
    let unknown = || speech.tell("vote.unknown_channel", &[("channel", channel)]);
    let channel = found.ok_or_else(unknown)?.id.clone();
    let proxies = proxies
        .split(';')
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .map(|one| {
            let (of, weight) = one.rsplit_once(':').unwrap_or((one, "1"));
            let weight = crate::desk::number::count(speech, weight)?;
            Ok(Proxy { of: of.trim().to_owned(), weight })
        })
        .collect::<Result<Vec<_>, String>>()?;
    let held = Count::sum(proxies.iter().map(|proxy| proxy.weight)).unwrap_or_default();
    // Who names whom he votes for and no weight has his own vote beside theirs.
    let weight = match weight {
        Some(weight) => Count::try_from(weight).map_err(|_| speech.t("desk.number_too_large"))?,
        None => Count::sum([held, Count::from(1)]).unwrap_or_default(),
    };
    Ok(Voter { seat, name: name.to_owned(), channel, weight, proxies, officer: officer(of, name) })
}

/// The one officer of the body by this name: he answers when signed in.
fn officer(of: &Of, name: &str) -> Option<OfficerId> {
    let people = &of.desk.view.state.people;
    let wanted = spelled(name);
    let sits = |officer: &OfficerId| people.seats(officer).any(|(body, _)| body.id == of.vote.body);
    let mut same =
        people.officers().filter(|officer| spelled(&officer.name) == wanted && sits(&officer.id));
    match (same.next(), same.next()) {
        (Some(one), None) => Some(one.id.clone()),
        _ => None,
    }
}

fn upload(of: &Of) -> String {
    format!("voters/{}", of.vote.id)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let speech = desk.speech;
    let mut sent = Sent::of(typed);
    if !desk.sent(&sent.typed) {
        sent.refused = Some(speech.t("desk.form_is_old"));
        return page(&of, StatusCode::FORBIDDEN, &sent, &html! {});
    }
    let owner = desk.officer.id.to_string();
    let taking = sent.value("step") == "take";
    let kept = || desk.app.desk.upload(&owner, &upload(&of)).ok().flatten();
    let file = match (file, taking && !sent.value("blob").is_empty()) {
        (_, true) => kept().map(|(name, bytes)| File { name, bytes: Bytes::from(bytes) }),
        (file, false) => file,
    };
    let lines = sent.typed.get("lines").cloned().unwrap_or_default();
    let table = match &file {
        Some(file) => Table::read(&file.bytes, FileName(&file.name))
            .map_err(|why| ("file", speech.told(why.code(), &why.facts()))),
        None if lines.trim().is_empty() => Err(("file", speech.t("desk.no_file"))),
        None => Ok(typed_table(&of, &lines)),
    };
    let table = match table {
        Ok(table) => table,
        Err((field, why)) => {
            sent.wrong.insert(field.to_owned(), why);
            return page(&of, UNFIT, &sent, &html! {});
        }
    };
    let read = read(&of, &table);
    let blob = file.as_ref().map(|file| Hash::of(&file.bytes));
    let above = preview(&of, &read, blob.as_ref(), &lines);
    if !read.wrong.is_empty() || read.voters.is_empty() {
        if read.wrong.is_empty() {
            sent.refused = Some(speech.t("nomination.no_rows"));
        }
        return page(&of, UNFIT, &sent, &above);
    }
    if !taking {
        if let Some(file) = &file
            && let Err(why) =
                desk.app.desk.put_upload(&owner, &upload(&of), &file.name, &file.bytes)
        {
            sent.refused = Some(why.to_string());
            return page(&of, StatusCode::INTERNAL_SERVER_ERROR, &sent, &html! {});
        }
        return page(&of, StatusCode::OK, &sent, &above);
    }
    // What is taken is what was looked at, also when another tab has sent another file since.
    if blob.is_some_and(|blob| blob.to_string() != sent.value("blob")) {
        sent.refused = Some(speech.t("setup.another_file"));
        return page(&of, StatusCode::CONFLICT, &sent, &html! {});
    }
    let events = read.voters.chunks(BATCH).map(|voters| {
        let (vote, voters) = (of.vote.id.clone(), voters.to_vec());
        Event::Vote(vote::Event::VotersListed { vote, voters })
    });
    let events = events.collect();
    let body = Some(of.vote.body.clone());
    match desk.asked_at(&mut sent, body, Command::Record(events), super::nowhere).await {
        true => {
            // What stays behind is replaced by the next file.
            let _dropped = desk.app.desk.drop_upload(&owner, &upload(&of));
            desk.to(&of.path())
        }
        false => page(&of, StatusCode::CONFLICT, &sent, &above),
    }
}

fn preview(of: &Of, read: &Read, blob: Option<&Hash>, lines: &str) -> Markup {
    let speech = &of.desk.speech;
    let weight = Count::sum(read.voters.iter().map(|voter| voter.weight)).unwrap_or_default();
    let facts = [("seats", speech.many(read.voters.len())), ("weight", speech.n(weight))];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    let rows = read.voters.iter().take(SAMPLE).map(|voter| row(of, voter)).collect();
    part::section(
        "preview",
        &speech.t("vote.preview"),
        &html! {
            @if !read.wrong.is_empty() {
                (part::notice(part::Tone::Error, &speech.t("vote.lines_wrong"), &html! {
                    ul { @for why in read.wrong.iter().take(SAMPLE) { li { (why) } } }
                }))
            }
            @for note in &read.notes { (part::notice(part::Tone::Look, note, &html! {})) }
            @if !read.voters.is_empty() {
                p { (speech.tell("vote.voters_read", &facts)) }
                (table("preview-table", &speech.t("vote.preview"), of, rows))
            }
            @if read.wrong.is_empty() && !read.voters.is_empty() {
                form method="post" enctype="multipart/form-data" action=(of.url("/voters")) {
                    (of.desk.stamps())
                    (form::hidden("step", "take"))
                    @match blob {
                        Some(blob) => (form::hidden("blob", &blob.to_string())),
                        None => (form::hidden("lines", lines)),
                    }
                    (form::button(form::Weight::Strong, &speech.tell("vote.take_voters", &facts)))
                }
            }
        },
    )
}
