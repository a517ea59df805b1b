//! Meetings whose records are public: what is on, who is there site by site, how the floor is given.

use super::{Shown, Site};
use crate::meetings::{Hall, Sees};
use dienhong_core::assembly::{Meeting, MeetingId, Reach};
use dienhong_look::{
    Link, html, part,
    table::{Column, Narrow, Table},
};

impl Site<'_> {
    fn hall<'a>(&'a self, meeting: &'a Meeting) -> Hall<'a> {
        Hall { app: None, view: self.view, meeting, speech: self.speech, sees: Sees::Public }
    }

    /// The meetings that are public, those to come and the last ones first.
    pub(super) fn public_meetings(&self) -> Vec<&Meeting> {
        let all = self.view.state.assembly.all().filter(|of| !of.plan.closed);
        let mut all: Vec<&Meeting> = all.map(|of| &**of).collect();
        all.sort_by_key(|of| std::cmp::Reverse(of.plan.begins));
        all
    }

    pub(super) fn meetings_page(&self) -> Shown {
        let t = |key: &str| self.speech.t(&format!("meeting.{key}"));
        let link = |of: &&Meeting| {
            let url = self.speech.url(&format!("/meetings/{}", of.id));
            let about = format!(
                "{} · {}",
                self.when(of.plan.begins),
                self.speech.t(&format!("assembly.step.{}", of.step().name()))
            );
            (Link::new(of.plan.title.clone(), url).lang(self.speech.names()), Some(about))
        };
        let all: Vec<_> = self.public_meetings().iter().map(link).collect();
        let title = t("title");
        let body = html! {
            (part::head(&title, None))
            @if all.is_empty() { (part::empty(&t("none"), None)) }
            (part::links(&all))
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    pub(super) fn meeting_page(&self, id: &str) -> Option<Shown> {
        let meeting = self.view.state.assembly.get(&MeetingId::from(id))?;
        if meeting.plan.closed {
            return None;
        }
        let hall = self.hall(meeting);
        let t = |key: &str| hall.t(key);
        let site = |of: &std::sync::Arc<dienhong_core::assembly::OfSite>| {
            vec![
                html! { span lang="vi" { (of.site.name) } },
                html! { (self.speech.many(of.expected.heads as usize)) },
                html! { (self.speech.many(of.here.heads as usize)) },
                html! { @match of.lost() {
                    Some(lost) => (hall.tell("site_lost", &[("since", &hall.clock(lost))])),
                    None => "",
                } },
            ]
        };
        let papers: Vec<_> = meeting
            .papers
            .iter()
            .filter(|of| of.withdrawn.is_none() && of.paper.reach == Reach::Public)
            .collect();
        let inner = html! {
            p { (hall.quorum()) }
            div #floor aria-live="polite" { (hall.floor()) }
            section aria-labelledby="agenda-h" {
                h2 #agenda-h { (t("agenda")) }
                div #agenda { (hall.agenda()) }
            }
        };
        let title = meeting.plan.title.clone();
        let body = html! {
            (part::head_in(self.speech.names(), &title, Some(&html! {
                (hall.word("step", meeting.step().name())) " · " (self.when(meeting.plan.begins)) " · " span lang="vi" { (meeting.plan.place) }
            })))
            @if self.live && crate::halls::goes_on(meeting) {
                div data-live=(format!("/live/meetings/{}?lang={}&since={}", meeting.id, self.speech.lang(), self.view.size)) data-push="" data-now=(hall.now().get()) {
                    p.lost role="status" data-lost=(self.speech.t("site.line_lost")) {}
                    (inner)
                }
            } @else { (inner) }
            @if !meeting.sites.is_empty() {
                (part::section("sites", &t("sites"), &html! { (Table {
                    id: "sites-table".into(),
                    caption: t("sites"),
                    columns: vec![Column::words(t("site")), Column::figures(t("delegates")), Column::figures(t("here")), Column::words(t("line"))],
                    rows: meeting.sites().map(site).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                }) }))
            }
            @if !papers.is_empty() && self.live {
                (part::section("papers", &t("papers"), &html! {
                    ul.links { @for of in papers { li {
                        a lang="vi" href=(self.speech.url(&format!("/meetings/{}/papers/{}", meeting.id, of.paper.blob))) { (hall.words(&of.paper.title).unwrap_or_default()) }
                        small { (hall.size(of.paper.bytes)) }
                    } } }
                }))
            }
            @if meeting.standing_notes().next().is_some() {
                (part::section("notes", &t("notes"), &html! {
                    ol.notes { @for (number, note) in meeting.standing_notes() {
                        @if let Some(text) = note.words.as_ref().and_then(|words| hall.words(words)) {
                            li value=(number) { span.kind { (hall.word("note", note.note.name())) } " " span lang="vi" { (text) } small { (hall.clock(note.at)) } }
                        }
                    } }
                }))
            }
        };
        let crumbs = vec![Link::new(t("title"), self.speech.url("/meetings"))];
        Some(Shown { title, crumbs, body })
    }
}
