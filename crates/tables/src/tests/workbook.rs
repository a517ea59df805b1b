use super::{codes, roll};
use crate::*;
use rust_xlsxwriter::{Format, Formula, Workbook};

fn read(book: &mut Workbook) -> Table {
    Table::read(&book.save_to_buffer().unwrap(), FileName("a.xlsx")).unwrap()
}

#[test]
fn cells_of_each_kind_become_text_and_formulas_are_refused_by_address() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Mã", "Họ và tên", "Số phiếu", "Ngày bầu cử", "Tỷ lệ"]).unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for row in 1..=7 {
        sheet.write_number(row, 0, 100 + row).unwrap();
        sheet.write_string(row, 1, "Nguyễn An").unwrap();
    }
    sheet.write_number(1, 2, 12).unwrap();
    sheet.write_number_with_format(1, 3, 46_096, &day).unwrap();
    sheet.write_number(1, 4, 1.234).unwrap();
    sheet.write_number(2, 2, 1.234).unwrap();
    sheet.write_formula(6, 2, Formula::new("=SUM(C2:C3)").set_result("12")).unwrap();
    sheet.merge_range(4, 2, 5, 2, "7", &Format::new()).unwrap();
    let table = read(&mut book);
    assert_eq!(table.rows[0].cells, ["101", "Nguyễn An", "12", "2026-03-15", "1,234"]);
    let checked = roll().check(&table);
    assert_eq!(
        codes(&checked),
        [
            (3, "votes", "table.not_a_number"),
            (5, "votes", "table.merged"),
            (6, "votes", "table.merged"),
            (7, "votes", "table.formula")
        ]
    );
    assert_eq!(checked.findings[3].facts["cell"], "C7");
    assert_eq!(checked.findings[1].facts["cells"], "C5:C6");
    assert_eq!(checked.rows.len(), 3);
}

#[test]
fn a_cell_far_away_is_refused_without_filling_what_lies_between() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "a").unwrap();
    sheet.write_string(1_048_575, 16_383, "z").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let refusal = Table::read(&bytes, FileName("")).unwrap_err();
    let line = 1_048_576;
    assert_eq!(refusal, Unreadable::TooManyColumns { line, columns: 16_384, max: 256 });
}

#[test]
fn legacy_text_in_a_workbook_is_recognised_with_its_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_column(0, 0, ["a", "Lª V¨n", "NguyÔn ThÞ"]).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let refusal = Table::read(&bytes, FileName("")).unwrap_err();
    let sample_decoded = "Lê Văn".to_owned();
    assert_eq!(refusal, Unreadable::LegacyEncoding { name: "TCVN3", line: 2, sample_decoded });
}

#[test]
fn a_workbook_that_inflates_past_the_limit_is_refused() {
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "a").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let limits = Limits { inflated: 100, ..Limits::default() };
    let refusal = Table::read_within(&bytes, FileName(""), &limits).unwrap_err();
    assert_eq!(refusal.code(), "file.inflates_too_much");
}

#[test]
fn the_first_visible_sheet_with_anything_is_read_and_others_are_noted() {
    let mut book = Workbook::new();
    book.add_worksheet();
    book.add_worksheet().write_string(0, 0, "a").unwrap();
    book.add_worksheet().set_name("Khác").unwrap();
    let table = read(&mut book);
    assert_eq!(table.columns, ["a"]);
    let note = table.notes.iter().find(|note| note.code == "note.other_sheets").unwrap();
    assert_eq!(note.facts["sheets"], "Khác");
}
