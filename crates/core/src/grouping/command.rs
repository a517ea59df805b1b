use super::Event;
use crate::{
    Event as Fact, Head, State,
    election::ElectionId,
    refusal::Refusal,
    tally::{Sheet, Sum},
};
use dienhong_journal::Opening;

/// What takes more than stating it.
#[derive(Debug, Clone)]
pub enum Command {
    /// The board publishes what the minutes of a group add up to. `openings` opens the entries that count.
    Publish {
        election: ElectionId,
        constituency: u16,
        group: u16,
        openings: Vec<Opening<Sheet>>,
        reason: Option<String>,
    },
}

/// What happens when `command` is asked now: the sum is made of what the seals hold.
///
/// # Errors
/// `grouping.unknown`, `grouping.minutes_missing`, `grouping.not_opened`, `grouping.sum_differs`; the rest is
/// [`super::lawful`]'s to say.
pub fn decide(state: &State, _: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let Command::Publish { election, constituency, group, openings, reason } = command;
    let unknown = || Refusal::new("grouping.unknown").with("group", group);
    let known = state.grouping.group(&election, constituency, group).ok_or_else(unknown)?;
    let of = state.election.get(&election).ok_or_else(unknown)?;
    let sealed = super::lawful::sealed(state, of, known)?;
    let mut sum = Sum::default();
    for (area, seal) in &sealed {
        let opening = openings.iter().find(|opening| opening.opens(seal));
        let closed = || Refusal::new("grouping.not_opened").with("area", area);
        let figures = &opening.ok_or_else(closed)?.value.figures;
        // Beyond counting: the checks on each area's minutes have refused it.
        sum.add(figures).ok_or_else(|| Refusal::new("grouping.sum_differs"))?;
    }
    let figures = Box::new(sum.total().ok_or_else(unknown)?);
    let version = u16::try_from(known.versions.len() + 1).unwrap_or(u16::MAX);
    let published =
        Event::Published { election, constituency, group, version, sealed, figures, reason };
    Ok(vec![Fact::Grouping(published)])
}
