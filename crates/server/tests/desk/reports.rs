//! Periodic reports as those who ask and those who owe meet them. All units and figures are invented.

use super::common::{Browser, House, Page};
use dienhong_core::{
    Event,
    people::{self, BodyId},
};
use std::time::Duration;

/// A council of the province that collects, and two organisations that owe.
async fn house() -> House {
    let house = House::open().await;
    house.has_an_office();
    for (id, name, unit) in
        [("xa-a", "Xã <b>A</b> (mô phỏng)", "1"), ("so-b", "Sở B (mô phỏng)", "38")]
    {
        let body = people::Body {
            id: BodyId::from(id),
            name: name.into(),
            kind: "organisation".into(),
            unit: Some(unit.into()),
            charge: None,
        };
        house.acts("keeper", "keepers", Event::People(people::Event::BodyFormed { body }));
        house.gives(&format!("{id}-1"), "secretary", id);
    }
    house
}

const ROOM: &str = "/desk/reports";

const TEMPLATE: [(&str, &str); 4] = [
    ("set_template.body", "council"),
    ("set_template.heading", "Mẫu báo cáo thử"),
    (
        "set_template.indicators",
        "thu; Thu ngân sách; Tổng số thu trong kỳ; triệu đồng; 1; cộng\n\
         chi; Chi ngân sách; Tổng số chi trong kỳ; triệu đồng; 1; cộng\n\
         ty-le; Tỷ lệ chi; Chi trên thu; %; 2; tỷ lệ chi/thu %\n\
         gia; Giá bình quân; Không cộng; đồng; 0; không",
    ),
    ("set_template.sections", "ket-qua; Kết quả; bắt buộc\nde-xuat; Đề xuất, kiến nghị"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let change = |field: &(&'a str, &'a str)| match field.0 == name {
        true => (field.0, value),
        false => *field,
    };
    fields.iter().map(change).collect()
}

fn done(page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.text);
    page.to().to_owned()
}

/// That a refusal stands at its field, and what was typed is still there.
fn at_field(page: &Page, status: u16, field: &str, kept: &str) {
    let marked = page.text.contains(&format!("id=\"{field}-error\""));
    assert!(page.status == status && marked && page.text.contains(kept), "{field}: {}", page.text);
}

/// Whether a key of the words stands where its sentence should.
fn has_key_of(text: &str, module: &str) -> bool {
    let key = format!("{module}.");
    let mut found = text.match_indices(&key).map(|(at, _)| &text[at + key.len()..]);
    found.any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Opens a round on the last template and gives its address at the desk.
async fn opens(sec: &mut Browser, closed: bool) -> String {
    let template = done(&sec.send(ROOM, "set_template", &TEMPLATE).await);
    let template = template.rsplit('/').next().unwrap().to_owned();
    let mut open = vec![
        ("open.template", template.as_str()),
        ("open.heading", "Báo cáo quý I (mô phỏng)"),
        ("open.period", "q1"),
        ("open.year", "2026"),
        ("open.due", "2026-03-20"),
        ("open.all", "yes"),
    ];
    if closed {
        open.push(("open.closed", "yes"));
    }
    let page = sec.send(ROOM, "open", &with(&open, "open.all", "")).await;
    at_field(&page, 422, "open.owed_by", "Báo cáo quý I (mô phỏng)");
    let page = sec.send(ROOM, "open", &with(&open, "open.due", "2026-03-14")).await;
    at_field(&page, 409, "open.due", "Báo cáo quý I (mô phỏng)");
    done(&sec.send(ROOM, "open", &open).await)
}

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn report<'a>(version: &'a str, thu: &'a str, chi: &'a str, text: &'a str) -> Fields<'a> {
    vec![
        ("file.version", version),
        ("file.v-thu", thu),
        ("file.v-chi", chi),
        ("file.m-gia", "Chưa điều tra"),
        ("file.s-ket-qua", text),
    ]
}

async fn files(browser: &mut Browser, at: &str, fields: &Fields<'_>) -> Page {
    let parts: Vec<_> = fields.iter().map(|(name, text)| (*name, None, text.as_bytes())).collect();
    browser.files(&format!("{at}/file"), "file", &parts).await
}

#[tokio::test(flavor = "multi_thread")]
async fn units_file_reports_totals_add_themselves_up_and_a_correction_marks_the_summary() {
    let house = house().await;
    let mut sec = house.signs_in("sec").await;
    // Mistakes in a template are told at its lines.
    let wrong = with(&TEMPLATE, "set_template.indicators", "thu; Thu ngân sách; cộng");
    at_field(
        &sec.send(ROOM, "set_template", &wrong).await,
        422,
        "set_template.indicators",
        "Mẫu báo cáo thử",
    );
    let wrong = with(&TEMPLATE, "set_template.indicators", "t; T; T; %; 2; tỷ lệ a/b %");
    at_field(
        &sec.send(ROOM, "set_template", &wrong).await,
        409,
        "set_template.indicators",
        "Mẫu báo cáo thử",
    );
    let at = opens(&mut sec, false).await;
    let (xa, so) = (format!("{at}/xa-a"), format!("{at}/so-b"));

    // Who owes sees it at once, and files.
    let mut unit = house.signs_in("xa-a-1").await;
    let page = unit.get(ROOM).await;
    assert!(page.text.contains(&xa) && page.text.contains("20/03/2026"), "{}", page.text);
    assert_eq!(unit.get(&at).await.status, 404, "the round is the collector's");
    let page =
        files(&mut unit, &xa, &report("1", "1,234.5", "900", "Đã <script>làm</script>")).await;
    at_field(&page, 422, "file.v-thu", "Đã &lt;script&gt;làm");
    assert!(page.text.contains("dấu chấm giữa các hàng nghìn"), "{}", page.text);
    let page = files(&mut unit, &xa, &report("1", "1,25", "", "x")).await;
    at_field(&page, 422, "file.v-chi", "Nhiều nhất 1 chữ số");
    let page = files(&mut unit, &xa, &report("1", "1.000", "900", "")).await;
    at_field(&page, 422, "file.s-ket-qua", "value=\"1.000\"");
    // What is pasted is looked at before anything is filed.
    let size = house.size();
    let page = unit.send(&xa, "paste", &[("paste.lines", "thu; 1.000,5\nKhông có; 1")]).await;
    at_field(&page, 422, "paste.lines", "value=\"1.000,5\"");
    let page =
        unit.send(&xa, "paste", &[("paste.lines", "Thu NGÂN sách\t1.000,5\nchi; 900")]).await;
    assert!(page.status == 200 && page.text.contains("value=\"900\""), "{}", page.text);
    assert_eq!(house.size(), size);
    let mut first = report("1", "1.000,5", "900", "Đã <script>làm</script>");
    first.push(("file.evidence", "Công văn; 12/CV; 10/03/2026"));
    first.push(("file.file_name", "Bảng kê"));
    let mut parts: Vec<_> =
        first.iter().map(|(name, text)| (*name, None, text.as_bytes())).collect();
    parts.push(("file.file", Some("bang-ke.pdf"), b"%PDF-1.7 mo phong"));
    done(&unit.files(&format!("{xa}/file"), "file", &parts).await);
    let page = unit.get(&xa).await;
    let hash = super::common::linked(&page.text, &format!("{xa}/files/"));
    let file = format!("{xa}/files/{hash}");
    assert!(unit.get(&file).await.text.starts_with("%PDF"));
    assert!(sec.get(&file).await.text.starts_with("%PDF"));
    let mut member = house.signs_in("m1").await;
    let mut other = house.signs_in("so-b-1").await;
    for path in [&at, &xa, &file] {
        assert_eq!(member.get(path).await.status, 404, "{path}");
        assert_eq!(other.get(path).await.status, 404, "{path}");
    }
    // Nobody files for another, takes the own one, or takes twice.
    assert_eq!(files(&mut sec, &xa, &first).await.status, 404);
    assert_eq!(unit.send(&xa, "take", &[("take.version", "1")]).await.status, 404);

    // Returned with a reason, filed again, taken.
    at_field(
        &sec.send(&xa, "return", &[("return.version", "1")]).await,
        422,
        "return.reason",
        "Trả lại",
    );
    let back = [("return.version", "1"), ("return.reason", "Thiếu <i>thuyết minh</i>")];
    done(&sec.send(&xa, "return", &back).await);
    assert!(unit.get(ROOM).await.text.contains("đã trả lại"));
    let mut second = report("2", "1.000,5", "950", "Đã <script>làm</script>");
    second.extend([("file.keep-0", "yes"), ("file.keep-1", "yes")]);
    done(&files(&mut unit, &xa, &second).await);
    // A form that is not of this version any more.
    let page = sec.send(&xa, "take", &[("take.version", "1")]).await;
    assert!(page.status == 409 && page.text.contains("tải lại trang"), "{}", page.text);
    done(&sec.send(&xa, "take", &[("take.version", "2")]).await);
    let page = sec.send(&xa, "take", &[("take.version", "2")]).await;
    assert!(page.status == 409 && page.text.contains("đã tiếp nhận"), "{}", page.text);
    done(&files(&mut other, &so, &report("1", "299,5", "50", "Xong")).await);
    done(&sec.send(&so, "take", &[("take.version", "1")]).await);
    let page = sec.get(&at).await;
    // 1.000,0 of 1.300,0.
    for words in ["1.300,0", "1.000,0", "76,92", "2 báo cáo", "không cộng", "Xã &lt;b&gt;A"] {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    done(&sec.send(&at, "summarise", &[]).await);
    assert!(sec.get(&at).await.text.contains("tổng hợp còn đúng"));
    let page = sec.send(&at, "summarise", &[]).await;
    assert!(page.status == 409 && page.text.contains("chưa có gì thay đổi"), "{}", page.text);

    // A correction of what was taken needs a reason; then the summary is marked.
    let mut third = report("3", "1.000,5", "940", "Đã làm lại");
    third.extend([("file.keep-0", "yes"), ("file.keep-1", "yes")]);
    at_field(&files(&mut unit, &xa, &third).await, 409, "file.reason", "Đã làm lại");
    third.push(("file.reason", "Cộng <u>nhầm</u>"));
    done(&files(&mut unit, &xa, &third).await);
    let page = sec.get(&at).await;
    assert!(page.text.contains("chờ tiếp nhận") && page.text.contains("tổng hợp còn đúng"));
    done(&sec.send(&xa, "take", &[("take.version", "3")]).await);
    let page = sec.get(&at).await;
    assert!(page.text.contains("đã thay đổi sau khi tổng hợp"), "{}", page.text);
    assert!(page.text.contains("<del>1.000,0</del> <ins>990,0</ins>"), "{}", page.text);

    // Everybody sees the same, in both languages; old versions are struck through with why, who and when.
    let public = at.replace("/desk", "");
    tokio::time::sleep(Duration::from_millis(600)).await;
    let mut guest = house.guest();
    for path in ["/reports", &public, &format!("{public}/xa-a")] {
        for path in [path.to_owned(), format!("/en{path}")] {
            let page = guest.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            for key in ["report", "history", "asks", "motion"] {
                assert!(!has_key_of(&page.text, key), "{path} {key}: {}", page.text);
            }
            assert!(!page.text.contains("<script>làm"), "{path}");
        }
    }
    let page = guest.get(&format!("{public}/xa-a")).await;
    for words in [
        "<del>900,0</del>",
        "<del>950,0</del> <ins>940,0</ins>",
        "Cộng &lt;u&gt;nhầm",
        "Thiếu &lt;i&gt;thuyết minh",
        "sec (thử)",
        "12/CV",
        "tệp lưu tại cơ quan tổng hợp",
    ] {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    assert!(!page.text.contains(&hash), "{}", page.text);
    assert_eq!(guest.get(&format!("/blobs/{hash}")).await.status, 404);
    assert!(guest.get("/").await.text.contains("/reports"));
    assert!(guest.get(&format!("/en{public}")).await.text.contains("1,300.0"));
    let csv = String::from_utf8(guest.bytes(&format!("{public}/summary.csv")).await).unwrap();
    assert!(
        csv.contains("\"Thu ngân sách\",\"Tổng số thu trong kỳ\",\"triệu đồng\",1300.0,2,1300.0,"),
        "{csv}"
    );
    let book = sec.bytes_of(&format!("{at}/summary.xlsx")).await;
    assert!(book.starts_with(b"PK"));
    for path in [ROOM, &at, &xa] {
        let page = sec.get(&format!("/en{path}")).await;
        assert!(page.status == 200 && !has_key_of(&page.text, "report"), "{path}: {}", page.text);
        assert_eq!(guest.get(path).await.status, 303, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_closed_round_is_public() {
    let house = house().await;
    let mut sec = house.signs_in("sec").await;
    let at = opens(&mut sec, true).await;
    let mut unit = house.signs_in("xa-a-1").await;
    let xa = format!("{at}/xa-a");
    done(&files(&mut unit, &xa, &report("1", "7.777,7", "1", "Điều kín đáo")).await);
    done(&sec.send(&xa, "take", &[("take.version", "1")]).await);
    assert!(unit.get(&xa).await.text.contains("7.777,7"));
    assert!(!house.journal().contains("Điều kín đáo"));
    tokio::time::sleep(Duration::from_millis(600)).await;
    let public = at.replace("/desk", "");
    for path in [public.clone(), format!("{public}/xa-a"), format!("{public}/summary.csv")] {
        assert_eq!(house.guest().get(&path).await.status, 404, "{path}");
    }
    let page = house.guest().get("/reports").await;
    assert!(page.status == 200 && !page.text.contains("Báo cáo quý I"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_has_versions_a_round_its_own_and_the_period_before_stands_beside() {
    let house = house().await;
    let mut sec = house.signs_in("sec").await;
    let first = opens(&mut sec, false).await;
    let mut unit = house.signs_in("xa-a-1").await;
    done(&files(&mut unit, &format!("{first}/xa-a"), &report("1", "200", "100", "x")).await);
    done(&sec.send(&format!("{first}/xa-a"), "take", &[("take.version", "1")]).await);
    let page = sec.get(ROOM).await;
    let template = page.text.split("/desk/reports/templates/").nth(1).unwrap();
    let template = template.split('"').next().unwrap().to_owned();
    let at = format!("{ROOM}/templates/{template}");
    assert!(sec.get(&at).await.text.contains("chi; Chi ngân sách"));
    let next = [
        ("new_version.heading", "Mẫu báo cáo thử, sửa"),
        ("new_version.indicators", "thu; Thu ngân sách; Tổng số thu; triệu đồng; 2; cộng"),
        ("new_version.sections", ""),
    ];
    done(&sec.send(&at, "new_version", &next).await);
    assert!(sec.get(&at).await.text.contains("bản số 2"));
    assert_eq!(unit.get(&at).await.status, 404);
    assert!(sec.get(&first).await.text.contains("Chi ngân sách"), "it keeps its version");
    let round = first.rsplit('/').next().unwrap().to_owned();
    let open = [
        ("open.template", template.as_str()),
        ("open.heading", "Báo cáo quý II (mô phỏng)"),
        ("open.period", "q2"),
        ("open.year", "2026"),
        ("open.due", "2026-06-20"),
        ("open.previous", round.as_str()),
        ("open.owes-xa-a", "yes"),
    ];
    let same = with(&open, "open.period", "q1");
    at_field(&sec.send(ROOM, "open", &same).await, 409, "open.previous", "Báo cáo quý II");
    let second = done(&sec.send(ROOM, "open", &open).await);
    let xa = format!("{second}/xa-a");
    let fields = vec![("file.version", "1"), ("file.v-thu", "250,25")];
    done(&files(&mut unit, &xa, &fields).await);
    done(&sec.send(&xa, "take", &[("take.version", "1")]).await);
    // 250,25 after 200,0.
    for path in [&second, &xa] {
        let page = sec.get(path).await;
        for words in ["200,0", "+50,25", "+25,13%"] {
            assert!(page.text.contains(words), "«{words}» {path}: {}", page.text);
        }
    }
    // The due day is set anew with a reason; a round opened by mistake is cancelled.
    let due = [("set_due.due", "2026-06-25"), ("set_due.reason", "Nghỉ lễ <hr>")];
    done(&sec.send(&second, "set_due", &due).await);
    let page = sec.get(&second).await;
    assert!(page.text.contains("25/06/2026") && page.text.contains("Nghỉ lễ &lt;hr&gt;"));
    done(&sec.send(&second, "cancel", &[("cancel.reason", "Mở nhầm")]).await);
    assert!(sec.get(&second).await.text.contains("đã huỷ"));
    let page = files(&mut unit, &xa, &vec![("file.version", "2"), ("file.v-thu", "1")]).await;
    assert!(page.status == 409 && page.text.contains("đã huỷ"), "{}", page.text);
}
