use super::{Shown, Site, day};
use dienhong_core::units::{Found, Match, UnitId};
use dienhong_look::{Link, form, html, part};
use dienhong_node::Subject;

/// The most that one answer shows.
const MOST: usize = 60;

impl Site<'_> {
    /// Units by code or name, with or without diacritics, and by what they were called before.
    pub fn places_found(&self, question: &str) -> dienhong_look::Markup {
        let shown = self.places(question);
        let crumbs = vec![Link::new(self.speech.t("site.home"), self.speech.url("/"))];
        self.dress(shown.title, crumbs, &shown.body, false)
    }

    pub(super) fn places(&self, question: &str) -> Shown {
        let speech = &self.speech;
        let today =
            self.view.state.rules_at(self.view.at).map(|rules| rules.local(self.view.at).day);
        let found: Vec<Found> = match (&today, question.trim()) {
            (Ok(today), asked) if !asked.is_empty() => self.view.state.units.find(asked, *today),
            _ => Vec::new(),
        };
        let title = speech.t("site.units");
        let link = |found: &Found| {
            let unit = &found.unit;
            let link = self.place_link(&unit.id);
            let about = match &found.by {
                Match::Former(former) => {
                    speech.tell("site.formerly", &[("unit", &self.unit_name(former))])
                }
                _ => speech.tell("site.code_is", &[("code", &unit.code)]),
            };
            (link, Some(about))
        };
        let links: Vec<_> = found.iter().take(MOST).map(link).collect();
        let all: Vec<(Link, Option<String>)> = if question.trim().is_empty() {
            let standing = self.view.state.units.all().filter(|unit| unit.to.is_none());
            standing.map(|unit| (self.place_link(&unit.id), None)).collect()
        } else {
            Vec::new()
        };
        let body = html! {
            (part::head(&title, None))
            @if self.live {
                form method="get" action=(speech.url("/units")) role="search" {
                    (form::Field {
                        name: "q", label: &speech.t("site.find_unit"), value: question,
                        hint: Some(&speech.t("site.find_unit_hint")), ..form::Field::default()
                    })
                    (form::button(form::Weight::Strong, &speech.t("site.find")))
                }
            }
            @if !question.trim().is_empty() && links.is_empty() {
                (part::empty(&speech.t("site.no_such_unit"), None))
            }
            (part::links(&links))
            (part::links(&all))
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    fn place_link(&self, id: &UnitId) -> Link {
        let url = self.speech.url(&format!("/units/{id}"));
        Link::new(self.unit_name(id), url).lang(self.names())
    }

    pub(super) fn place(&self, id: &UnitId) -> Option<Shown> {
        let speech = &self.speech;
        let units = &self.view.state.units;
        let unit = units.get(id)?;
        let link = |id: &UnitId| self.place_link(id);
        let elections: Vec<_> = self
            .view
            .state
            .election
            .all()
            .filter(|election| self.view.state.tallied_in(election, id).areas > 0)
            .map(|election| {
                let url = format!("/elections/{}/units/{id}", election.id);
                (Link::new(election.name.clone(), speech.url(&url)), None)
            })
            .collect();
        let before: Vec<_> = unit
            .predecessors
            .iter()
            .map(|p| {
                let key = if p.whole { "site.wholly" } else { "site.partly" };
                (link(&p.unit), Some(speech.t(key)))
            })
            .collect();
        let after: Vec<_> = units.successors(id).map(|heir| (link(&heir.id), None)).collect();
        let children: Vec<_> =
            units.children(id).filter(|c| c.to == unit.to).map(|c| (link(&c.id), None)).collect();
        let list = |key: &str, anchor: &str, rows: &[(Link, Option<String>)]| {
            html! { @if !rows.is_empty() { (part::section(anchor, &speech.t(key), &part::links(rows))) } }
        };
        let body = html! {
            (part::head_in(self.names(), &unit.name, None))
            p {
                (speech.tell("site.code_is", &[("code", &unit.code)]))
                @if let Some(from) = unit.from { " · " (speech.tell("site.from_day", &[("day", &day(from))])) }
                @if let Some(to) = unit.to { " · " (speech.tell("site.until_day", &[("day", &day(to))])) }
            }
            (list("site.elections_here", "elections", &elections))
            (list("site.made_of", "before", &before))
            (list("site.went_into", "after", &after))
            (list("site.children", "children", &children))
            (self.history(&[Subject::Unit(id.clone())]))
        };
        let crumbs = vec![Link::new(speech.t("site.units"), speech.url("/units"))];
        Some(Shown { title: unit.name.clone(), crumbs, body })
    }
}
