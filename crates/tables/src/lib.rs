//! Tables as Vietnamese officials really send them: CSV from any spreadsheet, or XLSX.
//!
//! [`Table::read`] turns bytes into rows of text or says by name why it cannot;
//! [`Schema::check`] says of each row what is wrong with it, before anything is taken. Neither
//! writes prose: codes and facts leave here, words live elsewhere.

mod csv_in;
mod csv_out;
mod error;
mod formula;
mod legacy;
mod limits;
mod schema;
mod sheet;
mod table;
mod text;
mod xlsx;

#[cfg(test)]
mod tests;

pub use csv_out::write_csv;
pub use error::Unreadable;
pub use legacy::{Encoding, decode_legacy, decode_text};
pub use limits::Limits;
pub use schema::{
    Checked, Choice, CodePattern, Column, Finding, GoodRow, IsoDate, Kind, Schema, Value,
};
pub use table::{Facts, FileName, Note, Row, Spoiled, Table};
