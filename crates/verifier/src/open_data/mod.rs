//! Open data: files that follow from the state alone, the same bytes wherever they are made.
//!
//! Each column and field is described in `docs/open-data.md` and in `schema.json`. Every row says
//! whether it is simulated. A figure's column bears the last part of its path.

mod distribution;
mod explain;
mod json;
mod nist;
mod table;
mod tables;

pub use distribution::{Bin, Measure, distribution};
pub(crate) use explain::explain;
pub use table::Cell;

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
    DistributionsCsv,
    ResultsNist,
    /// Only where areas in which few vote are shown in groups.
    GroupsCsv,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::ConstituenciesCsv,
        Kind::ConstituenciesJson,
        Kind::AreasCsv,
        Kind::AreasJson,
        Kind::UnitsCsv,
        Kind::CandidatesCsv,
        Kind::TurnoutCsv,
        Kind::DistributionsCsv,
        Kind::ResultsNist,
        Kind::GroupsCsv,
    ];

    /// The files of an election.
    fn of(state: &State, election: &Election) -> impl Iterator<Item = Kind> {
        let grouped = state.small_areas(election).is_some();
        Kind::ALL.into_iter().filter(move |kind| grouped || *kind != Kind::GroupsCsv)
    }

    fn name(self) -> &'static str {
        match self {
            Kind::ConstituenciesCsv => "constituencies.csv",
            Kind::ConstituenciesJson => "constituencies.json",
            Kind::AreasCsv => "areas.csv",
            Kind::AreasJson => "areas.json",
            Kind::UnitsCsv => "units.csv",
            Kind::CandidatesCsv => "candidates.csv",
            Kind::TurnoutCsv => "turnout.csv",
            Kind::DistributionsCsv => "distributions.csv",
            Kind::ResultsNist => "results.nist.json",
            Kind::GroupsCsv => "groups.csv",
        }
    }
}

/// What a file holds, before it is written.
enum Content<'a> {
    Text(&'static str),
    Table(Table),
    /// One JSON array of these items.
    Items(json::Items<'a>),
    /// One JSON document, and how many figures it says.
    Document(Vec<u8>, u64),
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

    fn content<'a>(&'a self, state: &'a State) -> Content<'a> {
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
                Kind::GroupsCsv => Content::Table(tables::groups(state, election)),
                Kind::DistributionsCsv => Content::Table(distribution::table(state, election)),
                Kind::ResultsNist => {
                    let (bytes, figures) = nist::results(state, election);
                    Content::Document(bytes, figures)
                }
            },
        }
    }
}

impl Content<'_> {
    /// Its bytes, and how many figures they say.
    fn written(self) -> (Vec<u8>, u64) {
        match self {
            Content::Text(text) => (text.as_bytes().to_vec(), 0),
            Content::Table(table) => (table.to_csv(), table.figures()),
            Content::Items(items) => json::write(items),
            Content::Document(bytes, figures) => (bytes, figures),
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
    all(state).map(|file| (file.path(), file.content(state).written().0))
}

/// One table of an election, for other renderings of it than CSV.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The name of its CSV file, without the ending.
    pub name: &'static str,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Every table of an election, in the order of [`files`]; each is made when it is asked for.
pub fn sheets<'a>(
    state: &'a State,
    election: &'a Arc<Election>,
) -> impl Iterator<Item = Sheet> + 'a {
    Kind::of(state, election).filter_map(move |kind| {
        let name = kind.name().strip_suffix(".csv")?;
        let file = File::Of(election.clone(), kind);
        let Content::Table(table) = file.content(state) else { return None };
        let columns = table.columns.into_iter().map(std::borrow::Cow::into_owned).collect();
        let rows = table.rows.into_iter().map(|row| row.cells).collect();
        Some(Sheet { name, columns, rows })
    })
}

/// The bytes of one file of open data. None: there is no such file.
pub fn file(state: &State, path: &str) -> Option<Vec<u8>> {
    all(state).find(|file| file.path() == path).map(|file| file.content(state).written().0)
}

/// Each file as it should be. What explains other bytes is made only where there are any.
pub(crate) fn expected(state: &State) -> impl Iterator<Item = Expected<'_>> + '_ {
    all(state).map(move |file| {
        let (bytes, figures) = file.content(state).written();
        Expected { path: file.path(), figures, bytes, file, state }
    })
}

pub(crate) struct Expected<'a> {
    pub path: String,
    pub figures: u64,
    pub bytes: Vec<u8>,
    file: File,
    state: &'a State,
}

fn all(state: &State) -> impl Iterator<Item = File> + '_ {
    let of = |election: &Arc<Election>| {
        let of = |kind| File::Of(election.clone(), kind);
        Kind::of(state, election).map(of).collect::<Vec<_>>()
    };
    [File::Schema, File::Elections].into_iter().chain(state.election.all().flat_map(of))
}
