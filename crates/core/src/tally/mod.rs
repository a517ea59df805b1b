//! Tally minutes (biên bản kiểm phiếu): the figures of one polling area for one election.
//!
//! Source: Law 85/2015/QH13 art. 76; the checks H1, H2 … W1 … are those of `docs/checks.md`.

mod checks;
mod figures;
#[cfg(test)]
mod tests;

pub use checks::{Check, Finding, Level, check};
pub use figures::{Ballot, Figures, Inventory, sum};
