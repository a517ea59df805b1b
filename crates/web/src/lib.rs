//! A client for what others serve: a node's public files, and witnesses.
//!
//! Whoever answers is not trusted: an answer has a most length and a most time, comes from the host that was asked,
//! and is as long as it says. What it says is checked by whoever asked.
//!
//! - [`Web`]: the files of one site.
//! - [`cosign`]: asks a witness for its cosignature.

mod cosign;
mod web;

pub use cosign::{NotCosigned, cosign};
pub use web::{NotFetched, Patience, Web, tls_ready};

#[cfg(test)]
mod tests;
