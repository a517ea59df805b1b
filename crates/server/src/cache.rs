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
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How old a page may be while records arrive: a reader sees the count at most this late.
const FRESH: Duration = Duration::from_millis(500);
/// A page that took longer to make was given up: another request may try.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most bytes of a shelf; there are two.
const MOST: usize = 32 * 1024 * 1024;
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
pub(crate) fn takes_gzip(asked: &HeaderMap) -> bool {
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
pub(crate) struct Cache(Mutex<Shelves>);

/// Two generations of pages: those asked for since the older ones were set aside, and those. What
/// is asked for moves up; when the upper shelf is full, the lower one is cleared.
#[derive(Default)]
struct Shelves {
    upper: HashMap<String, Arc<Mutex<Slot>>>,
    lower: HashMap<String, Arc<Mutex<Slot>>>,
    /// How many bytes the upper shelf holds.
    bytes: usize,
}

impl Shelves {
    fn find(&mut self, key: &str) -> Option<Arc<Mutex<Slot>>> {
        if let Some(slot) = self.upper.get(key) {
            return Some(slot.clone());
        }
        let slot = self.lower.remove(key)?;
        let weight = weight(key, slot.lock().unwrap_or_else(PoisonError::into_inner).kept());
        self.put(key, slot.clone(), weight);
        Some(slot)
    }

    fn put(&mut self, key: &str, slot: Arc<Mutex<Slot>>, weight: usize) {
        self.bytes += weight;
        if self.bytes > MOST {
            self.lower = std::mem::take(&mut self.upper);
            self.bytes = weight;
        }
        self.upper.insert(key.to_owned(), slot);
    }

    fn remove(&mut self, key: &str, weight: usize) {
        if self.upper.remove(key).is_some() {
            self.bytes = self.bytes.saturating_sub(weight);
        }
        self.lower.remove(key);
    }
}

/// What an entry takes, roughly.
fn weight(key: &str, page: Option<&Kept>) -> usize {
    let bytes = page.map_or(0, |page| page.plain.len() + page.gzip.as_ref().map_or(0, Bytes::len));
    2 * key.len() + 256 + bytes
}

#[derive(Default)]
struct Slot {
    page: Option<(u64, Instant, Kept)>,
    /// Since when somebody is making it.
    making: Option<Instant>,
}

impl Cache {
    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page under `key` as of a journal of `size` records, if it need not be made.
    pub fn ready(&self, key: &str, size: u64) -> Option<Kept> {
        let slot = self.shelves().find(key)?;
        let slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.page.as_ref().filter(|page| slot.usable(page, size)).map(|(.., page)| page.clone())
    }

    /// The page under `key` as of a journal of `size` records, made by `make` when need be.
    pub fn get(&self, key: &str, size: u64, make: impl FnOnce() -> Option<Kept>) -> Option<Kept> {
        let slot = self.slot(key);
        let before = {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(page) = &slot.page
                && slot.usable(page, size)
            {
                return Some(page.2.clone());
            }
            slot.making = Some(Instant::now());
            weight(key, slot.kept())
        };
        let made = make();
        {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            slot.making = None;
            slot.page = made.clone().map(|page| (size, Instant::now(), page));
        }
        let mut shelves = self.shelves();
        shelves.remove(key, before);
        // Addresses that name nothing are many: they keep no room.
        if made.is_some() {
            shelves.put(key, slot, weight(key, made.as_ref()));
        }
        made
    }

    fn slot(&self, key: &str) -> Arc<Mutex<Slot>> {
        let mut shelves = self.shelves();
        shelves.find(key).unwrap_or_else(|| {
            let slot = Arc::<Mutex<Slot>>::default();
            shelves.put(key, slot.clone(), weight(key, None));
            slot
        })
    }
}

impl Slot {
    fn kept(&self) -> Option<&Kept> {
        self.page.as_ref().map(|(.., page)| page)
    }

    fn usable(&self, (of, at, _): &(u64, Instant, Kept), size: u64) -> bool {
        let making = self.making.is_some_and(|since| since.elapsed() < PATIENCE);
        *of == size || at.elapsed() < FRESH || making
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, Kept, MOST};

    /// What does not become smaller when compressed.
    fn page(bytes: usize) -> Option<Kept> {
        let mut seed = 7_u32;
        let noise = (0..bytes).map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed.to_be_bytes()[0]
        });
        Some(Kept::new("text/plain", noise.collect::<Vec<u8>>()))
    }

    #[test]
    fn pages_take_no_more_room_than_there_is_and_what_is_asked_for_stays() {
        let cache = Cache::default();
        let one = page(MOST / 16);
        cache.get("/", 1, || one.clone());
        for n in 0..100 {
            cache.get(&format!("/{n}"), 1, || one.clone());
            assert!(cache.ready("/", 1).is_some(), "{n}");
        }
        let shelves = cache.shelves();
        let held = shelves.upper.len() + shelves.lower.len();
        assert!(held <= 32 && shelves.bytes <= MOST, "{held}");
        assert!(!shelves.upper.contains_key("/3") && !shelves.lower.contains_key("/3"));
    }

    #[test]
    fn a_page_made_again_takes_its_own_place_and_one_that_is_not_there_takes_none() {
        let (cache, one) = (Cache::default(), page(MOST / 4));
        for size in 0..4 {
            std::thread::sleep(std::time::Duration::from_millis(510));
            cache.get("/", size, || one.clone());
            cache.get(&format!("/nothing/{size}"), size, || None);
        }
        let shelves = cache.shelves();
        assert_eq!(shelves.upper.len() + shelves.lower.len(), 1);
        assert!(shelves.bytes < MOST / 2, "{}", shelves.bytes);
    }
}
