use super::{Event, Line, MotionRules, Part, Place, lines, overlap, text_with};
use crate::{
    Head, State,
    ids::id,
    people::{BodyId, By},
    vote::{Step as VoteStep, VoteId},
};
use dienhong_journal::Millis;
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

id! {
    /// A motion before a body.
    MotionId
}

id! {
    /// An amendment to a motion.
    AmendmentId
}

/// A motion as it was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    pub title: String,
    /// One paragraph a line.
    pub text: String,
    /// Who moves it, as the minutes name them: a body, a group, a delegate.
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
    /// Characters of a line, as the rule of the day has it: lines keep their numbers whatever the rule says later.
    pub width: u16,
    /// The item of the meeting's agenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// By what something is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum How {
    /// A question of a declared vote of the body, from 0; it was carried, or not.
    Vote { vote: VoteId, question: u16 },
    /// Nobody was against it: as the chair found.
    Consent { reason: String },
}

/// What was decided, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub at: Millis,
    pub by: By,
    pub adopted: bool,
    pub how: How,
}

/// How far a motion has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Moved,
    Admitted,
    NotAdmitted,
    Withdrawn,
    Adopted,
    Rejected,
}

impl Step {
    /// As the pack's words name it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Moved => "moved",
            Step::Admitted => "admitted",
            Step::NotAdmitted => "not_admitted",
            Step::Withdrawn => "withdrawn",
            Step::Adopted => "adopted",
            Step::Rejected => "rejected",
        }
    }

    /// Whether amendments can still be moved.
    pub fn is_open(self) -> bool {
        matches!(self, Step::Moved | Step::Admitted)
    }
}

/// How an amendment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Take {
    Open,
    /// The mover takes it over.
    Accepted,
    Adopted,
    Rejected,
    Withdrawn,
}

impl Take {
    /// As the pack's words name it.
    pub fn name(self) -> &'static str {
        match self {
            Take::Open => "open",
            Take::Accepted => "accepted",
            Take::Adopted => "adopted",
            Take::Rejected => "rejected",
            Take::Withdrawn => "withdrawn",
        }
    }

    /// Whether its words are part of the text.
    pub fn is_in(self) -> bool {
        matches!(self, Take::Accepted | Take::Adopted)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub id: AmendmentId,
    /// From 1, in the order in which they were moved.
    pub number: u16,
    pub at: Millis,
    pub place: Place,
    pub text: String,
    pub reason: String,
    pub by: String,
    pub take: Take,
    pub decided: Option<Decision>,
    /// Why it was withdrawn.
    pub why: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Motion {
    pub id: MotionId,
    pub body: BodyId,
    pub at: Millis,
    pub officer: By,
    pub moved: Arc<Moved>,
    pub lines: Arc<Vec<Line>>,
    pub step: Step,
    pub decided: Option<Decision>,
    /// Why it was not admitted, or was withdrawn.
    pub why: Option<String>,
    /// When something was opened again, an amendment or all, and why.
    pub reopened: Vector<(Millis, Option<AmendmentId>, String)>,
    /// In the order in which they were moved.
    pub amendments: Vector<Arc<Amendment>>,
}

impl Motion {
    pub fn amendment(&self, id: &AmendmentId) -> Option<&Arc<Amendment>> {
        self.amendments.iter().find(|known| known.id == *id)
    }

    /// The text as it is amended now.
    pub fn text_now(&self) -> String {
        let parts: Vec<Part> = self
            .amendments
            .iter()
            .filter(|of| of.take.is_in())
            .map(|of| Part { place: of.place, text: &of.text })
            .collect();
        text_with(&self.lines, &parts)
    }

    /// The words of these lines, paragraph by paragraph.
    pub fn words(&self, place: Place) -> String {
        let Place::Lines { from, to } = place else { return String::new() };
        let own = self.lines.iter().filter(|line| (from..=to).contains(&line.number));
        text_with(&own.cloned().collect::<Vec<_>>(), &[])
    }

    /// The other amendments that are open or in the text and concern the same words.
    pub fn overlapping<'a>(
        &'a self,
        amendment: &'a Amendment,
    ) -> impl Iterator<Item = &'a Arc<Amendment>> {
        self.amendments.iter().filter(|other| {
            other.id != amendment.id
                && (other.take.is_in() || other.take == Take::Open)
                && overlap(other.place, amendment.place)
        })
    }
}

/// The motions before all bodies.
#[derive(Debug, Default, Clone)]
pub struct Motions {
    all: OrdMap<MotionId, Arc<Motion>>,
}

impl Motions {
    pub fn get(&self, id: &MotionId) -> Option<&Arc<Motion>> {
        self.all.get(id)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Motion>> {
        self.all.values()
    }

    fn moved(&mut self, head: &Head, id: &MotionId, moved: &Moved) {
        let Some(body) = head.body.clone() else { return };
        let new = Motion {
            id: id.clone(),
            body,
            at: head.at,
            officer: head.by.clone(),
            moved: Arc::new(moved.clone()),
            lines: Arc::new(lines(&moved.text, moved.width)),
            step: Step::Moved,
            decided: None,
            why: None,
            reopened: Vector::new(),
            amendments: Vector::new(),
        };
        self.all.entry(id.clone()).or_insert_with(|| Arc::new(new));
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        if let Event::Moved { motion, moved } = event {
            return self.moved(head, motion, moved);
        }
        for id in event.motions() {
            if let Some(of) = self.all.get_mut(id) {
                Arc::make_mut(of).apply(head, event);
            }
        }
    }
}

impl Motion {
    fn decide(&mut self, head: &Head, adopted: bool, how: &How) {
        self.step = if adopted { Step::Adopted } else { Step::Rejected };
        let (at, by, how) = (head.at, head.by.clone(), how.clone());
        self.decided = Some(Decision { at, by, adopted, how });
    }

    fn change(&mut self, id: &AmendmentId, change: impl FnOnce(&mut Amendment)) {
        if let Some(known) = self.amendments.iter_mut().find(|known| known.id == *id) {
            change(Arc::make_mut(known));
        }
    }

    fn apply(&mut self, head: &Head, event: &Event) {
        let decided = |adopted, how: &How| {
            let (at, by, how) = (head.at, head.by.clone(), how.clone());
            Some(Decision { at, by, adopted, how })
        };
        match event {
            Event::Moved { .. } => {}
            Event::Admitted { .. } => self.step = Step::Admitted,
            Event::NotAdmitted { reason, .. } => {
                (self.step, self.why) = (Step::NotAdmitted, Some(reason.clone()));
            }
            Event::Withdrawn { reason, .. } => {
                (self.step, self.why) = (Step::Withdrawn, Some(reason.clone()));
            }
            Event::Adopted { how, .. } => self.decide(head, true, how),
            Event::Rejected { how, .. } => self.decide(head, false, how),
            Event::DecidedTogether { adopted, how, .. } => self.decide(head, *adopted, how),
            Event::Reopened { amendment, reason, .. } => {
                self.reopened.push_back((head.at, amendment.clone(), reason.clone()));
                match amendment {
                    None => {
                        // What was never taken up is moved again, nothing more.
                        let back = self.decided.is_some();
                        self.step = if back { Step::Admitted } else { Step::Moved };
                        (self.decided, self.why) = (None, None);
                    }
                    Some(id) => self.change(id, |of| {
                        (of.take, of.decided, of.why) = (Take::Open, None, None);
                    }),
                }
            }
            Event::Amended { amendment, place, text, reason, by, .. } => {
                let number = self.amendments.len().saturating_add(1);
                self.amendments.push_back(Arc::new(Amendment {
                    id: amendment.clone(),
                    number: u16::try_from(number).unwrap_or(u16::MAX),
                    at: head.at,
                    place: *place,
                    text: text.clone(),
                    reason: reason.clone(),
                    by: by.clone(),
                    take: Take::Open,
                    decided: None,
                    why: None,
                }));
            }
            Event::AmendmentAccepted { amendment, .. } => {
                self.change(amendment, |of| of.take = Take::Accepted);
            }
            Event::AmendmentAdopted { amendment, how, .. } => {
                let decided = decided(true, how);
                self.change(amendment, |of| (of.take, of.decided) = (Take::Adopted, decided));
            }
            Event::AmendmentRejected { amendment, how, .. } => {
                let decided = decided(false, how);
                self.change(amendment, |of| (of.take, of.decided) = (Take::Rejected, decided));
            }
            Event::AmendmentWithdrawn { amendment, reason, .. } => {
                let why = Some(reason.clone());
                self.change(amendment, |of| (of.take, of.why) = (Take::Withdrawn, why));
            }
        }
    }
}

impl State {
    pub fn motion_rules(&self, at: Millis) -> Option<&MotionRules> {
        self.rules_at(at).ok()?.motion.as_ref()
    }

    /// Whether what a decision rests on still says so: a recount may have changed a vote, or it was annulled.
    pub fn upholds(&self, decision: &Decision) -> bool {
        match &decision.how {
            How::Consent { .. } => true,
            How::Vote { vote, question } => self.carried(vote, *question) == Some(decision.adopted),
        }
    }

    /// What a vote made of a question. None: it has made nothing of it.
    pub(super) fn carried(&self, vote: &VoteId, question: u16) -> Option<bool> {
        let vote = self.vote.get(vote).filter(|vote| vote.step() >= VoteStep::Declared)?;
        let outcomes = &vote.declared.as_ref().filter(|_| vote.annulled.is_none())?.outcomes;
        outcomes.iter().find(|outcome| outcome.question == question)?.carried
    }
}
