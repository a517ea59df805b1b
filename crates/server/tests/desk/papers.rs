//! Papers of polling day at the desk, what an area is, and what stops its vote.

use super::common::House;

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_asked_for_at_the_desk_and_what_is_wrong_is_said_at_its_field() {
    let house = House::voting().await;
    let mut lead = house.signs_in("lead").await;
    let page = lead.get("/desk/papers").await;
    assert!(page.status == 200 && page.text.contains("Phiếu bầu cử"), "{}", page.text);
    let print = |query: &str| format!("/desk/papers/print?{query}");
    for (query, why) in [
        ("form=ballot_paper", "cần một đơn vị bầu cử"),
        ("form=ballot_paper&constituency=na-2026/1&count=1001", "1.001"),
        ("form=ballot_paper&constituency=na-2026/1&count=-1", "âm"),
        ("form=ballot_paper&constituency=na-2026/1&count=5&from=0", "bắt đầu từ 1"),
        ("form=ballot_paper&constituency=na-2026/1&count=5&per_sheet=3", "không đủ chỗ"),
        ("form=ballot_paper&constituency=na-2026/9&count=5", "cần một đơn vị bầu cử"),
        ("form=team_minutes_pc&constituency=na-2026/1", "loại bầu cử khác"),
        ("form=team_minutes_na&constituency=na-2026/1", "cần một khu vực"),
        ("form=team_minutes_na&area=?", "Không có khu vực"),
        ("form=all", "cần một khu vực"),
        ("form=poem", "Hãy chọn một mẫu"),
    ] {
        let page = lead.get(&print(query)).await;
        assert!(page.status == 422 && page.text.contains(why), "{query}: {}", page.text);
    }
    for query in [
        "form=ballot_paper&constituency=na-2026/1&count=5&per_sheet=4&from=11",
        "form=all&area=1-001",
        "form=voter_card&area=1-001&count=4",
    ] {
        let page = lead.get(&print(query)).await;
        assert!(page.status == 200 && page.text.starts_with("%PDF"), "{query}: {}", page.status);
    }
    // Blank forms and posters are everybody's; ballots are not.
    let mut guest = house.guest();
    let page = guest.get("/forms").await;
    assert!(page.text.contains("Mẫu số 20/HĐBC-QH (2021)"), "{}", page.text);
    assert!(guest.get("/en/forms").await.text.contains("Inventory of ballots used"));
    for path in ["forms/incident_record", "na-2026/constituencies/1/poster"] {
        let page = guest.get(&format!("/documents/{path}.pdf")).await;
        assert!(page.status == 200 && page.text.starts_with("%PDF"), "{path}");
    }
    assert_eq!(guest.get("/documents/forms/ballot_paper.pdf").await.status, 404);
    assert_ne!(guest.get(&print("form=all&area=1-001")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_that_was_stopped_goes_on_before_it_closes() {
    let house = House::voting().await;
    house.at_hour(19);
    let mut head = house.signs_in("head").await;
    let area = ("area", "1-001");
    let page = head.send("/desk/polling", "interrupt", &[area, ("reason", "Mưa lũ")]).await;
    assert!(page.status == 409 && page.text.contains("số niêm phong"), "{}", page.text);
    assert!(page.text.contains("value=\"Mưa lũ\""), "nothing is lost");
    let stopped = [area, ("reason", "Mưa lũ"), ("seals", "N-01, N-02")];
    assert_eq!(head.send("/desk/polling", "interrupt", &stopped).await.status, 303);
    let page = head.get("/desk/polling").await;
    assert!(page.text.contains("Đang gián đoạn từ"), "{}", page.text);
    let page = head.send("/desk/polling", "close", &[area]).await;
    assert!(page.status == 409 && page.text.contains("trước khi kết thúc"), "{}", page.text);
    assert_eq!(head.send("/desk/polling", "resume", &[area]).await.status, 303);
    assert_eq!(head.send("/desk/polling", "close", &[area]).await.status, 303);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get("/elections/na-2026/areas/1-001").await;
    assert!(page.text.contains("Mưa lũ") && page.text.contains("N-01, N-02"), "{}", page.text);
    let page = house.guest().get("/en/elections/na-2026/areas/1-001").await;
    assert!(page.text.contains("resumed at"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_area_is_not_described_anew_and_wrong_fields_are_named() {
    let house = House::voting().await;
    let mut lead = house.signs_in("lead").await;
    let page = lead.get("/desk/areas").await;
    assert!(page.status == 200 && page.text.contains("1-001"), "{}", page.text);
    let area = ("area", "1-001");
    let page = lead.send("/desk/areas", "", &[area, ("kind", "castle"), ("boxes", "x")]).await;
    assert!(page.status == 422, "{}", page.text);
    let described = [area, ("kind", "hospital"), ("boxes", "2"), ("place", "Nhà A")];
    let page = lead.send("/desk/areas", "", &described).await;
    assert!(page.status == 409 && page.text.contains("đã mở cửa"), "{}", page.text);
}
