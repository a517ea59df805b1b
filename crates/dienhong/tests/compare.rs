#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong verify --compare`, `--evidence` and `--receipt` as a citizen runs them.

mod served;

use dienhong_journal::{
    checkpoint::{Note, Signer},
    cosignature::WitnessSigner,
    proof::Proof,
    split::Evidence,
};
use served::{Numbers, Served};
use std::{fs, path::Path, process::Command};

const STRANGER: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

fn verify(arguments: &[&str]) -> (i32, String, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dienhong"));
    let output = program.arg("verify").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn two_copies_of_one_history_agree_from_folders_and_from_sites() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(1000, 1000);
    let (small, large) = (folder.path().join("small"), folder.path().join("large"));
    log.publish(&small, 0, 300);
    log.publish(&large, 0, 1000);
    let (small_site, large_site) = (Served::begins(&small), Served::begins(&large));
    let places = [text(&small), text(&large), &small_site.base, &large_site.base];
    for one in places {
        for other in places {
            let (code, said, why) = verify(&["--compare", one, other]);
            assert!(code == 0 && said.contains("Cùng một lịch sử"), "{one} {other}: {said}{why}");
        }
    }
    let (_, said, _) = verify(&["--compare", places[0], places[1], "--lang", "en"]);
    assert!(said.contains("1,000") && said.contains("One history"), "{said}");
}

#[test]
fn two_histories_become_a_file_that_anybody_can_check() {
    let folder = tempfile::tempdir().unwrap();
    let (log, other) = (Numbers::of(1000, 1000), Numbers::of(1000, 299));
    let path = |name: &str| folder.path().join(name);
    let (one, two, file) = (path("one"), path("two"), path("evidence.txt"));
    let key = log.signer.verifier().to_string();
    for (ours, theirs) in [(300, 300), (300, 1000), (1000, 300), (1000, 512), (768, 1000)] {
        let (one, two) = (one.join(ours.to_string()), two.join(theirs.to_string()));
        log.publish(&one, 0, ours);
        other.publish(&two, 0, theirs);
        let site = Served::begins(&two);
        let asked =
            ["--compare", text(&one), &site.base, "--evidence", text(&file), "--lang", "en"];
        let (code, said, why) = verify(&asked);
        assert!(code == 1 && said.contains("TWO HISTORIES"), "{ours} {theirs}: {said}{why}");
        let evidence: Evidence = fs::read_to_string(&file).unwrap().parse().unwrap();
        evidence.verify(Some(log.signer.verifier())).unwrap();
        let (code, said, _) = verify(&["--evidence", text(&file)]);
        assert!(
            code == 1 && said.contains("HAI LỊCH SỬ") && said.contains("Chưa kiểm tra"),
            "{said}"
        );
        let (code, said, _) = verify(&["--evidence", text(&file), "--key", &key]);
        assert!(code == 1 && !said.contains("Chưa kiểm tra"), "{said}");
        let (code, said, why) = verify(&["--evidence", text(&file), "--key", STRANGER]);
        assert!(code == 2 && said.is_empty() && why.contains("không chứng minh"), "{said}{why}");
        // Without a file the evidence itself is printed.
        let (code, printed, _) = verify(&["--compare", text(&two), text(&one)]);
        assert_eq!(code, 1);
        printed.parse::<Evidence>().unwrap().verify(Some(log.signer.verifier())).unwrap();
    }
    for bad in ["", "nonsense", &"x".repeat(200_000)] {
        fs::write(&file, bad).unwrap();
        assert_eq!(verify(&["--evidence", text(&file)]).0, 2);
    }
    assert_eq!(verify(&["--evidence", text(&path("nowhere"))]).0, 2);
}

#[test]
fn nobody_is_accused_of_what_cannot_be_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (log, other) = (Numbers::of(1000, 1000), Numbers::of(1000, 5));
    let (one, two) = (path("one"), path("two"));
    log.publish(&one, 0, 300);
    other.publish(&two, 0, 1000);
    let compare = |more: &[&str]| verify(&[&["--compare", text(&one), text(&two)], more].concat());
    assert_eq!(compare(&[]).0, 1);
    // Its tiles are not those that it has signed.
    let tile = two.join("tile/1/000.p/3");
    let good = fs::read(&tile).unwrap();
    fs::write(
        &tile,
        log.tree.row(8, 0..3).unwrap().iter().flat_map(|hash| hash.0).collect::<Vec<u8>>(),
    )
    .unwrap();
    let (code, said, why) = compare(&[]);
    assert!(code == 2 && said.is_empty() && why.contains("two"), "{said}{why}");
    fs::remove_file(&tile).unwrap();
    assert_eq!(compare(&[]).0, 2);
    fs::write(&tile, good).unwrap();
    // Another body's log.
    assert_eq!(compare(&["--key", STRANGER]).0, 2);
    let stranger =
        Numbers { signer: Signer::new("numbers.example/log", &[6; 32]).unwrap(), ..other };
    stranger.publish(&two, 0, 1000);
    let (code, _, why) = compare(&[]);
    assert!(code == 2 && why.contains("nobody we know has signed"), "{why}");
    assert_eq!(verify(&["--compare", text(&one), text(&path("nowhere"))]).0, 2);
    assert_eq!(verify(&["--compare", text(&one)]).0, 2);
    assert_eq!(verify(&[]).0, 2);
}

#[test]
fn a_receipt_is_checked_as_text_as_a_file_and_as_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(1000, 1000);
    let key = log.signer.verifier().to_string();
    let witness = WitnessSigner::new("witness.example", &[3; 32]).unwrap();
    let absent = WitnessSigner::new("absent.example", &[4; 32]).unwrap();
    let note = Note::parse(&log.note(900)).unwrap();
    let line = witness.cosign(note.text(), 1_773_578_527);
    let note = note.with(line.parse().unwrap()).unwrap();
    let leaf = log.tree.hash(0, 700).unwrap();
    let proof = Proof::new(&leaf, 700, log.tree.inclusion(700, 900).unwrap(), note);
    let file = folder.path().join("receipt.tlog-proof");
    fs::write(&file, proof.to_string()).unwrap();
    log.publish(folder.path(), 0, 1000);
    let site = Served::begins(folder.path());
    let fragment = proof.to_fragment();
    let address = format!("{}receipt#{fragment}", site.base);
    let served = format!("{}receipt.tlog-proof", site.base);
    for given in [proof.to_string().as_str(), text(&file), &address, &served, &fragment] {
        let (code, said, why) = verify(&["--receipt", given, "--key", &key]);
        assert!(
            code == 0 && said.contains("Bản ghi số 700") && said.contains("900"),
            "{said}{why}"
        );
        assert!(said.contains(&leaf.to_string()) && !said.contains("Chưa kiểm tra"), "{said}");
        let (code, _, _) = verify(&["--receipt", given, "--key", STRANGER]);
        assert_eq!(code, 1);
    }
    let [w, a] = [&witness, &absent].map(|signer| signer.key().to_string());
    let asked = ["--receipt", &fragment, "--key", &key, "--witness", &w, "--witness", &a];
    let (code, said, _) = verify(&[&asked[..], &["--lang", "en"]].concat());
    assert!(code == 0 && said.contains("witness.example saw it at 19:42:07 15/03/2026"), "{said}");
    assert!(said.contains("absent.example has not signed"), "{said}");
    // Where no key is given, the site's own is taken, and that is said.
    let (code, said, _) = verify(&["--receipt", &address]);
    assert!(code == 0 && said.contains("Chưa kiểm tra"), "{said}");
    assert_eq!(verify(&["--receipt", text(&file)]).0, 2);
    // A receipt with anything changed shows nothing.
    let good = proof.to_string();
    let changed = good.replace("index 700", "index 701");
    assert_eq!(verify(&["--receipt", &changed, "--key", &key]).0, 1);
    let cut = good.replacen(good.lines().nth(4).unwrap(), "", 1);
    assert_ne!(verify(&["--receipt", &cut, "--key", &key]).0, 0);
    let without = Proof { extra: None, ..proof };
    assert_eq!(verify(&["--receipt", &without.to_string(), "--key", &key]).0, 1);
    for nonsense in ["", "nonsense", "%zz", "c2sp.org/tlog-proof@v1\n"] {
        assert_eq!(verify(&["--receipt", nonsense, "--key", &key]).0, 2, "{nonsense}");
    }
    let mut forged = good.clone();
    let place = forged.rfind(" ").unwrap() + 20;
    let other = if &forged[place..=place] == "A" { "B" } else { "A" };
    forged.replace_range(place..=place, other);
    let asked = ["--receipt", &forged, "--key", &key, "--witness", &w];
    assert_eq!(verify(&asked).0, 1, "a forged cosignature of a witness that is trusted");
}
