//! Votes of a body, as its secretary, its members, its tally committee and everybody else meet them.

use super::common::{Browser, House, Page};
use std::time::Duration;

/// A public page is at most half a second old.
async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(600)).await;
}

/// The fields of a call: one yes-no question on paper, thirty members.
fn call(purpose: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("body", "council"),
        ("title", "Ngân sách năm 2026 <b>"),
        ("purpose", purpose),
        ("questions", "1"),
        ("q0.kind", "yes_no"),
        ("q0.text", "Thông qua nghị quyết về ngân sách?"),
        ("way", "paper"),
        ("members", "30"),
    ]
}

/// A vote of this purpose, called by the secretary: its address at the desk.
pub async fn calls(house: &House, purpose: &'static str) -> String {
    let mut secretary = house.signs_in("thu-ky").await;
    let page = secretary.send("/desk/votes/new", "call", &call(purpose)).await;
    assert_eq!(page.status, 303, "{}", page.text);
    page.to().to_owned()
}

async fn done(of: &mut Browser, path: &str, step: &str, fields: &[(&str, &str)]) {
    let page = of.send(path, step, fields).await;
    assert_eq!(page.status, 303, "{step}: {}", page.text);
}

fn refused(page: &Page, status: u16, words: &str) {
    assert!(page.status == status && page.text.contains(words), "«{words}»: {}", page.text);
}

const SURE: (&str, &str) = ("sure", "yes");

fn committee() -> Vec<(&'static str, &'static str)> {
    vec![("head", "kiem-1"), ("m.kiem-2", "yes"), ("m.kiem-3", "yes")]
}

/// A sheet on which thirty were given out: so many for, the others against but one.
fn sheet<'a>(yes: &'a str, no: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("issued", "30"),
        ("returned", "29"),
        ("invalid", "1"),
        ("l0.b0", yes),
        ("l0.b1", no),
        ("l0.invalid", "0"),
    ]
}

async fn opens(house: &House, vote: &str) {
    let mut secretary = house.signs_in("thu-ky").await;
    done(&mut secretary, vote, "committee.1", &committee()).await;
    done(&mut secretary, vote, "printed.1", &[("printed.1", "35")]).await;
    done(&mut secretary, vote, "open", &[("summoned", "30"), ("present.1", "30"), SURE]).await;
}

async fn counts(house: &House, vote: &str) {
    let count = format!("{vote}/count/1");
    for login in ["kiem-2", "kiem-3"] {
        let mut member = house.signs_in(login).await;
        done(&mut member, &count, "enter", &sheet("20", "8")).await;
    }
    done(&mut house.signs_in("kiem-1").await, vote, "sign.1", &[SURE]).await;
}

/// The address for everybody of what is at this address of the desk.
fn public(vote: &str) -> String {
    vote.replacen("/desk", "", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_on_paper_goes_from_call_to_notice_and_two_entries_must_agree() {
    let house = House::open().await;
    house.has_a_council();
    let vote = calls(&house, "resolution").await;
    let mut secretary = house.signs_in("thu-ky").await;
    assert!(secretary.get("/desk").await.text.contains("/desk/votes"));
    let page = secretary.get(&vote).await;
    refused(&page, 200, "Còn thiếu");
    assert!(page.text.contains("&lt;b&gt;") && !page.text.contains("2026 <b>"), "{}", page.text);
    // Two are no committee; who is one of it may not declare.
    let two = [("head", "kiem-1"), ("m.kiem-2", "yes")];
    refused(&secretary.send(&vote, "committee.1", &two).await, 409, "ít nhất ba người");
    done(&mut secretary, &vote, "committee.1", &committee()).await;
    refused(
        &secretary.send(&vote, "printed.1", &[("printed.1", "ba")]).await,
        422,
        "không phải là số",
    );
    done(&mut secretary, &vote, "printed.1", &[("printed.1", "35")]).await;
    // Twenty of thirty are two thirds; nineteen are not, and both are told before anybody asks.
    let present = |n: &'static str| [("summoned", "30"), ("present.1", n)];
    refused(&secretary.send(&vote, "look", &present("19")).await, 200, "chưa đủ 20");
    refused(&secretary.send(&vote, "look", &present("20")).await, 200, "Có mặt 20, đủ 20");
    refused(&secretary.send(&vote, "open", &present("20")).await, 422, "xác nhận");
    let few = [("summoned", "30"), ("present.1", "19"), SURE];
    let page = secretary.send(&vote, "open", &few).await;
    refused(&page, 409, "chưa đủ 2/3");
    assert!(page.text.contains("value=\"19\""), "{}", page.text);
    let enough = [("summoned", "30"), ("present.1", "30"), SURE];
    done(&mut secretary, &vote, "open", &enough).await;
    refused(&secretary.send(&vote, "open", &enough).await, 409, "đang biểu quyết");
    done(&mut secretary, &vote, "close", &[SURE]).await;
    // What is typed wrong is told at its field and stays.
    let count = format!("{vote}/count/1");
    let mut second = house.signs_in("kiem-2").await;
    let page = second.send(&count, "enter", &sheet("20", "9")).await;
    refused(&page, 422, "cộng thành 29, phải từ 28 đến 28");
    assert!(
        page.text.contains("id=\"l0.invalid-error\"") && page.text.contains("value=\"9\""),
        "{}",
        page.text
    );
    done(&mut second, &count, "enter", &sheet("20", "8")).await;
    refused(&second.send(&count, "enter", &sheet("20", "8")).await, 409, "do người khác nhập");
    let mut third = house.signs_in("kiem-3").await;
    // The second entry shows nothing of the first.
    assert!(!third.get(&count).await.text.contains("value=\"20\""));
    done(&mut third, &count, "enter", &sheet("21", "7")).await;
    let mut head = house.signs_in("kiem-1").await;
    let page = head.get(&vote).await;
    refused(&page, 200, "Hai lần nhập khác nhau");
    assert!(
        page.text.contains("dòng 1") && !page.text.contains("Số phiếu phát ra;"),
        "{}",
        page.text
    );
    refused(&head.send(&vote, "sign.1", &[SURE]).await, 409, "khác nhau");
    refused(&head.send(&vote, "aside.1", &[SURE]).await, 409, "nêu lý do");
    done(&mut head, &vote, "aside.1", &[("reason", "đếm lại"), SURE]).await;
    counts(&house, &vote).await;
    refused(&head.send(&vote, "declare", &[SURE]).await, 409, "");
    done(&mut secretary, &vote, "declare", &[SURE]).await;
    a_moment().await;
    let mut guest = house.guest();
    let page = guest.get(&public(&vote)).await;
    for words in
        ["Được thông qua", "66,67%", "tổng số thành viên: 30", "Luật 72/2025/QH15", "đếm lại"]
    {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
    let page = guest.get(&format!("/en{}", public(&vote))).await;
    assert!(page.text.contains("Carried.") && page.text.contains("66.67%"), "{}", page.text);
    for key in ["vote.", "history.", "site."] {
        assert!(!page.text.contains(&format!(">{key}")), "a bare «{key}…» in {}", page.text);
    }
    let csv = guest.get(&format!("{}/data.csv", public(&vote))).await;
    assert!(csv.text.contains("Tán thành") && csv.text.contains("20"), "{}", csv.text);
    let pdf = guest.bytes(&format!("{}/notice.pdf", public(&vote))).await;
    assert!(pdf.starts_with(b"%PDF-"));
    assert!(guest.get(&format!("{}/screen", public(&vote))).await.text.contains("<svg"));
    // Counted again, what was declared stands no more; at last all of it is annulled.
    done(&mut secretary, &vote, "recount", &[("reason", "có kiến nghị"), SURE]).await;
    a_moment().await;
    assert!(!guest.get(&public(&vote)).await.text.contains("66,67%"));
    done(&mut secretary, &vote, "annul", &[("reason", "gọi nhầm"), SURE]).await;
    refused(&secretary.send(&vote, "annul", &[("reason", "x"), SURE]).await, 409, "đã hủy");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_calls_one_vote_and_nothing_typed_is_lost() {
    let house = House::open().await;
    house.has_a_council();
    let mut secretary = house.signs_in("thu-ky").await;
    let mut fields = call("officers");
    fields[2] = ("purpose", "officers");
    fields[6] = ("way", "hands");
    let page = secretary.send("/desk/votes/new", "call", &fields).await;
    refused(&page, 409, "không được làm bằng cách đó");
    assert!(
        page.text.contains("id=\"way-error\"") && page.text.contains("&lt;b&gt;"),
        "{}",
        page.text
    );
    fields[6] = ("way", "online");
    refused(&secretary.send("/desk/votes/new", "call", &fields).await, 409, "có quyết định riêng");
    // Questions are added one after another and taken out again; the form keeps what it said.
    let page = secretary.send("/desk/votes/new", "add.choose", &fields).await;
    assert!(
        page.text.contains("q1.options") && page.text.contains("nghị quyết về ngân sách?"),
        "{}",
        page.text
    );
    fields[3] = ("questions", "2");
    fields.extend([("q1.kind", "choose"), ("q1.text", "Bầu ai?"), ("q1.options", "")]);
    let page = secretary.send("/desk/votes/new", "call", &fields).await;
    refused(&page, 422, "id=\"q1.options-error\"");
    let page = secretary.send("/desk/votes/new", "drop.0", &fields).await;
    assert!(
        page.text.contains("Bầu ai?") && !page.text.contains("nghị quyết về ngân sách?"),
        "{}",
        page.text
    );
    let before = house.size();
    secretary.keep_act("00112233aabbccdd");
    let good = call("resolution");
    let first = secretary.send("/desk/votes/new", "call", &good).await;
    let again = secretary.send("/desk/votes/new", "call", &good).await;
    assert_eq!((first.status, again.status, house.size()), (303, 303, before + 1));
    assert_eq!(first.to(), again.to());
    // Who is no secretary calls nothing.
    let page = house.signs_in("dai-bieu-1").await.send("/desk/votes/new", "call", &good).await;
    assert!(page.status == 409 || page.status == 403, "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_by_name_come_from_the_secretary_a_link_and_who_is_signed_in() {
    let house = House::open().await;
    house.has_a_council();
    let mut secretary = house.signs_in("thu-ky").await;
    let mut fields = call("resolution");
    fields[6] = ("way", "named");
    fields[7] = ("members", "4");
    let page = secretary.send("/desk/votes/new", "call", &fields).await;
    let vote = page.to().to_owned();
    let voters = format!("{vote}/voters");
    let lines = "Bà Một\nÔng Hai\n7; dai-bieu-1\n; sai; sai; sai; sai; sai";
    let page = secretary.files(&voters, "look", &[("lines", None, lines.as_bytes())]).await;
    refused(&page, 422, "Dòng 4");
    let csv = "Ghế,Họ và tên\n1,Bà Một\n2,Ông Hai\n7,dai-bieu-1\n9,<i>Bốn</i>\n";
    let page = secretary.files(&voters, "look", &[("file", Some("a.csv"), csv.as_bytes())]).await;
    refused(&page, 200, "4 người");
    assert!(
        page.text.contains("&lt;i&gt;Bốn") && page.text.contains("tự trả lời khi đăng nhập"),
        "{}",
        page.text
    );
    let blob = page.hidden("blob");
    let page = secretary.files(&voters, "take", &[("blob", None, blob.as_bytes())]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    // Links are shown once and kept as hashes.
    let links = format!("{vote}/links");
    refused(&secretary.send(&links, "", &[]).await, 422, "xác nhận");
    let page = secretary.send(&links, "", &[SURE]).await;
    let link = page.text.split(&format!("href=\"{}/seat/", public(&vote))).nth(2).unwrap();
    let token = link.split('"').next().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    assert!(
        !secretary.get(&links).await.text.contains(&token) && !house.journal().contains(&token)
    );
    done(&mut secretary, &vote, "open", &[("summoned", "4"), ("present.1", "4"), SURE]).await;
    let mut guest = house.guest();
    let seat = format!("{}/seat/{token}", public(&vote));
    let act = ("act", "0123456789abcdef0123");
    assert!(guest.get(&seat).await.text.contains("Ông Hai"));
    assert_eq!(guest.get(&format!("{}/seat/{}", public(&vote), "0".repeat(64))).await.status, 404);
    let answer = [act, ("line", "0"), ("marks", "2")];
    for _ in 0..2 {
        assert_eq!(guest.post(&seat, &answer).await.status, 303);
    }
    refused(&guest.post(&seat, &[act, ("line", "0"), ("marks", "9")]).await, 422, "1 3");
    let foreign = house.guest().says("sec-fetch-site", "cross-site").post(&seat, &answer).await;
    assert_eq!(foreign.status, 403);
    // Who votes and is signed in answers on the public page, for his own seat only.
    let mut member = house.signs_in("dai-bieu-1").await;
    let own = format!("{}/answer", public(&vote));
    assert!(member.get(&public(&vote)).await.text.contains("Ghế 7"));
    let page = member.send(&own, "", &[("line", "0"), ("seat", "1"), ("marks", "1")]).await;
    assert_eq!(page.status, 403, "{}", page.text);
    done(&mut member, &own, "", &[("line", "0"), ("seat", "7"), ("marks", "1")]).await;
    // The secretary writes down one, and all others at once; a vote is one vote.
    let answers = format!("{vote}/answers");
    let page = secretary.get(&answers).await;
    refused(&page, 200, "2 trên 4 ghế");
    done(&mut secretary, &answers, "", &[("line", "0"), ("answer", "seat:1:0")]).await;
    done(&mut secretary, &answers, "", &[("line", "0"), ("answer", "rest:0")]).await;
    let split = [("line", "0"), ("answer", "split:1"), ("w.1.0", "2")];
    refused(&secretary.send(&answers, "", &split).await, 409, "không quá số phiếu");
    refused(
        &secretary.send(&answers, "", &[("line", "0"), ("answer", "rest:0")]).await,
        422,
        "Không có ghế nào",
    );
    // Until it is declared nobody is shown who said what, nor how many.
    a_moment().await;
    let page = guest.get(&public(&vote)).await;
    assert!(!page.text.contains("Bà Một") && !page.text.contains("75,00%"), "{}", page.text);
    done(&mut secretary, &vote, "close", &[SURE]).await;
    refused(
        &guest.post(&seat, &[("act", "fedcba98765432100"), ("line", "0"), ("marks", "1")]).await,
        409,
        "Lúc này",
    );
    done(&mut secretary, &vote, "declare", &[SURE]).await;
    a_moment().await;
    let page = guest.get(&public(&vote)).await;
    for words in ["Bà Một", "Ông Hai", "75,00%", "Được thông qua", "&lt;i&gt;Bốn"] {
        assert!(page.text.contains(words), "«{words}» is not in {}", page.text);
    }
}

/// Who asks, and as whom.
const ROLES: [&str; 5] = ["", "lan", "dai-bieu-2", "kiem-2", "thu-ky"];

/// Every address of a vote that may hold a figure, with whether it is the desk's.
fn addresses(vote: &str) -> Vec<String> {
    let open = public(vote);
    let mut all = vec![
        vote.to_owned(),
        format!("{vote}/screen"),
        format!("{vote}/count/1"),
        format!("{vote}/answers"),
        format!("{vote}/links"),
        format!("{vote}/voters"),
        format!("{vote}/papers"),
        format!("{vote}/papers/print?form=vote_notice"),
        open.clone(),
        format!("{open}/screen"),
        format!("{open}/data.json"),
        format!("{open}/data.csv"),
        format!("{open}/notice.pdf"),
        format!("{open}/seat/{}", "0".repeat(64)),
        "/votes".to_owned(),
        "/desk/votes".to_owned(),
    ];
    let english: Vec<String> = all.iter().map(|path| format!("/en{path}")).collect();
    all.extend(english);
    all
}

/// The share of those in favour as pages and data write it: only a figure says so.
const SHARES: [&str; 4] = ["66,67%", "66.67", "71,43%", "71.43"];

/// Asks every address as every role. `sees` says who is shown the figures, `there` for whom anything is.
async fn asked(house: &House, vote: &str, moment: &str, sees: &[&str], closed: bool) {
    a_moment().await;
    for role in ROLES {
        let mut browser = if role.is_empty() { house.guest() } else { house.signs_in(role).await };
        let related = ["dai-bieu-2", "kiem-2", "thu-ky"].contains(&role);
        let mut shown = false;
        for path in addresses(vote) {
            let page = browser.get(&path).await;
            let figure = SHARES.iter().any(|share| page.text.contains(share));
            let pdf =
                page.status == 200 && (path.contains(".pdf") || path.contains("papers/print"));
            assert!(
                !(figure || pdf) || sees.contains(&role),
                "{moment}: «{role}» sees figures at {path}"
            );
            shown |= figure;
            if closed && !related {
                let there = page.status == 200 && page.text.contains("Ngân sách năm 2026");
                assert!(!there, "{moment}: «{role}» reads of a closed vote at {path}");
                let own = path.contains(&public(vote)) && !path.contains("/desk");
                assert!(!own || page.status == 404, "{moment}: {path} answers {}", page.status);
            }
        }
        assert_eq!(shown, sees.contains(&role), "{moment}: «{role}»");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_shown_to_whom_and_when_the_rule_says_at_every_address() {
    let everybody = ROLES;
    let inside = ["dai-bieu-2", "kiem-2", "thu-ky"];
    let counting = ["kiem-2", "thu-ky"];
    let nobody: [&str; 0] = [];
    // By purpose: who sees figures when they are counted, declared, and let go; whether it is closed.
    let table: [(&'static str, [&[&str]; 3], bool); 3] = [
        ("resolution", [&nobody, &everybody, &everybody], false),
        ("confidence_vote", [&counting, &everybody, &everybody], false),
        ("nomination_kept", [&counting, &counting, &inside], true),
    ];
    for (purpose, [counted, declared, released], closed) in table {
        let house = House::without_rounds().await;
        house.has_a_council();
        let vote = calls(&house, purpose).await;
        asked(&house, &vote, "prepared", &nobody, closed).await;
        opens(&house, &vote).await;
        let mut secretary = house.signs_in("thu-ky").await;
        done(&mut secretary, &vote, "close", &[SURE]).await;
        counts(&house, &vote).await;
        asked(&house, &vote, "counted", counted, closed).await;
        done(&mut secretary, &vote, "declare", &[SURE]).await;
        asked(&house, &vote, "declared", declared, closed).await;
        done(&mut secretary, &vote, "release", &[SURE]).await;
        asked(&house, &vote, "released", released, closed).await;
        let journal = house.journal();
        assert_eq!(journal.contains("Ngân sách năm 2026"), !closed, "{purpose}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_votes_is_formed_at_the_desk() {
    let house = House::open().await;
    let mut keeper = house.signs_in("keeper").await;
    let hire = |person: &'static str, role: &'static str, kind: &'static str| {
        [
            ("person", person),
            ("office", "Thư ký"),
            ("role", role),
            ("unit", "1"),
            ("body_kind", kind),
            ("body", "Đảng ủy phường"),
        ]
    };
    let people = "/desk/setup/people";
    let page = keeper.send(people, "hire", &hire("Bà Thư", "secretary", "polling_team")).await;
    refused(&page, 409, "Chưa có cơ quan");
    let page = keeper.send(people, "hire", &hire("Bà Thư", "secretary", "organisation")).await;
    refused(&page, 200, "Đảng ủy phường");
    let before = house.size();
    // The same name is the same body: one record less.
    keeper.send(people, "hire", &hire("Ông Viên", "member", "organisation")).await;
    assert_eq!(house.size(), before + 2);
}
