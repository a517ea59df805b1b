//! Readers on election night: the public pages at 2,000 requests a second while the night arrives.

use crate::{
    figure::Figure,
    served::{Line, Outcome, Served, percentile, runtime},
};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

const RATE: u32 = 2_000;
const LINES: u32 = 100;
const SECONDS: u32 = 15;

pub fn run() -> Outcome<Vec<Figure>> {
    runtime()?.block_on(measure())
}

/// Three of four read the results page with its map, the others what it leads to.
fn path(request: u32) -> String {
    match request % 8 {
        3 => format!("/elections/na-2026/constituencies/{}", request / 8 % 6 + 1),
        7 => "/elections/na-2026/units/14797".to_owned(),
        _ => "/elections/na-2026".to_owned(),
    }
}

async fn measure() -> Outcome<Vec<Figure>> {
    // The whole night in half a minute: four times as fast as the demo.
    let served = Served::by("release", &["demo", "--seconds", "30"])?;
    let mut watch = Line::to(&served.address).await?;
    // The polls open and close first.
    loop {
        let (_, page) = watch.get("/open-data/na-2026/areas.csv").await?;
        if page.len() > 20_000 {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    let before = watch.size().await?;
    let (cpu, own) = (served.cpu()?, crate::served::cpu("self")?);
    let start = Instant::now() + Duration::from_millis(50);
    let mut readers = Vec::new();
    for line in 0..LINES {
        let mut reader = Line::to(&served.address).await?;
        readers.push(tokio::spawn(async move {
            let mut took = Vec::new();
            let mut bytes = 0;
            for request in (line..RATE * SECONDS).step_by(LINES as usize) {
                // Each at its time, whatever became of those before: waiting counts.
                let due = start + Duration::from_secs(1) * request / RATE;
                sleep_until(due).await;
                let (status, page) = reader.get(&path(request)).await?;
                if !status.is_success() {
                    return Err(format!("{} answered {status}", path(request)).into());
                }
                took.push(due.elapsed().as_secs_f64() * 1000.0);
                bytes += page.len();
            }
            Outcome::Ok((took, bytes))
        }));
    }
    let (mut took, mut bytes) = (Vec::new(), 0);
    for reader in readers {
        let (one, read) = reader.await??;
        took.extend(one);
        bytes += read;
    }
    let seconds = start.elapsed().as_secs_f64();
    let arrived = watch.size().await? - before;
    println!(
        "  {} requests in {seconds:.1} s, {:.0} MiB sent; {arrived} records arrived meanwhile; CPU: server {:.0}%, readers {:.0}% of one core",
        took.len(),
        bytes as f64 / f64::from(1 << 20),
        (served.cpu()? - cpu) / seconds * 100.0,
        (crate::served::cpu("self")? - own) / seconds * 100.0,
    );
    if arrived < 1000 {
        return Err("the night did not arrive while pages were read".into());
    }
    let rate = took.len() as f64 / seconds;
    Ok(vec![
        Figure::new("public pages at 2,000 requests/s, p99", percentile(&mut took, 99), "ms")
            .bar(20.0),
        Figure::new("public pages at 2,000 requests/s, median", percentile(&mut took, 50), "ms"),
        Figure::new("requests a second", rate, "1/s"),
    ])
}
