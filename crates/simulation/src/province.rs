//! The province's voters and polling areas.
//!
//! No source that we may use gives the population of a commune. What a commune gets is a guess from
//! what the sources do give: how many old communes were merged into it, its surface, whether it is
//! a ward, and whether it lies in an old mountain district. Only the two totals, about 2.8 million
//! voters and 3,500 areas, are near what is known of the province.

use crate::{
    apportion::apportion,
    model::{Area, Team},
    paper::count,
    random::{Random, Seed, Stream},
    reference::{Commune, Reference},
};

/// Where the voters of one commune are to be spread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Position in the reference.
    pub commune: usize,
    pub voters: u64,
    pub areas: u64,
}

/// Every commune of the province.
pub(crate) fn whole(reference: &Reference, seed: Seed) -> Vec<Plan> {
    let mut random = Random::of(seed, Stream::Province, &[]);
    let voters = random.between(2_794_000, 2_806_000);
    let areas = random.between(3_488, 3_512);
    let sizes: Vec<u64> = reference
        .communes
        .iter()
        .map(|commune| guess(commune) * random.between(92, 108) / 100)
        .collect();
    let voters = apportion(voters, &sizes);
    let wanted: Vec<u64> = reference
        .communes
        .iter()
        .zip(&voters)
        .map(|(commune, voters)| voters * 1_000 / preferred(commune))
        .collect();
    let areas = apportion(areas, &wanted);
    let plans = voters.into_iter().zip(areas).enumerate();
    plans.map(|(commune, (voters, areas))| Plan { commune, voters, areas }).collect()
}

/// One commune from each of the first two constituencies, six areas each.
pub(crate) fn two_communes(reference: &Reference, seed: Seed) -> Vec<Plan> {
    let mut random = Random::of(seed, Stream::Province, &[]);
    let first = |number| reference.communes.iter().position(|c| c.constituency == number);
    let communes = [first(1), first(2)].into_iter().flatten();
    let plan = |commune| Plan { commune, voters: random.between(5_000, 6_000), areas: 6 };
    communes.map(plan).collect()
}

/// A guess at a commune's voters, before the whole is scaled to the province.
fn guess(commune: &Commune) -> u64 {
    let (by_merged, by_surface) = match (commune.ward, commune.mountain) {
        (true, _) => (7_600, 60),
        (_, true) => (3_000, 8),
        _ => (5_000, 45),
    };
    (commune.merged * by_merged + commune.area * by_surface) / 100
}

/// How many voters an area of this commune tends to have.
fn preferred(commune: &Commune) -> u64 {
    match (commune.ward, commune.mountain) {
        (true, _) => 1_150,
        (_, true) => 480,
        _ => 870,
    }
}

/// The areas of one commune, for as many elections as `constituencies` says.
pub(crate) fn areas(
    reference: &Reference,
    seed: Seed,
    plan: Plan,
    constituencies: &[usize],
) -> Vec<Area> {
    let commune = &reference.communes[plan.commune];
    let mut random = Random::of(seed, Stream::Commune, &[plan.commune]);
    let weights: Vec<u64> = (0..plan.areas).map(|_| weight(commune, &mut random)).collect();
    let voters = apportion(plan.voters, &weights).into_iter();
    let areas = (1..).zip(voters).map(|(number, voters)| {
        let place = [plan.commune, usize::from(number)];
        let mut random = Random::of(seed, Stream::Area, &place);
        area(&commune.code, number, &vec![voters; constituencies.len()], &mut random)
    });
    areas.map(|area| Area { constituencies: constituencies.to_vec(), ..area }).collect()
}

/// Areas of a mountain commune differ most; a ward has a few very large ones.
fn weight(commune: &Commune, random: &mut Random) -> u64 {
    match (commune.ward, commune.mountain) {
        (true, _) if random.once_in(40) => random.between(280, 330),
        (true, _) => random.between(55, 180),
        (_, true) => random.between(30, 170),
        _ => random.between(60, 140),
    }
}

/// An area with these voters, by election; the first is the whole roll. It lies in no constituency
/// yet.
pub(crate) fn area(commune: &str, number: u16, voters: &[u64], random: &mut Random) -> Area {
    let code = format!("{commune}-{number:03}");
    let roll = voters.first().copied().unwrap_or_default();
    let men = roll * random.between(4_830, 5_070) / 10_000;
    let additions_on_day = if random.once_in(3) { random.between(1, 6) } else { 0 };
    Area {
        commune: commune.to_owned(),
        number,
        name: format!("Khu vực bỏ phiếu số {number}"),
        voters: voters.iter().map(|&n| count(n)).collect(),
        constituencies: Vec::new(),
        men: count(men),
        women: count(roll - men),
        additions_on_day: additions_on_day as u16,
        team: Team {
            head: format!("Tổ trưởng KV {code} (mô phỏng)"),
            secretary: format!("Thư ký KV {code} (mô phỏng)"),
            member: format!("Ủy viên KV {code} (mô phỏng)"),
        },
        code,
    }
}
