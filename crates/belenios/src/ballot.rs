//! Ballots: what a voter encrypts, and what everybody can check of it.

use crate::credential::{Credential, SecretKey};
use crate::election::{Election, Question};
use crate::group::{Group, Scalar};
use crate::hash::{Challenge, fingerprint_of, sha256};
use crate::json;
use crate::refused::{Object, Refused, Why, need, need_length};
use crate::schnorr::{Proof, ProofText, member, prove};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, Zeroizing};

/// An ElGamal ciphertext of `g^m`: `alpha = g^r`, `beta = y^r · g^m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ciphertext<G: Group> {
    pub alpha: G::Element,
    pub beta: G::Element,
}

impl<G: Group> Ciphertext<G> {
    /// Of zero, with no randomness.
    pub fn one() -> Ciphertext<G> {
        Ciphertext { alpha: G::identity(), beta: G::identity() }
    }

    pub(crate) fn times(&self, other: &Ciphertext<G>) -> Ciphertext<G> {
        Ciphertext {
            alpha: G::mul(&self.alpha, &other.alpha),
            beta: G::mul(&self.beta, &other.beta),
        }
    }
}

/// A ciphertext as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CiphertextText<'a> {
    #[serde(borrow)]
    pub alpha: Cow<'a, str>,
    #[serde(borrow)]
    pub beta: Cow<'a, str>,
}

impl CiphertextText<'static> {
    pub(crate) fn write_all<G: Group>(
        ciphertexts: &[Ciphertext<G>],
    ) -> Vec<CiphertextText<'static>> {
        let elements: Vec<G::Element> =
            ciphertexts.iter().flat_map(|c| [c.alpha, c.beta]).collect();
        let mut texts = G::encode_all(&elements).into_iter().map(Cow::Owned);
        let mut all = Vec::with_capacity(ciphertexts.len());
        while let (Some(alpha), Some(beta)) = (texts.next(), texts.next()) {
            all.push(CiphertextText { alpha, beta });
        }
        all
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerText<'a> {
    #[serde(borrow)]
    choices: Vec<CiphertextText<'a>>,
    #[serde(borrow)]
    individual_proofs: Vec<Vec<ProofText<'a>>>,
    #[serde(borrow)]
    overall_proof: Vec<ProofText<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    blank_proof: Option<Vec<ProofText<'a>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureText<'a> {
    #[serde(borrow)]
    hash: Cow<'a, str>,
    #[serde(borrow)]
    proof: ProofText<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BallotText<'a> {
    #[serde(borrow)]
    election_uuid: Cow<'a, str>,
    #[serde(borrow)]
    election_hash: Cow<'a, str>,
    #[serde(borrow)]
    credential: Cow<'a, str>,
    #[serde(borrow)]
    answers: Vec<AnswerText<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    signature: Option<SignatureText<'a>>,
}

/// Checks ballots of one election. Made once, used for many, from several threads.
pub struct Checker<G: Group> {
    uuid: String,
    pub(crate) fingerprint: String,
    pub(crate) questions: Vec<Question>,
    pub(crate) y: G::Element,
    commitments: G::Commitments,
}

impl<G: Group> core::fmt::Debug for Checker<G> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Checker({})", self.uuid)
    }
}

/// A ballot whose proofs and signature hold. That its elements lie in the group is asked for many
/// ballots together: see [`Checker::check_all`].
#[derive(Debug, Clone)]
pub struct Cast<G: Group> {
    /// SHA-256 of the text of its public credential: that it is in the list is not asked here.
    pub credential: [u8; 32],
    /// SHA-256 of the ballot: its tracker is this in base64.
    pub hash: [u8; 32],
    /// SHA-256 of the ballot without its signature: what its voter was shown before it was cast.
    pub content: [u8; 32],
    /// Of each question, the ciphertext of each slot.
    pub answers: Vec<Vec<Ciphertext<G>>>,
}

impl<G: Group> Cast<G> {
    /// What the voter can look for in the published list.
    pub fn tracker(&self) -> String {
        fingerprint_of(&self.hash)
    }

    /// The ciphertexts' first halves as written: no two of honest booths are ever the same.
    pub fn alphas(&self) -> Vec<String> {
        let alphas: Vec<G::Element> =
            self.answers.iter().flatten().map(|slot| slot.alpha).collect();
        G::encode_all(&alphas)
    }
}

/// Buffers of one thread.
pub struct Scratch<G: Group> {
    alpha: G::Powers,
    beta: G::Powers,
    commitments: Vec<G::Element>,
    claims: Vec<Claim<G>>,
}

impl<G: Group> core::fmt::Debug for Scratch<G> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Scratch")
    }
}

impl<G: Group> Default for Scratch<G> {
    fn default() -> Scratch<G> {
        let (alpha, beta) = (G::Powers::default(), G::Powers::default());
        Scratch { alpha, beta, commitments: Vec::new(), claims: Vec::new() }
    }
}

/// That hashing the commitments up to `end`, from where the claim before ends, gives `sum`.
struct Claim<G: Group> {
    challenge: Challenge,
    sum: G::Scalar,
    end: usize,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Signature,
    Individual(usize, usize),
    Overall(usize),
    Blank(usize),
}

impl What {
    fn refusal(self) -> Why {
        match self {
            What::Signature => Why::Signature,
            What::Individual(i, j) => Why::Proof(format!("answers[{i}].individual_proofs[{j}]")),
            What::Overall(i) => Why::Proof(format!("answers[{i}].overall_proof")),
            What::Blank(i) => Why::Proof(format!("answers[{i}].blank_proof")),
        }
    }
}

impl<G: Group> Scratch<G> {
    fn load(&mut self, ciphertext: &Ciphertext<G>) {
        G::load(&mut self.alpha, &ciphertext.alpha);
        G::load(&mut self.beta, &ciphertext.beta);
    }

    /// The commitments of the disjunct «the loaded ciphertext holds m».
    fn disjunct(&mut self, with: &G::Commitments, m: u32, proof: &Proof<G>) {
        let (response, challenge) = (&proof.response, &proof.challenge);
        self.commitments.push(G::commit_g(with, &mut self.alpha, response, challenge));
        self.commitments.push(G::commit_y(with, &mut self.beta, m, response, challenge));
    }

    fn claim(&mut self, challenge: Challenge, sum: G::Scalar, what: What) {
        self.claims.push(Claim { challenge, sum, end: self.commitments.len(), what });
    }

    fn settle(&mut self, object: &Object) -> Result<(), Refused> {
        let texts = G::encode_all(&self.commitments);
        self.commitments.clear();
        let mut start = 0;
        for claim in core::mem::take(&mut self.claims) {
            let holds = claim.challenge.of::<G>(&texts[start..claim.end]) == claim.sum;
            need(holds, object, || claim.what.refusal())?;
            start = claim.end;
        }
        Ok(())
    }
}

/// The public credential that a ballot names: whether it holds is for a [`Checker`] to say.
pub fn credential_of(ballot: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        credential: String,
    }
    serde_json::from_slice::<Named>(ballot).ok().map(|named| named.credential)
}

impl<G: Group> Checker<G> {
    /// `fingerprint` is that of the election's published bytes, `y` its checked key.
    pub fn new(election: &Election, fingerprint: &str, y: &G::Element) -> Checker<G> {
        let most = election.questions.iter().map(|question| question.max).max().unwrap_or(0).max(1);
        Checker {
            uuid: election.uuid.clone(),
            fingerprint: fingerprint.to_string(),
            questions: election.questions.clone(),
            y: *y,
            commitments: G::commitments(y, most),
        }
    }

    /// From the published bytes of an election alone: that its key is its trustees' is not asked here.
    ///
    /// # Errors
    /// When the election is not one of this group, or its key is none.
    pub fn of(election: &[u8]) -> Result<Checker<G>, Refused> {
        let (parsed, y) = read_with_key::<G>(election)?;
        Ok(Checker::new(&parsed, &crate::hash::fingerprint(election), &y))
    }

    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Checks one ballot whole, but for whether its credential is in the list.
    ///
    /// # Errors
    /// Names the ballot by its tracker and the field that is wrong.
    pub fn check(&self, ballot: &[u8]) -> Result<Cast<G>, Refused> {
        let mut all = self.check_all(&[(ballot, sha256(ballot))], &mut Scratch::default());
        all.pop().unwrap_or_else(|| Err(Refused::wrong(Object::Archive, "no ballot")))
    }

    /// Checks ballots, each given with its SHA-256, and that their elements lie in the group all together.
    /// Ends with the first that is refused.
    pub fn check_all(
        &self,
        ballots: &[(&[u8], [u8; 32])],
        scratch: &mut Scratch<G>,
    ) -> Vec<Result<Cast<G>, Refused>> {
        let mut cast = Vec::with_capacity(ballots.len());
        let mut failed = None;
        for (ballot, hash) in ballots {
            match self.check_proofs(ballot, *hash, scratch) {
                Ok(ballot) => cast.push(ballot),
                Err(why) => {
                    failed = Some(why);
                    break;
                }
            }
        }
        let mut all: Vec<Result<Cast<G>, Refused>> = Vec::with_capacity(ballots.len());
        let together: Vec<G::Element> = cast.iter().flat_map(elements).collect();
        let hashes: Vec<u8> = cast.iter().flat_map(|ballot| ballot.hash).collect();
        if G::are_members(&together, &sha256(&hashes)) {
            all.extend(cast.into_iter().map(Ok));
        } else {
            for ballot in cast {
                let outside = self.outside(&ballot);
                let stop = outside.is_some();
                all.push(outside.map_or(Ok(ballot), Err));
                if stop {
                    return all;
                }
            }
        }
        all.extend(failed.map(Err));
        all
    }

    /// The first element of a ballot that lies outside of the group.
    fn outside(&self, ballot: &Cast<G>) -> Option<Refused> {
        for (i, slots) in ballot.answers.iter().enumerate() {
            for (j, slot) in slots.iter().enumerate() {
                for (name, element) in [("alpha", slot.alpha), ("beta", slot.beta)] {
                    if !G::is_member(&element) {
                        let field = format!("answers[{i}].choices[{j}].{name}");
                        return Some(Refused::new(
                            Object::Ballot(ballot.tracker()),
                            Why::OutsideGroup(field),
                        ));
                    }
                }
            }
        }
        None
    }

    /// A ballot that was checked or made before, read without checking its proofs again.
    ///
    /// # Errors
    /// When it is no ballot in its only form.
    pub fn read_own(&self, bytes: &[u8]) -> Result<Cast<G>, Refused> {
        let hash = sha256(bytes);
        let object = &Object::Ballot(fingerprint_of(&hash));
        let ballot: BallotText<'_> = json::read_canonical(object, bytes)?;
        let element = |text: &str| {
            G::decode(text)
                .ok_or_else(|| Refused::new(object.clone(), Why::Element(text.to_string())))
        };
        let read = |choice: &CiphertextText<'_>| {
            Ok(Ciphertext { alpha: element(&choice.alpha)?, beta: element(&choice.beta)? })
        };
        let answers = ballot.answers.iter();
        let answers = answers
            .map(|answer| answer.choices.iter().map(read).collect())
            .collect::<Result<_, _>>()?;
        let signature = ballot.signature.as_ref();
        let signature = signature.ok_or_else(|| Refused::new(object.clone(), Why::Signature))?;
        let content = content(bytes, signature);
        Ok(Cast { credential: sha256(ballot.credential.as_bytes()), hash, content, answers })
    }

    /// All but whether the elements of the choices lie in the group.
    fn check_proofs(
        &self,
        bytes: &[u8],
        hash: [u8; 32],
        scratch: &mut Scratch<G>,
    ) -> Result<Cast<G>, Refused> {
        scratch.commitments.clear();
        scratch.claims.clear();
        let object = &Object::Ballot(fingerprint_of(&hash));
        let ballot: BallotText<'_> = json::read_canonical(object, bytes)?;
        self.here(&ballot, object)?;
        let content = self.signature(&ballot, bytes, object, scratch)?;
        let answers = self.answers(&ballot, object, scratch)?;
        Ok(Cast { credential: sha256(ballot.credential.as_bytes()), hash, content, answers })
    }

    /// That it is a ballot of this election.
    fn here(&self, ballot: &BallotText<'_>, object: &Object) -> Result<(), Refused> {
        let here = ballot.election_uuid == self.uuid && ballot.election_hash == self.fingerprint;
        need(here, object, || Why::OtherElection)?;
        need_length(ballot.answers.len(), self.questions.len(), object, || "answers".to_string())
    }

    /// The proofs of all answers.
    fn answers(
        &self,
        ballot: &BallotText<'_>,
        object: &Object,
        scratch: &mut Scratch<G>,
    ) -> Result<Vec<Vec<Ciphertext<G>>>, Refused> {
        let statement = [&*self.fingerprint, "|", &*ballot.credential].concat();
        let mut answers = Vec::with_capacity(ballot.answers.len());
        for (i, (question, answer)) in self.questions.iter().zip(&ballot.answers).enumerate() {
            answers.push(self.answer(i, question, answer, &statement, object, scratch)?);
        }
        scratch.settle(object)?;
        Ok(answers)
    }

    /// A ballot without its signature, as it is opened for an audit: its ciphertexts, when all of it holds.
    pub(crate) fn check_unsigned(
        &self,
        bytes: &[u8],
        object: &Object,
    ) -> Result<Vec<Vec<Ciphertext<G>>>, Refused> {
        let ballot: BallotText<'_> = json::read_canonical(object, bytes)?;
        self.here(&ballot, object)?;
        need(ballot.signature.is_none(), object, || {
            Why::Wrong("it is signed, so that somebody could cast it")
        })?;
        let answers = self.answers(&ballot, object, &mut Scratch::default())?;
        let elements: Vec<G::Element> =
            answers.iter().flatten().flat_map(|slot| [slot.alpha, slot.beta]).collect();
        need(G::are_members(&elements, &sha256(bytes)), object, || {
            Why::OutsideGroup("answers".to_string())
        })?;
        Ok(answers)
    }

    /// Gives the hash of what was signed.
    fn signature(
        &self,
        ballot: &BallotText<'_>,
        bytes: &[u8],
        object: &Object,
        scratch: &mut Scratch<G>,
    ) -> Result<[u8; 32], Refused> {
        let Some(signature) = &ballot.signature else {
            return Err(Refused::new(object.clone(), Why::Signature));
        };
        let credential = G::decode(&ballot.credential)
            .ok_or_else(|| Refused::new(object.clone(), Why::Element("credential".to_string())))?;
        let proof = Proof::<G>::read(&signature.proof, object, &|| "signature.proof".to_string())?;
        let content = content(bytes, signature);
        need(signature.hash == fingerprint_of(&content), object, || Why::Signature)?;
        G::load(&mut scratch.alpha, &credential);
        let commitment =
            G::commit_g(&self.commitments, &mut scratch.alpha, &proof.response, &proof.challenge);
        scratch.commitments.push(commitment);
        let challenge = Challenge::new(&["sig|", &signature.hash, "|"]);
        scratch.claim(challenge, proof.challenge, What::Signature);
        Ok(content)
    }

    fn answer(
        &self,
        i: usize,
        question: &Question,
        answer: &AnswerText<'_>,
        statement: &str,
        object: &Object,
        scratch: &mut Scratch<G>,
    ) -> Result<Vec<Ciphertext<G>>, Refused> {
        let slots = question.slots();
        need_length(answer.choices.len(), slots, object, || format!("answers[{i}].choices"))?;
        need_length(answer.individual_proofs.len(), slots, object, || {
            format!("answers[{i}].individual_proofs")
        })?;
        let mut ciphertexts = Vec::with_capacity(slots);
        for (j, (choice, proofs)) in
            answer.choices.iter().zip(&answer.individual_proofs).enumerate()
        {
            let element = |text: &str, name: &str| {
                let field = || Why::Element(format!("answers[{i}].choices[{j}].{name}"));
                G::decode(text).ok_or_else(|| Refused::new(object.clone(), field()))
            };
            let ciphertext = Ciphertext {
                alpha: element(&choice.alpha, "alpha")?,
                beta: element(&choice.beta, "beta")?,
            };
            let field = || format!("answers[{i}].individual_proofs[{j}]");
            need_length(proofs.len(), 2, object, field)?;
            scratch.load(&ciphertext);
            let sum = self.disjuncts(proofs, 0, object, &field, scratch)?;
            let parts = ["prove|", statement, "|", &choice.alpha, ",", &choice.beta, "|"];
            scratch.claim(Challenge::new(&parts), sum, What::Individual(i, j));
            ciphertexts.push(ciphertext);
        }
        let overall = || format!("answers[{i}].overall_proof");
        need_length(answer.overall_proof.len(), question.overall(), object, overall)?;
        let all = all_choices(&answer.choices);
        let counted = &ciphertexts[usize::from(question.has_blank())..];
        let sum = counted.iter().fold(Ciphertext::one(), |sum, choice| sum.times(choice));
        if question.has_blank() {
            self.blank(
                i,
                question,
                answer,
                &[statement, "|", &all, "|"].concat(),
                (&ciphertexts[0], &sum),
                object,
                scratch,
            )?;
        } else {
            need(answer.blank_proof.is_none(), object, || {
                Why::Wrong("it has a proof of a blank vote where none is allowed")
            })?;
            scratch.load(&sum);
            let total =
                self.disjuncts(&answer.overall_proof, question.min, object, &overall, scratch)?;
            let texts = G::encode_all(&[sum.alpha, sum.beta]);
            let parts = ["prove|", statement, "|", &all, "|", &texts[0], ",", &texts[1], "|"];
            scratch.claim(Challenge::new(&parts), total, What::Overall(i));
        }
        Ok(ciphertexts)
    }

    /// Either it is no blank vote or nothing else is chosen; and it is a blank vote or as many are chosen as allowed.
    #[expect(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn blank(
        &self,
        i: usize,
        question: &Question,
        answer: &AnswerText<'_>,
        statement: &str,
        (blank, sum): (&Ciphertext<G>, &Ciphertext<G>),
        object: &Object,
        scratch: &mut Scratch<G>,
    ) -> Result<(), Refused> {
        let field = || format!("answers[{i}].blank_proof");
        let proofs = answer.blank_proof.as_deref().unwrap_or_default();
        need_length(proofs.len(), 2, object, field)?;
        scratch.load(blank);
        let first = self.disjuncts(&proofs[..1], 0, object, &field, scratch)?;
        scratch.load(sum);
        let second = self.disjuncts(&proofs[1..], 0, object, &field, scratch)?;
        scratch.claim(Challenge::new(&["bproof0|", statement]), first + second, What::Blank(i));
        let field = || format!("answers[{i}].overall_proof");
        scratch.load(blank);
        let first = self.disjuncts(&answer.overall_proof[..1], 1, object, &field, scratch)?;
        scratch.load(sum);
        let second =
            self.disjuncts(&answer.overall_proof[1..], question.min, object, &field, scratch)?;
        scratch.claim(Challenge::new(&["bproof1|", statement]), first + second, What::Overall(i));
        Ok(())
    }

    /// The commitments of «the loaded ciphertext holds m» for m from `first` on; gives the sum of challenges.
    fn disjuncts(
        &self,
        proofs: &[ProofText<'_>],
        first: u32,
        object: &Object,
        field: &dyn Fn() -> String,
        scratch: &mut Scratch<G>,
    ) -> Result<G::Scalar, Refused> {
        let mut sum = G::Scalar::ZERO;
        for (k, text) in proofs.iter().enumerate() {
            let proof = Proof::<G>::read(text, object, &|| format!("{}[{k}]", field()))?;
            scratch.disjunct(&self.commitments, first + k as u32, &proof);
            sum = sum + proof.challenge;
        }
        Ok(sum)
    }
}

/// SHA-256 of a ballot in its only form without its signature, the last of its fields.
fn content(bytes: &[u8], signature: &SignatureText<'_>) -> [u8; 32] {
    let last = ",\"signature\":".len() + json::write(signature).len() + "}".len();
    let mut signed = bytes[..bytes.len().saturating_sub(last)].to_vec();
    signed.push(b'}');
    sha256(&signed)
}

/// An election of this group, and its key.
fn read_with_key<G: Group>(election: &[u8]) -> Result<(Election, G::Element), Refused> {
    let parsed = Election::read(election)?;
    let object = &Object::Election;
    need(parsed.group == G::NAME, object, || Why::Wrong("its group is another one"))?;
    let y = member::<G>(&parsed.public_key, object, || "public_key".to_string())?;
    need(y != G::identity(), object, || Why::Wrong("its key is no key: it hides nothing"))?;
    Ok((parsed, y))
}

fn elements<G: Group>(ballot: &Cast<G>) -> impl Iterator<Item = G::Element> {
    ballot.answers.iter().flatten().flat_map(|slot| [slot.alpha, slot.beta])
}

fn all_choices(choices: &[CiphertextText<'_>]) -> String {
    let mut all = String::new();
    for choice in choices {
        for text in [&choice.alpha, &choice.beta] {
            if !all.is_empty() {
                all.push(',');
            }
            all.push_str(text);
        }
    }
    all
}

/// Encrypts ballots of one election: tables of g and of its key. What is chosen leaves no trace in time.
pub struct Booth<G: Group> {
    election: Election,
    fingerprint: String,
    g: G::Table,
    y: G::Table,
}

impl<G: Group> core::fmt::Debug for Booth<G> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Booth({})", self.election.uuid)
    }
}

/// A ballot that is made. It is cast or opened, never both: each takes it away.
pub struct Encrypted<G: Group> {
    ballot: Vec<u8>,
    pub(crate) unsigned: Vec<u8>,
    pub(crate) choices: Zeroizing<Vec<Vec<u8>>>,
    pub(crate) randomness: Zeroizing<Vec<Vec<G::Scalar>>>,
}

impl<G: Group> core::fmt::Debug for Encrypted<G> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Encrypted({})", self.tracker())
    }
}

impl<G: Group> Encrypted<G> {
    /// What its voter finds it by once it is cast.
    pub fn tracker(&self) -> String {
        crate::hash::fingerprint(&self.ballot)
    }

    /// The hash of all of it but the signature: what the voter's device is bound to before it knows whether the
    /// ballot will be cast or opened. The same stands in the ballot as `signature.hash`.
    pub fn content(&self) -> String {
        crate::hash::fingerprint(&self.unsigned)
    }

    /// The ballot in its only form; what could open it is overwritten.
    pub fn cast(self) -> Vec<u8> {
        self.ballot
    }
}

/// One way for a disjunction to be true: that the ciphertext with randomness `r` holds `m`, when `off`, what it
/// holds less m, is zero.
struct Row<'a, S: Zeroize> {
    r: &'a S,
    off: S,
}

impl<S: Zeroize> Drop for Row<'_, S> {
    fn drop(&mut self) {
        self.off.zeroize();
    }
}

impl<G: Group> Booth<G> {
    /// From the published bytes of an election.
    ///
    /// # Errors
    /// When the election is not one of this group, or its key is no member.
    pub fn new(election: &[u8]) -> Result<Booth<G>, Refused> {
        let (parsed, y) = read_with_key::<G>(election)?;
        Ok(Booth {
            fingerprint: crate::hash::fingerprint(election),
            election: parsed,
            g: G::generator_table(),
            y: G::table(&y),
        })
    }

    pub fn election(&self) -> &Election {
        &self.election
    }

    /// The public credential of a private one.
    pub fn public(&self, credential: &Credential) -> String {
        G::encode(&credential.public::<G>(&self.election.uuid, &self.g))
    }

    /// A ballot in its only form, to be cast: [`Booth::encrypt`] and [`Encrypted::cast`].
    ///
    /// # Errors
    /// As [`Booth::encrypt`].
    pub fn vote<R: CryptoRng + ?Sized>(
        &self,
        credential: &Credential,
        choices: &[Vec<u8>],
        rng: &mut R,
    ) -> Result<Vec<u8>, Refused> {
        self.encrypt(credential, choices, rng).map(Encrypted::cast)
    }

    /// A ballot, to be cast or opened. `choices` has, for each question, a 0 or 1 for each slot: the blank vote
    /// first where there is one.
    ///
    /// # Errors
    /// When the choices are not what the questions allow. (What is wrong with them is then told by time.)
    pub fn encrypt<R: CryptoRng + ?Sized>(
        &self,
        credential: &Credential,
        choices: &[Vec<u8>],
        rng: &mut R,
    ) -> Result<Encrypted<G>, Refused> {
        self.check(choices)?;
        let key: SecretKey<G> = credential.key(&self.election.uuid);
        let public = G::encode(&G::pow_table(&self.g, &key.0));
        let statement = [&*self.fingerprint, "|", &public].concat();
        let mut random = |chosen: &Vec<u8>| chosen.iter().map(|_| G::Scalar::random(rng)).collect();
        let randomness: Zeroizing<Vec<Vec<G::Scalar>>> =
            Zeroizing::new(choices.iter().map(&mut random).collect());
        let answers = self.election.questions.iter().zip(choices).zip(randomness.iter());
        let mut ballot = BallotText {
            election_uuid: Cow::Borrowed(&self.election.uuid),
            election_hash: Cow::Borrowed(&self.fingerprint),
            credential: Cow::Borrowed(&public),
            answers: answers
                .map(|((question, chosen), random)| {
                    self.answer(question, chosen, random, &statement, rng)
                })
                .collect(),
            signature: None,
        };
        let unsigned = json::write(&ballot);
        let hash = fingerprint_of(&sha256(&unsigned));
        let proof = prove::<G, R>(&self.g, &key.0, &["sig|", &hash, "|"], rng).write();
        ballot.signature = Some(SignatureText { hash: Cow::Owned(hash), proof });
        let choices = Zeroizing::new(choices.to_vec());
        Ok(Encrypted { ballot: json::write(&ballot), unsigned, choices, randomness })
    }

    fn check(&self, choices: &[Vec<u8>]) -> Result<(), Refused> {
        let object = Object::Choices;
        need_length(choices.len(), self.election.questions.len(), &object, || {
            "choices".to_string()
        })?;
        for (i, (question, chosen)) in self.election.questions.iter().zip(choices).enumerate() {
            need_length(chosen.len(), question.slots(), &object, || format!("choices[{i}]"))?;
            need(chosen.iter().all(|m| *m <= 1), &object, || Why::Wrong("each is 0 or 1"))?;
            let (blank, rest) = chosen.split_at(usize::from(question.has_blank()));
            let number: u32 = rest.iter().map(|m| u32::from(*m)).sum();
            let allowed = match blank {
                [1] => number == 0,
                _ => (question.min..=question.max).contains(&number),
            };
            need(allowed, &object, || {
                Why::Wrong("as many are chosen as the question does not allow")
            })?;
        }
        Ok(())
    }

    fn answer<R: CryptoRng + ?Sized>(
        &self,
        question: &Question,
        chosen: &[u8],
        random: &[G::Scalar],
        statement: &str,
        rng: &mut R,
    ) -> AnswerText<'static> {
        let generator = G::generator();
        let encrypt = |(m, r): (&u8, &G::Scalar)| Ciphertext {
            alpha: G::pow_table(&self.g, r),
            beta: G::mul(&G::pow_table(&self.y, r), &G::keep(&generator, m.ct_eq(&1))),
        };
        let ciphertexts: Vec<Ciphertext<G>> =
            chosen.iter().zip(random.iter()).map(encrypt).collect();
        let choices = CiphertextText::write_all(&ciphertexts);
        let number = |n: u32| G::Scalar::from_u64(n.into());
        let individual_proofs = chosen
            .iter()
            .zip(random.iter())
            .zip(&choices)
            .map(|((m, r), text)| {
                let m = number(u32::from(*m));
                let rows = [Row { r, off: m }, Row { r, off: m - G::Scalar::ONE }];
                self.prove(
                    &rows,
                    &["prove|", statement, "|", &text.alpha, ",", &text.beta, "|"],
                    rng,
                )
            })
            .collect();
        let all = all_choices(&choices);
        let from = usize::from(question.has_blank());
        let mut r = random[from..].iter().fold(G::Scalar::ZERO, |sum, r| sum + *r);
        let mut sum =
            chosen[from..].iter().fold(G::Scalar::ZERO, |sum, m| sum + number(u32::from(*m)));
        let allowed = (question.min..=question.max).map(|m| Row { r: &r, off: sum - number(m) });
        let (overall_proof, blank_proof) = if question.has_blank() {
            let blank = number(u32::from(chosen[0]));
            let rows = [Row { r: &random[0], off: blank }, Row { r: &r, off: sum }];
            let proof = self.prove(&rows, &["bproof0|", statement, "|", &all, "|"], rng);
            let first = Row { r: &random[0], off: blank - G::Scalar::ONE };
            let rows: Vec<Row<'_, G::Scalar>> = core::iter::once(first).chain(allowed).collect();
            (self.prove(&rows, &["bproof1|", statement, "|", &all, "|"], rng), Some(proof))
        } else {
            let total = ciphertexts.iter().fold(Ciphertext::one(), |sum, choice| sum.times(choice));
            let texts = G::encode_all(&[total.alpha, total.beta]);
            let rows: Vec<Row<'_, G::Scalar>> = allowed.collect();
            let parts = ["prove|", statement, "|", &all, "|", &texts[0], ",", &texts[1], "|"];
            (self.prove(&rows, &parts, rng), None)
        };
        r.zeroize();
        sum.zeroize();
        AnswerText { choices, individual_proofs, overall_proof, blank_proof }
    }

    /// Proves that one of the rows is true without a branch on which.
    ///
    /// For every row a challenge and a response are drawn. With `w = response + r·challenge`, the verifier's
    /// commitments `g^response · alpha^challenge` and `y^response · (beta·g^-m)^challenge` are `g^w` and
    /// `y^w · g^(off·challenge)`: only fixed bases. In the true row `off` is zero, so that its commitments do
    /// not depend on its challenge, which is replaced by what the sum lacks; each response is then
    /// `w - r·challenge`, in every row.
    fn prove<R: CryptoRng + ?Sized>(
        &self,
        rows: &[Row<'_, G::Scalar>],
        prefix: &[&str],
        rng: &mut R,
    ) -> Vec<ProofText<'static>> {
        let mut commitments = Vec::with_capacity(2 * rows.len());
        let mut drawn = Zeroizing::new(Vec::with_capacity(rows.len()));
        let mut sum = G::Scalar::ZERO;
        for row in rows {
            let (challenge, response) = (G::Scalar::random(rng), G::Scalar::random(rng));
            let w = response + *row.r * challenge;
            let shift = G::pow_table(&self.g, &(row.off * challenge));
            commitments.push(G::pow_table(&self.g, &w));
            commitments.push(G::mul(&G::pow_table(&self.y, &w), &shift));
            sum = sum + challenge;
            drawn.push((challenge, w));
        }
        let due = Challenge::new(prefix).of::<G>(&G::encode_all(&commitments)) - sum;
        let mut found = Choice::from(0);
        let mut proofs = Vec::with_capacity(rows.len());
        for (row, (challenge, w)) in rows.iter().zip(drawn.iter()) {
            let here = row.off.ct_eq(&G::Scalar::ZERO) & !found;
            found |= here;
            let add = G::Scalar::conditional_select(&G::Scalar::ZERO, &due, here);
            let challenge = *challenge + add;
            proofs.push(Proof::<G> { challenge, response: *w - *row.r * challenge }.write());
        }
        proofs
    }
}
