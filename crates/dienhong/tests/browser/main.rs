//! The demo in a real browser: the night as a person lives it, and every page under axe.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod booth;
mod check;
#[path = "../council/mod.rs"]
mod council;
mod day;
mod line;
mod observers;
mod offices;
mod passkey;
mod province;
mod secret;
#[path = "../serving/mod.rs"]
mod serving;
mod town;

use thirtyfour::prelude::*;
use town::Town;

/// The sheet that the demo leaves to its visitors.
const ELECTION: &str = "pc-province-2026";
const AREA: &str = "14797-001";

const PAGES: [&str; 17] = [
    "/",
    "/verify",
    "/units",
    "/units/14797",
    "/units?q=hac+thanh",
    "/no-such-page",
    "/elections/na-2026",
    "/elections/na-2026/text",
    "/elections/na-2026/calendar",
    "/elections/na-2026/constituencies/5",
    "/elections/na-2026/units/14797",
    "/elections/na-2026/areas/14797-001",
    "/meetings",
    "/meetings/giao-ban-quy-1-mo-phong",
    "/meetings/giao-ban-quy-1-mo-phong/screen",
    "/sign-in",
    "/desk/entry",
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
    let mut found = town.wrong_here("an entry with findings").await;
    town.picture("entry").await;
    // What was typed stands in its own fields beside what the check added to the page.
    let shown = town.one("#voters_total").await.value().await.unwrap().unwrap_or_default();
    assert_eq!(shown.replace('.', ""), voters.to_string());
    town.sets("took_part", &took.to_string()).await;
    town.saves().await;
    town.one(".notice.done").await;
    town.sees("niêm phong").await;

    // The second one has a phone.
    town.screen(360, 740).await;
    town.signs_in("minh").await;
    town.enters(ELECTION, AREA, &sheet(11)).await;
    town.one(".notice.look").await;
    town.sees("Hai bản nhập khác nhau").await;

    town.screen(1280, 1000).await;
    town.signs_in("lead").await;
    town.go("/desk/board").await;
    town.picture("board").await;
    town.clicks(&format!(
        "#differs a[href*='{ELECTION}/{AREA}'], #group_differs a[href*='{AREA}']"
    ))
    .await;
    let row = town.one("#differing tbody tr").await.text().await.unwrap();
    assert!(row.contains("10") && row.contains("11"), "{row}");
    town.picture("differences").await;
    found.extend(town.wrong_here("differences").await);
    town.go(&format!("/en/desk/minutes/{ELECTION}/{AREA}")).await;
    found.extend(town.wrong_here("differences in English").await);

    town.signs_in("minh").await;
    town.go(&format!("/desk/entry/{ELECTION}/{AREA}")).await;
    town.sees("Hai bản nhập không giống nhau").await;
    town.sets("votes.2", "10").await;
    town.saves().await;
    town.one(".notice.done").await;
    town.sees("khớp nhau").await;

    town.screen(360, 740).await;
    for (login, step) in [("to1", "sign"), ("thuky1", "sign")] {
        town.signs_in(login).await;
        town.does(ELECTION, AREA, step).await;
    }
    // While it is published, a reader's page follows without being loaded again.
    town.signs_in("publisher").await;
    let desk = town.browser.window().await.unwrap();
    let reader = town.browser.new_tab().await.unwrap();
    town.browser.switch_to_window(reader.clone()).await.unwrap();
    town.screen(1280, 1000).await;
    town.go(&format!("/elections/{ELECTION}")).await;
    town.waits_for("1 đang đối chiếu hai lần nhập").await;
    town.browser.execute("window.same = true;", Vec::new()).await.unwrap();
    town.browser.switch_to_window(desk.clone()).await.unwrap();
    town.does(ELECTION, AREA, "publish").await;
    town.sees("Xem trang công khai của biên bản").await;
    town.browser.delete_all_cookies().await.unwrap();
    town.browser.switch_to_window(reader).await.unwrap();
    town.hears(".standing", "Đủ").await;
    let same = "return window.same === true;";
    let same: bool = town.browser.execute(same, Vec::new()).await.unwrap().convert().unwrap();
    assert!(same, "the page was loaded again");
    // The map says so too, in a title for its commune.
    let cell = town.one(".map a[href$='/units/14797'] title").await;
    let cell = cell.inner_html().await.unwrap();
    let (counted, areas) = cell.split_once(": ").unwrap().1.split_once(" trên ").unwrap();
    assert!(areas.starts_with(&format!("{counted} ")), "{cell}");
    town.go(&format!("/elections/{ELECTION}/areas/{AREA}")).await;
    town.waits_for("Đã công bố").await;
    let old = town.one("#hands del").await.text().await.unwrap();
    assert_eq!(old, "11");
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_a_phone_and_axe_finds_nothing_serious() {
    let town = Town::begins().await;
    let mut found = Vec::new();
    // 640 is 1280 at twice the size.
    for (scheme, wide, prefix) in [("light", 360, ""), ("dark", 640, "/en")] {
        town.scheme(scheme).await;
        town.screen(wide, 800).await;
        for path in PAGES {
            town.go(&format!("{prefix}{path}")).await;
            let (broken, overhang) = (town.broken().await, town.overhang().await);
            let at = format!("{prefix}{path} at {wide}, {scheme}");
            found.extend(broken.into_iter().map(|what| format!("{at}: {what}")));
            if overhang > 0 {
                found.push(format!("{at}: {overhang} px too wide"));
            }
        }
    }
    let mut at_the_desk = "";
    for (login, path) in [
        ("lan", "/desk"),
        ("lan", "/desk/entry"),
        ("lan", "/en/desk/entry/pc-province-2026/14797-001"),
        ("lead", "/desk/board"),
        ("lead", "/en/desk/polling"),
        ("lead", "/desk/minutes/na-2026/14797-001"),
        ("ban1", "/desk/results"),
        ("ban1", "/en/desk/results/na-2026/1"),
        ("tinh", "/desk/setup"),
        ("tinh", "/desk/setup/people"),
        ("tinh", "/en/desk/setup/elections"),
        ("thukyhop", "/desk/meetings"),
        ("thukyhop", "/desk/meetings/convene"),
        ("thukyhop", "/desk/meetings/giao-ban-quy-1-mo-phong"),
        ("thukyhop", "/en/desk/meetings/giao-ban-quy-1-mo-phong/chair"),
        ("thukyhop", "/desk/meetings/giao-ban-quy-1-mo-phong/delegates"),
        ("thukyhop", "/desk/meetings/giao-ban-quy-1-mo-phong/minutes"),
        ("diemcau", "/desk/meetings/giao-ban-quy-1-mo-phong/sites/diem-cau-2"),
        ("daibieuhop", "/meetings/giao-ban-quy-1-mo-phong/me"),
    ] {
        if login != std::mem::replace(&mut at_the_desk, login) {
            town.signs_in(login).await;
        }
        town.go(path).await;
        found.extend(town.wrong_here(path).await);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();
}
