//! A passkey held in memory, which answers as an authenticator does: for simulated officers and tests.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use dienhong_core::people::passkey::{Algorithm, Assertion, Passkey};
use dienhong_journal::Hash;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};

/// What an authenticator and a browser say, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub authenticator_data: Vec<u8>,
    /// JSON.
    pub client_data: String,
}

enum Key {
    Es256(Box<EcdsaKeyPair>, SystemRandom),
    Eddsa(Ed25519KeyPair),
}

/// A key that signs at one web origin.
pub struct Authenticator {
    key: Key,
    origin: String,
}

impl Authenticator {
    /// A fresh ES256 key, at `origin`. None: the machine has no randomness to give.
    pub fn es256(origin: &str) -> Option<Authenticator> {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_ASN1_SIGNING);
        let made = EcdsaKeyPair::generate_pkcs8(kind, &random).ok()?;
        let key = EcdsaKeyPair::from_pkcs8(kind, made.as_ref(), &random).ok()?;
        Some(Authenticator { key: Key::Es256(Box::new(key), random), origin: origin.to_owned() })
    }

    /// The EdDSA key of this seed, at `origin`. None: never, for 32 bytes.
    pub fn eddsa(origin: &str, seed: &[u8; 32]) -> Option<Authenticator> {
        let key = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        Some(Authenticator { key: Key::Eddsa(key), origin: origin.to_owned() })
    }

    pub fn passkey(&self) -> Passkey {
        let (algorithm, point) = match &self.key {
            Key::Es256(key, _) => (Algorithm::Es256, key.public_key().as_ref()),
            Key::Eddsa(key) => (Algorithm::Eddsa, key.public_key().as_ref()),
        };
        let id = Hash::of(point).0;
        Passkey {
            id: URL_SAFE_NO_PAD.encode(&id[..16]),
            algorithm,
            key: URL_SAFE_NO_PAD.encode(algorithm.spki(point)),
            origin: self.origin.clone(),
        }
    }

    /// What is signed when somebody touches it.
    pub fn says(&self, challenge: &Hash) -> Said {
        let host = self.passkey().host().map(|host| Hash::of(host.as_bytes()));
        // Present and verified; the counter stays 0, as with keys that live on several devices.
        let host = host.map_or([0; 32], |hash| hash.0);
        let authenticator_data = [host.as_slice(), &[5, 0, 0, 0, 0]].concat();
        let (challenge, origin) = (URL_SAFE_NO_PAD.encode(challenge.0), &self.origin);
        let client_data = format!(
            r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#
        );
        Said { authenticator_data, client_data }
    }

    /// What a browser says when it has just made this key.
    pub fn made(&self, challenge: &Hash) -> Said {
        let mut said = self.says(challenge);
        said.client_data = said.client_data.replace("webauthn.get", "webauthn.create");
        let id = URL_SAFE_NO_PAD.decode(self.passkey().id).unwrap_or_default();
        said.authenticator_data[32] |= 0x40;
        said.authenticator_data.extend([[0; 16].as_slice(), &[0, 16], &id].concat());
        said
    }

    /// Signs what was said. None: the machine has no randomness to give.
    pub fn signs(&self, said: &Said) -> Option<Assertion> {
        let client = Hash::of(said.client_data.as_bytes());
        let message = [said.authenticator_data.as_slice(), &client.0].concat();
        let signature = match &self.key {
            Key::Es256(key, random) => key.sign(random, &message).ok()?.as_ref().to_vec(),
            Key::Eddsa(key) => key.sign(&message).as_ref().to_vec(),
        };
        Some(Assertion {
            passkey: self.passkey().id,
            authenticator_data: URL_SAFE_NO_PAD.encode(&said.authenticator_data),
            client_data: URL_SAFE_NO_PAD.encode(&said.client_data),
            signature: URL_SAFE_NO_PAD.encode(signature),
        })
    }

    /// One touch.
    pub fn answers(&self, challenge: &Hash) -> Option<Assertion> {
        self.signs(&self.says(challenge))
    }
}
