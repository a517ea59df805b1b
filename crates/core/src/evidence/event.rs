use crate::{events::events, units::UnitId};
use dienhong_journal::Hash;

events! {
    /// What has happened to a file that shows something.
    pub enum Event {
        /// An officer brought a file that a record of this unit names.
        "evidence.brought" => Brought {
            unit: UnitId,
            blob: Hash,
            media: String,
            bytes: u64,
            /// Who brings it says that it names private persons: it stays with officers.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            private: bool,
        },
        /// Somebody other than who brought it looked whether a private person's name or number stands on it.
        "evidence.reviewed" => Reviewed {
            unit: UnitId,
            blob: Hash,
            fit: bool,
            /// What is on it, when it is not fit. Names nobody.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            note: Option<String>,
        },
        /// A copy on which what is private is covered. The original stays closed.
        "evidence.redacted" => Redacted {
            unit: UnitId,
            original: Hash,
            blob: Hash,
            media: String,
            bytes: u64,
        },
    }
}

impl Event {
    pub fn unit(&self) -> &UnitId {
        match self {
            Event::Brought { unit, .. }
            | Event::Reviewed { unit, .. }
            | Event::Redacted { unit, .. } => unit,
        }
    }
}
