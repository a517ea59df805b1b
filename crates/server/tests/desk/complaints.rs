//! Complaints, observers and scans, as officers and readers meet them.

use super::common::{House, figures};
use dienhong_journal::Hash;

const SECRET: &str = "Bà X ở thôn Đoài";

fn complaint<'a>(about: &'a str, received: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", "complaint"),
        ("about", about),
        ("election", "na-2026"),
        ("area", "1-001"),
        ("received", received),
        ("how", "at_the_table"),
        ("who", SECRET),
        ("contact", "thôn Đoài"),
        ("text", "Phiếu bị gạch hai lần <script>"),
    ]
}

/// The address to which a form led.
fn code(to: &str) -> String {
    to.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_taken_sealed_answered_and_found_by_its_code() {
    let house = House::open().await;
    let mut head = house.signs_in("head").await;
    let page = head.send("/desk/complaints", "", &complaint("count", "2026-03-15")).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let code = code(page.to());
    let one = format!("/desk/complaints/{code}");
    let page = head.get(&one).await;
    assert!(page.text.contains(SECRET) && page.text.contains("&lt;script&gt;"), "{}", page.text);
    assert!(!house.journal().contains(SECRET) && house.journal().contains(&code));
    // Who did not type it and sits elsewhere sees nothing of it.
    assert_eq!(house.signs_in("lan").await.get(&one).await.status, 404);
    // A reason may tell a figure: not while somebody votes.
    let decided = [
        ("outcome", "rejected"),
        ("document", "Biên bản 1"),
        ("reason", "Đã đếm lại"),
        ("on", "2026-03-15"),
    ];
    let page = head.send(&one, "decide", &decided).await;
    assert!(page.status == 409 && page.text.contains("Chưa hết giờ bỏ phiếu"), "{}", page.text);
    publishes(&house).await;
    let page = head.send(&one, "decide", &[("outcome", "rejected"), ("on", "2026-03-15")]).await;
    assert!(page.status == 409 && page.text.contains("id=\"document-error\""), "{}", page.text);
    let page = head.send(&one, "decide", &decided).await;
    assert_eq!(page.status, 303, "{}", page.text);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let mut guest = house.guest();
    for (path, words) in [
        (format!("/complaints/{code}"), "Khiếu nại không đúng"),
        (format!("/complaints/{}", code.to_lowercase()), "Đã đếm lại"),
        (format!("/en/complaints/{code}"), "Rejected"),
        ("/elections/na-2026/complaints".to_owned(), "Khiếu nại đã nhận"),
        ("/en/elections/na-2026/complaints".to_owned(), "the polling team"),
    ] {
        let page = guest.get(&path).await;
        assert!(page.status == 200 && page.text.contains(words), "{path}: {}", page.text);
        assert!(!page.text.contains(SECRET), "{path}");
        for key in ["complaint.", "observe.", "history."] {
            assert!(!page.text.contains(&format!(">{key}")), "{path} shows a bare «{key}…»");
        }
    }
    let found = guest.get(&format!("/complaints/find?code={}", code.to_lowercase())).await;
    assert_eq!((found.status, found.to()), (303, format!("/complaints/{code}").as_str()));
    for path in ["/complaints/find?code=O0", "/complaints/ZZZZZZZZ", "/complaints/%00"] {
        assert_eq!(guest.get(path).await.status, 404, "{path}");
    }
}

async fn publishes(house: &House) {
    let entry = "/desk/entry/na-2026/1-001";
    for login in ["lan", "minh"] {
        house.signs_in(login).await.send(entry, "check", &figures("1200", "900")).await;
    }
    let minutes = "/desk/minutes/na-2026/1-001";
    for (login, step) in [("head", "sign"), ("secretary", "sign"), ("publisher", "publish")] {
        let page = house.signs_in(login).await.send(minutes, step, &[]).await;
        assert_eq!(page.status, 303, "{login}: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_told_at_its_field_and_a_denunciation_is_not_kept() {
    let house = House::open().await;
    let mut head = house.signs_in("head").await;
    let before = house.size();
    let mut told = async |fields: Vec<(&str, &str)>, status: u16, field: &str, words: &str| {
        let page = head.send("/desk/complaints", "", &fields).await;
        assert_eq!(page.status, status, "{field}: {}", page.text);
        let error = format!("id=\"{field}-error\"");
        assert!(page.text.contains(&error) && page.text.contains(words), "{field}: {}", page.text);
        page
    };
    let with = |name: &'static str, value: &'static str| {
        let mut fields = complaint("count", "2026-03-15");
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        fields
    };
    told(with("area", "9-999"), 422, "area", "Không có khu vực").await;
    told(with("received", "hôm qua"), 422, "received", "Chọn ngày").await;
    told(with("received", "2026-03-16"), 409, "received", "chưa đến").await;
    told(with("who", " "), 422, "who", "Cần điền").await;
    told(with("about", ""), 422, "about", "Chọn một mục").await;
    told(with("how", "by_pigeon"), 422, "how", "Chọn một mục").await;
    told(complaint("roll", "2026-03-05"), 409, "about", "không phải nơi giải quyết").await;
    told(complaint("result", "2026-03-15"), 422, "constituency", "Không có đơn vị").await;
    let page = told(with("kind", "denunciation"), 422, "kind", "không được lưu lại").await;
    assert!(!page.text.contains(SECRET), "{}", page.text);
    let mut lead = house.signs_in("lead").await;
    let page = lead.send("/desk/complaints", "", &complaint("roll", "2026-03-06")).await;
    assert!(page.status == 409 && page.text.contains("05/03/2026"), "{}", page.text);
    let long = "x".repeat(9_000);
    let mut fields = complaint("count", "2026-03-15");
    fields.push(("text", &long));
    told(fields, 422, "text", "").await;
    assert_eq!(house.size(), before);
    let page = lead.send("/desk/complaints", "", &complaint("roll", "2026-03-05")).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(!house.journal().contains(SECRET));
    assert_eq!(house.guest().get("/desk/complaints").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_notes_objects_and_is_answered() {
    let house = House::open().await;
    let mut watch = house.signs_in("watch").await;
    assert!(watch.get("/desk/observe").await.text.contains("1-001"));
    let at = "/desk/observe/1-001";
    // A picture with a place in it; the rest of it is not believed either.
    let jpeg: &[u8] = b"\xff\xd8\xff\xe1\x00\x0cExif\0\0GPS!\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9";
    let text: (&str, Option<&str>, &[u8]) = ("text", None, "Hòm <b>mở</b> lúc 6:50".as_bytes());
    let hour: (&str, Option<&str>, &[u8]) = ("happened", None, b"06:50");
    let note = format!("{at}/note");
    let before = house.size();
    let page = watch.files(&note, "note", &[text, hour, ("photo", Some("a.svg"), b"<svg/>")]).await;
    assert!(page.status == 422 && page.text.contains("id=\"photo-error\""), "{}", page.text);
    let page = watch.files(&note, "note", &[text, ("happened", None, b"25:00")]).await;
    assert!(page.status == 422 && page.text.contains("id=\"happened-error\""), "{}", page.text);
    let page = watch.files(&note, "note", &[text, ("happened", None, b"23:00")]).await;
    assert!(page.status == 409 && page.text.contains("Giờ xảy ra chưa đến"), "{}", page.text);
    assert_eq!(house.size(), before);
    let page = watch.files(&note, "note", &[text, hour, ("photo", Some("a.jpg"), jpeg)]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let page = watch.get(at).await;
    assert!(page.text.contains("&lt;b&gt;mở") && page.text.contains("/photos/"), "{}", page.text);
    let photo = page.text.split("/desk/observe/photos/").nth(1).unwrap()[..64].to_owned();
    let photo = format!("/desk/observe/photos/{photo}");
    let bytes = watch.get(&photo).await;
    assert!(bytes.status == 200 && !bytes.text.contains("GPS"), "the place is gone");
    assert_eq!(house.guest().get(&photo).await.status, 303);
    assert_eq!(house.signs_in("lan").await.get(&photo).await.status, 404);

    let object = |visible: &'static str| {
        [
            ("election", "na-2026"),
            ("ground", "access"),
            ("text", "Không được đứng gần bàn kiểm phiếu"),
            ("visible", visible),
        ]
    };
    let page = watch.send(&format!("{at}/object"), "object", &object("public")).await;
    assert!(page.status == 409 && page.text.contains("Chưa hết giờ bỏ phiếu"), "{}", page.text);
    let page = watch.send(&format!("{at}/object"), "object", &object("sealed")).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(!house.journal().contains("gần bàn kiểm phiếu"));
    let mut head = house.signs_in("head").await;
    let page = head.get("/desk/observe").await;
    assert!(page.text.contains("Người quan sát không được chứng kiến"), "{}", page.text);
    let page = head.get(at).await;
    assert!(page.text.contains("gần bàn kiểm phiếu"), "{}", page.text);
    let objection = page.hidden("objection");
    publishes(&house).await;
    let answer = [
        ("objection", objection.as_str()),
        ("text", "Đã bố trí chỗ đứng"),
        ("visible", "public"),
        ("document", "Biên bản 2"),
    ];
    let page = head.send(&format!("{at}/answer"), &format!("answer-{objection}"), &answer).await;
    assert_eq!(page.status, 303, "{}", page.text);
    // The observer's own words become public when the observer says so.
    let public = "/elections/na-2026/areas/1-001";
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get(public).await;
    assert!(page.text.contains("Đã bố trí chỗ đứng"), "{}", page.text);
    assert!(!page.text.contains("gần bàn kiểm phiếu"), "{}", page.text);
    let own = watch.get(at).await;
    let seals: Vec<String> = own
        .text
        .split("name=\"seal\" value=\"")
        .skip(1)
        .map(|rest| rest[..64].to_owned())
        .collect();
    assert_eq!(seals.len(), 2);
    assert_eq!(head.send(&format!("{at}/open"), "open", &[("seal", &seals[0])]).await.status, 409);
    for seal in &seals {
        let page = watch.send(&format!("{at}/open"), "open", &[("seal", seal)]).await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    for path in [public, &format!("/complaints/{objection}"), "/elections/na-2026/complaints"] {
        let page = house.guest().get(path).await;
        assert!(page.text.contains("gần bàn kiểm phiếu"), "{path}: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_public_after_another_officer_looked_and_a_covered_copy_in_its_place() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    let scans: [&[u8]; 2] = [b"\x89PNG clean", b"\x89PNG with a name"];
    for scan in scans {
        let to = "/desk/entry/na-2026/1-001/scan";
        assert_eq!(lan.files(to, "", &[("scan", Some("a.png"), scan)]).await.status, 303);
    }
    let [clean, private] = scans.map(Hash::of);
    publishes(&house).await;
    let mut guest = house.guest();
    for blob in [clean, private] {
        assert_eq!(guest.get(&format!("/blobs/{blob}")).await.status, 404, "nobody has looked");
    }
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let public = "/elections/na-2026/areas/1-001";
    let page = guest.get(public).await;
    assert!(page.text.contains("chưa xem xét") && !page.text.contains("href=\"/blobs"));
    let at = |blob: &Hash| format!("/desk/look/na-2026/1-001/{blob}");
    assert_eq!(lan.get(&at(&clean)).await.status, 404, "who types does not publish");
    let (mut lead, mut publisher) =
        (house.signs_in("lead").await, house.signs_in("publisher").await);
    assert!(lead.get("/desk/look").await.text.contains(&at(&clean)));
    let some = [("no-names", "yes"), ("no-numbers", "yes")];
    assert_eq!(lead.send(&at(&clean), "fit", &some).await.status, 422);
    let all = [("no-names", "yes"), ("no-numbers", "yes"), ("no-other", "yes")];
    assert_eq!(lead.send(&at(&clean), "fit", &all).await.status, 303);
    assert_eq!(lead.send(&at(&private), "unfit", &[("note", " ")]).await.status, 422);
    let page = lead.send(&at(&private), "unfit", &[("note", "Có tên cử tri")]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let pdf: &[u8] = b"%PDF-1.7 covered";
    let copy = format!("{}/copy", at(&private));
    let page = lead.files(&copy, "", &[("copy", Some("a.txt"), b"words")]).await;
    assert!(page.status == 422 && page.text.contains("id=\"copy-error\""), "{}", page.text);
    let page = lead.files(&copy, "", &[("copy", Some("a.pdf"), pdf)]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let covered = Hash::of(pdf);
    assert_eq!(guest.get(&format!("/blobs/{covered}")).await.status, 404);
    // Who covered it does not look it through.
    let page = lead.send(&at(&covered), "fit", &all).await;
    assert!(page.status == 409 && page.text.contains("không tự xem xét"), "{}", page.text);
    assert_eq!(publisher.send(&at(&covered), "fit", &all).await.status, 303);
    for (blob, status) in [(clean, 200), (private, 404), (covered, 200)] {
        assert_eq!(guest.get(&format!("/blobs/{blob}")).await.status, status, "{blob}");
    }
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = guest.get(public).await;
    assert!(page.text.contains(&format!("/blobs/{covered}")), "{}", page.text);
    assert!(!page.text.contains(&format!("/blobs/{private}")), "{}", page.text);
    let json = guest.get("/open-data/na-2026/areas.json").await.text;
    assert!(json.contains(&covered.to_string()) && !json.contains(&private.to_string()), "{json}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_compared_in_the_browser_alone() {
    let house = House::open().await;
    let mut guest = house.guest();
    let page = guest.get("/elections/na-2026/areas/1-001/compare").await;
    assert!(page.text.contains("data-line=\"votes.5\"") && !page.text.contains("data-value="));
    publishes(&house).await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    for path in
        ["/elections/na-2026/areas/1-001/compare", "/en/elections/na-2026/areas/1-001/compare"]
    {
        let page = guest.get(path).await;
        assert!(page.text.contains("data-line=\"valid\" data-value=\"1180\""), "{}", page.text);
        // Nothing is sent: the fields belong to no form and have no names.
        assert!(!page.text.contains("<form") && page.text.contains("<noscript>"), "{}", page.text);
    }
    let page = guest.get("/elections/na-2026/compare").await;
    assert!(page.text.contains("data-root=\"/open-data/na-2026/areas.csv\""), "{}", page.text);
    assert!(page.text.contains("data-constituency=\"1\" data-of=\"1\""), "{}", page.text);
    let csv = guest.get("/open-data/na-2026/areas.csv").await.text;
    for column in ["area", "voters_total", "valid", "votes.1"] {
        assert!(
            csv.lines().next().unwrap().split(',').any(|name| name.trim_matches('"') == column),
            "{column}"
        );
    }
}
