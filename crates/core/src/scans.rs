//! Files that show something on paper: photographs, scans, PDFs. Who brings one and who looks it through
//! for what is private are two; until then, and where something is found, only officers see it.

use crate::people::OfficerId;
use dienhong_journal::{Hash, Millis};

/// The most covered copies of one file.
pub(crate) const MAX_COPIES: usize = 20;

/// Whether a file of this kind and length can be one.
pub(crate) fn is_scan(media: &str, bytes: u64) -> bool {
    matches!(media, "image/jpeg" | "image/png" | "image/webp" | "application/pdf") && bytes > 0
}

/// A picture of a paper, or the paper as a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    pub blob: Hash,
    pub by: OfficerId,
    pub media: String,
    pub bytes: u64,
    /// Who brought it said that it names private persons: at most a covered copy is ever public.
    pub private: bool,
    /// The scan of which it is a copy with something covered.
    pub original: Option<Hash>,
    /// Who looked last for what is private.
    pub looked: Option<Looked>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub at: Millis,
    pub by: OfficerId,
    pub fit: bool,
    pub note: Option<String>,
}

impl Scan {
    pub(crate) fn new(blob: Hash, by: &OfficerId, media: &str, bytes: u64) -> Scan {
        let (by, media) = (by.clone(), media.to_owned());
        Scan { blob, by, media, bytes, private: false, original: None, looked: None }
    }

    /// As a copy of `original` on which something is covered.
    pub(crate) fn of(self, original: Hash) -> Scan {
        Scan { original: Some(original), ..self }
    }

    /// Whether somebody found nothing private on it.
    pub fn is_fit(&self) -> bool {
        !self.private && self.looked.as_ref().is_some_and(|looked| looked.fit)
    }
}

/// Scans with their covered copies, in the order in which they were brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scans(Vec<Scan>);

impl Scans {
    pub(crate) const NONE: Scans = Scans(Vec::new());

    pub fn iter(&self) -> impl Iterator<Item = &Scan> {
        self.0.iter()
    }

    pub fn get(&self, blob: &Hash) -> Option<&Scan> {
        self.0.iter().find(|scan| scan.blob == *blob)
    }

    pub fn copies(&self, original: &Hash) -> impl DoubleEndedIterator<Item = &Scan> {
        self.0.iter().filter(move |scan| scan.original.as_ref() == Some(original))
    }

    /// Whether this officer ever brought it.
    pub fn brought_by(&self, blob: &Hash, officer: &OfficerId) -> bool {
        self.0.iter().any(|scan| scan.blob == *blob && scan.by == *officer)
    }

    /// The picture that all may see in the place of `blob`: itself, or the last copy on which what is private
    /// is covered. None: nobody has found one fit.
    pub fn shown(&self, blob: &Hash) -> Option<&Scan> {
        let own = self.0.iter().filter(|scan| scan.blob == *blob);
        own.chain(self.copies(blob).rev()).find(|scan| scan.is_fit())
    }

    pub(crate) fn bring(&mut self, mut scan: Scan) {
        // The same picture again was looked at already; what one calls private stays so.
        if let Some(known) = self.get(&scan.blob) {
            scan.looked.clone_from(&known.looked);
            scan.private |= known.private;
        }
        for known in self.0.iter_mut().filter(|known| known.blob == scan.blob) {
            known.private |= scan.private;
        }
        self.0.push(scan);
    }

    pub(crate) fn look(&mut self, blob: &Hash, looked: &Looked) {
        for scan in self.0.iter_mut().filter(|scan| scan.blob == *blob) {
            scan.looked = Some(looked.clone());
        }
    }
}
