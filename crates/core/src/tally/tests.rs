#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use super::*;
use crate::{
    count::Count,
    election::{ElectionId, Roll},
    rules::Ground,
};
use dienhong_journal::Millis;
use proptest::prelude::*;

const BALLOT: Ballot = Ballot { seats: 3, candidates: 5 };

fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

fn paper() -> Figures {
    Figures {
        voters_total: n(1200),
        took_part: n(1190),
        issued: n(1190),
        returned: n(1190),
        valid: n(1180),
        invalid: n(10),
        votes: [900, 800, 700, 600, 400].map(n).to_vec(),
        stacks: Some([40, 60, 1080].map(n).to_vec()),
        invalid_by_ground: Some([(Ground::Overvote, n(7)), (Ground::AllStruck, n(3))].into()),
        inventory: Some(Inventory { received: n(1300), exchanged: n(12), unused: n(98) }),
    }
}

/// The codes that these figures break, when they are changed so.
fn broken(change: impl FnOnce(&mut Figures)) -> Vec<Check> {
    let mut figures = paper();
    change(&mut figures);
    check(&figures, BALLOT).into_iter().map(|finding| finding.code).collect()
}

#[test]
fn sound_minutes_break_nothing() {
    assert_eq!(broken(|_| ()), []);
}

#[test]
fn each_check_is_broken_by_the_example_that_the_book_gives() {
    type Change<'a> = &'a dyn Fn(&mut Figures);
    let examples: [(Check, Change); 12] = [
        (Check::H1, &|f| (f.took_part, f.issued, f.voters_total) = (n(1210), n(1190), n(1200))),
        (Check::H2, &|f| f.valid = n(1185)),
        (Check::H3, &|f| f.returned = n(1195)),
        (Check::H4, &|f| f.votes[0] = n(1181)),
        (Check::H5, &|f| f.votes = [1179, 0, 0, 0, 0].map(n).to_vec()),
        (Check::H6, &|f| f.stacks = Some([50, 60, 1069].map(n).to_vec())),
        (Check::H7, &|f| f.invalid_by_ground = Some([(Ground::Overvote, n(9))].into())),
        (Check::H8, &|f| (f.returned, f.issued) = (n(1195), n(1195))),
        (Check::H9, &|f| f.inventory.as_mut().unwrap().unused = n(97)),
        (Check::H16, &|f| f.votes.truncate(4)),
        (Check::W1, &|f| f.issued = n(1192)),
        (Check::W2, &|f| f.returned = n(1187)),
    ];
    let of_the_roll = [Check::H10, Check::W3];
    let of_the_sheet = Check::ALL.into_iter().filter(|check| !of_the_roll.contains(check));
    assert!(of_the_sheet.eq(examples.each_ref().map(|(check, _)| *check)));
    for (check, example) in examples {
        assert!(broken(example).contains(&check), "{check}");
    }
}

#[test]
fn the_roll_says_how_many_voters_there_are_and_whether_all_could_have_voted() {
    let roll = |voters, added_on_day| Roll {
        at: Millis::new(0),
        voters: [(ElectionId::from("na"), n(voters))].into(),
        men: n(voters),
        women: n(0),
        added_on_day: n(added_on_day),
        reason: None,
    };
    let broken = |took_part, roll| {
        let figures = Figures { took_part: n(took_part), ..paper() };
        let findings = check_roll(&figures, &"na".into(), &roll);
        findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(broken(1190, roll(1200, 5)), []);
    assert_eq!(broken(1190, roll(1201, 0)), [Check::H10]);
    assert_eq!(broken(1200, roll(1200, 0)), []);
    assert_eq!(broken(1200, roll(1200, 5)), [Check::W3]);
    assert_eq!(broken(1200, roll(1199, 5)), [Check::H10, Check::W3]);
    assert_eq!(check_roll(&paper(), &"pc".into(), &roll(7, 0)), [], "a roll for another election");
}

#[test]
fn stacks_beyond_the_seats_break_h6_even_when_the_sums_agree() {
    // 3,400 names on 1,180 ballots, one of them with four names left.
    let stacks = [71, 0, 1107, 2].map(n).to_vec();
    assert_eq!(broken(|f| f.stacks = Some(stacks)), [Check::H6]);
}

#[test]
fn figures_at_the_edge_of_counting_are_checked_without_overflow() {
    let most = n(Count::MAX);
    let all = |f: &mut Figures| {
        (f.voters_total, f.took_part, f.issued, f.returned) = (most, most, most, most);
        (f.valid, f.invalid, f.votes) = (most, most, vec![most; 5]);
    };
    assert!(broken(all).contains(&Check::H2));
}

#[test]
fn a_sheet_with_other_candidates_has_no_sum() {
    let mut other = paper();
    other.votes.pop();
    assert_eq!(sum([&paper(), &other]), None);
    assert_eq!(sum([]), None);
}

proptest! {
    #[test]
    fn the_sum_is_the_same_in_any_order(
        sheets in prop::collection::vec((0u64..5000, prop::array::uniform3(0u64..5000)), 1..40),
        seed in any::<prop::sample::Index>(),
    ) {
        let sheet = |&(voters, votes): &(u64, [u64; 3])| Figures {
            voters_total: n(voters), votes: votes.map(n).to_vec(), ..paper()
        };
        let mut areas: Vec<Figures> = sheets.iter().map(sheet).collect();
        let forward = sum(&areas);
        let turn = seed.index(areas.len());
        areas.rotate_left(turn);
        areas.reverse();
        prop_assert_eq!(&forward, &sum(&areas));
        let voters: u64 = sheets.iter().map(|(voters, _)| voters).sum();
        prop_assert_eq!(forward.unwrap().voters_total.get(), voters);
    }
}
