//! Archives that the reference made, verified.

use belenios::verify::{Options, Stage, verify};
use std::fs::File;
use std::io::BufReader;

fn result(name: &str) -> Vec<Vec<u64>> {
    let path = format!("{}/../../testdata/belenios/{name}.bel", env!("CARGO_MANIFEST_DIR"));
    let alone = verify(BufReader::new(File::open(&path).unwrap()), Options { threads: 1 }).unwrap();
    let two = verify(BufReader::new(File::open(&path).unwrap()), Options { threads: 2 }).unwrap();
    assert_eq!(alone, two);
    assert_eq!(alone.stage, Stage::Finished);
    alone
        .result
        .unwrap()
        .result
        .iter()
        .map(|row| row.iter().map(|count| count.0).collect())
        .collect()
}

#[test]
fn a_single_trustee_s_archive_over_ed25519_verifies() {
    assert_eq!(result("single-10-ed25519"), [[5, 4, 5, 2, 3]]);
}

#[test]
fn a_threshold_archive_over_ed25519_verifies() {
    assert_eq!(result("threshold-10-ed25519"), [[5, 4, 5, 2, 3]]);
}

#[test]
fn an_archive_of_debian_s_tool_verifies() {
    assert_eq!(result("single-10-belenios2048"), [[5, 4, 5, 2, 3]]);
}

#[test]
fn an_archive_with_blank_votes_verifies() {
    assert_eq!(result("blank-20-belenios2048"), [[4, 8, 7, 7, 4, 5]]);
}

#[test]
fn a_threshold_archive_of_debian_s_tool_verifies() {
    assert_eq!(result("threshold-10-belenios2048"), [[5, 4, 5, 2, 3]]);
}

#[test]
fn an_archive_over_the_safe_prime_verifies() {
    assert_eq!(result("single-4-rfc3526"), [[2, 1, 2, 1, 1]]);
}
