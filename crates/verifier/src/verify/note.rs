//! The key and the signed checkpoint.

use crate::{
    Files, NotRead,
    files::most,
    report::{Difference, NotChecked, Report, What, Witnessed},
    verify::Unreadable,
};
use dienhong_core::State;
use dienhong_journal::{
    checkpoint::{Checkpoint, Note, Verifier},
    cosignature::WitnessKey,
};

const KEY: &str = "log.vkey";
const CHECKPOINT: &str = "checkpoint";

/// What the checkpoint says, whether or not its signature is good: that is in the report.
pub(super) async fn checkpoint<F: Files>(
    files: &F,
    known: Option<&Verifier>,
    report: &mut Report,
) -> Result<Option<(Note, Checkpoint)>, Unreadable> {
    let bytes = files.read(CHECKPOINT, most::NOTE).await?.ok_or(Unreadable::NoCheckpoint)?;
    let published = key(files, report).await?;
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
    let read = Note::parse(&text).and_then(|note| {
        let checkpoint = note.text().parse::<Checkpoint>()?;
        Ok((note, checkpoint))
    });
    match read {
        Ok(read) => Ok(Some(read)),
        Err(why) => {
            report.differs(malformed(&why));
            Ok(None)
        }
    }
}

/// The key that the node publishes; one line and nothing else.
async fn key<F: Files>(files: &F, report: &mut Report) -> Result<Option<Verifier>, NotRead> {
    let Some(bytes) = files.read(KEY, most::NOTE).await? else {
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

/// Which of the witnesses that the journal or the reader names have cosigned, and the windows of stolen keys.
pub(super) fn others(note: &Note, state: &State, given: &[WitnessKey], report: &mut Report) {
    let named = state.node.witnesses().filter_map(|witness| {
        Some((witness.key.parse::<WitnessKey>().ok()?, witness.operator.clone()))
    });
    let given = given.iter().map(|key| (key.clone(), String::new()));
    for (key, operator) in named.chain(given) {
        match key.verify(note) {
            Ok(None) => {}
            Ok(Some(time)) => {
                let witnessed = Witnessed { name: key.name().to_owned(), operator, time };
                if report.witnessed.iter().all(|known| known.name != witnessed.name) {
                    report.witnessed.push(witnessed);
                }
            }
            Err(why) => {
                let forged = Difference::file(What::Signature, CHECKPOINT).field(key.name());
                report.differs(forged.values(why, ""));
            }
        }
    }
    // From its record on, the key that the journal names signs it.
    if let Some(named) = state.node.key()
        && !report.key.is_empty()
        && named.key != report.key
    {
        report.differs(Difference::file(What::OtherKey, KEY).values(&report.key, &named.key));
    }
    for key in state.node.keys() {
        if let Some(since) = key.stolen_since {
            report.not_checked.push(NotChecked::Stolen { since, until: key.at });
        }
    }
}

/// The size that the node's checkpoint names now. None: it cannot be read as one.
pub(super) async fn size_now<F: Files>(files: &F) -> Result<Option<u64>, NotRead> {
    let Some(bytes) = files.read(CHECKPOINT, most::NOTE).await? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let read = Note::parse(&text).and_then(|note| note.text().parse::<Checkpoint>());
    Ok(read.ok().map(|checkpoint| checkpoint.size))
}
