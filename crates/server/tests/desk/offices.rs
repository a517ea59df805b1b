//! Votes of confidence and personnel as officers and readers meet them. All people are invented.

use super::common::{Browser, House, Page};
use dienhong_core::{
    count::Count,
    vote::{Line, Sheet},
};
use std::time::Duration;

const LATER: u64 = 24 * 21;

fn n(count: u64) -> Count {
    Count::try_from(count).unwrap()
}

fn sheet(returned: u64, lines: &[&[u64]]) -> Sheet {
    let line = |votes: &&[u64]| Line {
        invalid: n(returned - votes.iter().sum::<u64>()),
        votes: votes.iter().copied().map(n).collect(),
        rankings: Vec::new(),
    };
    let lines = lines.iter().map(line).collect();
    Sheet { issued: n(returned), returned: n(returned), invalid: n(0), lines }
}

const ROUND: [(&str, &str); 11] = [
    ("open.body", "council"),
    ("open.kind", "assembly"),
    ("open.heading", "Lấy phiếu tín nhiệm 2026 (mô phỏng)"),
    ("open.year", "2026"),
    ("open.year_of_term", "3"),
    ("open.assembly", "PC"),
    ("open.members", "60"),
    (
        "open.subjects",
        "Nguyễn Thử A; Chủ tịch\nTrần Thử B; Phó Chủ tịch\nLê Thử <i>C</i>; Trưởng ban; lan",
    ),
    ("open.excluded", "Phạm Thử D; Phó Trưởng ban; được bầu, bổ nhiệm trong năm"),
    ("open.document", "12/KH-HĐND"),
    ("open.on", "2026-03-15"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let change = |field: &(&'a str, &'a str)| match field.0 == name {
        true => (field.0, value),
        false => *field,
    };
    fields.iter().map(change).collect()
}

/// Whether a key of the words stands where its sentence should.
fn has_key_of(text: &str, module: &str) -> bool {
    let key = format!("{module}.");
    let mut found = text.match_indices(&key).map(|(at, _)| &text[at + key.len()..]);
    found.any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

fn done(page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.text);
    page.to().to_owned()
}

async fn files_a_report(browser: &mut Browser, at: &str, person: &str, text: &str) {
    let fields: [(&str, Option<&str>, &[u8]); 3] = [
        ("report.person", None, person.as_bytes()),
        ("report.text", None, text.as_bytes()),
        ("report.file", Some("bao-cao.pdf"), b"%PDF-1.7 mo phong"),
    ];
    done(&browser.files(&format!("{at}/report"), "report", &fields).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_says_how_much_confidence_it_has_and_what_follows_is_recorded() {
    let house = House::open().await;
    house.has_an_office();
    let mut sec = house.signs_in("sec").await;
    // What cannot be read is told at its field, and nothing is lost.
    let page =
        sec.send("/desk/confidence", "open", &with(&ROUND, "open.subjects", "Chỉ tên")).await;
    assert!(
        page.status == 422 && page.text.contains("id=\"open.subjects-error\""),
        "{}",
        page.text
    );
    assert!(page.text.contains("12/KH-HĐND"), "{}", page.text);
    let page = sec.send("/desk/confidence", "open", &with(&ROUND, "open.year_of_term", "0")).await;
    assert!(
        page.status == 409 && page.text.contains("id=\"open.year_of_term-error\""),
        "{}",
        page.text
    );
    let at = done(&sec.send("/desk/confidence", "open", &ROUND).await);
    let public = at.replace("/desk", "");
    let page = sec.get(&at).await;
    assert!(page.text.contains("Lê Thử &lt;i&gt;C"), "{}", page.text);

    // Reports: two by the secretary, one by the person; no member reads one before they are given out.
    for (person, text) in [("p-1", "Báo cáo A bí mật"), ("p-2", "Báo cáo B bí mật")] {
        files_a_report(&mut sec, &at, person, text).await;
    }
    let mut subject = house.signs_in("lan").await;
    let foreign = [("report.person", None, &b"p-1"[..]), ("report.text", None, &b"x"[..])];
    assert_eq!(subject.files(&format!("{at}/report"), "report", &foreign).await.status, 404);
    files_a_report(&mut subject, &at, "lan", "Báo cáo C bí mật").await;
    let mut member = house.signs_in("m1").await;
    let report = format!("{at}/reports/p-1");
    assert_eq!(member.get(&report).await.status, 404);
    let out = [("given_out.on", "2026-03-15")];
    done(&sec.send(&at, "given_out", &out).await);
    assert!(member.get(&report).await.text.contains("Báo cáo A bí mật"));
    assert!(member.get(&format!("{report}?file")).await.text.starts_with("%PDF"));
    done(&member.send(&at, "read", &[]).await);
    assert!(member.send(&at, "read", &[]).await.text.contains("đã xác nhận"));
    // Nobody else has any of it, and the journal holds no word.
    let mut stranger = house.signs_in("minh").await;
    for path in [at.as_str(), &report, &format!("{report}?file")] {
        assert_eq!(stranger.get(path).await.status, 404, "{path}");
        assert_eq!(house.guest().get(path).await.status, 303, "{path}");
    }
    assert!(!house.journal().contains("bí mật"));

    let call = [("survey.halls", "Hội trường"), ("survey.members", "60")];
    assert_eq!(member.send(&at, "survey", &call).await.status, 409);
    done(&sec.send(&at, "survey", &call).await);
    let vote = house.votes().pop().unwrap();
    house.at_hour(LATER);
    house.holds(&vote, 60, &sheet(60, &[&[40, 15, 5], &[10, 18, 31], &[10, 10, 40]]));
    // The public page: three counts, shares with their base, the paper's order.
    tokio::time::sleep(Duration::from_millis(600)).await;
    for path in [public.clone(), format!("/en{public}")] {
        let page = house.guest().get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        for key in ["confidence", "history", "asks"] {
            assert!(!has_key_of(&page.text, key), "{key}: {}", page.text);
        }
        let places: Vec<_> = ["Nguyễn Thử A", "Trần Thử B", "Lê Thử"]
            .map(|name| page.text.find(name).unwrap())
            .into();
        assert!(places.is_sorted(), "{}", page.text);
        assert!(page.text.contains("data-figure=\"confidence/"), "{}", page.text);
    }
    let page = house.guest().get(&public).await;
    for words in
        ["66,67%", "số phiếu thu về", "Có thể xin từ chức", "Đề nghị miễn nhiệm", "Điều 12"]
    {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    // The minutes and the notice, for the body only.
    for paper in ["minutes.pdf", "notice.pdf"] {
        let path = format!("{at}/papers/{paper}");
        assert!(member.get(&path).await.text.starts_with("%PDF"), "{paper}");
        assert_eq!(stranger.get(&path).await.status, 404);
    }
    // What follows, with its documents.
    let resigned =
        [("resigned.person", "p-1"), ("resigned.document", "1/QĐ"), ("resigned.on", "2026-04-05")];
    let page = sec.send(&at, "resigned", &resigned).await;
    assert!(
        page.status == 409 && page.text.contains("id=\"resigned.person-error\"")
            || page.text.contains("không dẫn đến"),
        "{}",
        page.text
    );
    done(&sec.send(&at, "resigned", &with(&resigned, "resigned.person", "p-2")).await);
    let relief =
        [("relief.person", "lan"), ("relief.document", "2/TTr"), ("relief.on", "2026-04-05")];
    done(&sec.send(&at, "relief", &relief).await);
    let second = [
        ("second.person", "p-1"),
        ("second.ground", "members"),
        ("second.signed", "19"),
        ("second.document", "3/ĐN"),
        ("second.on", "2026-04-05"),
        ("second.halls", "Hội trường"),
        ("second.members", "60"),
    ];
    let page = sec.send(&at, "second", &second).await;
    assert!(
        page.status == 409 && page.text.contains("id=\"second.signed-error\""),
        "{}",
        page.text
    );
    done(&sec.send(&at, "second", &with(&second, "second.signed", "20")).await);
    let vote = house.votes().pop().unwrap();
    house.holds(&vote, 60, &sheet(60, &[&[31, 29]]));
    tokio::time::sleep(Duration::from_millis(600)).await;
    let page = house.guest().get(&public).await;
    for words in ["Đã từ chức (1/QĐ", "Đã đề nghị miễn nhiệm (2/TTr", "20 trên 60", "không quá nửa"]
    {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_partys_round_is_public() {
    let house = House::open().await;
    house.has_an_office();
    let mut sec = house.signs_in("sec").await;
    let round = with(&with(&ROUND, "open.kind", "party"), "open.assembly", "");
    let at = done(&sec.send("/desk/confidence", "open", &round).await);
    for person in ["p-1", "p-2", "lan"] {
        files_a_report(&mut sec, &at, person, "Báo cáo bí mật").await;
    }
    done(&sec.send(&at, "given_out", &[("given_out.on", "2026-03-15")]).await);
    done(
        &sec.send(&at, "survey", &[("survey.halls", "Phòng họp"), ("survey.members", "60")]).await,
    );
    house.at_hour(LATER);
    let vote = house.votes().pop().unwrap();
    house.holds(&vote, 60, &sheet(60, &[&[40, 15, 5], &[10, 18, 31], &[10, 10, 40]]));
    // The body sees it, with a paper that bears no name of the state.
    let mut member = house.signs_in("m1").await;
    assert!(member.get(&at).await.text.contains("66,67%"));
    assert!(member.get(&format!("{at}/papers/notice.pdf")).await.text.starts_with("%PDF"));
    let public = at.replace("/desk", "");
    tokio::time::sleep(Duration::from_millis(600)).await;
    for path in [public.clone(), format!("/en{public}")] {
        assert_eq!(house.guest().get(&path).await.status, 404, "{path}");
        assert_eq!(sec.get(&path).await.status, 404, "{path}");
    }
    let journal = house.journal();
    for words in ["Nguyễn Thử A", "confidence.", "vote.", "Phòng họp"] {
        assert!(!journal.contains(words), "{words}");
    }
}

/// Somebody's file.
async fn begins_a_file(per: &mut Browser, name: &str, officer: &str) -> String {
    let fields = [
        ("add.body", "council"),
        ("add.name", name),
        ("add.born", "1975-05-10"),
        ("add.sex", "female"),
        ("add.post", "Phó phòng thử"),
        ("add.officer", officer),
        ("add.faith", "Điều kín đáo"),
    ];
    let at = done(&per.send("/desk/personnel", "add", &fields).await);
    at.rsplit('/').next().unwrap().to_owned()
}

const DOCUMENT: [(&str, &str); 2] = [("end.document", "5/BB"), ("end.on", "2026-03-15")];

#[tokio::test(flavor = "multi_thread")]
async fn a_nomination_goes_through_five_conferences_and_nothing_of_it_is_public() {
    let house = House::open().await;
    house.has_an_office();
    let mut per = house.signs_in("per").await;
    // Who does not manage personnel finds nothing there.
    for login in ["sec", "m1", "lan", "keeper"] {
        let mut other = house.signs_in(login).await;
        for path in ["/desk/personnel", "/desk/personnel/planning", "/desk/personnel/nominations"] {
            assert_eq!(other.get(path).await.status, 404, "{login} {path}");
        }
    }
    let page =
        per.send("/desk/personnel", "add", &[("add.body", "council"), ("add.name", "")]).await;
    assert!(page.status == 422 && page.text.contains("id=\"add.name-error\""), "{}", page.text);
    let a = begins_a_file(&mut per, "Cán Thử A", "lan").await;
    let b = begins_a_file(&mut per, "Cán Thử <b>B</b>", "").await;

    // A planning list, and its yearly review.
    let (tick_a, tick_b) = (format!("list.person-{a}"), format!("list.person-{b}"));
    let list = [
        ("list.body", "council"),
        ("list.post", "Trưởng phòng thử"),
        ("list.term_from", "2025"),
        ("list.term_to", "2030"),
        (tick_a.as_str(), "yes"),
        (tick_b.as_str(), "yes"),
        ("list.document", "9/QĐ"),
        ("list.on", "2026-03-15"),
    ];
    let planning = done(&per.send("/desk/personnel/planning", "list", &list).await);
    let (gone, why) = (format!("review.removes-{b}"), format!("review.reason-{b}"));
    let mut review = vec![
        ("review.year", "2026"),
        (gone.as_str(), "yes"),
        ("review.document", "10/QĐ"),
        ("review.on", "2026-03-15"),
    ];
    let page = per.send(&planning, "review", &review).await;
    assert!(page.status == 422 && page.text.contains(&format!("{why}-error")), "{}", page.text);
    review.push((why.as_str(), "Chuyển công tác"));
    done(&per.send(&planning, "review", &review).await);
    assert!(per.get(&planning).await.text.contains("Chuyển công tác"));

    // Five conferences.
    let list_id = planning.rsplit('/').next().unwrap();
    let (tick_a, tick_b) = (format!("nominate.person-{a}"), format!("nominate.person-{b}"));
    let nominate = [
        ("nominate.body", "council"),
        ("nominate.post", "Trưởng phòng thử"),
        ("nominate.origin", "local"),
        ("nominate.planned_in", list_id),
        (tick_a.as_str(), "yes"),
        (tick_b.as_str(), "yes"),
        ("nominate.asked", "2026-03-02"),
        ("nominate.document", "1/TB"),
        ("nominate.on", "2026-03-10"),
    ];
    let at = done(&per.send("/desk/personnel/nominations", "nominate", &nominate).await);
    // What stands in a file is shown once it is written down that it was read.
    assert!(!per.get(&at).await.text.contains("Không đáp ứng"));
    for person in [&a, &b] {
        assert_eq!(per.get(&format!("/desk/personnel/people/{person}")).await.status, 200);
    }
    let page = per.get(&at).await;
    for words in ["Không đáp ứng", "không có trong quy hoạch", "16/03/2026", "Cán Thử &lt;b&gt;B"]
    {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    let (tick_a, tick_b) = (format!("end.person-{a}"), format!("end.person-{b}"));
    let mut first = vec![
        ("end.summoned", "12"),
        ("end.present", "7"),
        (tick_a.as_str(), "yes"),
        (tick_b.as_str(), "yes"),
    ];
    first.extend(DOCUMENT);
    let page = per.send(&at, "end", &first).await;
    assert!(page.status == 409 && page.text.contains("id=\"end.present-error\""), "{}", page.text);
    done(&per.send(&at, "end", &with(&first, "end.present", "9")).await);
    let steps: [(u64, &[u64]); 4] = [(50, &[25, 20]), (12, &[8, 4]), (50, &[40]), (12, &[12])];
    for (number, (summoned, votes)) in steps.into_iter().enumerate() {
        let begin = [("begin.members", "60"), ("begin.halls", "Phòng họp kín")];
        done(&per.send(&at, "begin", &begin).await);
        assert!(per.send(&at, "end", &DOCUMENT).await.text.contains("chưa công bố"));
        let vote = house.votes().pop().unwrap();
        house.holds(&vote, summoned, &sheet(votes.iter().sum(), &[votes]));
        let mut end = DOCUMENT.to_vec();
        if number == 1 {
            // Another than the step before: only with an explanation.
            let page = per.send(&at, "end", &end).await;
            assert!(
                page.status == 409 && page.text.contains("id=\"end.explanation-error\""),
                "{}",
                page.text
            );
            end.push(("end.explanation", "Đúng chuyên môn"));
        }
        done(&per.send(&at, "end", &end).await);
    }
    let page = per.get(&at).await;
    assert!(page.text.contains("Đã giới thiệu: Cán Thử &lt;b&gt;B"), "{}", page.text);

    // The decision, and the file's own reader.
    let nomination = at.rsplit('/').next().unwrap().to_owned();
    let file = format!("/desk/personnel/people/{b}");
    let decide = [
        ("decide.act", "appointed"),
        ("decide.post", "Trưởng phòng thử"),
        ("decide.from", "2026-04-01"),
        ("decide.until", "2031-04-01"),
        ("decide.nomination", nomination.as_str()),
        ("decide.document", "20/QĐ"),
        ("decide.on", "2026-03-15"),
    ];
    let page = per.send(&format!("/desk/personnel/people/{a}"), "decide", &decide).await;
    assert!(page.status == 409 && page.text.contains("không chọn người này"), "{}", page.text);
    done(&per.send(&file, "decide", &decide).await);
    let page = per.get(&file).await;
    for words in ["Bổ nhiệm", "Được giới thiệu", "Điều kín đáo", "Đưa ra khỏi quy hoạch"]
    {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    let mut own = house.signs_in("lan").await;
    assert!(own.get("/desk").await.text.contains("/desk/me"));
    let page = own.get("/desk/me").await;
    assert!(page.text.contains("Điều kín đáo") && page.text.contains("per, thử"), "{}", page.text);
    assert_eq!(own.get(&format!("/desk/personnel/people/{a}")).await.status, 404);
    done(&own.send("/desk/me", "answer", &[("answer.text", "Tôi xin bổ sung <script>")]).await);
    let page = per.get(&format!("/desk/personnel/people/{a}")).await;
    assert!(page.text.contains("Tôi xin bổ sung &lt;script&gt;"), "{}", page.text);
    // A reading is written down once a day.
    let before = house.size();
    per.get(&format!("/desk/personnel/people/{a}")).await;
    assert_eq!(house.size(), before);
    for path in ["/en/desk/personnel", "/en/desk/me"] {
        let page = per.get(path).await;
        assert!(page.status == 200 && !page.text.contains("personnel."), "{path}: {}", page.text);
    }

    // Nothing of it is public: neither in the log, nor on a page, nor in a file.
    let secrets = [
        "Cán Thử",
        "Trưởng phòng thử",
        "personnel.",
        "Phòng họp kín",
        "kín đáo",
        "Tôi xin bổ sung",
        &a,
        &b,
        &nomination,
    ];
    let journal = house.journal();
    for words in secrets {
        assert!(!journal.contains(words), "{words}");
    }
    assert!(journal.contains("\"kind\":\"closed\""));
    tokio::time::sleep(Duration::from_millis(600)).await;
    let mut paths: Vec<String> = [
        "/",
        "/units",
        "/units/38",
        "/units/1",
        "/verify",
        "/corrections",
        "/api",
        "/api/openapi.json",
        "/complaints",
        "/forms",
        "/feeds/corrections.atom",
        "/elections/na-2026",
        "/elections/na-2026/text",
        "/elections/na-2026/readiness",
        "/elections/na-2026/nomination",
        "/elections/na-2026/units/1",
        "/open-data/na-2026/areas.csv",
        "/open-data/na-2026/areas.json",
        "/part/all",
        "/part/38",
        "/part/1",
    ]
    .map(str::to_owned)
    .into();
    paths.extend((0..house.size()).map(|seq| format!("/receipts/{seq}")));
    let votes = house.votes();
    paths.extend(votes.iter().map(|vote| format!("/votes/{vote}")));
    let (mut guest, mut keeper) = (house.guest(), house.signs_in("keeper").await);
    // A page that is not there repeats its own address.
    for path in [file, at, planning].map(|path| path.replace("/desk", "")) {
        assert_eq!(guest.get(&path).await.status, 404, "{path}");
    }
    for path in paths {
        let page = guest.get(&path).await;
        for words in secrets {
            assert!(!page.text.contains(words), "{path}: {words}");
        }
    }
    for path in ["/desk/acts", "/desk/acts.csv", "/desk/acts?kind=personnel", "/desk/acts?unit=38"]
    {
        let page = keeper.get(path).await;
        for words in secrets.iter().filter(|words| !words.contains('.')) {
            assert!(!page.text.contains(words), "{path}: {words}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_congress_is_opened_its_mandates_examined_and_its_board_elected_in_two_rounds() {
    let house = House::open().await;
    house.has_an_office();
    let mut sec = house.signs_in("sec").await;
    let open = [
        ("open.body", "council"),
        ("open.heading", "Đại hội thử (mô phỏng)"),
        ("open.delegates", "4"),
        ("open.units", "Chi hội A; 30\nChi hội <u>B</u>; 30"),
        ("open.document", "1/QĐ"),
        ("open.on", "2026-03-15"),
    ];
    let page =
        sec.send("/desk/congress", "open", &with(&open, "open.units", "Chi hội A; nhiều")).await;
    assert!(page.status == 422 && page.text.contains("id=\"open.units-error\""), "{}", page.text);
    let at = done(&sec.send("/desk/congress", "open", &open).await);
    assert_eq!(house.signs_in("m1").await.get(&at).await.status, 404);
    done(&sec.send(&at, "allot", &[("allot.document", "2/QĐ"), ("allot.on", "2026-03-15")]).await);
    let send = [
        ("send.unit", "1"),
        ("send.names", "Đại biểu Thử A\nĐại biểu Thử B"),
        ("send.document", "3/QĐ"),
        ("send.on", "2026-03-15"),
    ];
    let page = sec.send(&at, "send", &with(&send, "send.names", "Chỉ một người")).await;
    assert!(page.status == 409 && page.text.contains("id=\"send.names-error\""), "{}", page.text);
    done(&sec.send(&at, "send", &send).await);
    let second =
        with(&with(&send, "send.unit", "2"), "send.names", "Đại biểu Thử C\nĐại biểu Thử D");
    done(&sec.send(&at, "send", &second).await);
    let page = sec.send(&at, "examine", &[("examine.refuse-d-2-2", "yes")]).await;
    assert!(
        page.status == 422 && page.text.contains("id=\"examine.reason-d-2-2-error\""),
        "{}",
        page.text
    );
    let refused = [("examine.refuse-d-2-2", "yes"), ("examine.reason-d-2-2", "Chưa đủ hồ sơ")];
    done(&sec.send(&at, "examine", &refused).await);
    let page = sec.get(&at).await;
    assert!(
        page.text.contains("Chưa đủ hồ sơ") && page.text.contains("Chi hội &lt;u&gt;B"),
        "{}",
        page.text
    );

    let list = [("list.what", "officers"), ("list.name", "Ban chấp hành thử"), ("list.seats", "2")];
    done(&sec.send(&at, "list", &list).await);
    let page = sec.get(&at).await;
    let id = page.text.split("id=\"nominate.list\"").nth(1).unwrap();
    let id = id.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let names = "Ứng Thử A; Chi hội A\nỨng Thử B; Chi hội A\nỨng Thử C; tự ứng cử";
    let round = [("round.list", id.as_str()), ("round.halls", "Hội trường"), ("round.reason", "")];
    let page = sec.send(&at, "round", &round).await;
    assert!(page.status == 409 && page.text.contains("id=\"round.list-error\""), "{}", page.text);
    done(
        &sec.send(&at, "nominate", &[("nominate.list", id.as_str()), ("nominate.nominees", names)])
            .await,
    );
    done(&sec.send(&at, "round", &round).await);
    let ballots = |votes: &[u64]| {
        let line = Line {
            invalid: n(0),
            votes: votes.iter().copied().map(n).collect(),
            rankings: Vec::new(),
        };
        Sheet { issued: n(3), returned: n(3), invalid: n(0), lines: vec![line] }
    };
    house.holds(&house.votes().pop().unwrap(), 3, &ballots(&[3, 1, 1]));
    house.at_hour(48);
    done(&sec.send(&at, "round", &with(&round, "round.reason", "Còn thiếu một người")).await);
    house.holds(&house.votes().pop().unwrap(), 3, &ballots(&[2, 1]));
    let page = sec.get(&at).await;
    for words in
        ["trúng cử: <b lang=\"vi\">Ứng Thử A", "trúng cử: <b lang=\"vi\">Ứng Thử B", "còn 0"]
    {
        assert!(page.text.contains(words), "«{words}»: {}", page.text);
    }
    let page = sec.get(&format!("/en{at}")).await;
    assert!(page.status == 200 && !page.text.contains("congress."), "{}", page.text);
    let journal = house.journal();
    for words in ["Đại biểu Thử", "Chưa đủ hồ sơ", "congress."] {
        assert!(!journal.contains(words), "{words}");
    }
}
