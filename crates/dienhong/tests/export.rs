#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong export public` as an operator runs it.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;

use dienhong_verifier::{Ask, Directory, Report, What, verify_here};
use night::{AREAS, NA, Night, SCAN};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn export(data: &Path, out: &Path) -> (i32, String) {
    let (data, out) = (data.to_str().unwrap(), out.to_str().unwrap());
    let output = Command::new(env!("CARGO_BIN_EXE_dienhong"))
        .args(["export", "public", "--data", data, "--out", out])
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn verify(out: &Path) -> Report {
    let files = Directory(out.to_owned());
    verify_here(&files, &Ask::default(), &mut |_| {}).unwrap().report
}

fn size(out: &Path) -> u64 {
    let report = verify(out);
    assert!(report.agrees(), "{:#?}", report.differences);
    report.size
}

#[test]
fn a_later_copy_replaces_the_earlier_one_while_the_node_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let night = Night::closed(&data);
    assert_eq!(export(&data, &out), (0, String::new()));
    let before = size(&out);
    for area in AREAS {
        night.count(area, [800, 100, 40]);
    }
    assert_eq!(export(&data, &out).0, 0);
    assert!(size(&out) > before);
    assert_eq!(export(&data, &out).0, 0);
    // Nothing is left beside it.
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    night.reopen(AREAS[0]);
    assert_eq!(export(&data, &out).0, 0);
    size(&out);
}

#[test]
fn what_is_no_earlier_copy_of_this_node_is_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    drop(Night::closed(&data));
    fs::create_dir(&out).unwrap();
    assert_eq!(export(&data, &out).0, 0, "an empty folder is nobody's");
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let mine = folder.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("letter"), "mine").unwrap();
    for place in [&file, &mine] {
        let (code, said) = export(&data, place);
        assert!(code == 2 && said.contains("no public copy"), "{said}");
    }
    assert_eq!(fs::read_to_string(mine.join("letter")).unwrap(), "mine");
    // Another node's copy, and a longer history of the same node.
    let other = folder.path().join("other");
    drop(Night::closed(&other));
    let (code, said) = export(&other, &out);
    assert!(code == 2 && said.contains("no public copy"), "{said}");
    // Its key is the one that its own journal names, and no other.
    fs::copy(data.join("node.key"), other.join("node.key")).unwrap();
    let (code, said) = export(&other, &out);
    assert!(code == 2 && said.contains("not the key that the journal names"), "{said}");
    let same = folder.path().join("same");
    fs::create_dir(&same).unwrap();
    fs::copy(data.join("node.key"), same.join("node.key")).unwrap();
    drop(Night::closed(&same));
    let (code, said) = export(&same, &out);
    assert!(code == 2 && said.contains("another history"), "{said}");
    size(&out);
    let (code, said) = export(&folder.path().join("nowhere"), &out);
    assert!(code == 2 && said.contains("no journal"), "{said}");
}

#[test]
fn a_lost_picture_is_named_and_the_rest_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let night = Night::closed(&data);
    let scan = night.scan(AREAS[0]);
    night.count(AREAS[0], [800, 100, 40]);
    fs::remove_file(night.node.blobs().path(&scan)).unwrap();
    let (code, said) = export(&data, &out);
    assert!(code == 1 && said.contains(&scan.to_string()), "{said}");
    let differences = verify(&out).differences;
    assert_eq!(differences.iter().map(|d| d.what).collect::<Vec<_>>(), [What::Missing]);
}

/// Every local link and source of a page, without its fragment.
fn links(html: &str) -> Vec<&str> {
    let attributes = [" href=\"", " src=\"", "url="].into_iter();
    let values = attributes.flat_map(|name| html.split(name).skip(1));
    let values = values.map(|rest| rest.split(['"', '#', '?']).next().unwrap());
    values.filter(|value| !value.is_empty() && !value.contains("://")).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn whatever_a_page_of_the_copy_links_lies_in_the_copy_wherever_that_lies() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let night = Night::closed(&data);
    night.scan(AREAS[0]);
    for area in AREAS {
        night.count(area, [800, 100, 40]);
    }
    drop(night);
    for papers in ["none", "results", "all"] {
        let (data, out) = (data.to_str().unwrap(), out.to_str().unwrap());
        let status = Command::new(env!("CARGO_BIN_EXE_dienhong"))
            .args(["export", "public", "--data", data, "--out", out, "--papers", papers])
            .status();
        assert!(status.unwrap().success());
        size(Path::new(out));
        let mut all = Vec::new();
        files(Path::new(out), &mut all);
        let pages = all.iter().filter(|path| path.extension().is_some_and(|e| e == "html"));
        let mut seen = 0;
        for page in pages {
            let html = fs::read_to_string(page).unwrap();
            for link in links(&html) {
                seen += 1;
                assert!(!link.starts_with('/'), "{}: {link}", page.display());
                let target = page.parent().unwrap().join(link);
                assert!(target.is_file(), "{}: {link}", page.display());
            }
        }
        assert!(seen > 300, "{seen}");
        let printed = all.iter().filter(|path| path.extension().is_some_and(|e| e == "pdf"));
        assert_eq!(printed.count() > 0, papers != "none");
    }
    assert!(out.join("index.html").is_file());
}

#[test]
fn a_scan_on_which_something_private_was_found_stays_in_the_node() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let night = Night::closed(&data);
    let scan = night.scan(AREAS[0]);
    night.look(AREAS[0], scan, Some("Có tên cử tri"));
    for area in AREAS {
        night.count(area, [800, 100, 40]);
    }
    let (code, said) = export(&data, &out);
    assert_eq!(code, 0, "{said}");
    assert_eq!(verify(&out).differences, []);
    let mut all = Vec::new();
    files(&out, &mut all);
    for path in &all {
        let bytes = fs::read(path).unwrap();
        let holds = bytes.windows(SCAN.len()).any(|window| window == SCAN);
        assert!(!holds && !path.starts_with(out.join("blobs")), "{}", path.display());
    }
    let page = out.join(format!("site/elections/{NA}/areas/{}/index.html", AREAS[0]));
    let page = fs::read_to_string(page).unwrap();
    // Its hash is known to all; nothing leads to it.
    assert!(
        page.contains(&format!("<i>{}</i>", &scan.to_string()[..4])) && page.contains("giữ kín"),
        "{page}"
    );
    // Found fit after all, it is published; and it goes again when somebody sees more.
    let digits = scan.to_string();
    let blob = out.join("blobs").join(&digits[..2]).join(&digits);
    for (private, there) in [(None, true), (Some("Có chữ ký cử tri"), false)] {
        night.look(AREAS[0], scan, private);
        let (code, said) = export(&data, &out);
        assert_eq!((code, blob.is_file()), (0, there), "{said}");
        assert_eq!(verify(&out).differences, []);
    }
}
