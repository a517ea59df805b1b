//! A node with one polling area on election night, its pages, and browsers of its officers.

use axum::{
    body::Body,
    http::{HeaderMap, Request, header},
};
use dienhong_core::{
    Command, Date, Event,
    count::Count,
    election::{self, AreaId, Basis, Candidate, ElectionId, How, Member, Stage},
    node,
    people::{self, BodyId, By, Charge, Officer, OfficerId},
    rules::{Rules, SmallAreaRule, Source, Sure},
    units::{self, Unit, UnitId},
    vote,
};
use dienhong_journal::{Hash, Millis, Opening, Salt, Storage};
use dienhong_node::{Ask, Node, Start};
use dienhong_server::{App, hash_password, router};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};
use tower::ServiceExt;

pub const PASSWORD: &str = "đúng rồi 2026";

/// Hashing takes long on purpose: once is enough.
static HASH: LazyLock<String> = LazyLock::new(|| hash_password(PASSWORD).unwrap());

/// Who sits in the council: «thu-ky» calls its votes, «kiem…» count them.
const COUNCIL: [(&str, &str); 6] = [
    ("thu-ky", "secretary"),
    ("kiem-1", "member"),
    ("kiem-2", "member"),
    ("kiem-3", "member"),
    ("dai-bieu-1", "member"),
    ("dai-bieu-2", "member"),
];

/// Of the council in which offices are filled and weighed.
const OFFICE: [(&str, &str); 5] = [
    ("sec", "secretary"),
    ("per", "personnel_officer"),
    ("m1", "member"),
    ("m2", "member"),
    ("m3", "member"),
];

pub struct House {
    app: Arc<App>,
    clock: Arc<AtomicU64>,
    _folder: tempfile::TempDir,
}

/// 2026-03-15 in Vietnam, in milliseconds.
const DAY: u64 = 1_773_507_600_000;

const ORIGIN: &str = "test.example/2026";

impl House {
    /// Voting is over; nothing is entered yet.
    pub async fn open() -> House {
        House::begin(Some(true)).await
    }

    /// Voting goes on.
    pub async fn voting() -> House {
        House::begin(Some(false)).await
    }

    /// An election is called by the committee of «lead», and nothing else is prepared.
    pub async fn empty() -> House {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicU64::new(DAY - 86_400_000));
        let tick = clock.clone();
        let start =
            Start {
                origin: "other.example/2026".into(), name: "Nút khác".into(), simulated: true
            };
        let clock_of = Arc::new(move || Millis::new(tick.load(Ordering::Relaxed)));
        let node = Node::open(folder.path(), Some(start), clock_of).unwrap();
        called(&node, dienhong_packs::rules("vn").unwrap());
        let officer = |id: &str| Officer { id: id.into(), name: id.into(), office: "thử".into() };
        let body = |id: &str, kind: &str, unit: Option<&str>| people::Body {
            id: id.into(),
            name: id.into(),
            kind: kind.into(),
            unit: unit.map(UnitId::from),
            charge: None,
        };
        let grant = |officer: &str, role: &str, body: &str| people::Event::RoleGranted {
            officer: officer.into(),
            role: role.into(),
            body: body.into(),
        };
        let events = vec![
            people::Event::BodyFormed { body: body("keepers", "system", None) },
            people::Event::BodyFormed { body: body("province", "election_committee", Some("38")) },
            people::Event::OfficerRegistered { officer: officer("keeper") },
            people::Event::OfficerRegistered { officer: officer("lead") },
            grant("keeper", "system_keeper", "keepers"),
        ];
        node.ask(Ask::node(events.into_iter().map(Event::People).collect())).unwrap();
        let lead = grant("lead", "provincial_committee", "province");
        act(&node, "keeper", "keepers", Event::People(lead));
        let app = App::new(node, folder.path(), None).unwrap();
        assert!(app.desk.put_account("lead", "lead", &HASH).unwrap());
        House { app: Arc::new(app), clock, _folder: folder }
    }

    /// The eve, with a second constituency that has no list yet, and an officer of the province.
    pub async fn nominating() -> House {
        let house = House::begin(None).await;
        let node = &house.app.node;
        let committee = people::Body {
            id: "committee".into(),
            name: "Uỷ ban bầu cử".into(),
            kind: "election_committee".into(),
            unit: Some("38".into()),
            charge: None,
        };
        let officer = Officer { id: "tinh".into(), name: "tinh".into(), office: "thử".into() };
        let granted = people::Event::RoleGranted {
            officer: "tinh".into(),
            role: "provincial_committee".into(),
            body: "committee".into(),
        };
        for event in [
            people::Event::BodyFormed { body: committee },
            people::Event::OfficerRegistered { officer },
            granted,
        ] {
            act(node, "keeper", "keepers", Event::People(event));
        }
        let basis = Basis { how: How::Stated, text: "thử".into() };
        let set = election::Event::ConstituencySet {
            election: "na-2026".into(),
            constituency: 2,
            seats: 1,
            seats_basis: basis.clone(),
            members: vec![Member { unit: "1".into(), basis }],
        };
        act(node, "tinh", "committee", Event::Election(set));
        assert!(house.app.desk.put_account("tinh", "tinh", &HASH).unwrap());
        house
    }

    /// Voting is over in three areas; by the rules those with fewer than 1,500 valid ballots are shown in groups.
    pub async fn secretive() -> House {
        let mut rules = dienhong_packs::rules("vn").unwrap();
        let source = Source { article: "Quy chế thử, Điều 3".into(), sure: Sure::Design };
        rules.small_areas = Some(SmallAreaRule { merge_below: n(1500), source });
        House::begin_by(ORIGIN, rules, &["1-001", "1-002", "1-003"], Some(true))
    }

    /// As [`House::open`], by rules under which confidence is voted on without a round.
    pub async fn without_rounds() -> House {
        let mut rules = dienhong_packs::rules("vn").unwrap();
        rules.confidence.as_mut().unwrap().rounds_only = false;
        House::begin_by(ORIGIN, rules, &["1-001"], Some(true))
    }

    /// With a body that rates people: «org» prepares, «boss» decides.
    pub async fn rating() -> House {
        let house = House::open().await;
        let body = people::Body {
            id: "raters".into(),
            name: "Cơ quan đánh giá mô phỏng".into(),
            kind: "evaluation_body".into(),
            unit: Some("1".into()),
            charge: None,
        };
        act(
            &house.app.node,
            "keeper",
            "keepers",
            Event::People(people::Event::BodyFormed { body }),
        );
        house.gives("org", "evaluator", "raters");
        house.gives("boss", "rating_authority", "raters");
        house
    }

    /// As [`House::open`], on a node that practises on another's set-up.
    pub async fn practising() -> House {
        let rules = dienhong_packs::rules("vn").unwrap();
        House::begin_by("test.example/2026/dien-tap", rules, &["1-001"], Some(true))
    }

    /// `closes`: whether voting is over; none: it has not begun.
    async fn begin(closes: Option<bool>) -> House {
        House::begin_by(ORIGIN, dienhong_packs::rules("vn").unwrap(), &["1-001"], closes)
    }

    fn begin_by(origin: &str, rules: Rules, areas: &[&str], closes: Option<bool>) -> House {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicU64::new(DAY - 86_400_000));
        let tick = clock.clone();
        let start = Start { origin: origin.into(), name: "Nút thử".into(), simulated: true };
        let clock_of = Arc::new(move || Millis::new(tick.load(Ordering::Relaxed)));
        let node = Node::open(folder.path(), Some(start), clock_of).unwrap();
        if node::is_practice(origin) {
            let (of, root) = ("that.example/2026".into(), Hash::of(b"root"));
            let begun = node::Event::RehearsalBegun { of, size: 9, root };
            node.ask(Ask::node(vec![Event::Node(begun)])).unwrap();
        }
        set_up(&node, rules, areas);
        if let Some(closes) = closes {
            vote(&node, &clock, areas, closes);
        }
        let app = App::new(node, folder.path(), None).unwrap();
        for login in ["keeper", "lan", "minh", "lead", "publisher", "head", "secretary", "watch"] {
            assert!(app.desk.put_account(login, login, &HASH).unwrap());
        }
        House { app: Arc::new(app), clock, _folder: folder }
    }

    /// A board of the constituency and the committee of the province, each with one officer.
    pub fn has_a_board_and_a_committee(&self) {
        let charge = Charge::Constituency { election: "na-2026".into(), number: 1 };
        for (officer, role, body, kind, charge) in [
            ("board", "constituency_board", "board", "constituency_board", Some(charge)),
            ("chair", "provincial_committee", "province", "election_committee", None),
        ] {
            let body = people::Body {
                id: BodyId::from(body),
                name: body.into(),
                kind: kind.into(),
                unit: Some("38".into()),
                charge,
            };
            let id = body.id.clone();
            self.acts("keeper", "keepers", Event::People(people::Event::BodyFormed { body }));
            self.gives(officer, role, &id.to_string());
        }
    }

    /// Another officer with this role in a body that stands.
    pub fn gives(&self, officer: &str, role: &str, body: &str) {
        let id = OfficerId::from(officer);
        let known = Officer { id: id.clone(), name: officer.into(), office: "thử".into() };
        let granted =
            people::Event::RoleGranted { officer: id, role: role.into(), body: body.into() };
        for event in [people::Event::OfficerRegistered { officer: known }, granted] {
            act(&self.app.node, "keeper", "keepers", Event::People(event));
        }
        assert!(self.app.desk.put_account(officer, officer, &HASH).unwrap());
    }

    /// The node as it stands now.
    pub fn view(&self) -> Arc<dienhong_node::View> {
        self.app.node.view()
    }

    /// Where the node keeps everything.
    pub fn folder(&self) -> &std::path::Path {
        self._folder.path()
    }

    /// A council with a secretary and members, as far as votes need them.
    pub fn has_a_council(&self) {
        self.seats("1", &COUNCIL);
    }

    /// A council of the province: a secretary, somebody for personnel, three members, and a stranger to it.
    pub fn has_an_office(&self) {
        self.seats("38", &OFFICE);
    }

    /// A council of this unit, each of these in it with one role and a sign-in.
    fn seats(&self, unit: &str, officers: &[(&str, &str)]) {
        let body = people::Body {
            id: BodyId::from("council"),
            name: "Hội đồng thử (mô phỏng)".into(),
            kind: "council".into(),
            unit: Some(unit.into()),
            charge: None,
        };
        self.acts("keeper", "keepers", Event::People(people::Event::BodyFormed { body }));
        for (officer, role) in officers {
            self.gives(officer, role, "council");
        }
    }

    /// A vote of the council is held on paper in its one hall, counted twice, signed and declared.
    pub fn holds(&self, id: &str, summoned: u64, sheet: &vote::Sheet) {
        let node = &self.app.node;
        let of = || vote::VoteId::from(id);
        let channel = || vote::ChannelId::from("hall-1");
        let calls = |event| act(node, "sec", "council", Event::Vote(event));
        let members = ["m1", "m2", "m3"].map(OfficerId::from).to_vec();
        calls(vote::Event::CommitteeChosen { vote: of(), channel: channel(), members });
        let printed = sheet.issued;
        calls(vote::Event::PapersPrinted { vote: of(), channel: channel(), printed });
        let present = [(channel(), sheet.issued)].into();
        calls(vote::Event::Opened { vote: of(), summoned: n(summoned), present, until: None });
        calls(vote::Event::Closed { vote: of() });
        let entry = |number: u8| Opening { value: sheet.clone(), salt: Salt([number; 32]) };
        for (number, login) in [(1, "m1"), (2, "m2")] {
            let sealed = entry(number).seal().unwrap();
            let entered = vote::Event::SheetEntered { vote: of(), channel: channel(), sealed };
            act(node, login, "council", Event::Vote(entered));
        }
        let known = vec![entry(1), entry(2)];
        let ask = |officer: &str, command| {
            let ask = Ask {
                by: By::Officer(officer.into()),
                body: Some("council".into()),
                command: Command::Vote(command),
                ..Ask::node(Vec::new())
            };
            node.ask(ask).unwrap();
        };
        let (vote, channel) = (of(), channel());
        ask("m1", vote::Command::Sign { vote, channel, known: known.clone() });
        ask("sec", vote::Command::Declare { vote: of(), known });
    }

    /// The votes that were called, the newest last.
    pub fn votes(&self) -> Vec<String> {
        let view = self.app.node.view();
        let first = |id: &vote::VoteId| {
            let about = dienhong_node::Subject::Vote(id.clone());
            view.history.of(&about).next()
        };
        let mut votes: Vec<_> =
            view.state.vote.all().map(|vote| (first(&vote.id), vote.id.to_string())).collect();
        votes.sort();
        votes.into_iter().map(|(_, id)| id).collect()
    }

    /// The clock shows this hour of the day.
    pub fn at_hour(&self, hour: u64) {
        self.clock.store(DAY + hour * 3_600_000, Ordering::Relaxed);
    }

    /// An officer acts for a body.
    pub fn acts(&self, officer: &str, body: &str, event: Event) {
        act(&self.app.node, officer, body, event);
    }

    /// Keeps a file as a blob.
    pub fn keeps(&self, bytes: &[u8]) -> Hash {
        self.app.node.blobs().put(bytes).unwrap()
    }

    /// How many records there are.
    pub fn size(&self) -> u64 {
        self.app.node.view().size
    }

    pub fn guest(&self) -> Browser {
        let app = self.app.clone();
        let (cookie, csrf) = (String::new(), String::new());
        Browser { app, cookie, csrf, act: None, headers: Vec::new() }
    }

    /// Everything in the journal, as text.
    pub fn journal(&self) -> String {
        let reader = self.app.node.reader().unwrap();
        let mut all = String::new();
        let length = reader.len().unwrap();
        reader.read(0..length, &mut |_, bytes| all += &String::from_utf8_lossy(bytes)).unwrap();
        all
    }

    /// The status of an attempt to sign in.
    pub async fn tries(&self, login: &str, password: &str) -> u16 {
        self.guest().post("/sign-in", &[("login", login), ("password", password)]).await.status
    }

    pub async fn signs_in(&self, login: &str) -> Browser {
        self.signs_in_with(login, PASSWORD).await
    }

    pub async fn signs_in_with(&self, login: &str, password: &str) -> Browser {
        let mut browser = self.guest();
        let page = browser.post("/sign-in", &[("login", login), ("password", password)]).await;
        assert_eq!(page.status, 303, "{login}: {}", page.text);
        let mut page = browser.get("/desk").await;
        if page.status == 303 {
            page = browser.get("/desk/password").await;
        }
        browser.csrf = page.hidden("csrf");
        browser
    }
}

pub struct Page {
    pub status: u16,
    pub text: String,
    pub headers: HeaderMap,
}

impl Page {
    /// The value of the first hidden field of this name.
    pub fn hidden(&self, name: &str) -> String {
        let marked = self.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        marked.split('"').next().unwrap().to_owned()
    }

    pub fn to(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }
}

/// The hash after this link.
pub fn linked(text: &str, link: &str) -> String {
    let from = text.split(link).nth(1).unwrap_or_else(|| panic!("{link}: {text}"));
    from.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// One part of a form with files: name, name of the file, bytes.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

pub struct Browser {
    app: Arc<App>,
    cookie: String,
    csrf: String,
    act: Option<String>,
    headers: Vec<(&'static str, String)>,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form of the desk.
    pub async fn send(&mut self, path: &str, step: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        let act = self.act.clone().unwrap_or_else(dienhong_node::fresh_id);
        let mut all = vec![("csrf", csrf.as_str()), ("act", &act), ("step", step)];
        all.extend_from_slice(fields);
        self.post(path, &all).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.sends(path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    /// Sends a form with files of the desk.
    pub async fn files(&mut self, path: &str, step: &str, parts: &[Part<'_>]) -> Page {
        let (csrf, act) = (self.csrf.clone(), dienhong_node::fresh_id());
        let stamps = [("csrf", csrf.as_str()), ("act", &act), ("step", step)];
        let stamps = stamps.map(|(name, text)| (name, None, text.as_bytes()));
        let mut body = Vec::new();
        for (name, file, bytes) in stamps.iter().chain(parts) {
            let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
            let head =
                format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend(b"--cut--\r\n");
        self.sends(path, "multipart/form-data; boundary=cut", body).await
    }

    /// Sends these bytes as that kind.
    pub async fn sends(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Page {
        let mut request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .header(header::CONTENT_LENGTH, body.len());
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Says this in every form that it sends.
    pub fn says(mut self, name: &'static str, value: &str) -> Browser {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Takes up the session of a page that came after signing in.
    pub fn takes_csrf(&mut self, csrf: String) {
        self.csrf = csrf;
    }

    pub fn forget_csrf(&mut self) {
        self.csrf = "0".repeat(64);
    }

    pub fn keep_act(&mut self, act: &str) {
        self.act = Some(act.to_owned());
    }

    /// What is at a path, byte for byte.
    pub async fn bytes(&mut self, path: &str) -> Vec<u8> {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = router(self.app.clone()).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// What is at a path for who is signed in, byte for byte.
    pub async fn bytes_of(&mut self, path: &str) -> Vec<u8> {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let request = request.body(Body::empty()).unwrap();
        let answer = router(self.app.clone()).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    async fn ask(&mut self, request: Request<Body>) -> Page {
        let answer = router(self.app.clone()).oneshot(request).await.unwrap();
        if let Some(cookie) = answer.headers().get(header::SET_COOKIE) {
            self.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Page { status: status.as_u16(), text, headers }
    }
}

/// A sheet that breaks nothing, with these two fields as typed.
pub fn figures<'a>(voters: &'a str, first: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("voters_total", voters),
        ("took_part", "1190"),
        ("issued", "1190"),
        ("returned", "1190"),
        ("valid", "1.180"),
        ("invalid", "10"),
        ("votes.1", first),
        ("votes.2", "800"),
        ("votes.3", "700"),
        ("votes.4", "600"),
        ("votes.5", "400"),
    ]
}

fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

fn act(node: &Node, officer: &str, body: &str, event: Event) {
    let ask = Ask {
        by: By::Officer(OfficerId::from(officer)),
        body: Some(BodyId::from(body)),
        command: Command::Record(vec![event]),
        ..Ask::node(Vec::new())
    };
    node.ask(ask).unwrap();
}

/// The area opens in the morning; in the evening it closes, or goes on.
fn vote(node: &Node, clock: &AtomicU64, areas: &[&str], closes: bool) {
    clock.store(DAY + 7 * 3_600_000, Ordering::Relaxed);
    for area in areas {
        let opened = election::Event::AreaOpened { area: (*area).into(), happened: None };
        act(node, "head", &team(area), Event::Election(opened));
    }
    clock.store(DAY + 19 * 3_600_000, Ordering::Relaxed);
    for area in areas.iter().filter(|_| closes) {
        let (area, of) = (AreaId::from(*area), team(area));
        let closed = election::Event::AreaClosed { area, happened: None, reason: None };
        act(node, "head", &of, Event::Election(closed));
    }
}

/// The team of an area; the same two in each.
fn team(area: &str) -> String {
    if area == "1-001" { "team".to_owned() } else { format!("team-{area}") }
}

fn basis() -> Basis {
    Basis { how: How::Stated, text: "thử".into() }
}

fn called(node: &Node, rules: Rules) {
    let ask = |events: Vec<Event>| node.ask(Ask::node(events)).unwrap();
    let rules = Box::new(rules);
    ask(vec![Event::Node(node::Event::Adopted { rules, files: BTreeMap::new() })]);
    let unit = |id: &str, kind: &str, parent: Option<&str>| {
        let unit = Unit {
            id: UnitId::from(id),
            code: id.into(),
            name: format!("Đơn vị Hoá {id}"),
            short_name: format!("Hoá {id}"),
            kind: kind.into(),
            parent: parent.map(UnitId::from),
            from: None,
            to: None,
            predecessors: Vec::new(),
        };
        Event::Unit(units::Event::Registered { unit: Box::new(unit) })
    };
    ask(vec![unit("38", "province", None), unit("1", "ward", Some("38"))]);
    let called = election::Event::Called {
        election: "na-2026".into(),
        election_kind: "NA".into(),
        name: "Bầu cử mô phỏng".into(),
        day: Date::constant(2026, 3, 15),
        unit: "38".into(),
        stage: Stage::First,
        parent: None,
        vacancy: None,
        basis: basis(),
    };
    ask(vec![Event::Election(called)]);
}

fn set_up(node: &Node, rules: Rules, areas: &[&str]) {
    called(node, rules);
    let ask = |events: Vec<Event>| node.ask(Ask::node(events)).unwrap();
    let election = ElectionId::from("na-2026");
    let mut events = vec![election::Event::ConstituencySet {
        election: election.clone(),
        constituency: 1,
        seats: 3,
        seats_basis: basis(),
        members: vec![Member { unit: "1".into(), basis: basis() }],
    }];
    for number in 1..=5 {
        let candidate = Candidate {
            name: format!("Ứng cử viên A{number}"),
            born: Some(Date::constant(1970, 1, 1)),
            sex: None,
            biography: BTreeMap::new(),
        };
        events.push(election::Event::CandidateListed {
            election: election.clone(),
            constituency: 1,
            number,
            candidate: Box::new(candidate),
        });
    }
    events.push(election::Event::ListAnnounced {
        election: election.clone(),
        constituency: 1,
        document: "thử".into(),
        waiver: None,
    });
    for (number, area) in (1..).zip(areas) {
        events.push(election::Event::AreaSet {
            area: (*area).into(),
            unit: "1".into(),
            name: format!("Khu vực bỏ phiếu số {number}"),
            constituencies: [(election.clone(), 1)].into(),
            early: None,
        });
        // The third is a large one.
        let half = if number == 3 { 2000 } else { 600 };
        events.push(election::Event::RollStated {
            area: (*area).into(),
            version: 1,
            voters: [(election.clone(), n(2 * half))].into(),
            men: n(half),
            women: n(half),
            added_on_day: n(0),
            reason: None,
        });
    }
    ask(events.into_iter().map(Event::Election).collect());
    staff(node, areas);
}

fn staff(node: &Node, areas: &[&str]) {
    let body = |id: &str, kind: &str, unit: Option<&str>, charge: Option<Charge>| {
        let body = people::Body {
            id: BodyId::from(id),
            name: id.into(),
            kind: kind.into(),
            unit: unit.map(UnitId::from),
            charge,
        };
        people::Event::BodyFormed { body }
    };
    let mut events = vec![
        body("keepers", "system", None, None),
        body("commune", "commune_committee", Some("1"), None),
    ];
    for area in areas {
        let charge = Charge::Area((*area).into());
        events.push(body(&team(area), "polling_team", Some("1"), Some(charge)));
    }
    let roles = [
        ("lan", "typist", "commune"),
        ("minh", "typist", "commune"),
        ("lead", "commune_committee", "commune"),
        ("publisher", "commune_committee", "commune"),
        ("head", "polling_team", "team"),
        ("secretary", "polling_team", "team"),
        ("watch", "observer", "commune"),
    ];
    for (officer, ..) in roles.iter().chain(&[("keeper", "", "")]) {
        let officer = Officer {
            id: OfficerId::from(*officer),
            name: (*officer).into(),
            office: "thử".into(),
        };
        events.push(people::Event::OfficerRegistered { officer });
    }
    let grant = |officer: &str, role: &str, body: &str| people::Event::RoleGranted {
        officer: OfficerId::from(officer),
        role: role.into(),
        body: BodyId::from(body),
    };
    events.push(grant("keeper", "system_keeper", "keepers"));
    node.ask(Ask::node(events.into_iter().map(Event::People).collect())).unwrap();
    for (officer, role, body) in roles {
        act(node, "keeper", "keepers", Event::People(grant(officer, role, body)));
    }
    for (area, officer) in areas.iter().skip(1).flat_map(|a| ["head", "secretary"].map(|o| (a, o)))
    {
        let granted = grant(officer, "polling_team", &team(area));
        act(node, "keeper", "keepers", Event::People(granted));
    }
}
