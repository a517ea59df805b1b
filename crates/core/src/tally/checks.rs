use super::{Ballot, Figures};
use crate::{
    count::Count,
    election::{Ballots, ElectionId, Roll},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A rule that figures must keep, by its code in `docs/checks.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Check {
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    H7,
    H8,
    H9,
    /// Voters total as the roll says.
    H10,
    H16,
    W1,
    W2,
    /// All voted, and the roll grew on election day.
    W3,
}

/// Whether a broken check blocks publication or only asks for an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Error,
    Warning,
}

impl Check {
    pub const ALL: [Check; 14] = [
        Check::H1,
        Check::H2,
        Check::H3,
        Check::H4,
        Check::H5,
        Check::H6,
        Check::H7,
        Check::H8,
        Check::H9,
        Check::H10,
        Check::H16,
        Check::W1,
        Check::W2,
        Check::W3,
    ];

    pub fn level(self) -> Level {
        match self {
            Check::W1 | Check::W2 | Check::W3 => Level::Warning,
            _ => Level::Error,
        }
    }

    /// The fields of [`Figures`] to look at on the paper.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Check::H1 => &["took_part", "voters_total"],
            Check::H2 => &["valid", "invalid", "returned"],
            Check::H3 | Check::W2 => &["returned", "issued"],
            Check::H4 | Check::H5 => &["votes", "valid"],
            Check::H6 => &["stacks", "valid", "votes"],
            Check::H7 => &["invalid_by_ground", "invalid"],
            Check::H8 => &["returned", "took_part"],
            Check::H9 => &["inventory", "issued"],
            Check::H16 => &["votes"],
            Check::W1 => &["issued", "took_part"],
            Check::H10 => &["voters_total"],
            Check::W3 => &["took_part", "voters_total"],
        }
    }

    fn holds(self, f: &Figures, ballot: Ballot) -> bool {
        match self {
            Check::H1 => f.took_part <= f.voters_total,
            Check::H2 => Count::sum([f.valid, f.invalid]) == Some(f.returned),
            Check::H3 => f.returned <= f.issued,
            Check::H4 => f.votes.iter().all(|&votes| votes <= f.valid),
            Check::H5 => {
                let most = u128::from(f.valid.get()) * u128::from(ballot.seats);
                let marks = marks(&f.votes);
                u128::from(f.valid.get()) <= marks && marks <= most
            }
            Check::H6 => f.stacks.as_deref().is_none_or(|stacks| stacks_agree(stacks, f, ballot)),
            Check::H7 => f
                .invalid_by_ground
                .as_ref()
                .is_none_or(|grounds| Count::sum(grounds.values().copied()) == Some(f.invalid)),
            Check::H8 => f.returned <= f.took_part,
            Check::H9 => f.inventory.is_none_or(|inventory| {
                let gone = Count::sum([f.issued, inventory.exchanged, inventory.unused]);
                gone == Some(inventory.received)
            }),
            // The roll's to say: see `check_roll`.
            Check::H10 | Check::W3 => true,
            Check::H16 => f.votes.len() == ballot.candidates,
            Check::W1 => f.issued == f.took_part,
            // More returned than issued is H3's to say.
            Check::W2 => f.returned >= f.issued,
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A check that the figures break. What to say about it, and to whom, stands in the pack's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: Check,
    pub level: Level,
    pub fields: &'static [&'static str],
}

/// Every check of one polling area's figures that is broken, in the order of their codes. None
/// hides another: people decide which is the cause.
pub fn check(figures: &Figures, ballot: Ballot) -> Vec<Finding> {
    let broken = Check::ALL.into_iter().filter(|check| !check.holds(figures, ballot));
    broken.map(|code| Finding { code, level: code.level(), fields: code.fields() }).collect()
}

/// Every check against the area's roll that is broken.
pub fn check_roll(figures: &Figures, election: &ElectionId, roll: &Roll) -> Vec<Finding> {
    let listed = roll.voters.get(election).is_none_or(|&voters| voters == figures.voters_total);
    let all = figures.took_part == figures.voters_total;
    let rules = [(listed, Check::H10), (!all || roll.added_on_day.is_zero(), Check::W3)];
    let broken = rules.into_iter().filter(|(holds, _)| !holds);
    broken.map(|(_, code)| Finding { code, level: code.level(), fields: code.fields() }).collect()
}

/// Every check on voters and ballots alone that is broken; those that only warn were explained under seal.
pub fn check_ballots(ballots: &Ballots, election: &ElectionId, roll: &Roll) -> Vec<Finding> {
    let Ballots { voters_total, took_part, issued, returned, valid, invalid } = *ballots;
    let figures = Figures {
        voters_total,
        took_part,
        issued,
        returned,
        valid,
        invalid,
        votes: Vec::new(),
        stacks: None,
        invalid_by_ground: None,
        inventory: None,
    };
    let ballot = Ballot { seats: 0, candidates: 0 };
    let own = [Check::H1, Check::H2, Check::H3, Check::H8];
    let broken = own.into_iter().filter(|check| !check.holds(&figures, ballot));
    let broken = broken.map(|code| Finding { code, level: code.level(), fields: code.fields() });
    let of_roll = check_roll(&figures, election, roll).into_iter();
    broken.chain(of_roll.filter(|finding| finding.level == Level::Error)).collect()
}

fn marks(votes: &[Count]) -> u128 {
    votes.iter().map(|votes| u128::from(votes.get())).sum()
}

fn stacks_agree(stacks: &[Count], f: &Figures, ballot: Ballot) -> bool {
    let beyond = stacks.iter().skip(usize::from(ballot.seats));
    let names = (1u128..).zip(stacks).map(|(names, stack)| names * u128::from(stack.get()));
    Count::sum(stacks.iter().copied()) == Some(f.valid)
        && names.sum::<u128>() == marks(&f.votes)
        && beyond.copied().all(Count::is_zero)
}
