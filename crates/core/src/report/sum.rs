//! The summary table: what all reports together come to, and from which it comes.

use super::{
    Amount, Form, Indicator, Total, Version,
    amount::{divided, ten},
};
use crate::people::BodyId;
use std::sync::Arc;

/// An indicator over many reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub indicator: String,
    /// None: it has no total, no report gives it, or the total is beyond counting.
    pub total: Option<Amount>,
    /// The reports that it comes from.
    pub from: Vec<BodyId>,
    /// Those that do not give it.
    pub without: Vec<BodyId>,
}

impl Sum {
    /// Every indicator of a form over these reports.
    pub(super) fn of(form: &Form, reports: &[(BodyId, Arc<Version>)]) -> Vec<Sum> {
        let of = |indicator: &Indicator| {
            let gives = |version: &Version| form.figure(version, indicator).is_some();
            let (from, without): (Vec<_>, Vec<_>) =
                reports.iter().partition(|(_, version)| gives(version));
            let names = |of: &[&(BodyId, Arc<Version>)]| of.iter().map(|of| of.0.clone()).collect();
            let versions = || from.iter().map(|(_, version)| &**version);
            let total = if from.is_empty() { None } else { form.total(indicator, versions()) };
            let (from, without) = (names(&from), names(&without));
            Sum { indicator: indicator.id.clone(), total, from, without }
        };
        form.indicators.iter().map(of).collect()
    }
}

impl Form {
    /// What one report says of an indicator; a ratio follows from its parts.
    pub fn figure(&self, version: &Version, indicator: &Indicator) -> Option<Amount> {
        match &indicator.total {
            Total::Sum | Total::None => version.values.get(&indicator.id).copied(),
            Total::Ratio { .. } => self.total(indicator, [version].into_iter()),
        }
    }

    /// What these reports, which all give it, together come to.
    fn total<'a>(
        &self,
        indicator: &Indicator,
        versions: impl Iterator<Item = &'a Version> + Clone,
    ) -> Option<Amount> {
        let sum = |id: &str| {
            // A ratio is taken over those alone that give both of its parts.
            let given: Option<Vec<Amount>> =
                versions.clone().map(|version| version.values.get(id).copied()).collect();
            given.map(|given| given.into_iter().map(Amount::wide).sum::<i128>())
        };
        match &indicator.total {
            Total::None => None,
            Total::Sum => Amount::new(sum(&indicator.id)?),
            Total::Ratio { of, over, percent } => {
                let decimals = |id: &str| Some(ten(self.indicator(id)?.decimals));
                let hundred = if *percent { 100 } else { 1 };
                let above = sum(of)? * decimals(over)? * ten(indicator.decimals) * hundred;
                Amount::new(divided(above, sum(over)?.checked_mul(decimals(of)?)?)?)
            }
        }
    }
}
