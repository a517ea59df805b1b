//! Briefings as senders, units, readers and everybody meet them. All people and documents are invented.

use super::common::{Browser, House, Page, Part, linked};
use dienhong_core::{
    Event,
    people::{self, BodyId},
};
use std::time::Duration;

const ROOM: &str = "/desk/briefings";

/// An office of the province with two secretaries; two of the commune, one with seven people, one with one.
fn offices(house: &House) {
    for (id, unit) in [("van-phong", "38"), ("xa", "1"), ("hoi", "1")] {
        let body = people::Body {
            id: BodyId::from(id),
            name: format!("Cơ quan {id} (mô phỏng)"),
            kind: "organisation".into(),
            unit: Some(unit.into()),
            charge: None,
        };
        house.acts("keeper", "keepers", Event::People(people::Event::BodyFormed { body }));
    }
    for (officer, role, body) in [
        ("vp-1", "secretary", "van-phong"),
        ("vp-2", "secretary", "van-phong"),
        ("xa-sk", "secretary", "xa"),
        ("hoi-sk", "secretary", "hoi"),
        ("an", "member", "xa"),
        ("binh", "member", "xa"),
        ("chi", "member", "xa"),
        ("dung", "member", "xa"),
        ("giang", "member", "xa"),
        ("ha", "member", "xa"),
    ] {
        house.gives(officer, role, body);
    }
}

const OPEN: [(&str, &str); 6] = [
    ("open.body", "van-phong"),
    ("open.document", "12-NQ/MP"),
    ("open.on", "2026-03-10"),
    ("open.issuer", "Ban Thường vụ (mô phỏng)"),
    ("open.heading", "Nghị quyết <b>mô phỏng</b>"),
    ("open.due", "2026-03-25"),
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

/// A page whose words are all there.
fn whole(page: &Page) {
    assert_eq!(page.status, 200, "{}", page.text);
    for key in ["briefing.", "history.", "asks.", "scan."] {
        let mut found = page.text.match_indices(key).map(|(at, _)| &page.text[at + key.len()..]);
        let bare = found.any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        assert!(!bare, "{key}: {}", page.text);
    }
}

fn article(
    number: &'static str,
    file: Option<&'static [u8]>,
    restricted: bool,
) -> Vec<Part<'static>> {
    let mut fields = vec![
        ("article.number", None, number.as_bytes()),
        ("article.heading", None, "Nhiệm vụ <i>chung</i>".as_bytes()),
        ("article.text", None, "Báo cáo hằng tháng.\n\n<script>x</script>".as_bytes()),
    ];
    if let Some(bytes) = file {
        fields.push(("article.file", Some("phu-luc.pdf"), bytes));
    }
    if restricted {
        fields.push(("article.restricted", None, b"yes"));
    }
    fields
}

/// Opened by the office, with one article.
async fn opened(sender: &mut Browser, closed: bool) -> String {
    let mut open = OPEN.to_vec();
    if closed {
        open.push(("open.closed", "yes"));
    }
    let at = done(&sender.send(ROOM, "open", &open).await);
    done(&sender.files(&at, "article", &article("1", None, false)).await);
    at
}

/// The id of a briefing, from an address at the desk.
fn id(at: &str) -> String {
    at.split('/').nth(3).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_sent_down_read_and_acknowledged_and_the_tree_shows_sums_alone() {
    let house = House::open().await;
    offices(&house);
    let mut sender = house.signs_in("vp-1").await;
    // What is wrong is told at its field, and nothing is lost.
    let page = sender.send(ROOM, "open", &with(&OPEN, "open.due", "sớm")).await;
    assert!(page.status == 422 && page.text.contains("id=\"open.due-error\""), "{}", page.text);
    assert!(page.text.contains("12-NQ/MP"), "{}", page.text);
    let page = sender.send(ROOM, "open", &with(&OPEN, "open.due", "2026-03-01")).await;
    assert!(page.status == 409 && page.text.contains("id=\"open.due-error\""), "{}", page.text);
    let at = done(&sender.send(ROOM, "open", &OPEN).await);
    let id = id(&at);
    // Nothing is sent before there is something to read.
    assert!(!sender.get(&at).await.text.contains("send.to-xa"));
    let page = sender.files(&at, "article", &[("article.number", None, b"1")]).await;
    assert!(page.status == 422 && page.text.contains("article.text-error"), "{}", page.text);
    done(&sender.files(&at, "article", &article("1", None, false)).await);
    let page = sender.files(&at, "article", &article("1", None, false)).await;
    assert!(page.status == 409 && page.text.contains("article.number-error"), "{}", page.text);
    let page = sender.get(&at).await;
    whole(&page);
    assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>x"));
    assert!(page.text.contains("Nghị quyết &lt;b&gt;"), "{}", page.text);
    // To the commune's office with a day, then to what is left of its kind.
    let page = sender.send(&at, "send", &[("send.due", "2026-03-20")]).await;
    assert!(page.status == 422 && page.text.contains("send.others-error"), "{}", page.text);
    let page =
        sender.send(&at, "send", &[("send.others", "không có"), ("send.due", "2026-03-20")]).await;
    assert!(page.status == 422 && page.text.contains("send.others-error"), "{}", page.text);
    let late = [("send.to-xa", "yes"), ("send.due", "2026-03-26")];
    let page = sender.send(&at, "send", &late).await;
    assert!(page.status == 409 && page.text.contains("25/03/2026"), "{}", page.text);
    done(&sender.send(&at, "send", &[("send.to-xa", "yes"), ("send.due", "2026-03-20")]).await);
    let mut below = house.signs_in("xa-sk").await;
    let own = format!("{ROOM}/{id}/units/xa");
    let all =
        [("send_all.kind", "organisation"), ("send_all.unit", "1"), ("send_all.due", "2026-03-18")];
    done(&below.send(&own, "send_all", &all).await);
    assert!(below.get(&own).await.text.contains("Cơ quan van-phong"));

    // Each reads for himself; the desk tells him.
    let read = format!("{ROOM}/{id}/read/xa");
    let mut an = house.signs_in("an").await;
    let page = an.get("/desk").await;
    assert!(page.text.contains("1 văn bản chờ bạn"), "{}", page.text);
    let page = an.get(&read).await;
    whole(&page);
    assert!(!page.text.contains("Báo cáo hằng tháng"), "nothing is marked as seen unasked");
    let page = an.send(&read, "acknowledge", &[("sure", "yes")]).await;
    assert!(page.status == 422, "{}", page.text);
    done(&an.send(&read, "read", &[]).await);
    let page = an.get(&read).await;
    assert!(page.text.contains("Báo cáo hằng tháng"), "{}", page.text);
    let page = an.send(&read, "acknowledge", &[]).await;
    assert!(page.status == 422 && page.text.contains("id=\"sure-error\""), "{}", page.text);
    for _twice in 0..2 {
        done(&an.send(&read, "acknowledge", &[("sure", "yes")]).await);
    }
    assert!(an.get(&read).await.text.contains("Bạn đã xác nhận"));
    for login in ["binh", "chi"] {
        let mut reader = house.signs_in(login).await;
        done(&reader.send(&read, "read", &[]).await);
        done(&reader.send(&read, "acknowledge", &[("sure", "yes")]).await);
    }
    // Nobody else sees that page, or whose gaps there are.
    let people = format!("{own}/people");
    for who in ["vp-1", "hoi-sk", "an", "minh"] {
        let mut other = house.signs_in(who).await;
        assert_eq!(other.get(&people).await.status, 404, "{who}");
        assert_eq!(other.send(&people, "state", &[]).await.status, 404, "{who}");
        if who != "an" {
            assert_eq!(other.get(&read).await.status, 404, "{who}");
        }
    }
    assert_eq!(house.guest().get(&people).await.status, 303);
    let page = below.get(&people).await;
    whole(&page);
    assert!(page.text.contains("4 trên 7 người chưa xác nhận"), "{}", page.text);

    // One is excused, one reminded; the reminder shows on his desk.
    let excuse = [("p.officer:dung", "yes"), ("mark", "excused")];
    done(&below.send(&people, "mark", &excuse).await);
    assert_eq!(below.send(&people, "mark", &[("mark", "remind")]).await.status, 422);
    done(&below.send(&people, "mark", &[("p.officer:ha", "yes"), ("mark", "remind")]).await);
    let mut ha = house.signs_in("ha").await;
    assert!(ha.get("/desk").await.text.contains("bạn được nhắc lúc"));
    assert!(ha.get(&read).await.text.contains("Thư ký đơn vị nhắc bạn"));

    // The unit states figures: seven, one excused, three of six.
    let before = house.size();
    done(&below.send(&people, "state", &[]).await);
    assert_eq!(house.size(), before + 1);
    let mut few = house.signs_in("hoi-sk").await;
    done(&few.send(&format!("{ROOM}/{id}/units/hoi/people"), "state", &[]).await);
    let tree = format!("{ROOM}/{id}/tree/van-phong");
    let page = sender.get(&tree).await;
    whole(&page);
    assert!(page.text.contains("3/6") && page.text.contains("50,00%"), "{}", page.text);
    assert!(page.text.contains("1 đơn vị có ít hơn 5 người"), "{}", page.text);
    let page = sender.get(&format!("{ROOM}/{id}/tree/xa")).await;
    assert!(page.text.contains("ít hơn 5 người") && page.text.contains("Còn"), "{}", page.text);
    // Who is below does not look up.
    assert_eq!(few.get(&tree).await.status, 404);
    assert_eq!(below.get(&tree).await.status, 404);
    let journal = house.journal();
    assert!(!journal.contains("acknowledged\":1,") && journal.contains("\"acknowledged\":3"));

    // What was done, and the close.
    let page = below.files(&own, "carry", &[("carry.text", None, b" ")]).await;
    assert!(page.status == 409 && page.text.contains("carry.text-error"), "{}", page.text);
    let text = "Đã họp <b>quán triệt</b>".as_bytes();
    done(&below.files(&own, "carry", &[("carry.text", None, text)]).await);
    assert!(sender.get(&tree).await.text.contains("Đã họp &lt;b&gt;"));
    let page = sender.send(&at, "close", &[("close.on", "2026-03-30")]).await;
    assert!(page.status == 409 && page.text.contains("close.on-error"), "{}", page.text);
    done(&sender.send(&at, "close", &[("close.on", "2026-03-15")]).await);
    assert!(sender.get(&tree).await.text.contains("Không đơn vị nào còn nợ"));
    for (who, path) in [
        ("vp-1", ROOM),
        ("vp-1", &at),
        ("vp-1", &tree),
        ("xa-sk", &own),
        ("xa-sk", &people),
        ("an", &read),
    ] {
        let page = house.signs_in(who).await.get(&format!("/en{path}")).await;
        whole(&page);
        assert!(!page.text.contains("Chưa có"), "{path}: {}", page.text);
    }

    // Everybody sees the document and the sums, and nobody's name.
    tokio::time::sleep(Duration::from_millis(600)).await;
    for prefix in ["", "/en"] {
        for path in
            [format!("/briefings/{id}"), "/briefings".into(), format!("/briefings/{id}/units/xa")]
        {
            let page = house.guest().get(&format!("{prefix}{path}")).await;
            whole(&page);
            for name in ["binh", "giang", "officer:"] {
                assert!(!page.text.contains(name), "{path} {name}: {}", page.text);
            }
        }
    }
    assert_eq!(house.guest().get(&format!("/briefings/{id}/units/van-phong/2")).await.status, 200);
    assert_eq!(house.guest().get(&format!("/briefings/{id}/units/nobody")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_with_a_link_reads_asks_and_is_named_to_nobody_but_the_secretary() {
    let house = House::open().await;
    offices(&house);
    let mut sender = house.signs_in("vp-1").await;
    let at = opened(&mut sender, false).await;
    let id = id(&at);
    done(&sender.send(&at, "send", &[("send.to-xa", "yes"), ("send.due", "2026-03-20")]).await);
    let mut sec = house.signs_in("xa-sk").await;
    let people = format!("{ROOM}/{id}/units/xa/people");
    let page = sec.send(&people, "readers", &[("readers.names", " ")]).await;
    assert!(page.status == 422 && page.text.contains("readers.names-error"), "{}", page.text);
    let names = "Trần Thử <i>Khách</i>\nLê Thử Vắng";
    for _twice in 0..2 {
        done(&sec.send(&people, "readers", &[("readers.names", names)]).await);
    }
    let page = sec.get(&people).await;
    assert!(
        page.text.contains("Trần Thử &lt;i&gt;") && page.text.contains("9 trên 9"),
        "{}",
        page.text
    );
    let links = format!("{ROOM}/{id}/units/xa/links");
    assert_eq!(sec.send(&links, "", &[]).await.status, 422);
    let page = sec.send(&links, "", &[("sure", "yes")]).await;
    let start = format!("/briefings/{id}/reader/xa/");
    let own = format!("{start}{}", linked(&page.text, &start));
    let last = page.text.rsplit(&start).next().unwrap();
    let gone =
        format!("{start}{}", last.chars().take_while(char::is_ascii_hexdigit).collect::<String>());
    assert_ne!(own, gone);

    let mut guest = house.guest();
    for path in [own.clone(), format!("/en{own}")] {
        let page = guest.get(&path).await;
        whole(&page);
        assert!(!page.text.contains("Báo cáo hằng tháng"), "{}", page.text);
    }
    // No page of another site sends it; no made-up link opens anything.
    let mut foreign = house.guest().says("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send(&own, "read", &[]).await.status, 404);
    assert_eq!(guest.get(&format!("{start}{}", "0".repeat(64))).await.status, 404);
    done(&guest.send(&own, "read", &[]).await);
    done(&guest.send(&own, "acknowledge", &[("sure", "yes")]).await);
    let long = "x".repeat(2_001);
    let page = guest.send(&own, "ask", &[("question", &long)]).await;
    assert!(page.status == 422 && page.text.contains("question-error"), "{}", page.text);
    for _twice in 0..2 {
        done(&guest.send(&own, "ask", &[("question", "Tôi là Khách, <b>hỏi</b>?")]).await);
    }
    let page = sec.get(&people).await;
    assert_eq!(
        page.text.matches("Tôi là Khách, &lt;b&gt;hỏi").count(),
        2,
        "once, and once to be changed"
    );
    assert!(page.text.contains("8 trên 9"), "{}", page.text);
    let mut an = house.signs_in("an").await;
    let read = format!("{ROOM}/{id}/read/xa");
    assert!(!an.get(&read).await.text.contains("Khách"));

    // It is answered, at first to the one who asked.
    let step = page.text.split("value=\"answer-").nth(1).unwrap().split('"').next().unwrap();
    let step = format!("answer-{step}");
    let (answer, publish, shown) =
        (format!("{step}.answer"), format!("{step}.publish"), format!("{step}.shown"));
    let page = sec.send(&people, &step, &[(&answer, " ")]).await;
    assert!(page.status == 422 && page.text.contains("answer-error"), "{}", page.text);
    done(&sec.send(&people, &step, &[(&answer, "Đến hết tháng")]).await);
    assert!(guest.get(&own).await.text.contains("Đến hết tháng"));
    assert!(!an.get(&read).await.text.contains("Đến hết tháng"));
    let fields = [(answer.as_str(), "Đến hết tháng"), (&publish, "yes"), (&shown, "Khi nào xong?")];
    done(&sec.send(&people, &step, &fields).await);
    let page = an.get(&read).await;
    assert!(page.text.contains("Khi nào xong?") && page.text.contains("Đến hết tháng"));
    assert!(!page.text.contains("Khách"), "{}", page.text);
    // Another unit's secretary answers nothing here.
    let mut stranger = house.signs_in("hoi-sk").await;
    assert_eq!(stranger.send(&people, &step, &fields).await.status, 404);

    // Whoever is taken off the list has no page any more, and nothing is left of the reading.
    done(&sec.send(&people, "remove", &[("remove.reader", "2")]).await);
    assert_eq!(guest.get(&gone).await.status, 404);
    done(&sec.send(&people, "readers", &[("readers.names", "Người Mới")]).await);
    assert_eq!(guest.get(&gone).await.status, 404, "a number is never given twice");
    assert_eq!(guest.get(&own).await.status, 200);
    for words in ["Khách", "Vắng", "reader:", "Khi nào xong", "Đến hết tháng"] {
        assert!(!house.journal().contains(words), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_counts_options_and_shows_them_once_enough_have_answered() {
    let house = House::open().await;
    offices(&house);
    let mut sender = house.signs_in("vp-1").await;
    let at = opened(&mut sender, false).await;
    let id = id(&at);
    let set = |text| [("set_quiz.questions", text)];
    let page = sender.send(&at, "set_quiz", &set("Hạn?; Tháng; Năm; vì Điều 1")).await;
    assert!(page.status == 422 && page.text.contains("set_quiz.questions-error"), "{}", page.text);
    let page = sender.send(&at, "set_quiz", &set("Hạn?; *Tháng; Tháng; vì Điều 1")).await;
    assert!(page.status == 409 && page.text.contains("set_quiz.questions-error"), "{}", page.text);
    done(&sender.send(&at, "set_quiz", &set("Hạn nào?; Năm; *Tháng; vì <i>Điều 1</i>")).await);
    done(&sender.send(&at, "send", &[("send.to-xa", "yes"), ("send.due", "2026-03-20")]).await);
    let read = format!("{ROOM}/{id}/read/xa");
    let before = house.size();
    for (number, (who, said)) in
        [("an", "2"), ("binh", "2"), ("chi", "1"), ("dung", "2"), ("ha", "2")]
            .into_iter()
            .enumerate()
    {
        let mut reader = house.signs_in(who).await;
        let page = reader.get(&read).await;
        assert!(page.text.contains("Tự nguyện và không ghi tên"), "{}", page.text);
        assert!(!page.text.contains("quiz-totals"), "nothing shows after {number}");
        let page = reader.send(&read, "quiz", &[]).await;
        assert!(page.status == 422 && page.text.contains("Câu 1 chưa chọn"), "{}", page.text);
        assert_eq!(reader.send(&read, "quiz", &[("q1", "3")]).await.status, 422);
        reader.keep_act(&dienhong_node::fresh_id());
        for _twice in 0..2 {
            let page = reader.send(&read, "quiz", &[("q1", said)]).await;
            let right = if said == "2" { "Bạn đúng 1/1 câu" } else { "Bạn đúng 0/1 câu" };
            assert!(page.status == 200 && page.text.contains(right), "{}", page.text);
            assert!(page.text.contains("vì &lt;i&gt;Điều 1"), "{}", page.text);
        }
    }
    assert_eq!(house.size(), before, "no record says that anybody answered");
    let mut an = house.signs_in("an").await;
    let page = an.get(&read).await;
    assert!(page.text.contains("quiz-totals") && page.text.contains("80,00%"), "{}", page.text);
    // One more changes nothing that is shown.
    an.send(&read, "quiz", &[("q1", "1")]).await;
    let page = an.get(&read).await;
    assert!(page.text.contains("Tổng hợp của 5 lượt"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restricted_or_closed_is_served_to_nobody_outside() {
    let house = House::open().await;
    offices(&house);
    let mut sender = house.signs_in("vp-1").await;
    let at = done(&sender.send(ROOM, "open", &OPEN).await);
    let id = id(&at);
    let (open, kept, secret) =
        (&b"%PDF-1.7 mo"[..], &b"%PDF-1.7 han che"[..], &b"%PDF-1.7 mat"[..]);
    let page = sender.files(&at, "article", &article("1", Some(b"<html>"), false)).await;
    assert!(page.status == 422 && page.text.contains("article.file-error"), "{}", page.text);
    done(&sender.files(&at, "article", &article("1", Some(open), false)).await);
    done(&sender.files(&at, "article", &article("2", Some(kept), true)).await);
    done(&sender.send(&at, "send", &[("send.to-xa", "yes"), ("send.due", "2026-03-20")]).await);
    let hash = |bytes: &[u8]| dienhong_journal::Hash::of(bytes);
    let blob = |bytes: &[u8]| format!("/blobs/{}", hash(bytes));
    let at_desk = |bytes: &[u8]| format!("{ROOM}/{id}/files/{}", hash(bytes));
    let mut guest = house.guest();
    for bytes in [open, kept] {
        assert_eq!(guest.get(&blob(bytes)).await.status, 404);
    }
    // Who brought a file does not look it through; another does; only the open one can become public.
    assert!(!sender.get(&at).await.text.contains("look.blob"));
    let mut second = house.signs_in("vp-2").await;
    let page = second.get(&at).await;
    assert!(page.text.contains("look.blob"), "{}", page.text);
    let look = |bytes: &[u8]| hash(bytes).to_string();
    let fit = [("look.blob", look(kept)), ("look.fit", "yes".into())];
    let fit = fit.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(second.send(&at, "look", &fit).await.status, 409);
    let fit = [("look.blob", look(open)), ("look.fit", "yes".into())];
    let fit = fit.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(sender.send(&at, "look", &fit).await.status, 409);
    done(&second.send(&at, "look", &fit).await);
    assert_eq!(guest.get(&blob(open)).await.status, 200);
    assert_eq!(guest.get(&blob(kept)).await.status, 404);
    let mut an = house.signs_in("an").await;
    for bytes in [open, kept] {
        assert_eq!(an.get(&at_desk(bytes)).await.status, 200);
        assert_eq!(house.signs_in("minh").await.get(&at_desk(bytes)).await.status, 404);
        assert_eq!(guest.get(&at_desk(bytes)).await.status, 303);
    }
    // A link opens what is not restricted.
    let mut sec = house.signs_in("xa-sk").await;
    let own = format!("{ROOM}/{id}/units/xa");
    done(&sec.send(&format!("{own}/people"), "readers", &[("readers.names", "Khách")]).await);
    let page = sec.send(&format!("{own}/links"), "", &[("sure", "yes")]).await;
    let start = format!("/briefings/{id}/reader/xa/");
    let link = format!("{start}{}", linked(&page.text, &start));
    assert_eq!(guest.get(&format!("{link}/files/{}", hash(open))).await.status, 200);
    assert_eq!(guest.get(&format!("{link}/files/{}", hash(kept))).await.status, 404);

    // A closed briefing is nowhere outside, and its file goes into no public record.
    let closed_at = opened(&mut sender, true).await;
    let closed = self::id(&closed_at);
    let body = [("send.to-xa", "yes"), ("send.due", "2026-03-20")];
    done(&sender.send(&closed_at, "send", &body).await);
    let closed_own = format!("{ROOM}/{closed}/units/xa");
    let fields: [Part<'_>; 2] =
        [("carry.text", None, b"Da lam"), ("carry.file", Some("a.pdf"), secret)];
    done(&sec.files(&closed_own, "carry", &fields).await);
    let page = sec.files(&own, "carry", &fields).await;
    assert!(page.status == 422 && page.text.contains("carry.file-error"), "{}", page.text);
    tokio::time::sleep(Duration::from_millis(600)).await;
    for path in
        [format!("/briefings/{closed}"), format!("/briefings/{closed}/units/xa"), blob(secret)]
    {
        assert_eq!(guest.get(&path).await.status, 404, "{path}");
    }
    let page = guest.get("/briefings").await;
    assert!(page.text.contains(&id) && !page.text.contains(&closed), "{}", page.text);
    // Those who have it read it all the same; the sender opens what shows that it was done.
    let read = format!("{ROOM}/{closed}/read/xa");
    done(&an.send(&read, "read", &[]).await);
    assert!(an.get(&read).await.text.contains("Báo cáo hằng tháng"));
    let file = format!("{ROOM}/{closed}/files/{}", hash(secret));
    assert_eq!(sender.get(&file).await.status, 200);
    assert_eq!(an.get(&file).await.status, 404);
    let shown: Vec<_> = house.view().state.shown_scans().map(|scan| scan.blob).collect();
    assert_eq!(shown, [hash(open)], "an export takes no other");
    let paths = dienhong_server::site::paths(&house.view());
    assert!(paths.contains(&format!("/briefings/{id}")) && paths.contains(&"/briefings".into()));
    assert!(paths.iter().all(|path| !path.contains(&closed)), "{paths:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_with_many_communes_is_shown_page_by_page_and_sessions_are_counted() {
    let house = House::open().await;
    offices(&house);
    for number in 0..166 {
        let body = people::Body {
            id: BodyId::from(format!("c{number:03}").as_str()),
            name: format!("Xã mô phỏng {number:03}"),
            kind: "council".into(),
            unit: Some("1".into()),
            charge: None,
        };
        house.acts("keeper", "keepers", Event::People(people::Event::BodyFormed { body }));
    }
    let mut sender = house.signs_in("vp-1").await;
    let at = opened(&mut sender, false).await;
    let id = id(&at);
    let all =
        [("send_all.kind", "council"), ("send_all.unit", "38"), ("send_all.due", "2026-03-20")];
    done(&sender.send(&at, "send_all", &all).await);
    // All have it: nothing is left to be sent.
    let page = sender.send(&at, "send_all", &all).await;
    assert!(page.status == 409 && page.text.contains("Không có đơn vị nào"), "{}", page.text);
    let tree = format!("{ROOM}/{id}/tree/van-phong");
    let page = sender.get(&tree).await;
    assert!(page.text.contains("0/166 đơn vị") && page.text.contains("Trang 1/2"), "{}", page.text);
    assert!(page.text.contains("Xã mô phỏng 098"), "{}", page.text);
    let page = sender.get(&format!("{tree}/2")).await;
    whole(&page);
    let level = page.text.split("id=\"owing\"").next().unwrap();
    assert!(level.contains("Xã mô phỏng 165") && !level.contains("Xã mô phỏng 098"), "{level}");
    assert_eq!(sender.get(&format!("{tree}/x")).await.status, 400);
    // The same in the public copy, which has every page as a file.
    let paths = dienhong_server::site::paths(&house.view());
    let second = format!("/briefings/{id}/units/van-phong/2");
    assert!(paths.contains(&second) && !paths.contains(&format!("/briefings/{id}/units/c001")));
    for path in paths.iter().filter(|path| path.starts_with("/briefings")) {
        whole(&house.guest().get(path).await);
    }

    // A session of all of them: planned, not held before its hour, counted.
    let plan = [
        ("plan_session.on", "2026-03-15"),
        ("plan_session.from", "21:00"),
        ("plan_session.place", "Hội trường <i>A</i>"),
        ("plan_session.others", "Xã mô phỏng 007\nc008"),
    ];
    let page = sender.send(&at, "plan_session", &with(&plan, "plan_session.from", "9 giờ")).await;
    assert!(page.status == 422, "{}", page.text);
    let page = sender.send(&at, "plan_session", &with(&plan, "plan_session.place", " ")).await;
    assert!(page.status == 409 && page.text.contains("plan_session.place-error"), "{}", page.text);
    done(&sender.send(&at, "plan_session", &plan).await);
    house.at_hour(23);
    let page = sender.get(&at).await;
    assert!(page.text.contains("hold.session") && page.text.contains("Hội trường &lt;i&gt;A"));
    let session = page.text.split("<option value=\"s-").nth(1).unwrap().split('"').next().unwrap();
    let hold = [("hold.session", format!("s-{session}")), ("hold.present", "1.234".to_owned())];
    let hold = hold.each_ref().map(|(name, value)| (*name, value.as_str()));
    done(&sender.send(&at, "hold", &hold).await);
    assert!(sender.get(&tree).await.text.contains("1.234"));
    assert_eq!(sender.send(&at, "hold", &hold).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_nobody_changes_nothing_and_one_sent_twice_is_one_act() {
    let house = House::open().await;
    offices(&house);
    let mut sender = house.signs_in("vp-1").await;
    let at = opened(&mut sender, false).await;
    sender.keep_act(&dienhong_node::fresh_id());
    let before = house.size();
    let send = [("send.to-xa", "yes"), ("send.due", "2026-03-20")];
    for _twice in 0..2 {
        done(&sender.send(&at, "send", &send).await);
    }
    assert_eq!(house.size(), before + 1);
    sender.forget_csrf();
    let id = id(&at);
    for (path, step) in [
        (at.clone(), "close"),
        (format!("{ROOM}/{id}/units/van-phong/people"), "readers"),
        (format!("{ROOM}/{id}/units/van-phong/links"), ""),
        (format!("{ROOM}/{id}/read/van-phong"), "read"),
    ] {
        let page = sender.send(&path, step, &[("sure", "yes"), ("close.on", "2026-03-15")]).await;
        assert_eq!(page.status, 403, "{path}: {}", page.text);
    }
    let mut honest = house.signs_in("vp-1").await;
    for path in [
        format!("{ROOM}/none/units/van-phong"),
        format!("{ROOM}/{id}/units/none"),
        format!("{ROOM}/{id}/tree/none"),
        format!("{ROOM}/{id}/read/none"),
    ] {
        assert_eq!(honest.get(&path).await.status, 404, "{path}");
        let asked = honest.send(&path, "?", &[]).await.status;
        assert!([404, 405].contains(&asked), "{path}: {asked}");
    }
    // Who has no right and nothing to read finds nothing here.
    let mut stranger = house.signs_in("minh").await;
    assert_eq!(stranger.get(ROOM).await.status, 404);
    assert!(!stranger.get("/desk").await.text.contains(ROOM));
    let page = house.signs_in("an").await.send(ROOM, "open", &with(&OPEN, "open.body", "xa")).await;
    assert_eq!(page.status, 409, "{}", page.text);
}
