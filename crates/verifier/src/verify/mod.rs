//! Verifying a published node.
//!
//! ```text
//! log.vkey ─▶ checkpoint ─▶ entry bundles ─▶ records ─▶ state ─▶ open data, pages
//!                 └── root ◀── tree ─▶ tiles     └─▶ lawful, checks, blobs
//! ```

mod copies;
mod fold;
mod log;
mod note;

use crate::{
    Files, NotRead,
    report::{Counted, NotChecked, Report},
};
use dienhong_journal::checkpoint::Verifier;
use fold::Fold;
use log::Log;

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
}

/// Recomputes everything that `files` publish. With `known`, the log must be signed by that key.
///
/// # Errors
/// [`Unreadable`] when nothing can be said; whatever does not agree is in the report.
pub fn verify(files: &dyn Files, known: Option<&Verifier>) -> Result<Report, Unreadable> {
    let mut report = empty();
    let Some(checkpoint) = note::checkpoint(files, known, &mut report)? else {
        report.not_checked = vec![NotChecked::Everything];
        return Ok(report);
    };
    report.origin.clone_from(&checkpoint.origin);
    report.size = checkpoint.size;
    report.root = Some(checkpoint.root);
    let mut fold = Fold::default();
    let mut log = Log::new(files, &checkpoint);
    log.read(&mut |taken, report| fold.take(taken, report), &mut report)?;
    log.compare(&mut report)?;
    if let Some((seq, kind)) = fold.unknown_kind()
        && report.agrees()
    {
        return Err(Unreadable::Older { seq, kind });
    }
    report.at = log.at();
    report.counted.closed = fold.closed;
    fold.conclude(&checkpoint, &mut report);
    match log.stopped() {
        Some(seq) => report.not_checked.push(NotChecked::From(seq)),
        None => {
            copies::blobs(files, fold.scans(), &mut report)?;
            copies::open_data(files, fold.state(), &mut report)?;
            copies::pages(files, fold.state(), &mut report)?;
        }
    }
    if known.is_none() {
        report.not_checked.push(NotChecked::Key);
    }
    let closed = report.counted.closed;
    report.not_checked.extend((closed > 0).then_some(NotChecked::Closed(closed)));
    report.not_checked.extend([
        NotChecked::Officers,
        NotChecked::Witnesses,
        NotChecked::Paper,
        NotChecked::Words,
    ]);
    Ok(report)
}

fn empty() -> Report {
    Report {
        origin: String::new(),
        size: 0,
        root: None,
        at: dienhong_journal::Millis::default(),
        name: String::new(),
        simulated: None,
        key: String::new(),
        counted: Counted::default(),
        differences: Vec::new(),
        more: 0,
        not_checked: Vec::new(),
    }
}
