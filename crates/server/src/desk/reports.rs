//! Periodic reports at the desk: what one's own bodies owe, templates and rounds of those that collect, and each
//! report as it is filed, taken and returned.

use super::{
    Desk,
    asks::{Asks, SHORT, Said, at_field, bodies, body_choices, id_of},
    frame::{LONGEST, Sent},
};
use crate::{
    App, answer,
    public::kind,
    sent::{Filed, Form},
    session::Officer,
    site::{
        day,
        reports::{self, Look, period, said as said_amount},
    },
    workbook,
};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use dienhong_core::{
    Command, Date, Event as Fact,
    people::{Body, BodyId, Right},
    refusal::Refusal,
    report::{
        self, Amount, Event, Every, Evidence, Indicator, MOST_TEXT, NoAmount, Period, Plan, Round,
        RoundId, Section, Standing, Template, TemplateId, Total, Version,
    },
    vote::Document,
};
use dienhong_look::{Link, Markup, form, html, part};
use dienhong_verifier::segment;
use std::{collections::BTreeMap, sync::Arc};

const ROOM: &str = "/desk/reports";

/// The most lines of a form's lists.
const LINES: usize = 200;

/// The largest file of evidence, in bytes.
const MAX_FILE: usize = 20 * 1024 * 1024;

/// The longest code of an indicator or a section.
const CODE: usize = 20;

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    let at = |rest: &str| at(&format!("{ROOM}{rest}"));
    Router::new()
        .route(&at(""), get(index).post(take))
        .route(&at("/templates/{template}"), get(template).post(set))
        .route(&at("/{round}"), get(round).post(change))
        .route(&at("/{round}/summary.csv"), get(csv))
        .route(&at("/{round}/summary.xlsx"), get(xlsx))
        .route(&at("/{round}/{body}"), get(one).post(decide))
        .route(&at("/{round}/{body}/file"), post(file))
        .route(&at("/{round}/{body}/files/{hash}"), get(evidence))
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal, step: &str) -> Option<String> {
    at_field(
        refusal,
        step,
        &[
            ("title_missing", "heading"),
            ("form_out_of_range", "indicators"),
            ("named_twice", "indicators"),
            ("definition_missing", "indicators"),
            ("unit_missing", "indicators"),
            ("decimals_out_of_range", "indicators"),
            ("ratio_of_unknown", "indicators"),
            ("period_out_of_range", "period"),
            ("due_in_the_past", "due"),
            ("previous_differs", "previous"),
            ("template_is_closed", "closed"),
            ("evidence_out_of_range", "evidence"),
            ("evidence_empty", "evidence"),
            ("day_in_the_future", "evidence"),
        ],
    )
    // What is a line of a list has no field of its own.
    .filter(|name| step != "file" || !name.ends_with(".document"))
}

/// The bodies for which this officer collects and files.
fn own(desk: &Desk) -> Vec<Arc<Body>> {
    bodies(desk, Right::CollectReports)
}

fn is_own(desk: &Desk, body: &BodyId) -> bool {
    own(desk).iter().any(|own| own.id == *body)
}

async fn index(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    list(&desk, StatusCode::OK, &Sent::default())
}

/// What is owed, what is collected, and what can be begun.
fn list(desk: &Desk, status: StatusCode, sent: &Sent) -> Response {
    let own = own(desk);
    let state = &desk.view.state;
    if own.is_empty() || state.report_rules(desk.view.at).is_none() {
        return desk.missing();
    }
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("report.{key}"));
    let mut rounds: Vec<&Arc<Round>> =
        state.report.all().filter(|of| own.iter().any(|body| body.id == of.body)).collect();
    rounds.sort_by_key(|round| (std::cmp::Reverse(round.due), round.id.clone()));
    let rounds_links: Vec<(Link, Option<String>)> = rounds
        .iter()
        .map(|round| {
            let url = speech.url(&format!("{ROOM}/{}", round.id));
            let waiting =
                round.plan.owed_by.iter().filter(|body| round.standing(body) == Standing::Filed);
            let facts = [
                ("period", period(speech, round.plan.period)),
                ("due", day(round.due)),
                ("waiting", speech.many(waiting.count())),
            ];
            let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
            (
                Link::new(round.plan.title.clone(), url).lang(speech.names()),
                Some(speech.tell("report.round_about", &facts)),
            )
        })
        .collect();
    let templates: Vec<&Arc<Template>> =
        state.report.templates().filter(|of| own.iter().any(|body| body.id == of.body)).collect();
    let template_links: Vec<(Link, Option<String>)> = templates
        .iter()
        .filter_map(|of| {
            let url = speech.url(&format!("{ROOM}/templates/{}", of.id));
            let title = of.versions.last()?.title.clone();
            let number = [("number", of.last().to_string())];
            let number = number.each_ref().map(|(name, fact)| (*name, fact.as_str()));
            Some((
                Link::new(title, url).lang(speech.names()),
                Some(speech.tell("report.version_number", &number)),
            ))
        })
        .collect();
    let asks = Asks { desk, action: speech.url(ROOM), words: "report", sent };
    let title = t("title");
    let body = html! {
        (part::head(&title, None))
        (desk.trouble(sent.refused.as_deref()))
        (part::section("owed", &t("owed"), &owed(desk, &own)))
        (part::section("rounds", &t("rounds"), &html! {
            @if rounds_links.is_empty() { (part::empty(&t("no_round"), None)) }
            (part::links(&rounds_links))
            @if !templates.is_empty() { (asks.folded("open", form::Weight::Strong, &open_fields(desk, &own, &templates, &rounds, &asks))) }
        }))
        (part::section("templates", &t("templates"), &html! {
            @if template_links.is_empty() { (part::empty(&t("no_template"), None)) }
            (part::links(&template_links))
            (asks.folded("set_template", if templates.is_empty() { form::Weight::Strong } else { form::Weight::Plain }, &html! {
                (asks.select("set_template", "body", &body_choices(&own)))
                (asks.text("set_template", "heading"))
                (asks.long("set_template", "indicators"))
                (asks.long("set_template", "sections"))
                (asks.tick("set_template", "closed", &t("template_closed"), false))
            }))
        }))
    };
    desk.page(status, title, &body)
}

/// What the officer's bodies owe, the most urgent first, and what they have filed before.
fn owed(desk: &Desk, own: &[Arc<Body>]) -> Markup {
    let speech = &desk.speech;
    let (state, now) = (&desk.view.state, desk.now());
    let mut rows = Vec::new();
    for body in own {
        for owing in state.reports_owing(&body.id, now) {
            let Some(round) = state.report.get(&owing.round) else { continue };
            rows.push((owing, round, body));
        }
    }
    rows.sort_by_key(|(owing, ..)| owing.due);
    let done: Vec<(&Arc<Round>, &Arc<Body>)> = state
        .report
        .all()
        .rev()
        .flat_map(|round| own.iter().map(move |body| (round, body)))
        .filter(|(round, body)| round.last(&body.id).is_some_and(|last| last.returned.is_none()))
        .collect();
    let at = |round: &Round, body: &Body| {
        speech.url(&format!("{ROOM}/{}/{}", round.id, segment(body.id.as_str())))
    };
    html! {
        @if rows.is_empty() { p { (speech.t("report.nothing_owed")) } }
        ul.links {
            @for (owing, round, body) in &rows {
                li {
                    a href=(at(round, body)) lang=[speech.names()] { (round.plan.title) } " "
                    (reports::standing(speech, owing.standing, owing.late))
                    small { span lang=[speech.names()] { (body.name) } " · " (speech.tell("report.due_is", &[("day", &day(owing.due))])) }
                }
            }
        }
        @if !done.is_empty() {
            (part::more(&speech.t("report.filed_before"), &html! { ul.links {
                @for (round, body) in &done {
                    li {
                        a href=(at(round, body)) lang=[speech.names()] { (round.plan.title) } " "
                        (reports::standing(speech, round.standing(&body.id), false))
                        small lang=[speech.names()] { (body.name) }
                    }
                }
            } }))
        }
    }
}

/// Those that a round of these bodies may ask.
fn askable(desk: &Desk, own: &[Arc<Body>]) -> Vec<Arc<Body>> {
    let state = &desk.view.state;
    let Ok(rules) = state.rules_at(desk.view.at) else { return Vec::new() };
    let files = |body: &Body| {
        rules.people.roles.values().any(|role| {
            role.rights.contains(&Right::CollectReports) && role.bodies.contains(&body.kind)
        })
    };
    let below = |body: &Body| {
        own.iter().any(|own| match (&own.unit, &body.unit) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(unit)) => state.units.lies_in(unit, own),
        })
    };
    let mut all: Vec<Arc<Body>> =
        state.people.bodies().filter(|body| files(body) && below(body)).cloned().collect();
    all.sort_by(|a, b| (&a.unit, &a.name).cmp(&(&b.unit, &b.name)));
    all
}

/// The times for which reports may be asked, as a form names them: `y`, `q1`…, `m1`….
fn periods(desk: &Desk) -> Vec<(String, String)> {
    let Some(rules) = desk.view.state.report_rules(desk.view.at) else { return Vec::new() };
    let t = |key: &str, of: u8| desk.speech.tell(key, &[("of", &of.to_string())]);
    let mut all = Vec::new();
    if rules.every.contains(&Every::Year) {
        all.push(("y".to_owned(), desk.speech.t("report.whole_year")));
    }
    if rules.every.contains(&Every::Quarter) {
        all.extend((1..=4).map(|of| (format!("q{of}"), t("report.quarter_of", of))));
    }
    if rules.every.contains(&Every::Month) {
        all.extend((1..=12).map(|of| (format!("m{of}"), t("report.month_of", of))));
    }
    all
}

fn open_fields(
    desk: &Desk,
    own: &[Arc<Body>],
    templates: &[&Arc<Template>],
    rounds: &[&Arc<Round>],
    asks: &Asks,
) -> Markup {
    let t = |key: &str| desk.speech.t(&format!("report.{key}"));
    let choices: Vec<(String, String)> = templates
        .iter()
        .filter_map(|of| Some((of.id.to_string(), of.versions.last()?.title.clone())))
        .collect();
    let mut before = vec![(String::new(), t("no_previous"))];
    before.extend(rounds.iter().filter(|round| round.cancelled.is_none()).map(|round| {
        let when = period(&desk.speech, round.plan.period);
        (round.id.to_string(), format!("{} · {when}", round.plan.title))
    }));
    let year = desk.today().map(|today| today.year().to_string()).unwrap_or_default();
    let askable = askable(desk, own);
    html! {
        (asks.select("open", "template", &choices))
        (asks.text("open", "heading"))
        (asks.select("open", "period", &periods(desk)))
        (asks.field("open", "year", form::Kind::Digits, &year))
        (asks.date("open", "due"))
        (asks.text("open", "meeting"))
        (asks.select("open", "previous", &before))
        (form::group(&t("owed_by"), &html! {
            @if let Some(error) = asks.sent.error("open.owed_by") { p.wrong id="open.owed_by-error" { (error) } }
            @if askable.is_empty() { p.hint { (t("no_unit")) } }
            @if askable.len() > 1 { (asks.tick("open", "all", &t("all_units"), false)) }
            @for body in &askable { (asks.tick("open", &format!("owes-{}", body.id), &body.name, false)) }
        }))
        (asks.tick("open", "closed", &t("round_closed"), false))
    }
}

/// What a list of indicators says, one a line. What cannot be read is told by its line.
fn indicators(said: &mut Said) -> Vec<Indicator> {
    let mut all = Vec::new();
    for (line, parts) in said.lines("indicators", 100) {
        let read = match parts.as_slice() {
            [id, name, definition, unit, decimals, total] => {
                let total = total_of(total);
                let decimals = decimals.parse::<u8>().ok().filter(|of| *of <= 3);
                let fits = is_code(id)
                    && [name, definition, unit]
                        .iter()
                        .all(|text| !text.is_empty() && text.chars().count() <= 500);
                decimals.zip(total).filter(|_| fits).map(|(decimals, total)| Indicator {
                    id: id.clone(),
                    name: name.clone(),
                    definition: definition.clone(),
                    unit: unit.clone(),
                    decimals,
                    total,
                })
            }
            _ => None,
        };
        match read {
            Some(indicator) => all.push(indicator),
            None => said.wrong_line("indicators", line),
        }
    }
    all
}

fn is_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (1..=CODE).contains(&text.len()) && text.bytes().all(plain)
}

/// «cộng», «không», «tỷ lệ A/B», «tỷ lệ A/B %»; in English sum, none, ratio A/B.
fn total_of(text: &str) -> Option<Total> {
    let folded = dienhong_core::text::fold(text);
    match folded.as_str() {
        "cong" | "sum" => return Some(Total::Sum),
        "khong" | "none" => return Some(Total::None),
        _ => {}
    }
    if !["ty le ", "ti le ", "ratio "].iter().any(|word| folded.starts_with(word)) {
        return None;
    }
    let mut words = text.split_whitespace();
    let pair = words.find(|word| word.contains('/'))?;
    let percent = words.next() == Some("%");
    let (of, over) = pair.split_once('/')?;
    (is_code(of) && is_code(over)).then(|| Total::Ratio {
        of: of.to_owned(),
        over: over.to_owned(),
        percent,
    })
}

/// As [`total_of`] reads it.
fn total_said(speech: crate::Speech, total: &Total) -> String {
    match total {
        Total::Sum => speech.t("report.say_sum"),
        Total::None => speech.t("report.say_none"),
        Total::Ratio { of, over, percent } => {
            let sign = if *percent { " %" } else { "" };
            format!("{} {of}/{over}{sign}", speech.t("report.say_ratio"))
        }
    }
}

fn sections(said: &mut Said) -> Vec<Section> {
    let mut all = Vec::new();
    for (line, parts) in said.lines("sections", 12) {
        let required = |text: &String| {
            matches!(dienhong_core::text::fold(text).as_str(), "bat buoc" | "required")
        };
        let read = match parts.as_slice() {
            [id, name] => Some((id, name, false)),
            [id, name, word] if required(word) => Some((id, name, true)),
            _ => None,
        };
        match read.filter(|(id, name, _)| {
            is_code(id) && !name.is_empty() && name.chars().count() <= SHORT
        }) {
            Some((id, name, required)) => {
                all.push(Section { id: id.clone(), name: name.clone(), required });
            }
            None => said.wrong_line("sections", line),
        }
    }
    all
}

/// What the form of a template says. None: something cannot be read, told at its field.
fn form_of(said: &mut Said) -> Option<report::Form> {
    let title = said.needed("heading", SHORT);
    let indicators = indicators(said);
    let sections = sections(said);
    said.is_sound().then_some(report::Form { title, sections, indicators })
}

/// A new template, or a new round.
async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    if own(&desk).is_empty() {
        return desk.missing();
    }
    let mut sent = Sent::of(typed);
    let step = sent.value("step").to_owned();
    let (template, round) = (id_of(&sent, "t"), id_of(&sent, "r"));
    let asked = match step.as_str() {
        "set_template" => {
            let mut said = Said::new(&desk, &mut sent);
            let body = BodyId::from(said.needed("body", SHORT).as_str());
            let closed = said.ticked("closed");
            form_of(&mut said).map(|form| {
                let template = TemplateId::from(template.as_str());
                let form = Box::new(form);
                let to = format!("{ROOM}/templates/{template}");
                (body, Event::TemplateSet { template, version: 1, form, closed }, to)
            })
        }
        "open" => opened(&desk, &mut sent).map(|(body, plan)| {
            let round = RoundId::from(round.as_str());
            let to = format!("{ROOM}/{round}");
            (body, Event::RoundOpened { round, plan: Box::new(plan) }, to)
        }),
        _ => return desk.missing(),
    };
    let Some((body, event, to)) = asked.filter(|_| sent.wrong.is_empty()) else {
        return list(&desk, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let command = Command::Record(vec![Fact::Report(event)]);
    let at = |refusal: &Refusal| {
        let of_bodies = ["body_twice", "body_elsewhere", "unknown_body", "bodies_out_of_range"];
        match refusal.code.strip_prefix("report.") {
            Some(code) if of_bodies.contains(&code) => Some("open.owed_by".to_owned()),
            _ => field(refusal, &step),
        }
    };
    match desk.asked_at(&mut sent, Some(body), command, at).await {
        true => desk.to(&to),
        false => list(&desk, StatusCode::CONFLICT, &sent),
    }
}

/// The body and the plan of a new round.
fn opened(desk: &Desk, sent: &mut Sent) -> Option<(BodyId, Plan)> {
    let own = own(desk);
    let mut said = Said::new(desk, sent);
    let template = TemplateId::from(said.needed("template", SHORT).as_str());
    let title = said.needed("heading", SHORT);
    let year = said.number("year");
    let named = said.raw("period");
    let part = |sign: char| named.strip_prefix(sign).and_then(|of| of.parse::<u8>().ok());
    let known = periods(desk).iter().any(|(value, _)| *value == named);
    if !known {
        said.wrong("period", desk.speech.t("asks.choose"));
    }
    let due = said.date("due");
    let meeting = Some(said.text("meeting", SHORT)).filter(|text| !text.is_empty());
    let previous = Some(said.raw("previous")).filter(|id| !id.is_empty());
    let closed = said.ticked("closed");
    let known = desk.view.state.report.template(&template);
    let known = known.filter(|of| own.iter().any(|body| body.id == of.body));
    if known.is_none() {
        said.wrong("template", desk.speech.t("asks.choose"));
    }
    // All: nobody reports to himself unless he is named.
    let all = said.ticked("all");
    let others = |body: &Body| known.is_none_or(|of| of.body != body.id);
    let owed_by: Vec<BodyId> = askable(desk, &own)
        .iter()
        .filter(|body| (all && others(body)) || said.ticked(&format!("owes-{}", body.id)))
        .map(|body| body.id.clone())
        .collect();
    if owed_by.is_empty() {
        said.wrong("owed_by", desk.speech.t("report.choose_units"));
    }
    let (known, year, due) = (known?, year?, due?);
    let period = Period { year, quarter: part('q'), month: part('m') };
    let previous = previous.map(|id| RoundId::from(id.as_str()));
    let version = known.last();
    let plan = Plan { title, template, version, period, due, owed_by, closed, previous, meeting };
    Some((known.body.clone(), plan))
}

/// A template of one of this officer's bodies.
fn found_template(desk: &Desk, id: &str) -> Option<Arc<Template>> {
    let of = desk.view.state.report.template(&TemplateId::from(id))?;
    is_own(desk, &of.body).then(|| of.clone())
}

async fn template(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found_template(&desk, &id) else { return desk.missing() };
    template_page(&desk, &of, StatusCode::OK, &Sent::default())
}

/// A template as it is in force, and the form of its next version.
fn template_page(desk: &Desk, of: &Template, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("report.{key}"));
    let Some(now) = of.versions.last() else { return desk.missing() };
    let line = |of: &Indicator| {
        let total = total_said(*speech, &of.total);
        let parts = [&of.id, &of.name, &of.definition, &of.unit, &of.decimals.to_string(), &total];
        parts.map(|part| part.replace(';', ",")).join("; ")
    };
    let indicators: Vec<String> = now.indicators.iter().map(line).collect();
    let word = t("say_required");
    let sections: Vec<String> = now
        .sections
        .iter()
        .map(|of| match of.required {
            true => format!("{}; {}; {word}", of.id, of.name),
            false => format!("{}; {}", of.id, of.name),
        })
        .collect();
    let action = speech.url(&format!("{ROOM}/templates/{}", of.id));
    let asks = Asks { desk, action, words: "report", sent };
    let long = |name: &str, lines: &[String]| {
        asks.field("new_version", name, form::Kind::Long, &lines.join("\n"))
    };
    let title = now.title.clone();
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        p { (speech.tell("report.version_number", &[("number", &of.last().to_string())])) @if of.closed { " · " (t("is_closed")) } }
        (desk.trouble(sent.refused.as_deref()))
        @if !now.indicators.is_empty() {
            h2 { (t("indicators")) }
            dl.particulars {
                @for indicator in &now.indicators {
                    div {
                        dt { (indicator.id) }
                        dd lang=[speech.names()] { b { (indicator.name) } " (" (indicator.unit) ")" br; small { (indicator.definition) " · " (total_said(*speech, &indicator.total)) } }
                    }
                }
            }
        }
        @if !now.sections.is_empty() {
            h2 { (t("sections")) }
            ul { @for section in &now.sections { li lang=[speech.names()] { (section.name) @if section.required { " (" (word) ")" } } } }
        }
        (part::section("next", &t("next_version"), &html! {
            p.hint { (t("next_version_about")) }
            (asks.folded("new_version", form::Weight::Strong, &html! {
                (asks.field("new_version", "heading", form::Kind::Text, &now.title))
                (long("indicators", &indicators))
                (long("sections", &sections))
            }))
        }))
    };
    desk.page(status, title, &body)
}

async fn set(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found_template(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let mut said = Said::new(&desk, &mut sent);
    if said.step != "new_version" {
        return desk.missing();
    }
    let Some(form) = form_of(&mut said) else {
        return template_page(&desk, &of, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let (template, version) = (of.id.clone(), of.last().saturating_add(1));
    let form = Box::new(form);
    let event = Event::TemplateSet { template, version, form, closed: of.closed };
    let command = Command::Record(vec![Fact::Report(event)]);
    let body = Some(of.body.clone());
    match desk.asked_at(&mut sent, body, command, |refusal| field(refusal, "new_version")).await {
        true => desk.to(&format!("{ROOM}/templates/{}", of.id)),
        false => template_page(&desk, &of, StatusCode::CONFLICT, &sent),
    }
}

/// A round that this officer collects.
fn found(desk: &Desk, id: &str) -> Option<Arc<Round>> {
    let of = desk.view.state.report.get(&RoundId::from(id))?;
    is_own(desk, &of.body).then(|| of.clone())
}

fn look<'a>(desk: &'a Desk, round: &'a Round) -> Look<'a> {
    let base = desk.speech.url(&format!("{ROOM}/{}", round.id));
    Look { state: &desk.view.state, speech: &desk.speech, round, now: desk.now(), base }
}

async fn round(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    round_page(&desk, &of, StatusCode::OK, &Sent::default())
}

fn round_page(desk: &Desk, of: &Round, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("report.{key}"));
    let look = look(desk, of);
    let asks = Asks { desk, action: look.base.clone(), words: "report", sent };
    let is_open = of.cancelled.is_none();
    let counted = of.counted();
    let to_state = is_open
        && !counted.is_empty()
        && of.summaries.last().is_none_or(|last| last.from != counted);
    let files = [
        (Link::new(t("csv"), format!("{ROOM}/{}/summary.csv", of.id)), None),
        (Link::new(t("xlsx"), format!("{ROOM}/{}/summary.xlsx", of.id)), None),
    ];
    let title = of.plan.title.clone();
    let body = html! {
        (part::head_in(speech.names(), &title, None))
        @if of.plan.closed { p.hint { (t("is_closed")) } }
        @else { p { a href=(speech.url(&format!("/reports/{}", of.id))) { (t("to_public")) } } }
        (desk.trouble(sent.refused.as_deref()))
        (look.particulars())
        (part::section("board-of", &t("board"), &look.board()))
        (part::section("summary-of", &t("summary"), &html! {
            (look.summary())
            @if to_state { (asks.form("summarise", form::Weight::Strong, &html! { p.hint { (t("summarise_about")) } })) }
            (part::links(&files))
        }))
        (part::section("words", &t("gathered"), &look.gathered()))
        @if is_open {
            (part::section("change", &t("change"), &html! {
                (asks.folded("set_due", form::Weight::Plain, &html! {
                    (asks.field("set_due", "due", form::Kind::Date, &of.due.to_string()))
                    (asks.text("set_due", "reason"))
                }))
                (asks.folded("cancel", form::Weight::Grave, &asks.text("cancel", "reason")))
            }))
        }
    };
    desk.page(status, title, &body)
}

async fn change(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let mut said = Said::new(&desk, &mut sent);
    let (step, round) = (said.step.clone(), of.id.clone());
    let record = |event| Some(Command::Record(vec![Fact::Report(event)]));
    let command = match step.as_str() {
        "summarise" => Some(Command::Report(report::Command::Summarise { round })),
        "set_due" => {
            let due = said.date("due");
            let reason = said.needed("reason", LONGEST);
            due.and_then(|due| record(Event::DueSet { round, due, reason }))
        }
        "cancel" => {
            let reason = said.needed("reason", LONGEST);
            record(Event::RoundCancelled { round, reason })
        }
        _ => return desk.missing(),
    };
    let Some(command) = command.filter(|_| sent.wrong.is_empty()) else {
        return round_page(&desk, &of, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let body = Some(of.body.clone());
    if desk.asked_at(&mut sent, body, command, |refusal| field(refusal, &step)).await {
        return desk.to(&format!("{ROOM}/{}", of.id));
    }
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match found(&now, &id) {
        Some(of) => round_page(&now, &of, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

async fn csv(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    download(&of, "csv", "text/csv; charset=utf-8", reports::csv(&desk.view.state, &of))
}

async fn xlsx(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = found(&desk, &id) else { return desk.missing() };
    match workbook::book(reports::sheets(&desk.view.state, &desk.speech, &of)) {
        Ok(bytes) => download(&of, "xlsx", workbook::KIND, bytes),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn download(of: &Round, ending: &str, kind: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{}.{ending}\"", of.id);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}

/// One body's report as this officer meets it.
struct One {
    round: Arc<Round>,
    body: BodyId,
    /// Whether he collects it.
    collects: bool,
    /// Whether he files it.
    files: bool,
}

impl One {
    fn find(desk: &Desk, id: &str, body: &str) -> Option<One> {
        let round = desk.view.state.report.get(&RoundId::from(id))?.clone();
        let body = round.plan.owed_by.iter().find(|owes| owes.as_str() == body)?.clone();
        let (collects, files) = (is_own(desk, &round.body), is_own(desk, &body));
        (collects || files).then_some(One { round, body, collects, files })
    }

    fn path(&self) -> String {
        format!("{ROOM}/{}/{}", self.round.id, segment(self.body.as_str()))
    }

    /// The number of the version that is filed next.
    fn next(&self) -> u16 {
        self.round.last(&self.body).map_or(1, |last| last.number.saturating_add(1))
    }

    /// Whether a reason is asked of what is filed now.
    fn corrects(&self) -> bool {
        self.round.versions(&self.body).any(|of| of.taken.is_some())
    }
}

async fn one(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = One::find(&desk, &id, &body) else { return desk.missing() };
    one_page(&desk, &of, StatusCode::OK, &Sent::default())
}

fn one_page(desk: &Desk, of: &One, status: StatusCode, sent: &Sent) -> Response {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("report.{key}"));
    let look = look(desk, &of.round);
    let action = speech.url(&of.path());
    let file = |hash: &str| format!("{action}/files/{hash}");
    let title = format!("{}: {}", of.round.plan.title, look.name(&of.body));
    let asks = Asks { desk, action: action.clone(), words: "report", sent };
    let is_open = of.round.cancelled.is_none();
    let last = of.round.last(&of.body);
    let standing = of.round.standing(&of.body);
    let version = last.map(|last| last.number.to_string()).unwrap_or_default();
    let body = html! {
        (part::head_in(speech.names(), &look.name(&of.body), None))
        p {
            @if of.collects { a href=(look.base) lang=[speech.names()] { (of.round.plan.title) } }
            @else if of.round.plan.closed { span lang=[speech.names()] { (of.round.plan.title) } }
            @else { a href=(speech.url(&format!("/reports/{}", of.round.id))) lang=[speech.names()] { (of.round.plan.title) } }
            " · " (period(speech, of.round.plan.period))
        }
        (desk.trouble(sent.refused.as_deref()))
        @if !of.collects { (look.particulars()) }
        @if of.collects && is_open && last.is_some() && standing != Standing::Returned {
            (part::section("decide", &t("decide"), &html! {
                @if standing == Standing::Filed {
                    (asks.form("take", form::Weight::Jade, &form::hidden("take.version", &version)))
                }
                (asks.folded("return", form::Weight::Grave, &html! {
                    (form::hidden("return.version", &version))
                    (asks.text("return", "reason"))
                }))
            }))
        }
        (part::section("report", &t("report"), &look.report(&of.body, Some(&file))))
        @if of.files && is_open { (part::section("filing", &t("filing"), &filing(desk, of, sent, &action))) }
    };
    desk.page(status, title, &body)
}

/// The form in which a report is filed: what was filed before stands in it.
fn filing(desk: &Desk, of: &One, sent: &Sent, action: &str) -> Markup {
    let speech = &desk.speech;
    let t = |key: &str| speech.t(&format!("report.{key}"));
    let form_of = &of.round.form;
    let last: Option<&Arc<Version>> = of.round.last(&of.body);
    let vi = crate::Speech::of("vi");
    let shown = |name: &str, label: &str, kind: form::Kind, hint: Option<&str>, fresh: &str| {
        let full = format!("file.{name}");
        let typed = sent.typed.get(&full);
        html! { (form::Field {
            name: &full, label, kind, hint, value: typed.map_or(fresh, String::as_str),
            error: sent.error(&full), ..form::Field::default()
        }) }
    };
    let came_back = matches!(sent.value("step"), "file" | "paste");
    let asks = Asks { desk, action: action.to_owned(), words: "report", sent };
    let kept: Vec<(usize, &Evidence)> =
        last.map(|last| last.evidence.iter().enumerate().collect()).unwrap_or_default();
    html! {
        p.hint { (t("numbers_about")) }
        @if !of.round.plan.closed { p.hint { (t("names_nobody")) } }
        @if form_of.stated().next().is_some() {
            (asks.folded("paste", form::Weight::Plain, &asks.long("paste", "lines")))
        }
        form method="post" action={ (action) "/file" } enctype="multipart/form-data" {
            (desk.stamps())
            (form::hidden("step", "file"))
            (form::hidden("file.version", &of.next().to_string()))
            @for indicator in form_of.stated() {
                @let value = last.and_then(|last| last.values.get(&indicator.id)).map(|value| said_amount(&vi, *value, indicator.decimals)).unwrap_or_default();
                @let reason = last.and_then(|last| last.missing.get(&indicator.id)).map_or("", String::as_str);
                (form::group(&format!("{} ({})", indicator.name, indicator.unit), &html! {
                    (shown(&format!("v-{}", indicator.id), &t("figure"), form::Kind::Text, Some(&indicator.definition), &value))
                    (shown(&format!("m-{}", indicator.id), &t("why_missing"), form::Kind::Text, None, reason))
                }))
            }
            @for section in &form_of.sections {
                @let text = last.and_then(|last| last.texts.get(&section.id)).map_or("", String::as_str);
                (shown(&format!("s-{}", section.id), &section.name, form::Kind::Long, section.required.then(|| t("say_required")).as_deref(), text))
            }
            (form::group(&t("evidence"), &html! {
                @for (at, evidence) in &kept {
                    @let name = format!("keep-{at}");
                    @let full = format!("file.{name}");
                    (form::tick(&full, &speech.tell("report.keep", &[("name", &evidence.name)]), if came_back { sent.value(&full) == "yes" } else { true }, None))
                }
                (shown("evidence", &t("evidence_lines"), form::Kind::Long, Some(&t("evidence_hint")), ""))
                (form::file("file.file", &t("file_label"), &t("file_hint"), ".pdf,.png,.jpg,.jpeg,.webp", sent.error("file.file")))
                (shown("file_name", &t("file_name"), form::Kind::Text, None, ""))
            }))
            @if of.corrects() { (shown("reason", &t("reason_correction"), form::Kind::Text, Some(&t("reason_correction_hint")), "")) }
            (form::button(form::Weight::Strong, &t(if last.is_some() { "file_again" } else { "file_do" })))
        }
    }
}

/// Taken, returned, or figures pasted to be looked at before they are filed.
async fn decide(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = One::find(&desk, &id, &body) else { return desk.missing() };
    let mut sent = Sent::of(typed);
    let mut said = Said::new(&desk, &mut sent);
    let step = said.step.clone();
    if step == "paste" && of.files {
        let status = pasted(&of, &mut said);
        return one_page(&desk, &of, status, &sent);
    }
    if !of.collects || !matches!(step.as_str(), "take" | "return") {
        return desk.missing();
    }
    let version = said.number("version");
    let reason = match step.as_str() {
        "return" => said.needed("reason", LONGEST),
        _ => String::new(),
    };
    let Some(version) = version.filter(|_| sent.wrong.is_empty()) else {
        return one_page(&desk, &of, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    let (round, of_body) = (of.round.id.clone(), of.body.clone());
    let event = match step.as_str() {
        "take" => Event::Taken { round, body: of_body, version },
        _ => Event::Returned { round, body: of_body, version, reason },
    };
    done(&desk, &of, sent, event, of.round.body.clone()).await
}

async fn done(desk: &Desk, of: &One, mut sent: Sent, event: Event, as_body: BodyId) -> Response {
    let step = sent.value("step").to_owned();
    let command = Command::Record(vec![Fact::Report(event)]);
    if desk.asked_at(&mut sent, Some(as_body), command, |refusal| field(refusal, &step)).await {
        return desk.to(&of.path());
    }
    let now = Desk { view: desk.app.node.view(), ..desk.clone() };
    match One::find(&now, of.round.id.as_str(), of.body.as_str()) {
        Some(of) => one_page(&now, &of, StatusCode::CONFLICT, &sent),
        None => desk.missing(),
    }
}

/// Puts lines «code or name; figure» into the form's fields. Nothing is recorded.
fn pasted(of: &One, said: &mut Said) -> StatusCode {
    let text = said.text("lines", LONGEST * 5);
    let fold = dienhong_core::text::fold;
    let mut put: Vec<(String, String)> = Vec::new();
    for (at, line) in
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).take(LINES)
    {
        let (name, figure) = match line.rsplit_once(['\t', ';']) {
            Some((name, figure)) => (name.trim(), figure.trim()),
            None => (line.trim(), ""),
        };
        let mut known = of.round.form.stated();
        let found = known.find(|of| of.id == name || fold(&of.name) == fold(name));
        match found.filter(|found| Amount::read(figure, found.decimals).is_ok()) {
            Some(found) => put.push((format!("file.v-{}", found.id), figure.to_owned())),
            None => said.wrong_line("lines", at),
        }
    }
    if text.is_empty() {
        said.wrong("lines", said.desk.speech.t("asks.missing"));
    }
    let sound = said.is_sound();
    said.sent.typed.extend(put);
    if sound { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// A day as records have it, or as people write it: 15/03/2026.
fn day_of(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split('/').map(|part| part.trim().parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A report is filed, with a file of evidence when there is one.
async fn file(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body)): Path<(String, String)>,
    Filed { typed, file }: Filed,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = One::find(&desk, &id, &body).filter(|of| of.files) else {
        return desk.missing();
    };
    let mut sent = Sent::of(typed);
    // Nothing is kept for a form of another session.
    if !desk.sent(&sent.typed) {
        sent.refused = Some(desk.speech.t("desk.form_is_old"));
        return one_page(&desk, &of, StatusCode::FORBIDDEN, &sent);
    }
    let mut said = Said::new(&desk, &mut sent);
    if said.step != "file" {
        return desk.missing();
    }
    let version = said.number("version");
    let (values, missing) = figures(&of, &mut said);
    let texts = texts(&of, &mut said);
    let mut evidence = shown_by(&of, &mut said);
    let reason = Some(said.text("reason", LONGEST)).filter(|reason| !reason.is_empty());
    let file_name = said.text("file_name", SHORT);
    if let Some(file) = &file {
        if file.bytes.len() > MAX_FILE {
            said.wrong("file", desk.speech.t("desk.scan_too_large"));
        } else if kind(&file.bytes).is_none() {
            said.wrong("file", desk.speech.t("desk.not_a_scan"));
        }
    }
    let Some(version) = version.filter(|_| sent.wrong.is_empty()) else {
        return one_page(&desk, &of, StatusCode::UNPROCESSABLE_ENTITY, &sent);
    };
    if let Some(file) = file {
        let name = if file_name.is_empty() { file.name } else { file_name };
        match desk.keep(file.bytes).await {
            Ok(blob) => evidence.push(Evidence { name, document: None, blob: Some(blob) }),
            Err(why) => {
                sent.refused = Some(why);
                return one_page(&desk, &of, StatusCode::INTERNAL_SERVER_ERROR, &sent);
            }
        }
    }
    let (round, own) = (of.round.id.clone(), of.body.clone());
    let event =
        Event::Filed { round, body: own, version, values, missing, texts, evidence, reason };
    done(&desk, &of, sent, event, of.body.clone()).await
}

/// The figures of a report; what is wrong is told at each.
fn figures(of: &One, said: &mut Said) -> (BTreeMap<String, Amount>, BTreeMap<String, String>) {
    let speech = said.desk.speech;
    let (mut values, mut missing) = (BTreeMap::new(), BTreeMap::new());
    for indicator in of.round.form.stated() {
        let (value, reason) = (format!("v-{}", indicator.id), format!("m-{}", indicator.id));
        let (text, why) = (said.raw(&value), said.text(&reason, LONGEST));
        match (text.is_empty(), why.is_empty()) {
            (true, true) => said.wrong(&value, speech.t("report.figure_or_reason")),
            (true, false) => drop(missing.insert(indicator.id.clone(), why)),
            (false, false) => said.wrong(&reason, speech.t("report.figure_and_reason_here")),
            (false, true) => match Amount::read(&text, indicator.decimals) {
                Ok(amount) => drop(values.insert(indicator.id.clone(), amount)),
                Err(why) => {
                    let key = match why {
                        NoAmount::Unreadable => "report.no_amount",
                        NoAmount::TooFine => "report.amount_too_fine",
                        NoAmount::TooLarge => "report.amount_too_large",
                    };
                    let decimals = indicator.decimals.to_string();
                    said.wrong(&value, speech.tell(key, &[("decimals", &decimals)]));
                }
            },
        }
    }
    (values, missing)
}

fn texts(of: &One, said: &mut Said) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for section in &of.round.form.sections {
        let name = format!("s-{}", section.id);
        let text = match section.required {
            true => said.needed(&name, MOST_TEXT),
            false => said.text(&name, MOST_TEXT),
        };
        if !text.is_empty() {
            texts.insert(section.id.clone(), text.replace("\r\n", "\n"));
        }
    }
    texts
}

/// What was kept of the version before, and the documents named now.
fn shown_by(of: &One, said: &mut Said) -> Vec<Evidence> {
    let mut all = Vec::new();
    if let Some(last) = of.round.last(&of.body) {
        for (at, evidence) in last.evidence.iter().enumerate() {
            if said.ticked(&format!("keep-{at}")) {
                all.push(evidence.clone());
            }
        }
    }
    for (line, parts) in said.lines("evidence", 20) {
        let read = match parts.as_slice() {
            [name, number, on] if !name.is_empty() && !number.is_empty() => {
                day_of(on).map(|on| (name.clone(), Document { number: number.clone(), on }))
            }
            _ => None,
        };
        match read {
            Some((name, document)) => {
                all.push(Evidence { name, document: Some(document), blob: None });
            }
            None => said.wrong_line("evidence", line),
        }
    }
    all
}

/// A file of evidence, for those who collect and those who filed it.
async fn evidence(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((id, body, hash)): Path<(String, String, String)>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = One::find(&desk, &id, &body) else { return desk.missing() };
    let all = of.round.versions(&of.body).flat_map(|version| version.evidence.iter());
    let mut blobs = all.filter_map(|evidence| evidence.blob);
    let Some(blob) = blobs.find(|blob| blob.to_string() == hash) else { return desk.missing() };
    match desk.app.node.blobs().get(&blob) {
        Ok(Some(bytes)) => answer::bytes(kind(&bytes).unwrap_or("application/octet-stream"), bytes),
        _ => desk.missing(),
    }
}
