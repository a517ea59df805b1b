//! Meetings as pages show them: who sees what, and the parts that several pages share.

use crate::{
    App, Speech, public, session, site,
    votes::{self, acts_for},
};
use dienhong_core::{
    assembly::{
        Because, Delegate, Item, ItemId, Left, Meeting, MeetingId, OfItem, OfSite, Place, Presence,
        SiteId, Speech as Turn, Step, Visibility, Words,
    },
    people::{OfficerId, Right},
    vote::{self, Audience, Vote},
};
use dienhong_journal::Millis;
use dienhong_look::{Markup, html};
use dienhong_node::View;
use std::sync::Arc;

/// In which capacity somebody sees a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sees {
    Public,
    /// Who takes part.
    Member,
    /// Who runs it.
    Runs,
}

/// Whether an officer runs a meeting: has the chair, or conducts the body's meetings.
pub(crate) fn runs(view: &View, officer: &OfficerId, meeting: &Meeting) -> bool {
    let body = view.state.people.body(&meeting.body);
    meeting.chair == *officer
        || meeting.plan.chair == *officer
        || meeting.plan.deputies.contains(officer)
        || body.is_some_and(|body| acts_for(view, officer, body, Right::ConductMeetings))
}

/// The sites whose lists an officer keeps.
pub(crate) fn keeps<'a>(
    meeting: &'a Meeting,
    officer: &'a OfficerId,
) -> impl Iterator<Item = &'a Arc<OfSite>> {
    meeting.sites().filter(move |of| of.site.secretary.as_ref() == Some(officer))
}

/// The numbers under which an officer of the node takes part.
pub(crate) fn own_numbers<'a>(
    meeting: &'a Meeting,
    officer: &'a OfficerId,
) -> impl Iterator<Item = u32> + 'a {
    let own = meeting.delegates.values().filter(move |of| of.officer.as_ref() == Some(officer));
    own.map(|of| of.number)
}

/// As what somebody sees a meeting. None: for them it is not there.
pub(crate) fn sees(view: &View, officer: Option<&OfficerId>, meeting: &Meeting) -> Option<Sees> {
    let public = (!meeting.plan.closed).then_some(Sees::Public);
    let Some(officer) = officer else { return public };
    if runs(view, officer, meeting) {
        return Some(Sees::Runs);
    }
    let takes_part = keeps(meeting, officer).next().is_some()
        || own_numbers(meeting, officer).next().is_some()
        || view.state.people.sits(officer, &meeting.body);
    if takes_part { Some(Sees::Member) } else { public }
}

/// The links of those who meet, among the node's working data.
pub(crate) fn seats(meeting: &MeetingId) -> String {
    format!("meeting/{meeting}")
}

/// To whom of a meeting this link was given.
pub(crate) fn linked(app: &App, meeting: &MeetingId, token: &str) -> Option<u32> {
    app.desk.link(&seats(meeting), &session::kept(token)).ok()?
}

/// A meeting for somebody.
pub(crate) struct Hall<'a> {
    /// None: for a file, which nobody waits for.
    pub app: Option<&'a App>,
    pub view: &'a View,
    pub meeting: &'a Meeting,
    pub speech: Speech,
    pub sees: Sees,
}

/// A length of time as people read a clock: `2:41`.
pub(crate) fn minutes(millis: u64) -> String {
    let seconds = millis / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

impl Hall<'_> {
    pub fn t(&self, key: &str) -> String {
        self.speech.t(&format!("meeting.{key}"))
    }

    /// What the module itself calls something: a kind, a step.
    pub fn word(&self, what: &str, of: &str) -> String {
        self.speech.t(&format!("assembly.{what}.{of}"))
    }

    pub fn tell(&self, key: &str, facts: &[(&str, &str)]) -> String {
        self.speech.tell(&format!("meeting.{key}"), facts)
    }

    pub fn now(&self) -> Millis {
        self.app.map_or(self.view.at, |app| app.at(self.view))
    }

    /// The legal clock's hour and minute.
    pub fn clock(&self, at: Millis) -> String {
        let rules = self.view.state.rules_at(at);
        rules.map_or_else(|_| at.to_string(), |rules| rules.local(at).clock.to_string())
    }

    pub fn when(&self, at: Millis) -> String {
        site::when(&self.view.state.node, at)
    }

    /// Words that belong to an item, as this reader may see them. None: not at all.
    pub fn words(&self, words: &Words) -> Option<String> {
        match words {
            Words::Open(text) => Some(text.clone()),
            Words::Sealed(seal) if self.sees >= Sees::Member => self.app?.kept(seal),
            Words::Sealed(_) => None,
        }
    }

    /// What an item is called for this reader. None: it is not shown.
    pub fn title(&self, item: &Item) -> Option<String> {
        let hidden = item.visibility == Visibility::Hidden
            && self.sees < Sees::Runs
            && self.meeting.items.get(&item.id).is_none_or(|of| !of.has_begun());
        if hidden {
            return None;
        }
        Some(self.words(&item.title).unwrap_or_else(|| self.t("item_internal")))
    }

    pub fn item(&self, id: &ItemId) -> Option<&Arc<OfItem>> {
        self.meeting.items.get(id)
    }

    pub fn delegate(&self, number: u32) -> Option<&Arc<Delegate>> {
        self.meeting.delegates.get(&number)
    }

    pub fn site_name(&self, id: &SiteId) -> &str {
        self.meeting.sites.get(id).map_or("", |of| of.site.name.as_str())
    }

    /// A delegate with the site, as it is written beside every name.
    pub fn who(&self, number: u32) -> Markup {
        let Some(of) = self.delegate(number) else { return html! { (number) } };
        let site = self.meeting.site_of(number).unwrap_or(&of.site);
        html! {
            b lang="vi" { (of.name) }
            " " span.site-badge lang="vi" { (self.site_name(site)) }
        }
    }

    /// Whether enough are there, over sites and people.
    pub fn quorum(&self) -> Markup {
        let coming = self.meeting.coming();
        let enough = coming.enough;
        let facts = [
            ("sites_here", coming.sites_here.to_string()),
            ("sites", coming.sites.to_string()),
            ("here", self.speech.many(coming.here.heads as usize)),
            ("expected", self.speech.many(coming.expected.heads as usize)),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(n, f)| (*n, f.as_str())).collect();
        html! {
            span.quorum.enough[enough].missing[!enough] role="status" {
                (if enough { "✓ " } else { "▲ " })
                (self.tell(if enough { "quorum_holds" } else { "quorum_fails" }, &facts))
            }
        }
    }

    /// Why somebody stands where they stand, said to them (`because`) or of them (`why`).
    pub fn reason(&self, said: &str, place: &Place) -> String {
        let tell = |key: &str, facts: &[(&str, &str)]| {
            self.speech.tell(&format!("assembly.{said}.{key}"), facts)
        };
        match &place.because {
            Because::First => tell("first", &[]),
            Because::Later => tell("later", &[]),
            Because::Placed(reason) => tell("placed", &[("reason", reason)]),
            Because::More { key, ahead, own } => {
                tell(key.name(), &[("ahead", &ahead.to_string()), ("own", &own.to_string())])
            }
        }
    }

    /// What somebody has said so far, as the rule counts it.
    pub fn so_far(&self, number: u32) -> String {
        let spoke = self.meeting.spoke(number);
        match spoke.turns {
            0 => self.t("spoke_never"),
            turns => self
                .tell("spoke", &[("turns", &turns.to_string()), ("time", &minutes(spoke.millis))]),
        }
    }

    /// The clock of a speech: counted down by the page, right without a script when it was made.
    pub fn countdown(&self, turn: &Turn) -> Markup {
        let now = self.now();
        let (left, over) = match turn.left(now) {
            Left::Of(left) => (left, false),
            Left::Over(over) => (over, true),
        };
        let ends = turn
            .paused
            .is_none()
            .then(|| turn.given.get() + turn.rested + u64::from(turn.seconds) * 1000);
        html! {
            span.clock.over[over] data-ends=[ends] data-warn=(self.meeting.floor.warn) {
                span data-left { (if over { "+" } else { "" }) (minutes(left)) }
                small {
                    @if turn.paused.is_some() { (self.t("clock_paused")) }
                    @else if over { (self.t("clock_over")) }
                    @else { (self.tell("clock_of", &[("time", &minutes(u64::from(turn.seconds) * 1000))])) }
                }
            }
        }
    }

    /// Who speaks now.
    pub fn speaking(&self) -> Markup {
        let meeting = self.meeting;
        let turn =
            meeting.speaking.as_ref().filter(|turn| !turn.is_over(&meeting.floor, self.now()));
        html! {
            div.floor {
                @if let Some(turn) = turn {
                    (self.countdown(turn))
                    p.speaker { (self.who(turn.delegate)) }
                    p { (self.word("about", turn.kind.name()))
                        @if let Some(office) = self.delegate(turn.delegate).map(|of| &of.office).filter(|of| !of.is_empty()) { " · " span lang="vi" { (office) } }
                    }
                    @if let Some(other) = &meeting.interrupted {
                        p { (self.t("interrupted")) ": " (self.who(other.delegate)) }
                    }
                } @else {
                    p.speaker { (self.nobody()) }
                }
                @if !meeting.is_quorate() && meeting.step() == Step::Open {
                    p.suspended role="alert" { (self.t("suspended")) }
                }
            }
        }
    }

    fn nobody(&self) -> String {
        match (self.meeting.step(), &self.meeting.current) {
            (Step::Planned, _) => {
                self.tell("begins_at", &[("at", &self.when(self.meeting.plan.begins))])
            }
            (Step::Recess, _) => {
                let until = self.meeting.recess.unwrap_or_default();
                self.tell("recess_until", &[("until", &self.clock(until))])
            }
            (Step::Open, Some(_)) => self.t("nobody_speaks"),
            (Step::Open, None) => self.t("between_items"),
            (Step::Closed, _) => self.t("is_closed"),
            (Step::CalledOff, _) => self.t("is_called_off"),
        }
    }

    /// The item that is on.
    pub fn now_on(&self) -> Markup {
        let agenda = self.meeting.agenda();
        let on = agenda.iter().find(|(_, of)| Some(&of.item.id) == self.meeting.current.as_ref());
        html! {
            @if let Some((number, of)) = on {
                p.now-on {
                    small { (self.t("item_on")) " " (number) }
                    b lang="vi" { (self.title(&of.item).unwrap_or_else(|| self.t("item_internal"))) }
                    @if let Some(minutes) = of.item.minutes {
                        @let took = of.took(self.now()) / 60_000;
                        small { (self.tell("item_time", &[("took", &took.to_string()), ("planned", &minutes.to_string())])) }
                    }
                }
            }
        }
    }

    /// Who waits, in their order, each with why; `act` makes what this reader may do about a place.
    pub fn queue(&self, act: &dyn Fn(&Place) -> Markup) -> Markup {
        let Some(item) = &self.meeting.current else { return html! {} };
        let line = self.meeting.queue(item);
        html! {
            @if line.is_empty() { p.hint { (self.t("queue_empty")) } }
            ol.queue {
                @for place in &line {
                    li value=(place.place) {
                        span.n { (place.place) }
                        div {
                            (self.who(place.asked.delegate))
                            @if place.asked.kind.name() != "speech" { " " span.kind { (self.word("about", place.asked.kind.name())) } }
                            @if !self.meeting.is_here(place.asked.delegate) { " " span.kind { (self.t("not_here")) } }
                            small { (self.so_far(place.asked.delegate)) " · " (self.reason("why", place)) }
                        }
                        div.acts { (act(place)) }
                    }
                }
            }
        }
    }

    /// The floor as everybody sees it.
    pub fn floor(&self) -> Markup {
        html! {
            (self.speaking())
            (self.now_on())
            h2 { (self.t("queue")) }
            (self.queue(&|_| html! {}))
        }
    }

    /// The agenda with how far it has come.
    pub fn agenda(&self) -> Markup {
        let now = self.now();
        html! {
            ol.agenda {
                @for (number, of) in self.meeting.agenda() {
                    @if let Some(title) = self.title(&of.item) {
                        @let on = self.meeting.current.as_ref() == Some(&of.item.id);
                        li.now[on] aria-current=[on.then_some("step")] {
                            span.n { (number) }
                            span { span lang="vi" { (title) } @if !of.item.owner.is_empty() { small lang="vi" { (of.item.owner) } } }
                            small {
                                @if on { (self.t("item_is_on")) }
                                @else if of.has_begun() { (self.tell("item_took", &[("time", &minutes(of.took(now)))])) }
                                @else if let Some(minutes) = of.item.minutes { (self.tell("item_minutes", &[("minutes", &minutes.to_string())])) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Each site: how many are there, its line, whether somebody there waits.
    pub fn sites(&self, url: &dyn Fn(&SiteId) -> Option<String>) -> Markup {
        let waiting = self.meeting.current.as_ref().and_then(|item| self.meeting.waiting.get(item));
        let waits = |id: &SiteId| {
            let numbers = waiting.into_iter().flat_map(|of| of.keys());
            numbers.into_iter().any(|number| self.meeting.site_of(*number) == Some(id))
        };
        html! {
            ul.sites {
                @for of in self.meeting.sites() {
                    @let lost = of.lost();
                    @let hand = waits(&of.site.id);
                    li.off[lost.is_some()].hand[hand] {
                        @match url(&of.site.id) {
                            Some(url) => a lang="vi" href=(url) { (of.site.name) },
                            None => span lang="vi" { (of.site.name) },
                        }
                        small {
                            @if let Some(lost) = lost { "✕ " (self.tell("site_lost", &[("since", &self.clock(lost))])) }
                            @else {
                                (self.tell("site_here", &[("here", &of.here.heads.to_string()), ("expected", &of.expected.heads.to_string())]))
                                @if hand { br; "◆ " (self.t("site_asks")) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The votes on the item that is on, the last first.
    pub fn votes(&self) -> Vec<Arc<Vote>> {
        let item = self.meeting.current.as_ref().and_then(|id| self.item(id));
        let votes = item.into_iter().flat_map(|item| item.votes.iter().rev());
        votes.filter_map(|id| self.view.state.vote.get(id).cloned()).collect()
    }

    /// The vote that is open now.
    pub fn open_vote(&self) -> Option<Arc<Vote>> {
        self.votes().into_iter().find(|vote| vote.step() == vote::Step::Open)
    }

    /// How a vote stands, as far as this reader may see it.
    pub fn vote_standing(&self, vote: &Vote) -> Markup {
        let audience = if self.sees >= Sees::Member { Audience::Body } else { Audience::Public };
        let figures = votes::figures(self.view, vote, audience, votes::NOTHING);
        let site = self.app.map(|app| public::site(app, self.view, self.speech, "/", None));
        let voted = votes::voted(vote);
        let there = vote.begun.as_ref().and_then(vote::Begun::present).unwrap_or_default();
        html! {
            h2 lang="vi" { (vote.call.title) }
            p role="status" {
                b { (self.speech.t(&format!("confidence.vote_{}", vote.step().name()))) } " · "
                (self.tell("voted", &[("voted", &self.speech.n(voted)), ("there", &self.speech.n(there))]))
                @if let Some(until) = vote.until().filter(|_| vote.step() == vote::Step::Open) {
                    " · " (self.tell("vote_until", &[("until", &self.clock(until))]))
                }
            }
            @if let (Some(figures), Some(site)) = (&figures, &site) { (site.vote_figures(vote, figures)) }
        }
    }

    /// The size of a file.
    pub fn size(&self, bytes: u64) -> String {
        let kilobytes = usize::try_from(bytes.div_ceil(1024)).unwrap_or(usize::MAX);
        format!("{} KB", self.speech.many(kilobytes))
    }

    /// What is known of somebody's presence, in a word.
    pub fn presence(&self, number: u32) -> String {
        let seen = self.meeting.seen.get(&number);
        self.word("presence", seen.map_or("unknown", |seen| seen.presence.name()))
    }

    pub fn is_here(&self, number: u32) -> bool {
        let seen = self.meeting.seen.get(&number);
        seen.is_some_and(|seen| seen.presence == Presence::Here)
    }
}
