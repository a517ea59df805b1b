//! Results in the common data format of NIST SP 1500-100 version 2, as JSON.
//!
//! Places bear the kinds of our law, not those of the United States: a province or commune is `other` with its
//! kind beside it, a constituency `other`, a polling area `precinct`. Nothing is said that no record says:
//! no winner before the board recorded one, and nobody is called defeated.

use super::{
    json::set,
    tables::{sex, unit_name},
};
use crate::name::segment;
use dienhong_core::{
    State,
    count::Count,
    election::{Area, AreaId, Ballots, Constituency, Election, Listed, Progress, Stage},
    grouping::{Group, Together},
    tally::Figures,
    units::UnitId,
};
use dienhong_journal::{Millis, canonical};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Names stand as the records have them.
const LANGUAGE: &str = "vi";

/// The fields that are figures.
const FIGURES: [&str; 6] = [
    "Count",
    "BallotsCast",
    "BallotsRejected",
    "Undervotes",
    "VotersRegistered",
    "VotersParticipated",
];

/// A document whose long arrays are never held as a whole.
#[derive(Default)]
struct Document {
    out: Vec<u8>,
    figures: u64,
}

impl Document {
    fn comma(&mut self) {
        if self.out.last().is_some_and(|last| *last != b'{') {
            self.out.push(b',');
        }
    }

    /// The fields of `object`, in their canonical order.
    fn fields(&mut self, object: &Value) {
        self.comma();
        // Texts of records are canonical already, and counts are small: this is never empty.
        let bytes = canonical::to_vec(object).unwrap_or_default();
        self.out.extend(bytes.get(1..bytes.len().saturating_sub(1)).unwrap_or_default());
    }

    fn array(&mut self, name: &str, items: impl Iterator<Item = Value>) {
        self.comma();
        self.out.extend(format!("\"{name}\":[").as_bytes());
        for (place, item) in items.enumerate() {
            self.out.extend(if place == 0 { &b"\n"[..] } else { b",\n" });
            self.out.extend(canonical::to_vec(&item).unwrap_or_default());
            self.figures += figures(&item);
        }
        self.out.extend(b"\n]");
    }
}

fn figures(item: &Value) -> u64 {
    match item {
        Value::Array(items) => items.iter().map(figures).sum(),
        Value::Object(fields) => {
            let own = |(name, value): (&String, &Value)| {
                if FIGURES.contains(&name.as_str()) { 1 } else { figures(value) }
            };
            fields.iter().map(own).sum()
        }
        _ => 0,
    }
}

/// What the published minutes of a place add up to.
#[derive(Default, Clone, Copy)]
struct Sums {
    areas: u64,
    counted: u64,
    voters: u64,
    took_part: u64,
    returned: u64,
    invalid: u64,
}

impl Sums {
    fn take(&mut self, ballots: Option<Ballots>) {
        self.areas += 1;
        let Some(figures) = ballots else { return };
        self.counted += 1;
        self.voters += figures.voters_total.get();
        self.took_part += figures.took_part.get();
        self.returned += figures.returned.get();
        self.invalid += figures.invalid.get();
    }

    fn status(&self) -> Value {
        let status = match self.counted {
            0 => "not-processed",
            all if all == self.areas => "completed",
            _ => "in-process",
        };
        json!([{ "@type": "ElectionResults.CountStatus", "Status": status, "Type": "total" }])
    }

    /// None: nothing is published of it.
    fn ballots(&self, place: &str) -> Option<Value> {
        (self.counted > 0).then(|| {
            json!({
                "@type": "ElectionResults.BallotCounts",
                "BallotsCast": self.returned,
                "BallotsRejected": self.invalid,
                "GpUnitId": place,
                "Type": "total",
            })
        })
    }
}

/// A unit of an election: what lies in it, and its sums.
#[derive(Default)]
struct Within {
    units: BTreeSet<UnitId>,
    areas: Vec<AreaId>,
    sums: Sums,
}

/// The units in which an election is held, from those of the areas up to that which votes.
fn units(state: &State, election: &Arc<Election>) -> BTreeMap<UnitId, Within> {
    let mut all: BTreeMap<UnitId, Within> = BTreeMap::new();
    all.entry(election.unit.clone()).or_default();
    for area in areas(state, election) {
        let counted = state.counted(election, &area.id).map(|published| published.ballots());
        let mut below: Option<UnitId> = None;
        for unit in state.units.upwards(&area.unit) {
            let within = all.entry(unit.id.clone()).or_default();
            within.sums.take(counted);
            if let Some(below) = below.take() {
                within.units.insert(below);
            } else {
                within.areas.push(area.id.clone());
            }
            if unit.id == election.unit {
                break;
            }
            below = Some(unit.id.clone());
        }
    }
    all
}

fn areas<'a>(state: &'a State, election: &'a Election) -> impl Iterator<Item = &'a Arc<Area>> {
    state.election.areas().filter(|area| area.constituency(&election.id).is_some())
}

fn unit_id(unit: &UnitId) -> String {
    format!("unit-{}", segment(unit.as_str()))
}

fn area_id(area: &AreaId) -> String {
    format!("area-{}", segment(area.as_str()))
}

fn district_id(number: u16) -> String {
    format!("constituency-{number}")
}

fn person_id(constituency: u16, number: u16) -> String {
    format!("person-{constituency}-{number}")
}

/// Areas in which few voted, whose candidates' figures are known together alone.
fn group_id(constituency: u16, group: u16) -> String {
    format!("group-{constituency}-{group}")
}

fn candidate_id(constituency: u16, number: u16) -> String {
    format!("candidate-{constituency}-{number}")
}

fn text(words: &str) -> Value {
    json!({
        "@type": "ElectionResults.InternationalizedText",
        "Text": [{ "@type": "ElectionResults.LanguageString", "Content": words, "Language": LANGUAGE }],
    })
}

/// The identifier under which the same thing stands in records and in our other files.
fn known_as(what: &str, id: &str) -> Value {
    json!([{
        "@type": "ElectionResults.ExternalIdentifier",
        "OtherType": what,
        "Type": "other",
        "Value": id,
    }])
}

/// To the second: the format knows no less.
fn instant(at: Millis) -> String {
    let text = at.to_string();
    format!("{}Z", text.get(..19).unwrap_or(&text))
}

/// The whole report, and how many figures it says.
pub(super) fn results(state: &State, election: &Arc<Election>) -> (Vec<u8>, u64) {
    let units = units(state, election);
    let of: Vec<(&Arc<Constituency>, Sums)> =
        election.constituencies.values().map(|of| (of, sums(state, election, of))).collect();
    let mut out = Document { out: b"{".to_vec(), figures: 0 };
    out.fields(&json!({ "@type": "ElectionResults.ElectionReport" }));
    out.comma();
    out.out.extend(b"\"Election\":[{");
    out.fields(&json!({ "@type": "ElectionResults.Election" }));
    out.array("BallotCounts", ballots(state, election, &units, &of));
    out.array("Candidate", each_listed(election).map(candidate));
    out.array("Contest", of.iter().map(|(of, sums)| contest(state, election, of, sums)));
    let sums = units.get(&election.unit).map(|within| within.sums).unwrap_or_default();
    out.fields(&about(state, election, &sums));
    out.out.extend(b"}]");
    let (simulated, name) = (state.node.simulated(), unit_name(state, &election.unit));
    out.fields(&json!({
        "Format": "precinct-level",
        "GeneratedDate": latest(state, election).map_or_else(String::new, instant),
    }));
    out.array("GpUnit", places(state, election, &units, &of));
    let mut rest = json!({
        "IsTest": simulated,
        "Issuer": state.node.started.as_ref().map_or("", |started| &started.name),
        "IssuerAbbreviation": election.unit.as_str(),
        "Notes": name,
    });
    set(&mut rest, "Notes", simulated.then(|| format!("{name}: mô phỏng / simulated")));
    out.fields(&rest);
    out.array("Person", each_listed(election).map(person));
    let mut rest = json!({
        "SequenceEnd": 1,
        "SequenceStart": 1,
        "Status": status(state, election, &sums),
        "VendorApplicationId": "dienhong",
    });
    set(&mut rest, "TestType", simulated.then_some("mô phỏng / simulated"));
    out.fields(&rest);
    out.out.extend(b"}\n");
    (out.out, out.figures)
}

fn sums(state: &State, election: &Election, of: &Constituency) -> Sums {
    let mut sums = Sums::default();
    for area in &of.areas {
        sums.take(state.counted(election, area).map(|published| published.ballots()));
    }
    sums
}

/// When the last thing happened on which this report rests: of an area, a result, the poll.
fn latest(state: &State, election: &Election) -> Option<Millis> {
    let of_areas = areas(state, election).flat_map(|area| {
        let counted = state.counted(election, &area.id).map(|published| published.at);
        [area.rolls.last().map(|roll| roll.at), area.opened, area.closed, counted]
    });
    let recorded = election.constituencies.values().filter_map(|of| of.result());
    of_areas
        .flatten()
        .chain(recorded.map(|result| result.at))
        .chain(election.ended)
        .chain(election.announced.as_ref().map(|announced| announced.at))
        .max()
        // Nothing has happened but the call: the key of the node is older than that.
        .or_else(|| state.node.keys().next().map(|key| key.at))
        .or(Some(Millis::default()))
}

/// How far the whole count has come, in the words of the format.
fn status(state: &State, election: &Election, sums: &Sums) -> &'static str {
    let stands = election.constituencies.keys().filter_map(|n| state.stand(&election.id, *n));
    let reopened = stands.map(|stand| stand.progress).any(|far| far == Progress::Reopened);
    match sums.counted {
        _ if election.announced.is_some() && reopened => "correction",
        _ if election.announced.is_some() => "certified",
        0 if areas(state, election).all(|area| area.opened.is_none()) => "pre-election",
        all if all == sums.areas && all > 0 && !reopened => "unofficial-complete",
        _ => "unofficial-partial",
    }
}

/// The fields of the election beside its lists.
fn about(state: &State, election: &Arc<Election>, sums: &Sums) -> Value {
    let early =
        areas(state, election).filter_map(|area| area.early.as_ref()).map(|early| early.day);
    let first = early.min().map_or(election.day, |early| early.min(election.day));
    let special = election.stage != Stage::First || election.vacancy.is_some();
    json!({
        "CountStatus": sums.status(),
        "ElectionScopeId": unit_id(&election.unit),
        "EndDate": election.day.to_string(),
        "ExternalIdentifier": known_as("election", election.id.as_str()),
        "Name": text(&election.name),
        "StartDate": first.to_string(),
        "Type": if special { "special" } else { "general" },
    })
}

fn ballots<'a>(
    state: &'a State,
    election: &'a Arc<Election>,
    units: &'a BTreeMap<UnitId, Within>,
    of: &'a [(&Arc<Constituency>, Sums)],
) -> impl Iterator<Item = Value> + 'a {
    let of_units = units.iter().filter_map(|(unit, within)| within.sums.ballots(&unit_id(unit)));
    let of = of.iter().filter_map(|(of, sums)| sums.ballots(&district_id(of.number)));
    let of_areas = areas(state, election).filter_map(|area| {
        let mut sums = Sums::default();
        sums.take(state.counted(election, &area.id).map(|published| published.ballots()));
        sums.ballots(&area_id(&area.id))
    });
    of_units.chain(of).chain(of_areas)
}

type OnList<'a> = (&'a Constituency, u16, &'a Listed);

fn each_listed(election: &Election) -> impl Iterator<Item = OnList<'_>> {
    election.constituencies.values().flat_map(|of| {
        (1u16..).zip(&of.candidates).map(move |(number, listed)| (&**of, number, listed))
    })
}

fn candidate((of, number, listed): OnList) -> Value {
    let left = listed.withdrawn.is_some();
    let mut item = json!({
        "@id": candidate_id(of.number, number),
        "@type": "ElectionResults.Candidate",
        "BallotName": text(&listed.candidate.name),
        "ExternalIdentifier": known_as("number", &number.to_string()),
        "PersonId": person_id(of.number, number),
        "PreElectionStatus": if left { "withdrawn" } else { "qualified" },
    });
    let won = of.result().is_some_and(|result| result.elected.contains(&number));
    let after = if won { Some("winner") } else { left.then_some("withdrawn") };
    set(&mut item, "PostElectionStatus", after);
    item
}

fn person((of, number, listed): OnList) -> Value {
    let known = &listed.candidate;
    let mut item = json!({
        "@id": person_id(of.number, number),
        "@type": "ElectionResults.Person",
        "FullName": text(&known.name),
    });
    set(&mut item, "DateOfBirth", known.born.map(|born| born.to_string()));
    set(&mut item, "Gender", known.sex.map(sex));
    item
}

fn contest(state: &State, election: &Election, of: &Constituency, sums: &Sums) -> Value {
    let published: Vec<(String, &Figures)> = of
        .areas
        .iter()
        .filter_map(|area| Some((area_id(area), state.counted(election, area)?.figures()?)))
        .collect();
    let groups = groups(state, election, of);
    let groups = groups
        .iter()
        .map(|(group, together)| (group_id(of.number, group.number), &together.figures));
    let groups: Vec<(String, &Figures)> = groups.collect();
    let whole = state.stand(&election.id, of.number).and_then(|stand| stand.figures);
    let whole = whole.as_ref().map(|figures| (district_id(of.number), figures));
    let all: Vec<(&str, &Figures)> = whole
        .iter()
        .map(|(id, figures)| (id.as_str(), *figures))
        .chain(published.iter().chain(&groups).map(|(id, figures)| (id.as_str(), *figures)))
        .collect();
    let selections = (1u16..).zip(&of.candidates).map(|(number, _)| {
        let votes = all.iter().filter_map(|(place, figures)| {
            let count = figures.votes.get(usize::from(number) - 1)?;
            Some(json!({
                "@type": "ElectionResults.VoteCounts",
                "Count": count.get(),
                "GpUnitId": place,
                "Type": "total",
            }))
        });
        json!({
            "@id": format!("selection-{}-{number}", of.number),
            "@type": "ElectionResults.CandidateSelection",
            "CandidateIds": [candidate_id(of.number, number)],
            "SequenceOrder": number,
            "VoteCounts": votes.collect::<Vec<_>>(),
        })
    });
    let selections: Vec<Value> = selections.collect();
    let others = all.iter().filter_map(|(place, figures)| {
        Some(json!({
            "@type": "ElectionResults.OtherCounts",
            "GpUnitId": place,
            "Undervotes": undervotes(figures, of.seats)?,
        }))
    });
    let others: Vec<Value> = others.collect();
    json!({
        "@id": format!("contest-{}", of.number),
        "@type": "ElectionResults.CandidateContest",
        "ContestSelection": selections,
        "CountStatus": sums.status(),
        "ElectionDistrictId": district_id(of.number),
        "ExternalIdentifier": known_as("constituency", &of.number.to_string()),
        "Name": district_name(election, of.number),
        "NumberElected": of.seats,
        "OtherCounts": others,
        "SequenceOrder": of.number,
        "SubUnitsReported": sums.counted,
        "TotalSubUnits": sums.areas,
        "VoteVariation": "n-of-m",
        "VotesAllowed": of.seats,
    })
}

/// The groups of a constituency that count, with what they add up to.
fn groups(
    state: &State,
    election: &Election,
    of: &Constituency,
) -> Vec<(Arc<Group>, Arc<Together>)> {
    let groups = state.grouping.of(&election.id, of.number);
    groups.filter_map(|group| Some((group.clone(), state.together(election, group)?))).collect()
}

/// Names that could have been left on valid ballots and were not. None: such minutes have none.
fn undervotes(figures: &Figures, seats: u16) -> Option<u64> {
    let cast = Count::sum(figures.votes.iter().copied())?.get();
    figures.valid.get().checked_mul(u64::from(seats))?.checked_sub(cast)
}

fn district_name(election: &Election, number: u16) -> String {
    format!("{} · {number}", election.name)
}

fn places<'a>(
    state: &'a State,
    election: &'a Arc<Election>,
    units: &'a BTreeMap<UnitId, Within>,
    of: &'a [(&Arc<Constituency>, Sums)],
) -> impl Iterator<Item = Value> + 'a {
    let of_units = units.iter().map(move |(unit, within)| {
        let inside = within.units.iter().map(unit_id).chain(within.areas.iter().map(area_id));
        let kind = state.units.get(unit).map_or("unit", |unit| &unit.kind);
        let (id, name) = (unit_id(unit), unit_name(state, unit));
        let known = known_as("unit", unit.as_str());
        place(&id, (kind, &name), known, inside.collect(), &within.sums)
    });
    let of = of.iter().map(move |(of, sums)| {
        let name = district_name(election, of.number);
        let known = known_as("constituency", &of.number.to_string());
        let inside = of.areas.iter().map(area_id).collect();
        let mut item = place(&district_id(of.number), ("constituency", &name), known, inside, sums);
        set(&mut item, "Number", Some(of.number.to_string()));
        set(&mut item, "IsDistricted", Some(true));
        item
    });
    let of_groups = election.constituencies.values().flat_map(move |of| {
        let groups = groups(state, election, of).into_iter();
        groups
            .map(|(group, _)| {
                let id = group_id(of.number, group.number);
                let mut sums = Sums::default();
                for area in &group.areas {
                    sums.take(state.counted(election, area).map(|published| published.ballots()));
                }
                let inside = group.areas.iter().map(area_id).collect();
                let known = known_as("group", &group.number.to_string());
                let name = group.areas.iter().map(AreaId::to_string).collect::<Vec<_>>().join(", ");
                let mut item = place(&id, ("", &name), known, inside, &sums);
                set(&mut item, "Type", Some("combined-precinct"));
                item
            })
            .collect::<Vec<_>>()
    });
    let of_areas = areas(state, election).map(move |area| {
        let mut sums = Sums::default();
        sums.take(state.counted(election, &area.id).map(|published| published.ballots()));
        let known = known_as("area", area.id.as_str());
        place(&area_id(&area.id), ("", &area.name), known, Vec::new(), &sums)
    });
    of_units.chain(of).chain(of_groups).chain(of_areas)
}

/// A place; of the kind "" it is a polling area.
fn place(
    id: &str,
    (kind, name): (&str, &str),
    known: Value,
    inside: Vec<String>,
    sums: &Sums,
) -> Value {
    let mut item = json!({
        "@id": id,
        "@type": "ElectionResults.ReportingUnit",
        "CountStatus": sums.status(),
        "ExternalIdentifier": known,
        "Name": text(name),
        "SubUnitsReported": sums.counted,
        "TotalSubUnits": sums.areas,
        "Type": if kind.is_empty() { "precinct" } else { "other" },
    });
    set(&mut item, "OtherType", (!kind.is_empty()).then_some(kind));
    set(&mut item, "ComposingGpUnitIds", (!inside.is_empty()).then_some(inside));
    let counted = sums.counted > 0;
    set(&mut item, "VotersRegistered", counted.then_some(sums.voters));
    set(&mut item, "VotersParticipated", counted.then_some(sums.took_part));
    item
}
