//! CSV by hand: a row must name the physical line it starts on, blank lines and line ends inside
//! quotes counted, and a quote that never closes must be refused; the `csv` crate does neither.

use crate::formula::{looks_like_formula, unguard};
use crate::sheet::Sheet;
use crate::text::Decoded;
use crate::{Facts, FileName, Limits, Table, Unreadable};

/// Delimiters, likeliest first.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

pub(crate) fn read(
    decoded: Decoded<'_>,
    hint: FileName<'_>,
    limits: &Limits,
) -> Result<Table, Unreadable> {
    let text = decoded.text.as_ref();
    if is_web_page(text) {
        return Err(Unreadable::WebPage);
    }
    let mut sheet = Sheet::new(limits);
    if decoded.utf16 {
        sheet.note("note.utf16", Facts::new());
    }
    let declared = declared_delimiter(text);
    let delimiter = declared.unwrap_or_else(|| sniff(text, hint));
    sheet.note("note.delimiter", Facts::from([("delimiter", delimiter.to_string())]));
    let rows = Rows::new(text, delimiter, limits.columns);
    for row in rows.skip(usize::from(declared.is_some())) {
        let (line, mut cells) = row?;
        for (index, cell) in cells.iter_mut().enumerate() {
            if looks_like_formula(cell) {
                let facts = Facts::from([("text", cell.chars().take(60).collect())]);
                sheet.spoil(line, index, "table.formula", facts);
            } else if let plain = unguard(cell)
                && plain.len() < cell.len()
            {
                *cell = plain.to_owned();
            }
        }
        sheet.push(line, cells)?;
    }
    sheet.finish()
}

/// Some portals export a web page under the name of a spreadsheet.
fn is_web_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(14).flat_map(char::to_lowercase).collect();
    ["<html", "<!doctype html", "<table", "<?xml"].iter().any(|tag| start.starts_with(tag))
}

/// The delimiter of a first line `sep=;`, which spreadsheets write and obey.
fn declared_delimiter(text: &str) -> Option<char> {
    let first = text.split(['\r', '\n']).next()?;
    let mut rest = first.strip_prefix("sep=").or_else(|| first.strip_prefix("SEP="))?.chars();
    rest.next().filter(|c| DELIMITERS.contains(c) && rest.as_str().is_empty())
}

/// The delimiter that parts the most of the first lines into the same number of cells.
fn sniff(text: &str, hint: FileName<'_>) -> char {
    const LOOKED_AT: usize = 30;
    let mut best = (0, 0, if hint.says_tabs() { '\t' } else { ',' });
    for delimiter in DELIMITERS {
        let mut widths: Vec<usize> = Rows::new(text, delimiter, usize::MAX)
            .take(LOOKED_AT)
            .map_while(Result::ok)
            .map(|(_, cells)| cells.len())
            .filter(|&width| width > 1)
            .collect();
        widths.sort_unstable();
        for same in widths.chunk_by(|a, b| a == b) {
            let score = (same.len(), same.first().copied().unwrap_or(0));
            if score > (best.0, best.1) {
                best = (score.0, score.1, delimiter);
            }
        }
    }
    best.2
}

/// The rows of a text, each with the line it starts on. Ends after the first refusal.
struct Rows<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
    /// Cells kept of one row: one more than this, so that the limit shows.
    most: usize,
    line: u32,
    /// A carriage return was just read: a line feed after it is of the same line end.
    after_return: bool,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, delimiter: char, most: usize) -> Rows<'a> {
        Rows { chars: text.chars().peekable(), delimiter, most, line: 1, after_return: false }
    }

    /// The next character; counts the line ends.
    fn take(&mut self) -> Option<char> {
        let c = self.chars.next()?;
        if c == '\r' || (c == '\n' && !self.after_return) {
            self.line = self.line.saturating_add(1);
        }
        self.after_return = c == '\r';
        Some(c)
    }

    /// Reads the inside of a quoted cell, up to and with the closing quote.
    fn quoted(&mut self, cell: &mut String) -> Result<(), Unreadable> {
        let line = self.line;
        loop {
            match self.take().ok_or(Unreadable::UnclosedQuote { line })? {
                '"' if self.chars.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => return Ok(()),
                c => cell.push(c),
            }
        }
    }

    fn row(&mut self) -> Result<Vec<String>, Unreadable> {
        let (mut cells, mut cell) = (Vec::new(), String::new());
        loop {
            match self.take() {
                None | Some('\n') => break,
                Some('\r') => {
                    if self.chars.peek() == Some(&'\n') {
                        self.take();
                    }
                    break;
                }
                Some(c) if c == self.delimiter => {
                    let done = std::mem::take(&mut cell);
                    if cells.len() < self.most || !done.is_empty() {
                        cells.push(done);
                    }
                }
                Some('"') if cell.trim().is_empty() => {
                    cell.clear();
                    self.quoted(&mut cell)?;
                }
                Some(c) => cell.push(c),
            }
        }
        cells.push(cell);
        Ok(cells)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(u32, Vec<String>), Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        self.chars.peek()?;
        let line = self.line;
        let row = self.row();
        if row.is_err() {
            self.chars = "".chars().peekable();
        }
        Some(row.map(|cells| (line, cells)))
    }
}
