use super::{BallotRule, CapBase, Event, Facts, Rated, Rating, Score, Tasks};
use crate::{
    Date, Head, State,
    count::Count,
    evaluation::EvaluationRules,
    ids::id,
    people::{BodyId, By, OfficerId},
    units::UnitId,
    vote::Turnout,
};
use dienhong_journal::{Millis, Seal};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

id! {
    /// One evaluation: `2026`, `2026-q3`.
    CycleId
}

id! {
    /// An office whose people are rated: a department, a school, a commune's committee.
    OrganId
}

id! {
    /// One who is rated in one cycle. It says nothing about the person.
    PersonId
}

/// The time that is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub year: i16,
    /// 1 to 4. None: the whole year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarter: Option<u8>,
}

impl Period {
    /// How many months it has.
    pub fn months(self) -> u8 {
        if self.quarter.is_some() { 3 } else { 12 }
    }
}

/// Under whose rules people are rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Civil servants: the score alone.
    State,
    /// The Party: the tasks count beside the score.
    Party,
}

impl Law {
    pub const ALL: [Law; 2] = [Law::State, Law::Party];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Law::State => "state",
            Law::Party => "party",
        }
    }
}

/// What is due, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    SelfReport,
    Comments,
    Proposal,
    Ballot,
    Decision,
    /// The last day to appeal.
    Appeal,
}

impl Phase {
    pub const ALL: [Phase; 6] = [
        Phase::SelfReport,
        Phase::Comments,
        Phase::Proposal,
        Phase::Ballot,
        Phase::Decision,
        Phase::Appeal,
    ];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Phase::SelfReport => "self_report",
            Phase::Comments => "comments",
            Phase::Proposal => "proposal",
            Phase::Ballot => "ballot",
            Phase::Decision => "decision",
            Phase::Appeal => "appeal",
        }
    }

    /// Whether every cycle has it.
    pub fn is_always(self) -> bool {
        !matches!(self, Phase::Comments | Phase::Ballot)
    }
}

/// What lowers a rating whatever the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blemish {
    /// A reprimand or more, not for something done in office.
    Discipline,
    DutyDiscipline,
    Degradation,
    /// Of who leads: a unit below was handled for corruption or waste.
    UnitHandled,
}

impl Blemish {
    pub const ALL: [Blemish; 4] =
        [Blemish::Discipline, Blemish::DutyDiscipline, Blemish::Degradation, Blemish::UnitHandled];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Blemish::Discipline => "discipline",
            Blemish::DutyDiscipline => "duty_discipline",
            Blemish::Degradation => "degradation",
            Blemish::UnitHandled => "unit_handled",
        }
    }
}

/// Whom a ballot is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    Person(PersonId),
    Organ(OrganId),
}

/// The figures of a ballot on a rating: who was asked, what came back, and how often each was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    pub summoned: Count,
    pub present: Count,
    pub issued: Count,
    pub returned: Count,
    pub valid: Count,
    pub invalid: Count,
    pub votes: BTreeMap<Rating, Count>,
}

impl Ballot {
    /// Nobody is counted twice, and every valid paper chose one rating.
    pub fn adds_up(&self) -> bool {
        let sum = |counts: &mut dyn Iterator<Item = Count>| Count::sum(counts);
        self.present <= self.summoned
            && self.issued <= self.present
            && self.returned <= self.issued
            && sum(&mut [self.valid, self.invalid].into_iter()) == Some(self.returned)
            && sum(&mut self.votes.values().copied()) == Some(self.valid)
    }

    /// The number over which the rule takes its share.
    pub fn base(&self, rule: &BallotRule) -> Option<Count> {
        let turnout = Turnout {
            total_members: None,
            summoned: Some(self.summoned),
            present: Some(self.present),
            issued: self.issued,
            returned: self.returned,
            invalid: self.invalid,
        };
        turnout.base(rule.base)
    }

    /// The rating that strictly more than the rule's share chose. None: no rating has it.
    pub fn agreed(&self, rule: &BallotRule) -> Option<Rating> {
        let base = self.base(rule)?;
        let agreed = |(_, votes): &(&Rating, &Count)| rule.over.exceeded_by(**votes, base);
        self.votes.iter().find(agreed).map(|(rating, _)| *rating)
    }
}

/// Why somebody has no rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unrated {
    FewMonths,
    /// Something is still being looked into.
    UnderReview,
}

impl Unrated {
    pub const ALL: [Unrated; 2] = [Unrated::FewMonths, Unrated::UnderReview];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Unrated::FewMonths => "few_months",
            Unrated::UnderReview => "under_review",
        }
    }
}

/// What was decided of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    Rated {
        rating: Rating,
        score: Score,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tasks: Option<Tasks>,
    },
    Unrated(Unrated),
}

impl Outcome {
    pub fn rating(&self) -> Option<Rating> {
        match self {
            Outcome::Rated { rating, .. } => Some(*rating),
            Outcome::Unrated(_) => None,
        }
    }
}

/// How often each rating was given in one office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    pub organ: OrganId,
    pub people: Count,
    pub excellent: Count,
    pub good: Count,
    pub completed: Count,
    pub not_completed: Count,
    pub unrated: Count,
    /// Over which number the cap is taken.
    pub base: CapBase,
    /// The most who may be excellent.
    pub most: Count,
}

impl Totals {
    /// As many people as there are outcomes.
    pub fn adds_up(&self) -> bool {
        let all = [self.excellent, self.good, self.completed, self.not_completed, self.unrated];
        Count::sum(all) == Some(self.people)
    }

    pub fn rated(&self) -> Rated {
        Rated { good: self.good, excellent: self.excellent }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub at: Millis,
    pub fact: Blemish,
    pub on: Date,
    pub document: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub at: Millis,
    pub by: By,
    pub score: Score,
    pub tasks: Option<Tasks>,
    pub sealed: Seal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub at: Millis,
    pub by_body: String,
    pub document: String,
    pub sealed: Seal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub at: Millis,
    pub score: Score,
    pub rating: Rating,
    pub tasks: Option<Tasks>,
    pub document: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    pub at: Millis,
    pub on: Date,
    pub sealed: Seal,
    /// When, by which document, whether it was found to be right, and the words.
    pub answered: Option<(Date, String, bool, Seal)>,
}

/// The file of one who is rated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub organ: OrganId,
    pub name: String,
    pub post: String,
    pub group: String,
    pub leads: bool,
    pub months: u8,
    pub officer: Option<OfficerId>,
    pub struck: Option<String>,
    pub facts: Vec<Fact>,
    /// The last counts, of these and of proposals and ballots.
    pub reports: Vec<Report>,
    pub comments: Vec<Comment>,
    pub proposals: Vec<Proposal>,
    pub ballots: Vec<(Millis, Ballot, String)>,
    /// With the number of the decision; the last counts.
    pub outcomes: Vec<(u16, Outcome)>,
    pub appeals: Vec<Appeal>,
    pub readers: Vec<(By, Millis)>,
}

impl Person {
    pub fn report(&self) -> Option<&Report> {
        self.reports.last()
    }

    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposals.last()
    }

    pub fn ballot(&self) -> Option<&Ballot> {
        self.ballots.last().map(|(_, ballot, _)| ballot)
    }

    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcomes.last().map(|(_, outcome)| outcome)
    }

    /// The rating decided, or else proposed.
    pub fn rating(&self) -> Option<Rating> {
        match self.outcome() {
            Some(outcome) => outcome.rating(),
            None => self.proposal().map(|proposal| proposal.rating),
        }
    }

    pub fn counts(&self) -> bool {
        self.struck.is_none()
    }

    /// What of the year lowers the rating.
    pub fn facts(&self) -> Facts {
        let has = |fact| self.facts.iter().any(|known| known.fact == fact);
        let in_office = has(Blemish::DutyDiscipline);
        Facts {
            disciplined: in_office || has(Blemish::Discipline),
            duty_related: in_office,
            degraded: has(Blemish::Degradation),
            unit_handled: has(Blemish::UnitHandled),
        }
    }
}

/// An office in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organ {
    pub id: OrganId,
    pub name: String,
    pub level: u8,
    pub parent: Option<OrganId>,
    /// The decision by which more may be excellent, and its day.
    pub raised: Option<(String, Date)>,
    pub ballots: Vec<(Millis, Ballot, String)>,
    /// With the number of the decision; the last counts.
    pub ratings: Vec<(u16, Rating)>,
}

impl Organ {
    pub fn rating(&self) -> Option<Rating> {
        self.ratings.last().map(|(_, rating)| *rating)
    }
}

/// An act that decided ratings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub at: Millis,
    pub by: By,
    pub on: Date,
    pub document: String,
    /// The decision that it corrects, and why.
    pub corrects: Option<(u16, String)>,
    pub organs: Vec<OrganId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub at: Millis,
    pub totals: Vec<Totals>,
    pub left_out: u16,
    pub document: String,
    pub reason: Option<String>,
}

/// One evaluation. What is decided of people is known to the node alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    pub id: CycleId,
    pub at: Millis,
    pub name: String,
    pub unit: UnitId,
    pub body: BodyId,
    pub period: Period,
    pub law: Law,
    pub dues: BTreeMap<Phase, Date>,
    pub organs: OrdMap<OrganId, Arc<Organ>>,
    pub people: OrdMap<PersonId, Arc<Person>>,
    pub decisions: Vector<Arc<Decision>>,
    /// Every version, the latest last.
    pub published: Vector<Arc<Published>>,
}

impl Cycle {
    /// Those in an office who count, by their ids.
    pub fn people_of<'a>(&'a self, organ: &'a OrganId) -> impl Iterator<Item = &'a Arc<Person>> {
        self.people.values().filter(move |person| person.organ == *organ && person.counts())
    }

    pub fn person(&self, id: &PersonId) -> Option<&Arc<Person>> {
        self.people.get(id)
    }

    pub fn organ(&self, id: &OrganId) -> Option<&Arc<Organ>> {
        self.organs.get(id)
    }

    pub fn decision(&self, number: u16) -> Option<&Arc<Decision>> {
        self.decisions.get(usize::from(number).checked_sub(1)?)
    }

    pub fn next_decision(&self) -> u16 {
        u16::try_from(self.decisions.len() + 1).unwrap_or(u16::MAX)
    }

    /// Whether somebody worked long enough to be among the best. Of a quarter that is not asked.
    pub fn worked_enough(&self, rules: &EvaluationRules, person: &Person) -> bool {
        let least = rules.months.as_ref().filter(|_| self.period.quarter.is_none());
        least.is_none_or(|rule| person.months >= rule.at_least)
    }

    /// The best rating that may be given by this score.
    pub fn best(
        &self,
        rules: &EvaluationRules,
        person: &Person,
        score: Score,
        tasks: Option<&Tasks>,
    ) -> Rating {
        let tasks = tasks.filter(|_| self.law == Law::Party);
        rules.best(score, person.facts(), tasks, self.worked_enough(rules, person))
    }
}

/// All evaluations.
#[derive(Debug, Default, Clone)]
pub struct Evaluations(OrdMap<CycleId, Arc<Cycle>>);

impl Evaluations {
    pub fn cycle(&self, id: &CycleId) -> Option<&Arc<Cycle>> {
        self.0.get(id)
    }

    pub fn cycles(&self) -> impl DoubleEndedIterator<Item = &Arc<Cycle>> {
        self.0.values()
    }

    /// The files of an officer, one a cycle.
    pub fn files_of<'a>(
        &'a self,
        officer: &'a OfficerId,
    ) -> impl Iterator<Item = (&'a Arc<Cycle>, &'a Arc<Person>)> {
        let own = move |person: &&Arc<Person>| {
            person.officer.as_ref() == Some(officer) && person.counts()
        };
        self.0.values().filter_map(move |cycle| Some((cycle, cycle.people.values().find(own)?)))
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        if let Event::CycleOpened { cycle, name, unit, body, period, law, dues } = event {
            // What is opened twice was not lawful: the first stays.
            self.0.entry(cycle.clone()).or_insert_with(|| {
                Arc::new(Cycle {
                    id: cycle.clone(),
                    at: head.at,
                    name: name.clone(),
                    unit: unit.clone(),
                    body: body.clone(),
                    period: *period,
                    law: *law,
                    dues: dues.clone(),
                    organs: OrdMap::new(),
                    people: OrdMap::new(),
                    decisions: Vector::new(),
                    published: Vector::new(),
                })
            });
        } else if let Some(cycle) = self.0.get_mut(event.cycle()) {
            Arc::make_mut(cycle).take(head, event);
        }
    }
}

impl Cycle {
    fn take(&mut self, head: &Head, event: &Event) {
        let at = head.at;
        match event {
            Event::CycleOpened { .. } => {}
            Event::OrganListed { organ, name, level, parent, .. } => {
                self.organs.entry(organ.clone()).or_insert_with(|| {
                    Arc::new(Organ {
                        id: organ.clone(),
                        name: name.clone(),
                        level: *level,
                        parent: parent.clone(),
                        raised: None,
                        ballots: Vec::new(),
                        ratings: Vec::new(),
                    })
                });
            }
            Event::CapRaised { organ, document, on, .. } => {
                if let Some(of) = self.organs.get_mut(organ) {
                    Arc::make_mut(of).raised = Some((document.clone(), *on));
                }
            }
            Event::PersonListed {
                organ,
                person,
                name,
                post,
                group,
                leads,
                months,
                officer,
                ..
            } => {
                self.people.entry(person.clone()).or_insert_with(|| {
                    Arc::new(Person {
                        id: person.clone(),
                        organ: organ.clone(),
                        name: name.clone(),
                        post: post.clone(),
                        group: group.clone(),
                        leads: *leads,
                        months: *months,
                        officer: officer.clone(),
                        struck: None,
                        facts: Vec::new(),
                        reports: Vec::new(),
                        comments: Vec::new(),
                        proposals: Vec::new(),
                        ballots: Vec::new(),
                        outcomes: Vec::new(),
                        appeals: Vec::new(),
                        readers: Vec::new(),
                    })
                });
            }
            Event::PersonStruck { person, reason, .. } => {
                self.change(person, |of| of.struck = Some(reason.clone()));
            }
            Event::FactRecorded { person, fact, on, document, .. } => {
                let fact = Fact { at, fact: *fact, on: *on, document: document.clone() };
                self.change(person, |of| of.facts.push(fact));
            }
            Event::SelfReported { person, score, tasks, sealed, .. } => {
                let (by, sealed) = (head.by.clone(), *sealed);
                let report = Report { at, by, score: *score, tasks: *tasks, sealed };
                self.change(person, |of| of.reports.push(report));
            }
            Event::Commented { person, by_body, document, sealed, .. } => {
                let (by_body, document) = (by_body.clone(), document.clone());
                let comment = Comment { at, by_body, document, sealed: *sealed };
                self.change(person, |of| of.comments.push(comment));
            }
            Event::Proposed { person, score, rating, tasks, document, .. } => {
                let (score, rating, tasks) = (*score, *rating, *tasks);
                let proposal = Proposal { at, score, rating, tasks, document: document.clone() };
                self.change(person, |of| of.proposals.push(proposal));
            }
            Event::Balloted { of, ballot, document, .. } => {
                let ballot = (at, ballot.clone(), document.clone());
                match of {
                    Of::Person(person) => self.change(person, |of| of.ballots.push(ballot)),
                    Of::Organ(organ) => {
                        if let Some(organ) = self.organs.get_mut(organ) {
                            Arc::make_mut(organ).ballots.push(ballot);
                        }
                    }
                }
            }
            Event::Decided { decision, document, on, organs, people, .. } => {
                self.decide(head, (*decision, None), (*on, document), organs, people);
            }
            Event::Corrected {
                decision, corrects, document, on, reason, organs, people, ..
            } => {
                let corrects = Some((*corrects, reason.clone()));
                self.decide(head, (*decision, corrects), (*on, document), organs, people);
            }
            Event::Appealed { person, on, sealed, .. } => {
                let appeal = Appeal { at, on: *on, sealed: *sealed, answered: None };
                self.change(person, |of| of.appeals.push(appeal));
            }
            Event::AppealAnswered { person, appeal, on, document, upheld, sealed, .. } => {
                let answer = (*on, document.clone(), *upheld, *sealed);
                self.change(person, |of| {
                    let place = usize::from(*appeal).checked_sub(1);
                    if let Some(one) = place.and_then(|place| of.appeals.get_mut(place)) {
                        one.answered = Some(answer);
                    }
                });
            }
            Event::FileRead { person, .. } => {
                let by = head.by.clone();
                self.change(person, |of| of.readers.push((by, at)));
            }
            Event::TotalsPublished { totals, left_out, document, reason, .. } => {
                self.published.push_back(Arc::new(Published {
                    at,
                    totals: totals.clone(),
                    left_out: *left_out,
                    document: document.clone(),
                    reason: reason.clone(),
                }));
            }
        }
    }

    fn decide(
        &mut self,
        head: &Head,
        (number, corrects): (u16, Option<(u16, String)>),
        (on, document): (Date, &str),
        organs: &BTreeMap<OrganId, Rating>,
        people: &BTreeMap<PersonId, Outcome>,
    ) {
        for (id, rating) in organs {
            if let Some(organ) = self.organs.get_mut(id) {
                Arc::make_mut(organ).ratings.push((number, *rating));
            }
        }
        for (id, outcome) in people {
            self.change(id, |of| of.outcomes.push((number, *outcome)));
        }
        self.decisions.push_back(Arc::new(Decision {
            at: head.at,
            by: head.by.clone(),
            on,
            document: document.to_owned(),
            corrects,
            organs: organs.keys().cloned().collect(),
        }));
    }

    fn change(&mut self, person: &PersonId, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.get_mut(person) {
            change(Arc::make_mut(person));
        }
    }
}

impl State {
    /// The rules of a cycle: those that held when it was opened.
    pub fn evaluation_rules(&self, cycle: &Cycle) -> Option<&EvaluationRules> {
        self.node.rules_at(cycle.at)?.evaluation.as_ref()
    }
}
