use crate::number::{groups, number, percent};
use proptest::prelude::*;

#[test]
fn numbers_read_as_their_language_writes_them() {
    assert_eq!(number(0, "vi"), "0");
    assert_eq!(number(999, "vi"), "999");
    assert_eq!(number(1_234_567, "vi"), "1.234.567");
    assert_eq!(number(1_234_567, "en"), "1,234,567");
    assert_eq!(percent(9962, "vi"), "99,62%");
    assert_eq!(percent(9962, "en-GB"), "99.62%");
    assert_eq!(percent(5, "vi"), "0,05%");
    assert_eq!(percent(12_345_600, "vi"), "123.456,00%");
}

#[test]
fn a_hash_is_cut_into_fours() {
    assert_eq!(groups("9f86d081 88"), ["9f86", "d081", "88"]);
}

proptest! {
    #[test]
    fn the_digits_of_a_number_are_all_there(n: u64) {
        for lang in ["vi", "en"] {
            let shown = number(n, lang);
            let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits, n.to_string());
            let parts: Vec<&str> = shown.split(['.', ',']).collect();
            prop_assert!((1..=3).contains(&parts[0].len()));
            prop_assert!(parts[1..].iter().all(|part| part.len() == 3));
        }
    }

    #[test]
    fn the_digits_of_a_percentage_are_its_basis_points(bp: u32) {
        for lang in ["vi", "en"] {
            let digits: String = percent(bp, lang).chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits.parse::<u64>().unwrap(), u64::from(bp));
        }
    }
}
