use super::{codes, read, roll};
use crate::*;

fn check(file: &str) -> Checked {
    roll().check(&read(file).unwrap())
}

#[test]
fn headings_match_without_diacritics_case_and_punctuation() {
    let checked = check("STT;MA CU TRI (*);Full-Name;nam sinh\n1;001;Đỗ An;1990\n");
    assert_eq!(codes(&checked), []);
    assert_eq!(checked.rows[0].get("name"), Some(&Value::Text("Đỗ An".into())));
    assert_eq!(checked.rows[0].get("born"), Some(&Value::Year(1990)));
    assert_eq!(checked.ignored, ["STT"]);
}

#[test]
fn titles_above_the_headings_are_passed_over() {
    let checked = check("DANH SÁCH CỬ TRI;;\n\nMã;Họ và tên\n001;An\n01;\n");
    assert_eq!(
        codes(&checked),
        [(5, "code", "table.bad_code"), (5, "name", "table.missing_value")]
    );
    assert_eq!(checked.rows.len(), 1);
}

#[test]
fn missing_and_doubled_columns_leave_no_good_row() {
    let checked = check("Mã,Mã cử tri\n001,002\n");
    assert_eq!(
        codes(&checked),
        [(1, "name", "table.missing_column"), (1, "code", "table.duplicate_column")]
    );
    assert!(checked.rows.is_empty());
}

#[test]
fn a_repeated_key_names_the_first_line() {
    let checked = check("Mã,Họ và tên\n001,An\n002,Bê\n001,Cư\n");
    assert_eq!(codes(&checked), [(4, "code", "table.duplicate")]);
    assert_eq!(checked.findings[0].facts["first_line"], "2");
}

#[test]
fn each_bad_cell_has_its_code() {
    for (heading, cell, code) in [
        ("Số phiếu", "1,5", "table.not_a_number"),
        ("Số phiếu", "1.5", "table.not_a_number"),
        ("Số phiếu", "0.123", "table.not_a_number"),
        ("Số phiếu", "1.234 567", "table.not_a_number"),
        ("Số phiếu", "1e9", "table.not_a_number"),
        ("Số phiếu", "-3", "table.negative"),
        ("Số phiếu", "−−3", "table.not_a_number"),
        ("Tỷ lệ", "−−0,5", "table.not_a_number"),
        ("Tỷ lệ", "-0,5", "table.negative"),
        ("Số phiếu", "5.001", "table.too_large"),
        ("Số phiếu", "99999999999999999999999", "table.too_large"),
        ("Số phiếu", "=A1", "table.formula"),
        ("Ngày bầu cử", "31/02/2026", "table.bad_date"),
        ("Ngày bầu cử", "29/02/2100", "table.bad_date"),
        ("Ngày bầu cử", "2026", "table.bad_date"),
        ("Ngày bầu cử", "5/13/2026", "table.bad_date"),
        ("Ngày bầu cử", "1/2/26", "table.bad_date"),
        ("Năm sinh", "196", "table.bad_date"),
        ("Giới tính", "khác", "table.unknown_choice"),
        ("Tỷ lệ", "1.234", "table.ambiguous_number"),
        ("Tỷ lệ", "1,2,3", "table.not_a_number"),
    ] {
        let checked = check(&format!("Mã;Họ và tên;{heading}\n001;An;{cell}\n"));
        let found: Vec<&str> = checked.findings.iter().map(|found| found.code).collect();
        assert_eq!(found, [code], "{heading} {cell}");
        assert!(checked.rows.is_empty());
    }
    let long = check(&format!("Mã;Họ và tên\n001;{}\n", "ờ".repeat(21)));
    assert_eq!(codes(&long), [(2, "name", "table.too_long")]);
    let stray = check("Mã;Họ và tên\n001;An;x\n");
    assert_eq!(codes(&stray), [(2, "", "table.stray_cell")]);
    assert_eq!(codes(&check("Mã;Họ và tên\n")), [(1, "", "table.no_rows")]);
}

#[test]
fn each_good_cell_has_its_value() {
    for (heading, name, cell, value) in [
        ("Số phiếu", "votes", "1.234", "1234"),
        ("Số phiếu", "votes", "1 234", "1234"),
        ("Số phiếu", "votes", "1\u{A0}234", "1234"),
        ("Số phiếu", "votes", "1234", "1234"),
        ("Số phiếu", "votes", "０７", "7"),
        ("Ngày bầu cử", "on", "15/03/2026", "2026-03-15"),
        ("Ngày bầu cử", "on", "5/3/2026", "2026-03-05"),
        ("Ngày bầu cử", "on", "2024-02-29", "2024-02-29"),
        ("Năm sinh", "born", "1/2/1990", "1990-02-01"),
        ("Giới tính", "sex", "NỮ", "female"),
        ("Tỷ lệ", "share", "1.234,50", "1234.50"),
        ("Tỷ lệ", "share", "99.62", "99.62"),
    ] {
        let checked = check(&format!("Mã;Họ và tên;{heading}\n001;An;{cell}\n"));
        assert_eq!(codes(&checked), [], "{heading} {cell}");
        assert_eq!(checked.rows[0].get(name).unwrap().to_string(), value);
    }
}
