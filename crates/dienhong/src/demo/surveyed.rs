//! Two rounds of votes of confidence of the invented council: one on paper, declared and followed by a resignation;
//! one online, whose trustees are named. It is held when the first pages are there: see [`super::online`].

use super::{
    NoDemo, Stage,
    sender::Sender,
    voted::{Room, count, place, sealed},
};
use dienhong_core::{
    Command, Date, Event, Kept,
    confidence::{self, Excluded, Plan, RoundId, Subject, Why},
    count::Count,
    vote::{self, Document, Group, Line, Sheet, VoteId, Way},
};
use dienhong_node::NotDone;

/// The members of the council.
const MEMBERS: u16 = 30;

/// How many of 28 papers said high, confident and low of each person; the rest of a line is invalid.
const GIVEN: [[u16; 3]; 6] =
    [[20, 7, 1], [15, 10, 3], [12, 12, 3], [10, 12, 6], [6, 6, 15], [18, 8, 2]];
const PAPERS: u16 = 28;

/// Whom more than half trust little: by the rule of the pack, the person may resign.
const RESIGNS: &str = "nguoi-5";

/// The vote that is held online, and on whom.
pub const ONLINE: &str = "phieu-truc-tuyen-mo-phong";
pub const ONLINE_PEOPLE: [usize; 3] = [7, 8, 9];

pub fn held(stage: &Stage) -> Result<(), NoDemo> {
    const WHAT: &str = "the votes of confidence";
    let sender = Sender::new(stage);
    let room = Room::of_council(&sender);
    let all = on_paper(&room).and_then(|()| online(&room));
    all.map_err(|why| NoDemo::Step { what: WHAT, why })?;
    sender.settle(WHAT)
}

fn document(number: &str, day: i8) -> Document {
    Document { number: format!("{number} (mô phỏng)"), on: Date::constant(2026, 2, day) }
}

fn subject(number: usize) -> Subject {
    Subject {
        id: format!("nguoi-{number}"),
        name: format!("Người giữ chức mô phỏng {number}"),
        post: format!("Chức vụ mô phỏng {number}"),
    }
}

/// A round, and its vote.
struct Round<'a> {
    room: &'a Room<'a>,
    id: RoundId,
    vote: VoteId,
    title: &'static str,
}

impl Round<'_> {
    /// It is opened on these people; all report, and the members have had it all for longer than the rule asks.
    fn reported(&self, people: &[usize]) -> Result<(), NotDone> {
        let round = || self.id.clone();
        let subjects: Vec<Subject> = people.iter().copied().map(subject).collect();
        let excluded = Excluded {
            name: "Người mới nhận chức mô phỏng".into(),
            post: "Chức vụ mô phỏng 10".into(),
            why: Why::NewInPost,
        };
        let plan = Plan {
            kind: "assembly".into(),
            title: format!("{} (mô phỏng)", self.title),
            year: 2026,
            year_of_term: 3,
            assembly: Some("PC".into()),
            members: count(MEMBERS),
            subjects: subjects.clone(),
            excluded: vec![excluded],
            document: document("01/KH-HĐ", 2),
            closed: false,
        };
        let plan = Box::new(plan);
        let mut events = vec![confidence::Event::RoundOpened { round: round(), plan }];
        let mut kept: Vec<Kept> = Vec::new();
        for Subject { id: person, name, .. } in subjects {
            let words = sealed(&format!("{name} báo cáo việc thực hiện nhiệm vụ được giao"))?;
            let (round, sealed) = (round(), words.seal);
            kept.push(words);
            events.push(confidence::Event::ReportFiled { round, person, sealed, blob: None });
        }
        let on = Date::constant(2026, 2, 10);
        events.push(confidence::Event::ReportsGivenOut { round: round(), on });
        events.push(confidence::Event::ReadersStated { round: round(), members: count(PAPERS) });
        let events = events.into_iter().map(Event::Confidence).collect();
        self.room.asks(Command::Seal(events, kept));
        Ok(())
    }

    /// Its vote is called.
    fn called(&self, way: Way, decision: Option<Document>) {
        let ask = vote::Ask {
            vote: self.vote.clone(),
            title: format!("{}: phiếu (mô phỏng)", self.title),
            text: "Mức độ tín nhiệm đối với từng người".into(),
            channels: place(way),
            decision,
        };
        let command =
            confidence::Command::Survey { round: self.id.clone(), ask, members: count(MEMBERS) };
        self.room.asks(Command::Confidence(command));
    }
}

/// Six people, counted twice and declared; the one of low confidence resigns.
fn on_paper(room: &Room) -> Result<(), NotDone> {
    let round = Round {
        room,
        id: RoundId::from("tin-nhiem-mo-phong"),
        vote: VoteId::from("phieu-tin-nhiem-mo-phong"),
        title: "Lấy phiếu tín nhiệm năm 2026",
    };
    round.reported(&[1, 2, 3, 4, 5, 6])?;
    round.called(Way::Paper, None);
    let line = |votes: &[u16; 3]| Line {
        invalid: count(PAPERS - votes.iter().sum::<u16>()),
        votes: votes.map(count).into(),
        rankings: Vec::new(),
    };
    let sheet = Sheet {
        issued: count(PAPERS),
        returned: count(PAPERS),
        invalid: Count::ZERO,
        lines: GIVEN.iter().map(line).collect(),
    };
    room.hold(&round.vote, count(MEMBERS), &sheet)?;
    let (person, document) = (RESIGNS.to_owned(), document("02/ĐXTC", 27));
    let resigned = confidence::Event::Resigned { round: round.id, person, document };
    room.asks(Command::Record(vec![Event::Confidence(resigned)]));
    Ok(())
}

/// Three people, online by a decision of the council; the trustees are named and their keys not made yet.
fn online(room: &Room) -> Result<(), NotDone> {
    let round = Round {
        room,
        id: RoundId::from("tin-nhiem-truc-tuyen-mo-phong"),
        vote: VoteId::from(ONLINE),
        title: "Lấy phiếu tín nhiệm trực tuyến",
    };
    round.reported(&ONLINE_PEOPLE)?;
    round.called(Way::Online, Some(document("03/NQ-HĐ", 9)));
    let names = (1..=3).map(|number| format!("Người giữ khoá mô phỏng {number}")).collect();
    let (vote, group, threshold) = (round.vote, Group::Ed25519, Some(2));
    let named = vote::Event::TrusteesNamed { vote, group, names, threshold };
    room.asks(Command::Record(vec![Event::Vote(named)]));
    Ok(())
}
