use super::{KINDS, reference, whole};
use crate::{NIGHT, National, Seed, national, night};
use dienhong_core::tally::{Ballot, Level, check};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

#[test]
fn minutes_come_in_as_a_wave() {
    let mut night = whole(2026).sheets;
    assert!(night.iter().all(|s| s.arrives < s.first_at && s.first_at < s.second_at));
    assert!(night.iter().all(|sheet| sheet.second_at <= NIGHT));
    night.sort_by_key(|sheet| sheet.arrives);
    let at = |percent: usize| night[(night.len() - 1) * percent / 100].arrives;
    // The middle half comes faster than the ends.
    assert!(at(75) - at(25) < at(25) - at(0) + at(100) - at(75));
    assert!(at(100) - at(98) > 2 * (at(60) - at(50)), "a few are late");
}

#[test]
fn small_areas_are_ready_before_large_ones() {
    let night = whole(2026);
    let mean = |few: bool| {
        let sheets = night.sheets.iter().filter(|s| (s.paper.voters_total.get() < 700) == few);
        let times: Vec<u64> = sheets.map(|sheet| u64::from(sheet.arrives)).collect();
        times.iter().sum::<u64>() / times.len() as u64
    };
    assert!(mean(true) + 600 < mean(false));
}

#[test]
fn turnout_rises_to_what_the_papers_say() {
    let night = whole(2026);
    assert_eq!(night.turnout.len(), 2 * 166 * 12);
    let mut papers: BTreeMap<(usize, &str), u64> = BTreeMap::new();
    for sheet in &night.sheets {
        let commune = night.areas[sheet.area].commune.as_str();
        *papers.entry((sheet.election, commune)).or_default() += sheet.paper.took_part.get();
    }
    for day in night.turnout.chunks(12) {
        let hours: Vec<u16> = day.iter().map(|report| report.at / 60).collect();
        assert_eq!(hours, (8..=19).collect::<Vec<_>>());
        assert!(day.is_sorted_by_key(|report| report.voted));
        assert!(day.is_sorted_by_key(|report| (report.roll_version, report.voters)));
        assert!(day[0].voted.get() > 0 && day[0].voted < day[11].voted);
        assert_eq!(day[11].voted.get(), papers[&(day[11].election, day[11].commune.as_str())]);
        assert!(day.iter().all(|report| report.voted <= report.voters));
    }
    assert!(night.turnout.iter().any(|report| report.roll_version == 2));
}

#[test]
fn the_nation_has_500_seats_and_85000_areas() {
    let nation = national(Seed(2026));
    let (mut seats, mut candidates, mut communes) = (0, 0, 0);
    for constituency in nation.constituencies(0) {
        seats += constituency.seats;
        candidates += constituency.candidates.len();
        communes += constituency.communes.len();
    }
    assert_eq!(nation.constituencies(0).count(), 182);
    assert_eq!((seats, candidates, communes), (500, 864, 3_321));
    let homes = |election| {
        let mut homes: Vec<usize> = nation.areas().map(|a| a.constituencies[election]).collect();
        assert!(homes.is_sorted());
        homes.dedup();
        homes.len()
    };
    assert_eq!(nation.areas().count(), 85_000);
    assert_eq!([homes(0), homes(1), homes(2)], National::CONSTITUENCIES);
    assert_eq!(nation.constituencies(1).map(|c| c.communes.len()).sum::<usize>(), 3_321);
}

#[test]
fn every_national_paper_agrees_with_itself() {
    let nation = national(Seed(2026));
    let homes: Vec<Vec<Ballot>> = (0..3)
        .map(|election| {
            let lists = nation.constituencies(election);
            lists.map(|c| Ballot { seats: c.seats, candidates: c.candidates.len() }).collect()
        })
        .collect();
    for at in (0..National::AREAS).step_by(17) {
        let area = nation.area(at);
        for (election, homes) in homes.iter().enumerate() {
            let sheet = nation.sheet(election, at);
            let findings = check(&sheet.paper, homes[area.constituencies[election]]);
            assert!(findings.iter().all(|f| f.level == Level::Warning), "{sheet:?} {findings:?}");
            assert_eq!(sheet.paper.voters_total, area.voters[election]);
            assert!(sheet.second_at <= NIGHT);
        }
    }
    assert_eq!(nation.sheets().nth(3 * 40_000 + 2), Some(nation.sheet(2, 40_000)));
}

#[test]
fn a_night_is_made_at_once() {
    let reference = reference();
    let quickest = (0..3).map(|seed| {
        let began = Instant::now();
        night(&reference, Seed(seed), &KINDS);
        began.elapsed()
    });
    let quickest = quickest.min().unwrap();
    assert!(quickest < Duration::from_millis(300), "{quickest:?}");
}
