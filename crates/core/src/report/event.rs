use super::{Amount, Evidence, Form, Plan, RoundId, TemplateId};
use crate::{Date, Head, State, events::events, people::BodyId, units::UnitId};
use std::collections::BTreeMap;

events! {
    /// What has happened to periodic reports.
    pub enum Event {
        /// What reports on this template say. Rounds keep the version on which they were opened.
        "report.template_set" => TemplateSet {
            template: TemplateId,
            /// From 1 without gaps.
            version: u16,
            form: Box<Form>,
            /// Whether all records of the template are closed; as its first version says.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            closed: bool,
        },
        /// These bodies owe a report by this day.
        "report.round_opened" => RoundOpened { round: RoundId, plan: Box<Plan> },
        /// The reports are due on another day. A later record counts.
        "report.due_set" => DueSet { round: RoundId, due: Date, reason: String },
        /// Opened by mistake, or not needed any more: nobody owes anything.
        "report.round_cancelled" => RoundCancelled { round: RoundId, reason: String },
        /// A body reports. A later version takes the place of the one before, once it is taken.
        "report.filed" => Filed {
            round: RoundId,
            body: BodyId,
            /// From 1 without gaps.
            version: u16,
            /// By indicator, in its smallest parts.
            values: BTreeMap<String, Amount>,
            /// By indicator, why it has no figure.
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            missing: BTreeMap<String, String>,
            /// By section.
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            texts: BTreeMap<String, String>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            evidence: Vec<Evidence>,
            /// Why a report that was once taken is corrected.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
        /// It counts from now on.
        "report.taken" => Taken { round: RoundId, body: BodyId, version: u16 },
        /// It does not count, or no more; another version is owed.
        "report.returned" => Returned {
            round: RoundId,
            body: BodyId,
            version: u16,
            reason: String,
        },
        /// The totals of what is taken now.
        "report.summarised" => Summarised {
            round: RoundId,
            /// The versions that count.
            from: BTreeMap<BodyId, u16>,
            /// By indicator; those that have a total.
            totals: BTreeMap<String, Amount>,
        },
    }
}

impl Event {
    /// The round that it is about. None: a template.
    pub fn round(&self) -> Option<&RoundId> {
        match self {
            Event::TemplateSet { .. } => None,
            Event::RoundOpened { round, .. }
            | Event::DueSet { round, .. }
            | Event::RoundCancelled { round, .. }
            | Event::Filed { round, .. }
            | Event::Taken { round, .. }
            | Event::Returned { round, .. }
            | Event::Summarised { round, .. } => Some(round),
        }
    }

    /// The body that collects: it holds the template or the round. None: who acts for a body begins it.
    pub(super) fn body<'a>(&self, state: &'a State) -> Option<&'a BodyId> {
        match self {
            Event::TemplateSet { template, .. } => {
                state.report.template(template).map(|of| &of.body)
            }
            _ => state.report.get(self.round()?).map(|of| &of.body),
        }
    }

    /// It belongs to the unit of the body that collects, whoever files.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let body = self.body(state).or(head.body.as_ref())?;
        state.people.body(body)?.unit.clone()
    }

    /// Whether its record is closed: all of a round's are, or none.
    pub(crate) fn closed(&self, state: &State) -> bool {
        match self {
            Event::TemplateSet { closed, .. } => *closed,
            Event::RoundOpened { plan, .. } => plan.closed,
            _ => {
                let round = self.round().and_then(|round| state.report.get(round));
                round.is_some_and(|round| round.plan.closed)
            }
        }
    }

    /// Whether it rests on bodies and officers of units below.
    pub(crate) fn rests_on_others(&self) -> bool {
        matches!(self, Event::RoundOpened { .. } | Event::Filed { .. })
    }
}
