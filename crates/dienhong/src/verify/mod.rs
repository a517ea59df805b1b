//! `dienhong verify`: recomputes a public copy and says where it differs.

mod asked;
mod compare;
mod receipt;
mod site;

use clap::{Args, ValueEnum};
use dienhong_journal::checkpoint::Verifier;
use dienhong_verifier::{
    Ask, Directory, Progress, Scope, Unreadable, Verified, verify_here, words,
};
use site::Site;
use std::{
    io::{IsTerminal, Write},
    process::ExitCode,
    time::Instant,
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder that `dienhong export public` wrote or a copy of it, or the address of a node or of such a copy
    #[arg(value_name = "DIR|URL", required_unless_present_any = ["compare", "evidence", "receipt"])]
    out: Option<String>,
    /// Language of the report
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// The key that must have signed the log, as the body gave it to you: name+id+base64
    #[arg(long, value_name = "VKEY")]
    key: Option<Verifier>,
    /// Check only this unit and all that lies in it, by its records with proofs
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Within `--unit`, only this constituency, such as na-2026/5
    #[arg(long, value_name = "ELECTION/NUMBER", requires = "unit")]
    constituency: Option<String>,
    /// Within `--unit`, this area, with the pictures of its minutes
    #[arg(long, value_name = "AREA", requires = "unit", conflicts_with = "constituency")]
    area: Option<String>,
    /// Where does this figure come from, such as elections/na-2026/units/14758/valid
    #[arg(long, value_name = "PATH")]
    figure: Option<String>,
    #[command(flatten)]
    asked: asked::Asked,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Language {
    Vi,
    En,
}

impl From<Language> for words::Language {
    fn from(language: Language) -> words::Language {
        match language {
            Language::Vi => words::Language::Vi,
            Language::En => words::Language::En,
        }
    }
}

/// 0: all that was checked agrees. 1: something differs, and is named. 2: it cannot be read.
pub fn run(arguments: &Arguments) -> ExitCode {
    if let Some(code) = arguments.asked.run(arguments.lang.into(), arguments.key.as_ref()) {
        return code;
    }
    let started = Instant::now();
    let lang = arguments.lang.into();
    let Some(scope) = scope(arguments) else {
        eprintln!("dienhong verify: --constituency is an election and a number, such as na-2026/5");
        return ExitCode::from(2);
    };
    let (key, witnesses) = (arguments.key.clone(), arguments.asked.witnesses.clone());
    let ask = Ask { scope, key, seen: None, witnesses };
    let out = arguments.out.as_deref().unwrap_or_default();
    let loud = std::io::stderr().is_terminal();
    let mut told = started;
    let mut progress = |at: Progress| {
        if loud && told.elapsed().as_millis() > 200 {
            told = Instant::now();
            match at {
                Progress::Records(done, of) => eprint!("\r{done} / {of} "),
                Progress::Copies => eprint!("\r"),
            }
        }
    };
    let verified = match verified(out, &ask, &mut progress) {
        Ok(verified) => verified,
        Err(NotVerified::Unreadable(why)) => {
            eprintln!("dienhong verify: {}", words::unreadable(lang, &why));
            return ExitCode::from(2);
        }
        Err(NotVerified::Address(why)) => {
            eprintln!("dienhong verify: {out}: {why}");
            return ExitCode::from(2);
        }
    };
    let report = &verified.report;
    let text = match (&arguments.figure, arguments.json) {
        (Some(path), json) => match origin(&verified, path, json, lang) {
            Some(text) => Ok(text),
            None => {
                eprintln!("dienhong verify: {}", words::no_figure(lang, path));
                return ExitCode::from(2);
            }
        },
        (None, true) => serde_json::to_string_pretty(report)
            .map(|json| json + "\n")
            .map_err(std::io::Error::from),
        (None, false) => Ok(words::report(lang, report, started.elapsed())),
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

enum NotVerified {
    Unreadable(Unreadable),
    Address(std::io::Error),
}

fn verified(
    out: &str,
    ask: &Ask,
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified, NotVerified> {
    if !out.contains("://") {
        let files = Directory(out.into());
        return verify_here(&files, ask, progress).map_err(NotVerified::Unreadable);
    }
    let site = Site::new(out).map_err(NotVerified::Address)?;
    let verified = verify_here(&site, ask, progress).map_err(NotVerified::Unreadable)?;
    eprintln!("{} KB", site.bytes().div_ceil(1024));
    Ok(verified)
}

fn scope(arguments: &Arguments) -> Option<Scope> {
    let Some(unit) = arguments.unit.as_deref().map(Into::into) else { return Some(Scope::Whole) };
    if let Some(area) = arguments.area.as_deref() {
        return Some(Scope::Area { unit, area: area.into() });
    }
    let Some(of) = &arguments.constituency else { return Some(Scope::Unit(unit)) };
    let (election, number) = of.rsplit_once('/')?;
    Some(Scope::Constituency { unit, election: election.into(), number: number.parse().ok()? })
}

fn origin(verified: &Verified, path: &str, json: bool, lang: words::Language) -> Option<String> {
    let origin = verified.origin(path)?;
    if json {
        return serde_json::to_string_pretty(&origin).ok().map(|json| json + "\n");
    }
    Some(words::origin(lang, &origin))
}
