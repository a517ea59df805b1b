//! Votes of confidence, personnel and the yearly evaluation of the demo, as those concerned meet them.

use super::town::Town;

const PAPER: &str = "/confidence/tin-nhiem-mo-phong";
const ONLINE: &str = "/votes/phieu-truc-tuyen-mo-phong";
const BOX: &str = "/votes/phieu-truc-tuyen-mo-phong/box";
const CYCLE: &str = "/evaluations/nam-2025-mo-phong";
const EVALUATION: &str = "/desk/evaluation/nam-2025-mo-phong";
const MINE: &str = "/desk/evaluation/mine/nam-2025-mo-phong";
const FILE: &str = "/desk/personnel/people/ho-so-1";

const PDF: &str = "application/pdf";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Who opens what, and what it says to them there.
const PAGES: [(&str, &[(&str, &str)]); 6] = [
    (
        "thukyhd",
        &[
            ("/desk/confidence", "Lấy phiếu tín nhiệm năm 2026 (mô phỏng)"),
            ("/desk/confidence/tin-nhiem-mo-phong", "Người giữ chức mô phỏng 5"),
            ("/desk/confidence/tin-nhiem-truc-tuyen-mo-phong", "Người giữ chức mô phỏng 7"),
        ],
    ),
    (
        "tochuc",
        &[
            ("/desk/personnel", "Nhân sự mô phỏng 6"),
            (FILE, "bổ sung bằng cấp"),
            ("/desk/personnel/planning/quy-hoach-mo-phong", "Chuyển công tác"),
            ("/desk/personnel/nominations/kien-toan-mo-phong", "Nhân sự mô phỏng 2"),
        ],
    ),
    (
        "danhgia",
        &[
            ("/desk/evaluation", "năm 2025 (mô phỏng)"),
            (EVALUATION, "Phòng mô phỏng B"),
            ("/desk/evaluation/nam-2025-mo-phong/organs/phong-a", "Người mô phỏng 17"),
        ],
    ),
    ("thamquyen", &[(EVALUATION, "Tổ mô phỏng C")]),
    (
        "nhanvien1",
        &[
            ("/desk/me", "Cán bộ tổ chức mô phỏng"),
            ("/desk/evaluation/mine", "năm 2025 (mô phỏng)"),
            (MINE, "minh chứng từng việc"),
        ],
    ),
    ("nhanvien2", &[(MINE, "mức xếp loại giữ nguyên")]),
];

/// What each of them downloads.
const FILES: [(&str, &str, &str); 5] = [
    ("thukyhd", "/desk/confidence/tin-nhiem-mo-phong/papers/minutes.pdf", PDF),
    ("thukyhd", "/desk/confidence/tin-nhiem-mo-phong/papers/notice.pdf", PDF),
    ("danhgia", "/desk/evaluation/nam-2025-mo-phong/list.xlsx", XLSX),
    ("danhgia", "/desk/evaluation/nam-2025-mo-phong/report.pdf", PDF),
    ("thamquyen", "/desk/evaluation/nam-2025-mo-phong/organs/phong-a/list.pdf", PDF),
];

/// What is nobody's but theirs, and how others are answered: that there is a cycle is public.
const CLOSED: [(&str, u16); 6] = [
    ("/desk/confidence/tin-nhiem-mo-phong", 404),
    (FILE, 404),
    ("/desk/personnel/nominations/kien-toan-mo-phong", 404),
    (EVALUATION, 403),
    ("/desk/evaluation/nam-2025-mo-phong/list.xlsx", 404),
    // A vote that ran under closed records.
    ("/votes/kien-toan-mo-phong-2", 404),
];

/// Opens a page in both languages, the names on it being the same.
async fn opens(town: &Town, path: &str, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    town.screen(360, 740).await;
    for prefix in ["", "/en"] {
        let path = format!("{prefix}{path}");
        town.go(&path).await;
        town.sees(words).await;
        found.extend(town.broken().await.into_iter().map(|what| format!("{path}: {what}")));
        let overhang = town.overhang().await;
        if overhang > 0 {
            found.push(format!("{path}: {overhang} px too wide"));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn those_concerned_find_their_offices_and_nobody_else_does() {
    let town = Town::begins().await;
    let mut found = Vec::new();
    for (path, words) in [
        (PAPER, "Người giữ chức mô phỏng 5"),
        (ONLINE, "Người giữ chức mô phỏng 9"),
        ("/evaluations", "năm 2025 (mô phỏng)"),
        (CYCLE, "Phòng mô phỏng A"),
    ] {
        found.extend(opens(&town, path, words).await);
    }
    // Totals name nobody, and no office of four people.
    let totals = town.one("#totals-table").await.text().await.unwrap();
    assert!(totals.contains("Phòng mô phỏng B"), "{totals}");
    assert!(!totals.contains("Tổ mô phỏng C"), "{totals}");
    assert!(!town.text().await.contains("Người mô phỏng"));
    town.go(PAPER).await;
    town.sees("Đã từ chức").await;
    // What was voted on in secret is told with its proof.
    let round = "/confidence/tin-nhiem-truc-tuyen-mo-phong";
    found.extend(opens(&town, round, "Người giữ chức mô phỏng 7").await);
    found.extend(opens(&town, BOX, "Người giữ khoá mô phỏng 3").await);

    for (login, pages) in PAGES {
        town.signs_in(login).await;
        for (path, words) in pages {
            found.extend(opens(&town, path, words).await);
        }
        for (_, path, kind) in FILES.iter().filter(|(of, ..)| *of == login) {
            assert_eq!(town.answers(path).await, (200, (*kind).to_owned()), "{login} {path}");
        }
    }
    // An officer of something else is told that there is nothing.
    town.signs_in("lan").await;
    for (path, status) in CLOSED {
        assert_eq!(town.answers(path).await.0, status, "{path}");
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.browser.quit().await.unwrap();
}
