//! The encrypted tally, the trustees' shares of its decryption, and the result.

use crate::ballot::{Ciphertext, CiphertextText};
use crate::credential::SecretKey;
use crate::election::Question;
use crate::group::{Group, Scalar};
use crate::hash::Challenge;
use crate::json::{self, Weight};
use crate::refused::{Object, Refused, Why, need, need_length};
use crate::schnorr::{Proof, ProofText};
use crate::trustee::{Trustees, lagrange};
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// The product of ballots: of each question, a ciphertext of each slot's sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptedTally<G: Group>(Vec<Vec<Ciphertext<G>>>);

impl<G: Group> EncryptedTally<G> {
    /// Of no ballots.
    pub fn empty(questions: &[Question]) -> EncryptedTally<G> {
        EncryptedTally(
            questions.iter().map(|question| vec![Ciphertext::one(); question.slots()]).collect(),
        )
    }

    /// Counts a ballot that was checked, so many times.
    pub fn add(&mut self, answers: &[Vec<Ciphertext<G>>], weight: u64) {
        self.change(answers, weight, |element| element);
    }

    /// Takes a counted ballot out again: its voter has cast another one.
    pub fn remove(&mut self, answers: &[Vec<Ciphertext<G>>], weight: u64) {
        self.change(answers, weight, |element| G::invert(&element));
    }

    fn change(
        &mut self,
        answers: &[Vec<Ciphertext<G>>],
        weight: u64,
        turn: fn(G::Element) -> G::Element,
    ) {
        for (row, slots) in self.0.iter_mut().zip(answers) {
            for (sum, slot) in row.iter_mut().zip(slots) {
                let power = |element| turn(G::pow_u64(element, weight));
                *sum =
                    sum.times(&Ciphertext { alpha: power(&slot.alpha), beta: power(&slot.beta) });
            }
        }
    }

    /// As JSON.
    pub fn write(&self) -> Vec<u8> {
        let rows: Vec<_> = self.0.iter().map(|row| CiphertextText::write_all(row)).collect();
        json::write(&rows)
    }

    fn alphas(&self) -> impl Iterator<Item = &[Ciphertext<G>]> {
        self.0.iter().map(Vec::as_slice)
    }
}

/// How many ballots a tally holds and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    pub num_tallied: Weight,
    pub total_weight: Weight,
    /// SHA-256 of the encrypted tally, in hexadecimal.
    pub encrypted_tally: String,
}

/// A payload of one trustee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owned {
    /// The trustee's number, counted from 1 over all of them.
    pub owner: usize,
    /// SHA-256 of the payload, in hexadecimal.
    pub payload: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartialText<'a> {
    #[serde(borrow)]
    decryption_factors: Vec<Vec<Cow<'a, str>>>,
    #[serde(borrow)]
    decryption_proofs: Vec<Vec<ProofText<'a>>>,
}

/// The result as written: of each question, the count of each slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultText {
    pub result: Vec<Vec<Weight>>,
}

/// Reads a result as published; whether it is the right one is [`check_result`]'s to say.
///
/// # Errors
/// When it is no result.
pub fn read_result(bytes: &[u8]) -> Result<ResultText, Refused> {
    json::read_canonical(&Object::Result, bytes)
}

/// A trustee's share of the decryption, as JSON, with a proof for each factor. `fingerprint` is the election's.
pub fn decrypt<G: Group, R: CryptoRng + ?Sized>(
    tally: &EncryptedTally<G>,
    fingerprint: &str,
    key: &SecretKey<G>,
    rng: &mut R,
) -> Vec<u8> {
    let g = G::generator_table();
    let public = G::encode(&G::pow_table(&g, &key.0));
    let mut text = PartialText { decryption_factors: Vec::new(), decryption_proofs: Vec::new() };
    for row in tally.alphas() {
        let factors: Vec<G::Element> = row.iter().map(|slot| G::pow(&slot.alpha, &key.0)).collect();
        let mut proofs = Vec::with_capacity(row.len());
        for slot in row {
            let mut w = G::Scalar::random(rng);
            let commitments = G::encode_all(&[G::pow_table(&g, &w), G::pow(&slot.alpha, &w)]);
            let challenge =
                Challenge::new(&["decrypt|", fingerprint, "|", &public, "|"]).of::<G>(&commitments);
            proofs.push(Proof::<G> { challenge, response: w - key.0 * challenge }.write());
            w.zeroize();
        }
        text.decryption_factors.push(G::encode_all(&factors).into_iter().map(Cow::Owned).collect());
        text.decryption_proofs.push(proofs);
    }
    json::write(&text)
}

/// A trustee's factors, checked.
#[derive(Debug, Clone)]
pub struct Factors<G: Group>(Vec<Vec<G::Element>>);

/// Checks a trustee's share: `owner` is its number, counted from 1.
///
/// # Errors
/// Names the trustee and the factor or proof that is wrong.
pub fn check_partial<G: Group>(
    bytes: &[u8],
    owner: usize,
    tally: &EncryptedTally<G>,
    fingerprint: &str,
    trustees: &Trustees<G>,
) -> Result<Factors<G>, Refused> {
    let object = &Object::PartialDecryption(owner);
    let key = trustees
        .owner(owner)
        .ok_or_else(|| Refused::wrong(object.clone(), "there is no such trustee"))?;
    let public = G::encode(key);
    let text: PartialText<'_> = json::read(object, bytes)?;
    let shape = tally.0.len();
    need_length(text.decryption_factors.len(), shape, object, || "decryption_factors".to_string())?;
    need_length(text.decryption_proofs.len(), shape, object, || "decryption_proofs".to_string())?;
    let mut all = Vec::with_capacity(shape);
    for (i, row) in tally.alphas().enumerate() {
        let (factors, proofs) = (&text.decryption_factors[i], &text.decryption_proofs[i]);
        need_length(factors.len(), row.len(), object, || format!("decryption_factors[{i}]"))?;
        need_length(proofs.len(), row.len(), object, || format!("decryption_proofs[{i}]"))?;
        let mut checked = Vec::with_capacity(row.len());
        for (j, (slot, (factor, proof))) in row.iter().zip(factors.iter().zip(proofs)).enumerate() {
            let field = || format!("decryption_factors[{i}][{j}]");
            let factor = crate::schnorr::member::<G>(factor, object, field)?;
            let field = || format!("decryption_proofs[{i}][{j}]");
            let proof = Proof::<G>::read(proof, object, &field)?;
            let commitments = G::encode_all(&[
                G::commit(&G::generator(), &proof.response, key, &proof.challenge),
                G::commit(&slot.alpha, &proof.response, &factor, &proof.challenge),
            ]);
            let challenge =
                Challenge::new(&["decrypt|", fingerprint, "|", &public, "|"]).of::<G>(&commitments);
            need(challenge == proof.challenge, object, || Why::Proof(field()))?;
            checked.push(factor);
        }
        all.push(checked);
    }
    Ok(Factors(all))
}

/// What is left of the tally when the trustees' factors are taken off: `g^count` of each slot.
///
/// # Errors
/// When shares are missing.
fn combine<G: Group>(
    tally: &EncryptedTally<G>,
    trustees: &Trustees<G>,
    shares: &BTreeMap<usize, Factors<G>>,
) -> Result<Vec<Vec<G::Element>>, Refused> {
    let mut product: Vec<Vec<G::Element>> =
        tally.0.iter().map(|row| vec![G::identity(); row.len()]).collect();
    let mut before = 0;
    for part in trustees.parts() {
        let available: Vec<usize> = (1..=part.keys().len())
            .filter(|d| shares.contains_key(&(before + d)))
            .take(part.threshold())
            .collect();
        need(available.len() == part.threshold(), &Object::Result, || {
            Why::Wrong("shares of the decryption are missing")
        })?;
        for d in &available {
            let alone = available.len() == 1 && part.threshold() == 1 && part.keys().len() == 1;
            let weight = lagrange::<G::Scalar>(*d, &available)
                .ok_or_else(|| Refused::wrong(Object::Result, "two shares are the same"))?;
            for (row, factors) in
                product.iter_mut().zip(shares.get(&(before + d)).map_or(&[][..], |f| &f.0))
            {
                for (product, factor) in row.iter_mut().zip(factors) {
                    let factor = if alone { *factor } else { G::pow_public(factor, &weight) };
                    *product = G::mul(product, &factor);
                }
            }
        }
        before += part.keys().len();
    }
    for (row, slots) in product.iter_mut().zip(&tally.0) {
        for (product, slot) in row.iter_mut().zip(slots) {
            *product = G::mul(&slot.beta, &G::invert(product));
        }
    }
    Ok(product)
}

/// The result as JSON: combines the trustees' shares (by number, counted from 1) and finds each count,
/// which is at most `total`.
///
/// # Errors
/// When shares are missing, or a count is above `total`.
pub fn result<G: Group>(
    tally: &EncryptedTally<G>,
    trustees: &Trustees<G>,
    shares: &BTreeMap<usize, Factors<G>>,
    total: u64,
) -> Result<Vec<u8>, Refused> {
    let powers = combine(tally, trustees, shares)?;
    let elements: Vec<&G::Element> = powers.iter().flatten().collect();
    let mut counts = logarithms::<G>(&elements, total)
        .ok_or_else(|| Refused::wrong(Object::Result, "a count is above the total weight"))?
        .into_iter()
        .map(Weight);
    let result = powers.iter().map(|row| counts.by_ref().take(row.len()).collect()).collect();
    Ok(json::write(&ResultText { result }))
}

/// Checks a published result against the shares.
///
/// # Errors
/// When it has not the shape of the tally or a count is another one.
pub fn check_result<G: Group>(
    bytes: &[u8],
    tally: &EncryptedTally<G>,
    trustees: &Trustees<G>,
    shares: &BTreeMap<usize, Factors<G>>,
    total: u64,
) -> Result<ResultText, Refused> {
    let object = &Object::Result;
    let text: ResultText = json::read_canonical(object, bytes)?;
    let powers = combine(tally, trustees, shares)?;
    need_length(text.result.len(), powers.len(), object, || "result".to_string())?;
    for (i, (counts, row)) in text.result.iter().zip(&powers).enumerate() {
        need_length(counts.len(), row.len(), object, || format!("result[{i}]"))?;
        for (count, power) in counts.iter().zip(row) {
            let published = G::pow_u64(&G::generator(), count.0);
            need(count.0 <= total && published == *power, object, || Why::Differs)?;
        }
    }
    Ok(text)
}

/// The exponents of powers of g, each at most `most`, by baby steps and giant steps.
fn logarithms<G: Group>(powers: &[&G::Element], most: u64) -> Option<Vec<u64>> {
    const SMALLEST: u64 = 16;
    const LARGEST: u64 = 1 << 20;
    let step = most.isqrt().clamp(SMALLEST, LARGEST) + 1;
    let wanted: Vec<String> = powers.iter().map(|power| G::encode(power)).collect();
    let g = G::generator();
    let mut baby = BTreeMap::new();
    let mut power = G::identity();
    for n in 0..step {
        baby.entry(G::encode(&power)).or_insert(n);
        power = G::mul(&power, &g);
    }
    let giant = G::invert(&power);
    let mut logarithms = Vec::with_capacity(powers.len());
    for (power, text) in powers.iter().zip(wanted) {
        let (mut power, mut text) = (**power, text);
        let mut steps = 0;
        let n = loop {
            if let Some(n) = baby.get(&text) {
                break steps * step + n;
            }
            steps += 1;
            if steps > most / step {
                return None;
            }
            power = G::mul(&power, &giant);
            text = G::encode(&power);
        };
        if n > most {
            return None;
        }
        logarithms.push(n);
    }
    Some(logarithms)
}
