//! `dienhong count`: applies the rules to a file, without a server. Also for "what if".

mod cases;
mod constituency;
mod offices;
mod report;

use clap::Args;
use dienhong_core::rules::Rules;
use serde::Serialize;
use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Files beyond this are not what a person meant to count.
const MOST_BYTES: u64 = 256 << 20;

#[derive(Debug, Args)]
pub struct Arguments {
    /// One constituency with its candidates and minutes (docs/count.md), or `-` for standard input
    #[arg(required_unless_present = "cases", conflicts_with = "cases")]
    file: Option<PathBuf>,
    /// A JSON array of worked cases {id, kind, input}; prints {id, result} for each
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Whose rules apply to the cases; a constituency's file names its own
    #[arg(long, default_value = "vn")]
    pack: String,
    /// Print the outcome of a constituency as JSON
    #[arg(long)]
    json: bool,
    /// Language of the report
    #[arg(long, value_enum, default_value = "vi")]
    lang: report::Language,
}

/// Why nothing could be counted.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{file}: {why}")]
    Unreadable { file: String, why: String },
    #[error("{0}")]
    Pack(#[from] dienhong_packs::NoPack),
    #[error("{file}: {refusal}")]
    Refused { file: String, refusal: report::Sentence },
    #[error("cannot print the result: {0}")]
    Print(#[from] std::io::Error),
}

/// 0: counted, nothing broken. 1: counted, but something does not add up. 2: not counted.
pub fn run(arguments: &Arguments) -> ExitCode {
    let counted = match (&arguments.cases, &arguments.file) {
        (Some(file), _) => count_cases(file, arguments),
        (None, Some(file)) => count_file(file, arguments),
        (None, None) => Ok(false),
    };
    match counted {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("dienhong count: {failure}");
            ExitCode::from(2)
        }
    }
}

fn count_cases(file: &Path, arguments: &Arguments) -> Result<bool, Failure> {
    let rules = dienhong_packs::rules(&arguments.pack)?;
    let answers = cases::answer_all(&read(file)?, &rules)
        .map_err(|why| Failure::Unreadable { file: name(file), why: why.to_string() })?;
    print_json(&answers)?;
    Ok(answers.iter().all(cases::Answer::is_counted))
}

fn count_file(file: &Path, arguments: &Arguments) -> Result<bool, Failure> {
    let paper: constituency::Constituency = serde_json::from_slice(&read(file)?)
        .map_err(|why| Failure::Unreadable { file: name(file), why: why.to_string() })?;
    let rules: Rules = dienhong_packs::rules(&paper.pack)?;
    let counted = paper.count(&rules).map_err(|refusal| {
        let refusal = report::sentence(arguments.lang, &refusal);
        Failure::Refused { file: name(file), refusal }
    })?;
    if arguments.json {
        print_json(&counted)?;
    } else {
        std::io::stdout().write_all(report::text(arguments.lang, &paper, &counted).as_bytes())?;
    }
    Ok(counted.adds_up())
}

fn name(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |why: String| Failure::Unreadable { file: name(file), why };
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|why| unreadable(why.to_string()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unreadable("longer than 256 MiB".to_owned()));
    }
    Ok(bytes)
}

fn print_json<T: Serialize>(value: &T) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}
