//! Cells that a spreadsheet would run instead of show.

/// Whether a spreadsheet opening this CSV cell would take it for a formula.
///
/// A plain signed number, a telephone number and a dash before a space are not formulas.
pub(crate) fn looks_like_formula(cell: &str) -> bool {
    let cell = cell.trim_start();
    let mut rest = cell.chars();
    match rest.next() {
        Some('=') => !rest.as_str().trim().is_empty(),
        Some('@') => rest.next().is_some_and(|c| !c.is_whitespace()),
        Some('+' | '-') => {
            let rest = rest.as_str();
            let number =
                rest.chars().all(|c| c.is_ascii_digit() || " .,/\u{a0}\u{202f}".contains(c));
            !number && !rest.starts_with(char::is_whitespace)
        }
        _ => false,
    }
}

/// Whether written bare the cell would be run, or would be taken for one already guarded.
fn needs_guard(cell: &str) -> bool {
    looks_like_formula(cell.trim_start_matches('\''))
}

/// The cell as it is written: an apostrophe in front when a spreadsheet would run it.
pub(crate) fn guard(cell: &str) -> String {
    if needs_guard(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell as it was before [`guard`].
pub(crate) fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| needs_guard(rest)).unwrap_or(cell)
}
