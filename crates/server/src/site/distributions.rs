//! How turnout and invalid ballots lie among the areas: as pictures with their tables, without comment.

use super::{Shown, Site};
use dienhong_core::election::Election;
use dienhong_look::{
    Link, Markup, chart, html, number, part,
    table::{Column, Table},
};
use dienhong_verifier::open_data::{Bin, Measure, distribution};

impl Site<'_> {
    pub(super) fn distributions(&self, election: &Election) -> Shown {
        let speech = &self.speech;
        let title = speech.t("acts.distributions");
        let id = &election.id;
        let csv = Link::new("distributions.csv", format!("/open-data/{id}/distributions.csv"));
        let body = html! {
            (part::head(&title, None))
            p { (speech.t("acts.distributions_about")) }
            @for measure in Measure::ALL { (self.distribution(election, measure)) }
            (part::section("downloads", &speech.t("site.downloads"), &part::links(&[
                (csv, None),
                (Link::new("areas.csv", format!("/open-data/{id}/areas.csv")), None),
            ])))
        };
        Shown { title, crumbs: vec![self.election_link(election)], body }
    }

    fn distribution(&self, election: &Election, measure: Measure) -> Markup {
        let speech = &self.speech;
        let name = measure.name();
        let bins = distribution(&self.view.state, election, measure);
        let heading = speech.t(&format!("acts.distribution_{name}"));
        let areas: u64 = bins.iter().map(|bin| bin.areas).sum();
        let many = number::number(areas, speech.lang());
        let (Some(first), Some(last)) = (bins.first(), bins.last()) else {
            return part::section(
                name,
                &heading,
                &part::empty(&speech.t("acts.nothing_yet"), None),
            );
        };
        let share = |bp: u64| number::percent(u32::try_from(bp).unwrap_or(u32::MAX), speech.lang());
        let facts = [("from", share(first.from)), ("to", share(last.to)), ("areas", many.clone())];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        let (id, mark) = (format!("{name}-chart"), self.mark());
        let description = speech.tell("acts.distribution_from_to", &facts);
        let about = chart::About {
            id: &id,
            title: &heading,
            description: &description,
            simulated: mark.as_deref(),
            lang: speech.lang(),
        };
        let base = speech.tell("acts.distribution_base", &[("areas", &many)]);
        let bars: Vec<u64> = bins.iter().map(|bin| bin.areas).collect();
        let ends = (share(first.from), share(last.to));
        let range = |bin: &Bin| {
            if bin.from == bin.to {
                share(bin.from)
            } else {
                format!("{} – {}", share(bin.from), share(bin.to))
            }
        };
        let rows = bins.iter().filter(|bin| bin.areas > 0).map(|bin| {
            vec![html! { (range(bin)) }, html! { (number::number(bin.areas, speech.lang())) }]
        });
        part::section(
            name,
            &heading,
            &part::two(
                &chart::histogram(&about, &bars, (&ends.0, &ends.1), &base),
                &html! {
                    (Table {
                        id: format!("{name}-table"),
                        caption: speech.t(&format!("acts.distribution_{name}_caption")),
                        columns: vec![
                            Column::words(speech.t("acts.col_share")),
                            Column::figures(speech.t("acts.col_areas")),
                        ],
                        rows: rows.collect(),
                        ..Table::default()
                    })
                },
            ),
        )
    }
}
