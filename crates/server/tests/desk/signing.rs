//! Signing in: passwords, waits, sessions that have ended.

use super::common::{self, House, PASSWORD, figures};

const ENTRY: &str = "/desk/entry/na-2026/1-001";

#[tokio::test(flavor = "multi_thread")]
async fn an_outsider_does_not_lock_an_officer_out() {
    let house = House::open().await;
    let from = |address: &str| house.guest().says("x-forwarded-for", address);
    let (wrong, right) = ([("login", "lan"), ("password", "x")], PASSWORD);
    let mut outsider = from("203.0.113.9");
    for _ in 0..5 {
        assert_eq!(outsider.post("/sign-in", &wrong).await.status, 422);
    }
    assert_eq!(outsider.post("/sign-in", &wrong).await.status, 429);
    let page = from("192.0.2.1").post("/sign-in", &[("login", "lan"), ("password", right)]).await;
    assert_eq!(page.status, 303);
    // The outsider still waits.
    assert_eq!(outsider.post("/sign-in", &wrong).await.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_are_no_way_around_the_wait() {
    let house = House::open().await;
    for login in ["lan", "nobody-has-this"] {
        let tries = (0..12).map(|n| {
            let mut guest = house.guest();
            async move {
                let password = format!("guess {n}");
                guest.post("/sign-in", &[("login", login), ("password", &password)]).await.status
            }
        });
        let answers = futures_util::future::join_all(tries).await;
        let looked_at = answers.iter().filter(|status| **status == 422).count();
        assert_eq!((looked_at, answers.len()), (5, 12), "{login}: {answers:?}");
        assert!(answers.iter().all(|status| [422, 429].contains(status)), "{answers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_typed_with_marks_apart_and_a_login_in_capitals_are_the_same() {
    let house = House::open().await;
    let apart = "\u{111}u\u{301}ng ro\u{302}\u{300}i 2026";
    assert_eq!(house.tries("LAN", apart).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_of_an_https_page_is_for_https_only() {
    let house = House::open().await;
    let fields = [("login", "lan"), ("password", PASSWORD)];
    let page = house.guest().says("x-forwarded-proto", "https").post("/sign-in", &fields).await;
    assert!(page.headers["set-cookie"].to_str().unwrap().ends_with("; Secure"));
    let page = house.guest().post("/sign-in", &fields).await;
    assert!(!page.headers["set-cookie"].to_str().unwrap().contains("Secure"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_comes_back_to_where_one_was_and_nowhere_else() {
    let house = House::open().await;
    let page = house.guest().get("/desk/entry?area=1-001").await;
    assert_eq!(page.to(), "/sign-in?to=%2Fdesk%2Fentry%3Farea%3D1-001");
    let page = house.guest().get("/en/desk/entry?area=1-001").await;
    assert_eq!(page.to(), "/en/sign-in?to=%2Fdesk%2Fentry%3Farea%3D1-001");
    for (to, comes) in [
        ("/desk/entry?area=1-001", "/desk/entry?area=1-001"),
        ("//evil.example", "/desk"),
        ("/\\evil.example", "/desk"),
        ("https://evil.example", "/desk"),
        ("/desk\r\nSet-Cookie: a=b", "/desk"),
        ("/đâu", "/desk"),
    ] {
        let fields = [("login", "lan"), ("password", PASSWORD), ("to", to)];
        let page = house.guest().post("/sign-in", &fields).await;
        assert_eq!((page.status, page.to()), (303, comes), "{to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_when_the_session_had_ended_is_sent_after_signing_in_again() {
    let house = House::open().await;
    let before = house.size();
    let mut lan = house.guest();
    let page = lan.send(ENTRY, "check", &figures("1200", "913")).await;
    assert!(page.status == 401 && page.text.contains("value=\"913\""), "{}", page.text);
    assert_eq!(page.hidden("kept"), ENTRY);
    // The sign-in carries the fields along, also past a wrong password.
    let mut fields = vec![("login".to_owned(), "lan".to_owned()), ("kept".into(), ENTRY.into())];
    for (name, text) in figures("1200", "913").into_iter().chain([("step", "check")]) {
        fields.push((format!("kept.{name}"), text.to_owned()));
    }
    fields.push(("kept.act".into(), page.hidden("kept.act")));
    let with = |password: &'static str| {
        let all = fields.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        all.chain([("password", password)]).collect::<Vec<_>>()
    };
    let page = lan.post("/sign-in", &with("wrong")).await;
    assert!(page.status == 422 && page.text.contains("value=\"913\""), "{}", page.text);
    let page = lan.post("/sign-in", &with(PASSWORD)).await;
    assert!(page.status == 200 && page.text.contains("Gửi lại"), "{}", page.text);
    assert_eq!(house.size(), before);
    lan.takes_csrf(page.hidden("csrf"));
    lan.keep_act(&page.hidden("act"));
    let page = lan.send(ENTRY, &page.hidden("step"), &figures("1200", "913")).await;
    assert!(page.text.contains("niêm phong"), "{}", page.text);
    assert_eq!(house.size(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_site_made_up_is_not_kept() {
    let house = House::open().await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
    {
        let mut guest = house.guest().says("host", "bau-cu.example").says(name, value);
        let page = guest.send(ENTRY, "check", &figures("1200", "913")).await;
        assert!(page.status == 401 && !page.text.contains("913"), "{name}: {}", page.text);
        let fields = [("login", "lan"), ("password", PASSWORD), ("kept", ENTRY), ("kept.a", "913")];
        assert_eq!(guest.post("/sign-in", &fields).await.status, 303, "{name} {value}");
    }
    let mut own = house.guest().says("host", "bau-cu.example");
    own = own.says("origin", "https://bau-cu.example");
    let page = own.send(ENTRY, "check", &figures("1200", "913")).await;
    assert!(page.text.contains("913"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_password_is_changed_and_other_sessions_end() {
    let house = House::open().await;
    let (mut here, mut there) = (house.signs_in("lan").await, house.signs_in("lan").await);
    let new = "một câu chỉ mình tôi nhớ";
    let send = |current, new, again| [("current", current), ("new", new), ("again", again)];
    for (fields, why) in [
        (send("sai rồi nhé", new, new), "mật khẩu không đúng"),
        (send(PASSWORD, "ngắn", "ngắn"), "ít nhất 10"),
        (send(PASSWORD, PASSWORD, PASSWORD), "khác mật khẩu hiện tại"),
        (send(PASSWORD, new, "một câu khác hẳn"), "không giống nhau"),
    ] {
        let page = here.send("/desk/password", "", &fields).await;
        assert!(page.status == 422 && page.text.contains(why), "{why}: {}", page.text);
        assert!(!page.text.contains(new), "a password is never shown again");
    }
    let page = here.send("/desk/password", "", &send(PASSWORD, new, new)).await;
    assert!(page.status == 200 && page.text.contains("Đã đổi mật khẩu"), "{}", page.text);
    assert_eq!(here.get("/desk").await.status, 200);
    assert_eq!(there.get("/desk").await.status, 303);
    assert_eq!(house.tries("lan", common::PASSWORD).await, 422);
    assert_eq!(house.tries("lan", new).await, 303);
}
