//! Once more: the board's report, the decision, and the poll that completes or repeats another.

use super::{
    Desk, Typed,
    frame::{LONGEST, all_fit, said_in, too_long},
};
use crate::{App, sent::Form, session::Officer, site};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    Command, Date, Event,
    election::{self, AreaId, Constituency, Election, ElectionId, Further, Stage},
    people::{Place, Right},
    rules::Next,
};
use dienhong_look::{Markup, form, html, part};
use std::sync::Arc;

type At = Path<(String, u16)>;

/// A constituency whose law calls for another poll.
struct Case {
    election: Arc<Election>,
    of: Arc<Constituency>,
    /// The poll that is called for. None: none is, or none any more.
    stage: Option<Stage>,
    /// Those that shall vote again, where not all do.
    areas: Vec<AreaId>,
}

fn case(desk: &Desk, election: &str, number: u16) -> Option<Case> {
    let state = &desk.view.state;
    let election = desk.election(election)?;
    let of = election.constituencies.get(&number)?.clone();
    let areas = state.waiting(&election, &of);
    let due = |stage, areas: &[AreaId]| state.calls_for(&election, &of, stage, areas);
    let stage = if !areas.is_empty() || due(Stage::ReElection, &[]) {
        Some(Stage::ReElection)
    } else {
        Some(Stage::Supplementary).filter(|&stage| due(stage, &[]) && of.declined.is_none())
    };
    Some(Case { election, of, stage, areas })
}

/// Whether the law calls for another poll in a constituency, and nobody has answered it.
pub(super) fn is_due(desk: &Desk, election: &ElectionId, number: u16) -> bool {
    case(desk, election.as_str(), number).is_some_and(|case| case.stage.is_some())
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, number)): At,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    match case(&desk, &election, number) {
        Some(case) => page(&desk, StatusCode::OK, &case, &Typed::new(), None, None),
        None => desk.missing(),
    }
}

/// The page; `wrong` is a field and what is wrong with it.
fn page(
    desk: &Desk,
    status: StatusCode,
    case: &Case,
    typed: &Typed,
    wrong: Option<(&str, &str)>,
    refused: Option<&str>,
) -> Response {
    let speech = &desk.speech;
    let Case { election, of, stage, areas } = case;
    let state = &desk.view.state;
    let title = speech.t("further.title");
    let number = of.number.to_string();
    let whole = speech.tell("site.constituency", &[("number", &number)]);
    let url = speech.url(&format!("/elections/{}/constituencies/{number}", election.id));
    let area = |id: &AreaId| state.election.area(id).map_or_else(String::new, |a| a.name.clone());
    let named: Vec<String> = areas.iter().map(|id| format!("{} ({id})", area(id))).collect();
    let body = html! {
        (part::head(&title, None))
        p { a href=(url) { (election.name) " · " (whole) } }
        (desk.trouble(refused))
        (told(desk, of))
        @match stage {
            None => { (part::empty(&speech.t("further.none"), None)) }
            Some(stage) => {
                p { b { (speech.t(&format!("further.due_{}", stage.name()))) } }
                @if !named.is_empty() { p { (speech.tell("further.areas", &[("areas", &named.join(", "))])) } }
                (standing(desk, case, *stage))
                (forms(desk, case, *stage, typed, wrong))
            }
        }
    };
    desk.page(status, title, &body)
}

/// What the board has reported, and what was decided on it.
fn told(desk: &Desk, of: &Constituency) -> Markup {
    let speech = &desk.speech;
    let when = |at| site::when(&desk.view.state.node, at);
    html! {
        @for report in &of.reports {
            (part::notice(part::Tone::Done, &speech.tell("further.reported", &[("document", &report.document)]),
                &html! { p { (when(report.at)) } }))
        }
        @if let Some(declined) = &of.declined {
            (part::notice(part::Tone::Look, &speech.tell("further.declined", &[("document", &declined.document)]),
                &html! { p { (declined.reason) } p { (when(declined.at)) } }))
        }
    }
}

/// Who will stand, for how many seats, and until when it must be held.
fn standing(desk: &Desk, case: &Case, stage: Stage) -> Markup {
    let speech = &desk.speech;
    let Case { election, of, .. } = case;
    let elected = of.result().map(|result| result.elected.as_slice()).unwrap_or_default();
    let filled = if stage == Stage::Supplementary { elected } else { &[] };
    let stands = (1u16..).zip(&of.candidates).filter(|(number, listed)| {
        stage == Stage::ReElection || (listed.withdrawn.is_none() && !filled.contains(number))
    });
    let seats = usize::from(of.seats).saturating_sub(filled.len());
    let latest = latest(desk, election);
    html! {
        p { (speech.tell("further.seats", &[("seats", &seats.to_string())])) }
        ol { @for (_, listed) in stands { li { (listed.candidate.name) } } }
        p { small { (speech.t("further.list_is_the_firsts")) } }
        @if let Some((day, article)) = latest {
            p { (speech.tell("further.latest", &[("day", &site::day(day)), ("article", &article)])) }
        }
    }
}

/// The last day on which the law lets a further poll be held.
fn latest(desk: &Desk, election: &Election) -> Option<(Date, String)> {
    let rules = desk.view.state.node.rules_on(election.day)?;
    let deadlines = rules.deadlines(&election.kind, election.day, false);
    let latest = deadlines.iter().find(|deadline| deadline.rule.id == "further_polls_latest")?;
    Some((latest.day, latest.rule.source.article.clone()))
}

fn forms(
    desk: &Desk,
    case: &Case,
    stage: Stage,
    typed: &Typed,
    wrong: Option<(&str, &str)>,
) -> Markup {
    let speech = &desk.speech;
    let Case { election, of, areas, .. } = case;
    let state = &desk.view.state;
    let action = speech.url(&format!("/desk/further/{}/{}", election.id, of.number));
    let reports = desk.may(Right::RecordResult, Place::Constituency(&election.id, of.number));
    let reported = of.reports.iter().any(|last| last.stage == stage && last.areas == *areas);
    let (calls, announces) = (
        desk.may(Right::PrepareElection, Place::Unit(&election.unit)),
        desk.may(Right::AnnounceResult, Place::Unit(&election.unit)),
    );
    let optional = state.next(election, of.number) == Next::ReportForSupplementaryDecisionByNec;
    let field = |step: &str, name: &'static str, key: &str, kind: form::Kind, preset: &str| {
        let mine = typed.get("step").is_some_and(|sent| sent == step);
        let value = if mine { said_in(typed, step, name) } else { preset };
        let error =
            wrong.filter(|(field, _)| mine && *field == name).map(|(_, why)| why.to_owned());
        let error = error.or_else(|| too_long(*speech, value, LONGEST));
        html! { (form::Field {
            name, id: Some(&format!("{step}-{name}")), label: &speech.t(key), value, kind,
            error: error.as_deref(), required: true, ..form::Field::default()
        }) }
    };
    let name = speech.tell(
        &format!("further.name_{}", stage.name()),
        &[("name", &election.name), ("number", &of.number.to_string())],
    );
    let id = proposed_id(desk, election, stage);
    html! {
        @if reports && !reported {
            (part::section("report", &speech.t("further.report"), &html! {
                p { (speech.t("further.report_about")) }
                form method="post" action=(action) {
                    (desk.stamps()) (form::hidden("step", "report"))
                    (field("report", "document", "desk.document", form::Kind::Text, ""))
                    (form::button(form::Weight::Strong, &speech.t("further.report_do")))
                }
            }))
        }
        @if calls {
            (part::section("call", &speech.t("further.call"), &html! {
                p { (speech.t("further.call_about")) }
                form method="post" action=(action) {
                    (desk.stamps()) (form::hidden("step", "call"))
                    (field("call", "document", "further.decision", form::Kind::Text, ""))
                    (field("call", "day", "further.day", form::Kind::Date, ""))
                    (field("call", "election_name", "setup.col_election_name", form::Kind::Text, &name))
                    (field("call", "election_id", "setup.col_election_id", form::Kind::Text, &id))
                    p { small { (speech.t("further.same_poll")) } }
                    (form::button(form::Weight::Strong, &speech.t("further.call_do")))
                }
            }))
        }
        @if announces && optional && stage == Stage::Supplementary {
            (part::section("decline", &speech.t("further.decline"), &html! {
                (part::more(&speech.t("further.decline"), &html! {
                    p { (speech.t("further.decline_about")) }
                    form method="post" action=(action) {
                        (desk.stamps()) (form::hidden("step", "decline"))
                        (field("decline", "document", "further.decision", form::Kind::Text, ""))
                        (field("decline", "reason", "desk.reason", form::Kind::Long, ""))
                        (form::button(form::Weight::Grave, &speech.t("further.decline_do")))
                    }
                }))
            }))
        }
        @if !reports && !calls && !announces { (part::empty(&speech.t("desk.not_yours_to_see"), None)) }
    }
}

/// An id that nobody has used; that of a poll of this stage which has not been held, where one was called.
fn proposed_id(desk: &Desk, election: &Election, stage: Stage) -> String {
    let known = &desk.view.state.election;
    let children = election.children.iter().filter_map(|id| known.get(id));
    let mut open = children.filter(|child| child.stage == stage && child.ended.is_none());
    if let Some(open) = open.next() {
        return open.id.to_string();
    }
    let short = if stage == Stage::ReElection { "bl" } else { "bt" };
    let ids = (1..=99).map(|n| format!("{}-{short}{n}", election.id));
    let free = |id: &String| known.get(&ElectionId::from(id.as_str())).is_none();
    ids.into_iter().find(free).unwrap_or_default()
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((election, number)): At,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(case) = case(&desk, &election, number) else { return desk.missing() };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if !all_fit(desk.speech, &typed) {
        return page(&desk, unprocessable, &case, &typed, None, None);
    }
    let Some(stage) = case.stage else {
        return page(&desk, StatusCode::CONFLICT, &case, &typed, None, None);
    };
    let text = |name: &str| typed.get(name).map_or("", |text| text.trim()).to_owned();
    let (id, constituency) = (case.election.id.clone(), case.of.number);
    let whole = Place::Unit(&case.election.unit);
    let one = |event| Command::Record(vec![Event::Election(event)]);
    let (right, place, command) = match text("step").as_str() {
        "report" => {
            let areas = case.areas.clone();
            let (election, document) = (id, text("document"));
            let event = election::Event::FurtherPollReported {
                election,
                constituency,
                stage,
                areas,
                document,
            };
            let place = Place::Constituency(&case.election.id, constituency);
            (Right::RecordResult, place, one(event))
        }
        "decline" => {
            let (document, reason) = (text("document"), text("reason"));
            let event = election::Event::FurtherPollDeclined {
                election: id,
                constituency,
                document,
                reason,
            };
            (Right::AnnounceResult, whole, one(event))
        }
        "call" => {
            let no = |field: &str, key: &str| {
                let why = desk.speech.tell(key, &[("found", &text(field))]);
                page(&desk, unprocessable, &case, &typed, Some((field, &why)), None)
            };
            let Ok(day) = text("day").parse::<Date>() else { return no("day", "table.bad_date") };
            if !super::setup::is_an_id(&text("election_id")) {
                return no("election_id", "setup.bad_id");
            }
            if text("election_name").is_empty() {
                return no("election_name", "table.missing_value");
            }
            let further = Further {
                parent: id,
                constituency,
                stage,
                election: ElectionId::from(text("election_id").as_str()),
                name: text("election_name"),
                day,
                document: text("document"),
            };
            let command = Command::Election(election::Command::CallFurther(further));
            (Right::PrepareElection, whole, command)
        }
        _ => return desk.missing(),
    };
    let called = matches!(&command, Command::Election(_)).then(|| text("election_id"));
    match desk.ask(&typed, (right, place), command, Vec::new()).await {
        Ok(()) => match called {
            Some(called) => desk.to(&format!("/desk/setup/elections/{called}")),
            None => desk.to(&format!("/desk/further/{}/{constituency}", case.election.id)),
        },
        Err(why) => page(&desk, StatusCode::CONFLICT, &case, &typed, None, Some(&why)),
    }
}
