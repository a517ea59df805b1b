//! The public copy of a node.

use super::{folder::Folder, log};
use dienhong_journal::{
    Batch, Hash, Journal, Storage,
    checkpoint::{BadNote, Checkpoint, Signer, Verifier},
    tiles::BadTile,
};
use dienhong_node::{NoKey, NotOpened, Opens, View, key, replay_public};
use dienhong_publish::{NoPart, NotPublished, NotShelved, Shelf, Witnessed};
use dienhong_server::{archive_of, site::Write};
use dienhong_store::{Blobs, Reader, Sqlite, StoreError};
use dienhong_verifier::{MANIFEST, ballot_box, blob_path, open_data};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Writes the pages of a view, each under its path from the copy's root.
pub type Site<'a> = &'a dyn Fn(&View, &[Witnessed], Write) -> io::Result<()>;

/// How many records are copied at a time.
const PORTION: u64 = 8192;

/// What was written.
#[derive(Debug)]
pub struct Exported {
    pub size: u64,
    pub root: Hash,
    pub files: u64,
    /// Scans of published minutes, and elections of boxes, that are lost or damaged here.
    pub missing: Vec<Hash>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    #[error("there is no journal in {}", .0.display())]
    NoJournal(PathBuf),
    #[error("this node is a rehearsal: it is published nowhere")]
    Rehearsal,
    #[error(transparent)]
    Key(#[from] NoKey),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Journal(#[from] NotOpened),
    #[error(transparent)]
    Note(#[from] BadNote),
    #[error(transparent)]
    Tile(#[from] BadTile),
    #[error(transparent)]
    Part(#[from] NoPart),
    #[error(transparent)]
    Shelf(#[from] NotShelved),
    #[error(transparent)]
    Published(#[from] NotPublished),
    #[error("{} is there already and is no public copy of this node", .0.display())]
    NotOurs(PathBuf),
    #[error(
        "{} has {published} records whose root is not ours: this node has published another history",
        path.display()
    )]
    OtherHistory { path: PathBuf, published: u64 },
    #[error("the copy could not be written: {0}")]
    Writing(io::Error),
    #[error("{}: {why}", path.display())]
    Out { path: PathBuf, why: io::Error },
}

impl NotExported {
    pub(super) fn writing(why: io::Error) -> NotExported {
        NotExported::Writing(why)
    }
}

/// Writes the public copy of the node in `data` to `out`, all of it or nothing. The node may be
/// running: the copy is of the records that are durable when this begins.
///
/// # Errors
/// [`NotExported`]; `out` is as it was then.
pub fn public(
    data: &Path,
    out: &Path,
    site: Site,
    opens: Opens,
    progress: &mut dyn FnMut(&str),
) -> Result<Exported, NotExported> {
    let file = data.join("journal.sqlite");
    if !file.is_file() {
        return Err(NotExported::NoJournal(data.to_owned()));
    }
    let out_is = |why| NotExported::Out { path: out.to_owned(), why };
    let earlier = earlier(out)?;
    let mut folder = Folder::begin(out).map_err(out_is)?;
    let (journal, view) = fold(&file, folder.workplace(), progress)?;
    if view.state.node.rehearsal().is_some() {
        return Err(NotExported::Rehearsal);
    }
    let signer = signer(data, &view, opens)?;
    if let Some(earlier) = earlier {
        follows(&journal, &view, &signer, out, &earlier)?;
    }
    log::write(&journal, &mut folder, progress)?;
    let copied = Reader::open(journal.storage().path())?;
    log::parts(&view, &copied, &mut folder)?;
    drop(copied);
    let shelf = Shelf::folder(&data.join("public"))?;
    let (checkpoint, witnessed) = dienhong_publish::checkpoint(&view, &signer, &shelf)?;
    progress("pictures, open data, pages and papers");
    let blobs = Blobs::open(data)?;
    let mut missing = pictures(&blobs, &view, &mut folder)?;
    missing.extend(archives(&blobs, &view, &mut folder)?);
    for (path, bytes) in open_data::files(&view.state) {
        folder.write_listed(&path, &bytes).map_err(NotExported::Writing)?;
    }
    let mut write = |path: &str, bytes: &[u8]| folder.write_listed(path, bytes);
    site(&view, &witnessed, &mut write).map_err(NotExported::Writing)?;
    let list = folder.list();
    let key = format!("{}\n", signer.verifier());
    // The checkpoint comes last: without it nobody takes the files for a log.
    for (path, text) in [(MANIFEST, list), ("log.vkey", key), ("checkpoint", checkpoint)] {
        folder.write(path, text.as_bytes()).map_err(NotExported::Writing)?;
    }
    drop(journal);
    let files = folder.files;
    progress("making it durable");
    folder.finish(out).map_err(out_is)?;
    Ok(Exported { size: view.size, root: view.root, files, missing })
}

/// The journal as it is now, folded as everybody sees it. A copy of the records is folded, so that whoever writes them
/// is not held up; what the node keeps to itself is not copied.
pub(crate) fn fold(
    file: &Path,
    workplace: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<(Journal<Sqlite>, View), NotExported> {
    let reader = Reader::open(file)?;
    let size = reader.len()?;
    let mut copy = Sqlite::open(workplace.join("journal.sqlite"))?;
    for first in (0..size).step_by(usize::try_from(PORTION).unwrap_or(1)) {
        let mut batch = Batch { first, ..Batch::default() };
        let mut next = first;
        let mut hole = false;
        reader.read(first..size.min(first + PORTION), &mut |seq, bytes| {
            hole |= seq != next;
            next += 1;
            batch.records.push(bytes.to_vec());
        })?;
        if hole || next != size.min(first + PORTION) {
            // The journal says by itself which record is missing.
            Journal::open(Reader::open(file)?).map_err(NotOpened::Journal)?;
        }
        copy.append(&batch)?;
        progress(&format!("reading: {next} of {size} records"));
    }
    Ok(replay_public(copy)?)
}

/// The node's own key: nobody else signs its checkpoints.
fn signer(data: &Path, view: &View, opens: Opens) -> Result<Signer, NotExported> {
    let started = view.state.node.started.as_ref();
    let origin = started.map_or("", |started| &started.origin);
    Ok(key::signer(data, origin, &view.state.node, opens)?)
}

/// The checkpoint of the copy that `out` is; none when there is nothing there.
fn earlier(out: &Path) -> Result<Option<String>, NotExported> {
    let not_ours = || NotExported::NotOurs(out.to_owned());
    match fs::read_dir(out) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) if why.kind() == io::ErrorKind::NotADirectory => return Err(not_ours()),
        Err(why) => return Err(NotExported::Out { path: out.to_owned(), why }),
        Ok(mut entries) => {
            if entries.next().is_none() {
                return Ok(None);
            }
        }
    }
    fs::read_to_string(out.join("checkpoint")).map(Some).map_err(|_| not_ours())
}

/// What is replaced was published by this node, and this copy goes on from it.
fn follows(
    journal: &Journal<Sqlite>,
    view: &View,
    signer: &Signer,
    out: &Path,
    earlier: &str,
) -> Result<(), NotExported> {
    // An earlier copy may be signed by a key that has been replaced since.
    let named = view.state.node.keys().filter_map(|key| key.key.parse::<Verifier>().ok());
    let mut keys = named.chain([signer.verifier().clone()]);
    let checkpoint = keys.find_map(|key| Checkpoint::verify(earlier, &key).ok());
    let checkpoint = checkpoint.ok_or_else(|| NotExported::NotOurs(out.to_owned()))?;
    let published = checkpoint.size;
    if journal.tree().root_at(published) == Ok(checkpoint.root) {
        Ok(())
    } else {
        Err(NotExported::OtherHistory { path: out.to_owned(), published })
    }
}

/// The scans of published minutes and of evidence on which nothing private was found, and no others. Answers those that are not to be had.
fn pictures(blobs: &Blobs, view: &View, folder: &mut Folder) -> Result<Vec<Hash>, NotExported> {
    let names: BTreeSet<Hash> = view.state.shown_scans().map(|scan| scan.blob).collect();
    let mut missing = Vec::new();
    for name in names {
        match blobs.get(&name) {
            Ok(Some(bytes)) => {
                folder.write(&blob_path(&name), &bytes).map_err(NotExported::Writing)?;
            }
            Ok(None) | Err(StoreError::Damaged { .. }) => missing.push(name),
            Err(why) => return Err(why.into()),
        }
    }
    Ok(missing)
}

/// The archives of electronic boxes as far as their votes have come. Answers the elections of those of which a file is lost.
fn archives(blobs: &Blobs, view: &View, folder: &mut Folder) -> Result<Vec<Hash>, NotExported> {
    let mut missing = Vec::new();
    for vote in view.state.vote.all() {
        let Some(prepared) = &vote.ballots.prepared else { continue };
        match archive_of(blobs, vote) {
            Some(archive) => {
                let path = ballot_box::archive_path(&vote.id);
                folder.write(&path, &archive).map_err(NotExported::Writing)?;
            }
            None => missing.push(prepared.election),
        }
    }
    Ok(missing)
}
