//! Votes by name of a meeting: over those who are there, on the item that is on.

use super::*;
use dienhong_core::{assembly::PutVote, vote::Event as V};
use std::collections::BTreeMap;

fn vote_of(night: &Night) -> &vote::Vote {
    night.state.vote.get(&"v".into()).unwrap()
}

/// Other events than those that the node would have shaped.
fn changed(night: &mut Night, change: impl FnOnce(&mut Vec<Event>)) -> common::Answer {
    let by = By::Officer(secretary().officer.as_str().into());
    let body = Some(secretary().body.as_str().into());
    let head = dienhong_core::Head { at: night.now, by, body, unit: None };
    let decided = night.state.decide(&head, put_vote("a", "v")).unwrap();
    let mut events: Vec<Event> = decided.into_iter().map(|decided| decided.event).collect();
    change(&mut events);
    night.ask(&secretary(), Command::Record(events))
}

#[test]
fn those_who_are_there_vote_each_at_their_site() {
    let mut night = on(|_| {});
    let left = [mark(12, Presence::Left), mark(3, Presence::Excused)];
    says(&mut night, &secretary(), [marked(left), at(4, "xa-2", true)]);
    let cut_off = lost(&night, "xa-3", 0);
    says(&mut night, &site_keeper(3), [cut_off]);
    night.ask(&secretary(), put_vote("a", "v")).unwrap();
    let vote = vote_of(&night);
    let voters: Vec<_> = vote.voters.values().map(|of| (of.seat, of.channel.to_string())).collect();
    let of = |seat, site: &str| (seat, site.to_owned());
    let two = [of(1, "tinh"), of(2, "tinh"), of(4, "xa-2"), of(5, "xa-1"), of(6, "xa-1")];
    let three = [of(7, "xa-2"), of(8, "xa-2"), of(9, "xa-2")];
    assert_eq!(voters, [&two[..], &three[..]].concat());
    let begun = vote.begun.as_ref().unwrap();
    let present = |site: &str| begun.present_at(&site.into()).get();
    assert_eq!(["tinh", "xa-1", "xa-2", "xa-3"].map(present), [2, 2, 4, 0]);
    assert_eq!((begun.summoned, vote.call.members), (n(12), n(12)));
    // A voter answers by their link, an officer for themselves, and who keeps a site for those who are there.
    night.ask_by(By::Voter, Command::Record(vec![Event::Vote(answers("v", 5, 0))])).unwrap();
    night.record(&chair(), Event::Vote(answers("v", 1, 1))).unwrap();
    night.record(&site_keeper(2), Event::Vote(answers("v", 7, 0))).unwrap();
    let other = night.record(&site_keeper(1), Event::Vote(answers("v", 8, 0)));
    assert_eq!(other, Err("people.no_right"));
    night.record(&secretary(), Event::Vote(V::Closed { vote: "v".into() })).unwrap();
    let declare = vote::Command::Declare { vote: "v".into(), known: Vec::new() };
    night.ask(&secretary(), Command::Vote(declare)).unwrap();
    let declared = vote_of(&night).declared.as_ref().unwrap();
    assert_eq!((declared.total.returned, declared.total.issued), (n(3), n(8)));
}

#[test]
fn an_item_under_vote_stays_as_it_is_and_goes_on_afterwards() {
    let mut night = on(|_| {});
    night.ask(&secretary(), put_vote("a", "v")).unwrap();
    let another = item("a", |item| item.title = Words::Open("Nội dung khác".into()));
    assert_eq!(tell(&mut night, &secretary(), another.clone()), Err("assembly.vote_is_open"));
    assert_eq!(tell(&mut night, &chair(), ended("a")), Err("assembly.vote_is_open"));
    says(&mut night, &secretary(), [item("b", |item| item.minutes = Some(10))]);
    night.record(&secretary(), Event::Vote(V::Closed { vote: "v".into() })).unwrap();
    says(&mut night, &secretary(), [another, ended("a")]);
}

#[test]
fn a_vote_is_opened_over_those_who_are_there_and_no_others() {
    let night = on(|_| {});
    let open = |change: &dyn Fn(&mut Vec<Event>)| changed(&mut night.clone(), change).map(drop);
    assert_eq!(open(&|_| {}), Ok(()));
    let present = |of: &str, count: u64| {
        let of = of.to_owned();
        move |events: &mut Vec<Event>| {
            let Some(Event::Vote(V::Opened { present, .. })) = events.last_mut() else { panic!() };
            present.insert(of.as_str().into(), n(count));
        }
    };
    assert_eq!(open(&present("xa-1", 2)), Err("assembly.presence_differs"));
    let voter = |change: fn(&mut Vec<vote::Voter>)| {
        move |events: &mut Vec<Event>| {
            let Event::Vote(V::VotersListed { voters, .. }) = &mut events[1] else { panic!() };
            change(voters);
        }
    };
    // One is left out, one sits elsewhere, a guest votes, a stranger votes.
    assert_eq!(open(&voter(|all| drop(all.pop()))), Err("assembly.presence_differs"));
    assert_eq!(open(&voter(|all| all[0].channel = "xa-1".into())), Err("assembly.voters_differ"));
    assert_eq!(open(&voter(|all| all[0].seat = 13)), Err("assembly.voters_differ"));
    assert_eq!(open(&voter(|all| all[0].seat = 99)), Err("assembly.voters_differ"));
    // On a channel that is no site no more vote than are there at all.
    let elsewhere = |hands: u64| {
        move |events: &mut Vec<Event>| {
            let Event::Vote(V::Called { call, .. }) = &mut events[0] else { panic!() };
            let id: vote::ChannelId = "hall".into();
            let (name, way) = ("Hội trường".into(), vote::Way::Hands);
            call.channels = vec![vote::Channel { id: id.clone(), name, way }];
            let Some(Event::Vote(V::Opened { vote, present, .. })) = events.last_mut() else {
                panic!()
            };
            *present = [(id.clone(), n(hands))].into();
            let members = (3..=5).map(|of| office::member(of).officer.as_str().into()).collect();
            let vote = vote.clone();
            events[1] = Event::Vote(V::CommitteeChosen { vote, channel: id, members });
        }
    };
    assert_eq!(open(&elsewhere(12)), Ok(()));
    let mut fewer = night.clone();
    says(&mut fewer, &secretary(), [marked([mark(12, Presence::Left)])]);
    let twelve = changed(&mut fewer, elsewhere(12)).map(drop);
    assert_eq!(twelve, Err("assembly.presence_differs"));
}

#[test]
fn a_vote_that_was_put_opens_while_its_item_is_on() {
    let mut night = on(|_| {});
    let mut last = None;
    changed(&mut night, |events| last = events.pop()).unwrap();
    let later = last.unwrap();
    let mut quorate = night.clone();
    says(&mut night, &chair(), [ended("a"), begun("b")]);
    assert_eq!(night.record(&secretary(), later.clone()), Err("assembly.item_is_not_on"));
    says(&mut night, &chair(), [ended("b"), G::Closed { meeting: id() }]);
    assert_eq!(night.record(&secretary(), later.clone()), Err("assembly.not_now"));
    let gone = (6..=12).map(|of| mark(of, Presence::Left));
    says(&mut quorate, &secretary(), [marked(gone)]);
    assert_eq!(quorate.record(&secretary(), later), Err("assembly.no_quorum"));
}

/// A society's members have shares; two hold those of others.
fn shareholders() -> Night {
    let mut night = Night::begun(dienhong_packs::rules("generic").unwrap());
    night.set_up_society();
    night.at("2026-06-01 08:00");
    let keeper = common::keeper();
    let chair = || dienhong_core::people::OfficerId::from("keeper");
    let rule = dienhong_packs::rules("generic").unwrap().assembly.unwrap();
    let rule = &rule.kinds["general_assembly"];
    let plan = |plan: &mut Plan| {
        (plan.kind, plan.chair, plan.deputies) = ("general_assembly".into(), chair(), vec![]);
        (plan.quorum, plan.floor) = (rule.quorum, rule.floor.clone());
    };
    says(&mut night, &keeper, [convened(plan)]);
    for name in SITES {
        let site = dienhong_core::assembly::Site { unit: None, secretary: None, ..site(name) };
        says(&mut night, &keeper, [G::SiteSet { meeting: id(), site }]);
    }
    let delegates = (1..=6).map(|number| dienhong_core::assembly::Delegate {
        officer: None,
        weight: n(u64::from(number) * 100),
        ..delegate(number)
    });
    says(
        &mut night,
        &keeper,
        [
            G::DelegatesListed { meeting: id(), delegates: delegates.collect() },
            item("a", |_| {}),
            here([1, 2, 5]),
        ],
    );
    night
}

#[test]
fn shares_count_where_the_rule_gives_weights_and_what_is_held_for_others_votes_too() {
    let mut night = shareholders();
    let keeper = common::keeper();
    // 800 of 2100 shares.
    let coming = meeting(&night).coming();
    assert_eq!((coming.here.weight, coming.expected.weight, coming.enough), (800, 2100, true));
    says(&mut night, &keeper, [opened(), begun("a")]);
    let proxy = |of: &str, weight| vote::Proxy { of: of.into(), weight: n(weight) };
    let put = PutVote {
        purpose: "motion".into(),
        charter: Some(office::document("2026-05-20")),
        proxies: BTreeMap::from([(1, vec![proxy("Cổ đông 6 (mô phỏng)", 600)])]),
        ..put("a", "v")
    };
    let put = Command::Assembly(dienhong_core::assembly::Command::PutVote(Box::new(put)));
    night.ask(&keeper, put).unwrap();
    assert_eq!(vote_of(&night).begun.as_ref().unwrap().present(), Some(n(1400)));
    for (seat, weight) in [(1, 700), (5, 500)] {
        let parts = vec![common::votes::marks(weight, &[0])];
        let event = V::Answered { vote: "v".into(), question: 0, seat, parts };
        night.record(&keeper, Event::Vote(event)).unwrap();
    }
    night.record(&keeper, Event::Vote(V::Closed { vote: "v".into() })).unwrap();
    let declare = vote::Command::Declare { vote: "v".into(), known: Vec::new() };
    night.ask(&keeper, Command::Vote(declare)).unwrap();
    assert_eq!(vote_of(&night).declared.as_ref().unwrap().total.returned, n(1200));
}

#[test]
fn weights_are_as_the_rule_of_the_kind_allows_and_can_be_summed() {
    let night = shareholders();
    let keeper = common::keeper();
    let weighs = |night: &Night, weight: u64| {
        let event = replaced(4, |of| of.weight = n(weight));
        tell(&mut night.clone(), &keeper, event).map(drop)
    };
    assert_eq!(weighs(&night, 5), Ok(()));
    assert_eq!(weighs(&night, 0), Err("assembly.no_weights_here"));
    assert_eq!(weighs(&night, dienhong_core::count::Count::MAX - 1700), Ok(()));
    let most = dienhong_core::count::Count::MAX - 1699;
    assert_eq!(weighs(&night, most), Err("assembly.weights_out_of_range"));
    // A kind without weights is not planned for those who have them.
    let board = plan("conference");
    let rules = dienhong_packs::rules("generic").unwrap().assembly.unwrap();
    let board = Plan {
        kind: "board".into(),
        floor: rules.kinds["board"].floor.clone(),
        quorum: None,
        chair: "keeper".into(),
        deputies: vec![],
        ..board
    };
    let reason = "Đổi loại".into();
    let event = G::Replanned { meeting: id(), plan: board, reason };
    assert_eq!(tell(&mut night.clone(), &keeper, event), Err("assembly.no_weights_here"));
}

/// More shares than can be counted.
pub fn too_heavy(met: &mut Met) {
    let most = dienhong_core::count::Count::MAX - 1699;
    met.refuses("assembly.weights_out_of_range", &shareholders(), |night| {
        tell(night, &common::keeper(), replaced(4, |of| of.weight = n(most)))
    });
}
