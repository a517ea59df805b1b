//! Who sees which figure before it is published. Figures here have a dot when they are shown: no token of a
//! page's form can look like one.

use super::common::{House, figures};

const ENTRY: &str = "/desk/entry/na-2026/1-001";
const MINUTES: &str = "/desk/minutes/na-2026/1-001";

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_differ_are_seen_by_who_settles_and_by_nobody_else() {
    let house = House::open().await;
    // A member of the team may enter and sign: here the head types one of the two.
    let (mut lan, mut head) = (house.signs_in("lan").await, house.signs_in("head").await);
    lan.send(ENTRY, "check", &figures("1200", "1013")).await;
    head.send(ENTRY, "check", &figures("1200", "1017")).await;
    let page = house.signs_in("lead").await.get(MINUTES).await;
    assert!(page.text.contains("1.013") && page.text.contains("1.017"), "{}", page.text);
    for officer in ["head", "secretary", "lan", "minh", "watch"] {
        let mut officer = house.signs_in(officer).await;
        let page = officer.get(MINUTES).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("1.013") && !page.text.contains("1.017"), "{}", page.text);
    }
    // On the entry page each typist has his own figure only.
    let page = head.get(ENTRY).await;
    assert!(
        page.text.contains("value=\"1.017\"") && !page.text.contains("value=\"1.013\""),
        "{}",
        page.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_observes_waits_for_the_publication_with_everybody() {
    let house = House::open().await;
    for login in ["lan", "minh"] {
        house.signs_in(login).await.send(ENTRY, "check", &figures("1200", "1013")).await;
    }
    for (officer, sees) in [("watch", false), ("head", true), ("lead", true)] {
        let page = house.signs_in(officer).await.get(MINUTES).await;
        assert_eq!(page.text.contains("1.013"), sees, "{officer}: {}", page.text);
    }
    // Nor is the scan for who only observes.
    let mut lan = house.signs_in("lan").await;
    let scan: &[u8] = b"\x89PNG not really a picture";
    let page = lan.files(&format!("{ENTRY}/scan"), "", &[("scan", Some("a.png"), scan)]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let hash = dienhong_journal::Hash::of(scan);
    for (officer, status) in [("watch", 404), ("lead", 200), ("head", 200)] {
        let page = house.signs_in(officer).await.get(&format!("/desk/scans/{hash}")).await;
        assert_eq!(page.status, status, "{officer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_checks_find_in_a_draft_is_told_to_who_settles() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    let mut typed = figures("1200", "913");
    typed[1] = ("took_part", "1201");
    assert_eq!(lan.send(&format!("{ENTRY}/draft"), "", &typed).await.status, 200);
    for (officer, told) in [("lead", true), ("watch", false), ("head", false), ("minh", false)] {
        let page = house.signs_in(officer).await.get(MINUTES).await;
        assert_eq!(page.text.contains("đang nhập, có điểm cần xem"), told, "{officer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_takes_what_was_typed_along() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    let page = lan.get(ENTRY).await;
    assert!(page.text.contains("form=\"entry-form\"") && page.text.contains("id=\"entry-form\""));
    let to = format!("{ENTRY}/scan");
    let typed: (&str, Option<&str>, &[u8]) = ("voters_total", None, b"1.200");
    // Whatever becomes of the file, what was typed is there again.
    let page = lan.files(&to, "", &[typed, ("scan", Some(""), b"")]).await;
    assert!(page.status == 422 && page.text.contains("value=\"1.200\""), "{}", page.text);
    let page = lan.files(&to, "", &[typed, ("scan", Some("a.doc"), b"words")]).await;
    assert!(page.status == 422 && page.text.contains("không phải ảnh"), "{}", page.text);
    let large = vec![0xff; 21 * 1024 * 1024];
    let page = lan.files(&to, "", &[typed, ("scan", Some("a.jpg"), &large)]).await;
    assert!(page.status == 413 && page.text.contains("20 MB"), "{}", page.text);
    let pdf = b"%PDF-1.7 not really";
    let page = lan.files(&to, "", &[typed, ("scan", Some("a.pdf"), pdf)]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let page = lan.get(ENTRY).await;
    assert!(page.text.contains("value=\"1.200\""), "{}", page.text);
    // No browser shows a PDF as a picture.
    assert!(page.text.contains("(PDF)") && !page.text.contains("<img src=\"/desk/scans"));
}
