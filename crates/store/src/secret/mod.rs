//! A secret of 32 bytes in a text file: the key of a node or of a witness.
//!
//! Plain, it is 64 hexadecimal digits. Under a passphrase it is three lines: what the file is, how the key that
//! opens it is made (argon2id with its costs and salt), and the secret as chacha20poly1305 seals it.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The first line of a secret under a passphrase.
const FORM: &str = "dienhong secret v1";

/// What a guess costs: 64 MiB of memory, three times over.
const COST: Cost = Cost { memory: 64 * 1024, rounds: 3, lanes: 1 };

/// Longer than any secret file.
const MOST_BYTES: u64 = 1024;

/// Why a secret was not read or not written.
#[derive(Debug, thiserror::Error)]
pub enum NoSecret {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} is there already", .0.display())]
    There(PathBuf),
    #[error("{} is neither 64 hexadecimal digits nor a secret under a passphrase", .0.display())]
    Form(PathBuf),
    #[error("{} asks for more work than a passphrase ever takes here", .0.display())]
    Costs(PathBuf),
    #[error("{} needs a passphrase", .0.display())]
    NeedsPassphrase(PathBuf),
    #[error("{}: wrong passphrase, or the file is damaged", .0.display())]
    Wrong(PathBuf),
    #[error("a passphrase has at least one character")]
    EmptyPassphrase,
    #[error("the machine gives no random numbers")]
    Random,
}

/// The costs of argon2id: KiB of memory, passes over it, lanes.
#[derive(Debug, Clone, Copy)]
struct Cost {
    memory: u32,
    rounds: u32,
    lanes: u32,
}

impl Cost {
    /// What is read from a file is done only within these: else a file could ask for all the memory there is.
    fn within_bounds(self) -> bool {
        (8 * 1024..=1024 * 1024).contains(&self.memory)
            && (1..=16).contains(&self.rounds)
            && (1..=8).contains(&self.lanes)
    }
}

/// The secret in the file at `path`. A passphrase that a plain file does not need is not looked at.
///
/// # Errors
/// [`NoSecret`]
pub fn read(path: &Path, passphrase: Option<&str>) -> Result<Zeroizing<[u8; 32]>, NoSecret> {
    let failed = |source| NoSecret::File { path: path.to_owned(), source };
    let mut text = Zeroizing::new(String::new());
    let file = File::open(path).map_err(failed)?;
    match file.take(MOST_BYTES + 1).read_to_string(&mut text) {
        Ok(_) => {}
        Err(why) if why.kind() == ErrorKind::InvalidData => {
            return Err(NoSecret::Form(path.to_owned()));
        }
        Err(why) => return Err(failed(why)),
    }
    match text.strip_prefix(FORM) {
        Some(sealed) => open(path, sealed, passphrase),
        None => {
            let mut secret = Zeroizing::new([0; 32]);
            let digits = hex::decode_to_slice(text.trim(), secret.as_mut());
            digits.map(|()| secret).map_err(|_| NoSecret::Form(path.to_owned()))
        }
    }
}

/// Keeps `secret` in the file at `path`, which only its owner may read, in the place of what was there. Durable when
/// this answers `Ok`; after a failure what was there is whole.
///
/// # Errors
/// [`NoSecret`]
pub fn write(path: &Path, secret: &[u8; 32], passphrase: Option<&str>) -> Result<(), NoSecret> {
    let temporary = beside(path, secret, passphrase)?;
    placed(path, fs::rename(&temporary, path), &temporary)
}

/// As [`write`], where nothing may be yet: a key that is lost is lost for ever.
///
/// # Errors
/// [`NoSecret`]
pub fn create(path: &Path, secret: &[u8; 32], passphrase: Option<&str>) -> Result<(), NoSecret> {
    let temporary = beside(path, secret, passphrase)?;
    // Unlike renaming, a second name is never given over another file.
    let linked = fs::hard_link(&temporary, path).and_then(|()| fs::remove_file(&temporary));
    placed(path, linked, &temporary)
}

/// The whole durable file under another name in the same folder.
fn beside(path: &Path, secret: &[u8; 32], passphrase: Option<&str>) -> Result<PathBuf, NoSecret> {
    let text = match passphrase {
        None => Zeroizing::new(hex::encode(secret)),
        Some(passphrase) => Zeroizing::new(seal(secret, passphrase)?),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unique = hex::encode(random::<8>()?);
    let temporary = folder(path).join(format!(".{name}.{unique}.tmp"));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    match written {
        Ok(()) => Ok(temporary),
        Err(why) => Err(not_placed(path, why, &temporary)),
    }
}

fn placed(path: &Path, named: io::Result<()>, temporary: &Path) -> Result<(), NoSecret> {
    named
        .and_then(|()| File::open(folder(path))?.sync_all())
        .map_err(|why| not_placed(path, why, temporary))
}

/// Takes the half-made file away; it may not even be there, and what went wrong first is what matters.
fn not_placed(path: &Path, source: io::Error, temporary: &Path) -> NoSecret {
    let _gone = fs::remove_file(temporary);
    if source.kind() == ErrorKind::AlreadyExists {
        return NoSecret::There(path.to_owned());
    }
    NoSecret::File { path: path.to_owned(), source }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn seal(secret: &[u8; 32], passphrase: &str) -> Result<String, NoSecret> {
    let salt = random::<16>()?;
    let Cost { memory, rounds, lanes } = COST;
    let head = format!("{FORM}\nargon2id {memory} {rounds} {lanes} {}\n", hex::encode(salt));
    let sealed = cipher(passphrase, COST, &salt)?
        .and_then(|cipher| {
            cipher.encrypt(&once(), Payload { msg: secret, aad: head.as_bytes() }).ok()
        })
        .ok_or(NoSecret::Random)?;
    Ok(format!("{head}chacha20poly1305 {}\n", hex::encode(sealed)))
}

/// `rest` is what follows the first line's words.
fn open(
    path: &Path,
    rest: &str,
    passphrase: Option<&str>,
) -> Result<Zeroizing<[u8; 32]>, NoSecret> {
    let form = || NoSecret::Form(path.to_owned());
    let (head, sealed) = parted(rest).ok_or_else(form)?;
    let (cost, salt) = costs(head).ok_or_else(form)?;
    if !cost.within_bounds() {
        return Err(NoSecret::Costs(path.to_owned()));
    }
    let passphrase = passphrase.ok_or_else(|| NoSecret::NeedsPassphrase(path.to_owned()))?;
    let cipher = cipher(passphrase, cost, &salt)?.ok_or_else(form)?;
    let head = format!("{FORM}\n{head}\n");
    let wrong = || NoSecret::Wrong(path.to_owned());
    let secret = cipher.decrypt(&once(), Payload { msg: &sealed, aad: head.as_bytes() });
    let secret = Zeroizing::new(secret.map_err(|_| wrong())?);
    let bytes: &[u8; 32] = secret.as_slice().try_into().map_err(|_| wrong())?;
    Ok(Zeroizing::new(*bytes))
}

/// The line of costs, and what is sealed.
fn parted(rest: &str) -> Option<(&str, Vec<u8>)> {
    let (head, last) = rest.strip_prefix('\n')?.split_once('\n')?;
    let sealed = last.strip_prefix("chacha20poly1305 ")?.strip_suffix('\n')?;
    Some((head, hex::decode(sealed).ok()?))
}

fn costs(line: &str) -> Option<(Cost, [u8; 16])> {
    let mut words = line.strip_prefix("argon2id ")?.split(' ');
    let mut number = || words.next()?.parse::<u32>().ok();
    let cost = Cost { memory: number()?, rounds: number()?, lanes: number()? };
    let mut salt = [0; 16];
    hex::decode_to_slice(words.next()?, &mut salt).ok()?;
    words.next().is_none().then_some((cost, salt))
}

/// None: these costs are none that argon2id knows.
fn cipher(passphrase: &str, cost: Cost, salt: &[u8]) -> Result<Option<ChaCha20Poly1305>, NoSecret> {
    if passphrase.is_empty() {
        return Err(NoSecret::EmptyPassphrase);
    }
    // The same letters typed on another keyboard come as other code points.
    let passphrase = Zeroizing::new(passphrase.nfc().collect::<String>());
    let mut key = Zeroizing::new([0; 32]);
    let made =
        Params::new(cost.memory, cost.rounds, cost.lanes, Some(key.len())).and_then(|params| {
            let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            argon.hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        });
    Ok(made.ok().and_then(|()| ChaCha20Poly1305::new_from_slice(key.as_ref()).ok()))
}

/// The salt is fresh, so each key seals one thing: the nonce need not differ.
fn once() -> Nonce {
    Nonce::default()
}

fn random<const N: usize>() -> Result<[u8; N], NoSecret> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoSecret::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
