//! Periodic reports as everybody may see them, and as the desk shows the same: the board, the summary table with
//! where each total comes from, what the reports say in words, and each report with the versions before it.

use super::{Shown, Site, day, when};
use crate::{Speech, workbook};
use dienhong_core::{
    State,
    people::{BodyId, By},
    report::{
        Amount, Form, Indicator, Period, Round, RoundId, Standing, Sum, Total, Version, change,
    },
};
use dienhong_journal::Millis;
use dienhong_look::{
    Link, Markup, figure, html, part,
    table::{Column, Narrow, Table},
};
use dienhong_node::Subject;
use dienhong_verifier::{
    open_data::{Cell, Sheet},
    segment,
};
use std::sync::Arc;

/// An amount as readers of a language expect it.
pub(crate) fn said(speech: &Speech, amount: Amount, decimals: u8) -> String {
    let (between, point) = if speech.lang() == "vi" { (".", ",") } else { (",", ".") };
    amount.written(decimals, between, point)
}

/// A time that reports are about, in words.
pub(crate) fn period(speech: &Speech, period: Period) -> String {
    let year = ("year", period.year.to_string());
    let (key, of) = match (period.quarter, period.month) {
        (Some(quarter), _) => ("report.quarter", Some(quarter)),
        (None, Some(month)) => ("report.month", Some(month)),
        (None, None) => ("report.year_is", None),
    };
    let of = ("of", of.map(|of| of.to_string()).unwrap_or_default());
    speech.tell(key, &[(year.0, &year.1), (of.0, &of.1)])
}

/// The state and the word of a standing.
pub(crate) fn standing(speech: &Speech, of: Standing, late: bool) -> Markup {
    let state = match of {
        Standing::Missing if late => figure::State::Differs,
        Standing::Missing => figure::State::Awaited,
        Standing::Returned => figure::State::Differs,
        Standing::Filed => figure::State::Counting,
        Standing::Taken => figure::State::Final,
    };
    let key = match (of, late) {
        (Standing::Missing, true) => "report.standing_overdue".to_owned(),
        _ => format!("report.standing_{}", of.name()),
    };
    html! {
        (figure::badge(state, &speech.t(&key)))
        @if late && of != Standing::Missing { " " small { (speech.t("report.came_late")) } }
    }
}

/// The rounds that everybody may see, the newest due day first.
pub(crate) fn shown(state: &State) -> Vec<&Arc<Round>> {
    let mut all: Vec<&Arc<Round>> = state.report.all().filter(|of| !of.plan.closed).collect();
    all.sort_by_key(|round| (std::cmp::Reverse(round.due), round.id.clone()));
    all
}

/// A round as it is looked at.
pub(crate) struct Look<'a> {
    pub state: &'a State,
    pub speech: &'a Speech,
    pub round: &'a Round,
    pub now: Millis,
    /// Where the page of the round is; those of its reports lie below. With the language.
    pub base: String,
}

impl Look<'_> {
    fn t(&self, key: &str) -> String {
        self.speech.t(&format!("report.{key}"))
    }

    pub fn url(&self, body: &BodyId) -> String {
        format!("{}/{}", self.base, segment(body.as_str()))
    }

    pub fn name(&self, body: &BodyId) -> String {
        let known = self.state.people.body(body);
        known.map_or_else(|| body.to_string(), |body| body.name.clone())
    }

    /// A text in the language of its authors.
    fn own(&self, text: &str) -> Markup {
        html! { span lang=[self.speech.names()] { (text) } }
    }

    fn link(&self, body: &BodyId) -> Markup {
        html! { a href=(self.url(body)) lang=[self.speech.names()] { (self.name(body)) } }
    }

    fn by(&self, by: &By) -> String {
        match by {
            By::Officer(id) => match self.state.people.officer(id) {
                Some(officer) => format!("{} ({})", officer.name, officer.office),
                None => id.to_string(),
            },
            other => self.speech.t(&format!("site.by_{other}")),
        }
    }

    fn when(&self, at: Millis) -> String {
        when(&self.state.node, at)
    }

    fn said(&self, amount: Amount, indicator: &Indicator) -> String {
        said(self.speech, amount, indicator.decimals)
    }

    /// What is asked of whom until when.
    pub fn particulars(&self) -> Markup {
        let (plan, round) = (&self.round.plan, self.round);
        let row = |key: &str, value: Markup| html! { div { dt { (self.t(key)) } dd { (value) } } };
        let rules = self.state.report_rules(round.at);
        html! {
            dl.particulars {
                (row("collector", self.own(&self.name(&round.body))))
                (row("template", html! { (self.own(&round.form.title)) " · " (self.speech.tell("report.version_number", &[("number", &plan.version.to_string())])) }))
                (row("period", html! { (period(self.speech, plan.period))
                    @if let Some((rules, up_to)) = rules.and_then(|rules| Some((rules, plan.period.up_to(rules)?))) {
                        br; small { (self.speech.tell("report.up_to", &[("day", &day(up_to))])) " · " cite { (rules.source.article) } " (" (self.speech.t(super::calendar::sure(rules.source.sure))) ")" }
                    }
                }))
                (row("due", html! { (day(round.due))
                    @for (at, by, due, reason) in &round.dues {
                        br; small { (self.when(*at)) " · " (self.by(by)) " · " (self.speech.tell("report.due_became", &[("day", &day(*due))])) ": " (self.own(reason)) }
                    }
                }))
                @if let Some(meeting) = &plan.meeting { (row("meeting", self.own(meeting))) }
                @if let Some(before) = self.state.report_before(round) { (row("previous", self.own(&before.plan.title))) }
            }
            @if let Some((at, by, reason)) = &round.cancelled {
                (part::notice(part::Tone::Look, &self.t("is_cancelled"), &html! { p { (self.when(*at)) " · " (self.by(by)) " · " (self.own(reason)) } }))
            }
        }
    }

    /// Who has filed what, and who is late: those that are missing first.
    pub fn board(&self) -> Markup {
        let late = |body: &BodyId| self.state.report_is_late(self.round, body, self.now);
        let bodies = &self.round.plan.owed_by;
        let mut rows: Vec<(Standing, bool, &BodyId)> =
            bodies.iter().map(|body| (self.round.standing(body), !late(body), body)).collect();
        rows.sort_by_key(|(standing, in_time, _)| (*standing, *in_time));
        let count = |of: Standing| rows.iter().filter(|(standing, ..)| *standing == of).count();
        let all = rows.len();
        let facts = [
            ("all", self.speech.many(all)),
            ("filed", self.speech.many(count(Standing::Filed))),
            ("taken", self.speech.many(count(Standing::Taken))),
            ("returned", self.speech.many(count(Standing::Returned))),
            ("missing", self.speech.many(count(Standing::Missing))),
        ];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        let row = |(of, in_time, body): &(Standing, bool, &BodyId)| {
            let last = self.round.last(body);
            vec![
                self.link(body),
                standing(self.speech, *of, !*in_time),
                html! { (last.map_or_else(|| "–".to_owned(), |last| self.when(last.at))) },
                html! { (last.map_or_else(|| "–".to_owned(), |last| last.number.to_string())) },
                html! {
                    @if let Some((_, _, reason)) = last.and_then(|last| last.returned.as_ref()) { (self.own(reason)) }
                    @else if let Some(reason) = last.and_then(|last| last.reason.as_ref()) { (self.own(reason)) }
                },
            ]
        };
        html! {
            (figure::progress(count(Standing::Taken) as u64, all as u64, &self.speech.tell("report.board_counts", &facts)))
            (Table {
                id: "board".into(),
                caption: self.t("board_caption"),
                columns: vec![
                    Column::words(self.t("unit")),
                    Column::words(self.t("standing")),
                    Column::words(self.t("filed_at")),
                    Column::figures(self.t("version")),
                    Column::words(self.t("reason")),
                ],
                rows: rows.iter().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
    }

    /// The amount of an indicator in another round, where both mean the same.
    fn comparable<'b>(&self, before: &'b Round, indicator: &Indicator) -> Option<&'b Indicator> {
        let other = before.form.indicator(&indicator.id)?;
        (other.unit == indicator.unit && other.total == indicator.total).then_some(other)
    }

    /// Difference and share against an amount of before.
    fn changed(
        &self,
        now: (Option<Amount>, &Indicator),
        before: Option<(Amount, &Indicator)>,
    ) -> [Markup; 3] {
        let dash = || html! { "–" };
        let Some((old, of)) = before else { return [dash(), dash(), dash()] };
        let shown = html! { (self.said(old, of)) };
        let (Some(new), indicator) = now else { return [shown, dash(), dash()] };
        let change = change((new, indicator.decimals), (old, of.decimals));
        let Some(change) = change else { return [shown, dash(), dash()] };
        let signed = |text: String, negative: bool, zero: bool| {
            if negative || zero { text } else { format!("+{text}") }
        };
        let difference = change.difference;
        let text = said(self.speech, difference, change.decimals);
        let difference = signed(text, difference < Amount::ZERO, difference == Amount::ZERO);
        let share = change.basis_points.and_then(|share| Amount::new(i128::from(share)));
        let share = share.map(|share| {
            let text = said(self.speech, share, 2);
            format!("{}%", signed(text, share < Amount::ZERO, share == Amount::ZERO))
        });
        [shown, html! { (difference) }, html! { (share.unwrap_or_else(|| "–".to_owned())) }]
    }

    /// Indicator, unit and what it means.
    fn indicator(&self, indicator: &Indicator) -> Markup {
        let follows = match &indicator.total {
            Total::Ratio { of, over, .. } => {
                let name = |id: &str| {
                    let known = self.round.form.indicator(id);
                    known.map_or_else(|| id.to_owned(), |known| known.name.clone())
                };
                let facts = [("of", name(of)), ("over", name(over))];
                let facts = facts.each_ref().map(|(key, fact)| (*key, fact.as_str()));
                Some(self.speech.tell("report.ratio_of", &facts))
            }
            _ => None,
        };
        html! {
            (self.own(&indicator.name)) " " small { "(" (self.own(&indicator.unit)) ")" }
            br; small { (self.own(&indicator.definition)) @if let Some(follows) = follows { " · " (follows) } }
        }
    }

    /// The reports that a total comes from, each with its figure.
    fn sources(&self, indicator: &Indicator, sum: &Sum) -> Markup {
        let own = |body: &BodyId| {
            let version = self.round.counting(body)?;
            self.round.form.figure(version, indicator)
        };
        html! {
            @if sum.from.is_empty() { "–" } @else {
                details {
                    summary { (self.speech.tell("report.from_reports", &[("count", &self.speech.many(sum.from.len()))])) }
                    ul { @for body in &sum.from { li { (self.link(body)) ": " (own(body).map_or_else(|| "–".to_owned(), |own| self.said(own, indicator))) } } }
                    @if !sum.without.is_empty() {
                        p { small { (self.t("without")) ": "
                            @for (at, body) in sum.without.iter().enumerate() { @if at > 0 { ", " } (self.link(body)) } } }
                    }
                }
            }
        }
    }

    /// The summary table: it fills itself, and says whether what was stated still holds.
    pub fn summary(&self) -> Markup {
        let round = self.round;
        if round.form.indicators.is_empty() {
            return part::empty(&self.t("no_indicators"), None);
        }
        let (taken, filed) = (round.totals(), round.totals_filed());
        let before = self.state.report_before(round);
        let totals_before = before.map(|before| before.totals()).unwrap_or_default();
        let stated = round.summaries.last();
        let of = |total: Option<Amount>, indicator: &Indicator| match (total, &indicator.total) {
            (Some(total), _) => self.said(total, indicator),
            (None, Total::None) => self.t("no_total"),
            (None, _) => "–".to_owned(),
        };
        let row = |(at, indicator): (usize, &Indicator)| {
            let (sum, all) = (taken.get(at), filed.get(at));
            let total = sum.and_then(|sum| sum.total);
            let old = before.and_then(|before| {
                let known = self.comparable(before, indicator)?;
                let sum = totals_before.iter().find(|sum| sum.indicator == indicator.id)?;
                Some((sum.total?, known))
            });
            let [old, difference, share] = self.changed((total, indicator), old);
            let stated_here = stated.and_then(|of| of.totals.get(&indicator.id).copied());
            let mut cells = vec![
                self.indicator(indicator),
                match (stated_here, total) {
                    (Some(was), _) if Some(was) != total => figure::corrected(
                        &self.said(was, indicator),
                        &of(total, indicator),
                        &self.t("changed_since"),
                    ),
                    _ => html! { b { (of(total, indicator)) } },
                },
                html! { @if let Some(sum) = sum { (self.sources(indicator, sum)) } },
                html! { (of(all.and_then(|sum| sum.total), indicator)) },
            ];
            if before.is_some() {
                cells.extend([old, difference, share]);
            }
            cells
        };
        let mut columns = vec![
            Column::words(self.t("indicator")),
            Column::figures(self.t("total_taken")),
            Column::words(self.t("sources")),
            Column::figures(self.t("total_filed")),
        ];
        if before.is_some() {
            columns.extend(
                ["total_before", "difference", "share"].map(|key| Column::figures(self.t(key))),
            );
        }
        html! {
            (self.holds())
            (Table {
                id: "summary".into(),
                caption: self.t("summary_caption"),
                columns,
                rows: round.form.indicators.iter().enumerate().map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        }
    }

    /// When totals were stated, and whether reports have changed since.
    fn holds(&self) -> Markup {
        let round = self.round;
        let changed = round.changed_since();
        let corrections: Vec<&BodyId> = round.corrections().collect();
        let names = |bodies: &[&BodyId]| {
            html! {
                @for (at, body) in bodies.iter().enumerate() { @if at > 0 { ", " } (self.link(body)) }
            }
        };
        html! {
            @match round.summaries.last() {
                None => p { (self.t("not_summarised")) },
                Some(last) => p {
                    @if changed.is_empty() { (figure::badge(figure::State::Final, &self.t("holds"))) }
                    @else { (figure::badge(figure::State::Corrected, &self.t("changed_since"))) }
                    " " (self.speech.tell("report.summarised_at", &[("when", &self.when(last.at)), ("who", &self.by(&last.by)), ("count", &self.speech.many(last.from.len()))]))
                    @if round.summaries.len() > 1 { " " small { (self.speech.tell("report.summaries", &[("count", &self.speech.many(round.summaries.len()))])) } }
                },
            }
            @if !changed.is_empty() { p { (self.t("changed_reports")) ": " (names(&changed)) } }
            @if !corrections.is_empty() { p { (self.t("corrections_wait")) ": " (names(&corrections)) } }
        }
    }

    /// What all reports say, section by section, each with its unit.
    pub fn gathered(&self) -> Markup {
        let round = self.round;
        let text = |body: &BodyId, section: &str| {
            let version = round.versions(body).rev().find(|of| of.returned.is_none())?;
            let text = version.texts.get(section).filter(|text| !text.trim().is_empty())?;
            Some((version.clone(), text.clone()))
        };
        html! {
            @for section in &round.form.sections {
                h3 lang=[self.speech.names()] { (section.name) }
                @let all: Vec<_> = round.plan.owed_by.iter().filter_map(|body| Some((body, text(body, &section.id)?))).collect();
                @if all.is_empty() { p { (self.t("nothing_said")) } }
                @for (body, (version, text)) in &all {
                    h4 { (self.link(body)) @if !version.counts() { " " small { (self.t("not_taken_yet")) } } }
                    (self.paragraphs(text))
                }
            }
        }
    }

    fn paragraphs(&self, text: &str) -> Markup {
        html! { @for line in text.lines().filter(|line| !line.trim().is_empty()) { p lang=[self.speech.names()] { (line) } } }
    }

    /// The report of one body: its last version, what it says now and said before. `file` links the files of
    /// evidence for those who may open them.
    pub fn report(&self, body: &BodyId, file: Option<&dyn Fn(&str) -> String>) -> Markup {
        let round = self.round;
        let late = self.state.report_is_late(round, body, self.now);
        let versions: Vec<&Arc<Version>> = round.versions(body).rev().collect();
        html! {
            p { (standing(self.speech, round.standing(body), late)) " · " (self.speech.tell("report.due_is", &[("day", &day(round.due))])) }
            @match versions.split_first() {
                None => (part::empty(&self.t("nothing_filed_yet"), None)),
                Some((last, before)) => {
                    (self.version(body, last, before.first().copied(), file))
                    @if !before.is_empty() {
                        (part::section("before", &self.t("versions_before"), &html! {
                            @for old in before { (self.struck(old)) }
                        }))
                    }
                },
            }
        }
    }

    fn about(&self, version: &Version) -> Markup {
        html! {
            (self.speech.tell("report.version_filed", &[("number", &version.number.to_string()), ("when", &self.when(version.at)), ("who", &self.by(&version.by))]))
            @if let Some(reason) = &version.reason { br; (self.t("because")) ": " (self.own(reason)) }
            @if let Some((at, by)) = &version.taken { br; (self.speech.tell("report.was_taken", &[("when", &self.when(*at)), ("who", &self.by(by))])) }
            @if let Some((at, by, reason)) = &version.returned {
                br; (self.speech.tell("report.was_returned", &[("when", &self.when(*at)), ("who", &self.by(by))])) ": " (self.own(reason))
            }
        }
    }

    fn version(
        &self,
        body: &BodyId,
        version: &Version,
        old: Option<&Arc<Version>>,
        file: Option<&dyn Fn(&str) -> String>,
    ) -> Markup {
        let form: &Form = &self.round.form;
        let before = self.state.report_before(self.round);
        let why = version.reason.clone().or_else(|| {
            let returned = old.and_then(|old| old.returned.as_ref());
            returned.map(|(_, _, reason)| reason.clone())
        });
        let row = |indicator: &Indicator| {
            let now = form.figure(version, indicator);
            let was = old.and_then(|old| form.figure(old, indicator));
            let last_time = before.and_then(|before| {
                let known = self.comparable(before, indicator)?;
                let own = before.counting(body)?;
                Some((before.form.figure(own, known)?, known))
            });
            let [old_time, difference, share] = self.changed((now, indicator), last_time);
            let shown = match now {
                Some(now) => self.said(now, indicator),
                None => "–".to_owned(),
            };
            let mut cells = vec![
                self.indicator(indicator),
                html! {
                    @match was {
                        Some(was) if Some(was) != now => (figure::corrected(&self.said(was, indicator), &shown, why.as_deref().unwrap_or_default())),
                        _ => (shown),
                    }
                    @if let Some(reason) = version.missing.get(&indicator.id) { br; small { (self.own(reason)) } }
                },
            ];
            if before.is_some() {
                cells.extend([old_time, difference, share]);
            }
            cells
        };
        let mut columns =
            vec![Column::words(self.t("indicator")), Column::figures(self.t("figure"))];
        if before.is_some() {
            columns.extend(
                ["total_before", "difference", "share"].map(|key| Column::figures(self.t(key))),
            );
        }
        html! {
            p { (self.about(version)) }
            @if !form.indicators.is_empty() {
                (Table {
                    id: "figures".into(),
                    caption: self.t("figures_caption"),
                    columns,
                    rows: form.indicators.iter().map(row).collect(),
                    foot: None,
                    narrow: Narrow::Stack,
                })
            }
            @for section in &form.sections {
                @let text = version.texts.get(&section.id).map_or("", String::as_str);
                @let was = old.and_then(|old| old.texts.get(&section.id)).map_or("", String::as_str);
                @if !text.is_empty() || !was.is_empty() {
                    h3 lang=[self.speech.names()] { (section.name) }
                    @if old.is_some() && was != text { p { small { (self.t("text_changed")) } } }
                    (self.paragraphs(text))
                }
            }
            @if !version.evidence.is_empty() {
                h3 { (self.t("evidence")) }
                ul {
                    @for of in &version.evidence {
                        li {
                            (self.own(&of.name))
                            @if let Some(document) = &of.document { " · " (self.own(&document.number)) " · " (day(document.on)) }
                            @if let Some(blob) = &of.blob {
                                " · "
                                @match file {
                                    Some(file) => a href=(file(&blob.to_string())) { (self.t("open_file")) },
                                    None => (self.t("file_is_kept")),
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A version that another took the place of: struck through, with why, who and when.
    fn struck(&self, version: &Version) -> Markup {
        let form: &Form = &self.round.form;
        let title =
            self.speech.tell("report.version_number", &[("number", &version.number.to_string())]);
        part::more(
            &title,
            &html! {
                p { (self.about(version)) }
                ul {
                    @for indicator in &form.indicators {
                        li {
                            (self.own(&indicator.name)) ": "
                            @match form.figure(version, indicator) {
                                Some(figure) => del { (self.said(figure, indicator)) },
                                None => { "–" @if let Some(reason) = version.missing.get(&indicator.id) { " (" del { (self.own(reason)) } ")" } },
                            }
                        }
                    }
                }
                @for section in &form.sections {
                    @if let Some(text) = version.texts.get(&section.id).filter(|text| !text.is_empty()) {
                        p { b { (self.own(&section.name)) } }
                        @for line in text.lines().filter(|line| !line.trim().is_empty()) { p lang=[self.speech.names()] { del { (line) } } }
                    }
                }
                @if !version.evidence.is_empty() {
                    p { (self.t("evidence")) ": " @for (at, of) in version.evidence.iter().enumerate() { @if at > 0 { "; " } del { (self.own(&of.name)) } } }
                }
            },
        )
    }
}

/// The summary table as a file: one row an indicator, then one row for each report's own figure.
pub(crate) fn sheets(state: &State, speech: &Speech, round: &Round) -> [Sheet; 2] {
    let t = |key: &str| speech.t(&format!("report.{key}"));
    let cell = |amount: Option<Amount>, decimals: u8| {
        amount.map_or(Cell::Empty, |amount| Cell::Figure(amount.plain(decimals)))
    };
    let text = |text: &str| Cell::Text(text.to_owned());
    let name = |body: &BodyId| {
        let known = state.people.body(body);
        Cell::Text(known.map_or_else(|| body.to_string(), |body| body.name.clone()))
    };
    let (taken, filed) = (round.totals(), round.totals_filed());
    let before = state.report_before(round);
    let totals_before = before.map(|before| before.totals()).unwrap_or_default();
    let total = |(at, indicator): (usize, &Indicator)| {
        let of = |all: &[Sum]| all.get(at).and_then(|sum| sum.total);
        let old = before.and_then(|before| {
            let known = before.form.indicator(&indicator.id)?;
            let sum = totals_before.iter().find(|sum| sum.indicator == indicator.id)?;
            (known.unit == indicator.unit).then_some((sum.total?, known.decimals))
        });
        let count = taken.get(at).map_or(0, |sum| sum.from.len());
        vec![
            text(&indicator.id),
            text(&indicator.name),
            text(&indicator.definition),
            text(&indicator.unit),
            cell(of(&taken), indicator.decimals),
            Cell::Figure(count.to_string()),
            cell(of(&filed), indicator.decimals),
            old.map_or(Cell::Empty, |(old, decimals)| cell(Some(old), decimals)),
        ]
    };
    let columns = |keys: &[&str]| keys.iter().map(|key| t(key)).collect::<Vec<_>>();
    let summary = Sheet {
        name: "tong-hop",
        columns: columns(&[
            "code",
            "indicator",
            "definition",
            "unit_of",
            "total_taken",
            "sources",
            "total_filed",
            "total_before",
        ]),
        rows: round.form.indicators.iter().enumerate().map(total).collect(),
    };
    let mut rows = Vec::new();
    for body in &round.plan.owed_by {
        let version = round.versions(body).rev().find(|of| of.returned.is_none());
        for indicator in &round.form.indicators {
            let figure = version.and_then(|version| round.form.figure(version, indicator));
            let reason = version.and_then(|version| version.missing.get(&indicator.id));
            rows.push(vec![
                name(body),
                text(&t(&format!("standing_{}", round.standing(body).name()))),
                text(&indicator.id),
                text(&indicator.name),
                text(&indicator.unit),
                cell(figure, indicator.decimals),
                reason.map_or(Cell::Empty, |reason| text(reason)),
            ]);
        }
    }
    let reports = Sheet {
        name: "bao-cao",
        columns: columns(&["unit", "standing", "code", "indicator", "unit_of", "figure", "reason"]),
        rows,
    };
    [summary, reports]
}

/// The summary as CSV.
pub(crate) fn csv(state: &State, round: &Round) -> Vec<u8> {
    let [summary, _] = sheets(state, &Speech::of("vi"), round);
    workbook::csv(&summary)
}

impl Site<'_> {
    /// All rounds that are public.
    pub(super) fn report_rounds(&self) -> Shown {
        let speech = &self.speech;
        let title = speech.t("report.public_title");
        let links: Vec<(Link, Option<String>)> = shown(&self.view.state)
            .into_iter()
            .map(|round| {
                let url = speech.url(&format!("/reports/{}", segment(round.id.as_str())));
                let about = format!("{} · {}", period(speech, round.plan.period), day(round.due));
                (Link::new(round.plan.title.clone(), url).lang(self.names()), Some(about))
            })
            .collect();
        let body = html! {
            (part::head(&title, None))
            p { (speech.t("report.public_about")) }
            @if links.is_empty() { (part::empty(&speech.t("report.none"), None)) }
            (part::links(&links))
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    fn look<'s>(&'s self, round: &'s Round) -> Look<'s> {
        let (state, speech, now) = (&self.view.state, &self.speech, self.view.at);
        let base = speech.url(&format!("/reports/{}", segment(round.id.as_str())));
        Look { state, speech, round, now, base }
    }

    fn round(&self, id: &str) -> Option<&Arc<Round>> {
        self.view.state.report.get(&RoundId::from(id)).filter(|round| !round.plan.closed)
    }

    fn all_reports(&self) -> Link {
        Link::new(self.speech.t("report.public_title"), self.speech.url("/reports"))
    }

    /// A round: the board, the summary and what the reports say.
    pub(super) fn report_round(&self, id: &str) -> Option<Shown> {
        let round = self.round(id)?;
        let speech = &self.speech;
        let look = self.look(round);
        let title = round.plan.title.clone();
        let file = format!("/reports/{}/summary.csv", segment(round.id.as_str()));
        let body = html! {
            (part::head_in(self.names(), &title, Some(&self.as_of())))
            (look.particulars())
            (part::section("board-of", &speech.t("report.board"), &look.board()))
            (part::section("summary-of", &speech.t("report.summary"), &html! {
                (look.summary())
                (part::links(&[(Link::new(speech.t("report.csv"), file), None)]))
            }))
            (part::section("words", &speech.t("report.gathered"), &look.gathered()))
            (self.history(&[Subject::Reports(round.id.clone())]))
        };
        Some(Shown { title, crumbs: vec![self.all_reports()], body })
    }

    /// The report of one body.
    pub(super) fn report_of(&self, id: &str, body: &str) -> Option<Shown> {
        let round = self.round(id)?;
        let body = round.plan.owed_by.iter().find(|owes| segment(owes.as_str()) == body)?;
        let look = self.look(round);
        let title = format!("{}: {}", round.plan.title, look.name(body));
        let page = html! {
            (part::head_in(self.names(), &look.name(body), None))
            p { a href=(look.base) lang=[self.names()] { (round.plan.title) } }
            (look.report(body, None))
        };
        let own = Link::new(round.plan.title.clone(), look.base.clone()).lang(self.names());
        Some(Shown { title, crumbs: vec![self.all_reports(), own], body: page })
    }
}
