//! Scans are looked through for what is private before anybody else sees them.

use super::{
    Desk, Typed,
    entry::MAX_SCAN,
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
    evidence,
    people::{Place, Right},
    scans::{Scan, Scans},
    tally,
    units::UnitId,
};
use dienhong_journal::Hash;
use dienhong_look::{
    Link, Markup, assets, form, html, part,
    table::{Column, Narrow, Table},
};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The most scans that one page lists.
const MOST: usize = 100;

/// What one looks for on a scan.
const LOOKED: [&str; 3] = ["names", "numbers", "other"];

/// A form as it came back.
#[derive(Default)]
struct Sent {
    typed: Typed,
    wrong: Wrong,
    refused: Option<String>,
}

/// What a scan shows.
#[derive(Clone)]
enum Of {
    /// The minutes of an area.
    Minutes(ElectionId, AreaId),
    /// What was done in a unit, or said there.
    Evidence(UnitId),
}

impl Of {
    /// What tells of it: «Khu vực 1 · Bầu cử …».
    fn name(&self, desk: &Desk) -> String {
        let state = &desk.view.state;
        match self {
            Of::Minutes(election, area) => {
                let of = &state.election;
                let area = of.area(area).map_or_else(|| area.to_string(), |area| area.name.clone());
                let election = of.get(election).map_or_else(String::new, |e| e.name.clone());
                desk.speech.tell("scan.of", &[("area", &area), ("election", &election)])
            }
            Of::Evidence(unit) => {
                let unit =
                    state.units.get(unit).map_or_else(|| unit.to_string(), |u| u.name.clone());
                desk.speech.tell("scan.of_unit", &[("unit", &unit)])
            }
        }
    }

    fn scans<'a>(&self, desk: &'a Desk) -> &'a Scans {
        match self {
            Of::Minutes(election, area) => &desk.view.state.tally.minutes(election, area).papers,
            Of::Evidence(unit) => desk.view.state.evidence.of(unit),
        }
    }

    /// What it takes to look such scans through.
    fn way(&self, desk: &Desk) -> (Right, Place<'_>) {
        match self {
            Of::Minutes(election, area) => {
                (Right::PublishMinutes, Place::Area(area, Some(election)))
            }
            Of::Evidence(unit) => {
                let place = Place::Unit(unit);
                match desk.may(Right::PrepareElection, place) {
                    true => (Right::PrepareElection, place),
                    false => (Right::ManageTasks, place),
                }
            }
        }
    }

    /// Who manages tasks looks through what shows the result of one, and nothing else.
    fn may(&self, desk: &Desk, scan: &Scan) -> bool {
        let (right, place) = self.way(desk);
        let first = scan.original.as_ref().unwrap_or(&scan.blob);
        desk.may(right, place)
            && (right != Right::ManageTasks || desk.view.state.programme.names(first))
    }

    fn reviewed(self, blob: Hash, fit: bool, note: Option<String>) -> Event {
        match self {
            Of::Minutes(election, area) => {
                Event::Tally(tally::Event::ScanReviewed { election, area, blob, fit, note })
            }
            Of::Evidence(unit) => {
                Event::Evidence(evidence::Event::Reviewed { unit, blob, fit, note })
            }
        }
    }

    fn redacted(self, original: Hash, KeptFile { blob, media, bytes }: KeptFile) -> Event {
        let media = media.to_owned();
        match self {
            Of::Minutes(election, area) => Event::Tally(tally::Event::ScanRedacted {
                election,
                area,
                original,
                blob,
                media,
                bytes,
            }),
            Of::Evidence(unit) => {
                Event::Evidence(evidence::Event::Redacted { unit, original, blob, media, bytes })
            }
        }
    }
}

/// A scan that this officer may look through.
pub(super) struct Found {
    of: Of,
    scan: Scan,
}

impl Found {
    fn url(&self, desk: &Desk) -> String {
        let blob = self.scan.blob;
        desk.speech.url(&match &self.of {
            Of::Minutes(election, area) => format!("/desk/look/{election}/{area}/{blob}"),
            Of::Evidence(unit) => format!("/desk/evidence/{unit}/{blob}"),
        })
    }
}

fn found(desk: &Desk, of: Of, hash: &str) -> Option<Found> {
    let scan = of.scans(desk).get(&hash.parse().ok()?)?.clone();
    of.may(desk, &scan).then_some(Found { of, scan })
}

/// Where the scan of an address belongs.
pub(super) trait Address: DeserializeOwned + Send {
    fn found(&self, desk: &Desk) -> Option<Found>;
}

impl Address for (String, String, String) {
    fn found(&self, desk: &Desk) -> Option<Found> {
        let of = Of::Minutes(self.0.as_str().into(), self.1.as_str().into());
        found(desk, of, &self.2)
    }
}

impl Address for (String, String) {
    fn found(&self, desk: &Desk) -> Option<Found> {
        found(desk, Of::Evidence(self.0.as_str().into()), &self.1)
    }
}

/// The scans within this officer's reach that nobody has looked through, each with where it stands.
pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let waits = |scan: &&Scan| scan.looked.is_none() && scan.by != desk.officer.id;
    let state = &desk.view.state;
    let begun = state.tally.begun();
    let minutes = begun
        .filter(|(_, _, minutes)| minutes.papers.iter().any(|scan| waits(&scan)))
        .map(|(election, area, _)| Of::Minutes(election.clone(), area.clone()));
    let units = state.evidence.units().map(|unit| Of::Evidence(unit.clone()));
    // What its bringer calls private waits for a covered copy, not for a look.
    let waiting = minutes.chain(units).flat_map(|of| {
        let scans = of.scans(&desk).iter();
        let scans = scans.filter(|scan| waits(scan) && !scan.private && of.may(&desk, scan));
        scans.map(|scan| Found { of: of.clone(), scan: scan.clone() }).collect::<Vec<_>>()
    });
    let links: Vec<(Link, Option<String>)> = waiting
        .take(MOST)
        .map(|found| {
            let what = if found.scan.original.is_some() { "scan.copy" } else { "scan.original" };
            (Link::new(found.of.name(&desk), found.url(&desk)), Some(speech.t(what)))
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

pub(super) async fn show<A: Address>(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(path): Path<A>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = path.found(&desk) else { return desk.missing() };
    page(&desk, &found, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, found: &Found, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("scan.{key}"));
    let scan = &found.scan;
    let picture = speech.url(&format!("/desk/scans/{}", scan.blob));
    let is_picture = scan.media.starts_with("image/");
    let scans = found.of.scans(desk);
    let own = scans.brought_by(&scan.blob, &desk.officer.id);
    let name = found.of.name(desk);
    let value = |name: &str| sent.typed.get(name).map_or("", String::as_str);
    let error = |name: &str| sent.wrong.get(name).map(String::as_str);
    let copies = scans.copies(&scan.blob);
    let row = |copy: &Scan| {
        let of = Found { scan: copy.clone(), of: found.of.clone() };
        vec![
            html! { a href=(of.url(desk)) { (t("copy")) } " " (part::hash(&copy.blob.to_string())) },
            html! { (t(match &copy.looked { None => "unseen", Some(l) if l.fit => "shown", Some(_) => "kept" })) },
        ]
    };
    let rows: Vec<_> = copies.map(row).collect();
    let body = html! {
        (part::head(&name, None))
        (desk.trouble(sent.refused.as_deref()))
        p { (t("about")) }
        @if scan.private { p { b { (t("private")) } } }
        @if let Some(looked) = &scan.looked {
            p { b { (t(if looked.fit { "shown" } else { "kept" })) } @if let Some(note) = &looked.note { ": " (note) } }
        }
        @if is_picture { (part::paper(&picture, &t("alt"), &html! { a href=(picture) target="_blank" rel="noopener" { (t("open")) } })) }
        @else { p { a href=(picture) target="_blank" rel="noopener" { (t("open")) } } }
        @if own { p { small { (t("own")) } } }
        @if !own && !scan.private {
            form method="post" action=(found.url(desk)) {
                (desk.stamps())
                (form::hidden("step", "fit"))
                (form::group(&t("fit"), &html! {
                    @if let Some(why) = error("fit") { p.wrong { (why) } }
                    @for what in LOOKED { (form::tick(&format!("no-{what}"), &t(&format!("fit_{what}")), !value(&format!("no-{what}")).is_empty(), None)) }
                }))
                (form::button(form::Weight::Jade, &t("fit_do")))
            }
        }
        @if !own {
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
    desk.page(status, name, &body)
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
async fn ask(desk: &Desk, found: &Found, mut sent: Sent, event: Event) -> Response {
    let command = Command::Record(vec![event]);
    match desk.ask(&sent.typed, found.of.way(desk), command, Vec::new()).await {
        Ok(()) => desk.to("/desk/look"),
        Err(why) => {
            sent.refused = Some(why);
            page(desk, found, StatusCode::CONFLICT, &sent)
        }
    }
}

pub(super) async fn take<A: Address>(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(path): Path<A>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = path.found(&desk) else { return desk.missing() };
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
    let event = found.of.clone().reviewed(found.scan.blob, fit, (!fit).then_some(note));
    ask(&desk, &found, sent, event).await
}

/// A copy of the scan on which something is covered.
pub(super) async fn copy<A: Address>(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(path): Path<A>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(found) = path.found(&desk) else { return desk.missing() };
    let mut sent = Sent { typed, ..Sent::default() };
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&desk, &found, StatusCode::FORBIDDEN, &sent);
    }
    let kept = match file {
        None => Err(desk.speech.t("desk.no_file")),
        Some(file) => keep(&desk, file.bytes).await,
    };
    let kept = match kept {
        Ok(kept) => kept,
        Err(why) => {
            sent.wrong.insert("copy".into(), why);
            return page(&desk, &found, StatusCode::UNPROCESSABLE_ENTITY, &sent);
        }
    };
    sent.typed.insert("copy".into(), kept.blob.to_string());
    let event = found.of.clone().redacted(found.scan.blob, kept);
    ask(&desk, &found, sent, event).await
}

/// Keeps a file as a blob: a picture without what a camera wrote beside it, or a PDF as it is.
///
/// # Errors
/// The sentence to show: it is too large, neither a picture nor a PDF, or the disk failed.
pub(super) async fn keep(desk: &Desk, bytes: Bytes) -> Result<KeptFile, String> {
    if bytes.len() > MAX_SCAN {
        return Err(desk.speech.t("desk.scan_too_large"));
    }
    let bare = move || match public::kind(&bytes)? {
        media @ "application/pdf" => Some((media, bytes)),
        _ => picture::bare(bytes),
    };
    let kept = desk.keep_made(bare).await?;
    kept.ok_or_else(|| desk.speech.t("scan.unfit_file"))
}
