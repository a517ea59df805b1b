//! The report in words, Vietnamese first.

use dienhong_verifier::{Counted, Difference, NotChecked, Place, Report, Unreadable, What};
use std::{fmt::Write, time::Duration};

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Language {
    Vi,
    En,
}

impl Language {
    pub fn of(self, vi: &'static str, en: &'static str) -> &'static str {
        match self {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// `1.234.567` or `1,234,567`.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                out.push_str(self.of(".", ","));
            }
            out.push(digit);
        }
        out
    }
}

pub fn unreadable(language: Language, why: &Unreadable) -> String {
    match (language, why) {
        (Language::En, _) => why.to_string(),
        (Language::Vi, Unreadable::NoCheckpoint) => {
            "không có tệp checkpoint: đây không phải bản sao công khai của một nút".to_owned()
        }
        (Language::Vi, Unreadable::File(why)) => {
            format!("không đọc được {}: {}", why.path, why.why)
        }
        (Language::Vi, Unreadable::Older { seq, kind }) => {
            format!("chương trình này cũ hơn nhật ký: bản ghi {seq} thuộc loại «{kind}»")
        }
    }
}

/// The report in plain lines.
pub fn report(language: Language, report: &Report, took: Duration) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let mut line = |text: &str| {
        let _ = writeln!(out, "{text}");
    };
    if report.simulated == Some(true) {
        line(language.of(
            "MÔ PHỎNG: mọi số liệu của nút này đều là giả định.",
            "SIMULATED (mô phỏng): every figure of this node is invented.",
        ));
    }
    if !report.origin.is_empty() {
        line(&format!("{} ({})", report.name, report.origin));
        line(&format!("{} {}", language.of("Khóa:", "Key:"), report.key));
    }
    line(&compared(language, &report.counted, report.size, took));
    if report.agrees() {
        line(language.of(
            "KHỚP: mọi thứ đã kiểm tra đều khớp với nhật ký.",
            "AGREES: all that was checked follows from the journal.",
        ));
    } else {
        let found = language.number(report.differences.len() as u64 + report.more);
        line(&match language {
            Language::Vi => format!("KHÁC: {found} chỗ không khớp."),
            Language::En => format!("DIFFERS: {found} places do not agree."),
        });
        report.differences.iter().for_each(|found| line(&difference(language, found)));
        if report.more > 0 {
            let more = language.number(report.more);
            line(&format!("  … {} {more}", language.of("và còn", "and more:")));
        }
    }
    line(language.of("Chưa kiểm tra:", "Not checked:"));
    report
        .not_checked
        .iter()
        .for_each(|what| line(&format!("  – {}", not_checked(language, what))));
    out
}

fn compared(language: Language, counted: &Counted, size: u64, took: Duration) -> String {
    let n = |number| language.number(number);
    let Counted { records, minutes, blobs, data_files, data_figures, pages, page_figures, .. } =
        *counted;
    let (tenths, of_size) = (took.as_millis() / 100, n(size));
    let seconds = format!("{}{}{}", tenths / 10, language.of(",", "."), tenths % 10);
    let [records, minutes, blobs, files, figures, pages, marked] =
        [records, minutes, blobs, data_files, data_figures, pages, page_figures].map(n);
    match language {
        Language::Vi => format!(
            "Đã kiểm tra {records}/{of_size} bản ghi, {minutes} biên bản đã công bố, {blobs} ảnh chụp, \
             {figures} số liệu trong {files} tệp dữ liệu mở, {marked} số liệu trên {pages} trang, \
             trong {seconds} giây."
        ),
        Language::En => format!(
            "Checked {records} of {of_size} records, {minutes} published minutes, {blobs} scans, \
             {figures} figures in {files} files of open data, {marked} figures on {pages} pages, \
             in {seconds} s."
        ),
    }
}

fn difference(language: Language, found: &Difference) -> String {
    let place = match &found.place {
        Place::Record(seq) => format!("{} {seq}", language.of("bản ghi", "record")),
        Place::File(path) => path.clone(),
    };
    let mut text = format!("  ✗ {place}");
    if !found.field.is_empty() {
        text.push_str(&format!(" · {}", found.field));
    }
    text.push_str(&format!(": {}", what(language, found.what)));
    match (found.published.is_empty(), found.recomputed.is_empty()) {
        (true, true) => {}
        (false, true) => text.push_str(&format!(" ({})", found.published)),
        _ => {
            let (published, recomputed) = (&found.published, &found.recomputed);
            text.push_str(&match language {
                Language::Vi => format!(" (công bố: {published}; tính lại: {recomputed})"),
                Language::En => format!(" (published: {published}; recomputed: {recomputed})"),
            });
        }
    }
    text
}

fn what(language: Language, what: What) -> &'static str {
    let (vi, en) = match what {
        What::Missing => ("thiếu", "is missing"),
        What::Unexpected => ("không bắt nguồn từ đâu", "does not follow from anything"),
        What::Malformed => ("không đúng dạng", "does not have its form"),
        What::OtherKey => ("khóa khác", "is another key"),
        What::Signature => ("chữ ký không đúng", "the signature is not good"),
        What::Origin => ("là của nhật ký khác", "is of another log"),
        What::Root => ("các bản ghi cho gốc khác", "the records give another root"),
        What::Hash => ("giá trị băm khác", "another hash"),
        What::Changed => ("không phải bản ghi đã ký", "is not the record that was signed"),
        What::Broken => ("trái quy tắc của nhật ký", "breaks a rule of journals"),
        What::NotUnderstood => ("không hiểu được", "is not understood"),
        What::Unlawful => ("trái quy tắc", "was not lawful"),
        What::Check => ("biên bản đã công bố trái phép kiểm", "published minutes break the check"),
        What::Content => ("nội dung đã bị thay đổi", "the content was changed"),
        What::Figure => ("số liệu khác", "another figure"),
        What::UnknownFigure => ("không có số liệu này", "there is no such figure"),
        What::Shown => ("số hiển thị khác số đánh dấu", "what is shown is not what is marked"),
        What::Data => ("dữ liệu khác", "other data"),
    };
    language.of(vi, en)
}

fn not_checked(language: Language, what: &NotChecked) -> String {
    let n = |number: u64| language.number(number);
    let (vi, en) = match what {
        NotChecked::Key => (
            "khóa có đúng là của cơ quan công bố hay không; hãy hỏi cơ quan đó và dùng --key",
            "that the key is the body's own: ask it, and give --key",
        ),
        NotChecked::Officers => (
            "ai đã thực sự thao tác: bản ghi chưa có chữ ký riêng của cán bộ",
            "who really acted: records have no signature of the officer's own yet",
        ),
        NotChecked::Witnesses => (
            "mọi người có thấy cùng một nhật ký hay không: chưa có bên chứng kiến nào ký",
            "that all see the same journal: no witness has signed it yet",
        ),
        NotChecked::Paper => {
            ("biên bản giấy có đúng như số đã nhập hay không", "that the paper says what was typed")
        }
        NotChecked::Words => (
            "lời văn của các trang, và những con số không được đánh dấu",
            "words of pages, and numbers that they do not mark",
        ),
        NotChecked::Listing => ("còn có tệp nào khác hay không", "whether there are other files"),
        NotChecked::Everything => (
            "mọi thứ khác: không đọc được checkpoint",
            "anything else: the checkpoint cannot be read",
        ),
        NotChecked::Closed(count) => {
            return match language {
                Language::Vi => format!("nội dung của {} bản ghi đóng", n(*count)),
                Language::En => format!("what {} closed records say", n(*count)),
            };
        }
        NotChecked::Others(count) => {
            return match language {
                Language::Vi => format!("{} tệp khác bên cạnh các trang", n(*count)),
                Language::En => format!("{} other files beside the pages", n(*count)),
            };
        }
        NotChecked::From(seq) => {
            return match language {
                Language::Vi => format!("các bản ghi từ số {seq} trở đi, và mọi số liệu"),
                Language::En => format!("records from {seq} on, and every figure"),
            };
        }
    };
    language.of(vi, en).to_owned()
}
