//! What the team writes: figures that agree with each other by the way they come about.

use crate::{
    apportion::{apportion, apportion_capped},
    contest::Contest,
    random::Random,
};
use dienhong_core::{
    count::Count,
    rules::Ground,
    tally::{Figures, Inventory},
};
use std::collections::BTreeMap;

/// A count of what the simulation makes, which never nears the limit.
pub(crate) fn count(n: u64) -> Count {
    Count::try_from(n.min(Count::MAX)).unwrap_or_default()
}

/// What the paper of an area stands on.
pub(crate) struct Ballots<'a> {
    pub voters: u64,
    pub took_part: u64,
    pub contest: &'a Contest,
    /// By candidate, in thousandths: how the commune leans.
    pub lean: &'a [u64],
    /// The team writes down its stacks.
    pub stacks: bool,
    /// Something went wrong with a ballot or two.
    pub warned: bool,
}

/// The figures, and the team's explanation where they break a check of level warning.
pub(crate) fn write(of: &Ballots, random: &mut Random) -> (Figures, Option<String>) {
    let (mut issued, mut returned, mut explanation) = (of.took_part, of.took_part, None);
    if of.warned {
        let ballots = random.between(1, 3);
        explanation = Some(if random.once_in(2) {
            issued += ballots;
            format!("{ballots} phiếu đã phát nhưng cử tri mang về, không bỏ vào hòm (mô phỏng).")
        } else {
            returned = returned.saturating_sub(ballots);
            format!("Thiếu {ballots} phiếu khi mở hòm so với số phiếu phát ra (mô phỏng).")
        });
    }
    let invalid = returned * random.between(20, 180) / 10_000;
    let valid = returned - invalid;
    let stacks = stacks(valid, of.contest.seats, random);
    let marks = (1..).zip(&stacks).map(|(names, stack)| names * stack).sum::<u64>();
    let votes = votes(of, valid, marks, random);
    let figures = Figures {
        voters_total: count(of.voters),
        took_part: count(of.took_part),
        issued: count(issued),
        returned: count(returned),
        valid: count(valid),
        invalid: count(invalid),
        votes: votes.into_iter().map(count).collect(),
        stacks: of.stacks.then(|| stacks.into_iter().map(count).collect()),
        invalid_by_ground: Some(grounds(invalid, random)),
        inventory: Some(inventory(of.voters, issued, random)),
    };
    (figures, explanation)
}

/// Valid ballots by the number of names left: most leave as many as there are seats.
fn stacks(valid: u64, seats: usize, random: &mut Random) -> Vec<u64> {
    let mut stacks: Vec<u64> = (1..seats)
        .map(|names| match seats - names {
            1 => valid * random.between(15, 55) / 1_000,
            _ => valid * random.between(2, 12) / 1_000,
        })
        .collect();
    stacks.push(valid - stacks.iter().sum::<u64>());
    stacks
}

/// Shares all marks among the candidates. None gets more than ballots with every seat used would
/// bear, so that there is a way to mark the ballots that gives these votes.
fn votes(of: &Ballots, valid: u64, marks: u64, random: &mut Random) -> Vec<u64> {
    let strengths = of.contest.strengths.iter().zip(of.lean);
    let weights: Vec<u64> =
        strengths.map(|(strength, lean)| strength * lean * random.between(930, 1_070)).collect();
    let unused = of.contest.seats as u64 * valid - marks;
    apportion_capped(marks, &weights, valid - unused)
}

fn grounds(invalid: u64, random: &mut Random) -> BTreeMap<Ground, Count> {
    let grounds = [
        (Ground::NotIssuedForm, random.below(2)),
        (Ground::NoTeamStamp, random.below(3)),
        (Ground::Overvote, random.between(50, 70)),
        (Ground::AllStruck, random.between(15, 30)),
        (Ground::ExtraWriting, random.between(5, 15)),
    ];
    let parts = apportion(invalid, &grounds.map(|(_, weight)| weight));
    grounds.into_iter().map(|(ground, _)| ground).zip(parts.into_iter().map(count)).collect()
}

/// Ballots come in hundreds, some more than there are voters.
fn inventory(voters: u64, issued: u64, random: &mut Random) -> Inventory {
    let exchanged = random.between(0, voters / 150);
    let needed = voters.max(issued) + exchanged;
    let received = (needed + needed / 50).next_multiple_of(100);
    Inventory {
        received: count(received),
        exchanged: count(exchanged),
        unused: count(received - issued - exchanged),
    }
}
