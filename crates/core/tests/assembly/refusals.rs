//! Every refusal of a meeting, with what is not refused beside it.

use super::*;
use dienhong_core::assembly::{Paper, Reply, Site, Taken, Test};

pub fn paper(change: impl FnOnce(&mut Paper)) -> Paper {
    let mut paper = Paper {
        item: Some("a".into()),
        title: Words::Open("Dự thảo (mô phỏng)".into()),
        blob: blob(),
        media: "application/pdf".into(),
        bytes: 1_000,
        reach: Reach::Public,
    };
    change(&mut paper);
    paper
}

fn given(change: impl FnOnce(&mut Paper)) -> G {
    G::PaperGiven { meeting: id(), paper: paper(change) }
}

fn replanned(reason: &str, change: impl FnOnce(&mut Plan)) -> G {
    let mut plan = plan("conference");
    change(&mut plan);
    G::Replanned { meeting: id(), plan, reason: reason.into() }
}

fn site_as(name: &str, change: impl FnOnce(&mut Site)) -> G {
    let mut site = site(name);
    change(&mut site);
    G::SiteSet { meeting: id(), site }
}

fn dropped_site(site: &str, reason: &str) -> G {
    G::SiteDropped { meeting: id(), site: site.into(), reason: reason.into() }
}

fn dropped(item: &str, reason: &str) -> G {
    G::ItemDropped { meeting: id(), item: item.into(), reason: reason.into() }
}

fn delegates(change: impl FnOnce(&mut Vec<dienhong_core::assembly::Delegate>)) -> G {
    let mut delegates: Vec<_> = (14..=15).map(delegate).collect();
    change(&mut delegates);
    G::DelegatesListed { meeting: id(), delegates }
}

fn ordered(order: &[&str]) -> G {
    G::AgendaOrdered { meeting: id(), order: order.iter().map(|of| (*of).into()).collect() }
}

fn invited(sites: &[&str]) -> G {
    G::Invited { meeting: id(), sites: sites.iter().map(|of| (*of).into()).collect() }
}

fn taken(site: &str, happened: Millis, outcome: Outcome) -> G {
    let taken = vec![Taken { happened, act: "mark".into(), delegate: 4, outcome }];
    G::Returned { meeting: id(), site: site.into(), taken }
}

fn passed(to: &str, reason: &str) -> G {
    G::ChairPassed { meeting: id(), to: to.into(), reason: reason.into() }
}

fn withdrawn(item: &str, delegate: u32) -> G {
    G::FloorWithdrawn { meeting: id(), item: item.into(), delegate }
}

fn extended(seconds: u32) -> G {
    G::FloorExtended { meeting: id(), seconds }
}

fn note(item: Option<&str>, words: Words) -> G {
    let kind = dienhong_core::assembly::Note::Said;
    G::Noted { meeting: id(), number: 1, item: item.map(Into::into), note: kind, words }
}

fn changed(number: u32, words: Option<&str>, reason: &str) -> G {
    let words = words.map(|words| Words::Open(words.into()));
    G::NoteChanged { meeting: id(), number, words, reason: reason.into() }
}

/// One of the body's members without a part in running it.
fn member() -> Who {
    office::member(3)
}

struct Pairs<'a> {
    met: &'a mut Met,
    night: Night,
    who: Who,
}

impl Pairs<'_> {
    /// The first is refused so, the other is not refused.
    fn pair(&mut self, code: &'static str, refused: G, allowed: G) {
        let who = self.who.clone();
        self.met.refuses(code, &self.night, |night| tell(night, &who, refused));
        self.fine(code, allowed);
    }

    fn fine(&mut self, code: &str, allowed: G) {
        let kind = allowed.kind();
        let answer = tell(&mut self.night.clone(), &self.who, allowed).map(drop);
        assert_eq!(answer, Ok(()), "beside {code}: {kind}");
    }

    fn does(&mut self, event: G) {
        tell(&mut self.night, &self.who.clone(), event).unwrap();
    }
}

#[test]
fn every_refusal_is_met() {
    let mut met = Met::default();
    of_plans(&mut met);
    of_preparing(&mut met);
    of_lists_and_papers(&mut met);
    of_who_may(&mut met);
    of_presence(&mut met);
    of_going_on(&mut met);
    of_the_floor(&mut met);
    of_notes(&mut met);
    of_votes(&mut met);
    met.all_of("assembly");
}

fn of_plans(met: &mut Met) {
    let night = council_at("2026-06-01 08:00");
    let mut of = Pairs { met, night, who: secretary() };
    let fine = || convened(|_| {});
    of.pair("assembly.unknown_kind", convened(|plan| plan.kind = "party".into()), fine());
    of.pair("assembly.title_missing", convened(|plan| plan.title = " ".into()), fine());
    of.pair("assembly.place_missing", convened(|plan| plan.place = String::new()), fine());
    let ends = |more: u64| convened(|plan| plan.ends = Some(Millis::new(plan.begins.get() + more)));
    of.pair("assembly.ends_before_it_begins", ends(0), ends(1));
    of.pair("people.unknown_officer", convened(|plan| plan.chair = "nobody".into()), fine());
    of.pair("people.unknown_officer", convened(|plan| plan.deputies.push("x".into())), fine());
    of.pair("assembly.quorum_too_low", convened(|plan| plan.quorum = None), fine());
    let asks = |share: &str| {
        let own = quorum(share);
        convened(|plan| plan.quorum = Some(own))
    };
    of.pair("assembly.quorum_too_low", asks("1/3"), asks("2/3"));
    of.pair("assembly.quorum_too_low", asks("3/2"), asks("1/1"));
    let floor = |change: fn(&mut dienhong_core::assembly::FloorRule)| {
        convened(|plan| change(&mut plan.floor))
    };
    let code = "assembly.floor_rule_out_of_range";
    of.pair(code, floor(|rule| rule.order.push(Key::Kind)), floor(|rule| rule.order.clear()));
    of.pair(
        code,
        floor(|rule| rule.seconds = 9),
        floor(|rule| (rule.seconds, rule.warn) = (10, 9)),
    );
    of.pair(code, floor(|rule| rule.warn = 420), floor(|rule| rule.warn = 419));
    let quota = |seconds| Some(Quota { per: Per::Group, seconds, carries_over: true });
    let with = |seconds| convened(|plan| plan.floor.quota = quota(seconds));
    of.pair(code, with(9), with(86_400));
    let document =
        |number: &str| convened(|plan| plan.document.as_mut().unwrap().number = number.into());
    of.pair("assembly.document_missing", document(" "), document("1"));
    let follows = |of: &str| convened(|plan| plan.follows = Some(of.into()));
    of.pair("assembly.unknown", follows("none"), fine());
    of.pair("assembly.unknown", opened(), fine());
    of.does(fine());
    let other = |change: fn(&mut Plan)| {
        let mut plan = plan("briefing");
        change(&mut plan);
        G::Convened { meeting: "other".into(), plan }
    };
    of.pair("assembly.convened_twice", fine(), other(|_| {}));
    let goes_on = |plan: &mut Plan| plan.continues = Some(continues(M, "xa-1"));
    of.pair("assembly.unknown_site", other(goes_on), other(|plan| plan.follows = Some(id())));
    of.does(site_set("tinh"));
    of.does(site_set("xa-1"));
    of.pair("assembly.still_goes_on", other(goes_on), other(|_| {}));
    of.does(other(|plan| plan.follows = Some(id())));
    let after = |before: &str| {
        let before = before.into();
        replanned("Đổi", |plan| plan.follows = Some(before))
    };
    of.pair("assembly.follows_itself", after(M), replanned("Đổi", |_| {}));
    of.pair("assembly.follows_itself", after("other"), replanned("Đổi", |_| {}));
    let hidden = convened(|plan| plan.closed = true);
    let mut closed = council_at("2026-06-01 08:00");
    tell(&mut closed, &secretary(), hidden).unwrap();
    let mut of_closed = Pairs { met: of.met, night: closed, who: secretary() };
    let next = |closed| other_of(move |plan| (plan.follows, plan.closed) = (Some(id()), closed));
    of_closed.pair("assembly.rests_on_closed", next(false), next(true));
}

fn other_of(change: impl FnOnce(&mut Plan)) -> G {
    let mut plan = plan("briefing");
    change(&mut plan);
    G::Convened { meeting: "other".into(), plan }
}

fn of_preparing(met: &mut Met) {
    let mut of = Pairs { met, night: prepared(|_| {}), who: secretary() };
    let fine = || replanned("Đổi giờ", |plan| plan.ends = None);
    of.pair("assembly.reason_missing", replanned(" ", |_| {}), fine());
    of.pair("assembly.stays_as_public", replanned("Đổi", |plan| plan.closed = true), fine());
    let off = |reason: &str| G::CalledOff { meeting: id(), reason: reason.into() };
    of.pair("assembly.reason_missing", off(""), off("Bão"));
    of.pair("assembly.site_nameless", site_as("", |_| {}), site_as("xa-3", |_| {}));
    of.pair(
        "assembly.site_nameless",
        site_as("tinh", |site| site.name = " ".into()),
        site_set("tinh"),
    );
    of.pair(
        "people.unknown_officer",
        site_as("tinh", |s| s.secretary = Some("x".into())),
        site_set("tinh"),
    );
    of.pair(
        "election.unknown_unit",
        site_as("tinh", |s| s.unit = Some("99".into())),
        site_set("tinh"),
    );
    of.pair(
        "assembly.unknown_site",
        site_as("tinh", |s| s.parent = Some("x".into())),
        site_set("tinh"),
    );
    let below = |above: &str| {
        let above = Some(above.into());
        site_as("tinh", |site| site.parent = above)
    };
    of.pair("assembly.site_below_itself", below("xa-1"), site_set("tinh"));
    of.pair("assembly.site_below_itself", below("tinh"), site_set("tinh"));
    of.does(site_as("spare", |site| site.secretary = None));
    of.pair("assembly.site_is_used", dropped_site("xa-1", "Gộp"), dropped_site("spare", "Gộp"));
    of.pair("assembly.site_is_used", dropped_site("tinh", "Gộp"), dropped_site("spare", "Gộp"));
    of.pair("assembly.reason_missing", dropped_site("spare", ""), dropped_site("spare", "Gộp"));
    of.pair("assembly.unknown_site", dropped_site("x", "Gộp"), dropped_site("spare", "Gộp"));
    let mut moved = of.night.clone();
    tell(&mut moved, &secretary(), at(4, "spare", false)).unwrap();
    of.met.refuses("assembly.site_is_used", &moved, |night| {
        tell(night, &secretary(), dropped_site("spare", "Gộp"))
    });
    of.pair("assembly.item_nameless", item("", |_| {}), item("c", |_| {}));
    let titled = |words: Words| item("c", |item| item.title = words);
    of.pair("assembly.item_nameless", titled(Words::Open(" ".into())), item("c", |_| {}));
    let sealed = || Words::Sealed(office::salted(1));
    let inner = item("c", |item| {
        (item.title, item.visibility) = (sealed(), Visibility::Internal);
    });
    of.pair("assembly.words_not_sealed_alike", titled(sealed()), inner);
    let long = |minutes| item("c", |item| item.minutes = minutes);
    of.pair("assembly.minutes_out_of_range", long(Some(0)), long(Some(1)));
    let under = |above: &str| {
        let above = Some(above.into());
        item("a", |item| item.parent = above)
    };
    of.pair("assembly.item_below_itself", under("a-1"), under("b"));
    of.pair("assembly.item_below_itself", under("a"), under("b"));
    of.pair("assembly.unknown_item", under("x"), under("b"));
    of.pair("assembly.item_has_parts", dropped("a", "Lùi"), dropped("a-1", "Lùi"));
    of.pair("assembly.reason_missing", dropped("b", ""), dropped("b", "Lùi"));
    let fine = || ordered(&["b", "a", "a-1"]);
    of.pair("assembly.agenda_differs", ordered(&["b", "a"]), fine());
    of.pair("assembly.agenda_differs", ordered(&["b", "a", "a-1", "a"]), fine());
    of.pair("assembly.agenda_differs", ordered(&["b", "a", "x"]), fine());
    of.pair("assembly.unknown_site", invited(&[]), invited(&["tinh", "xa-1"]));
    of.pair("assembly.unknown_site", invited(&["tinh", "x"]), invited(&["tinh"]));
    let mut many = of.night.clone();
    for at in 0..295 {
        tell(&mut many, &secretary(), item(&format!("i-{at}"), |_| {})).unwrap();
    }
    let mut many = Pairs { met: of.met, night: many, who: secretary() };
    for at in 295..297 {
        many.does(item(&format!("i-{at}"), |_| {}));
    }
    many.pair("assembly.too_many_items", item("more", |_| {}), item("a", |_| {}));
    for at in 0..995 {
        many.does(site_as("spare", |site| {
            (site.id, site.secretary) = (format!("s-{at}").as_str().into(), None);
        }));
    }
    let more = site_as("spare", |site| site.id = "more".into());
    many.pair("assembly.too_many_sites", more, site_set("tinh"));
}

fn of_lists_and_papers(met: &mut Met) {
    let mut of = Pairs { met, night: prepared(|_| {}), who: secretary() };
    let fine = || delegates(|_| {});
    of.pair("assembly.number_twice", delegates(|all| all[1].number = 14), fine());
    of.pair("assembly.delegate_nameless", delegates(|all| all[1].name = " ".into()), fine());
    of.pair("assembly.delegate_nameless", delegates(|all| all[1].number = 0), fine());
    of.pair("assembly.unknown_site", delegates(|all| all[1].site = "x".into()), fine());
    of.pair("assembly.no_weights_here", delegates(|all| all[1].weight = n(2)), fine());
    of.pair("assembly.no_weights_here", delegates(|all| all[1].weight = n(0)), fine());
    of.pair("people.unknown_officer", delegates(|all| all[1].officer = Some("x".into())), fine());
    let from = |first: u32, last: u32| G::DelegatesListed {
        meeting: id(),
        delegates: (first..=last).map(delegate).collect(),
    };
    of.pair("assembly.too_many_delegates", from(14, 20_001), from(14, 20_000));
    let replaced_by = |number, reason: &str| G::DelegateReplaced {
        meeting: id(),
        delegate: delegate(number),
        reason: reason.into(),
    };
    of.pair("assembly.unknown_delegate", replaced_by(14, "Ốm"), replaced_by(13, "Ốm"));
    of.pair("assembly.reason_missing", replaced_by(13, " "), replaced_by(13, "Ốm"));
    of.pair("assembly.paper_nameless", given(|p| p.title = Words::Open(" ".into())), given(|_| {}));
    of.pair(
        "assembly.unknown_item",
        given(|p| p.item = Some("x".into())),
        given(|p| p.item = None),
    );
    let sealed = || Words::Sealed(office::salted(1));
    of.pair("assembly.words_not_sealed_alike", given(|p| p.title = sealed()), given(|_| {}));
    let groups = |names: &[&str]| {
        let groups = names.iter().map(|name| (*name).to_owned()).collect();
        given(|p| (p.title, p.reach) = (sealed(), Reach::Groups(groups)))
    };
    of.pair("assembly.no_groups", groups(&[]), groups(&["Đoàn 1"]));
    of.does(item("s", |item| (item.title, item.visibility) = (sealed(), Visibility::Internal)));
    let inner =
        |reach, title| given(|p| (p.item, p.reach, p.title) = (Some("s".into()), reach, title));
    of.pair(
        "assembly.item_is_not_public",
        inner(Reach::Public, Words::Open("Dự thảo".into())),
        inner(Reach::Delegates, sealed()),
    );
    let off =
        |reason: &str| G::PaperWithdrawn { meeting: id(), blob: blob(), reason: reason.into() };
    of.pair("assembly.unknown_paper", off("Nhầm"), given(|_| {}));
    of.does(given(|_| {}));
    of.pair("assembly.paper_twice", given(|_| {}), off("Nhầm"));
    of.pair("assembly.reason_missing", off(" "), off("Nhầm"));
    // The seats of a meeting stand once it is open; others may be added.
    let mut of = Pairs { met: of.met, night: on(|_| {}), who: secretary() };
    of.pair("assembly.number_twice", listed([13]), fine());
}

fn of_who_may(met: &mut Met) {
    let mut night = on(|_| {});
    let other = common::body("other", "council", Some("38"), None);
    night.staff(Some(common::keeper()), &other, "sec-2", "secretary");
    let stranger = Who { officer: "sec-2".into(), body: "other".into() };
    // Not one who runs meetings of another body, not a member, not who keeps a site; the chair and the office do.
    for who in [stranger, member(), site_keeper(1)] {
        for event in
            [ended("a"), item("b", |_| {}), noted(1, None, "x"), ruled(rule_of(&[], |_| {}))]
        {
            met.refuses("assembly.does_not_run_it", &night, |night| tell(night, &who, event));
        }
    }
    for who in [chair(), secretary()] {
        tell(&mut night.clone(), &who, ended("a")).unwrap();
    }
    // Each keeps their own site only.
    for (site, answer) in [("xa-1", Ok(())), ("xa-2", Err("assembly.does_not_run_it"))] {
        let gone = lost(&night, site, 0);
        assert_eq!(tell(&mut night.clone(), &site_keeper(1), gone).map(drop), answer);
    }
    let asks = |who: u32| asked("a", who, Kind::Speech);
    for (delegate, answer) in [(4, Ok(())), (7, Err("assembly.does_not_run_it"))] {
        assert_eq!(tell(&mut night.clone(), &site_keeper(1), asks(delegate)).map(drop), answer);
    }
    // A delegate who is signed in acts for themselves.
    for (delegate, answer) in [(2, Ok(())), (3, Err("assembly.does_not_run_it"))] {
        assert_eq!(tell(&mut night.clone(), &deputy(), asks(delegate)).map(drop), answer);
    }
    met.refuses("people.no_right", &council_at("2026-06-01 08:00"), |night| {
        tell(night, &member(), convened(|_| {}))
    });
    let mut of = Pairs { met, night, who: deputy() };
    let to = || deputy().officer;
    of.pair("assembly.reason_missing", passed(&to(), " "), passed(&to(), "Rớt mạng"));
    of.pair("assembly.has_the_chair", passed(&chair().officer, "x"), passed(&to(), "x"));
    of.pair("assembly.not_a_deputy", passed(&member().officer, "x"), passed(&to(), "x"));
    of.who = member();
    of.met.refuses("assembly.does_not_run_it", &of.night, |night| {
        tell(night, &member(), passed(&to(), "x"))
    });
}

fn of_presence(met: &mut Met) {
    let mut of = Pairs { met, night: prepared(|_| {}), who: secretary() };
    let reply = |site: &str| G::Replied {
        meeting: id(),
        site: site.into(),
        reply: Reply { coming: false, note: String::new() },
    };
    of.pair("assembly.unknown_site", reply("x"), reply("xa-1"));
    let test = |site: &str| G::LineTested {
        meeting: id(),
        site: site.into(),
        test: Test { sound: true, picture: false, heard: true },
    };
    of.pair("assembly.unknown_site", test("x"), test("xa-1"));
    of.pair("assembly.nobody_marked", here([]), here([1]));
    of.pair("assembly.number_twice", here([1, 1]), here([1, 2]));
    of.pair("assembly.unknown_delegate", here([14]), here([13]));
    of.pair("assembly.unknown_site", at(4, "x", false), at(4, "xa-2", false));
    let excused =
        |reason: &str| marked([Mark { reason: reason.into(), ..mark(4, Presence::Excused) }]);
    of.pair("assembly.reason_missing", excused(" "), excused("Ốm"));
    for (refused, event) in [
        (true, here([1, 2])),
        (true, marked([mark(1, Presence::Absent)])),
        (true, marked([mark(1, Presence::Excused)])),
        (false, here([1])),
        (false, marked([mark(1, Presence::Left)])),
    ] {
        match refused {
            true => of.met.refuses("assembly.marks_others", &of.night, |n| by_link(n, event)),
            false => drop(by_link(&mut of.night.clone(), event).unwrap()),
        }
    }
    of.does(here([4]));
    of.pair("assembly.is_elsewhere", at(4, "xa-2", false), at(4, "xa-2", true));
    let now = of.night.now;
    of.pair("assembly.line_is_not_lost", back("xa-1"), lost(&of.night.clone(), "xa-1", 0));
    of.pair(
        "assembly.line_is_not_lost",
        taken("xa-1", now, Outcome::Merged),
        lost(&of.night.clone(), "xa-1", 0),
    );
    let future =
        G::LineLost { meeting: id(), site: "xa-1".into(), since: Millis::new(now.get() + 1) };
    of.pair("assembly.time_in_the_future", future, lost(&of.night.clone(), "xa-1", 0));
    minutes(&mut of.night, 10);
    let before = lost(&of.night, "xa-1", 601);
    of.pair("assembly.did_not_happen_then", before, lost(&of.night.clone(), "xa-1", 600));
    let cut_off = lost(&of.night, "xa-1", 60);
    of.does(cut_off);
    of.pair(
        "assembly.line_is_lost",
        lost(&of.night.clone(), "xa-1", 0),
        lost(&of.night.clone(), "xa-2", 0),
    );
    let late = Millis::new(of.night.now.get() - 61_000);
    let then = Millis::new(of.night.now.get() - 60_000);
    let code = "assembly.did_not_happen_then";
    of.pair(code, taken("xa-1", late, Outcome::Merged), taken("xa-1", then, Outcome::Late));
    of.fine(code, taken("xa-1", late, Outcome::Refused(code.into())));
    let here_at = |happened| G::Marked {
        meeting: id(),
        marks: vec![mark(4, Presence::Left)],
        happened: Some(happened),
    };
    of.pair(code, here_at(late), here_at(then));
    let asks_at = |happened| G::FloorAsked {
        meeting: id(),
        item: "a".into(),
        delegate: 4,
        about: Kind::Speech,
        happened: Some(happened),
    };
    of.pair(code, asks_at(late), asks_at(then));
    of.does(here([4]));
    of.pair("assembly.marked_since", here_at(then), here_at(of.night.now));
}

fn of_going_on(met: &mut Met) {
    let night = council_at("2026-06-01 08:00");
    let mut of = Pairs { met, night, who: secretary() };
    of.does(convened(|_| {}));
    of.does(site_set("tinh"));
    of.pair("assembly.no_agenda", opened(), item("a", |_| {}));
    of.does(item("a", |_| {}));
    of.pair("assembly.nobody_listed", opened(), listed([1, 2, 3]));
    of.does(listed([1, 2, 3]));
    of.does(here([1]));
    of.pair("assembly.no_quorum", opened(), here([2]));
    of.pair("assembly.not_now", begun("a"), here([2]));
    of.does(here([2]));
    of.does(opened());
    of.pair("assembly.not_now", opened(), begun("a"));
    of.pair("assembly.not_now", replanned("Đổi", |_| {}), begun("a"));
    of.pair("assembly.unknown_item", begun("x"), begun("a"));
    of.pair("assembly.item_is_not_on", ended("a"), begun("a"));
    of.does(begun("a"));
    of.does(item("b", |_| {}));
    of.pair("assembly.item_is_on", begun("b"), ended("a"));
    of.pair("assembly.item_is_on", G::Closed { meeting: id() }, ended("a"));
    of.pair("assembly.item_has_begun", dropped("a", "Lùi"), dropped("b", "Lùi"));
    let until = |more: u64| {
        let until = Millis::new(council_at("2026-06-01 08:00").now.get() + more);
        G::Recessed { meeting: id(), until }
    };
    of.pair("assembly.time_is_past", until(0), until(1));
    of.does(until(1));
    of.pair("assembly.not_now", ended("a"), G::WentOn { meeting: id() });
    of.does(G::WentOn { meeting: id() });
    of.pair("assembly.not_now", G::WentOn { meeting: id() }, ended("a"));
    let gone = marked([mark(2, Presence::Left)]);
    of.does(ended("a"));
    of.pair("assembly.item_has_ended", asked("a", 1, Kind::Speech), asked("b", 1, Kind::Speech));
    let mut few = of.night.clone();
    tell(&mut few, &secretary(), gone).unwrap();
    of.met.refuses("assembly.no_quorum", &few, |night| tell(night, &secretary(), begun("b")));
    of.does(begun("b"));
    of.does(ended("b"));
    of.does(G::Closed { meeting: id() });
    for event in [
        begun("a"),
        here([3]),
        listed([4]),
        dropped_site("tinh", "Gộp"),
        asked("b", 1, Kind::Speech),
        given(|_| {}),
        ruled(rule_of(&[], |_| {})),
    ] {
        of.pair("assembly.not_now", event, noted(1, None, "Kết luận"));
    }
    let mut off = council_at("2026-06-01 08:00");
    tell(&mut off, &secretary(), convened(|_| {})).unwrap();
    tell(&mut off, &secretary(), G::CalledOff { meeting: id(), reason: "Bão".into() }).unwrap();
    of.met.refuses("assembly.not_now", &off, |night| tell(night, &secretary(), site_set("tinh")));
}

fn of_the_floor(met: &mut Met) {
    let mut of = Pairs { met, night: on(|_| {}), who: chair() };
    let ask = |item: &str, who| asked(item, who, Kind::Speech);
    of.who = secretary();
    of.pair("assembly.unknown_delegate", ask("a", 14), ask("a", 1));
    of.pair("assembly.unknown_item", ask("x", 1), ask("b", 1));
    of.does(marked([mark(12, Presence::Left)]));
    of.pair("assembly.is_not_here", ask("a", 12), ask("a", 11));
    of.does(ask("a", 1));
    of.pair("assembly.asked_twice", ask("a", 1), ask("b", 1));
    of.pair("assembly.does_not_wait", withdrawn("a", 4), withdrawn("a", 1));
    of.pair("assembly.does_not_wait", placed("b", 1, 1, "x"), placed("a", 1, 1, "x"));
    of.pair("assembly.no_such_place", placed("a", 1, 0, "x"), placed("a", 1, 1, "x"));
    of.pair("assembly.no_such_place", placed("a", 1, 2, "x"), placed("a", 1, 1, "x"));
    of.pair("assembly.reason_missing", placed("a", 1, 1, " "), placed("a", 1, 1, "x"));
    of.pair("assembly.seconds_out_of_range", speaks(1, 9), speaks(1, 10));
    of.pair("assembly.seconds_out_of_range", speaks(1, 14_401), speaks(1, 14_400));
    of.pair("assembly.others_come_first", speaks(4, 60), speaks_because(4, 60, "Được mời"));
    of.pair("assembly.others_come_first", speaks_because(4, 60, " "), speaks(1, 60));
    of.pair("assembly.is_not_here", speaks_because(12, 60, "x"), speaks(1, 60));
    let cut_off = lost(&of.night, "xa-1", 0);
    let mut without = of.night.clone();
    tell(&mut without, &secretary(), cut_off).unwrap();
    of.met.refuses("assembly.is_cut_off", &without, |night| {
        tell(night, &secretary(), speaks_because(4, 60, "x"))
    });
    of.pair("assembly.nobody_speaks", stops(), speaks(1, 60));
    of.pair("assembly.nobody_speaks", extended(60), speaks(1, 60));
    of.does(speaks(1, 60));
    of.pair("assembly.somebody_speaks", ended("a"), stops());
    let until = Millis::new(of.night.now.get() + 60_000);
    of.pair("assembly.somebody_speaks", G::Recessed { meeting: id(), until }, stops());
    of.pair("assembly.somebody_speaks", replaced(1, |_| {}), replaced(2, |_| {}));
    let (pauses, resumes) =
        (|| G::FloorPaused { meeting: id() }, || G::FloorResumed { meeting: id() });
    of.pair("assembly.floor_is_not_paused", resumes(), pauses());
    of.pair("assembly.seconds_out_of_range", extended(9), extended(10));
    of.does(pauses());
    of.pair("assembly.floor_is_paused", pauses(), resumes());
    of.does(stops());
    // Nobody waits: whoever is given the floor did not ask for it.
    of.pair("assembly.reason_missing", speaks(4, 60), speaks_because(4, 60, "Được mời"));
    let code = "assembly.floor_rule_out_of_range";
    of.pair(
        code,
        ruled(rule_of(&[Key::Kind, Key::Kind], |_| {})),
        ruled(rule_of(&[Key::Kind], |_| {})),
    );
    of.does(ended("a"));
    of.pair("assembly.no_item_is_on", speaks_because(4, 60, "x"), begun("b"));
}

fn of_notes(met: &mut Met) {
    let mut of = Pairs { met, night: on(|_| {}), who: secretary() };
    of.pair("assembly.note_number_differs", noted(2, None, "x"), noted(1, None, "x"));
    of.pair("assembly.note_number_differs", noted(0, None, "x"), noted(1, None, "x"));
    of.pair("assembly.words_missing", noted(1, None, " "), noted(1, Some("a"), "x"));
    of.pair("assembly.unknown_item", noted(1, Some("x"), "x"), noted(1, Some("a"), "x"));
    let sealed = note(Some("a"), Words::Sealed(office::salted(1)));
    of.pair("assembly.words_not_sealed_alike", sealed, note(Some("a"), Words::Open("x".into())));
    of.does(noted(1, None, "Kết luận"));
    of.pair("assembly.unknown_note", changed(2, None, "x"), changed(1, None, "x"));
    of.pair("assembly.words_missing", changed(1, Some(" "), "x"), changed(1, Some("Khác"), "x"));
    of.pair("assembly.reason_missing", changed(1, None, " "), changed(1, None, "x"));
    of.does(changed(1, None, "Ghi nhầm"));
    of.pair("assembly.unknown_note", changed(1, Some("Lại"), "x"), noted(2, None, "x"));
    let planned = prepared(|_| {});
    of.met.refuses("assembly.not_now", &planned, |n| tell(n, &secretary(), noted(1, None, "x")));
}

fn of_votes(met: &mut Met) {
    let mut of = Pairs { met, night: on(|_| {}), who: secretary() };
    let puts =
        |item: &str, vote: &str| G::VotePut { meeting: id(), item: item.into(), vote: vote.into() };
    let channel = common::votes::channel("tinh", vote::Way::Named);
    let questions = vec![common::votes::yes_no()];
    let call = common::votes::called("resolution", questions, vec![channel]);
    let call = vote::Call { members: n(12), ..call };
    let prepare = |night: &mut Night, id: &str, call: &vote::Call| {
        let event = vote::Event::Called { vote: id.into(), call: call.clone() };
        night.record(&secretary(), Event::Vote(event)).unwrap();
    };
    prepare(&mut of.night, "v", &call);
    of.pair("vote.unknown", puts("a", "x"), puts("a", "v"));
    of.pair("assembly.item_is_not_on", puts("b", "v"), puts("a", "v"));
    let rating = vote::Call {
        closed: true,
        purpose: "rating".into(),
        channels: vec![common::votes::channel("tinh", vote::Way::Paper)],
        ..call.clone()
    };
    prepare(&mut of.night, "closed", &rating);
    of.pair("assembly.vote_differs", puts("a", "closed"), puts("a", "v"));
    let sealed = Words::Sealed(office::salted(1));
    let mut inner = of.night.clone();
    says(
        &mut inner,
        &secretary(),
        [
            item("s", |item| (item.title, item.visibility) = (sealed, Visibility::Internal)),
            ended("a"),
            begun("s"),
        ],
    );
    of.met.refuses("assembly.item_is_not_public", &inner, |night| {
        tell(night, &secretary(), puts("s", "v"))
    });
    of.does(puts("a", "v"));
    prepare(&mut of.night, "w", &call);
    of.pair("assembly.vote_differs", puts("a", "v"), puts("a", "w"));
    // The rest is met where votes are opened.
    let voter = |seat| common::votes::voter(seat, "tinh");
    let open = |night: &Night, seats: &[u32], present: u64| {
        let mut night = night.clone();
        let voters = seats.iter().copied().map(voter).collect();
        let listed = vote::Event::VotersListed { vote: "v".into(), voters };
        night.record(&secretary(), Event::Vote(listed)).unwrap();
        let present = [("tinh".into(), n(present))].into();
        let (summoned, until) = (n(12), None);
        (night, Event::Vote(vote::Event::Opened { vote: "v".into(), summoned, present, until }))
    };
    for (code, seats, present) in [
        ("assembly.presence_differs", &[1, 2, 3][..], 2),
        ("assembly.presence_differs", &[1, 2], 2),
        ("assembly.voters_differ", &[1, 2, 4], 3),
    ] {
        let (night, event) = open(&of.night, seats, present);
        of.met.refuses(code, &night, |night| night.record(&secretary(), event));
    }
    // As many as are there: then it is the vote's own rule that wants more of them.
    let (mut night, event) = open(&of.night, &[1, 2, 3], 3);
    assert_eq!(night.record(&secretary(), event), Err("vote.no_quorum"));
    let mut of = Pairs { met: of.met, night: on(|_| {}), who: secretary() };
    of.night.ask(&secretary(), put_vote("a", "v")).unwrap();
    let of_b = item("b", |_| {});
    of.pair("assembly.vote_is_open", item("a", |_| {}), of_b);
    let shares = || delegates(|all| all[0].weight = n(2));
    of.met.refuses("assembly.no_weights_here", &of.night, |night| {
        tell(night, &secretary(), shares())
    });
    super::votes::too_heavy(of.met);
}
