#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong init`: a node is begun whole, or not at all.

use dienhong_core::people::{OfficerId, Right};
use dienhong_node::{Node, system_clock};
use dienhong_store::Desk;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn init(data: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dienhong"))
        .args(["init", "--plain-key", "--data", data.to_str().unwrap(), "--name", "Nút thử"])
        .args(more)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

#[test]
fn the_keeper_holds_the_role_that_keeps_the_system_under_every_pack() {
    for pack in ["vn", "generic"] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("node");
        let more = ["--origin", "test.example/2026", "--pack", pack, "--keeper", "Trang.Bui"];
        let out = init(&data, &more);
        assert!(out.status.success(), "{pack}: {}", said(&out));
        let node = Node::open(&data, None, system_clock()).unwrap();
        let view = node.view();
        let keeper = OfficerId::from("keeper");
        let rules = view.state.rules_at(view.at).unwrap();
        let mut seats = view.state.people.seats(&keeper);
        let (_, roles) = seats.next().unwrap();
        assert!(roles.iter().any(|role| rules.people.gives(role, Right::KeepSystem)), "{pack}");
        // The login is nobody's business; it is kept as it will be looked for.
        let officer = view.state.people.officer(&keeper).unwrap();
        assert_eq!(
            (officer.name.as_str(), officer.office.as_str()),
            ("Quản trị hệ thống", "Quản trị hệ thống")
        );
        let desk = Desk::open(data.join("desk.sqlite")).unwrap();
        let account = desk.account("trang.bui").unwrap().unwrap();
        assert!(account.lent && account.officer == "keeper");
        let left: Vec<_> = fs::read_dir(&data).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
    }
}

#[test]
fn the_keeper_has_the_name_that_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let out = init(
        folder.path(),
        &[
            "--origin",
            "test.example",
            "--keeper-name",
            "Bu\u{300}i Thu Trang (mô phỏng)",
            "--simulated",
        ],
    );
    assert!(out.status.success(), "{}", said(&out));
    let view = Node::open(folder.path(), None, system_clock()).unwrap().view();
    let officer = view.state.people.officer(&OfficerId::from("keeper")).unwrap();
    assert_eq!(officer.name, "Bùi Thu Trang (mô phỏng)");
}

#[test]
fn what_cannot_be_begun_leaves_nothing() {
    let origin = ["--origin", "test.example/2026"];
    let long = "x".repeat(70_000);
    for more in [
        vec!["--origin", "two words"],
        [&origin[..], &["--pack", "nowhere"]].concat(),
        [&origin[..], &["--keeper", "hai chữ"]].concat(),
        [&origin[..], &["--rehearse-at", "2026-03-15T06:30+07:00"]].concat(),
        [&origin[..], &["--pack", "generic", "--units", "38"]].concat(),
        // Longer than a record: only the writer finds that, at its last step.
        [&origin[..], &["--keeper-name", &long]].concat(),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("node");
        let out = init(&data, &more);
        assert_eq!(out.status.code(), Some(2), "{more:?}: {}", said(&out));
        assert!(!data.exists(), "{more:?}: {}", said(&out));
        // A folder that was there stays, empty.
        fs::create_dir(&data).unwrap();
        assert_eq!(init(&data, &more).status.code(), Some(2));
        assert_eq!(fs::read_dir(&data).unwrap().count(), 0, "{more:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter"), "mine").unwrap();
    assert_eq!(init(folder.path(), &origin).status.code(), Some(2));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn the_word_to_stop_ends_the_program_in_order_and_its_temporary_folder_goes() {
    use std::{
        io::{BufRead, BufReader},
        process::Stdio,
    };
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_dienhong"))
        .args(["demo", "--day-only", "--listen", "127.0.0.1:0"])
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Held to the end: a program whose words nobody takes any more would end by that.
    let mut out = BufReader::new(program.stdout.take().unwrap()).lines();
    assert!(out.any(|line| line.unwrap().contains("http://")));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let told = Command::new("kill").args(["-TERM", &program.id().to_string()]).status().unwrap();
    let rest = out.count();
    assert!(told.success() && program.wait().unwrap().success(), "after {rest} more lines");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
