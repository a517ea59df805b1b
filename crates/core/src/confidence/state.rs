use super::{Consequence, Event, Levels, SurveyRule};
use crate::{
    Date, Head, State,
    count::Count,
    ids::id,
    people::{BodyId, By, OfficerId},
    rules::Source,
    vote::{Answers, Call, Document, Vote, VoteId},
};
use dienhong_journal::{Hash, Millis, Seal};
use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

id! {
    /// A round of votes of confidence: `council-2029`.
    RoundId
}

/// Somebody who is voted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Within the round; of an officer of the node, the officer's own id.
    pub id: String,
    pub name: String,
    /// As the paper prints it.
    pub post: String,
}

/// Why somebody who holds such a post is not voted on. Says nothing of anybody's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    RetirementNotice,
    /// Elected or appointed in the year of the survey.
    NewInPost,
    /// On leave, and not in charge, for as long as the rules say.
    LongLeave,
    /// Holds the post no more.
    LeftPost,
}

impl Why {
    pub const ALL: [Why; 4] =
        [Why::RetirementNotice, Why::NewInPost, Why::LongLeave, Why::LeftPost];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Why::RetirementNotice => "retirement_notice",
            Why::NewInPost => "new_in_post",
            Why::LongLeave => "long_leave",
            Why::LeftPost => "left_post",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    pub name: String,
    pub post: String,
    pub why: Why,
}

/// What a round is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// One of the pack's surveys: `assembly`, `party`.
    pub kind: String,
    pub title: String,
    pub year: i16,
    /// Which year of the body's term that is, from 1.
    pub year_of_term: u16,
    /// Whose rule says who may demand a vote of confidence: `PC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assembly: Option<String>,
    /// All who belong to the body.
    pub members: Count,
    /// In the order of the paper.
    pub subjects: Vec<Subject>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
    pub document: Document,
    /// Whether its records are closed, as the rule of its vote demands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// On what ground a vote of confidence is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ground {
    /// The survey gave it.
    Survey,
    /// So many members signed for it.
    Members { signed: Count },
    /// A body that may propose it by law.
    Body { name: String },
}

/// A report that lies before the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub at: Millis,
    pub by: By,
    pub sealed: Seal,
    pub blob: Option<Hash>,
}

/// A vote on two levels about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Second {
    pub person: String,
    pub vote: VoteId,
    pub ground: Ground,
    pub document: Document,
    pub at: Millis,
}

/// A step that was taken about somebody after the survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    Resigned(Document),
    ReliefProposed(Document),
}

/// A round, as far as it has come.
#[derive(Debug, Clone)]
pub struct Round {
    pub id: RoundId,
    pub body: BodyId,
    pub plan: Arc<Plan>,
    pub at: Millis,
    pub by: By,
    pub left: OrdMap<String, (Why, Document)>,
    pub reports: OrdMap<String, Report>,
    pub given_out: Option<Date>,
    /// Members who said by themselves that they have read the reports.
    pub readers: OrdSet<OfficerId>,
    /// And so many on paper.
    pub on_paper: Count,
    /// Those called as the round's; all but the last are annulled.
    pub surveys: Vector<VoteId>,
    pub seconds: Vector<Second>,
    pub taken: Vector<(String, Taken)>,
}

impl Round {
    /// Those who are voted on, in the order of the paper.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.plan.subjects.iter().filter(|subject| !self.left.contains_key(&subject.id))
    }

    pub fn subject(&self, person: &str) -> Option<&Subject> {
        self.plan.subjects.iter().find(|subject| subject.id == person)
    }

    /// How many members have read the reports.
    pub fn read_by(&self) -> Option<Count> {
        let officers = Count::try_from(self.readers.len() as u64).ok()?;
        Count::sum([officers, self.on_paper])
    }

    pub fn taken(&self, person: &str) -> impl Iterator<Item = &Taken> {
        self.taken.iter().filter(move |(of, _)| of == person).map(|(_, taken)| taken)
    }
}

/// The rounds of all bodies.
#[derive(Debug, Default, Clone)]
pub struct Rounds {
    all: OrdMap<RoundId, Arc<Round>>,
    /// To which round a vote belongs.
    votes: OrdMap<VoteId, RoundId>,
}

impl Rounds {
    pub fn get(&self, id: &RoundId) -> Option<&Arc<Round>> {
        self.all.get(id)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Round>> {
        self.all.values()
    }

    /// The round that a vote belongs to.
    pub fn of_vote(&self, vote: &VoteId) -> Option<&Arc<Round>> {
        self.get(self.votes.get(vote)?)
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        if let Event::RoundOpened { round, plan } = event {
            let Some(body) = head.body.clone() else { return };
            let new = Round {
                id: round.clone(),
                body,
                plan: Arc::new((**plan).clone()),
                at: head.at,
                by: head.by.clone(),
                left: OrdMap::new(),
                reports: OrdMap::new(),
                given_out: None,
                readers: OrdSet::new(),
                on_paper: Count::ZERO,
                surveys: Vector::new(),
                seconds: Vector::new(),
                taken: Vector::new(),
            };
            self.all.entry(round.clone()).or_insert_with(|| Arc::new(new));
            return;
        }
        let Some(round) = self.all.get_mut(event.round()) else { return };
        if let Event::VoteCalled { vote, .. } | Event::SecondVoteCalled { vote, .. } = event {
            self.votes.entry(vote.clone()).or_insert_with(|| round.id.clone());
        }
        Arc::make_mut(round).apply(head, event);
    }
}

impl Round {
    fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::RoundOpened { .. } => {}
            Event::SubjectLeft { person, why, document, .. } => {
                self.left.insert(person.clone(), (*why, document.clone()));
            }
            Event::ReportFiled { person, sealed, blob, .. } => {
                let (by, sealed, blob) = (head.by.clone(), *sealed, *blob);
                self.reports.insert(person.clone(), Report { at: head.at, by, sealed, blob });
            }
            Event::ReportsGivenOut { on, .. } => self.given_out = Some(*on),
            Event::ReportsRead { .. } => {
                if let By::Officer(officer) = &head.by {
                    self.readers.insert(officer.clone());
                }
            }
            Event::ReadersStated { members, .. } => self.on_paper = *members,
            Event::VoteCalled { vote, .. } => self.surveys.push_back(vote.clone()),
            Event::Resigned { person, document, .. } => {
                self.taken.push_back((person.clone(), Taken::Resigned(document.clone())));
            }
            Event::SecondVoteCalled { person, vote, ground, document, .. } => {
                self.seconds.push_back(Second {
                    person: person.clone(),
                    vote: vote.clone(),
                    ground: ground.clone(),
                    document: document.clone(),
                    at: head.at,
                });
            }
            Event::ReliefProposed { person, document, .. } => {
                self.taken.push_back((person.clone(), Taken::ReliefProposed(document.clone())));
            }
        }
    }
}

/// What somebody was given in a survey, and what the rules make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<'a> {
    pub subject: &'a Subject,
    pub levels: Levels,
    /// Papers that say nothing valid on this person, those invalid as a whole included.
    pub invalid: Count,
    /// Over what shares are taken.
    pub base: Count,
    pub consequence: Consequence,
}

/// What a vote on two levels came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondGiven<'a> {
    pub confident: Count,
    pub not_confident: Count,
    pub base: Count,
    /// Whether relief is to be considered.
    pub lost: bool,
    pub source: &'a Source,
}

/// The people of a call's only question on levels, when these are its levels.
pub(super) fn people<'a>(call: &'a Call, levels: &[&str]) -> Option<&'a [crate::vote::Choice]> {
    let [question] = call.questions.as_slice() else { return None };
    match &question.answers {
        Answers::Levels { levels: of, people } if of.as_slice() == levels => Some(people),
        _ => None,
    }
}

impl State {
    /// The rule of a round's kind on the day on which it was opened.
    pub fn survey_rule(&self, round: &Round) -> Option<&SurveyRule> {
        self.rules_at(round.at).ok()?.confidence.as_ref()?.surveys.get(&round.plan.kind)
    }

    /// A round's vote; none before it is called, or after it was annulled.
    pub fn survey(&self, round: &Round) -> Option<&Arc<Vote>> {
        self.vote.get(round.surveys.last()?).filter(|vote| vote.annulled.is_none())
    }

    /// The vote on two levels that stands about somebody.
    pub fn second_vote<'a>(
        &'a self,
        round: &'a Round,
        person: &str,
    ) -> Option<(&'a Second, &'a Arc<Vote>)> {
        let mut of = round.seconds.iter().rev().filter(|second| second.person == person);
        of.find_map(|second| {
            let vote = self.vote.get(&second.vote)?;
            vote.annulled.is_none().then_some((second, vote))
        })
    }

    /// What each person was given, in the order of the paper. None: the vote is not declared. Who may see it is
    /// the vote's to say.
    pub fn survey_given<'a>(&'a self, round: &'a Round) -> Option<Vec<Given<'a>>> {
        let rule = self.survey_rule(round)?;
        let vote = self.survey(round)?;
        let declared = vote.declared.as_ref()?;
        let people = people(&vote.call, &super::LEVELS)?;
        let of = |(at, person): (usize, &crate::vote::Choice)| {
            let line = declared.total.lines.get(at)?;
            let votes = |place: usize| line.votes.get(place).copied();
            let (high, confident, low) = (votes(0)?, votes(1)?, votes(2)?);
            let begun = vote.begun.as_ref()?;
            let turnout =
                declared.total.turnout(line, vote.call.members, begun.summoned, begun.present()?);
            let base = turnout.base(rule.base)?;
            Some(Given {
                subject: round.subject(&person.id)?,
                levels: Levels { high, confident, low },
                invalid: turnout.invalid,
                base,
                consequence: rule.consequence(low, base),
            })
        };
        people.iter().enumerate().map(of).collect()
    }

    /// What the survey means for one person; none before it is declared.
    pub fn consequence(&self, round: &Round, person: &str) -> Option<Consequence> {
        let given = self.survey_given(round)?;
        given.iter().find(|given| given.subject.id == person).map(|given| given.consequence)
    }

    /// What a vote on two levels came to; none before it is declared.
    pub fn second_given(&self, round: &Round, vote: &Vote) -> Option<SecondGiven<'_>> {
        let rule = &self.rules_at(round.at).ok()?.confidence.as_ref()?.vote;
        let declared = vote.declared.as_ref()?;
        let line = declared.total.lines.first()?;
        let begun = vote.begun.as_ref()?;
        let turnout =
            declared.total.turnout(line, vote.call.members, begun.summoned, begun.present()?);
        let base = turnout.base(self.survey_rule(round)?.base)?;
        let (confident, not_confident) = (*line.votes.first()?, *line.votes.get(1)?);
        let lost = rule.over.exceeded_by(not_confident, base);
        Some(SecondGiven { confident, not_confident, base, lost, source: &rule.source })
    }
}
