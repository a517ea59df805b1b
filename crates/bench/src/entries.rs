//! Two hundred officers enter minutes through the whole HTTP path, each waiting for the answer,
//! beside two hundred threads that wait for a bare SQLite file with the same bytes on the same disk.

use crate::{
    figure::{Figure, folder},
    served::{Line, Outcome, Served, percentile, runtime},
};
use dienhong_core::tally::{self, Ballot, Figures};
use dienhong_journal::{Hash, Storage};
use dienhong_simulation::{Night, Reference, Seed};
use dienhong_store::{Desk, Reader, Session};
use http_body_util::Full;
use hyper::{Request, body::Bytes};
use rusqlite::{Connection, params};
use std::{
    fmt::Write,
    path::Path,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

/// How many officers type at once.
const OFFICERS: usize = 200;
/// As the node's writer.
const MAX_BATCH: usize = 512;

pub fn run() -> Outcome<Vec<Figure>> {
    let place = tempfile::Builder::new().prefix("entries-").tempdir_in(ready()?)?;
    let node = place.path().join("node");
    let night =
        dienhong_simulation::night(&Reference::thanh_hoa()?, Seed(2026), &["NA", "PC_PROVINCE"]);
    let posts = posts(&night);
    let through = runtime()?.block_on(enter(&node, posts))?;
    let Through { mut took, seconds, written } = through;
    let ours = seconds / took.len() as f64 * 1e6;
    let peer = bare(&place.path().join("bare.sqlite"), written)? * 1e6;
    Ok(vec![
        Figure::new("a durable entry through HTTP, 200 officers at once", ours, "µs")
            .beside("bare SQLite, 200 threads", peer)
            .times(1.5),
        Figure::new("waiting for it, p99", percentile(&mut took, 99), "ms").bar(50.0),
        Figure::new("waiting for it, median", percentile(&mut took, 50), "ms"),
        Figure::new("durable entries a second through HTTP", 1e6 / ours, "1/s"),
    ])
}

fn ready() -> Outcome<std::path::PathBuf> {
    std::fs::create_dir_all(folder())?;
    Ok(folder())
}

/// One form: whose, where to, and its fields.
struct Post {
    officer: String,
    path: String,
    fields: String,
}

/// Every sheet that breaks no check, typed by both typists of its commune, officer by officer.
fn posts(night: &Night) -> Vec<Post> {
    let mut posts = Vec::new();
    for sheet in &night.sheets {
        let (area, election) = (&night.areas[sheet.area], &night.elections[sheet.election]);
        let of = &election.constituencies[area.constituencies[sheet.election]];
        let ballot = Ballot { seats: of.seats, candidates: of.candidates.len() };
        for (typist, figures) in [("first", &sheet.first), ("second", &sheet.second)] {
            // What the page would ask about first: all have voted, another number than the roll's.
            let all = figures.took_part == figures.voters_total;
            let listed = figures.voters_total == area.voters[sheet.election];
            if all || !listed || !tally::check(figures, ballot).is_empty() {
                continue;
            }
            posts.push(Post {
                officer: format!("{typist}-{}", area.commune),
                path: format!("/desk/entry/{}/{}", election.id, area.code),
                fields: fields(figures),
            });
        }
    }
    posts.sort_by(|a, b| a.officer.cmp(&b.officer));
    posts
}

fn fields(figures: &Figures) -> String {
    figures.fields().fold(String::new(), |mut form, (field, count)| {
        // Writing to a text cannot fail.
        let _written = write!(form, "&{field}={count}");
        form
    })
}

struct Through {
    /// Milliseconds, of each entry.
    took: Vec<f64>,
    seconds: f64,
    written: Vec<Written>,
}

/// What one entry left on the disk: its record, and what opens its seal.
struct Written {
    record: Vec<u8>,
    key: String,
    opening: Vec<u8>,
}

async fn enter(node: &Path, posts: Vec<Post>) -> Outcome<Through> {
    let folder = node.to_str().ok_or("an odd path")?;
    let served = Served::by("release", &["demo", "--day-only", "--data", folder])?;
    let mut watch = Line::to(&served.address).await?;
    // Until the areas have closed.
    let mut before = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let now = watch.size().await?;
        if now == before {
            break;
        }
        before = now;
    }
    let officers: std::collections::BTreeSet<&str> =
        posts.iter().map(|post| post.officer.as_str()).collect();
    let desk = Desk::open(node.join("desk.sqlite"))?;
    for officer in officers {
        desk.put_account(officer, officer, "-")?;
        let token = Hash::of(officer.as_bytes()).to_string();
        let session =
            Session { token, login: officer.into(), csrf: officer.into(), until: u64::MAX >> 1 };
        desk.put_session(&session, 0)?;
    }
    let share = posts.len().div_ceil(OFFICERS);
    let mut posts = posts.into_iter().peekable();
    let mut lines = Vec::new();
    while posts.peek().is_some() {
        let own: Vec<Post> = posts.by_ref().take(share).collect();
        lines.push((Line::to(&served.address).await?, own));
    }
    let (cpu, own) = (served.cpu()?, crate::served::cpu("self")?);
    let begun = Instant::now();
    let typing: Vec<_> =
        lines.into_iter().map(|(line, own)| tokio::spawn(types(line, own))).collect();
    let mut took = Vec::new();
    for officer in typing {
        took.extend(officer.await??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    let (cpu, own) = (served.cpu()? - cpu, crate::served::cpu("self")? - own);
    println!(
        "  {} entries in {seconds:.2} s; CPU: server {:.0}%, load generator {:.0}% of one core",
        took.len(),
        cpu / seconds * 100.0,
        own / seconds * 100.0
    );
    let after = watch.size().await?;
    if after - before != took.len() as u64 {
        return Err(format!("{} answers, but {} records", took.len(), after - before).into());
    }
    Ok(Through { took, seconds, written: written(node, before..after)? })
}

async fn types(mut line: Line, posts: Vec<Post>) -> Outcome<Vec<f64>> {
    let mut took = Vec::with_capacity(posts.len());
    for Post { officer, path, fields } in posts {
        let body = format!("csrf={officer}&act={}&step=check{fields}", dienhong_node::fresh_id());
        let request = Request::post(&path)
            .header("host", "127.0.0.1")
            .header("cookie", format!("dienhong={officer}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(body)))?;
        let begun = Instant::now();
        let (status, page) = line.ask(request).await?;
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        if !status.is_success() {
            let page = String::from_utf8_lossy(&page).into_owned();
            return Err(format!("{officer} at {path}: {status} {page}").into());
        }
    }
    Ok(took)
}

fn written(node: &Path, records: std::ops::Range<u64>) -> Outcome<Vec<Written>> {
    let mut all = Vec::new();
    let reader = Reader::open(node.join("journal.sqlite"))?;
    reader.read(records, &mut |_, bytes| all.push(bytes.to_vec()))?;
    let kept = |record: Vec<u8>| {
        let read: serde_json::Value = serde_json::from_slice(&record)?;
        let key = format!("seal/{}", read["data"]["sealed"].as_str().unwrap_or_default());
        let opening = reader.private(&key)?.ok_or_else(|| format!("nothing is kept as {key}"))?;
        Ok(Written { record, key, opening })
    };
    all.into_iter().map(kept).collect()
}

/// Seconds for each entry when 200 threads wait for a bare SQLite file that one thread writes, as many
/// at once as are waiting.
fn bare(path: &Path, written: Vec<Written>) -> Outcome<f64> {
    let mut file = Connection::open(path)?;
    file.pragma_update(None, "journal_mode", "WAL")?;
    file.pragma_update(None, "synchronous", "FULL")?;
    file.execute_batch(
        "CREATE TABLE record (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
         CREATE TABLE private (key TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL) STRICT;",
    )?;
    type Job = (u64, mpsc::SyncSender<()>);
    let (queue, jobs) = mpsc::channel::<Job>();
    let all = Arc::new(written);
    let kept = all.clone();
    let begun = Instant::now();
    let writer = thread::spawn(move || -> rusqlite::Result<()> {
        while let Ok(first) = jobs.recv() {
            let batch: Vec<Job> =
                std::iter::once(first).chain(jobs.try_iter().take(MAX_BATCH - 1)).collect();
            let transaction = file.transaction()?;
            {
                let mut record =
                    transaction.prepare_cached("INSERT INTO record VALUES (?1, ?2)")?;
                let mut private =
                    transaction.prepare_cached("INSERT INTO private VALUES (?1, ?2)")?;
                for (seq, _) in &batch {
                    let one = &kept[usize::try_from(*seq).unwrap_or(0)];
                    record.execute(params![seq.cast_signed(), one.record])?;
                    private.execute(params![one.key, one.opening])?;
                }
            }
            transaction.commit()?;
            for (_, answer) in batch {
                // Each thread waits for its own.
                let _waiting = answer.send(());
            }
        }
        Ok(())
    });
    let typists: Vec<_> = (0..OFFICERS as u64)
        .map(|officer| {
            let (queue, count) = (queue.clone(), all.len() as u64);
            thread::spawn(move || {
                for seq in (officer..count).step_by(OFFICERS) {
                    let (answer, answered) = mpsc::sync_channel(1);
                    if queue.send((seq, answer)).is_err() || answered.recv().is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    drop(queue);
    for typist in typists {
        typist.join().map_err(|_| "a thread of the peer panicked")?;
    }
    writer.join().map_err(|_| "the peer's writer panicked")??;
    Ok(begun.elapsed().as_secs_f64() / all.len() as f64)
}
