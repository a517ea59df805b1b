//! What everybody may see, as pure functions of a view: the server renders these pages when asked,
//! the public copy holds the same pages as files.

mod area;
pub(crate) mod area_day;
mod ballot_box;
pub mod booth;
pub(crate) mod briefing;
pub(crate) mod calendar;
mod check;
mod compare;
mod complaints;
pub(crate) mod confidence;
mod constituency;
mod copy;
mod corrections;
mod difference;
mod distributions;
mod election;
mod evaluations;
pub(crate) mod evidence;
mod forms;
mod grouping;
mod history;
mod home;
mod ics;
mod interfaces;
mod keys;
mod map;
mod meetings;
pub(crate) mod motions;
pub(crate) mod nomination;
mod places;
pub(crate) mod programmes;
pub(crate) mod readiness;
mod receipt;
pub(crate) mod reports;
mod text;
mod trust;
pub mod trustee;
mod unit;
mod vote_data;
mod votes;

pub use copy::{Copy, Papers, Write, paths};
pub use history::Records;
pub(crate) use ics::ics;
pub(crate) use interfaces::described;
pub(crate) use vote_data::files as vote_files;
pub(crate) use votes::vote_sign;

use crate::words::{LANGUAGES, Speech};
use dienhong_core::{
    confidence::RoundId,
    count::Count,
    election::{Area, AreaId, Constituency, Election, ElectionId, Progress, Stand},
    evaluation::CycleId,
    percent::Percent,
    rules::{Local, Rules},
    tally::{Field, Step},
    units::UnitId,
};
use dienhong_journal::Millis;
use dienhong_look::{
    Link, Markup, figure,
    map::Atlas,
    shell::{Checkpoint, Page, User},
};
use dienhong_node::View;
use dienhong_publish::Witnessed;
use maud::html;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Everything that a public page is made from.
pub struct Site<'a> {
    pub view: &'a View,
    /// What each witness has said of the log.
    pub witnessed: &'a [Witnessed],
    /// None: there is no map of these units.
    pub atlas: Option<&'a Atlas>,
    /// Reads a record by its number.
    pub records: Records<'a>,
    pub speech: Speech,
    /// The path asked for, without the language.
    pub path: &'a str,
    pub user: Option<User>,
    /// Whether there is a server to follow the count with.
    pub live: bool,
    /// Which papers can be linked.
    pub papers: Papers,
}

/// A page and what it is called.
pub(crate) struct Shown {
    title: String,
    crumbs: Vec<Link>,
    body: Markup,
}

impl Site<'_> {
    /// The page at this site's path, or none.
    pub fn page(&self) -> Option<Markup> {
        let parts: Vec<&str> = self.path.trim_matches('/').split('/').collect();
        if let ["elections", id, "text"] = parts.as_slice() {
            return Some(self.text(self.election(id)?));
        }
        let shown = self.shown()?;
        let mut crumbs = vec![Link::new(self.speech.t("site.home"), self.speech.url("/"))];
        crumbs.extend(shown.crumbs);
        if self.path == "/" {
            crumbs.clear();
        }
        Some(self.dress(shown.title, crumbs, &shown.body, false))
    }

    fn shown(&self) -> Option<Shown> {
        let parts: Vec<&str> = self.path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            [""] => Some(self.home()),
            ["verify"] => Some(self.trust()),
            ["receipt"] => Some(self.receipt()),
            ["corrections"] => Some(self.corrections_page()),
            ["api"] => Some(self.interfaces()),
            ["complaints"] => Some(self.complaints_door()),
            ["complaints", code] => self.by_code(code),
            ["confidence", round] => self.confidence(&RoundId::from(*round)),
            ["elections", id, "compare"] => Some(self.copies(self.election(id)?)),
            ["elections", id, "areas", area, "compare"] => {
                let area = self.view.state.election.area(&AreaId::from(*area))?;
                self.compare(self.election(id)?, area)
            }
            ["elections", id, "complaints"] => self.complaints(self.election(id)?),
            ["meetings"] => Some(self.meetings_page()),
            ["meetings", id] => self.meeting_page(id),
            ["votes"] => Some(self.votes_page()),
            ["votes", id] => self.vote_page(id),
            ["votes", id, "box"] => self.ballot_box(id),
            ["evaluations"] => Some(self.evaluations()),
            ["evaluations", id] => {
                Some(self.evaluation(self.view.state.evaluation.cycle(&CycleId::from(*id))?))
            }
            ["programmes"] => Some(self.programmes()),
            ["programmes", "bodies", body] => self.tasks_of_body(body),
            ["programmes", id] => self.programme(id),
            ["programmes", id, view, which] => self.of_programme(id, view, which),
            ["briefings"] => Some(self.briefings()),
            ["briefings", id] => self.briefing(id),
            ["briefings", id, "units", body] => self.briefing_unit(id, body, 1),
            ["briefings", id, "units", body, page] => {
                self.briefing_unit(id, body, page.parse().ok().filter(|page| *page > 1)?)
            }
            ["reports"] => Some(self.report_rounds()),
            ["reports", round] => self.report_round(round),
            ["reports", round, body] => self.report_of(round, body),
            ["motions"] => Some(self.motions()),
            ["motions", id] => self.motion_page(id),
            ["forms"] => Some(self.forms()),
            ["units"] => Some(self.places("")),
            ["units", code] => self.place(&UnitId::from(*code)),
            ["elections", id] => self.results(self.election(id)?),
            ["elections", id, "calendar"] => self.calendar(self.election(id)?),
            ["elections", id, "distributions"] => Some(self.distributions(self.election(id)?)),
            ["elections", id, "nomination"] => self.nomination(self.election(id)?),
            ["elections", id, "readiness"] => self.readiness(self.election(id)?),
            ["elections", id, "readiness", code] => {
                self.readiness_of(self.election(id)?, &UnitId::from(*code))
            }
            ["elections", id, "constituencies", number] => {
                let election = self.election(id)?;
                let of = election.constituencies.get(&number.parse::<u16>().ok()?)?;
                self.constituency(election, of)
            }
            ["elections", id, "units", code] => self.unit(self.election(id)?, &UnitId::from(*code)),
            ["elections", id, "areas", area] => {
                let area = self.view.state.election.area(&AreaId::from(*area))?;
                self.area(self.election(id)?, area)
            }
            _ => None,
        }
    }

    /// A body in the page's frame.
    pub fn dress(&self, title: String, crumbs: Vec<Link>, body: &Markup, private: bool) -> Markup {
        let speech = &self.speech;
        let mut page = Page::new(speech, title);
        page.path = speech.url(self.path);
        page.description = speech.t("site.description");
        page.alternate = LANGUAGES
            .iter()
            .filter(|(lang, _)| *lang != speech.lang())
            .map(|(lang, _)| ((*lang).to_owned(), Speech::of(lang).url(self.path)))
            .collect();
        page.simulated = self.simulated();
        page.user = self.user.clone();
        let here = |path: &str| self.path == path || (path != "/" && self.path.starts_with(path));
        let nav =
            |key: &str, path: &str| Link::new(speech.t(key), speech.url(path)).current(here(path));
        page.nav = vec![
            nav("site.nav_results", "/"),
            nav("site.nav_units", "/units"),
            nav("meeting.nav", "/meetings"),
            nav("site.nav_votes", "/votes"),
            nav("site.nav_verify", "/verify"),
        ];
        // Where nobody keeps programmes for all to see, nobody is led to an empty page.
        if self.view.state.programme.all().any(|of| !of.plan.closed) {
            page.nav.insert(3, nav("site.nav_programmes", "/programmes"));
        }
        if self.user.is_some() {
            page.nav.push(nav("site.nav_desk", "/desk"));
        } else if self.live {
            page.nav.push(nav("site.nav_sign_in", "/sign-in"));
        }
        page.crumbs = crumbs;
        page.verify = Some(speech.url("/verify"));
        page.checkpoint = Some(Checkpoint { size: self.view.size, url: "/checkpoint".into() });
        page.private = private;
        if private || self.user.is_some() {
            return page.render(body);
        }
        page.action = Some(Link::new(speech.t("verify.title"), "#check"));
        page.render(&html! { (body) (self.check()) })
    }

    /// The sentence that says that everything is invented, when it is: of a rehearsal, whose set-up it
    /// practises on.
    pub fn simulated(&self) -> Option<String> {
        let node = &self.view.state.node;
        if let Some(of) = node.rehearsal() {
            return Some(self.speech.tell("rehearsal.banner", &[("origin", &of.origin)]));
        }
        node.simulated().then(|| self.speech.t("site.simulated"))
    }

    /// The short mark for pictures.
    fn mark(&self) -> Option<String> {
        mark(&self.view.state.node, &self.speech)
    }

    fn election(&self, id: &str) -> Option<&Arc<Election>> {
        self.view.state.election.get(&ElectionId::from(id))
    }

    fn rules(&self, election: &Election) -> Option<&Arc<Rules>> {
        self.view.state.node.rules_on(election.day)
    }

    /// An instant by the legal clock, for readers.
    pub fn when(&self, at: Millis) -> String {
        when(&self.view.state.node, at)
    }

    /// Where this page hears of what comes after it.
    fn follow(&self, what: &str) -> String {
        format!("/live/{what}?since={}", self.view.size)
    }

    /// A count, or a dash where a sheet has none.
    fn some(&self, count: Option<Count>) -> String {
        count.map_or_else(|| "–".to_owned(), |count| self.speech.n(count))
    }

    /// A count that can be traced to its path in the published figures.
    fn figure(&self, path: &str, count: Count) -> Markup {
        figure::figure(path, count.get(), &self.speech.n(count))
    }

    fn many(&self, path: &str, count: usize) -> Markup {
        figure::figure(path, count as u64, &self.speech.many(count))
    }

    fn unit_name(&self, id: &UnitId) -> String {
        self.view.state.units.get(id).map_or_else(|| id.to_string(), |unit| unit.name.clone())
    }

    /// The language of names where it is not the page's.
    fn names(&self) -> Option<&'static str> {
        self.speech.names()
    }

    /// A name in its own language.
    fn named(&self, name: &str) -> Markup {
        html! { @if let Some(lang) = self.names() { span lang=(lang) { (name) } } @else { (name) } }
    }

    fn election_link(&self, election: &Election) -> Link {
        let url = self.speech.url(&format!("/elections/{}", election.id));
        Link::new(election.name.clone(), url).lang(self.names())
    }

    fn constituency_link(&self, election: &Election, of: &Constituency) -> Link {
        let name = self.speech.tell("site.constituency", &[("number", &of.number.to_string())]);
        let url = format!("/elections/{}/constituencies/{}", election.id, of.number);
        Link::new(name, self.speech.url(&url))
    }

    fn unit_link(&self, election: &Election, unit: &UnitId) -> Link {
        let url = format!("/elections/{}/units/{unit}", election.id);
        Link::new(self.unit_name(unit), self.speech.url(&url)).lang(self.names())
    }

    fn area_link(&self, election: &Election, area: &Area) -> Link {
        let url = format!("/elections/{}/areas/{}", election.id, area.id);
        Link::new(area.name.clone(), self.speech.url(&url)).lang(self.names())
    }

    fn stand(&self, election: &Election, number: u16) -> Option<Stand> {
        self.view.state.stand(&election.id, number)
    }

    /// How far the count has come, in a word and a sign.
    fn progress(&self, progress: Progress) -> Markup {
        figure::badge(sign(progress), &self.speech.t(word(progress)))
    }

    /// «17 trên 52 khu vực đã công bố, còn thiếu 35», what the others wait for, and since when.
    fn standing(&self, progress: Progress, election: &Election, areas: &[&AreaId]) -> Markup {
        let speech = &self.speech;
        let all = areas.len();
        let counted = areas.iter().filter(|a| self.view.state.counted(election, a).is_some());
        let counted = counted.count();
        let facts = [
            ("counted", speech.many(counted)),
            ("areas", speech.many(all)),
            ("missing", speech.many(all.saturating_sub(counted))),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let key = if counted == all { "site.all_counted" } else { "site.some_counted" };
        html! {
            (self.progress(progress)) " "
            span { (speech.tell(key, &facts)) } " "
            @for sentence in self.waiting(election, areas) { span { (sentence) } " · " }
            (self.as_of())
        }
    }

    fn as_of(&self) -> Markup {
        html! { small { (self.speech.tell("site.as_of", &[("when", &self.when(self.view.at))])) } }
    }

    /// How many areas wait for what: no figure of theirs is known to this page.
    fn waiting(&self, election: &Election, areas: &[&AreaId]) -> Vec<String> {
        let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
        for area in areas {
            let minutes = self.view.state.tally.minutes(&election.id, area);
            let what = match minutes.step {
                Step::Published => continue,
                _ if !minutes.versions.is_empty() => "site.waiting_4_again",
                Step::Awaited => "site.waiting_3_nothing",
                Step::Once { .. } => "site.waiting_2_once",
                Step::Twice { .. } | Step::Settled { .. } => "site.waiting_1_twice",
            };
            *waiting.entry(what).or_default() += 1;
        }
        let told = |(key, count): (&str, usize)| {
            self.speech.tell(key, &[("count", &self.speech.many(count))])
        };
        waiting.into_iter().map(told).collect()
    }
}

/// Progress of a whole election: that of its slowest constituency.
pub(crate) fn slowest(progress: impl Iterator<Item = Progress>) -> Progress {
    let mut all: Vec<Progress> = progress.collect();
    all.sort_unstable();
    match (all.first(), all.last()) {
        (Some(first), Some(last)) if first == last => *first,
        (Some(_), Some(Progress::Reopened)) => Progress::Reopened,
        (Some(Progress::Voting), Some(Progress::Voting)) | (None, _) => Progress::Voting,
        (Some(Progress::Provisional), _) => Progress::Provisional,
        _ => Progress::Counting,
    }
}

/// The fields in which two sheets differ, in the order of the form: one may have what the other lacks.
pub(crate) fn differing(
    a: impl IntoIterator<Item = (Field, Count)>,
    b: impl IntoIterator<Item = (Field, Count)>,
) -> Vec<(Field, Option<Count>, Option<Count>)> {
    let (a, b): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (a.into_iter().collect(), b.into_iter().collect());
    let all: BTreeSet<&Field> = a.keys().chain(b.keys()).collect();
    let pair = |field: &&Field| (**field, a.get(*field).copied(), b.get(*field).copied());
    all.iter().map(pair).filter(|(_, a, b)| a != b).collect()
}

fn sign(progress: Progress) -> figure::State {
    match progress {
        Progress::Voting | Progress::Awaited => figure::State::Awaited,
        Progress::Counting => figure::State::Counting,
        Progress::Provisional => figure::State::Provisional,
        Progress::Final => figure::State::Final,
        Progress::Reopened => figure::State::Corrected,
    }
}

pub(crate) fn word(progress: Progress) -> &'static str {
    match progress {
        Progress::Voting => "site.progress_voting",
        Progress::Awaited => "site.progress_awaited",
        Progress::Counting => "site.progress_counting",
        Progress::Provisional => "site.progress_provisional",
        Progress::Final => "site.progress_final",
        Progress::Reopened => "site.progress_reopened",
    }
}

fn bp(part: Count, base: Count) -> u32 {
    Percent::of(part, base).map_or(0, |p| u32::try_from(p.basis_points()).unwrap_or(u32::MAX))
}

/// The word that marks what is invented, in pictures and files.
pub(crate) fn mark(node: &dienhong_core::node::Node, speech: &Speech) -> Option<String> {
    let key = match node.rehearsal() {
        Some(_) => "rehearsal.mark",
        None => "site.simulated_mark",
    };
    node.simulated().then(|| speech.t(key))
}

/// `21:04 15/03/2026` by the legal clock of the rules that hold then.
pub fn when(node: &dienhong_core::node::Node, at: Millis) -> String {
    node.rules_at(at).map_or_else(|| at.to_string(), |rules| written(rules.local(at)))
}

pub(crate) fn written(local: Local) -> String {
    format!("{} {}", local.clock, day(local.day))
}

pub(crate) fn day(day: dienhong_core::Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}
