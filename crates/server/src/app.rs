use crate::{cache::Cache, halls::Halls, live::Beat, secret::boxes::Boxes};
use dienhong_core::{Event, node, people::OfficerId, units::UnitId};
use dienhong_journal::{Hash, Millis, Opening, Record, Seal, part::Part, record::Leaf};
use dienhong_look::{
    assets,
    map::{Atlas, NoMap},
};
use dienhong_node::{Ask, Node, NotDone, View};
use dienhong_publish::{NotPublished, NotShelved, Publisher, Shelf};
use dienhong_store::{Desk, Reader, StoreError};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tokio::sync::Semaphore;

/// Why the pages could not start.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the map: {0}")]
    Map(#[from] NoMap),
    #[error("this node is a rehearsal: it is published nowhere")]
    Rehearsal,
    #[error(transparent)]
    Shelf(#[from] NotShelved),
    #[error(transparent)]
    Published(#[from] NotPublished),
}

/// The most passwords that are hashed at once.
const HASHING: usize = 4;

/// The pages' address as far as a journal's origin tells it.
pub fn home(origin: &str) -> String {
    format!("https://{}", origin.split('/').next().unwrap_or(origin))
}

/// What every request may use.
pub struct App {
    /// Ends before the node that it follows.
    pub publisher: Publisher,
    /// The node's own public folder.
    pub(crate) shelf: Shelf,
    pub node: Node,
    pub desk: Desk,
    pub atlas: Option<Atlas>,
    /// Where the public pages are, once somebody has said so.
    home: OnceLock<String>,
    /// The last record of each officer since this program was started: what a receipt is offered for.
    receipts: Mutex<HashMap<OfficerId, u64>>,
    pub(crate) cache: Cache,
    pub(crate) boxes: Boxes,
    pub(crate) halls: Halls,
    /// Turns at hashing passwords: each takes a core and tens of megabytes for a while.
    pub(crate) hashing: Arc<Semaphore>,
    pub(crate) beat: Beat,
    /// The node's own folder.
    pub(crate) folder: PathBuf,
    /// One reader at a time: a page reads a few dozen records at most.
    reader: Mutex<Reader>,
}

impl App {
    /// The pages of `node`, whose folder is `directory`; `map` is the GeoJSON of its units.
    ///
    /// # Errors
    /// [`NotStarted`]
    pub fn new(node: Node, directory: &Path, map: Option<&str>) -> Result<App, NotStarted> {
        App::publishing(node, directory, map, Vec::new())
    }

    /// As [`App::new`], where the log is published to these shelves too.
    ///
    /// # Errors
    /// [`NotStarted`]
    pub fn publishing(
        node: Node,
        directory: &Path,
        map: Option<&str>,
        others: Vec<Shelf>,
    ) -> Result<App, NotStarted> {
        if node.view().state.node.rehearsal().is_some() && !others.is_empty() {
            return Err(NotStarted::Rehearsal);
        }
        let shelf = Shelf::folder(&directory.join("public"))?;
        let shelves = std::iter::once(shelf.clone()).chain(others).collect();
        let publisher =
            Publisher::start(node.views(), node.reader()?, node.signer().clone(), shelves)?;
        let desk = Desk::open(directory.join("desk.sqlite"))?;
        let reader = Mutex::new(node.reader()?);
        let atlas = map.map(Atlas::read).transpose()?;
        let home = OnceLock::new();
        let (cache, beat) = (Cache::default(), Beat::default());
        let hashing = Arc::new(Semaphore::new(HASHING));
        let receipts = Mutex::default();
        Ok(App {
            publisher,
            shelf,
            node,
            desk,
            atlas,
            home,
            receipts,
            cache,
            boxes: Boxes::default(),
            halls: Halls::default(),
            beat,
            folder: directory.to_owned(),
            hashing,
            reader,
        })
    }

    /// Where the public pages are, as papers print it: `https://bau-cu.example`.
    pub fn home(&self) -> &str {
        self.home.get_or_init(|| home(self.node.signer().verifier().name()))
    }

    /// Says where the public pages are. The first to say so is right.
    pub fn at_home(&self, url: &str) {
        let _said_before = self.home.set(url.trim_end_matches('/').to_owned());
    }

    /// An officer has done something: its first record.
    pub(crate) fn acted(&self, officer: &OfficerId, seq: u64) {
        let mut receipts = self.receipts.lock().unwrap_or_else(PoisonError::into_inner);
        receipts.insert(officer.clone(), seq);
    }

    /// The first record of what an officer has done last.
    pub(crate) fn last_act(&self, officer: &OfficerId) -> Option<u64> {
        let receipts = self.receipts.lock().unwrap_or_else(PoisonError::into_inner);
        receipts.get(officer).copied()
    }

    /// Says in the journal which verifier citizens are given from now on, when it is another than before.
    ///
    /// # Errors
    /// [`NotDone`]
    pub fn announce_program(&self) -> Result<(), NotDone> {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let Ok(verifier) = assets::verifier_sha256().parse::<Hash>() else { return Ok(()) };
        let known = self.node.view();
        let known = known.state.node.program();
        if known.is_some_and(|known| known.version == version && known.verifier == verifier) {
            return Ok(());
        }
        let event = node::Event::ProgramPublished { version, verifier };
        self.node.ask(Ask::node(vec![Event::Node(event)])).map(drop)
    }

    /// The record of this number; none when it is not there or cannot be read just now.
    pub fn record(&self, seq: u64) -> Option<Record> {
        let reader = self.reader.lock().ok()?;
        let bytes = reader.record(seq).ok()??;
        Record::decode(&bytes).ok()
    }

    /// When the record of this number was made, whether it is open or closed.
    pub(crate) fn time_of(&self, seq: u64) -> Option<Millis> {
        let bytes = self.reader.lock().ok()?.record(seq).ok()??;
        let leaf = Leaf::decode(&bytes).ok()?;
        Some(leaf.at())
    }

    /// What a seal holds that no record lays open; none when it is lost or cannot be read just now. For those
    /// who may see it only.
    pub(crate) fn kept<T: serde::de::DeserializeOwned>(&self, seal: &Seal) -> Option<T> {
        self.opening(seal).map(|opening| opening.value)
    }

    /// As [`App::kept`], with the salt: what opens the seal.
    pub(crate) fn opening<T: serde::de::DeserializeOwned>(
        &self,
        seal: &Seal,
    ) -> Option<Opening<T>> {
        let bytes = self.node.kept(seal).ok()??;
        serde_json::from_slice(&bytes).ok()
    }

    /// The part of a unit in the log of so many records; none when it is not there or cannot be read just now.
    pub fn part(&self, view: &View, unit: Option<&UnitId>, size: u64) -> Option<Part> {
        let reader = self.reader.lock().ok()?;
        dienhong_publish::part(view, &reader, unit, size).ok()?
    }

    /// How late it is for what follows this view: the time of the journal never goes back, whatever the clock does.
    pub(crate) fn at(&self, view: &View) -> Millis {
        Millis::new(self.now()).max(view.at)
    }

    /// What the node's clock says, in milliseconds.
    pub fn now(&self) -> u64 {
        (self.node.clock())().get()
    }
}
