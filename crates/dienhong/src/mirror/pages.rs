//! The files that a static copy lists with their hashes: pages, papers, open data.
//!
//! A running node lists nothing; then the open data are made of the records, and listed.

use super::{
    NotMirrored,
    place::{Place, safe},
    source::Source,
};
use dienhong_core::State;
use dienhong_journal::Hash;
use dienhong_verifier::{MANIFEST, open_data};
use std::{collections::BTreeMap, fmt::Write};
use tokio::task::JoinSet;

/// A list of half a million files is shorter.
const MOST_LIST: u64 = 64 * 1024 * 1024;

/// Longer than any page, paper or file of open data, also a nation's.
pub(super) const MOST_FILE: u64 = 128 * 1024 * 1024;

/// How many files are asked for at a time: so many may be in memory.
const AT_ONCE: usize = 4;

/// Lays out every listed file that differs from ours. False: the source lists nothing, as a running node does.
pub(super) async fn take(source: &Source, place: &Place) -> Result<bool, NotMirrored> {
    let Some(bytes) = source.get(MANIFEST, MOST_LIST).await? else { return Ok(false) };
    let held = place.read(MANIFEST)?;
    if held.as_ref() == Some(&bytes) {
        return Ok(true);
    }
    let listed = read(&bytes)?;
    // Ours may be damaged; then everything is looked at again.
    let held = held.and_then(|held| read(&held).ok()).unwrap_or_default();
    let mut wanted = listed.iter().filter(|(path, hash)| held.get(*path) != Some(hash));
    let mut asked = JoinSet::new();
    loop {
        while asked.len() < AT_ONCE
            && let Some((path, hash)) = wanted.next()
        {
            asked.spawn(file(source.clone(), path.clone(), *hash));
        }
        match asked.join_next().await {
            None => break,
            Some(Ok(file)) => {
                let (path, bytes) = file?;
                place.stage(&path, &bytes)?;
            }
            Some(Err(why)) => return Err(NotMirrored::own(why)),
        }
    }
    list(place, &held, &listed, &bytes)?;
    Ok(true)
}

/// Lays out the open data that follow from `state`, where no pages have been mirrored.
pub(super) fn make(place: &Place, state: &State) -> Result<(), NotMirrored> {
    let held = place.read(MANIFEST)?.map(|held| read(&held)).transpose()?.unwrap_or_default();
    let folder = format!("{}/", open_data::FOLDER);
    if held.keys().any(|path| !path.starts_with(&folder)) {
        // Old pages beside newer records would be no copy of anything.
        return Err(NotMirrored::Missing { path: MANIFEST.to_owned() });
    }
    let (mut listed, mut lines) = (BTreeMap::new(), String::new());
    for (path, bytes) in open_data::files(state) {
        let hash = Hash::of(&bytes);
        if held.get(&path) != Some(&hash) {
            place.stage(&path, &bytes)?;
        }
        listed.insert(path, hash);
    }
    for (path, hash) in &listed {
        // Writing to a string does not fail.
        let _ = writeln!(lines, "{hash}  {path}");
    }
    if held == listed { Ok(()) } else { list(place, &held, &listed, lines.as_bytes()) }
}

/// What is no longer listed goes; the list itself comes.
fn list(
    place: &Place,
    held: &BTreeMap<String, Hash>,
    listed: &BTreeMap<String, Hash>,
    bytes: &[u8],
) -> Result<(), NotMirrored> {
    let mut gone = held.keys().filter(|path| !listed.contains_key(*path));
    gone.try_for_each(|path| place.remove(path))?;
    Ok(place.stage(MANIFEST, bytes)?)
}

async fn file(source: Source, path: String, hash: Hash) -> Result<(String, Vec<u8>), NotMirrored> {
    let bytes = source.get(&path, MOST_FILE).await?;
    match bytes {
        None => Err(NotMirrored::Missing { path }),
        Some(bytes) if Hash::of(&bytes) == hash => Ok((path, bytes)),
        Some(_) => {
            let why = format!("it is not what {MANIFEST} says");
            Err(NotMirrored::Malformed { path, why })
        }
    }
}

/// Lines of `hash  path`. What the log and the mirror itself are made of cannot be listed.
fn read(bytes: &[u8]) -> Result<BTreeMap<String, Hash>, NotMirrored> {
    let bad = |why: String| NotMirrored::Malformed { path: MANIFEST.to_owned(), why };
    let text = std::str::from_utf8(bytes).map_err(|why| bad(why.to_string()))?;
    let mut listed = BTreeMap::new();
    for line in text.lines() {
        let parts = line.split_once("  ").and_then(|(hash, path)| Some((hash.parse().ok()?, path)));
        let own = ["checkpoint", "log.vkey", MANIFEST];
        let ours = |path: &str| {
            own.contains(&path)
                || ["tile/", "blobs/", "split-view"].iter().any(|begin| path.starts_with(begin))
        };
        match parts {
            Some((hash, path)) if safe(path) && !ours(path) => {
                listed.insert(path.to_owned(), hash);
            }
            _ => {
                return Err(bad(format!(
                    "the line «{}»",
                    line.chars().take(200).collect::<String>()
                )));
            }
        }
    }
    Ok(listed)
}
