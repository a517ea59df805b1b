use super::{CongressRules, Event, ListRule};
use crate::{
    Head, State,
    count::Count,
    ids::id,
    people::BodyId,
    vote::{Answers, Document, Vote, VoteId},
};
use dienhong_journal::Millis;
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

id! {
    /// A congress of a body.
    CongressId
}

id! {
    /// A list of a congress on which people are elected.
    ListId
}

/// A unit that sends delegates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub name: String,
    pub members: Count,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub title: String,
    /// Delegates of all units together.
    pub delegates: u16,
    pub units: Vec<Unit>,
    pub document: Document,
}

/// How many delegates a unit sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// From 1, as the plan lists the units.
    pub unit: u16,
    pub delegates: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    pub id: String,
    pub name: String,
}

/// What a list elects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Presidium,
    Officers,
}

impl What {
    pub const ALL: [What; 2] = [What::Presidium, What::Officers];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            What::Presidium => "presidium",
            What::Officers => "officers",
        }
    }
}

/// Somebody who stands for a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nominee {
    pub id: String,
    pub name: String,
    /// Who proposes them: a unit, the outgoing board, themselves.
    pub by: String,
}

/// What was found of a mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    pub at: Millis,
    pub confirmed: bool,
    pub reason: Option<String>,
}

/// What a round came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub vote: VoteId,
    pub elected: Vec<String>,
    /// Equal where only some of them could be elected: none of them is.
    pub tied: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct List {
    pub id: ListId,
    pub what: What,
    pub name: String,
    pub seats: u16,
    /// In the order of the paper.
    pub nominees: Vector<Nominee>,
    /// Who stands no more, and why.
    pub withdrawn: OrdMap<String, String>,
    pub rounds: Vector<VoteId>,
}

impl List {
    /// Those who have not withdrawn.
    pub fn standing(&self) -> impl Iterator<Item = &Nominee> {
        self.nominees.iter().filter(|nominee| !self.withdrawn.contains_key(&nominee.id))
    }
}

#[derive(Debug, Clone)]
pub struct Congress {
    pub id: CongressId,
    pub body: BodyId,
    pub plan: Arc<Plan>,
    pub at: Millis,
    /// In the order of the units; empty: not shared out yet.
    pub seats: Arc<Vec<u16>>,
    /// By unit, from 1.
    pub delegates: OrdMap<u16, Arc<Vec<Delegate>>>,
    pub mandates: OrdMap<String, Mandate>,
    pub lists: OrdMap<ListId, Arc<List>>,
}

impl Congress {
    /// All who were named.
    pub fn named(&self) -> impl Iterator<Item = &Delegate> {
        self.delegates.values().flat_map(|delegates| delegates.iter())
    }

    /// How many mandates are confirmed.
    pub fn confirmed(&self) -> Count {
        let confirmed = self.mandates.values().filter(|mandate| mandate.confirmed).count();
        Count::try_from(confirmed as u64).unwrap_or_default()
    }
}

/// The congresses of all bodies.
#[derive(Debug, Default, Clone)]
pub struct Congresses {
    all: OrdMap<CongressId, Arc<Congress>>,
}

impl Congresses {
    pub fn get(&self, id: &CongressId) -> Option<&Arc<Congress>> {
        self.all.get(id)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Congress>> {
        self.all.values()
    }

    /// Whether a vote is a round of any list.
    pub(super) fn knows(&self, vote: &VoteId) -> bool {
        let lists = self.all().flat_map(|congress| congress.lists.values());
        lists.into_iter().any(|list| list.rounds.contains(vote))
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        if let Event::Opened { congress, plan } = event {
            let Some(body) = head.body.clone() else { return };
            let new = Congress {
                id: congress.clone(),
                body,
                plan: Arc::new(plan.clone()),
                at: head.at,
                seats: Arc::default(),
                delegates: OrdMap::new(),
                mandates: OrdMap::new(),
                lists: OrdMap::new(),
            };
            self.all.entry(congress.clone()).or_insert_with(|| Arc::new(new));
            return;
        }
        if let Some(of) = self.all.get_mut(event.congress()) {
            Arc::make_mut(of).apply(head, event);
        }
    }
}

impl Congress {
    fn apply(&mut self, head: &Head, event: &Event) {
        let list = |lists: &mut OrdMap<ListId, Arc<List>>, id, change: &dyn Fn(&mut List)| {
            if let Some(list) = lists.get_mut(id) {
                change(Arc::make_mut(list));
            }
        };
        match event {
            Event::Opened { .. } => {}
            Event::Allotted { seats, .. } => {
                self.seats = Arc::new(seats.iter().map(|of| of.delegates).collect());
            }
            Event::DelegatesNamed { unit, delegates, .. } => {
                self.delegates.insert(*unit, Arc::new(delegates.clone()));
            }
            Event::MandateExamined { delegate, confirmed, reason, .. } => {
                let (confirmed, reason) = (*confirmed, reason.clone());
                self.mandates.insert(delegate.clone(), Mandate { at: head.at, confirmed, reason });
            }
            Event::ListOpened { list, what, name, seats, .. } => {
                let new = List {
                    id: list.clone(),
                    what: *what,
                    name: name.clone(),
                    seats: *seats,
                    nominees: Vector::new(),
                    withdrawn: OrdMap::new(),
                    rounds: Vector::new(),
                };
                self.lists.entry(list.clone()).or_insert_with(|| Arc::new(new));
            }
            Event::Nominated { list: id, nominee, .. } => {
                list(&mut self.lists, id, &|list| list.nominees.push_back(nominee.clone()));
            }
            Event::Withdrew { list: id, nominee, reason, .. } => {
                list(&mut self.lists, id, &|list| {
                    list.withdrawn.insert(nominee.clone(), reason.clone());
                });
            }
            Event::RoundCalled { list: id, vote, .. } => {
                list(&mut self.lists, id, &|list| list.rounds.push_back(vote.clone()));
            }
        }
    }
}

impl State {
    pub fn congress_rules(&self, at: Millis) -> Option<&CongressRules> {
        self.rules_at(at).ok()?.congress.as_ref()
    }

    /// The rule of a list on the day on which its congress was opened.
    pub fn list_rule(&self, congress: &Congress, list: &List) -> Option<&ListRule> {
        let rules = self.congress_rules(congress.at)?;
        Some(match list.what {
            What::Presidium => &rules.presidium,
            What::Officers => &rules.officers,
        })
    }

    /// The rounds of a list that stand, in their order, with those that are declared.
    pub fn rounds_of<'a>(
        &'a self,
        list: &'a List,
    ) -> impl DoubleEndedIterator<Item = &'a Arc<Vote>> {
        let votes = list.rounds.iter().filter_map(|id| self.vote.get(id));
        votes.filter(|vote| vote.annulled.is_none())
    }

    /// What each declared round of a list came to.
    pub fn rounds_ended(&self, list: &List) -> Vec<Ended> {
        let of = |vote: &Arc<Vote>| {
            let outcome = vote.declared.as_ref()?.outcomes.first()?;
            let question = vote.call.questions.first()?;
            let Answers::Choose { options, .. } = &question.answers else { return None };
            let names = |places: &[u16]| {
                let option = |place: &u16| Some(options.get(usize::from(*place))?.id.clone());
                places.iter().filter_map(option).collect()
            };
            let (elected, tied) = (names(&outcome.elected), names(&outcome.tied));
            Some(Ended { vote: vote.id.clone(), elected, tied })
        };
        self.rounds_of(list).filter_map(of).collect()
    }

    /// Those whom all rounds together elected, and how many seats are left.
    pub fn elected_to(&self, list: &List) -> (Vec<String>, u16) {
        let ended = self.rounds_ended(list);
        let elected: Vec<String> = ended.into_iter().flat_map(|of| of.elected).collect();
        let given = u16::try_from(elected.len()).unwrap_or(u16::MAX);
        (elected, list.seats.saturating_sub(given))
    }
}
