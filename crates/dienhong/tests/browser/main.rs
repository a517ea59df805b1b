//! The demo in a real browser: the night as a person lives it, and every page under axe.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod day;
mod town;

use thirtyfour::prelude::*;
use town::Town;

/// The sheet that the demo leaves to its visitors.
const ELECTION: &str = "pc-province-2026";
const AREA: &str = "14797-001";

const PAGES: [&str; 9] = [
    "/",
    "/verify",
    "/units/14797",
    "/elections/na-2026",
    "/elections/na-2026/calendar",
    "/elections/na-2026/constituencies/5",
    "/elections/na-2026/units/14797",
    "/elections/na-2026/areas/14797-001",
    "/en/elections/na-2026",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_night_at_the_desk() {
    let town = Town::begins().await;
    // As many voters as the roll says.
    town.go(&format!("/elections/{ELECTION}/areas/{AREA}")).await;
    let voters = town.one("#roll-table tbody tr:last-child td.num").await.text().await.unwrap();
    let voters: u64 = voters.replace('.', "").parse().unwrap();
    let (took, valid) = (voters - 10, voters - 15);
    town.signs_in("lan").await;
    town.go(&format!("/desk/entry/{ELECTION}/{AREA}")).await;
    let count = |css: &'static str| town.browser.find_all(By::Css(css));
    let stacks = count("input[name^='stacks.']").await.unwrap().len();
    let candidates = count("input[name^='votes.']").await.unwrap().len();
    let sheet = |second: u64| -> Vec<String> {
        let ballots = [voters, took, took, took, valid, 5].map(|n| n.to_string());
        let votes = (0..candidates).map(|at| match at {
            0 => valid.to_string(),
            1 => second.to_string(),
            _ => "10".to_owned(),
        });
        ballots.into_iter().chain(vec![String::new(); stacks]).chain(votes).collect()
    };
    // More have voted than there are voters: said at the field, with what to do.
    let mut wrong = sheet(10);
    wrong[1] = (voters + 1).to_string();
    town.enters(ELECTION, AREA, &wrong).await;
    town.one("#finding-H1").await;
    // What was typed stands in its own fields beside what the check added to the page.
    let shown = town.one("#voters_total").await.value().await.unwrap().unwrap_or_default();
    assert_eq!(shown.replace('.', ""), voters.to_string());
    town.sets("took_part", &took.to_string()).await;
    town.saves().await;
    town.one(".notice.done").await;
    town.sees("niêm phong").await;

    town.signs_in("minh").await;
    town.enters(ELECTION, AREA, &sheet(11)).await;
    town.one(".notice.look").await;
    town.sees("Hai bản nhập khác nhau").await;

    town.signs_in("lead").await;
    town.go("/desk/board").await;
    town.clicks(&format!(
        "#differs a[href*='{ELECTION}/{AREA}'], #group_differs a[href*='{AREA}']"
    ))
    .await;
    let row = town.one("#differing tbody tr").await.text().await.unwrap();
    assert!(row.contains("10") && row.contains("11"), "{row}");

    town.signs_in("minh").await;
    town.go(&format!("/desk/entry/{ELECTION}/{AREA}")).await;
    town.sees("Hai bản nhập không giống nhau").await;
    town.sets("votes.2", "10").await;
    town.saves().await;
    town.one(".notice.done").await;
    town.sees("khớp nhau").await;

    for (login, step) in [("to1", "sign"), ("thuky1", "sign"), ("publisher", "publish")] {
        town.signs_in(login).await;
        town.does(ELECTION, AREA, step).await;
    }
    town.browser.delete_all_cookies().await.unwrap();
    town.go(&format!("/elections/{ELECTION}/areas/{AREA}")).await;
    town.waits_for("Đã công bố").await;
    let old = town.one("#hands del").await.text().await.unwrap();
    assert_eq!(old, "11");
    // Its constituency is complete now, and the map's table says so.
    town.go(&format!("/elections/{ELECTION}/units/14797")).await;
    town.waits_for("Đã công bố").await;
    town.browser.quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_a_phone_and_axe_finds_nothing_serious() {
    let town = Town::begins().await;
    let mut found = Vec::new();
    for (wide, high) in [(1280, 1000), (360, 740)] {
        town.screen(wide, high).await;
        for path in PAGES {
            town.go(path).await;
            let (broken, overhang) = (town.broken().await, town.overhang().await);
            found.extend(broken.into_iter().map(|what| format!("{path} at {wide}: {what}")));
            if overhang > 0 {
                found.push(format!("{path} at {wide}: {overhang} px too wide"));
            }
        }
    }
    for (login, path) in [
        ("lan", "/desk"),
        ("lan", "/desk/entry"),
        ("lan", "/desk/entry/pc-province-2026/14797-001"),
        ("lead", "/desk/board"),
        ("lead", "/desk/polling"),
        ("lead", "/desk/minutes/na-2026/14797-001"),
        ("ban1", "/desk/results"),
        ("ban1", "/desk/results/na-2026/1"),
        ("lan", "/sign-in"),
    ] {
        town.signs_in(login).await;
        town.go(path).await;
        found.extend(town.broken().await.into_iter().map(|what| format!("{path}: {what}")));
        if town.overhang().await > 0 {
            found.push(format!("{path}: too wide for a phone"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();
}
