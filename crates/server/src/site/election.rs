use super::{Papers, Shown, Site, bp, slowest};
use dienhong_core::{
    count::Count,
    election::{AreaId, Constituency, Election, Progress, Report, Stand},
    rules::Clock,
};
use dienhong_look::{
    Link, Markup, chart, figure, form, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;
use std::collections::BTreeSet;

impl Site<'_> {
    pub(super) fn results(&self, election: &Election) -> Option<Shown> {
        let speech = &self.speech;
        let of = |(&n, of): (&u16, &_)| Some((std::sync::Arc::clone(of), self.stand(election, n)?));
        let stands: Vec<(std::sync::Arc<Constituency>, Stand)> =
            election.constituencies.iter().filter_map(of).collect();
        let tallied = self.view.state.tallied_everywhere(election);
        let progress = slowest(stands.iter().map(|(_, stand)| stand.progress));
        let at = format!("elections/{}", election.id);
        let ballots = &tallied.ballots;
        let areas: Vec<&AreaId> = stands.iter().flat_map(|(of, _)| &of.areas).collect();
        let facts = [
            figure::Fact {
                label: speech.t("site.voters_counted"),
                value: self.figure(&format!("{at}/voters_total"), ballots.voters_total),
                base: None,
            },
            figure::Fact {
                label: speech.t("site.took_part"),
                value: self.figure(&format!("{at}/took_part"), ballots.took_part),
                base: Some(html! { (self.of_voters(ballots.took_part, ballots.voters_total)) }),
            },
            figure::Fact {
                label: speech.t("site.valid"),
                value: self.figure(&format!("{at}/valid"), ballots.valid),
                base: Some(html! { (self.of_returned(ballots.valid, ballots.returned)) }),
            },
            figure::Fact {
                label: speech.t("site.areas_counted"),
                value: self.many(&format!("{at}/counted"), tallied.counted),
                base: Some(html! { "/ " (self.many(&format!("{at}/areas"), tallied.areas)) }),
            },
        ];
        let tiles: Vec<figure::Tile> =
            stands.iter().map(|(of, stand)| self.tile(election, of, stand)).collect();
        let live = html! {
            (part::live_part("standing", None, &html! {
                p.standing { (self.standing(progress, election, &areas)) }
                (figure::facts(&facts))
            }))
            (part::live_part("tiles", None, &figure::tiles(&tiles)))
            (part::two(
                &part::section("constituencies", &speech.t("site.by_constituency"),
                    &part::live_part("table", None, &self.table(election, &stands))),
                &part::section("map", &speech.t("site.map_heading"),
                    &part::live_part("map-part", None, &self.commune_map(election))),
            ))
            (part::section("turnout", &speech.t("site.turnout_heading"),
                &part::live_part("turnout-part", None, &self.turnout(election))))
        };
        let id = &election.id;
        let body = html! {
            (part::head_in(self.names(), &election.name, None))
            @if let Some(announced) = &election.announced {
                (part::notice(part::Tone::Done, &speech.t("site.announced"), &html! { p { (announced.document) } }))
            }
            @if self.live {
                (part::Live {
                    url: &self.follow(id.as_str()),
                    lost: &speech.t("site.line_lost"),
                    body: live,
                })
            } @else { (live) }
            @if self.papers >= Papers::Results {
                p {
                    (form::link_button(form::Weight::Plain, &speech.t("site.report_pdf"), &format!("/documents/{id}/report.pdf"))) " "
                    (form::link_button(form::Weight::Plain, &speech.t("acts.workbook"), &format!("/documents/{id}/results.xlsx")))
                }
            }
            (part::section("downloads", &speech.t("site.downloads"), &part::links(&[
                (Link::new("constituencies.csv", format!("/open-data/{id}/constituencies.csv")), None),
                (Link::new("areas.csv", format!("/open-data/{id}/areas.csv")), None),
                (Link::new("areas.json", format!("/open-data/{id}/areas.json")), None),
                (Link::new("results.nist.json", format!("/open-data/{id}/results.nist.json")), Some(speech.t("acts.nist_about"))),
                (Link::new(speech.t("acts.distributions"), speech.url(&format!("/elections/{id}/distributions"))), None),
                (Link::new(speech.t("acts.corrections"), speech.url("/corrections")), None),
                (Link::new(speech.t("site.text_page"), speech.url(&format!("/elections/{id}/text"))), None),
                (Link::new(speech.t("site.calendar"), speech.url(&format!("/elections/{id}/calendar"))), None),
                (Link::new(speech.t("complaint.title"), speech.url(&format!("/elections/{id}/complaints"))), None),
                (Link::new(speech.t("compare.own"), speech.url(&format!("/elections/{id}/compare"))), None),
                (Link::new(speech.t("papers.forms"), speech.url("/forms")), None),
                (super::nomination::link(speech, election), None),
                (Link::new(speech.t("readiness.title"), speech.url(&format!("/elections/{id}/readiness"))), None),
            ])))
            (self.history(&[Subject::Election(election.id.clone())]))
        };
        Some(Shown { title: election.name.clone(), crumbs: Vec::new(), body })
    }

    /// «99,62% của 2.412 cử tri»: a percentage never goes without its base.
    pub(super) fn of_voters(&self, part: Count, base: Count) -> String {
        self.of("site.of_voters", part, base)
    }

    pub(super) fn of_returned(&self, part: Count, base: Count) -> String {
        self.of("site.of_returned", part, base)
    }

    fn of(&self, key: &str, part: Count, base: Count) -> String {
        let (share, base) = (self.speech.share(part, base), self.speech.n(base));
        self.speech.tell(key, &[("share", &share), ("base", &base)])
    }

    fn tile(&self, election: &Election, of: &Constituency, stand: &Stand) -> figure::Tile {
        let link = self.constituency_link(election, of);
        let short =
            self.speech.tell("site.constituency_short", &[("number", &of.number.to_string())]);
        let (areas, counted) = (stand.areas as u64, stand.counted as u64);
        figure::Tile {
            label: short,
            url: link.url,
            shown: format!("{}/{}", self.speech.many(stand.counted), self.speech.many(stand.areas)),
            bp: u32::try_from(counted * 10_000 / areas.max(1)).unwrap_or(0),
            note: self.speech.t(super::word(stand.progress)),
            current: false,
        }
    }

    fn table(
        &self,
        election: &Election,
        stands: &[(std::sync::Arc<Constituency>, Stand)],
    ) -> Markup {
        let speech = &self.speech;
        let row = |(of, stand): &(std::sync::Arc<Constituency>, Stand)| {
            let at = format!("elections/{}/constituencies/{}", election.id, of.number);
            let mut link = self.constituency_link(election, of);
            link.label =
                speech.tell("site.constituency_short", &[("number", &of.number.to_string())]);
            let figures = stand.figures.as_ref();
            let took = figures.map(|f| (f.took_part, f.voters_total)).unwrap_or_default();
            vec![
                html! { (link) },
                html! { (of.seats) },
                html! { (self.many(&format!("{at}/counted"), stand.counted)) "/" (speech.many(stand.areas)) },
                html! { @if figures.is_some() { (self.of_voters(took.0, took.1)) } @else { "–" } },
                html! {
                    (self.progress(stand.progress))
                    @if stand.progress == Progress::Final {
                        br; (speech.tell("site.elected_count", &[("count", &stand.elected().len().to_string())]))
                    }
                },
            ]
        };
        html! {
            (Table {
                id: "constituency-table".into(),
                caption: speech.t("site.by_constituency"),
                columns: vec![
                    Column::words(speech.t("site.col_constituency")),
                    Column::figures(speech.t("site.col_seats")),
                    Column::figures(speech.t("site.col_counted")),
                    Column::words(speech.t("site.col_turnout")),
                    Column::words(speech.t("site.col_state")),
                ],
                rows: stands.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
    }

    /// Turnout by the hour: at each hour what all units had reported by then.
    pub(super) fn turnout(&self, election: &Election) -> Markup {
        let speech = &self.speech;
        let reporting = self.view.state.election.reporting(&election.id);
        let rows = by_hour(&reporting.map(|(_, reports)| reports).collect::<Vec<_>>());
        let Some(last) = rows.last() else {
            return part::empty(&speech.t("site.no_turnout"), None);
        };
        let points: Vec<chart::Turnout> = rows
            .iter()
            .map(|row| chart::Turnout { minute: row.hour.minutes(), bp: bp(row.voted, row.voters) })
            .collect();
        let (base, hour) = (speech.n(last.voters), last.hour.to_string());
        let facts = [("base", base.as_str()), ("hour", &hour)];
        let mark = self.mark();
        let title = speech.t("site.turnout_heading");
        let description = speech.tell("site.turnout_about", &facts);
        let about = chart::About {
            id: "turnout-chart",
            title: &title,
            description: &description,
            simulated: mark.as_deref(),
            lang: speech.lang(),
        };
        let cells = |row: &Hour| {
            vec![
                html! { (row.hour) },
                html! { (speech.many(row.units)) },
                html! { (speech.n(row.voted)) },
                html! { (self.of_voters(row.voted, row.voters)) },
            ]
        };
        html! {
            (chart::turnout(&about, &points, &speech.tell("site.turnout_base", &facts)))
            (part::more(&speech.t("site.as_table"), &html! { (Table {
                id: "turnout-table".into(),
                caption: title.clone(),
                columns: vec![
                    Column::words(speech.t("site.col_hour")),
                    Column::figures(speech.t("site.col_units")),
                    Column::figures(speech.t("site.col_voted")),
                    Column::words(speech.t("site.col_turnout")),
                ],
                rows: rows.iter().map(cells).collect(),
                foot: None,
                narrow: Narrow::Stack,
            }) }))
        }
    }
}

/// What was known of turnout at an hour.
#[derive(Debug, PartialEq, Eq)]
struct Hour {
    hour: Clock,
    /// How many units had reported, for this hour or before.
    units: usize,
    voted: Count,
    /// The voters of those units.
    voters: Count,
}

/// For each hour that anybody reported, the last report of each unit for that hour or before: a unit
/// that skips an hour has not lost its voters.
fn by_hour(units: &[&[Report]]) -> Vec<Hour> {
    let hours: BTreeSet<Clock> =
        units.iter().copied().flatten().map(|report| report.hour).collect();
    let sum = |counts: Vec<Count>| Count::sum(counts).unwrap_or_default();
    let at = |hour: Clock| {
        // Reports are in the order of their hours, those of one hour in the order of their making.
        let until = |reports: &&[Report]| reports.partition_point(|report| report.hour <= hour);
        let last =
            |reports: &&[Report]| until(reports).checked_sub(1).map(|last| reports[last].clone());
        let known: Vec<Report> = units.iter().filter_map(last).collect();
        let voted = sum(known.iter().map(|report| report.voted).collect());
        let voters = sum(known.iter().map(|report| report.voters).collect());
        Hour { hour, units: known.len(), voted, voters }
    };
    hours.into_iter().map(at).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::{Clock, Count, Report, by_hour};
    use dienhong_journal::Millis;

    fn report(hour: u16, voted: u64, voters: u64) -> Report {
        let n = |n| Count::try_from(n).unwrap();
        let hour = Clock::new(hour * 60).unwrap();
        let (at, roll) = (Millis::new(0), 1);
        Report { at, hour, voted: n(voted), voters: n(voters), roll, reason: None }
    }

    #[test]
    fn a_unit_that_skips_an_hour_stays_in_and_of_two_reports_the_later_counts() {
        let one = [report(8, 300, 1000), report(8, 310, 1000), report(12, 700, 1010)];
        let other = [report(8, 100, 500), report(10, 250, 500)];
        let rows = by_hour(&[&one, &other]);
        let found: Vec<_> = rows
            .iter()
            .map(|row| (row.hour.minutes() / 60, row.units, row.voted.get(), row.voters.get()))
            .collect();
        assert_eq!(found, [(8, 2, 410, 1500), (10, 2, 560, 1500), (12, 2, 950, 1510)]);
    }

    #[test]
    fn a_unit_counts_from_its_first_report_on() {
        let rows = by_hour(&[&[report(9, 1, 10)], &[report(7, 5, 20)]]);
        assert_eq!(rows.iter().map(|row| row.units).collect::<Vec<_>>(), [1, 2]);
        assert!(by_hour(&[]).is_empty());
    }
}
