use super::{CongressId, Event, List, ListId, Nominee, lawful::ready};
use crate::{
    Event as Fact, Head, State,
    refusal::Refusal,
    vote::{After, Answers, Ask, Choice},
};

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// Calls the next round of a list.
    Round {
        congress: CongressId,
        list: ListId,
        ask: Ask,
        /// Why a further round is held.
        reason: Option<String>,
    },
}

/// What happens when `command` is asked now: the vote and the list's record of it, both or neither.
///
/// # Errors
/// [`Refusal`] when there is no such list; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, _head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let Command::Round { congress: id, list: list_id, ask, reason } = command;
    let unknown = || Refusal::new("congress.unknown").with("congress", &id);
    let congress = state.congress.get(&id).ok_or_else(unknown)?;
    let unknown = || Refusal::new("congress.unknown_list").with("list", &list_id);
    let list = congress.lists.get(&list_id).ok_or_else(unknown)?;
    // Asked before the vote is, so that who asks hears of the list and not of an odd paper.
    let purpose = ready(state, congress, list)?.purpose.clone();
    let vote_rule = state.rules_at(congress.at)?.votes.get(&purpose);
    let before = state.rounds_of(list).next_back().map(|vote| vote.id.clone());
    let reason = reason.unwrap_or_default();
    let closed = vote_rule.is_some_and(|rule| rule.is_closed());
    let after = before.map(|vote| After { vote, reason });
    let vote = ask.vote.clone();
    let called = ask.called((purpose, closed), congress.confirmed(), paper(state, list), after);
    let own = Event::RoundCalled { congress: id.clone(), list: list_id.clone(), vote };
    Ok(vec![Fact::Vote(called), Fact::Congress(own)])
}

/// Who may still be elected on a list.
pub(super) fn to_elect<'a>(state: &State, list: &'a List) -> Vec<&'a Nominee> {
    let (elected, _) = state.elected_to(list);
    list.standing().filter(|nominee| !elected.contains(&nominee.id)).collect()
}

/// The question of a list's paper now: at most as many marks as seats are left.
pub(super) fn paper(state: &State, list: &List) -> Answers {
    let (_, seats) = state.elected_to(list);
    let option = |nominee: &&Nominee| Choice {
        id: nominee.id.clone(),
        name: nominee.name.clone(),
        note: None,
    };
    let options: Vec<Choice> = to_elect(state, list).iter().map(option).collect();
    let most = u16::try_from(options.len()).unwrap_or(u16::MAX).min(seats);
    Answers::Choose { options, at_least: 0, at_most: most, seats }
}
