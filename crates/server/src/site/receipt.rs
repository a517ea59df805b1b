//! Receipts: that a record is in the log, checked by a page that needs no network.

use super::{Shown, Site};
use dienhong_look::{assets, html, part};

impl Site<'_> {
    /// Checks the receipt that stands behind the `#` of its address.
    pub(super) fn receipt(&self) -> Shown {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("receipt.{key}"));
        let title = t("title");
        // Every key that ever signed: a receipt outlives the key under which it was given.
        let keys: Vec<&str> = self.view.state.node.keys().map(|key| key.key.as_str()).collect();
        let body = html! {
            (part::head(&title, None))
            p.lead { (t("about")) }
            section #receipt .check data-receipt
                data-keys=(keys.join("\n"))
                data-root="/checkpoint"
                data-module=(assets::href("verifier.js"))
                data-wasm=(assets::href("verifier_bg.wasm"))
                data-served=(self.live)
                data-lang=(speech.lang())
                data-none=(t("none")) data-sorry=(t("sorry")) {
                noscript { p { (speech.t("verify.no_script")) } }
                p.sentence data-sentence tabindex="-1" role="status" { (t("waiting")) }
                ul data-details {}
                p.path data-note {}
                script type="module" src=(assets::href("receipt.js")) {}
            }
        };
        Shown { title, crumbs: Vec::new(), body }
    }
}
