//! The facts that the night stands on, from `data/` (see `data/SOURCES.md`).

use dienhong_core::election::{Basis, How};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// Why the reference data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("{file}: {why}")]
    File { file: &'static str, why: csv::Error },
    #[error("{file}: «{text}» is no decimal number")]
    Number { file: &'static str, text: String },
    #[error("commune {code} is in no other file")]
    Commune { code: String },
    #[error("communes of Thanh Hoá: {found}, not 166")]
    Incomplete { found: usize },
}

/// The communes and constituencies of Thanh Hoá.
#[derive(Debug, Clone)]
pub struct Reference {
    /// By constituency, then by code.
    pub(crate) communes: Vec<Commune>,
    pub(crate) seats: Vec<Seats>,
}

/// A commune and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    pub code: String,
    pub name: String,
    pub ward: bool,
    /// The district in which most of it lay until 1 July 2025.
    pub old_district: String,
    /// In one of the eleven old mountain districts.
    pub mountain: bool,
    /// Hundredths of a square kilometre.
    pub area: u64,
    /// Hundredths of an old commune: how many were merged into it.
    pub merged: u64,
    /// Number of its constituency in the election of the National Assembly.
    pub constituency: u16,
    /// How we know that it is.
    pub basis: Basis,
}

/// What is known of the seats of a National Assembly constituency.
#[derive(Debug, Clone)]
pub(crate) struct Seats {
    pub number: u16,
    pub seats: u16,
    pub basis: Basis,
}

const MOUNTAIN: [&str; 11] = [
    "Huyện Mường Lát",
    "Huyện Quan Hóa",
    "Huyện Bá Thước",
    "Huyện Quan Sơn",
    "Huyện Lang Chánh",
    "Huyện Thường Xuân",
    "Huyện Như Xuân",
    "Huyện Như Thanh",
    "Huyện Ngọc Lặc",
    "Huyện Cẩm Thủy",
    "Huyện Thạch Thành",
];

/// Our seats where no source gives them: the three share eight.
const ASSUMED_SEATS: [(u16, u16); 3] = [(4, 3), (5, 3), (6, 2)];

#[derive(Deserialize)]
struct CommuneRow {
    code: String,
    name_vi: String,
    #[serde(rename = "type")]
    kind: String,
    area_km2: String,
}

#[derive(Deserialize)]
struct PartRow {
    constituency: u16,
    commune_code: String,
    old_district_main: String,
    basis: String,
}

#[derive(Deserialize)]
struct OldRow {
    commune_code: String,
    old_communes: String,
}

#[derive(Deserialize)]
struct SeatsRow {
    constituency: u16,
    seats: Option<u16>,
    seats_basis: String,
}

impl Reference {
    /// Reads what is compiled into this crate.
    ///
    /// # Errors
    /// [`Unreadable`] names the file that does not fit.
    pub fn thanh_hoa() -> Result<Reference, Unreadable> {
        let mut merged: BTreeMap<String, u64> = BTreeMap::new();
        const OLD: &str = "thanhhoa_commune_old_district.csv";
        let text = include_str!("../../../data/thanhhoa_commune_old_district.csv");
        for row in rows::<OldRow>(OLD, text)? {
            *merged.entry(row.commune_code).or_default() += hundredths(OLD, &row.old_communes)?;
        }
        const COMMUNES: &str = "communes.csv";
        let text = include_str!("../../../data/communes.csv");
        let known = rows::<CommuneRow>(COMMUNES, text)?.into_iter();
        let known: BTreeMap<_, _> = known.map(|row| (row.code.clone(), row)).collect();
        let text = include_str!("../../../data/thanhhoa_constituencies.csv");
        let mut communes = Vec::new();
        for row in rows::<PartRow>("thanhhoa_constituencies.csv", text)? {
            let unknown = || Unreadable::Commune { code: row.commune_code.clone() };
            let facts = known.get(&row.commune_code).ok_or_else(unknown)?;
            let stated = row.basis.starts_with("official list");
            let how = if stated { How::Stated } else { How::Derived };
            communes.push(Commune {
                name: facts.name_vi.clone(),
                ward: facts.kind == "Phường",
                mountain: MOUNTAIN.contains(&row.old_district_main.as_str()),
                area: hundredths(COMMUNES, &facts.area_km2)?,
                merged: merged.get(&row.commune_code).copied().ok_or_else(unknown)?,
                constituency: row.constituency,
                basis: Basis { how, text: row.basis },
                old_district: row.old_district_main,
                code: row.commune_code,
            });
        }
        if communes.len() != 166 {
            return Err(Unreadable::Incomplete { found: communes.len() });
        }
        communes.sort_by(|a, b| (a.constituency, &a.code).cmp(&(b.constituency, &b.code)));
        let text = include_str!("../../../data/thanhhoa_constituencies_summary.csv");
        let seats = rows::<SeatsRow>("thanhhoa_constituencies_summary.csv", text)?;
        Ok(Reference { communes, seats: seats.into_iter().map(seats_of).collect() })
    }

    /// By constituency of the National Assembly's election, then by code.
    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }
}

fn seats_of(row: SeatsRow) -> Seats {
    let SeatsRow { constituency: number, seats, seats_basis: said } = row;
    let stated = said.starts_with("stated");
    let (seats, how, text) = match seats {
        Some(seats) if stated => (seats, How::Stated, said),
        Some(seats) => (seats, How::Inferred, said),
        None => {
            let ours = ASSUMED_SEATS.iter().find(|(of, _)| *of == number).map_or(3, |(_, n)| *n);
            let text = format!("assumed by this simulation: {ours} seats; {said}");
            (ours, How::Assumed, text)
        }
    };
    Seats { number, seats, basis: Basis { how, text } }
}

fn rows<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<T>, Unreadable> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.collect::<Result<_, _>>().map_err(|why| Unreadable::File { file, why })
}

/// «41.7» as 4170, without a float.
fn hundredths(file: &'static str, text: &str) -> Result<u64, Unreadable> {
    let not = || Unreadable::Number { file, text: text.to_owned() };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !part.chars().all(|c| c.is_ascii_digit()) {
        return Err(not());
    }
    let part = format!("{part:0<2}");
    let (whole, part): (u64, u64) =
        (whole.parse().map_err(|_| not())?, part.parse().map_err(|_| not())?);
    Ok(whole * 100 + part)
}
