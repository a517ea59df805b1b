//! `dienhong`: one program with which a public body votes, counts and answers.

mod count;
mod units;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(version, about = "Diên Hồng: meet, vote, count and answer, so that anyone can check")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Count one constituency of an election from its minutes, or a list of worked cases
    Count(count::Arguments),
    /// Say what a unit's code or name means, also one from before 1 July 2025
    Units(units::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Count(arguments) => count::run(&arguments),
        Command::Units(arguments) => units::run(&arguments),
    }
}
