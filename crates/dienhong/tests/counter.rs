#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Somebody else counts as well: `tests/interop/counter.py`, written from the text of the law alone in another language.
//! Two readings of one text agree on every case, field by field.

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

const CONSTITUENCIES: usize = 10_000;

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a counter answers. It must answer every case, well or badly.
fn asked(mut program: Command, cases: &str) -> Vec<Value> {
    let child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    let (mut input, cases) = (child.stdin.take().unwrap(), cases.to_owned());
    let writer = std::thread::spawn(move || input.write_all(cases.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ours(cases: &str) -> Vec<Value> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dienhong"));
    program.args(["count", "--cases", "-"]);
    asked(program, cases)
}

fn theirs(cases: &str) -> Vec<Value> {
    let mut program = Command::new("python3");
    program.arg("-B").arg(repository().join("tests/interop/counter.py"));
    asked(program, cases)
}

/// Asks both; every field that either gives is the same in the other. How often each kind of answer came.
fn agree(cases: &[Value]) -> BTreeMap<String, usize> {
    let asked = serde_json::to_string(cases).unwrap();
    let (ours, theirs) = (ours(&asked), theirs(&asked));
    assert_eq!((ours.len(), theirs.len()), (cases.len(), cases.len()));
    let mut met = BTreeMap::new();
    for ((case, ours), theirs) in cases.iter().zip(&ours).zip(&theirs) {
        assert_eq!((&ours["id"], &theirs["id"]), (&case["id"], &case["id"]));
        let result = |answer: &Value| answer["result"].as_object().cloned();
        let (Some(own), Some(other)) = (result(ours), result(theirs)) else {
            panic!("no answer to {case}\nours:   {ours}\ntheirs: {theirs}");
        };
        // Remarks are free.
        let keys = own.keys().chain(other.keys()).filter(|key| *key != "note");
        for key in keys {
            assert_eq!(own.get(key), other.get(key), "«{key}» of {case}");
        }
        for (key, value) in own {
            let told = match &value {
                Value::Array(all) if all.is_empty() => format!("{key} none"),
                Value::Array(_) => format!("{key} some"),
                Value::Bool(_) | Value::Null => format!("{key} {value}"),
                Value::String(word) if !word.contains('.') => format!("{key} {word}"),
                _ => continue,
            };
            *met.entry(told).or_default() += 1;
        }
    }
    met
}

/// The same cases each time.
fn drawn(strategy: impl Strategy<Value = Value>, kind: &str, many: usize) -> Vec<Value> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[78; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let case = |place| {
        let input = strategy.new_tree(&mut runner).unwrap().current();
        json!({ "id": format!("{kind}-{place}"), "kind": kind, "input": input })
    };
    (0..many).map(case).collect()
}

/// A number near an edge: just under, on, just over it, or anywhere up to `most`.
fn near(edge: u64, most: u64) -> BoxedStrategy<u64> {
    let at = move |by: u64| (edge + by).saturating_sub(1).min(most);
    prop_oneof![2 => (0u64..3).prop_map(at), 2 => 0..=most].boxed()
}

/// A constituency in which ties, equal birth dates and exact halves are common.
fn constituency() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![Just(("NA", 3u64)), Just(("PC", 5))];
    let stage = prop_oneof![Just("first"), Just("re_election"), Just("supplementary")];
    (kind, stage, 1u64..=400_000)
        .prop_flat_map(|(kind, stage, voters)| {
            // Turnout on, at or beyond its half, and often nearly everybody.
            let took_part = prop_oneof![near(voters / 2, voters), voters * 9 / 10..=voters];
            (Just(kind), Just(stage), Just(voters), took_part, 1..=kind.1)
        })
        .prop_flat_map(|(kind, stage, voters, took_part, seats)| {
            let valid = prop_oneof![3 => took_part * 9 / 10..=took_part, 1 => 0..=took_part];
            (Just((kind.0, stage, voters, took_part, seats)), valid, 1usize..=9)
        })
        .prop_flat_map(|((kind, stage, voters, took_part, seats), valid, most)| {
            // A few sums of votes, of which each candidate has one: so they meet.
            let sums = prop::collection::vec(near(valid / 2, valid), 1..=4);
            let of = (any::<prop::sample::Index>(), 1u8..=4);
            let candidates = prop::collection::vec(of, most..=most + seats as usize);
            (sums, candidates).prop_map(move |(sums, candidates)| {
                let candidate = |(place, (sum, day)): (usize, &(prop::sample::Index, u8))| {
                    let born = format!("197{day}-0{day}-1{day}");
                    json!({ "id": format!("C{place}"), "votes": sum.get(&sums), "born": born })
                };
                let candidates: Vec<Value> = candidates.iter().enumerate().map(candidate).collect();
                json!({
                    "election_type": kind, "stage": stage, "seats": seats, "valid": valid,
                    "voters_total": voters, "voters_took_part": took_part,
                    "candidates": candidates,
                })
            })
        })
}

#[test]
fn two_counters_find_the_same_result_in_ten_thousand_constituencies() {
    let met = agree(&drawn(constituency(), "election.result", CONSTITUENCIES));
    // What makes counting hard occurred, and often.
    for (what, often) in [
        ("tie_by_age true", 500),
        ("tie_by_age false", 3000),
        ("unresolved_tie some", 200),
        ("recognised false", 500),
        ("elected none", 500),
        ("elected some", 3000),
        ("next re_election", 200),
        ("next report_for_supplementary_decision_by_nec", 200),
        ("next supplementary_election", 200),
        ("next none", 3000),
    ] {
        assert!(met.get(what).is_some_and(|&found| found >= often), "{what}: {met:#?}");
    }
}

/// A sheet as people write it: right, or with one or two figures that are not.
fn sheet() -> impl Strategy<Value = Value> {
    let small = (0u64..2000, 0u64..200, 0u64..60, 1u64..=5, prop::collection::vec(1u64..=5, 8));
    let slips = prop::collection::vec((0usize..6, -2i64..=2), 0..3);
    let stacks = prop::option::weighted(0.7, prop::collection::vec(0u64..700, 1..=6));
    (small, slips, stacks).prop_map(|((valid, away, invalid, seats, weights), slips, stacks)| {
        let mut stacks = stacks.map(|mut stacks| {
            stacks.resize(seats as usize, 0);
            stacks
        });
        // The stacks make the valid ballots, and the votes what they hold.
        let valid = stacks.as_ref().map_or(valid, |stacks| stacks.iter().sum());
        let held =
            |stacks: &Vec<u64>| (1..).zip(stacks).map(|(left, ballots)| left * ballots).sum();
        let cast: u64 = stacks.as_ref().map_or(valid + valid * (seats - 1) / 2, held);
        let (mut rest, all) = (cast, weights.iter().sum::<u64>());
        let share = |weight: &u64| {
            let votes = (cast * weight / all).min(valid).min(rest);
            rest -= votes;
            votes
        };
        let mut votes: Vec<u64> = weights.iter().map(share).collect();
        for one in &mut votes {
            let more = rest.min(valid - *one);
            (*one, rest) = (*one + more, rest - more);
        }
        let returned = valid + invalid;
        // V, T, I, R, A, B.
        let mut figures = [returned + away, returned, returned, returned, valid, invalid];
        for (place, by) in slips {
            figures[place] = figures[place].saturating_add_signed(by);
            if let Some(stacks) = stacks.as_mut().filter(|_| by == 2) {
                stacks[0] += 1;
            }
            votes[place] = if by == -2 { figures[4] + 1 } else { votes[place] };
        }
        let [voters_total, took_part, issued, returned, valid, invalid] = figures;
        json!({
            "voters_total": voters_total, "took_part": took_part, "issued": issued,
            "returned": returned, "valid": valid, "invalid": invalid, "votes": votes,
            "seats": seats, "stacks": stacks,
        })
    })
}

#[test]
fn two_counters_find_the_same_faults_on_sheets() {
    let met = agree(&drawn(sheet(), "tally.checks", 3000));
    for what in ["errors none", "errors some", "warnings none", "warnings some"] {
        assert!(met.get(what).is_some_and(|&found| found > 300), "{what}: {met:#?}");
    }
}

fn ballot() -> impl Strategy<Value = Value> {
    let flags = (prop::bool::weighted(0.9), prop::bool::weighted(0.9), prop::bool::weighted(0.1));
    (1usize..=9, 1u64..=5, prop::collection::vec(any::<bool>(), 9), flags).prop_map(
        |(many, seats, left, (issued_form, team_stamp, extra_writing))| {
            let candidates: Vec<String> = (1..=many).map(|place| format!("C{place}")).collect();
            let left = candidates.iter().zip(left).filter(|(_, left)| *left);
            let left: Vec<&String> = left.map(|(name, _)| name).collect();
            json!({
                "candidates": candidates, "seats": seats, "names_left": left,
                "issued_form": issued_form, "team_stamp": team_stamp, "extra_writing": extra_writing,
            })
        },
    )
}

#[test]
fn two_counters_read_the_same_ballots_and_shares() {
    let met = agree(&drawn(ballot(), "ballot.reading", 2000));
    for what in ["valid true", "ground overvote", "ground all_struck", "ground extra_writing"] {
        assert!(met.get(what).is_some_and(|&found| found > 50), "{what}: {met:#?}");
    }
    let share = (1u64..100_000_000).prop_flat_map(|base| (0..=base, Just(base)));
    let one = share.prop_map(|(part, base)| json!({ "part": part, "base": base }));
    agree(&drawn(one, "percent.one", 2000));
    let parts = prop::collection::vec(0u64..5000, 1..6)
        .prop_filter("a base", |parts| parts.iter().any(|&p| p > 0));
    let whole =
        parts.prop_map(|parts| json!({ "base": parts.iter().sum::<u64>(), "parts": parts }));
    agree(&drawn(whole, "percent.whole", 1000));
}

/// All that the law's limits decide, for every number that may stand on a form.
#[test]
fn two_counters_draw_the_same_limits() {
    let mut cases = Vec::new();
    let mut ask = |kind: &str, input: Value| {
        let id = cases.len().to_string();
        cases.push(json!({ "id": id, "kind": kind, "input": input }));
    };
    for of in ["NA", "PC"] {
        for seats in 1..=5 {
            for candidates in 0..=9 {
                let input =
                    json!({ "election_type": of, "seats": seats, "candidates": candidates });
                ask("election.list_size", input);
            }
        }
        for seats in 0..=8 {
            ask("election.seat_limit", json!({ "election_type": of, "seats": seats }));
        }
        for months in 16..=26 {
            for missing in 0..=40 {
                let input =
                    json!({ "type": of, "months_left": months, "initial": 90, "missing": missing });
                ask("election.by_election", input);
            }
        }
    }
    for sitting in 15..=30 {
        let formed = json!({ "type": "PC", "months_left": 19, "newly_formed_unit": true,
            "statutory": 30, "sitting": sitting });
        ask("election.by_election", formed);
    }
    agree(&cases);
}

#[test]
fn the_second_counter_answers_the_worked_cases_of_its_kinds() {
    let file = std::fs::read_to_string(repository().join("testdata/cases/law.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&file).unwrap();
    let bare = cases.iter().map(|c| json!({"id": c["id"], "kind": c["kind"], "input": c["input"]}));
    let answers = theirs(&bare.collect::<Value>().to_string());
    let mut answered = 0;
    for (case, answer) in cases.iter().zip(&answers) {
        let Some(result) = answer.get("result") else { continue };
        answered += 1;
        for (key, expected) in case["expected"].as_object().unwrap() {
            if key != "note" {
                assert_eq!(result.get(key), Some(expected), "«{key}» of {case}");
            }
        }
    }
    assert!(answered >= 39, "{answered} of {}", cases.len());
}

#[test]
fn the_second_counter_says_what_it_cannot_answer() {
    let cases = json!([
        { "id": "a", "kind": "election.astrology", "input": {} },
        { "id": "b", "kind": "percent.one", "input": { "part": -1, "base": 2 } },
        { "id": "c", "kind": "percent.one", "input": { "part": 1, "base": 3 } },
    ]);
    let answers = theirs(&cases.to_string());
    assert_eq!(answers[0]["error"], "unknown kind: election.astrology");
    assert_eq!(answers[1]["error"], "part: -1 is no count");
    assert_eq!(answers[2]["result"]["percent"], "33.33");
}
