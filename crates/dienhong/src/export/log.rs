//! The tree and the entries as tiles, and the parts of units.

use super::{folder::Folder, public::NotExported};
use dienhong_journal::{
    Journal, Storage,
    tiles::{Level, Tile, WIDTH, encode_bundle},
};
use dienhong_node::View;
use dienhong_publish::{gzipped, part};
use dienhong_store::{Reader, StoreError};
use dienhong_verifier::part_path;

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
        let path = tile.to_string();
        if tile.level == Level::Entries {
            squeezed(folder, &path, &bytes)?;
        }
        folder.write(&path, &bytes).map_err(NotExported::writing)?;
    }
    Ok(())
}

/// The compressed form beside a file, for servers that give it out.
fn squeezed(folder: &mut Folder, path: &str, bytes: &[u8]) -> Result<(), NotExported> {
    match gzipped(bytes) {
        Some(small) => folder.write(&format!("{path}.gz"), &small).map_err(NotExported::writing),
        None => Ok(()),
    }
}

/// Writes the part of every unit, and of what concerns all.
pub(super) fn parts(view: &View, reader: &Reader, folder: &mut Folder) -> Result<(), NotExported> {
    let units: Vec<_> = view.history.units().map(|unit| unit.cloned()).collect();
    for unit in units {
        let Some(part) = part(view, reader, unit.as_ref(), view.size)? else { continue };
        let (path, bytes) = (part_path(unit.as_ref()), part.encode());
        if let Some(small) = gzipped(&bytes) {
            folder.write_listed(&format!("{path}.gz"), &small).map_err(NotExported::writing)?;
        }
        folder.write_listed(&path, &bytes).map_err(NotExported::writing)?;
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
