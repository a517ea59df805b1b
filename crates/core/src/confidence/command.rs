use super::{Event, Ground, LEVELS, RoundId, Subject, TWO_LEVELS};
use crate::{
    Event as Fact, Head, State,
    count::Count,
    refusal::Refusal,
    vote::{Answers, Ask, Choice, Document},
};

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// Calls the vote of a round, on all who are its subjects.
    Survey { round: RoundId, ask: Ask, members: Count },
    /// Calls a vote on two levels about one person.
    Second {
        round: RoundId,
        person: String,
        ground: Ground,
        document: Document,
        ask: Ask,
        members: Count,
    },
}

/// What happens when `command` is asked now: the vote and the round's record of it, both or neither.
///
/// # Errors
/// [`Refusal`] when there is no such round or person; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, _head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let known = |id: &RoundId| {
        let unknown = || Refusal::new("confidence.unknown_round").with("round", id);
        state.confidence.get(id).cloned().ok_or_else(unknown)
    };
    let (called, own) = match command {
        Command::Survey { round: id, ask, members } => {
            let round = known(&id)?;
            let rule = state.survey_rule(&round).and_then(|rule| rule.purpose.clone());
            let vote = ask.vote.clone();
            let answers = paper(&LEVELS, round.subjects());
            let called =
                ask.called((rule.unwrap_or_default(), round.plan.closed), members, answers, None);
            (called, Event::VoteCalled { round: id, vote })
        }
        Command::Second { round: id, person, ground, document, ask, members } => {
            let round = known(&id)?;
            let unknown = || Refusal::new("confidence.unknown_person").with("person", &person);
            let subject = round.subject(&person).ok_or_else(unknown)?;
            let rule = state.survey_rule(&round).and_then(|rule| rule.then.clone());
            let (vote, answers) = (ask.vote.clone(), paper(&TWO_LEVELS, [subject].into_iter()));
            let called =
                ask.called((rule.unwrap_or_default(), round.plan.closed), members, answers, None);
            (called, Event::SecondVoteCalled { round: id, person, vote, ground, document })
        }
    };
    Ok(vec![Fact::Vote(called), Fact::Confidence(own)])
}

/// One level for each person.
fn paper<'a>(levels: &[&str], people: impl Iterator<Item = &'a Subject>) -> Answers {
    let person = |subject: &Subject| Choice {
        id: subject.id.clone(),
        name: subject.name.clone(),
        note: Some(subject.post.clone()),
    };
    let levels = levels.iter().map(|level| (*level).to_owned()).collect();
    Answers::Levels { levels, people: people.map(person).collect() }
}
