use dienhong_core::units::UnitId;
use dienhong_journal::{Storage, part::Part, tree::BadTree};
use dienhong_node::View;
use dienhong_store::{Reader, StoreError};

/// Why a part could not be made.
#[derive(Debug, thiserror::Error)]
pub enum NoPart {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Tree(#[from] BadTree),
}

/// The part of a unit's own records, or of those that concern all, in the log of the first `size` records. None:
/// it has no records there.
///
/// # Errors
/// [`NoPart`], also for a size that the log has not reached.
pub fn part(
    view: &View,
    reader: &Reader,
    unit: Option<&UnitId>,
    size: u64,
) -> Result<Option<Part>, NoPart> {
    let numbers: Vec<u64> =
        view.history.of_unit(unit).take_while(|number| *number < size).collect();
    let mut entries = Vec::with_capacity(numbers.len());
    // Records of one act lie side by side: they are read together.
    for run in numbers.chunk_by(|a, b| a + 1 == *b) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        reader
            .read(*first..last + 1, &mut |number, bytes| entries.push((number, bytes.to_vec())))?;
    }
    if entries.is_empty() {
        return Ok(None);
    }
    let unit = unit.map(ToString::to_string);
    Ok(Some(Part::of(&view.tree, size, unit, entries)?))
}
