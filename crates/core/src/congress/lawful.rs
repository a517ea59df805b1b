use super::{
    Congress, Delegate, Event, List, ListId, ListRule, Nominee, Plan, Seats, allot,
    command::{paper, to_elect},
    rule::CongressRules,
};
use crate::{
    Date, Head, State,
    count::Count,
    people::{Place, Right},
    refusal::{Refusal, refuse, said},
    vote::{Document, Step, VoteId},
};
use std::collections::BTreeSet;

/// The most units and the most delegates of a congress.
const MOST_UNITS: usize = 1_000;
const MOST_DELEGATES: u16 = 5_000;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `congress.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let rules = state.rules_at(head.at)?;
    let today = rules.local(head.at).day;
    let here = rules.congress.as_ref().ok_or_else(|| Refusal::new("congress.not_here"))?;
    calls(state, head, event)?;
    let known = state.congress.get(event.congress());
    if let Event::Opened { plan, .. } = event {
        return match known {
            Some(_) => refuse("congress.opened_twice"),
            None => opened(plan, today),
        };
    }
    let unknown = || Refusal::new("congress.unknown").with("congress", event.congress());
    let ask = Of { state, congress: known.ok_or_else(unknown)? };
    match event {
        Event::Opened { .. } => Ok(()),
        Event::Allotted { seats, document, .. } => {
            ask.allotted(here, seats)?;
            dated(document, today)
        }
        Event::DelegatesNamed { unit, delegates, document, .. } => {
            ask.delegates(*unit, delegates)?;
            dated(document, today)
        }
        Event::MandateExamined { delegate, confirmed, reason, .. } => {
            if !ask.congress.named().any(|known| known.id == *delegate) {
                return refuse("congress.unknown_delegate");
            }
            let explained = reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
            if *confirmed || explained { Ok(()) } else { refuse("congress.reason_missing") }
        }
        Event::ListOpened { list, name, seats, .. } => {
            if ask.congress.lists.contains_key(list) {
                return refuse("congress.opened_twice");
            }
            said("congress.nameless", name)?;
            if *seats == 0 { refuse("congress.seats_out_of_range") } else { Ok(()) }
        }
        Event::Nominated { list, nominee, .. } => {
            let list = ask.list(list)?;
            ask.changes(list)?;
            nominated(list, nominee)
        }
        Event::Withdrew { list, nominee, reason, .. } => {
            let list = ask.list(list)?;
            if !list.standing().any(|known| known.id == *nominee) {
                return refuse("congress.unknown_nominee");
            }
            ask.between_rounds(list)?;
            said("congress.reason_missing", reason)
        }
        Event::RoundCalled { list, vote, .. } => ask.round(ask.list(list)?, vote),
    }
}

fn dated(document: &Document, today: Date) -> Result<(), Refusal> {
    said("congress.document_missing", &document.number)?;
    if document.on > today { refuse("congress.day_in_the_future") } else { Ok(()) }
}

/// Whether who asks may call votes of the body that holds it, and acts for it.
fn calls(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let held = event.body(state);
    let body = held.or(head.body.as_ref());
    let unit = body.and_then(|body| state.people.body(body)?.unit.as_ref());
    state.allows(head, Right::CallVotes, Place::of(unit))?;
    match held {
        Some(held) if head.body.as_ref() != Some(held) => refuse("congress.another_body"),
        _ => Ok(()),
    }
}

fn opened(plan: &Plan, today: Date) -> Result<(), Refusal> {
    said("congress.title_missing", &plan.title)?;
    if plan.units.is_empty() || plan.units.len() > MOST_UNITS {
        return refuse("congress.units_out_of_range");
    }
    for unit in &plan.units {
        said("congress.nameless", &unit.name)?;
    }
    if plan.delegates == 0 || plan.delegates > MOST_DELEGATES {
        return refuse("congress.seats_out_of_range");
    }
    dated(&plan.document, today)
}

fn nominated(list: &List, nominee: &Nominee) -> Result<(), Refusal> {
    for text in [&nominee.id, &nominee.name, &nominee.by] {
        said("congress.nameless", text)?;
    }
    if list.nominees.iter().any(|known| known.id == nominee.id) {
        return Err(Refusal::new("congress.person_twice").with("name", &nominee.name));
    }
    Ok(())
}

/// That no round of a list is still going on.
fn between_rounds(state: &State, list: &List) -> Result<(), Refusal> {
    let open = state.rounds_of(list).any(|vote| vote.declared.is_none());
    if open { refuse("congress.round_is_called") } else { Ok(()) }
}

/// Whether a round of a list may be called now, whatever its vote; the rule by which it is.
///
/// # Errors
/// `congress.*`
pub(super) fn ready<'a>(
    state: &'a State,
    congress: &Congress,
    list: &List,
) -> Result<&'a ListRule, Refusal> {
    between_rounds(state, list)?;
    let unknown = || Refusal::new("congress.not_here");
    let rule = state.list_rule(congress, list).ok_or_else(unknown)?;
    let (_, left) = state.elected_to(list);
    if left == 0 {
        return refuse("congress.nobody_to_elect");
    }
    let nominees = to_elect(state, list).len();
    let count = Count::try_from(nominees as u64).unwrap_or_default();
    // A further round is held on those who are left, however many they are.
    let further = state.rounds_of(list).next().is_some();
    let enough = match (further, rule.surplus) {
        (true, _) => nominees > 0,
        (false, Some(surplus)) => surplus.allows(count, left),
        (false, None) => nominees == usize::from(left),
    };
    if enough {
        return Ok(rule);
    }
    Err(Refusal::new("congress.nominees_out_of_range")
        .with("nominees", count)
        .with("seats", left)
        .with("article", &rule.source.article))
}

struct Of<'a> {
    state: &'a State,
    congress: &'a Congress,
}

impl<'a> Of<'a> {
    fn allotted(&self, rules: &CongressRules, seats: &[Seats]) -> Result<(), Refusal> {
        if !self.congress.delegates.is_empty() {
            return refuse("congress.delegates_are_named");
        }
        let plan = &self.congress.plan;
        let members: Vec<Count> = plan.units.iter().map(|unit| unit.members).collect();
        let Some(expected) = allot(plan.delegates, rules.fixed, &members) else {
            return Err(Refusal::new("congress.cannot_be_allotted")
                .with("delegates", plan.delegates)
                .with("fixed", rules.fixed)
                .with("units", plan.units.len()));
        };
        let expected = (1..).zip(expected).map(|(unit, delegates)| Seats { unit, delegates });
        if expected.collect::<Vec<_>>() == seats {
            Ok(())
        } else {
            refuse("congress.allotment_differs")
        }
    }

    fn delegates(&self, unit: u16, delegates: &[Delegate]) -> Result<(), Refusal> {
        let at = usize::from(unit).checked_sub(1);
        let Some(seats) = at.and_then(|at| self.congress.seats.get(at)) else {
            return refuse("congress.not_allotted");
        };
        if self.congress.delegates.contains_key(&unit) {
            return refuse("congress.delegates_are_named");
        }
        if delegates.len() != usize::from(*seats) {
            return Err(Refusal::new("congress.delegates_differ").with("seats", seats));
        }
        let mut ids: BTreeSet<&str> = self.congress.named().map(|of| of.id.as_str()).collect();
        for delegate in delegates {
            said("congress.nameless", &delegate.id)?;
            said("congress.nameless", &delegate.name)?;
            if !ids.insert(&delegate.id) {
                return Err(Refusal::new("congress.person_twice").with("name", &delegate.name));
            }
        }
        Ok(())
    }

    fn list(&self, id: &ListId) -> Result<&'a List, Refusal> {
        let unknown = || Refusal::new("congress.unknown_list").with("list", id);
        self.congress.lists.get(id).map(|list| &**list).ok_or_else(unknown)
    }

    /// Nominations end when the first round is called.
    fn changes(&self, list: &List) -> Result<(), Refusal> {
        match self.state.rounds_of(list).next() {
            Some(_) => refuse("congress.round_is_called"),
            None => Ok(()),
        }
    }

    /// Nobody leaves a paper that people vote on.
    fn between_rounds(&self, list: &List) -> Result<(), Refusal> {
        between_rounds(self.state, list)
    }

    fn round(&self, list: &List, id: &VoteId) -> Result<(), Refusal> {
        let rule = ready(self.state, self.congress, list)?;
        let before = self.state.rounds_of(list).next_back().map(|vote| vote.id.clone());
        let unknown = || Refusal::new("vote.unknown").with("vote", id);
        let vote = self.state.vote.get(id).ok_or_else(unknown)?;
        let asked = match vote.call.questions.as_slice() {
            [asked] => asked.answers == paper(self.state, list) && asked.passes.is_none(),
            _ => false,
        };
        let fits = asked
            && vote.body == self.congress.body
            && vote.call.purpose == rule.purpose
            && vote.call.members == self.congress.confirmed()
            && vote.call.after.as_ref().map(|after| &after.vote) == before.as_ref()
            && vote.step() == Step::Prepared
            && !self.state.congress.knows(id);
        if fits { Ok(()) } else { refuse("congress.vote_differs") }
    }
}
