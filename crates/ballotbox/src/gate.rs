use crate::{BallotBox, Refused};
use belenios::ballot::{Cast, Checker, Scratch};
use belenios::credential::read_list;
use belenios::election::Election;
use belenios::group::{Group, InGroup, in_group};
use belenios::tally::EncryptedTally;
use belenios::{fingerprint, fingerprint_of, sha256};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt;

/// Ballots that one thread checks together.
const TOGETHER: usize = 64;

/// Says of ballots of one vote whether they may be cast.
pub struct Gate {
    checks: Box<dyn Checks>,
    /// Of each public credential, by the SHA-256 of its text.
    voters: BTreeMap<[u8; 32], Voter>,
    largest: u64,
}

#[derive(Debug, Clone, Copy)]
struct Voter {
    weight: u64,
    revoked: bool,
}

/// A ballot that may be cast, but for what is in the box already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// SHA-256 of the ballot in base64 without padding, as its voter looks for it.
    pub tracker: String,
    /// The same of the ballot without its signature: what its voter was shown before it was cast.
    pub content: String,
    /// SHA-256 of the public credential's text.
    pub credential: [u8; 32],
    pub weight: u64,
    /// What begins each ciphertext, hashed and cut to 16 bytes: no two of honest booths are the same.
    pub(crate) beginnings: Vec<[u8; 16]>,
}

/// The encrypted sum of what counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// As the trustees decrypt it and the archive holds it: JSON.
    pub tally: Vec<u8>,
    pub ballots: u64,
    /// The sum of their weights.
    pub weight: u64,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gate({} credentials)", self.voters.len())
    }
}

impl Gate {
    /// For the election and the list of public credentials, as published.
    ///
    /// # Errors
    /// When one of them does not hold, or they are not of one group.
    pub fn new(election: &[u8], credentials: &[u8]) -> Result<Gate, belenios::Refused> {
        let parsed = Election::read(election)?;
        let largest = parsed.largest();
        let made = in_group(&parsed.group, Making { election, credentials });
        let unknown = || {
            let why = belenios::Why::Wrong("its group is not known");
            Err(belenios::Refused::new(belenios::Object::Election, why))
        };
        let (checks, weights) = made.unwrap_or_else(unknown)?;
        let voter = |(key, weight)| (key, Voter { weight, revoked: false });
        Ok(Gate { checks, voters: weights.into_iter().map(voter).collect(), largest })
    }

    /// Refuses ballots under this public credential from now on. Whether it is one of the list.
    pub fn revoke(&mut self, credential: &str) -> bool {
        let voter = self.voters.get_mut(&sha256(credential.as_bytes()));
        voter.map(|voter| voter.revoked = true).is_some()
    }

    /// How many credentials there are.
    pub fn voters(&self) -> usize {
        self.voters.len()
    }

    /// Whether this ballot may be cast, all but what is in the box already.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn verify(&self, ballot: &[u8]) -> Result<Verified, Refused> {
        self.verify_part(&[ballot]).pop().unwrap_or(Err(Refused::Malformed(String::new())))
    }

    /// The same of many, on all cores; the answers are in the order of the ballots.
    pub fn verify_all(&self, ballots: &[&[u8]]) -> Vec<Result<Verified, Refused>> {
        // Few large ballots are for all cores too.
        let each = ballots.len().div_ceil(rayon::current_num_threads()).clamp(1, TOGETHER);
        ballots.par_chunks(each).flat_map_iter(|part| self.verify_part(part)).collect()
    }

    fn verify_part(&self, ballots: &[&[u8]]) -> Vec<Result<Verified, Refused>> {
        let most = self.largest;
        let fits = |ballot: &&&[u8]| ballot.len() as u64 <= most;
        let fitting: Vec<&[u8]> = ballots.iter().filter(fits).copied().collect();
        let mut checked = self.checks.check(&fitting).into_iter();
        let answer = |ballot: &&[u8]| match fits(&ballot) {
            true => checked.next().unwrap_or(Err(Refused::Malformed(String::new()))),
            false => Err(Refused::TooLarge { most }),
        };
        // The list is looked at last: see the crate's word on time.
        let checked: Vec<Result<Passed, Refused>> = ballots.iter().map(answer).collect();
        checked.into_iter().map(|passed| self.listed(passed?)).collect()
    }

    fn listed(&self, passed: Passed) -> Result<Verified, Refused> {
        match self.voters.get(&passed.credential) {
            None => Err(Refused::UnknownCredential),
            Some(Voter { revoked: true, .. }) => Err(Refused::RevokedCredential),
            Some(voter) => Ok(passed.of(voter.weight)),
        }
    }

    /// A ballot that was cast before, read again for the memory of the box: its proofs held when it was taken, and
    /// its credential was not revoked then.
    ///
    /// # Errors
    /// When it is no ballot, or its credential is not in the list.
    pub fn read_again(&self, ballot: &[u8]) -> Result<Verified, Refused> {
        let passed = self.checks.again(ballot)?;
        let voter = self.voters.get(&passed.credential).ok_or(Refused::UnknownCredential)?;
        Ok(passed.of(voter.weight))
    }

    /// The encrypted sum of those of these ballots that count in the box: the last of each credential.
    ///
    /// # Errors
    /// When one that counts is missing, there twice or no ballot.
    pub fn add_up<'a>(
        &self,
        cast: &BallotBox,
        ballots: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Counted, Refused> {
        let mut counting = BTreeMap::new();
        for ballot in ballots {
            let tracker = fingerprint(ballot);
            if cast.counts(&tracker) == Some(true) && counting.insert(tracker, ballot).is_some() {
                return Err(Refused::AlreadyCast);
            }
        }
        if counting.len() != cast.voted() {
            return Err(Refused::Malformed("a ballot that counts is missing".to_owned()));
        }
        let mut weighed = Vec::with_capacity(counting.len());
        let mut weight = 0;
        for ballot in counting.into_values() {
            let voter = self.read_again(ballot)?;
            weight += voter.weight;
            weighed.push((ballot, voter.weight));
        }
        Ok(Counted { tally: self.checks.sum(&weighed)?, ballots: weighed.len() as u64, weight })
    }
}

/// A ballot that checks, its credential not looked up yet.
struct Passed {
    credential: [u8; 32],
    tracker: String,
    content: [u8; 32],
    beginnings: Vec<[u8; 16]>,
}

impl Passed {
    fn new<G: Group>(cast: &Cast<G>) -> Passed {
        let beginning = |alpha: String| {
            let mut first = [0; 16];
            first.copy_from_slice(&sha256(alpha.as_bytes())[..16]);
            first
        };
        Passed {
            credential: cast.credential,
            tracker: cast.tracker(),
            content: cast.content,
            beginnings: cast.alphas().into_iter().map(beginning).collect(),
        }
    }

    fn of(self, weight: u64) -> Verified {
        let Passed { credential, tracker, content, beginnings } = self;
        let content = fingerprint_of(&content);
        Verified { tracker, content, credential, weight, beginnings }
    }
}

/// The same in each group.
trait Checks: Send + Sync {
    fn check(&self, ballots: &[&[u8]]) -> Vec<Result<Passed, Refused>>;
    fn again(&self, ballot: &[u8]) -> Result<Passed, Refused>;
    fn sum(&self, ballots: &[(&[u8], u64)]) -> Result<Vec<u8>, Refused>;
}

impl<G: Group> Checks for Checker<G> {
    fn check(&self, ballots: &[&[u8]]) -> Vec<Result<Passed, Refused>> {
        let hashed: Vec<(&[u8], [u8; 32])> =
            ballots.iter().map(|ballot| (*ballot, sha256(ballot))).collect();
        let mut scratch = Scratch::default();
        let mut answers = Vec::with_capacity(ballots.len());
        // Checking ends with the first that is refused; the others are no worse for it.
        while let Some(rest) = hashed.get(answers.len()..).filter(|rest| !rest.is_empty()) {
            let checked = self.check_all(rest, &mut scratch);
            answers.extend(checked.into_iter().map(|cast| Ok(Passed::new(&cast?))));
        }
        answers
    }

    fn again(&self, ballot: &[u8]) -> Result<Passed, Refused> {
        Ok(Passed::new(&self.read_own(ballot)?))
    }

    fn sum(&self, ballots: &[(&[u8], u64)]) -> Result<Vec<u8>, Refused> {
        let mut tally = EncryptedTally::empty(self.questions());
        for (ballot, weight) in ballots {
            tally.add(&self.read_own(ballot)?.answers, *weight);
        }
        Ok(tally.write())
    }
}

type Made = (Box<dyn Checks>, BTreeMap<[u8; 32], u64>);

struct Making<'a> {
    election: &'a [u8],
    credentials: &'a [u8],
}

impl InGroup for Making<'_> {
    type Out = Result<Made, belenios::Refused>;

    fn run<G: Group>(self) -> Self::Out {
        let checks: Box<dyn Checks> = Box::new(Checker::<G>::of(self.election)?);
        Ok((checks, read_list::<G>(self.credentials)?))
    }
}
