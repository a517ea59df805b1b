//! The folder of a mirror: at every moment a whole copy, of what is now or of what was before.
//!
//! Tiles and bundles get new names as the log grows, so they are written where they belong. Everything else is laid
//! out in `.next`; when all of it is there and durable, `.switch` says so, and it takes its place file by file, the
//! checkpoint last. A mirror that was killed in between goes on with that when it starts again.

use dienhong_journal::{
    checkpoint::{BadNote, Checkpoint, Note, Verifier},
    tiled::Tiled,
    tiles::Tile,
};
use dienhong_store::replace;
use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

const NEXT: &str = ".next";
const SWITCH: &str = ".switch";

/// Why the folder cannot be used or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotPlaced {
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
    #[error("another mirror works in {}", .0.display())]
    InUse(PathBuf),
    #[error("{} is there already and is no mirror", .0.display())]
    NotOurs(PathBuf),
    #[error("{}: {why}", path.display())]
    Note { path: PathBuf, why: BadNote },
    #[error("\"{0}\" is not the path of a file within a copy")]
    Path(String),
}

/// The checkpoint of the copy that is here.
#[derive(Debug)]
pub(super) struct Held {
    pub checkpoint: Checkpoint,
    pub note: Note,
}

#[derive(Debug)]
pub(super) struct Place {
    root: PathBuf,
    /// Written and not yet durable.
    fresh: Mutex<BTreeSet<PathBuf>>,
    /// No longer published; they go with the switch.
    gone: Mutex<Vec<String>>,
    _lock: File,
}

impl Place {
    /// Opens or makes the folder, and finishes a switch that was cut short.
    pub fn open(root: &Path) -> Result<Place, NotPlaced> {
        let failed = |why| NotPlaced::File { path: root.to_owned(), why };
        fs::create_dir_all(root).map_err(failed)?;
        let names = fs::read_dir(root).map_err(failed)?.map(|entry| entry.map(|e| e.file_name()));
        let names: Vec<_> = names.collect::<Result<_, _>>().map_err(failed)?;
        let ours = ["checkpoint", "tile", ".lock"];
        if !names.is_empty() && !names.iter().any(|name| ours.iter().any(|ours| name == ours)) {
            return Err(NotPlaced::NotOurs(root.to_owned()));
        }
        let path = root.join(".lock");
        let lock = File::create(&path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NotPlaced::InUse(root.to_owned())),
            Err(TryLockError::Error(why)) => return Err(NotPlaced::File { path, why }),
        }
        let (fresh, gone) = (Mutex::default(), Mutex::default());
        let place = Place { root: root.to_owned(), fresh, gone, _lock: lock };
        match place.read(SWITCH)? {
            Some(gone) => place.go(&String::from_utf8_lossy(&gone))?,
            None => place.forget()?,
        }
        Ok(place)
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A file of the copy as it is now.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, NotPlaced> {
        let path = self.path(path);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(NotPlaced::File { path, why }),
        }
    }

    pub fn has(&self, path: &str) -> bool {
        self.path(path).is_file()
    }

    /// The key with which this mirror began.
    pub fn key(&self) -> Result<Option<Verifier>, NotPlaced> {
        let Some(bytes) = self.read("log.vkey")? else { return Ok(None) };
        let key = String::from_utf8_lossy(&bytes).trim_end().parse();
        key.map(Some).map_err(|why| NotPlaced::Note { path: self.path("log.vkey"), why })
    }

    pub fn note(&self) -> Result<Option<String>, NotPlaced> {
        let bytes = self.read("checkpoint")?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    pub fn held(&self, key: &Verifier) -> Result<Option<Held>, NotPlaced> {
        let Some(text) = self.note()? else { return Ok(None) };
        let bad = |why| NotPlaced::Note { path: self.path("checkpoint"), why };
        let note = Note::parse(&text).map_err(bad)?;
        let checkpoint = Checkpoint::of(&note, key).map_err(bad)?;
        Ok(Some(Held { checkpoint, note }))
    }

    /// The tiles that are here, of a log of `size` leaves.
    pub fn tiles(
        &self,
        size: u64,
    ) -> Tiled<impl FnMut(&Tile) -> Result<Option<Vec<u8>>, NotPlaced>> {
        Tiled::new(size, |tile: &Tile| self.read(&tile.to_string()))
    }

    /// Writes a tile, a bundle: what has this path never changes.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), NotPlaced> {
        self.put(self.path(path), bytes)
    }

    /// Lays a file out for the next switch.
    pub fn stage(&self, path: &str, bytes: &[u8]) -> Result<(), NotPlaced> {
        if !safe(path) {
            return Err(NotPlaced::Path(path.to_owned()));
        }
        self.put(self.path(NEXT).join(path), bytes)
    }

    /// The next switch takes this file away.
    pub fn remove(&self, path: &str) -> Result<(), NotPlaced> {
        if !safe(path) {
            return Err(NotPlaced::Path(path.to_owned()));
        }
        self.gone.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Ok(())
    }

    /// Whether anything is laid out.
    pub fn has_next(&self) -> bool {
        self.path(NEXT).is_dir()
    }

    /// Takes what is laid out away again.
    pub fn forget(&self) -> Result<(), NotPlaced> {
        let path = self.path(NEXT);
        self.gone.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).retain(|f| !f.starts_with(&path));
        match fs::remove_dir_all(&path) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(NotPlaced::File { path, why }),
            _ => Ok(()),
        }
    }

    /// Makes everything durable, and what is laid out takes its place.
    pub fn switch(&self) -> Result<(), NotPlaced> {
        let fresh = std::mem::take(&mut *self.fresh.lock().unwrap_or_else(PoisonError::into_inner));
        let mut folders = BTreeSet::new();
        for path in &fresh {
            sync(path)?;
            let within = path.ancestors().skip(1).take_while(|p| p.starts_with(&self.root));
            folders.extend(within.map(Path::to_owned));
        }
        folders.iter().try_for_each(|folder| sync(folder))?;
        let gone = std::mem::take(&mut *self.gone.lock().unwrap_or_else(PoisonError::into_inner));
        let gone = gone.join("\n");
        let path = self.path(SWITCH);
        replace(&path, gone.as_bytes()).map_err(|why| NotPlaced::File { path, why })?;
        self.go(&gone)
    }

    /// Everything is laid out: it takes its place, the checkpoint last. Done twice it is done once.
    fn go(&self, gone: &str) -> Result<(), NotPlaced> {
        let next = self.path(NEXT);
        let mut files = Vec::new();
        walk(&next, &mut files)?;
        let last = next.join("checkpoint");
        files.sort_by_key(|path| *path == last);
        let mut folders = BTreeSet::from([self.root.clone()]);
        for file in files {
            let failed = |why| NotPlaced::File { path: file.clone(), why };
            let inside =
                file.strip_prefix(&next).map_err(|_| failed(io::ErrorKind::NotFound.into()))?;
            let to = self.root.join(inside);
            if file == last {
                folders.iter().try_for_each(|folder| sync(folder))?;
            }
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
                folders.extend(
                    folder
                        .ancestors()
                        .take_while(|p| p.starts_with(&self.root))
                        .map(Path::to_owned),
                );
            }
            fs::rename(&file, &to).map_err(failed)?;
        }
        for path in gone.split('\n').filter(|path| safe(path)) {
            // It may have gone before.
            let _gone = fs::remove_file(self.path(path));
        }
        sync(&self.root)?;
        let switch = self.path(SWITCH);
        fs::remove_file(&switch).map_err(|why| NotPlaced::File { path: switch, why })?;
        sync(&self.root)?;
        self.forget()
    }

    fn put(&self, path: PathBuf, bytes: &[u8]) -> Result<(), NotPlaced> {
        let failed = |why| NotPlaced::File { path: path.clone(), why };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.tmp"));
        fs::write(&temporary, bytes)
            .and_then(|()| fs::rename(&temporary, &path))
            .map_err(failed)?;
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
        Ok(())
    }
}

/// A path within a copy that stays within, and is none of our own files.
pub(super) fn safe(path: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', '\n', '\r', ':'])
    };
    path.len() <= 1000 && path.split('/').all(part)
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), NotPlaced> {
    let failed = |why| NotPlaced::File { path: folder.to_owned(), why };
    let entries = match fs::read_dir(folder) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(&entry.path(), into)?;
        } else {
            into.push(entry.path());
        }
    }
    Ok(())
}

fn sync(path: &Path) -> Result<(), NotPlaced> {
    let done = File::open(path).and_then(|file| file.sync_all());
    done.map_err(|why| NotPlaced::File { path: path.to_owned(), why })
}
