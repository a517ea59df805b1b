//! Personnel of an invented organisation: files, a planning list that was reviewed, a nomination in five steps to
//! the end, a rotation. All of its records are closed.

use super::{
    NoDemo, Stage,
    rated::RATED,
    sender::Sender,
    voted::{Room, count, place, sealed, seat},
};
use dienhong_core::{
    Command, Date, Event,
    count::Count,
    election::Sex,
    people::{BodyId, OfficerId},
    personnel::{
        self, Act, Decision, ListId, Meeting, NominationId, Opened, Origin, Particulars, PersonId,
        Plan, Removal,
    },
    vote::{Ask, Document, Line, Sheet, VoteId, Way},
};
use dienhong_node::NotDone;

/// Who manages the organisation's personnel and calls its votes.
pub const PERSONNEL: &str = "to-chuc";

/// The post that is filled.
const POST: &str = "Trưởng phòng mô phỏng";

fn organisation() -> BodyId {
    BodyId::from("co-quan-mo-phong")
}

fn document(number: &str, month: i8, day: i8) -> Document {
    Document { number: format!("{number} (mô phỏng)"), on: Date::constant(2026, month, day) }
}

fn person(number: u16) -> PersonId {
    PersonId::from(format!("ho-so-{number}").as_str())
}

fn people(numbers: &[u16]) -> Vec<PersonId> {
    numbers.iter().copied().map(person).collect()
}

pub fn done(stage: &Stage) -> Result<(), NoDemo> {
    const WHAT: &str = "the personnel";
    let sender = Sender::new(stage);
    let body = organisation();
    let member = |number: u32| OfficerId::from(format!("can-bo-{number}").as_str());
    let officer =
        (OfficerId::from(PERSONNEL), "Cán bộ tổ chức mô phỏng".to_owned(), "personnel_officer");
    let counting =
        (1..=3).map(|n| (member(n), format!("Cán bộ kiểm phiếu mô phỏng {n}"), "member"));
    let rated = RATED.map(|(id, name)| (OfficerId::from(id), name.to_owned(), "member"));
    let seats = std::iter::once(officer).chain(counting).chain(rated);
    seat(&sender, &body, "Cơ quan mô phỏng", "organisation", seats);
    let calls = OfficerId::from(PERSONNEL);
    let committee = [member(1), member(2), member(3)];
    let room = Room { sender: &sender, body, calls, committee };
    // Whoever reads a file does so on the day of the clock.
    let view = stage.app.node.view();
    let today = view.state.rules_at(view.at).map(|rules| rules.local(view.at).day);
    let all = today.map_err(NotDone::from).and_then(|today| files(&room, today));
    all.and_then(|()| nominated(&room)).map_err(|why| NoDemo::Step { what: WHAT, why })?;
    sender.settle(WHAT)
}

fn records(room: &Room, events: Vec<personnel::Event>) {
    room.asks(Command::Record(events.into_iter().map(Event::Personnel).collect()));
}

/// Six files, the list and its yearly review, and a rotation. The first person answers the own file.
fn files(room: &Room, today: Date) -> Result<(), NotDone> {
    use personnel::Event as E;
    // The first is an officer of the node, too.
    let [(own, own_name), _] = RATED;
    let own = OfficerId::from(own);
    let about = |number: u16| Particulars {
        name: match number {
            1 => own_name.to_owned(),
            _ => format!("Nhân sự mô phỏng {number}"),
        },
        born: Date::constant(1985, 5, 10),
        sex: if number.is_multiple_of(2) { Sex::Female } else { Sex::Male },
        post: "Phó trưởng phòng mô phỏng".into(),
        officer: (number == 1).then(|| own.clone()),
    };
    let noted = |number| E::PersonNoted {
        person: person(number),
        about: Box::new(about(number)),
        sealed: None,
    };
    let mut events: Vec<E> = (1..=6).map(noted).collect();
    let (list, plan) = (ListId::from("quy-hoach-mo-phong"), document("04/QĐ-QH", 1, 15));
    events.push(E::ListOpened {
        list: list.clone(),
        plan: Plan {
            post: POST.into(),
            term: (2026, 2031),
            people: people(&[1, 2, 3, 5]),
            document: plan,
        },
    });
    events.push(E::ListReviewed {
        list,
        year: 2026,
        kept: people(&[1, 2, 3]),
        added: people(&[6]),
        removed: vec![Removal {
            person: person(5),
            reason: "Chuyển công tác sang cơ quan khác (mô phỏng)".into(),
        }],
        document: document("05/BB-RS", 2, 20),
    });
    let rotated = Decision {
        act: Act::Rotated,
        post: "Phó trưởng phòng mô phỏng, nơi khác".into(),
        from: Date::constant(2026, 4, 1),
        until: Some(Date::constant(2029, 4, 1)),
        document: document("06/QĐ-LC", 3, 10),
        nomination: None,
        reason: Some("Luân chuyển theo kế hoạch (mô phỏng)".into()),
    };
    events.push(E::Decided { person: person(4), decision: Box::new(rotated) });
    events.push(E::FileRead { person: person(1), on: today });
    records(room, events);
    let words = sealed("Đề nghị bổ sung bằng cấp mới vào hồ sơ")?;
    let answered = E::FileAnswered { person: person(1), sealed: words.seal };
    let command = Command::Seal(vec![Event::Personnel(answered)], vec![words]);
    room.sender.ask(&own, &room.body, command);
    Ok(())
}

/// Two are considered, one goes through all five steps and is appointed.
fn nominated(room: &Room) -> Result<(), NotDone> {
    let id = NominationId::from("kien-toan-mo-phong");
    let opened = Opened {
        post: POST.into(),
        origin: Origin::Local,
        list: Some(ListId::from("quy-hoach-mo-phong")),
        people: people(&[2, 3]),
        asked: Date::constant(2026, 2, 24),
        policy: document("07/CT", 3, 2),
    };
    let opened = Box::new(opened);
    let nomination = id.clone();
    records(room, vec![personnel::Event::NominationOpened { nomination, opened }]);
    let meeting = Meeting { summoned: count(9), present: count(8) };
    ends(room, &id, Some(meeting), people(&[2, 3]));
    // Who is summoned to the four conferences that vote, and what each gives those on its paper.
    let steps: [(u16, &[u16]); 4] = [(30, &[19, 7]), (9, &[8]), (40, &[33]), (9, &[9])];
    for (step, (summoned, votes)) in (2..).zip(steps) {
        let vote = VoteId::from(format!("kien-toan-mo-phong-{step}").as_str());
        let ask = Ask {
            vote: vote.clone(),
            title: format!("Giới thiệu nhân sự, bước {step} (mô phỏng)"),
            text: "Giới thiệu một người".into(),
            channels: place(Way::Paper),
            decision: None,
        };
        let begin = personnel::Command::Begin {
            nomination: id.clone(),
            ask,
            members: count(summoned),
            others: Vec::new(),
        };
        room.asks(Command::Personnel(begin));
        let returned = count(votes.iter().sum());
        let line = Line {
            invalid: Count::ZERO,
            votes: votes.iter().copied().map(count).collect(),
            rankings: Vec::new(),
        };
        let sheet = Sheet { issued: returned, returned, invalid: Count::ZERO, lines: vec![line] };
        room.hold(&vote, count(summoned), &sheet)?;
        ends(room, &id, None, Vec::new());
    }
    let appointed = Decision {
        act: Act::Appointed,
        post: POST.into(),
        from: Date::constant(2026, 4, 1),
        until: Some(Date::constant(2031, 4, 1)),
        document: document("08/QĐ-BN", 3, 14),
        nomination: Some(id),
        reason: None,
    };
    let decision = Box::new(appointed);
    records(room, vec![personnel::Event::Decided { person: person(2), decision }]);
    Ok(())
}

/// A step ends: on whom it agreed, or who goes on by its vote.
fn ends(room: &Room, nomination: &NominationId, meeting: Option<Meeting>, agreed: Vec<PersonId>) {
    let end = personnel::Command::End {
        nomination: nomination.clone(),
        meeting,
        agreed,
        head: None,
        explanation: None,
        document: document("BB-HN", 3, 12),
    };
    room.asks(Command::Personnel(end));
}
