//! The key ceremony of a group of trustees of whom any `threshold` can decrypt (Pedersen).
//!
//! ```text
//! trustee  certificate()        ──▶ server   (its public keys, signed)
//! server   all certificates     ──▶ trustees
//! trustee  Member::polynomial() ──▶ server   (a polynomial: its commitments, signed, and a sealed value for each)
//! server   inbox()              ──▶ trustee  (what the others sealed for it, and everybody's commitments)
//! trustee  Member::key()        ──▶ server   (its verification key, and its private share sealed for itself)
//! server   parameters()             (the group, as published)
//! ```
//! A trustee keeps one short seed; all else can pass through the server, which can neither read nor change it.

use crate::credential::{SecretKey, token};
use crate::group::{Group, Scalar};
use crate::json;
use crate::refused::{Object, Refused, Why, need, need_length};
use crate::schnorr::{SignedMessage, member};
use crate::trustee::{
    Certificate, CoefExps, Pedersen, TrusteeKey, check_certificate, check_coefexps, check_key,
    evaluate, evaluate_one, key_text,
};
use aes::Aes256;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ccm::aead::array::Array;
use ccm::aead::{Aead, KeyInit};
use ccm::consts::{U8, U13};
use core::fmt;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

type Cipher = ccm::Ccm<Aes256, U8, U13>;
const SEED: usize = 22;
/// The channel's nonce leaves two bytes for the length.
const MOST: usize = u16::MAX as usize;

/// A trustee's secret in the ceremony and after it: 22 base-58 characters.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Seed(String);

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

impl Seed {
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Seed {
        Seed(token(SEED, rng))
    }

    /// # Errors
    /// When it is not 22 base-58 characters.
    pub fn read(text: &str) -> Result<Seed, Refused> {
        let text = text.trim();
        let good =
            text.len() == SEED && text.bytes().all(|c| crate::credential::ALPHABET.contains(&c));
        need(good, &Object::PrivateKey, || Why::Wrong("is not 22 base-58 characters"))?;
        Ok(Seed(text.to_string()))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn derive<G: Group>(&self, purpose: &str) -> SecretKey<G> {
        let mut digest: [u8; 32] =
            Sha256::new().chain_update(purpose).chain_update(&self.0).finalize().into();
        let key = SecretKey(G::Scalar::from_digest(&digest));
        digest.zeroize();
        key
    }

    fn signing<G: Group>(&self) -> SecretKey<G> {
        self.derive("sk|")
    }

    fn opening<G: Group>(&self) -> SecretKey<G> {
        self.derive("dk|")
    }
}

/// A text that only the owner of a key can read: ElGamal for a key, AES-256-CCM for the text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<'a> {
    #[serde(borrow)]
    alpha: Cow<'a, str>,
    #[serde(borrow)]
    beta: Cow<'a, str>,
    #[serde(borrow)]
    data: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Addressed<'a> {
    #[serde(borrow)]
    recipient: Cow<'a, str>,
    #[serde(borrow)]
    message: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPolynomial<'a> {
    #[serde(borrow)]
    polynomial: Vec<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSecret<'a> {
    #[serde(borrow)]
    secret: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKey<'a> {
    #[serde(borrow)]
    decryption_key: Cow<'a, str>,
}

/// What a trustee sends in the second round.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Polynomial<'a> {
    /// The coefficients, sealed for their author.
    #[serde(borrow)]
    polynomial: Cow<'a, str>,
    /// The value for each trustee, sealed for it.
    #[serde(borrow)]
    secrets: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    coefexps: SignedMessage<'a>,
}

/// What a trustee receives in the third round.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inbox<'a> {
    #[serde(borrow)]
    polynomial: Cow<'a, str>,
    #[serde(borrow)]
    secrets: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    coefexps: Vec<SignedMessage<'a>>,
}

/// What a trustee sends in the third round.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outbox<'a> {
    /// Its share of the private key, sealed for itself.
    #[serde(borrow)]
    private_key: Cow<'a, str>,
    #[serde(borrow)]
    public_key: TrusteeKey<'a>,
}

fn cipher(shared: &str, alpha: &str) -> (Cipher, [u8; 13]) {
    let mut key: [u8; 32] =
        Sha256::new().chain_update("key|").chain_update(shared).finalize().into();
    let iv = Sha256::new().chain_update("iv|").chain_update(alpha).finalize();
    let cipher = Cipher::new(&Array::from(key));
    key.zeroize();
    let mut nonce = [0; 13];
    nonce.copy_from_slice(&iv[..13]);
    (cipher, nonce)
}

fn seal<G: Group, R: CryptoRng + ?Sized>(to: &G::Element, text: &str, rng: &mut R) -> String {
    let g = G::generator_table();
    let r = SecretKey::<G>::random(rng);
    let s = SecretKey::<G>::random(rng);
    let shared = G::pow_table(&g, &s.0);
    let alpha = G::encode(&G::pow_table(&g, &r.0));
    let beta = G::encode(&G::mul(&G::pow(to, &r.0), &shared));
    let shared = Zeroizing::new(G::encode(&shared));
    let (cipher, nonce) = cipher(&shared, &alpha);
    // Texts of the ceremony are far below the channel's limit, which is checked where polynomials are made.
    let data = cipher.encrypt(&Array::from(nonce), text.as_bytes()).unwrap_or_default();
    json::text(&Sealed {
        alpha: Cow::Owned(alpha),
        beta: Cow::Owned(beta),
        data: Cow::Owned(hex::encode(data)),
    })
}

fn open<G: Group>(
    key: &SecretKey<G>,
    sealed: &str,
    object: &Object,
) -> Result<Zeroizing<String>, Refused> {
    let sealed: Sealed<'_> = json::read(object, sealed.as_bytes())?;
    let alpha = member::<G>(&sealed.alpha, object, || "alpha".to_string())?;
    let beta = member::<G>(&sealed.beta, object, || "beta".to_string())?;
    let shared = Zeroizing::new(G::encode(&G::mul(&beta, &G::invert(&G::pow(&alpha, &key.0)))));
    let unreadable = || Refused::wrong(object.clone(), "cannot be opened");
    need(!sealed.data.bytes().any(|b| b.is_ascii_uppercase()), object, || Why::NotCanonical)?;
    let data = hex::decode(sealed.data.as_bytes()).map_err(|_| unreadable())?;
    let (cipher, nonce) = cipher(&shared, &sealed.alpha);
    let text = cipher.decrypt(&Array::from(nonce), data.as_slice()).map_err(|_| unreadable())?;
    String::from_utf8(text).map(Zeroizing::new).map_err(|_| unreadable())
}

/// Signs a text for a recipient and seals it.
fn send<G: Group, R: CryptoRng + ?Sized>(
    seed: &Seed,
    to: &G::Element,
    text: &str,
    rng: &mut R,
) -> String {
    let addressed =
        Addressed { recipient: Cow::Owned(G::encode(to)), message: Cow::Borrowed(text) };
    let g = G::generator_table();
    let signed =
        SignedMessage::sign::<G, R>(&g, &seed.signing::<G>().0, json::text(&addressed), rng);
    let text = Zeroizing::new(json::text(&signed));
    seal::<G, R>(to, &text, rng)
}

/// Opens a text that `author` sealed for the holder of `seed`.
fn receive<G: Group>(
    seed: &Seed,
    author: &G::Element,
    sealed: &str,
    object: &Object,
) -> Result<Zeroizing<String>, Refused> {
    let key = seed.opening::<G>();
    let text = open::<G>(&key, sealed, object)?;
    let signed: SignedMessage<'_> = json::read(object, text.as_bytes())?;
    signed.check::<G>(author, object)?;
    let addressed: Addressed<'_> = json::read(object, signed.message.as_bytes())?;
    let me = G::encode(&G::pow_table(&G::generator_table(), &key.0));
    need(addressed.recipient == me, object, || Why::Wrong("was written to somebody else"))?;
    Ok(Zeroizing::new(addressed.message.into_owned()))
}

/// First round, by a trustee: its certificate, as JSON.
pub fn certificate<G: Group, R: CryptoRng + ?Sized>(seed: &Seed, rng: &mut R) -> Vec<u8> {
    let g = G::generator_table();
    let (sk, dk) = (seed.signing::<G>(), seed.opening::<G>());
    let certificate = Certificate {
        verification: Cow::Owned(G::encode(&G::pow_table(&g, &sk.0))),
        encryption: Cow::Owned(G::encode(&G::pow_table(&g, &dk.0))),
    };
    json::write(&SignedMessage::sign::<G, R>(&g, &sk.0, json::text(&certificate), rng))
}

/// The certificates of all trustees of a group, checked, in the order that all of them use.
pub struct Ceremony<'a, G: Group> {
    certificates: Vec<SignedMessage<'a>>,
    /// Of each trustee, the key that signs and the key that texts are sealed for.
    keys: Vec<(G::Element, G::Element)>,
    threshold: usize,
}

impl<G: Group> fmt::Debug for Ceremony<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ceremony({} of {})", self.threshold, self.keys.len())
    }
}

impl<'a, G: Group> Ceremony<'a, G> {
    /// # Errors
    /// When a certificate does not check, one is there twice, or the threshold is not in `1..=n`.
    pub fn new(certificates: &[&'a [u8]], threshold: usize) -> Result<Ceremony<'a, G>, Refused> {
        need((1..=certificates.len()).contains(&threshold), &Object::Trustees, || {
            Why::Wrong("a threshold is at least 1 and at most the number of trustees in its group")
        })?;
        let mut ceremony = Ceremony { certificates: Vec::new(), keys: Vec::new(), threshold };
        for (i, bytes) in certificates.iter().enumerate() {
            let object = Object::Certificate(i + 1);
            let certificate: SignedMessage<'a> = json::read(&object, bytes)?;
            let keys = check_certificate::<G>(&certificate, i + 1)?;
            need(ceremony.keys.iter().all(|known| known.0 != keys.0), &object, || Why::Twice)?;
            ceremony.keys.push(keys);
            ceremony.certificates.push(certificate);
        }
        Ok(ceremony)
    }

    pub fn size(&self) -> usize {
        self.keys.len()
    }

    /// The number of the trustee of this seed, counted from 1.
    pub fn number_of(&self, seed: &Seed) -> Result<usize, Refused> {
        let mine = G::pow_table(&G::generator_table(), &seed.signing::<G>().0);
        self.keys.iter().position(|keys| keys.0 == mine).map(|i| i + 1).ok_or_else(|| {
            Refused::wrong(Object::PrivateKey, "belongs to none of the certificates")
        })
    }

    /// Second round, by a trustee: a random polynomial of degree `threshold - 1`, as JSON.
    ///
    /// # Errors
    /// When the seed belongs to none of the certificates.
    pub fn polynomial<R: CryptoRng + ?Sized>(
        &self,
        seed: &Seed,
        rng: &mut R,
    ) -> Result<Vec<u8>, Refused> {
        let number = self.number_of(seed)?;
        let g = G::generator_table();
        let coefficients: Vec<SecretKey<G>> =
            (0..self.threshold).map(|_| SecretKey::random(rng)).collect();
        let elements: Vec<G::Element> =
            coefficients.iter().map(|a| G::pow_table(&g, &a.0)).collect();
        let coefexps =
            CoefExps { coefexps: G::encode_all(&elements).into_iter().map(Cow::Owned).collect() };
        let signed =
            SignedMessage::sign::<G, R>(&g, &seed.signing::<G>().0, json::text(&coefexps), rng);
        let raw = RawPolynomial {
            polynomial: coefficients.iter().map(|a| Cow::Owned(a.0.encode())).collect(),
        };
        let raw = Zeroizing::new(json::text(&raw));
        need(raw.len() < MOST / 2, &Object::Polynomial(number), || {
            Why::Wrong("has too many coefficients")
        })?;
        let mut secrets = Vec::with_capacity(self.size());
        for (j, (_, to)) in self.keys.iter().enumerate() {
            let at = G::Scalar::from_u64(j as u64 + 1);
            let mut value =
                coefficients.iter().rev().fold(G::Scalar::ZERO, |value, a| value * at + a.0);
            let secret =
                Zeroizing::new(json::text(&RawSecret { secret: Cow::Owned(value.encode()) }));
            value.zeroize();
            secrets.push(Cow::Owned(send::<G, R>(seed, to, &secret, rng)));
        }
        let polynomial = Cow::Owned(send::<G, R>(seed, &self.keys[number - 1].1, &raw, rng));
        Ok(json::write(&Polynomial { polynomial, secrets, coefexps: signed }))
    }

    fn commitments(&self, coefexps: &[SignedMessage<'_>]) -> Result<Vec<Vec<G::Element>>, Refused> {
        need_length(coefexps.len(), self.size(), &Object::Trustees, || "coefexps".to_string())?;
        let rows = coefexps.iter().zip(&self.keys).enumerate();
        rows.map(|(i, (row, keys))| check_coefexps::<G>(row, &keys.0, self.threshold, i + 1))
            .collect()
    }

    fn polynomials<'b>(&self, polynomials: &[&'b [u8]]) -> Result<Vec<Polynomial<'b>>, Refused> {
        need_length(polynomials.len(), self.size(), &Object::Trustees, || {
            "polynomials".to_string()
        })?;
        let mut read = Vec::with_capacity(self.size());
        for (i, bytes) in polynomials.iter().enumerate() {
            read.push(self.read_polynomial(i + 1, bytes)?);
        }
        Ok(read)
    }

    fn read_polynomial<'b>(
        &self,
        number: usize,
        bytes: &'b [u8],
    ) -> Result<Polynomial<'b>, Refused> {
        let object = Object::Polynomial(number);
        let keys = number.checked_sub(1).and_then(|i| self.keys.get(i));
        let keys = keys.ok_or_else(|| Refused::wrong(object.clone(), "is of no trustee"))?;
        let polynomial: Polynomial<'b> = json::read(&object, bytes)?;
        need_length(polynomial.secrets.len(), self.size(), &object, || "secrets".to_string())?;
        check_coefexps::<G>(&polynomial.coefexps, &keys.0, self.threshold, number)?;
        Ok(polynomial)
    }

    /// By the server: whether the second message of a trustee, counted from 1, can be passed on.
    ///
    /// # Errors
    /// Names what does not check.
    pub fn check_polynomial(&self, number: usize, bytes: &[u8]) -> Result<(), Refused> {
        self.read_polynomial(number, bytes).map(drop)
    }

    /// By the server: whether the third message of a trustee, counted from 1, fits what all sent before.
    ///
    /// # Errors
    /// Names what does not check.
    pub fn check_outbox(
        &self,
        polynomials: &[&[u8]],
        number: usize,
        bytes: &[u8],
    ) -> Result<(), Refused> {
        let coefexps: Vec<SignedMessage<'_>> =
            self.polynomials(polynomials)?.into_iter().map(|from| from.coefexps).collect();
        self.outbox(&self.commitments(&coefexps)?, number, bytes).map(drop)
    }

    fn outbox<'b>(
        &self,
        commitments: &[Vec<G::Element>],
        number: usize,
        bytes: &'b [u8],
    ) -> Result<Outbox<'b>, Refused> {
        let object = Object::Trustee(number);
        let outbox: Outbox<'b> = json::read(&object, bytes)?;
        let public = check_key::<G>(&outbox.public_key, &object)?;
        need(public == evaluate::<G>(commitments, number), &object, || {
            Why::Wrong("it is not what the group's polynomials give")
        })?;
        Ok(outbox)
    }

    /// By the server, between the rounds: what each trustee receives, as JSON, from what all sent, in order.
    ///
    /// # Errors
    /// Names the trustee whose polynomial does not check.
    pub fn inboxes(&self, polynomials: &[&[u8]]) -> Result<Vec<Vec<u8>>, Refused> {
        let polynomials = self.polynomials(polynomials)?;
        let inbox = |j: usize| {
            json::write(&Inbox {
                polynomial: Cow::Borrowed(&polynomials[j].polynomial),
                secrets: polynomials.iter().map(|from| Cow::Borrowed(&*from.secrets[j])).collect(),
                coefexps: polynomials.iter().map(|from| from.coefexps.clone()).collect(),
            })
        };
        Ok((0..self.size()).map(inbox).collect())
    }

    /// Third round, by a trustee: checks what it received and makes its key, as JSON.
    ///
    /// # Errors
    /// Names the trustee whose secret does not fit its commitments.
    pub fn key<R: CryptoRng + ?Sized>(
        &self,
        seed: &Seed,
        inbox: &[u8],
        rng: &mut R,
    ) -> Result<Vec<u8>, Refused> {
        let number = self.number_of(seed)?;
        let inbox: Inbox<'_> = json::read(&Object::Polynomial(number), inbox)?;
        let commitments = self.commitments(&inbox.coefexps)?;
        self.check_own(seed, number, &inbox.polynomial, &commitments[number - 1])?;
        need_length(inbox.secrets.len(), self.size(), &Object::Secret(number), || {
            "secrets".to_string()
        })?;
        let g = G::generator_table();
        let mut share = SecretKey::<G>(G::Scalar::ZERO);
        for (i, sealed) in inbox.secrets.iter().enumerate() {
            let object = Object::Secret(i + 1);
            let text = receive::<G>(seed, &self.keys[i].0, sealed, &object)?;
            let secret: RawSecret<'_> = json::read(&object, text.as_bytes())?;
            let value = G::Scalar::decode(&secret.secret)
                .map(SecretKey::<G>)
                .ok_or_else(|| Refused::new(object.clone(), Why::Scalar("secret".to_string())))?;
            need(
                G::pow_table(&g, &value.0) == evaluate_one::<G>(&commitments[i], number),
                &object,
                || Why::Wrong("is not the value of its author's polynomial"),
            )?;
            share.0 = share.0 + value.0;
        }
        let public_key = key_text::<G, R>(&share.0, None, rng);
        let raw =
            Zeroizing::new(json::text(&RawKey { decryption_key: Cow::Owned(share.0.encode()) }));
        let private_key = Cow::Owned(send::<G, R>(seed, &self.keys[number - 1].1, &raw, rng));
        Ok(json::write(&Outbox { private_key, public_key }))
    }

    /// That the server gave back the polynomial that this trustee sent.
    fn check_own(
        &self,
        seed: &Seed,
        number: usize,
        sealed: &str,
        row: &[G::Element],
    ) -> Result<(), Refused> {
        let object = Object::Polynomial(number);
        let text = receive::<G>(seed, &self.keys[number - 1].0, sealed, &object)?;
        let raw: RawPolynomial<'_> = json::read(&object, text.as_bytes())?;
        need_length(raw.polynomial.len(), row.len(), &object, || "polynomial".to_string())?;
        let g = G::generator_table();
        for (k, (text, published)) in raw.polynomial.iter().zip(row).enumerate() {
            let coefficient = G::Scalar::decode(text).map(SecretKey::<G>).ok_or_else(|| {
                Refused::new(object.clone(), Why::Scalar(format!("polynomial[{k}]")))
            })?;
            need(G::pow_table(&g, &coefficient.0) == *published, &object, || Why::Differs)?;
        }
        Ok(())
    }

    /// By the server, at the end: the group as published, as JSON, from what all sent, in order.
    ///
    /// # Errors
    /// Names the trustee whose key does not check.
    pub fn parameters(&self, polynomials: &[&[u8]], keys: &[&[u8]]) -> Result<Vec<u8>, Refused> {
        let polynomials = self.polynomials(polynomials)?;
        need_length(keys.len(), self.size(), &Object::Trustees, || {
            "verification_keys".to_string()
        })?;
        let coefexps: Vec<SignedMessage<'_>> =
            polynomials.into_iter().map(|from| from.coefexps).collect();
        let commitments = self.commitments(&coefexps)?;
        let mut verification_keys = Vec::with_capacity(self.size());
        for (i, bytes) in keys.iter().enumerate() {
            verification_keys.push(self.outbox(&commitments, i + 1, bytes)?.public_key);
        }
        Ok(json::write(&Pedersen {
            threshold: self.threshold,
            certs: self.certificates.clone(),
            coefexps,
            verification_keys,
        }))
    }
}

/// After the ceremony: a trustee's share of the private key, from its seed and what [`Ceremony::key`] made.
///
/// # Errors
/// When it cannot be opened with this seed.
pub fn share<G: Group>(seed: &Seed, outbox: &[u8]) -> Result<SecretKey<G>, Refused> {
    let object = Object::PrivateKey;
    let outbox: Outbox<'_> = json::read(&object, outbox)?;
    let author = G::pow_table(&G::generator_table(), &seed.signing::<G>().0);
    let text = receive::<G>(seed, &author, &outbox.private_key, &object)?;
    let raw: RawKey<'_> = json::read(&object, text.as_bytes())?;
    G::Scalar::decode(&raw.decryption_key)
        .map(SecretKey)
        .ok_or_else(|| Refused::new(object, Why::Scalar("decryption_key".to_string())))
}
