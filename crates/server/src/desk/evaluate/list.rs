//! The list of an office and the report of a cycle on paper, and all of it as a workbook: for those who rate.

use super::{Of, organ, rating_name, written};
use crate::{App, desk::Desk, papers, session::Officer, workbook};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use dienhong_core::evaluation::{OrganId, Outcome, Person, Standing};
use dienhong_documents::{NotPrinted, Press};
use dienhong_verifier::open_data::{Cell, Sheet};
use std::sync::Arc;

/// The people of a cycle, one a line, and the board: as it stands now.
pub(super) async fn workbook(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(cycle): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::new(&desk, &cycle).filter(Of::may_see) else { return desk.missing() };
    let name = format!("attachment; filename=\"{}.xlsx\"", of.cycle.id);
    match workbook::book([people(&of), board(&of)]) {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, workbook::KIND),
                (header::CONTENT_DISPOSITION, name.as_str()),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, bytes).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn text(text: impl ToString) -> Cell {
    Cell::Text(text.to_string())
}

fn figure(figure: impl ToString) -> Cell {
    Cell::Figure(figure.to_string())
}

fn people(of: &Of) -> Sheet {
    let speech = &of.desk.speech;
    let simulated = of.desk.view.state.node.simulated();
    let mut columns: Vec<String> = [
        "organ",
        "field_name",
        "field_post",
        "field_group",
        "field_leads",
        "field_months",
        "own_score",
        "proposed",
        "proposed_score",
        "by_ballot",
        "decided",
        "decided_score",
        "appeals",
    ]
    .map(|key| speech.t(&format!("evaluation.{key}")))
    .to_vec();
    columns.push(speech.t("evaluation.simulated"));
    let yes = |is: bool| speech.t(if is { "evaluation.yes" } else { "evaluation.no" });
    let row = |organ: &str, person: &Arc<Person>| {
        let proposal = person.proposal();
        let agreed = of.rules.ballot.as_ref().zip(person.ballot());
        let agreed = agreed.and_then(|(rule, ballot)| ballot.agreed(rule));
        let decided = person.outcome().map(|_| organ::outcome(speech, person));
        let score = match person.outcome() {
            Some(Outcome::Rated { score, .. }) => Some(*score),
            _ => None,
        };
        let scored = |score: Option<_>| Cell::from(score.map(|score| written(speech, score)));
        vec![
            text(organ),
            text(&person.name),
            text(&person.post),
            text(&person.group),
            text(yes(person.leads)),
            figure(person.months),
            scored(person.report().map(|report| report.score)),
            Cell::from(proposal.map(|proposal| rating_name(speech, proposal.rating))),
            scored(proposal.map(|proposal| proposal.score)),
            Cell::from(agreed.map(|rating| rating_name(speech, rating))),
            Cell::from(decided),
            scored(score),
            figure(person.appeals.len()),
            text(yes(simulated)),
        ]
    };
    let organs = of.cycle.organs.values();
    let rows = organs.flat_map(|organ| {
        let people = organ::ordered(of, &organ.id);
        people.iter().map(|person| row(&organ.name, person)).collect::<Vec<_>>()
    });
    Sheet { name: "danh_sach", columns, rows: rows.collect() }
}

fn board(of: &Of) -> Sheet {
    let speech = &of.desk.speech;
    let simulated = of.desk.view.state.node.simulated();
    let mut columns: Vec<String> =
        ["organ", "level", "people"].map(|key| speech.t(&format!("evaluation.{key}"))).to_vec();
    for phase in of.cycle.dues.keys() {
        let name = speech.t(&format!("evaluation.phase_{}", phase.name()));
        columns.push(format!("{name}: {}", speech.t("evaluation.done")));
        columns.push(format!("{name}: {}", speech.t("evaluation.owed")));
        columns.push(format!("{name}: {}", speech.t("site.col_state")));
    }
    columns.push(speech.t("evaluation.simulated"));
    let yes = speech.t(if simulated { "evaluation.yes" } else { "evaluation.no" });
    let rows = of.cycle.board(of.today).into_iter().map(|row| {
        let mut cells = vec![text(&row.organ.name), figure(row.organ.level), figure(row.people)];
        for cell in row.cells.values() {
            cells.push(figure(cell.done));
            cells.push(figure(cell.owed));
            cells.push(match cell.standing {
                Standing::Nothing => Cell::Empty,
                Standing::Done => text(speech.t("evaluation.done")),
                Standing::Ahead => text(speech.t("evaluation.ahead")),
                Standing::Late => text(speech.t("evaluation.late")),
            });
        }
        cells.push(text(&yes));
        cells
    });
    Sheet { name: "tien_do", columns, rows: rows.collect() }
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path((cycle, organ)): Path<(String, String)>,
) -> Response {
    print(app, officer, &uri, &cycle, move |desk, cycle| {
        let organ = cycle.organ(&OrganId::from(organ.as_str()))?;
        Some(Press::shared().rating_list(&desk.rating_list(cycle, organ)?))
    })
    .await
}

pub(super) async fn report(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(cycle): Path<String>,
) -> Response {
    print(app, officer, &uri, &cycle, |desk, cycle| {
        Some(Press::shared().rating_report(&desk.rating_report(cycle)?))
    })
    .await
}

type Pdf = Option<Result<Vec<u8>, NotPrinted>>;

/// A paper for those who may see the files; typeset on a thread that nobody waits for.
async fn print(
    app: Arc<App>,
    officer: Officer,
    uri: &Uri,
    cycle: &str,
    made: impl FnOnce(&papers::Desk, &dienhong_core::evaluation::Cycle) -> Pdf + Send + 'static,
) -> Response {
    let desk = Desk::new(app, officer, uri);
    let Some(of) = Of::new(&desk, cycle).filter(Of::may_see) else { return desk.missing() };
    let (app, view, cycle) = (desk.app.clone(), desk.view.clone(), of.cycle.clone());
    let pdf = tokio::task::spawn_blocking(move || {
        let records = |seq| app.record(seq);
        let paper = papers::Desk { view: &view, records: &records, home: app.home() };
        made(&paper, &cycle)
    });
    match pdf.await {
        Ok(Some(Ok(pdf))) => {
            let headers =
                [(header::CONTENT_TYPE, "application/pdf"), (header::CACHE_CONTROL, "no-store")];
            (headers, pdf).into_response()
        }
        Ok(Some(Err(why))) => {
            eprintln!("the paper of an evaluation: {why}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Ok(None) => desk.missing(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
