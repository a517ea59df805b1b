use crate::{Contested, PLANTABLE, Seed, practice, practice_breaks};
use dienhong_core::{
    count::Count,
    tally::{Ballot, check},
};
use std::collections::BTreeSet;

fn of(voters: u64) -> Contested {
    Contested { voters: Count::try_from(voters).unwrap(), seats: 3, candidates: 5 }
}

#[test]
fn what_is_counted_to_practise_on_breaks_no_check() {
    for voters in [1, 2, 7, 50, 300, 1_234, 4_000] {
        for area in 0..40 {
            let made = practice(Seed(7), [0, area], of(voters), None).unwrap();
            assert_eq!(made.sound, made.paper);
            let ballot = Ballot { seats: 3, candidates: 5 };
            assert_eq!(check(&made.sound, ballot), [], "{voters}: {:?}", made.sound);
        }
    }
}

#[test]
fn a_planted_error_breaks_the_check_that_it_is_of_and_every_kind_comes_up() {
    let mut met = BTreeSet::new();
    for turn in 0..60 {
        let made = practice(Seed(7), [1, turn], of(900), Some(turn)).unwrap();
        let planted = made.planted.unwrap();
        assert!(practice_breaks(&made.paper, planted.check, of(900)), "{planted:?}");
        assert_ne!(made.paper, made.sound);
        met.insert(planted.check);
    }
    assert_eq!(met, PLANTABLE.into_iter().collect());
}

#[test]
fn the_same_seed_gives_the_same_papers_and_another_gives_others() {
    let made = |seed| practice(Seed(seed), [0, 3], of(900), Some(4)).unwrap();
    assert_eq!(made(1), made(1));
    assert_ne!(made(1).sound, made(2).sound);
    let nobody = Contested { candidates: 0, ..of(900) };
    assert_eq!(practice(Seed(1), [0, 0], nobody, None), None);
}
