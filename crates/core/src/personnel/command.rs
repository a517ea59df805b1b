use super::{
    Event, Meeting, Nomination, NominationId, PersonId, Takes,
    lawful::{Passing, passing},
};
use crate::{
    Event as Fact, Head, State,
    count::Count,
    refusal::Refusal,
    vote::{self, Answers, Ask, Choice, Document, Step, VoteId},
};

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// Calls the vote of the step that is next.
    Begin {
        nomination: NominationId,
        ask: Ask,
        /// All who belong to the conference.
        members: Count,
        /// Who is on the paper beside those who are considered already.
        others: Vec<PersonId>,
    },
    /// Ends the step: who goes on follows from the vote, or is what the conference agreed on.
    End {
        nomination: NominationId,
        meeting: Option<Meeting>,
        /// Of a conference that does not vote: on whom it agreed.
        agreed: Vec<PersonId>,
        head: Option<PersonId>,
        explanation: Option<String>,
        document: Document,
    },
}

/// What happens when `command` is asked now: all of the events or none.
///
/// # Errors
/// [`Refusal`] when there is no such nomination or step; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, _head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let known = |id: &NominationId| {
        let unknown = || Refusal::new("personnel.unknown_nomination").with("nomination", id);
        state.personnel.nomination(id).cloned().ok_or_else(unknown)
    };
    match command {
        Command::Begin { nomination: id, ask, members, others } => {
            let nomination = known(&id)?;
            let rule = state.next_step(&nomination);
            let rule = rule.ok_or_else(|| Refusal::new("personnel.no_step_left"))?;
            let people: Vec<PersonId> =
                nomination.candidates().iter().chain(&others).cloned().collect();
            let purpose = rule.purpose.clone().unwrap_or_default();
            let vote = ask.vote.clone();
            let called = ask.called((purpose, true), members, paper(state, &people), None);
            let step = nomination.next();
            let begun = Event::StepBegun { nomination: id, step, people, vote };
            Ok(vec![Fact::Vote(called), Fact::Personnel(begun)])
        }
        Command::End { nomination: id, meeting, agreed, head, explanation, document } => {
            let nomination = known(&id)?;
            let rule = state.next_step(&nomination);
            let takes = rule.map_or(Takes::Agrees, |rule| rule.takes);
            let (passed, reason) = match takes {
                Takes::Agrees => (agreed, None),
                _ => {
                    let Passing { passed, reason, .. } =
                        passing(state, &nomination, takes, head.as_ref())?;
                    (passed, reason)
                }
            };
            let step = nomination.next();
            let last = usize::from(step) == state.nomination_steps(&nomination).len();
            let ended = Event::StepEnded {
                nomination: id,
                step,
                meeting,
                passed,
                reason,
                head,
                explanation,
                document,
            };
            let mut events = vec![Fact::Personnel(ended)];
            if last {
                events.extend(kept_back(state, &nomination));
            }
            Ok(events)
        }
    }
}

/// A conference's paper, on these people.
pub(super) fn paper(state: &State, people: &[PersonId]) -> Answers {
    let option = |id: &PersonId| {
        let about = state.personnel.person(id).map(|person| person.about.clone());
        let name = about.as_ref().map_or_else(|| id.to_string(), |about| about.name.clone());
        let note = about.map(|about| about.post.clone()).filter(|post| !post.is_empty());
        Choice { id: id.to_string(), name, note }
    };
    let options = people.iter().map(option).collect();
    // A paper without a name introduces nobody and is valid.
    Answers::Choose { options, at_least: 0, at_most: 1, seats: 1 }
}

/// After the last step, what was kept back is let go.
fn kept_back(state: &State, nomination: &Nomination) -> Vec<Fact> {
    let begun = nomination.begun.iter().map(|begun| &begun.vote);
    let ended = nomination.ended.iter().filter_map(|ended| ended.vote.as_ref());
    let declared =
        |id: &&VoteId| state.vote.get(id).is_some_and(|vote| vote.step() == Step::Declared);
    ended
        .chain(begun)
        .filter(declared)
        .map(|vote| Fact::Vote(vote::Event::Released { vote: vote.clone() }))
        .collect()
}
