//! What the credential authority and a voter do.

use super::{Failed, files, in_group, random, say};
use belenios::ballot::Booth;
use belenios::credential::{Credential, make};
use belenios::fingerprint;
use clap::Args;
use std::fmt::Write;
use std::path::PathBuf;
use zeroize::Zeroizing;

#[derive(Debug, Args)]
pub struct Credentials {
    /// The identifier of the election, from `dienhong ballots uuid`
    #[arg(long)]
    uuid: String,
    #[arg(long, default_value = "Ed25519")]
    group: String,
    /// So many voters, named 1, 2, 3, …
    #[arg(long, conflicts_with = "voters")]
    count: Option<usize>,
    /// A voter a line: a name, or `name,login,weight` where the login may be empty
    #[arg(long, required_unless_present = "count")]
    voters: Option<PathBuf>,
    /// The folder to write `private_creds.txt` (secret) and `public_creds.json` (for the server) into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Credentials {
    pub fn run(&self) -> Result<(), Failed> {
        let voters = match (&self.voters, self.count) {
            (Some(path), _) => voters(&files::read_text(path)?)?,
            (None, count) => (1..=count.unwrap_or(0)).map(|n| (n.to_string(), 1)).collect(),
        };
        let weights: Vec<u64> = voters.iter().map(|(_, weight)| *weight).collect();
        let (private, public) = in_group!(self.group.as_str(), G => Ok::<_, Failed>(make::<G, _>(&self.uuid, &weights, &mut random())?))?;
        let mut lines = Zeroizing::new(String::new());
        for ((name, _), credential) in voters.iter().zip(&private) {
            // Writing to a string cannot fail.
            let _written = writeln!(lines, "{name} {}", credential.reveal());
        }
        files::folder(&self.out)?;
        files::write_secret(&self.out.join("private_creds.txt"), lines.as_bytes())?;
        files::write(&self.out.join("public_creds.json"), &public)?;
        say(&format!(
            "{} credentials; fingerprint of the public ones: {}",
            private.len(),
            fingerprint(&public)
        ))
    }
}

fn voters(text: &str) -> Result<Vec<(String, u64)>, Failed> {
    let voter = |line: &str| {
        let weight = match line.split(',').nth(2).map(str::trim) {
            None | Some("") => Some(1),
            Some(weight) => weight.parse().ok().filter(|weight| *weight > 0),
        };
        let sentence = || Failed::Sentence(format!("«{line}»: its weight is no positive number"));
        Ok((line.to_owned(), weight.ok_or_else(sentence)?))
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(voter).collect()
}

#[derive(Debug, Args)]
pub struct Vote {
    /// The archive of the election as published
    #[arg(long, value_name = "FILE")]
    archive: PathBuf,
    /// A file with the voter's credential
    #[arg(long, value_name = "FILE")]
    credential: PathBuf,
    /// A JSON file: of each question a list of 0 and 1, one for each answer, before them one for the blank vote
    #[arg(long, value_name = "FILE")]
    choices: PathBuf,
    /// Where to write the ballot; by default it is printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Vote {
    pub fn run(&self) -> Result<(), Failed> {
        let (election, bytes) = belenios::verify::election(files::open(&self.archive)?)?;
        let typed = Zeroizing::new(files::read_text(&self.credential)?);
        // A line of the authority's file has the voter's name before it.
        let credential = Credential::read(typed.rsplit(' ').next().unwrap_or_default())?;
        let choices: Zeroizing<Vec<Vec<u8>>> = serde_json::from_slice(&files::read(&self.choices)?)
            .map(Zeroizing::new)
            .map_err(|why| Failed::Sentence(format!("{}: {why}", self.choices.display())))?;
        let ballot = in_group!(election.group.as_str(), G => {
            let booth = Booth::<G>::new(&bytes)?;
            Ok::<_, Failed>(booth.vote(&credential, &choices, &mut random())?)
        })?;
        files::give(self.out.as_deref(), &ballot)?;
        eprintln!("tracker: {}", fingerprint(&ballot));
        Ok(())
    }
}
