//! Motions as everybody may see them, and as the desk shows the same: the text with its numbered lines, what is moved
//! at which of them, and how the text was and is.

use super::{Shown, Site, difference::side_by_side, when};
use crate::Speech;
use dienhong_core::{
    State,
    motion::{Amendment, Decision, How, Line, Motion, MotionId, Place, Step, Take},
    people::By,
};
use dienhong_journal::Millis;
use dienhong_look::{Link, Markup, figure, html, part};
use dienhong_node::Subject;
use dienhong_verifier::segment;
use std::sync::Arc;

/// How far a motion has come, as a sign and a word.
pub(crate) fn step(speech: &Speech, step: Step) -> Markup {
    let state = match step {
        Step::Moved => figure::State::Awaited,
        Step::Admitted => figure::State::Counting,
        Step::Adopted => figure::State::Final,
        Step::NotAdmitted | Step::Withdrawn | Step::Rejected => figure::State::Differs,
    };
    figure::badge(state, &speech.t(&format!("motion.step_{}", step.name())))
}

fn take(speech: &Speech, take: Take) -> Markup {
    let state = match take {
        Take::Open => figure::State::Awaited,
        Take::Accepted | Take::Adopted => figure::State::Final,
        Take::Rejected | Take::Withdrawn => figure::State::Differs,
    };
    figure::badge(state, &speech.t(&format!("motion.take_{}", take.name())))
}

/// Which lines an amendment is about, in words.
pub(crate) fn place(speech: &Speech, place: Place) -> String {
    let tell = |key: &str, from: u16, to: u16| {
        speech.tell(key, &[("from", &from.to_string()), ("to", &to.to_string())])
    };
    match place {
        Place::Lines { from, to } if from == to => tell("motion.at_line", from, to),
        Place::Lines { from, to } => tell("motion.at_lines", from, to),
        Place::After { line: 0 } => speech.t("motion.before_all"),
        Place::After { line } => tell("motion.after_line", line, line),
    }
}

/// The motions that everybody may see, the newest first.
pub(crate) fn shown(state: &State) -> Vec<&Arc<Motion>> {
    let mut all: Vec<&Arc<Motion>> = state.motion.all().filter(|of| !of.moved.closed).collect();
    all.sort_by_key(|of| (std::cmp::Reverse(of.at), of.id.clone()));
    all
}

/// A motion as it is looked at.
pub(crate) struct Look<'a> {
    pub state: &'a State,
    pub speech: &'a Speech,
    pub motion: &'a Motion,
    /// Whether votes are linked to their pages at the desk.
    pub at_desk: bool,
}

/// What stands below each amendment: the forms of the desk, or nothing.
pub(crate) type Below<'a> = &'a dyn Fn(&Amendment) -> Markup;

impl Look<'_> {
    fn t(&self, key: &str) -> String {
        self.speech.t(&format!("motion.{key}"))
    }

    fn own(&self, text: &str) -> Markup {
        html! { span lang=[self.speech.names()] { (text) } }
    }

    fn when(&self, at: Millis) -> String {
        when(&self.state.node, at)
    }

    fn by(&self, by: &By) -> String {
        match by {
            By::Officer(id) => match self.state.people.officer(id) {
                Some(officer) => format!("{} ({})", officer.name, officer.office),
                None => id.to_string(),
            },
            other => self.speech.t(&format!("site.by_{other}")),
        }
    }

    /// By what something was decided, and whether that still says so.
    fn decision(&self, of: &Decision) -> Markup {
        html! {
            (self.when(of.at)) " · " (self.by(&of.by)) " · "
            @match &of.how {
                How::Consent { reason } => { (self.t("by_consent")) ": " (self.own(reason)) },
                How::Vote { vote, question } => {
                    @let title = self.state.vote.get(vote).map_or_else(|| vote.to_string(), |vote| vote.call.title.clone());
                    @let folder = if self.at_desk { "/desk/votes" } else { "/votes" };
                    (self.t("by_vote")) ": " a href=(self.speech.url(&format!("{folder}/{}", segment(vote.as_str())))) lang=[self.speech.names()] { (title) }
                    @if *question > 0 { " (" (self.speech.tell("motion.question", &[("number", &(u32::from(*question) + 1).to_string())])) ")" }
                },
            }
            @if !self.state.upholds(of) { br; (figure::badge(figure::State::Differs, &self.t("no_longer_holds"))) }
        }
    }

    /// Who moves it where, and how it stands.
    pub fn particulars(&self) -> Markup {
        let (motion, moved) = (self.motion, &self.motion.moved);
        let body = self.state.people.body(&motion.body);
        let body = body.map_or_else(|| motion.body.to_string(), |body| body.name.clone());
        let row = |key: &str, value: Markup| html! { div { dt { (self.t(key)) } dd { (value) } } };
        html! {
            p { (step(self.speech, motion.step)) }
            dl.particulars {
                (row("mover", self.own(&moved.by)))
                (row("before_body", self.own(&body)))
                @if let Some(meeting) = &moved.meeting { (row("meeting", self.own(meeting))) }
                @if let Some(item) = &moved.item { (row("item", self.own(item))) }
                (row("moved_at", html! { (self.when(motion.at)) }))
                @if let Some(why) = &motion.why { (row("why", self.own(why))) }
                @if let Some(decided) = &motion.decided { (row("decided", self.decision(decided))) }
                @for (at, amendment, reason) in &motion.reopened {
                    @let number = amendment.as_ref().and_then(|id| motion.amendment(id)).map(|of| of.number.to_string());
                    (row("reopened", html! { (self.when(*at)) @if let Some(number) = number { " · " (self.speech.tell("motion.amendment_number", &[("number", &number)])) } ": " (self.own(reason)) }))
                }
            }
        }
    }

    /// The text by its lines, each with the amendments that touch it.
    pub fn lines(&self) -> Markup {
        let motion = self.motion;
        let touching = |number: u16| {
            motion.amendments.iter().filter(move |of| match of.place {
                Place::Lines { from, to } => (from..=to).contains(&number),
                Place::After { line } => line == number || (line == 0 && number == 1),
            })
        };
        let line = |line: &Line| {
            let live = touching(line.number).any(|of| of.take == Take::Open || of.take.is_in());
            html! {
                li.ends[line.ends()].touched[live] id={ "line-" (line.number) } {
                    span lang=[self.speech.names()] { (line.text) }
                    @if touching(line.number).next().is_some() {
                        span.beside {
                            @for of in touching(line.number) {
                                a href={ "#amendment-" (of.number) } {
                                    span.unseen { (self.t("amendment")) " " } "[" (of.number) "]"
                                }
                            }
                        }
                    }
                }
            }
        };
        html! {
            p.hint { (self.speech.tell("motion.lines_about", &[("width", &motion.moved.width.to_string())])) }
            ol.lines { @for of in motion.lines.iter() { (line(of)) } }
        }
    }

    /// Every amendment: where, which words for which, why, and how it stands.
    pub fn amendments(&self, below: Below) -> Markup {
        let motion = self.motion;
        html! {
            @if motion.amendments.is_empty() { (part::empty(&self.t("no_amendment"), None)) }
            @for of in &motion.amendments { (self.amendment(of, below)) }
        }
    }

    fn amendment(&self, of: &Amendment, below: Below) -> Markup {
        let over: Vec<String> = match of.take.is_in() || of.take == Take::Open {
            true => self.motion.overlapping(of).map(|other| other.number.to_string()).collect(),
            false => Vec::new(),
        };
        let number = of.number.to_string();
        html! {
            article.amendment id={ "amendment-" (of.number) } aria-labelledby={ "amendment-" (of.number) "-h" } {
                h3 id={ "amendment-" (of.number) "-h" } { (self.speech.tell("motion.amendment_number", &[("number", &number)])) ": " (place(self.speech, of.place)) }
                p { (take(self.speech, of.take)) " · " (self.own(&of.by)) " · " (self.when(of.at)) }
                @if !over.is_empty() {
                    p { (figure::badge(figure::State::Differs, &self.speech.tell("motion.overlaps", &[("numbers", &over.join(", "))]))) }
                }
                @match of.place {
                    Place::Lines { .. } => (side_by_side(self.speech, &self.motion.words(of.place), &of.text)),
                    Place::After { .. } => (side_by_side(self.speech, "", &of.text)),
                }
                p { (self.t("because")) ": " (self.own(&of.reason)) }
                @if let Some(why) = &of.why { p { (self.t("why")) ": " (self.own(why)) } }
                @if let Some(decided) = &of.decided { p { (self.decision(decided)) } }
                (below(of))
            }
        }
    }

    /// The text as it was moved beside the text as amended.
    pub fn comparison(&self) -> Markup {
        let motion = self.motion;
        let taken = motion.amendments.iter().filter(|of| of.take.is_in()).count();
        if taken == 0 {
            return html! { p { (self.t("not_amended")) } };
        }
        let old = dienhong_core::motion::text_with(&motion.lines, &[]);
        html! {
            p { (self.speech.tell("motion.amended_by", &[("count", &self.speech.many(taken))])) }
            (side_by_side(self.speech, &old, &motion.text_now()))
        }
    }
}

impl Site<'_> {
    /// All motions that are public.
    pub(super) fn motions(&self) -> Shown {
        let speech = &self.speech;
        let title = speech.t("motion.public_title");
        let motions = shown(&self.view.state);
        let body = html! {
            (part::head(&title, None))
            p { (speech.t("motion.public_about")) }
            @if motions.is_empty() { (part::empty(&speech.t("motion.none"), None)) }
            ul.links {
                @for motion in motions {
                    li {
                        a href=(speech.url(&format!("/motions/{}", segment(motion.id.as_str())))) lang=[speech.names()] { (motion.moved.title) }
                        " " (step(speech, motion.step))
                        small { (self.when(motion.at)) " · " span lang=[speech.names()] { (motion.moved.by) } }
                    }
                }
            }
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    /// A motion with its amendments.
    pub(super) fn motion_page(&self, id: &str) -> Option<Shown> {
        let motion = self.view.state.motion.get(&MotionId::from(id))?;
        let motion = Some(motion).filter(|motion| !motion.moved.closed)?;
        let speech = &self.speech;
        let look = Look { state: &self.view.state, speech, motion, at_desk: false };
        let title = motion.moved.title.clone();
        let body = html! {
            (part::head_in(self.names(), &title, Some(&self.as_of())))
            (look.particulars())
            (part::section("text", &speech.t("motion.text"), &look.lines()))
            (part::section("amendments", &speech.t("motion.amendments"), &look.amendments(&|_| html! {})))
            (part::section("comparison", &speech.t("motion.comparison"), &look.comparison()))
            (self.history(&[Subject::Motion(motion.id.clone())]))
        };
        let all = Link::new(speech.t("motion.public_title"), speech.url("/motions"));
        Some(Shown { title, crumbs: vec![all], body })
    }
}
