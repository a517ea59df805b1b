//! A small real node in a folder: one election, one constituency, two areas, counted and recorded.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use dienhong_core::{
    Command, Event,
    count::Count,
    election::{self, Basis, Candidate, Event as E, How, Member, Sex, Stage},
    grouping,
    people::{self, Body, By, Charge, Officer},
    rules::{Clock as Hour, Rules, SmallAreaRule, Source, Sure},
    tally::{self, Figures, Sheet},
    units::{self, Unit},
};
use dienhong_journal::{Hash, Millis, Opening};
use dienhong_node::{Ask, Clock, Node, Start, fresh_id, salt};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

pub const ORIGIN: &str = "test.example/2026";
pub const NA: &str = "na-2026";
pub const AREAS: [&str; 2] = ["14758-001", "14758-002"];
/// What a camera would have made of the minutes of the first area.
pub const SCAN: &[u8] = b"\xff\xd8 not really a picture";

pub struct Night {
    pub node: Node,
    now: Arc<AtomicU64>,
}

fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

fn basis(text: &str) -> Basis {
    Basis { how: How::Stated, text: text.into() }
}

pub fn sheet(votes: [u64; 3]) -> Sheet {
    let figures = Figures {
        voters_total: n(1000),
        took_part: n(950),
        issued: n(950),
        returned: n(950),
        valid: n(940),
        invalid: n(10),
        votes: votes.map(n).to_vec(),
        stacks: None,
        invalid_by_ground: None,
        inventory: None,
    };
    Sheet { figures, explanations: [].into(), reason: None }
}

impl Night {
    pub fn open(folder: &Path) -> Night {
        let now = Arc::new(AtomicU64::new(0));
        let hand = now.clone();
        let clock: Clock = Arc::new(move || Millis::new(hand.load(Ordering::SeqCst)));
        let name = "Nút thử".to_owned();
        let start = Start { origin: ORIGIN.into(), name, simulated: true };
        let night = Night { node: Node::open(folder, Some(start), clock).unwrap(), now };
        night.at("2026-03-01T01:00:00.000Z");
        night
    }

    /// The whole night: both areas published, the result recorded.
    pub fn counted(folder: &Path) -> Night {
        let night = Night::closed(folder);
        night.scan(AREAS[0]);
        for (area, votes) in AREAS.into_iter().zip([[800, 100, 40], [700, 200, 40]]) {
            night.count(area, votes);
        }
        night.result();
        night
    }

    /// The whole night by rules that take both areas for small: their candidates' figures are in one group.
    pub fn grouped(folder: &Path) -> Night {
        let mut rules = dienhong_packs::rules("vn").unwrap();
        let source = Source { article: "Thử".into(), sure: Sure::Design };
        rules.small_areas = Some(SmallAreaRule { merge_below: n(1000), source });
        let night = Night::closed_by(folder, rules);
        night.scan(AREAS[0]);
        for (area, votes) in AREAS.into_iter().zip([[801, 99, 40], [702, 198, 40]]) {
            night.count(area, votes);
        }
        let (election, constituency, group) = (NA.into(), 1, 1);
        let areas = AREAS.map(Into::into).into();
        let formed = grouping::Event::Formed { election, constituency, group, areas };
        night.by("board", "board", vec![Event::Grouping(formed)]);
        let view = night.node.view();
        let published = AREAS.map(|area| view.state.tally.published(&NA.into(), &area.into()));
        let seals = published.map(|published| published.unwrap().sealed);
        let (election, openings) = (NA.into(), night.node.openings(&seals));
        let publish =
            grouping::Command::Publish { election, constituency, group, openings, reason: None };
        let board = By::Officer("board".into());
        night.ask(board, Some("board"), Command::Grouping(publish), Vec::new());
        night.result();
        night
    }

    /// Both areas have closed; nothing is entered.
    pub fn closed(folder: &Path) -> Night {
        Night::closed_by(folder, dienhong_packs::rules("vn").unwrap())
    }

    fn closed_by(folder: &Path, rules: Rules) -> Night {
        let night = Night::open(folder);
        night.prepare(rules);
        night.staff();
        night.at("2026-03-15T00:00:00.000Z");
        for area in AREAS {
            let area = area.into();
            night.team(1, Event::Election(E::AreaOpened { area, happened: None }));
        }
        night.at("2026-03-15T05:00:00.000Z");
        let turnout = E::TurnoutReported {
            election: NA.into(),
            unit: "14758".into(),
            hour: Hour::try_from("11:00".to_owned()).unwrap(),
            voted: n(1200),
            roll: 2,
            reason: None,
        };
        night.by("commune", "commune", vec![Event::Election(turnout)]);
        night.at("2026-03-15T12:30:00.000Z");
        for area in AREAS {
            let closed = E::AreaClosed { area: area.into(), happened: None, reason: None };
            night.team(1, Event::Election(closed));
        }
        night
    }

    pub fn at(&self, instant: &str) {
        let instant: Millis = instant.parse().unwrap();
        self.now.store(instant.get(), Ordering::SeqCst);
    }

    fn ask(&self, by: By, body: Option<&str>, command: Command, seals: Vec<Opening<Sheet>>) {
        let body = body.map(Into::into);
        self.node.ask(Ask { act: fresh_id(), by, body, command, seals }).unwrap();
    }

    pub fn by(&self, officer: &str, body: &str, events: Vec<Event>) {
        self.ask(By::Officer(officer.into()), Some(body), Command::Record(events), Vec::new());
    }

    /// A member of the team of the event's area; the areas here have one for all.
    fn team(&self, member: u8, event: Event) {
        let area = match &event {
            Event::Election(E::AreaOpened { area, .. } | E::AreaClosed { area, .. }) => {
                area.clone()
            }
            Event::Tally(event) => event.area().clone(),
            _ => unreachable!("only what teams do"),
        };
        self.by(&format!("team-{member}"), &format!("team-{area}"), vec![event]);
    }

    fn prepare(&self, rules: Rules) {
        let unit = |code: &str, name: &str, kind: &str, parent: Option<&str>| {
            let unit = Unit {
                id: code.into(),
                code: code.into(),
                name: name.into(),
                short_name: name.into(),
                kind: kind.into(),
                parent: parent.map(Into::into),
                from: None,
                to: None,
                predecessors: Vec::new(),
            };
            Event::Unit(units::Event::Registered { unit: Box::new(unit) })
        };
        let rules = Box::new(rules);
        let adopted = dienhong_core::node::Event::Adopted { rules, files: [].into() };
        self.setup(vec![
            Event::Node(adopted),
            unit("38", "Tỉnh Thanh Hóa", "province", None),
            unit("14758", "Phường Hạc Thành", "ward", Some("38")),
        ]);
        let candidate = |number: u16| {
            let name = format!("=Ứng cử viên «A{number}»");
            let born = format!("19{number}0-01-01").parse().ok();
            let biography = [("profession".to_owned(), "Giáo viên".to_owned())].into();
            let candidate = Box::new(Candidate { name, born, sex: Some(Sex::Female), biography });
            let election = NA.into();
            Event::Election(E::CandidateListed { election, constituency: 1, number, candidate })
        };
        let called = E::Called {
            election: NA.into(),
            election_kind: "NA".into(),
            name: "Bầu cử <đại biểu> Quốc hội".into(),
            day: "2026-03-15".parse().unwrap(),
            unit: "38".into(),
            stage: Stage::First,
            parent: None,
            vacancy: None,
            basis: basis("Nghị quyết 199/2025/QH15"),
        };
        let set = E::ConstituencySet {
            election: NA.into(),
            constituency: 1,
            seats: 1,
            seats_basis: basis("Giả định"),
            members: vec![Member { unit: "14758".into(), basis: basis("Danh sách") }],
        };
        let announced = E::ListAnnounced {
            election: NA.into(),
            constituency: 1,
            document: "Nghị quyết 70".into(),
            waiver: None,
        };
        let mut events = vec![Event::Election(called), Event::Election(set)];
        events.extend((1..=3).map(candidate));
        events.push(Event::Election(announced));
        for area in AREAS {
            events.push(Event::Election(E::AreaSet {
                area: area.into(),
                unit: "14758".into(),
                name: format!("Khu vực {area}"),
                constituencies: [(NA.into(), 1)].into(),
                early: None,
            }));
            events.push(Event::Election(E::RollStated {
                area: area.into(),
                version: 1,
                voters: [(NA.into(), n(1000))].into(),
                men: n(480),
                women: n(520),
                added_on_day: n(0),
                reason: None,
            }));
        }
        self.setup(events);
    }

    fn setup(&self, events: Vec<Event>) {
        self.node.ask(Ask::node(events)).unwrap();
    }

    fn staff(&self) {
        let body = |id: &str, kind: &str, unit: Option<&str>, charge: Option<Charge>| {
            let (id, name, kind) = (id.into(), id.into(), kind.into());
            let body = Body { id, name, kind, unit: unit.map(Into::into), charge };
            Event::People(people::Event::BodyFormed { body })
        };
        let officer = |id: &str| {
            let officer = Officer { id: id.into(), name: id.into(), office: "Cán bộ".into() };
            Event::People(people::Event::OfficerRegistered { officer })
        };
        let grant = |id: &str, role: &str, body: &str| {
            let (officer, role, body) = (id.into(), role.into(), body.into());
            Event::People(people::Event::RoleGranted { officer, role, body })
        };
        let keeper = grant("keeper", "system_keeper", "keepers");
        self.setup(vec![body("keepers", "system", None, None), officer("keeper"), keeper]);
        let charge = Charge::Constituency { election: NA.into(), number: 1 };
        let mut events = vec![
            body("commune", "commune_committee", Some("14758"), None),
            officer("commune"),
            grant("commune", "commune_committee", "commune"),
            body("board", "constituency_board", Some("38"), Some(charge)),
            officer("board"),
            grant("board", "constituency_board", "board"),
        ];
        events.extend((1..=2).map(|member| officer(&format!("team-{member}"))));
        for area in AREAS {
            let team = format!("team-{area}");
            let charge = Some(Charge::Area(area.into()));
            events.push(body(&team, "polling_team", Some("14758"), charge));
            let members = (1..=2).map(|member| format!("team-{member}"));
            events.extend(members.map(|member| grant(&member, "polling_team", &team)));
        }
        self.by("keeper", "keepers", events);
    }

    pub fn scan(&self, area: &str) -> Hash {
        let blob = self.node.blobs().put(SCAN).unwrap();
        let attached = tally::Event::ScanAttached {
            election: NA.into(),
            area: area.into(),
            blob,
            media: "image/jpeg".into(),
            bytes: SCAN.len() as u64,
        };
        self.team(1, Event::Tally(attached));
        self.look(area, blob, None);
        blob
    }

    /// The commune looked through a scan: nothing private is on it, or this.
    pub fn look(&self, area: &str, blob: Hash, private: Option<&str>) {
        let reviewed = tally::Event::ScanReviewed {
            election: NA.into(),
            area: area.into(),
            blob,
            fit: private.is_none(),
            note: private.map(str::to_owned),
        };
        let command = Command::Record(vec![Event::Tally(reviewed)]);
        self.ask(By::Officer("commune".into()), Some("commune"), command, Vec::new());
    }

    /// Two enter the same, two sign, the commune publishes.
    pub fn count(&self, area: &str, votes: [u64; 3]) {
        for member in 1..=2 {
            self.enter(member, area, votes);
        }
        let known = self.openings(area);
        for member in 1..=2 {
            let (election, area, known) = (NA.into(), area.into(), known.clone());
            self.tally(member, tally::Command::Sign { election, area, known }, Vec::new());
        }
        let (election, area) = (NA.into(), area.into());
        let publish = Command::Tally(tally::Command::Publish { election, area, openings: known });
        self.ask(By::Officer("commune".into()), Some("commune"), publish, Vec::new());
    }

    /// One of the team enters.
    pub fn enter(&self, member: u8, area: &str, votes: [u64; 3]) {
        let entry = Opening { value: sheet(votes), salt: salt() };
        let (election, area) = (NA.into(), area.into());
        let command = tally::Command::Enter { election, area, entry: entry.clone() };
        self.tally(member, command, vec![entry]);
    }

    fn tally(&self, member: u8, command: tally::Command, seals: Vec<Opening<Sheet>>) {
        let (tally::Command::Enter { area, .. } | tally::Command::Sign { area, .. }) = &command
        else {
            unreachable!("only what teams do")
        };
        let body = format!("team-{area}");
        let by = By::Officer(format!("team-{member}").as_str().into());
        self.ask(by, Some(&body), Command::Tally(command), seals);
    }

    fn openings(&self, area: &str) -> Vec<Opening<Sheet>> {
        let view = self.node.view();
        let minutes = view.state.tally.minutes(&NA.into(), &area.into());
        self.node.openings(minutes.entries.iter().map(|entry| &entry.sealed))
    }

    /// The commune opens published minutes again.
    pub fn reopen(&self, area: &str) {
        let (election, area, reason) = (NA.into(), area.into(), "Ghi nhầm".into());
        let reopened = tally::Event::Reopened { election, area, reason, document: None };
        self.by("commune", "commune", vec![Event::Tally(reopened)]);
    }

    pub fn result(&self) {
        let record =
            election::Command::RecordResult { election: NA.into(), constituency: 1, reason: None };
        let board = By::Officer("board".into());
        self.ask(board, Some("board"), Command::Election(record), Vec::new());
    }
}
