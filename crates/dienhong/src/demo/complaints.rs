//! What people complained of and observers saw on the day: fictional, as all of the demo.

use super::{
    NoDemo, Stage,
    setup::{OPEN, board, of_board, of_team, team},
};
use dienhong_core::{
    Command, Event, Kept,
    code::Code,
    complaint::{self, Letter, Lodged, Outcome, Subject},
    election::{AreaId, ElectionId},
    observation::{self, Ground, Words},
    people::{BodyId, By, OfficerId},
};
use dienhong_journal::{Opening, Salt};
use dienhong_node::{Ask, NotDone};

/// Two complaints, an observer's note, and an objection that is answered.
pub fn told(stage: &Stage) -> Result<(), NoDemo> {
    let step = |why| NoDemo::Step { what: "complaints and observers", why };
    tell(stage).map_err(step)
}

fn tell(stage: &Stage) -> Result<(), NotDone> {
    let view = stage.app.node.view();
    let on = view.state.rules_at(view.at)?.local(view.at).day;
    let election = stage.setup.elections[0].clone();
    let [first, second] = ["001", "002"].map(|number| format!("{OPEN}-{number}"));
    let count =
        |code: &str| Subject::Count { election: election.clone(), area: AreaId::from(code) };
    lodge(stage, &first, count(&first), on, "Người đại diện tôi cử không được vào sớm")?;
    let settled = lodge(stage, &second, count(&second), on, "Một phiếu hỏng bị tính là hợp lệ")?;
    let decided = complaint::Event::Decided {
        complaint: settled,
        document: "Biên bản giải quyết tại chỗ (mô phỏng)".into(),
        outcome: Outcome::Rejected,
        reason:
            "Tổ bầu cử xem lại phiếu trước mặt người khiếu nại: phiếu còn đúng số tên (mô phỏng)"
                .into(),
        on,
    };
    asks(stage, &of_team(&second, "head"), &team(&second), Event::Complaint(decided))?;

    let (observer, body) = (OfficerId::from("observer-38"), BodyId::from("uybc-38"));
    let area = AreaId::from(first.as_str());
    let noted = observation::Event::Noted {
        note: Code::of(dienhong_node::random()),
        area: area.clone(),
        election: None,
        happened: view.at,
        text: Words::Public("Hòm phiếu được niêm phong trước mặt cử tri (mô phỏng)".into()),
        photos: Vec::new(),
    };
    asks(stage, &observer, &body, Event::Observation(noted))?;
    let objection = Code::of(dienhong_node::random());
    let objected = observation::Event::Objected {
        objection: objection.clone(),
        area,
        election: election.clone(),
        ground: Ground::Access,
        text: Words::Public("Bàn kiểm phiếu quá xa chỗ người quan sát (mô phỏng)".into()),
    };
    asks(stage, &observer, &body, Event::Observation(objected))?;
    let answered = observation::Event::Answered {
        objection,
        document: None,
        text: Words::Public("Tổ đã dời bàn lại gần và đếm lại từ đầu (mô phỏng)".into()),
    };
    let (officer, body) = chair(stage, &election, &first);
    asks(stage, &officer, &body, Event::Observation(answered))
}

/// Who answers for the constituency in which an area lies.
fn chair(stage: &Stage, election: &ElectionId, area: &str) -> (OfficerId, BodyId) {
    let view = stage.app.node.view();
    let number =
        view.state.election.area(&AreaId::from(area)).and_then(|a| a.constituency(election));
    let number = number.unwrap_or(1);
    (of_board(election, number), board(election, number))
}

/// Tells the head of a team, who writes it down.
fn lodge(
    stage: &Stage,
    area: &str,
    subject: Subject,
    received: dienhong_core::Date,
    text: &str,
) -> Result<Code, NotDone> {
    let letter = Letter {
        who: "Cử tri (mô phỏng)".into(),
        contact: String::new(),
        text: format!("{text} (mô phỏng)"),
    };
    let kept = Kept::of(&Opening { value: letter, salt: Salt(dienhong_node::random()) })?;
    let code = Code::of(dienhong_node::random());
    let event = complaint::Event::Received {
        complaint: code.clone(),
        subject,
        received,
        how: Lodged::AtTheTable,
        instance: "team".into(),
        sealed: kept.seal,
    };
    let command = Command::Seal(vec![Event::Complaint(event)], vec![kept]);
    ask(stage, &of_team(area, "head"), &team(area), command)?;
    Ok(code)
}

fn asks(stage: &Stage, by: &OfficerId, body: &BodyId, event: Event) -> Result<(), NotDone> {
    ask(stage, by, body, Command::Record(vec![event]))
}

fn ask(stage: &Stage, by: &OfficerId, body: &BodyId, command: Command) -> Result<(), NotDone> {
    let act = dienhong_node::fresh_id();
    let (by, body) = (By::Officer(by.clone()), Some(body.clone()));
    stage.app.node.ask(Ask { act, by, body, command, seals: Vec::new() }).map(drop)
}
