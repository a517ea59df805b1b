#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! `dienhong units` on the real units of Vietnam.

use std::process::{Command, Output};

fn units(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dienhong"))
        .arg("units")
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap()
}

fn found(arguments: &[&str]) -> String {
    String::from_utf8(units(arguments).stdout).unwrap()
}

#[test]
fn a_commune_of_today_is_found_without_diacritics() {
    let line = found(&["hac thanh", "--within", "Thanh Hoa"]);
    assert!(line.starts_with("14797 Phường Hạc Thành, Tỉnh Thanh Hoá = Phường"), "{line}");
}

#[test]
fn a_commune_of_before_the_reform_leads_to_what_it_went_into() {
    let line = found(&["Xã Anh Sơn", "--within", "38"]);
    assert!(line.contains("Xã Các Sơn") && line.contains("(trước đây: Xã Anh Sơn)"), "{line}");
    assert!(
        line.contains("= Xã Các Sơn + Xã Anh Sơn") || line.contains("= Xã Anh Sơn + Xã Các Sơn")
    );
}

#[test]
fn the_same_name_before_the_reform_is_another_unit() {
    let line = found(&["Xã Các Sơn", "--on", "2025-06-30"]);
    assert!(line.contains("Thị xã Nghi Sơn") && !line.contains('='), "{line}");
}

#[test]
fn what_names_no_unit_and_what_cannot_be_read_are_said_so() {
    let nobody = units(&["Atlantis"]);
    assert_eq!(nobody.status.code(), Some(1));
    let nowhere = units(&["38", "--data", "docs"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8(nowhere.stderr).unwrap().contains("mapping.csv"));
}
