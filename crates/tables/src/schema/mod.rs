//! What a table should hold: columns under many headings, each of one kind.

mod check;
mod date;
mod kinds;
mod number;

pub use check::{Checked, Finding, GoodRow};
pub use date::IsoDate;
pub use kinds::Value;

/// What a code looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePattern {
    /// Digits only, so many at least and at most.
    Digits { min: usize, max: usize },
    /// Letters of ASCII, digits, and `. _ -` between them; so many at most. It stands in addresses and names
    /// of files, so that nothing in it can part a path.
    Ident { max: usize },
}

/// One answer of a [`Kind::Choice`]: the value it stands for, and how people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub aliases: Vec<String>,
}

impl Choice {
    pub fn new(value: &str, aliases: &[&str]) -> Choice {
        Choice { value: value.into(), aliases: aliases.iter().map(|&alias| alias.into()).collect() }
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Any text, of so many characters at most.
    Text {
        max: usize,
    },
    Code(CodePattern),
    /// A whole number from zero to `max`.
    Count {
        max: u64,
    },
    /// A day: `d/m/yyyy` or `yyyy-mm-dd`.
    Date,
    /// A day, or a year alone.
    YearOrDate,
    Choice(Vec<Choice>),
    /// A number from zero up that may have decimals, after a comma.
    Decimal,
}

/// A column: the name the program knows it by, and the headings people give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// Headings, Vietnamese and English, matched without diacritics, case and punctuation.
    pub aliases: Vec<String>,
    /// Whether the column must be there and every row must fill it.
    pub required: bool,
    pub kind: Kind,
}

impl Column {
    pub fn new(name: &str, aliases: &[&str], kind: Kind) -> Column {
        let aliases = aliases.iter().map(|&alias| alias.into()).collect();
        Column { name: name.into(), aliases, required: false, kind }
    }

    pub fn required(self) -> Column {
        Column { required: true, ..self }
    }
}

/// The columns of a table, and those that together no two rows may share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    pub columns: Vec<Column>,
    /// Names of the columns that make a row unique; none, and rows may repeat.
    pub key: Vec<String>,
}

impl Schema {
    pub fn new(columns: Vec<Column>) -> Schema {
        Schema { columns, key: Vec::new() }
    }

    pub fn unique(self, key: &[&str]) -> Schema {
        Schema { key: key.iter().map(|&name| name.into()).collect(), ..self }
    }
}
