use super::{Cycle, CycleId, Event, Outcome, Rating, Totals};
use crate::{Event as Fact, Head, State, count::Count, refusal::Refusal};

/// What takes more than stating it.
#[derive(Debug, Clone)]
pub enum Command {
    /// To publish how often each rating was given in each office that is decided and not too small.
    PublishTotals { cycle: CycleId, document: String, reason: Option<String> },
}

/// What happens when `command` is asked now: the figures come from the closed records.
///
/// # Errors
/// `evaluation.unknown`, `evaluation.not_rated_here`; the rest is `lawful`'s to say.
pub fn decide(state: &State, _: &Head, command: Command) -> Result<Vec<Fact>, Refusal> {
    let Command::PublishTotals { cycle, document, reason } = command;
    let of = state.evaluation.cycle(&cycle);
    let of = of.ok_or_else(|| Refusal::new("evaluation.unknown").with("cycle", &cycle))?;
    let totals = totals(state, of).ok_or_else(|| Refusal::new("evaluation.not_rated_here"))?;
    let left_out = of.organs.len().saturating_sub(totals.len());
    Ok(vec![Fact::Evaluation(Event::TotalsPublished {
        version: u16::try_from(of.published.len() + 1).unwrap_or(u16::MAX),
        left_out: u16::try_from(left_out).unwrap_or(u16::MAX),
        cycle,
        totals,
        document,
        reason,
    })])
}

/// The totals of every office that may be published now. None: nobody is rated by these rules.
pub fn totals(state: &State, cycle: &Cycle) -> Option<Vec<Totals>> {
    let rules = state.evaluation_rules(cycle)?;
    let least = rules.publish.as_ref().map_or(1, |rule| u64::from(rule.people));
    let of = |organ: &std::sync::Arc<super::Organ>| {
        organ.rating()?;
        let outcomes: Vec<&Outcome> =
            cycle.people_of(&organ.id).filter_map(|person| person.outcome()).collect();
        let counted = |wanted: Option<Rating>| {
            let found = outcomes.iter().filter(|outcome| outcome.rating() == wanted).count();
            Count::try_from(found as u64).unwrap_or_default()
        };
        let mut totals = Totals {
            organ: organ.id.clone(),
            people: Count::try_from(outcomes.len() as u64).unwrap_or_default(),
            excellent: counted(Some(Rating::Excellent)),
            good: counted(Some(Rating::Good)),
            completed: counted(Some(Rating::Completed)),
            not_completed: counted(Some(Rating::NotCompleted)),
            unrated: counted(None),
            base: rules.cap.base,
            most: Count::ZERO,
        };
        totals.most = rules.cap.of(organ).most(totals.rated());
        (totals.people.get() >= least).then_some(totals)
    };
    Some(cycle.organs.values().filter_map(of).collect())
}
