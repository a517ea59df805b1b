use super::{
    Desk, Typed,
    frame::{LONGEST, too_long},
    sheet::Wrong,
};
use crate::{
    App, picture, public,
    sent::{Filed, Form},
    session::Officer,
    site::when,
};
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    Command, Event, Kept,
    code::Code,
    election::{Area, AreaId, ElectionId},
    observation::{self, Ground, Objection, Photo, Said, Words},
    people::{By, Place, Right},
    rules::{Clock, Local},
};
use dienhong_journal::{Hash, Millis, Opening};
use dienhong_look::{Link, Markup, form, html, part};
use std::{collections::BTreeSet, sync::Arc};

/// The largest photograph, in bytes.
const MAX_PHOTO: usize = 12 * 1024 * 1024;

/// The most areas that one page lists.
const MOST: usize = 60;

/// A form as it came back.
#[derive(Default)]
struct Sent {
    typed: Typed,
    wrong: Wrong,
    refused: Option<String>,
}

impl Sent {
    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", |text| text.trim())
    }

    /// What this form said, when it is the one that came back.
    fn back(&self, step: &str, name: &str) -> &str {
        if self.value("step") == step { self.value(name) } else { "" }
    }

    fn error(&self, step: &str, name: &str) -> Option<&str> {
        let wrong = self.wrong.get(name).map(String::as_str);
        wrong.filter(|_| self.value("step") == step)
    }
}

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    area: String,
}

fn observes(desk: &Desk, area: &AreaId) -> bool {
    desk.may(Right::Observe, Place::Area(area, None))
        || desk.may(Right::SettleComplaints, Place::Area(area, None))
}

/// The areas in which this officer looks on or answers, and what waits for an answer.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(Asked { area }): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let state = &desk.view.state;
    let asked: String = area.trim().chars().take(64).collect();
    if !asked.is_empty() && observes(&desk, &AreaId::from(asked.as_str())) {
        return desk.to(&format!("/desk/observe/{asked}"));
    }
    let seats: Vec<_> = state.people.seats(&desk.officer.id).map(|(body, _)| body).collect();
    let units: BTreeSet<_> = seats.iter().filter_map(|body| body.unit.clone()).collect();
    let areas = units.iter().flat_map(|unit| state.election.areas_of(unit));
    let areas: Vec<_> = areas.filter(|area| observes(&desk, &area.id)).collect();
    let links: Vec<_> = areas
        .iter()
        .take(MOST)
        .map(|area| (link(&desk, area), Some(area.id.to_string())))
        .collect();
    let mut waiting: Vec<&Arc<Objection>> =
        state.observation.objections().filter(|known| known.answer.is_none()).collect();
    waiting.retain(|known| answers(&desk, known));
    waiting.sort_by_key(|known| known.said.at);
    let waiting: Vec<_> = waiting
        .iter()
        .filter_map(|known| {
            let area = state.election.area(&known.area)?;
            let ground = speech.t(&format!("observe.ground_{}", known.ground.name()));
            Some((
                link(&desk, area),
                Some(format!("{ground} · {}", when(&state.node, known.said.at))),
            ))
        })
        .collect();
    let title = speech.t("observe.to_desk");
    let body = html! {
        (part::head(&title, None))
        (part::section("unanswered", &speech.t("observe.unanswered"), &html! {
            @if waiting.is_empty() { (part::empty(&speech.t("observe.no_objection"), None)) }
            (part::links(&waiting))
        }))
        form method="get" action=(speech.url("/desk/observe")) {
            (form::Field {
                name: "area", label: &speech.t("observe.find"), hint: Some(&speech.t("observe.area_hint")), value: &asked,
                error: (!asked.is_empty()).then(|| speech.tell("desk.no_such_area", &[("area", &asked)])).as_deref(),
                required: true, ..form::Field::default()
            })
            (form::button(form::Weight::Strong, &speech.t("observe.find")))
        }
        (part::section("areas", &speech.t("observe.areas"), &html! {
            (part::links(&links))
            @if areas.len() > MOST { p { (speech.tell("observe.more", &[("count", &speech.many(areas.len() - MOST))])) } }
        }))
    };
    desk.shown(title, &body)
}

fn link(desk: &Desk, area: &Area) -> Link {
    Link::new(area.name.clone(), desk.speech.url(&format!("/desk/observe/{}", area.id)))
}

fn answers(desk: &Desk, known: &Objection) -> bool {
    desk.may(Right::SettleComplaints, Place::Area(&known.area, Some(&known.election)))
        && known.said.by != desk.officer.by()
}

fn found(desk: &Desk, area: &str) -> Option<Arc<Area>> {
    let area = desk.view.state.election.area(&AreaId::from(area))?;
    observes(desk, &area.id).then(|| area.clone())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(area): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(area) = found(&desk, &area) else { return desk.missing() };
    page(&desk, &area, StatusCode::OK, &Sent::default())
}

fn page(desk: &Desk, area: &Area, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("observe.{key}"));
    let known = &desk.view.state.observation;
    let notes: Vec<_> = known.notes_of(&area.id).collect();
    let objections: Vec<_> = known.objections_of(&area.id).collect();
    let writes = desk.may(Right::Observe, Place::Area(&area.id, None));
    let body = html! {
        (part::head(&area.name, None))
        p { (area.id) }
        (desk.trouble(sent.refused.as_deref()))
        @if !objections.is_empty() {
            (part::section("objections", &t("objections"), &html! {
                @for objection in &objections {
                    h3 { (t(&format!("ground_{}", objection.ground.name()))) " · " (objection.id.written()) }
                    (said(desk, area, &objection.said))
                    @match &objection.answer {
                        Some(answer) => {
                            p { b { (t("answer")) } @if let Some(document) = &answer.document { ": " (document) } }
                            (said(desk, area, &answer.said))
                        }
                        None => @if answers(desk, objection) { (answer(desk, area, &objection.id, sent)) }
                            @else { p { (t("waiting")) } },
                    }
                }
            }))
        }
        @if writes {
            (part::section("note", &t("new_note"), &note(desk, area, sent)))
            @if area.opened.is_some() { (part::section("object", &t("new_objection"), &object(desk, area, sent))) }
        }
        @if !notes.is_empty() {
            (part::section("notes", &t("notes"), &html! {
                @for note in &notes {
                    p { time { (when(&desk.view.state.node, note.happened)) } " · " (note.id.written()) }
                    (said(desk, area, &note.said))
                    @for photo in &note.photos {
                        (part::paper(&speech.url(&format!("/desk/observe/photos/{}", photo.blob)), &t("photo_alt"), &html! {}))
                    }
                }
            }))
        }
    };
    desk.page(status, area.name.clone(), &body)
}

/// Words as this officer may read them. Who wrote sealed ones may lay them open.
fn said(desk: &Desk, area: &Area, said: &Said) -> Markup {
    let speech = &desk.speech;
    let own = said.by == desk.officer.by();
    let text = match said.sealed() {
        None => said.public().map(str::to_owned),
        Some(seal) => desk.app.kept::<String>(seal),
    };
    html! {
        @match text {
            Some(text) => blockquote { p { (text) } },
            None => (part::notice(part::Tone::Look, &speech.t("observe.lost"), &html! {})),
        }
        p { small {
            (when(&desk.view.state.node, said.at)) " · " (who(desk, &said.by))
            @if said.sealed().is_some() { " · " (speech.t("observe.sealed")) }
        } }
        @if let Some(seal) = said.sealed().filter(|_| own) {
            form method="post" action=(speech.url(&format!("/desk/observe/{}/open", area.id))) {
                (desk.stamps())
                (form::hidden("step", "open"))
                (form::hidden("seal", &seal.to_string()))
                (form::button(form::Weight::Plain, &speech.t("observe.open_do")))
            }
        }
    }
}

fn who(desk: &Desk, by: &By) -> String {
    let By::Officer(id) = by else { return by.to_string() };
    let known = desk.view.state.people.officer(id);
    known.map_or_else(|| id.to_string(), |known| format!("{} ({})", known.name, known.office))
}

fn elections<'a>(desk: &'a Desk, area: &Area) -> Vec<(&'a str, &'a str)> {
    let held = area.constituencies.keys();
    let held = held.filter_map(|id| desk.view.state.election.get(id));
    held.map(|known| (known.id.as_str(), known.name.as_str())).collect()
}

/// The text and who may read it.
fn words(desk: &Desk, step: &str, sent: &Sent, id: &str) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("observe.{key}"));
    let sealed = t("visible_sealed");
    let public = t("visible_public");
    let open = sent.back(step, "visible") == "public";
    let pick = |value, label, picked| form::Pick { value, label, picked, ..form::Pick::default() };
    let picks = [pick("sealed", sealed.as_str(), !open), pick("public", public.as_str(), open)];
    html! {
        (form::Field {
            name: "text", id: Some(&format!("text-{id}")), label: &t("text"), kind: form::Kind::Long, required: true,
            value: sent.back(step, "text"), error: sent.error(step, "text"), ..form::Field::default()
        })
        (form::select("visible", &t("visible"), &picks, None))
    }
}

fn note(desk: &Desk, area: &Area, sent: &Sent) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("observe.{key}"));
    let all = t("all_elections");
    let held = elections(desk, area);
    let mut picks = vec![form::Pick { value: "", label: &all, ..form::Pick::default() }];
    let back = sent.back("note", "election");
    picks.extend(held.iter().map(|(value, label)| form::Pick {
        value,
        label,
        picked: back == *value,
        ..form::Pick::default()
    }));
    let local = desk.view.state.rules_at(desk.now()).map(|rules| rules.local(desk.now()));
    let hour = local.map(|local| local.clock.to_string()).unwrap_or_default();
    let hour = if sent.value("step") == "note" { sent.value("happened") } else { &hour };
    html! {
        form method="post" enctype="multipart/form-data" action=(desk.speech.url(&format!("/desk/observe/{}/note", area.id))) {
            (desk.stamps())
            (form::hidden("step", "note"))
            (form::Field {
                name: "happened", label: &t("happened"), hint: Some(&t("happened_hint")), value: hour, required: true,
                error: sent.error("note", "happened"), ..form::Field::default()
            })
            (form::select("election", &t("election"), &picks, None))
            (words(desk, "note", sent, "note"))
            (form::file("photo", &t("photo"), &t("photo_hint"), "image/jpeg,image/png,image/webp", sent.error("note", "photo")))
            (form::button(form::Weight::Strong, &t("note_do")))
        }
    }
}

fn object(desk: &Desk, area: &Area, sent: &Sent) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("observe.{key}"));
    let held = elections(desk, area);
    let back = sent.back("object", "election");
    let picks: Vec<_> = held
        .iter()
        .map(|(value, label)| form::Pick {
            value,
            label,
            picked: back == *value,
            ..form::Pick::default()
        })
        .collect();
    let grounds = Ground::ALL.map(|of| (of.name(), t(&format!("ground_{}", of.name()))));
    let ground = sent.back("object", "ground");
    let grounds: Vec<_> = grounds
        .iter()
        .map(|(value, label)| form::Pick {
            value,
            label,
            picked: ground == *value,
            ..form::Pick::default()
        })
        .collect();
    html! {
        form method="post" action=(desk.speech.url(&format!("/desk/observe/{}/object", area.id))) {
            (desk.stamps())
            (form::hidden("step", "object"))
            (form::select("election", &t("election"), &picks, sent.error("object", "election")))
            (form::choice("ground", &t("ground"), &grounds, sent.error("object", "ground")))
            (words(desk, "object", sent, "object"))
            (form::button(form::Weight::Plain, &t("object_do")))
        }
    }
}

fn answer(desk: &Desk, area: &Area, objection: &Code, sent: &Sent) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("observe.{key}"));
    let step = format!("answer-{objection}");
    html! {
        form method="post" action=(desk.speech.url(&format!("/desk/observe/{}/answer", area.id))) {
            (desk.stamps())
            (form::hidden("step", &step))
            (form::hidden("objection", objection.as_str()))
            (form::Field {
                name: "document", id: Some(&format!("document-{objection}")), label: &t("document"),
                value: sent.back(&step, "document"), error: sent.error(&step, "document"), ..form::Field::default()
            })
            (words(desk, &step, sent, objection.as_str()))
            (form::button(form::Weight::Plain, &t("answer_do")))
        }
    }
}

/// The instant at which a clock by the legal hour showed `hour` today.
fn today_at(desk: &Desk, hour: Clock) -> Option<Millis> {
    let rules = desk.view.state.rules_at(desk.now()).ok()?;
    rules.instant(Local { clock: hour, ..rules.local(desk.now()) })
}

/// The words of a form as they enter the record, with what opens them where they are sealed.
fn spoken(desk: &Desk, sent: &mut Sent) -> Option<(Words, Vec<Kept>)> {
    let text = sent.value("text").to_owned();
    if text.is_empty() {
        sent.wrong.insert("text".into(), desk.speech.t("observe.no_text"));
        return None;
    }
    if let Some(why) = too_long(desk.speech, &text, LONGEST) {
        sent.wrong.insert("text".into(), why);
        return None;
    }
    if sent.value("visible") == "public" {
        return Some((Words::Public(text), Vec::new()));
    }
    match Kept::of(&Opening { value: text, salt: dienhong_node::salt() }) {
        Ok(kept) => Some((Words::Sealed(kept.seal), vec![kept])),
        Err(_) => {
            sent.wrong.insert("text".into(), desk.speech.t("desk.no_record"));
            None
        }
    }
}

/// The photograph that came with a note, kept as a blob without what the camera wrote beside it.
async fn photo(desk: &Desk, bytes: bytes::Bytes) -> Result<Photo, String> {
    if bytes.len() > MAX_PHOTO {
        return Err(desk.speech.t("observe.photo_too_large"));
    }
    let kept = desk.keep_made(move || picture::bare(bytes)).await?;
    let kept = kept.ok_or_else(|| desk.speech.t("observe.photo_unfit"))?;
    Ok(Photo { blob: kept.blob, media: kept.media.to_owned(), bytes: kept.bytes })
}

pub(super) async fn noted(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(area): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(area) = found(&desk, &area) else { return desk.missing() };
    let mut sent = Sent { typed, ..Sent::default() };
    if !desk.sent(&sent.typed) || !desk.may(Right::Observe, Place::Area(&area.id, None)) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&desk, &area, StatusCode::FORBIDDEN, &sent);
    }
    let hour = Clock::try_from(sent.value("happened").to_owned()).ok();
    let happened = hour.and_then(|hour| today_at(&desk, hour));
    if happened.is_none() {
        sent.wrong.insert("happened".into(), desk.speech.t("desk.no_hour"));
    }
    let spoken = spoken(&desk, &mut sent);
    let mut photos = Vec::new();
    // Nothing is kept of a note that cannot be taken.
    if let Some(file) = file.filter(|_| sent.wrong.is_empty()) {
        match photo(&desk, file.bytes).await {
            Ok(photo) => photos.push(photo),
            Err(why) => drop(sent.wrong.insert("photo".into(), why)),
        }
    }
    let (Some(happened), Some((text, kept)), true) = (happened, spoken, sent.wrong.is_empty())
    else {
        return page(&desk, &area, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let election = Some(sent.value("election")).filter(|id| !id.is_empty()).map(ElectionId::from);
    let event = observation::Event::Noted {
        note: Code::of(dienhong_node::random()),
        area: area.id.clone(),
        election: election.clone(),
        happened,
        text,
        photos,
    };
    // The photograph is part of the act.
    let photo = match &event {
        observation::Event::Noted { photos, .. } => photos.first().map(|photo| photo.blob),
        _ => None,
    };
    if let Some(photo) = photo {
        sent.typed.insert("photo".into(), photo.to_string());
    }
    let place = Place::Area(&area.id, election.as_ref());
    done(&desk, &area, sent, (Right::Observe, place), event, kept).await
}

/// Asks, and goes back to the area.
async fn done(
    desk: &Desk,
    area: &Area,
    mut sent: Sent,
    way: (Right, Place<'_>),
    event: observation::Event,
    kept: Vec<Kept>,
) -> Response {
    let command = Command::Seal(vec![Event::Observation(event)], kept);
    match desk.ask(&sent.typed, way, command, Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/observe/{}", area.id)),
        Err(why) => {
            sent.refused = Some(why);
            page(desk, area, StatusCode::CONFLICT, &sent)
        }
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((area, step)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(area) = found(&desk, &area) else { return desk.missing() };
    let mut sent = Sent { typed, ..Sent::default() };
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    match step.as_str() {
        "object" => {
            let election = ElectionId::from(sent.value("election"));
            let ground = Ground::ALL.into_iter().find(|of| of.name() == sent.value("ground"));
            if ground.is_none() {
                sent.wrong.insert("ground".into(), desk.speech.t("complaint.choose"));
            }
            let (Some((text, kept)), Some(ground)) = (spoken(&desk, &mut sent), ground) else {
                return page(&desk, &area, unfit, &sent);
            };
            let event = observation::Event::Objected {
                objection: Code::of(dienhong_node::random()),
                area: area.id.clone(),
                election: election.clone(),
                ground,
                text,
            };
            let place = Place::Area(&area.id, Some(&election));
            done(&desk, &area, sent, (Right::Observe, place), event, kept).await
        }
        "answer" => {
            let code = Code(sent.value("objection").into());
            let Some(known) = desk.view.state.observation.objection(&code).cloned() else {
                return desk.missing();
            };
            let document = Some(sent.value("document").to_owned()).filter(|text| !text.is_empty());
            let long = document.as_deref().and_then(|text| too_long(desk.speech, text, LONGEST));
            if let Some(why) = long {
                sent.wrong.insert("document".into(), why);
            }
            let Some((text, kept)) = spoken(&desk, &mut sent).filter(|_| sent.wrong.is_empty())
            else {
                return page(&desk, &area, unfit, &sent);
            };
            let event = observation::Event::Answered { objection: code, document, text };
            let place = Place::Area(&known.area, Some(&known.election));
            done(&desk, &area, sent, (Right::SettleComplaints, place), event, kept).await
        }
        "open" => {
            let seal = sent.value("seal").parse::<Hash>().ok().map(dienhong_journal::Seal);
            let bytes = seal.and_then(|seal| desk.app.node.kept(&seal).ok().flatten());
            let opening = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            let own = |said: &Said| said.by == desk.officer.by() && said.sealed() == seal.as_ref();
            let known = &desk.view.state.observation;
            // Only words of this area and of this officer are read at all.
            let mine = known.notes_of(&area.id).any(|note| own(&note.said))
                || known.objections_of(&area.id).any(|known| {
                    own(&known.said) || known.answer.as_ref().is_some_and(|a| own(&a.said))
                });
            let Some(opening) = opening.filter(|_| mine) else {
                sent.refused = Some(desk.speech.t("observe.lost"));
                return page(&desk, &area, StatusCode::CONFLICT, &sent);
            };
            let event = observation::Event::Opened { area: area.id.clone(), opening };
            let place = Place::Area(&area.id, None);
            let right = match desk.may(Right::Observe, place) {
                true => Right::Observe,
                false => Right::SettleComplaints,
            };
            done(&desk, &area, sent, (right, place), event, Vec::new()).await
        }
        _ => desk.missing(),
    }
}

/// A photograph, for those who look on or answer in its area.
pub(super) async fn photograph(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(hash): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Ok(hash) = hash.parse::<Hash>() else { return desk.missing() };
    let mut notes = desk.view.state.observation.notes();
    let of = notes.find(|note| note.photos.iter().any(|photo| photo.blob == hash));
    match of {
        Some(note) if observes(&desk, &note.area) => public::scan(&desk.app, &hash),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
