use super::Site;
use dienhong_core::people::{By, OfficerId};
use dienhong_journal::Record;
use dienhong_look::{Markup, html, part};
use dienhong_node::Subject;
use serde_json::Value;
use std::collections::BTreeSet;

/// Reads a record by its number; none when it cannot be read now.
pub type Records<'a> = &'a dyn Fn(u64) -> Option<Record>;

/// The most that one page tells: the rest is in the journal.
const MOST: usize = 40;

impl Site<'_> {
    /// What the journal says about these, newest first, in words.
    pub(super) fn history(&self, subjects: &[Subject]) -> Markup {
        let speech = &self.speech;
        let all: BTreeSet<u64> = subjects.iter().flat_map(|of| self.view.history.of(of)).collect();
        let shown: Vec<Record> =
            all.iter().rev().take(MOST).filter_map(|&n| (self.records)(n)).collect();
        let events: Vec<part::Event> = shown.iter().map(|record| self.told(record)).collect();
        html! {
            @if !events.is_empty() {
                (part::section("history", &speech.t("site.history"), &html! {
                    (part::timeline(&events))
                    @if all.len() > events.len() {
                        p { small { (speech.tell("site.history_more", &[("count", &speech.many(all.len() - events.len()))])) } }
                    }
                }))
            }
        }
    }

    /// Who did something, as forms name them.
    pub(super) fn by(&self, by: &By) -> String {
        match by {
            By::Officer(id) => self.officer(id),
            other => self.speech.t(&format!("site.by_{other}")),
        }
    }

    /// What a raw value of a record is called: officers, roles, elections and tables have names.
    fn call(&self, name: &str, value: &str) -> String {
        let speech = &self.speech;
        let known = |key: String| speech.knows(&key).then(|| speech.t(&key));
        let called = match name {
            "officer" => Some(self.officer(&OfficerId::from(value))),
            "role" => known(format!("desk.role_{value}")),
            "table" => known(format!("setup.import_{value}")),
            "confirmed" => known(format!("site.confirmed_{value}")),
            "election" => self.election(value).map(|election| election.name.clone()),
            "to" | "from" | "until" => value.parse().ok().map(super::day),
            _ => None,
        };
        called.unwrap_or_else(|| value.to_owned())
    }

    /// Who did what, in words.
    pub(crate) fn act(&self, record: &Record) -> (String, String) {
        let speech = &self.speech;
        let who = match By::try_from(record.by.as_str()) {
            Ok(by) => self.by(&by),
            Err(_) => record.by.to_string(),
        };
        let data: Value = serde_json::from_str(record.data.get()).unwrap_or(Value::Null);
        let mut facts: Vec<(String, String)> = vec![("who".into(), who.clone())];
        flatten("", &data, &mut facts);
        for (name, fact) in facts.iter_mut().skip(1) {
            *fact = self.call(name, fact);
        }
        let facts: Vec<(&str, &str)> =
            facts.iter().map(|(name, fact)| (name.as_str(), fact.as_str())).collect();
        let what = speech.tell(&format!("history.{}", record.kind), &facts);
        (who, what)
    }

    fn told(&self, record: &Record) -> part::Event {
        let speech = &self.speech;
        let (who, what) = self.act(record);
        part::Event {
            at: record.at.to_string(),
            shown: self.when(record.at),
            who: format!(
                "{who} · {}",
                speech.tell("site.record", &[("seq", &record.seq.to_string())])
            ),
            what: html! { (what) },
        }
    }
}

/// The plain values of a record's data by their names, and by the last part of their names.
fn flatten(prefix: &str, value: &Value, facts: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(name, value, facts);
            }
        }
        Value::String(text) => facts.push((prefix.to_owned(), text.clone())),
        Value::Number(number) => facts.push((prefix.to_owned(), number.to_string())),
        Value::Bool(flag) => facts.push((prefix.to_owned(), flag.to_string())),
        Value::Array(items) => {
            let said: Vec<String> = items.iter().filter_map(plain).collect();
            facts.push((prefix.to_owned(), said.join(", ")));
        }
        Value::Null => {}
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
