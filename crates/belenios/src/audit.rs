//! Whether a device encrypts what it is told: a ballot that is made is opened instead of cast, and checked by
//! another device.
//!
//! The voter writes down the ballot's [`Encrypted::content`] first, then decides. A device cannot know which it
//! will be, so one that cheats is found as often as it is asked to open. What is opened is the ballot *without its
//! signature*: it is bound to the same content, and nobody but the holder of the credential could ever cast it.

use crate::ballot::{Checker, Encrypted};
use crate::group::{Group, Scalar};
use crate::hash::fingerprint;
use crate::json;
use crate::refused::{Object, Refused, Why, need, need_length};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenedText<'a> {
    /// The ballot without its signature, as JSON in its only form.
    #[serde(borrow)]
    ballot: Cow<'a, str>,
    choices: Cow<'a, [Vec<u8>]>,
    /// The exponent of each ciphertext.
    #[serde(borrow)]
    randomness: Vec<Vec<Cow<'a, str>>>,
}

/// An opened ballot that holds what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What the device showed before it was asked to open.
    pub content: String,
    /// Of each question, a 0 or 1 for each slot.
    pub choices: Vec<Vec<u8>>,
}

impl<G: Group> Encrypted<G> {
    /// All that shows what the ballot holds, as JSON. Its signature is dropped: it can never be cast.
    pub fn open(self) -> Vec<u8> {
        let texts = |row: &Vec<G::Scalar>| row.iter().map(|r| Cow::Owned(r.encode())).collect();
        json::write(&OpenedText {
            ballot: String::from_utf8_lossy(&self.unsigned),
            choices: Cow::Borrowed(&self.choices),
            randomness: self.randomness.iter().map(texts).collect(),
        })
    }
}

impl<G: Group> Checker<G> {
    /// Computes an opened ballot again from what it says it holds.
    ///
    /// # Errors
    /// Names the field that is wrong.
    pub fn check_opened(&self, opened: &[u8]) -> Result<Opened, Refused> {
        let object = &Object::Opened;
        let text: OpenedText<'_> = json::read(object, opened)?;
        let answers = self.check_unsigned(text.ballot.as_bytes(), object)?;
        need_length(text.choices.len(), answers.len(), object, || "choices".into())?;
        need_length(text.randomness.len(), answers.len(), object, || "randomness".into())?;
        let rows = answers.iter().zip(text.choices.iter().zip(&text.randomness));
        for (i, (slots, (chosen, random))) in rows.enumerate() {
            need_length(chosen.len(), slots.len(), object, || format!("choices[{i}]"))?;
            need_length(random.len(), slots.len(), object, || format!("randomness[{i}]"))?;
            for (j, (slot, (m, r))) in slots.iter().zip(chosen.iter().zip(random)).enumerate() {
                let r = G::Scalar::decode(r).ok_or_else(|| {
                    Refused::new(object.clone(), Why::Scalar(format!("randomness[{i}][{j}]")))
                })?;
                let m = G::Scalar::from_u64(u64::from(*m));
                let same = slot.alpha == G::pow_public(&G::generator(), &r)
                    && slot.beta == G::commit(&self.y, &r, &G::generator(), &m);
                need(same, object, || Why::Opening(format!("choices[{i}][{j}]")))?;
            }
        }
        Ok(Opened {
            content: fingerprint(text.ballot.as_bytes()),
            choices: text.choices.into_owned(),
        })
    }
}
