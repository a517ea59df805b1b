//! A trustee of a secret electronic vote: the page in whose browser its key is made, and used once.
//!
//! Everything that happens is `assets/trustee.js` with `assets/booth/` in a worker. The secret is written to a file of
//! the trustee's own and read from it, and is sent nowhere.

use super::{
    Site,
    booth::{press, press_strong, program, says},
};
use dienhong_look::{Link, Markup, assets, form, html, part};

/// What a trustee is to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Make a key of its own.
    Key,
    /// First round of a ceremony: a seed and its certificate.
    Certificate,
    /// Second round, when all certificates are there.
    Polynomial,
    /// Third round, when all polynomials are there.
    Share,
    /// The ballots are added up: a share of the decryption.
    Decryption,
    /// Nothing until others have done their part.
    Wait,
}

impl Task {
    /// Where its outcome is sent: the last part of an address, and a key of words.
    pub fn name(self) -> &'static str {
        match self {
            Task::Key => "key",
            Task::Certificate => "certificate",
            Task::Polynomial => "polynomial",
            Task::Share => "share",
            Task::Decryption => "decryption",
            Task::Wait => "wait",
        }
    }

    fn makes(self) -> bool {
        matches!(self, Task::Key | Task::Certificate)
    }
}

/// One trustee of one vote, as its page needs it.
#[derive(Debug, Clone, Copy)]
pub struct Trustee<'a> {
    /// Where the vote's routes begin: `/votes/7`.
    pub at: &'a str,
    pub vote: &'a str,
    /// Counted from 1.
    pub number: usize,
    pub name: &'a str,
    /// As in the election's JSON.
    pub group: &'a str,
    /// How many of how many decrypt together; none: each holds a key of its own and all are needed.
    pub threshold: Option<(usize, usize)>,
    pub task: Task,
    /// What this trustee has made public already: JSON, against which its file is read. Empty: nothing yet.
    pub public: &'a str,
    /// The session's token.
    pub csrf: &'a str,
}

/// What the script says, by name: `trustee.say_<name>`.
const SAYS: [&str; 22] = [
    "starting",
    "ready",
    "failed",
    "no_wasm",
    "making",
    "made",
    "saved",
    "confirmed",
    "not_yet",
    "working",
    "checking",
    "checked",
    "sending",
    "sent",
    "refused",
    "lost",
    "secret",
    "secret_of_another",
    "secret_needs_share",
    "ceremony",
    "archive",
    "archive_open",
];

impl Site<'_> {
    /// The page of a trustee.
    pub fn trustee(&self, trustee: &Trustee) -> Markup {
        let speech = &self.speech;
        let title = speech.t("trustee.title");
        let crumbs = vec![
            Link::new(speech.t("site.home"), speech.url("/")),
            Link::new(trustee.vote, speech.url(trustee.at)).lang(self.names()),
        ];
        self.dress(title, crumbs, &self.trustee_body(trustee), true)
    }

    fn trustee_body(&self, trustee: &Trustee) -> Markup {
        let speech = &self.speech;
        let t = |key: &str| speech.t(&format!("trustee.{key}"));
        let number = trustee.number.to_string();
        let task = trustee.task.name();
        html! {
            (part::head(&t("title"), Some(&html! {
                (self.named(trustee.vote)) " · " (speech.tell("trustee.you", &[("number", &number)])) " " (self.named(trustee.name))
            })))
            p.lead { (self.needed(trustee)) }
            div #trustee .booth data-trustee
                data-at=(trustee.at) data-number=(trustee.number) data-group=(trustee.group) data-task=(task)
                data-threshold=[trustee.threshold.map(|(needed, _)| needed)]
                data-public=(trustee.public) data-csrf=(trustee.csrf) data-name=(trustee.name)
                data-worker=(assets::href("booth-worker.js"))
                data-module=(assets::href("booth/booth.js"))
                data-wasm=(assets::href("booth/booth_bg.wasm"))
                data-sha256=(assets::booth_sha256())
                data-says=(says(speech, "trustee", &SAYS)) {
                @if trustee.task == Task::Wait {
                    (part::notice(part::Tone::Info, &t("task_wait"), &html! { p { (t("about_wait")) } }))
                } @else {
                    noscript { (part::notice(part::Tone::Look, &t("no_script"), &html! { p { (t("no_script_about")) } })) }
                    p.draft role="status" aria-live="polite" data-progress { (t("say_starting")) }
                    div.notice.error role="alert" tabindex="-1" data-wrong hidden { p { b data-wrong-text {} } }
                    section #task aria-labelledby="task-h" data-work hidden {
                        h2 #task-h tabindex="-1" { (t(&format!("task_{task}"))) }
                        p { (t(&format!("about_{task}"))) }
                        @if trustee.task.makes() { (self.making()) } @else { (self.using(trustee.task)) }
                    }
                    (part::section_in(None, "sent", &t("sent"), &html! {
                        p data-sent tabindex="-1" { (t("sent_nothing")) }
                        dl.particulars data-fingerprint-box hidden { div { dt { (t("fingerprint")) } dd { code.hash data-fingerprint {} } } }
                    }))
                    (program(speech))
                    script type="module" src=(assets::href("trustee.js")) {}
                }
            }
        }
    }

    /// Who is needed for the result.
    fn needed(&self, trustee: &Trustee) -> String {
        let speech = &self.speech;
        match trustee.threshold {
            None => speech.t("trustee.all_needed"),
            Some((needed, of)) => {
                let (needed, of) = (needed.to_string(), of.to_string());
                speech.tell("trustee.some_needed", &[("needed", &needed), ("of", &of)])
            }
        }
    }

    /// A secret is made, written to a file, read back from it, and only then is its public part sent.
    fn making(&self) -> Markup {
        let t = |key: &str| self.speech.t(&format!("trustee.{key}"));
        let tick = |name: &str| {
            html! {
                div.pick {
                    input id=(name) type="checkbox" data-tick;
                    label for=(name) { (t(name)) }
                }
            }
        };
        html! {
            ol.making {
                li {
                    p { (t("make_about")) }
                    div.actions { (press_strong("make", &t("make"))) (press("save", &t("save"))) }
                }
                li {
                    fieldset.choice {
                        legend { (t("checklist")) }
                        (tick("tick_two")) (tick("tick_alone")) (tick("tick_known"))
                    }
                }
                li { (reading(&t("read_back"), &t("read_back_hint"))) }
                li { div.actions { (press("send", &t("send_public"))) } }
            }
        }
    }

    /// The file is read, something is computed with it, and that is sent.
    fn using(&self, task: Task) -> Markup {
        let t = |key: &str| self.speech.t(&format!("trustee.{key}"));
        html! {
            form data-form="use" autocomplete="off" {
                (reading(&t("read"), &t("read_hint")))
                (form::button(form::Weight::Strong, &t(&format!("do_{}", task.name()))))
            }
            progress data-busy hidden aria-label=(t("say_working")) {}
            @if task == Task::Decryption { dl.particulars data-report data-counts=(self.counts()) {} }
        }
    }

    /// What the archive holds, by the name of each figure.
    fn counts(&self) -> String {
        let names = ["voters", "cast", "counted", "weight"];
        let told = names.map(|name| (name, self.speech.t(&format!("trustee.count_{name}"))));
        serde_json::to_string(&std::collections::BTreeMap::from(told)).unwrap_or_default()
    }
}

/// The trustee's own file.
fn reading(label: &str, hint: &str) -> Markup {
    html! {
        div.field {
            label for="secret" { (label) }
            p.hint #secret-hint { (hint) }
            input #secret type="file" aria-describedby="secret-error secret-hint";
            p.wrong #secret-error data-error="secret" hidden {}
        }
    }
}
