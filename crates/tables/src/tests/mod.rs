#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod checking;
mod legacy;
mod properties;
mod reading;
mod workbook;

use crate::*;

fn read(bytes: impl AsRef<[u8]>) -> Result<Table, Unreadable> {
    Table::read(bytes.as_ref(), FileName("a.csv"))
}

fn roll() -> Schema {
    Schema::new(vec![
        Column::new(
            "code",
            &["Mã", "Mã cử tri"],
            Kind::Code(CodePattern::Digits { min: 3, max: 5 }),
        )
        .required(),
        Column::new("name", &["Họ và tên", "Full name"], Kind::Text { max: 20 }).required(),
        Column::new("born", &["Năm sinh", "Ngày sinh"], Kind::YearOrDate),
        Column::new("on", &["Ngày bầu cử"], Kind::Date),
        Column::new("votes", &["Số phiếu"], Kind::Count { max: 5_000 }),
        Column::new(
            "sex",
            &["Giới tính"],
            Kind::Choice(vec![Choice::new("male", &["Nam"]), Choice::new("female", &["Nữ"])]),
        ),
        Column::new("share", &["Tỷ lệ"], Kind::Decimal),
    ])
    .unique(&["code"])
}

fn codes(checked: &Checked) -> Vec<(u32, &str, &str)> {
    checked.findings.iter().map(|f| (f.line, f.column.as_str(), f.code)).collect()
}
