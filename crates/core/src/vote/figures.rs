//! Figures of one channel: what a tally committee writes down, or what follows from answers and proofs.

use super::{Call, Part, Row, Turnout};
use crate::{count::Count, refusal::Refusal};
use serde::{Deserialize, Serialize};

/// A ranking, and how many papers say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Options from 0, the most preferred first. Those left out are last, equal to each other.
    pub order: Vec<u16>,
    pub papers: Count,
}

/// One line of the paper, added up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Papers that are valid as a whole and say nothing valid on this line.
    pub invalid: Count,
    /// Marks, box by box. Of a ranked question: how often each option stands first.
    pub votes: Vec<Count>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rankings: Vec<Ranking>,
}

/// The figures of a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub issued: Count,
    pub returned: Count,
    /// Papers that count for nothing: not the committee's form, a printed name struck out.
    pub invalid: Count,
    /// As many as [`Call::rows`].
    pub lines: Vec<Line>,
}

impl Sheet {
    /// A sheet on which nothing is counted yet.
    pub fn blank(call: &Call) -> Sheet {
        let lines = call.rows().iter().map(|row| Line::blank(row.boxes)).collect();
        Sheet { lines, ..Sheet::default() }
    }

    /// Papers that are valid as a whole.
    pub fn valid(&self) -> Option<Count> {
        let valid = self.returned.get().checked_sub(self.invalid.get())?;
        Count::try_from(valid).ok()
    }

    /// Whether the figures agree with each other and with how many were there.
    ///
    /// # Errors
    /// `vote.sheet_*`: the first that does not; `line` numbers the lines from 1.
    pub fn check(&self, call: &Call, present: Count) -> Result<(), Refusal> {
        let refuse = |code| Err(Refusal::new(code));
        let rows = call.rows();
        if rows.len() != self.lines.len() {
            return refuse("vote.sheet_lines_differ");
        }
        if self.issued > present {
            return Err(Refusal::new("vote.sheet_issued_over_present")
                .with("issued", self.issued)
                .with("present", present));
        }
        if self.returned > self.issued {
            return Err(Refusal::new("vote.sheet_returned_over_issued")
                .with("returned", self.returned)
                .with("issued", self.issued));
        }
        let Some(valid) = self.valid() else {
            return Err(Refusal::new("vote.sheet_invalid_over_returned")
                .with("invalid", self.invalid)
                .with("returned", self.returned));
        };
        for (at, (row, line)) in rows.iter().zip(&self.lines).enumerate() {
            let ranked = call.questions.get(row.question).is_some_and(super::Question::is_ranked);
            line.check(row, ranked, valid).map_err(|refusal| refusal.with("line", at + 1))?;
        }
        Ok(())
    }

    /// The sheet with another added to it, line by line. None: beyond counting.
    #[must_use]
    pub fn plus(&self, other: &Sheet) -> Option<Sheet> {
        let add = |a: Count, b: Count| Count::sum([a, b]);
        let lines = self.lines.iter().zip(&other.lines).map(|(a, b)| a.plus(b));
        Some(Sheet {
            issued: add(self.issued, other.issued)?,
            returned: add(self.returned, other.returned)?,
            invalid: add(self.invalid, other.invalid)?,
            lines: lines.collect::<Option<_>>()?,
        })
    }

    /// How many took part, for the bases of one line.
    pub fn turnout(&self, line: &Line, members: Count, summoned: Count, present: Count) -> Turnout {
        Turnout {
            total_members: Some(members),
            summoned: Some(summoned),
            present: Some(present),
            issued: self.issued,
            returned: self.returned,
            invalid: Count::sum([self.invalid, line.invalid]).unwrap_or(self.returned),
        }
    }
}

impl Line {
    pub fn blank(boxes: usize) -> Line {
        Line { votes: vec![Count::ZERO; boxes], ..Line::default() }
    }

    fn check(&self, row: &Row, ranked: bool, valid: Count) -> Result<(), Refusal> {
        let refuse = |code| Err(Refusal::new(code));
        if self.votes.len() != row.boxes {
            return refuse("vote.sheet_boxes_differ");
        }
        let Some(counted) = valid.get().checked_sub(self.invalid.get()) else {
            return refuse("vote.sheet_line_invalid_over_valid");
        };
        let marks: u64 = self.votes.iter().map(|votes| votes.get()).sum();
        let (least, most) = row.marks;
        let (fewest, highest) = (counted * u64::from(least), counted * u64::from(most));
        if marks < fewest || marks > highest || self.votes.iter().any(|v| v.get() > counted) {
            return Err(Refusal::new("vote.sheet_line_does_not_add_up")
                .with("marks", marks)
                .with("fewest", fewest)
                .with("most", highest));
        }
        if ranked { self.check_rankings(row.boxes, counted) } else { Ok(()) }
    }

    fn check_rankings(&self, options: usize, counted: u64) -> Result<(), Refusal> {
        let malformed = || Refusal::new("vote.sheet_ranking_malformed");
        let mut first = vec![0; options];
        for ranking in &self.rankings {
            let mut seen = vec![false; options];
            for option in &ranking.order {
                let place = seen.get_mut(usize::from(*option)).ok_or_else(malformed)?;
                if std::mem::replace(place, true) {
                    return Err(malformed());
                }
            }
            let top = ranking.order.first().ok_or_else(malformed)?;
            *first.get_mut(usize::from(*top)).ok_or_else(malformed)? += ranking.papers.get();
        }
        let same = first.iter().zip(&self.votes).all(|(sum, votes)| *sum == votes.get());
        if !same || first.iter().sum::<u64>() != counted {
            return Err(Refusal::new("vote.sheet_rankings_do_not_add_up"));
        }
        Ok(())
    }

    /// None: beyond counting.
    #[must_use]
    pub fn plus(&self, other: &Line) -> Option<Line> {
        let votes = self.votes.iter().zip(&other.votes).map(|(a, b)| Count::sum([*a, *b]));
        let mut line = Line {
            invalid: Count::sum([self.invalid, other.invalid])?,
            votes: votes.collect::<Option<_>>()?,
            rankings: self.rankings.clone(),
        };
        for ranking in &other.rankings {
            line.rank(&ranking.order, ranking.papers)?;
        }
        Some(line)
    }

    /// Takes papers with this ranking in. None: beyond counting.
    pub(super) fn rank(&mut self, order: &[u16], papers: Count) -> Option<()> {
        match self.rankings.binary_search_by(|known| known.order.as_slice().cmp(order)) {
            Ok(at) => {
                let known = self.rankings.get_mut(at)?;
                known.papers = Count::sum([known.papers, papers])?;
            }
            Err(at) => self.rankings.insert(at, Ranking { order: order.to_vec(), papers }),
        }
        Some(())
    }

    /// Takes a part of a voter's weight in. None: beyond counting, or no such box.
    pub(super) fn take(&mut self, part: &Part, ranked: bool) -> Option<()> {
        let counted = if ranked { part.marks.get(..1)? } else { part.marks.as_slice() };
        for mark in counted {
            let votes = self.votes.get_mut(usize::from(*mark))?;
            *votes = Count::sum([*votes, part.weight])?;
        }
        if ranked { self.rank(&part.marks, part.weight) } else { Some(()) }
    }
}
