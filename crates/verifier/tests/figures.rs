#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Figures of a node, by their paths.

mod night;

use dienhong_verifier::{figures, open_data};
use night::{AREAS, NA, Night};
use std::collections::BTreeMap;

fn all(night: &Night) -> BTreeMap<String, String> {
    figures::of(&night.node.view().state).collect()
}

#[test]
fn every_figure_is_found_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::counted(folder.path());
    let state = &night.node.view().state;
    let every: Vec<(String, String)> = figures::of(state).collect();
    for (path, value) in &every {
        assert_eq!(figures::figure(state, path).as_ref(), Some(value), "{path}");
    }
    for path in [
        "",
        "elections",
        "elections/na-2026",
        "elections/na-2026/nothing",
        "x/na-2026/valid",
        "elections/na-2026/constituencies/01/valid",
        "elections/na-2026/constituencies/2/valid",
        "elections/na-2026/areas/14758-001/x/valid",
        "elections/na-2026/units/38/valid",
    ] {
        assert_eq!(figures::figure(state, path), None, "{path}");
    }
    let figure = |path: &str| figures::figure(state, &format!("elections/{NA}/{path}"));
    assert_eq!(figure("took_part").as_deref(), Some("1900"));
    assert_eq!(figure("turnout_bp").as_deref(), Some("9500"));
    assert_eq!(figure("progress").as_deref(), Some("final"));
    assert_eq!(figure("constituencies/1/votes.1").as_deref(), Some("1500"));
    assert_eq!(figure("constituencies/1/share_bp.1").as_deref(), Some("7979"));
    assert_eq!(figure("constituencies/1/elected.1").as_deref(), Some("1"));
    assert_eq!(figure("units/14758/counted").as_deref(), Some("2"));
    assert_eq!(figure("areas/14758-002/votes.2").as_deref(), Some("200"));
    assert_eq!(figure("areas/14758-002/version").as_deref(), Some("1"));
}

#[test]
fn nothing_of_minutes_in_the_making_is_a_figure() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::closed(folder.path());
    let before = all(&night);
    let data: Vec<_> = open_data::files(&night.node.view().state).collect();
    for area in AREAS {
        night.enter(1, area, [800, 100, 40]);
    }
    night.enter(2, AREAS[0], [800, 100, 40]);
    assert_eq!(all(&night), before);
    assert!(data.iter().eq(&open_data::files(&night.node.view().state).collect::<Vec<_>>()));
    assert!(before.keys().all(|path| !path.contains("votes")));
}

#[test]
fn a_figure_that_is_being_made_again_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::counted(folder.path());
    night.reopen(AREAS[0]);
    let now = all(&night);
    assert_eq!(now["elections/na-2026/areas/14758-001/progress"], "reopened");
    assert_eq!(now["elections/na-2026/constituencies/1/progress"], "reopened");
    assert_eq!(now["elections/na-2026/areas/14758-001/votes.1"], "800");
}

#[test]
fn open_data_are_the_same_bytes_each_time_and_say_that_they_are_simulated() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::counted(folder.path());
    let view = night.node.view();
    let files: BTreeMap<String, Vec<u8>> = open_data::files(&view.state).collect();
    assert!(open_data::paths(&view.state).eq(open_data::files(&view.state).map(|(path, _)| path)));
    for (path, bytes) in &files {
        assert_eq!(open_data::file(&view.state, path).as_ref(), Some(bytes));
        let text = String::from_utf8(bytes.clone()).unwrap();
        if path.ends_with(".csv") {
            for line in text.trim_end().lines().skip(1) {
                assert!(line.contains("\"true\""), "{path}: {line}");
            }
        } else {
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
    }
    let candidates = String::from_utf8(files["open-data/na-2026/candidates.csv"].clone()).unwrap();
    assert!(candidates.contains("\"'=Ứng cử viên «A1»\""), "{candidates}");
}
