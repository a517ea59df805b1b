//! Complaints, observers, scans and one's own comparison, as a phone shows them.

use super::town::Town;

const PUBLIC: [&str; 4] = [
    "/complaints",
    "/elections/na-2026/complaints",
    "/elections/na-2026/compare",
    "/elections/na-2026/areas/14797-002/compare",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_observers_fit_a_phone_and_axe_finds_nothing_serious() {
    let town = Town::begins().await;
    let mut found = Vec::new();
    for (scheme, wide, prefix) in [("light", 360, ""), ("dark", 640, "/en")] {
        town.scheme(scheme).await;
        town.screen(wide, 800).await;
        for path in PUBLIC {
            town.go(&format!("{prefix}{path}")).await;
            found.extend(town.broken().await);
            if town.overhang().await > 0 {
                found.push(format!("{prefix}{path} at {wide}: too wide"));
            }
        }
    }
    for (login, path) in [
        ("to1", "/desk/complaints"),
        ("publisher", "/en/desk/look"),
        ("quansat", "/desk/observe"),
        ("quansat", "/en/desk/observe/14797-001"),
    ] {
        town.signs_in(login).await;
        town.go(path).await;
        found.extend(town.wrong_here(path).await);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_compares_the_posted_paper_line_by_line_and_sums_up_his_copies() {
    let town = Town::begins().await;
    town.go("/elections/na-2026/areas/14797-002/compare").await;
    let row = town.one("tr[data-line='valid']").await;
    let published = row.attr("data-value").await.unwrap().unwrap();
    let field = town.one("#own-valid").await;
    field.send_keys(&published).await.unwrap();
    town.hears("tr[data-line='valid'] [data-verdict]", "=").await;
    field.send_keys("0").await.unwrap();
    town.hears("tr[data-line='valid'] [data-verdict]", "≠").await;
    // It is there when one comes back, and in the total beside the official one.
    town.go("/elections/na-2026/compare").await;
    town.hears("[data-copied]", "14797-002").await;
    town.hears(".table:not([hidden]) tr[data-line='valid'] [data-verdict]", "≠").await;
    town.browser.quit().await.unwrap();
}
