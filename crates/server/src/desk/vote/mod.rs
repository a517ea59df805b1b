//! Votes of a body at the desk: from the call to what follows, each step with what it still lacks.

mod answers;
mod call;
mod entry;
mod links;
mod one;
mod papers;
mod steps;
mod voters;

use super::Desk;
use crate::{
    App, LANGUAGES, Speech, public,
    session::Officer,
    site::when,
    votes::{self, Figures, audience, purpose},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
    routing::{get, post},
};
use dienhong_core::{
    people::By,
    refusal::Refusal,
    text::fold,
    vote::{Audience, ChannelId, Sheet, Step, Vote, VoteId, Way},
};
use dienhong_look::{
    Link, Markup, figure, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at("/desk/votes"), get(list))
        .route(&at("/desk/votes/new"), get(call::new).post(call::take))
        .route(&at("/desk/votes/{id}"), get(one::show).post(steps::take))
        .route(&at("/desk/votes/{id}/voters"), get(voters::show).post(voters::take))
        .route(&at("/desk/votes/{id}/count/{channel}"), get(entry::show).post(entry::take))
        .route(&at("/desk/votes/{id}/count/{channel}/draft"), post(entry::keep))
        .route(&at("/desk/votes/{id}/answers"), get(answers::show).post(answers::take))
        .route(&at("/desk/votes/{id}/links"), get(links::show).post(links::make))
        .route(&at("/desk/votes/{id}/screen"), get(screen))
        .route(&at("/desk/votes/{id}/papers"), get(papers::show))
        .route(&at("/desk/votes/{id}/papers/print"), get(papers::print))
}

/// Whether this officer has to do with votes at all.
pub(super) fn has_some(desk: &Desk) -> bool {
    may_call(desk) || own(desk).next().is_some()
}

fn may_call(desk: &Desk) -> bool {
    let mut seats = desk.view.state.people.seats(&desk.officer.id);
    seats.any(|(body, _)| votes::calls(&desk.view, &desk.officer.id, &body.id))
}

/// The votes that are this officer's to see at the desk: of his bodies, and those that he counts or answers.
fn own(desk: &Desk) -> impl Iterator<Item = &Arc<Vote>> {
    let sees = |vote: &&Arc<Vote>| {
        let seen = audience(&desk.view, Some(&desk.officer.id), vote);
        seen.is_some_and(|seen| seen != Audience::Public)
    };
    desk.view.state.vote.all().filter(sees)
}

/// One vote and an officer who has to do with it.
struct Of<'a> {
    desk: &'a Desk,
    vote: Arc<Vote>,
    audience: Audience,
}

impl<'a> Of<'a> {
    /// None: there is no such vote for this officer.
    fn find(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
        let vote = desk.view.state.vote.get(&VoteId::from(id))?.clone();
        let audience = audience(&desk.view, Some(&desk.officer.id), &vote)?;
        (audience != Audience::Public).then_some(Of { desk, vote, audience })
    }

    fn calls(&self) -> bool {
        votes::calls(&self.desk.view, &self.desk.officer.id, &self.vote.body)
    }

    fn by(&self) -> By {
        self.desk.officer.by()
    }

    fn counts(&self, channel: &ChannelId) -> bool {
        self.vote.committee(channel).contains(&self.desk.officer.id)
    }

    /// The figures, as far as this officer may see them now.
    fn figures(&self) -> Option<Figures> {
        let open: votes::Opener = &|seal| self.desk.app.opening(seal);
        votes::figures(&self.desk.view, &self.vote, self.audience, open)
    }

    /// The entries of a channel that stand, opened.
    fn entries(&self, channel: &ChannelId) -> Vec<Sheet> {
        let entries = self.vote.counting.get(channel).map(|of| of.entries.as_slice());
        let entries = entries.unwrap_or_default().iter();
        entries.filter_map(|entry| self.desk.app.kept(&entry.sealed)).collect()
    }

    fn path(&self) -> String {
        format!("/desk/votes/{}", self.vote.id)
    }

    fn url(&self, below: &str) -> String {
        self.desk.speech.url(&format!("{}{below}", self.path()))
    }

    fn back(&self) -> Markup {
        html! { p { a href=(self.url("")) { "← " span lang="vi" { (self.vote.call.title) } } } }
    }
}

/// How far a vote has come, in a word and a sign.
pub(super) fn standing(speech: &Speech, vote: &Vote) -> Markup {
    figure::badge(
        crate::site::vote_sign(vote.step()),
        &speech.t(&format!("vote.step_{}", vote.step().name())),
    )
}

/// Lines of text without blank ones.
fn written(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Whether somebody means this way by what he writes, in either language.
fn asks_for(way: Way, said: &str) -> bool {
    let said = fold(said);
    let named = |lang: &str| fold(&Speech::of(lang).t(&format!("vote.way_{}", way.name()))) == said;
    said == way.name() || LANGUAGES.iter().any(|(lang, _)| named(lang))
}

/// A refusal that is about all of a form, as a sentence.
fn nowhere(_: &Refusal) -> Option<String> {
    None
}

async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("vote.{key}"));
    let mut all: Vec<&Arc<Vote>> = own(&desk).collect();
    // What goes on before what is over, the newest first.
    all.sort_by_key(|vote| (vote.step() >= Step::Declared, std::cmp::Reverse(vote.at)));
    let row = |vote: &&Arc<Vote>| {
        let body = desk.view.state.body_of(vote).map_or("", |body| body.name.as_str());
        vec![
            html! { a href=(speech.url(&format!("/desk/votes/{}", vote.id))) lang="vi" { (vote.call.title) } },
            html! { span lang="vi" { (body) } },
            html! { (purpose(speech, &vote.call.purpose)) },
            standing(speech, vote),
            html! { (when(&desk.view.state.node, vote.at)) },
        ]
    };
    let title = t("to_desk");
    let body = html! {
        (part::head(&title, None))
        @if may_call(&desk) {
            p.actions { (form::link_button(form::Weight::Strong, &t("new"), &speech.url("/desk/votes/new"))) }
        }
        @if all.is_empty() { (part::empty(&t("none_here"), None)) } @else {
            (Table {
                id: "votes".into(),
                caption: t("list"),
                columns: ["title", "body", "purpose", "state", "called"].map(|key| Column::words(t(key))).to_vec(),
                rows: all.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
    };
    desk.shown(title, &body)
}

/// The display of the room in which the body sits; of a closed vote there is no other.
async fn screen(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::find(&desk, &id).filter(Of::calls) else { return desk.missing() };
    let site = public::site(&desk.app, &desk.view, desk.speech, &desk.path, None);
    let open: votes::Opener = &|seal| desk.app.opening(seal);
    let figures = votes::figures(&desk.view, &of.vote, Audience::Body, open);
    let page = site.vote_screen(&of.vote, figures.as_ref(), desk.now());
    crate::votes_pages::on_screen(&of.vote, page, desk.now())
}

/// Tells a list of links, or nothing.
fn doors(links: &[(Link, Option<String>)]) -> Markup {
    if links.is_empty() {
        html! {}
    } else {
        part::links(links)
    }
}

/// A status of a page that came back with something wrong.
const UNFIT: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
