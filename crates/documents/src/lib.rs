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
mod vote;
#[cfg(test)]
mod vote_tests;

pub use day::{DayPaper, DayPapers, FormNote, Papers, Scope, Standing};
pub use facts::{
    AreaMinutes, Ballots, BoardRow, Candidate, CapRow, Closing, CommuneRow, ConfidenceResult,
    ConstituencyMinutes, Foot, Heading, KeySheet, NamedCount, RatingList, RatingReport, RatingRow,
    Report, Section, SignIn, SignInSheet, SignInSite, Signer, Slip, Slips, Surveyed, TotalsRow,
};
pub use press::{NotPrinted, Press};
pub use vote::{VoteLine, VotePaper, VotePapers, VoteQuestion};
