use crate::{NotFetched, Web};
use dienhong_journal::{
    Hash,
    checkpoint::{BadNote, Checkpoint, Note, SignatureLine},
    cosignature::WitnessKey,
    witness::{Request, SIZE_TYPE},
};

/// A witness answers with a few lines.
const MOST_BYTES: u64 = 32 * 1024;

/// How often another size is tried: other copies of the log may be asking too.
const MOST_TRIES: usize = 3;

/// Why a witness did not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCosigned {
    #[error(transparent)]
    NotFetched(#[from] NotFetched),
    #[error("our own checkpoint: {0}")]
    Note(#[from] BadNote),
    #[error("the witness {witness} has seen {size} leaves already, this checkpoint has {ours}")]
    Ahead { witness: String, size: u64, ours: u64 },
    #[error("the witness {witness} does not agree on a size: it last said {size}")]
    Unsteady { witness: String, size: u64 },
    #[error("the witness {witness} says that our log is not the one it saw before: {said}")]
    Inconsistent { witness: String, said: String },
    #[error("the witness {witness} refuses with the status {status}: {said}")]
    Refused { witness: String, status: u16, said: String },
    #[error("the answer of the witness {witness} has no cosignature by its key")]
    NoCosignature { witness: String },
    #[error("the answer of the witness {witness}: {why}")]
    Malformed { witness: String, why: String },
}

/// Asks the witness with `key` at `web` to cosign the signed checkpoint `note`, and answers its signature line once it
/// verifies. `old` is the size that it cosigned last as far as we know; `proof` answers the consistency proof from
/// any smaller size to that of the note.
///
/// # Errors
/// [`NotCosigned`]
pub async fn cosign(
    web: &Web,
    key: &WitnessKey,
    old: u64,
    note: &str,
    proof: impl Fn(u64) -> Vec<Hash>,
) -> Result<String, NotCosigned> {
    let note = Note::parse(note)?;
    let ours = note.text().parse::<Checkpoint>()?.size;
    let witness = || key.name().to_owned();
    // What we believe can be wrong; the witness says what is right.
    let mut old = old.min(ours);
    for _ in 0..MOST_TRIES {
        let request = Request { old, proof: proof(old), note: note.clone() };
        let body = request.to_string().into_bytes();
        let said = web.post("add-checkpoint", body, MOST_BYTES).await?;
        let text = String::from_utf8(said.bytes).unwrap_or_default();
        match said.status {
            200 => return line(key, note, &text),
            409 => old = size(key, &said.kind, &text, old, ours)?,
            422 => {
                return Err(NotCosigned::Inconsistent { witness: witness(), said: brief(&text) });
            }
            status => {
                return Err(NotCosigned::Refused {
                    witness: witness(),
                    status,
                    said: brief(&text),
                });
            }
        }
    }
    Err(NotCosigned::Unsteady { witness: witness(), size: old })
}

/// The line in `answer` that is by this key and good. Lines of other keys are passed over.
fn line(key: &WitnessKey, note: Note, answer: &str) -> Result<String, NotCosigned> {
    let witness = || key.name().to_owned();
    let malformed =
        |why: BadNote| NotCosigned::Malformed { witness: witness(), why: why.to_string() };
    let lines: Result<Vec<SignatureLine>, _> = answer.lines().map(str::parse).collect();
    let ours = lines.map_err(malformed)?.into_iter().find(|line| key.claims(line));
    let line = ours.ok_or_else(|| NotCosigned::NoCosignature { witness: witness() })?;
    let text = line.to_string();
    // What came with the note before says nothing about what came now.
    let cosigned = note.only(|_| false).with(line).map_err(malformed)?;
    match key.verify(&cosigned).map_err(malformed)? {
        Some(1..) => Ok(text),
        _ => Err(NotCosigned::NoCosignature { witness: witness() }),
    }
}

/// The size that a witness says it cosigned last.
fn size(
    key: &WitnessKey,
    kind: &str,
    text: &str,
    asked: u64,
    ours: u64,
) -> Result<u64, NotCosigned> {
    let witness = key.name().to_owned();
    let size = text.strip_suffix('\n').unwrap_or(text).parse::<u64>();
    match size {
        Ok(size) if kind == SIZE_TYPE && size == asked => {
            Err(NotCosigned::Unsteady { witness, size })
        }
        Ok(size) if kind == SIZE_TYPE && size > ours => {
            Err(NotCosigned::Ahead { witness, size, ours })
        }
        Ok(size) if kind == SIZE_TYPE => Ok(size),
        _ => Err(NotCosigned::Malformed { witness, why: format!("no size: {}", brief(text)) }),
    }
}

/// The beginning of what somebody else wrote, fit to be printed.
fn brief(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
