//! Steps before a poll and members of its bodies, as officers state them and readers see them.

use super::common::{House, Part, linked};
use std::time::Duration;

const UNIT: &str = "/desk/readiness/na-2026/1";
const TEAM: &str = "/desk/readiness/bodies/team";
const PUBLIC: &str = "/elections/na-2026/readiness/1";

fn stating<'a>(on: &'a str, document: &'a str) -> Vec<Part<'a>> {
    vec![
        ("which", None, b"lists_posted"),
        ("at:area/1-001", None, b"yes"),
        ("on", None, on.as_bytes()),
        ("document", None, document.as_bytes()),
        ("note", None, b""),
    ]
}

/// Public pages are at most half a second old.
async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(600)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_stated_with_evidence_seen_by_all_and_taken_back_with_a_reason() {
    let house = House::open().await;
    let page = house.guest().get(PUBLIC).await;
    assert!(page.status == 200 && page.text.contains("quá hạn"), "{}", page.text);
    let mut lead = house.signs_in("lead").await;
    assert!(lead.get("/desk").await.text.contains("/desk/readiness"));
    assert!(lead.get("/desk/readiness").await.text.contains(UNIT));
    let size = house.size();
    // Each slip is named at its field, and what was typed is kept.
    let page = lead.files(UNIT, "done", &stating("2026-02-27", " ")).await;
    assert!(page.status == 422 && page.text.contains("ít nhất một chứng cứ"), "{}", page.text);
    assert!(page.text.contains("value=\"2026-02-27\""), "{}", page.text);
    let page = lead.files(UNIT, "done", &stating("27/02", "BB 5")).await;
    assert!(page.status == 422 && page.text.contains("on-lists_posted-error"), "{}", page.text);
    let page = lead.files(UNIT, "done", &stating("2026-03-16", "BB 5")).await;
    assert!(page.status == 409 && page.text.contains("chưa đến"), "{}", page.text);
    let mut odd = stating("2026-02-27", "BB 5");
    odd.push(("file", Some("a.exe"), b"MZ"));
    odd.push(("private", None, b"no"));
    let page = lead.files(UNIT, "done", &odd).await;
    assert!(page.status == 422 && page.text.contains("PDF"), "{}", page.text);
    let none: Vec<Part> =
        stating("2026-02-27", "BB 5").into_iter().filter(|p| !p.0.starts_with("at:")).collect();
    let page = lead.files(UNIT, "done", &none).await;
    assert!(page.status == 422 && page.text.contains("ít nhất một nơi"), "{}", page.text);
    assert_eq!(house.size(), size);
    // Whether a file names private persons is asked, never guessed.
    let mut good = stating("2026-02-27", "Biên bản 5/BB");
    good.push(("file", Some("a.pdf"), b"%PDF-1.7 <script>"));
    let page = lead.files(UNIT, "done", &good).await;
    assert!(
        page.status == 422 && page.text.contains("lists_posted-private-error"),
        "{}",
        page.text
    );
    assert_eq!(house.size(), size);
    good.push(("private", None, b"no"));
    let page = lead.files(UNIT, "done", &good).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(house.journal().contains("readiness.step_done"));
    a_moment().await;
    let page = house.guest().get(PUBLIC).await;
    assert!(page.text.contains("Biên bản 5/BB") && page.text.contains("xong ngày 27/02/2026"));
    let english = house.guest().get(&format!("/en{PUBLIC}")).await;
    assert!(english.text.contains("done on 27/02/2026"), "{}", english.text);
    // Twice is refused: nothing is written over.
    let page = lead.files(UNIT, "done", &stating("2026-02-28", "BB 6")).await;
    assert!(page.status == 409 && page.text.contains("đã được ghi"), "{}", page.text);
    let undo = |reason: &'static str| -> Vec<Part<'static>> {
        vec![("stated", None, b"lists_posted area/1-001"), ("reason", None, reason.as_bytes())]
    };
    let page = lead.files(UNIT, "undo", &undo("")).await;
    assert!(page.status == 422 && page.text.contains("Cần nêu lý do"), "{}", page.text);
    assert_eq!(lead.files(UNIT, "undo", &undo("Nhầm khu vực")).await.status, 303);
    a_moment().await;
    let page = house.guest().get(PUBLIC).await;
    assert!(page.text.contains("Nhầm khu vực"), "{}", page.text);
    assert!(!page.text.contains("xong ngày 27/02/2026"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_opens_for_all_once_another_officer_has_looked_it_through() {
    let house = House::open().await;
    let mut lead = house.signs_in("lead").await;
    let mut other = house.signs_in("publisher").await;
    let mut stated = stating("2026-02-27", "Biên bản 5/BB");
    stated.extend([("file", Some("a.pdf"), &b"%PDF-1.7 open"[..]), ("private", None, b"no")]);
    assert_eq!(lead.files(UNIT, "done", &stated).await.status, 303);
    let page = lead.get(UNIT).await;
    let hash = linked(&page.text, "/desk/scans/");
    let (open, look) = (format!("/blobs/{hash}"), format!("/desk/evidence/1/{hash}"));
    assert_eq!(house.guest().get(&open).await.status, 404);
    let file = lead.get(&format!("/desk/scans/{hash}")).await;
    assert!(file.status == 200 && file.headers["content-type"] == "application/pdf");
    assert_eq!(house.signs_in("lan").await.get(&format!("/desk/scans/{hash}")).await.status, 404);
    // Who brought it does not find it fit; who has nothing to do with it sees nothing.
    let ticks = [("no-names", "yes"), ("no-numbers", "yes"), ("no-other", "yes")];
    assert!(lead.get(&look).await.text.contains("cần người khác xem xét"));
    assert_eq!(lead.send(&look, "fit", &ticks).await.status, 409);
    assert_eq!(house.signs_in("lan").await.get(&look).await.status, 404);
    assert!(other.get("/desk/look").await.text.contains(&look));
    assert_eq!(other.send(&look, "fit", &ticks[..2]).await.status, 422);
    assert_eq!(other.send(&look, "fit", &ticks).await.status, 303);
    let file = house.guest().get(&open).await;
    assert!(file.status == 200 && file.headers["content-type"] == "application/pdf");
    a_moment().await;
    let page = house.guest().get(PUBLIC).await;
    assert!(page.text.contains(&open), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_private_names_stays_with_officers_until_a_covered_copy_is_found_fit() {
    let house = House::open().await;
    let mut lead = house.signs_in("lead").await;
    let mut other = house.signs_in("publisher").await;
    let mut stated = stating("2026-02-27", "Biên bản 5/BB");
    stated.extend([("file", Some("a.pdf"), &b"%PDF-1.7 names"[..]), ("private", None, b"yes")]);
    assert_eq!(lead.files(UNIT, "done", &stated).await.status, 303);
    let hash = linked(&lead.get(UNIT).await.text, "/desk/scans/");
    let look = format!("/desk/evidence/1/{hash}");
    let page = other.get(&look).await;
    assert!(page.status == 200 && !page.text.contains("no-names"), "{}", page.text);
    let ticks = [("no-names", "yes"), ("no-numbers", "yes"), ("no-other", "yes")];
    assert_eq!(other.send(&look, "fit", &ticks).await.status, 409);
    let copy: Vec<Part> = vec![("copy", Some("b.pdf"), b"%PDF-1.7 covered")];
    assert_eq!(other.files(&format!("{look}/copy"), "copy", &copy).await.status, 303);
    let copy = lead.get(&look).await.text;
    let copy = copy.split("/desk/evidence/1/").map(|at| at.chars().take(64).collect::<String>());
    let copy = copy.skip(1).find(|found| *found != hash).unwrap();
    assert_eq!(lead.send(&format!("/desk/evidence/1/{copy}"), "fit", &ticks).await.status, 303);
    assert_eq!(house.guest().get(&format!("/blobs/{hash}")).await.status, 404);
    assert_eq!(house.guest().get(&format!("/blobs/{copy}")).await.status, 200);
    a_moment().await;
    let page = house.guest().get(PUBLIC).await;
    assert!(page.text.contains(&format!("/blobs/{copy}")), "{}", page.text);
    assert!(!page.text.contains(&format!("/blobs/{hash}")), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_candidate_is_not_let_into_the_team_unless_it_is_another_of_that_name() {
    let house = House::open().await;
    let mut lead = house.signs_in("lead").await;
    let named = |member, name, namesake| {
        vec![
            ("member", member),
            ("name", name),
            ("office", "head"),
            ("from", "2026-02-01"),
            ("namesake", namesake),
        ]
    };
    let page = lead.send(TEAM, "name", &named("1", "Ứng cử viên A1", "")).await;
    assert!(page.status == 409 && page.text.contains("danh sách ứng cử"), "{}", page.text);
    let page = lead.send(TEAM, "name", &named("1", " ", "")).await;
    assert!(page.status == 422 && page.text.contains("name-name-error"), "{}", page.text);
    let page = lead.send(TEAM, "name", &named("1", "Ứng cử viên A1", "Sinh năm khác")).await;
    assert_eq!(page.status, 303, "{}", page.text);
    // Whoever looked before that does not overwrite it.
    let page = lead.send(TEAM, "name", &named("1", "Lê Thị B", "")).await;
    assert!(page.status == 409 && page.text.contains("vừa thay đổi"), "{}", page.text);
    let ended = [("member", "1"), ("on", "2026-03-01"), ("reason", "Chuyển công tác")];
    assert_eq!(lead.send(TEAM, "end", &ended).await.status, 303);
    let mut second = named("2", "Lê Thị B", "");
    second.push(("replaces", "1"));
    assert_eq!(lead.send(TEAM, "name", &second).await.status, 303);
    let shift = |until| {
        [("day", "2026-03-15"), ("from_hour", "07:00"), ("until_hour", until), ("duty:2", "yes")]
    };
    let page = lead.send(TEAM, "shift", &shift("7:0")).await;
    assert!(page.status == 422 && page.text.contains("không phải là giờ"), "{}", page.text);
    assert_eq!(lead.send(TEAM, "shift", &shift("13:00")).await.status, 303);
    let size = [("document", "Quyết định 9"), ("reason", "Ít dân")];
    assert_eq!(lead.send(TEAM, "size", &size).await.status, 303);
    a_moment().await;
    let page = house.guest().get(PUBLIC).await;
    for said in
        ["Lê Thị B", "thay Ứng cử viên A1", "Chuyển công tác", "07:00–13:00", "Quyết định 9"]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(page.text.contains("quy định từ 11 đến 21"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_prepares_nothing_there_states_nothing_there() {
    let house = House::open().await;
    let size = house.size();
    let mut lan = house.signs_in("lan").await;
    for path in [UNIT, TEAM] {
        assert_eq!(lan.get(path).await.status, 403, "{path}");
    }
    assert_eq!(lan.files(UNIT, "done", &stating("2026-02-27", "BB 5")).await.status, 403);
    let named = [("member", "1"), ("name", "A"), ("office", "head"), ("from", "2026-02-01")];
    assert_ne!(lan.send(TEAM, "name", &named).await.status, 303);
    // The commune states nothing for the province.
    let mut lead = house.signs_in("lead").await;
    assert_eq!(lead.get("/desk/readiness/na-2026/38").await.status, 403);
    for path in ["/desk/readiness/none/1", "/desk/readiness/na-2026/9", "/desk/readiness/bodies/x"]
    {
        assert_eq!(lead.get(path).await.status, 404, "{path}");
    }
    assert_eq!(house.size(), size);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadlines_are_a_calendar_that_other_programs_read() {
    let house = House::open().await;
    let file = house.guest().get("/elections/na-2026/calendar.ics").await;
    let kind = file.headers["content-type"].to_str().unwrap();
    assert!(file.status == 200 && kind.starts_with("text/calendar"), "{kind}");
    assert!(file.text.starts_with("BEGIN:VCALENDAR\r\n"), "{}", file.text);
    let days = file.text.matches("BEGIN:VEVENT").count();
    assert!(days > 20 && days == file.text.matches("DTSTART;VALUE=DATE:").count(), "{}", file.text);
    assert!(file.text.contains("DTSTART;VALUE=DATE:20260315"), "{}", file.text);
    assert!(file.text.lines().all(|line| line.len() <= 75), "lines are folded");
    // Each entry says by itself that it is invented.
    assert_eq!(days, file.text.matches("SUMMARY:MÔ PHỎNG: ").count(), "{}", file.text);
    let again = house.guest().get("/elections/na-2026/calendar.ics").await;
    assert_eq!(file.text, again.text);
    let english = house.guest().get("/en/elections/na-2026/calendar.ics").await;
    assert!(english.text.contains("Training and drill"), "{}", english.text);
    assert_eq!(house.guest().get("/elections/none/calendar.ics").await.status, 404);
}
