//! In what a published file of open data differs from the one that follows from the records.

use super::{Content, Expected, table};
use crate::report::{Difference, What};
use serde_json::Value;
use std::collections::BTreeSet;
use table::{Cell, Table};

/// Differences are looked for figure by figure; what is no figure is named by its place in the file.
/// Never empty when the bytes differ.
pub(crate) fn explain(expected: &Expected, published: &[u8]) -> Vec<Difference> {
    if published == expected.bytes {
        return Vec::new();
    }
    let path = &expected.path;
    let found = match expected.file.content(expected.state) {
        Content::Text(_) => None,
        Content::Table(table) => table::read(published).map(|lines| of_table(path, &table, &lines)),
        Content::Items(items) => {
            let items: Vec<Value> = items.collect();
            serde_json::from_slice(published)
                .ok()
                .map(|other: Value| of_items(path, &items, &other))
        }
        Content::Document(own, _) => {
            let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
            read(published).zip(read(&own)).map(|(theirs, ours)| {
                let mut differences = Vec::new();
                walk(path, "report", Some(&theirs), Some(&ours), &mut differences);
                differences
            })
        }
    };
    match found {
        Some(found) if !found.is_empty() => found,
        // The same data in other bytes, or no data at all.
        _ => vec![of_bytes(path, published, &expected.bytes)],
    }
}

fn of_bytes(path: &str, published: &[u8], own: &[u8]) -> Difference {
    let same = published.iter().zip(own).take_while(|(a, b)| a == b).count();
    let at =
        |bytes: &[u8]| bytes.get(same).map_or_else(String::new, |byte| format!("0x{byte:02x}"));
    let field = format!("byte {}", same + 1);
    Difference::file(What::Malformed, path).field(field).values(at(published), at(own))
}

fn of_table(path: &str, table: &Table, lines: &[Vec<String>]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let own = table::read(&table.to_csv()).unwrap_or_default();
    for line in 0..own.len().max(lines.len()) {
        let (published, recomputed) = (lines.get(line), own.get(line));
        let row = line.checked_sub(1).and_then(|row| table.rows.get(row));
        let (Some(published), Some(recomputed)) = (published, recomputed) else {
            let place = row.map_or_else(|| format!("line {}", line + 1), |row| row.path.clone());
            let whole =
                |cells: Option<&Vec<String>>| cells.map_or_else(String::new, |c| c.join(","));
            let differs = Difference::file(What::Data, path).field(place);
            differences.push(differs.values(whole(published), whole(recomputed)));
            continue;
        };
        for place in 0..published.len().max(recomputed.len()) {
            let (theirs, ours) = (published.get(place), recomputed.get(place));
            if theirs == ours {
                continue;
            }
            let column = table.columns.get(place).map_or("", |column| column.as_ref());
            let figure =
                row.is_some_and(|row| matches!(row.cells.get(place), Some(Cell::Figure(_))));
            let field = row.map_or_else(
                || format!("column {}", place + 1),
                |row| format!("{}/{column}", row.path),
            );
            let what = if figure { What::Figure } else { What::Data };
            let said = |cell: Option<&String>| cell.cloned().unwrap_or_default();
            differences
                .push(Difference::file(what, path).field(field).values(said(theirs), said(ours)));
        }
    }
    differences
}

fn of_items(path: &str, items: &[Value], published: &Value) -> Vec<Difference> {
    let mut differences = Vec::new();
    let Some(others) = published.as_array() else {
        return vec![Difference::file(What::Malformed, path).values(short(published), "[…]")];
    };
    for place in 0..items.len().max(others.len()) {
        let (ours, theirs) = (items.get(place), others.get(place));
        let named = ours.and_then(|item| item.get("path")).and_then(Value::as_str);
        let name = named.map_or_else(|| format!("item {}", place + 1), str::to_owned);
        walk(path, &name, theirs, ours, &mut differences);
    }
    differences
}

fn walk(
    path: &str,
    name: &str,
    theirs: Option<&Value>,
    ours: Option<&Value>,
    into: &mut Vec<Difference>,
) {
    if theirs == ours {
        return;
    }
    if let (Some(Value::Object(theirs)), Some(Value::Object(ours))) = (theirs, ours) {
        let keys: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        for key in keys {
            // Figures bear the last part of their path.
            let field = if key == "figures" { name.to_owned() } else { format!("{name}/{key}") };
            walk(path, &field, theirs.get(key), ours.get(key), into);
        }
        return;
    }
    if let (Some(Value::Array(theirs)), Some(Value::Array(ours))) = (theirs, ours) {
        for place in 0..theirs.len().max(ours.len()) {
            let field = format!("{name}/{}", place + 1);
            walk(path, &field, theirs.get(place), ours.get(place), into);
        }
        return;
    }
    let figure = ours.or(theirs).is_some_and(Value::is_number);
    let what = if figure { What::Figure } else { What::Data };
    let said = |value: Option<&Value>| value.map_or_else(String::new, short);
    into.push(Difference::file(what, path).field(name).values(said(theirs), said(ours)));
}

/// A value as a person reads it.
fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => {
            let text = other.to_string();
            text.char_indices()
                .nth(200)
                .and_then(|(end, _)| text.get(..end))
                .map_or(text.clone(), |s| format!("{s}…"))
        }
    }
}
