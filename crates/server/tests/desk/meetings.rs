//! A meeting at three sites as those who run it, keep a site, take part or only look meet it. All people are invented.

use super::common::{Browser, House, Page};

fn done(page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.text);
    page.to().to_owned()
}

fn refused(page: &Page, status: u16, says: &str) {
    assert_eq!(page.status, status, "{}", page.text);
    assert!(page.text.contains(says), "«{says}» is not in {}", page.text);
}

/// Whether a key of the words stands where its sentence should.
fn has_key(text: &str) -> bool {
    ["meeting-", "assembly.", "meeting."].iter().any(|key| {
        text.match_indices(key).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + key.len()..].chars().next();
            // As text of its own, not inside an address or an attribute of ours.
            matches!(before, Some('>' | ' '))
                && after.is_some_and(|c| c.is_ascii_lowercase())
                && !text[..at].ends_with("href=\"")
        })
    })
}

const PLAN: [(&str, &str); 9] = [
    ("convene.body", "council"),
    ("convene.kind", "briefing"),
    ("convene.heading", "Giao ban <b>thử</b> (mô phỏng)"),
    ("convene.day", "2026-03-16"),
    ("convene.clock", "8:00"),
    ("convene.place", "Hội trường"),
    ("convene.chair", "sec"),
    ("convene.deputy", "m3"),
    ("convene.document", ""),
];

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let change = |field: &(&'a str, &'a str)| match field.0 == name {
        true => (field.0, value),
        false => *field,
    };
    fields.iter().map(change).collect()
}

const LIST: &str = "Số;Họ và tên;Chức vụ;Điểm cầu;Ghế\n\
    1;Nguyễn Thử Một;Trưởng ban;Trung tâm;A1\n2;Trần Thử Hai;;Trung tâm;A2\n3;Lê Thử <i>Ba</i>;;Trung tâm;A3\n\
    4;Phạm Thử Bốn;;Miền Núi;\n5;Hoàng Thử Năm;;Miền Núi;\n6;Vũ Thử Sáu;;Miền Biển;\n7;Bùi Thử Bảy;;Miền Biển;\n";

/// Convened, with three sites, seven delegates and two items: its address at the desk.
async fn prepared(house: &House, sec: &mut Browser) -> String {
    let page =
        sec.send("/desk/meetings/convene", "convene", &with(&PLAN, "convene.clock", "25:00")).await;
    refused(&page, 422, "id=\"convene.clock-error\"");
    assert!(page.text.contains("Giao ban &lt;b&gt;thử"), "{}", page.text);
    let page =
        sec.send("/desk/meetings/convene", "convene", &with(&PLAN, "convene.heading", " ")).await;
    refused(&page, 422, "id=\"convene.heading-error\"");
    let at = done(&sec.send("/desk/meetings/convene", "convene", &PLAN).await);
    // It cannot open with nothing and nobody.
    refused(&sec.send(&at, "open", &[]).await, 409, "role=\"alert\"");
    let sites = "Trung tâm; Hội trường lớn\nMiền Núi; ; m1\nMiền Biển; ; nobody";
    let page = sec.send(&at, "site_add", &[("site_add.site_lines", sites)]).await;
    refused(&page, 422, "id=\"site_add.site_lines-error\"");
    let sites = sites.replace("nobody", "m2");
    done(&sec.send(&at, "site_add", &[("site_add.site_lines", &sites)]).await);
    let items = [
        ("item_add.item_lines", "Điểm danh; 10; Thư ký\nThảo luận; 30; Chủ trì"),
        ("item_add.visibility", "public"),
    ];
    done(&sec.send(&at, "item_add", &items).await);
    let people = format!("{at}/delegates");
    // A row that names no site is shown; nothing is taken.
    let wrong = LIST.replace("Miền Biển", "Miền Xa");
    let page = sec.files(&people, "look", &[("look.list", None, wrong.as_bytes())]).await;
    refused(&page, 422, "Không có điểm cầu «Miền Xa»");
    let page = sec.files(&people, "look", &[("look.file", Some("ds.csv"), LIST.as_bytes())]).await;
    assert!(page.status == 200 && page.text.contains("Ghi 7 đại biểu"), "{}", page.text);
    assert!(house.view().state.assembly.all().next().unwrap().delegates.is_empty());
    done(&sec.send(&people, "take", &[]).await);
    assert_eq!(house.view().state.assembly.all().next().unwrap().delegates.len(), 7);
    at
}

/// The tokens of the links that a page has just made, by delegate.
async fn links(sec: &mut Browser, at: &str) -> Vec<String> {
    let page = sec.send(&format!("{at}/links"), "", &[]).await;
    refused(&page, 422, "role=\"alert\"");
    let page = sec.send(&format!("{at}/links"), "", &[("sure", "yes")]).await;
    let public = at.replace("/desk", "");
    let before = format!("href=\"{public}/seat/");
    let parts = page.text.split(&before).skip(1);
    let tokens: Vec<String> =
        parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert_eq!(tokens.len(), 7);
    tokens.iter().map(|token| format!("{public}/seat/{token}")).collect()
}

const ACT: (&str, &str) = ("act", "0123456789abcdef0123");

fn act(n: u8) -> String {
    format!("0123456789abcdef{n:04x}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_briefing_at_three_sites_from_its_convening_to_the_draft_of_its_minutes() {
    let house = House::open().await;
    house.has_an_office();
    let mut sec = house.signs_in("sec").await;
    let (mut keeper, mut other) = (house.signs_in("m1").await, house.signs_in("lan").await);
    let at = prepared(&house, &mut sec).await;
    let (chair, public) = (format!("{at}/chair"), at.replace("/desk", ""));
    // Who has nothing to do with it sees neither the desk's pages nor another site's list.
    for page in ["", "/chair", "/delegates", "/links", "/sites/trung-tam", "/minutes"] {
        assert_eq!(other.get(&format!("{at}{page}")).await.status, 404, "{page}");
    }
    assert_eq!(keeper.get(&chair).await.status, 404);
    assert_eq!(keeper.get(&format!("{at}/sites/mien-bien")).await.status, 404);
    let mountain = format!("{at}/sites/mien-nui");
    assert_eq!(keeper.get(&mountain).await.status, 200);
    // What is printed and sent before.
    assert!(sec.bytes_of(&format!("{at}/slips.pdf")).await.starts_with(b"%PDF"));
    let ics = String::from_utf8(sec.bytes_of(&format!("{at}/meeting.ics")).await).unwrap();
    assert!(ics.contains("BEGIN:VEVENT") && ics.contains("/me"), "{ics}");
    // The day before: a reply and a line test.
    done(&keeper.send(&mountain, "reply", &[("reply.coming", "yes"), ("reply.note", "Đủ")]).await);
    let test = [("test.sound", "yes"), ("test.picture", "yes"), ("test.heard", "yes")];
    done(&keeper.send(&mountain, "test", &test).await);
    assert!(sec.get(&at).await.text.contains("Đạt"));
    // Too few: nobody opens it.
    refused(&sec.send(&at, "open", &[]).await, 409, "role=\"alert\"");
    // People check in by their own links, and by the lists of their sites.
    let seats = links(&mut sec, &at).await;
    let mut guest = house.guest();
    for (n, seat) in seats.iter().take(3).enumerate() {
        let act = act(u8::try_from(n).unwrap());
        done(&guest.post(seat, &[("act", &act), ("step", "here")]).await);
    }
    let here = |n: &'static str| [("mark.delegate", n), ("mark.presence", "here")];
    done(&keeper.send(&mountain, "mark", &here("4")).await);
    done(&keeper.send(&mountain, "mark", &here("5")).await);
    // Somebody of another site is not taken over by a slip of the hand.
    refused(&keeper.send(&mountain, "mark", &here("1")).await, 409, "role=\"alert\"");
    done(&sec.send(&at, "open", &[]).await);
    let page = sec.get(&chair).await;
    assert!(page.text.contains("Đủ điều kiện họp: 2/3 điểm cầu, 5/7 đại biểu"), "{}", page.text);
    // The first item; a second cannot begin beside it.
    let items: Vec<String> = house
        .view()
        .state
        .assembly
        .all()
        .next()
        .unwrap()
        .order
        .iter()
        .map(ToString::to_string)
        .collect();
    done(&sec.send(&chair, "item_begin", &[("item_begin.item", &items[0])]).await);
    refused(
        &sec.send(&chair, "item_begin", &[("item_begin.item", &items[1])]).await,
        409,
        "role=\"alert\"",
    );
    done(&sec.send(&chair, "item_end", &[("item_end.item", &items[0])]).await);
    done(&sec.send(&chair, "item_begin", &[("item_begin.item", &items[1])]).await);
    // Three ask; whoever is away cannot.
    for (n, seat) in [(10, &seats[1]), (11, &seats[2])] {
        let act = act(n);
        done(&guest.post(seat, &[("act", &act), ("step", "ask"), ("kind", "speech")]).await);
    }
    let page = guest.post(&seats[5], &[ACT, ("step", "ask"), ("kind", "speech")]).await;
    refused(&page, 409, "role=\"alert\"");
    let ask = [("ask.delegate", "4"), ("ask.item", items[1].as_str()), ("ask.kind", "speech")];
    done(&keeper.send(&mountain, "ask", &ask).await);
    let page = guest.get(&seats[2]).await;
    assert!(page.text.contains("Bạn ở vị trí 2 trong 3 người"), "{}", page.text);
    assert!(page.text.contains("Lê Thử &lt;i&gt;Ba") && !page.text.contains("<i>Ba"));
    // Not the first: only with a reason, which all see.
    refused(&sec.send(&chair, "give", &[("give.delegate", "4")]).await, 409, "Trần Thử Hai");
    done(
        &sec.send(
            &chair,
            "put",
            &[("put.delegate", "4"), ("put.place", "1"), ("reason", "Đường xa")],
        )
        .await,
    );
    assert!(guest.get(&public).await.text.contains("Đường xa"));
    done(&sec.send(&chair, "give", &[("give.delegate", "4")]).await);
    refused(&sec.send(&chair, "give", &[("give.delegate", "2")]).await, 409, "Phạm Thử Bốn");
    for (step, fields) in [
        ("pause", None),
        ("resume", None),
        ("extend", Some(("extend.seconds", "120"))),
        ("end", None),
    ] {
        done(&sec.send(&chair, step, fields.as_slice()).await);
    }
    refused(&sec.send(&chair, "end", &[]).await, 409, "role=\"alert\"");
    // After the mountains spoke, the others come first though they asked later.
    done(&keeper.send(&mountain, "ask", &with(&ask, "ask.delegate", "5")).await);
    let page = sec.get(&chair).await;
    let (two, five) = (page.text.find("Trần Thử Hai"), page.text.find("Hoàng Thử Năm"));
    assert!(two.unwrap() < five.unwrap());
    house_is_cut_off(&house, &mut keeper, &mountain, &items[1]).await;
    voted(&house, &mut sec, &mut guest, &chair, &seats).await;
    // What was decided and concluded.
    let note = |sort, words| [("note.sort", sort), ("note.words", words)];
    done(&sec.send(&chair, "note", &note("decision", "Thông qua <u>kế hoạch</u>")).await);
    done(&sec.send(&chair, "note", &note("conclusion", "Báo cáo trước ngày 20")).await);
    let change = [
        ("change.number", "2"),
        ("change.words", "Báo cáo trước ngày 25"),
        ("change.reason", "Nói nhầm"),
    ];
    done(&sec.send(&chair, "change", &change).await);
    done(&sec.send(&chair, "item_end", &[("item_end.item", &items[1])]).await);
    done(&sec.send(&chair, "close", &[]).await);
    let page = sec.get(&format!("{at}/minutes")).await;
    for said in [
        "Khai mạc lúc",
        "Phạm Thử Bốn (điểm cầu Miền Núi) phát biểu",
        "mất kết nối từ",
        "1 nhập, 0 đến muộn, 1 không nhận",
        "Thông qua &lt;u&gt;kế hoạch",
        "Báo cáo trước ngày 25",
        "Bế mạc lúc",
        "href=\"/receipts/",
    ] {
        assert!(page.text.contains(said), "«{said}» is not in {}", page.text);
    }
    // Nothing is left that could still be done, and both languages speak in sentences.
    refused(&guest.post(&seats[0], &[ACT, ("step", "here")]).await, 409, "role=\"alert\"");
    for path in [
        at.clone(),
        chair,
        mountain,
        format!("{at}/delegates"),
        format!("{at}/minutes"),
        public.clone(),
        format!("{public}/screen"),
        "/desk/meetings".into(),
        "/meetings".into(),
        "/desk/meetings/convene".into(),
    ] {
        for language in ["", "/en"] {
            let page = sec.get(&format!("{language}{path}")).await;
            assert_eq!(page.status, 200, "{language}{path}");
            assert!(!has_key(&page.text), "{language}{path}: {}", page.text);
        }
    }
    assert_eq!(guest.get(&seats[0]).await.status, 200);
    assert_eq!(guest.get(&format!("{public}/seat/{}", "0".repeat(64))).await.status, 404);
}

/// A site did things while its line was lost: they come in one delivery, which is taken once however often it is sent.
async fn house_is_cut_off(house: &House, keeper: &mut Browser, site: &str, item: &str) {
    let outbox = |act: &str, csrf: &str| {
        let acts = serde_json::json!([
            { "act": "mark", "happened": 1, "delegate": 5, "presence": "here" },
            // Nobody of this number.
            { "act": "ask", "happened": 2, "item": item, "delegate": 99, "kind": "speech" },
        ]);
        serde_json::json!({ "csrf": csrf, "act": act, "lost": 1, "acts": acts }).to_string()
    };
    let csrf = keeper.csrf().to_owned();
    let to = format!("{site}/outbox");
    let page = keeper.sends(&to, "application/json", outbox(&act(77), "no").into_bytes()).await;
    assert_eq!(page.status, 403, "{}", page.text);
    let before = house.size();
    for _ in 0..2 {
        let page =
            keeper.sends(&to, "application/json", outbox(&act(78), &csrf).into_bytes()).await;
        assert!(page.status == 200 && page.text.contains("\"done\":true"), "{}", page.text);
    }
    // Lost; the mark, the line that is back, what came of it.
    assert_eq!(house.size(), before + 4);
    let page = keeper.get(site).await;
    assert!(
        page.text.contains("Không ghi nhận được") && page.text.contains("Đã ghi nhận"),
        "{}",
        page.text
    );
    let page = keeper.sends(&to, "application/json", b"{}".to_vec()).await;
    assert!((400..500).contains(&page.status), "{}", page.status);
}

/// Those who are there vote by name on the item; below the quorum nobody does.
async fn voted(
    house: &House,
    sec: &mut Browser,
    guest: &mut Browser,
    chair: &str,
    seats: &[String],
) {
    let ask = [
        ("vote.purpose", "resolution"),
        ("vote.question", "Thông qua kế hoạch"),
        ("vote.abstain", "yes"),
    ];
    refused(
        &sec.send(chair, "vote", &with(&ask, "vote.question", "")).await,
        422,
        "id=\"vote.question-error\"",
    );
    // Two go, and only three of seven are left.
    for (n, seat) in [(20, &seats[0]), (21, &seats[1])] {
        done(&guest.post(seat, &[("act", &act(n)), ("step", "left")]).await);
    }
    let page = guest.get(&seats[2]).await;
    assert!(page.text.contains("mục đang bàn tạm dừng"), "{}", page.text);
    refused(&sec.send(chair, "vote", &ask).await, 409, "role=\"alert\"");
    for (n, seat) in [(22, &seats[0]), (23, &seats[1])] {
        done(&guest.post(seat, &[("act", &act(n)), ("step", "here")]).await);
    }
    done(&sec.send(chair, "vote", &ask).await);
    let meeting = house.view().state.assembly.all().next().unwrap().clone();
    let item = meeting.current.clone().unwrap();
    let vote = meeting.items[&item].votes[0].to_string();
    // While people vote, what they vote on stays as it is.
    let at = chair.trim_end_matches("/chair");
    let change = [
        ("item_set.which", item.as_str()),
        ("item_set.heading", "Khác"),
        ("item_set.visibility", "public"),
    ];
    refused(&sec.send(at, "item_set", &change).await, 409, "role=\"alert\"");
    refused(
        &sec.send(chair, "item_end", &[("item_end.item", item.as_str())]).await,
        409,
        "role=\"alert\"",
    );
    for (n, seat, mark) in [(30, &seats[0], "1"), (31, &seats[1], "1"), (32, &seats[2], "2")] {
        let page = guest.get(seat).await;
        assert!(page.text.contains("Thông qua kế hoạch"), "{}", page.text);
        let act = act(n);
        let answer = [
            ("act", act.as_str()),
            ("step", "answer"),
            ("vote", &vote),
            ("line", "0"),
            ("marks", mark),
        ];
        done(&guest.post(seat, &answer).await);
    }
    done(&sec.send(chair, "vote_close", &[("vote_close.vote", &vote)]).await);
    let late = [("act", ACT.1), ("step", "answer"), ("vote", &vote), ("line", "0"), ("marks", "1")];
    refused(&guest.post(&seats[1], &late).await, 409, "role=\"alert\"");
    done(&sec.send(chair, "vote_declare", &[("vote_declare.vote", &vote)]).await);
    assert!(guest.get(&format!("/votes/{vote}")).await.text.contains("Thông qua kế hoạch"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_meeting_is_there_only_for_those_who_meet() {
    let house = House::open().await;
    house.has_an_office();
    let mut sec = house.signs_in("sec").await;
    let mut plan = PLAN.to_vec();
    plan.push(("convene.closed", "yes"));
    let at = done(&sec.send("/desk/meetings/convene", "convene", &plan).await);
    let public = at.replace("/desk", "");
    let items = [("item_add.item_lines", "Việc kín đáo"), ("item_add.visibility", "internal")];
    done(&sec.send(&at, "item_add", &items).await);
    assert!(!house.journal().contains("Việc kín đáo"));
    let (mut guest, mut member, mut other) =
        (house.guest(), house.signs_in("m1").await, house.signs_in("lan").await);
    for path in [public.clone(), format!("{public}/screen"), format!("/live{public}")] {
        assert_eq!(guest.get(&path).await.status, 404, "{path}");
        assert_eq!(other.get(&path).await.status, 404, "{path}");
    }
    assert!(!guest.get("/meetings").await.text.contains("Giao ban"));
    assert!(member.get(&format!("{public}/screen")).await.text.contains("Giao ban"));
    // An item of a public meeting that is internal is sealed; all see that there is one.
    let at = done(&sec.send("/desk/meetings/convene", "convene", &PLAN).await);
    done(&sec.send(&at, "item_add", &items).await);
    assert!(!house.journal().contains("Việc kín đáo"));
    assert!(sec.get(&at).await.text.contains("Việc kín đáo"));
    let page = guest.get(&at.replace("/desk", "")).await;
    assert!(page.text.contains("Mục nội bộ") && !page.text.contains("Việc kín đáo"));
    // Papers: what a file is shows by its content; who is not meant does not get it.
    let file = |bytes: &'static [u8]| -> [(&'static str, Option<&'static str>, &'static [u8]); 5] {
        [
            ("paper.heading", None, "Báo cáo".as_bytes()),
            ("paper.reach", None, b"delegates"),
            ("paper.item", None, b""),
            ("paper.no_secret", None, b"yes"),
            ("paper.file", Some("bao-cao.pdf"), bytes),
        ]
    };
    let papers = format!("{at}/papers");
    refused(
        &sec.files(&papers, "paper", &file(b"MZ not a paper")).await,
        422,
        "id=\"paper.file-error\"",
    );
    done(&sec.files(&papers, "paper", &file(b"%PDF-1.7 mo phong")).await);
    let blob = house.view().state.assembly.all().find(|of| !of.papers.is_empty()).unwrap().papers
        [0]
    .paper
    .blob;
    let paper = format!("{}/papers/{blob}", at.replace("/desk", ""));
    assert_eq!(guest.get(&paper).await.status, 404);
    assert_eq!(guest.get(&format!("/blobs/{blob}")).await.status, 404);
    assert!(sec.bytes_of(&paper).await.starts_with(b"%PDF"));
}
