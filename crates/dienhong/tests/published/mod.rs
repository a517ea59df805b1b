//! A counted night, exported once by the program, and what a node that lies makes of it.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use crate::night::{self, Night};
use dienhong_journal::{
    Hash, Tree,
    checkpoint::{Checkpoint, Signer, Verifier},
    part::Part,
    tiles::{Level, Tile, WIDTH, encode_bundle},
    tree::leaf_hash,
};
use dienhong_verifier::{Ask, Directory, Files, Report, Unreadable, verify_here};
use std::{collections::BTreeMap, fs, path::Path, process::Command, sync::LazyLock};

pub type Published = BTreeMap<String, Vec<u8>>;

/// A counted night, exported once, and the secret of its key.
pub static NIGHT: LazyLock<(Published, [u8; 32])> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Night::counted(&data));
    let published = export(&data, &folder.path().join("out"));
    let key: Hash = fs::read_to_string(data.join("node.key")).unwrap().trim().parse().unwrap();
    (published, key.0)
});

pub fn dienhong(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dienhong")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

pub fn export(data: &Path, out: &Path) -> Published {
    let (data, to) = (data.to_str().unwrap(), out.to_str().unwrap());
    let (code, _, said) = dienhong(&["export", "public", "--data", data, "--out", to]);
    assert_eq!(code, 0, "{said}");
    read(out)
}

pub fn read(folder: &Path) -> Published {
    let files = Directory(folder.to_owned());
    let mut paths = files.list(".").unwrap().unwrap();
    paths.iter_mut().for_each(|path| *path = path.split_off(2));
    paths.into_iter().map(|path| (path.clone(), fs::read(folder.join(&path)).unwrap())).collect()
}

pub fn verify(files: &impl Files, key: Option<&Verifier>) -> Result<Report, Unreadable> {
    let ask = Ask { key: key.cloned(), ..Ask::default() };
    verify_here(files, &ask, &mut |_| {}).map(|verified| verified.report)
}

/// The only bundle and its path.
pub fn bundle(published: &Published) -> String {
    published.keys().find(|path| path.starts_with("tile/entries/")).unwrap().clone()
}

pub fn entries(published: &Published) -> Vec<Vec<u8>> {
    let path = bundle(published);
    let tile: Tile = path.parse().unwrap();
    tile.parse_entries(&published[&path]).unwrap().into_iter().map(<[u8]>::to_vec).collect()
}

/// A node that lies: other entries, with a tree and a signature that fit them.
pub fn sign_again(published: &mut Published, entries: &[Vec<u8>]) {
    published.retain(|path, _| !path.starts_with("tile/"));
    let mut tree = Tree::new();
    entries.iter().for_each(|entry| tree.push(leaf_hash(entry)));
    for tile in Tile::since(0, tree.size()) {
        let bytes = match tile.level {
            Level::Entries => {
                let first = usize::try_from(tile.number * WIDTH).unwrap();
                encode_bundle(&entries[first..first + usize::from(tile.width)]).unwrap()
            }
            Level::Hashes(_) => tile.hashes(&tree).unwrap(),
        };
        published.insert(tile.to_string(), bytes);
    }
    parts_again(published, &tree, entries);
    let (origin, extensions) = (night::ORIGIN.to_owned(), Vec::new());
    let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root(), extensions };
    let signer = Signer::new(night::ORIGIN, &NIGHT.1).unwrap();
    published.insert("checkpoint".into(), checkpoint.sign(&[&signer]).unwrap().into_bytes());
}

/// The parts of a node that lies, of the records as they are now.
fn parts_again(published: &mut Published, tree: &Tree, entries: &[Vec<u8>]) {
    let mut units: BTreeMap<Option<String>, Vec<(u64, Vec<u8>)>> = BTreeMap::new();
    for (number, entry) in (0..).zip(entries.iter().cloned()) {
        let said: serde_json::Value = serde_json::from_slice(&entry).unwrap_or_default();
        let unit = said.get("unit").and_then(|unit| unit.as_str()).map(str::to_owned);
        units.entry(unit).or_default().push((number, entry));
    }
    published.retain(|path, _| !path.starts_with("part/"));
    for (unit, entries) in units {
        let path = dienhong_verifier::part_path(unit.as_deref().map(Into::into).as_ref());
        let part = Part::of(tree, tree.size(), unit, entries).unwrap();
        published.insert(path, part.encode());
    }
}
