//! The refusals of one module, each met once: what the sources know and a test does not meet fails it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use super::common::{Answer, Night};
use std::{collections::BTreeSet, path::Path};

/// The codes met so far.
#[derive(Default)]
pub struct Met(pub BTreeSet<&'static str>);

impl Met {
    pub fn refuses(
        &mut self,
        code: &'static str,
        night: &Night,
        ask: impl FnOnce(&mut Night) -> Answer,
    ) {
        let mut night = night.clone();
        let before = night.records.len();
        assert_eq!(ask(&mut night), Err(code));
        assert_eq!(night.records.len(), before, "{code}: nothing may have changed");
        self.0.insert(code);
    }

    /// Every code of the module that stands in its sources was met, and no other.
    pub fn all_of(&self, module: &str) {
        let known = codes(module);
        let prefix = format!("{module}.");
        let met: BTreeSet<String> =
            self.0.iter().filter(|c| c.starts_with(&prefix)).map(|c| (*c).to_owned()).collect();
        assert!(known.len() > 10, "the sources are read");
        assert_eq!(known, met);
    }
}

/// The codes of a module's refusals, as they stand in its sources beside its kinds of records.
fn codes(module: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module);
    let prefix = format!("{module}.");
    let mut codes = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in lines.filter(|line| !line.contains("\" => ")) {
            let quoted = line.split('"').skip(1).step_by(2);
            codes.extend(quoted.filter(|text| text.starts_with(&prefix)).map(str::to_owned));
        }
    }
    codes
}
