//! «Tự kiểm tra», as a citizen presses it: on an honest node, on copies that were tampered with, and from a plain
//! file server with the node switched off.

use super::town::Town;
use std::{fs, path::Path, process::Command};

/// Presses the button and waits for the sentence.
pub async fn presses(town: &Town) -> String {
    town.clicks("[data-start]").await;
    town.hears_within("[data-sentence]", ":", 90).await;
    town.one("[data-sentence]").await.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_agrees_on_an_honest_node_and_follows_a_figure_to_its_minutes() {
    let town = Town::begins().await;
    let mut found = Vec::new();
    for path in [
        "/elections/na-2026/areas/14797-002",
        "/elections/na-2026/units/14797",
        "/elections/na-2026/constituencies/1",
        "/en/units/14797",
    ] {
        town.go(path).await;
        let said = presses(&town).await;
        assert!(said.starts_with("KHỚP") || said.starts_with("AGREES"), "{path}: {said}");
        assert!(said.contains("giấu đi") || said.contains("left out"), "{said}");
    }
    // The whole log, and what it costs.
    town.go("/elections/na-2026").await;
    let said = presses(&town).await;
    assert!(said.starts_with("KHỚP") && said.contains("tờ giấy có đúng"), "{said}");
    town.one(".check.good").await;
    town.picture("checked").await;
    found.extend(town.wrong_here("after the check").await);
    // From the election down to an area's minutes, by the keyboard.
    let figure = town.one("main data[data-figure='elections/na-2026/valid'].agrees").await;
    figure.send_keys(thirtyfour::Key::Enter).await.unwrap();
    town.one("dialog[open] .agrees").await;
    town.clicks("dialog[open] .parts button:not(:disabled)").await;
    town.hears("dialog[open] .path", "/units/").await;
    town.clicks("dialog[open] .parts button:not(:disabled)").await;
    town.hears("dialog[open] dl", "Người ký").await;
    town.picture("whence").await;
    found.extend(town.broken().await);
    town.clicks("dialog[open] [data-close]").await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();
}

/// The public copy of the demo's night, whose node is switched off then.
async fn copy(folder: &Path, data: &Path) {
    let data = data.to_str().unwrap();
    let mut town = Town::begins_with(&["demo", "--fast", "--data", data]).await;
    town.stops();
    town.browser.clone().quit().await.unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_dienhong"))
        .args(["export", "public", "--papers", "none", "--data", data, "--out"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_works_from_plain_files_and_names_what_was_tampered_with() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("copy");
    copy(&root, &folder.path().join("data")).await;
    let town = Town::of_files(&root).await;
    let area = "/site/elections/na-2026/areas/14797-002/index.html";
    town.go(area).await;
    let said = presses(&town).await;
    assert!(said.starts_with("KHỚP"), "{said}");
    let election = "/site/elections/na-2026/index.html";
    town.go(election).await;
    let said = presses(&town).await;
    assert!(said.starts_with("KHỚP"), "{said}");

    // A page that flatters.
    let page = root.join(area.trim_start_matches('/'));
    let honest = fs::read_to_string(&page).unwrap();
    let mark = "data-figure=\"elections/na-2026/areas/14797-002/valid\">";
    let at = honest.find(mark).unwrap();
    let value = honest[..at].rsplit('"').nth(1).unwrap();
    let more = (value.parse::<u64>().unwrap() + 1).to_string();
    let said = |value: &str| format!("value=\"{value}\" {mark}");
    fs::write(&page, honest.replace(&said(value), &said(&more))).unwrap();
    town.go(area).await;
    let said = presses(&town).await;
    assert!(said.starts_with("KHÁC"), "{said}");
    town.one("data.differs[data-figure='elections/na-2026/areas/14797-002/valid']").await;
    town.hears("[data-differences]", "elections/na-2026/areas/14797-002/valid").await;
    town.hears("[data-differences]", &format!("công bố: {more}; tính lại: {value}")).await;
    town.picture("differs").await;
    fs::write(&page, &honest).unwrap();

    // A copy whose records of this commune were changed: they are not those that were signed.
    let part = root.join("part/unit-14797");
    let bytes = fs::read(&part).unwrap();
    let digit = bytes.windows(8).position(|some| some == b"\"valid\":").unwrap() + 8;
    let mut lie = bytes.clone();
    lie[digit] = if lie[digit] == b'1' { b'2' } else { b'1' };
    fs::write(&part, lie).unwrap();
    town.go(area).await;
    let said = presses(&town).await;
    assert!(said.starts_with("KHÁC"), "{said}");
    town.hears("[data-differences]", "part/unit-14797: chưa chứng minh được").await;
    fs::write(&part, bytes).unwrap();

    // Open data that say something else are found by the check of everything.
    change(&root.join("open-data/na-2026/units.csv"), ",1", ",2");
    town.go(election).await;
    let said = presses(&town).await;
    assert!(said.starts_with("KHÁC"), "{said}");
    town.hears("[data-differences]", "open-data/na-2026/units.csv").await;
    town.browser.quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_checked_without_a_network() {
    let town = Town::begins().await;
    // As of any record: whoever acted finds the link on the page that answers.
    town.go("/receipts/5").await;
    town.sees("Bản ghi số 5").await;
    town.one(".qr svg").await;
    town.picture("receipt").await;
    let link = town.one("main a.button").await.attr("href").await.unwrap().unwrap();
    town.go("/receipt").await;
    town.hears("[data-sentence]", "không kèm biên nhận").await;
    town.go(&link).await;
    town.browser.refresh().await.unwrap();
    town.hears("[data-sentence]", "ĐÚNG: bản ghi số 5 ").await;
    town.line(false).await;
    // Another receipt, with the line cut: the last digit of its number is another.
    let fragment = link.split_once('#').unwrap().1;
    let lie = fragment.replacen("index%205", "index%206", 1);
    assert_ne!(lie, fragment);
    let go = format!("location.hash = '{lie}';");
    town.browser.execute(&go, Vec::new()).await.unwrap();
    town.hears("[data-sentence]", "KHÔNG hợp lệ").await;
    let go = format!("location.hash = '{fragment}';");
    town.browser.execute(&go, Vec::new()).await.unwrap();
    town.hears("[data-sentence]", "ĐÚNG: bản ghi số 5 ").await;
    town.line(true).await;
    town.browser.quit().await.unwrap();
}
