//! The papers of an evaluation: the list of an office, and the report of a cycle. For those who rate; what
//! everybody may know are the totals that a record publishes.

use super::Desk;
use crate::site;
use dienhong_core::evaluation::{
    CapBase, CapLine, Cell, Cycle, Organ, Outcome, Person, Rating, Standing, totals,
};
use dienhong_core::nomination::order_key;
use dienhong_documents::{
    BoardRow, CapRow, Foot, Heading, RatingList, RatingReport, RatingRow, TotalsRow,
};
use dienhong_node::Subject;
use std::{collections::BTreeMap, sync::Arc};

impl Desk<'_> {
    fn rating(&self, rating: Rating) -> String {
        self.say().t(&format!("evaluation.rating_{}", rating.name()))
    }

    /// The body that decides heads the paper.
    fn rating_heading(&self, cycle: &Cycle, title: &str, subject: &str) -> Heading {
        let body = self.view.state.people.body(&cycle.body);
        let body = body.map_or_else(String::new, |body| body.name.clone());
        self.heading(self.view.at, (body, None), &cycle.unit, title, subject)
    }

    fn rating_foot(&self, cycle: &Cycle) -> Foot {
        let path = format!("/evaluations/{}", cycle.id);
        self.foot(&Subject::Evaluation(cycle.id.clone()), &path)
    }

    /// Everybody of an office in the order of lists, with the cap. None: nobody is rated by these rules.
    pub fn rating_list(&self, cycle: &Cycle, organ: &Organ) -> Option<RatingList> {
        let speech = self.say();
        let rules = self.view.state.evaluation_rules(cycle)?;
        let mut people: Vec<Arc<Person>> = cycle.people_of(&organ.id).cloned().collect();
        people.sort_by_cached_key(|person| {
            (!person.leads, order_key(&person.name), person.id.clone())
        });
        let vi = |score: dienhong_core::evaluation::Score| score.to_string().replace('.', ",");
        let row = |(number, person): (u64, &Arc<Person>)| RatingRow {
            number,
            name: person.name.clone(),
            post: person.post.clone(),
            group: person.group.clone(),
            months: person.months.into(),
            own_score: person.report().map_or_else(|| "–".into(), |report| vi(report.score)),
            proposed: person.proposal().map_or_else(
                || "–".into(),
                |proposal| format!("{} ({})", self.rating(proposal.rating), vi(proposal.score)),
            ),
            decided: match person.outcome() {
                None => "–".into(),
                Some(Outcome::Unrated(why)) => {
                    speech.t(&format!("evaluation.unrated_{}", why.name()))
                }
                Some(Outcome::Rated { rating, score, .. }) => {
                    format!("{} ({})", self.rating(*rating), vi(*score))
                }
            },
        };
        let lines = cycle.caps(&rules.cap, rules.cap.base, organ, &BTreeMap::new());
        let base = match rules.cap.base {
            CapBase::GoodFinal => "good_final",
            CapBase::GoodOrBetter => "good_or_better",
        };
        let facts = [
            ("percent", rules.cap.of(organ).percent.to_string()),
            ("base", speech.t(&format!("evaluation.base_{base}"))),
        ];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        Some(RatingList {
            heading: self.rating_heading(cycle, "paper.rating_list", &cycle.name),
            foot: self.rating_foot(cycle),
            state: match organ.rating() {
                Some(rating) => {
                    let facts = [("organ", organ.name.as_str()), ("rating", &self.rating(rating))];
                    speech.tell("paper.rating_list_decided", &facts)
                }
                None => speech.tell("paper.rating_list_open", &[("organ", &organ.name)]),
            },
            rows: (1..).zip(&people).map(row).collect(),
            cap_about: speech.tell("evaluation.cap_about", &facts),
            caps: lines.iter().map(|line| self.cap_row(line)).collect(),
            closing: self.closing("paper.rating_list", Vec::new()),
        })
    }

    fn cap_row(&self, line: &CapLine) -> CapRow {
        let speech = self.say();
        CapRow {
            scope: line.group.clone().unwrap_or_else(|| speech.t("evaluation.whole_organ")),
            people: line.people.get(),
            good: line.rated.good.get(),
            excellent: line.rated.excellent.get(),
            base: line.base.get(),
            most: line.most.get(),
            state: match (line.excess.is_zero(), line.allows_nobody()) {
                (false, _) => {
                    speech.tell("evaluation.excess", &[("count", &speech.n(line.excess))])
                }
                (true, true) => speech.t("evaluation.cap_is_zero"),
                (true, false) => speech.t("evaluation.within_cap"),
            },
        }
    }

    /// The totals of every office that is decided, and the board.
    pub fn rating_report(&self, cycle: &Cycle) -> Option<RatingReport> {
        let speech = self.say();
        let rules = self.view.state.rules_at(self.view.at).ok()?;
        let today = rules.local(self.view.at).day;
        let board = cycle.board(today);
        let name = |organ: &dienhong_core::evaluation::OrganId| {
            cycle.organ(organ).map_or_else(String::new, |organ| organ.name.clone())
        };
        let totals = totals(&self.view.state, cycle)?.into_iter().map(|of| TotalsRow {
            organ: name(&of.organ),
            people: of.people.get(),
            excellent: of.excellent.get(),
            good: of.good.get(),
            completed: of.completed.get(),
            not_completed: of.not_completed.get(),
            unrated: of.unrated.get(),
            most: of.most.get(),
        });
        let people = cycle.people.values().filter(|person| person.counts()).count();
        let facts = [
            ("people", speech.many(people)),
            ("organs", speech.many(cycle.organs.len())),
            (
                "decided",
                speech.many(cycle.organs.values().filter(|o| o.rating().is_some()).count()),
            ),
        ];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        let cell = |cell: &Cell| {
            let key = match cell.standing {
                Standing::Nothing => return "–".to_owned(),
                Standing::Done => "evaluation.done",
                Standing::Ahead => "evaluation.ahead",
                Standing::Late => "evaluation.late",
            };
            format!("{}/{} {}", cell.done, cell.owed, speech.t(key))
        };
        Some(RatingReport {
            heading: self.rating_heading(cycle, "paper.rating_report", &cycle.name),
            foot: self.rating_foot(cycle),
            state: speech.tell("evaluation.standing", &facts),
            totals: totals.collect(),
            phases: cycle
                .dues
                .iter()
                .map(|(phase, due)| {
                    let name = speech.t(&format!("evaluation.phase_{}", phase.name()));
                    format!("{name} ({})", site::day(*due))
                })
                .collect(),
            board: board
                .iter()
                .map(|row| BoardRow {
                    organ: row.organ.name.clone(),
                    people: row.people as u64,
                    cells: row.cells.values().map(cell).collect(),
                })
                .collect(),
            closing: self.closing("paper.rating_report", Vec::new()),
        })
    }
}
