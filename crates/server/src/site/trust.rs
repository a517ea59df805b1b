use super::{Shown, Site};
use dienhong_journal::Millis;
use dienhong_look::{Link, Markup, html, part};

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
            (self.witnesses())
            (part::section("not", &speech.t("site.verify_not"), &html! {
                p { (speech.t("site.verify_not_1")) }
                p { (speech.t("site.verify_not_2")) }
            }))
        };
        Shown { title, crumbs: Vec::new(), body }
    }

    /// Who else signs that the log goes on unchanged, and how far each has seen it.
    fn witnesses(&self) -> Markup {
        let speech = &self.speech;
        let known: Vec<String> = self
            .view
            .state
            .node
            .witnesses()
            .map(|witness| {
                let name = witness.key.split('+').next().unwrap_or_default();
                let operator = ("operator", witness.operator.as_str());
                match self.witnessed.iter().find(|said| said.name == name) {
                    None => speech.tell("verify.witness_silent", &[operator]),
                    Some(said) => {
                        let size = speech.many(usize::try_from(said.size).unwrap_or(usize::MAX));
                        let when = self.when(Millis::new(said.time.saturating_mul(1000)));
                        speech.tell(
                            "verify.witness_said",
                            &[operator, ("size", &size), ("when", &when)],
                        )
                    }
                }
            })
            .collect();
        part::section(
            "witnesses",
            &speech.t("verify.witnesses"),
            &html! {
                p { (speech.t("verify.witnesses_about")) }
                @if known.is_empty() { p { (speech.t("verify.no_witness")) } }
                ul { @for one in &known { li { (one) } } }
            },
        )
    }
}
