//! Small pictures of figures. Each is an image with a title and a description; the figures stand
//! in a table or list next to it, and what is invented says so inside the picture.

use crate::number::{number, percent};
use maud::{Markup, html};

/// What every picture has.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    /// The picture in a sentence: from where to where, and of what.
    pub description: &'a str,
    /// «MÔ PHỎNG», drawn inside.
    pub simulated: Option<&'a str>,
    pub lang: &'a str,
}

/// How many had voted at a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// Minutes since midnight.
    pub minute: u16,
    /// Of the base, in basis points.
    pub bp: u32,
}

const LEFT: u32 = 40;
const RIGHT: u32 = 344;
const TOP: u32 = 30;
const BOTTOM: u32 = 186;
const FIRST: u32 = 5 * 60;
const LAST: u32 = 21 * 60;

fn across(minute: u16) -> u32 {
    LEFT + (u32::from(minute).clamp(FIRST, LAST) - FIRST) * (RIGHT - LEFT) / (LAST - FIRST)
}

fn up(bp: u32) -> u32 {
    BOTTOM - bp.min(10_000) * (BOTTOM - TOP) / 10_000
}

/// Turnout by the hour from 05 to 21, as steps: between two reports nobody knows.
/// `base` says of what: «Tỉ lệ trên 2.804.116 cử tri theo danh sách».
pub fn turnout(about: &About, points: &[Turnout], base: &str) -> Markup {
    let mut points = points.to_vec();
    points.sort_by_key(|point| point.minute);
    let mut line = String::new();
    for (at, point) in points.iter().enumerate() {
        let (x, y) = (across(point.minute), up(point.bp));
        line.push_str(&if at == 0 { format!("M{x} {y}") } else { format!("H{x}V{y}") });
    }
    let labels = labelled(&points);
    picture(
        about,
        360,
        212,
        &html! {
            text.base x="0" y="14" { (base) }
            @for bp in [0, 2_500, 5_000, 7_500, 10_000] {
                line.rule x1=(LEFT) x2=(RIGHT) y1=(up(bp)) y2=(up(bp)) {}
                text x=(LEFT - 6) y=(up(bp) + 4) text-anchor="end" { (bp / 100) "%" }
            }
            @for hour in (5..=21_u16).step_by(4) {
                text x=(across(hour * 60)) y=(BOTTOM + 16) text-anchor="middle" { (format!("{hour:02}h")) }
            }
            path.line d=(line) {}
            @for point in &points { circle.dot cx=(across(point.minute)) cy=(up(point.bp)) r="2.6" {} }
            @for point in labels {
                text.value x=(across(point.minute) - 4) y=(up(point.bp) - 6) text-anchor="end" {
                (percent(point.bp, about.lang))
                }
            }
        },
    )
}

/// The last point and as many before it as have room for their figures.
fn labelled(points: &[Turnout]) -> Vec<Turnout> {
    let mut kept: Vec<Turnout> = Vec::new();
    for point in points.iter().rev() {
        let room = kept.last().is_none_or(|next| across(next.minute) - across(point.minute) >= 58);
        if room && across(point.minute) > LEFT + 14 {
            kept.push(*point);
        }
    }
    kept
}

/// One candidate's votes.
#[derive(Debug, Clone)]
pub struct Votes {
    pub name: String,
    /// Votes and share as shown: «381.204 · 84,28%».
    pub shown: String,
    /// The share of the base, in basis points.
    pub bp: u32,
}

/// Candidates' votes as bars on the base `base`, with the mark named `mark` at `mark_bp`.
/// One colour for all; the order is the caller's.
pub fn votes(about: &About, rows: &[Votes], mark_bp: u32, mark: &str, base: &str) -> Markup {
    let high = u32::try_from(rows.len()).unwrap_or(0) * 42;
    let at = mark_bp.min(10_000) * 360 / 10_000;
    picture(
        about,
        360,
        high + 52,
        &html! {
            text.base x="0" y="14" { (base) }
            text.mark-word x=(at) y="32" text-anchor="middle" { (mark) }
            @for (row, top) in rows.iter().zip((44_u32..).step_by(42)) {
                text.who x="0" y=(top + 10) { (row.name) }
                text.value x="360" y=(top + 10) text-anchor="end" { (row.shown) }
                rect.track x="0" y=(top + 16) width="360" height="10" rx="2" {}
                rect.share x="0" y=(top + 16) width=(row.bp.min(10_000) * 360 / 10_000) height="10" rx="2" {}
                line.mark x1=(at) x2=(at) y1=(top + 13) y2=(top + 29) {}
            }
        },
    )
}

/// How many of something lie in each of equal steps, as bars from the lowest to the highest; `ends` name where
/// the first begins and the last ends. One colour, no line that says what is usual.
pub fn histogram(about: &About, bars: &[u64], ends: (&str, &str), base: &str) -> Markup {
    let most = bars.iter().copied().max().unwrap_or(0).max(1);
    let many = u32::try_from(bars.len()).unwrap_or(u32::MAX).max(1);
    let width = RIGHT - LEFT;
    let left = |place: u32| LEFT + place.min(many) * width / many;
    let high = |bar: u64| {
        let high = u128::from(bar) * u128::from(BOTTOM - TOP) / u128::from(most);
        // What is there at all is seen.
        u32::try_from(high).unwrap_or(0).max(u32::from(bar > 0))
    };
    picture(
        about,
        360,
        212,
        &html! {
            text.base x="0" y="14" { (base) }
            line.rule x1=(LEFT) x2=(RIGHT) y1=(BOTTOM) y2=(BOTTOM) {}
            line.rule x1=(LEFT) x2=(RIGHT) y1=(TOP) y2=(TOP) {}
            text x=(LEFT - 6) y=(TOP + 4) text-anchor="end" { (number(most, about.lang)) }
            text x=(LEFT - 6) y=(BOTTOM + 4) text-anchor="end" { "0" }
            @for (place, bar) in (0_u32..).zip(bars) {
                @if *bar > 0 {
                    rect.share x=(left(place)) y=(BOTTOM - high(*bar)) height=(high(*bar))
                        width=((left(place + 1) - left(place)).max(2) - 1) {}
                }
            }
            text x=(LEFT) y=(BOTTOM + 16) { (ends.0) }
            text x=(RIGHT) y=(BOTTOM + 16) text-anchor="end" { (ends.1) }
        },
    )
}

/// One bar of [`stacks`]: whose, its parts in the order of the legend, and what they are together, as shown.
#[derive(Debug, Clone)]
pub struct Stack {
    pub name: String,
    pub parts: Vec<u64>,
    pub shown: String,
}

/// The most parts that have a fill of their own.
const FILLS: usize = 6;

/// Bars whose parts follow each other in the order of `legend`, all on the scale of the longest; the same figures
/// stand in a table beside it. Parts are told apart by their order and a gap, not by colour alone.
pub fn stacks(about: &About, rows: &[Stack], legend: &[String], base: &str) -> Markup {
    let sum = |row: &Stack| row.parts.iter().fold(0_u64, |sum, part| sum.saturating_add(*part));
    let most = rows.iter().map(sum).max().unwrap_or(0).max(1);
    let high = u32::try_from(rows.len()).unwrap_or(0).saturating_mul(42);
    let across = |part: u64| {
        u32::try_from(u128::from(part) * 360 / u128::from(most)).unwrap_or(360).min(360)
    };
    let pieces = |row: &Stack| -> Vec<(usize, u32, u32)> {
        let mut before = 0_u64;
        let mut all = Vec::new();
        for (fill, part) in row.parts.iter().enumerate().take(FILLS) {
            let (from, to) = (across(before), across(before.saturating_add(*part)));
            before = before.saturating_add(*part);
            if *part > 0 {
                // What is there at all is seen.
                all.push((fill, from, to.saturating_sub(from).max(3) - 1));
            }
        }
        all
    };
    html! {
        (picture(
            about,
            360,
            high + 24,
            &html! {
                text.base x="0" y="14" { (base) }
                @for (row, top) in rows.iter().zip((16_u32..).step_by(42)) {
                    text.who x="0" y=(top + 14) { (row.name) }
                    text.value x="360" y=(top + 14) text-anchor="end" { (row.shown) }
                    @for (fill, x, width) in pieces(row) {
                        rect class={ "p" (fill) } x=(x) y=(top + 20) width=(width) height="12" {}
                    }
                }
            },
        ))
        ul.legend {
            @for (fill, word) in legend.iter().enumerate().take(FILLS) {
                li {
                    svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" { rect class={ "p" (fill) } x="1" y="1" width="12" height="12" {} }
                    (word)
                }
            }
        }
    }
}

/// A line the size of a word: the shape of a series, its ends said by `about.description`.
pub fn sparkline(about: &About, bps: &[u32]) -> Markup {
    let last = u32::try_from(bps.len().saturating_sub(1)).unwrap_or(0).max(1);
    let dots: Vec<(u32, u32)> = (0_u32..)
        .zip(bps)
        .map(|(at, bp)| (2 + at * 76 / last, 20 - bp.min(&10_000) * 18 / 10_000))
        .collect();
    let line: Vec<String> = dots.iter().map(|(x, y)| format!("{x},{y}")).collect();
    html! {
        svg.spark viewBox="0 0 80 22" width="80" height="22" role="img"
            aria-labelledby={ (about.id) "-t " (about.id) "-d" } {
            title id={ (about.id) "-t" } { (about.title) }
            desc id={ (about.id) "-d" } { (about.description) @if let Some(words) = about.simulated { " " (words) } }
            polyline.line points=(line.join(" ")) {}
            @if let Some((x, y)) = dots.last() { circle.dot cx=(x) cy=(y) r="2" {} }
        }
    }
}

fn picture(about: &About, width: u32, height: u32, inside: &Markup) -> Markup {
    let foot = if about.simulated.is_some() { 20 } else { 0 };
    html! {
        svg.chart viewBox={ "0 0 " (width) " " (height + foot) } role="img"
            aria-labelledby={ (about.id) "-t" } aria-describedby={ (about.id) "-d" } {
            title id={ (about.id) "-t" } { (about.title) }
            desc id={ (about.id) "-d" } { (about.description) }
            (inside)
            @if let Some(words) = about.simulated {
                text.simulated-text x="0" y=(height + 12) { (words) }
            }
        }
    }
}
