//! Scans of published minutes and of evidence, and archives of electronic boxes: the records say which there are.

use super::{NotMirrored, pages::MOST_FILE, place::Place, source::Source};
use dienhong_core::{State, understand, vote::Vote};
use dienhong_journal::{
    Chain, Hash,
    tiles::{Level, Tile, WIDTH},
};
use dienhong_verifier::{ballot_box, blob_path};
use std::{collections::BTreeSet, sync::Arc};

/// The records that were read, folded as far as they are understood.
#[derive(Default)]
pub(super) struct Blobs {
    chain: Chain,
    state: State,
    /// A record that this program does not know: what it publishes is not for us to say.
    stopped: bool,
    /// Named by the records, and not to be had: they are asked for again.
    missing: BTreeSet<Hash>,
}

impl Blobs {
    /// Lays out the scans that the first `size` records publish and that are not here yet.
    pub async fn take(
        &mut self,
        source: &Source,
        place: &Place,
        size: u64,
    ) -> Result<(), NotMirrored> {
        self.fold(place, size)?;
        let names: BTreeSet<Hash> = self.state.shown_scans().map(|scan| scan.blob).collect();
        // On what was published somebody has found something private since.
        let minutes = self.state.tally.begun().flat_map(|(_, _, minutes)| minutes.papers.iter());
        let all = minutes.chain(self.state.evidence.all().map(|(_, scan)| scan));
        for scan in all.filter(|scan| !names.contains(&scan.blob)) {
            let path = blob_path(&scan.blob);
            if !self.stopped && place.has(&path) {
                place.remove(&path)?;
            }
        }
        for name in names {
            let path = blob_path(&name);
            if place.has(&path) {
                continue;
            }
            // A static copy has shelves, a running node answers by the name alone.
            let mut found = source.get(&path, MOST_FILE).await?;
            if found.is_none() {
                found = source.get(&format!("blobs/{name}"), MOST_FILE).await?;
            }
            // The node itself may have lost it.
            let found = found.filter(|bytes| Hash::of(bytes) == name);
            self.lays(place, (name, &path), found)?;
        }
        self.archives(source, place).await
    }

    /// Lays out the archives of the electronic boxes that are open: nothing is added to them any more.
    async fn archives(&mut self, source: &Source, place: &Place) -> Result<(), NotMirrored> {
        let started = self.state.node.started.as_ref();
        let origin = started.map(|started| started.origin.clone()).unwrap_or_default();
        let votes: Vec<Arc<Vote>> = self.state.vote.all().cloned().collect();
        for vote in votes {
            let Some((result, _)) = vote.ballots.opened else { continue };
            let path = ballot_box::archive_path(&vote.id);
            if place.has(&path) {
                continue;
            }
            // It cannot be had, or proves nothing.
            let found = source.get(&path, ballot_box::LARGEST).await.ok().flatten();
            let (origin, of) = (origin.clone(), vote.clone());
            let proved = tokio::task::spawn_blocking(move || {
                found.filter(|found| ballot_box::differences(&origin, &of, found).is_empty())
            });
            let proved = proved.await.ok().flatten();
            self.lays(place, (result, &path), proved)?;
        }
        Ok(())
    }

    /// Lays out a file. One that is not to be had holds nobody up: that is told once.
    fn lays(
        &mut self,
        place: &Place,
        (name, path): (Hash, &str),
        found: Option<Vec<u8>>,
    ) -> Result<(), NotMirrored> {
        match found {
            Some(bytes) => {
                self.missing.remove(&name);
                place.stage(path, &bytes)?;
            }
            None => {
                if self.missing.insert(name) {
                    eprintln!(
                        "dienhong mirror: {path}, which the records publish, is not to be had"
                    );
                }
            }
        }
        Ok(())
    }

    /// What the records say; none: not all of them are understood.
    pub fn state(&self) -> Option<&State> {
        (!self.stopped).then_some(&self.state)
    }

    fn fold(&mut self, place: &Place, size: u64) -> Result<(), NotMirrored> {
        while !self.stopped && self.chain.len() < size {
            let next = self.chain.len();
            let number = next / WIDTH;
            let width = u16::try_from((size - number * WIDTH).min(WIDTH)).unwrap_or(256);
            let tile = Tile { level: Level::Entries, number, width };
            let path = tile.to_string();
            let bytes = place.read(&path)?;
            let bytes = bytes.ok_or_else(|| NotMirrored::Missing { path: path.clone() })?;
            let bad = |why: &dyn std::fmt::Display| NotMirrored::Malformed {
                path: path.clone(),
                why: why.to_string(),
            };
            let entries = tile.parse_entries(&bytes).map_err(|why| bad(&why))?;
            let skip = usize::try_from(next % WIDTH).unwrap_or(usize::MAX);
            for entry in entries.into_iter().skip(skip) {
                // What breaks a rule is the verifier's to name; a mirror keeps what was signed.
                let Ok(record) = self.chain.take(entry, || None) else {
                    self.stopped = true;
                    break;
                };
                let Some(record) = record else { continue };
                let Ok((head, event)) = understand(&record) else {
                    self.stopped = true;
                    break;
                };
                self.state.apply(&head, &event);
            }
        }
        Ok(())
    }
}
