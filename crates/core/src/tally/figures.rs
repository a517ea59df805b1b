use super::Check;
use crate::{count::Count, rules::Ground};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What the ballot paper of the constituency allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ballot {
    pub seats: u16,
    pub candidates: usize,
}

/// The figures of the form, in its order. `votes` follows the official list of candidates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// V, tổng số cử tri: voters of the area, by the roll at the opening hour.
    pub voters_total: Count,
    /// T, số cử tri đã tham gia bỏ phiếu.
    pub took_part: Count,
    /// I, số phiếu phát ra.
    pub issued: Count,
    /// R, số phiếu thu vào.
    pub returned: Count,
    /// A, số phiếu hợp lệ.
    pub valid: Count,
    /// B, số phiếu không hợp lệ.
    pub invalid: Count,
    pub votes: Vec<Count>,
    /// Valid ballots by the number of names left: the first is of one name. None: no sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stacks: Option<Vec<Count>>,
    /// None: the grounds were not recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalid_by_ground: Option<BTreeMap<Ground, Count>>,
    /// Biên bản kiểm kê việc sử dụng phiếu bầu. None: not at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inventory: Option<Inventory>,
}

/// Where the ballots went that the team had received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    pub received: Count,
    /// Handed back by voters and exchanged for a fresh one.
    pub exchanged: Count,
    pub unused: Count,
}

/// What an officer types from the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub figures: Figures,
    /// Why a check that warns is broken nevertheless, as the paper or the team says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub explanations: BTreeMap<Check, String>,
    /// Why a third officer settled the two entries so. It is sealed with the figures, as it may name
    /// them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A number on the form. Written `valid`, `votes.3`: people count candidates from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    VotersTotal,
    TookPart,
    Issued,
    Returned,
    Valid,
    Invalid,
    Votes(usize),
    Stack(usize),
    Ground(Ground),
    Received,
    Exchanged,
    Unused,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::VotersTotal => f.write_str("voters_total"),
            Field::TookPart => f.write_str("took_part"),
            Field::Issued => f.write_str("issued"),
            Field::Returned => f.write_str("returned"),
            Field::Valid => f.write_str("valid"),
            Field::Invalid => f.write_str("invalid"),
            Field::Votes(place) => write!(f, "votes.{}", place + 1),
            Field::Stack(place) => write!(f, "stacks.{}", place + 1),
            Field::Ground(ground) => write!(f, "invalid_by_ground.{}", ground.name()),
            Field::Received => f.write_str("inventory.received"),
            Field::Exchanged => f.write_str("inventory.exchanged"),
            Field::Unused => f.write_str("inventory.unused"),
        }
    }
}

impl Figures {
    /// Every number of the form with its field, in the form's order.
    pub fn fields(&self) -> impl Iterator<Item = (Field, Count)> + '_ {
        let votes = self.votes.iter().enumerate();
        let stacks = self.stacks.iter().flatten().enumerate();
        let grounds = self.invalid_by_ground.iter().flatten();
        let inventory = self.inventory.iter().flat_map(|inventory| {
            [
                (Field::Received, inventory.received),
                (Field::Exchanged, inventory.exchanged),
                (Field::Unused, inventory.unused),
            ]
        });
        [
            (Field::VotersTotal, self.voters_total),
            (Field::TookPart, self.took_part),
            (Field::Issued, self.issued),
            (Field::Returned, self.returned),
            (Field::Valid, self.valid),
            (Field::Invalid, self.invalid),
        ]
        .into_iter()
        .chain(votes.map(|(place, &count)| (Field::Votes(place), count)))
        .chain(stacks.map(|(place, &count)| (Field::Stack(place), count)))
        .chain(grounds.map(|(&ground, &count)| (Field::Ground(ground), count)))
        .chain(inventory)
    }
}

/// Adds up the figures of areas of one constituency.
///
/// Sheets that not every area has (stacks, grounds, inventory) are left out of the sum.
#[derive(Debug, Default, Clone)]
pub struct Sum(Option<Figures>);

impl Sum {
    /// None when the sheets do not list the same number of candidates, or a sum is beyond counting.
    /// The sum is of no use then.
    pub fn add(&mut self, area: &Figures) -> Option<()> {
        let Some(total) = &mut self.0 else {
            let bare =
                Figures { stacks: None, invalid_by_ground: None, inventory: None, ..area.clone() };
            self.0 = Some(bare);
            return Some(());
        };
        let add = |to: &mut Count, count: Count| {
            *to = Count::sum([*to, count])?;
            Some(())
        };
        if total.votes.len() != area.votes.len() {
            return None;
        }
        add(&mut total.voters_total, area.voters_total)?;
        add(&mut total.took_part, area.took_part)?;
        add(&mut total.issued, area.issued)?;
        add(&mut total.returned, area.returned)?;
        add(&mut total.valid, area.valid)?;
        add(&mut total.invalid, area.invalid)?;
        total.votes.iter_mut().zip(&area.votes).try_for_each(|(to, &votes)| add(to, votes))
    }

    /// None: nothing was added.
    pub fn total(self) -> Option<Figures> {
        self.0
    }
}

/// The figures of several areas of one constituency together; see [`Sum`].
pub fn sum<'a>(areas: impl IntoIterator<Item = &'a Figures>) -> Option<Figures> {
    let mut sum = Sum::default();
    areas.into_iter().try_for_each(|area| sum.add(area))?;
    sum.total()
}
