//! The form of keys and addresses that stand in the node's records.

use base64::{Engine, engine::general_purpose::STANDARD};
use dienhong_journal::{Hash, checkpoint::Verifier};

/// The byte that says «Ed25519 cosignature with a time» in keys of witnesses.
const COSIGNATURE: u8 = 4;

/// Whether `text` is a C2SP key of a witness, `name+id+base64`, with the id that its key has.
pub(super) fn cosigns(text: &str) -> bool {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let Ok(key) = STANDARD.decode(key) else { return false };
    let Some((&COSIGNATURE, public)) = key.split_first() else { return false };
    let usable = public.try_into().is_ok_and(|public| Verifier::new(name, public).is_ok());
    let hash = Hash::of_parts(&[name.as_bytes(), b"\n", &key]);
    usable && id == hash.to_string()[..8].to_owned()
}

/// Whether `text` is an address that a program can ask: `https://…` or `http://…`.
pub(super) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    !host.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
