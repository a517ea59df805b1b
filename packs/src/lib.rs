//! The rules and words of a jurisdiction as data. `core` holds none of them.

pub mod forms;
#[cfg(test)]
mod tests;
pub mod words;

use dienhong_core::rules::Rules;

/// The packs that this program carries: name and rules file.
const PACKS: [(&str, &str); 2] =
    [("vn", include_str!("../vn/rules.toml")), ("generic", include_str!("../generic/rules.toml"))];

#[derive(Debug, thiserror::Error)]
pub enum NoPack {
    #[error("no pack is named «{0}»; there are: {list}", list = names().collect::<Vec<_>>().join(", "))]
    Unknown(String),
    #[error("the rules of pack «{pack}» cannot be read: {why}")]
    Broken { pack: String, why: String },
}

pub fn names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(name, _)| *name)
}

/// The rules of a pack.
///
/// # Errors
/// [`NoPack`] when there is none of that name, or its file breaks the shape of [`Rules`].
pub fn rules(pack: &str) -> Result<Rules, NoPack> {
    let unknown = || NoPack::Unknown(pack.to_owned());
    let (_, text) = PACKS.iter().find(|(name, _)| *name == pack).ok_or_else(unknown)?;
    parse(pack, text)
}

/// Rules in the shape of a pack's `rules.toml`.
///
/// # Errors
/// [`NoPack::Broken`] names the first place that does not fit.
pub fn parse(pack: &str, text: &str) -> Result<Rules, NoPack> {
    toml::from_str(text)
        .map_err(|why| NoPack::Broken { pack: pack.to_owned(), why: why.to_string() })
}
