//! How Diên Hồng looks: the page, its components, charts and the map, rendered on the server.
//!
//! The crate has no language of its own: sentences are passed in, and the few words that a page's
//! frame needs are asked of [`Say`]. It decides nothing and computes no figure; a share arrives
//! as basis points, a state with its word. Everything works without scripts; `live.js` only adds.
//! Text is escaped by maud wherever it is spliced, so callers pass plain strings.
//!
//! `docs/design.md` says which component to use when.

pub mod assets;
pub mod chart;
pub mod figure;
pub mod form;
pub mod map;
pub mod number;
pub mod part;
pub mod shell;
pub mod table;

#[cfg(test)]
mod tests;

pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

/// The words of one language, by key.
pub trait Say {
    /// The words of `key`, ready to be shown; a missing key should show itself.
    fn say(&self, key: &str) -> String;
    /// The BCP 47 tag of the language: `vi`, `en`.
    fn lang(&self) -> &str;
}

/// A place to go: what it is called, where it is, and whether the reader stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    pub label: String,
    pub url: String,
    pub current: bool,
    /// The language of the label where it is not the page's: a name keeps its own.
    pub lang: Option<&'static str>,
}

impl Link {
    /// A link to somewhere else.
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Link {
        Link { label: label.into(), url: url.into(), ..Link::default() }
    }

    /// The same link, marked as where the reader stands when `current`.
    #[must_use]
    pub fn current(mut self, current: bool) -> Link {
        self.current = current;
        self
    }

    /// The same link, its label in a language of its own.
    #[must_use]
    pub fn lang(mut self, lang: Option<&'static str>) -> Link {
        self.lang = lang;
        self
    }
}
