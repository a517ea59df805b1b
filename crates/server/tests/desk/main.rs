//! The officers' side as browsers meet it: over HTTP, with cookies and forms.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod acts;
mod ballot_box;
mod briefing;
mod common;
mod complaints;
mod evaluation;
mod eyes;
mod forms;
mod further;
mod grouping;
mod imports;
mod interfaces;
mod meetings;
mod motions;
mod nomination;
mod offices;
mod papers;
mod passkeys;
mod people;
mod programme;
mod readiness;
mod refused;
mod rehearsal;
mod reports;
mod round_trip;
mod signing;
mod votes;

use common::{House, figures};

#[tokio::test(flavor = "multi_thread")]
async fn two_type_one_corrects_two_sign_another_publishes() {
    let house = House::open().await;
    let (mut lan, mut minh) = (house.signs_in("lan").await, house.signs_in("minh").await);
    let entry = "/desk/entry/na-2026/1-001";
    // An impossible number is named at its field, and nothing is lost.
    let page = lan.send(entry, "check", &figures("1.2oo", "900")).await;
    assert!(page.status == 422 && page.text.contains("không phải là số"), "{}", page.text);
    let page = lan.send(entry, "check", &figures("1.200", "900")).await;
    assert!(page.text.contains("niêm phong"), "{}", page.text);
    // The second entry shows nothing of the first.
    let page = minh.get(entry).await;
    assert!(!page.text.contains("value=\"900\""), "{}", page.text);
    let page = minh.send(entry, "check", &figures("1200", "909")).await;
    assert!(page.text.contains("Hai bản nhập khác nhau"), "{}", page.text);
    // The lead sees where they differ; nobody may publish that.
    let mut lead = house.signs_in("lead").await;
    let minutes = "/desk/minutes/na-2026/1-001";
    let page = lead.get(minutes).await;
    assert!(page.text.contains("909") && page.text.contains("900"), "{}", page.text);
    assert!(lead.get("/desk/board").await.text.contains("Hai bản khác nhau"));
    // Who mistyped corrects his own entry; the other may not.
    let page = minh.get(entry).await;
    assert!(page.text.contains("value=\"909\""), "{}", page.text);
    let page = minh.send(entry, "check", &figures("1200", "900")).await;
    assert!(page.text.contains("khớp nhau"), "{}", page.text);
    let mut head = house.signs_in("head").await;
    assert_eq!(head.send(minutes, "sign", &[]).await.status, 303);
    // Signing twice is refused; so is publishing with one signature.
    assert!(head.send(minutes, "sign", &[]).await.text.contains("Bạn đã ký"));
    let mut publisher = house.signs_in("publisher").await;
    assert!(publisher.send(minutes, "publish", &[]).await.text.contains("chữ ký"));
    let mut secretary = house.signs_in("secretary").await;
    assert_eq!(secretary.send(minutes, "sign", &[]).await.status, 303);
    // Nothing of the figures is public until now.
    let public = "/elections/na-2026/areas/1-001";
    assert!(!house.guest().get(public).await.text.contains("1.180"));
    assert_eq!(publisher.send(minutes, "publish", &[]).await.status, 303);
    // A public page is at most half a second old.
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get(public).await;
    assert!(page.text.contains("1.180"), "{}", page.text);
    // What was typed wrong stays to be seen.
    assert!(page.text.contains("<del>909</del>"), "{}", page.text);
    let csv = house.guest().get("/open-data/na-2026/areas.csv").await;
    assert!(csv.text.contains("1-001") && csv.text.contains("1180"), "{}", csv.text);
    let pdf = house.guest().get("/documents/na-2026/areas/1-001.pdf").await;
    assert_eq!(pdf.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_page_that_took_a_form_says_that_it_has_arrived() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    let entry = "/desk/entry/na-2026/1-001";
    let page = lan.send(entry, "check", &figures("99,62", "900")).await;
    assert!(page.status == 422 && !page.text.contains("data-accepted"), "{}", page.text);
    let page = house.guest().send(entry, "check", &figures("1200", "900")).await;
    assert!(page.status == 401 && !page.text.contains("data-accepted"), "{}", page.text);
    let page = lan.send(entry, "check", &figures("1200", "900")).await;
    assert!(page.text.contains("data-accepted=\"lan:entry/na-2026/1-001:\""), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_leaves_what_differed_before_on_the_page() {
    let house = House::open().await;
    let minutes = "/desk/minutes/na-2026/1-001";
    let mut people = Vec::new();
    for login in ["lan", "minh", "head", "secretary", "publisher", "lead"] {
        people.push(house.signs_in(login).await);
    }
    let [lan, minh, head, secretary, publisher, lead] = people.as_mut_slice() else { panic!() };
    for (first, wrong) in [("900", "909"), ("901", "901")] {
        let entry = "/desk/entry/na-2026/1-001";
        lan.send(entry, "check", &figures("1200", first)).await;
        minh.send(entry, "check", &figures("1200", wrong)).await;
        minh.send(entry, "check", &figures("1200", first)).await;
        head.send(minutes, "sign", &[]).await;
        secretary.send(minutes, "sign", &[]).await;
        assert_eq!(publisher.send(minutes, "publish", &[]).await.status, 303);
        if first == "900" {
            let page = lead.send(minutes, "reopen", &[("reason", "cộng lại")]).await;
            assert_eq!(page.status, 303);
        }
    }
    let page = house.guest().get("/elections/na-2026/areas/1-001").await;
    for words in ["<del>909</del>", "<del>900</del>", "cộng lại"] {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn turnout_that_cannot_be_taken_comes_back_in_its_own_form() {
    let house = House::open().await;
    let mut lead = house.signs_in("lead").await;
    let report =
        |hour, voted| [("election", "na-2026"), ("unit", "1"), ("hour", hour), ("voted", voted)];
    let page = lead.send("/desk/polling", "turnout", &report("11:00", "-5")).await;
    assert!(page.status == 422 && page.text.contains("Số không thể âm"), "{}", page.text);
    assert!(page.text.contains("value=\"11:00\"") && page.text.contains("value=\"-5\""));
    let page = lead.send("/desk/polling", "turnout", &report("9h", "99,62")).await;
    assert!(page.text.contains("Giờ viết như 10:00") && page.text.contains("không phải là số"));
    assert_eq!(lead.send("/desk/polling", "turnout", &report("11:00", "1.100")).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_closed_late_says_when_and_why() {
    let house = House::voting().await;
    let mut head = house.signs_in("head").await;
    house.at_hour(22);
    let close = |happened, reason| [("area", "1-001"), ("happened", happened), ("reason", reason)];
    let page = head.send("/desk/polling", "close", &close("25:00", "")).await;
    assert!(page.status == 422 && page.text.contains("value=\"25:00\""), "{}", page.text);
    let page = head.send("/desk/polling", "close", &close("21:30", "")).await;
    assert!(page.status == 409 && page.text.contains("Thiếu lý do"), "{}", page.text);
    let page = head.send("/desk/polling", "close", &close("21:30", "mưa lớn")).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(head.get("/desk/polling").await.text.contains("21:30"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_page_loads_nothing_and_an_english_page_keeps_its_address() {
    let house = House::open().await;
    let mut guest = house.guest();
    let page = guest.get("/elections/na-2026/text").await;
    for load in ["<script", "<link", "<img", "<svg", "style"] {
        assert!(!page.text.contains(load), "{load}");
    }
    let page = guest.get("/en/elections/na-2026/constituencies/1").await;
    for words in [
        "rel=\"canonical\" href=\"/en/elections/na-2026/constituencies/1\"",
        "class=\"name\" href=\"/en\"",
        "<b lang=\"vi\">1. Ứng cử viên A1</b>",
        "3 seats, 5 candidates.",
    ] {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_does_nothing() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    lan.forget_csrf();
    let page = lan.send("/desk/entry/na-2026/1-001", "check", &figures("1200", "900")).await;
    assert_eq!(page.status, 403, "{}", page.text);
    let mut minh = house.signs_in("minh").await;
    // Still the first entry: nothing was taken before.
    let page = minh.send("/desk/entry/na-2026/1-001", "check", &figures("1200", "900")).await;
    assert!(page.text.contains("một người khác nhập lần thứ hai"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_is_done_once() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    let entry = "/desk/entry/na-2026/1-001";
    let before = house.size();
    lan.keep_act("00112233aabbccdd");
    for _ in 0..2 {
        let page = lan.send(entry, "check", &figures("1200", "900")).await;
        assert!(page.text.contains("niêm phong"), "{}", page.text);
    }
    assert_eq!(house.size(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_passwords_waits() {
    let house = House::open().await;
    for _ in 0..5 {
        assert_eq!(house.tries("lan", "wrong").await, 422);
    }
    assert_eq!(house.tries("lan", "wrong").await, 429);
    assert_eq!(house.tries("lan", common::PASSWORD).await, 429);
    assert_eq!(house.tries("minh", common::PASSWORD).await, 303);
    assert_eq!(house.tries("nobody", "x").await, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_and_scans_are_for_those_at_the_table() {
    let house = House::open().await;
    let mut lan = house.signs_in("lan").await;
    let entry = "/desk/entry/na-2026/1-001";
    // A draft is answered with what the checks say of it: nothing of fields that are still empty.
    let page = lan.send(&format!("{entry}/draft"), "", &figures("77", "")).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("noticed-H1") && page.text.contains("data-at=\"took_part\""));
    assert!(!page.text.contains("noticed-H5"), "{}", page.text);
    assert!(lan.get(entry).await.text.contains("value=\"77\""));
    assert!(!house.signs_in("minh").await.get(entry).await.text.contains("value=\"77\""));
    let mut lead = house.signs_in("lead").await;
    assert!(lead.get("/desk/minutes/na-2026/1-001").await.text.contains("H1"));
    lan.send(entry, "drop", &[]).await;
    let page = lan.get("/desk/entry?left=na-2026/1-001").await;
    assert!(page.text.contains("data-accepted=\"lan:entry/na-2026/1-001:\""), "{}", page.text);
    assert!(!lan.get(entry).await.text.contains("value=\"77\""));
    let mut guest = house.guest();
    for path in ["/desk", entry, "/desk/board", "/desk/minutes/na-2026/1-001"] {
        let page = guest.get(path).await;
        assert_eq!((page.status, page.text.contains("value=")), (303, false), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_answers_in_both_languages_and_hostile_addresses_find_nothing() {
    let house = House::open().await;
    let mut guest = house.guest();
    let pages = [
        "/",
        "/verify",
        "/units",
        "/units/1",
        "/units?q=hoa",
        "/elections/na-2026",
        "/sign-in",
        "/elections/na-2026/calendar",
        "/elections/na-2026/text",
        "/elections/na-2026/constituencies/1",
        "/elections/na-2026/units/1",
        "/elections/na-2026/areas/1-001",
    ];
    for path in pages {
        for prefix in ["", "/en"] {
            let page = guest.get(&format!("{prefix}{path}")).await;
            assert_eq!(page.status, 200, "{prefix}{path}");
            assert!(page.text.contains(if prefix.is_empty() {
                "MÔ PHỎNG"
            } else {
                "SIMULATED"
            }));
            // A key that has no words would show itself.
            for key in ["site.", "desk.", "shell-", "history."] {
                assert!(!page.text.contains(&format!(">{key}")), "{path} shows a bare «{key}…»");
            }
        }
    }
    for path in [
        "/nothing",
        "/elections/x",
        "/elections/na-2026/areas/%00",
        "/blobs/zz",
        "/elections/na-2026/constituencies/99999999999",
        "/documents/na-2026/areas/../x.pdf",
    ] {
        assert_eq!(guest.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_gone_back_to_and_corrected_is_another_act() {
    let house = House::open().await;
    let (mut lan, mut minh) = (house.signs_in("lan").await, house.signs_in("minh").await);
    let entry = "/desk/entry/na-2026/1-001";
    lan.keep_act("00112233aabbccdd");
    lan.send(entry, "check", &figures("1200", "900")).await;
    minh.send(entry, "check", &figures("1200", "909")).await;
    let before = house.size();
    // The same page with the same nonce, one figure corrected.
    let page = lan.send(entry, "check", &figures("1200", "909")).await;
    assert!(page.text.contains("khớp nhau"), "{}", page.text);
    assert_eq!(house.size(), before + 1);
    for act in ["", "short", "../../../../etc/passwd", "00112233AABBCCDD", &"a".repeat(65)] {
        lan.keep_act(act);
        let page = lan.send(entry, "check", &figures("1200", "900")).await;
        assert!(page.status == 409 && page.text.contains("phiên trước"), "{act}: {}", page.text);
    }
    assert_eq!(house.size(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_from_a_keyboard_that_writes_marks_apart_is_recorded() {
    let house = House::open().await;
    for (login, first) in [("lan", "900"), ("minh", "909")] {
        let mut officer = house.signs_in(login).await;
        officer.send("/desk/entry/na-2026/1-001", "check", &figures("1200", first)).await;
    }
    // «Nhập nhầm», each mark a character of its own.
    let mut settled = figures("1200", "900");
    settled.push(("reason", "Nha\u{323}\u{302}p nh\u{e2}\u{300}m"));
    let mut lead = house.signs_in("lead").await;
    let page = lead.send("/desk/minutes/na-2026/1-001", "settle", &settled).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let minutes = "/desk/minutes/na-2026/1-001";
    for login in ["head", "secretary"] {
        house.signs_in(login).await.send(minutes, "sign", &[]).await;
    }
    let page = house.signs_in("publisher").await.send(minutes, "publish", &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(house.journal().contains("Nhập nhầm"));
}
