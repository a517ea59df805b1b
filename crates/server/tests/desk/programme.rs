//! Work programmes and tasks as officers and readers meet them. All bodies are invented.

use super::common::{Browser, House, Page};
use dienhong_core::{
    Event,
    people::{self, BodyId},
    programme::{Shelf, Task},
};
use std::{sync::Arc, time::Duration};

const PROGRAMMES: &str = "/desk/programmes";

/// The council of the province, an organisation beside it, and one in a commune, each with a secretary.
async fn offices() -> House {
    let house = House::open().await;
    house.has_an_office();
    for (id, name, unit) in [
        ("so", "Sở Thử (mô phỏng)", "38"),
        ("xa", "Uỷ ban xã Thử (mô phỏng)", "1"),
        ("far", "Ban Xa (mô phỏng)", "38"),
    ] {
        let body = people::Body {
            id: BodyId::from(id),
            name: name.into(),
            kind: "organisation".into(),
            unit: Some(unit.into()),
            charge: None,
        };
        house.acts("keeper", "keepers", Event::People(people::Event::BodyFormed { body }));
        house.gives(&format!("{id}-sec"), "secretary", id);
        house.gives(&format!("{id}-sec-2"), "secretary", id);
    }
    house
}

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let change = |field: &(&'a str, &'a str)| match field.0 == name {
        true => (field.0, value),
        false => *field,
    };
    fields.iter().map(change).collect()
}

/// Whether a key of the words stands where its sentence should.
fn has_a_key(text: &str) -> bool {
    ["programme.", "history.", ">asks.", "scan."].iter().any(|key| {
        let mut found = text.match_indices(key).map(|(at, _)| &text[at + key.len()..]);
        found.any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
    })
}

fn done(page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.text);
    page.to().to_owned()
}

/// Refused with this status, at this field, with these words in the page.
fn wrong(page: &Page, status: u16, field: &str, words: &str) {
    assert_eq!(page.status, status, "{field}: {}", page.text);
    assert!(page.text.contains(&format!("id=\"{field}-error\"")), "{field}: {}", page.text);
    assert!(page.text.contains(words), "«{words}»: {}", page.text);
}

const OPEN: [(&str, &str); 5] = [
    ("open.body", "council"),
    ("open.heading", "Chương trình quý I <b>thử</b>"),
    ("open.year", "2026"),
    ("open.quarter", "1"),
    ("open.closed", ""),
];

const GIVE: [(&str, &str); 9] = [
    ("give.content", "Rà soát <i>công trình</i>"),
    ("give.owner", "xa"),
    ("give.with", "so thu (mo phong)"),
    ("give.due", "2026-03-20"),
    ("give.result", "Báo cáo rà soát"),
    ("give.document", "15/TB-HĐND"),
    ("give.on", "2026-03-15"),
    ("give.meeting", "giao-ban-3"),
    ("give.point", "2"),
];

/// The tasks that a body owns, in the order of their deadlines.
fn owned(house: &House, body: &str) -> Vec<Arc<Task>> {
    let state = house.view().state.clone();
    let list = state.programme.list(&Shelf::Owner(body.into()));
    let keys = list.open.iter().chain(list.closed.iter());
    keys.map(|(_, id)| state.programme.task(id).unwrap().clone()).collect()
}

async fn submits(browser: &mut Browser, task: &str, result: &str, document: &str) -> Page {
    let parts: [(&str, Option<&str>, &[u8]); 3] = [
        ("submit.result", None, result.as_bytes()),
        ("submit.document", None, document.as_bytes()),
        ("submit.on", None, b"2026-03-15"),
    ];
    browser.files(&format!("/desk/tasks/{task}/submit"), "submit", &parts).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_is_planned_issued_and_amended_and_everybody_sees_it() {
    let house = offices().await;
    let mut sec = house.signs_in("sec").await;
    // Who does not manage tasks finds nothing there.
    for login in ["m1", "lan", "keeper"] {
        let mut other = house.signs_in(login).await;
        for path in [PROGRAMMES, "/desk/tasks", "/desk/tasks.xlsx", "/desk/tasks.ics"] {
            assert_eq!(other.get(path).await.status, 404, "{login} {path}");
        }
        assert!(other.send(PROGRAMMES, "open", &OPEN).await.status >= 400, "{login}");
    }
    wrong(
        &sec.send(PROGRAMMES, "open", &with(&OPEN, "open.heading", " ")).await,
        422,
        "open.heading",
        "2026",
    );
    wrong(
        &sec.send(PROGRAMMES, "open", &with(&OPEN, "open.year", "26")).await,
        409,
        "open.year",
        "1970",
    );
    let before = with(&with(&OPEN, "open.year", "2025"), "open.quarter", "4");
    let old = done(&sec.send(PROGRAMMES, "open", &before).await);
    let fields =
        [("set_items.lines", "Đề án nước sạch; Sở Thử (mô phỏng); 20/12/2025; Tờ trình; Kỳ họp")];
    done(&sec.send(&old, "set_items", &fields).await);
    let at = done(&sec.send(PROGRAMMES, "open", &OPEN).await);

    // Many lines: each wrong one says which it is and why, and nothing is lost.
    for (lines, words) in [
        (
            "Báo cáo quý; Không ai cả; 20/03/2026; Báo cáo; x",
            "Dòng 1: không rõ cơ quan «Không ai cả»",
        ),
        ("\nBáo cáo quý; Sở Thử (mô phỏng); mai; Báo cáo; x", "Dòng 2: «mai» không phải là ngày"),
        ("; Sở Thử (mô phỏng); 20/03/2026; Báo cáo; x", "Dòng 1 thiếu phần"),
    ] {
        let page = sec.send(&at, "set_items", &[("set_items.lines", lines)]).await;
        wrong(&page, 422, "set_items.lines", words);
        assert!(page.text.contains(lines.trim()), "{}", page.text);
    }
    let lines = "Báo cáo quý; so thu (mo phong); 2026-03-20; Báo cáo; Thường trực\nNgoài kỳ; so; 20/04/2026; x; y";
    let page = sec.send(&at, "set_items", &[("set_items.lines", lines)]).await;
    wrong(&page, 409, "set_items.lines", "Dòng 2: Thời hạn phải nằm trong kỳ");
    let lines = "Báo cáo <script>quý</script>; so; 20/03/2026; Báo cáo; Thường trực\nViệc hai; xa; 21/03/2026; Công văn; Thường trực";
    done(&sec.send(&at, "set_items", &[("set_items.lines", lines)]).await);
    let item = [
        ("set_item.content", "Nội dung riêng"),
        ("set_item.lead", "so"),
        ("set_item.with", "xa, không ai"),
        ("set_item.form", "Tờ trình"),
        ("set_item.due", "2026-03-22"),
        ("set_item.authority", ""),
    ];
    wrong(&sec.send(&at, "set_item", &item).await, 422, "set_item.with", "không ai");
    done(&sec.send(&at, "set_item", &with(&item, "set_item.with", "xa")).await);

    // What was not done goes on, once.
    let page = sec.get(&at).await;
    let name =
        page.text.split("name=\"carry.take-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (take, due) = (format!("carry.take-{name}"), format!("carry.due-{name}"));
    assert_eq!(sec.send(&at, "carry", &[(take.as_str(), "")]).await.status, 422);
    wrong(&sec.send(&at, "carry", &[(take.as_str(), "yes")]).await, 422, &due, "Chọn ngày");
    done(&sec.send(&at, "carry", &[(take.as_str(), "yes"), (due.as_str(), "2026-03-30")]).await);
    let page = sec.get(&at).await;
    assert!(page.text.contains("Chuyển từ") && !page.text.contains("carry.take"), "{}", page.text);
    assert!(sec.get(&old).await.text.contains("đã chuyển kỳ sau"));

    let issue = [("issue.document", "01/CTr-HĐND"), ("issue.on", "2026-03-15")];
    wrong(
        &sec.send(&at, "issue", &with(&issue, "issue.on", "2026-03-16")).await,
        409,
        "issue.on",
        "chưa đến",
    );
    done(&sec.send(&at, "issue", &issue).await);
    let page = sec.get(&at).await;
    let id = page.text.split("id=\"amend.item\"").nth(1).unwrap();
    let id = id.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let amend = [
        ("amend.reason", "Theo chỉ đạo"),
        ("amend.document", "02/TB-HĐND"),
        ("amend.on", "2026-03-15"),
        ("amend.item", id.as_str()),
        ("amend.due", "2026-03-28"),
        ("amend.content", ""),
        ("amend.remove", ""),
        ("amend.lines", "Việc thêm; xa; 25/03/2026; Báo cáo; Thường trực"),
    ];
    wrong(
        &sec.send(&at, "amend", &with(&amend, "amend.reason", "")).await,
        422,
        "amend.reason",
        "Cần điền",
    );
    done(&sec.send(&at, "amend", &amend).await);
    let shown = [
        ("item_done.item", id.as_str()),
        ("item_done.done_on", "2026-03-15"),
        ("item_done.document", "03/BC"),
        ("item_done.on", "2026-03-15"),
    ];
    done(&sec.send(&at, "item_done", &shown).await);
    let page = sec.get(&at).await;
    for words in [
        "Điều chỉnh lần 1",
        "Theo chỉ đạo",
        "Việc thêm",
        "Hoàn thành đúng hạn",
        "&lt;script&gt;quý",
        "01/CTr-HĐND",
    ] {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    assert!(!page.text.contains("<script>quý"), "{}", page.text);

    // Everybody sees it, in both languages, and it is linked from the list.
    tokio::time::sleep(Duration::from_millis(600)).await;
    let public = at.replace("/desk", "");
    let mut guest = house.guest();
    for path in [
        "/programmes".to_owned(),
        format!("/en{public}"),
        public.clone(),
        format!("{public}/open/1"),
        format!("{public}/reports/q1"),
        format!("/en{public}/reports/q1"),
        at.clone(),
        format!("/en{at}"),
        format!("/en{PROGRAMMES}"),
        "/en/desk/tasks".to_owned(),
    ] {
        let page = match path.contains("/desk") {
            true => sec.get(&path).await,
            false => guest.get(&path).await,
        };
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        assert!(!has_a_key(&page.text), "{path}: {}", page.text);
        assert!(!page.text.contains("<b>thử"), "{path}");
    }
    let page = guest.get(&format!("{public}/reports/q1")).await;
    assert!(page.text.contains("có 5 nội dung; đã trình 1 nội dung (20,00%"), "{}", page.text);
    assert!(page.text.contains("Có 1 nội dung chuyển từ kỳ trước sang"), "{}", page.text);
    for path in ["open/2", "open/01", "open/0", "months/2026-13", "reports/q2", "tasks/t-1", "x/1"]
    {
        assert_eq!(guest.get(&format!("{public}/{path}")).await.status, 404, "{path}");
        assert_eq!(sec.get(&format!("{at}/{path}")).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_given_divided_extended_submitted_with_a_file_returned_and_approved() {
    let house = offices().await;
    let (mut sec, mut own) = (house.signs_in("sec").await, house.signs_in("xa-sec").await);
    let at = done(&sec.send(PROGRAMMES, "open", &OPEN).await);
    wrong(
        &sec.send(&at, "give", &with(&GIVE, "give.due", "2026-03-14")).await,
        409,
        "give.due",
        "quá khứ",
    );
    wrong(
        &sec.send(&at, "give", &with(&GIVE, "give.with", "Ai đó")).await,
        422,
        "give.with",
        "Ai đó",
    );
    wrong(
        &sec.send(&at, "give", &with(&GIVE, "give.document", "")).await,
        422,
        "give.document",
        "Rà soát",
    );
    done(&sec.send(&at, "give", &GIVE).await);
    // Twice sent is once given.
    sec.keep_act("00112233445566778899aabbccddeeff");
    for _ in 0..2 {
        done(&sec.send(&at, "give", &with(&GIVE, "give.due", "2026-03-29")).await);
    }
    assert_eq!(owned(&house, "xa").len(), 2);
    let mut sec = house.signs_in("sec").await;
    let task = owned(&house, "xa")[0].id.to_string();
    let page_of = format!("/desk/tasks/{task}");

    // The owner is reminded, and takes it up.
    let page = own.get("/desk").await;
    for words in ["Nhiệm vụ cần chú ý", "1 nhiệm vụ sắp đến hạn", "2 nhiệm vụ chờ tiếp nhận"]
    {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    // Who has nothing to do with it cannot act on it: not the giver for the owner, nor a stranger.
    assert_eq!(sec.send(&page_of, "accept", &[]).await.status, 404);
    assert_eq!(house.signs_in("lan").await.get(&page_of).await.status, 404);
    let mut helper = house.signs_in("so-sec").await;
    assert_eq!(helper.get(&page_of).await.status, 200);
    assert_eq!(helper.send(&page_of, "accept", &[]).await.status, 404);
    assert_eq!(helper.send(&page_of, "cancel", &[("cancel.reason", "x")]).await.status, 404);
    assert!(helper.get("/desk/tasks?list=helping").await.text.contains("Rà soát"));
    wrong(
        &own.send(&page_of, "decline", &[("decline.reason", " ")]).await,
        422,
        "decline.reason",
        "Cần điền",
    );
    done(
        &own.send(&page_of, "decline", &[("decline.reason", "Không đúng <u>chức năng</u>")]).await,
    );
    assert!(sec.get("/desk/tasks?list=to_answer").await.text.contains("trả lại cơ quan giao"));
    done(&sec.send(&page_of, "uphold", &[("uphold.reason", "Đúng phân công")]).await);
    done(&own.send(&page_of, "accept", &[]).await);
    let progress = [("progress.note", "Xong một nửa"), ("progress.percent", "101")];
    wrong(
        &own.send(&page_of, "progress", &progress).await,
        409,
        "progress.percent",
        "Xong một nửa",
    );
    done(&own.send(&page_of, "progress", &with(&progress, "progress.percent", "50")).await);
    let extend = [("extend.until", "2026-03-20"), ("extend.reason", "Chờ số liệu")];
    wrong(&own.send(&page_of, "extend", &extend).await, 409, "extend.until", "Chờ số liệu");
    done(&own.send(&page_of, "extend", &with(&extend, "extend.until", "2026-03-25")).await);
    done(&sec.send(&page_of, "grant", &[]).await);
    let page = own.get(&page_of).await;
    for words in [
        "<del>20/03/2026</del> 25/03/2026",
        "đồng ý gia hạn",
        "&lt;u&gt;chức năng",
        "50%",
        "giao-ban-3",
    ] {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }

    // Parts: one line is wrong, then both are given; while one is open, a reason is needed.
    let lines = "Phần một; xa; 24/03/2026; Biểu\nPhần hai; xa; 26/03/2026; Biểu";
    let page = own.send(&page_of, "divide", &[("divide.lines", lines)]).await;
    wrong(&page, 409, "divide.lines", "Dòng 2: Thời hạn của phần việc");
    let lines = "Phần một; xa; 24/03/2026; Biểu";
    done(&own.send(&page_of, "divide", &[("divide.lines", lines)]).await);
    assert!(own.get(&page_of).await.text.contains("0/1 phần việc hoàn thành"));
    wrong(&submits(&mut own, &task, "Đã xong", "").await, 422, "submit.document", "Đã xong");
    wrong(
        &submits(&mut own, &task, "Đã xong", "9/BC").await,
        409,
        "submit.despite",
        "Còn 1 phần việc",
    );
    let part = owned(&house, "xa").into_iter().find(|of| of.given.parent.is_some()).unwrap();
    let part = part.id.to_string();
    done(&own.send(&format!("/desk/tasks/{part}"), "accept", &[]).await);
    done(&submits(&mut own, &part, "Xong phần một", "8/BC").await);

    // With a file: whether it names anybody must be said; another officer of the unit looks it through.
    let pdf = b"%PDF-1.7 mo phong".as_slice();
    let file =
        |private: &'static [u8]| -> [(&'static str, Option<&'static str>, &'static [u8]); 4] {
            [
                ("submit.result", None, "Đã rà soát <s>xong</s>".as_bytes()),
                ("submit.document", None, b""),
                ("file", Some("bao-cao.pdf"), pdf),
                ("private", None, private),
            ]
        };
    let submit = format!("{page_of}/submit");
    let page = own.files(&submit, "submit", &file(b"")).await;
    assert!(page.status == 422 && page.text.contains("&lt;s&gt;xong"), "{}", page.text);
    done(&own.files(&submit, "submit", &file(b"no")).await);
    let blob = owned(&house, "xa").into_iter().find(|of| of.id.to_string() == task).unwrap();
    let blob = blob.submissions[0].files[0];
    for login in ["xa-sec", "sec", "so-sec"] {
        let mut browser = house.signs_in(login).await;
        let page = browser.get(&format!("{page_of}/files/{blob}")).await;
        assert!(page.text.starts_with("%PDF"), "{login}");
        assert_eq!(browser.get(&format!("{page_of}/files/{task}")).await.status, 404);
    }
    assert_eq!(
        house.signs_in("lan").await.get(&format!("{page_of}/files/{blob}")).await.status,
        404
    );
    assert_eq!(house.guest().get(&format!("/blobs/{blob}")).await.status, 404);
    let mut second = house.signs_in("xa-sec-2").await;
    let look = format!("/desk/evidence/1/{blob}");
    assert_eq!(second.get(&look).await.status, 200);
    let fit = [("no-names", "1"), ("no-numbers", "1"), ("no-other", "1")];
    assert_eq!(own.send(&look, "fit", &fit).await.status, 409);
    done(&second.send(&look, "fit", &fit).await);
    assert_eq!(house.guest().get(&format!("/blobs/{blob}")).await.status, 200);

    // Returned, submitted again, approved.
    done(&sec.send(&page_of, "return", &[("return.reason", "Thiếu phụ lục")]).await);
    done(&submits(&mut own, &task, "Đã bổ sung", "10/BC").await);
    done(&sec.send(&page_of, "approve", &[("approve.comment", "Đạt yêu cầu")]).await);
    assert_eq!(sec.send(&page_of, "cancel", &[("cancel.reason", "x")]).await.status, 409);
    tokio::time::sleep(Duration::from_millis(600)).await;
    let public = format!("{}/tasks/{task}", at.replace("/desk", ""));
    for path in [public.clone(), format!("/en{public}")] {
        let page = house.guest().get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(!has_a_key(&page.text), "{path}: {}", page.text);
        for words in ["Thiếu phụ lục", "Đạt yêu cầu", "&lt;i&gt;công trình", "10/BC"]
        {
            assert!(page.text.contains(words), "«{words}»: {}", page.text);
        }
    }
    let page = sec.get(&format!("/en{page_of}")).await;
    assert!(page.status == 200 && !has_a_key(&page.text), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_are_given_at_once_and_shown_by_list_month_board_report_and_file() {
    let house = offices().await;
    let mut sec = house.signs_in("sec").await;
    let at = done(&sec.send(PROGRAMMES, "open", &OPEN).await);
    let many = |count: usize| -> String {
        let line = |number: usize| {
            let owner = if number.is_multiple_of(2) { "Sở Thử (mô phỏng)" } else { "xa" };
            format!("Việc {number}; {owner}; {}/03/2026; Báo cáo; {number}\n", 16 + number % 14)
        };
        (1..=count).map(line).collect()
    };
    let lines = format!("{}Việc muộn; xa; 14/03/2026; Báo cáo", many(2));
    let form = |lines: &str| -> Vec<(String, String)> {
        [
            ("give_many.lines", lines),
            ("give_many.document", "15/TB-HĐND"),
            ("give_many.on", "2026-03-15"),
            ("give_many.meeting", "giao-ban-3"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    };
    let borrowed = |form: &[(String, String)]| -> Vec<(&'static str, String)> {
        form.iter().map(|(name, value)| (&*name.clone().leak(), value.clone())).collect()
    };
    let before = house.size();
    let fields = borrowed(&form(&lines));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = sec.send(&at, "give_many", &fields).await;
    wrong(&page, 409, "give_many.lines", "Dòng 3: Thời hạn không được ở quá khứ");
    assert_eq!(house.size(), before, "all or none");
    let fields = borrowed(&form(&many(260)));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    done(&sec.send(&at, "give_many", &fields).await);
    assert_eq!(house.size(), before + 260);
    let too_many = borrowed(&form(&many(1_001)));
    let too_many: Vec<(&str, &str)> = too_many.iter().map(|(n, v)| (*n, v.as_str())).collect();
    wrong(&sec.send(&at, "give_many", &too_many).await, 422, "give_many.lines", "1.000");

    // Its pages: 130 of each owner, 100 on a page, and every one on exactly one page.
    let mut own = house.signs_in("xa-sec").await;
    let mut next = "/desk/tasks?list=open".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = own.get(&next).await;
        assert_eq!(page.status, 200);
        let table =
            page.text.split("id=\"list\"").nth(1).unwrap().split("</table>").next().unwrap();
        let ids = table.split("href=\"/desk/tasks/").skip(1);
        seen.extend(ids.map(|id| id.split('"').next().unwrap().to_owned()));
        let Some(link) = page.text.split("rel=\"next\" href=\"").nth(1) else { break };
        next = link.split('"').next().unwrap().replace("&amp;", "&");
    }
    assert_eq!(seen.len(), 130);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 130);
    let page = own.get("/desk/tasks?after=x~y&list=nonsense&month=2026-99&body=xa").await;
    assert_eq!(page.status, 200);
    assert_eq!(own.get("/desk/tasks?body=council").await.status, 404);
    let page = own.get("/desk/tasks?month=2026-03").await;
    assert!(page.text.contains("Thứ ba, 17/03/2026"), "{}", page.text);

    tokio::time::sleep(Duration::from_millis(600)).await;
    let public = at.replace("/desk", "");
    let mut guest = house.guest();
    for path in [
        public.clone(),
        format!("{public}/open/3"),
        format!("{public}/months/2026-03"),
        format!("{public}/reports/q1"),
        "/programmes/bodies/xa".to_owned(),
    ] {
        for path in [path.clone(), format!("/en{path}")] {
            let page = guest.get(&path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            assert!(!has_a_key(&page.text), "{path}: {}", page.text);
        }
    }
    let page = guest.get(&format!("{public}/reports/q1")).await;
    let words = "Quý I năm 2026 có 260 nhiệm vụ đến hạn; đã hoàn thành 0 nhiệm vụ (0,00%";
    assert!(page.text.contains(words), "{}", page.text);
    assert!(page.text.contains("<svg class=\"chart\""), "{}", page.text);
    assert_eq!(guest.get("/programmes/bodies/none").await.status, 404);
    for (kind, begins) in [("xlsx", &b"PK"[..]), ("ics", b"BEGIN:VCALENDAR")] {
        let file = guest.bytes(&format!("{public}/tasks.{kind}")).await;
        assert!(file.starts_with(begins), "{kind}");
        let file = own.bytes_of(&format!("/desk/tasks.{kind}")).await;
        assert!(file.starts_with(begins), "{kind}");
        let id = public.rsplit('/').next().unwrap();
        let file = own.bytes_of(&format!("/desk/tasks.{kind}?programme={id}")).await;
        assert!(file.starts_with(begins), "{kind}");
    }
    let file = guest.get(&format!("{public}/tasks.ics")).await.text;
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 260);
    // Ten days later some are overdue, and the desk says so at once.
    house.at_hour(24 * 10);
    let page = own.get("/desk").await;
    assert!(page.text.contains("nhiệm vụ quá hạn"), "{}", page.text);
    // Given to another body, with a reason: one act.
    let first = owned(&house, "xa")[129].id.to_string();
    let fields = [
        ("elsewhere.owner", "so"),
        ("elsewhere.due", "2026-03-30"),
        ("elsewhere.reason", "Đổi phân công"),
    ];
    let page_of = format!("/desk/tasks/{first}");
    wrong(
        &sec.send(&page_of, "elsewhere", &with(&fields, "elsewhere.due", "2026-03-24")).await,
        409,
        "elsewhere.due",
        "Đổi phân công",
    );
    done(&sec.send(&page_of, "elsewhere", &fields).await);
    assert_eq!(owned(&house, "so").len(), 131);
    assert!(sec.get(&page_of).await.text.contains("Đã huỷ"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_closed_programme_is_public() {
    let house = offices().await;
    let (mut sec, mut own) = (house.signs_in("sec").await, house.signs_in("xa-sec").await);
    let open = with(&with(&OPEN, "open.closed", "yes"), "open.heading", "Chương trình kín thử");
    let at = done(&sec.send(PROGRAMMES, "open", &open).await);
    let give = with(&GIVE, "give.content", "Việc kín đáo");
    done(&sec.send(&at, "give", &give).await);
    let task = owned(&house, "xa")[0].id.to_string();
    let page_of = format!("/desk/tasks/{task}");
    done(&own.send(&page_of, "accept", &[]).await);
    let parts: [(&str, Option<&str>, &[u8]); 3] = [
        ("submit.result", None, "Kết quả kín đáo".as_bytes()),
        ("submit.document", None, b""),
        ("file", Some("x.pdf"), b"%PDF-1.7 kin dao"),
    ];
    done(&own.files(&format!("{page_of}/submit"), "submit", &parts).await);
    let blob = owned(&house, "xa")[0].submissions[0].files[0];
    assert!(own.get(&format!("{page_of}/files/{blob}")).await.text.starts_with("%PDF"));
    // Those whom it concerns see it; another secretary and everybody else do not.
    let mut far = house.signs_in("far-sec").await;
    for path in [&at, &page_of] {
        assert_eq!(far.get(path).await.status, 404, "{path}");
    }
    assert_eq!(own.get(&at).await.status, 404);
    assert_eq!(sec.get(&at).await.status, 200);
    let mut stranger = house.signs_in("lead").await;
    for path in [&at, &page_of, &format!("{page_of}/files/{blob}")] {
        assert_eq!(stranger.get(path).await.status, 404, "{path}");
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    let mut guest = house.guest();
    let public = at.replace("/desk", "");
    for path in [
        public.clone(),
        format!("{public}/open/1"),
        format!("{public}/tasks/{task}"),
        format!("{public}/tasks.xlsx"),
        format!("{public}/tasks.ics"),
        "/programmes/bodies/xa".to_owned(),
        format!("/blobs/{blob}"),
    ] {
        assert_eq!(guest.get(&path).await.status, 404, "{path}");
    }
    for path in ["/", "/programmes", "/units/1", "/part/all"] {
        let page = guest.get(path).await;
        for words in ["kín đáo", "kín thử", task.as_str()] {
            assert!(!page.text.contains(words), "{path}: {words}");
        }
    }
    let journal = house.journal();
    for words in ["kín đáo", "kín thử", "programme.", task.as_str()] {
        assert!(!journal.contains(words), "{words}");
    }
}
