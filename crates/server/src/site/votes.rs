//! Votes of bodies as everybody may see them, and the display of the room.

use super::{Shown, Site, day};
use crate::votes::{
    self, Figures, NOTHING, base, boxes, line_name, purpose, said_outcome, said_parts,
    said_threshold, threshold,
};
use dienhong_core::{
    count::Count,
    vote::{Answers, Audience, Sheet, Step, Vote, VoteId, Way},
};
use dienhong_journal::Millis;
use dienhong_look::{
    Link, Markup, chart, figure as sign, form, html, part,
    shell::Page,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;
use dienhong_verifier::segment;
use std::sync::Arc;

/// The most votes, seats and rankings that one page lists.
const MOST: usize = 200;
const SEATS: usize = 1_000;
const RANKINGS: usize = 60;

/// The sign of a step.
pub(crate) fn vote_sign(step: Step) -> sign::State {
    match step {
        Step::Prepared => sign::State::Awaited,
        Step::Open | Step::Closed => sign::State::Counting,
        Step::Counted => sign::State::Provisional,
        Step::Declared | Step::Released => sign::State::Final,
        Step::Annulled => sign::State::Corrected,
    }
}

impl Site<'_> {
    /// The votes that are public, the newest first.
    pub(super) fn public_votes(&self) -> Vec<&Arc<Vote>> {
        let all = self.view.state.vote.all().filter(|vote| !vote.call.closed);
        let mut all: Vec<&Arc<Vote>> = all.collect();
        all.sort_by_key(|vote| std::cmp::Reverse((vote.at, vote.id.clone())));
        all
    }

    /// A vote that is public.
    pub(crate) fn public_vote(&self, id: &str) -> Option<&Arc<Vote>> {
        self.view.state.vote.get(&VoteId::from(id)).filter(|vote| !vote.call.closed)
    }

    pub(super) fn votes_page(&self) -> Shown {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("vote.{key}"));
        let all = self.public_votes();
        let row = |vote: &&Arc<Vote>| {
            let body = self.view.state.body_of(vote).map_or("", |body| body.name.as_str());
            vec![
                html! { a href=(speech.url(&format!("/votes/{}", vote.id))) { (self.named(&vote.call.title)) } },
                self.named(body),
                html! { (purpose(speech, &vote.call.purpose)) },
                self.vote_step(vote),
                html! { (self.when(vote.at)) },
            ]
        };
        let title = t("votes");
        let body = html! {
            (part::head(&title, None))
            p { (t("votes_about")) }
            @if all.is_empty() { (part::empty(&t("none"), None)) } @else {
                (Table {
                    id: "votes".into(),
                    caption: title.clone(),
                    columns: ["title", "body", "purpose", "state", "called"].map(|key| Column::words(t(key))).to_vec(),
                    rows: all.iter().take(MOST).map(row).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
            }
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    fn vote_step(&self, vote: &Vote) -> Markup {
        let step = vote.step();
        sign::badge(vote_sign(step), &self.speech.t(&format!("vote.step_{}", step.name())))
    }

    /// The page of a vote for everybody.
    pub(super) fn vote_page(&self, id: &str) -> Option<Shown> {
        let vote = self.public_vote(id)?;
        let figures = votes::figures(self.view, vote, Audience::Public, NOTHING);
        Some(self.vote(vote, figures.as_ref(), &html! {}))
    }

    /// The page of a vote with what its reader may see; `above` is the reader's own answer.
    pub(crate) fn vote_of(&self, vote: &Vote, figures: Option<&Figures>, above: &Markup) -> Markup {
        let shown = self.vote(vote, figures, above);
        let mut crumbs = vec![Link::new(self.speech.t("site.home"), self.speech.url("/"))];
        crumbs.extend(shown.crumbs);
        self.dress(shown.title, crumbs, &shown.body, false)
    }

    fn vote(&self, vote: &Vote, figures: Option<&Figures>, above: &Markup) -> Shown {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("vote.{key}"));
        let call = &vote.call;
        let live = html! {
            (part::live_part("state", None, &self.vote_state(vote)))
            (above)
            (part::live_part("result", None, &html! {
                @if let Some(figures) = figures { (self.vote_figures(vote, figures)) (self.by_name(vote)) }
            }))
        };
        let body = html! {
            (part::head_in(self.names(), &call.title, None))
            @if self.live {
                (part::Live { url: &self.follow("votes"), lost: &speech.t("site.line_lost"), body: live })
            } @else { (live) }
            @if self.live && call.has(Way::Online) { (self.to_box(vote)) }
            (self.asked(vote))
            @if figures.is_some() && !call.closed {
                (part::section("downloads", &speech.t("site.downloads"), &part::links(&[
                    (Link::new("data.json", format!("/votes/{}/data.json", vote.id)), None),
                    (Link::new("data.csv", format!("/votes/{}/data.csv", vote.id)), None),
                ])))
                @if self.live { p { a href=(format!("/votes/{}/notice.pdf", vote.id)) { (t("notice_pdf")) } } }
            }
            @if self.live && !call.closed { p { a href=(speech.url(&format!("/votes/{}/screen", vote.id))) { (t("to_screen")) } } }
            (self.history(&[Subject::Vote(vote.id.clone())]))
        };
        let list = Link::new(t("votes"), speech.url("/votes"));
        Shown { title: call.title.clone(), crumbs: vec![list], body }
    }

    /// The ways to the electronic box, for who votes there and for who checks it.
    fn to_box(&self, vote: &Vote) -> Markup {
        let (speech, at) = (&self.speech, format!("/votes/{}", vote.id));
        html! {
            p.actions {
                @if vote.step() == Step::Open && vote.ballots.prepared.is_some() {
                    (form::link_button(form::Weight::Strong, &speech.t("ballots.to_booth"), &speech.url(&format!("{at}/booth"))))
                }
                a href=(speech.url(&format!("{at}/box"))) { (speech.t("ballots.title")) }
            }
        }
    }

    /// How far it has come: said aloud when it changes.
    fn vote_state(&self, vote: &Vote) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("vote.{key}"));
        html! {
            div aria-live="polite" {
                p { (self.vote_step(vote)) " " (t(&format!("step_{}_about", vote.step().name()))) }
                @if let Some((at, reason)) = &vote.annulled {
                    p { (self.when(*at)) ": " (self.named(reason)) }
                }
                @if let Some(declared) = &vote.declared {
                    @for (outcome, question) in declared.outcomes.iter().zip(&vote.call.questions) {
                        @if self.view.state.shows_figures(vote, Audience::Public) {
                            p { b { (said_outcome(speech, question, outcome)) } }
                        }
                    }
                }
            }
            p { (self.as_of()) }
        }
    }

    /// What is asked, of whom, by which rule.
    fn asked(&self, vote: &Vote) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("vote.{key}"));
        let call = &vote.call;
        let rule = self.view.state.vote_rule(call, vote.at).ok();
        let body = self.view.state.body_of(vote).map_or("", |body| body.name.as_str());
        let item = |key: &str, value: &Markup| html! { div { dt { (t(key)) } dd { (value) } } };
        part::section(
            "asked",
            &t("asked"),
            &html! {
                dl.particulars {
                    (item("body", &self.named(body)))
                    (item("purpose", &html! { (purpose(speech, &call.purpose)) @if let Some(rule) = rule { " · " cite { (rule.source.article) } " " small { (speech.t(super::calendar::sure(rule.source.sure))) } } }))
                    (item("places", &html! {
                        @for (at, channel) in call.channels.iter().enumerate() {
                            @if at > 0 { br; }
                            (self.named(&channel.name)) ": " (t(&format!("way_{}", channel.way.name())))
                        }
                    }))
                    (item("members", &html! { (speech.n(call.members)) }))
                    @if let Some(quorum) = rule.and_then(|rule| rule.quorum) { (item("quorum", &html! { (said_threshold(speech, quorum)) })) }
                    @if let Some(begun) = &vote.begun {
                        (item("opened_at", &html! { (self.when(begun.at)) }))
                        @if let Some(until) = begun.until { (item("until", &html! { (self.when(until)) })) }
                        (item("summoned", &html! { (speech.n(begun.summoned)) }))
                        (item("present", &html! { (speech.n(begun.present().unwrap_or_default())) }))
                    }
                    @if let Some(at) = vote.closed { (item("closed_at", &html! { (self.when(at)) })) }
                    @for (key, document) in [("decision", &call.decision), ("charter", &call.charter)] {
                        @if let Some(document) = document { (item(key, &html! { (self.named(&document.number)) " · " (day(document.on)) })) }
                    }
                    @if let Some(most) = call.most_proxies { (item("most_proxies", &html! { (most) })) }
                    @if let Some(after) = &call.after {
                        (item("goes_on", &html! { a href=(speech.url(&format!("/votes/{}", after.vote))) { (after.vote) } ": " (self.named(&after.reason)) }))
                    }
                    @for (at, until, reason) in &vote.times { (item("time", &html! { (self.when(*at)) ": " (self.when(*until)) " · " (self.named(reason)) })) }
                    @for (at, reason) in &vote.recounts { (item("recounted", &html! { (self.when(*at)) ": " (self.named(reason)) })) }
                }
                ol {
                    @for question in &call.questions {
                        li {
                            (self.named(&question.text))
                            @if let Answers::Choose { at_least, at_most, seats, .. } = &question.answers {
                                br; small { (speech.tell("vote.choose_of", &[("least", &at_least.to_string()), ("most", &at_most.to_string()), ("seats", &seats.to_string())])) }
                            }
                            ul {
                                @match &question.answers {
                                    Answers::Levels { people, .. } => {
                                        @for person in people { li { (self.named(&person.name)) @if let Some(note) = &person.note { ", " (self.named(note)) } } }
                                        li { (t("levels")) ": " (self.named(&boxes(speech, question).join(" · "))) }
                                    }
                                    Answers::YesNo { .. } => { @for name in boxes(speech, question) { li { (name) } } }
                                    Answers::Choose { options, .. } | Answers::Ranked { options, .. } => {
                                        @for option in options { li { (self.named(&option.name)) @if let Some(note) = &option.note { ", " (self.named(note)) } } }
                                    }
                                }
                            }
                            @if let Some(threshold) = threshold(self.view, vote, question) {
                                small { (t("passes")) ": " (said_threshold(speech, threshold)) }
                            }
                        }
                    }
                }
            },
        )
    }

    /// The figures, line by line: every share with its base in words, every channel beside the sum.
    pub(crate) fn vote_figures(&self, vote: &Vote, figures: &Figures) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("vote.{key}"));
        let call = &vote.call;
        let rows = call.rows();
        let several = call.channels.len() > 1;
        let of_channels = |value: &dyn Fn(&Sheet) -> Option<Count>| -> Vec<Markup> {
            let sheets = call.channels.iter().map(|channel| figures.sheets.get(&channel.id));
            sheets.map(|sheet| html! { (self.some(sheet.and_then(value))) }).collect()
        };
        let columns = |first: &str| {
            let mut all = vec![Column::words(first.to_owned())];
            if several {
                all.extend(
                    call.channels.iter().map(|channel| Column::figures(channel.name.clone())),
                );
            }
            all.push(Column::figures(t("all")));
            all
        };
        let row = |label: Markup, value: &dyn Fn(&Sheet) -> Option<Count>, total: Markup| {
            let mut cells = vec![label];
            if several {
                cells.extend(of_channels(value));
            }
            cells.push(total);
            cells
        };
        // What is declared for everybody can be traced: the verifier looks for it.
        let traced = vote.declared.is_some()
            && !call.closed
            && self.view.state.shows_figures(vote, Audience::Public);
        let figure = |field: &str, count: Count| {
            let path = format!("votes/{}/{field}", segment(vote.id.as_str()));
            html! { @if traced { (self.figure(&path, count)) } @else { (speech.n(count)) } }
        };
        let whole = |name: &str, value: &dyn Fn(&Sheet) -> Option<Count>| {
            let total = value(&figures.total).unwrap_or_default();
            row(html! { (t(&format!("sheet_{name}"))) }, value, figure(name, total))
        };
        let turnout = vec![
            whole("issued", &|sheet| Some(sheet.issued)),
            whole("returned", &|sheet| Some(sheet.returned)),
            whole("invalid", &|sheet| Some(sheet.invalid)),
            row(
                html! { (t("sheet_valid")) },
                &Sheet::valid,
                html! { (self.some(figures.total.valid())) },
            ),
        ];
        part::section(
            "figures",
            &t("figures"),
            &html! {
                (Table { id: "turnout".into(), caption: t("papers_and_people"), columns: columns(&t("what")), rows: turnout, foot: None, narrow: Narrow::Scroll })
                @for (at, line) in rows.iter().enumerate() {
                    @if let (Some(question), Some(total)) = (call.questions.get(line.question), figures.total.lines.get(at)) {
                        @let threshold = threshold(self.view, vote, question);
                        @let (of, whole) = base(figures, total, threshold);
                        @let words = t(&format!("base_{}", of.name()));
                        @let names = boxes(speech, question);
                        @let first = at == 0 || rows.get(at - 1).is_some_and(|before| before.question != line.question);
                        @if first && line.person.is_some() { h3 { (self.named(&question.text)) } }
                        @let caption = line_name(question, line);
                        @let body: Vec<Vec<Markup>> = names.iter().enumerate().map(|(place, name)| {
                            let votes = total.votes.get(place).copied().unwrap_or_default();
                            row(
                                self.named(name),
                                &|sheet: &Sheet| sheet.lines.get(at)?.votes.get(place).copied(),
                                html! { (figure(&format!("line.{}.votes.{}", at + 1, place + 1), votes)) br; small { (speech.share(votes, whole)) } },
                            )
                        }).chain(std::iter::once(row(
                            html! { (t("line_invalid")) },
                            &|sheet: &Sheet| Some(sheet.lines.get(at)?.invalid),
                            figure(&format!("line.{}.invalid", at + 1), total.invalid),
                        ))).collect();
                        (Table { id: format!("line-{}", at + 1), caption, columns: columns(&t("answer")), rows: body, foot: None, narrow: Narrow::Scroll })
                        p { small { (speech.tell("vote.shares_of", &[("base", &words), ("whole", &speech.n(whole))])) } }
                        @if !total.rankings.is_empty() {
                            (part::more(&t("rankings"), &html! {
                                ul {
                                    @for ranking in total.rankings.iter().take(RANKINGS) {
                                        li { (ranking.order.iter().map(|of| names.get(usize::from(*of)).cloned().unwrap_or_default()).collect::<Vec<_>>().join(" > ")) ": " (speech.n(ranking.papers)) }
                                    }
                                    @if total.rankings.len() > RANKINGS { li { "…" } }
                                }
                            }))
                        }
                        @let last = rows.get(at + 1).is_none_or(|next| next.question != line.question);
                        @if last {
                            @if let Some(outcome) = figures.outcomes.iter().find(|of| usize::from(of.question) == line.question) {
                                p { b { (said_outcome(speech, question, outcome)) } @if let Some(threshold) = threshold { " " small { (t("passes")) ": " (said_threshold(speech, threshold)) } } }
                            }
                        }
                    }
                }
            },
        )
    }

    /// Who answered how, where that is by name. Asked for only with the figures.
    fn by_name(&self, vote: &Vote) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("vote.{key}"));
        if !vote.call.has(Way::Named) || vote.voters.is_empty() {
            return html! {};
        }
        let rows = vote.call.rows();
        let lines: Vec<(u16, String, Vec<String>)> = (0u16..)
            .zip(&rows)
            .filter_map(|(at, row)| {
                let question = vote.call.questions.get(row.question)?;
                Some((at, line_name(question, row), boxes(speech, question)))
            })
            .collect();
        let row = |voter: &Arc<dienhong_core::vote::Voter>| {
            let said = |(at, _, boxes): &(u16, String, Vec<String>)| {
                let parts = vote.answers.get(&(*at, voter.seat));
                let said =
                    parts.map(|parts| said_parts(speech, boxes, parts, voter)).unwrap_or_default();
                html! { @if said.is_empty() { (t("no_answer")) } @else { (self.named(&said)) } }
            };
            let mut cells = vec![
                html! { (voter.seat) },
                html! {
                    (self.named(&voter.name))
                    @if voter.weight != Count::from(1) { " · " (speech.tell("vote.weight_of", &[("weight", &speech.n(voter.weight))])) }
                },
            ];
            cells.extend(lines.iter().map(said));
            cells
        };
        let mut columns = vec![Column::figures(t("seat")), Column::words(t("col_name"))];
        columns.extend(lines.iter().map(|(_, name, _)| Column::words(name.clone())));
        part::section(
            "names",
            &t("by_name"),
            &html! {
                (Table {
                    id: "by-name".into(),
                    caption: t("by_name"),
                    columns,
                    rows: vote.voters.values().take(SEATS).map(row).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
                @if vote.voters.len() > SEATS { p { (t("more_in_data")) } }
            },
        )
    }

    /// A page for the room: read from twenty metres, without anything about it.
    pub(crate) fn vote_screen(
        &self,
        vote: &Vote,
        figures: Option<&Figures>,
        now: Millis,
    ) -> Markup {
        let speech = &self.speech;
        let mut page = Page::new(speech, vote.call.title.clone());
        page.path = speech.url(self.path);
        page.simulated = self.simulated();
        page.private = true;
        let body = html! {
            div.screen {
                h1 { (self.named(&vote.call.title)) }
                (part::Live {
                    url: &self.follow("votes"),
                    lost: &speech.t("site.line_lost"),
                    body: part::live_part("screen", None, &self.on_screen(vote, figures, now)),
                })
            }
        };
        page.render(&body)
    }

    fn on_screen(&self, vote: &Vote, figures: Option<&Figures>, now: Millis) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("vote.{key}"));
        let item = |key: &str, value: &Markup| html! { div { dt { (t(key)) } dd { (value) } } };
        let rule = self.view.state.vote_rule(&vote.call, vote.at).ok();
        let open = vote.step() == Step::Open;
        let minutes =
            vote.begun.as_ref().map(|begun| now.get().saturating_sub(begun.at.get()) / 60_000);
        html! {
            div aria-live="polite" { p.state { (t(&format!("step_{}", vote.step().name()))) } }
            @if figures.is_none() {
                @for question in vote.call.questions.iter().take(3) { p.question { (self.named(&question.text)) } }
                @if vote.call.questions.len() > 3 { p { (speech.tell("vote.questions_more", &[("count", &speech.many(vote.call.questions.len() - 3))])) } }
                dl.facts {
                    @if let Some(quorum) = rule.and_then(|rule| rule.quorum) { (item("quorum", &html! { (said_threshold(speech, quorum)) })) }
                    @if let Some(begun) = &vote.begun {
                        (item("present", &html! { b { (speech.n(begun.present().unwrap_or_default())) } " / " (speech.n(begun.summoned)) }))
                        @if let Some(until) = vote.until().filter(|_| open) {
                            @match until.get().saturating_sub(now.get()).div_ceil(60_000) {
                                0 => (item("time_left", &html! { b { (t("time_over")) } })),
                                left @ 1..=180 => (item("time_left", &html! { b { (speech.tell("vote.minutes", &[("minutes", &left.to_string())])) } })),
                                _ => (item("ends_at", &html! { b { (self.when(until)) } })),
                            }
                        }
                        @if open {
                            (item("since_opening", &html! { (speech.tell("vote.minutes", &[("minutes", &minutes.unwrap_or(0).to_string())])) }))
                            @if vote.call.has(Way::Named) || vote.call.has(Way::Online) {
                                (item("have_voted", &html! { b { (speech.n(votes::voted(vote))) } }))
                            }
                        }
                    }
                }
            }
            @if let Some(figures) = figures { (self.charts(vote, figures)) }
        }
    }

    /// The result as bars, each line with the base under its name.
    fn charts(&self, vote: &Vote, figures: &Figures) -> Markup {
        let speech = &self.speech;
        let rows = vote.call.rows();
        html! {
            div.bars {
                @for (at, row) in rows.iter().enumerate().take(12) {
                    @if let (Some(question), Some(line)) = (vote.call.questions.get(row.question), figures.total.lines.get(at)) {
                        @let threshold = threshold(self.view, vote, question);
                        @let (of, whole) = base(figures, line, threshold);
                        @let words = speech.tell("vote.shares_of", &[("base", &speech.t(&format!("vote.base_{}", of.name()))), ("whole", &speech.n(whole))]);
                        @let name = line_name(question, row);
                        @let bars: Vec<chart::Votes> = boxes(speech, question).into_iter().zip(&line.votes).map(|(name, votes)| chart::Votes {
                            name, shown: format!("{} · {}", speech.n(*votes), speech.share(*votes, whole)), bp: super::bp(*votes, whole),
                        }).collect();
                        @let mark = threshold.map(|threshold| said_threshold(speech, threshold)).unwrap_or_default();
                        @let at_bp = threshold.and_then(|threshold| votes::share_bp(threshold, whole));
                        @let id = format!("bars-{at}");
                        @let mark_of = self.mark();
                        @let last = rows.get(at + 1).is_none_or(|next| next.question != row.question);
                        section {
                            h2 { (self.named(&name)) }
                            (chart::votes(
                                &chart::About { id: &id, title: &name, description: &words, simulated: mark_of.as_deref(), lang: speech.lang() },
                                &bars, at_bp.unwrap_or(0), &mark, &words,
                            ))
                        }
                        @if let Some(outcome) = figures.outcomes.iter().find(|of| last && usize::from(of.question) == row.question) {
                            p.outcome { (said_outcome(speech, question, outcome)) }
                        }
                    }
                }
            }
        }
    }
}
