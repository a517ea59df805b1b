use super::{
    AreaId, Constituency, Decision, Election, ElectionId, Outcome, Poll, Report, Stage, Standing,
    outcome,
};
use crate::{
    State,
    count::Count,
    rules::Next,
    tally::{Figures, Published, Sum},
    units::UnitId,
};
use std::sync::Arc;

/// How far the count of a constituency has come. Nothing but `Final` is a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// The poll has not ended.
    Voting,
    /// No area has published, though it may.
    Awaited,
    Counting,
    /// All areas are in; the board has not recorded the result.
    Provisional,
    /// The board recorded it, and no figure has changed since.
    Final,
    /// A figure changed, or is being changed, after the board had recorded the result.
    Reopened,
}

/// Where a constituency stands: what its published minutes add up to, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    pub areas: usize,
    pub counted: usize,
    pub progress: Progress,
    /// The sum so far. None: no minutes are in.
    pub figures: Option<Figures>,
    /// What the rules say of this sum. Provisional before all areas are in.
    pub outcome: Option<Outcome>,
}

impl Stand {
    /// Those elected, by their numbers on the list.
    pub fn elected(&self) -> Vec<u16> {
        let elected = self.outcome.iter().flat_map(|outcome| &outcome.elected);
        elected.filter_map(|&place| u16::try_from(place + 1).ok()).collect()
    }
}

/// What a unit last reported of its turnout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTurnout<'a> {
    pub unit: &'a UnitId,
    pub last: &'a Report,
}

impl State {
    /// The published minutes that count for an area: the latest version of its latest lawful stage.
    /// An area that was annulled counts by its re-election alone.
    pub fn counted(&self, election: &Election, area: &AreaId) -> Option<&Arc<Published>> {
        if !election.annulled.contains_key(area) {
            return self.tally.published(&election.id, area);
        }
        self.repeats(election).find_map(|child| self.counted(child, area))
    }

    /// Whether the minutes that count for an area are being made again.
    pub fn is_changing(&self, election: &Election, area: &AreaId) -> bool {
        if !election.annulled.contains_key(area) {
            return self.tally.is_reopened(&election.id, area);
        }
        self.repeats(election).any(|child| self.is_changing(child, area))
    }

    /// The re-elections of an election, the latest first.
    fn repeats<'a>(&'a self, election: &'a Election) -> impl Iterator<Item = &'a Arc<Election>> {
        let children = election.children.iter().rev().filter_map(|id| self.election.get(id));
        children.filter(|child| child.stage == Stage::ReElection)
    }

    /// Whether the recorded result of a constituency is none, as too few took part: it votes again.
    pub fn turnout_missed(&self, election: &Election, number: u16) -> bool {
        self.recorded(election, number).is_some_and(|outcome| !outcome.recognised)
    }

    /// Whether the recorded result of a constituency leaves seats for which the law knows a
    /// supplementary poll.
    pub fn leaves_seats(&self, election: &Election, number: u16) -> bool {
        matches!(
            self.next(election, number),
            Next::SupplementaryElection | Next::ReportForSupplementaryDecisionByNec
        )
    }

    /// Which further poll the recorded result of a constituency calls for.
    pub fn next(&self, election: &Election, number: u16) -> Next {
        self.recorded(election, number).map_or(Next::None, |outcome| outcome.next)
    }

    /// Whether a supplementary poll was set for the constituency.
    pub fn is_filled_again(&self, election: &Election, number: u16) -> bool {
        let mut children = election.children.iter().filter_map(|id| self.election.get(id));
        children.any(|child| {
            child.stage == Stage::Supplementary && child.constituencies.contains_key(&number)
        })
    }

    /// Whether the law calls for a poll of this stage in a constituency: in these areas, or in all
    /// when none is named.
    pub fn calls_for(
        &self,
        election: &Election,
        of: &Constituency,
        stage: Stage,
        areas: &[AreaId],
    ) -> bool {
        let void =
            |area: &AreaId| of.areas.contains(area) && self.waits_for_a_repeat(election, area);
        match stage {
            Stage::First => false,
            Stage::Supplementary => {
                areas.is_empty()
                    && self.leaves_seats(election, of.number)
                    && !self.is_filled_again(election, of.number)
            }
            Stage::ReElection if areas.is_empty() => self.turnout_missed(election, of.number),
            Stage::ReElection => areas.iter().all(void),
        }
    }

    /// The areas of a constituency whose result is void and that have not been called to vote again.
    pub fn waiting(&self, election: &Election, of: &Constituency) -> Vec<AreaId> {
        let waits = |area: &&AreaId| self.waits_for_a_repeat(election, area);
        of.areas.iter().filter(waits).cloned().collect()
    }

    /// What the rules say of the result as it was recorded.
    fn recorded(&self, election: &Election, number: u16) -> Option<Outcome> {
        let of = election.constituencies.get(&number)?;
        self.outcome(election, of, &of.result()?.figures)
    }

    /// Whether an area's result is void and no re-election has been set for it, or none that stands.
    pub fn waits_for_a_repeat(&self, election: &Election, area: &AreaId) -> bool {
        let held = |child: &&Arc<Election>| {
            let known = self.election.area(area);
            known.is_some_and(|known| known.constituencies.contains_key(&child.id))
        };
        election.annulled.contains_key(area)
            && self.repeats(election).filter(held).all(|child| child.annulled.contains_key(area))
    }

    /// Whether this is a re-election of some areas only: their minutes count in the first election,
    /// and what it adds up to by itself elects nobody.
    pub fn repeats_a_part(&self, election: &Election, number: u16) -> bool {
        let first = election.parent.as_ref().and_then(|parent| self.election.get(parent));
        election.stage == Stage::ReElection
            && first.is_some_and(|first| !self.turnout_missed(first, number))
    }

    /// Whether the result of a constituency is final, and so are those of the polls that had to
    /// follow it.
    pub fn is_settled(&self, election: &Election, number: u16) -> bool {
        let stand = self.stand(&election.id, number);
        let further = || {
            let children = election.children.iter().filter_map(|id| self.election.get(id));
            let of = children.filter(|child| child.constituencies.contains_key(&number));
            of.filter(|child| !self.repeats_a_part(child, number))
        };
        stand.is_some_and(|stand| stand.progress == Progress::Final)
            && further().all(|child| self.is_settled(child, number))
            && (!self.turnout_missed(election, number)
                || election.stage == Stage::ReElection
                || further().any(|child| child.stage == Stage::ReElection))
    }

    /// Where a constituency stands. None: there is no such constituency.
    pub fn stand(&self, election: &ElectionId, number: u16) -> Option<Stand> {
        let election = self.election.get(election)?;
        let constituency = election.constituencies.get(&number)?;
        let mut sum = Sum::default();
        let mut counted = 0;
        let mut changing = false;
        for area in &constituency.areas {
            if let Some(figures) = self.counted(election, area).and_then(|p| p.figures()) {
                sum.add(figures)?;
                counted += 1;
            }
            changing |= self.is_changing(election, area);
        }
        // Areas that are shown in part count by their group.
        for group in self.grouping.of(&election.id, number) {
            if let Some(together) = self.together(election, group) {
                sum.add(&together.figures)?;
                counted += group.areas.len();
            }
        }
        let areas = constituency.areas.len();
        let figures = sum.total();
        let own = figures.as_ref().filter(|_| !self.repeats_a_part(election, number));
        let outcome = own.and_then(|figures| self.outcome(election, constituency, figures));
        let recorded = constituency.result();
        let agrees = |recorded: &super::Recorded| Some(&recorded.figures) == figures.as_ref();
        let progress = match (election.ended, recorded) {
            (_, Some(recorded)) if !changing && counted == areas && agrees(recorded) => {
                Progress::Final
            }
            (_, Some(_)) => Progress::Reopened,
            (None, None) if counted == 0 => Progress::Voting,
            _ if counted == 0 => Progress::Awaited,
            _ if counted < areas || changing => Progress::Counting,
            _ => Progress::Provisional,
        };
        Some(Stand { areas, counted, progress, figures, outcome })
    }

    /// What the rules of its day say of figures of a constituency. Who left the list of the first
    /// election is on none of its re-election either; where all areas voted again, it is one.
    pub fn outcome(
        &self,
        election: &Election,
        constituency: &Constituency,
        figures: &Figures,
    ) -> Option<Outcome> {
        let rules = self.node.rules_on(election.day)?.election(&election.kind).ok()?;
        let first = election.parent.as_ref().filter(|_| election.stage == Stage::ReElection);
        let first = first.and_then(|id| self.election.constituency(id, constituency.number));
        let left = |place: usize| {
            let before = first.and_then(|first| first.candidates.get(place));
            before.is_some_and(|before| before.withdrawn.is_some())
        };
        let listed = constituency.candidates.iter().enumerate();
        let standings =
            figures.votes.iter().zip(listed).map(|(&votes, (place, listed))| Standing {
                votes,
                born: listed.candidate.born,
                withdrawn: listed.withdrawn.is_some() || left(place),
            });
        let areas = &constituency.areas;
        let again = !areas.is_empty() && areas.iter().all(|a| election.annulled.contains_key(a));
        let poll = Poll {
            stage: if again { Stage::ReElection } else { election.stage },
            seats: constituency.seats,
            voters_total: figures.voters_total,
            took_part: figures.took_part,
            valid: figures.valid,
            standings: standings.collect(),
        };
        let mut outcome = outcome(&poll, rules);
        if let Some(tie) = &constituency.tie {
            let chosen =
                tie.elected.iter().filter_map(|&number| usize::from(number).checked_sub(1));
            let chosen: Vec<usize> = chosen.collect();
            // A decision on another tie than the one that stands decides nothing.
            if outcome.tied() == tie.between && outcome.may_choose(&chosen) {
                outcome.decisions.push(Decision {
                    code: "result.tie_decided",
                    article: tie.document.clone(),
                    candidates: chosen.clone(),
                });
                outcome.elected.extend(chosen);
                outcome.unresolved_tie.clear();
                outcome.open_seats = 0;
            }
        }
        Some(outcome)
    }

    /// The last reports of turnout of all units, and what they add up to: voted, of voters.
    pub fn turnout<'a>(&'a self, election: &'a Election) -> (Count, Count, Vec<UnitTurnout<'a>>) {
        let units = self.election.reporting(&election.id);
        let last: Vec<UnitTurnout> = units
            .filter_map(|(unit, reports)| Some(UnitTurnout { unit, last: reports.last()? }))
            .collect();
        let voted = Count::sum(last.iter().map(|unit| unit.last.voted)).unwrap_or_default();
        let voters = Count::sum(last.iter().map(|unit| unit.last.voters)).unwrap_or_default();
        (voted, voters, last)
    }
}
