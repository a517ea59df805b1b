//! `dienhong units QUESTION`: what a code or a name means, also one from before 1 July 2025.

pub mod reference;

use clap::Args;
use dienhong_core::{
    Date,
    units::{Found, Match, Unit, Units},
};
use reference::From;
use std::{path::PathBuf, process::ExitCode};

#[derive(Debug, Args)]
pub struct Arguments {
    /// A code, or a name with or without diacritics and kind: 14797, «hac thanh», «Phường Ba Đình»
    question: String,
    /// The day on which the unit should stand, as YYYY-MM-DD
    #[arg(long, default_value = "2026-03-15")]
    on: Date,
    /// Only units that lie in the one with this code or name
    #[arg(long, value_name = "UNIT")]
    within: Option<String>,
    /// Another folder of provinces.csv, communes.csv, old_units.csv and mapping.csv
    #[arg(long)]
    data: Option<PathBuf>,
}

/// 0: found. 1: there is no such unit. 2: the reference data cannot be read.
pub fn run(arguments: &Arguments) -> ExitCode {
    let from = arguments.data.as_deref().map_or(From::Program, From::Folder);
    let units = match reference::read(from, None) {
        Ok((units, _)) => units,
        Err(why) => {
            eprintln!("dienhong units: {why}");
            return ExitCode::from(2);
        }
    };
    let within: Option<Vec<Found>> =
        arguments.within.as_deref().map(|question| units.find(question, arguments.on));
    let lies_within = |found: &Found| {
        let places = within.as_ref();
        places.is_none_or(|places| places.iter().any(|p| units.lies_in(&found.unit.id, &p.unit.id)))
    };
    let mut found = units.find(&arguments.question, arguments.on);
    found.retain(lies_within);
    for found in &found {
        println!("{}", line(&units, found));
    }
    if found.is_empty() {
        eprintln!("dienhong units: «{}» names no unit on {}", arguments.question, arguments.on);
        return ExitCode::from(1);
    }
    ExitCode::SUCCESS
}

fn line(units: &Units, found: &Found) -> String {
    let Unit { code, name, parent, .. } = &*found.unit;
    let parent = parent.as_ref().and_then(|parent| units.get(parent));
    let parent = parent.map_or(String::new(), |parent| format!(", {}", parent.name));
    let predecessors = found.unit.predecessors.iter().filter_map(|predecessor| {
        let part = if predecessor.whole { "" } else { " (một phần)" };
        units.get(&predecessor.unit).map(|unit| format!("{}{part}", unit.name))
    });
    let predecessors = predecessors.collect::<Vec<_>>().join(" + ");
    let by = match &found.by {
        Match::Former(former) => {
            let former = units.get(former).map_or("?", |unit| unit.name.as_str());
            format!(" (trước đây: {former})")
        }
        Match::Code | Match::Name => String::new(),
    };
    let from = if predecessors.is_empty() { predecessors } else { format!(" = {predecessors}") };
    format!("{code} {name}{parent}{by}{from}")
}
