use super::Log;
use crate::{
    Hash,
    checkpoint::{BadNote, Signer},
    proof::{BadProof, MAX_PROOF, Proof},
    tree::BadTree,
};
use proptest::prelude::*;

fn receipt(log: &Log, index: u64, size: u64) -> (Hash, Proof) {
    let leaf = log.tree.hash(0, index).unwrap();
    let hashes = log.tree.inclusion(index, size).unwrap();
    (leaf, Proof::new(&leaf, index, hashes, log.note(size)))
}

#[test]
fn every_leaf_of_a_small_log_has_a_receipt_that_survives_text_and_address() {
    let log = Log::of(20, 20);
    for size in 1..=20 {
        for index in 0..size {
            let (leaf, proof) = receipt(&log, index, size);
            assert_eq!(proof.leaf(), Some(leaf));
            let checkpoint = proof.verify(&leaf, log.signer.verifier()).unwrap();
            assert_eq!(checkpoint.size, size);
            let text = proof.to_string();
            assert_eq!(text.parse(), Ok(proof.clone()));
            let fragment = proof.to_fragment();
            assert!(!fragment.contains(['#', '+', '\n', ' ', '—']), "{fragment}");
            assert_eq!(Proof::from_fragment(&fragment), Ok(proof.clone()));
            assert_eq!(Proof::from_fragment(&format!("#{fragment}")), Ok(proof));
        }
    }
}

#[test]
fn a_receipt_is_written_as_the_specification_shows() {
    let (leaf, proof) = receipt(&Log::of(3, 3), 1, 3);
    let text = proof.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "c2sp.org/tlog-proof@v1");
    assert!(lines[1].starts_with("extra ") && lines[2] == "index 1");
    assert_eq!((lines[5], lines[6], lines[7]), ("", "example.vn/log", "3"));
    let plain = Proof { extra: None, ..proof };
    assert!(plain.to_string().starts_with("c2sp.org/tlog-proof@v1\nindex 1\n"));
    assert_eq!(plain.to_string().parse(), Ok(plain.clone()));
    assert!(plain.leaf().is_none() && plain.verify(&leaf, Log::of(3, 3).signer.verifier()).is_ok());
}

#[test]
fn a_receipt_for_another_leaf_place_log_or_history_proves_nothing() {
    let (log, other) = (Log::of(20, 20), Log::of(20, 0));
    let key = log.signer.verifier();
    let (leaf, proof) = receipt(&log, 7, 20);
    assert!(matches!(
        proof.verify(&log.tree.hash(0, 8).unwrap(), key),
        Err(BadProof::Tree(BadTree::Root { .. }))
    ));
    let moved = Proof { index: 8, ..proof.clone() };
    assert!(moved.verify(&leaf, key).is_err());
    let beyond = Proof { index: 20, ..proof.clone() };
    assert!(matches!(beyond.verify(&leaf, key), Err(BadProof::Tree(BadTree::NoLeaf { .. }))));
    let mut short = proof.clone();
    short.hashes.pop();
    assert!(matches!(short.verify(&leaf, key), Err(BadProof::Tree(BadTree::Length { .. }))));
    let elsewhere = Proof { note: other.note(20), ..proof.clone() };
    assert!(elsewhere.verify(&leaf, key).is_err());
    let stranger = Signer::new("example.vn/log", &[8; 32]).unwrap();
    assert_eq!(proof.verify(&leaf, stranger.verifier()), Err(BadNote::Unknown.into()));
}

#[test]
fn a_receipt_is_read_strictly() {
    let (_, proof) = receipt(&Log::of(20, 20), 7, 20);
    let good = proof.to_string();
    let hash = good.lines().nth(3).unwrap().to_owned() + "\n";
    let bad = [
        good.replace("proof@v1", "proof@v2"),
        good.replace("index 7", "index 07"),
        good.replace("index 7", "index -7"),
        good.replace("index 7\n", ""),
        good.replace("index 7", "index 18446744073709551616"),
        good.replace("extra ", "extra  "),
        good.replace("extra ", "extra !"),
        good.replace(&hash, &format!("{hash}\n")),
        good.replace(&hash, &format!(" {hash}")),
        good.replace(&hash, &hash[4..]),
        good.replace(&hash, &hash.repeat(65)),
        good.replace('\n', "\r\n"),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        good.replace("\n\n", "\n"),
        good.replace("index 7", &format!("{}index 7", hash.repeat(MAX_PROOF / 45))),
        String::new(),
    ];
    for text in &bad {
        assert!(text.parse::<Proof>().is_err(), "{text:.300}");
    }
    for fragment in ["%", "%4", "%zz", "%ff", &"a".repeat(3 * MAX_PROOF + 1)] {
        assert!(Proof::from_fragment(fragment).is_err(), "{fragment:.20}");
    }
}

proptest! {
    #[test]
    fn a_receipt_with_a_byte_changed_is_never_another_good_one(
        place in 0usize..600, byte in 32u8..127, index in 0u64..20
    ) {
        let log = Log::of(20, 20);
        let (leaf, proof) = receipt(&log, index, 20);
        let mut text = proof.to_string().into_bytes();
        let place = place % text.len();
        prop_assume!(text[place] != byte);
        text[place] = byte;
        if let Ok(read) = String::from_utf8(text).unwrap_or_default().parse::<Proof>() {
            // What nobody signs may differ: then it says so by being for no leaf or for another.
            let good = read.verify(&leaf, log.signer.verifier()).is_ok();
            prop_assert!(!good || read.leaf() != Some(leaf));
        }
    }

    #[test]
    fn no_text_upsets_the_reader_of_receipts(text in "\\PC{0,100}", lines in "(extra |index |[0-9]|[A-Za-z0-9+/=]|\n|— ){0,200}") {
        let _ = Proof::from_fragment(&text);
        let _ = format!("c2sp.org/tlog-proof@v1\n{lines}").parse::<Proof>();
    }
}
