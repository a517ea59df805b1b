use super::Log;
use crate::{
    checkpoint::Signer,
    split::{BadEvidence, Beginning, Evidence, MAX_EVIDENCE},
};
use proptest::prelude::*;

/// What `log` answers when it is asked what its tree begins with.
fn beginning(log: &Log) -> impl FnOnce(u64, u64) -> Option<Beginning> {
    |old, new| {
        let root = log.tree.root_at(old).ok()?;
        Some(Beginning { root, proof: log.tree.consistency(old, new).ok()? })
    }
}

#[test]
fn two_histories_of_any_sizes_are_proved_and_one_history_never() {
    let (log, other) = (Log::of(20, 20), Log::of(20, 5));
    let key = log.signer.verifier();
    for one_size in 1..=20 {
        for other_size in 1..=20 {
            let (one, two) = (log.note(one_size), other.note(other_size));
            let larger = if one_size <= other_size { &other } else { &log };
            let made = Evidence::make(key, &one, &two, beginning(larger)).unwrap();
            let differ = one_size.min(other_size) > 5;
            assert_eq!(made.is_some(), differ, "{one_size} {other_size}");
            let same = log.note(other_size);
            assert_eq!(Evidence::make(key, &one, &same, beginning(&log)), Ok(None));
            let Some(made) = made else { continue };
            let text = made.to_string();
            assert_eq!(text.parse(), Ok(made.clone()));
            let shown = made.verify(Some(key)).unwrap();
            assert!(shown.first.size <= shown.second.size && shown.first.root != shown.other);
            assert_eq!(made.log(), key);
        }
    }
}

#[test]
fn evidence_that_proves_nothing_is_refused() {
    let (log, other) = (Log::of(20, 20), Log::of(20, 5));
    let key = log.signer.verifier();
    let made = Evidence::make(key, &log.note(8), &other.note(20), beginning(&other));
    let made = made.unwrap().unwrap();
    let stranger = Signer::new("example.vn/log", &[8; 32]).unwrap();
    let refused = made.verify(Some(stranger.verifier()));
    assert!(matches!(refused, Err(BadEvidence::OtherKey { .. })));
    // A beginning that does not lead to the larger root.
    let lie = Evidence::make(key, &log.note(8), &other.note(20), beginning(&log));
    assert!(matches!(lie, Err(BadEvidence::Tree(_))));
    // No beginning at all.
    assert_eq!(Evidence::make(key, &log.note(8), &other.note(20), |_, _| None), Ok(None));
    // A note by somebody else.
    let unsigned = log.note(8).only(|_| false);
    assert!(matches!(
        Evidence::make(key, &unsigned, &other.note(20), beginning(&other)),
        Err(BadEvidence::Note(_))
    ));
    let good = made.to_string();
    let hash = good.lines().nth(3).unwrap().to_owned() + "\n";
    let notes: Vec<&str> = good.splitn(2, "\n\n").collect();
    let bad = [
        good.replace("view v1", "view v2"),
        good.replace("log ", "log  "),
        good.replace("begins ", "Begins "),
        good.replace(&hash, ""),
        good.replace(&hash, &hash.repeat(66)),
        good.replace("\n20\n", "\n19\n"),
        good.replace('\n', "\r\n"),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        format!("{good}\nmore\n"),
        format!("{}\n\n{}", notes[0], "x".repeat(MAX_EVIDENCE)),
        String::new(),
    ];
    for text in &bad {
        let proves = text.parse::<Evidence>().is_ok_and(|made| made.verify(None).is_ok());
        assert!(!proves, "{text:.400}");
    }
}

#[test]
fn the_same_size_twice_needs_no_more_than_the_two_signatures() {
    let (log, other) = (Log::of(20, 20), Log::of(20, 19));
    let key = log.signer.verifier();
    let never = |_, _| panic!("nothing is asked");
    let made = Evidence::make(key, &log.note(20), &other.note(20), never).unwrap().unwrap();
    assert!(!made.to_string().contains("begins"));
    assert_eq!(
        made.to_string().parse::<Evidence>().unwrap().verify(Some(key)).unwrap().other,
        other.tree.root()
    );
}

proptest! {
    /// Nobody can be accused: whatever is put into the file, one history proves nothing.
    #[test]
    fn an_honest_log_is_never_accused(place in 0usize..1000, byte in 32u8..127, old in 1u64..20) {
        let (log, other) = (Log::of(20, 20), Log::of(20, 0));
        let text = Evidence::make(log.signer.verifier(), &log.note(old), &other.note(20), beginning(&other));
        let text = text.unwrap().unwrap().to_string();
        // The second note is that of the honest log; the rest stays.
        let honest = text.replace(&other.note(20).to_string(), &log.note(20).to_string());
        let mut bytes = honest.into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Ok(read) = String::from_utf8(bytes).unwrap_or_default().parse::<Evidence>() {
            prop_assert!(read.verify(None).is_err());
        }
    }

    #[test]
    fn no_text_upsets_the_reader_of_evidence(lines in "(log |begins |[0-9]|[A-Za-z0-9+/=]|\n|— ){0,200}") {
        let _ = lines.parse::<Evidence>();
        let _ = format!("dienhong split-view v1\nlog {lines}").parse::<Evidence>();
    }
}
