//! The colours of `style.css`, measured as WCAG 2.2 measures them, in both schemes.

use std::collections::HashMap;

const STYLE: &str = include_str!("../../../../assets/style.css");

/// Every token of the form `--name:light-dark(#rrggbb,#rrggbb)`.
fn tokens() -> HashMap<&'static str, [f64; 2]> {
    let mut found = HashMap::new();
    for line in STYLE.lines() {
        let Some((name, rest)) = line.strip_prefix("--").and_then(|l| l.split_once(":light-dark("))
        else {
            continue;
        };
        let (light, dark) = rest.trim_end_matches(");").split_once(',').unwrap();
        found.insert(name, [luminance(light), luminance(dark)]);
    }
    found
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn all_reach(least: f64, pairs: &[(&str, &str)]) {
    let tokens = tokens();
    for (front, back) in pairs {
        for (scheme, name) in ["light", "dark"].iter().enumerate() {
            let reached = contrast(tokens[front][scheme], tokens[back][scheme]);
            assert!(reached >= least, "{front} on {back}, {name}: {reached:.2} < {least}");
        }
    }
}

#[test]
fn text_is_readable_in_both_schemes() {
    all_reach(
        4.5,
        &[
            ("ink", "paper"),
            ("ink", "raised"),
            ("ink", "l0"),
            ("ink", "lacquer-soft"),
            ("ink", "gold-soft"),
            ("soft", "paper"),
            ("soft", "raised"),
            ("lacquer", "paper"),
            ("lacquer", "raised"),
            ("lacquer", "lacquer-soft"),
            ("jade", "paper"),
            ("jade", "raised"),
            ("jade", "jade-soft"),
            ("gold", "paper"),
            ("gold", "gold-soft"),
            ("paper", "ink"),
            ("paper", "jade"),
        ],
    );
}

#[test]
fn edges_marks_and_bars_stand_out() {
    all_reach(
        3.0,
        &[
            ("edge", "paper"),
            ("edge", "raised"),
            ("gold", "raised"),
            ("share", "paper"),
            ("share", "l0"),
            ("jade", "l0"),
            ("lacquer", "l0"),
            ("ink", "share"),
        ],
    );
}

#[test]
fn each_level_of_the_map_is_stronger_than_the_one_before() {
    let tokens = tokens();
    for scheme in [0, 1] {
        let paper = tokens["paper"][scheme];
        let levels =
            ["l0", "l1", "l2", "l3", "l4", "l5"].map(|l| contrast(tokens[l][scheme], paper));
        assert!(levels[1..].is_sorted_by(|a, b| b / a > 1.15), "{levels:?}");
    }
}
