//! A national day for benches: as many areas and constituencies as the country has, by number and
//! with no unit's name, each made from the seed when it is asked for.

use crate::{
    contest::{self, Story},
    model::{Area, Constituency, Part, Sheet},
    province,
    random::{Random, Seed, Stream},
    sheets::{self, Fate, Place},
};
use dienhong_core::election::{Basis, How};

/// The national day. Holds nothing but its seed.
#[derive(Debug, Clone, Copy)]
pub struct National {
    seed: Seed,
}

const COMMUNES: usize = 3_321;
/// Communes' councils: constituencies in each commune. Ours.
const IN_A_COMMUNE: usize = 6;
/// Constituencies of the National Assembly with three seats; the others have two. With two more
/// candidates than seats they give the 500 seats and 864 candidates of 2026.
const OF_THREE_SEATS: usize = 136;

impl National {
    /// The elections: id and kind.
    pub const ELECTIONS: [(&'static str, &'static str); 3] =
        [("na-2026", "NA"), ("pc-province-2026", "PC_PROVINCE"), ("pc-commune-2026", "PC_COMMUNE")];
    pub const AREAS: usize = 85_000;
    /// By election.
    pub const CONSTITUENCIES: [usize; 3] = [182, 850, COMMUNES * IN_A_COMMUNE];

    pub(crate) fn new(seed: Seed) -> National {
        National { seed }
    }

    /// The constituency at this position of an election, with its list.
    pub fn constituency(&self, election: usize, at: usize) -> Constituency {
        let bare = bare(election, at);
        let communes = communes(election, at)
            .map(|commune| Part { commune: commune_code(commune), basis: by_number() });
        let communes = communes.collect();
        contest::with_candidates(self.seed, election, Constituency { communes, ..bare })
    }

    /// Every constituency of an election, in order.
    pub fn constituencies(&self, election: usize) -> impl Iterator<Item = Constituency> + use<> {
        let national = *self;
        let all = 0..Self::CONSTITUENCIES.get(election).copied().unwrap_or_default();
        all.map(move |at| national.constituency(election, at))
    }

    /// The area at this position.
    pub fn area(&self, at: usize) -> Area {
        let commune = commune_of(at);
        let mut random = Random::of(self.seed, Stream::Area, &[at]);
        let voters = match random.below(10) {
            0 => random.between(120, 500),
            9 => random.between(1_400, 3_600),
            _ => random.between(450, 1_400),
        };
        // Who has lived there for less than a year does not elect the commune's council.
        let settled = voters - voters * random.below(20) / 1_000;
        let number = at - first_area(commune);
        let voters = [voters, voters, settled];
        let area = province::area(&commune_code(commune), number as u16 + 1, &voters, &mut random);
        let constituencies = (0..3).map(|election| home(election, at)).collect();
        sheets::on_the_day(self.seed, at, Area { constituencies, ..area })
    }

    /// Every area, in order: commune by commune.
    pub fn areas(&self) -> impl Iterator<Item = Area> + use<> {
        let national = *self;
        (0..Self::AREAS).map(move |at| national.area(at))
    }

    /// The sheet of an area for an election.
    pub fn sheet(&self, election: usize, at: usize) -> Sheet {
        self.sheet_of(election, at, &self.area(at))
    }

    /// Every sheet: area by area, the elections of an area together.
    pub fn sheets(&self) -> impl Iterator<Item = Sheet> + use<> {
        let national = *self;
        (0..Self::AREAS).flat_map(move |at| {
            let area = national.area(at);
            let sheets = 0..Self::ELECTIONS.len();
            sheets.map(move |election| national.sheet_of(election, at, &area))
        })
    }

    fn sheet_of(&self, election: usize, at: usize, area: &Area) -> Sheet {
        let mut random = Random::of(self.seed, Stream::Fates, &[election, at]);
        let fate = match random.below(1_000) {
            0..40 => Fate::Slip,
            40..45 => Fate::Warned,
            45..47 => Fate::Corrected,
            _ => Fate::Plain,
        };
        let home = bare(election, home(election, at));
        let contest = contest::contest(self.seed, election, &home, Story::Clear);
        let place = Place { election, commune: commune_of(at), area: at };
        let paper = sheets::paper(self.seed, place, area, &contest, fate == Fate::Warned);
        let list = match fate {
            Fate::Corrected => contest::with_candidates(self.seed, election, home).candidates,
            _ => Vec::new(),
        };
        sheets::sheet(self.seed, place, paper, &contest, &list, fate)
    }
}

/// Number and seats of a constituency.
fn bare(election: usize, at: usize) -> Constituency {
    let seats = match election {
        // The constituencies of three seats, spread evenly.
        0 => 2 + ((at + 1) * OF_THREE_SEATS / 182 - at * OF_THREE_SEATS / 182) as u16,
        1 => 3,
        _ => 3 + (at % 3 / 2) as u16,
    };
    Constituency {
        number: at as u16 + 1,
        seats,
        seats_basis: by_number(),
        communes: Vec::new(),
        candidates: Vec::new(),
    }
}

fn by_number() -> Basis {
    Basis { how: How::Assumed, text: "assumed by this simulation".to_owned() }
}

fn commune_code(commune: usize) -> String {
    format!("N{:04}", commune + 1)
}

/// Areas are spread over the communes evenly, communes over the larger constituencies likewise.
fn commune_of(area: usize) -> usize {
    area * COMMUNES / National::AREAS
}

fn first_area(commune: usize) -> usize {
    (commune * National::AREAS).div_ceil(COMMUNES)
}

fn home(election: usize, area: usize) -> usize {
    let commune = commune_of(area);
    match election {
        0 | 1 => commune * National::CONSTITUENCIES[election] / COMMUNES,
        _ => {
            let areas = first_area(commune + 1) - first_area(commune);
            commune * IN_A_COMMUNE + (area - first_area(commune)) * IN_A_COMMUNE / areas
        }
    }
}

/// The communes that a constituency has, or lies in.
fn communes(election: usize, at: usize) -> std::ops::Range<usize> {
    match election {
        0 | 1 => {
            let all = National::CONSTITUENCIES[election];
            (at * COMMUNES).div_ceil(all)..((at + 1) * COMMUNES).div_ceil(all)
        }
        _ => at / IN_A_COMMUNE..at / IN_A_COMMUNE + 1,
    }
}
