//! Who is hired, and with which login and password.

use super::common::{House, Page, figures};

const PEOPLE: &str = "/desk/setup/people";

fn hire(login: &str) -> [(&str, &str); 5] {
    [("person", "Hoà"), ("office", "Cán bộ"), ("role", "typist"), ("unit", "1"), ("login", login)]
}

/// The password of the only slip on a page.
fn slip(page: &Page) -> String {
    let table =
        page.text.split("id=\"slip-table\"").nth(1).unwrap_or_else(|| panic!("{}", page.text));
    table.split("<code>").nth(2).unwrap().split('<').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_password_is_good_for_choosing_another_and_no_more() {
    let house = House::open().await;
    let (mut keeper, mut lan) = (house.signs_in("keeper").await, house.signs_in("lan").await);
    let given = [("officer", "lan"), ("body", "commune"), ("role", "typist"), ("login", "lan")];
    let page = keeper.send(PEOPLE, "password", &given).await;
    let password = slip(&page);
    // Who gave it, and when, stands on the page, and on that of the officer.
    assert!(page.text.contains("bởi keeper"), "{}", page.text);
    // Every session with the old one has ended.
    assert_eq!(lan.get("/desk").await.status, 303);
    let mut lan = house.signs_in_with("lan", &password).await;
    for path in ["/desk", "/desk/entry/na-2026/1-001", "/desk/minutes/na-2026/1-001"] {
        assert!(lan.get(path).await.to().starts_with("/desk/password?to="), "{path}");
    }
    let before = house.size();
    let page = lan.send("/desk/entry/na-2026/1-001", "check", &figures("1200", "900")).await;
    assert_eq!((page.status, house.size()), (303, before));
    assert!(lan.get("/desk/password").await.text.contains("bởi keeper"));
    let new = "một câu chỉ mình tôi nhớ";
    let fields = [("current", password.as_str()), ("new", new), ("again", new)];
    assert_eq!(lan.send("/desk/password", "", &fields).await.status, 200);
    let page = lan.get("/desk").await;
    assert!(page.status == 200 && page.text.contains("bởi keeper"), "{}", page.text);
    assert_eq!(house.tries("lan", &password).await, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_one_persons_however_it_is_written() {
    let house = House::open().await;
    let mut keeper = house.signs_in("keeper").await;
    let page = keeper.send(PEOPLE, "hire", &hire("Hoa.Nguyen")).await;
    let password = slip(&page);
    let before = house.size();
    for login in ["hoa.nguyen", "HOA.NGUYEN", "Lan"] {
        let page = keeper.send(PEOPLE, "hire", &hire(login)).await;
        assert!(page.status == 409 && house.size() == before, "{login}: {}", page.text);
    }
    let csv = "Họ và tên,Chức vụ,Vai trò,Xã phường,Tên đăng nhập\nHoà,Cán bộ,typist,1,HOA.Nguyen\n";
    let to = "/desk/setup/import/people";
    let page = keeper.files(to, "look", &[("file", Some("a.csv"), csv.as_bytes())]).await;
    assert!(page.status == 422 && page.text.contains("hoa.nguyen"), "{}", page.text);
    let twice = csv.replace("HOA.Nguyen", "bi") + "Bình,Cán bộ,typist,1,BI\n";
    let page = keeper.files(to, "look", &[("file", Some("a.csv"), twice.as_bytes())]).await;
    assert_eq!(page.status, 422, "{}", page.text);
    assert_eq!(house.tries("HOA.nguyen", &password).await, 303);
    assert_eq!(house.tries("lan", super::common::PASSWORD).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn hiring_sent_twice_hires_once_and_leaves_the_password() {
    let house = House::open().await;
    let mut keeper = house.signs_in("keeper").await;
    keeper.keep_act("00112233aabbccdd");
    // Without a login nothing stands in the way of the second sending but that it was done.
    keeper.send(PEOPLE, "hire", &hire("")).await;
    let before = house.size();
    let page = keeper.send(PEOPLE, "hire", &hire("")).await;
    assert!(page.status == 200 && page.text.contains("ở lần gửi trước"), "{}", page.text);
    assert_eq!(house.size(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_only_for_who_may_take_it() {
    let house = House::open().await;
    let csv = "Họ và tên,Chức vụ,Vai trò,Xã phường\nHoà,Cán bộ,typist,1\n";
    for (table, officer, status) in [("people", "lan", 403), ("people", "keeper", 200)] {
        let mut officer = house.signs_in(officer).await;
        let to = format!("/desk/setup/import/{table}");
        let page = officer.files(&to, "look", &[("file", Some("a.csv"), csv.as_bytes())]).await;
        assert_eq!(page.status, status, "{}", page.text);
        // Taking asks for what was looked at: there is something only where it might be taken.
        let kept = if status == 200 { page.hidden("blob") } else { "0".repeat(64) };
        let page = officer.files(&to, "take", &[("blob", None, kept.as_bytes())]).await;
        assert_eq!(page.status, status, "{}", page.text);
    }
}
