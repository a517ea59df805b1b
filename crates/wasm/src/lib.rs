//! The verifier in a browser's worker: reads published files by `fetch`, and answers in JSON.
//!
//! Everything that decides is [`dienhong_verifier`], the same code as `dienhong verify`; here is only what a
//! browser needs around it.
#![cfg(target_arch = "wasm32")]

mod crypto;
mod web;

use dienhong_verifier::{Ask, Progress, Scope, Seen, Verified, verify, words};
use js_sys::Function;
use serde::Deserialize;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web::Web;

/// What a page asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// `vi` or `en`.
    lang: String,
    scope: Scope,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    seen: Option<Seen>,
}

thread_local! {
    /// What the last check found: figures are followed in it.
    static LAST: RefCell<Option<Verified>> = const { RefCell::new(None) };
}

/// Why nothing was checked, in words.
fn sorry(why: impl ToString) -> JsValue {
    JsValue::from_str(&why.to_string())
}

fn language(lang: &str) -> words::Language {
    if lang == "vi" { words::Language::Vi } else { words::Language::En }
}

/// Checks what `asked` says, with files by `read(path, most)` and `soon(path, most)`; `progress(done, of)` is
/// told how far it has come. Answers `{agrees, sentence, text, report}` as JSON.
///
/// # Errors
/// A sentence, when nothing can be said of the files.
#[wasm_bindgen]
pub async fn check(
    asked: String,
    read: Function,
    soon: Function,
    progress: Function,
) -> Result<String, JsValue> {
    let Asked { lang, scope, key, seen } = serde_json::from_str(&asked).map_err(sorry)?;
    let lang = language(&lang);
    let key = key.map(|key| key.parse()).transpose().map_err(sorry)?;
    let ask = Ask { scope, key, seen, witnesses: Vec::new() };
    let files = Web { read, soon };
    let mut tell = |at: Progress| {
        let (done, of) = match at {
            Progress::Records(done, of) => (done, of),
            Progress::Copies => (1, 1),
        };
        // Who does not listen does not hold the check up.
        let _told =
            progress.call2(&JsValue::NULL, &JsValue::from(done as f64), &JsValue::from(of as f64));
    };
    let verified = verify(&files, &crypto::WebCrypto, &ask, &mut tell).await;
    let verified = verified.map_err(|why| sorry(words::unreadable(lang, &why)))?;
    let report = &verified.report;
    let answer = serde_json::json!({
        "agrees": report.agrees(),
        "sentence": words::sentence(lang, report),
        "details": words::details(lang, report),
        "report": report,
    });
    LAST.with(|last| last.replace(Some(verified)));
    Ok(answer.to_string())
}

/// Where a figure of the last check comes from, as JSON. None: it was not among what was checked.
#[wasm_bindgen]
pub fn origin(path: &str) -> Option<String> {
    LAST.with(|last| {
        let last = last.borrow();
        let origin = last.as_ref()?.origin(path)?;
        serde_json::to_string(&origin).ok()
    })
}

/// Checks the receipt in the fragment of an address against the keys, one on each line. Answers
/// `{sentence, details, note}` as JSON.
///
/// # Errors
/// A sentence, when the receipt is not good.
#[wasm_bindgen]
pub fn receipt(fragment: &str, keys: &str, lang: &str) -> Result<String, JsValue> {
    let lang = language(lang);
    let receipt = words::Receipt::check(fragment, keys).map_err(sorry)?;
    let answer = serde_json::json!({
        "sentence": receipt.sentence(lang),
        "details": receipt.details(lang),
        "note": receipt.proof.note.to_string(),
    });
    Ok(answer.to_string())
}

/// How many bytes of memory the verifier has taken.
#[wasm_bindgen]
pub fn memory_taken() -> f64 {
    (core::arch::wasm32::memory_size::<0>() * 65_536) as f64
}
