#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! Exactness: counts, ratios and percentages, and no float anywhere in `core`.

use dienhong_core::{count::Count, percent::Percent, ratio::Ratio};
use proptest::prelude::*;
use std::path::Path;

fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

#[test]
fn no_float_stands_in_core() {
    fn look(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            let float = |word: &&str| ["f32", "f64", "as_f64"].contains(word);
            found.extend(words.filter(float).map(|word| format!("{word} in {}", path.display())));
        }
    }
    let mut found = Vec::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_negative_an_enormous_and_a_broken_count_are_refused() {
    for text in ["-1", "10000000000", "1.0", "1e3", "\"5\"", "null"] {
        assert!(serde_json::from_str::<Count>(text).is_err(), "{text}");
    }
    assert_eq!(serde_json::from_str::<Count>("9999999999").unwrap().get(), Count::MAX);
}

#[test]
fn percentages_are_rounded_half_up_at_the_third_decimal() {
    let cases =
        [(22566, 100_000, "22.57"), (12345, 100_000, "12.35"), (1, 8, "12.50"), (0, 7, "0.00")];
    for (part, base, printed) in cases {
        assert_eq!(Percent::of(n(part), n(base)).unwrap().to_string(), printed);
    }
    assert_eq!(Percent::of(n(1), n(0)), None);
}

#[test]
fn what_is_no_fraction_or_percentage_is_refused() {
    for text in ["1/0", "1", "a/2", "-1/2", "1/2/3", ""] {
        assert!(text.parse::<Ratio>().is_err(), "{text}");
    }
    for text in ["99", "99.6", "99.621", "-1.00", "99,62", ".50", "1.+5", "99.62%"] {
        assert!(text.parse::<Percent>().is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn the_parts_of_a_whole_total_exactly_one_hundred(
        parts in prop::collection::vec(0u64..100_000, 1..12)
    ) {
        let parts: Vec<Count> = parts.into_iter().map(n).collect();
        match Percent::of_whole(&parts) {
            Some(percents) => prop_assert_eq!(Percent::total(&percents), Percent::WHOLE),
            None => prop_assert!(parts.iter().all(|part| part.is_zero())),
        }
    }

    #[test]
    fn more_than_half_is_strict(part in 0u64..1_000_000, whole in 0u64..1_000_000) {
        let half: Ratio = "1/2".parse().unwrap();
        prop_assert_eq!(half.exceeded_by(n(part), n(whole)), 2 * part > whole);
        prop_assert_eq!(half.missed_by(n(part), n(whole)), 2 * part < whole);
    }
}
