//! A trustee's key, alone or in a group, and its share of the decryption.
//!
//! The secret is one line of text, as the command line and `belenios-tool` keep it: a private key as a JSON string,
//! or the seed of a ceremony, 22 characters.

use crate::{Sorry, in_group, random};
use belenios::credential::SecretKey;
use belenios::election::Question;
use belenios::group::Group;
use belenios::tally::{Owned, decrypt};
use belenios::threshold::{Ceremony, Seed, certificate, share};
use belenios::trustee::KeyPair;
use belenios::verify::{Contents, Options, Stage, contents, election};
use belenios::{Weight, fingerprint, sha256};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt::Write;
use std::io::Cursor;
use zeroize::Zeroizing;

/// A secret and what the server is given of it.
#[derive(Serialize)]
pub struct Made {
    #[serde(serialize_with = "revealed")]
    pub secret: Zeroizing<String>,
    /// JSON: a public key with its proof, or a certificate.
    pub public: String,
    /// Of what is public, for two people to compare.
    pub fingerprint: String,
}

/// Only a [`Made`] shows its secret, to the page of who holds it.
fn revealed<S: Serializer>(secret: &Zeroizing<String>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret)
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Made({})", self.fingerprint)
    }
}

fn made(secret: String, public: Vec<u8>) -> Made {
    let fingerprint = fingerprint(&public);
    Made { secret: Zeroizing::new(secret), public: text(public), fingerprint }
}

fn text(json: Vec<u8>) -> String {
    String::from_utf8(json).unwrap_or_default()
}

/// A key of a trustee's own; the name is published beside it.
///
/// # Errors
/// When there is no such group.
pub fn new_key(group: &str, name: &str) -> Result<Made, Sorry> {
    in_group!(group, G => {
        let name = Some(name.trim()).filter(|name| !name.is_empty());
        let pair = KeyPair::<G>::of(SecretKey::random(&mut random()), name, &mut random());
        Ok(made(pair.private.reveal(), pair.public))
    })
}

/// First round of a ceremony: a seed and its certificate.
///
/// # Errors
/// When there is no such group.
pub fn new_seed(group: &str) -> Result<Made, Sorry> {
    in_group!(group, G => {
        let seed = Seed::random(&mut random());
        let public = certificate::<G, _>(&seed, &mut random());
        Ok(made(seed.reveal().to_owned(), public))
    })
}

enum Secret<G: Group> {
    Key(SecretKey<G>),
    Seed(Seed),
}

impl<G: Group> Secret<G> {
    fn read(text: &str) -> Result<Secret<G>, Sorry> {
        let text = text.trim();
        match text.starts_with('"') {
            true => SecretKey::read(text.as_bytes()).map(Secret::Key),
            false => Seed::read(text).map(Secret::Seed),
        }
        .map_err(Sorry::as_code("secret"))
    }

    fn seed(text: &str) -> Result<Seed, Sorry> {
        match Secret::<G>::read(text)? {
            Secret::Seed(seed) => Ok(seed),
            Secret::Key(_) => Err(Sorry::new("secret_of_another", "a key of its own, no seed")),
        }
    }
}

/// That a file which was read back holds the secret of what is public.
///
/// # Errors
/// When it holds no secret, or that of something else.
pub fn belongs(group: &str, secret: &str, public: &str) -> Result<(), Sorry> {
    #[derive(Deserialize)]
    struct Key {
        public_key: String,
    }
    in_group!(group, G => match Secret::<G>::read(secret)? {
        Secret::Key(key) => {
            let known = serde_json::from_str(public);
            let known: Key = known.map_err(Sorry::as_code("secret_of_another"))?;
            match key.public() == known.public_key {
                true => Ok(()),
                false => Err(Sorry::new("secret_of_another", known.public_key)),
            }
        }
        Secret::Seed(seed) => {
            let alone = Ceremony::<G>::new(&[public.as_bytes()], 1);
            let alone = alone.map_err(Sorry::as_code("secret_of_another"))?;
            alone.number_of(&seed).map(drop).map_err(Sorry::as_code("secret_of_another"))
        }
    })
}

/// Second round: a polynomial for the server, when the certificates of all are known.
///
/// # Errors
/// When a certificate does not check, or the seed belongs to none of them.
pub fn polynomial(
    group: &str,
    certificates: &[String],
    threshold: usize,
    secret: &str,
) -> Result<String, Sorry> {
    in_group!(group, G => {
        let seed = Secret::<G>::seed(secret)?;
        let certificates: Vec<&[u8]> = certificates.iter().map(String::as_bytes).collect();
        let ceremony = Ceremony::<G>::new(&certificates, threshold);
        let ceremony = ceremony.map_err(Sorry::as_code("ceremony"))?;
        ceremony.number_of(&seed).map_err(Sorry::as_code("secret_of_another"))?;
        let polynomial = ceremony.polynomial(&seed, &mut random());
        polynomial.map(text).map_err(Sorry::as_code("ceremony"))
    })
}

/// Third round: checks what the others sent and makes the trustee's public key; its share of the private one is in
/// it, sealed for itself.
///
/// # Errors
/// Names the trustee whose message does not fit.
pub fn key_share(
    group: &str,
    certificates: &[String],
    threshold: usize,
    secret: &str,
    inbox: &str,
) -> Result<String, Sorry> {
    in_group!(group, G => {
        let seed = Secret::<G>::seed(secret)?;
        let certificates: Vec<&[u8]> = certificates.iter().map(String::as_bytes).collect();
        let ceremony = Ceremony::<G>::new(&certificates, threshold);
        let ceremony = ceremony.map_err(Sorry::as_code("ceremony"))?;
        ceremony.number_of(&seed).map_err(Sorry::as_code("secret_of_another"))?;
        let key = ceremony.key(&seed, inbox.as_bytes(), &mut random());
        key.map(text).map_err(Sorry::as_code("ceremony"))
    })
}

/// What an archive holds, all of it checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub name: String,
    pub uuid: String,
    pub fingerprint: String,
    /// `open`, `closed`, `tallied`, `finished`.
    pub stage: &'static str,
    pub voters: usize,
    pub cast: usize,
    pub counted: u64,
    pub weight: u64,
    /// Trustees whose shares are there.
    pub shares: Vec<usize>,
    /// Of each question, its answers with their counts; the blank vote is an empty answer.
    pub result: Option<Vec<Vec<(String, u64)>>>,
    /// SHA-256 of the last event: it stands for the whole archive.
    pub last_event: String,
}

fn read<G: Group>(archive: &[u8]) -> Result<Contents<G>, Sorry> {
    contents(Cursor::new(archive), Options { threads: 1 }).map_err(Sorry::as_code("archive"))
}

fn group_of(archive: &[u8]) -> Result<String, Sorry> {
    let (parsed, _) = election(Cursor::new(archive)).map_err(Sorry::as_code("archive"))?;
    Ok(parsed.group)
}

/// Checks an archive from beginning to end.
///
/// # Errors
/// Names the first object that is wrong.
pub fn check_archive(archive: &[u8]) -> Result<Report, Sorry> {
    in_group!(group_of(archive)?.as_str(), G => read::<G>(archive).map(|all| report(&all)))
}

fn report<G: Group>(all: &Contents<G>) -> Report {
    let report = &all.report;
    let row = |(question, counts): (&Question, &Vec<Weight>)| {
        let blank = question.has_blank().then(String::new);
        let answers = blank.into_iter().chain(question.answers.iter().cloned());
        answers.zip(counts.iter().map(|count| count.0)).collect()
    };
    let rows = |result: &belenios::tally::ResultText| {
        report.election.questions.iter().zip(&result.result).map(row).collect()
    };
    Report {
        name: report.election.name.clone(),
        uuid: report.election.uuid.clone(),
        fingerprint: report.fingerprint.clone(),
        stage: match report.stage {
            Stage::Open => "open",
            Stage::Closed => "closed",
            Stage::Tallied => "tallied",
            Stage::Finished => "finished",
        },
        voters: report.voters,
        cast: report.ballots,
        counted: report.counted,
        weight: report.weight,
        shares: report.shares.clone(),
        result: report.result.as_ref().map(rows),
        last_event: report.last_event.clone(),
    }
}

/// A trustee's share of the decryption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decryption {
    /// The trustee's number, counted from 1 over all of them.
    pub owner: usize,
    /// JSON, as the archive holds it.
    pub share: String,
    /// JSON: whose it is and its hash, the entry after it in the archive.
    pub owned: String,
    pub of: Report,
}

/// Checks the whole archive, then makes the share of who holds this secret: a key is never used on what was not
/// checked. A seed needs what the third round of its ceremony gave.
///
/// # Errors
/// When the archive does not check, is not added up, or has no such trustee.
pub fn decryption(
    archive: &[u8],
    secret: &str,
    key_share: Option<&str>,
) -> Result<Decryption, Sorry> {
    in_group!(group_of(archive)?.as_str(), G => decryption_in::<G>(archive, secret, key_share))
}

fn decryption_in<G: Group>(
    archive: &[u8],
    secret: &str,
    key_share: Option<&str>,
) -> Result<Decryption, Sorry> {
    let key = match (Secret::<G>::read(secret)?, key_share) {
        (Secret::Key(key), _) => key,
        (Secret::Seed(_), None) => return Err(Sorry::new("secret_needs_share", "")),
        (Secret::Seed(seed), Some(sealed)) => share::<G>(&seed, sealed.trim().as_bytes())
            .map_err(Sorry::as_code("secret_of_another"))?,
    };
    let all = read::<G>(archive)?;
    if all.report.stage < Stage::Tallied {
        return Err(Sorry::new("archive_open", ""));
    }
    let owner = all.trustees.number_of(&key);
    let owner =
        owner.ok_or_else(|| Sorry::new("secret_of_another", all.report.election.uuid.clone()))?;
    let partial = decrypt(&all.tally, &all.report.fingerprint, &key, &mut random());
    let mut payload = String::with_capacity(64);
    for byte in sha256(&partial) {
        // Writing to a string cannot fail.
        let _written = write!(payload, "{byte:02x}");
    }
    let owned = serde_json::to_string(&Owned { owner, payload }).unwrap_or_default();
    Ok(Decryption { owner, share: text(partial), owned, of: report(&all) })
}
