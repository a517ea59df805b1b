//! Proofs of knowledge of one exponent: of a trustee's key, of a credential (a signature), of a sender.

use crate::group::{Group, Scalar};
use crate::hash::Challenge;
use crate::json::Text;
use crate::refused::{Object, Refused, Why};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::Debug;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Challenge and response as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofText<'a> {
    #[serde(borrow)]
    pub challenge: Text<'a>,
    #[serde(borrow)]
    pub response: Text<'a>,
}

/// Challenge and response, both below q. The commitment follows from them: `base^response · public^challenge`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof<G: Group> {
    pub challenge: G::Scalar,
    pub response: G::Scalar,
}

impl<G: Group> Proof<G> {
    pub(crate) fn read(
        text: &ProofText<'_>,
        object: &Object,
        field: &dyn Fn() -> String,
    ) -> Result<Proof<G>, Refused> {
        let scalar = |text: &str, name: &str| {
            G::Scalar::decode(text).ok_or_else(|| {
                Refused::new(object.clone(), Why::Scalar(format!("{}.{name}", field())))
            })
        };
        Ok(Proof {
            challenge: scalar(&text.challenge, "challenge")?,
            response: scalar(&text.response, "response")?,
        })
    }

    pub fn write(&self) -> ProofText<'static> {
        ProofText {
            challenge: Cow::Owned(self.challenge.encode()),
            response: Cow::Owned(self.response.encode()),
        }
    }
}

/// Proves knowledge of `secret` in `g^secret`; `prefix` binds what is stated.
pub(crate) fn prove<G: Group, R: CryptoRng + ?Sized>(
    g: &G::Table,
    secret: &G::Scalar,
    prefix: &[&str],
    rng: &mut R,
) -> Proof<G> {
    let mut w = G::Scalar::random(rng);
    let commitment = G::encode(&G::pow_table(g, &w));
    let challenge = Challenge::new(prefix).of::<G>(&[commitment]);
    let response = w - *secret * challenge;
    w.zeroize();
    Proof { challenge, response }
}

/// Whether the proof shows knowledge of the exponent of `public`.
pub(crate) fn holds<G: Group>(proof: &Proof<G>, public: &G::Element, prefix: &[&str]) -> bool {
    let commitment = G::commit(&G::generator(), &proof.response, public, &proof.challenge);
    Challenge::new(prefix).of::<G>(&[G::encode(&commitment)]) == proof.challenge
}

/// An element in its only form and in the group.
pub(crate) fn member<G: Group>(
    text: &str,
    object: &Object,
    field: impl FnOnce() -> String,
) -> Result<G::Element, Refused> {
    match G::decode(text) {
        None => Err(Refused::new(object.clone(), Why::Element(field()))),
        Some(element) if !G::is_member(&element) => {
            Err(Refused::new(object.clone(), Why::OutsideGroup(field())))
        }
        Some(element) => Ok(element),
    }
}

/// A text with the signature of its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedMessage<'a> {
    #[serde(borrow)]
    pub message: Text<'a>,
    #[serde(borrow)]
    pub signature: ProofText<'a>,
}

impl SignedMessage<'static> {
    pub(crate) fn sign<G: Group, R: CryptoRng + ?Sized>(
        g: &G::Table,
        key: &G::Scalar,
        message: String,
        rng: &mut R,
    ) -> SignedMessage<'static> {
        let signature = prove::<G, R>(g, key, &["sigmsg|", &message, "|"], rng).write();
        SignedMessage { message: Cow::Owned(message), signature }
    }
}

impl SignedMessage<'_> {
    pub(crate) fn check<G: Group>(
        &self,
        author: &G::Element,
        object: &Object,
    ) -> Result<(), Refused> {
        let proof = Proof::<G>::read(&self.signature, object, &|| "signature".to_string())?;
        if holds(&proof, author, &["sigmsg|", &self.message, "|"]) {
            Ok(())
        } else {
            Err(Refused::new(object.clone(), Why::Signature))
        }
    }
}
