//! A vote of confidence by secret electronic ballots on a real node, from the trustees' keys to a sum that Debian's
//! `belenios-tool` proves: every step in a browser, by those whose step it is.

use super::{
    booth::{code, comes, makes, press, random, step, uses},
    check::presses,
    council::{self, CLERK, VOTE},
    serving,
    town::{PASSWORD, Town},
};
use belenios::{
    credential::{Credential, make},
    group::Belenios2048,
    verify::{Options, Stage, verify},
};
use dienhong_core::vote::{Answers, Choice, Question, Step, Vote};
use dienhong_server::{App, hash_password};
use std::{
    collections::BTreeMap,
    io::Cursor,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};
use thirtyfour::prelude::*;

/// The group that Debian's tool knows.
const GROUP: &str = "BELENIOS-2048";
const VOTERS: usize = 25;
/// How many are in their booths at the same time.
const AT_ONCE: usize = 5;
const PERSONS: [&str; 3] = ["Người An Mô Phỏng", "Người Bình Mô Phỏng", "Người Chi Mô Phỏng"];
const LEVELS: [&str; 3] = ["high", "confident", "low"];
/// Where the clerk works, and what everybody sees.
const DESK: &str = "/desk/votes/v1";
const BOX: &str = "/desk/votes/v1/box";
const PUBLIC: &str = "/votes/v1/box";

/// One visit of a voter to the booth.
#[derive(Clone, Copy)]
struct Visit {
    voter: usize,
    /// Of each person, the level.
    choices: [usize; 3],
    /// Has the first ballot opened, and casts another.
    doubts: bool,
    loses_the_line: bool,
}

/// Everybody comes once; two come again with another mind.
fn visits() -> Vec<Visit> {
    let first = (0..VOTERS).map(|voter| Visit {
        voter,
        choices: [voter % 3, voter / 3 % 3, voter / 9 % 3],
        doubts: voter % 8 == 0,
        loses_the_line: voter == 5,
    });
    let again = [3, 7].map(|voter| Visit {
        voter,
        choices: [(voter + 1) % 3, 2, 1],
        doubts: false,
        loses_the_line: false,
    });
    first.chain(again).collect()
}

struct Hall {
    app: Arc<App>,
    address: SocketAddr,
    town: Town,
    found: Vec<String>,
}

impl Hall {
    /// The node is served, the vote is called, and the clerk may sign in.
    async fn opens(folder: &Path) -> Hall {
        let node = council::sits(folder);
        let person = |(at, name): (usize, &&str)| Choice {
            id: format!("p{at}"),
            name: (*name).into(),
            note: None,
        };
        let people = PERSONS.iter().enumerate().map(person).collect();
        let answers = Answers::Levels { levels: LEVELS.map(str::to_owned).into(), people };
        let text = "Lấy phiếu tín nhiệm".into();
        let question = Question { text, answers, passes: None };
        council::calls(&node, "confidence_survey", question, VOTERS);
        let app = Arc::new(App::new(node, folder, None).unwrap());
        let hash = hash_password(PASSWORD).unwrap();
        assert!(app.desk.put_account(CLERK, CLERK, &hash).unwrap());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // It ends with the test's runtime.
        let serving = dienhong_server::serve(app.clone(), listener, std::future::pending());
        tokio::spawn(async move { serving.await.unwrap() });
        let town = Town::at(format!("http://{address}")).await;
        Hall { app, address, town, found: Vec::new() }
    }

    fn vote(&self) -> Arc<Vote> {
        self.app.node.view().state.vote.get(&council::of()).unwrap().clone()
    }

    async fn looks(&mut self, name: &str) {
        let wrong = self.town.wrong_here(name).await;
        self.found.extend(wrong);
    }

    /// A form of the box's page at the desk.
    async fn does(&self, what: &str) {
        self.town.signs_in(CLERK).await;
        self.town.go(BOX).await;
        self.town.sends(&format!("form:has(input[name=step][value='{what}'])")).await;
    }

    /// Three keep the key, and any two of them open the box: all in their own pages, with files of their own.
    async fn makes_the_key(&mut self, folders: &[tempfile::TempDir; 3]) -> Vec<(String, PathBuf)> {
        let town = &self.town;
        town.signs_in(CLERK).await;
        town.go(BOX).await;
        town.sets("names", "Bà Một (mô phỏng)\nÔng Hai (mô phỏng)\nBà Ba (mô phỏng)").await;
        town.sets("threshold", "2").await;
        town.clicks(&format!("input[name=group][value='{GROUP}']")).await;
        town.sends("form:has(input[name=step][value=trustees])").await;
        town.sends("form:has(input[name=step][value=links])").await;
        let mut pages = Vec::new();
        for link in town.browser.find_all(By::Css("a[href*='/trustees/']")).await.unwrap() {
            pages.push(link.attr("href").await.unwrap().unwrap());
        }
        assert_eq!(pages.len(), 3);
        self.looks("the links of the trustees").await;
        // Trustees are no officers.
        self.town.browser.delete_all_cookies().await.unwrap();
        self.town.go(&pages[0]).await;
        self.town.hears("[data-progress]", "sẵn sàng").await;
        self.looks("a trustee's first round").await;
        let mut keepers = Vec::new();
        for (page, folder) in pages.into_iter().zip(folders) {
            let secret = makes(&self.town, &page, folder.path(), "seed").await;
            keepers.push((page, secret));
        }
        self.town.go(&keepers[0].0).await;
        self.town.hears("[data-progress]", "sẵn sàng").await;
        self.looks("a trustee's second round").await;
        for _round in ["polynomial", "share"] {
            for (page, secret) in &keepers {
                uses(&self.town, page, secret).await;
            }
        }
        self.town.go(&keepers[0].0).await;
        self.looks("a trustee who waits").await;
        assert!(self.vote().ballots.key_is_made());
        keepers
    }

    /// The registrar makes codes on another machine; the desk is given the public halves, and the vote opens.
    async fn gives_codes_and_opens(&self, folder: &Path) -> Vec<Credential> {
        let town = &self.town;
        town.signs_in(CLERK).await;
        town.go(BOX).await;
        let words = town.words().await;
        let uuid = words.split("--uuid ").nth(1).unwrap().split_whitespace().next().unwrap();
        let (private, public) = make::<Belenios2048, _>(uuid, &[1; VOTERS], &mut random()).unwrap();
        let list = folder.join("public_creds.json");
        std::fs::write(&list, public).unwrap();
        town.one("#file").await.send_keys(list.to_str().unwrap()).await.unwrap();
        town.sends("form:has(#file)").await;
        town.sends("form:has(input[name=step][value=prepare])").await;
        town.go(DESK).await;
        town.sets("present.net-open", &VOTERS.to_string()).await;
        town.clicks("#sure-open").await;
        town.clicks("button[name=step][value=open]").await;
        town.one("#sure-close").await;
        town.browser.delete_all_cookies().await.unwrap();
        private
    }

    /// These are in their booths at the same time. Gives the trackers that they were given.
    async fn vote_at_once(&mut self, all: &[Visit], codes: &[Credential]) -> Vec<String> {
        let home = self.town.browser.window().await.unwrap();
        let mut tabs = Vec::new();
        for visit in all {
            let tab = self.town.browser.new_tab().await.unwrap();
            self.town.browser.switch_to_window(tab.clone()).await.unwrap();
            self.town.screen(1280, 1000).await;
            let mine = codes[visit.voter].reveal();
            self.town.go(&format!("/votes/{VOTE}/booth#{mine}")).await;
            tabs.push((tab, visit));
        }
        for (tab, visit) in &tabs {
            self.town.browser.switch_to_window(tab.clone()).await.unwrap();
            self.chooses(visit).await;
        }
        for (tab, visit) in &tabs {
            self.town.browser.switch_to_window(tab.clone()).await.unwrap();
            self.casts(visit).await;
        }
        let mut trackers = Vec::new();
        for (tab, visit) in tabs {
            self.town.browser.switch_to_window(tab).await.unwrap();
            comes(&self.town, "receipt").await;
            trackers.push(code(&self.town, "receipt", "tracker").await);
            press(&self.town, "receipt", "find").await;
            self.town.hears("[data-found]", "được tính").await;
            if visit.voter == 0 {
                self.looks("the receipt").await;
            }
            self.town.browser.close_window().await.unwrap();
        }
        self.town.browser.switch_to_window(home).await.unwrap();
        trackers
    }

    /// From the scanned code to the encryption, which goes on while others choose.
    async fn chooses(&mut self, visit: &Visit) {
        self.town.hears("[data-progress]", "từ đường dẫn").await;
        if visit.voter == 0 {
            self.looks("who votes").await;
        }
        self.town.clicks(&format!("{} button[type=submit]", step("who"))).await;
        comes(&self.town, "choose").await;
        for (person, level) in visit.choices.iter().enumerate() {
            self.town.clicks(&format!("#q{person}-{level}")).await;
        }
        if visit.voter == 0 {
            self.looks("the choices").await;
        }
        self.encrypts().await;
    }

    async fn encrypts(&self) {
        self.town.clicks(&format!("{} button[type=submit]", step("choose"))).await;
        comes(&self.town, "review").await;
        press(&self.town, "review", "encrypt").await;
    }

    async fn casts(&mut self, visit: &Visit) {
        comes(&self.town, "sealed").await;
        if visit.voter == 0 {
            self.looks("the sealed ballot").await;
        }
        let town = &self.town;
        if visit.doubts {
            press(town, "sealed", "audit").await;
            comes(town, "opened").await;
            town.hears("[data-opened-verdict]", "chứa đúng").await;
            press(town, "opened", "again").await;
            comes(town, "choose").await;
            self.encrypts().await;
            comes(town, "sealed").await;
        }
        if visit.loses_the_line {
            town.line(false).await;
            press(town, "sealed", "cast").await;
            comes(town, "lost").await;
            town.line(true).await;
            press(town, "lost", "ask").await;
            town.hears("[data-asked]", "chưa ở trong hòm").await;
            press(town, "lost", "send-again").await;
        } else {
            press(town, "sealed", "cast").await;
        }
    }

    /// The clerk does what cannot be taken back on the vote's own page.
    async fn is_sure(&self, what: &str) {
        self.town.signs_in(CLERK).await;
        self.town.go(DESK).await;
        self.town.clicks(&format!("#sure-{what}")).await;
        self.town.sends(&format!("form:has(#sure-{what})")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_five_vote_in_secret_on_a_real_node_and_debians_tool_proves_the_sum() {
    let folders = [0; 3].map(|_| tempfile::tempdir().unwrap());
    let (node, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut hall = Hall::opens(node.path()).await;
    let keepers = hall.makes_the_key(&folders).await;
    let codes = hall.gives_codes_and_opens(files.path()).await;
    hall.town.go(PUBLIC).await;
    hall.looks("the box while it is open").await;
    let visits = visits();
    let mut trackers = Vec::new();
    for all in visits.chunks(AT_ONCE) {
        trackers.extend(hall.vote_at_once(all, &codes).await);
    }
    // The box holds what its voters were told, and the last one of each counts.
    let vote = hall.vote();
    let mut order: Vec<String> = vote.ballots.order.iter().cloned().collect();
    order.sort();
    trackers.sort();
    assert_eq!((order, vote.ballots.voted()), (trackers, council::count(VOTERS)));

    hall.is_sure("close").await;
    hall.does("sum").await;
    hall.town.browser.delete_all_cookies().await.unwrap();
    hall.town.go(&keepers[0].0).await;
    hall.town.hears("[data-progress]", "sẵn sàng").await;
    hall.looks("a trustee's opening").await;
    // The second trustee is ill.
    for (page, secret) in [&keepers[0], &keepers[2]] {
        uses(&hall.town, page, secret).await;
    }
    hall.does("open").await;
    hall.looks("the box at the desk, opened").await;
    hall.is_sure("declare").await;
    hall.town.browser.delete_all_cookies().await.unwrap();
    hall.town.go(PUBLIC).await;
    hall.looks("the box, opened").await;

    // What they meant is what was counted.
    let last: BTreeMap<usize, [usize; 3]> =
        visits.iter().map(|visit| (visit.voter, visit.choices)).collect();
    let meant = |person: usize, level: usize| {
        last.values().filter(|choices| choices[person] == level).count() as u64
    };
    let meant: Vec<Vec<u64>> =
        (0..3).map(|person| (0..3).map(|level| meant(person, level)).collect()).collect();
    let vote = hall.vote();
    assert_eq!(vote.step(), Step::Declared);
    let lines = &vote.ballots.opened.as_ref().unwrap().1;
    let counted: Vec<Vec<u64>> =
        lines.iter().map(|line| line.votes.iter().map(|votes| votes.get()).collect()).collect();
    assert_eq!(counted, meant);

    let archive = serving::get(hall.address, &format!("/votes/{VOTE}/archive.bel")).unwrap();
    let report = verify(Cursor::new(&archive), Options { threads: 2 }).unwrap();
    assert_eq!((report.stage, report.counted), (Stage::Finished, VOTERS as u64));
    std::fs::write(files.path().join("election.bel"), &archive).unwrap();
    let tool = Command::new("belenios-tool")
        .args(["election", "verify", "--dir"])
        .arg(files.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tool.stderr);
    assert!(tool.status.success() && said.contains("all checks passed"), "{said}");
    // A citizen's browser proves the box too, and so does whoever has a copy; one who changed a ballot is found out.
    hall.town.go(PUBLIC).await;
    let said = presses(&hall.town).await;
    assert!(said.starts_with("KHỚP"), "{said}");
    let compared = hall.town.one("[data-compared]").await.inner_html().await.unwrap();
    let cast = report.ballots.to_string();
    assert!(compared.contains(&format!("{cast} lá phiếu điện tử")), "{compared}");
    let copy = files.path().join("copy");
    let (data, out) = (node.path().to_str().unwrap(), copy.to_str().unwrap());
    dienhong(&["export", "public", "--papers", "none", "--data", data, "--out", out], 0);
    let said = dienhong(&["verify", out], 0);
    assert!(said.contains(&format!("{cast} lá phiếu điện tử")), "{said}");
    assert!(copy.join(format!("site/votes/{VOTE}/box/index.html")).is_file());
    let published = copy.join(format!("votes/{VOTE}/archive.bel"));
    assert_eq!(std::fs::read(&published).unwrap(), archive);
    let mut changed = archive;
    *changed.iter_mut().rev().find(|byte| byte.is_ascii_digit()).unwrap() ^= 1;
    std::fs::write(published, changed).unwrap();
    let said = dienhong(&["verify", out], 1);
    assert!(said.contains("archive.bel: hòm phiếu điện tử không chứng minh được"), "{said}");
    assert!(hall.found.is_empty(), "{}", hall.found.join("\n"));
    hall.town.browser.quit().await.unwrap();
}

/// What the program says; it ends as it should.
fn dienhong(arguments: &[&str], ends: i32) -> String {
    let program = env!("CARGO_BIN_EXE_dienhong");
    let output = Command::new(program).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(ends), "{said}{wrong}");
    said
}
