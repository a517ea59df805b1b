use super::{BriefingRules, Event};
use crate::{
    Date, Head, State,
    count::Count,
    ids::id,
    people::{Body, BodyId, By},
    rules::Clock,
    scans::{Looked, Scan, Scans},
    units::UnitId,
    vote::Document,
};
use dienhong_journal::{Hash, Millis};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc};

id! {
    /// A briefing on a document.
    BriefingId
}

id! {
    /// A session of a briefing.
    SessionId
}

/// What is to be read, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub document: Document,
    /// Who issued the document.
    pub issuer: String,
    pub title: String,
    /// The last day for all; bodies below may be given an earlier one.
    pub due: Date,
    /// All records of this briefing show only that something was done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// A file that goes with a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    pub blob: Hash,
    pub media: String,
    pub bytes: u64,
    /// It stays with officers of the bodies that have the briefing, whatever else is public.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restricted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// As the document numbers it: `1`, `2a`.
    pub number: String,
    pub heading: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Attached>,
}

/// One question of a quiz.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub text: String,
    pub options: Vec<String>,
    /// Which of them is right, from 1.
    pub right: u16,
    pub explanation: String,
}

/// All bodies of a kind in a unit and below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllOf {
    pub kind: String,
    pub unit: UnitId,
}

/// When and where people are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionPlan {
    pub on: Date,
    pub from: Clock,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The meeting of which it is a part or a site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
    pub bodies: Vec<BodyId>,
}

/// How many of a body's people have come how far. Each of the last three is a part of [`Figures::base`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    pub required: Count,
    pub excused: Count,
    /// Have opened it.
    pub seen: Count,
    /// Were at a session.
    pub attended: Count,
    pub acknowledged: Count,
}

impl Figures {
    /// Those required who are not excused: what percentages are of.
    pub fn base(&self) -> Count {
        let base = self.required.get().saturating_sub(self.excused.get());
        Count::try_from(base).unwrap_or_default()
    }

    /// Whether all who are counted have acknowledged.
    pub fn is_complete(&self) -> bool {
        self.acknowledged >= self.base()
    }

    /// Both together. None: beyond counting.
    pub fn plus(&self, other: &Figures) -> Option<Figures> {
        let sum = |of: fn(&Figures) -> Count| Count::sum([of(self), of(other)]);
        Some(Figures {
            required: sum(|of| of.required)?,
            excused: sum(|of| of.excused)?,
            seen: sum(|of| of.seen)?,
            attended: sum(|of| of.attended)?,
            acknowledged: sum(|of| of.acknowledged)?,
        })
    }
}

/// What a body said of its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub at: Millis,
    /// None: fewer than may be shown.
    pub figures: Option<Figures>,
}

/// What a body did to carry it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    pub at: Millis,
    pub text: Option<String>,
    pub document: Option<Document>,
    pub file: Option<Attached>,
}

/// A body that has it.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub body: BodyId,
    /// Who sent it there. None: the body that opened it.
    pub from: Option<BodyId>,
    pub due: Date,
    pub at: Millis,
    /// The last one counts.
    pub stated: Vector<Stated>,
    pub carried: Vector<Arc<Carried>>,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    /// Who planned it.
    pub body: BodyId,
    pub plan: Arc<SessionPlan>,
    pub held: Option<Held>,
}

/// How a session went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub at: Millis,
    /// None: fewer than may be shown.
    pub present: Option<Count>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub on: Date,
    pub reason: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Briefing {
    pub id: BriefingId,
    /// The body that opened it.
    pub body: BodyId,
    pub plan: Arc<Plan>,
    pub at: Millis,
    pub articles: Vector<Arc<Article>>,
    pub quiz: Option<Arc<Vec<Question>>>,
    recipients: OrdMap<BodyId, Arc<Recipient>>,
    /// As they came: who sends stands before those to whom it sends.
    order: Vector<BodyId>,
    pub sessions: OrdMap<SessionId, Arc<Session>>,
    pub files: Arc<Scans>,
    /// Which body brought a file first.
    pub(super) brought: OrdMap<Hash, BodyId>,
    pub ended: Option<Ended>,
}

impl Briefing {
    pub fn recipient(&self, body: &BodyId) -> Option<&Arc<Recipient>> {
        self.recipients.get(body)
    }

    /// All that have it, each after who sent it there.
    pub fn recipients(&self) -> impl DoubleEndedIterator<Item = &Arc<Recipient>> {
        self.order.iter().filter_map(|body| self.recipients.get(body))
    }

    /// Those to whom `body` sent it.
    pub fn sent_by(&self, body: &BodyId) -> impl Iterator<Item = &Arc<Recipient>> {
        self.recipients().filter(move |of| of.from.as_ref() == Some(body))
    }

    /// The body, who sent it there, and so on up to who opened it.
    pub fn upwards(&self, body: &BodyId) -> impl Iterator<Item = &Arc<Recipient>> {
        let above = |of: &&Arc<Recipient>| of.from.as_ref().and_then(|id| self.recipients.get(id));
        std::iter::successors(self.recipients.get(body), above)
    }

    /// Whether `body` has it from `above`, however many stood between, or is the same.
    pub fn is_under(&self, body: &BodyId, above: &BodyId) -> bool {
        self.upwards(body).any(|of| of.body == *above)
    }

    /// Whether anybody was sent it yet.
    pub fn is_sent(&self) -> bool {
        self.order.len() > 1
    }

    /// Which body brought a file.
    pub fn brought_by(&self, blob: &Hash) -> Option<&BodyId> {
        self.brought.get(blob)
    }

    /// The sessions to which people of a body are asked, in the order of time.
    pub fn sessions_of(&self, body: &BodyId) -> Vec<&Arc<Session>> {
        let asks = |of: &&Arc<Session>| of.plan.bodies.contains(body);
        let mut sessions: Vec<_> = self.sessions.values().filter(asks).collect();
        sessions.sort_by_key(|of| (of.plan.on, of.plan.from));
        sessions
    }
}

/// The briefings of all bodies.
#[derive(Debug, Default, Clone)]
pub struct Briefings {
    all: OrdMap<BriefingId, Arc<Briefing>>,
}

impl Briefings {
    pub fn get(&self, id: &BriefingId) -> Option<&Arc<Briefing>> {
        self.all.get(id)
    }

    /// The newest first.
    pub fn newest(&self) -> Vec<&Arc<Briefing>> {
        let mut all: Vec<_> = self.all.values().collect();
        all.sort_by_key(|of| std::cmp::Reverse(of.at));
        all
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Briefing>> {
        self.all.values()
    }

    /// The files that all may see: of a public briefing, found fit, and restricted in none of them.
    pub fn shown(&self) -> impl Iterator<Item = &Scan> {
        let public = || self.all().filter(|of| !of.plan.closed).flat_map(|of| of.files.iter());
        let restricted: BTreeSet<Hash> =
            public().filter(|scan| scan.private).map(|scan| scan.blob).collect();
        public().filter(move |scan| scan.is_fit() && !restricted.contains(&scan.blob))
    }

    /// Whether a file goes with a closed briefing, or is restricted in one: it is not to be published elsewhere.
    pub fn keeps_back(&self, blob: &Hash) -> bool {
        self.all().any(|of| of.files.get(blob).is_some_and(|scan| scan.private || of.plan.closed))
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        // Only bodies act here; `lawful` reports any other record.
        let Some(body) = head.body.clone() else { return };
        if let Event::Opened { briefing, plan } = event {
            let root = Recipient::new(&body, None, plan.due, head.at);
            let new = Briefing {
                id: briefing.clone(),
                body: body.clone(),
                plan: Arc::new(plan.clone()),
                at: head.at,
                articles: Vector::new(),
                quiz: None,
                recipients: OrdMap::unit(body.clone(), Arc::new(root)),
                order: Vector::unit(body),
                sessions: OrdMap::new(),
                files: Arc::default(),
                brought: OrdMap::new(),
                ended: None,
            };
            self.all.entry(briefing.clone()).or_insert_with(|| Arc::new(new));
            return;
        }
        if let Some(of) = self.all.get_mut(event.briefing()) {
            Arc::make_mut(of).apply(head, &body, event);
        }
    }
}

impl Recipient {
    fn new(body: &BodyId, from: Option<&BodyId>, due: Date, at: Millis) -> Recipient {
        Recipient {
            body: body.clone(),
            from: from.cloned(),
            due,
            at,
            stated: Vector::new(),
            carried: Vector::new(),
        }
    }

    /// What it stated last.
    pub fn last(&self) -> Option<&Stated> {
        self.stated.last()
    }
}

impl Briefing {
    fn apply(&mut self, head: &Head, by_body: &BodyId, event: &Event) {
        self.bring(head, by_body, event);
        match event {
            Event::Opened { .. } => {}
            Event::ArticleAdded { article, .. } => {
                self.articles.push_back(Arc::new(article.clone()));
            }
            Event::QuizSet { questions, .. } => {
                self.quiz.get_or_insert_with(|| Arc::new(questions.clone()));
            }
            Event::Sent { bodies, due, .. } => {
                if !self.recipients.contains_key(by_body) {
                    return;
                }
                for body in bodies {
                    // Each has it from one: the tree has no circles.
                    if !self.recipients.contains_key(body) {
                        let new = Recipient::new(body, Some(by_body), *due, head.at);
                        self.recipients.insert(body.clone(), Arc::new(new));
                        self.order.push_back(body.clone());
                    }
                }
            }
            Event::SessionPlanned { session, plan, .. } => {
                let new = Session {
                    id: session.clone(),
                    body: by_body.clone(),
                    plan: Arc::new(plan.clone()),
                    held: None,
                };
                self.sessions.entry(session.clone()).or_insert_with(|| Arc::new(new));
            }
            Event::SessionHeld { session, present, .. } => {
                if let Some(session) = self.sessions.get_mut(session) {
                    let held = Held { at: head.at, present: *present };
                    Arc::make_mut(session).held.get_or_insert(held);
                }
            }
            Event::ProgressStated { body, figures, .. } => {
                if let Some(of) = self.recipients.get_mut(body) {
                    let stated = Stated { at: head.at, figures: *figures };
                    Arc::make_mut(of).stated.push_back(stated);
                }
            }
            Event::CarriedOut { body, text, document, file, .. } => {
                if let Some(of) = self.recipients.get_mut(body) {
                    let (text, document, file) = (text.clone(), document.clone(), file.clone());
                    let carried = Carried { at: head.at, text, document, file };
                    Arc::make_mut(of).carried.push_back(Arc::new(carried));
                }
            }
            Event::FileReviewed { blob, fit, note, .. } => {
                let By::Officer(by) = head.by.clone() else { return };
                let looked = Looked { at: head.at, by, fit: *fit, note: note.clone() };
                Arc::make_mut(&mut self.files).look(blob, &looked);
            }
            Event::Closed { on, reason, .. } => {
                self.ended.get_or_insert(Ended { on: *on, reason: reason.clone() });
            }
        }
    }

    fn bring(&mut self, head: &Head, body: &BodyId, event: &Event) {
        let (By::Officer(by), Some(file)) = (&head.by, event.file()) else { return };
        let scan = Scan::new(file.blob, by, &file.media, file.bytes);
        Arc::make_mut(&mut self.files).bring(Scan { private: file.restricted, ..scan });
        self.brought.entry(file.blob).or_insert_with(|| body.clone());
    }
}

impl State {
    pub fn briefing_rules(&self, at: Millis) -> Option<&BriefingRules> {
        self.rules_at(at).ok()?.briefing.as_ref()
    }

    /// Whether a body lies in the unit of another one, or beside it there.
    pub fn lies_below(&self, body: &Body, sender: &Body) -> bool {
        if body.id == sender.id {
            return false;
        }
        match (&sender.unit, &body.unit) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(unit)) => self.units.lies_in(unit, own),
        }
    }

    /// The bodies to which `sender` may send a briefing that they do not have yet, by their ids.
    pub fn may_be_sent<'a>(
        &'a self,
        briefing: &'a Briefing,
        sender: &'a Body,
    ) -> impl Iterator<Item = &'a Arc<Body>> {
        let below = |body: &&Arc<Body>| {
            self.lies_below(body, sender) && briefing.recipient(&body.id).is_none()
        };
        self.people.bodies().filter(below)
    }

    /// All of them that are of a kind and in a unit.
    pub fn all_of(&self, briefing: &Briefing, sender: &Body, of: &AllOf) -> Vec<BodyId> {
        let fits = |body: &&Arc<Body>| {
            let lies = |unit| self.units.lies_in(unit, &of.unit);
            body.kind == of.kind && body.unit.as_ref().is_some_and(lies)
        };
        self.may_be_sent(briefing, sender).filter(fits).map(|body| body.id.clone()).collect()
    }
}
