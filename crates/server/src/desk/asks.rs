//! The forms of a page that has several. A field is called `step.name`, so that none is taken for another's: what
//! was typed comes back in the form that was refused, with what is wrong beside its field.

use super::{
    Desk,
    frame::{LONGEST, Sent, picks, too_long},
    number,
};
use crate::votes::acts_for;
use dienhong_core::{
    Date,
    count::Count,
    people::{Body, Right},
    refusal::Refusal,
    vote::{Channel, Document, Way},
};
use dienhong_look::{Markup, form, html};
use std::{str::FromStr, sync::Arc};

/// The most characters of a name, a post or a number of a document.
pub(super) const SHORT: usize = 300;

/// Forms that lead to one address, with the words of one module.
pub(super) struct Asks<'a> {
    pub desk: &'a Desk,
    pub action: String,
    pub words: &'static str,
    pub sent: &'a Sent,
}

impl Asks<'_> {
    fn t(&self, key: &str) -> String {
        self.desk.speech.t(&format!("{}.{key}", self.words))
    }

    fn hint(&self, name: &str) -> Option<String> {
        let key = format!("{}.{name}_hint", self.words);
        self.desk.speech.knows(&key).then(|| self.desk.speech.t(&key))
    }

    /// A field; `fresh` is what stands in it before anything was typed.
    pub fn field(&self, step: &str, name: &str, kind: form::Kind, fresh: &str) -> Markup {
        let full = format!("{step}.{name}");
        let typed = self.sent.typed.get(&full);
        html! { (form::Field {
            name: &full, label: &self.t(name), kind, hint: self.hint(name).as_deref(),
            value: typed.map_or(fresh, String::as_str), error: self.sent.error(&full), ..form::Field::default()
        }) }
    }

    pub fn text(&self, step: &str, name: &str) -> Markup {
        self.field(step, name, form::Kind::Text, "")
    }

    pub fn long(&self, step: &str, name: &str) -> Markup {
        self.field(step, name, form::Kind::Long, "")
    }

    pub fn count(&self, step: &str, name: &str) -> Markup {
        self.field(step, name, form::Kind::Count, "")
    }

    pub fn date(&self, step: &str, name: &str) -> Markup {
        let today = self.desk.today().map(|today| today.to_string()).unwrap_or_default();
        self.field(step, name, form::Kind::Date, &today)
    }

    /// One of many, by value and words.
    pub fn select(&self, step: &str, name: &str, all: &[(String, String)]) -> Markup {
        let full = format!("{step}.{name}");
        form::select(
            &full,
            &self.t(name),
            &picks(all, self.sent.value(&full)),
            self.sent.error(&full),
        )
    }

    pub fn tick(&self, step: &str, name: &str, label: &str, fresh: bool) -> Markup {
        let full = format!("{step}.{name}");
        let came_back = self.sent.value("step") == step;
        let ticked = if came_back { self.sent.value(&full) == "yes" } else { fresh };
        form::tick(&full, label, ticked, self.sent.error(&full))
    }

    /// The number and the day of a document.
    pub fn document(&self, step: &str) -> Markup {
        html! { (self.text(step, "document")) (self.date(step, "on")) }
    }

    /// A form with its one button.
    pub fn form(&self, step: &str, weight: form::Weight, body: &Markup) -> Markup {
        html! {
            form method="post" action=(self.action) {
                (self.desk.stamps())
                (form::hidden("step", step))
                (body)
                (form::button(weight, &self.t(&format!("{step}_do"))))
            }
        }
    }

    /// The same, folded away until it is wanted or has come back.
    pub fn folded(&self, step: &str, weight: form::Weight, body: &Markup) -> Markup {
        html! {
            details open[self.sent.value("step") == step] {
                summary { (self.t(step)) }
                (self.form(step, weight, body))
            }
        }
    }
}

/// What one of these forms said. What cannot be read is told at its field.
pub(super) struct Said<'a> {
    pub desk: &'a Desk,
    pub sent: &'a mut Sent,
    pub step: String,
}

impl<'a> Said<'a> {
    pub fn new(desk: &'a Desk, sent: &'a mut Sent) -> Said<'a> {
        let step = sent.value("step").to_owned();
        Said { desk, sent, step }
    }

    pub fn wrong(&mut self, name: &str, why: String) {
        self.sent.wrong.entry(format!("{}.{name}", self.step)).or_insert(why);
    }

    /// Whether all that was asked could be read.
    pub fn is_sound(&self) -> bool {
        self.sent.wrong.is_empty()
    }

    pub fn raw(&self, name: &str) -> String {
        self.sent.value(&format!("{}.{name}", self.step)).to_owned()
    }

    /// A text that may be left out.
    pub fn text(&mut self, name: &str, most: usize) -> String {
        let text = self.raw(name);
        if let Some(why) = too_long(self.desk.speech, &text, most) {
            self.wrong(name, why);
        }
        text
    }

    pub fn needed(&mut self, name: &str, most: usize) -> String {
        let text = self.text(name, most);
        if text.is_empty() {
            self.wrong(name, self.desk.speech.t("asks.missing"));
        }
        text
    }

    /// None: nothing was typed, or no day, which is told.
    pub fn date_if_any(&mut self, name: &str) -> Option<Date> {
        let text = self.raw(name);
        let read = text.parse().ok();
        if read.is_none() && !text.is_empty() {
            self.wrong(name, self.desk.speech.t("asks.no_day"));
        }
        read
    }

    pub fn date(&mut self, name: &str) -> Option<Date> {
        let read = self.date_if_any(name);
        if read.is_none() {
            self.wrong(name, self.desk.speech.t("asks.no_day"));
        }
        read
    }

    pub fn count(&mut self, name: &str) -> Count {
        match number::count(&self.desk.speech, &self.raw(name)) {
            Ok(count) => count,
            Err(why) => {
                self.wrong(name, why);
                Count::ZERO
            }
        }
    }

    pub fn number<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let read = self.raw(name).parse().ok();
        if read.is_none() {
            self.wrong(name, self.desk.speech.t("asks.no_number"));
        }
        read
    }

    pub fn ticked(&self, name: &str) -> bool {
        self.raw(name) == "yes"
    }

    /// One of these by its name.
    pub fn one_of<T: Copy>(
        &mut self,
        name: &str,
        all: &[T],
        of: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let said = self.raw(name);
        let found = all.iter().copied().find(|one| of(*one) == said);
        if found.is_none() {
            self.wrong(name, self.desk.speech.t("asks.choose"));
        }
        found
    }

    pub fn document(&mut self) -> Option<Document> {
        let number = self.needed("document", SHORT);
        Some(Document { number, on: self.date("on")? })
    }

    /// Lines of several parts, with `;` between: the number of each line with its parts.
    pub fn lines(&mut self, name: &str, most: usize) -> Vec<(usize, Vec<String>)> {
        let text = self.text(name, LONGEST * 10);
        let parts = |line: &str| line.split(';').map(|part| part.trim().to_owned()).collect();
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let lines: Vec<_> = lines.map(|(at, line)| (at, parts(line))).collect();
        if lines.len() > most {
            self.wrong(
                name,
                self.desk.speech.tell("asks.too_many_lines", &[("most", &most.to_string())]),
            );
        }
        lines
    }

    pub fn wrong_line(&mut self, name: &str, line: usize) {
        let why = self.desk.speech.tell("asks.wrong_line", &[("line", &line.to_string())]);
        self.wrong(name, why);
    }

    /// Where people vote on paper: one a line.
    pub fn halls(&mut self) -> Vec<Channel> {
        let lines = self.lines("halls", 100);
        if lines.is_empty() {
            self.wrong("halls", self.desk.speech.t("asks.missing"));
        }
        let hall = |(at, (_, parts)): (usize, &(usize, Vec<String>))| Channel {
            id: format!("hall-{}", at + 1).as_str().into(),
            name: parts.join("; "),
            way: Way::Paper,
        };
        lines.iter().enumerate().map(hall).collect()
    }
}

/// Puts a refusal at the field of its step that it is about.
pub(super) fn at_field(refusal: &Refusal, step: &str, names: &[(&str, &str)]) -> Option<String> {
    let (_, what) = refusal.code.split_once('.')?;
    let common = [
        ("document_missing", "document"),
        ("day_in_the_future", "on"),
        ("reason_missing", "reason"),
        ("post_missing", "post"),
        ("title_missing", "title"),
        ("channels_out_of_range", "halls"),
        ("members_out_of_range", "members"),
    ];
    let all = names.iter().chain(&common);
    let found = all.into_iter().find(|(code, _)| *code == what);
    found.map(|(_, field)| format!("{step}.{field}"))
}

/// The bodies for which this officer has a right.
pub(super) fn bodies(desk: &Desk, right: Right) -> Vec<Arc<Body>> {
    let may = |body: &&Arc<Body>| acts_for(&desk.view, &desk.officer.id, body, right);
    desk.view
        .state
        .people
        .seats(&desk.officer.id)
        .map(|(body, _)| body)
        .filter(may)
        .cloned()
        .collect()
}

/// The same as choices.
pub(super) fn body_choices(bodies: &[Arc<Body>]) -> Vec<(String, String)> {
    bodies.iter().map(|body| (body.id.to_string(), body.name.clone())).collect()
}

/// An id that says nothing: that of the form, so that the same form sent twice means the same thing.
pub(super) fn id_of(sent: &Sent, prefix: &str) -> String {
    let act = sent.value("act");
    format!("{prefix}-{}", act.get(..10).unwrap_or(act))
}
