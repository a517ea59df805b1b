use dienhong_core::{count::Count, percent::Percent, refusal::Refusal};
use dienhong_look::Say;
use dienhong_packs::words::Words;
use std::collections::BTreeMap;

/// One language of the pages, and where its pages begin.
#[derive(Clone, Copy)]
pub struct Speech {
    words: &'static Words,
    lang: &'static str,
}

/// The languages, the pack's first one first, each with the beginning of its paths.
pub const LANGUAGES: [(&str, &str); 2] = [("vi", ""), ("en", "/en")];

impl Speech {
    pub fn of(lang: &str) -> Speech {
        let (lang, _) = LANGUAGES.iter().find(|(known, _)| *known == lang).unwrap_or(&LANGUAGES[0]);
        Speech { words: Words::of(lang), lang }
    }

    /// The language and the rest of a path: `/en/verify` is `/verify` in English.
    pub fn split(path: &str) -> (Speech, &str) {
        match path.strip_prefix("/en") {
            Some("") => (Speech::of("en"), "/"),
            Some(rest) if rest.starts_with('/') => (Speech::of("en"), rest),
            _ => (Speech::of("vi"), path),
        }
    }

    /// This language's address of a path.
    pub fn url(&self, path: &str) -> String {
        let prefix = LANGUAGES.iter().find(|(lang, _)| *lang == self.lang).map_or("", |(_, p)| p);
        match path {
            "/" if !prefix.is_empty() => prefix.to_owned(),
            _ => format!("{prefix}{path}"),
        }
    }

    pub fn lang(&self) -> &'static str {
        self.lang
    }

    /// The sentence of a key.
    pub fn t(&self, key: &str) -> String {
        self.words.say(key, &[])
    }

    /// The sentence of a key with its facts.
    pub fn tell(&self, key: &str, facts: &[(&str, &str)]) -> String {
        self.words.say(key, facts)
    }

    /// The same, with facts as findings carry them.
    pub fn told(&self, code: &str, facts: &BTreeMap<&'static str, String>) -> String {
        let facts: Vec<(&str, &str)> =
            facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
        self.tell(code, &facts)
    }

    /// The language of names of this country, where the page is in another one.
    pub fn names(&self) -> Option<&'static str> {
        (self.lang != "vi").then_some("vi")
    }

    /// What a column of a file may be called in one language: its heading, and other ways of saying it, which the key
    /// `also` parts by semicolons.
    pub fn headings(&self, heading: String, also: &str) -> Vec<String> {
        let mut all = vec![heading];
        if self.knows(also) {
            all.extend(self.t(also).split(';').map(|said| said.trim().to_owned()));
        }
        all
    }

    pub fn knows(&self, key: &str) -> bool {
        self.words.has(key)
    }

    pub fn refusal(&self, refusal: &Refusal) -> String {
        // A day is told as readers write it.
        let told = |(name, fact): (&&'static str, &String)| match fact.parse() {
            Ok(day) if *name == "day" => (*name, crate::site::day(day)),
            _ => (*name, fact.clone()),
        };
        let facts: Vec<(&str, String)> = refusal.facts.iter().map(told).collect();
        let facts: Vec<(&str, &str)> =
            facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
        self.words.say(refusal.code, &facts)
    }

    pub fn n(&self, count: Count) -> String {
        self.words.count(count)
    }

    pub fn many(&self, count: usize) -> String {
        dienhong_look::number::number(count as u64, self.lang)
    }

    /// A share of a base; a dash where there is no base.
    pub fn share(&self, part: Count, base: Count) -> String {
        Percent::of(part, base).map_or_else(|| "–".to_owned(), |share| self.words.percent(share))
    }
}

impl Say for Speech {
    fn say(&self, key: &str) -> String {
        self.t(key)
    }

    fn lang(&self) -> &str {
        self.lang
    }
}
