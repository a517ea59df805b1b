//! Where a figure comes from: what it is the sum of, down to the minutes of an area and their scans.

use super::{Verified, part_path};
use crate::{
    figures::{Lookup, Subject},
    name::blob_path,
};
use dienhong_core::{
    State,
    election::{AreaId, Election},
    people::OfficerId,
};
use serde::Serialize;

/// A figure and what it follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    pub path: String,
    pub value: String,
    /// What the subject is called: an election, a constituency's number, a unit, an area.
    pub name: String,
    /// The figures of which it is the sum; paths and values, in order. Empty: it is no sum.
    pub sum_of: Vec<Part>,
    /// Whether they add up. None: it is no sum.
    pub adds_up: Option<bool>,
    /// For a figure of an area: the published minutes that say it.
    pub minutes: Option<Minutes>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    pub path: String,
    pub name: String,
    /// None: nothing is published there yet.
    pub value: Option<String>,
}

/// Published minutes: the record, who had a hand in it, and the pictures of the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Minutes {
    pub area: String,
    /// The unit in whose part its records are.
    pub part: String,
    /// The record that published it. None: it was not among those read.
    pub record: Option<u64>,
    pub version: u16,
    pub at: dienhong_journal::Millis,
    pub entered_by: Vec<String>,
    pub signed_by: Vec<String>,
    pub published_by: String,
    /// Paths of the scans.
    pub scans: Vec<String>,
}

impl Verified {
    /// Where the figure at `path` comes from. None: there is no such figure among what was checked.
    pub fn origin(&self, path: &str) -> Option<Origin> {
        let state = &self.state;
        let (of, field) = path.rsplit_once('/')?;
        let subject = Subject::find(state, of)?;
        let mut figures = Lookup::new(state);
        let value = figures.figure(path)?;
        let summed = !["turnout_bp", "share_bp", "progress", "elected", "version"]
            .iter()
            .any(|other| field.starts_with(other));
        let below = if summed { below(state, &subject) } else { Vec::new() };
        let sum_of: Vec<Part> = below
            .iter()
            .map(|part| {
                let path = format!("{}/{field}", part.path());
                Part { name: name(state, part), value: figures.figure(&path), path }
            })
            .collect();
        let sum = sum_of.iter().map(|part| part.value.as_deref().unwrap_or("0").parse::<u64>());
        let sum: Option<u64> = sum.sum::<Result<u64, _>>().ok();
        let countable = value.parse::<u64>().ok();
        let none = sum_of.iter().all(|part| part.value.is_none());
        let sum_of = if none { Vec::new() } else { sum_of };
        let adds_up = (!sum_of.is_empty()).then(|| sum.is_some() && sum == countable);
        let minutes = match &subject {
            Subject::Area(election, area) => self.minutes(election, &area.id),
            _ => None,
        };
        let name = name(state, &subject);
        Some(Origin { path: path.to_owned(), value, name, sum_of, adds_up, minutes })
    }

    fn minutes(&self, election: &Election, area: &AreaId) -> Option<Minutes> {
        let state = &self.state;
        let published = state.counted(election, area)?;
        let who = |id: &OfficerId| {
            state.people.officer(id).map_or_else(|| id.to_string(), |officer| officer.name.clone())
        };
        let unit = state.election.area(area).map(|area| &area.unit);
        let minutes = state.tally.minutes(&election.id, area);
        let shown = published.scans.iter().filter_map(|scan| minutes.shown(scan));
        Some(Minutes {
            area: area.to_string(),
            part: part_path(unit),
            record: self.minutes.get(&(election.id.clone(), area.clone())).copied(),
            version: published.version,
            at: published.at,
            entered_by: published.entries.iter().map(|(entry, _)| who(&entry.by)).collect(),
            signed_by: published.signatures.iter().map(|signature| who(&signature.by)).collect(),
            published_by: who(&published.by),
            scans: shown.map(|scan| blob_path(&scan.blob)).collect(),
        })
    }
}

/// What the figures of a subject are the sums of.
fn below(state: &State, subject: &Subject) -> Vec<Subject> {
    match subject {
        // Of an election: its units, each with the areas that were read.
        Subject::Election(election) => crate::figures::units(state, election)
            .into_iter()
            .map(|unit| Subject::Unit(election.clone(), unit))
            .collect(),
        Subject::Constituency(election, of) => {
            // Areas that are shown in part count by their groups.
            let part = |area: &&AreaId| {
                state.counted(election, area).is_some_and(|published| published.is_in_part())
            };
            let areas = of.areas.iter().filter(|area| !part(area));
            let areas = areas.filter_map(|area| state.election.area(area));
            let areas = areas.map(|area| Subject::Area(election.clone(), area.clone()));
            let groups = state.grouping.of(&election.id, of.number);
            let groups = groups.filter(|group| state.together(election, group).is_some());
            let groups = groups.map(|g| Subject::Group(election.clone(), of.clone(), g.clone()));
            areas.chain(groups).collect()
        }
        Subject::Group(election, _, group) => {
            let areas = group.areas.iter().filter_map(|area| state.election.area(area));
            areas.map(|area| Subject::Area(election.clone(), area.clone())).collect()
        }
        Subject::Unit(election, unit) => {
            let areas = state.election.areas_of(unit);
            let voting = areas.filter(|area| area.constituency(&election.id).is_some());
            voting.map(|area| Subject::Area(election.clone(), area.clone())).collect()
        }
        Subject::Area(..) | Subject::Vote(_) => Vec::new(),
    }
}

fn name(state: &State, subject: &Subject) -> String {
    match subject {
        Subject::Election(election) => election.name.clone(),
        Subject::Constituency(_, of) => of.number.to_string(),
        Subject::Group(_, _, group) => {
            group.areas.iter().map(AreaId::to_string).collect::<Vec<_>>().join(", ")
        }
        Subject::Unit(_, unit) => {
            state.units.get(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone())
        }
        Subject::Area(_, area) => area.name.clone(),
        Subject::Vote(vote) => vote.call.title.clone(),
    }
}
