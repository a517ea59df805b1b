//! Scans are looked through for what is private before anybody else sees them.

use super::{
    Desk, Typed,
    frame::{KeptFile, LONGEST, too_long},
    sheet::Wrong,
};
use crate::{
    App, picture, public,
    sent::{Filed, Form},
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
    election::{AreaId, ElectionId},
    people::{Place, Right},
    tally::{self, Scan},
};
use dienhong_journal::Hash;
use dienhong_look::{
    Link, Markup, assets, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// The most scans that one page lists, and the largest copy in bytes.
const MOST: usize = 100;
const MAX_COPY: usize = 20 * 1024 * 1024;

/// What one looks for on a scan.
const LOOKED: [&str; 3] = ["names", "numbers", "other"];

/// A form as it came back.
#[derive(Default)]
struct Sent {
    typed: Typed,
    wrong: Wrong,
    refused: Option<String>,
}

/// A scan that this officer may look through.
struct Found {
    election: ElectionId,
    area: AreaId,
    scan: Scan,
    /// What tells of it: «Khu vực 1 · Bầu cử …».
    name: String,
}

impl Found {
    fn url(&self, desk: &Desk) -> String {
        let Found { election, area, scan, .. } = self;
        desk.speech.url(&format!("/desk/look/{election}/{area}/{}", scan.blob))
    }
}

fn name(desk: &Desk, election: &ElectionId, area: &AreaId) -> String {
    let state = &desk.view.state.election;
    let area = state.area(area).map_or_else(|| area.to_string(), |area| area.name.clone());
    let election = state.get(election).map_or_else(|| election.to_string(), |e| e.name.clone());
    desk.speech.tell("scan.of", &[("area", &area), ("election", &election)])
}

fn found(desk: &Desk, path: &(String, String, String)) -> Option<Found> {
    let (election, area) = (ElectionId::from(path.0.as_str()), AreaId::from(path.1.as_str()));
    let minutes = desk.view.state.tally.minutes(&election, &area);
    let scan = minutes.scan(&path.2.parse::<Hash>().ok()?)?.clone();
    let may = desk.may(Right::PublishMinutes, Place::Area(&area, Some(&election)));
    let name = name(desk, &election, &area);
    may.then_some(Found { election, area, scan, name })
}

/// The scans within this officer's reach that nobody has looked through, each with where it stands.
pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let waits = |scan: &&Scan| scan.looked.is_none() && scan.by != desk.officer.id;
    let begun = desk.view.state.tally.begun();
    let waiting = begun
        .filter(|(_, _, minutes)| minutes.papers.iter().any(|scan| waits(&scan)))
        .filter(|(election, area, _)| {
            desk.may(Right::PublishMinutes, Place::Area(area, Some(election)))
        })
        .flat_map(|(election, area, minutes)| {
            let name = name(&desk, election, area);
            let scans = minutes.papers.iter().filter(waits);
            scans.map(move |scan| Found {
                election: election.clone(),
                area: area.clone(),
                scan: scan.clone(),
                name: name.clone(),
            })
        });
    let links: Vec<(Link, Option<String>)> = waiting
        .take(MOST)
        .map(|found| {
            let what = if found.scan.original.is_some() { "scan.copy" } else { "scan.original" };
            (Link::new(found.name.clone(), found.url(&desk)), Some(speech.t(what)))
        })
        .collect();
    let title = speech.t("scan.to_desk");
    let body = html! {
        (part::head(&title, None))
        p { (speech.t("scan.about")) }
        @if links.is_empty() { (part::empty(&speech.t("scan.none"), None)) }
        (part::links(&links))
    };
    desk.shown(title, &body)
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(path): Path<(String, String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = found(&desk, &path) else { return desk.missing() };
    page(&desk, &found, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, found: &Found, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("scan.{key}"));
    let scan = &found.scan;
    let picture = speech.url(&format!("/desk/scans/{}", scan.blob));
    let is_picture = scan.media.starts_with("image/");
    let own = scan.by == desk.officer.id;
    let value = |name: &str| sent.typed.get(name).map_or("", String::as_str);
    let error = |name: &str| sent.wrong.get(name).map(String::as_str);
    let minutes = desk.view.state.tally.minutes(&found.election, &found.area);
    let copies = minutes.papers.iter().filter(|copy| copy.original == Some(scan.blob));
    let row = |copy: &Scan| {
        let of = Found {
            scan: copy.clone(),
            name: String::new(),
            election: found.election.clone(),
            area: found.area.clone(),
        };
        vec![
            html! { a href=(of.url(desk)) { (t("copy")) } " " (part::hash(&copy.blob.to_string())) },
            html! { (t(match &copy.looked { None => "unseen", Some(l) if l.fit => "shown", Some(_) => "kept" })) },
        ]
    };
    let rows: Vec<_> = copies.map(row).collect();
    let body = html! {
        (part::head(&found.name, None))
        (desk.trouble(sent.refused.as_deref()))
        p { (t("about")) }
        @if let Some(looked) = &scan.looked {
            p { b { (t(if looked.fit { "shown" } else { "kept" })) } @if let Some(note) = &looked.note { ": " (note) } }
        }
        @if is_picture { (part::paper(&picture, &t("alt"), &html! { a href=(picture) target="_blank" rel="noopener" { (t("open")) } })) }
        @else { p { a href=(picture) target="_blank" rel="noopener" { (t("open")) } } }
        @if !own {
            form method="post" action=(found.url(desk)) {
                (desk.stamps())
                (form::hidden("step", "fit"))
                (form::group(&t("fit"), &html! {
                    @if let Some(why) = error("fit") { p.wrong { (why) } }
                    @for what in LOOKED { (form::tick(&format!("no-{what}"), &t(&format!("fit_{what}")), !value(&format!("no-{what}")).is_empty(), None)) }
                }))
                (form::button(form::Weight::Jade, &t("fit_do")))
            }
            form method="post" action=(found.url(desk)) {
                (desk.stamps())
                (form::hidden("step", "unfit"))
                (form::Field {
                    name: "note", label: &t("unfit_note"), hint: Some(&t("unfit_note_hint")), required: true,
                    value: value("note"), error: error("note"), ..form::Field::default()
                })
                (form::button(form::Weight::Plain, &t("unfit_do")))
            }
        }
        @if scan.original.is_none() {
            @if is_picture { (cover(desk, found, &picture)) }
            (part::section("upload", &t("upload"), &html! {
                form method="post" enctype="multipart/form-data" action={ (found.url(desk)) "/copy" } {
                    (desk.stamps())
                    (form::file("copy", &t("upload"), &t("upload_hint"), "image/jpeg,image/png,application/pdf", error("copy")))
                    (form::button(form::Weight::Plain, &t("upload_do")))
                }
            }))
            @if !rows.is_empty() { (Table {
                id: "copies".into(),
                caption: t("copy"),
                columns: vec![Column::words(t("copy")), Column::words(speech.t("site.col_state"))],
                rows,
                foot: None,
                narrow: Narrow::Stack,
            }) }
        }
    };
    desk.page(status, found.name.clone(), &body)
}

/// The picture with boxes over it; shown once the script has it.
fn cover(desk: &Desk, found: &Found, picture: &str) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("scan.{key}"));
    html! {
        div data-redact data-picture=(picture) data-boxes=(t("cover_boxes")) data-failed=(t("cover_failed")) hidden {
            h2 { (t("cover")) }
            p id="cover-about" { (t("cover_about")) }
            canvas.paper tabindex="0" role="application" aria-label=(t("cover_canvas")) aria-describedby="cover-about"
                style="width:100%;height:auto;touch-action:none" {}
            p role="status" data-count {}
            form method="post" enctype="multipart/form-data" action={ (found.url(desk)) "/copy" } {
                (desk.stamps())
                input type="file" name="copy" hidden;
                (form::button(form::Weight::Strong, &t("cover_do")))
            }
            script type="module" src=(assets::href("redact.js")) {}
        }
    }
}

/// Says what was found, and shows the page again where it cannot be taken.
async fn ask(desk: &Desk, found: &Found, mut sent: Sent, event: tally::Event) -> Response {
    let place = Place::Area(&found.area, Some(&found.election));
    let command = Command::Record(vec![Event::Tally(event)]);
    match desk.ask(&sent.typed, (Right::PublishMinutes, place), command, Vec::new()).await {
        Ok(()) => desk.to("/desk/look"),
        Err(why) => {
            sent.refused = Some(why);
            page(desk, found, StatusCode::CONFLICT, &sent)
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(path): Path<(String, String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = found(&desk, &path) else { return desk.missing() };
    let mut sent = Sent { typed, ..Sent::default() };
    let note = sent.typed.get("note").map_or("", |note| note.trim()).to_owned();
    let fit = match sent.typed.get("step").map(String::as_str) {
        Some("fit") => true,
        Some("unfit") => false,
        _ => return desk.missing(),
    };
    let ticked = |what: &str| sent.typed.contains_key(&format!("no-{what}"));
    if fit && !LOOKED.into_iter().all(ticked) {
        sent.wrong.insert("fit".into(), desk.speech.t("scan.fit_all"));
    }
    if let Some(why) = too_long(desk.speech, &note, LONGEST).filter(|_| !fit) {
        sent.wrong.insert("note".into(), why);
    }
    if !fit && note.is_empty() {
        sent.wrong.insert("note".into(), desk.speech.t("tally.scan_note_missing"));
    }
    if !sent.wrong.is_empty() {
        return page(&desk, &found, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    }
    let event = tally::Event::ScanReviewed {
        election: found.election.clone(),
        area: found.area.clone(),
        blob: found.scan.blob,
        fit,
        note: (!fit).then_some(note),
    };
    ask(&desk, &found, sent, event).await
}

/// A copy of the scan on which something is covered.
pub(super) async fn copy(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(path): Path<(String, String, String)>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = found(&desk, &path) else { return desk.missing() };
    let mut sent = Sent { typed, ..Sent::default() };
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&desk, &found, StatusCode::FORBIDDEN, &sent);
    }
    let kept = match file {
        None => Err(desk.speech.t("desk.no_file")),
        Some(file) if file.bytes.len() > MAX_COPY => Err(desk.speech.t("desk.scan_too_large")),
        Some(file) => keep(&desk, file.bytes).await,
    };
    let KeptFile { blob, media, bytes } = match kept {
        Ok(kept) => kept,
        Err(why) => {
            sent.wrong.insert("copy".into(), why);
            return page(&desk, &found, StatusCode::UNPROCESSABLE_ENTITY, &sent);
        }
    };
    let event = tally::Event::ScanRedacted {
        election: found.election.clone(),
        area: found.area.clone(),
        original: found.scan.blob,
        blob,
        media: media.to_owned(),
        bytes,
    };
    sent.typed.insert("copy".into(), blob.to_string());
    ask(&desk, &found, sent, event).await
}

/// Keeps a file as a blob: a picture without what a camera wrote beside it, or a PDF as it is.
async fn keep(desk: &Desk, bytes: Bytes) -> Result<KeptFile, String> {
    let bare = move || match public::kind(&bytes)? {
        media @ "application/pdf" => Some((media, bytes)),
        _ => picture::bare(bytes),
    };
    let kept = desk.keep_made(bare).await?;
    kept.ok_or_else(|| desk.speech.t("scan.unfit_file"))
}
