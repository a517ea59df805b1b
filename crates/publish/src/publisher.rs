use crate::{NotShelved, Shelf, Witnessed, gzipped, witnesses::Witnesses};
use arc_swap::ArcSwap;
use dienhong_journal::{
    Hash, Storage, Tree,
    checkpoint::{BadNote, Checkpoint, Note, Signer},
    tiles::{BadTile, Level, Tile, WIDTH, encode_bundle},
};
use dienhong_node::View;
use dienhong_store::{Reader, StoreError};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tokio::runtime::Runtime;

/// A checkpoint comes at most this often.
const EVERY: Duration = Duration::from_millis(1000);
/// How often it is asked whether there is anything new.
const LOOK: Duration = Duration::from_millis(100);
/// How long it waits after a failure before it tries again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum NotPublished {
    #[error(transparent)]
    Shelf(#[from] NotShelved),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Note(#[from] BadNote),
    #[error(transparent)]
    Tile(#[from] BadTile),
    #[error(
        "{size} records were published whose root is {published}, and this node's root is {ours}: it has published \
         another history, and publishes nothing more"
    )]
    OtherHistory { size: u64, published: Hash, ours: Hash },
    #[error(
        "{size} records were published, and this node has {ours}: some are lost here, and it publishes nothing more"
    )]
    Lost { size: u64, ours: u64 },
    #[error("the published checkpoint cannot be read: {0}")]
    Unreadable(BadNote),
    #[error("the thread that publishes could not be started: {0}")]
    Thread(io::Error),
}

/// The last checkpoint that everybody can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub note: String,
    pub size: u64,
    pub root: Hash,
    pub witnessed: Vec<Witnessed>,
}

/// Where the views of a node appear.
pub type Views = Arc<ArcSwap<View>>;

/// The thread that publishes. Dropping it publishes what is left, and ends it.
pub struct Publisher {
    published: Arc<ArcSwap<Option<Published>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Publisher {
    /// Begins to publish what `views` shows to all `shelves`, of which the first is the node's own folder.
    ///
    /// # Errors
    /// [`NotPublished`], when a shelf holds another history.
    pub fn start(
        views: Views,
        reader: Reader,
        signer: Signer,
        shelves: Vec<Shelf>,
    ) -> Result<Publisher, NotPublished> {
        let published = Arc::new(ArcSwap::from_pointee(None));
        let stop = Arc::new(AtomicBool::new(false));
        let (said, ended) = (published.clone(), stop.clone());
        let (begun, ready) = mpsc::sync_channel(1);
        // All of it on its own thread: who starts a node may be within a runtime already.
        let work = move || {
            let first = begin(reader, signer, shelves, &views.load_full());
            let (runtime, work) = match first {
                Ok((runtime, work, first)) => {
                    said.store(Arc::new(first));
                    let _heard = begun.send(Ok(()));
                    (runtime, work)
                }
                Err(why) => {
                    let _heard = begun.send(Err(why));
                    return;
                }
            };
            runtime.block_on(work.follow(&views, &said, &ended));
        };
        let thread = thread::Builder::new().name("publisher".into()).spawn(work);
        let thread = Some(thread.map_err(NotPublished::Thread)?);
        let publisher = Publisher { published, stop, thread };
        match ready.recv() {
            Ok(Ok(())) => Ok(publisher),
            Ok(Err(why)) => Err(why),
            Err(_) => Err(NotPublished::Thread(io::Error::other("it has ended"))),
        }
    }

    /// None: nothing is published yet.
    pub fn published(&self) -> Arc<Option<Published>> {
        self.published.load_full()
    }
}

/// Looks at the shelves, and publishes what there is: pages that say what is published need the first checkpoint.
fn begin(
    reader: Reader,
    signer: Signer,
    shelves: Vec<Shelf>,
    view: &View,
) -> Result<(Runtime, Work, Option<Published>), NotPublished> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(NotPublished::Thread)?;
    let mut desks = Vec::new();
    for shelf in shelves {
        desks.push(runtime.block_on(Desk::open(shelf, &view.tree))?);
    }
    let mut work = Work { reader, signer, desks, witnesses: Witnesses::default() };
    let first = (view.size > 0).then(|| runtime.block_on(work.publish(view))).transpose()?;
    Ok((runtime, work, first))
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed already.
            let _said = thread.join();
        }
    }
}

/// One shelf, and how much of the log lies on it.
struct Desk {
    shelf: Shelf,
    size: u64,
}

impl Desk {
    /// Looks at what was published there before.
    async fn open(shelf: Shelf, tree: &Tree) -> Result<Desk, NotPublished> {
        let Some(bytes) = shelf.get("checkpoint").await? else {
            return Ok(Desk { shelf, size: 0 });
        };
        let text = String::from_utf8_lossy(&bytes);
        let read = Note::parse(&text).and_then(|note| note.text().parse::<Checkpoint>());
        let Checkpoint { size, root: published, .. } = read.map_err(NotPublished::Unreadable)?;
        let Ok(ours) = tree.root_at(size) else {
            return Err(NotPublished::Lost { size, ours: tree.size() });
        };
        if ours != published {
            return Err(NotPublished::OtherHistory { size, published, ours });
        }
        // The right edge is written again: a crash may have lost what the system had not yet put on the disk.
        Ok(Desk { shelf, size: size / WIDTH * WIDTH })
    }
}

struct Work {
    reader: Reader,
    signer: Signer,
    desks: Vec<Desk>,
    witnesses: Witnesses,
}

impl Work {
    async fn follow(
        mut self,
        views: &Views,
        published: &ArcSwap<Option<Published>>,
        stop: &AtomicBool,
    ) {
        let mut size = published.load().as_ref().as_ref().map_or(0, |published| published.size);
        let mut next = Instant::now();
        loop {
            let ends = stop.load(Ordering::SeqCst);
            let view = views.load_full();
            if view.size > size && (ends || Instant::now() >= next) {
                match self.publish(&view).await {
                    Ok(now) => {
                        size = now.size;
                        published.store(Arc::new(Some(now)));
                        next = Instant::now() + EVERY;
                    }
                    Err(why) => {
                        eprintln!("not published: {why}");
                        next = Instant::now() + PATIENCE;
                    }
                }
            }
            if ends {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn publish(&mut self, view: &View) -> Result<Published, NotPublished> {
        for desk in &mut self.desks {
            tiles(&self.reader, desk, view).await?;
        }
        let shelves: Vec<&Shelf> = self.desks.iter().map(|desk| &desk.shelf).collect();
        let note = self.witnesses.round(view, &self.signer, &shelves).await?;
        let key = format!("{}\n", self.signer.verifier());
        for desk in &mut self.desks {
            desk.shelf.put("log.vkey", key.clone()).await?;
            desk.shelf.put("checkpoint", note.clone()).await?;
            superseded(desk, view.size).await?;
            desk.size = view.size;
        }
        let witnessed = self.witnesses.said();
        Ok(Published { note, size: view.size, root: view.root, witnessed })
    }
}

/// Writes the tiles that are new since the last checkpoint.
async fn tiles(reader: &Reader, desk: &Desk, view: &View) -> Result<(), NotPublished> {
    for tile in Tile::since(desk.size, view.size) {
        let path = tile.to_string();
        match tile.level {
            Level::Hashes(_) => desk.shelf.put(&path, tile.hashes(&view.tree)?).await?,
            Level::Entries => {
                let bytes = entries(reader, &tile)?;
                if let Some(small) = gzipped(&bytes) {
                    desk.shelf.put(&format!("{path}.gz"), small).await?;
                }
                desk.shelf.put(&path, bytes).await?;
            }
        }
    }
    Ok(())
}

fn entries(reader: &Reader, tile: &Tile) -> Result<Vec<u8>, NotPublished> {
    let first = tile.number * WIDTH;
    let mut entries: Vec<Vec<u8>> = Vec::with_capacity(usize::from(tile.width));
    let range = first..first + u64::from(tile.width);
    reader.read(range, &mut |_, bytes| entries.push(bytes.to_vec()))?;
    Ok(encode_bundle(&entries)?)
}

/// Partial tiles go once the full one is there, and the checkpoint that names it.
async fn superseded(desk: &Desk, size: u64) -> Result<(), NotPublished> {
    for tile in Tile::since(desk.size, size) {
        if u64::from(tile.width) == WIDTH {
            desk.shelf.clear(&format!("{tile}.p")).await?;
        }
    }
    Ok(())
}
