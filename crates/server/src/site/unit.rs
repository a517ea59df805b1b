use super::{Shown, Site};
use dienhong_core::{
    election::{Area, Election},
    tally::Step,
    units::UnitId,
};
use dienhong_look::{
    Markup, figure, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;
use std::sync::Arc;

impl Site<'_> {
    /// A commune in an election: its areas, and what they add up to.
    pub(super) fn unit(&self, election: &Election, unit: &UnitId) -> Option<Shown> {
        let speech = &self.speech;
        let state = &self.view.state;
        state.units.get(unit)?;
        let areas: Vec<&Arc<Area>> = state
            .election
            .areas_of(unit)
            .filter(|area| area.constituency(&election.id).is_some())
            .collect();
        let tallied = state.tallied_in(election, unit);
        let at = format!("elections/{}/units/{unit}", election.id);
        let title = self.unit_name(unit);
        let constituency =
            areas.first().and_then(|area| area.constituency(&election.id)).and_then(|number| {
                let of = election.constituencies.get(&number)?;
                Some(self.constituency_link(election, of))
            });
        let sentence = speech.tell(
            "site.counted_of",
            &[("counted", &speech.many(tallied.counted)), ("areas", &speech.many(tallied.areas))],
        );
        let body = html! {
            (part::head_in(self.names(), &format!("{title} · {}", election.name), None))
            @if areas.is_empty() { (part::empty(&speech.t("site.no_areas"), None)) } @else {
                (figure::progress(tallied.counted as u64, tallied.areas as u64, &sentence))
                p { (self.as_of()) }
                (self.ballots(&at, tallied.ballots))
                (self.own_keys_of(election, areas.iter().map(|area| &area.id)))
                (part::section("areas", &speech.t("site.areas"), &self.areas(election, &areas)))
            }
            (part::section("reports", &speech.t("site.turnout_heading"), &self.reports(election, unit)))
            p { a href=(speech.url(&format!("/units/{unit}"))) { (speech.t("site.about_unit")) } }
            (self.history(&[Subject::Unit(unit.clone())]))
        };
        let mut crumbs = vec![self.election_link(election)];
        crumbs.extend(constituency);
        Some(Shown { title, crumbs, body })
    }

    fn areas(&self, election: &Election, areas: &[&Arc<Area>]) -> Markup {
        let speech = &self.speech;
        let row = |area: &&Arc<Area>| {
            let link = self.area_link(election, area);
            let counted = self.view.state.counted(election, &area.id);
            let at = format!("elections/{}/areas/{}", election.id, area.id);
            let took = counted.map(|published| {
                let f = published.ballots();
                html! {
                    (self.figure(&format!("{at}/took_part"), f.took_part))
                    " (" (self.of_voters(f.took_part, f.voters_total)) ")"
                }
            });
            let valid = counted.map(|p| self.figure(&format!("{at}/valid"), p.ballots().valid));
            vec![
                html! { (link) br; small { (area.id) } },
                took.unwrap_or_else(|| html! { "–" }),
                valid.unwrap_or_else(|| html! { "–" }),
                self.area_state(election, area),
            ]
        };
        html! { (Table {
            id: "area-table".into(),
            caption: speech.t("site.areas"),
            columns: vec![
                Column::words(speech.t("site.col_area")),
                Column::figures(speech.t("site.col_voted")),
                Column::figures(speech.t("site.valid")),
                Column::words(speech.t("site.col_state")),
            ],
            rows: areas.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }

    /// Where the minutes of an area stand, for everybody to see.
    pub(super) fn area_state(&self, election: &Election, area: &Area) -> Markup {
        let minutes = self.view.state.tally.minutes(&election.id, &area.id);
        let (state, key) = match minutes.step {
            Step::Published if minutes.versions.len() > 1 => {
                (figure::State::Corrected, "site.area_corrected")
            }
            Step::Published if minutes.published().is_some_and(|p| p.is_in_part()) => {
                (figure::State::Final, "grouping.area_published")
            }
            Step::Published => (figure::State::Final, "site.area_published"),
            _ if !minutes.versions.is_empty() => (figure::State::Corrected, "site.area_reopened"),
            Step::Awaited if area.closed.is_none() && election.ended.is_none() => {
                (figure::State::Awaited, "site.area_voting")
            }
            Step::Awaited => (figure::State::Awaited, "site.area_awaited"),
            Step::Once { .. } => (figure::State::Counting, "site.area_entered_once"),
            Step::Twice { .. } | Step::Settled { .. } => {
                (figure::State::Provisional, "site.area_entered_twice")
            }
        };
        figure::badge(state, &self.speech.t(key))
    }

    fn reports(&self, election: &Election, unit: &UnitId) -> Markup {
        let speech = &self.speech;
        let reports = self.view.state.election.turnout(&election.id, unit);
        if reports.is_empty() {
            return part::empty(&speech.t("site.no_turnout"), None);
        }
        let row = |report: &dienhong_core::election::Report| {
            vec![
                html! { (report.hour) },
                html! { (speech.n(report.voted)) },
                html! { (self.of_voters(report.voted, report.voters)) },
                html! { (speech.tell("site.roll_version", &[("version", &report.roll.to_string())])) },
            ]
        };
        html! { (Table {
            id: "report-table".into(),
            caption: speech.t("site.turnout_heading"),
            columns: vec![
                Column::words(speech.t("site.col_hour")),
                Column::figures(speech.t("site.col_voted")),
                Column::words(speech.t("site.col_turnout")),
                Column::words(speech.t("site.col_roll")),
            ],
            rows: reports.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }
}
