//! The demo with its whole night delivered, a browser before it, and what a person does there.

use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};
use thirtyfour::prelude::*;

/// The accessibility checks, as their makers ship them.
const AXE: &str = include_str!("../../../../assets/vendor/axe/axe.min.js");
/// With which everybody begins whom a test gives a sign-in.
pub const PASSWORD: &str = "mo-phong-2026";

/// A process that is stopped by its own id when the test ends, however it ends.
struct Running(Child);

impl Running {
    fn stops(&mut self) {
        // Both fail only for a process that has ended.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stops();
    }
}

/// The program serving pages, and where.
struct Served {
    address: String,
    /// None: the test itself serves.
    program: Option<Running>,
}

impl Served {
    fn by(arguments: &[&str]) -> Served {
        let mut program = Command::new(env!("CARGO_BIN_EXE_dienhong"));
        Served::of(program.args(arguments).args(["--listen", "127.0.0.1:0"]))
    }

    /// A file server that knows nothing of us.
    fn files(folder: &Path) -> Served {
        let mut program = Command::new("python3");
        program.args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory"]);
        Served::of(program.arg(folder).stderr(Stdio::null()))
    }

    fn of(program: &mut Command) -> Served {
        let mut program = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let program = Running(program);
        let address = lines
            .find_map(|line| {
                let line = line.unwrap();
                let found = line.get(line.find("http://")?..)?;
                let found = found.split(|c: char| c.is_whitespace() || c == ')').next()?;
                Some(found.trim_end_matches('/').to_owned())
            })
            .unwrap();
        // What it still prints is read, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Served { address, program: Some(program) }
    }
}

pub struct Town {
    served: Served,
    pub browser: WebDriver,
    /// Who has chosen a password of his own.
    chosen: Mutex<BTreeSet<String>>,
    _driver: Running,
}

impl Town {
    /// The demo with its whole night delivered, and a browser.
    pub async fn begins() -> Town {
        Town::begins_with(&["demo", "--fast"]).await
    }

    /// The same by other arguments.
    pub async fn begins_with(arguments: &[&str]) -> Town {
        let town = Town::serving(arguments).await;
        town.go("/elections/na-2026").await;
        town.waits_for("Chính thức").await;
        town
    }

    /// The program with these arguments, and a browser.
    pub async fn serving(arguments: &[&str]) -> Town {
        Town::before(Served::by(arguments)).await
    }

    /// A folder behind a plain file server, and a browser.
    pub async fn of_files(folder: &Path) -> Town {
        Town::before(Served::files(folder)).await
    }

    /// A browser before what the test itself serves there.
    pub async fn at(address: String) -> Town {
        Town::before(Served { address, program: None }).await
    }

    async fn before(served: Served) -> Town {
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
        // The client that drives the browser shares its library with ours, which leaves the choice to the program.
        dienhong_web::tls_ready();
        let begun = Instant::now();
        let browser = loop {
            match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted.clone()).await {
                Ok(browser) => break browser,
                Err(why) => assert!(begun.elapsed() < Duration::from_secs(30), "{why}"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        let town = Town { served, browser, chosen: Mutex::default(), _driver: driver };
        town.screen(1280, 1000).await;
        town
    }

    /// Stops the program: the line is lost.
    pub fn stops(&mut self) {
        self.served.program.iter_mut().for_each(Running::stops);
    }

    /// Stops the program and starts it again with these arguments.
    pub fn restarts(&mut self, arguments: &[&str]) {
        // The old one first: a node has one writer.
        self.stops();
        self.served = Served::by(arguments);
    }

    /// Goes by this machine's name from now on: passkeys belong to names, not to numbers.
    pub fn by_name(&mut self) {
        self.served.address = self.served.address.replace("127.0.0.1", "localhost");
    }

    /// What this page looks like, into the folder of `DIENHONG_PICTURES` when one is named.
    pub async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("DIENHONG_PICTURES") {
            let path = std::path::Path::new(&folder).join(format!("{name}.png"));
            self.browser.screenshot(&path).await.unwrap();
        }
    }

    /// A screen of so many CSS pixels; a window cannot be as narrow as a phone.
    pub async fn screen(&self, width: u32, height: u32) {
        let screen =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        let devtools = self.browser.cdp();
        devtools.send_raw("Emulation.setDeviceMetricsOverride", screen).await.unwrap();
    }

    /// Light or dark, as a reader's system asks for.
    pub async fn scheme(&self, scheme: &str) {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.browser.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    }

    /// Cuts or mends the line between this browser and everything.
    pub async fn line(&self, holds: bool) {
        let devtools = self.browser.cdp();
        devtools.send_raw("Network.enable", json!({})).await.unwrap();
        let line = json!({"offline": !holds, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        devtools.send_raw("Network.emulateNetworkConditions", line).await.unwrap();
    }

    /// What is wrong with this page on a wide screen, at twice the size, and, for axe too, on a phone.
    pub async fn wrong_here(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (wide, high) in [(1280, 1000), (640, 500), (360, 740)] {
            self.screen(wide, high).await;
            if wide == 360 {
                let broken = self.broken().await.into_iter();
                found.extend(broken.map(|what| format!("{name} at {wide}: {what}")));
            }
            let overhang = self.overhang().await;
            if overhang > 0 {
                found.push(format!("{name} at {wide}: {overhang} px too wide"));
            }
        }
        self.screen(1280, 1000).await;
        found
    }

    /// Waits, without loading the page again, until a part of it says this.
    pub async fn hears(&self, css: &str, words: &str) {
        self.hears_within(css, words, 20).await;
    }

    /// As [`Town::hears`], for what takes longer.
    pub async fn hears_within(&self, css: &str, words: &str, seconds: u64) {
        let begun = Instant::now();
        loop {
            let said = self.one(css).await.text().await.unwrap_or_default();
            if said.contains(words) {
                return;
            }
            let waited = begun.elapsed() < Duration::from_secs(seconds);
            assert!(waited, "«{words}» never came to «{css}», which says: {said}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    pub async fn go(&self, path: &str) {
        self.browser.goto(format!("{}{path}", self.served.address)).await.unwrap();
    }

    pub async fn text(&self) -> String {
        self.browser.source().await.unwrap()
    }

    /// What a reader reads, and what stands in the fields.
    pub async fn words(&self) -> String {
        let read =
            "return document.body.innerText + '\\n' + [...document.querySelectorAll('input')]
            .filter(one => one.type != 'hidden').map(one => one.name + '=' + one.value).join(' ');";
        self.browser.execute(read, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// How the program answers whoever sits here at this address: the status, and the kind of what comes.
    pub async fn answers(&self, path: &str) -> (u16, String) {
        let ask = "const done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(got => done([got.status, got.headers.get('content-type') || '']));";
        let got = self.browser.execute_async(ask, vec![json!(path)]).await.unwrap();
        got.convert().unwrap()
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
        self.signs_in_with(login, PASSWORD).await;
    }

    pub async fn signs_in_with(&self, login: &str, password: &str) {
        self.browser.delete_all_cookies().await.unwrap();
        self.go("/sign-in").await;
        self.one("#login").await.send_keys(login).await.unwrap();
        let own = format!("{password} của tôi");
        let chosen = self.chosen.lock().unwrap().contains(login);
        let said = if chosen { &own } else { password };
        self.one("#password").await.send_keys(said.to_owned() + Key::Enter).await.unwrap();
        self.one("section#seats, #again").await;
        // Whoever was given a password chooses another before anything else.
        if self.browser.current_url().await.unwrap().path() == "/desk/password" {
            for (field, text) in [("current", password), ("new", own.as_str()), ("again", &own)] {
                self.sets(field, text).await;
            }
            self.sends("form:has(#again)").await;
            self.chosen.lock().unwrap().insert(login.to_owned());
            self.go("/desk").await;
        }
        self.one("section#seats").await;
    }

    /// Presses the strong button of a form, and waits for the page that answers.
    pub async fn sends(&self, form: &str) {
        let button = self.one(&format!("{form} button[type=submit]")).await;
        button.click().await.unwrap();
        self.leaves(&button).await;
    }

    /// Chooses one of a closed list.
    pub async fn picks(&self, field: &str, value: &str) {
        self.clicks(&format!("select[name='{field}'] option[value='{value}']")).await;
    }

    /// Sends a file to be looked at.
    pub async fn looks_at(&self, table: &str, file: &std::path::Path) {
        self.go(&format!("/desk/setup/import/{table}")).await;
        self.one("#file").await.send_keys(file.to_str().unwrap()).await.unwrap();
        self.sends("section#send form").await;
    }

    /// Takes the file that was looked at.
    pub async fn takes(&self) {
        self.sends("form:has(input[value='take'])").await;
        self.one(".notice.done").await;
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
    pub async fn enters(&self, election: &str, area: &str, figures: &[String]) {
        self.go("/desk/entry").await;
        self.types(area).await;
        self.clicks(&format!("#papers a[href*='{election}']")).await;
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

    /// Signs, publishes: a step of the minutes' own page.
    pub async fn does(&self, election: &str, area: &str, step: &str) {
        self.go(&format!("/desk/minutes/{election}/{area}")).await;
        // The page that answers, before anyone else sits down.
        self.sends(&format!("form:has(input[value='{step}'])")).await;
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
