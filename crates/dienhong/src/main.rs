//! `dienhong`: one program with which a public body votes, counts and answers.

mod count;

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
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Count(arguments) => count::run(&arguments),
    }
}
