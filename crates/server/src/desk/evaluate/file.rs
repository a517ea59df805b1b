//! People from a file: every row is shown before any is taken.

use super::{NAME, Of, by_login, page, person_id};
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
    Command, Event as Fact,
    evaluation::{Event, OrganId},
    node,
    people::{OfficerId, Right},
    text::fold,
};
use dienhong_journal::Hash;
use dienhong_look::{
    Markup, form, html, part,
    table::{Column as Shown, Narrow, Table as Rows},
};
use dienhong_tables::{Choice, Column, FileName, GoodRow, Kind, Schema, Table, Value};
use std::{collections::BTreeSet, sync::Arc};

/// The columns in the order of the form.
const COLUMNS: [&str; 7] = ["name", "post", "group", "organ", "leads", "months", "officer"];

/// The most people of one file: one act.
const ROWS: usize = 500;

/// Under which a file waits until it is taken.
const UPLOAD: &str = "evaluation";

/// The form that sends a file.
pub(super) fn form(of: &Of) -> Markup {
    let speech = &of.desk.speech;
    part::more(
        &speech.t("evaluation.from_file"),
        &html! {
            p { (speech.t("evaluation.from_file_about")) }
            p { small { (COLUMNS.map(|name| heading(speech, name)).join("; ")) } }
            form method="post" enctype="multipart/form-data" action=(of.url("/file")) {
                (of.desk.stamps())
                (form::hidden("step", "look"))
                (form::file("file", &speech.t("setup.file"), &speech.t("setup.file_hint"), ".csv,.tsv,.txt,.xlsx", None))
                (form::button(form::Weight::Plain, &speech.t("setup.look")))
            }
        },
    )
}

fn heading(speech: &Speech, name: &str) -> String {
    match name {
        "organ" => speech.t("evaluation.organ"),
        name => speech.t(&format!("evaluation.field_{name}")),
    }
}

fn schema(of: &Of) -> Schema {
    let column = |name: &str| {
        let mut all: Vec<String> = Vec::new();
        for (lang, _) in LANGUAGES {
            let speech = Speech::of(lang);
            all.extend(speech.headings(heading(&speech, name), &format!("evaluation.also_{name}")));
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let (text, most) = (Kind::Text { max: NAME }, of.cycle.period.months().into());
        let leads = || {
            vec![
                Choice::new("yes", &["có", "x", "yes", "true", "1", "đứng đầu"]),
                Choice::new("no", &["không", "no", "false", "0"]),
            ]
        };
        match name {
            "months" => Column::new(name, &all, Kind::Count { max: most }),
            "leads" => Column::new(name, &all, Kind::Choice(leads())),
            "officer" => Column::new(name, &all, text),
            _ => Column::new(name, &all, text).required(),
        }
    };
    Schema::new(COLUMNS.iter().map(|name| column(name)).collect())
}

/// One person as the file says, ready to be listed.
struct One {
    name: String,
    post: String,
    group: String,
    organ: OrganId,
    leads: bool,
    months: u8,
    officer: Option<OfficerId>,
}

/// What is wrong with a file, line by line.
type Slips = Vec<(u32, String)>;

fn read(of: &Of, file: &File) -> Result<(Vec<One>, Slips), String> {
    let speech = &of.desk.speech;
    let table = Table::read(&file.bytes, FileName(&file.name))
        .map_err(|why| speech.told(why.code(), &why.facts()))?;
    let checked = schema(of).check(&table);
    let mut slips: Slips = checked
        .findings
        .iter()
        .map(|slip| (slip.line, speech.told(slip.code, &slip.facts)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut people = Vec::new();
    for row in &checked.rows {
        match one(of, row, &mut seen) {
            Ok(one) => people.push(one),
            Err(why) => slips.push((row.line, why)),
        }
    }
    slips.sort();
    match people.len() + slips.len() {
        0 => Err(speech.t("nomination.no_rows")),
        _ if people.len() > ROWS => {
            let facts = [("rows", speech.many(people.len())), ("most", speech.many(ROWS))];
            let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
            Err(speech.tell("nomination.too_many_rows", &facts))
        }
        _ => Ok((people, slips)),
    }
}

/// A row as a person: its office is one of the cycle's, its account one of this node's.
fn one(of: &Of, row: &GoodRow, seen: &mut BTreeSet<OfficerId>) -> Result<One, String> {
    let speech = &of.desk.speech;
    let text = |name: &str| match row.get(name) {
        Some(Value::Text(text) | Value::Choice(text)) => text.trim().to_owned(),
        _ => String::new(),
    };
    let named = text("organ");
    let organ = of
        .cycle
        .organs
        .values()
        .find(|organ| fold(&organ.name) == fold(&named) || organ.id.as_str() == named);
    let organ =
        organ.ok_or_else(|| speech.tell("evaluation.no_such_organ", &[("found", &named)]))?;
    if organ.rating().is_some() {
        return Err(speech.tell("evaluation.decided_already", &[("organ", &organ.name)]));
    }
    let login = text("officer");
    let officer = match login.as_str() {
        "" => None,
        login => {
            let found = by_login(of.desk, login);
            Some(found.ok_or_else(|| speech.tell("evaluation.no_login", &[("found", login)]))?)
        }
    };
    let listed = |id: &OfficerId| {
        let mut people = of.cycle.people.values().filter(|person| person.counts());
        people.any(|person| person.officer.as_ref() == Some(id))
    };
    if let Some(id) = &officer
        && (listed(id) || !seen.insert(id.clone()))
    {
        return Err(speech.tell("evaluation.officer_twice", &[("officer", &login)]));
    }
    let months = match row.get("months") {
        Some(Value::Count(months)) => u8::try_from(*months).unwrap_or(u8::MAX),
        _ => of.cycle.period.months(),
    };
    Ok(One {
        name: text("name"),
        post: text("post"),
        group: text("group"),
        organ: organ.id.clone(),
        leads: text("leads") == "yes",
        months,
        officer,
    })
}

fn preview(of: &Of, blob: &Hash, people: &[One], slips: &Slips) -> Markup {
    let speech = &of.desk.speech;
    let count = [("count", speech.many(people.len())), ("slips", speech.many(slips.len()))];
    let count = count.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    let row = |one: &One| {
        let organ = of.cycle.organ(&one.organ).map_or_else(String::new, |organ| organ.name.clone());
        let leads = if one.leads { "evaluation.leads_yes" } else { "evaluation.leads_no" };
        let account =
            if one.officer.is_some() { "evaluation.has_account" } else { "evaluation.no_account" };
        vec![
            html! { (one.name) },
            html! { (one.post) },
            html! { (one.group) },
            html! { (organ) },
            html! { (speech.t(leads)) },
            html! { (one.months) },
            html! { (speech.t(account)) },
        ]
    };
    let mut columns: Vec<Shown> =
        COLUMNS.iter().map(|name| Shown::words(heading(speech, name))).collect();
    if let Some(months) = columns.get_mut(5) {
        months.figures = true;
    }
    part::section(
        "file",
        &speech.t("nomination.file_looked_at"),
        &html! {
            p role="status" { (speech.tell("evaluation.rows_found", &count)) }
            @if !slips.is_empty() {
                (part::notice(part::Tone::Error, &speech.t("evaluation.rows_wrong"), &html! {
                    ul { @for (line, why) in slips.iter().take(50) {
                        li { (speech.tell("nomination.bad_line", &[("line", &line.to_string()), ("why", why)])) }
                    } }
                }))
            }
            (Rows {
                id: "rows-table".into(),
                caption: speech.t("evaluation.rows"),
                columns,
                rows: people.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
            @if slips.is_empty() {
                form method="post" enctype="multipart/form-data" action=(of.url("/file")) {
                    (of.desk.stamps())
                    (form::hidden("step", "take"))
                    (form::hidden("blob", &blob.to_string()))
                    (form::button(form::Weight::Strong, &speech.tell("evaluation.take_rows", &count)))
                }
            }
        },
    )
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(cycle): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::new(&desk, &cycle) else { return desk.missing() };
    let no =
        |status, why: String| page(&desk, &cycle, status, &Typed::new(), None, Some(&(None, why)));
    // Before the file is looked at, or kept.
    if !desk.sent(&typed) {
        return no(StatusCode::FORBIDDEN, desk.speech.t("desk.form_is_old"));
    }
    if !of.prepares() {
        return no(StatusCode::FORBIDDEN, desk.speech.t("people.no_right"));
    }
    let owner = desk.officer.id.to_string();
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let taking = typed.get("step").is_some_and(|step| step == "take");
    let file = match taking {
        false => file,
        true => desk
            .app
            .desk
            .upload(&owner, UPLOAD)
            .ok()
            .flatten()
            .map(|(name, bytes)| File { name, bytes: Bytes::from(bytes) }),
    };
    let Some(file) = file else { return no(unfit, desk.speech.t("desk.no_file")) };
    let (people, slips) = match read(&of, &file) {
        Ok(read) => read,
        Err(why) => return no(unfit, why),
    };
    let blob = Hash::of(&file.bytes);
    let above = preview(&of, &blob, &people, &slips);
    let shown = |status, why: Option<String>| {
        let wrong = why.map(|why| (None, why));
        page(&desk, &cycle, status, &Typed::new(), Some(&above), wrong.as_ref())
    };
    if !taking {
        if let Err(why) = desk.app.desk.put_upload(&owner, UPLOAD, &file.name, &file.bytes) {
            return no(StatusCode::INTERNAL_SERVER_ERROR, why.to_string());
        }
        let status = if slips.is_empty() { StatusCode::OK } else { unfit };
        return shown(status, None);
    }
    // What is taken is what was looked at, also when another tab has sent another file since.
    if typed.get("blob") != Some(&blob.to_string()) {
        return no(StatusCode::CONFLICT, desk.speech.t("setup.another_file"));
    }
    if !slips.is_empty() || people.is_empty() {
        return shown(unfit, None);
    }
    if let Err(why) = desk.keep(file.bytes.clone()).await {
        return shown(StatusCode::INTERNAL_SERVER_ERROR, Some(why));
    }
    let rows = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let imported = node::Event::FileImported { table: "evaluation".into(), blob, rows, mended: 0 };
    let listed = people.into_iter().map(|one| {
        Fact::Evaluation(Event::PersonListed {
            cycle: of.cycle.id.clone(),
            organ: one.organ,
            person: person_id(),
            name: one.name,
            post: one.post,
            group: one.group,
            leads: one.leads,
            months: one.months,
            officer: one.officer,
        })
    });
    let facts = std::iter::once(Fact::Node(imported)).chain(listed).collect();
    let way = (Right::PrepareEvaluation, of.place());
    match desk.ask(&typed, way, Command::Record(facts), Vec::new()).await {
        Ok(()) => {
            // What stays behind is replaced by the next file.
            let _dropped = desk.app.desk.drop_upload(&owner, UPLOAD);
            desk.to(&format!("/desk/evaluation/{cycle}"))
        }
        Err(why) => shown(StatusCode::CONFLICT, Some(why)),
    }
}
