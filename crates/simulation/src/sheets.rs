//! One sheet: the paper of an area, typed twice, perhaps corrected.

use crate::{
    contest::Contest,
    hours::times,
    model::{Area, Candidate, Correction, Entry, Sheet},
    paper::{self, Ballots},
    random::{Random, Seed, Stream},
    typing,
};
use dienhong_core::tally::Figures;

/// What becomes of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Plain,
    /// A slip that only the second entry shows.
    Slip,
    /// A slip that a check of level error shows.
    BrokenSlip,
    /// The paper breaks a check of level warning.
    Warned,
    Corrected,
}

/// Where a sheet stands. The numbers feed the streams of chance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub election: usize,
    pub commune: usize,
    pub area: usize,
}

/// How many of these voters stayed away: the same people in every election of the area.
pub(crate) fn absent(seed: Seed, area: usize, voters: u64) -> u64 {
    let mut random = Random::of(seed, Stream::Area, &[area, 0, 1]);
    voters * random.below(300).saturating_sub(random.below(60)) / 10_000
}

fn on_roll(area: &Area) -> u64 {
    area.men.get() + area.women.get()
}

/// The area at this position as it stands on the day: where all vote, nobody was added to the roll.
pub(crate) fn on_the_day(seed: Seed, at: usize, area: Area) -> Area {
    let additions_on_day = match absent(seed, at, on_roll(&area)) {
        0 => 0,
        _ => area.additions_on_day,
    };
    Area { additions_on_day, ..area }
}

/// What the team of the area writes.
pub(crate) fn paper(
    seed: Seed,
    at: Place,
    area: &Area,
    contest: &Contest,
    warned: bool,
) -> (Figures, Option<String>) {
    let Place { election, commune, .. } = at;
    let voters = area.voters.get(election).map_or(0, |voters| voters.get());
    let took_part = voters - absent(seed, at.area, on_roll(area)).min(voters);
    let mut lean = Random::of(seed, Stream::Lean, &[election, commune]);
    let lean: Vec<u64> = contest.strengths.iter().map(|_| lean.between(920, 1_080)).collect();
    // About one commune in four sends no sheet of stacks.
    let stacks = !Random::of(seed, Stream::Commune, &[commune, 0, 0]).once_in(4);
    let ballots = Ballots { voters, took_part, contest, lean: &lean, stacks, warned };
    let mut random = Random::of(seed, Stream::Paper, &[election, at.area]);
    paper::write(&ballots, &mut random)
}

/// The sheet for a paper that has been written.
pub(crate) fn sheet(
    seed: Seed,
    at: Place,
    (paper, explanation): (Figures, Option<String>),
    contest: &Contest,
    candidates: &[Candidate],
    fate: Fate,
) -> Sheet {
    let mut random = Random::of(seed, Stream::Typing, &[at.election, at.area]);
    let times = times(seed, at.commune, at.area, at.election, paper.voters_total.get());
    let slipped = match fate {
        Fate::Slip => typing::slip(&paper, contest, false, &mut random),
        Fate::BrokenSlip => typing::slip(&paper, contest, true, &mut random),
        _ => None,
    };
    let counted_again = match fate {
        Fate::Corrected => typing::counted_again(&paper, candidates, &mut random),
        _ => None,
    };
    let correction = counted_again.map(|(figures, reason)| Correction {
        figures,
        reason,
        at: times.second + random.between(1_800, 5_400) as u32,
    });
    let (typed_wrong, slip) = slipped.unzip();
    let typed = |entry| match (&slip, &typed_wrong) {
        (Some(slip), Some(wrong)) if slip.entry == entry => wrong.clone(),
        _ => paper.clone(),
    };
    Sheet {
        election: at.election,
        area: at.area,
        first: typed(Entry::First),
        second: typed(Entry::Second),
        paper,
        arrives: times.arrives,
        first_at: times.first,
        second_at: times.second,
        slip,
        explanation,
        correction,
    }
}
