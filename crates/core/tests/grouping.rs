#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Areas in which few voted: what is shown of one, of several together, and that nothing else is known of them.

mod common;

use common::*;
use dienhong_core::{
    Event,
    election::{self, Progress},
    grouping::propose,
};
use std::collections::BTreeSet;

const FEW: [u64; 5] = [40, 30, 20, 10, 0];

fn set(areas: &[&str]) -> BTreeSet<election::AreaId> {
    areas.iter().map(|&id| area(id)).collect()
}

fn proposed(night: &Night) -> Vec<BTreeSet<election::AreaId>> {
    let election = night.election(NA);
    propose(&night.state, election, &election.constituencies[&1])
}

/// All that a journal says, as text.
fn journal(night: &Night) -> String {
    night.records.iter().map(|(_, event)| event.data().unwrap().get().to_owned()).collect()
}

/// A night before the poll in which an area has so few on its roll.
fn listed(few: &str, voters: u64) -> Night {
    let mut night = Night::secretive();
    for id in AREAS.into_iter().filter(|id| *id != few) {
        night.state_roll(id, 1, None).unwrap();
    }
    let roll = election::Event::RollStated {
        area: area(few),
        version: 1,
        voters: [(NA.into(), n(voters)), (PC.into(), n(voters))].into(),
        men: n(voters),
        women: n(0),
        added_on_day: n(0),
        reason: None,
    };
    night.record(&commune(number_of(few)), Event::Election(roll)).unwrap();
    night.at("2026-03-14 20:00");
    night
}

#[test]
fn of_an_area_in_which_few_voted_no_record_says_how() {
    let mut night = Night::secretive_closed();
    let before = night.records.len();
    night.count(NA, "1-01", &few(40, &[37, 31, 23, 11, 3]));
    let kinds: Vec<&str> = night.records[before..].iter().map(|(_, e)| e.kind()).collect();
    assert_eq!(kinds.last(), Some(&"tally.published_in_part"));
    assert!(!journal(&night).contains("\"votes\":["), "no record has votes");
    let published = night.state.tally.published(&NA.into(), &area("1-01")).unwrap();
    assert_eq!((published.figures(), published.ballots().valid), (None, n(40)));
    assert!(published.entries.iter().all(|(_, sheet)| sheet.is_none()));
    let stand = night.stand(NA, 1);
    assert_eq!((stand.counted, stand.figures), (0, None));
    let tallied = night.state.tallied_in(night.election(NA), &"1".into());
    assert_eq!((tallied.counted, tallied.ballots.took_part), (1, n(50)), "turnout is no secret");
}

#[test]
fn a_group_counts_as_its_areas_would_and_is_named_in_the_result() {
    let sheets = [few(40, &FEW), few(30, &[10, 20, 30, 10, 0]), sheet(&VOTES_1)];
    let mut night = Night::secretive_closed();
    for (id, sheet) in areas_of(1).iter().zip(&sheets) {
        night.count(NA, id, sheet);
    }
    assert_eq!(proposed(&night), [set(&["1-01", "1-02"])]);
    night.group(1, &["1-01", "1-02"]).unwrap();
    assert_eq!(night.progress(NA, 1), Progress::Counting);
    night.publish_group(1, None).unwrap();
    night.record_result(&board(1), NA, 1, None).unwrap();
    let mut plain = Night::closed();
    for (id, sheet) in areas_of(1).iter().zip(&sheets) {
        plain.count(NA, id, sheet);
    }
    plain.record_result(&board(1), NA, 1, None).unwrap();
    assert_eq!(night.stand(NA, 1), plain.stand(NA, 1));
    assert!(proposed(&night).is_empty());
}

#[test]
fn a_correction_of_one_area_waits_for_its_group() {
    let mut night = Night::secretive_closed();
    night.count(NA, "1-01", &few(40, &FEW));
    night.count(NA, "1-02", &few(30, &[10, 20, 30, 10, 0]));
    night.count(NA, "2-01", &sheet(&VOTES_1));
    night.group(1, &["1-01", "1-02"]).unwrap();
    night.publish_group(1, None).unwrap();
    night.record_result(&board(1), NA, 1, None).unwrap();
    night.reopen(&lead(1), NA, "1-01", "Kiểm tra lại").unwrap();
    assert_eq!(night.publish_group(1, Some("Sửa")), Err("grouping.minutes_missing"));
    // Though more are valid now than the rule asks: what was kept sealed stays so.
    night.count(NA, "1-01", &few(70, &[70, 30, 20, 10, 0]));
    let again = night.state.tally.published(&NA.into(), &area("1-01")).unwrap();
    assert!(again.is_in_part() && again.version == 2);
    assert_eq!(night.progress(NA, 1), Progress::Reopened);
    night.publish_group(1, Some("Sửa")).unwrap();
    night.record_result(&board(1), NA, 1, Some("Sửa")).unwrap();
    assert_eq!(night.progress(NA, 1), Progress::Final);
    let figures = night.stand(NA, 1).figures.unwrap();
    assert_eq!(figures.votes[0], n(70 + 10 + VOTES_1[0]));
}

#[test]
fn by_its_roll_an_area_is_covered_by_a_larger_one_before_anybody_votes() {
    let mut night = listed("1-01", 50);
    assert_eq!(proposed(&night), [set(&["1-01", "1-02"])]);
    night.group(1, &["1-01", "1-02"]).unwrap();
    for id in AREAS {
        night.vote(id);
    }
    night.at("2026-03-15 19:30");
    let own = changed(&few(30, &[30, 20, 10, 0, 0]), |f| f.voters_total = n(50));
    night.count(NA, "1-01", &own);
    night.count(NA, "1-02", &sheet(&VOTES_1));
    night.count(NA, "2-01", &sheet(&VOTES_1));
    let shown = |id| night.state.tally.published(&NA.into(), &area(id)).unwrap().is_in_part();
    assert_eq!(["1-01", "1-02", "2-01"].map(shown), [true, true, false]);
    night.publish_group(1, None).unwrap();
    night.record_result(&board(1), NA, 1, None).unwrap();
}

#[test]
fn who_is_left_alone_is_shown_at_last_as_the_result_tells_it_anyway() {
    let mut night = Night::secretive_closed();
    night.count(NA, "1-01", &sheet(&VOTES_1));
    night.count(NA, "2-01", &sheet(&VOTES_1));
    night.count(NA, "1-02", &few(40, &FEW));
    assert_eq!(proposed(&night), [set(&["1-02"])]);
    night.group(1, &["1-02"]).unwrap();
    night.publish_group(1, None).unwrap();
    night.record_result(&board(1), NA, 1, None).unwrap();
    assert_eq!(night.progress(NA, 1), Progress::Final);
}

#[test]
fn an_annulled_area_counts_in_its_group_by_the_poll_that_repeats_it() {
    let mut night = Night::secretive_closed();
    night.count(NA, "1-01", &few(40, &FEW));
    night.count(NA, "1-02", &few(30, &[10, 20, 30, 10, 0]));
    night.count(NA, "2-01", &sheet(&VOTES_1));
    night.group(1, &["1-01", "1-02"]).unwrap();
    night.publish_group(1, None).unwrap();
    night.record_result(&board(1), NA, 1, None).unwrap();
    // The area votes in nothing any more: only then is its roll stated for another poll.
    let end = election::Event::PollEnded { election: PC.into() };
    night.record(&commune(1), Event::Election(end)).unwrap();
    night.annul(NA, "1-01").unwrap();
    assert_eq!(night.progress(NA, 1), Progress::Reopened);
    night.report_further(1, election::Stage::ReElection, &["1-01"]).unwrap();
    night.call_further("na-again", 1, election::Stage::ReElection).unwrap();
    night.vote_on("2026-03-29", "1-01");
    night.at("2026-03-29 21:05");
    // More vote this time; the other of the group would be told by the difference.
    night.count("na-again", "1-01", &few(300, &[300, 20, 20, 10, 0]));
    let again = night.state.tally.published(&"na-again".into(), &area("1-01")).unwrap();
    assert!(again.is_in_part());
    night.publish_group(1, Some("Bầu cử lại")).unwrap();
    night.record_result(&board(1), NA, 1, Some("Bầu cử lại")).unwrap();
    let figures = night.stand(NA, 1).figures.unwrap();
    assert_eq!(figures.votes[0], n(300 + 10 + VOTES_1[0]));
}
