//! Whose word a signature is: that of who signed, with a key of his own, or the node's; and which keys
//! have signed for the node, when.

use super::Site;
use dienhong_core::{
    election::{AreaId, Election},
    node::Key,
    tally::{Published, Signature},
};
use dienhong_look::{Markup, html, part};
use std::sync::Arc;

impl Site<'_> {
    /// How many of the team sign the minutes of an area.
    fn signatures(&self, election: &Election) -> usize {
        let rules = self.rules(election).and_then(|rules| rules.election(&election.kind).ok());
        rules.map_or(0, |rules| rules.release.signatures.into())
    }

    /// Who signed, when, and by whose word.
    pub(super) fn signature(&self, signature: &Signature) -> Markup {
        let speech = &self.speech;
        html! {
            li {
                time { (self.when(signature.at)) } " " b { (speech.t("site.signed_by")) } ": " (self.officer(&signature.by)) " · "
                @match &signature.asserted {
                    Some(asserted) => span.agrees { (speech.tell("site.signed_with_own_key", &[("when", &self.when(asserted.at))])) },
                    None => (speech.t("site.signed_by_word")),
                }
            }
        }
    }

    /// How many of the signatures that the law asks for are their signers' own.
    pub(super) fn own_keys(&self, election: &Election, published: &Published) -> Markup {
        let (own, needed) = (published.with_own_keys(), self.signatures(election));
        let key = match own {
            _ if needed == 0 => return html! {},
            0 => "site.own_keys_none",
            own if own < needed => "site.own_keys_some",
            _ => "site.own_keys_all",
        };
        let facts = [("own", self.speech.many(own)), ("needed", self.speech.many(needed))];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        html! { p { (self.speech.tell(key, &facts)) } }
    }

    /// Of these areas' published minutes, how many are signed by enough of the team with keys of their own.
    pub(super) fn own_keys_of<'a>(
        &self,
        election: &Election,
        areas: impl Iterator<Item = &'a AreaId>,
    ) -> Markup {
        let needed = self.signatures(election);
        let counted: Vec<usize> = areas
            .filter_map(|area| self.view.state.counted(election, area))
            .map(|published| published.with_own_keys())
            .collect();
        let own = counted.iter().filter(|own| **own >= needed).count();
        let facts = [
            ("own", self.speech.many(own)),
            ("areas", self.speech.many(counted.len())),
            ("needed", self.speech.many(needed)),
        ];
        let facts = facts.each_ref().map(|(name, fact)| (*name, fact.as_str()));
        html! {
            @if needed > 0 && !counted.is_empty() {
                p { small { (self.speech.tell("site.own_keys_of", &facts)) } }
            }
        }
    }

    /// Every key that has signed checkpoints, the one in force first, and what a stolen one proves.
    pub(super) fn signing_keys(&self) -> Markup {
        let speech = &self.speech;
        let keys: Vec<&Arc<Key>> = self.view.state.node.keys().collect();
        let next = keys.iter().skip(1).map(|next| Some(*next)).chain([None]);
        let with_next: Vec<(&Arc<Key>, Option<&Arc<Key>>)> =
            keys.iter().copied().zip(next).collect();
        html! {
            @if !keys.is_empty() {
                (part::section("keys", &speech.t("site.keys"), &html! {
                    p { (speech.t("site.keys_about")) }
                    @for (key, next) in with_next.into_iter().rev() { (self.signing_key(key, next)) }
                }))
            }
        }
    }

    fn signing_key(&self, key: &Key, next: Option<&Arc<Key>>) -> Markup {
        let speech = &self.speech;
        let from = self.when(key.at);
        let span = match next {
            None => speech.tell("site.key_since", &[("from", &from)]),
            Some(next) => {
                speech.tell("site.key_was", &[("from", &from), ("to", &self.when(next.at))])
            }
        };
        // Said of the key that was stolen, by the record of the one that took its place.
        let stolen = next.and_then(|next| Some((next.stolen_since?, next.at)));
        html! {
            p { b { (span) } " · " (speech.t(&format!("site.key_{}", key.why.name()))) br; code { (key.key) } }
            @if let Some((since, until)) = stolen {
                (part::notice(part::Tone::Look, &speech.t("site.key_window"), &html! {
                    p { (speech.tell("site.key_window_about", &[("from", &self.when(since)), ("to", &self.when(until))])) }
                }))
            }
        }
    }
}
