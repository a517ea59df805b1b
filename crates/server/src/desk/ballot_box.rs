//! The electronic box of a vote, for who called it: trustees and their links, credentials, sum and result.

use super::{
    Desk,
    frame::{Sent, picks},
};
use crate::{
    App, public,
    secret::{acts, room},
    sent::Filed,
    session::Officer,
    votes,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    vote::{self, Group, Step, Vote, Way},
};
use dienhong_journal::Hash;
use dienhong_look::{Markup, form, html, part};
use dienhong_verifier::ballot_box::group;
use std::sync::Arc;

/// Why a step was not taken: the field that it is about, if one, and the sentence.
type Why = (Option<&'static str>, String);

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(vote) = boxed(&desk, &id) else { return desk.missing() };
    page(&desk, &vote, StatusCode::OK, &Sent::default(), &[])
}

/// A vote with a box, whose body the officer calls votes for.
fn boxed(desk: &Desk, id: &str) -> Option<Arc<Vote>> {
    let vote = desk.view.state.vote.get(&id.into())?.clone();
    let calls = votes::calls(&desk.view, &desk.officer.id, &vote.body);
    (vote.call.has(Way::Online) && calls).then_some(vote)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    Path(id): Path<String>,
    uri: Uri,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(vote) = boxed(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    if step == "links" {
        return links(&desk, &vote, sent);
    }
    // No ballot follows the record that the vote is closed: what is added up is all there will be.
    if matches!(step.as_str(), "sum" | "open") && vote.step() != Step::Closed {
        sent.refused = Some(desk.refused(&vote.not_now()));
        return page(&desk, &vote, StatusCode::CONFLICT, &sent, &[]);
    }
    let event = match step.as_str() {
        "trustees" => named(&desk, &vote, &mut sent),
        "credentials" => registered(&desk, &vote, file.map(|file| file.bytes)).await.map(Some),
        "prepare" | "sum" | "open" => {
            let act = match step.as_str() {
                "prepare" => acts::prepares,
                "sum" => acts::sums,
                _ => acts::opens,
            };
            let made = work(&desk, &vote, act).await;
            let told = |why: String| desk.speech.tell("ballots.message_wrong", &[("why", &why)]);
            made.map(Some).map_err(|why| (None, told(why)))
        }
        _ => return desk.missing(),
    };
    let event = event.unwrap_or_else(|(field, why)| {
        match field {
            Some(field) => drop(sent.wrong.insert(field.into(), why)),
            None => sent.refused = Some(why),
        }
        None
    });
    let Some(event) = event else {
        return page(&desk, &vote, StatusCode::UNPROCESSABLE_ENTITY, &sent, &[]);
    };
    let command = Command::Record(vec![Event::Vote(event)]);
    match desk.asked_at(&mut sent, Some(vote.body.clone()), command, |_| None).await {
        true => desk.to(&format!("/desk/votes/{}/box", vote.id)),
        false => page(&desk, &vote, StatusCode::CONFLICT, &sent, &[]),
    }
}

/// None: something is wrong, told at its field.
fn named(desk: &Desk, vote: &Vote, sent: &mut Sent) -> Result<Option<vote::Event>, Why> {
    let lines = sent.value("names").lines().map(str::trim);
    let names: Vec<String> = lines.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        sent.wrong.insert("names".into(), desk.speech.t("ballots.no_trustees"));
    }
    let threshold = match (sent.value("threshold"), sent.value("threshold").parse::<u16>()) {
        ("", _) => None,
        // All of them: each holds a key of its own.
        (_, Ok(needed)) if usize::from(needed) == names.len() => None,
        (_, Ok(needed)) => Some(needed),
        (_, Err(_)) => {
            sent.wrong.insert("threshold".into(), desk.speech.t("ballots.not_a_threshold"));
            None
        }
    };
    let group = match sent.value("group") {
        "BELENIOS-2048" => Group::Belenios2048,
        _ => Group::Ed25519,
    };
    let named = vote::Event::TrusteesNamed { vote: vote.id.clone(), group, names, threshold };
    Ok(Some(named).filter(|_| sent.wrong.is_empty()))
}

/// Takes the public halves of the voters' credentials.
async fn registered(
    desk: &Desk,
    vote: &Vote,
    file: Option<bytes::Bytes>,
) -> Result<vote::Event, Why> {
    let field = |why: String| (Some("file"), why);
    let Some(file) = file else { return Err(field(desk.speech.t("ballots.no_file"))) };
    if vote.ballots.trustees.is_none() {
        return Err(field(desk.speech.t("ballots.trustees_first")));
    }
    let made = work(desk, vote, move |app, vote| acts::registers(app, vote, &file)).await;
    made.map_err(|why| field(desk.speech.tell("ballots.not_credentials", &[("why", &why)])))
}

/// Work on files, away from the threads that others wait for.
async fn work(
    desk: &Desk,
    vote: &Vote,
    make: impl FnOnce(&App, &Vote) -> Result<vote::Event, String> + Send + 'static,
) -> Result<vote::Event, String> {
    let (app, vote) = (desk.app.clone(), vote.clone());
    let made = tokio::task::spawn_blocking(move || make(&app, &vote)).await;
    made.unwrap_or_else(|why| Err(why.to_string()))
}

/// New links for all trustees; the old ones end. They are shown once: the node keeps hashes.
fn links(desk: &Desk, vote: &Vote, mut sent: Sent) -> Response {
    let Some(trustees) = vote.ballots.trustees.as_ref().filter(|_| desk.sent(&sent.typed)) else {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(desk, vote, StatusCode::CONFLICT, &sent, &[]);
    };
    let tokens: Vec<String> = trustees.names.iter().map(|_| dienhong_node::random_hex()).collect();
    let hashed = |token: &String| Hash::of(token.as_bytes()).to_string();
    let kept: Vec<(u32, String)> = (1u32..).zip(tokens.iter().map(hashed)).collect();
    if let Err(why) = desk.app.desk.put_links(&room(vote), &kept) {
        sent.refused = Some(desk.speech.tell("desk.not_done", &[("why", &why.to_string())]));
        return page(desk, vote, StatusCode::CONFLICT, &sent, &[]);
    }
    page(desk, vote, StatusCode::OK, &Sent::default(), &tokens)
}

fn page(desk: &Desk, vote: &Vote, status: StatusCode, sent: &Sent, tokens: &[String]) -> Response {
    let speech = &desk.speech;
    let title = speech.t("ballots.desk_title");
    let site = public::site(&desk.app, &desk.view, *speech, &desk.path, None);
    let of = &vote.ballots;
    let uuid = acts::uuid(&desk.app, &vote.id);
    let prepared = vote.step() == Step::Prepared;
    let closed = vote.step() == Step::Closed;
    let needed = of.trustees.as_ref().map_or(u16::MAX, |trustees| trustees.needed());
    let one = |step: &str, weight, label: &str| step_form(desk, vote, step, weight, label);
    let body = html! {
        (part::head(&title, Some(&html! { (vote.call.title) })))
        (desk.trouble(sent.refused.as_deref()))
        p { (speech.t("ballots.desk_about")) " "
            a href=(speech.url(&format!("/desk/votes/{}", vote.id))) { (speech.t("ballots.to_vote")) } " · "
            a href=(speech.url(&format!("/votes/{}/box", vote.id))) { (speech.t("ballots.to_public")) }
        }
        @if prepared && of.written.is_empty() { (trustees_form(desk, vote, sent)) }
        @if let Some(trustees) = &of.trustees {
            @if of.opened.is_none() { (links_part(desk, vote, &trustees.names, tokens)) }
            (site.keepers(vote))
        }
        @if prepared && of.trustees.is_some() && of.prepared.is_none() {
            (credentials_form(desk, vote, &uuid, sent))
            @if of.key_is_made() && of.credentials.is_some() {
                (part::section("prepare", &speech.t("ballots.prepare"), &html! {
                    p { (speech.t("ballots.prepare_about")) }
                    (one("prepare", form::Weight::Strong, &speech.t("ballots.prepare_do")))
                }))
            }
        }
        @if let Some(prepared) = &of.prepared {
            (part::section("fingerprint", &speech.t("ballots.fingerprint"), &html! {
                p { (speech.t("ballots.fingerprint_about")) }
                p { (part::hash(&prepared.fingerprint)) }
            }))
        }
        @if closed && of.summed.is_none() && of.prepared.is_some() {
            (part::section("sum", &speech.t("ballots.sum"), &html! {
                p { (speech.tell("ballots.sum_about", &[("ballots", &speech.n(of.voted()))])) }
                (one("sum", form::Weight::Strong, &speech.t("ballots.sum_do")))
            }))
        }
        @if closed && of.summed.is_some() && of.opened.is_none() {
            (part::section("open", &speech.t("ballots.open"), &html! {
                p { (speech.tell("ballots.open_about", &[("have", &of.shares.len().to_string()), ("needed", &needed.to_string())])) }
                @if of.shares.len() >= usize::from(needed) { (one("open", form::Weight::Strong, &speech.t("ballots.open_do"))) }
            }))
        }
        @if of.opened.is_some() && vote.declared.is_none() {
            (part::notice(part::Tone::Done, &speech.t("ballots.is_open"), &html! { p { (speech.t("ballots.is_open_about")) } }))
        }
    };
    desk.page(status, title, &body)
}

fn step_form(desk: &Desk, vote: &Vote, step: &str, weight: form::Weight, label: &str) -> Markup {
    html! {
        form method="post" action=(desk.speech.url(&format!("/desk/votes/{}/box", vote.id))) {
            (desk.stamps())
            (form::hidden("step", step))
            (form::button(weight, label))
        }
    }
}

fn trustees_form(desk: &Desk, vote: &Vote, sent: &Sent) -> Markup {
    let speech = &desk.speech;
    let known = vote.ballots.trustees.as_ref();
    let value = |name: &str, known: String| sent.typed.get(name).cloned().unwrap_or(known);
    let names = value("names", known.map(|of| of.names.join("\n")).unwrap_or_default());
    let threshold = value(
        "threshold",
        known.and_then(|of| of.threshold).map(|t| t.to_string()).unwrap_or_default(),
    );
    let chosen = value("group", known.map_or("Ed25519", |of| group(of.group)).to_owned());
    let groups = ["Ed25519", "BELENIOS-2048"]
        .map(|name| (name, speech.t(&format!("ballots.group_{}", name.to_ascii_lowercase()))));
    part::section(
        "name",
        &speech.t("ballots.name"),
        &html! {
            p { (speech.t("ballots.name_about")) }
            form method="post" action=(speech.url(&format!("/desk/votes/{}/box", vote.id))) {
                (desk.stamps())
                (form::hidden("step", "trustees"))
                (form::Field { name: "names", label: &speech.t("ballots.names"), value: &names, kind: form::Kind::Long,
                    hint: Some(&speech.t("ballots.names_hint")), error: sent.error("names"), ..form::Field::default() })
                (form::Field { name: "threshold", label: &speech.t("ballots.threshold"), value: &threshold, kind: form::Kind::Digits,
                    hint: Some(&speech.t("ballots.threshold_hint")), error: sent.error("threshold"), ..form::Field::default() })
                (form::choice("group", &speech.t("ballots.group"), &picks(&groups, &chosen), None))
                (form::button(form::Weight::Strong, &speech.t("ballots.name_do")))
            }
        },
    )
}

fn links_part(desk: &Desk, vote: &Vote, names: &[String], tokens: &[String]) -> Markup {
    let speech = &desk.speech;
    let home = desk.app.home();
    part::section(
        "links",
        &speech.t("ballots.links"),
        &html! {
            p { (speech.t("ballots.links_about")) }
            @if !tokens.is_empty() {
                (part::notice(part::Tone::Look, &speech.t("ballots.links_once"), &html! {
                    ol {
                        @for (number, (name, token)) in (1u16..).zip(names.iter().zip(tokens)) {
                            @let path = speech.url(&format!("/votes/{}/trustees/{number}?key={token}", vote.id));
                            li { (name) ": " a href=(path) { (home) (path) } }
                        }
                    }
                }))
            }
            (step_form(desk, vote, "links", form::Weight::Plain, &speech.t("ballots.links_do")))
        },
    )
}

fn credentials_form(desk: &Desk, vote: &Vote, uuid: &str, sent: &Sent) -> Markup {
    let speech = &desk.speech;
    let group = vote.ballots.trustees.as_ref().map_or("Ed25519", |of| group(of.group));
    let known = vote.ballots.credentials.map(|(_, count)| speech.n(count));
    part::section(
        "credentials",
        &speech.t("ballots.credentials"),
        &html! {
            @if let Some(known) = known { p { b { (speech.tell("ballots.credentials_are", &[("count", &known)])) } } }
            p { (speech.t("ballots.credentials_about")) }
            p { code { "dienhong ballots credentials --uuid " (uuid) " --group " (group) " …" } }
            form method="post" enctype="multipart/form-data" action=(speech.url(&format!("/desk/votes/{}/box", vote.id))) {
                (desk.stamps())
                (form::hidden("step", "credentials"))
                (form::file("file", &speech.t("ballots.file"), &speech.t("ballots.file_hint"), ".json,application/json", sent.error("file")))
                (form::button(form::Weight::Plain, &speech.t("ballots.file_do")))
            }
        },
    )
}
