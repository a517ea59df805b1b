//! What the credential authority and a voter do.

use super::{Failed, files, in_group, random, say};
use belenios::ballot::Booth;
use belenios::credential::{Credential, make};
use belenios::fingerprint;
use clap::Args;
use dienhong_documents::{Press, Slip};
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
    #[command(flatten)]
    slips: Slips,
}

/// Sheets to print, a voter each: `slips.pdf` (secret) beside the others.
#[derive(Debug, Args)]
struct Slips {
    /// Also write slips.pdf: a sheet for each voter that is folded and sealed, the name outside, inside the
    /// credential, its link and QR code, and how to vote
    #[arg(long, requires = "link", requires = "vote")]
    slips: bool,
    /// Where one votes; the credential is put behind it after a `#`
    #[arg(long, value_name = "URL", requires = "slips")]
    link: Option<String>,
    /// What the vote is called
    #[arg(long, value_name = "NAME", requires = "slips")]
    vote: Option<String>,
    /// Who holds it
    #[arg(long, value_name = "NAME", requires = "slips", default_value = "")]
    body: String,
    /// Until when one may vote, as it is to be read: `17:00 20/11/2026`
    #[arg(long, value_name = "TEXT", requires = "slips", default_value = "")]
    closes: String,
    /// Mark every sheet as simulated
    #[arg(long, requires = "slips")]
    simulated: bool,
}

impl Credentials {
    pub fn run(&self) -> Result<(), Failed> {
        // Before anything secret is written.
        self.slips.check()?;
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
        ))?;
        say(SECRET)?;
        if !self.slips.slips {
            return Ok(());
        }
        let pdf = self.slips.print(&voters, &private)?;
        files::write_secret(&self.out.join("slips.pdf"), &pdf)?;
        say(PRINTED)
    }
}

/// What becomes of the files, for who made them.
const SECRET: &str = "private_creds.txt can be read by you alone (mode 0600) and holds every voter's credential: whoever \
    has it can vote for all of them. Keep it on this computer, send it to nobody, and delete it when every voter has \
    got his own.";
const PRINTED: &str = "slips.pdf (mode 0600) holds the same. Print it on a printer that keeps no copies, on paper one \
    cannot see through; fold each sheet at its two lines, the upper one backwards and the lower one forwards, and seal \
    it. Then delete slips.pdf. public_creds.json goes to the server.";

impl Slips {
    fn check(&self) -> Result<(), Failed> {
        let good = |url: &&String| {
            (url.starts_with("https://") || url.starts_with("http://")) && !url.contains('#')
        };
        match &self.link {
            Some(url) if !good(&url) => {
                let sentence = format!("«{url}» is no address of a page without a «#»");
                Err(Failed::Sentence(sentence))
            }
            _ => Ok(()),
        }
    }

    fn print(
        &self,
        voters: &[(String, u64)],
        private: &[Credential],
    ) -> Result<Zeroizing<Vec<u8>>, Failed> {
        let url = self.link.clone().unwrap_or_default();
        let slip = |((line, _), credential): (&(String, u64), &Credential)| Slip {
            // A line is `name,login,weight`.
            name: line.split(',').next().unwrap_or_default().trim().to_owned(),
            credential: credential.reveal().to_owned(),
            url: url.clone(),
        };
        let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
        let number = |n: i8| u16::try_from(n).unwrap_or(1);
        let year = u16::try_from(today.year()).unwrap_or(1970);
        let facts = dienhong_documents::Slips {
            day: [number(today.day()), number(today.month()), year],
            body: self.body.clone(),
            vote: self.vote.clone().unwrap_or_default(),
            closes: self.closes.clone(),
            simulated: self.simulated,
            slips: voters.iter().zip(private).map(slip).collect(),
        };
        let pdf = Press::shared().slips(&facts);
        pdf.map(Zeroizing::new).map_err(|why| Failed::Sentence(why.to_string()))
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
