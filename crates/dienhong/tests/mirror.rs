#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong mirror` as a newspaper runs it against a static server, honest and not.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;
mod served;

use dienhong_journal::{
    Hash, Tree,
    checkpoint::Checkpoint,
    split::Evidence,
    tiled::Tiled,
    tiles::{Level, Tile, WIDTH},
    tree::leaf_hash,
};
use night::{AREAS, Night};
use served::{Numbers, Served};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

fn dienhong(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dienhong")).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn mirror(served: &Served, dir: &Path) -> (i32, String, String) {
    dienhong(&["mirror", &served.base, dir.to_str().unwrap(), "--once"])
}

fn grown(served: &Served, dir: &Path) {
    let (code, said, why) = mirror(served, dir);
    assert_eq!((code, why.as_str()), (0, ""), "{said}");
}

/// Every file of a folder with the hash of its bytes, but for what a mirror says to itself or of others.
fn files(folder: &Path) -> BTreeMap<PathBuf, Hash> {
    fn walk(folder: &Path, into: &mut BTreeMap<PathBuf, Hash>, root: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                walk(&path, into, root);
            } else if name != ".lock" && !name.starts_with("split-view") {
                let inside = path.strip_prefix(root).unwrap().to_owned();
                into.insert(inside, Hash::of(&fs::read(path).unwrap()));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, &mut found, folder);
    found
}

/// The size of the log in `dir`, every bundle and tile of which leads to what is signed.
fn whole(dir: &Path, log: &Numbers) -> u64 {
    let note = fs::read_to_string(dir.join("checkpoint")).unwrap();
    let checkpoint = Checkpoint::verify(&note, log.signer.verifier()).unwrap();
    let read = |tile: &Tile| -> std::io::Result<Option<Vec<u8>>> {
        fs::read(dir.join(tile.to_string())).map(Some)
    };
    let mut tree = Tree::new();
    for number in 0..checkpoint.size.div_ceil(WIDTH) {
        let width = (checkpoint.size - number * WIDTH).min(WIDTH) as u16;
        let tile = Tile { level: Level::Entries, number, width };
        let bytes = read(&tile).unwrap().unwrap();
        tile.parse_entries(&bytes).unwrap().into_iter().for_each(|e| tree.push(leaf_hash(e)));
    }
    assert_eq!(tree.root(), checkpoint.root);
    let mut tiles = Tiled::new(checkpoint.size, read);
    for old in [0, 1.min(checkpoint.size), checkpoint.size / 3, checkpoint.size] {
        assert_eq!(tiles.root_at(old).unwrap(), tree.root_at(old).unwrap());
    }
    for tile in Tile::since(0, checkpoint.size).into_iter().filter(|t| t.level != Level::Entries) {
        assert_eq!(read(&tile).unwrap().unwrap(), tile.hashes(&tree).unwrap(), "{tile}");
    }
    checkpoint.size
}

#[test]
fn a_mirror_of_a_real_night_grows_with_it_and_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (data, out, dir) = (path("data"), path("out"), path("mirror"));
    let export = |data: &Path, out: &Path| {
        let (code, _, why) = dienhong(&[
            "export",
            "public",
            "--data",
            data.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ]);
        assert_eq!(code, 0, "{why}");
    };
    let verified = |dir: &Path| {
        let (code, said, why) = dienhong(&["verify", dir.to_str().unwrap(), "--lang", "en"]);
        assert_eq!(code, 0, "{said}{why}");
    };
    let night = Night::closed(&data);
    export(&data, &out);
    let served = Served::begins(&out);
    grown(&served, &dir);
    verified(&dir);
    let scan = night.scan(AREAS[0]);
    for area in AREAS {
        night.count(area, [800, 100, 40]);
    }
    export(&data, &out);
    grown(&served, &dir);
    verified(&dir);
    let digits = scan.to_string();
    assert!(dir.join("blobs").join(&digits[..2]).join(&digits).is_file());
    // All that is published is here, byte for byte.
    let (ours, theirs) = (files(&dir), files(&out));
    // But for the packed forms of bundles, which are offered and not promised.
    let packed =
        |path: &Path| path.starts_with("tile") && path.extension().is_some_and(|e| e == "gz");
    for (path, hash) in theirs.iter().filter(|(path, _)| !packed(path)) {
        assert_eq!(ours.get(path), Some(hash), "{}", path.display());
    }
    let extra = ours.keys().filter(|path| !theirs.contains_key(*path));
    assert!(
        extra.clone().all(|path| path.to_str().unwrap().contains(".p/")),
        "{:?}",
        extra.collect::<Vec<_>>()
    );
    // Nothing new: nothing but the checkpoint and the list is fetched.
    served.asked();
    grown(&served, &dir);
    let asked = served.asked();
    assert!(asked.iter().all(|path| path == "/checkpoint" || path == "/files.sha256"), "{asked:?}");
    // A page goes, another changes: the list says so.
    let (list, page) = (out.join("files.sha256"), out.join("index.html"));
    fs::write(&page, "<p>another</p>").unwrap();
    let lines = fs::read_to_string(&list).unwrap();
    let gone = lines.lines().find(|line| line.ends_with(".csv")).unwrap().to_owned();
    let gone_path = gone.split_once("  ").unwrap().1.to_owned();
    let kept = lines.lines().filter(|line| **line != gone && !line.ends_with("  index.html"));
    let index = format!("{}  index.html", Hash::of(b"<p>another</p>"));
    let changed: Vec<String> = kept.map(str::to_owned).chain([index]).collect();
    fs::write(&list, changed.join("\n") + "\n").unwrap();
    grown(&served, &dir);
    assert_eq!(fs::read_to_string(dir.join("index.html")).unwrap(), "<p>another</p>");
    assert!(!dir.join(gone_path).exists());
    export(&data, &out);
    grown(&served, &dir);
    verified(&dir);

    // A running node: no list, no pages, scans by their name alone.
    let (live, third) = (path("live"), path("third"));
    for (file, _) in files(&out).into_iter().filter(|(file, _)| {
        ["tile", "checkpoint", "log.vkey"].iter().any(|begin| file.starts_with(begin))
    }) {
        fs::create_dir_all(live.join(&file).parent().unwrap()).unwrap();
        fs::copy(out.join(&file), live.join(&file)).unwrap();
    }
    fs::create_dir_all(live.join("blobs")).unwrap();
    fs::copy(dir.join("blobs").join(&digits[..2]).join(&digits), live.join("blobs").join(&digits))
        .unwrap();
    served.now(&live);
    grown(&served, &third);
    verified(&third);
    let data_of = |folder: &Path| -> Vec<_> {
        files(folder).into_iter().filter(|(file, _)| file.starts_with("open-data")).collect()
    };
    assert!(!data_of(&out).is_empty());
    assert_eq!(data_of(&third), data_of(&out));
    grown(&served, &third);
    // Whoever mirrored pages does not keep old ones beside newer records.
    night.reopen(AREAS[1]);
    export(&data, &out);
    let newer = path("newer");
    for (file, _) in files(&out).into_iter().filter(|(file, _)| !file.ends_with("files.sha256")) {
        fs::create_dir_all(newer.join(&file).parent().unwrap()).unwrap();
        fs::copy(out.join(&file), newer.join(&file)).unwrap();
    }
    served.now(&newer);
    let (code, _, why) = mirror(&served, &dir);
    assert!(code == 2 && why.contains("files.sha256 is missing"), "{why}");
    verified(&dir);
    grown(&served, &third);
    verified(&third);
    served.now(&out);
    grown(&served, &dir);

    // The same node with another history.
    let other = path("other");
    // A journal names its key when it begins.
    fs::create_dir(&other).unwrap();
    fs::copy(data.join("node.key"), other.join("node.key")).unwrap();
    let another = Night::closed(&other);
    for area in AREAS {
        another.count(area, [100, 800, 40]);
    }
    another.reopen(AREAS[0]);
    let forged = path("forged");
    export(&other, &forged);
    let before = files(&dir);
    served.now(&forged);
    let (code, _, why) = mirror(&served, &dir);
    assert!(code == 1 && why.contains("history has changed"), "{code} {why}");
    assert_eq!(files(&dir), before, "a mirror keeps what it has");
    verified(&dir);
    let mut evidence = fs::read_dir(&dir).unwrap().map(|e| e.unwrap().path());
    let evidence = evidence.find(|p| p.to_str().unwrap().contains("split-view")).unwrap();
    let evidence: Evidence = fs::read_to_string(evidence).unwrap().parse().unwrap();
    let key = fs::read_to_string(dir.join("log.vkey")).unwrap().trim().parse().unwrap();
    evidence.verify(Some(&key)).unwrap();
    // The honest one is followed again.
    served.now(&out);
    grown(&served, &dir);
}

#[test]
fn a_log_of_any_size_is_followed_from_any_size() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(70_000, 70_000);
    let (out, dir) = (folder.path().join("out"), folder.path().join("mirror"));
    let served = Served::begins(&out);
    let mut old = 0;
    for size in [0, 1, 5, 255, 256, 257, 600, 65_536, 65_600, 70_000] {
        log.publish(&out, old, size);
        grown(&served, &dir);
        assert_eq!(whole(&dir, &log), size);
        old = size;
    }
    // What was fetched once is not fetched again.
    let bundles = served.asked().into_iter().filter(|path| path.starts_with("/tile/entries/"));
    let mut counted = BTreeMap::<String, u32>::new();
    bundles.for_each(|path| *counted.entry(path).or_default() += 1);
    assert!(counted.values().all(|times| *times <= 3), "{counted:?}");
    // A log that has deleted a partial bundle that has become full, and still shows an older checkpoint.
    let lean = folder.path().join("lean");
    log.publish(&lean, 0, 69_000);
    log.publish(&lean, 69_000, 70_000);
    fs::remove_dir_all(lean.join("tile/entries/269.p")).unwrap();
    fs::write(lean.join("checkpoint"), log.note(69_000)).unwrap();
    let (another, source) = (folder.path().join("another"), Served::begins(&lean));
    grown(&source, &another);
    assert_eq!(whole(&another, &log), 69_000);
}

#[test]
fn an_older_source_is_not_followed_and_not_accused() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(1000, 1000);
    let (out, older, dir) =
        (folder.path().join("out"), folder.path().join("older"), folder.path().join("mirror"));
    log.publish(&out, 0, 1000);
    log.publish(&older, 0, 700);
    let served = Served::begins(&out);
    grown(&served, &dir);
    served.now(&older);
    let (code, said, why) = mirror(&served, &dir);
    assert!(code == 0 && said.contains("behind") && why.is_empty(), "{said}{why}");
    assert_eq!(whole(&dir, &log), 1000);
}

#[test]
fn every_way_to_change_history_is_refused_with_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(1000, 1000);
    let (out, dir) = (folder.path().join("out"), folder.path().join("mirror"));
    log.publish(&out, 0, 700);
    let served = Served::begins(&out);
    grown(&served, &dir);
    let before = files(&dir);
    // From the first, the middle, the last record; to a larger, the same, a smaller size.
    for other in [0, 300, 511, 512, 699] {
        let changed = Numbers::of(1000, other);
        for size in [1000, 769, 768, 701, 700, 699, 513, 512, 301] {
            let forged = folder.path().join(format!("forged-{other}-{size}"));
            changed.publish(&forged, 0, size);
            served.now(&forged);
            let (code, said, why) = mirror(&served, &dir);
            if other >= size.min(700) {
                // It begins as ours does: nobody is accused.
                assert_eq!((code, why.as_str()), (0, ""), "{other} {size} {said}");
                continue;
            }
            assert!(
                code == 1 && why.contains("history has changed"),
                "{other} {size}: {code} {why}"
            );
            assert_eq!(files(&dir), before, "{other} {size}");
            let file = dir.join(format!("split-view-{}.txt", size.min(700)));
            let evidence: Evidence = fs::read_to_string(&file).unwrap().parse().unwrap();
            let shown = evidence.verify(Some(log.signer.verifier())).unwrap();
            assert_eq!((shown.first.size, shown.second.size), (size.min(700), size.max(700)));
            fs::remove_file(file).unwrap();
        }
    }
    served.now(&out);
    grown(&served, &dir);
}

#[test]
fn damage_is_named_and_never_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(1000, 1000);
    let (out, dir) = (folder.path().join("out"), folder.path().join("mirror"));
    log.publish(&out, 0, 300);
    let served = Served::begins(&out);
    grown(&served, &dir);
    let before =
        files(&dir).into_iter().filter(|(p, _)| !p.starts_with("tile")).collect::<Vec<_>>();
    log.publish(&out, 300, 1000);
    type Change = fn(&mut Vec<u8>);
    let flip: Change = |bytes| bytes[40] ^= 1;
    let cut: Change = |bytes| bytes.truncate(40);
    let empty: Change = Vec::clear;
    let grow: Change = |bytes| bytes.extend([0; 100]);
    let huge: Change = |bytes| bytes.resize(20 << 20, 0);
    let files_of_log =
        ["tile/1/000.p/3", "tile/entries/001", "tile/entries/003.p/232", "checkpoint"];
    for name in files_of_log {
        let path = out.join(name);
        let good = fs::read(&path).unwrap();
        for (how, change) in
            [("flip", flip), ("cut", cut), ("empty", empty), ("grow", grow), ("huge", huge)]
        {
            let mut bytes = good.clone();
            change(&mut bytes);
            fs::write(&path, bytes).unwrap();
            let (code, said, why) = mirror(&served, &dir);
            assert!(code == 2 && !why.is_empty(), "{name} {how}: {code} {said}");
            let named = why.contains(name)
                || name.starts_with("tile/entries/003")
                || name.starts_with("tile/1");
            assert!(named, "{name} {how}: {why}");
            assert_eq!(whole(&dir, &log), 300, "{name} {how}");
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(mirror(&served, &dir).0, 2, "{name} is missing");
        fs::write(&path, good).unwrap();
    }
    let after = files(&dir).into_iter().filter(|(p, _)| !p.starts_with("tile")).collect::<Vec<_>>();
    assert_eq!(before, after);
    grown(&served, &dir);
    assert_eq!(whole(&dir, &log), 1000);
    // Lists that would write where nothing of a copy belongs.
    let hash = Hash::of(b"x");
    for path in [
        "../x",
        "/x",
        "a/../../x",
        ".next/x",
        "tile/0/000",
        "checkpoint",
        "log.vkey",
        "a\\x",
        "",
        "a//b",
        ".lock",
    ] {
        fs::write(out.join("files.sha256"), format!("{hash}  {path}\n")).unwrap();
        let (code, _, why) = mirror(&served, &dir);
        assert!(code == 2 && why.contains("files.sha256"), "{path}: {why}");
    }
    fs::write(out.join("files.sha256"), format!("{hash}  site/a\n")).unwrap();
    assert_eq!(mirror(&served, &dir).0, 2, "listed and not there");
    fs::create_dir_all(out.join("site")).unwrap();
    fs::write(out.join("site/a"), "y").unwrap();
    assert_eq!(mirror(&served, &dir).0, 2, "listed with another hash");
    assert!(!dir.join("site").exists());
    fs::write(out.join("site/a"), "x").unwrap();
    grown(&served, &dir);
    assert_eq!(fs::read(dir.join("site/a")).unwrap(), b"x");
}

#[test]
fn another_key_and_a_folder_of_somebody_else_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(10, 10);
    let (out, dir) = (folder.path().join("out"), folder.path().join("mirror"));
    log.publish(&out, 0, 10);
    let served = Served::begins(&out);
    let stranger = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let dir_text = dir.to_str().unwrap().to_owned();
    let with_key =
        |key: &str| dienhong(&["mirror", &served.base, &dir_text, "--once", "--key", key]);
    assert_eq!(with_key(stranger).0, 2);
    assert!(!dir.join("checkpoint").exists());
    grown(&served, &dir);
    let (code, _, why) = with_key(stranger);
    assert!(code == 2 && why.contains("the key of this mirror"), "{why}");
    assert_eq!(with_key(&log.signer.verifier().to_string()).0, 0);
    let mine = folder.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("letter"), "mine").unwrap();
    let (code, _, why) = mirror(&served, &mine);
    assert!(code == 2 && why.contains("no mirror"), "{why}");
    assert_eq!(fs::read_dir(mine).unwrap().count(), 1);
    let nobody = dienhong(&["mirror", "http://127.0.0.1:1/", &dir_text, "--once"]);
    assert_eq!(nobody.0, 2);
    assert_eq!(dienhong(&["mirror", "ftp://x/", &dir_text, "--once"]).0, 2);
    assert_eq!(dienhong(&["mirror", &served.base, &dir_text, "--every", "0s"]).0, 2);
}

/// The program, killed by its own id.
struct Following(Child);

impl Drop for Following {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

#[test]
fn a_mirror_killed_at_any_moment_is_a_whole_copy_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let log = Numbers::of(30_000, 30_000);
    let (out, dir) = (folder.path().join("out"), folder.path().join("mirror"));
    let served = Served::begins(&out);
    let page = |size: u64, name: &str| format!("page {name} of {size}");
    let publish = |old: u64, size: u64| {
        let mut list = String::new();
        for name in ["a", "b", "c", "d"] {
            let text = page(size, name);
            fs::create_dir_all(out.join("site")).unwrap();
            fs::write(out.join("site").join(name), &text).unwrap();
            list += &format!("{}  site/{name}\n", Hash::of(text.as_bytes()));
        }
        log.publish(&out, old, size);
        fs::write(out.join("files.sha256"), list).unwrap();
    };
    publish(0, 100);
    grown(&served, &dir);
    let (mut old, mut sizes, mut random) =
        (100, std::collections::BTreeSet::new(), 0x9e37_79b9_u64);
    for round in 0..40u64 {
        let size = old + 300 + round * 17;
        publish(old, size);
        old = size;
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let program = Command::new(env!("CARGO_BIN_EXE_dienhong"))
            .args(["mirror", &served.base, dir.to_str().unwrap(), "--every", "1s"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let following = Following(program);
        thread::sleep(Duration::from_micros((random >> 33) % 500_000));
        drop(following);
        sizes.insert(whole(&dir, &log));
    }
    grown(&served, &dir);
    assert_eq!(whole(&dir, &log), old);
    for name in ["a", "b", "c", "d"] {
        assert_eq!(fs::read_to_string(dir.join("site").join(name)).unwrap(), page(old, name));
    }
    assert!(!dir.join(".next").exists() && !dir.join(".switch").exists());
    assert!(sizes.len() > 5, "{sizes:?}");
}
