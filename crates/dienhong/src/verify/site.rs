//! Published files on the web, for a verifier that waits on threads of its own.

use dienhong_verifier::{Files, NotRead};
use dienhong_web::{NotFetched, Web};
use std::{
    collections::HashMap,
    io,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{runtime::Runtime, task::JoinHandle};

/// The most files that are fetched before they are asked for.
const AHEAD: usize = 16;

type Fetched = Result<Option<Vec<u8>>, NotFetched>;

/// A node, or a copy of its public files, behind an address.
pub struct Site {
    web: Web,
    runtime: Runtime,
    begun: Mutex<HashMap<String, JoinHandle<Fetched>>>,
    bytes: AtomicU64,
}

impl Site {
    /// # Errors
    /// When the address is none, or this machine has no threads to give.
    pub fn new(address: &str) -> io::Result<Site> {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build()?;
        let web = Web::new(address).map_err(io::Error::other)?;
        Ok(Site { web, runtime, begun: Mutex::default(), bytes: AtomicU64::new(0) })
    }

    /// How many bytes were read.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn begin(&self, path: &str, most: u64) -> JoinHandle<Fetched> {
        let (web, path) = (self.web.clone(), path.to_owned());
        self.runtime.spawn(async move { web.get(&path, most).await })
    }
}

impl Files for Site {
    async fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, NotRead> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
        let fetched = begun.unwrap_or_else(|| self.begin(path, most)).await;
        let failed = |why: &dyn ToString| NotRead { path: path.to_owned(), why: why.to_string() };
        let found = fetched.map_err(|why| failed(&why))?.map_err(|why| failed(&why))?;
        let length = found.as_ref().map_or(0, Vec::len);
        self.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(found)
    }

    fn soon(&self, path: &str, most: u64) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.len() < AHEAD && !begun.contains_key(path) {
            begun.insert(path.to_owned(), self.begin(path, most));
        }
    }
}
