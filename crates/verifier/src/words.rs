//! The report in words, Vietnamese first.

use crate::{
    Counted, Difference, Minutes, NotChecked, Origin, Place, Report, Unreadable, What, Witnessed,
};
use dienhong_journal::{
    Hash,
    checkpoint::{BadNote, Checkpoint, Verifier},
    proof::{BadProof, Proof},
};
use serde::Serialize;
use std::{fmt::Write, time::Duration};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        (Language::Vi, Unreadable::NoSuch(what)) => format!("nút này không có {what}"),
        (Language::Vi, Unreadable::Older { seq, kind }) => {
            format!("chương trình này cũ hơn nhật ký: bản ghi {seq} thuộc loại «{kind}»")
        }
    }
}

/// What was found, in one sentence for everybody, which also says what nobody can check here.
pub fn sentence(language: Language, report: &Report) -> String {
    let n = |number: u64| language.number(number);
    let Counted { records, minutes, page_figures, data_figures, closed, .. } = report.counted;
    if !report.agrees() {
        let found = n(report.differences.len() as u64 + report.more);
        return match language {
            Language::Vi => format!(
                "KHÁC: có {found} chỗ đã công bố không khớp với nhật ký; đừng tin các số liệu này cho tới khi cơ quan \
                 công bố giải thích từng chỗ dưới đây."
            ),
            Language::En => format!(
                "DIFFERS: {found} published places do not agree with the journal; do not rely on these figures until the \
                 body that published them explains each place below."
            ),
        };
    }
    let figures = n(page_figures + data_figures);
    let (records, minutes) = (n(records), n(minutes));
    let mut open = vec![
        language
            .of("tờ giấy có đúng như số đã nhập không", "whether the paper says what was typed"),
        language
            .of("danh sách cử tri có đúng người không", "whether the roll names the right people"),
    ]
    .into_iter()
    .map(str::to_owned)
    .collect::<Vec<_>>();
    if closed > 0 {
        open.push(match language {
            Language::Vi => format!("nội dung của {} bản ghi đóng", n(closed)),
            Language::En => format!("what {} closed records say", n(closed)),
        });
    }
    if report.not_checked.contains(&NotChecked::Officers) {
        open.push(language.of("ai đã thực sự thao tác", "who really acted").to_owned());
    }
    if report.is_part() {
        open.push(
            language
                .of("có bản ghi nào bị giấu đi không", "whether a record was left out")
                .to_owned(),
        );
    }
    if report.not_checked.contains(&NotChecked::Moved) {
        open.push(
            language
                .of("các tệp mới hơn vừa công bố", "newer files that were published meanwhile")
                .to_owned(),
        );
    }
    let last = open.pop().unwrap_or_default();
    let open = open.join(", ");
    match language {
        Language::Vi => format!(
            "KHỚP: máy của bạn đã tự đọc {records} bản ghi, tính lại {minutes} biên bản và thấy cả {figures} số liệu \
             đều đúng; điều máy không thể biết: {open}, và {last}."
        ),
        Language::En => format!(
            "AGREES: your device read {records} records, recomputed {minutes} minutes and found all {figures} figures \
             right; what it cannot know: {open}, and {last}."
        ),
    }
}

/// What differs, and what was not checked: line by line, for those who want to know more.
pub fn details(language: Language, report: &Report) -> Details {
    Details {
        compared: compared(language, &report.counted, report.size),
        differences: report.differences.iter().map(|found| difference(language, found)).collect(),
        not_checked: report.not_checked.iter().map(|what| not_checked(language, what)).collect(),
    }
}

/// Lines of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Details {
    pub compared: String,
    pub differences: Vec<String>,
    pub not_checked: Vec<String>,
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
    let tenths = took.as_millis() / 100;
    let seconds = format!("{}{}{}", tenths / 10, language.of(",", "."), tenths % 10);
    let Details { compared, differences, not_checked } = details(language, report);
    line(&format!("{compared} ({seconds} {})", language.of("giây", "s")));
    line(&sentence(language, report));
    for Witnessed { name, operator, .. } in &report.witnessed {
        line(&match language {
            Language::Vi => format!("Nhân chứng đã ký: {name} {operator}"),
            Language::En => format!("Cosigned by the witness {name} {operator}"),
        });
    }
    if !report.agrees() {
        differences.iter().for_each(|found| line(&format!("  ✗ {found}")));
        if report.more > 0 {
            let more = language.number(report.more);
            line(&format!("  … {} {more}", language.of("và còn", "and more:")));
        }
    }
    line(language.of("Chưa kiểm tra:", "Not checked:"));
    not_checked.iter().for_each(|what| line(&format!("  – {what}")));
    out
}

fn compared(language: Language, counted: &Counted, size: u64) -> String {
    let n = |number| language.number(number);
    let Counted {
        records,
        minutes,
        blobs,
        ballots,
        data_files,
        data_figures,
        pages,
        page_figures,
        ..
    } = *counted;
    let of_size = n(size);
    let [records, minutes, blobs, ballots, files, figures, pages, marked] =
        [records, minutes, blobs, ballots, data_files, data_figures, pages, page_figures].map(n);
    match language {
        Language::Vi => format!(
            "Đã kiểm tra {records}/{of_size} bản ghi, {minutes} biên bản đã công bố, {blobs} ảnh chụp, {ballots} lá phiếu điện tử, \
             {figures} số liệu trong {files} tệp dữ liệu mở, {marked} số liệu trên {pages} trang."
        ),
        Language::En => format!(
            "Checked {records} of {of_size} records, {minutes} published minutes, {blobs} scans, {ballots} electronic ballots, \
             {figures} figures in {files} files of open data, {marked} figures on {pages} pages."
        ),
    }
}

fn difference(language: Language, found: &Difference) -> String {
    let place = match &found.place {
        Place::Record(seq) => format!("{} {seq}", language.of("bản ghi", "record")),
        Place::File(path) => path.clone(),
    };
    let mut text = place;
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
        What::Assertion => {
            ("chữ ký riêng của cán bộ không đúng", "the officer's own signature is not good")
        }
        What::Origin => ("là của nhật ký khác", "is of another log"),
        What::Root => ("các bản ghi cho gốc khác", "the records give another root"),
        What::NotProved => {
            ("chưa chứng minh được là thuộc nhật ký", "is not proved to be in the journal")
        }
        What::Ahead => (
            "trang nói tới nhiều bản ghi hơn số đã ký",
            "the page speaks of more records than were signed",
        ),
        What::Hash => ("giá trị băm khác", "another hash"),
        What::Changed => ("không phải bản ghi đã ký", "is not the record that was signed"),
        What::Broken => ("trái quy tắc của nhật ký", "breaks a rule of journals"),
        What::NotUnderstood => ("không hiểu được", "is not understood"),
        What::Unlawful => ("trái quy tắc", "was not lawful"),
        What::Check => ("biên bản đã công bố trái phép kiểm", "published minutes break the check"),
        What::Content => ("nội dung đã bị thay đổi", "the content was changed"),
        What::BallotBox => {
            ("hòm phiếu điện tử không chứng minh được", "the electronic ballot box is not proved")
        }
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
            "ai đã thực sự nhập và công bố: đó là lời của máy chủ",
            "who really typed and published: that is the node's word",
        ),
        NotChecked::Witnesses => (
            "mọi người có thấy cùng một nhật ký hay không: chưa có bên chứng kiến nào ký",
            "that all see the same journal: no witness has signed it yet",
        ),
        NotChecked::Paper => {
            ("biên bản giấy có đúng như số đã nhập hay không", "that the paper says what was typed")
        }
        NotChecked::Roll => (
            "người trong danh sách cử tri có đúng là người được đi bầu hay không",
            "that those on the roll are the people who may vote",
        ),
        NotChecked::Omitted => (
            "có bản ghi nào của phần này bị giấu đi hay không: chỉ kiểm tra toàn bộ, hoặc một bản sao đã kiểm tra toàn bộ, \
             mới loại trừ được",
            "that no record of this part was left out: only the whole check excludes that, or a mirror that made it",
        ),
        NotChecked::Elsewhere => ("mọi thứ ngoài phần này", "anything outside of this part"),
        NotChecked::Parts => (
            "bản ghi theo từng đơn vị: bản sao này không có",
            "the records of single units: this copy does not have them",
        ),
        NotChecked::Pages => (
            "các trang khác: chỉ bản sao đã tải về máy mới được so từng trang",
            "the other pages: they are compared one by one only of a copy that was downloaded",
        ),
        NotChecked::Moved => (
            "các tệp bên cạnh nhật ký: nút đã công bố thêm trong lúc kiểm tra; hãy kiểm tra lại",
            "files beside the log: the node has published more meanwhile; check again",
        ),
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
        NotChecked::Assertions(count) => {
            return match language {
                Language::Vi => format!(
                    "ai đã thực sự ký {} biên bản: chúng chưa có đủ chữ ký bằng khoá riêng của tổ bầu cử",
                    n(*count)
                ),
                Language::En => format!(
                    "who really signed {} minutes: they lack signatures by keys of the team's own",
                    n(*count)
                ),
            };
        }
        NotChecked::Stolen { since, until } => {
            return match language {
                Language::Vi => format!(
                    "các mốc ký từ {since} đến {until}: khoá của nút khi đó nằm trong tay người khác"
                ),
                Language::En => format!(
                    "checkpoints signed from {since} to {until}: the node's key was in other hands then"
                ),
            };
        }
        NotChecked::RestOnOthers(count) => {
            return match language {
                Language::Vi => format!(
                    "{} bản ghi có hợp lệ hay không, vì chúng dựa vào việc ở nơi khác",
                    n(*count)
                ),
                Language::En => format!(
                    "whether {} records were lawful, as they rest on what happened elsewhere",
                    n(*count)
                ),
            };
        }
        NotChecked::Outside(count) => {
            return match language {
                Language::Vi => format!("{} số liệu trên trang nằm ngoài phần này", n(*count)),
                Language::En => {
                    format!("{} figures on the page that lie outside of this part", n(*count))
                }
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

/// There is no such figure.
pub fn no_figure(language: Language, path: &str) -> String {
    match language {
        Language::Vi => format!("không có số liệu «{path}» trong phần đã kiểm tra"),
        Language::En => format!("there is no figure «{path}» among what was checked"),
    }
}

/// Where a figure comes from, in plain lines.
pub fn origin(language: Language, origin: &Origin) -> String {
    let mut out = format!("{}: {} = {}\n", origin.name, origin.path, origin.value);
    for part in &origin.sum_of {
        let value = part.value.as_deref().unwrap_or("–");
        let _ = writeln!(out, "  {value:>12}  {}  ({})", part.name, part.path);
    }
    if let Some(adds_up) = origin.adds_up {
        let _ = writeln!(
            out,
            "{}",
            match adds_up {
                true => language.of("Cộng lại: đúng.", "They add up."),
                false => language.of("Cộng lại: KHÔNG đúng.", "They do NOT add up."),
            }
        );
    }
    if let Some(minutes) = &origin.minutes {
        let Minutes {
            area, record, version, at, entered_by, signed_by, published_by, scans, ..
        } = minutes;
        let record = record.map_or_else(|| "–".to_owned(), |record| record.to_string());
        let lines = [
            (language.of("Biên bản của khu vực", "Minutes of area"), area.clone()),
            (language.of("Bản ghi công bố", "Published by record"), record),
            (language.of("Lần thứ", "Version"), version.to_string()),
            (language.of("Lúc", "At"), at.to_string()),
            (language.of("Người nhập", "Entered by"), entered_by.join(", ")),
            (language.of("Người ký", "Signed by"), signed_by.join(", ")),
            (language.of("Người công bố", "Published by"), published_by.clone()),
            (language.of("Ảnh chụp", "Scans"), scans.join(" ")),
        ];
        for (name, value) in lines {
            let _ = writeln!(out, "  {name}: {value}");
        }
    }
    out
}

/// A receipt that is good: its record is in the log that a known key has signed.
pub struct Receipt {
    pub proof: Proof,
    pub checkpoint: Checkpoint,
    leaf: Hash,
    key: Verifier,
}

impl Receipt {
    /// Checks the receipt in the fragment of an address; it must be signed by one of `keys`, one on each line.
    ///
    /// # Errors
    /// Why it is no good.
    pub fn check(fragment: &str, keys: &str) -> Result<Receipt, BadProof> {
        let proof = Proof::from_fragment(fragment)?;
        let leaf = proof.leaf().ok_or(BadProof::Line { line: 2, what: "the hash of a record" })?;
        let mut wrong = BadProof::Note(BadNote::Unknown);
        for key in keys.lines().filter_map(|line| line.trim().parse::<Verifier>().ok()) {
            match proof.verify(&leaf, &key) {
                Ok(checkpoint) => return Ok(Receipt { proof, checkpoint, leaf, key }),
                Err(why) => wrong = why,
            }
        }
        Err(wrong)
    }

    /// What it proves, for everybody.
    pub fn sentence(&self, language: Language) -> String {
        let (index, origin) = (language.number(self.proof.index), &self.checkpoint.origin);
        let size = language.number(self.checkpoint.size);
        match language {
            Language::Vi => format!(
                "ĐÚNG: bản ghi số {index} nằm trong nhật ký {origin}, trong số {size} bản ghi mà khoá của nhật ký đã ký."
            ),
            Language::En => format!(
                "GOOD: record {index} is in the log {origin}, among the {size} records that the log's key has signed."
            ),
        }
    }

    pub fn details(&self, language: Language) -> Vec<String> {
        let leaf =
            format!("{} {}", language.of("Mã băm của bản ghi:", "Hash of the record:"), self.leaf);
        let key = format!("{} {}", language.of("Khoá:", "Key:"), self.key);
        let others = self.proof.note.signatures().iter();
        let others: Vec<&str> = others
            .filter(|line| (line.name.as_str(), line.id) != (self.key.name(), self.key.id()))
            .map(|line| line.name.as_str())
            .collect();
        let said = match others.is_empty() {
            true => language
                .of("Không có nhân chứng nào ký kèm.", "No witness has cosigned it.")
                .to_owned(),
            false => format!(
                "{} {}",
                language.of(
                    "Mang chữ ký kèm của (chưa kiểm tra khoá của họ):",
                    "Bears cosignatures of (their keys are not checked here):"
                ),
                others.join(", ")
            ),
        };
        vec![leaf, key, said]
    }
}
