use crate::{
    Date,
    count::Count,
    rules::{ElectionRules, Next, TieBreak},
};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeSet};

/// Which poll of an election this is. A by-election is an election of its own, in its first stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    First,
    /// Bầu cử lại: the first poll was void.
    ReElection,
    /// Bầu cử thêm: the first poll filled too few seats.
    Supplementary,
}

impl Stage {
    pub const ALL: [Stage; 3] = [Stage::First, Stage::ReElection, Stage::Supplementary];

    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            Stage::First => "first",
            Stage::ReElection => "re_election",
            Stage::Supplementary => "supplementary",
        }
    }
}

/// The figures of one constituency that decide its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    pub stage: Stage,
    /// Seats to fill in this poll: in a supplementary one, those still missing.
    pub seats: u16,
    pub voters_total: Count,
    pub took_part: Count,
    pub valid: Count,
    /// In the order of the official list.
    pub standings: Vec<Standing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub votes: Count,
    /// Unknown: then no rule of age can place this candidate.
    pub born: Option<Date>,
    /// Left the list after it was announced: cannot be elected.
    pub withdrawn: bool,
}

/// Who is elected and why. Candidates are positions in the official list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the turnout allows any result at all.
    pub recognised: bool,
    /// By votes, highest first; equal votes: older first where age is the rule, then list order.
    pub elected: Vec<usize>,
    /// Equal votes stood on both sides of the last seat, and age had to be asked.
    pub tie_by_age: bool,
    /// In list order: those between whom the rules cannot give the last seats. A recorded decision
    /// (or a lot drawn in public) is needed; until then none of them is elected.
    pub unresolved_tie: Vec<usize>,
    /// Seats that wait for that decision.
    pub open_seats: u16,
    pub next: Next,
    /// Each rule that was applied, in order, with its article.
    pub decisions: Vec<Decision>,
}

impl Outcome {
    /// Those between whom the rules cannot choose, by their numbers on the list.
    pub fn tied(&self) -> Vec<u16> {
        let tied = self.unresolved_tie.iter();
        tied.filter_map(|&place| u16::try_from(place + 1).ok()).collect()
    }

    /// Whether a decision may give the open seats to these.
    pub fn may_choose(&self, chosen: &[usize]) -> bool {
        let distinct: BTreeSet<&usize> = chosen.iter().collect();
        !chosen.is_empty()
            && distinct.len() == usize::from(self.open_seats)
            && distinct.len() == chosen.len()
            && chosen.iter().all(|candidate| self.unresolved_tie.contains(candidate))
    }
}

/// A rule applied, as a stable code, with the article that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    pub code: &'static str,
    pub article: String,
    /// Candidates it is about, by their position in the list.
    pub candidates: Vec<usize>,
}

/// Applies the rules of this kind of election to the figures of one constituency.
///
/// Thresholds are strict and tested on whole numbers: exactly half is not more than half.
pub fn outcome(poll: &Poll, rules: &ElectionRules) -> Outcome {
    let mut counting = Counting { poll, rules, decisions: Vec::new() };
    let recognised = counting.recognised();
    let placed = if recognised { counting.places() } else { Places::default() };
    let next = counting.next(recognised, &placed);
    Outcome {
        recognised,
        elected: placed.elected,
        tie_by_age: placed.tie_by_age,
        unresolved_tie: placed.unresolved,
        open_seats: placed.open_seats,
        next,
        decisions: counting.decisions,
    }
}

#[derive(Default)]
struct Places {
    elected: Vec<usize>,
    tie_by_age: bool,
    unresolved: Vec<usize>,
    open_seats: u16,
}

struct Counting<'a> {
    poll: &'a Poll,
    rules: &'a ElectionRules,
    decisions: Vec<Decision>,
}

impl Counting<'_> {
    fn note(&mut self, code: &'static str, article: &str, candidates: &[usize]) {
        let (article, candidates) = (article.to_owned(), candidates.to_vec());
        self.decisions.push(Decision { code, article, candidates });
    }

    fn recognised(&mut self) -> bool {
        let Some(rule) = &self.rules.turnout else { return true };
        let article = &rule.source.article;
        let (code, recognised) = if rule.not_in.contains(&self.poll.stage) {
            ("result.any_turnout_recognised", true)
        } else if rule.over.exceeded_by(self.poll.took_part, self.poll.voters_total) {
            ("result.turnout_reached", true)
        } else {
            ("result.turnout_missed", false)
        };
        self.note(code, article, &[]);
        recognised
    }

    fn places(&mut self) -> Places {
        let eligible = self.eligible();
        let seats = usize::from(self.poll.seats);
        let (Some(&last), Some(&beyond)) =
            (seats.checked_sub(1).and_then(|last| eligible.get(last)), eligible.get(seats))
        else {
            let elected = if seats == 0 { Vec::new() } else { eligible };
            self.note("result.elected", &self.rules.most_votes.article, &elected);
            return Places { elected, ..Places::default() };
        };
        let elected = eligible.iter().copied().take(seats).collect::<Vec<_>>();
        if self.votes(last) != self.votes(beyond) {
            self.note("result.elected", &self.rules.most_votes.article, &elected);
            return Places { elected, ..Places::default() };
        }
        self.break_tie(&eligible, self.votes(last))
    }

    /// Candidates who may be elected, best first.
    fn eligible(&mut self) -> Vec<usize> {
        let standing = |&c: &usize| self.poll.standings.get(c).is_some_and(|s| !s.withdrawn);
        let all = (0..self.poll.standings.len()).filter(standing);
        let mut eligible: Vec<usize> = match &self.rules.majority {
            None => all.collect(),
            Some(rule) => {
                let (over, under): (Vec<_>, Vec<_>) =
                    all.partition(|&c| rule.over.exceeded_by(self.votes(c), self.poll.valid));
                self.note("result.majority_reached", &rule.source.article, &over);
                self.note("result.majority_missed", &rule.source.article, &under);
                over
            }
        };
        let by_age = self.rules.tie.by == TieBreak::Older;
        eligible.sort_by_key(|&c| (Reverse(self.votes(c)), by_age.then(|| self.born(c)).flatten()));
        eligible
    }

    /// The tie crosses the last seat: some of those with `votes` get one, some do not.
    fn break_tie(&mut self, eligible: &[usize], votes: Count) -> Places {
        let mut elected: Vec<usize> =
            eligible.iter().copied().filter(|&c| self.votes(c) > votes).collect();
        let tied: Vec<usize> =
            eligible.iter().copied().filter(|&c| self.votes(c) == votes).collect();
        let seats_left = usize::from(self.poll.seats) - elected.len();
        let tie_by_age = self.rules.tie.by == TieBreak::Older;
        // `tied` is oldest first. Those older than the first who cannot be told apart are placed.
        let (placed, mut unresolved) = match self.rules.tie.by {
            TieBreak::Older => self.older_first(&tied, seats_left),
            TieBreak::Lot => (Vec::new(), tied),
        };
        let open_seats = if unresolved.is_empty() { 0 } else { seats_left - placed.len() };
        unresolved.sort_unstable();
        elected.extend(&placed);
        self.note("result.elected", &self.rules.most_votes.article, &elected);
        let article = self.rules.tie.source.article.clone();
        if !placed.is_empty() {
            self.note("result.tie_to_the_older", &article, &placed);
        }
        if !unresolved.is_empty() {
            self.note("result.tie_needs_a_decision", &article, &unresolved);
        }
        let open_seats = u16::try_from(open_seats).unwrap_or(self.poll.seats);
        Places { elected, tie_by_age, unresolved, open_seats }
    }

    /// Splits a tie, sorted oldest first, into those whom age gives a seat and those whom it
    /// cannot tell apart. A birth date that is not known leaves all of them undecided.
    fn older_first(&self, tied: &[usize], seats: usize) -> (Vec<usize>, Vec<usize>) {
        let day = |candidate: Option<&usize>| candidate.and_then(|&c| self.born(c));
        let last = day(seats.checked_sub(1).and_then(|last| tied.get(last)));
        if tied.iter().any(|&c| self.born(c).is_none()) {
            (Vec::new(), tied.to_vec())
        } else if last == day(tied.get(seats)) {
            let older = tied.iter().copied().filter(|&c| self.born(c) < last).collect();
            (older, tied.iter().copied().filter(|&c| self.born(c) == last).collect())
        } else {
            (tied.iter().copied().take(seats).collect(), Vec::new())
        }
    }

    fn next(&mut self, recognised: bool, placed: &Places) -> Next {
        if self.poll.stage != Stage::First {
            return Next::None;
        }
        if !recognised {
            return self.rules.turnout.as_ref().map_or(Next::None, |rule| rule.missed);
        }
        let Some(rule) = &self.rules.shortfall else { return Next::None };
        let open = usize::from(placed.open_seats);
        let filled = u16::try_from(placed.elected.len() + open).unwrap_or(u16::MAX);
        if !rule.under.missed_by(Count::from(filled), Count::from(self.poll.seats)) {
            return Next::None;
        }
        self.note("result.too_few_elected", &rule.source.article, &[]);
        rule.next
    }

    fn votes(&self, candidate: usize) -> Count {
        self.poll.standings.get(candidate).map_or(Count::ZERO, |standing| standing.votes)
    }

    fn born(&self, candidate: usize) -> Option<Date> {
        self.poll.standings.get(candidate).and_then(|standing| standing.born)
    }
}
