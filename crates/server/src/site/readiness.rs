use super::{Shown, Site, day, evidence};
use crate::Speech;
use dienhong_core::{
    Date,
    election::Election,
    people::{Body, Charge},
    readiness::{Duty, Finding, Member, Owing, Staffing, Standing},
    rules::{DeadlineRule, Rules},
    units::UnitId,
};
use dienhong_look::{
    Link, Markup, figure, html,
    map::{Cell, Key, View, map},
    part,
    table::{Column, Narrow, Table},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The most late steps that one page tells: the units' own pages tell the rest.
const MOST: usize = 100;

/// How many of some steps are done, late, or still to come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tallied {
    pub done: usize,
    /// Of these, after their day.
    pub done_late: usize,
    pub late: usize,
    pub ahead: usize,
}

impl Tallied {
    pub fn of<'a>(duties: impl IntoIterator<Item = &'a Duty<'a>>) -> Tallied {
        let mut all = Tallied::default();
        for duty in duties {
            match duty.standing {
                Standing::Done { late, .. } => {
                    all.done += 1;
                    all.done_late += usize::from(late);
                }
                Standing::Late => all.late += 1,
                Standing::Ahead => all.ahead += 1,
            }
        }
        all
    }

    pub fn all(self) -> usize {
        self.done + self.late + self.ahead
    }

    /// 0 for nothing done, 1 to 5 for fifths.
    fn level(self) -> u8 {
        match (self.done, self.all()) {
            (0, _) | (_, 0) => 0,
            (done, all) => u8::try_from(done * 5 / all).unwrap_or(5).clamp(1, 5),
        }
    }
}

/// A duty's state in a sign and words.
pub(crate) fn standing(speech: &Speech, standing: &Standing) -> Markup {
    match standing {
        Standing::Done { on, late, .. } => {
            let key = if *late { "readiness.done_late" } else { "readiness.done" };
            html! { (figure::badge(figure::State::Final, &speech.tell(key, &[("day", &day(*on))]))) }
        }
        Standing::Late => {
            html! { (figure::badge(figure::State::Corrected, &speech.t("readiness.late"))) }
        }
        Standing::Ahead => {
            html! { (figure::badge(figure::State::Awaited, &speech.t("readiness.ahead"))) }
        }
    }
}

/// What a step is called.
pub(crate) fn step(speech: &Speech, rule: &DeadlineRule) -> String {
    speech.t(&format!("calendar.{}", rule.id))
}

impl Site<'_> {
    /// The legal steps of an election: what is late first, then counts, and the communes on a map.
    pub(super) fn readiness(&self, election: &Election) -> Option<Shown> {
        let speech = &self.speech;
        let rules = self.rules(election)?;
        let today = rules.local(self.view.at).day;
        let duties = self.view.state.duties(election, rules, today, None);
        let mut by_unit: BTreeMap<UnitId, Vec<&Duty>> = BTreeMap::new();
        for duty in &duties {
            if let Some(unit) = &duty.unit {
                by_unit.entry(unit.clone()).or_default().push(duty);
            }
        }
        let total = Tallied::of(&duties);
        let title = speech.t("readiness.title");
        let body = html! {
            (part::head(&title, Some(&html! { (self.tallied(total)) " " (self.as_of()) })))
            p { (self.named(&election.name)) " · " (day(election.day)) }
            p { (speech.t("readiness.about")) }
            (part::section("late", &speech.t("readiness.late_heading"), &self.late(election, &by_unit)))
            (part::section("steps", &speech.t("readiness.steps"), &self.steps(&duties)))
            (part::section("map", &speech.t("readiness.map"), &self.readiness_map(election, &by_unit)))
            (part::section("more", &speech.t("readiness.more"), &part::links(&[
                (Link::new(speech.t("readiness.bodies"), self.readiness_url(election, &election.unit)),
                    Some(speech.t("readiness.bodies_about"))),
                (Link::new(speech.t("site.calendar"), speech.url(&format!("/elections/{}/calendar", election.id))), None),
                (Link::new(speech.t("readiness.ics"), speech.url(&format!("/elections/{}/calendar.ics", election.id))),
                    Some(speech.t("readiness.ics_about"))),
            ])))
        };
        Some(Shown { title, crumbs: vec![self.election_link(election)], body })
    }

    fn readiness_url(&self, election: &Election, unit: &UnitId) -> String {
        self.speech.url(&format!("/elections/{}/readiness/{unit}", election.id))
    }

    fn readiness_link(&self, election: &Election, unit: &UnitId) -> Link {
        Link::new(self.unit_name(unit), self.readiness_url(election, unit)).lang(self.names())
    }

    fn tallied(&self, all: Tallied) -> String {
        let facts = [
            ("done", self.speech.many(all.done)),
            ("all", self.speech.many(all.all())),
            ("late", self.speech.many(all.late)),
        ];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        self.speech.tell("readiness.standing", &facts)
    }

    /// What is late, longest first, by unit and step.
    fn late(&self, election: &Election, by_unit: &BTreeMap<UnitId, Vec<&Duty>>) -> Markup {
        let speech = &self.speech;
        let mut late: Vec<(Date, &UnitId, &DeadlineRule, usize)> = Vec::new();
        for (unit, duties) in by_unit {
            let mut counts: BTreeMap<&str, (Date, &DeadlineRule, usize)> = BTreeMap::new();
            for duty in duties.iter().filter(|duty| duty.standing == Standing::Late) {
                let rule = duty.deadline.rule;
                let first = (duty.deadline.day, rule, 0);
                counts.entry(rule.id.as_str()).or_insert(first).2 += 1;
            }
            late.extend(counts.into_values().map(|(due, rule, of)| (due, unit, rule, of)));
        }
        late.sort_by_key(|(due, unit, ..)| (*due, (*unit).clone()));
        if late.is_empty() {
            return part::empty(&speech.t("readiness.none_late"), None);
        }
        let row = |(due, unit, rule, of): &(Date, &UnitId, &DeadlineRule, usize)| {
            vec![
                html! { (self.readiness_link(election, unit)) },
                html! { (step(speech, rule)) },
                html! { (day(*due)) },
                html! { (speech.many(*of)) },
            ]
        };
        html! {
            (Table {
                id: "late-table".into(),
                caption: speech.t("readiness.late_heading"),
                columns: vec![
                    Column::words(speech.t("site.col_unit")),
                    Column::words(speech.t("site.col_what")),
                    Column::words(speech.t("readiness.due")),
                    Column::figures(speech.t("readiness.places")),
                ],
                rows: late.iter().take(MOST).map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
            @if late.len() > MOST {
                p { small { (speech.tell("readiness.late_more", &[("count", &speech.many(late.len() - MOST))])) } }
            }
        }
    }

    /// Each step with its day, its ground, and how many have taken it.
    fn steps(&self, duties: &[Duty]) -> Markup {
        let speech = &self.speech;
        let mut steps: Vec<(&Duty, Vec<&Duty>)> = Vec::new();
        for duty in duties {
            match steps.iter_mut().find(|(of, _)| of.deadline.rule.id == duty.deadline.rule.id) {
                Some((_, all)) => all.push(duty),
                None => steps.push((duty, vec![duty])),
            }
        }
        let row = |(of, all): &(&Duty, Vec<&Duty>)| {
            let counts = Tallied::of(all.iter().copied());
            let rule = of.deadline.rule;
            vec![
                html! { (step(speech, rule)) br; small {
                    (rule.source.article) " · " (speech.t(super::calendar::sure(rule.source.sure)))
                } },
                html! { (day(of.deadline.day)) },
                html! {
                    (speech.many(counts.done)) "/" (speech.many(counts.all()))
                    @if counts.done_late > 0 {
                        br; small { (speech.tell("readiness.of_them_late", &[("count", &speech.many(counts.done_late))])) }
                    }
                },
                html! { (speech.many(counts.late)) },
                html! { (speech.many(counts.ahead)) },
            ]
        };
        html! { (Table {
            id: "step-table".into(),
            caption: speech.t("readiness.steps"),
            columns: vec![
                Column::words(speech.t("readiness.step")),
                Column::words(speech.t("readiness.due")),
                Column::figures(speech.t("readiness.col_done")),
                Column::figures(speech.t("readiness.col_late")),
                Column::figures(speech.t("readiness.col_ahead")),
            ],
            rows: steps.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    }

    fn readiness_map(&self, election: &Election, by_unit: &BTreeMap<UnitId, Vec<&Duty>>) -> Markup {
        let speech = &self.speech;
        let counts: BTreeMap<&UnitId, Tallied> = by_unit
            .iter()
            .filter(|(unit, _)| **unit != election.unit)
            .map(|(unit, duties)| (unit, Tallied::of(duties.iter().copied())))
            .collect();
        let row = |(unit, counts): (&&UnitId, &Tallied)| {
            vec![
                html! { (self.readiness_link(election, unit)) },
                html! { (speech.many(counts.done)) "/" (speech.many(counts.all())) },
                html! { (speech.many(counts.late)) },
            ]
        };
        let table = html! { (Table {
            id: "unit-table".into(),
            caption: speech.t("readiness.map"),
            columns: vec![
                Column::words(speech.t("site.col_unit")),
                Column::figures(speech.t("readiness.col_done")),
                Column::figures(speech.t("readiness.col_late")),
            ],
            rows: counts.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) };
        let Some(atlas) = self.atlas else {
            return html! { (part::empty(&speech.t("site.no_map"), None)) (table) };
        };
        let (skip, title, mark) =
            (speech.t("site.skip_map"), speech.t("readiness.map"), self.mark());
        let level = |n: u8| Key::Level(n, speech.t(&format!("readiness.map_{n}")));
        let mut legend: Vec<Key> = (0..=5).map(level).collect();
        legend.push(Key::State(figure::State::Corrected, speech.t("readiness.map_late")));
        let view = View {
            id: "readiness",
            title: &title,
            description: &speech.t("readiness.map_about"),
            legend: &legend,
            simulated: mark.as_deref(),
            group: None,
            skip: Some((&skip, "after-map")),
        };
        html! {
            (map(atlas, &view, |shape| {
                let unit = UnitId::from(shape.code.as_str());
                let of = counts.get(&unit).copied().unwrap_or_default();
                let facts = [
                    ("unit", self.unit_name(&unit)),
                    ("done", speech.many(of.done)),
                    ("all", speech.many(of.all())),
                    ("late", speech.many(of.late)),
                ];
                let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
                Cell {
                    level: of.level(),
                    state: match of.late {
                        0 => figure::State::Final,
                        _ => figure::State::Corrected,
                    },
                    label: speech.tell("readiness.map_cell", &facts),
                    href: (of.all() > 0).then(|| self.readiness_url(election, &unit)),
                }
            }))
            (part::more(&speech.t("site.as_table"), &table))
        }
    }

    /// The steps of one unit, and the members of the bodies that act there.
    pub(super) fn readiness_of(&self, election: &Election, unit: &UnitId) -> Option<Shown> {
        let speech = &self.speech;
        let rules = self.rules(election)?;
        let today = rules.local(self.view.at).day;
        let known = self.view.state.units.get(unit)?;
        let duties = self.view.state.duties(election, rules, today, Some(unit));
        let bodies = bodies_of(&self.view.state, election, unit);
        if duties.is_empty() && bodies.is_empty() {
            return None;
        }
        let title = speech.tell("readiness.of_unit", &[("unit", &known.name)]);
        let body = html! {
            (part::head(&title, Some(&html! { (self.tallied(Tallied::of(&duties))) " " (self.as_of()) })))
            p { (self.named(&election.name)) " · " (day(election.day)) }
            (part::section("steps", &speech.t("readiness.steps"), &duty_tables(speech, &duties,
                |owing| self.owing(election, owing), |duty| self.evidence(election, duty))))
            (part::section("bodies", &speech.t("readiness.bodies"), &html! {
                @for body in &bodies { (self.body(rules, body, today)) }
            }))
        };
        let all = Link::new(
            speech.t("readiness.title"),
            speech.url(&format!("/elections/{}/readiness", election.id)),
        );
        Some(Shown { title, crumbs: vec![self.election_link(election), all], body })
    }

    /// Who owes it, as a link where there is a page.
    fn owing(&self, election: &Election, owing: &Owing) -> Markup {
        match owing {
            Owing::Whole => html! { (self.speech.t("readiness.whole")) },
            Owing::Unit(unit) => html! { (self.named(&self.unit_name(unit))) },
            Owing::Constituency(number) => match election.constituencies.get(number) {
                Some(of) => html! { (self.constituency_link(election, of)) },
                None => html! { (number) },
            },
            Owing::Area(id) => match self.view.state.election.area(id) {
                Some(area) => html! { (self.area_link(election, area)) " " small { (id) } },
                None => html! { (id) },
            },
        }
    }

    /// What shows it: a document, a note, or the journal; and what was taken back.
    fn evidence(&self, election: &Election, duty: &Duty) -> Markup {
        let speech = &self.speech;
        let all = &self.view.state.readiness;
        let said = all.statements(&election.id, &duty.owing, &duty.deadline.rule.id);
        html! {
            @if let Standing::Done { stated: None, .. } = &duty.standing {
                br; small { (speech.t("readiness.shown_by_journal")) }
            }
            @if let Standing::Done { stated: Some(stated), .. } = &duty.standing {
                br; small {
                    @if let Some(document) = &stated.evidence.document { (document) ". " }
                    @if let Some(note) = &stated.evidence.note { (note) ". " }
                    @if let (Some(blob), Some(unit)) = (&stated.evidence.blob, &duty.unit) {
                        (evidence::file(speech, self.view.state.evidence.of(unit), blob)) ". "
                    }
                    (self.by(&stated.by))
                }
            }
            @for before in said.iter().filter(|before| before.withdrawn.is_some()) {
                @if let Some((at, reason)) = &before.withdrawn {
                    br; small { (speech.tell("readiness.taken_back", &[
                        ("day", &day(before.on)), ("when", &self.when(*at)), ("reason", reason),
                    ])) }
                }
            }
        }
    }

    /// A body's members with their offices, its shifts, and what is to be said of it.
    fn body(&self, rules: &Rules, body: &Body, today: Date) -> Markup {
        let speech = &self.speech;
        let state = &self.view.state;
        let staffing = state.readiness.staffing(&body.id);
        html! {
            h3 lang=[self.names()] { (body.name) }
            @if let Some(staffing) = staffing {
                (members(speech, state, staffing))
                (shifts(speech, state, staffing))
                @if let Some(explained) = &staffing.explained {
                    p { (speech.tell("readiness.size_explained", &[("document", &explained.document), ("reason", &explained.reason)])) }
                }
            }
            (findings(speech, state, rules, body, today))
        }
    }
}

/// More duties of one step than this are folded, until one opens them.
const FEW: usize = 4;

/// What is owed in a unit: what is late first, then by day; a step that many owe is one line that opens.
pub(crate) fn duty_tables(
    speech: &Speech,
    duties: &[Duty],
    who: impl Fn(&Owing) -> Markup,
    shows: impl Fn(&Duty) -> Markup,
) -> Markup {
    if duties.is_empty() {
        return part::empty(&speech.t("readiness.nothing_owed"), None);
    }
    let row = |duty: &&Duty| {
        vec![
            html! { (step(speech, duty.deadline.rule)) },
            html! { (who(&duty.owing)) },
            html! { (day(duty.deadline.day)) },
            html! { (standing(speech, &duty.standing)) (shows(duty)) },
        ]
    };
    let table = |id: String, duties: &[&Duty]| {
        html! { (Table {
            id,
            caption: speech.t("readiness.steps"),
            columns: vec![
                Column::words(speech.t("readiness.step")),
                Column::words(speech.t("readiness.who")),
                Column::words(speech.t("readiness.due")),
                Column::words(speech.t("site.col_state")),
            ],
            rows: duties.iter().map(row).collect(),
            foot: None,
            narrow: Narrow::Stack,
        }) }
    };
    let is_late = |duty: &&Duty| duty.standing == Standing::Late;
    let (mut open, rest): (Vec<&Duty>, Vec<&Duty>) = duties.iter().partition(is_late);
    let mut steps: BTreeMap<(Date, &str), Vec<&Duty>> = BTreeMap::new();
    for duty in rest {
        let of = (duty.deadline.day, duty.deadline.rule.id.as_str());
        steps.entry(of).or_default().push(duty);
    }
    let (few, many): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(_, of)| of.len() <= FEW);
    open.extend(few.into_iter().flat_map(|(_, of)| of));
    let fold = |((due, id), of): &((Date, &str), Vec<&Duty>)| {
        let is_done = |duty: &&&Duty| matches!(duty.standing, Standing::Done { .. });
        let done = speech.many(of.iter().filter(is_done).count());
        let name = of.first().map_or_else(String::new, |duty| step(speech, duty.deadline.rule));
        let (due, label) = (day(*due), speech.t("readiness.col_done"));
        let summary = format!("{name} · {due} · {label} {done}/{}", speech.many(of.len()));
        part::more(&summary, &table(format!("duty-table-{id}"), of))
    };
    html! {
        @if !open.is_empty() { (table("duty-table".into(), &open)) }
        @for step in &many { (fold(step)) }
    }
}

/// The bodies of an election that act in a unit, those of the unit itself first.
pub(crate) fn bodies_of(
    state: &dienhong_core::State,
    election: &Election,
    unit: &UnitId,
) -> Vec<Arc<Body>> {
    let here = |body: &&Arc<Body>| match &body.charge {
        None => body.unit.as_ref() == Some(unit),
        Some(Charge::Area(area)) => state
            .election
            .area(area)
            .is_some_and(|a| a.unit == *unit && a.constituency(&election.id).is_some()),
        Some(Charge::Constituency { election: of, .. }) => {
            *of == election.id && election.unit == *unit
        }
    };
    let mut bodies: Vec<Arc<Body>> = state.people.bodies().filter(here).cloned().collect();
    bodies.sort_by_key(|body| body.charge.is_some());
    bodies
}

/// The members of a body, those who left with why.
pub(crate) fn members(
    speech: &Speech,
    state: &dienhong_core::State,
    staffing: &Staffing,
) -> Markup {
    let row = |(number, member): (usize, &Member)| {
        html! {
            li value=(number) {
                b { (state.member_name(member)) } " · "
                (speech.t(&format!("readiness.office_{}", member.office.name()))) " · "
                (speech.tell("readiness.since", &[("day", &day(member.from))]))
                @if let Some(before) = member.replaces.and_then(|before| staffing.member(before)) {
                    " · " (speech.tell("readiness.replaces", &[("name", state.member_name(before))]))
                }
                @if let Some(why) = &member.namesake { " · " (speech.tell("readiness.namesake", &[("reason", why)])) }
                @if let Some(ended) = &member.ended {
                    " · " (speech.tell("readiness.left", &[("day", &day(ended.on)), ("reason", &ended.reason)]))
                }
            }
        }
    };
    html! { ol { @for one in (1..).zip(&staffing.members) { (row(one)) } } }
}

pub(crate) fn shifts(speech: &Speech, state: &dienhong_core::State, staffing: &Staffing) -> Markup {
    html! {
        @if !staffing.shifts.is_empty() {
            p { b { (speech.t("readiness.shifts")) } }
            ul {
                @for ((on, from), shift) in &staffing.shifts {
                    @let names: Vec<&str> = shift.members.iter()
                        .filter_map(|&number| staffing.member(number)).map(|m| state.member_name(m)).collect();
                    li { (day(*on)) " " (from) "–" (shift.until) ": " (names.join(", ")) }
                }
            }
        }
    }
}

/// What a reader should know about a body: sentences, never a verdict.
pub(crate) fn findings(
    speech: &Speech,
    state: &dienhong_core::State,
    rules: &Rules,
    body: &Body,
    today: Date,
) -> Markup {
    let findings = state.staffing_findings(rules, body, today);
    let staffing = state.readiness.staffing(&body.id);
    let tell = |finding: &Finding| match finding {
        Finding::Nobody => html! { (speech.t("readiness.nobody")) },
        Finding::Headless => html! { (speech.t("readiness.headless")) },
        Finding::Size { members, rule } => html! {
            (speech.tell("readiness.size", &[
                ("members", &speech.n(*members)),
                ("least", &rule.at_least.to_string()),
                ("most", &rule.at_most.to_string()),
            ])) " " cite { (rule.source.article) }
        },
        Finding::Candidate { member, election, constituency, number } => {
            let name = staffing.and_then(|staffing| staffing.member(*member));
            let name = name.map_or("", |member| state.member_name(member));
            html! { b { (speech.tell("readiness.candidate", &[
                ("name", name),
                ("election", election.as_str()),
                ("constituency", &constituency.to_string()),
                ("number", &number.to_string()),
            ])) } }
        }
    };
    html! { @if !findings.is_empty() { ul { @for finding in &findings { li { (tell(finding)) } } } } }
}

/// The units with a page of their own here.
pub(crate) fn units(state: &dienhong_core::State, election: &Election) -> BTreeSet<UnitId> {
    let mut units = state.units_voting(election);
    units.insert(election.unit.clone());
    let of = election.constituencies.values();
    units.extend(of.filter_map(|of| state.units.common(of.members.iter().map(|m| &m.unit))));
    units
}
