use crate::{
    Hash,
    tiled::{NoProof, Tiled},
    tiles::{BadTile, Level, Tile, decode_bundle, encode_bundle},
    tree::*,
};
use proptest::prelude::*;

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    (0..size).for_each(|n| tree.push(leaf_hash(&n.to_be_bytes())));
    tree
}

/// The definition of RFC 6962, word for word.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            node_hash(&defined(&leaves[..k]), &defined(&leaves[k..]))
        }
    }
}

#[test]
fn the_roots_of_the_rfc_6962_test_vectors() {
    let entries: [&[u8]; 8] = [
        &[],
        &[0],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let mut tree = Tree::new();
    assert_eq!(
        tree.root().to_string(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    entries.iter().for_each(|entry| tree.push(leaf_hash(entry)));
    assert_eq!(
        tree.root_at(1).unwrap().to_string(),
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    );
    assert_eq!(
        tree.root().to_string(),
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    );
}

#[test]
fn every_proof_of_small_trees_verifies() {
    let tree = tree(40);
    let leaves = tree.level(0).to_vec();
    for new in 0..=40u64 {
        let root = tree.root_at(new).unwrap();
        assert_eq!(root, defined(&leaves[..new as usize]));
        assert_eq!(tree.edge_at(new).unwrap().root(), root);
        for old in 0..=new {
            let proof = tree.consistency(old, new).unwrap();
            let old_root = tree.root_at(old).unwrap();
            assert_eq!(verify_consistency(&proof, old, new, &old_root, &root), Ok(()));
        }
        for index in 0..new {
            let proof = tree.inclusion(index, new).unwrap();
            assert_eq!(
                verify_inclusion(&proof, index, new, &leaves[index as usize], &root),
                Ok(())
            );
        }
    }
}

#[test]
fn tile_paths_are_those_of_the_specification() {
    let table = [
        (Level::Hashes(0), 0, 256, "tile/0/000"),
        (Level::Hashes(0), 1234, 256, "tile/0/x001/234"),
        (Level::Hashes(0), 1_234_067, 256, "tile/0/x001/x234/067"),
        (Level::Hashes(1), 999, 1, "tile/1/999.p/1"),
        (Level::Hashes(63), 1000, 255, "tile/63/x001/000.p/255"),
        (Level::Entries, 0, 112, "tile/entries/000.p/112"),
        (Level::Entries, 1_234_067, 256, "tile/entries/x001/x234/067"),
    ];
    for (level, number, width, path) in table {
        let tile = Tile { level, number, width };
        assert_eq!(tile.to_string(), path);
        assert_eq!(path.parse(), Ok(tile));
    }
}

#[test]
fn another_spelling_of_a_tile_path_is_refused() {
    for path in [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/1234",
        "tile/x/000",
        "/tile/0/000",
        "tile/0/+01",
    ] {
        assert_eq!(path.parse::<Tile>(), Err(BadTile::Path(path.into())));
    }
}

#[test]
fn a_log_that_grows_publishes_the_tiles_that_changed() {
    let paths = |old, new| Tile::since(old, new).iter().map(Tile::to_string).collect::<Vec<_>>();
    assert_eq!(
        paths(250, 600),
        [
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002.p/88",
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/88",
            "tile/1/000.p/2",
        ]
    );
    assert_eq!(paths(600, 600), Vec::<String>::new());
}

#[test]
fn tiles_of_each_level_hold_the_hashes_of_subtrees() {
    let tree = tree(600);
    for tile in Tile::since(0, 600).iter().filter(|t| t.level != Level::Entries) {
        let bytes = tile.hashes(&tree).unwrap();
        assert_eq!(tile.parse_hashes(&bytes).unwrap().len(), usize::from(tile.width));
    }
    let upper: Tile = "tile/1/000.p/2".parse().unwrap();
    let found = upper.parse_hashes(&upper.hashes(&tree).unwrap()).unwrap();
    assert_eq!(found[0], defined(&tree.level(0)[..256]));
    assert_eq!(found[1], defined(&tree.level(0)[256..512]));
    let later: Tile = "tile/0/002.p/89".parse().unwrap();
    assert_eq!(later.hashes(&tree), Err(BadTile::NotYet { tile: later }));
}

#[test]
fn a_bundle_that_is_cut_says_where() {
    let bundle = encode_bundle(&["ab", "", "cde"]).unwrap();
    assert_eq!(bundle, b"\x00\x02ab\x00\x00\x00\x03cde");
    assert_eq!(decode_bundle(&bundle).unwrap(), [&b"ab"[..], b"", b"cde"]);
    assert_eq!(decode_bundle(&bundle[..10]), Err(BadTile::Cut { index: 2, said: 3, left: 2 }));
    assert_eq!(decode_bundle(&bundle[..7]), Err(BadTile::CutLength { index: 2 }));
    assert!(encode_bundle(&[vec![0; 65_535]]).is_ok());
    let long = BadTile::EntryTooLong { index: 0, bytes: 65_536 };
    assert_eq!(encode_bundle(&[vec![0; 65_536]]), Err(long));
}

proptest! {
    #[test]
    fn a_changed_proof_does_not_verify(size in 2u64..400, a in 0u64..400, at in 0usize..99, bit in 0u8..8) {
        let tree = tree(size);
        let root = tree.root();
        let index = a % size;
        let mut proof = tree.inclusion(index, size).unwrap();
        let leaf = tree.level(0)[index as usize];
        prop_assert_eq!(verify_inclusion(&proof, index, size, &leaf, &root), Ok(()));
        let which = at % proof.len();
        proof[which].0[at % 32] ^= 1 << bit;
        prop_assert!(verify_inclusion(&proof, index, size, &leaf, &root).is_err());

        let old = 1 + a % (size - 1);
        let old_root = tree.root_at(old).unwrap();
        let mut proof = tree.consistency(old, size).unwrap();
        prop_assert_eq!(verify_consistency(&proof, old, size, &old_root, &root), Ok(()));
        let which = at % proof.len();
        proof[which].0[at % 32] ^= 1 << bit;
        prop_assert!(verify_consistency(&proof, old, size, &old_root, &root).is_err());
    }

    #[test]
    fn an_edge_goes_on_as_the_tree_does(size in 0u64..300, more in 0u64..300) {
        let tree = tree(size + more);
        let mut edge = tree.edge_at(size).unwrap();
        (size..size + more).for_each(|n| edge.push(leaf_hash(&n.to_be_bytes())));
        prop_assert_eq!(edge, tree.edge_at(size + more).unwrap());
    }
}

#[test]
fn tiles_alone_give_every_root_and_proof_of_the_tree() {
    let tree = tree(70_000);
    let read = |size: u64| {
        let tree = &tree;
        move |tile: &Tile| -> Result<Option<Vec<u8>>, std::convert::Infallible> {
            // As wide as a log of this size publishes it.
            assert!(Tile::since(0, size).contains(tile), "{tile} of {size}");
            Ok(tile.hashes(tree).ok())
        }
    };
    let sizes = [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537, 69_999, 70_000];
    for size in sizes {
        let mut tiled = Tiled::new(size, read(size));
        for old in sizes.into_iter().filter(|old| *old <= size) {
            assert_eq!(tiled.root_at(old).unwrap(), tree.root_at(old).unwrap());
            assert_eq!(tiled.consistency(old, size).unwrap(), tree.consistency(old, size).unwrap());
            if old < size {
                assert_eq!(tiled.inclusion(old, size).unwrap(), tree.inclusion(old, size).unwrap());
            }
        }
        assert!(matches!(tiled.root_at(size + 1), Err(NoProof::Asked(BadTree::Beyond { .. }))));
        assert!(matches!(tiled.inclusion(size, size), Err(NoProof::Asked(_))));
        assert!(matches!(tiled.consistency(size + 1, size), Err(NoProof::Asked(_))));
    }
}

#[test]
fn a_missing_or_cut_tile_is_named() {
    let tree = tree(300);
    let mut gone = Tiled::new(300, |_: &Tile| Ok::<_, ()>(None));
    let missing = gone.root_at(300).unwrap_err();
    assert!(matches!(missing, NoProof::Missing { tile } if tile.to_string() == "tile/1/000.p/1"));
    let mut cut = Tiled::new(300, |tile: &Tile| {
        let mut bytes = tile.hashes(&tree).map_err(|_| ())?;
        bytes.pop();
        Ok::<_, ()>(Some(bytes))
    });
    assert!(matches!(cut.root_at(300), Err(NoProof::Tile { .. })));
    let mut broken = Tiled::new(300, |_: &Tile| Err("no disk"));
    assert!(matches!(broken.root_at(300), Err(NoProof::Read("no disk"))));
}
