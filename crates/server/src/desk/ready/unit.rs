//! The steps of one unit: what was done is stated with what shows it, for many places at once.

use super::super::{
    Desk, Typed, evidence,
    frame::{LONGEST, picks, too_long},
};
use crate::{
    App,
    sent::{File, Filed},
    session::Officer,
    site,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Date, Event,
    election::Election,
    people::{Place, Right},
    readiness::{self, Duty, Evidence, Owing, Standing},
    units::UnitId,
};
use dienhong_journal::Hash;
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::Arc;

/// What is wrong, and with which field; without one, with all of it.
type Wrong = (Option<&'static str>, String);

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, unit)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, &election, &unit, StatusCode::OK, &Typed::new(), None)
}

fn page(
    desk: &Desk,
    election: &str,
    unit: &str,
    status: StatusCode,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let unit = UnitId::from(unit);
    let (Some(election), Some(known)) = (desk.election(election), state.units.get(&unit)) else {
        return desk.missing();
    };
    let Some((rules, today)) = super::rules(desk, &election) else { return desk.missing() };
    if !super::prepares(desk, &unit) {
        let body = part::empty(&speech.t("people.no_right"), None);
        return desk.page(StatusCode::FORBIDDEN, speech.t("readiness.title"), &body);
    }
    let duties = state.duties(&election, &rules, today, Some(&unit));
    let action = speech.url(&format!("/desk/readiness/{}/{unit}", election.id));
    let here = site::readiness::bodies_of(state, &election, &unit);
    let bodies: Vec<(Link, Option<String>)> = here
        .iter()
        .map(|body| {
            let url = speech.url(&format!("/desk/readiness/bodies/{}", body.id));
            let members = state
                .readiness
                .staffing(&body.id)
                .map_or(0, |staffing| staffing.standing().count());
            let about = speech.tell("readiness.members_of", &[("count", &speech.many(members))]);
            (Link::new(body.name.clone(), url), Some(about))
        })
        .collect();
    let public = Link::new(
        speech.t("desk.see_page"),
        speech.url(&format!("/elections/{}/readiness/{unit}", election.id)),
    );
    let title = speech.tell("readiness.of_unit", &[("unit", &known.name)]);
    let general = wrong.filter(|(field, _)| field.is_none()).map(|(_, why)| why.as_str());
    let body = html! {
        (part::head(&title, None))
        p { (election.name) " · " (site::day(election.day)) }
        (desk.trouble(general))
        (done(desk, &action, &duties, today, typed, wrong))
        (undo(desk, &action, &duties, typed, wrong))
        @if !bodies.is_empty() {
            (part::section("bodies", &speech.t("readiness.bodies"), &part::links(&bodies)))
        }
        (part::section("steps", &speech.t("readiness.steps"), &site::readiness::duty_tables(
            speech, &duties, |owing| html! { (called(desk, owing)) }, |duty| shown(desk, duty))))
        (part::links(&[(public, None)]))
    };
    desk.page(status, title, &body)
}

/// The file that shows that a step was done, for officers.
fn shown(desk: &Desk, duty: &Duty) -> Markup {
    let Standing::Done { stated: Some(stated), .. } = &duty.standing else { return html! {} };
    let file = duty.unit.as_ref().zip(stated.evidence.blob.as_ref());
    html! { @if let Some((unit, blob)) = file { br; (evidence::file(desk, unit, blob)) } }
}

/// What one who owes is called at the desk.
fn called(desk: &Desk, owing: &Owing) -> String {
    let (speech, state) = (&desk.speech, &desk.view.state);
    match owing {
        Owing::Whole => speech.t("readiness.whole"),
        Owing::Constituency(number) => {
            speech.tell("site.constituency", &[("number", &number.to_string())])
        }
        Owing::Unit(unit) => state.units.get(unit).map_or_else(String::new, |u| u.name.clone()),
        Owing::Area(id) => {
            let name = state.election.area(id).map_or_else(String::new, |a| a.name.clone());
            format!("{name} ({id})")
        }
    }
}

/// For each step not stated yet, the form that states it: for those ticked, on one day, by one evidence.
fn done(
    desk: &Desk,
    action: &str,
    duties: &[Duty],
    today: Date,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Markup {
    let speech = &desk.speech;
    let mut steps: Vec<(&Duty, Vec<&Duty>)> = Vec::new();
    for duty in duties {
        // What the journal shows may still be stated, with its own day and evidence.
        if matches!(duty.standing, Standing::Done { stated: Some(_), .. }) {
            continue;
        }
        match steps.iter_mut().find(|(of, _)| of.deadline.rule.id == duty.deadline.rule.id) {
            Some((_, all)) => all.push(duty),
            None => steps.push((duty, vec![duty])),
        }
    }
    let form = |(of, places): &(&Duty, Vec<&Duty>)| {
        let rule = of.deadline.rule;
        let mine = typed.get("which").is_some_and(|which| *which == rule.id);
        let said = |name: &str| match mine {
            true => typed.get(name).map_or("", String::as_str),
            false => "",
        };
        let error = |name: &str| match wrong {
            Some((Some(field), why)) if mine && *field == name => Some(why.as_str()),
            _ => None,
        };
        let shown = places.iter().all(|duty| matches!(duty.standing, Standing::Done { .. }));
        let id = |name: &str| format!("{name}-{}", rule.id);
        let on = if mine { said("on").to_owned() } else { today.to_string() };
        html! {
            details open[mine] {
                summary {
                    (site::readiness::step(speech, rule)) " · " (site::day(of.deadline.day)) " · "
                    (speech.tell("readiness.waiting", &[("count", &speech.many(places.len()))]))
                    @if shown { " · " (speech.t("readiness.shown_by_journal")) }
                }
                form method="post" enctype="multipart/form-data" action=(action) {
                    (desk.stamps())
                    (form::hidden("step", "done"))
                    (form::hidden("which", &rule.id))
                    fieldset.choice {
                        legend { (speech.t("readiness.where")) }
                        @if let Some(why) = error("places") { p.wrong { (why) } }
                        @for (at, duty) in places.iter().enumerate() {
                            @let name = format!("at:{}", duty.owing);
                            div.pick {
                                input id={ (rule.id) "-" (at) } type="checkbox" name=(name) value="yes"
                                    checked[if mine { typed.contains_key(&name) } else { places.len() == 1 }];
                                label for={ (rule.id) "-" (at) } { (called(desk, &duty.owing)) }
                            }
                        }
                    }
                    (form::Field { name: "on", id: Some(&id("on")), label: &speech.t("readiness.on"), kind: form::Kind::Date, value: &on, error: error("on"), required: true, ..form::Field::default() })
                    (form::Field { name: "document", id: Some(&id("document")), label: &speech.t("desk.document"), value: said("document"), error: error("document"), ..form::Field::default() })
                    (form::Field { name: "note", id: Some(&id("note")), label: &speech.t("readiness.note"), hint: Some(&speech.t("readiness.note_hint")), value: said("note"), error: error("note"), ..form::Field::default() })
                    (evidence::asks(speech, &rule.id, said, error))
                    (form::button(form::Weight::Jade, &speech.t("readiness.done_do")))
                }
            }
        }
    };
    html! {
        @if !steps.is_empty() {
            (part::section("done", &speech.t("readiness.state_done"), &html! {
                p { (speech.t("readiness.state_done_about")) }
                @for one in &steps { (form(one)) }
            }))
        }
    }
}

/// The form that takes a statement back.
fn undo(
    desk: &Desk,
    action: &str,
    duties: &[Duty],
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Markup {
    let speech = &desk.speech;
    let stated = duties
        .iter()
        .filter(|duty| matches!(duty.standing, Standing::Done { stated: Some(_), .. }));
    let stated: Vec<(String, String)> = stated
        .map(|duty| {
            let rule = duty.deadline.rule;
            let step = site::readiness::step(speech, rule);
            (
                format!("{} {}", rule.id, duty.owing),
                format!("{step} · {}", called(desk, &duty.owing)),
            )
        })
        .collect();
    if stated.is_empty() {
        return html! {};
    }
    let said = |name: &str| typed.get(name).map_or("", String::as_str);
    let error = |name: &str| match wrong {
        Some((Some(field), why)) if *field == name => Some(why.as_str()),
        _ => None,
    };
    part::section(
        "undo",
        &speech.t("readiness.undo"),
        &part::more(
            &speech.t("readiness.undo_open"),
            &html! {
                form method="post" enctype="multipart/form-data" action=(action) {
                    (desk.stamps())
                    (form::hidden("step", "undo"))
                    (form::select("stated", &speech.t("readiness.step"), &picks(&stated, said("stated")), error("stated")))
                    (form::Field { name: "reason", label: &speech.t("desk.reason"), hint: Some(&speech.t("desk.reason_hint")), value: said("reason"), error: error("reason"), required: true, ..form::Field::default() })
                    (form::button(form::Weight::Grave, &speech.t("readiness.undo_do")))
                }
            },
        ),
    )
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, unit)): Path<(String, String)>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let again = |status, wrong: Wrong| page(&desk, &election, &unit, status, &typed, Some(&wrong));
    let unit_id = UnitId::from(unit.as_str());
    let Some(known) = desk.election(&election) else { return desk.missing() };
    // Before a file is kept.
    if !desk.sent(&typed) || !super::prepares(&desk, &unit_id) {
        return again(StatusCode::FORBIDDEN, (None, desk.speech.t("people.no_right")));
    }
    let private = file.as_ref().map(|file| evidence::private(&desk.speech, &typed, file));
    let asked = asked(&desk, &known, &typed, file.as_ref());
    let asked = asked.and_then(|events| match private.transpose() {
        Ok(private) => Ok((events, private)),
        Err((field, why)) => Err((Some(field), why)),
    });
    let (mut event, private) = match asked {
        Ok(asked) => asked,
        Err(wrong) => return again(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    let mut events = Vec::new();
    if let Some((file, private)) = file.zip(private) {
        match evidence::bring(&desk, &unit_id, file, private).await {
            Ok((blob, brought)) => {
                events.extend(brought);
                if let readiness::Event::StepDone { evidence, .. } = &mut event {
                    evidence.blob = Some(blob);
                }
            }
            Err(why) => return again(StatusCode::UNPROCESSABLE_ENTITY, (Some("file"), why)),
        }
    }
    events.push(Event::Readiness(event));
    let way = (Right::PrepareElection, Place::Unit(&unit_id));
    match desk.ask(&typed, way, Command::Record(events), Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/readiness/{election}/{unit}")),
        Err(why) => again(StatusCode::CONFLICT, (None, why)),
    }
}

fn asked(
    desk: &Desk,
    election: &Election,
    typed: &Typed,
    file: Option<&File>,
) -> Result<readiness::Event, Wrong> {
    let speech = desk.speech;
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let no =
        |field: &'static str, key: &str| (Some(field), speech.tell(key, &[("found", said(field))]));
    for field in ["document", "note", "reason"] {
        if let Some(why) = too_long(speech, said(field), LONGEST) {
            return Err((Some(field), why));
        }
    }
    let id = &election.id;
    match said("step") {
        "done" => {
            let on: Date = said("on").parse().map_err(|_| no("on", "table.bad_date"))?;
            let ticked = typed.keys().filter_map(|name| Owing::read(name.strip_prefix("at:")?));
            let mut places: Vec<Owing> = ticked.collect();
            places.sort();
            if places.is_empty() {
                return Err(no("places", "readiness.no_place"));
            }
            let text = |name: &str| Some(said(name).to_owned()).filter(|text| !text.is_empty());
            let evidence = Evidence {
                document: text("document"),
                blob: file.map(|file| Hash::of(&file.bytes)),
                note: text("note"),
            };
            if evidence.is_empty() {
                return Err(no("document", "readiness.evidence_missing"));
            }
            let (election, step) = (id.clone(), said("which").to_owned());
            Ok(readiness::Event::StepDone { election, step, places, on, evidence })
        }
        "undo" => {
            let stated = said("stated").split_once(' ');
            let stated = stated.and_then(|(step, owing)| Some((step, Owing::read(owing)?)));
            let (step, owing) = stated.ok_or_else(|| no("stated", "setup.nothing_chosen"))?;
            if said("reason").is_empty() {
                return Err(no("reason", "readiness.reason_missing"));
            }
            let (election, step) = (id.clone(), step.to_owned());
            let reason = said("reason").to_owned();
            Ok(readiness::Event::StepWithdrawn { election, step, owing, reason })
        }
        _ => Err((None, speech.t("setup.nothing_chosen"))),
    }
}
