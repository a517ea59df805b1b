use serde::Serialize;

/// Why something was not done: a code with a sentence in the pack, and what a technician wants to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Sorry {
    pub code: &'static str,
    pub detail: String,
}

impl Sorry {
    /// Every code.
    pub const CODES: [&'static str; 15] = [
        "credential_empty",
        "credential_character",
        "credential_length",
        "credential_check",
        "election",
        "choices",
        "not_ready",
        "ballot",
        "opened",
        "secret",
        "secret_of_another",
        "secret_needs_share",
        "ceremony",
        "archive",
        "archive_open",
    ];

    pub(crate) fn new(code: &'static str, detail: impl ToString) -> Sorry {
        debug_assert!(Sorry::CODES.contains(&code), "{code}");
        Sorry { code, detail: detail.to_string() }
    }

    /// For `map_err`: this code with what the protocol said.
    pub(crate) fn as_code<E: ToString>(code: &'static str) -> impl Fn(E) -> Sorry {
        move |why| Sorry::new(code, why)
    }
}
