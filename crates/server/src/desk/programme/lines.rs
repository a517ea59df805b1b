//! Many at once: a line each, its parts with `;` between.

use super::{askable, day_of};
use crate::desk::{Desk, asks::Said};
use dienhong_core::{
    Date,
    people::{Body, BodyId},
    text::fold,
};
use std::{collections::BTreeMap, sync::Arc};

/// The most lines of one form.
const MOST: usize = 1_000;

/// Bodies by how people write them.
pub(super) struct Names(BTreeMap<String, Option<BodyId>>);

impl Names {
    /// Those that `giver` can ask; without one, all.
    pub fn of(desk: &Desk, giver: Option<&BodyId>) -> Names {
        Names::among(&askable(desk, giver))
    }

    fn among(bodies: &[Arc<Body>]) -> Names {
        let mut all: BTreeMap<String, Option<BodyId>> = BTreeMap::new();
        for body in bodies {
            // A name that two bear names neither.
            let known = all.entry(fold(&body.name));
            known.and_modify(|of| *of = None).or_insert_with(|| Some(body.id.clone()));
        }
        for body in bodies {
            all.insert(body.id.to_string(), Some(body.id.clone()));
        }
        Names(all)
    }

    pub fn find(&self, text: &str) -> Option<BodyId> {
        let text = text.trim();
        self.0.get(text).or_else(|| self.0.get(&fold(text))).cloned().flatten()
    }

    /// Several, with commas or line ends between.
    ///
    /// # Errors
    /// The name that is not known.
    pub fn all(&self, text: &str) -> Result<Vec<BodyId>, String> {
        let names = text.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| self.find(name).ok_or_else(|| name.to_owned())).collect()
    }
}

/// One line of a form, read with what is wrong told at the field of all.
pub(super) struct Line<'a, 's> {
    said: &'a mut Said<'s>,
    pub number: usize,
    parts: Vec<String>,
}

impl Line<'_, '_> {
    pub fn part(&self, at: usize) -> String {
        self.parts.get(at).cloned().unwrap_or_default()
    }

    pub fn needed(&mut self, at: usize) -> String {
        let text = self.part(at);
        if text.is_empty() {
            self.wrong("line_short", "");
        }
        text
    }

    pub fn day(&mut self, at: usize) -> Option<Date> {
        let text = self.part(at);
        let read = day_of(&text);
        if read.is_none() {
            self.wrong("line_day", &text);
        }
        read
    }

    pub fn body(&mut self, at: usize, names: &Names) -> Option<BodyId> {
        let text = self.part(at);
        let found = names.find(&text);
        if found.is_none() {
            self.wrong("line_body", &text);
        }
        found
    }

    pub fn number_if_any(&mut self, at: usize) -> Option<u16> {
        let text = self.part(at);
        let read = text.parse().ok();
        if read.is_none() && !text.is_empty() {
            self.wrong("line_number", &text);
        }
        read
    }

    fn wrong(&mut self, key: &str, text: &str) {
        let facts = [("line", self.number.to_string()), ("text", text.to_owned())];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        let why = self.said.desk.speech.tell(&format!("programme.{key}"), &facts);
        self.said.wrong("lines", why);
    }
}

/// Reads each line of the field `lines`; the numbers of the lines, in the order of what was read.
pub(super) fn read<T>(
    said: &mut Said,
    needed: bool,
    mut line: impl FnMut(&mut Line) -> Option<T>,
) -> Vec<(usize, T)> {
    // Not trimmed: a line keeps the number that its writer sees.
    let text = said.sent.typed.get(&format!("{}.lines", said.step)).cloned().unwrap_or_default();
    let all = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let all: Vec<(usize, Vec<String>)> = all
        .map(|(number, line)| {
            (number, line.split(';').map(|part| part.trim().to_owned()).collect())
        })
        .collect();
    if all.is_empty() && needed {
        said.wrong("lines", said.desk.speech.t("asks.missing"));
    }
    if all.len() > MOST {
        let most = said.desk.speech.many(MOST);
        said.wrong("lines", said.desk.speech.tell("asks.too_many_lines", &[("most", &most)]));
        return Vec::new();
    }
    let mut read = Vec::new();
    for (number, parts) in all {
        if let Some(one) = line(&mut Line { said, number, parts }) {
            read.push((number, one));
        }
    }
    read
}
