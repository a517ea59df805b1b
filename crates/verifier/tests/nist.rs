#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! The report in the common format of NIST: held to its own schema, and to our figures.

mod night;

use dienhong_verifier::{figures, open_data};
use night::{AREAS, NA, Night};
use serde_json::Value;
use std::collections::BTreeSet;

const SCHEMA: &str =
    include_str!("../../../testdata/nist/election_results_reporting_v2.schema.json");

fn report(night: &Night) -> Value {
    let path = format!("open-data/{NA}/results.nist.json");
    let bytes = open_data::file(&night.node.view().state, &path).unwrap();
    let report: Value = serde_json::from_slice(&bytes).unwrap();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = schema
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The schema does say no: a report without a status is none.
    let mut less = report.clone();
    less.as_object_mut().unwrap().remove("Status");
    assert!(!schema.is_valid(&less));
    references(&report);
    report
}

/// Whoever is named by an identifier is there, once.
fn references(report: &Value) {
    let mut known = BTreeSet::new();
    let mut named = BTreeSet::new();
    walk(report, &mut |key, value| match key {
        "@id" => assert!(known.insert(value.to_owned()), "{value} twice"),
        "GpUnitId" | "PersonId" | "ElectionDistrictId" | "ElectionScopeId" | "CandidateIds"
        | "ComposingGpUnitIds" => drop(named.insert(value.to_owned())),
        _ => {}
    });
    assert!(named.len() > 4);
    assert_eq!(named.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
}

fn walk(value: &Value, see: &mut impl FnMut(&str, &str)) {
    let Value::Object(fields) = value else {
        value.as_array().into_iter().flatten().for_each(|item| walk(item, see));
        return;
    };
    for (key, value) in fields {
        let texts = value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_str);
        texts.for_each(|text| see(key, text));
        walk(value, see);
    }
}

#[test]
fn a_report_fits_the_schema_before_during_and_after_the_count() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let before = report(&Night::closed(first.path()));
    assert_eq!(before["Status"], "unofficial-partial");
    assert_eq!(before["Election"][0]["BallotCounts"], serde_json::json!([]));
    let night = Night::counted(second.path());
    let after = report(&night);
    assert_eq!(after["Status"], "unofficial-complete");
    assert_eq!(after["IsTest"], true);
    night.reopen(AREAS[0]);
    assert_eq!(report(&night)["Status"], "unofficial-partial");
}

#[test]
fn a_report_says_the_published_figures() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::counted(folder.path());
    let report = report(&night);
    let state = &night.node.view().state;
    let figure = |path: &str| {
        let said = figures::figure(state, &format!("elections/{NA}/{path}"));
        Value::from(said.unwrap().parse::<u64>().unwrap())
    };
    let election = &report["Election"][0];
    let of = |items: &Value, id: &str| {
        let items = items.as_array().unwrap().iter();
        let mut own = items.filter(|item| item["GpUnitId"] == id || item["@id"] == id);
        let one = own.next().unwrap().clone();
        assert!(own.next().is_none(), "{id}");
        one
    };
    for (id, path) in [
        ("area-14758-001", "areas/14758-001"),
        ("constituency-1", "constituencies/1"),
        ("unit-14758", "units/14758"),
    ] {
        let ballots = of(&election["BallotCounts"], id);
        assert_eq!(ballots["BallotsCast"], figure(&format!("{path}/returned")));
        assert_eq!(ballots["BallotsRejected"], figure(&format!("{path}/invalid")));
        let place = of(&report["GpUnit"], id);
        assert_eq!(place["VotersRegistered"], figure(&format!("{path}/voters_total")));
        assert_eq!(place["VotersParticipated"], figure(&format!("{path}/took_part")));
    }
    let contest = &election["Contest"][0];
    for (place, selection) in contest["ContestSelection"].as_array().unwrap().iter().enumerate() {
        for (id, path) in
            [("constituency-1", "constituencies/1"), ("area-14758-002", "areas/14758-002")]
        {
            let votes = of(&selection["VoteCounts"], id);
            assert_eq!(votes["Count"], figure(&format!("{path}/votes.{}", place + 1)));
        }
    }
    let winners: Vec<&Value> = election["Candidate"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|candidate| candidate["PostElectionStatus"] == "winner")
        .map(|candidate| &candidate["ExternalIdentifier"][0]["Value"])
        .collect();
    assert_eq!(winners, [&Value::from(figure("constituencies/1/elected.1").to_string())]);
}

#[test]
fn the_areas_of_a_distribution_are_those_that_published() {
    let folder = tempfile::tempdir().unwrap();
    let night = Night::counted(folder.path());
    let state = &night.node.view().state;
    let election = state.election.all().next().unwrap();
    for measure in open_data::Measure::ALL {
        let bins = open_data::distribution(state, election, measure);
        assert_eq!(bins.iter().map(|bin| bin.areas).sum::<u64>(), AREAS.len() as u64);
        assert!(bins.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
    let turnout = open_data::distribution(state, election, open_data::Measure::Turnout);
    // 95 of 100 in both areas.
    assert_eq!(turnout.iter().map(|bin| (bin.from, bin.areas)).collect::<Vec<_>>(), [(9500, 2)]);
}
