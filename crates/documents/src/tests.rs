#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use super::*;
use std::{io::Write, process::Command};

fn foot() -> Foot {
    Foot {
        record_hash: "ab".repeat(32),
        seq: 39_049,
        url: "https://bau-cu.example/elections/na-2026".into(),
        printed_at: "21:04 15/03/2026".into(),
    }
}

fn heading(simulated: bool) -> Heading {
    Heading {
        above: Some("Uỷ ban bầu cử tỉnh Thanh Hoá".into()),
        body: "Tổ bầu cử khu vực số 3".into(),
        number: "BB-TBC".into(),
        place: "Thanh Hoá".into(),
        day: ["15".into(), "03".into(), "2026".into()],
        title: "Biên bản kiểm phiếu".into(),
        subject: "Bầu cử đại biểu Quốc hội khoá XVI".into(),
        simulated,
    }
}

fn ballots() -> Ballots {
    Ballots {
        voters_total: 1_234_567,
        took_part: 1_229_876,
        turnout_bp: 9_962,
        issued: 1_229_876,
        returned: 1_229_870,
        valid: 1_200_000,
        valid_bp: 9_757,
        invalid: 29_870,
        invalid_bp: 243,
    }
}

fn candidates() -> Vec<Candidate> {
    let row = |n: u64| Candidate {
        number: n,
        name: format!("Ứng cử viên A{n}"),
        votes: 900_000 - n * 1000,
        share_bp: 7_503,
        elected: n < 3,
    };
    (1..=5).map(row).collect()
}

fn minutes(simulated: bool) -> AreaMinutes {
    let signer = |office: &str| Signer {
        office: office.into(),
        name: "Nguyễn Thị Quỳnh Ẩn".into(),
        signed: "20:10 15/03/2026".into(),
    };
    AreaMinutes {
        heading: heading(simulated),
        foot: foot(),
        area: "Khu vực bỏ phiếu số 3".into(),
        area_code: "14797-003".into(),
        commune: "Phường Hạc Thành".into(),
        constituency: 1,
        seats: 3,
        version: 2,
        correction: Some("tổ bầu cử cộng lại".into()),
        ballots: ballots(),
        candidates: candidates(),
        sheets: vec![NamedCount { label: "Phiếu bầu 1 người".into(), count: 40 }],
        closing: Closing {
            by_hand: vec!["Khiếu nại, tố cáo nhận được:".into()],
            copies: "Biên bản này được lập thành 03 bản.".into(),
            authority: "TM. Tổ bầu cử".into(),
            signers: vec![
                signer("Tổ trưởng"),
                signer("Thư ký"),
                Signer { office: "Cử tri chứng kiến".into(), ..Signer::default() },
                Signer { office: "Cử tri chứng kiến".into(), ..Signer::default() },
            ],
            recipients: vec!["Ban bầu cử".into(), "Lưu: Tổ bầu cử".into()],
        },
    }
}

/// What a reader finds in the file, by the program that others read it with.
fn text(pdf: &[u8]) -> String {
    tool("pdftotext", &["-layout"], pdf, &["-"])
}

fn info(pdf: &[u8]) -> String {
    tool("pdfinfo", &[], pdf, &[])
}

fn tool(name: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let out = Command::new(name).args(before).arg(file.path()).args(after).output().unwrap();
    assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn the_minutes_of_an_area_say_what_they_are_given() {
    let pdf = Press::shared().area_minutes(&minutes(false)).unwrap();
    let said = text(&pdf);
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BIÊN BẢN KIỂM PHIẾU",
        "1.234.567",
        "99,62%",
        "2,43%",
        "Ứng cử viên A1",
        "899.000",
        "Nguyễn Thị Quỳnh Ẩn",
        "Phường Hạc Thành",
        "tổ bầu cử cộng lại",
        "/BB-TBC",
        "Nơi nhận:",
        "- Ban bầu cử;",
        "TM. TỔ BẦU CỬ",
        "CỬ TRI CHỨNG",
        "Khiếu nại, tố cáo nhận được:",
        &"ab".repeat(32),
    ] {
        assert!(said.contains(words), "«{words}» is not in\n{said}");
    }
    assert!(!said.contains("MÔ PHỎNG"));
    let info = info(&pdf);
    assert!(info.contains("Tagged:          yes"), "{info}");
    assert!(String::from_utf8_lossy(&pdf).contains("pdfaid"));
}

#[test]
fn a_simulated_paper_says_so_on_every_page() {
    let row = |n: usize| CommuneRow {
        name: format!("Khu vực {n}"),
        voters: 900,
        ..CommuneRow::default()
    };
    let report = Report {
        heading: heading(true),
        foot: foot(),
        state: "Chính thức".into(),
        ballots: ballots(),
        annex: vec![Section {
            title: "Xã".into(),
            rows: (0..200).map(row).collect(),
            ..Section::default()
        }],
        ..Report::default()
    };
    let said = text(&Press::shared().report(&report).unwrap());
    let pages: Vec<&str> = said.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 3);
    assert!(pages.iter().all(|page| page.contains("MÔ PHỎNG")));
}

#[test]
fn what_a_name_contains_is_printed_and_never_run() {
    let mut facts = minutes(true);
    let hostile = "#panic(\"x\") *đậm* $x$ @ref <b> \\u{0} //";
    facts.candidates[0].name = hostile.into();
    facts.area = "x".repeat(3_000);
    facts.closing.signers[0].name = "\u{202e}abc\u{7}".into();
    let pdf = Press::shared().area_minutes(&facts).unwrap();
    assert!(text(&pdf).contains("#panic(\"x\") *đậm*"));
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let press = Press::shared();
    let facts = minutes(true);
    assert_eq!(press.area_minutes(&facts).unwrap(), press.area_minutes(&facts).unwrap());
}

#[test]
fn a_constituency_names_who_is_elected_and_by_which_rule() {
    let facts = ConstituencyMinutes {
        heading: heading(false),
        foot: foot(),
        constituency: 5,
        seats: 2,
        state: "Chính thức".into(),
        areas: 681,
        counted: 681,
        ballots: ballots(),
        candidates: candidates(),
        decisions: vec!["Quá nửa số phiếu hợp lệ (Điều 78 khoản 2).".into()],
        recorded: true,
        closing: Closing::default(),
    };
    let said = text(&Press::shared().constituency_minutes(&facts).unwrap());
    assert_eq!(said.matches("Trúng cử").count(), 2, "{said}");
    assert!(said.contains("Điều 78 khoản 2"));
}

#[test]
fn before_the_board_acts_a_constituency_has_no_minutes_and_nobody_is_elected() {
    let facts = ConstituencyMinutes {
        heading: Heading { title: "Bảng tổng hợp tạm thời".into(), ..heading(false) },
        foot: foot(),
        state: "Tạm thời".into(),
        candidates: candidates(),
        ..ConstituencyMinutes::default()
    };
    let said = text(&Press::shared().constituency_minutes(&facts).unwrap());
    assert!(said.contains("Chưa phải biên bản") && said.contains("Tạm thời;"), "{said}");
    assert!(!said.contains("Trúng cử") && !said.contains("TM."), "{said}");
}

#[test]
fn the_papers_of_an_evaluation_say_over_what_the_cap_is_taken() {
    let row = |number: u64| RatingRow {
        number,
        name: format!("Người Mô Phỏng {number}"),
        post: "Chuyên viên".into(),
        group: "chuyên viên".into(),
        months: 12,
        own_score: "91,25".into(),
        proposed: "Hoàn thành tốt nhiệm vụ (80)".into(),
        decided: "–".into(),
    };
    let cap = CapRow {
        scope: "Cả đơn vị".into(),
        people: 80,
        good: 60,
        excellent: 13,
        base: 60,
        most: 12,
        state: "vượt 1 người".into(),
    };
    let list = RatingList {
        heading: Heading { title: "Danh sách đánh giá, xếp loại".into(), ..heading(true) },
        foot: foot(),
        state: "Phòng Một: chưa quyết định.".into(),
        rows: (1..=80).map(row).collect(),
        cap_about: "Không quá 20% số người được xếp loại hoàn thành tốt.".into(),
        caps: vec![cap],
        closing: Closing::default(),
    };
    let said = text(&Press::shared().rating_list(&list).unwrap());
    for words in ["Phỏng 80", "91,25", "vượt 1 người", "Không quá 20%"] {
        assert!(said.contains(words), "«{words}» is not in\n{said}");
    }
    let pages: Vec<&str> = said.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 2 && pages.iter().all(|page| page.contains("MÔ PHỎNG")));
    let report = RatingReport {
        heading: heading(false),
        foot: foot(),
        state: "40 người ở 3 đơn vị.".into(),
        totals: vec![TotalsRow {
            organ: "Phòng #1".into(),
            people: 14,
            most: 2,
            ..TotalsRow::default()
        }],
        phases: vec!["Tự đánh giá (10/01/2026)".into()],
        board: vec![BoardRow {
            organ: "Phòng Hai".into(),
            people: 13,
            cells: vec!["0/13 quá hạn".into()],
        }],
        closing: Closing::default(),
    };
    let said = text(&Press::shared().rating_report(&report).unwrap());
    for words in ["Phòng #1", "0/13 quá hạn", "Tự đánh giá"] {
        assert!(said.contains(words), "«{words}» is not in\n{said}");
    }
    assert!(!said.contains("MÔ PHỎNG"));
}

#[test]
fn a_survey_of_confidence_shows_counts_with_shares_and_a_partys_paper_no_name_of_the_state() {
    let person = |number: u64| Surveyed {
        number,
        name: format!("Người giữ chức {number}"),
        post: "Trưởng ban".into(),
        high: 40,
        high_bp: 6_667,
        confident: 15,
        confident_bp: 2_500,
        low: 5,
        low_bp: 833,
        invalid: 0,
        followed: String::new(),
    };
    let facts = |party: bool| ConfidenceResult {
        heading: heading(true),
        foot: foot(),
        party,
        lines: vec!["Căn cứ 12/KH.".into()],
        turnout: vec![NamedCount { label: "Số phiếu thu về".into(), count: 60 }],
        people: (1..=44).map(person).collect(),
        after: vec!["Tỷ lệ tính trên số phiếu thu về.".into()],
        closing: Closing::default(),
    };
    let said = text(&Press::shared().confidence(&facts(false)).unwrap());
    assert!(said.contains("66,67%") && said.contains("Người giữ chức 44"), "{said}");
    assert!(said.contains("CỘNG HÒA XÃ HỘI") && !said.contains("ĐẢNG CỘNG SẢN"), "{said}");
    let said = text(&Press::shared().confidence(&facts(true)).unwrap());
    assert!(said.contains("ĐẢNG CỘNG SẢN") && !said.contains("CỘNG HÒA XÃ HỘI"), "{said}");
}

#[test]
fn a_slip_has_the_name_outside_and_the_credential_inside_on_a_sheet_of_its_own() {
    let slip = |name: &str, credential: &str| Slip {
        name: name.into(),
        credential: credential.into(),
        url: "https://bau.example.vn/votes/7/booth".into(),
    };
    let facts = Slips {
        body: "HỘI ĐỒNG NHÂN DÂN PHƯỜNG HẠC THÀNH".into(),
        vote: "Lấy phiếu tín nhiệm năm 2026".into(),
        closes: "17:00 20/11/2026".into(),
        day: [20, 11, 2026],
        simulated: true,
        slips: vec![
            slip("Nguyễn Thị Ẩn", "WDk-3mP-7Xq-NbT-e4R"),
            slip("#panic(1) *Bình*", "s4J-mnB-8aa-aaa-aaz"),
        ],
    };
    assert!(facts.slips[0].link().ends_with("/booth#WDk-3mP-7Xq-NbT-e4R"));
    let pdf = Press::shared().slips(&facts).unwrap();
    assert!(info(&pdf).contains("Pages:           2"), "{}", info(&pdf));
    let said = text(&pdf);
    let sheets: Vec<&str> = said.split('\u{c}').collect();
    for (sheet, slip) in sheets.iter().zip(&facts.slips) {
        assert!(sheet.contains("MÔ PHỎNG") && sheet.contains("17:00 20/11/2026"), "{sheet}");
        let (name, secret) =
            (sheet.find(&slip.name).unwrap(), sheet.find(&slip.credential).unwrap());
        assert!(name < secret && sheet.contains("Mã hoá phiếu"));
        // What is outside holds nothing of what is inside.
        let outside = &sheet[..sheet.find("gấp ra sau").unwrap_or(name + slip.name.len())];
        assert!(outside.contains(&slip.name) && !outside.contains(&slip.credential));
    }
    assert!(!sheets[0].contains("Bình") && !sheets[1].contains("WDk"));
}
