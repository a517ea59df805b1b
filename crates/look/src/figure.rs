//! Figures and what stands about them: shares, states, corrections, progress.

use crate::number::{length, number};
use maud::{Markup, Render, html};

/// A number that can be traced: `path` names it in the published data (`na-2026/5/valid`).
pub fn figure(path: &str, value: u64, shown: &str) -> Markup {
    html! { data value=(value) data-figure=(path) { (shown) } }
}

/// [`figure`], shown as readers of `lang` expect a count.
pub fn count(path: &str, value: u64, lang: &str) -> Markup {
    figure(path, value, &number(value, lang))
}

/// How far a count has come. Each has a sign and a colour, and always its word beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No minutes yet.
    Awaited,
    /// Ballots are being counted, or minutes entered.
    Counting,
    /// Published, and may still change.
    Provisional,
    /// Agreed and signed.
    Final,
    /// Final, and changed since by a new record.
    Corrected,
    /// Two entries, or two papers, do not say the same.
    Differs,
}

impl State {
    /// Every state, in the order of a legend.
    pub const ALL: [State; 6] = [
        State::Awaited,
        State::Counting,
        State::Provisional,
        State::Final,
        State::Corrected,
        State::Differs,
    ];

    /// The key under which a caller may keep the state's word.
    pub fn key(self) -> &'static str {
        match self {
            State::Awaited => "state-awaited",
            State::Counting => "state-counting",
            State::Provisional => "state-provisional",
            State::Final => "state-final",
            State::Corrected => "state-corrected",
            State::Differs => "state-differs",
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            State::Awaited => "awaited",
            State::Counting => "counting",
            State::Provisional => "provisional",
            State::Final => "final",
            State::Corrected => "corrected",
            State::Differs => "differs",
        }
    }
}

/// A state and its word. The sign before it is drawn, so that colour is never alone.
pub fn badge(state: State, word: &str) -> Markup {
    html! { span class={ "badge " (state.class()) } { (sign(state)) (word) } }
}

/// The sign of a state, by itself silent to a screen reader.
pub fn sign(state: State) -> Markup {
    html! {
        svg.sign viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" {
            @match state {
                State::Awaited => { circle.o cx="6" cy="6" r="4.5" {} }
                State::Counting => { circle.o cx="6" cy="6" r="4.5" {} path.f d="M6 1.5a4.5 4.5 0 0 1 0 9z" {} }
                State::Provisional => { circle.o cx="6" cy="6" r="4.5" stroke-dasharray="2.4 1.4" {} circle.f cx="6" cy="6" r="2" {} }
                State::Final => { path.o d="M1.5 6.5l3 3 6-7" {} }
                State::Corrected => { path.o d="M1.5 6.5l3 3 6-7M1 11h10" {} }
                State::Differs => { path.o d="M1.5 4h9M1.5 8h9M8.5 1l-5 10" {} }
            }
        }
    }
}

/// A share as a bar, with the «quá nửa» mark where `mark_bp` says (5000 is half).
/// `label` says the same in words; without it the bar is decoration beside a figure.
pub fn share_bar(bp: u32, mark_bp: Option<u32>, label: Option<&str>) -> Markup {
    html! {
        svg.bar width="100%" height="20" role=[label.map(|_| "img")] aria-label=[label]
            aria-hidden=[label.is_none().then_some("true")] {
            rect.track x="0" y="4" width="100%" height="12" rx="3" {}
            rect.share x="0" y="4" width=(length(bp)) height="12" rx="3" {}
            @if let Some(mark) = mark_bp {
                line.mark x1=(length(mark)) x2=(length(mark)) y1="0" y2="20" {}
            }
        }
    }
}

/// A corrected figure: the old one struck through, the new one, and why. Never a silent change.
pub fn corrected(old: &str, new: &str, reason: &str) -> Markup {
    html! { span.corrected { del { (old) } " " ins { (new) } " " small { (reason) } } }
}

/// How many of how many, as a bar under the sentence that says so.
pub fn progress(done: u64, of: u64, sentence: &str) -> Markup {
    let bp = u32::try_from(u128::from(done) * 10_000 / u128::from(of.max(1))).unwrap_or(u32::MAX);
    html! {
        div.progress {
            p { (sentence) }
            (thin_bar(bp))
        }
    }
}

/// A thin bar for a cell of a table; the figure stands beside it.
pub fn thin_bar(bp: u32) -> Markup {
    html! {
        svg.thin width="100%" height="6" aria-hidden="true" {
            rect.track width="100%" height="6" rx="3" {}
            rect.done width=(length(bp)) height="6" rx="3" {}
        }
    }
}

/// One figure of the row under a headline. A percentage goes with its base.
#[derive(Debug, Clone)]
pub struct Fact {
    pub label: String,
    pub value: Markup,
    /// What the figure is a part of, or where it comes from.
    pub base: Option<Markup>,
}

/// The row of figures under a headline; four at most.
pub fn facts(facts: &[Fact]) -> Markup {
    html! {
        dl.facts {
            @for fact in facts {
                div {
                    dt { (fact.label) }
                    dd { b { (fact.value) } @if let Some(base) = &fact.base { " " small { (base) } } }
                }
            }
        }
    }
}

/// Terms and what they are, one a line: a record's particulars.
pub fn particulars(rows: &[(&str, Markup)]) -> Markup {
    html! { dl.particulars { @for (term, said) in rows { div { dt { (term) } dd { (said) } } } } }
}

/// One candidate in a list of results. All look alike: order and words are the caller's.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub name: String,
    /// The language of the name where it is not the page's.
    pub lang: Option<&'static str>,
    /// Beside the name: year of birth, «mô phỏng».
    pub note: Option<String>,
    /// The share in basis points of the base, and as it is shown; none before there is a base.
    pub share: Option<(u32, String)>,
    /// The number of votes, usually a [`figure`].
    pub votes: Markup,
    /// What the figures mean so far: «Quá nửa số phiếu hợp lệ».
    pub standing: Option<String>,
    /// The standing rests on agreed figures, so its words are jade.
    pub reached: bool,
}

/// A list of candidates with votes, shares and the mark; `bar_label` says a bar in words.
pub fn ranking(rows: &[Ranked], mark_bp: Option<u32>) -> Markup {
    html! {
        ol.ranking {
            @for row in rows {
                li {
                    div.who { b lang=[row.lang] { (row.name) } @if let Some(note) = &row.note { span { (note) } } }
                    div.num {
                        @if let Some((_, shown)) = &row.share { b { (shown) } }
                        span { (row.votes) }
                    }
                    (share_bar(row.share.as_ref().map_or(0, |(bp, _)| *bp), mark_bp, None))
                    @if let Some(standing) = &row.standing {
                        p.standing.reached[row.reached] { (standing) }
                    }
                }
            }
        }
    }
}

/// A card of one constituency or unit: its name, how far it has come, a word beneath.
#[derive(Debug, Clone)]
pub struct Tile {
    pub label: String,
    pub url: String,
    pub shown: String,
    pub bp: u32,
    pub note: String,
    pub current: bool,
}

/// Cards side by side, for a handful of units.
pub fn tiles(tiles: &[Tile]) -> Markup {
    html! {
        ul.tiles {
            @for tile in tiles {
                li { a href=(tile.url) aria-current=[tile.current.then_some("page")] {
                    span { (tile.label) } b { (tile.shown) }
                    (thin_bar(tile.bp))
                    small { (tile.note) }
                } }
            }
        }
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The paper contradicts itself: it cannot be accepted as it stands.
    Error,
    /// Odd, and may be right: someone must say that they looked.
    Warning,
}

/// What a check found. It stands at its field, in a sentence that says what to do.
#[derive(Debug, Clone)]
pub struct Finding<'a> {
    /// The element's id, so that fields can point to it.
    pub id: &'a str,
    pub code: &'a str,
    pub level: Level,
    /// The word of the level: «Lỗi», «Cần xem lại».
    pub word: &'a str,
    pub sentence: &'a str,
    /// The fields it is about: what each is called, and its id on this page.
    pub fields: &'a [(&'a str, &'a str)],
}

impl Render for Finding<'_> {
    fn render(&self) -> Markup {
        html! {
            div.finding.warning[self.level == Level::Warning] id=(self.id) {
                p { b { (self.word) " " (self.code) } " " (self.sentence) }
                @if !self.fields.is_empty() {
                    p.fields { @for (label, id) in self.fields { a href={ "#" (id) } { (label) } " " } }
                }
            }
        }
    }
}
