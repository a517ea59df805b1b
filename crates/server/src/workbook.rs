//! The tables of open data as a workbook: a rendering of the same cells, for people who compute with a spreadsheet.
//!
//! Nobody verifies it: its bytes are those of an archive. The CSV files beside it say the same and are verified.

use crate::{App, cache::Kept, public, site::Write};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use dienhong_core::election::{Election, ElectionId};
use dienhong_node::View;
use dienhong_verifier::{
    open_data::{self, Cell, Sheet},
    segment,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::{io, sync::Arc};

pub(crate) const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a sheet can hold beside its heading.
const MOST_ROWS: usize = 1_048_575;

/// The workbook of an election's results; the same bytes for the same tables.
///
/// # Errors
/// Those of the writer: a table larger than a sheet.
pub(crate) fn workbook(view: &View, election: &Arc<Election>) -> Result<Vec<u8>, XlsxError> {
    book(open_data::sheets(&view.state, election))
}

/// A workbook of these sheets.
///
/// # Errors
/// Those of the writer: a table larger than a sheet.
pub(crate) fn book(sheets: impl IntoIterator<Item = Sheet>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for sheet in sheets {
        // Rows go to disk one by one: those of a nation would fill the memory.
        fill(book.add_worksheet_with_low_memory()?, &sheet)?;
    }
    book.save_to_buffer()
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    if sheet.rows.len() > MOST_ROWS {
        return Err(XlsxError::RowColumnLimitError);
    }
    page.set_name(sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, name) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, column, name, &bold)?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                // A text is written as one: no spreadsheet runs it.
                Cell::Text(text) => {
                    page.write_string(row, column, text)?;
                }
                Cell::Figure(figure) => {
                    // A word of progress, or more than a spreadsheet's numbers keep exactly, stays a text.
                    match number(figure) {
                        Some(number) => page.write_number(row, column, number)?,
                        None => page.write_string(row, column, figure)?,
                    };
                }
            }
        }
    }
    Ok(())
}

/// As a spreadsheet has it, which keeps fifteen digits exactly. None: more than that, or no number.
fn number(figure: &str) -> Option<f64> {
    let bare = figure.strip_prefix('-').unwrap_or(figure);
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let plain = bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain || digits > 15 { None } else { figure.parse().ok() }
}

/// A sheet as CSV: UTF-8 with its mark, commas; text in quotes and no formula, figures bare.
pub(crate) fn csv(sheet: &Sheet) -> Vec<u8> {
    let quoted = |text: &str| {
        let bare = text.trim_start_matches('\'').trim_start();
        let runs = text.starts_with(['\t', '\r', '\n']) || bare.starts_with(['=', '+', '-', '@']);
        format!("\"{}{}\"", if runs { "'" } else { "" }, text.replace('"', "\"\""))
    };
    let cell = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => quoted(text),
        Cell::Figure(figure) => figure.clone(),
    };
    let heading = sheet.columns.iter().map(|name| quoted(name)).collect::<Vec<_>>();
    let rows = sheet.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>());
    let mut out = "\u{feff}".to_owned();
    for line in std::iter::once(heading).chain(rows) {
        out.push_str(&line.join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

/// Writes the workbook of each election for the public copy.
///
/// # Errors
/// Those of `write`.
pub(crate) fn write(view: &View, write: Write) -> io::Result<()> {
    for election in view.state.election.all() {
        // A table that no sheet can hold is in the CSV files.
        if let Ok(book) = workbook(view, election) {
            let id = segment(election.id.as_str());
            write(&format!("site/documents/{id}/results.xlsx"), &book)?;
        }
    }
    Ok(())
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Path(election): Path<String>,
    headers: HeaderMap,
) -> Response {
    let key = format!("/documents/{election}/results.xlsx");
    let made = public::kept(&app, &key, move |_, view| {
        let election = view.state.election.get(&ElectionId::from(election.as_str()))?;
        Some(Kept::new(KIND, workbook(view, election).ok()?))
    });
    made.await.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_number_where_a_spreadsheet_keeps_it_exactly() {
        assert_eq!(number("12"), Some(12.0));
        assert_eq!(number("-1234.5"), Some(-1234.5));
        assert_eq!(number("999999999999999"), Some(999_999_999_999_999.0));
        for text in ["1234567890123456", "counting", "", "1e5", "1.2.3", "--1"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_of_csv_runs_nothing_and_a_negative_figure_stays_one() {
        let text = |text: &str| Cell::Text(text.into());
        let rows = vec![vec![text("=1+1"), Cell::Figure("-5.5".into()), Cell::Empty, text("a\"b")]];
        let sheet = Sheet { name: "x", columns: vec!["-a".into()], rows };
        let written = String::from_utf8(csv(&sheet)).unwrap_or_default();
        assert_eq!(written, "\u{feff}\"'-a\"\r\n\"'=1+1\",-5.5,,\"a\"\"b\"\r\n");
    }
}
