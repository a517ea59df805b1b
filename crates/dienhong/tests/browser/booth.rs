//! A voter's booth and a trustee's page in a real browser, before a real gate: what they do, what goes wrong on the
//! way, and that no secret leaves the browser.

use super::town::Town;
use axum::{
    Router,
    body::Bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use belenios::{
    archive::Writer,
    ballot::Booth,
    credential,
    election::{Question, Template},
    fingerprint,
    group::{Ed25519, Group},
    tally::{check_partial, decrypt, result},
    threshold::Ceremony,
    trustee::{KeyPair, Trustees, write_list},
    verify::{Options, contents},
};
use dienhong_ballotbox::{BallotBox, Gate};
use dienhong_look::assets;
use dienhong_node::{History, View};
use dienhong_server::{
    Speech,
    site::{
        Papers, Site,
        booth::Booth as Room,
        trustee::{Task, Trustee},
    },
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::Cursor,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

/// As every page of ours is served.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; \
    style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
const SEVEN: &str = "/votes/7";

/// A server with one vote, which writes down all that it is sent.
#[derive(Default)]
struct House {
    election: Vec<u8>,
    gate: Option<Gate>,
    questions: Vec<Question>,
    cast: BallotBox,
    ballots: Vec<Vec<u8>>,
    /// The ballot is taken and the answer never comes.
    mute: bool,
    task: Option<Task>,
    threshold: Option<(usize, usize)>,
    /// By address, what trustees sent or are given.
    files: BTreeMap<String, Vec<u8>>,
    heard: String,
}

type Shared = Arc<Mutex<House>>;

fn lock(house: &Shared) -> MutexGuard<'_, House> {
    house.lock().unwrap()
}

fn dressed(path: &str, page: impl FnOnce(&Site) -> String) -> Html<String> {
    let (speech, path) = Speech::split(path);
    let tree = dienhong_journal::Tree::default();
    let view = View {
        state: dienhong_core::State::default(),
        history: History::default(),
        size: 0,
        root: dienhong_journal::Hash::of(b""),
        at: Default::default(),
        tree,
    };
    let site = Site {
        view: &view,
        witnessed: &[],
        atlas: None,
        records: &|_| None,
        speech,
        path,
        user: None,
        live: true,
        papers: Papers::None,
    };
    Html(page(&site))
}

async fn booth(State(house): State<Shared>, uri: Uri) -> Html<String> {
    let house = lock(&house);
    let print = fingerprint(&house.election);
    dressed(uri.path(), |site| {
        let room = Room {
            at: SEVEN,
            name: "Lấy phiếu tín nhiệm (mô phỏng)",
            questions: &house.questions,
            closes: "17:00 20/11/2026",
            open: true,
            fingerprint: &print,
        };
        site.booth(&room).into_string()
    })
}

async fn trustee(State(house): State<Shared>, Path(number): Path<usize>, uri: Uri) -> Html<String> {
    let house = lock(&house);
    let public = house.files.get(&format!("{SEVEN}/trustees/{number}/certificate"));
    let public = String::from_utf8(public.cloned().unwrap_or_default()).unwrap();
    dressed(uri.path(), |site| {
        let trustee = Trustee {
            at: SEVEN,
            vote: "Lấy phiếu tín nhiệm (mô phỏng)",
            number,
            name: "Bà Tư",
            group: Ed25519::NAME,
            threshold: house.threshold,
            task: house.task.unwrap(),
            public: &public,
            csrf: "token-of-the-session",
        };
        site.trustee(&trustee).into_string()
    })
}

async fn cast(State(house): State<Shared>, ballot: Bytes) -> Response {
    let mut house = lock(&house);
    let verified = house.gate.as_ref().unwrap().verify(&ballot);
    let verified = verified.and_then(|ballot| house.cast.admits(&ballot).map(|()| ballot));
    let answer = match verified {
        Ok(ballot) => {
            let tracker = ballot.tracker.clone();
            house.cast.put(ballot);
            json!({"tracker": tracker, "at": 1_795_000_000_000_u64})
        }
        Err(why) => {
            return axum::Json(
                json!({"refused": why.code(), "sentence": Speech::of("vi").t(why.code())}),
            )
            .into_response();
        }
    };
    house.ballots.push(ballot.to_vec());
    match house.mute {
        true => (StatusCode::BAD_GATEWAY, "gone").into_response(),
        false => axum::Json(answer).into_response(),
    }
}

async fn find(State(house): State<Shared>, Path(tracker): Path<String>) -> Response {
    let house = lock(&house);
    let Some(counts) = house.cast.counts(&tracker) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let ballot = house.ballots.iter().find(|ballot| fingerprint(ballot) == tracker).unwrap();
    let ballot = String::from_utf8(ballot.clone()).unwrap();
    axum::Json(
        json!({"tracker": tracker, "at": "09:00 20/11/2026", "counts": counts, "ballot": ballot}),
    )
    .into_response()
}

async fn file(State(house): State<Shared>, uri: Uri) -> Response {
    let house = lock(&house);
    match uri.path() {
        "/votes/7/election.json" => house.election.clone().into_response(),
        path => match house.files.get(path) {
            Some(bytes) => bytes.clone().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

/// What a trustee sends is there to be read where it was sent.
async fn sent(State(house): State<Shared>, headers: HeaderMap, uri: Uri, body: Bytes) -> Response {
    assert_eq!(headers["x-csrf"], "token-of-the-session");
    lock(&house).files.insert(uri.path().to_owned(), body.to_vec());
    axum::Json(json!({"accepted": true})).into_response()
}

async fn asset(Path(name): Path<String>) -> Response {
    match assets::asset(&name) {
        Some(asset) => ([(header::CONTENT_TYPE, asset.mime)], asset.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Everything that arrives, written down; every answer with our policy.
async fn hears(State(house): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
    let said = format!("{} {}\n{:?}\n", parts.method, parts.uri, parts.headers);
    lock(&house).heard += &[said, String::from_utf8_lossy(&body).into_owned()].concat();
    let mut answer = next.run(Request::from_parts(parts, body.into())).await;
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY.parse().unwrap());
    answer
}

/// Opens the house, and a browser before it.
async fn opens(house: House) -> (Town, Shared) {
    let house: Shared = Arc::new(Mutex::new(house));
    let routes = Router::new()
        .route("/assets/{*name}", get(asset))
        .route("/votes/7/booth", get(booth))
        .route("/en/votes/7/booth", get(booth))
        .route("/votes/7/ballots", post(cast))
        .route("/votes/7/ballots/{tracker}", get(find))
        .route("/votes/7/trustees/certificates.json", get(file))
        .route("/votes/7/trustees/{number}", get(trustee))
        .route("/votes/7/trustees/{number}/{what}", get(file).post(sent))
        .fallback(file)
        .layer(middleware::from_fn_with_state(house.clone(), hears))
        .with_state(house.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    // It ends with the test's runtime.
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    (Town::at(address).await, house)
}

fn question(text: &str, answers: &[&str], blank: bool, min: u32, max: u32) -> Question {
    let answers = answers.iter().map(ToString::to_string).collect();
    Question { answers, blank: blank.then_some(true), min, max, question: text.to_owned() }
}

pub fn random() -> rand_core::UnwrapErr<getrandom::SysRng> {
    rand_core::UnwrapErr(getrandom::SysRng)
}

/// A vote on these questions with one voter and one trustee.
fn vote(questions: Vec<Question>) -> (House, String, KeyPair<Ed25519>) {
    let mut rng = random();
    let trustee = KeyPair::<Ed25519>::random(&mut rng);
    let (house, credential) = vote_with(questions, &[&trustee.public], &[]);
    (house, credential, trustee)
}

fn vote_with(questions: Vec<Question>, single: &[&[u8]], groups: &[&[u8]]) -> (House, String) {
    let mut rng = random();
    let uuid = credential::token(14, &mut rng);
    let (private, public) = credential::make::<Ed25519, _>(&uuid, &[1], &mut rng).unwrap();
    let trustees = write_list::<Ed25519>(single, groups).unwrap();
    let key = Ed25519::encode(&Trustees::<Ed25519>::read(&trustees).unwrap().key());
    let template = Template {
        description: String::new(),
        name: "Hội đồng".to_owned(),
        questions: questions.clone(),
        administrator: None,
        credential_authority: None,
    };
    let election = template.with_key(Ed25519::NAME, key, &uuid).write();
    let gate = Gate::new(&election, &public).unwrap();
    let mut house = House { gate: Some(gate), questions, ..House::default() };
    let mut archive = Vec::new();
    let mut writer = Writer::begin(1_795_000_000, &mut archive);
    writer.setup(&election, &trustees, &public, &mut archive);
    house.files.insert("archive".to_owned(), archive);
    house.election = election;
    (house, private[0].reveal().to_owned())
}

impl House {
    /// The archive of all that was cast, its ballots closed and added up.
    fn tallied(&self) -> Vec<u8> {
        let mut archive = self.files["archive"].clone();
        let read = contents::<Ed25519, _>(Cursor::new(&archive), Options { threads: 1 }).unwrap();
        let mut writer = read.report.writer;
        for ballot in &self.ballots {
            writer.ballot(ballot, &mut archive);
        }
        let counted = self
            .gate
            .as_ref()
            .unwrap()
            .add_up(&self.cast, self.ballots.iter().map(Vec::as_slice))
            .unwrap();
        writer.end_ballots(&mut archive);
        writer.encrypted_tally(&counted.tally, counted.ballots, counted.weight, &mut archive);
        archive
    }
}

/// The part of a step that is shown now.
pub fn step(name: &str) -> String {
    format!("#step-{name}:not([hidden])")
}

pub async fn press(town: &Town, step_name: &str, act: &str) {
    town.clicks(&format!("{} [data-act='{act}']", step(step_name))).await;
}

pub async fn comes(town: &Town, name: &str) {
    town.one(&step(name)).await;
    // Where the reader is put: the heading of the step.
    let here = "return document.activeElement && document.activeElement.id;";
    let here: Option<String> =
        town.browser.execute(here, Vec::new()).await.unwrap().convert().unwrap();
    assert_eq!(here, Some(format!("step-{name}-h")));
}

pub async fn code(town: &Town, name: &str, what: &str) -> String {
    let found = town.one(&format!("{} [data-{what}]", step(name))).await;
    found.attr("data-value").await.unwrap().unwrap()
}

async fn counts(town: &Town, code: &str) -> bool {
    town.browser.execute(code, Vec::new()).await.unwrap().convert().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voter_chooses_doubts_loses_the_line_votes_again_and_finds_the_ballot() {
    let (house, secret, trustee_key) = vote(vec![
        question("Ai vào Ban kiểm phiếu?", &["An", "Bình <b>", "Chi"], true, 1, 2),
        question("Tín nhiệm ông A?", &["Cao", "Vừa", "Thấp"], false, 1, 1),
    ]);
    let (town, house) = opens(house).await;
    let mut found = Vec::new();
    town.go("/votes/7/booth").await;
    town.hears("[data-progress]", "sẵn sàng").await;
    found.extend(town.wrong_here("who").await);
    // Confused: too short, a letter that no code has, a slip.
    for (typed, said) in [
        ("", "Hãy nhập"),
        (&secret[..9], "15 chữ và số"),
        (&secret.replacen(&secret[..1], "0", 1), "«0»"),
    ] {
        town.sets("credential", typed).await;
        town.clicks(&format!("{} button[type=submit]", step("who"))).await;
        town.hears("#credential-error", said).await;
    }
    // The scanned link: the code leaves the address at once.
    town.go(&format!("/en/votes/7/booth#{secret}")).await;
    town.hears("[data-progress]", "taken from the link").await;
    assert!(!town.browser.current_url().await.unwrap().as_str().contains('#'));
    found.extend(town.wrong_here("who, in English").await);
    town.go(&format!("/votes/7/booth#{secret}")).await;
    town.hears("[data-progress]", "từ đường dẫn").await;
    town.clicks(&format!("{} button[type=submit]", step("who"))).await;
    comes(&town, "choose").await;
    found.extend(town.wrong_here("choose").await);

    // Too few, too many, and both questions are told.
    let review = format!("{} button[type=submit]", step("choose"));
    town.clicks(&review).await;
    town.hears("#q0-error", "ít nhất 1").await;
    town.hears("#q1-error", "Hãy chọn một").await;
    for slot in [1, 2, 3] {
        town.clicks(&format!("#q0-{slot}")).await;
    }
    town.clicks("#q1-2").await;
    town.clicks(&review).await;
    town.hears("#q0-error", "nhiều nhất 2").await;
    // A blank vote is nothing else.
    town.clicks("#q0-0").await;
    assert!(
        counts(&town, "return [1, 2, 3].every((n) => !document.getElementById('q0-' + n).checked)")
            .await
    );
    town.clicks("#q0-1").await;
    town.clicks("#q0-2").await;
    assert!(counts(&town, "return !document.getElementById('q0-0').checked").await);
    // Loaded again: what was chosen is there, the code is not.
    town.browser.refresh().await.unwrap();
    town.hears("[data-progress]", "sẵn sàng").await;
    let stored =
        "return JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])";
    let stored: String = town.browser.execute(stored, Vec::new()).await.unwrap().convert().unwrap();
    assert!(stored.contains("choices") && !stored.contains(&secret), "{stored}");
    town.sets("credential", &secret.replace('-', " ")).await;
    town.clicks(&format!("{} button[type=submit]", step("who"))).await;
    comes(&town, "choose").await;
    town.sees("đã được đặt lại").await;
    town.clicks(&review).await;
    comes(&town, "review").await;
    town.hears("[data-review]", "An; Bình <b>").await;
    found.extend(town.wrong_here("review").await);

    // Doubts: the ballot is opened and holds what was chosen; nothing is in the box.
    press(&town, "review", "encrypt").await;
    comes(&town, "sealed").await;
    found.extend(town.wrong_here("sealed").await);
    let content = code(&town, "sealed", "content").await;
    press(&town, "sealed", "audit").await;
    comes(&town, "opened").await;
    town.hears("[data-opened-verdict]", "chứa đúng").await;
    town.hears("[data-opened]", "An; Bình <b>").await;
    assert_eq!(code(&town, "opened", "content").await, content);
    found.extend(town.wrong_here("opened").await);
    assert!(lock(&house).ballots.is_empty());

    // Casts, and the answer is lost; it is in the box all the same.
    press(&town, "opened", "again").await;
    comes(&town, "choose").await;
    town.clicks(&review).await;
    press(&town, "review", "encrypt").await;
    comes(&town, "sealed").await;
    let (first, first_content) =
        (code(&town, "sealed", "tracker").await, code(&town, "sealed", "content").await);
    assert_ne!(first_content, content);
    lock(&house).mute = true;
    press(&town, "sealed", "cast").await;
    comes(&town, "lost").await;
    found.extend(town.wrong_here("lost").await);
    // Also after the page is loaded again.
    town.browser.refresh().await.unwrap();
    town.hears("[data-asked]", "chưa có trả lời").await;
    assert_eq!(code(&town, "lost", "tracker").await, first);
    press(&town, "lost", "send-again").await;
    comes(&town, "receipt").await;
    assert_eq!(lock(&house).cast.cast(), 1);
    lock(&house).mute = false;
    press(&town, "receipt", "find").await;
    town.hears("[data-found]", "được tính").await;
    town.hears("[data-found]", "đúng như trước khi gửi").await;
    assert_eq!(code(&town, "receipt", "content").await, first_content);
    found.extend(town.wrong_here("receipt").await);
    let stored = "return JSON.stringify(Object.entries(sessionStorage))";
    let stored: String = town.browser.execute(stored, Vec::new()).await.unwrap().convert().unwrap();
    assert!(!stored.contains("choices"), "{stored}");

    // Another mind: with the line cut nothing arrives, then it does, and the first ballot is replaced.
    press(&town, "receipt", "again").await;
    comes(&town, "who").await;
    town.sets("credential", &secret).await;
    town.clicks(&format!("{} button[type=submit]", step("who"))).await;
    comes(&town, "choose").await;
    town.clicks("#q0-0").await;
    town.clicks("#q1-0").await;
    town.clicks(&review).await;
    press(&town, "review", "encrypt").await;
    comes(&town, "sealed").await;
    town.line(false).await;
    press(&town, "sealed", "cast").await;
    comes(&town, "lost").await;
    press(&town, "lost", "ask").await;
    town.hears("[data-asked]", "Vẫn chưa hỏi được").await;
    town.line(true).await;
    press(&town, "lost", "ask").await;
    town.hears("[data-asked]", "chưa ở trong hòm").await;
    press(&town, "lost", "send-again").await;
    comes(&town, "receipt").await;
    town.sets("tracker", &first).await;
    town.clicks("[data-form='find'] button[type=submit]").await;
    town.hears("[data-looked-up]", "phiếu sau thay thế").await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();

    // The code is in nothing that the server was sent; the count is that of the last choice.
    let house = lock(&house);
    let bare = secret.replace('-', "");
    assert!(house.heard.contains("POST /votes/7/ballots"));
    assert!(!house.heard.contains(&secret) && !house.heard.contains(&bare));
    let archive = house.tallied();
    let all = contents::<Ed25519, _>(Cursor::new(&archive), Options { threads: 1 }).unwrap();
    let print = fingerprint(&house.election);
    let share = decrypt(&all.tally, &print, &trustee_key.private, &mut random());
    let factors = check_partial(&share, 1, &all.tally, &print, &all.trustees).unwrap();
    let counts = result(&all.tally, &all.trustees, &BTreeMap::from([(1, factors)]), 1).unwrap();
    assert_eq!(counts, br#"{"result":[[1,0,0,0],[1,0,0]]}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_opened_elsewhere_is_computed_again_and_a_stranger_is_refused_without_loss() {
    let persons: Vec<Question> = (1..=50)
        .map(|n| question(&format!("Người số {n}"), &["Cao", "Vừa", "Thấp"], false, 1, 1))
        .collect();
    let (house, secret, _) = vote(persons);
    let booth = Booth::<Ed25519>::new(&house.election).unwrap();
    let mine = credential::Credential::read(&secret).unwrap();
    let choices = vec![vec![0, 1, 0]; 50];
    let opened = booth.encrypt(&mine, &choices, &mut random()).unwrap();
    let content = opened.content();
    let opened = String::from_utf8(opened.open()).unwrap();
    let stranger = credential::Credential::random(&mut random());
    let (town, house) = opens(house).await;
    town.go("/votes/7/booth").await;
    town.hears("[data-progress]", "sẵn sàng").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("opened.json");
    std::fs::write(&path, &opened).unwrap();
    town.one("#opened-file").await.send_keys(path.to_str().unwrap()).await.unwrap();
    town.clicks("[data-form='opened'] button[type=submit]").await;
    town.hears("[data-reopened-verdict]", &content).await;
    town.hears("[data-reopened]", "Vừa").await;
    // Somebody changes what it says.
    let lied = opened.replacen("[0,1,0]", "[1,0,0]", 1);
    std::fs::write(&path, lied).unwrap();
    town.one("#opened-file").await.send_keys(path.to_str().unwrap()).await.unwrap();
    town.clicks("[data-form='opened'] button[type=submit]").await;
    town.hears("[data-wrong]", "không đúng với điều nó nói").await;

    // Fifty persons in three levels: how long the browser takes.
    town.sets("credential", stranger.reveal()).await;
    town.clicks(&format!("{} button[type=submit]", step("who"))).await;
    comes(&town, "choose").await;
    let all = "for (let n = 0; n < 50; n++) document.getElementById(`q${n}-1`).click()";
    town.browser.execute(all, Vec::new()).await.unwrap();
    town.clicks(&format!("{} button[type=submit]", step("choose"))).await;
    comes(&town, "review").await;
    let timed = "const done = arguments[arguments.length - 1], begun = performance.now();
        const step = document.querySelector('#step-sealed');
        new MutationObserver(() => step.hidden || done(performance.now() - begun)).observe(step, { attributes: true });
        document.querySelector('#step-review [data-act=encrypt]').click();";
    let took: f64 = town.browser.execute_async(timed, Vec::new()).await.unwrap().convert().unwrap();
    println!("a ballot of 50 persons in 3 levels was encrypted in {took:.0} ms");
    assert!(took < 10_000.0, "{took}");
    press(&town, "sealed", "cast").await;
    // Said at the field that it is about; with the right code the choices are all there.
    town.hears("#credential-error", "không có trong danh sách").await;
    town.sets("credential", &secret).await;
    town.clicks(&format!("{} button[type=submit]", step("who"))).await;
    comes(&town, "choose").await;
    town.clicks(&format!("{} button[type=submit]", step("choose"))).await;
    comes(&town, "review").await;
    town.hears("[data-review]", "Vừa").await;
    town.browser.quit().await.unwrap();
    assert!(lock(&house).ballots.is_empty());
}

/// Lets the browser save files there, and gives the first one that comes.
async fn saves(town: &Town, folder: &std::path::Path) {
    let allowed = json!({"behavior": "allow", "downloadPath": folder.to_str().unwrap()});
    town.browser.cdp().send_raw("Browser.setDownloadBehavior", allowed).await.unwrap();
}

async fn saved(folder: &std::path::Path, end: &str) -> PathBuf {
    let begun = Instant::now();
    loop {
        let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let found = all.into_iter().find(|path| path.extension().is_some_and(|known| known == end));
        match found {
            Some(path) if std::fs::metadata(&path).unwrap().len() > 0 => return path,
            _ => assert!(begun.elapsed() < Duration::from_secs(20), "no file was saved"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A trustee makes a secret on its page, saves it, reads it back and sends what is public.
pub async fn makes(town: &Town, page: &str, folder: &std::path::Path, end: &str) -> PathBuf {
    saves(town, folder).await;
    town.go(page).await;
    town.hears("[data-progress]", "sẵn sàng").await;
    // Hurried: nothing is sent before all is done.
    town.clicks("[data-act='send']").await;
    town.hears("[data-wrong]", "Còn thiếu một bước").await;
    town.clicks("[data-act='make']").await;
    town.hears("[data-progress]", "Đã tạo").await;
    town.clicks("[data-act='save']").await;
    let path = saved(folder, end).await;
    for tick in ["tick_two", "tick_alone", "tick_known"] {
        town.clicks(&format!("#{tick}")).await;
    }
    // Another file: said at the field, and nothing is sent.
    let other = folder.join("other.txt");
    std::fs::write(&other, "\"12345\"").unwrap();
    town.one("#secret").await.send_keys(other.to_str().unwrap()).await.unwrap();
    town.clicks("[data-act='send']").await;
    town.hears("#secret-error", "Tệp này của một khoá khác").await;
    town.one("#secret").await.send_keys(path.to_str().unwrap()).await.unwrap();
    town.clicks("[data-act='send']").await;
    town.hears("[data-sent]", "Đã gửi lúc").await;
    path
}

/// A trustee reads the secret from its file, and what is computed with it is sent.
pub async fn uses(town: &Town, page: &str, secret: &std::path::Path) {
    town.go(page).await;
    town.hears("[data-progress]", "sẵn sàng").await;
    town.one("#secret").await.send_keys(secret.to_str().unwrap()).await.unwrap();
    town.clicks("[data-form='use'] button[type=submit]").await;
    // A share of a decryption checks the whole box first.
    town.hears_within("[data-sent]", "Đã gửi lúc", 60).await;
}

/// The page of a trustee.
fn of_trustee(number: usize) -> String {
    format!("{SEVEN}/trustees/{number}")
}

#[tokio::test(flavor = "multi_thread")]
async fn trustees_make_their_keys_alone_and_two_of_three_open_the_result_with_their_files() {
    let house =
        House { task: Some(Task::Certificate), threshold: Some((2, 3)), ..House::default() };
    let (town, house) = opens(house).await;
    let mut found = Vec::new();
    town.go("/votes/7/trustees/1").await;
    town.hears("[data-progress]", "sẵn sàng").await;
    found.extend(town.wrong_here("a trustee's first round").await);
    let folders = [0; 3].map(|_| tempfile::tempdir().unwrap());
    let mut secrets = Vec::new();
    for (n, folder) in folders.iter().enumerate() {
        secrets.push(makes(&town, &of_trustee(n + 1), folder.path(), "seed").await);
    }
    let sent = |house: &House, what: &str| -> Vec<Vec<u8>> {
        (1..=3).map(|n| house.files[&format!("{SEVEN}/trustees/{n}/{what}")].clone()).collect()
    };
    let certificates = sent(&lock(&house), "certificate");
    {
        let mut house = lock(&house);
        let texts: Vec<&str> =
            certificates.iter().map(|one| std::str::from_utf8(one).unwrap()).collect();
        let all = serde_json::to_vec(&texts).unwrap();
        house.files.insert(format!("{SEVEN}/trustees/certificates.json"), all);
        house.task = Some(Task::Polynomial);
    }
    // Somebody else's file is refused at the field.
    town.go("/votes/7/trustees/1").await;
    town.hears("[data-progress]", "sẵn sàng").await;
    town.one("#secret").await.send_keys(secrets[1].to_str().unwrap()).await.unwrap();
    town.clicks("[data-form='use'] button[type=submit]").await;
    town.hears("#secret-error", "Tệp này của một khoá khác").await;
    for (n, secret) in secrets.iter().enumerate() {
        uses(&town, &of_trustee(n + 1), secret).await;
    }
    let polynomials = sent(&lock(&house), "polynomial");
    let certified: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
    let polynomials: Vec<&[u8]> = polynomials.iter().map(Vec::as_slice).collect();
    let ceremony = Ceremony::<Ed25519>::new(&certified, 2).unwrap();
    {
        let mut house = lock(&house);
        for (n, inbox) in ceremony.inboxes(&polynomials).unwrap().into_iter().enumerate() {
            house.files.insert(format!("{SEVEN}/trustees/{}/inbox.json", n + 1), inbox);
        }
        house.task = Some(Task::Share);
    }
    for (n, secret) in secrets.iter().enumerate() {
        uses(&town, &of_trustee(n + 1), secret).await;
    }
    let shares = sent(&lock(&house), "share");
    let keys: Vec<&[u8]> = shares.iter().map(Vec::as_slice).collect();
    let group = ceremony.parameters(&polynomials, &keys).unwrap();

    // A vote with that key: one ballot, closed and added up.
    let asked = vec![question("Ai?", &["An", "Bình"], false, 1, 1)];
    let (mut held, credential) = vote_with(asked, &[], &[&group]);
    let booth = Booth::<Ed25519>::new(&held.election).unwrap();
    let mine = credential::Credential::read(&credential).unwrap();
    let ballot = booth.vote(&mine, &[vec![0, 1]], &mut random()).unwrap();
    let verified = held.gate.as_ref().unwrap().verify(&ballot).unwrap();
    held.cast.put(verified);
    held.ballots.push(ballot);
    let archive = held.tallied();
    {
        let mut house = lock(&house);
        for (n, share) in shares.iter().enumerate() {
            house.files.insert(format!("{SEVEN}/trustees/{}/share.json", n + 1), share.clone());
        }
        // A changed box first: the key is not used.
        let mut broken = archive.clone();
        let middle = broken.len() / 2;
        broken[middle] ^= 1;
        house.files.insert(format!("{SEVEN}/archive.bel"), broken);
        house.task = Some(Task::Decryption);
    }
    town.go("/votes/7/trustees/1").await;
    town.hears("[data-progress]", "sẵn sàng").await;
    found.extend(town.wrong_here("a trustee's opening").await);
    town.one("#secret").await.send_keys(secrets[0].to_str().unwrap()).await.unwrap();
    town.clicks("[data-form='use'] button[type=submit]").await;
    town.hears("[data-wrong]", "Hòm phiếu KHÔNG đúng").await;
    lock(&house).files.insert(format!("{SEVEN}/archive.bel"), archive.clone());
    // The second trustee is ill.
    uses(&town, &of_trustee(1), &secrets[0]).await;
    uses(&town, &of_trustee(3), &secrets[2]).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();

    let house = lock(&house);
    let all = contents::<Ed25519, _>(Cursor::new(&archive), Options { threads: 1 }).unwrap();
    let print = fingerprint(&held.election);
    let mut factors = BTreeMap::new();
    for n in [1, 3] {
        let share = &house.files[&format!("{SEVEN}/trustees/{n}/decryption")];
        factors.insert(n, check_partial(share, n, &all.tally, &print, &all.trustees).unwrap());
    }
    let counts = result(&all.tally, &all.trustees, &factors, 1).unwrap();
    assert_eq!(counts, br#"{"result":[[0,1]]}"#);
    // No seed is in anything that the server was sent.
    for secret in &secrets {
        let seed = std::fs::read_to_string(secret).unwrap();
        assert!(seed.trim().len() == 22 && !house.heard.contains(seed.trim()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trustee_of_ones_own_reads_the_key_back_before_anything_is_sent() {
    let house = House { task: Some(Task::Key), ..House::default() };
    let (town, house) = opens(house).await;
    let folder = tempfile::tempdir().unwrap();
    let path = makes(&town, &of_trustee(1), folder.path(), "privkey").await;
    town.browser.quit().await.unwrap();
    let house = lock(&house);
    let public = &house.files[&format!("{SEVEN}/trustees/1/key")];
    assert!(write_list::<Ed25519>(&[public], &[]).is_ok());
    let public: Value = serde_json::from_slice(public).unwrap();
    assert_eq!(public["name"], "Bà Tư");
    let secret = std::fs::read(&path).unwrap();
    let key = credential::SecretKey::<Ed25519>::read(secret.trim_ascii()).unwrap();
    assert_eq!(public["public_key"], key.public());
    assert!(!house.heard.contains(std::str::from_utf8(&secret).unwrap().trim()));
}

#[test]
fn every_word_of_the_booth_and_the_trustees_page_is_there_in_both_languages() {
    let text = "Ai?".to_owned();
    let answers = vec!["An".to_owned(), "Bình".to_owned()];
    let asked = |blank: bool, min, max| Question {
        answers: answers.clone(),
        blank: blank.then_some(true),
        min,
        max,
        question: text.clone(),
    };
    let questions = [asked(true, 1, 1), asked(false, 1, 2), asked(false, 2, 2), asked(false, 0, 1)];
    for path in ["/votes/7/x", "/en/votes/7/x"] {
        let mut pages = String::new();
        for open in [true, false] {
            let (at, name, fingerprint) = (SEVEN, "Bầu", "print");
            let room = Room { at, name, questions: &questions, closes: "17:00", open, fingerprint };
            pages += &dressed(path, |site| site.booth(&room).into_string()).0;
        }
        for task in [
            Task::Key,
            Task::Certificate,
            Task::Polynomial,
            Task::Share,
            Task::Decryption,
            Task::Wait,
        ] {
            let threshold = (task != Task::Key).then_some((2, 3));
            let (number, name, group) = (1, "Bà Tư", Ed25519::NAME);
            let (at, vote, public, csrf) = (SEVEN, "Bầu", "", "");
            let trustee = Trustee { at, vote, number, name, group, threshold, task, public, csrf };
            pages += &dressed(path, |site| site.trustee(&trustee).into_string()).0;
        }
        for room in ["booth.", "trustee."] {
            for before in [">", "&quot;", "=\"", "= "] {
                // A key without words shows itself; the files of the browser are named alike.
                let key = format!("{before}{room}");
                let found = pages.split(&key).skip(1).map(|rest| rest.chars().take(40).collect());
                let found: Vec<String> = found.collect();
                assert!(found.is_empty(), "{path}: {found:?}");
            }
        }
        let (speech, _) = Speech::split(path);
        for code in dienhong_ballotbox::Refused::CODES {
            assert!(speech.knows(code), "{code} in {}", speech.lang());
        }
        for code in dienhong_booth::Sorry::CODES {
            assert!(pages.contains(&format!("&quot;{code}&quot;:")), "{code} is said by no page");
        }
    }
}
