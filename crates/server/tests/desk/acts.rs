//! All acts as officials and observers see them; corrections as everybody does.

use super::common::{Browser, House, Page, figures};

const ENTRY: &str = "/desk/entry/na-2026/1-001";
const MINUTES: &str = "/desk/minutes/na-2026/1-001";

/// Publishes the minutes with this figure for the first candidate.
async fn publishes(house: &House, first: &str) {
    for login in ["lan", "minh"] {
        house.signs_in(login).await.send(ENTRY, "check", &figures("1200", first)).await;
    }
    for login in ["head", "secretary"] {
        house.signs_in(login).await.send(MINUTES, "sign", &[]).await;
    }
    let page = house.signs_in("publisher").await.send(MINUTES, "publish", &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
}

/// The numbers of the records that a page or file lists.
fn numbers(page: &Page) -> Vec<u64> {
    let links = page.text.split("href=\"/receipts/").skip(1);
    let shown = page
        .text
        .split("id=\"acts\"")
        .nth(1)
        .map_or(0, |table| table.matches("/receipts/").count());
    let numbers = links.filter_map(|rest| rest.split('"').next()?.parse().ok());
    numbers.take(shown).collect()
}

async fn acts(browser: &mut Browser, query: &str) -> Page {
    let page = browser.get(&format!("/desk/acts?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text);
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn who_observes_reads_every_act_in_words_and_filters_them() {
    let house = House::open().await;
    publishes(&house, "900").await;
    let mut watch = house.signs_in("watch").await;
    let page = acts(&mut watch, "").await;
    let all = numbers(&page);
    assert_eq!(all.first(), Some(&(house.size() - 1)));
    assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "{all:?}");
    assert!(page.text.contains("Công bố biên bản, bản 1"), "{}", page.text);
    let page = watch.get("/en/desk/acts").await;
    assert!(page.text.contains("All acts") && !page.text.contains("history."), "{}", page.text);
    // By person, kind, group, place and day.
    let by_lan = acts(&mut watch, "officer=lan").await;
    assert!(by_lan.text.contains("tally.entered") && !by_lan.text.contains("tally.signed"));
    let signed = acts(&mut watch, "kind=tally.signed").await;
    assert_eq!(numbers(&signed).len(), 2);
    assert_eq!(numbers(&acts(&mut watch, "kind=tally").await).len(), 5);
    let own = acts(&mut watch, "unit=1").await;
    assert!(own.text.contains("election.area_closed") && !own.text.contains("pack.adopted"));
    let common = acts(&mut watch, "unit=-").await;
    assert!(common.text.contains("pack.adopted") && !common.text.contains("election.area_closed"));
    let day = acts(&mut watch, "day=2026-03-15").await;
    assert!(day.text.contains("election.area_opened") && !day.text.contains("node.started"));
    let before = acts(&mut watch, "day=2026-03-14").await;
    assert!(before.text.contains("node.started") && !before.text.contains("election.area_opened"));
    assert_eq!(numbers(&day).len() + numbers(&before).len(), house.size() as usize);
    // What is below a number, and nothing above it.
    assert_eq!(numbers(&acts(&mut watch, "from=3").await), [2, 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_looked_for_is_said_at_its_field() {
    let house = House::open().await;
    let mut watch = house.signs_in("watch").await;
    for (query, id, words) in [
        ("officer=nobody", "officer-error", "Không có cán bộ"),
        ("kind=tally.dreamt", "kind-error", "Không có loại việc"),
        ("unit=%3Cb%3E", "unit-error", "&lt;b&gt;"),
        ("day=31%2F02%2F2026", "day-error", "không phải là ngày"),
    ] {
        let page = watch.get(&format!("/desk/acts?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.text.contains(id) && page.text.contains(words), "{query}: {}", page.text);
        assert_eq!(watch.get(&format!("/desk/acts.csv?{query}")).await.status, 422);
    }
    assert_eq!(watch.get("/desk/acts?from=x").await.status, 400);
    // A typist looks at his own sheets, not at what everybody did.
    assert_eq!(house.signs_in("lan").await.get("/desk/acts").await.status, 404);
    assert_ne!(house.guest().get("/desk/acts").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_acts_has_every_record_once() {
    let house = House::open().await;
    publishes(&house, "900").await;
    let mut watch = house.signs_in("watch").await;
    assert!(watch.get("/desk").await.text.contains("/desk/acts"));
    let file = watch.get("/desk/acts.csv").await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let records: Vec<&str> = file.text.lines().skip(1).collect();
    assert_eq!(records.len(), house.size() as usize);
    for (number, line) in records.iter().enumerate() {
        assert!(line.starts_with(&format!("\"{number}\",")), "{line}");
    }
    let file = watch.get("/desk/acts.csv?kind=tally.entered").await;
    assert_eq!(file.text.lines().count(), 3, "{}", file.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_told_to_everybody_with_the_figure_before_and_after() {
    let house = House::open().await;
    let empty = house.guest().get("/corrections").await;
    assert!(empty.text.contains("Chưa có điều chỉnh nào"), "{}", empty.text);
    publishes(&house, "900").await;
    let mut lead = house.signs_in("lead").await;
    let reason = [("reason", "cộng lại <b>phiếu</b> & hòm phụ")];
    assert_eq!(lead.send(MINUTES, "reopen", &reason).await.status, 303);
    publishes(&house, "901").await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    for (at, words) in [("", "Biên bản đã sửa"), ("/en", "Minutes corrected")] {
        let page = house.guest().get(&format!("{at}/corrections")).await;
        for text in [words, "<del>900</del>", "<ins>901</ins>", "&lt;b&gt;phiếu&lt;/b&gt;"] {
            assert!(page.text.contains(text), "«{text}» in {}", page.text);
        }
        let feed = house.guest().get(&format!("{at}/feeds/corrections.atom")).await;
        assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
        assert_eq!(feed.text.matches("<entry>").count(), 2, "{}", feed.text);
        for text in [
            words,
            "900 → 901",
            "cộng lại &lt;b&gt;phiếu&lt;/b&gt; &amp; hòm phụ",
            "/elections/na-2026/areas/1-001",
        ] {
            assert!(feed.text.contains(text), "«{text}» in {}", feed.text);
        }
        let ids = feed.text.split("<id>").skip(1).map(|rest| rest.split('<').next());
        assert_eq!(ids.collect::<std::collections::BTreeSet<_>>().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn distributions_show_each_published_area_once() {
    let house = House::open().await;
    let path = "/elections/na-2026/distributions";
    assert!(house.guest().get(path).await.text.contains("Chưa có biên bản nào"));
    publishes(&house, "900").await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get(&format!("/en{path}")).await;
    // 1190 of 1200 took part, 10 of 1190 were invalid.
    for words in ["99.00% – 100.00%", "0.50% – 1.00%", "<svg", "simulated"] {
        assert!(
            page.text.to_lowercase().contains(&words.to_lowercase()),
            "«{words}» in {}",
            page.text
        );
    }
    let csv = house.guest().get("/open-data/na-2026/distributions.csv").await;
    assert!(csv.text.contains("\"na-2026\",\"turnout\",\"true\",9900,10000,1"), "{}", csv.text);
}
