use super::{Event, SealedMinutes, Sheet, Signature, Step, state::Entry};
use crate::{
    Event as Fact, Head, State,
    election::{self, AreaId, Ballots, ElectionId},
    people::{By, passkey::Assertion},
    refusal::Refusal,
};
use dienhong_journal::Opening;

/// What an officer may ask of minutes. Salts are drawn by the node, which keeps the openings.
#[derive(Debug, Clone)]
pub enum Command {
    Enter {
        election: ElectionId,
        area: AreaId,
        entry: Opening<Sheet>,
    },
    /// `known` opens the entries that stand: only when they differ may one be corrected.
    Correct {
        election: ElectionId,
        area: AreaId,
        entry: Opening<Sheet>,
        known: Vec<Opening<Sheet>>,
    },
    /// The entry's sheet says why.
    Settle {
        election: ElectionId,
        area: AreaId,
        entry: Opening<Sheet>,
        known: Vec<Opening<Sheet>>,
    },
    /// The figures are signed only when the entries agree.
    Sign {
        election: ElectionId,
        area: AreaId,
        known: Vec<Opening<Sheet>>,
    },
    /// Signs with a key of the officer's own. What of these minutes he has not signed yet is signed in
    /// the same act; `known` opens the entries that stand.
    Assert {
        area: AreaId,
        minutes: Vec<SealedMinutes>,
        assertion: Assertion,
        known: Vec<Opening<Sheet>>,
    },
    /// `openings` opens every entry of this version, oldest first.
    Publish {
        election: ElectionId,
        area: AreaId,
        openings: Vec<Opening<Sheet>>,
    },
}

/// What happens when `command` is asked now: the events to journal, all or none of them.
///
/// # Errors
/// [`Refusal`] when what is private forbids it; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, head: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let seal = |opening: &Opening<Sheet>| {
        opening.seal().map_err(|why| Refusal::new("tally.not_canonical").with("why", why))
    };
    let event = match command {
        Command::Enter { election, area, entry } => {
            Event::Entered { election, area, sealed: seal(&entry)? }
        }
        Command::Correct { election, area, entry, known } => {
            let minutes = state.tally.minutes(&election, &area);
            let (standing, _) = minutes.standing();
            if !differ(&standing, &known) {
                return Err(Refusal::new("tally.entries_agree"));
            }
            let own = |entry: &&&Entry| By::Officer(entry.by.clone()) == head.by;
            let Some(own) = standing.iter().find(own) else {
                return Err(Refusal::new("tally.not_your_entry"));
            };
            Event::Corrected { election, area, sealed: seal(&entry)?, replaces: own.sealed }
        }
        Command::Settle { election, area, entry, known } => {
            let (standing, _) = state.tally.minutes(&election, &area).standing();
            if standing.len() == 2 && !differ(&standing, &known) {
                return Err(Refusal::new("tally.entries_agree"));
            }
            super::lawful::reasoned(entry.value.reason.as_deref().unwrap_or_default())?;
            Event::Settled { election, area, sealed: seal(&entry)? }
        }
        Command::Sign { election, area, known } => {
            let minutes = state.tally.minutes(&election, &area);
            let (standing, counts) = minutes.standing();
            if matches!(minutes.step, Step::Twice { .. }) && differ(&standing, &known) {
                return Err(Refusal::new("tally.entries_differ"));
            }
            let not_now = || Refusal::new("tally.not_now").with("area", &area);
            let sealed = counts.ok_or_else(not_now)?.sealed;
            Event::Signed { election, area, sealed }
        }
        Command::Assert { area, minutes, assertion, known } => {
            let mut events = Vec::new();
            for SealedMinutes { election, sealed } in &minutes {
                let of = state.tally.minutes(election, &area);
                let by = |signature: &Signature| By::Officer(signature.by.clone()) == head.by;
                if of.standing_signatures().iter().any(by) {
                    continue;
                }
                let (standing, _) = of.standing();
                if matches!(of.step, Step::Twice { .. }) && differ(&standing, &known) {
                    return Err(Refusal::new("tally.entries_differ"));
                }
                let (election, area, sealed) = (election.clone(), area.clone(), *sealed);
                events.push(Fact::Tally(Event::Signed { election, area, sealed }));
            }
            events.push(Fact::Tally(Event::Asserted { area, minutes, assertion }));
            return Ok(events);
        }
        Command::Publish { election, area, openings } => {
            let version = state.tally.minutes(&election, &area).version();
            let ended = state.election.get(&election).is_none_or(|known| known.ended.is_some());
            let published = published(state, head, &election, area, version, openings)?;
            // The first to publish states that the poll has ended; `lawful` sees whether it has.
            let end = election::Event::PollEnded { election };
            let end = (!ended).then_some(Fact::Election(end));
            return Ok(end.into_iter().chain([Fact::Tally(published)]).collect());
        }
    };
    Ok(vec![Fact::Tally(event)])
}

/// The whole of the minutes, or where few voted, their ballots alone: what is sealed is checked here then, as nobody
/// else can.
fn published(
    state: &State,
    head: &Head,
    election: &ElectionId,
    area: AreaId,
    version: u16,
    openings: Vec<Opening<Sheet>>,
) -> Result<Event, Refusal> {
    let (_, counts) = state.tally.minutes(election, &area).standing();
    let opened = counts.and_then(|counts| {
        let opening = openings.iter().find(|opening| opening.opens(&counts.sealed))?;
        Some((counts.sealed, Ballots::from(&opening.value.figures)))
    });
    let of = state.election.get(election);
    let in_part = opened
        .filter(|(_, ballots)| of.is_some_and(|of| state.shows_in_part(of, &area, ballots.valid)));
    let election = election.clone();
    let Some((sealed, ballots)) = in_part else {
        return Ok(Event::Published { election, area, version, openings });
    };
    super::lawful::opens(state, head, &election, &area, &openings)?;
    Ok(Event::PublishedInPart { election, area, version, sealed, ballots })
}

/// Whether the entries that stand say different figures. Not known to differ: they do not.
fn differ(standing: &[&Entry], known: &[Opening<Sheet>]) -> bool {
    let sheets = standing.iter().filter_map(|entry| {
        known.iter().find(|opening| opening.opens(&entry.sealed)).map(|opening| &opening.value)
    });
    let mut figures = sheets.map(|sheet| &sheet.figures);
    match (figures.next(), figures.next()) {
        (Some(first), Some(second)) => first != second,
        _ => false,
    }
}
