use super::{Basis, Constituency, Election, ElectionId, Event, How, Stage};
use crate::{Date, Event as Fact, Head, State, refusal::Refusal};

/// What takes more than stating it.
#[derive(Debug, Clone)]
pub enum Command {
    /// The board records what the minutes of its constituency add up to.
    RecordResult { election: ElectionId, constituency: u16, reason: Option<String> },
    /// A constituency votes once more, with the seats, the list, the areas and the roll that the law gives it.
    CallFurther(Further),
}

/// A re-election or a supplementary election of one constituency.
#[derive(Debug, Clone)]
pub struct Further {
    pub parent: ElectionId,
    pub constituency: u16,
    pub stage: Stage,
    /// A poll of this stage that was called already takes the constituency in.
    pub election: ElectionId,
    pub name: String,
    pub day: Date,
    /// The decision that calls it.
    pub document: String,
}

/// What happens when `command` is asked now.
///
/// # Errors
/// `election.unknown`, `election.unknown_constituency`, `election.areas_missing`, `election.small_area_waits`,
/// `election.parent_has_no_result`; the rest is [`super::lawful`]'s to say.
pub fn decide(state: &State, _: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    match command {
        Command::RecordResult { election, constituency, reason } => {
            record(state, election, constituency, reason)
        }
        Command::CallFurther(further) => call(state, further),
    }
}

fn unknown() -> Refusal {
    Refusal::new("election.unknown_constituency")
}

fn record(
    state: &State,
    election: ElectionId,
    constituency: u16,
    reason: Option<String>,
) -> Result<Vec<Fact>, Refusal> {
    let of = state.election.constituency(&election, constituency).ok_or_else(unknown)?;
    let stand = state.stand(&election, constituency).ok_or_else(unknown)?;
    let elected = stand.elected();
    let version = u16::try_from(of.results.len() + 1).unwrap_or(u16::MAX);
    let set = state.election.get(&election).ok_or_else(unknown)?;
    let missing = || match state.waits_for_a_group(set, of).next() {
        Some(area) => Refusal::new("election.small_area_waits").with("area", area),
        None => Refusal::new("election.areas_missing"),
    };
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

fn call(state: &State, further: Further) -> Result<Vec<Fact>, Refusal> {
    let Further { parent, constituency, stage, election, name, day, document } = further;
    let first = state.election.get(&parent);
    let first = first.ok_or_else(|| Refusal::new("election.unknown").with("election", &parent))?;
    let of = first.constituencies.get(&constituency).ok_or_else(unknown)?;
    let basis = |how| Basis { how, text: document.clone() };
    let mut events = Vec::new();
    if state.election.get(&election).is_none() {
        events.push(Event::Called {
            election: election.clone(),
            election_kind: first.kind.clone(),
            name,
            day,
            unit: first.unit.clone(),
            stage,
            parent: Some(parent.clone()),
            vacancy: None,
            basis: basis(How::Stated),
        });
    }
    let filled = match (stage, of.result()) {
        (Stage::Supplementary, None) => return Err(Refusal::new("election.parent_has_no_result")),
        (Stage::Supplementary, Some(result)) => result.elected.as_slice(),
        _ => &[],
    };
    let filled_seats = u16::try_from(filled.len()).unwrap_or(u16::MAX);
    events.push(Event::ConstituencySet {
        election: election.clone(),
        constituency,
        seats: of.seats.saturating_sub(filled_seats),
        seats_basis: basis(How::Derived),
        members: of.members.clone(),
    });
    // A re-election has the list of the first, place by place; a supplementary one those who are left of it.
    let stands = |number: u16, listed: &super::Listed| {
        stage != Stage::Supplementary || (listed.withdrawn.is_none() && !filled.contains(&number))
    };
    let standing = (1u16..).zip(&of.candidates).filter(|(number, listed)| stands(*number, listed));
    events.extend((1u16..).zip(standing).map(|(number, (_, listed))| Event::CandidateListed {
        election: election.clone(),
        constituency,
        number,
        candidate: Box::new((*listed.candidate).clone()),
    }));
    events.push(Event::ListAnnounced {
        election: election.clone(),
        constituency,
        document: document.clone(),
        waiver: None,
    });
    events.extend(voting_again(state, first, of, &election, stage, &document));
    Ok(events.into_iter().map(Fact::Election).collect())
}

/// The areas that vote once more, each with the roll that it had.
fn voting_again(
    state: &State,
    first: &Election,
    of: &Constituency,
    election: &ElectionId,
    stage: Stage,
    document: &str,
) -> Vec<Event> {
    let part = stage == Stage::ReElection && !state.turnout_missed(first, of.number);
    let areas = match part {
        true => state.waiting(first, of),
        false => of.areas.iter().cloned().collect(),
    };
    let mut events = Vec::new();
    for area in areas {
        let Some(known) = state.election.area(&area) else { continue };
        events.push(Event::AreaAssigned {
            area: area.clone(),
            election: election.clone(),
            constituency: of.number,
        });
        let roll = known.rolls.last().zip(known.voters(&first.id));
        events.extend(roll.map(|(roll, voters)| {
            let mut all = roll.voters.clone();
            all.insert(election.clone(), voters);
            Event::RollStated {
                area,
                version: u16::try_from(known.rolls.len() + 1).unwrap_or(u16::MAX),
                voters: all,
                men: roll.men,
                women: roll.women,
                added_on_day: roll.added_on_day,
                reason: Some(document.to_owned()),
            }
        }));
    }
    events
}
