//! The demo with its whole night delivered, a browser before it, and what a person does there.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use thirtyfour::prelude::*;

/// The accessibility checks, as their makers ship them.
const AXE: &str = include_str!("../../../../assets/vendor/axe/axe.min.js");
const PASSWORD: &str = "mo-phong-2026";
/// The sheet that the demo leaves to its visitors.
pub const ELECTION: &str = "pc-province-2026";
pub const AREA: &str = "14797-001";

/// A process that is stopped by its own id when the test ends, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

pub struct Town {
    pub address: String,
    pub browser: WebDriver,
    _demo: Running,
    _driver: Running,
}

impl Town {
    /// The demo with its whole night delivered, and a browser.
    pub async fn begins() -> Town {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_dienhong"))
            .args(["demo", "--fast", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
        let demo = Running(demo);
        let address = lines
            .find_map(|line| {
                let line = line.unwrap();
                let found = line.split_whitespace().find(|word| word.starts_with("http://"))?;
                Some(found.trim_end_matches('/').to_owned())
            })
            .unwrap();
        // What it still prints is read, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let driver = Running(driver);
        let mut wanted = DesiredCapabilities::chrome();
        for option in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        {
            wanted.add_arg(option).unwrap();
        }
        let begun = Instant::now();
        let browser = loop {
            match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted.clone()).await {
                Ok(browser) => break browser,
                Err(why) => assert!(begun.elapsed() < Duration::from_secs(30), "{why}"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        let town = Town { address, browser, _demo: demo, _driver: driver };
        town.screen(1280, 1000).await;
        town.go("/elections/na-2026").await;
        town.waits_for("Chính thức").await;
        town
    }

    /// A screen of so many CSS pixels; a window cannot be as narrow as a phone.
    pub async fn screen(&self, width: u32, height: u32) {
        let screen =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        let devtools = self.browser.cdp();
        devtools.send_raw("Emulation.setDeviceMetricsOverride", screen).await.unwrap();
    }

    pub async fn go(&self, path: &str) {
        self.browser.goto(format!("{}{path}", self.address)).await.unwrap();
    }

    pub async fn text(&self) -> String {
        self.browser.source().await.unwrap()
    }

    /// What a reader reads, and what stands in the fields.
    async fn words(&self) -> String {
        let read =
            "return document.body.innerText + '\\n' + [...document.querySelectorAll('input')]
            .filter(one => one.type != 'hidden').map(one => one.name + '=' + one.value).join(' ');";
        self.browser.execute(read, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// Loads the page again until it says this.
    pub async fn waits_for(&self, words: &str) {
        let begun = Instant::now();
        while !self.text().await.contains(words) {
            assert!(begun.elapsed() < Duration::from_secs(60), "«{words}» never came");
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.browser.refresh().await.unwrap();
        }
    }

    pub async fn sees(&self, words: &str) {
        let page = self.words().await;
        assert!(page.contains(words), "«{words}» is not on this page:\n{page}");
    }

    pub async fn one(&self, css: &str) -> WebElement {
        match self.browser.query(By::Css(css)).first().await {
            Ok(found) => found,
            Err(_) => panic!("no «{css}» on this page:\n{}", self.words().await),
        }
    }

    pub async fn clicks(&self, css: &str) {
        self.one(css).await.click().await.unwrap();
    }

    pub async fn signs_in(&self, login: &str) {
        self.browser.delete_all_cookies().await.unwrap();
        self.go("/sign-in").await;
        self.one("#login").await.send_keys(login).await.unwrap();
        self.one("#password").await.send_keys(PASSWORD + Key::Enter).await.unwrap();
        self.one("section#seats").await;
    }

    /// Types into the field that has the focus and goes on with Enter, as at a till.
    pub async fn types(&self, text: &str) {
        let field = self.browser.active_element().await.unwrap();
        field.send_keys(text.to_owned() + Key::Enter).await.unwrap();
    }

    /// Shift and Enter: check and save, from wherever one is; then the page that answers.
    pub async fn saves(&self) {
        let form = self.one("form.entry").await;
        let keys = self.browser.action_chain().key_down(Key::Shift).send_keys(Key::Enter);
        keys.key_up(Key::Shift).perform().await.unwrap();
        self.leaves(&form).await;
    }

    /// Finds the sheet by the area's number and types it without touching the mouse.
    pub async fn enters(&self, figures: &[String]) {
        self.go("/desk/entry").await;
        self.types(AREA).await;
        self.clicks(&format!("#papers a[href*='{ELECTION}']")).await;
        self.one("form.entry").await;
        self.one("#voters_total").await.click().await.unwrap();
        for figure in figures {
            self.types(figure).await;
        }
        self.saves().await;
    }

    pub async fn sets(&self, field: &str, value: &str) {
        let field = self.one(&format!("[id='{field}']")).await;
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    pub async fn presses(&self, login: &str, step: &str) {
        self.signs_in(login).await;
        self.go(&format!("/desk/minutes/{ELECTION}/{AREA}")).await;
        let button = self.one(&format!("form:has(input[value='{step}']) button")).await;
        button.click().await.unwrap();
        // The page that answers, before anyone else sits down.
        self.leaves(&button).await;
    }

    async fn leaves(&self, old: &WebElement) {
        if old.wait_until().stale().await.is_err() {
            panic!("nothing answered:\n{}", self.words().await);
        }
    }

    /// Serious or worse, on this page.
    pub async fn broken(&self) -> Vec<String> {
        self.browser.execute(AXE, Vec::new()).await.unwrap();
        let run = "const done = arguments[arguments.length - 1];
            axe.run().then(found => done(found.violations));";
        let found = self.browser.execute_async(run, Vec::new()).await.unwrap();
        let found: Vec<Value> = found.convert().unwrap();
        let grave = |v: &&Value| matches!(v["impact"].as_str(), Some("serious" | "critical"));
        found
            .iter()
            .filter(grave)
            .map(|v| format!("{}: {} {}", v["id"], v["help"], v["nodes"][0]["html"]))
            .collect()
    }

    /// How far the page is wider than the screen.
    pub async fn overhang(&self) -> i64 {
        let wide = "return document.documentElement.scrollWidth - window.innerWidth;";
        self.browser.execute(wide, Vec::new()).await.unwrap().convert().unwrap()
    }
}
