//! The node's signing key at rest: `node.key`, plain or under a passphrase, which only its owner may read.
//!
//! A new key is written beside it first, as `node.key.<id>`; then the journal names it; then it takes the
//! place of the old one. The journal decides which of the two signs, so that a program that is killed at
//! any moment finds the right one when it starts again.

use dienhong_core::node;
use dienhong_journal::checkpoint::{BadNote, Signer, Verifier};
use dienhong_store::secret::{self, NoSecret};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The node's signing key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    #[error(transparent)]
    Secret(#[from] NoSecret),
    /// Whoever starts the program could not say the passphrase.
    #[error("{0}")]
    Passphrase(String),
    #[error("{} is not there. When it is lost for good: dienhong keys rotate --why lost", .0.display())]
    Missing(PathBuf),
    #[error("{} is not the key that the journal names: {named}", path.display())]
    Another { path: PathBuf, named: String },
    #[error("the name «{origin}» cannot sign checkpoints: {why}")]
    Origin { origin: String, why: BadNote },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
}

/// How the file of a key is opened: whoever starts the program knows where its passphrase is.
pub type Opens<'a> = &'a dyn Fn(&Path) -> Result<Zeroizing<[u8; 32]>, NoKey>;

/// Opens a key that has no passphrase.
///
/// # Errors
/// [`NoKey`]
pub fn plain(path: &Path) -> Result<Zeroizing<[u8; 32]>, NoKey> {
    Ok(secret::read(path, None)?)
}

/// Makes the first key of the node in `directory`.
///
/// # Errors
/// [`NoKey`]; a key that is there stays.
pub fn make(directory: &Path, passphrase: Option<&str>) -> Result<(), NoKey> {
    Ok(secret::create(&main(directory), &Zeroizing::new(crate::random::<32>()), passphrase)?)
}

/// The place of the key in force, but for a change that was cut short.
fn main(directory: &Path) -> PathBuf {
    directory.join("node.key")
}

/// The place of a key that the journal may name next.
fn next(directory: &Path, key: &Verifier) -> PathBuf {
    directory.join(format!("node.key.{:08x}", key.id()))
}

/// Where the key is that the journal names.
pub fn file(directory: &Path, node: &node::Node) -> PathBuf {
    let named = node.key().and_then(|key| key.key.parse::<Verifier>().ok());
    let next = named.map(|key| next(directory, &key)).filter(|next| next.exists());
    next.unwrap_or_else(|| main(directory))
}

/// Who signs the checkpoints of `origin`: the key that the journal names, or where it names none yet, the
/// one that is there.
///
/// # Errors
/// [`NoKey`]
pub fn signer(
    directory: &Path,
    origin: &str,
    node: &node::Node,
    opens: Opens,
) -> Result<Signer, NoKey> {
    let path = file(directory, node);
    if !path.exists() {
        return Err(NoKey::Missing(path));
    }
    let signer = signs(origin, &*opens(&path)?)?;
    match node.key() {
        Some(named) if named.key != signer.verifier().to_string() => {
            Err(NoKey::Another { path, named: named.key.clone() })
        }
        _ => Ok(signer),
    }
}

fn signs(origin: &str, secret: &[u8; 32]) -> Result<Signer, NoKey> {
    let bad = |why| NoKey::Origin { origin: origin.to_owned(), why };
    Signer::new(origin, secret).map_err(bad)
}

/// Puts the key that the journal names in its place, where a change was cut short; the key before it is
/// gone then.
pub(crate) fn settle(directory: &Path, node: &node::Node) -> Result<(), NoKey> {
    let (path, main) = (file(directory, node), main(directory));
    if path == main {
        return Ok(());
    }
    let renamed = fs::rename(&path, &main).and_then(|()| File::open(directory)?.sync_all());
    renamed.map_err(|source| NoKey::File { path, source })
}

/// A key that the journal may name next, durable beside the one in force. What earlier changes left
/// behind, which the journal never named, goes.
pub(crate) fn prepare(
    directory: &Path,
    origin: &str,
    passphrase: Option<&str>,
) -> Result<Signer, NoKey> {
    let failed = |source| NoKey::File { path: directory.to_owned(), source };
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let id = entry.file_name();
        let id = id.to_str().and_then(|name| name.strip_prefix("node.key."));
        if id.is_some_and(|id| id.len() == 8 && id.bytes().all(|b| b.is_ascii_hexdigit())) {
            fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    let secret = Zeroizing::new(crate::random::<32>());
    let signer = signs(origin, &secret)?;
    secret::create(&next(directory, signer.verifier()), &secret, passphrase)?;
    Ok(signer)
}

/// Takes a prepared key away again: the journal does not name it.
pub(crate) fn abandon(directory: &Path, key: &Verifier) {
    let path = next(directory, key);
    if let Err(why) = fs::remove_file(&path) {
        eprintln!("{}: {why}", path.display());
    }
}
