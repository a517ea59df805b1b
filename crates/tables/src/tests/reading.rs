use super::read;
use crate::*;
use unicode_normalization::UnicodeNormalization;

#[test]
fn each_delimiter_is_recognised() {
    for file in ["a,b\n1,2\n", "a;b\n1,5;2\n", "a\tb\n1,0\t2\n", "sep=;\na;b\n1;2\n"] {
        let table = read(file).unwrap();
        assert_eq!(table.columns, ["a", "b"], "{file:?}");
        assert_eq!(table.rows[0].cells[1], "2", "{file:?}");
    }
}

#[test]
fn a_row_names_the_physical_line_it_starts_on() {
    let table = read("a,b\r\n\r\n\"x\r\ny\",2\r\n3,4").unwrap();
    let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 5]);
    assert_eq!(table.rows[0].cells[0], "x\r\ny");
}

#[test]
fn utf16_and_a_byte_order_mark_are_read() {
    for big in [false, true] {
        let units = "\u{FEFF}Họ tên;Mã\nNguyễn;1\n".encode_utf16();
        let bytes: Vec<u8> =
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
        let table = read(&bytes).unwrap();
        assert_eq!(table.columns, ["Họ tên", "Mã"]);
        assert!(table.notes.iter().any(|note| note.code == "note.utf16"));
        assert_eq!(read(&bytes[..bytes.len() - 1]), Err(Unreadable::NotUtf16 { line: 2 }));
    }
    assert_eq!(read("\u{FEFF}Mã\n1").unwrap().columns, ["Mã"]);
}

#[test]
fn decomposed_text_is_composed_and_counted() {
    let file: String = "Tên\nNguyễn\nan\n".nfd().collect();
    let table = read(file).unwrap();
    assert_eq!(table.rows[0].cells, ["Nguyễn"]);
    let note = table.notes.iter().find(|note| note.code == "note.composed").unwrap();
    assert_eq!(note.facts["cells"], "2");
}

#[test]
fn each_limit_is_refused_by_name_and_place() {
    let limits = Limits { file: 40, rows: 3, columns: 2, cell: 5, inflated: 10 };
    let within = |file: &str| Table::read_within(file.as_bytes(), FileName(""), &limits);
    assert!(within("a,b\n1,2\n3,4").is_ok());
    assert_eq!(within(&"x".repeat(41)), Err(Unreadable::FileTooLarge { bytes: 41, max: 40 }));
    assert_eq!(within("a\n1\n2\n\n3"), Err(Unreadable::TooManyRows { line: 5, max: 3 }));
    let columns = Unreadable::TooManyColumns { line: 2, columns: 3, max: 2 };
    assert_eq!(within("a,b\n1,2,3"), Err(columns));
    let cell = Unreadable::CellTooLong { line: 2, column: 2, length: 6, max: 5 };
    assert_eq!(within("a,b\n1,ốốốốốố"), Err(cell));
}

#[test]
fn what_is_not_a_table_is_named() {
    assert_eq!(read("\n \n"), Err(Unreadable::Empty));
    assert_eq!(read("a\n\"b\n"), Err(Unreadable::UnclosedQuote { line: 2 }));
    assert_eq!(read("a\nb\0"), Err(Unreadable::NotText { line: 2 }));
    assert_eq!(read("<html><table>"), Err(Unreadable::WebPage));
    assert_eq!(read(b"PK\x03\x04rest"), Err(Unreadable::NotAWorkbook));
    assert_eq!(read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Err(Unreadable::OldOrLockedWorkbook));
}

#[test]
fn formulas_are_told_from_signed_numbers() {
    let run = ["=SUM(A1)", "=1+1", "+cmd|' /C calc'!A0", "-abc", "@x", "-3+2*A1", " =A1"];
    for cell in run {
        let table = read(format!("a\n\"{cell}\"\n")).unwrap();
        assert_eq!(table.spoiled.len(), 1, "{cell}");
        assert_eq!((table.spoiled[0].line, table.spoiled[0].code), (2, "table.formula"));
    }
    for cell in ["-3", "+84 912 345", "-", "- ghi chú", "a=b", "x@y", "-1,5"] {
        assert!(read(format!("a\n\"{cell}\"\n")).unwrap().spoiled.is_empty(), "{cell}");
    }
}

#[test]
fn a_written_formula_is_guarded_and_comes_back_as_text() {
    let cells = ["=1+1", "'=1", "-3", "'tis"];
    let rows = cells.map(|cell| Row { line: 0, cells: vec![cell.into()] }).to_vec();
    let table = Table { columns: vec!["a".into()], rows, ..Table::default() };
    let bytes = write_csv(&table);
    assert!(bytes.starts_with(b"\xEF\xBB\xBF\"a\"\r\n\"'=1+1\"\r\n\"''=1\"\r\n\"-3\"\r\n\"'tis\""));
    let back = read(&bytes).unwrap();
    assert!(back.spoiled.is_empty());
    assert_eq!(back.rows.iter().map(|row| row.cell(0)).collect::<Vec<_>>(), cells);
}
