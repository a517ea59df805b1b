//! Every published figure of a state, by a path that never changes its meaning.
//!
//! ```text
//! elections/{election}/{field}
//! elections/{election}/constituencies/{number}/{field}
//! elections/{election}/constituencies/{number}/groups/{group}/{field}
//! elections/{election}/units/{unit}/{field}
//! elections/{election}/areas/{area}/{field}
//! votes/{vote}/{field}
//! confidence/{round}/{person}/{level}
//! ```
//! Only what published minutes, recorded results and the setting-up of the election say: nothing of
//! minutes that are still being made, and of a body's vote nothing before everybody may see it. Values are digits, or one of a few words for `progress`.

mod confidence;
mod fields;
mod lookup;

pub use fields::{Fields, progress};
pub use lookup::Lookup;

use crate::name::{segment, unsegment};
use dienhong_core::{
    State,
    election::{Area, AreaId, Constituency, Election, ElectionId},
    grouping::Group,
    units::UnitId,
    vote::{Vote, VoteId},
};
use std::{collections::BTreeSet, sync::Arc};

/// What a figure is about.
#[derive(Debug, Clone)]
pub enum Subject {
    Election(Arc<Election>),
    Constituency(Arc<Election>, Arc<Constituency>),
    /// Areas in which few voted, together.
    Group(Arc<Election>, Arc<Constituency>, Arc<Group>),
    Unit(Arc<Election>, UnitId),
    Area(Arc<Election>, Arc<Area>),
    /// A vote of a body.
    Vote(Arc<Vote>),
}

impl Subject {
    /// The path of its figures, without the last part.
    pub fn path(&self) -> String {
        let below = |election: &Election, kind: &str, id: &str| {
            format!("elections/{}/{kind}/{}", segment(election.id.as_str()), segment(id))
        };
        match self {
            Subject::Election(election) => format!("elections/{}", segment(election.id.as_str())),
            Subject::Constituency(election, of) => {
                below(election, "constituencies", &of.number.to_string())
            }
            Subject::Group(election, of, group) => {
                let of = below(election, "constituencies", &of.number.to_string());
                format!("{of}/groups/{}", group.number)
            }
            Subject::Unit(election, unit) => below(election, "units", unit.as_str()),
            Subject::Area(election, area) => below(election, "areas", area.id.as_str()),
            Subject::Vote(vote) => format!("votes/{}", segment(vote.id.as_str())),
        }
    }

    /// The subject that a path without its last part names.
    pub fn find(state: &State, path: &str) -> Option<Subject> {
        let mut parts = path.split('/');
        match parts.next() {
            Some("elections") => {}
            Some("votes") => {
                let id = unsegment(parts.next()?)?;
                let vote = state.vote.get(&VoteId::from(id.as_str()))?.clone();
                return parts.next().is_none().then_some(Subject::Vote(vote));
            }
            _ => return None,
        }
        let id = unsegment(parts.next()?)?;
        let election = state.election.get(&ElectionId::from(id.as_str()))?.clone();
        let Some(kind) = parts.next() else { return Some(Subject::Election(election)) };
        let id = unsegment(parts.next()?)?;
        let number = |id: &str| id.parse().ok().filter(|n: &u16| n.to_string() == id);
        let inner = (parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        match (kind, inner) {
            ("constituencies", (Some("groups"), Some(group))) => {
                let of = election.constituencies.get(&number(&id)?)?.clone();
                let group = number(group)?;
                let standing = |known: &&Arc<Group>| known.number == group;
                let group = state.grouping.of(&election.id, of.number).find(standing).cloned();
                Some(Subject::Group(election, of, group?))
            }
            (_, (Some(_), _)) => None,
            ("constituencies", _) => {
                let of = election.constituencies.get(&number(&id)?)?.clone();
                Some(Subject::Constituency(election, of))
            }
            ("units", _) => {
                let unit = UnitId::from(id.as_str());
                let votes = |area: &Arc<Area>| area.constituency(&election.id).is_some();
                let voting = state.election.areas_of(&unit).any(votes);
                voting.then_some(Subject::Unit(election, unit))
            }
            ("areas", _) => {
                let area = state.election.area(&AreaId::from(id.as_str()))?.clone();
                area.constituency(&election.id)?;
                Some(Subject::Area(election, area))
            }
            _ => None,
        }
    }

    /// Its figures in their order.
    pub fn fields(&self, state: &State) -> Fields {
        fields::of(state, self)
    }
}

/// Every figure, path and value: election by election, each with its constituencies, its units and
/// its areas. Nothing is computed before it is asked for.
pub fn of(state: &State) -> impl Iterator<Item = (String, String)> + '_ {
    subjects(state).flat_map(|subject| {
        let path = subject.path();
        let fields = subject.fields(state).into_iter();
        fields.map(move |(field, value)| (format!("{path}/{field}"), value))
    })
}

/// The figure at `path`. None: there is none.
///
/// Who asks for many figures uses a [`Lookup`].
pub fn figure(state: &State, path: &str) -> Option<String> {
    Lookup::new(state).figure(path)
}

/// All that has figures, in the order of [`of`].
pub fn subjects(state: &State) -> impl Iterator<Item = Subject> + '_ {
    let elections = state.election.all().flat_map(|election| {
        let units = units(state, election).into_iter();
        std::iter::once(Subject::Election(election.clone()))
            .chain(constituencies(election))
            .chain(groups(state, election))
            .chain(units.map(|unit| Subject::Unit(election.clone(), unit)))
            .chain(areas(state, election))
    });
    elections.chain(state.vote.all().cloned().map(Subject::Vote))
}

/// The constituencies of an election.
pub fn constituencies(election: &Arc<Election>) -> impl Iterator<Item = Subject> + '_ {
    let each = election.constituencies.values();
    each.map(|of| Subject::Constituency(election.clone(), of.clone()))
}

/// The groups of areas that stand in an election.
pub fn groups<'a>(
    state: &'a State,
    election: &'a Arc<Election>,
) -> impl Iterator<Item = Subject> + 'a {
    election.constituencies.values().flat_map(move |of| {
        let groups = state.grouping.of(&election.id, of.number);
        groups.map(move |group| Subject::Group(election.clone(), of.clone(), group.clone()))
    })
}

/// The areas that vote in an election.
pub fn areas<'a>(
    state: &'a State,
    election: &'a Arc<Election>,
) -> impl Iterator<Item = Subject> + 'a {
    let voting = state.election.areas().filter(|area| area.constituency(&election.id).is_some());
    voting.map(|area| Subject::Area(election.clone(), area.clone()))
}

/// The units whose areas vote in an election.
pub fn units(state: &State, election: &Election) -> BTreeSet<UnitId> {
    let voting = state.election.areas().filter(|area| area.constituency(&election.id).is_some());
    voting.map(|area| area.unit.clone()).collect()
}
