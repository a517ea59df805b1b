//! `dienhong`: one program with which a public body votes, counts and answers.

mod ballots;
mod count;
mod demo;
mod export;
mod init;
mod keys;
mod mirror;
mod papers;
mod passphrase;
mod rehearsal;
mod rehearse;
mod replay;
mod serve;
mod units;
mod verify;
mod witness;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Records are made by one thread and dropped by another, and a night makes many: this one is quicker.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Debug, Parser)]
#[command(version, about = "Diên Hồng: meet, vote, count and answer, so that anyone can check")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Hold a secret vote whose every step anybody can check (Belenios)
    Ballots(ballots::Arguments),
    /// Count one constituency of an election from its minutes, or a list of worked cases
    Count(count::Arguments),
    /// Play an invented election night on Thanh Hoá's real units
    Demo(demo::Arguments),
    /// Write the public copy of a node, for any web server to hold
    Export(export::Arguments),
    /// Begin a node: its rules, its units, and somebody to keep it
    Init(init::Arguments),
    /// The key that signs for a node: its passphrase, its change, its custody sheet
    Keys(keys::Arguments),
    /// Follow a node with a copy of one's own, and refuse a history that changes
    Mirror(mirror::Arguments),
    /// Print the papers of polling day: ballots, posters, cards, records, blank minutes
    Papers(papers::Arguments),
    /// Practise on the set-up of a node, with invented papers and planted errors
    Rehearse(rehearse::Arguments),
    /// Read a whole journal again and check every record
    Replay(replay::Arguments),
    /// Serve the pages of a node
    Serve(serve::Arguments),
    /// Say what a unit's code or name means, also one from before 1 July 2025
    Units(units::Arguments),
    /// Recompute a public copy and say where it differs
    Verify(verify::Arguments),
    /// Be a witness: say of a log that it only grows
    Witness(witness::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Ballots(arguments) => ballots::run(&arguments),
        Command::Count(arguments) => count::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Keys(arguments) => keys::run(&arguments),
        Command::Mirror(arguments) => mirror::run(&arguments),
        Command::Papers(arguments) => papers::run(&arguments),
        Command::Rehearse(arguments) => rehearse::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Units(arguments) => units::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Witness(arguments) => witness::run(&arguments),
    }
}
