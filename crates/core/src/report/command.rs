use super::{Event, RoundId, lawful::stated};
use crate::{Event as Fact, Head, State, refusal::Refusal};

/// What shapes events; all else is stated as it is.
#[derive(Debug, Clone)]
pub enum Command {
    /// States the totals of all reports that are taken now.
    Summarise { round: RoundId },
}

/// What happens when `command` is asked now.
///
/// # Errors
/// [`Refusal`] when there is no such round or its totals cannot be stated; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, _head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let Command::Summarise { round: id } = command;
    let unknown = || Refusal::new("report.unknown_round").with("round", &id);
    let round = state.report.get(&id).ok_or_else(unknown)?;
    let totals = stated(round)?;
    let from = round.counted();
    Ok(vec![Fact::Report(Event::Summarised { round: id, from, totals })])
}
