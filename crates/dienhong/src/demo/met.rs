//! Two briefings of an invented organisation at 27 sites: one that is over and what it concluded, one that goes on, with
//! somebody waiting for the floor and a site whose line is lost. All people are invented.

use super::{
    NoDemo, Stage,
    sender::Sender,
    voted::{count, seat},
};
use dienhong_core::{
    Command, Date, Event,
    assembly::{
        Delegate, Event as A, Item, ItemId, Kind, Mark, MeetingId, Note, Plan, Presence, Reply,
        Site, SiteId, Test, Visibility, Words,
    },
    people::{BodyId, OfficerId},
    rules::{Clock, Local},
};
use dienhong_journal::Millis;

/// Who conducts the meetings, who has the chair, who keeps the list of a site.
pub const SECRETARY: &str = "thuky-hop";
pub const CHAIR: &str = "chutri";
pub const KEEPER: &str = "thuky-diemcau";
/// A delegate who signs in.
pub const DELEGATE: &str = "daibieu-hop";

const PLACES: [&str; 27] = [
    "Trung tâm hội nghị tỉnh",
    "Hạc Thành",
    "Sầm Sơn",
    "Bỉm Sơn",
    "Nghi Sơn",
    "Bá Thước",
    "Cẩm Thủy",
    "Hoằng Hóa",
    "Hà Trung",
    "Hậu Lộc",
    "Lang Chánh",
    "Mường Lát",
    "Nga Sơn",
    "Ngọc Lặc",
    "Như Thanh",
    "Như Xuân",
    "Nông Cống",
    "Quan Hóa",
    "Quan Sơn",
    "Quảng Xương",
    "Thiệu Hóa",
    "Thường Xuân",
    "Thạch Thành",
    "Thọ Xuân",
    "Triệu Sơn",
    "Vĩnh Lộc",
    "Yên Định",
];

/// When both begin: ten past five in the afternoon, after what the election's bodies do that day.
const START: u16 = 17 * 60 + 10;
/// How many are invited in all: 28 at the main site, 12 at each other.
const MAIN: u32 = 28;
const OTHERS: u32 = 12;
/// The site whose line is lost.
const LOST: usize = 11;

const AGENDA: [(&str, u16, &str); 6] = [
    ("Điểm danh các điểm cầu", 15, "Thư ký"),
    ("Đánh giá công tác quý I", 45, "Văn phòng"),
    ("Thảo luận: hạn chế và nguyên nhân", 60, "Chủ trì"),
    ("Nhiệm vụ trọng tâm quý II", 45, "Văn phòng"),
    ("Giới thiệu văn bản mới", 45, "Ban Tổ chức mô phỏng"),
    ("Kết luận hội nghị", 30, "Chủ trì"),
];

pub fn body() -> BodyId {
    BodyId::from("co-quan-hop-mo-phong")
}

fn site_id(at: usize) -> SiteId {
    SiteId::from(format!("diem-cau-{}", at + 1).as_str())
}

fn item_id(at: usize) -> ItemId {
    ItemId::from(format!("muc-{}", at + 1).as_str())
}

/// A name that stands for nobody, of parts that many share.
fn invented(at: usize) -> String {
    const FAMILIES: [&str; 11] =
        ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Lò"];
    const MIDDLES: [&str; 7] = ["Văn", "Thị", "Hữu", "Thị Thanh", "Đức", "Minh", "Ngọc"];
    const GIVEN: [&str; 13] = [
        "An", "Bình", "Châu", "Dũng", "Hà", "Hùng", "Hương", "Khánh", "Lan", "Nghĩa", "Phúc",
        "Thảo", "Yến",
    ];
    let of =
        |all: &[&'static str], step: usize| all.get(at * step % all.len()).copied().unwrap_or("");
    format!("{} {} {}", of(&FAMILIES, 3), of(&MIDDLES, 5), of(&GIVEN, 7))
}

/// Forms the organisation and holds its meetings.
pub fn held(stage: &Stage) -> Result<(), NoDemo> {
    const WHAT: &str = "the meetings";
    let sender = Sender::new(stage);
    let people = [
        (SECRETARY, "Thư ký hội nghị mô phỏng", "secretary"),
        (CHAIR, "Chủ trì mô phỏng", "chair"),
        (KEEPER, "Thư ký điểm cầu mô phỏng", "member"),
        (DELEGATE, "Đại biểu mô phỏng", "member"),
    ];
    let people = people.map(|(id, name, role)| (OfficerId::from(id), name.to_owned(), role));
    seat(&sender, &body(), "Cơ quan chủ trì mô phỏng", "organisation", people.into_iter());
    let scene = Scene { stage, sender: &sender };
    scene.last_quarter();
    sender.settle(WHAT)?;
    scene.now();
    sender.settle(WHAT)
}

struct Scene<'a> {
    stage: &'a Stage,
    sender: &'a Sender<'a>,
}

impl Scene<'_> {
    fn asks(&self, by: &str, events: Vec<A>) {
        let command = Command::Record(events.into_iter().map(Event::Assembly).collect());
        self.sender.ask(&OfficerId::from(by), &body(), command);
    }

    /// Later acts carry the later time: what was asked before is done first.
    fn at(&self, minute: u64) -> Result<(), NoDemo> {
        self.sender.settle("the meetings")?;
        self.stage.clock.set(-1, minute);
        Ok(())
    }

    fn plan(&self, title: &str, begins: Millis, follows: Option<MeetingId>) -> Option<Plan> {
        let view = self.stage.app.node.view();
        let rules = view.state.rules_at(view.at).ok()?;
        let rule = rules.assembly.as_ref()?.kinds.get("briefing")?;
        Some(Plan {
            title: title.into(),
            kind: "briefing".into(),
            begins,
            ends: None,
            place: "Trung tâm hội nghị tỉnh (mô phỏng)".into(),
            closed: false,
            chair: CHAIR.into(),
            deputies: vec![SECRETARY.into()],
            numbering: Default::default(),
            quorum: rule.quorum,
            floor: rule.floor.clone(),
            follows,
            continues: None,
            document: None,
        })
    }

    fn begins(&self, day: Date) -> Option<Millis> {
        let view = self.stage.app.node.view();
        let rules = view.state.rules_at(view.at).ok()?;
        rules.instant(Local { day, clock: Clock::new(START)? })
    }

    /// Convened, with its sites, delegates and agenda.
    fn convened(&self, meeting: &MeetingId, plan: Plan) {
        let of = |site: usize, name: &str| Site {
            id: site_id(site),
            name: name.into(),
            parent: (site > 0).then(|| site_id(0)),
            unit: None,
            place: "Hội trường (mô phỏng)".into(),
            secretary: (site == 1).then(|| KEEPER.into()),
        };
        let id = || meeting.clone();
        let mut events = vec![A::Convened { meeting: id(), plan }];
        for (site, name) in PLACES.iter().enumerate() {
            events.push(A::SiteSet { meeting: id(), site: of(site, name) });
        }
        for (at, (title, minutes, owner)) in AGENDA.iter().enumerate() {
            let item = Item {
                id: item_id(at),
                parent: None,
                title: Words::Open((*title).into()),
                visibility: Visibility::Public,
                minutes: Some(*minutes),
                owner: (*owner).into(),
            };
            events.push(A::ItemSet { meeting: id(), item });
        }
        let delegates = Self::delegates();
        for rows in delegates.chunks(200) {
            events.push(A::DelegatesListed { meeting: id(), delegates: rows.to_vec() });
        }
        self.asks(SECRETARY, events);
    }

    /// Everybody, numbered site by site.
    fn delegates() -> Vec<Delegate> {
        let mut all = Vec::new();
        for site in 0..PLACES.len() {
            for seat in 1..=if site == 0 { MAIN } else { OTHERS } {
                let number = u32::try_from(all.len()).unwrap_or(0) + 1;
                all.push(Delegate {
                    number,
                    name: invented(all.len()),
                    office: "Đại biểu (mô phỏng)".into(),
                    site: site_id(site),
                    group: String::new(),
                    seat: seat.to_string(),
                    guest: false,
                    weight: count(1),
                    officer: (number == 1).then(|| DELEGATE.into()),
                });
            }
        }
        all
    }

    /// Who is there: everybody but a few.
    fn marked(&self, meeting: &MeetingId) {
        let all = Self::delegates();
        let mut events = Vec::new();
        for site in 0..PLACES.len() {
            let of_site = all.iter().filter(|of| of.site == site_id(site));
            let marks = of_site.map(|of| {
                let (presence, reason) = match of.number % 29 {
                    0 => (Presence::Excused, "Đi công tác".to_owned()),
                    17 => (Presence::Absent, String::new()),
                    _ => (Presence::Here, String::new()),
                };
                Mark { delegate: of.number, presence, site: None, reason, moved: false }
            });
            let marks = marks.collect();
            events.push(A::Marked { meeting: meeting.clone(), marks, happened: None });
        }
        self.asks(SECRETARY, events);
    }

    /// The briefing of the quarter before: over, with what it concluded.
    fn last_quarter(&self) {
        let meeting = MeetingId::from("giao-ban-quy-4-mo-phong");
        let begins = self.begins(Date::constant(2026, 3, 13));
        let plan = begins
            .and_then(|at| self.plan("Giao ban trực tuyến quý IV năm 2025 (mô phỏng)", at, None));
        let Some(plan) = plan else { return };
        self.convened(&meeting, plan);
        self.marked(&meeting);
        let id = || meeting.clone();
        let mut events = vec![A::Opened { meeting: id() }];
        for at in 0..AGENDA.len() {
            events.push(A::ItemBegun { meeting: id(), item: item_id(at) });
            if at == AGENDA.len() - 1 {
                let said = [
                    (Note::Decision, "Thông qua báo cáo công tác quý IV năm 2025."),
                    (
                        Note::Conclusion,
                        "Văn phòng trình kế hoạch kiểm tra quý I trước ngày 20/3/2026.",
                    ),
                    (
                        Note::Conclusion,
                        "Các điểm cầu báo cáo kết quả thử đường truyền trước mỗi kỳ giao ban một ngày.",
                    ),
                ];
                for (number, (note, words)) in (1..).zip(said) {
                    let words = Words::Open(words.into());
                    let item = Some(item_id(at));
                    events.push(A::Noted { meeting: id(), number, item, note, words });
                }
            }
            events.push(A::ItemEnded { meeting: id(), item: item_id(at) });
        }
        events.push(A::Closed { meeting: id() });
        self.asks(CHAIR, events);
    }

    /// The briefing that goes on: the third item, four who wait, a site that is cut off.
    fn now(&self) -> Option<()> {
        let meeting = MeetingId::from("giao-ban-quy-1-mo-phong");
        let follows = Some(MeetingId::from("giao-ban-quy-4-mo-phong"));
        let begins = self.begins(Date::constant(2026, 3, 14))?;
        let plan = self.plan("Giao ban trực tuyến quý I năm 2026 (mô phỏng)", begins, follows)?;
        self.convened(&meeting, plan);
        let id = || meeting.clone();
        let mut before =
            vec![A::Invited { meeting: id(), sites: (0..PLACES.len()).map(site_id).collect() }];
        for site in 1..PLACES.len() {
            let (reply, test) = (
                Reply { coming: true, note: String::new() },
                Test { sound: true, picture: site != LOST, heard: true },
            );
            before.push(A::Replied { meeting: id(), site: site_id(site), reply });
            before.push(A::LineTested { meeting: id(), site: site_id(site), test });
        }
        self.asks(SECRETARY, before);
        self.at(u64::from(START)).ok()?;
        self.marked(&meeting);
        self.asks(CHAIR, vec![A::Opened { meeting: id() }]);
        for (item, minute) in [(0, 0), (1, 15)] {
            self.at(u64::from(START) + minute).ok()?;
            self.asks(CHAIR, vec![A::ItemBegun { meeting: id(), item: item_id(item) }]);
            self.at(u64::from(START) + minute + 14).ok()?;
            self.asks(CHAIR, vec![A::ItemEnded { meeting: id(), item: item_id(item) }]);
        }
        self.at(u64::from(START) + 30).ok()?;
        let third = item_id(2);
        self.asks(CHAIR, vec![A::ItemBegun { meeting: id(), item: third.clone() }]);
        let ask = |delegate, about| {
            let item = third.clone();
            A::FloorAsked { meeting: id(), item, delegate, about, happened: None }
        };
        // Two have spoken; four wait, in another order than they asked.
        self.asks(SECRETARY, vec![ask(31, Kind::Speech), ask(45, Kind::Speech)]);
        for (delegate, minute) in [(31, 31), (45, 35)] {
            self.at(u64::from(START) + minute).ok()?;
            let given = A::FloorGiven { meeting: id(), delegate, seconds: 300, reason: None };
            self.asks(CHAIR, vec![given]);
            self.at(u64::from(START) + minute + 4).ok()?;
            self.asks(CHAIR, vec![A::FloorEnded { meeting: id() }]);
        }
        self.asks(
            SECRETARY,
            vec![
                ask(32, Kind::Speech),
                ask(45, Kind::Speech),
                ask(250, Kind::Speech),
                ask(291, Kind::Intervention),
            ],
        );
        let lost =
            A::LineLost { meeting: id(), site: site_id(LOST), since: self.stage.clock.now() };
        self.asks(SECRETARY, vec![lost]);
        Some(())
    }
}
