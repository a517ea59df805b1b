use super::{KINDS, ballot, reference, whole};
use crate::{Seed, small};
use dienhong_core::tally::{Figures, Level, check};

#[test]
fn every_paper_agrees_with_itself() {
    let reference = reference();
    for night in [whole(2026), whole(1), small(&reference, Seed(3), &KINDS)] {
        for sheet in &night.sheets {
            let findings = check(&sheet.paper, ballot(&night, sheet));
            assert!(findings.iter().all(|f| f.level == Level::Warning), "{sheet:?} {findings:?}");
            assert_eq!(sheet.explanation.is_some(), !findings.is_empty(), "{sheet:?}");
        }
    }
}

#[test]
fn the_paper_says_what_the_roll_says() {
    let night = whole(2026);
    for sheet in &night.sheets {
        let area = &night.areas[sheet.area];
        assert_eq!(sheet.paper.voters_total, area.voters[sheet.election]);
        let all = sheet.paper.took_part == sheet.paper.voters_total;
        assert!(!all || area.additions_on_day == 0, "W3 in {}", area.code);
    }
}

#[test]
fn turnout_is_97_to_100_percent() {
    for sheet in &whole(2026).sheets {
        let (voted, voters) = (sheet.paper.took_part.get(), sheet.paper.voters_total.get());
        assert!(voted * 100 >= voters * 97, "{voted} of {voters}");
    }
}

/// Gale and Ryser: whether ballots with so many names can carry these votes.
fn possible(figures: &Figures) -> bool {
    let Some(stacks) = &figures.stacks else { return true };
    let mut votes: Vec<u64> = figures.votes.iter().map(|n| n.get()).collect();
    votes.sort_unstable_by(|a, b| b.cmp(a));
    (1..=votes.len()).all(|first| {
        let borne =
            (1..).zip(stacks).map(|(names, n): (usize, _)| n.get() * names.min(first) as u64);
        votes[..first].iter().sum::<u64>() <= borne.sum()
    })
}

#[test]
fn there_are_ballots_that_give_these_figures() {
    for sheet in &whole(2026).sheets {
        assert!(possible(&sheet.paper), "{sheet:?}");
    }
}

#[test]
fn few_papers_carry_a_warning_and_some_have_no_stacks() {
    let sheets = whole(2026).sheets;
    let warned = sheets.iter().filter(|sheet| sheet.explanation.is_some()).count();
    assert!((25..=45).contains(&warned), "{warned}");
    let stacks = sheets.iter().filter(|sheet| sheet.paper.stacks.is_some()).count();
    assert!(stacks * 100 > sheets.len() * 60 && stacks < sheets.len());
}
