//! What a trustee does, and the server between the rounds of a threshold ceremony.

use super::{Failed, files, in_group, random, say};
use belenios::credential::SecretKey;
use belenios::group::Group;
use belenios::tally::{Owned, decrypt};
use belenios::threshold::{Ceremony, Seed, certificate, share};
use belenios::trustee::KeyPair;
use belenios::verify::{Options, Stage, contents};
use belenios::{fingerprint, sha256};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

#[derive(Debug, Args)]
pub struct Trustee {
    #[arg(long, default_value = "Ed25519", global = true)]
    group: String,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A key of one's own: writes `trustee.privkey` (secret) and `trustee.pubkey` (for the server)
    Key {
        /// Published beside the key
        #[arg(long)]
        name: Option<String>,
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Ceremony 1: writes `trustee.seed` (secret) and `trustee.cert` (for the server)
    Certificate {
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Ceremony 2, when all certificates are known: writes a polynomial for the server
    Polynomial {
        #[command(flatten)]
        ceremony: Common,
        #[arg(long, value_name = "FILE")]
        seed: PathBuf,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Ceremony, by the server: writes `inbox1.json`, `inbox2.json`, … for the trustees
    Distribute {
        #[command(flatten)]
        ceremony: Common,
        /// The polynomials, a line each, in the order of the certificates
        #[arg(long, value_name = "FILE")]
        polynomials: PathBuf,
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Ceremony 3: checks the inbox; writes what the server publishes and the trustee decrypts with
    Share {
        #[command(flatten)]
        ceremony: Common,
        #[arg(long, value_name = "FILE")]
        seed: PathBuf,
        #[arg(long, value_name = "FILE")]
        inbox: PathBuf,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Ceremony, by the server at its end: writes the group for `dienhong ballots setup`
    Group {
        #[command(flatten)]
        ceremony: Common,
        #[arg(long, value_name = "FILE")]
        polynomials: PathBuf,
        /// The shares, a line each, in the order of the certificates
        #[arg(long, value_name = "FILE")]
        shares: PathBuf,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// All certificates, a line each: the same file for everybody
    #[arg(long, value_name = "FILE")]
    certificates: PathBuf,
    /// How many trustees are needed to decrypt
    #[arg(long)]
    threshold: usize,
}

impl Trustee {
    pub fn run(&self) -> Result<(), Failed> {
        in_group!(self.group.as_str(), G => self.run_in::<G>())
    }

    fn run_in<G: Group>(&self) -> Result<(), Failed> {
        match &self.what {
            What::Key { name, out } => {
                let pair = KeyPair::<G>::of(
                    SecretKey::random(&mut random()),
                    name.as_deref(),
                    &mut random(),
                );
                files::folder(out)?;
                files::write_secret(
                    &out.join("trustee.privkey"),
                    Zeroizing::new(pair.private.reveal()).as_bytes(),
                )?;
                files::write(&out.join("trustee.pubkey"), &pair.public)?;
                say(&format!("fingerprint of the public key: {}", fingerprint(&pair.public)))
            }
            What::Certificate { out } => {
                let seed = Seed::random(&mut random());
                files::folder(out)?;
                files::write_secret(&out.join("trustee.seed"), seed.reveal().as_bytes())?;
                files::write(&out.join("trustee.cert"), &certificate::<G, _>(&seed, &mut random()))
            }
            What::Polynomial { ceremony, seed, out } => ceremony.with::<G>(|ceremony| {
                files::write(out, &ceremony.polynomial(&read_seed(seed)?, &mut random())?)
            }),
            What::Distribute { ceremony, polynomials, out } => ceremony.with::<G>(|ceremony| {
                files::folder(out)?;
                let polynomials = files::read_lines(polynomials)?;
                for (i, inbox) in ceremony.inboxes(&files::slices(&polynomials))?.iter().enumerate()
                {
                    files::write(&out.join(format!("inbox{}.json", i + 1)), inbox)?;
                }
                Ok(())
            }),
            What::Share { ceremony, seed, inbox, out } => ceremony.with::<G>(|ceremony| {
                let inbox = files::read_trimmed(inbox)?;
                files::write(out, &ceremony.key(&read_seed(seed)?, &inbox, &mut random())?)
            }),
            What::Group { ceremony, polynomials, shares, out } => ceremony.with::<G>(|ceremony| {
                let (polynomials, shares) =
                    (files::read_lines(polynomials)?, files::read_lines(shares)?);
                files::write(
                    out,
                    &ceremony.parameters(&files::slices(&polynomials), &files::slices(&shares))?,
                )
            }),
        }
    }
}

impl Common {
    fn with<G: Group>(
        &self,
        act: impl FnOnce(Ceremony<'_, G>) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        let certificates = files::read_lines(&self.certificates)?;
        act(Ceremony::new(&files::slices(&certificates), self.threshold)?)
    }
}

fn read_seed(path: &Path) -> Result<Seed, Failed> {
    Ok(Seed::read(&Zeroizing::new(files::read_text(path)?))?)
}

#[derive(Debug, Args)]
pub struct Decrypt {
    /// The archive, its ballots closed and added up
    #[arg(long, value_name = "FILE")]
    archive: PathBuf,
    /// The private key of a trustee of its own
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seed", "share"], required_unless_present = "seed")]
    key: Option<PathBuf>,
    /// The seed of a trustee in a group
    #[arg(long, value_name = "FILE", requires = "share")]
    seed: Option<PathBuf>,
    /// What the third round of the ceremony made
    #[arg(long, value_name = "FILE", requires = "seed")]
    share: Option<PathBuf>,
    /// Where to write the share of the decryption; by default it is printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Decrypt {
    pub fn run(&self) -> Result<(), Failed> {
        let (election, _) = belenios::verify::election(files::open(&self.archive)?)?;
        in_group!(election.group.as_str(), G => self.run_in::<G>())
    }

    /// Checks the whole archive first: a key is never used on what was not checked.
    fn run_in<G: Group>(&self) -> Result<(), Failed> {
        let sentence = |text: &str| Failed::Sentence(text.to_owned());
        let key = match (&self.key, &self.seed, &self.share) {
            (Some(key), ..) => SecretKey::<G>::read(&Zeroizing::new(files::read_trimmed(key)?))?,
            (None, Some(seed), Some(sealed)) => {
                share::<G>(&read_seed(seed)?, &files::read_trimmed(sealed)?)?
            }
            _ => return Err(sentence("a key, or a seed and a share")),
        };
        let all = contents::<G, _>(files::open(&self.archive)?, Options::default())?;
        if all.report.stage < Stage::Tallied {
            return Err(sentence("its ballots are not closed and added up yet"));
        }
        let owner = all
            .trustees
            .number_of(&key)
            .ok_or_else(|| sentence("the key is of no trustee of this election"))?;
        let partial = decrypt(&all.tally, &all.report.fingerprint, &key, &mut random());
        let owned = Owned { owner, payload: hex(&partial) };
        let owned = serde_json::to_vec(&owned).map_err(std::io::Error::from)?;
        // Two lines, as belenios-tool prints and reads them.
        files::give(self.out.as_deref(), &[&partial, &b"\n"[..], &owned].concat())
    }
}

pub fn hex(bytes: &[u8]) -> String {
    sha256(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
