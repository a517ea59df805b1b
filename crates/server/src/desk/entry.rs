use super::{
    Desk, Typed,
    frame::too_long,
    sheet::{Paper, Wrong, typed},
};
use crate::{
    App, answer, public,
    sent::{Filed, Form},
    session::Officer,
};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    Command, Event,
    election::{Area, AreaId, Election, ElectionId},
    people::{Place, Right},
    tally::{self, Entry, Finding, Level, Sheet, Step},
};
use dienhong_journal::{Hash, Opening};
use dienhong_look::{Link, Markup, form, html, part};
use std::{collections::BTreeSet, fs, io::Read, sync::Arc};

/// The most areas that one page lists.
const MOST: usize = 60;

/// The largest scan, in bytes.
pub(super) const MAX_SCAN: usize = 20 * 1024 * 1024;

/// The longest explanation of a warning, in characters.
pub(super) const LONGEST: usize = 500;

/// The form of the entry, for what belongs to it and stands elsewhere on the page.
const FORM: &str = "entry-form";

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    area: String,
    /// The paper that was just put aside or dropped: `na-2026/14797-001`.
    #[serde(default)]
    left: String,
}

/// One big box for the area's number: no list to scroll. Under it what this officer left unfinished.
pub(super) async fn find(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(Asked { area, left }): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let asked: String = area.trim().chars().take(64).collect();
    let area = desk.view.state.election.area(&AreaId::from(asked.as_str())).cloned();
    let papers: Vec<(Link, Option<String>)> =
        area.iter().flat_map(|area| papers(&desk, area)).collect();
    let drafts = desk.app.desk.drafts(desk.officer.id.as_str()).unwrap_or_default();
    let drafts: Vec<(Link, Option<String>)> = drafts
        .iter()
        .filter_map(|(form, _)| {
            let rest = form.strip_prefix("entry/")?;
            Some((
                Link::new(rest.to_owned(), speech.url(&format!("/desk/entry/{rest}"))),
                Some(speech.t("desk.unfinished")),
            ))
        })
        .collect();
    let waiting = waiting(&desk);
    let title = speech.t("desk.to_entry");
    let body = html! {
        (part::head(&title, None))
        @if !left.is_empty() { (form::accepted(&draft_key(&desk, &format!("entry/{left}")))) }
        form method="get" action=(speech.url("/desk/entry")) {
            (form::Field {
                name: "area", label: &speech.t("desk.area_number"), value: &asked, focus: true,
                hint: Some(&speech.t("desk.area_number_hint")), required: true, ..form::Field::default()
            })
            (form::button(form::Weight::Strong, &speech.t("desk.begin")))
        }
        @if !asked.is_empty() && area.is_none() {
            (part::notice(part::Tone::Error, &speech.tell("desk.no_such_area", &[("area", &asked)]), &html! {}))
        }
        @if let Some(area) = &area { (part::section("papers", &area.name, &part::links(&papers))) }
        @if !drafts.is_empty() { (part::section("drafts", &speech.t("desk.drafts"), &part::links(&drafts))) }
        (part::section("waiting", &speech.t("desk.waiting"), &html! {
            @if waiting.is_empty() { (part::empty(&speech.t("desk.nothing_waits"), None)) }
            (part::links(&waiting))
        }))
    };
    desk.shown(title, &body)
}

/// The sheets of an area, each with what it waits for.
fn papers(desk: &Desk, area: &Area) -> Vec<(Link, Option<String>)> {
    let elections = area.constituencies.keys();
    let elections = elections.filter_map(|id| desk.view.state.election.get(id));
    elections
        .map(|election| {
            let url = format!("/desk/entry/{}/{}", election.id, area.id);
            let about = desk.speech.t(step_word(desk, election, area));
            (
                Link::new(format!("{} · {}", area.name, election.name), desk.speech.url(&url)),
                Some(about),
            )
        })
        .collect()
}

fn step_word(desk: &Desk, election: &Election, area: &Area) -> &'static str {
    let minutes = desk.view.state.tally.minutes(&election.id, &area.id);
    match minutes.step {
        Step::Awaited => "desk.step_awaited",
        Step::Once { .. } => "desk.step_once",
        Step::Twice { .. } => "desk.step_twice",
        Step::Settled { .. } => "desk.step_settled",
        Step::Published => "desk.step_published",
    }
}

/// The closed areas within this officer's reach whose sheets wait for an entry that he may make.
fn waiting(desk: &Desk) -> Vec<(Link, Option<String>)> {
    let state = &desk.view.state;
    let units: BTreeSet<_> =
        state.people.seats(&desk.officer.id).filter_map(|(body, _)| body.unit.clone()).collect();
    let areas = units.iter().flat_map(|unit| state.election.areas_of(unit));
    let ready = areas.filter(|area| area.closed.is_some()).flat_map(|area| {
        let ids = area.constituencies.keys();
        ids.filter_map(|id| state.election.get(id)).map(move |election| (area, election))
    });
    let mine = |(area, election): &(&Arc<Area>, &Arc<Election>)| {
        let minutes = state.tally.minutes(&election.id, &area.id);
        let (standing, _) = minutes.standing();
        matches!(minutes.step, Step::Awaited | Step::Once { .. })
            && !standing.iter().any(|entry| entry.by == desk.officer.id)
            && desk.may(Right::EnterMinutes, Place::Area(&area.id, Some(&election.id)))
    };
    ready
        .filter(mine)
        .take(MOST)
        .map(|(area, election)| {
            let url = format!("/desk/entry/{}/{}", election.id, area.id);
            let label = format!("{} · {} · {}", area.id, area.name, election.name);
            (
                Link::new(label, desk.speech.url(&url)),
                Some(desk.speech.t(step_word(desk, election, area))),
            )
        })
        .collect()
}

/// The sheet that an address names.
pub(super) fn paper<'a>(desk: &'a Desk, election: &str, area: &str) -> Option<Paper<'a>> {
    let state = &desk.view.state;
    let election = state.election.get(&ElectionId::from(election))?;
    let area = state.election.area(&AreaId::from(area))?;
    let of = election.constituencies.get(&area.constituency(&election.id)?)?;
    let rules = state.node.rules_on(election.day)?.election(&election.kind).ok()?;
    Some(Paper { election, of, area, rules, speech: desk.speech })
}

/// The name under which what is typed is kept, until it is entered or dropped.
fn draft_name(paper: &Paper) -> String {
    format!("entry/{}/{}", paper.election.id, paper.area.id)
}

/// Under which a browser keeps what is typed of a paper: one for each officer and paper. What it
/// keeps for one round of entry is nothing to the next, so the round follows.
pub(super) fn draft_key(desk: &Desk, name: &str) -> String {
    format!("{}:{name}:", desk.officer.id)
}

/// This officer's own standing entry, when the two differ: then it may be typed again.
fn own_differing(desk: &Desk, paper: &Paper) -> Option<(Entry, Opening<Sheet>)> {
    let minutes = desk.view.state.tally.minutes(&paper.election.id, &paper.area.id);
    if !matches!(minutes.step, Step::Twice { .. }) {
        return None;
    }
    let (standing, _) = minutes.standing();
    let own = standing.iter().find(|entry| entry.by == desk.officer.id)?;
    let known = desk.app.node.openings(standing.iter().map(|entry| &entry.sealed));
    let differ = matches!(known.as_slice(), [a, b] if a.value.figures != b.value.figures);
    let opening = desk.app.node.opening(&own.sealed)?;
    differ.then(|| ((*own).clone(), opening))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, area)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = paper(&desk, &election, &area) else { return desk.missing() };
    let draft = desk.app.desk.draft(desk.officer.id.as_str(), &draft_name(&paper)).ok().flatten();
    let draft =
        draft.and_then(|(body, _)| serde_urlencoded::from_str::<Vec<(String, String)>>(&body).ok());
    let (values, restored) = match (draft, own_differing(&desk, &paper)) {
        (Some(draft), _) => (draft.into_iter().collect(), true),
        (None, Some((_, own))) => (typed(&own.value), false),
        (None, None) => (Typed::new(), false),
    };
    let shown = Shown { restored, ..Shown::default() };
    form_page(&desk, &paper, StatusCode::OK, &values, &shown)
}

#[derive(Default)]
struct Shown<'a> {
    wrong: Wrong,
    findings: Vec<Finding>,
    /// The checks have been seen; what remains is to enter it.
    checked: bool,
    restored: bool,
    refused: Option<&'a str>,
}

fn form_page(
    desk: &Desk,
    paper: &Paper,
    status: StatusCode,
    values: &Typed,
    shown: &Shown,
) -> Response {
    let speech = &desk.speech;
    let minutes = desk.view.state.tally.minutes(&paper.election.id, &paper.area.id);
    let own = own_differing(desk, paper);
    let round = match (&own, minutes.step) {
        (Some(_), _) => "desk.round_correct",
        (None, Step::Awaited) => "desk.round_first",
        (None, Step::Once { .. }) => "desk.round_second",
        _ => "desk.round_none",
    };
    let open = own.is_some() || matches!(minutes.step, Step::Awaited | Step::Once { .. });
    let action = speech.url(&format!("/desk/entry/{}/{}", paper.election.id, paper.area.id));
    let errors = shown.findings.iter().any(|finding| finding.level == Level::Error);
    let place = Place::Area(&paper.area.id, Some(&paper.election.id));
    let title = format!("{} · {}", paper.area.name, speech.t(round));
    let inner = html! {
        (desk.stamps())
        (paper.found(&shown.findings, values))
        (paper.fields(values, &shown.wrong, &shown.findings))
        @if shown.checked && errors {
            (form::tick("as_on_paper", &speech.t("desk.as_on_paper"), false, None))
        }
        div.actions {
            @if shown.checked && shown.wrong.is_empty() {
                (form::button_as(form::Weight::Strong, &speech.t("desk.enter"), "step", "enter"))
                (form::button_as(form::Weight::Plain, &speech.t("desk.check_again"), "step", "check"))
            } @else {
                (form::button_as(form::Weight::Strong, &speech.t("desk.check_and_save"), "step", "check"))
            }
            (form::button_as(form::Weight::Plain, &speech.t("desk.keep_draft"), "step", "keep"))
            (form::button_as(form::Weight::Plain, &speech.t("desk.drop_draft"), "step", "drop"))
        }
        (part::keys(&[
            (&["Enter"], &speech.t("desk.key_next")),
            (&["↓"], &speech.t("desk.key_next")),
            (&["↑"], &speech.t("desk.key_before")),
            (&["Shift", "↑"], &speech.t("desk.key_first")),
            (&["Shift", "↓"], &speech.t("desk.key_last")),
            (&["*"], &speech.t("desk.key_zeros")),
            (&["+"], &speech.t("desk.key_save")),
            (&["Shift", "Enter"], &speech.t("desk.key_save")),
            (&["Esc", "Esc"], &speech.t("desk.key_leave")),
        ]))
    };
    let words = [
        speech.t("desk.draft_saved"),
        speech.t("desk.draft_kept"),
        speech.t("desk.draft_restored"),
    ];
    let key = format!("{}{}", draft_key(desk, &draft_name(paper)), minutes.entries.len());
    let leave = html! {
        (form::link_button(form::Weight::Plain, &speech.t("desk.keep_and_leave"), &speech.url("/desk/entry")))
        form method="post" action=(action) {
            (desk.stamps()) (form::hidden("step", "drop"))
            (form::button(form::Weight::Grave, &speech.t("desk.drop_draft")))
        }
    };
    let entry = html! {
        (form::Entry {
            id: Some(FORM), action: &action, draft_key: &key, draft_url: Some(&format!("{action}/draft")),
            words: form::DraftWords { saved: &words[0], kept: &words[1], restored: &words[2] },
            leave: "leave", body: inner,
        })
        (part::leave_dialog("leave", &speech.t("desk.leave_title"), &html! { p { (speech.t("desk.leave_about")) } }, &leave))
    };
    let paper_side = html! {
        (form::line(&speech.t("desk.now_typing")))
        (scans(desk, &minutes.scans))
        // Of the entry's own form, so that what is typed goes along and is kept.
        div.field {
            label for="scan" { (speech.t("desk.attach_scan")) }
            p.hint id="scan-hint" { (speech.t("desk.attach_hint")) }
            input id="scan" name="scan" type="file" form=(FORM) aria-describedby="scan-hint"
                accept="image/jpeg,image/png,image/webp,application/pdf";
        }
        button.button type="submit" form=(FORM) formaction={ (action) "/scan" }
            formenctype="multipart/form-data" formnovalidate { (speech.t("desk.attach")) }
    };
    let body = html! {
        (part::head(&title, None))
        p { (paper.election.name) " · " (speech.tell("site.constituency", &[("number", &paper.of.number.to_string())])) " · " (paper.area.id) }
        (desk.trouble(shown.refused))
        @if shown.restored { (part::notice(part::Tone::Info, &speech.t("desk.draft_restored"), &html! {})) }
        @if own.is_some() { (part::notice(part::Tone::Look, &speech.t("desk.yours_differs"), &html! { p { (speech.t("desk.yours_differs_about")) } })) }
        @if !desk.may(Right::EnterMinutes, place) {
            (part::empty(&speech.t("desk.not_yours_to_enter"), None))
        } @else if !open {
            (part::empty(&speech.t("desk.no_entry_needed"), Some(&Link::new(speech.t("desk.to_entry"), speech.url("/desk/entry")))))
        } @else { (part::desk(&paper_side, &entry)) }
    };
    desk.page(status, title, &body)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, area)): Path<(String, String)>,
    Form(values): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = paper(&desk, &election, &area) else { return desk.missing() };
    let step = values.get("step").map_or("check", String::as_str);
    let wrong_form = desk.speech.t("desk.form_is_old");
    if !desk.sent(&values) {
        let shown = Shown { refused: Some(&wrong_form), ..Shown::default() };
        return form_page(&desk, &paper, StatusCode::FORBIDDEN, &values, &shown);
    }
    match step {
        "keep" => {
            keep_draft(&desk, &paper, &values);
            return left(&desk, &paper);
        }
        "drop" => {
            // What is not there any more is as good as dropped.
            let _dropped = desk.app.desk.drop_draft(desk.officer.id.as_str(), &draft_name(&paper));
            desk.app.beat.drafted();
            return left(&desk, &paper);
        }
        _ => {}
    }
    let sheet = match paper.read(&values) {
        Ok(sheet) => sheet,
        Err(wrong) => {
            let shown = Shown { wrong, ..Shown::default() };
            return form_page(&desk, &paper, StatusCode::UNPROCESSABLE_ENTITY, &values, &shown);
        }
    };
    let findings = paper.findings(&sheet.figures);
    if let Some(why) = long_explanation(&desk, &values) {
        keep_draft(&desk, &paper, &values);
        let shown = Shown { findings, checked: true, refused: Some(&why), ..Shown::default() };
        return form_page(&desk, &paper, StatusCode::UNPROCESSABLE_ENTITY, &values, &shown);
    }
    let errors = findings.iter().any(|finding| finding.level == Level::Error);
    let unexplained = findings
        .iter()
        .any(|f| f.level == Level::Warning && !sheet.explanations.contains_key(&f.code));
    let insisted = values.contains_key("as_on_paper");
    // A sheet without findings is entered at once; with some, after they were seen and answered.
    if !findings.is_empty() && (step != "enter" || unexplained || (errors && !insisted)) {
        keep_draft(&desk, &paper, &values);
        let shown = Shown { findings, checked: true, ..Shown::default() };
        return form_page(&desk, &paper, StatusCode::OK, &values, &shown);
    }
    let own = own_differing(&desk, &paper);
    let entry = Opening { value: sheet, salt: dienhong_node::salt() };
    let seals = vec![entry.clone()];
    let (election, area) = (paper.election.id.clone(), paper.area.id.clone());
    let minutes = desk.view.state.tally.minutes(&election, &area);
    let (standing, _) = minutes.standing();
    let command = match own {
        Some(_) => {
            let known = desk.app.node.openings(standing.iter().map(|entry| &entry.sealed));
            tally::Command::Correct { election, area, entry, known }
        }
        None => tally::Command::Enter { election, area, entry },
    };
    let place = Place::Area(&paper.area.id, Some(&paper.election.id));
    match desk.ask(&values, (Right::EnterMinutes, place), Command::Tally(command), seals).await {
        Ok(()) => {
            let _dropped = desk.app.desk.drop_draft(desk.officer.id.as_str(), &draft_name(&paper));
            desk.app.beat.drafted();
            entered(&desk, &paper)
        }
        Err(why) => {
            keep_draft(&desk, &paper, &values);
            let shown = Shown { refused: Some(&why), findings, checked: true, ..Shown::default() };
            form_page(&desk, &paper, StatusCode::CONFLICT, &values, &shown)
        }
    }
}

/// Back to where papers are found: what the browser kept of this one is not needed any more.
fn left(desk: &Desk, paper: &Paper) -> Response {
    desk.to(&format!("/desk/entry?left={}/{}", paper.election.id, paper.area.id))
}

/// What the body does next with the paper.
fn entered(desk: &Desk, paper: &Paper) -> Response {
    let speech = &desk.speech;
    let view = desk.app.node.view();
    let minutes = view.state.tally.minutes(&paper.election.id, &paper.area.id);
    let (standing, _) = minutes.standing();
    let known = desk.app.node.openings(standing.iter().map(|entry| &entry.sealed));
    let (tone, what) = match known.as_slice() {
        [a, b] if a.value.figures == b.value.figures => (part::Tone::Done, "desk.entered_agree"),
        [_, _] => (part::Tone::Look, "desk.entered_differ"),
        _ => (part::Tone::Done, "desk.entered_first"),
    };
    let title = speech.t("desk.entered");
    let body = html! {
        (part::head(&title, None))
        (form::accepted(&draft_key(desk, &draft_name(paper))))
        (part::notice(tone, &speech.t(what), &html! { p { (speech.t(&format!("{what}_next"))) } }))
        p { (paper.area.name) " · " (paper.election.name) }
        p { (form::link_button(form::Weight::Strong, &speech.t("desk.next_paper"), &speech.url("/desk/entry"))) }
    };
    desk.shown(title, &body)
}

fn keep_draft(desk: &Desk, paper: &Paper, values: &Typed) -> bool {
    let kept: Vec<(&String, &String)> = values
        .iter()
        .filter(|(name, value)| {
            !matches!(name.as_str(), "csrf" | "act" | "step" | "scan") && value.len() <= 4 * LONGEST
        })
        .take(200)
        .collect();
    let Ok(body) = serde_urlencoded::to_string(kept) else { return false };
    let officer = desk.officer.id.as_str();
    let kept = desk.app.desk.put_draft(officer, &draft_name(paper), &body, desk.app.now()).is_ok();
    desk.app.beat.drafted();
    kept
}

/// Whether this officer is typing this sheet.
pub(super) fn has_draft(desk: &Desk, paper: &Paper) -> bool {
    let draft = desk.app.desk.draft(desk.officer.id.as_str(), &draft_name(paper));
    !matches!(draft, Ok(None))
}

/// A pause in typing: the page as it stands is kept, and what the checks say of it is answered.
pub(super) async fn keep(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, area)): Path<(String, String)>,
    Form(values): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = paper(&desk, &election, &area) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match desk.sent(&values) && keep_draft(&desk, &paper, &values) {
        true => answer::private(StatusCode::OK, paper.noticed(&values)),
        false => StatusCode::FORBIDDEN.into_response(),
    }
}

/// The sentence about an explanation that is too long.
pub(super) fn long_explanation(desk: &Desk, values: &Typed) -> Option<String> {
    let mut explained = values.iter().filter(|(name, _)| name.starts_with("explain."));
    explained.find_map(|(_, text)| too_long(desk.speech, text, LONGEST))
}

/// A photograph or scan of the paper, kept as a blob with its hash in a record. What has been typed so far
/// comes with it and is kept as a draft, whatever becomes of the file.
pub(super) async fn attach(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, area)): Path<(String, String)>,
    Filed { typed: mut values, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(paper) = paper(&desk, &election, &area) else { return desk.missing() };
    let no = |status, values: &Typed, why: &str| {
        let shown = Shown { refused: Some(why), ..Shown::default() };
        form_page(&desk, &paper, status, values, &shown)
    };
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    if !desk.sent(&values) {
        return no(StatusCode::FORBIDDEN, &values, &desk.speech.t("desk.form_is_old"));
    }
    let place = Place::Area(&paper.area.id, Some(&paper.election.id));
    if !desk.may(Right::EnterMinutes, place) {
        return no(StatusCode::FORBIDDEN, &values, &desk.speech.t("people.no_right"));
    }
    keep_draft(&desk, &paper, &values);
    let Some(bytes) = file.map(|file| file.bytes) else {
        return no(unfit, &values, &desk.speech.t("desk.no_file"));
    };
    if bytes.len() > MAX_SCAN {
        let why = desk.speech.t("desk.scan_too_large");
        return no(StatusCode::PAYLOAD_TOO_LARGE, &values, &why);
    }
    let Some(media) = public::kind(&bytes) else {
        return no(unfit, &values, &desk.speech.t("desk.not_a_scan"));
    };
    let length = bytes.len() as u64;
    let blob = match desk.keep(bytes).await {
        Ok(blob) => blob,
        Err(why) => return no(StatusCode::INTERNAL_SERVER_ERROR, &values, &why),
    };
    let event = tally::Event::ScanAttached {
        election: paper.election.id.clone(),
        area: paper.area.id.clone(),
        blob,
        media: media.to_owned(),
        bytes: length,
    };
    let command = Command::Record(vec![Event::Tally(event)]);
    values.insert("scan".to_owned(), blob.to_string());
    match desk.ask(&values, (Right::EnterMinutes, place), command, Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/entry/{}/{}", paper.election.id, paper.area.id)),
        Err(why) => no(StatusCode::CONFLICT, &values, &why),
    }
}

/// The scans of the paper: pictures to be looked at beside the form, others behind a link.
pub(super) fn scans(desk: &Desk, all: &[Hash]) -> Markup {
    let speech = &desk.speech;
    let url = |blob: &Hash| speech.url(&format!("/desk/scans/{blob}"));
    html! {
        @if all.is_empty() { (part::empty(&speech.t("desk.no_scan"), None)) }
        @for blob in all {
            @if is_picture(desk, blob) {
                (part::paper(&url(blob), &speech.t("desk.scan_alt"), &html! { (speech.t("desk.scan_caption")) }))
            } @else {
                p { a href=(url(blob)) target="_blank" rel="noopener" { (speech.t("desk.scan_document")) } }
            }
        }
    }
}

fn is_picture(desk: &Desk, blob: &Hash) -> bool {
    let mut head = [0; 16];
    let read =
        fs::File::open(desk.app.node.blobs().path(blob)).and_then(|mut file| file.read(&mut head));
    read.is_ok() && public::kind(&head).is_some_and(|kind| kind.starts_with("image/"))
}

/// The findings of what is being typed right now, for who settles: codes only, no figure.
pub(super) fn drafts_findings(desk: &Desk, paper: &Paper) -> Vec<(String, Vec<Finding>)> {
    let drafts = desk.app.desk.drafts_on(&draft_name(paper)).unwrap_or_default();
    let read = |(officer, body, _): (String, String, u64)| {
        let values: Vec<(String, String)> = serde_urlencoded::from_str(&body).ok()?;
        let findings = paper.so_far(&values.into_iter().collect());
        (!findings.is_empty()).then_some((officer, findings))
    };
    drafts.into_iter().filter_map(read).collect()
}

/// A scan that is not public yet, for those who may see the paper.
pub(super) fn may_see(desk: &Desk, hash: &dienhong_journal::Hash) -> Option<Response> {
    let state = &desk.view.state;
    let prepares = |unit| {
        let may = |right| desk.may(right, Place::Unit(unit));
        may(Right::PrepareElection) || (state.programme.names(hash) && may(Right::ManageTasks))
    };
    if state.evidence.units_of(hash).any(prepares) {
        return Some(public::scan(&desk.app, hash));
    }
    let mut begun = state.tally.begun();
    let (election, area, _) = begun.find(|(_, _, minutes)| minutes.papers.get(hash).is_some())?;
    let place = Place::Area(area, Some(election));
    // Not who only observes: a scan shows every figure.
    let rights =
        [Right::EnterMinutes, Right::SettleMinutes, Right::SignMinutes, Right::PublishMinutes];
    rights.into_iter().any(|right| desk.may(right, place)).then(|| public::scan(&desk.app, hash))
}
