//! Writing a table back as CSV.

use crate::Table;
use crate::formula::guard;

/// The table as CSV: UTF-8 with its mark, commas, every cell quoted, a formula behind an apostrophe.
///
/// Reading it gives the same headings and cells. Blank rows, which reading leaves out, do not come
/// back, and lines are numbered afresh.
pub fn write_csv(table: &Table) -> Vec<u8> {
    let mut out = b"\xEF\xBB\xBF".to_vec();
    let mut write = |cells: &[String]| {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.push(b'"');
            out.extend(guard(cell).replace('"', "\"\"").into_bytes());
            out.push(b'"');
        }
        out.extend(b"\r\n");
    };
    write(&table.columns);
    for row in &table.rows {
        write(&row.cells);
    }
    out
}
