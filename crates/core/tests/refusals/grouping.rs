//! Refusals about areas in which few voted.

use super::{common::*, met::Met};
use dienhong_core::{Command, Event, election::AreaId, grouping, tally};
use dienhong_journal::Seal;
use std::collections::BTreeMap;

const FEW: [u64; 5] = [40, 30, 20, 10, 0];

/// The seals of the entries that count.
fn sealed(night: &Night, areas: &[&str]) -> BTreeMap<AreaId, Seal> {
    let seal = |id: &&str| {
        let published = night.state.tally.published(&NA.into(), &area(id)).unwrap();
        (area(id), published.sealed)
    };
    areas.iter().map(seal).collect()
}

fn stated(sealed: BTreeMap<AreaId, Seal>, version: u16, figures: &tally::Figures) -> Event {
    Event::Grouping(grouping::Event::Published {
        election: NA.into(),
        constituency: 1,
        group: 1,
        version,
        sealed,
        figures: Box::new(figures.clone()),
        reason: None,
    })
}

pub fn of_small_areas(met: &mut Met) {
    publishing(met);
    met.refuses("grouping.no_rule", &Night::closed(), |n| n.group(1, &["1-01", "1-02"]));

    let mut night = Night::secretive_closed();
    night.count(NA, "1-01", &few(40, &FEW));
    met.refuses("grouping.number_out_of_order", &night, |n| n.group(2, &["1-01", "1-02"]));
    met.refuses("grouping.area_outside", &night, |n| n.group(1, &["1-01", "3-01"]));
    met.refuses("grouping.area_alone", &night, |n| n.group(1, &["1-01"]));
    met.refuses("grouping.area_alone", &night, |n| n.group(1, &[]));
    met.refuses("grouping.nothing_small", &night, |n| n.group(1, &["1-02", "2-01"]));
    met.refuses("grouping.more_than_needed", &night, |n| n.group(1, &["1-01", "1-02", "2-01"]));
    let mut whole = night.clone();
    whole.count(NA, "2-01", &sheet(&VOTES_1));
    met.refuses("grouping.area_is_public", &whole, |n| n.group(1, &["1-01", "2-01"]));
    night.group(1, &["1-01", "1-02"]).unwrap();
    met.refuses("grouping.area_in_two_groups", &night, |n| n.group(2, &["1-02", "2-01"]));
    met.refuses("grouping.unknown", &night, |n| n.dissolve(2));
    met.refuses("grouping.unknown", &night, |n| n.publish_group(2, None));
    let mut dissolved = night.clone();
    dissolved.dissolve(1).unwrap();
    met.refuses("grouping.unknown", &dissolved, |n| n.dissolve(1));
    met.refuses("grouping.minutes_missing", &night, |n| n.publish_group(1, None));
    let mut short = night.clone();
    short.count(NA, "1-02", &few(15, &[15, 10, 5, 0, 0]));
    met.refuses("grouping.too_few_ballots", &short, |n| n.publish_group(1, None));
    short.count(NA, "2-01", &sheet(&VOTES_1));
    short.clone().publish_group(1, None).expect("nobody is left who could join");
    met.refuses("election.small_area_waits", &short, |n| n.record_result(&board(1), NA, 1, None));

    night.count(NA, "1-02", &few(30, &[30, 20, 20, 10, 0]));
    met.refuses("grouping.not_opened", &night, |n| {
        n.vault.clear();
        n.publish_group(1, None)
    });
    let both = sealed(&night, &["1-01", "1-02"]);
    let mut published = night.clone();
    published.publish_group(1, None).unwrap();
    let group = published.state.grouping.group(&NA.into(), 1, 1).unwrap();
    let right = group.published().unwrap().figures.clone();
    let mut says = |code, sealed: &BTreeMap<AreaId, Seal>, change: &dyn Fn(&mut tally::Figures)| {
        let mut figures = right.clone();
        change(&mut figures);
        let event = stated(sealed.clone(), 1, &figures);
        met.refuses(code, &night, |n| n.record(&board(1), event));
    };
    says("grouping.sum_differs", &both, &|f| f.took_part = n(1));
    says("grouping.sum_differs", &both, &|f| f.stacks = Some(vec![]));
    says("grouping.check_broken", &both, &|f| f.votes[0] = n(71));
    says("grouping.check_broken", &both, &|f| f.votes.truncate(4));
    let mut other = both.clone();
    other.insert(area("1-02"), both[&area("1-01")]);
    says("grouping.rests_on_others", &other, &|_| ());
    says("grouping.rests_on_others", &sealed(&night, &["1-01"]), &|_| ());
    met.refuses("election.version_out_of_order", &night, |n| {
        n.record(&board(1), stated(both.clone(), 2, &right))
    });
    met.refuses("people.no_right", &night, |n| {
        n.record(&board(2), stated(both.clone(), 1, &right))
    });
    met.refuses("grouping.fixed", &published, |n| n.dissolve(1));
    met.refuses("grouping.reason_missing", &published, |n| n.publish_group(1, Some(" ")));
    met.refuses("grouping.nothing_changed", &published, |n| n.publish_group(1, Some("x")));
}

/// What may be shown of an area: neither more nor less.
fn publishing(met: &mut Met) {
    let mut night = Night::secretive_closed();
    night.enter_and_sign(NA, "1-01", &few(40, &FEW));
    night.enter_and_sign(NA, "2-01", &sheet(&VOTES_1));
    let end = dienhong_core::election::Event::PollEnded { election: NA.into() };
    night.record(&commune(1), Event::Election(end)).unwrap();
    let openings = night.openings(NA, "1-01");
    let (election, area) = (NA.into(), common_area("1-01"));
    let whole = tally::Event::Published { election, area, version: 1, openings };
    met.refuses("tally.too_few_ballots_to_show", &night, |n| {
        n.record(&commune(1), Event::Tally(whole))
    });
    let in_part =
        |night: &Night, id: &str, change: &dyn Fn(&mut dienhong_core::election::Ballots)| {
            let opening = night.openings(NA, id).remove(1);
            let mut ballots = (&opening.value.figures).into();
            change(&mut ballots);
            let (election, area, sealed) = (NA.into(), common_area(id), opening.seal().unwrap());
            tally::Event::PublishedInPart { election, area, version: 1, sealed, ballots }
        };
    let enough = in_part(&night, "2-01", &|_| ());
    met.refuses("tally.enough_ballots_to_show", &night, |n| {
        n.record(&commune(2), Event::Tally(enough))
    });
    let broken = in_part(&night, "1-01", &|ballots| ballots.invalid = n(11));
    met.refuses("tally.check_broken", &night, |n| n.record(&commune(1), Event::Tally(broken)));
    let mut others = in_part(&night, "1-01", &|_| ());
    let first = night.openings(NA, "1-01").remove(0).seal().unwrap();
    if let tally::Event::PublishedInPart { sealed, .. } = &mut others {
        *sealed = first;
    }
    met.refuses("tally.publishes_other_figures", &night, |n| {
        n.record(&commune(1), Event::Tally(others))
    });
    // What stays sealed is checked by the node, as nobody else can: two who differ, a sheet that breaks a rule.
    let mut differ = Night::secretive_closed();
    differ.count(NA, "1-02", &sheet(&VOTES_1));
    differ.enter(&team("1-01", 1), NA, "1-01", few(40, &[39, 30, 20, 10, 0])).unwrap();
    differ.enter(&team("1-01", 2), NA, "1-01", few(40, &FEW)).unwrap();
    sign_the_last(&mut differ);
    met.refuses("tally.entries_differ", &differ, |n| n.publish(&commune(1), NA, "1-01"));
    let mut broken = Night::secretive_closed();
    broken.count(NA, "1-02", &sheet(&VOTES_1));
    for member in [1, 2] {
        broken.enter(&team("1-01", member), NA, "1-01", few(40, &[41, 30, 20, 10, 0])).unwrap();
    }
    sign_the_last(&mut broken);
    met.refuses("tally.check_broken", &broken, |n| n.publish(&commune(1), NA, "1-01"));
    // Sealed words open nothing: asking for less than all of them is refused as well.
    let openings = night.openings(NA, "1-01").split_off(1);
    met.refuses("tally.openings_missing", &night, |n| {
        let (election, area) = (NA.into(), common_area("1-01"));
        n.ask(&commune(1), Command::Tally(tally::Command::Publish { election, area, openings }))
    });
}

fn common_area(id: &str) -> AreaId {
    area(id)
}

/// Two of the team sign what the second of them typed.
fn sign_the_last(night: &mut Night) {
    let sealed = night.state.tally.minutes(&NA.into(), &area("1-01")).entries[1].sealed;
    for member in [1, 2] {
        let (election, area) = (NA.into(), area("1-01"));
        let signed = tally::Event::Signed { election, area, sealed };
        night.record(&team("1-01", member), Event::Tally(signed)).unwrap();
    }
}
