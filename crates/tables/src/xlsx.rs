//! XLSX: the first visible sheet that holds anything, read cell by cell as a stream, so that a cell
//! far away takes no memory for what lies between.

use crate::sheet::Sheet;
use crate::{Facts, Limits, Table, Unreadable};
use calamine::{
    DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError,
};
use std::io::{Cursor, Read, copy, sink};
use std::panic::{AssertUnwindSafe, catch_unwind};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Table, Unreadable> {
    measure(bytes, limits.inflated)?;
    // The parser under this is not ours: should it panic on a broken workbook, that is the answer.
    catch_unwind(AssertUnwindSafe(|| read_book(bytes, limits)))
        .unwrap_or_else(|_| Err(Unreadable::BrokenWorkbook { detail: "the parser gave up".into() }))
}

/// Inflates every part into nothing first: what an archive says of its sizes may be a lie.
fn measure(bytes: &[u8], max: u64) -> Result<(), Unreadable> {
    let not_a_workbook = |_| Unreadable::NotAWorkbook;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(not_a_workbook)?;
    let mut left = max;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.into_owned();
        let inflated = copy(&mut part.take(left.saturating_add(1)), &mut sink()).map_err(broken)?;
        left = left.checked_sub(inflated).ok_or(Unreadable::InflatesTooMuch { part: name, max })?;
    }
    if archive.index_for_name("xl/workbook.xml").is_none()
        && archive.index_for_name("_rels/.rels").is_none()
    {
        return Err(Unreadable::NotAWorkbook);
    }
    Ok(())
}

fn broken(why: impl std::fmt::Display) -> Unreadable {
    Unreadable::BrokenWorkbook { detail: why.to_string() }
}

fn read_book(bytes: &[u8], limits: &Limits) -> Result<Table, Unreadable> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|why| match why {
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => Unreadable::NotAWorkbook,
        why => broken(why),
    })?;
    let visible: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    for (at, name) in visible.iter().enumerate() {
        let mut sheet = Sheet::new(limits);
        read_cells(&mut book, name, limits, &mut sheet)?;
        if sheet.lines().next().is_none() {
            continue;
        }
        let merged = book.merge_cells_by_sheet_name(name).map_err(broken)?;
        spoil_merged(&merged, limits, &mut sheet)?;
        sheet.note("note.sheet", Facts::from([("sheet", name.clone())]));
        if let Some(others) = visible.get(at + 1..).filter(|others| !others.is_empty()) {
            sheet.note("note.other_sheets", Facts::from([("sheets", others.join("; "))]));
        }
        return sheet.finish();
    }
    Err(Unreadable::Empty)
}

fn read_cells(
    book: &mut Book<'_>,
    name: &str,
    limits: &Limits,
    sheet: &mut Sheet<'_>,
) -> Result<(), Unreadable> {
    let mut reader = book.worksheet_cells_reader(name).map_err(broken)?;
    let (mut line, mut cells) = (0, Vec::new());
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(broken)? {
        let (row, column) = record.pos;
        let here = row.saturating_add(1);
        if here < line {
            return Err(broken(format!("row {here} comes after row {line}")));
        }
        if here > line {
            sheet.push(line, std::mem::take(&mut cells))?;
            line = here;
        }
        let index = column as usize;
        let text = match (record.formula, text_of(&record.value)) {
            (None, Ok(text)) => text,
            (Some(_), _) => {
                spoil(sheet, record.pos, "table.formula", None);
                "".into()
            }
            (None, Err((code, fact))) => {
                spoil(sheet, record.pos, code, Some(fact));
                "".into()
            }
        };
        if text.is_empty() && cells.get(index).is_none_or(|cell: &String| cell.is_empty()) {
            continue;
        }
        if index >= limits.columns {
            let (columns, max) = (index + 1, limits.columns);
            return Err(Unreadable::TooManyColumns { line, columns, max });
        }
        if cells.len() <= index {
            cells.resize(index + 1, String::new());
        }
        cells[index] = text;
    }
    sheet.push(line, cells)
}

fn spoil(
    sheet: &mut Sheet<'_>,
    (row, column): (u32, u32),
    code: &'static str,
    fact: Option<(&'static str, String)>,
) {
    let mut facts = Facts::from([("cell", address(row, column))]);
    facts.extend(fact);
    sheet.spoil(row.saturating_add(1), column as usize, code, facts);
}

/// Spoils every cell of a merged region, in the rows taken: its one value says nothing of the rest.
fn spoil_merged(
    merged: &[Dimensions],
    limits: &Limits,
    sheet: &mut Sheet<'_>,
) -> Result<(), Unreadable> {
    const MOST: usize = 100_000;
    let lines: Vec<u32> = sheet.lines().collect();
    let mut spoiled = 0;
    for region in merged {
        let ((first, left), (last, right)) = (region.start, region.end);
        let cells = format!("{}:{}", address(first, left), address(last, right));
        let from = lines.partition_point(|line| *line <= first);
        let to = lines.partition_point(|line| *line <= last.saturating_add(1));
        for line in lines.get(from..to).unwrap_or_default() {
            for index in (left as usize..=right as usize).take(limits.columns) {
                spoiled += 1;
                if spoiled > MOST {
                    return Err(Unreadable::TooManyMerged { line: *line, max: MOST });
                }
                sheet.spoil(*line, index, "table.merged", Facts::from([("cells", cells.clone())]));
            }
        }
    }
    Ok(())
}

type Refused = (&'static str, (&'static str, String));

fn text_of(value: &DataRef<'_>) -> Result<String, Refused> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTimeIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number)?,
        DataRef::DateTime(moment) => moment_text(moment)?,
        DataRef::Error(error) => return Err(("table.cell_error", ("error", error.to_string()))),
    })
}

/// A whole number without decimals; any other with a comma, as a Vietnamese spreadsheet shows it:
/// with a point, one and a quarter thousandths could pass for a number of thousands.
fn number_text(number: f64) -> Result<String, Refused> {
    // A spreadsheet keeps fifteen digits: beyond them a number is not what was typed.
    const KEPT: f64 = 1e15;
    if !number.is_finite() || number.abs() >= KEPT {
        return Err(("table.imprecise", ("number", number.to_string())));
    }
    Ok(if number == 0.0 { "0".to_owned() } else { number.to_string().replace('.', ",") })
}

fn moment_text(moment: &ExcelDateTime) -> Result<String, Refused> {
    const AFTER_LAST_DAY: f64 = 2_958_466.0;
    let serial = moment.as_f64();
    if !(0.0..AFTER_LAST_DAY).contains(&serial) {
        return Err(("table.bad_date", ("number", serial.to_string())));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    Ok(if moment.is_duration() || serial < 1.0 {
        time
    } else if serial.fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{time}")
    })
}

/// The name of a cell, `C7`, from its zero-based row and column.
fn address(row: u32, column: u32) -> String {
    let (mut letters, mut left) = (String::new(), u64::from(column) + 1);
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    format!("{letters}{}", u64::from(row) + 1)
}
