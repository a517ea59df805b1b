#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Somebody else reads our log: `tests/interop/reader.py`, written from the C2SP texts alone in another language.
//!
//! The test would rather run a client that we did not write. PyPI has one, `aics-tlog`; it needs Python 3.12, which
//! Debian 12 lacks (3.11). So a small reader with nothing but Python's standard library does it.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;
mod served;
mod witnessed;

use dienhong_journal::{
    Hash, Tree,
    checkpoint::{Checkpoint, Note, Verifier},
    cosignature::WitnessKey,
    proof::Proof,
    tiles::{Level, Tile, WIDTH},
    tree::leaf_hash,
};
use dienhong_web::{Web, cosign};
use night::{AREAS, Night};
use served::Numbers;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use witnessed::{Witness, dienhong, init};

/// A published log, its keys, and receipts for some of its records.
struct Published {
    folder: PathBuf,
    log: Verifier,
    witnesses: Vec<WitnessKey>,
    receipts: Vec<PathBuf>,
}

impl Published {
    /// What the reader says of it.
    fn read(&self) -> Result<String, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop/reader.py");
        let mut program = Command::new("python3");
        program.arg("-B").arg(script).arg(&self.folder).args(["--log", &self.log.to_string()]);
        for witness in &self.witnesses {
            program.args(["--witness", &witness.to_string()]);
        }
        for receipt in &self.receipts {
            program.arg("--receipt").arg(receipt);
        }
        let output = program.output().unwrap();
        let (said, why) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
        let why = why.unwrap();
        match output.status.code() {
            Some(0) if why.is_empty() => Ok(said.unwrap()),
            // It ends by saying what is wrong, not by falling over.
            Some(1) if why.starts_with("wrong: ") => Err(why),
            other => panic!("{other:?}: {why}"),
        }
    }

    /// The reader refuses it when `bytes` of the file at `path` are changed so.
    fn refuses(&self, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let good = fs::read(path).unwrap();
        let mut bad = good.clone();
        change(&mut bad);
        assert_ne!(good, bad);
        fs::write(path, bad).unwrap();
        let read = self.read();
        assert!(read.is_err(), "{} was changed: {read:?}", path.display());
        fs::write(path, good).unwrap();
    }
}

/// The tree over the published entries.
fn tree(folder: &Path, size: u64) -> Tree {
    let mut tree = Tree::new();
    for number in 0..size.div_ceil(WIDTH) {
        let width = (size - number * WIDTH).min(WIDTH) as u16;
        let tile = Tile { level: Level::Entries, number, width };
        let bytes = fs::read(folder.join(tile.to_string())).unwrap();
        tile.parse_entries(&bytes).unwrap().into_iter().for_each(|e| tree.push(leaf_hash(e)));
    }
    tree
}

/// Two witnesses cosign what is published; receipts are made of it.
fn witnessed(folder: PathBuf, beside: &Path) -> Published {
    let log: Verifier =
        fs::read_to_string(folder.join("log.vkey")).unwrap().trim().parse().unwrap();
    let signed = fs::read_to_string(folder.join("checkpoint")).unwrap();
    let size = Checkpoint::verify(&signed, &log).unwrap().size;
    let tree = tree(&folder, size);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut note = Note::parse(&signed).unwrap();
    let mut witnesses = Vec::new();
    for name in ["báo.example/nhân-chứng", "university.example/witness"] {
        let dir = beside.join(Hash::of(name.as_bytes()).to_string());
        let key = init(&dir, name);
        let witness = Witness::begins(&dir, &[&log]);
        let web = Web::new(&witness.base).unwrap();
        let proof = |old| tree.consistency(old, size).unwrap();
        let line = runtime.block_on(cosign(&web, &key, 0, &signed, proof)).unwrap();
        note = note.with(line.parse().unwrap()).unwrap();
        witnesses.push(key);
    }
    fs::write(folder.join("checkpoint"), note.to_string()).unwrap();
    let receipt = |index: u64| {
        let leaf = tree.hash(0, index).unwrap();
        let proof = Proof::new(&leaf, index, tree.inclusion(index, size).unwrap(), note.clone());
        let path = beside.join(format!("{index}.tlog-proof"));
        fs::write(&path, proof.to_string()).unwrap();
        path
    };
    let receipts = [0, size / 2, size - 1].map(receipt).to_vec();
    Published { folder, log, witnesses, receipts }
}

#[test]
fn a_stranger_reads_the_log_of_a_node_its_cosignatures_and_receipts() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let night = Night::counted(&data);
    night.reopen(AREAS[0]);
    drop(night);
    let exported =
        dienhong().args(["export", "public", "--data"]).arg(&data).arg("--out").arg(&out).output();
    assert!(exported.unwrap().status.success());
    let published = witnessed(out.clone(), folder.path());
    let said = published.read().unwrap();
    assert_eq!(said.matches("cosignature: ").count(), 2, "{said}");
    assert_eq!(said.matches("seen by 2 witnesses").count(), 3, "{said}");
    for words in ["signed by test.example/2026", "inclusion: 6 proofs", "consistency: 5 proofs"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // Every file of the log matters, at its beginning, its middle and its end.
    let size =
        Checkpoint::verify(&fs::read_to_string(out.join("checkpoint")).unwrap(), &published.log);
    let size = size.unwrap().size;
    let tiles = Tile::since(0, size).into_iter().map(|tile| out.join(tile.to_string()));
    for path in tiles.chain([out.join("checkpoint")]).chain(published.receipts.clone()) {
        let length = fs::read(&path).unwrap().len();
        for place in [0, 1, length / 3, length / 2, length - 2] {
            published.refuses(&path, |bytes| bytes[place] ^= 1);
        }
        published.refuses(&path, |bytes| bytes.truncate(length - 1));
        published.refuses(&path, |bytes| bytes.push(b'x'));
    }
    assert!(published.read().is_ok());
    // A witness that it does not know has not cosigned.
    let stranger = init(&folder.path().join("stranger"), "stranger.example");
    let more = Published { witnesses: vec![stranger], ..published };
    assert!(more.read().unwrap_err().contains("has not cosigned"));
}

#[test]
fn a_stranger_reads_a_log_with_tiles_above_tiles() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    Numbers::of(66_000, 66_000).publish(&out, 0, 66_000);
    let published = witnessed(out.clone(), folder.path());
    let said = published.read().unwrap();
    assert!(said.contains("checkpoint: 66000 records"), "{said}");
    for path in ["tile/2/000.p/1", "tile/1/001.p/1", "tile/1/000", "tile/entries/100", "tile/0/200"]
    {
        published.refuses(&out.join(path), |bytes| bytes[5] ^= 1);
    }
}
