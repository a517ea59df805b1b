//! A passkey in a real browser, on a device that the browser makes up.

use super::{AREA, ELECTION, town::Town};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Plugs in a device that knows its owner and is touched at once.
async fn device(town: &Town) -> String {
    let devtools = town.browser.cdp();
    devtools.send_raw("WebAuthn.enable", json!({"enableUI": false})).await.unwrap();
    let options = json!({"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
        "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
    }});
    let made: Value = devtools.send_raw("WebAuthn.addVirtualAuthenticator", options).await.unwrap();
    made["authenticatorId"].as_str().unwrap().to_owned()
}

/// Whether the device's owner can show that it is he.
async fn verifies(town: &Town, device: &str, verified: bool) {
    let told = json!({"authenticatorId": device, "isUserVerified": verified});
    town.browser.cdp().send_raw("WebAuthn.setUserVerified", told).await.unwrap();
}

async fn adds(town: &Town, name: &str) {
    town.go("/desk/passkeys").await;
    town.sets("name", name).await;
    town.sends("form[data-passkey]").await;
    town.sees(name).await;
}

async fn touches(town: &Town) {
    town.go(&format!("/desk/sign/{AREA}")).await;
    town.sends("form[data-passkey]").await;
    town.sees("Không có biên bản nào").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_the_team_sign_with_one_touch_each_and_the_public_page_says_so() {
    let mut town = Town::begins().await;
    town.go(&format!("/elections/{ELECTION}/areas/{AREA}")).await;
    let voters = town.one("#roll-table tbody tr:last-child td.num").await.text().await.unwrap();
    let voters: u64 = voters.replace('.', "").parse().unwrap();
    for login in ["lan", "minh"] {
        town.signs_in(login).await;
        town.go(&format!("/desk/entry/{ELECTION}/{AREA}")).await;
        let count = |css: &'static str| town.browser.find_all(By::Css(css));
        let stacks = count("input[name^='stacks.']").await.unwrap().len();
        let candidates = count("input[name^='votes.']").await.unwrap().len();
        let (took, valid) = (voters - 10, voters - 15);
        let ballots = [voters, took, took, took, valid, 5].map(|n| n.to_string());
        let votes = (0..candidates).map(|at| if at == 0 { valid } else { 10 }.to_string());
        let sheet: Vec<String> =
            ballots.into_iter().chain(vec![String::new(); stacks]).chain(votes).collect();
        town.enters(ELECTION, AREA, &sheet).await;
        town.one(".notice.done").await;
    }
    // An address without a name has no passkeys: said at the button.
    town.signs_in("to1").await;
    town.go("/desk/passkeys").await;
    town.sets("name", "máy của tôi").await;
    town.clicks("form[data-passkey] button[type=submit]").await;
    town.hears("form[data-passkey] [data-said]", "localhost").await;

    town.by_name();
    town.signs_in("to1").await;
    let device = device(&town).await;
    adds(&town, "điện thoại của tổ trưởng").await;
    town.picture("passkeys").await;
    let mut found = town.wrong_here("passkeys").await;
    // The same device twice is told apart from a new one.
    town.sets("name", "lần nữa").await;
    town.clicks("form[data-passkey] button[type=submit]").await;
    town.hears("form[data-passkey] [data-said]", "đã giữ một khóa").await;
    town.go(&format!("/desk/minutes/{ELECTION}/{AREA}")).await;
    town.clicks(&format!("a[href='/desk/sign/{AREA}']")).await;
    // Somebody else holds the device.
    verifies(&town, &device, false).await;
    town.clicks("form[data-passkey] button[type=submit]").await;
    town.hears("form[data-passkey] [data-said]", "Chưa ký").await;
    verifies(&town, &device, true).await;
    town.picture("sign-all").await;
    found.extend(town.wrong_here("signing").await);
    touches(&town).await;

    town.signs_in("thuky1").await;
    adds(&town, "máy của thư ký").await;
    touches(&town).await;
    town.signs_in("publisher").await;
    town.does(ELECTION, AREA, "publish").await;
    town.browser.delete_all_cookies().await.unwrap();
    town.go(&format!("/elections/{ELECTION}/areas/{AREA}")).await;
    town.waits_for("ký bằng khóa của chính mình").await;
    town.sees("Đủ 2 thành viên tổ bầu cử").await;
    town.picture("signed").await;
    found.extend(town.wrong_here("signed minutes").await);
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();
}
