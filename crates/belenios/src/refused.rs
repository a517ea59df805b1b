//! Why something is refused: which object, and what is wrong with it.

use alloc::string::String;
use core::fmt;

/// What an input was, as far as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    Archive,
    /// The first entry of an archive.
    Header,
    /// An entry of an archive, counted from 0.
    Entry(u64),
    /// An event, by its height.
    Event(u64),
    Setup,
    Election,
    /// A question of the election, counted from 0.
    Question(usize),
    Trustees,
    /// A trustee's public key, counted from 1 over all of them.
    Trustee(usize),
    Credentials,
    /// A public credential, counted from 0.
    Credential(usize),
    /// A private credential, as a voter holds it.
    PrivateCredential,
    /// A ballot, by its tracker.
    Ballot(String),
    /// A ballot that was opened for an audit.
    Opened,
    /// What a voter asks to be encrypted.
    Choices,
    EncryptedTally,
    /// The payload that says how many ballots a tally holds.
    Sizes,
    /// The share of the trustee of this number, counted from 1.
    PartialDecryption(usize),
    Result,
    PrivateKey,
    /// A message of the threshold ceremony, by its author counted from 1.
    Certificate(usize),
    Polynomial(usize),
    Secret(usize),
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Archive => f.write_str("the archive"),
            Object::Header => f.write_str("the archive's header"),
            Object::Entry(n) => write!(f, "entry {n} of the archive"),
            Object::Event(n) => write!(f, "event {n}"),
            Object::Setup => f.write_str("the setup"),
            Object::Election => f.write_str("the election"),
            Object::Question(n) => write!(f, "question {}", n + 1),
            Object::Trustees => f.write_str("the trustees"),
            Object::Trustee(n) => write!(f, "the key of trustee {n}"),
            Object::Credentials => f.write_str("the public credentials"),
            Object::Credential(n) => write!(f, "public credential {}", n + 1),
            Object::PrivateCredential => f.write_str("the private credential"),
            Object::Ballot(tracker) => write!(f, "the ballot {tracker}"),
            Object::Opened => f.write_str("the opened ballot"),
            Object::Choices => f.write_str("the choices"),
            Object::EncryptedTally => f.write_str("the encrypted tally"),
            Object::Sizes => f.write_str("the sizes of the tally"),
            Object::PartialDecryption(n) => write!(f, "the partial decryption of trustee {n}"),
            Object::Result => f.write_str("the result"),
            Object::PrivateKey => f.write_str("the private key"),
            Object::Certificate(n) => write!(f, "the certificate of trustee {n}"),
            Object::Polynomial(n) => write!(f, "the polynomial of trustee {n}"),
            Object::Secret(n) => write!(f, "the secret from trustee {n}"),
        }
    }
}

/// What is wrong. Paths such as `answers[0].choices[2].alpha` count from 0, as in JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("is not the JSON expected here: {0}")]
    Json(String),
    #[error("is not in its only form")]
    NotCanonical,
    #[error("«{0}» is no element in its only form")]
    Element(String),
    #[error("«{0}» lies outside of the group")]
    OutsideGroup(String),
    #[error("«{0}» is no number below the group's order in its only form")]
    Scalar(String),
    #[error("«{field}» has {found} items where {expected} are due")]
    Length { field: String, expected: usize, found: usize },
    #[error("the proof «{0}» does not hold")]
    Proof(String),
    #[error("«{0}» is not what the ballot holds")]
    Opening(String),
    #[error("the signature does not hold")]
    Signature,
    #[error("belongs to another election")]
    OtherElection,
    #[error("its credential is not in the list")]
    UnknownCredential,
    #[error("is there twice")]
    Twice,
    #[error("is not what the objects before it give")]
    Differs,
    #[error("{0}")]
    Wrong(&'static str),
    /// What a later version of this crate may read.
    #[error("{0}")]
    Unsupported(&'static str),
    #[error("could not be read: {0}")]
    Io(String),
}

/// An object that is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{object}: {why}")]
pub struct Refused {
    pub object: Object,
    pub why: Why,
}

impl Refused {
    pub fn new(object: Object, why: Why) -> Refused {
        Refused { object, why }
    }

    pub(crate) fn wrong(object: Object, sentence: &'static str) -> Refused {
        Refused { object, why: Why::Wrong(sentence) }
    }
}

/// `Err` unless it holds.
pub(crate) fn need(holds: bool, object: &Object, why: impl FnOnce() -> Why) -> Result<(), Refused> {
    if holds { Ok(()) } else { Err(Refused::new(object.clone(), why())) }
}

/// `Err` unless there are as many as due.
pub(crate) fn need_length(
    found: usize,
    expected: usize,
    object: &Object,
    field: impl FnOnce() -> String,
) -> Result<(), Refused> {
    need(found == expected, object, || Why::Length { field: field(), expected, found })
}
