#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use super::{words::Words, *};

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

#[test]
fn both_languages_have_the_same_keys_and_every_file_can_be_read() {
    let vietnamese = Words::of("vi");
    let english = Words::of("en");
    let files =
        ["count", "tally", "refusal", "site", "desk", "setup", "paper", "witness", "readiness"];
    for (folder, file) in ["vi", "en"].iter().flat_map(|l| files.iter().map(move |f| (l, f))) {
        let path = format!("{}/vn/words/{folder}/{file}.ftl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        assert!(fluent_bundle::FluentResource::try_new(text.clone()).is_ok(), "{folder}/{file}");
        let keys = text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
        for key in keys.filter(|key| !key.starts_with(' ')) {
            assert!(vietnamese.has(key) && english.has(key), "{key}");
        }
    }
}

#[test]
fn english_counts_one_and_many_and_shows_the_number_as_it_was_written() {
    let words = Words::of("en");
    let said = |seats, candidates| {
        words.say("site.seats_of", &[("seats", seats), ("candidates", candidates)])
    };
    assert_eq!(said("1", "5"), "1 seat, 5 candidates.");
    assert_eq!(said("3", "1"), "3 seats, 1 candidate.");
    let counted = [("counted", "1"), ("areas", "1,001")];
    assert_eq!(words.say("site.counted_of", &counted), "1 of 1,001 polling areas published");
}

#[test]
fn every_check_and_further_poll_has_its_sentence() {
    let words = Words::of("vi");
    for check in dienhong_core::tally::Check::ALL {
        assert!(words.has(&format!("check-{}", check.to_string().to_lowercase())), "{check}");
    }
    for next in ["none", "re_election", "supplementary_election"] {
        assert!(words.has(&format!("next-{next}")), "{next}");
    }
}

#[test]
fn numbers_are_written_as_each_language_does() {
    let count = |n: u64| dienhong_core::count::Count::try_from(n).unwrap();
    let percent = "99.62".parse().unwrap();
    let (vi, en) = (Words::of("vi"), Words::of("en"));
    assert_eq!(
        (vi.count(count(1_234_567)), vi.percent(percent)),
        ("1.234.567".into(), "99,62%".into())
    );
    assert_eq!((en.count(count(999)), en.percent(percent)), ("999".into(), "99.62%".into()));
}
