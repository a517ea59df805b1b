//! Elections: how a ballot is read, and who is elected.

mod ballot;
mod result;
#[cfg(test)]
mod tests;

pub use ballot::{Paper, Reading, read};
pub use result::{Decision, Outcome, Poll, Stage, Standing, outcome};
