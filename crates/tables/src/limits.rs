//! What is read at most. Each limit is refused by name, with the place.

/// The bounds within which a table is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes that a workbook may inflate to, all its parts together.
    pub inflated: u64,
    /// Rows, the headings among them, blank ones not.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Characters in one cell.
    pub cell: usize,
}

impl Default for Limits {
    /// 16 MiB, 192 MiB inflated, 100 000 rows, 256 columns, 4 000 characters.
    fn default() -> Self {
        Limits { file: 16 << 20, inflated: 192 << 20, rows: 100_000, columns: 256, cell: 4_000 }
    }
}
