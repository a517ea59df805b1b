#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use super::*;

#[test]
fn every_pack_is_read_and_bears_its_name() {
    for name in names() {
        assert_eq!(rules(name).unwrap().id, name);
    }
}

#[test]
fn a_pack_that_is_not_there_is_refused_by_name() {
    let refusal = rules("atlantis").unwrap_err().to_string();
    assert_eq!(refusal, "no pack is named «atlantis»; there are: vn, generic");
}

#[test]
fn a_key_that_rules_do_not_have_is_refused() {
    let text = format!("quorum = 3\n{}", include_str!("../generic/rules.toml"));
    let why = parse("generic", &text).unwrap_err().to_string();
    assert!(why.contains("quorum"), "{why}");
}

#[test]
fn rules_survive_being_written_as_a_record() {
    for name in names() {
        let rules = rules(name).unwrap();
        let written = serde_json::to_string(&rules).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&written).unwrap(), rules);
    }
}
