//! The page about every page: head, banner, header, crumbs, footer.
//!
//! It asks [`Say`] for the words in [`KEYS`] and for nothing else.

use crate::{Link, Say, assets, number::number};
use maud::{DOCTYPE, Markup, Render, html};

/// The name of the system; a name is not translated.
pub const NAME: &str = "Diên Hồng";

/// The words that a page's frame asks for. `shell-in-vi` and `shell-in-en` are the languages'
/// own names for themselves; a further language needs one more such key.
pub const KEYS: [&str; 10] = [
    "shell-skip",
    "shell-nav",
    "shell-crumbs",
    "shell-language",
    "shell-in-vi",
    "shell-in-en",
    "shell-footer",
    "shell-source",
    "shell-verify",
    "shell-checkpoint",
];

/// Who is signed in.
#[derive(Debug, Clone, Default)]
pub struct User {
    pub name: String,
    /// The office held: «Thư ký Ban bầu cử».
    pub office: String,
    /// A link or a form to leave, as the caller makes it.
    pub leave: Option<Markup>,
}

/// The journal's state that the page was made from.
#[derive(Debug, Clone, Default)]
pub struct Checkpoint {
    /// How many records the log held.
    pub size: u64,
    /// Where the signed checkpoint is.
    pub url: String,
}

/// A page, but for its body.
pub struct Page<'a> {
    pub say: &'a dyn Say,
    pub title: String,
    /// For search results and shared links.
    pub description: String,
    /// The path of this page without its query; its canonical address.
    pub path: String,
    /// The same page in other languages: (tag, URL).
    pub alternate: Vec<(String, String)>,
    /// The sentence of the banner when what is shown is invented.
    pub simulated: Option<String>,
    pub user: Option<User>,
    pub nav: Vec<Link>,
    pub crumbs: Vec<Link>,
    /// The one thing to do from anywhere: «Tự kiểm tra».
    pub action: Option<Link>,
    /// Where a reader checks the figures; named in the footer.
    pub verify: Option<String>,
    pub checkpoint: Option<Checkpoint>,
    /// An official's page: not for search engines, nor for a shared cache.
    pub private: bool,
}

impl<'a> Page<'a> {
    /// A page with a title and nothing else yet.
    pub fn new(say: &'a dyn Say, title: impl Into<String>) -> Page<'a> {
        Page {
            say,
            title: title.into(),
            description: String::new(),
            path: String::new(),
            alternate: Vec::new(),
            simulated: None,
            user: None,
            nav: Vec::new(),
            crumbs: Vec::new(),
            action: None,
            verify: None,
            checkpoint: None,
            private: false,
        }
    }

    /// The whole document about `body`. The body brings its own `h1`, see [`crate::part::head`].
    pub fn render(&self, body: &Markup) -> Markup {
        let lang = self.say.lang();
        let title =
            if self.title == NAME { NAME.to_owned() } else { format!("{} · {NAME}", self.title) };
        html! {
            (DOCTYPE)
            html lang=(lang) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    @if !self.description.is_empty() {
                        meta name="description" content=(self.description);
                    }
                    @if self.private { meta name="robots" content="noindex"; }
                    meta name="color-scheme" content="light dark";
                    meta name="theme-color" content="#fbf8f2" media="(prefers-color-scheme: light)";
                    meta name="theme-color" content="#15140f" media="(prefers-color-scheme: dark)";
                    @if !self.path.is_empty() { link rel="canonical" href=(self.path); }
                    @for (other, url) in &self.alternate {
                        link rel="alternate" hreflang=(other) href=(url);
                    }
                    link rel="icon" href=(assets::href("mark.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::href("style.css"));
                    script type="module" src=(assets::href("live.js")) {}
                }
                body {
                    a.skip href="#main" { (self.say.say("shell-skip")) }
                    (self.header())
                    main #main .wrap tabindex="-1" {
                        (self.trail())
                        (body)
                    }
                    (self.footer())
                }
            }
        }
    }

    /// This language's first page.
    fn home(&self) -> &str {
        self.nav.first().map_or("/", |first| first.url.as_str())
    }

    fn header(&self) -> Markup {
        html! {
            header.top {
                @if let Some(sentence) = &self.simulated { p.simulated { (sentence) } }
                div.wrap {
                    a.name href=(self.home()) lang="vi" { (NAME) }
                    @if !self.nav.is_empty() {
                        nav.main aria-label=(self.say.say("shell-nav")) {
                            @for link in &self.nav { (anchor(link)) }
                        }
                    }
                    div.side {
                        @if let Some(user) = &self.user {
                            span.user { b { (user.name) } " " small { (user.office) } }
                            @if let Some(leave) = &user.leave { (leave) }
                        }
                        @if !self.alternate.is_empty() {
                            nav.languages aria-label=(self.say.say("shell-language")) {
                                @for (lang, url) in &self.alternate {
                                    a href=(url) lang=(lang) hreflang=(lang) {
                                        (self.say.say(&format!("shell-in-{lang}")))
                                    }
                                }
                            }
                        }
                        @if let Some(link) = &self.action { a.button.jade href=(link.url) { (link.label) } }
                    }
                }
            }
        }
    }

    fn trail(&self) -> Markup {
        html! {
            @if !self.crumbs.is_empty() {
                nav.crumbs aria-label=(self.say.say("shell-crumbs")) {
                    ol { @for link in &self.crumbs { li { (anchor(link)) } } }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            footer.foot aria-label=(self.say.say("shell-footer")) {
                div.wrap {
                    p { (self.say.say("shell-source")) }
                    @if self.verify.is_some() || self.checkpoint.is_some() {
                        p {
                            @if let Some(url) = &self.verify {
                                a href=(url) { (self.say.say("shell-verify")) }
                            }
                            @if let Some(at) = &self.checkpoint {
                                @if self.verify.is_some() { " · " }
                                a href=(at.url) {
                                    (self.say.say("shell-checkpoint")) " "
                                    span.num { (number(at.size, self.say.lang())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for Link {
    fn render(&self) -> Markup {
        anchor(self)
    }
}

/// A link, or plain text when it has nowhere to go; where the reader stands is said so.
pub(crate) fn anchor(link: &Link) -> Markup {
    html! {
        @if link.url.is_empty() {
            span lang=[link.lang] aria-current=[link.current.then_some("page")] { (link.label) }
        } @else {
            a href=(link.url) lang=[link.lang] aria-current=[link.current.then_some("page")] { (link.label) }
        }
    }
}
