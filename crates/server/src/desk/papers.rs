use super::{Desk, number, sheet::Wrong};
use crate::{
    App,
    papers::{
        self,
        day::{Order, Unprintable, forms_of},
    },
    sent::Typed,
    session::Officer,
};
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use dienhong_core::election::{Election, ElectionId};
use dienhong_documents::{DayPapers, Press};
use dienhong_look::{Markup, form, html, part};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::Semaphore;

/// How many files are printed for desks at once: each takes a core.
pub(super) static PRINTING: Semaphore = Semaphore::const_new(2);

/// What stands for all papers of an area.
const ALL: &str = "all";

/// The most areas that a page lists by links; the others are asked for by their code.
const LISTED: usize = 60;

/// Which papers to print. Nothing changes by it, so that it is asked with an address.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(typed): Query<Typed>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    page(&desk, StatusCode::OK, &typed, &Wrong::default())
}

/// The file, or the page again with what is wrong beside its field.
pub(super) async fn print(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Query(typed): Query<Typed>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let papers = match asked(&desk, &typed) {
        Ok(papers) => papers,
        Err(wrong) => return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, &typed, &wrong),
    };
    let _turn = PRINTING.acquire().await;
    let printed = tokio::task::spawn_blocking(move || Press::shared().day(&papers)).await;
    match printed {
        Ok(Ok(pdf)) => {
            let name = "attachment; filename=\"giay-to.pdf\"";
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (header::CONTENT_DISPOSITION, name),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, pdf).into_response()
        }
        Ok(Err(why)) => {
            eprintln!("papers of the day: {why}");
            let wrong = [("form".to_owned(), desk.speech.t("papers.not_printed"))].into();
            page(&desk, StatusCode::INTERNAL_SERVER_ERROR, &typed, &wrong)
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn value<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.get(name).map_or("", |text| text.trim())
}

/// What was asked for, as facts to print.
fn asked(desk: &Desk, typed: &Typed) -> Result<DayPapers, Wrong> {
    let speech = desk.speech;
    let one = |field: &str, why: String| Wrong::from([(field.to_owned(), why)]);
    let said = |why: Unprintable| one(why.field(), why.said(&speech));
    let records: crate::site::Records = &|seq| desk.app.record(seq);
    let paper = papers::Desk { view: &desk.view, records, home: desk.app.home() };
    let area = match value(typed, "area") {
        "" => None,
        id => {
            Some(paper.known_area(id).ok_or_else(|| one("area", speech.t("papers.unknown_area")))?)
        }
    };
    if value(typed, "form") == ALL {
        let area = area.ok_or_else(|| said(Unprintable::NoArea))?;
        return paper.day_papers(&paper.of_area(area)).map_err(said);
    }
    let form = forms_of(&desk.view).find(|form| form.id == value(typed, "form"));
    let form = form.ok_or_else(|| one("form", speech.t("papers.choose")))?;
    let unknown = || said(Unprintable::NoConstituency);
    let (election, constituency) = match value(typed, "constituency") {
        "" => (None, None),
        chosen => {
            let (election, number) = chosen.split_once('/').ok_or_else(unknown)?;
            let election = desk.view.state.election.get(&ElectionId::from(election));
            let number = number.parse::<u16>().map_err(|_| unknown())?;
            (Some(election.ok_or_else(unknown)?), Some(number))
        }
    };
    let mut wrong = Wrong::default();
    let mut count = |name: &str, default: u64| match value(typed, name) {
        "" => default,
        text => match number::count(&speech, text) {
            Ok(count) => count.get(),
            Err(why) => {
                wrong.insert(name.to_owned(), why);
                default
            }
        },
    };
    let blank = Order::blank(form);
    let (copies, from) = (count("count", blank.count), count("from", blank.from));
    let per_sheet = count("per_sheet", blank.per_sheet);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let order = Order {
        election: election.map(|election| &**election),
        constituency,
        area,
        count: copies,
        from,
        per_sheet,
        large: value(typed, "large") == "yes",
        ..blank
    };
    paper.day_papers(&[order]).map_err(said)
}

fn page(desk: &Desk, status: StatusCode, typed: &Typed, wrong: &Wrong) -> Response {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let wrong = |name: &str| wrong.get(name).map(String::as_str);
    let english = speech.lang() == "en";
    let forms: Vec<(&str, String)> = std::iter::once((ALL, speech.t("papers.all_of_area")))
        .chain(forms_of(&desk.view).map(|form| {
            let title = if english { &form.title_en } else { &form.title };
            (form.id.as_str(), title.clone())
        }))
        .collect();
    let constituencies: Vec<(String, String)> =
        std::iter::once((String::new(), speech.t("papers.none")))
            .chain(state.election.all().flat_map(|election| of(desk, election)))
            .collect();
    let picks = |all: &[(String, String)], name: &str| -> Markup {
        let picks: Vec<form::Pick> = all
            .iter()
            .map(|(id, label)| form::Pick {
                value: id,
                label,
                hint: None,
                picked: id == value(typed, name),
            })
            .collect();
        form::select(name, &speech.t(&format!("papers.{name}")), &picks, wrong(name))
    };
    let forms: Vec<(String, String)> =
        forms.into_iter().map(|(id, label)| (id.to_owned(), label)).collect();
    let sheets: Vec<(String, String)> =
        ["2", "1", "4"].map(|n| (n.to_owned(), n.to_owned())).to_vec();
    let field = |name, kind, hint| form::Field {
        name,
        value: value(typed, name),
        kind,
        hint,
        error: wrong(name),
        ..form::Field::default()
    };
    let (area, count, from) =
        (speech.t("papers.area"), speech.t("papers.count"), speech.t("papers.from"));
    let (area_hint, from_hint) = (speech.t("papers.area_hint"), speech.t("papers.from_hint"));
    let title = speech.t("papers.title");
    let body = html! {
        (part::head(&title, None))
        p { (speech.t("papers.about")) }
        form method="get" action=(speech.url("/desk/papers/print")) {
            (picks(&forms, "form"))
            (picks(&constituencies, "constituency"))
            (form::Field { label: &area, ..field("area", form::Kind::Text, Some(area_hint.as_str())) })
            (form::Field { label: &count, ..field("count", form::Kind::Digits, None) })
            (form::Field { label: &from, ..field("from", form::Kind::Digits, Some(from_hint.as_str())) })
            (picks(&sheets, "per_sheet"))
            (form::tick("large", &speech.t("papers.large"), value(typed, "large") == "yes", None))
            (form::button(form::Weight::Strong, &speech.t("papers.print")))
        }
        (own(desk))
        p { a href=(speech.url("/forms")) { (speech.t("papers.forms")) } }
    };
    desk.page(status, title, &body)
}

/// The constituencies of an election, as choices.
fn of(desk: &Desk, election: &Arc<Election>) -> Vec<(String, String)> {
    let numbers = election.constituencies.keys();
    let label = |number: &u16| {
        let number = number.to_string();
        let label = desk.speech.tell("site.constituency", &[("number", &number)]);
        (format!("{}/{number}", election.id), format!("{} · {label}", election.name))
    };
    numbers.map(label).collect()
}

/// The areas of the units in which this officer acts, each with all its papers.
fn own(desk: &Desk) -> Markup {
    let speech = &desk.speech;
    let state = &desk.view.state;
    let seats = state.people.seats(&desk.officer.id);
    let units: BTreeSet<_> = seats.filter_map(|(body, _)| body.unit.clone()).collect();
    let areas: Vec<_> =
        units.iter().flat_map(|unit| state.election.areas_of(unit)).take(LISTED).collect();
    html! {
        @if !areas.is_empty() {
            (part::section("areas", &speech.t("papers.of_unit"), &html! {
                ul {
                    @for area in areas {
                        li {
                            a href=(speech.url(&format!("/desk/papers/print?form={ALL}&area={}", area.id))) {
                                (area.name) " (" (area.id) ")"
                            }
                        }
                    }
                }
            }))
        }
    }
}
