//! A meeting of 700 sites and 12,000 delegates, each following it on a page: how long until a change of the floor is
//! known to the last of them, beside writing the same bytes to as many sockets and nothing else.

use crate::{
    figure::Figure,
    hall::council,
    served::{Line, Outcome, Served, percentile, runtime},
};
use dienhong_core::{
    Event,
    assembly::{
        Delegate, Event as A, Item, Mark, MeetingId, Plan, Presence, Site, SiteId, Visibility,
        Words,
    },
    people::By,
};
use dienhong_journal::{Hash, Millis};
use dienhong_node::{Ask, Node};
use dienhong_store::Desk;
use hyper::Request;
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};

const SITES: u32 = 700;
const DELEGATES: u32 = 12_000;
const ACTS: usize = 20;
const ID: &str = "bench";
/// What stands once in each event.
const MARK: &[u8] = b"event: told";

type Came = Vec<Instant>;

fn token(number: u32) -> String {
    Hash::of(format!("delegate {number}").as_bytes()).to_string()
}

fn site(number: u32) -> SiteId {
    SiteId::from(format!("s{}", number % SITES).as_str())
}

/// Everybody is there, and the first item is on.
fn meets(node: &Node) -> Outcome<()> {
    let id = || MeetingId::from(ID);
    let ask = |events: Vec<A>| {
        node.ask(Ask {
            by: By::Officer("secretary".into()),
            body: Some("council".into()),
            ..Ask::node(events.into_iter().map(Event::Assembly).collect())
        })
    };
    let rules = dienhong_packs::rules("vn")?;
    let kinds = rules.assembly.ok_or("no meetings")?.kinds;
    let rule = kinds.get("briefing").ok_or("no briefings")?;
    let plan = Plan {
        title: "Giao ban thử tải".into(),
        kind: "briefing".into(),
        begins: Millis::new(1_795_000_000_000),
        ends: None,
        place: "Điểm cầu chính".into(),
        closed: false,
        chair: "secretary".into(),
        deputies: Vec::new(),
        numbering: Default::default(),
        quorum: rule.quorum,
        floor: rule.floor.clone(),
        follows: None,
        continues: None,
        document: None,
    };
    let of_site = |number: u32| Site {
        id: site(number),
        name: format!("Điểm cầu {}", number + 1),
        parent: None,
        unit: None,
        place: String::new(),
        secretary: None,
    };
    let item = |number: usize| Item {
        id: format!("i{number}").as_str().into(),
        parent: None,
        title: Words::Open(format!("Nội dung thứ {number} của chương trình làm việc")),
        visibility: Visibility::Public,
        minutes: Some(30),
        owner: "Văn phòng".into(),
    };
    let mut events = vec![A::Convened { meeting: id(), plan }];
    events.extend((0..SITES).map(|number| A::SiteSet { meeting: id(), site: of_site(number) }));
    events.extend((1..=12).map(|number| A::ItemSet { meeting: id(), item: item(number) }));
    ask(events)?;
    let numbers: Vec<u32> = (1..=DELEGATES).collect();
    for rows in numbers.chunks(200) {
        let delegate = |number: &u32| -> Outcome<Delegate> {
            Ok(Delegate {
                number: *number,
                name: format!("Đại biểu thử {number}"),
                office: "Đại biểu".into(),
                site: site(*number),
                group: String::new(),
                seat: String::new(),
                guest: false,
                weight: 1u64.try_into()?,
                officer: None,
            })
        };
        let delegates = rows.iter().map(delegate).collect::<Outcome<_>>()?;
        let mark = |number: &u32| Mark {
            delegate: *number,
            presence: Presence::Here,
            site: None,
            reason: String::new(),
            moved: false,
        };
        let marks = rows.iter().map(mark).collect();
        ask(vec![
            A::DelegatesListed { meeting: id(), delegates },
            A::Marked { meeting: id(), marks, happened: None },
        ])?;
    }
    ask(vec![A::Opened { meeting: id() }, A::ItemBegun { meeting: id(), item: "i1".into() }])?;
    Ok(())
}

/// A page that follows: when each event came.
async fn follow(address: String, request: String, ready: Arc<AtomicUsize>) -> Outcome<Came> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let (mut came, mut carry, mut buffer) = (Vec::new(), Vec::new(), vec![0; 4096]);
    let mut begun = false;
    while came.len() < ACTS {
        let read = stream.read(&mut buffer).await?;
        let Some(fresh) = buffer.get(..read).filter(|fresh| !fresh.is_empty()) else { break };
        if !std::mem::replace(&mut begun, true) {
            ready.fetch_add(1, Ordering::Relaxed);
        }
        carry.extend_from_slice(fresh);
        let found = carry.windows(MARK.len()).filter(|at| *at == MARK).count();
        came.extend(std::iter::repeat_n(Instant::now(), found));
        let keep = carry.len().saturating_sub(MARK.len() - 1);
        carry.drain(..keep);
    }
    Ok(came)
}

/// Milliseconds from each act until each page knew of it.
fn waits(acts: &[Instant], pages: &[Came]) -> Vec<f64> {
    let of = |came: &Came| {
        let waits = acts.iter().zip(came).map(|(act, came)| came.duration_since(*act));
        waits.map(|wait| wait.as_secs_f64() * 1000.0).collect::<Vec<_>>()
    };
    pages.iter().flat_map(of).collect()
}

/// All pages, following; `greeted`: each is told something before the first act.
async fn gathered(
    address: &str,
    request: impl Fn(u32) -> String,
    greeted: bool,
) -> Outcome<Vec<JoinHandle<Outcome<Came>>>> {
    let ready = Arc::new(AtomicUsize::new(0));
    let mut pages = Vec::new();
    for number in 1..=DELEGATES {
        let page = follow(address.to_owned(), request(number), ready.clone());
        pages.push(tokio::spawn(page));
        // The listener's queue is short.
        if number % 100 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let all = usize::try_from(DELEGATES)?;
    for _ in 0..600 {
        if !greeted || ready.load(Ordering::Relaxed) == all {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok(pages)
}

struct Measured {
    waits: Vec<f64>,
    /// MiB.
    memory: f64,
    missed: usize,
}

async fn ours(folder: &str) -> Outcome<Measured> {
    let served = Served::by("release", &["serve", "--data", folder])?;
    let request = |number| {
        let seat = token(number);
        format!(
            "GET /live/meetings/{ID}?lang=vi&since=9999999&seat={seat} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
        )
    };
    let pages = gathered(&served.address, request, true).await?;
    let before = served.cpu()?;
    let mut delegate = Line::to(&served.address).await?;
    let mut acts = Vec::new();
    for number in 1..=u32::try_from(ACTS)? {
        let seat = token(number);
        let form = format!("act={}&step=ask&kind=speech", seat.get(..32).unwrap_or_default());
        let post = Request::post(format!("/meetings/{ID}/seat/{seat}"))
            .header("host", "127.0.0.1")
            .header("content-type", "application/x-www-form-urlencoded");
        acts.push(Instant::now());
        let (status, said) = delegate.ask(post.body(form.into())?).await?;
        if status.as_u16() != 303 {
            return Err(format!("{status} {}", String::from_utf8_lossy(&said)).into());
        }
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    let used = (served.cpu()? - before) / ACTS as f64;
    let memory = served.memory()?;
    println!("  a change costs the server {:.0} ms of CPU", used * 1000.0);
    let came = ended(pages).await?;
    let missed = came.iter().filter(|came| came.len() < ACTS).count();
    Ok(Measured { waits: waits(&acts, &came), memory, missed })
}

async fn ended(pages: Vec<JoinHandle<Outcome<Came>>>) -> Outcome<Vec<Came>> {
    let mut came = Vec::new();
    for page in pages {
        came.push(tokio::time::timeout(Duration::from_secs(30), page).await???);
    }
    Ok(came)
}

/// As many bytes to as many sockets, by a program that does nothing else.
async fn limit(bytes: usize) -> Outcome<Vec<f64>> {
    let mut blast = Command::new(std::env::current_exe()?)
        .args(["--blast", &DELEGATES.to_string(), &bytes.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = BufReader::new(blast.stdout.take().ok_or("no output")?);
    let mut address = String::new();
    said.read_line(&mut address)?;
    let pages = gathered(address.trim(), |_| "hello".to_owned(), false).await?;
    let mut go = blast.stdin.take().ok_or("no input")?;
    let mut acts = Vec::new();
    for _ in 0..ACTS {
        acts.push(Instant::now());
        go.write_all(b"\n")?;
        go.flush()?;
        tokio::time::sleep(Duration::from_millis(1_000)).await;
    }
    let came = ended(pages).await;
    drop(go);
    let _ended = blast.kill();
    let _reaped = blast.wait();
    Ok(waits(&acts, &came?))
}

/// Listens for so many, and writes so many bytes to each whenever a line comes in.
pub fn blast(listeners: Option<&String>, bytes: Option<&String>) -> Outcome<()> {
    let listeners: usize = listeners.ok_or("how many")?.parse()?;
    let bytes: usize = bytes.ok_or("how much")?.parse()?;
    runtime()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let mut payload = MARK.to_vec();
        payload.resize(bytes, b' ');
        let payload = Arc::new(payload);
        let (news, _) = tokio::sync::watch::channel(0u32);
        for _ in 0..listeners {
            let (mut stream, _) = listener.accept().await?;
            let (mut heard, payload) = (news.subscribe(), payload.clone());
            tokio::spawn(async move {
                while heard.changed().await.is_ok() {
                    if stream.write_all(&payload).await.is_err() {
                        break;
                    }
                }
            });
        }
        let lines = tokio::task::spawn_blocking(move || {
            for _line in std::io::stdin().lock().lines().map_while(Result::ok) {
                news.send_modify(|count| *count += 1);
            }
        });
        lines.await?;
        Ok(())
    })
}

pub fn run() -> Outcome<Vec<Figure>> {
    let place = tempfile::tempdir()?;
    let folder: &Path = &place.path().join("node");
    {
        let node = council(folder)?;
        meets(&node)?;
    }
    let desk = Desk::open(folder.join("desk.sqlite"))?;
    let links: Vec<(u32, String)> = (1..=DELEGATES)
        .map(|number| (number, Hash::of(token(number).as_bytes()).to_string()))
        .collect();
    desk.put_links(&format!("meeting/{ID}"), &links)?;
    drop(desk);
    let folder = folder.to_str().ok_or("the folder has no name")?.to_owned();
    let Measured { mut waits, memory, missed } = runtime()?.block_on(ours(&folder))?;
    // Six kilobytes are what a change of the floor is with a dozen who wait.
    let mut least = runtime()?.block_on(limit(6 * 1024))?;
    let last = waits.iter().copied().fold(0.0, f64::max);
    Ok(vec![
        Figure::new("a change of the floor, 12,000 pages, p99", percentile(&mut waits, 99), "ms")
            .beside("bytes alone", percentile(&mut least, 99))
            .bar(500.0),
        Figure::new("the same, the last of all", last, "ms"),
        Figure::new("the server's memory with 12,000 pages", memory, "MiB").bar(1024.0),
        Figure::new("pages that missed a change", missed as f64, "").bar(1.0),
    ])
}
