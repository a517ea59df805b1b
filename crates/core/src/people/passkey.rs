//! Passkeys: keys of an officer's own, with which he signs himself.
//!
//! What the node records of an officer is the node's word, until he has signed it with a key that only
//! he has. Everything about such an assertion is checked here but the mathematics of its signature:
//! [`Signed`] says what those are asked, and whoever has a fast library for them answers.
//!
//! Source: W3C Web Authentication Level 3, §7.2 (how an assertion is verified); RFC 8410 and RFC 5480
//! (the two kinds of keys).

use super::OfficerId;
use crate::{refusal::Refusal, units::UnitId};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use dienhong_journal::{Hash, Millis};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The two kinds of signatures that browsers and fast libraries both verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256: COSE −7.
    Es256,
    /// Ed25519: COSE −8.
    Eddsa,
}

impl Algorithm {
    /// All bytes of a key in SPKI before those of the point.
    fn prefix(self) -> &'static [u8] {
        match self {
            // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING of a point }
            Algorithm::Es256 => {
                b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00"
            }
            // SEQUENCE { SEQUENCE { id-Ed25519 }, BIT STRING of a point }
            Algorithm::Eddsa => b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00",
        }
    }

    /// A point as SubjectPublicKeyInfo in DER.
    pub fn spki(self, point: &[u8]) -> Vec<u8> {
        [self.prefix(), point].concat()
    }

    /// The bytes of a point: `04 ‖ x ‖ y`, or 32.
    fn point(self) -> usize {
        match self {
            Algorithm::Es256 => 65,
            Algorithm::Eddsa => 32,
        }
    }
}

/// The public half of a key of an officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passkey {
    /// The credential id: base64url.
    pub id: String,
    pub algorithm: Algorithm,
    /// SubjectPublicKeyInfo in DER, as browsers give and take it: base64url.
    pub key: String,
    /// The one web origin at which it signs: `https://bau-cu.example`.
    pub origin: String,
}

/// What a browser hands back when somebody has touched his key. Bytes are base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The credential id.
    pub passkey: String,
    pub authenticator_data: String,
    /// `clientDataJSON`: what the browser says it asked for.
    pub client_data: String,
    /// ES256: in DER. EdDSA: 64 bytes.
    pub signature: String,
}

/// A passkey as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub officer: OfficerId,
    pub passkey: Passkey,
    /// The unit of the body in which he added it: it signs there and below.
    pub unit: Option<UnitId>,
    pub at: Millis,
    pub ended: Option<Millis>,
}

impl Held {
    pub fn stands(&self) -> bool {
        self.ended.is_none()
    }
}

/// A signature whose mathematics somebody has to verify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub algorithm: Algorithm,
    /// SubjectPublicKeyInfo in DER: what `WebCrypto` imports as `spki`.
    pub key: Vec<u8>,
    /// The authenticator's data and SHA-256 of the client's data.
    pub message: Vec<u8>,
    /// As the authenticator wrote it: ES256 in DER, EdDSA 64 bytes.
    pub signature: Vec<u8>,
}

impl Signed {
    /// The key as its point alone: what most native libraries take.
    pub fn point(&self) -> &[u8] {
        self.key.get(self.algorithm.prefix().len()..).unwrap_or_default()
    }

    /// The 64 bytes that `WebCrypto` takes; ECDSA: `r ‖ s`. None: the signature is none.
    pub fn plain_signature(&self) -> Option<[u8; 64]> {
        match self.algorithm {
            Algorithm::Es256 => plain_ecdsa(&self.signature),
            Algorithm::Eddsa => self.signature.as_slice().try_into().ok(),
        }
    }
}

/// `r ‖ s` of an ECDSA signature over P-256 in DER, which is written in exactly one way.
pub fn plain_ecdsa(der: &[u8]) -> Option<[u8; 64]> {
    /// One positive INTEGER of at most 32 bytes, and what follows it.
    fn integer(der: &[u8]) -> Option<([u8; 32], &[u8])> {
        let (&[2, length], rest) = der.split_first_chunk()? else { return None };
        let (written, rest) = rest.split_at_checked(length.into())?;
        let number = match written {
            [0, number @ ..] if number.first().is_some_and(|first| *first >= 0x80) => number,
            [1..=0x7f, ..] => written,
            _ => return None,
        };
        let mut padded = [0; 32];
        let start = padded.len().checked_sub(number.len())?;
        padded[start..].copy_from_slice(number);
        Some((padded, rest))
    }
    let (&[0x30, length], rest) = der.split_first_chunk()? else { return None };
    if rest.len() != usize::from(length) {
        return None;
    }
    let (r, rest) = integer(rest)?;
    let (s, rest) = integer(rest)?;
    let mut plain = [0; 64];
    plain[..32].copy_from_slice(&r);
    plain[32..].copy_from_slice(&s);
    rest.is_empty().then_some(plain)
}

/// The most bytes of a credential id, of an authenticator's data, of a client's data and of a signature.
const MOST_ID: usize = 1023;
const MOST_AUTHENTICATOR_DATA: usize = 1024;
const MOST_CLIENT_DATA: usize = 2048;
const MOST_SIGNATURE: usize = 72;

/// The most passkeys of one officer that stand at once.
pub(super) const MOST_PASSKEYS: usize = 10;

/// Bytes that are written as base64url without padding, in exactly one way.
fn bytes(text: &str, most: usize) -> Option<Vec<u8>> {
    let longest = (most * 4).div_ceil(3);
    let read = (text.len() <= longest).then(|| URL_SAFE_NO_PAD.decode(text).ok())?;
    read.filter(|bytes| !bytes.is_empty())
}

impl Passkey {
    /// Whether it has the form of a key that can sign: whose it is, others ask.
    pub(super) fn sound(&self) -> Result<(), Refusal> {
        let refuse = |code| Err(Refusal::new(code).with("passkey", &self.id));
        if bytes(&self.id, MOST_ID).is_none() || self.spki().is_none() {
            return refuse("people.passkey_malformed");
        }
        if self.host().is_none() {
            return refuse("people.passkey_origin_unusable");
        }
        Ok(())
    }

    fn spki(&self) -> Option<Vec<u8>> {
        let (before, point) = (self.algorithm.prefix(), self.algorithm.point());
        let key = bytes(&self.key, before.len() + point)?;
        let fits = key.starts_with(before) && key.len() == before.len() + point;
        let whole = self.algorithm == Algorithm::Eddsa || key.get(before.len()) == Some(&4);
        (fits && whole).then_some(key)
    }

    /// The host of its origin. Browsers give out keys to https, and to the machine itself.
    pub fn host(&self) -> Option<&str> {
        let https = self.origin.strip_prefix("https://");
        let (host, port) = match (https, self.origin.strip_prefix("http://")) {
            (Some(rest), _) | (None, Some(rest)) => match rest.split_once(':') {
                None => (rest, None),
                Some((host, port)) => (host, Some(port)),
            },
            (None, None) => return None,
        };
        let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
        let named = !host.is_empty() && host.len() <= 253 && host.bytes().all(plain);
        let ported = port.is_none_or(|port| port.parse().is_ok_and(|n: u16| n.to_string() == port));
        let secure = https.is_some() || host == "localhost";
        (named && ported && secure).then_some(host)
    }

    /// Whether a browser has just made this key, for `challenge`: asked before it is recorded.
    ///
    /// # Errors
    /// `people.assertion_*`
    pub fn made(
        &self,
        authenticator_data: &str,
        client_data: &str,
        challenge: &Hash,
    ) -> Result<(), Refusal> {
        let malformed = || Refusal::new("people.assertion_malformed").with("passkey", &self.id);
        let said = bytes(authenticator_data, MOST_AUTHENTICATOR_DATA).ok_or_else(malformed)?;
        self.says(&said, client_data, "webauthn.create", challenge)?;
        // After the counter: the kind of device (16), the length of the id (2), the id.
        let id = bytes(&self.id, MOST_ID).unwrap_or_default();
        let (_, rest) = said.split_at_checked(53).ok_or_else(malformed)?;
        let (length, rest) = rest.split_first_chunk().ok_or_else(malformed)?;
        let same = usize::from(u16::from_be_bytes(*length)) == id.len() && rest.starts_with(&id);
        if same { Ok(()) } else { Err(malformed()) }
    }

    /// Whether `assertion` answers `challenge`, as far as can be seen without mathematics.
    ///
    /// # Errors
    /// `people.assertion_*`
    pub(crate) fn answers(&self, assertion: &Assertion, challenge: &Hash) -> Result<(), Refusal> {
        let malformed = || Refusal::new("people.assertion_malformed").with("passkey", &self.id);
        let signed = self.signed(assertion).ok_or_else(malformed)?;
        self.says(&signed.message, &assertion.client_data, "webauthn.get", challenge)
    }

    /// What an authenticator and a browser say of `challenge`.
    fn says(
        &self,
        authenticator_data: &[u8],
        client_data: &str,
        kind: &str,
        challenge: &Hash,
    ) -> Result<(), Refusal> {
        #[derive(Deserialize)]
        struct ClientData {
            r#type: String,
            challenge: String,
            origin: String,
            #[serde(default, rename = "crossOrigin")]
            cross_origin: bool,
        }
        let refuse = |code| Refusal::new(code).with("passkey", &self.id);
        let malformed = || refuse("people.assertion_malformed");
        let client = bytes(client_data, MOST_CLIENT_DATA).ok_or_else(malformed)?;
        let client: ClientData = serde_json::from_slice(&client).map_err(|_| malformed())?;
        if client.r#type != kind {
            return Err(refuse("people.assertion_of_another_kind"));
        }
        if client.challenge != URL_SAFE_NO_PAD.encode(challenge.0) {
            return Err(refuse("people.assertion_of_something_else"));
        }
        if client.origin != self.origin || client.cross_origin {
            return Err(refuse("people.assertion_at_another_origin"));
        }
        // rpIdHash (32), flags (1), a counter (4), then what the flags announce.
        let (host, rest) = authenticator_data.split_first_chunk::<32>().ok_or_else(malformed)?;
        if self.host().is_none_or(|own| Hash::of(own.as_bytes()).0 != *host) {
            return Err(refuse("people.assertion_for_another_host"));
        }
        let flags = rest.first().copied().unwrap_or_default();
        if flags & USER_PRESENT == 0 || flags & USER_VERIFIED == 0 {
            return Err(refuse("people.assertion_without_its_person"));
        }
        Ok(())
    }

    /// What is to be verified. None: the key or the assertion is no such thing.
    pub fn signed(&self, assertion: &Assertion) -> Option<Signed> {
        let mut message = bytes(&assertion.authenticator_data, MOST_AUTHENTICATOR_DATA)?;
        if message.len() < 37 {
            return None;
        }
        let client = bytes(&assertion.client_data, MOST_CLIENT_DATA)?;
        message.extend(Hash::of(&client).0);
        let signature = bytes(&assertion.signature, MOST_SIGNATURE)?;
        let signed = Signed { algorithm: self.algorithm, key: self.spki()?, message, signature };
        signed.plain_signature().is_some().then_some(signed)
    }
}

/// Flags of an authenticator's data: somebody touched it, and it knew who.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 4;

/// Passkeys by their ids, by who holds them, and by the keys themselves.
#[derive(Debug, Default, Clone)]
pub(super) struct Passkeys {
    by_id: imbl::OrdMap<String, Arc<Held>>,
    of: imbl::OrdMap<OfficerId, Arc<Vec<String>>>,
    keys: imbl::OrdSet<String>,
}

impl Passkeys {
    pub fn get(&self, id: &str) -> Option<&Arc<Held>> {
        self.by_id.get(id)
    }

    /// Oldest first.
    pub fn of(&self, officer: &OfficerId) -> impl Iterator<Item = &Arc<Held>> {
        let ids = self.of.get(officer).into_iter().flat_map(|ids| ids.iter());
        ids.filter_map(|id| self.get(id))
    }

    /// Whether anybody ever added this very key, whatever its id was.
    pub fn has_key(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    pub fn add(&mut self, held: Held) {
        let (id, officer) = (held.passkey.id.clone(), held.officer.clone());
        self.keys.insert(held.passkey.key.clone());
        // One that was never lawful: the first of an id stands.
        if self.by_id.contains_key(&id) {
            return;
        }
        self.by_id.insert(id.clone(), Arc::new(held));
        Arc::make_mut(self.of.entry(officer).or_default()).push(id);
    }

    pub fn end(&mut self, id: &str, at: Millis) {
        if let Some(held) = self.by_id.get_mut(id) {
            Arc::make_mut(held).ended.get_or_insert(at);
        }
    }
}
