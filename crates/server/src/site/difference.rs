//! Two texts side by side: what went and what came, word by word, in `<del>` and `<ins>`, with a word for those who
//! do not see the marks.

use crate::Speech;
use dienhong_look::{Markup, html};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Run {
    Same(String),
    Gone(String),
    Came(String),
}

/// One paragraph beside what became of it.
type Pair<'a> = (Option<&'a str>, Option<&'a str>);

/// The paragraphs of both texts in their order, each beside its own where it has one.
fn pairs<'a>(old: &'a str, new: &'a str) -> Vec<Pair<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut all = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let here = |at: std::ops::Range<usize>| old.get(at).unwrap_or_default().iter().copied();
        let there = |at: std::ops::Range<usize>| new.get(at).unwrap_or_default().iter().copied();
        match op {
            DiffOp::Equal { .. } | DiffOp::Replace { .. } => {
                let (mut left, mut right) = (here(op.old_range()), there(op.new_range()));
                loop {
                    match (left.next(), right.next()) {
                        (None, None) => break,
                        pair => all.push(pair),
                    }
                }
            }
            DiffOp::Delete { .. } => all.extend(here(op.old_range()).map(|of| (Some(of), None))),
            DiffOp::Insert { .. } => all.extend(there(op.new_range()).map(|of| (None, Some(of)))),
        }
    }
    all
}

/// The words of two paragraphs as runs.
fn runs(old: &str, new: &str) -> Vec<Run> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let (old, new) = (words(old), words(new));
    let joined =
        |of: &[String], at: std::ops::Range<usize>| of.get(at).unwrap_or_default().join(" ");
    let mut all = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (here, there) = (joined(&old, op.old_range()), joined(&new, op.new_range()));
        match op {
            DiffOp::Equal { .. } => all.push(Run::Same(here)),
            DiffOp::Delete { .. } => all.push(Run::Gone(here)),
            DiffOp::Insert { .. } => all.push(Run::Came(there)),
            DiffOp::Replace { .. } => all.extend([Run::Gone(here), Run::Came(there)]),
        }
    }
    all.retain(|run| {
        let (Run::Same(text) | Run::Gone(text) | Run::Came(text)) = run;
        !text.is_empty()
    });
    all
}

/// Both texts beside each other; on a narrow screen the old one of each paragraph comes first.
pub(crate) fn side_by_side(speech: &Speech, old: &str, new: &str) -> Markup {
    let t = |key: &str| speech.t(&format!("motion.{key}"));
    let gone = |text: &str| html! { del { span.unseen { (t("gone_begins")) " " } (text) span.unseen { " " (t("gone_ends")) } } };
    let came = |text: &str| html! { ins { span.unseen { (t("came_begins")) " " } (text) span.unseen { " " (t("came_ends")) } } };
    let side = |runs: &[Run], left: bool| {
        html! {
            @for (at, run) in runs.iter().filter(|run| match run { Run::Same(_) => true, Run::Gone(_) => left, Run::Came(_) => !left }).enumerate() {
                @if at > 0 { " " }
                @match run { Run::Same(text) => (text), Run::Gone(text) => (gone(text)), Run::Came(text) => (came(text)) }
            }
        }
    };
    html! {
        div.difference {
            div.row.titles { p { b { (t("text_old")) } } p { b { (t("text_new")) } } }
            @for (left, right) in pairs(old, new) {
                @let all = runs(left.unwrap_or_default(), right.unwrap_or_default());
                div.row {
                    p lang=[speech.names()] data-side=(t("text_old")) { @if left.is_some() { (side(&all, true)) } @else { small { (t("nothing_here")) } } }
                    p lang=[speech.names()] data-side=(t("text_new")) { @if right.is_some() { (side(&all, false)) } @else { small { (t("nothing_here")) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_went_and_came_are_told_and_the_rest_stays() {
        let same = |text: &str| Run::Same(text.into());
        assert_eq!(
            runs("vốn là một nghìn tỷ", "vốn là hai nghìn tỷ"),
            [same("vốn là"), Run::Gone("một".into()), Run::Came("hai".into()), same("nghìn tỷ")]
        );
        assert_eq!(runs("", "mới"), [Run::Came("mới".into())]);
        assert_eq!(runs("cũ", ""), [Run::Gone("cũ".into())]);
        assert_eq!(runs("", ""), []);
    }

    #[test]
    fn paragraphs_stand_beside_what_became_of_them() {
        assert_eq!(
            pairs("a\nb\nc", "a\nB\nc\nd"),
            [
                (Some("a"), Some("a")),
                (Some("b"), Some("B")),
                (Some("c"), Some("c")),
                (None, Some("d"))
            ]
        );
        assert_eq!(pairs("a\nb", "b"), [(Some("a"), None), (Some("b"), Some("b"))]);
        assert_eq!(pairs("", ""), []);
    }

    #[test]
    fn nothing_of_a_text_runs() {
        let page = side_by_side(&Speech::of("vi"), "a <b>x</b>", "a <script>").into_string();
        assert!(page.contains("&lt;b&gt;") && page.contains("&lt;script&gt;"), "{page}");
        assert!(page.contains("<del>") && page.contains("<ins>"), "{page}");
    }
}
