//! The pages of the public copy: those that the server shows, as files.

use dienhong_journal::Record;
use dienhong_look::map::Atlas;
use dienhong_node::View;
use dienhong_server::site;
use dienhong_store::Reader;
use std::{io, path::Path};

/// The map of the demo's province, for journals on its units.
const MAP: &str = include_str!("../../../../data/thanhhoa_communes.geojson");

/// Writes every page of the node in `data`, in every language.
///
/// # Errors
/// Those of `write`, and of a journal or map that cannot be read.
pub fn pages(
    data: &Path,
    view: &View,
    write: &mut dyn FnMut(&str, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let reader = Reader::open(data.join("journal.sqlite")).map_err(io::Error::other)?;
    let record = |seq| Record::decode(&reader.record(seq).ok()??).ok();
    let atlas = Atlas::read(MAP).map_err(io::Error::other)?;
    // The map is shown only where it is of these units.
    let known = |code: &str| view.state.units.get(&code.into()).is_some();
    let ours = atlas.communes.iter().any(|shape| known(&shape.code));
    site::write(view, ours.then_some(&atlas), &record, write)
}
