//! The map of a province: one link for each commune, colour for how far the count has come,
//! a pattern for what may change or differs, a table next to it for whoever wants words.

mod atlas;
mod thin;

pub use atlas::{Atlas, NoMap, Shape};

use crate::figure::State;
use atlas::FINE;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What one area shows.
#[derive(Debug, Clone)]
pub struct Cell {
    /// 0 for nothing yet, 1 to 5 for fifths of what is shown. More counts as 5.
    pub level: u8,
    /// [`State::Provisional`], [`State::Corrected`] and [`State::Differs`] are drawn as patterns over
    /// the colour.
    pub state: State,
    /// A sentence with name and figures: the area's title, and what a screen reader says.
    pub label: String,
    /// Where the area leads.
    pub href: Option<String>,
}

/// One line of the legend.
#[derive(Debug, Clone)]
pub enum Key {
    /// A level and the figures that it stands for: «20–40%».
    Level(u8, String),
    /// A state's pattern and its word.
    State(State, String),
    /// The thick line: «ranh giới đơn vị bầu cử».
    Border(String),
}

/// Says which group an area is in, by its code.
pub type Group<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Everything about the picture but what each area shows.
pub struct View<'a> {
    /// Unique on the page: patterns and titles are named by it.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub legend: &'a [Key],
    /// Drawn inside the picture, so that it stays with a copied picture.
    pub simulated: Option<&'a str>,
    /// The constituency of an area by its code; borders and names are drawn where they differ.
    pub group: Option<Group<'a>>,
    /// A link over the picture for readers with a keyboard: its words, and the id after the map.
    pub skip: Option<(&'a str, &'a str)>,
}

/// Draws `atlas` with what `cell` says about each area.
pub fn map(atlas: &Atlas, view: &View, cell: impl Fn(&Shape) -> Cell) -> Markup {
    let id = view.id;
    let foot = if view.simulated.is_some() { 44 } else { 0 };
    let frame = format!("-6 -6 {} {}", atlas.width + 12, atlas.height + 12 + foot);
    let cells: Vec<(&Shape, Cell)> =
        atlas.communes.iter().map(|shape| (shape, cell(shape))).collect();
    html! {
        figure.map {
            @if let Some((words, after)) = view.skip { a.skip-map href={ "#" (after) } { (words) } }
            svg viewBox=(frame) role="group" aria-labelledby={ (id) "-t" } aria-describedby={ (id) "-d" } {
                title id={ (id) "-t" } { (view.title) }
                desc id={ (id) "-d" } { (view.description) }
                defs { (patterns(id)) }
                g.fine transform={ "scale(" (1.0 / f64::from(FINE)) ")" } {
                    @for (shape, cell) in &cells {
                        a href=[cell.href.as_deref()] class={ "l" (cell.level.min(5)) } {
                            title { (cell.label) }
                            @if let Some(fill) = overlay(id, cell.state) {
                                path id={ (id) "-" (shape.code) } d=(shape.path) {}
                                use.over href={ "#" (id) "-" (shape.code) } fill=(fill) {}
                            } @else {
                                path d=(shape.path) {}
                            }
                        }
                    }
                    @if let Some(group) = view.group {
                        path.border d=(atlas.borders(group)) {}
                    }
                }
                @if let Some(group) = view.group { (names(atlas, group)) }
                @if let Some(words) = view.simulated {
                    text.simulated-text x="0" y=(atlas.height + 34) { (words) }
                }
            }
            (legend(id, &legend_of(view, &cells)))
            @if let Some((_, after)) = view.skip { div id=(after) tabindex="-1" {} }
        }
    }
}

/// The lines of the legend that say something: a pattern that no area has is left out.
fn legend_of(view: &View, cells: &[(&Shape, Cell)]) -> Vec<Key> {
    let occurs = |key: &&Key| match key {
        Key::State(state, _) => cells.iter().any(|(_, cell)| cell.state == *state),
        _ => true,
    };
    view.legend.iter().filter(occurs).cloned().collect()
}

fn overlay(id: &str, state: State) -> Option<String> {
    match state {
        State::Corrected => Some(format!("url(#{id}-dots)")),
        State::Provisional => Some(format!("url(#{id}-hatch)")),
        State::Differs => Some(format!("url(#{id}-cross)")),
        _ => None,
    }
}

/// Lines for what may change, dots for what is being changed, crosses for what differs. On the fine
/// grid, so twice as large.
fn patterns(id: &str) -> Markup {
    html! {
        pattern.hatch id={ (id) "-hatch" } width="12" height="12" patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)" { path d="M3 0V12" {} path d="M6 0V12" {} }
        pattern.dots id={ (id) "-dots" } width="14" height="14" patternUnits="userSpaceOnUse" {
            circle cx="7" cy="7" r="5" {} circle cx="7" cy="7" r="3" {}
        }
        pattern.cross id={ (id) "-cross" } width="14" height="14" patternUnits="userSpaceOnUse" {
            rect width="14" height="14" {} path d="M3 3l8 8M11 3l-8 8" {}
        }
    }
}

/// Each group's name in the middle of its areas, weighed by their size.
fn names(atlas: &Atlas, group: Group) -> Markup {
    let mut middles: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    for shape in &atlas.communes {
        if let Some(name) = group(&shape.code) {
            let sum = middles.entry(name).or_insert((0.0, 0.0, 0.0));
            sum.0 += shape.centroid.0 * shape.weight;
            sum.1 += shape.centroid.1 * shape.weight;
            sum.2 += shape.weight;
        }
    }
    html! {
        g.names aria-hidden="true" {
            @for (name, (x, y, weight)) in middles {
                @if weight > 0.0 {
                    text x=(format!("{:.0}", x / weight)) y=(format!("{:.0}", y / weight + 9.0)) { (name) }
                }
            }
        }
    }
}

fn legend(id: &str, keys: &[Key]) -> Markup {
    html! {
        @if !keys.is_empty() {
            ul.legend {
                @for key in keys {
                    li { @match key {
                        Key::Level(level, words) => {
                            svg width="24" height="14" aria-hidden="true" {
                                rect class={ "l" (level) } x=".5" y=".5" width="23" height="13" rx="3" {}
                            }
                            (words)
                        }
                        Key::State(state, words) => {
                            svg width="24" height="14" viewBox="0 0 48 28" aria-hidden="true" {
                                rect.l1 x="1" y="1" width="46" height="26" rx="6" {}
                                @if let Some(fill) = overlay(id, *state) {
                                    rect.over fill=(fill) x="1" y="1" width="46" height="26" rx="6" {}
                                }
                            }
                            (words)
                        }
                        Key::Border(words) => {
                            svg width="24" height="14" aria-hidden="true" { path.border d="M1 7h22" {} }
                            (words)
                        }
                    } }
                }
            }
        }
    }
}
