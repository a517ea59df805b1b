//! Credentials: what a voter holds, and what the list of voters shows of it.

use crate::election::is_uuid;
use crate::group::{Group, Scalar};
use crate::hash::sha256;
use crate::refused::{Object, Refused, Why, need};
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The digits of base 58, from 0 to 57: without `0`, `I`, `O` and `l`.
pub const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

const DIGITS: usize = 14;
const ITERATIONS: u32 = 1000;

/// `n` random base-58 characters.
pub fn token<R: CryptoRng + ?Sized>(n: usize, rng: &mut R) -> String {
    (0..n).map(|_| char::from(ALPHABET[below(58, rng)])).collect()
}

/// A number below `n`, each as likely. Values that are thrown away tell nothing of the one that is kept.
fn below<R: CryptoRng + ?Sized>(n: u32, rng: &mut R) -> usize {
    let most = u32::MAX - u32::MAX % n;
    loop {
        let drawn = rng.next_u32();
        if drawn < most {
            return (drawn % n) as usize;
        }
    }
}

/// A private credential: 14 random characters and one that checks them, shown as `XXX-XXX-XXX-XXX-XXX`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Credential(String);

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

impl Credential {
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Credential {
        let mut digits: Vec<usize> = (0..DIGITS).map(|_| below(58, rng)).collect();
        digits.push(check_digit(&digits));
        let mut shown = String::with_capacity(19);
        for (i, digit) in digits.iter().enumerate() {
            if i > 0 && i.is_multiple_of(3) {
                shown.push('-');
            }
            shown.push(char::from(ALPHABET[*digit]));
        }
        digits.zeroize();
        Credential(shown)
    }

    /// Reads what a voter typed, with or without dashes and spaces.
    ///
    /// # Errors
    /// When it has not 15 characters of the alphabet or its last one does not fit the others.
    pub fn read(typed: &str) -> Result<Credential, Refused> {
        let wrong = |sentence| Refused::wrong(Object::PrivateCredential, sentence);
        let mut digits = Vec::with_capacity(DIGITS + 1);
        let mut shown = String::with_capacity(19);
        for c in typed.trim().bytes().filter(|c| *c != b'-' && *c != b' ') {
            let digit = ALPHABET.iter().position(|a| *a == c);
            if !digits.is_empty() && digits.len().is_multiple_of(3) {
                shown.push('-');
            }
            digits.push(digit.ok_or_else(|| wrong("a character that no credential has"))?);
            shown.push(char::from(c));
        }
        if digits.len() != DIGITS + 1 {
            return Err(wrong("a credential has 15 characters"));
        }
        // The check digit is never the first of the alphabet, though 53 and 0 are the same modulo 53.
        let holds = check_digit(&digits[..DIGITS]) == digits[DIGITS];
        digits.zeroize();
        if holds {
            Ok(Credential(shown))
        } else {
            Err(wrong("a character is wrong: its check does not hold"))
        }
    }

    /// With dashes, as the voter is sent it: this very text is what the key is derived from.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The signing key of this credential in the election of this identifier.
    pub fn key<G: Group>(&self, uuid: &str) -> SecretKey<G> {
        let mut derived = [0; 32];
        pbkdf2::pbkdf2_hmac::<Sha256>(self.0.as_bytes(), uuid.as_bytes(), ITERATIONS, &mut derived);
        let key = SecretKey(G::Scalar::from_digest(&derived));
        derived.zeroize();
        key
    }

    /// What the list of voters shows.
    pub fn public<G: Group>(&self, uuid: &str, g: &G::Table) -> G::Element {
        G::pow_table(g, &self.key::<G>(uuid).0)
    }
}

fn check_digit(digits: &[usize]) -> usize {
    53 - digits.iter().fold(0, |n, digit| (n * 58 + digit) % 53)
}

/// A number that must stay where it was made. Overwritten when dropped, shown by no formatter.
pub struct SecretKey<G: Group>(pub(crate) G::Scalar);

impl<G: Group> Drop for SecretKey<G> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<G: Group> Clone for SecretKey<G> {
    fn clone(&self) -> SecretKey<G> {
        SecretKey(self.0)
    }
}

impl<G: Group> fmt::Debug for SecretKey<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl<G: Group> SecretKey<G> {
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> SecretKey<G> {
        SecretKey(G::Scalar::random(rng))
    }

    /// Reads the JSON string that [`SecretKey::reveal`] writes.
    ///
    /// # Errors
    /// When it is no number below the group's order.
    pub fn read(json: &[u8]) -> Result<SecretKey<G>, Refused> {
        let mut text: String = crate::json::read(&Object::PrivateKey, json)
            .map_err(|_| Refused::wrong(Object::PrivateKey, "is no JSON string"))?;
        let key = G::Scalar::decode(&text);
        text.zeroize();
        key.map(SecretKey)
            .ok_or_else(|| Refused::new(Object::PrivateKey, Why::Scalar("private key".to_string())))
    }

    /// The text of what is public of it.
    pub fn public(&self) -> String {
        G::encode(&G::pow_table(&G::generator_table(), &self.0))
    }

    /// As a JSON string, for the file of who holds it.
    pub fn reveal(&self) -> String {
        crate::json::text(&self.0.encode())
    }
}

/// One line of the list of voters: a public credential and its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicCredential {
    /// The text of an element.
    pub key: String,
    pub weight: u64,
}

impl PublicCredential {
    /// Reads `key`, `key,weight` or, as belenios-tool hands its lists over, `key,weight,name` where the
    /// weight may be empty for 1.
    pub fn read(text: &str, number: usize) -> Result<PublicCredential, Refused> {
        let wrong = |sentence| Refused::wrong(Object::Credential(number), sentence);
        let mut parts = text.splitn(3, ',');
        let key = parts.next().unwrap_or_default().to_string();
        let weight = match (parts.next(), parts.next()) {
            (None, _) | (Some(""), Some(_)) => 1,
            (Some(weight), _) => match weight.parse::<u64>() {
                Ok(n) if n > 0 && n.to_string() == weight => n,
                _ => return Err(wrong("its weight is no positive number")),
            },
        };
        Ok(PublicCredential { key, weight })
    }

    pub fn write(&self) -> String {
        match self.weight {
            1 => self.key.clone(),
            weight => alloc::format!("{},{weight}", self.key),
        }
    }
}

/// Reads public credentials, the first of them by this number, and gives each one's SHA-256 and weight. They
/// are members of the group; whether one is there twice is left to the caller.
pub(crate) fn read_part<G: Group>(
    first: usize,
    texts: &[Cow<'_, str>],
    mut each: impl FnMut([u8; 32], u64),
) -> Result<(), Refused> {
    const TOGETHER: usize = 4096;
    for (c, texts) in texts.chunks(TOGETHER).enumerate() {
        let first = first + c * TOGETHER;
        let mut elements = Vec::with_capacity(texts.len());
        let mut keys = Vec::with_capacity(32 * texts.len());
        for (i, text) in texts.iter().enumerate() {
            let object = Object::Credential(first + i);
            let public = PublicCredential::read(text, first + i)?;
            let element = G::decode(&public.key);
            elements.push(
                element.ok_or_else(|| Refused::new(object, Why::Element(public.key.clone())))?,
            );
            let key = sha256(public.key.as_bytes());
            keys.extend(key);
            each(key, public.weight);
        }
        if !G::are_members(&elements, &sha256(&keys)) {
            let at = elements.iter().position(|element| !G::is_member(element)).unwrap_or(0);
            return Err(Refused::new(
                Object::Credential(first + at),
                Why::OutsideGroup(texts[at].to_string()),
            ));
        }
    }
    Ok(())
}

/// Reads the voters of an election: the weight of each by the SHA-256 of its public credential.
///
/// # Errors
/// When one is no member of the group or there twice, or their weights are beyond counting.
pub fn read_list<G: Group>(bytes: &[u8]) -> Result<BTreeMap<[u8; 32], u64>, Refused> {
    let object = Object::Credentials;
    let texts: Vec<Cow<'_, str>> = crate::json::read(&object, bytes)?;
    let mut voters = BTreeMap::new();
    let mut total = Some(0u64);
    read_part::<G>(0, &texts, |key, weight| {
        total = total.and_then(|total| total.checked_add(weight));
        voters.insert(key, weight);
    })?;
    need(voters.len() == texts.len(), &object, || Why::Wrong("a credential is there twice"))?;
    need(total.is_some(), &object, || Why::Wrong("their weights are beyond counting"))?;
    Ok(voters)
}

/// The voters of an election as a JSON array, in the order of their keys so that it does not tell who is who.
pub fn write_list(mut voters: Vec<PublicCredential>) -> Vec<u8> {
    voters.sort_by(|a, b| (a.key.len(), &a.key).cmp(&(b.key.len(), &b.key)));
    crate::json::write(&voters.iter().map(PublicCredential::write).collect::<Vec<_>>())
}

/// Makes credentials for voters of these weights: the private ones in order, and the public list.
///
/// # Errors
/// When `uuid` is no identifier of an election.
pub fn make<G: Group, R: CryptoRng + ?Sized>(
    uuid: &str,
    weights: &[u64],
    rng: &mut R,
) -> Result<(Vec<Credential>, Vec<u8>), Refused> {
    if !is_uuid(uuid) {
        return Err(Refused::wrong(
            Object::Election,
            "its uuid is not 14 or more base-58 characters",
        ));
    }
    let g = G::generator_table();
    let private: Vec<Credential> = weights.iter().map(|_| Credential::random(rng)).collect();
    let keys: Vec<G::Element> =
        private.iter().map(|private| private.public::<G>(uuid, &g)).collect();
    let public = G::encode_all(&keys)
        .into_iter()
        .zip(weights)
        .map(|(key, weight)| PublicCredential { key, weight: *weight })
        .collect();
    Ok((private, write_list(public)))
}
