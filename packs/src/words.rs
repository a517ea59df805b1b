//! Sentences by key and language, and how each language writes numbers.
//!
//! Keys are those of the code with `.` and `_` read as `-`: `count.seats` is `count-seats`.

use dienhong_core::{count::Count, percent::Percent};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use std::{fmt, sync::LazyLock};

/// The files of both languages, one for each module and each kind of page.
macro_rules! files {
    ($($name:literal)+) => {
        /// The languages and their files, Vietnamese first.
        const WORDS: [(&str, &[&str]); 2] = [
            ("vi", &[$( include_str!(concat!("../vn/words/vi/", $name, ".ftl")) ),+]),
            ("en", &[$( include_str!(concat!("../vn/words/en/", $name, ".ftl")) ),+]),
        ];
    };
}

files! {
    "count"
    "tally"
    "refusal"
    "site"
    "desk"
    "setup"
    "paper"
    "verify"
    "witness"
    "further"
    "acts"
    "complaint"
    "observation"
    "scan"
    "compare"
    "papers"
    "areas"
    "rehearsal"
    "readiness"
    "nomination"
    "grouping"
    "ballots"
    "booth"
    "trustee"
    "vote"
    "evaluation"
    "confidence"
    "personnel"
    "congress"
    "meeting"
    "assembly"
    "programme"
    "briefing"
    "report"
    "motion"
}

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
