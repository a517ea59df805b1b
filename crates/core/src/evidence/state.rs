use super::Event;
use crate::{
    Head,
    people::By,
    scans::{Looked, Scan, Scans},
    units::UnitId,
};
use dienhong_journal::Hash;
use imbl::OrdMap;
use std::sync::Arc;

/// The files of all units.
#[derive(Debug, Default, Clone)]
pub struct Files(OrdMap<UnitId, Arc<Scans>>);

static NONE: Scans = Scans::NONE;

impl Files {
    /// Those that were brought to a unit.
    pub fn of(&self, unit: &UnitId) -> &Scans {
        self.0.get(unit).map_or(&NONE, |scans| scans)
    }

    /// Every file with its unit.
    pub fn all(&self) -> impl Iterator<Item = (&UnitId, &Scan)> {
        self.0.iter().flat_map(|(unit, scans)| scans.iter().map(move |scan| (unit, scan)))
    }

    /// Those that all may see.
    pub fn shown(&self) -> impl Iterator<Item = &Scan> {
        self.all().map(|(_, scan)| scan).filter(|scan| scan.is_fit())
    }

    /// The units to which any was brought.
    pub fn units(&self) -> impl Iterator<Item = &UnitId> {
        self.0.keys()
    }

    /// Where a file was brought to. The same file may show something in several units.
    pub fn units_of(&self, blob: &Hash) -> impl Iterator<Item = &UnitId> {
        self.0.iter().filter(|(_, scans)| scans.get(blob).is_some()).map(|(unit, _)| unit)
    }

    pub(crate) fn apply(&mut self, head: &Head, event: &Event) {
        // Only officers act here; `lawful` reports any other record.
        let By::Officer(by) = &head.by else { return };
        let scans = Arc::make_mut(self.0.entry(event.unit().clone()).or_default());
        match event {
            Event::Brought { blob, media, bytes, private, .. } => {
                let private = *private;
                scans.bring(Scan { private, ..Scan::new(*blob, by, media, *bytes) });
            }
            Event::Reviewed { blob, fit, note, .. } => {
                let (by, fit, note) = (by.clone(), *fit, note.clone());
                scans.look(blob, &Looked { at: head.at, by, fit, note });
            }
            Event::Redacted { original, blob, media, bytes, .. } => {
                scans.bring(Scan::new(*blob, by, media, *bytes).of(*original));
            }
        }
    }
}
