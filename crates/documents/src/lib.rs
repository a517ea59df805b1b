//! Official papers as PDF/A with tags: the pack's forms, filled in with facts and typeset.
//!
//! The layout is that of Nghị định 30/2020/NĐ-CP, Annex I. A form gets its facts as data, never as
//! markup: whatever a name contains is printed as it is. The same facts give the same bytes.

mod day;
#[cfg(test)]
mod day_tests;
mod facts;
mod press;
#[cfg(test)]
mod tests;

pub use day::{DayPaper, DayPapers, FormNote, Scope, Standing};
pub use facts::{
    AreaMinutes, Ballots, Candidate, Closing, CommuneRow, ConstituencyMinutes, Foot, Heading,
    KeySheet, NamedCount, Report, Section, Signer, Slip, Slips,
};
pub use press::{NotPrinted, Press};
