//! The outcome in words.

use super::constituency::{Constituency, Counted};
use dienhong_core::{count::Count, percent::Percent, refusal::Refusal};
use dienhong_packs::words::Words;
use std::{fmt, fmt::Write};

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Language {
    Vi,
    En,
}

impl Language {
    fn words(self) -> &'static Words {
        Words::of(match self {
            Language::Vi => "vi",
            Language::En => "en",
        })
    }
}

/// A refusal, said to a person.
#[derive(Debug)]
pub struct Sentence(String);

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

pub fn sentence(language: Language, refusal: &Refusal) -> Sentence {
    let facts: Vec<(&str, &str)> =
        refusal.facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
    Sentence(language.words().say(refusal.code, &facts))
}

/// The report of one constituency, in plain lines.
pub fn text(language: Language, paper: &Constituency, counted: &Counted) -> String {
    let report = Report { words: language.words(), paper, out: String::new() };
    report.written(counted)
}

struct Report<'a> {
    words: &'static Words,
    paper: &'a Constituency,
    out: String,
}

impl Report<'_> {
    fn written(mut self, counted: &Counted) -> String {
        if self.paper.simulated {
            self.say("count-simulated", &[]);
        }
        let seats = self.paper.seats.to_string();
        let candidates = self.paper.candidates.len().to_string();
        let title = self.paper.title.clone();
        let head = [("title", title.as_str()), ("seats", &seats), ("candidates", &candidates)];
        self.say("count-title", &head);
        self.total(counted);
        self.out.push('\n');
        for (candidate, share) in self.paper.candidates.iter().zip(&counted.candidates) {
            let (votes, percent) = (self.count(share.votes), self.percent(share.of_valid));
            let line =
                [("name", candidate.name.as_str()), ("votes", &votes), ("percent", &percent)];
            self.say("count-candidate", &line);
        }
        self.out.push('\n');
        for decision in &counted.decisions {
            let names = self.names(&decision.candidates);
            self.say(decision.code, &[("names", &names), ("article", &decision.article)]);
        }
        if let Some(decision) = &counted.tie_decision {
            let names = self.names(&decision.elected);
            let facts = [
                ("names", names.as_str()),
                ("body", &decision.body),
                ("number", &decision.number),
                ("reason", &decision.reason),
            ];
            self.say("count-tie-decided", &facts);
        }
        let elected = self.names(&counted.elected);
        let none =
            if counted.elected.is_empty() { "count-nobody-elected" } else { "count-elected" };
        self.say(none, &[("names", &elected)]);
        let next = serde_json::to_value(counted.next).unwrap_or_default();
        self.say(&format!("next-{}", next.as_str().unwrap_or("none").replace('_', "-")), &[]);
        self.findings(counted);
        self.out
    }

    fn total(&mut self, counted: &Counted) {
        let total = &counted.total;
        let [voters, took_part, issued, returned, valid, invalid] = [
            total.voters_total,
            total.took_part,
            total.issued,
            total.returned,
            total.valid,
            total.invalid,
        ]
        .map(|count| self.count(count));
        let (areas, turnout) =
            (self.paper.minutes.len().to_string(), self.percent(counted.turnout));
        let facts = [
            ("areas", areas.as_str()),
            ("voters", &voters),
            ("took_part", &took_part),
            ("turnout", &turnout),
            ("issued", &issued),
            ("returned", &returned),
            ("valid", &valid),
            ("invalid", &invalid),
        ];
        self.say("count-total", &facts);
    }

    fn findings(&mut self, counted: &Counted) {
        for area in &counted.areas {
            for finding in &area.findings {
                let key = format!("check-{}", finding.code.to_string().to_lowercase());
                let what = self.words.say(&key, &[]);
                let (code, place) = (finding.code.to_string(), area.area.as_str());
                self.say("count-finding", &[("area", place), ("code", &code), ("what", &what)]);
            }
        }
        let clean = counted.areas.iter().all(|area| area.findings.is_empty());
        if clean {
            self.say("count-no-finding", &[]);
        }
    }

    fn say(&mut self, key: &str, facts: &[(&str, &str)]) {
        let _ = writeln!(self.out, "{}", self.words.say(key, facts));
    }

    fn names(&self, ids: &[String]) -> String {
        let name = |id: &String| {
            let candidate = self.paper.candidates.iter().find(|candidate| candidate.id == *id);
            candidate.map_or_else(|| id.clone(), |candidate| candidate.name.clone())
        };
        ids.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    fn count(&self, count: Count) -> String {
        self.words.count(count)
    }

    fn percent(&self, percent: Option<Percent>) -> String {
        percent.map_or_else(|| "–".to_owned(), |percent| self.words.percent(percent))
    }
}
