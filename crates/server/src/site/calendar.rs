use super::{Shown, Site, day};
use dienhong_core::{
    election::Election,
    rules::{Deadline, Sure},
};
use dienhong_look::{
    html, part,
    table::{Column, Narrow, Table},
};

impl Site<'_> {
    /// The legal deadlines of an election, each with where it stands.
    pub(super) fn calendar(&self, election: &Election) -> Option<Shown> {
        let speech = &self.speech;
        let rules = self.rules(election)?;
        let today = rules.local(self.view.at).day;
        let row = |deadline: &Deadline| {
            let rule = deadline.rule;
            let days = match rule.day {
                0 => "E".to_owned(),
                after if after > 0 => format!("E+{after}"),
                before => format!("E{before}"),
            };
            vec![
                html! { (day(deadline.day)) @if let Some(at) = rule.at { " " (at) } },
                html! { (days) },
                html! { (speech.t(&format!("calendar.{}", rule.id))) },
                html! { (rule.source.article) br; small { (speech.t(sure(rule.source.sure))) } },
                html! { (speech.t(if deadline.day < today { "site.past" } else { "site.to_come" })) },
            ]
        };
        let body = html! {
            (part::head(&speech.t("site.calendar"), None))
            p { (election.name) " · " (day(election.day)) }
            p { a href=(speech.url(&format!("/elections/{}/calendar.ics", election.id))) { (speech.t("readiness.ics")) } }
            (Table {
                id: "calendar".into(),
                caption: speech.t("site.calendar"),
                columns: vec![
                    Column::words(speech.t("site.col_day")),
                    Column::words("E"),
                    Column::words(speech.t("site.col_what")),
                    Column::words(speech.t("site.col_source")),
                    Column::words(speech.t("site.col_state")),
                ],
                rows: rules
                    .deadlines(&election.kind, election.day, election.is_further()).iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        };
        let title = speech.t("site.calendar");
        Some(Shown { title, crumbs: vec![self.election_link(election)], body })
    }
}

pub(crate) fn sure(sure: Sure) -> &'static str {
    match sure {
        Sure::Page => "site.sure_page",
        Sure::Known => "site.sure_known",
        Sure::Derived => "site.sure_derived",
        Sure::Unsure => "site.sure_unsure",
        Sure::Design => "site.sure_design",
    }
}
