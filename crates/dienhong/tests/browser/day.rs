//! A rehearsal from an empty folder to a published result, as the people of one commune do it.

use crate::town::Town;
use std::{collections::BTreeMap, fs, path::Path, process::Command};
use thirtyfour::prelude::*;

const ELECTION: &str = "na-2026";
const AREA: &str = "14797-001";

const CONSTITUENCIES: &str = "\u{feff}ĐVBC;Số đại biểu;Xã phường;Căn cứ\n\
    1;3;Phường Hạc Thành;NQ 1 (mô phỏng)\n1;3;14758;NQ 1 (mô phỏng)\n";
const CANDIDATES: &str = "Danh sách (mô phỏng)\n\
    Đơn vị bầu cử,STT,Họ và tên,Ngày sinh,Giới tính,Quê quán\n\
    1,1,Ứng cử viên A1,01/02/1970,Nữ,Thanh Hoá\n1,2,Ứng cử viên A2,3/4/1971,Nam,\n\
    1,3,Ứng cử viên A3,1972-05-06,Nữ,\n1,4,Ứng cử viên A4,07/08/1973,Nam,\n\
    1,5,Ứng cử viên A5,09/10/1974,Nữ,\n";
/// The second has no such day, the third a formula, the fourth the number of the first.
const BAD_CANDIDATES: &str = "Đơn vị bầu cử,STT,Họ và tên,Ngày sinh,Giới tính\n\
    1,1,Ứng cử viên A1,01/02/1970,Nữ\n1,2,Ứng cử viên A2,31/02/1971,Nam\n\
    1,3,=1+1,03/03/1973,Nữ\n1,1,Ứng cử viên A4,04/04/1974,Nam\n";
const AREAS: &str = "Mã khu vực,Tên khu vực,Xã phường\n\
    14797-001,Khu vực bỏ phiếu số 1,hac thanh\n";
const ROLLS: &str = "Khu vực,Số cử tri,Nam,Nữ\n14797-001,1.200,600,600\n";
const PEOPLE: &str = "Họ và tên,Chức vụ,Vai trò,Xã phường,Khu vực bỏ phiếu,Tên đăng nhập\n\
    Phụ trách (mô phỏng),Phụ trách,\"uỷ ban bầu cử xã, phường\",14797,,lead\n\
    Người công bố (mô phỏng),Uỷ viên,\"Uỷ ban bầu cử xã, phường\",14797,,publisher\n\
    Người nhập một (mô phỏng),Cán bộ,người nhập,14797,,lan\n\
    Người nhập hai (mô phỏng),Cán bộ,Người nhập,14797,,minh\n\
    Tổ trưởng (mô phỏng),Tổ trưởng,tổ bầu cử,,14797-001,to1\n\
    Thư ký (mô phỏng),Thư ký,tổ bầu cử,,14797-001,thuky1\n";
const BOARD: &str = "Họ và tên,Chức vụ,Vai trò,Ban bầu cử của,Tên đăng nhập\n\
    Trưởng ban (mô phỏng),Trưởng ban,ban bầu cử,na-2026/1,ban1\n";

/// The logins and passwords of the slips on this page.
pub async fn slips(town: &Town) -> BTreeMap<String, String> {
    let cells = town.browser.find_all(By::Css("#slip-table code")).await.unwrap();
    let mut texts = Vec::new();
    for cell in cells {
        texts.push(cell.text().await.unwrap());
    }
    texts.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

pub fn file(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The keeper's password, from what `dienhong init` printed.
pub fn begin(node: &str, at: &str) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_dienhong"))
        .args(["init", "--data", node, "--origin", "dien-tap.example/2026", "--simulated"])
        .args(["--name", "Diễn tập bầu cử", "--units", "38"])
        .args(["--rehearse-at", at])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let said = String::from_utf8(out.stdout).unwrap();
    said.split("keeper with ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

pub fn serve<'a>(node: &'a str, map: &'a str, at: &'a str) -> [&'a str; 7] {
    ["serve", "--data", node, "--map", map, "--rehearse-at", at]
}

/// The keeper hires the one officer of the province's committee; the page shows his password.
pub async fn hires_the_province(town: &Town, keeper: &str) {
    town.signs_in_with("keeper", keeper).await;
    town.go("/desk/setup/people").await;
    town.clicks("#hire summary").await;
    for (field, value) in [
        ("person", "Cán bộ tỉnh (mô phỏng)"),
        ("office", "Chủ tịch"),
        ("unit", "38"),
        ("login", "tinh"),
    ] {
        town.sets(field, value).await;
    }
    town.picks("role", "provincial_committee").await;
    town.sends("#hire form").await;
}

/// The committee calls the election of 15 March 2026.
pub async fn calls_the_election(town: &Town, election: &str) {
    town.go("/desk/setup/elections").await;
    for (field, value) in [
        ("election_name", "Bầu cử mô phỏng đại biểu Quốc hội"),
        ("election_id", election),
        ("unit", "Thanh Hoa"),
        ("election_basis", "NQ 199 (mô phỏng)"),
    ] {
        town.sets(field, value).await;
    }
    let day = "document.getElementById('day').value = '2026-03-15'";
    town.browser.execute(day, Vec::new()).await.unwrap();
    town.picks("kind", "NA").await;
    town.sends("main form:has(#election_id)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let node = folder.path().join("node");
    let node = node.to_str().unwrap();
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/thanhhoa_communes.geojson");
    let keeper = begin(node, "2026-01-05T08:00+07:00");
    let mut town = Town::serving(&serve(node, map, "2026-01-05T09:00+07:00")).await;

    // The keeper hires the province's committee, and no more.
    hires_the_province(&town, &keeper).await;
    let chair = slips(&town).await.remove("tinh").unwrap();
    town.picture("people").await;
    let mut found = town.wrong_here("slips").await;

    // The committee calls the election; a day that is none is said at its field.
    town.signs_in_with("tinh", &chair).await;
    calls_the_election(&town, ELECTION).await;
    town.sees("Chưa có đơn vị bầu cử").await;

    let at = folder.path();
    town.looks_at("constituencies", &file(at, "dvbc.csv", CONSTITUENCIES)).await;
    town.takes().await;
    // Every bad row is named, and nothing is taken.
    town.looks_at("candidates", &file(at, "sai.csv", BAD_CANDIDATES)).await;
    town.sees("31/02/1971").await;
    town.sees("công thức").await;
    town.sees("Số thứ tự không liền nhau").await;
    assert!(!town.words().await.contains("Nhập 4 dòng"));
    town.picture("import-bad").await;
    found.extend(town.wrong_here("an import with bad rows").await);
    town.looks_at("candidates", &file(at, "danh-sach.csv", CANDIDATES)).await;
    town.sees("Ứng cử viên A5").await;
    town.picture("import-good").await;
    found.extend(town.wrong_here("an import").await);
    town.takes().await;
    town.go(&format!("/desk/setup/elections/{ELECTION}")).await;
    town.clicks("#lists details summary").await;
    town.sets("document-1", "NQ 2 (mô phỏng)").await;
    town.sends("#lists details form").await;
    town.sees("đã công bố").await;
    town.looks_at("areas", &file(at, "kv.csv", AREAS)).await;
    town.takes().await;
    town.looks_at("rolls", &file(at, "cu-tri.csv", ROLLS)).await;
    town.takes().await;
    town.looks_at("people", &file(at, "can-bo.csv", PEOPLE)).await;
    town.takes().await;
    let mut passwords = slips(&town).await;
    town.looks_at("people", &file(at, "ban.csv", BOARD)).await;
    town.takes().await;
    passwords.extend(slips(&town).await);
    assert_eq!(passwords.len(), 7);
    town.go("/desk/setup").await;
    town.picture("setup").await;

    // Election day: the team opens its area, a phone in hand.
    town.restarts(&serve(node, map, "2026-03-15T06:58+07:00"));
    town.screen(360, 740).await;
    town.signs_in_with("to1", &passwords["to1"]).await;
    town.go("/desk/polling").await;
    town.sends("#areas form:has(input[value='open'])").await;
    // Not before the hour, even when all have voted.
    town.sends("#areas form:has(input[value='close'])").await;
    town.sees("Chưa đến giờ kết thúc").await;
    assert!(town.overhang().await <= 0);
    town.restarts(&serve(node, map, "2026-03-15T19:00+07:00"));
    town.signs_in_with("to1", &passwords["to1"]).await;
    town.go("/desk/polling").await;
    town.sends("#areas form:has(input[value='close'])").await;

    // Two type what the paper says; the second mistypes, and corrects it himself.
    town.screen(1280, 1000).await;
    let sheet = |second: &str| -> Vec<String> {
        let figures = ["1200", "1190", "1190", "1190", "1180", "10", "", "", "", "1000"];
        let rest = ["700", "600", "400"];
        figures.into_iter().chain([second]).chain(rest).map(str::to_owned).collect()
    };
    town.signs_in_with("lan", &passwords["lan"]).await;
    town.enters(ELECTION, AREA, &sheet("800")).await;
    town.one(".notice.done").await;
    town.signs_in_with("minh", &passwords["minh"]).await;
    town.enters(ELECTION, AREA, &sheet("780")).await;
    town.one(".notice.look").await;
    // A third looks at the paper and settles it.
    town.signs_in_with("lead", &passwords["lead"]).await;
    town.go(&format!("/desk/minutes/{ELECTION}/{AREA}")).await;
    found.extend(town.wrong_here("settling").await);
    assert!(found.is_empty(), "{}", found.join("\n"));
    town.screen(360, 740).await;
    town.sets("votes.2", "800").await;
    town.sets("reason", "giấy ghi 800").await;
    town.picture("settle").await;
    town.sends("form:has(input[value='settle'])").await;
    for (login, step) in [("to1", "sign"), ("thuky1", "sign"), ("publisher", "publish")] {
        town.signs_in_with(login, &passwords[login]).await;
        town.does(ELECTION, AREA, step).await;
    }
    // Provisional to everybody, on the map and in the table; final by the board's minutes.
    town.browser.delete_all_cookies().await.unwrap();
    town.go(&format!("/elections/{ELECTION}/constituencies/1")).await;
    town.waits_for("Tạm thời").await;
    town.signs_in_with("ban1", &passwords["ban1"]).await;
    town.go(&format!("/desk/results/{ELECTION}/1")).await;
    town.sees("Ứng cử viên A1").await;
    town.sends("form:has(input[value='record'])").await;
    town.browser.delete_all_cookies().await.unwrap();
    town.screen(360, 740).await;
    town.go(&format!("/elections/{ELECTION}")).await;
    town.waits_for("Chính thức").await;
    assert!(town.overhang().await <= 0);
    town.picture("day-phone").await;
    town.go(&format!("/elections/{ELECTION}/constituencies/1")).await;
    town.sees("Trúng cử").await;

    // What it published is recomputed by anybody.
    let out = folder.path().join("out");
    let program = env!("CARGO_BIN_EXE_dienhong");
    town.browser.clone().quit().await.unwrap();
    drop(town);
    let export = ["export", "public", "--data", node, "--out", out.to_str().unwrap()];
    assert!(Command::new(program).args(export).status().unwrap().success());
    let verified = Command::new(program).arg("verify").arg(&out).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
