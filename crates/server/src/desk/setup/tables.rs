//! The tables that can be taken from a file: their columns, and the events that their rows become.

use crate::{LANGUAGES, Speech, site::area_day};
use dienhong_core::{
    Date, Event, State,
    count::Count,
    election::{
        self, AreaId, AreaKind, Basis, Candidate, Early, Election, ElectionId, How, Member, Sex,
    },
    people::{Place, Right},
    rules::Rules,
    text::fold,
    units::{self, Found, Match, Predecessor, Unit, UnitId},
};
use dienhong_tables::{
    Checked, Choice, CodePattern, Column, Facts, GoodRow, IsoDate, Kind, Schema, Value,
};
use std::collections::BTreeMap;

use super::staff::{self, Hired};

/// One kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Units,
    Constituencies,
    Candidates,
    Areas,
    Rolls,
    People,
}

/// In the order in which an election is prepared.
pub(super) const ALL: [Of; 6] =
    [Of::Units, Of::People, Of::Constituencies, Of::Candidates, Of::Areas, Of::Rolls];

impl Of {
    pub fn name(self) -> &'static str {
        match self {
            Of::Units => "units",
            Of::Constituencies => "constituencies",
            Of::Candidates => "candidates",
            Of::Areas => "areas",
            Of::Rolls => "rolls",
            Of::People => "people",
        }
    }

    pub fn named(name: &str) -> Option<Of> {
        ALL.into_iter().find(|of| of.name() == name)
    }

    /// Whether each file is about one election.
    pub fn of_election(self) -> bool {
        matches!(self, Of::Constituencies | Of::Candidates | Of::Areas)
    }

    /// Whether the rows rest on a document that the file itself need not name.
    pub fn needs_basis(self) -> bool {
        self == Of::Constituencies
    }
}

/// What a file is read against.
pub(super) struct Given<'a> {
    pub state: &'a State,
    pub rules: &'a Rules,
    pub today: Date,
    /// For tables of one election.
    pub election: Option<&'a Election>,
    /// The document on which rows rest that name none.
    pub basis: &'a str,
    pub speech: Speech,
}

/// A row that cannot be taken: where and why, as a code with its facts.
pub(super) struct Bad {
    pub line: u32,
    pub column: &'static str,
    pub code: &'static str,
    pub facts: Facts,
}

/// What the rows say: an event each, or several, with the line they stand in.
#[derive(Default)]
pub(super) struct Read {
    pub events: Vec<(u32, Event)>,
    pub bad: Vec<Bad>,
    /// Who shall sign in, under which name.
    pub hired: Vec<Hired>,
}

impl Read {
    fn take(&mut self, line: u32, read: Result<Event, Wrong>) {
        match read {
            Ok(event) => self.events.push((line, event)),
            Err(wrong) => self.bad(line, wrong),
        }
    }

    pub fn bad(&mut self, line: u32, (column, code, facts): Wrong) {
        self.bad.push(Bad { line, column, code, facts });
    }
}

/// A column, a code, and what it is about.
pub(super) type Wrong = (&'static str, &'static str, Facts);

pub(super) fn wrong(column: &'static str, code: &'static str, found: &str) -> Wrong {
    (column, code, Facts::from([("found", found.to_owned())]))
}

/// The headings of a column, the reader's language first: `setup.col_*`, and other ways of saying it
/// in `setup.also_*`, parted by semicolons.
fn headings(given: &Given, name: &str) -> Vec<String> {
    let own = given.speech.lang();
    let others = LANGUAGES.iter().map(|(lang, _)| *lang).filter(|lang| *lang != own);
    let mut all = Vec::new();
    for speech in std::iter::once(own).chain(others).map(Speech::of) {
        let heading = speech.t(&format!("setup.col_{name}"));
        all.extend(speech.headings(heading, &format!("setup.also_{name}")));
    }
    all
}

/// The column that says of which election a file is.
const OF_ELECTION: &str = "of_election";

const CODE: Kind = Kind::Code(CodePattern::Ident { max: 40 });
const NUMBER: Kind = Kind::Count { max: 9_999 };
const PEOPLE: Kind = Kind::Count { max: 100_000_000 };
const NAME: Kind = Kind::Text { max: 200 };
const TEXT: Kind = Kind::Text { max: 1_000 };

impl Of {
    pub fn schema(self, given: &Given) -> Schema {
        let column = |name: &str, kind: Kind| {
            let aliases = headings(given, name);
            let aliases: Vec<&str> = aliases.iter().map(String::as_str).collect();
            Column::new(name, &aliases, kind)
        };
        let must = |name: &str, kind: Kind| column(name, kind).required();
        let mut schema = match self {
            Of::Units => Schema::new(vec![
                must("code", CODE),
                must("name", NAME),
                must("kind", NAME),
                column("parent", CODE),
                column("from", Kind::Date),
                column("to", Kind::Date),
                column("former", TEXT),
            ])
            .unique(&["code", "from"]),
            Of::Constituencies => Schema::new(vec![
                must("constituency", NUMBER),
                must("seats", NUMBER),
                must("unit", TEXT),
                column("basis", TEXT),
            ])
            .unique(&["constituency", "unit"]),
            Of::Candidates => {
                let mut columns = vec![
                    must("constituency", NUMBER),
                    column("number", NUMBER),
                    must("candidate", NAME),
                    column("born", Kind::Date),
                    column("sex", Kind::Choice(sexes())),
                ];
                let rules = given.election.and_then(|e| given.rules.election(&e.kind).ok());
                let fields = rules.into_iter().flat_map(|rules| &rules.list.biography);
                columns.extend(fields.map(|field| column(field, TEXT)));
                Schema::new(columns).unique(&["constituency", "candidate", "born"])
            }
            Of::Areas => {
                let mut columns = vec![must("area", CODE), must("area_name", NAME)];
                columns.push(must("unit", NAME));
                columns.extend(same_day(given).map(|e| per_election(e, NUMBER)));
                columns.push(column("early_day", Kind::Date));
                columns.push(column("early_document", TEXT));
                columns.push(column("area_kind", Kind::Choice(area_kinds())));
                columns.push(column("mobile_boxes", NUMBER));
                columns.push(column("place", NAME));
                Schema::new(columns).unique(&["area"])
            }
            Of::Rolls => {
                let mut columns = vec![must("area", CODE), must("voters", PEOPLE)];
                columns.push(must("men", PEOPLE));
                columns.push(must("women", PEOPLE));
                columns.extend(given.state.election.all().map(|e| per_election(e, PEOPLE)));
                columns.push(column("added", PEOPLE));
                columns.push(column("reason", TEXT));
                Schema::new(columns).unique(&["area"])
            }
            Of::People => Schema::new(vec![
                must("person", NAME),
                must("office", NAME),
                must("role", Kind::Choice(staff::roles(given.rules))),
                column("unit", NAME),
                column("area", CODE),
                // An election and a number, as `na-2026/1`.
                column("charge", Kind::Text { max: 60 }),
                column("body_kind", Kind::Choice(super::staff::kinds(given.rules))),
                column("body", NAME),
                column("login", CODE),
            ]),
        };
        if self.of_election() {
            schema.columns.push(column(OF_ELECTION, NAME));
        }
        schema
    }

    /// What the good rows say.
    pub fn read(self, given: &Given, checked: &Checked) -> Read {
        let rows = &checked.rows;
        let mut read = self.rows(given, rows);
        // A list of another election is told once, before what follows from it.
        let of = |election: &Election, said: &str| {
            fold(said) == fold(election.id.as_str()) || fold(said) == fold(&election.name)
        };
        let strange = rows.iter().find_map(|row| {
            let said = text(row, OF_ELECTION)?;
            given.election.is_some_and(|chosen| !of(chosen, said)).then_some((row.line, said))
        });
        if let Some((line, said)) = strange {
            read = Read::default();
            read.bad(line, wrong(OF_ELECTION, "setup.another_list", said));
        }
        read
    }

    fn rows(self, given: &Given, rows: &[GoodRow]) -> Read {
        match self {
            Of::Units => units(given, rows),
            Of::Constituencies => constituencies(given, rows),
            Of::Candidates => candidates(given, rows),
            Of::Areas => areas(given, rows),
            Of::Rolls => each(rows, |row| roll(given, row)),
            Of::People => staff::read(given, rows),
        }
    }

    /// The rights any one of which some such file asks for.
    pub fn rights(self) -> &'static [Right] {
        match self {
            Of::Units => &[Right::KeepSystem],
            Of::People => &[Right::KeepSystem, Right::Appoint],
            _ => &[Right::PrepareElection],
        }
    }

    /// For which right, and where, these events ask; any one of the answers will do.
    pub fn places<'a>(
        self,
        given: &'a Given,
        events: &'a [(u32, Event)],
    ) -> Vec<(Right, Place<'a>)> {
        let prepare = |place| vec![(Right::PrepareElection, place)];
        let chosen = given.election.map_or(Place::Node, |election| Place::Unit(&election.unit));
        match (self, events.first()) {
            (Of::Units, _) => vec![(Right::KeepSystem, Place::Node)],
            (Of::People, _) => {
                let unit = Place::of(staff::unit(given.state, events));
                vec![(Right::KeepSystem, Place::Node), (Right::Appoint, unit)]
            }
            (Of::Areas, Some((_, Event::Election(election::Event::AreaSet { unit, .. })))) => {
                prepare(Place::Unit(unit))
            }
            (Of::Rolls, Some((_, Event::Election(election::Event::RollStated { area, .. })))) => {
                prepare(Place::Area(area, None))
            }
            _ => prepare(chosen),
        }
    }
}

fn each(rows: &[GoodRow], event: impl Fn(&GoodRow) -> Result<Event, Wrong>) -> Read {
    let mut read = Read::default();
    for row in rows {
        read.take(row.line, event(row));
    }
    read
}

/// One of a few, as each language calls it.
fn choice(value: &str, key: &str) -> Choice {
    let said = LANGUAGES.iter().map(|(lang, _)| Speech::of(lang).t(key));
    Choice { value: value.into(), aliases: said.collect() }
}

fn sexes() -> Vec<Choice> {
    vec![choice("female", "setup.female"), choice("male", "setup.male")]
}

fn area_kinds() -> Vec<Choice> {
    AreaKind::ALL.map(|kind| choice(kind.name(), area_day::kind(kind))).into()
}

/// The elections held on the day of the one that was chosen: they share their polling areas.
fn same_day<'a>(given: &'a Given) -> impl Iterator<Item = &'a Election> {
    let day = given.election.map(|election| election.day);
    let all = given.state.election.all().map(|election| &**election);
    all.filter(move |election| Some(election.day) == day && election.ended.is_none())
}

/// A column of one election, headed by its id or name.
pub(super) fn per_election(election: &Election, kind: Kind) -> Column {
    Column::new(election.id.as_str(), &[&election.name], kind)
}

pub(super) fn text<'r>(row: &'r GoodRow, column: &str) -> Option<&'r str> {
    match row.get(column)? {
        Value::Text(text) | Value::Code(text) | Value::Choice(text) => Some(text),
        _ => None,
    }
}

fn number(row: &GoodRow, column: &str) -> Option<u16> {
    match row.get(column)? {
        Value::Count(count) => u16::try_from(*count).ok(),
        _ => None,
    }
}

fn count(row: &GoodRow, column: &str) -> Option<Count> {
    match row.get(column)? {
        Value::Count(count) => Count::try_from(*count).ok(),
        _ => None,
    }
}

fn date(row: &GoodRow, column: &str) -> Option<Date> {
    match row.get(column)? {
        Value::Date(date) => civil(*date),
        _ => None,
    }
}

pub(super) fn civil(date: IsoDate) -> Option<Date> {
    let (month, day) = (i8::try_from(date.month()).ok()?, i8::try_from(date.day()).ok()?);
    Date::new(i16::try_from(date.year()).ok()?, month, day).ok()
}

/// The one unit that a cell means, within another: by its code, else by its name, else by the name of
/// a former unit.
pub(super) fn unit_of(
    state: &State,
    said: &str,
    day: Date,
    within: Option<&UnitId>,
) -> Result<UnitId, Wrong> {
    let found = state.units.find(said, day);
    let here = |id: &UnitId| within.is_none_or(|within| state.units.lies_in(id, within));
    let best = found.iter().filter(|found| here(&found.unit.id));
    let rank = |found: &Found| match found.by {
        Match::Code => 0,
        Match::Name => 1,
        Match::Former(_) => 2,
    };
    let least = best.clone().map(rank).min();
    let mut ids = best.filter(|found| Some(rank(found)) == least).map(|found| &found.unit.id);
    match (ids.next(), ids.next()) {
        (Some(one), None) => Ok(one.clone()),
        (Some(_), Some(_)) => Err(wrong("unit", "setup.several_units", said)),
        (None, _) => Err(wrong("unit", "setup.no_such_unit", said)),
    }
}

fn units(given: &Given, rows: &[GoodRow]) -> Read {
    let mut read = Read::default();
    // Parents may stand in the same file, above.
    let mut ahead: BTreeMap<UnitId, String> = BTreeMap::new();
    for row in rows {
        let unit = unit(given, row, &ahead);
        if let Ok(unit) = &unit {
            ahead.insert(unit.id.clone(), unit.kind.clone());
        }
        let event = |unit| Event::Unit(units::Event::Registered { unit: Box::new(unit) });
        read.take(row.line, unit.map(event));
    }
    read
}

fn unit(given: &Given, row: &GoodRow, ahead: &BTreeMap<UnitId, String>) -> Result<Unit, Wrong> {
    let say = |column| text(row, column).unwrap_or_default();
    let (from, to) = (date(row, "from"), date(row, "to"));
    let kind_of = |id: &UnitId| {
        let known = given.state.units.get(id).map(|unit| unit.kind.clone());
        known.or_else(|| ahead.get(id).cloned())
    };
    let parent = match text(row, "parent") {
        None => None,
        Some(code) => {
            // One that ended with it, or one that stands.
            let ids = [UnitId::of(code, to), UnitId::of(code, None)];
            let known = ids.into_iter().find(|id| kind_of(id).is_some());
            Some(known.ok_or_else(|| wrong("parent", "setup.no_such_unit", code))?)
        }
    };
    let rules = &given.rules.units;
    let above = parent.as_ref().and_then(kind_of).and_then(|kind| rules.depth(&kind));
    let said = fold(say("kind"));
    let kinds = rules
        .levels
        .iter()
        .enumerate()
        .flat_map(|(at, level)| level.kinds.iter().map(move |kind| (at, kind)));
    let mut kinds = kinds.filter(|(_, kind)| fold(&kind.id) == said || fold(&kind.written) == said);
    // «Thành phố» is a level of its own or lies in a province: the parent says which.
    let kind = kinds.find(|(at, _)| above.is_none_or(|above| above < *at));
    let (_, kind) = kind.ok_or_else(|| wrong("kind", "setup.no_such_kind", say("kind")))?;
    let name = say("name");
    let bare = name.strip_prefix(&kind.written).map_or(name, str::trim);
    let numeric = bare.chars().all(|c| c.is_ascii_digit());
    let short_name = if numeric { name } else { bare };
    let former = say("former").split(';').map(str::trim).filter(|said| !said.is_empty());
    let predecessors = former.map(|said| {
        // «14758 (một phần)»: only a part of it.
        let (code, part) = said.split_once('(').map_or((said, false), |(code, _)| (code, true));
        Predecessor { unit: UnitId::of(code.trim(), from), whole: !part }
    });
    Ok(Unit {
        id: UnitId::of(say("code"), to),
        code: say("code").into(),
        name: name.into(),
        short_name: short_name.into(),
        kind: kind.id.clone(),
        parent,
        from,
        to,
        predecessors: predecessors.collect(),
    })
}

/// One row per unit, or several units in a cell; rows of one number make one constituency.
fn constituencies(given: &Given, rows: &[GoodRow]) -> Read {
    let mut read = Read::default();
    let Some(election) = given.election else { return read };
    let mut by_number: BTreeMap<u16, (u32, u16, Vec<Member>, String)> = BTreeMap::new();
    for row in rows {
        let (Some(constituency), Some(seats)) = (number(row, "constituency"), number(row, "seats"))
        else {
            continue;
        };
        let basis = text(row, "basis").unwrap_or(given.basis);
        if basis.trim().is_empty() {
            read.bad(row.line, wrong("basis", "election.basis_missing", ""));
            continue;
        }
        let first = (row.line, seats, Vec::new(), basis.to_owned());
        let one = by_number.entry(constituency).or_insert(first);
        if one.1 != seats {
            let facts = Facts::from([("found", seats.to_string()), ("first", one.1.to_string())]);
            read.bad(row.line, ("seats", "setup.seats_differ", facts));
        }
        for said in text(row, "unit").unwrap_or_default().split(';').map(str::trim) {
            let basis = Basis { how: How::Stated, text: basis.to_owned() };
            match unit_of(given.state, said, election.day, Some(&election.unit)) {
                Ok(unit) => one.2.push(Member { unit, basis }),
                Err(wrong) => read.bad(row.line, wrong),
            }
        }
    }
    for (constituency, (line, seats, members, basis)) in by_number {
        let event = Event::Election(election::Event::ConstituencySet {
            election: election.id.clone(),
            constituency,
            seats,
            seats_basis: Basis { how: How::Stated, text: basis },
            members,
        });
        read.events.push((line, event));
    }
    read
}

fn candidates(given: &Given, rows: &[GoodRow]) -> Read {
    let mut read = Read::default();
    let Some(election) = given.election else { return read };
    let mut next: BTreeMap<u16, u16> = BTreeMap::new();
    let mut ordered: Vec<&GoodRow> = rows.iter().collect();
    // By their numbers where the file gives them; else as they stand.
    ordered.sort_by_key(|row| (number(row, "constituency"), number(row, "number"), row.line));
    for row in ordered {
        let Some(constituency) = number(row, "constituency") else { continue };
        let listed = election.constituencies.get(&constituency);
        let listed = listed.map_or(0, |of| u16::try_from(of.candidates.len()).unwrap_or(u16::MAX));
        let last = next.entry(constituency).or_insert(listed);
        *last = last.saturating_add(1);
        let fields = given.rules.election(&election.kind).ok();
        let fields = fields.into_iter().flat_map(|rules| &rules.list.biography);
        let biography =
            fields.filter_map(|field| Some((field.clone(), text(row, field)?.to_owned())));
        let sex = text(row, "sex").map(|sex| match sex {
            "female" => Sex::Female,
            _ => Sex::Male,
        });
        let candidate = Candidate {
            name: text(row, "candidate").unwrap_or_default().to_owned(),
            born: date(row, "born"),
            sex,
            biography: biography.collect(),
        };
        let event = Event::Election(election::Event::CandidateListed {
            election: election.id.clone(),
            constituency,
            number: number(row, "number").unwrap_or(*last),
            candidate: Box::new(candidate),
        });
        read.events.push((row.line, event));
    }
    read
}

/// Each area, and what kind it is where the file says so.
fn areas(given: &Given, rows: &[GoodRow]) -> Read {
    let mut read = Read::default();
    for row in rows {
        let set = area(given, row);
        let described = set.is_ok().then(|| described(row)).flatten();
        read.take(row.line, set);
        read.events.extend(described.map(|event| (row.line, event)));
    }
    read
}

/// None: the file says nothing of it.
fn described(row: &GoodRow) -> Option<Event> {
    let kind = text(row, "area_kind");
    let (boxes, place) = (number(row, "mobile_boxes"), text(row, "place").map(str::to_owned));
    if kind.is_none() && boxes.is_none() && place.is_none() {
        return None;
    }
    let known = AreaKind::ALL.into_iter().find(|known| kind == Some(known.name()));
    Some(Event::Election(election::Event::AreaDescribed {
        area: AreaId::from(text(row, "area").unwrap_or_default()),
        area_kind: known.unwrap_or_default(),
        mobile_boxes: boxes.unwrap_or_default(),
        place,
    }))
}

fn area(given: &Given, row: &GoodRow) -> Result<Event, Wrong> {
    let Some(chosen) = given.election else { return Err(wrong("", "election.unknown", "")) };
    let said = text(row, "unit").unwrap_or_default();
    let unit = unit_of(given.state, said, chosen.day, Some(&chosen.unit))?;
    let mut constituencies: BTreeMap<ElectionId, u16> = BTreeMap::new();
    for election in same_day(given) {
        let holds = |member: &Member| given.state.units.lies_in(&unit, &member.unit);
        let all = election.constituencies.values();
        let mut holding = all.filter(|of| of.members.iter().any(holds)).map(|of| of.number);
        match (number(row, election.id.as_str()), holding.next(), holding.next()) {
            (Some(said), ..) => drop(constituencies.insert(election.id.clone(), said)),
            (None, Some(only), None) => drop(constituencies.insert(election.id.clone(), only)),
            // The unit does not vote in it.
            (None, None, _) => {}
            (None, Some(_), Some(_)) => {
                return Err(wrong("unit", "setup.which_constituency", &election.name));
            }
        }
    }
    let early = date(row, "early_day").map(|day| Early {
        day,
        document: text(row, "early_document").unwrap_or_default().to_owned(),
    });
    Ok(Event::Election(election::Event::AreaSet {
        area: AreaId::from(text(row, "area").unwrap_or_default()),
        unit,
        name: text(row, "area_name").unwrap_or_default().to_owned(),
        constituencies,
        early,
    }))
}

fn roll(given: &Given, row: &GoodRow) -> Result<Event, Wrong> {
    let said = text(row, "area").unwrap_or_default();
    let area = AreaId::from(said);
    let known = given.state.election.area(&area);
    let known = known.ok_or_else(|| wrong("area", "setup.no_such_area", said))?;
    let all = count(row, "voters").unwrap_or_default();
    let voters = known
        .constituencies
        .keys()
        .map(|election| (election.clone(), count(row, election.as_str()).unwrap_or(all)));
    Ok(Event::Election(election::Event::RollStated {
        area,
        version: u16::try_from(known.rolls.len() + 1).unwrap_or(u16::MAX),
        voters: voters.collect(),
        men: count(row, "men").unwrap_or_default(),
        women: count(row, "women").unwrap_or_default(),
        added_on_day: count(row, "added").unwrap_or_default(),
        reason: text(row, "reason").map(str::to_owned),
    }))
}
