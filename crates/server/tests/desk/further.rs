//! Another poll: from the board's report to the second result, and an area that is annulled.

use super::common::{Browser, House};

const RESULT: &str = "/desk/results/na-2026/1";
const FURTHER: &str = "/desk/further/na-2026/1";

/// A sheet with these votes that breaks no rule.
async fn counts(house: &House, election: &str, votes: &[&str]) {
    let mut fields = vec![
        ("voters_total".to_owned(), "1200".to_owned()),
        ("took_part".into(), "1190".into()),
        ("issued".into(), "1190".into()),
        ("returned".into(), "1190".into()),
        ("valid".into(), "1180".into()),
        ("invalid".into(), "10".into()),
    ];
    for (number, votes) in (1..).zip(votes) {
        fields.push((format!("votes.{number}"), (*votes).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    for login in ["lan", "minh"] {
        let page = house
            .signs_in(login)
            .await
            .send(&format!("/desk/entry/{election}/1-001"), "check", &fields)
            .await;
        assert_eq!(page.status, 200, "{}", page.text);
    }
    let minutes = format!("/desk/minutes/{election}/1-001");
    for (login, step) in [("head", "sign"), ("secretary", "sign"), ("publisher", "publish")] {
        let page = house.signs_in(login).await.send(&minutes, step, &[]).await;
        assert_eq!(page.status, 303, "{step}: {}", page.text);
    }
}

/// A board and a committee, and the first result: two are elected, one seat is left.
async fn one_seat_left() -> (House, Browser, Browser) {
    let house = House::open().await;
    house.has_a_board_and_a_committee();
    counts(&house, "na-2026", &["900", "800", "400", "300", "100"]).await;
    let (mut board, committee) = (house.signs_in("board").await, house.signs_in("chair").await);
    assert_eq!(board.send(RESULT, "record", &[]).await.status, 303);
    (house, board, committee)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_boards_report_to_the_second_result() {
    let (house, mut board, mut chair) = one_seat_left().await;
    assert!(board.get(RESULT).await.text.contains("cần bầu cử lại hoặc bầu cử thêm"));
    let page = board.get(FURTHER).await;
    for words in ["Ứng cử viên A3", "Ứng cử viên A5", "30/03/2026"] {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
    assert!(!page.text.contains("Ứng cử viên A2"), "who is elected stands no more");
    let page = board.send(FURTHER, "report", &[("document", " ")]).await;
    assert!(page.status == 409 && page.text.contains("Thiếu số văn bản"), "{}", page.text);
    let report = [("document", "Báo cáo 12/BC-BBC")];
    assert_eq!(board.send(FURTHER, "report", &report).await.status, 303);
    let call = |day, id| {
        let rest = [("document", "QĐ 7/QĐ-UBBC"), ("election_name", "Bầu cử thêm (mô phỏng)")];
        [("day", day), ("election_id", id)].into_iter().chain(rest).collect::<Vec<_>>()
    };
    // Each mistake at its field, with what was typed still there.
    let page = chair.send(FURTHER, "call", &call("29/2/2026", "na-2026-bt1")).await;
    assert!(page.status == 422 && page.text.contains("không phải ngày có thật"), "{}", page.text);
    let page = chair.send(FURTHER, "call", &call("2026-03-29", "NA 2026")).await;
    assert!(page.status == 422 && page.text.contains("value=\"NA 2026\""), "{}", page.text);
    let page = board.send(FURTHER, "call", &call("2026-03-29", "na-2026-bt1")).await;
    assert_eq!(page.status, 409, "a board calls nothing");
    let page = chair.send(FURTHER, "call", &call("2026-03-29", "na-2026-bt1")).await;
    assert_eq!((page.status, page.to()), (303, "/desk/setup/elections/na-2026-bt1"));
    let page = chair.send(FURTHER, "call", &call("2026-03-29", "na-2026-bt2")).await;
    assert!(page.status == 409 && page.text.contains("đã được quyết định"), "{}", page.text);
    // It is held two weeks later.
    let mut head = house.signs_in("head").await;
    let later = 14 * 24;
    for (hour, step) in [(later + 7, "open"), (later + 19, "close")] {
        house.at_hour(hour);
        head = house.signs_in("head").await;
        let page = head.send("/desk/polling", step, &[("area", "1-001")]).await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
    drop(head);
    counts(&house, "na-2026-bt1", &["700", "300", "180"]).await;
    let mut board = house.signs_in("board").await;
    let page = board.send("/desk/results/na-2026-bt1/1", "record", &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get("/elections/na-2026/constituencies/1").await;
    for words in ["Báo cáo 12/BC-BBC", "Bầu cử thêm (mô phỏng)"] {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
    let page = house.guest().get("/elections/na-2026-bt1/constituencies/1").await;
    assert!(page.text.contains("1. Ứng cử viên A3") && page.text.contains("Trúng cử"));
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_stay_empty_only_by_a_decision_with_its_reason() {
    let (house, _, mut chair) = one_seat_left().await;
    let none = |reason| [("document", "NQ 8/NQ-HĐBCQG"), ("reason", reason)];
    let page = chair.send(FURTHER, "decline", &none("")).await;
    assert!(page.status == 409 && page.text.contains("NQ 8/NQ-HĐBCQG"), "{}", page.text);
    assert_eq!(chair.send(FURTHER, "decline", &none("Đủ đại biểu")).await.status, 303);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get("/elections/na-2026/constituencies/1").await;
    assert!(page.text.contains("NQ 8/NQ-HĐBCQG") && page.text.contains("Đủ đại biểu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_annulled_area_votes_again() {
    let (house, mut board, mut chair) = one_seat_left().await;
    let minutes = "/desk/minutes/na-2026/1-001";
    let order = [("document", "NQ 9/NQ-HĐBCQG"), ("reason", "Thùng phiếu không niêm phong")];
    let mut lead = house.signs_in("lead").await;
    assert!(!lead.get(minutes).await.text.contains("value=\"annul\""));
    assert_eq!(lead.send(minutes, "annul", &order).await.status, 409, "a commune annuls nothing");
    assert!(chair.get(minutes).await.text.contains("value=\"annul\""));
    assert_eq!(chair.send(minutes, "annul", &order).await.status, 303);
    let page = board.get(FURTHER).await;
    assert!(page.text.contains("Phải bầu cử lại") && page.text.contains("1-001"), "{}", page.text);
    let report = [("document", "Báo cáo 13/BC-BBC")];
    assert_eq!(board.send(FURTHER, "report", &report).await.status, 303);
    let call = [
        ("document", "QĐ 10/QĐ-UBBC"),
        ("day", "2026-03-29"),
        ("election_name", "Bầu cử lại (mô phỏng)"),
        ("election_id", "na-2026-bl1"),
    ];
    assert_eq!(chair.send(FURTHER, "call", &call).await.status, 303);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get("/elections/na-2026/areas/1-001").await;
    assert!(page.text.contains("Thùng phiếu không niêm phong"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_by_election_states_its_vacancy() {
    let house = House::open().await;
    house.has_a_board_and_a_committee();
    let mut chair = house.signs_in("chair").await;
    let call = |left: &'static str, initial: &'static str, missing: &'static str| {
        vec![
            ("kind", "NA"),
            ("election_name", "Bầu cử bổ sung (mô phỏng)"),
            ("election_id", "na-2028"),
            ("day", "2028-06-04"),
            ("unit", "38"),
            ("election_basis", "Nghị quyết thử"),
            ("stage", "first"),
            ("months_left", left),
            ("initial", initial),
            ("missing", missing),
        ]
    };
    let to = "/desk/setup/elections";
    let page = chair.send(to, "", &call("25", "500", "")).await;
    assert!(page.status == 422 && page.text.contains("value=\"500\""), "{}", page.text);
    let page = chair.send(to, "", &call("25", "51", "500")).await;
    assert!(page.status == 422 && page.text.contains("lớn hơn số ở ô trước"), "{}", page.text);
    let page = chair.send(to, "", &call("24", "500", "51")).await;
    assert!(page.status == 409 && page.text.contains("bổ sung"), "{}", page.text);
    let page = chair.send(to, "", &call("25", "500", "51")).await;
    assert_eq!(page.status, 303, "{}", page.text);
}
