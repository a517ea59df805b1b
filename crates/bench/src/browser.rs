//! The button «Tự kiểm tra» in headless Chromium.

use crate::served::Outcome;
use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use thirtyfour::prelude::*;
use tokio::runtime::Runtime;

/// A browser and its driver, stopped by the driver's own id.
pub struct Browser {
    runtime: Runtime,
    browser: Option<WebDriver>,
    driver: Child,
}

/// What a check said and cost.
pub struct Checked {
    pub agrees: bool,
    pub sentence: String,
    /// From the press of the button, with the verifier loaded before.
    pub seconds: f64,
    pub kilobytes: f64,
    pub mebibytes: f64,
}

const PRESS: &str = "
    const box = document.querySelector('[data-verify]'), done = arguments[arguments.length - 1];
    const button = box.querySelector('[data-start]'), result = box.querySelector('[data-result]');
    const begun = performance.now();
    const wait = () => {
        if (result.hidden || button.disabled) return setTimeout(wait, 20);
        const sentence = box.querySelector('[data-sentence]').textContent;
        const cost = box.querySelector('[data-cost]').dataset;
        done([box.classList.contains('good'), sentence, performance.now() - begun, +cost.bytes, +cost.memory]);
    };
    button.click();
    setTimeout(wait, 20);";

impl Browser {
    pub fn open() -> Outcome<Browser> {
        // The driver's client wants it, though it speaks without TLS.
        dienhong_web::tls_ready();
        let runtime = crate::served::runtime()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .spawn()?;
        let mut opened = Browser { runtime, browser: None, driver };
        let mut wanted = DesiredCapabilities::chrome();
        for option in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        {
            wanted.add_arg(option)?;
        }
        let begun = Instant::now();
        let browser = opened.runtime.block_on(async {
            loop {
                match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted.clone()).await {
                    Err(why) if begun.elapsed() > Duration::from_secs(30) => return Err(why),
                    Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
                    Ok(browser) => return Ok(browser),
                }
            }
        })?;
        opened.browser = Some(browser);
        Ok(opened)
    }

    /// Opens a page and presses the button twice: the second time the verifier is there already, and is timed.
    pub fn check(&self, url: &str) -> Outcome<Checked> {
        let browser = self.browser.as_ref().ok_or("no browser")?;
        let said: (bool, String, f64, f64, f64) = self.runtime.block_on(async {
            browser.set_script_timeout(Duration::from_secs(600)).await?;
            browser.goto(url).await?;
            browser.execute_async(PRESS, Vec::new()).await?;
            let said = browser.execute_async(PRESS, Vec::new()).await?;
            said.convert()
        })?;
        let (agrees, sentence, millis, bytes, memory) = said;
        let (kilobytes, mebibytes) = (bytes / 1024.0, memory / 1_048_576.0);
        Ok(Checked { agrees, sentence, seconds: millis / 1000.0, kilobytes, mebibytes })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(browser) = self.browser.take() {
            // A browser that has gone already needs no farewell.
            let _gone = self.runtime.block_on(browser.quit());
        }
        let _ended = self.driver.kill();
        let _reaped = self.driver.wait();
    }
}
