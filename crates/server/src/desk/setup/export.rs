//! The tables of a node as files, in the very columns that the import takes: what one node has prepared, another can take.

use super::{
    super::Desk,
    import::{Asked, given, heading, rules},
    tables::{Given, Of, per_election},
};
use crate::{App, session::Officer, site::area_day};
use axum::{
    extract::{Path, Query, State},
    http::{Uri, header},
    response::{IntoResponse, Response},
};
use dienhong_core::{
    election::{AreaKind, Election, ElectionId, Sex},
    units::{Unit, UnitId},
};
use dienhong_tables::{Kind, Row, Table, write_csv};
use std::{collections::BTreeMap, sync::Arc};

/// The cells of a row by the names of their columns.
type Cells = BTreeMap<String, String>;

pub(in super::super) async fn file(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(table): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let name = table.strip_suffix(".csv").unwrap_or(&table);
    let election = desk.election(&asked.election);
    let (Some(of), Some(rules)) = (Of::named(name), rules(&desk, election.as_deref())) else {
        return desk.missing();
    };
    let may = of.rights().iter().any(|&right| super::gives(&desk, right));
    let chosen = election.is_some() || !(of.of_election() || of == Of::Rolls);
    if !may || !chosen || of == Of::People {
        return desk.missing();
    }
    // The tables of a nation are long: not on a thread that others wait for.
    let made = tokio::task::spawn_blocking(move || {
        table_of(of, &given(&desk, &rules, election.as_deref(), ""))
    });
    let Ok(table) = made.await else {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let name = format!("attachment; filename=\"{}.csv\"", of.name());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, write_csv(&table)).into_response()
}

fn table_of(of: Of, given: &Given) -> Table {
    let mut columns = of.schema(given).columns;
    let mut rows = match of {
        Of::Units => units(given),
        Of::Constituencies => constituencies(given),
        Of::Candidates => candidates(given),
        Of::Areas => areas(given),
        Of::Rolls => rolls(given),
        Of::People => Vec::new(),
    };
    if of == Of::Areas {
        // A node that has closed an election takes no areas for it any more; another one will.
        for election in same_day(given) {
            if columns.iter().all(|column| column.name != election.id.as_str()) {
                columns.push(per_election(election, Kind::Count { max: 9_999 }));
            }
        }
    }
    let named = |name: &str| given.state.election.get(&ElectionId::from(name)).is_some();
    let headings = columns.iter().map(|column| match named(&column.name) {
        true => column.name.clone(),
        false => heading(column).to_owned(),
    });
    let headings = headings.collect();
    let row = |cells: &mut Cells| Row {
        line: 0,
        cells: columns
            .iter()
            .map(|column| cells.remove(&*column.name).unwrap_or_default())
            .collect(),
    };
    Table { columns: headings, rows: rows.iter_mut().map(row).collect(), ..Table::default() }
}

fn cells<const N: usize>(cells: [(&str, String); N]) -> Cells {
    cells.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

fn said(text: Option<impl ToString>) -> String {
    text.map_or_else(String::new, |text| text.to_string())
}

fn same_day<'a>(given: &'a Given) -> impl Iterator<Item = &'a Arc<Election>> {
    let day = given.election.map(|election| election.day);
    given.state.election.all().filter(move |election| Some(election.day) == day)
}

/// As a file names a unit: by its code, which within a level is one unit's at a time.
fn code(given: &Given, unit: &UnitId) -> String {
    let known = given.state.units.get(unit).map(|unit| unit.code.clone());
    known.unwrap_or_else(|| unit.as_str().split('~').next().unwrap_or_default().to_owned())
}

/// Parents stand above what lies in them.
fn units(given: &Given) -> Vec<Cells> {
    let mut all: Vec<&Arc<Unit>> = given.state.units.all().collect();
    all.sort_by_key(|unit| {
        (given.state.units.upwards(&unit.id).count(), unit.from, unit.id.clone())
    });
    let row = |unit: &&Arc<Unit>| {
        let former = unit.predecessors.iter().map(|former| {
            let code = code(given, &former.unit);
            if former.whole { code } else { format!("{code} (một phần)") }
        });
        let former: Vec<String> = former.collect();
        cells([
            ("code", unit.code.clone()),
            ("name", unit.name.clone()),
            ("kind", unit.kind.clone()),
            ("parent", unit.parent.as_ref().map_or_else(String::new, |parent| code(given, parent))),
            ("from", said(unit.from)),
            ("to", said(unit.to)),
            ("former", former.join("; ")),
        ])
    };
    all.iter().map(row).collect()
}

/// A row a member, so that each keeps its basis.
fn constituencies(given: &Given) -> Vec<Cells> {
    let all = given.election.into_iter().flat_map(|election| election.constituencies.values());
    let rows = all.flat_map(|of| {
        of.members.iter().map(|member| {
            cells([
                ("constituency", of.number.to_string()),
                ("seats", of.seats.to_string()),
                ("unit", code(given, &member.unit)),
                ("basis", member.basis.text.clone()),
            ])
        })
    });
    rows.collect()
}

fn candidates(given: &Given) -> Vec<Cells> {
    let all = given.election.into_iter().flat_map(|election| election.constituencies.values());
    let rows = all.flat_map(|of| {
        (1..).zip(&of.candidates).map(|(number, listed)| {
            let number: usize = number;
            let candidate = &listed.candidate;
            let sex = candidate.sex.map(|sex| match sex {
                Sex::Female => given.speech.t("setup.female"),
                Sex::Male => given.speech.t("setup.male"),
            });
            let mut row = cells([
                ("constituency", of.number.to_string()),
                ("number", number.to_string()),
                ("candidate", candidate.name.clone()),
                ("born", said(candidate.born)),
                ("sex", said(sex)),
            ]);
            row.extend(candidate.biography.clone());
            row
        })
    });
    rows.collect()
}

fn areas(given: &Given) -> Vec<Cells> {
    let Some(chosen) = given.election else { return Vec::new() };
    let all = given.state.election.areas();
    let own = all.filter(|area| area.constituency(&chosen.id).is_some());
    let rows = own.map(|area| {
        let early = area.early.as_ref();
        let special = Some(area.kind).filter(|kind| *kind != AreaKind::Ordinary);
        let mut row = cells([
            ("area", area.id.to_string()),
            ("area_name", area.name.clone()),
            ("unit", code(given, &area.unit)),
            ("early_day", said(early.map(|early| early.day))),
            ("early_document", said(early.map(|early| &early.document))),
            ("area_kind", said(special.map(|kind| given.speech.t(area_day::kind(kind))))),
            ("mobile_boxes", said((area.mobile_boxes > 0).then_some(area.mobile_boxes))),
            ("place", said(area.place.as_ref())),
        ]);
        let numbers = area.constituencies.iter();
        row.extend(numbers.map(|(election, number)| (election.to_string(), number.to_string())));
        row
    });
    rows.collect()
}

/// The latest roll of each area of the election.
fn rolls(given: &Given) -> Vec<Cells> {
    let Some(chosen) = given.election else { return Vec::new() };
    let all = given.state.election.areas();
    let own = all.filter(|area| area.constituency(&chosen.id).is_some());
    let rows = own.filter_map(|area| {
        let roll = area.rolls.last()?;
        let mut row = cells([
            ("area", area.id.to_string()),
            ("voters", said(roll.voters.values().max())),
            ("men", roll.men.to_string()),
            ("women", roll.women.to_string()),
            ("added", roll.added_on_day.to_string()),
            ("reason", said(roll.reason.as_ref())),
        ]);
        let voters = roll.voters.iter();
        row.extend(voters.map(|(election, count)| (election.to_string(), count.to_string())));
        Some(row)
    });
    rows.collect()
}
