use super::Site;
use dienhong_core::{
    election::{Constituency, Election, Progress},
    units::UnitId,
};
use dienhong_look::{
    Markup, figure,
    map::{Cell, Key, Shape, View, map},
    part,
    table::{Column, Narrow, Table},
};
use maud::html;
use std::collections::BTreeSet;

impl Site<'_> {
    /// The communes by how much of them is counted.
    pub(super) fn commune_map(&self, election: &Election) -> Markup {
        let speech = &self.speech;
        let Some(atlas) = self.atlas else {
            return html! {
                (part::empty(&speech.t("site.no_map"), None))
                (part::more(&speech.t("site.as_table"), &self.communes(election)))
            };
        };
        let skip = speech.t("site.skip_map");
        let title = speech.t("site.map_heading");
        let mark = self.mark();
        let level = |n: u8, key: &str| Key::Level(n, speech.t(key));
        let legend = [
            level(0, "site.map_none"),
            level(1, "site.map_1"),
            level(2, "site.map_2"),
            level(3, "site.map_3"),
            level(4, "site.map_4"),
            level(5, "site.map_5"),
            Key::State(figure::State::Provisional, speech.t("site.progress_provisional")),
            Key::State(figure::State::Corrected, speech.t("site.progress_reopened")),
            Key::Border(speech.t("site.map_border")),
        ];
        let group = |code: &str| {
            let unit = UnitId::from(code);
            let of = election.constituencies.values();
            let mut of = of.filter(|of| of.members.iter().any(|member| member.unit == unit));
            of.next().map(|of| of.number.to_string())
        };
        let is_final = |number: &&u16| {
            self.stand(election, **number).is_some_and(|stand| stand.progress == Progress::Final)
        };
        let finals = election.constituencies.keys().filter(is_final).copied().collect();
        let view = View {
            id: "communes",
            title: &title,
            description: &speech.t("site.map_about"),
            legend: &legend,
            simulated: mark.as_deref(),
            group: Some(&group),
            skip: Some((&skip, "after-map")),
        };
        html! {
            (map(atlas, &view, |shape| self.cell(election, &finals, shape)))
            (part::more(&speech.t("site.as_table"), &self.communes(election)))
        }
    }

    /// The same as a table, for whoever wants words.
    fn communes(&self, election: &Election) -> Markup {
        let speech = &self.speech;
        let row = |of: &Constituency, unit: &UnitId| {
            let tallied = self.view.state.tallied_in(election, unit);
            let b = tallied.ballots;
            (tallied.areas > 0).then(|| {
                vec![
                    html! { (self.unit_link(election, unit)) },
                    html! { (of.number) },
                    html! { (speech.many(tallied.counted)) "/" (speech.many(tallied.areas)) },
                    html! { @if tallied.counted > 0 { (self.of_voters(b.took_part, b.voters_total)) } @else { "–" } },
                ]
            })
        };
        let of = election.constituencies.values();
        let rows = of.flat_map(|of| of.members.iter().filter_map(move |m| row(of, &m.unit)));
        html! { (Table {
            id: "commune-table".into(),
            caption: speech.t("site.map_heading"),
            columns: vec![
                Column::words(speech.t("site.col_unit")),
                Column::figures(speech.t("site.col_constituency")),
                Column::figures(speech.t("site.col_counted")),
                Column::words(speech.t("site.col_turnout")),
            ],
            rows: rows.collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }

    fn cell(&self, election: &Election, finals: &BTreeSet<u16>, shape: &Shape) -> Cell {
        let unit = UnitId::from(shape.code.as_str());
        let tallied = self.view.state.tallied_in(election, &unit);
        let level = match (tallied.counted, tallied.areas) {
            (0, _) | (_, 0) => 0,
            (counted, areas) => u8::try_from(counted * 5 / areas).unwrap_or(5).clamp(1, 5),
        };
        let reopened = self.view.state.election.areas_of(&unit);
        let reopened = reopened
            .filter(|area| self.view.state.tally.is_reopened(&election.id, &area.id))
            .count();
        let mut of = self.view.state.election.areas_of(&unit);
        let of = of.find_map(|area| area.constituency(&election.id));
        let is_final = of.is_some_and(|number| finals.contains(&number));
        let state = match (tallied.counted, tallied.areas) {
            (0, _) => figure::State::Awaited,
            _ if reopened > 0 => figure::State::Corrected,
            (counted, areas) if counted == areas && is_final => figure::State::Final,
            (counted, areas) if counted == areas => figure::State::Provisional,
            _ => figure::State::Counting,
        };
        let speech = &self.speech;
        let label = speech.tell(
            "site.map_cell",
            &[
                ("unit", &self.unit_name(&unit)),
                ("counted", &speech.many(tallied.counted)),
                ("areas", &speech.many(tallied.areas)),
                ("share", &speech.share(tallied.ballots.took_part, tallied.ballots.voters_total)),
                ("base", &speech.n(tallied.ballots.voters_total)),
            ],
        );
        let url = format!("/elections/{}/units/{unit}", election.id);
        let href = (tallied.areas > 0).then(|| speech.url(&url));
        Cell { level, state, label, href }
    }
}
