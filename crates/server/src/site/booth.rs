//! The booth of a secret electronic vote: the voter's own browser encrypts, the page only asks and tells.
//!
//! Everything that happens is `assets/booth.js` with `assets/booth/` in a worker. The private credential reaches the
//! page behind the `#` of an address or through a field without a name, and is sent nowhere.

use super::Site;
use crate::Speech;
use belenios::election::Question;
use dienhong_look::{Link, Markup, assets, form, html, part};

/// A vote, as its booth needs it.
#[derive(Debug, Clone, Copy)]
pub struct Booth<'a> {
    /// Where its routes begin: `/votes/7`.
    pub at: &'a str,
    pub name: &'a str,
    /// As the election's JSON asks them.
    pub questions: &'a [Question],
    /// Until when one may vote, and vote again, as readers read it.
    pub closes: &'a str,
    /// Whether ballots are taken now. Checking goes on afterwards.
    pub open: bool,
    /// Of the election's JSON: what every ballot is bound to.
    pub fingerprint: &'a str,
}

/// What the script says, by name: `booth.say_<name>`, with `%fact%` where it puts one in.
pub(crate) const SAYS: [&str; 44] = [
    "starting",
    "ready",
    "failed",
    "no_wasm",
    "not_ready",
    "step",
    "closed",
    "chosen",
    "too_few",
    "too_many",
    "not_one",
    "nothing",
    "blank",
    "restored",
    "encrypting",
    "encrypted",
    "sending",
    "unsure",
    "not_arrived",
    "still_lost",
    "arrived",
    "cast_at",
    "refused",
    "opened_good",
    "opened_bad",
    "opened_fingerprint",
    "opened_file",
    "in_box",
    "in_box_replaced",
    "not_in_box",
    "content_same",
    "content_differs",
    "looking",
    "receipt_file",
    "credential_good",
    "credential_empty",
    "credential_character",
    "credential_length",
    "credential_check",
    "election",
    "choices",
    "ballot",
    "opened",
    "pending",
];

/// The sentences of a room by their names, as JSON.
pub(crate) fn says(speech: &Speech, room: &str, names: &[&str]) -> String {
    let said = names.iter().map(|name| (*name, speech.t(&format!("{room}.say_{name}"))));
    let said: std::collections::BTreeMap<&str, String> = said.collect();
    serde_json::to_string(&said).unwrap_or_default()
}

/// The hash of what the browser is given to compute with, for who compares.
pub(crate) fn program(speech: &Speech) -> Markup {
    html! {
        details {
            summary { (speech.t("booth.program")) }
            p { (speech.t("booth.program_about")) }
            p.path { (speech.t("booth.program_hash")) " " (part::hash(assets::booth_sha256())) }
        }
    }
}

impl Site<'_> {
    /// The page of a booth. The reader's check of figures is not on it: nothing runs beside the booth.
    pub fn booth(&self, vote: &Booth) -> Markup {
        let speech = &self.speech;
        let title = speech.t("booth.title");
        let crumbs = vec![
            Link::new(speech.t("site.home"), speech.url("/")),
            Link::new(vote.name, speech.url(vote.at)).lang(self.names()),
        ];
        self.dress(title, crumbs, &self.booth_body(vote), true)
    }

    fn booth_body(&self, vote: &Booth) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("booth.{key}"));
        html! {
            (part::head(&t("title"), Some(&html! { (self.named(vote.name)) })))
            div #booth .booth data-booth
                data-at=(vote.at)
                data-open=(vote.open)
                data-fingerprint=(vote.fingerprint)
                data-worker=(assets::href("booth-worker.js"))
                data-module=(assets::href("booth/booth.js"))
                data-wasm=(assets::href("booth/booth_bg.wasm"))
                data-sha256=(assets::booth_sha256())
                data-says=(says(speech, "booth", &SAYS)) {
                noscript { (part::notice(part::Tone::Look, &t("no_script"), &html! { p { (t("no_script_about")) } })) }
                @if vote.open { p.lead { (speech.tell("booth.about", &[("closes", vote.closes)])) } }
                p.draft role="status" aria-live="polite" data-progress { (t("say_starting")) }
                div.notice.error role="alert" tabindex="-1" data-wrong hidden { p { b data-wrong-text {} } }
                (self.who(vote))
                (self.choose(vote))
                (self.review())
                (self.sealed())
                (self.opened())
                (self.receipt_of_ballot(vote))
                (self.lost())
                (self.checker())
                (program(speech))
                script type="module" src=(assets::href("booth.js")) {}
            }
        }
    }

    /// A step: hidden until the script comes to it, its heading the place where the reader is put.
    fn step(&self, name: &str, body: &Markup) -> Markup {
        let id = format!("step-{name}");
        html! {
            section id=(id) data-step=(name) aria-labelledby={ (id) "-h" } hidden {
                h2 id={ (id) "-h" } tabindex="-1" { (self.speech.t(&format!("booth.step_{name}"))) }
                (body)
            }
        }
    }

    fn who(&self, vote: &Booth) -> Markup {
        let t = |key: &str| self.speech.t(&format!("booth.{key}"));
        self.step("who", &html! {
            p { (t("who_about")) }
            form data-form="who" autocomplete="off" {
                div.field {
                    label for="credential" { (t("credential")) }
                    p.hint #credential-hint { (t("credential_hint")) }
                    // Without a name it can be sent by no form.
                    input #credential type="text" autocomplete="off" autocapitalize="off" autocorrect="off"
                        spellcheck="false" aria-describedby="credential-error credential-hint" data-credential;
                    p.wrong #credential-error data-error="credential" hidden {}
                }
                @if vote.open { (form::button(form::Weight::Strong, &t("go_choose"))) }
            }
        })
    }

    fn choose(&self, vote: &Booth) -> Markup {
        let t = |key: &str| self.speech.t(&format!("booth.{key}"));
        self.step("choose", &html! {
            p.hint data-restored hidden { (t("say_restored")) }
            form data-form="choose" autocomplete="off" {
                @for (at, asked) in vote.questions.iter().enumerate() { (self.question(at, asked)) }
                div.actions {
                    (form::button(form::Weight::Strong, &t("go_review")))
                    (press("who", &t("go_back")))
                }
            }
        })
    }

    /// One of several as radio buttons, and where none may be chosen boxes to tick.
    fn question(&self, at: usize, asked: &Question) -> Markup {
        let speech = &self.speech;
        let one = asked.min == 1 && asked.max == 1;
        let kind = if one { "radio" } else { "checkbox" };
        let (min, max) = (asked.min.to_string(), asked.max.to_string());
        let rule = match (asked.min == asked.max, one) {
            (_, true) => "booth.choose_one",
            (true, false) => "booth.choose_exactly",
            (false, false) => "booth.choose_between",
        };
        let id = format!("q{at}");
        let box_of = |slot: usize, label: &Markup, blank: bool| {
            html! {
                div.pick {
                    input id={ (id) "-" (slot) } type=(kind) name=(id) value=(slot) data-blank[blank];
                    label for={ (id) "-" (slot) } { (label) }
                }
            }
        };
        let first = usize::from(asked.has_blank());
        html! {
            fieldset.choice id=(id) data-question=(at) data-min=(asked.min) data-max=(asked.max)
                data-slots=(asked.slots())
                aria-describedby={ (id) "-error " (id) "-hint" } {
                legend { (self.named(&asked.question)) }
                p.hint id={ (id) "-hint" } { (speech.tell(rule, &[("min", &min), ("max", &max)])) }
                p.wrong id={ (id) "-error" } data-error=(id) hidden {}
                @for (slot, answer) in asked.answers.iter().enumerate() {
                    (box_of(slot + first, &self.named(answer), false))
                }
                @if asked.has_blank() { (box_of(0, &html! { (speech.t("booth.blank")) }, true)) }
                @if !one { p.hint aria-live="polite" data-count-of=(id) {} }
            }
        }
    }

    fn review(&self) -> Markup {
        let t = |key: &str| self.speech.t(&format!("booth.{key}"));
        self.step(
            "review",
            &html! {
                p { (t("review_about")) }
                dl.particulars data-review {}
                div.actions {
                    (press_strong("encrypt", &t("go_encrypt")))
                    (press("choose", &t("go_change")))
                }
                progress data-encrypting hidden aria-label=(t("say_encrypting")) {}
            },
        )
    }

    fn sealed(&self) -> Markup {
        let t = |key: &str| self.speech.t(&format!("booth.{key}"));
        self.step(
            "sealed",
            &html! {
                p { (t("sealed_about")) }
                dl.particulars {
                    div { dt { (t("tracker")) } dd { code.hash data-tracker {} } }
                    div { dt { (t("content")) } dd { code.hash data-content {} } }
                }
                div.actions {
                    (press_strong("cast", &t("go_cast")))
                    (press("audit", &t("go_audit")))
                    (press("choose", &t("go_change")))
                }
                (part::more(&t("audit_why"), &html! { p { (t("audit_about")) } }))
            },
        )
    }

    fn opened(&self) -> Markup {
        let t = |key: &str| self.speech.t(&format!("booth.{key}"));
        self.step(
            "opened",
            &html! {
                p { b data-opened-verdict {} }
                p { (t("opened_about")) }
                dl.particulars {
                    div { dt { (t("content")) } dd { code.hash data-content {} } }
                }
                dl.particulars data-opened {}
                div.actions {
                    (press_strong("again", &t("go_again")))
                    (press("save-opened", &t("save_opened")))
                }
            },
        )
    }

    fn receipt_of_ballot(&self, vote: &Booth) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("booth.{key}"));
        self.step(
            "receipt",
            &html! {
                (part::notice(part::Tone::Done, &t("receipt_done"), &html! { p data-cast-at {} }))
                p { (speech.tell("booth.receipt_about", &[("closes", vote.closes)])) }
                dl.particulars {
                    div { dt { (t("vote")) } dd { (self.named(vote.name)) } }
                    div { dt { (t("tracker")) } dd { code.hash data-tracker {} } }
                    div { dt { (t("content")) } dd { code.hash data-content {} } }
                }
                p role="status" data-found {}
                div.actions {
                    (press("find", &t("go_find")))
                    (press("print", &t("print")))
                    (press("save-receipt", &t("save_receipt")))
                    @if vote.open { (press("again", &t("go_again"))) }
                }
                p.hint { (t("receipt_no_choice")) }
            },
        )
    }

    /// The line was lost while a ballot was sent: whether it is in the box is asked by its tracker.
    fn lost(&self) -> Markup {
        let t = |key: &str| self.speech.t(&format!("booth.{key}"));
        self.step("lost", &html! {
            (part::notice(part::Tone::Look, &t("lost_title"), &html! { p { (t("lost_about")) } }))
            dl.particulars { div { dt { (t("tracker")) } dd { code.hash data-tracker {} } } }
            p role="status" data-asked {}
            div.actions {
                (press_strong("ask", &t("go_ask")))
                (press("send-again", &t("go_send_again")))
            }
        })
    }

    /// For everybody, at any time: a ballot of the box by its tracker, and one that another device has opened.
    fn checker(&self) -> Markup {
        let t = |key: &str| self.speech.t(&format!("booth.{key}"));
        html! {
            section #checker aria-labelledby="checker-h" data-checker hidden {
                h2 #checker-h { (t("checker")) }
                form data-form="find" autocomplete="off" {
                    div.field {
                        label for="tracker" { (t("tracker")) }
                        p.hint #tracker-hint { (t("tracker_hint")) }
                        input #tracker type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                            aria-describedby="tracker-hint";
                    }
                    (form::button(form::Weight::Plain, &t("go_find")))
                    p role="status" data-looked-up {}
                }
                form data-form="opened" autocomplete="off" {
                    div.field {
                        label for="opened" { (t("opened_text")) }
                        p.hint #opened-hint { (t("opened_hint")) }
                        textarea #opened rows="4" spellcheck="false" aria-describedby="opened-hint" {}
                        label for="opened-file" { (t("opened_file")) }
                        input #opened-file type="file" accept="application/json,.json";
                    }
                    (form::button(form::Weight::Plain, &t("go_check_opened")))
                    p role="status" data-reopened-verdict {}
                    dl.particulars data-reopened {}
                }
            }
        }
    }
}

/// A button for the script.
pub(crate) fn press(act: &str, label: &str) -> Markup {
    html! { button.button type="button" data-act=(act) { (label) } }
}

/// The one thing to do in a step.
pub(crate) fn press_strong(act: &str, label: &str) -> Markup {
    html! { button.button.strong type="button" data-act=(act) { (label) } }
}
