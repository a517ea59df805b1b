//! What the witness has cosigned, on disk before anybody is told.

use dienhong_journal::{
    Hash,
    checkpoint::{BadNote, Checkpoint, Note, Verifier},
    cosignature::WitnessSigner,
    split::Evidence,
    witness::{Answer, Request, decide},
};
use dienhong_store::replace;
use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// The longest file of ours that is read: a checkpoint with two signatures.
const MOST_BYTES: u64 = 64 * 1024;

/// Why what the witness saw cannot be used or kept. A witness that has forgotten must not sign.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotKept {
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
    #[error("another witness works in {}", .0.display())]
    InUse(PathBuf),
    #[error("{} is damaged: {why}. Restore it: a witness that has forgotten must not sign", path.display())]
    Damaged { path: PathBuf, why: String },
    #[error("two keys are given for the log {0}")]
    TwoKeys(String),
    #[error("the clock of this machine is before 1970")]
    Clock,
    #[error(transparent)]
    Note(#[from] BadNote),
}

/// The last checkpoint of a log that was cosigned.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub checkpoint: Checkpoint,
    /// With the log's signature and ours.
    pub note: Note,
    /// Seconds since 1970.
    pub time: u64,
}

/// One log that is followed.
#[derive(Debug)]
pub(super) struct Log {
    pub key: Verifier,
    /// SHA-256 of the origin, by which others ask for it.
    pub name: Hash,
    /// Whoever holds it judges and keeps; the others wait in order.
    turn: std::sync::Arc<tokio::sync::Mutex<()>>,
    last: RwLock<Option<Kept>>,
    /// How many requests did not follow, since the start.
    pub refused: AtomicU64,
    /// Where the evidence is, once the log has signed two histories.
    evidence: PathBuf,
    path: PathBuf,
}

impl Log {
    pub fn last(&self) -> Option<Kept> {
        self.last.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The file that proves that this log has signed two histories; none: nothing of that kind is known.
    pub fn evidence(&self) -> Option<String> {
        fs::read_to_string(&self.evidence).ok()
    }
}

/// Everything that one witness follows.
#[derive(Debug)]
pub(super) struct Seen {
    pub signer: WitnessSigner,
    logs: BTreeMap<String, Log>,
    /// Held as long as the witness works.
    _lock: File,
}

impl Seen {
    /// What is in `dir` about these logs; each file is checked as if somebody else had written it.
    pub fn open(dir: &Path, signer: WitnessSigner, keys: &[Verifier]) -> Result<Seen, NotKept> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |why| NotKept::File { path, why }
        };
        let path = dir.join("lock");
        let lock = File::create(&path).map_err(failed(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NotKept::InUse(dir.to_owned())),
            Err(TryLockError::Error(why)) => return Err(failed(&path)(why)),
        }
        let folder = dir.join("seen");
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
        File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed(dir))?;
        let mut logs = BTreeMap::new();
        for key in keys {
            let name = Hash::of(key.name().as_bytes());
            let path = folder.join(name.to_string());
            let log = Log {
                last: RwLock::new(read(&path, key, &signer)?),
                evidence: folder.join(format!("{name}.split")),
                key: key.clone(),
                name,
                turn: std::sync::Arc::default(),
                refused: AtomicU64::new(0),
                path,
            };
            if logs.insert(key.name().to_owned(), log).is_some_and(|log| log.key != *key) {
                return Err(NotKept::TwoKeys(key.name().to_owned()));
            }
        }
        Ok(Seen { signer, logs, _lock: lock })
    }

    pub fn logs(&self) -> impl Iterator<Item = &Log> {
        self.logs.values()
    }

    /// The log with this SHA-256 of its origin.
    pub fn log(&self, name: &Hash) -> Option<&Log> {
        self.logs.values().find(|log| log.name == *name)
    }

    /// Waits for the log's turn; whoever has it may [`judge`](Seen::judge). None: a log that nobody follows here.
    pub async fn turn(&self, origin: &str) -> Option<tokio::sync::OwnedMutexGuard<()>> {
        let turn = self.logs.get(origin)?.turn.clone();
        Some(turn.lock_owned().await)
    }

    /// Judges a request, and with [`Answer::Cosign`] the signature line, once what was seen is durable.
    pub fn judge(
        &self,
        _turn: &tokio::sync::OwnedMutexGuard<()>,
        request: &Request,
    ) -> Result<(Answer, String), NotKept> {
        let origin = request.note.text().lines().next().unwrap_or_default();
        let Some(log) = self.logs.get(origin) else {
            return Ok((Answer::Unknown(origin.to_owned()), String::new()));
        };
        let last = log.last();
        let known = last.as_ref().map(|last| (last.checkpoint.size, last.checkpoint.root));
        let answer = decide(known, &log.key, request);
        let Answer::Cosign(checkpoint) = &answer else {
            if matches!(answer, Answer::Inconsistent(_)) {
                log.refused.fetch_add(1, Ordering::Relaxed);
            }
            if let Some(last) = &last {
                log.accuse(last, &request.note)?;
            }
            return Ok((answer, String::new()));
        };
        // A clock that runs back repeats: of two cosignatures the later has the larger tree.
        let time = now()?.max(last.map_or(0, |last| last.time));
        let line = self.signer.cosign(request.note.text(), time);
        let (id, name) = (log.key.id(), log.key.name());
        let own = request.note.clone().only(|line| line.id == id && line.name == name);
        let note = own.with(line.parse()?)?;
        let failed = |why| NotKept::File { path: log.path.clone(), why };
        replace(&log.path, note.to_string().as_bytes()).map_err(failed)?;
        let kept = Kept { checkpoint: checkpoint.clone(), note, time };
        *log.last.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok((answer, line))
    }
}

impl Log {
    /// Keeps the first evidence that the log has signed another root for the size that was cosigned. Another size
    /// proves nothing by itself: whoever sent it may have sent a wrong proof with it.
    fn accuse(&self, last: &Kept, note: &Note) -> Result<(), NotKept> {
        let nothing_more = |_, _| None;
        let made = Evidence::make(&self.key, &last.note, note, nothing_more);
        let (Ok(Some(evidence)), false) = (made, self.evidence.exists()) else { return Ok(()) };
        let failed = |why| NotKept::File { path: self.evidence.clone(), why };
        replace(&self.evidence, evidence.to_string().as_bytes()).map_err(failed)
    }
}

/// What was cosigned last according to the file at `path`; none: there is no such file.
fn read(path: &Path, key: &Verifier, signer: &WitnessSigner) -> Result<Option<Kept>, NotKept> {
    let damaged = |why: String| NotKept::Damaged { path: path.to_owned(), why };
    let bytes = match fs::metadata(path) {
        Ok(file) if file.len() > MOST_BYTES => return Err(damaged("it is too long".to_owned())),
        Ok(_) => fs::read(path),
        Err(why) => Err(why),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(NotKept::File { path: path.to_owned(), why }),
    };
    let text = String::from_utf8(bytes).map_err(|why| damaged(why.to_string()))?;
    let bad = |why: BadNote| damaged(why.to_string());
    let note = Note::parse(&text).map_err(bad)?;
    let checkpoint = Checkpoint::of(&note, key).map_err(bad)?;
    let time = signer.key().verify(&note).map_err(bad)?;
    let time = time.ok_or_else(|| damaged("it is not cosigned by this witness".to_owned()))?;
    Ok(Some(Kept { checkpoint, note, time }))
}

fn now() -> Result<u64, NotKept> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| NotKept::Clock)?;
    Ok(since.as_secs())
}
