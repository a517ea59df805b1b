//! Meetings at the desk: convened and prepared by a secretary, run by the chair, kept site by site.

mod chair;
mod invite;
mod minutes;
mod people;
mod plan;
mod prepare;
mod site;

use super::{
    Desk,
    asks::{SHORT, Said, at_field, bodies},
    frame::{LONGEST, Sent},
};
use crate::{
    App,
    meetings::{Hall, Sees, keeps, own_numbers, sees},
    meetings_pages::door,
    programmes::Told,
    session::Officer,
};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
    routing::{get, post},
};
use dienhong_core::{
    Command,
    assembly::{Meeting, MeetingId, Step},
    people::{BodyId, OfficerId, Right},
    programme,
    refusal::Refusal,
    rules::{Clock, Local},
};
use dienhong_journal::Millis;
use dienhong_look::{Link, Markup, html, part};
use std::sync::Arc;

const ROOM: &str = "/desk/meetings";

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    let one = |rest: &str| at(&format!("{ROOM}/{{id}}{rest}"));
    Router::new()
        .route(&at(ROOM), get(list))
        .route(&at(&format!("{ROOM}/convene")), get(plan::show).post(plan::take))
        .route(&one(""), get(prepare::show).post(prepare::take))
        .route(&one("/papers"), post(prepare::file))
        .route(&one("/delegates"), get(people::show).post(people::take))
        .route(&one("/links"), get(invite::links).post(invite::make_links))
        .route(&one("/slips.pdf"), get(invite::slips))
        .route(&one("/meeting.ics"), get(invite::calendar))
        .route(&one("/minutes"), get(minutes::show))
        .route(&one("/chair"), get(chair::show).post(chair::take))
        .route(&one("/sites/{site}"), get(site::show).post(site::take))
        .route(&one("/sites/{site}/outbox"), post(site::outbox))
}

/// Whether an officer has to do with any meeting.
pub(super) fn concerns(desk: &Desk) -> bool {
    let officer = &desk.officer.id;
    let mut all = desk.view.state.assembly.all();
    !bodies(desk, Right::ConductMeetings).is_empty()
        || all.any(|of| sees(&desk.view, Some(officer), of).is_some_and(|sees| sees > Sees::Public))
}

/// The meetings of this officer: those to run, those to take part in.
async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    if !concerns(&desk) {
        return desk.missing();
    }
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("meeting.{key}"));
    let (id, view) = (&desk.officer.id, &desk.view);
    let mut all: Vec<(&Arc<Meeting>, Sees)> = view
        .state
        .assembly
        .all()
        .filter_map(|of| Some((of, sees(view, Some(id), of).filter(|sees| *sees > Sees::Public)?)))
        .collect();
    all.sort_by_key(|(of, _)| std::cmp::Reverse(of.plan.begins));
    let about = |of: &Meeting| {
        let when = crate::site::when(&view.state.node, of.plan.begins);
        format!("{when} · {}", speech.t(&format!("assembly.step.{}", of.step().name())))
    };
    let links: Vec<(Link, Option<String>)> = all
        .iter()
        .flat_map(|(of, sees)| {
            let mut links = Vec::new();
            if *sees == Sees::Runs {
                let url = speech.url(&format!("{ROOM}/{}", of.id));
                links.push((Link::new(of.plan.title.clone(), url), Some(about(of))));
            }
            for site in keeps(of, id) {
                let url = speech.url(&format!("{ROOM}/{}/sites/{}", of.id, site.site.id));
                let label = format!("{} · {}", site.site.name, of.plan.title);
                links.push((Link::new(label, url), Some(about(of))));
            }
            if own_numbers(of, id).next().is_some() {
                links.push((
                    door(*speech, of),
                    Some(format!("{} · {}", t("as_delegate"), about(of))),
                ));
            }
            links
        })
        .collect();
    let title = t("title");
    let body = html! {
        (part::head(&title, None))
        @if !bodies(&desk, Right::ConductMeetings).is_empty() {
            p { a.button.strong href=(speech.url(&format!("{ROOM}/convene"))) { (t("convene")) } }
        }
        @if links.is_empty() { (part::empty(&t("none"), None)) }
        (part::links(&links))
    };
    desk.shown(title, &body)
}

/// A meeting and who looks at it.
pub(super) struct Of<'a> {
    pub desk: &'a Desk,
    pub meeting: Arc<Meeting>,
}

impl<'a> Of<'a> {
    /// The meeting, for who runs it.
    fn run(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
        let of = Of::find(desk, id)?;
        (of.sees() == Some(Sees::Runs)).then_some(of)
    }

    fn find(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
        let meeting = desk.view.state.assembly.get(&MeetingId::from(id))?.clone();
        Some(Of { desk, meeting })
    }

    fn sees(&self) -> Option<Sees> {
        sees(&self.desk.view, Some(&self.desk.officer.id), &self.meeting)
    }

    fn hall(&self) -> Hall<'_> {
        Hall {
            app: Some(&self.desk.app),
            view: &self.desk.view,
            meeting: &self.meeting,
            speech: self.desk.speech,
            sees: Sees::Runs,
        }
    }

    fn t(&self, key: &str) -> String {
        self.desk.speech.t(&format!("meeting.{key}"))
    }

    fn word(&self, what: &str, of: &str) -> String {
        self.desk.speech.t(&format!("assembly.{what}.{of}"))
    }

    fn path(&self, rest: &str) -> String {
        format!("{ROOM}/{}{rest}", self.meeting.id)
    }

    fn url(&self, rest: &str) -> String {
        self.desk.speech.url(&self.path(rest))
    }

    /// The body for which this officer acts here: the one that meets where he sits in it, any of his otherwise.
    fn body(&self) -> Option<BodyId> {
        let people = &self.desk.view.state.people;
        let officer = &self.desk.officer.id;
        if people.sits(officer, &self.meeting.body) {
            return Some(self.meeting.body.clone());
        }
        people.seats(officer).next().map(|(body, _)| body.id.clone())
    }

    /// The tasks that a meeting gave, with how they stand now.
    fn tasks_of(&self, meeting: &MeetingId, caption: &str) -> Option<Markup> {
        let (state, now) = (&self.desk.view.state, self.desk.now());
        let given = programme::promised(state, meeting.as_str(), now);
        let told = Told { speech: &self.desk.speech, state, now, at_desk: true };
        (!given.is_empty()).then(|| told.tasks("promised-tasks", caption, &given))
    }

    /// With what the meeting opens: what the one before promised.
    fn promised(&self) -> Markup {
        let Some(before) = &self.meeting.plan.follows else { return html! {} };
        let caption = self.t("promised");
        part::section(
            "promised",
            &caption,
            &match self.tasks_of(before, &caption) {
                Some(tasks) => tasks,
                None => html! { p.hint { (self.t("promised_none")) } },
            },
        )
    }

    /// Ways from one page of a meeting to the others.
    fn tabs(&self, here: &str) -> Markup {
        let mut links = Vec::new();
        let mut tab = |rest: &str, key: &str| {
            links.push(Link::new(self.t(key), self.url(rest)).current(here == rest));
        };
        if self.sees() == Some(Sees::Runs) {
            tab("", "tab_prepare");
            tab("/delegates", "tab_delegates");
            tab("/links", "tab_links");
            tab("/chair", "tab_chair");
            if self.meeting.opened.is_some() {
                tab("/minutes", "to_minutes");
            }
        }
        for of in keeps(&self.meeting, &self.desk.officer.id) {
            let rest = format!("/sites/{}", of.site.id);
            links.push(Link::new(of.site.name.clone(), self.url(&rest)).current(here == rest));
        }
        let screen = self.desk.speech.url(&format!("/meetings/{}/screen", self.meeting.id));
        links.push(Link::new(self.t("tab_screen"), screen));
        part::tabs(&self.t("tabs"), &links)
    }
}

/// Who may be chosen as chair or secretary, with the office.
fn officers(desk: &Desk, body: &BodyId) -> Vec<(String, String)> {
    let people = &desk.view.state.people;
    let mut all: Vec<(String, String)> = people
        .officers()
        .filter(|officer| people.sits(&officer.id, body))
        .map(|officer| (officer.id.to_string(), format!("{} ({})", officer.name, officer.office)))
        .collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all
}

/// A time of day of the legal clock as an instant.
fn instant(desk: &Desk, day: dienhong_core::Date, clock: Clock) -> Option<Millis> {
    desk.view.state.rules_at(desk.now()).ok()?.instant(Local { day, clock })
}

/// What a form says of a time: a day and `08:00`.
fn time(said: &mut Said, day: &str, clock: &str) -> Option<Millis> {
    let date = said.date(day);
    let text = said.raw(clock);
    let read = Clock::try_from(if text.len() == 4 { format!("0{text}") } else { text });
    if read.is_err() {
        said.wrong(clock, said.desk.speech.t("vote.no_time"));
    }
    instant(said.desk, date?, read.ok()?)
}

/// Somebody who is known, by the form's choice or by a login.
fn officer_of(said: &mut Said, name: &str) -> Option<OfficerId> {
    let text = said.text(name, SHORT);
    if text.is_empty() {
        return None;
    }
    let desk = said.desk;
    let known = |id: &str| desk.view.state.people.officer(&id.into()).map(|of| of.id.clone());
    let by_login = || desk.app.desk.account(&text).ok().flatten();
    let found = known(&text).or_else(|| known(&by_login()?.officer));
    if found.is_none() {
        said.wrong(name, desk.speech.t("meeting.no_such_officer"));
    }
    found
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal, step: &str) -> Option<String> {
    at_field(
        refusal,
        step,
        &[
            ("ends_before_it_begins", "ends"),
            ("place_missing", "place"),
            ("quorum_too_low", "kind"),
            ("unknown_kind", "kind"),
            ("site_nameless", "site_lines"),
            ("item_nameless", if step == "item_add" { "item_lines" } else { "heading" }),
            ("unknown_site", "site"),
            ("no_such_place", "place"),
            ("seconds_out_of_range", "seconds"),
            ("floor_rule_out_of_range", "seconds"),
            ("time_is_past", "until"),
            ("words_missing", "words"),
            ("others_come_first", "reason"),
        ],
    )
}

/// Asks for what a form says, and shows the page again with what is wrong when it is not done.
async fn asked(
    desk: &Desk,
    id: &str,
    mut sent: Sent,
    command: Option<Command>,
    to: &str,
    page: impl Fn(&Of, StatusCode, &Sent) -> Response,
) -> Response {
    let Some(of) = Of::find(desk, id) else { return desk.missing() };
    let step = sent.value("step").to_owned();
    let Some(command) = command.filter(|_| sent.wrong.is_empty()) else {
        return match sent.wrong.is_empty() && sent.refused.is_none() {
            true => desk.missing(),
            false => page(&of, StatusCode::UNPROCESSABLE_ENTITY, &sent),
        };
    };
    let body = of.body();
    if desk.asked_at(&mut sent, body, command, |refusal| field(refusal, &step)).await {
        return desk.to(to);
    }
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match Of::find(&now, id) {
        Some(of) => page(&of, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

/// The day and clock of an instant, as fields want them.
fn shown_time(desk: &Desk, at: Millis) -> (String, String) {
    match desk.view.state.rules_at(desk.now()) {
        Ok(rules) => {
            let local = rules.local(at);
            (local.day.to_string(), local.clock.to_string())
        }
        Err(_) => Default::default(),
    }
}

/// Whether a meeting can still be changed.
fn is_open(meeting: &Meeting) -> bool {
    meeting.step() < Step::Closed
}
