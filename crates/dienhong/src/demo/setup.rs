//! Everything before the polls open.

use super::{NoDemo, Simulated, appointed, met, nominated, rated, ready, voted};
use crate::units::reference::{From, read};
use dienhong_core::{
    Command, Date, Event,
    election::{self, AreaId, Basis, ElectionId, How, Member, Stage},
    node,
    people::{self, Body, BodyId, By, Charge, Officer, OfficerId},
    units::UnitId,
};
use dienhong_node::{Ask, Node};
use dienhong_server::App;
use dienhong_simulation::{Area, Night, Reference};
use std::collections::BTreeMap;

/// All demo accounts have it: there is nothing to protect, and it says so.
pub const PASSWORD: &str = "mo-phong-2026";

/// Who can sign in, and as what.
pub const OFFICERS: [(&str, &str); 21] = [
    ("keeper", "quản trị hệ thống / system keeper"),
    ("tinh", "Uỷ ban bầu cử tỉnh / provincial committee"),
    ("quansat", "Người quan sát / an accredited observer"),
    ("ban1", "Ban bầu cử đơn vị số 1 / constituency board 1"),
    ("lead", "phụ trách, phường Hạc Thành / commune lead"),
    ("publisher", "người công bố, phường Hạc Thành / commune publisher"),
    ("lan", "người nhập thứ nhất / first typist"),
    ("minh", "người nhập thứ hai / second typist"),
    ("to1", "tổ trưởng KV 14797-001 / polling team head"),
    ("thuky1", "thư ký KV 14797-001 / polling team secretary"),
    ("thukyhd", "thư ký hội đồng / secretary of a council that votes"),
    ("daibieu", "đại biểu hội đồng / a member of that council"),
    ("tochuc", "cán bộ tổ chức / a personnel officer"),
    ("danhgia", "cán bộ đánh giá / prepares the yearly evaluation"),
    ("thamquyen", "người quyết định xếp loại / decides the ratings"),
    ("nhanvien1", "người được đánh giá, có hồ sơ cán bộ / rated, with a personnel file"),
    ("nhanvien2", "người được đánh giá, đã kiến nghị / rated, has appealed"),
    ("thukyhop", "thư ký hội nghị / secretary of a conference of 27 sites"),
    ("chutri", "chủ trì hội nghị / its chair"),
    ("diemcau", "thư ký điểm cầu Hạc Thành / keeps the list of a site"),
    ("daibieuhop", "đại biểu dự hội nghị / a delegate"),
];

/// The commune whose officers one can sign in as.
pub const OPEN: &str = "14797";

/// Who acts where.
pub struct Setup {
    pub elections: Vec<ElectionId>,
}

/// The body of a commune.
pub fn committee(commune: &str) -> BodyId {
    BodyId::from(format!("uybc-{commune}").as_str())
}

/// The polling team of an area.
pub fn team(area: &str) -> BodyId {
    BodyId::from(format!("to-{area}").as_str())
}

/// The board of a constituency.
pub fn board(election: &ElectionId, number: u16) -> BodyId {
    BodyId::from(format!("ban-{election}-{number}").as_str())
}

/// An officer of a commune's committee: `lead`, `publisher`, `first`, `second`.
pub fn of_commune(commune: &str, role: &str) -> OfficerId {
    OfficerId::from(format!("{role}-{commune}").as_str())
}

/// An officer of a polling team: `head`, `secretary`.
pub fn of_team(area: &str, role: &str) -> OfficerId {
    OfficerId::from(format!("{role}-{area}").as_str())
}

pub fn of_board(election: &ElectionId, number: u16) -> OfficerId {
    OfficerId::from(format!("head-{election}-{number}").as_str())
}

/// A simulated document's name.
fn document(what: &str) -> String {
    format!("{what} (mô phỏng)")
}

/// Does it all in a dozen acts of many records.
pub fn build(
    node: &Node,
    clock: &Simulated,
    reference: &Reference,
    night: &Night,
) -> Result<Setup, NoDemo> {
    let elections: Vec<ElectionId> =
        night.elections.iter().map(|e| ElectionId::from(e.id.as_str())).collect();
    let ask = |what: &'static str, events: Vec<Event>| {
        node.ask(Ask::node(events)).map(drop).map_err(|why| NoDemo::Step { what, why })
    };
    let rules = Box::new(dienhong_packs::rules("vn")?);
    let files = BTreeMap::new();
    ask("the rules", vec![Event::Node(node::Event::Adopted { rules, files })])?;
    let (_, units) = read(From::Program, Some("38"))?;
    ask("the units", units.into_iter().map(Event::Unit).collect())?;
    ask("the elections", called(night, &elections))?;
    let (bodies, officers, roles) = staff(reference, night, &elections);
    let [committees, boards, teams] = by_charge(bodies);
    clock.set(-106, 9 * 60);
    ask("the committees", committees)?;
    clock.set(-96, 9 * 60);
    ask("the proposals", nominated::proposals(night, &elections))?;
    ask("the first round", nominated::round(night, &elections, 1, -96))?;
    clock.set(-80, 9 * 60);
    ask("the constituencies", constituencies(night, &elections))?;
    clock.set(-71, 9 * 60);
    ask("the boards", boards)?;
    clock.set(-44, 9 * 60);
    ask("the polling areas", areas(night, &elections))?;
    clock.set(-43, 9 * 60);
    ask("the teams", teams)?;
    clock.set(-40, 9 * 60);
    ask("the rolls", night.areas.iter().map(|area| roll(area, &elections, 1)).collect())?;
    ask("the second round", nominated::round(night, &elections, 2, -40))?;
    clock.set(-36, 20 * 60);
    ask("the voters' meetings", nominated::meetings(night, &elections, -36))?;
    clock.set(-23, 9 * 60);
    ask("the third round", nominated::round(night, &elections, 3, -23))?;
    clock.set(-22, 9 * 60);
    ask("the assignments", nominated::assigned(night, &elections))?;
    clock.set(-17, 9 * 60);
    ask("the candidates", candidates(night, &elections))?;
    clock.set(-16, 9 * 60);
    ask("the officers", officers)?;
    let keepers = BodyId::from("keepers");
    let keeper = OfficerId::from("keeper");
    let first = people::Event::RoleGranted {
        officer: keeper.clone(),
        role: "system_keeper".into(),
        body: keepers.clone(),
    };
    ask("the keeper", vec![Event::People(first)])?;
    let grant = Ask {
        by: By::Officer(keeper),
        body: Some(keepers),
        command: Command::Record(roles),
        ..Ask::node(Vec::new())
    };
    node.ask(grant).map_err(|why| NoDemo::Step { what: "the roles", why })?;
    ready::steps(node, clock, reference, night, &elections)?;
    Ok(Setup { elections })
}

/// Committees, boards and teams: each kind is formed by a day of its own.
fn by_charge(bodies: Events) -> [Events; 3] {
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    for event in bodies {
        let part = match &event {
            Event::People(people::Event::BodyFormed { body }) => match body.charge {
                None => 0,
                Some(Charge::Constituency { .. }) => 1,
                Some(Charge::Area(_)) => 2,
            },
            _ => 0,
        };
        parts[part].push(event);
    }
    parts
}

fn called(night: &Night, ids: &[ElectionId]) -> Vec<Event> {
    let name = |kind: &str| match kind {
        "NA" => "Bầu cử mô phỏng đại biểu Quốc hội khoá XVI tại Thanh Hoá",
        _ => "Bầu cử mô phỏng đại biểu Hội đồng nhân dân tỉnh Thanh Hoá",
    };
    let call = |(election, id): (&dienhong_simulation::Election, &ElectionId)| {
        Event::Election(election::Event::Called {
            election: id.clone(),
            election_kind: election.kind.clone(),
            name: name(&election.kind).into(),
            day: Date::constant(2026, 3, 15),
            unit: UnitId::from("38"),
            stage: Stage::First,
            parent: None,
            vacancy: None,
            basis: Basis {
                how: How::Stated,
                text: "Nghị quyết 199/2025/QH15: ngày bầu cử 15/03/2026".into(),
            },
        })
    };
    night.elections.iter().zip(ids).map(call).collect()
}

/// The reference's ground for a fact, as the pages say it.
fn basis(basis: &Basis, council: bool) -> Basis {
    let text = match (basis.how, council) {
        (How::Stated, _) => "Thông báo 24/TB-UBBC, Nghị quyết 151/NQ-HĐBCQG (theo báo chí)",
        (How::Inferred, _) => "suy ra từ số người ứng cử đã công bố",
        (How::Derived, _) => "suy ra từ huyện cũ; danh sách công bố chúng tôi có bị cắt",
        (How::Assumed, true) => "mô phỏng chọn: mỗi huyện cũ một đơn vị bầu cử, tổng 85 đại biểu",
        (How::Assumed, false) => "mô phỏng chọn 3, 3, 2; không có nguồn cho ba đơn vị này",
    };
    Basis { how: basis.how, text: text.into() }
}

fn constituencies(night: &Night, ids: &[ElectionId]) -> Vec<Event> {
    let mut events = Vec::new();
    for (election, id) in night.elections.iter().zip(ids) {
        let council = election.kind != "NA";
        for of in &election.constituencies {
            let member = |part: &dienhong_simulation::Part| Member {
                unit: UnitId::from(part.commune.as_str()),
                basis: basis(&part.basis, council),
            };
            events.push(Event::Election(election::Event::ConstituencySet {
                election: id.clone(),
                constituency: of.number,
                seats: of.seats,
                seats_basis: basis(&of.seats_basis, council),
                members: of.communes.iter().map(member).collect(),
            }));
        }
    }
    events
}

fn areas(night: &Night, ids: &[ElectionId]) -> Vec<Event> {
    let set = |area: &Area| {
        let numbers = night.elections.iter().zip(&area.constituencies);
        let numbers =
            numbers.filter_map(|(election, &at)| Some(election.constituencies.get(at)?.number));
        Event::Election(election::Event::AreaSet {
            area: AreaId::from(area.code.as_str()),
            unit: UnitId::from(area.commune.as_str()),
            name: area.name.clone(),
            constituencies: ids.iter().cloned().zip(numbers).collect(),
            early: None,
        })
    };
    night.areas.iter().map(set).collect()
}

/// The roll of an area: the first without those added on the day, the second with them.
pub fn roll(area: &Area, ids: &[ElectionId], version: u16) -> Event {
    let later = match version {
        1 => u64::from(area.additions_on_day),
        _ => 0,
    };
    let less = |count: dienhong_core::count::Count, by: u64| {
        dienhong_core::count::Count::try_from(count.get().saturating_sub(by)).unwrap_or_default()
    };
    let added =
        dienhong_core::count::Count::from(if version == 1 { 0 } else { area.additions_on_day });
    Event::Election(election::Event::RollStated {
        area: AreaId::from(area.code.as_str()),
        version,
        voters: ids
            .iter()
            .cloned()
            .zip(area.voters.iter().map(|&count| less(count, later)))
            .collect(),
        men: less(area.men, later / 2),
        women: less(area.women, later - later / 2),
        added_on_day: added,
        reason: (version > 1).then(|| "bổ sung cử tri trước giờ bỏ phiếu (mô phỏng)".to_owned()),
    })
}

fn candidates(night: &Night, ids: &[ElectionId]) -> Vec<Event> {
    let mut events = Vec::new();
    for (election, id) in night.elections.iter().zip(ids) {
        for of in &election.constituencies {
            for (number, candidate) in (1..).zip(&of.candidates) {
                let biography = [("profession".to_owned(), candidate.occupation.clone())];
                events.push(Event::Election(election::Event::CandidateListed {
                    election: id.clone(),
                    constituency: of.number,
                    number,
                    candidate: Box::new(election::Candidate {
                        name: candidate.name.clone(),
                        born: Some(candidate.born),
                        sex: Some(candidate.sex),
                        biography: biography.into(),
                    }),
                }));
            }
            events.push(Event::Election(election::Event::ListAnnounced {
                election: id.clone(),
                constituency: of.number,
                document: document("Nghị quyết công bố danh sách"),
                waiver: None,
            }));
        }
    }
    events
}

type Events = Vec<Event>;

/// Bodies, officers and roles.
fn staff(reference: &Reference, night: &Night, ids: &[ElectionId]) -> (Events, Events, Events) {
    let mut staff = Staff::default();
    staff.body("keepers", "Nhóm quản trị hệ thống (mô phỏng)", "system", None, None);
    staff.officer("keeper", "Quản trị viên (mô phỏng)", "Quản trị hệ thống", &[]);
    let province = "uybc-38";
    let name = "Uỷ ban bầu cử tỉnh Thanh Hoá (mô phỏng)";
    staff.body(province, name, "election_committee", Some("38"), None);
    staff.officer(
        "head-38",
        "Cán bộ tỉnh (mô phỏng)",
        "Chủ tịch Uỷ ban bầu cử",
        &[("provincial_committee", province)],
    );
    staff.officer(
        "observer-38",
        "Người quan sát (mô phỏng)",
        "Người quan sát",
        &[("observer", province)],
    );
    for (election, id) in night.elections.iter().zip(ids) {
        for of in &election.constituencies {
            let body = board(id, of.number);
            let charge = Charge::Constituency { election: id.clone(), number: of.number };
            let name = format!("Ban bầu cử đơn vị số {} (mô phỏng)", of.number);
            staff.body(body.as_str(), &name, "constituency_board", None, Some(charge));
            let head = of_board(id, of.number);
            let name = format!("Cán bộ đơn vị {} (mô phỏng)", of.number);
            staff.officer(
                head.as_str(),
                &name,
                "Trưởng Ban bầu cử",
                &[("constituency_board", body.as_str())],
            );
        }
    }
    for commune in reference.communes() {
        let (code, name) = (&commune.code, &commune.name);
        let body = committee(code);
        let title = format!("Uỷ ban bầu cử {name} (mô phỏng)");
        staff.body(body.as_str(), &title, "commune_committee", Some(code), None);
        for (key, role, office) in [
            ("lead", "commune_committee", "Phụ trách tổng hợp"),
            ("publisher", "commune_committee", "Người công bố"),
            ("first", "typist", "Người nhập thứ nhất"),
            ("second", "typist", "Người nhập thứ hai"),
        ] {
            let officer = of_commune(code, key);
            let named = format!("{office} {name} (mô phỏng)");
            staff.officer(officer.as_str(), &named, office, &[(role, body.as_str())]);
        }
    }
    for area in &night.areas {
        let body = team(&area.code);
        let name = format!("Tổ bầu cử {} (mô phỏng)", area.code);
        let charge = Charge::Area(AreaId::from(area.code.as_str()));
        staff.body(body.as_str(), &name, "polling_team", Some(&area.commune), Some(charge));
        for (key, name, office) in
            [("head", &area.team.head, "Tổ trưởng"), ("secretary", &area.team.secretary, "Thư ký")]
        {
            let officer = of_team(&area.code, key);
            staff.officer(officer.as_str(), name, office, &[("polling_team", body.as_str())]);
        }
    }
    (staff.bodies, staff.officers, staff.roles)
}

#[derive(Default)]
struct Staff {
    bodies: Events,
    officers: Events,
    roles: Events,
}

impl Staff {
    fn body(
        &mut self,
        id: &str,
        name: &str,
        kind: &str,
        unit: Option<&str>,
        charge: Option<Charge>,
    ) {
        let body = Body {
            id: BodyId::from(id),
            name: name.into(),
            kind: kind.into(),
            unit: unit.map(UnitId::from),
            charge,
        };
        self.bodies.push(Event::People(people::Event::BodyFormed { body }));
    }

    fn officer(&mut self, id: &str, name: &str, office: &str, roles: &[(&str, &str)]) {
        let officer = Officer { id: OfficerId::from(id), name: name.into(), office: office.into() };
        self.officers.push(Event::People(people::Event::OfficerRegistered { officer }));
        for (role, body) in roles {
            self.roles.push(Event::People(people::Event::RoleGranted {
                officer: OfficerId::from(id),
                role: (*role).into(),
                body: BodyId::from(*body),
            }));
        }
    }
}

/// Sign-ins for those whom one may try.
pub fn accounts(app: &App) -> Result<(), NoDemo> {
    let hash = dienhong_server::hash_password(PASSWORD).map_err(NoDemo::Accounts)?;
    let na = ElectionId::from("na-2026");
    let first = format!("{OPEN}-001");
    let [(first_rated, _), (second_rated, _)] = rated::RATED;
    let officers = [
        ("keeper", OfficerId::from("keeper")),
        ("tinh", OfficerId::from("head-38")),
        ("quansat", OfficerId::from("observer-38")),
        ("ban1", of_board(&na, 1)),
        ("lead", of_commune(OPEN, "lead")),
        ("publisher", of_commune(OPEN, "publisher")),
        ("lan", of_commune(OPEN, "first")),
        ("minh", of_commune(OPEN, "second")),
        ("to1", of_team(&first, "head")),
        ("thuky1", of_team(&first, "secretary")),
        ("thukyhd", OfficerId::from(voted::SECRETARY)),
        ("daibieu", OfficerId::from(voted::MEMBER)),
        ("tochuc", OfficerId::from(appointed::PERSONNEL)),
        ("danhgia", OfficerId::from(rated::EVALUATOR)),
        ("thamquyen", OfficerId::from(rated::AUTHORITY)),
        ("nhanvien1", OfficerId::from(first_rated)),
        ("nhanvien2", OfficerId::from(second_rated)),
        ("thukyhop", OfficerId::from(met::SECRETARY)),
        ("chutri", OfficerId::from(met::CHAIR)),
        ("diemcau", OfficerId::from(met::KEEPER)),
        ("daibieuhop", OfficerId::from(met::DELEGATE)),
    ];
    for (login, officer) in officers {
        let put = app.desk.put_account(login, officer.as_str(), &hash);
        put.map_err(|why| NoDemo::Accounts(why.to_string()))?;
    }
    Ok(())
}
