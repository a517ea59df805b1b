//! From raw rows to a [`Table`]: the limits, the normal form, the headings.

use crate::legacy;
use crate::{Facts, Limits, Note, Row, Spoiled, Table, Unreadable};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Takes rows one by one, in order, and refuses at the first that is over a limit.
pub(crate) struct Sheet<'a> {
    limits: &'a Limits,
    rows: Vec<Row>,
    spoiled: Vec<Spoiled>,
    notes: Vec<Note>,
    composed: usize,
    invisible: usize,
}

impl<'a> Sheet<'a> {
    pub fn new(limits: &'a Limits) -> Sheet<'a> {
        let (rows, spoiled, notes) = (Vec::new(), Vec::new(), Vec::new());
        Sheet { limits, rows, spoiled, notes, composed: 0, invisible: 0 }
    }

    pub fn note(&mut self, code: &'static str, facts: Facts) {
        self.notes.push(Note { code, facts });
    }

    pub fn spoil(&mut self, line: u32, index: usize, code: &'static str, facts: Facts) {
        self.spoiled.push(Spoiled { line, index, code, facts });
    }

    /// Adds a row, unless it is blank.
    pub fn push(&mut self, line: u32, mut cells: Vec<String>) -> Result<(), Unreadable> {
        for cell in &mut cells {
            self.normalise(cell);
        }
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        let row = Row { line, cells };
        if row.is_blank() {
            return Ok(());
        }
        if row.cells.len() > self.limits.columns {
            let (columns, max) = (row.cells.len(), self.limits.columns);
            return Err(Unreadable::TooManyColumns { line, columns, max });
        }
        for (index, cell) in row.cells.iter().enumerate() {
            let (length, max) = (cell.chars().count(), self.limits.cell);
            if length > max {
                return Err(Unreadable::CellTooLong { line, column: index + 1, length, max });
            }
        }
        if self.rows.len() >= self.limits.rows {
            return Err(Unreadable::TooManyRows { line, max: self.limits.rows });
        }
        self.rows.push(row);
        Ok(())
    }

    /// Composes what came decomposed, and drops characters of no width, which no one can see.
    fn normalise(&mut self, cell: &mut String) {
        if cell.is_ascii() {
            return;
        }
        let invisible = |c: char| matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}');
        if cell.contains(invisible) {
            cell.retain(|c| !invisible(c));
            self.invisible += 1;
        }
        if !is_nfc(cell) {
            *cell = cell.nfc().collect();
            self.composed += 1;
        }
    }

    /// The lines of the rows taken so far.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| row.line)
    }

    pub fn finish(mut self) -> Result<Table, Unreadable> {
        let cells =
            self.rows.iter().flat_map(|row| row.cells.iter().map(|c| (row.line, c.as_str())));
        if let Some(refusal) = legacy::in_cells(cells) {
            return Err(refusal);
        }
        for (code, count) in
            [("note.composed", self.composed), ("note.invisible_removed", self.invisible)]
        {
            if count > 0 {
                self.note(code, Facts::from([("cells", count.to_string())]));
            }
        }
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut rows = self.rows.into_iter();
        let Row { line: heading_line, cells: mut columns } =
            rows.next().ok_or(Unreadable::Empty)?;
        columns.resize(width, String::new());
        let rows = rows.collect();
        Ok(Table { columns, rows, heading_line, spoiled: self.spoiled, notes: self.notes })
    }
}
