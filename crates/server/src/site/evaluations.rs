//! What everybody may know of evaluations: the cycles, their offices, and totals once a record publishes them.

use super::{Shown, Site, day};
use dienhong_core::evaluation::{CapBase, Cycle, Period, Published, Totals};
use dienhong_look::{
    Link, Markup, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;

impl Site<'_> {
    fn period(&self, period: Period) -> String {
        let (speech, year) = (&self.speech, period.year.to_string());
        match period.quarter {
            None => speech.tell("evaluation.year", &[("year", &year)]),
            Some(quarter) => {
                let facts = [("year", year.as_str()), ("quarter", &quarter.to_string())];
                speech.tell("evaluation.quarter", &facts)
            }
        }
    }

    /// All cycles, the last first.
    pub(super) fn evaluations(&self) -> Shown {
        let speech = &self.speech;
        let title = speech.t("evaluation.public_title");
        let cycles = self.view.state.evaluation.cycles().rev();
        let links: Vec<(Link, Option<String>)> = cycles
            .map(|cycle| {
                let url = speech.url(&format!("/evaluations/{}", cycle.id));
                (
                    Link::new(cycle.name.clone(), url).lang(self.names()),
                    Some(self.period(cycle.period)),
                )
            })
            .collect();
        let body = html! {
            (part::head(&title, None))
            p { (speech.t("evaluation.public_about")) }
            @if links.is_empty() { (part::empty(&speech.t("evaluation.no_cycle"), None)) }
            (part::links(&links))
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    /// A cycle: what is due when, and the totals that were published.
    pub(super) fn evaluation(&self, cycle: &Cycle) -> Shown {
        let speech = &self.speech;
        let body = html! {
            (part::head_in(self.names(), &cycle.name, Some(&self.as_of())))
            p { (self.period(cycle.period)) " · " (speech.t(&format!("evaluation.law_{}", cycle.law.name()))) " · " (self.named(&self.unit_name(&cycle.unit))) }
            p { (speech.t("evaluation.public_about")) }
            (part::section("totals", &speech.t("evaluation.totals"), &match cycle.published.last() {
                None => part::empty(&speech.t("evaluation.no_totals"), None),
                Some(last) => self.totals(cycle, last),
            }))
            (part::section("dues", &speech.t("evaluation.dues"), &html! { ul {
                @for (phase, due) in &cycle.dues {
                    li { (speech.t(&format!("evaluation.phase_{}", phase.name()))) ": " (day(*due)) }
                }
            } }))
            (self.history(&[Subject::Evaluation(cycle.id.clone())]))
        };
        let all = Link::new(speech.t("evaluation.public_title"), speech.url("/evaluations"));
        Shown { title: cycle.name.clone(), crumbs: vec![all], body }
    }

    fn totals(&self, cycle: &Cycle, published: &Published) -> Markup {
        let speech = &self.speech;
        let rules = self.view.state.evaluation_rules(cycle);
        let base = |base: CapBase| match base {
            CapBase::GoodFinal => "evaluation.base_good_final",
            CapBase::GoodOrBetter => "evaluation.base_good_or_better",
        };
        let row = |of: &Totals| {
            let name = cycle.organ(&of.organ).map_or_else(String::new, |organ| organ.name.clone());
            let share = |part| format!("{} ({})", speech.n(part), speech.share(part, of.people));
            vec![
                html! { (self.named(&name)) },
                html! { (speech.n(of.people)) },
                html! { (share(of.excellent)) },
                html! { (share(of.good)) },
                html! { (share(of.completed)) },
                html! { (share(of.not_completed)) },
                html! { (share(of.unrated)) },
                html! { (speech.n(of.rated().over(of.base))) },
                html! { (speech.n(of.most)) },
            ]
        };
        let columns = [
            "people",
            "rating_excellent",
            "rating_good",
            "rating_completed",
            "rating_not_completed",
            "unrated",
            "col_base",
            "col_most",
        ];
        let columns = columns.map(|key| Column::figures(speech.t(&format!("evaluation.{key}"))));
        let mut all = vec![Column::words(speech.t("evaluation.organ"))];
        all.extend(columns);
        html! {
            p { (published.document) " · " (self.when(published.at))
                @if let Some(reason) = &published.reason { " · " (speech.tell("evaluation.because", &[("reason", reason)])) } }
            @if let Some(rules) = rules {
                p { (speech.tell("evaluation.cap_about", &[("percent", &rules.cap.percent.to_string()),
                    ("base", &speech.t(base(rules.cap.base)))])) " " small { (rules.cap.source.article) } }
            }
            @for organ in published.totals.iter().filter_map(|of| cycle.organ(&of.organ)) {
                @if let (Some((document, on)), Some(rules)) = (&organ.raised, rules) {
                    p { (self.named(&organ.name)) ": " (rules.cap.of(organ).percent) "%. "
                        (speech.tell("evaluation.cap_is_raised", &[("document", document), ("day", &day(*on))])) }
                }
            }
            (Table {
                id: "totals-table".into(),
                caption: speech.t("evaluation.totals"),
                columns: all,
                rows: published.totals.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
            @if published.left_out > 0 {
                p { (speech.tell("evaluation.left_out", &[("count", &published.left_out.to_string())])) }
            }
            @if cycle.published.len() > 1 {
                p { small { (speech.tell("evaluation.versions", &[("count", &speech.many(cycle.published.len()))])) } }
            }
        }
    }
}
