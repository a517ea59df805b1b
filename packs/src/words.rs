//! Sentences by key and language, and how each language writes numbers.
//!
//! Keys are those of the code with `.` and `_` read as `-`: `count.seats` is `count-seats`.

use dienhong_core::{count::Count, percent::Percent};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use std::{fmt, sync::LazyLock};

/// The languages and their files, Vietnamese first.
const WORDS: [(&str, &[&str]); 2] = [
    (
        "vi",
        &[
            include_str!("../vn/words/vi/count.ftl"),
            include_str!("../vn/words/vi/tally.ftl"),
            include_str!("../vn/words/vi/refusal.ftl"),
            include_str!("../vn/words/vi/site.ftl"),
            include_str!("../vn/words/vi/desk.ftl"),
            include_str!("../vn/words/vi/setup.ftl"),
            include_str!("../vn/words/vi/paper.ftl"),
            include_str!("../vn/words/vi/verify.ftl"),
            include_str!("../vn/words/vi/witness.ftl"),
            include_str!("../vn/words/vi/further.ftl"),
            include_str!("../vn/words/vi/acts.ftl"),
            include_str!("../vn/words/vi/complaint.ftl"),
            include_str!("../vn/words/vi/observation.ftl"),
            include_str!("../vn/words/vi/scan.ftl"),
            include_str!("../vn/words/vi/compare.ftl"),
            include_str!("../vn/words/vi/papers.ftl"),
            include_str!("../vn/words/vi/areas.ftl"),
            include_str!("../vn/words/vi/rehearsal.ftl"),
            include_str!("../vn/words/vi/readiness.ftl"),
            include_str!("../vn/words/vi/nomination.ftl"),
            include_str!("../vn/words/vi/grouping.ftl"),
            include_str!("../vn/words/vi/ballots.ftl"),
            include_str!("../vn/words/vi/booth.ftl"),
            include_str!("../vn/words/vi/trustee.ftl"),
            include_str!("../vn/words/vi/vote.ftl"),
            include_str!("../vn/words/vi/evaluation.ftl"),
            include_str!("../vn/words/vi/confidence.ftl"),
            include_str!("../vn/words/vi/personnel.ftl"),
            include_str!("../vn/words/vi/congress.ftl"),
            include_str!("../vn/words/vi/report.ftl"),
            include_str!("../vn/words/vi/motion.ftl"),
        ],
    ),
    (
        "en",
        &[
            include_str!("../vn/words/en/count.ftl"),
            include_str!("../vn/words/en/tally.ftl"),
            include_str!("../vn/words/en/refusal.ftl"),
            include_str!("../vn/words/en/site.ftl"),
            include_str!("../vn/words/en/desk.ftl"),
            include_str!("../vn/words/en/setup.ftl"),
            include_str!("../vn/words/en/paper.ftl"),
            include_str!("../vn/words/en/verify.ftl"),
            include_str!("../vn/words/en/witness.ftl"),
            include_str!("../vn/words/en/further.ftl"),
            include_str!("../vn/words/en/acts.ftl"),
            include_str!("../vn/words/en/complaint.ftl"),
            include_str!("../vn/words/en/observation.ftl"),
            include_str!("../vn/words/en/scan.ftl"),
            include_str!("../vn/words/en/compare.ftl"),
            include_str!("../vn/words/en/papers.ftl"),
            include_str!("../vn/words/en/areas.ftl"),
            include_str!("../vn/words/en/rehearsal.ftl"),
            include_str!("../vn/words/en/readiness.ftl"),
            include_str!("../vn/words/en/nomination.ftl"),
            include_str!("../vn/words/en/grouping.ftl"),
            include_str!("../vn/words/en/ballots.ftl"),
            include_str!("../vn/words/en/booth.ftl"),
            include_str!("../vn/words/en/trustee.ftl"),
            include_str!("../vn/words/en/vote.ftl"),
            include_str!("../vn/words/en/evaluation.ftl"),
            include_str!("../vn/words/en/confidence.ftl"),
            include_str!("../vn/words/en/personnel.ftl"),
            include_str!("../vn/words/en/congress.ftl"),
            include_str!("../vn/words/en/report.ftl"),
            include_str!("../vn/words/en/motion.ftl"),
        ],
    ),
];

/// The sentences of one language.
pub struct Words {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.language)
    }
}

/// All languages, read once.
static READ: LazyLock<Vec<Words>> =
    LazyLock::new(|| WORDS.iter().map(|(language, files)| Words::read(language, files)).collect());

impl Words {
    /// The sentences of a language; Vietnamese when there is no such language.
    pub fn of(language: &str) -> &'static Words {
        let known = WORDS.iter().position(|(name, _)| *name == language);
        &READ[known.unwrap_or(0)]
    }

    fn read(language: &'static str, files: &[&str]) -> Words {
        let mut bundle = FluentBundle::new_concurrent(language.parse().into_iter().collect());
        bundle.set_use_isolating(false);
        for file in files {
            // What cannot be parsed is left out here; a test of this crate reads every file.
            let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(r, _)| r);
            bundle.add_resource_overriding(resource);
        }
        Words { language, bundle }
    }

    /// The sentence of a key, with its facts set in. A key without one is shown as it is.
    pub fn say(&self, key: &str, facts: &[(&str, &str)]) -> String {
        let id = key.replace(['.', '_'], "-");
        let message = self.bundle.get_message(&id).and_then(|message| message.value());
        let Some(pattern) = message else { return key.to_owned() };
        let mut args = FluentArgs::new();
        for &(name, fact) in facts {
            args.set(name, fact);
            // «1.234» is shown as it is; languages with a plural choose by `$n_…`.
            let number: String = fact.chars().filter(|c| !matches!(c, '.' | ',')).collect();
            if let Ok(number) = number.parse::<u32>() {
                args.set(format!("n_{name}"), number);
            }
        }
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(&key.replace(['.', '_'], "-"))
    }

    /// `1.234.567` in Vietnamese, `1,234,567` in English.
    pub fn count(&self, count: Count) -> String {
        let digits = count.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                out.push(if self.language == "vi" { '.' } else { ',' });
            }
            out.push(digit);
        }
        out
    }

    /// `99,62%` in Vietnamese, `99.62%` in English.
    pub fn percent(&self, percent: Percent) -> String {
        let point = percent.to_string();
        let number = if self.language == "vi" { point.replace('.', ",") } else { point };
        format!("{number}%")
    }
}
