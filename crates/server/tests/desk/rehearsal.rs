//! A rehearsal is never taken for the real thing.

use super::common::House;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_file_of_a_rehearsal_says_that_it_is_one() {
    let house = House::practising().await;
    let mut lead = house.signs_in("lead").await;
    for path in [
        "/",
        "/verify",
        "/units",
        "/forms",
        "/corrections",
        "/complaints",
        "/elections/na-2026",
        "/elections/na-2026/text",
        "/elections/na-2026/readiness",
        "/elections/na-2026/nomination",
        "/elections/na-2026/areas/1-001",
        "/receipts/0",
        "/sign-in",
        "/nowhere",
        "/feeds/corrections.atom",
        "/elections/na-2026/calendar.ics",
    ] {
        let page = house.guest().get(path).await.text;
        assert!(page.contains("DIỄN TẬP"), "{path}: {page}");
    }
    for path in ["/desk", "/desk/board", "/desk/readiness", "/desk/nomination", "/desk/rehearsal"] {
        let page = lead.get(path).await.text;
        assert!(page.contains("DIỄN TẬP") && page.contains("that.example/2026"), "{path}: {page}");
    }
    let english = house.guest().get("/en/elections/na-2026").await.text;
    assert!(english.contains("REHEARSAL"), "{english}");
    // In tables each line says so.
    for path in ["/open-data/na-2026/areas.csv", "/open-data/na-2026/constituencies.csv"] {
        let file = house.guest().get(path).await.text;
        assert!(file.lines().next().unwrap().contains("\"simulated\""), "{path}: {file}");
        assert!(file.lines().skip(1).all(|line| line.contains("\"true\"")), "{path}: {file}");
    }
    let elections = house.guest().get("/open-data/elections.json").await.text;
    assert!(elections.contains("\"simulated\":true"), "{elections}");
    let mut watch = house.signs_in("watch").await;
    let acts = watch.get("/desk/acts.csv").await.text;
    assert!(acts.lines().skip(1).all(|line| line.ends_with("\"true\"")), "{acts}");
}
