#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::{NotCosigned, NotFetched, Patience, Web, cosign};
use dienhong_journal::{
    Hash, Tree,
    checkpoint::{Checkpoint, Note, Signer},
    cosignature::WitnessSigner,
    tree::leaf_hash,
    witness::{Answer, Request, decide},
};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// A server that does to each connection what the test says, and nothing a server should.
fn server(serve: impl Fn(&mut TcpStream, String) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for line in listener.incoming().flatten() {
            let (serve, mut line) = (serve.clone(), line);
            thread::spawn(move || {
                let request = request(&mut line);
                serve(&mut line, request);
            });
        }
    });
    format!("http://{address}/log")
}

/// The head and the body of one request.
fn request(line: &mut TcpStream) -> String {
    line.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut bytes = Vec::new();
    let mut portion = [0; 4096];
    loop {
        let read = line.read(&mut portion).unwrap_or(0);
        bytes.extend(&portion[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text;
            }
            continue;
        };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        if body.len() >= length || read == 0 {
            return text;
        }
    }
}

fn plain(status: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// A server that says the same to everybody.
fn says(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    server(move |line, _| drop(line.write_all(&answer)))
}

fn hasty() -> Patience {
    let ms = Duration::from_millis;
    Patience { connect: ms(500), silence: ms(300), request: ms(1000), overall: None }
}

async fn got(base: &str, most: u64) -> Result<Option<Vec<u8>>, NotFetched> {
    Web::with(base, hasty()).unwrap().get("checkpoint", most).await
}

#[tokio::test]
async fn a_file_is_fetched_and_what_is_not_there_is_not() {
    let base = says(plain("200 OK", "text/plain", "here"));
    assert_eq!(got(&base, 4).await, Ok(Some(b"here".to_vec())));
    for status in ["404 Not Found", "410 Gone"] {
        assert_eq!(got(&says(plain(status, "text/plain", "no")), 9).await, Ok(None));
    }
    for (status, code) in [("500 Oh", 500), ("403 No", 403), ("206 Some", 206), ("204 None", 204)] {
        let refused = got(&says(plain(status, "text/plain", "")), 9).await;
        assert!(matches!(refused, Err(NotFetched::Status { status, .. }) if status == code));
    }
}

#[tokio::test]
async fn a_path_reaches_the_server_as_it_is_and_never_leaves_the_site() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    let base = server(move |line, request| {
        seen.lock().unwrap().push(request.lines().next().unwrap_or_default().to_owned());
        drop(line.write_all(plain("200 OK", "text/plain", "").as_bytes()));
    });
    let web = Web::with(&base, hasty()).unwrap();
    // A question mark begins what is for the server; no file's name has one.
    for path in ["tile/x001/234.p/5", "a%20b/ấ#y", "part/all?size=5", "%2e%2e"] {
        web.get(path, 10).await.unwrap();
    }
    let wanted = [
        "GET /log/tile/x001/234.p/5 HTTP/1.1",
        "GET /log/a%2520b/%E1%BA%A5%23y HTTP/1.1",
        "GET /log/part/all?size=5 HTTP/1.1",
        "GET /log/%252e%252e HTTP/1.1",
    ];
    assert_eq!(*asked.lock().unwrap(), wanted);
    for path in ["", "/x", "x/", "../x", "a/./b", "a\\b", "a\nb", "a//b"] {
        assert_eq!(web.get(path, 10).await, Err(NotFetched::Path(path.into())), "{path}");
    }
}

#[test]
fn only_plain_addresses_of_sites_are_taken() {
    for base in
        ["ftp://a/", "file:///etc", "a", "http://", "http://u:p@a/", "http://a/?q", "http://a/#f"]
    {
        assert!(matches!(Web::new(base), Err(NotFetched::Address { .. })), "{base}");
    }
    assert_eq!(Web::new("http://a.example/log").unwrap().base(), "http://a.example/log/");
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_refused_whether_it_says_so_or_not() {
    let said = got(&says(plain("200 OK", "text/plain", "12345")), 4).await;
    assert!(matches!(said, Err(NotFetched::TooLong { most: 4, .. })));
    // Without a length and without an end.
    let base = server(|line, _| {
        let _ = line.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while line.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let begun = Instant::now();
    assert!(matches!(got(&base, 100_000).await, Err(NotFetched::TooLong { .. })));
    // In portions without an end.
    let base = server(|line, _| {
        let _ = line.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while line.write_all(b"4\r\nabcd\r\n").is_ok() {}
    });
    assert!(matches!(got(&base, 100_000).await, Err(NotFetched::TooLong { .. })));
    // A head without an end.
    let base = server(|line, _| {
        let _ = line.write_all(b"HTTP/1.1 200 OK\r\n");
        while line.write_all(b"X-More: and more and more and more\r\n").is_ok() {}
    });
    assert!(got(&base, 100_000).await.is_err());
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn an_answer_shorter_than_it_says_is_refused() {
    let base = says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
    assert!(matches!(got(&base, 100).await, Err(NotFetched::Broken { .. })));
    let base = says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n");
    assert!(matches!(got(&base, 100).await, Err(NotFetched::Broken { .. })));
    for nonsense in ["", "SSH-2.0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"] {
        assert!(matches!(got(&says(nonsense), 100).await, Err(NotFetched::Broken { .. })));
    }
}

#[tokio::test]
async fn a_server_that_never_ends_is_left() {
    let begun = Instant::now();
    let silent = server(|line, _| {
        let _ = line.read(&mut [0; 1]);
    });
    assert!(matches!(got(&silent, 100).await, Err(NotFetched::Slow { .. })));
    let drip = server(|line, _| {
        let _ = line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while line.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(50));
        }
    });
    assert!(matches!(got(&drip, 1_000_000).await, Err(NotFetched::Slow { .. })));
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    let patience = Patience { overall: Some(Duration::ZERO), ..hasty() };
    let late = Web::with(&says(plain("200 OK", "", "x")), patience).unwrap();
    assert!(matches!(late.get("x", 9).await, Err(NotFetched::Slow { .. })));
}

#[tokio::test]
async fn only_redirections_on_the_same_host_are_followed() {
    let moved = server(|line, request| {
        let answer = if request.starts_with("GET /log/checkpoint") {
            "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        } else {
            plain("200 OK", "text/plain", "moved")
        };
        drop(line.write_all(answer.as_bytes()));
    });
    assert_eq!(got(&moved, 9).await, Ok(Some(b"moved".to_vec())));
    let other = says(plain("200 OK", "text/plain", "another site"));
    for to in [other.as_str(), "http://localhost:1/", "ftp://127.0.0.1/"] {
        let sent =
            says(format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"));
        let refused = got(&sent, 100).await;
        assert!(matches!(&refused, Err(NotFetched::Elsewhere { .. })), "{to}: {refused:?}");
    }
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let round = server(move |line, _| {
        count.fetch_add(1, Ordering::SeqCst);
        let answer = "HTTP/1.1 302 Found\r\nLocation: /log/checkpoint\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        drop(line.write_all(answer.as_bytes()));
    });
    assert!(matches!(got(&round, 9).await, Err(NotFetched::Elsewhere { .. })));
    assert!(asked.load(Ordering::SeqCst) <= 6);
}

#[tokio::test]
async fn nobody_packs_an_answer_for_us() {
    let base = says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nzz");
    assert!(matches!(got(&base, 100).await, Err(NotFetched::Packed { .. })));
}

struct Log {
    tree: Tree,
    signer: Signer,
}

fn log(other: u64) -> Log {
    let mut tree = Tree::new();
    for number in 0..20u64 {
        let entry = if number < other { number } else { number + 1000 };
        tree.push(leaf_hash(&entry.to_be_bytes()));
    }
    Log { tree, signer: Signer::new("example.vn/log", &[7; 32]).unwrap() }
}

impl Log {
    fn note(&self, size: u64) -> String {
        let root = self.tree.root_at(size).unwrap();
        let origin = "example.vn/log".to_owned();
        Checkpoint { origin, size, root, extensions: vec![] }.sign(&[&self.signer]).unwrap()
    }

    async fn cosign(&self, base: &str, old: u64, size: u64) -> Result<String, NotCosigned> {
        let web = Web::with(base, hasty()).unwrap();
        let proof = |old| self.tree.consistency(old, size).unwrap();
        cosign(&web, witness().key(), old, &self.note(size), proof).await
    }
}

fn witness() -> WitnessSigner {
    WitnessSigner::new("witness.example", &[9; 32]).unwrap()
}

/// A witness as the specification has it, in memory.
fn honest(log: &Log) -> String {
    let last: Mutex<Option<(u64, Hash)>> = Mutex::new(None);
    let known = log.signer.verifier().clone();
    server(move |line, request| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /log/add-checkpoint HTTP/1.1"));
        let request: Request = body.parse().unwrap();
        let mut last = last.lock().unwrap();
        let answer = decide(*last, &known, &request);
        let said = match answer {
            Answer::Cosign(checkpoint) => {
                *last = Some((checkpoint.size, checkpoint.root));
                let others = "— somebody.else AAAAAAAA\n";
                let line = witness().cosign(request.note.text(), 1_790_000_000);
                plain("200 OK", "text/plain", &format!("{others}{line}"))
            }
            Answer::Conflict { size } => {
                plain("409 Conflict", "text/x.tlog.size", &format!("{size}\n"))
            }
            other => plain(&format!("{} No", other.status()), "text/plain", "no"),
        };
        drop(line.write_all(said.as_bytes()));
    })
}

#[tokio::test]
async fn a_witness_cosigns_whatever_size_we_believed_it_had_seen() {
    let log = log(20);
    let base = honest(&log);
    for (believed, size) in [(0, 5), (5, 9), (3, 12), (0, 13), (17, 17), (u64::MAX, 20)] {
        let line = log.cosign(&base, believed, size).await.unwrap();
        let note = Note::parse(&log.note(size)).unwrap().with(line.parse().unwrap()).unwrap();
        assert_eq!(witness().key().verify(&note), Ok(Some(1_790_000_000)));
    }
    let behind = log.cosign(&base, 0, 19).await;
    assert!(matches!(behind, Err(NotCosigned::Ahead { size: 20, ours: 19, .. })));
}

#[tokio::test]
async fn a_witness_that_saw_another_history_says_so() {
    let (log, other) = (log(20), log(3));
    let base = honest(&log);
    log.cosign(&base, 0, 9).await.unwrap();
    assert!(matches!(other.cosign(&base, 0, 12).await, Err(NotCosigned::Inconsistent { .. })));
}

#[tokio::test]
async fn a_witness_that_answers_nonsense_is_not_believed() {
    let log = log(20);
    let stranger = WitnessSigner::new("witness.example", &[8; 32]).unwrap();
    let other_text = witness().cosign("example.vn/log\n9\nxx\n", 5);
    let at_no_time = {
        let note = Note::parse(&log.note(9)).unwrap();
        witness().cosign(note.text(), 0)
    };
    let own = log.note(9).lines().last().unwrap().to_owned() + "\n";
    for answer in ["", "nonsense", &other_text, &at_no_time, &own, &stranger.cosign("x\n", 1)] {
        let refused = log.cosign(&says(plain("200 OK", "text/plain", answer)), 0, 9).await;
        let wanted = matches!(
            refused,
            Err(NotCosigned::NoCosignature { .. } | NotCosigned::Malformed { .. })
        );
        assert!(wanted, "{answer}: {refused:?}");
    }
    // The same size again and again, sizes without their type, no sizes.
    let stubborn = says(plain("409 Conflict", "text/x.tlog.size", "0\n"));
    assert!(matches!(log.cosign(&stubborn, 0, 9).await, Err(NotCosigned::Unsteady { .. })));
    let untyped = says(plain("409 Conflict", "text/plain", "5\n"));
    assert!(matches!(log.cosign(&untyped, 0, 9).await, Err(NotCosigned::Malformed { .. })));
    let sizeless = says(plain("409 Conflict", "text/x.tlog.size", "many\n"));
    assert!(matches!(log.cosign(&sizeless, 0, 9).await, Err(NotCosigned::Malformed { .. })));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let wavering = server(move |line, _| {
        let size = 1 + count.fetch_add(1, Ordering::SeqCst) % 5;
        drop(line.write_all(plain("409 No", "text/x.tlog.size", &format!("{size}\n")).as_bytes()));
    });
    assert!(matches!(log.cosign(&wavering, 0, 9).await, Err(NotCosigned::Unsteady { .. })));
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    let endless = says(plain("200 OK", "text/plain", &"— a AAAAAAAA\n".repeat(4000)));
    assert!(matches!(
        log.cosign(&endless, 0, 9).await,
        Err(NotCosigned::NotFetched(NotFetched::TooLong { .. }))
    ));
}
