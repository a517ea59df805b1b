use crate::{count::Count, rules::Ground};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// The figures of several areas of one constituency together, or none when the sheets do not list
/// the same number of candidates or a sum is beyond counting.
///
/// Sheets that not every area has (stacks, grounds, inventory) are left out of the sum.
pub fn sum<'a>(areas: impl IntoIterator<Item = &'a Figures>) -> Option<Figures> {
    let mut areas = areas.into_iter();
    let bare = |f: &Figures| Figures {
        stacks: None,
        invalid_by_ground: None,
        inventory: None,
        ..f.clone()
    };
    let first = bare(areas.next()?);
    areas.try_fold(first, |total, area| {
        let add = |a: Count, b: Count| Count::sum([a, b]);
        let votes = total.votes.iter().zip(&area.votes).map(|(&a, &b)| add(a, b));
        (total.votes.len() == area.votes.len()).then_some(())?;
        Some(Figures {
            voters_total: add(total.voters_total, area.voters_total)?,
            took_part: add(total.took_part, area.took_part)?,
            issued: add(total.issued, area.issued)?,
            returned: add(total.returned, area.returned)?,
            valid: add(total.valid, area.valid)?,
            invalid: add(total.invalid, area.invalid)?,
            votes: votes.collect::<Option<_>>()?,
            ..bare(&total)
        })
    })
}
