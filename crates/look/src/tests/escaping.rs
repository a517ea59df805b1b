//! Whatever a caller passes in is text: in every component, in every place.

use super::Keys;
use crate::chart::{self, About, Turnout, Votes};
use crate::figure::{self, Fact, Finding, Level, Ranked, State, Tile};
use crate::form::{self, DraftWords, Entry, Field, Kind, Pick, Weight};
use crate::map::{self, Atlas, Cell, Key, View};
use crate::part::{self, Event, Live, Step, Tone};
use crate::shell::{Checkpoint, Page, User};
use crate::table::{Column, Narrow, Table};
use crate::{Link, Markup, html};

const X: &str = "\"'><script>alert(1)</script><b onclick=\"x\">&";

fn x() -> String {
    X.to_owned()
}

fn m() -> Markup {
    html! { (X) }
}

fn figures() -> Vec<Markup> {
    let mut all = vec![
        figure::figure(X, 1, X),
        figure::count(X, 1, X),
        figure::share_bar(1, Some(5000), Some(X)),
        figure::corrected(X, X, X),
        figure::progress(1, 0, X),
        figure::facts(&[Fact { label: x(), value: m(), base: Some(m()) }]),
        figure::particulars(&[(X, m())]),
        figure::ranking(
            &[Ranked {
                name: x(),
                lang: None,
                note: Some(x()),
                share: Some((1, x())),
                votes: m(),
                standing: Some(x()),
                reached: true,
            }],
            None,
        ),
        figure::tiles(&[Tile {
            label: x(),
            url: x(),
            shown: x(),
            bp: 99_999,
            note: x(),
            current: true,
        }]),
    ];
    all.extend(State::ALL.map(|state| figure::badge(state, X)));
    for level in [Level::Error, Level::Warning] {
        let found =
            Finding { id: X, code: X, level, word: X, sentence: X, fields: &[(X, X), (X, X)] };
        all.push(html! { (found) });
    }
    all
}

fn parts() -> Vec<Markup> {
    let link = Link::new(X, X).current(true);
    let mut all = vec![
        part::head(X, Some(&m())),
        part::section(X, X, &m()),
        part::empty(X, Some(&link)),
        part::article(X, X, Some(X)),
        part::tabs(X, std::slice::from_ref(&link)),
        part::links(&[(link.clone(), Some(x()))]),
        part::timeline(&[Event { at: x(), shown: x(), who: x(), what: m() }]),
        part::hash(X),
        part::keys(&[(&[X, X], X)]),
        part::confirm(X, &m(), &m()),
        part::leave_dialog(X, X, &m(), &m()),
        part::steps(X, &[(link.clone(), Step::Warning, x())]),
        part::paper(X, X, &m()),
        html! { (Live { url: X, lost: X, body: part::live_part(X, Some(X), &m()) }) },
        part::more(X, &m()),
        part::pages(X, X, Some(&link), Some(&link)),
        part::two(&m(), &part::desk(&m(), &m())),
    ];
    for tone in [Tone::Info, Tone::Done, Tone::Look, Tone::Error] {
        all.push(part::notice(tone, X, &m()));
    }
    for narrow in [Narrow::Scroll, Narrow::Stack] {
        let table = Table {
            id: x(),
            caption: x(),
            columns: vec![Column::words(X), Column::figures(X)],
            rows: vec![vec![m(), m()]],
            foot: Some(vec![m(), m()]),
            narrow,
        };
        all.push(html! { (table) });
    }
    all
}

pub(super) fn forms(text: &str) -> Vec<Markup> {
    let pick = || Pick { value: text, label: text, hint: Some(text), picked: true };
    let kinds = [
        Kind::Text,
        Kind::Count,
        Kind::Digits,
        Kind::Password,
        Kind::OneTime,
        Kind::Email,
        Kind::Date,
        Kind::Long,
    ];
    let fields = kinds.map(|kind| {
        let field = Field {
            name: text,
            label: text,
            value: text,
            kind,
            hint: Some(text),
            error: Some(text),
            findings: Some(text),
            autocomplete: Some(text),
            required: true,
            ..Field::default()
        };
        html! { (field) }
    });
    let words = DraftWords { saved: text, kept: text, restored: text };
    let mut all = fields.to_vec();
    all.extend([
        form::group(text, &html! { (text) }),
        form::total(text, text, &[text], text, Some(text)),
        form::choice(text, text, &[pick(), pick()], Some(text)),
        form::choices(text, text, &[pick(), pick()], Some(text)),
        form::tick(text, text, true, Some(text)),
        form::select(text, text, &[pick()], Some(text)),
        form::file(text, text, text, text, Some(text)),
        form::hidden(text, text),
        form::button(Weight::Strong, text),
        form::button_as(Weight::Grave, text, text, text),
        form::link_button(Weight::Plain, text, text),
        html! { (Entry {
            id: Some(text), action: text, draft_key: text, draft_url: Some(text), words, leave: text,
            body: html! { (text) },
        }) },
    ]);
    all
}

fn pictures() -> Vec<Markup> {
    let about = About { id: X, title: X, description: X, simulated: Some(X), lang: X };
    let square = serde_json::json!({"features": [{
        "properties": {"code": X, "name": X},
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]},
    }]});
    let atlas = Atlas::read(&square.to_string()).unwrap();
    let group = |_: &str| Some(x());
    let view = View {
        id: X,
        title: X,
        description: X,
        legend: &[Key::Level(9, x()), Key::State(State::Differs, x()), Key::Border(x())],
        simulated: Some(X),
        group: Some(&group),
        skip: Some((X, X)),
    };
    vec![
        chart::turnout(&about, &[Turnout { minute: 9999, bp: 99_999 }], X),
        chart::votes(&about, &[Votes { name: x(), shown: x(), bp: 99_999 }], 99_999, X, X),
        chart::sparkline(&about, &[]),
        map::map(&atlas, &view, |_| Cell {
            level: 200,
            state: State::Provisional,
            label: x(),
            href: Some(x()),
        }),
    ]
}

fn page() -> Markup {
    let mut page = Page::new(&Keys, X);
    page.description = x();
    page.path = x();
    page.alternate = vec![(x(), x())];
    page.simulated = Some(x());
    page.user = Some(User { name: x(), office: x(), leave: Some(m()) });
    page.nav = vec![Link::new(X, X)];
    page.crumbs = vec![Link::new(X, "")];
    page.action = Some(Link::new(X, X));
    page.verify = Some(x());
    page.checkpoint = Some(Checkpoint { size: 1, url: x() });
    page.render(&m())
}

#[test]
fn hostile_text_stays_text() {
    let mut all = figures();
    all.extend(parts());
    all.extend(forms(X));
    all.extend(pictures());
    all.push(page());
    for markup in all {
        let text = markup.into_string();
        assert!(!text.contains("<script>"), "{text}");
        assert!(!text.contains("<b onclick"), "{text}");
        assert!(!text.contains("\"'>"), "{text}");
        // The policy of a page forbids styles and scripts in attributes: none may be needed.
        assert!(!text.contains(" style="), "{text}");
        assert!(!text.contains("javascript:"), "{text}");
    }
}
