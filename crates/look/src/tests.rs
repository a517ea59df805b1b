#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

//! One file for each thing that must hold.

mod contrast;
mod escaping;
mod labels;
mod numbers;
mod page;
mod pictures;

use crate::Say;

/// Says every key as itself.
struct Keys;

impl Say for Keys {
    fn say(&self, key: &str) -> String {
        key.to_owned()
    }

    fn lang(&self) -> &str {
        "vi"
    }
}
