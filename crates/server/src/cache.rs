use bytes::Bytes;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How old a page may be while records arrive: a reader sees the count at most this late.
const FRESH: Duration = Duration::from_millis(500);
/// More pages than a province has; then the cache starts again.
const MOST: usize = 16_384;

/// Rendered public pages. A page is made again when the journal has grown and it is not fresh; while
/// one request makes it, the others are given the one before.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<String, Arc<Mutex<Kept>>>>);

#[derive(Default)]
struct Kept {
    page: Option<(u64, Instant, Bytes)>,
    making: bool,
}

impl Cache {
    /// The page under `key` as of a journal of `size` records, made by `make` when need be.
    pub fn get(&self, key: &str, size: u64, make: impl FnOnce() -> Option<Bytes>) -> Option<Bytes> {
        let kept = self.kept(key);
        {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((of, at, page)) = &kept.page
                && (*of == size || at.elapsed() < FRESH || kept.making)
            {
                return Some(page.clone());
            }
            kept.making = true;
        }
        let made = make();
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.making = false;
        kept.page = made.clone().map(|page| (size, Instant::now(), page));
        made
    }

    fn kept(&self, key: &str) -> Arc<Mutex<Kept>> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = pages.get(key) {
            return kept.clone();
        }
        if pages.len() >= MOST {
            pages.clear();
        }
        pages.entry(key.to_owned()).or_default().clone()
    }
}
