use super::whole;
use crate::{Constituency, Night, Sheet};
use dienhong_core::{
    election::{Outcome, Poll, Stage, Standing, outcome},
    rules::Next,
    tally::{Figures, sum},
};

/// The outcome of every constituency of an election, with its sums.
fn outcomes<'a>(
    night: &'a Night,
    election: usize,
    figures: impl Fn(&'a Sheet) -> &'a Figures,
) -> Vec<(&'a Constituency, Figures, Outcome)> {
    let rules = dienhong_packs::rules("vn").unwrap();
    let rules = &rules.elections[&night.elections[election].kind];
    let constituencies = night.elections[election].constituencies.iter().enumerate();
    let outcome = |(at, constituency): (usize, &'a Constituency)| {
        let here = night.sheets.iter().filter(|sheet| {
            sheet.election == election && night.areas[sheet.area].constituencies[election] == at
        });
        let total = sum(here.map(&figures)).unwrap();
        let standing = |(&votes, candidate): (_, &crate::Candidate)| Standing {
            votes,
            born: Some(candidate.born),
            withdrawn: false,
        };
        let poll = Poll {
            stage: Stage::First,
            seats: constituency.seats,
            voters_total: total.voters_total,
            took_part: total.took_part,
            valid: total.valid,
            standings: total.votes.iter().zip(&constituency.candidates).map(standing).collect(),
        };
        (constituency, total, outcome(&poll, rules))
    };
    constituencies.map(outcome).collect()
}

#[test]
fn every_seat_is_filled_but_one_of_the_council() {
    for seed in [2026, 0, 1, 2, 3, 4, 5] {
        let night = whole(seed);
        for election in 0..2 {
            let mut empty = 0;
            for (constituency, _, outcome) in outcomes(&night, election, |sheet| &sheet.paper) {
                assert!(outcome.recognised && outcome.unresolved_tie.is_empty());
                let missing = usize::from(constituency.seats) - outcome.elected.len();
                assert!(missing == 0 || 3 * missing <= usize::from(constituency.seats));
                assert_eq!(outcome.next, Next::None);
                empty += missing;
            }
            assert_eq!(empty, election, "of seed {seed}");
        }
    }
}

#[test]
fn one_race_stands_at_half() {
    for seed in [2026, 0, 1, 2] {
        let night = whole(seed);
        let assembly = outcomes(&night, 0, |sheet| &sheet.paper);
        let (constituency, total, outcome) = &assembly[4];
        assert_eq!(constituency.number, 5);
        let mut votes: Vec<i64> = total.votes.iter().map(|n| n.get() as i64).collect();
        votes.sort_unstable_by(|a, b| b.cmp(a));
        let half = total.valid.get() as i64 / 2;
        assert!((11..=48).contains(&(votes[2] - half)), "{votes:?} {half}");
        assert!((60..=240).contains(&(half - votes[3])), "{votes:?} {half}");
        assert_eq!(outcome.elected.len(), 3);
    }
}

#[test]
fn no_correction_changes_who_is_elected() {
    for seed in [2026, 0, 1] {
        let night = whole(seed);
        for election in 0..2 {
            let before = outcomes(&night, election, |sheet| &sheet.paper);
            let after = outcomes(&night, election, corrected);
            for ((_, _, before), (_, _, after)) in before.iter().zip(&after) {
                assert_eq!(before.elected, after.elected);
            }
        }
    }
}

/// What stands in the end.
fn corrected(sheet: &Sheet) -> &Figures {
    sheet.correction.as_ref().map_or(&sheet.paper, |correction| &correction.figures)
}
