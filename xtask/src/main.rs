//! `cargo xtask demo | test | wasm | events | bench`: what a newcomer and the build machine run.

mod events;
mod run;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test                 install what the tests need when missing, then check everything
cargo xtask test --only <step>   one step; may be given several times
cargo xtask test --list          the steps
cargo xtask demo [--seconds 30]  an invented election night on http://127.0.0.1:8080; see --help
cargo xtask wasm [NAME]          make what browsers are given anew, after a change to what it is made of: verifier, booth
cargo xtask events               make docs/events.md anew, after a change to the kinds of records
cargo xtask bench [NAME]         figures beside a peer and a bar; also in target/bench/NAME.json";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["test", rest @ ..] => match test::parse(rest) {
            Ok(test::Ask::List) => {
                test::list();
                ExitCode::SUCCESS
            }
            Ok(test::Ask::Run(steps)) => test::run(&steps),
            Err(wrong) => usage(&wrong),
        },
        ["demo", rest @ ..] => play(&["--package", "dienhong", "--", "demo"], rest),
        ["bench", rest @ ..] => bench(rest),
        ["wasm", rest @ ..] if rest.len() < 2 => match wasm::renew(rest.first().copied()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                eprintln!("{why}");
                ExitCode::FAILURE
            }
        },
        ["events"] => match events::renew() {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                eprintln!("{why}");
                ExitCode::FAILURE
            }
        },
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        [other, ..] => usage(&format!("there is no task «{other}»")),
    }
}

/// The benches start the program itself: as it is shipped, and as the demo runs it.
fn bench(rest: &[&str]) -> ExitCode {
    for profile in [&["--release"][..], &[]] {
        let built = run::shown(&mut run::cargo(
            &[&["build", "--quiet", "--package", "dienhong"], profile].concat(),
        ));
        if let Err(why) = built {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    }
    play(&["--release", "--package", "dienhong-bench", "--"], rest)
}

/// Builds a program and runs it with these arguments. Ctrl-C reaches it directly.
fn play(what: &[&str], rest: &[&str]) -> ExitCode {
    match run::shown(&mut run::cargo(&[&["run", "--quiet"], what, rest].concat())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn usage(wrong: &str) -> ExitCode {
    eprintln!("{wrong}\n\n{HELP}");
    ExitCode::FAILURE
}
