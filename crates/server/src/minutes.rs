//! The minutes of a meeting as its records tell them: a draft in which each sentence names the moment it came from.
//! A secretary edits the words; what happened when is not written by anybody.

use crate::{
    App, Speech,
    meetings::{Hall, Sees, minutes},
    votes::{self, NOTHING},
};
use dienhong_core::{
    assembly::{ItemId, Meeting, Note, OfItem, Outcome, Presence},
    vote::{Audience, Vote},
};
use dienhong_journal::Millis;
use dienhong_node::{Subject, View};
use std::collections::BTreeMap;

/// A sentence, and the record that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub text: String,
    pub at: Option<Millis>,
    pub record: Option<u64>,
}

/// A part of the minutes under its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub heading: String,
    pub sentences: Vec<Sentence>,
}

/// The minutes of a meeting, in the language of papers.
pub(crate) struct Minutes<'a> {
    hall: Hall<'a>,
    /// The first record of the meeting at each instant.
    records: BTreeMap<Millis, u64>,
}

impl<'a> Minutes<'a> {
    pub fn new(app: &'a App, view: &'a View, meeting: &'a Meeting) -> Minutes<'a> {
        let speech = Speech::of("vi");
        let hall = Hall { app: Some(app), view, meeting, speech, sees: Sees::Runs };
        let mut records = BTreeMap::new();
        let of = |vote: &Vote| Subject::Vote(vote.id.clone());
        let votes = meeting.items.values().flat_map(|item| item.votes.iter());
        let votes = votes.filter_map(|id| view.state.vote.get(id));
        let subjects: Vec<Subject> = std::iter::once(Subject::Meeting(meeting.id.clone()))
            .chain(votes.map(|vote| of(vote)))
            .collect();
        for subject in &subjects {
            for seq in view.history.of(subject) {
                if let Some(at) = app.time_of(seq) {
                    records.entry(at).or_insert(seq);
                }
            }
        }
        Minutes { hall, records }
    }

    fn t(&self, key: &str, facts: &[(&str, &str)]) -> String {
        self.hall.tell(&format!("minutes_{key}"), facts)
    }

    fn said(&self, at: Millis, text: String) -> Sentence {
        Sentence { text, at: Some(at), record: self.records.get(&at).copied() }
    }

    fn plain(text: String) -> Sentence {
        Sentence { text, at: None, record: None }
    }

    fn name(&self, number: u32) -> String {
        let of = self.hall.delegate(number);
        let site = self.hall.meeting.site_of(number).map_or("", |site| self.hall.site_name(site));
        let name = of.map_or("", |of| of.name.as_str());
        self.t("person", &[("name", name), ("site", site)])
    }

    fn officer(&self, id: &dienhong_core::people::OfficerId) -> String {
        let known = self.hall.view.state.people.officer(id);
        known.map_or_else(|| id.to_string(), |officer| officer.name.clone())
    }

    /// All of it.
    pub fn sections(&self) -> Vec<Section> {
        let mut all = vec![self.attendance()];
        for (number, item) in self.hall.meeting.agenda() {
            if item.has_begun() {
                all.push(self.item(&number, item));
            }
        }
        let meanwhile = self.meanwhile();
        if !meanwhile.is_empty() {
            all.push(Section { heading: self.t("lines", &[]), sentences: meanwhile });
        }
        all.push(self.conclusions());
        all
    }

    /// When, where, who was there and who was not.
    fn attendance(&self) -> Section {
        let meeting = self.hall.meeting;
        let mut sentences = Vec::new();
        if let Some(opened) = meeting.opened {
            let facts = [("at", self.hall.when(opened)), ("place", meeting.plan.place.clone())];
            sentences.push(self.said(opened, self.t("opened", &refs(&facts))));
        }
        let coming = meeting.coming();
        let facts = [
            ("here", coming.here.heads.to_string()),
            ("expected", coming.expected.heads.to_string()),
            ("sites_here", coming.sites_here.to_string()),
            ("sites", coming.sites.to_string()),
        ];
        sentences.push(Self::plain(self.t("present", &refs(&facts))));
        for site in meeting.sites() {
            let facts = [
                ("site", site.site.name.clone()),
                ("here", site.here.heads.to_string()),
                ("expected", site.expected.heads.to_string()),
            ];
            sentences.push(Self::plain(self.t("site", &refs(&facts))));
        }
        for (number, seen) in &meeting.seen {
            let key = match seen.presence {
                Presence::Here => continue,
                Presence::Excused => "excused",
                Presence::Absent => "absent",
                Presence::Left => "left",
            };
            let facts = [
                ("name", self.name(*number)),
                ("reason", seen.reason.clone()),
                ("at", self.hall.clock(seen.at)),
            ];
            sentences.push(self.said(seen.at, self.t(key, &refs(&facts))));
        }
        let chair = [("name", self.officer(&meeting.plan.chair))];
        sentences.push(Self::plain(self.t("chair", &refs(&chair))));
        for (at, to, reason) in &meeting.chairs {
            let facts = [
                ("at", self.hall.clock(*at)),
                ("name", self.officer(to)),
                ("reason", reason.clone()),
            ];
            sentences.push(self.said(*at, self.t("chair_passed", &refs(&facts))));
        }
        Section { heading: self.t("attendance", &[]), sentences }
    }

    /// What happened while an item was on, in the order in which it happened.
    fn item(&self, number: &str, of: &OfItem) -> Section {
        let meeting = self.hall.meeting;
        let id = &of.item.id;
        let mut all: Vec<Sentence> = Vec::new();
        for (from, to) in &of.times {
            let ended = to.map_or_else(String::new, |to| self.hall.clock(to));
            let key = if to.is_some() { "item_time" } else { "item_on" };
            let facts = [("from", self.hall.clock(*from)), ("to", ended)];
            all.push(self.said(*from, self.t(key, &refs(&facts))));
        }
        for speech in meeting.speeches.iter().filter(|speech| speech.item == *id) {
            let ended = speech.ended.unwrap_or(speech.given);
            let facts = [
                ("name", self.name(speech.delegate)),
                ("at", self.hall.clock(speech.given)),
                ("time", minutes(speech.spent(ended))),
                ("kind", self.hall.word("about", speech.kind.name())),
                ("reason", speech.reason.clone().unwrap_or_default()),
            ];
            let key = if speech.reason.is_some() { "spoke_before" } else { "spoke" };
            all.push(self.said(speech.given, self.t(key, &refs(&facts))));
        }
        let unheard = meeting.unheard.iter().filter(|(item, _)| item == id);
        let unheard: Vec<String> = unheard.map(|(_, number)| self.name(*number)).collect();
        if !unheard.is_empty() {
            all.push(Self::plain(self.t("unheard", &[("names", &unheard.join("; "))])));
        }
        for vote in of.votes.iter().filter_map(|id| self.hall.view.state.vote.get(id)) {
            all.push(self.vote(vote));
        }
        all.extend(self.suspensions(id, of));
        let notes = meeting
            .standing_notes()
            .filter(|(_, note)| note.item.as_ref() == Some(id) && note.note != Note::Conclusion);
        for (_, note) in notes {
            let words = note.words.as_ref().and_then(|words| self.hall.words(words));
            let key = if note.note == Note::Decision { "decision" } else { "said" };
            let words = words.unwrap_or_default();
            all.push(self.said(note.at, self.t(key, &[("words", &words)])));
        }
        // What has no time of its own keeps its place at the end.
        all.sort_by_key(|sentence| sentence.at.unwrap_or(Millis::MAX));
        let title = self.hall.title(&of.item).unwrap_or_default();
        Section { heading: format!("{number}. {title}"), sentences: all }
    }

    /// Too few were there: from when, and when it went on.
    fn suspensions(&self, id: &ItemId, of: &OfItem) -> Vec<Sentence> {
        let meeting = self.hall.meeting;
        let during = |at: Millis| {
            of.times
                .iter()
                .any(|(from, to)| *from <= at && to.or(meeting.closed).is_none_or(|to| at <= to))
        };
        let flips = meeting.quorate.iter().filter(|(at, _)| during(*at));
        let on = meeting.items.contains_key(id);
        flips
            .filter(|(at, enough)| on && !(*enough && meeting.opened == Some(*at)))
            .map(|(at, enough)| {
                let key = if *enough { "restored" } else { "suspended" };
                self.said(*at, self.t(key, &[("at", &self.hall.clock(*at))]))
            })
            .collect()
    }

    /// How a vote ended, with its figures where they are declared.
    fn vote(&self, vote: &Vote) -> Sentence {
        let at =
            vote.declared.as_ref().map(|declared| declared.at).or(vote.closed).unwrap_or(vote.at);
        let figures = votes::figures(self.hall.view, vote, Audience::Body, NOTHING);
        let counted = figures.map(|figures| {
            let lines = figures.total.lines.iter().zip(vote.call.rows());
            let line = |(line, row): (&dienhong_core::vote::Line, dienhong_core::vote::Row)| {
                let question = vote.call.questions.get(row.question)?;
                let names = votes::boxes(&self.hall.speech, question);
                let parts = names.iter().zip(&line.votes);
                let parts =
                    parts.map(|(name, count)| format!("{name}: {}", self.hall.speech.n(*count)));
                Some(parts.collect::<Vec<_>>().join(", "))
            };
            lines.filter_map(line).collect::<Vec<_>>().join("; ")
        });
        let present = vote.begun.as_ref().and_then(dienhong_core::vote::Begun::present);
        let facts = [
            ("title", vote.call.title.clone()),
            ("at", self.hall.clock(at)),
            ("there", self.hall.speech.n(present.unwrap_or_default())),
            ("members", self.hall.speech.n(vote.call.members)),
            ("figures", counted.clone().unwrap_or_default()),
        ];
        let key = match (&vote.annulled, counted) {
            (Some(_), _) => "vote_annulled",
            (None, Some(_)) => "vote",
            (None, None) => "vote_not_counted",
        };
        self.said(at, self.t(key, &refs(&facts)))
    }

    /// Lines that were lost, and what came when they were back.
    fn meanwhile(&self) -> Vec<Sentence> {
        let mut all = Vec::new();
        for site in self.hall.meeting.sites() {
            for line in &site.lines {
                let key = if line.back.is_some() { "line_back" } else { "line_lost" };
                let back = line.back.map_or_else(String::new, |back| self.hall.clock(back));
                let facts = [
                    ("site", site.site.name.clone()),
                    ("lost", self.hall.clock(line.lost)),
                    ("back", back),
                ];
                let at = line.back.unwrap_or(line.lost);
                all.push(self.said(at, self.t(key, &refs(&facts))));
            }
            for (at, taken) in &site.returned {
                let count = |fits: &dyn Fn(&Outcome) -> bool| {
                    taken.iter().filter(|one| fits(&one.outcome)).count().to_string()
                };
                let facts = [
                    ("site", site.site.name.clone()),
                    ("merged", count(&|outcome| *outcome == Outcome::Merged)),
                    ("late", count(&|outcome| *outcome == Outcome::Late)),
                    ("refused", count(&|outcome| matches!(outcome, Outcome::Refused(_)))),
                ];
                all.push(self.said(*at, self.t("returned", &refs(&facts))));
                for one in taken.iter() {
                    let (key, why) = match &one.outcome {
                        Outcome::Merged => continue,
                        Outcome::Late => ("came_late", String::new()),
                        Outcome::Refused(code) => ("came_refused", self.hall.speech.t(code)),
                    };
                    let facts = [
                        ("name", self.name(one.delegate)),
                        ("act", self.hall.word("act", &one.act)),
                        ("at", self.hall.clock(one.happened)),
                        ("why", why),
                    ];
                    all.push(self.said(*at, self.t(key, &refs(&facts))));
                }
            }
        }
        all.sort_by_key(|sentence| sentence.at);
        all
    }

    /// The chair's conclusions, point by point, and the end.
    fn conclusions(&self) -> Section {
        let meeting = self.hall.meeting;
        let notes = meeting.standing_notes().filter(|(_, note)| note.note == Note::Conclusion);
        let mut sentences: Vec<Sentence> = notes
            .map(|(_, note)| {
                let words = note.words.as_ref().and_then(|words| self.hall.words(words));
                self.said(note.at, words.unwrap_or_default())
            })
            .collect();
        if let Some(closed) = meeting.closed {
            let at = self.hall.when(closed);
            sentences.push(self.said(closed, self.t("closed", &[("at", &at)])));
        }
        Section { heading: self.t("conclusions", &[]), sentences }
    }
}

fn refs<'a>(facts: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect()
}
