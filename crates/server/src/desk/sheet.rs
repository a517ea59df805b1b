//! The tally sheet as a form: read from what was typed, shown with what was found.

use super::{frame::Typed, number};
use crate::Speech;
use dienhong_core::{
    count::Count,
    election::{Area, Constituency, Election},
    rules::ElectionRules,
    tally::{Check, Figures, Finding, Inventory, Level, Sheet, check, check_roll},
};
use dienhong_look::{Markup, figure, form};
use maud::html;
use std::collections::BTreeMap;

/// What the sheet of one area for one election asks for.
pub(super) struct Paper<'a> {
    pub election: &'a Election,
    pub of: &'a Constituency,
    pub area: &'a Area,
    pub rules: &'a ElectionRules,
    pub speech: Speech,
}

/// The ballots of the form, each with its name.
const BALLOTS: [&str; 6] = ["voters_total", "took_part", "issued", "returned", "valid", "invalid"];
const INVENTORY: [&str; 3] = ["inventory.received", "inventory.exchanged", "inventory.unused"];

/// What is wrong with what was typed, by field.
pub(super) type Wrong = BTreeMap<String, String>;

impl Paper<'_> {
    /// Reads the form. A field left empty is an error, but in the sheets that need not be filled in.
    pub fn read(&self, typed: &Typed) -> Result<Sheet, Wrong> {
        let mut wrong = Wrong::new();
        let mut must = |name: &str| {
            let said = typed.get(name).map_or("", String::as_str);
            match self.count(said) {
                Ok(count) => count,
                Err(why) => {
                    wrong.insert(name.to_owned(), why);
                    Count::ZERO
                }
            }
        };
        let [voters_total, took_part, issued, returned, valid, invalid] = BALLOTS.map(&mut must);
        let votes = self.vote_names().iter().map(|name| must(name)).collect();
        // A sheet of which one field is filled in must be whole.
        let begun = |names: &[String]| {
            names.iter().any(|name| typed.get(name).is_some_and(|said| !said.trim().is_empty()))
        };
        let stacks = self.stack_names();
        let stacks = begun(&stacks).then(|| stacks.iter().map(|name| must(name)).collect());
        let grounds: Vec<_> = self.ground_names();
        let named: Vec<String> = grounds.iter().map(|(_, name)| name.clone()).collect();
        let invalid_by_ground = begun(&named)
            .then(|| grounds.iter().map(|(ground, name)| (*ground, must(name))).collect());
        let inventory = begun(&INVENTORY.map(str::to_owned)).then(|| {
            let [received, exchanged, unused] = INVENTORY.map(&mut must);
            Inventory { received, exchanged, unused }
        });
        let figures = Figures {
            voters_total,
            took_part,
            issued,
            returned,
            valid,
            invalid,
            votes,
            stacks,
            invalid_by_ground,
            inventory,
        };
        let explanations = Check::ALL.into_iter().filter_map(|check| {
            let text = typed.get(&format!("explain.{check}"))?.trim();
            let text: String = text.chars().take(500).collect();
            (!text.is_empty()).then_some((check, text))
        });
        let explanations = explanations.collect();
        if wrong.is_empty() {
            Ok(Sheet { figures, explanations, reason: None })
        } else {
            Err(wrong)
        }
    }

    fn count(&self, said: &str) -> Result<Count, String> {
        number::count(&self.speech, said)
    }

    fn vote_names(&self) -> Vec<String> {
        (1..=self.of.candidates.len()).map(|place| format!("votes.{place}")).collect()
    }

    fn stack_names(&self) -> Vec<String> {
        (1..=self.of.seats).map(|names| format!("stacks.{names}")).collect()
    }

    fn ground_names(&self) -> Vec<(dienhong_core::rules::Ground, String)> {
        let grounds = self.rules.ballot.invalid.iter();
        grounds.map(|&ground| (ground, format!("invalid_by_ground.{}", ground.name()))).collect()
    }

    /// Everything about the figures that does not fit.
    pub fn findings(&self, figures: &Figures) -> Vec<Finding> {
        let mut findings = check(figures, self.of.ballot());
        if let Some(roll) = self.area.rolls.last() {
            findings.extend(check_roll(figures, &self.election.id, roll));
        }
        findings
    }

    /// Every field of the form in its order.
    fn names(&self) -> Vec<String> {
        let grounds = self.ground_names().into_iter().map(|(_, name)| name);
        let begin = BALLOTS.into_iter().map(str::to_owned).chain(self.stack_names());
        let inventory = INVENTORY.into_iter().map(str::to_owned);
        begin.chain(self.vote_names()).chain(grounds).chain(inventory).collect()
    }

    /// What does not fit among the fields that are filled in: of the others nothing is said yet.
    pub fn so_far(&self, typed: &Typed) -> Vec<Finding> {
        let known = |name: &String| {
            typed.get(name).is_some_and(|said| number::count(&self.speech, said).is_ok())
        };
        let of = |part: &str| {
            let within = |name: &String| name == part || name.split('.').next() == Some(part);
            self.names().into_iter().filter(within).collect::<Vec<_>>()
        };
        let mut filled = typed.clone();
        for name in self.names().into_iter().filter(|name| !known(name)) {
            filled.insert(name, "0".to_owned());
        }
        for part in ["stacks", "invalid_by_ground", "inventory"] {
            let names = of(part);
            if !names.iter().all(known) {
                names.iter().for_each(|name| drop(filled.remove(name)));
            }
        }
        let Ok(sheet) = self.read(&filled) else { return Vec::new() };
        let mut found = self.findings(&sheet.figures);
        found.retain(|finding| finding.fields.iter().all(|part| of(part).iter().all(known)));
        found
    }

    /// The same as sentences, each for the last of its fields: there it was broken.
    pub fn noticed(&self, typed: &Typed) -> Markup {
        let speech = &self.speech;
        let names = self.names();
        html! {
            @for finding in self.so_far(typed) {
                @let about = |name: &&String| finding.fields.iter().any(|of| *name == of || name.split('.').next() == Some(*of));
                @let at = names.iter().rfind(about).map_or("", String::as_str);
                div.finding.warning[finding.level == Level::Warning] id={ "noticed-" (finding.code) } data-at=(at) {
                    p { b { (finding.code) } " " (speech.t(&format!("check.{}", finding.code.to_string().to_lowercase()))) }
                }
            }
        }
    }

    /// What a field is called.
    pub fn label(&self, name: &str) -> String {
        match name.split_once('.') {
            Some(("votes", place)) => {
                let listed =
                    place.parse::<usize>().ok().and_then(|p| self.of.candidates.get(p - 1));
                let name = listed.map(|listed| listed.candidate.name.as_str()).unwrap_or_default();
                format!("{place}. {name}")
            }
            Some(("stacks", names)) => self.speech.tell("site.field_stacks", &[("of", names)]),
            Some((sheet, name)) => self.speech.t(&format!("site.field_{sheet}_{name}")),
            // A check may be about all fields of a part.
            None if self.speech.knows(&format!("site.group_{name}")) => {
                self.speech.t(&format!("site.group_{name}"))
            }
            None => self.speech.t(&format!("site.field_{name}")),
        }
    }

    /// The fields of the form in the order of the paper. `values` are as typed.
    pub fn fields(&self, values: &Typed, wrong: &Wrong, findings: &[Finding]) -> Markup {
        let speech = &self.speech;
        let said = |name: &str| values.get(name).map_or("", String::as_str);
        // What is no number stays as it was typed.
        let dotted = |name: &str| {
            self.count(said(name)).map_or_else(|_| said(name).to_owned(), |count| speech.n(count))
        };
        let field = |name: &str, focus: bool| {
            let label = self.label(name);
            let about = |finding: &&Finding| {
                finding.fields.iter().any(|of| name == *of || name.split('.').next() == Some(of))
            };
            let about: Vec<String> =
                findings.iter().filter(about).map(|f| format!("finding-{}", f.code)).collect();
            let about = about.join(" ");
            form::Field {
                name,
                label: &label,
                value: &dotted(name),
                kind: form::Kind::Count,
                error: wrong.get(name).map(String::as_str),
                findings: (!about.is_empty()).then_some(about.as_str()),
                focus,
                ..form::Field::default()
            }
            .into_markup()
        };
        let group = |key: &str, names: &[String], first: bool| {
            let fields = html! {
                @for (at, name) in names.iter().enumerate() { (field(name, first && at == 0)) }
            };
            form::group(&speech.t(key), &fields)
        };
        let grounds: Vec<String> = self.ground_names().into_iter().map(|(_, name)| name).collect();
        let votes = self.vote_names();
        let of: Vec<&str> = votes.iter().map(String::as_str).collect();
        let typed = votes.iter().map(|name| self.count(said(name)).ok());
        let total = typed.collect::<Option<Vec<Count>>>().and_then(Count::sum);
        let total = total.map_or_else(String::new, |total| speech.n(total));
        html! {
            (group("desk.part_ballots", &BALLOTS.map(str::to_owned), true))
            (group("desk.part_stacks", &self.stack_names(), false))
            (group("desk.part_votes", &votes, false))
            (form::total("votes-total", &speech.t("desk.votes_total"), &of, &total, None))
            details open[grounds.iter().chain(&INVENTORY.map(str::to_owned)).any(|n| values.get(n).is_some_and(|v| !v.is_empty()))] {
                summary { (speech.t("desk.part_more")) }
                (group("desk.part_grounds", &grounds, false))
                (group("desk.part_inventory", &INVENTORY.map(str::to_owned), false))
            }
        }
    }

    /// What was found, each in a sentence, with a field to explain what only warns.
    pub fn found(&self, findings: &[Finding], values: &Typed) -> Markup {
        let speech = &self.speech;
        let label = |name: &&'static str| (speech.t(&format!("site.field_{name}")), first_of(name));
        html! {
            @for finding in findings {
                @let labels: Vec<(String, String)> = finding.fields.iter().map(label).collect();
                @let fields: Vec<(&str, &str)> = labels.iter().map(|(l, id)| (l.as_str(), id.as_str())).collect();
                (figure::Finding {
                    id: &format!("finding-{}", finding.code),
                    code: &finding.code.to_string(),
                    level: match finding.level { Level::Error => figure::Level::Error, Level::Warning => figure::Level::Warning },
                    word: &speech.t(match finding.level { Level::Error => "desk.error", Level::Warning => "desk.warning" }),
                    sentence: &speech.t(&format!("check.{}", finding.code.to_string().to_lowercase())),
                    fields: &fields,
                })
                @if finding.level == Level::Warning {
                    // Not `required`: correcting a figure may answer the finding, and the server looks.
                    @let name = format!("explain.{}", finding.code);
                    @let said = values.get(&name).map_or("", String::as_str);
                    (form::Field {
                        name: &name, label: &speech.tell("desk.explain", &[("code", &finding.code.to_string())]),
                        value: said, kind: form::Kind::Long,
                        error: super::frame::too_long(self.speech, said, super::entry::LONGEST).as_deref(),
                        ..form::Field::default()
                    })
                }
            }
        }
    }
}

/// The id of the first field of this name.
fn first_of(name: &str) -> String {
    match name {
        "votes" | "stacks" => format!("{name}.1"),
        "inventory" => "inventory.received".to_owned(),
        "invalid_by_ground" => "invalid_by_ground.overvote".to_owned(),
        name => name.to_owned(),
    }
}

/// A sheet as it would be typed.
pub(super) fn typed(sheet: &Sheet) -> Typed {
    let figures =
        sheet.figures.fields().map(|(field, count)| (field.to_string(), count.to_string()));
    let explanations =
        sheet.explanations.iter().map(|(check, text)| (format!("explain.{check}"), text.clone()));
    figures.chain(explanations).collect()
}

trait IntoMarkup {
    fn into_markup(self) -> Markup;
}

impl IntoMarkup for form::Field<'_> {
    fn into_markup(self) -> Markup {
        html! { (self) }
    }
}
