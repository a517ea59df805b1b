//! Files that show what is recorded, as readers see them.

use crate::Speech;
use dienhong_core::scans::Scans;
use dienhong_journal::Hash;
use dienhong_look::{Markup, html, part};

/// Whether all may see a file, and if not, why.
pub(crate) fn standing(speech: &Speech, files: &Scans, blob: &Hash) -> String {
    speech.t(match (files.shown(blob), files.get(blob)) {
        (Some(_), _) => "scan.public",
        (None, Some(known)) if known.private || known.looked.is_some() => "scan.unfit",
        (None, _) => "scan.unseen",
    })
}

/// A file to open, or a covered copy of it; else its hash, and why it is not to be seen.
pub(crate) fn file(speech: &Speech, files: &Scans, blob: &Hash) -> Markup {
    html! {
        @match files.shown(blob) {
            Some(shown) => {
                a href={ "/blobs/" (shown.blob) } { (speech.t("scan.open_evidence")) } " " (part::hash(&shown.blob.to_string()))
                @if shown.blob != *blob { " " (speech.t("scan.covered")) " " (part::hash(&blob.to_string())) }
            }
            None => { (speech.t("scan.kept_file")) " " (part::hash(&blob.to_string())) " (" (standing(speech, files, blob)) ")" }
        }
    }
}
