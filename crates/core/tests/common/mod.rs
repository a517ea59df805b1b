//! «A night»: a small node on which officers act, each for a body, at a local hour.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod votes;

use dienhong_core::{
    Command, Date, Decided, Event, Head, State,
    count::Count,
    election::{
        self, AreaId, AreaKind, Basis, Candidate, Early, Election, ElectionId, How, Member,
        Progress, Stage, Stand,
    },
    grouping,
    node::{self, KeyChange},
    people::{self, Body, By, Charge, Officer, passkey::Passkey},
    rules::{Clock, Rules, SmallAreaRule, Source, Sure, Vacancy},
    tally::{self, Check, Figures, SealedMinutes, Sheet},
    units::{self, Unit, UnitId},
};
use dienhong_journal::{
    Hash, Millis, Opening, Salt, Seal, checkpoint::Signer, cosignature::WitnessSigner,
};
use dienhong_passkeys::soft::Authenticator;
use std::collections::{BTreeMap, BTreeSet};

pub const NA: &str = "na-2026";
pub const PC: &str = "pc-2026";
pub const CHAIR: &str = "chair";

/// The polling areas: two in commune 1, one in commune 2, one in commune 3. The first three are
/// constituency 1 of the assembly, the last is constituency 2; all are constituency 1 of the council.
pub const AREAS: [&str; 4] = ["1-01", "1-02", "2-01", "3-01"];

/// Listed in every area: 480 men, 520 women.
pub const VOTERS: u64 = 1000;

/// A sound count of 890 valid ballots for each list: three seats, two seats, the council's two.
pub const VOTES_1: [u64; 5] = [800, 700, 600, 300, 100];
pub const VOTES_2: [u64; 4] = [700, 600, 300, 100];
pub const VOTES_PC: [u64; 3] = [700, 600, 300];

pub fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn clock(text: &str) -> Clock {
    Clock::try_from(text.to_owned()).unwrap()
}

pub fn area(id: &str) -> AreaId {
    id.into()
}

pub fn basis(text: &str) -> Basis {
    Basis { how: How::Stated, text: text.into() }
}

/// An officer who acts for a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub officer: String,
    pub body: String,
}

fn who(officer: impl Into<String>, body: impl Into<String>) -> Who {
    Who { officer: officer.into(), body: body.into() }
}

/// Keeps the system.
pub fn keeper() -> Who {
    who("keeper", "keepers")
}

/// The election committee of the province.
pub fn province() -> Who {
    who("chair", "committee")
}

/// The board of an assembly constituency.
pub fn board(number: u16) -> Who {
    who(format!("board-{number}"), format!("board-{number}"))
}

/// The board of the council's one constituency.
pub fn council_board() -> Who {
    who("board-pc", "board-pc")
}

pub fn commune(number: u8) -> Who {
    who(format!("commune-{number}"), format!("commune-{number}"))
}

/// Another of a commune's committee: who has entries made again does not publish them.
pub fn lead(number: u8) -> Who {
    who(format!("lead-{number}"), format!("commune-{number}"))
}

/// One of the three of the team of an area: 1 is its head.
pub fn team(area: &str, member: u8) -> Who {
    who(format!("team-{area}-{member}"), format!("team-{area}"))
}

/// One of the two tellers of the small society.
pub fn teller(number: u8) -> Who {
    who(format!("teller-{number}"), "tellers")
}

/// The answer of a node: what happened, or the code of the refusal.
pub type Answer = Result<Vec<Event>, &'static str>;

#[derive(Clone)]
pub struct Night {
    pub state: State,
    pub now: Millis,
    /// All that happened, in order.
    pub records: Vec<(Head, Event)>,
    /// What opens the seals, as a node keeps it.
    pub vault: BTreeMap<Seal, Opening<Sheet>>,
    /// Minutes that the legal clock is ahead of UTC.
    offset: i64,
    salts: u64,
}

impl Night {
    /// A node with nothing but its name and its rules.
    pub fn begun(rules: Rules) -> Night {
        Night::started("test.example/2026", rules, true)
    }

    /// As [`Night::begun`], not simulated.
    pub fn real(origin: &str, rules: Rules) -> Night {
        Night::started(origin, rules, false)
    }

    fn started(origin: &str, rules: Rules, simulated: bool) -> Night {
        let mut night = Night {
            state: State::default(),
            now: Millis::new(0),
            records: Vec::new(),
            vault: BTreeMap::new(),
            offset: rules.utc_offset_minutes.into(),
            salts: 0,
        };
        night.at("2026-01-05 08:00");
        let (origin, name) = (origin.into(), "Thử".into());
        let started = node::Event::Started { origin, name, simulated };
        let adopted = node::Event::Adopted { rules: Box::new(rules), files: BTreeMap::new() };
        night.set_up([Event::Node(started), Event::Node(adopted)]);
        night
    }

    /// The eve of election day in a province: lists are official, rolls stated, areas not open.
    pub fn vietnam() -> Night {
        let mut night = Night::prepared();
        for area in AREAS {
            night.state_roll(area, 1, None).unwrap();
        }
        night.at("2026-03-14 20:00");
        night
    }

    /// As [`Night::vietnam`], without rolls.
    pub fn prepared() -> Night {
        Night::prepared_by(dienhong_packs::rules("vn").unwrap())
    }

    /// As [`Night::prepared`], where areas with fewer than 60 valid ballots are shown in groups alone.
    pub fn secretive() -> Night {
        let mut rules = dienhong_packs::rules("vn").unwrap();
        let source = Source { article: "Thử".into(), sure: Sure::Design };
        rules.small_areas = Some(SmallAreaRule { merge_below: n(60), source });
        Night::prepared_by(rules)
    }

    /// As [`Night::closed`], by the rules of [`Night::secretive`].
    pub fn secretive_closed() -> Night {
        let mut night = Night::secretive();
        for area in AREAS {
            night.state_roll(area, 1, None).unwrap();
            night.vote(area);
        }
        night.at("2026-03-15 19:30");
        night
    }

    /// A province with three communes, and who keeps the system.
    pub fn kept(rules: Rules) -> Night {
        let mut night = Night::begun(rules);
        night.register("38", "province", None);
        for commune in ["1", "2", "3"] {
            night.register(commune, "rural_commune", Some("38"));
        }
        night.staff(None, &body("keepers", "system", None, None), "keeper", "system_keeper");
        night
    }

    pub fn prepared_by(rules: Rules) -> Night {
        let mut night = Night::kept(rules);
        let keeper = Some(keeper());
        let committee = body("committee", "election_committee", Some("38"), None);
        night.staff(keeper.clone(), &committee, "chair", "provincial_committee");
        for number in ["1", "2", "3"] {
            let id = format!("commune-{number}");
            let body = body(&id, "commune_committee", Some(number), None);
            night.staff(keeper.clone(), &body, &id, "commune_committee");
            night.staff(keeper.clone(), &body, &format!("lead-{number}"), "commune_committee");
        }
        night.call(NA, "NA", Stage::First, None, "2026-03-15").unwrap();
        night.call(PC, "PC_PROVINCE", Stage::First, None, "2026-03-15").unwrap();
        night.set(NA, 1, 3, &["1", "2"]).unwrap();
        night.set(NA, 2, 2, &["3"]).unwrap();
        night.set(PC, 1, 2, &["1", "2", "3"]).unwrap();
        for (election, number, candidates) in [(NA, 1, 5), (NA, 2, 4), (PC, 1, 3)] {
            for place in 1..=candidates {
                night.list(election, number, place, candidate(place)).unwrap();
            }
            night.announce_list(election, number, None).unwrap();
        }
        for (id, election, number) in [("board-1", NA, 1), ("board-2", NA, 2), ("board-pc", PC, 1)]
        {
            let charge = Charge::Constituency { election: election.into(), number };
            let body = body(id, "constituency_board", Some("38"), Some(charge));
            night.staff(Some(province()), &body, id, "constituency_board");
        }
        for area in AREAS {
            night.set_area(area, None).unwrap();
            night.staff_team(area);
        }
        night
    }

    /// All areas have voted and closed: it is half past seven in the evening.
    pub fn closed() -> Night {
        let mut night = Night::vietnam();
        for area in AREAS {
            night.vote(area);
        }
        night.at("2026-03-15 19:30");
        night
    }

    /// A small society elects its chair: two candidates, one room.
    pub fn society() -> Night {
        let rules = dienhong_packs::rules("generic").unwrap();
        let mut night = Night::begun(rules);
        night.set_up_society();
        let tellers = body("tellers", "tellers", None, None);
        for teller in ["teller-1", "teller-2"] {
            night.staff(Some(keeper()), &tellers, teller, "teller");
        }
        let called = election::Event::Called {
            election: CHAIR.into(),
            election_kind: "CHAIR".into(),
            name: "Chair".into(),
            day: day("2026-03-15"),
            unit: "S".into(),
            stage: Stage::First,
            parent: None,
            vacancy: None,
            basis: basis("Statute 1"),
        };
        let keeper = keeper();
        night.record(&keeper, Event::Election(called)).unwrap();
        let member = Member { unit: "S".into(), basis: basis("Statute 1") };
        night.set_by(&keeper, CHAIR, 1, 1, vec![member]).unwrap();
        for place in 1..=2 {
            let listed = election::Event::CandidateListed {
                election: CHAIR.into(),
                constituency: 1,
                number: place,
                candidate: Box::new(candidate(place)),
            };
            night.record(&keeper, Event::Election(listed)).unwrap();
        }
        night.announce_list_by(&keeper, CHAIR, 1, None).unwrap();
        let room = election::Event::AreaSet {
            area: "room".into(),
            unit: "S".into(),
            name: "The room".into(),
            constituencies: [(CHAIR.into(), 1)].into(),
            early: None,
        };
        night.record(&keeper, Event::Election(room)).unwrap();
        let roll = election::Event::RollStated {
            area: "room".into(),
            version: 1,
            voters: [(CHAIR.into(), n(VOTERS))].into(),
            men: n(VOTERS),
            women: n(0),
            added_on_day: n(0),
            reason: None,
        };
        night.record(&keeper, Event::Election(roll)).unwrap();
        night.at("2026-03-15 09:00");
        night
    }

    /// The society and who keeps it.
    pub fn set_up_society(&mut self) {
        self.register("S", "society", None);
        self.staff(None, &body("keepers", "system", None, None), "keeper", "keeper");
    }

    /// The society's room votes for twenty minutes; its two tellers count, the keeper publishes.
    pub fn counts_in_the_room(&mut self, votes: &[u64]) {
        let open = election::Event::AreaOpened { area: "room".into(), happened: None };
        self.record(&teller(1), Event::Election(open)).unwrap();
        self.at("2026-03-15 09:20");
        let (area, happened, reason) = ("room".into(), None, None);
        let close = election::Event::AreaClosed { area, happened, reason };
        self.record(&teller(1), Event::Election(close)).unwrap();
        let all = n(votes.iter().sum());
        let sheet = changed(&sheet(votes), |f| {
            (f.voters_total, f.took_part, f.issued, f.returned, f.valid, f.invalid) =
                (n(VOTERS), all, all, all, all, n(0));
        });
        self.enter(&teller(1), CHAIR, "room", sheet.clone()).unwrap();
        self.enter(&teller(2), CHAIR, "room", sheet).unwrap();
        self.sign(&teller(1), CHAIR, "room").unwrap();
        self.publish(&keeper(), CHAIR, "room").unwrap();
    }

    /// It is so late by the legal clock: `2026-03-15 19:00`.
    pub fn at(&mut self, local: &str) {
        let (date, clock_time) = local.split_once(' ').unwrap();
        let days = (day(date) - day("1970-01-01")).get_days();
        let minutes = i64::from(days) * 24 * 60 + i64::from(clock(clock_time).minutes());
        self.now = Millis::new(u64::try_from(minutes - self.offset).unwrap() * 60_000);
    }

    pub fn instant(&self, local: &str) -> Millis {
        let mut then = self.clone();
        then.at(local);
        then.now
    }

    fn head(&self, who: Option<&Who>) -> Head {
        let by = who.map_or(By::Node, |who| By::Officer(who.officer.as_str().into()));
        let body = who.map(|who| who.body.as_str().into());
        Head { at: self.now, by, body, unit: None }
    }

    /// An officer asks: what happens is applied, or nothing has changed.
    pub fn ask(&mut self, who: &Who, command: Command) -> Answer {
        self.ask_as(Some(who), command)
    }

    /// As [`Night::ask`]; nobody: the node itself.
    pub fn ask_as(&mut self, who: Option<&Who>, command: Command) -> Answer {
        self.ask_with(self.head(who), command)
    }

    /// As [`Night::ask`], of somebody who acts for no body.
    pub fn ask_by(&mut self, by: By, command: Command) -> Answer {
        self.ask_with(Head { by, ..self.head(None) }, command)
    }

    fn ask_with(&mut self, head: Head, command: Command) -> Answer {
        let decided = self.state.decide(&head, command).map_err(|refusal| refusal.code)?;
        let mut events = Vec::new();
        for Decided { unit, event, .. } in decided {
            let head = Head { unit, ..head.clone() };
            self.state.apply(&head, &event);
            self.records.push((head, event.clone()));
            events.push(event);
        }
        Ok(events)
    }

    pub fn record(&mut self, who: &Who, event: Event) -> Answer {
        self.ask(who, Command::Record(vec![event]))
    }

    /// Whether this very event would be lawful now.
    pub fn lawful(&self, who: &Who, event: &Event) -> Result<(), &'static str> {
        let head = self.head(Some(who));
        let head = Head { unit: event.unit(&self.state, &head), ..head };
        self.state.lawful(&head, event).map_err(|refusal| refusal.code)
    }

    fn set_up(&mut self, events: impl IntoIterator<Item = Event>) {
        self.ask_as(None, Command::Record(events.into_iter().collect())).unwrap();
    }

    fn register(&mut self, code: &str, kind: &str, parent: Option<&str>) {
        self.set_up([Event::Unit(units::Event::Registered {
            unit: Box::new(unit(code, kind, parent)),
        })]);
    }

    /// Forms a body unless it stands, and gives an officer a role in it.
    pub fn staff(&mut self, by: Option<Who>, body: &Body, id: &str, role: &str) {
        let mut events = Vec::new();
        if self.state.people.body(&body.id).is_none() {
            events.push(people::Event::BodyFormed { body: body.clone() });
        }
        events.push(registered(id));
        events.push(granted(id, role, body.id.as_str()));
        let events = events.into_iter().map(Event::People).collect();
        self.ask_as(by.as_ref(), Command::Record(events)).unwrap();
    }

    /// Three officers form the team of an area.
    pub fn staff_team(&mut self, area: &str) {
        let (number, id) = (number_of(area), format!("team-{area}"));
        let charge = Charge::Area(area.into());
        let of = body(&id, "polling_team", Some(&area[..1]), Some(charge));
        for member in 1..=3 {
            let officer = format!("{id}-{member}");
            self.staff(Some(commune(number)), &of, &officer, "polling_team");
        }
    }
}

/// How elections are prepared.
impl Night {
    pub fn call(
        &mut self,
        id: &str,
        kind: &str,
        stage: Stage,
        parent: Option<&str>,
        on: &str,
    ) -> Answer {
        let called = election::Event::Called {
            election: id.into(),
            election_kind: kind.into(),
            name: format!("Cuộc bầu cử {id}"),
            day: day(on),
            unit: "38".into(),
            stage,
            parent: parent.map(ElectionId::from),
            vacancy: None,
            basis: basis("Nghị quyết 199/2025/QH15"),
        };
        self.record(&province(), Event::Election(called))
    }

    /// A by-election of the National Assembly for what is vacant.
    pub fn call_by(&mut self, id: &str, vacancy: Vacancy, on: &str) -> Answer {
        let mut called = self.clone().call(id, "NA", Stage::First, None, on)?.remove(0);
        if let Event::Election(election::Event::Called { vacancy: of, .. }) = &mut called {
            *of = Some(vacancy);
        }
        self.record(&province(), called)
    }

    pub fn set(&mut self, election: &str, number: u16, seats: u16, members: &[&str]) -> Answer {
        let member = |&unit: &&str| Member { unit: unit.into(), basis: basis("Danh sách") };
        self.set_by(&province(), election, number, seats, members.iter().map(member).collect())
    }

    fn set_by(
        &mut self,
        who: &Who,
        election: &str,
        number: u16,
        seats: u16,
        members: Vec<Member>,
    ) -> Answer {
        let set = election::Event::ConstituencySet {
            election: election.into(),
            constituency: number,
            seats,
            seats_basis: basis("Nghị quyết"),
            members,
        };
        self.record(who, Event::Election(set))
    }

    pub fn list(&mut self, election: &str, number: u16, place: u16, who: Candidate) -> Answer {
        let listed = election::Event::CandidateListed {
            election: election.into(),
            constituency: number,
            number: place,
            candidate: Box::new(who),
        };
        self.record(&province(), Event::Election(listed))
    }

    pub fn announce_list(&mut self, election: &str, number: u16, waiver: Option<&str>) -> Answer {
        self.announce_list_by(&province(), election, number, waiver)
    }

    fn announce_list_by(
        &mut self,
        who: &Who,
        election: &str,
        number: u16,
        waiver: Option<&str>,
    ) -> Answer {
        let announced = election::Event::ListAnnounced {
            election: election.into(),
            constituency: number,
            document: "Nghị quyết 70/NQ".into(),
            waiver: waiver.map(str::to_owned),
        };
        self.record(who, Event::Election(announced))
    }

    pub fn set_area(&mut self, id: &str, early: Option<&str>) -> Answer {
        let na = if number_of(id) == 3 { 2 } else { 1 };
        let document = "Nghị quyết của HĐBCQG".into();
        let set = election::Event::AreaSet {
            area: id.into(),
            unit: id[..1].into(),
            name: format!("Khu vực bỏ phiếu {id}"),
            constituencies: [(NA.into(), na), (PC.into(), 1)].into(),
            early: early.map(|on| Early { day: day(on), document }),
        };
        self.record(&commune(number_of(id)), Event::Election(set))
    }

    pub fn describe(&mut self, id: &str, area_kind: AreaKind, mobile_boxes: u16) -> Answer {
        let place = Some("Nhà văn hoá (mô phỏng)".into());
        let (area, by) = (id.into(), commune(number_of(id)));
        let event = election::Event::AreaDescribed { area, area_kind, mobile_boxes, place };
        self.record(&by, Event::Election(event))
    }

    pub fn interrupt(&mut self, id: &str, reason: &str, seals: &str) -> Answer {
        let (reason, seals) = (reason.into(), seals.into());
        let event =
            election::Event::VotingInterrupted { area: id.into(), happened: None, reason, seals };
        self.record(&team(id, 1), Event::Election(event))
    }

    pub fn resume(&mut self, id: &str, document: Option<&str>) -> Answer {
        let document = document.map(str::to_owned);
        let event = election::Event::VotingResumed { area: id.into(), happened: None, document };
        self.record(&team(id, 1), Event::Election(event))
    }

    /// As [`Night::vote`], with the vote stopped from ten to eleven.
    pub fn vote_with_a_break(&mut self, area: &str) {
        let now = self.now;
        self.at("2026-03-15 07:00");
        self.open(area).unwrap();
        self.at("2026-03-15 10:00");
        self.interrupt(area, "Mưa lũ (mô phỏng)", "N-01, N-02").unwrap();
        self.at("2026-03-15 11:00");
        self.resume(area, Some("Công văn 7")).unwrap();
        self.at("2026-03-15 19:00");
        self.close(area, None).unwrap();
        self.now = self.now.max(now);
    }

    /// As [`Night::rehearsal`], before it says so.
    pub fn practising() -> Night {
        let rules = dienhong_packs::rules("vn").unwrap();
        Night::started("that.example/2026/dien-tap", rules, true)
    }

    /// A node on which one practises.
    pub fn rehearsal() -> Night {
        let mut night = Night::practising();
        let root = Hash::of(b"what it was");
        let begun = node::Event::RehearsalBegun { of: "that.example/2026".into(), size: 3, root };
        night.set_up([Event::Node(begun)]);
        night
    }

    /// The area votes again, in a further poll.
    pub fn assign(&mut self, id: &str, election: &str, number: u16) -> Answer {
        let (area, election) = (id.into(), election.into());
        let assigned = election::Event::AreaAssigned { area, election, constituency: number };
        self.record(&province(), Event::Election(assigned))
    }

    /// States the area's roll: [`VOTERS`] for every election held there.
    pub fn state_roll(&mut self, id: &str, version: u16, reason: Option<&str>) -> Answer {
        let held = &self.state.election.area(&area(id)).unwrap().constituencies;
        let voters = held.keys().map(|election| (election.clone(), n(VOTERS))).collect();
        let stated = election::Event::RollStated {
            area: id.into(),
            version,
            voters,
            men: n(480),
            women: n(520),
            added_on_day: n(0),
            reason: reason.map(str::to_owned),
        };
        self.record(&commune(number_of(id)), Event::Election(stated))
    }

    pub fn withdraw(&mut self, election: &str, number: u16, place: u16) -> Answer {
        let withdrawn = election::Event::CandidateWithdrawn {
            election: election.into(),
            constituency: number,
            number: place,
            how: election::Withdrawn::Died,
            document: "Thông báo 12".into(),
            reason: "Qua đời".into(),
        };
        self.record(&province(), Event::Election(withdrawn))
    }
}

/// Election day.
impl Night {
    pub fn open(&mut self, id: &str) -> Answer {
        let opened = election::Event::AreaOpened { area: id.into(), happened: None };
        self.record(&team(id, 1), Event::Election(opened))
    }

    pub fn close(&mut self, id: &str, reason: Option<&str>) -> Answer {
        let reason = reason.map(str::to_owned);
        let closed = election::Event::AreaClosed { area: id.into(), happened: None, reason };
        self.record(&team(id, 1), Event::Election(closed))
    }

    /// Opens at seven in the morning, closes at seven in the evening.
    pub fn vote(&mut self, area: &str) {
        self.vote_on("2026-03-15", area);
    }

    pub fn vote_on(&mut self, day: &str, area: &str) {
        let now = self.now;
        self.at(&format!("{day} 07:00"));
        self.open(area).unwrap();
        self.at(&format!("{day} 19:00"));
        self.close(area, None).unwrap();
        self.now = self.now.max(now);
    }

    /// Turnout of a commune, as its committee reports it.
    pub fn report(&mut self, number: u8, hour: &str, voted: u64, reason: Option<&str>) -> Answer {
        let unit = UnitId::from(number.to_string().as_str());
        let reported = election::Event::TurnoutReported {
            election: NA.into(),
            hour: clock(hour),
            voted: n(voted),
            roll: self.state.election.roll_of(&unit),
            reason: reason.map(str::to_owned),
            unit,
        };
        self.record(&commune(number), Event::Election(reported))
    }
}

/// Minutes.
impl Night {
    /// The sheet under a seal of its own; the node keeps what opens it.
    pub fn seal(&mut self, sheet: Sheet) -> Opening<Sheet> {
        self.salts += 1;
        let mut salt = [0; 32];
        salt[..8].copy_from_slice(&self.salts.to_be_bytes());
        let opening = Opening { value: sheet, salt: Salt(salt) };
        self.vault.insert(opening.seal().unwrap(), opening.clone());
        opening
    }

    /// What opens the entries of the version in the making, oldest first.
    pub fn openings(&self, election: &str, id: &str) -> Vec<Opening<Sheet>> {
        let minutes = self.state.tally.minutes(&election.into(), &area(id));
        minutes.entries.iter().map(|entry| self.vault[&entry.sealed].clone()).collect()
    }

    pub fn enter(&mut self, who: &Who, election: &str, area: &str, sheet: Sheet) -> Answer {
        let entry = self.seal(sheet);
        let (election, area) = (election.into(), area.into());
        self.ask(who, Command::Tally(tally::Command::Enter { election, area, entry }))
    }

    pub fn correct(&mut self, who: &Who, election: &str, area: &str, sheet: Sheet) -> Answer {
        let (entry, known) = (self.seal(sheet), self.openings(election, area));
        let (election, area) = (election.into(), area.into());
        self.ask(who, Command::Tally(tally::Command::Correct { election, area, entry, known }))
    }

    pub fn settle(
        &mut self,
        who: &Who,
        election: &str,
        area: &str,
        sheet: Sheet,
        reason: &str,
    ) -> Answer {
        let sheet = Sheet { reason: Some(reason.to_owned()), ..sheet };
        let (entry, known) = (self.seal(sheet), self.openings(election, area));
        let (election, area) = (election.into(), area.into());
        let settle = tally::Command::Settle { election, area, entry, known };
        self.ask(who, Command::Tally(settle))
    }

    pub fn sign(&mut self, who: &Who, election: &str, area: &str) -> Answer {
        let known = self.openings(election, area);
        let (election, area) = (election.into(), area.into());
        self.ask(who, Command::Tally(tally::Command::Sign { election, area, known }))
    }

    pub fn publish(&mut self, who: &Who, election: &str, area: &str) -> Answer {
        let openings = self.openings(election, area);
        let (election, area) = (election.into(), area.into());
        self.ask(who, Command::Tally(tally::Command::Publish { election, area, openings }))
    }

    pub fn restart(&mut self, who: &Who, election: &str, area: &str) -> Answer {
        let (election, area, why) = (election.into(), area.into(), tally::SetAside::WrongPaper);
        self.record(who, Event::Tally(tally::Event::Restarted { election, area, why }))
    }

    pub fn reopen(&mut self, who: &Who, election: &str, area: &str, reason: &str) -> Answer {
        let (election, area, reason) = (election.into(), area.into(), reason.into());
        let reopened = tally::Event::Reopened { election, area, reason, document: None };
        self.record(who, Event::Tally(reopened))
    }

    /// Two of the team enter the same sheet, and the same two sign it.
    pub fn enter_and_sign(&mut self, election: &str, area: &str, sheet: &Sheet) {
        for member in [1, 2] {
            self.enter(&team(area, member), election, area, sheet.clone()).unwrap();
        }
        for member in [1, 2] {
            self.sign(&team(area, member), election, area).unwrap();
        }
    }

    /// As [`Night::enter_and_sign`], and the commune publishes it.
    pub fn count(&mut self, election: &str, area: &str, sheet: &Sheet) {
        self.enter_and_sign(election, area, sheet);
        self.publish(&commune(number_of(area)), election, area).unwrap();
    }

    /// Counts every area of an assembly constituency.
    pub fn count_all(&mut self, number: u16, votes: &[u64]) {
        for area in areas_of(number) {
            self.count(NA, area, &sheet(votes));
        }
    }
}

/// Where all keys sign.
pub const ORIGIN: &str = "https://test.example";

/// The key of an officer: always the same one.
pub fn key_of(who: &Who) -> Authenticator {
    Authenticator::eddsa(ORIGIN, &Hash::of(who.officer.as_bytes()).0).unwrap()
}

pub fn passkey_added(who: &Who, passkey: Passkey) -> Event {
    let officer = who.officer.as_str().into();
    Event::People(people::Event::PasskeyAdded { officer, passkey })
}

pub fn passkey_ended(who: &Who, id: &str, reason: &str) -> Event {
    let (officer, id, reason) = (who.officer.as_str().into(), id.into(), reason.into());
    Event::People(people::Event::PasskeyEnded { officer, id, reason })
}

/// Signatures with keys of one's own.
impl Night {
    pub fn add_passkey(&mut self, who: &Who) -> Answer {
        self.record(who, passkey_added(who, key_of(who).passkey()))
    }

    /// What `who` signs of these elections: the figures that he signed, or those that count.
    pub fn sealed(&self, who: &Who, elections: &[&str], of: &str) -> Vec<SealedMinutes> {
        let seal = |election: &&str| {
            let minutes = self.state.tally.minutes(&(*election).into(), &area(of));
            let mut signatures = minutes.standing_signatures().iter();
            let own = signatures.find(|signature| signature.by.as_str() == who.officer);
            let sealed = own.map(|own| own.sealed);
            let sealed = sealed.or_else(|| minutes.standing().1.map(|counts| counts.sealed));
            SealedMinutes { election: (*election).into(), sealed: sealed.unwrap() }
        };
        elections.iter().map(seal).collect()
    }

    /// One touch of the key of `who` for these elections of an area.
    pub fn assert(&mut self, who: &Who, elections: &[&str], of: &str) -> Answer {
        let minutes = self.sealed(who, elections, of);
        let challenge = tally::challenge(&area(of), &minutes).unwrap();
        let assertion = key_of(who).answers(&challenge).unwrap();
        let known = elections.iter().flat_map(|election| self.openings(election, of)).collect();
        let assert = tally::Command::Assert { area: area(of), minutes, assertion, known };
        self.ask(who, Command::Tally(assert))
    }
}

/// Groups of small areas in constituency 1 of the assembly.
impl Night {
    pub fn group(&mut self, group: u16, areas: &[&str]) -> Answer {
        let areas = areas.iter().map(|&id| area(id)).collect();
        let formed = grouping::Event::Formed { election: NA.into(), constituency: 1, group, areas };
        self.record(&board(1), Event::Grouping(formed))
    }

    pub fn dissolve(&mut self, group: u16) -> Answer {
        let dissolved = grouping::Event::Dissolved { election: NA.into(), constituency: 1, group };
        self.record(&board(1), Event::Grouping(dissolved))
    }

    pub fn publish_group(&mut self, group: u16, reason: Option<&str>) -> Answer {
        let openings = self.vault.values().cloned().collect();
        let reason = reason.map(str::to_owned);
        let (election, constituency) = (NA.into(), 1);
        let publish =
            grouping::Command::Publish { election, constituency, group, openings, reason };
        self.ask(&board(1), Command::Grouping(publish))
    }
}

/// Results.
impl Night {
    pub fn stand(&self, election: &str, number: u16) -> Stand {
        self.state.stand(&election.into(), number).unwrap()
    }

    pub fn progress(&self, election: &str, number: u16) -> Progress {
        self.stand(election, number).progress
    }

    pub fn election(&self, id: &str) -> &Election {
        self.state.election.get(&id.into()).unwrap()
    }

    pub fn record_result(
        &mut self,
        who: &Who,
        election: &str,
        number: u16,
        reason: Option<&str>,
    ) -> Answer {
        let command = election::Command::RecordResult {
            election: election.into(),
            constituency: number,
            reason: reason.map(str::to_owned),
        };
        self.ask(who, Command::Election(command))
    }

    pub fn decide_tie(
        &mut self,
        who: &Who,
        election: &str,
        between: &[u16],
        elected: &[u16],
    ) -> Answer {
        let decided = election::Event::TieDecided {
            election: election.into(),
            constituency: 1,
            decided_by: "Uỷ ban bầu cử tỉnh".into(),
            document: "Quyết định 7".into(),
            reason: "Luật không quy định".into(),
            between: between.to_vec(),
            elected: elected.to_vec(),
        };
        self.record(who, Event::Election(decided))
    }

    pub fn announce(&mut self, election: &str) -> Answer {
        let (election, document) = (election.into(), "Nghị quyết 90".into());
        let announced = election::Event::ResultAnnounced { election, document };
        self.record(&province(), Event::Election(announced))
    }

    /// The board of constituency `number` reports that it must vote once more.
    pub fn report_further(&mut self, number: u16, stage: Stage, areas: &[&str]) -> Answer {
        let reported = election::Event::FurtherPollReported {
            election: NA.into(),
            constituency: number,
            stage,
            areas: areas.iter().map(|&area| area.into()).collect(),
            document: "Báo cáo 92".into(),
        };
        self.record(&board(number), Event::Election(reported))
    }

    /// The committee decides that there is no supplementary poll.
    pub fn decline(&mut self, number: u16) -> Answer {
        let declined = election::Event::FurtherPollDeclined {
            election: NA.into(),
            constituency: number,
            document: "Nghị quyết 93".into(),
            reason: "Gần hết hạn".into(),
        };
        self.record(&province(), Event::Election(declined))
    }

    /// One act calls a further poll of constituency `number` of the assembly's election.
    pub fn call_further(&mut self, id: &str, number: u16, stage: Stage) -> Answer {
        let further = election::Further {
            parent: NA.into(),
            constituency: number,
            stage,
            election: id.into(),
            name: format!("Cuộc bầu cử {id}"),
            day: day("2026-03-29"),
            document: "Nghị quyết 94".into(),
        };
        self.ask(&province(), Command::Election(election::Command::CallFurther(further)))
    }

    pub fn annul(&mut self, election: &str, area: &str) -> Answer {
        let annulled = election::Event::AreaAnnulled {
            election: election.into(),
            area: area.into(),
            document: "Nghị quyết 91".into(),
            reason: "Vi phạm nghiêm trọng".into(),
        };
        self.record(&province(), Event::Election(annulled))
    }
}

pub fn areas_of(number: u16) -> &'static [&'static str] {
    if number == 1 { &AREAS[..3] } else { &AREAS[3..] }
}

/// The commune of an area: it begins its name.
pub fn number_of(area: &str) -> u8 {
    area[..1].parse().unwrap()
}

pub fn unit(code: &str, kind: &str, parent: Option<&str>) -> Unit {
    Unit {
        id: code.into(),
        code: code.into(),
        name: format!("Đơn vị {code}"),
        short_name: code.into(),
        kind: kind.into(),
        parent: parent.map(UnitId::from),
        from: None,
        to: None,
        predecessors: Vec::new(),
    }
}

pub fn body(id: &str, kind: &str, unit: Option<&str>, charge: Option<Charge>) -> Body {
    let unit = unit.map(UnitId::from);
    Body { id: id.into(), name: format!("Ban {id}"), kind: kind.into(), unit, charge }
}

pub fn registered(id: &str) -> people::Event {
    let officer =
        Officer { id: id.into(), name: format!("Người {id}"), office: "Uỷ viên".into() };
    people::Event::OfficerRegistered { officer }
}

pub fn granted(id: &str, role: &str, body: &str) -> people::Event {
    people::Event::RoleGranted { officer: id.into(), role: role.into(), body: body.into() }
}

/// The candidate at a place of the list; the first is the oldest, 2, 3 and 5 were born on one day.
pub fn candidate(place: u16) -> Candidate {
    let year = if [2, 3, 5].contains(&place) { 2 } else { i16::try_from(place).unwrap() };
    let born = Date::new(1960 + year, 1, 1).unwrap();
    Candidate {
        name: format!("Ứng cử viên {place}"),
        born: Some(born),
        sex: None,
        biography: BTreeMap::new(),
    }
}

/// The minutes of an area where 900 of the 1,000 voted, with 890 valid ballots.
pub fn sheet(votes: &[u64]) -> Sheet {
    let figures = Figures {
        voters_total: n(VOTERS),
        took_part: n(900),
        issued: n(900),
        returned: n(900),
        valid: n(890),
        invalid: n(10),
        votes: votes.iter().copied().map(n).collect(),
        stacks: None,
        invalid_by_ground: None,
        inventory: None,
    };
    Sheet { figures, explanations: BTreeMap::new(), reason: None }
}

/// The minutes of an area where few voted: 10 ballots more than are valid.
pub fn few(valid: u64, votes: &[u64]) -> Sheet {
    changed(&sheet(votes), |figures| {
        let all = n(valid + 10);
        (figures.took_part, figures.issued, figures.returned) = (all, all, all);
        figures.valid = n(valid);
    })
}

/// The same, with something changed.
pub fn changed(sheet: &Sheet, change: impl FnOnce(&mut Figures)) -> Sheet {
    let mut sheet = sheet.clone();
    change(&mut sheet.figures);
    sheet
}

pub fn explained(sheet: &Sheet, check: Check, text: &str) -> Sheet {
    let mut sheet = sheet.clone();
    sheet.explanations.insert(check, text.into());
    sheet
}

pub fn blob() -> Hash {
    Hash::of(b"a photograph")
}

/// A verifier key of the node: its `number`-th.
pub fn node_key(number: u8) -> String {
    let signer = Signer::new("test.example/2026", &[number; 32]).unwrap();
    signer.verifier().to_string()
}

/// A cosignature key of a witness named so.
pub fn witness_key(name: &str) -> String {
    WitnessSigner::new(name, &[200; 32]).unwrap().key().to_string()
}

pub fn key_named(key: &str, why: KeyChange, stolen_since: Option<Millis>) -> Event {
    Event::Node(node::Event::KeyNamed { key: key.into(), why, stolen_since })
}

pub fn witness_named(key: &str, operator: &str, url: &str) -> Event {
    let (key, operator, url) = (key.into(), operator.into(), url.into());
    Event::Node(node::Event::WitnessNamed { key, operator, url })
}

pub fn witness_ended(key: &str, reason: &str) -> Event {
    Event::Node(node::Event::WitnessEnded { key: key.into(), reason: reason.into() })
}

pub fn program_published(version: &str) -> Event {
    let (version, verifier) = (version.into(), Hash::of(b"wasm"));
    Event::Node(node::Event::ProgramPublished { version, verifier })
}

/// The kinds of records that occurred.
pub fn kinds(night: &Night) -> BTreeSet<&'static str> {
    night.records.iter().map(|(_, event)| event.kind()).collect()
}
