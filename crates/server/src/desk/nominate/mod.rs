//! From proposal to list at the desk: one form for each act, and proposals from a file.

mod acts;
mod file;

use super::{Desk, Typed, evidence};
use crate::{
    App,
    sent::{File, Filed},
    session::Officer,
    site::{self, nomination as public},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
    routing::{get, post},
};
use dienhong_core::{
    Command, Date, Event as Fact,
    election::{Election, ElectionId},
    nomination::{self, List, Nominee},
    people::{Place, Right},
    rules::Rules,
    units::UnitId,
};
use dienhong_journal::Hash;
use dienhong_look::{Link, Markup, form, html, part};
use std::sync::{Arc, LazyLock};

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at("/desk/nomination"), get(index))
        .route(&at("/desk/nomination/{election}"), get(show).post(take))
        .route(&at("/desk/nomination/{election}/file"), post(file::take))
}

/// What is wrong, and with which field; without one, with all of it.
type Wrong = (Option<String>, String);

static NOBODY: LazyLock<Arc<List>> = LazyLock::new(Arc::default);

/// One election's list as the node stands now.
struct Of<'a> {
    desk: &'a Desk,
    election: &'a Election,
    rules: Arc<Rules>,
    today: Date,
}

impl<'a> Of<'a> {
    fn new(desk: &'a Desk, election: &'a Election) -> Option<Of<'a>> {
        let rules = desk.view.state.node.rules_on(election.day)?.clone();
        let today = rules.local(desk.now()).day;
        Some(Of { desk, election, rules, today })
    }

    fn list(&self) -> &'a Arc<List> {
        self.desk.view.state.nomination.of(&self.election.id).unwrap_or(&NOBODY)
    }

    fn may(&self) -> bool {
        self.desk.may(Right::PrepareElection, Place::Unit(&self.election.unit))
    }

    /// The fields of a biography that this kind of election publishes.
    fn fields(&self) -> Vec<String> {
        let rules = self.rules.election(&self.election.kind).ok();
        rules.into_iter().flat_map(|rules| rules.list.biography.iter().cloned()).collect()
    }

    fn action(&self) -> String {
        self.desk.speech.url(&format!("/desk/nomination/{}", self.election.id))
    }
}

async fn index(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let speech = desk.speech;
    let state = &desk.view.state;
    let open = state.election.all().filter(|election| {
        let may = desk.may(Right::PrepareElection, Place::Unit(&election.unit));
        election.parent.is_none() && election.ended.is_none() && may
    });
    let links: Vec<(Link, Option<String>)> = open
        .map(|election| {
            let url = speech.url(&format!("/desk/nomination/{}", election.id));
            let list = state.nomination.of(&election.id).unwrap_or(&NOBODY);
            (Link::new(election.name.clone(), url), Some(public::totals(&speech, list)))
        })
        .collect();
    let title = speech.t("nomination.title");
    let body = html! {
        (part::head(&title, None))
        @if links.is_empty() { (part::empty(&speech.t("readiness.no_election"), None)) }
        (part::links(&links))
    };
    desk.shown(title, &body)
}

async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(election): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, &election, StatusCode::OK, &Typed::new(), None, None)
}

/// The election's page at the desk, under what came of a file.
fn page(
    desk: &Desk,
    election: &str,
    status: StatusCode,
    typed: &Typed,
    above: Option<&Markup>,
    wrong: Option<&Wrong>,
) -> Response {
    let speech = &desk.speech;
    let id = ElectionId::from(election);
    let Some(election) = desk.view.state.election.get(&id) else { return desk.missing() };
    let Some(of) = Of::new(desk, election) else { return desk.missing() };
    if !of.may() {
        let body = part::empty(&speech.t("people.no_right"), None);
        return desk.page(StatusCode::FORBIDDEN, speech.t("nomination.title"), &body);
    }
    let list = of.list();
    let asks = acts::Asks { of: &of, typed, wrong };
    let people = public::ordered(list);
    let general = wrong.filter(|(field, _)| field.is_none()).map(|(_, why)| why.as_str());
    let seen = Link::new(
        speech.t("desk.see_page"),
        speech.url(&format!("/elections/{}/nomination", election.id)),
    );
    let body = html! {
        (part::head(&speech.t("nomination.title"), Some(&html! { (public::totals(speech, list)) })))
        p { (election.name) " · " (site::day(election.day)) }
        (desk.trouble(general))
        @if let Some(above) = above { (above) }
        (part::links(&[(seen, None)]))
        (part::section("propose", &speech.t("nomination.propose"), &html! {
            (asks.propose())
            (file::form(&of))
        }))
        @if !people.is_empty() {
            (part::section("person", &speech.t("nomination.about_person"), &asks.person(&people)))
            (part::section("rounds", &speech.t("nomination.rounds"), &html! {
                (asks.round(&people))
                (minutes(&of, &people))
            }))
        }
        (part::section("structure", &speech.t("nomination.structure"), &asks.structure()))
        (part::section("lists", &speech.t("nomination.make_lists"), &asks.lists()))
        (part::section("people", &speech.t("nomination.people"), &table(&of, &people)))
    };
    desk.page(status, speech.t("nomination.title"), &body)
}

/// The minutes of rounds and meetings that came as files, for officers.
fn minutes(of: &Of, people: &[Arc<Nominee>]) -> Markup {
    let speech = &of.desk.speech;
    let list = of.list();
    let rounds = list.rounds.iter().flat_map(|(number, versions)| {
        let name = speech.tell("nomination.round", &[("round", &number.to_string())]);
        versions.iter().filter_map(move |round| Some((name.clone(), round.minutes?)))
    });
    let meetings = people.iter().flat_map(|nominee| {
        let files = nominee.meetings.iter().filter_map(|meeting| meeting.minutes);
        files.map(|blob| {
            (format!("{} · {}", speech.t("nomination.meetings"), nominee.candidate.name), blob)
        })
    });
    let files: Vec<(String, Hash)> = rounds.chain(meetings).collect();
    html! { @if !files.is_empty() {
        h3 { (speech.t("nomination.minutes_files")) }
        ul { @for (name, blob) in &files { li { (name) ": " (evidence::file(of.desk, &of.election.unit, blob)) } } }
    } }
}

/// Everyone on the list in legal order.
fn table(of: &Of, people: &[Arc<Nominee>]) -> Markup {
    use dienhong_look::table::{Column, Narrow, Table};
    let speech = &of.desk.speech;
    if people.is_empty() {
        return part::empty(&speech.t("nomination.nobody"), None);
    }
    let row = |nominee: &Arc<Nominee>| {
        vec![
            html! { (nominee.candidate.name) br; small { (nominee.id) } },
            html! { (nominee.candidate.born.map_or_else(|| "–".to_owned(), site::day)) },
            html! { (public::proposer(speech, &nominee.by)) },
            html! { @match (&nominee.withdrawn, nominee.constituency) {
                (Some(_), _) => (speech.t("nomination.gone")),
                (None, Some(number)) => (speech.tell("site.constituency", &[("number", &number.to_string())])),
                (None, None) => (speech.t("nomination.not_assigned")),
            } },
        ]
    };
    html! { (Table {
        id: "people-table".into(),
        caption: speech.t("nomination.order"),
        columns: vec![
            Column::words(speech.t("nomination.person")),
            Column::words(speech.t("setup.col_born")),
            Column::words(speech.t("nomination.by")),
            Column::words(speech.t("site.col_state")),
        ],
        rows: people.iter().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(election): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(known) = desk.election(&election) else { return desk.missing() };
    let Some(of) = Of::new(&desk, &known) else { return desk.missing() };
    let again = |status, wrong: Wrong| page(&desk, &election, status, &typed, None, Some(&wrong));
    let mut asked = match acts::asked(&of, &typed) {
        Ok(asked) => asked,
        Err(wrong) => return again(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    if let (Some(file), nomination::Command::Change { events, .. }) = (file, &mut asked) {
        // Before a file is kept.
        if !desk.sent(&typed) || !of.may() {
            return again(StatusCode::FORBIDDEN, (None, desk.speech.t("people.no_right")));
        }
        if let Err((field, why)) = with_minutes(&desk, &known.unit, &typed, file, events).await {
            return again(StatusCode::UNPROCESSABLE_ENTITY, (Some(field.to_owned()), why));
        }
    }
    let way = (Right::PrepareElection, Place::Unit(&known.unit));
    match desk.ask(&typed, way, Command::Nomination(asked), Vec::new()).await {
        Ok(()) => desk.to(&format!("/desk/nomination/{election}")),
        Err(why) => again(StatusCode::CONFLICT, (None, why)),
    }
}

/// Keeps the minutes of a round or a meeting, and names them in its record.
async fn with_minutes(
    desk: &Desk,
    unit: &UnitId,
    typed: &Typed,
    file: File,
    events: &mut Vec<Fact>,
) -> Result<(), (&'static str, String)> {
    use nomination::Event as E;
    let named = events.iter_mut().find_map(|event| match event {
        Fact::Nomination(E::RoundHeld { minutes, .. } | E::MeetingHeld { minutes, .. }) => {
            Some(minutes)
        }
        _ => None,
    });
    let Some(named) = named else { return Ok(()) };
    let private = evidence::private(&desk.speech, typed, &file)?;
    let kept = evidence::bring(desk, unit, file, private).await;
    let (blob, brought) = kept.map_err(|why| ("file", why))?;
    *named = Some(blob);
    events.extend(brought);
    Ok(())
}

/// How far who fills in a form has looked at the list.
fn seen(typed: &Typed) -> Option<usize> {
    typed.get("seen")?.parse().ok()
}

/// The fields that go along with each form: the session's, and how the list was seen.
fn stamps(of: &Of) -> Markup {
    html! {
        (of.desk.stamps())
        (form::hidden("seen", &of.list().version().to_string()))
    }
}

/// A change of the list by who has looked at it.
fn change(of: &Of, typed: &Typed, events: Vec<Fact>) -> Option<nomination::Command> {
    let (election, seen) = (of.election.id.clone(), seen(typed)?);
    Some(nomination::Command::Change { election, seen, events })
}
