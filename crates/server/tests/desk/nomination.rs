//! A list in the making, as officers of its election fill it in and readers see it.

use super::common::{Browser, House, Part, linked};
use std::time::Duration;

const DESK: &str = "/desk/nomination/na-2026";
const PUBLIC: &str = "/elections/na-2026/nomination";

fn someone<'a>(name: &'a str, born: &'a str, residence: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("candidate", name),
        ("born", born),
        ("sex", "female"),
        ("ethnicity", "Mường"),
        ("residence", residence),
        ("introduced_by", "Hội mô phỏng"),
    ]
}

/// Sends a form as it was seen after so many changes.
async fn sends(of: &mut Browser, step: &str, seen: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let mut all = vec![("seen", seen)];
    all.extend_from_slice(fields);
    let page = of.send(DESK, step, &all).await;
    (page.status, page.text)
}

async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(600)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_asked_for_what_it_lacks_and_two_at_once_lose_nothing() {
    let house = House::nominating().await;
    let mut tinh = house.signs_in("tinh").await;
    assert!(tinh.get("/desk").await.text.contains("/desk/nomination"));
    assert_eq!(tinh.get(DESK).await.status, 200);
    let lacks = someone("Lê Thị Mô Phỏng", "1980-02-01", " ");
    let (status, text) = sends(&mut tinh, "propose", "0", &lacks).await;
    assert!(status == 422 && text.contains("propose-residence-error"), "{text}");
    assert!(text.contains("value=\"Lê Thị Mô Phỏng\""), "{text}");
    let whole = someone("Lê Thị Mô Phỏng", "1980-02-01", "Phường Hoá 1");
    assert_eq!(sends(&mut tinh, "propose", "0", &whole).await.0, 303);
    // A second officer still sees the list as it was.
    let other = someone("Trần Thị Khác", "1981-02-01", "Phường Hoá 1");
    let (status, text) = sends(&mut tinh, "propose", "0", &other).await;
    assert!(status == 409 && text.contains("Lê Thị Mô Phỏng"), "{text}");
    assert!(text.contains("value=\"Trần Thị Khác\""), "what was typed is kept: {text}");
    assert_eq!(sends(&mut tinh, "propose", "1", &other).await.0, 303);
    // Of one name and birth date, nothing else to tell them apart.
    let (status, text) = sends(&mut tinh, "propose", "2", &other).await;
    assert!(status == 409 && text.contains("phân biệt"), "{text}");
    a_moment().await;
    let page = house.guest().get(PUBLIC).await;
    assert!(page.text.contains("Hội mô phỏng") && page.text.contains("01/02/1980"));
    let english = house.guest().get(&format!("/en{PUBLIC}")).await;
    assert!(english.text.contains("Consultation rounds"), "{}", english.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_rounds_and_meetings_to_a_list_in_alphabetical_order() {
    let house = House::nominating().await;
    let mut tinh = house.signs_in("tinh").await;
    for (at, name) in ["Lê Thị Đào", "Bùi Thị An", "Lê Thị Án"].into_iter().enumerate()
    {
        let fields = someone(name, "1980-02-01", "Phường Hoá 1");
        assert_eq!(sends(&mut tinh, "propose", &at.to_string(), &fields).await.0, 303);
    }
    let page = tinh.get(DESK).await.text;
    let id = |name: &str| {
        let marked = page.split(&format!("{name} 01/02/1980")).next().unwrap();
        let value = marked.rsplit("value=\"").next().unwrap();
        value.split('"').next().unwrap().to_owned()
    };
    let ids = ["Lê Thị Đào", "Bùi Thị An", "Lê Thị Án"].map(id);
    let (agree, against) = (format!("agree:{}", ids[0]), format!("against:{}", ids[0]));
    let round = |agreed| {
        vec![
            ("round", "1"),
            ("on", "2026-01-10"),
            ("present", "50"),
            ("document", "Biên bản HT1"),
            (agree.as_str(), agreed),
            (against.as_str(), "5"),
        ]
    };
    let (status, text) = sends(&mut tinh, "round", "3", &round("46")).await;
    assert!(status == 409 && text.contains("nhiều hơn 50"), "{text}");
    let (status, text) = sends(&mut tinh, "round", "3", &round("bốn")).await;
    assert!(status == 422 && text.contains("không phải là số"), "{text}");
    assert_eq!(sends(&mut tinh, "round", "3", &round("45")).await.0, 303);
    let meeting = [
        ("person", ids[0].as_str()),
        ("place", "residence"),
        ("unit", "Hoá 1"),
        ("on", "2026-01-11"),
        ("present", "80"),
        ("agree", "79"),
        ("against", "1"),
        ("document", "BB cử tri"),
    ];
    assert_eq!(sends(&mut tinh, "meeting", "4", &meeting).await.0, 303);
    let objection =
        [("person", ids[1].as_str()), ("about", "verification"), ("received", "2026-01-11")];
    assert_eq!(sends(&mut tinh, "objection", "5", &objection).await.0, 303);
    for (at, id) in ids.iter().enumerate() {
        let fields = [("person", id.as_str()), ("constituency", "2"), ("document", "NQ 5")];
        assert_eq!(sends(&mut tinh, "assign", &(6 + at).to_string(), &fields).await.0, 303);
    }
    let withdrawn = [("person", ids[2].as_str()), ("document", "Đơn"), ("reason", "Sức khoẻ")];
    assert_eq!(sends(&mut tinh, "withdraw", "9", &withdrawn).await.0, 303);
    assert_eq!(sends(&mut tinh, "list", "10", &[("constituency", "2")]).await.0, 303);
    let (status, text) = sends(&mut tinh, "list", "10", &[("constituency", "2")]).await;
    assert!(status == 409 && text.contains("đã có danh sách"), "{text}");
    a_moment().await;
    let list = house.guest().get("/elections/na-2026/constituencies/2").await.text;
    let (an, dao) = (list.find("Bùi Thị An").unwrap(), list.find("Lê Thị Đào").unwrap());
    assert!(an < dao && !list.contains("Lê Thị Án"), "{list}");
    let page = house.guest().get(PUBLIC).await.text;
    for said in ["Biên bản HT1", "BB cử tri", "Sức khoẻ", "Chưa trả lời", "chưa đạt"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_of_a_round_come_as_a_file_and_open_once_looked_through() {
    let house = House::nominating().await;
    let mut tinh = house.signs_in("tinh").await;
    let who = someone("Lê Thị Đào", "1980-02-01", "Phường Hoá 1");
    assert_eq!(sends(&mut tinh, "propose", "0", &who).await.0, 303);
    let mut round: Vec<Part> = vec![
        ("seen", None, b"1"),
        ("round", None, b"1"),
        ("on", None, b"2026-01-10"),
        ("present", None, b"50"),
        ("document", None, "Biên bản HT1".as_bytes()),
        ("file", Some("bb.pdf"), b"%PDF-1.7 round"),
    ];
    let size = house.size();
    let page = tinh.files(DESK, "round", &round).await;
    assert!(page.status == 422 && page.text.contains("round-private-error"), "{}", page.text);
    assert!(page.text.contains("value=\"Biên bản HT1\""), "what was typed is kept");
    let mut odd = round.clone();
    odd.extend([("file", Some("bb.txt"), &b"text"[..]), ("private", None, b"no")]);
    let page = tinh.files(DESK, "round", &odd).await;
    assert!(page.status == 422 && page.text.contains("round-file-error"), "{}", page.text);
    assert_eq!(house.size(), size);
    round.push(("private", None, b"no"));
    let page = tinh.files(DESK, "round", &round).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let hash = linked(&tinh.get(DESK).await.text, "/desk/scans/");
    a_moment().await;
    let page = house.guest().get(PUBLIC).await.text;
    assert!(page.contains("chưa xem xét") && !page.contains(&format!("/blobs/{hash}")), "{page}");
    // Whoever may not prepare the election keeps no file there.
    let mut lan = house.signs_in("lan").await;
    assert_eq!(lan.files(DESK, "round", &round).await.status, 403);
    // Another officer of the committee looks.
    house.gives("chair", "provincial_committee", "committee");
    let mut chair = house.signs_in("chair").await;
    let ticks = [("no-names", "yes"), ("no-numbers", "yes"), ("no-other", "yes")];
    let look = format!("/desk/evidence/38/{hash}");
    assert_eq!(chair.send(&look, "fit", &ticks).await.status, 303);
    a_moment().await;
    let page = house.guest().get(PUBLIC).await.text;
    assert!(page.contains(&format!("/blobs/{hash}")), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_gaps_comes_back_with_fields_to_fill_in() {
    let house = House::nominating().await;
    let mut tinh = house.signs_in("tinh").await;
    let url = format!("{DESK}/file");
    let csv = "Họ và tên,Ngày sinh,Giới tính,Dân tộc,Nơi ở hiện nay,Nơi giới thiệu\n\
        Lê Thị Mô Phỏng,1/2/1980,Nữ,Kinh,Phường 1,Hội mô phỏng\n\
        Lê Thị Mô Phỏng,,nu,Kinh,Phường 1,Hội mô phỏng\n\
        Bùi Văn Mô Phỏng,31/02/1980,Nam,,Phường 1,tự ứng cử\n";
    let size = house.size();
    let look: Vec<Part> = vec![("file", Some("a.csv"), csv.as_bytes())];
    let page = tinh.files(&url, "look", &look).await;
    assert_eq!(page.status, 200, "{}", page.text);
    // What is missing or wrong is asked for, and equal names are pointed out.
    for field in ["r1.born", "r2.born", "r2.ethnicity"] {
        assert!(page.text.contains(&format!("id=\"{field}\"")), "{field}: {}", page.text);
    }
    assert!(!page.text.contains("id=\"r0.born\"") && page.text.contains("1, 2"), "{}", page.text);
    assert_eq!(house.size(), size);
    let (seen, blob) = (page.hidden("seen"), page.hidden("blob"));
    let fill = |born: &'static str| {
        let mut all: Vec<(String, String)> = vec![
            ("seen".into(), seen.clone()),
            ("blob".into(), blob.clone()),
            ("rows".into(), "3".into()),
        ];
        let rows = [
            ("Lê Thị Mô Phỏng", "1980-02-01", "female", "Kinh", "Hội mô phỏng"),
            ("Lê Thị Mô Phỏng", born, "female", "Kinh", "Hội mô phỏng"),
            ("Bùi Văn Mô Phỏng", "1980-02-03", "male", "Mường", "tự ứng cử"),
        ];
        for (at, (name, born, sex, ethnicity, by)) in rows.into_iter().enumerate() {
            for (field, value) in [
                ("candidate", name),
                ("born", born),
                ("sex", sex),
                ("ethnicity", ethnicity),
                ("residence", "Phường 1"),
                ("introduced_by", by),
            ] {
                all.push((format!("r{at}.{field}"), value.to_owned()));
            }
        }
        all
    };
    let sent = fill("");
    let parts: Vec<Part> = sent.iter().map(|(n, v)| (n.as_str(), None, v.as_bytes())).collect();
    let page = tinh.files(&url, "take", &parts).await;
    assert!(page.status == 422 && page.text.contains("id=\"r1.born\""), "{}", page.text);
    let sent = fill("1985-02-01");
    let parts: Vec<Part> = sent.iter().map(|(n, v)| (n.as_str(), None, v.as_bytes())).collect();
    let page = tinh.files(&url, "take", &parts).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert_eq!(house.size(), size + 4, "the file and three people, in one act");
    // The record says how much of it the file did not say: two days of birth and an ethnicity.
    assert!(house.journal().contains("\"mended\":3"), "{}", house.journal());
    // A list of another election says so, and takes nothing.
    let other = "Họ và tên,Cuộc bầu cử\nLê Thị X,pc-2026\n";
    let look: Vec<Part> = vec![("file", Some("b.csv"), other.as_bytes())];
    let page = tinh.files(&url, "look", &look).await;
    assert!(page.text.contains("cuộc bầu cử khác"), "{}", page.text);
    assert!(!page.text.contains("name=\"rows\""), "{}", page.text);
    // The commune has no part in it.
    let mut lead = house.signs_in("lead").await;
    assert_eq!(lead.get(DESK).await.status, 403);
    assert_eq!(lead.files(&url, "look", &look).await.status, 403);
    assert_eq!(house.size(), size + 4);
}
