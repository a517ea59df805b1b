//! Tables and how they are written as CSV.

use std::borrow::Cow;

/// UTF-8 is marked, so that spreadsheets read Vietnamese as it is.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Figure(String),
}

impl Cell {
    pub(crate) fn text(text: impl ToString) -> Cell {
        Cell::Text(text.to_string())
    }

    pub(crate) fn figure(figure: impl ToString) -> Cell {
        Cell::Figure(figure.to_string())
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Cell {
        text.map_or(Cell::Empty, Cell::Text)
    }
}

/// One row, and the path of the figures in it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub path: String,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub columns: Vec<Cow<'static, str>>,
    pub rows: Vec<Row>,
}

impl Table {
    /// UTF-8 with its mark, commas, CRLF; text in quotes, figures bare.
    pub(crate) fn to_csv(&self) -> Vec<u8> {
        let mut out = MARK.to_vec();
        let columns = self.columns.iter().map(|name| Cell::Text(name.to_string()));
        line(&mut out, columns.collect::<Vec<_>>().iter());
        for row in &self.rows {
            line(&mut out, row.cells.iter());
        }
        out
    }

    pub(crate) fn figures(&self) -> u64 {
        let figure = |cell: &&Cell| matches!(cell, Cell::Figure(_));
        self.rows.iter().map(|row| row.cells.iter().filter(figure).count() as u64).sum()
    }
}

fn line<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = &'a Cell>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Figure(figure) => out.extend(figure.as_bytes()),
            Cell::Text(text) => {
                out.push(b'"');
                out.extend(guarded(text).replace('"', "\"\"").as_bytes());
                out.push(b'"');
            }
        }
    }
    out.extend(b"\r\n");
}

/// A text that a spreadsheet would run gets an apostrophe in front; so does one that has it already.
fn guarded(text: &str) -> Cow<'_, str> {
    let bare = text.trim_start_matches('\'').trim_start();
    if text.starts_with(['\t', '\r', '\n']) || bare.starts_with(['=', '+', '-', '@']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The cells of CSV, line by line; none: it is not CSV.
pub(crate) fn read(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|read| read.ok().map(record)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spreadsheet_runs_a_name() {
        let names = ["=1+1", " +84", "-x", "@a", "'=1", "\tx", "Hạc Thành", "a\"b"];
        let cells: Vec<Cell> = names.map(Cell::text).to_vec();
        let table = Table { columns: vec![], rows: vec![Row { path: String::new(), cells }] };
        let read = read(&table.to_csv()).unwrap_or_default();
        let expected = ["'=1+1", "' +84", "'-x", "'@a", "''=1", "'\tx", "Hạc Thành", "a\"b"];
        assert_eq!(read.last().map(Vec::as_slice), Some(&expected.map(str::to_owned)[..]));
    }
}
