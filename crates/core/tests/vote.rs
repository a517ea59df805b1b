#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Votes of a body, from the call to what follows: what is refused, and what is counted.

mod common;
mod met;
mod office;

use common::{votes::*, *};
use dienhong_core::{
    Command, Event,
    people::By,
    vote::{
        self, After, Answers, Audience, Base, Met as Enough, Method, Moment, Outcome, Proxy,
        Ranking, Step, Threshold, Way,
    },
};
use dienhong_journal::Hash;
use met::Met;

const HALL: (&str, &str) = (VOTE, "hall");

fn council() -> Night {
    let mut rules = dienhong_packs::rules("vn").unwrap();
    // Here confidence is voted on without a round.
    rules.confidence.as_mut().unwrap().rounds_only = false;
    let mut night = Night::prepared_by(rules);
    night.convene();
    night
}

fn plain(way: Way) -> vote::Call {
    called("resolution", vec![yes_no()], vec![channel("hall", way)])
}

/// A paper vote on three people in one hall, open with eight there.
fn papers() -> Night {
    let mut night = council();
    let hall = channel("hall", Way::Paper);
    night
        .call_vote(VOTE, called("confidence_survey", vec![levels(&["a", "b"])], vec![hall]))
        .unwrap();
    night.choose_committee(VOTE, "hall").unwrap();
    night.print_papers(VOTE, "hall", 9).unwrap();
    night.open_vote(VOTE, 9, &[("hall", 8)]).unwrap();
    night
}

/// Eight papers issued, seven returned, one spoilt; a line invalid for the first.
fn survey() -> vote::Sheet {
    paper(8, 7, 1, vec![line(1, &[3, 1, 1]), line(0, &[2, 2, 2])])
}

/// Members vote by name; seat 3 holds the weight of two others.
fn by_name() -> Night {
    let mut night = council();
    night.call_vote(VOTE, plain(Way::Named)).unwrap();
    night.list_voters(VOTE, (1..=9).map(|seat| voter(seat, "hall")).collect()).unwrap();
    night
}

/// Hall and network: five papers, and four credentials.
fn hybrid() -> Night {
    let mut night = council();
    let channels = vec![channel("hall", Way::Paper), channel("net", Way::Online)];
    let call =
        vote::Call { decision: Some(decision()), ..called("resolution", vec![yes_no()], channels) };
    night.call_vote(VOTE, call).unwrap();
    night.choose_committee(VOTE, "hall").unwrap();
    night.print_papers(VOTE, "hall", 9).unwrap();
    night
}

fn vote_of(night: &Night) -> &vote::Vote {
    night.state.vote.get(&VOTE.into()).unwrap()
}

fn switch(night: &mut Night, from: &str, to: &str, seat: Option<u32>, key: Option<&str>) -> Answer {
    let (vote, from, to) = (VOTE.into(), from.into(), to.into());
    let (credential, reason) = (key.map(str::to_owned), "Mất mạng".into());
    night.tell(
        &secretary(),
        vote::Event::ChannelSwitched { vote, from, to, seat, credential, reason },
    )
}

#[test]
fn a_vote_by_name_is_carried_by_more_than_half_of_all_members_and_not_by_half() {
    for (yes, carried) in [(4, false), (5, true)] {
        let mut night = by_name();
        night.open_vote(VOTE, 9, &[("hall", 7)]).unwrap();
        for seat in 1..=7 {
            night.answer(VOTE, seat, vec![marks(1, &[u16::from(seat > yes)])]).unwrap();
        }
        // The last answer counts.
        night.answer(VOTE, 1, vec![marks(1, &[2])]).unwrap();
        night.answer(VOTE, 1, vec![marks(1, &[0])]).unwrap();
        night.close_vote(VOTE).unwrap();
        night.declare_vote(&secretary(), VOTE, &vec![]).unwrap();
        let declared = vote_of(&night).declared.clone().unwrap();
        assert_eq!(declared.outcomes[0].carried, Some(carried));
        assert_eq!(declared.total.lines[0], line(0, &[u64::from(yes), 7 - u64::from(yes), 0]));
        assert_eq!((declared.total.issued, declared.total.returned), (n(7), n(7)));
    }
}

/// A vote by name whose charter gives weights, and lets one stand for two others.
fn society() -> Night {
    let rules = dienhong_packs::rules("generic").unwrap();
    let purpose = rules.votes.keys().next().unwrap().clone();
    let mut night = Night::begun(rules);
    night.set_up_society();
    let call = vote::Call {
        charter: Some(decision()),
        most_proxies: Some(2),
        members: n(100),
        ..called(&purpose, vec![yes_no()], vec![channel("hall", Way::Named)])
    };
    night.tell(&keeper(), vote::Event::Called { vote: VOTE.into(), call }).unwrap();
    night
}

fn of_proxies(met: &mut Met) {
    let absent = |of: u32| Proxy { of: format!("Người vắng {of}"), weight: n(1) };
    let stands_for = |others: u32| {
        let proxies = (1..=others).map(absent).collect();
        let voters = vec![vote::Voter { weight: n(4), proxies, ..voter(1, "hall") }];
        vote::Event::VotersListed { vote: VOTE.into(), voters }
    };
    let mut night = society();
    met.refuses("vote.too_many_proxies", &night, |n| n.tell(&keeper(), stands_for(3)));
    night.tell(&keeper(), stands_for(2)).unwrap();
    let without = vote::Call { most_proxies: Some(2), ..plain(Way::Named) };
    met.refuses("vote.weight_needs_charter", &council(), |n| n.call_vote(VOTE, without));
}

#[test]
fn a_proxy_is_split_in_one_act_where_a_charter_lets_weights_be() {
    let mut night = society();
    let owner = keeper();
    let proxies = vec![Proxy { of: "Người vắng".into(), weight: n(15) }];
    let first = vote::Voter { weight: n(40), proxies, ..voter(1, "hall") };
    let second = vote::Voter { weight: n(50), ..voter(2, "hall") };
    let voters = vec![first, second];
    night.tell(&owner, vote::Event::VotersListed { vote: VOTE.into(), voters }).unwrap();
    let (summoned, present) = (n(100), [("hall".into(), n(90))].into());
    night
        .tell(&owner, vote::Event::Opened { vote: VOTE.into(), summoned, present, until: None })
        .unwrap();
    let answer =
        |seat, parts| vote::Event::Answered { vote: VOTE.into(), question: 0, seat, parts };
    night.tell(&owner, answer(1, vec![marks(25, &[0]), marks(15, &[1])])).unwrap();
    night.tell(&owner, answer(2, vec![marks(50, &[1])])).unwrap();
    night.tell(&owner, vote::Event::Closed { vote: VOTE.into() }).unwrap();
    night.declare_vote(&owner, VOTE, &vec![]).unwrap();
    let declared = vote_of(&night).declared.clone().unwrap();
    assert_eq!(declared.total.lines[0], line(0, &[25, 65, 0]));
    assert_eq!(declared.outcomes[0].carried, Some(false));
}

#[test]
fn papers_are_typed_twice_signed_and_declared_by_another() {
    let (mut night, mut kept) = (papers(), vec![]);
    night.close_vote(VOTE).unwrap();
    assert_eq!(vote_of(&night).moment(), None);
    night.count_paper(HALL, &survey(), &mut kept);
    let vote = vote_of(&night);
    assert_eq!((vote.step(), vote.moment()), (Step::Counted, Some(Moment::Counted)));
    let shown = |night: &Night| {
        [Audience::Committee, Audience::Body, Audience::Public]
            .map(|audience| night.state.shows_figures(vote_of(night), audience))
    };
    assert_eq!(shown(&night), [true, false, false]);
    night.declare_vote(&secretary(), VOTE, &kept).unwrap();
    assert_eq!(shown(&night), [true, true, true]);
    let declared = vote_of(&night).declared.clone().unwrap();
    assert_eq!(declared.total, survey());
    assert_eq!(declared.outcomes, vec![Outcome::default()]);
    let turnout = declared.total.turnout(&declared.total.lines[0], n(9), n(9), n(8));
    let bases = [Base::TotalMembers, Base::Summoned, Base::Present, Base::BallotsIssued];
    assert_eq!(bases.map(|base| turnout.base(base)), [9, 9, 8, 8].map(|of| Some(n(of))));
    let bases = [Base::BallotsReturned, Base::Valid];
    assert_eq!(bases.map(|base| turnout.base(base)), [7, 5].map(|of| Some(n(of))));
    // Counted again, and then it is different.
    let reason = "Có khiếu nại".to_owned();
    night.tell(&secretary(), vote::Event::RecountOrdered { vote: VOTE.into(), reason }).unwrap();
    assert_eq!(vote_of(&night).step(), Step::Closed);
    let again = paper(8, 7, 1, vec![line(1, &[2, 2, 1]), line(0, &[2, 2, 2])]);
    night.count_paper(HALL, &again, &mut kept);
    night.declare_vote(&secretary(), VOTE, &kept).unwrap();
    assert_eq!(vote_of(&night).declared.clone().unwrap().total, again);
    assert_eq!(vote_of(&night).recounts.len(), 1);
}

#[test]
fn hall_and_network_add_up_and_who_leaves_the_network_votes_there_no_more() {
    let (mut night, mut kept) = (hybrid(), vec![]);
    night.prepare_box(VOTE, 4);
    night.open_vote(VOTE, 9, &[("hall", 4), ("net", 4)]).unwrap();
    night.cast(VOTE, "t1", "k1").unwrap();
    night.cast(VOTE, "t2", "k1").unwrap();
    night.cast(VOTE, "t3", "k2").unwrap();
    switch(&mut night, "net", "hall", None, Some("k4")).unwrap();
    night.close_vote(VOTE).unwrap();
    night.open_box(VOTE, vec![line(0, &[2, 0, 0])]).unwrap();
    night.count_paper(HALL, &paper(5, 5, 0, vec![line(0, &[3, 1, 1])]), &mut kept);
    night.declare_vote(&secretary(), VOTE, &kept).unwrap();
    let declared = vote_of(&night).declared.clone().unwrap();
    assert_eq!(declared.sheets.len(), 2);
    assert_eq!(declared.total, paper(8, 7, 0, vec![line(0, &[5, 1, 1])]));
    assert_eq!(declared.outcomes[0].carried, Some(true));
    let annulled =
        || vote::Event::Annulled { vote: VOTE.into(), reason: "Sai thẩm quyền".into() };
    let mine = night.tell(&secretary(), annulled());
    assert_eq!(mine, Err("vote.annuls_own_declaration"));
    let granted = granted("member-1", "secretary", "council");
    night.record(&keeper(), Event::People(granted)).unwrap();
    night.tell(&member(1), annulled()).unwrap();
    assert_eq!(vote_of(&night).step(), Step::Annulled);
    assert!(!night.state.shows_figures(vote_of(&night), Audience::Public));
}

#[test]
fn equals_at_the_last_seat_are_told_and_a_second_round_goes_on_from_there() {
    let (mut night, mut kept) = (council(), vec![]);
    let hall = channel("hall", Way::Paper);
    let call = called("officers", vec![choose(&["a", "b", "c", "d"], 2, 2)], vec![hall.clone()]);
    night.call_vote(VOTE, call).unwrap();
    night.choose_committee(VOTE, "hall").unwrap();
    night.print_papers(VOTE, "hall", 9).unwrap();
    night.open_vote(VOTE, 9, &[("hall", 9)]).unwrap();
    night.close_vote(VOTE).unwrap();
    night.count_paper(HALL, &paper(9, 9, 0, vec![line(0, &[7, 5, 5, 1])]), &mut kept);
    night.declare_vote(&secretary(), VOTE, &kept).unwrap();
    let outcome = vote_of(&night).declared.clone().unwrap().outcomes[0].clone();
    assert_eq!((outcome.elected, outcome.tied), (vec![0], vec![1, 2]));
    let after = Some(After { vote: VOTE.into(), reason: "Bằng phiếu".into() });
    let second = called("officers", vec![choose(&["b", "c"], 1, 1)], vec![hall]);
    night.call_vote("vote-2", vote::Call { after, ..second }).unwrap();
}

fn rankings(of: &[(&[u16], u64)]) -> vote::Sheet {
    let mut rankings: Vec<Ranking> = of
        .iter()
        .map(|(order, papers)| Ranking { order: order.to_vec(), papers: n(*papers) })
        .collect();
    rankings.sort();
    let boxes = usize::from(of.iter().flat_map(|(order, _)| *order).max().unwrap() + 1);
    let mut votes = vec![0; boxes];
    of.iter().for_each(|(order, papers)| votes[usize::from(order[0])] += papers);
    let all = votes.iter().sum();
    paper(all, all, 0, vec![vote::Line { rankings, ..line(0, &votes) }])
}

fn ranked_outcome(names: &[&str], seats: u16, method: Method, sheet: &vote::Sheet) -> Outcome {
    let call = called("any", vec![ranked(names, seats, method)], vec![]);
    sheet.check(&call, sheet.issued).unwrap();
    let all = sheet.issued;
    let bases = vote::Bases { members: all, summoned: all, present: all };
    vote::outcomes(&call, sheet, bases, None).remove(0)
}

/// The example by which the method is taught: food for a party, 20 guests, three dishes.
#[test]
fn preferences_transfer_what_is_over_the_quota() {
    let names = ["orange", "pear", "chocolate", "strawberry", "hamburger"];
    let sheet =
        rankings(&[(&[0], 4), (&[1, 0], 2), (&[2, 3], 8), (&[2, 4], 4), (&[3], 1), (&[4], 1)]);
    let outcome = ranked_outcome(&names, 3, Method::Stv, &sheet);
    assert_eq!((outcome.elected, outcome.tied), (vec![2, 0, 3], vec![]));
}

/// 45 voters, five options: the published example of the method, E before A, C, B and D.
#[test]
fn the_strongest_paths_decide_where_preferences_go_in_a_circle() {
    let names = ["a", "b", "c", "d", "e"];
    let sheet = rankings(&[
        (&[0, 2, 1, 4, 3], 5),
        (&[0, 3, 4, 2, 1], 5),
        (&[1, 4, 3, 0, 2], 8),
        (&[2, 0, 1, 4, 3], 3),
        (&[2, 0, 4, 1, 3], 7),
        (&[2, 1, 0, 3, 4], 2),
        (&[3, 2, 4, 1, 0], 7),
        (&[4, 1, 0, 3, 2], 8),
    ]);
    for (seats, elected) in [(1, vec![4]), (2, vec![4, 0]), (4, vec![4, 0, 2, 1])] {
        let outcome = ranked_outcome(&names, seats, Method::Condorcet, &sheet);
        assert_eq!((outcome.elected, outcome.tied), (elected, vec![]));
    }
    let even = rankings(&[(&[0, 1], 2), (&[1, 0], 2)]);
    for method in [Method::Stv, Method::Condorcet] {
        let outcome = ranked_outcome(&["a", "b"], 1, method, &even);
        assert_eq!((outcome.elected, outcome.tied), (vec![], vec![0, 1]));
    }
}

#[test]
fn every_refusal_of_votes_is_met() {
    let mut met = Met::default();
    of_calls(&mut met);
    of_questions(&mut met);
    of_preparing(&mut met);
    of_opening(&mut met);
    of_answers(&mut met);
    of_switching(&mut met);
    of_counting(&mut met);
    of_sheets(&mut met);
    of_ends(&mut met);
    of_steps(&mut met);
    of_boxes(&mut met);
    of_times(&mut met);
    of_proxies(&mut met);
    met.all_of("vote");
}

fn of_calls(met: &mut Met) {
    let night = council();
    let call = |met: &mut Met, code, change: &dyn Fn(&mut vote::Call)| {
        met.refuses(code, &night, |night| {
            let mut call = plain(Way::Named);
            change(&mut call);
            night.call_vote("new", call)
        });
    };
    call(met, "vote.unknown_purpose", &|call| call.purpose = "party".into());
    call(met, "vote.title_missing", &|call| call.title = " ".into());
    call(met, "vote.is_public", &|call| call.closed = true);
    call(met, "vote.is_closed", &|call| call.purpose = "nomination_kept".into());
    call(met, "vote.members_out_of_range", &|call| call.members = n(2));
    call(met, "vote.no_weights_here", &|call| call.charter = Some(decision()));
    call(met, "vote.document_missing", &|call| {
        call.decision = Some(vote::Document { number: " ".into(), ..decision() });
    });
    call(met, "vote.document_in_the_future", &|call| {
        call.decision = Some(vote::Document { on: day("2030-01-01"), ..decision() });
    });
    call(met, "vote.channels_out_of_range", &|call| call.channels.clear());
    call(met, "vote.channel_twice", &|call| call.channels.extend(call.channels.clone()));
    call(met, "vote.channel_nameless", &|call| call.channels[0].name.clear());
    call(met, "vote.secret_and_open", &|call| call.channels.push(channel("x", Way::Paper)));
    call(met, "vote.one_box_only", &|call| {
        call.channels = vec![channel("x", Way::Online), channel("y", Way::Online)];
    });
    call(met, "vote.closed_online", &|call| {
        (call.purpose, call.closed) = ("nomination_kept".into(), true);
        call.channels[0].way = Way::Online;
    });
    call(met, "vote.way_needs_decision", &|call| call.channels[0].way = Way::Online);
    call(met, "vote.way_not_lawful", &|call| call.purpose = "officers".into());
    call(met, "vote.questions_out_of_range", &|call| call.questions.clear());
    call(met, "vote.question_missing", &|call| call.questions[0].text.clear());
    call(met, "vote.reason_missing", &|call| {
        call.after = Some(After { vote: VOTE.into(), reason: " ".into() });
    });
    call(met, "vote.unknown", &|call| {
        call.after = Some(After { vote: VOTE.into(), reason: "x".into() });
    });
    let mut asked = night.clone();
    asked.call_vote(VOTE, plain(Way::Named)).unwrap();
    met.refuses("vote.called_twice", &asked, |night| night.call_vote(VOTE, plain(Way::Named)));
    let mut declared = by_name();
    declared.open_vote(VOTE, 9, &[("hall", 7)]).unwrap();
    declared.close_vote(VOTE).unwrap();
    declared.declare_vote(&secretary(), VOTE, &vec![]).unwrap();
    met.refuses("vote.before_is_not_alike", &declared, |night| {
        let after = Some(After { vote: VOTE.into(), reason: "x".into() });
        let hall = channel("hall", Way::Paper);
        let kept = called("nomination_kept", vec![choose(&["a"], 1, 1)], vec![hall]);
        night.call_vote("new", vote::Call { after, closed: true, ..kept })
    });
    met.refuses("vote.before_is_not_declared", &asked, |night| {
        let after = Some(After { vote: VOTE.into(), reason: "x".into() });
        night.call_vote("new", vote::Call { after, ..plain(Way::Named) })
    });
    met.refuses("people.no_right", &night, |night| {
        let (vote, call) = (VOTE.into(), plain(Way::Named));
        night.tell(&member(1), vote::Event::Called { vote, call })
    });
}

fn of_questions(met: &mut Met) {
    let night = council();
    let asks = |met: &mut Met, code, answers: Answers| {
        met.refuses(code, &night, |night| {
            let mut call = plain(Way::Named);
            call.questions[0].answers = answers;
            night.call_vote("new", call)
        });
    };
    let choose = |options, at_least, at_most, seats| Answers::Choose {
        options: choices(options),
        at_least,
        at_most,
        seats,
    };
    asks(met, "vote.options_out_of_range", choose(&[], 0, 1, 1));
    asks(met, "vote.option_twice", choose(&["a", "a"], 0, 1, 1));
    asks(met, "vote.option_nameless", choose(&["a", " "], 0, 1, 1));
    for (least, most, seats) in [(2, 1, 1), (0, 0, 1), (0, 3, 1), (0, 1, 0)] {
        asks(met, "vote.marks_out_of_range", choose(&["a", "b"], least, most, seats));
    }
    let passes = |met: &mut Met, code, share: &str, enough, base| {
        met.refuses(code, &night, |night| {
            let mut call = plain(Way::Named);
            let share = share.parse().unwrap();
            call.questions[0].passes = Some(Threshold { share, met: enough, base });
            night.call_vote("new", call)
        });
    };
    for share in ["0/1", "3/2"] {
        passes(met, "vote.not_a_share", share, Enough::Over, Base::TotalMembers);
    }
    // The rule asks for more than half of all members.
    passes(met, "vote.less_than_the_rule_asks", "1/3", Enough::Over, Base::TotalMembers);
    passes(met, "vote.less_than_the_rule_asks", "1/2", Enough::From, Base::TotalMembers);
    passes(met, "vote.less_than_the_rule_asks", "2/3", Enough::Over, Base::Present);
    for enough in [Enough::Over, Enough::From] {
        let mut call = plain(Way::Named);
        let share = "2/3".parse().unwrap();
        let passes = Threshold { share, met: enough, base: Base::TotalMembers };
        call.questions[0].passes = Some(passes);
        night.clone().call_vote("new", call).unwrap();
    }
    let levels = |levels: &[&str]| {
        let levels = levels.iter().map(|level| (*level).to_owned()).collect();
        Answers::Levels { levels, people: choices(&["a"]) }
    };
    for wrong in [&["high"][..], &["a", "b", "c", "d"], &["a", "a"]] {
        asks(met, "vote.levels_out_of_range", levels(wrong));
    }
    let stv = Answers::Ranked { options: choices(&["a"]), seats: 2, method: Method::Stv };
    asks(met, "vote.marks_out_of_range", stv);
    met.refuses("vote.ranked_online", &night, |night| {
        let mut call = plain(Way::Online);
        call.decision = Some(decision());
        call.questions = vec![ranked(&["a", "b"], 1, Method::Stv)];
        night.call_vote("new", call)
    });
}

fn of_preparing(met: &mut Met) {
    let mut night = council();
    night.call_vote(VOTE, plain(Way::Named)).unwrap();
    let lists = |met: &mut Met, code, change: &dyn Fn(&mut vote::Voter)| {
        met.refuses(code, &night, |night| {
            let mut one = voter(1, "hall");
            change(&mut one);
            night.list_voters(VOTE, vec![one])
        });
    };
    lists(met, "vote.seat_twice", &|voter| voter.seat = 0);
    lists(met, "vote.voter_nameless", &|voter| voter.name.clear());
    lists(met, "vote.unknown_channel", &|voter| voter.channel = "x".into());
    lists(met, "vote.weight_out_of_range", &|voter| voter.weight = n(0));
    lists(met, "vote.weight_needs_charter", &|voter| voter.weight = n(2));
    lists(met, "people.unknown_officer", &|voter| voter.officer = Some("x".into()));
    met.refuses("vote.voters_over_members", &night, |night| {
        night.list_voters(VOTE, (1..=10).map(|seat| voter(seat, "hall")).collect())
    });
    met.refuses("vote.nothing_counted_there", &night, |night| night.choose_committee(VOTE, "hall"));
    met.refuses("vote.no_papers_there", &night, |night| night.print_papers(VOTE, "hall", 1));
    met.refuses("vote.no_box_here", &night, |night| night.cast(VOTE, "t", "k"));
    met.refuses("vote.unknown", &night, |night| night.close_vote("x"));
    met.refuses("vote.not_now", &night, |night| night.close_vote(VOTE));
    let mut other = night.clone();
    let second = body("other", "council", Some("38"), None);
    other.staff(Some(keeper()), &second, "other", "secretary");
    met.refuses("vote.another_body", &other, |night| {
        let other = Who { officer: "other".into(), body: "other".into() };
        night.tell(&other, vote::Event::Closed { vote: VOTE.into() })
    });
    let papers = papers();
    met.refuses("vote.nobody_by_name_there", &council_of_papers(), |night| {
        night.list_voters(VOTE, vec![voter(1, "hall")])
    });
    met.refuses("vote.committee_too_small", &papers, |night| {
        let (vote, channel) = (VOTE.into(), "hall".into());
        let members = vec!["counts-1".into(), "counts-2".into(), "counts-2".into()];
        night.tell(&secretary(), vote::Event::CommitteeChosen { vote, channel, members })
    });
    met.refuses("vote.committee_stands_itself", &council(), |night| {
        let hall = channel("hall", Way::Paper);
        let survey = called("confidence_survey", vec![levels(&["counts-2"])], vec![hall]);
        night.call_vote(VOTE, survey).unwrap();
        let refused = night.choose_committee(VOTE, "hall");
        night.records.pop();
        refused
    });
}

fn council_of_papers() -> Night {
    let mut night = council();
    night.call_vote(VOTE, plain(Way::Paper)).unwrap();
    night
}

fn of_opening(met: &mut Met) {
    let night = by_name();
    met.refuses("vote.summoned_over_members", &night, |night| {
        night.open_vote(VOTE, 10, &[("hall", 7)])
    });
    met.refuses("vote.presence_missing", &night, |night| night.open_vote(VOTE, 9, &[]));
    met.refuses("vote.present_over_summoned", &night, |night| {
        night.open_vote(VOTE, 8, &[("hall", 9)])
    });
    // Two thirds of nine are six.
    met.refuses("vote.no_quorum", &night, |night| night.open_vote(VOTE, 9, &[("hall", 5)]));
    night.clone().open_vote(VOTE, 9, &[("hall", 6)]).unwrap();
    let mut few = council();
    few.call_vote(VOTE, plain(Way::Named)).unwrap();
    few.list_voters(VOTE, (1..=5).map(|seat| voter(seat, "hall")).collect()).unwrap();
    met.refuses("vote.voters_too_few", &few, |night| night.open_vote(VOTE, 9, &[("hall", 6)]));
    let mut bare = council_of_papers();
    met.refuses("vote.committee_missing", &bare, |night| night.open_vote(VOTE, 9, &[("hall", 6)]));
    bare.choose_committee(VOTE, "hall").unwrap();
    met.refuses("vote.papers_too_few", &bare, |night| night.open_vote(VOTE, 9, &[("hall", 6)]));
    bare.print_papers(VOTE, "hall", 6).unwrap();
    bare.open_vote(VOTE, 9, &[("hall", 6)]).unwrap();
    let there = [("hall", 6), ("net", 3)];
    met.refuses("vote.box_not_ready", &hybrid(), |night| night.open_vote(VOTE, 9, &there));
    let mut few = hybrid();
    few.prepare_box(VOTE, 2);
    met.refuses("vote.credentials_too_few", &few, |night| night.open_vote(VOTE, 9, &there));
}

fn of_answers(met: &mut Met) {
    let mut night = by_name();
    night.open_vote(VOTE, 9, &[("hall", 7)]).unwrap();
    let yes = || vec![marks(1, &[0])];
    met.refuses("vote.unknown_seat", &night, |night| night.answer(VOTE, 10, yes()));
    met.refuses("vote.unknown_line", &night, |night| {
        let (vote, parts) = (VOTE.into(), yes());
        night.tell(&secretary(), vote::Event::Answered { vote, question: 1, seat: 1, parts })
    });
    met.refuses("people.no_right", &night, |night| {
        let (vote, parts) = (VOTE.into(), yes());
        night.tell(&member(1), vote::Event::Answered { vote, question: 0, seat: 1, parts })
    });
    for parts in [vec![marks(2, &[0])], vec![marks(0, &[0])], vec![marks(1, &[0]), marks(1, &[1])]]
    {
        met.refuses("vote.weight_out_of_range", &night, |night| night.answer(VOTE, 1, parts));
    }
    for wrong in [&[][..], &[0, 1], &[3]] {
        met.refuses("vote.marks_out_of_range", &night, |night| {
            night.answer(VOTE, 1, vec![marks(1, wrong)])
        });
    }
    // Eight have voted where seven were said to be.
    let mut more = night.clone();
    (1..=8).for_each(|seat| drop(more.answer(VOTE, seat, yes()).unwrap()));
    let restated = |present: u64, reason: &str| vote::Event::PresenceRestated {
        vote: VOTE.into(),
        channel: "hall".into(),
        present: n(present),
        reason: reason.into(),
    };
    let mut closed = more.clone();
    closed.close_vote(VOTE).unwrap();
    met.refuses("vote.more_voted_than_present", &closed, |night| {
        night.declare_vote(&secretary(), VOTE, &vec![])
    });
    met.refuses("vote.reason_missing", &more, |n| n.tell(&secretary(), restated(8, " ")));
    met.refuses("vote.no_quorum", &more, |n| n.tell(&secretary(), restated(5, "Về trước")));
    met.refuses("vote.present_over_summoned", &more, |n| {
        n.tell(&secretary(), restated(10, "Đến thêm"))
    });
    more.tell(&secretary(), restated(8, "Đến thêm")).unwrap();
    more.close_vote(VOTE).unwrap();
    more.declare_vote(&secretary(), VOTE, &vec![]).unwrap();
    // By a link of one's own: the node knows whose it is.
    let (vote, parts) = (VOTE.into(), yes());
    let own = Event::Vote(vote::Event::Answered { vote, question: 0, seat: 2, parts });
    night.ask_by(By::Voter, Command::Record(vec![own])).unwrap();
}

fn of_switching(met: &mut Met) {
    let mut night = hybrid();
    night.prepare_box(VOTE, 4);
    night.open_vote(VOTE, 9, &[("hall", 6), ("net", 1)]).unwrap();
    met.refuses("vote.switch_not_there", &night, |n| switch(n, "hall", "net", None, None));
    met.refuses("vote.switch_names_a_seat", &night, |n| switch(n, "net", "hall", Some(1), None));
    met.refuses("vote.switch_ends_a_credential", &night, |n| switch(n, "net", "hall", None, None));
    let mut voted = night.clone();
    voted.cast(VOTE, "t", "k").unwrap();
    met.refuses("vote.has_voted", &voted, |n| switch(n, "net", "hall", None, Some("k")));
    let mut gone = night.clone();
    switch(&mut gone, "net", "hall", None, Some("k")).unwrap();
    met.refuses("vote.nobody_there", &gone, |n| switch(n, "net", "hall", None, Some("k2")));
    met.refuses("vote.credential_ended", &gone, |night| night.cast(VOTE, "t", "k"));
    let mut named = council();
    let channels = vec![channel("hall", Way::Named), channel("site", Way::Named)];
    named.call_vote(VOTE, called("resolution", vec![yes_no()], channels)).unwrap();
    named.list_voters(VOTE, (1..=9).map(|seat| voter(seat, "hall")).collect()).unwrap();
    met.refuses("vote.unknown_seat", &named, |n| switch(n, "hall", "site", Some(10), None));
    switch(&mut named, "hall", "site", Some(9), None).unwrap();
    named.open_vote(VOTE, 9, &[("hall", 7), ("site", 1)]).unwrap();
    switch(&mut named, "hall", "site", Some(8), None).unwrap();
    assert_eq!(vote_of(&named).present_at(&"site".into()), n(2));
    named.answer(VOTE, 1, vec![marks(1, &[0])]).unwrap();
    met.refuses("vote.has_voted", &named, |n| switch(n, "hall", "site", Some(1), None));
}

fn of_counting(met: &mut Met) {
    let mut night = papers();
    met.refuses("vote.not_now", &night, |night| {
        night.enter_sheet(&teller_of(1), HALL, &survey(), &mut vec![])
    });
    night.close_vote(VOTE).unwrap();
    met.refuses("vote.not_of_the_committee", &night, |night| {
        night.enter_sheet(&member(1), HALL, &survey(), &mut vec![])
    });
    met.refuses("vote.entries_missing", &night, |night| {
        night.sign_sheet(&teller_of(1), HALL, &vec![])
    });
    let aside = |reason: &str| {
        let (vote, channel, reason) = (VOTE.into(), "hall".into(), reason.into());
        vote::Event::SheetsSetAside { vote, channel, reason }
    };
    met.refuses("vote.entries_missing", &night, |night| {
        night.tell(&teller_of(1), aside("Đếm lại"))
    });
    let mut kept = vec![];
    night.enter_sheet(&teller_of(1), HALL, &survey(), &mut kept).unwrap();
    met.refuses("vote.second_entry_needs_another", &night, |night| {
        night.enter_sheet(&teller_of(1), HALL, &survey(), &mut kept.clone())
    });
    met.refuses("vote.reason_missing", &night, |night| night.tell(&teller_of(1), aside(" ")));
    let mut differ = night.clone();
    let mut other = kept.clone();
    let sheet = paper(8, 7, 0, vec![line(2, &[3, 1, 1]), line(1, &[2, 2, 2])]);
    differ.enter_sheet(&teller_of(2), HALL, &sheet, &mut other).unwrap();
    met.refuses("vote.entries_differ", &differ, |n| n.sign_sheet(&teller_of(1), HALL, &other));
    differ.tell(&teller_of(3), aside("Khác nhau")).unwrap();
    differ.count_paper(HALL, &survey(), &mut other);
    night.enter_sheet(&teller_of(2), HALL, &survey(), &mut kept).unwrap();
    met.refuses("vote.entered_twice", &night, |night| {
        night.enter_sheet(&teller_of(3), HALL, &survey(), &mut kept.clone())
    });
    met.refuses("vote.signs_not_the_head", &night, |n| n.sign_sheet(&teller_of(2), HALL, &kept));
    met.refuses("vote.not_now", &night, |night| night.declare_vote_raw(vec![], vec![]));
    met.refuses("vote.not_counted", &night, |night| {
        let (vote, reason) = (VOTE.into(), "x".into());
        night.tell(&secretary(), vote::Event::RecountOrdered { vote, reason })
    });
    night.sign_sheet(&teller_of(1), HALL, &kept).unwrap();
    met.refuses("vote.signed_twice", &night, |n| n.sign_sheet(&teller_of(1), HALL, &kept));
    met.refuses("vote.openings_differ", &night, |night| night.declare_vote_raw(vec![], vec![]));
    met.refuses("vote.outcome_differs", &night, |night| {
        let opened = vote::Opened { channel: "hall".into(), entries: kept.clone() };
        night.declare_vote_raw(vec![opened], vec![])
    });
    let mut both = night.clone();
    let granted = granted("counts-3", "secretary", "council");
    both.record(&keeper(), Event::People(granted)).unwrap();
    met.refuses("vote.declares_own_count", &both, |night| {
        night.declare_vote(&teller_of(3), VOTE, &kept)
    });
}

fn of_sheets(met: &mut Met) {
    let mut night = papers();
    night.close_vote(VOTE).unwrap();
    let signs = |met: &mut Met, code, sheet: vote::Sheet| {
        let (mut typed, mut kept) = (night.clone(), vec![]);
        for number in [1, 2] {
            typed.enter_sheet(&teller_of(number), HALL, &sheet, &mut kept).unwrap();
        }
        met.refuses(code, &typed, |night| night.sign_sheet(&teller_of(1), HALL, &kept));
    };
    let good = survey();
    let with = |change: &dyn Fn(&mut vote::Sheet)| {
        let mut sheet = good.clone();
        change(&mut sheet);
        sheet
    };
    signs(met, "vote.sheet_lines_differ", with(&|sheet| sheet.lines.truncate(1)));
    signs(met, "vote.sheet_boxes_differ", with(&|sheet| sheet.lines[0].votes.truncate(2)));
    signs(met, "vote.sheet_issued_over_present", with(&|sheet| sheet.issued = n(9)));
    signs(met, "vote.sheet_returned_over_issued", with(&|sheet| sheet.issued = n(6)));
    signs(met, "vote.sheet_invalid_over_returned", with(&|sheet| sheet.invalid = n(8)));
    signs(met, "vote.sheet_line_invalid_over_valid", with(&|s| s.lines[0].invalid = n(7)));
    signs(met, "vote.sheet_line_does_not_add_up", with(&|s| s.lines[0].votes[0] = n(4)));
    let call = called("any", vec![ranked(&["a", "b"], 1, Method::Stv)], vec![]);
    let ranked = |change: &dyn Fn(&mut vote::Line)| {
        let mut sheet = rankings(&[(&[0, 1], 2), (&[1, 0], 1)]);
        change(&mut sheet.lines[0]);
        sheet.check(&call, n(9)).map_err(|refusal| refusal.code)
    };
    assert_eq!(ranked(&|_| ()), Ok(()));
    for order in [vec![], vec![0, 0], vec![2]] {
        let code = ranked(&|line| line.rankings[0].order = order.clone()).unwrap_err();
        assert_eq!(code, "vote.sheet_ranking_malformed");
        met.0.insert(code);
    }
    let code = ranked(&|line| line.rankings[0].papers = n(1)).unwrap_err();
    assert_eq!(code, "vote.sheet_rankings_do_not_add_up");
    met.0.insert(code);
}

fn of_ends(met: &mut Met) {
    let mut night = by_name();
    night.open_vote(VOTE, 9, &[("hall", 7)]).unwrap();
    night.close_vote(VOTE).unwrap();
    night.declare_vote(&secretary(), VOTE, &vec![]).unwrap();
    met.refuses("vote.nothing_to_recount", &night, |night| {
        let (vote, reason) = (VOTE.into(), "x".into());
        night.tell(&secretary(), vote::Event::RecountOrdered { vote, reason })
    });
    met.refuses("vote.annuls_own_declaration", &night, |night| {
        let (vote, reason) = (VOTE.into(), "x".into());
        night.tell(&secretary(), vote::Event::Annulled { vote, reason })
    });
    let mut night = by_name();
    let (vote, reason) = (VOTE.into(), "x".into());
    night.tell(&secretary(), vote::Event::Annulled { vote, reason }).unwrap();
    met.refuses("vote.is_annulled", &night, |night| {
        night.tell(&secretary(), vote::Event::Released { vote: VOTE.into() })
    });
    let mut weighted = Night::begun(dienhong_packs::rules("generic").unwrap());
    weighted.set_up_society();
    let purpose = dienhong_packs::rules("generic").unwrap().votes.keys().next().unwrap().clone();
    met.refuses("vote.weights_by_name_only", &weighted, |night| {
        let hall = channel("hall", Way::Hands);
        let charter = Some(decision());
        let call = vote::Call { charter, ..called(&purpose, vec![yes_no()], vec![hall]) };
        night.tell(&keeper(), vote::Event::Called { vote: VOTE.into(), call })
    });
}

/// The figures of a step are kept back until the nomination's last one has ended.
fn of_steps(met: &mut Met) {
    let mut night = Night::vietnam();
    office::seat_the_council(&mut night);
    night.at("2026-06-01 08:00");
    let manages = office::personnel_officer();
    for (number, id) in [(1, "a"), (2, "b")] {
        night.record(&manages, office::noted(id, number)).unwrap();
    }
    let sought = office::sought("n", dienhong_core::personnel::Origin::Local, &["a", "b"]);
    night.record(&manages, sought).unwrap();
    night.ask(&manages, office::end("n", &["a", "b"], None, None)).unwrap();
    night.ask(&manages, office::begin("n", "n-2", &[])).unwrap();
    office::hold(&mut night, "n-2", 50, &office::names(45, &[25, 20]));
    met.refuses("vote.kept_until_the_last_step", &night, |night| {
        night.tell(&manages, vote::Event::Released { vote: "n-2".into() })
    });
}

fn of_boxes(met: &mut Met) {
    let night = hybrid();
    let named = |names: &[&str], threshold| vote::Event::TrusteesNamed {
        vote: VOTE.into(),
        group: vote::Group::Belenios2048,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        threshold,
    };
    let wrote = |trustee, step| {
        let (vote, blob) = (VOTE.into(), Hash([1; 32]));
        vote::Event::TrusteeWrote { vote, trustee, step, blob }
    };
    let registered = |credentials| {
        let (vote, blob, credentials) = (VOTE.into(), Hash([2; 32]), n(credentials));
        vote::Event::CredentialsRegistered { vote, blob, credentials }
    };
    let prepared = || {
        let (vote, election, trustees) = (VOTE.into(), Hash([3; 32]), Hash([4; 32]));
        vote::Event::BoxPrepared { vote, election, trustees, fingerprint: "fp".into() }
    };
    let mut says = |code, night: &Night, event: vote::Event| {
        met.refuses(code, night, |night| night.tell(&secretary(), event));
    };
    says("vote.trustees_out_of_range", &night, named(&["a", "a"], None));
    says("vote.trustees_out_of_range", &night, named(&["a"], None));
    says("vote.threshold_out_of_range", &night, named(&["a", "b", "c"], Some(1)));
    says("vote.trustee_nameless", &night, named(&["a", " "], None));
    says("vote.threshold_out_of_range", &night, named(&["a", "b"], Some(2)));
    says("vote.unknown_trustee", &night, wrote(1, vote::KeyStep::Key));
    says("vote.credentials_out_of_range", &night, registered(10));
    says("vote.key_is_not_made", &night, prepared());
    let mut begun = night.clone();
    begun.tell(&secretary(), named(&["a", "b"], None)).unwrap();
    says("vote.ceremony_out_of_order", &begun, wrote(1, vote::KeyStep::Certificate));
    begun.tell(&secretary(), wrote(1, vote::KeyStep::Key)).unwrap();
    says("vote.ceremony_has_begun", &begun, named(&["c"], None));
    begun.tell(&secretary(), wrote(2, vote::KeyStep::Key)).unwrap();
    says("vote.credentials_too_few", &begun, prepared());
    begun.tell(&secretary(), registered(4)).unwrap();
    begun.tell(&secretary(), prepared()).unwrap();
    says("vote.box_is_prepared", &begun, registered(4));
    begun.open_vote(VOTE, 9, &[("hall", 4), ("net", 4)]).unwrap();
    let (vote, blob) = (vote::VoteId::from(VOTE), Hash([5; 32]));
    let cast = vote::Event::BallotCast {
        vote: vote.clone(),
        blob,
        tracker: "t".into(),
        credential: "k".into(),
    };
    says("vote.cast_by_voters_only", &begun, cast);
    begun.cast(VOTE, "t", "k").unwrap();
    met.refuses("vote.ballot_cast_twice", &begun, |night| night.cast(VOTE, "t", "k2"));
    let mut often = begun.clone();
    (1..100).for_each(|at| drop(often.cast(VOTE, &format!("u{at}"), "k").unwrap()));
    met.refuses("vote.too_many_ballots", &often, |night| night.cast(VOTE, "u100", "k"));
    begun.close_vote(VOTE).unwrap();
    let mut says = |code, night: &Night, event: vote::Event| {
        met.refuses(code, night, |night| night.tell(&secretary(), event));
    };
    let summed = |ballots| {
        let ballots = n(ballots);
        vote::Event::BallotsSummed { vote: vote.clone(), blob, ballots }
    };
    let shared = |trustee| {
        let vote = vote.clone();
        vote::Event::DecryptionShared { vote, trustee, blob }
    };
    let opened = || {
        let (vote, lines) = (vote.clone(), vec![line(0, &[1, 0, 0])]);
        vote::Event::BoxOpened { vote, blob, lines }
    };
    says("vote.sum_differs", &begun, summed(2));
    says("vote.nothing_summed", &begun, shared(1));
    begun.tell(&secretary(), summed(1)).unwrap();
    begun.tell(&secretary(), shared(1)).unwrap();
    says("vote.shared_twice", &begun, shared(1));
    says("vote.shares_missing", &begun, opened());
    begun.tell(&secretary(), shared(2)).unwrap();
    begun.tell(&secretary(), opened()).unwrap();
    says("vote.box_is_open", &begun, opened());
}

#[test]
fn thresholds_are_met_over_or_from_their_share() {
    let of = |met| Threshold { share: "1/2".parse().unwrap(), met, base: Base::Present };
    assert!(!of(Enough::Over).is_met(n(5), n(10)) && of(Enough::From).is_met(n(5), n(10)));
    assert!(!of(Enough::From).is_met(n(0), n(0)) && !of(Enough::Over).is_met(n(0), n(0)));
}

#[test]
fn a_closed_vote_is_closed_in_every_record() {
    let night = council();
    let call = vote::Call {
        closed: true,
        ..called("nomination_kept", vec![choose(&["a"], 1, 1)], vec![channel("hall", Way::Paper)])
    };
    let asked = Event::Vote(vote::Event::Called { vote: VOTE.into(), call: call.clone() });
    assert!(asked.closed(&night.state));
    let mut called = night.clone();
    called.call_vote(VOTE, call).unwrap();
    assert!(Event::Vote(vote::Event::Closed { vote: VOTE.into() }).closed(&called.state));
    assert!(!Event::Vote(vote::Event::Closed { vote: VOTE.into() }).closed(&night.state));
}

/// Half past ten is said, and a quarter of an hour more.
fn of_times(met: &mut Met) {
    let mut night = by_name();
    night.at("2026-03-01 09:00");
    let when = |local: &str| {
        let mut later = by_name();
        later.at(local);
        Some(later.now)
    };
    let opens = |until| {
        let present = [("hall".into(), n(7))].into();
        vote::Event::Opened { vote: VOTE.into(), summoned: n(9), present, until }
    };
    let sets = |local: &str, reason: &str| vote::Event::TimeSet {
        vote: VOTE.into(),
        until: when(local).unwrap(),
        reason: reason.into(),
    };
    let owner = secretary();
    let now = Some(night.now);
    met.refuses("vote.time_is_past", &night, |n| n.tell(&owner, opens(now)));
    night.tell(&owner, opens(when("2026-03-01 10:30"))).unwrap();
    night.answer(VOTE, 1, vec![marks(1, &[0])]).unwrap();
    met.refuses("vote.time_not_over", &night, |n| n.close_vote(VOTE));
    // An answer at the very minute is too late; the vote waits to be closed.
    night.at("2026-03-01 10:30");
    met.refuses("vote.time_is_over", &night, |n| n.answer(VOTE, 2, vec![marks(1, &[0])]));
    let more = "2026-03-01 10:45";
    met.refuses("vote.time_is_past", &night, |n| n.tell(&owner, sets("2026-03-01 10:30", "Muộn")));
    met.refuses("vote.reason_missing", &night, |n| n.tell(&owner, sets(more, " ")));
    met.refuses("people.no_right", &night, |n| n.tell(&member(1), sets(more, "Tôi muốn")));
    night.tell(&owner, sets(more, "Mất điện 15 phút")).unwrap();
    night.answer(VOTE, 2, vec![marks(1, &[0])]).unwrap();
    night.at(more);
    night.close_vote(VOTE).unwrap();
    assert_eq!(vote_of(&night).times.len(), 1);
}
