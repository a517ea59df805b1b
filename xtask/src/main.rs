//! `cargo xtask demo | test | bench`: what a newcomer and the build machine run.

mod run;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test                 install what the tests need when missing, then check everything
cargo xtask test --only <step>   one step; may be given several times
cargo xtask test --list          the steps
cargo xtask demo [--seconds 30]  an invented election night on http://127.0.0.1:8080; see --help
cargo xtask bench                not built yet";

/// The answer of a task that does not exist yet: neither success nor a failed check.
const NOT_BUILT: u8 = 2;

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
        ["demo", rest @ ..] => demo(rest),
        ["bench", ..] => not_built("the benchmarks: there is nothing to measure in this version."),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        [other, ..] => usage(&format!("there is no task «{other}»")),
    }
}

/// Builds the program and plays the demo with these arguments. Ctrl-C reaches it directly.
fn demo(rest: &[&str]) -> ExitCode {
    let mut play = vec!["run", "--quiet", "--package", "dienhong", "--", "demo"];
    play.extend(rest);
    match run::shown(&mut run::cargo(&play)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn not_built(what: &str) -> ExitCode {
    eprintln!("not built yet: {what}");
    ExitCode::from(NOT_BUILT)
}

fn usage(wrong: &str) -> ExitCode {
    eprintln!("{wrong}\n\n{HELP}");
    ExitCode::FAILURE
}
