//! Passkeys: added and ended by their officer alone, and signing with one touch.

use super::common::{Browser, House, Page, figures};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use dienhong_core::people::passkey::Algorithm;
use dienhong_journal::Hash;
use dienhong_passkeys::soft::{Authenticator, Said};

const KEYS: &str = "/desk/passkeys";
const SIGN: &str = "/desk/sign/1-001";
const ENTRY: &str = "/desk/entry/na-2026/1-001";
const MINUTES: &str = "/desk/minutes/na-2026/1-001";
const PUBLIC: &str = "/elections/na-2026/areas/1-001";
const ORIGIN: &str = "https://test.example";

fn key() -> Authenticator {
    Authenticator::es256(ORIGIN).unwrap()
}

/// What a page asks the browser to sign.
fn challenge(page: &Page) -> Hash {
    let text = page.text.split("data-challenge=\"").nth(1).unwrap().split('"').next().unwrap();
    Hash(URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap())
}

/// The fields that the script fills in when a key was made.
fn making(page: &Page, key: &Authenticator, said: &Said) -> Vec<(&'static str, String)> {
    let passkey = key.passkey();
    let algorithm = if passkey.algorithm == Algorithm::Es256 { "-7" } else { "-8" };
    vec![
        ("name", "Điện thoại của tôi".into()),
        ("made", page.hidden("made")),
        ("passkey", passkey.id),
        ("key", passkey.key),
        ("algorithm", algorithm.into()),
        ("origin", passkey.origin),
        ("authenticator_data", URL_SAFE_NO_PAD.encode(&said.authenticator_data)),
        ("client_data", URL_SAFE_NO_PAD.encode(&said.client_data)),
    ]
}

async fn send(browser: &mut Browser, path: &str, step: &str, all: &[(&str, String)]) -> Page {
    let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (*name, text.as_str())).collect();
    browser.send(path, step, &all).await
}

async fn adds(browser: &mut Browser, key: &Authenticator) -> Page {
    let page = browser.get(KEYS).await;
    let said = key.made(&challenge(&page));
    send(browser, KEYS, "add", &making(&page, key, &said)).await
}

async fn touches(browser: &mut Browser, key: &Authenticator) -> Page {
    let page = browser.get(SIGN).await;
    let minutes = page.hidden("minutes");
    let signed = key.answers(&challenge(&page)).unwrap();
    let fields = [
        ("minutes", minutes),
        ("passkey", signed.passkey),
        ("authenticator_data", signed.authenticator_data),
        ("client_data", signed.client_data),
        ("signature", signed.signature),
    ];
    send(browser, SIGN, "", &fields).await
}

async fn typed(house: &House) {
    for login in ["lan", "minh"] {
        house.signs_in(login).await.send(ENTRY, "check", &figures("1200", "900")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_the_team_sign_with_keys_of_their_own_and_everybody_sees_it() {
    let house = House::open().await;
    typed(&house).await;
    let mut head = house.signs_in("head").await;
    // Before he has a key the page says whose word a signature is.
    let page = head.get(MINUTES).await;
    assert!(page.text.contains("Bạn chưa có khóa truy cập"), "{}", page.text);
    let mine = key();
    let page = adds(&mut head, &mine).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let page = head.get(KEYS).await;
    assert!(page.text.contains("Điện thoại của tôi"), "{}", page.text);
    assert!(house.journal().contains(&mine.passkey().id));
    assert!(!house.journal().contains("Điện thoại của tôi"), "the device is his own affair");
    // The figures stand beside the button.
    assert!(head.get(MINUTES).await.text.contains(SIGN));
    assert!(head.get(SIGN).await.text.contains("1.180"));
    let before = house.size();
    let page = touches(&mut head, &mine).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert_eq!(house.size(), before + 2, "signed and asserted in one act");
    let page = head.get(SIGN).await;
    assert!(page.text.contains("Không có biên bản nào"), "{}", page.text);
    // The other signs as before, and with a key later, after the publication.
    let mut secretary = house.signs_in("secretary").await;
    assert_eq!(secretary.send(MINUTES, "sign", &[]).await.status, 303);
    let page = house.signs_in("publisher").await.send(MINUTES, "publish", &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get(PUBLIC).await;
    for words in ["1 trên 2 chữ ký", "ký bằng khóa của chính người ký", "theo lời hệ thống"]
    {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
    let of = "/elections/na-2026/constituencies/1";
    assert!(house.guest().get(of).await.text.contains("0 trên 1 biên bản"));
    let theirs = Authenticator::eddsa(ORIGIN, &[9; 32]).unwrap();
    assert_eq!(adds(&mut secretary, &theirs).await.status, 303);
    let page = touches(&mut secretary, &theirs).await;
    assert_eq!(page.status, 303, "{}", page.text);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let page = house.guest().get(PUBLIC).await;
    assert!(page.text.contains("Đủ 2 thành viên"), "{}", page.text);
    assert!(!page.text.contains("theo lời hệ thống"), "{}", page.text);
    assert!(house.guest().get(of).await.text.contains("1 trên 1 biên bản"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_does_not_fit_is_refused_and_nothing_is_recorded() {
    let house = House::open().await;
    typed(&house).await;
    let mut head = house.signs_in("head").await;
    let mine = key();
    assert_eq!(adds(&mut head, &mine).await.status, 303);
    let page = head.get(SIGN).await;
    let (minutes, challenge) = (page.hidden("minutes"), challenge(&page));
    let right = mine.answers(&challenge).unwrap();
    let other = key().answers(&challenge).unwrap();
    let said = |change: fn(&mut Said)| {
        let mut said = mine.says(&challenge);
        change(&mut said);
        mine.signs(&said).unwrap()
    };
    let mut replayed = right.clone();
    replayed.client_data = URL_SAFE_NO_PAD.encode(mine.says(&Hash::of(b"other")).client_data);
    let cases = [
        // Another key's signature under his key's id.
        (
            right.authenticator_data.clone(),
            right.client_data.clone(),
            other.signature,
            "không khớp",
        ),
        // What was signed was said otherwise.
        (
            said(|s| s.authenticator_data[36] = 1).authenticator_data,
            right.client_data.clone(),
            right.signature.clone(),
            "không khớp",
        ),
        (
            right.authenticator_data.clone(),
            replayed.client_data,
            right.signature.clone(),
            "nội dung khác",
        ),
        (
            right.authenticator_data.clone(),
            right.client_data.clone(),
            "AAAA".into(),
            "không đọc được",
        ),
        (right.authenticator_data.clone(), right.client_data.clone(), String::new(), "JavaScript"),
    ];
    let before = house.size();
    for (authenticator_data, client_data, signature, why) in cases {
        let fields = [
            ("minutes", minutes.clone()),
            ("passkey", right.passkey.clone()),
            ("authenticator_data", authenticator_data),
            ("client_data", client_data),
            ("signature", signature),
        ];
        let page = send(&mut head, SIGN, "", &fields).await;
        assert!(page.status == 409 && page.text.contains(why), "{why}: {}", page.text);
    }
    let away = said(|said| said.client_data = said.client_data.replace("test.", "evil."));
    let absent = said(|said| said.authenticator_data[32] = 0);
    for (assertion, why) in [(away, "một trang khác"), (absent, "chưa xác nhận đúng người")]
    {
        let fields = [
            ("minutes", minutes.clone()),
            ("passkey", assertion.passkey),
            ("authenticator_data", assertion.authenticator_data),
            ("client_data", assertion.client_data),
            ("signature", assertion.signature),
        ];
        let page = send(&mut head, SIGN, "", &fields).await;
        assert!(page.status == 409 && page.text.contains(why), "{why}: {}", page.text);
    }
    assert_eq!(house.size(), before);
    // And what is right is taken.
    assert_eq!(touches(&mut head, &mine).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_taken_only_as_this_form_asked_for_it_on_this_site() {
    let house = House::open().await;
    let mut head = house.signs_in("head").await;
    let before = house.size();
    let page = head.get(KEYS).await;
    let mine = key();
    let asked = challenge(&page);
    let right = making(&page, &mine, &mine.made(&asked));
    let with = |name: &str, text: &str| {
        let mut all = right.clone();
        all.iter_mut().find(|(known, _)| *known == name).unwrap().1 = text.into();
        all
    };
    let mut other = mine.made(&asked);
    other.client_data = other.client_data.replace("webauthn.create", "webauthn.get");
    let elsewhere = Authenticator::es256("https://evil.example").unwrap();
    let cases = [
        (with("key", ""), "JavaScript"),
        (with("algorithm", "-257"), "ES256 hoặc EdDSA"),
        (with("algorithm", "-8"), "không thuộc loại"),
        (with("name", &"x".repeat(61)), "60"),
        (with("passkey", "AAAA"), "không đọc được"),
        (with("made", "another"), "nội dung khác"),
        (with("origin", "http://localhost:8080"), "một trang khác"),
        (making(&page, &mine, &other), "trình duyệt đã làm việc khác"),
        (making(&page, &elsewhere, &elsewhere.made(&asked)), ORIGIN),
    ];
    for (fields, why) in cases {
        let page = send(&mut head, KEYS, "add", &fields).await;
        assert!(page.status == 422 && page.text.contains(why), "{why}: {}", page.text);
    }
    // What one session was asked for is nothing in another.
    let page = send(&mut house.signs_in("head").await, KEYS, "add", &right).await;
    assert!(page.status == 422 && page.text.contains("nội dung khác"), "{}", page.text);
    assert_eq!(house.size(), before);
    assert_eq!(send(&mut head, KEYS, "add", &right).await.status, 303);
    // Nobody else takes it for his own.
    let mut secretary = house.signs_in("secretary").await;
    let page = adds(&mut secretary, &mine).await;
    assert!(page.status == 422 && page.text.contains("đã có người dùng"), "{}", page.text);
    assert_eq!(house.size(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_lost_is_ended_with_a_reason_by_its_officer_alone() {
    let house = House::open().await;
    typed(&house).await;
    let (mut head, mine) = (house.signs_in("head").await, key());
    assert_eq!(adds(&mut head, &mine).await.status, 303);
    let id = mine.passkey().id;
    let end = |reason| [("passkey", id.as_str()), ("reason", reason)];
    let page = head.send(KEYS, "end", &end(" ")).await;
    assert!(page.status == 422 && page.text.contains("Thiếu lý do"), "{}", page.text);
    let mut secretary = house.signs_in("secretary").await;
    let page = secretary.send(KEYS, "end", &end("của ai đó")).await;
    assert!(
        page.status == 422 && page.text.contains("không có khóa truy cập này"),
        "{}",
        page.text
    );
    // The page was open before the key ended.
    let page = head.get(SIGN).await;
    let (minutes, signed) = (page.hidden("minutes"), mine.answers(&challenge(&page)).unwrap());
    assert_eq!(head.send(KEYS, "end", &end("Mất máy")).await.status, 303);
    let page = head.get(KEYS).await;
    assert!(page.text.contains("Các khóa đã thôi dùng"), "{}", page.text);
    let fields = [
        ("minutes", minutes),
        ("passkey", signed.passkey),
        ("authenticator_data", signed.authenticator_data),
        ("client_data", signed.client_data),
        ("signature", signed.signature),
    ];
    let page = send(&mut head, SIGN, "", &fields).await;
    assert!(page.status == 409 && page.text.contains("khóa đã thôi dùng"), "{}", page.text);
    // Without one he signs as before.
    assert_eq!(head.send(MINUTES, "sign", &[]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_sign_here_has_no_page_to_sign_on() {
    let house = House::open().await;
    for (login, status) in [("lan", 404), ("watch", 404), ("head", 200)] {
        assert_eq!(house.signs_in(login).await.get(SIGN).await.status, status, "{login}");
    }
    assert_eq!(house.signs_in("head").await.get("/desk/sign/nowhere").await.status, 404);
    assert_eq!(house.guest().get(SIGN).await.status, 303);
    let mut head = house.signs_in("head").await;
    for prefix in ["", "/en"] {
        for path in [KEYS, SIGN, "/desk"] {
            let page = head.get(&format!("{prefix}{path}")).await;
            for key in ["site.", "desk."] {
                assert!(!page.text.contains(&format!(">{key}")), "{path} shows a bare «{key}…»");
                assert!(!page.text.contains(&format!("\"{key}")), "{path} shows a bare «{key}…»");
            }
        }
    }
}
