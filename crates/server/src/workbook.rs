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
                    match figure.parse::<u32>() {
                        Ok(number) => page.write_number(row, column, number)?,
                        Err(_) => page.write_string(row, column, figure)?,
                    };
                }
            }
        }
    }
    Ok(())
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
