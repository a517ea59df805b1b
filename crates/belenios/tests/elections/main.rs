//! Whole elections: the reference's, ours, and those of which each did a part.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod audit;
mod fields;
mod made;
mod mixed;
mod tampered;
mod vectors;
