#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong papers`: what is printed for polling day.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;

use night::{AREAS, NA, Night};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn dienhong(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dienhong")).args(words).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn text(pdf: &Path) -> String {
    let text = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().unwrap();
    assert!(text.status.success(), "{}", pdf.display());
    String::from_utf8(text.stdout).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn all_papers_of_an_area_are_written_while_the_node_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let _running = Night::closed(&data);
    let (data, at) = (data.to_str().unwrap(), out.to_str().unwrap());
    let done = dienhong(&["papers", data, "--area", AREAS[0], "--out", at]);
    assert!(done.status.success(), "{}", said(&done));
    let forms = [
        format!("{}-ballot_inventory-{NA}", AREAS[0]),
        format!("{}-candidate_poster-{NA}-1", AREAS[0]),
        format!("{}-doubtful_ballot-{NA}", AREAS[0]),
        format!("{}-incident_record", AREAS[0]),
        format!("{}-tally_sheet-{NA}", AREAS[0]),
        format!("{}-team_minutes_na-{NA}", AREAS[0]),
    ];
    assert_eq!(names(&out), forms.map(|name| format!("{name}.pdf")));
    for name in names(&out) {
        let text = text(&out.join(&name));
        assert!(text.contains("MÔ PHỎNG") && text.contains("2026.1"), "{name}: {text}");
    }
    let minutes = text(&out.join(format!("{}-team_minutes_na-{NA}.pdf", AREAS[0])));
    assert!(minutes.contains("A1") && minutes.contains(AREAS[0]), "{minutes}");
    assert!(minutes.contains("Mẫu số 20/HĐBC-QH (2021)"), "{minutes}");
}

#[test]
fn ballots_come_in_files_that_go_on_from_each_other_and_bear_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    drop(Night::closed(&data));
    let (data, at) = (data.to_str().unwrap(), out.to_str().unwrap());
    let ballots = |more: &[&str]| {
        let all = ["papers", data, "--out", at, "--form", "ballot_paper"];
        dienhong(&[&all, more].concat())
    };
    let of = ["--election", NA, "--constituency", "1"];
    let done =
        ballots(&[&of[..], &["--count", "1003", "--from", "501", "--per-sheet", "4"]].concat());
    assert!(done.status.success(), "{}", said(&done));
    let first = format!("ballot_paper-{NA}-1-000501.pdf");
    let last = format!("ballot_paper-{NA}-1-001501.pdf");
    assert_eq!(names(&out), [first.clone(), last.clone()]);
    let text = text(&out.join(last));
    let mut pages = text.split('\u{c}');
    let batch = pages.next().unwrap();
    assert!(batch.contains("1.501") && batch.contains("1.503"), "{batch}");
    let sheet = pages.next().unwrap();
    assert_eq!(sheet.matches("PHIẾU BẦU CỬ").count(), 3);
    assert!(!sheet.contains("1.50") && sheet.contains("MÔ PHỎNG"), "{sheet}");
    for (more, why) in [
        (&["--count", "0"][..], "between 1 and 1000"),
        (&["--count", "100001"], "too many"),
        (&["--per-sheet", "3"], "do not fit"),
        (&["--from", "0"], "series"),
    ] {
        let refused = ballots(&[&of[..], more].concat());
        assert!(said(&refused).contains(why), "{}", said(&refused));
        assert_eq!(refused.status.code(), Some(2));
    }
    let refused = ballots(&[]);
    assert!(said(&refused).contains("election and a constituency"), "{}", said(&refused));
    let refused = dienhong(&["papers", data, "--out", at, "--area", "?"]);
    assert!(said(&refused).contains("no polling area"), "{}", said(&refused));
    let refused = dienhong(&["papers", data, "--out", at, "--form", "list"]);
    assert!(said(&refused).contains("voter_card, ballot_inventory"), "{}", said(&refused));
}
