//! The pieces of a page that are neither figure, form, table nor picture.

use crate::{Link, number::groups, shell::anchor};
use maud::{Markup, Render, html};

/// A page's headline, and under it the line that says how things stand and since when.
pub fn head(title: &str, standing: Option<&Markup>) -> Markup {
    head_in(None, title, standing)
}

/// A headline in a language of its own, where that is not the page's.
pub fn head_in(lang: Option<&str>, title: &str, standing: Option<&Markup>) -> Markup {
    html! {
        div.head {
            h1 lang=[lang] { (title) }
            @if let Some(standing) = standing { div.standing-line { (standing) } }
        }
    }
}

/// A part of a page under its own heading, with an id so that it can be linked and swapped.
pub fn section(id: &str, heading: &str, body: &Markup) -> Markup {
    section_in(None, id, heading, body)
}

/// A section whose heading is in a language of its own.
pub fn section_in(lang: Option<&str>, id: &str, heading: &str, body: &Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-h" } {
            h2 id={ (id) "-h" } lang=[lang] { (heading) }
            (body)
        }
    }
}

/// Two columns that become one on a narrow screen, the first one first.
pub fn two(first: &Markup, second: &Markup) -> Markup {
    html! { div.two { div { (first) } div { (second) } } }
}

/// The paper and the form that is filled in from it; on a narrow screen the paper comes first,
/// no higher than half of it.
pub fn desk(paper: &Markup, form: &Markup) -> Markup {
    html! { div.desk { div { (paper) } div { (form) } } }
}

/// What kind of news a [`notice`] brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Done, agreed, safe.
    Done,
    /// Provisional, or the line is lost: look here.
    Look,
    /// Refused or broken; said at once by a screen reader.
    Error,
}

/// A sentence or two about what just happened, or about the page as a whole.
pub fn notice(tone: Tone, title: &str, body: &Markup) -> Markup {
    let (class, role) = match tone {
        Tone::Info => ("info", "status"),
        Tone::Done => ("done", "status"),
        Tone::Look => ("look", "status"),
        Tone::Error => ("error", "alert"),
    };
    html! { div class={ "notice " (class) } role=(role) { p { b { (title) } } (body) } }
}

/// Nothing is here yet: says why, and what to do next when there is something to do.
pub fn empty(sentence: &str, next: Option<&Link>) -> Markup {
    html! {
        div.empty {
            p { (sentence) }
            @if let Some(link) = next { p { a.button href=(link.url) { (link.label) } } }
        }
    }
}

/// The rule behind what is shown, with its article.
pub fn article(sentence: &str, article: &str, url: Option<&str>) -> Markup {
    html! {
        p.article {
            (sentence) " "
            @if let Some(url) = url { a href=(url) { cite { (article) } } } @else { cite { (article) } }
        }
    }
}

/// Views of one thing, as links: works without scripts and has an address each.
pub fn tabs(label: &str, links: &[Link]) -> Markup {
    html! { nav.tabs aria-label=(label) { @for link in links { (anchor(link)) } } }
}

/// A list of places to go, each with a word about it.
pub fn links(links: &[(Link, Option<String>)]) -> Markup {
    html! {
        ul.links {
            @for (link, about) in links {
                li { (anchor(link)) @if let Some(about) = about { " " small { (about) } } }
            }
        }
    }
}

/// Something that happened: when (machine and reader), who, what.
#[derive(Debug, Clone)]
pub struct Event {
    /// For machines, as HTML's `time` wants it.
    pub at: String,
    /// For readers: `15/03/2026 21:04`.
    pub shown: String,
    pub who: String,
    pub what: Markup,
}

/// What happened, in order; the caller says which end is new.
pub fn timeline(events: &[Event]) -> Markup {
    html! {
        ol.timeline {
            @for event in events {
                li {
                    time datetime=(event.at) { (event.shown) }
                    div { (event.what) @if !event.who.is_empty() { small { (event.who) } } }
                }
            }
        }
    }
}

/// A hash in groups of four letters, four groups a line; one word to copy, groups to read aloud.
pub fn hash(hash: &str) -> Markup {
    html! {
        code.hash {
            @for four in groups(hash).chunks(4) {
                span { @for group in four { i { (group) } } }
            }
        }
    }
}

/// One key of a keyboard, drawn.
pub fn key(name: &str) -> Markup {
    html! { kbd { (name) } }
}

/// Keys and what they do: `(["Shift", "Enter"], "lưu")` are held together, the same key twice
/// is pressed twice.
pub fn keys(rows: &[(&[&str], &str)]) -> Markup {
    html! {
        ul.keys {
            @for (names, does) in rows {
                li {
                    @for (at, name) in names.iter().enumerate() { @if at > 0 { @if names[at - 1] == *name { " " } @else { "+" } } (key(name)) }
                    " " (does)
                }
            }
        }
    }
}

/// A question before something that cannot be taken back, as a page of its own.
/// `actions` holds the form with the one strong button, and the link back.
pub fn confirm(title: &str, body: &Markup, actions: &Markup) -> Markup {
    html! {
        section.confirm aria-labelledby="confirm-h" {
            h1 #confirm-h { (title) }
            (body)
            div.actions { (actions) }
        }
    }
}

/// The same question over a form, opened by `Esc` twice; see [`crate::form::Entry::leave`].
pub fn leave_dialog(id: &str, title: &str, body: &Markup, actions: &Markup) -> Markup {
    html! {
        dialog id=(id) aria-labelledby={ (id) "-h" } {
            h2 id={ (id) "-h" } { (title) }
            (body)
            div.actions { (actions) }
        }
    }
}

/// How a step of an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Not reached yet.
    Ahead,
    /// Filled in, nothing found.
    Good,
    /// Filled in, something to look at.
    Warning,
    /// Filled in, something wrong.
    Error,
}

/// The pages of an entry in the order of the paper, each with its state in a word.
pub fn steps(label: &str, steps: &[(Link, Step, String)]) -> Markup {
    html! {
        nav.steps aria-label=(label) {
            ol {
                @for (link, step, word) in steps {
                    li.good[*step == Step::Good].warning[*step == Step::Warning].error[*step == Step::Error] {
                        (anchor(link)) " " small { (word) }
                    }
                }
            }
        }
    }
}

/// A photograph or scan of the paper, beside the form that is filled in from it.
pub fn paper(src: &str, alt: &str, caption: &Markup) -> Markup {
    html! {
        figure.paper {
            a href=(src) { img src=(src) alt=(alt) loading="lazy"; }
            figcaption { (caption) }
        }
    }
}

/// A part that follows the count while it is open. Under it every element with an `id` and
/// `data-part` is swapped when an event at `url` names it; without scripts it is just a part.
#[derive(Debug, Clone)]
pub struct Live<'a> {
    /// An event stream. Each message's data is a list of ids with spaces, or empty for all.
    pub url: &'a str,
    /// What to say when the line is lost: «Mất kết nối: số liệu có thể đã cũ».
    pub lost: &'a str,
    pub body: Markup,
}

impl Render for Live<'_> {
    fn render(&self) -> Markup {
        html! {
            div data-live=(self.url) {
                p.lost role="status" data-lost=(self.lost) {}
                (self.body)
            }
        }
    }
}

/// An element of [`Live`]: `from` is where its HTML is fetched, this page itself when none.
pub fn live_part(id: &str, from: Option<&str>, body: &Markup) -> Markup {
    html! { div id=(id) data-part=(from.unwrap_or_default()) { (body) } }
}

/// More on demand, closed at first.
pub fn more(summary: &str, body: &Markup) -> Markup {
    html! { details { summary { (summary) } (body) } }
}

/// Before and after in a long list: which page this is, and links to its neighbours.
pub fn pages(label: &str, here: &str, before: Option<&Link>, after: Option<&Link>) -> Markup {
    html! {
        nav.pages aria-label=(label) {
            @if let Some(link) = before { a rel="prev" href=(link.url) { "← " (link.label) } }
            span { (here) }
            @if let Some(link) = after { a rel="next" href=(link.url) { (link.label) " →" } }
        }
    }
}
