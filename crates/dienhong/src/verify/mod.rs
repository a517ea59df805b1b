//! `dienhong verify`: recomputes a public copy and says where it differs.

mod asked;
mod compare;
mod receipt;
mod words;

use clap::Args;
use dienhong_journal::checkpoint::Verifier;
use dienhong_verifier::{Directory, verify};
use std::{io::Write, path::PathBuf, process::ExitCode, time::Instant};
use words::Language;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder that `dienhong export public` wrote, or a copy of it
    #[arg(required_unless_present_any = ["compare", "evidence", "receipt"])]
    out: Option<PathBuf>,
    /// Language of the report
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// The key that must have signed the log, as the body gave it to you: name+id+base64
    #[arg(long, value_name = "VKEY")]
    key: Option<Verifier>,
    #[command(flatten)]
    asked: asked::Asked,
}

/// 0: all that was checked agrees. 1: something differs, and is named. 2: it cannot be read.
pub fn run(arguments: &Arguments) -> ExitCode {
    if let Some(code) = arguments.asked.run(arguments.lang, arguments.key.as_ref()) {
        return code;
    }
    let started = Instant::now();
    let files = Directory(arguments.out.clone().unwrap_or_default());
    let report = match verify(&files, arguments.key.as_ref()) {
        Ok(report) => report,
        Err(why) => {
            eprintln!("dienhong verify: {}", words::unreadable(arguments.lang, &why));
            return ExitCode::from(2);
        }
    };
    let text = if arguments.json {
        serde_json::to_string_pretty(&report).map(|json| json + "\n").map_err(std::io::Error::from)
    } else {
        Ok(words::report(arguments.lang, &report, started.elapsed()))
    };
    let printed = text.and_then(|text| std::io::stdout().write_all(text.as_bytes()));
    match (printed, report.agrees()) {
        (Err(why), _) => {
            eprintln!("dienhong verify: {why}");
            ExitCode::from(2)
        }
        (Ok(()), true) => ExitCode::SUCCESS,
        (Ok(()), false) => ExitCode::from(1),
    }
}
