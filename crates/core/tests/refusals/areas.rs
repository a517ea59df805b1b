//! What may not be said of an area's day, nor of a rehearsal.

use super::{AREA, Met, common::*};
use dienhong_core::{
    Command, Event,
    count::Count,
    election::{self, AreaKind},
    node,
};
use dienhong_journal::Hash;

pub fn of_area_days(met: &mut Met) {
    let mut night = Night::vietnam();
    let described = |place: Option<&str>, mobile_boxes| {
        Event::Election(election::Event::AreaDescribed {
            area: AREA.into(),
            area_kind: AreaKind::Hospital,
            mobile_boxes,
            place: place.map(str::to_owned),
        })
    };
    met.refuses("election.nameless", &night, |n| n.record(&commune(1), described(Some(" "), 0)));
    met.refuses("election.too_many_boxes", &night, |n| n.record(&commune(1), described(None, 100)));
    night.clone().record(&commune(1), described(None, 99)).unwrap();
    met.refuses("election.not_open", &night, |n| n.interrupt(AREA, "Lũ", "N-1"));
    night.at("2026-03-15 09:00");
    night.open(AREA).unwrap();
    met.refuses("election.opened_already", &night, |n| n.describe(AREA, AreaKind::Ordinary, 0));
    met.refuses("election.reason_missing", &night, |n| n.interrupt(AREA, " ", "N-1"));
    met.refuses("election.seals_missing", &night, |n| n.interrupt(AREA, "Lũ", " "));
    met.refuses("election.not_interrupted", &night, |n| n.resume(AREA, None));
    night.at("2026-03-15 10:00");
    night.interrupt(AREA, "Lũ", "N-1").unwrap();
    met.refuses("election.interrupted_twice", &night, |n| n.interrupt(AREA, "Lũ", "N-1"));
    met.refuses("election.document_missing", &night, |n| n.resume(AREA, Some(" ")));
    let early = election::Event::VotingResumed {
        area: AREA.into(),
        happened: Some(night.instant("2026-03-15 09:59")),
        document: None,
    };
    met.refuses("election.hours_out_of_order", &night, |n| {
        n.record(&team(AREA, 1), Event::Election(early))
    });
    night.at("2026-03-15 19:30");
    met.refuses("election.still_interrupted", &night, |n| n.close(AREA, None));
    night.resume(AREA, None).unwrap();
    night.close(AREA, None).unwrap();
    let area = night.state.election.area(&area(AREA)).unwrap();
    assert_eq!(area.interruptions.len(), 1);
    assert!(area.interrupted().is_none());
    met.refuses("election.closed_twice", &night, |n| n.interrupt(AREA, "Lũ", "N-1"));
}

/// A keeper is there before anybody says that it is a rehearsal.
fn staffed() -> Night {
    let mut night = Night::practising();
    night.staff(None, &body("keepers", "system", None, None), "keeper", "system_keeper");
    night
}

pub fn of_rehearsals(met: &mut Met) {
    let begun = |of: &str| {
        let (of, size, root) = (of.to_owned(), 3, Hash::of(b"x"));
        Event::Node(node::Event::RehearsalBegun { of, size, root })
    };
    let node = |n: &mut Night, event| n.ask_as(None, Command::Record(vec![event]));
    let rules = || dienhong_packs::rules("vn").unwrap();
    met.refuses("node.rehearsal_unmarked", &Night::begun(rules()), |n| node(n, begun("a")));
    let fresh = Night::practising();
    met.refuses("node.nameless", &fresh, |n| node(n, begun(" ")));
    met.refuses("node.rehearsal_begins_at_once", &Night::rehearsal(), |n| node(n, begun("a")));
    met.refuses("node.rehearsal_begins_at_once", &staffed(), |n| node(n, begun("a")));
    met.refuses("people.no_right", &Night::vietnam(), |n| n.record(&keeper(), begun("a")));
    let real = Night::real("that.example/dien-tap", rules());
    met.refuses("node.rehearsal_is_simulated", &real, |n| node(n, begun("a")));
    let mut night = Night::rehearsal();
    night.staff(None, &body("keepers", "system", None, None), "keeper", "system_keeper");
    let named = node::Event::WitnessNamed {
        key: witness_key("witness.example"),
        operator: "Ai đó".into(),
        url: "https://witness.example".into(),
    };
    met.refuses("node.rehearsal_has_no_witness", &night, |n| {
        n.record(&keeper(), Event::Node(named))
    });
    assert_eq!(night.state.node.rehearsal().unwrap().origin, "that.example/2026");
}

#[test]
fn an_area_is_measured_by_the_law_of_its_kind() {
    let rules = dienhong_packs::rules("vn").unwrap();
    let rule = rules.area_size.unwrap();
    let missed = |kind, voters: u64| rule.missed(kind, n(voters)).map(Count::get);
    assert_eq!(missed(AreaKind::Ordinary, 299), Some(300));
    assert_eq!(missed(AreaKind::Ordinary, 300), None);
    assert_eq!(missed(AreaKind::Hospital, 49), Some(50));
    assert_eq!(missed(AreaKind::Hospital, 50), None);
    for kind in [AreaKind::Mountain, AreaKind::ArmedForces, AreaKind::Detention] {
        assert_eq!(missed(kind, 1), None);
        assert_eq!(missed(kind, 4_001), Some(4_000));
    }
}
