use super::{Event, Ground, LEVELS, Round, RoundId, Subject, TWO_LEVELS};
use crate::{
    Event as Fact, Head, State,
    count::Count,
    refusal::Refusal,
    vote::{self, Answers, Call, Channel, Choice, Document, Question, VoteId},
};

/// How a round's people are voted on.
#[derive(Debug, Clone)]
pub struct Ask {
    pub vote: VoteId,
    pub title: String,
    /// What stands above the paper's lines.
    pub text: String,
    pub channels: Vec<Channel>,
    /// All who belong to the body.
    pub members: Count,
    /// The body's decision that allows a way which is not lawful by itself.
    pub decision: Option<Document>,
}

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// Calls the vote of a round, on all who are its subjects.
    Survey { round: RoundId, ask: Ask },
    /// Calls a vote on two levels about one person.
    Second { round: RoundId, person: String, ground: Ground, document: Document, ask: Ask },
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
        Command::Survey { round: id, ask } => {
            let round = known(&id)?;
            let rule = state.survey_rule(&round).and_then(|rule| rule.purpose.clone());
            let called = called(&round, rule, &LEVELS, round.subjects(), &ask);
            (called, Event::VoteCalled { round: id, vote: ask.vote })
        }
        Command::Second { round: id, person, ground, document, ask } => {
            let round = known(&id)?;
            let unknown = || Refusal::new("confidence.unknown_person").with("person", &person);
            let subject = round.subject(&person).ok_or_else(unknown)?;
            let rule = state.survey_rule(&round).and_then(|rule| rule.then.clone());
            let called = called(&round, rule, &TWO_LEVELS, [subject].into_iter(), &ask);
            let vote = ask.vote;
            (called, Event::SecondVoteCalled { round: id, person, vote, ground, document })
        }
    };
    Ok(vec![Fact::Vote(called), Fact::Confidence(own)])
}

fn called<'a>(
    round: &Round,
    purpose: Option<String>,
    levels: &[&str],
    people: impl Iterator<Item = &'a Subject>,
    ask: &Ask,
) -> vote::Event {
    let person = |subject: &Subject| Choice {
        id: subject.id.clone(),
        name: subject.name.clone(),
        note: Some(subject.post.clone()),
    };
    let levels = levels.iter().map(|level| (*level).to_owned()).collect();
    let answers = Answers::Levels { levels, people: people.map(person).collect() };
    let call = Call {
        title: ask.title.clone(),
        purpose: purpose.unwrap_or_default(),
        questions: vec![Question { text: ask.text.clone(), answers, passes: None }],
        channels: ask.channels.clone(),
        members: ask.members,
        closed: round.plan.closed,
        decision: ask.decision.clone(),
        charter: None,
        after: None,
    };
    vote::Event::Called { vote: ask.vote.clone(), call }
}
