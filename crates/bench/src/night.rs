//! A national election night as a journal: written once, checked record by record when it is read.

use dienhong_core::{
    Date, Event,
    election::{self, AreaId, Basis, Candidate, ElectionId, How, Member, Stage},
    node,
    people::{self, Body, BodyId, By, Charge, Officer, OfficerId},
    tally::{self, Sheet},
    units::{self, Unit, UnitId},
};
use dienhong_journal::{Act, Draft, Journal, Millis, Opening, Salt, Visibility};
use dienhong_simulation::{Area, National, Seed};
use dienhong_store::Sqlite;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    path::Path,
};

/// How many records share a transaction.
const TOGETHER: usize = 20_000;
/// 2026-03-15T00:00 in Vietnam.
const DAY: u64 = 1_773_507_600_000;

struct Pen {
    journal: Journal<Sqlite>,
    drafts: Vec<Draft>,
    at: u64,
    acts: u64,
    written: u64,
}

impl Pen {
    fn write(
        &mut self,
        by: &By,
        body: Option<&BodyId>,
        unit: Option<&UnitId>,
        event: &Event,
    ) -> Result<(), Box<dyn Error>> {
        self.drafts.push(Draft {
            body: body.map(ToString::to_string),
            unit: unit.map(ToString::to_string),
            by: by.to_string(),
            kind: event.kind().to_owned(),
            data: event.data()?,
            visibility: Visibility::Public,
        });
        if self.drafts.len() >= TOGETHER { self.flush() } else { Ok(()) }
    }

    /// From here on it is this much after the beginning of election day.
    fn at(&mut self, at: u64) -> Result<(), Box<dyn Error>> {
        self.flush()?;
        self.at = at;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Box<dyn Error>> {
        let drafts = std::mem::take(&mut self.drafts);
        if drafts.is_empty() {
            return Ok(());
        }
        self.acts += 1;
        self.written += drafts.len() as u64;
        let act = Act {
            id: format!("{:016x}", self.acts),
            at: Millis::new(self.at),
            drafts,
            keep: Vec::new(),
            forget: Vec::new(),
        };
        self.journal.append(act)?;
        eprint!("\r{} records", self.written);
        Ok(())
    }
}

fn basis() -> Basis {
    Basis { how: How::Assumed, text: "mô phỏng".into() }
}

fn officer(id: &str) -> By {
    By::Officer(OfficerId::from(id))
}

/// Writes the journal of a national night to `path`.
///
/// # Errors
/// Those of the store and the journal.
pub fn write(path: &Path) -> Result<(), Box<dyn Error>> {
    let journal = Journal::open(Sqlite::open(path)?)?;
    let mut pen = Pen { journal, drafts: Vec::new(), at: DAY - 86_400_000, acts: 0, written: 0 };
    let national = dienhong_simulation::national(Seed(2026));
    let ids: Vec<ElectionId> =
        National::ELECTIONS.iter().map(|(id, _)| ElectionId::from(*id)).collect();
    let communes: BTreeSet<String> = national.areas().map(|area| area.commune).collect();
    let nation = UnitId::from("VN");
    let started = node::Event::Started {
        origin: "national.example/2026".into(),
        name: "Ngày bầu cử mô phỏng toàn quốc".into(),
        simulated: true,
    };
    pen.write(&By::Node, None, None, &Event::Node(started))?;
    let rules = Box::new(dienhong_packs::rules("vn")?);
    let adopted = node::Event::Adopted { rules, files: BTreeMap::new() };
    pen.write(&By::Node, None, None, &Event::Node(adopted))?;
    let unit = |id: &str, kind: &str, parent: Option<&UnitId>| Unit {
        id: UnitId::from(id),
        code: id.into(),
        name: format!("Đơn vị {id}"),
        short_name: id.into(),
        kind: kind.into(),
        parent: parent.cloned(),
        from: None,
        to: None,
        predecessors: Vec::new(),
    };
    let tree =
        Tree { places: (0..).zip(&communes).map(|(place, code)| (code.clone(), place)).collect() };
    let provinces = (0..communes.len().div_ceil(IN_A_PROVINCE)).map(province);
    // The pack knows no level above the province: here the level below it stands for provinces.
    let provinces = provinces.map(|id| unit(id.as_str(), "rural_district", Some(&nation)));
    let units = std::iter::once(unit("VN", "province", None)).chain(provinces).chain(
        communes.iter().map(|code| unit(code, "rural_commune", Some(&tree.province_of(code)))),
    );
    for unit in units {
        let event = Event::Unit(units::Event::Registered { unit: Box::new(unit) });
        pen.write(&By::Node, None, None, &event)?;
    }
    elections(&mut pen, &national, &ids, &tree)?;
    areas(&mut pen, &national, &ids)?;
    staff(&mut pen, &national, &communes)?;
    day(&mut pen, &national)?;
    night(&mut pen, &national, &ids)?;
    pen.flush()?;
    eprintln!();
    Ok(())
}

/// Provinces of so many communes each have 3,500 areas, as Thanh Hoá has.
const IN_A_PROVINCE: usize = 137;

fn province(at: usize) -> UnitId {
    UnitId::from(format!("P{at:02}").as_str())
}

/// Which commune lies where.
struct Tree {
    places: BTreeMap<String, usize>,
}

impl Tree {
    fn province_of(&self, commune: &str) -> UnitId {
        province(self.places.get(commune).copied().unwrap_or_default() / IN_A_PROVINCE)
    }

    /// The lowest unit in which all of these communes lie.
    fn common(&self, communes: &[dienhong_simulation::Part]) -> UnitId {
        let provinces: BTreeSet<UnitId> =
            communes.iter().map(|part| self.province_of(&part.commune)).collect();
        match (communes, provinces.len()) {
            ([only], _) => UnitId::from(only.commune.as_str()),
            (_, 1) => provinces.into_iter().next().unwrap_or_else(|| UnitId::from("VN")),
            _ => UnitId::from("VN"),
        }
    }
}

type Done = Result<(), Box<dyn Error>>;

fn elections(pen: &mut Pen, national: &National, ids: &[ElectionId], tree: &Tree) -> Done {
    for (at, (id, (_, kind))) in ids.iter().zip(National::ELECTIONS).enumerate() {
        let mut write = |unit: Option<&UnitId>, event| {
            pen.write(&By::Node, None, unit, &Event::Election(event))
        };
        let called = election::Event::Called {
            election: id.clone(),
            election_kind: kind.into(),
            name: format!("Bầu cử mô phỏng {kind}"),
            day: Date::constant(2026, 3, 15),
            unit: UnitId::from("VN"),
            stage: Stage::First,
            parent: None,
            vacancy: None,
            basis: basis(),
        };
        write(None, called)?;
        for of in national.constituencies(at) {
            let unit = tree.common(&of.communes);
            let mut write = |event| write(Some(&unit), event);
            let member = |part: &dienhong_simulation::Part| Member {
                unit: UnitId::from(part.commune.as_str()),
                basis: basis(),
            };
            write(election::Event::ConstituencySet {
                election: id.clone(),
                constituency: of.number,
                seats: of.seats,
                seats_basis: basis(),
                members: of.communes.iter().map(member).collect(),
            })?;
            for (number, candidate) in (1..).zip(&of.candidates) {
                write(election::Event::CandidateListed {
                    election: id.clone(),
                    constituency: of.number,
                    number,
                    candidate: Box::new(Candidate {
                        name: candidate.name.clone(),
                        born: Some(candidate.born),
                        sex: Some(candidate.sex),
                        biography: BTreeMap::new(),
                    }),
                })?;
            }
            write(election::Event::ListAnnounced {
                election: id.clone(),
                constituency: of.number,
                document: "mô phỏng".into(),
                waiver: Some("mô phỏng".into()),
            })?;
        }
    }
    Ok(())
}

fn unit_of(area: &Area) -> UnitId {
    UnitId::from(area.commune.as_str())
}

fn areas(pen: &mut Pen, national: &National, ids: &[ElectionId]) -> Done {
    let numbers: Vec<Vec<u16>> =
        (0..ids.len()).map(|e| national.constituencies(e).map(|of| of.number).collect()).collect();
    for area in national.areas() {
        let unit = unit_of(&area);
        let of = |(e, &at): (usize, &usize)| (ids[e].clone(), numbers[e][at]);
        let set = election::Event::AreaSet {
            area: AreaId::from(area.code.as_str()),
            unit: unit.clone(),
            name: area.name.clone(),
            constituencies: area.constituencies.iter().enumerate().map(of).collect(),
            early: None,
        };
        pen.write(&By::Node, None, Some(&unit), &Event::Election(set))?;
        let roll = election::Event::RollStated {
            area: AreaId::from(area.code.as_str()),
            version: 1,
            voters: ids.iter().cloned().zip(area.voters.iter().copied()).collect(),
            men: area.men,
            women: area.women,
            added_on_day: dienhong_core::count::Count::ZERO,
            reason: None,
        };
        pen.write(&By::Node, None, Some(&unit), &Event::Election(roll))?;
    }
    Ok(())
}

/// Who comes to act, and in which body.
struct Person {
    id: String,
    role: &'static str,
    body: BodyId,
    unit: Option<UnitId>,
}

impl Person {
    fn registered(&self) -> Event {
        let officer = Officer {
            id: OfficerId::from(self.id.as_str()),
            name: format!("{} (mô phỏng)", self.id),
            office: self.role.into(),
        };
        Event::People(people::Event::OfficerRegistered { officer })
    }

    fn granted(&self) -> Event {
        let (officer, role) = (OfficerId::from(self.id.as_str()), self.role.to_owned());
        Event::People(people::Event::RoleGranted { officer, role, body: self.body.clone() })
    }
}

/// The node forms the bodies and names the keeper; he names each commune's committee; that names all others, so that
/// their records are the commune's own.
fn staff(pen: &mut Pen, national: &National, communes: &BTreeSet<String>) -> Done {
    let form = |pen: &mut Pen, id: &BodyId, kind: &str, unit: Option<UnitId>, charge| {
        let body = Body {
            id: id.clone(),
            name: format!("{id} (mô phỏng)"),
            kind: kind.into(),
            unit: unit.clone(),
            charge,
        };
        let event = Event::People(people::Event::BodyFormed { body });
        pen.write(&By::Node, None, unit.as_ref(), &event)
    };
    let (keepers, mut heads, mut others) = (BodyId::from("keepers"), Vec::new(), Vec::new());
    form(pen, &keepers, "system", None, None)?;
    let keeper =
        Person { id: "keeper".into(), role: "system_keeper", body: keepers.clone(), unit: None };
    for code in communes {
        let (body, unit) = (committee(code), Some(UnitId::from(code.as_str())));
        form(pen, &body, "commune_committee", unit.clone(), None)?;
        let person = |key: &str, role| {
            let (body, unit) = (body.clone(), unit.clone());
            Person { id: format!("{key}-{code}"), role, body, unit }
        };
        heads.push(person("p", "commune_committee"));
        others.push((code.clone(), person("x", "typist")));
        others.push((code.clone(), person("y", "typist")));
    }
    for area in national.areas() {
        let body = BodyId::from(format!("t-{}", area.code).as_str());
        let charge = Charge::Area(AreaId::from(area.code.as_str()));
        let unit = Some(unit_of(&area));
        form(pen, &body, "polling_team", unit.clone(), Some(charge))?;
        for key in ["h", "s"] {
            let id = format!("{key}-{}", area.code);
            let (body, unit) = (body.clone(), unit.clone());
            others.push((area.commune.clone(), Person { id, role: "polling_team", body, unit }));
        }
    }
    for person in std::iter::once(&keeper).chain(&heads) {
        pen.write(&By::Node, None, None, &person.registered())?;
    }
    pen.write(&By::Node, None, None, &keeper.granted())?;
    for head in &heads {
        pen.write(&officer("keeper"), Some(&keepers), head.unit.as_ref(), &head.granted())?;
    }
    for (code, person) in &others {
        let (by, body, unit) =
            (officer(&format!("p-{code}")), committee(code), person.unit.as_ref());
        pen.write(&by, Some(&body), unit, &person.registered())?;
        pen.write(&by, Some(&body), unit, &person.granted())?;
    }
    Ok(())
}

fn committee(commune: &str) -> BodyId {
    BodyId::from(format!("c-{commune}").as_str())
}

fn day(pen: &mut Pen, national: &National) -> Done {
    for (hour, open) in [(7, true), (19, false)] {
        pen.at(DAY + hour * 3_600_000)?;
        for area in national.areas() {
            let id = AreaId::from(area.code.as_str());
            let event = match open {
                true => election::Event::AreaOpened { area: id, happened: None },
                false => election::Event::AreaClosed { area: id, happened: None, reason: None },
            };
            let (by, body) = (format!("h-{}", area.code), format!("t-{}", area.code));
            let unit = unit_of(&area);
            pen.write(
                &officer(&by),
                Some(&BodyId::from(body.as_str())),
                Some(&unit),
                &Event::Election(event),
            )?;
        }
    }
    Ok(())
}

fn night(pen: &mut Pen, national: &National, ids: &[ElectionId]) -> Done {
    pen.at(DAY + 22 * 3_600_000)?;
    let mut ended = BTreeSet::new();
    let areas: Vec<Area> = national.areas().collect();
    let mut salt = 0u64;
    for sheet in national.sheets() {
        let area = &areas[sheet.area];
        let (election, id) = (ids[sheet.election].clone(), AreaId::from(area.code.as_str()));
        let unit = unit_of(area);
        let commune = committee(&area.commune);
        let team = BodyId::from(format!("t-{}", area.code).as_str());
        let of = national_ballot(&sheet.paper);
        let warned =
            tally::check(&sheet.paper, of).into_iter().filter(|f| f.level == tally::Level::Warning);
        let explanations = warned.map(|finding| (finding.code, "mô phỏng".to_owned())).collect();
        let value = Sheet { figures: sheet.paper.clone(), explanations, reason: None };
        let mut openings = Vec::new();
        for typist in ["x", "y"] {
            salt += 1;
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&salt.to_le_bytes());
            let opening = Opening { value: value.clone(), salt: Salt(bytes) };
            let event = tally::Event::Entered {
                election: election.clone(),
                area: id.clone(),
                sealed: opening.seal()?,
            };
            openings.push(opening);
            let by = officer(&format!("{typist}-{}", area.commune));
            pen.write(&by, Some(&commune), Some(&unit), &Event::Tally(event))?;
        }
        for signer in ["h", "s"] {
            let sealed = openings[1].seal()?;
            let event =
                tally::Event::Signed { election: election.clone(), area: id.clone(), sealed };
            let by = officer(&format!("{signer}-{}", area.code));
            pen.write(&by, Some(&team), Some(&unit), &Event::Tally(event))?;
        }
        let by = officer(&format!("p-{}", area.commune));
        if ended.insert(election.clone()) {
            let event = election::Event::PollEnded { election: election.clone() };
            pen.write(&by, Some(&commune), None, &Event::Election(event))?;
        }
        let event = tally::Event::Published { election, area: id, version: 1, openings };
        pen.write(&by, Some(&commune), Some(&unit), &Event::Tally(event))?;
    }
    Ok(())
}

/// Enough of a ballot to find what only warns: that does not ask for seats.
fn national_ballot(figures: &tally::Figures) -> tally::Ballot {
    tally::Ballot { seats: u16::MAX, candidates: figures.votes.len() }
}
