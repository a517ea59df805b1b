//! `cargo xtask bench [NAME]`: figures beside a peer and a bar, as a table and as JSON.

mod ballots;
mod browser;
mod cast;
mod demo;
mod entries;
mod figure;
mod floor;
mod hall;
mod national;
mod night;
mod pages;
mod served;
mod verify;

use std::process::ExitCode;

/// As the program itself: records are made by one thread and dropped by another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Bench = fn() -> served::Outcome<Vec<figure::Figure>>;

const BENCHES: [(&str, Bench); 9] = [
    ("ballots", ballots::run),
    ("cast", cast::run),
    ("hall", hall::run),
    ("floor", floor::run),
    ("national", national::run),
    ("verify", verify::run),
    ("entries", entries::run),
    ("pages", pages::run),
    ("demo", demo::run),
];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if asked.first().map(String::as_str) == Some("--make-national") {
        return match asked.get(1).map(|path| night::write(path.as_ref())) {
            Some(Ok(())) => ExitCode::SUCCESS,
            Some(Err(why)) => {
                eprintln!("{why}");
                ExitCode::FAILURE
            }
            None => ExitCode::FAILURE,
        };
    }
    if asked.first().map(String::as_str) == Some("--memory-of-ballots") {
        return match asked.get(1).map(|path| ballots::memory(path.as_ref())) {
            Some(Ok(())) => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        };
    }
    if asked.first().map(String::as_str) == Some("--blast") {
        return match floor::blast(asked.get(1), asked.get(2)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    let known = |name: &String| BENCHES.iter().any(|(known, _)| known == name);
    if let Some(unknown) = asked.iter().find(|name| !known(name)) {
        let names: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no bench «{unknown}»; there are: {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    let mut holds = true;
    for (name, bench) in BENCHES {
        if !asked.is_empty() && !asked.iter().any(|asked| asked == name) {
            continue;
        }
        match bench().and_then(|figures| figure::report(name, &figures)) {
            Ok(all) => holds &= all,
            Err(why) => {
                eprintln!("{name}: {why}");
                return ExitCode::FAILURE;
            }
        }
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
