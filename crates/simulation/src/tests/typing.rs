use super::{ballot, whole};
use crate::{Entry, SlipKind};
use dienhong_core::tally::{Level, check};
use std::collections::BTreeSet;

#[test]
fn the_other_entry_catches_every_slip() {
    let night = whole(2026);
    for sheet in &night.sheets {
        let wrong = sheet.first != sheet.paper || sheet.second != sheet.paper;
        assert_eq!(wrong, sheet.slip.is_some());
        assert_eq!(wrong, sheet.first != sheet.second, "no slip is typed twice");
        match sheet.slip.map(|slip| slip.entry) {
            Some(Entry::First) => assert_eq!(sheet.second, sheet.paper),
            Some(Entry::Second) => assert_eq!(sheet.first, sheet.paper),
            None => {}
        }
    }
}

#[test]
fn one_sheet_in_25_has_a_slip_and_five_break_a_check() {
    let night = whole(2026);
    let slips: Vec<_> = night.sheets.iter().filter(|sheet| sheet.slip.is_some()).collect();
    let in_thousand = slips.len() * 1_000 / night.sheets.len();
    assert!((35..=41).contains(&in_thousand), "{in_thousand}");
    let mut broken = 0;
    for sheet in &slips {
        let typed = if sheet.first == sheet.paper { &sheet.second } else { &sheet.first };
        let findings = check(typed, ballot(&night, sheet));
        let breaks = findings.iter().any(|finding| finding.level == Level::Error);
        assert_eq!(sheet.slip.unwrap().breaks_a_check, breaks);
        broken += usize::from(breaks);
    }
    assert_eq!(broken, 5);
    let kinds: BTreeSet<SlipKind> = slips.iter().map(|sheet| sheet.slip.unwrap().kind).collect();
    assert!(kinds.len() >= 4, "{kinds:?}");
}

#[test]
fn a_correction_keeps_every_check_and_moves_a_few_votes() {
    let night = whole(2026);
    let corrected: Vec<_> =
        night.sheets.iter().filter(|sheet| sheet.correction.is_some()).collect();
    assert!((10..=16).contains(&corrected.len()), "{}", corrected.len());
    for sheet in corrected {
        let correction = sheet.correction.as_ref().unwrap();
        assert_ne!(correction.figures, sheet.paper);
        assert!(check(&correction.figures, ballot(&night, sheet)).is_empty());
        assert!(correction.reason.starts_with("Tổ bầu cử cộng lại số phiếu"));
        assert!(correction.at > sheet.second_at);
        let pairs = correction.figures.votes.iter().zip(&sheet.paper.votes);
        let moved: u64 = pairs.map(|(a, b)| a.get().abs_diff(b.get())).sum();
        assert!((2..=18).contains(&moved));
    }
}
