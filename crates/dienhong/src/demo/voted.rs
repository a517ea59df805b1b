//! Two votes of an invented council: one by name that is open, one on paper that is declared.

use super::{NoDemo, Stage, setup::OPEN};
use dienhong_core::{
    Command, Event, Kept,
    count::Count,
    people::{self, Body, BodyId, By, Officer, OfficerId},
    vote::{
        self, Answers, Call, Channel, ChannelId, Choice, Line, Part, Question, Sheet, VoteId,
        Voter, Way,
    },
};
use dienhong_journal::{Opening, Salt};
use dienhong_node::{Ask, NotDone};

/// Who calls the council's votes, and the first of its members.
pub const SECRETARY: &str = "thuky-hd";
pub const MEMBER: &str = "daibieu-1";

/// The invented council's members who are officers of the node.
const MEMBERS: u32 = 5;

fn council() -> BodyId {
    BodyId::from("hoi-dong-mo-phong")
}

fn member(number: u32) -> OfficerId {
    OfficerId::from(format!("daibieu-{number}").as_str())
}

fn count(n: u16) -> Count {
    Count::from(n)
}

/// Forms the council and holds its votes.
pub fn held(stage: &Stage) -> Result<(), NoDemo> {
    form(stage)
        .and_then(|()| by_name(stage))
        .and_then(|()| on_paper(stage))
        .map_err(|why| NoDemo::Step { what: "the votes of the council", why })
}

fn form(stage: &Stage) -> Result<(), NotDone> {
    let body = Body {
        id: council(),
        name: "Hội đồng mô phỏng".into(),
        kind: "council".into(),
        unit: Some(OPEN.into()),
        charge: None,
    };
    let mut events = vec![people::Event::BodyFormed { body }];
    let seats = (1..=MEMBERS).map(|n| (member(n), format!("Đại biểu mô phỏng {n}"), "member"));
    let secretary = (OfficerId::from(SECRETARY), "Thư ký mô phỏng".to_owned(), "secretary");
    for (officer, name, role) in std::iter::once(secretary).chain(seats) {
        let office = "Hội đồng mô phỏng".to_owned();
        let id = officer.clone();
        events.push(people::Event::OfficerRegistered { officer: Officer { id, name, office } });
        events.push(people::Event::RoleGranted { officer, role: role.into(), body: council() });
    }
    let events = events.into_iter().map(Event::People).collect();
    ask(stage, &OfficerId::from("keeper"), &BodyId::from("keepers"), Command::Record(events))
}

fn call(title: &str, purpose: &str, answers: Answers, way: Way, members: Count) -> Call {
    Call {
        title: format!("{title} (mô phỏng)"),
        purpose: purpose.into(),
        questions: vec![Question { text: format!("{title}?"), answers, passes: None }],
        channels: vec![Channel { id: "1".into(), name: "Phòng họp".into(), way }],
        members,
        closed: false,
        decision: None,
        charter: None,
        after: None,
    }
}

/// Five vote by name; two have answered, and the vote goes on.
fn by_name(stage: &Stage) -> Result<(), NotDone> {
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
    says(stage, vote::Event::Called { vote: vote.clone(), call })?;
    says(stage, vote::Event::VotersListed { vote: vote.clone(), voters })?;
    says(stage, vote::Event::Opened { vote: vote.clone(), summoned: count(5), present })?;
    for (seat, mark) in [(2, 0), (3, 1)] {
        let parts = vec![Part { weight: count(1), marks: vec![mark] }];
        says(stage, vote::Event::Answered { vote: vote.clone(), question: 0, seat, parts })?;
    }
    Ok(())
}

/// Two candidates for one office, counted by three and declared.
fn on_paper(stage: &Stage) -> Result<(), NotDone> {
    let vote = VoteId::from("bau-truong-ban-mo-phong");
    let channel = ChannelId::from("1");
    let choice = |id: &str, name: &str| Choice { id: id.into(), name: name.into(), note: None };
    let options = vec![choice("1", "Ứng viên mô phỏng A"), choice("2", "Ứng viên mô phỏng B")];
    let answers = Answers::Choose { options, at_least: 0, at_most: 1, seats: 1 };
    let call = call("Bầu trưởng ban", "officers", answers, Way::Paper, count(30));
    let members = vec![member(1), member(2), member(3)];
    let present = [(channel.clone(), count(28))].into();
    let of = || (vote.clone(), channel.clone());
    says(stage, vote::Event::Called { vote: vote.clone(), call })?;
    let (id, at) = of();
    says(stage, vote::Event::CommitteeChosen { vote: id, channel: at, members })?;
    let (id, at) = of();
    says(stage, vote::Event::PapersPrinted { vote: id, channel: at, printed: count(30) })?;
    says(stage, vote::Event::Opened { vote: vote.clone(), summoned: count(30), present })?;
    says(stage, vote::Event::Closed { vote: vote.clone() })?;
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
    let mut known = Vec::new();
    for who in [2, 3] {
        let opening = Opening { value: sheet.clone(), salt: Salt(dienhong_node::random()) };
        let kept = Kept::of(&opening)?;
        known.push(opening);
        let (vote, channel) = of();
        let entered = vote::Event::SheetEntered { vote, channel, sealed: kept.seal };
        let command = Command::Seal(vec![Event::Vote(entered)], vec![kept]);
        ask(stage, &member(who), &council(), command)?;
    }
    let (id, at) = of();
    let sign = vote::Command::Sign { vote: id, channel: at, known: known.clone() };
    ask(stage, &member(1), &council(), Command::Vote(sign))?;
    let declare = Command::Vote(vote::Command::Declare { vote, known });
    ask(stage, &OfficerId::from(SECRETARY), &council(), declare)
}

fn says(stage: &Stage, event: vote::Event) -> Result<(), NotDone> {
    let command = Command::Record(vec![Event::Vote(event)]);
    ask(stage, &OfficerId::from(SECRETARY), &council(), command)
}

fn ask(stage: &Stage, by: &OfficerId, body: &BodyId, command: Command) -> Result<(), NotDone> {
    let act = dienhong_node::fresh_id();
    let (by, body) = (By::Officer(by.clone()), Some(body.clone()));
    stage.app.node.ask(Ask { act, by, body, command, seals: Vec::new() }).map(drop)
}
