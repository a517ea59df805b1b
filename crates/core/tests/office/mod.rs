//! A council with a secretary, members and a personnel officer, and how it votes on paper.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod meeting;
pub mod motions;
pub mod reports;

use crate::common::*;
use dienhong_core::{
    Command, Event, briefing,
    confidence::{self, Excluded, Plan, Subject, Why},
    congress,
    count::Count,
    election::Sex,
    people,
    personnel::{self, Origin, Particulars, PersonId},
    programme,
    units::UnitId,
    vote::{self, Channel, Document, Line, Sheet, VoteId, Way},
};
use dienhong_journal::{Hash, Opening, Salt, Seal};

pub const COUNCIL: &str = "hdnd";

fn of_council(officer: &str) -> Who {
    Who { officer: officer.into(), body: COUNCIL.into() }
}

/// Calls votes.
pub fn secretary() -> Who {
    of_council("hd-sec")
}

/// Manages personnel and calls votes.
pub fn personnel_officer() -> Who {
    of_council("hd-per")
}

/// One of five.
pub fn member(number: u8) -> Who {
    of_council(&format!("hd-{number}"))
}

/// Forms the council, of a province.
pub fn seat_the_council(night: &mut Night) {
    let of = body(COUNCIL, "council", Some("38"), None);
    night.staff(Some(keeper()), &of, "hd-sec", "secretary");
    night.staff(Some(keeper()), &of, "hd-per", "personnel_officer");
    for number in 1..=5 {
        night.staff(Some(keeper()), &of, &member(number).officer, "member");
    }
}

pub fn document(on: &str) -> Document {
    Document { number: "12/TB-HĐND".into(), on: day(on) }
}

pub fn hall() -> Channel {
    Channel { id: "hall".into(), name: "Hội trường".into(), way: Way::Paper }
}

pub fn salted(number: u8) -> Seal {
    Opening { value: "Không cho xem".to_owned(), salt: Salt([number; 32]) }.seal().unwrap()
}

/// A sheet on which these boxes were marked, line by line.
pub fn marks(returned: u64, lines: &[&[u64]]) -> Sheet {
    let line = |votes: &&[u64]| Line {
        invalid: n(returned - votes.iter().sum::<u64>()),
        votes: votes.iter().copied().map(n).collect(),
        rankings: Vec::new(),
    };
    Sheet {
        issued: n(returned),
        returned: n(returned),
        invalid: Count::ZERO,
        lines: lines.iter().map(line).collect(),
    }
}

/// The vote is held on paper in the hall, counted twice, signed and declared.
pub fn hold(night: &mut Night, vote: &str, summoned: u64, sheet: &Sheet) {
    let before = || VoteId::from(vote);
    let calls = secretary();
    let mut record = |who: &Who, event| night.record(who, Event::Vote(event)).unwrap();
    let members = (1..=3).map(|number| member(number).officer.as_str().into()).collect();
    let channel = || vote::ChannelId::from("hall");
    let present = [(channel(), sheet.returned)].into();
    record(&calls, vote::Event::CommitteeChosen { vote: before(), channel: channel(), members });
    let printed =
        vote::Event::PapersPrinted { vote: before(), channel: channel(), printed: sheet.returned };
    record(&calls, printed);
    record(
        &calls,
        vote::Event::Opened { vote: before(), summoned: n(summoned), present, until: None },
    );
    record(&calls, vote::Event::Closed { vote: before() });
    let entry = |number: u8| Opening { value: sheet.clone(), salt: Salt([number; 32]) };
    for number in [1, 2] {
        let sealed = entry(number).seal().unwrap();
        let entered = vote::Event::SheetEntered { vote: before(), channel: channel(), sealed };
        record(&member(number), entered);
    }
    let known = vec![entry(1), entry(2)];
    let sign = vote::Command::Sign { vote: before(), channel: channel(), known: known.clone() };
    night.ask(&member(1), Command::Vote(sign)).unwrap();
    let declare = vote::Command::Declare { vote: before(), known };
    night.ask(&calls, Command::Vote(declare)).unwrap();
}

pub fn subjects() -> Vec<Subject> {
    let subject = |number: u8| Subject {
        id: format!("p-{number}"),
        name: format!("Người giữ chức {number}"),
        post: format!("Chức vụ {number}"),
    };
    (1..=3).map(subject).collect()
}

pub fn plan(kind: &str) -> Plan {
    Plan {
        kind: kind.into(),
        title: "Lấy phiếu tín nhiệm (mô phỏng)".into(),
        year: 2026,
        year_of_term: 3,
        assembly: (kind == "assembly").then(|| "PC".into()),
        members: n(60),
        subjects: subjects(),
        excluded: vec![Excluded {
            name: "Người mới".into(),
            post: "Chức vụ 4".into(),
            why: Why::NewInPost,
        }],
        document: document("2026-05-20"),
        closed: kind == "party",
    }
}

pub fn opened(round: &str, kind: &str) -> Event {
    let plan = Box::new(plan(kind));
    Event::Confidence(confidence::Event::RoundOpened { round: round.into(), plan })
}

pub fn reported(round: &str, person: &str) -> Event {
    let (person, sealed) = (person.into(), salted(3));
    let blob = Some(blob());
    Event::Confidence(confidence::Event::ReportFiled { round: round.into(), person, sealed, blob })
}

pub fn given_out(round: &str, on: &str) -> Event {
    Event::Confidence(confidence::Event::ReportsGivenOut { round: round.into(), on: day(on) })
}

pub fn ask(vote: &str) -> vote::Ask {
    vote::Ask {
        vote: vote.into(),
        title: "Lấy phiếu (mô phỏng)".into(),
        text: "Mức độ tín nhiệm".into(),
        channels: vec![hall()],
        decision: None,
    }
}

pub fn survey(round: &str, vote: &str) -> Command {
    let ask = ask(vote);
    Command::Confidence(confidence::Command::Survey { round: round.into(), ask, members: n(60) })
}

/// Reports of all are filed and given out.
pub fn report_all(night: &mut Night, round: &str, on: &str) {
    for subject in subjects() {
        night.record(&secretary(), reported(round, &subject.id)).unwrap();
    }
    night.record(&secretary(), given_out(round, on)).unwrap();
}

pub fn particulars(number: u16) -> Particulars {
    Particulars {
        name: format!("Cán bộ {number} (mô phỏng)"),
        born: day("1975-05-10"),
        sex: if number.is_multiple_of(2) { Sex::Female } else { Sex::Male },
        post: "Phó phòng".into(),
        officer: None,
    }
}

pub fn noted(person: &str, number: u16) -> Event {
    let (person, about) = (person.into(), Box::new(particulars(number)));
    Event::Personnel(personnel::Event::PersonNoted { person, about, sealed: Some(salted(5)) })
}

pub fn people(ids: &[&str]) -> Vec<PersonId> {
    ids.iter().map(|id| PersonId::from(*id)).collect()
}

pub fn listed(list: &str, post: &str, ids: &[&str]) -> Event {
    let plan = personnel::Plan {
        post: post.into(),
        term: (2025, 2030),
        people: people(ids),
        document: document("2026-05-20"),
    };
    Event::Personnel(personnel::Event::ListOpened { list: list.into(), plan })
}

pub fn sought(nomination: &str, origin: Origin, ids: &[&str]) -> Event {
    let opened = personnel::Opened {
        post: "Trưởng phòng".into(),
        origin,
        list: None,
        people: people(ids),
        asked: day("2026-05-10"),
        policy: document("2026-05-20"),
    };
    let (nomination, opened) = (nomination.into(), Box::new(opened));
    Event::Personnel(personnel::Event::NominationOpened { nomination, opened })
}

pub fn begin(nomination: &str, vote: &str, others: &[&str]) -> Command {
    let ask = vote::Ask {
        vote: vote.into(),
        title: "Giới thiệu nhân sự (mô phỏng)".into(),
        text: "Giới thiệu một người".into(),
        channels: vec![hall()],
        decision: None,
    };
    let (members, others) = (n(50), people(others));
    let nomination = nomination.into();
    Command::Personnel(personnel::Command::Begin { nomination, ask, members, others })
}

/// How a step ends: on whom it agreed when it does not vote, whom the head prefers, and what is explained.
pub fn end(nomination: &str, agreed: &[&str], head: Option<&str>, why: Option<&str>) -> Command {
    let meeting = personnel::Meeting { summoned: n(12), present: n(9) };
    Command::Personnel(personnel::Command::End {
        nomination: nomination.into(),
        meeting: (!agreed.is_empty()).then_some(meeting),
        agreed: people(agreed),
        head: head.map(PersonId::from),
        explanation: why.map(str::to_owned),
        document: document("2026-05-20"),
    })
}

/// One line with these marks, of so many papers.
pub fn names(returned: u64, votes: &[u64]) -> Sheet {
    marks(returned, &[votes])
}

/// All that can happen to a round and in personnel, once.
pub fn everything(night: &mut Night) {
    use confidence::Event as C;
    use personnel::Event as P;
    seat_the_council(night);
    night.at("2026-06-01 08:00");
    let (sec, per) = (secretary(), personnel_officer());
    let round = || confidence::RoundId::from("r");
    night.record(&sec, opened("r", "assembly")).unwrap();
    report_all(night, "r", "2026-06-01");
    let left = C::SubjectLeft {
        round: round(),
        person: "p-1".into(),
        why: Why::LeftPost,
        document: document("2026-05-20"),
    };
    let stated = C::ReadersStated { round: round(), members: n(50) };
    let read = C::ReportsRead { round: round() };
    for (who, event) in [(&sec, left), (&sec, stated), (&member(1), read)] {
        night.record(who, Event::Confidence(event)).unwrap();
    }
    night.ask(&sec, survey("r", "r-1")).unwrap();
    night.at("2026-06-22 08:00");
    hold(night, "r-1", 60, &marks(60, &[&[10, 18, 32], &[10, 10, 40]]));
    let second = confidence::Command::Second {
        round: round(),
        person: "p-2".into(),
        ground: confidence::Ground::Survey,
        document: document("2026-06-22"),
        ask: ask("r-2"),
        members: n(60),
    };
    night.ask(&sec, Command::Confidence(second)).unwrap();
    hold(night, "r-2", 60, &marks(60, &[&[20, 40]]));
    let (person, on) = ("p-2".into(), "2026-06-22");
    let proposed = C::ReliefProposed { round: round(), person, document: document(on) };
    let resigned = C::Resigned { round: round(), person: "p-3".into(), document: document(on) };
    for event in [proposed, resigned] {
        night.record(&sec, Event::Confidence(event)).unwrap();
    }

    for (number, id) in (1u16..).zip(["a", "b"]) {
        night.record(&per, noted(id, number)).unwrap();
    }
    let mut about = particulars(1);
    about.officer = Some(member(5).officer.as_str().into());
    let own = P::PersonNoted { person: "a".into(), about: Box::new(about), sealed: None };
    let disciplined = P::Disciplined {
        person: "b".into(),
        discipline: personnel::Discipline {
            measure: "Khiển trách".into(),
            from: day("2025-01-01"),
            until: Some(day("2026-01-01")),
            document: document("2025-01-01"),
        },
    };
    let reviewed = P::ListReviewed {
        list: "l".into(),
        year: 2026,
        kept: people(&["a"]),
        added: Vec::new(),
        removed: vec![personnel::Removal { person: "b".into(), reason: "Chuyển đi".into() }],
        document: document(on),
    };
    let file_read = P::FileRead { person: "a".into(), on: day(on) };
    let given_up = P::NominationEnded {
        nomination: "n-0".into(),
        reason: "Không còn nhu cầu".into(),
        document: document(on),
    };
    let of = Event::Personnel;
    for event in [
        of(own),
        of(disciplined),
        listed("l", "Trưởng phòng", &["a", "b"]),
        of(reviewed),
        of(file_read),
        sought("n-0", Origin::Outside, &["a"]),
        of(given_up),
        sought("n", Origin::Local, &["a", "b"]),
    ] {
        night.record(&per, event).unwrap();
    }
    let answered = P::FileAnswered { person: "a".into(), sealed: salted(6) };
    night.record(&member(5), of(answered)).unwrap();
    night.ask(&per, end("n", &["a", "b"], None, None)).unwrap();
    let steps = [
        ("n-2", 50, vec![30, 10]),
        ("n-3", 12, vec![9]),
        ("n-4", 50, vec![40]),
        ("n-5", 12, vec![12]),
    ];
    for (vote, summoned, votes) in steps {
        night.ask(&per, begin("n", vote, &[])).unwrap();
        let returned = votes.iter().sum::<u64>().max(summoned * 2 / 3 + 1);
        hold(night, vote, summoned, &names(returned, &votes));
        night.ask(&per, end("n", &[], None, None)).unwrap();
    }
    let decision = personnel::Decision {
        act: personnel::Act::Appointed,
        post: "Trưởng phòng".into(),
        from: day("2026-07-01"),
        until: Some(day("2031-07-01")),
        document: document(on),
        nomination: Some("n".into()),
        reason: Some("Theo quy trình".into()),
    };
    let (person, decision) = ("a".into(), Box::new(decision));
    night.record(&per, of(P::Decided { person, decision })).unwrap();
    a_congress(night);
    a_briefing(night);
    a_programme(night);
    reports::everything(night);
    motions::everything(night);
    meeting::everything(night);
}

/// A council has a document read below it: by its own people, and by a commune's.
fn a_briefing(night: &mut Night) {
    use briefing::Event as B;
    let commune = body("b-1", "organisation", Some("1"), None);
    night.staff(Some(keeper()), &commune, "b-sec", "secretary");
    let (sec, below) = (secretary(), Who { officer: "b-sec".into(), body: "b-1".into() });
    let of = || briefing::BriefingId::from("b");
    let (on, session) = ("2026-06-22", || briefing::SessionId::from("s"));
    let bodies: Vec<people::BodyId> = vec!["b-1".into()];
    let file = |restricted| briefing::Attached {
        blob: blob(),
        media: "application/pdf".into(),
        bytes: 9,
        restricted,
    };
    let plan = briefing::Plan {
        document: document("2026-05-20"),
        issuer: "Hội đồng (mô phỏng)".into(),
        title: "Nghị quyết (mô phỏng)".into(),
        due: day("2026-07-30"),
        closed: false,
    };
    let article = briefing::Article {
        number: "1".into(),
        heading: "Nhiệm vụ".into(),
        text: "Báo cáo hằng tháng".into(),
        file: Some(file(false)),
    };
    let question = briefing::Question {
        text: "Khi nào?".into(),
        options: vec!["Hằng tháng".into(), "Hằng năm".into()],
        right: 1,
        explanation: "Điều 1".into(),
    };
    let all = Some(briefing::AllOf { kind: "organisation".into(), unit: "1".into() });
    let session_plan = briefing::SessionPlan {
        on: day(on),
        from: clock("07:00"),
        place: Some("Hội trường".into()),
        meeting: Some("m-1".into()),
        bodies: bodies.clone(),
    };
    let secret = briefing::Plan { closed: true, ..plan.clone() };
    let second = second_secretary(night);
    let figures = Some(briefing::Figures {
        required: n(20),
        excused: n(1),
        seen: n(18),
        attended: n(9),
        acknowledged: n(17),
    });
    for (who, event) in [
        (&sec, B::Opened { briefing: "b-0".into(), plan: secret }),
        (&sec, B::Opened { briefing: of(), plan }),
        (&sec, B::ArticleAdded { briefing: of(), article }),
        (&sec, B::QuizSet { briefing: of(), questions: vec![question] }),
        (&sec, B::Sent { briefing: of(), bodies, all, due: day("2026-07-20") }),
        (&sec, B::SessionPlanned { briefing: of(), session: session(), plan: session_plan }),
        (&sec, B::SessionHeld { briefing: of(), session: session(), present: Some(n(9)) }),
        (&below, B::ProgressStated { briefing: of(), body: "b-1".into(), figures }),
        (
            &below,
            B::CarriedOut {
                briefing: of(),
                body: "b-1".into(),
                text: Some("Đã triển khai".into()),
                document: Some(document(on)),
                file: Some(file(true)),
            },
        ),
        (
            &second,
            B::FileReviewed {
                briefing: of(),
                blob: blob(),
                fit: false,
                note: Some("Có tên".into()),
            },
        ),
        (&sec, B::Closed { briefing: of(), on: day(on), reason: Some("Xong".into()) }),
    ] {
        night.record(who, Event::Briefing(event)).unwrap();
    }
}

/// A second secretary of the council.
fn second_secretary(night: &mut Night) -> Who {
    let of = body(COUNCIL, "council", Some("38"), None);
    night.staff(Some(keeper()), &of, "hd-sec-2", "secretary");
    of_council("hd-sec-2")
}

/// A congress elects one of two, after one withdrew.
fn a_congress(night: &mut Night) {
    use congress::Event as G;
    let sec = secretary();
    let of = || congress::CongressId::from("g");
    let list = || congress::ListId::from("o");
    let document = || document("2026-06-01");
    let unit = |name: &str| congress::Unit { name: name.into(), members: n(30) };
    let plan = congress::Plan {
        title: "Đại hội (mô phỏng)".into(),
        delegates: 4,
        units: ["Chi hội A", "Chi hội B"].map(unit).into(),
        document: document(),
    };
    let seats = [1, 2].map(|unit| congress::Seats { unit, delegates: 2 }).into();
    let mut events = vec![
        G::Opened { congress: of(), plan },
        G::Allotted { congress: of(), seats, document: document() },
    ];
    let delegate =
        |id: &str| congress::Delegate { id: id.into(), name: format!("Đại biểu {id}") };
    for (unit, ids) in [(1, ["d-1", "d-2"]), (2, ["d-3", "d-4"])] {
        let delegates = ids.map(delegate).into();
        events.push(G::DelegatesNamed { congress: of(), unit, delegates, document: document() });
        for id in ids {
            let confirmed = id != "d-4";
            let reason = (!confirmed).then(|| "Vắng".to_owned());
            let delegate = id.into();
            events.push(G::MandateExamined { congress: of(), delegate, confirmed, reason });
        }
    }
    let (what, name) = (congress::What::Officers, "Ban chấp hành".into());
    events.push(G::ListOpened { congress: of(), list: list(), what, name, seats: 1 });
    for id in ["c-1", "c-2", "c-3"] {
        let nominee =
            congress::Nominee { id: id.into(), name: id.into(), by: "Chi hội A".into() };
        events.push(G::Nominated { congress: of(), list: list(), nominee });
    }
    let (nominee, reason) = ("c-3".into(), "Xin rút".into());
    events.push(G::Withdrew { congress: of(), list: list(), nominee, reason });
    for event in events {
        night.record(&sec, Event::Congress(event)).unwrap();
    }
    let ask = vote::Ask {
        vote: "g-1".into(),
        title: "Bầu ban chấp hành (mô phỏng)".into(),
        text: "Chọn một người".into(),
        channels: vec![hall()],
        decision: None,
    };
    let (list, reason) = (list(), None);
    let round = congress::Command::Round { congress: of(), list, ask, reason };
    night.ask(&sec, Command::Congress(round)).unwrap();
    hold(night, "g-1", 3, &names(3, &[2, 1]));
}

/// A programme is issued and amended; of two tasks one is divided, done and approved, one declined and cancelled.
fn a_programme(night: &mut Night) {
    use programme::Event as P;
    let (sec, of) =
        (secretary(), |body: &str| Who { officer: format!("{body}-sec"), body: body.into() });
    for (id, unit) in [("so-a", "38"), ("xa-1", "1")] {
        let body = body(id, "organisation", Some(unit), None);
        night.staff(Some(keeper()), &body, &of(id).officer, "secretary");
    }
    let on = day("2026-06-22");
    let document = || document("2026-06-22");
    let open = |id: &str, quarter| P::Opened {
        programme: id.into(),
        plan: programme::Plan {
            title: "Chương trình công tác (mô phỏng)".into(),
            year: 2026,
            quarter: Some(quarter),
            done_when: programme::DoneWhen::Submitted,
            closed: false,
        },
    };
    let item = |id: &str, due: &str, carried: Option<&str>| programme::Item {
        id: id.into(),
        content: "Báo cáo".into(),
        lead: "so-a".into(),
        with: vec!["xa-1".into()],
        form: "Văn bản".into(),
        due: day(due),
        authority: "Thường trực HĐND".into(),
        carried: carried
            .map(|item| programme::Carried { programme: "q2".into(), item: item.into() }),
    };
    let set = |programme: &str, item: programme::Item| P::ItemSet {
        programme: programme.into(),
        item: Box::new(item),
    };
    let given = |id: &str, owner: &str, parent: Option<&str>| P::TaskGiven {
        programme: "q3".into(),
        task: id.into(),
        given: Box::new(programme::Given {
            content: "Rà soát".into(),
            owner: owner.into(),
            with: parent.map_or_else(|| vec!["xa-1".into()], |_| Vec::new()),
            due: day("2026-07-20"),
            result: "Báo cáo".into(),
            origin: parent.is_none().then(|| programme::Origin {
                document: document(),
                point: Some(2),
                meeting: Some("giao-ban".into()),
            }),
            item: parent.is_none().then(|| "i".into()),
            parent: parent.map(Into::into),
        }),
    };
    let submitted = |id: &str, despite: Option<&str>| P::TaskSubmitted {
        task: id.into(),
        on,
        result: "Đã xong".into(),
        document: Some(document()),
        files: Vec::new(),
        despite: despite.map(str::to_owned),
    };
    let reason = || String::from("Lý do");
    let task = || programme::TaskId::from("t");
    let (lead, part) = (of("so-a"), of("xa-1"));
    let amended = P::Amended {
        programme: "q3".into(),
        number: 1,
        reason: reason(),
        document: document(),
        set: vec![item("i", "2026-08-20", Some("old"))],
        removed: vec!["j".into()],
    };
    let item_done =
        P::ItemDone { programme: "q3".into(), item: "i".into(), on, document: document() };
    let progressed =
        P::TaskProgressed { task: task(), note: "Một nửa".into(), percent: Some(50) };
    let asked =
        |until: &str| P::ExtensionAsked { task: task(), until: day(until), reason: reason() };
    let granted = P::ExtensionGranted { task: task(), until: day("2026-07-25") };
    let approved = P::TaskApproved { task: task(), on, note: Some("Đạt".into()) };
    let file = dienhong_core::evidence::Event::Brought {
        unit: "38".into(),
        blob: blob(),
        media: "application/pdf".into(),
        bytes: 9,
        private: false,
    };
    let mut with_a_file = submitted("t", Some("Phần của xã chưa xong"));
    if let P::TaskSubmitted { files, .. } = &mut with_a_file {
        files.push(blob());
    }
    let events = [
        (&sec, open("q2", 2)),
        (&sec, set("q2", item("old", "2026-06-20", None))),
        (&sec, open("q3", 3)),
        (&sec, set("q3", item("i", "2026-07-20", Some("old")))),
        (&sec, set("q3", item("j", "2026-07-21", None))),
        (&sec, P::Issued { programme: "q3".into(), document: document() }),
        (&sec, amended),
        (&sec, given("t", "so-a", None)),
        (&lead, P::TaskDeclined { task: task(), reason: reason() }),
        (&sec, P::TaskUpheld { task: task(), reason: reason() }),
        (&lead, P::TaskAccepted { task: task() }),
        (&lead, progressed),
        (&lead, given("t-1", "xa-1", Some("t"))),
        (&part, P::TaskAccepted { task: "t-1".into() }),
        (&lead, asked("2026-07-30")),
        (&sec, P::ExtensionRefused { task: task(), reason: reason() }),
        (&lead, asked("2026-07-25")),
        (&sec, granted),
    ];
    for (who, event) in events {
        night.record(who, Event::Programme(event)).unwrap();
    }
    night.record(&lead, Event::Evidence(file)).unwrap();
    let returned = P::TaskReturned { task: task(), reason: reason() };
    for (who, event) in [
        (&lead, with_a_file),
        (&sec, returned),
        (&part, submitted("t-1", None)),
        (&lead, submitted("t", None)),
        (&sec, approved),
        (&sec, item_done),
        (&sec, given("u", "so-a", None)),
        (&sec, P::TaskCancelled { task: "u".into(), reason: reason() }),
    ] {
        night.record(who, Event::Programme(event)).unwrap();
    }
}
