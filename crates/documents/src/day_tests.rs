#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use super::*;
use std::{io::Write, process::Command};

const TEMPLATES: [&str; 12] = [
    "ballot_paper",
    "candidate_poster",
    "voter_card",
    "tally_sheet",
    "ballot_inventory",
    "incident_record",
    "doubtful_ballot",
    "early_voting",
    "team_minutes",
    "constituency_minutes",
    "province_minutes",
    "committee_summary",
];

fn standing(number: u64, name: &str) -> Standing {
    let lines = [("Ngày sinh", "05/09/1975"), ("Quê quán", "Xã Giả Định, tỉnh Mô Phỏng")];
    let lines = lines.map(|(label, value)| (label.to_owned(), value.to_owned())).to_vec();
    Standing { number, name: name.into(), lines, ..Standing::default() }
}

fn paper(template: &str, simulated: bool) -> DayPaper {
    DayPaper {
        form: FormNote {
            template: template.into(),
            title: "Mẫu thử".into(),
            number: "Mẫu số 34/HĐBC (2021)".into(),
            version: "2026.1".into(),
        },
        heading: Heading {
            above: Some("Phường Hạc Thành".into()),
            body: "Tổ bầu cử khu vực bỏ phiếu số 3".into(),
            title: "Mẫu thử".into(),
            subject: "Bầu cử đại biểu Quốc hội khoá XVI".into(),
            simulated,
            ..Heading::default()
        },
        foot: Foot {
            record_hash: "ab".repeat(32),
            seq: 1_234,
            url: "https://bau-cu.example/elections/na-2026/areas/14797-003".into(),
            printed_at: "08:00 01/03/2026".into(),
        },
        scope: Scope {
            subject: "đại biểu Quốc hội khoá XVI".into(),
            held_on: "15/03/2026".into(),
            hours: "07:00 đến 19:00".into(),
            unit: "Tỉnh Thanh Hoá".into(),
            commune: "Phường Hạc Thành".into(),
            area: "Khu vực bỏ phiếu số 3".into(),
            area_code: "14797-003".into(),
            constituency: 1,
            seats: 3,
            votes_in: vec!["đại biểu Quốc hội".into(), "đại biểu HĐND tỉnh".into()],
            candidates: vec![
                standing(1, "Ứng cử viên A1"),
                standing(2, "Ứng cử viên Nguyễn Thị Quỳnh Ẩn"),
                standing(3, "Ứng cử viên A3"),
                standing(4, "Ứng cử viên A4"),
                standing(5, "Ứng cử viên A5"),
            ],
            ..Scope::default()
        },
        count: 5,
        from: 2_001,
        per_sheet: 2,
        large: false,
    }
}

fn print(papers: Vec<DayPaper>) -> Vec<u8> {
    let (title, author) = ("Giấy tờ ngày bầu cử".into(), "Phường Hạc Thành".into());
    let pdf = Press::shared().day(&DayPapers { title, author, day: [1, 3, 2026], papers });
    pdf.unwrap()
}

pub(crate) fn pages(pdf: &[u8]) -> Vec<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    if let Some(folder) = std::env::var_os("DIENHONG_KEEP_PAPERS") {
        let name = format!("{}.pdf", std::thread::current().name().unwrap().replace(':', "_"));
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
    let text = Command::new("pdftotext").arg("-layout").arg(file.path()).arg("-").output().unwrap();
    assert!(text.status.success());
    let text = String::from_utf8(text.stdout).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

#[test]
fn every_form_is_printed_filled_in_and_as_a_blank() {
    let mut papers: Vec<DayPaper> = TEMPLATES.iter().map(|t| paper(t, false)).collect();
    let blank = |template: &&str| {
        let known = paper(template, false);
        let form = known.form;
        DayPaper { form, count: 4, from: 1, per_sheet: 2, ..DayPaper::default() }
    };
    let listed = ["ballot_paper", "candidate_poster"];
    papers.extend(TEMPLATES.iter().filter(|t| !listed.contains(*t)).map(blank));
    let pages = pages(&print(papers));
    assert!(pages.len() > 24, "{}", pages.len());
    let all = pages.concat();
    assert!(all.contains("THẺ CỬ TRI") && all.contains("Khiếu nại, tố cáo nhận được"), "{all}");
    assert!(!all.contains("MÔ PHỎNG"));
}

#[test]
fn the_series_stands_before_the_batch_and_no_ballot_can_be_told_from_another() {
    let pages = pages(&print(vec![paper("ballot_paper", false)]));
    assert!(pages[0].contains("2.001") && pages[0].contains("2.005"), "{}", pages[0]);
    let ballots = &pages[1..];
    assert_eq!(ballots.len(), 3);
    let marks = ballots.iter().map(|page| page.matches("PHIẾU BẦU CỬ").count());
    assert_eq!(marks.collect::<Vec<_>>(), [2, 2, 1], "never one ballot more than asked for");
    assert_eq!(ballots[0], ballots[1]);
    assert!(ballots.iter().all(|page| !page.contains("2.00") && !page.contains("Số:")));
    let order: Vec<usize> = (1..=5)
        .map(|n| match n {
            2 => ballots[2].find("Quỳnh Ẩn").unwrap(),
            n => ballots[2].find(&format!("Ứng cử viên A{n}")).unwrap(),
        })
        .collect();
    assert!(order.is_sorted(), "the order of the list");
}

#[test]
fn what_is_simulated_says_so_on_every_page() {
    let papers = TEMPLATES.iter().map(|t| paper(t, true)).collect();
    for page in pages(&print(papers)) {
        assert!(page.contains("MÔ PHỎNG"), "{page}");
    }
}

#[test]
fn names_are_printed_as_they_are_and_never_run() {
    let mut facts = paper("ballot_paper", true);
    facts.scope.candidates[0].name = "#panic(\"x\") *đậm* $x$ @ref".into();
    facts.scope.candidates[1].name = "x".repeat(300);
    let mut poster = paper("candidate_poster", true);
    poster.scope.candidates[0].lines = vec![("Nghề".into(), "#eval[x]".repeat(200))];
    let all = pages(&print(vec![facts, poster])).concat();
    assert!(all.contains("#panic(\"x\") *đậm* $x$"), "{all}");
}

#[test]
fn the_same_papers_give_the_same_bytes() {
    let all = || TEMPLATES.iter().map(|t| paper(t, true)).collect();
    assert_eq!(print(all()), print(all()));
}
