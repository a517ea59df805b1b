use super::{
    Desk, Typed,
    frame::{LONGEST, all_fit, too_long},
};
use crate::{App, sent::Form, session::Officer};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    election::{self, Constituency, Election, Progress, Stand},
    people::{Place, Right},
};
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::Arc;

/// The constituencies whose result this officer may record or announce.
pub(super) async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let state = &desk.view.state;
    let mut links = Vec::new();
    for election in state.election.all() {
        for number in election.constituencies.keys() {
            let place = Place::Constituency(&election.id, *number);
            let announces = desk.may(Right::AnnounceResult, Place::Unit(&election.unit));
            if desk.may(Right::RecordResult, place) || announces {
                let label = speech.tell("site.constituency", &[("number", &number.to_string())]);
                let url = speech.url(&format!("/desk/results/{}/{number}", election.id));
                let stand = state.stand(&election.id, *number);
                let about = stand.map(|stand| {
                    format!("{}/{}", speech.many(stand.counted), speech.many(stand.areas))
                });
                links.push((Link::new(format!("{} · {label}", election.name), url), about));
            }
        }
    }
    let title = speech.t("desk.to_results");
    let body = html! {
        (part::head(&title, None))
        @if links.is_empty() { (part::empty(&speech.t("desk.no_results_to_record"), None)) }
        (part::links(&links))
    };
    desk.shown(title, &body)
}

type At = Path<(String, u16)>;

fn of(
    desk: &Desk,
    election: &str,
    number: u16,
) -> Option<(Arc<Election>, Arc<Constituency>, Stand)> {
    let election = desk.election(election)?;
    let of = election.constituencies.get(&number)?.clone();
    let stand = desk.view.state.stand(&election.id, number)?;
    Some((election, of, stand))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, number)): At,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some((election, of, stand)) = of(&desk, &election, number) else { return desk.missing() };
    page(&desk, StatusCode::OK, (&election, &of, &stand), &Typed::new(), None)
}

fn page(
    desk: &Desk,
    status: StatusCode,
    (election, of, stand): (&Election, &Constituency, &Stand),
    typed: &Typed,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let title = format!(
        "{} · {}",
        election.name,
        speech.tell("site.constituency", &[("number", &of.number.to_string())])
    );
    let records = desk.may(Right::RecordResult, Place::Constituency(&election.id, of.number));
    let announces = desk.may(Right::AnnounceResult, Place::Unit(&election.unit));
    let names = |places: &[usize]| {
        let name = |&place: &usize| of.candidates.get(place).map(|l| l.candidate.name.clone());
        places.iter().filter_map(name).collect::<Vec<_>>().join(", ")
    };
    let action = speech.url(&format!("/desk/results/{}/{}", election.id, of.number));
    let tie = stand.outcome.as_ref().filter(|outcome| !outcome.unresolved_tie.is_empty());
    let again = !of.results.is_empty();
    // A result that was corrected after it had been made known is made known once more.
    let latest = election.constituencies.values().filter_map(|of| of.result());
    let latest = latest.map(|result| result.at).max();
    let announced = election.announced.as_ref().is_some_and(|last| Some(last.at) >= latest);
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        p { (speech.tell("site.counted_of", &[("counted", &speech.many(stand.counted)), ("areas", &speech.many(stand.areas))])) }
        p { a href=(speech.url(&format!("/elections/{}/constituencies/{}", election.id, of.number))) { (speech.t("desk.see_page")) } }
        @if let Some(outcome) = &stand.outcome {
            @if stand.counted == stand.areas {
                p { (speech.tell("desk.elected_would_be", &[("names", &names(&outcome.elected))])) }
            }
        }
        @if let (Some(outcome), true) = (tie, records) {
            (part::section("tie", &speech.t("desk.tie"), &html! {
                p { (speech.tell("desk.tie_about", &[("names", &names(&outcome.unresolved_tie)), ("seats", &outcome.open_seats.to_string())])) }
                form method="post" action=(action) {
                    (desk.stamps()) (form::hidden("step", "tie"))
                    @for place in &outcome.unresolved_tie {
                        @let number = (place + 1).to_string();
                        (form::tick(&format!("elect.{number}"), &names(&[*place]), false, None))
                    }
                    (text(desk, "decided_by", "desk.decided_by", typed))
                    (text(desk, "document", "desk.document", typed))
                    (text(desk, "reason", "desk.reason", typed))
                    (form::button(form::Weight::Strong, &speech.t("desk.tie_do")))
                }
            }))
        } @else if records && stand.progress >= Progress::Provisional && stand.progress != Progress::Final {
            (part::section("record", &speech.t("desk.record"), &html! {
                p { (speech.t("desk.record_about")) }
                form method="post" action=(action) {
                    (desk.stamps()) (form::hidden("step", "record"))
                    @if again { (text(desk, "reason", "desk.reason", typed)) }
                    (form::button(form::Weight::Strong, &speech.t("desk.record_do")))
                }
            }))
        } @else if records && stand.progress == Progress::Final {
            (part::notice(part::Tone::Done, &speech.t("desk.recorded"), &html! {}))
        } @else if records {
            (part::empty(&speech.t("desk.areas_missing"), None))
        }
        @if records && super::grouping::is_due(desk, election, of) {
            (part::notice(part::Tone::Look, &speech.t("grouping.is_due"), &html! {
                p { a href=(speech.url(&format!("/desk/groups/{}/{}", election.id, of.number))) { (speech.t("grouping.title")) } }
            }))
        } @else if records && desk.view.state.small_areas(election).is_some() {
            p { a href=(speech.url(&format!("/desk/groups/{}/{}", election.id, of.number))) { (speech.t("grouping.title")) } }
        }
        @if super::further::is_due(desk, &election.id, of.number) {
            (part::notice(part::Tone::Look, &speech.t("further.is_due"), &html! {
                p { a href=(speech.url(&format!("/desk/further/{}/{}", election.id, of.number))) { (speech.t("further.title")) } }
            }))
        }
        @if announces && !announced {
            (part::section("announce", &speech.t("desk.announce"), &html! {
                p { (speech.t("desk.announce_about")) }
                form method="post" action=(action) {
                    (desk.stamps()) (form::hidden("step", "announce"))
                    (text(desk, "announce_document", "desk.document", typed))
                    (form::button(form::Weight::Plain, &speech.t("desk.announce_do")))
                }
            }))
        }
        @if announces && election.announced.is_some() { (confirm(desk, of, &action, typed)) }
    };
    desk.page(status, title, &body)
}

/// Elected is one thing, a deputy's status another: it is confirmed for each.
fn confirm(desk: &Desk, of: &Constituency, action: &str, typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let elected = of.result().map(|result| result.elected.clone()).unwrap_or_default();
    let names: Vec<(String, String)> = elected
        .iter()
        .filter_map(|&n| {
            let listed = of.candidates.get(usize::from(n).checked_sub(1)?)?;
            listed.confirmed.is_none().then(|| (n.to_string(), listed.candidate.name.clone()))
        })
        .collect();
    let pick = |(n, name)| form::Pick { value: n, label: name, hint: None, picked: false };
    let picks: Vec<form::Pick> =
        names.iter().map(|(n, name)| pick((n.as_str(), name.as_str()))).collect();
    html! {
        @if !picks.is_empty() {
            (part::section("confirm", &speech.t("desk.confirm"), &html! {
                form method="post" action=(action) {
                    (desk.stamps()) (form::hidden("step", "confirm"))
                    (form::choice("number", &speech.t("desk.confirm_who"), &picks, None))
                    (form::choice("confirmed", &speech.t("desk.confirm_what"), &[
                        form::Pick { value: "yes", label: &speech.t("desk.confirm_yes"), hint: None, picked: true },
                        form::Pick { value: "no", label: &speech.t("desk.confirm_no"), hint: None, picked: false },
                    ], None))
                    (text(desk, "confirm_document", "desk.document", typed))
                    (text(desk, "confirm_reason", "desk.reason_if_refused", typed))
                    (form::button(form::Weight::Plain, &speech.t("desk.confirm_do")))
                }
            }))
        }
    }
}

fn text(desk: &Desk, name: &str, key: &str, typed: &Typed) -> Markup {
    let said = typed.get(name).map_or("", String::as_str);
    let error = too_long(desk.speech, said, LONGEST);
    html! {
        (form::Field {
            name, label: &desk.speech.t(key), value: said, error: error.as_deref(), ..form::Field::default()
        })
    }
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, number)): At,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some((election, of, stand)) = of(&desk, &election, number) else { return desk.missing() };
    if !all_fit(desk.speech, &typed) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&desk, status, (&election, &of, &stand), &typed, None);
    }
    let text = |name: &str| typed.get(name).map_or("", |text| text.trim()).to_owned();
    let some = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let id = election.id.clone();
    let (board, whole) = (Place::Constituency(&election.id, number), Place::Unit(&election.unit));
    let record = |event| Command::Record(vec![Event::Election(event)]);
    let (right, place, command) = match text("step").as_str() {
        "record" => {
            let command = election::Command::RecordResult {
                election: id,
                constituency: number,
                reason: some("reason"),
            };
            (Right::RecordResult, board, Command::Election(command))
        }
        "tie" => {
            let chosen = typed.keys().filter_map(|name| name.strip_prefix("elect.")?.parse().ok());
            let mut elected: Vec<u16> = chosen.collect();
            elected.sort_unstable();
            let event = election::Event::TieDecided {
                election: id,
                constituency: number,
                decided_by: text("decided_by"),
                document: text("document"),
                reason: text("reason"),
                between: stand.outcome.as_ref().map(election::Outcome::tied).unwrap_or_default(),
                elected,
            };
            (Right::RecordResult, board, record(event))
        }
        "announce" => {
            let document = text("announce_document");
            let event = election::Event::ResultAnnounced { election: id, document };
            (Right::AnnounceResult, whole, record(event))
        }
        "confirm" => {
            let event = election::Event::StatusConfirmed {
                election: id,
                constituency: number,
                number: text("number").parse().unwrap_or(0),
                confirmed: text("confirmed") == "yes",
                document: text("confirm_document"),
                reason: some("confirm_reason"),
            };
            (Right::AnnounceResult, whole, record(event))
        }
        _ => return desk.missing(),
    };
    match desk.ask(&typed, (right, place), command, Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/results/{}/{number}", election.id)),
        Err(why) => page(&desk, StatusCode::CONFLICT, (&election, &of, &stand), &typed, Some(&why)),
    }
}
