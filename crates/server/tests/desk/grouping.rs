//! Areas in which few voted: the board merges their figures, and nowhere is to be found what one of them said.

use super::common::{Browser, House};
use calamine::{Data, Reader, Xlsx};
use dienhong_core::{Event, tally};
use std::{
    collections::{BTreeSet, VecDeque},
    io::Cursor,
};

const GROUPS: &str = "/desk/groups/na-2026/1";
const RESULT: &str = "/desk/results/na-2026/1";

/// Votes that occur nowhere else, of the two small areas and of the large one.
const VOTES: [[u64; 5]; 3] =
    [[1171, 1063, 1009, 17, 13], [1157, 1049, 1019, 19, 11], [3100, 2900, 2300, 700, 300]];

/// Two type, two sign, one publishes; answers what the publisher saw.
async fn counts(house: &House, area: &str, valid: u64, votes: &[u64; 5]) {
    let voters = if valid > 1200 { 4000 } else { 1200 };
    let all = (valid + 10).to_string();
    let mut fields = vec![
        ("voters_total".to_owned(), voters.to_string()),
        ("took_part".into(), all.clone()),
        ("issued".into(), all.clone()),
        ("returned".into(), all),
        ("valid".into(), valid.to_string()),
        ("invalid".into(), "10".into()),
    ];
    for (number, votes) in (1..).zip(votes) {
        fields.push((format!("votes.{number}"), votes.to_string()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    for login in ["lan", "minh"] {
        let entry = format!("/desk/entry/na-2026/{area}");
        let page = house.signs_in(login).await.send(&entry, "check", &fields).await;
        assert_eq!(page.status, 200, "{}", page.text);
    }
    let minutes = format!("/desk/minutes/na-2026/{area}");
    for (login, step) in [("head", "sign"), ("secretary", "sign"), ("publisher", "publish")] {
        let page = house.signs_in(login).await.send(&minutes, step, &[]).await;
        assert_eq!(page.status, 303, "{step}: {}", page.text);
    }
}

/// The ways in which a page or a file may write the votes of the small areas.
fn secrets() -> Vec<String> {
    let all = VOTES[..2].iter().flatten().filter(|votes| **votes > 1000);
    all.flat_map(|votes| {
        let (thousands, rest) = (votes / 1000, votes % 1000);
        [format!("{votes}"), format!("{thousands}.{rest:03}"), format!("{thousands},{rest:03}")]
    })
    .collect()
}

fn tells_nothing(path: &str, text: &str) {
    for secret in secrets() {
        // Hashes and times are long rows of letters and digits: a figure stands alone.
        let alone = |at: usize| {
            let before = text[..at].chars().next_back();
            let after = text[at + secret.len()..].chars().next();
            let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            !part(before) && !part(after)
        };
        let found = text.match_indices(&secret).find(|(at, _)| alone(*at));
        assert!(found.is_none(), "{path} tells {secret}");
    }
}

/// Every page and file that one comes to from the first page by links.
async fn walk(guest: &mut Browser) -> BTreeSet<String> {
    let (mut seen, mut open) = (BTreeSet::new(), VecDeque::from(["/".to_owned(), "/en".into()]));
    while let Some(path) = open.pop_front() {
        if !seen.insert(path.clone()) {
            continue;
        }
        assert!(seen.len() < 500, "the walk does not end: {path}");
        if path.ends_with(".pdf") || path.starts_with("/sign-in") || path.starts_with("/assets") {
            continue;
        }
        if path.ends_with(".xlsx") {
            tells_nothing(&path, &workbook(guest.bytes(&path).await));
            continue;
        }
        let page = guest.get(&path).await;
        assert!(page.status < 400, "{path}: {}", page.status);
        tells_nothing(&path, &page.text);
        let links = page.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let links = links.filter(|link| link.starts_with('/') && !link.starts_with("//"));
        open.extend(links.map(|link| link.split('#').next().unwrap().replace("&amp;", "&")));
    }
    seen
}

fn workbook(bytes: Vec<u8>) -> String {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.rows().flatten());
    let text = |cell: &Data| cell.to_string();
    cells.map(text).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_candidates_got_in_a_small_area_is_nowhere_to_be_found() {
    let house = House::secretive().await;
    house.has_a_board_and_a_committee();
    // A picture of its paper that is fit to be shown, were the figures on it not kept.
    let blob = house.keeps(b"\xff\xd8 not really a picture");
    let (election, area, media) = ("na-2026".into(), "1-001".into(), "image/jpeg".into());
    let scan = tally::Event::ScanAttached { election, area, blob, media, bytes: 23 };
    house.acts("lan", "commune", Event::Tally(scan));
    let (election, area) = ("na-2026".into(), "1-001".into());
    let fit = tally::Event::ScanReviewed { election, area, blob, fit: true, note: None };
    house.acts("lead", "commune", Event::Tally(fit));

    counts(&house, "1-001", 1180, &VOTES[0]).await;
    counts(&house, "1-003", 3500, &VOTES[2]).await;
    let mut board = house.signs_in("board").await;
    let page = board.get(RESULT).await;
    assert!(page.text.contains(GROUPS) && page.text.contains("cần gộp"), "{}", page.text);
    // The other small area has voted, by its roll: both are proposed, the large one is public already.
    let page = board.get(GROUPS).await;
    assert_eq!(page.text.matches("value=\"1\"").count(), 2, "{}", page.text);
    assert!(!page.text.contains("name=\"area.1-003\""), "{}", page.text);
    let form = |first, second| [("area.1-001", first), ("area.1-002", second)];
    let page = board.send(GROUPS, "form", &form("1", "một")).await;
    assert!(page.status == 422 && page.text.contains("value=\"một\""), "{}", page.text);
    let page = board.send(GROUPS, "form", &form("1", "")).await;
    assert!(page.status == 409 && page.text.contains("Một khu vực chưa thành nhóm"));
    let page = house.signs_in("lead").await.send(GROUPS, "form", &form("1", "1")).await;
    assert_eq!(page.status, 409, "a commune forms no groups");
    let page = board.send(GROUPS, "form", &form("1", "1")).await;
    assert_eq!((page.status, page.to()), (303, GROUPS));
    let page = board.send(GROUPS, "publish", &[("group", "1")]).await;
    assert!(page.status == 409 && page.text.contains("1-002"), "{}", page.text);

    counts(&house, "1-002", 1190, &VOTES[1]).await;
    let page = board.send(RESULT, "record", &[]).await;
    assert!(page.status == 409 && page.text.contains("có ít phiếu"), "{}", page.text);
    let page = board.send(GROUPS, "publish", &[("group", "1")]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(board.get(GROUPS).await.text.contains("Tổng của nhóm đã công bố"));
    let page = board.send(RESULT, "record", &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;

    let mut guest = house.guest();
    let page = guest.get("/elections/na-2026/constituencies/1").await;
    for words in ["2.328", "2.370", "id=\"group-1\"", "Quy chế thử, Điều 3", "Trúng cử"] {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
    let page = guest.get("/elections/na-2026/areas/1-001").await;
    for words in ["1.180", "constituencies/1#group-1", "Không công bố riêng"] {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
    let page = guest.get("/elections/na-2026/areas/1-001/compare").await;
    assert!(page.text.contains("own-valid") && !page.text.contains("own-votes.1"));
    let page = guest.get("/open-data/na-2026/groups.csv").await;
    assert!(page.text.contains("1-001;1-002") && page.text.contains("2328"), "{}", page.text);
    assert_eq!(guest.get("/documents/na-2026/areas/1-001.pdf").await.status, 404);
    assert_eq!(guest.get("/documents/na-2026/areas/1-003.pdf").await.status, 200);
    assert_eq!(guest.get(&format!("/blobs/{blob}")).await.status, 404);

    let seen = walk(&mut guest).await;
    for path in [
        "/elections/na-2026/areas/1-001",
        "/en/elections/na-2026/areas/1-002",
        "/elections/na-2026/areas/1-001/compare",
        "/open-data/na-2026/areas.csv",
        "/documents/na-2026/results.xlsx",
        "/open-data/na-2026/results.nist.json",
        "/corrections",
    ] {
        assert!(seen.contains(path), "the walk did not come to {path}: {seen:#?}");
    }
    for path in ["groups.csv", "areas.json", "units.csv", "distributions.csv", "candidates.csv"] {
        let path = format!("/open-data/na-2026/{path}");
        tells_nothing(&path, &guest.get(&path).await.text);
    }
    tells_nothing("the journal", &house.journal());
}
