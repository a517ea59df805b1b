use super::roll;
use crate::*;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

fn a_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Mã", "Họ và tên"]).unwrap();
    sheet.write_row(1, 0, ["001", "Nguyễn"]).unwrap();
    sheet.write_formula(2, 0, "=1+1").unwrap();
    book.save_to_buffer().unwrap()
}

/// Text that reading leaves as it is: composed, nothing invisible, nothing of Latin-1's upper half.
fn cell() -> impl Strategy<Value = String> {
    "[ -~\\n\\rếễộưđĐẶ]{0,12}|['=+@-]{1,3}[a-z0-9(]{0,4}|[0-9.]{1,6}"
}

fn table() -> impl Strategy<Value = Table> {
    let row = (1usize..5).prop_flat_map(|width| prop::collection::vec(cell(), width));
    prop::collection::vec(row, 1..8).prop_map(|rows| {
        let mut columns = vec!["x".to_owned(); 5];
        columns[1] = "=y".into();
        let rows = rows
            .into_iter()
            .map(|mut cells| {
                cells.push("end".into());
                Row { line: 0, cells }
            })
            .collect();
        Table { columns, rows, ..Table::default() }
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Table::read(&bytes, FileName("x.tsv"));
        for encoding in Encoding::ALL {
            let _ = decode_legacy(&bytes, encoding);
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,60}([,;\t\"\r\n]\\PC{0,20}){0,20}") {
        if let Ok(table) = Table::read(text.as_bytes(), FileName("")) {
            let _ = roll().check(&table);
        }
        let _ = dienhong_core::text::fold(&text);
    }

    #[test]
    fn a_damaged_workbook_never_panics(
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)
    ) {
        let mut bytes = a_workbook();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = Table::read(&bytes, FileName(""));
    }

    #[test]
    fn what_is_written_reads_back_the_same(table in table()) {
        let back = Table::read(&write_csv(&table), FileName("")).unwrap();
        prop_assert_eq!(&back.columns, &table.columns);
        let cells = |table: &Table| table.rows.iter().map(|r| r.cells.clone()).collect::<Vec<_>>();
        prop_assert_eq!(cells(&back), cells(&table));
        prop_assert!(back.spoiled.is_empty());
    }

    #[test]
    fn every_row_is_either_good_or_found_bad(
        rows in prop::collection::vec(prop::collection::vec("[0-9]{3}|-?[0-9.,/]{1,9}|\\PC{0,9}", 0..9), 0..20)
    ) {
        let columns = ["Mã", "Họ và tên", "Năm sinh", "Ngày bầu cử", "Số phiếu", "Giới tính", "Tỷ lệ"];
        let rows: Vec<Row> = (2..).zip(rows).map(|(line, cells)| Row { line, cells }).collect();
        let columns = columns.map(String::from).to_vec();
        let table = Table { columns, rows, heading_line: 1, ..Table::default() };
        let checked = roll().check(&table);
        for row in &table.rows {
            let good = checked.rows.iter().any(|good| good.line == row.line);
            let bad = checked.findings.iter().any(|found| found.line == row.line);
            prop_assert!(good != bad);
        }
    }
}
