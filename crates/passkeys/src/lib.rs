//! The mathematics of an officer's passkey, natively: a port of [`dienhong_core`], never built for
//! browsers, which have WebCrypto.

pub mod soft;

use dienhong_core::people::passkey::{Algorithm, Signed};
use ring::signature::{ECDSA_P256_SHA256_ASN1, ED25519, UnparsedPublicKey, VerificationAlgorithm};

/// Whether the key has signed the message.
#[must_use]
pub fn good(signed: &Signed) -> bool {
    let algorithm: &dyn VerificationAlgorithm = match signed.algorithm {
        Algorithm::Es256 => &ECDSA_P256_SHA256_ASN1,
        Algorithm::Eddsa => &ED25519,
    };
    let key = UnparsedPublicKey::new(algorithm, signed.point());
    key.verify(&signed.message, &signed.signature).is_ok()
}

#[cfg(test)]
mod tests;
