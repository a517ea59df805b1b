#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use super::{NoSecret, create, read, write};
use std::{fs, path::Path};

const SECRET: [u8; 32] = [0xa7; 32];

fn open(path: &Path, passphrase: Option<&str>) -> Result<[u8; 32], NoSecret> {
    read(path, passphrase).map(|secret| *secret)
}

#[test]
fn a_plain_secret_is_what_node_keys_have_always_been() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    write(&path, &SECRET, None).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "a7".repeat(32));
    assert_eq!(open(&path, None).unwrap(), SECRET);
    assert_eq!(open(&path, Some("not looked at")).unwrap(), SECRET);
    fs::write(&path, format!("{}\n", "a7".repeat(32))).unwrap();
    assert_eq!(open(&path, None).unwrap(), SECRET);
}

#[test]
fn a_passphrase_opens_what_it_sealed_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    write(&path, &SECRET, Some("Diên Hồng 1284")).unwrap();
    assert!(!fs::read_to_string(&path).unwrap().contains("a7a7"));
    assert_eq!(open(&path, Some("Diên Hồng 1284")).unwrap(), SECRET);
    // Typed with marks that stand alone, as some keyboards do.
    assert_eq!(open(&path, Some("Die\u{302}n Ho\u{302}\u{300}ng 1284")).unwrap(), SECRET);
    assert!(matches!(open(&path, None), Err(NoSecret::NeedsPassphrase(_))));
    assert!(matches!(open(&path, Some("Diên Hồng 1285")), Err(NoSecret::Wrong(_))));
    assert!(matches!(open(&path, Some("")), Err(NoSecret::EmptyPassphrase)));
    assert!(matches!(write(&path, &SECRET, Some("")), Err(NoSecret::EmptyPassphrase)));
    assert_eq!(open(&path, Some("Diên Hồng 1284")).unwrap(), SECRET, "what was there is whole");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_secret() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    fs::write(&path, "open to all").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    for passphrase in [None, Some("words")] {
        write(&path, &SECRET, passphrase).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn creating_never_takes_the_place_of_another_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("witness.key");
    create(&path, &SECRET, None).unwrap();
    assert!(matches!(create(&path, &[1; 32], None), Err(NoSecret::There(_))));
    assert_eq!(open(&path, None).unwrap(), SECRET);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = folder.path().join("no folder/witness.key");
    assert!(matches!(create(&nowhere, &SECRET, None), Err(NoSecret::File { .. })));
}

#[test]
fn a_file_with_any_byte_changed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    write(&path, &SECRET, Some("words")).unwrap();
    let good = fs::read(&path).unwrap();
    // The work for a passphrase is not done again for each of them: one of each part is enough.
    for place in [0, 12, 19, 28, 34, 36, 40, 71, 72, 80, 91, 150, good.len() - 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[place] = if bad[place] == b'1' { b'2' } else { b'1' };
        fs::write(&path, &bad).unwrap();
        assert!(open(&path, Some("words")).is_err(), "byte {place}");
        fs::write(&path, &good[..place]).unwrap();
        assert!(open(&path, Some("words")).is_err(), "cut at {place}");
    }
}

#[test]
fn a_file_that_asks_for_too_much_work_is_refused_before_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    write(&path, &SECRET, Some("words")).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    for costs in
        ["4294967295 3 1", "65536 4000000000 1", "65536 3 4000000000", "8 1 1", "65536 0 1"]
    {
        fs::write(&path, good.replace("65536 3 1", costs)).unwrap();
        assert!(matches!(open(&path, Some("words")), Err(NoSecret::Costs(_))), "{costs}");
    }
}

#[test]
fn what_is_no_secret_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    assert!(matches!(open(&path, None), Err(NoSecret::File { .. })));
    let endless = "a7".repeat(1 << 20);
    for text in ["", "a7", &endless, "dienhong secret v2\n", "dienhong secret v1", "\u{feff}"] {
        fs::write(&path, text).unwrap();
        assert!(matches!(open(&path, Some("words")), Err(NoSecret::Form(_))), "{text:.30}");
    }
    fs::write(&path, [0xff; 64]).unwrap();
    assert!(matches!(open(&path, None), Err(NoSecret::Form(_))));
}
