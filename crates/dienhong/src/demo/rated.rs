//! The yearly evaluation of three invented offices with forty people: reports, proposals and ballots, the decision
//! under the cap, an appeal with its answer, and the totals that everybody may know.

use super::{
    NoDemo, Stage,
    sender::Sender,
    setup::OPEN,
    voted::{count, sealed, seat},
};
use dienhong_core::{
    Command, Date, Event, Kept,
    count::Count,
    evaluation::{
        self, Ballot, CycleId, Event as E, Law, Of, OrganId, Outcome, Period, PersonId, Phase,
        Rating, Score, Unrated,
    },
    people::{BodyId, OfficerId},
};
use dienhong_node::NotDone;
use std::collections::BTreeMap;

/// Who prepares the evaluation, and who decides it.
pub const EVALUATOR: &str = "danh-gia";
pub const AUTHORITY: &str = "tham-quyen";

/// The two of those rated who are officers of the node: one good, one completed who appeals.
pub const RATED: [(&str, &str); 2] = [
    ("nhan-vien-1", "Người được đánh giá mô phỏng 1"),
    ("nhan-vien-2", "Người được đánh giá mô phỏng 2"),
];
const GOOD: usize = 2;
const APPEALS: usize = 20;

/// An invented office. Who leads it comes first and is rated as it is.
struct Office {
    id: &'static str,
    name: &'static str,
    rating: Rating,
    /// How many others are rated what; none: they worked too few months.
    staff: &'static [(usize, Option<Rating>)],
}

/// A fifth of those good may be excellent. The third office has too few people for totals.
const OFFICES: [Office; 3] = [
    Office {
        id: "phong-a",
        name: "Phòng mô phỏng A",
        rating: Rating::Good,
        staff: &[
            (15, Some(Rating::Good)),
            (3, Some(Rating::Excellent)),
            (2, Some(Rating::Completed)),
            (1, None),
        ],
    },
    Office {
        id: "phong-b",
        name: "Phòng mô phỏng B",
        rating: Rating::Good,
        staff: &[
            (10, Some(Rating::Good)),
            (2, Some(Rating::Excellent)),
            (1, Some(Rating::Completed)),
        ],
    },
    Office {
        id: "to-c",
        name: "Tổ mô phỏng C",
        rating: Rating::Completed,
        staff: &[(3, Some(Rating::Good))],
    },
];

/// One of the forty, and what is decided in the end.
struct Rated {
    number: usize,
    office: &'static str,
    leads: bool,
    rating: Option<Rating>,
}

fn everybody() -> Vec<Rated> {
    let mut all: Vec<Rated> = Vec::new();
    for office in &OFFICES {
        let lead = [(1, Some(office.rating))];
        for (at, (many, rating)) in lead.iter().chain(office.staff).enumerate() {
            for _ in 0..*many {
                let (number, office, rating) = (all.len() + 1, office.id, *rating);
                all.push(Rated { number, office, leads: at == 0, rating });
            }
        }
    }
    all
}

impl Rated {
    fn id(&self) -> PersonId {
        PersonId::from(format!("nguoi-{:02}", self.number).as_str())
    }

    /// The account and name of those who have one.
    fn account(&self) -> Option<(&'static str, &'static str)> {
        let [good, completed] = RATED;
        match self.number {
            GOOD => Some(good),
            APPEALS => Some(completed),
            _ => None,
        }
    }

    /// The score that lies in the band of the rating.
    fn score(&self) -> Result<Score, NotDone> {
        let points = match self.rating {
            Some(Rating::Excellent) => "93.5",
            Some(Rating::Good) => "82",
            Some(Rating::Completed) => "64",
            Some(Rating::NotCompleted) => "40",
            None => "75",
        };
        Ok(Score::read(points)?)
    }

    fn listed(&self) -> E {
        let named = || format!("Người mô phỏng {}", self.number);
        E::PersonListed {
            cycle: cycle(),
            organ: OrganId::from(self.office),
            person: self.id(),
            name: self.account().map_or_else(named, |(_, name)| name.to_owned()),
            post: if self.leads {
                "Trưởng đơn vị mô phỏng"
            } else {
                "Chuyên viên mô phỏng"
            }
            .into(),
            group: if self.leads { "lãnh đạo" } else { "chuyên viên" }.into(),
            leads: self.leads,
            months: if self.rating.is_some() { 12 } else { 4 },
            officer: self.account().map(|(officer, _)| OfficerId::from(officer)),
        }
    }

    /// What a meeting of twenty thought: most of them what is decided.
    fn balloted(&self, rating: Rating) -> E {
        let next = if rating == Rating::Good { Rating::Completed } else { Rating::Good };
        let mut votes: BTreeMap<Rating, Count> =
            Rating::ALL.into_iter().map(|rating| (rating, Count::ZERO)).collect();
        votes.insert(rating, count(13));
        votes.insert(next, count(4));
        let ballot = Ballot {
            summoned: count(20),
            present: count(18),
            issued: count(18),
            returned: count(18),
            valid: count(17),
            invalid: count(1),
            votes,
        };
        let (of, document) = (Of::Person(self.id()), "Biên bản kiểm phiếu (mô phỏng)".into());
        E::Balloted { cycle: cycle(), of, ballot, document }
    }

    fn proposed(&self, rating: Rating) -> Result<E, NotDone> {
        let (cycle, person, score) = (cycle(), self.id(), self.score()?);
        let document = "Tờ trình 09/TTr-ĐG (mô phỏng)".into();
        Ok(E::Proposed { cycle, person, score, rating, tasks: None, document })
    }

    fn outcome(&self) -> Result<Outcome, NotDone> {
        Ok(match self.rating {
            Some(rating) => Outcome::Rated { rating, score: self.score()?, tasks: None },
            None => Outcome::Unrated(Unrated::FewMonths),
        })
    }
}

fn cycle() -> CycleId {
    CycleId::from("nam-2025-mo-phong")
}

fn body() -> BodyId {
    BodyId::from("hoi-dong-danh-gia-mo-phong")
}

pub fn done(stage: &Stage) -> Result<(), NoDemo> {
    const WHAT: &str = "the evaluation";
    let sender = Sender::new(stage);
    let officer = |id: &str, name: &str, role| (OfficerId::from(id), name.to_owned(), role);
    let seats = [
        officer(EVALUATOR, "Cán bộ đánh giá mô phỏng", "evaluator"),
        officer(AUTHORITY, "Người có thẩm quyền mô phỏng", "rating_authority"),
    ];
    let name = "Hội đồng đánh giá mô phỏng";
    seat(&sender, &body(), name, "evaluation_body", seats.into_iter());
    let all = everybody();
    prepared(&sender, &all)
        .and_then(|()| decided(&sender, &all))
        .map_err(|why| NoDemo::Step { what: WHAT, why })?;
    sender.settle(WHAT)
}

/// Asks for it: for the body that rates, or, of one's own file, for nobody.
fn ask(sender: &Sender, by: &str, events: Vec<E>, kept: Vec<Kept>) {
    let events = events.into_iter().map(Event::Evaluation).collect();
    let rates = matches!(by, EVALUATOR | AUTHORITY);
    let (by, body) = (OfficerId::from(by), rates.then(body));
    sender.send(by, body, Command::Seal(events, kept), Vec::new());
}

/// The cycle, its offices and people, their reports, and what is proposed and balloted.
fn prepared(sender: &Sender, all: &[Rated]) -> Result<(), NotDone> {
    let due = |phase, month, day| (phase, Date::constant(2026, month, day));
    let mut events = vec![E::CycleOpened {
        cycle: cycle(),
        name: "Đánh giá, xếp loại năm 2025 (mô phỏng)".into(),
        unit: OPEN.into(),
        body: body(),
        period: Period { year: 2025, quarter: None },
        law: Law::State,
        dues: [
            due(Phase::SelfReport, 2, 10),
            due(Phase::Proposal, 2, 20),
            due(Phase::Ballot, 2, 25),
            due(Phase::Decision, 3, 5),
            due(Phase::Appeal, 3, 31),
        ]
        .into(),
    }];
    events.extend(OFFICES.iter().map(|office| E::OrganListed {
        cycle: cycle(),
        organ: OrganId::from(office.id),
        name: office.name.into(),
        level: 1,
        parent: None,
    }));
    events.extend(all.iter().map(Rated::listed));
    ask(sender, EVALUATOR, events, Vec::new());

    let (mut events, mut kept) = (Vec::new(), Vec::new());
    for of in all {
        let words = sealed("Tôi tự đánh giá theo bảng điểm, có minh chứng từng việc")?;
        let (cycle, person, score) = (cycle(), of.id(), of.score()?);
        let sealed = words.seal;
        let report = E::SelfReported { cycle, person, score, tasks: None, sealed };
        // Who has an account reports alone; the others did so on paper.
        match of.account() {
            Some((officer, _)) => ask(sender, officer, vec![report], vec![words]),
            None => {
                events.push(report);
                kept.push(words);
            }
        }
    }
    ask(sender, EVALUATOR, events, kept);

    let mut events = Vec::new();
    for of in all {
        // Whoever is not rated in the end was proposed like the others.
        let rating = of.rating.unwrap_or(Rating::Good);
        events.extend([of.proposed(rating)?, of.balloted(rating)]);
    }
    ask(sender, EVALUATOR, events, Vec::new());
    Ok(())
}

/// The decision on all three offices, the appeal and its answer, and the totals.
fn decided(sender: &Sender, all: &[Rated]) -> Result<(), NotDone> {
    let outcomes = all.iter().map(|of| of.outcome().map(|outcome| (of.id(), outcome)));
    let decision = E::Decided {
        cycle: cycle(),
        decision: 1,
        document: "Quyết định 10/QĐ-XL (mô phỏng)".into(),
        on: Date::constant(2026, 3, 4),
        organs: OFFICES.iter().map(|of| (OrganId::from(of.id), of.rating)).collect(),
        people: outcomes.collect::<Result<_, NotDone>>()?,
    };
    ask(sender, AUTHORITY, vec![decision], Vec::new());
    if let Some(of) = all.iter().find(|of| of.number == APPEALS) {
        appealed(sender, of)?;
    }
    let totals = evaluation::Command::PublishTotals {
        cycle: cycle(),
        document: "Thông báo 12/TB-XL (mô phỏng)".into(),
        reason: None,
    };
    sender.ask(&OfficerId::from(AUTHORITY), &body(), Command::Evaluation(totals));
    Ok(())
}

/// An appeal, and its answer.
fn appealed(sender: &Sender, of: &Rated) -> Result<(), NotDone> {
    let [_, (appellant, _)] = RATED;
    let filed = sealed("Tôi đề nghị xem lại một việc đã làm mà chưa được tính điểm")?;
    let appealed = E::Appealed {
        cycle: cycle(),
        person: of.id(),
        appeal: 1,
        on: Date::constant(2026, 3, 9),
        sealed: filed.seal,
    };
    ask(sender, appellant, vec![appealed], vec![filed]);
    let reply = sealed("Việc ấy đã được tính ở mục khác của bảng điểm; mức xếp loại giữ nguyên")?;
    let answered = E::AppealAnswered {
        cycle: cycle(),
        person: of.id(),
        appeal: 1,
        on: Date::constant(2026, 3, 12),
        document: "Công văn 11/CV-ĐG (mô phỏng)".into(),
        upheld: false,
        sealed: reply.seal,
    };
    ask(sender, AUTHORITY, vec![answered], vec![reply]);
    Ok(())
}
