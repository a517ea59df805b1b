//! Speeches: their time, their turns, quotas, and what the chair decides otherwise.

use super::*;

fn speech(night: &Night) -> &dienhong_core::assembly::Speech {
    meeting(night).speaking.as_ref().unwrap()
}

#[test]
fn time_spent_is_without_pauses_and_more_may_be_given() {
    let mut night = on(|_| {});
    says(&mut night, &chair(), [asked("a", 1, Kind::Speech), speaks(1, 60)]);
    seconds(&mut night, 50);
    says(&mut night, &chair(), [G::FloorPaused { meeting: id() }]);
    seconds(&mut night, 500);
    assert_eq!(speech(&night).spent(night.now), 50_000);
    says(&mut night, &chair(), [G::FloorResumed { meeting: id() }]);
    assert_eq!(speech(&night).left(night.now), Left::Of(10_000));
    seconds(&mut night, 15);
    assert_eq!(speech(&night).left(night.now), Left::Over(5_000));
    says(&mut night, &chair(), [G::FloorExtended { meeting: id(), seconds: 30 }]);
    assert_eq!(speech(&night).left(night.now), Left::Of(25_000));
    seconds(&mut night, 5);
    // Ended while the clock stands: the time until then.
    says(&mut night, &chair(), [G::FloorPaused { meeting: id() }]);
    seconds(&mut night, 100);
    says(&mut night, &chair(), [stops()]);
    assert_eq!(meeting(&night).spoke(1).seconds(), 70);
}

#[test]
fn a_speech_that_is_over_by_itself_is_not_taken_up_again() {
    let mut night = on(|_| {});
    let rule = rule_of(&[Key::SiteTurns], |rule| rule.hard_stop = Some(10));
    says(&mut night, &chair(), [ruled(rule), asked("a", 1, Kind::Speech), speaks(1, 60)]);
    seconds(&mut night, 69);
    assert_eq!(tell(&mut night, &chair(), ended("a")), Err("assembly.somebody_speaks"));
    seconds(&mut night, 1);
    for event in
        [G::FloorPaused { meeting: id() }, G::FloorExtended { meeting: id(), seconds: 3600 }]
    {
        assert_eq!(tell(&mut night, &chair(), event), Err("assembly.nobody_speaks"));
    }
    minutes(&mut night, 5);
    // The next begins, and the one before has had no more than its time.
    says(&mut night, &chair(), [asked("a", 4, Kind::Speech), speaks(4, 60)]);
    assert_eq!(meeting(&night).spoke(1).seconds(), 70);
    says(&mut night, &chair(), [stops(), ended("a")]);
    assert_eq!(meeting(&night).speeches.len(), 2);
}

#[test]
fn a_point_of_order_interrupts_while_the_clock_stands_and_the_speech_goes_on_afterwards() {
    let mut night = on(|_| {});
    says(&mut night, &chair(), [asked("a", 1, Kind::Speech), speaks(1, 300)]);
    seconds(&mut night, 100);
    says(&mut night, &chair(), [asked("a", 4, Kind::PointOfOrder)]);
    assert_eq!(tell(&mut night, &chair(), speaks(4, 60)), Err("assembly.somebody_speaks"));
    says(&mut night, &chair(), [G::FloorPaused { meeting: id() }, speaks(4, 60)]);
    assert_eq!(speech(&night).delegate, 4);
    // While one interrupts, nobody else does, nor is the speech forgotten.
    says(&mut night, &chair(), [asked("a", 7, Kind::PointOfOrder)]);
    assert_eq!(tell(&mut night, &chair(), speaks(7, 60)), Err("assembly.somebody_speaks"));
    seconds(&mut night, 30);
    says(&mut night, &chair(), [stops()]);
    assert_eq!((speech(&night).delegate, speech(&night).spent(night.now)), (1, 100_000));
    assert_eq!(tell(&mut night, &chair(), ended("a")), Err("assembly.somebody_speaks"));
    says(&mut night, &chair(), [G::FloorResumed { meeting: id() }]);
    seconds(&mut night, 100);
    says(&mut night, &chair(), [stops()]);
    assert_eq!(meeting(&night).spoke(1).seconds(), 200);
    // The first point of order of a person costs neither turn nor time.
    assert_eq!(meeting(&night).spoke(4), dienhong_core::assembly::Spoke::default());
}

#[test]
fn a_turn_is_the_site_s_at_which_it_began_wherever_the_speaker_goes() {
    let mut night = on(|_| {});
    says(&mut night, &chair(), [asked("a", 4, Kind::Speech), speaks(4, 300)]);
    by_link(&mut night, at(4, "xa-2", true)).unwrap();
    by_link(&mut night, stops()).unwrap();
    by_link(&mut night, at(4, "xa-1", true)).unwrap();
    says(&mut night, &chair(), [asked("a", 4, Kind::Speech), asked("a", 7, Kind::Speech)]);
    assert_eq!(line(&night, "a"), [7, 4]);
    let place = meeting(&night).queue(&"a".into()).pop().unwrap();
    assert_eq!(place.because, Because::More { key: Key::SiteTurns, ahead: 0, own: 1 });
}

#[test]
fn a_site_that_has_used_up_its_time_waits_for_those_that_have_not_and_what_is_left_goes_on() {
    for carries_over in [true, false] {
        let mut night = on(|_| {});
        let quota = Some(Quota { per: Per::Site, seconds: 100, carries_over });
        let order = [Key::Quota, Key::SiteTurns];
        says(&mut night, &chair(), [ruled(rule_of(&order, |rule| rule.quota = quota))]);
        let left = |night: &Night, of| meeting(night).quota_left(of).unwrap() / 1000;
        let speak = |night: &mut Night, of: u32, item: &str, long| {
            says(night, &chair(), [asked(item, of, Kind::Speech), speaks(of, 300)]);
            seconds(night, long);
            says(night, &chair(), [stops()]);
        };
        speak(&mut night, 1, "a", 100);
        speak(&mut night, 4, "a", 60);
        speak(&mut night, 5, "a", 30);
        assert_eq!([1, 4, 7].map(|of| left(&night, of)), [0, 10, 100]);
        // The other has spoken twice, and has time left.
        says(&mut night, &chair(), [asked("a", 2, Kind::Speech), asked("a", 6, Kind::Speech)]);
        assert_eq!(line(&night, "a"), [6, 2]);
        says(&mut night, &chair(), [ended("a"), begun("b")]);
        let expected = if carries_over { [100, 110, 200] } else { [100, 100, 100] };
        assert_eq!([1, 4, 7].map(|of| left(&night, of)), expected);
    }
}

#[test]
fn whoever_speaks_often_and_hardly_at_all_uses_up_a_quota_too() {
    let mut night = on(|_| {});
    let quota = Some(Quota { per: Per::Site, seconds: 30, carries_over: false });
    says(&mut night, &chair(), [ruled(rule_of(&[Key::Quota], |rule| rule.quota = quota))]);
    for of in [4, 5, 6] {
        assert!(meeting(&night).quota_left(4) > Some(0));
        says(&mut night, &chair(), [asked("a", of, Kind::Speech), speaks(of, 30), stops()]);
    }
    assert_eq!(meeting(&night).quota_left(4), Some(0));
}

#[test]
fn who_is_of_no_group_stands_for_themselves() {
    let mut night = on(|_| {});
    says(&mut night, &chair(), [ended("a")]);
    says(&mut night, &secretary(), [replaced(4, |of| of.group.clear()), here([4]), begun("b")]);
    says(&mut night, &chair(), [ruled(rule_of(&[Key::GroupTurns], |_| {}))]);
    says(&mut night, &chair(), [asked("b", 4, Kind::Speech), speaks(4, 30), stops()]);
    says(&mut night, &chair(), [asked("b", 4, Kind::Speech), asked("b", 5, Kind::Speech)]);
    assert_eq!(line(&night, "b"), [5, 4]);
}

#[test]
fn who_waits_when_an_item_ends_waits_on_or_is_told_to_be_unheard() {
    for carries_over in [true, false] {
        let mut night = on(|_| {});
        let rule = rule_of(&[Key::Kind], |rule| rule.carries_over = carries_over);
        says(
            &mut night,
            &chair(),
            [ruled(rule), asked("a", 5, Kind::Speech), asked("b", 7, Kind::Speech)],
        );
        seconds(&mut night, 1);
        says(
            &mut night,
            &chair(),
            [asked("a", 4, Kind::Speech), asked("b", 4, Kind::Intervention)],
        );
        says(&mut night, &chair(), [ended("a"), begun("b")]);
        let unheard: Vec<_> = meeting(&night).unheard.iter().cloned().collect();
        if carries_over {
            // Once, as they asked on this item.
            assert_eq!((line(&night, "b"), unheard), (vec![4, 5, 7], vec![]));
        } else {
            assert_eq!(
                (line(&night, "b"), unheard),
                (vec![4, 7], vec![("a".into(), 4), ("a".into(), 5)])
            );
        }
        says(
            &mut night,
            &chair(),
            [asked("a-1", 10, Kind::Speech), ended("b"), G::Closed { meeting: id() }],
        );
        let unheard: Vec<_> =
            meeting(&night).unheard.iter().map(|(item, of)| (item.to_string(), *of)).collect();
        let of = |item: &str, who: u32| (item.to_owned(), who);
        let expected = match carries_over {
            true => vec![of("b", 4), of("b", 5), of("b", 7), of("a-1", 10)],
            false => vec![of("a", 4), of("a", 5), of("b", 4), of("b", 7), of("a-1", 10)],
        };
        assert_eq!(unheard, expected);
    }
}

#[test]
fn what_the_chair_decides_against_the_rule_is_recorded_and_shown() {
    let mut night = on(|_| {});
    for of in [1, 4, 7, 10] {
        says(&mut night, &secretary(), [asked("a", of, Kind::Speech)]);
        seconds(&mut night, 1);
    }
    assert_eq!(line(&night, "a"), [1, 4, 7, 10]);
    says(&mut night, &chair(), [placed("a", 10, 1, "Trả lời ngay")]);
    assert_eq!(line(&night, "a"), [10, 1, 4, 7]);
    // The last word stands at the place that was said, and the one before makes room.
    says(&mut night, &chair(), [placed("a", 7, 1, "Đại biểu phải đi")]);
    assert_eq!(line(&night, "a"), [7, 10, 1, 4]);
    let because: Vec<_> =
        meeting(&night).queue(&"a".into()).into_iter().map(|place| place.because).collect();
    assert_eq!(
        because,
        [
            Because::Placed("Đại biểu phải đi".into()),
            Because::Placed("Trả lời ngay".into()),
            Because::First,
            Because::Later,
        ]
    );
    // Somebody behind is heard first, for a reason: those ahead stay where they are.
    assert_eq!(tell(&mut night, &chair(), speaks(4, 60)), Err("assembly.others_come_first"));
    says(&mut night, &chair(), [speaks_because(4, 60, "Được nhắc tên"), stops()]);
    assert_eq!(line(&night, "a"), [7, 10, 1]);
    assert_eq!(meeting(&night).speeches.last().unwrap().reason.as_deref(), Some("Được nhắc tên"));
    // Who leaves the line draws those behind nearer.
    let withdrawn = G::FloorWithdrawn { meeting: id(), item: "a".into(), delegate: 7 };
    says(&mut night, &chair(), [withdrawn]);
    assert_eq!(line(&night, "a"), [10, 1]);
    says(&mut night, &chair(), [speaks(10, 60), stops(), speaks(1, 60)]);
}

#[test]
fn who_cannot_speak_now_is_passed_over_and_keeps_the_place() {
    let mut night = on(|_| {});
    for of in [4, 7, 10] {
        says(&mut night, &secretary(), [asked("a", of, Kind::Speech)]);
        seconds(&mut night, 1);
    }
    let cut_off = lost(&night, "xa-1", 0);
    says(&mut night, &secretary(), [cut_off, marked([mark(7, Presence::Left)])]);
    assert_eq!(tell(&mut night, &chair(), speaks(4, 60)), Err("assembly.is_cut_off"));
    assert_eq!(tell(&mut night, &chair(), speaks(7, 60)), Err("assembly.is_not_here"));
    says(&mut night, &chair(), [speaks(10, 60), stops()]);
    says(&mut night, &secretary(), [back("xa-1"), here([7])]);
    assert_eq!(line(&night, "a"), [4, 7]);
    says(&mut night, &chair(), [speaks(4, 60), stops(), speaks(7, 60)]);
}

#[test]
fn another_rule_stops_nobody_in_the_past() {
    let mut night = on(|_| {});
    says(&mut night, &chair(), [asked("a", 1, Kind::Speech), speaks(1, 60)]);
    minutes(&mut night, 5);
    let stop = |grace| ruled(rule_of(&[Key::SiteTurns], |rule| rule.hard_stop = Some(grace)));
    assert_eq!(tell(&mut night, &chair(), stop(10)), Err("assembly.somebody_speaks"));
    says(&mut night, &chair(), [stop(250)]);
    minutes(&mut night, 5);
    // Over by the rule that held, not by the one that comes.
    says(&mut night, &chair(), [stop(3600)]);
    assert_eq!(meeting(&night).speaking, None);
    assert_eq!(meeting(&night).spoke(1).seconds(), 310);
}
