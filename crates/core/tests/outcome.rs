#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Who is elected, by the rules of each pack.

use dienhong_core::{
    Date,
    count::Count,
    election::{Outcome, Paper, Poll, Reading, Stage, Standing, outcome, read},
    rules::{Ground, Next, Rules},
};
use proptest::prelude::*;

fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

fn pack(name: &str) -> Rules {
    dienhong_packs::rules(name).unwrap()
}

/// A first poll in which all of 1,000 voters took part, with candidates (votes, born).
fn poll(seats: u16, valid: u64, candidates: &[(u64, &str)]) -> Poll {
    let standing = |&(votes, born): &(u64, &str)| {
        let born = born.parse().ok();
        Standing { votes: n(votes), born, withdrawn: false }
    };
    Poll {
        stage: Stage::First,
        seats,
        voters_total: n(1000),
        took_part: n(1000),
        valid: n(valid),
        standings: candidates.iter().map(standing).collect(),
    }
}

fn count(kind: &str, poll: &Poll) -> Outcome {
    let rules = pack(if kind == "CHAIR" { "generic" } else { "vn" });
    outcome(poll, rules.election(kind).unwrap())
}

const A: &str = "1970-01-01";
const B: &str = "1975-02-02";
const C: &str = "1980-03-03";

#[test]
fn exactly_half_of_the_valid_ballots_is_not_elected() {
    let outcome = count("NA", &poll(1, 1000, &[(500, A), (499, B), (1, C)]));
    assert_eq!(
        (outcome.elected, outcome.next),
        (vec![], Next::ReportForSupplementaryDecisionByNec)
    );
    assert_eq!(count("NA", &poll(1, 999, &[(500, A), (499, B)])).elected, [0]);
}

#[test]
fn exactly_half_of_the_voters_is_not_recognised_and_calls_a_re_election() {
    let half = Poll { took_part: n(500), ..poll(1, 490, &[(400, A), (90, B)]) };
    let outcome = count("NA", &half);
    assert!(!outcome.recognised && outcome.elected.is_empty());
    assert_eq!(outcome.next, Next::ReElection);
    let again = Poll { stage: Stage::ReElection, ..half };
    let outcome = count("NA", &again);
    assert_eq!((outcome.elected, outcome.next), (vec![0], Next::None));
}

#[test]
fn the_older_wins_a_tie_that_crosses_the_last_seat() {
    let outcome = count("NA", &poll(2, 1000, &[(700, C), (600, B), (600, A)]));
    assert_eq!((outcome.elected, outcome.tie_by_age), (vec![0, 2], true));
    assert!(outcome.unresolved_tie.is_empty());
}

#[test]
fn a_tie_wholly_inside_the_winners_needs_no_rule_of_age() {
    let outcome = count("NA", &poll(2, 1000, &[(600, B), (600, A), (500, C)]));
    assert_eq!((outcome.elected, outcome.tie_by_age), (vec![1, 0], false));
}

#[test]
fn a_tie_below_half_concerns_nobody() {
    let outcome = count("PC", &poll(2, 1000, &[(600, B), (400, A), (400, C)]));
    assert_eq!((outcome.elected, outcome.tie_by_age), (vec![0], false));
}

#[test]
fn equal_birth_dates_stop_the_count_and_hold_the_seat_open() {
    let outcome = count("NA", &poll(2, 1000, &[(600, B), (700, A), (600, B), (600, C)]));
    assert_eq!(outcome.elected, [1]);
    assert_eq!((outcome.unresolved_tie, outcome.open_seats), (vec![0, 2], 1));
    assert_eq!((outcome.tie_by_age, outcome.next), (true, Next::None));
}

#[test]
fn of_three_tied_for_two_seats_the_oldest_is_placed_and_twins_wait() {
    let outcome = count("NA", &poll(2, 1000, &[(600, B), (600, B), (600, A)]));
    assert_eq!((outcome.elected, outcome.unresolved_tie), (vec![2], vec![0, 1]));
    assert_eq!(outcome.open_seats, 1);
}

#[test]
fn an_unknown_birth_date_leaves_the_whole_tie_open() {
    let outcome = count("NA", &poll(1, 1000, &[(600, A), (600, "?")]));
    assert_eq!((outcome.elected, outcome.unresolved_tie), (vec![], vec![0, 1]));
}

#[test]
fn a_withdrawn_candidate_gets_no_seat_and_is_in_no_tie() {
    let mut poll = poll(1, 1000, &[(900, A), (600, B), (600, B)]);
    poll.standings[0].withdrawn = true;
    poll.standings[1].withdrawn = true;
    let outcome = count("NA", &poll);
    assert_eq!((outcome.elected, outcome.unresolved_tie), (vec![2], vec![]));
}

#[test]
fn a_decision_gives_exactly_the_open_seats_to_some_of_the_tied() {
    let outcome = count("NA", &poll(2, 1000, &[(600, B), (700, A), (600, B), (600, B)]));
    assert_eq!((outcome.tied(), outcome.open_seats), (vec![1, 3, 4], 1));
    assert!(outcome.may_choose(&[0]) && outcome.may_choose(&[3]));
    for wrong in [&[][..], &[1], &[0, 2], &[0, 0], &[9]] {
        assert!(!outcome.may_choose(wrong), "{wrong:?}");
    }
}

#[test]
fn a_council_constituency_votes_again_only_below_two_thirds_of_its_seats() {
    let needed = [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4)];
    for (seats, needed) in needed {
        for elected in 0..=seats {
            let over = std::iter::repeat_n((900, A), elected.into());
            let list: Vec<_> = over.chain([(100, B); 8]).take(8).collect();
            let next = count("PC", &poll(seats, 1000, &list)).next;
            let expected = if elected < needed { Next::SupplementaryElection } else { Next::None };
            assert_eq!(next, expected, "{elected} of {seats}");
        }
    }
}

#[test]
fn without_rules_of_turnout_and_majority_the_most_votes_win() {
    let few = Poll { took_part: n(3), ..poll(1, 3, &[(1, A), (2, B)]) };
    let outcome = count("CHAIR", &few);
    assert_eq!((outcome.elected, outcome.next), (vec![1], Next::None));
}

#[test]
fn where_lots_decide_the_count_waits_for_the_lot() {
    let outcome = count("CHAIR", &poll(1, 20, &[(10, C), (10, A)]));
    assert_eq!((outcome.elected, outcome.unresolved_tie), (vec![], vec![0, 1]));
    assert!(!outcome.tie_by_age);
}

#[test]
fn every_decision_names_its_article() {
    let outcome = count("NA", &poll(2, 1000, &[(700, C), (600, B), (600, A)]));
    assert!(!outcome.decisions.is_empty());
    for decision in outcome.decisions {
        assert!(decision.article.contains("Điều"), "{decision:?}");
    }
}

#[test]
fn a_ballot_is_read_by_the_first_ground_that_applies() {
    let rules = pack("vn");
    let rule = &rules.election("NA").unwrap().ballot;
    let fair =
        Paper { issued_form: true, team_stamp: true, extra_writing: false, names_left: vec![0, 1] };
    assert_eq!(read(&fair, 3, rule), Reading::Valid { votes_for: vec![0, 1] });
    let papers = [
        (Ground::NotIssuedForm, Paper { issued_form: false, team_stamp: false, ..fair.clone() }),
        (Ground::NoTeamStamp, Paper { team_stamp: false, extra_writing: true, ..fair.clone() }),
        (Ground::Overvote, Paper { names_left: vec![0, 1, 2, 3], ..fair.clone() }),
        (Ground::AllStruck, Paper { names_left: vec![], extra_writing: true, ..fair.clone() }),
        (Ground::ExtraWriting, Paper { extra_writing: true, ..fair.clone() }),
    ];
    for (ground, paper) in papers {
        assert_eq!(read(&paper, 3, rule), Reading::Invalid { ground });
    }
}

proptest! {
    /// The order of the list changes nothing but the names' places.
    #[test]
    fn the_result_does_not_depend_on_the_order_of_the_list(
        votes in prop::collection::vec((0u64..12, 1u8..5), 1..9),
        seats in 1u16..6,
        turn in 0usize..9,
    ) {
        let born = |year: u8| Date::new(1960 + i16::from(year), 1, 1).ok();
        let mut list: Vec<(usize, Standing)> = votes.iter().enumerate()
            .map(|(id, &(votes, year))| {
                (id, Standing { votes: n(votes), born: born(year), withdrawn: false })
            })
            .collect();
        let rules = pack("vn");
        let rules = rules.election("PC").unwrap();
        let run = |list: &[(usize, Standing)]| {
            let standings = list.iter().map(|(_, standing)| *standing).collect();
            let outcome = outcome(&Poll { standings, ..poll(seats, 12, &[]) }, rules);
            let ids = |places: &[usize]| {
                let mut ids: Vec<usize> = places.iter().map(|&c| list[c].0).collect();
                ids.sort_unstable();
                ids
            };
            let filled = outcome.elected.len() + usize::from(outcome.open_seats);
            assert!(filled <= usize::from(seats));
            (ids(&outcome.elected), ids(&outcome.unresolved_tie), outcome.tie_by_age, outcome.next)
        };
        let before = run(&list);
        let by = turn % list.len();
        list.rotate_left(by);
        prop_assert_eq!(before, run(&list));
    }
}
