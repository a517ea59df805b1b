//! Checking a table against a schema: every bad cell is found, and only whole rows are good.

use super::kinds::{self, Value};
use super::{Column, Schema};
use crate::{Facts, Row, Table};
use dienhong_core::text::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One thing wrong: where, a stable code, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line of the file, or the row of the sheet.
    pub line: u32,
    /// The name of the column in the schema; empty when it is about no one column.
    pub column: String,
    pub code: &'static str,
    pub facts: Facts,
}

/// A row in which nothing is wrong. An optional cell left empty has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodRow {
    pub line: u32,
    pub values: BTreeMap<String, Value>,
}

impl GoodRow {
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.values.get(column)
    }
}

/// What came of the check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// The rows with no finding; none at all when the headings are wrong.
    pub rows: Vec<GoodRow>,
    /// In the order of the lines.
    pub findings: Vec<Finding>,
    /// Findings beyond the first 5 000, counted only.
    pub more: usize,
    /// Headings that the schema does not know: their cells are not looked at.
    pub ignored: Vec<String>,
}

impl Checked {
    /// How many findings are kept.
    pub const MOST: usize = 5_000;

    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Where the headings are, and which column of the table each column of the schema is.
struct Headings<'a> {
    line: u32,
    cells: &'a [String],
    /// Rows of the table up to and with the headings, beyond the first line.
    skipped: usize,
    places: Vec<Option<usize>>,
    doubled: Vec<(usize, usize)>,
}

impl Schema {
    /// Checks every row. Titles above the headings are passed over: the headings are the line, among
    /// the first, that knows the most columns.
    pub fn check(&self, table: &Table) -> Checked {
        let headings = self.headings(table);
        let mut findings = self.heading_findings(&headings);
        let usable = findings.is_empty();
        let rows = table.rows.get(headings.skipped..).unwrap_or_default();
        if rows.is_empty() {
            findings.push(finding(headings.line, "", "table.no_rows", Facts::new()));
        }
        let mut bad: BTreeSet<u32> = BTreeSet::new();
        for spoiled in table.spoiled.iter().filter(|spoiled| spoiled.line > headings.line) {
            if let Some(column) = self.column_at(&headings, spoiled.index) {
                bad.insert(spoiled.line);
                let facts = spoiled.facts.clone();
                findings.push(finding(spoiled.line, &column.name, spoiled.code, facts));
            }
        }
        let already: BTreeSet<(u32, String)> =
            findings.iter().map(|found| (found.line, found.column.clone())).collect();
        let mut good = Vec::new();
        let mut seen: HashMap<Vec<String>, u32> = HashMap::new();
        for row in rows {
            let before = findings.len();
            let values = self.row(row, &headings, &already, &mut findings);
            self.repeated(row.line, &values, &mut seen, &mut findings);
            if usable && findings.len() == before && !bad.contains(&row.line) {
                good.push(GoodRow { line: row.line, values });
            }
        }
        findings.sort_by_key(|found| found.line);
        let more = findings.len().saturating_sub(Checked::MOST);
        findings.truncate(Checked::MOST);
        Checked { rows: good, findings, more, ignored: ignored(&headings) }
    }

    /// The text of a cell, by its line and the schema's name of its column. None: there is no such cell.
    pub fn cell<'t>(&self, table: &'t Table, line: u32, column: &str) -> Option<&'t str> {
        let place = self.place_of(table, column)?;
        let row = table.rows.iter().find(|row| row.line == line)?;
        Some(row.cell(place))
    }

    /// Writes this into a cell, as somebody says who looked at the paper: what spoiled it is gone.
    /// False: there is no such cell, and nothing is written.
    pub fn mend(&self, table: &mut Table, line: u32, column: &str, text: &str) -> bool {
        let Some(place) = self.place_of(table, column) else { return false };
        let Some(row) = table.rows.iter_mut().find(|row| row.line == line) else { return false };
        if row.cells.len() <= place {
            row.cells.resize(place + 1, String::new());
        }
        if let Some(cell) = row.cells.get_mut(place) {
            text.clone_into(cell);
        }
        table.spoiled.retain(|spoiled| (spoiled.line, spoiled.index) != (line, place));
        true
    }

    fn place_of(&self, table: &Table, column: &str) -> Option<usize> {
        let at = self.columns.iter().position(|known| known.name == column)?;
        self.headings(table).places.get(at).copied().flatten()
    }

    fn headings<'a>(&self, table: &'a Table) -> Headings<'a> {
        const LOOKED_AT: usize = 20;
        let mut best = self.place(table.heading_line, &table.columns, 0);
        for (at, row) in table.rows.iter().take(LOOKED_AT).enumerate() {
            let here = self.place(row.line, &row.cells, at + 1);
            if here.known() > best.known() {
                best = here;
            }
        }
        best
    }

    fn place<'a>(&self, line: u32, cells: &'a [String], skipped: usize) -> Headings<'a> {
        let keys: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
        let (mut places, mut doubled) = (Vec::new(), Vec::new());
        for (at, column) in self.columns.iter().enumerate() {
            let names: Vec<String> = std::iter::once(&column.name)
                .chain(&column.aliases)
                .map(|name| fold(name))
                .filter(|name| !name.is_empty())
                .collect();
            let mut found =
                keys.iter().enumerate().filter(|(_, key)| names.contains(key)).map(|(at, _)| at);
            places.push(found.next());
            doubled.extend(found.map(|again| (at, again)));
        }
        Headings { line, cells, skipped, places, doubled }
    }

    fn heading_findings(&self, headings: &Headings<'_>) -> Vec<Finding> {
        let missing = self
            .columns
            .iter()
            .zip(&headings.places)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| {
                let heading = column.aliases.first().unwrap_or(&column.name).clone();
                let facts = Facts::from([("heading", heading)]);
                finding(headings.line, &column.name, "table.missing_column", facts)
            });
        let doubled = headings.doubled.iter().filter_map(|&(at, again)| {
            let facts = Facts::from([("heading", headings.cells.get(again)?.clone())]);
            let column = self.columns.get(at)?;
            Some(finding(headings.line, &column.name, "table.duplicate_column", facts))
        });
        missing.chain(doubled).collect()
    }

    fn column_at(&self, headings: &Headings<'_>, index: usize) -> Option<&Column> {
        let at = headings.places.iter().position(|place| *place == Some(index))?;
        self.columns.get(at)
    }

    fn row(
        &self,
        row: &Row,
        headings: &Headings<'_>,
        already: &BTreeSet<(u32, String)>,
        findings: &mut Vec<Finding>,
    ) -> BTreeMap<String, Value> {
        let mut values = BTreeMap::new();
        for (column, place) in self.columns.iter().zip(&headings.places) {
            let Some(index) = *place else { continue };
            if already.contains(&(row.line, column.name.clone())) {
                continue;
            }
            let text = row.cell(index).trim();
            if text.is_empty() {
                if column.required {
                    let code = "table.missing_value";
                    findings.push(finding(row.line, &column.name, code, Facts::new()));
                }
                continue;
            }
            match kinds::read(&column.kind, text) {
                Ok(value) => drop(values.insert(column.name.clone(), value)),
                Err((code, facts)) => findings.push(finding(row.line, &column.name, code, facts)),
            }
        }
        let headed = |index: usize| headings.cells.get(index).is_some_and(|h| !h.trim().is_empty());
        let stray =
            row.cells.iter().enumerate().find(|(at, c)| !headed(*at) && !c.trim().is_empty());
        if let Some((index, cell)) = stray {
            let found = cell.trim().chars().take(60).collect();
            let facts = Facts::from([("position", (index + 1).to_string()), ("found", found)]);
            findings.push(finding(row.line, "", "table.stray_cell", facts));
        }
        values
    }

    /// Finds a row whose key an earlier one had. Case does not tell keys apart.
    fn repeated(
        &self,
        line: u32,
        values: &BTreeMap<String, Value>,
        seen: &mut HashMap<Vec<String>, u32>,
        findings: &mut Vec<Finding>,
    ) {
        let part = |name: &String| Some(values.get(name)?.to_string().to_lowercase());
        let Some(key) = self.key.iter().map(part).collect::<Option<Vec<_>>>() else { return };
        let Some(name) = self.key.first() else { return };
        let found = key.join(" | ");
        let first = *seen.entry(key).or_insert(line);
        if first != line {
            let facts = Facts::from([("first_line", first.to_string()), ("found", found)]);
            findings.push(finding(line, name, "table.duplicate", facts));
        }
    }
}

impl Headings<'_> {
    fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }
}

fn ignored(headings: &Headings<'_>) -> Vec<String> {
    let known = |index: usize| headings.places.contains(&Some(index));
    headings
        .cells
        .iter()
        .enumerate()
        .filter(|(index, cell)| !known(*index) && !cell.trim().is_empty())
        .map(|(_, cell)| cell.trim().to_owned())
        .collect()
}

fn finding(line: u32, column: &str, code: &'static str, facts: Facts) -> Finding {
    Finding { line, column: column.to_owned(), code, facts }
}
