//! Tables: captioned, with headings that say whose they are, and safe on a narrow screen.

use maud::{Markup, Render, html};

/// A column's heading, and whether figures stand under it.
#[derive(Debug, Clone)]
pub struct Column {
    pub label: String,
    pub figures: bool,
}

impl Column {
    /// A column of words.
    pub fn words(label: impl Into<String>) -> Column {
        Column { label: label.into(), figures: false }
    }

    /// A column of figures, set to the right.
    pub fn figures(label: impl Into<String>) -> Column {
        Column { label: label.into(), figures: true }
    }
}

/// What a table does where it is wider than the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Narrow {
    /// It scrolls in its own frame, by hand or by keys: for comparing rows.
    #[default]
    Scroll,
    /// Each row becomes a card with the headings inside: for reading one row at a time.
    Stack,
}

/// A table whose first cell of each row is the row's heading.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Needed: the frame that scrolls is named by it.
    pub id: String,
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Markup>>,
    /// A last row: sums.
    pub foot: Option<Vec<Markup>>,
    pub narrow: Narrow,
}

impl Table {
    fn row(&self, cells: &[Markup]) -> Markup {
        html! {
            tr {
                @for (cell, column) in cells.iter().zip(&self.columns).take(1) {
                    th scope="row" .num[column.figures] { (cell) }
                }
                @for (cell, column) in cells.iter().zip(&self.columns).skip(1) {
                    td data-label=(column.label) .num[column.figures] {
                        // As a card the cell is two things side by side: its heading, and all of this.
                        @if self.narrow == Narrow::Stack { div { (cell) } } @else { (cell) }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        let scrolls = self.narrow == Narrow::Scroll;
        html! {
            div.table.stack[!scrolls] role=[scrolls.then_some("region")]
                tabindex=[scrolls.then_some("0")]
                aria-labelledby=[scrolls.then(|| format!("{}-c", self.id))] {
                table id=(self.id) {
                    caption id={ (self.id) "-c" } { (self.caption) }
                    thead { tr { @for column in &self.columns {
                        th scope="col" .num[column.figures] { (column.label) }
                    } } }
                    tbody { @for row in &self.rows { (self.row(row)) } }
                    @if let Some(foot) = &self.foot { tfoot { (self.row(foot)) } }
                }
            }
        }
    }
}
