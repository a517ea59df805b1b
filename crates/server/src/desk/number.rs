//! A count as people write it.

use crate::Speech;
use dienhong_core::count::Count;

/// What parts groups of three. A comma does only where the pages write it so themselves: elsewhere
/// `1,234` may be little more than one.
fn marks(lang: &str) -> &'static [char] {
    match lang {
        "en" => &['.', ' ', '\u{a0}', '\u{202f}', ','],
        _ => &['.', ' ', '\u{a0}', '\u{202f}'],
    }
}

/// Digits, or groups of three digits parted by one kind of mark: `1234`, `1.234`, `1 234`.
///
/// # Errors
/// The sentence that stands at the field.
pub(super) fn count(speech: &Speech, said: &str) -> Result<Count, String> {
    let said = said.trim();
    if said.is_empty() {
        return Err(speech.t("desk.number_missing"));
    }
    if said.starts_with(['-', '−']) {
        return Err(speech.t("desk.number_negative"));
    }
    let Some(digits) = digits(said, marks(speech.lang())) else {
        let said: String = said.chars().take(40).collect();
        return Err(speech.tell("desk.not_a_number", &[("said", &said)]));
    };
    let number = digits.parse::<u64>().ok().and_then(|n| Count::try_from(n).ok());
    number.ok_or_else(|| speech.t("desk.number_too_large"))
}

fn digits(said: &str, marks: &[char]) -> Option<String> {
    let all = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let Some(mark) = said.chars().find(|c| marks.contains(c)) else {
        return all(said).then(|| said.to_owned());
    };
    let mut groups = said.split(mark);
    let first = groups.next()?;
    let leads = all(first) && first.len() <= 3 && !first.starts_with('0');
    (leads && groups.all(|group| all(group) && group.len() == 3)).then(|| said.replace(mark, ""))
}

#[cfg(test)]
mod tests {
    use super::{count, digits, marks};
    use crate::Speech;
    use proptest::prelude::*;

    fn vi(said: &str) -> Option<u64> {
        count(&Speech::of("vi"), said).ok().map(dienhong_core::count::Count::get)
    }

    #[test]
    fn what_people_write_for_a_number_is_read() {
        for said in ["1234567", "1.234.567", "1 234 567", " 1.234.567 ", "1\u{a0}234\u{a0}567"] {
            assert_eq!(vi(said), Some(1_234_567), "{said}");
        }
        assert_eq!((vi("0"), vi("007"), vi("999")), (Some(0), Some(7), Some(999)));
        assert_eq!(count(&Speech::of("en"), "1,234").map(|n| n.get()), Ok(1234));
    }

    #[test]
    fn what_may_be_another_number_is_refused() {
        for said in [
            "",
            "-5",
            "−5",
            "+5",
            "99,62",
            "1,234",
            "1.23",
            "1.2345",
            "1.234 567",
            "0.123",
            ".123",
            "123.",
            "1..234",
            "12 34",
            "1.234.56",
            "1e3",
            "١٢",
            "12o0",
            "1_000",
            "99999999999999999999",
        ] {
            assert_eq!(vi(said), None, "«{said}»");
        }
    }

    proptest! {
        #[test]
        fn every_count_is_read_as_it_is_shown(n in 0..=dienhong_core::count::Count::MAX) {
            for lang in ["vi", "en"] {
                let speech = Speech::of(lang);
                let shown = dienhong_look::number::number(n, lang);
                for said in [shown.clone(), n.to_string(), shown.replace(['.', ','], " ")] {
                    prop_assert_eq!(count(&speech, &said).map(|n| n.get()), Ok(n));
                }
            }
        }

        #[test]
        fn nothing_is_read_that_is_not_plain_or_grouped(said in "[0-9., \u{a0}-]{1,12}") {
            let marks = marks("vi");
            if let Some(read) = digits(&said, marks) {
                let n: u64 = read.parse().unwrap_or_default();
                let grouped = |mark: &char| {
                    dienhong_look::number::number(n, "vi").replace('.', &mark.to_string()) == said
                };
                prop_assert!(read == said || marks.iter().any(grouped), "{}", said);
            }
        }
    }
}
