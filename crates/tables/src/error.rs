//! Why a file cannot be read at all.

use crate::{Facts, legacy::Encoding};

/// A file that is refused whole. [`Unreadable::code`] is stable; the messages are for logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    #[error("{bytes} bytes, more than {max}")]
    FileTooLarge { bytes: usize, max: usize },
    #[error("part {part:?} takes the workbook over {max} bytes inflated")]
    InflatesTooMuch { part: String, max: u64 },
    #[error("line {line}: more than {max} rows")]
    TooManyRows { line: u32, max: usize },
    #[error("line {line}: {columns} columns, more than {max}")]
    TooManyColumns { line: u32, columns: usize, max: usize },
    /// `column` is one-based.
    #[error("line {line}, column {column}: {length} characters, more than {max}")]
    CellTooLong { line: u32, column: usize, length: usize, max: usize },
    #[error("line {line}: more than {max} merged cells")]
    TooManyMerged { line: u32, max: usize },
    #[error("line {line}: not UTF-8, nor a Vietnamese encoding known here")]
    NotUtf8 { line: u32 },
    #[error("line {line}: broken UTF-16")]
    NotUtf16 { line: u32 },
    #[error("line {line}: a NUL character, so not text")]
    NotText { line: u32 },
    /// The bytes, or the text in them, are in an encoding from before Unicode.
    #[error("line {line}: {name}, to be read as {sample_decoded:?}")]
    LegacyEncoding { name: &'static str, line: u32, sample_decoded: String },
    #[error("line {line}: a quoted cell opens here and never closes")]
    UnclosedQuote { line: u32 },
    #[error("nothing in it")]
    Empty,
    /// An OLE container: XLS from before 2007, or a workbook behind a password.
    #[error("an XLS from before 2007, or a workbook behind a password")]
    OldOrLockedWorkbook,
    #[error("a web page, whatever its name says")]
    WebPage,
    #[error("an archive that is not an XLSX workbook")]
    NotAWorkbook,
    #[error("a broken workbook: {detail}")]
    BrokenWorkbook { detail: String },
}

impl Unreadable {
    /// A stable name for the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::FileTooLarge { .. } => "file.too_large",
            Unreadable::InflatesTooMuch { .. } => "file.inflates_too_much",
            Unreadable::TooManyRows { .. } => "file.too_many_rows",
            Unreadable::TooManyColumns { .. } => "file.too_many_columns",
            Unreadable::CellTooLong { .. } => "file.cell_too_long",
            Unreadable::TooManyMerged { .. } => "file.too_many_merged",
            Unreadable::NotUtf8 { .. } => "file.not_utf8",
            Unreadable::NotUtf16 { .. } => "file.not_utf16",
            Unreadable::NotText { .. } => "file.not_text",
            Unreadable::LegacyEncoding { .. } => "file.legacy_encoding",
            Unreadable::UnclosedQuote { .. } => "file.unclosed_quote",
            Unreadable::Empty => "file.empty",
            Unreadable::OldOrLockedWorkbook => "file.old_or_locked_workbook",
            Unreadable::WebPage => "file.web_page",
            Unreadable::NotAWorkbook => "file.not_a_workbook",
            Unreadable::BrokenWorkbook { .. } => "file.broken_workbook",
        }
    }

    /// What the refusal is about, by name, for its sentence.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        let mut put = |name, fact: String| drop(facts.insert(name, fact));
        match self {
            Unreadable::FileTooLarge { bytes, max } => {
                put("found", (bytes >> 20).to_string());
                put("max", (max >> 20).to_string());
            }
            Unreadable::InflatesTooMuch { part, max } => {
                put("part", part.clone());
                put("max", (max >> 20).to_string());
            }
            Unreadable::TooManyRows { line, max } | Unreadable::TooManyMerged { line, max } => {
                put("line", line.to_string());
                put("max", max.to_string());
            }
            Unreadable::TooManyColumns { line, columns, max } => {
                put("line", line.to_string());
                put("found", columns.to_string());
                put("max", max.to_string());
            }
            Unreadable::CellTooLong { line, column, length, max } => {
                put("line", line.to_string());
                put("column", column.to_string());
                put("found", length.to_string());
                put("max", max.to_string());
            }
            Unreadable::LegacyEncoding { name, line, sample_decoded } => {
                put("name", (*name).to_owned());
                put("line", line.to_string());
                put("sample", sample_decoded.clone());
            }
            Unreadable::NotUtf8 { line }
            | Unreadable::NotUtf16 { line }
            | Unreadable::NotText { line }
            | Unreadable::UnclosedQuote { line } => put("line", line.to_string()),
            Unreadable::BrokenWorkbook { detail } => put("detail", detail.clone()),
            Unreadable::Empty
            | Unreadable::OldOrLockedWorkbook
            | Unreadable::WebPage
            | Unreadable::NotAWorkbook => {}
        }
        facts
    }

    /// The encoding to show the person with [`crate::decode_legacy`], when that is the trouble.
    pub fn legacy(&self) -> Option<Encoding> {
        match self {
            Unreadable::LegacyEncoding { name, .. } => Encoding::named(name),
            _ => None,
        }
    }
}
