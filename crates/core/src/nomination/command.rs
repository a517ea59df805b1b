use super::{List, Nominee, PersonId, legal_order};
use crate::{Event as Fact, Head, State, election, election::ElectionId, refusal::Refusal};
use std::sync::Arc;

/// What takes more than stating it.
#[derive(Debug, Clone)]
pub enum Command {
    /// To record facts about a list by who has looked at it as it stood after `seen` changes.
    Change { election: ElectionId, seen: usize, events: Vec<Fact> },
    /// All who shall stand in a constituency become its list, in legal order.
    List { election: ElectionId, constituency: u16, seen: usize },
}

/// The most names that a refusal tells.
const NAMES: usize = 5;

/// What happens when `command` is asked now.
///
/// # Errors
/// `nomination.list_changed`, `nomination.listed_already`, `nomination.nobody_assigned`; the rest is
/// `lawful`'s to say.
pub fn decide(state: &State, _: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    match command {
        Command::Change { election, seen, events } => {
            is_as_seen(state, &election, seen)?;
            Ok(events)
        }
        Command::List { election, constituency, seen } => {
            is_as_seen(state, &election, seen)?;
            let of = state.election.constituency(&election, constituency);
            let of = of.ok_or_else(|| {
                Refusal::new("election.unknown_constituency").with("constituency", constituency)
            })?;
            if !of.candidates.is_empty() {
                let refusal = Refusal::new("nomination.listed_already");
                return Err(refusal.with("constituency", constituency));
            }
            let list =
                state.nomination.of(&election).map(|list| list.of_constituency(constituency));
            let mut nominees: Vec<Arc<Nominee>> = list.into_iter().flatten().cloned().collect();
            if nominees.is_empty() {
                let refusal = Refusal::new("nomination.nobody_assigned");
                return Err(refusal.with("constituency", constituency));
            }
            legal_order(&mut nominees);
            let listed = (1u16..).zip(nominees).map(|(number, nominee)| {
                Fact::Election(election::Event::CandidateListed {
                    election: election.clone(),
                    constituency,
                    number,
                    candidate: Box::new((*nominee.candidate).clone()),
                })
            });
            Ok(listed.collect())
        }
    }
}

/// Two who change one list at once: the later is told what the other did, and nothing is written over.
fn is_as_seen(state: &State, election: &ElectionId, seen: usize) -> Result<(), Refusal> {
    let none = List::default();
    let list = state.nomination.of(election).map_or(&none, |list| list);
    if list.version() == seen {
        return Ok(());
    }
    let mut people: Vec<&PersonId> =
        list.changes.iter().skip(seen).filter_map(|change| change.person.as_ref()).collect();
    people.dedup();
    let more = if people.len() > NAMES { ", …" } else { "" };
    let names = people.iter().take(NAMES).filter_map(|id| list.person(id));
    let names: Vec<&str> = names.map(|nominee| nominee.candidate.name.as_str()).collect();
    Err(Refusal::new("nomination.list_changed")
        .with("changes", list.version().saturating_sub(seen))
        .with("names", format!("{}{more}", names.join(", "))))
}
