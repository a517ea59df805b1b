//! The statistics office's units, before and after 1 July 2025, from `data/`.

use dienhong_core::{
    Date,
    refusal::Refusal,
    rules::UnitRules,
    units::{Event, Predecessor, Unit, UnitId, Units, fits},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Why the reference data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error("{file}: {why}", file = file.display())]
    File { file: PathBuf, why: csv::Error },
    #[error("{code} «{name}»: {why}")]
    Unit { code: String, name: String, why: Refusal },
    #[error(transparent)]
    Pack(#[from] dienhong_packs::NoPack),
    #[error("«{0}» is no kind of unit on the level {1}")]
    Kind(String, String),
}

#[derive(Deserialize)]
struct OldRow {
    code: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    parent_code: String,
    level: String,
}

#[derive(Deserialize)]
struct NewRow {
    code: String,
    name_vi: String,
    #[serde(rename = "type")]
    kind: String,
    /// Only communes have it.
    #[serde(default)]
    province_code: String,
    short_name: String,
    /// As on the day of the reform: ten communes have become wards since. Empty: not stated apart.
    name_20250701_trad_tone: String,
    type_20250701: String,
}

#[derive(Deserialize)]
struct Link {
    old_code: String,
    new_code: String,
    flag: String,
}

/// Where the reference data are.
#[derive(Debug, Clone, Copy)]
pub enum From<'a> {
    /// Carried by the program.
    Program,
    Folder(&'a Path),
}

/// The files that the program carries.
const CARRIED: [(&str, &[u8]); 4] = [
    ("mapping.csv", include_bytes!("../../../../data/mapping.csv")),
    ("old_units.csv", include_bytes!("../../../../data/old_units.csv")),
    ("provinces.csv", include_bytes!("../../../../data/provinces.csv")),
    ("communes.csv", include_bytes!("../../../../data/communes.csv")),
];

/// Every unit, old ones first, as it is registered by the rules of the pack; with a `province`, only
/// that one and what lies in it, by its code.
///
/// # Errors
/// [`Unusable`] names the file and line, or the unit that breaks a rule.
pub fn read(from: From, province: Option<&str>) -> Result<(Units, Vec<Event>), Unusable> {
    let rules = dienhong_packs::rules("vn")?.units;
    let reform = Date::constant(2025, 7, 1);
    let mut links: BTreeMap<String, Vec<Predecessor>> = BTreeMap::new();
    for Link { old_code, new_code, flag } in rows(from, "mapping.csv")? {
        let unit = UnitId::of(&old_code, Some(reform));
        links.entry(new_code).or_default().push(Predecessor { unit, whole: flag == "whole" });
    }
    let mut register = Register { rules, units: Units::default(), events: Vec::new() };
    for row in rows::<OldRow>(from, "old_units.csv")? {
        let parent = Some(row.parent_code).filter(|code| !code.is_empty());
        // Rows come from the highest level down: a unit is wanted when its parent was.
        let above = parent.as_ref().map(|code| UnitId::of(code, Some(reform)));
        let known = above.is_some_and(|above| register.units.get(&above).is_some());
        if province.is_some_and(|wanted| row.code != wanted && !known) {
            continue;
        }
        register.take(Draft {
            id: UnitId::of(&row.code, Some(reform)),
            parent: parent.map(|code| UnitId::of(&code, Some(reform))),
            short_name: short(&row.name, &row.kind).to_owned(),
            to: Some(reform),
            ..Draft::new(row.code, row.name, row.kind, &row.level)
        })?;
    }
    for (file, level) in [("provinces.csv", "province"), ("communes.csv", "commune")] {
        for row in rows::<NewRow>(from, file)? {
            let own = if level == "province" { &row.code } else { &row.province_code };
            if province.is_some_and(|wanted| own != wanted) {
                continue;
            }
            let same = row.type_20250701.is_empty() || row.type_20250701 == row.kind;
            let (name, kind) = match same {
                true => (row.name_vi, row.kind),
                false => (row.name_20250701_trad_tone, row.type_20250701),
            };
            let parent = Some(row.province_code).filter(|code| !code.is_empty());
            register.take(Draft {
                parent: parent.map(|code| UnitId::of(&code, None)),
                short_name: row.short_name,
                from: Some(reform),
                predecessors: match level {
                    "commune" => links.remove(&row.code).unwrap_or_default(),
                    _ => Vec::new(),
                },
                ..Draft::new(row.code, name, kind, level)
            })?;
        }
    }
    Ok((register.units, register.events))
}

struct Draft<'a> {
    id: UnitId,
    code: String,
    name: String,
    short_name: String,
    /// As it is written, on this level.
    kind: String,
    level: &'a str,
    parent: Option<UnitId>,
    from: Option<Date>,
    to: Option<Date>,
    predecessors: Vec<Predecessor>,
}

impl<'a> Draft<'a> {
    fn new(code: String, name: String, kind: String, level: &'a str) -> Draft<'a> {
        Draft {
            id: UnitId::of(&code, None),
            code,
            name,
            short_name: String::new(),
            kind,
            level,
            parent: None,
            from: None,
            to: None,
            predecessors: Vec::new(),
        }
    }
}

struct Register {
    rules: UnitRules,
    units: Units,
    events: Vec<Event>,
}

impl Register {
    fn take(&mut self, draft: Draft) -> Result<(), Unusable> {
        // The office writes «Thành phố trực thuộc trung ương», «Đặc khu tại hải đảo».
        let kinds = self.rules.levels.iter().filter(|level| level.id == draft.level);
        let kind =
            kinds.flat_map(|level| &level.kinds).find(|k| draft.kind.starts_with(&k.written));
        let kind =
            kind.ok_or_else(|| Unusable::Kind(draft.kind, draft.level.to_owned()))?.id.clone();
        let unit = Unit {
            id: draft.id,
            code: draft.code,
            name: draft.name,
            short_name: draft.short_name,
            kind,
            parent: draft.parent,
            from: draft.from,
            to: draft.to,
            predecessors: draft.predecessors,
        };
        let (code, name) = (unit.code.clone(), unit.name.clone());
        let event = Event::Registered { unit: Box::new(unit) };
        fits(&self.units, &self.rules, &event).map_err(|why| Unusable::Unit { code, name, why })?;
        self.units.take(&event);
        self.events.push(event);
        Ok(())
    }
}

/// «Ba Đình» of «Quận Ba Đình»; «Quận 1» keeps its kind, a bare number is no name.
fn short<'a>(name: &'a str, kind: &str) -> &'a str {
    let short = name.strip_prefix(kind).map_or(name, str::trim);
    if short.chars().all(|c| c.is_ascii_digit()) { name } else { short }
}

fn rows<T: DeserializeOwned>(from: From, file: &str) -> Result<Vec<T>, Unusable> {
    let failed = |why| Unusable::File { file: file.into(), why };
    match from {
        From::Folder(folder) => {
            let reader = csv::Reader::from_path(folder.join(file)).map_err(failed)?;
            reader.into_deserialize().collect::<Result<_, _>>().map_err(failed)
        }
        From::Program => {
            let carried = CARRIED.iter().find(|(name, _)| *name == file);
            let bytes = carried.map_or(&[][..], |(_, bytes)| bytes);
            csv::Reader::from_reader(bytes)
                .into_deserialize()
                .collect::<Result<_, _>>()
                .map_err(failed)
        }
    }
}
