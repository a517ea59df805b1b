//! `cargo xtask bench [NAME]`: figures beside a peer and a bar, as a table and as JSON.

mod ballots;
mod figure;
mod national;
mod night;

use std::process::ExitCode;

/// As the program itself: records are made by one thread and dropped by another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Bench = fn() -> Result<Vec<figure::Figure>, Box<dyn std::error::Error>>;

const BENCHES: [(&str, Bench); 2] = [("ballots", ballots::run), ("national", national::run)];

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
