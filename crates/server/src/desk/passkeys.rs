//! An officer's own passkeys: adding one, seeing them, ending one. The journal knows the keys; what their
//! devices are called stays here.

use super::{
    Desk, Typed,
    frame::{LONGEST, too_long},
};
use crate::{
    App,
    sent::Form,
    session::{Officer, PASSKEYS},
    site,
};
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Event,
    people::{
        self, Body, BodyId, Right,
        passkey::{Algorithm, Held, Passkey},
    },
};
use dienhong_journal::Hash;
use dienhong_look::{Markup, assets, form, html, part};
use dienhong_node::Ask;
use std::{collections::BTreeMap, sync::Arc};

/// The most characters of a device's name.
const LONGEST_NAME: usize = 60;

pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, StatusCode::OK, &Typed::new(), None)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let done = match typed.get("step").map(String::as_str) {
        Some("add") => add(&desk, &typed).await,
        Some("end") => end(&desk, &typed).await,
        _ => return desk.missing(),
    };
    match done {
        Ok(()) => desk.to(PASSKEYS),
        Err(why) => page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(&why)),
    }
}

/// What a field of a form says.
pub(super) fn said<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |text| text.trim())
}

async fn add(desk: &Desk, typed: &Typed) -> Result<(), String> {
    let speech = desk.speech;
    if !desk.sent(typed) {
        return Err(speech.t("desk.form_is_old"));
    }
    let (id, key) = (said(typed, "passkey"), said(typed, "key"));
    if id.is_empty() || key.is_empty() {
        return Err(speech.t("desk.passkey_needs_script"));
    }
    let algorithm = match said(typed, "algorithm") {
        "-7" => Algorithm::Es256,
        "-8" => Algorithm::Eddsa,
        _ => return Err(speech.t("desk.passkey_kind")),
    };
    let name = said(typed, "name");
    if let Some(why) = too_long(speech, name, LONGEST_NAME) {
        return Err(why);
    }
    let origin = said(typed, "origin").to_owned();
    if !at_home(&desk.app, &origin) {
        return Err(speech.tell("desk.passkey_elsewhere", &[("home", desk.app.home())]));
    }
    let passkey = Passkey { id: id.to_owned(), algorithm, key: key.to_owned(), origin };
    let made = passkey.made(
        said(typed, "authenticator_data"),
        said(typed, "client_data"),
        &challenge(desk, said(typed, "made")),
    );
    made.map_err(|refusal| desk.refused(&refusal))?;
    let bodies = bodies(desk);
    let asked = said(typed, "body");
    let body = bodies.iter().find(|body| body.id.as_str() == asked).or(bodies.first());
    let body = body.map(|body| body.id.clone());
    let event = people::Event::PasskeyAdded { officer: desk.officer.id.clone(), passkey };
    record(desk, typed, body, event).await?;
    // The key is in the journal; without its name the list shows when it was added.
    if let Err(why) = desk.app.desk.name_passkey(desk.officer.id.as_str(), id, name) {
        eprintln!("the name of a passkey was not kept: {why}");
    }
    Ok(())
}

async fn end(desk: &Desk, typed: &Typed) -> Result<(), String> {
    let reason = said(typed, "reason");
    if let Some(why) = too_long(desk.speech, reason, LONGEST) {
        return Err(why);
    }
    let (officer, id) = (desk.officer.id.clone(), said(typed, "passkey").to_owned());
    let event = people::Event::PasskeyEnded { officer, id, reason: reason.to_owned() };
    let body = bodies(desk).first().map(|body| body.id.clone());
    record(desk, typed, body, event).await
}

/// Asks for what is an officer's own, whatever rights his roles give.
async fn record(
    desk: &Desk,
    typed: &Typed,
    body: Option<BodyId>,
    event: people::Event,
) -> Result<(), String> {
    let command = Command::Record(vec![Event::People(event)]);
    let ask = |act| Ask { act, by: desk.officer.by(), body, command, seals: Vec::new() };
    desk.asked_as(typed, ask).await.map(|_now| ())
}

/// The bodies in which the officer sits, those where he signs minutes first.
fn bodies(desk: &Desk) -> Vec<Arc<Body>> {
    let rules = desk.view.state.rules_at(desk.view.at).ok();
    let signs = |role: &String| {
        rules.as_ref().is_some_and(|rules| rules.people.gives(role, Right::SignMinutes))
    };
    let seats = desk.view.state.people.seats(&desk.officer.id);
    let mut seats: Vec<_> =
        seats.map(|(body, roles)| (!roles.iter().any(signs), body.clone())).collect();
    seats.sort_by_key(|(no, _)| *no);
    seats.into_iter().map(|(_, body)| body).collect()
}

/// Whether keys may be made at this origin: where the public pages are, or on this very machine.
fn at_home(app: &App, origin: &str) -> bool {
    let machine = origin == "http://localhost" || origin.starts_with("http://localhost:");
    machine || origin == origin_of(app.home())
}

/// Scheme, host and port of an address.
fn origin_of(address: &str) -> &str {
    let after = address.find("://").map_or(0, |at| at + 3);
    let end = address[after..].find('/').map_or(address.len(), |at| after + at);
    &address[..end]
}

/// What a new key is made for: this form of this session, and no other.
fn challenge(desk: &Desk, made: &str) -> Hash {
    Hash::of_parts(&[b"passkey\n", desk.officer.csrf.as_bytes(), b"\n", made.as_bytes()])
}

/// The keys of the officer that stand.
pub(super) fn standing(desk: &Desk) -> Vec<Arc<Held>> {
    let all = desk.view.state.people.passkeys(&desk.officer.id);
    all.filter(|held| held.stands()).cloned().collect()
}

/// A form that asks the browser for a passkey before it is sent.
pub(super) struct Touch<'a> {
    pub action: &'a str,
    /// `make` or `use`.
    pub does: &'static str,
    pub challenge: Hash,
    /// Those to choose from; when a key is made, those that are known already.
    pub keys: &'a [Arc<Held>],
    /// What the script fills in.
    pub fills: &'a [&'static str],
    pub body: &'a Markup,
}

impl Touch<'_> {
    pub fn form(&self, desk: &Desk) -> Markup {
        let speech = &desk.speech;
        let officer = desk.view.state.people.officer(&desk.officer.id);
        let ids: Vec<&str> = self.keys.iter().map(|held| held.passkey.id.as_str()).collect();
        let user = Hash::of_parts(&[b"passkey of ", desk.officer.id.as_str().as_bytes()]);
        let say = |key: &str| speech.t(&format!("desk.passkey_say_{key}"));
        html! {
            form method="post" action=(self.action) data-passkey=(self.does)
                data-challenge=(base64url(&self.challenge)) data-keys=(ids.join(" "))
                data-user=(base64url(&user)) data-login=(desk.officer.login)
                data-officer=(officer.map_or(desk.officer.id.as_str(), |known| known.name.as_str()))
                data-site=(dienhong_look::shell::NAME)
                data-say-none=(say("none"))
                data-say-insecure=(speech.tell("desk.passkey_say_insecure", &[("home", desk.app.home())]))
                data-say-refused=(say(if self.does == "make" { "refused_making" } else { "refused" }))
                data-say-slow=(say("slow")) data-say-known=(say("known"))
                data-say-kind=(speech.t("desk.passkey_kind")) data-say-failed=(say("failed")) {
                (desk.stamps())
                @for name in self.fills { (form::hidden(name, "")) }
                (self.body)
                p.wrong data-said role="alert" hidden {}
            }
            script type="module" src=(assets::href("passkey.js")) {}
        }
    }
}

/// As scripts take bytes.
fn base64url(hash: &Hash) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(hash.0)
}

/// The name of a device, or that it has none.
pub(super) fn name(desk: &Desk, names: &BTreeMap<String, String>, held: &Held) -> String {
    let named = names.get(&held.passkey.id).filter(|name| !name.is_empty());
    named.cloned().unwrap_or_else(|| desk.speech.t("desk.passkey_nameless"))
}

pub(super) fn names(desk: &Desk) -> BTreeMap<String, String> {
    desk.app.desk.passkey_names(desk.officer.id.as_str()).unwrap_or_default()
}

fn page(desk: &Desk, status: StatusCode, typed: &Typed, refused: Option<&str>) -> Response {
    let speech = &desk.speech;
    let title = speech.t("desk.passkeys");
    let names = names(desk);
    let all: Vec<_> = desk.view.state.people.passkeys(&desk.officer.id).cloned().collect();
    let (standing, ended): (Vec<_>, Vec<_>) = all.into_iter().partition(|held| held.stands());
    let when = |at| site::when(&desk.view.state.node, at);
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        p { (speech.t("desk.passkeys_about")) }
        @if standing.is_empty() { (part::empty(&speech.t("desk.passkeys_none"), None)) }
        @for held in &standing {
            (part::section(&format!("key-{}", &Hash::of(held.passkey.id.as_bytes()).to_string()[..8]), &name(desk, &names, held), &html! {
                p { (speech.tell("desk.passkey_since", &[("when", &when(held.at)), ("origin", &held.passkey.origin)])) }
                (part::more(&speech.t("desk.passkey_end"), &ending(desk, held, typed)))
            }))
        }
        (part::section("add", &speech.t("desk.passkey_add"), &adding(desk, &standing, typed)))
        @if !ended.is_empty() {
            (part::more(&speech.t("desk.passkeys_ended"), &html! {
                ul {
                    @for held in &ended {
                        li { (name(desk, &names, held)) " · "
                            (speech.tell("desk.passkey_was", &[("from", &when(held.at)), ("to", &held.ended.map_or_else(String::new, when))])) }
                    }
                }
            }))
        }
    };
    desk.page(status, title, &body)
}

fn adding(desk: &Desk, standing: &[Arc<Held>], typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let bodies = bodies(desk);
    if bodies.is_empty() {
        return part::empty(&speech.t("desk.no_role"), None);
    }
    let made = dienhong_node::fresh_id();
    let unit = |body: &Body| {
        let unit = body.unit.as_ref().and_then(|unit| desk.view.state.units.get(unit));
        unit.map_or_else(String::new, |unit| format!(" · {}", unit.name))
    };
    let labels: Vec<String> =
        bodies.iter().map(|body| format!("{}{}", body.name, unit(body))).collect();
    let picks = bodies.iter().zip(&labels);
    let picks: Vec<form::Pick> = picks
        .map(|(body, label)| form::Pick { value: body.id.as_str(), label, ..Default::default() })
        .collect();
    let adds = said(typed, "step") == "add";
    let typed_name = if adds { said(typed, "name") } else { "" };
    let body = html! {
        (form::hidden("step", "add"))
        (form::hidden("made", &made))
        (form::Field {
            name: "name", label: &speech.t("desk.passkey_name"), value: typed_name, required: true,
            hint: Some(&speech.t("desk.passkey_name_hint")),
            error: too_long(*speech, typed_name, LONGEST_NAME).as_deref(), ..form::Field::default()
        })
        @if picks.len() > 1 { (form::select("body", &speech.t("desk.passkey_body"), &picks, None)) }
        (form::button(form::Weight::Strong, &speech.t("desk.passkey_add_do")))
    };
    let touch = Touch {
        action: &speech.url(PASSKEYS),
        does: "make",
        challenge: challenge(desk, &made),
        keys: standing,
        fills: &["passkey", "key", "algorithm", "origin", "authenticator_data", "client_data"],
        body: &body,
    };
    html! { p { (speech.t("desk.passkey_add_about")) } (touch.form(desk)) }
}

fn ending(desk: &Desk, held: &Held, typed: &Typed) -> Markup {
    let speech = &desk.speech;
    let id = &held.passkey.id;
    let this = said(typed, "step") == "end" && said(typed, "passkey") == id;
    let reason = if this { said(typed, "reason") } else { "" };
    let field = format!("reason-{id}");
    html! {
        form method="post" action=(speech.url(PASSKEYS)) {
            (desk.stamps())
            (form::hidden("step", "end"))
            (form::hidden("passkey", id))
            p { (speech.t("desk.passkey_end_about")) }
            (form::Field {
                name: "reason", id: Some(&field), label: &speech.t("desk.reason"), value: reason, required: true,
                hint: Some(&speech.t("desk.passkey_reason_hint")),
                error: too_long(*speech, reason, LONGEST).as_deref(), ..form::Field::default()
            })
            (form::button(form::Weight::Grave, &speech.t("desk.passkey_end_do")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::origin_of;

    #[test]
    fn an_origin_is_what_stands_before_the_path() {
        for (address, origin) in [
            ("https://bau-cu.example", "https://bau-cu.example"),
            ("https://bau-cu.example/kết-quả", "https://bau-cu.example"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("", ""),
        ] {
            assert_eq!(origin_of(address), origin);
        }
    }
}
