//! The electronic box of a vote, for who called it: trustees and their links, credentials, sum and result.

use super::{Desk, Typed, frame::picks};
use crate::{
    App, public,
    secret::{
        boxes::{self, Archived, Messages, asked, group, uuid},
        room,
    },
    sent::Filed,
    session::Officer,
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_ballotbox::keeping;
use dienhong_core::{
    Command, Event,
    count::Count,
    people::{Place, Right},
    refusal::Refusal,
    vote::{self, Group, Line, Step, Vote, Way},
};
use dienhong_journal::Hash;
use dienhong_look::{Markup, form, html, part};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

/// What is wrong, by field; under none, the whole.
type Wrong = BTreeMap<&'static str, String>;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    Path(id): Path<String>,
    uri: Uri,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(vote) = boxed(&desk, &id) else { return desk.missing() };
    page(&desk, &vote, StatusCode::OK, &Typed::new(), &Wrong::new(), &[])
}

/// A vote with a box, whose body the officer calls votes for.
fn boxed(desk: &Desk, id: &str) -> Option<Arc<Vote>> {
    let vote = desk.view.state.vote.get(&id.into())?.clone();
    (vote.call.has(Way::Online) && calls(desk, &vote)).then_some(vote)
}

fn calls(desk: &Desk, vote: &Vote) -> bool {
    let place = place(desk, vote);
    let rules = desk.view.state.rules_at(desk.view.at);
    rules.is_ok_and(|rules| {
        let who = (&desk.officer.id, &vote.body);
        desk.view.state.may(rules, who, Right::CallVotes, place.as_place())
    })
}

/// Where a vote's body acts.
struct At(Option<dienhong_core::units::UnitId>);

impl At {
    fn as_place(&self) -> Place<'_> {
        self.0.as_ref().map_or(Place::Node, Place::Unit)
    }
}

fn place(desk: &Desk, vote: &Vote) -> At {
    At(desk.view.state.body_of(vote).and_then(|body| body.unit.clone()))
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
    let fails = |status, wrong: Wrong| page(&desk, &vote, status, &typed, &wrong, &[]);
    let step = typed.get("step").map_or("", String::as_str);
    if step == "links" {
        return links(&desk, &vote, &typed);
    }
    // No ballot follows the record that the vote is closed: what is added up is all there will be.
    if matches!(step, "sum" | "open") && vote.step() != Step::Closed {
        let refusal = Refusal::new("vote.not_now").with("step", vote.step().name());
        return fails(StatusCode::CONFLICT, Wrong::from([("", desk.refused(&refusal))]));
    }
    let event = match step {
        "trustees" => named(&desk, &vote, &typed),
        "credentials" => registered(&desk, &vote, file.map(|file| file.bytes)).await,
        "prepare" => prepared(&desk, &vote).await,
        "sum" => summed(&desk, &vote).await,
        "open" => opened(&desk, &vote).await,
        _ => return desk.missing(),
    };
    let event = match event {
        Ok(event) => event,
        Err(wrong) => return fails(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    let command = Command::Record(vec![Event::Vote(event)]);
    let by = desk.officer.by();
    let body = Some(vote.body.clone());
    let asked = desk.asked_as(&typed, |act| dienhong_node::Ask {
        act,
        by,
        body,
        command,
        seals: Vec::new(),
    });
    match asked.await {
        Ok(_) => desk.to(&format!("/desk/votes/{}/box", vote.id)),
        Err(why) => fails(StatusCode::CONFLICT, Wrong::from([("", why)])),
    }
}

fn whole(desk: &Desk, why: &str) -> Wrong {
    Wrong::from([("", desk.speech.tell("ballots.message_wrong", &[("why", why)]))])
}

fn named(desk: &Desk, vote: &Vote, typed: &Typed) -> Result<vote::Event, Wrong> {
    let value = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let names: Vec<String> = value("names")
        .lines()
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(str::to_owned)
        .collect();
    let mut wrong = Wrong::new();
    if names.is_empty() {
        wrong.insert("names", desk.speech.t("ballots.no_trustees"));
    }
    let threshold = match value("threshold") {
        "" => None,
        text => match text.parse::<u16>() {
            // All of them: each holds a key of its own.
            Ok(needed) if usize::from(needed) == names.len() => None,
            Ok(needed) => Some(needed),
            Err(_) => {
                wrong.insert("threshold", desk.speech.t("ballots.not_a_threshold"));
                None
            }
        },
    };
    let group = match value("group") {
        "BELENIOS-2048" => Group::Belenios2048,
        _ => Group::Ed25519,
    };
    if wrong.is_empty() {
        Ok(vote::Event::TrusteesNamed { vote: vote.id.clone(), group, names, threshold })
    } else {
        Err(wrong)
    }
}

/// Takes the public halves, after having read them as the election will.
async fn registered(
    desk: &Desk,
    vote: &Vote,
    file: Option<bytes::Bytes>,
) -> Result<vote::Event, Wrong> {
    let field = |why: String| Wrong::from([("file", why)]);
    let Some(file) = file else { return Err(field(desk.speech.t("ballots.no_file"))) };
    let Some(trustees) = vote.ballots.trustees.clone() else {
        return Err(field(desk.speech.t("ballots.trustees_first")));
    };
    let list = bytes::Bytes::copy_from_slice(file.trim_ascii_end());
    let read = list.clone();
    let counted = tokio::task::spawn_blocking(move || {
        keeping::credentials(group(trustees.group), &read).map_err(|why| why.to_string())
    });
    let counted = counted.await.unwrap_or_else(|why| Err(why.to_string()));
    let counted = counted.and_then(|count| Count::try_from(count).map_err(|why| why.to_string()));
    let credentials = counted
        .map_err(|why| field(desk.speech.tell("ballots.not_credentials", &[("why", &why)])))?;
    let blob = desk.keep(list).await.map_err(field)?;
    Ok(vote::Event::CredentialsRegistered { vote: vote.id.clone(), blob, credentials })
}

/// Work on files, away from the threads that others wait for.
async fn work<T: Send + 'static>(
    desk: &Desk,
    make: impl FnOnce(&App) -> Result<T, String> + Send + 'static,
) -> Result<T, Wrong> {
    let app = desk.app.clone();
    let made = tokio::task::spawn_blocking(move || make(&app)).await;
    made.unwrap_or_else(|why| Err(why.to_string())).map_err(|why| whole(desk, &why))
}

fn damaged() -> String {
    "a file of the box is missing or damaged".to_owned()
}

async fn prepared(desk: &Desk, vote: &Vote) -> Result<vote::Event, Wrong> {
    let of = vote.clone();
    let made = work(desk, move |app| {
        let trustees = of.ballots.trustees.clone().ok_or_else(damaged)?;
        let messages = Messages::of(app, &of).ok_or_else(damaged)?;
        let (list, _) = of.ballots.credentials.ok_or_else(damaged)?;
        let list = app.node.blobs().get(&list).ok().flatten().ok_or_else(damaged)?;
        let (asked, uuid) = (asked(&of.call), uuid(app, &of.id));
        let keys = messages.keys(&trustees);
        let made = keys.elects((&of.call.title, &uuid), &asked, &list);
        let made = made.map_err(|why| why.to_string())?;
        let put = |bytes: &[u8]| app.node.blobs().put(bytes).map_err(|why| why.to_string());
        Ok((put(&made.election)?, put(&made.trustees)?, made.fingerprint))
    });
    let (election, trustees, fingerprint) = made.await?;
    Ok(vote::Event::BoxPrepared { vote: vote.id.clone(), election, trustees, fingerprint })
}

/// Adds up what counts, by the order of the journal.
async fn summed(desk: &Desk, vote: &Vote) -> Result<vote::Event, Wrong> {
    let of = vote.clone();
    let made = work(desk, move |app| {
        // A box of its own, not the one in memory: what counts is what the journal has.
        let open = boxes::made(app, &of).ok_or_else(damaged)?;
        app.boxes.drop(&of.id);
        let all = Archived::of(app, &of).ok_or_else(damaged)?;
        let inside = open.inside.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ballots = all.parts().ballots.iter().map(Vec::as_slice);
        let sum = open.gate.add_up(&inside, ballots).map_err(|why| why.to_string())?;
        let blob = app.node.blobs().put(&sum.tally).map_err(|why| why.to_string())?;
        Ok((blob, Count::try_from(sum.ballots).map_err(|why| why.to_string())?))
    });
    let (blob, ballots) = made.await?;
    Ok(vote::Event::BallotsSummed { vote: vote.id.clone(), blob, ballots })
}

/// Decrypts with the shares that are there; everything is verified again first.
async fn opened(desk: &Desk, vote: &Vote) -> Result<vote::Event, Wrong> {
    let of = vote.clone();
    let made = work(desk, move |app| {
        let all = Archived::of(app, &of).ok_or_else(damaged)?;
        let (result, counts) = all.parts().opened().map_err(|why| why.to_string())?;
        let blob = app.node.blobs().put(&result).map_err(|why| why.to_string())?;
        let line = |counts: Vec<u64>| {
            let votes = counts.into_iter().map(Count::try_from).collect::<Result<_, _>>();
            Ok(Line { votes: votes.map_err(|why| why.to_string())?, ..Line::default() })
        };
        Ok((blob, counts.into_iter().map(line).collect::<Result<Vec<_>, String>>()?))
    });
    let (blob, lines) = made.await?;
    Ok(vote::Event::BoxOpened { vote: vote.id.clone(), blob, lines })
}

/// New links for all trustees; the old ones end. They are shown once: the node keeps hashes.
fn links(desk: &Desk, vote: &Vote, typed: &Typed) -> Response {
    let fails =
        |why: String| page(desk, vote, StatusCode::CONFLICT, typed, &Wrong::from([("", why)]), &[]);
    let Some(trustees) = vote.ballots.trustees.as_ref().filter(|_| desk.sent(typed)) else {
        return fails(desk.speech.t("desk.form_is_old"));
    };
    let tokens: Vec<String> = trustees.names.iter().map(|_| dienhong_node::random_hex()).collect();
    let hashed = |token: &String| Hash::of(token.as_bytes()).to_string();
    let kept: Vec<(u32, String)> = (1u32..).zip(tokens.iter().map(hashed)).collect();
    if let Err(why) = desk.app.desk.put_links(&room(vote), &kept) {
        return fails(desk.speech.tell("desk.not_done", &[("why", &why.to_string())]));
    }
    page(desk, vote, StatusCode::OK, &Typed::new(), &Wrong::new(), &tokens)
}

fn page(
    desk: &Desk,
    vote: &Vote,
    status: StatusCode,
    typed: &Typed,
    wrong: &Wrong,
    tokens: &[String],
) -> Response {
    let speech = &desk.speech;
    let title = speech.t("ballots.desk_title");
    let site = public::site(&desk.app, &desk.view, *speech, &desk.path, None);
    let of = &vote.ballots;
    let uuid = uuid(&desk.app, &vote.id);
    let prepared = vote.step() == Step::Prepared;
    let closed = vote.step() == Step::Closed;
    let needed = of.trustees.as_ref().map_or(u16::MAX, |trustees| trustees.needed());
    let one = |step: &str, weight, label: &str| step_form(desk, vote, step, weight, label);
    let body = html! {
        (part::head(&title, Some(&html! { (vote.call.title) })))
        (desk.trouble(wrong.get("").map(String::as_str)))
        p { (speech.t("ballots.desk_about")) " "
            a href=(speech.url(&format!("/desk/votes/{}", vote.id))) { (speech.t("ballots.to_vote")) } " · "
            a href=(speech.url(&format!("/votes/{}/box", vote.id))) { (speech.t("ballots.to_public")) }
        }
        @if prepared && of.written.is_empty() { (trustees_form(desk, vote, typed, wrong)) }
        @if let Some(trustees) = &of.trustees {
            (links_part(desk, vote, &trustees.names, tokens))
            (site.keepers(vote))
        }
        @if prepared && of.trustees.is_some() && of.prepared.is_none() {
            (credentials_form(desk, vote, &uuid, wrong))
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
        @if of.opened.is_some() {
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

fn trustees_form(desk: &Desk, vote: &Vote, typed: &Typed, wrong: &Wrong) -> Markup {
    let speech = &desk.speech;
    let known = vote.ballots.trustees.as_ref();
    let value = |name: &str, known: String| typed.get(name).cloned().unwrap_or(known);
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
                    hint: Some(&speech.t("ballots.names_hint")), error: wrong.get("names").map(String::as_str), ..form::Field::default() })
                (form::Field { name: "threshold", label: &speech.t("ballots.threshold"), value: &threshold, kind: form::Kind::Digits,
                    hint: Some(&speech.t("ballots.threshold_hint")), error: wrong.get("threshold").map(String::as_str), ..form::Field::default() })
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

fn credentials_form(desk: &Desk, vote: &Vote, uuid: &str, wrong: &Wrong) -> Markup {
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
                (form::file("file", &speech.t("ballots.file"), &speech.t("ballots.file_hint"), ".json,application/json", wrong.get("file").map(String::as_str)))
                (form::button(form::Weight::Plain, &speech.t("ballots.file_do")))
            }
        },
    )
}
