//! What a newcomer meets: how soon the demo answers, what it takes, how long its report prints.

use crate::{
    figure::Figure,
    served::{Line, Outcome, Served, runtime},
};
use std::{fs, process::Command, time::Duration};
use tokio::time::{Instant, sleep};

pub fn run() -> Outcome<Vec<Figure>> {
    runtime()?.block_on(measure())
}

async fn measure() -> Outcome<Vec<Figure>> {
    // As `cargo xtask demo` builds it.
    let begun = Instant::now();
    let served = Served::by("debug", &["demo", "--seconds", "20"])?;
    let mut line = Line::to(&served.address).await?;
    let (status, _) = line.get("/elections/na-2026").await?;
    let first = begun.elapsed().as_secs_f64();
    if !status.is_success() {
        return Err(format!("the first page answered {status}").into());
    }
    println!("  said where it listens after {:.2} s", served.started.as_secs_f64());
    let mut size = 0;
    loop {
        sleep(Duration::from_secs(4)).await;
        let now = line.size().await?;
        if now == size {
            break;
        }
        size = now;
    }
    for path in
        ["/", "/elections/na-2026", "/elections/pc-province-2026", "/open-data/na-2026/areas.json"]
    {
        line.get(path).await?;
    }
    let memory = served.memory()?;
    let begun = Instant::now();
    let (status, pdf) = line.plain("/documents/na-2026/report.pdf").await?;
    let cold = begun.elapsed().as_secs_f64();
    if !status.is_success() {
        return Err(format!("the report answered {status}").into());
    }
    let begun = Instant::now();
    line.get("/documents/pc-province-2026/report.pdf").await?;
    let warm = begun.elapsed().as_secs_f64();
    let pages = pages(&pdf)?;
    println!("  {size} records; the report of the Assembly has {pages} pages");
    Ok(vec![
        Figure::new("demo, from its start to the first page", first, "s").bar(2.0),
        Figure::new("demo, most memory with the whole province", memory, "MiB").bar(250.0),
        Figure::new("report PDF, the first, with its fonts", cold, "s").bar(1.0),
        Figure::new("report PDF, another", warm, "s").bar(1.0),
        Figure::new("pages of the report", f64::from(pages), "pages"),
        Figure::new("demo, most memory after printing", served.memory()?, "MiB"),
    ])
}

/// By the program that others read it with.
fn pages(pdf: &[u8]) -> Outcome<u32> {
    let path = crate::figure::folder().join("report.pdf");
    fs::create_dir_all(crate::figure::folder())?;
    fs::write(&path, pdf)?;
    let said = Command::new("pdfinfo").arg(&path).output()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let line = said.lines().find_map(|line| line.strip_prefix("Pages:")).ok_or("no pages")?;
    Ok(line.trim().parse()?)
}
