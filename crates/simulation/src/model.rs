//! What a night consists of: plain data, everything numbered by its position.

use dienhong_core::{
    Date,
    count::Count,
    election::{Basis, Sex},
    tally::Figures,
};
use serde::Serialize;

/// A whole invented election night. Sheets come by election, then by area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Night {
    pub elections: Vec<Election>,
    pub areas: Vec<Area>,
    pub sheets: Vec<Sheet>,
    pub turnout: Vec<TurnoutReport>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Election {
    /// Such as `na-2026`.
    pub id: String,
    /// Such as `NA`, as in the rules of the pack.
    pub kind: String,
    pub constituencies: Vec<Constituency>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Constituency {
    pub number: u16,
    pub seats: u16,
    pub seats_basis: Basis,
    pub communes: Vec<Part>,
    /// In the order of the official list.
    pub candidates: Vec<Candidate>,
}

/// A commune of a constituency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    pub commune: String,
    pub basis: Basis,
}

/// An invented candidate, visibly so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// «Ứng cử viên A1»: the constituency's letter, the place on the list.
    pub name: String,
    pub born: Date,
    pub sex: Sex,
    pub occupation: String,
}

/// A polling area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Area {
    /// Such as `14758-003`.
    pub code: String,
    pub commune: String,
    /// Within the commune, from 1.
    pub number: u16,
    pub name: String,
    /// By election: those on the roll at the opening hour, additions included.
    pub voters: Vec<Count>,
    /// By election: the position of its constituency there.
    pub constituencies: Vec<usize>,
    /// Men and women together are all on the roll: the most voters of any election.
    pub men: Count,
    pub women: Count,
    /// Of the voters, those added on election day itself before the opening hour. None where all
    /// voted, which would look like a roll that follows the turnout.
    pub additions_on_day: u16,
    pub team: Team,
}

/// Three officers of the polling team, by their invented names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Team {
    pub head: String,
    pub secretary: String,
    pub member: String,
}

/// What the paper of one area says for one election, and how two people type it.
///
/// Times are seconds of the simulated night after the closing hour, at most [`crate::NIGHT`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    pub election: usize,
    pub area: usize,
    pub paper: Figures,
    pub first: Figures,
    pub second: Figures,
    /// The minutes are signed and ready.
    pub arrives: u32,
    pub first_at: u32,
    pub second_at: u32,
    /// What one of the two typed wrong. None: both typed the paper.
    pub slip: Option<Slip>,
    /// Why the paper breaks a check of level warning. None: it breaks none.
    pub explanation: Option<String>,
    pub correction: Option<Correction>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Slip {
    pub entry: Entry,
    pub kind: SlipKind,
    /// The typed figures break a check of level error; a slip that does not is only found because
    /// two people type.
    pub breaks_a_check: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    First,
    Second,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipKind {
    /// 1234 typed as 1324.
    DigitsTransposed,
    DigitWrong,
    DigitMissing,
    /// Two neighbouring candidates' votes on each other's line.
    LineShifted,
    ValidAndInvalidSwapped,
}

/// A later correction by the team. It never changes who is elected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    pub figures: Figures,
    pub reason: String,
    pub at: u32,
}

/// What a commune reports in the course of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TurnoutReport {
    pub election: usize,
    pub commune: String,
    /// Minutes after midnight, local time.
    pub at: u16,
    pub voted: Count,
    /// By the roll of this version.
    pub voters: Count,
    /// 1: the roll as closed the day before. 2: with the additions of the day.
    pub roll_version: u32,
}
