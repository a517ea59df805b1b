//! The functions of the worker. Each answers JSON, or throws a [`Sorry`] as JSON.

use crate::voter::{Ready, Voting, enter, read_credential};
use crate::{Sorry, trustee};
use serde::Serialize;
use serde_json::json;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

thread_local! {
    static VOTING: RefCell<Option<Box<dyn Voting>>> = const { RefCell::new(None) };
    /// The one ballot that waits to be cast or opened.
    static READY: RefCell<Option<Box<dyn Ready>>> = const { RefCell::new(None) };
}

type Answer = Result<String, JsValue>;

fn thrown(sorry: Sorry) -> JsValue {
    JsValue::from_str(&serde_json::to_string(&sorry).unwrap_or_default())
}

fn answer<T: Serialize>(done: Result<T, Sorry>) -> Answer {
    done.map(|done| serde_json::to_string(&done).unwrap_or_default()).map_err(thrown)
}

fn plain(done: Result<String, Sorry>) -> Answer {
    done.map_err(thrown)
}

fn inside<T>(act: impl FnOnce(&dyn Voting) -> Result<T, Sorry>) -> Result<T, Sorry> {
    VOTING.with(|voting| match &*voting.borrow() {
        Some(voting) => act(&**voting),
        None => Err(Sorry::new("not_ready", "")),
    })
}

/// Opens the booth of an election. Answers `{uuid, name, group, fingerprint}`.
#[wasm_bindgen]
pub fn open(election: &str) -> Answer {
    answer(enter(election.as_bytes()).map(|(voting, fingerprint)| {
        let parsed = voting.election();
        let said = json!({
            "uuid": parsed.uuid, "name": parsed.name, "group": parsed.group, "fingerprint": fingerprint,
        });
        VOTING.with(|cell| cell.replace(Some(voting)));
        READY.with(RefCell::take);
        said
    }))
}

/// Whether this is a credential. Answers `{public}`.
#[wasm_bindgen]
pub fn credential(typed: String) -> Answer {
    let typed = Zeroizing::new(typed);
    answer(inside(|voting| {
        let credential = read_credential(&typed)?;
        Ok(json!({ "public": voting.public(&credential) }))
    }))
}

/// Encrypts choices: of each question a 0 or 1 for each slot, the blank vote first. Answers `{tracker, content}`; the
/// ballot waits here.
#[wasm_bindgen]
pub fn encrypt(typed: String, choices: String) -> Answer {
    let (typed, choices) = (Zeroizing::new(typed), Zeroizing::new(choices));
    answer(inside(|voting| {
        let credential = read_credential(&typed)?;
        let choices: Zeroizing<Vec<Vec<u8>>> = serde_json::from_str(&choices)
            .map(Zeroizing::new)
            .map_err(Sorry::as_code("choices"))?;
        let ready = voting.encrypt(&credential, &choices)?;
        let names = ready.names();
        READY.with(|cell| cell.replace(Some(ready)));
        Ok(names)
    }))
}

fn taken() -> Result<Box<dyn Ready>, Sorry> {
    READY.with(RefCell::take).ok_or_else(|| Sorry::new("not_ready", ""))
}

fn utf8(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// The ballot that waits, to be sent; it can no longer be opened.
#[wasm_bindgen]
pub fn cast() -> Answer {
    plain(taken().map(|ready| utf8(ready.cast())))
}

/// The ballot that waits, opened; it can no longer be cast.
#[wasm_bindgen]
pub fn audit() -> Answer {
    plain(taken().map(|ready| utf8(ready.open())))
}

/// Checks a ballot from the box. Answers `{tracker, content}`.
#[wasm_bindgen]
pub fn check_ballot(ballot: &str) -> Answer {
    answer(inside(|voting| voting.check_ballot(ballot.as_bytes())))
}

/// Computes an opened ballot again. Answers `{content, choices}`.
#[wasm_bindgen]
pub fn check_opened(opened: &str) -> Answer {
    answer(inside(|voting| voting.check_opened(opened.trim().as_bytes())))
}

/// Answers `{secret, public, fingerprint}`.
#[wasm_bindgen]
pub fn new_key(group: &str, name: &str) -> Answer {
    answer(trustee::new_key(group, name))
}

/// Answers `{secret, public, fingerprint}`.
#[wasm_bindgen]
pub fn new_seed(group: &str) -> Answer {
    answer(trustee::new_seed(group))
}

/// That a file holds the secret of what is public.
#[wasm_bindgen]
pub fn belongs(group: &str, secret: String, public: &str) -> Answer {
    answer(trustee::belongs(group, &Zeroizing::new(secret), public))
}

fn texts(json: &str) -> Result<Vec<String>, Sorry> {
    serde_json::from_str(json).map_err(Sorry::as_code("ceremony"))
}

/// `certificates`: a JSON array of the texts of all certificates, in their order.
#[wasm_bindgen]
pub fn polynomial(group: &str, certificates: &str, threshold: usize, secret: String) -> Answer {
    let secret = Zeroizing::new(secret);
    plain(texts(certificates).and_then(|all| trustee::polynomial(group, &all, threshold, &secret)))
}

/// The third round of a ceremony.
#[wasm_bindgen]
pub fn key_share(
    group: &str,
    certificates: &str,
    threshold: usize,
    secret: String,
    inbox: &str,
) -> Answer {
    let secret = Zeroizing::new(secret);
    let all = texts(certificates);
    plain(all.and_then(|all| trustee::key_share(group, &all, threshold, &secret, inbox)))
}

/// Checks an archive whole. Answers a report.
#[wasm_bindgen]
pub fn check_archive(archive: &[u8]) -> Answer {
    answer(trustee::check_archive(archive))
}

/// Checks an archive whole and decrypts. Answers `{owner, share, owned, of}`.
#[wasm_bindgen]
pub fn decryption(archive: &[u8], secret: String, key_share: Option<String>) -> Answer {
    answer(trustee::decryption(archive, &Zeroizing::new(secret), key_share.as_deref()))
}
