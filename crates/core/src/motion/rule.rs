use crate::rules::Source;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MotionRules {
    /// The most characters of a numbered line.
    pub line: u16,
    pub source: Source,
}
