//! What each CSV file says.

use super::table::{Cell, Row, Table};
use crate::figures::{self, Fields, Subject};
use dienhong_core::{
    State,
    election::{Basis, Constituency, Election, How, Sex, Withdrawn},
    percent::Percent,
    units::UnitId,
};
use std::{borrow::Cow, sync::Arc};

type Columns = Vec<Cow<'static, str>>;

/// The fields of ballots and their share, as columns.
const BALLOTS: [&str; 7] =
    ["voters_total", "took_part", "issued", "returned", "valid", "invalid", "turnout_bp"];

fn named(names: &[&'static str]) -> Columns {
    names.iter().map(|&name| Cow::Borrowed(name)).collect()
}

fn numbered(columns: &mut Columns, name: &str, most: usize) {
    columns.extend((1..=most).map(|number| Cow::Owned(format!("{name}.{number}"))));
}

/// The figures of a row under the columns that bear their names.
fn row(subject: &Subject, state: &State, columns: &Columns, words: Vec<Cell>) -> Row {
    let fields = subject.fields(state);
    let mut cells = words;
    let rest = columns.iter().skip(cells.len());
    cells.extend(rest.map(|column| cell(&fields, column)));
    Row { path: subject.path(), cells }
}

fn cell(fields: &Fields, column: &str) -> Cell {
    let value = fields.iter().find(|(name, _)| name == column).map(|(_, value)| value);
    value.map_or(Cell::Empty, Cell::figure)
}

pub(super) fn how(how: How) -> &'static str {
    match how {
        How::Stated => "stated",
        How::Inferred => "inferred",
        How::Derived => "derived",
        How::Assumed => "assumed",
    }
}

fn most(election: &Election, count: impl Fn(&Constituency) -> usize) -> usize {
    election.constituencies.values().map(|of| count(of)).max().unwrap_or(0)
}

pub(super) fn simulated(state: &State) -> Cell {
    Cell::text(state.node.simulated())
}

pub(super) fn unit_name(state: &State, unit: &UnitId) -> String {
    state.units.get(unit).map_or_else(String::new, |unit| unit.name.clone())
}

pub(super) fn constituencies(state: &State, election: &Arc<Election>) -> Table {
    let candidates = most(election, |of| of.candidates.len());
    let seats = most(election, |of| of.result().map_or(0, |result| result.elected.len()));
    let mut columns = named(&[
        "election",
        "constituency",
        "simulated",
        "seats",
        "seats_how",
        "seats_basis",
        "members",
        "members_how",
        "result_version",
        "progress",
        "areas",
        "counted",
    ]);
    columns.extend(named(&BALLOTS));
    numbered(&mut columns, "votes", candidates);
    numbered(&mut columns, "share_bp", candidates);
    numbered(&mut columns, "elected", seats);
    let each = |of: &Arc<Constituency>| {
        let members = of.members.iter().map(|member| member.unit.to_string());
        let hows = of.members.iter().map(|member| how(member.basis.how).to_owned());
        let versions = of.results.len();
        let words = vec![
            Cell::text(&election.id),
            Cell::figure(of.number),
            simulated(state),
            Cell::figure(of.seats),
            Cell::text(how(of.seats_basis.how)),
            Cell::text(&of.seats_basis.text),
            Cell::Text(joined(members)),
            Cell::Text(joined(hows)),
            if versions == 0 { Cell::Empty } else { Cell::figure(versions) },
        ];
        row(&Subject::Constituency(election.clone(), of.clone()), state, &columns, words)
    };
    let rows = election.constituencies.values().map(each).collect();
    Table { columns, rows }
}

pub(super) fn areas(state: &State, election: &Arc<Election>) -> Table {
    let candidates = most(election, |of| of.candidates.len());
    let mut columns = named(&[
        "election",
        "area",
        "constituency",
        "unit",
        "unit_name",
        "name",
        "simulated",
        "voting_day",
        "published_at",
        "progress",
        "version",
    ]);
    columns.extend(named(&BALLOTS));
    numbered(&mut columns, "votes", candidates);
    numbered(&mut columns, "share_bp", candidates);
    let grouped = state.small_areas(election).is_some();
    if grouped {
        columns.push("group".into());
    }
    let rows = figures::areas(state, election).map(|subject| {
        let Subject::Area(_, area) = &subject else {
            return Row { path: String::new(), cells: Vec::new() };
        };
        let published = state.counted(election, &area.id);
        let words = vec![
            Cell::text(&election.id),
            Cell::text(&area.id),
            area.constituency(&election.id).map_or(Cell::Empty, Cell::figure),
            Cell::text(&area.unit),
            Cell::Text(unit_name(state, &area.unit)),
            Cell::text(&area.name),
            simulated(state),
            Cell::text(area.early.as_ref().map_or(election.day, |early| early.day)),
            Cell::from(published.map(|published| published.at.to_string())),
        ];
        let mut row = row(&subject, state, &columns, words);
        if let (true, Some(last)) = (grouped, row.cells.last_mut()) {
            let group = state.group_of(election, &area.id);
            *last = group.map_or(Cell::Empty, |group| Cell::figure(group.number));
        }
        row
    });
    let rows = rows.collect();
    Table { columns, rows }
}

/// Areas in which few voted, whose candidates' figures are known together alone.
pub(super) fn groups(state: &State, election: &Arc<Election>) -> Table {
    let candidates = most(election, |of| of.candidates.len());
    let mut columns = named(&[
        "election",
        "constituency",
        "group",
        "simulated",
        "members",
        "progress",
        "version",
        "areas",
        "counted",
    ]);
    columns.extend(named(&BALLOTS));
    numbered(&mut columns, "votes", candidates);
    numbered(&mut columns, "share_bp", candidates);
    let rows = figures::groups(state, election).filter_map(|subject| {
        let Subject::Group(_, of, group) = &subject else { return None };
        let words = vec![
            Cell::text(&election.id),
            Cell::figure(of.number),
            Cell::figure(group.number),
            simulated(state),
            Cell::Text(joined(group.areas.iter().map(ToString::to_string))),
        ];
        Some(row(&subject, state, &columns, words))
    });
    let rows = rows.collect();
    Table { columns, rows }
}

pub(super) fn units(state: &State, election: &Arc<Election>) -> Table {
    let mut columns = named(&[
        "election",
        "unit",
        "unit_name",
        "simulated",
        "constituencies",
        "membership_how",
        "membership_basis",
        "areas",
        "counted",
    ]);
    columns.extend(named(&BALLOTS));
    let each = |unit: UnitId| {
        let memberships: Vec<(u16, &Basis)> = memberships(election, &unit).collect();
        let words = vec![
            Cell::text(&election.id),
            Cell::text(&unit),
            Cell::Text(unit_name(state, &unit)),
            simulated(state),
            Cell::Text(joined(memberships.iter().map(|(number, _)| number.to_string()))),
            Cell::Text(joined(memberships.iter().map(|(_, basis)| how(basis.how).to_owned()))),
            Cell::Text(joined(memberships.iter().map(|(_, basis)| basis.text.clone()))),
        ];
        row(&Subject::Unit(election.clone(), unit), state, &columns, words)
    };
    let rows = figures::units(state, election).into_iter().map(each).collect();
    Table { columns, rows }
}

/// The constituencies of which a unit is a member by name, and why.
fn memberships<'e>(
    election: &'e Election,
    unit: &'e UnitId,
) -> impl Iterator<Item = (u16, &'e Basis)> + 'e {
    election.constituencies.values().flat_map(move |of| {
        let own = of.members.iter().filter(move |member| member.unit == *unit);
        own.map(|member| (of.number, &member.basis))
    })
}

pub(super) fn candidates(state: &State, election: &Arc<Election>) -> Table {
    let columns = named(&[
        "election",
        "constituency",
        "number",
        "name",
        "born",
        "sex",
        "simulated",
        "progress",
        "areas",
        "counted",
        "votes",
        "share_bp",
        "elected",
        "withdrawn",
        "confirmed",
    ]);
    let rows = election.constituencies.values().flat_map(|of| {
        let subject = Subject::Constituency(election.clone(), of.clone());
        let (path, fields) = (subject.path(), subject.fields(state));
        (1u16..).zip(of.candidates.clone()).map(move |(number, listed)| {
            let elected = of.result().map_or(&[][..], |result| &result.elected);
            let place = elected.iter().position(|&n| n == number);
            let withdrawn = listed.withdrawn.as_ref().map(|left| withdrawn(left.how));
            let cells = vec![
                Cell::text(&election.id),
                Cell::figure(of.number),
                Cell::figure(number),
                Cell::text(&listed.candidate.name),
                Cell::from(listed.candidate.born.map(|born| born.to_string())),
                Cell::from(listed.candidate.sex.map(|sex| self::sex(sex).to_owned())),
                simulated(state),
                cell(&fields, "progress"),
                cell(&fields, "areas"),
                cell(&fields, "counted"),
                cell(&fields, &format!("votes.{number}")),
                cell(&fields, &format!("share_bp.{number}")),
                place.map_or(Cell::Empty, |place| Cell::figure(place + 1)),
                Cell::from(withdrawn.map(str::to_owned)),
                Cell::from(listed.confirmed.map(|(confirmed, _)| confirmed.to_string())),
            ];
            Row { path: format!("{path}/candidates/{number}"), cells }
        })
    });
    let rows = rows.collect();
    Table { columns, rows }
}

pub(super) fn turnout(state: &State, election: &Arc<Election>) -> Table {
    let columns = named(&[
        "election",
        "unit",
        "unit_name",
        "simulated",
        "hour",
        "voted",
        "voters",
        "turnout_bp",
        "roll",
        "reported_at",
    ]);
    let rows = state.election.reporting(&election.id).flat_map(|(unit, reports)| {
        reports.iter().map(move |report| {
            let share = Percent::of(report.voted, report.voters);
            let cells = vec![
                Cell::text(&election.id),
                Cell::text(unit),
                Cell::Text(unit_name(state, unit)),
                simulated(state),
                Cell::text(report.hour),
                Cell::figure(report.voted),
                Cell::figure(report.voters),
                share.map_or(Cell::Empty, |share| Cell::figure(share.basis_points())),
                Cell::figure(report.roll),
                Cell::text(report.at),
            ];
            let subject = Subject::Unit(election.clone(), unit.clone());
            Row { path: format!("{}/turnout/{}", subject.path(), report.hour), cells }
        })
    });
    let rows = rows.collect();
    Table { columns, rows }
}

pub(super) fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

pub(super) fn withdrawn(how: Withdrawn) -> &'static str {
    match how {
        Withdrawn::Withdrew => "withdrew",
        Withdrawn::Died => "died",
        Withdrawn::Removed => "removed",
    }
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(";")
}
