//! `dienhong ballots`: secret votes, step by step; each role on its own machine with its own files.
//!
//! Files are those of belenios-tool where it has them, so that steps can be done by either.

mod check;
mod demo;
mod files;
mod keys;
mod server;
mod voter;

use belenios::Refused;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Check an archive from beginning to end. Ends with 0, or with 1 and what is wrong
    Verify(check::Verify),
    /// Say what an archive holds, entry by entry, without checking more than its form
    Inspect(check::Inspect),
    /// Hold a whole invented election, its secrets kept apart
    MakeDemo(demo::Arguments),
    /// Print an identifier for a new election
    Uuid,
    /// Credential authority: make the voters' credentials
    Credentials(voter::Credentials),
    /// Trustee: make a key, alone or with others
    Trustee(keys::Trustee),
    /// Server: begin the archive of an election
    Setup(server::Setup),
    /// Voter: encrypt and sign choices
    Vote(voter::Vote),
    /// Server: check ballots and put them into the archive
    Cast(server::Cast),
    /// Server: close the ballots and add them up, encrypted
    Tally(server::Tally),
    /// Trustee: make a share of the decryption
    Decrypt(keys::Decrypt),
    /// Server: check the shares, put them into the archive and find the result
    Result(server::Finish),
}

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error("{0}")]
    Refused(#[from] Refused),
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: std::io::Error },
    #[error("{0}")]
    Sentence(String),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl Failed {
    fn of(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Failed {
        let path = path.to_owned();
        move |why| Failed::File { path, why }
    }
}

/// Does something in the group of this name: `$G` is its type.
macro_rules! in_group {
    ($name:expr, $G:ident => $body:expr) => {
        match $name {
            "Ed25519" => {
                type $G = belenios::group::Ed25519;
                $body
            }
            "BELENIOS-2048" => {
                type $G = belenios::group::Belenios2048;
                $body
            }
            "RFC-3526-2048" => {
                type $G = belenios::group::Rfc3526;
                $body
            }
            other => Err($crate::ballots::no_group(other)),
        }
    };
}
use in_group;

fn no_group(name: &str) -> Failed {
    let known = belenios::group::GROUPS.join(", ");
    Failed::Sentence(format!("there is no group «{name}»; there are: {known}"))
}

/// The system's random numbers. A machine without them must not make keys.
pub(crate) fn random() -> rand_core::UnwrapErr<getrandom::SysRng> {
    rand_core::UnwrapErr(getrandom::SysRng)
}

/// 0: done. 1: refused, and why is said.
pub fn run(arguments: &Arguments) -> ExitCode {
    let done = match &arguments.step {
        Step::Verify(verify) => verify.run(),
        Step::Inspect(inspect) => inspect.run(),
        Step::MakeDemo(demo) => demo.run(),
        Step::Uuid => say(&belenios::credential::token(14, &mut random())),
        Step::Credentials(credentials) => credentials.run(),
        Step::Trustee(trustee) => trustee.run(),
        Step::Setup(setup) => setup.run(),
        Step::Vote(vote) => vote.run(),
        Step::Cast(cast) => cast.run(),
        Step::Tally(tally) => tally.run(),
        Step::Decrypt(decrypt) => decrypt.run(),
        Step::Result(finish) => finish.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("dienhong ballots: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a line.
fn say(line: &str) -> Result<(), Failed> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
