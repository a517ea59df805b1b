use super::{Shown, Site, slowest};
use dienhong_core::election::Election;
use dienhong_look::{Link, figure, html, part};

impl Site<'_> {
    pub(super) fn home(&self) -> Shown {
        let speech = &self.speech;
        let started = self.view.state.node.started.as_ref();
        let title = started.map_or_else(|| "Diên Hồng".to_owned(), |started| started.name.clone());
        let mut elections: Vec<&Election> =
            self.view.state.election.all().map(|election| &**election).collect();
        elections.sort_by_key(|election| (std::cmp::Reverse(election.day), election.unit.clone()));
        let body = html! {
            (part::head_in(self.names(), &title, None))
            p.lead { (speech.t("site.lead")) }
            @if elections.is_empty() {
                (part::empty(&speech.t("site.no_elections"), None))
            }
            @for election in elections { (self.summary(election)) }
            (self.surveys())
            (self.work())
            (part::section("check", &speech.t("site.check_heading"), &html! {
                p { (speech.t("site.check_lead")) }
                (part::links(&[
                    (Link::new(speech.t("site.nav_verify"), speech.url("/verify")), None),
                    (Link::new(speech.t("site.nav_units"), speech.url("/units")), None),
                ]))
                @if self.view.state.briefing.all().any(|of| !of.plan.closed) {
                    (part::links(&[(Link::new(speech.t("briefing.public_title"), speech.url("/briefings")), None)]))
                }
                @if self.view.state.evaluation.cycles().next().is_some() {
                    (part::links(&[(Link::new(speech.t("evaluation.public_title"), speech.url("/evaluations")), None)]))
                }
            }))
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    /// What bodies report and move, where any of it is public.
    fn work(&self) -> maud::Markup {
        let speech = &self.speech;
        let state = &self.view.state;
        let all = [
            (!super::reports::shown(state).is_empty(), "report.public_title", "/reports"),
            (!super::motions::shown(state).is_empty(), "motion.public_title", "/motions"),
        ];
        let links: Vec<_> = all
            .iter()
            .filter(|(any, ..)| *any)
            .map(|(_, key, path)| (Link::new(speech.t(key), speech.url(path)), None))
            .collect();
        html! {
            @if !links.is_empty() {
                (part::section("work", &speech.t("report.work"), &part::links(&links)))
            }
        }
    }

    /// Surveys of confidence whose results are public.
    fn surveys(&self) -> maud::Markup {
        let speech = &self.speech;
        let link = |round: &std::sync::Arc<dienhong_core::confidence::Round>| {
            let url = speech.url(&format!("/confidence/{}", round.id));
            (Link::new(round.plan.title.clone(), url).lang(self.names()), None)
        };
        let links: Vec<_> = super::confidence::shown(&self.view.state).map(link).collect();
        html! {
            @if !links.is_empty() {
                (part::section("confidence", &speech.t("confidence.title"), &part::links(&links)))
            }
        }
    }

    fn summary(&self, election: &Election) -> maud::Markup {
        let speech = &self.speech;
        let tallied = self.view.state.tallied_everywhere(election);
        let stands = election.constituencies.keys().filter_map(|&n| self.stand(election, n));
        let progress = slowest(stands.map(|stand| stand.progress));
        let link = self.election_link(election);
        let sentence = speech.tell(
            "site.counted_of",
            &[("counted", &speech.many(tallied.counted)), ("areas", &speech.many(tallied.areas))],
        );
        part::section_in(
            link.lang,
            &format!("e-{}", election.id),
            &link.label,
            &html! {
                p { (self.progress(progress)) " " small { (super::day(election.day)) } }
                (figure::progress(tallied.counted as u64, tallied.areas as u64, &sentence))
                p { a.button href=(link.url) { (speech.t("site.see_results")) } }
            },
        )
    }
}
