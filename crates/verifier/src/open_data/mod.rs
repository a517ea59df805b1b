//! Open data: files that follow from the state alone, the same bytes wherever they are made.
//!
//! Each column and field is described in `docs/open-data.md` and in `schema.json`. Every row says
//! whether it is simulated. A figure's column bears the last part of its path.

mod explain;
mod json;
mod table;
mod tables;

pub(crate) use explain::explain;

use crate::name::segment;
use dienhong_core::{State, election::Election};
use std::sync::Arc;
use table::Table;

/// The folder of open data.
pub const FOLDER: &str = "open-data";

/// The schema of the files of open data: JSON Schema, draft 2020-12.
pub const SCHEMA: &str = include_str!("schema.json");

/// One file that follows from a state.
#[derive(Clone)]
enum File {
    Schema,
    Elections,
    Of(Arc<Election>, Kind),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    ConstituenciesCsv,
    ConstituenciesJson,
    AreasCsv,
    AreasJson,
    UnitsCsv,
    CandidatesCsv,
    TurnoutCsv,
}

impl Kind {
    const ALL: [Kind; 7] = [
        Kind::ConstituenciesCsv,
        Kind::ConstituenciesJson,
        Kind::AreasCsv,
        Kind::AreasJson,
        Kind::UnitsCsv,
        Kind::CandidatesCsv,
        Kind::TurnoutCsv,
    ];

    fn name(self) -> &'static str {
        match self {
            Kind::ConstituenciesCsv => "constituencies.csv",
            Kind::ConstituenciesJson => "constituencies.json",
            Kind::AreasCsv => "areas.csv",
            Kind::AreasJson => "areas.json",
            Kind::UnitsCsv => "units.csv",
            Kind::CandidatesCsv => "candidates.csv",
            Kind::TurnoutCsv => "turnout.csv",
        }
    }
}

/// What a file holds, before it is written.
enum Content {
    Text(&'static str),
    Table(Table),
    /// One JSON array of these items.
    Items(Vec<serde_json::Value>),
}

impl File {
    fn path(&self) -> String {
        match self {
            File::Schema => format!("{FOLDER}/schema.json"),
            File::Elections => format!("{FOLDER}/elections.json"),
            File::Of(election, kind) => {
                format!("{FOLDER}/{}/{}", segment(election.id.as_str()), kind.name())
            }
        }
    }

    fn content(&self, state: &State) -> Content {
        match self {
            File::Schema => Content::Text(SCHEMA),
            File::Elections => Content::Items(json::elections(state)),
            File::Of(election, kind) => match kind {
                Kind::ConstituenciesCsv => Content::Table(tables::constituencies(state, election)),
                Kind::ConstituenciesJson => Content::Items(json::constituencies(state, election)),
                Kind::AreasCsv => Content::Table(tables::areas(state, election)),
                Kind::AreasJson => Content::Items(json::areas(state, election)),
                Kind::UnitsCsv => Content::Table(tables::units(state, election)),
                Kind::CandidatesCsv => Content::Table(tables::candidates(state, election)),
                Kind::TurnoutCsv => Content::Table(tables::turnout(state, election)),
            },
        }
    }
}

impl Content {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Content::Text(text) => text.as_bytes().to_vec(),
            Content::Table(table) => table.to_csv(),
            Content::Items(items) => json::write(items),
        }
    }

    /// How many figures it says.
    fn figures(&self) -> u64 {
        match self {
            Content::Text(_) => 0,
            Content::Table(table) => table.figures(),
            Content::Items(items) => json::figures(items),
        }
    }
}

/// The media type of a file of open data.
pub fn media_type(path: &str) -> &'static str {
    if path.ends_with(".csv") { "text/csv; charset=utf-8" } else { "application/json" }
}

/// The paths of all files of open data, such as `open-data/na-2026/areas.csv`.
pub fn paths(state: &State) -> impl Iterator<Item = String> + '_ {
    all(state).map(|file| file.path())
}

/// Every file of open data, path and bytes. None is made before it is asked for.
pub fn files(state: &State) -> impl Iterator<Item = (String, Vec<u8>)> + '_ {
    all(state).map(|file| (file.path(), file.content(state).bytes()))
}

/// The bytes of one file of open data. None: there is no such file.
pub fn file(state: &State, path: &str) -> Option<Vec<u8>> {
    all(state).find(|file| file.path() == path).map(|file| file.content(state).bytes())
}

/// Each file, how many figures it says, and how to explain other bytes than these.
pub(crate) fn expected(state: &State) -> impl Iterator<Item = Expected> + '_ {
    all(state).map(|file| {
        let content = file.content(state);
        Expected { path: file.path(), figures: content.figures(), bytes: content.bytes(), content }
    })
}

pub(crate) struct Expected {
    pub path: String,
    pub figures: u64,
    pub bytes: Vec<u8>,
    content: Content,
}

fn all(state: &State) -> impl Iterator<Item = File> + '_ {
    let of = |election: &Arc<Election>| Kind::ALL.map(|kind| File::Of(election.clone(), kind));
    [File::Schema, File::Elections].into_iter().chain(state.election.all().flat_map(of))
}
