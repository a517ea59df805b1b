use super::{
    AllOf, Article, Attached, Briefing, BriefingRules, Event, Figures, Plan, Question, Recipient,
    SessionPlan,
};
use crate::{
    Date, Head, State,
    people::{Body, BodyId, By, Place, Right},
    refusal::{Refusal, refuse, said},
    rules::Local,
    scans::is_scan,
    vote::Document,
};
use dienhong_journal::Hash;
use std::{collections::BTreeSet, sync::Arc};

/// The most articles, bodies of one sending, questions and options.
const MOST_ARTICLES: usize = 500;
pub const MOST_BODIES: usize = 1_000;
const MOST_QUESTIONS: usize = 50;
const MOST_OPTIONS: usize = 10;

/// More people than any one body has: a larger figure is a slip of the hand.
const MOST_PEOPLE: u64 = 100_000;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `briefing.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let rules = state.rules_at(head.at)?;
    let now = rules.local(head.at);
    let here = rules.briefing.as_ref().ok_or_else(|| Refusal::new("briefing.not_here"))?;
    let known = state.briefing.get(event.briefing());
    if let Event::Opened { plan, .. } = event {
        acts(state, head)?;
        return match known {
            Some(_) => refuse("briefing.opened_twice"),
            None => opened(plan, now.day),
        };
    }
    let unknown = || Refusal::new("briefing.unknown").with("briefing", event.briefing());
    let of = known.ok_or_else(unknown)?;
    if let Event::FileReviewed { blob, fit, note, .. } = event {
        return reviewed(state, head, of, (blob, *fit, note.as_deref()));
    }
    let body = acts(state, head)?;
    let ask = Of { state, of, body, now };
    match event {
        Event::Opened { .. } | Event::FileReviewed { .. } => Ok(()),
        Event::ArticleAdded { article, .. } => ask.article(article),
        Event::QuizSet { questions, .. } => ask.quiz(questions),
        Event::Sent { bodies, all, due, .. } => ask.sent(bodies, all.as_ref(), *due),
        Event::SessionPlanned { session, plan, .. } => {
            ask.goes_on()?;
            ask.received()?;
            if of.sessions.contains_key(session) {
                return refuse("briefing.session_twice");
            }
            ask.session(plan)
        }
        Event::SessionHeld { session, present, .. } => {
            let unknown = || Refusal::new("briefing.unknown_session").with("session", session);
            let session = of.sessions.get(session).ok_or_else(unknown)?;
            ask.is(&session.body)?;
            if session.held.is_some() {
                return refuse("briefing.held_twice");
            }
            if (now.day, now.clock) < (session.plan.on, session.plan.from) {
                return refuse("briefing.session_not_begun");
            }
            if present.is_some_and(|present| present.get() > MOST_PEOPLE) {
                return refuse("briefing.figures_out_of_range");
            }
            match present.filter(|present| *present < here.show_from) {
                Some(_) => too_few(here),
                None => Ok(()),
            }
        }
        Event::ProgressStated { body, figures, .. } => {
            ask.is(body)?;
            ask.received()?;
            let Some(figures) = figures else { return Ok(()) };
            sound(figures)?;
            if figures.base() < here.show_from { too_few(here) } else { Ok(()) }
        }
        Event::CarriedOut { body, text, document, file, .. } => {
            ask.is(body)?;
            ask.received()?;
            let told = text.as_ref().is_some_and(|text| !text.trim().is_empty());
            if !told && document.is_none() {
                return refuse("briefing.nothing_said");
            }
            document.iter().try_for_each(|document| dated(document, now.day))?;
            file.iter().try_for_each(is_file)
        }
        Event::Closed { on, .. } => {
            ask.is(&of.body)?;
            if of.ended.is_some() {
                return refuse("briefing.closed_twice");
            }
            if *on > now.day {
                return refuse("briefing.day_in_the_future");
            }
            if *on < state.rules_at(of.at)?.local(of.at).day {
                return refuse("briefing.closed_before_opened");
            }
            Ok(())
        }
    }
}

/// The body for which somebody acts who may send briefings there.
fn acts<'a>(state: &'a State, head: &'a Head) -> Result<&'a Arc<Body>, Refusal> {
    let body = head.body.as_ref().and_then(|body| state.people.body(body));
    let unit = body.and_then(|body| body.unit.as_ref());
    state.allows(head, Right::SendBriefings, Place::of(unit))?;
    body.ok_or_else(|| Refusal::new("people.no_right").with("by", &head.by))
}

fn too_few(rules: &BriefingRules) -> Result<(), Refusal> {
    Err(Refusal::new("briefing.too_few_to_show")
        .with("least", rules.show_from)
        .with("article", &rules.source.article))
}

fn dated(document: &Document, today: Date) -> Result<(), Refusal> {
    said("briefing.document_missing", &document.number)?;
    if document.on > today { refuse("briefing.day_in_the_future") } else { Ok(()) }
}

fn is_file(file: &Attached) -> Result<(), Refusal> {
    if is_scan(&file.media, file.bytes) { Ok(()) } else { refuse("briefing.not_a_file") }
}

fn opened(plan: &Plan, today: Date) -> Result<(), Refusal> {
    said("briefing.title_missing", &plan.title)?;
    said("briefing.issuer_missing", &plan.issuer)?;
    dated(&plan.document, today)?;
    if plan.due < today { refuse("briefing.due_in_the_past") } else { Ok(()) }
}

/// Whether figures can be those of one body.
pub(super) fn sound(figures: &Figures) -> Result<(), Refusal> {
    if figures.required.get() > MOST_PEOPLE {
        return refuse("briefing.figures_out_of_range");
    }
    if figures.excused > figures.required {
        return Err(Refusal::new("briefing.excused_exceed_required")
            .with("excused", figures.excused)
            .with("required", figures.required));
    }
    let base = figures.base();
    let parts = [figures.seen, figures.attended, figures.acknowledged];
    match parts.into_iter().find(|part| *part > base) {
        Some(part) => {
            Err(Refusal::new("briefing.more_than_base").with("part", part).with("base", base))
        }
        None => Ok(()),
    }
}

/// Whoever may send briefings in the unit of the body that brought a file looks through it, unless he brought it.
fn reviewed(
    state: &State,
    head: &Head,
    of: &Briefing,
    (blob, fit, note): (&Hash, bool, Option<&str>),
) -> Result<(), Refusal> {
    let body = of.brought_by(blob).and_then(|body| state.people.body(body));
    let body = body.ok_or_else(|| Refusal::new("briefing.unknown_file"))?;
    state.allows(head, Right::SendBriefings, Place::of(body.unit.as_ref()))?;
    if let By::Officer(by) = &head.by
        && of.files.brought_by(blob, by)
    {
        return refuse("briefing.reviewed_by_who_brought_it");
    }
    if fit && of.files.get(blob).is_some_and(|scan| scan.private) {
        return refuse("briefing.is_restricted");
    }
    if !fit && note.is_none_or(|note| note.trim().is_empty()) {
        return refuse("briefing.note_missing");
    }
    Ok(())
}

/// A briefing, and the body that acts in it.
struct Of<'a> {
    state: &'a State,
    of: &'a Briefing,
    body: &'a Body,
    now: Local,
}

impl Of<'_> {
    fn is(&self, body: &BodyId) -> Result<(), Refusal> {
        if self.body.id == *body { Ok(()) } else { refuse("briefing.another_body") }
    }

    fn received(&self) -> Result<&Arc<Recipient>, Refusal> {
        let none = || Refusal::new("briefing.not_received").with("body", &self.body.name);
        self.of.recipient(&self.body.id).ok_or_else(none)
    }

    fn goes_on(&self) -> Result<(), Refusal> {
        if self.of.ended.is_some() { refuse("briefing.is_closed") } else { Ok(()) }
    }

    /// The text is fixed once it is sent.
    fn prepares(&self) -> Result<(), Refusal> {
        self.is(&self.of.body)?;
        self.goes_on()?;
        if self.of.is_sent() { refuse("briefing.is_sent") } else { Ok(()) }
    }

    fn article(&self, article: &Article) -> Result<(), Refusal> {
        self.prepares()?;
        for text in [&article.number, &article.heading, &article.text] {
            said("briefing.article_incomplete", text)?;
        }
        if self.of.articles.len() >= MOST_ARTICLES {
            return refuse("briefing.too_many_articles");
        }
        if self.of.articles.iter().any(|known| known.number == article.number) {
            return Err(Refusal::new("briefing.article_twice").with("number", &article.number));
        }
        article.file.iter().try_for_each(is_file)
    }

    fn quiz(&self, questions: &[Question]) -> Result<(), Refusal> {
        self.is(&self.of.body)?;
        self.goes_on()?;
        if self.of.quiz.is_some() {
            return refuse("briefing.quiz_twice");
        }
        if !(1..=MOST_QUESTIONS).contains(&questions.len()) {
            return refuse("briefing.questions_out_of_range");
        }
        for (number, question) in (1..).zip(questions) {
            let different: BTreeSet<&str> =
                question.options.iter().map(|option| option.trim()).collect();
            let options = question.options.len();
            let sound = !question.text.trim().is_empty()
                && !question.explanation.trim().is_empty()
                && !different.contains("")
                && different.len() == options
                && (2..=MOST_OPTIONS).contains(&options)
                && (1..=options).contains(&usize::from(question.right));
            if !sound {
                return Err(Refusal::new("briefing.question_unsound").with("number", number));
            }
        }
        Ok(())
    }

    fn sent(&self, bodies: &[BodyId], all: Option<&AllOf>, due: Date) -> Result<(), Refusal> {
        self.goes_on()?;
        let own = self.received()?;
        if self.of.articles.is_empty() {
            return refuse("briefing.no_articles");
        }
        if let Some(all) = all {
            let known = self.state.units.get(&all.unit).is_some();
            let own = self.body.unit.as_ref();
            if !known || own.is_some_and(|own| !self.state.units.lies_in(&all.unit, own)) {
                return Err(Refusal::new("briefing.unit_not_below").with("unit", &all.unit));
            }
            if self.state.all_of(self.of, self.body, all) != bodies {
                return refuse("briefing.audience_differs");
            }
        }
        if !(1..=MOST_BODIES).contains(&bodies.len()) {
            return Err(Refusal::new("briefing.bodies_out_of_range").with("most", MOST_BODIES));
        }
        let mut seen = BTreeSet::new();
        for id in bodies {
            let unknown = || Refusal::new("briefing.unknown_body").with("body", id);
            let body = self.state.people.body(id).ok_or_else(unknown)?;
            if !self.state.lies_below(body, self.body) {
                return Err(Refusal::new("briefing.not_below").with("body", &body.name));
            }
            if self.of.recipient(id).is_some() || !seen.insert(id) {
                return Err(Refusal::new("briefing.received_twice").with("body", &body.name));
            }
        }
        if due > own.due {
            return Err(Refusal::new("briefing.due_after_the_senders").with("day", own.due));
        }
        // Who sends it on late cannot give a day that is still to come.
        if due < self.now.day && due != own.due {
            return refuse("briefing.due_in_the_past");
        }
        Ok(())
    }

    fn session(&self, plan: &SessionPlan) -> Result<(), Refusal> {
        let told = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
        if !told(&plan.place) && !told(&plan.meeting) {
            return refuse("briefing.place_missing");
        }
        if !(1..=MOST_BODIES).contains(&plan.bodies.len()) {
            return Err(Refusal::new("briefing.bodies_out_of_range").with("most", MOST_BODIES));
        }
        let mut seen = BTreeSet::new();
        for id in &plan.bodies {
            if !self.of.is_under(id, &self.body.id) {
                return Err(Refusal::new("briefing.not_received").with("body", id));
            }
            if !seen.insert(id) {
                return Err(Refusal::new("briefing.body_twice").with("body", id));
            }
        }
        Ok(())
    }
}
