//! The lines of a text and what amendments make of it. Pure, and the same for everybody.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands between one line and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Between {
    /// Nothing: a word too long for a line goes on.
    Nothing,
    Blank,
    /// A paragraph ends.
    Paragraph,
}

/// A numbered line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: u16,
    pub text: String,
    after: Between,
}

impl Line {
    /// Whether a paragraph ends with it.
    pub fn ends(&self) -> bool {
        self.after == Between::Paragraph
    }
}

/// Where a text is amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Place {
    /// These lines, both included, get other words, or none.
    Lines { from: u16, to: u16 },
    /// Words are put in after this line; 0: before the first.
    After { line: u16 },
}

impl Place {
    /// Whether there are such lines in a text of so many.
    pub fn fits(self, lines: usize) -> bool {
        let lines = u16::try_from(lines).unwrap_or(u16::MAX);
        match self {
            Place::Lines { from, to } => 1 <= from && from <= to && to <= lines,
            Place::After { line } => line <= lines,
        }
    }
}

/// Words for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    pub place: Place,
    pub text: &'a str,
}

/// Whether two amendments concern the same words, so that both cannot be: ranges that share a line, words put into a
/// range that goes, or two texts at one place.
pub fn overlap(a: Place, b: Place) -> bool {
    match (a, b) {
        (Place::Lines { from, to }, Place::Lines { from: other, to: end }) => {
            from <= end && other <= to
        }
        (Place::Lines { from, to }, Place::After { line })
        | (Place::After { line }, Place::Lines { from, to }) => from <= line && line < to,
        (Place::After { line: a }, Place::After { line: b }) => a == b,
    }
}

/// A text in its one form: paragraphs without blank lines between, one blank between words.
pub fn normal(text: &str) -> String {
    paragraphs(text).collect::<Vec<_>>().join("\n")
}

fn paragraphs(text: &str) -> impl Iterator<Item = String> + '_ {
    let one = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(one).filter(|paragraph| !paragraph.is_empty())
}

/// The lines of a text: each holds as many whole words as fit into `width` characters. A longer word is cut.
pub fn lines(text: &str, width: u16) -> Vec<Line> {
    let width = usize::from(width.max(1));
    let mut all: Vec<(String, Between)> = Vec::new();
    for paragraph in paragraphs(text) {
        let mut line = String::new();
        let mut filled = 0;
        for word in paragraph.split(' ') {
            let letters: Vec<char> = word.chars().collect();
            if filled > 0 && filled + 1 + letters.len() > width {
                all.push((std::mem::take(&mut line), Between::Blank));
                filled = 0;
            }
            if filled > 0 {
                line.push(' ');
                filled += 1;
            }
            for piece in letters.chunks(width) {
                if filled > 0 && filled + piece.len() > width {
                    all.push((std::mem::take(&mut line), Between::Nothing));
                    filled = 0;
                }
                line.extend(piece);
                filled += piece.len();
            }
        }
        all.push((line, Between::Paragraph));
    }
    let numbered = (1..=u16::MAX).zip(all);
    numbered.map(|(number, (text, after))| Line { number, text, after }).collect()
}

/// A text under construction: nothing stands between two pieces but the widest of what was asked for.
#[derive(Default)]
struct Written {
    out: String,
    gap: Option<Between>,
}

impl Written {
    fn between(&mut self, gap: Between) {
        self.gap = Some(self.gap.map_or(gap, |known| known.max(gap)));
    }

    fn put(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let gap = self.gap.take();
        if !self.out.is_empty() {
            match gap {
                None | Some(Between::Nothing) => {}
                Some(Between::Blank) => self.out.push(' '),
                Some(Between::Paragraph) => self.out.push('\n'),
            }
        }
        self.out.push_str(words);
    }

    fn put_all(&mut self, text: &str) {
        for (at, paragraph) in paragraphs(text).enumerate() {
            if at > 0 {
                self.between(Between::Paragraph);
            }
            self.put(&paragraph);
        }
    }
}

/// The text with these amendments, in whatever order they are given. Of those that overlap, one alone is taken.
pub fn text_with(lines: &[Line], parts: &[Part]) -> String {
    let mut ranges: BTreeMap<u16, (u16, &str)> = BTreeMap::new();
    let mut added: BTreeMap<u16, &str> = BTreeMap::new();
    for part in parts {
        match part.place {
            Place::Lines { from, to } => drop(ranges.insert(from, (to, part.text))),
            Place::After { line } => drop(added.insert(line, part.text)),
        }
    }
    let mut written = Written::default();
    let put_in = |written: &mut Written, line: u16, gap: Between| {
        if let Some(text) = added.get(&line) {
            // A word is not cut for what comes between.
            written.between(gap.max(Between::Blank));
            written.put_all(text);
            written.between(gap.max(Between::Blank));
        }
    };
    put_in(&mut written, 0, Between::Paragraph);
    let mut gone = 0;
    for line in lines {
        if line.number > gone {
            match ranges.get(&line.number) {
                Some((to, text)) => {
                    gone = *to;
                    if written.gap == Some(Between::Nothing) {
                        written.between(Between::Blank);
                    }
                    written.put_all(text);
                }
                None => written.put(&line.text),
            }
        }
        // Inside of a range that goes only its last line tells what follows.
        if line.number >= gone {
            let after =
                if line.number == gone { line.after.max(Between::Blank) } else { line.after };
            written.between(after);
            put_in(&mut written, line.number, after);
        }
    }
    written.out
}
