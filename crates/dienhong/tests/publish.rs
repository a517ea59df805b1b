#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! What a running node gives to everybody as files, with the word of a real witness on it.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;
mod published;
mod witnessed;

use dienhong_core::{
    Event, node,
    people::{self, Officer},
};
use dienhong_journal::{
    checkpoint::{Checkpoint, Note},
    cosignature::WitnessKey,
    tiles::{Level, Tile},
    tree::{Tree, leaf_hash},
};
use dienhong_publish::{NotPublished, Publisher, Shelf};
use night::{AREAS, Night};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};
use witnessed::Witness;

fn starts(night: &Night, shelves: &[&Path]) -> Result<Publisher, NotPublished> {
    let node = &night.node;
    let shelves = shelves.iter().map(|folder| Shelf::folder(folder).unwrap()).collect();
    Publisher::start(node.views(), node.reader().unwrap(), node.signer().clone(), shelves)
}

/// Waits until all that the node has is published; answers the note.
fn catches_up(night: &Night, publisher: &Publisher) -> String {
    let begun = Instant::now();
    loop {
        if let Some(published) = publisher.published().as_ref()
            && published.size == night.node.view().size
        {
            return published.note.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it never caught up");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Records until there are so many.
fn grows(night: &Night, size: u64) {
    for number in night.node.view().size..size {
        let (name, office) = (format!("Cán bộ {number} (mô phỏng)"), "cán bộ".to_owned());
        let officer = Officer { id: format!("more-{number}").as_str().into(), name, office };
        let event = Event::People(people::Event::OfficerRegistered { officer });
        night.by("keeper", "keepers", vec![event]);
    }
}

/// Every tile of the checkpoint lies there and is what the entries give; no partial tile lies beside its full one.
fn whole(folder: &Path, size: u64) -> Checkpoint {
    let note = Note::parse(&fs::read_to_string(folder.join("checkpoint")).unwrap()).unwrap();
    let checkpoint: Checkpoint = note.text().parse().unwrap();
    assert_eq!(checkpoint.size, size);
    let mut tree = Tree::new();
    let tiles = Tile::since(0, size);
    for tile in tiles.iter().filter(|tile| tile.level == Level::Entries) {
        let bytes = fs::read(folder.join(tile.to_string())).unwrap();
        tile.parse_entries(&bytes).unwrap().iter().for_each(|entry| tree.push(leaf_hash(entry)));
    }
    assert_eq!(tree.root(), checkpoint.root);
    for tile in &tiles {
        if tile.level != Level::Entries {
            let bytes = fs::read(folder.join(tile.to_string())).unwrap();
            assert_eq!(bytes, tile.hashes(&tree).unwrap(), "{tile}");
        }
        if tile.width == 256 {
            let partial = folder.join(format!("{tile}.p"));
            let left = fs::read_dir(partial).map_or(0, Iterator::count);
            assert_eq!(left, 0, "{tile}.p");
        }
    }
    checkpoint
}

#[test]
fn two_shelves_follow_the_node_and_another_history_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let night = Night::closed(&path("data"));
    let publisher = starts(&night, &[&path("public"), &path("copy")]).unwrap();
    catches_up(&night, &publisher);
    let before = whole(&path("public"), night.node.view().size);
    for area in AREAS {
        night.count(area, [800, 100, 40]);
        catches_up(&night, &publisher);
    }
    // Over the edge of a tile, where partial ones go.
    grows(&night, 300);
    catches_up(&night, &publisher);
    drop(publisher);
    let size = night.node.view().size;
    let after = whole(&path("public"), size);
    assert_eq!(whole(&path("copy"), size).root, after.root);
    assert!(before.size < after.size);
    // Started again, it goes on where it was.
    let publisher = starts(&night, &[&path("public")]).unwrap();
    catches_up(&night, &publisher);
    drop(publisher);
    // The same key with another history publishes nothing, and says why.
    fs::create_dir(path("other")).unwrap();
    fs::copy(path("data").join("node.key"), path("other").join("node.key")).unwrap();
    let other = Night::closed(&path("other"));
    let lost = starts(&other, &[&path("public")]).err().unwrap();
    assert!(matches!(lost, NotPublished::Lost { .. }), "{lost}");
    grows(&other, size);
    let split = starts(&other, &[&path("public")]).err().unwrap();
    assert!(matches!(split, NotPublished::OtherHistory { .. }), "{split}");
    assert_eq!(whole(&path("public"), size).root, after.root);
}

#[test]
fn a_real_witness_cosigns_each_checkpoint_and_the_copy_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let night = Night::closed(&path("data"));
    let key: WitnessKey = witnessed::init(&path("witness"), "bao.example/nhan-chung");
    let witness = Witness::begins(&path("witness"), &[night.node.signer().verifier()]);
    let named = node::Event::WitnessNamed {
        key: key.to_string(),
        operator: "Một tờ báo (mô phỏng)".into(),
        url: format!("{}/", witness.base.trim_end_matches('/')),
    };
    night.by("keeper", "keepers", vec![Event::Node(named)]);
    let publisher = starts(&night, &[&path("data").join("public")]).unwrap();
    for area in AREAS {
        night.count(area, [800, 100, 40]);
        let note = Note::parse(&catches_up(&night, &publisher)).unwrap();
        assert!(key.verify(&note).unwrap().is_some(), "{note}");
    }
    let published = publisher.published();
    let witnessed = &published.as_ref().as_ref().unwrap().witnessed;
    assert_eq!((witnessed.len(), witnessed[0].size), (1, night.node.view().size));
    drop(publisher);
    // A public copy asks once more, and whoever checks it is told.
    let published = published::export(&path("data"), &path("out"));
    let report = published::verify(&published, None).unwrap();
    assert!(report.agrees(), "{:?}", report.differences);
    assert_eq!(report.witnessed.len(), 1);
    assert_eq!(report.witnessed[0].operator, "Một tờ báo (mô phỏng)");
    // A witness that is gone holds nothing up.
    witness.killed();
    let published = published::export(&path("data"), &path("out"));
    let report = published::verify(&published, None).unwrap();
    assert!(report.agrees() && report.witnessed.is_empty());
}
