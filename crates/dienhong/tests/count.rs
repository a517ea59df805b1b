#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong count` as a person runs it.

use serde_json::{Value, json};
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn count(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dienhong"))
        .arg("count")
        .args(arguments)
        .current_dir(repository())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A child that refuses its arguments may be gone before it reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn answers(cases: &Value) -> Vec<Value> {
    let output = count(&["--cases", "-"], &cases.to_string());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sample() -> Value {
    let file = repository().join("docs/samples/constituency.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn refused(file: &Value) -> String {
    let output = count(&["-", "--lang", "en"], &file.to_string());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_worked_case_comes_out() {
    let file = repository().join("testdata/cases/law.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let ours = |case: &&Value| {
        let kind = case["kind"].as_str().unwrap();
        let of_areas = ["roll.polling_area_size", "roll.hours"].contains(&kind);
        let module = kind.split('.').next().unwrap();
        of_areas
            || ["election", "ballot", "tally", "percent", "confidence", "appointment", "evaluation"]
                .contains(&module)
    };
    let cases: Vec<&Value> = cases.iter().filter(ours).collect();
    assert_eq!(cases.len(), 66);
    let bare = cases.iter().map(|c| json!({"id": c["id"], "kind": c["kind"], "input": c["input"]}));
    for (case, answer) in cases.iter().zip(answers(&bare.collect())) {
        assert_eq!(answer["id"], case["id"]);
        for (key, expected) in case["expected"].as_object().unwrap() {
            if key != "note" {
                assert_eq!(answer["result"].get(key), Some(expected), "{}: {key}", case["id"]);
            }
        }
    }
}

/// What the worked cases leave out: bounds, the order of a paper, and what cannot be.
#[test]
fn offices_are_counted_exactly_and_what_cannot_be_is_refused() {
    let survey = |low, denominator| {
        json!({"issued": 60, "returned": 58, "invalid": 1, "high": 10, "confident": 7,
               "low": low, "denominator": denominator})
    };
    let groups = json!([{"good": 10, "excellent": 2}, {"good": 4, "excellent": 1}]);
    let disciplined =
        |duty| json!({"score": "95", "disciplined_in_year": true, "duty_related": duty});
    let met = [
        ("confidence.survey", survey(40, "BallotsIssued"), "consequence", json!("severe")),
        ("confidence.survey", survey(29, "BallotsReturned"), "consequence", json!("none")),
        ("confidence.survey", survey(29, "Valid"), "consequence", json!("moderate")),
        (
            "confidence.percent",
            json!({"high": 323, "confident": 146, "low": 6, "base": 485}),
            "total_marked",
            json!(475),
        ),
        (
            "confidence.trigger",
            json!({"petitioners": 33, "deputies": 100, "body": "PC"}),
            "triggered",
            json!(false),
        ),
        (
            "appointment.final",
            json!({"summoned": 8, "votes": {"A": 4, "B": 4}}),
            "selected",
            Value::Null,
        ),
        (
            "appointment.final",
            json!({"summoned": 9, "votes": {"A": 4, "B": 4},
            "head_choice": "A"}),
            "selected",
            Value::Null,
        ),
        (
            "evaluation.cap",
            json!({"cap_base": "GoodFinal", "groups": groups}),
            "group_ok",
            json!([true, false]),
        ),
        (
            "evaluation.cap",
            json!({"cap_base": "GoodOrBetter", "groups": groups}),
            "ok",
            json!(true),
        ),
        ("evaluation.score", disciplined(true), "rating", json!("not_completed")),
        ("evaluation.score", disciplined(false), "rating", json!("excellent")),
    ];
    let case = |(kind, input): (&str, &Value)| json!({"id": "x", "kind": kind, "input": input});
    let cases = met.iter().map(|(kind, input, ..)| case((kind, input))).collect();
    for ((kind, _, key, expected), answer) in met.iter().zip(answers(&cases)) {
        assert_eq!(answer["result"].get(*key), Some(expected), "{kind}: {answer}");
    }
    // Equal votes stand in the order of the paper, which no sorting of names may change.
    let paper = r#"[{"id": "p", "kind": "appointment.step", "input":
        {"summoned": 30, "present": 30, "votes": {"Z": 10, "B": 10, "A": 4}}}]"#;
    let passed: Vec<Value> =
        serde_json::from_slice(&count(&["--cases", "-"], paper).stdout).unwrap();
    assert_eq!(passed[0]["result"]["passed"], json!(["Z", "B"]));
    let never = [
        ("confidence.survey", survey(70, "Valid")),
        ("confidence.survey", survey(1, "TotalMembers")),
        ("confidence.survey", survey(1, "Everybody")),
        ("confidence.trigger", json!({"petitioners": 1, "deputies": 3, "body": "EU"})),
        ("appointment.step", json!({"summoned": 30, "present": 20, "votes": {"A": 21}})),
        ("appointment.step", json!({"summoned": 3, "present": 4, "votes": {"A": 4}})),
        ("appointment.final", json!({"summoned": 8, "votes": {"A": 4}, "head_choice": "B"})),
        ("appointment.secrecy", json!({"step": 6})),
        (
            "evaluation.cap",
            json!({"cap_base": "GoodOrBetter", "good_or_better": 1,
            "excellent": 2}),
        ),
        ("evaluation.score", json!({"score": "100.01"})),
        ("evaluation.score", json!({"score": "-1"})),
        ("evaluation.score", json!({"score": "9e1"})),
    ];
    let cases: Value = never.iter().map(|(kind, input)| case((kind, input))).collect();
    let output = count(&["--cases", "-"], &cases.to_string());
    assert_eq!(output.status.code(), Some(1));
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    for ((kind, input), answer) in never.iter().zip(answers) {
        assert!(answer["error"]["code"].is_string(), "{kind} {input}: {answer}");
    }
}

#[test]
fn figures_that_were_really_published_are_recomputed() {
    let file = repository().join("testdata/cases/real.json");
    let real: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let items = real["items"].as_array().unwrap();
    let whole = |item: &Value| {
        let printed = item["pct"].as_str()?;
        let (part, base) = (item["took_part"].as_u64()?, item["voters"].as_u64()?);
        Some((item["id"].to_string(), part, base, printed.to_owned()))
    };
    let mut published: Vec<_> = items.iter().filter_map(whole).collect();
    for (id, base) in [("na-2016", 496), ("hcmc-2016", 105), ("hanoi-pc-2011", 95)] {
        let item = items.iter().find(|item| item["id"] == id).unwrap();
        for (group, row) in item["groups"].as_object().unwrap() {
            let (part, printed) = (row[0].as_u64().unwrap(), row[1].as_str().unwrap());
            published.push((format!("{id} {group}"), part, base, printed.to_owned()));
        }
    }
    assert!(published.len() >= 16, "{}", published.len());
    let case = |(id, part, base, printed): &(String, u64, u64, String)| {
        json!({"id": id, "kind": "percent.one",
               "input": {"part": part, "base": base, "printed": printed}})
    };
    let answers = answers(&published.iter().map(case).collect());
    let differing = answers.iter().filter(|answer| answer["result"]["matches"] == false);
    let differing: Vec<_> = differing
        .map(|a| (a["id"].as_str().unwrap(), a["result"]["recomputed"].as_str().unwrap()))
        .collect();
    // What was printed differently: 36.70 is a rounding error, 62.90 and 0.4 are cut decimals.
    let known = [("na-2016 central", "36.69"), ("na-2016 self", "0.40")];
    assert_eq!(differing, known);
}

#[test]
fn a_kind_nobody_knows_is_refused_by_name_and_stops_no_other() {
    let cases = json!([
        {"id": "x", "kind": "election.astrology", "input": {}},
        {"id": "y", "kind": "percent.one", "input": {"part": 1, "base": 3}},
        {"id": "z", "kind": "percent.one", "input": {"part": 1}},
        {"id": "s", "kind": "election.seat_limit", "input": {"election_type": "EU", "seats": 1}},
        {"id": "b", "kind": "percent.one", "input": {"part": 1, "base": 0}},
    ]);
    let output = count(&["--cases", "-"], &cases.to_string());
    assert_eq!(output.status.code(), Some(1));
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers[0]["error"]["facts"]["kind"], "election.astrology");
    assert_eq!(answers[1]["result"]["percent"], "33.33");
    assert_eq!(answers[2]["error"]["facts"]["why"], "missing field `base`");
    assert_eq!(answers[3]["error"]["code"], "rules.unknown_election");
    assert_eq!(answers[4]["error"]["code"], "count.base_is_zero");
}

#[test]
fn the_sample_of_the_book_is_counted_with_the_article_of_each_decision() {
    let output = count(&["docs/samples/constituency.json"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = String::from_utf8(output.stdout).unwrap();
    for line in [
        "MÔ PHỎNG",
        "Ứng cử viên A1: 1.500 phiếu, 76,53% số phiếu hợp lệ",
        "Điều 78 khoản 2",
        "Được bầu theo các số liệu này: Ứng cử viên A1, Ứng cử viên A2, Ứng cử viên A3",
        "khu vực 002: W2 Phiếu thu vào ít hơn phiếu phát ra.",
    ] {
        assert!(report.contains(line), "{line} in\n{report}");
    }
}

#[test]
fn a_broken_sheet_is_counted_but_named() {
    let mut file = sample();
    file["minutes"][0]["figures"]["returned"] = json!(1195);
    let output = count(&["-", "--json"], &file.to_string());
    assert_eq!(output.status.code(), Some(1));
    let counted: Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes: Vec<&str> = counted["areas"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["H2", "H3", "H8"]);
}

#[test]
fn a_tie_that_the_law_leaves_open_is_settled_by_a_recorded_decision_only() {
    let mut file = sample();
    file["candidates"][3]["born"] = json!("1980-03-03");
    file["minutes"][0]["figures"]["votes"] = json!([900, 800, 650, 650, 400]);
    let open: Value =
        serde_json::from_slice(&count(&["-", "--json"], &file.to_string()).stdout).unwrap();
    assert_eq!(open["elected"], json!(["A1", "A2"]));
    assert_eq!(open["unresolved_tie"], json!(["A3", "A4"]));
    file["tie_decision"] = json!({"elected": ["A4"], "body": "Hội đồng bầu cử quốc gia",
        "number": "01/QĐ", "reason": "bốc thăm công khai"});
    let settled: Value =
        serde_json::from_slice(&count(&["-", "--json"], &file.to_string()).stdout).unwrap();
    assert_eq!(settled["elected"], json!(["A1", "A2", "A4"]));
    file["tie_decision"]["reason"] = json!(" ");
    assert!(refused(&file).contains("must name the body"));
    file["tie_decision"]["elected"] = json!(["A1"]);
    assert!(refused(&file).contains("exactly 1 of: A3, A4"));
}

#[test]
fn a_file_that_contradicts_itself_is_refused_with_the_place() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut file = sample();
        change(&mut file);
        refused(&file)
    };
    assert!(with(&|f| f["seats"] = json!(4)).contains("4 seats cannot be: from 1 to 3"));
    assert!(with(&|f| f["minutes"] = json!([])).contains("no minutes"));
    assert!(with(&|f| f["minutes"][1]["area"] = json!("khu vực 001")).contains("two minutes"));
    assert!(
        with(&|f| f["candidates"][1]["id"] = json!("A1")).contains("«A1» stands in the list twice")
    );
    let votes = with(&|f| f["minutes"][1]["figures"]["votes"] = json!([1, 2]));
    assert!(votes.contains("«khu vực 002» give votes for 2"), "{votes}");
    assert!(with(&|f| f["seets"] = json!(3)).contains("seets"));
    assert!(with(&|f| f["pack"] = json!("atlantis")).contains("atlantis"));
    assert!(with(&|f| f["election"] = json!("EU")).contains("EU"));
    let enormous = with(&|f| f["minutes"][0]["figures"]["valid"] = json!(10_000_000_000u64));
    assert!(enormous.contains("more than can be counted"), "{enormous}");
    assert!(with(&|f| f["minutes"][0]["figures"]["valid"] = json!(-1)).contains("-1"));
}

#[test]
fn what_is_no_json_is_refused_with_its_line() {
    let output = count(&["-"], "{\n  \"pack\": \"vn\",\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 3"));
}
