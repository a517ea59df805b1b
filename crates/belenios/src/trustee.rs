//! Trustees: who hold the election's private key, each a part, alone or any `threshold` of a group.

use crate::credential::SecretKey;
use crate::election::Election;
use crate::group::{Group, Scalar};
use crate::json;
use crate::refused::{Object, Refused, Why, need, need_length};
use crate::schnorr::{Proof, ProofText, SignedMessage, holds, member, prove};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use rand_core::CryptoRng;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A public key with the proof that somebody knows its private one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrusteeKey<'a> {
    #[serde(borrow)]
    pub pok: ProofText<'a>,
    #[serde(borrow)]
    pub public_key: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
}

/// What a group of trustees published in its key ceremony.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pedersen<'a> {
    /// How many of them decrypt.
    pub threshold: usize,
    #[serde(borrow)]
    pub certs: Vec<SignedMessage<'a>>,
    #[serde(borrow)]
    pub coefexps: Vec<SignedMessage<'a>>,
    #[serde(borrow)]
    pub verification_keys: Vec<TrusteeKey<'a>>,
}

/// One part of the election's key, as written: `["Single", …]` or `["Pedersen", …]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartText<'a> {
    Single(TrusteeKey<'a>),
    Pedersen(Pedersen<'a>),
}

impl Serialize for PartText<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            PartText::Single(key) => ("Single", key).serialize(to),
            PartText::Pedersen(group) => ("Pedersen", group).serialize(to),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for PartText<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<PartText<'a>, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = PartText<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[\"Single\", key] or [\"Pedersen\", parameters]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<PartText<'de>, A::Error> {
                let kind: Cow<'de, str> =
                    pair.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
                let missing = || A::Error::invalid_length(1, &Pair);
                match &*kind {
                    "Single" => Ok(PartText::Single(pair.next_element()?.ok_or_else(missing)?)),
                    "Pedersen" => Ok(PartText::Pedersen(pair.next_element()?.ok_or_else(missing)?)),
                    _ => Err(A::Error::custom("a trustee is neither Single nor Pedersen")),
                }
            }
        }
        from.deserialize_tuple(2, Pair)
    }
}

/// How many trustees an election has, and how many of them it needs: as written, with nothing checked.
#[cfg(feature = "std")]
pub(crate) fn counted(trustees: &[u8]) -> Result<(usize, usize), Refused> {
    let parts: Vec<PartText> = json::read_canonical(&Object::Trustees, trustees)?;
    let count = |part: &PartText| match part {
        PartText::Single(_) => (1, 1),
        PartText::Pedersen(group) => (group.certs.len(), group.threshold),
    };
    let sum = |(all, some): (usize, usize), (more, needed): (usize, usize)| {
        (all.saturating_add(more), some.saturating_add(needed))
    };
    Ok(parts.iter().map(count).fold((0, 0), sum))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Certificate<'a> {
    #[serde(borrow)]
    pub verification: Cow<'a, str>,
    #[serde(borrow)]
    pub encryption: Cow<'a, str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CoefExps<'a> {
    #[serde(borrow)]
    pub coefexps: Vec<Cow<'a, str>>,
}

/// A trustee's key pair.
#[derive(Debug)]
pub struct KeyPair<G: Group> {
    pub private: SecretKey<G>,
    /// JSON: what the server is given.
    pub public: Vec<u8>,
}

impl<G: Group> KeyPair<G> {
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> KeyPair<G> {
        KeyPair::of(SecretKey::random(rng), None, rng)
    }

    /// The pair of this private key; `name` is published beside it.
    pub fn of<R: CryptoRng + ?Sized>(
        private: SecretKey<G>,
        name: Option<&str>,
        rng: &mut R,
    ) -> KeyPair<G> {
        let key = key_text::<G, R>(&private.0, name, rng);
        KeyPair { private, public: json::write(&key) }
    }
}

pub(crate) fn key_text<G: Group, R: CryptoRng + ?Sized>(
    private: &G::Scalar,
    name: Option<&str>,
    rng: &mut R,
) -> TrusteeKey<'static> {
    let g = G::generator_table();
    let public_key = G::encode(&G::pow_table(&g, private));
    let pok = prove::<G, R>(&g, private, &["pok|", G::NAME, "|", &public_key, "|"], rng);
    let name = name.map(|name| Cow::Owned(name.to_string()));
    TrusteeKey { pok: pok.write(), public_key: Cow::Owned(public_key), name }
}

pub(crate) fn check_key<G: Group>(
    key: &TrusteeKey<'_>,
    object: &Object,
) -> Result<G::Element, Refused> {
    let public = member::<G>(&key.public_key, object, || "public_key".to_string())?;
    let pok = Proof::<G>::read(&key.pok, object, &|| "pok".to_string())?;
    if holds(&pok, &public, &["pok|", G::NAME, "|", &key.public_key, "|"]) {
        Ok(public)
    } else {
        Err(Refused::new(object.clone(), Why::Proof("pok".to_string())))
    }
}

/// One part of the election's key, checked.
#[derive(Debug, Clone)]
pub enum Part<G: Group> {
    Single(G::Element),
    /// `threshold` of these decrypt; `key` is their part of the election's.
    Group {
        threshold: usize,
        keys: Vec<G::Element>,
        key: G::Element,
    },
}

impl<G: Group> Part<G> {
    /// The keys against which shares of decryption are checked.
    pub fn keys(&self) -> &[G::Element] {
        match self {
            Part::Single(key) => core::slice::from_ref(key),
            Part::Group { keys, .. } => keys,
        }
    }

    /// How many shares are needed.
    pub fn threshold(&self) -> usize {
        match self {
            Part::Single(_) => 1,
            Part::Group { threshold, .. } => *threshold,
        }
    }
}

/// All trustees of an election, checked.
#[derive(Debug, Clone)]
pub struct Trustees<G: Group> {
    parts: Vec<Part<G>>,
}

impl<G: Group> Trustees<G> {
    /// Reads the trustees of an election and checks every proof, signature and key.
    ///
    /// # Errors
    /// Names the trustee or the message that is wrong.
    pub fn read(bytes: &[u8]) -> Result<Trustees<G>, Refused> {
        let parts: Vec<PartText<'_>> = json::read(&Object::Trustees, bytes)?;
        need(!parts.is_empty(), &Object::Trustees, || Why::Wrong("there are none"))?;
        let mut trustees = Trustees { parts: Vec::with_capacity(parts.len()) };
        let mut before = 0;
        for part in &parts {
            let part = match part {
                PartText::Single(key) => {
                    Part::Single(check_key::<G>(key, &Object::Trustee(before + 1))?)
                }
                PartText::Pedersen(group) => check_group(group, before)?,
            };
            before += part.keys().len();
            trustees.parts.push(part);
        }
        let mut alone: Vec<&str> = parts
            .iter()
            .filter_map(|part| match part {
                PartText::Single(key) => Some(&*key.public_key),
                PartText::Pedersen(_) => None,
            })
            .collect();
        alone.sort_unstable();
        need(alone.windows(2).all(|two| two[0] != two[1]), &Object::Trustees, || {
            Why::Wrong("two of them have the same key")
        })?;
        Ok(trustees)
    }

    pub fn parts(&self) -> &[Part<G>] {
        &self.parts
    }

    /// The election's public key: the product of all parts.
    pub fn key(&self) -> G::Element {
        self.parts.iter().fold(G::identity(), |product, part| match part {
            Part::Single(key) | Part::Group { key, .. } => G::mul(&product, key),
        })
    }

    /// The key of a trustee by its number, counted from 1 over all of them.
    pub fn owner(&self, number: usize) -> Option<&G::Element> {
        self.parts.iter().flat_map(Part::keys).nth(number.checked_sub(1)?)
    }

    /// The number of the trustee who holds this key. In a group of threshold 1 all have the same; the first is given.
    pub fn number_of(&self, key: &SecretKey<G>) -> Option<usize> {
        let public = G::pow_table(&G::generator_table(), &key.0);
        self.parts.iter().flat_map(Part::keys).position(|known| *known == public).map(|i| i + 1)
    }

    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.keys().len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// # Errors
    /// When the election's key is not the product of its trustees'.
    pub fn check(&self, election: &Election) -> Result<G::Element, Refused> {
        need(election.group == G::NAME, &Object::Election, || {
            Why::Wrong("its group is another one")
        })?;
        let key =
            member::<G>(&election.public_key, &Object::Election, || "public_key".to_string())?;
        need(self.key() == key, &Object::Election, || {
            Why::Wrong("its key is not the product of its trustees' keys")
        })?;
        need(key != G::identity(), &Object::Election, || {
            Why::Wrong("its key is no key: it hides nothing")
        })?;
        Ok(key)
    }
}

/// `g^(f_1(j) + … + f_n(j))` from the published `g^coefficient`s.
pub(crate) fn evaluate<G: Group>(coefexps: &[Vec<G::Element>], j: usize) -> G::Element {
    coefexps.iter().fold(G::identity(), |product, row| G::mul(&product, &evaluate_one::<G>(row, j)))
}

/// `g^f(j)`, by Horner's rule.
pub(crate) fn evaluate_one<G: Group>(coefexps: &[G::Element], j: usize) -> G::Element {
    coefexps.iter().rev().fold(G::identity(), |value, coefficient| {
        G::mul(&G::pow_u64(&value, j as u64), coefficient)
    })
}

pub(crate) fn check_certificate<G: Group>(
    message: &SignedMessage<'_>,
    number: usize,
) -> Result<(G::Element, G::Element), Refused> {
    let object = Object::Certificate(number);
    let certificate: Certificate<'_> = json::read(&object, message.message.as_bytes())?;
    let verification =
        member::<G>(&certificate.verification, &object, || "verification".to_string())?;
    let encryption = member::<G>(&certificate.encryption, &object, || "encryption".to_string())?;
    message.check::<G>(&verification, &object)?;
    Ok((verification, encryption))
}

pub(crate) fn check_coefexps<G: Group>(
    message: &SignedMessage<'_>,
    author: &G::Element,
    threshold: usize,
    number: usize,
) -> Result<Vec<G::Element>, Refused> {
    let object = Object::Polynomial(number);
    message.check::<G>(author, &object)?;
    let row: CoefExps<'_> = json::read(&object, message.message.as_bytes())?;
    need_length(row.coefexps.len(), threshold, &object, || "coefexps".to_string())?;
    row.coefexps
        .iter()
        .enumerate()
        .map(|(k, text)| member::<G>(text, &object, || format!("coefexps[{k}]")))
        .collect()
}

fn check_group<G: Group>(group: &Pedersen<'_>, before: usize) -> Result<Part<G>, Refused> {
    let size = group.certs.len();
    let trustees = &Object::Trustees;
    need((1..=size).contains(&group.threshold), trustees, || {
        Why::Wrong("a threshold is at least 1 and at most the number of trustees in its group")
    })?;
    need_length(group.coefexps.len(), size, trustees, || "coefexps".to_string())?;
    need_length(group.verification_keys.len(), size, trustees, || "verification_keys".to_string())?;
    let mut coefexps = Vec::with_capacity(size);
    for (i, (certificate, row)) in group.certs.iter().zip(&group.coefexps).enumerate() {
        let number = before + i + 1;
        let (author, _) = check_certificate::<G>(certificate, number)?;
        coefexps.push(check_coefexps::<G>(row, &author, group.threshold, number)?);
    }
    let mut keys = Vec::with_capacity(size);
    for (i, key) in group.verification_keys.iter().enumerate() {
        let object = Object::Trustee(before + i + 1);
        let public = check_key::<G>(key, &object)?;
        need(public == evaluate::<G>(&coefexps, i + 1), &object, || {
            Why::Wrong("it is not what the group's polynomials give")
        })?;
        keys.push(public);
    }
    let key = coefexps.iter().fold(G::identity(), |product, row| G::mul(&product, &row[0]));
    Ok(Part::Group { threshold: group.threshold, keys, key })
}

/// Lists trustees: single keys first, then groups, as JSON. Each input is the JSON that a trustee or a
/// ceremony gave.
///
/// # Errors
/// When a key or a group does not check.
pub fn write_list<G: Group>(single: &[&[u8]], groups: &[&[u8]]) -> Result<Vec<u8>, Refused> {
    let mut parts = Vec::with_capacity(single.len() + groups.len());
    for (i, key) in single.iter().enumerate() {
        parts.push(PartText::Single(json::read(&Object::Trustee(i + 1), key)?));
    }
    for group in groups {
        parts.push(PartText::Pedersen(json::read(&Object::Trustees, group)?));
    }
    let bytes = json::write(&parts);
    Trustees::<G>::read(&bytes)?;
    Ok(bytes)
}

/// The weight of share `d` among the shares of `all`, counted from 1: `Π k / (k - d)` over the others.
pub(crate) fn lagrange<S: Scalar>(d: usize, all: &[usize]) -> Option<S> {
    all.iter().filter(|k| **k != d).try_fold(S::ONE, |product, k| {
        let number = |n: usize| S::from_u64(n as u64);
        let below = (number(*k) - number(d)).invert()?;
        Some(product * number(*k) * below)
    })
}
