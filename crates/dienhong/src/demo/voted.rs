//! Two votes of an invented council: one by name that is open, one on paper that is declared.

use super::{NoDemo, Stage, sender::Sender, setup::OPEN};
use dienhong_core::{
    Command, Event, Kept,
    count::Count,
    people::{self, Body, BodyId, Officer, OfficerId},
    vote::{
        self, Answers, Call, Channel, ChannelId, Choice, Line, Part, Question, Sheet, VoteId,
        Voter, Way,
    },
};
use dienhong_journal::Opening;
use dienhong_node::NotDone;

/// Who calls the council's votes, and the first of its members.
pub const SECRETARY: &str = "thuky-hd";
pub const MEMBER: &str = "daibieu-1";

/// The invented council's members who are officers of the node.
const MEMBERS: u32 = 5;

/// The invented council.
pub fn council() -> BodyId {
    BodyId::from("hoi-dong-mo-phong")
}

fn member(number: u32) -> OfficerId {
    OfficerId::from(format!("daibieu-{number}").as_str())
}

pub fn count(n: u16) -> Count {
    Count::from(n)
}

/// Forms the council and holds its votes.
pub fn held(stage: &Stage) -> Result<(), NoDemo> {
    const WHAT: &str = "the votes of the council";
    let sender = Sender::new(stage);
    let members = (1..=MEMBERS).map(|n| (member(n), format!("Đại biểu mô phỏng {n}"), "member"));
    let secretary = (OfficerId::from(SECRETARY), "Thư ký mô phỏng".to_owned(), "secretary");
    let seats = std::iter::once(secretary).chain(members);
    seat(&sender, &council(), "Hội đồng mô phỏng", "council", seats);
    by_name(&sender);
    on_paper(&sender).map_err(|why| NoDemo::Step { what: WHAT, why })?;
    sender.settle(WHAT)
}

/// Forms an invented body of the open commune, with officers by id, name and role.
pub fn seat(
    sender: &Sender,
    body: &BodyId,
    name: &str,
    kind: &str,
    seats: impl Iterator<Item = (OfficerId, String, &'static str)>,
) {
    let of = Body {
        id: body.clone(),
        name: name.into(),
        kind: kind.into(),
        unit: Some(OPEN.into()),
        charge: None,
    };
    let mut events = vec![people::Event::BodyFormed { body: of }];
    for (officer, own, role) in seats {
        let (id, office) = (officer.clone(), name.to_owned());
        let registered = Officer { id, name: own, office };
        events.push(people::Event::OfficerRegistered { officer: registered });
        events.push(people::Event::RoleGranted { officer, role: role.into(), body: body.clone() });
    }
    let events = events.into_iter().map(Event::People).collect();
    sender.ask(&OfficerId::from("keeper"), &BodyId::from("keepers"), Command::Record(events));
}

/// A body that votes on paper in one room: who calls its votes, and who counts them.
pub struct Room<'a> {
    pub sender: &'a Sender<'a>,
    pub body: BodyId,
    pub calls: OfficerId,
    /// The head, and the two who enter what was counted.
    pub committee: [OfficerId; 3],
}

/// The one place of a vote.
pub fn place(way: Way) -> Vec<Channel> {
    vec![Channel { id: "1".into(), name: "Phòng họp".into(), way }]
}

impl Room<'_> {
    /// The room of the council.
    pub fn of_council<'a>(sender: &'a Sender<'a>) -> Room<'a> {
        Room {
            sender,
            body: council(),
            calls: OfficerId::from(SECRETARY),
            committee: [member(1), member(2), member(3)],
        }
    }

    pub fn asks(&self, command: Command) {
        self.sender.ask(&self.calls, &self.body, command);
    }

    /// The vote that was called is held: printed, opened and closed, entered twice, signed and declared.
    pub fn hold(&self, vote: &VoteId, summoned: Count, sheet: &Sheet) -> Result<(), NotDone> {
        let channel = ChannelId::from("1");
        let of = || (vote.clone(), channel.clone());
        let present = [(channel.clone(), sheet.issued)].into();
        let members = self.committee.to_vec();
        let (id, at) = of();
        let chosen = vote::Event::CommitteeChosen { vote: id, channel: at, members };
        let (id, at) = of();
        let printed = vote::Event::PapersPrinted { vote: id, channel: at, printed: summoned };
        let opened = vote::Event::Opened { vote: vote.clone(), summoned, present, until: None };
        let closed = vote::Event::Closed { vote: vote.clone() };
        let events = [chosen, printed, opened, closed].map(Event::Vote);
        self.asks(Command::Record(events.into()));
        let [head, typists @ ..] = &self.committee;
        let mut known = Vec::new();
        for who in typists {
            let opening = Opening { value: sheet.clone(), salt: dienhong_node::salt() };
            let kept = Kept::of(&opening)?;
            known.push(opening);
            let (vote, channel) = of();
            let entered = vote::Event::SheetEntered { vote, channel, sealed: kept.seal };
            let command = Command::Seal(vec![Event::Vote(entered)], vec![kept]);
            self.sender.ask(who, &self.body, command);
        }
        let (id, at) = of();
        let sign = vote::Command::Sign { vote: id, channel: at, known: known.clone() };
        self.sender.ask(head, &self.body, Command::Vote(sign));
        self.asks(Command::Vote(vote::Command::Declare { vote: vote.clone(), known }));
        Ok(())
    }
}

/// Words that are sealed, and what opens them.
pub fn sealed(words: &str) -> Result<Kept, NotDone> {
    let value = format!("{words} (mô phỏng)");
    Ok(Kept::of(&Opening { value, salt: dienhong_node::salt() })?)
}

fn call(title: &str, purpose: &str, answers: Answers, way: Way, members: Count) -> Call {
    Call {
        title: format!("{title} (mô phỏng)"),
        purpose: purpose.into(),
        questions: vec![Question { text: format!("{title}?"), answers, passes: None }],
        channels: place(way),
        members,
        closed: false,
        decision: None,
        charter: None,
        most_proxies: None,
        after: None,
    }
}

/// Five vote by name; two have answered, and the vote goes on.
fn by_name(sender: &Sender) {
    let vote = VoteId::from("chuong-trinh-mo-phong");
    let channel = ChannelId::from("1");
    let answers = Answers::YesNo { abstain: true };
    let title = "Thông qua chương trình làm việc năm 2026";
    let call = call(title, "resolution", answers, Way::Named, count(5));
    let voter = |seat: u32| Voter {
        seat,
        name: format!("Đại biểu mô phỏng {seat}"),
        channel: channel.clone(),
        weight: count(1),
        proxies: Vec::new(),
        officer: Some(member(seat)),
    };
    let voters = (1..=MEMBERS).map(voter).collect();
    let present = [(channel.clone(), count(5))].into();
    let mut events = vec![
        vote::Event::Called { vote: vote.clone(), call },
        vote::Event::VotersListed { vote: vote.clone(), voters },
        vote::Event::Opened { vote: vote.clone(), summoned: count(5), present, until: None },
    ];
    for (seat, mark) in [(2, 0), (3, 1)] {
        let parts = vec![Part { weight: count(1), marks: vec![mark] }];
        events.push(vote::Event::Answered { vote: vote.clone(), question: 0, seat, parts });
    }
    let events = events.into_iter().map(Event::Vote).collect();
    Room::of_council(sender).asks(Command::Record(events));
}

/// Two candidates for one office, counted by three and declared.
fn on_paper(sender: &Sender) -> Result<(), NotDone> {
    let room = Room::of_council(sender);
    let vote = VoteId::from("bau-truong-ban-mo-phong");
    let choice = |id: &str, name: &str| Choice { id: id.into(), name: name.into(), note: None };
    let options = vec![choice("1", "Ứng viên mô phỏng A"), choice("2", "Ứng viên mô phỏng B")];
    let answers = Answers::Choose { options, at_least: 0, at_most: 1, seats: 1 };
    let call = call("Bầu trưởng ban", "officers", answers, Way::Paper, count(30));
    let called = vote::Event::Called { vote: vote.clone(), call };
    room.asks(Command::Record(vec![Event::Vote(called)]));
    let sheet = Sheet {
        issued: count(28),
        returned: count(28),
        invalid: count(1),
        lines: vec![Line {
            invalid: Count::ZERO,
            votes: vec![count(17), count(9)],
            rankings: Vec::new(),
        }],
    };
    room.hold(&vote, count(30), &sheet)
}
