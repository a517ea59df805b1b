use super::{KINDS, reference, whole};
use crate::{Seed, night, small};
use dienhong_core::election::{How, Sex};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

#[test]
fn the_same_seed_gives_the_same_night() {
    assert_eq!(whole(7), whole(7));
    assert_ne!(whole(7), whole(8));
}

#[test]
fn the_night_of_2026_is_the_same_on_every_machine() {
    let night = whole(2026);
    let mut text = Sha256::new();
    for area in &night.areas {
        text.update(format!("{} {} {}\n", area.code, area.men, area.additions_on_day));
    }
    for candidate in
        night.elections.iter().flat_map(|e| &e.constituencies).flat_map(|c| &c.candidates)
    {
        text.update(format!("{} {} {}\n", candidate.name, candidate.born, candidate.occupation));
    }
    for sheet in &night.sheets {
        text.update(format!("{} {} {}\n", sheet.arrives, sheet.first_at, sheet.second_at));
        let corrected = sheet.correction.iter().map(|correction| &correction.figures);
        for f in [&sheet.paper, &sheet.first, &sheet.second].into_iter().chain(corrected) {
            let head = [f.voters_total, f.took_part, f.issued, f.returned, f.valid, f.invalid];
            text.update(format!("{:?}", head.map(u64::from)));
            let lines = f.votes.iter().chain(f.stacks.iter().flatten());
            text.update(format!("{:?}\n", lines.map(|n| n.get()).collect::<Vec<_>>()));
        }
    }
    for report in &night.turnout {
        text.update(format!("{} {} {}\n", report.commune, report.at, report.voted));
    }
    assert_eq!(
        hex::encode(text.finalize()),
        "ac561ff455deb755a75fa010ecd03fc0537d362b0d24022c48aab0268952e2bc"
    );
}

#[test]
fn the_totals_are_near_those_of_the_province() {
    for seed in [0, 1, 2, 3, 2026, u64::MAX] {
        let night = whole(seed);
        assert!((3_480..=3_520).contains(&night.areas.len()), "{}", night.areas.len());
        let voters: u64 = night.areas.iter().map(|area| area.voters[0].get()).sum();
        assert!((2_790_000..=2_810_000).contains(&voters), "{voters}");
        assert_eq!(night.sheets.len(), 2 * night.areas.len());
    }
}

#[test]
fn areas_are_as_large_as_the_law_says() {
    let reference = reference();
    let mut below = 0;
    for seed in 0..25 {
        for area in night(&reference, Seed(seed), &KINDS).areas {
            let commune = reference.communes().iter().find(|c| c.code == area.commune).unwrap();
            let voters = area.voters[0].get();
            let least = if commune.mountain { 40 } else { 300 };
            assert!((least..=4_000).contains(&voters), "{}: {voters}", area.code);
            below += usize::from(voters < 300);
        }
    }
    assert!(below > 0, "some mountain areas are small");
}

#[test]
fn every_area_has_its_people_its_team_and_its_constituencies() {
    let night = whole(2026);
    let mut codes = BTreeSet::new();
    for area in &night.areas {
        assert!(codes.insert(&area.code), "{} twice", area.code);
        assert_eq!(area.code, format!("{}-{:03}", area.commune, area.number));
        let most = area.voters.iter().map(|n| n.get()).max().unwrap();
        assert_eq!(area.men.get() + area.women.get(), most);
        assert!(area.team.head.contains("mô phỏng"));
        for (election, &home) in night.elections.iter().zip(&area.constituencies) {
            let parts = &election.constituencies[home].communes;
            assert!(parts.iter().any(|part| part.commune == area.commune), "{}", area.code);
        }
    }
    let communes: BTreeSet<&str> = night.areas.iter().map(|area| area.commune.as_str()).collect();
    assert_eq!(communes.len(), 166);
}

#[test]
fn seats_say_where_they_come_from() {
    let night = whole(2026);
    let [assembly, council] = &night.elections[..] else { panic!("two elections") };
    assert_eq!((assembly.id.as_str(), council.id.as_str()), ("na-2026", "pc-province-2026"));
    let seats: Vec<_> =
        assembly.constituencies.iter().map(|c| (c.number, c.seats, c.seats_basis.how)).collect();
    let expected = [
        (1, 3, How::Stated),
        (2, 3, How::Inferred),
        (3, 3, How::Inferred),
        (4, 3, How::Assumed),
        (5, 3, How::Assumed),
        (6, 2, How::Assumed),
    ];
    assert_eq!(seats, expected);
    assert!(assembly.constituencies[4].seats_basis.text.starts_with("assumed by this simulation"));
    assert_eq!(council.constituencies.len(), 26);
    assert_eq!(council.constituencies.iter().map(|c| c.seats).sum::<u16>(), 85);
    assert!(council.constituencies.iter().all(|c| c.seats_basis.how == How::Assumed));
    for election in &night.elections {
        let communes = election.constituencies.iter().map(|c| c.communes.len()).sum::<usize>();
        assert_eq!(communes, 166);
    }
}

#[test]
fn lists_are_as_long_as_the_rules_ask_and_a_third_are_women() {
    let rules = dienhong_packs::rules("vn").unwrap();
    for election in whole(2026).elections {
        let more = &rules.elections[&election.kind].list.more_than_seats;
        let mut women = 0;
        let mut all = 0;
        for constituency in &election.constituencies {
            let at = usize::from(constituency.seats - 1).min(more.len() - 1);
            let expected = usize::from(constituency.seats + more[at]);
            assert_eq!(constituency.candidates.len(), expected);
            let born: BTreeSet<_> = constituency.candidates.iter().map(|c| c.born).collect();
            assert_eq!(born.len(), expected, "no two are of one age");
            women += constituency.candidates.iter().filter(|c| c.sex == Sex::Female).count();
            all += expected;
        }
        assert!(women * 100 >= all * 35, "{women} of {all}");
    }
    let first = &whole(2026).elections[0].constituencies[0].candidates[0];
    assert_eq!(first.name, "Ứng cử viên A1");
}

#[test]
fn the_small_night_has_something_of_everything() {
    let night = small(&reference(), Seed(2026), &KINDS);
    assert_eq!((night.areas.len(), night.sheets.len()), (12, 24));
    assert!(night.elections.iter().all(|election| election.constituencies.len() == 2));
    assert!(night.sheets.iter().any(|sheet| sheet.slip.is_some()));
    assert!(night.sheets.iter().any(|sheet| sheet.explanation.is_some()));
    assert!(night.sheets.iter().any(|sheet| sheet.correction.is_some()));
}
