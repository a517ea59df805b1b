//! A year of evaluation as those who rate and those who are rated meet it. All people here are invented.

use super::common::{Browser, House, Part};
use dienhong_tables::{FileName, Table};

const CYCLE: &str = "/desk/evaluation/1-2025";
const MINE: &str = "/desk/evaluation/mine/1-2025";
const PUBLIC: &str = "/evaluations/1-2025";

fn opening<'a>(name: &'a str, decision: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", name),
        ("unit", "1"),
        ("body", "raters"),
        ("year", "2025"),
        ("quarter", ""),
        ("law", "state"),
        ("due_self_report", "2026-01-10"),
        ("due_comments", ""),
        ("due_proposal", "2026-01-20"),
        ("due_ballot", ""),
        ("due_decision", decision),
        ("due_appeal", "2026-03-30"),
    ]
}

/// Forty invented people in three offices; the first of each leads. Three have accounts.
fn file() -> String {
    let mut csv = String::from("Họ và tên,Chức vụ,Nhóm,Phòng,Lãnh đạo,Số tháng,Tên đăng nhập\n");
    for (organ, count) in [("Phòng Một", 14), ("Phòng Hai", 13), ("Phòng Ba", 13)] {
        for number in 1..=count {
            let login = match (organ, number) {
                ("Phòng Một", 2) => "lan",
                ("Phòng Một", 3) => "minh",
                ("Phòng Hai", 1) => "head",
                _ => "",
            };
            let (group, leads) =
                if number == 1 { ("lãnh đạo", "có") } else { ("chuyên viên", "") };
            let months = if number == 13 { 4 } else { 12 };
            csv += &format!(
                "{organ} Mô Phỏng {number},Chức vụ {number},{group},{organ},{leads},{months},{login}\n"
            );
        }
    }
    csv
}

/// The people of an office by name, each with the address of the file.
async fn people(of: &mut Browser, organ: &str) -> Vec<(String, String)> {
    let page = of.get(&format!("{CYCLE}/organs/{organ}")).await.text;
    let link = format!("href=\"{CYCLE}/people/");
    let one = |text: &str| {
        let (id, rest) = text.split_once("\">")?;
        let name = rest.split('<').next()?;
        Some((name.to_owned(), id.to_owned()))
    };
    page.split(&link).skip(1).filter_map(one).collect()
}

fn decision<'a>(
    people: &'a [(String, String)],
    fields: &'a [(String, String)],
    rating: &'a str,
) -> Vec<(&'a str, &'a str)> {
    assert_eq!(fields.len(), 2 * people.len());
    let mut all = vec![("document", "QĐ 9"), ("on", "2026-03-15"), ("organ_rating", rating)];
    all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    all
}

/// A rating and a score for everybody: those in `best` excellent by 95, the others good by 80.
fn ratings(people: &[(String, String)], best: &[usize]) -> Vec<(String, String)> {
    let line = |(at, (_, id)): (usize, &(String, String))| {
        let (rating, score) = match best.contains(&at) {
            true => ("excellent", "95"),
            false => ("good", "80,5"),
        };
        [(format!("rating:{id}"), rating.to_owned()), (format!("score:{id}"), score.to_owned())]
    };
    people.iter().enumerate().flat_map(line).collect()
}

async fn set_up(house: &House) -> Browser {
    let mut org = house.signs_in("org").await;
    let page = org.send("/desk/evaluation", "open", &opening("Đánh giá mô phỏng", "25/01")).await;
    assert!(page.status == 422 && page.text.contains("open-due_decision-error"), "{}", page.text);
    assert!(page.text.contains("value=\"Đánh giá mô phỏng\""), "what was typed is kept");
    let page =
        org.send("/desk/evaluation", "open", &opening("Đánh giá mô phỏng", "2026-01-01")).await;
    assert!(page.status == 409 && page.text.contains("trước thời hạn"), "{}", page.text);
    let page =
        org.send("/desk/evaluation", "open", &opening("Đánh giá mô phỏng", "2026-03-20")).await;
    assert_eq!((page.status, page.to()), (303, CYCLE), "{}", page.text);
    for (name, parent) in [("Phòng Một", ""), ("Phòng Hai", "o1"), ("Phòng Ba", "o1")] {
        let page = org.send(CYCLE, "organ", &[("name", name), ("parent", parent)]).await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
    let (url, csv) = (format!("{CYCLE}/file"), file());
    let wrong = csv.replace(",12,lan", ",12,nobody").replace("Phòng Ba,,12", "Phòng Bốn,,12");
    let look: Vec<Part> = vec![("file", Some("a.csv"), wrong.as_bytes())];
    let size = house.size();
    let page = org.files(&url, "look", &look).await;
    assert!(
        page.status == 422 && page.text.contains("Không có tài khoản «nobody»"),
        "{}",
        page.text
    );
    assert!(page.text.contains("Phòng Bốn"), "{}", page.text);
    let look: Vec<Part> = vec![("file", Some("a.csv"), csv.as_bytes())];
    let page = org.files(&url, "look", &look).await;
    assert!(page.status == 200 && page.text.contains("40 người đọc được"), "{}", page.text);
    assert_eq!(house.size(), size, "nothing is recorded before it is looked at");
    let blob = page.hidden("blob");
    let taken: Vec<Part> = vec![("blob", None, blob.as_bytes())];
    let page = org.files(&url, "take", &taken).await;
    assert_eq!(page.status, 303, "{}", page.text);
    org
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_from_self_report_to_appeal_with_forty_people_in_three_offices() {
    let house = House::rating().await;
    let mut org = set_up(&house).await;
    let mut boss = house.signs_in("boss").await;
    let mut lan = house.signs_in("lan").await;
    let page = org.get(CYCLE).await.text;
    assert!(page.contains("40 người ở 3 đơn vị") && page.contains("0/14"), "{page}");
    assert!(page.contains("quá hạn"), "{page}");
    // Each reports on the own work, and on nobody else's.
    assert!(lan.get("/desk/evaluation/mine").await.text.contains("Đánh giá mô phỏng"));
    let report = [("score", "91,25"), ("words", "Việc của tôi <b>")];
    let page = lan.send(MINE, "report", &[("score", "9o"), ("words", "x")]).await;
    assert!(page.status == 422 && page.text.contains("report-score-error"), "{}", page.text);
    assert_eq!(lan.send(MINE, "report", &report).await.status, 303);
    let page = lan.get(MINE).await.text;
    assert!(page.contains("91,25 điểm") && page.contains("Việc của tôi &lt;b&gt;"), "{page}");
    let first = people(&mut org, "o1").await;
    assert_eq!(first.len(), 14);
    let of = |name: &str| {
        let found = first.iter().find(|(known, _)| known == name).unwrap();
        format!("{CYCLE}/people/{}", found.1)
    };
    let (own, other) = (of("Phòng Một Mô Phỏng 2"), of("Phòng Một Mô Phỏng 4"));
    assert_eq!(lan.get(&other).await.status, 404);
    assert_eq!(lan.get(CYCLE).await.status, 403);
    assert_eq!(lan.send(MINE, "propose", &report).await.status, 403);
    // Who rates reads it, and that is recorded and shown to the person.
    let page = org.get(&own).await;
    assert!(page.status == 200 && page.text.contains("Việc của tôi"), "{}", page.text);
    let size = house.size();
    assert_eq!(org.get(&own).await.status, 200);
    assert_eq!(house.size(), size, "once a day");
    assert!(lan.get(MINE).await.text.contains("readers-table"));
    // Comments, a proposal within the band, a ballot that adds up.
    let comment = [("by_body", "Chi bộ mô phỏng"), ("document", "NX 1"), ("words", "Tốt")];
    assert_eq!(org.send(&own, "comment", &comment).await.status, 303);
    let propose = |score, rating| [("score", score), ("rating", rating), ("document", "TTr 1")];
    let page = org.send(&other, "propose", &propose("80", "excellent")).await;
    assert!(page.status == 409 && page.text.contains("Hoàn thành tốt nhiệm vụ"), "{}", page.text);
    assert_eq!(org.send(&own, "propose", &propose("91,25", "excellent")).await.status, 303);
    let ballot = |good| {
        vec![
            ("summoned", "14"),
            ("present", "14"),
            ("issued", "14"),
            ("returned", "14"),
            ("valid", "13"),
            ("invalid", "1"),
            ("votes_excellent", "5"),
            ("votes_good", good),
            ("votes_completed", "0"),
            ("votes_not_completed", "0"),
            ("document", "BB 2"),
        ]
    };
    let page = org.send(&own, "ballot", &ballot("9")).await;
    assert!(page.status == 409 && page.text.contains("ballot-valid-error"), "{}", page.text);
    assert_eq!(org.send(&own, "ballot", &ballot("8")).await.status, 303);
    let page = org.get(&format!("{CYCLE}/organs/o1")).await.text;
    assert!(page.contains("khác kết quả phiếu"), "8 of 14 chose good: {page}");
    // What if: another base, another rating; nothing is recorded.
    let size = house.size();
    let id = own.rsplit('/').next().unwrap();
    let tried = format!("{CYCLE}/organs/o1?base=good_or_better&person={id}&rating=good");
    let page = org.get(&tried).await.text;
    assert!(page.contains("if-table") && page.contains("Chỉ là thử"), "{page}");
    assert_eq!(house.size(), size);
    // The body decides each office whole. Fourteen people: the cap among the others is two.
    let organ = format!("{CYCLE}/organs/o1");
    let fields = ratings(&first, &[1, 2, 3]);
    let page = boss.send(&organ, "decide", &decision(&first, &fields, "good")).await;
    assert!(page.status == 409 && page.text.contains("tối đa"), "{}", page.text);
    let fields = ratings(&first, &[0, 1]);
    let page = boss.send(&organ, "decide", &decision(&first, &fields, "good")).await;
    assert!(
        page.status == 409 && page.text.contains("không được xếp cao hơn đơn vị"),
        "{}",
        page.text
    );
    let fields = ratings(&first, &[1, 2]);
    assert_eq!(org.send(&organ, "decide", &decision(&first, &fields, "good")).await.status, 409);
    let page = boss.send(&organ, "decide", &decision(&first, &fields, "good")).await;
    assert_eq!(page.status, 303, "{}", page.text);
    for organ in ["o2", "o3"] {
        let all = people(&mut boss, organ).await;
        assert_eq!(all.len(), 13);
        let fields = ratings(&all, &[]);
        let path = format!("{CYCLE}/organs/{organ}");
        let page = boss.send(&path, "decide", &decision(&all, &fields, "good")).await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
    // The person sees it, appeals, is answered, and the decision is corrected by a new record.
    let page = lan.get(MINE).await.text;
    assert!(page.contains("QĐ 9"), "{page}");
    let appeal = [("on", "2026-03-15"), ("words", "Xin xem lại")];
    assert_eq!(lan.send(MINE, "appeal", &appeal).await.status, 303);
    assert_eq!(lan.send(MINE, "appeal", &appeal).await.status, 409);
    let answer =
        [("on", "2026-03-15"), ("document", "CV 3"), ("upheld", "yes"), ("words", "Đã xem lại")];
    assert_eq!(boss.send(&own, "answer", &answer).await.status, 303);
    let page = lan.get(MINE).await.text;
    assert!(page.contains("kiến nghị đúng") && page.contains("Đã xem lại"), "{page}");
    let mut changed = ratings(&first, &[1, 3]);
    changed.extend([("reason".to_owned(), "Theo kiến nghị".to_owned())]);
    let mut correct = vec![("document", "QĐ 10"), ("on", "2026-03-15"), ("organ_rating", "good")];
    correct.extend(changed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let page = boss.send(&organ, "correct", &correct).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let page = boss.get(&organ).await.text;
    assert!(page.contains("QĐ 10") && page.contains("Theo kiến nghị"), "{page}");
    published(&house, &mut boss).await;
    // The workbook has everybody once, the papers are made, for those who rate alone.
    let book = boss.bytes_of(&format!("{CYCLE}/list.xlsx")).await;
    let table = Table::read(&book, FileName("list.xlsx")).unwrap();
    assert_eq!(table.rows.len(), 40, "{:?}", table.columns);
    for paper in [format!("{organ}/list.pdf"), format!("{CYCLE}/report.pdf")] {
        assert!(boss.bytes_of(&paper).await.starts_with(b"%PDF"), "{paper}");
        assert_eq!(lan.get(&paper).await.status, 404);
    }
    assert_eq!(lan.get(&format!("{CYCLE}/list.xlsx")).await.status, 404);
    // Nothing of a person stands in a public file.
    let journal = house.journal();
    for private in ["Phòng Một Mô Phỏng", "91.25", "person_listed", "Chi bộ mô phỏng", "QĐ 9"]
    {
        assert!(!journal.contains(private), "{private}");
    }
    assert!(journal.contains("\"kind\":\"closed\""));
}

/// Totals, and nothing else, once the body publishes them.
async fn published(house: &House, boss: &mut Browser) {
    let page = house.guest().get(PUBLIC).await.text;
    assert!(page.contains("Chưa công bố số tổng hợp") && !page.contains("QĐ 9"), "{page}");
    assert_eq!(boss.send(CYCLE, "totals", &[("document", " ")]).await.status, 422);
    let page = boss.send(CYCLE, "totals", &[("document", "TB 4")]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get(PUBLIC).await.text;
    assert!(page.contains("TB 4") && page.contains("2 (14,29%)"), "{page}");
    assert!(page.contains("MÔ PHỎNG") && !page.contains("Mô Phỏng 2"), "{page}");
    let english = house.guest().get(&format!("/en{PUBLIC}")).await.text;
    assert!(english.contains("2 (14.29%)"), "{english}");
    assert!(house.guest().get("/evaluations").await.text.contains(PUBLIC));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_rates_nobody_sees_no_file() {
    let house = House::rating().await;
    let mut org = set_up(&house).await;
    let all = people(&mut org, "o1").await;
    let file = format!("{CYCLE}/people/{}", all[3].1);
    let mut lead = house.signs_in("lead").await;
    let size = house.size();
    for path in [file.as_str(), MINE, "/desk/evaluation/1-2025/list.xlsx", "/desk/evaluation/none"]
    {
        assert_eq!(lead.get(path).await.status, 404, "{path}");
    }
    for path in [CYCLE, "/desk/evaluation/1-2025/organs/o1"] {
        let page = lead.get(path).await;
        assert!(page.status == 403 && !page.text.contains("Mô Phỏng 4"), "{path}: {}", page.text);
    }
    let page = lead.send("/desk/evaluation", "open", &opening("Khác", "2026-03-20")).await;
    assert_eq!(page.status, 409, "{}", page.text);
    assert_eq!(lead.send(CYCLE, "organ", &[("name", "X"), ("parent", "")]).await.status, 403);
    assert_eq!(lead.send(&file, "strike", &[("reason", "x")]).await.status, 404);
    assert_eq!(house.size(), size);
    assert_eq!(house.guest().get(CYCLE).await.status, 303);
}
