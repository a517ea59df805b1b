#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
//! What holds of every night: its order, its sums, its writing, and each commune checked alone.

mod common;
mod office;

use common::*;
use dienhong_core::{
    Command, Event, Head, State,
    complaint::{self, Lodged, Outcome},
    election::{self, ElectionId, Stage, Stand},
    evaluation::{self, Rating},
    node::{self, KeyChange},
    nomination,
    observation::{Ground, Photo, Words},
    people, readiness, tally, understand,
    units::{self, UnitId},
};
use dienhong_journal::{Hash, Millis, Opening, Record, Salt, Seal, record::Parts};
use proptest::{prelude::*, sample::Index};
use serde_json::Value;
use std::{collections::BTreeSet, sync::LazyLock};

const AGAIN: &str = "na-again";

/// A night in which everything happens that can.
static WHOLE: LazyLock<Night> = LazyLock::new(|| {
    let mut night = Night::vietnam();
    let tied = sheet(&[600, 500, 500, 550, 0]);
    let typo = changed(&tied, |figures| figures.votes[4] = n(1));
    units_and_people(&mut night);
    keys_and_witnesses(&mut night);
    made_ready(&mut night);
    nominated(&mut night);
    evaluated(&mut night);
    night.withdraw(NA, 1, 5).unwrap();
    night.set_area("3-02", Some("2026-03-12")).unwrap();
    night.staff_team("3-02");
    night.state_roll("3-02", 1, None).unwrap();
    night.vote_on("2026-03-12", "3-02");
    night.describe("2-01", election::AreaKind::Mountain, 2).unwrap();
    for area in AREAS {
        match area {
            "3-01" => night.vote_with_a_break(area),
            _ => night.vote(area),
        }
    }
    night.at("2026-03-15 21:30");
    for number in 1..=3 {
        night.report(number, "10:00", 500, None).unwrap();
        night.report(number, "11:00", 400, Some("Nhập nhầm")).unwrap();
    }
    // One area corrects, one settles after a fresh start, one is plain.
    night.enter(&team("1-01", 1), NA, "1-01", tied.clone()).unwrap();
    night.enter(&team("1-01", 2), NA, "1-01", typo.clone()).unwrap();
    night.correct(&team("1-01", 2), NA, "1-01", tied.clone()).unwrap();
    night.enter(&team("1-02", 1), NA, "1-02", typo.clone()).unwrap();
    night.restart(&lead(1), NA, "1-02").unwrap();
    night.enter(&team("1-02", 1), NA, "1-02", tied.clone()).unwrap();
    night.enter(&team("1-02", 2), NA, "1-02", typo).unwrap();
    night.settle(&commune(1), NA, "1-02", tied.clone(), "Giấy ghi 0").unwrap();
    let scan = tally::Event::ScanAttached {
        election: NA.into(),
        area: "1-02".into(),
        blob: blob(),
        media: "image/jpeg".into(),
        bytes: 1_000_000,
    };
    night.record(&team("1-02", 1), Event::Tally(scan)).unwrap();
    scans_looked_through(&mut night);
    for area in ["1-01", "1-02"] {
        for member in [1, 2] {
            night.sign(&team(area, member), NA, area).unwrap();
        }
        night.publish(&board(1), NA, area).unwrap();
    }
    with_keys_of_their_own(&mut night);
    night.count(NA, "2-01", &tied);
    for area in ["3-01", "3-02"] {
        night.count(NA, area, &sheet(&[700, 400, 300, 100]));
    }
    for area in AREAS.into_iter().chain(["3-02"]) {
        night.count(PC, area, &sheet(&VOTES_PC));
    }
    night.decide_tie(&board(1), NA, &[2, 3], &[3]).unwrap();
    night.record_result(&board(1), NA, 1, None).unwrap();
    night.record_result(&council_board(), PC, 1, None).unwrap();
    // A seat is left that nobody is to fill.
    night.record_result(&board(2), NA, 2, None).unwrap();
    night.report_further(2, Stage::Supplementary, &[]).unwrap();
    night.decline(2).unwrap();
    night.announce(PC).unwrap();
    complaints_and_observers(&mut night);
    let confirmed = election::Event::StatusConfirmed {
        election: PC.into(),
        constituency: 1,
        number: 1,
        confirmed: true,
        document: "Nghị quyết 95".into(),
        reason: None,
    };
    night.record(&province(), Event::Election(confirmed)).unwrap();
    night.reopen(&lead(1), NA, "1-01", "Kiểm tra lại").unwrap();
    night.count(NA, "1-01", &tied);
    vote_again(&mut night, &tied);
    night.hold_votes();
    office::everything(&mut night);
    night
});

/// The same of a small society, by rules that have nothing of Vietnam.
static ROOM: LazyLock<Night> = LazyLock::new(|| {
    let mut night = Night::society();
    night.counts_in_the_room(&[4, 4]);
    night.decide_tie(&keeper(), CHAIR, &[1, 2], &[2]).unwrap();
    night.record_result(&keeper(), CHAIR, 1, None).unwrap();
    night
});

/// A night on which few voted in two areas: they are shown together, and one of them is corrected.
static SMALL: LazyLock<Night> = LazyLock::new(|| {
    let mut night = Night::secretive_closed();
    night.count(NA, "1-01", &few(40, &[40, 30, 20, 10, 0]));
    night.group(1, &["1-01", "2-01"]).unwrap();
    night.dissolve(1).unwrap();
    night.group(2, &["1-01", "1-02"]).unwrap();
    night.count(NA, "1-02", &few(30, &[10, 20, 30, 10, 0]));
    night.publish_group(2, None).unwrap();
    night.count(NA, "2-01", &sheet(&VOTES_1));
    night.record_result(&board(1), NA, 1, None).unwrap();
    night.reopen(&lead(1), NA, "1-01", "Kiểm tra lại").unwrap();
    night.count(NA, "1-01", &few(41, &[41, 30, 20, 10, 0]));
    night.publish_group(2, Some("Sửa khu vực 1-01")).unwrap();
    night.record_result(&board(1), NA, 1, Some("Sửa khu vực 1-01")).unwrap();
    night
});

/// A practice on the set-up of the first.
static PRACTICE: LazyLock<Night> = LazyLock::new(Night::rehearsal);

fn records() -> impl Iterator<Item = &'static (Head, Event)> {
    WHOLE.records.iter().chain(&ROOM.records).chain(&PRACTICE.records).chain(&SMALL.records)
}

fn units_and_people(night: &mut Night) {
    let hamlet = unit("1-a", "hamlet", Some("1"));
    let registered = Event::Unit(units::Event::Registered { unit: Box::new(hamlet) });
    let imported =
        node::Event::FileImported { table: "units".into(), blob: blob(), rows: 1, mended: 1 };
    night.ask(&keeper(), Command::Record(vec![Event::Node(imported), registered])).unwrap();
    let (unit, to, reason) = ("1-a".into(), day("2026-03-14"), "Sáp nhập thôn".into());
    night.record(&keeper(), Event::Unit(units::Event::Closed { unit, to, reason })).unwrap();
    let (officer, body) = (team("3-01", 3).officer, team("3-01", 3).body);
    let ended = people::Event::RoleEnded {
        officer: officer.as_str().into(),
        role: "polling_team".into(),
        body: body.as_str().into(),
        reason: "Ứng cử".into(),
    };
    night.record(&commune(3), Event::People(ended)).unwrap();
}

/// A step is stated, taken back and stated again; a team's member leaves and another is on duty.
fn made_ready(night: &mut Night) {
    let evidence = readiness::Evidence {
        document: Some("Biên bản 5".into()),
        blob: Some(blob()),
        note: Some("Nhà văn hoá".into()),
    };
    let stated = readiness::Event::StepDone {
        election: NA.into(),
        step: "lists_posted".into(),
        places: ["1-01", "1-02"].map(|area| readiness::Owing::Area(area.into())).into(),
        on: day("2026-02-27"),
        evidence,
    };
    let withdrawn = |area: &str| readiness::Event::StepWithdrawn {
        election: NA.into(),
        step: "lists_posted".into(),
        owing: readiness::Owing::Area(area.into()),
        reason: "Nhầm ngày".into(),
    };
    let taken_back = [withdrawn("1-01"), withdrawn("1-02")];
    let body = || people::BodyId::from("team-1-01");
    let named = |member: u16, person, replaces| readiness::Event::MemberNamed {
        body: body(),
        member,
        person,
        office: readiness::Office::Head,
        from: day("2026-02-01"),
        replaces,
        namesake: Some("Không phải người ứng cử".into()),
    };
    let first = named(1, readiness::Person::Name("Lê Thị Mô Phỏng".into()), None);
    let (on, reason) = (day("2026-03-01"), "Ứng cử".into());
    let ended = readiness::Event::MemberEnded { body: body(), member: 1, on, reason };
    let officer = readiness::Person::Officer(team("1-01", 1).officer.as_str().into());
    let shift = readiness::Event::ShiftSet {
        body: body(),
        day: day("2026-03-15"),
        from: clock("07:00"),
        until: clock("13:00"),
        members: vec![2],
    };
    let (document, reason) = ("Quyết định 9".into(), "Ít dân".into());
    let explained = readiness::Event::SizeExplained { body: body(), document, reason };
    let second = named(2, officer, Some(1));
    let members = [first, ended, second, shift, explained];
    files_looked_through(night);
    let steps = [stated.clone()].into_iter().chain(taken_back).chain([stated]);
    for event in steps.chain(members) {
        night.record(&commune(1), Event::Readiness(event)).unwrap();
    }
}

/// What shows a step names somebody: it is covered, and the copy is found fit.
fn files_looked_through(night: &mut Night) {
    use dienhong_core::evidence::Event as E;
    let (unit, covered) = (|| UnitId::from("1"), Hash::of(b"covered file"));
    let media = || String::from("application/pdf");
    let (bytes, private) = (1_000, true);
    let brought = E::Brought { unit: unit(), blob: blob(), media: media(), bytes, private };
    let note = Some("Có tên cử tri".into());
    let unfit = E::Reviewed { unit: unit(), blob: blob(), fit: false, note };
    let redacted =
        E::Redacted { unit: unit(), original: blob(), blob: covered, media: media(), bytes };
    let fit = E::Reviewed { unit: unit(), blob: covered, fit: true, note: None };
    for (who, event) in
        [(commune(1), brought), (lead(1), unfit), (lead(1), redacted), (commune(1), fit)]
    {
        night.record(&who, Event::Evidence(event)).unwrap();
    }
}

/// A list in the making: two are proposed, one withdraws, one is assigned.
fn nominated(night: &mut Night) {
    use nomination::Event as E;
    night.call("na-next", "NA", Stage::First, None, "2026-05-10").unwrap();
    night.set("na-next", 1, 1, &["1", "3"]).unwrap();
    let election = || ElectionId::from("na-next");
    let (on, document) = (day("2026-03-10"), || String::from("Biên bản 7"));
    let proposed = |id: &str, place, by| E::Proposed {
        election: election(),
        person: id.into(),
        candidate: Box::new(candidate(place)),
        by,
    };
    let introduced = nomination::Proposer::Introduced("Hội thử".into());
    let part =
        nomination::Part {
            body: "Hội thử".into(), introduces: n(3), women: n(2), minority: n(1)
        };
    let structure = |version: u16, reason: Option<&str>| E::StructureSet {
        election: election(),
        version,
        parts: vec![part.clone()],
        document: document(),
        reason: reason.map(str::to_owned),
    };
    let voted = nomination::Voted { person: "p-1".into(), agree: n(40), against: n(2) };
    let held = |version: u16, reason: Option<&str>| E::RoundHeld {
        election: election(),
        round: 1,
        version,
        on,
        present: n(45),
        figures: vec![voted.clone()],
        document: document(),
        minutes: Some(blob()),
        reason: reason.map(str::to_owned),
    };
    let meeting = E::MeetingHeld {
        election: election(),
        person: "p-1".into(),
        place: nomination::MeetingPlace::Residence,
        unit: "1".into(),
        on,
        present: n(90),
        agree: n(88),
        against: n(1),
        document: document(),
        minutes: Some(blob()),
    };
    let objection = E::ObjectionRecorded {
        election: election(),
        person: "p-2".into(),
        objection: 1,
        about: nomination::About::Verification,
        received: on,
    };
    let answered = E::ObjectionAnswered {
        election: election(),
        person: "p-2".into(),
        objection: 1,
        on,
        document: document(),
        upheld: true,
    };
    let withdrawn = E::Withdrawn {
        election: election(),
        person: "p-2".into(),
        document: document(),
        reason: "Tự xin rút".into(),
    };
    let assigned = E::Assigned {
        election: election(),
        person: "p-1".into(),
        constituency: 1,
        document: document(),
    };
    for event in [
        structure(1, None),
        structure(2, Some("Điều chỉnh")),
        proposed("p-1", 1, introduced),
        proposed("p-2", 2, nomination::Proposer::SelfNominated),
        held(1, None),
        held(2, Some("Ghi sót")),
        meeting,
        objection,
        answered,
        withdrawn,
        assigned,
    ] {
        night.record(&province(), Event::Nomination(event)).unwrap();
    }
}

/// A year of seven people: reported, commented, proposed, balloted, decided, appealed, corrected, published.
fn evaluated(night: &mut Night) {
    use evaluation::{Event as E, Outcome, Phase};
    let raters = body("raters", "evaluation_body", Some("1"), None);
    night.staff(Some(keeper()), &raters, "org", "evaluator");
    night.staff(Some(keeper()), &raters, "boss", "rating_authority");
    let who = |officer: &str| Who { officer: officer.into(), body: "raters".into() };
    let (cycle, on) = (|| evaluation::CycleId::from("1-2025"), day("2026-03-14"));
    let (document, seal) = (|| String::from("QĐ 9"), Seal(Hash::of(b"words")));
    let score = |text: &str| evaluation::Score::read(text).unwrap();
    let tasks =
        || Some(evaluation::Tasks { assigned: n(9), done: n(9), on_time: n(9), beyond: n(3) });
    let person = |number: usize| evaluation::PersonId::from(format!("p{number}").as_str());
    let rated = |rating, points: &str| {
        let (score, tasks) = (score(points), tasks());
        Outcome::Rated { rating, score, tasks }
    };
    let days = ["2026-03-14", "2026-03-15", "2026-03-16", "2026-03-17", "2026-03-18", "2026-04-01"];
    let mut events = vec![
        E::CycleOpened {
            cycle: cycle(),
            name: "Đánh giá".into(),
            unit: "1".into(),
            body: "raters".into(),
            period: evaluation::Period { year: 2025, quarter: Some(4) },
            law: evaluation::Law::Party,
            dues: Phase::ALL.into_iter().zip(days.map(day)).collect(),
        },
        E::OrganListed {
            cycle: cycle(),
            organ: "a".into(),
            name: "Ban".into(),
            level: 1,
            parent: None,
        },
        E::OrganListed {
            cycle: cycle(),
            organ: "b".into(),
            name: "Phòng".into(),
            level: 2,
            parent: Some("a".into()),
        },
    ];
    events.extend((1..=9).map(|number| E::PersonListed {
        cycle: cycle(),
        organ: if number == 9 { "b" } else { "a" }.into(),
        person: person(number),
        name: format!("Người {number}"),
        post: "Chuyên viên".into(),
        group: if number == 1 { "lãnh đạo" } else { "chuyên viên" }.into(),
        leads: number == 1,
        months: 3,
        officer: (number == 2).then(|| "keeper".into()),
    }));
    let ballot = evaluation::Ballot {
        summoned: n(8),
        present: n(8),
        issued: n(8),
        returned: n(8),
        valid: n(7),
        invalid: n(1),
        votes: [(Rating::Excellent, n(6)), (Rating::Good, n(1))].into(),
    };
    events.extend([
        E::PersonStruck { cycle: cycle(), person: person(8), reason: "Nhầm".into() },
        E::FactRecorded {
            cycle: cycle(),
            person: person(7),
            fact: evaluation::Blemish::Discipline,
            on,
            document: document(),
        },
        E::SelfReported {
            cycle: cycle(),
            person: person(3),
            score: score("95.5"),
            tasks: tasks(),
            sealed: seal,
        },
        E::Commented {
            cycle: cycle(),
            person: person(3),
            by_body: "Chi bộ".into(),
            document: document(),
            sealed: seal,
        },
        E::Proposed {
            cycle: cycle(),
            person: person(3),
            score: score("95.5"),
            rating: Rating::Excellent,
            tasks: tasks(),
            document: document(),
        },
        E::Balloted {
            cycle: cycle(),
            of: evaluation::Of::Person(person(3)),
            ballot: ballot.clone(),
            document: document(),
        },
        E::Balloted {
            cycle: cycle(),
            of: evaluation::Of::Organ("a".into()),
            ballot,
            document: document(),
        },
        E::FileRead { cycle: cycle(), person: person(3) },
    ]);
    for event in events {
        night.record(&who("org"), Event::Evaluation(event)).unwrap();
    }
    let best = |number: usize| match number {
        3 => rated(Rating::Excellent, "95.5"),
        _ => rated(Rating::Good, "80"),
    };
    let decided = E::Decided {
        cycle: cycle(),
        decision: 1,
        document: document(),
        on,
        organs: [("a".into(), Rating::Good)].into(),
        people: (1..=7).map(|number| (person(number), best(number))).collect(),
    };
    let (appeal, upheld) = (1, true);
    let appealed = E::Appealed { cycle: cycle(), person: person(2), appeal, on, sealed: seal };
    let answered = E::AppealAnswered {
        cycle: cycle(),
        person: person(2),
        appeal,
        on,
        document: document(),
        upheld,
        sealed: seal,
    };
    let corrected = E::Corrected {
        cycle: cycle(),
        decision: 2,
        corrects: 1,
        document: document(),
        on,
        reason: "Theo kiến nghị".into(),
        organs: [("a".into(), Rating::Excellent)].into(),
        people: [
            (person(3), rated(Rating::Good, "95.5")),
            (person(2), rated(Rating::Excellent, "90")),
        ]
        .into(),
    };
    let raised = E::CapRaised { cycle: cycle(), organ: "a".into(), document: document(), on };
    for (by, event) in [
        ("boss", raised),
        ("boss", decided),
        ("org", appealed),
        ("boss", answered),
        ("boss", corrected),
    ] {
        night.record(&who(by), Event::Evaluation(event)).unwrap();
    }
    for reason in [None, Some("Sửa".to_owned())] {
        let (cycle, document) = (cycle(), document());
        let publish = evaluation::Command::PublishTotals { cycle, document, reason };
        night.ask(&who("boss"), Command::Evaluation(publish)).unwrap();
    }
}

/// The node's keys are named and replaced, a witness comes and goes, a verifier is published.
fn keys_and_witnesses(night: &mut Night) {
    let first = key_named(&node_key(1), KeyChange::First, None);
    night.ask_as(None, Command::Record(vec![first, program_published("1.0")])).unwrap();
    let (key, now) = (witness_key("witness.example/báo"), night.now);
    night.record(&keeper(), witness_named(&key, "Báo", "https://witness.example/")).unwrap();
    night.record(&keeper(), key_named(&node_key(2), KeyChange::Rotated, None)).unwrap();
    night.record(&keeper(), key_named(&node_key(3), KeyChange::Stolen, Some(now))).unwrap();
    night.record(&keeper(), witness_ended(&key, "Ngừng hoạt động")).unwrap();
    let again = witness_named(&key, "Báo", "http://witness.example/again");
    night.record(&keeper(), again).unwrap();
}

/// One signs with a key before the figures are published, one after; one loses his key.
fn with_keys_of_their_own(night: &mut Night) {
    let ([own, lost], of) = ([1, 2].map(|member| team("1-01", member)), "1-01");
    for who in [&own, &lost] {
        night.add_passkey(who).unwrap();
        night.enter(who, PC, of, sheet(&VOTES_PC)).unwrap();
    }
    night.assert(&own, &[NA, PC], of).unwrap();
    night.record(&lost, passkey_ended(&lost, &key_of(&lost).passkey().id, "Mất máy")).unwrap();
    night.restart(&lead(1), PC, of).unwrap();
}

/// A scan on which something private stands is covered; the copy is found fit.
fn scans_looked_through(night: &mut Night) {
    let covered = Hash::of(b"covered");
    let of = || (ElectionId::from(NA), area("1-02"));
    let look = |blob, fit, note: Option<&str>| {
        let ((election, area), note) = (of(), note.map(str::to_owned));
        Event::Tally(tally::Event::ScanReviewed { election, area, blob, fit, note })
    };
    night.record(&commune(1), look(blob(), false, Some("Có tên cử tri"))).unwrap();
    let ((election, area), media) = (of(), "image/png".into());
    let (original, blob) = (blob(), covered);
    let redacted =
        tally::Event::ScanRedacted { election, area, original, blob, media, bytes: 900_000 };
    night.record(&commune(1), Event::Tally(redacted)).unwrap();
    night.record(&lead(1), look(covered, true, None)).unwrap();
}

/// One complains about the count and goes to the board, one about the result and takes it back; an observer
/// notes, objects, is answered, and lays open what he sealed.
fn complaints_and_observers(night: &mut Night) {
    use dienhong_core::complaint::Event as C;
    use dienhong_core::observation::Event as O;
    let sealed = Opening { value: "Không cho xem".to_owned(), salt: Salt([9; 32]) };
    let seal = sealed.seal().unwrap();
    let received = |code: &str, subject, instance: &str| {
        Event::Complaint(C::Received {
            complaint: code.into(),
            subject,
            received: day("2026-03-15"),
            how: Lodged::AtTheTable,
            instance: instance.into(),
            sealed: seal,
        })
    };
    let (head, on) = (team("1-01", 1), day("2026-03-15"));
    let count = complaint::Subject::Count { election: NA.into(), area: "1-01".into() };
    night.record(&head, received("22222222", count, "team")).unwrap();
    let (complaint, document, reason) = ("22222222".into(), "Biên bản".into(), "Đã đếm lại".into());
    let decided = C::Decided { complaint, document, outcome: Outcome::Rejected, reason, on };
    night.record(&head, Event::Complaint(decided)).unwrap();
    let appealed = C::Appealed { complaint: "22222222".into(), to: "board".into(), on };
    night.record(&board(1), Event::Complaint(appealed)).unwrap();
    let result = complaint::Subject::Result { election: PC.into(), constituency: 1 };
    night.record(&province(), received("33333333", result, "committee")).unwrap();
    let withdrawn = C::Withdrawn { complaint: "33333333".into(), reason: "Đã rõ".into() };
    night.record(&province(), Event::Complaint(withdrawn)).unwrap();

    let mut observed = |who: &Who, event| night.record(who, Event::Observation(event)).unwrap();
    let photo = Photo { blob: blob(), media: "image/png".into(), bytes: 9 };
    observed(
        &commune(1),
        O::Noted {
            note: "44444444".into(),
            area: "1-01".into(),
            election: Some(NA.into()),
            happened: Millis::new(1_773_570_000_000),
            text: Words::Sealed(seal),
            photos: vec![photo],
        },
    );
    observed(
        &commune(1),
        O::Objected {
            objection: "55555555".into(),
            area: "1-01".into(),
            election: NA.into(),
            ground: Ground::Figures,
            text: Words::Sealed(seal),
        },
    );
    let (objection, document) = ("55555555".into(), Some("Biên bản".into()));
    observed(&head, O::Answered { objection, document, text: Words::Public("Đã xem lại".into()) });
    observed(&commune(1), O::Opened { area: "1-01".into(), opening: sealed });
}

/// The area 2-01 is annulled and votes again.
fn vote_again(night: &mut Night, sheet: &tally::Sheet) {
    night.annul(NA, "2-01").unwrap();
    night.report_further(1, Stage::ReElection, &["2-01"]).unwrap();
    night.call(AGAIN, "NA", Stage::ReElection, Some(NA), "2026-03-29").unwrap();
    night.set(AGAIN, 1, 3, &["1", "2"]).unwrap();
    for place in 1..=5 {
        night.list(AGAIN, 1, place, candidate(place)).unwrap();
    }
    night.announce_list(AGAIN, 1, None).unwrap();
    night.assign("2-01", AGAIN, 1).unwrap();
    night.state_roll("2-01", 2, Some("Bầu cử lại")).unwrap();
    night.vote_on("2026-03-29", "2-01");
    night.at("2026-03-29 20:00");
    night.count(AGAIN, "2-01", sheet);
    night.record_result(&board(1), NA, 1, Some("Bầu cử lại")).unwrap();
}

fn data(event: &Event) -> String {
    event.data().unwrap().get().to_owned()
}

#[test]
fn in_the_whole_night_every_kind_of_record_occurs() {
    let modules = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
    let files = modules.map(|module| module.unwrap().path().join("event.rs"));
    let texts: Vec<String> = files.filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    assert!(texts.len() > 6, "the sources are read");
    let kind = |line: &str| {
        let (kind, _) = line.trim_start().strip_prefix('"')?.split_once("\" => ")?;
        Some(kind.to_owned())
    };
    let known: BTreeSet<String> =
        texts.iter().flat_map(|text| text.lines().filter_map(kind)).collect();
    let all = kinds(&WHOLE).into_iter().chain(kinds(&PRACTICE)).chain(kinds(&SMALL));
    let occurred: BTreeSet<String> = all.map(str::to_owned).collect();
    assert_eq!(occurred, known);
}

#[test]
fn the_node_knows_its_keys_its_witnesses_and_its_program() {
    let node = &WHOLE.state.node;
    let keys: Vec<_> = node.keys().map(|key| (key.key.clone(), key.why)).collect();
    let whys = [KeyChange::First, KeyChange::Rotated, KeyChange::Stolen];
    assert_eq!(keys, [1, 2, 3].map(node_key).into_iter().zip(whys).collect::<Vec<_>>());
    let key = node.key().unwrap();
    assert_eq!((&key.key, key.stolen_since), (&node_key(3), Some(key.at)));
    let witnesses: Vec<_> = node.witnesses().map(|witness| witness.url.as_str()).collect();
    assert_eq!(witnesses, ["http://witness.example/again"]);
    assert_eq!(node.program().unwrap().version, "1.0");
}

#[test]
fn every_record_is_read_as_it_was_written() {
    for (seq, (head, event)) in (0..).zip(records()) {
        assert_eq!(&Event::decode(event.kind(), &data(event)).unwrap(), event);
        let record = Record::new(Parts {
            seq,
            act: "a".into(),
            at: head.at,
            body: head.body.as_ref().map(|body| body.0.clone()),
            unit: head.unit.as_ref().map(|unit| unit.0.clone()),
            by: head.by.to_string().into(),
            kind: event.kind().into(),
            data: event.data().unwrap(),
        });
        let read = Record::decode(&record.encode().unwrap()).unwrap();
        assert_eq!(understand(&read).unwrap(), (head.clone(), event.clone()));
    }
}

/// Every way of adding an unknown field somewhere in `value`. To an object whose keys are values it
/// adds a value of the wrong type.
fn with_an_unknown_field(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            let mut own = fields.clone();
            own.insert("unknown".into(), Value::Bool(true));
            all.push(Value::Object(own));
            for (name, field) in fields {
                let changed = with_an_unknown_field(field).into_iter();
                all.extend(changed.map(|changed| with(value, name, changed)));
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                all.extend(with_an_unknown_field(item).into_iter().map(|changed| {
                    let mut items = items.clone();
                    items[place] = changed;
                    Value::Array(items)
                }));
            }
        }
        _ => {}
    }
    all
}

fn with(value: &Value, name: &str, field: Value) -> Value {
    let mut value = value.clone();
    value[name] = field;
    value
}

#[test]
fn an_unknown_field_is_refused_however_deep_it_stands() {
    let mut seen = BTreeSet::new();
    for (_, event) in records() {
        // One of each kind is enough, and the rules are long.
        if !seen.insert(event.kind()) {
            continue;
        }
        let written: Value = serde_json::from_str(&data(event)).unwrap();
        for changed in with_an_unknown_field(&written) {
            let read = Event::decode(event.kind(), &changed.to_string());
            assert!(read.is_err(), "{} {changed}", event.kind());
        }
    }
}

#[test]
fn a_missing_field_is_refused_unless_it_may_be_left_out() {
    for (_, event) in records() {
        let Value::Object(fields) = serde_json::from_str(&data(event)).unwrap() else {
            unreachable!()
        };
        for name in fields.keys() {
            let mut fewer = fields.clone();
            fewer.remove(name);
            let read = Event::decode(event.kind(), &Value::Object(fewer).to_string());
            assert!(read.is_err() || read.unwrap() != *event, "{} without {name}", event.kind());
        }
    }
}

#[test]
fn an_unknown_kind_is_refused() {
    for kind in ["tally.guessed", "election", "election.", "units.registered", "", "pack", "closed"]
    {
        let refused = Event::decode(kind, "{}").unwrap_err().to_string();
        assert!(refused.contains("are not known"), "{kind}: {refused}");
    }
}

#[test]
fn the_whole_night_is_lawful_when_it_is_replayed() {
    for night in [&*WHOLE, &*ROOM, &*SMALL] {
        let mut state = State::default();
        for (head, event) in &night.records {
            assert_eq!(state.lawful(head, event), Ok(()), "{}", event.kind());
            state.apply(head, event);
        }
        assert_eq!(stands(&state), stands(&night.state));
    }
}

fn stands(state: &State) -> Vec<Option<Stand>> {
    [(NA, 1), (NA, 2), (PC, 1), (AGAIN, 1), (CHAIR, 1)]
        .map(|(election, number)| state.stand(&election.into(), number))
        .into()
}

/// With a commune's own records go those of the node (no unit) and of the units in which it lies:
/// the bodies and officers of the province act in the commune too.
#[test]
fn the_records_of_a_commune_and_of_what_lies_above_it_suffice_to_check_it_alone() {
    let mut not_checkable = BTreeSet::new();
    let nights = [&*WHOLE, &*SMALL];
    for (night, commune) in nights.into_iter().flat_map(|n| ["1", "2", "3"].map(|c| (n, c))) {
        let commune = UnitId::from(commune);
        let mut alone = State::default();
        let mut own = 0;
        for (head, event) in &night.records {
            let above = |unit: &UnitId| night.state.units.lies_in(&commune, unit);
            if !head.unit.as_ref().is_none_or(above) {
                continue;
            }
            let lawful = alone.lawful(head, event);
            own += usize::from(head.unit.as_ref() == Some(&commune));
            if let Err(refusal) = lawful {
                assert!(event.rests_on_others(), "{} {refusal}", event.kind());
                not_checkable.insert(event.kind());
            }
            alone.apply(head, event);
        }
        assert!(own > 5);
        let published = |state: &State, id: &str| {
            state.tally.published(&NA.into(), &area(id)).map(|minutes| minutes.shown.clone())
        };
        for id in AREAS.into_iter().filter(|id| id.starts_with(commune.as_str())) {
            assert_eq!(published(&alone, id), published(&night.state, id));
        }
    }
    let expected = [
        // By who keeps a site's list, for a body of another commune.
        "assembly.floor_asked",
        "assembly.line_back",
        "assembly.line_lost",
        "assembly.line_tested",
        "assembly.marked",
        "assembly.replied",
        "assembly.returned",
        "briefing.sent",
        "election.further_poll_reported",
        "election.poll_ended",
        "election.result_announced",
        "election.result_recorded",
        "election.tie_decided",
        "grouping.dissolved",
        "grouping.formed",
        "people.body_formed",
        "programme.amended",
        "programme.item_set",
        "programme.task_given",
        "report.filed",
        "report.round_opened",
    ];
    assert_eq!(not_checkable, expected.into());
}

/// A sound count of at most 900 ballots on a list of `candidates` for `seats`.
fn sheets(candidates: usize) -> impl Strategy<Value = tally::Sheet> {
    (1u64..=890, 0u64..=1000, 0usize..5).prop_map(move |(valid, share, turn)| {
        let mut votes = vec![0; candidates];
        (votes[0], votes[1]) = (valid, valid * share / 1000);
        votes.rotate_right(turn % candidates);
        changed(&sheet(&votes), |figures| {
            figures.valid = n(valid);
            figures.invalid = n(900 - valid);
        })
    })
}

/// The fifth step of an area publishes it.
fn step(night: &mut Night, area: &str, number: usize, sheet: &tally::Sheet) -> Answer {
    match number {
        0 => night.enter(&team(area, 1), NA, area, sheet.clone()),
        1 => night.enter(&team(area, 2), NA, area, sheet.clone()),
        2 => night.sign(&team(area, 1), NA, area),
        3 => night.sign(&team(area, 3), NA, area),
        _ => night.publish(&commune(number_of(area)), NA, area),
    }
}

static CLOSED: LazyLock<Night> = LazyLock::new(Night::closed);

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_order_in_which_areas_arrive_changes_no_result(
        first in prop::array::uniform3(sheets(5)),
        second in sheets(4),
        order in Just((0..20).map(|step| step % 4).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let [a, b, c] = first;
        let sheets = [a, b, c, second];
        let mut done = [0; 4];
        let mut mixed = CLOSED.clone();
        for area in order {
            step(&mut mixed, AREAS[area], done[area], &sheets[area]).unwrap();
            done[area] += 1;
        }
        let mut straight = CLOSED.clone();
        for (area, sheet) in AREAS.into_iter().zip(&sheets) {
            (0..5).for_each(|number| drop(step(&mut straight, area, number, sheet).unwrap()));
        }
        for number in [1, 2] {
            prop_assert_eq!(mixed.stand(NA, number), straight.stand(NA, number));
        }
        let total = mixed.stand(NA, 1).figures.unwrap();
        let sum = |field: fn(&tally::Figures) -> u64| -> u64 {
            sheets[..3].iter().map(|sheet| field(&sheet.figures)).sum()
        };
        prop_assert_eq!(total.voters_total.get(), sum(|f| f.voters_total.get()));
        prop_assert_eq!(total.took_part.get(), sum(|f| f.took_part.get()));
        prop_assert_eq!(total.issued.get(), sum(|f| f.issued.get()));
        prop_assert_eq!(total.returned.get(), sum(|f| f.returned.get()));
        prop_assert_eq!(total.valid.get(), sum(|f| f.valid.get()));
        prop_assert_eq!(total.invalid.get(), sum(|f| f.invalid.get()));
        for place in 0..5 {
            let votes: u64 = sheets[..3].iter().map(|s| s.figures.votes[place].get()).sum();
            prop_assert_eq!(total.votes[place].get(), votes);
        }
    }

    /// What is not lawful is refused; applied all the same, as a journal demands, it stops nothing.
    #[test]
    fn whatever_a_journal_holds_in_whatever_order_is_taken_in(
        begun in any::<Index>(),
        picks in prop::collection::vec(any::<Index>(), 1..300),
        small in any::<bool>(),
    ) {
        let night = if small { &*SMALL } else { &*WHOLE };
        let mut state = State::default();
        for (head, event) in &night.records[..begun.index(night.records.len())] {
            state.apply(head, event);
        }
        for pick in picks {
            let (head, event): &(Head, Event) = pick.get(&night.records);
            let _answer = state.lawful(head, event);
            state.apply(head, event);
        }
        for election in state.election.all() {
            let _turnout = state.turnout(election);
            for &number in election.constituencies.keys() {
                let _stand = state.stand(&election.id, number);
            }
        }
    }
}

/// What no node would have written: the fold takes it in all the same, and ends.
#[test]
fn a_journal_that_was_never_lawful_neither_hangs_nor_crashes() {
    let mut night = WHOLE.clone();
    let head = night.records.last().unwrap().0.clone();
    let mut apply = |event: Event| night.state.apply(&head, &event);
    let called = |id: &str, parent: &str| {
        Event::Election(election::Event::Called {
            election: id.into(),
            election_kind: "NA".into(),
            name: id.into(),
            day: day("2026-04-12"),
            unit: "38".into(),
            stage: Stage::ReElection,
            parent: Some(parent.into()),
            vacancy: None,
            basis: basis("x"),
        })
    };
    // Its own parent, its child's child, and a long line of re-elections of re-elections.
    apply(called("own", "own"));
    apply(called(NA, AGAIN));
    let mut before = NA.to_owned();
    for at in 0..20_000 {
        let id = format!("line-{at}");
        apply(called(&id, &before));
        let annulled = election::Event::AreaAnnulled {
            election: before.as_str().into(),
            area: "1-01".into(),
            document: "x".into(),
            reason: "x".into(),
        };
        apply(Event::Election(annulled));
        before = id;
    }
    // Units that lie in one another, and a long line of which each followed the one before.
    let registered = |unit| Event::Unit(units::Event::Registered { unit: Box::new(unit) });
    apply(registered(unit("38", "province", Some("1"))));
    apply(registered(unit("a", "ward", Some("b"))));
    apply(registered(unit("b", "ward", Some("a"))));
    let ended = |at: u32| {
        let mut of = unit(&format!("u-{at}"), "ward", None);
        (of.code, of.to) = ("cũ".into(), Some(day("2020-01-01")));
        let before = units::Predecessor {
            unit: format!("u-{}", at.wrapping_sub(1)).as_str().into(),
            whole: true,
        };
        of.predecessors = vec![before.clone(), before];
        of
    };
    (0..20_000).for_each(|at| apply(registered(ended(at))));
    for number in 1..=2 {
        night.stand(NA, number);
    }
    assert!(!night.state.units.lies_in(&"38".into(), &"1".into()));
    assert!(!night.state.units.lies_in(&"a".into(), &"?".into()));
    assert!(night.state.units.find("cu", day("2026-01-01")).is_empty());
}
