//! One's own password. What somebody else has seen is good for getting here, and no further.

use super::Desk;
use crate::{
    App,
    sent::Form,
    session::{Officer, PASSWORD},
    sign_in::{Address, Checked, check, hashed},
    site,
};
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::people::OfficerId;
use dienhong_journal::Millis;
use dienhong_look::{Markup, form, html, part};
use dienhong_store::Given;
use std::sync::Arc;

/// Of a password that one chooses.
const SHORTEST: usize = 10;
const LONGEST: usize = 200;

pub(super) async fn show(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, StatusCode::OK, None, None)
}

/// `wrong` is a field and what is wrong with it.
fn page(
    desk: &Desk,
    status: StatusCode,
    wrong: Option<(&str, String)>,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let title = speech.t("desk.password");
    let field = |name: &'static str, complete: &'static str, hint: Option<String>| {
        let error = wrong.as_ref().filter(|(of, _)| *of == name).map(|(_, why)| why.as_str());
        html! { (form::Field {
            name, label: &speech.t(&format!("desk.password_{name}")), kind: form::Kind::Password,
            autocomplete: Some(complete), required: true, focus: name == "current", error,
            hint: hint.as_deref(), ..form::Field::default()
        }) }
    };
    let hint = speech.tell("desk.password_hint", &[("least", &SHORTEST.to_string())]);
    let given = desk.app.desk.passwords_given(desk.officer.id.as_str()).unwrap_or_default();
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        @if desk.officer.lent {
            (part::notice(part::Tone::Look, &speech.t("desk.password_lent"), &html! { p { (speech.t("desk.password_lent_about")) } }))
        }
        form method="post" action=(speech.url(PASSWORD)) {
            (desk.stamps())
            (field("current", "current-password", None))
            (field("new", "new-password", Some(hint)))
            (field("again", "new-password", None))
            (form::button(form::Weight::Strong, &speech.t("desk.password_do")))
        }
        (history(desk, &given))
    };
    desk.page(status, title, &body)
}

/// Who gave this officer passwords: somebody who could sign in in this name did not do so unseen.
pub(super) fn history(desk: &Desk, given: &[Given]) -> Markup {
    html! {
        @if !given.is_empty() {
            (part::more(&desk.speech.t("desk.passwords_given"), &html! {
                ul { @for given in given { li { (told(desk, given)) } } }
            }))
        }
    }
}

fn told(desk: &Desk, given: &Given) -> String {
    let by = OfficerId::from(given.by.as_str());
    let by = desk.view.state.people.officer(&by).map_or(given.by.clone(), |by| by.name.clone());
    let when = site::when(&desk.view.state.node, Millis::new(given.at));
    desk.speech
        .tell("desk.password_given", &[("login", &given.login), ("by", &by), ("when", &when)])
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Address(address): Address,
    Form(mut typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    if !desk.sent(&typed) {
        return page(&desk, StatusCode::FORBIDDEN, None, Some(&speech.t("desk.form_is_old")));
    }
    let mut said = |name: &str| typed.remove(name).unwrap_or_default();
    let (current, new, again) = (said("current"), said("new"), said("again"));
    let no = |field: &str, key: &str| {
        let why = speech.tell(key, &[("least", &SHORTEST.to_string())]);
        page(&desk, StatusCode::UNPROCESSABLE_ENTITY, Some((field, why)), None)
    };
    let login = &desk.officer.login;
    let named = login.len() > 3 && new.to_lowercase().contains(login);
    if named || !(SHORTEST..=LONGEST).contains(&new.chars().count()) {
        return no("new", "desk.password_weak");
    }
    if new == current {
        return no("new", "desk.password_same");
    }
    if new != again {
        return no("again", "desk.password_differs");
    }
    match check(&desk.app, &desk.officer.login, &address, current).await {
        Checked::Right { .. } => {}
        Checked::Wrong => return no("current", "site.wrong_password"),
        Checked::Locked { minutes } => {
            let why = speech.tell("site.locked_out", &[("minutes", &minutes.to_string())]);
            return page(&desk, StatusCode::TOO_MANY_REQUESTS, None, Some(&why));
        }
        Checked::Failed => {
            let why = speech.t("site.cannot_now");
            return page(&desk, StatusCode::SERVICE_UNAVAILABLE, None, Some(&why));
        }
    }
    let set = match hashed(&desk.app, new).await {
        Some(hash) => desk.app.desk.choose_password(
            (&desk.officer.login, desk.officer.id.as_str()),
            &hash,
            desk.app.now(),
            &desk.officer.session,
        ),
        None => Ok(false),
    };
    if !matches!(set, Ok(true)) {
        let why = speech.t("site.cannot_now");
        return page(&desk, StatusCode::SERVICE_UNAVAILABLE, None, Some(&why));
    }
    let title = speech.t("desk.password_set");
    let body = html! {
        (part::head(&title, None))
        (part::notice(part::Tone::Done, &title, &html! { p { (speech.t("desk.password_set_about")) } }))
        p { (form::link_button(form::Weight::Strong, &speech.t("site.nav_desk"), &speech.url("/desk"))) }
    };
    desk.shown(title, &body)
}
