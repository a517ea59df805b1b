//! The forms of a list, and what each asks for.

use super::{
    super::{
        Typed, evidence,
        frame::{LONGEST, picks, said_in, too_long},
        setup,
    },
    Of, Wrong, change, seen, stamps,
};
use dienhong_core::{
    Date, Event as Fact,
    count::Count,
    election::{Candidate, Sex},
    nomination::{self, About, Event, MeetingPlace, Nominee, Part, PersonId, Proposer, Voted},
};
use dienhong_look::{Markup, form, html};
use std::{collections::BTreeMap, sync::Arc};

/// The forms, with what was typed into the one that was refused.
pub(super) struct Asks<'a> {
    pub of: &'a Of<'a>,
    pub typed: &'a Typed,
    pub wrong: Option<&'a Wrong>,
}

const ABOUTS: [(&str, About); 3] = [
    ("complaint", About::Complaint),
    ("denunciation", About::Denunciation),
    ("verification", About::Verification),
];

const PLACES: [(&str, MeetingPlace); 2] =
    [("residence", MeetingPlace::Residence), ("work", MeetingPlace::Work)];

/// What may be recorded of one person.
const ACTS: [&str; 5] = ["meeting", "objection", "answer", "assign", "withdraw"];

/// The most lines of a structure.
const PARTS: usize = 200;

impl Asks<'_> {
    fn said(&self, step: &str, name: &str) -> &str {
        said_in(self.typed, step, name)
    }

    fn error(&self, step: &str, name: &str) -> Option<&str> {
        let asked = self.typed.get("step").is_some_and(|asked| asked == step);
        let wrong = self.wrong.filter(|(field, _)| asked && field.as_deref() == Some(name));
        wrong.map(|(_, why)| why.as_str())
    }

    fn field(&self, step: &str, name: &str, label: &str, kind: form::Kind) -> Markup {
        html! { (form::Field {
            name, id: Some(&format!("{step}-{name}")), kind, label,
            value: self.said(step, name), error: self.error(step, name), ..form::Field::default()
        }) }
    }

    fn form(&self, step: &str, body: &Markup) -> Markup {
        let files = matches!(step, "meeting" | "round").then_some("multipart/form-data");
        html! {
            form method="post" enctype=[files] action=(self.of.action()) {
                (stamps(self.of))
                (form::hidden("step", step))
                (body)
            }
        }
    }

    /// The minutes as a file.
    fn minutes(&self, step: &str) -> Markup {
        let (said, error) =
            (|name: &str| self.said(step, name), |name: &str| self.error(step, name));
        evidence::asks(&self.of.desk.speech, step, said, error)
    }

    fn document(&self, step: &str) -> Markup {
        let label = self.of.desk.speech.t("desk.document");
        self.field(step, "document", &label, form::Kind::Text)
    }

    pub fn propose(&self) -> Markup {
        let speech = &self.of.desk.speech;
        let step = "propose";
        let open = !self.said(step, "step").is_empty();
        let sexes = [("female", "setup.female"), ("male", "setup.male")]
            .map(|(value, key)| (value.to_owned(), speech.t(key)));
        let text = |name: &str| {
            self.field(step, name, &speech.t(&format!("setup.col_{name}")), form::Kind::Text)
        };
        let body = self.form(step, &html! {
            (text("candidate"))
            (self.field(step, "born", &speech.t("setup.col_born"), form::Kind::Date))
            (form::choice("sex", &speech.t("setup.col_sex"), &picks(&sexes, self.said(step, "sex")), self.error(step, "sex")))
            @for field in self.of.fields() { (text(&field)) }
            (form::Field {
                name: "introduced_by", label: &speech.t("nomination.introduced_by"),
                hint: Some(&speech.t("nomination.introduced_by_hint")),
                value: self.said(step, "introduced_by"), error: self.error(step, "introduced_by"),
                ..form::Field::default()
            })
            (form::button(form::Weight::Jade, &speech.t("nomination.propose_do")))
        });
        html! { details open[open] { summary { (speech.t("nomination.propose_one")) } (body) } }
    }

    /// One form for each kind of act about a person.
    pub fn person(&self, people: &[Arc<Nominee>]) -> Markup {
        let speech = &self.of.desk.speech;
        let standing = people.iter().filter(|nominee| nominee.withdrawn.is_none());
        let who: Vec<(String, String)> = standing
            .map(|nominee| {
                let born = nominee.candidate.born.map(crate::site::day).unwrap_or_default();
                (nominee.id.to_string(), format!("{} {born}", nominee.candidate.name))
            })
            .collect();
        let act = |step: &'static str| {
            let open = !self.said(step, "step").is_empty();
            let people = picks(&who, self.said(step, "person"));
            let date =
                |name: &str, key: &str| self.field(step, name, &speech.t(key), form::Kind::Date);
            let count =
                |name: &str, key: &str| self.field(step, name, &speech.t(key), form::Kind::Digits);
            let weight = if step == "withdraw" { form::Weight::Grave } else { form::Weight::Jade };
            let fields = match step {
                "meeting" => {
                    let places = PLACES.map(|(name, _)| {
                        (name.to_owned(), speech.t(&format!("nomination.{name}")))
                    });
                    html! {
                        (form::select("place", &speech.t("nomination.where"), &picks(&places, self.said(step, "place")), None))
                        (self.field(step, "unit", &speech.t("setup.col_unit"), form::Kind::Text))
                        (date("on", "readiness.on"))
                        (count("present", "nomination.present"))
                        (count("agree", "nomination.agree"))
                        (count("against", "nomination.against"))
                        (self.document(step))
                        (self.minutes(step))
                    }
                }
                "objection" => {
                    let kinds = ABOUTS.map(|(name, _)| {
                        (name.to_owned(), speech.t(&format!("nomination.{name}")))
                    });
                    html! {
                        p { (speech.t("nomination.objection_hint")) }
                        (form::select("about", &speech.t("nomination.kind"), &picks(&kinds, self.said(step, "about")), None))
                        (date("received", "nomination.received_on"))
                    }
                }
                "answer" => html! {
                    (self.field(step, "objection", &speech.t("nomination.which_objection"), form::Kind::Digits))
                    (date("on", "readiness.on"))
                    (self.document(step))
                    (form::tick("upheld", &speech.t("nomination.upheld_tick"), !self.said(step, "upheld").is_empty(), None))
                },
                "assign" => html! {
                    (self.field(step, "constituency", &speech.t("setup.col_constituency"), form::Kind::Digits))
                    (self.document(step))
                },
                _ => html! {
                    (self.document(step))
                    (self.field(step, "reason", &speech.t("desk.reason"), form::Kind::Text))
                },
            };
            let body = self.form(step, &html! {
                (form::select("person", &speech.t("nomination.person"), &people, self.error(step, "person")))
                (fields)
                (form::button(weight, &speech.t(&format!("nomination.do_{step}"))))
            });
            html! { details open[open] { summary { (speech.t(&format!("nomination.do_{step}"))) } (body) } }
        };
        html! { @for step in ACTS { (act(step)) } }
    }

    pub fn round(&self, people: &[Arc<Nominee>]) -> Markup {
        let speech = &self.of.desk.speech;
        let step = "round";
        let open = !self.said(step, "step").is_empty();
        let next = self.of.list().rounds.len() + 1;
        let said = self.said(step, "round");
        let chosen = if said.is_empty() { next.min(3).to_string() } else { said.to_owned() };
        let rounds = ["1", "2", "3"]
            .map(|round| (round.to_owned(), speech.tell("nomination.round", &[("round", round)])));
        let figure = |nominee: &Arc<Nominee>, name: &str, key: &str| {
            let field = format!("{name}:{}", nominee.id);
            html! { (form::Field {
                name: &field, label: &speech.t(key), kind: form::Kind::Digits,
                value: self.said(step, &field), error: self.error(step, &field), ..form::Field::default()
            }) }
        };
        let body = self.form(step, &html! {
            (form::select("round", &speech.t("nomination.which_round"), &picks(&rounds, &chosen), None))
            (self.field(step, "on", &speech.t("readiness.on"), form::Kind::Date))
            (self.field(step, "present", &speech.t("nomination.present"), form::Kind::Digits))
            (self.document(step))
            (self.minutes(step))
            (self.field(step, "reason", &speech.t("nomination.again_why"), form::Kind::Text))
            p { (speech.t("nomination.figures_hint")) }
            @for nominee in people.iter().filter(|nominee| nominee.withdrawn.is_none()) {
                (form::group(&nominee.candidate.name, &html! {
                    (figure(nominee, "agree", "nomination.agree"))
                    (figure(nominee, "against", "nomination.against"))
                }))
            }
            (form::button(form::Weight::Jade, &speech.t("nomination.do_round")))
        });
        html! { details open[open] { summary { (speech.t("nomination.do_round")) } (body) } }
    }

    pub fn structure(&self) -> Markup {
        let speech = &self.of.desk.speech;
        let step = "structure";
        let open = !self.said(step, "step").is_empty();
        let before = self.of.list().structures.last();
        let lines: Vec<String> = before
            .into_iter()
            .flat_map(|structure| &structure.parts)
            .map(|p| format!("{}; {}; {}; {}", p.body, p.introduces, p.women, p.minority))
            .collect();
        let said = self.said(step, "parts");
        let parts = if said.is_empty() { lines.join("\n") } else { said.to_owned() };
        let body = self.form(step, &html! {
            (form::Field {
                name: "parts", kind: form::Kind::Long, label: &speech.t("nomination.parts"),
                hint: Some(&speech.t("nomination.parts_hint")), value: &parts,
                error: self.error(step, "parts"), ..form::Field::default()
            })
            (self.document(step))
            @if before.is_some() { (self.field(step, "reason", &speech.t("nomination.again_why"), form::Kind::Text)) }
            (form::button(form::Weight::Plain, &speech.t("nomination.do_structure")))
        });
        html! { details open[open] { summary { (speech.t("nomination.do_structure")) } (body) } }
    }

    /// For each constituency without a list: who shall stand, and the act that makes it the list.
    pub fn lists(&self) -> Markup {
        let speech = &self.of.desk.speech;
        let list = self.of.list();
        let rules = self.of.rules.election(&self.of.election.kind).ok();
        let one = |of: &Arc<dienhong_core::election::Constituency>| {
            let mut nominees: Vec<Arc<Nominee>> =
                list.of_constituency(of.number).cloned().collect();
            nomination::legal_order(&mut nominees);
            let least = rules.map(|rules| speech.n(rules.list.minimum(of.seats)));
            html! {
                h3 { (speech.tell("site.constituency", &[("number", &of.number.to_string())])) }
                @if let Some(least) = least { p { (speech.tell("nomination.asks", &[
                    ("seats", &of.seats.to_string()), ("least", &least), ("count", &speech.many(nominees.len())),
                ])) } }
                @if of.candidates.is_empty() {
                    ol { @for nominee in &nominees { li { (nominee.candidate.name) } } }
                    @if !nominees.is_empty() {
                        (self.form("list", &html! {
                            (form::hidden("constituency", &of.number.to_string()))
                            (form::button(form::Weight::Jade, &speech.t("nomination.do_list")))
                        }))
                    }
                } @else { p { (speech.t("nomination.has_list")) } }
            }
        };
        html! {
            p { (speech.t("nomination.make_lists_about")) }
            @for of in self.of.election.constituencies.values() { (one(of)) }
        }
    }
}

/// What was typed into one person's fields, read: each slip with its field.
pub(super) fn candidate(
    of: &Of,
    said: impl Fn(&str) -> String,
) -> Result<(Candidate, Proposer), (String, String)> {
    let speech = of.desk.speech;
    let no =
        |field: &str, key: &str| (field.to_owned(), speech.tell(key, &[("found", &said(field))]));
    for field in
        ["candidate", "introduced_by"].into_iter().chain(of.fields().iter().map(String::as_str))
    {
        if let Some(why) = too_long(speech, &said(field), LONGEST) {
            return Err((field.to_owned(), why));
        }
    }
    if said("candidate").is_empty() {
        return Err(no("candidate", "table.missing_value"));
    }
    let born: Date = said("born").parse().map_err(|_| no("born", "table.bad_date"))?;
    let sex = match said("sex").as_str() {
        "female" => Sex::Female,
        "male" => Sex::Male,
        _ => return Err(no("sex", "table.missing_value")),
    };
    let by = match dienhong_core::text::fold(&said("introduced_by")).as_str() {
        "" => return Err(no("introduced_by", "table.missing_value")),
        "tu ung cu" | "self" | "self nominated" => Proposer::SelfNominated,
        _ => Proposer::Introduced(said("introduced_by")),
    };
    let mut biography = BTreeMap::new();
    for field in of.fields() {
        let text = said(&field);
        // What the shares and the ballot paper need is asked of everybody.
        if text.is_empty() && super::file::MUST.contains(&field.as_str()) {
            return Err(no(&field, "table.missing_value"));
        }
        if !text.is_empty() {
            biography.insert(field, text);
        }
    }
    let name = said("candidate");
    Ok((Candidate { name, born: Some(born), sex: Some(sex), biography }, by))
}

/// An id that says nothing about the person.
pub(super) fn person_id() -> PersonId {
    PersonId::from(dienhong_node::fresh_id().get(..16).unwrap_or_default())
}

/// What a form asks for; else the field that is wrong, and why.
pub(super) fn asked(of: &Of, typed: &Typed) -> Result<nomination::Command, Wrong> {
    let speech = of.desk.speech;
    let said = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let no = |field: &str, key: &str| {
        (Some(field.to_owned()), speech.tell(key, &[("found", said(field))]))
    };
    for field in ["document", "reason"] {
        if let Some(why) = too_long(speech, said(field), LONGEST) {
            return Err((Some(field.to_owned()), why));
        }
    }
    let date = |field: &str| said(field).parse::<Date>().map_err(|_| no(field, "table.bad_date"));
    let count = |field: &str| {
        let digits: String = said(field).chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        let count = digits.parse::<u64>().ok().and_then(|count| Count::try_from(count).ok());
        count.ok_or_else(|| no(field, "nomination.bad_count"))
    };
    let document = || match said("document") {
        "" => Err(no("document", "nomination.document_missing")),
        text => Ok(text.to_owned()),
    };
    let number =
        |field: &str| said(field).parse::<u16>().map_err(|_| no(field, "nomination.bad_number"));
    let person = || PersonId::from(said("person"));
    let reason = || Some(said("reason").to_owned()).filter(|text| !text.is_empty());
    let election = of.election.id.clone();
    let list = of.list();
    let next = |before: usize| u16::try_from(before + 1).unwrap_or(u16::MAX);
    let event = match said("step") {
        "propose" => {
            let told = |name: &str| said(name).to_owned();
            let (candidate, by) = candidate(of, told).map_err(|(field, why)| (Some(field), why))?;
            Event::Proposed { election, person: person_id(), candidate: Box::new(candidate), by }
        }
        "meeting" => {
            let place = PLACES.iter().find(|(name, _)| *name == said("place"));
            let state = &of.desk.view.state;
            let unit =
                setup::unit_of(state, said("unit"), of.today).map_err(|code| no("unit", code))?;
            Event::MeetingHeld {
                election,
                person: person(),
                place: place.map_or(MeetingPlace::Residence, |(_, place)| *place),
                unit,
                on: date("on")?,
                present: count("present")?,
                agree: count("agree")?,
                against: count("against")?,
                document: document()?,
                minutes: None,
            }
        }
        "objection" => {
            let about = ABOUTS.iter().find(|(name, _)| *name == said("about"));
            let known = list.person(&person()).map_or(0, |known| known.objections.len());
            Event::ObjectionRecorded {
                election,
                person: person(),
                objection: next(known),
                about: about.map_or(About::Complaint, |(_, about)| *about),
                received: date("received")?,
            }
        }
        "answer" => Event::ObjectionAnswered {
            election,
            person: person(),
            objection: number("objection")?,
            on: date("on")?,
            document: document()?,
            upheld: !said("upheld").is_empty(),
        },
        "assign" => Event::Assigned {
            election,
            person: person(),
            constituency: number("constituency")?,
            document: document()?,
        },
        "withdraw" => Event::Withdrawn {
            election,
            person: person(),
            document: document()?,
            reason: reason().ok_or_else(|| no("reason", "nomination.reason_missing"))?,
        },
        "round" => {
            let round = number("round")?;
            let mut figures = Vec::new();
            for nominee in list.standing() {
                let fields = ["agree", "against"].map(|name| format!("{name}:{}", nominee.id));
                // Of whom nothing is typed the round said nothing.
                if fields.iter().all(|field| said(field).is_empty()) {
                    continue;
                }
                let [agree, against] = fields.each_ref().map(|field| count(field));
                let person = nominee.id.clone();
                figures.push(Voted { person, agree: agree?, against: against? });
            }
            Event::RoundHeld {
                election,
                round,
                version: next(list.rounds.get(&round).map_or(0, Vec::len)),
                on: date("on")?,
                present: count("present")?,
                figures,
                document: document()?,
                minutes: None,
                reason: reason(),
            }
        }
        "structure" => Event::StructureSet {
            election,
            version: next(list.structures.len()),
            parts: parts(said("parts")).ok_or_else(|| no("parts", "nomination.bad_parts"))?,
            document: document()?,
            reason: reason(),
        },
        "list" => {
            let seen = seen(typed).ok_or_else(|| (None, speech.t("desk.form_is_old")))?;
            let constituency = number("constituency")?;
            return Ok(nomination::Command::List { election, constituency, seen });
        }
        _ => return Err((None, speech.t("setup.nothing_chosen"))),
    };
    let old = || (None, speech.t("desk.form_is_old"));
    change(of, typed, vec![Fact::Nomination(event)]).ok_or_else(old)
}

/// One line each: body; how many; of these women; of these of minorities.
fn parts(text: &str) -> Option<Vec<Part>> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() || lines.len() > PARTS {
        return None;
    }
    let part = |line: &&str| {
        let cells: Vec<&str> = line.split(';').map(str::trim).collect();
        let [body, introduces, women, minority] = cells.as_slice() else { return None };
        let count = |text: &str| Count::try_from(text.parse::<u64>().ok()?).ok();
        let body =
            Some((*body).to_owned()).filter(|b| !b.is_empty() && b.chars().count() <= 200)?;
        Some(Part {
            body,
            introduces: count(introduces)?,
            women: count(women)?,
            minority: count(minority)?,
        })
    };
    lines.iter().map(part).collect()
}
