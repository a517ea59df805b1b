//! A conference of a main site and three others: twelve delegates and a guest, all of them simulated.

use super::*;
use crate::common::votes::{marks as cast, yes_no};
use dienhong_core::{
    assembly::{
        Continues, Delegate, Event as G, FloorRule, Held, HeldAct, Item, Key, Kind, Mark, Meeting,
        MeetingId, Note, Numbering, Paper, Per, Plan, Presence, PutVote, Quorum, Quota, Reach,
        Reply, Scope, Site, SiteId, Test, Visibility, Words,
    },
    people::By,
};
use dienhong_journal::Millis;

pub const M: &str = "hn";
pub const SITES: [&str; 4] = ["tinh", "xa-1", "xa-2", "xa-3"];

pub fn of(event: G) -> Event {
    Event::Assembly(event)
}

pub fn id() -> MeetingId {
    M.into()
}

pub fn meeting(night: &Night) -> &Meeting {
    night.state.assembly.get(&id()).unwrap()
}

pub fn tell(night: &mut Night, who: &Who, event: G) -> Answer {
    night.record(who, of(event))
}

/// By a delegate's own link.
pub fn by_link(night: &mut Night, event: G) -> Answer {
    night.ask_by(By::Voter, Command::Record(vec![of(event)]))
}

pub fn minutes(night: &mut Night, minutes: u64) {
    seconds(night, minutes * 60);
}

pub fn seconds(night: &mut Night, seconds: u64) {
    night.now = Millis::new(night.now.get() + seconds * 1000);
}

/// Has the chair, and is the first delegate.
pub fn chair() -> Who {
    super::member(1)
}

pub fn deputy() -> Who {
    super::member(2)
}

/// Keeps the list of `xa-n`, for the committee of their own commune.
pub fn site_keeper(number: u8) -> Who {
    commune(number)
}

pub fn rule(kind: &str) -> dienhong_core::assembly::MeetingRule {
    dienhong_packs::rules("vn").unwrap().assembly.unwrap().kinds[kind].clone()
}

pub fn plan(kind: &str) -> Plan {
    let officer = |who: Who| dienhong_core::people::OfficerId::from(who.officer.as_str());
    Plan {
        title: "Hội nghị trực tuyến (mô phỏng)".into(),
        kind: kind.into(),
        begins: Millis::new(1_780_279_200_000),
        ends: Some(Millis::new(1_780_290_000_000)),
        place: "Hội trường tỉnh (mô phỏng)".into(),
        closed: false,
        chair: officer(chair()),
        deputies: vec![officer(deputy())],
        numbering: Numbering { prefix: "Mục ".into(), roman: true },
        quorum: rule(kind).quorum,
        floor: rule(kind).floor,
        follows: None,
        continues: None,
        document: Some(document("2026-05-20")),
    }
}

pub fn convened(change: impl FnOnce(&mut Plan)) -> G {
    let mut plan = plan("conference");
    change(&mut plan);
    G::Convened { meeting: id(), plan }
}

pub fn site(name: &str) -> Site {
    let number = name.strip_prefix("xa-");
    Site {
        id: name.into(),
        name: format!("Điểm cầu {name} (mô phỏng)"),
        parent: number.map(|_| "tinh".into()),
        unit: number.map(UnitId::from),
        place: String::new(),
        secretary: number.map(|number| commune(number.parse().unwrap()).officer.as_str().into()),
    }
}

pub fn site_set(name: &str) -> G {
    G::SiteSet { meeting: id(), site: site(name) }
}

/// Three at each site; the first two are the chair and the deputy. The thirteenth is a guest.
pub fn delegate(number: u32) -> Delegate {
    let site = SITES[((number - 1) / 3).min(3) as usize % 4];
    Delegate {
        number,
        name: format!("Đại biểu {number} (mô phỏng)"),
        office: "Uỷ viên".into(),
        site: if number == 13 { "tinh" } else { site }.into(),
        group: format!("Đoàn {}", number % 2),
        seat: format!("A{number}"),
        guest: number == 13,
        weight: n(1),
        officer: match number {
            1 => Some(chair().officer.as_str().into()),
            2 => Some(deputy().officer.as_str().into()),
            _ => None,
        },
    }
}

pub fn listed(numbers: impl IntoIterator<Item = u32>) -> G {
    G::DelegatesListed { meeting: id(), delegates: numbers.into_iter().map(delegate).collect() }
}

pub fn replaced(number: u32, change: impl FnOnce(&mut Delegate)) -> G {
    let mut delegate = delegate(number);
    change(&mut delegate);
    G::DelegateReplaced { meeting: id(), delegate, reason: "Cử người khác".into() }
}

pub fn item(id: &str, change: impl FnOnce(&mut Item)) -> G {
    let mut item = Item {
        id: id.into(),
        parent: None,
        title: Words::Open(format!("Nội dung {id} (mô phỏng)")),
        visibility: Visibility::Public,
        minutes: Some(30),
        owner: "Văn phòng".into(),
    };
    change(&mut item);
    G::ItemSet { meeting: self::id(), item }
}

pub fn mark(delegate: u32, presence: Presence) -> Mark {
    let reason = if presence == Presence::Excused { "Ốm" } else { "" }.into();
    Mark { delegate, presence, site: None, reason, moved: false }
}

pub fn marked(marks: impl IntoIterator<Item = Mark>) -> G {
    G::Marked { meeting: id(), marks: marks.into_iter().collect(), happened: None }
}

pub fn here(numbers: impl IntoIterator<Item = u32>) -> G {
    marked(numbers.into_iter().map(|number| mark(number, Presence::Here)))
}

/// Is at another site than that of the list.
pub fn at(delegate: u32, site: &str, moved: bool) -> G {
    marked([Mark { site: Some(site.into()), moved, ..mark(delegate, Presence::Here) }])
}

pub fn opened() -> G {
    G::Opened { meeting: id() }
}

pub fn begun(item: &str) -> G {
    G::ItemBegun { meeting: id(), item: item.into() }
}

pub fn ended(item: &str) -> G {
    G::ItemEnded { meeting: id(), item: item.into() }
}

pub fn asked(item: &str, delegate: u32, about: Kind) -> G {
    G::FloorAsked { meeting: id(), item: item.into(), delegate, about, happened: None }
}

pub fn speaks(delegate: u32, seconds: u32) -> G {
    G::FloorGiven { meeting: id(), delegate, seconds, reason: None }
}

pub fn speaks_because(delegate: u32, seconds: u32, reason: &str) -> G {
    G::FloorGiven { meeting: id(), delegate, seconds, reason: Some(reason.into()) }
}

pub fn stops() -> G {
    G::FloorEnded { meeting: id() }
}

pub fn placed(item: &str, delegate: u32, place: u16, reason: &str) -> G {
    let (item, reason) = (item.into(), reason.into());
    G::FloorPlaced { meeting: id(), item, delegate, place, reason }
}

pub fn lost(night: &Night, site: &str, seconds_ago: u64) -> G {
    let since = Millis::new(night.now.get() - seconds_ago * 1000);
    G::LineLost { meeting: id(), site: site.into(), since }
}

pub fn back(site: &str) -> G {
    G::LineBack { meeting: id(), site: site.into() }
}

pub fn returned(site: &str, acts: Vec<Held>) -> Command {
    let command =
        dienhong_core::assembly::Command::Return { meeting: id(), site: site.into(), acts };
    Command::Assembly(command)
}

pub fn held(happened: Millis, act: HeldAct) -> Held {
    Held { happened, act }
}

pub fn put(item: &str, vote: &str) -> PutVote {
    PutVote {
        meeting: id(),
        item: item.into(),
        vote: vote.into(),
        title: "Biểu quyết (mô phỏng)".into(),
        purpose: "resolution".into(),
        questions: vec![yes_no()],
        until: None,
        charter: None,
        proxies: std::collections::BTreeMap::new(),
        most_proxies: None,
    }
}

pub fn put_vote(item: &str, vote: &str) -> Command {
    Command::Assembly(dienhong_core::assembly::Command::PutVote(Box::new(put(item, vote))))
}

pub fn noted(number: u32, item: Option<&str>, words: &str) -> G {
    let (item, note) = (item.map(Into::into), Note::Conclusion);
    G::Noted { meeting: id(), number, item, note, words: Words::Open(words.into()) }
}

pub fn rule_of(order: &[Key], change: impl FnOnce(&mut FloorRule)) -> FloorRule {
    let mut rule = FloorRule {
        order: order.to_vec(),
        scope: Scope::Meeting,
        seconds: 300,
        warn: 60,
        hard_stop: None,
        quota: None,
        carries_over: false,
    };
    change(&mut rule);
    rule
}

pub fn ruled(rule: FloorRule) -> G {
    G::FloorRuled { meeting: id(), rule }
}

/// The council and its offices, on the morning of the conference.
pub fn council_at(local: &str) -> Night {
    let mut night = Night::vietnam();
    seat_the_council(&mut night);
    night.at(local);
    night
}

/// Convened, with four sites, twelve delegates and a guest, and two items of which one has a part.
pub fn prepared(change: impl FnOnce(&mut Plan)) -> Night {
    let mut night = council_at("2026-06-01 08:00");
    let sec = secretary();
    tell(&mut night, &sec, convened(change)).unwrap();
    for name in SITES {
        tell(&mut night, &sec, site_set(name)).unwrap();
    }
    tell(&mut night, &sec, listed(1..=13)).unwrap();
    tell(&mut night, &sec, item("a", |_| {})).unwrap();
    tell(&mut night, &sec, item("b", |_| {})).unwrap();
    tell(&mut night, &sec, item("a-1", |item| item.parent = Some("a".into()))).unwrap();
    night
}

/// All are there, and the first item is on.
pub fn on(change: impl FnOnce(&mut Plan)) -> Night {
    let mut night = prepared(change);
    tell(&mut night, &secretary(), here(1..=13)).unwrap();
    night.at("2026-06-01 09:00");
    tell(&mut night, &chair(), opened()).unwrap();
    tell(&mut night, &chair(), begun("a")).unwrap();
    minutes(&mut night, 1);
    night
}

/// The numbers of those who wait, in their order.
pub fn line(night: &Night, item: &str) -> Vec<u32> {
    meeting(night).queue(&item.into()).iter().map(|place| place.asked.delegate).collect()
}

pub fn answers(vote: &str, seat: u32, mark: u16) -> vote::Event {
    vote::Event::Answered { vote: vote.into(), question: 0, seat, parts: vec![cast(1, &[mark])] }
}

/// All that can happen to a meeting, once in public and once not.
pub fn everything(night: &mut Night) {
    night.at("2026-07-01 08:00");
    a_meeting(night, "m-public", false);
    a_meeting(night, "m-closed", true);
}

fn a_meeting(night: &mut Night, name: &str, closed: bool) {
    let (sec, chair) = (secretary(), chair());
    let meeting = || MeetingId::from(name);
    let plan = |kind: &str| Plan { closed, ..self::plan(kind) };
    let reason = || String::from("Lý do (mô phỏng)");
    let off = || MeetingId::from(format!("{name}-off").as_str());
    let all = |who: &Who, events: Vec<G>, night: &mut Night| {
        for mut event in events {
            rename(&mut event, name);
            night.record(who, of(event)).unwrap();
        }
    };
    let numbering = Numbering::default();
    let replan = Plan { numbering: numbering.clone(), ..plan("conference") };
    night.record(&sec, of(G::Convened { meeting: off(), plan: plan("briefing") })).unwrap();
    let called_off = G::CalledOff { meeting: off(), reason: reason() };
    night.record(&sec, of(called_off)).unwrap();
    let sealed = || Words::Sealed(salted(8));
    let hidden = |item: &mut Item| {
        if !closed {
            (item.title, item.visibility) = (sealed(), Visibility::Internal);
        }
    };
    let paper = Paper {
        item: Some("a".into()),
        title: if closed { Words::Open("Dự thảo".into()) } else { sealed() },
        blob: Hash::of(name.as_bytes()),
        media: "application/pdf".into(),
        bytes: 1_000,
        reach: Reach::Groups(vec!["Đoàn 1".into()]),
    };
    let convened = Plan { numbering, follows: Some(off()), ..plan("conference") };
    let withdrawn = G::PaperWithdrawn { meeting: meeting(), blob: paper.blob, reason: reason() };
    let spare = Site { unit: None, secretary: None, ..site("xa-9") };
    let mut before = vec![
        G::Convened { meeting: meeting(), plan: convened },
        G::Replanned { meeting: meeting(), plan: replan, reason: reason() },
    ];
    before.extend(SITES.map(site_set));
    before.extend([
        G::SiteSet { meeting: meeting(), site: spare },
        G::SiteDropped { meeting: meeting(), site: "xa-9".into(), reason: reason() },
        listed(1..=13),
        replaced(13, |of| of.name = "Khách mời khác (mô phỏng)".into()),
        item("a", |_| {}),
        item("b", hidden),
        item("c", |item| (item.parent, item.minutes) = (Some("b".into()), None)),
        G::ItemDropped { meeting: meeting(), item: "c".into(), reason: reason() },
        G::AgendaOrdered { meeting: meeting(), order: vec!["b".into(), "a".into()] },
        G::Invited { meeting: meeting(), sites: SITES.map(Into::into).into() },
        G::PaperGiven { meeting: meeting(), paper },
        withdrawn,
        here(1..=13),
    ]);
    all(&sec, before, night);
    for number in 1..=3 {
        let site = || SiteId::from(format!("xa-{number}").as_str());
        let reply = Reply { coming: true, note: "Đủ thành phần".into() };
        let test = Test { sound: true, picture: true, heard: number != 3 };
        let own = vec![
            G::Replied { meeting: meeting(), site: site(), reply },
            G::LineTested { meeting: meeting(), site: site(), test },
        ];
        all(&site_keeper(number), own, night);
    }
    all(&sec, vec![G::Opened { meeting: meeting() }, begun("a")], night);
    let quota = Quota { per: Per::Site, seconds: 1800, carries_over: true };
    let order = [Key::Kind, Key::Quota, Key::SiteTurns, Key::PersonTurns, Key::SiteSeconds];
    let rule = rule_of(&order, |rule| {
        (rule.quota, rule.carries_over, rule.hard_stop) = (Some(quota), true, Some(30));
    });
    let passed = G::ChairPassed {
        meeting: meeting(),
        to: deputy().officer.as_str().into(),
        reason: reason(),
    };
    all(&chair, vec![ruled(rule), passed], night);
    let placed = |delegate, place| placed("a", delegate, place, "Theo phân công");
    let words = vec![
        asked("a", 1, Kind::Speech),
        asked("a", 4, Kind::Speech),
        asked("a", 7, Kind::Speech),
        asked("a", 10, Kind::PointOfOrder),
        G::FloorWithdrawn { meeting: meeting(), item: "a".into(), delegate: 1 },
        placed(7, 2),
        speaks(10, 60),
        stops(),
        speaks_because(4, 120, "Trả lời câu hỏi vừa nêu"),
        G::FloorPaused { meeting: meeting() },
        G::FloorResumed { meeting: meeting() },
        G::FloorExtended { meeting: meeting(), seconds: 60 },
    ];
    all(&deputy(), words, night);
    minutes(night, 2);
    let cut_off = lost(night, "xa-2", 30);
    all(&site_keeper(2), vec![cut_off], night);
    all(&deputy(), vec![stops()], night);
    let happened = night.now;
    minutes(night, 12);
    let acts = vec![
        held(happened, HeldAct::Mark(mark(8, Presence::Left))),
        held(happened, HeldAct::Ask { item: "a".into(), delegate: 9, about: Kind::Intervention }),
    ];
    let site = "xa-2".into();
    let back = dienhong_core::assembly::Command::Return { meeting: meeting(), site, acts };
    night.ask(&site_keeper(2), Command::Assembly(back)).unwrap();
    let vote = || VoteId::from(format!("{name}-vote").as_str());
    if closed {
        // No vote by name is closed by these rules: a rating on paper in the hall.
        let call = vote::Call {
            closed,
            ..crate::common::votes::called(
                "rating",
                vec![yes_no()],
                vec![Channel {
                    id: "tinh".into(), name: "Hội trường".into(), way: Way::Paper
                }],
            )
        };
        night.record(&sec, Event::Vote(vote::Event::Called { vote: vote(), call })).unwrap();
        all(&sec, vec![G::VotePut { meeting: meeting(), item: "a".into(), vote: vote() }], night);
    } else {
        let put = PutVote { meeting: meeting(), vote: vote(), ..put("a", "") };
        let put = dienhong_core::assembly::Command::PutVote(Box::new(put));
        night.ask(&sec, Command::Assembly(put)).unwrap();
        for seat in [1, 4, 9] {
            night.record(&sec, Event::Vote(answers(vote().as_str(), seat, 0))).unwrap();
        }
        let closed = vote::Event::Closed { vote: vote() };
        night.record(&sec, Event::Vote(closed)).unwrap();
        let declare = vote::Command::Declare { vote: vote(), known: Vec::new() };
        night.ask(&sec, Command::Vote(declare)).unwrap();
    }
    let until = Millis::new(night.now.get() + 600_000);
    let rest = vec![
        noted(1, Some("a"), "Giao các xã báo cáo trước ngày 10"),
        G::NoteChanged {
            meeting: meeting(),
            number: 1,
            words: Some(Words::Open("Giao các xã báo cáo trước ngày 15".into())),
            reason: reason(),
        },
        G::Recessed { meeting: meeting(), until },
        G::WentOn { meeting: meeting() },
        ended("a"),
        begun("b"),
        ended("b"),
        G::Closed { meeting: meeting() },
    ];
    all(&sec, rest, night);
}

/// The same of another meeting.
fn rename(event: &mut G, name: &str) {
    let mut value = serde_json::to_value(&*event).unwrap();
    value["meeting"] = name.into();
    *event = G::decode(event.kind(), &value.to_string()).unwrap().unwrap();
}

pub fn continues(meeting: &str, site: &str) -> Continues {
    Continues { meeting: meeting.into(), site: site.into() }
}

pub fn quorum(share: &str) -> Quorum {
    let share = share.parse().unwrap();
    let of = vote::Threshold { share, met: vote::Met::Over, base: vote::Base::TotalMembers };
    Quorum { delegates: Some(of), at_site: Some(of), sites: Some(of) }
}
