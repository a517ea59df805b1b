//! One province from the hundred-and-fifth day before the election to the last complaint, by an injected clock: every step
//! through the pages, by those whose step it is.

use crate::{
    day::{begin, calls_the_election, file, hires_the_province, serve, slips},
    town::Town,
};
use std::{collections::BTreeMap, process::Command};
use thirtyfour::prelude::*;

const ELECTION: &str = "na-2026";
const SECOND: &str = "na-2026-bt1";
const AREA: &str = "14797-001";
const PUBLIC: &str = "/elections/na-2026/areas/14797-001";

const CONSTITUENCIES: &str =
    "ĐVBC;Số đại biểu;Xã phường;Căn cứ\n1;3;Phường Hạc Thành;NQ 1 (mô phỏng)\n";
/// The fourth lacks what every list must say; two have one name.
const PROPOSALS: &str = "Họ và tên;Ngày sinh;Giới tính;Nơi giới thiệu;Quê quán;Dân tộc;Nơi ở hiện nay\n\
    Người Bình Mô Phỏng;01/02/1970;Nữ;Mặt trận (mô phỏng);Thanh Hoá;Kinh;Thanh Hoá\n\
    Người An Mô Phỏng;3/4/1971;Nam;Mặt trận (mô phỏng);Thanh Hoá;Mường;Thanh Hoá\n\
    Người Cúc Mô Phỏng;1972-05-06;Nữ;Hội Nông dân (mô phỏng);Thanh Hoá;Thái;Thanh Hoá\n\
    Người Dũng Mô Phỏng;07/08/1973;;tự ứng cử;Thanh Hoá;Kinh;Thanh Hoá\n\
    Người An Mô Phỏng;09/10/1974;Nam;tự ứng cử;Thanh Hoá;Kinh;Thanh Hoá\n";
const AREAS: &str = "Mã khu vực,Tên khu vực,Xã phường\n14797-001,Khu vực bỏ phiếu số 1,hac thanh\n";
const ROLLS: &str = "Khu vực,Số cử tri,Nam,Nữ\n14797-001,1.200,600,600\n";
const PEOPLE: &str = "Họ và tên,Chức vụ,Vai trò,Xã phường,Khu vực bỏ phiếu,Tên đăng nhập\n\
    Phụ trách (mô phỏng),Phụ trách,\"uỷ ban bầu cử xã, phường\",14797,,lead\n\
    Người công bố (mô phỏng),Uỷ viên,\"Uỷ ban bầu cử xã, phường\",14797,,publisher\n\
    Người nhập một (mô phỏng),Cán bộ,người nhập,14797,,lan\n\
    Người nhập hai (mô phỏng),Cán bộ,Người nhập,14797,,minh\n\
    Quan sát (mô phỏng),Quan sát viên,Người quan sát,14797,,watch\n\
    Tổ trưởng (mô phỏng),Tổ trưởng,tổ bầu cử,,14797-001,to1\n\
    Thư ký (mô phỏng),Thư ký,tổ bầu cử,,14797-001,thuky1\n";
const BOARD: &str = "Họ và tên,Chức vụ,Vai trò,Ban bầu cử của,Tên đăng nhập\n\
    Trưởng ban (mô phỏng),Trưởng ban,ban bầu cử,na-2026/1,ban1\n";

/// Those of the province, with the passwords that they were given.
struct People {
    town: Town,
    passwords: BTreeMap<String, String>,
    found: Vec<String>,
}

impl People {
    async fn sits(&self, login: &str) {
        self.town.signs_in_with(login, &self.passwords[login]).await;
    }

    /// Fills the form of this step on the page, opened if it was folded, and sends it.
    async fn fills(&self, step: &str, fields: &[(&str, &str)]) {
        self.fills_that("step", step, fields).await;
    }

    /// As [`People::fills`], for the form in which this hidden field says that.
    async fn fills_that(&self, hidden: &str, step: &str, fields: &[(&str, &str)]) {
        let form = format!("form:has(input[name='{hidden}'][value='{step}'])");
        let open = format!(
            "let at = document.querySelector(\"{form}\"); while (at) {{ if (at.tagName === 'DETAILS') at.open = true; at = at.parentElement; }}"
        );
        self.town.browser.execute(open, Vec::new()).await.unwrap();
        if self.town.browser.find(By::Css(form.as_str())).await.is_err() {
            panic!("no form «{step}»:\n{}", self.town.words().await);
        }
        for (name, value) in fields {
            // Dates and choices as a person leaves them, whatever the browser's own widget is like.
            let set = format!(
                "const form = document.querySelector(\"{form}\");
                 const all = [...form.querySelectorAll(\"[name='{name}']\")];
                 const one = all.find(field => field.type === 'radio' || field.type === 'checkbox' ? field.value === {value:?} : true);
                 if (!one) throw new Error('no field {name}');
                 if (one.type === 'radio' || one.type === 'checkbox') one.checked = true; else one.value = {value:?};"
            );
            self.town.browser.execute(set, Vec::new()).await.unwrap();
        }
        self.town.sends(&form).await;
    }

    async fn looks(&mut self, name: &str) {
        self.town.picture(name).await;
        let wrong = self.town.wrong_here(name).await;
        self.found.extend(wrong);
    }

    async fn as_everybody(&self, path: &str) {
        self.town.browser.delete_all_cookies().await.unwrap();
        self.town.go(path).await;
    }

    /// Two type the same; the team signs; the commune publishes.
    async fn counts(&self, election: &str, votes: &[&str]) {
        let stacks = if votes.len() == 5 { 3 } else { 1 };
        let ballots = ["1200", "1190", "1190", "1190", "1180", "10"];
        let sheet = ballots.into_iter().chain(std::iter::repeat_n("", stacks));
        let sheet: Vec<String> = sheet.chain(votes.iter().copied()).map(str::to_owned).collect();
        for login in ["lan", "minh"] {
            self.sits(login).await;
            self.town.enters(election, AREA, &sheet).await;
            self.town.one(".notice.done").await;
        }
        for (login, step) in [("to1", "sign"), ("thuky1", "sign"), ("publisher", "publish")] {
            self.sits(login).await;
            self.town.does(election, AREA, step).await;
        }
    }

    async fn records(&self, election: &str) {
        self.sits("ban1").await;
        self.town.go(&format!("/desk/results/{election}/1")).await;
        self.town.sends("form:has(input[value='record'])").await;
    }

    async fn polls(&mut self, node: &str, map: &str, day: &str) {
        for (hour, step) in [("06:58", "open"), ("19:00", "close")] {
            self.town.restarts(&serve(node, map, &format!("{day}T{hour}+07:00")));
            self.sits("to1").await;
            self.town.go("/desk/polling").await;
            if step == "close" && day == "2026-03-15" {
                // The lights went out in the middle of the day.
                self.fills(
                    "interrupt",
                    &[("happened", "10:00"), ("reason", "Mất điện"), ("seals", "N1, N2")],
                )
                .await;
                self.fills("resume", &[("happened", "10:40"), ("document", "BB 1 (mô phỏng)")])
                    .await;
            }
            self.town.sends(&format!("#areas form:has(input[value='{step}'])")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_province_from_the_first_deadline_to_the_last_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let node = at.join("node");
    let node = node.to_str().unwrap();
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/thanhhoa_communes.geojson");
    let keeper = begin(node, "2025-11-30T08:00+07:00");
    let town = Town::serving(&serve(node, map, "2025-11-30T09:00+07:00")).await;

    // E-105: the province's committee is there, and calls the election.
    hires_the_province(&town, &keeper).await;
    let passwords = slips(&town).await;
    let mut all = People { town, passwords, found: Vec::new() };
    all.sits("tinh").await;
    calls_the_election(&all.town, ELECTION).await;
    all.town.looks_at("constituencies", &file(at, "dvbc.csv", CONSTITUENCIES)).await;
    all.town.takes().await;

    // Nomination: what the file lacks is asked for; rounds, meetings, who stands where.
    let nomination = format!("/desk/nomination/{ELECTION}");
    all.town.restarts(&serve(node, map, "2026-01-20T09:00+07:00"));
    all.sits("tinh").await;
    all.town.go(&nomination).await;
    let proposals = file(at, "gioi-thieu.csv", PROPOSALS);
    all.town
        .browser
        .execute(
            "document.querySelectorAll('details').forEach(one => one.open = true);",
            Vec::new(),
        )
        .await
        .unwrap();
    all.town.one("#file").await.send_keys(proposals.to_str().unwrap()).await.unwrap();
    all.town.sends("form:has(#file)").await;
    all.looks("proposals that lack something").await;
    all.fills("take", &[("r3.sex", "male")]).await;
    all.town.sees("Người Dũng Mô Phỏng").await;
    all.looks("nomination at the desk").await;
    for (round, day) in [("1", "2026-01-10"), ("2", "2026-01-15"), ("3", "2026-01-19")] {
        all.fills(
            "round",
            &[
                ("round", round),
                ("on", day),
                ("present", "40"),
                ("document", "BB hiệp thương (mô phỏng)"),
            ],
        )
        .await;
    }
    let people = all
        .town
        .browser
        .find_all(By::Css("form:has(input[value='assign']) select[name='person'] option"))
        .await
        .unwrap();
    let mut ids = Vec::new();
    for person in people {
        ids.push(person.attr("value").await.unwrap().unwrap_or_default());
    }
    let ids: Vec<String> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    assert_eq!(ids.len(), 5);
    for id in &ids {
        all.fills(
            "assign",
            &[("person", id), ("constituency", "1"), ("document", "BB hiệp thương 3 (mô phỏng)")],
        )
        .await;
    }
    all.fills("list", &[]).await;
    all.town.go(&format!("/desk/setup/elections/{ELECTION}")).await;
    all.town.clicks("#lists details summary").await;
    all.town.sets("document-1", "NQ 2 (mô phỏng)").await;
    all.town.sends("#lists details form").await;
    // In the order of given names, whatever the file's order was.
    all.as_everybody(&format!("/elections/{ELECTION}/constituencies/1")).await;
    let words = all.town.words().await;
    let places: Vec<usize> =
        ["1. Người An", "2. Người An", "3. Người Bình", "4. Người Cúc", "5. Người Dũng"]
            .iter()
            .map(|name| words.find(name).unwrap_or_else(|| panic!("{name}: {words}")))
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    all.town.go(&format!("/elections/{ELECTION}/nomination")).await;
    all.looks("nomination").await;

    // Areas, rolls, people; what is late is shown as late, and done with its evidence.
    all.town.restarts(&serve(node, map, "2026-03-04T09:00+07:00"));
    all.sits("tinh").await;
    for (table, name, text) in [
        ("areas", "kv.csv", AREAS),
        ("rolls", "cu-tri.csv", ROLLS),
        ("people", "can-bo.csv", PEOPLE),
        ("people", "ban.csv", BOARD),
    ] {
        all.town.looks_at(table, &file(at, name, text)).await;
        all.town.takes().await;
        if table == "people" {
            let slips = slips(&all.town).await;
            all.passwords.extend(slips);
        }
    }
    all.as_everybody(&format!("/elections/{ELECTION}/readiness")).await;
    all.town.sees("Quá hạn").await;
    all.looks("readiness").await;
    all.sits("lead").await;
    all.town.go(&format!("/desk/readiness/{ELECTION}/14797")).await;
    all.looks("readiness at the desk").await;
    let posted = [("on", "2026-03-03"), ("document", "BB niêm yết (mô phỏng)")];
    all.fills_that("which", "lists_posted", &posted).await;
    all.town.go(&format!("/elections/{ELECTION}/readiness/14797")).await;
    all.town.waits_for("BB niêm yết (mô phỏng)").await;
    all.sits("lead").await;
    all.town.go("/desk/papers").await;
    all.looks("papers").await;

    // A complaint about the roll, taken and answered; the text stays sealed.
    let complaint = |about: &'static str, received: &'static str| {
        [
            ("kind", "complaint"),
            ("about", about),
            ("election", ELECTION),
            ("received", received),
            ("how", "at_the_table"),
            ("who", "Bà Mô Phỏng"),
            ("contact", "tổ 1"),
            ("text", "Thiếu tên trong danh sách"),
        ]
    };
    let lodged = async |all: &mut People,
                        login: &str,
                        about,
                        received,
                        extra: (&str, &str),
                        decided: &str| {
        all.sits(login).await;
        all.town.go("/desk/complaints").await;
        let mut fields = complaint(about, received).to_vec();
        fields.push(extra);
        all.fills_first("who", &fields).await;
        all.looks(&format!("a complaint about the {about}")).await;
        all.fills(
            "decide",
            &[
                ("outcome", "rejected"),
                ("document", "QĐ 3 (mô phỏng)"),
                ("reason", "Đã kiểm tra, không đúng"),
                ("on", decided),
            ],
        )
        .await;
        all.town.sees("Khiếu nại không đúng").await;
    };
    lodged(&mut all, "lead", "roll", "2026-03-03", ("area", AREA), "2026-03-04").await;

    // Election day: an interruption, an observer who objects, a count, a scan that somebody looks through.
    all.polls(node, map, "2026-03-15").await;
    all.sits("watch").await;
    all.town.go(&format!("/desk/observe/{AREA}")).await;
    all.fills(
        "object",
        &[
            ("election", ELECTION),
            ("ground", "access"),
            ("text", "Không được đứng gần bàn"),
            ("visible", "sealed"),
        ],
    )
    .await;
    all.looks("an observer").await;
    all.counts(ELECTION, &["900", "800", "400", "300", "100"]).await;
    all.sits("to1").await;
    all.town.go(&format!("/desk/observe/{AREA}")).await;
    let answers = all.town.one("form:has(input[name='objection']) input[name='step']").await;
    let step = answers.value().await.unwrap().unwrap();
    all.fills(
        &step,
        &[("text", "Đã bố trí chỗ đứng"), ("document", "BB 2 (mô phỏng)"), ("visible", "public")],
    )
    .await;
    all.as_everybody(PUBLIC).await;
    all.town.waits_for("Đã bố trí chỗ đứng").await;
    all.town.sees("Mất điện").await;
    all.looks("an area after the count").await;

    // Anybody types what hangs at the door, and sees line by line whether it is what was published.
    all.town.go(&format!("{PUBLIC}/compare")).await;
    for (line, typed, verdict) in [("voters_total", "1200", "="), ("valid", "1181", "≠")] {
        all.town.one(&format!("#own-{line}")).await.send_keys(typed).await.unwrap();
        all.town.hears(&format!("tr[data-line='{line}'] [data-verdict]"), verdict).await;
    }
    all.looks("a paper compared").await;

    // One seat is left: the board reports, the committee decides, areas vote once more.
    all.records(ELECTION).await;
    all.town.go(&format!("/desk/further/{ELECTION}/1")).await;
    all.fills("report", &[("document", "BC 4 (mô phỏng)")]).await;
    all.sits("tinh").await;
    all.town.go(&format!("/desk/further/{ELECTION}/1")).await;
    all.looks("a further poll").await;
    all.fills(
        "call",
        &[
            ("document", "QĐ 5 (mô phỏng)"),
            ("day", "2026-03-29"),
            ("election_id", SECOND),
            ("election_name", "Bầu cử thêm (mô phỏng)"),
        ],
    )
    .await;
    all.polls(node, map, "2026-03-29").await;
    all.counts(SECOND, &["700", "300", "180"]).await;
    all.records(SECOND).await;
    for election in [ELECTION, SECOND] {
        all.sits("tinh").await;
        all.town.go(&format!("/desk/results/{election}/1")).await;
        all.fills("announce", &[("announce_document", "NQ 6 (mô phỏng)")]).await;
    }
    all.as_everybody(&format!("/elections/{ELECTION}/constituencies/1")).await;
    all.town.waits_for("Bầu cử thêm (mô phỏng)").await;
    all.town.sees("BC 4 (mô phỏng)").await;
    all.looks("both polls").await;

    // The last complaint, about the result, within its days; then nothing is open.
    all.town.restarts(&serve(node, map, "2026-04-02T09:00+07:00"));
    lodged(&mut all, "tinh", "result", "2026-04-01", ("constituency", "1"), "2026-04-02").await;
    all.as_everybody(&format!("/elections/{ELECTION}/complaints")).await;
    all.town.waits_for("Khiếu nại không đúng").await;
    assert!(!all.town.words().await.contains("Bà Mô Phỏng"));
    all.looks("complaints").await;
    assert!(all.found.is_empty(), "{}", all.found.join("\n"));

    // Everything of it is checked by anybody.
    let out = folder.path().join("out");
    let program = env!("CARGO_BIN_EXE_dienhong");
    all.town.browser.clone().quit().await.unwrap();
    drop(all);
    let export = ["export", "public", "--data", node, "--out", out.to_str().unwrap()];
    assert!(Command::new(program).args(export).status().unwrap().success());
    let verified = Command::new(program).arg("verify").arg(&out).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

impl People {
    /// As [`People::fills`], for a form that is known by a field of its own.
    async fn fills_first(&self, field: &str, fields: &[(&str, &str)]) {
        let mark = format!(
            "const form = document.querySelector(\"[name='{field}']\").form;
             let step = form.querySelector(\"[name='step']\");
             if (!step) {{ step = document.createElement('input'); step.type = 'hidden'; step.name = 'step'; form.append(step); }}
             step.value = 'this-form';
             for (let at = form; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;"
        );
        self.town.browser.execute(mark, Vec::new()).await.unwrap();
        self.fills("this-form", fields).await;
    }
}
