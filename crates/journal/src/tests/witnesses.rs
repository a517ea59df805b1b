use super::Log;
use crate::{
    Hash,
    checkpoint::{Checkpoint, Note, Verifier},
    tree::empty_root,
    witness::{Answer, MAX_REQUEST, Request, decide},
};
use proptest::prelude::*;

const ORIGIN: &str =
    "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
const KEY: &str = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f";

fn request(log: &Log, old: u64, new: u64) -> Request {
    let proof = log.tree.consistency(old, new).unwrap();
    Request { old, proof, note: log.note(new) }
}

fn seen(log: &Log, size: u64) -> Option<(u64, Hash)> {
    Some((size, log.tree.root_at(size).unwrap()))
}

/// Requests that another implementation's log made: from nothing to one leaf, and from one to five.
#[test]
fn requests_of_another_implementation_are_cosigned() {
    let first = format!(
        "old 0\n\n{ORIGIN}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\
         — {ORIGIN} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n"
    );
    let second = format!(
        "old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\
         +fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=\n\
         KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\
         {ORIGIN}\n5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n\n\
         — {ORIGIN} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=\n"
    );
    let key = KEY.parse::<Hash>().unwrap();
    let key = Verifier::new(ORIGIN, key.as_bytes()).unwrap();
    let mut last = None;
    for (text, size) in [(&first, 1), (&second, 5)] {
        let request: Request = text.parse().unwrap();
        assert_eq!(request.to_string(), *text);
        let Answer::Cosign(Checkpoint { size: found, root, .. }) = decide(last, &key, &request)
        else {
            panic!("{:?}", decide(last, &key, &request));
        };
        assert_eq!(found, size);
        last = Some((size, root));
    }
}

#[test]
fn what_follows_is_cosigned_and_nothing_else_is() {
    let log = Log::of(40, 40);
    let key = log.signer.verifier();
    for old in 0..=20 {
        for new in old..=40 {
            let request = request(&log, old, new);
            assert_eq!(request.to_string().parse(), Ok(request.clone()));
            let last = if old == 0 { None } else { seen(&log, old) };
            assert_eq!(decide(last, key, &request).status(), 200, "{old} {new}");
        }
    }
    assert_eq!(decide(Some((0, empty_root())), key, &request(&log, 0, 0)).status(), 200);
}

#[test]
fn each_refusal_has_the_status_of_the_specification() {
    let log = Log::of(40, 40);
    let key = log.signer.verifier();
    let good = request(&log, 7, 20);
    let refused = |last, request: &Request| decide(last, key, request);
    // Another size was cosigned last: it is told.
    assert_eq!(refused(seen(&log, 9), &good), Answer::Conflict { size: 9 });
    assert_eq!(refused(None, &good), Answer::Conflict { size: 0 });
    assert_eq!(refused(seen(&log, 30), &request(&log, 0, 20)), Answer::Conflict { size: 30 });
    assert_eq!(refused(seen(&log, 9), &good).status(), 409);
    // The tree shrinks.
    let backwards = Request { old: 30, ..good.clone() };
    assert_eq!(refused(seen(&log, 30), &backwards).status(), 400);
    // Another history, of another size and of the same.
    let other = Log::of(40, 3);
    let rewritten = request(&other, 7, 20);
    assert_eq!(refused(seen(&log, 7), &rewritten).status(), 422);
    assert_eq!(refused(seen(&log, 20), &request(&other, 20, 20)).status(), 422);
    let mut short = good.clone();
    short.proof.pop();
    assert_eq!(refused(seen(&log, 7), &short).status(), 422);
    // A proof where none belongs.
    let needless = Request { old: 0, ..good.clone() };
    assert_eq!(refused(None, &needless).status(), 422);
    let twice = Request { old: 20, proof: good.proof.clone(), note: log.note(20) };
    assert_eq!(refused(seen(&log, 20), &twice).status(), 422);
    // An empty log with a root.
    let text = Checkpoint {
        origin: key.name().into(),
        size: 0,
        root: Hash::of(b"something"),
        extensions: vec![],
    };
    let note = Note::parse(&text.sign(&[&log.signer]).unwrap()).unwrap();
    let empty = Request { old: 0, proof: vec![], note };
    assert_eq!(refused(None, &empty).status(), 422);
    // Nobody or somebody else has signed.
    let unsigned = Request { note: good.note.clone().only(|_| false), ..good.clone() };
    assert_eq!(refused(seen(&log, 7), &unsigned).status(), 403);
    let mut line = good.note.signatures()[0].clone();
    line.signature[5] ^= 1;
    let forged = good.note.clone().only(|_| false).with(line).unwrap();
    assert_eq!(refused(seen(&log, 7), &Request { note: forged, ..good.clone() }).status(), 403);
    let unknown = crate::checkpoint::Signer::new("other.vn/log", &[1; 32]).unwrap();
    assert_eq!(decide(seen(&log, 7), unknown.verifier(), &good).status(), 404);
    let signed = crate::checkpoint::sign("example.vn/log\nnone\n", &[&log.signer]).unwrap();
    let nothing = Request { note: Note::parse(&signed).unwrap(), ..good };
    assert_eq!(refused(None, &nothing).status(), 400);
}

#[test]
fn a_request_is_read_strictly() {
    let good = request(&Log::of(40, 40), 7, 20).to_string();
    let hash = good.lines().nth(1).unwrap().to_owned() + "\n";
    let bad = [
        good.replace("old 7", "old 07"),
        good.replace("old 7", "old  7"),
        good.replace("old 7\n", ""),
        good.replace(&hash, &hash.repeat(64)),
        good.replace(&hash, &format!("{}=\n", hash.trim())),
        good.replace("\n\n", "\n"),
        good.replace('\n', "\r\n"),
        format!("{good}{}", "— a AAAAAAAA\n".repeat(MAX_REQUEST / 10)),
        good.trim_end().to_owned(),
        String::new(),
    ];
    for text in &bad {
        assert!(text.parse::<Request>().is_err(), "{text:.300}");
    }
}

proptest! {
    /// Whatever is asked, in whatever order: what was cosigned is one history that only grows.
    #[test]
    fn a_witness_never_cosigns_two_histories(
        asked in proptest::collection::vec((0u64..12, 0u64..12, 0usize..3), 1..40)
    ) {
        let logs = [Log::of(12, 12), Log::of(12, 4), Log::of(12, 0)];
        let key = logs[0].signer.verifier();
        let mut last: Option<(u64, Hash)> = None;
        let mut cosigned = Vec::new();
        for (old, new, which) in asked {
            let (old, new) = (old.min(new), new.max(old));
            let request = request(&logs[which], old, new);
            if let Answer::Cosign(checkpoint) = decide(last, key, &request) {
                prop_assert!(last.is_none_or(|(size, _)| size <= checkpoint.size));
                last = Some((checkpoint.size, checkpoint.root));
                cosigned.push((checkpoint.size, checkpoint.root));
            }
        }
        let one = |log: &Log| cosigned.iter().all(|(size, root)| log.tree.root_at(*size) == Ok(*root));
        prop_assert!(logs.iter().any(one));
    }

    #[test]
    fn no_text_upsets_the_reader_of_requests(lines in "(old |[0-9]|[A-Za-z0-9+/=]|\n|— ){0,200}") {
        let _ = lines.parse::<Request>();
        let _ = format!("old {lines}").parse::<Request>();
    }
}
