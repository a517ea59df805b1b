//! Files as real offices send them: what they lack is asked for, and nothing is guessed.

use super::common::{Browser, House, Page};

const ROLLS: &str = "/desk/setup/import/rolls";

async fn sends(
    browser: &mut Browser,
    step: &str,
    file: Option<&str>,
    rest: &[(&str, &str)],
) -> Page {
    let mut parts: Vec<(&str, Option<&str>, &[u8])> =
        rest.iter().map(|(name, text)| (*name, None, text.as_bytes())).collect();
    parts.extend(file.map(|file| ("file", Some("cu-tri.csv"), file.as_bytes())));
    browser.files(ROLLS, step, &parts).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_that_is_missing_or_wrong_is_asked_for_beside_the_file() {
    let house = House::voting().await;
    let before = house.size();
    let mut lead = house.signs_in("lead").await;
    let file = "Khu vực;Số cử tri;Nam;Nữ;Lý do\n1-001;1210;-605;;Bổ sung\n";
    let page = sends(&mut lead, "look", Some(file), &[]).await;
    assert_eq!(page.status, 422);
    for words in ["name=\"fix.2.men\" value=\"-605\"", "name=\"fix.2.women\" value=\"\"", "số âm"]
    {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
    let blob = page.hidden("blob");
    // Half of it: the other half is asked again, what was written stays.
    let half = [("blob", blob.as_str()), ("fix.2.men", "605"), ("fix.2.women", "6o5")];
    let page = sends(&mut lead, "mend", None, &half).await;
    assert!(page.status == 422 && page.text.contains("name=\"fix.2.men\" value=\"605\""));
    assert!(page.text.contains("name=\"fix.2.women\" value=\"6o5\""), "{}", page.text);
    let whole = [("blob", blob.as_str()), ("fix.2.men", "605"), ("fix.2.women", "605")];
    let page = sends(&mut lead, "mend", None, &whole).await;
    assert!(page.status == 200 && page.text.contains("ghi lại thành «605»"), "{}", page.text);
    assert_eq!(house.size(), before, "nothing is taken until it is said");
    // A cell that is not there is passed over, and is not counted.
    let strange =
        [&whole[..], &[("fix.9.men", "1"), ("fix.x", "1"), ("fix.2.nobody", "1")]].concat();
    let page = sends(&mut lead, "take", None, &strange).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(house.journal().contains("\"mended\":2"));
    assert_eq!(house.size(), before + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_another_election_is_told_by_its_name() {
    let house = House::open().await;
    house.has_a_board_and_a_committee();
    let mut chair = house.signs_in("chair").await;
    let file = "Cuộc bầu cử;Đơn vị bầu cử;Họ và tên\nHội đồng nhân dân tỉnh;9;Người A\n";
    let parts: [(&str, Option<&str>, &[u8]); 2] =
        [("election", None, b"na-2026"), ("file", Some("danh-sach.csv"), file.as_bytes())];
    let page = chair.files("/desk/setup/import/candidates", "look", &parts).await;
    assert!(page.status == 422, "{}", page.status);
    assert!(page.text.contains("«Hội đồng nhân dân tỉnh»"), "{}", page.text);
    assert!(!page.text.contains("Không có đơn vị"), "one sentence, not one for each row");
}

#[tokio::test(flavor = "multi_thread")]
async fn candidates_with_equal_names_are_taken_and_pointed_out() {
    let house = House::open().await;
    house.has_a_board_and_a_committee();
    let mut chair = house.signs_in("chair").await;
    let call = [
        ("kind", "NA"),
        ("election_name", "Bầu cử mô phỏng"),
        ("election_id", "na-2031"),
        ("day", "2031-03-16"),
        ("unit", "38"),
        ("election_basis", "NQ"),
        ("stage", "first"),
    ];
    assert_eq!(chair.send("/desk/setup/elections", "", &call).await.status, 303);
    let mut file = async |table: &str, step: &str, text: &str, blob: &str| {
        let mut parts: Vec<(&str, Option<&str>, &[u8])> =
            vec![("election", None, b"na-2031"), ("blob", None, blob.as_bytes())];
        if step == "look" {
            parts.push(("file", Some("tep.csv"), text.as_bytes()));
        }
        chair.files(&format!("/desk/setup/import/{table}"), step, &parts).await
    };
    let set = "ĐVBC;Số đại biểu;Xã phường;Căn cứ\n1;3;1;NQ\n";
    let blob = file("constituencies", "look", set, "").await.hidden("blob");
    assert_eq!(file("constituencies", "take", "", &blob).await.status, 200);
    let list = "Đơn vị bầu cử;Họ và tên;Ngày sinh\n\
        1;Nguyễn Văn A;01/02/1970\n1;Nguyễn Văn A;01/02/1980\n";
    let page = file("candidates", "look", list, "").await;
    assert!(page.status == 200 && page.text.contains("trùng tên"), "{}", page.text);
}
