//! Whatever is sent to whatever page of the desk: it is answered, never by a fault of ours, and what is
//! refused leaves the journal as it was.

use super::common::{Browser, House};
use proptest::{
    collection::vec,
    prelude::{Just, ProptestConfig, Strategy, any, prop_oneof},
    sample::select,
    test_runner::TestRunner,
};
use std::cell::RefCell;

const ROUTES: [&str; 23] = [
    "/desk",
    "/desk/password",
    "/desk/entry",
    "/desk/entry/na-2026/1-001",
    "/desk/entry/na-2026/1-001/draft",
    "/desk/entry/na-2026/1-001/scan",
    "/desk/board",
    "/desk/minutes/na-2026/1-001",
    "/desk/polling",
    "/desk/results",
    "/desk/results/na-2026/1",
    "/desk/setup/elections",
    "/desk/setup/elections/na-2026",
    "/desk/setup/import/people",
    "/desk/setup/import/candidates",
    "/desk/setup/people",
    "/desk/complaints",
    "/desk/complaints/22222222",
    "/desk/observe",
    "/desk/observe/1-001",
    "/desk/observe/1-001/note",
    "/desk/observe/1-001/object",
    "/desk/look",
];

const FIELDS: [&str; 49] = [
    "csrf",
    "act",
    "step",
    "voters_total",
    "took_part",
    "issued",
    "returned",
    "valid",
    "invalid",
    "votes.1",
    "votes.2",
    "votes.3",
    "votes.4",
    "votes.5",
    "stacks.1",
    "inventory.received",
    "explain.W1",
    "as_on_paper",
    "reason",
    "election",
    "area",
    "unit",
    "hour",
    "voted",
    "number",
    "confirmed",
    "document",
    "elect.1",
    "kind",
    "about",
    "received",
    "how",
    "who",
    "text",
    "ground",
    "visible",
    "objection",
    "officer",
    "body",
    "role",
    "login",
    "person",
    "charge",
    "election_id",
    "day",
    "kind",
    "constituency",
    "candidate",
    "how",
];

const VALUES: [&str; 40] = [
    "",
    "0",
    "1",
    "10",
    "1200",
    "1.200",
    "1190",
    "1180",
    "900",
    "-1",
    "--1",
    "99999999999999999999",
    "10:00",
    "25:61",
    "na-2026",
    "1-001",
    "38",
    "1/1",
    "check",
    "enter",
    "keep",
    "drop",
    "settle",
    "sign",
    "publish",
    "restart",
    "reopen",
    "record",
    "announce",
    "withdraw",
    "assign",
    "hire",
    "end",
    "password",
    "look",
    "take",
    "lan",
    "typist",
    "../..",
    "2026-02-30",
];

const KINDS: [&str; 5] = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=cut",
    "multipart/form-data",
    "application/json",
    "",
];

#[derive(Debug, Clone)]
enum Sent {
    Fields(Vec<(String, String)>),
    Files(Vec<(String, Option<String>, Vec<u8>)>),
    Bytes(&'static str, Vec<u8>),
}

#[derive(Debug, Clone)]
struct Request {
    officer: usize,
    english: bool,
    route: &'static str,
    /// With the session's own token, so that the form is looked at.
    own: bool,
    sent: Sent,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(&VALUES[..]).prop_map(str::to_owned),
        2 => "\\PC{0,40}",
        1 => any::<String>(),
        1 => (1usize..3_000).prop_map(|length| "ờ".repeat(length)),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![9 => select(&FIELDS[..]).prop_map(str::to_owned), 1 => "\\PC{0,20}"]
}

fn request() -> impl Strategy<Value = Request> {
    let file = prop_oneof![Just(None), "[a-z.]{0,8}".prop_map(Some)];
    let sent = prop_oneof![
        6 => vec((name(), text()), 0..14).prop_map(Sent::Fields),
        2 => vec((name(), file, vec(any::<u8>(), 0..60)), 0..6).prop_map(Sent::Files),
        1 => (select(&KINDS[..]), vec(any::<u8>(), 0..200)).prop_map(|(k, b)| Sent::Bytes(k, b)),
    ];
    (0..OFFICERS.len() + 1, any::<bool>(), select(&ROUTES[..]), any::<bool>(), sent).prop_map(
        |(officer, english, route, own, sent)| Request { officer, english, route, own, sent },
    )
}

const OFFICERS: [&str; 7] = ["keeper", "lan", "minh", "lead", "head", "secretary", "watch"];

async fn send(browser: &mut Browser, request: &Request) -> (u16, u16) {
    let path = format!("{}{}", if request.english { "/en" } else { "" }, request.route);
    let csrf = browser.csrf().to_owned();
    let page = match &request.sent {
        Sent::Fields(fields) => {
            let mut all: Vec<(&str, &str)> =
                fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            if request.own {
                let act = "00112233445566778899aabbccddeeff";
                all.retain(|(name, _)| !["csrf", "act"].contains(name));
                all.extend([("csrf", csrf.as_str()), ("act", act)]);
            }
            browser.post(&path, &all).await
        }
        Sent::Files(parts) => {
            let parts: Vec<_> = parts
                .iter()
                .map(|(name, file, bytes)| (name.as_str(), file.as_deref(), bytes.as_slice()))
                .collect();
            browser.files(&path, "take", &parts).await
        }
        Sent::Bytes(kind, bytes) => browser.sends(&path, kind, bytes.clone()).await,
    };
    (page.status, browser.get(&path).await.status)
}

#[test]
fn nothing_that_is_sent_is_a_fault_and_what_is_refused_changes_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let house = runtime.block_on(House::open());
    let mut browsers = vec![house.guest()];
    for officer in OFFICERS {
        browsers.push(runtime.block_on(house.signs_in(officer)));
    }
    let browsers = RefCell::new(browsers);
    let config = ProptestConfig { cases: 1_000, failure_persistence: None, ..Default::default() };
    let mut done = 0;
    let counted = RefCell::new(&mut done);
    let ran = TestRunner::new(config).run(&request(), |request| {
        let before = house.size();
        let browser = &mut browsers.borrow_mut()[request.officer];
        let (status, again) = runtime.block_on(send(browser, &request));
        assert!(status < 500 && again < 500, "{status}, then {again}");
        if status >= 400 || request.officer == 0 {
            assert_eq!(house.size(), before, "refused with {status}, and recorded");
        }
        **counted.borrow_mut() += usize::from(house.size() > before);
        Ok(())
    });
    ran.unwrap_or_else(|why| panic!("{why}"));
    println!("{done} of the requests were recorded");
}
