//! The page of one vote: the next step, what it still lacks, and what else may be done.

use super::{Of, doors, entry, standing};
use crate::{
    App,
    desk::{
        Desk,
        frame::{Sent, said_in},
        number,
    },
    public,
    session::Officer,
    site::when,
    votes::{self, purpose},
};
use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri},
    response::Response,
};
use dienhong_core::{
    count::Count,
    people::OfficerId,
    vote::{Audience, Base, Channel, Moment, Sheet, Step, Threshold, VoteRule, Way},
};
use dienhong_look::{Link, Markup, form, html, part};
use std::{collections::BTreeMap, sync::Arc};

pub(super) async fn show(
    State(app): State<Arc<App>>,
    officer: Officer,
    uri: Uri,
    Path(id): Path<String>,
) -> Response {
    let desk = Desk::new(app, officer, &uri);
    let Some(of) = Of::find(&desk, &id) else { return desk.missing() };
    page(&of, StatusCode::OK, &Sent::default())
}

pub(super) fn page(of: &Of, status: StatusCode, sent: &Sent) -> Response {
    let desk = of.desk;
    let body = One { of, sent }.body();
    desk.page(status, of.vote.call.title.clone(), &body)
}

/// How two entries of a channel stand to each other.
pub(super) enum Agreement {
    Missing(usize),
    Same,
    /// Where they differ, in words: never the figures themselves.
    Differs(Vec<String>),
}

/// Compares the entries of a channel that stand.
pub(super) fn agreement(of: &Of, channel: &Channel) -> Agreement {
    let standing = of.vote.counting.get(&channel.id).map_or(0, |of| of.entries.len());
    let entries = of.entries(&channel.id);
    let [first, second] = entries.as_slice() else { return Agreement::Missing(standing) };
    if first == second { Agreement::Same } else { Agreement::Differs(differing(of, first, second)) }
}

fn differing(of: &Of, a: &Sheet, b: &Sheet) -> Vec<String> {
    let speech = &of.desk.speech;
    let mut all = Vec::new();
    for (key, differs) in [
        ("issued", a.issued != b.issued),
        ("returned", a.returned != b.returned),
        ("invalid", a.invalid != b.invalid),
    ] {
        if differs {
            all.push(speech.t(&format!("vote.sheet_{key}")));
        }
    }
    for (at, (a, b)) in a.lines.iter().zip(&b.lines).enumerate() {
        if a != b {
            all.push(speech.tell("vote.line_number", &[("line", &(at + 1).to_string())]));
        }
    }
    all
}

/// The fewest that are enough.
pub(super) fn least(threshold: Threshold, base: Count) -> Option<Count> {
    let count = |n: u64| Count::try_from(n).unwrap_or_default();
    let (mut low, mut high) = (0, base.get());
    if !threshold.is_met(base, base) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if threshold.is_met(count(middle), base) { high = middle } else { low = middle + 1 }
    }
    Some(count(low))
}

struct One<'a> {
    of: &'a Of<'a>,
    sent: &'a Sent,
}

impl One<'_> {
    fn t(&self, key: &str) -> String {
        self.of.desk.speech.t(&format!("vote.{key}"))
    }

    fn rule(&self) -> Option<&VoteRule> {
        let vote = &self.of.vote;
        self.of.desk.view.state.vote_rule(&vote.call, vote.at).ok()
    }

    /// A form of this page that does one thing.
    fn form(&self, step: &str, fields: &Markup, weight: form::Weight, label: &str) -> Markup {
        html! {
            form method="post" action=(self.of.url("")) {
                (self.of.desk.stamps())
                (form::hidden("step", step))
                (fields)
                (form::button(weight, label))
            }
        }
    }

    fn said(&self, step: &str, name: &str) -> &str {
        said_in(&self.sent.typed, step, name)
    }

    fn error(&self, step: &str, name: &str) -> Option<&str> {
        let mine = self.sent.value("step") == step
            || (step == "open" && self.sent.value("step") == "look");
        self.sent.error(name).filter(|_| mine)
    }

    /// The tick without which nothing is done that cannot be taken back.
    fn sure(&self, step: &str, label: &str) -> Markup {
        let id = "sure";
        let error = self.error(step, id);
        html! {
            div.pick.bad[error.is_some()] {
                input id={ (id) "-" (step) } type="checkbox" name=(id) value="yes" aria-describedby=[error.map(|_| format!("{id}-{step}-error"))];
                label for={ (id) "-" (step) } { (label) }
                @if let Some(error) = error { p.wrong id={ (id) "-" (step) "-error" } { (error) } }
            }
        }
    }

    fn reason(&self, step: &str) -> Markup {
        let id = format!("reason-{step}");
        html! { (form::Field {
            name: "reason", id: Some(&id), label: &self.t("reason"), kind: form::Kind::Long, required: true,
            value: self.said(step, "reason"), error: self.error(step, "reason"), ..form::Field::default()
        }) }
    }

    fn count(
        &self,
        step: &str,
        name: &str,
        label: &str,
        hint: Option<&str>,
        usual: &str,
    ) -> Markup {
        let id = format!("{name}-{step}");
        let typed = self.sent.typed.get(name).map(String::as_str);
        let mine = self.sent.value("step") == step
            || (step == "open" && self.sent.value("step") == "look");
        html! { (form::Field {
            name, id: Some(&id), label, hint, kind: form::Kind::Count, required: true,
            value: typed.filter(|_| mine).unwrap_or(usual), error: self.error(step, name),
            ..form::Field::default()
        }) }
    }

    fn name(&self, officer: &OfficerId) -> String {
        let known = self.of.desk.view.state.people.officer(officer);
        known.map_or_else(|| officer.to_string(), |known| known.name.clone())
    }

    fn body(&self) -> Markup {
        let (desk, vote) = (self.of.desk, &self.of.vote);
        let speech = &desk.speech;
        let call = &vote.call;
        let rule = self.rule();
        let body = desk.view.state.body_of(vote).map_or("", |body| body.name.as_str());
        let item =
            |key: &str, value: &Markup| html! { div { dt { (self.t(key)) } dd { (value) } } };
        let step = vote.step();
        let calls = self.of.calls();
        html! {
            (part::head_in(speech.names(), &call.title, Some(&standing(speech, vote))))
            (desk.trouble(self.sent.refused.as_deref()))
            @if call.closed { (part::notice(part::Tone::Look, &self.t("closed_vote"), &html! { p { (self.t("closed_vote_about")) } })) }
            (self.next(step, calls))
            dl.particulars {
                (item("body", &html! { span lang="vi" { (body) } }))
                (item("purpose", &html! { (purpose(speech, &call.purpose)) @if let Some(rule) = rule { " · " cite { (rule.source.article) } } }))
                (item("members", &html! { (speech.n(call.members)) }))
                @if let Some(quorum) = rule.and_then(|rule| rule.quorum) {
                    (item("quorum", &html! { (votes::said_threshold(speech, quorum)) }))
                }
                @for (key, document) in [("decision", &call.decision), ("charter", &call.charter)] {
                    @if let Some(document) = document {
                        (item(key, &html! { span lang="vi" { (document.number) } " · " (crate::site::day(document.on)) }))
                    }
                }
                @if let Some(most) = call.most_proxies { (item("most_proxies", &html! { (most) })) }
                @if let Some(begun) = &vote.begun {
                    (item("opened_at", &html! { (when(&desk.view.state.node, begun.at)) }))
                    @if let Some(until) = begun.until { (item("until", &html! { (when(&desk.view.state.node, until)) })) }
                    (item("present", &html! { (speech.n(begun.present().unwrap_or_default())) " / " (speech.n(begun.summoned)) " " (self.t("summoned_small")) }))
                }
                @if let Some(after) = &call.after {
                    (item("goes_on", &html! { a href=(speech.url(&format!("/desk/votes/{}", after.vote))) { (after.vote) } ": " span lang="vi" { (after.reason) } }))
                }
            }
            (self.questions())
            @if step <= Step::Open && calls { (self.preparing(step)) }
            @if matches!(step, Step::Closed | Step::Counted) { (self.counting()) }
            (self.figures())
            (self.doors(step, calls))
            @if calls { (self.more(step)) }
            (self.past())
        }
    }

    /// The one thing to do now, by this officer.
    fn next(&self, step: Step, calls: bool) -> Markup {
        let vote = &self.of.vote;
        let lacks = self.lacks();
        let heading = self.t("next");
        let inside = match step {
            Step::Prepared if !calls => html! { p { (self.t("wait_prepared")) } },
            Step::Prepared if !lacks.is_empty() => html! {
                p { (self.t("lacks")) }
                ul { @for what in &lacks { li { (what) } } }
            },
            Step::Prepared => self.open(),
            Step::Open if calls => self.form(
                "close",
                &html! {
                    p { (self.t("close_about")) }
                    (self.sure("close", &self.t("close_sure")))
                },
                form::Weight::Strong,
                &self.t("close"),
            ),
            Step::Open => html! { p { (self.t("wait_open")) } },
            Step::Closed => html! { p { (self.t("next_count")) } },
            Step::Counted if calls && !vote.counts(&self.of.by()) => self.form(
                "declare",
                &html! {
                    p { (self.t("declare_about")) }
                    (self.sure("declare", &self.t("declare_sure")))
                },
                form::Weight::Strong,
                &self.t("declare"),
            ),
            Step::Counted => html! { p { (self.t("wait_counted")) } },
            Step::Declared if calls && self.keeps_back() => self.form(
                "release",
                &html! {
                    p { (self.t("release_about")) }
                    (self.sure("release", &self.t("release_sure")))
                },
                form::Weight::Strong,
                &self.t("release"),
            ),
            Step::Declared | Step::Released => html! { p { (self.t("all_done")) } },
            Step::Annulled => html! {
                @if let Some((at, reason)) = &vote.annulled {
                    p { (self.t("is_annulled")) " · " (when(&self.of.desk.view.state.node, *at)) ": " span lang="vi" { (reason) } }
                }
            },
        };
        part::section("next", &heading, &inside)
    }

    /// Whether somebody sees the figures only once they are let go.
    fn keeps_back(&self) -> bool {
        let rule = self.rule();
        rule.is_some_and(|rule| rule.shown.iter().any(|shown| shown.from == Moment::Released))
    }

    /// What must be there before the vote opens, place by place.
    fn lacks(&self) -> Vec<String> {
        let (speech, vote) = (&self.of.desk.speech, &self.of.vote);
        let mut all = Vec::new();
        for channel in &vote.call.channels {
            let mut lack = |key: &str| all.push(speech.tell(key, &[("channel", &channel.name)]));
            match channel.way {
                Way::Named if vote.weight_at(&channel.id).is_none_or(Count::is_zero) => {
                    lack("vote.lacks_voters");
                }
                Way::Online if vote.ballots.prepared.is_none() => lack("vote.lacks_box"),
                Way::Paper if !vote.printed.contains_key(&channel.id) => lack("vote.lacks_papers"),
                _ => {}
            }
            if channel.way.is_counted_by_hand() && vote.committee(&channel.id).is_empty() {
                lack("vote.lacks_committee");
            }
        }
        all
    }

    /// Summoned, present place by place, the quorum in whole numbers, and the button that opens.
    fn open(&self) -> Markup {
        let (speech, vote) = (&self.of.desk.speech, &self.of.vote);
        let call = &vote.call;
        let usual = |channel: &Channel| match channel.way {
            Way::Named => vote.weight_at(&channel.id).unwrap_or_default().to_string(),
            _ => String::new(),
        };
        let quorum = self.rule().and_then(|rule| rule.quorum);
        let needed = quorum.map(|quorum| {
            let base = match quorum.base {
                Base::TotalMembers => Some(call.members),
                _ => number::count(speech, self.sent.value("summoned")).ok(),
            };
            (quorum, base.map(|base| (base, least(quorum, base))))
        });
        let present: Option<Vec<Count>> = call
            .channels
            .iter()
            .map(|channel| {
                number::count(speech, self.sent.value(&format!("present.{}", channel.id))).ok()
            })
            .collect();
        let present = present.and_then(Count::sum);
        html! {
            form method="post" action=(self.of.url("")) {
                (self.of.desk.stamps())
                button type="submit" name="step" value="look" hidden { (self.t("look")) }
                (self.count("open", "summoned", &self.t("summoned"), None, &call.members.to_string()))
                @for channel in &call.channels {
                    @let label = speech.tell("vote.present_at", &[("channel", &channel.name)]);
                    (self.count("open", &format!("present.{}", channel.id), &label, None, &usual(channel)))
                }
                @if let Some((quorum, counted)) = needed {
                    p role="status" {
                        (self.t("quorum")) ": " (votes::said_threshold(speech, quorum)) ". "
                        @match counted {
                            Some((base, Some(least))) => {
                                (speech.tell("vote.quorum_needs", &[("base", &speech.n(base)), ("least", &speech.n(least))])) " "
                                @if let Some(present) = present {
                                    b { (speech.tell(if present >= least { "vote.quorum_is_there" } else { "vote.quorum_is_not" }, &[("present", &speech.n(present)), ("least", &speech.n(least))])) }
                                }
                            }
                            _ => {},
                        }
                    }
                }
                (self.until("open"))
                (self.sure("open", &self.t("open_sure")))
                p.actions {
                    (form::button_as(form::Weight::Strong, &self.t("open"), "step", "open"))
                    (form::button_as(form::Weight::Plain, &self.t("look"), "step", "look"))
                }
            }
        }
    }

    fn questions(&self) -> Markup {
        let vote = &self.of.vote;
        let speech = &self.of.desk.speech;
        part::section(
            "questions",
            &self.t("questions"),
            &html! {
                ol {
                    @for question in &vote.call.questions {
                        li {
                            span lang="vi" { (question.text) }
                            br; small lang="vi" { (votes::boxes(speech, question).join(" · ")) }
                            @if let dienhong_core::vote::Answers::Levels { people, .. } = &question.answers {
                                ul { @for person in people { li lang="vi" { (person.name) @if let Some(note) = &person.note { ", " (note) } } } }
                            }
                            @if let Some(threshold) = votes::threshold(&self.of.desk.view, vote, question) {
                                br; small { (self.t("passes")) ": " (votes::said_threshold(speech, threshold)) }
                            }
                        }
                    }
                }
            },
        )
    }

    /// Voters, committees, papers and switches, place by place.
    fn preparing(&self, step: Step) -> Markup {
        let (speech, vote) = (&self.of.desk.speech, &self.of.vote);
        let officers = self.officers();
        let mark = |done: bool| html! { b { @if done { "✓ " } @else { "○ " } } };
        html! {
            (part::section("places", &self.t("checklist"), &html! {
                @for channel in &vote.call.channels {
                    @let members = vote.committee(&channel.id);
                    section aria-label=(channel.name) {
                        h3 { span lang="vi" { (channel.name) } " · " (self.t(&format!("way_{}", channel.way.name()))) }
                        @if channel.way == Way::Named {
                            p { (mark(!vote.weight_at(&channel.id).unwrap_or_default().is_zero()))
                                (speech.tell("vote.listed", &[("seats", &speech.many(vote.voters.values().filter(|v| v.channel == channel.id).count())), ("weight", &speech.n(vote.weight_at(&channel.id).unwrap_or_default()))]))
                                @if step == Step::Prepared { " " a href=(self.of.url("/voters")) { (self.t("list_voters")) } }
                            }
                        }
                        @if channel.way == Way::Paper {
                            p { (mark(vote.printed.contains_key(&channel.id)))
                                (self.t("printed")) ": " (vote.printed.get(&channel.id).map_or_else(|| "–".to_owned(), |printed| speech.n(*printed)))
                                " · " a href=(self.of.url("/papers")) { (self.t("print_papers")) } }
                            @if step == Step::Prepared {
                                @let name = format!("printed.{}", channel.id);
                                (part::more(&self.t("state_printed"), &self.form(&format!("printed.{}", channel.id),
                                    &self.count(&format!("printed.{}", channel.id), &name, &self.t("printed"), None, ""),
                                    form::Weight::Plain, &self.t("state_printed"))))
                            }
                        }
                        @if channel.way == Way::Online { (self.ballot_box(channel)) }
                        @if channel.way.is_counted_by_hand() {
                            p { (mark(!members.is_empty())) (self.t("committee")) ": "
                                @if members.is_empty() { "–" }
                                span lang="vi" { (members.iter().map(|member| self.name(member)).collect::<Vec<_>>().join(", ")) } }
                            (self.choose_committee(channel, members, &officers))
                        }
                    }
                }
            }))
            (self.time())
            (self.presence())
            (self.switching())
        }
    }

    /// How far the electronic box is, and the way to it.
    fn ballot_box(&self, channel: &Channel) -> Markup {
        let ready = self.of.vote.ballots.prepared.is_some();
        html! {
            p id={ "box-" (channel.id) } {
                b { @if ready { "✓ " } @else { "○ " } }
                (self.t(if ready { "box_ready" } else { "box_not_there" })) " "
                a href=(self.of.url("/box")) { (self.of.desk.speech.t("ballots.desk_title")) }
            }
        }
    }

    /// The officers of the body and whoever else is known to the node, by name: those of the body first.
    fn officers(&self) -> Vec<(String, String)> {
        let people = &self.of.desk.view.state.people;
        let sits = |officer: &OfficerId| {
            people.seats(officer).any(|(body, _)| body.id == self.of.vote.body)
        };
        let mut all: Vec<(String, String)> = people
            .officers()
            .filter(|officer| sits(&officer.id))
            .map(|officer| {
                (officer.id.to_string(), format!("{} · {}", officer.name, officer.office))
            })
            .collect();
        all.sort_by(|a, b| a.1.cmp(&b.1));
        all
    }

    fn choose_committee(
        &self,
        channel: &Channel,
        members: &[OfficerId],
        officers: &[(String, String)],
    ) -> Markup {
        let step = format!("committee.{}", channel.id);
        let mine = self.sent.value("step") == step;
        let head = match mine {
            true => self.sent.value("head").to_owned(),
            false => members.first().map_or_else(String::new, ToString::to_string),
        };
        let heads: Vec<form::Pick> = std::iter::once(form::Pick {
            value: "",
            label: "–",
            picked: head.is_empty(),
            ..form::Pick::default()
        })
        .chain(officers.iter().map(|(id, label)| form::Pick {
            value: id,
            label,
            picked: *id == head,
            ..form::Pick::default()
        }))
        .collect();
        let id = format!("head-{}", channel.id);
        let chosen = |officer: &str| match mine {
            true => self.sent.typed.contains_key(&format!("m.{officer}")),
            false => members.iter().any(|member| member.as_str() == officer),
        };
        let fields = html! {
            @if let Some(why) = self.error(&step, "members") { p.wrong { (why) } }
            div.field {
                label for=(id) { (self.t("committee_head")) }
                select id=(id) name="head" { @for pick in &heads { option value=(pick.value) selected[pick.picked] { (pick.label) } } }
            }
            fieldset.choice {
                legend { (self.t("committee_members")) }
                @for (officer, label) in officers {
                    div.pick {
                        input type="checkbox" id={ "m-" (channel.id) "-" (officer) } name={ "m." (officer) } value="yes" checked[chosen(officer)];
                        label for={ "m-" (channel.id) "-" (officer) } { (label) }
                    }
                }
            }
        };
        html! {
            details open[mine || members.is_empty()] {
                summary { (self.t("choose_committee")) }
                p.hint { (self.t("committee_hint")) }
                (self.form(&step, &fields, form::Weight::Plain, &self.t("choose_committee")))
            }
        }
    }

    /// The clock and the day at which a vote ends.
    fn until(&self, step: &str) -> Markup {
        let (clock, day) = (format!("until-{step}"), format!("until-day-{step}"));
        html! {
            (form::Field { name: "until", id: Some(&clock), label: &self.t("until"), hint: Some(&self.t("until_hint")),
                value: self.said(step, "until"), error: self.error(step, "until"), ..form::Field::default() })
            (form::Field { name: "until_day", id: Some(&day), label: &self.t("until_day"), hint: Some(&self.t("until_day_hint")), kind: form::Kind::Date,
                value: self.said(step, "until_day"), error: self.error(step, "until_day"), ..form::Field::default() })
        }
    }

    /// The time is set anew, and all are told why.
    fn time(&self) -> Markup {
        if self.of.vote.step() != Step::Open {
            return html! {};
        }
        html! {
            details open[self.sent.value("step") == "time"] {
                summary { (self.t("time")) }
                p.hint { (self.t("time_about")) }
                (self.form("time", &html! { (self.until("time")) (self.reason("time")) }, form::Weight::Plain, &self.t("time")))
            }
        }
    }

    /// Others have come, or have left before they voted.
    fn presence(&self) -> Markup {
        let (speech, vote) = (&self.of.desk.speech, &self.of.vote);
        if vote.step() != Step::Open {
            return html! {};
        }
        let one = |channel: &Channel| {
            let step = format!("presence.{}", channel.id);
            let said = self.said(&step, &step);
            let there = vote.present_at(&channel.id).to_string();
            let value = if said.is_empty() { &there } else { said };
            let label = format!("{}: {}", channel.name, speech.t("vote.present"));
            let fields = html! {
                (form::Field { name: &step, label: &label, kind: form::Kind::Digits, value, error: self.error(&step, &step), ..form::Field::default() })
                (self.reason(&step))
            };
            self.form(&step, &fields, form::Weight::Plain, &self.t("presence"))
        };
        let open = self.sent.value("step").starts_with("presence.");
        html! {
            details open[open] {
                summary { (self.t("presence")) }
                p.hint { (self.t("presence_about")) }
                @for channel in &vote.call.channels { (one(channel)) }
            }
        }
    }

    /// Somebody votes elsewhere than the list had it.
    fn switching(&self) -> Markup {
        let vote = &self.of.vote;
        let all = &vote.call.channels;
        // Who leaves the network is ended there, with the credential.
        let from: Vec<&Channel> = all.iter().filter(|channel| channel.way != Way::Online).collect();
        if all.len() < 2 || from.is_empty() {
            return html! {};
        }
        let picks = |all: &[&Channel]| -> Vec<(String, String)> {
            all.iter().map(|channel| (channel.id.to_string(), channel.name.clone())).collect()
        };
        let all = picks(&from);
        let select = |name: &str, label: &str| {
            let id = format!("{name}-switch");
            let chosen = self.said("switch", name).to_owned();
            let error = self.error("switch", name);
            html! {
                div.field.bad[error.is_some()] {
                    label for=(id) { (label) }
                    select id=(id) name=(name) { @for (value, label) in &all { option value=(value) selected[*value == chosen] { (label) } } }
                    @if let Some(error) = error { p.wrong { (error) } }
                }
            }
        };
        let named = from.iter().any(|channel| channel.way == Way::Named);
        let fields = html! {
            p.hint { (self.t("switch_hint")) }
            (select("from", &self.t("switch_from")))
            (select("to", &self.t("switch_to")))
            @if named {
                (form::Field { name: "seat", label: &self.t("seat"), kind: form::Kind::Digits, value: self.said("switch", "seat"), error: self.error("switch", "seat"), ..form::Field::default() })
            }
            (self.reason("switch"))
        };
        html! {
            details open[self.sent.value("step") == "switch"] {
                summary { (self.t("switch")) }
                (self.form("switch", &fields, form::Weight::Plain, &self.t("switch")))
            }
        }
    }

    /// Entries and signatures, place by place.
    fn counting(&self) -> Markup {
        let (speech, vote) = (&self.of.desk.speech, &self.of.vote);
        let by_hand: Vec<&Channel> =
            vote.call.channels.iter().filter(|channel| channel.way.is_counted_by_hand()).collect();
        if by_hand.is_empty() {
            return html! {};
        }
        part::section(
            "count",
            &self.t("counting"),
            &html! {
                @for channel in by_hand {
                    @let counting = vote.counting.get(&channel.id).cloned().unwrap_or_default();
                    @let sits = self.of.counts(&channel.id);
                    @let head = vote.committee(&channel.id).first() == Some(&self.of.desk.officer.id);
                    @let entered = counting.entries.iter().any(|entry| entry.by == self.of.by());
                    @let agreement = agreement(self.of, channel);
                    section aria-label=(channel.name) {
                        h3 lang="vi" { (channel.name) }
                        @if entered { (form::accepted(&entry::draft_key(self.of, &channel.id))) }
                        @match (&counting.signed, &agreement) {
                            (Some(signed), _) => p { "✓ " (self.t("signed")) " · " (when(&self.of.desk.view.state.node, signed.at)) },
                            (None, Agreement::Missing(entries)) => p { (speech.tell("vote.entries", &[("entries", &entries.to_string())])) },
                            (None, Agreement::Same) => (part::notice(part::Tone::Done, &self.t("entries_agree"), &html! { p { (self.t("entries_agree_next")) } })),
                            (None, Agreement::Differs(lines)) => (part::notice(part::Tone::Look, &self.t("differ_title"), &html! {
                                p { (speech.tell("vote.entries_differ_at", &[("lines", &lines.join("; "))])) }
                            })),
                        }
                        @if counting.signed.is_none() && sits {
                            @if !entered && counting.entries.len() < 2 {
                                p { (form::link_button(form::Weight::Strong, &self.t("enter"), &self.of.url(&format!("/count/{}", channel.id)))) }
                            } @else if entered && counting.entries.len() < 2 {
                                p { (self.t("entered_wait")) }
                            }
                            @if head && matches!(agreement, Agreement::Same) {
                                (self.form(&format!("sign.{}", channel.id), &self.sure(&format!("sign.{}", channel.id), &self.t("sign_sure")), form::Weight::Strong, &self.t("sign")))
                            }
                            @if !counting.entries.is_empty() {
                                @let step = format!("aside.{}", channel.id);
                                details open[matches!(agreement, Agreement::Differs(_)) || self.sent.value("step") == step] {
                                    summary { (self.t("set_aside")) }
                                    p.hint { (self.t("set_aside_hint")) }
                                    (self.form(&step, &html! { (self.reason(&step)) (self.sure(&step, &self.t("set_aside_sure"))) }, form::Weight::Grave, &self.t("set_aside")))
                                }
                            }
                        }
                        p { small { (self.t("committee")) ": " span lang="vi" { (vote.committee(&channel.id).iter().map(|member| self.name(member)).collect::<Vec<_>>().join(", ")) } } }
                    }
                }
            },
        )
    }

    fn figures(&self) -> Markup {
        let desk = self.of.desk;
        let site = public::site(&desk.app, &desk.view, desk.speech, &desk.path, None);
        html! {
            @if let Some(figures) = self.of.figures() {
                (site.vote_figures(&self.of.vote, &figures))
            } @else if self.of.vote.step() >= Step::Counted && self.of.vote.step() != Step::Annulled {
                (part::section("figures", &self.t("figures"), &html! { p { (self.t("not_for_you_yet")) } }))
            }
        }
    }

    fn doors(&self, step: Step, calls: bool) -> Markup {
        let (speech, vote) = (&self.of.desk.speech, &self.of.vote);
        let mut all = Vec::new();
        let mut door = |key: &str, url: String| {
            let about = format!("vote.{key}_about");
            let about = speech.knows(&about).then(|| speech.t(&about));
            all.push((Link::new(self.t(key), url), about));
        };
        if calls && vote.call.has(Way::Named) {
            if step == Step::Open {
                door("to_answers", self.of.url("/answers"));
            }
            if step <= Step::Open {
                door("to_links", self.of.url("/links"));
            }
        }
        if calls {
            door("to_screen", self.of.url("/screen"));
        }
        if calls || self.of.audience == Audience::Committee {
            door("to_papers", self.of.url("/papers"));
        }
        if !vote.call.closed {
            door("to_public", speech.url(&format!("/votes/{}", vote.id)));
        }
        doors(&all)
    }

    /// What else may be done, closed until it is wanted.
    fn more(&self, step: Step) -> Markup {
        let vote = &self.of.vote;
        let by_hand = vote.call.channels.iter().any(|channel| channel.way.is_counted_by_hand());
        let recount = by_hand && matches!(step, Step::Counted | Step::Declared | Step::Released);
        let open = |step: &str| self.sent.value("step") == step;
        html! {
            @if matches!(step, Step::Declared | Step::Released) {
                p { a href=(self.of.desk.speech.url(&format!("/desk/votes/new?after={}", vote.id))) { (self.t("second_round")) } }
            }
            @if recount {
                details open[open("recount")] {
                    summary { (self.t("recount")) }
                    p.hint { (self.t("recount_hint")) }
                    (self.form("recount", &html! { (self.reason("recount")) (self.sure("recount", &self.t("recount_sure"))) }, form::Weight::Grave, &self.t("recount")))
                }
            }
            @if step != Step::Annulled {
                details open[open("annul")] {
                    summary { (self.t("annul")) }
                    p.hint { (self.t("annul_hint")) }
                    (self.form("annul", &html! { (self.reason("annul")) (self.sure("annul", &self.t("annul_sure"))) }, form::Weight::Grave, &self.t("annul")))
                }
            }
        }
    }

    /// What was set aside, switched and counted again, with the reasons.
    fn past(&self) -> Markup {
        let vote = &self.of.vote;
        let node = &self.of.desk.view.state.node;
        let names: BTreeMap<_, _> =
            vote.call.channels.iter().map(|channel| (&channel.id, channel.name.as_str())).collect();
        let aside: Vec<_> = vote
            .counting
            .iter()
            .flat_map(|(channel, of)| {
                of.set_aside.iter().map(move |(at, reason)| (channel, *at, reason))
            })
            .collect();
        let name = |channel: &dienhong_core::vote::ChannelId| {
            names.get(channel).copied().unwrap_or_default()
        };
        html! {
            @if !aside.is_empty() || !vote.switches.is_empty() || !vote.times.is_empty() {
                (part::section("past", &self.t("past"), &html! {
                    ul {
                        @for (channel, at, reason) in &aside {
                            li { (when(node, *at)) " · " (self.t("set_aside")) " · " span lang="vi" { (name(channel)) ": " (reason) } }
                        }
                        @for (at, until, reason) in &vote.times {
                            li { (when(node, *at)) " · " (self.t("time")) ": " (when(node, *until)) " · " span lang="vi" { (reason) } }
                        }
                        @for switch in &vote.switches {
                            li { (when(node, switch.at)) " · " (self.t("switch")) " · " span lang="vi" { (name(&switch.from)) " → " (name(&switch.to)) ": " (switch.reason) }
                                @if let Some(seat) = switch.seat { " (" (self.t("seat")) " " (seat) ")" } }
                        }
                    }
                }))
            }
        }
    }
}
