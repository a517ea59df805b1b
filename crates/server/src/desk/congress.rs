//! Congresses of a body at the desk: delegates, mandates, lists and their rounds. The ballots are the pages of votes.

use super::{
    Desk,
    asks::{Asks, SHORT, Said, at_field, bodies, body_choices, id_of},
    frame::{LONGEST, Sent},
};
use crate::{
    App, Speech,
    sent::Form,
    session::Officer,
    site::{calendar, day},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
    routing::get,
};
use dienhong_core::{
    Command, Event,
    congress::{
        self, Congress, CongressId, Delegate, Event as G, List, ListId, Nominee, Plan, Seats, Unit,
        What, allot,
    },
    count::Count,
    people::{BodyId, Right},
    refusal::Refusal,
    vote::{Ask, VoteId},
};
use dienhong_look::{
    Link, Markup, form, html, part,
    table::{Column, Narrow, Table},
};
use std::sync::Arc;

const ROOM: &str = "/desk/congress";

/// The most units, delegates of a unit or nominees that one form takes.
const LINES: usize = 500;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at(ROOM), get(list).post(open))
        .route(&at(&format!("{ROOM}/{{id}}")), get(show).post(take))
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal, step: &str) -> Option<String> {
    at_field(
        refusal,
        step,
        &[
            ("title_missing", "heading"),
            ("units_out_of_range", "units"),
            ("seats_out_of_range", if step == "open" { "delegates" } else { "seats" }),
            ("delegates_differ", "names"),
            ("nominees_out_of_range", "list"),
            ("nobody_to_elect", "list"),
            ("round_is_called", "list"),
        ],
    )
}

async fn list(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index(&desk, StatusCode::OK, &Sent::default())
}

fn index(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let own = bodies(desk, Right::CallVotes);
    let state = &desk.view.state;
    if own.is_empty() || state.congress_rules(desk.view.at).is_none() {
        return desk.missing();
    }
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("congress.{key}"));
    let held = state.congress.all().rev().filter(|of| own.iter().any(|body| body.id == of.body));
    let links: Vec<(Link, Option<String>)> = held
        .map(|of| {
            let url = speech.url(&format!("{ROOM}/{}", of.id));
            (Link::new(of.plan.title.clone(), url), Some(day(of.plan.document.on)))
        })
        .collect();
    let asks = Asks { desk, action: speech.url(ROOM), words: "congress", sent };
    let title = t("title");
    let body = html! {
        (part::head(&title, None))
        p.hint { (t("closed_about")) }
        (desk.trouble(sent.refused.as_deref()))
        @if links.is_empty() { (part::empty(&t("none"), None)) }
        (part::links(&links))
        (part::section("open", &t("open"), &asks.folded("open", form::Weight::Strong, &html! {
            (asks.select("open", "body", &body_choices(&own)))
            (asks.text("open", "heading"))
            (asks.field("open", "delegates", form::Kind::Digits, ""))
            (asks.long("open", "units"))
            (asks.document("open"))
        })))
    };
    desk.page(status, title, &body)
}

async fn open(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let mut sent = Sent::of(typed);
    let id = CongressId::from(id_of(&sent, "g").as_str());
    let mut said = Said::new(&desk, &mut sent);
    let body = BodyId::from(said.needed("body", SHORT).as_str());
    let title = said.needed("heading", SHORT);
    let delegates = said.number("delegates");
    let mut units = Vec::new();
    for (line, parts) in said.lines("units", LINES) {
        let members = parts.get(1).and_then(|text| text.parse::<u64>().ok());
        match (parts.as_slice(), members.and_then(|members| Count::try_from(members).ok())) {
            ([name, _], Some(members)) => units.push(Unit { name: name.clone(), members }),
            _ => said.wrong_line("units", line),
        }
    }
    let document = said.document();
    let read = delegates.zip(document).filter(|_| sent.wrong.is_empty());
    let Some((delegates, document)) = read else {
        return index(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let plan = Plan { title, delegates, units, document };
    let event = Event::Congress(G::Opened { congress: id.clone(), plan });
    let command = Command::Record(vec![event]);
    match desk.asked_at(&mut sent, Some(body), command, |refusal| field(refusal, "open")).await {
        true => desk.to(&format!("{ROOM}/{id}")),
        false => index(&desk, StatusCode::CONFLICT, &sent),
    }
}

fn found(desk: &Desk, id: &str) -> Option<Arc<Congress>> {
    let of = desk.view.state.congress.get(&CongressId::from(id))?;
    let own = bodies(desk, Right::CallVotes).iter().any(|body| body.id == of.body);
    own.then(|| of.clone())
}

async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    page(&desk, &of, StatusCode::OK, &Sent::default())
}

/// How many each unit sends by the rule. None: it cannot be shared out.
fn shares(desk: &Desk, of: &Congress) -> Option<Vec<u16>> {
    let rules = desk.view.state.congress_rules(of.at)?;
    let members: Vec<Count> = of.plan.units.iter().map(|unit| unit.members).collect();
    allot(of.plan.delegates, rules.fixed, &members)
}

/// Those of whose mandates nothing is said yet.
fn unexamined(of: &Congress) -> Vec<Delegate> {
    of.named().filter(|delegate| !of.mandates.contains_key(&delegate.id)).cloned().collect()
}

fn page(desk: &Desk, of: &Congress, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("congress.{key}"));
    let action = speech.url(&format!("{ROOM}/{}", of.id));
    let asks = Asks { desk, action, words: "congress", sent };
    let title = of.plan.title.clone();
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        p.hint { (t("closed_about")) }
        (desk.trouble(sent.refused.as_deref()))
        dl.particulars {
            div { dt { (t("document")) } dd { span lang="vi" { (of.plan.document.number) } " · " (day(of.plan.document.on)) } }
            div { dt { (t("delegates")) } dd { (of.plan.delegates) } }
            div { dt { (t("confirmed")) } dd { (speech.n(of.confirmed())) } }
        }
        (part::section("delegates", &t("units_title"), &delegates(desk, of, &asks)))
        (part::section("mandates", &t("mandates"), &mandates(desk, of, &asks)))
        (part::section("lists", &t("lists"), &lists(desk, of, &asks)))
    };
    desk.page(status, title, &body)
}

/// Units with their members and seats, and whom they send.
fn delegates(desk: &Desk, of: &Congress, asks: &Asks) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("congress.{key}"));
    let shares = shares(desk, of);
    let rules = desk.view.state.congress_rules(of.at);
    let missing: Vec<(String, String)> = (1u16..)
        .zip(&of.plan.units)
        .filter(|(number, _)| !of.delegates.contains_key(number))
        .map(|(number, unit)| (number.to_string(), unit.name.clone()))
        .collect();
    let row = |(number, unit): (u16, &Unit)| {
        let seats = shares.as_ref().and_then(|all| all.get(usize::from(number) - 1));
        let sends = of.delegates.get(&number).map_or(0, |delegates| delegates.len());
        vec![
            html! { span lang="vi" { (unit.name) } },
            html! { (speech.n(unit.members)) },
            html! { (seats.map_or_else(|| "–".to_owned(), ToString::to_string)) },
            html! { (sends) },
        ]
    };
    html! {
        (Table {
            id: "units".into(),
            caption: if of.seats.is_empty() { t("units_proposed") } else { t("units_caption") },
            columns: vec![
                Column::words(t("unit")),
                Column::figures(t("members")),
                Column::figures(t("seats")),
                Column::figures(t("named")),
            ],
            rows: (1u16..).zip(&of.plan.units).map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        })
        @if let Some(rules) = rules {
            p.article {
                (speech.tell("congress.rule", &[("fixed", &rules.fixed.to_string())])) " "
                cite { (rules.source.article) } " " small { (speech.t(calendar::sure(rules.source.sure))) }
            }
        }
        @if of.delegates.is_empty() && shares.is_some() {
            (asks.folded("allot", if of.seats.is_empty() { form::Weight::Strong } else { form::Weight::Plain }, &asks.document("allot")))
        }
        @if !of.seats.is_empty() && !missing.is_empty() {
            (asks.folded("send", form::Weight::Strong, &html! {
                (asks.select("send", "unit", &missing))
                (asks.long("send", "names"))
                (asks.document("send"))
            }))
        }
    }
}

/// Each mandate: confirmed, or not and why.
fn mandates(desk: &Desk, of: &Congress, asks: &Asks) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("congress.{key}"));
    let open = unexamined(of);
    let refused: Vec<_> = of
        .named()
        .filter_map(|delegate| {
            let mandate = of.mandates.get(&delegate.id).filter(|mandate| !mandate.confirmed)?;
            Some((delegate, mandate.reason.as_deref().unwrap_or_default()))
        })
        .collect();
    html! {
        @if of.named().next().is_none() { (part::empty(&t("no_delegates"), None)) }
        @if !refused.is_empty() {
            p { (t("not_confirmed")) ":" }
            ul { @for (delegate, reason) in refused { li lang="vi" { (delegate.name) " (" (reason) ")" } } }
        }
        @if !open.is_empty() {
            (asks.folded("examine", form::Weight::Strong, &html! {
                p { (t("examine_about")) }
                @for delegate in &open {
                    (form::group(&delegate.name, &html! {
                        (asks.tick("examine", &format!("refuse-{}", delegate.id), &t("refuse"), false))
                        (reason(asks, &format!("examine.reason-{}", delegate.id)))
                    }))
                }
            }))
        }
    }
}

fn reason(asks: &Asks, name: &str) -> Markup {
    let label = asks.desk.speech.t("congress.reason_if_refused");
    html! { (form::Field {
        name, label: &label, value: asks.sent.value(name), error: asks.sent.error(name), ..form::Field::default()
    }) }
}

/// What is elected: nominees in the order of the paper, and the rounds.
fn lists(desk: &Desk, of: &Congress, asks: &Asks) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("congress.{key}"));
    let whats = What::ALL.map(|what| (what.name().to_owned(), t(&format!("what_{}", what.name()))));
    let choices: Vec<(String, String)> =
        of.lists.values().map(|list| (list.id.to_string(), list.name.clone())).collect();
    let nominees: Vec<(String, String)> = of
        .lists
        .values()
        .flat_map(|list| {
            let named = list.standing();
            named.map(|of| {
                (format!("{}/{}", list.id, of.id), format!("{} · {}", of.name, list.name))
            })
        })
        .collect();
    html! {
        @for list in of.lists.values() { (one(desk, of, list)) }
        (asks.folded("list", form::Weight::Plain, &html! {
            (asks.select("list", "what", &whats))
            (asks.text("list", "name"))
            (asks.field("list", "seats", form::Kind::Digits, ""))
        }))
        @if !choices.is_empty() {
            (asks.folded("nominate", form::Weight::Plain, &html! {
                (asks.select("nominate", "list", &choices))
                (asks.long("nominate", "nominees"))
            }))
            @if !nominees.is_empty() {
                (asks.folded("withdraw", form::Weight::Plain, &html! {
                    (asks.select("withdraw", "nominee", &nominees))
                    (asks.text("withdraw", "reason"))
                }))
            }
            (asks.folded("round", form::Weight::Strong, &html! {
                (asks.select("round", "list", &choices))
                (asks.field("round", "halls", form::Kind::Long, &speech.t("confidence.hall_name")))
                (asks.text("round", "reason"))
            }))
        }
    }
}

fn one(desk: &Desk, of: &Congress, list: &List) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("congress.{key}"));
    let state = &desk.view.state;
    let name = |id: &String| {
        let found = list.nominees.iter().find(|nominee| nominee.id == *id);
        found.map_or_else(|| id.clone(), |nominee| nominee.name.clone())
    };
    let names = |ids: &[String]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let ended = state.rounds_ended(list);
    let (_, left) = state.elected_to(list);
    let rule = state.list_rule(of, list);
    html! {
        h3 lang="vi" { (list.name) }
        p {
            (t(&format!("what_{}", list.what.name()))) " · "
            (speech.tell("congress.seats_left", &[("seats", &list.seats.to_string()), ("left", &left.to_string())]))
        }
        @if let Some(rule) = rule {
            p.article {
                @match rule.surplus {
                    None => (t("no_surplus")),
                    Some(surplus) => (speech.tell("congress.surplus", &[("least", &surplus.at_least.to_string()), ("most", &surplus.at_most.to_string())])),
                }
                " " cite { (rule.source.article) } " " small { (speech.t(calendar::sure(rule.source.sure))) }
            }
        }
        ol {
            @for nominee in list.standing() { li lang="vi" { (nominee.name) " (" (nominee.by) ")" } }
        }
        @if !list.withdrawn.is_empty() {
            ul {
                @for (id, reason) in &list.withdrawn { li { (t("has_withdrawn")) ": " span lang="vi" { (name(id)) " (" (reason) ")" } } }
            }
        }
        @for (number, vote) in state.rounds_of(list).enumerate() {
            p {
                (speech.tell("congress.round_number", &[("number", &(number + 1).to_string())])) ": "
                a href=(speech.url(&format!("/desk/votes/{}", vote.id))) { (speech.t(&format!("confidence.vote_{}", vote.step().name()))) }
                @if let Some(of) = ended.iter().find(|of| of.vote == vote.id) {
                    " · " (t("elected")) ": " b lang="vi" { (names(&of.elected)) }
                    @if !of.tied.is_empty() { " · " (t("tied")) ": " span lang="vi" { (names(&of.tied)) } }
                }
            }
        }
    }
}

async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    let Some(command) = command(&desk, &of, &mut sent).filter(|_| sent.wrong.is_empty()) else {
        return match sent.wrong.is_empty() {
            true => desk.missing(),
            false => page(&desk, &of, StatusCode::UNPROCESSABLE_ENTITY, &sent),
        };
    };
    let body = Some(of.body.clone());
    if desk.asked_at(&mut sent, body, command, |refusal| field(refusal, &step)).await {
        return desk.to(&format!("{ROOM}/{}", of.id));
    }
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match found(&now, &id) {
        Some(of) => page(&now, &of, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

/// What a form asks for. None: something cannot be read, told at its field, or there is no such form.
fn command(desk: &Desk, of: &Congress, sent: &mut Sent) -> Option<Command> {
    let (vote, list_id) = (VoteId::from(id_of(sent, "v").as_str()), id_of(sent, "l"));
    let prefix = id_of(sent, "c");
    let mut said = Said::new(desk, sent);
    let congress = of.id.clone();
    let record =
        |events: Vec<G>| Command::Record(events.into_iter().map(Event::Congress).collect());
    match said.step.as_str() {
        "allot" => {
            let seats = (1..).zip(shares(desk, of)?);
            let seats = seats.map(|(unit, delegates)| Seats { unit, delegates }).collect();
            let document = said.document()?;
            Some(record(vec![G::Allotted { congress, seats, document }]))
        }
        "send" => {
            let unit: Option<u16> = said.number("unit");
            let lines = said.lines("names", LINES);
            let document = said.document();
            let unit = unit?;
            let delegate = |(at, (_, parts)): (usize, (usize, Vec<String>))| Delegate {
                id: format!("d-{unit}-{}", at + 1),
                name: parts.join("; "),
            };
            let delegates = lines.into_iter().enumerate().map(delegate).collect();
            let document = document?;
            Some(record(vec![G::DelegatesNamed { congress, unit, delegates, document }]))
        }
        "examine" => {
            let mut events = Vec::new();
            for delegate in unexamined(of) {
                let confirmed = !said.ticked(&format!("refuse-{}", delegate.id));
                let name = format!("reason-{}", delegate.id);
                let reason = match confirmed {
                    true => None,
                    false => Some(said.needed(&name, LONGEST)),
                };
                let (congress, delegate) = (congress.clone(), delegate.id);
                events.push(G::MandateExamined { congress, delegate, confirmed, reason });
            }
            Some(record(events))
        }
        "list" => {
            let what = said.one_of("what", &What::ALL, What::name);
            let name = said.needed("name", SHORT);
            let seats = said.number("seats");
            let (what, seats) = what.zip(seats)?;
            let list = ListId::from(list_id.as_str());
            Some(record(vec![G::ListOpened { congress, list, what, name, seats }]))
        }
        "nominate" => {
            let list = ListId::from(said.needed("list", SHORT).as_str());
            let mut events = Vec::new();
            for (line, parts) in said.lines("nominees", LINES) {
                let [name, by] = parts.as_slice() else {
                    said.wrong_line("nominees", line);
                    continue;
                };
                let id = format!("{prefix}-{line}");
                let nominee = Nominee { id, name: name.clone(), by: by.clone() };
                let (congress, list) = (congress.clone(), list.clone());
                events.push(G::Nominated { congress, list, nominee });
            }
            if events.is_empty() {
                said.wrong("nominees", desk.speech.t("asks.missing"));
            }
            Some(record(events))
        }
        "withdraw" => {
            let both = said.needed("nominee", SHORT);
            let reason = said.needed("reason", LONGEST);
            let (list, nominee) = both.split_once('/')?;
            let (list, nominee) = (ListId::from(list), nominee.to_owned());
            Some(record(vec![G::Withdrew { congress, list, nominee, reason }]))
        }
        "round" => {
            let list = ListId::from(said.needed("list", SHORT).as_str());
            let channels = said.halls();
            let reason = Some(said.text("reason", LONGEST)).filter(|reason| !reason.is_empty());
            let known = of.lists.get(&list)?;
            // The paper's words are Vietnamese, as all papers are.
            let words = Speech::of("vi");
            let title = format!("{}: {}", of.plan.title, known.name);
            let (_, left) = desk.view.state.elected_to(known);
            let text = words.tell("congress.question", &[("seats", &left.to_string())]);
            let ask = Ask { vote, title, text, channels, decision: None };
            Some(Command::Congress(congress::Command::Round { congress, list, ask, reason }))
        }
        _ => None,
    }
}
