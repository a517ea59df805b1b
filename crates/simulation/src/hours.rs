//! When things happen: the turnout reports of the day, the minutes of the night.

use crate::{
    model::{Area, Night, TurnoutReport},
    paper::count,
    random::{Random, Seed, Stream},
};
use std::collections::BTreeMap;

/// Seconds from the closing hour within which everything of the night but corrections is done.
pub const NIGHT: u32 = 6 * 3_600;

/// When the minutes of an area are ready and when each of the two has typed them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub arrives: u32,
    pub first: u32,
    pub second: u32,
}

/// The later elections on the table are counted after the first. Communes begin at different times,
/// most of them in the middle, and a few areas are late.
pub(crate) fn times(
    seed: Seed,
    commune: usize,
    area: usize,
    election: usize,
    voters: u64,
) -> Times {
    let mut random = Random::of(seed, Stream::Hours, &[commune]);
    let begin = random.between(0, 2_400) + random.between(0, 2_400);
    let mut random = Random::of(seed, Stream::Hours, &[commune, area]);
    let late = if random.once_in(80) { random.between(3_600, 7_200) } else { 0 };
    let own = random.between(0, 600);
    let mut random = Random::of(seed, Stream::Hours, &[commune, area, election]);
    let arrives = 2_400 + begin + own + late + 2 * voters.min(4_000) + 1_500 * election as u64;
    let arrives = arrives.min(u64::from(NIGHT) - 2_700);
    let first = arrives + random.between(300, 1_500);
    let second = first + random.between(180, 1_200);
    Times { arrives: arrives as u32, first: first as u32, second: second as u32 }
}

/// Of a thousand who take part, how many have by 8, 9 … 19 h.
const BY_HOUR: [u64; 12] = [170, 330, 470, 590, 660, 710, 770, 840, 900, 950, 985, 1_000];

/// A report of each commune for each election and hour. The last one is what the papers say.
///
/// Figures of the early hours still stand on the roll as it was closed: a commune takes up the
/// additions of the day after its first or second report.
pub(crate) fn turnout(seed: Seed, night: &Night) -> Vec<TurnoutReport> {
    let mut communes: Vec<&str> = Vec::new();
    let mut sums: BTreeMap<(usize, &str), Sums> = BTreeMap::new();
    for sheet in &night.sheets {
        let Some(area) = night.areas.get(sheet.area) else { continue };
        if communes.last() != Some(&area.commune.as_str()) && sheet.election == 0 {
            communes.push(&area.commune);
        }
        sums.entry((sheet.election, &area.commune)).or_default().add(
            area,
            sheet.paper.voters_total.get(),
            sheet.paper.took_part.get(),
        );
    }
    let mut reports = Vec::new();
    for election in 0..night.elections.len() {
        for (at, commune) in communes.iter().enumerate() {
            let sums = sums.get(&(election, *commune)).copied().unwrap_or_default();
            let random = Random::of(seed, Stream::Turnout, &[at]);
            reports.extend(day(election, commune, sums, random));
        }
    }
    reports
}

#[derive(Default, Clone, Copy)]
struct Sums {
    voters: u64,
    took_part: u64,
    additions: u64,
}

impl Sums {
    fn add(&mut self, area: &Area, voters: u64, took_part: u64) {
        self.voters += voters;
        self.took_part += took_part;
        self.additions += u64::from(area.additions_on_day);
    }
}

fn day(election: usize, commune: &str, sums: Sums, mut random: Random) -> Vec<TurnoutReport> {
    let old_roll = random.between(1, 2);
    let early = random.between(880, 1_120);
    let reports = (8u16..).zip(BY_HOUR).scan(0, |before, (hour, share)| {
        // The pull of an early or late commune fades towards the end of the day.
        let pulled = share * (early * (1_000 - share) + 1_000 * share) / 1_000_000;
        let voted = sums.took_part * pulled.min(1_000) / 1_000;
        *before = voted.max(*before);
        let first_roll = u64::from(hour) < 8 + old_roll && sums.additions > 0;
        Some(TurnoutReport {
            election,
            commune: commune.to_owned(),
            at: hour * 60,
            voted: count(*before),
            voters: count(sums.voters - if first_roll { sums.additions } else { 0 }),
            roll_version: if first_roll || sums.additions == 0 { 1 } else { 2 },
        })
    });
    reports.collect()
}
