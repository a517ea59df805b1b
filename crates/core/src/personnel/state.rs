use super::{Event, PersonnelRules, Reason, StepRule};
use crate::{
    Date, Head, State,
    count::Count,
    election::Sex,
    ids::id,
    people::{BodyId, By, OfficerId},
    vote::{Document, VoteId},
};
use dienhong_journal::{Millis, Seal};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

id! {
    /// Somebody who has a file, by a random id that says nothing about the person.
    PersonId
}

id! {
    /// A planning list.
    ListId
}

id! {
    /// A nomination for a post.
    NominationId
}

/// What a file says first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Particulars {
    pub name: String,
    pub born: Date,
    pub sex: Sex,
    /// The post held now.
    pub post: String,
    /// Who is an officer of the node reads the own file and answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
}

/// What only the seal of a file holds. No record lays it open, and no paper of this pack prints it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Private {
    pub membership: String,
    pub ethnicity: String,
    pub faith: String,
    pub health: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discipline {
    pub measure: String,
    pub from: Date,
    /// None: until another record says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    pub document: Document,
}

impl Discipline {
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What a decision does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Appointed,
    Reappointed,
    /// To a like post elsewhere, for a time.
    Rotated,
    /// To another post.
    Transferred,
    Resigned,
    Dismissed,
}

impl Act {
    pub const ALL: [Act; 6] = [
        Act::Appointed,
        Act::Reappointed,
        Act::Rotated,
        Act::Transferred,
        Act::Resigned,
        Act::Dismissed,
    ];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Act::Appointed => "appointed",
            Act::Reappointed => "reappointed",
            Act::Rotated => "rotated",
            Act::Transferred => "transferred",
            Act::Resigned => "resigned",
            Act::Dismissed => "dismissed",
        }
    }

    /// Whether the post is held after it.
    pub fn gives(self) -> bool {
        !matches!(self, Act::Resigned | Act::Dismissed)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub act: Act,
    pub post: String,
    pub from: Date,
    /// The end of the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    pub document: Document,
    /// The nomination that chose the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nomination: Option<NominationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub post: String,
    /// The first and the last year of the term for which it plans.
    pub term: (i16, i16),
    /// As they are written down: no order of merit.
    pub people: Vec<PersonId>,
    pub document: Document,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    pub person: PersonId,
    pub reason: String,
}

/// Where somebody for a post is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Local,
    Outside,
}

impl Origin {
    pub const ALL: [Origin; 2] = [Origin::Local, Origin::Outside];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Local => "local",
            Origin::Outside => "outside",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    pub post: String,
    pub origin: Origin,
    /// The planning list of the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListId>,
    /// Who is considered, as they are written down.
    pub people: Vec<PersonId>,
    /// When leave was asked for, and given by the policy document.
    pub asked: Date,
    pub policy: Document,
}

/// Who came to a conference that does not vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub summoned: Count,
    pub present: Count,
}

/// Somebody else's look into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub by: By,
    pub on: Date,
    pub at: Millis,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub at: Millis,
    pub sealed: Seal,
}

/// Somebody's file.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PersonId,
    /// Who keeps it.
    pub body: BodyId,
    pub about: Arc<Particulars>,
    pub sealed: Option<Seal>,
    pub at: Millis,
    pub disciplines: Vector<Discipline>,
    pub decisions: Vector<Arc<Decision>>,
    pub readings: Vector<Reading>,
    pub answers: Vector<Answer>,
}

impl Person {
    /// Whether this officer is the person.
    pub fn is(&self, by: &By) -> bool {
        self.about.officer.as_ref().is_some_and(|officer| *by == By::Officer(officer.clone()))
    }

    pub fn disciplined_on(&self, day: Date) -> Option<&Discipline> {
        self.disciplines.iter().find(|discipline| discipline.holds(day))
    }

    /// How many terms in this post were given one after another until now.
    pub fn terms(&self, post: &str) -> usize {
        let of = self.decisions.iter().rev().filter(|decision| decision.post == post);
        of.take_while(|decision| decision.act.gives())
            .filter(|decision| matches!(decision.act, Act::Appointed | Act::Reappointed))
            .count()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub at: Millis,
    pub year: i16,
    pub kept: Vec<PersonId>,
    pub added: Vec<PersonId>,
    pub removed: Vec<Removal>,
    pub document: Document,
}

/// A planning list.
#[derive(Debug, Clone)]
pub struct List {
    pub id: ListId,
    pub body: BodyId,
    pub plan: Arc<Plan>,
    pub at: Millis,
    /// Who stands in it now.
    pub people: Arc<Vec<PersonId>>,
    pub reviews: Vector<Arc<Review>>,
}

/// A conference that votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub step: u16,
    pub people: Vec<PersonId>,
    pub vote: VoteId,
    pub at: Millis,
}

/// A conference that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub at: Millis,
    pub meeting: Option<Meeting>,
    pub vote: Option<VoteId>,
    /// Who was on the paper.
    pub people: Vec<PersonId>,
    pub passed: Vec<PersonId>,
    pub reason: Option<Reason>,
    pub head: Option<PersonId>,
    pub explanation: Option<String>,
    pub document: Document,
}

#[derive(Debug, Clone)]
pub struct Nomination {
    pub id: NominationId,
    pub body: BodyId,
    pub opened: Arc<Opened>,
    pub at: Millis,
    /// The vote that is held now, or the last one that was annulled.
    pub begun: Option<Arc<Begun>>,
    pub ended: Vector<Arc<Ended>>,
    /// Ended before somebody was chosen: when and why.
    pub closed: Option<(Millis, String, Document)>,
}

impl Nomination {
    /// Which step is next, from 1.
    pub fn next(&self) -> u16 {
        u16::try_from(self.ended.len()).unwrap_or(u16::MAX).saturating_add(1)
    }

    /// Who is still considered.
    pub fn candidates(&self) -> &[PersonId] {
        self.ended.last().map_or(&self.opened.people, |ended| &ended.passed)
    }
}

/// All that is known of personnel.
#[derive(Debug, Default, Clone)]
pub struct Personnel {
    people: OrdMap<PersonId, Arc<Person>>,
    lists: OrdMap<ListId, Arc<List>>,
    nominations: OrdMap<NominationId, Arc<Nomination>>,
}

impl Personnel {
    pub fn person(&self, id: &PersonId) -> Option<&Arc<Person>> {
        self.people.get(id)
    }

    pub fn people(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// The file of an officer of the node.
    pub fn of_officer(&self, officer: &OfficerId) -> Option<&Arc<Person>> {
        self.people().find(|person| person.about.officer.as_ref() == Some(officer))
    }

    pub fn list(&self, id: &ListId) -> Option<&Arc<List>> {
        self.lists.get(id)
    }

    pub fn lists(&self) -> impl Iterator<Item = &Arc<List>> {
        self.lists.values()
    }

    pub fn nomination(&self, id: &NominationId) -> Option<&Arc<Nomination>> {
        self.nominations.get(id)
    }

    pub fn nominations(&self) -> impl Iterator<Item = &Arc<Nomination>> {
        self.nominations.values()
    }

    /// The lists in which somebody stands now.
    pub fn planned<'a>(&'a self, person: &'a PersonId) -> impl Iterator<Item = &'a Arc<List>> {
        self.lists().filter(move |list| list.people.contains(person))
    }

    /// The nomination and the place of the step that a vote belongs to.
    pub fn of_vote(&self, vote: &VoteId) -> Option<(&Arc<Nomination>, u16)> {
        self.nominations().find_map(|nomination| {
            let begun = nomination.begun.iter().filter(|begun| begun.vote == *vote);
            let begun = begun.map(|begun| begun.step);
            let ended = (1u16..).zip(&nomination.ended);
            let ended = ended.filter(|(_, of)| of.vote.as_ref() == Some(vote)).map(|(at, _)| at);
            Some((nomination, begun.chain(ended).next()?))
        })
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::PersonNoted { person, about, sealed } => {
                self.noted(head, person, about, *sealed);
            }
            Event::Disciplined { person, discipline } => {
                self.with(person, |of| of.disciplines.push_back(discipline.clone()));
            }
            Event::Decided { person, decision } => self.with(person, |of| {
                of.decisions.push_back(Arc::new((**decision).clone()));
                let mut about = (*of.about).clone();
                about.post =
                    if decision.act.gives() { decision.post.clone() } else { String::new() };
                of.about = Arc::new(about);
            }),
            Event::FileRead { person, on } => self.with(person, |of| {
                of.readings.push_back(Reading { by: head.by.clone(), on: *on, at: head.at });
            }),
            Event::FileAnswered { person, sealed } => self.with(person, |of| {
                of.answers.push_back(Answer { at: head.at, sealed: *sealed });
            }),
            Event::ListOpened { list, plan } => self.listed(head, list, plan),
            Event::ListReviewed { list, year, kept, added, removed, document } => {
                let Some(of) = self.lists.get_mut(list) else { return };
                let of = Arc::make_mut(of);
                of.people = Arc::new(kept.iter().chain(added).cloned().collect());
                of.reviews.push_back(Arc::new(Review {
                    at: head.at,
                    year: *year,
                    kept: kept.clone(),
                    added: added.clone(),
                    removed: removed.clone(),
                    document: document.clone(),
                }));
            }
            Event::NominationOpened { nomination, opened } => {
                self.opened(head, nomination, opened);
            }
            Event::StepBegun { nomination, step, people, vote } => {
                let Some(of) = self.nominations.get_mut(nomination) else { return };
                let (step, people, vote) = (*step, people.clone(), vote.clone());
                let begun = Begun { step, people, vote, at: head.at };
                Arc::make_mut(of).begun = Some(Arc::new(begun));
            }
            Event::StepEnded {
                nomination,
                meeting,
                passed,
                reason,
                head: prefers,
                explanation,
                document,
                ..
            } => {
                let Some(of) = self.nominations.get_mut(nomination) else { return };
                let of = Arc::make_mut(of);
                let begun = of.begun.take();
                let people = begun.as_ref().map(|begun| begun.people.clone());
                of.ended.push_back(Arc::new(Ended {
                    at: head.at,
                    meeting: *meeting,
                    vote: begun.as_ref().map(|begun| begun.vote.clone()),
                    people: people.unwrap_or_else(|| of.candidates().to_vec()),
                    passed: passed.clone(),
                    reason: *reason,
                    head: prefers.clone(),
                    explanation: explanation.clone(),
                    document: document.clone(),
                }));
            }
            Event::NominationEnded { nomination, reason, document } => {
                let Some(of) = self.nominations.get_mut(nomination) else { return };
                let closed = (head.at, reason.clone(), document.clone());
                Arc::make_mut(of).closed = Some(closed);
            }
        }
    }

    fn with(&mut self, person: &PersonId, change: impl FnOnce(&mut Person)) {
        if let Some(of) = self.people.get_mut(person) {
            change(Arc::make_mut(of));
        }
    }

    fn noted(&mut self, head: &Head, id: &PersonId, about: &Particulars, sealed: Option<Seal>) {
        let about = Arc::new(about.clone());
        if let Some(of) = self.people.get_mut(id) {
            let of = Arc::make_mut(of);
            of.about = about;
            of.sealed = sealed.or(of.sealed);
            return;
        }
        let Some(body) = head.body.clone() else { return };
        let person = Person {
            id: id.clone(),
            body,
            about,
            sealed,
            at: head.at,
            disciplines: Vector::new(),
            decisions: Vector::new(),
            readings: Vector::new(),
            answers: Vector::new(),
        };
        self.people.insert(id.clone(), Arc::new(person));
    }

    fn listed(&mut self, head: &Head, id: &ListId, plan: &Plan) {
        let Some(body) = head.body.clone() else { return };
        let list = List {
            id: id.clone(),
            body,
            plan: Arc::new(plan.clone()),
            at: head.at,
            people: Arc::new(plan.people.clone()),
            reviews: Vector::new(),
        };
        self.lists.entry(id.clone()).or_insert_with(|| Arc::new(list));
    }

    fn opened(&mut self, head: &Head, id: &NominationId, opened: &Opened) {
        let Some(body) = head.body.clone() else { return };
        let nomination = Nomination {
            id: id.clone(),
            body,
            opened: Arc::new(opened.clone()),
            at: head.at,
            begun: None,
            ended: Vector::new(),
            closed: None,
        };
        self.nominations.entry(id.clone()).or_insert_with(|| Arc::new(nomination));
    }
}

impl State {
    /// The steps of a nomination by the rules of the day on which it was opened.
    pub fn nomination_steps(&self, nomination: &Nomination) -> &[StepRule] {
        let rules = self.rules_at(nomination.at).ok();
        let rules = rules.and_then(|rules| rules.nomination.as_ref());
        rules.map_or(&[], |rules| match nomination.opened.origin {
            Origin::Local => rules.steps.as_slice(),
            Origin::Outside => rules.outside.as_slice(),
        })
    }

    /// The step that is next. None: all are over, or the nomination is.
    pub fn next_step(&self, nomination: &Nomination) -> Option<&StepRule> {
        let nobody_left = !nomination.ended.is_empty() && nomination.candidates().is_empty();
        if nomination.closed.is_some() || nobody_left {
            return None;
        }
        self.nomination_steps(nomination).get(nomination.ended.len())
    }

    /// Whom a nomination has chosen, once all steps are over.
    pub fn chosen<'a>(&self, nomination: &'a Nomination) -> Option<&'a PersonId> {
        let over = nomination.ended.len() == self.nomination_steps(nomination).len();
        let last = nomination.ended.last().filter(|_| over && nomination.closed.is_none())?;
        last.passed.first()
    }

    /// What the rules of a day say of personnel beside ballots.
    pub fn personnel_rules(&self, at: Millis) -> Option<&PersonnelRules> {
        self.rules_at(at).ok()?.personnel.as_ref()
    }
}
