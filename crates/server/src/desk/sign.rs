//! One touch of an officer's key for all minutes of a polling area that wait for his signature.

use super::{
    Desk, Typed,
    entry::paper,
    minutes::{agreed, differ},
    passkeys::{self, Touch, said, standing},
};
use crate::{
    App,
    sent::Form,
    session::{Officer, PASSKEYS},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command,
    election::{Area, AreaId, Election, ElectionId},
    people::{Place, Right, passkey::Assertion},
    tally::{self, SealedMinutes, Step},
};
use dienhong_journal::Seal;
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::Arc;

/// The most minutes of one area that one touch signs.
const MOST: usize = 32;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(area): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, &area, StatusCode::OK, None)
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(area): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    match assert(&desk, &area, &typed).await {
        Ok(()) => desk.to(&format!("/desk/sign/{area}")),
        Err(why) => page(&desk, &area, StatusCode::CONFLICT, Some(&why)),
    }
}

/// Minutes that wait for the officer's key.
pub(super) struct Waiting {
    pub election: Arc<Election>,
    pub sealed: SealedMinutes,
    /// Signed, and by the node's word so far.
    pub signed: bool,
}

/// The minutes of an area that wait for the key of the officer, in the order of their elections.
pub(super) fn waiting(desk: &Desk, area: &Area) -> Vec<Waiting> {
    let state = &desk.view.state;
    let one = |id: &ElectionId| {
        let election = state.election.get(id)?.clone();
        let may = desk.may(Right::SignMinutes, Place::Area(&area.id, Some(id)));
        let minutes = state.tally.minutes(id, &area.id);
        let mut signatures = minutes.standing_signatures().iter();
        let own = signatures.find(|signature| signature.by == desk.officer.id);
        let sealed = match own {
            Some(own) if own.asserted.is_some() => None,
            Some(own) => Some(own.sealed),
            None if differ(desk, minutes) || minutes.step == Step::Published => None,
            None => minutes.standing().1.map(|counts| counts.sealed),
        };
        // One entry alone is not yet to be signed.
        let sealed = sealed.filter(|_| may && !matches!(minutes.step, Step::Once { .. }))?;
        let (id, signed) = (id.clone(), own.is_some());
        Some(Waiting { election, sealed: SealedMinutes { election: id, sealed }, signed })
    };
    area.constituencies.keys().filter_map(one).take(MOST).collect()
}

/// `election:seal` for each, as the form carries them.
fn written(minutes: &[SealedMinutes]) -> String {
    let one = |of: &SealedMinutes| format!("{}:{}", of.election, of.sealed);
    minutes.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn read(text: &str) -> Option<Vec<SealedMinutes>> {
    let one = |text: &str| {
        let (election, sealed) = text.rsplit_once(':')?;
        Some(SealedMinutes { election: election.into(), sealed: Seal(sealed.parse().ok()?) })
    };
    let all: Vec<SealedMinutes> =
        text.split_whitespace().take(MOST).map(one).collect::<Option<_>>()?;
    (!all.is_empty()).then_some(all)
}

async fn assert(desk: &Desk, area: &str, typed: &Typed) -> Result<(), String> {
    let speech = desk.speech;
    let field = |name: &str| said(typed, name).to_owned();
    let assertion = Assertion {
        passkey: field("passkey"),
        authenticator_data: field("authenticator_data"),
        client_data: field("client_data"),
        signature: field("signature"),
    };
    if assertion.signature.is_empty() {
        return Err(speech.t("desk.passkey_needs_script"));
    }
    let area = AreaId::from(area);
    let Some(minutes) = read(said(typed, "minutes")) else {
        return Err(speech.t("desk.form_is_old"));
    };
    let of = |minutes: &SealedMinutes| {
        let minutes = desk.view.state.tally.minutes(&minutes.election, &area);
        let (standing, _) = minutes.standing();
        desk.app.node.openings(standing.iter().map(|entry| &entry.sealed))
    };
    let known = minutes.iter().flat_map(of).collect();
    let Some(first) = minutes.first().map(|first| first.election.clone()) else {
        return Err(speech.t("desk.form_is_old"));
    };
    let command = tally::Command::Assert { area: area.clone(), minutes, assertion, known };
    let place = Place::Area(&area, Some(&first));
    desk.ask(typed, (Right::SignMinutes, place), Command::Tally(command), Vec::new()).await
}

fn page(desk: &Desk, area: &str, status: StatusCode, refused: Option<&str>) -> Response {
    let speech = &desk.speech;
    let Some(area) = desk.view.state.election.area(&AreaId::from(area)).cloned() else {
        return desk.missing();
    };
    if !desk.may(Right::SignMinutes, Place::Area(&area.id, None)) {
        return desk.missing();
    }
    let waiting = waiting(desk, &area);
    let title = speech.tell("desk.sign_all", &[("area", &area.name)]);
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(refused))
        @if waiting.is_empty() {
            (part::notice(part::Tone::Done, &speech.t("desk.sign_all_none"), &html! {}))
        } @else {
            p { (speech.t("desk.sign_all_about")) }
            @for of in &waiting { (figures(desk, &area, of)) }
            (touch(desk, &area, &waiting))
        }
        (part::links(&area.constituencies.keys().filter_map(|id| {
            let election = desk.view.state.election.get(id)?;
            let url = speech.url(&format!("/desk/minutes/{id}/{}", area.id));
            Some((Link::new(election.name.clone(), url), None))
        }).collect::<Vec<_>>()))
    };
    desk.page(status, title, &body)
}

/// What will be signed of one election.
fn figures(desk: &Desk, area: &Area, of: &Waiting) -> Markup {
    let speech = &desk.speech;
    let (election, id) = (&of.election.id, &area.id);
    let minutes = desk.view.state.tally.minutes(election, id);
    part::section(
        &format!("of-{election}"),
        &of.election.name,
        &html! {
            @if of.signed { p { (speech.t("desk.sign_by_word")) } }
            @if minutes.step == Step::Published {
                (part::links(&[(Link::new(speech.t("desk.see_published"), speech.url(&format!("/elections/{election}/areas/{id}"))), None)]))
            } @else if let Some(paper) = paper(desk, election.as_str(), id.as_str()) {
                (agreed(desk, &paper, minutes))
            }
        },
    )
}

/// The button, or where to get a key first.
fn touch(desk: &Desk, area: &Area, waiting: &[Waiting]) -> Markup {
    let speech = &desk.speech;
    let keys = standing(desk);
    let minutes: Vec<SealedMinutes> = waiting.iter().map(|of| of.sealed.clone()).collect();
    let Some(challenge) = tally::challenge(&area.id, &minutes).filter(|_| !keys.is_empty()) else {
        return without(desk);
    };
    let names = passkeys::names(desk);
    let held: Vec<String> = keys.iter().map(|held| passkeys::name(desk, &names, held)).collect();
    let count = speech.many(minutes.len());
    let body = html! {
        (form::hidden("minutes", &written(&minutes)))
        p { (speech.tell("desk.sign_key_about", &[("count", &count), ("devices", &held.join(", "))])) }
        (form::button(form::Weight::Strong, &speech.t("desk.sign_key_do")))
    };
    Touch {
        action: &speech.url(&format!("/desk/sign/{}", area.id)),
        does: "use",
        challenge,
        keys: &keys,
        fills: &["passkey", "authenticator_data", "client_data", "signature"],
        body: &body,
    }
    .form(desk)
}

/// Without a key of his own an officer signs all the same; it is then the node's word.
pub(super) fn without(desk: &Desk) -> Markup {
    let speech = &desk.speech;
    html! {
        (part::notice(part::Tone::Look, &speech.t("desk.sign_no_key"), &html! {
            p { (speech.t("desk.sign_no_key_about")) }
            p { a href=(speech.url(PASSKEYS)) { (speech.t("desk.passkey_add")) } }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{SealedMinutes, read, written};
    use dienhong_journal::{Hash, Seal};

    #[test]
    fn what_the_form_carries_is_read_as_it_was_written() {
        let of = |election: &str| SealedMinutes {
            election: election.into(),
            sealed: Seal(Hash::of(election.as_bytes())),
        };
        let all = vec![of("na-2026"), of("odd:name")];
        assert_eq!(read(&written(&all)), Some(all));
        for text in ["", "na-2026", "na-2026:zz", ":"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
