//! What is asked, of whom and how: the part of a vote that stands before it opens.

use super::{Threshold, Way};
use crate::{Date, count::Count, ids::id, people::OfficerId};
use serde::{Deserialize, Serialize};

id! {
    /// A vote of a body: `budget-2026`.
    VoteId
}

id! {
    /// A place or way of voting within one vote: the hall, a site, the network.
    ChannelId
}

/// The most questions, options, channels and voters that one vote has.
pub const MOST_QUESTIONS: usize = 100;
pub const MOST_OPTIONS: usize = 500;
pub const MOST_CHANNELS: usize = 1_000;
pub const MOST_VOTERS: u64 = 20_000;
pub const FEWEST_VOTERS: u64 = 3;

/// A decision of a body, or its charter, by number and day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub number: String,
    pub on: Date,
}

/// One thing that can be chosen: an answer, a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub id: String,
    pub name: String,
    /// Such as a person's post, as the paper prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Choice {
    /// The name, with what stands beside it: `Nguyễn Văn A, Trưởng ban`.
    pub fn titled(&self) -> String {
        match &self.note {
            Some(note) => format!("{}, {note}", self.name),
            None => self.name.clone(),
        }
    }
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answers {
    /// Yes or no; with `abstain` also neither.
    YesNo { abstain: bool },
    /// At least and at most so many of the options; `seats` of them are elected.
    Choose { options: Vec<Choice>, at_least: u16, at_most: u16, seats: u16 },
    /// One level for each person.
    Levels { levels: Vec<String>, people: Vec<Choice> },
    /// The options in order of preference.
    Ranked { options: Vec<Choice>, seats: u16, method: Method },
}

/// How rankings are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Stv,
    Condorcet,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub text: String,
    pub answers: Answers,
    /// None: what the rule of the purpose says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passes: Option<Threshold>,
}

/// The answers to a yes-no question, in the order of its boxes.
pub const YES: usize = 0;
pub const NO: usize = 1;
pub const ABSTAIN: usize = 2;

/// One line of the paper: boxes of which figures are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// Which question, from 0.
    pub question: usize,
    /// The person, where each person has a line.
    pub person: Option<&'a Choice>,
    pub boxes: usize,
    /// How many boxes a valid line has marked.
    pub marks: (u16, u16),
}

impl Question {
    /// Whether it asks for an order.
    pub fn is_ranked(&self) -> bool {
        matches!(self.answers, Answers::Ranked { .. })
    }

    /// The lines of the paper that this question makes.
    pub fn rows(&self, question: usize) -> Vec<Row<'_>> {
        let one = |boxes, marks| vec![Row { question, person: None, boxes, marks }];
        match &self.answers {
            Answers::YesNo { abstain } => one(if *abstain { 3 } else { 2 }, (1, 1)),
            Answers::Choose { options, at_least, at_most, .. } => {
                one(options.len(), (*at_least, *at_most))
            }
            Answers::Levels { levels, people } => people
                .iter()
                .map(|person| Row {
                    question,
                    person: Some(person),
                    boxes: levels.len(),
                    marks: (1, 1),
                })
                .collect(),
            // How often each option stands first; the rankings themselves are beside it.
            Answers::Ranked { options, .. } => one(options.len(), (1, 1)),
        }
    }
}

/// A hall, a site or the network, where people vote in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    pub id: ChannelId,
    pub name: String,
    pub way: Way,
}

/// A further vote on what an earlier one left open or got wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    pub vote: VoteId,
    pub reason: String,
}

/// What is asked, of whom and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub title: String,
    /// One of the pack's purposes of voting: `resolution`.
    pub purpose: String,
    pub questions: Vec<Question>,
    pub channels: Vec<Channel>,
    /// All who belong to the body; where votes have weights, all their weight.
    pub members: Count,
    /// Whether its records are closed, as the rule of its purpose demands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The body's decision that allows a way which is not lawful by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Document>,
    /// The charter that gives voters weights or lets one vote for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<Document>,
    /// For how many absent people one voter may vote, by the charter. None: it sets no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_proxies: Option<u16>,
    /// The vote that this one goes on from: a second round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
}

impl Call {
    /// All lines of the paper, in their order.
    pub fn rows(&self) -> Vec<Row<'_>> {
        self.questions.iter().enumerate().flat_map(|(at, question)| question.rows(at)).collect()
    }

    pub fn channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == *id)
    }

    pub fn has(&self, way: Way) -> bool {
        self.channels.iter().any(|channel| channel.way == way)
    }
}

/// Somebody who votes by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voter {
    /// A seat or a number in the list, from 1.
    pub seat: u32,
    pub name: String,
    pub channel: ChannelId,
    /// One, unless a charter says otherwise.
    pub weight: Count,
    /// Of this weight, what the voter holds for others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proxies: Vec<Proxy>,
    /// Who answers with a link of his own is an officer of the node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
}

/// A weight held for somebody who is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    pub of: String,
    pub weight: Count,
}

/// A part of a voter's weight, and the boxes that it marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub weight: Count,
    /// Boxes of the line, from 0; in order of preference where the question is ranked.
    pub marks: Vec<u16>,
}
