//! Rounds of votes of confidence at the desk: from the list of people to what follows. The ballots themselves are
//! the page of the vote.

mod acts;
mod papers;

use super::{
    Desk,
    asks::{Asks, Said, at_field, bodies, body_choices, id_of},
    frame::Sent,
};
use crate::{
    App, answer,
    public::kind,
    sent::{Filed, Form},
    session::Officer,
    site::{confidence as public, day},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
    routing::{get, post},
};
use dienhong_core::{
    Command, Event,
    confidence::{self, Report, Round, RoundId, Subject, Why},
    people::{By, Right},
    refusal::Refusal,
    vote::{Audience, Vote},
};
use dienhong_look::{
    Link, Markup, figure, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

/// The largest report as a file, in bytes.
const MAX_REPORT: usize = 20 * 1024 * 1024;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at("/desk/confidence"), get(list).post(open))
        .route(&at("/desk/confidence/{round}"), get(show).post(acts::take))
        .route(&at("/desk/confidence/{round}/report"), post(report))
        .route(&at("/desk/confidence/{round}/reports/{person}"), get(read))
        .route(&at("/desk/confidence/{round}/papers/{paper}"), get(papers::print))
}

/// Whether any round concerns this officer.
pub(super) fn concerns(desk: &Desk) -> bool {
    let mut rounds = desk.view.state.confidence.all();
    rounds.any(|round| Of { desk, round: round.clone() }.sees())
}

/// One round as this officer meets it.
struct Of<'a> {
    desk: &'a Desk,
    round: Arc<Round>,
}

impl<'a> Of<'a> {
    /// A round that is there for this officer.
    fn find(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
        let round = desk.view.state.confidence.get(&RoundId::from(id))?.clone();
        Some(Of { desk, round }).filter(Of::sees)
    }

    fn calls(&self) -> bool {
        bodies(self.desk, Right::CallVotes).iter().any(|body| body.id == self.round.body)
    }

    fn sits(&self) -> bool {
        let mut seats = self.desk.view.state.people.seats(&self.desk.officer.id);
        seats.any(|(body, _)| body.id == self.round.body)
    }

    /// The subject who this officer is.
    fn own(&self) -> Option<&Subject> {
        self.round.subjects().find(|subject| subject.id == self.desk.officer.id.as_str())
    }

    fn sees(&self) -> bool {
        self.sits() || self.own().is_some()
    }

    /// Whether this officer reads what somebody reported: the person, who calls votes, and from the day on which
    /// they are given out every member.
    fn reads(&self, person: &str) -> bool {
        let own = self.own().is_some_and(|own| own.id == person);
        own || self.calls() || (self.sits() && self.round.given_out.is_some())
    }

    /// Whether this officer sees the figures of a vote of the round now.
    fn shows(&self, vote: &Vote) -> bool {
        let audience = match self.calls() || vote.counts(&self.desk.officer.by()) {
            true => Audience::Committee,
            false if self.sits() => Audience::Body,
            false => Audience::Public,
        };
        self.desk.view.state.shows_figures(vote, audience)
    }

    fn path(&self) -> String {
        format!("/desk/confidence/{}", self.round.id)
    }

    fn action(&self) -> String {
        self.desk.speech.url(&self.path())
    }

    /// What was given, when this officer may see it.
    fn given(&self) -> Option<Vec<confidence::Given<'_>>> {
        let state = &self.desk.view.state;
        state.survey(&self.round).filter(|vote| self.shows(vote))?;
        state.survey_given(&self.round)
    }
}

async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index(&desk, StatusCode::OK, &Sent::default())
}

fn index(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let state = &desk.view.state;
    let rounds = state.confidence.all().rev().map(|round| Of { desk, round: round.clone() });
    let links: Vec<(Link, Option<String>)> = rounds
        .filter(Of::sees)
        .map(|of| {
            let about = format!(
                "{} · {}",
                t(&format!("kind_{}", of.round.plan.kind)),
                t(&format!("stage_{}", stage(&of)))
            );
            (Link::new(of.round.plan.title.clone(), of.action()), Some(about))
        })
        .collect();
    let title = t("title");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        @if links.is_empty() { (part::empty(&t("none"), None)) }
        (part::links(&links))
        (opening(desk, sent))
    };
    desk.page(status, title, &body)
}

/// How far a round has come, as the words name it.
fn stage(of: &Of) -> &'static str {
    match (of.round.given_out, of.desk.view.state.survey(&of.round)) {
        (None, _) => "reports",
        (Some(_), None) => "reading",
        (Some(_), Some(vote)) if vote.declared.is_none() => "voting",
        (Some(_), Some(_)) => "declared",
    }
}

/// The form that opens a round, for who may call votes.
fn opening(desk: &Desk, sent: &Sent) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let own = bodies(desk, Right::CallVotes);
    let rules = desk.view.state.rules_at(desk.view.at).ok();
    let Some(rules) = rules.and_then(|rules| rules.confidence.as_ref()) else { return html! {} };
    if own.is_empty() {
        return html! {};
    }
    let action = speech.url("/desk/confidence");
    let asks = Asks { desk, action, words: "confidence", sent };
    let kinds: Vec<(String, String)> = rules
        .surveys
        .iter()
        .filter(|(_, rule)| rule.purpose.is_some())
        .map(|(kind, _)| (kind.clone(), t(&format!("kind_{kind}"))))
        .collect();
    let assemblies = rules.demanded_by.keys();
    let assemblies =
        assemblies.map(|id| (id.clone(), t(&format!("assembly_{}", id.to_lowercase()))));
    let assemblies: Vec<(String, String)> =
        std::iter::once((String::new(), t("assembly_none"))).chain(assemblies).collect();
    let whys = Why::ALL.map(|why| t(&format!("why_{}", why.name()))).join(", ");
    let today = desk.today();
    let year = today.map(|today| today.year().to_string()).unwrap_or_default();
    html! {
        (part::section("open", &t("open"), &asks.folded("open", form::Weight::Strong, &html! {
            (asks.select("open", "body", &body_choices(&own)))
            (asks.select("open", "kind", &kinds))
            (asks.text("open", "heading"))
            (asks.field("open", "year", form::Kind::Digits, &year))
            (asks.field("open", "year_of_term", form::Kind::Digits, "3"))
            (asks.select("open", "assembly", &assemblies))
            (asks.count("open", "members"))
            (asks.long("open", "subjects"))
            (asks.long("open", "excluded"))
            p.hint { (speech.tell("confidence.whys", &[("all", &whys)])) }
            (asks.document("open"))
        })))
    }
}

async fn open(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let round = RoundId::from(id_of(&sent, "r").as_str());
    let Some((body, plan)) = acts::plan(&desk, &mut sent) else {
        return index(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let event = confidence::Event::RoundOpened { round: round.clone(), plan: Box::new(plan) };
    let command = Command::Record(vec![Event::Confidence(event)]);
    let at = |refusal: &Refusal| acts::field(refusal, "open");
    match desk.asked_at(&mut sent, Some(body), command, at).await {
        true => desk.to(&format!("/desk/confidence/{round}")),
        false => index(&desk, StatusCode::CONFLICT, &sent),
    }
}

async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::find(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, &Sent::default())
}

fn page(of: &Of, status: StatusCode, sent: &Sent) -> Response {
    let Of { desk, round } = of;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let plan = &round.plan;
    let body = html! {
        (part::head_in(speech.names(), &plan.title, Some(&figure::badge(figure::State::Counting, &t(&format!("stage_{}", stage(of)))))))
        (desk.trouble(sent.refused.as_deref()))
        @if plan.closed { (part::notice(part::Tone::Info, &t("closed_title"), &html! { p { (t("closed_about")) } })) }
        (public::particulars(speech, &desk.view.state, round))
        (checklist(of))
        (part::section("people", &t("people"), &html! {
            (people(of))
            @if let Some(given) = of.given() {
                (public::results(speech, &desk.view.state, round, &given))
                p {
                    a href=(speech.url(&format!("{}/papers/minutes.pdf", of.path()))) { (t("minutes")) } " · "
                    a href=(speech.url(&format!("{}/papers/notice.pdf", of.path()))) { (t("notice")) }
                }
            }
            (public::excluded(speech, round))
        }))
        (public::seconds(speech, &desk.view.state, round, &|vote| of.shows(vote), true))
        (acts::forms(of, sent))
    };
    desk.page(status, plan.title.clone(), &body)
}

/// What is done and what is missing, with the numbers.
fn checklist(of: &Of) -> Markup {
    let Of { desk, round } = of;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let state = &desk.view.state;
    let all = round.subjects().count();
    let filed = round.subjects().filter(|of| round.reports.contains_key(&of.id)).count();
    let read = round.read_by().unwrap_or_default();
    let days = state.rules_at(desk.view.at).ok().and_then(|rules| {
        let rule = rules.confidence.as_ref()?.reports.as_ref()?;
        Some((rule.days_before, rule.source.article.clone()))
    });
    let reports = [("done", speech.many(filed)), ("of", speech.many(all))];
    let readers = [("done", speech.n(read)), ("of", speech.n(round.plan.members))];
    let facts = |all: &[(&str, String); 2]| -> Vec<(String, String)> {
        all.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect()
    };
    let told = |key: &str, all: &[(&str, String); 2]| {
        let all = facts(all);
        let all: Vec<(&str, &str)> = all.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        speech.tell(&format!("confidence.{key}"), &all)
    };
    html! {
        (part::section("steps", &t("steps"), &html! {
            ul {
                li { (told("reports_done", &reports)) }
                li {
                    @match round.given_out {
                        None => (t("not_given_out")),
                        Some(on) => (speech.tell("confidence.given_out_on", &[("day", &day(on))])),
                    }
                    @if let Some((days, article)) = &days {
                        " " small { (speech.tell("confidence.days_before", &[("days", &days.to_string())])) " " cite { (article) } }
                    }
                }
                li { (told("read_done", &readers)) }
                li {
                    @match state.survey(round) {
                        None => (t("not_called")),
                        Some(vote) => a href=(speech.url(&format!("/desk/votes/{}", vote.id))) {
                            (t(&format!("vote_{}", vote.step().name())))
                        },
                    }
                }
            }
        }))
    }
}

/// Who is voted on, with what lies before the members: in the order of the paper.
fn people(of: &Of) -> Markup {
    let Of { desk, round } = of;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let row = |(at, subject): (usize, &Subject)| {
        let report = round.reports.get(&subject.id);
        vec![
            html! { (at + 1) },
            html! { span lang="vi" { (subject.name) } br; small lang="vi" { (subject.post) } },
            html! {
                @match report {
                    None => (t("no_report")),
                    Some(_) if of.reads(&subject.id) => a href=(speech.url(&format!("{}/reports/{}", of.path(), subject.id))) { (t("read_report")) },
                    Some(_) => (t("report_filed")),
                }
            },
        ]
    };
    html! { (Table {
        id: "subjects".into(),
        caption: t("people_caption"),
        columns: vec![Column::figures(t("col_number")), Column::words(t("col_person")), Column::words(t("col_report"))],
        rows: round.subjects().enumerate().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

/// One report as who may read it sees it: the words, or the signed paper.
async fn read(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, person)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let file = uri.query() == Some("file");
    let found = Of::find(&desk, &id).filter(|of| of.reads(&person));
    let Some(of) = found else { return desk.missing() };
    let Some((subject, report)) = of.round.subject(&person).zip(of.round.reports.get(&person))
    else {
        return desk.missing();
    };
    match (file, report.blob) {
        (true, Some(blob)) => match desk.app.node.blobs().get(&blob) {
            Ok(Some(bytes)) => {
                answer::bytes(kind(&bytes).unwrap_or("application/octet-stream"), bytes)
            }
            _ => desk.missing(),
        },
        (true, None) => desk.missing(),
        (false, _) => report_page(&of, subject, report),
    }
}

fn report_page(of: &Of, subject: &Subject, report: &Report) -> Response {
    let desk = of.desk;
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("confidence.{key}"));
    let text: Option<String> = desk.app.kept(&report.sealed);
    let title = speech.tell("confidence.report_of", &[("name", &subject.name)]);
    let body = html! {
        (part::head(&title, None))
        p { a href=(of.action()) { (of.round.plan.title) } }
        p lang="vi" { (subject.post) }
        @match text {
            None => (part::notice(part::Tone::Look, &t("report_lost"), &html! {})),
            Some(text) => @for line in text.lines() { p lang="vi" { (line) } },
        }
        @if report.blob.is_some() {
            p { a href=(speech.url(&format!("{}/reports/{}?file", of.path(), subject.id))) { (t("report_file")) } }
        }
    };
    desk.shown(title, &body)
}

/// A report is filed, with its signed paper when there is one.
async fn report(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::find(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return page(&of, StatusCode::FORBIDDEN, &sent);
    }
    let mut said = Said::new(&desk, &mut sent);
    let person = said.needed("person", super::asks::SHORT);
    let text = said.text("text", 8_000);
    if text.is_empty() && file.is_none() {
        said.wrong("text", desk.speech.t("asks.missing"));
    }
    match &file {
        Some(file) if file.bytes.len() > MAX_REPORT => {
            said.wrong("file", desk.speech.t("desk.scan_too_large"));
        }
        Some(file) if kind(&file.bytes).is_none() => {
            said.wrong("file", desk.speech.t("desk.not_a_scan"));
        }
        _ => {}
    }
    let own = of.own().is_some_and(|own| own.id == person);
    if !own && !of.calls() {
        return desk.missing();
    }
    if !said.is_sound() {
        return page(&of, unfit, &sent);
    }
    let blob = match file {
        None => None,
        Some(file) => match desk.keep(file.bytes).await {
            Ok(blob) => Some(blob),
            Err(why) => {
                sent.refused = Some(why);
                return page(&of, StatusCode::INTERNAL_SERVER_ERROR, &sent);
            }
        },
    };
    let opening = dienhong_journal::Opening { value: text, salt: dienhong_node::salt() };
    let Ok(kept) = dienhong_core::Kept::of(&opening) else {
        sent.refused = Some(desk.speech.t("desk.no_record"));
        return page(&of, unfit, &sent);
    };
    let (round, sealed) = (of.round.id.clone(), kept.seal);
    let event = confidence::Event::ReportFiled { round, person, sealed, blob };
    let command = Command::Seal(vec![Event::Confidence(event)], vec![kept]);
    of.done(sent, command, "report").await
}

impl Of<'_> {
    /// Asks as the round's body, and shows the page that follows.
    async fn done(&self, mut sent: Sent, command: Command, step: &str) -> Response {
        let body = Some(self.round.body.clone());
        let at = |refusal: &Refusal| acts::field(refusal, step);
        if self.desk.asked_at(&mut sent, body, command, at).await {
            return self.desk.to(&self.path());
        }
        let fresh = Desk { view: self.desk.app.node.view(), ..self.desk.clone() };
        match Of::find(&fresh, self.round.id.as_str()) {
            Some(of) => page(&of, StatusCode::CONFLICT, &sent),
            None => self.desk.missing(),
        }
    }

    /// Whether this officer has not said yet that the reports are read.
    fn to_read(&self) -> bool {
        let By::Officer(officer) = self.desk.officer.by() else { return false };
        self.sits() && self.round.given_out.is_some() && !self.round.readers.contains(&officer)
    }
}
