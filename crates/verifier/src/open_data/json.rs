//! What each JSON file says: an array of items, one a line, each in canonical form.

use super::tables::{how, sex, unit_name, withdrawn};
use crate::figures::{self, Fields, Subject};
use dienhong_core::{
    State,
    election::{Area, Basis, Constituency, Election, Listed},
};
use dienhong_journal::canonical;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// One item after another: those of a nation together would take a gigabyte.
pub(super) type Items<'a> = Box<dyn Iterator<Item = Value> + 'a>;

/// The bytes, and how many figures they say.
pub(super) fn write(items: Items) -> (Vec<u8>, u64) {
    let mut out = b"[".to_vec();
    let mut figures = 0;
    for (place, item) in items.enumerate() {
        out.extend(if place == 0 { &b"\n"[..] } else { b",\n" });
        // Texts of records are canonical already, and counts are small: this is never empty.
        out.extend(canonical::to_vec(&item).unwrap_or_default());
        figures += item.get("figures").and_then(Value::as_object).map_or(0, Map::len) as u64;
    }
    out.extend(b"\n]\n");
    (out, figures)
}

/// Fields by name: numbers as numbers.
fn values(fields: Fields) -> Value {
    let number = |text: &str| text.parse::<u64>().map_or_else(|_| json!(text), |n| json!(n));
    let pairs = fields.into_iter().map(|(name, value)| (name.into_owned(), number(&value)));
    Value::Object(pairs.collect())
}

fn basis(basis: &Basis) -> Value {
    json!({ "how": how(basis.how), "text": basis.text })
}

/// Sets a field that may be unknown; what is unknown is left out.
pub(super) fn set(item: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let (Some(fields), Some(value)) = (item.as_object_mut(), value) {
        fields.insert(name.to_owned(), value.into());
    }
}

pub(super) fn elections(state: &State) -> Items<'_> {
    let each = move |election: &Arc<Election>| {
        let subject = Subject::Election(election.clone());
        let mut item = json!({
            "election": election.id.as_str(),
            "kind": election.kind,
            "name": election.name,
            "stage": election.stage.name(),
            "day": election.day.to_string(),
            "unit": election.unit.as_str(),
            "unit_name": unit_name(state, &election.unit),
            "basis": basis(&election.basis),
            "simulated": state.node.simulated(),
            "path": subject.path(),
            "figures": values(subject.fields(state)),
        });
        set(&mut item, "parent", election.parent.as_ref().map(|parent| parent.as_str()));
        set(&mut item, "poll_ended_at", election.ended.map(|ended| ended.to_string()));
        let announced = election.announced.as_ref().map(|announced| announced.document.as_str());
        set(&mut item, "announced", announced);
        item
    };
    Box::new(state.election.all().map(each))
}

pub(super) fn constituencies<'a>(state: &'a State, election: &'a Arc<Election>) -> Items<'a> {
    let each = move |of: &Arc<Constituency>| {
        let subject = Subject::Constituency(election.clone(), of.clone());
        let members = of.members.iter().map(|member| {
            json!({
                "unit": member.unit.as_str(),
                "unit_name": unit_name(state, &member.unit),
                "basis": basis(&member.basis),
            })
        });
        let members: Vec<Value> = members.collect();
        let candidates: Vec<Value> = (1..).zip(&of.candidates).map(candidate).collect();
        let mut item = json!({
            "election": election.id.as_str(),
            "constituency": of.number,
            "seats": of.seats,
            "seats_basis": basis(&of.seats_basis),
            "members": members,
            "candidates": candidates,
            "simulated": state.node.simulated(),
            "path": subject.path(),
            "figures": values(subject.fields(state)),
        });
        set(&mut item, "list_announced", of.announced.clone());
        let result = of.result().map(|result| {
            let mut recorded = json!({
                "version": of.results.len(),
                "at": result.at.to_string(),
                "elected": result.elected,
            });
            set(&mut recorded, "reason", result.reason.clone());
            recorded
        });
        set(&mut item, "result", result);
        item
    };
    Box::new(election.constituencies.values().map(each))
}

fn candidate((number, listed): (u16, &Listed)) -> Value {
    let known = &listed.candidate;
    let mut item = json!({
        "number": number,
        "name": known.name,
        "biography": known.biography,
    });
    set(&mut item, "born", known.born.map(|born| born.to_string()));
    set(&mut item, "sex", known.sex.map(sex));
    let left = listed.withdrawn.as_ref();
    let left = left.map(|left| json!({ "how": withdrawn(left.how), "reason": left.reason }));
    set(&mut item, "withdrawn", left);
    set(&mut item, "confirmed", listed.confirmed.as_ref().map(|(confirmed, _)| *confirmed));
    item
}

pub(super) fn areas<'a>(state: &'a State, election: &'a Arc<Election>) -> Items<'a> {
    let each = move |subject: Subject| match &subject {
        Subject::Area(_, area) => Some(self::area(state, election, area, &subject)),
        _ => None,
    };
    Box::new(figures::areas(state, election).filter_map(each))
}

fn area(state: &State, election: &Election, area: &Area, subject: &Subject) -> Value {
    let mut item = json!({
        "election": election.id.as_str(),
        "area": area.id.as_str(),
        "name": area.name,
        "unit": area.unit.as_str(),
        "unit_name": unit_name(state, &area.unit),
        "voting_day": area.early.as_ref().map_or(election.day, |early| early.day).to_string(),
        "simulated": state.node.simulated(),
        "path": subject.path(),
        "figures": values(subject.fields(state)),
    });
    set(&mut item, "constituency", area.constituency(&election.id));
    let published = state.counted(election, &area.id);
    set(&mut item, "published_at", published.map(|published| published.at.to_string()));
    let minutes = state.tally.minutes(&election.id, &area.id);
    let scans = published.map(|published| {
        let shown = published.scans.iter().filter_map(|scan| minutes.papers.shown(scan));
        shown.map(|scan| json!(scan.blob.to_string())).collect::<Vec<_>>()
    });
    set(&mut item, "scans", scans.filter(|scans| !scans.is_empty()));
    item
}
