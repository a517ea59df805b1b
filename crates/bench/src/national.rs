//! The national day: replay, lawfulness, results, memory.

use crate::{
    figure::{Figure, folder},
    served::{Outcome, memory},
};
use dienhong_core::refusal::Refusal;
use dienhong_journal::{Hash, Record, Storage};
use dienhong_node::replay;
use dienhong_store::Sqlite;
use std::{collections::BTreeMap, fs, path::PathBuf, process::Command, time::Instant};

/// Changes when the journal's contents do.
const VERSION: u32 = 2;

/// The journal of the national day; written when it is not there yet, which takes minutes.
pub fn journal() -> Outcome<PathBuf> {
    let path = folder().join(format!("national-{VERSION}.sqlite"));
    if !path.exists() {
        fs::create_dir_all(folder())?;
        let making = path.with_extension("making");
        let _none = fs::remove_file(&making);
        // In a process of its own, so that its memory is not measured.
        let made =
            Command::new(std::env::current_exe()?).arg("--make-national").arg(&making).status()?;
        if !made.success() {
            return Err("the national journal could not be written".into());
        }
        fs::rename(&making, &path)?;
    }
    Ok(path)
}

pub fn run() -> Outcome<Vec<Figure>> {
    let path = journal()?;
    let begun = Instant::now();
    let (journal, view) = replay(Sqlite::open(&path)?, None)?;
    let replayed = begun.elapsed().as_secs_f64();
    let state = view.state;
    let begun = Instant::now();
    let mut counted = 0;
    for election in state.election.all() {
        for number in election.constituencies.keys() {
            counted += state.stand(&election.id, *number).map_or(0, |stand| stand.counted);
        }
    }
    let everything = begun.elapsed().as_secs_f64() * 1000.0;
    let first = state.election.all().find(|e| e.kind == "NA").ok_or("no assembly election")?;
    let begun = Instant::now();
    let one = state.stand(&first.id, 1).ok_or("no constituency 1")?;
    let touched = begun.elapsed().as_secs_f64() * 1000.0;
    let memory = memory("self")?;
    let records = journal.len();
    drop((journal, state, view.history));
    let mut breaches = 0u64;
    let mut mix: BTreeMap<String, u64> = BTreeMap::new();
    let begun = Instant::now();
    let mut watch = |_: &_, record: &Record, lawful: Result<(), Refusal>| {
        *mix.entry(record.kind.to_string()).or_default() += 1;
        if let Err(why) = lawful {
            breaches += 1;
            if breaches < 4 {
                eprintln!("record {}: {why}", record.seq);
            }
        }
    };
    let checked = replay(Sqlite::open(&path)?, Some(&mut watch))?;
    let lawful = begun.elapsed().as_secs_f64();
    drop(checked);
    for (kind, count) in &mix {
        println!("  {kind:<32} {count:>9}");
    }
    println!(
        "  {records} records, {breaches} breaches, {counted} minutes counted, {} areas in one",
        one.areas
    );
    let storage = Sqlite::open(&path)?;
    let begun = Instant::now();
    let mut last = Hash::of(b"");
    storage.read(0..records, &mut |_, bytes| last = Hash::of(bytes))?;
    let peer = begun.elapsed().as_secs_f64();
    println!("  (last hash {last})");
    Ok(vec![
        Figure::new("replay with hashes checked", replayed, "s")
            .beside("SQLite read + SHA-256", peer)
            .bar(6.0),
        Figure::new("replay with every record asked whether lawful", lawful, "s").bar(12.0),
        Figure::new("results of everything", everything, "ms").bar(300.0),
        Figure::new("result of one touched constituency", touched, "ms").bar(1.0),
        Figure::new("peak resident memory after replay", memory, "MiB").bar(1536.0),
        Figure::new("records that were not lawful", breaches as f64, "records").bar(1.0),
    ])
}
