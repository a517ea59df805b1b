//! The evaluation of people at the desk: cycles with their board of who is late, offices with ratings and cap,
//! files, and everybody's own.

mod file;
mod list;
mod mine;
mod organ;
mod person;

use super::{
    Desk, Typed,
    frame::{LONGEST, picks, said_in, too_long},
};
use crate::{App, sent::Form, session::Officer, site};
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
    routing::{get, post},
};
use dienhong_core::{
    Command, Date, Event as Fact, Head, Kept,
    evaluation::{
        Cell, Cycle, CycleId, EvaluationRules, Event, Law, OrganId, Period, PersonId, Phase,
        Rating, Row, Score, Standing, Tasks,
    },
    people::{BodyId, Place, Right},
    refusal::Refusal,
    units::UnitId,
};
use dienhong_journal::{Opening, Seal};
use dienhong_look::{
    Link, Markup, figure, form, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Ask;
use std::{collections::BTreeMap, sync::Arc};

pub(super) fn routes(at: &impl Fn(&str) -> String) -> Router<Arc<App>> {
    Router::new()
        .route(&at("/desk/evaluation"), get(index).post(open))
        .route(&at("/desk/evaluation/mine"), get(mine::list))
        .route(&at("/desk/evaluation/mine/{cycle}"), get(mine::show).post(mine::take))
        .route(&at("/desk/evaluation/{cycle}"), get(show).post(take))
        .route(&at("/desk/evaluation/{cycle}/file"), post(file::take))
        .route(&at("/desk/evaluation/{cycle}/list.xlsx"), get(list::workbook))
        .route(&at("/desk/evaluation/{cycle}/report.pdf"), get(list::report))
        .route(&at("/desk/evaluation/{cycle}/organs/{organ}"), get(organ::show).post(organ::take))
        .route(&at("/desk/evaluation/{cycle}/organs/{organ}/list.pdf"), get(list::list))
        .route(
            &at("/desk/evaluation/{cycle}/people/{person}"),
            get(person::show).post(person::take),
        )
}

/// What is wrong, and with which field; without one, with all of it.
type Wrong = (Option<String>, String);

/// The longest name of a person, an office or a post.
const NAME: usize = 200;

/// One cycle as the node stands now.
struct Of<'a> {
    desk: &'a Desk,
    cycle: &'a Arc<Cycle>,
    rules: &'a EvaluationRules,
    today: Date,
}

impl<'a> Of<'a> {
    fn new(desk: &'a Desk, id: &str) -> Option<Of<'a>> {
        let cycle = desk.view.state.evaluation.cycle(&CycleId::from(id))?;
        let rules = desk.view.state.evaluation_rules(cycle)?;
        Some(Of { desk, cycle, rules, today: desk.today()? })
    }

    fn place(&self) -> Place<'_> {
        Place::Unit(&self.cycle.unit)
    }

    fn prepares(&self) -> bool {
        self.desk.may(Right::PrepareEvaluation, self.place())
    }

    /// The body for which this officer decides here.
    fn deciding(&self) -> Option<BodyId> {
        let desk = self.desk;
        let rules = desk.view.state.rules_at(desk.view.at).ok()?;
        let (officer, body) = (&desk.officer.id, &self.cycle.body);
        let may = desk.view.state.may(rules, (officer, body), Right::DecideRatings, self.place());
        may.then(|| body.clone())
    }

    fn may_see(&self) -> bool {
        self.prepares() || self.deciding().is_some()
    }

    fn url(&self, rest: &str) -> String {
        self.desk.speech.url(&format!("/desk/evaluation/{}{rest}", self.cycle.id))
    }

    fn organ_url(&self, organ: &OrganId) -> String {
        self.url(&format!("/organs/{organ}"))
    }

    fn person_url(&self, person: &PersonId) -> String {
        self.url(&format!("/people/{person}"))
    }

    /// The body that acts where this event is recorded: who decides decides, else who prepares. Of one's own file
    /// nobody acts for a body.
    fn acting(&self, event: &Event) -> Option<BodyId> {
        match event {
            Event::Decided { .. }
            | Event::Corrected { .. }
            | Event::AppealAnswered { .. }
            | Event::TotalsPublished { .. } => self.deciding(),
            _ => {
                let desk = self.desk;
                let prepares =
                    desk.officer.acting(&desk.view, Right::PrepareEvaluation, self.place());
                prepares.or_else(|| self.deciding())
            }
        }
    }

    /// Records it, with what opens its seals. What would be refused is told at its field.
    async fn ask(&self, typed: &Typed, event: Event, kept: Vec<Kept>) -> Result<(), Wrong> {
        let body = self.acting(&event);
        let events = vec![Fact::Evaluation(event)];
        ask(self.desk, typed, body, Command::Seal(events, kept)).await
    }
}

/// Asks for it as `body`.
async fn ask(
    desk: &Desk,
    typed: &Typed,
    body: Option<BodyId>,
    command: Command,
) -> Result<(), Wrong> {
    let at = desk.now();
    let by = desk.officer.by();
    let head = Head { at, by: by.clone(), body: body.clone(), unit: None };
    if let Err(refusal) = desk.view.state.decide(&head, command.clone()) {
        return Err((field(&refusal).map(str::to_owned), told(desk, refusal)));
    }
    let asked = desk.asked_as(typed, |act| Ask { act, by, body, command, seals: Vec::new() }).await;
    asked.map(drop).map_err(|why| (None, why))
}

/// The sentence of a refusal: ratings and phases by the names that people know.
fn told(desk: &Desk, mut refusal: Refusal) -> String {
    for name in ["best", "rating", "phase"] {
        if let Some(fact) = refusal.facts.get_mut(name) {
            let kind = if name == "phase" { "phase" } else { "rating" };
            *fact = desk.speech.t(&format!("evaluation.{kind}_{fact}"));
        }
    }
    if refusal.code == "evaluation.over_the_cap" {
        let group = refusal.facts.get("group").is_some_and(|group| !group.is_empty());
        let key = if group { "evaluation.over_the_cap_of_group" } else { refusal.code };
        let facts: Vec<(&str, &str)> =
            refusal.facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
        return desk.speech.tell(key, &facts);
    }
    desk.refused(&refusal)
}

/// At which field a refusal is shown.
fn field(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal.code {
        "evaluation.document_missing" => "document",
        "evaluation.reason_missing" => "reason",
        "evaluation.in_the_future"
        | "evaluation.answered_before_filed"
        | "evaluation.appeal_too_late" => "on",
        "evaluation.months_beyond_period" => "months",
        "evaluation.officer_twice" | "people.unknown_officer" => "officer",
        "evaluation.above_band" => "rating",
        "evaluation.tasks_missing" | "evaluation.tasks_do_not_add_up" => "assigned",
        "evaluation.ballot_does_not_add_up" => "valid",
        "evaluation.no_such_period" => "year",
        "evaluation.phases_out_of_order" | "evaluation.phase_missing" => "dues",
        "people.unknown_body" => "body",
        _ => return None,
    })
}

/// The forms of a page, with what was typed into the one that was refused.
struct Asks<'a> {
    desk: &'a Desk,
    typed: &'a Typed,
    wrong: Option<&'a Wrong>,
    action: String,
}

impl<'a> Asks<'a> {
    fn said(&self, step: &str, name: &str) -> &'a str {
        said_in(self.typed, step, name)
    }

    /// What was typed, or else what stands.
    fn value<'v>(&self, step: &str, name: &str, stands: &'v str) -> &'v str
    where
        'a: 'v,
    {
        match self.said(step, "step").is_empty() {
            true => stands,
            false => self.said(step, name),
        }
    }

    fn error(&self, step: &str, name: &str) -> Option<&'a str> {
        let asked = self.typed.get("step").is_some_and(|asked| asked == step);
        let wrong = self.wrong.filter(|(field, _)| asked && field.as_deref() == Some(name));
        wrong.map(|(_, why)| why.as_str())
    }

    fn field(&self, step: &str, name: &str, kind: form::Kind, stands: &str) -> Markup {
        let speech = &self.desk.speech;
        let hint = format!("evaluation.hint_{name}");
        let hint = speech.knows(&hint).then(|| speech.t(&hint));
        html! { (form::Field {
            name, id: Some(&format!("{step}-{name}")), kind, hint: hint.as_deref(),
            label: &speech.t(&format!("evaluation.field_{name}")),
            value: self.value(step, name, stands), error: self.error(step, name),
            ..form::Field::default()
        }) }
    }

    /// One of a closed list, with an id of its own form.
    fn select(
        &self,
        step: &str,
        name: &str,
        label: &str,
        all: &[(String, String)],
        stands: &str,
    ) -> Markup {
        select(
            &format!("{step}-{name}"),
            name,
            label,
            all,
            self.value(step, name, stands),
            self.error(step, name),
        )
    }

    fn document(&self, step: &str) -> Markup {
        self.field(step, "document", form::Kind::Text, "")
    }

    fn form(&self, step: &str, body: &Markup) -> Markup {
        html! {
            form method="post" action=(self.action) {
                (self.desk.stamps())
                (form::hidden("step", step))
                (body)
            }
        }
    }

    /// A form behind its name, open when it came back.
    fn folded(&self, step: &str, weight: form::Weight, body: &Markup) -> Markup {
        let name = self.desk.speech.t(&format!("evaluation.do_{step}"));
        let open = !self.said(step, "step").is_empty();
        let body = self.form(step, &html! { (body) (form::button(weight, &name)) });
        html! { details open[open] { summary { (name) } (body) } }
    }

    fn general(&self) -> Option<&'a str> {
        self.wrong.filter(|(field, _)| field.is_none()).map(|(_, why)| why.as_str())
    }

    fn score(&self, step: &str, stands: Option<Score>) -> Markup {
        let stands = stands.map(|score| written(&self.desk.speech, score)).unwrap_or_default();
        self.field(step, "score", form::Kind::Text, &stands)
    }

    /// The tasks, where the cycle's law asks for them.
    fn tasks(&self, step: &str, law: Law, stands: Option<&Tasks>) -> Markup {
        let number = |of: fn(&Tasks) -> dienhong_core::count::Count| {
            stands.map(|tasks| of(tasks).to_string()).unwrap_or_default()
        };
        let fields = [
            ("assigned", number(|tasks| tasks.assigned)),
            ("done", number(|tasks| tasks.done)),
            ("on_time", number(|tasks| tasks.on_time)),
            ("beyond", number(|tasks| tasks.beyond)),
        ];
        html! {
            @if law == Law::Party {
                (form::group(&self.desk.speech.t("evaluation.tasks"), &html! {
                    @for (name, stands) in &fields { (self.field(step, name, form::Kind::Count, stands)) }
                }))
            }
        }
    }
}

fn select(
    id: &str,
    name: &str,
    label: &str,
    all: &[(String, String)],
    chosen: &str,
    error: Option<&str>,
) -> Markup {
    html! {
        div.field.bad[error.is_some()] {
            label for=(id) { (label) }
            select id=(id) name=(name) aria-describedby=[error.map(|_| format!("{id}-error"))]
                aria-invalid=[error.map(|_| "true")] {
                @for pick in picks(all, chosen) { option value=(pick.value) selected[pick.picked] { (pick.label) } }
            }
            @if let Some(error) = error { p.wrong id={ (id) "-error" } { (error) } }
        }
    }
}

/// A score as readers write it: «89,5».
fn written(speech: &crate::Speech, score: Score) -> String {
    match speech.lang() {
        "vi" => score.to_string().replace('.', ","),
        _ => score.to_string(),
    }
}

/// What a form says of one field, read.
struct Said<'a> {
    desk: &'a Desk,
    typed: &'a Typed,
}

impl Said<'_> {
    fn text(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", |text| text.trim())
    }

    fn no<T>(&self, name: &str, key: &str) -> Result<T, Wrong> {
        let why = self.desk.speech.tell(key, &[("found", self.text(name))]);
        Err((Some(name.to_owned()), why))
    }

    fn fits(&self, fields: &[(&str, usize)]) -> Result<(), Wrong> {
        for (name, most) in fields {
            if let Some(why) = too_long(self.desk.speech, self.text(name), *most) {
                return Err((Some((*name).to_owned()), why));
            }
        }
        Ok(())
    }

    fn filled(&self, name: &str) -> Result<String, Wrong> {
        match self.text(name) {
            "" => self.no(name, "evaluation.field_missing"),
            text => Ok(text.to_owned()),
        }
    }

    fn date(&self, name: &str) -> Result<Date, Wrong> {
        self.text(name).parse().or_else(|_| self.no(name, "table.bad_date"))
    }

    fn number<N: std::str::FromStr>(&self, name: &str) -> Result<N, Wrong> {
        self.text(name).parse().or_else(|_| self.no(name, "nomination.bad_number"))
    }

    fn count(&self, name: &str) -> Result<dienhong_core::count::Count, Wrong> {
        let digits: String =
            self.text(name).chars().filter(|c| !matches!(c, '.' | ',' | ' ')).collect();
        let count = digits.parse::<u64>().ok();
        let count = count.and_then(|count| dienhong_core::count::Count::try_from(count).ok());
        count.map_or_else(|| self.no(name, "nomination.bad_count"), Ok)
    }

    fn score(&self, name: &str) -> Result<Score, Wrong> {
        let text = self.text(name).replace(',', ".");
        Score::read(&text).map_err(|refusal| (Some(name.to_owned()), self.desk.refused(&refusal)))
    }

    fn rating(&self, name: &str) -> Result<Rating, Wrong> {
        let rating = Rating::read(self.text(name));
        rating.map_or_else(|| self.no(name, "setup.nothing_chosen"), Ok)
    }

    fn tasks(&self, law: Law) -> Result<Option<Tasks>, Wrong> {
        if law == Law::State {
            return Ok(None);
        }
        Ok(Some(Tasks {
            assigned: self.count("assigned")?,
            done: self.count("done")?,
            on_time: self.count("on_time")?,
            beyond: self.count("beyond")?,
        }))
    }

    /// Words that only who rates may read: their seal, and what opens it.
    fn sealed(&self, name: &str) -> Result<(Seal, Kept), Wrong> {
        self.fits(&[(name, LONGEST)])?;
        let opening = Opening { value: self.filled(name)?, salt: dienhong_node::salt() };
        let sealed = opening.seal().and_then(|seal| Ok((seal, Kept::of(&opening)?)));
        sealed.map_err(|_| (Some(name.to_owned()), self.desk.speech.t("desk.no_record")))
    }
}

fn rating_name(speech: &crate::Speech, rating: Rating) -> String {
    speech.t(&format!("evaluation.rating_{}", rating.name()))
}

fn ratings(speech: &crate::Speech) -> Vec<(String, String)> {
    Rating::ALL.map(|rating| (rating.name().to_owned(), rating_name(speech, rating))).to_vec()
}

fn period(speech: &crate::Speech, period: Period) -> String {
    let year = period.year.to_string();
    match period.quarter {
        None => speech.tell("evaluation.year", &[("year", &year)]),
        Some(quarter) => {
            let facts = [("year", year.as_str()), ("quarter", &quarter.to_string())];
            speech.tell("evaluation.quarter", &facts)
        }
    }
}

async fn index(State(app): State<Arc<App>>, officer: Officer, uri: Uri) -> Response {
    let desk = Desk::new(app, officer, &uri);
    index_page(&desk, StatusCode::OK, &Typed::new(), None)
}

/// The units in which this officer may prepare evaluations: those of his bodies.
fn units(desk: &Desk) -> Vec<UnitId> {
    let state = &desk.view.state;
    let seats = state.people.seats(&desk.officer.id);
    let mut units: Vec<UnitId> = seats.filter_map(|(body, _)| body.unit.clone()).collect();
    units.sort();
    units.dedup();
    units.retain(|unit| desk.may(Right::PrepareEvaluation, Place::Unit(unit)));
    units
}

fn index_page(desk: &Desk, status: StatusCode, typed: &Typed, wrong: Option<&Wrong>) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let title = speech.t("evaluation.title");
    let seen = state
        .evaluation
        .cycles()
        .rev()
        .filter(|cycle| Of::new(desk, cycle.id.as_str()).is_some_and(|of| of.may_see()));
    let links: Vec<(Link, Option<String>)> = seen
        .map(|cycle| {
            let url = speech.url(&format!("/desk/evaluation/{}", cycle.id));
            (Link::new(cycle.name.clone(), url), Some(period(speech, cycle.period)))
        })
        .collect();
    let mine = Link::new(speech.t("evaluation.mine"), speech.url("/desk/evaluation/mine"));
    let units = units(desk);
    let asks = Asks { desk, typed, wrong, action: speech.url("/desk/evaluation") };
    let body = html! {
        (part::head(&title, None))
        p { (speech.t("evaluation.about")) }
        (desk.trouble(asks.general()))
        (part::links(&[(mine, Some(speech.t("evaluation.mine_about")))]))
        @if links.is_empty() { (part::empty(&speech.t("evaluation.no_cycle"), None)) }
        (part::links(&links))
        @if !units.is_empty() {
            (part::section("open", &speech.t("evaluation.do_open"), &open_form(&asks, &units)))
        }
    };
    desk.page(status, title, &body)
}

fn open_form(asks: &Asks, units: &[UnitId]) -> Markup {
    let (desk, step) = (asks.desk, "open");
    let speech = &desk.speech;
    let state = &desk.view.state;
    let name = |unit: &UnitId| state.units.get(unit).map_or_else(String::new, |u| u.name.clone());
    let all: Vec<(String, String)> =
        units.iter().map(|unit| (unit.to_string(), name(unit))).collect();
    let bodies = state.people.bodies().filter(|body| {
        body.charge.is_none() && body.unit.as_ref().is_some_and(|unit| units.contains(unit))
    });
    let bodies: Vec<(String, String)> =
        bodies.map(|body| (body.id.to_string(), body.name.clone())).collect();
    let quarters: Vec<(String, String)> =
        std::iter::once((String::new(), speech.t("evaluation.whole_year")))
            .chain((1..=4).map(|quarter: u8| {
                let quarter = quarter.to_string();
                let label = speech.tell("evaluation.quarter_only", &[("quarter", &quarter)]);
                (quarter, label)
            }))
            .collect();
    let laws = Law::ALL
        .map(|law| (law.name().to_owned(), speech.t(&format!("evaluation.law_{}", law.name()))));
    let year = desk.today().map(|day| day.year().to_string()).unwrap_or_default();
    let due = |phase: Phase| {
        let field = format!("due_{}", phase.name());
        let label = speech.t(&format!("evaluation.phase_{}", phase.name()));
        html! { (form::Field {
            name: &field, id: Some(&format!("open-{field}")), kind: form::Kind::Date, label: &label,
            value: asks.said(step, &field), error: asks.error(step, &field), required: phase.is_always(),
            ..form::Field::default()
        }) }
    };
    asks.form(
        step,
        &html! {
            (asks.field(step, "name", form::Kind::Text, ""))
            (asks.select(step, "unit", &speech.t("setup.col_unit"), &all, ""))
            (asks.select(step, "body", &speech.t("evaluation.field_body"), &bodies, ""))
            (asks.field(step, "year", form::Kind::Digits, &year))
            (asks.select(step, "quarter", &speech.t("evaluation.field_quarter"), &quarters, ""))
            (asks.select(step, "law", &speech.t("evaluation.field_law"), &laws, ""))
            (form::group(&speech.t("evaluation.dues"), &html! {
                p { (speech.t("evaluation.dues_about")) }
                @if let Some(why) = asks.error(step, "dues") { p.wrong { (why) } }
                @for phase in Phase::ALL { (due(phase)) }
            }))
            (form::button(form::Weight::Jade, &speech.t("evaluation.do_open")))
        },
    )
}

async fn open(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let event = match opened(&desk, &typed) {
        Ok(event) => event,
        Err(wrong) => {
            return index_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(&wrong));
        }
    };
    let id = event.cycle().clone();
    let Event::CycleOpened { unit, .. } = &event else { return desk.missing() };
    let place = Place::Unit(unit);
    let body = desk.officer.acting(&desk.view, Right::PrepareEvaluation, place);
    let command = Command::Record(vec![Fact::Evaluation(event)]);
    match ask(&desk, &typed, body, command).await {
        Ok(()) => desk.to(&format!("/desk/evaluation/{id}")),
        Err(wrong) => index_page(&desk, StatusCode::CONFLICT, &typed, Some(&wrong)),
    }
}

fn opened(desk: &Desk, typed: &Typed) -> Result<Event, Wrong> {
    let said = Said { desk, typed };
    said.fits(&[("name", NAME)])?;
    let name = said.filled("name")?;
    let unit = UnitId::from(said.filled("unit")?.as_str());
    let body = BodyId::from(said.filled("body")?.as_str());
    let year: i16 = said.number("year")?;
    let quarter = match said.text("quarter") {
        "" => None,
        _ => Some(said.number::<u8>("quarter")?),
    };
    let law = Law::ALL.into_iter().find(|law| law.name() == said.text("law"));
    let Some(law) = law else { return said.no("law", "setup.nothing_chosen") };
    let mut dues = BTreeMap::new();
    for phase in Phase::ALL {
        let field = format!("due_{}", phase.name());
        if phase.is_always() || !said.text(&field).is_empty() {
            dues.insert(phase, said.date(&field)?);
        }
    }
    // One cycle of a unit for each time and law: its address says so.
    let time = quarter.map_or_else(|| year.to_string(), |quarter| format!("{year}-q{quarter}"));
    let cycle = match law {
        Law::State => format!("{unit}-{time}"),
        Law::Party => format!("{unit}-{time}-d"),
    };
    let (cycle, period) = (CycleId::from(cycle.as_str()), Period { year, quarter });
    Ok(Event::CycleOpened { cycle, name, unit, body, period, law, dues })
}

async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(cycle): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, &cycle, StatusCode::OK, &Typed::new(), None, None)
}

/// The cycle's page, under what came of a file.
fn page(
    desk: &Desk,
    cycle: &str,
    status: StatusCode,
    typed: &Typed,
    above: Option<&Markup>,
    wrong: Option<&Wrong>,
) -> Response {
    let speech = &desk.speech;
    let Some(of) = Of::new(desk, cycle) else { return desk.missing() };
    // That there is such a cycle is public; its files are not.
    if !of.may_see() {
        let body = part::empty(&speech.t("people.no_right"), None);
        return desk.page(StatusCode::FORBIDDEN, of.cycle.name.clone(), &body);
    }
    let asks = Asks { desk, typed, wrong, action: of.url("") };
    let board = of.cycle.board(of.today);
    let public =
        Link::new(speech.t("desk.see_page"), speech.url(&format!("/evaluations/{}", of.cycle.id)));
    let body = html! {
        (part::head(&of.cycle.name, Some(&html! { (standing_of(&of)) })))
        p { (period(speech, of.cycle.period)) " · " (speech.t(&format!("evaluation.law_{}", of.cycle.law.name()))) }
        (desk.trouble(asks.general()))
        @if let Some(above) = above { (above) }
        (part::section("board", &speech.t("evaluation.board"), &board_table(&of, &board)))
        @if !board.is_empty() {
            (part::section("levels", &speech.t("evaluation.levels"), &levels_table(&of, &board)))
        }
        @if of.prepares() {
            (part::section("setup", &speech.t("evaluation.setup"), &html! {
                (organ_form(&of, &asks))
                @if !of.cycle.organs.is_empty() { (person_form(&of, &asks)) (file::form(&of)) }
            }))
        }
        @if of.deciding().is_some() {
            (part::section("totals", &speech.t("evaluation.totals"), &totals_form(&of, &asks)))
        }
        (part::section("papers", &speech.t("evaluation.papers"), &part::links(&[
            (Link::new(speech.t("evaluation.workbook"), of.url("/list.xlsx")), Some(speech.t("evaluation.for_officers"))),
            (Link::new(speech.t("evaluation.report"), of.url("/report.pdf")), Some(speech.t("evaluation.for_officers"))),
            (public, None),
        ])))
    };
    desk.page(status, of.cycle.name.clone(), &body)
}

/// «40 người ở 3 đơn vị; 1 đơn vị đã quyết định.»
fn standing_of(of: &Of) -> String {
    let speech = &of.desk.speech;
    let people = of.cycle.people.values().filter(|person| person.counts()).count();
    let decided = of.cycle.organs.values().filter(|organ| organ.rating().is_some()).count();
    let facts = [
        ("people", speech.many(people)),
        ("organs", speech.many(of.cycle.organs.len())),
        ("decided", speech.many(decided)),
    ];
    let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
    speech.tell("evaluation.standing", &facts)
}

/// How far an office is in a phase: a sign, a word, and of how many how many.
fn cell(of: &Of, cell: &Cell) -> Markup {
    let speech = &of.desk.speech;
    let (sign, key) = match cell.standing {
        Standing::Nothing => return html! { "–" },
        Standing::Done => (figure::State::Final, "evaluation.done"),
        Standing::Ahead => (figure::State::Awaited, "evaluation.ahead"),
        Standing::Late => (figure::State::Corrected, "evaluation.late"),
    };
    html! {
        (figure::badge(sign, &speech.t(key))) " "
        (speech.many(cell.done)) "/" (speech.many(cell.owed))
    }
}

fn phase_columns(of: &Of) -> impl Iterator<Item = Column> {
    let speech = of.desk.speech;
    of.cycle.dues.iter().map(move |(phase, due)| {
        let name = speech.t(&format!("evaluation.phase_{}", phase.name()));
        Column::words(format!("{name} ({})", site::day(*due)))
    })
}

fn board_table(of: &Of, board: &[Row]) -> Markup {
    let speech = &of.desk.speech;
    if board.is_empty() {
        return part::empty(&speech.t("evaluation.no_organ"), None);
    }
    let row = |row: &Row| {
        let above = row.organ.parent.as_ref().and_then(|parent| of.cycle.organ(parent));
        let mut cells = vec![
            html! {
                a href=(of.organ_url(&row.organ.id)) { (row.organ.name) }
                @if let Some(above) = above { br; small { (above.name) } }
            },
            html! { (row.organ.level) },
            html! { (speech.many(row.people)) },
        ];
        cells.extend(row.cells.values().map(|one| cell(of, one)));
        cells
    };
    let mut columns = vec![
        Column::words(speech.t("evaluation.organ")),
        Column::figures(speech.t("evaluation.level")),
        Column::figures(speech.t("evaluation.people")),
    ];
    columns.extend(phase_columns(of));
    html! {
        p { (speech.tell("evaluation.board_about", &[("day", &site::day(of.today))])) }
        (Table {
            id: "board-table".into(),
            caption: speech.t("evaluation.board"),
            columns,
            rows: board.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        })
    }
}

fn levels_table(of: &Of, board: &[Row]) -> Markup {
    let speech = &of.desk.speech;
    let row = |(level, all): (&u8, &dienhong_core::evaluation::Level)| {
        let mut cells = vec![
            html! { (level) },
            html! { (speech.many(all.organs)) },
            html! { (speech.many(all.people)) },
        ];
        cells.extend(all.phases.values().map(|(done, owed, late)| {
            html! {
                (speech.many(*done)) "/" (speech.many(*owed))
                @if *late > 0 { br; small { (speech.tell("evaluation.late_organs", &[("count", &speech.many(*late))])) } }
            }
        }));
        cells
    };
    let mut columns = vec![
        Column::figures(speech.t("evaluation.level")),
        Column::figures(speech.t("evaluation.organs")),
        Column::figures(speech.t("evaluation.people")),
    ];
    columns.extend(phase_columns(of));
    html! { (Table {
        id: "levels-table".into(),
        caption: speech.t("evaluation.levels"),
        columns,
        rows: Cycle::levels(board).iter().map(row).collect(),
        foot: None,
        narrow: Narrow::Stack,
    }) }
}

fn organs(of: &Of) -> Vec<(String, String)> {
    of.cycle.organs.values().map(|organ| (organ.id.to_string(), organ.name.clone())).collect()
}

fn organ_form(of: &Of, asks: &Asks) -> Markup {
    let speech = &of.desk.speech;
    let mut above = vec![(String::new(), speech.t("evaluation.no_parent"))];
    above.extend(organs(of));
    asks.folded(
        "organ",
        form::Weight::Plain,
        &html! {
            (asks.field("organ", "name", form::Kind::Text, ""))
            (asks.select("organ", "parent", &speech.t("evaluation.field_parent"), &above, ""))
        },
    )
}

fn person_form(of: &Of, asks: &Asks) -> Markup {
    let (speech, step) = (&of.desk.speech, "person");
    let most = of.cycle.period.months().to_string();
    let leads = [("no", "evaluation.leads_no"), ("yes", "evaluation.leads_yes")]
        .map(|(value, key)| (value.to_owned(), speech.t(key)));
    asks.folded(
        step,
        form::Weight::Plain,
        &html! {
            (asks.select(step, "organ", &speech.t("evaluation.organ"), &organs(of), ""))
            (asks.field(step, "name", form::Kind::Text, ""))
            (asks.field(step, "post", form::Kind::Text, ""))
            (asks.field(step, "group", form::Kind::Text, ""))
            (asks.select(step, "leads", &speech.t("evaluation.field_leads"), &leads, "no"))
            (asks.field(step, "months", form::Kind::Digits, &most))
            (asks.field(step, "officer", form::Kind::Text, ""))
        },
    )
}

fn totals_form(of: &Of, asks: &Asks) -> Markup {
    let speech = &of.desk.speech;
    let least = of.rules.publish.as_ref();
    html! {
        p { (speech.t("evaluation.totals_about")) }
        @if let Some(rule) = least {
            p { (speech.tell("evaluation.totals_least", &[("least", &rule.people.to_string())])) " "
                small { (rule.source.article) } }
        }
        (asks.folded("totals", form::Weight::Jade, &html! {
            (asks.document("totals"))
            @if !of.cycle.published.is_empty() { (asks.field("totals", "reason", form::Kind::Text, "")) }
        }))
    }
}

async fn take(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(cycle): Path<String>,
    Form(typed): Form,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::new(&desk, &cycle) else { return desk.missing() };
    let again = |status, wrong: Wrong| page(&desk, &cycle, status, &typed, None, Some(&wrong));
    let asked = match typed.get("step").map(String::as_str) {
        Some("organ") => organ_listed(&of, &typed),
        Some("person") => person_listed(&of, &typed),
        Some("totals") => totals_published(&of, &typed),
        _ => Err((None, desk.speech.t("setup.nothing_chosen"))),
    };
    let (body, command) = match asked {
        Ok(asked) => asked,
        Err(wrong) => return again(StatusCode::UNPROCESSABLE_ENTITY, wrong),
    };
    match ask(&desk, &typed, body, command).await {
        Ok(()) => desk.to(&format!("/desk/evaluation/{cycle}")),
        Err(wrong) => again(StatusCode::CONFLICT, wrong),
    }
}

type Asked = Result<(Option<BodyId>, Command), Wrong>;

fn one(of: &Of, event: Event) -> (Option<BodyId>, Command) {
    (of.acting(&event), Command::Record(vec![Fact::Evaluation(event)]))
}

fn organ_listed(of: &Of, typed: &Typed) -> Asked {
    let said = Said { desk: of.desk, typed };
    said.fits(&[("name", NAME)])?;
    let parent = match said.text("parent") {
        "" => None,
        parent => Some(OrganId::from(parent)),
    };
    let above = parent.as_ref().and_then(|parent| of.cycle.organ(parent));
    let event = Event::OrganListed {
        cycle: of.cycle.id.clone(),
        organ: OrganId::from(format!("o{}", of.cycle.organs.len() + 1).as_str()),
        name: said.filled("name")?,
        level: above.map_or(1, |above| above.level.saturating_add(1)),
        parent,
    };
    Ok(one(of, event))
}

/// An id that says nothing about the person.
fn person_id() -> PersonId {
    PersonId::from(dienhong_node::fresh_id().get(..16).unwrap_or_default())
}

/// The officer with this login. None: nobody has it.
fn by_login(desk: &Desk, login: &str) -> Option<dienhong_core::people::OfficerId> {
    let account = desk.app.desk.account(login).ok().flatten()?;
    Some(account.officer.as_str().into())
}

fn person_listed(of: &Of, typed: &Typed) -> Asked {
    let said = Said { desk: of.desk, typed };
    said.fits(&[("name", NAME), ("post", NAME), ("group", NAME)])?;
    let officer = match said.text("officer") {
        "" => None,
        login => match by_login(of.desk, login) {
            None => return said.no("officer", "evaluation.no_login"),
            found => found,
        },
    };
    let event = Event::PersonListed {
        cycle: of.cycle.id.clone(),
        organ: OrganId::from(said.filled("organ")?.as_str()),
        person: person_id(),
        name: said.filled("name")?,
        post: said.filled("post")?,
        group: said.filled("group")?,
        leads: said.text("leads") == "yes",
        months: said.number("months")?,
        officer,
    };
    Ok(one(of, event))
}

fn totals_published(of: &Of, typed: &Typed) -> Asked {
    let said = Said { desk: of.desk, typed };
    said.fits(&[("document", LONGEST), ("reason", LONGEST)])?;
    let reason = Some(said.text("reason").to_owned()).filter(|reason| !reason.is_empty());
    let (cycle, document) = (of.cycle.id.clone(), said.filled("document")?);
    let command = dienhong_core::evaluation::Command::PublishTotals { cycle, document, reason };
    Ok((of.deciding(), Command::Evaluation(command)))
}
