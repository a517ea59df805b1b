//! The key and the signed checkpoint.

use crate::{
    Files, NotRead,
    report::{Difference, Report, What},
    verify::Unreadable,
};
use dienhong_journal::checkpoint::{Checkpoint, Note, Verifier};

const KEY: &str = "log.vkey";
const CHECKPOINT: &str = "checkpoint";

/// What the checkpoint says, whether or not its signature is good: that is in the report.
pub(super) fn checkpoint(
    files: &dyn Files,
    known: Option<&Verifier>,
    report: &mut Report,
) -> Result<Option<Checkpoint>, Unreadable> {
    let bytes = files.read(CHECKPOINT)?.ok_or(Unreadable::NoCheckpoint)?;
    let published = key(files, report)?;
    if let (Some(published), Some(known)) = (&published, known)
        && published != known
    {
        report.differs(Difference::file(What::OtherKey, KEY).values(published, known));
    }
    let key = known.or(published.as_ref());
    report.key = key.map(ToString::to_string).unwrap_or_default();
    let malformed =
        |why: &dyn std::fmt::Display| Difference::file(What::Malformed, CHECKPOINT).values(why, "");
    let Ok(text) = String::from_utf8(bytes) else {
        report.differs(malformed(&"not UTF-8"));
        return Ok(None);
    };
    if let Some(key) = key
        && let Err(why) = Checkpoint::verify(&text, key)
    {
        report.differs(Difference::file(What::Signature, CHECKPOINT).values(why, ""));
    }
    let read = Note::parse(&text).and_then(|note| note.text().parse::<Checkpoint>());
    match read {
        Ok(checkpoint) => Ok(Some(checkpoint)),
        Err(why) => {
            report.differs(malformed(&why));
            Ok(None)
        }
    }
}

/// The key that the node publishes; one line and nothing else.
fn key(files: &dyn Files, report: &mut Report) -> Result<Option<Verifier>, NotRead> {
    let Some(bytes) = files.read(KEY)? else {
        report.differs(Difference::file(What::Missing, KEY));
        return Ok(None);
    };
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let key = text.strip_suffix('\n').and_then(|line| line.parse::<Verifier>().ok());
    // Base64 has one form here; what the key is written as again must be what was there.
    let key = key.filter(|key| format!("{key}\n") == text);
    if key.is_none() {
        report.differs(Difference::file(What::Malformed, KEY).values(text.trim_end(), ""));
    }
    Ok(key)
}
