//! A table: headings, and rows of text, each with the line it came from.

use crate::{Limits, Unreadable, csv_in, text, xlsx};
use std::collections::BTreeMap;

/// What a code is about, by name.
pub type Facts = BTreeMap<&'static str, String>;

/// The name a file came under. A hint only: what is inside decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileName<'a>(pub &'a str);

impl FileName<'_> {
    /// Whether the name says that tabs part the cells.
    pub(crate) fn says_tabs(self) -> bool {
        let end = self.0.rsplit('.').next().unwrap_or_default();
        end.eq_ignore_ascii_case("tsv") || end.eq_ignore_ascii_case("tab")
    }
}

/// One row: the line (CSV) or row number (XLSX) it starts on, and its cells.
///
/// Cells are as written, untrimmed. Empty ones at the end are left off: see [`Row::cell`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub line: u32,
    pub cells: Vec<String>,
}

impl Row {
    /// The cell in that column, empty when the row ends before it.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// A cell that was refused in reading, whatever the schema: a formula, an error, a merged cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoiled {
    pub line: u32,
    /// Zero-based.
    pub index: usize,
    pub code: &'static str,
    pub facts: Facts,
}

/// Something done in reading that a person may want to know, and that spoils nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub code: &'static str,
    pub facts: Facts,
}

/// A table read whole. Blank rows are left out; the first other row gives the headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The headings, as many as the widest row has cells.
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// The line of the headings.
    pub heading_line: u32,
    pub spoiled: Vec<Spoiled>,
    pub notes: Vec<Note>,
}

impl Table {
    /// Reads CSV or XLSX within the default [`Limits`].
    pub fn read(bytes: &[u8], hint: FileName<'_>) -> Result<Table, Unreadable> {
        Table::read_within(bytes, hint, &Limits::default())
    }

    /// Reads CSV or XLSX within `limits`.
    pub fn read_within(
        bytes: &[u8],
        hint: FileName<'_>,
        limits: &Limits,
    ) -> Result<Table, Unreadable> {
        if bytes.len() > limits.file {
            return Err(Unreadable::FileTooLarge { bytes: bytes.len(), max: limits.file });
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return xlsx::read(bytes, limits);
        }
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            return Err(Unreadable::OldOrLockedWorkbook);
        }
        csv_in::read(text::decode(bytes)?, hint, limits)
    }
}
