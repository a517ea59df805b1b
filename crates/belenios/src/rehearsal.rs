//! A whole election in one place: for demonstrations, tests and benches. In a real one each role runs its own
//! steps with its own secrets, and nobody has all of what is here.

use crate::archive::Writer;
use crate::ballot::{Booth, Checker};
use crate::credential::{Credential, SecretKey, make};
use crate::election::Template;
use crate::group::Group;
use crate::hash::fingerprint;
use crate::refused::Refused;
use crate::tally::{EncryptedTally, check_partial, decrypt, result};
use crate::threshold::{Ceremony, Seed, certificate, share};
use crate::trustee::{KeyPair, Trustees, write_list};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use rand_core::CryptoRng;

/// Who holds the key together. Single trustees are numbered before groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Single,
    /// Any `threshold` of `size`.
    Group {
        threshold: usize,
        size: usize,
    },
}

/// What an election is to be.
#[derive(Debug, Clone)]
pub struct Plan {
    pub template: Template,
    pub uuid: String,
    /// Seconds since 1970.
    pub time: u64,
    pub holders: Vec<Holder>,
    /// Of each voter, the weight and the ballots in turn: of each question, a 0 or 1 for each slot.
    pub voters: Vec<(u64, Vec<Vec<Vec<u8>>>)>,
}

/// A trustee's secrets and what it gave to the public.
#[derive(Debug)]
pub struct TrusteeSecrets<G: Group> {
    /// In a group, the seed and what the last round made for its holder.
    pub seed: Option<(Seed, Vec<u8>)>,
    pub key: SecretKey<G>,
}

/// An election with all of its secrets.
pub struct Made<G: Group> {
    pub archive: Vec<u8>,
    pub election: Vec<u8>,
    pub trustees: Vec<u8>,
    pub credentials: Vec<u8>,
    pub private_credentials: Vec<Credential>,
    pub private_keys: Vec<TrusteeSecrets<G>>,
    /// As JSON.
    pub result: Vec<u8>,
}

impl<G: Group> fmt::Debug for Made<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Made(…)")
    }
}

/// Runs a threshold ceremony. Gives the group as published and the secrets of each trustee.
pub fn ceremony<G: Group, R: CryptoRng + ?Sized>(
    threshold: usize,
    size: usize,
    rng: &mut R,
) -> Result<(Vec<u8>, Vec<TrusteeSecrets<G>>), Refused> {
    let seeds: Vec<Seed> = (0..size).map(|_| Seed::random(rng)).collect();
    let certificates: Vec<Vec<u8>> =
        seeds.iter().map(|seed| certificate::<G, R>(seed, rng)).collect();
    let certificates: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
    let ceremony = Ceremony::<G>::new(&certificates, threshold)?;
    let mut polynomials = Vec::with_capacity(size);
    for seed in &seeds {
        polynomials.push(ceremony.polynomial(seed, rng)?);
    }
    let polynomials: Vec<&[u8]> = polynomials.iter().map(Vec::as_slice).collect();
    let mut keys = Vec::with_capacity(size);
    for (seed, inbox) in seeds.iter().zip(ceremony.inboxes(&polynomials)?) {
        keys.push(ceremony.key(seed, &inbox, rng)?);
    }
    let group =
        ceremony.parameters(&polynomials, &keys.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    let mut secrets = Vec::with_capacity(size);
    for (seed, key) in seeds.into_iter().zip(keys) {
        secrets.push(TrusteeSecrets { key: share(&seed, &key)?, seed: Some((seed, key)) });
    }
    Ok((group, secrets))
}

/// Holds the election of a plan.
///
/// # Errors
/// When the plan is not one of an election, or its voters choose what it does not allow.
pub fn hold<G: Group, R: CryptoRng + ?Sized>(plan: Plan, rng: &mut R) -> Result<Made<G>, Refused> {
    let mut singles = Vec::new();
    let mut groups = Vec::new();
    let mut private_keys = Vec::new();
    let mut in_groups = Vec::new();
    for holder in &plan.holders {
        match holder {
            Holder::Single => {
                let pair = KeyPair::<G>::random(rng);
                singles.push(pair.public);
                private_keys.push(TrusteeSecrets { seed: None, key: pair.private });
            }
            Holder::Group { threshold, size } => {
                let (group, secrets) = ceremony::<G, R>(*threshold, *size, rng)?;
                groups.push(group);
                in_groups.extend(secrets);
            }
        }
    }
    private_keys.extend(in_groups);
    let trustees = write_list::<G>(
        &singles.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        &groups.iter().map(Vec::as_slice).collect::<Vec<_>>(),
    )?;
    let parsed = Trustees::<G>::read(&trustees)?;
    let weights: Vec<u64> = plan.voters.iter().map(|(weight, _)| *weight).collect();
    let (private_credentials, credentials) = make::<G, R>(&plan.uuid, &weights, rng)?;
    let election = plan.template.with_key(G::NAME, G::encode(&parsed.key()), &plan.uuid).write();

    let mut archive = Vec::new();
    let mut writer = Writer::begin(plan.time, &mut archive);
    writer.setup(&election, &trustees, &credentials, &mut archive);
    let booth = Booth::<G>::new(&election)?;
    let read = crate::election::Election::read(&election)?;
    let y = parsed.check(&read)?;
    let mut tally = EncryptedTally::<G>::empty(&read.questions);
    let checker = Checker::new(&read, &fingerprint(&election), &y);
    let (mut counted, mut weight) = (0, 0);
    // Everybody's first ballot, then everybody's second.
    let rounds = plan.voters.iter().map(|(_, ballots)| ballots.len()).max().unwrap_or(0);
    for round in 0..rounds {
        for ((of, ballots), credential) in plan.voters.iter().zip(&private_credentials) {
            let Some(choices) = ballots.get(round) else { continue };
            let ballot = booth.vote(credential, choices, rng)?;
            writer.ballot(&ballot, &mut archive);
            if round + 1 == ballots.len() {
                tally.add(&checker.read_own(&ballot)?.answers, *of);
                counted += 1;
                weight += of;
            }
        }
    }
    writer.end_ballots(&mut archive);
    writer.encrypted_tally(&tally.write(), counted, weight, &mut archive);
    let mut shares = BTreeMap::new();
    for owner in enough(&parsed) {
        let key = &private_keys[owner - 1].key;
        let partial = decrypt(&tally, &fingerprint(&election), key, rng);
        let factors = check_partial(&partial, owner, &tally, &fingerprint(&election), &parsed)?;
        shares.insert(owner, factors);
        writer.partial_decryption(owner, &partial, &mut archive);
    }
    let result = result(&tally, &parsed, &shares, weight)?;
    writer.result(&result, &mut archive);
    Ok(Made { archive, election, trustees, credentials, private_credentials, private_keys, result })
}

/// Trustees that suffice: all single ones, and the last `threshold` of each group.
pub fn enough<G: Group>(trustees: &Trustees<G>) -> BTreeSet<usize> {
    let mut owners = BTreeSet::new();
    let mut before = 0;
    for part in trustees.parts() {
        let size = part.keys().len();
        owners.extend(before + size - part.threshold() + 1..=before + size);
        before += size;
    }
    owners
}

/// A template with one question: choose `min..=max` of the answers.
pub fn one_question(name: &str, answers: &[&str], blank: bool, min: u32, max: u32) -> Template {
    Template {
        description: name.to_string(),
        name: name.to_string(),
        questions: alloc::vec![crate::election::Question {
            answers: answers.iter().map(ToString::to_string).collect(),
            blank: blank.then_some(true),
            min,
            max,
            question: name.to_string(),
        }],
        administrator: None,
        credential_authority: None,
    }
}

/// A random choice that a question allows; about one vote in eight is blank where that is allowed.
pub fn choose<R: CryptoRng + ?Sized>(question: &crate::election::Question, rng: &mut R) -> Vec<u8> {
    let mut slots = alloc::vec![0; question.slots()];
    let from = usize::from(question.has_blank());
    if question.has_blank() && rng.next_u32().is_multiple_of(8) {
        slots[0] = 1;
        return slots;
    }
    let number = question.min + rng.next_u32() % (question.max - question.min + 1);
    let mut left = number;
    while left > 0 {
        let slot = &mut slots[from + rng.next_u32() as usize % question.answers.len()];
        left -= u32::from(*slot == 0);
        *slot = 1;
    }
    slots
}

/// The counts that a plan must come to.
pub fn expected(plan: &Plan) -> Vec<Vec<u64>> {
    let mut counts: Vec<Vec<u64>> =
        plan.template.questions.iter().map(|question| alloc::vec![0; question.slots()]).collect();
    for (weight, ballots) in &plan.voters {
        for (row, slots) in counts.iter_mut().zip(ballots.last().into_iter().flatten()) {
            for (count, slot) in row.iter_mut().zip(slots) {
                *count += weight * u64::from(*slot);
            }
        }
    }
    counts
}
