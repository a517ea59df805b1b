//! The file that `dienhong count` reads: one constituency of one election. See docs/count.md.

use dienhong_core::{
    Date,
    count::Count,
    election::{Outcome, Poll, Stage, Standing, outcome},
    percent::Percent,
    refusal::Refusal,
    rules::{Next, Rules},
    tally::{Ballot, Figures, Finding, Level, check, sum},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constituency {
    pub pack: String,
    pub election: String,
    pub stage: Stage,
    pub title: String,
    /// Whether the figures are invented. The report then says so.
    #[serde(default)]
    pub simulated: bool,
    pub seats: u16,
    /// The official list, in its order.
    pub candidates: Vec<Candidate>,
    pub minutes: Vec<Minutes>,
    /// Where the law leaves a tie open: whom a body chose, or a lot drawn in public.
    #[serde(default)]
    pub tie_decision: Option<TieDecision>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub born: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    pub area: String,
    pub figures: Figures,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TieDecision {
    pub elected: Vec<String>,
    pub body: String,
    pub number: String,
    pub reason: String,
}

/// What follows from the file. Names are the candidates' ids.
#[derive(Debug, Serialize)]
pub struct Counted {
    pub simulated: bool,
    pub areas: Vec<Area>,
    pub total: Figures,
    pub turnout: Option<Percent>,
    pub candidates: Vec<Share>,
    pub recognised: bool,
    pub elected: Vec<String>,
    pub tie_by_age: bool,
    pub unresolved_tie: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tie_decision: Option<TieDecision>,
    pub next: Next,
    pub decisions: Vec<Applied>,
}

#[derive(Debug, Serialize)]
pub struct Area {
    pub area: String,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
pub struct Share {
    pub id: String,
    pub votes: Count,
    /// Over the valid ballots of the constituency.
    pub of_valid: Option<Percent>,
}

#[derive(Debug, Serialize)]
pub struct Applied {
    pub code: &'static str,
    pub article: String,
    pub candidates: Vec<String>,
}

impl Counted {
    /// Whether no sheet breaks a hard check.
    pub fn adds_up(&self) -> bool {
        let mut findings = self.areas.iter().flat_map(|area| &area.findings);
        findings.all(|finding| finding.level == Level::Warning)
    }
}

impl Constituency {
    /// Sums the minutes and applies the rules.
    ///
    /// # Errors
    /// `count.*`, when the file contradicts itself: then nothing is counted.
    pub fn count(&self, rules: &Rules) -> Result<Counted, Refusal> {
        let rules = rules.election(&self.election)?;
        self.refuse_contradictions(rules.seats.at_most)?;
        let ballot = Ballot { seats: self.seats, candidates: self.candidates.len() };
        let total = sum(self.minutes.iter().map(|minutes| &minutes.figures))
            .ok_or_else(|| Refusal::new("count.beyond_counting"))?;
        let votes = || total.votes.iter().copied();
        let standings = self.candidates.iter().zip(votes());
        let poll = Poll {
            stage: self.stage,
            seats: self.seats,
            voters_total: total.voters_total,
            took_part: total.took_part,
            valid: total.valid,
            standings: standings
                .map(|(c, votes)| Standing { votes, born: c.born, withdrawn: false })
                .collect(),
        };
        let outcome = outcome(&poll, rules);
        let tie_decision = self.tie_decision(&outcome)?;
        let chosen = tie_decision.iter().flat_map(|decision| decision.elected.iter().cloned());
        let share = |(c, votes): (&Candidate, Count)| Share {
            id: c.id.clone(),
            votes,
            of_valid: Percent::of(votes, total.valid),
        };
        let area = |minutes: &Minutes| Area {
            area: minutes.area.clone(),
            findings: check(&minutes.figures, ballot),
        };
        Ok(Counted {
            simulated: self.simulated,
            areas: self.minutes.iter().map(area).collect(),
            turnout: Percent::of(total.took_part, total.voters_total),
            candidates: self.candidates.iter().zip(votes()).map(share).collect(),
            recognised: outcome.recognised,
            elected: self.ids(&outcome.elected).into_iter().chain(chosen).collect(),
            tie_by_age: outcome.tie_by_age,
            unresolved_tie: match tie_decision {
                Some(_) => Vec::new(),
                None => self.ids(&outcome.unresolved_tie),
            },
            tie_decision,
            next: outcome.next,
            decisions: outcome.decisions.iter().map(|decision| self.applied(decision)).collect(),
            total,
        })
    }

    fn applied(&self, decision: &dienhong_core::election::Decision) -> Applied {
        Applied {
            code: decision.code,
            article: decision.article.clone(),
            candidates: self.ids(&decision.candidates),
        }
    }

    fn ids(&self, places: &[usize]) -> Vec<String> {
        places.iter().filter_map(|&c| self.candidates.get(c)).map(|c| c.id.clone()).collect()
    }

    /// The decision given, if the count really waits for one and it fits.
    fn tie_decision(&self, outcome: &Outcome) -> Result<Option<TieDecision>, Refusal> {
        let Some(decision) = &self.tie_decision else { return Ok(None) };
        let open = self.ids(&outcome.unresolved_tie);
        if open.is_empty() {
            return Err(Refusal::new("count.no_tie_to_decide"));
        }
        let chosen: BTreeSet<&String> = decision.elected.iter().collect();
        let seats = usize::from(outcome.open_seats);
        let fits = chosen.len() == seats && chosen.len() == decision.elected.len();
        if !fits || chosen.iter().any(|&id| !open.contains(id)) {
            return Err(Refusal::new("count.tie_decision_does_not_fit")
                .with("seats", seats)
                .with("tied", open.join(", ")));
        }
        if [&decision.body, &decision.number, &decision.reason].iter().any(|w| w.trim().is_empty())
        {
            return Err(Refusal::new("count.tie_decision_needs_its_ground"));
        }
        Ok(Some(decision.clone()))
    }

    fn refuse_contradictions(&self, at_most: u16) -> Result<(), Refusal> {
        if self.seats == 0 || self.seats > at_most {
            return Err(Refusal::new("count.seats")
                .with("seats", self.seats)
                .with("at_most", at_most));
        }
        if self.minutes.is_empty() {
            return Err(Refusal::new("count.no_minutes"));
        }
        twice(self.candidates.iter().map(|c| c.id.as_str())).map_or(Ok(()), |id| {
            Err(Refusal::new("count.candidate_twice").with("candidate", id))
        })?;
        twice(self.minutes.iter().map(|m| m.area.as_str()))
            .map_or(Ok(()), |area| Err(Refusal::new("count.area_twice").with("area", area)))?;
        let wrong = |m: &&Minutes| m.figures.votes.len() != self.candidates.len();
        match self.minutes.iter().find(wrong) {
            Some(minutes) => Err(Refusal::new("count.other_candidates")
                .with("area", &minutes.area)
                .with("candidates", self.candidates.len())
                .with("votes", minutes.figures.votes.len())),
            None => Ok(()),
        }
    }
}

/// The first word that stands there a second time.
fn twice<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    words.find(|&word| !seen.insert(word))
}
