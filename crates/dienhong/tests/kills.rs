#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong serve` is killed again and again while officers type: what it answered for is there.

#[path = "../../verifier/tests/night/mod.rs"]
mod night;
mod serving;

use dienhong_core::{Event, tally, understand};
use dienhong_journal::{Record, Storage};
use dienhong_node::{Node, system_clock};
use dienhong_store::{Desk, Session};
use night::{AREAS, NA, Night};
use serving::{Random, Serving, post};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// The votes of the first candidate in an entry's figures tell it from others, and those of the third: how many of them.
const PART: u64 = 450;

/// Who typed which figure into which sheet, and was told that it is kept.
type Acknowledged = BTreeSet<(String, String, u64)>;

/// One officer who types the same sheet again and again, each time another figure, until told to stop.
fn types(
    address: SocketAddr,
    (officer, area): (&str, &str),
    next: &AtomicU64,
    stop: &AtomicBool,
    kept: &Mutex<Acknowledged>,
) {
    while !stop.load(Ordering::Relaxed) {
        let figure = next.fetch_add(1, Ordering::Relaxed);
        let figures = [
            ("csrf", officer.to_owned()),
            ("act", dienhong_node::fresh_id()),
            ("step", "check".into()),
            ("voters_total", "1000".into()),
            ("took_part", "950".into()),
            ("issued", "950".into()),
            ("returned", "950".into()),
            ("valid", "940".into()),
            ("invalid", "10".into()),
            // One seat: as many votes as valid ballots.
            ("votes.1", (figure % PART).to_string()),
            ("votes.2", (940 - figure % PART - figure / PART).to_string()),
            ("votes.3", (figure / PART).to_string()),
        ];
        let body: Vec<String> =
            figures.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path = format!("/desk/entry/{NA}/{area}");
        let answer = post(address, &path, officer, &body.join("&")).unwrap_or_default();
        let done = ["Hai bản nhập khác nhau.", "niêm phong.", "khớp nhau."];
        if answer.starts_with("HTTP/1.1 200") && done.iter().any(|done| answer.contains(done)) {
            kept.lock().unwrap().insert((officer.to_owned(), area.to_owned(), figure));
        } else {
            // Nobody answers who was killed.
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Every entry in the journal whose seal opens: who, where, which figure.
fn entries(data: &Path) -> Acknowledged {
    let node = Node::open(data, None, system_clock()).unwrap();
    assert_eq!(node.unopened(), []);
    let mut found = Acknowledged::new();
    let reader = node.reader().unwrap();
    let read = reader.read(0..reader.len().unwrap(), &mut |_, bytes| {
        let (head, event) = understand(&Record::decode(bytes).unwrap()).unwrap();
        let (Event::Tally(tally::Event::Entered { area, sealed, .. })
        | Event::Tally(tally::Event::Corrected { area, sealed, .. })) = event
        else {
            return;
        };
        let votes = node.opening(&sealed).unwrap().value.figures.votes;
        let figure = votes[0].get() + votes[2].get() * PART;
        let by = head.by.to_string().replace("officer:", "");
        found.insert((by, area.to_string(), figure));
    });
    read.unwrap();
    found
}

fn killed(times: u32, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    drop(Night::closed(data));
    let desk = Desk::open(data.join("desk.sqlite")).unwrap();
    let officers = ["team-1", "team-2"];
    for officer in officers {
        assert!(desk.put_account(officer, officer, "-").unwrap());
        let token = dienhong_journal::Hash::of(officer.as_bytes()).to_string();
        let (login, csrf) = (officer.to_owned(), officer.to_owned());
        desk.put_session(&Session { token, login, csrf, until: i64::MAX as u64 }, 0).unwrap();
    }
    drop(desk);
    let (mut random, next) = (Random(seed), AtomicU64::new(0));
    let acknowledged = Mutex::new(Acknowledged::new());
    let begun = Instant::now();
    for round in 0..times {
        let serving = Serving::begins(data);
        let (address, stop) = (serving.1, AtomicBool::new(false));
        let said = thread::scope(|scope| {
            for area in AREAS {
                for officer in officers {
                    let (next, stop, kept) = (&next, &stop, &acknowledged);
                    scope.spawn(move || types(address, (officer, area), next, stop, kept));
                }
            }
            thread::sleep(Duration::from_micros(random.below(120_000)));
            let said = serving.ends();
            stop.store(true, Ordering::Relaxed);
            said
        });
        // It started without missing anything but a passphrase.
        let missing = said.lines().filter(|line| !line.contains(" passphrase"));
        assert_eq!(missing.collect::<Vec<_>>(), Vec::<&str>::new(), "round {round}");
    }
    let (found, acknowledged) = (entries(data), acknowledged.into_inner().unwrap());
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(acknowledged.len() as u32 > times, "only {} were acknowledged", acknowledged.len());
    println!(
        "{times} kills: {} entries acknowledged, {} kept, {:?}",
        acknowledged.len(),
        found.len(),
        begun.elapsed()
    );
}

#[test]
fn what_was_acknowledged_over_http_survives_kills_first_part() {
    killed(70, 0x2545_f491_4f6c_dd1d);
}

#[test]
fn what_was_acknowledged_over_http_survives_kills_second_part() {
    killed(70, 0x9e37_79b9_7f4a_7c15);
}

#[test]
fn what_was_acknowledged_over_http_survives_kills_third_part() {
    killed(70, 0xd1b5_4a32_d192_ed03);
}
