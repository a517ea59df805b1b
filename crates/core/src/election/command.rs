use super::{ElectionId, Event};
use crate::{Event as Fact, Head, State, refusal::Refusal};

/// What takes more than stating it.
#[derive(Debug, Clone)]
pub enum Command {
    /// The board records what the minutes of its constituency add up to.
    RecordResult { election: ElectionId, constituency: u16, reason: Option<String> },
}

/// What happens when `command` is asked now.
///
/// # Errors
/// `election.unknown_constituency`, `election.areas_missing`; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, _: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let Command::RecordResult { election, constituency, reason } = command;
    let unknown = || Refusal::new("election.unknown_constituency");
    let of = state.election.constituency(&election, constituency).ok_or_else(unknown)?;
    let stand = state.stand(&election, constituency).ok_or_else(unknown)?;
    let elected = stand.elected();
    let version = u16::try_from(of.results.len() + 1).unwrap_or(u16::MAX);
    let missing = || Refusal::new("election.areas_missing");
    let figures = Box::new(stand.figures.ok_or_else(missing)?);
    Ok(vec![Fact::Election(Event::ResultRecorded {
        election,
        constituency,
        version,
        figures,
        elected,
        reason,
    })])
}
