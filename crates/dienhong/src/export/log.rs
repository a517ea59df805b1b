//! The tree and the entries as tiles.

use super::{folder::Folder, public::NotExported};
use dienhong_journal::{
    Journal, Storage,
    tiles::{Level, Tile, WIDTH, encode_bundle},
};
use dienhong_store::StoreError;

/// Writes every tile of the first `size` records, partial ones at the edge.
pub(super) fn write<S: Storage<Error = StoreError>>(
    journal: &Journal<S>,
    folder: &mut Folder,
    progress: &mut dyn FnMut(&str),
) -> Result<(), NotExported> {
    let size = journal.len();
    for tile in Tile::since(0, size) {
        let bytes = match tile.level {
            Level::Hashes(_) => tile.hashes(journal.tree())?,
            Level::Entries => {
                if tile.number.is_multiple_of(400) {
                    progress(&format!("records: {} of {size}", tile.number * WIDTH));
                }
                entries(journal, &tile)?
            }
        };
        folder.write(&tile.to_string(), &bytes).map_err(NotExported::writing)?;
    }
    Ok(())
}

fn entries<S: Storage<Error = StoreError>>(
    journal: &Journal<S>,
    tile: &Tile,
) -> Result<Vec<u8>, NotExported> {
    let first = tile.number * WIDTH;
    let mut entries: Vec<Vec<u8>> = Vec::with_capacity(usize::from(tile.width));
    let range = first..first + u64::from(tile.width);
    journal.storage().read(range, &mut |_, bytes| entries.push(bytes.to_vec()))?;
    Ok(encode_bundle(&entries)?)
}
