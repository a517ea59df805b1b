//! What holds of every floor and every roll call: nobody starves, equals are treated equally, nobody is counted twice.

use super::*;
use dienhong_core::{
    Head,
    assembly::{Delegate, FloorRule, Item, ItemId, Paper, Reply, Scope, Site, Spoke, Taken, Test},
    count::Count,
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// All are there and the first item is on, by the floor rule of the pack's conferences.
static ON: LazyLock<Night> = LazyLock::new(|| on(|_| {}));

fn head(night: &Night) -> Head {
    let by = By::Officer(secretary().officer.as_str().into());
    Head {
        at: night.now,
        by,
        body: Some(secretary().body.as_str().into()),
        unit: Some("38".into()),
    }
}

/// Turns as a second implementation counts them, from the records alone.
#[derive(Default, Clone)]
struct Tally {
    sites: BTreeMap<SiteId, u64>,
    people: BTreeMap<u32, u64>,
    urgent: BTreeSet<(u32, Kind)>,
}

impl Tally {
    fn count(&mut self, delegate: u32, kind: Kind, site: SiteId) {
        if kind == Kind::Speech || !self.urgent.insert((delegate, kind)) {
            *self.sites.entry(site).or_default() += 1;
            *self.people.entry(delegate).or_default() += 1;
        }
    }

    /// The most words that others are given before somebody who waits, whatever they do: `urgent` points of order
    /// and interventions, of each person the first of each on the item; `own` speeches at the same site, by those who
    /// have spoken no more often; and at each other site as many as bring it one past this one.
    ///
    /// `urgent + own + Σ max(0, T + own + 1 − Tₛ)`, with `own = Σ max(0, P + 1 − Pₚ)`, and `⌈quota / 10 s⌉` more for
    /// each site where there is a quota.
    fn bound(&self, waits: u32, site: &SiteId, own: impl Iterator<Item = u32>, quota: u64) -> u64 {
        let turns = |of: &SiteId| self.sites.get(of).copied().unwrap_or_default();
        let spoke = |of: u32| self.people.get(&of).copied().unwrap_or_default();
        let kinds = [Kind::PointOfOrder, Kind::Intervention];
        let others = || (1..=13).filter(|of| *of != waits);
        let urgent = others()
            .flat_map(|of| kinds.map(|kind| (of, kind)))
            .filter(|one| !self.urgent.contains(one))
            .count() as u64;
        let own: u64 = own
            .filter(|of| *of != waits)
            .map(|of| (spoke(waits) + 1).saturating_sub(spoke(of)))
            .sum();
        let elsewhere = SITES.map(SiteId::from).into_iter().filter(|of| of != site);
        let catch_up = |of: SiteId| (turns(site) + own + 1).saturating_sub(turns(&of)) + quota;
        urgent + own + quota + elsewhere.map(catch_up).sum::<u64>()
    }
}

/// One move of those who want to keep somebody from the floor.
#[derive(Debug, Clone)]
struct Ploy {
    delegate: u32,
    kind: Kind,
    /// Where they go before they ask.
    goes: Option<usize>,
    /// Where they go while they speak.
    flees: Option<usize>,
    seconds: u64,
    withdraws: bool,
}

fn kinds_of_words() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL.to_vec())
}

fn ploys() -> impl Strategy<Value = Vec<Ploy>> {
    let site = || prop::option::weighted(0.3, 0usize..4);
    let one = (1u32..=13, kinds_of_words(), site(), site(), 0u64..40, prop::bool::weighted(0.1));
    let one = one.prop_map(|(delegate, kind, goes, flees, seconds, withdraws)| Ploy {
        delegate,
        kind,
        goes,
        flees,
        seconds,
        withdraws,
    });
    prop::collection::vec(one, 30..120)
}

fn goes(night: &mut Night, delegate: u32, site: Option<usize>) {
    if let Some(site) = site {
        by_link(night, at(delegate, SITES[site], true)).unwrap();
    }
}

fn place(night: &Night, delegate: u32) -> SiteId {
    meeting(night).site_of(delegate).unwrap().clone()
}

/// All others do as the ploy says, and ask again; the first by the rule speaks. Who it was.
fn round(night: &mut Night, tally: &mut Tally, waits: Option<u32>, ploy: &Ploy, at: usize) -> u32 {
    let others = |of: &u32| Some(*of) != waits;
    if others(&ploy.delegate) {
        goes(night, ploy.delegate, ploy.goes);
        if ploy.withdraws && line(night, "a").contains(&ploy.delegate) {
            let (item, delegate) = ("a".into(), ploy.delegate);
            by_link(night, G::FloorWithdrawn { meeting: id(), item, delegate }).unwrap();
        }
    }
    let waiting: BTreeSet<u32> = line(night, "a").into_iter().collect();
    for of in (1..=13u32).filter(others).filter(|of| !waiting.contains(of)) {
        let shift = if of == ploy.delegate { 0 } else { at + of as usize };
        let kind = Kind::ALL[(ploy.kind as usize + shift) % 3];
        by_link(night, asked("a", of, kind)).unwrap();
    }
    let first = meeting(night).queue(&"a".into()).swap_remove(0);
    let (who, kind) = (first.asked.delegate, first.asked.kind);
    let site = place(night, who);
    tell(night, &chair(), speaks(who, 300)).unwrap();
    if others(&who) {
        goes(night, who, ploy.flees);
    }
    seconds(night, ploy.seconds);
    by_link(night, stops()).unwrap();
    tally.count(who, kind, site);
    who
}

fn heard_within_the_bound(
    rule: Option<FloorRule>,
    waits: u32,
    (before, at_once): (usize, bool),
    ploys: &[Ploy],
) {
    let mut night = ON.clone();
    let quota = rule
        .as_ref()
        .and_then(|rule| rule.quota)
        .map_or(0, |of| u64::from(of.seconds.div_ceil(10)));
    if let Some(rule) = rule {
        tell(&mut night, &chair(), ruled(rule)).unwrap();
    }
    let mut tally = Tally::default();
    for (at, ploy) in ploys.iter().cycle().take(before).enumerate() {
        round(&mut night, &mut tally, None, ploy, at);
    }
    if !line(&night, "a").contains(&waits) {
        by_link(&mut night, asked("a", waits, Kind::Speech)).unwrap();
    }
    let bound = tally.bound(waits, &place(&night, waits), 1..=13, quota);
    let mut heard = 0;
    let all = ploys.iter().cycle().skip(before).enumerate();
    for (at, ploy) in all {
        // Who says nothing at all takes a turn, too.
        let ploy = Ploy { seconds: if at_once { 0 } else { ploy.seconds }, ..ploy.clone() };
        if round(&mut night, &mut tally, Some(waits), &ploy, at) == waits {
            return;
        }
        heard += 1;
        assert!(heard <= bound, "{heard} were heard before {waits}, at most {bound} may be");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nobody_starves_whatever_the_others_do(
        ploys in ploys(),
        waits in 1u32..=13,
        before in 0usize..40,
    ) {
        heard_within_the_bound(None, waits, (before, false), &ploys);
    }

    #[test]
    fn nobody_starves_behind_sites_that_save_their_time(
        ploys in ploys(),
        waits in 1u32..=13,
        before in 0usize..40,
        seconds in 10u32..100,
        at_once in any::<bool>(),
    ) {
        let quota = Some(Quota { per: Per::Site, seconds, carries_over: false });
        let rule = FloorRule { quota, ..rule("conference").floor };
        heard_within_the_bound(Some(rule), waits, (before, at_once), &ploys);
    }
}

/// The adversaries can do as much as the bound says: it is not only above, it is the most.
#[test]
fn the_bound_is_reached_by_those_who_all_ask_first_and_stay_where_they_are() {
    let mut night = ON.clone();
    let waits = 12;
    let (mut words, mut tally) = (0, Tally::default());
    let site = place(&night, waits);
    let bound = tally.bound(waits, &site, [10, 11, 12].into_iter(), 0);
    for kind in [Kind::PointOfOrder, Kind::Intervention, Kind::Speech] {
        for of in (1..=13).filter(|of| *of != waits) {
            by_link(&mut night, asked("a", of, kind)).unwrap();
        }
        seconds(&mut night, 1);
        // Who may speak before all others does so, and asks again.
        while kind != Kind::Speech
            && let Some(first) = line(&night, "a").first().copied()
        {
            speak(&mut night, first, &mut tally);
            words += 1;
        }
    }
    // All the others wait for speeches now, and the last of them is who waits.
    by_link(&mut night, asked("a", waits, Kind::Speech)).unwrap();
    loop {
        let first = line(&night, "a")[0];
        if first == waits {
            break;
        }
        speak(&mut night, first, &mut tally);
        words += 1;
        // Asks again at once: that is later than who waits.
        seconds(&mut night, 1);
        by_link(&mut night, asked("a", first, Kind::Speech)).unwrap();
    }
    // Two at the site itself, three at each of the others, and before them all that was urgent.
    assert_eq!((words, bound), (24 + 2 + 9, 24 + 2 + 9));
}

fn speak(night: &mut Night, who: u32, tally: &mut Tally) {
    let waiting = meeting(night).queue(&"a".into());
    let kind = waiting.iter().find(|of| of.asked.delegate == who).unwrap().asked.kind;
    tally.count(who, kind, place(night, who));
    tell(night, &chair(), speaks(who, 60)).unwrap();
    by_link(night, stops()).unwrap();
}

/// What once starved others: points of order without end, and turns that are left at another site.
#[test]
fn a_second_point_of_order_waits_like_a_speech_and_costs_a_turn() {
    let mut night = ON.clone();
    by_link(&mut night, asked("a", 4, Kind::Speech)).unwrap();
    let mut raised = 0;
    loop {
        seconds(&mut night, 1);
        by_link(&mut night, asked("a", 7, Kind::PointOfOrder)).unwrap();
        match line(&night, "a")[0] {
            7 => says(&mut night, &chair(), [speaks(7, 30), stops()]),
            _ => break,
        }
        raised += 1;
    }
    assert_eq!(raised, 1);
    says(&mut night, &chair(), [speaks(4, 30), stops(), speaks(7, 30), stops()]);
    assert_eq!(meeting(&night).spoke(7).turns, 1);
    // On the next item it is the first again.
    says(&mut night, &chair(), [ended("a"), begun("b")]);
    says(&mut night, &chair(), [asked("b", 4, Kind::Speech), asked("b", 7, Kind::PointOfOrder)]);
    assert_eq!(line(&night, "b"), [7, 4]);
}

/// The queue of a fold of these, each with its own head.
fn folded(base: &Night, events: &[(Head, G)]) -> State {
    let mut state = base.state.clone();
    for (head, event) in events {
        state.apply(head, &of(event.clone()));
    }
    state
}

fn kind_at(number: u32) -> Kind {
    Kind::ALL[number as usize % 3]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// In whatever order requests of the same minute, lists and roll calls come in, the line is one.
    #[test]
    fn equal_inputs_give_an_equal_order(
        asks in Just((1u32..=13).collect::<Vec<_>>()).prop_shuffle(),
        lists in Just((1u32..=13).collect::<Vec<_>>()).prop_shuffle(),
        heard in prop::collection::vec(1u32..=13, 0..8),
        keys in prop::sample::subsequence(Key::ALL.to_vec(), 0..9).prop_shuffle(),
    ) {
        let fold = |asks: &[u32], lists: &[u32]| {
            let now = head(&ON);
            let mut events: Vec<(Head, G)> = Vec::new();
            events.extend(lists.iter().map(|of| (now.clone(), listed([*of]))));
            events.extend(lists.iter().rev().map(|of| (now.clone(), here([*of]))));
            events.push((now.clone(), ruled(rule_of(&keys, |_| {}))));
            for (at, of) in heard.iter().enumerate() {
                let at = Millis::new(now.at.get() + at as u64 * 1000);
                events.push((Head { at, ..now.clone() }, speaks_because(*of, 60, "x")));
            }
            events.extend(asks.iter().map(|of| (now.clone(), asked("a", *of, kind_at(*of)))));
            folded(&ON, &events)
        };
        let sorted: Vec<u32> = (1..=13).collect();
        let (one, other) = (fold(&asks, &lists), fold(&sorted, &sorted));
        let line = |state: &State| state.assembly.get(&id()).unwrap().queue(&"a".into());
        prop_assert_eq!(line(&one), line(&other));
        prop_assert_eq!(line(&one).len(), 13);
    }

    /// The line holds each who waits once, at places from one on, whomever the chair puts where.
    #[test]
    fn the_line_holds_each_who_waits_exactly_once(
        steps in prop::collection::vec((0u8..4, 1u32..=13, 0u16..16), 0..60),
    ) {
        let mut night = ON.clone();
        for (step, delegate, place) in steps {
            let event = match step {
                0 => asked("a", delegate, kind_at(u32::from(place))),
                1 => placed("a", delegate, place, "Theo phân công"),
                2 => G::FloorWithdrawn { meeting: id(), item: "a".into(), delegate },
                _ => speaks_because(delegate, 60, "x"),
            };
            let put = (step == 1).then_some((delegate, place));
            if tell(&mut night, &chair(), event).is_ok() && let Some((delegate, place)) = put {
                // Where the chair has just put somebody, there they stand.
                prop_assert_eq!(line(&night, "a")[usize::from(place) - 1], delegate);
            }
            let _ended = tell(&mut night, &chair(), stops());
            seconds(&mut night, 1);
            let meeting = meeting(&night);
            let queue = meeting.queue(&"a".into());
            let mut numbers: Vec<u32> = queue.iter().map(|of| of.asked.delegate).collect();
            numbers.sort_unstable();
            let waiting: Vec<u32> =
                meeting.waiting.get(&ItemId::from("a")).into_iter().flat_map(|of| of.keys().copied()).collect();
            prop_assert_eq!(numbers, waiting);
            let places: Vec<usize> = queue.iter().map(|of| of.place).collect();
            prop_assert_eq!(places, (1..=queue.len()).collect::<Vec<_>>());
        }
    }

    /// The numbers that are kept are those of a full count, after whatever marks, lists and moves, lawful or not.
    #[test]
    fn who_is_there_is_counted_as_if_counted_anew(
        steps in prop::collection::vec(
            (0u8..4, 1u32..=15, 0usize..4, 0usize..4, any::<bool>(), 1u64..5, 0u64..120),
            0..80,
        ),
    ) {
        let mut state = ON.state.clone();
        for (at, (step, number, site, presence, other, weight, ago)) in steps.into_iter().enumerate() {
            let now = head(&ON);
            let head = Head { at: Millis::new(now.at.get() + at as u64 * 1000), ..now };
            let happened = (step == 1).then(|| Millis::new(head.at.get() - ago * 1000));
            let site: SiteId = SITES[site].into();
            let event = match step {
                0 | 1 => G::Marked {
                    meeting: id(),
                    marks: vec![Mark {
                        site: other.then_some(site),
                        ..mark(number, Presence::ALL[presence])
                    }],
                    happened,
                },
                _ => {
                    let new = Delegate { site, guest: other, weight: n(weight), ..delegate(number) };
                    match step {
                        2 => G::DelegatesListed { meeting: id(), delegates: vec![new] },
                        _ => G::DelegateReplaced { meeting: id(), delegate: new, reason: "x".into() },
                    }
                }
            };
            let _answer = state.lawful(&head, &of(event.clone()));
            state.apply(&head, &of(event));
            counted_anew(state.assembly.get(&id()).unwrap());
        }
    }
}

fn counted_anew(meeting: &Meeting) {
    let counts = |there: dienhong_core::assembly::There| (u64::from(there.heads), there.weight);
    let sum = |of: &dyn Fn(&Delegate) -> bool| {
        let all = meeting.delegates.values().filter(|one| !one.guest && of(one));
        all.fold((0, 0), |(heads, weight), one| (heads + 1, weight + one.weight.get()))
    };
    let seen = |of: &Delegate| {
        meeting
            .seen
            .get(&of.number)
            .filter(|seen| seen.presence == Presence::Here)
            .map(|of| &of.site)
    };
    for (id, of) in &meeting.sites {
        assert_eq!(counts(of.expected), sum(&|one| one.site == *id), "expected at {id}");
        assert_eq!(counts(of.here), sum(&|one| seen(one) == Some(id)), "here at {id}");
    }
    let coming = meeting.coming();
    assert_eq!(counts(coming.expected), sum(&|_| true));
    let line_holds = |id: &SiteId| meeting.sites[id].lost().is_none();
    assert_eq!(counts(coming.here), sum(&|one| seen(one).is_some_and(line_holds)));
}

/// Any event at all, most of them of no lawful meeting.
fn anything() -> impl Strategy<Value = G> {
    let numbers = || prop::sample::select(vec![0u32, 1, 2, 4, 13, 14, u32::MAX]);
    let sites = || prop::sample::select(vec!["tinh", "xa-1", "xa-2", "x", ""]);
    let items = || prop::sample::select(vec!["a", "b", "a-1", "x"]);
    let sizes = || prop::sample::select(vec![0u32, 1, 60, 14_400, u32::MAX]);
    let times = || prop::sample::select(vec![0, 1_780_279_200_000, u64::MAX]).prop_map(Millis::new);
    let weights = || prop::sample::select(vec![0, 1, Count::MAX]);
    (
        0u8..38,
        (numbers(), numbers(), sites(), sites(), items(), items()),
        (sizes(), times(), prop::option::of(times()), weights()),
        (
            any::<bool>(),
            0usize..4,
            kinds_of_words(),
            prop::sample::subsequence(Key::ALL.to_vec(), 0..9),
        ),
    )
        .prop_map(|(which, (number, other, site, above, item, below), sizes, flags)| {
            let (size, time, maybe, weight) = sizes;
            let (flag, four, about, order) = flags;
            let meeting = id;
            let reason = || String::from("x");
            let (site, item): (SiteId, ItemId) = (site.into(), item.into());
            let quota =
                flag.then_some(Quota { per: Per::Group, seconds: size, carries_over: true });
            let floor = FloorRule {
                order,
                scope: if flag { Scope::Item } else { Scope::Meeting },
                seconds: size,
                warn: 0,
                hard_stop: flag.then_some(size),
                quota,
                carries_over: flag,
            };
            let words = || Words::Open("x".into());
            let delegate = || Delegate {
                site: site.clone(),
                guest: flag,
                weight: n(weight),
                group: if flag { "g".into() } else { String::new() },
                ..delegate(number.clamp(1, 12))
            };
            let delegate = || Delegate { number, ..delegate() };
            let plan = || Plan { floor: floor.clone(), closed: flag, ..plan("conference") };
            match which {
                0 => G::Convened { meeting: meeting(), plan: plan() },
                1 => G::Replanned { meeting: meeting(), plan: plan(), reason: reason() },
                2 => G::CalledOff { meeting: meeting(), reason: reason() },
                3 => {
                    let site = Site {
                        id: site,
                        name: reason(),
                        parent: Some(above.into()),
                        unit: None,
                        place: reason(),
                        secretary: None,
                    };
                    G::SiteSet { meeting: meeting(), site }
                }
                4 => G::SiteDropped { meeting: meeting(), site, reason: reason() },
                5 => G::DelegatesListed {
                    meeting: meeting(),
                    delegates: vec![delegate(), delegate()],
                },
                6 => G::DelegateReplaced {
                    meeting: meeting(),
                    delegate: delegate(),
                    reason: reason(),
                },
                7 => {
                    let item = Item {
                        id: item,
                        parent: Some(below.into()),
                        title: words(),
                        visibility: Visibility::Public,
                        minutes: Some(u16::MAX),
                        owner: reason(),
                    };
                    G::ItemSet { meeting: meeting(), item }
                }
                8 => G::ItemDropped { meeting: meeting(), item, reason: reason() },
                9 => G::AgendaOrdered { meeting: meeting(), order: vec![item.clone(), item] },
                10 => G::Invited { meeting: meeting(), sites: vec![site] },
                11 => {
                    let reply = Reply { coming: flag, note: reason() };
                    G::Replied { meeting: meeting(), site, reply }
                }
                12 => {
                    let test = Test { sound: flag, picture: flag, heard: true };
                    G::LineTested { meeting: meeting(), site, test }
                }
                13 => {
                    let paper: Paper = refusals::paper(|paper| paper.item = Some(item));
                    G::PaperGiven { meeting: meeting(), paper }
                }
                14 => G::PaperWithdrawn { meeting: meeting(), blob: blob(), reason: reason() },
                15 => G::Opened { meeting: meeting() },
                16 => G::Recessed { meeting: meeting(), until: time },
                17 => G::WentOn { meeting: meeting() },
                18 => G::Closed { meeting: meeting() },
                19 => {
                    let mark =
                        Mark { site: flag.then_some(site), ..mark(number, Presence::ALL[four]) };
                    G::Marked { meeting: meeting(), marks: vec![mark], happened: maybe }
                }
                20 => G::LineLost { meeting: meeting(), site, since: time },
                21 => G::LineBack { meeting: meeting(), site },
                22 => {
                    let outcome = Outcome::Merged;
                    let taken = Taken { happened: time, act: reason(), delegate: number, outcome };
                    G::Returned { meeting: meeting(), site, taken: vec![taken] }
                }
                23 => G::ItemBegun { meeting: meeting(), item },
                24 => G::ItemEnded { meeting: meeting(), item },
                25 => G::ChairPassed { meeting: meeting(), to: "x".into(), reason: reason() },
                26 => G::FloorRuled { meeting: meeting(), rule: floor },
                27 | 28 => G::FloorAsked {
                    meeting: meeting(),
                    item,
                    delegate: number,
                    about,
                    happened: maybe,
                },
                29 => G::FloorWithdrawn { meeting: meeting(), item, delegate: number },
                30 => {
                    let place = u16::try_from(size).unwrap_or(u16::MAX);
                    G::FloorPlaced {
                        meeting: meeting(),
                        item,
                        delegate: number,
                        place,
                        reason: reason(),
                    }
                }
                31 => G::FloorGiven {
                    meeting: meeting(),
                    delegate: number,
                    seconds: size,
                    reason: None,
                },
                32 => G::FloorPaused { meeting: meeting() },
                33 => G::FloorResumed { meeting: meeting() },
                34 => G::FloorExtended { meeting: meeting(), seconds: size },
                35 => G::FloorEnded { meeting: meeting() },
                36 => {
                    let note = dienhong_core::assembly::Note::Said;
                    let item = Some(item);
                    G::Noted { meeting: meeting(), number: other, item, note, words: words() }
                }
                _ => {
                    let words = flag.then(words);
                    G::NoteChanged { meeting: meeting(), number: other, words, reason: reason() }
                }
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Whatever a journal holds, the fold takes it in, and everything that is asked of it has an answer.
    #[test]
    fn whatever_happens_to_a_meeting_is_taken_in(
        events in prop::collection::vec((anything(), 0usize..3), 0..120),
        fresh in any::<bool>(),
    ) {
        let mut state = if fresh { council_only() } else { ON.state.clone() };
        let now = head(&ON);
        for (event, when) in events {
            let at = [Millis::new(0), now.at, Millis::MAX][when];
            let head = Head { at, ..now.clone() };
            let _answer = state.lawful(&head, &of(event.clone()));
            state.apply(&head, &of(event));
            let Some(meeting) = state.assembly.get(&id()) else { continue };
            for item in ["a", "b", "a-1", "x"] {
                for place in meeting.queue(&item.into()) {
                    let _left = meeting.quota_left(place.asked.delegate);
                    let _spoke: Spoke = meeting.spoke(place.asked.delegate);
                }
            }
            let _rest = (meeting.agenda(), meeting.coming(), meeting.minutes(), meeting.step());
            for speech in meeting.speaking.iter().chain(&meeting.interrupted) {
                let _clock = (speech.left(at), speech.stops(&meeting.floor), speech.spent(at));
            }
            let _long: Vec<u64> = meeting.items.values().map(|of| of.took(at)).collect();
        }
    }
}

fn council_only() -> State {
    static COUNCIL: LazyLock<State> = LazyLock::new(|| council_at("2026-06-01 08:00").state);
    COUNCIL.clone()
}

/// Circles of sites and items, and a line of items deeper than any agenda: what asks them ends.
#[test]
fn a_meeting_that_was_never_lawful_neither_hangs_nor_crashes() {
    let mut state = ON.state.clone();
    let head = head(&ON);
    let mut apply = |event: G| state.apply(&head, &of(event));
    let under = |of: &str, above: &str| {
        let above = Some(above.into());
        item(of, |item| item.parent = above)
    };
    apply(under("a", "b"));
    apply(under("b", "a"));
    apply(G::SiteSet { meeting: id(), site: Site { parent: Some("xa-2".into()), ..site("xa-1") } });
    apply(G::SiteSet { meeting: id(), site: Site { parent: Some("xa-1".into()), ..site("xa-2") } });
    apply(item("deep-0", |_| {}));
    for at in 1..5_000 {
        apply(under(&format!("deep-{at}"), &format!("deep-{}", at - 1)));
    }
    apply(noted(u32::MAX, None, "x"));
    let lawful = |event: G| state.lawful(&head, &of(event)).map_err(|refusal| refusal.code);
    assert_eq!(lawful(under("c", "a")), Err("assembly.too_many_items"));
    assert_eq!(lawful(under("a-1", "a")), Err("assembly.item_below_itself"));
    let below = Site { parent: Some("xa-1".into()), ..site("xa-3") };
    let event = G::SiteSet { meeting: id(), site: below };
    assert_eq!(lawful(event), Err("assembly.site_below_itself"));
    assert_eq!(lawful(noted(1, None, "x")), Err("assembly.note_number_differs"));
    let agenda = state.assembly.get(&id()).unwrap().agenda().len();
    assert_eq!(agenda, 301);
}
