#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong keys`: a passphrase, another key, the custody sheet.

use dienhong_core::node::KeyChange;
use dienhong_node::{Node, system_clock};
use dienhong_store::secret;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const WORDS: &str = "một câu dài chỉ hai người biết";

fn dienhong(words: &[&str], passphrase: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dienhong"));
    command.args(words).env_remove("DIENHONG_PASSPHRASE").stdin(std::process::Stdio::null());
    if let Some(passphrase) = passphrase {
        command.env("DIENHONG_PASSPHRASE", passphrase);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn begin(folder: &Path, more: &[&str], passphrase: Option<&str>) -> (PathBuf, Output) {
    let data = folder.join("node");
    let at = data.to_str().unwrap();
    let all = ["init", "--data", at, "--name", "Nút thử", "--origin", "test.example/2026"];
    let out = dienhong(&[&all, more].concat(), passphrase);
    (data, out)
}

/// The keys that the journal names, with what opens the one that signs.
fn keys(data: &Path, passphrase: Option<&str>) -> Vec<(String, KeyChange)> {
    let opens = |path: &Path| Ok(secret::read(path, passphrase)?);
    let node = Node::open_with(data, None, system_clock(), &opens).unwrap();
    let view = node.view();
    let keys: Vec<_> = view.state.node.keys().map(|key| (key.key.clone(), key.why)).collect();
    assert_eq!(keys.last().unwrap().0, node.signer().verifier().to_string());
    keys
}

#[test]
fn a_node_begins_with_a_key_under_a_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = begin(folder.path(), &[], None);
    assert_eq!(out.status.code(), Some(2));
    assert!(
        said(&out).contains("passphrase") && said(&out).contains("--plain-key"),
        "{}",
        said(&out)
    );
    assert!(!data.exists());
    let (data, out) = begin(folder.path(), &[], Some(WORDS));
    assert!(out.status.success(), "{}", said(&out));
    assert!(fs::read_to_string(data.join("node.key")).unwrap().starts_with("dienhong secret v1"));
    assert_eq!(keys(&data, Some(WORDS)).len(), 1);
    // Who starts it says it again, or nothing is served.
    let at = data.to_str().unwrap();
    for (passphrase, why) in [(None, "needs a passphrase"), (Some("sai"), "wrong passphrase")] {
        let out = dienhong(&["serve", "--data", at, "--listen", "127.0.0.1:0"], passphrase);
        assert_eq!(out.status.code(), Some(2));
        assert!(said(&out).contains(why), "{}", said(&out));
        let copy = folder.path().join("copy");
        let copy = copy.to_str().unwrap();
        let out = dienhong(&["export", "public", "--data", at, "--out", copy], passphrase);
        assert!(out.status.code() == Some(2) && said(&out).contains(why), "{}", said(&out));
    }
}

#[test]
fn a_key_gets_a_passphrase_and_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = begin(folder.path(), &["--plain-key"], None);
    assert!(out.status.success(), "{}", said(&out));
    let before = keys(&data, None);
    let at = data.to_str().unwrap();
    let out = dienhong(&["keys", "passphrase", "--data", at], None);
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
    let out = dienhong(&["keys", "passphrase", "--data", at], Some("câu thứ nhất"));
    assert!(out.status.success(), "{}", said(&out));
    let file = folder.path().join("new");
    fs::write(&file, format!("{WORDS}\n")).unwrap();
    let again =
        ["keys", "passphrase", "--data", at, "--new-passphrase-file", file.to_str().unwrap()];
    let out = dienhong(&again, Some("sai"));
    assert!(out.status.code() == Some(2) && said(&out).contains("wrong"), "{}", said(&out));
    let out = dienhong(&again, Some("câu thứ nhất"));
    assert!(out.status.success(), "{}", said(&out));
    assert_eq!(keys(&data, Some(WORDS)), before, "the key itself stays");
}

#[test]
fn another_key_signs_and_a_copy_made_before_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = begin(folder.path(), &["--plain-key"], None);
    assert!(out.status.success(), "{}", said(&out));
    let (at, copy) = (data.to_str().unwrap(), folder.path().join("copy"));
    let export = ["export", "public", "--data", at, "--out", copy.to_str().unwrap()];
    let out = dienhong(&export, None);
    assert!(out.status.success(), "{}", said(&out));
    let rotate = |more: &[&str], passphrase| {
        dienhong(&[&["keys", "rotate", "--data", at], more].concat(), passphrase)
    };
    for (wrong, why) in [
        (&["--why", "stolen"][..], "--since"),
        (&["--why", "lost", "--since", "2026-03-15T19:00+07:00"], "--since"),
        (&["--why", "stolen", "--since", "2999-01-01T00:00Z"], "node.key_stolen_in_the_future"),
        (&["--why", "lost", "--officer", "nobody"], "nobody"),
    ] {
        let out = rotate(wrong, Some(WORDS));
        assert!(out.status.code() == Some(2) && said(&out).contains(why), "{}", said(&out));
    }
    assert_eq!(keys(&data, None).len(), 1);
    let out = rotate(&["--why", "rotated"], Some(WORDS));
    assert!(out.status.success(), "{}", said(&out));
    let out =
        rotate(&["--why", "stolen", "--since", "2026-03-15T19:00+07:00", "--plain-key"], None);
    assert!(out.status.success(), "{}", said(&out));
    let whys: Vec<KeyChange> = keys(&data, None).into_iter().map(|(_, why)| why).collect();
    assert_eq!(whys, [KeyChange::First, KeyChange::Rotated, KeyChange::Stolen]);
    let out = dienhong(&export, None);
    assert!(out.status.success(), "{}", said(&out));
    let page = fs::read_to_string(copy.join("site/verify/index.html")).unwrap();
    for words in ["Khóa ký của hệ thống", "19:00 15/03/2026", "tự nó không chứng minh gì"]
    {
        assert!(page.contains(words), "«{words}» is not in {page}");
    }
}

#[test]
fn the_sheet_says_who_keeps_the_key_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = begin(folder.path(), &[], Some(WORDS));
    assert!(out.status.success(), "{}", said(&out));
    let at = data.to_str().unwrap();
    let pdf = folder.path().join("sheet.pdf");
    // Nothing secret is needed for it.
    let out = dienhong(&["keys", "sheet", "--data", at, "--out", pdf.to_str().unwrap()], None);
    assert!(out.status.success(), "{}", said(&out));
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let (key, _) = keys(&data, Some(WORDS)).remove(0);
    let id = key.split('+').nth(1).unwrap();
    let id = format!("{} {}", &id[..4], &id[4..]);
    for words in [
        "PHIẾU GIỮ KHÓA KÝ",
        "test.example/2026",
        &id,
        "keys rotate --why lost",
        "--why stolen --since",
        "Signature, day",
        "sealed",
    ] {
        assert!(text.contains(words), "«{words}» is not in {text}");
    }
    let groups: Vec<char> = key.chars().collect();
    for group in groups.chunks(4).map(|four| four.iter().collect::<String>()) {
        assert!(text.contains(&group), "{group}: {text}");
    }
}
