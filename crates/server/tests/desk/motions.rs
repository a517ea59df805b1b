//! Motions and amendments as who conducts meetings and readers meet them. All bodies are invented.

use super::common::{House, Page};
use dienhong_core::{
    Event,
    count::Count,
    people::{self, BodyId},
    vote::{self, Line, Sheet},
};
use std::time::Duration;

const ROOM: &str = "/desk/motions";

const TEXT: &str = "Điều 1. Thông qua kế hoạch đầu tư công <b>năm 2026</b> với tổng mức vốn là một nghìn hai trăm tỷ đồng, trong đó vốn địa phương chiếm phần lớn.\n\nĐiều 2. Có hiệu lực từ ngày được thông qua.";

fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

fn done(page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.text);
    page.to().to_owned()
}

fn at_field(page: &Page, status: u16, field: &str, kept: &str) {
    let marked = page.text.contains(&format!("id=\"{field}-error\""));
    assert!(page.status == status && marked && page.text.contains(kept), "{field}: {}", page.text);
}

fn has_key_of(text: &str, module: &str) -> bool {
    let key = format!("{module}.");
    let mut found = text.match_indices(&key).map(|(at, _)| &text[at + key.len()..]);
    found.any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// The council votes on paper, three of three for it.
fn votes(house: &House, id: &str, yes: u64) {
    let call = vote::Call {
        title: "Biểu quyết thử".into(),
        purpose: "resolution".into(),
        questions: vec![vote::Question {
            text: "Thông qua?".into(),
            answers: vote::Answers::YesNo { abstain: false },
            passes: None,
        }],
        channels: vec![vote::Channel {
            id: "hall-1".into(),
            name: "Hội trường".into(),
            way: vote::Way::Paper,
        }],
        members: n(3),
        closed: false,
        decision: None,
        charter: None,
        most_proxies: None,
        after: None,
    };
    house.acts("sec", "council", Event::Vote(vote::Event::Called { vote: id.into(), call }));
    let line = Line { invalid: n(0), votes: vec![n(yes), n(3 - yes)], rankings: Vec::new() };
    house.holds(id, 3, &Sheet { issued: n(3), returned: n(3), invalid: n(0), lines: vec![line] });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_motion_is_amended_by_lines_and_adopted_by_the_vote_that_says_so() {
    let house = House::open().await;
    house.has_an_office();
    votes(&house, "v-yes", 3);
    votes(&house, "v-no", 0);
    let mut sec = house.signs_in("sec").await;
    let mut moves = vec![
        ("move.body", "council"),
        ("move.heading", "Nghị quyết <em>thử</em>"),
        ("move.mover", "Ban Kinh tế"),
        ("move.text", ""),
    ];
    at_field(&sec.send(ROOM, "move", &moves).await, 422, "move.text", "Ban Kinh tế");
    moves[3].1 = TEXT;
    let at = done(&sec.send(ROOM, "move", &moves).await);
    let page = sec.get(&at).await;
    for words in
        ["Nghị quyết &lt;em&gt;thử", "&lt;b&gt;năm 2026&lt;/b&gt;", "id=\"line-3\"", "90 ký tự"]
    {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    assert!(!page.text.contains("id=\"line-4\""), "{}", page.text);
    // Not without being admitted.
    let consent = [("adopt.vote", ""), ("adopt.reason", "Nhất trí")];
    let page = sec.send(&at, "adopt", &consent).await;
    assert!(page.status == 409 && page.text.contains("tiếp nhận trước"), "{}", page.text);
    done(&sec.send(&at, "admit", &[]).await);

    // Amendments: mistakes at their fields, then three of which two overlap.
    let amend = |from: &'static str, to: &'static str, text: &'static str| {
        vec![
            ("amend.kind", "lines"),
            ("amend.from", from),
            ("amend.to", to),
            ("amend.text", text),
            ("amend.reason", "Cho <i>rõ</i>"),
            ("amend.mover", "Tổ 2"),
        ]
    };
    at_field(&sec.send(&at, "amend", &amend("4", "", "x")).await, 409, "amend.from", "Tổ 2");
    at_field(&sec.send(&at, "amend", &amend("một", "", "x")).await, 422, "amend.from", "Tổ 2");
    let third = "Điều 2. Có hiệu lực từ ngày được thông qua.";
    at_field(&sec.send(&at, "amend", &amend("3", "", third)).await, 409, "amend.text", "Tổ 2");
    let changed = "Điều 2. Có hiệu lực từ ngày <b>ký</b>.";
    done(&sec.send(&at, "amend", &amend("3", "", changed)).await);
    done(&sec.send(&at, "amend", &amend("2", "3", "")).await);
    let mut after = amend("3", "", "Điều 3. Công bố công khai.");
    after[0].1 = "after";
    done(&sec.send(&at, "amend", &after).await);
    let page = sec.get(&at).await;
    for words in [
        "chồng lên sửa đổi 2",
        "chồng lên sửa đổi 1",
        "thêm sau dòng 3",
        "dòng 2 đến 3",
        "href=\"#amendment-1\"",
        "Cho &lt;i&gt;rõ",
    ] {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    done(&sec.send(&at, "accept_amendment-1", &[]).await);
    let reason = [("adopt_amendment-2.vote", ""), ("adopt_amendment-2.reason", "Nhất trí")];
    let page = sec.send(&at, "adopt_amendment-2", &reason).await;
    assert!(page.status == 409 && page.text.contains("không thể có cả hai"), "{}", page.text);
    let wrong = [("reject_amendment-2.vote", "0/v-yes")];
    let page = sec.send(&at, "reject_amendment-2", &wrong).await;
    at_field(&page, 409, "reject_amendment-2.vote", "nói khác");
    done(&sec.send(&at, "reject_amendment-2", &[("reject_amendment-2.vote", "0/v-no")]).await);
    let page = sec.send(&at, "adopt", &[("adopt.vote", "0/v-yes")]).await;
    assert!(page.status == 409 && page.text.contains("Sửa đổi 3 chưa có"), "{}", page.text);
    let neither = [("adopt_amendment-3.vote", ""), ("adopt_amendment-3.reason", "")];
    let page = sec.send(&at, "adopt_amendment-3", &neither).await;
    at_field(&page, 422, "adopt_amendment-3.reason", "Chọn cuộc biểu quyết");
    done(&sec.send(&at, "adopt_amendment-3", &[("adopt_amendment-3.reason", "Nhất trí")]).await);
    done(&sec.send(&at, "adopt", &[("adopt.vote", "0/v-yes")]).await);
    // Twice the same is refused; a wrong record is opened again with a reason.
    let page = sec.send(&at, "adopt", &[("adopt.vote", "0/v-yes")]).await;
    assert!(page.status == 409 && page.text.contains("mở lại trước"), "{}", page.text);
    at_field(
        &sec.send(&at, "reopen", &[("reopen.reason", " ")]).await,
        422,
        "reopen.reason",
        "Mở lại",
    );
    done(&sec.send(&at, "reopen", &[("reopen.reason", "Ghi nhầm")]).await);
    done(&sec.send(&at, "adopt", &[("adopt.vote", "0/v-yes")]).await);

    // Everybody reads it, in both languages; what went and came is told in words too.
    let public = at.replace("/desk", "");
    tokio::time::sleep(Duration::from_millis(600)).await;
    let mut guest = house.guest();
    for path in ["/motions", &public] {
        for path in [path.to_owned(), format!("/en{path}")] {
            let page = guest.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            for key in ["motion", "history", "asks"] {
                assert!(!has_key_of(&page.text, key), "{path} {key}: {}", page.text);
            }
            assert!(!page.text.contains("<em>thử") && !page.text.contains("<b>ký"), "{path}");
        }
    }
    let page = guest.get(&public).await;
    for words in [
        "đã thông qua",
        "bỏ:",
        "&lt;b&gt;ký&lt;/b&gt;.",
        "Điều 3. Công bố công khai.",
        "/votes/v-yes",
        "2 sửa đổi đã vào văn bản",
        "Ghi nhầm",
    ] {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    assert!(
        page.text.contains("<del>")
            && page.text.contains("<ins>")
            && !page.text.contains("action=\"/desk")
    );
    assert!(guest.get("/").await.text.contains("/motions"));
    for path in [ROOM, &at] {
        let page = sec.get(&format!("/en{path}")).await;
        assert!(page.status == 200 && !has_key_of(&page.text, "motion"), "{path}: {}", page.text);
        assert_eq!(guest.get(path).await.status, 303, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_conduct_the_bodys_meetings_finds_nothing_and_a_closed_motion_is_nowhere() {
    let house = House::open().await;
    house.has_an_office();
    let body = people::Body {
        id: BodyId::from("other"),
        name: "Hội đồng khác".into(),
        kind: "council".into(),
        unit: Some("1".into()),
        charge: None,
    };
    house.acts("keeper", "keepers", Event::People(people::Event::BodyFormed { body }));
    house.gives("khac", "secretary", "other");
    let mut sec = house.signs_in("sec").await;
    let moves = |title: &'static str, closed: &'static str| {
        vec![
            ("move.body", "council"),
            ("move.heading", title),
            ("move.mover", "Ban Pháp chế"),
            ("move.text", "Điều kín đáo <script>"),
            ("move.closed", closed),
        ]
    };
    let closed = done(&sec.send(ROOM, "move", &moves("Kín", "yes")).await);
    let open = done(&sec.send(ROOM, "move", &moves("Mở", "")).await);
    let mut stranger = house.signs_in("khac").await;
    let mut member = house.signs_in("m1").await;
    for path in [&closed, &open] {
        assert_eq!(stranger.get(path).await.status, 404, "{path}");
        assert_eq!(stranger.send(path, "admit", &[]).await.status, 404, "{path}");
        assert_eq!(member.get(path).await.status, 404, "{path}");
    }
    assert_eq!(member.get(ROOM).await.status, 404);
    // He may not move before a body that is not his.
    let page = stranger.send(ROOM, "move", &moves("Lạ", "")).await;
    assert_eq!(page.status, 409, "{}", page.text);
    tokio::time::sleep(Duration::from_millis(600)).await;
    let public = closed.replace("/desk", "");
    assert_eq!(house.guest().get(&public).await.status, 404);
    assert!(!house.guest().get("/motions").await.text.contains("Kín"));
    assert_eq!(house.journal().matches("Điều kín đáo").count(), 1, "of the open one alone");

    // Several at once.
    let second = done(&sec.send(ROOM, "move", &moves("Mở hai", "")).await);
    for path in [&open, &second] {
        done(&sec.send(path, "admit", &[]).await);
    }
    let id = |path: &str| format!("together.take-{}", path.rsplit('/').next().unwrap());
    let (one, two) = (id(&open), id(&second));
    let fields = vec![
        (one.as_str(), "yes"),
        ("together.outcome", "adopted"),
        ("together.reason", "Nhất trí cả hai"),
    ];
    at_field(
        &sec.send(ROOM, "together", &fields).await,
        422,
        "together.motions",
        "Nhất trí cả hai",
    );
    let both: Vec<_> = fields.into_iter().chain([(two.as_str(), "yes")]).collect();
    done(&sec.send(ROOM, "together", &both).await);
    assert!(sec.get(&second).await.text.contains("Nhất trí cả hai"));
}
