use super::{Shown, Site};
use dienhong_look::{Link, html, part};

impl Site<'_> {
    /// How anybody checks all of this without trusting it.
    pub(super) fn trust(&self) -> Shown {
        let speech = &self.speech;
        let title = speech.t("site.nav_verify");
        let body = html! {
            (part::head(&title, None))
            p.lead { (speech.t("site.verify_lead")) }
            ol {
                li { (speech.t("site.verify_1")) }
                li { (speech.t("site.verify_2")) pre tabindex="0" { code { "dienhong verify OUT" } } }
                li { (speech.t("site.verify_3")) }
            }
            (part::section("state", &speech.t("site.verify_state"), &html! {
                dl.particulars {
                    div { dt { (speech.t("site.verify_size")) } dd { (speech.many(usize::try_from(self.view.size).unwrap_or(usize::MAX))) } }
                    div { dt { (speech.t("site.verify_root")) } dd { (part::hash(&self.view.root.to_string())) } }
                }
                (part::links(&[
                    (Link::new("checkpoint", "/checkpoint"), None),
                    (Link::new("log.vkey", "/log.vkey"), None),
                ]))
            }))
            (self.signing_keys())
            (part::section("not", &speech.t("site.verify_not"), &html! {
                p { (speech.t("site.verify_not_1")) }
                p { (speech.t("site.verify_not_2")) }
            }))
        };
        Shown { title, crumbs: Vec::new(), body }
    }
}
