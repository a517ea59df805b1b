//! What everybody sees of an electronic box: who keeps its key, what has been done, and the trackers of its ballots.

use super::{Shown, Site};
use crate::Speech;
use dienhong_core::vote::{KeyStep, Step, Vote, Way};
use dienhong_look::{Link, Markup, figure, form, html, part, table};
use dienhong_verifier::ballot_box;

/// The most trackers on the page, newest first; all are in the archive.
const SHOWN: usize = 500;

/// The steps of a box, and whether each is done.
fn checklist(speech: &Speech, vote: &Vote) -> Vec<(String, bool)> {
    let of = &vote.ballots;
    let needed = of.trustees.as_ref().map_or(0, |trustees| trustees.needed());
    let shared = of.shares.len() >= usize::from(needed.max(1));
    let tell = |key: &str| speech.t(&format!("ballots.step_{key}"));
    vec![
        (tell("trustees"), of.trustees.is_some()),
        (tell("key"), of.key_is_made()),
        (tell("credentials"), of.credentials.is_some()),
        (tell("prepared"), of.prepared.is_some()),
        (tell("open"), vote.begun.is_some()),
        (tell("closed"), vote.closed.is_some()),
        (tell("summed"), of.summed.is_some()),
        (tell("shared"), shared),
        (tell("opened"), of.opened.is_some()),
    ]
}

impl Site<'_> {
    /// The page of a vote's electronic box. None: it has none, or its records are closed.
    pub(super) fn ballot_box(&self, id: &str) -> Option<Shown> {
        let vote = self.public_vote(id).filter(|vote| vote.call.has(Way::Online))?;
        let speech = &self.speech;
        let title = speech.t("ballots.title");
        let at = format!("/votes/{}", vote.id);
        let open = vote.step() == Step::Open;
        let body = html! {
            (part::head(&title, Some(&html! { (self.named(&vote.call.title)) })))
            p.lead { (speech.t("ballots.about")) }
            @if vote.ballots.prepared.is_some() {
                p.actions {
                    @if !self.live {}
                    @else if open { (form::link_button(form::Weight::Strong, &speech.t("ballots.to_booth"), &speech.url(&format!("{at}/booth")))) }
                    @else { (form::link_button(form::Weight::Plain, &speech.t("ballots.to_check"), &speech.url(&format!("{at}/booth")))) }
                    a href={ (at) "/archive.bel" } { (speech.t("ballots.archive")) }
                }
            }
            (self.steps_of_box(vote))
            (self.keepers(vote))
            (self.facts_of_box(vote))
            (self.trackers(vote))
        };
        let vote = Link::new(&vote.call.title, speech.url(&at)).lang(self.names());
        Some(Shown { title, crumbs: vec![vote], body })
    }

    fn steps_of_box(&self, vote: &Vote) -> Markup {
        let speech = &self.speech;
        part::section(
            "steps",
            &speech.t("ballots.steps"),
            &html! {
                ol.checklist {
                    @for (step, done) in checklist(speech, vote) {
                        li {
                            (figure::badge(
                                if done { figure::State::Final } else { figure::State::Awaited },
                                &speech.t(if done { "ballots.done" } else { "ballots.waits" }),
                            ))
                            " " (step)
                        }
                    }
                }
            },
        )
    }

    /// Each trustee with its messages, so that one who is late is seen by all.
    pub(crate) fn keepers(&self, vote: &Vote) -> Markup {
        let (speech, of) = (&self.speech, &vote.ballots);
        let Some(trustees) = &of.trustees else { return html! {} };
        let steps = trustees.steps();
        let mut columns = vec![
            table::Column::words(speech.t("ballots.number")),
            table::Column::words(speech.t("ballots.trustee")),
        ];
        let word = |step: &KeyStep| match step {
            KeyStep::Key => "ballots.sent_key",
            KeyStep::Certificate => "ballots.sent_certificate",
            KeyStep::Polynomial => "ballots.sent_polynomial",
            KeyStep::Share => "ballots.sent_share",
        };
        columns.extend(steps.iter().map(|step| table::Column::words(speech.t(word(step)))));
        columns.push(table::Column::words(speech.t("ballots.sent_decryption")));
        let row = |number: u16, name: &String| {
            let mut cells = vec![html! { (number) }, self.named(name)];
            cells.extend(steps.iter().map(|step| {
                html! {
                    @match of.wrote(number, *step) {
                        Some(wrote) => { (self.when(wrote.at)) }
                        None => { (speech.t("ballots.waits")) }
                    }
                }
            }));
            cells.push(html! {
                (speech.t(match of.shares.contains_key(&number) {
                    true => "ballots.done",
                    false if of.opened.is_some() => "ballots.not_needed",
                    false => "ballots.waits",
                }))
            });
            cells
        };
        let needed = trustees.needed().to_string();
        let all = trustees.count().to_string();
        part::section(
            "trustees",
            &speech.t("ballots.trustees"),
            &html! {
                p { (speech.tell("ballots.needed", &[("needed", &needed), ("all", &all)])) }
                (table::Table {
                    id: "trustees-table".into(),
                    caption: speech.t("ballots.trustees_caption"),
                    columns,
                    rows: (1u16..).zip(&trustees.names).map(|(number, name)| row(number, name)).collect(),
                    narrow: table::Narrow::Stack,
                    ..table::Table::default()
                })
            },
        )
    }

    fn facts_of_box(&self, vote: &Vote) -> Markup {
        let (speech, of) = (&self.speech, &vote.ballots);
        let group = of.trustees.as_ref().map(|trustees| ballot_box::group(trustees.group));
        let started = self.view.state.node.started.as_ref();
        let uuid =
            started.map(|started| ballot_box::uuid(&started.origin, &vote.id)).unwrap_or_default();
        let fact = |key: &str, value: Markup| {
            html! { div { dt { (speech.t(&format!("ballots.{key}"))) } dd { (value) } } }
        };
        part::section(
            "facts",
            &speech.t("ballots.facts"),
            &html! {
                dl.particulars {
                    (fact("uuid", html! { code { (uuid) } }))
                    @if let Some(group) = group { (fact("group", html! { (group) })) }
                    @if let Some((_, count)) = of.credentials {
                        (fact("credentials", html! { (speech.n(count)) }))
                    }
                    @if let Some(prepared) = &of.prepared {
                        (fact("fingerprint", part::hash(&prepared.fingerprint)))
                    }
                    (fact("voted", html! { (speech.n(of.voted())) }))
                    (fact("cast", html! { (speech.many(of.cast.len())) }))
                    @if !of.revoked.is_empty() { (fact("revoked", html! { (speech.many(of.revoked.len())) })) }
                }
            },
        )
    }

    fn trackers(&self, vote: &Vote) -> Markup {
        let (speech, of) = (&self.speech, &vote.ballots);
        if of.order.is_empty() {
            return html! {};
        }
        part::section(
            "ballots",
            &speech.t("ballots.ballots"),
            &html! {
                p { (speech.t("ballots.ballots_about")) }
                @if of.order.len() > SHOWN {
                    p { (speech.tell("ballots.more", &[("shown", &speech.many(SHOWN)), ("all", &speech.many(of.order.len()))])) }
                }
                ol.trackers reversed start=(of.order.len()) {
                    @for tracker in of.order.iter().rev().take(SHOWN) {
                        li { code { (tracker) } @if !of.counts(tracker) { " " (speech.t("ballots.replaced")) } }
                    }
                }
            },
        )
    }
}
