//! Constituencies with their invented candidates, and how strong each of these is.

use crate::{
    apportion::apportion,
    model::{Candidate, Constituency, Election, Part},
    province::Plan,
    random::{Random, Seed, Stream},
    reference::{Commune, Reference},
};
use dienhong_core::{
    Date,
    election::{Basis, How, Sex},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// How the votes of a constituency are meant to fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Story {
    /// As many candidates well over half as there are seats.
    Clear,
    /// The last seat is won by a few votes over half; the next candidate misses half by as few.
    Close,
    /// Three seats, and only two candidates over half.
    Short,
}

/// The latent strength of each candidate, in list order: in a thousand ballots, about so many leave
/// the name.
#[derive(Debug, Clone)]
pub(crate) struct Contest {
    pub seats: usize,
    pub story: Story,
    pub strengths: Vec<u64>,
    /// Positions in the list, the strongest first.
    pub ranking: Vec<usize>,
}

/// The National Assembly constituency of the close race.
const CLOSE: u16 = 5;
/// The provincial council's constituency that leaves a seat empty is the first one from this number
/// on that has three seats.
const SHORT_FROM: u16 = 12;
const COUNCIL_SEATS: u64 = 85;

/// An election and, for each of its constituencies, the contest. The communes are those planned.
pub(crate) fn election(
    reference: &Reference,
    seed: Seed,
    plans: &[Plan],
    kind: &str,
) -> Option<(Election, Vec<Contest>)> {
    let (id, number, constituencies) = match kind {
        "NA" => ("na-2026", 0, assembly(reference, plans)),
        "PC_PROVINCE" => ("pc-province-2026", 1, council(reference, plans)),
        _ => return None,
    };
    let whole = plans.len() == reference.communes.len();
    let short = constituencies.iter().find(|c| c.number >= SHORT_FROM && c.seats == 3);
    let short = short.map(|c| c.number);
    let story = |c: &Constituency| match kind {
        "NA" if whole && c.number == CLOSE => Story::Close,
        "PC_PROVINCE" if whole && Some(c.number) == short => Story::Short,
        _ => Story::Clear,
    };
    let contests = constituencies.iter().map(|c| contest(seed, number, c, story(c))).collect();
    let constituencies = constituencies.into_iter().map(|c| with_candidates(seed, number, c));
    let constituencies = constituencies.collect();
    Some((Election { id: id.to_owned(), kind: kind.to_owned(), constituencies }, contests))
}

fn assembly(reference: &Reference, plans: &[Plan]) -> Vec<Constituency> {
    let planned = planned(reference, plans);
    let all = reference.seats.iter().map(|seats| Constituency {
        number: seats.number,
        seats: seats.seats,
        seats_basis: seats.basis.clone(),
        communes: planned
            .iter()
            .filter(|(commune, _)| commune.constituency == seats.number)
            .map(|(commune, _)| Part {
                commune: commune.code.clone(),
                basis: commune.basis.clone(),
            })
            .collect(),
        candidates: Vec::new(),
    });
    all.filter(|constituency| !constituency.communes.is_empty()).collect()
}

/// One constituency for each old district: three seats, four in those with the most voters.
fn council(reference: &Reference, plans: &[Plan]) -> Vec<Constituency> {
    let planned = planned(reference, plans);
    let mut districts: Vec<&str> = Vec::new();
    let mut voters: BTreeMap<&str, u64> = BTreeMap::new();
    for (commune, plan) in &planned {
        let district = commune.old_district.as_str();
        if !districts.contains(&district) {
            districts.push(district);
        }
        *voters.entry(district).or_default() += plan.voters;
    }
    let mut largest = districts.clone();
    largest.sort_by_key(|district| Reverse(voters.get(district)));
    largest.truncate(COUNCIL_SEATS.saturating_sub(3 * districts.len() as u64) as usize);
    (1..)
        .zip(districts)
        .map(|(number, district)| Constituency {
            number,
            seats: if largest.contains(&district) { 4 } else { 3 },
            seats_basis: assumed(format!("one constituency for «{district}»")),
            communes: planned
                .iter()
                .filter(|(commune, _)| commune.old_district == district)
                .map(|(commune, _)| Part {
                    commune: commune.code.clone(),
                    basis: assumed(format!("most of it lay in «{district}»")),
                })
                .collect(),
            candidates: Vec::new(),
        })
        .collect()
}

/// Ours, and it says so.
fn assumed(why: String) -> Basis {
    Basis { how: How::Assumed, text: format!("assumed by this simulation: {why}") }
}

fn planned<'a>(reference: &'a Reference, plans: &[Plan]) -> Vec<(&'a Commune, Plan)> {
    plans.iter().map(|&plan| (&reference.communes[plan.commune], plan)).collect()
}

/// How many stand: the fewest that the list rules of the pack allow.
fn on_the_list(election: usize, seats: u16) -> usize {
    let more = match (election, seats) {
        (0, _) | (_, 3) => 2,
        (_, ..=2) => 1,
        _ => 3,
    };
    usize::from(seats) + more
}

/// Writes the official list of a constituency.
pub(crate) fn with_candidates(seed: Seed, election: usize, of: Constituency) -> Constituency {
    let place = [election, usize::from(of.number), 1];
    let mut random = Random::of(seed, Stream::Constituency, &place);
    let letter = letters(of.number);
    let mut years: Vec<i16> = (1962..=1999).collect();
    random.shuffle(&mut years);
    let list = years.into_iter().zip(1..=on_the_list(election, of.seats));
    let candidates = list.map(|(year, number)| Candidate {
        name: format!("Ứng cử viên {letter}{number}"),
        born: Date::constant(year, random.between(1, 12) as i8, random.between(1, 28) as i8),
        sex: if number % 2 == 0 { Sex::Female } else { Sex::Male },
        occupation: format!("nghề nghiệp mô phỏng {}", random.between(1, 20)),
    });
    Constituency { candidates: candidates.collect(), ..of }
}

/// A, B … Z, AA, AB …
fn letters(number: u16) -> String {
    let mut rest = number;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Draws the strengths that tell the story.
pub(crate) fn contest(seed: Seed, election: usize, of: &Constituency, story: Story) -> Contest {
    let place = [election, usize::from(of.number), 0];
    let mut random = Random::of(seed, Stream::Constituency, &place);
    let seats = usize::from(of.seats);
    let ladder = match story {
        Story::Close => vec![820, 720, 503, 497, 370],
        Story::Short => vec![840, 790, 430, 425, 395],
        Story::Clear => ladder(seats, on_the_list(election, of.seats) - seats),
    };
    let mut ranking: Vec<usize> = (0..ladder.len()).collect();
    random.shuffle(&mut ranking);
    let mut strengths = vec![0; ladder.len()];
    for (&candidate, strength) in ranking.iter().zip(ladder) {
        strengths[candidate] = match story {
            Story::Clear => strength * random.between(985, 1_015) / 1_000,
            Story::Close | Story::Short => strength,
        };
    }
    Contest { seats, story, strengths, ranking }
}

/// Winners in even steps down to 650; the others share what voters leave beside.
fn ladder(seats: usize, others: usize) -> Vec<u64> {
    let steps = (seats as u64).saturating_sub(1);
    let step = 180u64.checked_div(steps).unwrap_or_default();
    let mut ladder: Vec<u64> =
        (0..seats as u64).map(|place| 650 + step * (steps - place)).collect();
    let left = (seats as u64 * 970).saturating_sub(ladder.iter().sum());
    let weights: Vec<u64> = (0..others as u64).map(|place| others as u64 + 2 - place).collect();
    ladder.extend(apportion(left.max(300), &weights));
    ladder
}
