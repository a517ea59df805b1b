//! A motion before a council, its amendments, and how they are decided.

use super::*;
use dienhong_core::motion::{Event as E, How, Moved, Place};

/// Six lines of at most 90 characters, in three paragraphs.
pub const TEXT: &str = "Điều 1. Hội đồng nhân dân thông qua kế hoạch đầu tư công năm 2026 với tổng mức vốn là \
một nghìn hai trăm tỷ đồng, trong đó vốn ngân sách địa phương chiếm phần lớn.\nĐiều 2. Uỷ ban \
nhân dân tổ chức thực hiện nghị quyết này và báo cáo Hội đồng nhân dân tại kỳ họp cuối năm \
về kết quả.\nĐiều 3. Nghị quyết có hiệu lực từ ngày được thông qua.";

pub fn of(event: E) -> Event {
    Event::Motion(event)
}

pub fn moved(id: &str, change: impl FnOnce(&mut Moved)) -> Event {
    let mut moved = Moved {
        title: "Nghị quyết về đầu tư công (mô phỏng)".into(),
        text: TEXT.into(),
        by: "Ban Kinh tế - Ngân sách".into(),
        meeting: Some("Kỳ họp thứ 5".into()),
        width: 90,
        item: Some("Nội dung 3".into()),
        closed: false,
    };
    change(&mut moved);
    of(E::Moved { motion: id.into(), moved: Box::new(moved) })
}

pub fn amended(motion: &str, id: &str, place: Place, text: &str) -> Event {
    of(E::Amended {
        motion: motion.into(),
        amendment: id.into(),
        place,
        text: text.into(),
        reason: "Cho rõ".into(),
        by: "Tổ đại biểu số 2".into(),
    })
}

pub fn at(from: u16, to: u16) -> Place {
    Place::Lines { from, to }
}

pub fn consent() -> How {
    How::Consent { reason: "Không ai có ý kiến khác".into() }
}

pub fn by_vote(vote: &str) -> How {
    How::Vote { vote: vote.into(), question: 0 }
}

/// The council votes on paper: `yes` and `no`.
pub fn voted(night: &mut Night, id: &str, yes: u64, no: u64) {
    let call = vote::Call {
        title: "Biểu quyết (mô phỏng)".into(),
        purpose: "resolution".into(),
        questions: vec![vote::Question {
            text: "Thông qua?".into(),
            answers: vote::Answers::YesNo { abstain: false },
            passes: None,
        }],
        channels: vec![hall()],
        members: n(yes + no),
        closed: false,
        decision: None,
        charter: None,
        most_proxies: None,
        after: None,
    };
    let called = vote::Event::Called { vote: id.into(), call };
    night.record(&secretary(), Event::Vote(called)).unwrap();
    hold(night, id, yes + no, &marks(yes + no, &[&[yes, no]]));
}

/// All that can happen to motions, once.
pub fn everything(night: &mut Night) {
    let sec = secretary();
    voted(night, "m-yes", 40, 5);
    voted(night, "m-no", 5, 40);
    let admitted = |id: &str| of(E::Admitted { motion: id.into() });
    let on = |id: &str, change: fn(super::motions::Id) -> E| of(change(id.into()));
    let mut events = Vec::new();
    for id in ["m-1", "m-2", "m-3", "m-4", "m-5", "m-6"] {
        events.push(moved(id, |_| {}));
    }
    events
        .push(on("m-2", |motion| E::NotAdmitted { motion, reason: "Trái thẩm quyền".into() }));
    for id in ["m-1", "m-3", "m-4", "m-5", "m-6"] {
        events.push(admitted(id));
    }
    events.push(on("m-3", |motion| E::Withdrawn { motion, reason: "Bổ sung hồ sơ".into() }));
    for (id, place, text) in [
        (
            "a-1",
            at(1, 1),
            "Điều 1. Hội đồng nhân dân tỉnh thông qua kế hoạch đầu tư công với tổng mức vốn là",
        ),
        ("a-2", at(1, 2), ""),
        ("a-3", Place::After { line: 4 }, "Báo cáo được công khai."),
        ("a-4", at(5, 5), "Điều 3. Có hiệu lực ngay."),
    ] {
        events.push(amended("m-1", id, place, text));
    }
    let own = |amendment: &str| ("m-1".into(), amendment.into());
    let (motion, amendment) = own("a-1");
    events.push(of(E::AmendmentAccepted { motion, amendment }));
    let (motion, amendment) = own("a-2");
    events.push(of(E::AmendmentRejected { motion, amendment, how: by_vote("m-no") }));
    let (motion, amendment) = own("a-3");
    events.push(of(E::AmendmentAdopted { motion, amendment, how: consent() }));
    let (motion, amendment) = own("a-4");
    events.push(of(E::AmendmentWithdrawn { motion, amendment, reason: "Rút".into() }));
    let (motion, reopened) = own("a-4");
    let reason = "Ghi nhầm".to_owned();
    events.push(of(E::Reopened { motion, amendment: Some(reopened), reason: reason.clone() }));
    let (motion, amendment) = own("a-4");
    events.push(of(E::AmendmentAdopted { motion, amendment, how: by_vote("m-yes") }));
    events.push(of(E::Adopted { motion: "m-1".into(), how: by_vote("m-yes") }));
    events.push(of(E::Reopened { motion: "m-1".into(), amendment: None, reason }));
    events.push(of(E::Adopted { motion: "m-1".into(), how: by_vote("m-yes") }));
    events.push(of(E::Rejected { motion: "m-4".into(), how: by_vote("m-no") }));
    let motions = ["m-5", "m-6"].map(Id::from).into();
    events.push(of(E::DecidedTogether { motions, adopted: true, how: consent() }));
    for event in events {
        night.record(&sec, event).unwrap();
    }
}

type Id = dienhong_core::motion::MotionId;
