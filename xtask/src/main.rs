//! `cargo xtask demo | test | bench`: what a newcomer and the build machine run.

mod run;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test                 install what the tests need when missing, then check everything
cargo xtask test --only <step>   one step; may be given several times
cargo xtask test --list          the steps
cargo xtask demo                 not built yet
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
        ["demo", ..] => not_built(
            "the demo: the server and its example data do not exist in this version.\n\
             What runs today: cargo run --package dienhong -- --help",
        ),
        ["bench", ..] => not_built("the benchmarks: there is nothing to measure in this version."),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        [other, ..] => usage(&format!("there is no task «{other}»")),
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
