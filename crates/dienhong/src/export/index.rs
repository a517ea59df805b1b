//! The pages of the public copy: those that the server shows, as files.

use dienhong_journal::Record;
use dienhong_look::map::Atlas;
use dienhong_node::View;
use dienhong_publish::Witnessed;
use dienhong_server::{
    home,
    site::{Copy, Papers, Write},
};
use dienhong_store::Reader;
use std::{io, path::Path};

/// The map of the demo's province, for journals on its units.
const MAP: &str = include_str!("../../../../data/thanhhoa_communes.geojson");

/// Which papers to print, and what they say about where the pages are.
#[derive(Debug, Clone)]
pub struct Printing {
    pub papers: Papers,
    /// None: as the journal's origin says.
    pub home: Option<String>,
}

/// Writes every page of the node in `data`, in every language, with its papers.
///
/// # Errors
/// Those of `write`, and of a journal or map that cannot be read.
pub fn pages(
    data: &Path,
    view: &View,
    witnessed: &[Witnessed],
    printing: &Printing,
    write: Write,
) -> io::Result<()> {
    let reader = Reader::open(data.join("journal.sqlite")).map_err(io::Error::other)?;
    let records = |seq| Record::decode(&reader.record(seq).ok()??).ok();
    let atlas = Atlas::read(MAP).map_err(io::Error::other)?;
    // The map is shown only where it is of these units.
    let known = |code: &str| view.state.units.get(&code.into()).is_some();
    let ours = atlas.communes.iter().any(|shape| known(&shape.code));
    let origin = view.state.node.started.as_ref().map_or("", |started| &started.origin);
    let home = printing.home.clone().unwrap_or_else(|| home(origin));
    let atlas = ours.then_some(&atlas);
    let papers = printing.papers;
    Copy { view, witnessed, atlas, records: &records, papers, home: &home }.write(write)
}
