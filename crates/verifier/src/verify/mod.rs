//! Verifying a published node.
//!
//! ```text
//! log.vkey ─▶ checkpoint ─▶ entry bundles ─▶ records ─▶ state ─▶ open data, pages
//!                 └── root ◀── tree ─▶ tiles     └─▶ lawful, checks, blobs
//! ```
//! A part reads the records of its units and of what lies above them, with proofs, instead of the bundles.

mod copies;
mod fold;
mod log;
mod note;
mod origin;
mod part;

pub use origin::{Minutes, Origin, Part};
pub use part::{PART_OF_ALL, part_of, part_path};

use crate::{
    Files, NotRead,
    pages::Claim,
    report::{Counted, Difference, NotChecked, Report, What},
};
use dienhong_core::{
    State,
    election::{AreaId, ElectionId},
    people::passkey::Signed,
    units::UnitId,
};
use dienhong_journal::{
    checkpoint::{Checkpoint, Verifier},
    cosignature::WitnessKey,
};
use fold::Fold;
use log::Log;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// Why nothing can be said of the files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("there is no checkpoint: this is not the public copy of a node")]
    NoCheckpoint,
    #[error("{0}")]
    File(#[from] NotRead),
    /// The journal is whole; this program does not know what the record says.
    #[error("I am older than this log: record {seq} is of the kind «{kind}»")]
    Older { seq: u64, kind: String },
    /// The part that was asked for names what the node does not know.
    #[error("the node has no {0}")]
    NoSuch(String),
}

/// How much is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every record and every figure.
    #[default]
    Whole,
    /// A unit and all that lies in it.
    Unit(UnitId),
    /// The units in which a constituency lies; its own records are those of `unit`, the lowest that holds them all.
    Constituency { unit: UnitId, election: ElectionId, number: u16 },
    /// The unit of an area, and the scans of the area's minutes.
    Area { unit: UnitId, area: AreaId },
}

/// What a reader has before his eyes: figures that a page showed when the journal had `size` records.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Seen {
    /// What the report shall call the page.
    pub page: String,
    pub size: u64,
    pub claims: Vec<Claim>,
}

/// What to check, and by what.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub scope: Scope,
    /// The key that must have signed the log, as the body gave it to the reader.
    pub key: Option<Verifier>,
    pub seen: Option<Seen>,
    /// Witnesses whose keys the reader has; those that the journal names are known anyway.
    pub witnesses: Vec<WitnessKey>,
}

/// What verifies the mathematics of officers' own signatures: WebCrypto in a browser, a native library elsewhere.
pub trait Signatures {
    fn good(&self, signed: &Signed) -> impl Future<Output = bool>;
}

/// How far it has come: records read, of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Records(u64, u64),
    /// Files beside the log.
    Copies,
}

/// What was found, and the state that follows from the records: figures can be followed to their origin.
pub struct Verified {
    pub report: Report,
    state: State,
    minutes: fold::Seqs,
}

impl Verified {
    fn nothing(report: Report) -> Verified {
        Verified { report, state: State::default(), minutes: fold::Seqs::default() }
    }

    pub fn state(&self) -> &State {
        &self.state
    }
}

/// Recomputes what `files` publish.
///
/// # Errors
/// [`Unreadable`] when nothing can be said; whatever does not agree is in the report.
pub async fn verify<F: Files>(
    files: &F,
    signatures: &impl Signatures,
    ask: &Ask,
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified, Unreadable> {
    let mut report = empty(ask.scope.clone());
    let Some((note, checkpoint)) = note::checkpoint(files, ask.key.as_ref(), &mut report).await?
    else {
        report.not_checked = vec![NotChecked::Everything];
        return Ok(Verified::nothing(report));
    };
    report.origin.clone_from(&checkpoint.origin);
    report.size = checkpoint.size;
    report.root = Some(checkpoint.root);
    let seen = ask.seen.as_ref();
    let mut fold = Fold::new(seen.map(|seen| seen.size));
    match &ask.scope {
        Scope::Whole => whole(files, &checkpoint, &mut fold, &mut report, progress).await?,
        part => part::check(files, &checkpoint, part, &mut fold, &mut report, progress).await?,
    }
    if let Some(seen) = seen {
        let covers = |subject: &_| part::covers(fold.state(), &ask.scope, subject);
        copies::seen(seen, &checkpoint, fold.then(), &covers, &mut report);
    }
    for (seq, signed) in std::mem::take(&mut fold.assertions) {
        if signatures.good(&signed).await {
            report.counted.assertions += 1;
        } else {
            report.differs(Difference::record(What::Assertion, seq));
        }
    }
    fold.conclude(&checkpoint, &mut report);
    note::others(&note, fold.state(), &ask.witnesses, &mut report);
    not_checked(ask, &fold, &mut report);
    let Fold { state, minutes, .. } = fold;
    Ok(Verified { report, state, minutes })
}

/// A fast native library.
#[cfg(not(target_arch = "wasm32"))]
struct Native;

#[cfg(not(target_arch = "wasm32"))]
impl Signatures for Native {
    async fn good(&self, signed: &Signed) -> bool {
        dienhong_passkeys::good(signed)
    }
}

/// As [`verify`], waiting for it on this thread.
///
/// # Errors
/// [`Unreadable`]
#[cfg(not(target_arch = "wasm32"))]
pub fn verify_here<F: Files>(
    files: &F,
    ask: &Ask,
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified, Unreadable> {
    pollster::block_on(verify(files, &Native, ask, progress))
}

async fn whole<F: Files>(
    files: &F,
    checkpoint: &Checkpoint,
    fold: &mut Fold,
    report: &mut Report,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), Unreadable> {
    let mut log = Log::new(checkpoint);
    log.read(files, fold, report, progress).await?;
    progress(Progress::Copies);
    log.compare(files, report).await?;
    if let Some((seq, kind)) = fold.unknown_kind()
        && report.agrees()
    {
        return Err(Unreadable::Older { seq, kind });
    }
    report.at = log.at();
    match log.stopped() {
        Some(seq) => report.not_checked.push(NotChecked::From(seq)),
        None => copies::all(files, fold, checkpoint, report).await?,
    }
    Ok(())
}

/// What nobody should take for granted.
fn not_checked(ask: &Ask, fold: &Fold, report: &mut Report) {
    let closed = fold.closed;
    report.counted.closed = closed;
    let not_checked = &mut report.not_checked;
    let mut add = |what: NotChecked| {
        if !not_checked.contains(&what) {
            not_checked.push(what);
        }
    };
    if ask.key.is_none() {
        add(NotChecked::Key);
    }
    if closed > 0 {
        add(NotChecked::Closed(closed));
    }
    if fold.rest_on_others > 0 {
        add(NotChecked::RestOnOthers(fold.rest_on_others));
    }
    if ask.scope != Scope::Whole {
        add(NotChecked::Omitted);
        add(NotChecked::Elsewhere);
    }
    let unasserted = fold.unasserted();
    if unasserted > 0 {
        add(NotChecked::Assertions(unasserted));
    }
    if report.witnessed.is_empty() {
        add(NotChecked::Witnesses);
    }
    [NotChecked::Officers, NotChecked::Paper, NotChecked::Roll, NotChecked::Words]
        .into_iter()
        .for_each(add);
}

fn empty(scope: Scope) -> Report {
    Report {
        scope,
        origin: String::new(),
        size: 0,
        root: None,
        at: dienhong_journal::Millis::default(),
        name: String::new(),
        simulated: None,
        key: String::new(),
        witnessed: Vec::new(),
        counted: Counted::default(),
        differences: Vec::new(),
        more: 0,
        not_checked: Vec::new(),
    }
}
