//! What the server does: it holds no secret.

use super::keys::hex;
use super::{Failed, files, in_group, say};
use belenios::archive::Writer;
use belenios::election::{Election, Template};
use belenios::fingerprint;
use belenios::group::Group;
use belenios::tally::{Owned, check_partial, result};
use belenios::trustee::{Trustees, write_list};
use belenios::verify::{Contents, Options, Stage, contents, verify};
use clap::Args;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Debug, Args)]
pub struct Setup {
    /// What is asked: JSON with description, name and questions
    #[arg(long, value_name = "FILE")]
    template: PathBuf,
    #[arg(long)]
    uuid: String,
    #[arg(long, default_value = "Ed25519")]
    group: String,
    /// Public keys of trustees, a line each; may be given several times
    #[arg(long, value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// A group from a threshold ceremony; may be given several times
    #[arg(long, value_name = "FILE")]
    threshold: Vec<PathBuf>,
    /// The public credentials, from the authority
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// The folder to write `<uuid>.bel` into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Setup {
    pub fn run(&self) -> Result<(), Failed> {
        in_group!(self.group.as_str(), G => self.run_in::<G>())
    }

    fn run_in<G: Group>(&self) -> Result<(), Failed> {
        let mut keys = Vec::new();
        for path in &self.keys {
            keys.extend(files::read_lines(path)?);
        }
        let groups = self
            .threshold
            .iter()
            .map(|path| files::read_trimmed(path))
            .collect::<Result<Vec<_>, _>>()?;
        let trustees = write_list::<G>(&files::slices(&keys), &files::slices(&groups))?;
        let credentials = files::read_trimmed(&self.credentials)?;
        let template = Template::read(&files::read(&self.template)?)?;
        let key = G::encode(&Trustees::<G>::read(&trustees)?.key());
        let election = template.with_key(G::NAME, key, &self.uuid).write();
        Election::read(&election)?;
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let mut archive = Vec::new();
        Writer::begin(time, &mut archive).setup(&election, &trustees, &credentials, &mut archive);
        // Whatever an auditor would refuse is refused now.
        verify(Cursor::new(&archive), Options::default())?;
        files::folder(&self.out)?;
        let path = self.out.join(format!("{}.bel", self.uuid));
        files::write(&path, &archive)?;
        say(&format!("fingerprint of the election: {}", fingerprint(&election)))
    }
}

/// The group of an archive, and its length while it was read.
fn group(archive: &Path) -> Result<(String, u64), Failed> {
    let length = files::length(archive)?;
    Ok((belenios::verify::election(files::open(archive)?)?.0.group, length))
}

fn read<G: Group>(archive: &Path) -> Result<Contents<G>, Failed> {
    Ok(contents(files::open(archive)?, Options::default())?)
}

#[derive(Debug, Args)]
pub struct Cast {
    #[arg(long, value_name = "FILE")]
    archive: PathBuf,
    /// Files with ballots, a line each
    #[arg(required = true)]
    ballots: Vec<PathBuf>,
}

impl Cast {
    pub fn run(&self) -> Result<(), Failed> {
        let (group, length) = group(&self.archive)?;
        in_group!(group.as_str(), G => self.run_in::<G>(length))
    }

    fn run_in<G: Group>(&self, length: u64) -> Result<(), Failed> {
        let mut all = read::<G>(&self.archive)?;
        let mut more = Vec::new();
        for path in &self.ballots {
            for ballot in files::read_lines(path)? {
                let cast = all.admit(&ballot)?;
                all.report.writer.ballot(&ballot, &mut more);
                say(&cast.tracker())?;
            }
        }
        files::append(&self.archive, length, &more)
    }
}

#[derive(Debug, Args)]
pub struct Tally {
    #[arg(long, value_name = "FILE")]
    archive: PathBuf,
}

impl Tally {
    pub fn run(&self) -> Result<(), Failed> {
        let (group, length) = group(&self.archive)?;
        in_group!(group.as_str(), G => self.run_in::<G>(length))
    }

    fn run_in<G: Group>(&self, length: u64) -> Result<(), Failed> {
        let Contents { mut report, tally, .. } = read::<G>(&self.archive)?;
        let mut more = Vec::new();
        if report.stage == Stage::Open {
            report.writer.end_ballots(&mut more);
        }
        if report.stage >= Stage::Tallied {
            return Err(Failed::Sentence("its ballots are added up already".to_owned()));
        }
        report.writer.encrypted_tally(&tally.write(), report.counted, report.weight, &mut more);
        files::append(&self.archive, length, &more)?;
        say(&format!("{} ballots counted, weight {}", report.counted, report.weight))
    }
}

#[derive(Debug, Args)]
pub struct Finish {
    #[arg(long, value_name = "FILE")]
    archive: PathBuf,
    /// Shares of the decryption, from the trustees; those that the archive holds already are not needed
    shares: Vec<PathBuf>,
}

impl Finish {
    pub fn run(&self) -> Result<(), Failed> {
        let (group, length) = group(&self.archive)?;
        in_group!(group.as_str(), G => self.run_in::<G>(length))
    }

    fn run_in<G: Group>(&self, length: u64) -> Result<(), Failed> {
        let Contents { mut report, tally, trustees, mut shares, .. } = read::<G>(&self.archive)?;
        let sentence = |text: String| Err(Failed::Sentence(text));
        if report.stage != Stage::Tallied {
            return sentence(
                "its ballots are not added up, or its result is there already".to_owned(),
            );
        }
        let mut more = Vec::new();
        for path in &self.shares {
            let lines = files::read_lines(path)?;
            let [partial, owned] = lines.as_slice() else {
                return sentence(format!("{}: has not two lines", path.display()));
            };
            let owned: Owned = serde_json::from_slice(owned)
                .map_err(std::io::Error::from)
                .map_err(Failed::of(path))?;
            if owned.payload != hex(partial) || shares.contains_key(&owned.owner) {
                return sentence(format!(
                    "{}: is not what it says, or is there already",
                    path.display()
                ));
            }
            let factors =
                check_partial(partial, owned.owner, &tally, &report.fingerprint, &trustees)?;
            shares.insert(owned.owner, factors);
            report.writer.partial_decryption(owned.owner, partial, &mut more);
        }
        let result = result(&tally, &trustees, &shares, report.weight)?;
        report.writer.result(&result, &mut more);
        files::append(&self.archive, length, &more)?;
        say(&String::from_utf8_lossy(&result))
    }
}
