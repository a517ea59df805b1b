use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use dienhong_journal::Hash;
use flate2::{Compression, write::GzEncoder};
use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How old a page may be while records arrive: a reader sees the count at most this late.
const FRESH: Duration = Duration::from_millis(500);
/// A page that took longer to make was given up: another request may try.
const PATIENCE: Duration = Duration::from_secs(20);
/// More pages than a province has; then the cache starts again.
const MOST: usize = 16_384;
/// Shorter answers are not worth compressing.
const SHORT: usize = 512;

/// What goes out to everybody: as it is, compressed once, and under a tag by which a browser that
/// has it already is told so.
#[derive(Clone)]
pub(crate) struct Kept {
    kind: &'static str,
    plain: Bytes,
    /// None: it would not become smaller.
    gzip: Option<Bytes>,
    tag: HeaderValue,
}

impl Kept {
    pub fn new(kind: &'static str, bytes: impl Into<Bytes>) -> Kept {
        let plain = bytes.into();
        let gzip = compressed(&plain).filter(|small| small.len() < plain.len());
        let digest = Hash::of(&plain).to_string();
        // Weak, as the compressed form has it too.
        let tag = HeaderValue::from_str(&format!("W/\"{}\"", &digest[..32]));
        Kept { kind, plain, gzip, tag: tag.unwrap_or(HeaderValue::from_static("W/\"\"")) }
    }

    /// The answer to a request with these headers.
    pub fn answer(&self, asked: &HeaderMap) -> Response {
        let known = asked.get_all(header::IF_NONE_MATCH).iter();
        let mut known = known.filter_map(|tags| tags.to_str().ok()).flat_map(|t| t.split(','));
        let common = [
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (header::ETAG, self.tag.clone()),
            (header::VARY, HeaderValue::from_static("accept-encoding, cookie")),
        ];
        if known.any(|tag| tag.trim().as_bytes() == self.tag.as_bytes()) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(self.kind))];
        match &self.gzip {
            Some(small) if takes_gzip(asked) => {
                let encoded = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
                (common, kind, encoded, small.clone()).into_response()
            }
            _ => (common, kind, self.plain.clone()).into_response(),
        }
    }
}

fn compressed(plain: &[u8]) -> Option<Bytes> {
    if plain.len() < SHORT {
        return None;
    }
    let mut gzip = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::new(5));
    gzip.write_all(plain).ok()?;
    gzip.finish().ok().map(Bytes::from)
}

/// Whether a browser takes gzip: every one of the last twenty years does and says so.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let all = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|value| value.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let refused =
            matches!(weight.trim().strip_prefix("q="), Some("0" | "0.0" | "0.00" | "0.000"));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// Rendered public pages. A page is made again when the journal has grown and it is not fresh; while
/// one request makes it, the others are given the one before.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<String, Arc<Mutex<Slot>>>>);

#[derive(Default)]
struct Slot {
    page: Option<(u64, Instant, Kept)>,
    /// Since when somebody is making it.
    making: Option<Instant>,
}

impl Cache {
    /// The page under `key` as of a journal of `size` records, if it need not be made.
    pub fn ready(&self, key: &str, size: u64) -> Option<Kept> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key)?.clone();
        let slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.page.as_ref().filter(|page| slot.usable(page, size)).map(|(.., page)| page.clone())
    }

    /// The page under `key` as of a journal of `size` records, made by `make` when need be.
    pub fn get(&self, key: &str, size: u64, make: impl FnOnce() -> Option<Kept>) -> Option<Kept> {
        let slot = self.slot(key);
        {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(page) = &slot.page
                && slot.usable(page, size)
            {
                return Some(page.2.clone());
            }
            slot.making = Some(Instant::now());
        }
        let made = make();
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.making = None;
        slot.page = made.clone().map(|page| (size, Instant::now(), page));
        drop(slot);
        if made.is_none() {
            // Addresses that name nothing are many: they keep no room.
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        }
        made
    }

    fn slot(&self, key: &str) -> Arc<Mutex<Slot>> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = pages.get(key) {
            return slot.clone();
        }
        if pages.len() >= MOST {
            pages.clear();
        }
        pages.entry(key.to_owned()).or_default().clone()
    }
}

impl Slot {
    fn usable(&self, (of, at, _): &(u64, Instant, Kept), size: u64) -> bool {
        let making = self.making.is_some_and(|since| since.elapsed() < PATIENCE);
        *of == size || at.elapsed() < FRESH || making
    }
}
