#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod days;
mod papers;
mod practice;
mod province;
mod results;
mod typing;

use crate::{Night, Reference, Seed, Sheet, night};
use dienhong_core::tally::Ballot;

const KINDS: [&str; 2] = ["NA", "PC_PROVINCE"];

fn reference() -> Reference {
    Reference::thanh_hoa().unwrap()
}

fn whole(seed: u64) -> Night {
    night(&reference(), Seed(seed), &KINDS)
}

/// What the ballot of the sheet's constituency allows.
fn ballot(night: &Night, sheet: &Sheet) -> Ballot {
    let home = night.areas[sheet.area].constituencies[sheet.election];
    let constituency = &night.elections[sheet.election].constituencies[home];
    Ballot { seats: constituency.seats, candidates: constituency.candidates.len() }
}
