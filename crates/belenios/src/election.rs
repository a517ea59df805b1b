//! An election as published: its questions, its group, its key.

use crate::credential::ALPHABET;
use crate::hash::fingerprint;
use crate::json;
use crate::refused::{Object, Refused, Why, need};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The version of the protocol that is read and written.
pub const CRYPTO_VERSION: u32 = 1;
/// More answers or choices than this are a slip.
const MOST: usize = 10_000;

/// What is asked: choose `min..=max` of the answers, or nothing of them where a blank vote is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub answers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<bool>,
    pub min: u32,
    pub max: u32,
    pub question: String,
}

impl Question {
    pub fn has_blank(&self) -> bool {
        self.blank == Some(true)
    }

    /// How many ciphertexts an answer has: one for each, and one before them for the blank vote.
    pub fn slots(&self) -> usize {
        self.answers.len() + usize::from(self.has_blank())
    }

    /// The disjuncts of the overall proof.
    pub(crate) fn overall(&self) -> usize {
        (self.max - self.min + 1) as usize + usize::from(self.has_blank())
    }

    fn check(&self, object: &Object) -> Result<(), Refused> {
        let wrong = |sentence| move || Why::Wrong(sentence);
        need(!self.answers.is_empty(), object, wrong("it has no answers"))?;
        need(self.answers.len() <= MOST, object, wrong("it has too many answers"))?;
        need(
            self.min <= self.max,
            object,
            wrong("its least number of choices is above the largest"),
        )?;
        need(
            self.max as usize <= self.answers.len(),
            object,
            wrong("it allows more choices than it has answers"),
        )
    }
}

/// What is known of an election before it has a key: what `setup` reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub description: String,
    pub name: String,
    pub questions: Vec<Question>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub administrator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_authority: Option<String>,
}

impl Template {
    /// Reads and checks a template.
    pub fn read(bytes: &[u8]) -> Result<Template, Refused> {
        look_for_unsupported(bytes)?;
        let template: Template = json::read(&Object::Election, bytes)?;
        check_questions(&template.questions)?;
        Ok(template)
    }

    /// The election of this template with its group, key (the text of an element) and identifier.
    pub fn with_key(self, group: &str, public_key: String, uuid: &str) -> Election {
        Election {
            version: CRYPTO_VERSION,
            description: self.description,
            name: self.name,
            group: group.to_string(),
            public_key,
            questions: self.questions,
            uuid: uuid.to_string(),
            administrator: self.administrator,
            credential_authority: self.credential_authority,
        }
    }
}

/// The parameters of an election. What ballots are bound to is the hash of its very bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Election {
    pub version: u32,
    pub description: String,
    pub name: String,
    pub group: String,
    pub public_key: String,
    pub questions: Vec<Question>,
    pub uuid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub administrator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_authority: Option<String>,
}

impl Election {
    /// Reads and checks all but the key, whose group is not known before.
    ///
    /// # Errors
    /// Questions for a mixnet and other versions of the protocol are refused with a sentence that says so.
    pub fn read(bytes: &[u8]) -> Result<Election, Refused> {
        look_for_unsupported(bytes)?;
        let election: Election = json::read(&Object::Election, bytes)?;
        check_questions(&election.questions)?;
        need(is_uuid(&election.uuid), &Object::Election, || {
            Why::Wrong("its uuid is not 14 or more base-58 characters")
        })?;
        Ok(election)
    }

    pub fn write(&self) -> Vec<u8> {
        json::write(self)
    }

    /// Bytes that no ballot has, and nothing else that belongs to this election after its setup.
    pub fn largest(&self) -> u64 {
        // An element or a scalar has less than 620 digits; a proof has two, a slot two elements and two proofs.
        const PROOF: u64 = 1400;
        let questions = self.questions.iter();
        let proofs =
            questions.map(|question| 4 * question.slots() as u64 + question.overall() as u64 + 4);
        8192 + PROOF * proofs.sum::<u64>()
    }

    /// The fingerprint of these parameters as written here.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.write())
    }
}

fn check_questions(questions: &[Question]) -> Result<(), Refused> {
    need(!questions.is_empty(), &Object::Election, || Why::Wrong("it asks nothing"))?;
    questions.iter().enumerate().try_for_each(|(i, question)| question.check(&Object::Question(i)))
}

/// Says clearly what this version does not read, before the shape of it confuses the reader.
fn look_for_unsupported(bytes: &[u8]) -> Result<(), Refused> {
    let value: serde_json::Value = json::read(&Object::Election, bytes)?;
    match value.get("version") {
        None => {}
        Some(version) if *version == CRYPTO_VERSION => {}
        Some(_) => {
            return Err(Refused::new(
                Object::Election,
                Why::Unsupported(
                    "it is of another crypto version than 1, which this program does not read yet",
                ),
            ));
        }
    }
    let questions = value.get("questions").and_then(|questions| questions.as_array());
    match questions.and_then(|questions| questions.iter().position(|q| q.get("type").is_some())) {
        None => Ok(()),
        Some(i) => Err(Refused::new(
            Object::Question(i),
            Why::Unsupported(
                "it is not homomorphic (its ballots go through a mixnet, or it ranks lists), which this program does not count yet",
            ),
        )),
    }
}

/// 14 or more base-58 characters. An archive is named by it, so it must be nothing else.
pub(crate) fn is_uuid(text: &str) -> bool {
    (14..=64).contains(&text.len()) && text.bytes().all(|c| ALPHABET.contains(&c))
}
