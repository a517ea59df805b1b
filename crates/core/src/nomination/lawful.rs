use super::{Event, List, Nominee, Part, PersonId, Voted};
use crate::{
    Date, Head, State,
    count::Count,
    election::{Candidate, Election, fits_the_list},
    people::{Place, Right},
    refusal::{Refusal, refuse, said},
};
use std::collections::BTreeSet;

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `nomination.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let election = event.election();
    let set = state.election.get(election);
    let set = set.ok_or_else(|| Refusal::new("election.unknown").with("election", election))?;
    state.allows_setting_up(head, Right::PrepareElection, Place::Unit(&set.unit))?;
    let today = state.rules_at(head.at)?.local(head.at).day;
    let none = List::default();
    let list = state.nomination.of(election).map_or(&none, |list| list);
    Ask { state, set, list, today }.lawful(event)
}

struct Ask<'a> {
    state: &'a State,
    set: &'a Election,
    list: &'a List,
    today: Date,
}

/// The rounds of consultation.
const ROUNDS: u16 = 3;

const REASON: &str = "nomination.reason_missing";
const DOCUMENT: &str = "nomination.document_missing";

impl Ask<'_> {
    fn lawful(&self, event: &Event) -> Result<(), Refusal> {
        // Those who stand in a further poll are given by the first.
        if self.set.parent.is_some() {
            return refuse("nomination.not_in_a_further_poll");
        }
        match event {
            Event::StructureSet { version, parts, document, reason, .. } => {
                self.is_next(*version, self.list.structures.len(), reason.as_deref())?;
                self.structure(parts)?;
                said(DOCUMENT, document)
            }
            Event::Proposed { person, candidate, .. } => self.proposed(person, candidate),
            Event::RoundHeld { round, version, on, present, figures, document, reason, .. } => {
                let before = self.list.rounds.get(round).map_or(0, Vec::len);
                self.is_next(*version, before, reason.as_deref())?;
                self.round(*round, *on)?;
                self.figures(*present, figures)?;
                said(DOCUMENT, document)
            }
            Event::MeetingHeld { person, unit, on, present, agree, against, document, .. } => {
                self.standing(person)?;
                if self.state.units.get(unit).is_none() {
                    return Err(Refusal::new("election.unknown_unit").with("unit", unit));
                }
                self.past(*on)?;
                within(*present, *agree, *against)?;
                said(DOCUMENT, document)
            }
            Event::ObjectionRecorded { person, objection, received, .. } => {
                let of = self.known(person)?;
                if usize::from(*objection) != of.objections.len() + 1 {
                    return refuse("nomination.objection_out_of_order");
                }
                self.past(*received)
            }
            Event::ObjectionAnswered { person, objection, on, document, .. } => {
                let of = self.known(person)?;
                let place = usize::from(*objection).checked_sub(1);
                let unknown = || Refusal::new("nomination.unknown_objection");
                let one = place.and_then(|place| of.objections.get(place)).ok_or_else(unknown)?;
                if one.answered.is_some() {
                    return refuse("nomination.answered_twice");
                }
                if *on < one.received {
                    return refuse("nomination.answered_before_received");
                }
                self.past(*on)?;
                said(DOCUMENT, document)
            }
            Event::Withdrawn { person, document, reason, .. } => {
                let of = self.standing(person)?;
                self.is_not_listed(of)?;
                said(DOCUMENT, document)?;
                said(REASON, reason)
            }
            Event::Assigned { person, constituency, document, .. } => {
                let of = self.standing(person)?;
                self.is_not_listed(of)?;
                let to = self.set.constituencies.get(constituency);
                let to = to.ok_or_else(|| {
                    Refusal::new("election.unknown_constituency").with("constituency", constituency)
                })?;
                if of.constituency == Some(*constituency) {
                    return refuse("nomination.assigned_there_already");
                }
                if !to.candidates.is_empty() {
                    let refusal = Refusal::new("nomination.listed_already");
                    return Err(refusal.with("constituency", constituency));
                }
                said(DOCUMENT, document)
            }
        }
    }

    fn is_next(&self, version: u16, before: usize, reason: Option<&str>) -> Result<(), Refusal> {
        if usize::from(version) != before + 1 {
            return refuse("nomination.version_out_of_order");
        }
        if before > 0 { said(REASON, reason.unwrap_or_default()) } else { Ok(()) }
    }

    fn structure(&self, parts: &[Part]) -> Result<(), Refusal> {
        if parts.is_empty() {
            return refuse("nomination.structure_is_empty");
        }
        for part in parts {
            said("nomination.nameless", &part.body)?;
            if part.women > part.introduces || part.minority > part.introduces {
                let refusal = Refusal::new("nomination.part_beyond_whole");
                return Err(refusal.with("body", &part.body));
            }
        }
        Ok(())
    }

    fn proposed(&self, person: &PersonId, candidate: &Candidate) -> Result<(), Refusal> {
        said("nomination.nameless", person.as_str())?;
        if self.list.person(person).is_some() {
            return refuse("nomination.proposed_twice");
        }
        if self.today >= self.set.day {
            return refuse("nomination.too_late");
        }
        let rules = self.state.node.rules_on(self.set.day);
        let rules = rules.ok_or_else(|| Refusal::new("node.no_rules"))?;
        fits_the_list(&rules.election(&self.set.kind)?.list, self.set.day, candidate)?;
        // Two may bear one name; nobody may be unable to say which of them is meant.
        let same =
            |other: &Candidate| other.name == candidate.name && !told_apart(other, candidate);
        if self.list.standing().any(|other| same(&other.candidate)) {
            let refusal = Refusal::new("nomination.not_told_apart");
            return Err(refusal.with("name", &candidate.name));
        }
        Ok(())
    }

    /// One after another, each with its own day.
    fn round(&self, round: u16, on: Date) -> Result<(), Refusal> {
        self.past(on)?;
        let before = round.checked_sub(1).filter(|_| round <= ROUNDS);
        let day = |round| self.list.round(round).map(|held| held.on);
        let follows = match before {
            None => false,
            Some(0) => true,
            Some(before) => day(before).is_some_and(|before| before <= on),
        };
        let precedes = day(round.saturating_add(1)).is_none_or(|next| on <= next);
        if follows && precedes {
            Ok(())
        } else {
            Err(Refusal::new("nomination.round_out_of_order").with("round", round))
        }
    }

    fn figures(&self, present: Count, figures: &[Voted]) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for voted in figures {
            self.known(&voted.person)?;
            if !seen.insert(&voted.person) {
                return refuse("nomination.counted_twice");
            }
            within(present, voted.agree, voted.against)?;
        }
        Ok(())
    }

    fn known(&self, person: &PersonId) -> Result<&Nominee, Refusal> {
        let known = self.list.person(person).map(|nominee| &**nominee);
        known.ok_or_else(|| Refusal::new("nomination.unknown_person").with("person", person))
    }

    fn standing(&self, person: &PersonId) -> Result<&Nominee, Refusal> {
        let known = self.known(person)?;
        match known.withdrawn {
            None => Ok(known),
            Some(_) => refuse("nomination.has_withdrawn"),
        }
    }

    /// Once the constituency has its list, what happens to it is the election's record.
    fn is_not_listed(&self, nominee: &Nominee) -> Result<(), Refusal> {
        let of = nominee.constituency.and_then(|number| self.set.constituencies.get(&number));
        match of {
            Some(of) if !of.candidates.is_empty() => {
                let refusal = Refusal::new("nomination.listed_already");
                Err(refusal.with("constituency", of.number))
            }
            _ => Ok(()),
        }
    }

    fn past(&self, on: Date) -> Result<(), Refusal> {
        if on > self.today {
            return Err(Refusal::new("nomination.in_the_future").with("day", on));
        }
        Ok(())
    }
}

/// By birth dates that are both known and differ, or by anything else that the list says.
fn told_apart(a: &Candidate, b: &Candidate) -> bool {
    let born = a.born.zip(b.born).is_some_and(|(a, b)| a != b);
    born || a.biography != b.biography
}

fn within(present: Count, agree: Count, against: Count) -> Result<(), Refusal> {
    if Count::sum([agree, against]).is_none_or(|sum| sum > present) {
        let refusal = Refusal::new("nomination.more_than_present");
        return Err(refusal.with("present", present));
    }
    Ok(())
}
