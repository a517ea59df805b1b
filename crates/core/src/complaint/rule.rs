use super::{Complaint, Subject};
use crate::{
    Date, State,
    election::Election,
    rules::{Rules, Source},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What one may complain about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Roll,
    Candidate,
    Result,
    Count,
}

impl Topic {
    pub const ALL: [Topic; 4] = [Topic::Roll, Topic::Candidate, Topic::Result, Topic::Count];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Roll => "roll",
            Topic::Candidate => "candidate",
            Topic::Result => "result",
            Topic::Count => "count",
        }
    }
}

/// Until when complaints about one thing are taken, and who settles them by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub about: Topic,
    /// The kinds of elections that it is for. Empty: all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub only: BTreeSet<String>,
    pub since: Since,
    /// The last day on which it is taken, counted from that day; before it: negative.
    pub lodge: i16,
    /// Whether what comes later is taken all the same, and shown as late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The first settles first; who is not content turns to the next.
    pub instances: Vec<Instance>,
    pub source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    ElectionDay,
    /// The day on which the result was announced.
    Announced,
}

/// Who settles a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// The pack's words say it: `court`.
    pub id: String,
    /// The kinds of bodies that record what this instance does: itself, or for one outside the election's
    /// bodies, who hears from it.
    pub bodies: BTreeSet<String>,
    /// Days from receipt within which it settles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle: Option<i16>,
    /// And in no case later than this day, counted from election day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle_by: Option<i16>,
    /// The last day on which one may turn to it, counted from election day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn_by: Option<i16>,
    pub source: Source,
}

impl Rule {
    /// The last day on which it is taken. None: its time has not begun.
    pub fn last_day(&self, rules: &Rules, election: &Election) -> Option<Date> {
        Some(after(self.begins(rules, election)?, self.lodge))
    }

    /// The day from which the days are counted.
    pub fn begins(&self, rules: &Rules, election: &Election) -> Option<Date> {
        match self.since {
            Since::ElectionDay => Some(election.day),
            Since::Announced => Some(rules.local(election.announced.as_ref()?.at).day),
        }
    }

    pub fn instance(&self, id: &str) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.id == id)
    }

    /// To whom one may turn after `id`.
    pub fn next(&self, id: &str) -> Option<&Instance> {
        let place = self.instances.iter().position(|instance| instance.id == id)?;
        self.instances.get(place + 1)
    }
}

impl Instance {
    /// The last day to settle what came in on `received`.
    pub fn due(&self, received: Date, election: Date) -> Option<Date> {
        let days = self.settle.map(|days| after(received, days));
        let fixed = self.settle_by.map(|days| after(election, days));
        [days, fixed].into_iter().flatten().min()
    }

    /// The last day to turn to it.
    pub fn last_turn(&self, election: Date) -> Option<Date> {
        self.turn_by.map(|days| after(election, days))
    }
}

fn after(day: Date, days: i16) -> Date {
    day.saturating_add(jiff::Span::new().days(i64::from(days)))
}

impl Rules {
    /// The rule for complaints about this in an election of this kind.
    pub fn complaint(&self, about: Topic, kind: &str) -> Option<&Rule> {
        let holds = |rule: &&Rule| {
            rule.about == about && (rule.only.is_empty() || rule.only.contains(kind))
        };
        self.complaints.iter().find(holds)
    }
}

impl State {
    /// The rules that a complaint about `subject` on `day` stands under: those of its election.
    pub fn complaint_rule(
        &self,
        subject: &Subject,
        day: Date,
    ) -> Option<(&Rules, &Rule, &Election)> {
        let election = subject.election(self, day)?;
        let rules = self.node.rules_on(election.day)?;
        Some((rules, rules.complaint(subject.topic(), &election.kind)?, election))
    }

    /// By when a complaint has to be settled where it lies now.
    pub fn complaint_due(&self, complaint: &Complaint) -> Option<Date> {
        let (_, rule, election) = self.complaint_rule(&complaint.subject, complaint.received)?;
        let turn = complaint.turn()?;
        rule.instance(&turn.instance)?.due(turn.since, election.day)
    }
}
