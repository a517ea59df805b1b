use crate::{count::Count, rules::Source};
use serde::{Deserialize, Serialize};

/// How little may be shown of people who read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BriefingRules {
    /// Figures of fewer people than these are neither recorded nor shown; nor are a quiz's totals.
    pub show_from: Count,
    pub source: Source,
}
