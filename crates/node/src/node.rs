use crate::{
    Ask, Clock, Done, History, NotDone, View,
    key::{self, NoKey, Opens},
    vault::{Unopened, Vault},
    writer::{self, Job, verified},
};
use arc_swap::ArcSwap;
use dienhong_core::{
    Event, Head, NotUnderstood, State,
    node::{self, KeyChange},
    refusal::Refusal,
    tally::Sheet,
    understand,
};
use dienhong_journal::{
    Broken, Chain, Failed, Journal, Opening, Read, Record, Seal, Storage,
    checkpoint::Signer,
    journal::{take_closed, take_read},
};
use dienhong_store::{Blobs, Reader, Sqlite, StoreError};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

/// Why a node did not start.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    #[error("{path}: {source}", path = path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Journal(#[from] Failed<StoreError>),
    #[error("record {seq}: {why}")]
    Record { seq: u64, why: NotUnderstood },
    #[error(transparent)]
    Key(#[from] NoKey),
    #[error("there is no journal in {path}", path = .0.display())]
    Empty(PathBuf),
    #[error("the journal could not be begun: {0}")]
    NotBegun(NotDone),
    #[error("a thread could not be started: {0}")]
    Thread(io::Error),
}

/// How a new journal begins.
#[derive(Debug, Clone)]
pub struct Start {
    pub origin: String,
    pub name: String,
    pub simulated: bool,
}

/// A running node. Dropping it waits for the writer to finish what is queued.
pub struct Node {
    view: Arc<ArcSwap<View>>,
    vault: Arc<Vault>,
    unopened: Vec<Unopened>,
    queue: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    signer: Signer,
    blobs: Blobs,
    journal: PathBuf,
    clock: Clock,
}

/// The journal's file in a node's folder.
pub(crate) fn journal_file(directory: &Path) -> PathBuf {
    directory.join("journal.sqlite")
}

impl Node {
    /// Opens the node in `directory`, whose key has no passphrase; where there is no journal yet, `start`
    /// begins one.
    ///
    /// # Errors
    /// [`NotOpened`] names the first record that is not what it should be: such a node does not start.
    pub fn open(directory: &Path, start: Option<Start>, clock: Clock) -> Result<Node, NotOpened> {
        Node::open_with(directory, start, clock, &key::plain)
    }

    /// As [`Node::open`], with what opens the key. A journal that names no key yet, of which there may be
    /// old ones, names this one.
    ///
    /// # Errors
    /// [`NotOpened`]
    pub fn open_with(
        directory: &Path,
        start: Option<Start>,
        clock: Clock,
        opens: Opens,
    ) -> Result<Node, NotOpened> {
        let file = journal_file(directory);
        if start.is_none() && !file.exists() {
            return Err(NotOpened::Empty(directory.to_owned()));
        }
        let folder = |source| NotOpened::Folder { path: directory.to_owned(), source };
        fs::create_dir_all(directory).map_err(folder)?;
        let (journal, view) = replay(Sqlite::open(&file)?, None)?;
        let (origin, start) = match (&view.state.node.started, start) {
            (Some(started), _) => (started.origin.clone(), None),
            (None, Some(start)) => (start.origin.clone(), Some(start)),
            (None, None) => return Err(NotOpened::Empty(directory.to_owned())),
        };
        let named = view.state.node.key().is_some();
        if !named && !key::file(directory, &view.state.node).exists() {
            key::make(directory, None)?;
        }
        let signer = key::signer(directory, &origin, &view.state.node, opens)?;
        key::settle(directory, &view.state.node)?;
        let key = signer.verifier().to_string();
        let node = Node::over(directory, journal, view, signer, clock)?;
        let begins = start.map(|Start { origin, name, simulated }| node::Event::Started {
            origin,
            name,
            simulated,
        });
        let first = node::Event::KeyNamed { key, why: KeyChange::First, stolen_since: None };
        let events = begins.into_iter().chain((!named).then_some(first));
        let events: Vec<Event> = events.map(Event::Node).collect();
        if !events.is_empty() {
            node.ask(Ask::node(events)).map_err(NotOpened::NotBegun)?;
        }
        Ok(node)
    }

    /// A node over its journal.
    pub(crate) fn over(
        directory: &Path,
        journal: Journal<Sqlite>,
        view: View,
        signer: Signer,
        clock: Clock,
    ) -> Result<Node, NotOpened> {
        let vault = Arc::new(Vault::default());
        // A lost opening stops the minutes of one area, whose paper is still there. To refuse the start would
        // stop all the others with it, on the one night on which they are needed.
        let unopened = vault.load(journal.storage(), &view.state)?;
        for lost in &unopened {
            eprintln!("{}: {lost}", directory.display());
        }
        let view = Arc::new(ArcSwap::from_pointee(view));
        let (queue, jobs) = mpsc::channel();
        let writer = writer::Writer::new(journal, view.clone(), vault.clone(), clock.clone());
        let writer = thread::Builder::new()
            .name("writer".into())
            .spawn(move || writer.run(&jobs))
            .map_err(NotOpened::Thread)?;
        Ok(Node {
            view,
            vault,
            unopened,
            queue: Some(queue),
            writer: Some(writer),
            signer,
            blobs: Blobs::open(directory)?,
            journal: journal_file(directory),
            clock,
        })
    }

    /// The node as it stands.
    pub fn view(&self) -> Arc<View> {
        self.view.load_full()
    }

    /// Where the views appear, for whoever follows them.
    pub fn views(&self) -> Arc<ArcSwap<View>> {
        self.view.clone()
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Asks and waits for the answer. Success means durable.
    ///
    /// # Errors
    /// [`NotDone`]
    pub fn ask(&self, ask: Ask) -> Result<Done, NotDone> {
        let (answer, answered) = mpsc::sync_channel(1);
        // Nobody waits any more: the answer is not missed.
        self.send(ask, move |done| drop(answer.send(done)));
        answered.recv().unwrap_or(Err(NotDone::Stopped))
    }

    /// Asks and goes on; `answer` is called by the writer once the outcome is durable.
    pub fn send(&self, ask: Ask, answer: impl FnOnce(Result<Done, NotDone>) + Send + 'static) {
        let job = Job { ask, answer: Box::new(answer) };
        let unsent = match &self.queue {
            Some(queue) => queue.send(job).err().map(|unsent| unsent.0),
            None => Some(job),
        };
        if let Some(job) = unsent {
            (job.answer)(Err(NotDone::Stopped));
        }
    }

    /// What opens a seal that no record has laid open. For those who may see it only.
    pub fn opening(&self, seal: &Seal) -> Option<Opening<Sheet>> {
        self.vault.get(seal)
    }

    /// What opens these seals, in their order; those not known are left out.
    pub fn openings<'a>(&self, seals: impl IntoIterator<Item = &'a Seal>) -> Vec<Opening<Sheet>> {
        seals.into_iter().filter_map(|seal| self.opening(seal)).collect()
    }

    /// What opens a seal that no record lays open, as [`dienhong_core::Kept`] had it. For those who may see it
    /// only.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn kept(&self, seal: &Seal) -> Result<Option<Vec<u8>>, StoreError> {
        self.reader()?.private(&crate::vault::key(seal))
    }

    /// The sealed entries that could not be opened any more when this node started.
    pub fn unopened(&self) -> &[Unopened] {
        &self.unopened
    }

    /// A reader of this journal's records, for one thread.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.journal)
    }

    /// Who signs the checkpoints of this node.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has said so already.
            let _said = writer.join();
        }
    }
}

/// Is told of each record before it is applied: where it was, and whether it was allowed.
pub type Watch<'a> = &'a mut dyn FnMut(&State, &Record, Result<(), Refusal>);

/// Records that are read ahead of the fold, and how many batches of them.
const BATCH: usize = 128;
const AHEAD: usize = 8;

/// A record read by the other thread: all that does not depend on the records before it.
struct Ahead {
    seq: u64,
    read: Result<Read, Broken>,
    /// None: closed.
    understood: Option<Result<(Head, Event), NotUnderstood>>,
}

impl Ahead {
    fn of(seq: u64, bytes: &[u8]) -> Ahead {
        let read = Read::of(bytes);
        let understood = read.as_ref().ok().and_then(Read::record).map(understand);
        Ahead { seq, read, understood }
    }
}

/// Reads, decodes and indexes; ends early when nobody takes the batches any more.
fn read_ahead(
    reader: &Reader,
    length: u64,
    batches: &mpsc::SyncSender<Vec<Ahead>>,
) -> Result<History, StoreError> {
    let mut history = History::default();
    let mut batch = Vec::with_capacity(BATCH);
    let mut wanted = true;
    reader.read(0..length, &mut |seq, bytes| {
        if wanted {
            let ahead = Ahead::of(seq, bytes);
            if let Some(Ok((head, event))) = &ahead.understood {
                history.take(seq, head.unit.as_ref(), event);
            }
            batch.push(ahead);
        }
        if batch.len() == BATCH {
            wanted = batches.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_ok();
        }
    })?;
    // Who takes no more has said why.
    let _taken = batches.send(batch);
    Ok(history)
}

/// Folds a whole journal. With a `watch`, every record is also asked whether it was lawful. One thread
/// reads, hashes and decodes, this one checks the order and folds.
///
/// # Errors
/// [`NotOpened`] names the first record that is broken or not understood.
pub fn replay(storage: Sqlite, watch: Option<Watch>) -> Result<(Journal<Sqlite>, View), NotOpened> {
    fold(storage, watch, true)
}

/// As [`replay`], of what everybody sees: closed records count and say nothing. A copy of the records alone,
/// without what the node keeps to itself, suffices.
///
/// # Errors
/// [`NotOpened`]
pub fn replay_public(storage: Sqlite) -> Result<(Journal<Sqlite>, View), NotOpened> {
    fold(storage, None, false)
}

/// `opens`: whether closed records are opened and folded too.
fn fold(
    storage: Sqlite,
    mut watch: Option<Watch>,
    opens: bool,
) -> Result<(Journal<Sqlite>, View), NotOpened> {
    let length = storage.len()?;
    let (mut state, mut chain) = (State::default(), Chain::default());
    let mut closed = Vec::new();
    let reader = Reader::open(storage.path())?;
    let mut take = |ahead: Ahead| -> Result<(), NotOpened> {
        let Ahead { seq, read, understood } = ahead;
        let open = understood.is_some();
        if !open && !opens {
            return Ok(take_closed(&mut chain, seq, read)?);
        }
        let record = take_read(&storage, &mut chain, seq, read)?;
        let understood = understood.unwrap_or_else(|| understand(&record));
        let (head, event) = understood.map_err(|why| NotOpened::Record { seq, why })?;
        if let Some(watch) = &mut watch {
            let lawful = state.lawful(&head, &event);
            watch(&state, &record, lawful.and_then(|()| verified(&state, &event)));
        }
        state.apply(&head, &event);
        if !open {
            closed.push((seq, event));
        }
        Ok(())
    };
    let mut history = thread::scope(|scope| -> Result<History, NotOpened> {
        let (sender, batches) = mpsc::sync_channel(AHEAD);
        let reading = thread::Builder::new().name("reader".into());
        let reading = reading
            .spawn_scoped(scope, move || read_ahead(&reader, length, &sender))
            .map_err(NotOpened::Thread)?;
        batches.into_iter().flatten().try_for_each(&mut take)?;
        match reading.join() {
            Ok(read) => Ok(read?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })?;
    // Its leaf shows no unit.
    for (seq, event) in closed {
        history.take(seq, None, &event);
    }
    let journal = Journal::over(storage, chain)?;
    let (tree, at) = (journal.tree().clone(), journal.chain().at());
    let (size, root) = (journal.len(), tree.root());
    Ok((journal, View { state, history, size, root, at, tree }))
}
