//! `dienhong replay`: reads a whole journal again and says whether every record still holds.

use clap::Args;
use dienhong_core::{State, understand};
use dienhong_journal::{Failed, Journal, Storage};
use dienhong_store::{Reader, StoreError};
use std::{path::PathBuf, process::ExitCode, time::Instant};

/// Breaches beyond these are only counted.
const MOST: usize = 100;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The node's folder; the node may be running
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Ask of each record whether it was lawful
    #[arg(long)]
    lawful: bool,
}

/// Why a journal was not read to its end.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("there is no journal in {}", .0.display())]
    NoJournal(PathBuf),
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The record is named.
    #[error("{0}")]
    Broken(String),
}

/// 0: every record holds. 1: one does not, and is named. 2: there is no journal to be read.
pub fn run(arguments: &Arguments) -> ExitCode {
    match replay(arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("dienhong replay: {failure}");
            ExitCode::from(if matches!(failure, Failure::Broken(_)) { 1 } else { 2 })
        }
    }
}

/// How many records were not lawful.
fn replay(arguments: &Arguments) -> Result<usize, Failure> {
    let file = arguments.data.join("journal.sqlite");
    if !file.is_file() {
        return Err(Failure::NoJournal(arguments.data.clone()));
    }
    let started = Instant::now();
    let reader = Reader::open(&file)?;
    let size = reader.len()?;
    let mut state = State::default();
    let mut unread = None;
    let mut breaches = 0;
    let journal = Journal::replay(reader, None, |record| {
        if unread.is_some() {
            return;
        }
        match understand(record) {
            Err(why) => unread = Some(format!("record {}: {why}", record.seq)),
            Ok((head, event)) => {
                if arguments.lawful
                    && let Err(refusal) = state.lawful(&head, &event)
                {
                    breaches += 1;
                    if breaches <= MOST {
                        println!("record {} {}: {refusal}", record.seq, record.kind);
                    }
                }
                state.apply(&head, &event);
            }
        }
        if record.seq > 0 && record.seq.is_multiple_of(100_000) {
            eprintln!("dienhong replay: {} of {size} records", record.seq);
        }
    });
    let journal = journal.map_err(|why| match why {
        Failed::Storage(why) => Failure::Store(why),
        other => Failure::Broken(other.to_string()),
    })?;
    if let Some(unread) = unread {
        return Err(Failure::Broken(unread));
    }
    if breaches > MOST {
        println!("… {breaches} records in all");
    }
    let simulated = if state.node.simulated() { " (mô phỏng, simulated)" } else { "" };
    println!("{} records{simulated}, {} ms", journal.len(), started.elapsed().as_millis());
    println!("root {}", journal.tree().root());
    if arguments.lawful && breaches == 0 {
        println!("every record was lawful");
    }
    Ok(breaches)
}
