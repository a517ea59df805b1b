//! What a page loads: the style, the script, the fonts. They are part of the program.
//!
//! A URL carries eight hex digits of its content's hash, so that a browser may keep it for ever.

use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::LazyLock;

/// One file to serve.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    pub bytes: &'static [u8],
    pub mime: &'static str,
    /// A strong entity tag, in its quotes.
    pub etag: &'static str,
    /// Asked for by its hash: what this URL answers will never change.
    pub immutable: bool,
}

struct File {
    name: &'static str,
    hashed: String,
    mime: &'static str,
    etag: String,
    bytes: Cow<'static, [u8]>,
}

const WOFF2: &str = "font/woff2";

/// The verifier that browsers are given.
const VERIFIER: &str = "verifier_bg.wasm";
const VERIFIER_BYTES: &[u8] = include_bytes!("../../../assets/verifier/verifier_bg.wasm");

/// The booth in which votes are encrypted.
const BOOTH: &str = "booth/booth_bg.wasm";
const BOOTH_BYTES: &[u8] = include_bytes!("../../../assets/booth/booth_bg.wasm");

/// The SHA-256 of the verifier that browsers are given, in hexadecimal digits.
pub fn verifier_sha256() -> &'static str {
    static DIGITS: LazyLock<String> = LazyLock::new(|| hex::encode(Sha256::digest(VERIFIER_BYTES)));
    &DIGITS
}

/// The SHA-256 of the booth that browsers are given, in hexadecimal digits.
pub fn booth_sha256() -> &'static str {
    static DIGITS: LazyLock<String> = LazyLock::new(|| hex::encode(Sha256::digest(BOOTH_BYTES)));
    &DIGITS
}

/// Fonts come first: the style names them by their hashed names.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    macro_rules! font {
        ($name:literal) => {
            file(
                concat!("fonts/", $name),
                WOFF2,
                Cow::Borrowed(include_bytes!(concat!("../../../assets/fonts/", $name))),
            )
        };
    }
    let mut files = vec![
        font!("be-vietnam-pro-latin-400-normal.woff2"),
        font!("be-vietnam-pro-latin-600-normal.woff2"),
        font!("be-vietnam-pro-vietnamese-400-normal.woff2"),
        font!("be-vietnam-pro-vietnamese-600-normal.woff2"),
        font!("source-serif-4-latin-wght-normal.woff2"),
        font!("source-serif-4-vietnamese-wght-normal.woff2"),
        file(
            "live.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/live.js")),
        ),
        file(
            "outbox.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/outbox.js")),
        ),
        file(
            "entry.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/entry.js")),
        ),
        file(
            "verify.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/verify.js")),
        ),
        file(
            "receipt.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/receipt.js")),
        ),
        file(
            "compare.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/compare.js")),
        ),
        file(
            "redact.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/redact.js")),
        ),
        file(
            "worker.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/worker.js")),
        ),
        file(
            "verifier.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/verifier/verifier.js")),
        ),
        file(VERIFIER, "application/wasm", Cow::Borrowed(VERIFIER_BYTES)),
        file(
            "booth.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/booth.js")),
        ),
        file(
            "booth-common.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/booth-common.js")),
        ),
        file(
            "booth-worker.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/booth-worker.js")),
        ),
        file(
            "trustee.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/trustee.js")),
        ),
        file(
            "booth/booth.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/booth/booth.js")),
        ),
        file(BOOTH, "application/wasm", Cow::Borrowed(BOOTH_BYTES)),
        file(
            "passkey.js",
            "text/javascript; charset=utf-8",
            Cow::Borrowed(include_bytes!("../../../assets/passkey.js")),
        ),
        file(
            "mark.svg",
            "image/svg+xml",
            Cow::Borrowed(include_bytes!("../../../assets/mark.svg")),
        ),
    ];
    let mut style = include_str!("../../../assets/style.css").to_owned();
    for font in files.iter().filter(|file| file.mime == WOFF2) {
        style = style.replace(font.name, &font.hashed);
    }
    files.push(file("style.css", "text/css; charset=utf-8", Cow::Owned(style.into_bytes())));
    files
});

fn file(name: &'static str, mime: &'static str, bytes: Cow<'static, [u8]>) -> File {
    let hash = hex::encode(Sha256::digest(&bytes));
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let hashed = format!("{stem}.{}.{end}", &hash[..8]);
    File { name, hashed, mime, etag: format!("\"{}\"", &hash[..32]), bytes }
}

/// The file at `path`, which is what follows `/assets/` in a URL, with its hash or without.
pub fn asset(path: &str) -> Option<Asset> {
    let file = FILES.iter().find(|file| file.hashed == path || file.name == path)?;
    Some(Asset {
        bytes: &file.bytes,
        mime: file.mime,
        etag: &file.etag,
        immutable: file.hashed == path,
    })
}

/// The URL of a file by its plain name: `style.css` gives `/assets/style.1a2b3c4d.css`.
pub fn href(name: &str) -> String {
    let found = FILES.iter().find(|file| file.name == name);
    format!("/assets/{}", found.map_or(name, |file| file.hashed.as_str()))
}

/// Every file's hashed name, to write them all out somewhere.
pub fn all() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.hashed.as_str())
}
