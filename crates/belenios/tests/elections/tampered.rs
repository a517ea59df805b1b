//! Archives in which one thing was changed, and all hashes after it made right again.

use crate::made::{check, rng, small};
use belenios::group::{Ed25519, Group};
use belenios::rehearsal::{Holder, Plan, hold, one_question};
use belenios::verify::Stage;
use belenios::{Object, Refused, Why, sha256};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::OnceLock;

/// An entry of an archive, with its content as text.
#[derive(Clone, Debug)]
struct Entry {
    name: String,
    content: Vec<u8>,
}

const BLOCK: usize = 512;

fn entries(archive: &[u8]) -> Vec<Entry> {
    let (mut at, mut entries) = (0, Vec::new());
    while at < archive.len() {
        let head = &archive[at..at + BLOCK];
        let text = |from: usize, to: usize| String::from_utf8(head[from..to].to_vec()).unwrap();
        let size = usize::from_str_radix(&text(124, 135), 8).unwrap();
        let name = text(0, 100).trim_end_matches('\0').to_owned();
        entries.push(Entry { name, content: archive[at + BLOCK..at + BLOCK + size].to_vec() });
        at += BLOCK + size.next_multiple_of(BLOCK);
    }
    entries
}

/// The archive of these entries: names, hashes inside of payloads and the chain made right.
fn close(entries: &[Entry], time: &[u8]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut renamed: HashMap<String, String> = HashMap::new();
    let (mut parent, mut height) = (None::<String>, 0u64);
    let mut data = None::<String>;
    for entry in entries {
        let mut text = String::from_utf8_lossy(&entry.content).into_owned();
        let mut name = entry.name.clone();
        if let Some(old) = entry.name.strip_suffix(".data.json") {
            // Only small payloads name others; where a test changed that, the name stays.
            if text.len() < 400 {
                for (from, to) in &renamed {
                    text = text.replace(from, to);
                }
            }
            let new = hex(text.as_bytes());
            renamed.insert(old.to_owned(), new.clone());
            name = format!("{new}.data.json");
            data = Some(new);
        } else if entry.name.ends_with(".event.json") {
            let mut event: Value = serde_json::from_str(&text).unwrap();
            let mut written = String::from("{");
            if let Some(parent) = &parent {
                written += &format!("\"parent\":\"{parent}\",");
            }
            written += &format!("\"height\":{height},\"type\":{}", event["type"].take());
            if event.get("payload").is_some() {
                written += &format!(",\"payload\":\"{}\"", data.take().unwrap());
            }
            text = written + "}";
            let new = hex(text.as_bytes());
            name = format!("{new}.event.json");
            (parent, height) = (Some(new), height + 1);
        }
        write(&name, text.as_bytes(), time, &mut archive);
    }
    archive
}

fn hex(bytes: &[u8]) -> String {
    sha256(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn write(name: &str, content: &[u8], time: &[u8], archive: &mut Vec<u8>) {
    let mut head = [0u8; BLOCK];
    head[..name.len()].copy_from_slice(name.as_bytes());
    head[100..107].copy_from_slice(b"0000644");
    head[108..115].copy_from_slice(b"0000000");
    head[116..123].copy_from_slice(b"0000000");
    head[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    head[136..147].copy_from_slice(time);
    head[148..156].copy_from_slice(b"        ");
    head[156] = b'0';
    let sum: u32 = head.iter().map(|b| u32::from(*b)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    archive.extend(head);
    archive.extend(content);
    archive.resize(archive.len().next_multiple_of(BLOCK), 0);
}

struct Original {
    entries: Vec<Entry>,
    time: Vec<u8>,
}

/// A single trustee and a group of 2 of 3; a blank vote is allowed, the first voter votes twice.
fn original() -> &'static Original {
    static ORIGINAL: OnceLock<Original> = OnceLock::new();
    ORIGINAL.get_or_init(|| {
        let holders = [Holder::Single, Holder::Group { threshold: 2, size: 3 }];
        let archive = small::<Ed25519>(true, &holders, 40).archive;
        Original { entries: entries(&archive), time: archive[136..147].to_vec() }
    })
}

/// Where things stand in the original.
const ELECTION: usize = 1;
const TRUSTEES: usize = 2;
const CREDENTIALS: usize = 3;
/// Its event follows each.
const FIRST_BALLOT: usize = 6;
const LAST_BALLOT: usize = 12;
const END: usize = 14;
const TALLY: usize = 15;
const SIZES: usize = 16;
const FIRST_SHARE: usize = 18;
const FIRST_OWNED: usize = 19;
const RESULT: usize = 27;

fn with(change: impl FnOnce(&mut Vec<Entry>)) -> Result<Stage, Refused> {
    let original = original();
    let mut entries = original.entries.clone();
    change(&mut entries);
    check(&close(&entries, &original.time)).map(|report| report.stage)
}

fn refused(change: impl FnOnce(&mut Vec<Entry>)) -> Refused {
    with(change).expect_err("it was accepted")
}

/// Changes the JSON of an entry in place, in the order of its keys.
fn edit(entry: &mut Entry, from: &str, to: &str) {
    let text = String::from_utf8(entry.content.clone()).unwrap();
    assert!(text.contains(from), "«{from}» is not in {text}");
    entry.content = text.replacen(from, to, 1).into_bytes();
}

/// The first string after this key.
fn value_after(entry: &Entry, key: &str) -> String {
    let text = String::from_utf8(entry.content.clone()).unwrap();
    let from = text.find(&format!("\"{key}\":\"")).unwrap() + key.len() + 4;
    text[from..].split('"').next().unwrap().to_owned()
}

/// Another number of the same form.
fn other_number(number: &str) -> String {
    let last = number.bytes().last().unwrap();
    format!("{}{}", &number[..number.len() - 1], if last == b'1' { '2' } else { '1' })
}

fn is_ballot(refused: &Refused) -> bool {
    matches!(refused.object, Object::Ballot(_))
}

#[test]
fn the_original_made_up_again_is_accepted() {
    assert_eq!(with(|_| {}), Ok(Stage::Finished));
}

#[test]
fn the_entries_stand_where_these_tests_think() {
    let content = |i: usize| String::from_utf8(original().entries[i].content.clone()).unwrap();
    assert!(content(ELECTION).starts_with("{\"version\""));
    assert!(content(TRUSTEES).starts_with("[[\"Single\""));
    assert!(content(CREDENTIALS).starts_with("[\""));
    assert!(
        content(FIRST_BALLOT).starts_with("{\"election_uuid\"")
            && content(LAST_BALLOT).starts_with("{\"election_uuid\"")
    );
    assert!(content(END).contains("EndBallots"));
    assert!(
        content(TALLY).starts_with("[[{\"alpha\"")
            && content(SIZES).starts_with("{\"num_tallied\"")
    );
    assert!(
        content(FIRST_SHARE).starts_with("{\"decryption_factors\"")
            && content(FIRST_OWNED).starts_with("{\"owner\"")
    );
    assert!(content(RESULT).starts_with("{\"result\""));
    assert_eq!(original().entries.len(), RESULT + 2);
}

#[test]
fn a_false_encrypted_tally_is_refused() {
    let refused = refused(|entries| {
        let (alpha, beta) =
            (value_after(&entries[TALLY], "alpha"), value_after(&entries[TALLY], "beta"));
        edit(&mut entries[TALLY], &alpha, &beta);
    });
    assert_eq!(refused, Refused::new(Object::EncryptedTally, Why::Differs));
}

#[test]
fn false_sizes_of_the_tally_are_refused() {
    for (from, to) in
        [("\"num_tallied\":3", "\"num_tallied\":2"), ("\"total_weight\":5", "\"total_weight\":6")]
    {
        let refused = refused(|entries| edit(&mut entries[SIZES], from, to));
        assert_eq!(refused, Refused::new(Object::Sizes, Why::Differs));
    }
    let refused = refused(|entries| {
        let named = value_after(&entries[SIZES], "encrypted_tally");
        edit(&mut entries[SIZES], &named, &"0".repeat(64));
    });
    assert_eq!(refused.object, Object::Sizes);
}

#[test]
fn a_missing_end_of_ballots_is_refused() {
    let refused = refused(|entries| drop(entries.remove(END)));
    assert!(matches!(refused.object, Object::Event(_)), "{refused}");
}

#[test]
fn the_very_same_ballot_twice_is_refused() {
    let refused = refused(|entries| {
        let again = entries[FIRST_BALLOT..FIRST_BALLOT + 2].to_vec();
        entries.splice(END..END, again);
    });
    assert!(is_ballot(&refused) && refused.why == Why::Twice, "{refused}");
}

#[test]
fn a_removed_ballot_is_refused() {
    let refused = refused(|entries| drop(entries.drain(LAST_BALLOT..LAST_BALLOT + 2)));
    assert_eq!(refused, Refused::new(Object::EncryptedTally, Why::Differs));
}

#[test]
fn swapped_ballots_of_one_voter_are_refused() {
    let refused = refused(|entries| {
        // The first voter's second ballot comes last in this plan.
        let first: Vec<Entry> = entries.drain(FIRST_BALLOT..FIRST_BALLOT + 2).collect();
        entries.splice(END - 2..END - 2, first);
    });
    assert_eq!(refused, Refused::new(Object::EncryptedTally, Why::Differs));
}

#[test]
fn events_out_of_order_are_refused() {
    for (from, to) in [(END, END + 4), (RESULT, FIRST_SHARE), (FIRST_BALLOT, END + 1)] {
        let refused = refused(|entries| {
            let step = if from == END { 1 } else { 2 };
            let moved: Vec<Entry> = entries.drain(from..from + step).collect();
            let to = if to > from { to - step } else { to };
            entries.splice(to..to, moved);
        });
        assert!(matches!(refused.object, Object::Event(_) | Object::Result), "{refused}");
    }
}

#[test]
fn anything_after_the_result_is_refused() {
    let refused = refused(|entries| {
        let again = entries[RESULT..RESULT + 2].to_vec();
        entries.extend(again);
    });
    assert!(matches!(refused.object, Object::Event(_)), "{refused}");
}

#[test]
fn a_payload_of_no_event_is_refused() {
    let refused = refused(|entries| {
        let stray =
            Entry { name: format!("{}.data.json", "0".repeat(64)), content: b"{}".to_vec() };
        entries.insert(END, stray);
    });
    assert!(matches!(refused.object, Object::Event(_) | Object::Entry(_)), "{refused}");
}

#[test]
fn each_number_of_each_proof_of_a_ballot_counts() {
    let ballot = &original().entries[LAST_BALLOT];
    let text = String::from_utf8(ballot.content.clone()).unwrap();
    let parsed: Value = serde_json::from_str(&text).unwrap();
    let mut numbers = Vec::new();
    numbers_of(&parsed["answers"], &mut numbers);
    // Four slots of two, four disjuncts overall less one for 1..2 and the blank vote, two for the blank proof.
    assert_eq!(numbers.len(), 2 * (4 * 2 + 3 + 2));
    for number in numbers {
        let refused =
            refused(|entries| edit(&mut entries[LAST_BALLOT], &number, &other_number(&number)));
        // Whoever changes a ballot cannot sign it.
        assert!(is_ballot(&refused) && refused.why == Why::Signature, "{refused}");
    }
    let proof = parsed["signature"]["proof"].clone();
    for part in ["challenge", "response"] {
        let number = proof[part].as_str().unwrap();
        let refused =
            refused(|entries| edit(&mut entries[LAST_BALLOT], number, &other_number(number)));
        assert!(is_ballot(&refused) && refused.why == Why::Signature, "{refused}");
    }
}

fn numbers_of(value: &Value, numbers: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| numbers_of(value, numbers)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("challenge" | "response", Value::String(number)) => {
                        numbers.push(number.clone())
                    }
                    _ => numbers_of(value, numbers),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn a_ballot_copied_under_another_credential_is_refused() {
    let refused = refused(|entries| {
        let mine = value_after(&entries[LAST_BALLOT], "credential");
        let other = value_after(&entries[FIRST_BALLOT + 2], "credential");
        assert_ne!(mine, other);
        edit(&mut entries[LAST_BALLOT], &mine, &other);
    });
    assert!(is_ballot(&refused) && refused.why == Why::Signature, "{refused}");
}

#[test]
fn a_ballot_of_an_unlisted_credential_is_refused() {
    let refused = refused(|entries| {
        let mut listed: Vec<String> =
            serde_json::from_slice(&entries[CREDENTIALS].content).unwrap();
        let mine = value_after(&entries[LAST_BALLOT], "credential");
        listed.retain(|text| !text.starts_with(&mine));
        entries[CREDENTIALS].content = serde_json::to_vec(&listed).unwrap();
    });
    assert!(is_ballot(&refused) && refused.why == Why::UnknownCredential, "{refused}");
}

#[test]
fn a_credential_listed_twice_or_outside_of_the_group_is_refused() {
    let list = |change: fn(&mut Vec<String>)| {
        refused(|entries| {
            let mut listed: Vec<String> =
                serde_json::from_slice(&entries[CREDENTIALS].content).unwrap();
            change(&mut listed);
            entries[CREDENTIALS].content = serde_json::to_vec(&listed).unwrap();
        })
    };
    assert_eq!(list(|all| all.push(all[0].clone())).object, Object::Credentials);
    assert_eq!(
        list(|all| all.push(format!("{},7", all[0].split(',').next().unwrap()))).object,
        Object::Credentials
    );
    // A point of order 2: y = -1.
    let small = |all: &mut Vec<String>| all.push(format!("7{}ec", "f".repeat(61)));
    assert!(matches!(
        list(small),
        Refused { object: Object::Credential(3), why: Why::OutsideGroup(_) }
    ));
    for weight in ["0", "-1", "01", "x", "", "1.5", "18446744073709551616"] {
        let text = format!("{},{weight}", Ed25519::encode(&Ed25519::generator()));
        let refused = refused(|entries| {
            let mut listed: Vec<String> =
                serde_json::from_slice(&entries[CREDENTIALS].content).unwrap();
            listed.push(text.clone());
            entries[CREDENTIALS].content = serde_json::to_vec(&listed).unwrap();
        });
        assert_eq!(refused.object, Object::Credential(3), "{weight}");
    }
}

#[test]
fn a_changed_weight_is_refused() {
    let refused = refused(|entries| edit(&mut entries[CREDENTIALS], ",3\"", ",4\""));
    assert_eq!(refused, Refused::new(Object::EncryptedTally, Why::Differs));
}

#[test]
fn a_changed_question_makes_every_ballot_another_election_s() {
    let refused = refused(|entries| edit(&mut entries[ELECTION], "Chi", "Chí"));
    assert!(is_ballot(&refused) && refused.why == Why::OtherElection, "{refused}");
}

#[test]
fn trustees_that_do_not_make_the_election_s_key_are_refused() {
    let json = |entries: &[Entry]| -> Value {
        serde_json::from_slice(&entries[TRUSTEES].content).unwrap()
    };
    // Keys in the order of the specification; serde_json's own map sorts them as it happens.
    let removed = refused(|entries| {
        let text = String::from_utf8(entries[TRUSTEES].content.clone()).unwrap();
        let group = text.find("[\"Pedersen\"").unwrap();
        entries[TRUSTEES].content = format!("[{}", &text[group..]).into_bytes();
    });
    assert_eq!(removed.object, Object::Election);
    let trustees = json(&original().entries);
    let key = trustees[0][1]["public_key"].as_str().unwrap();
    let pok = trustees[0][1]["pok"]["response"].as_str().unwrap();
    let of_group = trustees[1][1]["verification_keys"][1]["public_key"].as_str().unwrap();
    let g = Ed25519::encode(&Ed25519::generator());
    for (from, to, object) in [
        (key, &*g, Object::Trustee(1)),
        (pok, &*other_number(pok), Object::Trustee(1)),
        (of_group, &*g, Object::Trustee(3)),
        ("\"threshold\":2", "\"threshold\":1", Object::Polynomial(2)),
        ("\"threshold\":2", "\"threshold\":0", Object::Trustees),
        ("\"threshold\":2", "\"threshold\":4", Object::Trustees),
        ("\"Pedersen\"", "\"Shamir\"", Object::Trustees),
    ] {
        let refused = refused(|entries| edit(&mut entries[TRUSTEES], from, to));
        assert_eq!(refused.object, object, "{from} → {to}: {refused}");
    }
    for field in ["certs", "coefexps"] {
        for i in 0..3 {
            let message = &trustees[1][1][field][i];
            let response = message["signature"]["response"].as_str().unwrap();
            let refused =
                refused(|entries| edit(&mut entries[TRUSTEES], response, &other_number(response)));
            assert_eq!(refused.why, Why::Signature);
        }
    }
}

#[test]
fn each_number_of_a_share_of_decryption_counts() {
    let share = original().entries[FIRST_SHARE].clone();
    let parsed: Value = serde_json::from_slice(&share.content).unwrap();
    let mut numbers = Vec::new();
    numbers_of(&parsed["decryption_proofs"], &mut numbers);
    assert_eq!(numbers.len(), 2 * 4);
    for number in numbers {
        let refused =
            refused(|entries| edit(&mut entries[FIRST_SHARE], &number, &other_number(&number)));
        assert_eq!(refused.object, Object::PartialDecryption(1), "{refused}");
    }
    let factor = parsed["decryption_factors"][0][1].as_str().unwrap();
    let g = Ed25519::encode(&Ed25519::generator());
    let refused = refused(|entries| edit(&mut entries[FIRST_SHARE], factor, &g));
    assert_eq!(refused.object, Object::PartialDecryption(1), "{refused}");
}

#[test]
fn a_share_under_another_s_number_or_given_twice_is_refused() {
    let under =
        |owner: &str| refused(|entries| edit(&mut entries[FIRST_OWNED], "\"owner\":1", owner));
    assert_eq!(under("\"owner\":2").object, Object::PartialDecryption(2));
    assert_eq!(under("\"owner\":0").object, Object::PartialDecryption(0));
    assert_eq!(under("\"owner\":9").object, Object::PartialDecryption(9));
    let twice = refused(|entries| {
        let again = entries[FIRST_SHARE..FIRST_SHARE + 3].to_vec();
        entries.splice(RESULT..RESULT, again);
    });
    assert_eq!(twice, Refused::new(Object::PartialDecryption(1), Why::Twice));
}

#[test]
fn a_missing_share_is_refused() {
    let refused = refused(|entries| drop(entries.drain(FIRST_SHARE..FIRST_SHARE + 3)));
    assert_eq!(refused.object, Object::Result);
}

#[test]
fn a_false_result_is_refused() {
    let result: Value = serde_json::from_slice(&original().entries[RESULT].content).unwrap();
    for i in 0..4 {
        for change in [-1, 1, 1000] {
            let mut counts = result["result"][0].clone();
            let count = counts[i].as_i64().unwrap() + change;
            if count < 0 {
                continue;
            }
            counts[i] = json!(count);
            let refused = refused(|entries| {
                entries[RESULT].content = format!("{{\"result\":[{counts}]}}").into_bytes();
            });
            assert_eq!(refused, Refused::new(Object::Result, Why::Differs));
        }
    }
    for text in [
        "{\"result\":[[0,0,0]]}",
        "{\"result\":[]}",
        "{\"result\":[[0,0,0,0],[]]}",
        "{\"result\":null}",
        "{}",
    ] {
        let refused = refused(|entries| entries[RESULT].content = text.as_bytes().to_vec());
        assert_eq!(refused.object, Object::Result, "{text}");
    }
}

#[test]
fn questions_for_a_mixnet_and_other_versions_are_refused_with_a_sentence() {
    let mixnet = r#"{"type":"NonHomomorphic","value":{"answers":["a"],"question":"q"}}"#;
    let refused_here =
        |from: &str, to: &str| refused(|entries| edit(&mut entries[ELECTION], from, to));
    let original = String::from_utf8(original().entries[ELECTION].content.clone()).unwrap();
    let question = &original
        [original.find("\"questions\":[").unwrap() + 13..original.find("],\"uuid\"").unwrap()];
    let why = refused_here(question, mixnet);
    assert_eq!(why.object, Object::Question(0));
    assert!(matches!(why.why, Why::Unsupported(sentence) if sentence.contains("mixnet")));
    let why = refused_here("\"version\":1", "\"version\":2");
    assert!(
        matches!(why.why, Why::Unsupported(sentence) if sentence.contains("crypto version")),
        "{why}"
    );
    let shuffle = refused(|entries| edit(&mut entries[END], "EndBallots", "Shuffle"));
    assert!(matches!(shuffle.why, Why::Unsupported(_)), "{shuffle}");
}

/// Of an election of one voter with one answer, every byte whose number leaves this remainder by three.
fn every_third_byte(remainder: usize) {
    let mut rng = rng(41);
    let template = one_question("Yes?", &["Yes"], false, 0, 1);
    let voters = vec![(1, vec![vec![vec![1]]])];
    let uuid = "2anPoHv8RJPp5h".to_owned();
    let plan = Plan { template, uuid, time: 1_795_000_000, holders: vec![Holder::Single], voters };
    let mut archive = hold::<Ed25519, _>(plan, &mut rng).unwrap().archive;
    check(&archive).unwrap();
    for at in (remainder..archive.len()).step_by(3) {
        let bit = 1 << (at % 8);
        archive[at] ^= bit;
        assert!(check(&archive).is_err(), "byte {at}");
        archive[at] ^= bit;
    }
    assert!(archive.len() > 10_000);
}

#[test]
fn any_single_changed_byte_of_an_archive_is_refused_1() {
    every_third_byte(0);
}

#[test]
fn any_single_changed_byte_of_an_archive_is_refused_2() {
    every_third_byte(1);
}

#[test]
fn any_single_changed_byte_of_an_archive_is_refused_3() {
    every_third_byte(2);
}

#[test]
fn any_removed_or_repeated_block_is_refused() {
    let archive = close(&original().entries, &original().time);
    for at in (0..archive.len()).step_by(BLOCK) {
        let (before, after) = archive.split_at(at);
        let removed = [before, &after[BLOCK..]].concat();
        let repeated = [before, &after[..BLOCK], after].concat();
        for changed in [removed, repeated] {
            assert!(check(&changed).is_err(), "block {}", at / BLOCK);
        }
    }
}
