//! Papers to practise on: invented figures for areas of any set-up, some with a planted error.

use crate::{
    contest::{Contest, Story},
    paper::{self, Ballots, count},
    random::{Random, Seed, Stream},
    typing,
};
use dienhong_core::{
    count::Count,
    tally::{Ballot, Check, Figures, check},
};
use serde::{Deserialize, Serialize};

/// What can be planted: every check that a paper can break by itself or against its roll.
pub const PLANTABLE: [Check; 12] = [
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
    Check::W1,
    Check::W2,
];

/// What is wrong on a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A figure that does not add up with the others.
    Sum,
    /// A digit is missing, wrong, or stands on another's place; or a line slipped.
    Digits,
}

/// One error, by the check that finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    pub check: Check,
    pub how: How,
}

/// The paper of one area for one election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// As they were counted.
    pub sound: Figures,
    /// As they stand on the paper.
    pub paper: Figures,
    pub planted: Option<Planted>,
}

/// The area's contest.
#[derive(Debug, Clone, Copy)]
pub struct Contested {
    pub voters: Count,
    pub seats: u16,
    pub candidates: usize,
}

/// Writes the paper of an area; `place` numbers election and area. With `plant`, the error whose turn
/// it is, or the next one that the paper gives room for.
pub fn practice(
    seed: Seed,
    place: [usize; 2],
    of: Contested,
    plant: Option<usize>,
) -> Option<Practice> {
    let contest = contest(seed, place, of)?;
    let mut random = Random::of(seed, Stream::Practice, &place);
    let voters = of.voters.get();
    let took_part = voters - (voters * random.below(400) / 10_000);
    let lean = vec![1_000; contest.strengths.len()];
    let ballots =
        Ballots { voters, took_part, contest: &contest, lean: &lean, stacks: true, warned: false };
    let (sound, _) = paper::write(&ballots, &mut random);
    let wrong = plant.and_then(|turn| {
        // Every fifth error is one of the hand, the others are of the sum.
        if turn % 5 == 4
            && let Some((paper, _)) = typing::slip(&sound, &contest, true, &mut random)
        {
            let first = check(&paper, ballot(of)).into_iter().next()?;
            return Some((paper, Planted { check: first.code, how: How::Digits }));
        }
        let turns = (0..PLANTABLE.len()).map(|more| PLANTABLE[(turn + more) % PLANTABLE.len()]);
        turns.into_iter().find_map(|check| {
            let paper = planted(&sound, check, of, &mut random)?;
            Some((paper, Planted { check, how: How::Sum }))
        })
    });
    let (paper, planted) = match wrong {
        Some((paper, planted)) => (paper, Some(planted)),
        None => (sound.clone(), None),
    };
    Some(Practice { sound, paper, planted })
}

fn ballot(of: Contested) -> Ballot {
    Ballot { seats: of.seats, candidates: of.candidates }
}

/// Whether a paper breaks a check; a wrong number of voters is one that the roll does not say.
pub fn breaks(paper: &Figures, code: Check, of: Contested) -> bool {
    match code {
        Check::H10 => paper.voters_total != of.voters,
        code => check(paper, ballot(of)).iter().any(|finding| finding.code == code),
    }
}

/// How the votes fall: as many over half as there are seats. None: there is nobody to vote for.
fn contest(seed: Seed, [election, _]: [usize; 2], of: Contested) -> Option<Contest> {
    let seats = usize::from(of.seats);
    if seats == 0 || of.candidates < seats || of.voters.is_zero() {
        return None;
    }
    let mut random = Random::of(seed, Stream::Practice, &[election, of.candidates, seats]);
    let mut strengths: Vec<u64> = (0..of.candidates)
        .map(|at| if at < seats { random.between(560, 800) } else { random.between(120, 430) })
        .collect();
    random.shuffle(&mut strengths);
    let ranking = (0..of.candidates).collect();
    Some(Contest { seats, story: Story::Clear, strengths, ranking })
}

/// The paper with this check broken. None: it gives no room for that.
fn planted(sound: &Figures, code: Check, of: Contested, random: &mut Random) -> Option<Figures> {
    let mut paper = sound.clone();
    let by = random.between(1, 9);
    let more = |to: Count| count(to.get() + by);
    match code {
        Check::H1 => paper.took_part = more(paper.voters_total),
        Check::H2 => paper.invalid = more(paper.invalid),
        Check::H3 => paper.returned = more(paper.issued),
        Check::H4 => *paper.votes.first_mut()? = more(paper.valid),
        Check::H5 => {
            let parts = u64::from(of.seats) + 1;
            for votes in &mut paper.votes {
                *votes = count(votes.get() / parts);
            }
        }
        Check::H6 => {
            let stack = paper.stacks.as_mut()?.first_mut()?;
            *stack = more(*stack);
        }
        Check::H7 => {
            let ground = paper.invalid_by_ground.as_mut()?.values_mut().next()?;
            *ground = more(*ground);
        }
        Check::H8 => paper.took_part = count(paper.returned.get().checked_sub(by)?),
        Check::H9 => {
            let inventory = paper.inventory.as_mut()?;
            inventory.unused = more(inventory.unused);
        }
        Check::H10 => paper.voters_total = more(paper.voters_total),
        Check::W1 | Check::W2 => {
            let inventory = paper.inventory.as_mut()?;
            inventory.unused = count(inventory.unused.get().checked_sub(by)?);
            paper.issued = more(paper.issued);
            if code == Check::W2 {
                paper.took_part = more(paper.took_part);
                if paper.took_part > paper.voters_total {
                    return None;
                }
            }
        }
        _ => return None,
    }
    breaks(&paper, code, of).then_some(paper)
}
