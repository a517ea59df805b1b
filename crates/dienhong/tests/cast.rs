#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong serve` is killed again and again while ballots are cast: what was answered with its tracker is in the box,
//! and in the sum.

mod council;
mod serving;

use belenios::{
    ballot::Booth,
    credential::token,
    fingerprint,
    group::Ed25519,
    rehearsal::{Holder, Made, Plan, TrusteeSecrets, hold, one_question},
    tally::{check_partial, decrypt, result},
    verify::{Options, contents},
};
use council::{CLERK, VOTE, count, of, sits, tells};
use dienhong_core::vote::{self, Answers, Group, KeyStep, Question};
use dienhong_journal::Hash;
use dienhong_store::{Desk, Session};
use serde_json::Value;
use serving::{Random, Serving, get, post, sends};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
    net::SocketAddr,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const ROUNDS: usize = 5;
const VOTERS: usize = 24;
const LINES: usize = 4;
const ANSWERS: [&str; 3] = ["Tán thành", "Không tán thành", "Không biểu quyết"];

fn random() -> rand_core::UnwrapErr<getrandom::SysRng> {
    rand_core::UnwrapErr(getrandom::SysRng)
}

/// A ballot on its way, whatever became of it.
struct Sent {
    voter: usize,
    choice: usize,
    tracker: String,
}

/// A vote with everything that its voters and its trustees know.
struct Hall {
    made: Made<Ed25519>,
    /// Those of one voter in the order in which they were sent: one after another.
    sent: Mutex<Vec<Sent>>,
    /// The trackers that the server gave.
    answered: Mutex<BTreeSet<String>>,
}

impl Hall {
    /// The vote is open on the node of a folder, and its clerk is signed in.
    fn opens(data: &Path) -> Hall {
        let made: Made<Ed25519> = {
            let template = one_question("Thông qua nghị quyết thử", &ANSWERS, false, 1, 1);
            let uuid = token(14, &mut random());
            let voters = vec![(1, Vec::new()); VOTERS];
            let holders = vec![Holder::Single, Holder::Single];
            let plan = Plan { template, uuid, time: 1_795_000_000, holders, voters };
            hold(plan, &mut random()).unwrap()
        };
        let node = sits(data);
        let answers = Answers::YesNo { abstain: true };
        let text = "Thông qua nghị quyết thử".into();
        council::calls(&node, "resolution", Question { text, answers, passes: None }, VOTERS);
        let put = |bytes: &[u8]| node.blobs().put(bytes).unwrap();
        let (election, trustees) = (put(&made.election), put(&made.trustees));
        let (blob, group) = (put(&made.credentials), Group::Ed25519);
        let names = ["Bà Một (mô phỏng)", "Ông Hai (mô phỏng)"].map(str::to_owned).into();
        let key = |trustee| {
            let step = KeyStep::Key;
            vote::Event::TrusteeWrote { vote: of(), trustee, step, blob: trustees }
        };
        for event in [
            vote::Event::TrusteesNamed { vote: of(), group, names, threshold: None },
            key(1),
            key(2),
            vote::Event::CredentialsRegistered { vote: of(), blob, credentials: count(VOTERS) },
            vote::Event::BoxPrepared {
                vote: of(),
                election,
                trustees,
                fingerprint: fingerprint(&made.election),
            },
        ] {
            tells(&node, event);
        }
        council::opens(&node, VOTERS);
        drop(node);
        let desk = Desk::open(data.join("desk.sqlite")).unwrap();
        assert!(desk.put_account(CLERK, CLERK, "-").unwrap());
        let token = Hash::of(CLERK.as_bytes()).to_string();
        let (login, csrf) = (CLERK.to_owned(), CLERK.to_owned());
        desk.put_session(&Session { token, login, csrf, until: i64::MAX as u64 }, 0).unwrap();
        Hall { made, sent: Mutex::default(), answered: Mutex::default() }
    }

    fn answered(&self) -> BTreeSet<String> {
        self.answered.lock().unwrap().clone()
    }

    /// The voters of one line cast in turn, each again and again with another mind, until told to stop.
    fn casts(&self, address: SocketAddr, line: usize, stop: &AtomicBool) {
        let booth = Booth::<Ed25519>::new(&self.made.election).unwrap();
        for voter in (line..VOTERS).step_by(LINES).cycle() {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let choice = self.sent.lock().unwrap().len() % 3;
            let slots: Vec<u8> = (0..3).map(|slot| u8::from(slot == choice)).collect();
            let credential = &self.made.private_credentials[voter];
            let ballot = booth.vote(credential, &[slots], &mut random()).unwrap();
            let tracker = fingerprint(&ballot);
            self.sent.lock().unwrap().push(Sent { voter, choice, tracker: tracker.clone() });
            let (path, kind) = (format!("/votes/{VOTE}/ballots"), "Content-Type: application/json");
            let said = sends(address, &path, kind, &ballot).unwrap_or_default();
            if said.contains(&format!("\"tracker\":\"{tracker}\"")) {
                self.answered.lock().unwrap().insert(tracker);
            } else {
                // Nobody is refused here; the line breaks before there is an answer.
                assert!(!said.contains("\r\n\r\n"), "{said}");
            }
        }
    }

    /// The server is killed at a random moment, once ballots have been cast.
    fn is_killed(&self, serving: Serving, random: &mut Random) {
        let (address, stop, before) = (serving.1, AtomicBool::new(false), self.answered().len());
        thread::scope(|scope| {
            for line in 0..LINES {
                let stop = &stop;
                scope.spawn(move || self.casts(address, line, stop));
            }
            let begun = Instant::now();
            while self.answered().len() < before + LINES && begun.elapsed().as_secs() < 20 {
                thread::sleep(Duration::from_millis(5));
            }
            thread::sleep(Duration::from_micros(random.below(200_000)));
            serving.ends();
            stop.store(true, Ordering::Relaxed);
        });
        assert!(self.answered().len() > before, "no ballot was cast before the kill");
    }

    /// All that was answered is in the box. Gives who voted how in the end, and how many ballots there are.
    fn all_there(&self, address: SocketAddr) -> (BTreeMap<usize, usize>, usize) {
        let (answered, mut last, mut there) = (self.answered(), BTreeMap::new(), 0);
        let mut counting = BTreeSet::new();
        for Sent { voter, choice, tracker } in self.sent.lock().unwrap().iter() {
            let path = tracker.replace('/', "%2F").replace('+', "%2B");
            let Some(found) = get(address, &format!("/votes/{VOTE}/ballots/{path}")) else {
                assert!(!answered.contains(tracker), "{tracker} was answered and is lost");
                continue;
            };
            let found: Value = serde_json::from_slice(&found).unwrap();
            let ballot = found["ballot"].as_str().unwrap();
            assert_eq!(fingerprint(ballot.as_bytes()), *tracker);
            there += 1;
            last.insert(*voter, (*choice, tracker.clone()));
            if found["counts"].as_bool().unwrap() {
                counting.insert(tracker.clone());
            }
        }
        // The last of each voter counts, and no other.
        assert_eq!(
            last.values().map(|(_, tracker)| tracker.clone()).collect::<BTreeSet<_>>(),
            counting
        );
        (last.into_iter().map(|(voter, (choice, _))| (voter, choice)).collect(), there)
    }
}

/// The clerk sends a form of the desk, which is taken.
fn clerk(address: SocketAddr, path: &str, step: &str) {
    let act = dienhong_node::fresh_id();
    let form = format!("csrf={CLERK}&act={act}&step={step}&sure=yes");
    let said = post(address, path, CLERK, &form).unwrap();
    assert!(said.starts_with("HTTP/1.1 303"), "{step}: {said}");
}

#[test]
fn ballots_that_were_answered_survive_kills_and_are_all_in_the_sum() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let hall = Hall::opens(data);
    let mut moment = Random(0x2545_f491_4f6c_dd1d);
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        let serving = Serving::begins(data);
        hall.all_there(serving.1);
        hall.is_killed(serving, &mut moment);
    }
    let serving = Serving::begins(data);
    let (votes, there) = hall.all_there(serving.1);
    clerk(serving.1, &format!("/desk/votes/{VOTE}"), "close");
    clerk(serving.1, &format!("/desk/votes/{VOTE}/box"), "sum");
    let archive = get(serving.1, &format!("/votes/{VOTE}/archive.bel")).unwrap();
    serving.ends();
    println!(
        "{ROUNDS} kills: {} ballots sent, {} answered, {there} in the box, {:?}",
        hall.sent.lock().unwrap().len(),
        hall.answered().len(),
        begun.elapsed()
    );
    // The trustees open the sum: what each voter chose last.
    let all = contents::<Ed25519, _>(Cursor::new(&archive), Options { threads: 2 }).unwrap();
    let print = fingerprint(&hall.made.election);
    let factors = |(owner, of): (usize, &TrusteeSecrets<Ed25519>)| {
        let share = decrypt(&all.tally, &print, &of.key, &mut random());
        (owner, check_partial(&share, owner, &all.tally, &print, &all.trustees).unwrap())
    };
    let shares: BTreeMap<_, _> = (1..).zip(&hall.made.private_keys).map(factors).collect();
    let total = votes.len() as u64;
    let opened = result(&all.tally, &all.trustees, &shares, total).unwrap();
    let chose = [0, 1, 2].map(|choice| votes.values().filter(|chosen| **chosen == choice).count());
    let expected = serde_json::json!({ "result": [chose] });
    assert_eq!(serde_json::from_slice::<Value>(&opened).unwrap(), expected);
}
