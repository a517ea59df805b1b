//! What was checked, what differs, and what was not checked. Codes and facts; words live elsewhere.

use crate::verify::Scope;
use dienhong_journal::{Hash, Millis};
use serde::Serialize;

/// More differences than these are only counted.
pub const MOST: usize = 1000;

/// What verifying a published node found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub scope: Scope,
    /// As the checkpoint says it.
    pub origin: String,
    pub size: u64,
    pub root: Option<Hash>,
    /// Of the last record.
    pub at: Millis,
    /// As the first record says it.
    pub name: String,
    /// All of it is invented. None: the first record could not be read.
    pub simulated: Option<bool>,
    /// The key by which the checkpoint was checked.
    pub key: String,
    /// Who else has signed that this is the history.
    pub witnessed: Vec<Witnessed>,
    pub counted: Counted,
    pub differences: Vec<Difference>,
    /// Differences beyond those listed.
    pub more: u64,
    pub not_checked: Vec<NotChecked>,
}

/// A witness that has cosigned the checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Witnessed {
    pub name: String,
    /// As the journal names it; empty: the reader has brought the key.
    pub operator: String,
    /// By its own clock, in seconds since 1970.
    pub time: u64,
}

/// How much was compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Records whose bytes, place and meaning were checked; closed ones only by bytes and place.
    pub records: u64,
    pub closed: u64,
    /// Files of the tree compared with our own; of a part, files of records proved to be in it.
    pub tiles: u64,
    /// Published versions of minutes that went through the checks.
    pub minutes: u64,
    /// Officers' own signatures that are good.
    pub assertions: u64,
    pub blobs: u64,
    /// Ballots of electronic boxes whose proofs hold.
    pub ballots: u64,
    pub data_files: u64,
    /// Figures that follow from the records and stand in files of open data.
    pub data_figures: u64,
    pub pages: u64,
    pub page_figures: u64,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub what: What,
    pub place: Place,
    /// Which field or figure; empty: the whole.
    pub field: String,
    pub published: String,
    pub recomputed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Record(u64),
    File(String),
}

/// Kinds of differences; the names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The file that should be there is not.
    Missing,
    /// A file that does not follow from anything.
    Unexpected,
    /// The file does not have its form.
    Malformed,
    /// The published key is not the one that the reader knows.
    OtherKey,
    Signature,
    /// An officer's own signature is not good.
    Assertion,
    /// The checkpoint is of another log.
    Origin,
    /// The records give another root than was signed.
    Root,
    /// The records of a part are not proved to be in the log.
    NotProved,
    /// A page says that it was made from more records than were signed.
    Ahead,
    /// A hash of the tree.
    Hash,
    /// The record is not the one whose hash is in the tree.
    Changed,
    /// The bytes of the record, or its place in the journal, break a rule of journals.
    Broken,
    NotUnderstood,
    /// A rule of the law or of the program forbids the record.
    Unlawful,
    /// Published minutes break a check.
    Check,
    /// The bytes do not have the hash that names them.
    Content,
    /// A proof, a ballot or a sum of an electronic box.
    BallotBox,
    /// A figure.
    Figure,
    /// A page claims a figure that does not exist.
    UnknownFigure,
    /// What a page shows is not what it marks.
    Shown,
    /// Something else that open data say of the records.
    Data,
}

/// What was not checked, so that nobody takes it for granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotChecked {
    /// That the key is the body's: nobody said which one it should be.
    Key,
    /// Who typed and published: that is the node's word.
    Officers,
    /// Published minutes that lack signatures by keys of the officers' own: who signed them is the node's word.
    Assertions(u64),
    /// A key was in other hands: what it signed then proves nothing by itself.
    Stolen { since: Millis, until: Millis },
    /// That all see the same journal: no witness has signed it yet.
    Witnesses,
    /// What closed records say.
    Closed(u64),
    /// Records that rest on what happened in units that were not read.
    RestOnOthers(u64),
    /// Whether a record of the part was left out: only the whole check shows that, or a mirror that made it.
    Omitted,
    /// Anything outside of the part.
    Elsewhere,
    /// Figures on the reader's page that lie outside of the part.
    Outside(u64),
    /// The records of single units: this copy does not have them.
    Parts,
    /// The other pages: they are checked one by one only of a copy at hand.
    Pages,
    /// Files beside the log: the node has published more since the check began.
    Moved,
    /// That the paper says what was typed.
    Paper,
    /// That those on the roll are the people who may vote.
    Roll,
    /// Words of pages, and numbers that they do not mark as figures.
    Words,
    /// Whether there are other files: this source cannot list them.
    Listing,
    /// Files beside pages: styles, pictures, documents; only that they are whole.
    Others(u64),
    /// Records from this one on, and with them every figure.
    From(u64),
    /// Anything beyond the checkpoint, which cannot be read.
    Everything,
}

impl Report {
    /// Whether all that was checked agrees.
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }

    /// Whether only a part was asked for.
    pub(crate) fn is_part(&self) -> bool {
        self.scope != Scope::Whole
    }

    /// Whether a difference names this file already.
    pub(crate) fn names(&self, path: &str) -> bool {
        let named = |place: &Place| matches!(place, Place::File(known) if known == path);
        self.differences.iter().any(|difference| named(&difference.place))
    }

    pub(crate) fn differs(&mut self, difference: Difference) {
        if self.differences.len() < MOST {
            self.differences.push(difference);
        } else {
            self.more += 1;
        }
    }
}

impl Difference {
    pub(crate) fn new(what: What, place: Place) -> Difference {
        let (field, published, recomputed) = Default::default();
        Difference { what, place, field, published, recomputed }
    }

    pub(crate) fn file(what: What, path: &str) -> Difference {
        Difference::new(what, Place::File(path.to_owned()))
    }

    pub(crate) fn record(what: What, seq: u64) -> Difference {
        Difference::new(what, Place::Record(seq))
    }

    #[must_use]
    pub(crate) fn field(self, field: impl ToString) -> Difference {
        Difference { field: field.to_string(), ..self }
    }

    #[must_use]
    pub(crate) fn values(self, published: impl ToString, recomputed: impl ToString) -> Difference {
        let (published, recomputed) = (published.to_string(), recomputed.to_string());
        Difference { published, recomputed, ..self }
    }
}
