//! The papers of polling day as forms of a pack.

use dienhong_core::rules::Sure;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a paper is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Election,
    Constituency,
    Area,
    /// A vote of a body.
    Vote,
    Evaluation,
}

/// One form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: String,
    /// The layout that it is printed with.
    pub template: String,
    pub scope: Scope,
    /// The kinds of elections that it is for. Empty: all.
    #[serde(default)]
    pub elections: Vec<String>,
    /// As it is printed.
    pub title: String,
    pub title_en: String,
    pub version: String,
    /// How it was numbered in the set of some year. Sets are renumbered: nothing is decided by it.
    #[serde(default)]
    pub numbers: Vec<Numbered>,
    /// How well its number, or that it has none, is known.
    pub sure: Sure,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbered {
    pub year: i16,
    pub number: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    form: Vec<Form>,
    #[serde(default)]
    paper: Vec<Form>,
}

/// What cannot be parsed is left out here; a test of this crate reads the file.
static VN: LazyLock<(Vec<Form>, Vec<Form>)> = LazyLock::new(|| {
    let file: Result<File, _> = toml::from_str(include_str!("../vn/forms.toml"));
    file.map(|file| (file.form, file.paper)).unwrap_or_default()
});

/// The forms of a pack; none: it brings none.
pub fn forms(pack: &str) -> &'static [Form] {
    if pack == "vn" { &VN.0 } else { &[] }
}

/// The papers of a pack that are filled in from records and have no blank.
pub fn papers(pack: &str) -> &'static [Form] {
    if pack == "vn" { &VN.1 } else { &[] }
}

impl Form {
    /// Whether it is for elections of this kind.
    pub fn is_for(&self, kind: &str) -> bool {
        self.elections.is_empty() || self.elections.iter().any(|known| known == kind)
    }

    /// Its number in the last set known by `year`, with the year of that set: «Mẫu số 34/HĐBC (2021)».
    pub fn number(&self, year: i16) -> String {
        let known = self.numbers.iter().filter(|known| known.year <= year);
        let last = known.max_by_key(|known| known.year);
        last.map_or_else(String::new, |known| format!("{} ({})", known.number, known.year))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::{Scope, forms, papers};

    #[test]
    fn the_forms_are_read_and_each_has_a_name_of_its_own() {
        let forms = forms("vn");
        assert!(forms.len() >= 14);
        assert!(papers("vn").iter().all(|paper| paper.scope == Scope::Evaluation));
        for (at, form) in forms.iter().enumerate() {
            assert!(forms.iter().skip(at + 1).all(|other| other.id != form.id), "{}", form.id);
            assert!(!form.title.is_empty() && !form.title_en.is_empty(), "{}", form.id);
        }
    }

    #[test]
    fn a_number_is_that_of_the_last_set_printed_by_the_year() {
        let form = forms("vn").iter().find(|form| form.id == "ballot_inventory").unwrap();
        assert_eq!(form.number(2026), "Mẫu số 34/HĐBC (2021)");
        assert_eq!(form.number(2016), "");
    }
}
