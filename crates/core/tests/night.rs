#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! An election as it goes: the day, the minutes, the result, and what comes after.

mod common;

use common::*;
use dienhong_core::{
    Event,
    election::{self, Progress, Stage},
    people::Charge,
    rules::{Gate, Next},
    tally::{self, Check, Hand},
};

const AREA: &str = "1-01";

fn happened(night: &Night, answer: Answer) -> Vec<&'static str> {
    assert!(!night.records.is_empty());
    answer.unwrap().iter().map(Event::kind).collect()
}

mod the_day {
    use super::*;

    #[test]
    fn an_area_opens_on_the_day_and_not_before_five() {
        let mut night = Night::vietnam();
        assert_eq!(night.open(AREA), Err("election.not_the_day"));
        night.at("2026-03-15 04:59");
        assert_eq!(night.open(AREA), Err("election.opened_before_the_hour"));
        night.at("2026-03-15 05:00");
        night.open(AREA).unwrap();
        assert_eq!(night.open(AREA), Err("election.opened_twice"));
    }

    #[test]
    fn an_area_does_not_close_before_seven_in_the_evening_even_when_all_have_voted() {
        let mut night = Night::vietnam();
        night.at("2026-03-15 05:00");
        assert_eq!(night.close(AREA, None), Err("election.not_open"));
        night.open(AREA).unwrap();
        night.at("2026-03-15 18:59");
        night.report(1, "18:00", 2 * VOTERS, None).unwrap();
        assert_eq!(night.close(AREA, Some("all voted")), Err("election.closed_before_the_hour"));
        night.at("2026-03-15 19:00");
        night.close(AREA, None).unwrap();
        assert_eq!(night.close(AREA, None), Err("election.closed_twice"));
    }

    #[test]
    fn an_area_that_closes_after_nine_says_why() {
        let mut night = Night::vietnam();
        night.at("2026-03-15 07:00");
        night.open(AREA).unwrap();
        night.at("2026-03-15 21:01");
        assert_eq!(night.close(AREA, None), Err("election.reason_missing"));
        night.close(AREA, Some("Mưa lũ")).unwrap();
    }

    #[test]
    fn what_happened_earlier_may_be_recorded_later_but_not_before_it_happens() {
        let mut night = Night::vietnam();
        let (seven, nineteen) =
            (night.instant("2026-03-15 07:00"), night.instant("2026-03-15 19:00"));
        let opened = |happened| election::Event::AreaOpened { area: AREA.into(), happened };
        let closed = |happened| {
            let area = AREA.into();
            Event::Election(election::Event::AreaClosed { area, happened, reason: None })
        };
        night.at("2026-03-15 06:00");
        let early = night.record(&team(AREA, 1), Event::Election(opened(Some(seven))));
        assert_eq!(early, Err("election.hour_has_not_come"));
        night.at("2026-03-16 08:00");
        let late = night.record(&team(AREA, 1), Event::Election(opened(None)));
        assert_eq!(late, Err("election.not_the_day"));
        night.record(&team(AREA, 1), Event::Election(opened(Some(seven)))).unwrap();
        night.record(&team(AREA, 1), closed(Some(nineteen))).unwrap();
        assert_eq!(night.state.election.area(&area(AREA)).unwrap().closed, Some(nineteen));
    }

    #[test]
    fn an_area_with_an_early_day_votes_on_that_day_alone() {
        let mut night = Night::prepared();
        let area = "1-03";
        night.set_area(area, Some("2026-03-12")).unwrap();
        night.staff_team(area);
        night.at("2026-03-15 07:00");
        assert_eq!(night.open(area), Err("election.not_the_day"));
        night.vote_on("2026-03-12", area);
    }

    #[test]
    fn turnout_stands_on_the_latest_roll_and_never_exceeds_it() {
        let mut night = Night::vietnam();
        night.at("2026-03-15 10:05");
        assert_eq!(
            night.report(1, "10:00", 2 * VOTERS + 1, None),
            Err("election.more_voted_than_listed")
        );
        assert_eq!(night.report(1, "11:00", 700, None), Err("election.hour_has_not_come"));
        night.report(1, "10:00", 700, None).unwrap();
        let Ok(reported) = night.report(2, "10:00", 100, None) else { unreachable!() };
        let Event::Election(election::Event::TurnoutReported { hour, voted, unit, .. }) =
            &reported[0]
        else {
            unreachable!()
        };
        let (election, unit) = (NA.into(), unit.clone());
        let another = election::Event::TurnoutReported {
            election,
            unit,
            hour: *hour,
            voted: *voted,
            roll: 7,
            reason: None,
        };
        let another = night.record(&commune(2), Event::Election(another));
        assert_eq!(another, Err("election.another_roll"));
        let (voted, voters, units) = night.state.turnout(night.election(NA));
        assert_eq!((voted, voters, units.len()), (n(800), n(3000), 2));
    }

    #[test]
    fn turnout_goes_down_only_with_a_reason_and_a_corrected_report_is_forgotten() {
        let mut night = Night::vietnam();
        night.at("2026-03-15 14:05");
        night.report(1, "10:00", 700, None).unwrap();
        assert_eq!(night.report(1, "11:00", 699, None), Err("election.reason_missing"));
        assert_eq!(night.report(1, "10:00", 701, None), Err("election.reason_missing"));
        assert_eq!(night.report(1, "09:00", 701, None), Err("election.reason_missing"));
        night.report(1, "10:00", 300, Some("Nhập nhầm")).unwrap();
        night.report(1, "09:00", 300, None).unwrap();
        night.report(1, "11:00", 400, None).unwrap();
        night.report(1, "11:00", 350, Some("Nhập nhầm")).unwrap();
        night.report(1, "12:00", 360, None).unwrap();
        assert_eq!(night.report(1, "10:30", 380, None), Err("election.reason_missing"));
        assert_eq!(night.report(1, "10:30", 380, Some("Nhập nhầm")).map(|_| ()), Ok(()));
        let reports = night.state.election.turnout(&NA.into(), &"1".into());
        assert_eq!(reports.last().unwrap().voted, n(360), "the latest hour, not the latest report");
    }

    #[test]
    fn a_commune_reports_for_itself_only() {
        let mut night = Night::vietnam();
        night.at("2026-03-15 10:05");
        night.report(1, "10:00", 700, None).unwrap();
        let (_, last) = night.records.last().unwrap().clone();
        assert_eq!(night.lawful(&commune(2), &last), Err("people.no_right"));
        assert_eq!(night.lawful(&team(AREA, 1), &last), Err("people.no_right"));
    }
}

mod rolls {
    use super::*;

    fn stated(night: &mut Night, version: u16, reason: Option<&str>, added: u64) -> Answer {
        let Ok(mut events) = night.clone().state_roll(AREA, version, Some("x")) else {
            return night.state_roll(AREA, version, reason);
        };
        let Some(Event::Election(election::Event::RollStated {
            added_on_day, reason: why, ..
        })) = events.first_mut()
        else {
            unreachable!()
        };
        (*added_on_day, *why) = (n(added), reason.map(str::to_owned));
        night.record(&commune(1), events.remove(0))
    }

    #[test]
    fn a_later_version_of_the_roll_needs_a_reason_and_its_turn() {
        let mut night = Night::vietnam();
        assert_eq!(stated(&mut night, 1, None, 0), Err("election.version_out_of_order"));
        assert_eq!(stated(&mut night, 2, None, 0), Err("election.reason_missing"));
        stated(&mut night, 2, Some("Cử tri chuyển đến"), 3).unwrap();
        assert_eq!(night.state.election.roll_of(&"1".into()), 3, "two areas, one of them twice");
    }

    #[test]
    fn men_and_women_are_all_who_vote_in_the_widest_election() {
        let mut night = Night::prepared();
        let right = night.clone().state_roll(AREA, 1, None).unwrap().remove(0);
        let changed = |of_men, of_council| {
            let mut stated = right.clone();
            let Event::Election(election::Event::RollStated { men, voters, .. }) = &mut stated
            else {
                unreachable!()
            };
            *men = n(of_men);
            voters.insert(PC.into(), n(of_council));
            stated
        };
        for wrong in [changed(481, 1000), changed(480, 1001)] {
            assert_eq!(night.record(&commune(1), wrong), Err("election.men_and_women_differ"));
        }
        night.record(&commune(1), changed(480, 900)).unwrap();
    }

    #[test]
    fn rolls_beyond_counting_are_refused_and_never_stop_the_node() {
        let most = dienhong_core::count::Count::MAX;
        let enormous = |area: &str, version| {
            let voters = [(NA.into(), n(most)), (PC.into(), n(most))].into();
            Event::Election(election::Event::RollStated {
                area: area.into(),
                version,
                voters,
                men: n(most),
                women: n(0),
                added_on_day: n(0),
                reason: Some("x".into()),
            })
        };
        let mut night = Night::vietnam();
        let refused = night.record(&commune(1), enormous("1-01", 2));
        assert_eq!(refused, Err("election.beyond_counting"));
        let (head, _) = night.records.last().unwrap().clone();
        for (area, version) in [("1-01", 2), ("1-02", 2), ("1-01", 3), ("1-02", 3)] {
            night.state.apply(&head, &enormous(area, version));
        }
    }

    #[test]
    fn minutes_with_another_number_of_voters_than_the_roll_are_not_published() {
        let mut night = Night::closed();
        let wrong = changed(&sheet(&VOTES_1), |f| f.voters_total = n(1001));
        night.enter_and_sign(NA, AREA, &wrong);
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.check_broken"));
        // Nor is the roll fitted to them afterwards.
        assert_eq!(stated(&mut night, 2, Some("Bổ sung"), 1), Err("election.roll_is_closed"));
    }

    #[test]
    fn that_all_voted_though_the_roll_grew_on_the_day_is_explained() {
        let mut night = Night::vietnam();
        stated(&mut night, 2, Some("Cử tri chuyển đến"), 3).unwrap();
        AREAS.into_iter().for_each(|area| night.vote(area));
        night.at("2026-03-15 19:30");
        let all = changed(&sheet(&VOTES_1), |f| {
            (f.took_part, f.issued, f.returned, f.valid, f.invalid) =
                (n(1000), n(1000), n(1000), n(990), n(10));
        });
        night.enter_and_sign(NA, AREA, &all);
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.warning_unexplained"));
        night.restart(&lead(1), NA, AREA).unwrap();
        night.count(NA, AREA, &explained(&all, Check::W3, "Ba cử tri có giấy chứng nhận"));
    }
}

mod minutes {
    use super::*;

    #[test]
    fn two_equal_entries_are_signed_by_two_and_published_by_another() {
        let mut night = Night::closed();
        let sheet = sheet(&VOTES_1);
        night.enter(&team(AREA, 1), NA, AREA, sheet.clone()).unwrap();
        let again = night.enter(&team(AREA, 1), NA, AREA, sheet.clone());
        assert_eq!(again, Err("tally.second_entry_needs_another_officer"));
        assert_eq!(night.sign(&team(AREA, 1), NA, AREA), Err("tally.not_now"));
        night.enter(&team(AREA, 2), NA, AREA, sheet.clone()).unwrap();
        let third = night.enter(&team(AREA, 3), NA, AREA, sheet.clone());
        assert_eq!(third, Err("tally.not_now"));
        night.sign(&team(AREA, 1), NA, AREA).unwrap();
        assert_eq!(night.sign(&team(AREA, 1), NA, AREA), Err("tally.signed_twice"));
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.signatures_missing"));
        night.sign(&team(AREA, 3), NA, AREA).unwrap();
        let published = night.publish(&board(1), NA, AREA);
        assert_eq!(happened(&night, published), ["election.poll_ended", "tally.published"]);
        let published = night.state.tally.published(&NA.into(), &area(AREA)).unwrap();
        assert_eq!((published.version, published.figures()), (1, Some(&sheet.figures)));
        assert_eq!((published.entries.len(), published.signatures.len()), (2, 2));
    }

    #[test]
    fn differing_entries_are_settled_by_a_third_with_a_reason() {
        let mut night = Night::closed();
        let (right, wrong) = (sheet(&VOTES_1), sheet(&[801, 700, 600, 300, 100]));
        night.enter(&team(AREA, 1), NA, AREA, right.clone()).unwrap();
        night.enter(&team(AREA, 2), NA, AREA, wrong).unwrap();
        assert_eq!(night.sign(&team(AREA, 1), NA, AREA), Err("tally.entries_differ"));
        let unexplained = night.settle(&commune(1), NA, AREA, right.clone(), " ");
        assert_eq!(unexplained, Err("tally.reason_missing"));
        night.settle(&commune(1), NA, AREA, right.clone(), "Giấy ghi 800").unwrap();
        for member in [1, 2] {
            night.sign(&team(AREA, member), NA, AREA).unwrap();
        }
        assert_eq!(
            night.publish(&commune(1), NA, AREA),
            Err("tally.publisher_had_a_hand_in_the_figures")
        );
        night.publish(&board(1), NA, AREA).unwrap();
        let published = night.state.tally.published(&NA.into(), &area(AREA)).unwrap();
        assert_eq!(published.figures(), Some(&right.figures));
        assert_eq!(published.differing().count(), 1);
        assert_eq!(published.entries[2].0.hand, Hand::Settled);
    }

    #[test]
    fn who_typed_corrects_his_own_entry_and_old_signatures_are_gone() {
        let mut night = Night::closed();
        let (right, wrong) = (sheet(&VOTES_1), sheet(&[801, 700, 600, 300, 100]));
        night.enter(&team(AREA, 1), NA, AREA, right.clone()).unwrap();
        night.enter(&team(AREA, 2), NA, AREA, wrong).unwrap();
        let other = night.correct(&team(AREA, 3), NA, AREA, right.clone());
        assert_eq!(other, Err("tally.not_your_entry"));
        night.correct(&team(AREA, 2), NA, AREA, right.clone()).unwrap();
        let again = night.correct(&team(AREA, 2), NA, AREA, right.clone());
        assert_eq!(again, Err("tally.entries_agree"));
        let settled = night.settle(&commune(1), NA, AREA, right, "x");
        assert_eq!(settled, Err("tally.entries_agree"));
        for member in [1, 3] {
            night.sign(&team(AREA, member), NA, AREA).unwrap();
        }
        night.publish(&commune(1), NA, AREA).unwrap();
    }

    #[test]
    fn who_signed_before_an_entry_was_corrected_signs_again() {
        let mut night = Night::closed();
        let right = sheet(&VOTES_1);
        night.enter(&team(AREA, 1), NA, AREA, right.clone()).unwrap();
        night.enter(&team(AREA, 2), NA, AREA, sheet(&[801, 700, 600, 300, 100])).unwrap();
        // The node would say that the entries differ; a record alone cannot know.
        let sealed = night.state.tally.minutes(&NA.into(), &area(AREA)).entries[0].sealed;
        for member in [1, 3] {
            let (election, area) = (NA.into(), AREA.into());
            let signed = tally::Event::Signed { election, area, sealed };
            night.record(&team(AREA, member), Event::Tally(signed)).unwrap();
        }
        night.correct(&team(AREA, 2), NA, AREA, right).unwrap();
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.signatures_missing"));
        for member in [1, 3] {
            night.sign(&team(AREA, member), NA, AREA).unwrap();
        }
        night.publish(&commune(1), NA, AREA).unwrap();
    }

    #[test]
    fn an_entry_that_copies_the_seal_of_the_first_is_refused() {
        let mut night = Night::closed();
        night.enter(&team(AREA, 1), NA, AREA, sheet(&VOTES_1)).unwrap();
        let (_, copied) = night.records.last().unwrap().clone();
        assert_eq!(night.record(&team(AREA, 2), copied), Err("tally.seal_used_twice"));
    }

    #[test]
    fn both_entries_are_set_aside_and_made_again_and_still_opened_in_the_end() {
        let mut night = Night::closed();
        night.enter(&team(AREA, 1), NA, AREA, sheet(&[801, 700, 600, 300, 100])).unwrap();
        night.restart(&lead(1), NA, AREA).unwrap();
        assert_eq!(night.restart(&lead(1), NA, AREA), Err("tally.not_now"));
        night.count(NA, AREA, &sheet(&VOTES_1));
        let published = night.state.tally.published(&NA.into(), &area(AREA)).unwrap();
        assert_eq!(published.entries.len(), 3);
    }

    #[test]
    fn who_had_a_hand_in_an_entry_set_aside_neither_settles_nor_publishes() {
        let mut night = Night::closed();
        let keyed = Who { officer: "typist".into(), body: "commune-1".into() };
        let committee = body("commune-1", "commune_committee", Some("1"), None);
        night.staff(Some(commune(1)), &committee, "typist", "typist");
        let also = granted("typist", "commune_committee", "commune-1");
        night.record(&commune(1), Event::People(also)).unwrap();
        night.enter(&keyed, NA, AREA, sheet(&VOTES_1)).unwrap();
        night.restart(&lead(1), NA, AREA).unwrap();
        night.enter(&team(AREA, 1), NA, AREA, sheet(&VOTES_1)).unwrap();
        night.enter(&team(AREA, 2), NA, AREA, sheet(&[801, 700, 600, 300, 100])).unwrap();
        let settled = night.settle(&keyed, NA, AREA, sheet(&VOTES_1), "x");
        assert_eq!(settled, Err("tally.settling_needs_a_third_officer"));
        night.correct(&team(AREA, 2), NA, AREA, sheet(&VOTES_1)).unwrap();
        for member in [1, 2] {
            night.sign(&team(AREA, member), NA, AREA).unwrap();
        }
        let published = night.publish(&keyed, NA, AREA);
        assert_eq!(published, Err("tally.publisher_had_a_hand_in_the_figures"));
    }

    /// A node that lets a third officer overrule two who agree shows it when the seals are opened.
    #[test]
    fn two_who_agree_are_not_overruled() {
        let mut night = Night::closed();
        night.count(NA, "1-02", &sheet(&VOTES_1));
        for member in [1, 2] {
            night.enter(&team(AREA, member), NA, AREA, sheet(&VOTES_1)).unwrap();
        }
        let other = tally::Sheet { reason: Some("x".into()), ..sheet(&[700, 800, 600, 300, 100]) };
        let sealed = night.seal(other).seal().unwrap();
        let (election, area) = (NA.into(), AREA.into());
        let settled = tally::Event::Settled { election, area, sealed };
        night.record(&lead(1), Event::Tally(settled)).unwrap();
        for member in [1, 2] {
            night.sign(&team(AREA, member), NA, AREA).unwrap();
        }
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.entries_agree"));
    }

    #[test]
    fn what_was_said_of_an_entry_set_aside_explains_no_other() {
        let mut night = Night::closed();
        let kept = changed(&sheet(&VOTES_1), |f| f.issued = n(901));
        let said = explained(&explained(&kept, Check::W1, "đã rõ"), Check::W2, "đã rõ");
        night.enter(&team(AREA, 1), NA, AREA, said).unwrap();
        night.restart(&lead(1), NA, AREA).unwrap();
        night.enter_and_sign(NA, AREA, &kept);
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.warning_unexplained"));
    }

    #[test]
    fn who_had_minutes_made_again_does_not_publish_them() {
        let mut night = Night::closed();
        night.count(NA, AREA, &sheet(&VOTES_1));
        night.reopen(&lead(1), NA, AREA, "Cộng nhầm").unwrap();
        night.enter_and_sign(NA, AREA, &sheet(&[700, 800, 600, 300, 100]));
        let published = night.publish(&lead(1), NA, AREA);
        assert_eq!(published, Err("tally.publisher_had_a_hand_in_the_figures"));
        night.publish(&commune(1), NA, AREA).unwrap();
    }

    #[test]
    fn a_pack_may_keep_the_gate_shut_until_no_election_of_the_day_is_open() {
        let mut night = Night::vietnam();
        let mut rules = dienhong_packs::rules("vn").unwrap();
        rules.version = "2026.2".into();
        rules.elections.get_mut("NA").unwrap().release.after = Gate::DayEnded;
        let adopted = dienhong_core::node::Event::Adopted {
            rules: Box::new(rules),
            files: Default::default(),
        };
        night.record(&keeper(), Event::Node(adopted)).unwrap();
        AREAS.into_iter().for_each(|area| night.vote(area));
        night.at("2026-03-15 19:30");
        night.enter_and_sign(NA, AREA, &sheet(&VOTES_1));
        let shut = Err("tally.an_area_may_still_vote");
        assert_eq!(night.publish(&commune(1), NA, AREA), shut);
        night.count(PC, AREA, &sheet(&VOTES_PC));
        night.publish(&commune(1), NA, AREA).unwrap();
    }

    #[test]
    fn who_signed_does_not_publish() {
        let mut night = Night::closed();
        let keyed = team(AREA, 3);
        let committee = body("commune-1", "commune_committee", Some("1"), None);
        let granted = granted(&keyed.officer, "commune_committee", "commune-1");
        night.record(&commune(1), Event::People(granted)).unwrap();
        night.enter(&team(AREA, 1), NA, AREA, sheet(&VOTES_1)).unwrap();
        night.enter(&team(AREA, 2), NA, AREA, sheet(&VOTES_1)).unwrap();
        night.sign(&keyed, NA, AREA).unwrap();
        night.sign(&team(AREA, 1), NA, AREA).unwrap();
        let publisher = Who { body: committee.id.to_string(), ..keyed };
        assert_eq!(night.publish(&publisher, NA, AREA), Err("tally.publisher_signed"));
    }

    #[test]
    fn nothing_is_entered_while_the_area_votes() {
        let mut night = Night::vietnam();
        night.at("2026-03-15 07:00");
        night.open(AREA).unwrap();
        let entered = night.enter(&team(AREA, 1), NA, AREA, sheet(&VOTES_1));
        assert_eq!(entered, Err("tally.area_still_votes"));
    }

    #[test]
    fn nothing_is_published_before_the_poll_has_ended_everywhere() {
        let mut night = Night::vietnam();
        for area in ["1-01", "1-02", "2-01"] {
            night.vote(area);
        }
        night.enter_and_sign(NA, AREA, &sheet(&VOTES_1));
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("election.an_area_may_still_vote"));
        assert_eq!(night.progress(NA, 1), Progress::Voting);
        night.vote("3-01");
        let published = night.publish(&commune(1), NA, AREA);
        assert_eq!(happened(&night, published), ["election.poll_ended", "tally.published"]);
        assert_eq!(night.progress(NA, 1), Progress::Counting);
        assert_eq!(night.progress(NA, 2), Progress::Awaited);
        assert_eq!(night.progress(PC, 1), Progress::Voting, "the council's poll has not ended");
    }

    #[test]
    fn past_nine_in_the_evening_minutes_are_published_though_an_area_has_not_closed() {
        let mut night = Night::vietnam();
        night.vote(AREA);
        night.enter_and_sign(NA, AREA, &sheet(&VOTES_1));
        night.at("2026-03-15 21:00");
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("election.an_area_may_still_vote"));
        night.at("2026-03-15 21:01");
        night.publish(&commune(1), NA, AREA).unwrap();
        night.count(NA, "1-02", &sheet(&VOTES_1));
    }

    #[test]
    fn past_nine_nothing_is_published_while_an_area_votes_on_a_later_day() {
        let mut night = Night::vietnam();
        night.set_area("1-03", Some("2026-03-17")).unwrap();
        night.vote(AREA);
        night.enter_and_sign(NA, AREA, &sheet(&VOTES_1));
        night.at("2026-03-16 08:00");
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("election.an_area_may_still_vote"));
        night.at("2026-03-17 21:01");
        night.publish(&commune(1), NA, AREA).unwrap();
    }

    #[test]
    fn only_who_may_publish_says_that_the_poll_has_ended() {
        let mut night = Night::closed();
        let ended = |election: &str| {
            Event::Election(election::Event::PollEnded { election: election.into() })
        };
        for who in [team(AREA, 1), keeper(), province()] {
            assert_eq!(night.record(&who, ended(NA)), Err("people.no_right"), "{who:?}");
        }
        let guest = night.ask_as(None, dienhong_core::Command::Record(vec![ended(NA)]));
        assert_eq!(guest, Err("people.no_right"));
        night.record(&board(2), ended(NA)).unwrap();
        assert_eq!(night.record(&board(2), ended(NA)), Err("election.ended_twice"));
        night.call("empty", "NA", Stage::First, None, "2027-03-15").unwrap();
        assert_eq!(night.record(&commune(1), ended("empty")), Err("people.no_right"));
    }

    #[test]
    fn a_broken_warning_is_published_only_when_it_is_explained() {
        let mut night = Night::closed();
        let kept = changed(&sheet(&VOTES_1), |f| f.issued = n(901));
        night.enter_and_sign(NA, AREA, &kept);
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.warning_unexplained"));
        night.restart(&lead(1), NA, AREA).unwrap();
        let silent = explained(&explained(&kept, Check::W1, " "), Check::W2, "");
        night.enter_and_sign(NA, AREA, &silent);
        assert_eq!(night.publish(&commune(1), NA, AREA), Err("tally.warning_unexplained"));
        night.restart(&lead(1), NA, AREA).unwrap();
        let text = "Một cử tri mang phiếu về";
        let kept = explained(&explained(&kept, Check::W1, text), Check::W2, text);
        night.count(NA, AREA, &kept);
    }

    #[test]
    fn a_scan_is_attached_until_the_minutes_are_published() {
        let mut night = Night::closed();
        let scan = |media: &str, bytes| {
            let (election, area) = (NA.into(), AREA.into());
            let media = media.into();
            Event::Tally(tally::Event::ScanAttached { election, area, blob: blob(), media, bytes })
        };
        let team = team(AREA, 1);
        assert_eq!(night.record(&team, scan("text/html", 5)), Err("tally.not_a_scan"));
        assert_eq!(night.record(&team, scan("image/png", 0)), Err("tally.not_a_scan"));
        for _ in 0..20 {
            night.record(&team, scan("image/jpeg", 5)).unwrap();
        }
        assert_eq!(night.record(&team, scan("image/jpeg", 5)), Err("tally.too_many_scans"));
        night.count(NA, AREA, &sheet(&VOTES_1));
        assert_eq!(night.record(&team, scan("image/jpeg", 5)), Err("tally.not_now"));
    }
}

mod results {
    use super::*;

    #[test]
    fn a_result_is_recorded_only_when_all_areas_are_in() {
        let mut night = Night::closed();
        night.count(NA, "1-01", &sheet(&VOTES_1));
        night.count(NA, "1-02", &sheet(&VOTES_1));
        assert_eq!(night.record_result(&board(1), NA, 1, None), Err("election.areas_missing"));
        night.count(NA, "2-01", &sheet(&VOTES_1));
        assert_eq!(night.progress(NA, 1), Progress::Provisional);
        assert_eq!(night.record_result(&board(2), NA, 1, None), Err("people.no_right"));
        night.record_result(&board(1), NA, 1, None).unwrap();
        let stand = night.stand(NA, 1);
        assert_eq!((stand.progress, stand.elected()), (Progress::Final, vec![1, 2, 3]));
        assert_eq!(stand.figures.unwrap().voters_total, n(3 * VOTERS));
    }

    #[test]
    fn what_is_recorded_is_the_sum_and_those_whom_it_elects() {
        let mut night = Night::closed();
        night.count_all(1, &VOTES_1);
        let mut recorded = night.clone().record_result(&board(1), NA, 1, None).unwrap();
        let Event::Election(right) = recorded.remove(0) else { unreachable!() };
        type Change<'a> = &'a dyn Fn(&mut tally::Figures, &mut Vec<u16>);
        let mut refused = |change: Change| {
            let mut wrong = right.clone();
            let election::Event::ResultRecorded { figures, elected, .. } = &mut wrong else {
                unreachable!()
            };
            change(figures, elected);
            night.record(&board(1), Event::Election(wrong)).unwrap_err()
        };
        assert_eq!(refused(&|f, _| f.valid = n(1)), "election.sum_differs");
        assert_eq!(refused(&|f, _| f.votes[4] = n(1)), "election.sum_differs");
        assert_eq!(refused(&|f, _| f.stacks = Some(vec![])), "election.sum_differs");
        assert_eq!(refused(&|_, e| *e = vec![1, 2, 4]), "election.others_are_elected");
        assert_eq!(refused(&|_, e| *e = vec![2, 1, 3]), "election.others_are_elected");
        assert_eq!(refused(&|_, e| e.push(4)), "election.others_are_elected");
    }

    #[test]
    fn corrected_minutes_reopen_the_result_until_it_is_recorded_again() {
        let mut night = Night::closed();
        night.count_all(1, &VOTES_1);
        night.record_result(&board(1), NA, 1, None).unwrap();
        assert_eq!(night.reopen(&lead(1), NA, AREA, ""), Err("tally.reason_missing"));
        night.reopen(&lead(1), NA, AREA, "Cộng nhầm").unwrap();
        assert_eq!(night.progress(NA, 1), Progress::Reopened);
        let figures = night.stand(NA, 1).figures.unwrap();
        assert_eq!(figures.votes[2], n(1800), "the published version counts until the next");
        assert_eq!(
            night.record_result(&board(1), NA, 1, Some("Sửa")),
            Err("election.areas_missing")
        );
        night.count(NA, AREA, &sheet(&[800, 700, 500, 400, 100]));
        assert_eq!(night.progress(NA, 1), Progress::Reopened);
        assert_eq!(night.record_result(&board(1), NA, 1, None), Err("election.reason_missing"));
        night.record_result(&board(1), NA, 1, Some("Khu vực 1-01 cộng nhầm")).unwrap();
        assert_eq!(night.progress(NA, 1), Progress::Final);
        let results = &night.election(NA).constituencies[&1].results;
        assert_eq!(results.len(), 2);
        assert_eq!(results[1].figures.votes[2], n(1700));
        let versions = &night.state.tally.minutes(&NA.into(), &area(AREA)).versions;
        assert_eq!(versions.len(), 2, "the first version stays");
    }

    #[test]
    fn corrected_minutes_with_equal_figures_leave_the_result_final_again() {
        let mut night = Night::closed();
        night.count_all(1, &VOTES_1);
        night.record_result(&board(1), NA, 1, None).unwrap();
        night.reopen(&lead(1), NA, AREA, "Kiểm tra lại").unwrap();
        night.count(NA, AREA, &sheet(&VOTES_1));
        assert_eq!(night.progress(NA, 1), Progress::Final);
    }

    /// Candidates 1 and 4 are elected, two others tie for the third seat.
    fn tied(votes: [u16; 2]) -> tally::Sheet {
        let votes = (1..=5).map(|place| match place {
            1 => 600,
            4 => 550,
            place if votes.contains(&place) => 500,
            _ => 0,
        });
        sheet(&votes.collect::<Vec<_>>())
    }

    #[test]
    fn the_older_of_two_tied_is_elected() {
        let mut night = Night::closed();
        // Candidates 3 and 4 tie for the last seat; 3 is the older.
        night.count_all(1, &[800, 700, 500, 500, 0]);
        night.record_result(&board(1), NA, 1, None).unwrap();
        assert_eq!(night.stand(NA, 1).elected(), [1, 2, 3]);
        assert!(night.stand(NA, 1).outcome.unwrap().tie_by_age);
    }

    #[test]
    fn a_tie_of_equal_birth_dates_stops_the_result_until_it_is_decided() {
        let mut night = Night::closed();
        let board = board(1);
        night.count(NA, "1-01", &tied([2, 3]));
        let early = night.decide_tie(&board, NA, &[2, 3], &[2]);
        assert_eq!(early, Err("election.areas_missing"));
        night.count(NA, "1-02", &tied([2, 3]));
        night.count(NA, "2-01", &tied([2, 3]));
        assert_eq!(night.stand(NA, 1).elected(), [1, 4]);
        assert_eq!(night.record_result(&board, NA, 1, None), Err("election.tie_needs_a_decision"));
        for (between, elected) in [
            (&[2, 3][..], &[][..]),
            (&[2, 3], &[1]),
            (&[2, 3], &[2, 3]),
            (&[2, 3], &[0, 2]),
            (&[2], &[2]),
            (&[3, 2], &[2]),
        ] {
            let refused = night.decide_tie(&board, NA, between, elected);
            assert_eq!(refused, Err("election.no_such_tie"), "{between:?} {elected:?}");
        }
        night.decide_tie(&board, NA, &[2, 3], &[3]).unwrap();
        let stand = night.stand(NA, 1);
        assert_eq!(stand.elected(), [1, 4, 3]);
        assert_eq!(stand.outcome.as_ref().unwrap().open_seats, 0);
        assert_eq!(stand.outcome.unwrap().decisions.last().unwrap().code, "result.tie_decided");
        night.record_result(&board, NA, 1, None).unwrap();
        let again = night.decide_tie(&board, NA, &[2, 3], &[2]);
        assert_eq!(again, Err("election.no_such_tie"), "it is decided");
    }

    #[test]
    fn a_decision_on_one_tie_does_not_decide_another() {
        let mut night = Night::closed();
        let board = board(1);
        for area in areas_of(1) {
            night.count(NA, area, &tied([2, 3]));
        }
        night.decide_tie(&board, NA, &[2, 3], &[2]).unwrap();
        night.record_result(&board, NA, 1, None).unwrap();
        // The votes of 3 were those of 5: now 2 is tied with somebody else.
        for area in areas_of(1) {
            night.reopen(&lead(number_of(area)), NA, area, "Nhầm hàng").unwrap();
            night.count(NA, area, &tied([2, 5]));
        }
        let outcome = night.stand(NA, 1).outcome.unwrap();
        assert_eq!((outcome.tied(), outcome.open_seats), (vec![2, 5], 1));
        let recorded = night.record_result(&board, NA, 1, Some("Nhầm hàng"));
        assert_eq!(recorded, Err("election.tie_needs_a_decision"));
        night.decide_tie(&board, NA, &[2, 5], &[5]).unwrap();
        night.record_result(&board, NA, 1, Some("Nhầm hàng")).unwrap();
        assert_eq!(night.stand(NA, 1).elected(), [1, 4, 5]);
    }

    #[test]
    fn a_withdrawn_candidate_cannot_be_elected() {
        let mut night = Night::vietnam();
        night.withdraw(NA, 1, 1).unwrap();
        assert_eq!(night.withdraw(NA, 1, 1), Err("election.withdrawn_twice"));
        for area in AREAS {
            night.vote(area);
        }
        night.count_all(1, &VOTES_1);
        assert_eq!(night.stand(NA, 1).elected(), [2, 3]);
        night.record_result(&board(1), NA, 1, None).unwrap();
        assert_eq!(night.withdraw(NA, 1, 2), Err("election.result_is_recorded"));
    }

    #[test]
    fn a_turnout_of_half_elects_nobody_and_calls_for_a_re_election() {
        let mut night = Night::closed();
        let half = changed(&sheet(&[450, 300, 200, 0, 0]), |f| {
            (f.took_part, f.issued, f.returned, f.valid, f.invalid) =
                (n(500), n(500), n(500), n(490), n(10));
        });
        for area in areas_of(1) {
            night.count(NA, area, &half);
        }
        night.record_result(&board(1), NA, 1, None).unwrap();
        let outcome = night.stand(NA, 1).outcome.unwrap();
        assert!(!outcome.recognised && outcome.elected.is_empty());
        assert_eq!(outcome.next, Next::ReElection);
        // Nothing is announced until it has voted again.
        night.count_all(2, &VOTES_2);
        night.record_result(&board(2), NA, 2, None).unwrap();
        assert_eq!(night.announce(NA), Err("election.result_missing"));
    }

    #[test]
    fn announced_and_confirmed_are_two_states() {
        let mut night = Night::closed();
        let confirm = |number, confirmed, reason: Option<&str>| {
            Event::Election(election::Event::StatusConfirmed {
                election: NA.into(),
                constituency: 1,
                number,
                confirmed,
                document: "Nghị quyết 95".into(),
                reason: reason.map(str::to_owned),
            })
        };
        night.count_all(1, &VOTES_1);
        night.record_result(&board(1), NA, 1, None).unwrap();
        assert_eq!(night.announce(NA), Err("election.result_missing"), "constituency 2 is not in");
        night.count_all(2, &VOTES_2);
        night.record_result(&board(2), NA, 2, None).unwrap();
        let early = night.record(&province(), confirm(1, true, None));
        assert_eq!(early, Err("election.not_announced"));
        night.announce(NA).unwrap();
        let announced = night.election(NA).announced.as_ref();
        assert_eq!(announced.map(|last| last.document.as_str()), Some("Nghị quyết 90"));
        night.record(&province(), confirm(1, true, None)).unwrap();
        let silent = night.record(&province(), confirm(2, false, None));
        assert_eq!(silent, Err("election.reason_missing"));
        night.record(&province(), confirm(2, false, Some("Không đủ tư cách"))).unwrap();
        assert_eq!(night.record(&province(), confirm(4, true, None)), Err("election.not_elected"));
        let listed = &night.election(NA).constituencies[&1].candidates;
        let confirmed = |place: usize| listed[place].confirmed.as_ref().map(|(yes, _)| *yes);
        assert_eq!([confirmed(0), confirmed(1), confirmed(2)], [Some(true), Some(false), None]);
    }

    #[test]
    fn an_election_without_constituencies_has_no_result_to_announce() {
        let mut night = Night::closed();
        night.call("empty", "NA", Stage::First, None, "2027-03-15").unwrap();
        assert_eq!(night.announce("empty"), Err("election.result_missing"));
    }

    #[test]
    fn rules_adopted_later_do_not_change_a_poll_that_has_ended() {
        let mut night = Night::closed();
        let adopt = |valid_from: &str| {
            let mut rules = dienhong_packs::rules("vn").unwrap();
            (rules.version, rules.valid_from) = ("2026.2".into(), day(valid_from));
            rules.elections.get_mut("NA").unwrap().majority = None;
            let files = Default::default();
            Event::Node(dienhong_core::node::Event::Adopted { rules: Box::new(rules), files })
        };
        night.count_all(1, &[800, 700, 400, 300, 100]);
        assert_eq!(night.stand(NA, 1).elected(), [1, 2]);
        let back = night.record(&keeper(), adopt("2026-03-15"));
        assert_eq!(back, Err("node.rules_reach_back"));
        night.record(&keeper(), adopt("2026-03-16")).unwrap();
        assert_eq!(night.stand(NA, 1).elected(), [1, 2]);
    }

    #[test]
    fn on_each_day_hold_the_rules_that_began_last_whenever_they_were_adopted() {
        let mut night = Night::vietnam();
        for (version, valid_from) in [("late", "2028-01-01"), ("soon", "2027-01-01")] {
            let mut rules = dienhong_packs::rules("vn").unwrap();
            (rules.version, rules.valid_from) = (version.into(), day(valid_from));
            let (rules, files) = (Box::new(rules), Default::default());
            let adopted = dienhong_core::node::Event::Adopted { rules, files };
            night.record(&keeper(), Event::Node(adopted)).unwrap();
        }
        let on = |text| night.state.node.rules_on(day(text)).map(|rules| rules.version.as_str());
        assert_eq!(on("2025-06-30"), None);
        assert_eq!(on("2026-12-31"), Some("2026.1"));
        assert_eq!(on("2027-01-01"), Some("soon"));
        assert_eq!(on("2028-01-01"), Some("late"));
        let first_minute = night.instant("2028-01-01 00:00");
        assert_eq!(night.state.rules_at(first_minute).unwrap().version, "late", "by local time");
    }
}

mod lists {
    use super::*;

    #[test]
    fn a_list_shorter_than_the_law_asks_needs_a_waiver() {
        let mut night = Night::prepared();
        night.call("short", "NA", Stage::First, None, "2026-03-15").unwrap();
        night.set("short", 1, 3, &["1"]).unwrap();
        for place in 1..=4 {
            night.list("short", 1, place, candidate(place)).unwrap();
        }
        assert_eq!(night.announce_list("short", 1, None), Err("election.list_too_short"));
        assert_eq!(night.announce_list("short", 1, Some(" ")), Err("election.document_missing"));
        night.announce_list("short", 1, Some("Công văn 45")).unwrap();
        let late = night.list("short", 1, 5, candidate(5));
        assert_eq!(late, Err("election.list_is_official"));
    }

    #[test]
    fn minutes_are_not_entered_before_the_list_is_official() {
        let mut night = Night::prepared();
        night.call("late", "NA", Stage::First, None, "2026-03-15").unwrap();
        night.set("late", 1, 1, &["1"]).unwrap();
        night.assign(AREA, "late", 1).unwrap();
        night.vote(AREA);
        let entered = night.enter(&team(AREA, 1), "late", AREA, sheet(&[1]));
        assert_eq!(entered, Err("election.list_not_official"));
    }
}

mod further_polls {
    use super::*;

    const AGAIN: &str = "na-again";
    const MORE: &str = "na-more";

    /// Everybody has counted and both boards have recorded: candidates 1, 2 and 3 of constituency 1.
    fn recorded(votes: &[u64]) -> Night {
        let mut night = Night::closed();
        night.count_all(1, votes);
        night.count_all(2, &VOTES_2);
        // The council's poll must be over too before its areas vote again.
        for area in AREAS {
            night.count(PC, area, &sheet(&VOTES_PC));
        }
        night.record_result(&board(1), NA, 1, None).unwrap();
        night.record_result(&board(2), NA, 2, None).unwrap();
        night.at("2026-03-20 08:00");
        night
    }

    /// The re-election of area 1-01 is called for 29 March, with the list of the first.
    fn repeated(night: &mut Night) {
        night.annul(NA, AREA).unwrap();
        night.call(AGAIN, "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
        night.set(AGAIN, 1, 3, &["1", "2"]).unwrap();
        for place in 1..=5 {
            night.list(AGAIN, 1, place, candidate(place)).unwrap();
        }
        night.announce_list(AGAIN, 1, None).unwrap();
        night.assign(AREA, AGAIN, 1).unwrap();
        night.state_roll(AREA, 2, Some("Bầu cử lại")).unwrap();
    }

    #[test]
    fn an_annulled_area_waits_for_its_re_election_and_counts_from_it() {
        let mut night = recorded(&VOTES_1);
        repeated(&mut night);
        let stand = night.stand(NA, 1);
        assert_eq!((stand.progress, stand.counted), (Progress::Reopened, 2));
        let waiting = night.record_result(&board(1), NA, 1, Some("x"));
        assert_eq!(waiting, Err("election.areas_missing"));
        night.vote_on("2026-03-29", AREA);
        night.at("2026-03-29 20:00");
        night.count(AGAIN, AREA, &sheet(&[300, 800, 700, 600, 100]));
        let stand = night.stand(NA, 1);
        assert_eq!((stand.progress, stand.counted), (Progress::Reopened, 3));
        let votes = stand.figures.unwrap().votes;
        assert_eq!(votes, [1900, 2200, 1900, 1200, 300].map(n));
        night.record_result(&board(1), NA, 1, Some("Bầu cử lại ở 1-01")).unwrap();
        assert_eq!(night.progress(NA, 1), Progress::Final);
        assert_eq!(night.stand(NA, 1).elected(), [2, 1, 3]);
    }

    #[test]
    fn minutes_of_the_re_election_that_are_made_again_reopen_the_first_result() {
        let mut night = recorded(&VOTES_1);
        repeated(&mut night);
        night.vote_on("2026-03-29", AREA);
        night.at("2026-03-29 20:00");
        night.count(AGAIN, AREA, &sheet(&VOTES_1));
        night.record_result(&board(1), NA, 1, Some("Bầu cử lại")).unwrap();
        let mut void = night.clone();
        void.reopen(&lead(1), NA, AREA, "Biên bản đã huỷ").unwrap();
        assert_eq!(void.progress(NA, 1), Progress::Final, "what is void changes nothing");
        void.record_result(&board(1), NA, 1, Some("x")).unwrap();
        night.reopen(&lead(1), AGAIN, AREA, "Cộng nhầm").unwrap();
        assert_eq!(night.progress(NA, 1), Progress::Reopened);
        let waiting = night.record_result(&board(1), NA, 1, Some("x"));
        assert_eq!(waiting, Err("election.areas_missing"));
    }

    #[test]
    fn a_re_election_has_the_list_of_the_first_place_by_place() {
        let mut night = recorded(&VOTES_1);
        night.annul(NA, AREA).unwrap();
        night.call(AGAIN, "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
        assert_eq!(night.set(AGAIN, 1, 2, &["1"]), Err("election.seats_are_the_parents"));
        night.set(AGAIN, 1, 3, &["1"]).unwrap();
        let swapped = night.list(AGAIN, 1, 1, candidate(2));
        assert_eq!(swapped, Err("election.not_the_first_list"));
        assert_eq!(night.list(AGAIN, 1, 1, candidate(9)), Err("election.did_not_stand_first"));
        for place in 1..=4 {
            night.list(AGAIN, 1, place, candidate(place)).unwrap();
        }
        assert_eq!(night.announce_list(AGAIN, 1, None), Err("election.not_the_first_list"));
        night.list(AGAIN, 1, 5, candidate(5)).unwrap();
        night.announce_list(AGAIN, 1, None).unwrap();
    }

    fn few_came(votes: &[u64]) -> tally::Sheet {
        changed(&sheet(votes), |f| {
            (f.took_part, f.issued, f.returned, f.valid, f.invalid) =
                (n(40), n(40), n(40), n(39), n(1));
        })
    }

    #[test]
    fn a_re_election_of_one_area_elects_nobody_by_itself() {
        let mut night = recorded(&VOTES_1);
        repeated(&mut night);
        night.vote_on("2026-03-29", AREA);
        night.at("2026-03-29 20:00");
        night.count(AGAIN, AREA, &few_came(&[0, 0, 20, 30, 30]));
        assert_eq!(night.stand(AGAIN, 1).outcome, None);
        let first = night.stand(NA, 1).outcome.unwrap();
        assert_eq!(first.elected, [0, 1, 2], "the other areas weigh more");
    }

    #[test]
    fn a_constituency_that_few_voted_in_votes_again_and_that_counts_at_any_turnout() {
        let mut night = Night::vietnam();
        night.withdraw(NA, 2, 4).unwrap();
        AREAS.into_iter().for_each(|area| night.vote(area));
        night.at("2026-03-15 19:30");
        night.count_all(1, &VOTES_1);
        night.record_result(&board(1), NA, 1, None).unwrap();
        night.count(NA, "3-01", &few_came(&[30, 20, 5, 5]));
        night.count(PC, "3-01", &sheet(&VOTES_PC));
        night.record_result(&board(2), NA, 2, None).unwrap();
        night.call(AGAIN, "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
        night.set(AGAIN, 1, 3, &["1", "2"]).unwrap();
        night.set(AGAIN, 2, 2, &["3"]).unwrap();
        for place in 1..=4 {
            night.list(AGAIN, 2, place, candidate(place)).unwrap();
        }
        night.announce_list(AGAIN, 2, None).unwrap();
        let charge = Charge::Constituency { election: AGAIN.into(), number: 2 };
        let of = body("board-again", "constituency_board", Some("38"), Some(charge));
        night.staff(Some(province()), &of, "board-again", "constituency_board");
        // The council's poll is still open in the other communes: those areas have closed.
        for area in ["1-01", "1-02", "2-01"] {
            night.count(PC, area, &sheet(&VOTES_PC));
        }
        // Only where the poll was void.
        assert_eq!(night.assign(AREA, AGAIN, 1), Err("election.area_was_not_annulled"));
        night.assign("3-01", AGAIN, 2).unwrap();
        night.state_roll("3-01", 2, Some("Bầu cử lại")).unwrap();
        night.vote_on("2026-03-29", "3-01");
        night.at("2026-03-29 20:00");
        // Who died before the first poll is elected by nobody in the second, whatever the papers say.
        night.count(AGAIN, "3-01", &few_came(&[30, 1, 1, 35]));
        let outcome = night.stand(AGAIN, 2).outcome.unwrap();
        assert!(outcome.recognised);
        assert_eq!((outcome.elected, outcome.next), (vec![0], Next::None));
        assert_eq!(night.announce(NA), Err("election.result_missing"), "the board has not met");
        let again = Who { officer: "board-again".into(), body: "board-again".into() };
        night.record_result(&again, AGAIN, 2, None).unwrap();
        night.announce(NA).unwrap();
        // Not once more for its turnout.
        night.call("third", "NA", Stage::ReElection, Some(NA), "2026-04-05").unwrap();
        night.set("third", 2, 2, &["3"]).unwrap();
        assert_eq!(night.assign("3-01", "third", 2), Err("election.area_was_not_annulled"));
    }

    #[test]
    fn an_area_that_voted_early_votes_again_on_the_day_of_the_re_election() {
        let mut night = Night::prepared();
        night.set_area("1-03", Some("2026-03-12")).unwrap();
        night.staff_team("1-03");
        for area in AREAS {
            night.state_roll(area, 1, None).unwrap();
            night.vote(area);
        }
        night.state_roll("1-03", 1, None).unwrap();
        night.vote_on("2026-03-12", "1-03");
        night.at("2026-03-15 20:00");
        for (election, votes) in [(NA, &VOTES_1[..]), (PC, &VOTES_PC)] {
            night.count(election, "1-03", &sheet(votes));
        }
        night.annul(NA, "1-03").unwrap();
        night.call(AGAIN, "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
        night.set(AGAIN, 1, 3, &["1", "2"]).unwrap();
        night.assign("1-03", AGAIN, 1).unwrap();
        night.vote_on("2026-03-29", "1-03");
    }

    #[test]
    fn an_area_is_not_assigned_to_a_later_poll_while_it_still_votes() {
        let mut night = Night::vietnam();
        night.call("later", "NA", Stage::First, None, "2026-03-29").unwrap();
        night.set("later", 1, 3, &["1", "2"]).unwrap();
        assert_eq!(night.assign(AREA, "later", 1), Err("election.area_still_votes"));
        night.vote(AREA);
        assert_eq!(night.assign(AREA, "later", 1), Err("election.area_still_votes"));
    }

    #[test]
    fn an_area_votes_again_in_its_own_constituency_only() {
        let mut night = recorded(&VOTES_1);
        night.annul(NA, "3-01").unwrap();
        night.call(AGAIN, "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
        night.set(AGAIN, 2, 2, &["1", "3"]).unwrap();
        assert_eq!(night.assign(AREA, AGAIN, 2), Err("election.area_outside_constituency"));
        night.assign("3-01", AGAIN, 2).unwrap();
    }

    #[test]
    fn in_a_supplementary_election_stand_those_who_stood_and_were_not_elected() {
        // Candidates 1 and 2 are over half; the third seat stays empty.
        let mut night = recorded(&[800, 700, 400, 300, 100]);
        let next = night.stand(NA, 1).outcome.unwrap().next;
        assert_eq!(next, Next::ReportForSupplementaryDecisionByNec);
        night.call(MORE, "NA", Stage::Supplementary, Some(NA), "2026-03-29").unwrap();
        assert_eq!(night.set(MORE, 1, 3, &["1", "2"]), Err("election.seats_are_the_parents"));
        assert_eq!(night.set(MORE, 2, 1, &["3"]), Err("election.seats_are_the_parents"));
        night.set(MORE, 1, 1, &["1", "2"]).unwrap();
        assert_eq!(night.list(MORE, 1, 1, candidate(1)), Err("election.elected_already"));
        assert_eq!(night.list(MORE, 1, 1, candidate(9)), Err("election.did_not_stand_first"));
        night.list(MORE, 1, 1, candidate(4)).unwrap();
        assert_eq!(night.list(MORE, 1, 2, candidate(4)), Err("election.listed_twice"));
        night.list(MORE, 1, 2, candidate(3)).unwrap();
        night.announce_list(MORE, 1, None).unwrap();
        for area in areas_of(1) {
            night.assign(area, MORE, 1).unwrap();
            night.state_roll(area, 2, Some("Bầu cử thêm")).unwrap();
            night.vote_on("2026-03-29", area);
        }
        night.at("2026-03-29 20:00");
        for area in areas_of(1) {
            night.count(MORE, area, &sheet(&[500, 390]));
        }
        let stand = night.stand(MORE, 1);
        assert_eq!(stand.elected(), [1]);
        assert_eq!(night.progress(NA, 1), Progress::Final, "the first result stays");
    }

    #[test]
    fn one_act_calls_a_supplementary_poll_with_the_seats_list_areas_and_rolls_of_the_law() {
        let mut night = recorded(&[800, 700, 400, 300, 100]);
        let early = night.call_further(MORE, 2, Stage::Supplementary);
        assert_eq!(early, Err("election.seats_out_of_bounds"), "2 has all its seats");
        night.report_further(1, Stage::Supplementary, &[]).unwrap();
        night.call_further(MORE, 1, Stage::Supplementary).unwrap();
        let of = night.election(MORE).constituencies[&1].clone();
        let listed: Vec<_> = of.candidates.iter().map(|of| (*of.candidate).clone()).collect();
        assert_eq!((of.seats, listed), (1, [3, 4, 5].map(candidate).to_vec()));
        assert_eq!(of.areas, night.election(NA).constituencies[&1].areas);
        let roll = night.state.election.area(&AREA.into()).unwrap();
        assert_eq!(roll.voters(&MORE.into()), roll.voters(&NA.into()));
        let twice = night.call_further("third", 1, Stage::Supplementary);
        assert_eq!(twice, Err("election.no_ground_for_a_further_poll"));
        for area in areas_of(1) {
            night.vote_on("2026-03-29", area);
        }
        night.at("2026-03-29 20:00");
        for area in areas_of(1) {
            night.count(MORE, area, &sheet(&[100, 500, 290]));
        }
        assert_eq!(night.stand(MORE, 1).elected(), [2]);
    }

    #[test]
    fn one_act_calls_a_re_election_of_the_annulled_areas_alone() {
        let mut night = recorded(&VOTES_1);
        night.annul(NA, AREA).unwrap();
        night.report_further(1, Stage::ReElection, &[AREA]).unwrap();
        night.call_further(AGAIN, 1, Stage::ReElection).unwrap();
        let of = night.election(AGAIN).constituencies[&1].clone();
        assert_eq!((of.seats, of.candidates.len()), (3, 5));
        assert_eq!(of.areas.iter().map(ToString::to_string).collect::<Vec<_>>(), [AREA]);
        // An area of the other constituency joins the same poll.
        night.annul(NA, "3-01").unwrap();
        night.call_further(AGAIN, 2, Stage::ReElection).unwrap();
        assert_eq!(night.election(AGAIN).constituencies.len(), 2);
    }

    #[test]
    fn a_candidate_who_left_the_first_list_stands_in_no_supplementary_election() {
        let mut night = Night::vietnam();
        night.withdraw(NA, 1, 5).unwrap();
        for area in AREAS {
            night.vote(area);
        }
        night.count_all(1, &[800, 700, 400, 300, 100]);
        night.record_result(&board(1), NA, 1, None).unwrap();
        night.call(MORE, "NA", Stage::Supplementary, Some(NA), "2026-03-29").unwrap();
        night.set(MORE, 1, 1, &["1", "2"]).unwrap();
        assert_eq!(night.list(MORE, 1, 1, candidate(5)), Err("election.did_not_stand_first"));
    }

    #[test]
    fn a_supplementary_election_waits_for_the_result_of_the_first() {
        let mut night = Night::closed();
        night.call(MORE, "NA", Stage::Supplementary, Some(NA), "2026-03-29").unwrap();
        assert_eq!(night.set(MORE, 1, 1, &["1"]), Err("election.parent_has_no_result"));
    }

    #[test]
    fn a_by_election_is_an_election_of_its_own() {
        let mut night = recorded(&VOTES_1);
        let of = night.call("by", "NA", Stage::First, Some(NA), "2027-05-23");
        assert_eq!(of, Err("election.parent_does_not_fit"));
        night.call("by", "NA", Stage::First, None, "2027-05-23").unwrap();
        night.set("by", 1, 1, &["1", "2"]).unwrap();
        for place in 1..=3 {
            // Others stand than before.
            night.list("by", 1, place, candidate(place + 5)).unwrap();
        }
        night.announce_list("by", 1, None).unwrap();
        assert!(night.election(NA).children.is_empty());
        night.assign(AREA, "by", 1).unwrap();
        night.vote_on("2027-05-23", AREA);
    }

    #[test]
    fn a_further_poll_completes_a_first_election_of_its_kind_later_and_in_its_unit() {
        let mut night = recorded(&VOTES_1);
        let called =
            |kind, parent, on| night.clone().call("x", kind, Stage::ReElection, parent, on);
        assert_eq!(called("NA", None, "2026-03-29"), Err("election.parent_does_not_fit"));
        assert_eq!(called("NA", Some(PC), "2026-03-29"), Err("election.parent_does_not_fit"));
        assert_eq!(called("NA", Some(NA), "2026-03-15"), Err("election.parent_does_not_fit"));
        assert_eq!(called("NA", Some("?"), "2026-03-29"), Err("election.unknown"));
        night.call(AGAIN, "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
        let third = night.call("x", "NA", Stage::ReElection, Some(AGAIN), "2026-04-12");
        assert_eq!(third, Err("election.parent_does_not_fit"), "no second re-election");
    }
}

mod a_small_society {
    use super::*;

    #[test]
    fn the_most_votes_win_without_hours_turnout_or_majority() {
        let mut night = Night::society();
        night.counts_in_the_room(&[3, 4]);
        night.record_result(&keeper(), CHAIR, 1, None).unwrap();
        assert_eq!(night.stand(CHAIR, 1).elected(), [2]);
        let (election, document) = (CHAIR.into(), "Minutes 3".into());
        let announced = election::Event::ResultAnnounced { election, document };
        night.record(&keeper(), Event::Election(announced)).unwrap();
    }

    #[test]
    fn a_tie_waits_for_the_lot() {
        let mut night = Night::society();
        night.counts_in_the_room(&[4, 4]);
        let stopped = night.record_result(&keeper(), CHAIR, 1, None);
        assert_eq!(stopped, Err("election.tie_needs_a_decision"));
        night.decide_tie(&keeper(), CHAIR, &[1, 2], &[2]).unwrap();
        night.record_result(&keeper(), CHAIR, 1, None).unwrap();
        assert_eq!(night.stand(CHAIR, 1).elected(), [2]);
        assert_eq!(night.progress(CHAIR, 1), Progress::Final);
    }

    /// Its clock is two and a half hours behind UTC: the day ends there, not in Greenwich nor in Vietnam.
    #[test]
    fn the_day_ends_at_its_own_midnight() {
        let mut night = Night::society();
        let open = election::Event::AreaOpened { area: "room".into(), happened: None };
        let open = Event::Election(open);
        night.at("2026-03-14 23:59");
        assert_eq!(night.record(&teller(1), open.clone()), Err("election.not_the_day"));
        night.at("2026-03-15 00:00");
        night.clone().record(&teller(1), open.clone()).unwrap();
        night.at("2026-03-15 23:59");
        night.clone().record(&teller(1), open.clone()).unwrap();
        night.at("2026-03-16 00:00");
        assert_eq!(night.record(&teller(1), open), Err("election.not_the_day"));
    }
}
