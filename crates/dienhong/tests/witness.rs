#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong witness` as its keeper runs it and as logs ask it.

mod witnessed;

use dienhong_journal::{
    checkpoint::{Checkpoint, Note},
    cosignature::WitnessKey,
    split::Evidence,
    witness::Request,
};
use dienhong_web::{NotCosigned, Web, cosign};
use std::{
    collections::BTreeMap,
    fs,
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};
use witnessed::{Log, PASSPHRASE, Witness, dienhong, init};

async fn asked(base: &str, key: &WitnessKey, log: &Log, size: u64) -> Result<String, NotCosigned> {
    cosign(&Web::new(base).unwrap(), key, 0, &log.note(size), log.proof(size)).await
}

async fn fetched(base: &str, path: &str) -> Option<String> {
    let bytes = Web::new(base).unwrap().get(path, 1 << 20).await.unwrap()?;
    Some(String::from_utf8(bytes).unwrap())
}

/// One request as bytes, and the whole answer.
fn raw(base: &str, request: &[u8]) -> String {
    let address = base.trim_start_matches("http://").trim_end_matches('/');
    let mut line = TcpStream::connect(address).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    line.write_all(request).unwrap();
    let mut answer = Vec::new();
    let _broken = line.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn post(base: &str, body: &str) -> String {
    let length = body.len();
    let head = format!(
        "POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    raw(base, format!("{head}{body}").as_bytes())
}

#[tokio::test]
async fn a_witness_cosigns_what_grows_and_remembers_it_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let key = init(folder.path(), "báo.example/nhân-chứng");
    let log = Log::of("example.vn/log", 600, 600);
    let witness = Witness::begins(folder.path(), &[log.signer.verifier()]);
    assert_eq!(fetched(&witness.base, &format!("{}/checkpoint", log.name())).await, None);
    for size in [0, 1, 7, 256, 300] {
        let line = asked(&witness.base, &key, &log, size).await.unwrap();
        let note = Note::parse(&log.note(size)).unwrap().with(line.parse().unwrap()).unwrap();
        assert!(key.verify(&note).unwrap().unwrap() > 1_700_000_000);
        let shown = fetched(&witness.base, &format!("{}/checkpoint", log.name())).await.unwrap();
        assert_eq!(shown, note.to_string());
    }
    drop(witness);
    let witness = Witness::begins(folder.path(), &[log.signer.verifier()]);
    let behind = asked(&witness.base, &key, &log, 299).await;
    assert!(matches!(behind, Err(NotCosigned::Ahead { size: 300, .. })), "{behind:?}");
    asked(&witness.base, &key, &log, 300).await.unwrap();
    asked(&witness.base, &key, &log, 600).await.unwrap();
    // A second one in the same folder would be two witnesses with one key.
    let second = dienhong()
        .args(["witness", "--listen", "127.0.0.1:0", "--log", &log.signer.verifier().to_string()])
        .arg("--dir")
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another witness"));
}

#[tokio::test]
async fn two_histories_are_refused_shown_and_proved() {
    let folder = tempfile::tempdir().unwrap();
    let key = init(folder.path(), "witness.example");
    let (log, other) = (Log::of("example.vn/log", 20, 20), Log::of("example.vn/log", 20, 5));
    let witness = Witness::begins(folder.path(), &[log.signer.verifier()]);
    asked(&witness.base, &key, &log, 9).await.unwrap();
    let evidence = format!("{}/evidence", log.name());
    let refused = asked(&witness.base, &key, &other, 12).await;
    assert!(matches!(refused, Err(NotCosigned::Inconsistent { .. })), "{refused:?}");
    // Another size proves nothing by itself; the same size does.
    assert_eq!(fetched(&witness.base, &evidence).await, None);
    let refused = asked(&witness.base, &key, &other, 9).await;
    assert!(matches!(refused, Err(NotCosigned::Inconsistent { .. })), "{refused:?}");
    let proof: Evidence = fetched(&witness.base, &evidence).await.unwrap().parse().unwrap();
    let shown = proof.verify(Some(log.signer.verifier())).unwrap();
    assert_eq!((shown.first.size, shown.second.size), (9, 9));
    for (page, words) in [("", "đã ký hai lịch sử"), ("en", "signed two different histories")]
    {
        let page = raw(&witness.base, format!("GET /{page} HTTP/1.0\r\n\r\n").as_bytes());
        assert!(page.starts_with("HTTP/1.0 200") && page.contains(words), "{page}");
        assert!(
            page.contains(&key.to_string().replace('&', "&amp;"))
                && page.contains("example.vn/log")
        );
    }
    // It goes on with the history that it saw first.
    asked(&witness.base, &key, &log, 20).await.unwrap();
    let witness_again = {
        drop(witness);
        Witness::begins(folder.path(), &[log.signer.verifier()])
    };
    assert!(fetched(&witness_again.base, &evidence).await.is_some());
}

#[test]
fn each_refusal_is_answered_as_the_specification_says() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), "witness.example");
    let log = Log::of("example.vn/log", 20, 20);
    let stranger = Log::of("other.example/log", 20, 20);
    let witness = Witness::begins(folder.path(), &[log.signer.verifier()]);
    let request = |log: &Log, old, new| {
        let note = Note::parse(&log.note(new)).unwrap();
        Request { old, proof: log.tree.consistency(old, new).unwrap(), note }.to_string()
    };
    let good = request(&log, 0, 9);
    assert!(post(&witness.base, &good).starts_with("HTTP/1.1 200"));
    let conflict = post(&witness.base, &good.replace("old 0", "old 3"));
    assert!(
        conflict.starts_with("HTTP/1.1 409") && conflict.ends_with("\r\n\r\n9\n"),
        "{conflict}"
    );
    assert!(conflict.to_lowercase().contains("content-type: text/x.tlog.size\r\n"), "{conflict}");
    let status = |body: &str| post(&witness.base, body)[9..12].to_owned();
    assert_eq!(status(&request(&stranger, 0, 5)), "404");
    assert_eq!(status(&good.replace("old 0", "old 10")), "400");
    assert_eq!(status("nonsense"), "400");
    assert_eq!(status(""), "400");
    let changed = request(&log, 9, 12).replace("\n12\n", "\n13\n");
    assert_eq!(status(&changed), "403");
    let mut short = request(&log, 9, 12).parse::<Request>().unwrap();
    short.proof.pop();
    assert_eq!(status(&short.to_string()), "422");
    assert_eq!(status(&"x".repeat(100_000)), "413");
    let invalid = raw(
        &witness.base,
        b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n\xff\xfe",
    );
    assert!(invalid.starts_with("HTTP/1.1 400"), "{invalid}");
    assert!(
        raw(&witness.base, b"GET /add-checkpoint HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 405")
    );
    assert!(
        raw(&witness.base, b"GET /nobody/checkpoint HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 404")
    );
}

#[test]
fn whoever_sends_nothing_is_left_and_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), "witness.example");
    let log = Log::of("example.vn/log", 20, 20);
    let witness = Witness::begins(folder.path(), &[log.signer.verifier()]);
    let begun = std::time::Instant::now();
    thread::scope(|scope| {
        for head in [
            &b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConnection: close\r\n\r\nold"[..],
            b"POST /add-checkpoint HT",
        ] {
            let base = &witness.base;
            scope.spawn(move || raw(base, head));
        }
        let note = Note::parse(&log.note(9)).unwrap();
        let request = Request { old: 0, proof: vec![], note }.to_string();
        assert!(post(&witness.base, &request).starts_with("HTTP/1.1 200"));
        assert!(begun.elapsed() < Duration::from_secs(5));
    });
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
}

#[test]
fn a_witness_that_has_forgotten_or_has_another_key_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    init(dir, "witness.example");
    let log = Log::of("example.vn/log", 20, 20);
    let start = |passphrase: &str| {
        let mut program = dienhong();
        program.env("DIENHONG_PASSPHRASE", passphrase);
        program.args(["witness", "--listen", "127.0.0.1:0", "--log"]);
        program.arg(log.signer.verifier().to_string()).arg("--dir").arg(dir);
        let ended = program.stdin(std::process::Stdio::null()).output().unwrap();
        (ended.status.code().unwrap(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, said) = start("another");
    assert!(code == 2 && said.contains("wrong passphrase"), "{said}");
    let witness = Witness::begins(dir, &[log.signer.verifier()]);
    let note = Note::parse(&log.note(9)).unwrap();
    let request = Request { old: 0, proof: vec![], note }.to_string();
    assert!(post(&witness.base, &request).starts_with("HTTP/1.1 200"));
    drop(witness);
    let seen = dir.join("seen").join(log.name().to_string());
    let good = fs::read_to_string(&seen).unwrap();
    let other = Log::of("example.vn/log", 20, 2);
    for bad in [
        String::new(),
        good.replace("\n9\n", "\n8\n"),
        log.note(9),
        other.note(9),
        "x".repeat(70_000),
    ] {
        fs::write(&seen, bad).unwrap();
        let (code, said) = start(PASSPHRASE);
        assert!(code == 2 && said.contains("must not sign"), "{said}");
    }
    fs::write(&seen, good).unwrap();
    drop(Witness::begins(dir, &[log.signer.verifier()]));
    let (public, key) = (dir.join("witness.vkey"), dir.join("witness.key"));
    let another = tempfile::tempdir().unwrap();
    init(another.path(), "witness.example");
    fs::copy(another.path().join("witness.vkey"), &public).unwrap();
    let (code, said) = start(PASSPHRASE);
    assert!(code == 2 && said.contains("another key"), "{said}");
    // Nothing takes the place of a key that is there.
    let again =
        dienhong().args(["witness", "init", "--name", "w", "--dir"]).arg(dir).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(fs::read_to_string(key).unwrap().starts_with("dienhong secret v1"));
}

/// A small generator, so that a failure can be repeated as far as the machine allows.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// What was cosigned and acknowledged: by origin and size, the root.
type Cosigned = BTreeMap<(String, u64), Vec<[u8; 32]>>;

/// One log, or a liar with its key, that asks again and again until told to stop.
fn grows(
    (base, key, log): (&str, &WitnessKey, &Log),
    next: &AtomicU64,
    stop: &AtomicBool,
    cosigned: &Mutex<Cosigned>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    while !stop.load(Ordering::Relaxed) {
        let size = next.fetch_add(1, Ordering::Relaxed) % log.tree.size() + 1;
        if runtime.block_on(asked(base, key, log, size)).is_ok() {
            let origin = log.signer.verifier().name().to_owned();
            let root = log.tree.root_at(size).unwrap().0;
            cosigned.lock().unwrap().entry((origin, size)).or_default().push(root);
        }
    }
}

#[test]
fn a_witness_killed_at_any_moment_never_cosigns_two_histories_nor_forgets_a_size() {
    const ROUNDS: u32 = 60;
    let folder = tempfile::tempdir().unwrap();
    let key = init(folder.path(), "witness.example");
    // Two logs, each with a second history under the same key.
    let logs: Vec<Log> = ["a.example/log", "b.example/log"]
        .into_iter()
        .flat_map(|origin| [Log::of(origin, 100_000, 100_000), Log::of(origin, 100_000, 3)])
        .collect();
    let signers = [&logs[0], &logs[2]].map(|log| log.signer.verifier());
    let cosigned = Mutex::new(Cosigned::new());
    let next: Vec<AtomicU64> = logs.iter().map(|_| AtomicU64::new(3)).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for round in 0..ROUNDS {
        let witness = Witness::begins(folder.path(), &signers);
        // Nothing that was acknowledged is forgotten.
        for log in logs.iter().step_by(2) {
            let origin = log.signer.verifier().name().to_owned();
            let path = format!("{}/checkpoint", log.name());
            let shown = runtime.block_on(fetched(&witness.base, &path));
            let shown = shown
                .map_or(0, |note| Checkpoint::verify(&note, log.signer.verifier()).unwrap().size);
            let cosigned = cosigned.lock().unwrap();
            let most = cosigned.keys().filter(|(o, _)| *o == origin).map(|(_, size)| *size).max();
            assert!(
                most.unwrap_or(0) <= shown,
                "round {round}: {most:?} of {origin}, shown {shown}"
            );
        }
        let (base, stop) = (witness.base.clone(), AtomicBool::new(false));
        let said = thread::scope(|scope| {
            for (log, next) in logs.iter().zip(&next) {
                for _ in 0..2 {
                    let (base, key, stop, cosigned) = (&base, &key, &stop, &cosigned);
                    scope.spawn(move || grows((base, key, log), next, stop, cosigned));
                }
            }
            thread::sleep(Duration::from_micros(random.below(60_000)));
            let said = witness.killed();
            stop.store(true, Ordering::Relaxed);
            said
        });
        assert_eq!(said, "", "round {round}");
    }
    let cosigned = cosigned.into_inner().unwrap();
    for honest in logs.iter().step_by(2) {
        let origin = honest.signer.verifier().name();
        let ours: Vec<_> = cosigned.iter().filter(|((o, _), _)| o == origin).collect();
        assert!(ours.len() > 20, "only {} sizes of {origin} were cosigned", ours.len());
        let one = |log: &Log| {
            ours.iter().all(|((_, size), roots)| {
                roots.iter().all(|root| log.tree.root_at(*size).unwrap().0 == *root)
            })
        };
        let histories = logs.iter().filter(|log| log.signer.verifier().name() == origin);
        assert!(histories.into_iter().any(one), "two histories of {origin}");
    }
    println!("{ROUNDS} kills, {} cosignatures acknowledged", cosigned.len());
}
