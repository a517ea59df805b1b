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
    let folders =
        ["vi", "en"].map(|lang| format!("{}/vn/words/{lang}", env!("CARGO_MANIFEST_DIR")));
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    for file in files.map(|file| file.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let file = file.display();
        assert!(fluent_bundle::FluentResource::try_new(text.clone()).is_ok(), "{file}");
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
fn every_name_of_a_meeting_and_every_reason_of_its_floor_has_its_words() {
    use dienhong_core::assembly::{Key, Kind, Note, Presence, Visibility};
    let kinds = names().flat_map(|name| rules(name).unwrap().assembly.unwrap().kinds.into_keys());
    let mut keys: Vec<String> = kinds.map(|kind| format!("kind.{kind}")).collect();
    keys.extend(Presence::ALL.map(|of| format!("presence.{}", of.name())));
    keys.extend(Kind::ALL.map(|of| format!("about.{}", of.name())));
    keys.extend(Note::ALL.map(|of| format!("note.{}", of.name())));
    keys.extend(Visibility::ALL.map(|of| format!("visibility.{}", of.name())));
    for of in Key::ALL.map(Key::name).into_iter().chain(["first", "later", "placed"]) {
        keys.extend(["because", "why"].map(|why| format!("{why}.{of}")));
    }
    keys.extend(Key::ALL.map(|of| format!("key.{}", of.name())));
    let steps = ["planned", "open", "recess", "closed", "called_off"];
    keys.extend(steps.map(|step| format!("step.{step}")));
    for key in keys {
        let key = format!("assembly.{key}");
        assert!(Words::of("vi").has(&key) && Words::of("en").has(&key), "{key}");
    }
    let facts = [("own", "2"), ("ahead", "1")];
    assert_eq!(
        Words::of("vi").say("assembly.because.site_turns", &facts),
        "Điểm cầu của bạn đã phát biểu 2 lượt; người ngay trước: 1 lượt."
    );
    assert_eq!(
        Words::of("en").say("assembly.because.site_turns", &facts),
        "Your site has had 2 turns; the one before you: 1."
    );
}

#[test]
fn every_refusal_of_a_meeting_has_its_sentence() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/core/src/assembly");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| !line.contains("\" => ")) {
            let codes = line.split('"').skip(1).step_by(2);
            for code in codes.filter(|code| code.starts_with("assembly.")) {
                assert!(Words::of("vi").has(code) && Words::of("en").has(code), "{code}");
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "the sources are read");
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
