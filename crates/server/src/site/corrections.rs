//! What was changed after it had been published or stated, each with its reason: a page, and a feed for readers' programs.

use super::{Shown, Site, differing};
use dienhong_core::{
    election::{Area, Constituency, Election, Report},
    people::By,
    tally::{Minutes, Published, Reopening},
};
use dienhong_journal::Millis;
use dienhong_look::{Link, figure, html, part};
use std::fmt::Write;

/// The most that a feed tells, and a page: the rest is at the areas and in the journal.
const MOST: usize = 200;
const SHOWN: usize = 50;

/// One change: when, of what, why, and which figures it changed.
pub(crate) struct Correction {
    pub at: Millis,
    /// Tells it apart from every other, for ever.
    pub id: String,
    pub title: String,
    pub reason: String,
    pub by: Option<String>,
    /// What it is called, what was said before, what is said now.
    pub changes: Vec<(String, String, String)>,
    /// Where to read more, without the language.
    pub path: String,
}

impl Site<'_> {
    /// Every correction, the newest first.
    pub(crate) fn all_corrections(&self) -> Vec<Correction> {
        let state = &self.view.state;
        let mut all = Vec::new();
        for (election, area, minutes) in state.tally.begun() {
            let known = state.election.get(election).zip(state.election.area(area));
            if let Some((election, area)) = known.filter(|_| !minutes.reopenings.is_empty()) {
                self.of_minutes(election, area, minutes, &mut all);
            }
        }
        for area in state.election.areas().filter(|area| area.rolls.len() > 1) {
            self.of_rolls(area, &mut all);
        }
        for election in state.election.all() {
            for of in election.constituencies.values().filter(|of| of.results.len() > 1) {
                self.of_results(election, of, &mut all);
            }
            for (unit, reports) in state.election.reporting(&election.id) {
                self.of_turnout(election, unit.as_str(), reports, &mut all);
            }
        }
        all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        all
    }

    fn of_minutes(
        &self,
        election: &Election,
        area: &Area,
        minutes: &Minutes,
        all: &mut Vec<Correction>,
    ) {
        let speech = &self.speech;
        let path = format!("/elections/{}/areas/{}", election.id, area.id);
        let facts = [("area", area.name.as_str()), ("election", election.name.as_str())];
        let reopened = |(version, reopening): (usize, &Reopening)| Correction {
            at: reopening.at,
            id: format!("{path}#reopened-{version}"),
            title: speech.tell("acts.reopened", &facts),
            reason: with_document(&reopening.reason, reopening.document.as_deref()),
            by: Some(self.officer(&reopening.by)),
            changes: Vec::new(),
            path: path.clone(),
        };
        all.extend((1..).zip(&minutes.reopenings).map(reopened));
        let pairs = minutes.versions.iter().zip(minutes.versions.iter().skip(1));
        for ((old, new), reopening) in pairs.zip(&minutes.reopenings) {
            all.push(Correction {
                at: new.at,
                id: format!("{path}#version-{}", new.version),
                title: speech.tell("acts.republished", &facts),
                reason: with_document(&reopening.reason, reopening.document.as_deref()),
                by: Some(self.officer(&new.by)),
                changes: self.changed_figures(old, new),
                path: path.clone(),
            });
        }
    }

    fn changed_figures(&self, old: &Published, new: &Published) -> Vec<(String, String, String)> {
        let changes = differing(old.fields(), new.fields()).into_iter();
        let changes = changes.map(|(field, was, is)| {
            (self.sheet_field(&field.to_string()), self.some(was), self.some(is))
        });
        changes.collect()
    }

    fn of_rolls(&self, area: &Area, all: &mut Vec<Correction>) {
        let speech = &self.speech;
        // An area has a page in each of its elections: the first will do.
        let election = area.constituencies.keys().next();
        let path = election.map_or_else(
            || format!("/units/{}", area.unit),
            |election| format!("/elections/{election}/areas/{}", area.id),
        );
        let pairs = area.rolls.iter().zip(area.rolls.iter().skip(1));
        for (version, (old, new)) in (2..).zip(pairs) {
            let version: usize = version;
            let mut changes: Vec<(String, String, String)> = area
                .constituencies
                .keys()
                .map(|id| {
                    let name = self
                        .election(id.as_str())
                        .map_or_else(|| id.to_string(), |e| e.name.clone());
                    let voters = |roll: &dienhong_core::election::Roll| {
                        self.some(roll.voters.get(id).copied())
                    };
                    (
                        speech.tell("acts.voters_of", &[("election", &name)]),
                        voters(old),
                        voters(new),
                    )
                })
                .collect();
            changes.push((speech.t("acts.men"), speech.n(old.men), speech.n(new.men)));
            changes.push((speech.t("acts.women"), speech.n(old.women), speech.n(new.women)));
            changes.retain(|(_, was, is)| was != is);
            all.push(Correction {
                at: new.at,
                id: format!("{path}#roll-{version}"),
                title: speech.tell("acts.roll_restated", &[("area", &area.name)]),
                reason: new.reason.clone().unwrap_or_default(),
                by: None,
                changes,
                path: path.clone(),
            });
        }
    }

    fn of_results(&self, election: &Election, of: &Constituency, all: &mut Vec<Correction>) {
        let speech = &self.speech;
        let path = format!("/elections/{}/constituencies/{}", election.id, of.number);
        let names = |elected: &[u16]| {
            let name = |number: &u16| {
                let listed = of.candidates.get(usize::from(*number).saturating_sub(1));
                listed.map_or_else(|| number.to_string(), |l| l.candidate.name.clone())
            };
            let names: Vec<String> = elected.iter().map(name).collect();
            if names.is_empty() { "–".to_owned() } else { names.join(", ") }
        };
        let pairs = of.results.iter().zip(of.results.iter().skip(1));
        for (version, (old, new)) in (2..).zip(pairs) {
            let version: usize = version;
            let changes = differing(old.figures.fields(), new.figures.fields()).into_iter();
            let changes = changes.map(|(field, was, is)| {
                (self.sheet_field(&field.to_string()), self.some(was), self.some(is))
            });
            let mut changes: Vec<_> = changes.collect();
            if old.elected != new.elected {
                changes.push((speech.t("acts.elected"), names(&old.elected), names(&new.elected)));
            }
            let number = of.number.to_string();
            let facts = [("number", number.as_str()), ("election", election.name.as_str())];
            all.push(Correction {
                at: new.at,
                id: format!("{path}#result-{version}"),
                title: speech.tell("acts.result_changed", &facts),
                reason: new.reason.clone().unwrap_or_default(),
                by: Some(match &new.by {
                    By::Officer(id) => self.officer(id),
                    other => speech.t(&format!("site.by_{other}")),
                }),
                changes,
                path: path.clone(),
            });
        }
    }

    fn of_turnout(
        &self,
        election: &Election,
        unit: &str,
        reports: &[Report],
        all: &mut Vec<Correction>,
    ) {
        let speech = &self.speech;
        let path = format!("/elections/{}/units/{unit}", election.id);
        let name = self.unit_name(&unit.into());
        for (place, report) in reports.iter().enumerate() {
            let Some(reason) = &report.reason else { continue };
            let before = place.checked_sub(1).and_then(|before| reports.get(before));
            let hour = report.hour.to_string();
            let facts = [("unit", name.as_str()), ("hour", hour.as_str())];
            all.push(Correction {
                at: report.at,
                id: format!("{path}#turnout-{}", place + 1),
                title: speech.tell("acts.turnout_lowered", &facts),
                reason: reason.clone(),
                by: None,
                changes: vec![(
                    speech.t("acts.voted"),
                    self.some(before.map(|before| before.voted)),
                    speech.n(report.voted),
                )],
                path: path.clone(),
            });
        }
    }

    pub(super) fn corrections_page(&self) -> Shown {
        let speech = &self.speech;
        let all = self.all_corrections();
        let title = speech.t("acts.corrections");
        let feed = Link::new(speech.t("acts.feed"), speech.url("/feeds/corrections.atom"));
        let body = html! {
            (part::head(&title, None))
            p { (speech.t("acts.corrections_about")) }
            (part::links(&[(feed, Some(speech.t("acts.feed_about")))]))
            @if all.is_empty() { (part::empty(&speech.t("acts.no_corrections"), None)) }
            @else {
                ol.timeline {
                    @for correction in all.iter().take(SHOWN) {
                        li {
                            time datetime=(correction.at) { (self.when(correction.at)) }
                            div {
                                a href=(speech.url(&correction.path)) { (correction.title) }
                                p { (speech.t("site.reason")) ": " (correction.reason)
                                    @if let Some(by) = &correction.by { " · " small { (by) } } }
                                @if !correction.changes.is_empty() {
                                    ul {
                                        @for (what, was, is) in &correction.changes {
                                            li { (what) ": " (figure::corrected(was, is, "")) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                @if all.len() > SHOWN {
                    p { small { (speech.tell("acts.older", &[("count", &speech.many(all.len() - SHOWN))])) } }
                }
            }
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    /// The corrections as an Atom feed (RFC 4287); `home` is where the pages are.
    pub(crate) fn corrections_feed(&self, home: &str) -> String {
        let speech = &self.speech;
        let all = self.all_corrections();
        let here = format!("{home}{}", speech.url("/feeds/corrections.atom"));
        let page = format!("{home}{}", speech.url("/corrections"));
        let updated = all.first().map_or(self.view.at, |newest| newest.at);
        let node = self.view.state.node.started.as_ref().map_or("", |started| &started.name);
        let mut title = format!("{node}: {}", speech.t("acts.corrections"));
        if let Some(simulated) = self.simulated() {
            let _ = write!(title, " · {simulated}");
        }
        // Writing to a string does not fail.
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
            speech.lang()
        );
        let _ = write!(
            out,
            "<title>{}</title>\n<id>{}</id>\n<updated>{updated}</updated>\n<author><name>{}</name></author>\n<link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n",
            escaped(&title),
            escaped(&here),
            escaped(node),
            escaped(&here),
            escaped(&page),
        );
        for correction in all.iter().take(MOST) {
            let mut text = correction.reason.clone();
            for (what, was, is) in &correction.changes {
                let _ = write!(text, "\n{what}: {was} → {is}");
            }
            let link = format!("{home}{}", speech.url(&correction.path));
            let _ = write!(
                out,
                "<entry>\n<title>{}</title>\n<id>{}</id>\n<updated>{}</updated>\n<link href=\"{}\"/>\n<content type=\"text\">{}</content>\n</entry>\n",
                escaped(&correction.title),
                escaped(&format!("{home}{}", correction.id)),
                correction.at,
                escaped(&link),
                escaped(&text),
            );
        }
        out.push_str("</feed>\n");
        out
    }
}

fn with_document(reason: &str, document: Option<&str>) -> String {
    document.map_or_else(|| reason.to_owned(), |document| format!("{reason} ({document})"))
}

/// As XML takes it: what it cannot hold at all becomes the sign for that.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_people_wrote_never_becomes_markup() {
        assert_eq!(escaped("a<b>&\"c\u{0}\u{8}\n"), "a&lt;b&gt;&amp;&quot;c\u{FFFD}\u{FFFD}\n");
    }
}
