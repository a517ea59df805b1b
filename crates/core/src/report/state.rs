use super::{Amount, Event, Every, ReportRules, Sum};
use crate::{
    Date, Head, State,
    ids::id,
    people::{BodyId, By},
    vote::Document,
};
use dienhong_journal::{Hash, Millis};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

id! {
    /// A template of reports.
    TemplateId
}

id! {
    /// Reports of many bodies for one time.
    RoundId
}

/// How an indicator is added up over all reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Total {
    Sum,
    /// It is not: a share, a price.
    None,
    /// It follows from two that are added up, and nobody types it: `of` over `over`, as a percentage or plain.
    Ratio {
        of: String,
        over: String,
        percent: bool,
    },
}

/// One figure that a report gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: String,
    pub name: String,
    /// What is counted, and how.
    pub definition: String,
    /// Such as «đồng», «người», «%».
    pub unit: String,
    /// Figures are whole numbers of this power of ten below the unit: 0 to 3.
    pub decimals: u8,
    pub total: Total,
}

impl Indicator {
    /// Whether a report states it; a ratio follows.
    pub fn is_stated(&self) -> bool {
        !matches!(self.total, Total::Ratio { .. })
    }
}

/// A part of a report in words: results, limitations and their causes, proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub title: String,
    pub sections: Vec<Section>,
    pub indicators: Vec<Indicator>,
}

impl Form {
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|known| known.id == id)
    }

    /// Those that a report states itself.
    pub fn stated(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter().filter(|indicator| indicator.is_stated())
    }
}

/// Which time a report is about: a year, or a quarter or month of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub year: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarter: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
}

impl Period {
    /// None: there is no such time.
    pub fn every(self) -> Option<Every> {
        if !(1900..=2200).contains(&self.year) {
            return None;
        }
        match (self.quarter, self.month) {
            (None, None) => Some(Every::Year),
            (Some(1..=4), None) => Some(Every::Quarter),
            (None, Some(1..=12)) => Some(Every::Month),
            _ => None,
        }
    }

    /// Until which day figures go, by the rule. None: there is no such time.
    pub fn up_to(self, rules: &ReportRules) -> Option<Date> {
        let last = match self.every()? {
            Every::Year => 12,
            Every::Quarter => i8::try_from(self.quarter?).ok()? * 3,
            Every::Month => i8::try_from(self.month?).ok()?,
        };
        let first = Date::new(self.year, last, 1).ok()?;
        let day = rules.up_to.and_then(|day| i8::try_from(day).ok());
        let day = day.unwrap_or(first.days_in_month()).min(first.days_in_month());
        Date::new(self.year, last, day).ok()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub title: String,
    pub template: TemplateId,
    /// Of the template.
    pub version: u16,
    pub period: Period,
    /// The last day on which a report is in time.
    pub due: Date,
    pub owed_by: Vec<BodyId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The round of the time before, for comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<RoundId>,
    /// The meeting before which the reports are wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
}

/// What shows that a report is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// A file, for those who collect and who filed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<Hash>,
}

/// A report as it was filed. It stays when another takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub number: u16,
    pub at: Millis,
    pub by: By,
    pub values: BTreeMap<String, Amount>,
    pub missing: BTreeMap<String, String>,
    pub texts: BTreeMap<String, String>,
    pub evidence: Vec<Evidence>,
    pub reason: Option<String>,
    pub taken: Option<(Millis, By)>,
    pub returned: Option<(Millis, By, String)>,
}

impl Version {
    /// Whether its figures are those of its body.
    pub fn counts(&self) -> bool {
        self.taken.is_some() && self.returned.is_none()
    }
}

/// Totals as they were stated at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub at: Millis,
    pub by: By,
    pub from: BTreeMap<BodyId, u16>,
    pub totals: BTreeMap<String, Amount>,
}

#[derive(Debug, Clone)]
pub struct Template {
    pub id: TemplateId,
    pub body: BodyId,
    pub closed: bool,
    /// Version 1 first.
    pub versions: Vector<Arc<Form>>,
}

impl Template {
    pub fn version(&self, number: u16) -> Option<&Arc<Form>> {
        self.versions.get(usize::from(number).checked_sub(1)?)
    }

    /// The number of the version that is in force.
    pub fn last(&self) -> u16 {
        u16::try_from(self.versions.len()).unwrap_or(u16::MAX)
    }
}

/// How a body stands with what it owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Missing,
    /// It came back and is owed again.
    Returned,
    /// It waits to be taken or returned.
    Filed,
    Taken,
}

impl Standing {
    pub const ALL: [Standing; 4] =
        [Standing::Missing, Standing::Returned, Standing::Filed, Standing::Taken];

    /// As the pack's words name it.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Missing => "missing",
            Standing::Returned => "returned",
            Standing::Filed => "filed",
            Standing::Taken => "taken",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Round {
    pub id: RoundId,
    pub body: BodyId,
    pub plan: Arc<Plan>,
    pub form: Arc<Form>,
    pub at: Millis,
    pub by: By,
    /// As it holds now.
    pub due: Date,
    /// When it was set anew, by whom, to which day, and why.
    pub dues: Vector<(Millis, By, Date, String)>,
    pub reports: OrdMap<BodyId, Vector<Arc<Version>>>,
    pub summaries: Vector<Arc<Summary>>,
    pub cancelled: Option<(Millis, By, String)>,
}

impl Round {
    /// All versions of a body's report, the first one first.
    pub fn versions(&self, body: &BodyId) -> impl DoubleEndedIterator<Item = &Arc<Version>> {
        self.reports.get(body).into_iter().flatten()
    }

    pub fn last(&self, body: &BodyId) -> Option<&Arc<Version>> {
        self.versions(body).next_back()
    }

    /// The version whose figures count for a body.
    pub fn counting(&self, body: &BodyId) -> Option<&Arc<Version>> {
        self.versions(body).rev().find(|version| version.counts())
    }

    pub fn standing(&self, body: &BodyId) -> Standing {
        match self.last(body) {
            None => Standing::Missing,
            Some(last) if last.returned.is_some() => Standing::Returned,
            Some(last) if last.taken.is_some() => Standing::Taken,
            Some(_) => Standing::Filed,
        }
    }

    /// Which version of each body counts.
    pub fn counted(&self) -> BTreeMap<BodyId, u16> {
        let of = |body: &BodyId| Some((body.clone(), self.counting(body)?.number));
        self.plan.owed_by.iter().filter_map(of).collect()
    }

    /// The totals of all that is taken, in the order of the form.
    pub fn totals(&self) -> Vec<Sum> {
        let of = |body: &BodyId| Some((body.clone(), self.counting(body)?.clone()));
        Sum::of(&self.form, &self.plan.owed_by.iter().filter_map(of).collect::<Vec<_>>())
    }

    /// The totals of the last versions that were filed and not returned, whether taken or not.
    pub fn totals_filed(&self) -> Vec<Sum> {
        let of = |body: &BodyId| {
            let standing = self.versions(body).rev().find(|version| version.returned.is_none());
            Some((body.clone(), standing?.clone()))
        };
        Sum::of(&self.form, &self.plan.owed_by.iter().filter_map(of).collect::<Vec<_>>())
    }

    /// The bodies whose reports count otherwise than the last summary says. Empty: it holds, or there is none.
    pub fn changed_since(&self) -> Vec<&BodyId> {
        let Some(last) = self.summaries.last() else { return Vec::new() };
        let now = self.counted();
        self.plan.owed_by.iter().filter(|body| now.get(*body) != last.from.get(*body)).collect()
    }

    /// The bodies that have filed a correction which is not taken yet.
    pub fn corrections(&self) -> impl Iterator<Item = &BodyId> {
        self.plan.owed_by.iter().filter(|body| {
            self.standing(body) == Standing::Filed && self.versions(body).any(|of| of.counts())
        })
    }
}

/// What a body owes in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    pub round: RoundId,
    pub due: Date,
    pub standing: Standing,
    pub late: bool,
}

/// The periodic reports of all bodies.
#[derive(Debug, Default, Clone)]
pub struct Reports {
    templates: OrdMap<TemplateId, Arc<Template>>,
    rounds: OrdMap<RoundId, Arc<Round>>,
}

impl Reports {
    pub fn template(&self, id: &TemplateId) -> Option<&Arc<Template>> {
        self.templates.get(id)
    }

    pub fn templates(&self) -> impl DoubleEndedIterator<Item = &Arc<Template>> {
        self.templates.values()
    }

    pub fn get(&self, id: &RoundId) -> Option<&Arc<Round>> {
        self.rounds.get(id)
    }

    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Round>> {
        self.rounds.values()
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        match event {
            Event::TemplateSet { template, form, closed, .. } => {
                let Some(body) = head.body.clone() else { return };
                let new = || Template {
                    id: template.clone(),
                    body,
                    closed: *closed,
                    versions: Vector::new(),
                };
                let of = self.templates.entry(template.clone()).or_insert_with(|| Arc::new(new()));
                Arc::make_mut(of).versions.push_back(Arc::new((**form).clone()));
            }
            Event::RoundOpened { round, plan } => self.open(head, round, plan),
            _ => {
                let round = event.round().and_then(|round| self.rounds.get_mut(round));
                if let Some(round) = round {
                    Arc::make_mut(round).apply(head, event);
                }
            }
        }
    }

    fn open(&mut self, head: &Head, id: &RoundId, plan: &Plan) {
        let template = self.templates.get(&plan.template);
        let form = template.and_then(|of| of.version(plan.version));
        let (Some(body), Some(form)) = (head.body.clone(), form.cloned()) else { return };
        let new = Round {
            id: id.clone(),
            body,
            plan: Arc::new(plan.clone()),
            form,
            at: head.at,
            by: head.by.clone(),
            due: plan.due,
            dues: Vector::new(),
            reports: OrdMap::new(),
            summaries: Vector::new(),
            cancelled: None,
        };
        self.rounds.entry(id.clone()).or_insert_with(|| Arc::new(new));
    }
}

impl Round {
    fn apply(&mut self, head: &Head, event: &Event) {
        let (at, by) = (head.at, head.by.clone());
        match event {
            Event::TemplateSet { .. } | Event::RoundOpened { .. } => {}
            Event::DueSet { due, reason, .. } => {
                self.due = *due;
                self.dues.push_back((at, by, *due, reason.clone()));
            }
            Event::RoundCancelled { reason, .. } => {
                self.cancelled = Some((at, by, reason.clone()));
            }
            Event::Filed { body, version, values, missing, texts, evidence, reason, .. } => {
                let new = Version {
                    number: *version,
                    at,
                    by,
                    values: values.clone(),
                    missing: missing.clone(),
                    texts: texts.clone(),
                    evidence: evidence.clone(),
                    reason: reason.clone(),
                    taken: None,
                    returned: None,
                };
                self.reports.entry(body.clone()).or_default().push_back(Arc::new(new));
            }
            Event::Taken { body, version, .. } => {
                self.change(body, *version, |of| of.taken = Some((at, by)));
            }
            Event::Returned { body, version, reason, .. } => {
                self.change(body, *version, |of| of.returned = Some((at, by, reason.clone())));
            }
            Event::Summarised { from, totals, .. } => {
                let (from, totals) = (from.clone(), totals.clone());
                self.summaries.push_back(Arc::new(Summary { at, by, from, totals }));
            }
        }
    }

    fn change(&mut self, body: &BodyId, number: u16, change: impl FnOnce(&mut Version)) {
        let versions = self.reports.get_mut(body);
        let known = versions.and_then(|of| of.iter_mut().find(|of| of.number == number));
        if let Some(version) = known {
            change(Arc::make_mut(version));
        }
    }
}

impl State {
    pub fn report_rules(&self, at: Millis) -> Option<&ReportRules> {
        self.rules_at(at).ok()?.report.as_ref()
    }

    /// Whether a body's report is, or was, not there in time: by the first version, or by today while none is there.
    pub fn report_is_late(&self, round: &Round, body: &BodyId, now: Millis) -> bool {
        let first = round.versions(body).next().map_or(now, |version| version.at);
        self.rules_at(now).is_ok_and(|rules| rules.local(first).day > round.due)
    }

    /// The round of the time before, where its figures can be compared.
    pub fn report_before(&self, round: &Round) -> Option<&Arc<Round>> {
        self.report.get(round.plan.previous.as_ref()?)
    }

    /// What a body owes and has not filed, or has back, the most urgent first.
    pub fn reports_owing(&self, body: &BodyId, now: Millis) -> Vec<Owing> {
        let of = |round: &Arc<Round>| {
            let standing = round.standing(body);
            let owes = round.cancelled.is_none()
                && round.plan.owed_by.contains(body)
                && matches!(standing, Standing::Missing | Standing::Returned);
            let late = owes && self.rules_at(now).is_ok_and(|of| of.local(now).day > round.due);
            let (id, due) = (round.id.clone(), round.due);
            owes.then_some(Owing { round: id, due, standing, late })
        };
        let mut all: Vec<Owing> = self.report.all().filter_map(of).collect();
        all.sort_by(|a, b| (a.due, &a.round).cmp(&(b.due, &b.round)));
        all
    }
}
